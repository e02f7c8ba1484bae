#include "seal/tlog.h"

sha256 tlog_entry(const uint8_t salt[TLOG_SALT], str canonical)
{
    struct sha256_stream s;

    sha256_begin(&s);
    sha256_add(&s, salt, TLOG_SALT);
    sha256_add(&s, canonical.p, canonical.n);
    return sha256_end(&s);
}

/* RFC 6962, 2.1: 0x00 before a leaf, 0x01 before a node. */
sha256 tlog_leaf_of(str entry)
{
    struct sha256_stream s;

    sha256_begin(&s);
    sha256_add(&s, "\0", 1);
    sha256_add(&s, entry.p, entry.n);
    return sha256_end(&s);
}

sha256 tlog_leaf(const sha256 *entry)
{
    return tlog_leaf_of(sha256_str(entry));
}

sha256 tlog_node(const sha256 *left, const sha256 *right)
{
    uint8_t b[65] = { 1 };

    memcpy(b + 1, left->b, 32);
    memcpy(b + 33, right->b, 32);
    return sha256_of(str_of((const char *)b, sizeof b));
}

sha256 tlog_empty_root(void)
{
    return sha256_of(STR_NULL);
}

/* ---- the right edge ---- */

static unsigned edge_width(const struct tlog *t, unsigned level)
{
    return (unsigned)(t->size >> (8 * level)) % TLOG_TILE;
}

void tlog_init(struct tlog *t, tlog_store *store, void *ctx)
{
    t->size = 0;
    t->store = store;
    t->ctx = ctx;
}

/* The root of n hashes, n a power of two. */
static sha256 perfect_root(const sha256 *h, unsigned n)
{
    sha256 work[TLOG_TILE / 2];

    if (n == 1)
        return h[0];
    for (unsigned i = 0; i < n / 2; i++)
        work[i] = tlog_node(&h[2 * i], &h[2 * i + 1]);
    for (n /= 2; n > 1; n /= 2)
        for (unsigned i = 0; i < n / 2; i++)
            work[i] = tlog_node(&work[2 * i], &work[2 * i + 1]);
    return work[0];
}

static void entry_put(uint8_t *entries, unsigned at, const sha256 *entry)
{
    uint8_t *p = entries + (size_t)at * 34;

    p[0] = 0;
    p[1] = sizeof entry->b;
    memcpy(p + 2, entry->b, sizeof entry->b);
}

err tlog_append(struct tlog *t, const sha256 *entry)
{
    unsigned at = edge_width(t, 0);
    sha256 h = tlog_leaf(entry);
    uint64_t index = t->size >> 8;

    t->tiles[0][at] = h;
    entry_put(t->entries, at, entry);
    t->size++;
    if (at + 1 < TLOG_TILE)
        return OK;
    TRY(t->store(t->ctx,
                 &(struct tlog_tile){ TLOG_ENTRIES, index, TLOG_TILE,
                                      str_of((const char *)t->entries, sizeof t->entries) }));
    for (unsigned level = 0; level < TLOG_LEVELS; level++, index >>= 8) {
        TRY(t->store(t->ctx, &(struct tlog_tile){
                                 (int)level, index, TLOG_TILE,
                                 str_of((const char *)t->tiles[level], sizeof t->tiles[level]) }));
        if (level + 1 == TLOG_LEVELS)
            break;
        h = perfect_root(t->tiles[level], TLOG_TILE);
        at = (unsigned)(index % TLOG_TILE);
        t->tiles[level + 1][at] = h;
        if (at + 1 < TLOG_TILE)
            break;
    }
    return OK;
}

enum { ENTRY = 34 }; /* u16 length and 32 bytes */

struct tlog_mark {
    uint64_t size;
    sha256 *tiles[TLOG_LEVELS];
    uint8_t *entries;
};

const struct tlog_mark *tlog_mark_get(arena *a, const struct tlog *t)
{
    struct tlog_mark *m = ARENA_NEW(a, struct tlog_mark);

    m->size = t->size;
    for (unsigned level = 0; level < TLOG_LEVELS; level++) {
        size_t n = edge_width(t, level) * sizeof(sha256);
        m->tiles[level] = arena_alloc(a, n);
        memcpy(m->tiles[level], t->tiles[level], n);
    }
    m->entries = arena_alloc(a, edge_width(t, 0) * ENTRY);
    memcpy(m->entries, t->entries, edge_width(t, 0) * ENTRY);
    return m;
}

void tlog_rewind(struct tlog *t, const struct tlog_mark *m)
{
    t->size = m->size;
    for (unsigned level = 0; level < TLOG_LEVELS; level++)
        memcpy(t->tiles[level], m->tiles[level], edge_width(t, level) * sizeof(sha256));
    memcpy(t->entries, m->entries, edge_width(t, 0) * ENTRY);
}

err tlog_flush(const struct tlog *t, tlog_store *store, void *ctx)
{
    unsigned width = edge_width(t, 0);

    if (width)
        TRY(store(ctx, &(struct tlog_tile){ TLOG_ENTRIES, t->size >> 8, width,
                                            str_of((const char *)t->entries, width * 34u) }));
    for (unsigned level = 0; level < TLOG_LEVELS; level++) {
        width = edge_width(t, level);
        if (width)
            TRY(store(ctx,
                      &(struct tlog_tile){ (int)level, t->size >> (8 * (level + 1)), width,
                                           str_of((const char *)t->tiles[level], width * 32u) }));
    }
    return OK;
}

/* From the smallest perfect subtree at the right up to the largest at the left. */
sha256 tlog_root(const struct tlog *t)
{
    sha256 root;
    bool have = false;

    if (t->size == 0)
        return tlog_empty_root();
    for (unsigned level = 0; level < TLOG_LEVELS; level++) {
        unsigned width = edge_width(t, level);
        for (unsigned bit = 1; bit < TLOG_TILE && width; bit <<= 1) {
            sha256 left;
            if (!(width & bit))
                continue;
            width -= bit;
            left = perfect_root(&t->tiles[level][width], bit);
            root = have ? tlog_node(&left, &root) : left;
            have = true;
        }
    }
    CHECK(have);
    return root;
}

static err entries_load(struct tlog *t, tlog_fetch *fetch, void *ctx)
{
    unsigned width = edge_width(t, 0);
    str bytes;

    if (!width)
        return OK;
    TRY(fetch(ctx, TLOG_ENTRIES, t->size >> 8, width, &bytes));
    if (bytes.n != width * 34u)
        return FAULT(ERR_CRYPTO);
    memcpy(t->entries, bytes.p, bytes.n);
    for (unsigned i = 0; i < width; i++) {
        sha256 h = tlog_leaf_of(str_sub(bytes, i * 34u + 2, 32));
        if (!sha256_eq(&h, &t->tiles[0][i]))
            return FAULT(ERR_CRYPTO);
    }
    return OK;
}

err tlog_load(struct tlog *t, uint64_t size, tlog_fetch *fetch, void *fetch_ctx)
{
    t->size = size;
    for (unsigned level = 0; level < TLOG_LEVELS; level++) {
        unsigned width = edge_width(t, level);
        str bytes;
        if (!width)
            continue;
        TRY(fetch(fetch_ctx, (int)level, size >> (8 * (level + 1)), width, &bytes));
        if (bytes.n != width * 32u)
            return FAULT(ERR_CRYPTO);
        memcpy(t->tiles[level], bytes.p, bytes.n);
    }
    return entries_load(t, fetch, fetch_ctx);
}
