/* The provider's side of the X-Road Message Protocol for REST 1.0.4: who calls, whether they may,
 * what they are told, and that it is noted before it is told. */
#include "blocks/exchange/forward.h"
#include "blocks/exchange/level.h"
#include "blocks/exchange/node.h"
#include "blocks/register/right.h"
#include "value/json.h"

enum { REQUEST_ID_MAX = 100 };

/* ---- errors (4.6) ---- */

static const struct {
    enum word_id word;
    int status;
    const char *type;
} faults[] = {
    { W_exchange_road_address, 400, "Client.BadRequest" },
    { W_exchange_road_no_client, 400, "Client.BadRequest" },
    { W_exchange_road_client, 400, "Client.BadRequest" },
    { W_exchange_road_header, 400, "Client.BadRequest" },
    { W_exchange_road_no_user, 400, "Client.BadRequest" },
    { W_exchange_road_used_id, 400, "Client.BadRequest" },
    { W_exchange_road_member, 500, "Server.ServerProxy.UnknownMember" },
    { W_exchange_road_service, 500, "Server.ServerProxy.UnknownService" },
    { W_exchange_road_method, 500, "Server.ServerProxy.AccessDenied" },
    { W_exchange_road_denied, 500, "Server.ServerProxy.AccessDenied" },
    { W_exchange_road_not_client, 401, "Server.ClientProxy.AuthenticationFailed" },
    { W_act_partner_needed, 401, "Server.ClientProxy.AuthenticationFailed" },
    { W_exchange_road_there, 500, "Server.ServerProxy.UnknownService" },
    { W_exchange_road_busy, 503, "Server.ClientProxy.NetworkError" },
    { W_exchange_road_late, 500, "Server.ClientProxy.NetworkError" },
    { W_exchange_node_rests, 503, "Server.ClientProxy.NetworkError" },
    { W_exchange_node_silent, 500, "Server.ClientProxy.NetworkError" },
    { W_exchange_node_unknown, 500, "Server.ClientProxy.NetworkError" },
    { W_exchange_node_unsigned, 500, "Server.ClientProxy.InvalidSignature" },
    { W_exchange_node_over, 500, "Server.ServerProxy.AccessDenied" },
    { W_exchange_node_config, 500, "Server.ServerProxy.AccessDenied" },
    { W_exchange_node_withdrawn, 500, "Server.ServerProxy.AccessDenied" },
    { W_exchange_node_elsewhere, 500, "Server.ServerProxy.AccessDenied" },
    { W_exchange_node_stale, 400, "Client.BadRequest" },
    { W_exchange_node_replay, 400, "Client.BadRequest" },
    { W_exchange_node_signature, 500, "Server.ServerProxy.InvalidSignature" },
};

err road_error(struct web *w, enum word_id word, str text, int status)
{
    str type = status >= 500 ? S("Server.ServerProxy.InternalError") : S("Client.BadRequest");
    val_builder b = val_build(w->a);

    FOR_EACH(faults, f)
        if (f->word == word) {
            type = str_z(f->type);
            status = f->status;
        }
    val_put(&b, S("type"), val_str(type));
    val_put(&b, S("message"), val_str(text));
    val_put(&b, S("detail"), val_str(ulid_str(w->a, w->req->id)));
    str body = val_json_str(w->a, val_done(&b)), jws;
    TRY(web_bytes(w, status, S("application/json;charset=utf-8"), body));
    w->reply.cache = CACHE_NEVER;
    reply_header(w->a, &w->reply, S("x-road-error"), type);
    TRY(node_refusal(w, status, body, &jws));
    if (jws.n)
        reply_header(w->a, &w->reply, S("stoa-signature"), jws);
    if (status == 503)
        reply_header(w->a, &w->reply, S("retry-after"), S("5"));
    if (status == 401)
        reply_header(w->a, &w->reply, S("www-authenticate"),
                     S("Basic realm=\"Stoa\", charset=\"UTF-8\""));
    return OK;
}

static err error_word(struct web *w, enum word_id word)
{
    w->act = NULL;
    return road_error(w, word, word0(w->page.words, word), 400);
}

err road_again(struct web *w)
{
    const struct refusal *r = w->nrefusals ? &w->refusals[0] : NULL;

    return road_error(w, r ? r->word : W_exchange_road_address, r ? web_refusal_text(w, r) : S(""),
                      w->status >= 500 ? w->status : 400);
}

err road_fault(struct web *w)
{
    val number = val_with(w->a, val_null(), S("number"), val_str(w->incident));

    return road_error(w, W_exchange_road_fault,
                      word(w->a, w->page.words, W_exchange_road_fault, number), w->status);
}

/* ---- the answer, in an act ---- */

static err refuse_named(act *a, enum word_id word, str name)
{
    return refuse_with(a, word, NULL, val_with(a->a, val_null(), S("name"), val_str(name)), 403);
}

static err allowed(act *a, const struct road_question *q, struct road_answer *out)
{
    const struct xroad_call *c = &q->call;
    const struct exchange_subsystem *s = exchange_subsystem(&a->site->exchange, c->subsystem);

    if (!s)
        return refuse_named(a, W_exchange_road_member, c->subsystem);
    out->service = exchange_service(s, c->service);
    if (!out->service)
        return refuse_named(a, W_exchange_road_service, c->service);
    out->right = exchange_right(out->service, q->consumer->id, c->purpose, a->today);
    if (!out->right)
        return refuse_named(a, W_exchange_road_denied, c->service);
    if (!out->right->automatic && !q->automatic && !c->user.n)
        return refuse_named(a, W_exchange_road_no_user, c->service);
    return OK;
}

err road_marks(act *a, const struct road_question *q, struct blind *message, struct blind *input)
{
    const struct xroad_call *c = &q->call;
    str id = c->id.n ? c->id : a->request_id;

    TRY(blind_of(a, "exchange.message",
                 str_fmt(a->a, "%.*s %.*s", STR_ARG(q->consumer->id), STR_ARG(id)), message));
    return blind_of(a, "exchange.input",
                    str_fmt(a->a, "%.*s/%.*s/%.*s\n%.*s\n%.*s\n%.*s\n%.*s", STR_ARG(c->subsystem),
                            STR_ARG(c->service), STR_ARG(c->path), STR_ARG(c->purpose),
                            STR_ARG(c->user), STR_ARG(c->issue), STR_ARG(c->represented)),
                    input);
}

/* Sent once more, because its answer was lost on the way: it is no second look. */
static err told_before(act *a, const struct q_call *was, const struct blind *input,
                       struct road_answer *out)
{
    if (!str_eq(was->input, blind_str(input)) || was->at + ROAD_AGAIN_MS <= a->now.ms)
        return refuse_with(a, W_exchange_road_used_id, NULL, val_null(), 409);
    out->record = was->record;
    out->trace = was->trace;
    return OK;
}

/* Who stood behind the call, for each person it was about and under their key. */
static err note_looks(act *a, const struct road_question *q, bool told, int64_t call,
                      const struct register_right *right)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("user"), val_str(q->call.user));
    val_put(&b, S("issue"), val_str(q->call.issue));
    val_put(&b, S("represented"), val_str(q->call.represented));
    val_put(&b, S("told"), val_bool(told));
    val said = val_done(&b);
    for (size_t i = 0; i < right->n_looks; i++) {
        struct data_key key;
        TRY(key_get(a, SUBJECT_PERSON, right->looks[i].person, &key));
        TRY(q_call_look_add(a->db, right->looks[i].trace, call, right->looks[i].person,
                            key_seal(a->a, &key, "exchange.look", said)));
    }
    return OK;
}

static err look_up(act *a, const struct road_question *q, struct road_answer *out,
                   struct register_right *right)
{
    const struct registry *r = site_register(a->site, out->service->registry);
    *right = (struct register_right){ .fields = out->right->fields,
                                      .n_fields = out->right->n_fields,
                                      .purpose = out->right->purpose,
                                      .automatic = q->automatic };
    struct register_reader reader = { .office = q->consumer->of->office,
                                      .case_id = q->case_id,
                                      .case_number = q->case_number,
                                      .right = right };

    if (!r)
        return refuse_named(a, W_exchange_road_service, out->service->code);
    return register_told(a, &reader, r, q->call.path, &out->record, &out->fields);
}

err road_answer(act *a, const struct road_question *q, struct road_answer *out)
{
    struct register_right right = { 0 };
    struct blind message, input;
    struct q_call was;
    int64_t id;

    *out = (struct road_answer){ .fields = val_null() };
    TRY(allowed(a, q, out));
    TRY(road_marks(a, q, &message, &input));
    TRY(q_call(a->db, blind_str(&message), &was));
    if (was.found)
        return told_before(a, &was, &input, out);
    TRY(look_up(a, q, out, &right));
    out->trace = right.n_looks ? right.looks[0].trace : 0;
    id = act_id(a);
    TRY(q_call_add(a->db, &(struct q_call_add_in){ .id = id,
                                                   .consumer = q->consumer->id,
                                                   .subsystem = q->call.subsystem,
                                                   .service = q->call.service,
                                                   .purpose = out->right->purpose,
                                                   .message = blind_str(&message),
                                                   .input = blind_str(&input),
                                                   .record = out->record,
                                                   .trace = out->trace,
                                                   .at = a->now.ms,
                                                   .day = a->today.n }));
    if (!q->case_id) /* a question of a case of this house is counted where it is asked */
        TRY(level_call_answered(a, q, out));
    return note_looks(a, q, out->record != 0, id, &right);
}

/* ---- the act of a call from outside ---- */

struct xroad_call road_call_of(val in)
{
    return (struct xroad_call){ .client = text_at(in, "client"),
                                .subsystem = text_at(in, "subsystem"),
                                .service = text_at(in, "service"),
                                .path = text_at(in, "path"),
                                .id = text_at(in, "message"),
                                .user = text_at(in, "user"),
                                .issue = text_at(in, "issue"),
                                .represented = text_at(in, "represented"),
                                .purpose = text_at(in, "purpose") };
}

err act_road_call(act *a, val in, val *out)
{
    struct road_question q = { .call = road_call_of(in), .case_number = S("") };
    struct road_answer got;
    val_builder b = val_build(a->a);

    q.consumer = exchange_subsystem(&a->site->exchange, q.call.client);
    if (!q.consumer || !str_eq(q.consumer->partner, a->who.partner))
        return refuse_with(a, W_exchange_road_not_client, NULL, val_null(), 401);
    TRY(road_answer(a, &q, &got));
    if (a->who.unused)
        TRY(q_partner_used(a->db, a->who.credential, a->today.n));
    struct data_key subject = { .kind = SUBJECT_PERSON, .id = got.record };
    val_put(&b, S("record"), val_int(got.record));
    val_put(&b, S("purpose"), val_str(got.right->purpose));
    if (got.record && got.trace)
        val_put(&b, S("ticket"), val_str(ticket_for(a, &subject, 1, got.trace, "exchange")));
    *out = val_done(&b);
    return OK;
}

/* ---- the request ---- */

static str message_id(struct web *w, const struct xroad_call *c)
{
    return c->id.n ? c->id : ulid_str(w->a, w->req->id);
}

/* SHA512(headers), or with a body SHA512(SHA512(headers) + SHA512(body)), in base64 (4.3). */
static str request_hash(struct web *w)
{
    str head = sha512_of(w->a, xroad_head(w->a, w->req));

    if (w->req->body.n)
        head = sha512_of(w->a, str_cat(w->a, head, sha512_of(w->a, w->req->body)));
    return b64_text(w->a, head);
}

/* One for both sides: what another node gave the call. */
static str request_id(struct web *w)
{
    str given = request_header(w->req, S("x-road-request-id"));

    return given.n && given.n <= REQUEST_ID_MAX && request_header(w->req, S("stoa-signature")).n
               ? given
               : ulid_str(w->a, w->req->id);
}

void road_headers(struct web *w, const struct xroad_call *c)
{
    reply_header(w->a, &w->reply, S("x-road-client"), c->client);
    reply_header(w->a, &w->reply, S("x-road-service"),
                 str_fmt(w->a, "%.*s/%.*s", STR_ARG(c->subsystem), STR_ARG(c->service)));
    reply_header(w->a, &w->reply, S("x-road-id"), message_id(w, c));
    reply_header(w->a, &w->reply, S("x-road-request-id"), request_id(w));
    reply_header(w->a, &w->reply, S("x-road-request-hash"), request_hash(w));
}

static enum word_id fault_word(enum xroad_fault f)
{
    return f == XROAD_ADDRESS     ? W_exchange_road_address
           : f == XROAD_NO_CLIENT ? W_exchange_road_no_client
           : f == XROAD_CLIENT    ? W_exchange_road_client
                                  : W_exchange_road_header;
}

val road_call_in(struct web *w, const struct xroad_call *c)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("client"), val_str(c->client));
    val_put(&b, S("subsystem"), val_str(c->subsystem));
    val_put(&b, S("service"), val_str(c->service));
    val_put(&b, S("path"), val_str(c->path));
    val_put(&b, S("message"), val_str(message_id(w, c)));
    val_put(&b, S("user"), val_str(c->user));
    val_put(&b, S("issue"), val_str(c->issue));
    val_put(&b, S("represented"), val_str(c->represented));
    val_put(&b, S("purpose"), val_str(c->purpose));
    return val_done(&b);
}

/* The signature binds who asks: the credential, where one is shown, says nothing more. */
static err signed_in(struct web *w, const struct xroad_call *c, str signature)
{
    str salt = request_header(w->req, S("stoa-salt"));
    val in = road_call_in(w, c);

    in = val_with(w->a, in, S("signature"), val_str(signature));
    in = val_with(w->a, in, S("salt"), val_str(salt.p ? salt : S("")));
    w->in = val_with(w->a, in, S("head"), val_str(xroad_head(w->a, w->req)));
    w->act = "exchange.node_call";
    return OK;
}

err road_call(struct web *w)
{
    struct xroad_call *c = ARENA_NEW(w->a, struct xroad_call);
    const struct exchange_subsystem *consumer, *of;
    enum xroad_fault f = xroad_read(w->a, w->req, c);

    str signature = request_header(w->req, S("stoa-signature"));
    if (!w->who.partner.n && !signature.n)
        return error_word(w, W_act_partner_needed);
    if (f != XROAD_FINE)
        return error_word(w, fault_word(f));
    consumer = exchange_subsystem(&w->site->exchange, c->client);
    w->own = c;
    if (consumer && consumer->node && signature.n && !road_is_meta(c->service))
        return signed_in(w, c, signature);
    if (!consumer || !w->who.partner.n || !str_eq(consumer->partner, w->who.partner))
        return error_word(w, W_exchange_road_not_client);
    of = exchange_subsystem(&w->site->exchange, c->subsystem);
    if (of && of->node && !road_is_meta(c->service))
        return forward_call(w, c);
    if (road_is_meta(c->service)) {
        w->act = NULL;
        return road_meta(w, c);
    }
    w->in = road_call_in(w, c);
    return OK;
}

err road_other(struct web *w)
{
    return error_word(w, w->who.partner.n ? W_exchange_road_method : W_act_partner_needed);
}

/* No such entry: the service's own answer, and no error of the exchange (4.6, category 1).  Where
 * it is signed, it is in no language. */
static err nothing_there(struct web *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("status"), val_int(404));
    val_put(&b, S("error"), VAL_S("Not Found"));
    if (!val_has(w->out, S("signature")))
        val_put(&b, S("message"), val_str(word0(w->page.words, W_exchange_road_nothing)));
    return web_bytes(w, 404, S("application/json;charset=utf-8"), val_json_str(w->a, val_done(&b)));
}

static err told(struct web *w, const struct exchange_service *s, const struct exchange_right *right,
                int64_t id)
{
    const struct registry *r = site_register(w->site, s->registry);
    struct data_key subject = { .kind = SUBJECT_PERSON, .id = id }, key = { 0 };
    str ticket = text_at(w->out, "ticket"), body;
    struct record rec;
    int status;

    if (ticket.n)
        TRY(web_keys(w, ticket, &subject, 1, &key));
    TRY(record_open(w->a, w->db, r, id, &key, &rec));
    bytes_wipe(&key, sizeof key);
    if (!rec.found || rec.annulled || rec.stays || rec.secret_address)
        return nothing_there(w);
    body = node_body(w->a, right, rec.fields, &status);
    return web_bytes(w, status, S("application/json;charset=utf-8"), body);
}

err road_called(struct web *w)
{
    const struct xroad_call *c = w->own;
    const struct exchange_subsystem *of = exchange_subsystem(&w->site->exchange, c->subsystem);
    const struct exchange_service *s = of ? exchange_service(of, c->service) : NULL;
    const struct exchange_right *right =
        s ? exchange_right(s, c->client, text_at(w->out, "purpose"), w->today) : NULL;
    int64_t id = val_get_i64(w->out, S("record"), 0);

    if (val_has(w->out, S("forward")))
        return forward_called(w);
    if (!right) /* taken away between the look and the answer */
        return road_error(w, W_exchange_road_denied,
                          word(w->a, w->page.words, W_exchange_road_denied,
                               val_with(w->a, val_null(), S("name"), val_str(c->service))),
                          500);
    TRY(id ? told(w, s, right, id) : nothing_there(w));
    w->reply.cache = CACHE_NEVER;
    road_headers(w, c);
    if (val_has(w->out, S("signature")))
        reply_header(w->a, &w->reply, S("stoa-signature"), text_at(w->out, "signature"));
    return OK;
}

/* ---- what is told of a call later ---- */

err exchange_said_of(arena *a, struct db *db, int64_t trace, const struct data_key *key,
                     struct exchange_said *out)
{
    struct q_call_look row;
    val said;

    *out = (struct exchange_said){ 0 };
    TRY(q_call_look(db, trace, &row));
    if (!row.found)
        return OK;
    TRY(key_open(a, key, "exchange.look", row.said, &said));
    *out = (struct exchange_said){ .found = true,
                                   .consumer = row.consumer,
                                   .service = row.service,
                                   .user = text_at(said, "user"),
                                   .issue = text_at(said, "issue"),
                                   .represented = text_at(said, "represented"),
                                   .told =
                                       !val_has(said, S("told")) || val_get_bool(said, S("told")) };
    return OK;
}
