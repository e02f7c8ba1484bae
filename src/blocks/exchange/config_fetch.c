/* How the federation's configuration comes here: asked for by a job, judged and kept in an act, and
 * handed out where this node governs. */
#include "blocks/exchange/federation.h"
#include "blocks/exchange/node.h"
#include "conf/conf.h"
#include "os/log.h"

enum { EVERY_MS = 600 * 1000, PATIENCE_S = 5 };

/* ---- asked for ---- */

/* Where the last look got nothing, sooner. */
static int64_t pause_ms(const struct conf *c, str said)
{
    int64_t every = c ? conf_int(c, "exchange-config-every") : EVERY_MS;
    bool nothing = str_eq(said, word_key(W_exchange_config_silent)) ||
                   str_eq(said, word_key(W_exchange_config_none));

    return nothing && c ? MIN(every, conf_int(c, "exchange-rest")) : every;
}

static bool due(const struct job_run *j, const struct q_config_look *was)
{
    int64_t every = pause_ms(j->boot->conf, was->said);

    /* a clock that was put back does not keep it from being asked for */
    return !was->found || was->at > j->now.ms || was->at + every <= j->now.ms;
}

static val question(arena *a, const struct exchange_node *g, str etag)
{
    val headers = val_append(a, val_list(NULL, 0), VAL_S("accept: application/jose"));
    val m = val_with(a, val_null(), S("url"), val_str(str_cat(a, g->url, S(FEDERATION_ADDRESS))));

    if (etag.n)
        headers = val_append(a, headers, val_str(str_fmt(a, "if-none-match: %.*s", STR_ARG(etag))));
    m = val_with(a, m, S("seconds"), val_int(PATIENCE_S));
    return val_with(a, m, S("headers"), headers);
}

err job_config(struct job_run *j)
{
    const struct exchange_node *g = j->boot->site->exchange.federation.governor;
    val told = val_null(), in = val_null(), said = val_null();
    struct q_config_look was;

    if (!g || !g->url.n)
        return OK;
    TRY(q_config_look(j->db, g->id, &was));
    if (!due(j, &was))
        return OK;
    if (failed(node_link(j, question(j->a, g, was.etag), &told)))
        told = val_null();
    in = val_with(j->a, in, S("status"), val_int(val_get_i64(told, S("status"), 0)));
    in = val_with(j->a, in, S("etag"), val_str(text_at(told, "etag")));
    in = val_with(j->a, in, S("text"), val_str(str_trim(text_at(told, "body"))));
    TRY(job_act(j, "exchange.config", in, &said, NULL));
    LOG(LOG_INFO, "exchange.config", LOG_S("governor", g->id),
        LOG_N("status", val_get_i64(told, S("status"), 0)), LOG_S("said", val_text(said)));
    return OK;
}

/* ---- judged and kept ---- */

/* Questions that waited for it are due; where there are more than so many, the others in their
 * time. */
static err waiting_go(act *a)
{
    enum { MOST = 200 };
    str reason = word_key(W_exchange_node_config);
    struct q_asks_because all;
    int64_t n;

    TRY(q_asks_because(a->db, reason, MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct q_ask k;
        TRY(q_ask(a->db, all.v[i].id, &k));
        TRY(ask_later(a, &k, reason, k.tries, a->now, &n));
    }
    return OK;
}

static err keep_it(act *a, const struct federation *f, str text)
{
    TRY(q_config_add(a->db, &(struct q_config_add_in){ .governor = f->governor,
                                                       .version = f->version,
                                                       .made = f->made.ms,
                                                       .until = f->until.ms,
                                                       .taken = a->now.ms,
                                                       .text = text }));
    return waiting_go(a);
}

/* said: what became of it.  An older one than was taken before is not, however well it is signed;
 * nor another one of the same version. */
static err judge(act *a, str text, enum word_id *said)
{
    struct federation f;
    struct q_config was;

    if (failed(federation_open(a->a, &a->site->exchange, text, a->now, &f))) {
        *said = W_exchange_config_forged;
        return OK;
    }
    TRY(q_config(a->db, f.governor, &was));
    bool same = was.found && was.version == f.version && str_eq(was.text, text);
    *said = same                                     ? W_exchange_config_same
            : was.found && f.version < was.version   ? W_exchange_config_older
            : was.found && f.version == was.version  ? W_exchange_config_forked
            : f.made.ms > a->now.ms + NODE_CLOCKS_MS ? W_exchange_config_early
            : f.until.ms < a->now.ms                 ? W_exchange_config_late
                                                     : W_exchange_config_taken;
    return *said == W_exchange_config_taken ? keep_it(a, &f, text) : OK;
}

err act_config(act *a, val in, val *out)
{
    const struct exchange_node *g = a->site->exchange.federation.governor;
    int64_t status = val_get_i64(in, S("status"), 0);
    enum word_id said = status == 304 ? W_exchange_config_same
                        : status      ? W_exchange_config_none
                                      : W_exchange_config_silent;
    struct q_config_look was;

    if (!g)
        return REFUSED(ERR_MISSING);
    if (status == 200)
        TRY(judge(a, text_at(in, "text"), &said));
    TRY(q_config_look(a->db, g->id, &was));
    /* what was not taken is asked for again as a whole */
    str etag = status == 200 && (said == W_exchange_config_taken || said == W_exchange_config_same)
                   ? text_at(in, "etag")
               : status == 304 || !status ? was.etag
                                          : S("");
    str word = word_key(said);
    TRY(q_config_look_put(a->db, g->id, a->now.ms, word, etag));
    *out = val_str(word);
    return OK;
}

/* ---- handed out ---- */

err show_config(struct web *w)
{
    str text = w->site->exchange.federation.published;

    if (!text.n)
        return REFUSED(ERR_MISSING);
    TRY(web_bytes(w, 200, S("application/jose"), text));
    w->reply.cache = CACHE_REVALIDATE;
    w->reply.etag = etag_of(w->a, text);
    return OK;
}
