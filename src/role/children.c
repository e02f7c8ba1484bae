/* Children of the supervisor: started through the zygote, linked with each other, noticed when they
 * end. */
#include "role/super.h"

#include "os/clock.h"
#include "os/log.h"
#include "os/proc.h"
#include "os/sock.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

void child_tell(struct child *c, enum ctl_op op, uint32_t arg, struct who about, int fd)
{
    struct ctl m = { .op = op, .arg = arg, .who = about };

    /* A child that does not take its messages is treated as dead when its socket closes. */
    if (failed(sock_send_fds(c->ctl, &m, sizeof(m), &fd, fd >= 0 ? 1 : 0)))
        LOG(LOG_WARN, "role.untold",
            LOG_S("kind", str_z(role_kind_name((enum role_kind)c->who.kind))), LOG_N("op", op));
}

static struct child *child_place(struct super *s)
{
    for (size_t i = 0; i < CHILDREN_MAX; i++)
        if (s->child[i].state == CHILD_NONE)
            return &s->child[i];
    return NULL;
}

struct child *child_start(struct super *s, enum role_kind kind, unsigned index)
{
    struct child *c = child_place(s);
    int pair[2];

    if (!c || failed(sock_pair(true, true, pair)))
        return NULL;
    *c = (struct child){ .who = { kind, index, ++s->incarnations },
                         .generation = s->generation,
                         .ctl = pair[0],
                         .state = CHILD_SPAWNED,
                         .since_ns = clock_mono_ns() };
    if (s->settings->single) {
        if (!single_spawn(s, c, pair[1])) {
            close(pair[0]);
            c->state = CHILD_NONE;
            return NULL;
        }
        return c;
    }
    child_tell(&s->zygote, CTL_SPAWN, 0, c->who, pair[1]);
    close(pair[1]);
    return c;
}

static _Noreturn void zygote_child(struct super *s, int ctl, uint64_t generation)
{
    struct self me = { .who = { ROLE_ZYGOTE, 0, generation },
                       .generation = generation,
                       .supervisor = getppid(),
                       .settings = s->settings,
                       .house = s->house };
    unsigned row;

    CHECK(!failed(proc_move_fd(&ctl, 16)));
    me.shared_fd = s->shared_fd;
    CHECK(!failed(proc_move_fd(&me.shared_fd, 16)));
    CHECK(dup3(ctl, 3, O_CLOEXEC) == 3 && dup3(me.shared_fd, 4, O_CLOEXEC) == 4);
    proc_close_from(5);
    me.ctl = 3;
    me.shared_fd = 4;
    me.shared = s->shared;
    row = self_row(me.shared, ROLE_ZYGOTE, 0);
    me.metrics = &me.shared->metrics[row];
    me.info = &me.shared->info[row];
    role_ignore_signals();
    proc_name("stoa-zygote");
    log_role("zygote", 0);
    arena_init(&me.a, 0);
    _exit(zygote_run(&me));
}

struct child *zygote_start(struct super *s, struct child *at, uint64_t generation)
{
    int pair[2], pid;

    if (failed(sock_pair(true, true, pair)))
        return NULL;
    pid = fork();
    if (pid == 0)
        zygote_child(s, pair[1], generation);
    close(pair[1]);
    if (pid < 0) {
        close(pair[0]);
        return NULL;
    }
    *at = (struct child){ .who = { ROLE_ZYGOTE, 0, generation },
                          .generation = generation,
                          .ctl = pair[0],
                          .pid = pid,
                          .state = CHILD_SPAWNED,
                          .since_ns = clock_mono_ns() };
    return at;
}

/* Who talks with whom, apart from the keeper. */
static bool talk(enum role_kind a, enum role_kind b)
{
    static const enum role_kind pairs[][2] = {
        { ROLE_FRONT, ROLE_WORKER },  { ROLE_FRONT, ROLE_SLOW },  { ROLE_FRONT, ROLE_WRITER },
        { ROLE_WORKER, ROLE_WRITER }, { ROLE_SLOW, ROLE_WRITER }, { ROLE_JOBS, ROLE_WRITER },
        { ROLE_JOBS, ROLE_PRESS },    { ROLE_JOBS, ROLE_LINK },   { ROLE_JOBS, ROLE_STAGE },
    };

    FOR_EACH(pairs, p)
        if (((*p)[0] == a && (*p)[1] == b) || ((*p)[0] == b && (*p)[1] == a))
            return true;
    return false;
}

static void link_pair(struct child *a, struct child *b)
{
    int pair[2];

    if (failed(sock_pair(false, false, pair))) {
        LOG(LOG_ERROR, "role.pair", LOG_N("errno", errno));
        return;
    }
    child_tell(a, CTL_LINK, (uint32_t)b->generation, b->who, pair[0]);
    child_tell(b, CTL_LINK, (uint32_t)a->generation, a->who, pair[1]);
    close(pair[0]);
    close(pair[1]);
}

static void link_keeper(struct child *keeper, struct child *c)
{
    if (!role_asks_keeper((enum role_kind)c->who.kind) || c->keeper_given ||
        c->state < CHILD_SAID_HELLO)
        return;
    link_pair(keeper, c);
    c->keeper_given = true;
}

static struct child *ready_keeper(struct super *s)
{
    struct child *best = NULL;

    for (size_t i = 0; i < CHILDREN_MAX; i++) {
        struct child *c = &s->child[i];

        if (c->state == CHILD_READY && c->who.kind == ROLE_KEEPER &&
            (!best || c->who.incarnation > best->who.incarnation))
            best = c;
    }
    return best;
}

void child_linked(struct super *s, struct child *c)
{
    struct child *keeper = ready_keeper(s);

    if (c->who.kind == ROLE_KEEPER && c->state == CHILD_READY) {
        for (size_t i = 0; i < CHILDREN_MAX; i++) {
            s->child[i].keeper_given = false;
            if (s->child[i].state != CHILD_NONE)
                link_keeper(c, &s->child[i]);
        }
        return;
    }
    if (keeper)
        link_keeper(keeper, c);
    if (c->state != CHILD_READY)
        return;
    for (size_t i = 0; i < CHILDREN_MAX; i++) {
        struct child *o = &s->child[i];
        /* Those that are leaving still need the writer for what they have begun, and an old front
         * the new workers. */
        bool lives =
            o->state == CHILD_READY || (o->state == CHILD_LEAVING &&
                                        (o->who.kind == ROLE_FRONT || c->who.kind == ROLE_WRITER));

        if (o != c && lives && talk((enum role_kind)c->who.kind, (enum role_kind)o->who.kind))
            link_pair(c, o);
    }
    if (c->who.kind == ROLE_FRONT)
        for (size_t i = 0; i < s->listens; i++)
            child_tell(c, CTL_LISTEN, (uint32_t)i, c->who, s->listen[i]);
}

void child_leave(struct super *s, struct child *c, uint32_t arg)
{
    if (c->state == CHILD_LEAVING)
        return;
    if (c->who.kind == ROLE_WORKER || c->who.kind == ROLE_SLOW)
        for (size_t i = 0; i < CHILDREN_MAX; i++)
            if (s->child[i].state != CHILD_NONE && s->child[i].who.kind == ROLE_FRONT)
                child_tell(&s->child[i], CTL_RETIRE, 0, c->who, -1);
    child_tell(c, CTL_LEAVE, arg, c->who, -1);
    c->state = CHILD_LEAVING;
}

bool kind_alive(const struct super *s, enum role_kind kind)
{
    for (size_t i = 0; i < CHILDREN_MAX; i++)
        if (s->child[i].state != CHILD_NONE && s->child[i].who.kind == kind)
            return true;
    return false;
}

/* A role that keeps dying young waits longer each time; one that is killed from outside does not
 * make itself die, and is back at once or nearly so. */
static void seat_back_off(struct super *s, const struct child *c, bool killed)
{
    enum { FAILS_MOST = 8, KILLS_MOST = 3 };
    bool quickly = clock_mono_ns() - c->since_ns < 1000000000;

    for (size_t i = 0; i < s->seats; i++) {
        struct seat *seat = &s->seat[i];

        if (seat->kind != c->who.kind || seat->index != c->who.index)
            continue;
        seat->fails = quickly ? MIN(seat->fails + 1, killed ? KILLS_MOST : FAILS_MOST) : 0;
        seat->not_before_ns = clock_mono_ns() + (seat->fails > 2 ? (10000000LL << seat->fails) : 0);
    }
}

int child_reap(const struct child *c)
{
    int status = 0;

    if (c->pid > 0)
        for (int i = 0; i < 200 && waitpid(c->pid, &status, WNOHANG) == 0; i++)
            usleep(500);
    return status;
}

void child_gone(struct super *s, struct child *c)
{
    int status = s->settings->single ? 0 : child_reap(c);
    bool expected = c->state == CHILD_LEAVING || s->stopping ||
                    (c->who.kind == ROLE_PREPARE && c->state == CHILD_READY);

    struct role_info *info =
        &s->shared->info[self_row(s->shared, (enum role_kind)c->who.kind, c->who.index)];

    close(c->ctl);
    if (info->incarnation == c->who.incarnation)
        info->state = STATE_GONE;
    bool killed =
        WIFSIGNALED(status) && (WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGTERM);
    if (c->who.kind == ROLE_WRITER)
        s->shared->poison.killed = killed;
    if (!expected) {
        LOG(LOG_ERROR, "role.died",
            LOG_S("kind", str_z(role_kind_name((enum role_kind)c->who.kind))),
            LOG_N("index", c->who.index), LOG_N("pid", c->pid),
            LOG_N("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0),
            LOG_N("status", WIFEXITED(status) ? WEXITSTATUS(status) : 0));
        seat_back_off(s, c, killed);
    }
    c->state = CHILD_NONE;
}
