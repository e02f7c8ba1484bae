/* The supervisor: starts, watches, restarts, reloads; parses nothing from outside. */
#include "role/super.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/log.h"
#include "os/proc.h"
#include "os/sandbox.h"
#include "os/sock.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { STOP_MS = 15000 };

static unsigned or_else(unsigned n, unsigned otherwise)
{
    return n ? n : otherwise;
}

static void seats_add(struct super *s, enum role_kind kind, unsigned n)
{
    for (unsigned i = 0; i < n && s->seats < SEATS_MAX; i++)
        s->seat[s->seats++] = (struct seat){ .kind = kind, .index = i };
}

static void seats_plan(struct super *s)
{
    const struct house *h = s->house;
    unsigned links = 0;

    while (h->link_kinds && h->link_kinds[links])
        links++;
    if (h->keeper_open)
        seats_add(s, ROLE_KEEPER, 1);
    seats_add(s, ROLE_FRONT, or_else(s->settings->fronts, 1));
    seats_add(s, ROLE_WRITER, 1);
    seats_add(s, ROLE_WORKER, or_else(s->settings->workers, MAX(proc_cpus(), 2)));
    seats_add(s, ROLE_SLOW, or_else(s->settings->slow, 1));
    if (h->jobs_open)
        seats_add(s, ROLE_JOBS, 1);
    if (h->press_open)
        seats_add(s, ROLE_PRESS, 1);
    seats_add(s, ROLE_LINK, links);
    if (h->stage_open)
        seats_add(s, ROLE_STAGE, 1);
}

static struct child *seat_child(struct super *s, const struct seat *seat, bool current, bool ready)
{
    for (size_t i = 0; i < CHILDREN_MAX; i++) {
        struct child *c = &s->child[i];

        if (c->state == CHILD_NONE || c->who.kind != seat->kind || c->who.index != seat->index)
            continue;
        if (current != (c->generation == s->generation && c->state != CHILD_LEAVING))
            continue;
        if (!ready || c->state == CHILD_READY)
            return c;
    }
    return NULL;
}

/* Two writers, or two that do the same jobs, must never run at once. */
static bool exclusive(enum role_kind k)
{
    return k == ROLE_WRITER || k == ROLE_JOBS;
}

static bool kind_ready(const struct super *s, enum role_kind kind)
{
    for (size_t i = 0; i < CHILDREN_MAX; i++)
        if (s->child[i].state == CHILD_READY && s->child[i].who.kind == kind)
            return true;
    return false;
}

static bool may_start(const struct super *s, enum role_kind k)
{
    bool first = k == ROLE_FRONT || k == ROLE_KEEPER || k == ROLE_WRITER;

    return s->prepared && (first || kind_ready(s, ROLE_WRITER));
}

static void seat_fill(struct super *s, struct seat *seat)
{
    struct child *old = seat_child(s, seat, false, false), *now = seat_child(s, seat, true, false);

    if (old && old->state != CHILD_LEAVING &&
        (exclusive(seat->kind) || (now && now->state == CHILD_READY)))
        child_leave(s, old, 0);
    if (now || (exclusive(seat->kind) && old) || clock_mono_ns() < seat->not_before_ns ||
        !may_start(s, seat->kind))
        return;
    child_start(s, seat->kind, seat->index);
}

/* Keys, migrations and seed: alone, before the writer of this generation. */
static void prepare(struct super *s)
{
    if (s->prepared || clock_mono_ns() < s->prepare_not_before_ns || kind_alive(s, ROLE_PREPARE) ||
        kind_alive(s, ROLE_WRITER))
        return;
    child_start(s, ROLE_PREPARE, 0);
}

static bool renewed(const struct super *s, enum role_kind kind)
{
    for (size_t i = 0; i < CHILDREN_MAX; i++)
        if (s->child[i].state == CHILD_READY && s->child[i].who.kind == kind &&
            s->child[i].generation == s->generation)
            return true;
    return false;
}

/* ---- DATA/stoa.pid: whom commands beside the server send their signals ---- */

static str pid_path(arena *a, const struct super *s)
{
    return str_fmt(a, "%s/stoa.pid", s->settings->data);
}

static void pid_write(const struct super *s)
{
    arena a;

    arena_init(&a, 0);
    if (failed(file_write(pid_path(&a, s), str_fmt(&a, "%d\n", getpid()), 0644)))
        LOG(LOG_WARN, "serve.no_pid_file", LOG_N("pid", getpid()));
    arena_free(&a);
}

/* Only where it is this server's own: another may work here by now. */
static void pid_remove(const struct super *s)
{
    str text;
    arena a;

    arena_init(&a, 0);
    if (!failed(file_read(&a, pid_path(&a, s), 64, &text)) &&
        str_eq(str_trim(text), str_fmt(&a, "%d", getpid())))
        (void)!failed(file_remove(pid_path(&a, s)));
    arena_free(&a);
}

static void announce(struct super *s)
{
    unsigned missing = 0;
    bool first = !s->served;
    arena a;

    if (s->announced || !renewed(s, ROLE_FRONT) || !renewed(s, ROLE_WORKER) ||
        !renewed(s, ROLE_SLOW))
        return;
    s->announced = s->served = true;
    if (first)
        pid_write(s);
    for (size_t i = 0; i < METRIC_ROWS; i++)
        missing |= s->shared->info[i].missing;
    arena_init(&a, 0);
    str names = sandbox_names(&a, missing);
    LOG(LOG_INFO, "serve.ready", LOG_S("address", s->listen_name[0]),
        LOG_N("generation", (int64_t)s->generation), LOG_S("not_given_by_kernel", names),
        LOG_N("ms", clock_now().ms - (int64_t)s->shared->started_ms));
    if (s->settings->said && first)
        s->settings->said(s->settings->said_ctx, str_zdup(&a, s->listen_name[0]),
                          str_zdup(&a, names));
    arena_free(&a);
}

/* ---- stopping, in the order in which nothing is lost ---- */

static void leave_all(struct super *s, enum role_kind kind)
{
    for (size_t i = 0; i < CHILDREN_MAX; i++)
        if (s->child[i].state != CHILD_NONE && s->child[i].who.kind == kind)
            child_leave(s, &s->child[i], 1);
}

static void stop_step(struct super *s)
{
    static const enum role_kind order[] = { ROLE_FRONT,  ROLE_JOBS,   ROLE_LINK, ROLE_PRESS,
                                            ROLE_STAGE,  ROLE_WORKER, ROLE_SLOW, ROLE_PREPARE,
                                            ROLE_WRITER, ROLE_KEEPER };

    FOR_EACH(order, k)
        if (kind_alive(s, *k)) {
            leave_all(s, *k);
            return;
        }
    s->stage = UINT32_MAX;
}

static void stop_begin(struct super *s, int status)
{
    if (s->stopping)
        return;
    s->stopping = true;
    s->status = status;
    s->stop_ns = clock_mono_ns() + (int64_t)STOP_MS * 1000000;
    LOG(LOG_INFO, "serve.stopping", LOG_N("status", status));
}

static void kill_rest(struct super *s)
{
    for (size_t i = 0; i < CHILDREN_MAX; i++)
        if (s->child[i].state != CHILD_NONE && s->child[i].pid > 0 && !s->settings->single)
            kill(s->child[i].pid, SIGKILL);
    s->stage = UINT32_MAX;
}

/* ---- signals ---- */

static void reload(struct super *s)
{
    if (s->settings->single) {
        LOG(LOG_WARN, "serve.reload_refused", LOG_S("why", S("--single loads once")));
        return;
    }
    if (s->next_zygote.state != CHILD_NONE || s->stopping)
        return;
    s->content_taken = __atomic_load_n(&s->shared->wanted_content, __ATOMIC_ACQUIRE);
    zygote_start(s, &s->next_zygote, s->generation + 1);
}

/* What was published by an act is loaded as after a SIGHUP.  While a zygote still loads, it waits:
 * that one may have read the database before the act. */
static void content_follow(struct super *s)
{
    uint64_t wanted = __atomic_load_n(&s->shared->wanted_content, __ATOMIC_ACQUIRE);

    if (wanted == s->content_taken || s->next_zygote.state != CHILD_NONE)
        return;
    if (s->settings->single)
        s->content_taken = wanted;
    reload(s);
}

static void replace_binary(struct super *s)
{
    char env[32];

    if (s->settings->single || s->stopping || s->next_zygote.state != CHILD_NONE ||
        !resume_save(s, env, sizeof(env))) {
        LOG(LOG_WARN, "serve.replace_refused", LOG_N("single", s->settings->single));
        return;
    }
    LOG(LOG_INFO, "serve.replacing", LOG_N("pid", getpid()));
    err e = proc_exec_self(RESUME_ENV, env);
    unsetenv(RESUME_ENV);
    LOG(LOG_ERROR, "serve.replace_failed", LOG_N("code", e.code));
}

static void signals(struct super *s)
{
    struct signalfd_siginfo i;

    while (read(s->signal_fd, &i, sizeof(i)) == (ssize_t)sizeof(i)) {
        if (i.ssi_signo == SIGHUP)
            reload(s);
        else if (i.ssi_signo == SIGUSR2)
            replace_binary(s);
        else if (i.ssi_signo != SIGCHLD)
            stop_begin(s, 0);
    }
    if (!s->settings->single)
        while (s->stopping && waitpid(-1, NULL, WNOHANG) > 0)
            ;
}

/* ---- messages of children ---- */

static void generation_begin(struct super *s, struct child *z)
{
    if (s->zygote.state != CHILD_NONE && z != &s->zygote) {
        close(s->zygote.ctl);
        s->zygote = *z;
        z->state = CHILD_NONE;
    }
    s->zygote.state = CHILD_READY;
    if (s->generation == s->zygote.generation)
        return; /* a new zygote for roles that run already */
    s->generation = s->wanted_generation = s->zygote.generation;
    s->prepared = false;
    s->announced = false;
    for (size_t i = 0; i < s->seats; i++)
        s->seat[i].fails = 0;
    poison_release(&s->shared->poison);
    __atomic_add_fetch(&s->shared->content_generation, 1, __ATOMIC_RELEASE);
    LOG(LOG_INFO, "serve.generation", LOG_N("generation", (int64_t)s->generation));
}

static void child_says(struct super *s, struct child *c, const struct ctl *m)
{
    if (m->op == CTL_HELLO) {
        c->pid = (int)m->arg;
        if (c->state == CHILD_SPAWNED)
            c->state = CHILD_SAID_HELLO;
        if (c->who.kind != ROLE_ZYGOTE)
            child_linked(s, c);
    } else if (m->op == CTL_READY && c->who.kind == ROLE_ZYGOTE) {
        generation_begin(s, c);
    } else if (m->op == CTL_READY) {
        if (c->state != CHILD_LEAVING)
            c->state = CHILD_READY;
        if (c->who.kind == ROLE_PREPARE)
            s->prepared = true;
        else
            child_linked(s, c);
    }
}

static void zygote_gone(struct super *s, struct child *z)
{
    bool first = z == &s->zygote && s->generation == 0;

    child_reap(z);
    close(z->ctl);
    z->state = CHILD_NONE;
    if (s->stopping)
        return;
    LOG(LOG_ERROR, z == &s->zygote ? "zygote.died" : "serve.reload_failed", LOG_N("pid", z->pid));
    if (first)
        stop_begin(s, 1);
}

/* What cannot be prepared at the first start never will be; later the roles that run go on, and it
 * is tried again. */
static void role_gone(struct super *s, struct child *c)
{
    bool unprepared = c->who.kind == ROLE_PREPARE && c->state != CHILD_READY;

    child_gone(s, c);
    if (!unprepared || s->stopping)
        return;
    s->prepare_not_before_ns = clock_mono_ns() + 1000000000;
    if (!s->served)
        stop_begin(s, 1);
}

static void child_read(struct super *s, struct child *c)
{
    for (;;) {
        struct ctl m;
        int fds[SOCK_FDS];
        size_t n = sizeof(m), nfds;
        err e = sock_recv_fds(c->ctl, &m, &n, fds, &nfds);

        if (e.code == ERR_BUSY)
            return;
        if (failed(e) || n != sizeof(m)) {
            if (c->who.kind == ROLE_ZYGOTE)
                zygote_gone(s, c);
            else
                role_gone(s, c);
            return;
        }
        child_says(s, c, &m);
    }
}

/* ---- the loop ---- */

static int poll_ms(const struct super *s)
{
    int64_t now = clock_mono_ns(), next = now + 1000000000;

    for (size_t i = 0; i < s->seats; i++)
        if (s->seat[i].not_before_ns > now)
            next = MIN(next, s->seat[i].not_before_ns);
    return (int)((next - now) / 1000000) + 1;
}

static void wait_once(struct super *s)
{
    struct pollfd p[CHILDREN_MAX + 3];
    struct child *whose[CHILDREN_MAX + 3];
    nfds_t n = 0;

    whose[n] = NULL;
    p[n++] = (struct pollfd){ s->signal_fd, POLLIN, 0 };
    for (size_t i = 0; i < CHILDREN_MAX + 2; i++) {
        struct child *c = i < CHILDREN_MAX    ? &s->child[i]
                          : i == CHILDREN_MAX ? &s->zygote
                                              : &s->next_zygote;

        if (c->state == CHILD_NONE)
            continue;
        whose[n] = c;
        p[n++] = (struct pollfd){ c->ctl, POLLIN, 0 };
    }
    if (poll(p, n, s->stopping ? 50 : poll_ms(s)) <= 0)
        return;
    for (nfds_t i = 1; i < n; i++)
        if (p[i].revents && whose[i]->state != CHILD_NONE && whose[i]->ctl == p[i].fd)
            child_read(s, whose[i]);
    if (p[0].revents)
        signals(s);
}

/* A zygote that cannot load the site is tried again every second: the roles that run
 * go on without. */
static void zygote_retry(struct super *s)
{
    if (clock_mono_ns() >= s->zygote_not_before_ns)
        zygote_start(s, &s->zygote, s->wanted_generation);
    s->zygote_not_before_ns = clock_mono_ns() + 1000000000;
}

static void tick(struct super *s)
{
    if (s->stopping) {
        if (clock_mono_ns() > s->stop_ns)
            kill_rest(s);
        else
            stop_step(s);
        return;
    }
    if (s->zygote.state == CHILD_NONE && s->next_zygote.state == CHILD_NONE && !s->settings->single)
        zygote_retry(s);
    content_follow(s);
    if (s->zygote.state != CHILD_READY)
        return;
    for (size_t i = 0; i < s->seats; i++)
        seat_fill(s, &s->seat[i]);
    prepare(s);
    announce(s);
}

/* ---- beginning ---- */

static bool listen_all(struct super *s)
{
    for (size_t i = 0; i < LISTEN_MAX && s->settings->listen[i]; i++) {
        err e =
            sock_listen(&s->a, str_z(s->settings->listen[i]), &s->listen[i], &s->listen_name[i]);

        if (failed(e)) {
            fprintf(stderr, "stoa: cannot listen on %s: %s\n", s->settings->listen[i],
                    e.code == ERR_CONFLICT ? "the address is in use"
                    : e.code == ERR_DENIED ? "not permitted"
                    : e.code == ERR_SYNTAX ? "not an address"
                                           : "the system refused");
            return false;
        }
        s->listens++;
    }
    return s->listens > 0;
}

static bool data_make(struct super *s)
{
    str data = str_z(s->settings->data), spool = str_fmt(&s->a, "%s/spool", s->settings->data);
    str public = str_fmt(&s->a, "%s/public", s->settings->data);
    str files = str_fmt(&s->a, "%s/files", s->settings->data);
    str stage = str_fmt(&s->a, "%s/stage", s->settings->data);
    str errands = str_fmt(&s->a, "%s/errands", s->settings->data);

    if (failed(dir_make(data, 0750)) || failed(dir_make(spool, 0700)) ||
        failed(dir_make(files, 0700)) || failed(dir_make(public, 0750)) ||
        failed(dir_make(stage, 0700)) || failed(dir_make(errands, 0700))) {
        fprintf(stderr, "stoa: cannot make the folder %s\n", s->settings->data);
        return false;
    }
    return true;
}

bool shared_make(struct super *s)
{
    if (failed(proc_shared_make("stoa-shared", sizeof(struct shared), &s->shared_fd)) ||
        failed(proc_shared_map(s->shared_fd, sizeof(struct shared), (void **)&s->shared)))
        return false;
    s->shared->layout = sizeof(struct shared) << 8 | SHARED_LAYOUT;
    s->shared->started_ms = (uint64_t)clock_now().ms;
    return true;
}

static void signals_take(struct super *s)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    s->signal_fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    CHECK(s->signal_fd >= 0);
}

static bool begin(struct super *s)
{
    const char *resumed = getenv(RESUME_ENV);

    if (!data_make(s))
        return false;
    s->wanted_generation = 1;
    if (!(resumed && resume_load(s, resumed)) && (!listen_all(s) || !shared_make(s)))
        return false;
    unsetenv(RESUME_ENV);
    if (!s->settings->single)
        return !failed(proc_adopt_orphans());
    if (failed(s->house->load(s->house->ctx, &s->boot)))
        return false;
    s->zygote.generation = 1;
    s->zygote.ctl = -1;
    generation_begin(s, &s->zygote);
    return true;
}

static void end(struct super *s)
{
    if (s->zygote.state != CHILD_NONE && !s->settings->single) {
        close(s->zygote.ctl);
        child_reap(&s->zygote);
    }
    if (s->boot && s->house->unload)
        s->house->unload(s->boot);
    pid_remove(s);
    for (size_t i = 0; i < s->listens; i++)
        close(s->listen[i]);
    if (s->signal_fd >= 0)
        close(s->signal_fd);
    arena_free(&s->a);
    LOG(LOG_INFO, "serve.stopped", LOG_N("status", s->status));
}

int role_serve(const struct serve_settings *settings, const struct house *h)
{
    struct super *s = calloc(1, sizeof(*s));
    int status;

    CHECK(s);
    s->settings = settings;
    s->house = h;
    s->signal_fd = -1;
    log_role("supervisor", 0);
    signals_take(s);
    seats_plan(s);
    if (begin(s)) {
        s->content_taken = __atomic_load_n(&s->shared->wanted_content, __ATOMIC_ACQUIRE);
        while (s->stage != UINT32_MAX) {
            tick(s);
            if (s->stage != UINT32_MAX)
                wait_once(s);
        }
    } else {
        s->status = 1;
    }
    status = s->status;
    end(s);
    free(s);
    return status;
}
