/* What the federation's configuration and this site's content together say of another node. */
#include "blocks/exchange/federation.h"
#include "act/verify.h"
#include "blocks/exchange/node.h"
#include "seal/jws.h"
#include "seal/x509.h"

#define DAY_MS ((int64_t)86400 * 1000)
enum { ENDING_DAYS = 30, CONFIGS_SEEN = 1000 };

err federation_open(arena *a, const struct exchange *x, str jws, instant now,
                    struct federation *out)
{
    const struct exchange_node *g = x->federation.governor;
    struct federation f;
    val header;
    str text;

    if (!g || day_of_instant_utc(now).n > g->until.n ||
        !node_signed(a, g, jws, now, &text, &header) ||
        !str_eq(text_at(header, "typ"), S(MESSAGE_CONFIG)))
        return REFUSED(ERR_CRYPTO);
    TRY(federation_read(a, text, &f));
    if (!str_eq(f.instance, x->instance) || !str_eq(f.governor, g->id))
        return REFUSED(ERR_CRYPTO);
    *out = f;
    return OK;
}

err federation_said(arena *a, str jws, struct federation *out)
{
    str head, rest, body, signature, text;

    if (!str_cut(jws, '.', &head, &rest) || !str_cut(rest, '.', &body, &signature) ||
        failed(b64url_bytes(a, body, &text)))
        return REFUSED(ERR_SYNTAX);
    return federation_read(a, text, out);
}

err federation_in_force(arena *a, struct db *db, const struct exchange *x, instant now,
                        struct federation_now *out)
{
    const struct exchange_federation *f = &x->federation;
    struct q_config row;

    *out = (struct federation_now){ .governed = f->governor != NULL };
    if (!out->governed) {
        out->withdrawn = f->withdrawn;
        return OK;
    }
    out->joined = f->governor->n_certs > 0;
    TRY(q_config(db, f->governor->id, &row));
    if (!row.found || failed(federation_open(a, x, row.text, now, &out->config)))
        return OK;
    out->kept = true;
    out->in_force = now.ms <= out->config.until.ms;
    out->withdrawn = out->config.withdrawn;
    return OK;
}

/* Those that were not withdrawn. */
static void certs_left(arena *a, const struct federation_withdrawn *w, struct exchange_node *n)
{
    str *left = ARENA_ARRAY(a, str, n->n_certs + 1);
    struct x509_facts facts;
    size_t count = 0;

    for (size_t i = 0; i < n->n_certs; i++)
        if (!w->n_certs || failed(x509_facts(a, n->certs[i], &facts)) ||
            !federation_drops_cert(w, facts.fingerprint))
            left[count++] = n->certs[i];
    n->certs = left;
    n->n_certs = count;
}

struct met federation_meets(arena *a, const struct federation_now *f,
                            const struct exchange_node *node, day today)
{
    const struct exchange_node *told =
        f->in_force && !node->n_certs ? federation_node(&f->config, node->id) : NULL;
    struct met m = { .node = *node };

    if (told) {
        m.node = *told;
        m.node.name = node->name;
    }
    bool had = m.node.n_certs > 0;
    certs_left(a, &f->withdrawn, &m.node);
    m.why = !had && (!f->governed || !f->joined || f->in_force) ? W_exchange_node_unjoined
            : f->governed && !f->in_force                       ? W_exchange_node_config
            : !m.node.n_certs                                   ? W_exchange_node_withdrawn
            : today.n > m.node.until.n                          ? W_exchange_node_over
                                                                : W_NONE;
    return m;
}

err federation_met(arena *a, struct db *db, const struct exchange *x, instant now, day today,
                   const struct exchange_subsystem *there, str consumer, str service,
                   struct met *out)
{
    size_t slash = str_rfind_char(service, '/');
    struct federation_now f;

    TRY(federation_in_force(a, db, x, now, &f));
    *out = federation_meets(a, &f, there->node, today);
    if (out->why)
        return OK;
    str place = f.kept ? federation_place_of(&f.config, there->id) : STR_NULL;
    if (place.p && !str_eq(place, there->node->id))
        out->why = W_exchange_node_elsewhere;
    else if (federation_drops_member(&f.withdrawn, consumer) ||
             federation_drops_member(&f.withdrawn,
                                     slash == SIZE_MAX ? S("") : str_sub(service, 0, slash)) ||
             federation_drops_right(&f.withdrawn, consumer, service))
        out->why = W_exchange_node_withdrawn;
    return OK;
}

static void certs_add(arena *a, const struct exchange_node *n, str *pems)
{
    for (size_t i = 0; n && i < n->n_certs; i++) {
        str pem = str_trim(n->certs[i]);
        if (!str_has(*pems, pem))
            *pems = str_fmt(a, "%.*s%.*s\n", STR_ARG(*pems), STR_ARG(pem));
    }
}

err federation_certs(arena *a, struct db *db, const struct exchange *x, str node, instant now,
                     str *pems)
{
    struct q_configs rows;
    struct federation f;

    *pems = S("");
    certs_add(a, exchange_node(x, node), pems);
    if (!x->federation.governor)
        return OK;
    TRY(q_configs(db, CONFIGS_SEEN, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (!failed(federation_open(a, x, rows.v[i].text, now, &f)))
            certs_add(a, federation_node(&f, node), pems);
    return OK;
}

/* ---- what ends ---- */

/* When the last of its certificates runs out; 0 where none can be read. */
static int64_t certs_end(arena *a, const struct exchange_node *n)
{
    struct x509_facts facts;
    int64_t last = 0;

    for (size_t i = 0; i < n->n_certs; i++)
        if (!failed(x509_facts(a, n->certs[i], &facts)))
            last = MAX(last, facts.to.ms);
    return last;
}

err nodes_ending(arena *a, struct db *db, const struct exchange *x, instant now, size_t *count)
{
    int64_t soon = now.ms + ENDING_DAYS * DAY_MS;
    struct federation_now f;

    *count = 0;
    TRY(federation_in_force(a, db, x, now, &f));
    for (size_t i = 0; i < x->n_nodes; i++) {
        struct met m = federation_meets(a, &f, &x->nodes[i], day_of_instant_utc(now));
        const struct exchange_node *n = &m.node;
        if (m.why != W_exchange_node_unjoined &&
            ((n->until.n + 1) * DAY_MS <= soon || certs_end(a, n) <= soon))
            ++*count;
    }
    return OK;
}

err federation_left(arena *a, struct db *db, const struct exchange *x, instant now,
                    int64_t *seconds)
{
    struct federation_now f;

    *seconds = -1;
    TRY(federation_in_force(a, db, x, now, &f));
    if (x->federation.governs)
        f.kept = !failed(federation_said(a, x->federation.published, &f.config));
    if (f.governed || x->federation.governs)
        *seconds = f.kept ? MAX((f.config.until.ms - now.ms) / 1000, 0) : 0;
    return OK;
}

/* ---- stoa verify ---- */

static bool row_agrees(arena *a, const struct q_configs_row *r)
{
    struct federation f;

    return !failed(federation_said(a, r->text, &f)) && str_eq(f.governor, r->governor) &&
           f.version == r->version && f.made.ms == r->made && f.until.ms == r->until;
}

err configs_verify(struct verify *v)
{
    struct q_configs rows;

    TRY(q_configs(v->db, CONFIGS_SEEN, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (!row_agrees(v->a, &rows.v[i]))
            verify_wrong(v, "exchange.config", rows.v[i].governor,
                         "a version of the federation's configuration is not what was signed");
    verify_counted(v, "configurations of the federation compared with their text", rows.n);
    return OK;
}
