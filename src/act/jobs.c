/* The jobs role's work: what is due in the outbox, what runs at a period; failures
 * come back later. */
#include "act/call.h"
#include "act/errand.h"
#include "act/index.h"
#include "act/job.h"
#include "act/store.h"
#include "page/words.h"
#include "press/press.h"
#include "os/clock.h"
#include "os/log.h"

#include <stdlib.h>

enum { TAKE_MOST = 50, TRIES = 12, PAUSE_FIRST_MS = 2000, PAUSE_MOST_MS = 3600000, BUSY_MS = 800 };

struct periodic {
    const struct job_row *row;
    int64_t due;
};

struct jobs {
    const struct boot *boot;
    arena home;
    struct db *db;
    struct keeper *keeper;
    struct jobs_io io;
    VEC(struct periodic) every;
};

static err open_with(const struct boot *b, const struct keeper_line *line, struct keeper_core *core,
                     const struct jobs_io *io, struct jobs **out)
{
    struct jobs *j = calloc(1, sizeof *j);
    str why = STR_NULL;

    CHECK(j);
    j->boot = b;
    j->io = *io;
    arena_init(&j->home, 0);
    err e = db_open_read(&j->home, str_z(b->store), &j->db, &why);
    if (failed(e)) {
        LOG(LOG_ERROR, "jobs.open", LOG_S("why", why));
        jobs_close(j);
        return e;
    }
    j->keeper = core ? keeper_local(&j->home, core, KEEPER_JOBS) : keeper_connect(&j->home, line);
    for (const struct block *const *k = b->blocks; *k; k++)
        for (const struct job_row *r = (*k)->jobs; r && r->fn; r++)
            if (r->every_s)
                *vec_push(&j->every, &j->home) = (struct periodic){ r, 0 };
    *out = j;
    return OK;
}

err jobs_open(const struct boot *b, const struct keeper_line *line, const struct jobs_io *io,
              struct jobs **out)
{
    return open_with(b, line, NULL, io, out);
}

err jobs_open_with(const struct boot *b, struct keeper_core *core, const struct jobs_io *io,
                   struct jobs **out)
{
    return open_with(b, NULL, core, io, out);
}

void jobs_close(struct jobs *j)
{
    if (!j)
        return;
    db_close(j->db);
    arena_free(&j->home);
    free(j);
}

err job_act(struct job_run *j, const char *act, val in, val *out, str *why)
{
    struct call c = { .act = str_z(act), .at = j->now, .in = in };
    struct answer ans;
    str bytes;
    buf b;

    db_read_end(j->db);
    buf_init(&b, j->a, 1 * KIB);
    call_pack(&b, &c);
    TRY(j->io->act(j->io->ctx, j->a, ulid_str(j->a, ulid_new()), buf_str(&b), &bytes));
    TRY(answer_unpack(j->a, bytes, &ans));
    db_use_arena(j->db, j->a);
    db_read_begin(j->db);
    if (ans.kind == ANSWER_FAULT)
        return FAULT(ERR_PEER);
    if (ans.kind == ANSWER_REFUSED) {
        if (why)
            *why = ans.n ? word_key((enum word_id)ans.refusals[0].word) : S("");
        return REFUSED(ERR_REFUSED);
    }
    if (out)
        *out = ans.out;
    return OK;
}

static val packed(arena *a, val v, str *bytes)
{
    buf b;

    buf_init(&b, a, 4 * KIB);
    val_pack(&b, v);
    *bytes = buf_str(&b);
    return v;
}

err job_press(struct job_run *j, val question, str bytes, val *answer, str *out)
{
    str told;

    TRY(j->io->press(j->io->ctx, j->a, press_job(j->a, question, bytes), &told));
    return press_result(j->a, told, answer, out);
}

err job_link(struct job_run *j, const char *kind, val message, val *result)
{
    str in, out;

    packed(j->a, message, &in);
    TRY(j->io->link(j->io->ctx, j->a, str_z(kind), in, &out));
    return val_unpack(j->a, out, result);
}

err job_link_bytes(struct job_run *j, const char *kind, str bytes, val *result)
{
    str out;

    TRY(j->io->link(j->io->ctx, j->a, str_z(kind), bytes, &out));
    return val_unpack(j->a, out, result);
}

err job_stage(struct job_run *j, val question, val *answer)
{
    str in, out;

    if (!j->io->stage)
        return FAULT(ERR_PEER);
    packed(j->a, question, &in);
    TRY(j->io->stage(j->io->ctx, j->a, in, &out));
    return val_unpack(j->a, out, answer);
}

static err open_payload(struct job_run *j, const struct q_outbox_due_row *row)
{
    val ticket;

    if (row->subject_kind == SUBJECT_NONE)
        return val_unpack(j->a, row->payload, &j->payload);
    TRY(job_act(j, "outbox.take", val_with(j->a, val_null(), S("id"), val_int(row->id)), &ticket,
                NULL));
    j->ticket = val_text(ticket);
    struct data_key want = { .kind = (enum subject_kind)row->subject_kind, .id = row->subject };
    TRY(keys_by_ticket(j->a, j->db, j->keeper, j->ticket, &want, 1, &j->key));
    return key_open(j->a, &j->key, "outbox", row->payload, &j->payload);
}

static int64_t pause_of(int64_t tries)
{
    int64_t p = (int64_t)PAUSE_FIRST_MS << MIN(tries, 20);

    return MIN(p, (int64_t)PAUSE_MOST_MS);
}

static void finish(struct job_run *j, const struct job_row *row, const struct q_outbox_due_row *o,
                   err e)
{
    val_builder b = val_build(j->a);
    int64_t most = row && row->tries ? row->tries : TRIES;
    bool give_up = failed(e) && (o->tries + 1 >= most ||
                                 (e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING));
    err told;

    if (j->ended && !failed(e))
        return;
    val_put(&b, S("id"), val_int(o->id));
    val_put(&b, S("note"), val_str(str_fmt(j->a, "code %d", e.code)));
    if (!failed(e) || give_up) {
        val_put(&b, S("given_up"), val_bool(give_up));
        told = job_act(j, "outbox.end", val_done(&b), NULL, NULL);
    } else {
        val_put(&b, S("due"), val_int(j->now.ms + pause_of(o->tries)));
        told = job_act(j, "outbox.later", val_done(&b), NULL, NULL);
    }
    if (failed(e))
        LOG(give_up ? LOG_ERROR : LOG_WARN, "job.failed", LOG_S("kind", o->kind),
            LOG_N("id", o->id), LOG_N("code", e.code), LOG_N("tries", o->tries + 1),
            LOG_N("told", told.code));
}

static void run_row(struct jobs *k, const struct q_outbox_due_row *o, instant now)
{
    arena a;

    arena_init(&a, 512 * MIB);
    const struct job_row *row = map_get(&k->boot->acts->jobs, o->kind);
    struct job_run j = { .a = &a,
                         .boot = k->boot,
                         .db = k->db,
                         .keeper = k->keeper,
                         .io = &k->io,
                         .now = now,
                         .outbox = o->id,
                         .tries = (int)o->tries };
    db_use_arena(k->db, &a);
    db_read_begin(k->db);
    err e = row ? open_payload(&j, o) : REFUSED(ERR_MISSING);
    if (!failed(e))
        e = row->fn(&j);
    finish(&j, row, o, e);
    db_read_end(k->db);
    bytes_wipe(&j.key, sizeof j.key);
    arena_free(&a);
}

static void run_periodic(struct jobs *k, struct periodic *p, instant now)
{
    arena a;

    arena_init(&a, 512 * MIB);
    struct job_run j = {
        .a = &a, .boot = k->boot, .db = k->db, .keeper = k->keeper, .io = &k->io, .now = now
    };
    db_use_arena(k->db, &a);
    db_read_begin(k->db);
    err e = p->row->fn(&j);
    if (failed(e))
        LOG(LOG_WARN, "job.periodic", LOG_S("name", str_z(p->row->name ? p->row->name : "")),
            LOG_N("code", e.code));
    db_read_end(k->db);
    arena_free(&a);
    p->due = now.ms + (int64_t)p->row->every_s * 1000;
}

static err due_rows(struct jobs *k, arena *a, instant now, struct q_outbox_due *due, int64_t *next)
{
    struct q_outbox_next n;

    db_use_arena(k->db, a);
    db_read_begin(k->db);
    err e = q_outbox_due(k->db, now.ms, TAKE_MOST, due);
    if (!failed(e))
        e = q_outbox_next(k->db, &n);
    db_read_end(k->db);
    TRY(e);
    *next = n.found && n.due.has ? n.due.v : now.ms + 1000;
    return OK;
}

/* What has been due longest of what runs at a period: one at a time, so that what people wait for
 * is never behind all of them.  False: nothing is due. */
static bool one_periodic(struct jobs *k, instant now)
{
    struct periodic *first = NULL;

    for (size_t i = 0; i < k->every.n; i++) {
        struct periodic *p = &k->every.v[i];
        if (p->due <= now.ms && (!first || p->due < first->due))
            first = p;
    }
    if (first)
        run_periodic(k, first, now);
    return first;
}

static bool is_slow(struct jobs *k, const struct q_outbox_due_row *o)
{
    const struct job_row *row = map_get(&k->boot->acts->jobs, o->kind);

    return row && row->slow;
}

/* What waits for nobody outside goes first: a letter that is pressed for seconds, or a mail server
 * that does not answer, keeps nothing else waiting longer than itself. */
int64_t jobs_tick(struct jobs *k, instant now)
{
    struct q_outbox_due due = { 0 };
    int64_t next = now.ms + 1000, began = clock_mono_ns();
    arena a;

    errands_run(k->boot, &k->io, now);
    arena_init(&a, 0);
    err e = due_rows(k, &a, now, &due, &next);
    bool done = false;
    for (int slow = 0; slow <= 1; slow++) {
        bool turn = slow; /* one slow piece a turn, however much else there is */
        for (size_t i = 0; !failed(e) && i < due.n; i++)
            if (is_slow(k, &due.v[i]) == slow &&
                (turn || (clock_mono_ns() - began) / 1000000 < BUSY_MS)) {
                run_row(k, &due.v[i], now);
                turn = false;
                done = true;
            }
    }
    arena_free(&a);
    if (one_periodic(k, now) || done)
        return 0;
    return MAX(MIN(next - now.ms, 1000), 1);
}
