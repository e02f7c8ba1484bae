/* Work beside the process: notes, tasks asked of colleagues, many at once, absence, and what stays
 * too long. */
#include "blocks/case/acts.h"
#include "blocks/case/work.h"
#include "blocks/identity/identity.h"

enum { DAY_MS = 86400000, BULK_MOST = 100, ABSENT_MOST_DAYS = 400 };

/* ---- notes ---- */

err note_add(act *a, const struct q_case *c, const struct data_key *key, str text)
{
    int64_t id = act_id(a);
    val_builder b = val_build(a->a);

    TRY(q_note_add(a->db, &(struct q_note_add_in){ .id = id,
                                                   .case_id = c->id,
                                                   .at = a->now.ms,
                                                   .by_account = a->who.account,
                                                   .text = key_seal(a->a, key, "case_note.text",
                                                                    val_str(str_trim(text))) }));
    val_put(&b, S("note"), val_int(id));
    val_put(&b, S("text"), val_str(str_trim(text)));
    return case_event(a, c, "case.noted", val_done(&b));
}

static err task_and_case(act *a, val in, struct q_task *t, struct q_case *c, struct data_key *key)
{
    TRY(work_task(a, in, t));
    TRY(q_case(a->db, t->case_id, S(""), c));
    if (!c->found)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    return key_get(a, SUBJECT_CASE, c->id, key);
}

err act_note(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;

    TRY(task_and_case(a, in, &t, &c, &key));
    if (!str_trim(val_get_text(in, S("text"))).n)
        return refuse(a, W_case_note_empty, "text");
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return note_add(a, &c, &key, val_get_text(in, S("text")));
}

/* ---- tasks outside of the process ---- */

/* For a group of the same office, so that who may is decided as for every task. */
err act_adhoc(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    struct data_key key;
    str title = str_trim(val_get_text(in, S("title")));
    const struct office_group *g = site_group(a->site, val_get_text(in, S("group")));
    int64_t days = val_get_i64(in, S("days"), 5), id = act_id(a);

    TRY(work_own_task(a, in, &t, &c, &key));
    if (!title.n)
        return refuse(a, W_case_title_empty, "title");
    if (!g || !str_eq(g->office, t.authority))
        return refuse(a, W_case_group_unknown, "group");
    if (!t.token || days < 1 || days > 100)
        return refuse(a, W_case_days_wrong, "days");
    val_builder b = val_build(a->a);
    val_put(&b, S("task"), val_int(id));
    val_put(&b, S("title"), val_str(title));
    val_put(&b, S("group"), val_str(g->id));
    TRY(case_event(a, &c, "case.task_asked", val_done(&b)));
    *out = val_with(a->a, val_null(), S("task"), val_int(t.id));
    return work_add(
        a, &c,
        &(struct q_task_add_in){ .id = id,
                                 .case_id = c.id,
                                 .authority = t.authority,
                                 .element = S(""),
                                 .form = S(""),
                                 .groups = str_fmt(a->a, " %.*s ", STR_ARG(g->id)),
                                 .state = S("open"),
                                 .created = a->now.ms,
                                 .due = clock_end(a, t.authority, a->today, days).ms,
                                 .parent = t.id,
                                 .title = key_seal(a->a, &key, "task.title", val_str(title)) });
}

err adhoc_done(act *a, const struct q_case *c, const struct data_key *key, const struct q_task *t,
               str note)
{
    struct q_task parent;

    if (!str_trim(note).n)
        return refuse(a, W_case_note_empty, "note");
    TRY(work_set(a, t, S("done"), t->assignee, 0));
    TRY(q_hand_add(a->db, t->parent, a->who.account, a->now.ms));
    TRY(note_add(a, c, key, note));
    TRY(q_task(a->db, t->parent, &parent));
    if (parent.found)
        TRY(tiding_send(a, c, &parent, parent.assignee,
                        &(struct tiding){ W_case_told_found_subject, W_case_told_found_body }));
    val_builder b = val_build(a->a);
    val_put(&b, S("element"), val_str(S("")));
    val_put(&b, S("task"), val_int(t->id));
    return case_event(a, c, "case.task_done", val_done(&b));
}

/* ---- many at once ---- */

/* Each in a part of its own: what is refused changes nothing, and the report says why. */
static err bulk_one(act *a, act_fn *fn, val in, str *word)
{
    struct part *part;
    val out;

    *word = S("");
    TRY(part_begin(a, &part));
    err e = fn(a, in, &out);
    if (!failed(e))
        return part_keep(a, part);
    if (e.class == ERR_CLASS_FAULT)
        return e;
    TRY(part_undo(a, part));
    *word = refusals_take(a);
    return OK;
}

static bool works_in(const act *a, str office)
{
    for (size_t i = 0; i < a->who.nroles; i++)
        if (str_eq(a->who.roles[i].office, office))
            return true;
    return false;
}

/* The case's number, for who works in the task's office. */
static err number_of(act *a, int64_t task, str *out)
{
    struct q_task t;
    struct q_case c;

    *out = S("");
    TRY(q_task(a->db, task, &t));
    if (!t.found || !works_in(a, t.authority))
        return OK;
    TRY(q_case(a->db, t.case_id, S(""), &c));
    *out = c.found && c.number.p ? c.number : S("");
    return OK;
}

/* One task or a list of them. */
static val tasks_of(act *a, val in)
{
    val v = val_get(in, S("task"));

    return v.tag == V_LIST ? v : val_append(a->a, val_list(NULL, 0), v);
}

err case_bulker(act *a, val in)
{
    val tasks = tasks_of(a, in);

    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    for (uint32_t i = 0; i < MIN(tasks.n, (uint32_t)BULK_MOST); i++) {
        struct q_task t;
        int64_t id = 0;
        if (!val_to_i64(tasks.l[i], &id))
            continue;
        TRY(q_task(a->db, id, &t));
        if (t.found && works_in(a, t.authority))
            return OK;
    }
    return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

static val bulk_in(act *a, val in, int64_t task, bool hand)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("task"), val_int(task));
    if (hand) {
        val_put(&b, S("to"), val_get(in, S("to")));
        val_put(&b, S("note"), val_get(in, S("note")));
    }
    return val_done(&b);
}

err act_bulk(act *a, val in, val *out)
{
    val tasks = tasks_of(a, in), report = val_list(NULL, 0);
    str how = val_get_text(in, S("do"));
    bool hand = str_eq(how, S("hand_over"));
    int64_t done = 0;
    act_fn *fn = hand                        ? hand_over_quiet
                 : str_eq(how, S("claim"))   ? act_claim
                 : str_eq(how, S("release")) ? act_release
                                             : NULL;

    if (!fn || tasks.n > BULK_MOST)
        return refuse(a, W_case_bulk_nothing, "do");
    for (uint32_t i = 0; i < tasks.n; i++) {
        int64_t task = 0;
        str word, number;
        if (!val_to_i64(tasks.l[i], &task))
            return refuse(a, W_case_bulk_nothing, "task");
        TRY(bulk_one(a, fn, bulk_in(a, in, task, hand), &word));
        TRY(number_of(a, task, &number));
        done += !word.n;
        val_builder b = val_build(a->a);
        val_put(&b, S("task"), val_int(task));
        val_put(&b, S("number"), val_str(number));
        val_put(&b, S("word"), val_str(word));
        report = val_append(a->a, report, val_done(&b));
    }
    *out = val_with(a->a, val_with(a->a, val_null(), S("report"), report), S("do"), val_str(how));
    if (hand)
        TRY(tiding_count(a, val_get_i64(in, S("to"), 0), done,
                         &(struct tiding){ W_case_told_many_subject, W_case_told_many_body }));
    return OK;
}

/* ---- absence ---- */

static err works_at(act *a, int64_t account, str office, bool *out)
{
    const struct role_at *roles;
    size_t n;

    *out = false;
    TRY(identity_roles(a->db, a->a, account, &roles, &n));
    for (size_t i = 0; i < n; i++)
        *out |= str_eq(roles[i].office, office);
    return OK;
}

static err absence_fits(act *a, const struct q_absence_add_in *x)
{
    struct q_absence_overlap own, other;
    bool there = false, sub_there = false, same = false;

    TRY(works_at(a, x->account, x->office, &there));
    TRY(works_at(a, x->substitute, x->office, &sub_there));
    if (x->account != a->who.account && !work_leads(a->site, &a->who, x->office))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!there)
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    TRY(work_same_person(a, x->account, x->substitute, &same));
    if (!sub_there || same)
        return refuse(a, W_case_substitute_wrong, "substitute");
    if (x->to_day < x->from_day || x->to_day < a->today.n ||
        x->to_day - x->from_day > ABSENT_MOST_DAYS)
        return refuse(a, W_case_days_wrong, "to");
    TRY(q_absence_overlap(a->db, x->account, x->office, x->from_day, x->to_day, &own));
    if (own.found)
        return refuse(a, W_case_absent_already, "from");
    TRY(q_absence_overlap(a->db, x->substitute, x->office, x->from_day, x->to_day, &other));
    return other.found ? refuse(a, W_case_substitute_away, "substitute") : OK;
}

static err absence_event(act *a, const char *type, const struct q_absence_add_in *x)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("absence"), val_int(x->id));
    val_put(&b, S("substitute"), val_int(x->substitute));
    val_put(&b, S("from"), val_day((day){ x->from_day }));
    val_put(&b, S("to"), val_day((day){ x->to_day }));
    struct event e = { .type = type,
                       .kind = SUBJECT_ACCOUNT,
                       .subject = x->account,
                       .authority = x->office,
                       .body = val_done(&b) };
    return event_add(a, &e);
}

/* By oneself, or by who leads the office.  The substitute gets no roles by it: they see the work
 * and take over what they may do anyway. */
err act_absent(act *a, val in, val *out)
{
    struct q_absence_add_in x = { .id = act_id(a),
                                  .account = val_get_i64(in, S("account"), a->who.account),
                                  .substitute = val_get_i64(in, S("substitute"), 0),
                                  .office = val_get_text(in, S("office")),
                                  .from_day = val_get(in, S("from")).m,
                                  .to_day = val_get(in, S("to")).m,
                                  .set_by = a->who.account,
                                  .at = a->now.ms };

    *out = val_null();
    TRY(absence_fits(a, &x));
    TRY(q_absence_add(a->db, &x));
    TRY(tiding_absence(a, x.substitute, x.account, (day){ x.from_day }, (day){ x.to_day },
                       &(struct tiding){ W_case_told_absence_subject, W_case_told_absence_body }));
    return absence_event(a, "account.absent", &x);
}

err act_present(act *a, val in, val *out)
{
    struct q_absence row;
    int64_t n, id = val_get_i64(in, S("absence"), 0);

    *out = val_null();
    TRY(q_absence(a->db, id, &row));
    if (!row.found || (row.account != a->who.account && !work_leads(a->site, &a->who, row.office)))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    TRY(q_absence_end(a->db, id, a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    return absence_event(a, "account.present",
                         &(struct q_absence_add_in){ .id = id,
                                                     .account = row.account,
                                                     .substitute = row.substitute,
                                                     .office = row.office,
                                                     .from_day = row.from_day,
                                                     .to_day = row.to_day });
}

/* ---- what stays too long ---- */

static const struct office_group *escalating(const struct site *s, str groups)
{
    str rest = str_trim(groups), name;

    while (str_next(&rest, ' ', &name)) {
        const struct office_group *g = site_group(s, name);
        if (g && g->escalate_to.n)
            return g;
    }
    return NULL;
}

static err escalate_at(act *a, int64_t task, instant when)
{
    return outbox_add(a, "case.escalate", SUBJECT_NONE, 0,
                      val_with(a->a, val_null(), S("task"), val_int(task)), when, NULL);
}

err escalation_arm(act *a, const struct q_case *c, int64_t task, str authority, str groups)
{
    const struct office_group *g = escalating(a->site, groups);

    (void)c;
    return g ? escalate_at(a, task, clock_end(a, authority, a->today, g->escalate_days)) : OK;
}

/* The days that the applicant took do not count; while a question is open it is looked at daily. */
err act_escalate(act *a, val in, val *out)
{
    struct q_task t;
    struct q_case c;
    instant when;
    bool stands;

    *out = val_null();
    TRY(q_task(a->db, val_get_i64(in, S("task"), 0), &t));
    if (!t.found || t.escalated || str_eq(t.state, S("done")) || str_eq(t.state, S("gone")))
        return OK;
    const struct office_group *g = escalating(a->site, t.groups);
    if (!g)
        return OK;
    TRY(q_case(a->db, t.case_id, S(""), &c));
    TRY(clock_case(a, &c, t.authority, (instant){ t.created }, g->escalate_days, &when, &stands));
    if (stands || when.ms > a->now.ms)
        return escalate_at(a, t.id, stands ? (instant){ a->now.ms + DAY_MS } : when);
    str groups = str_fmt(a->a, "%.*s%.*s ", STR_ARG(t.groups), STR_ARG(g->escalate_to));
    val_builder b = val_build(a->a);
    val_put(&b, S("task"), val_str(t.element));
    val_put(&b, S("to"), val_str(g->escalate_to));
    TRY(case_event(a, &c, "case.escalated", val_done(&b)));
    TRY(work_escalate(a, &c, &t, groups));
    t.groups = groups;
    return tiding_group(
        a, &c, &t, g->escalate_to,
        &(struct tiding){ W_case_told_escalated_subject, W_case_told_escalated_body });
}

/* What somebody has in hand and may no longer do goes back to the desk. */
static err given_back(act *a, int64_t task)
{
    struct q_task t;
    bool may = false;

    TRY(q_task(a->db, task, &t));
    TRY(work_could(a, &t, t.assignee, &may));
    return may ? OK : work_set(a, &t, S("open"), 0, 0);
}

/* At a change of an officer's roles, or the end of their work. */
err staff_changed(act *a, const struct event *e)
{
    struct q_tasks_taken all;

    TRY(q_tasks_taken(a->db, e->subject, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(given_back(a, all.v[i].id));
    return OK;
}

/* When an office closes, and when it opens again: others do its tasks from now on. */
err office_changed(act *a, const struct event *e)
{
    struct q_desk_taken all;

    TRY(q_desk_taken(a->db, e->authority, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(given_back(a, all.v[i].task));
    return OK;
}
