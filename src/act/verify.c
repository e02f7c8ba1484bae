#include "act/verify.h"
#include "act/event.h"
#include "act/store.h"
#include "seal/note.h"
#include "seal/tlog.h"

#include <stdarg.h>
#include <stdio.h>

enum { ROWS = 2000, SAID_MOST = 200 };

/* ---- saying ---- */

err verify_walk(struct verify *v, size_t most, verify_batch *batch, void *user)
{
    arena *before = db_arena(v->db), a;
    int64_t after = 0;
    size_t n;
    err e;

    arena_init(&a, 0);
    do {
        n = 0;
        arena_reset(&a);
        db_use_arena(v->db, &a);
        e = batch(v, &a, &after, &n, user);
    } while (!failed(e) && n == most);
    db_use_arena(v->db, before);
    arena_free(&a);
    return e;
}

void verify_counted(struct verify *v, const char *what, uint64_t n)
{
    *vec_push(&v->counts, v->a) = (struct verify_count){ what, n };
}

static str said(struct verify *v, const char *fmt, va_list ap)
{
    char text[1000];
    int n = vsnprintf(text, sizeof text, fmt, ap);

    return str_copy(v->a, str_of(text, MIN((size_t)MAX(n, 0), sizeof text - 1)));
}

void verify_wrong(struct verify *v, const char *code, str element, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    str what = said(v, fmt, ap);
    va_end(ap);
    finding_add(v->found, FINDING_ERROR, 0, str_copy(v->a, element), code, S(""), "%.*s",
                STR_ARG(what));
}

void verify_unchecked(struct verify *v, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    *vec_push(&v->unchecked, v->a) = said(v, fmt, ap);
    va_end(ap);
}

static str number_of(arena *a, int64_t n)
{
    return str_fmt(a, "%lld", (long long)n);
}

/* ---- keys ---- */

err verify_key(struct verify *v, enum subject_kind kind, int64_t id, struct data_key *out,
               int64_t *erased_by)
{
    arena *a = db_arena(v->db);
    struct q_key row;

    *erased_by = 0;
    if (kind <= SUBJECT_NONE || kind > SUBJECT_SYSTEM)
        return REFUSED(ERR_MISSING);
    TRY(q_key(v->db, kind, id, &row));
    if (!row.found || !row.wrapped.p) {
        *erased_by = row.found ? row.erased_by : 0;
        return REFUSED(ERR_MISSING);
    }
    if (!v->keeper)
        return REFUSED(ERR_DENIED);
    struct wrapped_key one = { subject_name(a, kind, id), row.wrapped };
    *out = (struct data_key){ .kind = kind, .id = id };
    return keeper_unwrap_for_writing(v->keeper, &one, 1, &out->k);
}

/* ---- the log ---- */

struct log_check {
    struct verify *v;
    struct tlog log;
    sha256 *entries; /* 0 .. size - 1 */
    uint64_t size;
};

/* A tile as recomputed, against the stored one. */
static err tile_compare(void *ctx, const struct tlog_tile *t)
{
    struct log_check *c = ctx;
    struct q_tile row;

    if (t->level == TLOG_ENTRIES)
        return OK;
    TRY(q_tile(c->v->db, t->level, (int64_t)t->index, &row));
    if (!row.found)
        verify_wrong(c->v, "log.tile_missing", tlog_tile_path(c->v->a, t),
                     "a tile of the log is not there");
    else if (row.hashes.n < t->bytes.n || memcmp(row.hashes.p, t->bytes.p, t->bytes.n) != 0)
        verify_wrong(c->v, "log.tile", tlog_tile_path(c->v->a, t),
                     "a tile does not follow from the entries");
    return OK;
}

static err checkpoint_compare(struct log_check *c, const struct q_checkpoint_of *row)
{
    struct verify *v = c->v;
    arena *a = db_arena(v->db);
    struct checkpoint said_so;
    str text = row->note, id = number_of(a, row->size);
    size_t cut;

    if (v->vkey.n && failed(succession_open(a, &v->authority, v->vkey, row->note, &text))) {
        verify_wrong(v, "log.signature", id, "the checkpoint is not signed by this log's key");
        return OK;
    }
    if (!v->vkey.n && (cut = str_find(row->note, S("\n\n"), 0)) != SIZE_MAX)
        text = str_sub(row->note, 0, cut + 1);
    sha256 root = tlog_root(&c->log);
    if (failed(checkpoint_parse(a, text, &said_so)) || said_so.size != (uint64_t)row->size)
        verify_wrong(v, "log.checkpoint", id,
                     "the checkpoint cannot be read, or is of another size than its row");
    else if (!sha256_eq(&root, &said_so.root))
        verify_wrong(v, "log.root", id,
                     "the entries do not have the root that was signed: the log was rewritten");
    return OK;
}

/* All entries in order, with the checkpoints at their sizes.  The last checkpoint's partial tiles
 * too. */
static err entries_walk(struct log_check *c, int64_t last_checkpoint, uint64_t *checkpoints)
{
    struct verify *v = c->v;
    struct q_checkpoint_of next;
    arena rows;

    arena_init(&rows, 0);
    arena *before = db_arena(v->db);
    db_use_arena(v->db, &rows);
    err e = q_checkpoint_of(v->db, 1, &next);
    while (!failed(e) && c->log.size < c->size) {
        struct q_log_entries got;
        int64_t from = (int64_t)c->log.size;
        e = q_log_entries(v->db, from, from + ROWS, &got);
        for (size_t i = 0; !failed(e) && i < got.n; i++) {
            sha256 *entry = &c->entries[c->log.size];
            if (got.v[i].ix != (int64_t)c->log.size || got.v[i].entry.n != sizeof entry->b) {
                verify_wrong(v, "log.entry", number_of(v->a, (int64_t)c->log.size),
                             "an entry of the log is not there, or is not 32 bytes long");
                c->size = c->log.size; /* nothing behind a gap can be recomputed */
                break;
            }
            memcpy(entry->b, got.v[i].entry.p, sizeof entry->b);
            e = tlog_append(&c->log, entry);
            if (!failed(e) && next.found && next.size == (int64_t)c->log.size) {
                (*checkpoints)++;
                e = checkpoint_compare(c, &next);
                if (!failed(e) && next.size == last_checkpoint)
                    e = tlog_flush(&c->log, tile_compare, c);
                if (!failed(e))
                    e = q_checkpoint_of(v->db, next.size + 1, &next);
            }
        }
        if (!failed(e) && !got.n)
            c->size = c->log.size;
    }
    if (!failed(e) && next.found)
        verify_wrong(v, "log.short", number_of(v->a, next.size),
                     "a checkpoint was signed over more entries than there are");
    db_use_arena(v->db, before);
    arena_free(&rows);
    return e;
}

static err log_check(struct log_check *c)
{
    struct verify *v = c->v;
    struct q_log_size size;
    struct q_checkpoint_last last;
    uint64_t checkpoints = 0;

    TRY(q_log_size(v->db, &size));
    TRY(q_checkpoint_last(v->db, &last));
    c->size = (uint64_t)size.size;
    c->entries = ARENA_ARRAY(v->a, sha256, c->size + 1);
    tlog_init(&c->log, tile_compare, c);
    TRY(entries_walk(c, last.found ? last.size : 0, &checkpoints));
    verify_counted(v, "entries of the log", c->size);
    verify_counted(v, "signed checkpoints", checkpoints);
    verify_counted(v, "entries not under a checkpoint yet",
                   c->size - (last.found ? MIN((uint64_t)last.size, c->size) : 0));
    if (!v->vkey.n)
        verify_unchecked(v, "the signatures of the checkpoints, because the keys cannot be read");
    return OK;
}

/* ---- events ---- */

struct event_check {
    struct verify *v;
    const struct log_check *log;
    uint8_t *leaf_of; /* one a leaf: an event claims it */
    uint64_t events, opened, sealed;
    struct data_key key; /* of the subject before, often the same */
    int64_t erased_last;
};

static void erased_note(struct event_check *c, const struct q_events_after_row *r, int64_t by)
{
    struct verify *v = c->v;

    v->erased_events++;
    if (c->erased_last == r->subject)
        return;
    c->erased_last = r->subject;
    if (v->erased.n < SAID_MOST)
        *vec_push(&v->erased, v->a) = str_fmt(
            v->a, "%.*s by act %lld",
            STR_ARG(subject_name(v->a, (enum subject_kind)r->kind, r->subject)), (long long)by);
}

static err event_key(struct event_check *c, const struct q_events_after_row *r, bool *there)
{
    int64_t by;

    *there = true;
    if (c->key.id == r->subject && (int64_t)c->key.kind == r->kind)
        return OK;
    err e = verify_key(c->v, (enum subject_kind)r->kind, r->subject, &c->key, &by);
    if (!failed(e))
        return OK;
    c->key = (struct data_key){ 0 };
    *there = false;
    if (e.code == ERR_DENIED && e.class == ERR_CLASS_REFUSED)
        c->sealed++;
    else if (e.class == ERR_CLASS_REFUSED && by)
        erased_note(c, r, by);
    else if (e.code == ERR_CRYPTO || e.class == ERR_CLASS_REFUSED)
        verify_wrong(c->v, "event.key", number_of(c->v->a, r->id),
                     "the event's data key is not there or was altered");
    else
        return e;
    return OK;
}

static err event_check(struct event_check *c, arena *a, const struct q_events_after_row *r)
{
    struct verify *v = c->v;
    str salt, id = number_of(a, r->id);
    bool there;
    val body;

    c->events++;
    if (r->leaf < 0 || (uint64_t)r->leaf >= c->log->size) {
        verify_wrong(v, "event.leaf", id, "the event's entry is not in the log");
        return OK;
    }
    if (c->leaf_of[r->leaf])
        verify_wrong(v, "event.leaf_twice", id, "two events claim entry %lld of the log",
                     (long long)r->leaf);
    c->leaf_of[r->leaf] = 1;
    TRY(event_key(c, r, &there));
    if (!there)
        return OK;
    if (failed(event_open(a, &c->key, r->body, &salt, &body))) {
        verify_wrong(v, "event.body", id, "the sealed body of the event was altered");
        return OK;
    }
    struct event_facts f = { r->id, r->kind, r->subject, r->at, r->authority, r->type, r->actor };
    sha256 entry = event_entry(a, salt, &f, body);
    c->opened++;
    if (!sha256_eq(&entry, &c->log->entries[r->leaf]))
        verify_wrong(v, "event.changed", id,
                     "the event is not what entry %lld of the log commits to", (long long)r->leaf);
    return OK;
}

static err events_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct q_events_after rows;

    TRY(q_events_after(v->db, *after, ROWS, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].id;
        TRY(event_check(user, a, &rows.v[i]));
    }
    return OK;
}

static err events_check(struct verify *v, const struct log_check *log)
{
    struct event_check c = { .v = v, .log = log, .leaf_of = arena_zalloc(v->a, log->size + 1) };

    TRY(verify_walk(v, ROWS, events_batch, &c));
    for (uint64_t i = 0; i < log->size; i++)
        if (!c.leaf_of[i])
            verify_wrong(v, "log.alone", number_of(v->a, (int64_t)i),
                         "an entry of the log belongs to no event");
    verify_counted(v, "events", c.events);
    verify_counted(v, "events opened and found as they were committed", c.opened);
    verify_counted(v, "events whose data was erased", v->erased_events);
    if (c.sealed)
        verify_unchecked(v, "the sealed bodies of %llu events, because the keys cannot be read",
                         (unsigned long long)c.sealed);
    bytes_wipe(&c.key, sizeof c.key);
    return OK;
}

/* ---- all ---- */

static err file_check(struct verify *v)
{
    bool sound;

    if (db_kind_of(v->db) != DB_SQLITE) {
        verify_unchecked(v, "the store's own files: PostgreSQL has its own tools for that");
        return OK;
    }
    TRY(db_check_file(v->db, &sound));
    if (!sound)
        verify_wrong(v, "store.file", S(""), "the database file is damaged: %.*s",
                     STR_ARG(db_error(v->db)));
    return OK;
}

err verify_all(struct verify *v)
{
    struct log_check *log = ARENA_NEW(v->a, struct log_check);

    log->v = v;
    TRY(file_check(v));
    TRY(log_check(log));
    TRY(events_check(v, log));
    for (const struct block *const *b = v->blocks; b && *b; b++)
        if ((*b)->verify)
            TRY((*b)->verify(v));
    return OK;
}
