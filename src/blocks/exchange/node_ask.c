/* The consumer's side of a question to another node: made and kept in acts, signed and sent by a
 * job in between. */
#include "act/job.h"
#include "blocks/consent/consent.h"
#include "conf/conf.h"
#include "blocks/exchange/federation.h"
#include "blocks/exchange/node_send.h"
#include "http/request.h"
#include "os/clock.h"
#include "value/json.h"

/* ---- putting it ---- */

static err node_rests(act *a, const struct ask_put *p, str node, bool *rests)
{
    instant until;
    int64_t k;

    TRY(node_resting(a, node, &until));
    *rests = until.ms != 0;
    return *rests ? ask_later(a, &p->k, S("exchange.node_rests"), p->k.tries, until, &k) : OK;
}

/* The same question has the same X-Road-Id for as long as the other side counts it as the same. */
static str message_of(act *a, const struct ask_put *p)
{
    return str_fmt(a->a, "ask-%lld-%lld", (long long)p->k.id,
                   (long long)((a->now.ms - p->k.created) / ROAD_AGAIN_MS));
}

/* Without a configuration in force it waits for the next look for one, and loses no try. */
static err config_awaited(act *a, const struct ask_put *p)
{
    int64_t every = a->boot->conf ? conf_int(a->boot->conf, "exchange-config-every") : 60000, k;

    return ask_later(a, &p->k, S("exchange.node_config"), p->k.tries,
                     (instant){ a->now.ms + every }, &k);
}

err node_put(act *a, const struct ask_put *p, const struct road_question *q,
             const struct exchange_subsystem *of, val *out)
{
    const struct exchange_remote *s = exchange_remote(of, q->call.service);
    struct met m;
    bool rests;

    if (!s)
        return ask_refused(a, p, S("exchange.road_service"));
    str service = str_fmt(a->a, "%.*s/%.*s", STR_ARG(of->id), STR_ARG(q->call.service));
    TRY(federation_met(a->a, a->db, &a->site->exchange, a->now, a->today, of, q->call.client,
                       service, &m));
    if (m.why == W_exchange_node_config)
        return config_awaited(a, p);
    if (m.why)
        return ask_refused(a, p, word_key(m.why));
    if (s->once && p->k.sent)
        return exchange_gave_up(a, p, S("exchange.node_unknown"));
    TRY(node_rests(a, p, m.node.id, &rests));
    if (rests)
        return OK;
    *out = node_sending(a, q, message_of(a, p), &m.node);
    *out = val_with(a->a, *out, S("ask"), val_int(p->k.id));
    *out = val_with(a->a, *out, S("turn"), val_int(p->k.turn));
    return q_ask_sent(a->db, p->k.id, 1);
}

/* ---- what came back ---- */

/* Nothing came, or nothing that is the node's. */
static err unheard(act *a, const struct ask_put *p, const struct heard *h)
{
    bool left = val_get_bool(h->in, S("left"));

    TRY(node_failed(a, h->node->id));
    if (left && h->service->once)
        return exchange_gave_up(a, p, S("exchange.node_unknown"));
    TRY(q_ask_sent(a->db, p->k.id, 0));
    return ask_refused(a, p, h->status ? S("exchange.node_unsigned") : S("exchange.node_silent"));
}

/* What came is seen here, too: the case's people read it among the looks at their data. */
static err looked(act *a, const struct ask_put *p, val body)
{
    const struct exchange_subsystem *consumer = exchange_asks(&a->site->exchange, p->c.service);
    const struct service *v = site_service(a->site, p->c.service);
    str names[32];
    struct q_parties parties;
    int64_t trace;
    size_t n = 0;

    for (uint32_t i = 0; body.tag == V_CONTEXT && i < body.c->n && n < LEN(names); i++)
        names[n++] = body.c->e[i].key;
    struct trace seen = { .kind = "case",
                          .what = p->k.service,
                          .fields = str_join(a->a, names, n, S(" ")),
                          .case_id = p->c.id,
                          .case_number = p->k.number,
                          .office = consumer ? consumer->of->office : S(""),
                          .purpose = v ? v->purpose : S(""),
                          .automatic = true };
    TRY(trace_case(a, &seen, &trace));
    seen.look = trace;
    TRY(q_parties(a->db, p->c.id, &parties));
    for (size_t i = 0; i < parties.n; i++) {
        seen.person = parties.v[i].person;
        TRY(trace_add(a, &seen, &trace));
    }
    return OK;
}

static err hear(act *a, const struct ask_put *p, struct heard *h)
{
    struct road_answer got = { .fields = val_null() };

    if (!h->status || !heard_genuine(a, h))
        return unheard(a, p, h);
    TRY(node_well(a, h->node->id));
    TRY(heard_keep(a, h, &p->key));
    if (h->refusal || (h->status != 200 && h->status != 404)) {
        TRY(q_ask_sent(a->db, p->k.id, 0));
        return ask_refused(a, p, S("exchange.node_refused"));
    }
    got.record = h->status == 200;
    if (got.record) {
        got.fields = h->body;
        TRY(looked(a, p, h->body));
    }
    return exchange_told(a, p, &got);
}

err act_node_heard(act *a, val in, val *out)
{
    struct heard h;
    struct ask_put p;
    bool waits;

    *out = val_null();
    TRY(outbox_end(a, val_get_i64(in, S("outbox"), 0)));
    TRY(heard_of(a, in, &h));
    TRY(ask_taken(a, in, &p, &waits));
    if (!waits)
        return OK;
    err e = h.node && h.service ? hear(a, &p, &h) : ask_refused(a, &p, S("exchange.road_service"));
    bytes_wipe(&p.key, sizeof p.key);
    return e;
}

err job_ask(struct job_run *j)
{
    return node_carry(j, "exchange.deliver", "exchange.heard");
}
