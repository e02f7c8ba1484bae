#include "cli/stage.h"

#include "act/admin.h"
#include "act/dispatch.h"
#include "act/verify.h"
#include "act/writer.h"
#include "blocks/blocks.h"
#include "cli/stage_account.h"
#include "cli/stage_data.h"
#include "cli/stage_entry.h"
#include "cli/stage_node.h"
#include "cli/stage_role.h"
#include "blocks/case/store.h"
#include "blocks/subscribe/subscribe.h"
#include "cli/store.h"
#include "blocks/exchange/node.h"
#include "conf/conf.h"
#include "os/clock.h"
#include "os/file.h"
#include "press/press.h"
#include "seal/password.h"

#include <stdio.h>
#include <stdlib.h>

enum { WORK_ROUNDS = 200 };

struct stage {
    arena home;                /* of the whole */
    arena run;                 /* of the present roles */
    arena told;                /* of the present data: what other nodes answer */
    struct boot *boot, *first; /* first: as the plan's folder has it, where another was published */
    struct stage_data data;
    instant now;
    struct keeper_core *core;
    struct writer *writer;
    struct dispatch *worker;
    struct jobs *jobs;
    struct press *press;
    void *plays; /* opened where a draft is played */
    struct db *db;
    struct stage_nodes nodes; /* of the present data */
    arena told_home;          /* of what subscribers were sent since the data are fresh */
    VEC(str) sent;
    struct stage_subscriber subscriber;
    instant seeded, made; /* the clock while the seed was loaded; when the last account was made */
};

/* ---- the roles, in one process ---- */

static void do_acts(void *ctx, arena *a, const str *ids, const str *calls, size_t n, str *answers,
                    err *why)
{
    struct writer_call *c = ARENA_ARRAY(a, struct writer_call, n);
    struct stage *s = ctx;

    for (size_t i = 0; i < n; i++)
        c[i] = (struct writer_call){ .request_id = ids[i], .call = calls[i], .from_job = true };
    writer_batch(s->writer, a, c, n, s->now);
    for (size_t i = 0; i < n; i++) {
        answers[i] = c[i].answer;
        why[i] = OK;
    }
}

static err do_press(void *ctx, arena *a, str job, str *result)
{
    return press_do(((struct stage *)ctx)->press, a, job, result);
}

/* A subscriber's address: what it was sent, line by line, and what the tale has it answer. */
static err subscriber(struct stage *s, arena *a, str message, val *told)
{
    const struct stage_subscriber *x = &s->subscriber;
    val m, headers, v = val_null();
    buf b;

    TRY(val_unpack(a, message, &m));
    headers = val_get(m, S("headers"));
    buf_init(&b, &s->told_home, 1 * KIB);
    buf_fmt(&b, "%.*s %.*s", STR_ARG(val_get_text(m, S("method"))),
            STR_ARG(val_get_text(m, S("url"))));
    for (size_t i = 0; i < val_count(headers); i++)
        buf_fmt(&b, "\n%.*s", STR_ARG(val_text(val_at(headers, i))));
    buf_fmt(&b, "\n%.*s", STR_ARG(val_get_text(m, S("body"))));
    *vec_push(&s->sent, &s->told_home) = buf_str(&b);
    v = val_with(a, v, S("status"), val_int(x->silent ? 0 : x->status ? x->status : 204));
    v = val_with(a, v, S("wait"), val_int(x->wait));
    *told = val_with(a, v, S("origin"), val_str(x->refuses ? S("another.example.org") : S("*")));
    return OK;
}

/* The world takes everything, what was sent is kept by the demo's list of mail; other nodes answer
 * as they were told. */
static err do_link(void *ctx, arena *a, str kind, str message, str *result)
{
    val told = val_with(a, val_null(), S("ok"), val_bool(true)), asked, one;
    struct stage *s = ctx;
    buf b;

    if (str_eq(kind, S(NODE_LINK))) {
        TRY(val_unpack(a, message, &asked));
        told = val_list(NULL, 0);
        for (size_t i = 0; i < val_count(asked); i++) {
            TRY(stage_node_ask(&s->nodes, s->core, a, s->now, val_at(asked, i), &one));
            told = val_append(a, told, one);
        }
    } else if (str_eq(kind, S(WEBHOOK_LINK))) {
        TRY(subscriber(s, a, message, &told));
    }
    buf_init(&b, a, 64);
    val_pack(&b, told);
    *result = buf_str(&b);
    return OK;
}

/* Plays of drafts, in a child of this process. */
static err do_stage(void *ctx, arena *a, str question, str *answer)
{
    struct stage *s = ctx;

    val q, told;

    if (!s->plays)
        TRY(stage_role_open(s->boot, s->data.root, &s->plays));
    TRY(val_unpack(a, question, &q));
    do { /* its clock stands still: nobody would ask again */
        buf b;
        buf_init(&b, a, 4 * KIB);
        val_pack(&b, val_with(a, q, S("wait"), val_int(2000)));
        TRY(stage_role_do(s->plays, a, buf_str(&b), answer));
        TRY(val_unpack(a, *answer, &told));
        q = val_with(a, q, S("op"), VAL_S("look"));
    } while (str_eq(val_get_text(told, S("state")), S("playing")));
    return OK;
}

static void roles_close(struct stage *s)
{
    stage_role_close(s->plays);
    s->plays = NULL;

    jobs_close(s->jobs);
    dispatch_close(s->worker);
    writer_close(s->writer);
    db_close(s->db);
    if (s->core)
        keeper_close(s->core);
    s->jobs = NULL;
    s->worker = NULL;
    s->writer = NULL;
    s->db = NULL;
    s->core = NULL;
    arena_free(&s->run);
}

static err roles_open(struct stage *s)
{
    struct jobs_io io = { s, do_acts, do_press, do_link, do_stage };
    struct writer_hooks hooks = { 0 };
    str why = STR_NULL;

    arena_init(&s->run, 0);
    TRY(keeper_open(s->boot->data, clock_now, &s->core));
    TRY(stage_nodes_join(s->boot, keeper_local(&s->run, s->core, KEEPER_WRITER)));
    TRY(writer_open_with(s->boot, s->core, &hooks, &s->writer));
    TRY(dispatch_open_with(s->boot, s->core, &s->worker));
    TRY(jobs_open_with(s->boot, s->core, &io, &s->jobs));
    s->press = press_open(&s->run, keeper_local(&s->run, s->core, KEEPER_PRESS));
    return db_open_read(&s->run, str_z(s->boot->store), &s->db, &why);
}

/* ---- opening ---- */

/* store: of the data that is there already, null where there is none. */
static err settings(struct stage *s, const char *store, struct conf **out)
{
    static const char *const args[] = { "--dev", "--smtp=smtp://tale.invalid:25",
                                        "--public-url=http://tale.invalid", "--webhooks", NULL };
    str there = store ? str_fmt(&s->home, "STOA_DATABASE=%s", store) : STR_NULL;
    const char *const env[] = { store ? str_zdup(&s->home, there) : NULL, NULL };
    const struct conf_row *tables[64] = { 0 };
    struct conf_source src = { .args = args, .env = env, .file_name = S("") };
    size_t n = 0;
    str why;

    for (const struct block *const *b = blocks_all; *b && n + 1 < LEN(tables); b++)
        if ((*b)->settings)
            tables[n++] = (*b)->settings;
    err e = conf_load(&s->home, &src, tables, out, &why);
    if (failed(e))
        fprintf(stderr, "stoa: %.*s\n", STR_ARG(why));
    return e;
}

static void use_data(struct stage *s, const char *data, const char *store)
{
    s->boot->data = data;
    s->boot->store = store;
}

static err seed(struct stage *s)
{
    bool fresh;

    use_data(s, s->data.template_dir, s->data.template_store);
    return admin_prepare(s->boot, &fresh);
}

static err open_parts(struct stage *s, const struct stage_plan *plan, struct findings *findings)
{
    struct conf *conf;

    TRY(settings(s, NULL, &conf));
    TRY(stage_data_open(&s->home, plan->database, plan->room, &s->data));
    if (plan->site)
        TRY(boot_load(conf, blocks_all, plan->site, s->data.template_dir, findings, &s->boot));
    else
        TRY(boot_load_files(conf, blocks_all, plan->files, plan->n_files, s->data.template_dir,
                            findings, &s->boot));
    s->boot->dev = true;
    s->boot->fixed_clock = true;
    s->seeded = plan->seeded;
    stage_clock(s, plan->seeded);
    return seed(s);
}

err stage_open(const struct stage_plan *plan, struct findings *findings, struct stage **out)
{
    struct stage *s = calloc(1, sizeof *s);

    CHECK(s);
    arena_init(&s->home, 0);
    arena_init(&s->told, 0);
    db_init();
    password_light();
    err e = open_parts(s, plan, findings);
    if (failed(e)) {
        fprintf(stderr, "stoa: the site %s cannot be played (code %d)\n",
                plan->site ? plan->site : "of the draft", e.code);
        stage_close(s);
        return e;
    }
    *out = s;
    return OK;
}

static void first_again(struct stage *s)
{
    if (!s->first)
        return;
    boot_free(s->boot);
    s->boot = s->first;
    s->first = NULL;
}

void stage_close(struct stage *s)
{
    if (!s)
        return;
    roles_close(s);
    first_again(s);
    stage_data_close(&s->data);
    boot_free(s->boot);
    clock_hold((instant){ 0 });
    arena_free(&s->told);
    arena_free(&s->told_home);
    arena_free(&s->home);
    free(s);
}

/* ---- another version of the site ---- */

static err overlay(struct stage *s, arena *a, str dir, str folder)
{
    folder_files files = { 0 };

    TRY(folder_read(a, folder, &files));
    for (size_t i = 0; i < s->boot->n_files + files.n; i++) {
        bool old = i < s->boot->n_files;
        str path = old ? s->boot->files[i].path : files.v[i - s->boot->n_files].path;
        str to = str_fmt(a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(path));
        TRY(dir_make(str_sub(to, 0, str_rfind_char(to, '/')), 0700));
        TRY(file_write(to, old ? s->boot->files[i].bytes : files.v[i - s->boot->n_files].bytes,
                       0600));
    }
    return OK;
}

static err publish(struct stage *s, arena *a, const char *folder)
{
    static struct findings none;
    struct boot *next;
    struct conf *conf;
    bool fresh;
    str dir = str_fmt(a, "%s/published", s->data.dir);

    TRY(overlay(s, a, dir, str_z(folder)));
    TRY(settings(s, s->data.server ? s->data.store : NULL, &conf));
    none = (struct findings){ .a = a };
    TRY(boot_load(conf, blocks_all, str_zdup(a, dir), s->data.dir, &none, &next));
    next->dev = next->fixed_clock = true;
    if (s->first)
        boot_free(s->boot);
    else
        s->first = s->boot;
    s->boot = next;
    use_data(s, s->data.dir, s->data.store);
    return admin_prepare(s->boot, &fresh);
}

err stage_publish(struct stage *s, const char *folder)
{
    arena a;

    roles_close(s);
    /* ids grow with time, also those of a new writer */
    stage_clock(s, (instant){ s->now.ms + 1000 });
    arena_init(&a, 0);
    err e = publish(s, &a, folder);
    arena_free(&a);
    if (!failed(e))
        e = roles_open(s);
    if (failed(e))
        roles_close(s);
    return e;
}

err stage_fresh(struct stage *s, instant t)
{
    roles_close(s);
    s->made = s->seeded;
    first_again(s);
    stage_clock(s, t);
    arena_free(&s->told_home);
    arena_init(&s->told_home, 0);
    s->sent.n = s->sent.room = 0;
    s->subscriber = (struct stage_subscriber){ 0 };
    TRY(stage_data_fresh(&s->data));
    arena_free(&s->told);
    arena_init(&s->told, 0);
    s->nodes = (struct stage_nodes){ .a = &s->told };
    use_data(s, s->data.dir, s->data.store);
    err e = roles_open(s);
    if (failed(e))
        roles_close(s);
    return e;
}

err stage_account(struct stage *s, val entry)
{
    struct admin *m;

    roles_close(s);
    s->made.ms += 1000; /* a writer that is opened anew counts from its clock */
    clock_hold(s->made);
    err e = admin_open(s->boot, &m);
    if (!failed(e)) {
        e = admin_run(m, stage_account_add, &entry);
        admin_close(m);
    }
    clock_hold(s->now);
    err again = roles_open(s);
    return failed(e) ? e : again;
}

err stage_enter(struct stage *s, val entry)
{
    struct admin *m;

    roles_close(s);
    /* ids grow with time: those of the import, and those of the writer after it */
    stage_clock(s, (instant){ s->now.ms + 1000 });
    err e = admin_open(s->boot, &m);
    if (!failed(e)) {
        e = admin_run(m, stage_entry_write, &entry);
        admin_close(m);
    }
    stage_clock(s, (instant){ s->now.ms + 1000 });
    err again = roles_open(s);
    return failed(e) ? e : again;
}

void stage_clock(struct stage *s, instant t)
{
    s->now = t;
    clock_hold(t);
}

instant stage_now(const struct stage *s)
{
    return s->now;
}

struct stage_nodes *stage_nodes(struct stage *s)
{
    return &s->nodes;
}

const struct boot *stage_boot(const struct stage *s)
{
    return s->boot;
}

struct db *stage_db(struct stage *s, arena *results)
{
    db_use_arena(s->db, results);
    return s->db;
}

/* ---- playing ---- */

static str kept(arena *a, str s)
{
    return s.p ? str_copy(a, s) : s;
}

static void reply_keep(arena *a, const struct reply *r, struct reply *out)
{
    *out = (struct reply){ .status = r->status,
                           .content_type = kept(a, r->content_type),
                           .body = kept(a, r->body),
                           .location = kept(a, r->location),
                           .language = kept(a, r->language),
                           .download = kept(a, r->download),
                           .cache = r->cache };
    for (size_t i = 0; i < r->cookie_count; i++)
        reply_cookie(a, out,
                     (struct http_cookie){ .name = kept(a, r->cookies[i].name),
                                           .value = kept(a, r->cookies[i].value),
                                           .max_age = r->cookies[i].max_age });
    for (size_t i = 0; i < r->header_count; i++)
        reply_header(a, out, kept(a, r->headers[i].name), kept(a, r->headers[i].value));
    if (r->file.n && failed(file_read(a, r->file, 0, &out->body)))
        out->status = 500;
}

void stage_ask(struct stage *s, arena *a, const struct request *r, struct reply *out)
{
    struct visit *v = visit_new(s->worker, r, s->now);
    enum dispatch_step step = visit_begin(v);

    while (step == DISPATCH_ACT) {
        struct writer_call c = { .request_id = ulid_str(a, r->id), .call = visit_call(v) };
        writer_batch(s->writer, a, &c, 1, s->now);
        step = visit_resume(v, c.answer, s->now);
    }
    *out = (struct reply){ 0 };
    if (step == DISPATCH_REPLY)
        reply_keep(a, visit_reply(v), out);
    visit_free(v);
}

void stage_call(struct stage *s, arena *a, str request_id, const struct call *c, bool job,
                struct answer *out)
{
    struct writer_call one = { .request_id = request_id, .from_job = job };
    buf b;

    buf_init(&b, a, 1 * KIB);
    call_pack(&b, c);
    one.call = buf_str(&b);
    writer_batch(s->writer, a, &one, 1, s->now);
    if (failed(answer_unpack(a, one.answer, out)))
        *out = (struct answer){ .kind = ANSWER_FAULT, .status = 500 };
}

err stage_key(struct stage *s, arena *a, enum subject_kind kind, int64_t id, struct data_key *out)
{
    struct data_key k = { .kind = kind, .id = id };
    struct wrapped_key *one;

    TRY(keys_wrapped(a, stage_db(s, a), &k, 1, &one));
    TRY(keeper_unwrap_for_writing(keeper_local(a, s->core, KEEPER_WRITER), one, 1, &k.k));
    *out = k;
    return OK;
}

void stage_subscribers(struct stage *s, const struct stage_subscriber *answer)
{
    s->subscriber = *answer;
}

const str *stage_told(const struct stage *s, size_t *n)
{
    *n = s->sent.n;
    return s->sent.v;
}

void stage_work(struct stage *s)
{
    for (int i = 0; i < WORK_ROUNDS && jobs_tick(s->jobs, s->now) == 0; i++)
        ;
    (void)writer_tick(s->writer, s->now);
}

void stage_fault(struct stage *s, enum stage_fault kind, uint64_t n)
{
    db_fail_after(writer_db(s->writer), kind == FAULT_WRITER ? n : 0);
    db_fail_after(dispatch_db(s->worker), kind == FAULT_WORKER ? n : 0);
    os_fail_after(kind == FAULT_FILES ? (unsigned)n : 0);
}

bool stage_struck(const struct stage *s)
{
    return db_struck(writer_db(s->writer)) || db_struck(dispatch_db(s->worker));
}

/* ---- soundness ---- */

#define COUNTED(name, words)                                                                       \
    do {                                                                                           \
        struct q_##name x_;                                                                        \
        if (failed(q_##name(db, &x_)))                                                             \
            return str_fmt(a, "the database failed: %.*s", STR_ARG(db_error(db)));                 \
        if (x_.n)                                                                                  \
            return str_fmt(a, words ": %lld", (long long)x_.n);                                    \
    } while (0)

str stage_unsound(struct stage *s, arena *a)
{
    struct db *db = stage_db(s, a);

    COUNTED(events_unlogged, "events without an entry in the log");
    COUNTED(leaves_unused, "entries of the log without an event");
    COUNTED(leaves_shared, "entries of the log that two events claim");
    COUNTED(leaves_missing, "entries that the log passed over");
    COUNTED(tasks_stray, "tasks without a submitted case and its process");
    COUNTED(instances_stray, "processes without a submitted case");
    COUNTED(cases_unstarted, "submitted cases without a process");
    COUNTED(cases_untold, "submitted cases without the event of it");
    COUNTED(cases_keyless, "cases without a data key");
    COUNTED(files_stray, "files without a case");
    COUNTED(sessions_stray, "sessions without an account");
    COUNTED(desk_wrong, "rows of the desk that are not what their task says");
    COUNTED(desk_missing, "open tasks that no desk shows");
    COUNTED(step_counts_wrong, "counts of cases at a step that are not those of its rows");
    COUNTED(steps_uncounted, "cases at a step that are not counted");
    return STR_NULL;
}

static err verified(struct stage *s, struct verify *v)
{
    struct keeper_public keys;

    TRY(keeper_public(v->keeper, v->a, &keys));
    v->vkey = keys.log_vkey;
    v->authority = keys.authority;
    db_use_arena(s->db, v->a);
    db_read_begin(s->db);
    err e = verify_all(v);
    db_read_end(s->db);
    return e;
}

str stage_unverified(struct stage *s, arena *a)
{
    struct findings found = { .a = a };
    struct verify v = { .blocks = blocks_all,
                        .data = s->boot->data,
                        .db = s->db,
                        .keeper = keeper_local(a, s->core, KEEPER_WRITER),
                        .a = a,
                        .found = &found };

    if (failed(verified(s, &v)))
        return S("the database failed");
    if (!found.v.n)
        return STR_NULL;
    return str_fmt(a, "%.*s %.*s: %.*s, of %zu findings", STR_ARG(found.v.v[0].code),
                   STR_ARG(found.v.v[0].element), STR_ARG(found.v.v[0].what), found.v.n);
}

str stage_failures(struct stage *s, arena *a)
{
    struct q_work_failed f;
    buf b;

    if (failed(q_work_failed(stage_db(s, a), &f)))
        return S("the outbox cannot be read");
    buf_init(&b, a, 200);
    for (size_t i = 0; i < f.n; i++)
        buf_fmt(&b, "%s%.*s (%.*s)", i ? ", " : "", STR_ARG(f.v[i].kind), STR_ARG(f.v[i].note));
    return buf_str(&b);
}
