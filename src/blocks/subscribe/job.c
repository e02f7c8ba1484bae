/* Messages on their way: made as CloudEvents 1.0 in the structured mode of its HTTP binding, signed
 * as HTTP messages (RFC 9421), and put through the link. */
#include "act/job.h"
#include "blocks/subscribe/own.h"
#include "conf/conf.h"
#include "os/clock.h"
#include "seal/jws.h"
#include "seal/sdjwt.h"
#include "value/json.h"

enum { SENDS_MOST = 50, ROUNDS_MOST = 50, TURN_MS = 2000 };

#define EVENT_TYPE "application/cloudevents+json; charset=UTF-8"
#define SIGNED "(\"@method\" \"@target-uri\" \"content-type\" \"content-digest\")"

static str public_url(const struct boot *b)
{
    str u = b->conf ? conf_text(b->conf, "public-url") : S("");

    return u.n ? u : S("http://localhost:8080");
}

/* As the address sees who asks: the host of this site (CloudEvents HTTP Webhooks 1.0.2, 4.1.1). */
static str origin_of(const struct boot *b)
{
    str u = public_url(b);
    size_t at = str_find(u, S("://"), 0);

    if (at != SIZE_MAX)
        u = str_from(u, at + 3);
    size_t slash = str_find_char(u, '/', 0);
    return slash == SIZE_MAX ? u : str_sub(u, 0, slash);
}

str subscription_source(arena *a, const struct boot *b, str registry)
{
    return str_fmt(a, "%.*s/registers/%.*s", STR_ARG(public_url(b)), STR_ARG(registry));
}

/* ---- the message ---- */

/* Values of now, of those fields that were traced; none of an entry that was protected meanwhile.
 */
static err values_of(struct job_run *j, const struct registry *r, val out, val *values, bool *gone)
{
    int64_t id = val_get_i64(out, S("record"), 0);
    struct data_key want = { .kind = SUBJECT_PERSON, .id = id }, key = want;
    val_builder b = val_build(j->a);
    val tells = val_get(out, S("tells"));
    struct record rec;

    *gone = false;
    *values = val_null();
    if (!val_count(tells))
        return OK;
    if (val_has(out, S("ticket")))
        TRY(keys_by_ticket(j->a, j->db, j->keeper, val_get_text(out, S("ticket")), &want, 1, &key));
    err e = record_open(j->a, j->db, r, id, &key, &rec);
    bytes_wipe(&key, sizeof key);
    TRY(e);
    *gone = !rec.found || rec.annulled || rec.stays || rec.secret_address;
    for (size_t i = 0; !*gone && i < val_count(tells); i++) {
        str name = val_text(val_at(tells, i));
        if (val_has(rec.fields, name))
            val_put(&b, name, val_get(rec.fields, name));
    }
    *values = val_done(&b);
    return OK;
}

static str event_of(struct job_run *j, const struct site_subscription *x, val out, val values)
{
    val_builder b = val_build(j->a), d = val_build(j->a);

    val_put(&d, S("subscription"), val_str(x->id));
    val_put(&d, S("register"), val_str(x->registry));
    val_put(&d, S("changed"), val_get(out, S("changed")));
    if (val_has(out, S("now")))
        val_put(&d, S("now"), val_get(out, S("now")));
    if (!val_is_null(values))
        val_put(&d, S("values"), values);
    val_put(&b, S("specversion"), VAL_S("1.0"));
    val_put(&b, S("id"),
            val_str(str_fmt(j->a, "%lld", (long long)val_get_i64(out, S("message"), 0))));
    val_put(&b, S("source"), val_str(subscription_source(j->a, j->boot, x->registry)));
    val_put(&b, S("type"),
            val_str(str_fmt(j->a, "stoa.record.%.*s", STR_ARG(val_get_text(out, S("kind"))))));
    val_put(&b, S("subject"), val_get(out, S("subject")));
    val_put(&b, S("time"), val_get(out, S("at")));
    val_put(&b, S("datacontenttype"), VAL_S("application/json"));
    val_put(&b, S("data"), val_done(&d));
    return val_json_str(j->a, val_done(&b));
}

static val header(arena *a, val list, const char *name, str value)
{
    return val_append(a, list, val_str(str_fmt(a, "%s: %.*s", name, STR_ARG(value))));
}

/* RFC 9421 with the seal's key (ecdsa-p256-sha256, 3.3.4), over method, target, type and the
 * content's digest (RFC 9530). */
static err sign(struct job_run *j, str url, str body, val *headers)
{
    struct keeper_public site;
    struct jws_key key;
    sha256 of_body = sha256_of(body);
    str der, raw;

    TRY(keeper_public(j->keeper, j->a, &site));
    TRY(sdjwt_key(j->a, site.seal_pem, &key));
    str digest = str_fmt(j->a, "sha-256=:%.*s:", STR_ARG(b64_text(j->a, sha256_str(&of_body))));
    str params = str_fmt(j->a, SIGNED ";created=%lld;keyid=\"%.*s\";alg=\"ecdsa-p256-sha256\"",
                         (long long)(j->now.ms / 1000), STR_ARG(key.kid));
    str base = str_fmt(j->a,
                       "\"@method\": POST\n\"@target-uri\": %.*s\n\"content-type\": " EVENT_TYPE
                       "\n\"content-digest\": %.*s\n\"@signature-params\": %.*s",
                       STR_ARG(url), STR_ARG(digest), STR_ARG(params));
    sha256 of_base = sha256_of(base);
    TRY(keeper_sign_digest(j->keeper, j->a, &of_base, &der));
    TRY(jws_raw(j->a, der, &raw));
    *headers = header(j->a, *headers, "content-type", S(EVENT_TYPE));
    *headers = header(j->a, *headers, "content-digest", digest);
    *headers = header(j->a, *headers, "signature-input", str_cat(j->a, S("stoa="), params));
    *headers = header(j->a, *headers, "signature",
                      str_fmt(j->a, "stoa=:%.*s:", STR_ARG(b64_text(j->a, raw))));
    return OK;
}

/* ---- through the link ---- */

static err put(struct job_run *j, const struct site_subscription *x, const char *method,
               val headers, str body, val *told)
{
    val_builder b = val_build(j->a);

    val_put(&b, S("method"), val_str(str_z(method)));
    val_put(&b, S("url"), val_str(x->url));
    val_put(&b, S("headers"), headers);
    val_put(&b, S("body"), val_str(body));
    if (failed(job_link(j, WEBHOOK_LINK, val_done(&b), told)))
        *told = val_null(); /* no link, or it died: as if nothing had answered */
    return OK;
}

static err heard(struct job_run *j, const struct site_subscription *x, int64_t message, val told,
                 bool agreed)
{
    val_builder b = val_build(j->a);

    val_put(&b, S("subscription"), val_str(x->id));
    val_put(&b, S("message"), val_int(message));
    val_put(&b, S("status"), val_int(val_get_i64(told, S("status"), 0)));
    val_put(&b, S("wait"), val_int(val_get_i64(told, S("wait"), 0)));
    val_put(&b, S("agreed"), val_bool(agreed));
    return job_act(j, "subscribe.told", val_done(&b), NULL, NULL);
}

/* The address has to say that it wants messages of this site before it gets any (CloudEvents HTTP
 * Webhooks 1.0.2, 4). */
static err ask_address(struct job_run *j, const struct site_subscription *x)
{
    str origin = origin_of(j->boot), said;
    val told;

    TRY(put(j, x, "OPTIONS", header(j->a, val_list(NULL, 0), "webhook-request-origin", origin),
            S(""), &told));
    said = val_get_text(told, S("origin"));
    int64_t status = val_get_i64(told, S("status"), 0);
    bool yes = status >= 200 && status < 300 && (str_eq(said, S("*")) || str_eq(said, origin));
    return heard(j, x, 0, told, yes);
}

/* One message, or the question whether it may be sent.  more: whether there may be another. */
static err send_one(struct job_run *j, const struct site_subscription *x, bool *more)
{
    val in = val_with(j->a, val_null(), S("subscription"), val_str(x->id));
    val out = val_null(), values, headers = val_list(NULL, 0), told;
    const struct registry *r = site_register(j->boot->site, x->registry);
    bool gone;

    TRY(job_act(j, "subscribe.take", in, &out, NULL));
    *more = out.tag == V_CONTEXT && r;
    if (!*more)
        return OK;
    if (val_get_bool(out, S("asks")))
        return ask_address(j, x);
    TRY(values_of(j, r, out, &values, &gone));
    if (gone)
        return OK; /* the next take drops it, or tells what it is now */
    str body = event_of(j, x, out, values);
    TRY(sign(j, x->url, body, &headers));
    TRY(put(j, x, "POST", headers, body, &told));
    return heard(j, x, val_get_i64(out, S("message"), 0), told, false);
}

static err send_all(struct job_run *j)
{
    int64_t began = clock_mono_ns();
    struct q_subscriptions_due due;

    TRY(q_subscriptions_due(j->db, j->now.ms, &due));
    for (size_t i = 0; i < due.n; i++) {
        const struct site_subscription *x = site_subscription(j->boot->site, due.v[i].id);
        bool more = x;
        for (int k = 0; more && k < SENDS_MOST; k++) {
            if ((clock_mono_ns() - began) / 1000000 > TURN_MS)
                return OK; /* the next turn begins with who has waited longest */
            TRY(send_one(j, x, &more));
        }
    }
    return OK;
}

/* ---- the turn ---- */

static bool as_declared(const struct site *s, const struct q_subscriptions *rows)
{
    size_t declared = 0;

    for (size_t i = 0; i < s->n_partners; i++)
        declared += s->partners[i]->n_subscriptions;
    for (size_t i = 0; i < rows->n; i++) {
        const struct site_subscription *x = site_subscription(s, rows->v[i].id);
        if (!x || !str_eq(x->url, rows->v[i].url) || !str_eq(x->registry, rows->v[i].registry))
            return false;
    }
    return declared == rows->n;
}

err job_subscriptions(struct job_run *j)
{
    struct q_subscriptions rows;
    val more = val_bool(true);
    bool waits;

    TRY(q_subscriptions(j->db, &rows));
    if (!as_declared(j->boot->site, &rows))
        TRY(job_act(j, "subscribe.sync", val_null(), NULL, NULL));
    TRY(watch_waits(j->db, &waits));
    for (int i = 0; waits && i < ROUNDS_MOST && val_is_true(more); i++)
        TRY(job_act(j, "subscribe.spread", val_null(), &more, NULL));
    return j->boot->conf && conf_bool(j->boot->conf, "webhooks") ? send_all(j) : OK;
}
