/* Another time stamp authority: asked by the jobs role over the link, judged there and in the act.
 */
#include "blocks/exchange/tsa.h"
#include "blocks/exchange/node.h"
#include "conf/conf.h"
#include "os/file.h"
#include "os/log.h"
#include "seal/timestamp.h"
#include "seal/x509.h"

enum { PATIENCE_S = 5, TRUST_MOST = 256 * 1024 };
#define MADE S("exchange.tsa")
#define ROW S(":tsa") /* among nodes: no node can be called so */

err tsa_boot(struct boot *b)
{
    str url = b->conf ? conf_text(b->conf, "exchange-tsa-url") : S("");
    struct tsa *t;

    if (!url.n)
        return OK;
    t = ARENA_NEW(&b->a, struct tsa);
    *t = (struct tsa){ .url = url, .policy = conf_text(b->conf, "exchange-tsa-policy") };
    str file =
        str_fmt(&b->a, "%s/link/%.*s", b->data, STR_ARG(conf_text(b->conf, "exchange-tsa-cert")));
    if (failed(file_read(&b->a, file, TRUST_MOST, &t->trust)))
        LOG(LOG_WARN, "exchange.tsa_not_believed", LOG_S("file", file));
    else
        map_put(&b->made, &b->a, MADE, t);
    return OK;
}

const struct tsa *tsa_of(const struct boot *b)
{
    return map_get(&b->made, MADE);
}

err tsa_judge(arena *a, const struct tsa *t, str token, const sha256 *digest, instant now,
              instant *at, str *name)
{
    struct x509_facts facts;
    str signer;

    TRY(timestamp_verify(a, token, t->trust, digest, at, &signer));
    TRY(x509_facts(a, signer, &facts));
    if (at->ms < now.ms - NODE_CLOCKS_MS || at->ms > now.ms + NODE_CLOCKS_MS)
        return REFUSED(ERR_RANGE);
    *name = facts.subject;
    return OK;
}

static err asked(struct job_run *j, const struct tsa *t, const sha256 *digest, str *token)
{
    val m = val_with(j->a, val_null(), S("url"), val_str(t->url)), told;
    str request, response, name;
    instant at;

    TRY(timestamp_request(j->a, digest, t->policy, &request));
    val headers =
        val_append(j->a, val_list(NULL, 0), VAL_S("content-type: application/timestamp-query"));
    m = val_with(j->a, m, S("headers"),
                 val_append(j->a, headers, VAL_S("accept: application/timestamp-reply")));
    m = val_with(j->a, m, S("post"), val_str(b64_text(j->a, request)));
    m = val_with(j->a, m, S("seconds"), val_int(PATIENCE_S));
    TRY(node_link(j, m, &told));
    if (val_get_i64(told, S("status"), 0) != 200)
        return FAULT(ERR_PEER);
    TRY(b64_bytes(j->a, text_at(told, "body"), &response));
    TRY(timestamp_response(j->a, response, request, token));
    return tsa_judge(j->a, t, *token, digest, j->now, &at, &name);
}

err tsa_ask(struct job_run *j, const sha256 *digest, str *token)
{
    const struct tsa *t = tsa_of(j->boot);
    struct q_node was;

    if (!t)
        return REFUSED(ERR_MISSING);
    TRY(q_node(j->db, ROW, &was));
    if (was.rests > j->now.ms)
        return REFUSED(ERR_BUSY);
    err e = asked(j, t, digest, token);
    if (failed(e))
        LOG(LOG_WARN, "exchange.tsa_silent", LOG_N("code", e.code));
    if (failed(e) || was.failures)
        TRY(job_act(j, "exchange.tsa", val_with(j->a, val_null(), S("failed"), val_bool(failed(e))),
                    NULL, NULL));
    return failed(e) ? FAULT(ERR_PEER) : OK;
}

err act_tsa(act *a, val in, val *out)
{
    int64_t rest = a->boot->conf ? conf_int(a->boot->conf, "exchange-rest") : 60000;
    struct q_node was;

    *out = val_null();
    if (!val_get_bool(in, S("failed")))
        return q_node_put(a->db, ROW, 0, 0, a->now.ms);
    TRY(q_node(a->db, ROW, &was));
    return q_node_put(a->db, ROW, was.failures + 1, a->now.ms + rest, a->now.ms);
}
