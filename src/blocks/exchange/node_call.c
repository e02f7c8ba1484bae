/* The provider's side of a call from another node: by its signature it is known who asks, and the
 * answer is signed before it leaves. */
#include "blocks/exchange/federation.h"
#include "blocks/exchange/node.h"
#include "blocks/register/register.h"

/* Who asks, and what the signed message says. */
struct proof {
    const struct exchange_subsystem *consumer;
    val payload;
};

static err refuse_node(act *a, enum word_id word, const struct exchange_node *n)
{
    return refuse_with(a, word, NULL, val_with(a->a, val_null(), S("name"), val_str(n->id)), 403);
}

/* What was signed is what came. */
static bool same_call(act *a, val payload, val in)
{
    str service = str_fmt(a->a, "%.*s/%.*s", STR_ARG(text_at(in, "subsystem")),
                          STR_ARG(text_at(in, "service")));
    str id = text_at(payload, "id");

    return id.n >= 16 && id.n <= NODE_MARK_MAX &&
           str_eq(text_at(payload, "client"), text_at(in, "client")) &&
           str_eq(text_at(payload, "service"), service) &&
           str_eq(text_at(payload, "message"), text_at(in, "message")) &&
           str_eq(text_at(payload, "head"),
                  node_digest(a->a, text_at(in, "salt"), text_at(in, "head")));
}

err node_owner(act *a, val in)
{
    const struct exchange *x = &a->site->exchange;
    struct proof *p = ARENA_NEW(a->a, struct proof);

    p->consumer = exchange_subsystem(x, text_at(in, "client"));
    if (!p->consumer || !p->consumer->node)
        return refuse_with(a, W_exchange_road_not_client, NULL, val_null(), 401);
    str service = str_fmt(a->a, "%.*s/%.*s", STR_ARG(text_at(in, "subsystem")),
                          STR_ARG(text_at(in, "service")));
    struct met m;
    TRY(federation_met(a->a, a->db, x, a->now, a->today, p->consumer, p->consumer->id, service,
                       &m));
    const struct exchange_node *n = &m.node;
    if (m.why)
        return refuse_node(a, m.why, n);
    err e = node_read(a->a, n, x->node, MESSAGE_ASK, text_at(in, "signature"), a->now, &p->payload);
    if (failed(e))
        return refuse_node(
            a, e.code == ERR_RANGE ? W_exchange_node_stale : W_exchange_node_signature, n);
    if (!same_call(a, p->payload, in))
        return refuse_node(a, W_exchange_node_signature, n);
    a->who.partner = n->id;
    a->owned = p;
    return OK;
}

static err evidence_add(act *a, val in, val payload, str answer, int64_t entry, str content)
{
    struct q_evidence_add_in row = {
        .id = act_id(a),
        .side = S(SIDE_ANSWERED),
        .node = text_at(payload, "from"),
        .mark = text_at(payload, "id"),
        .message = text_at(in, "message"),
        .service = text_at(payload, "service"),
        .asked = text_at(in, "signature"),
        .answered = answer,
        .subject_kind = entry ? SUBJECT_PERSON : SUBJECT_NONE,
        .subject = entry,
        .content = content,
        .at = a->now.ms,
        .day = a->today.n,
    };

    return q_evidence_add(a->db, &row);
}

/* A refused message counts once, too: sent again when the right is there, it would be answered to
 * whoever kept a copy. */
static err refused_once(act *a, val arg)
{
    return evidence_add(a, arg, val_get(arg, S("payload")), S(""), 0, S(""));
}

/* The entry once more, for who did not get the answer: no second look, so it is opened here. */
static err entry_fields(act *a, const struct road_answer *got, val *fields)
{
    const struct registry *r = site_register(a->site, got->service->registry);
    struct data_key key = { 0 };
    struct record rec;

    if (register_subject(r) != SUBJECT_NONE)
        TRY(key_get(a, SUBJECT_PERSON, got->record, &key));
    err e = record_open(a->a, a->db, r, got->record, &key, &rec);
    bytes_wipe(&key, sizeof key);
    TRY(e);
    *fields = rec.found && !rec.annulled && !rec.secret_address ? rec.fields : val_null();
    return OK;
}

static err content_of(act *a, val in, const struct road_answer *got, str body, int64_t *entry,
                      str *out)
{
    const struct registry *r = site_register(a->site, got->service->registry);
    val v = val_with(a->a, val_null(), S("salt"), val_get(in, S("salt")));
    struct data_key key;

    *entry = 0;
    *out = S("");
    if (!got->record || register_subject(r) == SUBJECT_NONE)
        return OK;
    v = val_with(a->a, v, S("head"), val_get(in, S("head")));
    v = val_with(a->a, v, S("body"), val_str(body));
    TRY(key_get(a, SUBJECT_PERSON, got->record, &key));
    *out = key_seal(a->a, &key, "exchange.evidence", v);
    *entry = got->record;
    bytes_wipe(&key, sizeof key);
    return OK;
}

str node_answer_text(arena *a, val payload, instant now, int status, str salt, str body)
{
    val_builder b = val_build(a);

    val_put(&b, S("to_id"), val_get(payload, S("id")));
    val_put(&b, S("from"), val_get(payload, S("to")));
    val_put(&b, S("to"), val_get(payload, S("from")));
    val_put(&b, S("at"), val_str(instant_str(a, now)));
    val_put(&b, S("message"), val_get(payload, S("message")));
    val_put(&b, S("status"), val_int(status));
    val_put(&b, S("body"), val_str(node_digest(a, salt, body)));
    return val_json_str(a, val_done(&b));
}

static err answered(act *a, val in, const struct proof *p, struct road_answer *got, val *out)
{
    str salt = text_at(in, "salt"), body, jws, content;
    val_builder b = val_build(a->a);
    int64_t entry;
    int status;

    if (got->record)
        TRY(entry_fields(a, got, &got->fields));
    body = node_body(a->a, got->right, got->fields, &status);
    TRY(key_sign_answer(a, node_answer_text(a->a, p->payload, a->now, status, salt, body), &jws));
    TRY(content_of(a, in, got, body, &entry, &content));
    TRY(evidence_add(a, in, p->payload, jws, entry, content));
    struct data_key subject = { .kind = SUBJECT_PERSON, .id = got->record };
    val_put(&b, S("record"), val_int(got->record));
    val_put(&b, S("purpose"), val_str(got->right->purpose));
    val_put(&b, S("signature"), val_str(jws));
    if (got->record && got->trace)
        val_put(&b, S("ticket"), val_str(ticket_for(a, &subject, 1, got->trace, "exchange")));
    *out = val_done(&b);
    return OK;
}

err act_node_call(act *a, val in, val *out)
{
    const struct proof *p = a->owned;
    struct road_question q = { .call = road_call_of(in),
                               .consumer = p->consumer,
                               .case_number = S("") };
    struct road_answer got;
    struct q_evidence_seen seen;

    *out = val_null();
    TRY(q_evidence_seen(a->db, S(SIDE_ANSWERED), p->consumer->node->id, text_at(p->payload, "id"),
                        &seen));
    if (seen.found)
        return refuse_node(a, W_exchange_node_replay, p->consumer->node);
    keep(a, refused_once, val_with(a->a, in, S("payload"), p->payload));
    TRY(road_answer(a, &q, &got));
    return answered(a, in, p, &got, out);
}

/* ---- refusals ---- */

err node_refusal(struct web *w, int status, str body, str *jws)
{
    str client = request_header(w->req, S("x-road-client"));
    str salt = request_header(w->req, S("stoa-salt"));
    str asked = request_header(w->req, S("stoa-signature"));
    const struct exchange *x = &w->site->exchange;
    const struct exchange_subsystem *c = client.n ? exchange_subsystem(x, client) : NULL;
    struct federation_now f;
    val payload;

    *jws = STR_NULL;
    if (!c || !c->node || !asked.n || !salt.n)
        return OK;
    TRY(federation_in_force(w->a, w->db, x, w->now, &f));
    struct met m = federation_meets(w->a, &f, c->node, w->today);
    if (failed(node_read(w->a, &m.node, x->node, MESSAGE_ASK, asked, w->now, &payload)))
        return OK;
    return keeper_sign_message(w->keeper, w->a,
                               node_answer_text(w->a, payload, w->now, status, salt, body), jws);
}
