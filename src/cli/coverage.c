#include "cli/coverage.h"

#include "act/event.h"
#include "act/store.h"
#include "act/versions.h"
#include "blocks/case/store.h"
#include "bpmn/run.h"

enum { CASES_MOST = 2000, DEEP = 40 };

struct coverage {
    arena *a;
    map counts; /* "SERVICE\nKIND\nID" to its int64_t */
    VEC(str) keys;
};

struct coverage *coverage_new(arena *a)
{
    struct coverage *c = ARENA_NEW(a, struct coverage);

    *c = (struct coverage){ .a = a };
    return c;
}

static void count(struct coverage *c, str service, const char *kind, str id)
{
    buf b;

    buf_init(&b, c->a, service.n + id.n + 20);
    buf_fmt(&b, "%.*s\n%s\n%.*s", STR_ARG(service), kind, STR_ARG(id));
    int64_t *n = map_get(&c->counts, buf_str(&b));
    if (!n) {
        n = ARENA_NEW(c->a, int64_t);
        *n = 0;
        map_put(&c->counts, c->a, buf_str(&b), n);
        *vec_push(&c->keys, c->a) = buf_str(&b);
    }
    ++*n;
}

/* ---- decisions ---- */

static void table_count(struct coverage *c, str service, str decision, val table)
{
    val rules = val_get(table, S("rules"));

    for (size_t i = 0; i < val_count(rules); i++)
        count(c, service, "rules",
              str_fmt(c->a, "%.*s %.*s %lld", STR_ARG(decision),
                      STR_ARG(val_get_text(table, S("table"))),
                      (long long)val_get_i64(val_at(rules, i), S("index"), 0)));
}

/* Tables stand in the explanation of their decision, decisions in that of those that require them.
 */
static void explained(struct coverage *c, str service, str decision, val v, int depth)
{
    if (depth > DEEP)
        return;
    for (uint32_t i = 0; v.tag == V_LIST && i < v.n; i++)
        explained(c, service, decision, v.l[i], depth + 1);
    if (v.tag != V_CONTEXT)
        return;
    if (val_has(v, S("decision")) && val_has(v, S("id")))
        decision = val_get_text(v, S("id"));
    if (val_has(v, S("table")) && val_has(v, S("hit_policy")))
        table_count(c, service, decision, v);
    for (uint32_t i = 0; i < v.c->n; i++)
        explained(c, service, decision, v.c->e[i].value, depth + 1);
}

void coverage_decision(struct coverage *c, str service, val explanation)
{
    explained(c, service, S(""), explanation, 0);
}

/* ---- cases ---- */

static void process_count(struct coverage *c, arena *a, const struct service *v, str state)
{
    const struct bpmn *m = v->process ? v->process->bpmn : NULL;
    struct bpmn_marks marks;
    val instance;

    if (!m || failed(val_unpack(a, state, &instance)) || failed(bpmn_where(a, m, instance, &marks)))
        return;
    for (uint32_t i = 0; i < m->nodes_n; i++)
        if (marks.visited[i])
            count(c, v->id, "nodes", m->nodes[i].id);
    for (uint32_t i = 0; i < m->flows_n; i++)
        if (marks.taken[i])
            count(c, v->id, "flows", m->flows[i].id);
}

/* Questions of sections are named with their section, whichever item they are of. */
static void answered(struct coverage *c, str service, str head, val answers, int depth)
{
    for (uint32_t i = 0; answers.tag == V_LIST && i < answers.n && depth < DEEP; i++)
        answered(c, service, head, answers.l[i], depth + 1);
    for (uint32_t i = 0; answers.tag == V_CONTEXT && i < answers.c->n && depth < DEEP; i++) {
        const struct val_entry *e = &answers.c->e[i];
        str name = head.n ? str_fmt(c->a, "%.*s.%.*s", STR_ARG(head), STR_ARG(e->key)) : e->key;
        if (e->value.tag == V_NULL)
            continue;
        count(c, service, "questions", name);
        answered(c, service, name, e->value, depth + 1);
    }
}

static void rulings_count(struct coverage *c, arena *a, struct db *db, const struct data_key *key,
                          int64_t id, str service)
{
    struct q_rulings all;
    val why;

    if (failed(q_rulings(db, id, &all)))
        return;
    for (size_t i = 0; i < all.n; i++)
        if (!failed(key_open(a, key, "ruling.explanation", all.v[i].explanation, &why)))
            coverage_decision(c, service, why);
}

/* What was answered in tasks stands in the events of them. */
static void tasks_count(struct coverage *c, arena *a, struct db *db, const struct data_key *key,
                        int64_t id, str service)
{
    struct q_events_of all;
    val body;
    str salt;

    if (failed(q_events_of(db, SUBJECT_CASE, id, &all)))
        return;
    for (size_t i = 0; i < all.n; i++)
        if ((str_eq(all.v[i].type, S("case.task_done")) ||
             str_eq(all.v[i].type, S("case.form_sent"))) &&
            !failed(event_open(a, key, all.v[i].body, &salt, &body)))
            answered(c, service, S(""), val_get(body, S("answers")), 0);
}

static void case_count(struct coverage *c, arena *a, struct stage *s,
                       const struct q_cases_after_row *row)
{
    const struct service *v = boot_service(stage_boot(s), row->service, row->version);
    struct q_instance in;
    struct data_key key;
    val answers;

    if (!v || failed(q_instance(stage_db(s, a), row->id, 0, &in)))
        return;
    if (in.found)
        process_count(c, a, v, in.state);
    if (failed(stage_key(s, a, SUBJECT_CASE, row->id, &key))) /* erased */
        return;
    if (!failed(key_open(a, &key, "cases.answers", row->answers, &answers)))
        answered(c, v->id, S(""), answers, 0);
    rulings_count(c, a, stage_db(s, a), &key, row->id, v->id);
    tasks_count(c, a, stage_db(s, a), &key, row->id, v->id);
}

void coverage_tale(struct coverage *c, struct stage *s)
{
    struct q_cases_after all;
    arena a;

    arena_init(&a, 0);
    if (!failed(q_cases_after(stage_db(s, &a), 0, CASES_MOST, &all)))
        for (size_t i = 0; i < all.n; i++)
            case_count(c, &a, s, &all.v[i]);
    arena_free(&a);
}

/* ---- what was counted ---- */

static val counts_of(const struct coverage *c, arena *a, str service, const char *kind)
{
    str head = str_fmt(a, "%.*s\n%s\n", STR_ARG(service), kind);
    val_builder b = val_build(a);

    for (size_t i = 0; i < c->keys.n; i++)
        if (str_starts(c->keys.v[i], head))
            val_put(&b, str_from(c->keys.v[i], head.n),
                    val_int(*(int64_t *)map_get(&c->counts, c->keys.v[i])));
    return val_done(&b);
}

val coverage_of(const struct coverage *c, arena *a, str service)
{
    static const char *const kinds[] = { "nodes", "flows", "rules", "questions" };
    val_builder b = val_build(a);

    FOR_EACH(kinds, k)
        val_put(&b, str_z(*k), counts_of(c, a, service, *k));
    return val_done(&b);
}
