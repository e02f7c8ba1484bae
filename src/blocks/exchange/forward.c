/* An information system asks a service on another node through its own: the call is kept before it
 * leaves, signed and carried by a job, and its caller waits for what comes of it. */
#include "blocks/exchange/forward.h"

#include "blocks/consent/consent.h"
#include "blocks/exchange/federation.h"
#include "blocks/exchange/node_send.h"
#include "blocks/register/register.h"
#include "value/json.h"

#define OPEN "open"
#define TOLD "told"
#define FAILED "failed"

static str wake_of(arena *a, int64_t id)
{
    return str_fmt(a, "forward/%lld", (long long)id);
}

static struct road_question question_of(act *a, val in)
{
    struct road_question q = { .call = road_call_of(in),
                               .request = text_at(in, "request"),
                               .case_number = S("") };

    q.consumer = exchange_subsystem(&a->site->exchange, q.call.client);
    return q;
}

static err refuse_named(act *a, enum word_id word, str name)
{
    return refuse_with(a, word, NULL, val_with(a->a, val_null(), S("name"), val_str(name)), 403);
}

/* ---- the call ---- */

/* Where it goes, if it may now. */
static err way(act *a, const struct road_question *q, const struct exchange_subsystem **of,
               struct met *m)
{
    *of = exchange_subsystem(&a->site->exchange, q->call.subsystem);
    if (!*of || !(*of)->node)
        return refuse_named(a, W_exchange_road_member, q->call.subsystem);
    if (!exchange_remote(*of, q->call.service))
        return refuse_named(a, W_exchange_road_service, q->call.service);
    str service = str_fmt(a->a, "%.*s/%.*s", STR_ARG((*of)->id), STR_ARG(q->call.service));
    TRY(federation_met(a->a, a->db, &a->site->exchange, a->now, a->today, *of, q->call.client,
                       service, m));
    return m->why ? refuse_named(a, m->why, (*of)->node->id) : OK;
}

/* Not more than a node can be expected to answer while its callers wait. */
static err room_for(act *a, str node)
{
    struct q_forwards_open n;
    struct q_node row;

    TRY(q_node(a->db, node, &row));
    if (row.rests > a->now.ms)
        return refuse_named(a, W_exchange_node_rests, node);
    TRY(q_forwards_open(a->db, node, &n));
    return n.n < FORWARDS_MOST ? OK : refuse_named(a, W_exchange_road_busy, node);
}

static err put_job(act *a, int64_t id)
{
    return outbox_add(a, "exchange.forward", SUBJECT_NONE, 0,
                      val_with(a->a, val_null(), S("forward"), val_int(id)), a->now, NULL);
}

static err keep_it(act *a, val in, const struct road_question *q, const struct blind *message,
                   const struct blind *input, int64_t *id)
{
    const struct exchange_subsystem *of;
    struct data_key key;
    struct met m;

    TRY(way(a, q, &of, &m));
    TRY(room_for(a, m.node.id));
    *id = act_id(a);
    TRY(key_make(a, SUBJECT_SYSTEM, *id, &key));
    struct q_forward_add_in row = { .id = *id,
                                    .consumer = q->consumer->id,
                                    .node = m.node.id,
                                    .service = str_fmt(a->a, "%.*s/%.*s", STR_ARG(of->id),
                                                       STR_ARG(q->call.service)),
                                    .message = blind_str(message),
                                    .input = blind_str(input),
                                    .created = a->now.ms,
                                    .day = a->today.n,
                                    .request = key_seal(a->a, &key, "exchange.forward", in) };
    bytes_wipe(&key, sizeof key);
    TRY(q_forward_add(a->db, &row));
    return put_job(a, *id);
}

/* Once more what failed: not where it may be done only once and might have been. */
static err once_more(act *a, const struct road_question *q, const struct q_forward_known *was)
{
    const struct exchange_subsystem *of;
    struct met m;

    if (was->sent)
        return refuse_named(a, W_exchange_node_unknown, q->call.service);
    TRY(way(a, q, &of, &m));
    TRY(room_for(a, m.node.id));
    TRY(q_forward_set(a->db, was->id, S(OPEN), S(""), 0));
    return put_job(a, was->id);
}

static enum word_id why_of(str reason)
{
    static const enum word_id words[] = { W_exchange_node_silent,   W_exchange_node_unsigned,
                                          W_exchange_node_unknown,  W_exchange_node_rests,
                                          W_exchange_road_service,  W_exchange_node_over,
                                          W_exchange_node_config,   W_exchange_node_withdrawn,
                                          W_exchange_node_unjoined, W_exchange_node_elsewhere };

    FOR_EACH(words, w)
        if (str_eq(reason, word_key(*w)))
            return *w;
    return W_exchange_node_silent;
}

/* The same call again: by its waiting caller, or by one who lost the answer. */
static err known(act *a, val in, const struct road_question *q, const struct q_forward_known *was,
                 const struct blind *input, val_builder *b)
{
    struct data_key subject = { .kind = SUBJECT_SYSTEM, .id = was->id };
    bool fresh = val_get_bool(in, S("fresh"));

    if (!str_eq(was->input, blind_str(input)) || was->created + ROAD_AGAIN_MS <= a->now.ms)
        return refuse_with(a, W_exchange_road_used_id, NULL, val_null(), 409);
    if (str_eq(was->state, S(FAILED)) && fresh)
        TRY(once_more(a, q, was));
    else if (str_eq(was->state, S(FAILED)))
        return refuse_named(a, why_of(was->reason), was->node);
    else if (str_eq(was->state, S(TOLD)))
        val_put(b, S("ticket"), val_str(ticket_for(a, &subject, 1, was->id, "exchange")));
    else if (!str_eq(was->state, S(OPEN)))
        return refuse_with(a, W_exchange_road_used_id, NULL, val_null(), 409);
    return OK;
}

err act_forward(act *a, val in, val *out)
{
    struct road_question q = question_of(a, in);
    val_builder b = val_build(a->a);
    struct q_forward_known was;
    struct blind message, input;

    if (!q.consumer || !str_eq(q.consumer->partner, a->who.partner))
        return refuse_with(a, W_exchange_road_not_client, NULL, val_null(), 401);
    TRY(road_marks(a, &q, &message, &input));
    TRY(q_forward_known(a->db, blind_str(&message), &was));
    if (was.found)
        TRY(known(a, in, &q, &was, &input, &b));
    else
        TRY(keep_it(a, in, &q, &message, &input, &was.id));
    if (a->who.unused)
        TRY(q_partner_used(a->db, a->who.credential, a->today.n));
    val_put(&b, S("forward"), val_int(was.id));
    *out = val_done(&b);
    return OK;
}

/* ---- on its way ---- */

static err failed_by(act *a, int64_t id, str reason, bool sent)
{
    TRY(q_forward_set(a->db, id, S(FAILED), reason, sent));
    topic_publish(a, wake_of(a->a, id));
    return OK;
}

err act_forward_deliver(act *a, val in, val *out)
{
    int64_t id = val_get_i64(in, S("forward"), 0);
    struct data_key key;
    struct q_forward row;
    struct met m;
    instant rests;
    val said;

    *out = val_null();
    TRY(q_forward(a->db, id, &row));
    if (!row.found || !str_eq(row.state, S(OPEN)))
        return OK;
    TRY(key_get(a, SUBJECT_SYSTEM, id, &key));
    err e = key_open(a->a, &key, "exchange.forward", row.request, &said);
    bytes_wipe(&key, sizeof key);
    TRY(e);
    struct road_question q = question_of(a, said);
    const struct exchange_subsystem *of = exchange_subsystem(&a->site->exchange, q.call.subsystem);
    const struct exchange_remote *s = of && of->node ? exchange_remote(of, q.call.service) : NULL;
    if (!s || !q.consumer)
        return failed_by(a, id, S("exchange.road_service"), false);
    TRY(federation_met(a->a, a->db, &a->site->exchange, a->now, a->today, of, q.call.client,
                       row.service, &m));
    if (m.why)
        return failed_by(a, id, word_key(m.why), false);
    if (s->once && row.sent)
        return failed_by(a, id, S("exchange.node_unknown"), true);
    TRY(node_resting(a, m.node.id, &rests));
    if (rests.ms)
        return failed_by(a, id, S("exchange.node_rests"), false);
    *out = val_with(a->a, node_sending(a, &q, q.call.id, &m.node), S("forward"), val_int(id));
    return q_forward_set(a->db, id, S(OPEN), S(""), 1);
}

/* Who was asked about finds the look here, too, where the service says in which of this site's
 * registers: everything else of it is in the other node's list. */
static err looked(act *a, const struct heard *h, const struct road_question *q)
{
    const struct registry *r =
        h->service->about.n ? site_register(a->site, h->service->about) : NULL;
    const struct reg_field *f = r ? register_field(r, r->key) : NULL;
    str names[32];
    struct blind blind;
    int64_t trace;
    size_t n = 0;

    if (!f)
        return OK;
    struct trace seen = { .kind = "record",
                          .what = r->id,
                          .office = q->consumer->of->office,
                          .purpose = q->call.purpose,
                          .reason = q->call.issue };
    TRY(blind_of(a, str_zdup(a->a, register_blind_field(a->a, r, f->name)),
                 register_mark_text(a->a, f, q->call.path), &blind));
    TRY(record_by_blind(a->db, r, f->name, &blind, &seen.person));
    for (uint32_t i = 0; h->body.tag == V_CONTEXT && i < h->body.c->n && n < LEN(names); i++)
        names[n++] = h->body.c->e[i].key;
    seen.fields = str_join(a->a, names, n, S(" "));
    if (!seen.person)
        return OK;
    str who = a->who.partner;
    a->who.partner = q->consumer->partner; /* whose system looked; the job only carried it */
    err e = trace_add(a, &seen, &trace);
    a->who.partner = who;
    return e;
}

static err told_by(act *a, int64_t id, const struct q_forward *row, struct heard *h)
{
    val answer = val_with(a->a, val_null(), S("status"), val_int(h->status)), said;
    struct data_key key;

    TRY(node_well(a, h->node->id));
    TRY(key_get(a, SUBJECT_SYSTEM, id, &key));
    err e = key_open(a->a, &key, "exchange.forward", row->request, &said);
    if (!failed(e))
        e = heard_keep(a, h, &key);
    answer = val_with(a->a, answer, S("body"), val_get(h->in, S("body")));
    answer = val_with(a->a, answer, S("refusal"), val_bool(h->refusal));
    str sealed = key_seal(a->a, &key, "exchange.forward", answer);
    bytes_wipe(&key, sizeof key);
    TRY(e);
    struct road_question q = question_of(a, said);
    if (!h->refusal && h->status == 200 && q.consumer)
        TRY(looked(a, h, &q));
    TRY(q_forward_told(a->db, id, sealed));
    topic_publish(a, wake_of(a->a, id));
    return OK;
}

err act_forward_heard(act *a, val in, val *out)
{
    int64_t id = val_get_i64(in, S("forward"), 0);
    bool left = val_get_bool(in, S("left"));
    struct q_forward row;
    struct heard h;

    *out = val_null();
    TRY(outbox_end(a, val_get_i64(in, S("outbox"), 0)));
    TRY(heard_of(a, in, &h));
    TRY(q_forward(a->db, id, &row));
    if (!row.found || !str_eq(row.state, S(OPEN)))
        return OK;
    if (!h.node || !h.service)
        return failed_by(a, id, S("exchange.road_service"), left);
    if (h.status && heard_genuine(a, &h))
        return told_by(a, id, &row, &h);
    TRY(node_failed(a, h.node->id));
    if (left && h.service->once)
        return failed_by(a, id, S("exchange.node_unknown"), true);
    return failed_by(a, id, h.status ? S("exchange.node_unsigned") : S("exchange.node_silent"),
                     false);
}

err job_forward(struct job_run *j)
{
    return node_carry(j, "exchange.forward_deliver", "exchange.forward_heard");
}

/* ---- its end ---- */

err act_forwards_empty(act *a, val in, val *out)
{
    int64_t n;

    (void)in;
    *out = val_null();
    TRY(q_forwards_lost(a->db, a->now.ms - ROAD_AGAIN_MS, &n));
    return q_forwards_empty(a->db, a->now.ms - ROAD_AGAIN_MS, &n);
}

err job_forwards_empty(struct job_run *j)
{
    struct q_forward_waits any;

    TRY(q_forward_waits(j->db, j->now.ms - ROAD_AGAIN_MS, &any));
    return any.found ? job_act(j, "exchange.forwards_empty", val_null(), NULL, NULL) : OK;
}

err forwards_sweep(act *a, day before, int64_t most, size_t *n)
{
    struct q_forwards_old old;

    TRY(q_forwards_old(a->db, before.n, most, &old));
    *n = old.n;
    for (size_t i = 0; i < old.n; i++) {
        err e = key_erase(a, SUBJECT_SYSTEM, old.v[i].id);
        if (e.class != ERR_CLASS_REFUSED)
            TRY(e);
        TRY(q_forward_drop(a->db, old.v[i].id));
    }
    return OK;
}

/* ---- the request ---- */

err forward_call(struct web *w, struct xroad_call *c)
{
    w->in = road_call_in(w, c);
    w->in = val_with(w->a, w->in, S("request"), val_str(ulid_str(w->a, w->req->id)));
    w->in = val_with(w->a, w->in, S("fresh"), val_bool(!w->req->woken));
    w->act = "exchange.forward";
    if (w->req->woken) /* the same request asks again, whether there is an answer now */
        w->act_id =
            str_fmt(w->a, "%.*s.%lld", STR_ARG(ulid_str(w->a, w->req->id)), (long long)w->now.ms);
    return OK;
}

static err open_answer(struct web *w, int64_t id, val *answer)
{
    struct data_key subject = { .kind = SUBJECT_SYSTEM, .id = id }, key;
    struct q_forward row;

    TRY(web_keys(w, text_at(w->out, "ticket"), &subject, 1, &key));
    err e = q_forward(w->db, id, &row);
    if (!failed(e))
        e = row.found && row.answer.n ? key_open(w->a, &key, "exchange.forward", row.answer, answer)
                                      : REFUSED(ERR_MISSING);
    bytes_wipe(&key, sizeof key);
    return e;
}

/* What the other side said, as it said it. */
static err answer_send(struct web *w, val answer)
{
    static const struct json_limits limits = { .depth = 32, .bytes = 256 * 1024 };
    str body = text_at(answer, "body");
    val said = val_null();

    TRY(web_bytes(w, (int)val_get_i64(answer, S("status"), 500),
                  S("application/json;charset=utf-8"), body));
    w->reply.cache = CACHE_NEVER;
    road_headers(w, w->own);
    if (val_get_bool(answer, S("refusal")) &&
        !failed(val_from_json(w->a, body, &limits, &said, NULL)))
        reply_header(w->a, &w->reply, S("x-road-error"), text_at(said, "type"));
    return OK;
}

err forward_called(struct web *w)
{
    int64_t id = val_get_i64(w->out, S("forward"), 0);
    val answer;

    if (text_at(w->out, "ticket").n) {
        TRY(open_answer(w, id, &answer));
        return answer_send(w, answer);
    }
    int64_t until = w->req->at.ms + FORWARD_WAIT_MS;
    if (w->now.ms >= until)
        return road_error(w, W_exchange_road_late, word0(w->page.words, W_exchange_road_late), 500);
    web_park(w, wake_of(w->a, id), (instant){ until });
    return OK;
}
