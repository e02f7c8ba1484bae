/* The writer: batches of acts in one transaction each, redone with savepoints where one fails
 * (design 2). */
#include "act/writer_own.h"
#include "act/store.h"
#include "os/clock.h"
#include "os/log.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    SWEEP_MS = 60000,
    ACT_MEMORY = 320 * 1024 * 1024,
    ID_ROOM = 4096, /* ids that an act may have taken after its last event */
};

struct outcome {
    act a;
    struct act_notes notes;
    struct answer answer;
    err e;
    str packed;     /* what outlives the act's memory: its answer */
    str *published; /* and its topics */
    size_t n;
};

/* Ids grow, also where the clock went back since the writer before: what is read "after an event"
 * would pass over what happened since. */
static err ids_go_on(struct writer *w)
{
    struct q_event_last last;

    db_use_arena(w->db, &w->home);
    TRY(q_event_last(w->db, &last));
    w->last_id = MAX(clock_now().ms << 10, last.found && last.id.has ? last.id.v + ID_ROOM : 0);
    return OK;
}

static err open_with(const struct boot *b, const struct keeper_line *line, struct keeper_core *core,
                     const struct writer_hooks *hooks, struct writer **out)
{
    struct writer *w = aligned_alloc(64, (sizeof *w + 63) & ~(size_t)63);
    struct keys_handed handed;
    str why = STR_NULL;

    CHECK(w);
    memset(w, 0, sizeof *w);
    w->boot = b;
    w->hooks = *hooks;
    arena_init(&w->home, 0);
    arena_init(&w->memory, ACT_MEMORY);
    err e = db_open_write(&w->home, str_z(b->store), &w->db, &why);
    w->keeper = core ? keeper_local(&w->home, core, KEEPER_WRITER) : keeper_connect(&w->home, line);
    if (!failed(e))
        e = keeper_handed(w->keeper, &handed);
    if (failed(e)) {
        fprintf(stderr, "stoa: the writer cannot open its store: %.*s\n", STR_ARG(why));
        writer_close(w);
        return e;
    }
    w->ticket_key = handed.ticket;
    bytes_wipe(&handed, sizeof handed);
    w->topic_clock = (uint64_t)clock_now().ms << TOPIC_CLOCK_BITS;
    e = log_open(w);
    if (!failed(e))
        e = ids_go_on(w);
    if (failed(e)) {
        writer_close(w);
        return e;
    }
    *out = w;
    return OK;
}

err writer_open(const struct boot *b, const struct keeper_line *line,
                const struct writer_hooks *hooks, struct writer **out)
{
    return open_with(b, line, NULL, hooks, out);
}

err writer_open_with(const struct boot *b, struct keeper_core *core,
                     const struct writer_hooks *hooks, struct writer **out)
{
    return open_with(b, NULL, core, hooks, out);
}

struct db *writer_db(struct writer *w)
{
    return w->db;
}

void writer_close(struct writer *w)
{
    if (!w)
        return;
    keys_forget(w);
    keys_rewind(w, 0);
    free(w->fresh.v);
    bytes_wipe(w->blinds, sizeof w->blinds);
    bytes_wipe(&w->ticket_key, sizeof w->ticket_key);
    arena_free(&w->memory);
    db_close(w->db);
    arena_free(&w->home);
    free(w);
}

/* Acts run one after another in the same memory, which stays in the processor's cache.  Past its
 * cap the process ends, the act is found in the shared page, and fails alone. */
static arena *memory_of_act(struct writer *w)
{
    arena_reset(&w->memory);
    return &w->memory;
}

static void outcome_begin(struct writer *w, arena *a, struct writer_call *c, instant now,
                          struct outcome *o)
{
    *o = (struct outcome){ 0 };
    db_use_arena(w->db, a);
    o->a = (act){ .db = w->db,
                  .a = a,
                  .now = now,
                  .boot = w->boot,
                  .site = w->boot->site,
                  .request_id = c->request_id,
                  .w = w,
                  .notes = &o->notes };
}

static void run_one(struct writer *w, arena *a, struct writer_call *c, instant now,
                    struct outcome *o)
{
    outcome_begin(w, a, c, now, o);
    if (c->poisoned) {
        char *number = arena_zalloc(a, INCIDENT_TEXT);
        log_incident("act.poisoned", FAULT(ERR_BUDGET), c->request_id, number);
        o->e = FAULT(ERR_BUDGET);
        o->answer =
            (struct answer){ .kind = ANSWER_FAULT, .status = 500, .incident = str_z(number) };
        return;
    }
    if (w->hooks.starting)
        w->hooks.starting(w->hooks.ctx, c->request_id, str_hash(c->call));
    o->e = run_act(w, &o->a, c, &o->answer);
    if (w->hooks.starting)
        w->hooks.starting(w->hooks.ctx, STR_NULL, 0);
}

/* Before the next act takes the memory. */
static void outcome_end(arena *batch, struct outcome *o)
{
    buf b;

    buf_init(&b, batch, 256);
    answer_pack(&b, &o->answer);
    o->packed = buf_str(&b);
    o->n = failed(o->e) ? 0 : o->notes.topics.n;
    o->published = ARENA_ARRAY(batch, str, o->n);
    for (size_t i = 0; i < o->n; i++)
        o->published[i] = str_copy(batch, o->notes.topics.v[i]);
}

static void fault_of(struct outcome *o, arena *a, err e)
{
    char *number = arena_zalloc(a, INCIDENT_TEXT);

    log_incident("act.kept", e, db_error(o->a.db), number);
    o->e = FAULT(e.code);
    o->answer = (struct answer){ .kind = ANSWER_FAULT, .status = 500, .incident = str_z(number) };
}

static err run_kept(struct outcome *o)
{
    err e = OK;

    for (size_t i = 0; i < o->notes.nkept && !failed(e); i++)
        e = o->notes.kept[i].fn(&o->a, o->notes.kept[i].arg);
    return e;
}

/* Every act in a savepoint of its own; what was kept is written after the rollback. */
static err run_saved(struct writer *w, arena *a, struct writer_call *c, instant now,
                     struct outcome *o)
{
    struct tlog *before = &w->log_before;
    size_t fresh = w->fresh.n;

    TRY(db_savepoint(w->db));
    *before = w->log;
    run_one(w, a, c, now, o);
    if (!failed(o->e))
        return db_savepoint_keep(w->db);
    TRY(db_savepoint_undo(w->db));
    w->log = *before;
    keys_rewind(w, fresh);
    keys_forget(w);
    if (!o->notes.nkept)
        return OK;
    TRY(db_savepoint(w->db));
    err kept = run_kept(o);
    if (!failed(kept) && o->answer.kind == ANSWER_REFUSED)
        kept = run_remember(&o->a, c, &o->answer); /* asked again, it is not counted again */
    if (!failed(kept))
        return db_savepoint_keep(w->db);
    w->log = *before;
    keys_rewind(w, fresh);
    fault_of(o, a, kept); /* a refusal whose attempt could not be counted is not given */
    return db_savepoint_undo(w->db);
}

/* All acts without savepoints; *clean is false where one failed after it wrote, or something is to
 * be kept. */
static void run_plain(struct writer *w, arena *a, struct writer_call *c, size_t n, instant now,
                     struct outcome *o, bool *clean)
{
    *clean = true;
    w->plain = true;
    for (size_t i = 0; i < n && *clean; i++) {
        uint64_t before = db_writes(w->db);
        size_t fresh = w->fresh.n;
        run_one(w, memory_of_act(w), &c[i], now, &o[i]);
        if (failed(o[i].e) && (db_writes(w->db) != before || w->fresh.n != fresh || w->redo))
            *clean = false;
        else if (failed(o[i].e) && o[i].notes.nkept)
            *clean = false;
        else if (o[i].e.class == ERR_CLASS_FAULT && o[i].e.code == ERR_DB)
            *clean = false;
        outcome_end(a, &o[i]);
    }
    w->plain = w->redo = false;
}

/* Every act in a savepoint of its own. */
static err run_all_saved(struct writer *w, arena *a, struct writer_call *c, size_t n, instant now,
                         struct outcome *o)
{
    struct tlog *first = malloc(sizeof *first);
    err e = OK;

    CHECK(first);
    *first = w->log;
    for (size_t i = 0; i < n && !failed(e); i++) {
        e = run_saved(w, memory_of_act(w), &c[i], now, &o[i]);
        outcome_end(a, &o[i]);
    }
    w->log_before = *first;
    free(first);
    return e;
}

static err commit(struct writer *w)
{
    db_use_arena(w->db, memory_of_act(w));
    TRY(keys_settle(w, &w->memory));
    return db_commit(w->db);
}

static err batch(struct writer *w, arena *a, struct writer_call *c, size_t n, instant now,
                 struct outcome *o)
{
    bool clean;

    log_batch_begins(w); /* first: what fails from here on goes back to it */
    TRY(db_begin(w->db));
    keys_fetch(w, a, memory_of_act(w), c, n);
    run_plain(w, a, c, n, now, o, &clean);
    if (clean)
        return commit(w);
    db_rollback(w->db);
    log_batch_failed(w);
    keys_rewind(w, 0);
    keys_forget(w);
    TRY(db_begin(w->db));
    TRY(run_all_saved(w, a, c, n, now, o));
    return commit(w);
}

/* Versions are never below the clock: who read the database before a commit parks with an older
 * one than its topics get (web_park). */
static void publish(struct writer *w, struct outcome *o, size_t n)
{
    w->topic_clock = MAX(w->topic_clock, (uint64_t)clock_now().ms << TOPIC_CLOCK_BITS);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < o[i].n && w->hooks.topic; k++)
            w->hooks.topic(w->hooks.ctx, o[i].published[k], ++w->topic_clock);
}

/* The transaction as a whole failed: nothing of it is there, and everybody is told so. */
static void all_failed(struct writer *w, arena *a, struct outcome *o, size_t n, err e)
{
    char *number = arena_zalloc(a, INCIDENT_TEXT);

    db_rollback(w->db);
    log_batch_failed(w);
    keys_rewind(w, 0);
    keys_forget(w);
    log_incident("writer.batch", e, db_error(w->db), number);
    for (size_t i = 0; i < n; i++) {
        o[i].e = e;
        o[i].answer = (struct answer){ .kind = ANSWER_FAULT,
                                       .status = fault_status(e),
                                       .incident = str_z(number) };
        outcome_end(a, &o[i]);
    }
}

void writer_batch(struct writer *w, arena *a, struct writer_call *calls, size_t n, instant now)
{
    struct outcome *o = ARENA_ARRAY(a, struct outcome, n);

    err e = batch(w, a, calls, n, now, o);
    if (failed(e))
        all_failed(w, a, o, n, e);
    for (size_t i = 0; i < n; i++)
        calls[i].answer = o[i].packed;
    publish(w, o, n);
}

static err sweep(struct writer *w, instant now)
{
    int64_t n;

    if (now.ms - w->swept_at < SWEEP_MS)
        return OK;
    w->swept_at = now.ms;
    return q_answered_forget(w->db, now.ms - (int64_t)KEPT_DAYS * 86400000, &n);
}

int64_t writer_tick(struct writer *w, instant now)
{
    arena a;
    err e;

    arena_init(&a, ACT_MEMORY);
    db_use_arena(w->db, &a);
    e = log_tick(w, now);
    if (!failed(e)) {
        db_use_arena(w->db, &a);
        e = sweep(w, now);
    }
    if (!failed(e))
        e = db_checkpoint(w->db);
    if (failed(e)) {
        char number[INCIDENT_TEXT];
        log_incident("writer.tick", e, db_error(w->db), number);
    }
    arena_free(&a);
    return (int64_t)w->log.size == w->checkpoint_size ? 1000 : 200;
}
