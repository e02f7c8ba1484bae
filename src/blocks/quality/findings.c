/* What is missing, contradictory or stale: noted for each entry, counted, told in round numbers. */
#include "blocks/quality/own.h"
#include "blocks/quality/work.h"
#include "blocks/register/change.h"
#include "blocks/register/figures.h"
#include "site/reg_value.h"

enum { FOUND_MOST = 100, RULE_STEPS = 200000 };

struct flaw {
    const char *kind;
    str rule;
};
struct looking {
    act *a;
    const struct registry *r;
    val fields, since;
    struct flaw v[FOUND_MOST];
    size_t n;
};

static void found(struct looking *k, const char *kind, str rule)
{
    if (k->n < FOUND_MOST)
        k->v[k->n++] = (struct flaw){ kind, rule };
}

static bool lacks(const struct looking *k, str field)
{
    return val_is_null(val_get(k->fields, field));
}

static bool is_expected(const struct registry *r, str field)
{
    for (size_t i = 0; i < r->quality.n_expected; i++)
        if (str_eq(r->quality.expected[i].field, field))
            return true;
    return false;
}

static void missing(struct looking *k)
{
    for (size_t i = 0; i < k->r->n_fields; i++) {
        const struct reg_field *f = &k->r->fields[i];
        if ((f->required || is_expected(k->r, f->name)) && lacks(k, f->name))
            found(k, "missing", f->name);
    }
}

static val rule_scope(const struct looking *k)
{
    val scope = val_with(k->a->a, k->fields, S("today"), val_day(k->a->today));

    for (size_t i = 0; i < k->r->n_fields; i++)
        if (!val_has(scope, k->r->fields[i].name))
            scope = val_with(k->a->a, scope, k->r->fields[i].name, val_null());
    return scope;
}

static err breaks(const struct looking *k, const struct feel *holds, val scope, bool *out)
{
    struct feel_env env;
    val is;

    feel_env_init(&env, k->a->a, k->a->now);
    env.steps = RULE_STEPS;
    TRY(feel_eval(holds, &env, scope, &is));
    *out = is.tag == V_BOOL && !is.m;
    return OK;
}

/* A rule that holds between an entry and each of those that it is related to. */
static err between(struct looking *k, int64_t id, const struct reg_between *b, val scope)
{
    const struct related *all;
    bool broken = false;
    size_t n;

    TRY(relations_of(k->a->db, k->a->a, k->r, id, b->relation, &all, &n));
    for (size_t i = 0; i < n && !broken; i++) {
        val other;
        err e = record_whole(k->a, k->r, all[i].id, &other);
        if (e.class == ERR_CLASS_REFUSED || val_is_null(other))
            continue; /* erased */
        TRY(e);
        TRY(breaks(k, b->holds, val_with(k->a->a, scope, S("other"), other), &broken));
    }
    if (broken)
        found(k, "broken", b->id);
    return OK;
}

static err contradictory(struct looking *k, int64_t id)
{
    val scope = rule_scope(k);
    bool broken;

    for (size_t i = 0; i < k->r->n_constraints; i++) {
        TRY(breaks(k, k->r->constraints[i].holds, scope, &broken));
        if (broken)
            found(k, "broken", k->r->constraints[i].id);
    }
    for (size_t i = 0; i < k->r->quality.n_between; i++)
        TRY(between(k, id, &k->r->quality.between[i], scope));
    return OK;
}

static void stale(struct looking *k)
{
    for (size_t i = 0; i < k->r->quality.n_confirm; i++) {
        const struct reg_confirm *c = &k->r->quality.confirm[i];
        val since = val_get(k->since, c->field);
        if (lacks(k, c->field) || since.tag != V_DATE)
            continue;
        day until = day_add_months((day){ since.m }, c->months);
        if (until.n + c->days <= k->a->today.n)
            found(k, "stale", c->field);
    }
}

static err count(act *a, const struct registry *r, str kind, str rule, int64_t n)
{
    return q_quality_count_add(a->db, r->id, kind, rule, n);
}

/* Only what is otherwise than before is written. */
static err keep_found(struct looking *k, int64_t id)
{
    struct q_findings_of had;
    bool *still;

    TRY(q_findings_of(k->a->db, id, &had));
    still = ARENA_ARRAY(k->a->a, bool, had.n + 1);
    memset(still, 0, had.n * sizeof *still);
    for (size_t i = 0; i < k->n; i++) {
        bool there = false;
        for (size_t m = 0; m < had.n; m++)
            if (str_eq(had.v[m].kind, str_z(k->v[i].kind)) && str_eq(had.v[m].rule, k->v[i].rule))
                there = still[m] = true;
        if (there)
            continue;
        TRY(q_finding_put(k->a->db, k->r->id, str_z(k->v[i].kind), k->v[i].rule, id));
        TRY(count(k->a, k->r, str_z(k->v[i].kind), k->v[i].rule, 1));
    }
    for (size_t m = 0; m < had.n; m++) {
        if (still[m])
            continue;
        TRY(q_finding_drop(k->a->db, k->r->id, had.v[m].kind, had.v[m].rule, id));
        TRY(count(k->a, k->r, had.v[m].kind, had.v[m].rule, -1));
    }
    return OK;
}

err findings_look(act *a, const struct registry *r, int64_t id, val fields)
{
    struct looking *k = ARENA_NEW(a->a, struct looking);
    struct record rec = { 0 };

    *k = (struct looking){ .a = a, .r = r, .fields = fields };
    if (!val_is_null(fields)) {
        if (r->quality.n_confirm)
            TRY(record_opened(a, r, id, &rec));
        k->since = rec.since;
        missing(k);
        TRY(contradictory(k, id));
        stale(k);
    }
    return keep_found(k, id);
}

/* ---- told ---- */

str rule_shown(struct web *w, const struct registry *r, str kind, str rule)
{
    const struct reg_field *f = register_field(r, rule);

    for (size_t i = 0; str_eq(kind, S("broken")) && i < r->n_constraints; i++)
        if (str_eq(r->constraints[i].id, rule))
            return site_text(w->site, r->constraints[i].told, w->lang);
    for (size_t i = 0; str_eq(kind, S("broken")) && i < r->quality.n_between; i++)
        if (str_eq(r->quality.between[i].id, rule))
            return site_text(w->site, r->quality.between[i].told, w->lang);
    return f ? site_text(w->site, f->label, w->lang) : rule;
}

static int64_t told_of(const struct q_quality_counts *all, const char *kind, str rule)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].kind, str_z(kind)) && str_eq(all->v[i].rule, rule))
            return MAX(all->v[i].told, 0);
    return 0;
}

static void line(struct web *w, const struct registry *r, const struct q_quality_counts *all,
                 struct quality_line *out, const char *kind, str rule, int64_t share)
{
    *out = (struct quality_line){ kind, rule_shown(w, r, str_z(kind), rule),
                                  told_of(all, kind, rule), share };
}

err quality_told(struct web *w, const struct registry *r, const struct quality_line **out,
                 size_t *n)
{
    const struct reg_quality *q = &r->quality;
    struct q_quality_counts all;
    struct q_quality_run run;

    *n = 0;
    TRY(q_quality_run(w->db, r->id, &run));
    if (!run.found || !run.looked)
        return OK;
    TRY(q_quality_counts(w->db, r->id, &all));
    struct quality_line *v =
        ARENA_ARRAY(w->a, struct quality_line,
                    q->n_expected + r->n_constraints + q->n_between + q->n_confirm + 1);
    for (size_t i = 0; i < q->n_expected; i++)
        line(w, r, &all, &v[(*n)++], "missing", q->expected[i].field, q->expected[i].share);
    for (size_t i = 0; i < r->n_constraints; i++)
        line(w, r, &all, &v[(*n)++], "broken", r->constraints[i].id, 0);
    for (size_t i = 0; i < q->n_between; i++)
        line(w, r, &all, &v[(*n)++], "broken", q->between[i].id, 0);
    for (size_t i = 0; i < q->n_confirm; i++)
        line(w, r, &all, &v[(*n)++], "stale", q->confirm[i].field, 0);
    *out = v;
    return OK;
}

err act_tell(act *a, val in, val *out)
{
    bool any = false;

    (void)in;
    *out = val_null();
    for (size_t i = 0; i < a->site->n_registers; i++) {
        str id = a->site->registers[i]->id;
        struct q_quality_counts all;
        TRY(q_quality_counts(a->db, id, &all));
        for (size_t k = 0; k < all.n; k++) {
            int64_t told = figure_rounded(all.v[k].n);
            if (told == all.v[k].told)
                continue;
            TRY(q_quality_tell(a->db, id, all.v[k].kind, all.v[k].rule, told));
            any = true;
        }
    }
    if (any)
        topic_publish(a, S("pages"));
    return OK;
}

err job_quality_told(struct job_run *j)
{
    for (size_t i = 0; i < j->boot->site->n_registers; i++) {
        struct q_quality_counts all;
        TRY(q_quality_counts(j->db, j->boot->site->registers[i]->id, &all));
        for (size_t k = 0; k < all.n; k++)
            if (figure_rounded(all.v[k].n) != all.v[k].told)
                return job_act(j, "quality.tell", val_null(), NULL, NULL);
    }
    return OK;
}
