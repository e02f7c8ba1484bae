/* A step of a process asks another agency: the question is put by a job, answered by the service's
 * own side, and asked again with growing pauses where it is refused.  The step is done when it is
 * answered, and not before. */
#include "blocks/exchange/ask.h"
#include "act/job.h"
#include "blocks/exchange/delay.h"
#include "blocks/exchange/level.h"
#include "blocks/exchange/node.h"
#include "feel/feel.h"

/* After each refusal; after the last the step is an incident. */
static const int64_t pauses_s[] = { 60, 300, 1800, 7200, 43200, 86400 };

static err put_job(act *a, int64_t id, int64_t turn, instant due)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("ask"), val_int(id));
    val_put(&b, S("turn"), val_int(turn));
    return outbox_add(a, "exchange.ask", SUBJECT_NONE, 0, val_done(&b), due, NULL);
}

/* Puts the question once more from `due` on; *n 0 where it is over, or another did. */
err ask_later(act *a, const struct q_ask *k, str reason, int64_t tries, instant due, int64_t *n)
{
    struct q_ask_later_in in = { .id = k->id,
                                 .turn = k->turn,
                                 .tries = tries,
                                 .reason = reason,
                                 .due = due.ms,
                                 .now = a->now.ms };

    TRY(q_ask_later(a->db, &in, n));
    return *n ? put_job(a, k->id, k->turn + 1, due) : OK;
}

/* ---- the task ---- */

static err ask_event(act *a, const struct q_case *c, const char *type, const struct q_ask *k,
                     const char *what, val v)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("ask"), val_int(k->id));
    val_put(&b, S("element"), val_str(k->element));
    val_put(&b, S("consumer"), val_str(k->consumer));
    val_put(&b, S("service"), val_str(k->service));
    val_put(&b, str_z(what), v);
    return case_event(a, c, type, val_done(&b));
}

static err task_ask(act *a, struct task_call *t)
{
    const struct exchange_subsystem *consumer = exchange_asks(&a->site->exchange, t->service);
    struct q_ask k = { .id = act_id(a), .element = str_z(t->element) };
    struct data_key key;
    struct q_case c;

    if (!consumer)
        return refuse_with(a, W_exchange_ask_nobody, NULL, val_null(), 403);
    k.consumer = consumer->id;
    k.service = str_fmt(a->a, "%.*s/%.*s", STR_ARG(text_at(t->in, "subsystem")),
                        STR_ARG(text_at(t->in, "service")));
    const struct exchange_level *agreed = exchange_level(&a->site->exchange, k.service, k.consumer,
                                                         text_at(t->in, "purpose"), a->today);
    TRY(q_case(a->db, t->case_id, S(""), &c));
    TRY(key_get(a, SUBJECT_CASE, t->case_id, &key));
    str ground = delay_ground(a, &c, k.element);
    TRY(q_ask_add(a->db,
                  &(struct q_ask_add_in){ .id = k.id,
                                          .case_id = t->case_id,
                                          .token = t->token,
                                          .element = k.element,
                                          .number = t->case_number,
                                          .authority = c.authority,
                                          .consumer = k.consumer,
                                          .service = k.service,
                                          .now = a->now.ms,
                                          .input = key_seal(a->a, &key, "exchange.ask", t->in),
                                          .agreement = agreed ? agreed->id : S(""),
                                          .owed = agreed ? a->now.ms + agreed->within_ms : 0,
                                          .stands = ground.n > 0,
                                          .ground = ground }));
    TRY(put_job(a, k.id, 0, a->now));
    t->waits = true;
    *t->out = val_null();
    return ask_event(a, &c, "case.exchange_asked", &k, "purpose", val_get(t->in, S("purpose")));
}

static err ask_gone(act *a, int64_t case_id, uint32_t token)
{
    struct q_ask_of_token k;

    TRY(q_ask_of_token(a->db, case_id, token, &k));
    if (k.found)
        TRY(level_ask_gone(a, k.agreement, k.id));
    return q_ask_gone(a->db, case_id, token, a->now.ms, S(""));
}

/* ---- putting the question ---- */

static err over(act *a, const struct ask_put *p, const char *state, str reason,
                const struct bpmn_event *event)
{
    struct q_case c = p->c;
    int64_t n;

    TRY(q_ask_over(a->db,
                   &(struct q_ask_over_in){ .id = p->k.id,
                                            .state = str_z(state),
                                            .reason = reason,
                                            .now = a->now.ms,
                                            .nothing = S("") },
                   &n));
    err e = n ? process_event(a, &c, &p->key, event) : OK;
    return e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT ? OK : e;
}

err exchange_told(act *a, const struct ask_put *p, const struct road_answer *got)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("found"), val_bool(got->record != 0));
    val_put(&b, S("fields"), got->fields);
    val_put(&b, S("asked_on"), val_day(a->today));
    TRY(ask_event(a, &p->c, "case.exchange_told", &p->k, "found", val_bool(got->record != 0)));
    TRY(level_ask_answered(a, &p->k));
    TRY(delay_ended(a, &p->k));
    return over(a, p, ASK_DONE, S(""),
                &(struct bpmn_event){
                    .kind = BPMN_TASK_DONE, .token = (uint32_t)p->k.token, .data = val_done(&b) });
}

err exchange_gave_up(act *a, const struct ask_put *p, str reason)
{
    val said = val_with(a->a, val_null(), S("key"), VAL_S("bpmn.failed_exchange"));

    TRY(level_ask_failed(a, &p->k));
    TRY(delay_ended(a, &p->k));
    return over(
        a, p, ASK_FAILED, reason,
        &(struct bpmn_event){ .kind = BPMN_TASK_FAILED,
                              .token = (uint32_t)p->k.token,
                              .name = S("exchange"),
                              .text = str_fmt(a->a, "The other agency did not answer \"%.*s\".",
                                              STR_ARG(p->k.service)),
                              .data = val_with(a->a, said, S("service"), val_str(p->k.service)) });
}

err ask_refused(act *a, const struct ask_put *p, str reason)
{
    size_t tries = (size_t)p->k.tries;
    int64_t n;

    TRY(ask_event(a, &p->c, "case.exchange_refused", &p->k, "reason", val_str(reason)));
    TRY(level_ask_refused(a, &p->k));
    if (tries >= LEN(pauses_s))
        return exchange_gave_up(a, p, reason);
    return ask_later(a, &p->k, reason, p->k.tries + 1,
                     (instant){ a->now.ms + pauses_s[tries] * 1000 }, &n);
}

static err question(act *a, const struct ask_put *p, struct road_question *q)
{
    val in;

    TRY(key_open(a->a, &p->key, "exchange.ask", p->k.input, &in));
    *q = (struct road_question){
        .call = { .client = p->k.consumer,
                  .subsystem = text_at(in, "subsystem"),
                  .service = text_at(in, "service"),
                  .path = text_at(in, "key"),
                  .id = str_fmt(a->a, "ask-%lld", (long long)p->k.id),
                  .user = S(""),
                  .issue = p->k.number,
                  .represented = S(""),
                  .purpose = text_at(in, "purpose") },
        .consumer = exchange_asks(&a->site->exchange, p->c.service),
        .automatic = true,
        .case_id = p->c.id,
        .case_number = p->k.number,
    };
    return q->consumer ? OK : refuse_with(a, W_exchange_ask_nobody, NULL, val_null(), 403);
}

/* What the other side's refusal wrote is undone; that it refused is kept. */
static err put_question(act *a, const struct ask_put *p, val *out)
{
    struct road_question q;
    struct road_answer got = { 0 };
    const struct exchange_subsystem *of;
    struct part *part;
    err e;

    TRY(part_begin(a, &part));
    e = question(a, p, &q);
    of = failed(e) ? NULL : exchange_subsystem(&a->site->exchange, q.call.subsystem);
    if (of && of->node) {
        TRY(part_keep(a, part));
        return node_put(a, p, &q, of, out);
    }
    if (!failed(e))
        e = road_answer(a, &q, &got);
    if (e.class != ERR_CLASS_REFUSED) {
        TRY(e);
        TRY(part_keep(a, part));
        return exchange_told(a, p, &got);
    }
    TRY(part_undo(a, part));
    return ask_refused(a, p, refusals_take(a));
}

err ask_taken(act *a, val in, struct ask_put *p, bool *waits)
{
    *waits = false;
    TRY(q_ask(a->db, val_get_i64(in, S("ask"), 0), &p->k));
    if (!p->k.found || !str_eq(p->k.state, S(ASK_OPEN)) ||
        p->k.turn != val_get_i64(in, S("turn"), 0))
        return OK;
    TRY(q_case(a->db, p->k.case_id, S(""), &p->c));
    if (!p->c.found || str_eq(p->c.state, S(CASE_ERASED)))
        return ask_gone(a, p->k.case_id, (uint32_t)p->k.token);
    TRY(key_get(a, SUBJECT_CASE, p->c.id, &p->key));
    *waits = true;
    return OK;
}

err act_ask_deliver(act *a, val in, val *out)
{
    struct ask_put p;
    bool waits;

    *out = val_null();
    TRY(ask_taken(a, in, &p, &waits));
    if (!waits)
        return OK;
    err e = put_question(a, &p, out);
    bytes_wipe(&p.key, sizeof p.key);
    return e;
}

/* ---- by hand ---- */

err ask_owner(act *a, val in)
{
    struct q_ask *k = ARENA_NEW(a->a, struct q_ask);

    TRY(q_ask(a->db, val_get_i64(in, S("id"), 0), k));
    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    if (!k->found || !work_repairs(a->site, &a->who, k->authority))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    a->owned = k;
    return OK;
}

/* At once, and as often again as at first. */
err act_ask_again(act *a, val in, val *out)
{
    const struct q_ask *k = a->owned;
    int64_t n = 0;

    (void)in;
    *out = val_null();
    if (str_eq(k->state, S(ASK_OPEN)))
        TRY(ask_later(a, k, k->reason, 0, a->now, &n));
    return n ? OK : refuse_with(a, W_exchange_ask_over, NULL, val_null(), 409);
}

/* clang-format off */
static const struct task_field ask_in[] = {
    { "subsystem", "string", true, "instance/class/member/subsystem that offers the service" },
    { "service", "string", true, "the service's code" },
    { "key", "string", true, "the key of the entry that is asked for" },
    { "purpose", "string", false, "where the right does not say it alone" }, { 0 },
};
static const struct task_field ask_out[] = {
    { "found", "boolean", true, "whether there is such an entry" },
    { "fields", "context", true, "what the right lets be told of it, or null" },
    { "asked_on", "date", true, "the day of the answer" }, { 0 },
};

const struct task_type exchange_tasks[] = {
    { .name = "exchange.ask", .help = "Asks another agency's service, and waits for the answer",
      .in = ask_in, .out = ask_out,
      .may = "A service that exchange.yaml lets ask as a subsystem (asks), where that subsystem "
      "has a right to call the service asked.", .fn = task_ask, .gone = ask_gone },
    { 0 },
};
/* clang-format on */
