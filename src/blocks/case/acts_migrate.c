/* Running cases taken to the newest version of their service: tried first, then one act a case, so
 * that whoever is interrupted goes on where they were. */
#include "act/versions.h"
#include "blocks/case/acts.h"
#include "blocks/case/process.h"
#include "blocks/case/work.h"
#include "blocks/identity/identity.h"

enum { TRY_MOST = 50, PAIRS_MOST = 50 };

/* "old=new old2=new2" */
static err pairs_of(act *a, str text, const struct bpmn_pair **out, size_t *n)
{
    struct bpmn_pair *v = ARENA_ARRAY(a->a, struct bpmn_pair, PAIRS_MOST);
    str word;

    *n = 0;
    while (str_next(&text, ' ', &word)) {
        if (!word.n)
            continue;
        if (*n == PAIRS_MOST || !str_cut(word, '=', &v[*n].from, &v[*n].to))
            return refuse(a, W_case_pairs_wrong, "pairs");
        (*n)++;
    }
    *out = v;
    return OK;
}

/* A question that was answered must be one in the new form too, or its answer would be shown to
 * nobody. */
static bool is_asked(const struct form *form, str name)
{
    for (size_t i = 0; i < form->n_fields; i++) {
        str head = form->fields[i].name, rest;
        if (str_cut(form->fields[i].name, '.', &head, &rest) ? str_eq(head, name)
                                                             : str_eq(form->fields[i].name, name))
            return true;
    }
    return false;
}

struct attempt {
    const struct service *to;
    const struct bpmn_pair *pairs;
    size_t n;
    struct bpmn_migration got;
    str answer; /* the name of one that would be lost; empty: none */
};

/* What the newest version is; the caller saw the same, or has to look again. */
static err target(act *a, str service, str version, struct attempt *t)
{
    t->to = site_service(a->site, service);
    if (!t->to || t->to->broken || !t->to->process)
        return refuse_with(a, W_case_no_service, NULL, val_null(), 404);
    if (!str_eq(t->to->version, version))
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    return OK;
}

static err attempt(act *a, struct q_case *c, const struct data_key *key, struct attempt *t,
                   bool dry, int64_t by)
{
    val answers;

    t->answer = S("");
    TRY(case_answers(a->a, c, key, &answers));
    for (uint32_t i = 0; answers.tag == V_CONTEXT && i < answers.c->n; i++)
        if (!is_asked(t->to->forms[0].form, answers.c->e[i].key))
            t->answer = answers.c->e[i].key;
    err e = process_migrate(a, c, key, &(struct migrate_to){ t->to, t->pairs, t->n, by },
                            dry || t->answer.n, &t->got);
    if (e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING)
        return refuse(a, W_case_pairs_wrong, "pairs");
    return e;
}

static bool stopped(const struct attempt *t)
{
    return t->got.stops_n || t->answer.n;
}

/* What is the same for every case on that version is told once, with how many it holds back. */
struct tally_row {
    str kind, element;
    int64_t n;
};
struct tally {
    VEC(struct tally_row) rows;
    int64_t fits, stays;
};

static void count(act *a, struct tally *y, str kind, str element)
{
    for (size_t i = 0; i < y->rows.n; i++)
        if (str_eq(y->rows.v[i].kind, kind) && str_eq(y->rows.v[i].element, element)) {
            y->rows.v[i].n++;
            return;
        }
    *vec_push(&y->rows, a->a) = (struct tally_row){ kind, element, 1 };
}

static void tally_add(act *a, struct tally *y, const struct attempt *t)
{
    *(stopped(t) ? &y->stays : &y->fits) += 1;
    for (size_t i = 0; i < t->got.stops_n; i++)
        count(a, y, str_z(bpmn_stop_names[t->got.stops[i].kind]), t->got.stops[i].element);
    if (t->answer.n)
        count(a, y, S("answer"), t->answer);
    for (size_t i = 0; i < t->got.moved_n && !stopped(t); i++)
        count(a, y, S("stands"), t->got.moved[i].to->id);
    for (size_t i = 0; i < t->got.waits_n; i++)
        count(a, y, t->got.waits[i].opened ? S("opened") : S("closed"), t->got.waits[i].at->id);
}

static val tally_out(act *a, const struct tally *y)
{
    val_builder b = val_build(a->a);
    val rows = val_list(NULL, 0);

    for (size_t i = 0; i < y->rows.n; i++) {
        val_builder r = val_build(a->a);
        val_put(&r, S("kind"), val_str(y->rows.v[i].kind));
        val_put(&r, S("element"), val_str(y->rows.v[i].element));
        val_put(&r, S("n"), val_int(y->rows.v[i].n));
        rows = val_append(a->a, rows, val_done(&r));
    }
    val_put(&b, S("rows"), rows);
    val_put(&b, S("fits"), val_int(y->fits));
    val_put(&b, S("stays"), val_int(y->stays));
    return val_done(&b);
}

static err migrated(act *a, struct q_case *c, const struct attempt *t, int64_t by)
{
    val_builder b = val_build(a->a);
    str before = c->version;
    int64_t n;

    TRY(q_case_version(a->db, c->id, before, t->to->version, a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(version_pin(a, t->to));
    val_put(&b, S("from"), val_str(before));
    val_put(&b, S("version"), val_str(t->to->version));
    val_put(&b, S("by"), val_int(by));
    TRY(case_event(a, c, "case.migrated", val_done(&b)));
    topic_publish(a, str_fmt(a->a, "desk/%.*s", STR_ARG(c->authority)));
    return OK;
}

static err one(act *a, struct q_case *c, const struct data_key *key, struct attempt *t, bool dry,
               int64_t by)
{
    if (!str_eq(c->state, S(CASE_SUBMITTED)) && !str_eq(c->state, S(CASE_WAITING)))
        return refuse_with(a, W_case_not_running, NULL, val_null(), 409);
    if (str_eq(c->version, t->to->version))
        return refuse_with(a, W_case_newest_already, NULL, val_null(), 409);
    if (!dry && t->n) /* a pair takes the case to another step */
        TRY(work_may_steer(a, c, t->to, by));
    TRY(attempt(a, c, key, t, dry, by));
    return dry || stopped(t) ? OK : migrated(a, c, t, by);
}

err act_migrate(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    struct attempt t = { 0 };
    struct tally y = { 0 };
    bool dry = val_get_bool(in, S("dry"));

    TRY(case_load(a, in, &c, &key));
    TRY(target(a, c.service, val_get_text(in, S("version")), &t));
    TRY(pairs_of(a, val_get_text(in, S("pairs")), &t.pairs, &t.n));
    TRY(one(a, &c, &key, &t, dry, a->who.account));
    if (!dry && stopped(&t))
        return refuse_with(a, W_case_does_not_fit, NULL, val_null(), 409);
    tally_add(a, &y, &t);
    *out = val_with(a->a, tally_out(a, &y), S("number"), val_str(c.number));
    return OK;
}

/* ---- all cases on a version ---- */

static err may_for_service(act *a, str service)
{
    const struct service *v = site_service(a->site, service);

    if (!v)
        return refuse_with(a, W_case_no_service, NULL, val_null(), 404);
    if (!work_repairs(a->site, &a->who, v->office))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    return a->who.person ? OK : refuse_with(a, W_case_officer_unknown, NULL, val_null(), 403);
}

err case_migrator(act *a, val in)
{
    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    return may_for_service(a, val_get_text(in, S("service")));
}

/* Tries the next cases on a version, and says from where to go on; 0: these were the last. */
err act_migrate_try(act *a, val in, val *out)
{
    struct attempt t = { 0 };
    struct tally y = { 0 };
    struct q_cases_on_version rows;
    int64_t next = 0;

    TRY(target(a, val_get_text(in, S("service")), val_get_text(in, S("version")), &t));
    TRY(pairs_of(a, val_get_text(in, S("pairs")), &t.pairs, &t.n));
    TRY(q_cases_on_version(a->db, t.to->id, val_get_text(in, S("from")),
                           val_get_i64(in, S("after"), 0), TRY_MOST, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        struct q_case c;
        struct data_key key;
        TRY(q_case(a->db, rows.v[i].id, S(""), &c));
        TRY(key_get(a, SUBJECT_CASE, c.id, &key));
        TRY(one(a, &c, &key, &t, true, 0));
        tally_add(a, &y, &t);
        next = rows.n == TRY_MOST ? rows.v[i].id : 0;
    }
    *out = val_with(a->a, tally_out(a, &y), S("next"), val_int(next));
    return OK;
}

/* The work is done after the commit, an act a case. */
err act_migrate_all(act *a, val in, val *out)
{
    struct attempt t = { 0 };
    val_builder b = val_build(a->a);

    TRY(target(a, val_get_text(in, S("service")), val_get_text(in, S("version")), &t));
    TRY(pairs_of(a, val_get_text(in, S("pairs")), &t.pairs, &t.n));
    for (size_t i = 0; i < 4; i++) {
        static const char *const names[] = { "service", "version", "pairs", "from" };
        if (!val_is_null(val_get(in, str_z(names[i]))))
            val_put(&b, str_z(names[i]), val_get(in, str_z(names[i])));
    }
    val_put(&b, S("by"), val_int(a->who.account));
    *out = val_with(a->a, val_null(), S("service"), val_get(in, S("service")));
    return outbox_add(a, "case.migrate", SUBJECT_NONE, 0, val_done(&b), (instant){ 0 }, NULL);
}

err act_migrate_rest(act *a, val in, val *out)
{
    *out = val_null();
    return outbox_add(a, "case.migrate", SUBJECT_NONE, 0, in, (instant){ 0 }, NULL);
}

/* One of them, in the name of who began it: not where the case concerns them, and not any more
 * where they have lost the role. */
err act_migrate_next(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    struct attempt t = { 0 };
    int64_t by = val_get_i64(in, S("by"), 0);
    bool concerned = false;
    act as = *a;

    *out = val_null();
    TRY(q_case(a->db, val_get_i64(in, S("case"), 0), S(""), &c));
    if (!c.found)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    as.who = (struct actor){ .account = by };
    TRY(identity_roles(a->db, a->a, by, &as.who.roles, &as.who.nroles));
    TRY(identity_person(a->db, by, &as.who.person));
    TRY(may_for_service(&as, c.service));
    TRY(case_concerns(a, c.id, as.who.person, &concerned));
    if (concerned)
        return refuse_with(a, W_case_own_family, NULL, val_null(), 403);
    TRY(target(a, c.service, val_get_text(in, S("version")), &t));
    TRY(pairs_of(a, val_get_text(in, S("pairs")), &t.pairs, &t.n));
    TRY(key_get(a, SUBJECT_CASE, c.id, &key));
    TRY(one(a, &c, &key, &t, false, by));
    return stopped(&t) ? refuse_with(a, W_case_does_not_fit, NULL, val_null(), 409) : OK;
}
