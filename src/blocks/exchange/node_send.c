/* A question on its way to another node, whoever asks: what is sent, the link, what came back, and
 * nodes that fail. */
#include "blocks/exchange/node_send.h"
#include "conf/conf.h"
#include "blocks/exchange/federation.h"
#include "http/request.h"
#include "os/clock.h"
#include "value/json.h"

enum { HEADERS_MOST = 8 };

/* ---- nodes that fail are left alone ---- */

static int64_t rest_ms(act *a)
{
    return a->boot->conf ? conf_int(a->boot->conf, "exchange-rest") : 60000;
}

err node_failed(act *a, str node)
{
    struct q_node n;

    TRY(q_node(a->db, node, &n));
    int64_t failures = n.failures + 1;
    return q_node_put(a->db, node, failures, failures >= NODE_FAILURES ? a->now.ms + rest_ms(a) : 0,
                      a->now.ms);
}

err node_well(act *a, str node)
{
    struct q_node n;

    TRY(q_node(a->db, node, &n));
    return n.found && (n.failures || n.rests) ? q_node_put(a->db, node, 0, 0, a->now.ms) : OK;
}

/* After the rest one question goes, and the others wait for what becomes of it. */
err node_resting(act *a, str node, instant *until)
{
    struct q_node n;

    TRY(q_node(a->db, node, &n));
    *until = (instant){ n.rests > a->now.ms ? n.rests : 0 };
    return !until->ms && n.failures >= NODE_FAILURES
               ? q_node_put(a->db, node, n.failures, a->now.ms + NODE_PROBE_MS, a->now.ms)
               : OK;
}

/* ---- what is sent ---- */

static str random_text(arena *a)
{
    uint8_t b[24];

    random_bytes(b, sizeof b);
    return b64url_text(a, str_of((const char *)b, sizeof b));
}

static size_t headers_of(act *a, const struct road_question *q, str message, struct http_pair *h)
{
    const struct http_pair more[] = {
        { S("x-road-userid"), q->call.user },
        { S("x-road-issue"), q->call.issue },
        { S("x-road-represented-party"), xroad_address(a->a, q->call.represented) },
        { S("x-road-request-id"), q->request },
        { S("x-road-purpose"), q->call.purpose },
    };
    size_t n = 0;

    h[n++] = (struct http_pair){ S("accept"), S("application/json") };
    h[n++] = (struct http_pair){ S("x-road-client"), xroad_address(a->a, q->call.client) };
    h[n++] = (struct http_pair){ S("x-road-id"), message };
    for (size_t i = 0; i < LEN(more); i++)
        if (more[i].value.n)
            h[n++] = more[i];
    return n;
}

static val headers_val(arena *a, const struct http_pair *h, size_t n)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < n; i++)
        list = val_append(
            a, list, val_str(str_fmt(a, "%.*s: %.*s", STR_ARG(h[i].name), STR_ARG(h[i].value))));
    return list;
}

static val payload_of(act *a, const struct road_question *q, const struct exchange_node *n,
                      str message, str digest)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("id"), val_str(random_text(a->a)));
    val_put(&b, S("from"), val_str(a->site->exchange.node));
    val_put(&b, S("to"), val_str(n->id));
    val_put(&b, S("at"), val_str(instant_str(a->a, a->now)));
    val_put(&b, S("client"), val_str(q->call.client));
    val_put(
        &b, S("service"),
        val_str(str_fmt(a->a, "%.*s/%.*s", STR_ARG(q->call.subsystem), STR_ARG(q->call.service))));
    val_put(&b, S("message"), val_str(message));
    val_put(&b, S("head"), val_str(digest));
    return val_done(&b);
}

val node_sending(act *a, const struct road_question *q, str message, const struct exchange_node *n)
{
    str salt = random_text(a->a), head;
    str path = str_fmt(a->a, "/r1/%.*s/%.*s/%.*s", STR_ARG(q->call.subsystem),
                       STR_ARG(q->call.service), STR_ARG(q->call.path));
    str address = xroad_address(a->a, path);
    val_builder b = val_build(a->a);
    struct http_pair h[HEADERS_MOST];
    size_t count = headers_of(a, q, message, h);

    head = xroad_head_of(a->a, address, h, count);
    val_put(&b, S("url"), val_str(str_cat(a->a, n->url, address)));
    val_put(&b, S("headers"), headers_val(a->a, h, count));
    val_put(&b, S("salt"), val_str(salt));
    val_put(&b, S("head"), val_str(head));
    val_put(&b, S("payload"), payload_of(a, q, n, message, node_digest(a->a, salt, head)));
    return val_done(&b);
}

/* ---- between the acts ---- */

/* A question that is on its way: the row it came of, what is sent, its signature. */
struct going {
    struct job_run *row;
    val out;
    str jws;
};

static val heard_in(const struct going *g, val told)
{
    val_builder b = val_build(g->row->a);
    static const char *const back[] = { "ask", "turn", "forward", "salt", "head", "payload" },
                             *const from[] = { "left", "status", "signature", "body" };

    FOR_EACH(back, k)
        if (val_has(g->out, str_z(*k)))
            val_put(&b, str_z(*k), val_get(g->out, str_z(*k)));
    val_put(&b, S("asked"), val_str(g->jws));
    FOR_EACH(from, k)
        if (val_has(told, str_z(*k)))
            val_put(&b, str_z(*k), val_get(told, str_z(*k)));
    val_put(&b, S("outbox"), val_int(g->row->outbox));
    return val_done(&b);
}

/* The acts that decide what is sent: of each row that has something to send one of `going`. */
static err deliver(struct job_run *j, const char *act, struct going *going, size_t *n)
{
    struct job_told told[NODE_ASKS_MOST] = { 0 };
    struct job_run *rows[NODE_ASKS_MOST];
    val ins[NODE_ASKS_MOST] = { 0 };
    size_t rows_n = 0;
    err e = OK;

    for (struct job_run *r = j; r && rows_n < NODE_ASKS_MOST; r = r->next) {
        rows[rows_n] = r;
        ins[rows_n++] = r->payload;
    }
    job_acts(j, act, ins, rows_n, told);
    *n = 0;
    for (size_t i = 0; i < rows_n; i++) {
        if (failed(told[i].why))
            e = told[i].why;
        else if (told[i].out.tag == V_CONTEXT)
            going[(*n)++] = (struct going){ rows[i], told[i].out, S("") };
    }
    return e;
}

static err sign(struct job_run *j, struct going *g, val *message)
{
    str salt = text_at(g->out, "salt");

    TRY(keeper_sign_message(j->keeper, j->a, val_json_str(j->a, val_get(g->out, S("payload"))),
                            &g->jws));
    val headers = val_get(g->out, S("headers"));
    headers = val_append(j->a, headers, val_str(str_fmt(j->a, "stoa-salt: %.*s", STR_ARG(salt))));
    headers =
        val_append(j->a, headers, val_str(str_fmt(j->a, "stoa-signature: %.*s", STR_ARG(g->jws))));
    *message = val_with(j->a, val_null(), S("url"), val_get(g->out, S("url")));
    *message = val_with(j->a, *message, S("headers"), headers);
    return OK;
}

/* Through the link, and what came of each to the acts that hear it: they end the rows. */
static err send_all(struct job_run *j, const char *act, struct going *g, size_t n)
{
    val messages = val_list(NULL, 0), told = val_null(), ins[NODE_ASKS_MOST], message;
    struct job_told ended[NODE_ASKS_MOST] = { 0 };
    err e = OK;

    for (size_t i = 0; i < n; i++) {
        TRY(sign(j, &g[i], &message));
        messages = val_append(j->a, messages, message);
    }
    err l = job_link(j, NODE_LINK, messages, &told);
    /* no link: nothing left; a link that died: it may have */
    val none = val_with(j->a, val_null(), S("left"), val_bool(l.code != ERR_MISSING));
    for (size_t i = 0; i < n; i++)
        ins[i] = heard_in(&g[i], failed(l) || i >= val_count(told) ? none : val_at(told, i));
    job_acts(j, act, ins, n, ended);
    for (size_t i = 0; i < n; i++) {
        g[i].row->ended = !failed(ended[i].why);
        if (failed(ended[i].why))
            e = ended[i].why;
    }
    return e;
}

err node_carry(struct job_run *j, const char *delivers, const char *hears)
{
    struct going going[NODE_ASKS_MOST];
    size_t n;

    err e = deliver(j, delivers, going, &n);
    if (n)
        TRY(send_all(j, hears, going, n));
    return e;
}

/* ---- what came back ---- */

/* The answer is the node's, to this question, and these bytes. */
bool heard_genuine(act *a, struct heard *h)
{
    static const struct json_limits limits = { .depth = 32, .bytes = NODE_BODY_MAX };
    const char *const kinds[] = { MESSAGE_ANSWER, MESSAGE_REFUSAL };
    str jws = text_at(h->in, "signature"), body = text_at(h->in, "body");
    val asked = val_get(h->in, S("payload")), said;

    for (size_t i = 0; i < LEN(kinds); i++) {
        if (failed(node_read(a->a, h->node, a->site->exchange.node, kinds[i], jws, a->now, &said)))
            continue;
        h->refusal = i == 1;
        return str_eq(text_at(said, "to_id"), text_at(asked, "id")) &&
               val_get_i64(said, S("status"), 0) == h->status &&
               str_eq(text_at(said, "body"), node_digest(a->a, text_at(h->in, "salt"), body)) &&
               !failed(val_from_json(a->a, body, &limits, &h->body, NULL));
    }
    return false;
}

err heard_keep(act *a, const struct heard *h, const struct data_key *key)
{
    val asked = val_get(h->in, S("payload"));
    val v = val_with(a->a, val_null(), S("salt"), val_get(h->in, S("salt")));

    v = val_with(a->a, v, S("head"), val_get(h->in, S("head")));
    v = val_with(a->a, v, S("body"), val_get(h->in, S("body")));
    struct q_evidence_add_in row = {
        .id = act_id(a),
        .side = S(SIDE_ASKED),
        .node = h->node->id,
        .mark = text_at(asked, "id"),
        .message = text_at(asked, "message"),
        .service = text_at(asked, "service"),
        .asked = text_at(h->in, "asked"),
        .answered = text_at(h->in, "signature"),
        .subject_kind = key->kind,
        .subject = key->id,
        .content = key_seal(a->a, key, "exchange.evidence", v),
        .at = a->now.ms,
        .day = a->today.n,
    };
    return q_evidence_add(a->db, &row);
}

static err node_now(act *a, const struct exchange_subsystem *of, const struct exchange_node **out)
{
    struct federation_now f;
    struct met *m = ARENA_NEW(a->a, struct met);

    *out = NULL;
    if (!of || !of->node)
        return OK;
    TRY(federation_in_force(a->a, a->db, &a->site->exchange, a->now, &f));
    *m = federation_meets(a->a, &f, of->node, a->today);
    *out = &m->node;
    return OK;
}

err heard_of(act *a, val in, struct heard *h)
{
    str service = text_at(val_get(in, S("payload")), "service");
    size_t slash = str_rfind_char(service, '/');
    const struct exchange_subsystem *of =
        slash == SIZE_MAX ? NULL
                          : exchange_subsystem(&a->site->exchange, str_sub(service, 0, slash));

    *h = (struct heard){ .in = in, .status = val_get_i64(in, S("status"), 0) };
    TRY(node_now(a, of, &h->node));
    h->service = of && h->node ? exchange_remote(of, str_from(service, slash + 1)) : NULL;
    return OK;
}
