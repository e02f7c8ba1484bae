#include "cli/stage_role.h"

#include "cli/stage_play.h"
#include "conf/conf.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/log.h"
#include "os/proc.h"
#include "os/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PLAYS_MOST = 2,
    ID_MOST = 80,
    WAIT_MOST = 2000,
    SECONDS = 120, /* of a processor, where no setting says how many */
    SLOWER = 4,    /* so much longer it may take where others want the processor, too */
    RESULT_MOST = 12 * 1024 * 1024,
    FDS_MOST = 128
};
static const uint64_t memory_most = (uint64_t)1024 * MIB, file_most = (uint64_t)512 * MIB;

/* One child and what has come of it. */
struct playing {
    char id[ID_MOST];
    pid_t pid; /* 0: a free place */
    int pipe;
    int64_t until_ns;
    arena a;
    buf result;
    str dir;
    bool late, large;
};

struct stage_role {
    const struct boot *boot;
    str dir;
    arena home;
    int nowhere; /* where a child's own words go */
    int seconds;
    unsigned begun;
    struct playing v[PLAYS_MOST];
};

static int seconds_of(const struct boot *b)
{
    int64_t ms = b->conf ? conf_int(b->conf, "stage-time") : 0;

    return ms > 0 ? (int)((ms + 999) / 1000) : SECONDS;
}

err stage_role_open(void *boot, const char *dir, void **out)
{
    struct stage_role *r = calloc(1, sizeof *r);
    dir_list old = { 0 };

    CHECK(r);
    arena_init(&r->home, 0);
    r->boot = boot;
    r->dir = str_fmt(&r->home, "%s/plays", dir);
    r->seconds = seconds_of(boot);
    r->nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (r->nowhere < 0 || failed(dir_make(r->dir, 0700)) ||
        failed(dir_read(&r->home, r->dir, &old))) {
        stage_role_close(r);
        return FAULT(ERR_IO);
    }
    for (size_t i = 0; i < old.n; i++)
        (void)!failed(
            dir_remove(str_fmt(&r->home, "%.*s/%.*s", STR_ARG(r->dir), STR_ARG(old.v[i].name))));
    *out = r;
    return OK;
}

/* ---- the child ---- */

static void all_out(int fd, str s)
{
    while (s.n) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        s = str_from(s, (size_t)n);
    }
}

/* Where the role lives in its box already, what is refused here is given up already. */
static bool boxed(str dir, int seconds)
{
    const struct sandbox_path paths[] = { { dir, true },
                                          { S("/usr"), false },
                                          { S("/etc/localtime"), false },
                                          { S("/etc/fonts"), false },
                                          { S("/var/cache/fontconfig"), false },
                                          { S("/etc/magic"), false } };
    struct sandbox box = { .paths = paths,
                           .path_count = LEN(paths),
                           .memory_max = memory_most,
                           .file_max = file_most,
                           .fds_max = FDS_MOST };
    /* The soft limit first: its signal tells why, that of the hard one does not. */
    struct rlimit cpu = { (rlim_t)seconds, (rlim_t)seconds + 5 };
    unsigned missing;

#ifdef __SANITIZE_ADDRESS__
    box.memory_max = 0; /* the sanitizer's shadow counts as memory */
#endif
    return setrlimit(RLIMIT_CPU, &cpu) == 0 && !failed(sandbox_enter(&box, &missing));
}

static _Noreturn void child(const struct stage_role *r, val play, str dir, int out, pid_t parent)
{
    enum { FD_OUT = 3 };
    arena a;
    buf b;

    if (out != FD_OUT && dup2(out, FD_OUT) < 0)
        _exit(3);
    for (int fd = 0; fd < FD_OUT; fd++)
        if (dup2(r->nowhere, fd) < 0)
            _exit(3);
    proc_close_from(FD_OUT + 1);
    clock_hold((instant){ 0 });
    os_fail_after(0);
    if (failed(proc_parent_death(SIGKILL, parent)) || !boxed(dir, r->seconds))
        _exit(3);
    log_threshold(LOG_ERROR);
    arena_init(&a, 0);
    buf_init(&b, &a, 64 * KIB);
    val_pack(&b, stage_play(&a, r->boot, dir, play));
    all_out(FD_OUT, buf_str(&b));
    _exit(0);
}

/* ---- its parent ---- */

static struct playing *found(struct stage_role *r, str id)
{
    for (size_t i = 0; i < PLAYS_MOST; i++)
        if (r->v[i].pid && str_eq(str_z(r->v[i].id), id))
            return &r->v[i];
    return NULL;
}

/* Ends the child if it lives; its wait status. */
static int ended(struct playing *p)
{
    int status = 0;

    kill(p->pid, SIGKILL);
    while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static void cleared(struct playing *p)
{
    close(p->pipe);
    (void)!failed(dir_remove(p->dir));
    arena_free(&p->a);
    *p = (struct playing){ 0 };
}

static void over(struct playing *p)
{
    if (!p->pid)
        return;
    (void)ended(p);
    cleared(p);
}

void stage_role_close(void *role)
{
    struct stage_role *r = role;

    if (!r)
        return;
    for (size_t i = 0; i < PLAYS_MOST; i++)
        over(&r->v[i]);
    if (r->nowhere >= 0)
        close(r->nowhere);
    arena_free(&r->home);
    free(r);
}

/* A place for another play; what nobody asked for any more makes way when its time is over. */
static struct playing *place(struct stage_role *r)
{
    for (size_t i = 0; i < PLAYS_MOST; i++) {
        if (r->v[i].pid && clock_mono_ns() > r->v[i].until_ns + (int64_t)10000000000)
            over(&r->v[i]);
        if (!r->v[i].pid)
            return &r->v[i];
    }
    return NULL;
}

static err begin(struct stage_role *r, struct playing *p, str id, val play)
{
    int ends[2];
    pid_t me = getpid();

    arena_init(&p->a, 0);
    p->dir = str_fmt(&p->a, "%.*s/%d-%u", STR_ARG(r->dir), (int)me, ++r->begun);
    if (failed(dir_make(p->dir, 0700)) || pipe2(ends, O_CLOEXEC) != 0)
        return FAULT(ERR_IO);
    buf_init(&p->result, &p->a, 64 * KIB);
    fflush(NULL);
    p->pid = fork();
    if (p->pid == 0)
        child(r, play, p->dir, ends[1], me);
    close(ends[1]);
    if (p->pid < 0) {
        p->pid = 0;
        close(ends[0]);
        return FAULT(ERR_IO);
    }
    p->pipe = ends[0];
    p->until_ns = clock_mono_ns() + (int64_t)r->seconds * SLOWER * 1000000000;
    memcpy(p->id, id.p, id.n);
    p->id[id.n] = 0;
    return OK;
}

/* Takes what has come; true at the end. */
static bool drained(struct playing *p, int64_t wait_ms)
{
    int64_t stop = clock_mono_ns() + wait_ms * 1000000;
    char room[64 * 1024];

    for (;;) {
        int64_t now = clock_mono_ns(), left = (MIN(stop, p->until_ns) - now) / 1000000;
        struct pollfd f = { p->pipe, POLLIN, 0 };
        if (now >= p->until_ns)
            p->late = true;
        if (p->late || poll(&f, 1, (int)MAX(left, 0)) <= 0)
            return p->late;
        ssize_t n = read(p->pipe, room, sizeof room);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return true;
        p->large |= p->result.n + (size_t)n > RESULT_MOST;
        if (p->large)
            return true;
        buf_add(&p->result, str_of(room, (size_t)n));
    }
}

/* How a child ended that told nothing, or not all.  Past its memory an arena ends the process. */
static const char *why_of(const struct playing *p, int status)
{
    if (p->late || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
        return "time";
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT ? "memory" : "end";
}

static val said(arena *a, const char *state)
{
    return val_with(a, val_null(), S("state"), val_str(str_z(state)));
}

/* At the pipe's end the child has ended or is about to: what killed it is known a moment later. */
static int status_of(struct playing *p)
{
    int status = 0;

    for (int i = 0; !p->late && i < 200; i++) {
        if (waitpid(p->pid, &status, WNOHANG) == p->pid)
            return status;
        usleep(1000);
    }
    return ended(p);
}

static val told(arena *a, struct playing *p)
{
    str all = str_copy(a, buf_str(&p->result));
    int status = status_of(p);
    val result, out;

    if (!p->late && !p->large && all.n && !failed(val_unpack(a, all, &result)))
        out = val_with(a, said(a, "done"), S("result"), result);
    else
        out = val_with(a, said(a, "broken"), S("why"), val_str(str_z(why_of(p, status))));
    cleared(p);
    return out;
}

static val answered(struct stage_role *r, arena *a, val question)
{
    str id = val_get_text(question, S("id"));
    int64_t wait = val_get_i64(question, S("wait"), 0);
    struct playing *p = found(r, id);

    if (!p && !str_eq(val_get_text(question, S("op")), S("begin")))
        return said(a, "unknown");
    if (!p) {
        p = place(r);
        if (!p)
            return said(a, "busy");
        if (failed(begin(r, p, id, val_get(question, S("play"))))) {
            arena_free(&p->a);
            *p = (struct playing){ 0 };
            return val_with(a, said(a, "broken"), S("why"), VAL_S("end"));
        }
    }
    return drained(p, MIN(MAX(wait, 0), WAIT_MOST)) ? told(a, p) : said(a, "playing");
}

err stage_role_do(void *role, arena *a, str question, str *answer)
{
    val q;
    buf b;

    TRY(val_unpack(a, question, &q));
    str id = val_get_text(q, S("id"));
    if (!id.n || id.n >= ID_MOST)
        return FAULT(ERR_SYNTAX);
    buf_init(&b, a, 4 * KIB);
    val_pack(&b, answered(role, a, q));
    *answer = buf_str(&b);
    return OK;
}
