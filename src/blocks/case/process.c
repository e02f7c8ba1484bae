/* The process of a case: steps of the engine, their effects performed in the same
 * act (design 6). */
#include "blocks/case/process.h"
#include "blocks/case/appeal.h"
#include "blocks/case/fill.h"
#include "blocks/case/input.h"
#include "blocks/case/news.h"
#include "blocks/case/sight.h"
#include "blocks/case/work.h"
#include "bpmn/model.h"

enum { MAIN_SCOPE = 0, ROUNDS_MAX = 200, LIST_MAX = 20 };

/* ---- one run: from an event to the next wait state ---- */

static const struct bpmn *model_of(const struct boot *b, const struct q_case *c)
{
    const struct service *v = case_service(b, c);

    return v && v->process ? v->process->bpmn : NULL;
}

static bool local_instant(void *user, val when, instant *out)
{
    const struct zone *z = user;

    if (when.tag != V_DATE)
        return false;
    *out = zone_day_start(z, (day){ when.m });
    return true;
}

void run_init(struct run *r, act *a, struct q_case *c, const struct data_key *key, val answers)
{
    *r = (struct run){ .a = a,
                       .c = c,
                       .key = key,
                       .model = model_of(a->boot, c),
                       .service = case_service(a->boot, c) };
    case_feel_env(&r->feel, a->a, a->boot, a->now);
    r->env = (struct bpmn_env){ .a = a->a,
                                .now = a->now,
                                .feel = &r->feel,
                                .local = local_instant,
                                .user = (void *)a->boot->zone };
    r->env.given = case_given(a->a, a->site, c, answers, a->today);
}

/* The whole state is sealed: its variables are of a person.  Beside it stands in clear where its
 * tokens are. */
static err state_put(struct run *r)
{
    buf b;

    buf_init(&b, r->a->a, 2 * KIB);
    val_pack(&b, bpmn_places(r->a->a, r->state));
    struct q_instance_put_in in = {
        .case_id = r->c->id,
        .scope = MAIN_SCOPE,
        .process = r->c->service,
        .state = buf_str(&b),
        .vars = key_seal(r->a->a, r->key, "instance.state", r->state),
    };
    return q_instance_put(r->a->db, &in);
}

/* Rows of a house that ran before the whole was sealed hold it in clear until the case moves. */
static err state_get(arena *a, const struct q_instance *row, const struct data_key *key, val *out)
{
    TRY(val_unpack(a, row->state, out));
    return val_is_true(val_get(*out, S("places")))
               ? key_open(a, key, "instance.state", row->vars, out)
               : OK;
}

static void stepped(struct run *r, const struct bpmn_step *s)
{
    r->state = s->instance;
    r->variables = s->variables;
}

/* A model may have as much done at once as a list has items: past the limit the act fails, not the
 * writer. */
static err due_again(struct run *r, const struct bpmn_event *e)
{
    if (r->queue.n >= ROUNDS_MAX)
        return FAULT(ERR_BUDGET);
    *vec_push(&r->queue, r->a->a) = *e;
    return OK;
}

/* ---- effects ---- */

/* { key, NAME: text }: what BPMN_INCIDENT tells. */
static val told(arena *a, const char *key, const char *name, str text)
{
    val_builder b = val_build(a);

    val_put(&b, S("key"), val_str(str_z(key)));
    if (name)
        val_put(&b, str_z(name), val_str(text));
    return val_done(&b);
}

static err decision_effect(struct run *r, const struct bpmn_effect *x)
{
    const struct service_decision *d = service_decision(r->service, x->name);
    struct bpmn_event done = { .kind = BPMN_TASK_DONE, .token = x->token };
    val why;

    if (!d)
        return due_again(
            r, &(struct bpmn_event){ .kind = BPMN_TASK_FAILED,
                                     .token = x->token,
                                     .name = S("decision"),
                                     .text = x->name,
                                     .data = told(r->a->a, "bpmn.failed_rule", NULL, S("")) });
    err e = dmn_decide(d->dmn, x->name, x->data, &r->feel, &done.data, &why);
    if (failed(e))
        return due_again(
            r, &(struct bpmn_event){ .kind = BPMN_TASK_FAILED,
                                     .token = x->token,
                                     .name = S("decision"),
                                     .text = r->feel.stopped,
                                     .data = told(r->a->a, "bpmn.failed_budget", NULL, S("")) });
    int64_t id = act_id(r->a);
    TRY(q_ruling_add(r->a->db,
                     &(struct q_ruling_add_in){
                         .id = id,
                         .case_id = r->c->id,
                         .element = x->at->id,
                         .decision = x->name,
                         .at = r->a->now.ms,
                         .explanation = key_seal(r->a->a, r->key, "ruling.explanation", why) }));
    return due_again(r, &done);
}

static err work_refused(struct run *r, const struct bpmn_effect *x, str code, str why, val said)
{
    return due_again(
        r,
        &(struct bpmn_event){
            .kind = BPMN_TASK_FAILED, .token = x->token, .name = code, .text = why, .data = said });
}

static err task_failed(struct run *r, const struct bpmn_effect *x, err e)
{
    val said = refusal_said(r->a);
    str text = refusals_take(r->a);

    if (val_is_null(said))
        said = told(r->a->a, text.n ? "bpmn.failed_refused" : "bpmn.failed_error", NULL, S(""));
    if (!text.n)
        text = str_fmt(r->a->a, "error %d", e.code);
    return work_refused(r, x, S("task"), text, said);
}

static err type_unknown(struct run *r, const struct bpmn_effect *x)
{
    return work_refused(r, x, S("task_type"), x->name,
                        told(r->a->a, "bpmn.failed_type", "type", x->name));
}

/* Work that a partner does: it waits there, and the token with it. */
static err outside_effect(struct run *r, const struct bpmn_effect *x,
                          const struct partner_topic *topic)
{
    const struct port_outside *port = r->a->boot->ports.outside;
    struct outside_work w = { .c = r->c,
                              .key = r->key,
                              .topic = topic,
                              .token = x->token,
                              .element = x->at->id,
                              .tries = x->number };
    struct input_wrong wrong;

    /* a type that is computed was not looked at before */
    if (!port || !r->service || !site_topic_for(r->a->site, topic, r->service))
        return type_unknown(r, x);
    if (!task_inputs_outside(&r->feel, &topic->type, x->headers, x->data, &w.in, &wrong))
        return work_refused(r, x, S("task_input"), wrong.text, wrong.told);
    val priority = val_get(x->headers, S("priority"));
    if (failed(str_to_i64(val_text(priority), &w.priority)))
        w.priority = 0;
    return port->offer(r->a, &w);
}

/* Whose work it was is not said: each who may have begun some looks for the token. */
static err work_given_up(struct run *r, const struct bpmn_effect *x)
{
    const struct port_outside *port = r->a->boot->ports.outside;

    for (const struct block *const *b = r->a->boot->blocks; *b; b++)
        for (const struct task_type *t = (*b)->tasks; t && t->name; t++)
            if (t->gone)
                TRY(t->gone(r->a, r->c->id, x->token));
    return port ? port->gone(r->a, r->c->id, x->token) : OK;
}

/* A service task runs in a savepoint: where it fails, what it wrote is undone and the token stands
 * at an incident. */
static err service_effect(struct run *r, const struct bpmn_effect *x)
{
    const struct task_type *t = boot_task(r->a->boot, x->name);
    const struct partner_topic *topic = t ? NULL : site_outside(r->a->site, x->name);
    struct input_wrong wrong;
    struct bpmn_event done = { .kind = BPMN_TASK_DONE, .token = x->token };
    struct part *part;
    struct task_call call = { .case_id = r->c->id,
                              .case_number = r->c->number,
                              .service = r->c->service,
                              .authority = r->c->authority,
                              .lang = r->c->lang,
                              .element = str_zdup(r->a->a, x->at->id),
                              .headers = x->headers,
                              .in = x->data,
                              .out = &done.data,
                              .token = x->token };

    if (topic)
        return outside_effect(r, x, topic);
    if (!t)
        return type_unknown(r, x);
    if (!task_inputs(&r->feel, t->in, x->headers, x->data, &call.in, &wrong))
        return work_refused(r, x, S("task_input"), wrong.text, wrong.told);
    TRY(part_begin(r->a, &part));
    err e = t->fn(r->a, &call);
    if (e.class == ERR_CLASS_FAULT && e.code == ERR_DB)
        return e;
    if (failed(e)) {
        TRY(part_undo(r->a, part));
        return call.bpmn_error.n ? due_again(r, &(struct bpmn_event){ .kind = BPMN_TASK_ERROR,
                                                                      .token = x->token,
                                                                      .name = call.bpmn_error })
                                 : task_failed(r, x, e);
    }
    TRY(part_keep(r->a, part));
    return call.waits ? OK : due_again(r, &done);
}

static str groups_text(arena *a, val groups)
{
    str names[LIST_MAX];
    size_t n = MIN(val_count(groups), (size_t)LIST_MAX);

    for (size_t i = 0; i < n; i++)
        names[i] = val_text(val_at(groups, i));
    return str_fmt(a, " %.*s ", STR_ARG(str_join(a, names, n, S(" "))));
}

static bool for_applicant(val groups)
{
    for (size_t i = 0; i < val_count(groups); i++)
        if (str_eq(val_text(val_at(groups, i)), S(GROUP_APPLICANT)))
            return true;
    return false;
}

static bool has_role(const struct office_group *g, str role)
{
    for (size_t i = 0; i < g->n_roles; i++)
        if (str_eq(g->roles[i], role))
            return true;
    return false;
}

/* Who gets a task of the applicant where nobody can be asked here: the groups that key in what
 * comes on paper; those of the office where there are none. */
static str paper_groups(struct run *r)
{
    const struct office *o = site_office(r->a->site, r->c->authority);
    val named = val_list(NULL, 0), all = val_list(NULL, 0);

    for (size_t i = 0; o && i < o->n_groups; i++) {
        all = val_append(r->a->a, all, val_str(o->groups[i].id));
        if (r->service && has_role(&o->groups[i], r->service->paper.role))
            named = val_append(r->a->a, named, val_str(o->groups[i].id));
    }
    return groups_text(r->a->a, val_count(named) ? named : all);
}

static str groups_of(struct run *r, const struct bpmn_effect *x)
{
    if (!for_applicant(x->groups))
        return groups_text(r->a->a, x->groups);
    return r->c->account ? S(APPLICANT_GROUPS) : paper_groups(r);
}

/* A task may have none. */
static str form_of(const struct bpmn_effect *x)
{
    return x->form.p ? x->form : S("");
}

static str authority_of(struct run *r, const struct bpmn_effect *x)
{
    const struct office_group *g =
        val_count(x->groups) ? site_group(r->a->site, val_text(val_at(x->groups, 0))) : NULL;

    return g ? g->office : r->c->authority;
}

/* Whose work the second person is second to: the last task of the process that was done, whatever a
 * timer, a repair or a task outside of the process did in between. */
static err hand_before(struct run *r, int64_t *out, int64_t *task)
{
    struct q_tasks_of_case all;
    int64_t latest = -1;

    *out = r->done_by;
    TRY(q_tasks_of_case(r->a->db, r->c->id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].state, S("done")) && all.v[i].token && all.v[i].changed >= latest &&
            task_whose(all.v[i].groups) == TASK_OF_OFFICE) {
            latest = all.v[i].changed;
            *out = all.v[i].assignee;
            *task = all.v[i].id;
        }
    return OK;
}

/* The day by which a task is wanted: its own, or that of the case; of a case that is decided
 * already as if it had been submitted today. */
static err task_due(struct run *r, const struct bpmn_effect *x, str authority, int64_t *out)
{
    const struct service *v = r->service;
    struct q_case now;

    if (x->has_due && clock_of(x->at) != CLOCK_WORKING_DAYS) {
        *out = x->due.ms;
    } else if (x->has_due) {
        *out = x->spans ? clock_end(r->a, authority, r->a->today, clock_days(r->a->now, x->due)).ms
                        : clock_date(r->a, authority, x->due, 0).ms;
    } else {
        TRY(q_case(r->a->db, r->c->id, S(""), &now));
        bool past = now.found && now.decided && v && v->decide_days >= 0;
        *out = past ? clock_end(r->a, authority, r->a->today, v->decide_days).ms : r->c->due;
    }
    return OK;
}

static bool is_second(const struct bpmn_effect *x)
{
    return str_eq(val_get_text(x->at->properties, S("second-person")), S("true"));
}

static err user_effect(struct run *r, const struct bpmn_effect *x)
{
    struct q_task_add_in t = { .id = act_id(r->a),
                               .case_id = r->c->id,
                               .authority = authority_of(r, x),
                               .token = x->token,
                               .element = x->at->id,
                               .form = form_of(x),
                               .groups = groups_of(r, x),
                               .state = S("open"),
                               .created = r->a->now.ms,
                               .title = STR_NULL };
    bool theirs = task_whose(t.groups) == TASK_OF_APPLICANT;

    if (!theirs || x->has_due)
        TRY(task_due(r, x, t.authority, &t.due));
    if (is_second(x))
        TRY(hand_before(r, &t.not_by, &t.after_task));
    TRY(work_add(r->a, r->c, &t));
    if (theirs)
        return fill_asked(r->a, r->c, &t);
    if (for_applicant(x->groups)) {
        t.due = x->has_due ? t.due : 0;
        TRY(fill_asked_by_post(r->a, r->c, &t));
    }
    return escalation_arm(r->a, r->c, t.id, t.authority, t.groups);
}

/* A task that is for a second person in the new version: whom that one is second to.  Who took the
 * case to another step had a hand in what was before it and in what is there now. */
static err second_again(struct run *r, const struct bpmn_effect *x, const struct q_task *t)
{
    bool moved = !str_eq(x->at->id, t->element);
    int64_t before = 0, after = 0;

    if (moved)
        TRY(q_hand_add(r->a->db, t->id, r->done_by, r->a->now.ms));
    if (!is_second(x))
        return OK;
    TRY(hand_before(r, &before, &after));
    if (!after && !moved)
        return OK;
    if (after && moved)
        TRY(q_hand_add(r->a->db, after, r->done_by, r->a->now.ms));
    return q_task_second(r->a->db, t->id, before, after);
}

/* The open task as the new version has it.  Where it is for other people now, nobody has claimed it
 * any more. */
static err user_again(struct run *r, const struct bpmn_effect *x)
{
    struct q_tasks_of_case all;
    str groups = groups_of(r, x);

    TRY(q_tasks_of_case(r->a->db, r->c->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct q_task t;
        if (all.v[i].token != x->token || str_eq(all.v[i].state, S("done")) ||
            str_eq(all.v[i].state, S("gone")))
            continue;
        TRY(q_task(r->a->db, all.v[i].id, &t));
        TRY(fill_again(r->a, r->c, &t, groups, x->at->id, form_of(x)));
        TRY(work_again(r->a, r->c, &t, authority_of(r, x), x->at->id, groups, form_of(x)));
        TRY(second_again(r, x, &t));
    }
    return OK;
}

static err user_gone(struct run *r, const struct bpmn_effect *x)
{
    TRY(fill_gone(r->a, r->c, x->token));
    return work_gone(r->a, r->c, x->token);
}

/* From when a span counts: a round of a cycle from when the last one should have rung, whenever the
 * house came to it. */
static instant counted_from(const struct run *r, const struct bpmn_effect *x)
{
    bool again = x->spans && x->since.ms != r->a->now.ms;

    return again && r->rang.ms ? r->rang : r->a->now;
}

/* Whether an event stands at a task that is the applicant's: its clock is theirs, and runs while
 * the office's stand still. */
static bool applicants_time(const struct run *r, const struct bpmn_node *n)
{
    const struct bpmn_node *host =
        n->kind == BPMN_BOUNDARY && n->host != BPMN_NO ? &r->model->nodes[n->host] : NULL;
    val named = val_null();

    if (!host || !r->c->account)
        return false;
    if (host->groups.expr && feel_constant(host->groups.expr, &named) && named.tag == V_LIST)
        return for_applicant(named);
    return str_eq(str_trim(host->groups.expr ? val_text(named) : host->groups.text),
                  S(GROUP_APPLICANT));
}

/* A clock that may stop is looked at again when it rings. */
static err timer_effect(struct run *r, const struct bpmn_effect *x)
{
    enum clock_kind clock = clock_of(x->at);
    val_builder b = val_build(r->a->a);
    instant when = x->at_time, from = counted_from(r, x);
    bool stands;

    val_put(&b, S("case"), val_int(r->c->id));
    val_put(&b, S("token"), val_int(x->token));
    if (clock != CLOCK_RUNS)
        val_put(&b, S("from"), val_int(from.ms));
    if (clock != CLOCK_RUNS && applicants_time(r, x->at))
        val_put(&b, S("own"), val_bool(true));
    if (clock == CLOCK_WORKING_DAYS && x->spans) {
        val_put(&b, S("days"), val_int(clock_days(x->since, x->at_time)));
    } else if (clock != CLOCK_RUNS) {
        int64_t span = x->at_time.ms - x->since.ms;
        val_put(&b, S("at"), val_int(x->spans ? from.ms + span : x->at_time.ms));
        val_put(&b, S("office_days"), val_bool(clock == CLOCK_WORKING_DAYS));
    }
    val timer = val_done(&b);
    if (clock != CLOCK_RUNS)
        TRY(clock_timer(r->a, r->c, timer, &when, &stands));
    TRY(outbox_add(r->a, "case.timer", SUBJECT_NONE, 0, timer, when, NULL));
    val_builder told = val_build(r->a->a);
    val_put(&told, S("element"), val_str(x->at ? x->at->id : S("")));
    val_put(&told, S("token"), val_int(x->token));
    val_put(&told, S("due"), val_int(MAX(when.ms, r->a->now.ms)));
    val_put(&told, S("timer"), timer);
    return case_event(r->a, r->c, "case.timer_set", val_done(&told));
}

static err incident_effect(struct run *r, const struct bpmn_effect *x)
{
    int64_t id = act_id(r->a);

    TRY(q_incident_add(r->a->db,
                       &(struct q_incident_add_in){ .id = id,
                                                    .case_id = r->c->id,
                                                    .scope = MAIN_SCOPE,
                                                    .token = x->token,
                                                    .element = x->at ? x->at->id : S(""),
                                                    .code = x->name,
                                                    .text = x->text,
                                                    .at = r->a->now.ms,
                                                    .authority = r->c->authority,
                                                    .service = r->c->service,
                                                    .told = val_json_str(r->a->a, x->data) }));
    topic_publish(r->a, str_fmt(r->a->a, "desk/%.*s", STR_ARG(r->c->authority)));
    val_builder b = val_build(r->a->a);
    val_put(&b, S("incident"), val_int(id));
    val_put(&b, S("token"), val_int(x->token));
    val_put(&b, S("element"), val_str(x->at ? x->at->id : S("")));
    val_put(&b, S("code"), val_str(x->name));
    val_put(&b, S("text"), val_str(x->text));
    val_put(&b, S("told"), x->data);
    return case_event(r->a, r->c, "case.incident", val_done(&b));
}

/* The end of the process decides the case, or, where a step of it has done so, ends it. */
static err completed(struct run *r, const struct bpmn_effect *x)
{
    str outcome = val_get_text(r->variables, S("outcome"));
    val_builder b = val_build(r->a->a);
    struct q_case now;

    if (!outcome.n)
        outcome = x->at ? x->at->id : S("done");
    TRY(q_case(r->a->db, r->c->id, S(""), &now));
    bool before = now.found && now.decided;
    if (before)
        TRY(q_case_ended(r->a->db, r->c->id, S(CASE_DECIDED), outcome, r->a->now.ms));
    else
        TRY(q_case_outcome(r->a->db, r->c->id, S(CASE_DECIDED), outcome, r->a->now.ms));
    TRY(work_over(r->a, r->c));
    TRY(appeal_over(r->a, r->c, outcome));
    TRY(news_over(r->a, r->c->id));
    val_put(&b, S("outcome"), val_str(outcome));
    val_put(&b, S("end"), val_str(x->at ? x->at->id : S("")));
    return case_event(r->a, r->c, before ? "case.ended" : "case.decided", val_done(&b));
}

static err message_effect(struct run *r, const struct bpmn_effect *x)
{
    return due_again(
        r, &(struct bpmn_event){
               .kind = BPMN_MESSAGE_CAME, .name = x->name, .key = x->key, .data = x->data });
}

/* What entries that the case follows have become while it did something else. */
static err listens(struct run *r, const struct bpmn_effect *x)
{
    val data = val_null();

    if (str_eq(x->name, S(NEWS_MESSAGE)))
        TRY(news_take(r->a, r->c->id, &data));
    return val_is_null(data)
               ? OK
               : due_again(r, &(struct bpmn_event){ .kind = BPMN_MESSAGE_CAME,
                                                    .name = x->name,
                                                    .key = x->key,
                                                    .data = data });
}

static err effect(struct run *r, const struct bpmn_effect *x)
{
    switch (x->kind) {
    case BPMN_TASK_SERVICE:
        return service_effect(r, x);
    case BPMN_TASK_DECISION:
        return decision_effect(r, x);
    case BPMN_TASK_USER:
        return user_effect(r, x);
    case BPMN_TASK_GONE:
        return work_given_up(r, x);
    case BPMN_TASK_USER_GONE:
        return user_gone(r, x);
    case BPMN_TASK_USER_AGAIN:
        return user_again(r, x);
    case BPMN_TIMER_SET:
        return timer_effect(r, x);
    case BPMN_INCIDENT:
        return incident_effect(r, x);
    case BPMN_INCIDENT_GONE:
        return q_incident_gone(r->a->db, r->c->id, x->token);
    case BPMN_COMPLETED:
        return completed(r, x);
    case BPMN_MESSAGE_WAIT:
        return listens(r, x);
    case BPMN_MESSAGE_THROW:
        return message_effect(r, x);
    case BPMN_SIGNAL_THROW:
        return due_again(
            r, &(struct bpmn_event){ .kind = BPMN_SIGNAL_CAME, .name = x->name, .data = x->data });
    default:
        return OK; /* waits stand in the state; timers gone are refused when they fire; traces are
                      its `seen` */
    }
}

/* Effects in order; each may queue an event, which is fed back until none is left.  Then the state
 * is written, once: nothing reads it before. */
static err perform(struct run *r, struct bpmn_step *step)
{
    stepped(r, step);
    for (;;) {
        for (size_t i = 0; i < step->effects_n; i++)
            TRY(effect(r, &step->effects[i]));
        if (r->fed == r->queue.n) {
            TRY(steps_sync(r->a, r->c, r->state));
            return state_put(r);
        }
        struct bpmn_event next = r->queue.v[r->fed++];
        err e = bpmn_continue(r->model, r->state, &next, &r->env, step);
        if (e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT) {
            step->effects_n = 0; /* a message or signal that nothing waits for */
            continue;
        }
        TRY(e);
        stepped(r, step);
    }
}

err process_begin(act *a, struct q_case *c, const struct data_key *key, val answers)
{
    struct run *r = ARENA_NEW(a->a, struct run);
    struct bpmn_step step;

    run_init(r, a, c, key, answers);
    if (!r->model || !bpmn_main(r->model))
        return FAULT(ERR_MISSING);
    TRY(bpmn_start(r->model, bpmn_main(r->model)->id, val_null(), &r->env, &step));
    return perform(r, &step);
}

static err event_run(act *a, struct q_case *c, const struct data_key *key,
                     const struct bpmn_event *e, instant rang)
{
    struct run *r = ARENA_NEW(a->a, struct run);
    struct bpmn_step step;
    struct q_instance row;
    val answers, state;

    TRY(case_answers(a->a, c, key, &answers));
    run_init(r, a, c, key, answers);
    r->done_by = a->who.account;
    r->rang = rang;
    TRY(q_instance(a->db, c->id, MAIN_SCOPE, &row));
    if (!row.found || !r->model)
        return REFUSED(ERR_MISSING);
    TRY(state_get(a->a, &row, key, &state));
    TRY(bpmn_continue(r->model, state, e, &r->env, &step));
    return perform(r, &step);
}

err process_event(act *a, struct q_case *c, const struct data_key *key, const struct bpmn_event *e)
{
    return event_run(a, c, key, e, (instant){ 0 });
}

err process_rang(act *a, struct q_case *c, const struct data_key *key, uint32_t token, instant rang)
{
    return event_run(a, c, key, &(struct bpmn_event){ .kind = BPMN_TIMER_FIRED, .token = token },
                     rang);
}

/* ---- what another case tells ---- */

/* Where a process of the model begins with that message. */
static const struct bpmn_node *begins_with(const struct bpmn *m, str message)
{
    for (uint32_t i = 0; m && i < m->nodes_n; i++) {
        const struct bpmn_node *n = &m->nodes[i];
        const struct bpmn_scope *in = &m->scopes[n->scope];
        if (n->kind == BPMN_START && n->trigger == BPMN_ON_MESSAGE && in->owner == BPMN_NO &&
            in->executable && n->named && str_eq(n->named->name, message))
            return n;
    }
    return NULL;
}

/* The new instance takes the place of the one that ended, with its variables; its tokens have ids
 * of their own, so that nothing that the first one left behind finds them. */
static err begin_again(struct run *r, const struct bpmn_node *at, val data)
{
    struct q_instance row;
    struct bpmn_step step;
    val state, vars;

    TRY(q_instance(r->a->db, r->c->id, MAIN_SCOPE, &row));
    if (!row.found)
        return REFUSED(ERR_MISSING);
    TRY(state_get(r->a->a, &row, r->key, &state));
    TRY(bpmn_visible(r->a->a, r->model, state, 0, &vars));
    r->env.first = (uint32_t)val_get_i64(state, S("next"), 1);
    r->done_by = r->a->who.account;
    TRY(q_case_reopen(r->a->db, r->c->id, r->a->now.ms));
    r->c->state = S(CASE_IN_FORCE);
    TRY(case_event(r->a, r->c, "case.reopened",
                   val_with(r->a->a, val_null(), S("element"), val_str(at->id))));
    TRY(bpmn_start_event(r->model, at->id, vars, data, &r->env, &step));
    return perform(r, &step);
}

err process_tell(act *a, struct q_case *c, const struct data_key *key, str message, val data,
                 bool *heard)
{
    struct run *r = ARENA_NEW(a->a, struct run);
    val answers;

    *heard = false;
    if (case_runs(c->state)) {
        err e = event_run(
            a, c, key,
            &(struct bpmn_event){
                .kind = BPMN_MESSAGE_CAME, .name = message, .key = c->number, .data = data },
            (instant){ 0 });
        if (e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT)
            return OK;
        *heard = !failed(e);
        return e;
    }
    TRY(case_answers(a->a, c, key, &answers));
    run_init(r, a, c, key, answers);
    const struct bpmn_node *at = begins_with(r->model, message);
    if (!at || !str_eq(c->state, S(CASE_DECIDED)))
        return OK;
    *heard = true;
    return begin_again(r, at, data);
}

static err incidents_again(act *a, const struct q_case *c, const struct bpmn_migration *m)
{
    for (size_t i = 0; i < m->moved_n; i++)
        if (!str_eq(m->moved[i].from->id, m->moved[i].to->id))
            TRY(q_incident_element(a->db, c->id, m->moved[i].token, m->moved[i].to->id));
    return OK;
}

err process_migrate(act *a, struct q_case *c, const struct data_key *key,
                    const struct migrate_to *to, bool dry, struct bpmn_migration *out)
{
    struct run *r = ARENA_NEW(a->a, struct run);
    const struct bpmn *model = to->v->process->bpmn;
    struct q_instance row;
    struct bpmn_step step;
    val answers, state;

    TRY(case_answers(a->a, c, key, &answers));
    run_init(r, a, c, key, answers);
    r->done_by = to->by;
    TRY(q_instance(a->db, c->id, MAIN_SCOPE, &row));
    if (!row.found || !r->model)
        return FAULT(ERR_MISSING);
    TRY(state_get(a->a, &row, key, &state));
    TRY(bpmn_migrate(r->model, model, state, to->pairs, to->n, &r->env, out));
    if (dry || out->stops_n)
        return OK;
    r->model = model;
    r->service = to->v;
    step = out->step;
    TRY(incidents_again(a, c, out));
    return perform(r, &step);
}

err process_opened(arena *a, struct db *db, const struct q_case *c, const struct data_key *key,
                   val *instance)
{
    struct q_instance row;

    TRY(q_instance(db, c->id, MAIN_SCOPE, &row));
    return row.found ? state_get(a, &row, key, instance) : REFUSED(ERR_MISSING);
}

err process_inputs(arena *a, struct db *db, const struct boot *b, const struct q_case *c,
                   const struct data_key *key, uint32_t token, val *out)
{
    val instance;

    TRY(process_opened(a, db, c, key, &instance));
    const struct bpmn *m = model_of(b, c);
    return m ? bpmn_inputs(a, m, instance, token, out) : REFUSED(ERR_MISSING);
}

err process_sight(arena *a, struct db *db, const struct boot *b, const struct q_case *c,
                  const struct data_key *key, int64_t token, val *out)
{
    const struct bpmn *m = model_of(b, c);
    val instance;

    TRY(process_opened(a, db, c, key, &instance));
    return m ? bpmn_visible(a, m, instance, (uint32_t)token, out) : REFUSED(ERR_MISSING);
}

err process_state(arena *a, struct db *db, const struct boot *b, const struct q_case *c,
                  val *instance)
{
    struct q_instance row;

    TRY(q_instance(db, c->id, MAIN_SCOPE, &row));
    if (!row.found || !model_of(b, c))
        return REFUSED(ERR_MISSING);
    return val_unpack(a, row.state, instance);
}
