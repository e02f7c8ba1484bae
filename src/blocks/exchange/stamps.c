/* Messages are stamped after they were kept, some at a time: none waits for it, and a stamp is not
 * worth less for being made ten seconds later (decision 082). */
#include "blocks/exchange/stamps.h"
#include "act/store.h"
#include "blocks/exchange/node.h"
#include "blocks/exchange/tsa.h"
#include "seal/timestamp.h"

enum { BATCH = 256 };

struct batch {
    struct q_evidence_fresh rows;
    sha256 *leaves, root;
};

sha256 stamp_leaf(arena *a, str asked, str answered)
{
    return tlog_leaf_of(str_fmt(a, "%.*s\n%.*s", STR_ARG(asked), STR_ARG(answered)));
}

static err batch_read(struct db *db, arena *a, size_t most, struct batch *out)
{
    TRY(q_evidence_fresh(db, (int64_t)most, &out->rows));
    out->leaves = ARENA_ARRAY(a, sha256, out->rows.n + 1);
    for (size_t i = 0; i < out->rows.n; i++)
        out->leaves[i] = stamp_leaf(a, out->rows.v[i].asked, out->rows.v[i].answered);
    out->root = tlog_tree_root(out->leaves, out->rows.n);
    return OK;
}

/* out: whether there may be more */
static err stamp_some(struct job_run *j, bool *more)
{
    struct batch b;
    str token;

    *more = false;
    TRY(batch_read(j->db, j->a, BATCH, &b));
    if (!b.rows.n)
        return OK;
    err e = tsa_ask(j, &b.root, &token);
    bool outside = !failed(e);
    if (!outside) /* none is set, or it does not answer in time: then the site's own */
        e = keeper_stamp(j->keeper, j->a, &b.root, &token);
    if (e.class == ERR_CLASS_REFUSED && e.code == ERR_UNSUPPORTED)
        return OK; /* its root's key is kept elsewhere: `stoa ca rotate stamp` makes one */
    TRY(e);
    val in = val_with(j->a, val_null(), S("last"), val_int(b.rows.v[b.rows.n - 1].id));
    in = val_with(j->a, in, S("size"), val_int((int64_t)b.rows.n));
    in = val_with(j->a, in, S("outside"), val_bool(outside));
    in = val_with(j->a, in, S("token"), val_str(b64_text(j->a, token)));
    TRY(job_act(j, "exchange.stamp", in, NULL, NULL));
    *more = b.rows.n == BATCH;
    return OK;
}

err job_stamp(struct job_run *j)
{
    bool more = true;

    while (more)
        TRY(stamp_some(j, &more));
    return OK;
}

/* name: of the other authority; empty where it is the site's own. */
static err judged(act *a, val in, str token, const sha256 *root, instant *at, str *name)
{
    const struct tsa *t = tsa_of(a->boot);
    struct keeper_public keys;
    str signer;

    *name = S("");
    if (val_get_bool(in, S("outside")))
        return t ? tsa_judge(a->a, t, token, root, a->now, at, name) : REFUSED(ERR_MISSING);
    TRY(key_public(a, &keys));
    return timestamp_verify(a->a, token, authority_trust(a->a, &keys.authority), root, at, &signer);
}

/* The token is over the root of the same messages, or nothing is noted: the next turn asks anew. */
err act_stamp(act *a, val in, val *out)
{
    int64_t size = val_get_i64(in, S("size"), 0), id = act_id(a);
    str token, name;
    struct batch b;
    instant at;

    *out = val_null();
    if (size < 1 || size > BATCH || failed(b64_bytes(a->a, text_at(in, "token"), &token)))
        return REFUSED(ERR_RANGE);
    TRY(batch_read(a->db, a->a, (size_t)size, &b));
    if (b.rows.n != (size_t)size || b.rows.v[size - 1].id != val_get_i64(in, S("last"), 0) ||
        failed(judged(a, in, token, &b.root, &at, &name)))
        return REFUSED(ERR_CONFLICT);
    TRY(q_stamp_add(a->db, &(struct q_stamp_add_in){ .id = id,
                                                     .at = at.ms,
                                                     .size = size,
                                                     .root = sha256_str(&b.root),
                                                     .token = token,
                                                     .authority = name }));
    for (size_t i = 0; i < b.rows.n; i++) {
        sha256 path[TLOG_PROOF];
        size_t n = tlog_tree_path(b.leaves, b.rows.n, i, path);
        TRY(q_evidence_stamped(a->db, b.rows.v[i].id, id, (int64_t)i,
                               str_of((const char *)path, n * sizeof *path)));
    }
    return OK;
}

/* ---- stoa verify ---- */

static bool stamp_good(struct verify *v, arena *a, const struct q_stamp *s)
{
    sha256 root;
    instant at;
    str signer;

    if (s->root.n != sizeof root.b)
        return false;
    memcpy(root.b, s->root.p, sizeof root.b);
    if (s->authority.n)
        return !v->tsa_trust.n ||
               (!failed(timestamp_verify(a, s->token, v->tsa_trust, &root, &at, &signer)) &&
                at.ms == s->at);
    return !failed(timestamp_verify(a, s->token, authority_trust(a, &v->authority), &root, &at,
                                    &signer)) &&
           at.ms == s->at &&
           authority_judge(&v->authority, CERT_STAMP, signer, at) != SEAL_OUT_OF_TIME;
}

static bool message_in(arena *a, const struct q_evidence_walk_row *r, const struct q_stamp *s)
{
    sha256 leaf = stamp_leaf(a, r->asked, r->answered), root;

    if (r->path.n % sizeof root.b || s->root.n != sizeof root.b)
        return false;
    memcpy(root.b, s->root.p, sizeof root.b);
    return !failed(tlog_check_inclusion((uint64_t)r->leaf, (uint64_t)s->size, &leaf, &root,
                                        (const sha256 *)r->path.p, r->path.n / sizeof root.b));
}

static err row_check(struct verify *v, arena *a, const struct q_evidence_walk_row *r,
                     struct stamps_seen *seen)
{
    str id = str_fmt(a, "%lld", (long long)r->id);
    struct q_stamp s;

    if (!r->stamp || !v->authority.n)
        return OK; /* not yet; or no keys are at hand, which the report says */
    TRY(q_stamp(v->db, r->stamp, &s));
    if (!s.found || !message_in(a, r, &s))
        verify_wrong(v, "exchange.stamped", id,
                     "the message is not what was there when the time was stamped");
    else if (seen->good != s.id && !stamp_good(v, a, &s))
        verify_wrong(v, "exchange.stamp", id, "its time stamp is not by its authority over it");
    else
        seen->good = s.id;
    seen->unjudged += s.authority.n > 0 && !v->tsa_trust.n;
    seen->messages++;
    return OK;
}

err stamps_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    enum { ROWS = 500 }; /* as the walk is told */
    struct q_evidence_walk rows;

    TRY(q_evidence_walk(v->db, *after, ROWS, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].id;
        TRY(row_check(v, a, &rows.v[i], user));
    }
    return OK;
}
