/* The public log for programs: C2SP tlog-checkpoint and tlog-tiles, keys and certificates. */
#include "act/log.h"
#include "act/store.h"
#include "blocks/oversight/own.h"

err oversight_fetch(void *ctx, int level, uint64_t index, unsigned width, str *bytes)
{
    return log_tile_bytes(ctx, level, index, width, bytes);
}

err signed_log_read(struct web *w, struct signed_log *out)
{
    struct q_checkpoint_last last;
    struct keeper_public keys;
    str text;

    *out = (struct signed_log){ .note = S("") };
    TRY(keeper_public(w->keeper, w->a, &keys));
    out->vkey = keys.log_vkey;
    out->c.origin = keys.log_origin;
    out->c.root = tlog_empty_root();
    TRY(q_checkpoint_last(w->db, &last));
    if (!last.found)
        return OK;
    if (failed(succession_open(w->a, &keys.authority, keys.log_vkey, last.note, &text)) ||
        failed(checkpoint_parse(w->a, text, &out->c)))
        return FAULT(ERR_CRYPTO);
    out->note = last.note;
    out->at = last.at;
    return OK;
}

static err send_text(struct web *w, str text)
{
    TRY(web_bytes(w, 200, S("text/plain; charset=utf-8"), text));
    w->reply.cache = CACHE_REVALIDATE;
    w->reply.etag = etag_of(w->a, text);
    return OK;
}

err show_checkpoint(struct web *w)
{
    struct q_checkpoint_last last;

    TRY(q_checkpoint_last(w->db, &last));
    return last.found ? send_text(w, last.note) : REFUSED(ERR_MISSING);
}

err show_vkey(struct web *w)
{
    struct keeper_public keys;

    TRY(keeper_public(w->keeper, w->a, &keys));
    return send_text(w, str_cat(w->a, keys.log_vkey, S("\n")));
}

/* Whether a tree of that size has the tile. */
static bool tile_exists(uint64_t size, const struct tlog_tile *t)
{
    uint64_t n = t->level == TLOG_ENTRIES ? size : size >> (8 * t->level);

    return t->index <= n / TLOG_TILE && t->index * TLOG_TILE + t->width <= n;
}

/* Tiles never change: a full one holds what it holds, a partial one names its width. */
err show_tile(struct web *w)
{
    struct q_checkpoint_last last;
    struct tlog_tile t;
    str bytes;

    if (failed(tlog_tile_parse(str_cat(w->a, S("tile/"), web_param(w, "rest")), &t)))
        return REFUSED(ERR_MISSING);
    TRY(q_checkpoint_last(w->db, &last));
    if (!last.found || !tile_exists((uint64_t)last.size, &t))
        return REFUSED(ERR_MISSING);
    TRY(log_tile_bytes(w->db, t.level, t.index, t.width, &bytes));
    TRY(web_bytes(w, 200, S("application/octet-stream"), bytes));
    w->reply.cache = CACHE_FOREVER;
    return OK;
}

/* The path from one leaf to the root of the last checkpoint (RFC 9162, 2.1.3). */
err show_proof(struct web *w)
{
    struct signed_log log;
    struct tlog_proof p;
    int64_t leaf;

    TRY(signed_log_read(w, &log));
    if (failed(str_to_i64(web_query(w, "leaf"), &leaf)) || leaf < 0 || (uint64_t)leaf >= log.c.size)
        return REFUSED(ERR_MISSING);
    TRY(tlog_prove_inclusion(log.c.size, (uint64_t)leaf, oversight_fetch, w->db, &p));
    val *path = ARENA_ARRAY(w->a, val, p.n + 1);
    for (size_t i = 0; i < p.n; i++)
        path[i] = val_str(sha256_hex(w->a, &p.h[i]));
    val_builder b = val_build(w->a);
    val_put(&b, S("leaf"), val_int(leaf));
    val_put(&b, S("size"), val_int((int64_t)log.c.size));
    val_put(&b, S("root"), val_str(sha256_hex(w->a, &log.c.root)));
    val_put(&b, S("path"), val_list(path, p.n));
    val_put(&b, S("checkpoint"), val_str(log.note));
    return web_json(w, 200, val_json_str(w->a, val_done(&b)));
}
