/* The fake house: pages, an act that is kept in a file exactly once, parking,
 * crashing on request. */
#include "tests/role/role_test.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/log.h"
#include "os/proc.h"
#include "seal/keeper.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct fake {
    const char *data;
    arena a;
    char *page;
};

static err fake_load(void *ctx, void **boot)
{
    struct fake *f = calloc(1, sizeof(*f));
    char z[300];
    (void)ctx;
    f->data = getenv("ROLE_TEST_DIR");
    snprintf(z, sizeof(z), "%s/broken", f->data);
    if (access(z, F_OK) == 0) {
        free(f);
        return FAULT(ERR_SYNTAX);
    }
    f->page = malloc(10240);
    memset(f->page, 'x', 10240);
    *boot = f;
    return OK;
}

static void fake_unload(void *boot)
{
    struct fake *f = boot;
    free(f->page);
    free(f);
}

static err fake_prepare(void *boot)
{
    struct fake *f = boot;
    char z[300];
    if (strstr(getenv("ROLE_TEST_FLAGS"), "unpreparable"))
        return FAULT(ERR_DB);
    snprintf(z, sizeof(z), "%s/stoa.db", f->data);
    TRY(file_write(str_z(z), S("rows\n"), 0600));
    snprintf(z, sizeof(z), "%s/keys", f->data);
    TRY(dir_make(str_z(z), 0700));
    snprintf(z, sizeof(z), "%s/keys/kek.key", f->data);
    TRY(file_write(str_z(z), S("secret\n"), 0600));
    snprintf(z, sizeof(z), "%s/prepared", f->data);
    return file_write(str_z(z), S("yes\n"), 0644);
}

static str what_is_forbidden(arena *a, const char *data);

/* The front's own probe comes by way of its assets. */
static bool fake_asset(void *boot, arena *a, const struct request *r, struct reply *out)
{
    if (!str_eq(r->path, S("/front-forbidden")))
        return false;
    *out = reply_make(200, S("text/plain"), what_is_forbidden(a, ((struct fake *)boot)->data));
    return true;
}

static struct house_facts fake_facts(void *boot, enum method m, str path)
{
    (void)boot;
    (void)m;
    return (struct house_facts){ .known = true,
                                 .body_max = str_starts(path, S("/upload")) ? 1 << 20 : 32 * KIB,
                                 .slow = str_starts(path, S("/slow")),
                                 .cached = str_starts(path, S("/page")),
                                 .rate =
                                     str_starts(path, S("/sign-in")) ? RATE_SIGN_IN : RATE_PAGE };
}

/* ---- worker ---- */

struct fake_worker {
    struct fake *f;
    struct keeper *keeper;
    arena home;
    int late;
};
struct fake_visit {
    struct fake_worker *w;
    arena a;
    struct request r;
    struct reply reply;
    struct park park;
};

static err fake_worker_open(void *boot, const struct keeper_line *keeper, void **out)
{
    struct fake_worker *w = calloc(1, sizeof(*w));
    w->f = boot;
    arena_init(&w->home, 0);
    w->keeper = keeper_connect(&w->home, keeper);
    *out = w;
    return OK;
}

static void fake_worker_close(void *worker)
{
    struct fake_worker *w = worker;

    arena_free(&w->home);
    free(w);
}

static void *fake_visit_new(void *worker, const struct request *r, instant now)
{
    struct fake_visit *v = calloc(1, sizeof(*v));
    buf b;
    (void)now;
    v->w = worker;
    arena_init(&v->a, 0);
    buf_init(&b, &v->a, 1024);
    request_pack(&b, r);
    CHECK(!failed(request_unpack(&v->a, buf_str(&b), &v->r)));
    return v;
}

/* What a role can do that it should not, one word each; data: what it must be able to read. */
static str what_is_forbidden(arena *a, const char *data)
{
    buf b;
    char z[300];
    buf_init(&b, a, 256);
    buf_fmt(&b, "socket %s\n", socket(AF_INET, SOCK_STREAM, 0) < 0 ? "refused" : "OPEN");
    buf_fmt(&b, "exec %s\n", execl("/bin/true", "true", (char *)NULL) < 0 ? "refused" : "OPEN");
    buf_fmt(&b, "passwd %s\n", open("/etc/shadow", O_RDONLY) < 0 ? "refused" : "OPEN");
    buf_fmt(&b, "home %s\n", open("/root/x", O_WRONLY | O_CREAT, 0600) < 0 ? "refused" : "OPEN");
    snprintf(z, sizeof(z), "%s/stoa.db", data);
    buf_fmt(&b, "data %s\n", open(z, O_RDONLY) < 0 ? "REFUSED" : "open");
    snprintf(z, sizeof(z), "%s/keys/kek.key", data);
    buf_fmt(&b, "keys %s\n", open(z, O_RDONLY) < 0 ? "refused" : "OPEN");
    return buf_str(&b);
}

static str ask_keeper(struct fake_visit *v, str what)
{
    str said;

    struct plain_key one = { .subject = what };

    return failed(keeper_wrap(v->w->keeper, &v->a, &one, 1, &said)) ? S("no keeper") : said;
}

static enum house_step fake_visit_begin(void *visit)
{
    struct fake_visit *v = visit;
    str p = v->r.path;

    v->reply = reply_make(200, S("text/plain"), S("hello"));
    if (str_starts(p, S("/page"))) {
        v->reply.body = (str){ v->w->f->page, 10240 };
        v->reply.cache = CACHE_ANONYMOUS;
    } else if (str_eq(p, S("/act")) && v->r.method == POST) {
        return STEP_ACT;
    } else if (str_eq(p, S("/late-for-ever")) ||
               (str_eq(p, S("/late")) && (!v->r.woken || v->w->late++ < 1))) {
        v->park = (struct park){ S("t"), UINT64_MAX, { clock_now().ms - 1 } };
        return STEP_PARK;
    } else if (str_starts(p, S("/park")) && !v->r.woken) {
        v->park = (struct park){ S("t"), 0, { clock_now().ms + 20000 } };
        return STEP_PARK;
    } else if (str_eq(p, S("/crash"))) {
        raise(SIGKILL);
    } else if (str_eq(p, S("/crash-once")) && !v->r.again) {
        raise(SIGKILL);
    } else if (str_eq(p, S("/forbidden"))) {
        v->reply.body = what_is_forbidden(&v->a, v->w->f->data);
    } else if (str_eq(p, S("/keeper"))) {
        v->reply.body = ask_keeper(v, v->r.query_text.n ? v->r.query_text : S("hello"));
    } else if (str_eq(p, S("/sleep")) || str_eq(p, S("/slow"))) {
        usleep(300000);
    } else if (str_starts(p, S("/upload"))) {
        str file = STR_NULL;
        if (v->r.body_file.n && failed(file_read(&v->a, v->r.body_file, 0, &file)))
            file = S("unreadable");
        v->reply.body = str_fmt(&v->a, "%s %zu", v->r.body_file.n ? "file" : "memory",
                                v->r.body_file.n ? file.n : v->r.body.n);
    } else if (str_eq(p, S("/echo"))) {
        v->reply.body =
            str_fmt(&v->a, "%s %.*s q=%.*s host=%.*s same=%d peer=%.*s", method_name(v->r.method),
                    STR_ARG(v->r.path), STR_ARG(request_query(&v->r, S("q"))), STR_ARG(v->r.host),
                    request_same_origin(&v->r), STR_ARG(v->r.peer));
    } else if (str_eq(p, S("/file"))) {
        char *z = str_zdup(&v->a, str_fmt(&v->a, "%s/public/hello", v->w->f->data));
        CHECK(!failed(file_write(str_z(z), S("from a file"), 0640)));
        v->reply.body = STR_NULL;
        v->reply.file = str_z(z);
    } else if (str_eq(p, S("/file-spool"))) {
        v->reply.file = str_fmt(&v->a, "%s/spool/of-another", v->w->f->data);
    } else if (str_eq(p, S("/download"))) {
        v->reply.download = S("b\xc3\xa1o \"; x=\r\nSet-Cookie: a=b.html");
    } else if (str_eq(p, S("/file-outside"))) {
        v->reply.file = S("/etc/passwd");
    } else if (str_eq(p, S("/cookie"))) {
        reply_cookie(&v->a, &v->reply,
                     (struct http_cookie){ S("session"), S("abc"), 60, false, false });
    }
    return STEP_REPLY;
}

static enum house_step fake_visit_resume(void *visit, str answer, instant now)
{
    struct fake_visit *v = visit;
    (void)now;
    v->reply = reply_make(str_starts(answer, S("incident")) ? 500 : 201, S("text/plain"),
                          str_copy(&v->a, answer));
    return STEP_REPLY;
}

static const struct reply *fake_visit_reply(void *v)
{
    return &((struct fake_visit *)v)->reply;
}
static str fake_visit_call(void *v)
{
    return ((struct fake_visit *)v)->r.body;
}
static const struct park *fake_visit_park(void *v)
{
    return &((struct fake_visit *)v)->park;
}
static void fake_visit_free(void *visit)
{
    struct fake_visit *v = visit;
    arena_free(&v->a);
    free(v);
}

/* ---- writer: DIR/acts holds "id number body" lines; an id that is there is answered with its
 * first number ---- */

struct fake_writer {
    struct fake *f;
    struct house_hooks hooks;
    int fd;
    arena a;
    map ids;
    uint64_t n;
};

static err fake_writer_open(void *boot, const struct keeper_line *keeper,
                            const struct house_hooks *hooks, void **out)
{
    struct fake_writer *w = calloc(1, sizeof(*w));
    str all = S(""), line;
    char z[300];
    (void)keeper;
    w->f = boot;
    w->hooks = *hooks;
    arena_init(&w->a, 0);
    snprintf(z, sizeof(z), "%s/acts", w->f->data);
    if (failed(file_read(&w->a, str_z(z), 0, &all)))
        all = S("");
    while (str_next(&all, '\n', &line)) {
        str id, rest;
        if (str_cut(line, ' ', &id, &rest) && all.p) {
            map_put(&w->ids, &w->a, id, str_zdup(&w->a, rest));
            w->n++;
        }
    }
    w->fd = open(z, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    *out = w;
    return w->fd < 0 ? FAULT(ERR_IO) : OK;
}

static void fake_batch(void *writer, arena *a, struct house_call *calls, size_t n, instant now)
{
    struct fake_writer *w = writer;
    buf b;
    (void)now;
    buf_init(&b, a, 4096);
    for (size_t i = 0; i < n; i++) {
        struct house_call *c = &calls[i];
        const char *had = map_get(&w->ids, c->id);
        if (c->poisoned) {
            c->answer = S("incident");
            continue;
        }
        w->hooks.starting(w->hooks.ctx, c->id, str_hash(c->call));
        if (str_starts(c->call, S("poison")))
            raise(str_starts(c->call, S("poison-own")) ? SIGABRT : SIGKILL);
        if (str_eq(c->call, S("forbidden"))) {
            c->answer = what_is_forbidden(a, w->f->data);
            continue;
        }
        if (!had) {
            char *line = str_zdup(
                &w->a, str_fmt(&w->a, "%llu %.*s", (unsigned long long)++w->n, STR_ARG(c->call)));
            had = line;
            map_put(&w->ids, &w->a, str_copy(&w->a, c->id), line);
            buf_fmt(&b, "%.*s %s\n", STR_ARG(c->id), line);
        }
        w->hooks.starting(w->hooks.ctx, STR_NULL, 0);
        c->answer = str_copy(a, str_z(had));
        if (str_starts(c->call, S("wake")))
            w->hooks.topic(w->hooks.ctx, S("t"), w->n);
        if (str_starts(c->call, S("publish")))
            w->hooks.published(w->hooks.ctx);
    }
    CHECK(write(w->fd, b.p, b.n) == (ssize_t)b.n && fdatasync(w->fd) == 0);
}

static int64_t fake_tick(void *writer, instant now)
{
    (void)writer;
    (void)now;
    return 1000;
}

static void fake_writer_close(void *writer)
{
    struct fake_writer *w = writer;
    close(w->fd);
    arena_free(&w->a);
    free(w);
}

static err fake_keeper_open(void *boot, void **out)
{
    *out = boot;
    return OK;
}

/* Answers a request to wrap a key: the subject is what is asked, the wrapped key what is said. */
static void fake_keeper_answer(void *k, enum role_kind peer, arena *a, str request, buf *out)
{
    rdr r = rdr_of(request);
    str what;

    CHECK(rdr_u8(&r) == KEEPER_WRAP && rdr_u32(&r) == 1);
    what = rdr_lstr(&r);
    buf_u8(out, ERR_CLASS_OK);
    buf_u8(out, ERR_NONE);
    buf_lstr(out, str_eq(what, S("forbidden"))
                      ? what_is_forbidden(a, ((struct fake *)k)->data)
                      : str_fmt(a, "keeper to %s: %.*s", role_kind_name(peer), STR_ARG(what)));
}

/* ---- jobs: at each wake asks press and writer, and writes down what they said ---- */

struct fake_jobs {
    struct fake *f;
    struct house_io io;
    unsigned n;
};

static err fake_jobs_open(void *boot, const struct keeper_line *keeper, const struct house_io *io,
                          void **out)
{
    struct fake_jobs *j = calloc(1, sizeof(*j));
    (void)keeper;
    *j = (struct fake_jobs){ boot, *io, 0 };
    *out = j;
    return OK;
}

static int64_t fake_jobs_tick(void *jobs, instant now)
{
    struct fake_jobs *j = jobs;
    str pressed = S("-"), linked = S("-");
    arena a;
    char z[300];
    (void)now;
    if (j->n++ > 2)
        return 1000;
    arena_init(&a, 0);
    err p = j->io.press(j->io.ctx, &a, S("paper"), &pressed);
    err l = j->io.link(j->io.ctx, &a, S("mail"), S("letter"), &linked);
    str ids[2] = { ulid_str(&a, ulid_new()), ulid_str(&a, ulid_new()) }, answers[2];
    const str calls[2] = { S("from-jobs"), S("from-jobs") };
    err why[2];
    j->io.acts(j->io.ctx, &a, ids, calls, 2, answers, why);
    err w = failed(why[0]) ? why[0] : why[1];
    if (str_eq(answers[0], answers[1])) /* each act has a number of its own */
        w = FAULT(ERR_CONFLICT);
    bool single = strstr(getenv("ROLE_TEST_FLAGS"), "single") != NULL; /* no sandbox there */
    if (j->n == 1 && !single && !failed(j->io.press(j->io.ctx, &a, S("forbidden"), &linked))) {
        snprintf(z, sizeof(z), "%s/files/press", j->f->data);
        CHECK(!failed(file_write(str_z(z), linked, 0600)));
        CHECK(!failed(j->io.link(j->io.ctx, &a, S("mail"), S("forbidden"), &linked)));
        snprintf(z, sizeof(z), "%s/files/mail", j->f->data);
        CHECK(!failed(file_write(str_z(z), linked, 0600)));
        CHECK(!failed(j->io.stage(j->io.ctx, &a, S("forbidden"), &linked)));
        snprintf(z, sizeof(z), "%s/files/stage", j->f->data);
        CHECK(!failed(file_write(str_z(z), linked, 0600)));
        CHECK(!failed(j->io.link(j->io.ctx, &a, S("mail"), S("letter"), &linked)));
    }
    if (!failed(p) && !failed(w) && !failed(l)) {
        snprintf(z, sizeof(z), "%s/files/jobs", j->f->data);
        CHECK(!failed(file_write(
            str_z(z), str_fmt(&a, "%.*s %.*s", STR_ARG(pressed), STR_ARG(linked)), 0600)));
    }
    arena_free(&a);
    return 200;
}

static err fake_open(void *boot, const struct keeper_line *keeper, void **out)
{
    (void)keeper;
    *out = boot;
    return OK;
}

static err fake_link_open(void *boot, const char *kind, void **out)
{
    (void)kind;
    *out = boot;
    return OK;
}

static err fake_do(void *p, arena *a, str job, str *result)
{
    if (str_eq(job, S("forbidden")))
        *result = what_is_forbidden(a, ((struct fake *)p)->data);
    else
        *result = str_fmt(a, "did %.*s", STR_ARG(job));
    return OK;
}

static const char *const fake_kinds[] = { "mail", NULL };

/* ---- stage: what it may not, its children may not either ---- */

static str by_a_child(arena *a, const char *data)
{
    char said[500] = "";
    int ends[2];
    size_t n = 0;
    ssize_t got;

    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0) {
        str s = what_is_forbidden(a, data);
        _exit(write(ends[1], s.p, s.n) == (ssize_t)s.n ? 0 : 1);
    }
    CHECK(child > 0);
    close(ends[1]);
    while ((got = read(ends[0], said + n, sizeof said - n)) > 0)
        n += (size_t)got;
    close(ends[0]);
    CHECK(waitpid(child, NULL, 0) == child);
    return str_copy(a, str_of(said, n));
}

static const char *may_write(arena *a, const char *data, const char *name)
{
    int fd = open(str_zdup(a, str_fmt(a, "%s/%s", data, name)), O_WRONLY | O_CREAT, 0600);

    if (fd >= 0)
        close(fd);
    return fd >= 0 ? "open" : "refused";
}

static err fake_stage_open(void *boot, const char *dir, void **out)
{
    (void)dir;
    *out = boot;
    return OK;
}

static err fake_stage_do(void *p, arena *a, str question, str *answer)
{
    const char *data = ((struct fake *)p)->data;

    if (!str_eq(question, S("forbidden")))
        return FAULT(ERR_UNSUPPORTED);
    str own = what_is_forbidden(a, data), childs = by_a_child(a, data);
    *answer = str_fmt(a, "%.*sfiles %s\nstage %s\nchild %s\n", STR_ARG(own),
                      may_write(a, data, "files/of-the-stage"), may_write(a, data, "stage/own"),
                      str_eq(own, childs) ? "alike" : "OTHERWISE");
    return OK;
}

const struct house test_house = {
    .load = fake_load,
    .unload = fake_unload,
    .prepare = fake_prepare,
    .facts = fake_facts,
    .asset = fake_asset,
    .worker_open = fake_worker_open,
    .worker_close = fake_worker_close,
    .visit_new = fake_visit_new,
    .visit_begin = fake_visit_begin,
    .visit_resume = fake_visit_resume,
    .visit_reply = fake_visit_reply,
    .visit_call = fake_visit_call,
    .visit_park = fake_visit_park,
    .visit_free = fake_visit_free,
    .writer_open = fake_writer_open,
    .writer_close = fake_writer_close,
    .jobs_close = free,
    .batch = fake_batch,
    .writer_tick = fake_tick,
    .keeper_open = fake_keeper_open,
    .keeper_answer = fake_keeper_answer,
    .jobs_open = fake_jobs_open,
    .jobs_tick = fake_jobs_tick,
    .press_open = fake_open,
    .press_do = fake_do,
    .link_kinds = fake_kinds,
    .link_open = fake_link_open,
    .link_do = fake_do,
    .stage_open = fake_stage_open,
    .stage_do = fake_stage_do,
};

/* ---- this program as a server ---- */

static void said(void *ctx, const char *address, const char *missing)
{
    (void)ctx;
    FILE *f;
    char z[300];
    snprintf(z, sizeof(z), "%s/ready.new", getenv("ROLE_TEST_DIR"));
    f = fopen(z, "w");
    fprintf(f, "%s\n%s\n", strrchr(address, ':') + 1, missing);
    fclose(f);
    char to[300];
    snprintf(to, sizeof(to), "%s/ready", getenv("ROLE_TEST_DIR"));
    rename(z, to);
}

__attribute__((constructor(60000))) static void maybe_serve(int argc, char **argv)
{
    const char *flags = getenv("ROLE_TEST_FLAGS");
    if (!flags)
        return;
    proc_init(argc, argv);
    log_threshold(LOG_INFO);
    struct serve_settings s = { .listen = { "127.0.0.1:0" },
                                .data = getenv("ROLE_TEST_DIR"),
                                .workers = 2,
                                .sandbox = true,
                                .said = said };
    s.single = strstr(flags, "single") != NULL;
    s.rate_loopback = strstr(flags, "rate") != NULL;
    s.proxy_trusted = strstr(flags, "proxy") != NULL;
    if (strstr(flags, "hasty"))
        s.request_ms = 1000;
    if (strstr(flags, "tiny"))
        s.queue_max = s.worker_most = 1;
    exit(role_serve(&s, &test_house));
}
