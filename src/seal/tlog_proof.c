/* Proofs from stored tiles, and their verification (RFC 9162, 2.1.3 and 2.1.4). */
#include "seal/tlog.h"

struct source {
    uint64_t size; /* of the log whose tiles are read */
    tlog_fetch *fetch;
    void *ctx;
};

/* The root of the perfect subtree of 2^level leaves that starts at leaf index << level. */
static err subtree(const struct source *s, unsigned level, uint64_t index, sha256 *out)
{
    unsigned tile_level = level / 8, inner = level % 8;
    uint64_t first = index << inner, tile = first / TLOG_TILE,
             there = (s->size >> (8 * tile_level)) - tile * TLOG_TILE;
    unsigned width = (unsigned)MIN(there, (uint64_t)TLOG_TILE), n = 1u << inner;
    sha256 h[TLOG_TILE / 2];
    str bytes;

    TRY(s->fetch(s->ctx, (int)tile_level, tile, width, &bytes));
    if (bytes.n < width * 32u || first % TLOG_TILE + n > width)
        return FAULT(ERR_CRYPTO);
    memcpy(h, bytes.p + first % TLOG_TILE * 32, n * 32u);
    for (; n > 1; n /= 2)
        for (unsigned i = 0; i < n / 2; i++)
            h[i] = tlog_node(&h[2 * i], &h[2 * i + 1]);
    *out = h[0];
    return OK;
}

static unsigned log2_floor(uint64_t n)
{
    return 63u - (unsigned)__builtin_clzll(n);
}

/* MTH(D[from:to]) where from is a multiple of the largest power of two below to - from. */
static err range_root(const struct source *s, uint64_t from, uint64_t to, sha256 *out)
{
    sha256 h[TLOG_PROOF];
    unsigned n = 0;

    for (uint64_t at = from; at < to;) {
        unsigned level = log2_floor(to - at);
        TRY(subtree(s, level, at >> level, &h[n++]));
        at += (uint64_t)1 << level;
    }
    for (*out = h[--n]; n > 0;)
        *out = tlog_node(&h[--n], out);
    return OK;
}

err tlog_root_at(uint64_t size, tlog_fetch *fetch, void *ctx, sha256 *out)
{
    struct source s = { size, fetch, ctx };

    if (size == 0) {
        *out = tlog_empty_root();
        return OK;
    }
    return range_root(&s, 0, size, out);
}

/* The largest power of two below n, n > 1. */
static uint64_t split(uint64_t n)
{
    return (uint64_t)1 << log2_floor(n - 1);
}

/* PATH(m, D[n]) of RFC 9162, 2.1.3.1, walked from the root and turned round. */
err tlog_prove_inclusion(uint64_t size, uint64_t index, tlog_fetch *fetch, void *ctx,
                         struct tlog_proof *out)
{
    struct source s = { size, fetch, ctx };
    struct tlog_proof p = { .n = 0 };
    uint64_t from = 0, to = size;

    if (index >= size)
        return REFUSED(ERR_RANGE);
    while (to - from > 1) {
        uint64_t k = from + split(to - from);
        bool left = index < k;
        TRY(range_root(&s, left ? k : from, left ? to : k, &p.h[p.n++]));
        from = left ? from : k;
        to = left ? k : to;
    }
    out->n = p.n;
    for (size_t i = 0; i < p.n; i++)
        out->h[i] = p.h[p.n - 1 - i];
    return OK;
}

/* PROOF(m, D[n]) of RFC 9162, 2.1.4.1. */
err tlog_prove_consistency(uint64_t old_size, uint64_t new_size, tlog_fetch *fetch, void *ctx,
                           struct tlog_proof *out)
{
    struct source s = { new_size, fetch, ctx };
    struct tlog_proof p = { .n = 0 };
    uint64_t from = 0, to = new_size;

    if (old_size == 0 || old_size > new_size)
        return REFUSED(ERR_RANGE);
    while (to != old_size) {
        uint64_t k = from + split(to - from);
        bool left = old_size <= k;
        TRY(range_root(&s, left ? k : from, left ? to : k, &p.h[p.n++]));
        from = left ? from : k;
        to = left ? k : to;
    }
    if (from != 0)
        TRY(range_root(&s, from, to, &p.h[p.n++]));
    out->n = p.n;
    for (size_t i = 0; i < p.n; i++)
        out->h[i] = p.h[p.n - 1 - i];
    return OK;
}

/* ---- verification ---- */

err tlog_check_inclusion(uint64_t index, uint64_t size, const sha256 *leaf, const sha256 *root,
                         const sha256 *proof, size_t n)
{
    uint64_t fn = index, sn = size - 1;
    sha256 r = *leaf;

    if (index >= size)
        return REFUSED(ERR_CRYPTO);
    for (size_t i = 0; i < n; i++) {
        if (sn == 0)
            return REFUSED(ERR_CRYPTO);
        if ((fn & 1) || fn == sn) {
            r = tlog_node(&proof[i], &r);
            for (; !(fn & 1) && fn != 0; fn >>= 1)
                sn >>= 1;
        } else {
            r = tlog_node(&r, &proof[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && sha256_eq(&r, root) ? OK : REFUSED(ERR_CRYPTO);
}

bool tlog_subtree_valid(uint64_t start, uint64_t end)
{
    uint64_t n = end - start, ceil = 1;

    if (start >= end || n > (uint64_t)1 << 62)
        return false;
    while (ceil < n)
        ceil <<= 1;
    return start % ceil == 0;
}

/* Where the walk stands: first and last node of the subtree and last node of the tree, on one
 * level. */
struct walk {
    uint64_t fn, sn, tn;
};

static void walk_up(struct walk *w)
{
    w->fn >>= 1;
    w->sn >>= 1;
    w->tn >>= 1;
}

static bool is_empty_root(const sha256 *h)
{
    sha256 empty = tlog_empty_root();

    return sha256_eq(h, &empty);
}

err tlog_check_subtree(uint64_t start, uint64_t end, uint64_t size, const sha256 *subtree_root,
                       const sha256 *root, const sha256 *proof, size_t n)
{
    struct walk w = { start, end - 1, size - 1 };
    bool at_edge = end == size;
    sha256 fr, sr;
    size_t i = 0;

    if (start == end && end <= size)
        return n == 0 && is_empty_root(subtree_root) ? OK : REFUSED(ERR_CRYPTO);
    if (!tlog_subtree_valid(start, end) || end > size)
        return REFUSED(ERR_CRYPTO);
    while (w.fn != w.sn && (at_edge || (w.sn & 1)))
        walk_up(&w);
    if (w.fn != w.sn && n == 0)
        return REFUSED(ERR_CRYPTO);
    fr = sr = w.fn == w.sn ? *subtree_root : proof[i++];
    for (; i < n; i++) {
        if (w.tn == 0)
            return REFUSED(ERR_CRYPTO);
        if ((w.sn & 1) || w.sn == w.tn) {
            if (w.fn < w.sn)
                fr = tlog_node(&proof[i], &fr);
            sr = tlog_node(&proof[i], &sr);
            while (!(w.sn & 1) && w.sn != 0)
                walk_up(&w);
        } else {
            sr = tlog_node(&sr, &proof[i]);
        }
        walk_up(&w);
    }
    return w.tn == 0 && sha256_eq(&fr, subtree_root) && sha256_eq(&sr, root) ? OK
                                                                             : REFUSED(ERR_CRYPTO);
}

err tlog_check_consistency(uint64_t old_size, uint64_t new_size, const sha256 *old_root,
                           const sha256 *new_root, const sha256 *proof, size_t n)
{
    if (old_size > new_size)
        return REFUSED(ERR_CRYPTO);
    if (old_size == new_size)
        return n == 0 && sha256_eq(old_root, new_root) && (old_size || is_empty_root(old_root))
                   ? OK
                   : REFUSED(ERR_CRYPTO);
    if (old_size == 0)
        return REFUSED(ERR_CRYPTO); /* an empty log proves nothing about a later one */
    return tlog_check_subtree(0, old_size, new_size, old_root, new_root, proof, n);
}
