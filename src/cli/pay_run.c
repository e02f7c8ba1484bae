/* stoa pay run: what is due goes into runs, and their files are written; stoa pay file: one of them
 * again.  While the site is served, too. */
#include "cli/pay_run.h"

#include "blocks/pay/run.h"
#include "cli/acting.h"
#include "db/db.h"
#include "iso20022/money.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/zone.h"
#include "seal/keeper.h"
#include "value/temporal.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

enum { STILL_MS = 60000, LOOK_MS = 50, RUNS_MOST = 100 };

struct paying {
    arena *a;
    const struct boot *boot;
    struct acting *acting;
    struct db *db; /* for reading */
    struct keeper_core *core;
    str out; /* file to write; empty: none */
    size_t written;
};

static err open_all(struct paying *p)
{
    str why = STR_NULL;

    TRY(acting_open(p->a, p->boot, &p->acting));
    err e = db_open_read(p->a, str_z(p->boot->store), &p->db, &why);
    if (!failed(e))
        e = keeper_open(p->boot->data, clock_now, &p->core);
    if (failed(e))
        fprintf(stderr, "stoa pay: the database or the keys cannot be read %.*s\n", STR_ARG(why));
    return e;
}

static void close_all(struct paying *p)
{
    if (p->core)
        keeper_close(p->core);
    db_close(p->db);
    acting_close(p->acting);
}

static int failing(const char *what)
{
    fprintf(stderr, "stoa pay: %s\n", what);
    return 1;
}

/* ---- what is due goes into runs ---- */

/* Where the server goes on by itself: until nothing is due and no run is begun. */
static err served_out(struct paying *p, str authority, day on)
{
    struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
    int64_t moved = clock_mono_ns(), had = -1;
    arena a;
    err e = OK;
    bool open = true;

    arena_init(&a, 0);
    while (open && !failed(e)) {
        struct q_pay_run_gathering run;
        struct q_pay_due_first due;
        struct q_pay_run r = { 0 };
        arena_reset(&a);
        db_use_arena(p->db, &a);
        db_read_begin(p->db);
        e = q_pay_run_gathering(p->db, authority, &run);
        if (!failed(e))
            e = q_pay_due_first(p->db, authority, on.n, &due);
        if (!failed(e) && run.found)
            e = q_pay_run(p->db, run.id, &r);
        db_read_end(p->db);
        open = !failed(e) && (run.found || due.found);
        if (r.id + r.orders != had)
            moved = clock_mono_ns();
        had = r.id + r.orders;
        if (open && clock_mono_ns() - moved > (int64_t)STILL_MS * 1000000)
            e = FAULT(ERR_PEER);
        if (open)
            nanosleep(&pause, NULL);
    }
    arena_free(&a);
    return e;
}

static err gather(struct paying *p, str authority, day on)
{
    bool served = acting_served(p->acting), more = true;
    arena a;
    err e = OK;

    arena_init(&a, 0);
    while (more && !failed(e)) {
        val in, out;
        arena_reset(&a);
        in = val_with(&a, val_null(), S("authority"), val_str(authority));
        in = val_with(&a, in, S("day"), val_day(on));
        in = val_with(&a, in, S("chain"), val_bool(served));
        e = acting_do(p->acting, &a, "pay.gather", in, &out);
        more = !failed(e) && val_get_bool(out, S("more"));
        if (more && served) {
            e = served_out(p, authority, on);
            more = false;
        }
    }
    arena_free(&a);
    return e;
}

/* ---- their files ---- */

static bool to_spool(void *ctx, str piece)
{
    return !failed(spool_add(ctx, piece));
}

static err run_key(struct paying *p, arena *a, int64_t run, struct data_key *key)
{
    struct wrapped_key *one;

    *key = (struct data_key){ .kind = SUBJECT_ORG, .id = run };
    TRY(keys_wrapped(a, p->db, key, 1, &one));
    return keeper_unwrap_for_writing(keeper_local(a, p->core, KEEPER_WRITER), one, 1, &key->k);
}

/* Several runs: the name of each before the ending, as in pay-R12.xml. */
static str path_of(struct paying *p, arena *a, int64_t run)
{
    size_t dot = p->out.n;
    str name = run_name(a, run);

    if (!p->written)
        return p->out;
    while (dot > 0 && p->out.p[dot - 1] != '.' && p->out.p[dot - 1] != '/')
        dot--;
    bool ending = dot > 1 && p->out.p[dot - 1] == '.';
    str stem = ending ? str_sub(p->out, 0, dot - 1) : p->out;
    str end = ending ? str_from(p->out, dot - 1) : S("");
    return str_fmt(a, "%.*s-%.*s%.*s", STR_ARG(stem), STR_ARG(name), STR_ARG(end));
}

static err write_to(struct paying *p, arena *a, const struct q_pay_run *r, str path)
{
    str folder = S(".");
    struct data_key key;
    struct spool s;

    for (size_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '/') {
            folder = i > 1 ? str_sub(path, 0, i - 1) : S("/");
            break;
        }
    TRY(run_key(p, a, r->id, &key));
    umask(077); /* what a killed command leaves behind is nobody else's either */
    TRY(spool_open(a, folder, &s));
    err e = run_file(a, p->db, p->boot->site, r, &key, &(struct run_out){ to_spool, &s });
    bytes_wipe(&key, sizeof key);
    if (!failed(e))
        e = spool_keep(&s, path, 0600);
    if (failed(e))
        spool_drop(&s);
    return e;
}

static err told(struct paying *p, arena *a, int64_t run, bool done)
{
    val in = val_with(a, val_null(), S("run"), val_int(run)), out;

    return acting_do(p->acting, a, "pay.run_file", val_with(a, in, S("done"), val_bool(done)),
                     &out);
}

/* The look is noted before there is a file, and the file as made after it is whole: between the two
 * it is only made again, the same. */
static err file_put(struct paying *p, int64_t run)
{
    struct q_pay_run r;
    arena a;

    arena_init(&a, 0);
    err e = told(p, &a, run, false);
    db_use_arena(p->db, &a);
    db_read_begin(p->db);
    if (!failed(e))
        e = q_pay_run(p->db, run, &r);
    str path = path_of(p, &a, run);
    if (!failed(e))
        e = write_to(p, &a, &r, path);
    db_read_end(p->db);
    if (!failed(e))
        e = told(p, &a, run, true);
    if (!failed(e)) {
        p->written++;
        printf("%.*s: %lld transfers, %.*s %.*s, in %.*s\n", STR_ARG(run_name(&a, run)),
               (long long)r.orders, STR_ARG(r.currency),
               STR_ARG(money_text(&a, r.minor, r.currency)), STR_ARG(path));
    } else {
        fprintf(stderr, "stoa pay: the file of %.*s cannot be written to %.*s\n",
                STR_ARG(run_name(&a, run)), STR_ARG(path));
    }
    arena_free(&a);
    return e;
}

/* What was released and never fetched: also of earlier days, where something came between. */
static err files_put(struct paying *p, str authority)
{
    struct q_pay_runs_unfetched runs;

    db_use_arena(p->db, p->a);
    db_read_begin(p->db);
    err e = q_pay_runs_unfetched(p->db, authority, RUNS_MOST, &runs);
    db_read_end(p->db);
    for (size_t i = 0; !failed(e) && i < runs.n; i++)
        e = file_put(p, runs.v[i].id);
    return e;
}

/* What is there after it, of each run that is not fetched. */
static err say_runs(struct paying *p, str authority)
{
    struct q_pay_runs all;
    size_t n = 0;

    db_use_arena(p->db, p->a);
    db_read_begin(p->db);
    err e = q_pay_runs(p->db, authority, RUNS_MOST, &all);
    db_read_end(p->db);
    for (size_t i = 0; !failed(e) && i < all.n; i++) {
        const struct q_pay_runs_row *r = &all.v[i];
        if (r->fetched)
            continue;
        n++;
        printf("%.*s: %lld transfers, %.*s %.*s, %.*s\n", STR_ARG(run_name(p->a, r->id)),
               (long long)r->orders, STR_ARG(r->currency),
               STR_ARG(money_text(p->a, r->minor, r->currency)), STR_ARG(r->state));
    }
    if (!failed(e) && !n && !p->written)
        printf("%.*s: nothing is due\n", STR_ARG(authority));
    return e;
}

/* ---- the commands ---- */

static bool day_asked(struct paying *p, str text, day *out)
{
    val v;

    *out = zone_day(p->boot->zone, clock_now());
    if (!text.p)
        return true;
    if (failed(temporal_date(text, &v)) || v.m > out->n + 31 || v.m < out->n - 366)
        return false;
    *out = (day){ v.m };
    return true;
}

static int run_all(struct paying *p, const struct pay_asked *q)
{
    const struct site *s = p->boot->site;
    bool known = false;
    day on;

    if (!day_asked(p, q->day, &on))
        return failing("--day is a day like 2026-03-25, at most a month from now");
    for (size_t i = 0; i < s->n_payments; i++) {
        str authority = s->payments[i].authority;
        if (q->authority.p && !str_eq(q->authority, authority))
            continue;
        known = true;
        if (failed(gather(p, authority, on)) || (p->out.n && failed(files_put(p, authority))) ||
            failed(say_runs(p, authority)))
            return failing("not all was done; the same command goes on where it stopped");
    }
    return known ? 0 : failing("the site has no such authority that pays (site.yaml, payments)");
}

static int one_file(struct paying *p, str name)
{
    int64_t run;

    if (!p->out.n || !str_starts(name, S("R")) || failed(str_to_i64(str_from(name, 1), &run)))
        return failing("stoa pay file R123 --out FILE");
    return failed(file_put(p, run)) ? 1 : 0;
}

int pay_run(arena *a, const struct boot *b, const struct pay_asked *q)
{
    struct paying p = { .a = a, .boot = b, .out = q->out.p ? q->out : S("") };
    int status = 1;

    if (!failed(open_all(&p)))
        status = q->file.p ? one_file(&p, q->file) : run_all(&p, q);
    close_all(&p);
    return status;
}
