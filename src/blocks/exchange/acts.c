/* What a partner's worker does with work: takes it for a time, brings it back, gives it back. */
#include "blocks/consent/consent.h"
#include "blocks/exchange/own.h"
#include "feel/feel.h"
#include "os/zone.h"
#include "value/temporal.h"

static err unknown(act *a)
{
    return refuse_with(a, W_exchange_unknown_task, NULL, val_null(), 404);
}

static err bad(act *a, enum word_id word, const char *field)
{
    return refuse_with(a, word, field, val_null(), 400);
}

static err bad_named(act *a, enum word_id word, str name)
{
    return refuse_with(a, word, NULL, val_with(a->a, val_null(), S("name"), val_str(name)), 400);
}

/* ---- taking ---- */

/* Work of a fetch that may be taken, and for how long. */
struct pick {
    int64_t id, priority, lock_ms;
};
struct picks {
    act *a;
    val in;
    size_t most;
    VEC(struct pick) v;
};

static int64_t worker_order(val in, const struct pick *x, const struct pick *y)
{
    if (val_get_bool(in, S("by_priority")) && x->priority != y->priority)
        return y->priority > x->priority ? 1 : -1;
    int64_t d = x->id > y->id ? 1 : x->id < y->id ? -1 : 0;
    return val_get_bool(in, S("newest")) ? -d : d;
}

/* Kept in order, and no more than are wanted. */
static void pick_add(struct picks *p, struct pick one)
{
    size_t at = p->v.n;

    for (size_t i = 0; i < p->v.n; i++)
        if (p->v.v[i].id == one.id)
            return;
    *vec_push(&p->v, p->a->a) = one;
    for (; at > 0 && worker_order(p->in, &p->v.v[at - 1], &one) > 0; at--)
        p->v.v[at] = p->v.v[at - 1];
    p->v.v[at] = one;
    p->v.n = MIN(p->v.n, p->most);
}

static err topic_picks(struct picks *p, val topic)
{
    act *a = p->a;
    str name = text_at(topic, "topic"), number = text_at(topic, "number");
    str service = text_at(topic, "service");
    int64_t lock_ms = val_get_i64(topic, S("lock"), 0), now = a->now.ms;

    if (!topic_of(a->site, name, a->who.partner))
        return refuse_with(a, W_exchange_other_topic, NULL,
                           val_with(a->a, val_null(), S("name"), val_str(name)), 403);
    if (lock_ms <= 0 || lock_ms > LOCK_MOST_MS)
        return bad(a, W_exchange_lock_span, "lockDuration");
    if (val_get_bool(p->in, S("by_priority")) && !val_get_bool(p->in, S("newest"))) {
        struct q_outside_free q;
        struct q_outside_free_in in = { name, now, (int64_t)p->most, number, service };
        TRY(q_outside_free(a->db, &in, &q));
        for (size_t i = 0; i < q.n; i++)
            pick_add(p, (struct pick){ q.v[i].id, q.v[i].priority, lock_ms });
        return OK;
    }
    struct q_outside_sorted q;
    struct q_outside_sorted_in in = { .topic = name,
                                      .now = now,
                                      .most = (int64_t)p->most,
                                      .number = number,
                                      .service = service,
                                      .by_priority = val_get_bool(p->in, S("by_priority")),
                                      .newest = val_get_bool(p->in, S("newest")) };
    TRY(q_outside_sorted(a->db, &in, &q));
    for (size_t i = 0; i < q.n; i++)
        pick_add(p, (struct pick){ q.v[i].id, q.v[i].priority, lock_ms });
    return OK;
}

static str inputs_named(act *a, const struct partner_topic *topic)
{
    buf b;

    buf_init(&b, a->a, 200);
    for (size_t i = 0; i < topic->type.n_in; i++) {
        buf_add(&b, i ? S(" ") : S(""));
        buf_add(&b, topic->type.in[i].name);
    }
    return buf_str(&b);
}

/* What the worker will see of a case is a look at it, and at each person it is about. */
static err look(act *a, const struct q_outside *t, const struct partner_topic *topic,
                int64_t *trace)
{
    const struct service *v = site_service(a->site, t->service);
    struct q_parties parties;
    struct trace seen = { .kind = "case",
                          .what = t->topic,
                          .fields = inputs_named(a, topic),
                          .case_id = t->case_id,
                          .case_number = t->number,
                          .office = topic->of->office,
                          .purpose = topic->purpose.n ? topic->purpose
                                     : v              ? v->purpose
                                                      : S("") };

    TRY(trace_case(a, &seen, trace));
    seen.look = *trace;
    TRY(q_parties(a->db, t->case_id, &parties));
    for (size_t i = 0; i < parties.n; i++) {
        seen.person = parties.v[i].person;
        TRY(trace_add(a, &seen, trace));
    }
    return OK;
}

static err take(act *a, const struct pick *p, str worker, struct q_outside *t, int64_t *trace)
{
    int64_t n;

    TRY(q_outside_lock(a->db, p->id, worker, a->now.ms + p->lock_ms, a->now.ms, &n));
    TRY(q_outside(a->db, p->id, t));
    if (!n || !t->found)
        return FAULT(ERR_CONFLICT); /* it was free a moment ago, in this transaction */
    return look(a, t, topic_of(a->site, t->topic, a->who.partner), trace);
}

err outside_fetch(act *a, val in, val *out)
{
    val topics = val_get(in, S("topics")), ids = val_list(NULL, 0);
    int64_t most = val_get_i64(in, S("max"), 0), trace = 0;
    struct picks p = { .a = a,
                       .in = in,
                       .most = (size_t)(most < 0            ? 0
                                        : most > TASKS_MOST ? TASKS_MOST
                                                            : most) };
    struct data_key subjects[TASKS_MOST];
    val_builder b = val_build(a->a);
    str worker = text_at(in, "worker");
    struct q_outside t;

    if (!worker.n)
        return bad(a, W_exchange_no_worker, "workerId");
    if (a->who.unused)
        TRY(q_partner_used(a->db, a->who.credential, a->today.n));
    if (val_count(topics) > TOPICS_MOST)
        return bad(a, W_exchange_many_topics, "topics");
    for (size_t i = 0; i < val_count(topics); i++)
        TRY(topic_picks(&p, val_at(topics, i)));
    for (size_t i = 0; i < p.v.n; i++) {
        TRY(take(a, &p.v.v[i], worker, &t, &trace));
        subjects[i] = (struct data_key){ .kind = SUBJECT_CASE, .id = t.case_id };
        ids = val_append(a->a, ids, val_int(t.id));
    }
    val_put(&b, S("tasks"), ids);
    if (p.v.n)
        val_put(&b, S("ticket"), val_str(ticket_for(a, subjects, p.v.n, trace, "case")));
    *out = val_done(&b);
    return OK;
}

/* ---- whose ---- */

err outside_owner(act *a, val in)
{
    struct q_outside *t = ARENA_NEW(a->a, struct q_outside);

    TRY(q_outside(a->db, val_get_i64(in, S("id"), 0), t));
    if (!t->found || !str_eq(t->state, S(OUTSIDE_OPEN)) ||
        !topic_of(a->site, t->topic, a->who.partner))
        return unknown(a); /* another partner's is no more there than one that never was */
    a->owned = t;
    return OK;
}

/* The last lock is this worker's; one that ran out still is, until another takes it (as Camunda 7
 * has it). */
static err held(act *a, val in, const struct q_outside **t)
{
    str worker = text_at(in, "worker");

    *t = a->owned;
    return worker.n && str_eq((*t)->worker, worker) ? OK : bad(a, W_exchange_not_locked, NULL);
}

struct held_case {
    const struct q_outside *t;
    const struct partner_topic *topic;
    struct q_case c;
    struct data_key key;
};

static err held_case(act *a, val in, struct held_case *h)
{
    TRY(held(a, in, &h->t));
    h->topic = topic_of(a->site, h->t->topic, a->who.partner);
    TRY(q_case(a->db, h->t->case_id, S(""), &h->c));
    if (!h->c.found || str_eq(h->c.state, S(CASE_ERASED)))
        return unknown(a);
    return key_get(a, SUBJECT_CASE, h->c.id, &h->key);
}

static val said(act *a, const struct held_case *h, const char *what, val v)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("task"), val_int(h->t->id));
    val_put(&b, S("element"), val_str(h->t->element));
    val_put(&b, S("topic"), val_str(h->t->topic));
    val_put(&b, S("worker"), val_str(h->t->worker));
    val_put(&b, str_z(what), v);
    return val_done(&b);
}

static err over(act *a, const struct held_case *h, const char *state,
                const struct bpmn_event *event)
{
    int64_t n;

    TRY(q_outside_over(a->db, h->t->id, str_z(state), a->now.ms, S(""), &n));
    if (!n)
        return unknown(a);
    struct q_case c = h->c;
    err e = process_event(a, &c, &h->key, event);
    return e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT ? unknown(a) : e;
}

/* ---- bringing back ---- */

/* JSON knows no days and times: texts and points of time are taken where they are meant. */
static val meant(act *a, enum feel_kind want, val v)
{
    val got = v;
    instant t;

    if (want == T_DATE && v.tag == V_DATETIME && !failed(val_to_instant(v, &t)))
        return val_day(act_day(a, t));
    if (v.tag != V_STRING)
        return v;
    if (want == T_DATE || want == T_TIME || want == T_DATETIME)
        return failed(temporal_any(a->a, val_text(v), &got)) ? v : got;
    return v;
}

static err value_taken(act *a, const struct site_param *p, val v, val_builder *b)
{
    const struct feel_type *t = site_param_type(p->type);
    struct feel_env env;

    if (t && !val_is_null(v)) {
        feel_env_init(&env, a->a, a->now);
        v = feel_coerce(t, meant(a, t->kind, v), &env);
        if (val_is_null(v))
            return bad_named(a, W_exchange_wrong_value, p->name);
    }
    val_put(b, p->name, v);
    return OK;
}

/* The declared outputs and nothing else. */
static err values_taken(act *a, const struct partner_topic *topic, val given, bool all, val *out)
{
    val_builder b = val_build(a->a);
    const struct site_task_type *t = &topic->type;

    for (uint32_t i = 0; given.tag == V_CONTEXT && i < given.c->n; i++) {
        bool known = false;
        for (size_t k = 0; k < t->n_out; k++)
            known |= str_eq(t->out[k].name, given.c->e[i].key);
        if (!known)
            return bad_named(a, W_exchange_unknown_value, given.c->e[i].key);
    }
    for (size_t i = 0; i < t->n_out; i++) {
        val v = val_get(given, t->out[i].name);
        if (all && t->out[i].required && val_is_null(v))
            return bad_named(a, W_exchange_missing_value, t->out[i].name);
        if (val_has(given, t->out[i].name))
            TRY(value_taken(a, &t->out[i], v, &b));
    }
    *out = val_done(&b);
    return OK;
}

err outside_complete(act *a, val in, val *out)
{
    struct held_case h;
    val values;

    *out = val_null();
    TRY(held_case(a, in, &h));
    TRY(values_taken(a, h.topic, val_get(in, S("values")), true, &values));
    TRY(case_event(a, &h.c, "case.outside_done", said(a, &h, "values", values)));
    return over(a, &h, OUTSIDE_DONE,
                &(struct bpmn_event){
                    .kind = BPMN_TASK_DONE, .token = (uint32_t)h.t->token, .data = values });
}

static bool declared(const struct partner_topic *t, str code)
{
    for (size_t i = 0; i < t->type.n_errors; i++)
        if (str_eq(t->type.errors[i], code))
            return true;
    return false;
}

err outside_error(act *a, val in, val *out)
{
    struct held_case h;
    str code = text_at(in, "code");
    val values;

    *out = val_null();
    TRY(held_case(a, in, &h));
    if (!declared(h.topic, code))
        return bad_named(a, W_exchange_unknown_error, code);
    TRY(values_taken(a, h.topic, val_get(in, S("values")), false, &values));
    val body = said(a, &h, "code", val_str(code));
    body = val_with(a->a, body, S("message"), val_get(in, S("message")));
    body = val_with(a->a, body, S("values"), values);
    TRY(case_event(a, &h.c, "case.outside_error", body));
    return over(
        a, &h, OUTSIDE_DONE,
        &(struct bpmn_event){
            .kind = BPMN_TASK_ERROR, .token = (uint32_t)h.t->token, .name = code, .data = values });
}

static val gave_up_told(act *a, str topic)
{
    return val_with(a->a, val_with(a->a, val_null(), S("key"), VAL_S("bpmn.failed_partner")),
                    S("topic"), val_str(topic));
}

/* The last try failed: the token stands at an incident, which the desk sees.  What the worker said
 * may name people and is sealed with the case; the incident itself is told without it. */
static err gave_up(act *a, const struct held_case *h)
{
    return over(
        a, h, OUTSIDE_FAILED,
        &(struct bpmn_event){ .kind = BPMN_TASK_FAILED,
                              .token = (uint32_t)h->t->token,
                              .name = S("outside"),
                              .text = str_fmt(a->a, "The partner's worker gave up on \"%.*s\".",
                                              STR_ARG(h->t->topic)),
                              .data = gave_up_told(a, h->t->topic) });
}

err outside_failure(act *a, val in, val *out)
{
    struct held_case h;
    int64_t retries = val_get_i64(in, S("retries"), 0), pause = val_get_i64(in, S("pause"), 0);
    val message = val_get(in, S("message"));

    *out = val_null();
    TRY(held_case(a, in, &h));
    if (retries < 0 || retries > INT32_MAX)
        return bad(a, W_exchange_retries, "retries");
    if (pause < 0 || pause > LOCK_MOST_MS)
        return bad(a, W_exchange_lock_span, "retryTimeout");
    val body = said(a, &h, "message", message);
    body = val_with(a->a, body, S("details"), val_get(in, S("details")));
    body = val_with(a->a, body, S("retries"), val_int(retries));
    TRY(case_event(a, &h.c, "case.outside_failed", body));
    struct q_outside_failed_in row = {
        .id = h.t->id,
        .retries = retries,
        .free_at = a->now.ms + pause,
        .now = a->now.ms,
        .message = val_text(message).n ? key_seal(a->a, &h.key, "outside.message", message) : S("")
    };
    TRY(q_outside_failed(a->db, &row));
    if (!retries)
        return gave_up(a, &h);
    topic_publish(a, outside_wake(a->a, a->who.partner));
    return OK;
}

/* ---- locks ---- */

static err until(act *a, val in, int64_t *out)
{
    int64_t ms = val_get_i64(in, S("ms"), 0);

    if (ms <= 0 || ms > LOCK_MOST_MS)
        return bad(a, W_exchange_lock_span, NULL);
    *out = a->now.ms + ms;
    return OK;
}

err outside_extend(act *a, val in, val *out)
{
    const struct q_outside *t;
    int64_t end = 0;

    *out = val_null();
    TRY(held(a, in, &t));
    TRY(until(a, in, &end));
    if (t->free_at < a->now.ms)
        return bad(a, W_exchange_lock_over, NULL);
    return q_outside_until(a->db, t->id, t->worker, end, a->now.ms);
}

err outside_lock(act *a, val in, val *out)
{
    const struct q_outside *t = a->owned;
    str worker = text_at(in, "worker");
    int64_t end = 0, n;

    *out = val_null();
    if (!worker.n)
        return bad(a, W_exchange_no_worker, "workerId");
    TRY(until(a, in, &end));
    TRY(q_outside_lock(a->db, t->id, worker, end, a->now.ms, &n));
    return n ? OK : bad(a, W_exchange_not_locked, NULL);
}

/* Whose worker it is does not count: the partner gives its own work back. */
err outside_unlock(act *a, val in, val *out)
{
    const struct q_outside *t = a->owned;

    (void)in;
    *out = val_null();
    topic_publish(a, outside_wake(a->a, a->who.partner));
    return q_outside_until(a->db, t->id, S(""), 0, a->now.ms);
}
