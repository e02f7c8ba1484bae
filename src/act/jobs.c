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

/* The answers' bytes, or why there is none. */
static void put_acts(struct job_run *j, const char *act, const val *ins, size_t n, str *answers,
                     err *why)
{
    str *ids = ARENA_ARRAY(j->a, str, n), *calls = ARENA_ARRAY(j->a, str, n);
    buf b;

    for (size_t i = 0; i < n; i++) {
        struct call c = { .act = str_z(act), .at = j->now, .in = ins[i] };

        buf_init(&b, j->a, 1 * KIB);
        call_pack(&b, &c);
        ids[i] = ulid_str(j->a, ulid_new());
        calls[i] = buf_str(&b);
    }
    db_read_end(j->db);
    j->io->acts(j->io->ctx, j->a, ids, calls, n, answers, why);
    db_use_arena(j->db, j->a);
    db_read_begin(j->db);
}

static err answer_read(struct job_run *j, str bytes, val *out, str *why)
{
    struct answer ans;

    TRY(answer_unpack(j->a, bytes, &ans));
    if (ans.kind == ANSWER_FAULT)
        return FAULT(ERR_PEER);
    if (ans.kind == ANSWER_REFUSED) {
        if (why)
            *why = ans.n ? word_key((enum word_id)ans.refusals[0].word) : S("");
        return REFUSED(ERR_REFUSED);
    }
    *out = ans.out;
    return OK;
}

err job_act(struct job_run *j, const char *act, val in, val *out, str *why)
{
    val ignored;
    str bytes;
    err e;

    put_acts(j, act, &in, 1, &bytes, &e);
    TRY(e);
    return answer_read(j, bytes, out ? out : &ignored, why);
}

void job_acts(struct job_run *j, const char *act, const val *ins, size_t n, struct job_told *told)
{
    str *answers = ARENA_ARRAY(j->a, str, n);
    err *why = ARENA_ARRAY(j->a, err, n);

    put_acts(j, act, ins, n, answers, why);
    for (size_t i = 0; i < n; i++)
        told[i].why = failed(why[i]) ? why[i] : answer_read(j, answers[i], &told[i].out, NULL);
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

    if (j->ended)
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

static const struct job_row *row_of(struct jobs *k, const struct q_outbox_due_row *o)
{
    return map_get(&k->boot->acts->jobs, o->kind);
}

/* Rows of one kind, done together. */
static void run_rows(struct jobs *k, const struct q_outbox_due_row *const *o, size_t n, instant now)
{
    const struct job_row *row = row_of(k, o[0]);
    struct job_run *first = NULL, **last = &first;
    arena a;

    arena_init(&a, 512 * MIB);
    struct job_run *j = ARENA_ARRAY(&a, struct job_run, n);
    err *opened = ARENA_ARRAY(&a, err, n), e = OK;
    db_use_arena(k->db, &a);
    db_read_begin(k->db);
    for (size_t i = 0; i < n; i++) {
        j[i] = (struct job_run){ .a = &a,
                                 .boot = k->boot,
                                 .db = k->db,
                                 .keeper = k->keeper,
                                 .io = &k->io,
                                 .now = now,
                                 .outbox = o[i]->id,
                                 .tries = (int)o[i]->tries };
        opened[i] = row ? open_payload(&j[i], o[i]) : REFUSED(ERR_MISSING);
        if (failed(opened[i]))
            continue;
        *last = &j[i];
        last = &j[i].next;
    }
    if (first)
        e = row->fn(first);
    for (size_t i = 0; i < n; i++) {
        finish(&j[i], row, o[i], failed(opened[i]) ? opened[i] : e);
        bytes_wipe(&j[i].key, sizeof j[i].key);
    }
    db_read_end(k->db);
    arena_free(&a);
}

/* The row that is next and, where its kind takes several, those of the same kind after it; they
 * are struck from the list. */
static void run_from(struct jobs *k, struct q_outbox_due *due, size_t at, instant now)
{
    const struct job_row *row = row_of(k, &due->v[at]);
    const struct q_outbox_due_row *o[TAKE_MOST];
    size_t n = 0, most = row && row->most ? row->most : 1;

    for (size_t i = at; i < due->n && n < MIN(most, LEN(o)); i++)
        if (due->v[i].id && str_eq(due->v[i].kind, due->v[at].kind))
            o[n++] = &due->v[i];
    run_rows(k, o, n, now);
    for (size_t i = 0; i < n; i++)
        due->v[o[i] - due->v].id = 0;
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
    const struct job_row *row = row_of(k, o);

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
            if (due.v[i].id && is_slow(k, &due.v[i]) == slow &&
                (turn || (clock_mono_ns() - began) / 1000000 < BUSY_MS)) {
                run_from(k, &due, i, now);
                turn = false;
                done = true;
            }
    }
    arena_free(&a);
    if (one_periodic(k, now) || done)
        return 0;
    return MAX(MIN(next - now.ms, 1000), 1);
}

err jobs_look(struct jobs *j, err (*fn)(arena *a, struct db *db, const struct boot *b, void *ctx),
              void *ctx)
{
    arena a;

    arena_init(&a, 0);
    db_use_arena(j->db, &a);
    db_read_begin(j->db);
    err e = fn(&a, j->db, j->boot, ctx);
    db_read_end(j->db);
    arena_free(&a);
    return e;
}
