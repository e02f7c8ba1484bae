/* Officers: the history of the entries that a task's case is about, and what their office has to
 * look at again. */
#include "blocks/case/acts.h"
#include "blocks/case/work.h"
#include "blocks/consent/consent.h"
#include "blocks/rectify/own.h"
#include "text/name.h"

enum { PEOPLE_MOST = 60, LIST_MOST = 100, OFFICES_MOST = 40 };

/* ---- history ---- */

err open_history(struct web *w)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "task"), &id)))
        return REFUSED(ERR_MISSING);
    w->in = val_with(w->a, val_null(), S("task"), val_int(id));
    return OK;
}

/* A task in hand whose model says that it opens sealed versions, in a case in which somebody else
 * has done a task: nobody opens them alone. */
static err unseals(act *a, const struct q_task *t, const struct service *v, bool *out)
{
    const struct bpmn_node *n = v && v->process ? bpmn_node(v->process->bpmn, t->element) : NULL;
    struct q_tasks_of_case all;

    *out = false;
    if (!n || !str_eq(val_get_text(n->properties, S("unseals")), S("true")) ||
        !str_eq(t->state, S("claimed")) || t->assignee != a->who.account)
        return OK;
    TRY(q_tasks_of_case(a->db, t->case_id, &all));
    for (size_t i = 0; i < all.n && !*out; i++) {
        bool same = true;
        if (str_eq(all.v[i].state, S("done")) && all.v[i].assignee)
            TRY(work_same_person(a, a->who.account, all.v[i].assignee, &same));
        *out = !same;
    }
    return OK;
}

/* Somebody may be in a case in several parts. */
static bool among(const struct data_key *subjects, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (subjects[i].id == id)
            return true;
    return false;
}

/* A look at everything that an entry ever said, as far as a role may read it: traced with all of
 * these fields, for each person whom the case is about. */
err act_history(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct q_parties all;
    struct data_key subjects[PEOPLE_MOST];
    size_t n = 0;
    struct trace seen = { .kind = "record", .reason = S("history") };
    int64_t trace = 0;
    bool sealed;

    TRY(work_task(a, in, &t));
    TRY(q_case(a->db, t.case_id, S(""), &c));
    TRY(q_parties(a->db, c.id, &all));
    const struct service *v = case_service(a->boot, &c);
    seen.case_id = c.id;
    seen.case_number = c.number;
    seen.office = t.authority;
    seen.purpose = v ? v->purpose : S("");
    for (size_t i = 0; i < all.n && n < PEOPLE_MOST; i++) {
        const struct registry *r;
        if (among(subjects, n, all.v[i].person))
            continue;
        TRY(record_registry(a->db, a->site, all.v[i].person, &r));
        seen.fields = r ? entry_readable(a->a, r, &a->who, seen.purpose) : S("");
        if (!seen.fields.n)
            continue;
        seen.person = all.v[i].person;
        seen.what = r->id;
        TRY(trace_add(a, &seen, &trace));
        seen.look = seen.look ? seen.look : trace;
        subjects[n++] = (struct data_key){ .kind = SUBJECT_PERSON, .id = all.v[i].person };
    }
    if (!n)
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    val_builder b = val_build(a->a);
    val people = val_list(NULL, 0);
    for (size_t i = 0; i < n; i++)
        people = val_append(a->a, people, val_int(subjects[i].id));
    val_put(&b, S("task"), val_int(t.id));
    val_put(&b, S("number"), val_str(c.number));
    val_put(&b, S("purpose"), val_str(seen.purpose));
    val_put(&b, S("people"), people);
    TRY(unseals(a, &t, v, &sealed));
    val_put(&b, S("unseals"), val_bool(sealed));
    val_put(&b, S("ticket"), val_str(ticket_for(a, subjects, n, trace, "history")));
    *out = val_done(&b);
    return OK;
}

/* Sealed versions are opened to a register's own roles, in a task that was made for it. */
static err one_history(struct web *w, int64_t id, const struct state_asked *asked,
                       struct v_desk_history_one *one)
{
    struct data_key want = { .kind = SUBJECT_PERSON, .id = id }, key;
    const struct registry *r;
    const struct record_step *all;
    struct record rec;
    size_t n;

    TRY(record_registry(w->db, w->site, id, &r));
    if (!r)
        return REFUSED(ERR_MISSING);
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, &key));
    const bool *may = entry_sight(w, r, val_get_text(w->out, S("purpose")));
    TRY(record_open(w->a, w->db, r, id, &key, &rec));
    TRY(record_history(w->a, w->db, r, id, &key, &all, &n));
    struct history_sight s = { r, may,
                               val_get_bool(w->out, S("unseals")) && register_unseals(r, &w->who) };
    one->reg = site_text(w->site, r->title, w->lang);
    one->name = entry_called(w, r, may, rec.fields);
    TRY(entry_disputes(w, r, id, &one->disputed, &one->disputed_n));
    TRY(state_shown(w, &s, id, &key, asked, &one->state));
    return history_steps(w, &s, all, n, &one->steps, &one->steps_n, &one->hidden);
}

err show_history(struct web *w)
{
    struct v_desk_history v = { .number = val_get_text(w->out, S("number")),
                                .back = web_url(w, "/desk/tasks/%lld",
                                                (long long)val_get_i64(w->out, S("task"), 0)) };
    struct state_asked asked;
    val people = val_get(w->out, S("people"));
    struct v_desk_history_one *one =
        ARENA_ARRAY(w->a, struct v_desk_history_one, val_count(people) + 1);

    state_ask(w,
              web_url(w, "/desk/tasks/%lld/history", (long long)val_get_i64(w->out, S("task"), 0)),
              &asked, &v.form);
    v.asked = asked.any;
    for (size_t i = 0; i < val_count(people); i++) {
        int64_t id = 0;
        if (!val_to_i64(val_at(people, i), &id))
            return REFUSED(ERR_MISSING);
        one[i] = (struct v_desk_history_one){ 0 };
        TRY(one_history(w, id, &asked, &one[i]));
    }
    v.people = one;
    v.people_n = val_count(people);
    return WEB_SEND(w, "/desk", desk_history, &v, 200);
}

/* ---- what was corrected ---- */

static bool works_in(const struct actor *who, str office)
{
    for (size_t i = 0; i < who->nroles; i++)
        if (str_eq(who->roles[i].office, office))
            return true;
    return false;
}

static const struct v_corrections_one *case_links(struct web *w, str numbers, size_t *n)
{
    struct v_corrections_one *c = ARENA_ARRAY(w->a, struct v_corrections_one, numbers.n / 2 + 1);
    str rest = numbers, one;

    *n = 0;
    while (str_next(&rest, ' ', &one))
        if (one.n)
            c[(*n)++] =
                (struct v_corrections_one){ one, web_url(w, "/desk?number=%.*s", STR_ARG(one)) };
    return c;
}

static err of_office(struct web *w, str office, struct v_corrections_row *rows, size_t *n)
{
    struct q_notices_of_office all;

    TRY(q_notices_of_office(w->db, office, LIST_MOST, &all));
    for (size_t i = 0; i < all.n && *n < LIST_MOST; i++) {
        struct v_corrections_row *r = &rows[(*n)++];
        *r = (struct v_corrections_row){
            .id = all.v[i].id,
            .office = told_shown(w, office, S("")),
            .partner = all.v[i].partner.n ? told_shown(w, office, all.v[i].partner) : S(""),
            .reg = registry_shown(w, all.v[i].registry),
            .fields = fields_shown(w, all.v[i].registry, all.v[i].fields),
            .number = all.v[i].case_number,
            .at = { all.v[i].at },
            .has_noted = all.v[i].noted > 0,
            .noted = { all.v[i].noted },
            .open = str_eq(all.v[i].state, S("open")),
            .effect =
                str_eq(all.v[i].effect, S("again")) ? W_rectify_effect_again : W_rectify_effect_none
        };
        r->cases = case_links(w, all.v[i].cases, &r->cases_n);
    }
    return OK;
}

/* Numbers and fields, nobody's name and no value: those are in the office's own cases. */
err show_notices(struct web *w)
{
    struct v_corrections v = { 0 };
    struct v_corrections_row *rows = ARENA_ARRAY(w->a, struct v_corrections_row, LIST_MOST);

    if (!w->who.nroles)
        return web_error(w, 403);
    for (size_t i = 0; i < w->who.nroles; i++) {
        bool before = false;
        for (size_t k = 0; k < i; k++)
            before |= str_eq(w->who.roles[k].office, w->who.roles[i].office);
        if (!before)
            TRY(of_office(w, w->who.roles[i].office, rows, &v.rows_n));
    }
    v.rows = rows;
    return WEB_SEND(w, "/desk", corrections, &v, 200);
}

err notice_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    int64_t id = 0;
    str effect = web_field(w, "effect");

    if (failed(str_to_i64(web_param(w, "notice"), &id)))
        return REFUSED(ERR_MISSING);
    val_put(&b, S("notice"), val_int(id));
    val_put(&b, S("effect"), val_str(effect.p ? effect : S("")));
    w->in = val_done(&b);
    return OK;
}

err to_notices(struct web *w)
{
    return web_redirect(w, S("/desk/corrections"));
}

/* Whoever works in the office that was told. */
err notice_owner(act *a, val in)
{
    struct q_notice n;

    TRY(q_notice(a->db, val_get_i64(in, S("notice"), 0), &n));
    if (!n.found || !works_in(&a->who, n.office))
        return refuse_with(a, W_rectify_notice_unknown, NULL, val_null(), 404);
    return OK;
}

err act_notice_done(act *a, val in, val *out)
{
    str effect = val_get_text(in, S("effect"));
    struct q_notice x;
    int64_t n;

    *out = val_null();
    if (!str_eq(effect, S("none")) && !str_eq(effect, S("again")))
        return refuse(a, W_rectify_effect_needed, "effect");
    TRY(q_notice(a->db, val_get_i64(in, S("notice"), 0), &x));
    TRY(q_notice_done(a->db, x.id, effect, a->who.account, a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_rectify_notice_done, NULL, val_null(), 409);
    val_builder b = val_build(a->a);
    val_put(&b, S("notice"), val_int(x.id));
    val_put(&b, S("effect"), val_str(effect));
    struct event e = { .type = "rectify.answered",
                       .kind = SUBJECT_PERSON,
                       .subject = x.record,
                       .authority = x.office,
                       .body = val_done(&b) };
    return event_add(a, &e);
}
