/* The zygote: loads and checks the site once, then forks roles that share it read-only. */
#include "role/owner.h"
#include "role/self.h"

#include "os/log.h"
#include "os/proc.h"
#include "os/sock.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FD_CTL = 3, FD_SHARED = 4, FD_FIRST = 5 };

/* Roles leave signals of the terminal and of service managers to the supervisor. */
void role_ignore_signals(void)
{
    static const int ignored[] = { SIGHUP, SIGINT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2 };
    sigset_t none;

    FOR_EACH(ignored, s)
        signal(*s, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The middle process ends at once, and the supervisor, which adopts orphans, becomes the parent. */
static bool adopted(int supervisor)
{
    for (int i = 0; i < 20000; i++) {
        if (getppid() == supervisor)
            return !failed(proc_parent_death(SIGKILL, supervisor));
        usleep(50);
    }
    return false;
}

/* Everything but the log, the control socket and the shared pages is closed. */
static void keep_two(int ctl, int shared)
{
    if (shared != FD_SHARED)
        CHECK(dup3(shared, FD_SHARED, O_CLOEXEC) == FD_SHARED);
    if (ctl != FD_CTL)
        CHECK(dup3(ctl, FD_CTL, O_CLOEXEC) == FD_CTL);
    proc_close_from(FD_FIRST);
}

static _Noreturn void role_begin(const struct self *zygote, struct who who, int ctl)
{
    struct self me = *zygote;
    unsigned row = self_row(me.shared, (enum role_kind)who.kind, who.index);
    char name[16];
    int status;

    CHECK(!failed(proc_move_fd(&ctl, FD_FIRST)));
    keep_two(ctl, zygote->shared_fd);
    me.who = who;
    me.ctl = FD_CTL;
    me.shared_fd = FD_SHARED;
    me.metrics = &me.shared->metrics[row];
    me.info = &me.shared->info[row];
    me.leaving = false;
    arena_init(&me.a, 0);
    snprintf(name, sizeof(name), "stoa-%s", role_kind_name((enum role_kind)who.kind));
    proc_name(name);
    log_role(role_kind_name((enum role_kind)who.kind), who.index);
    if (!adopted(me.supervisor))
        _exit(1);
    CHECK(!failed(sock_nonblock(me.ctl, true)));
    status = role_main_of((enum role_kind)who.kind)(&me);
    _exit(status); /* what exit would run belongs to the supervisor's program */
}

static void spawn(struct self *me, struct who who, int ctl)
{
    pid_t middle = fork();

    if (middle == 0) {
        pid_t role = fork();

        if (role == 0)
            role_begin(me, who, ctl);
        _exit(role < 0);
    }
    close(ctl);
    if (middle < 0)
        LOG(LOG_ERROR, "role.fork", LOG_S("kind", str_z(role_kind_name((enum role_kind)who.kind))));
    else
        while (waitpid(middle, NULL, 0) < 0)
            ;
}

int zygote_run(struct self *me)
{
    struct ctl c;
    int fd;

    self_say(me, CTL_HELLO, (uint32_t)getpid());
    if (failed(me->house->load(me->house->ctx, &me->boot)))
        return 1;
    me->info->pid = (uint32_t)getpid();
    me->info->state = STATE_READY;
    self_say(me, CTL_READY, 0);
    while (!me->leaving) {
        struct pollfd p = { me->ctl, POLLIN, 0 };

        if (poll(&p, 1, -1) < 0)
            continue;
        while (self_next(me, &c, &fd)) {
            if (c.op == CTL_SPAWN && fd >= 0)
                spawn(me, c.who, fd);
            else if (c.op == CTL_LEAVE)
                me->leaving = true;
        }
    }
    return 0;
}

int prepare_run(struct self *me)
{
    if (!self_begin(me))
        return 1;
    if (me->house->prepare && failed(me->house->prepare(me->boot))) {
        LOG(LOG_ERROR, "role.prepare_failed", LOG_N("pid", getpid()));
        return 1;
    }
    if (failed(owner_take(me->settings))) {
        LOG(LOG_ERROR, "role.owners_failed", LOG_N("pid", getpid()));
        return 1;
    }
    self_say(me, CTL_READY, 0);
    return 0;
}
