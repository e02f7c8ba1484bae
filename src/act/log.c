/* The sequencer: gives entries their index in commit order, stores tiles, has the keeper sign
 * checkpoints. */
#include "act/writer_own.h"
#include "act/store.h"
#include "act/log.h"

enum { CHECKPOINT_MS = 1000 };

static err tile_store(void *ctx, const struct tlog_tile *t)
{
    struct writer *w = ctx;

    if (t->level == TLOG_ENTRIES)
        return OK; /* bundles are made from the entries' own rows */
    return q_tile_put(w->db, t->level, (int64_t)t->index, t->bytes);
}

static err entry_bundle(struct db *db, arena *a, uint64_t index, unsigned width, str *bytes)
{
    struct q_log_entries rows;
    buf b;

    int64_t first = (int64_t)index * TLOG_TILE;
    TRY(q_log_entries(db, first, first + width, &rows));
    if (rows.n != width)
        return FAULT(ERR_MISSING);
    buf_init(&b, a, (size_t)width * 34);
    for (size_t i = 0; i < rows.n; i++) {
        buf_char(&b, (char)(rows.v[i].entry.n >> 8));
        buf_char(&b, (char)rows.v[i].entry.n);
        buf_add(&b, rows.v[i].entry);
    }
    *bytes = buf_str(&b);
    return OK;
}

err log_tile_bytes(struct db *db, int level, uint64_t index, unsigned width, str *bytes)
{
    struct q_tile row;

    if (level == TLOG_ENTRIES)
        return entry_bundle(db, db_arena(db), index, width, bytes);
    TRY(q_tile(db, level, (int64_t)index, &row));
    if (!row.found || row.hashes.n < (size_t)width * sizeof(sha256))
        return REFUSED(ERR_MISSING);
    *bytes = str_sub(row.hashes, 0, (size_t)width * sizeof(sha256));
    return OK;
}

static err fetch(void *ctx, int level, uint64_t index, unsigned width, str *bytes)
{
    struct writer *w = ctx;

    return log_tile_bytes(w->db, level, index, width, bytes);
}

/* Entries behind the last stored tiles are appended again: the tables are the truth, tiles are
 * derived. */
static err catch_up(struct writer *w, uint64_t size)
{
    struct q_log_entries rows;

    while (w->log.size < size) {
        int64_t from = (int64_t)w->log.size;
        TRY(q_log_entries(w->db, from, from + 1000, &rows));
        if (!rows.n)
            return FAULT(ERR_MISSING);
        for (size_t i = 0; i < rows.n; i++) {
            sha256 e;
            if (rows.v[i].entry.n != sizeof e || rows.v[i].ix != (int64_t)w->log.size)
                return FAULT(ERR_CRYPTO);
            memcpy(e.b, rows.v[i].entry.p, sizeof e.b);
            TRY(tlog_append(&w->log, &e));
        }
    }
    return OK;
}

err log_open(struct writer *w)
{
    struct q_log_size size;
    struct q_checkpoint_last last;
    arena a;
    err e;

    arena_init(&a, 0);
    db_use_arena(w->db, &a);
    e = q_log_size(w->db, &size);
    if (!failed(e))
        e = q_checkpoint_last(w->db, &last);
    if (!failed(e))
        e = db_begin(w->db);
    if (!failed(e)) {
        tlog_init(&w->log, tile_store, w);
        w->checkpoint_size = last.found ? last.size : 0;
        if (w->checkpoint_size)
            e = tlog_load(&w->log, (uint64_t)w->checkpoint_size, fetch, w);
        w->log.store = tile_store;
        w->log.ctx = w;
        if (!failed(e))
            e = catch_up(w, (uint64_t)size.size);
        if (!failed(e))
            e = db_commit(w->db);
        else
            db_rollback(w->db);
    }
    arena_free(&a);
    return e;
}

void log_batch_begins(struct writer *w)
{
    w->log_before = w->log;
}

void log_batch_failed(struct writer *w)
{
    w->log = w->log_before;
}

err log_append(struct writer *w, const sha256 *entry, int64_t *index)
{
    int64_t ix = (int64_t)w->log.size;

    TRY(q_log_add(w->db, ix, sha256_str(entry)));
    TRY(tlog_append(&w->log, entry));
    *index = ix;
    return OK;
}

static err checkpoint(struct writer *w, arena *a, instant now)
{
    sha256 root = tlog_root(&w->log);
    int64_t size = (int64_t)w->log.size;
    str note;

    TRY(keeper_sign_checkpoint(w->keeper, a, (uint64_t)size, &root, &note));
    TRY(db_begin(w->db));
    err e = tlog_flush(&w->log, tile_store, w);
    if (!failed(e))
        e = q_checkpoint_add(w->db, size, note, now.ms);
    if (!failed(e))
        e = db_commit(w->db);
    if (failed(e)) {
        db_rollback(w->db);
        return e;
    }
    w->checkpoint_size = size;
    return OK;
}

err log_tick(struct writer *w, instant now)
{
    arena a;

    if ((int64_t)w->log.size == w->checkpoint_size || now.ms - w->checkpoint_at < CHECKPOINT_MS)
        return OK;
    w->checkpoint_at = now.ms;
    arena_init(&a, 0);
    db_use_arena(w->db, &a);
    err e = checkpoint(w, &a, now);
    arena_free(&a);
    return e;
}
