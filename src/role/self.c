#include "role/self.h"

#include "os/clock.h"
#include "os/log.h"
#include "os/proc.h"
#include "os/sock.h"
#include "role/box.h"

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

const char *role_kind_name(enum role_kind k)
{
    static const char *const names[ROLE_KINDS] = { "supervisor", "zygote", "front",  "worker",
                                                   "slow",       "writer", "keeper", "jobs",
                                                   "press",      "link",   "prepare" };

    return k < ROLE_KINDS ? names[k] : "unknown";
}

role_main *role_main_of(enum role_kind k)
{
    static role_main *const mains[ROLE_KINDS] = {
        [ROLE_ZYGOTE] = zygote_run,   [ROLE_FRONT] = front_run,   [ROLE_WORKER] = worker_run,
        [ROLE_SLOW] = worker_run,     [ROLE_WRITER] = writer_run, [ROLE_KEEPER] = keeper_run,
        [ROLE_JOBS] = jobs_run,       [ROLE_PRESS] = service_run, [ROLE_LINK] = service_run,
        [ROLE_PREPARE] = prepare_run,
    };

    return k < ROLE_KINDS ? mains[k] : NULL;
}

unsigned self_row(struct shared *sh, enum role_kind kind, unsigned index)
{
    for (unsigned i = 0; i < METRIC_ROWS; i++) {
        struct metric_row *row = &sh->metrics[i];
        struct role_info *info = &sh->info[i];
        uint32_t free = 0;

        if (info->state != STATE_NONE && info->kind == kind && info->index == index)
            return i;
        if (!__atomic_compare_exchange_n(&info->state, &free, STATE_STARTING, false,
                                         __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            continue;
        info->kind = kind;
        info->index = index;
        snprintf(row->role, sizeof(row->role), "%s", role_kind_name(kind));
        row->index = index;
        __atomic_store_n(&row->used, 1, __ATOMIC_RELEASE);
        return i;
    }
    return METRIC_ROWS - 1;
}

void self_say(struct self *me, enum ctl_op op, uint32_t arg)
{
    struct ctl c = { .op = op, .arg = arg, .who = me->who, .generation = me->generation };

    if (failed(sock_send_fds(me->ctl, &c, sizeof(c), NULL, 0)))
        me->leaving = true;
}

/* The old descriptor's number keeps pointing at the keeper, whichever process that is. */
static void replace_keeper(struct self *me, int fd)
{
    if (me->keeper_fd < 0) {
        me->keeper_fd = fd;
        return;
    }
    CHECK(dup3(fd, me->keeper_fd, O_CLOEXEC) >= 0);
    close(fd);
}

bool self_next(struct self *me, struct ctl *out, int *fd)
{
    for (;;) {
        int fds[SOCK_FDS];
        size_t n = sizeof(*out), nfds = 0;
        err e = sock_recv_fds(me->ctl, out, &n, fds, &nfds);

        if (e.code == ERR_BUSY)
            return false;
        if (failed(e) || n != sizeof(*out)) {
            me->leaving = true;
            return false;
        }
        *fd = nfds > 0 ? fds[0] : -1;
        if (out->op != CTL_LINK || out->who.kind != ROLE_KEEPER)
            return true;
        if (*fd >= 0)
            replace_keeper(me, *fd);
        *out = (struct ctl){ 0 };
    }
}

bool role_asks_keeper(enum role_kind k)
{
    return k == ROLE_WORKER || k == ROLE_SLOW || k == ROLE_WRITER || k == ROLE_JOBS ||
           k == ROLE_PRESS;
}

/* What a request gave back is there for the next: without this each page of 30 KB is handed to the
 * kernel and fetched again. */
static void memory_stays(void)
{
    mallopt(M_MMAP_THRESHOLD, 4 * 1024 * 1024);
    mallopt(M_TRIM_THRESHOLD, 16 * 1024 * 1024);
}

bool self_begin(struct self *me)
{
    struct ctl c;
    int fd;

    memory_stays();
    me->keeper_fd = -1;
    me->metrics->pid = (uint32_t)getpid();
    me->info->pid = (uint32_t)getpid();
    me->info->incarnation = me->who.incarnation;
    me->info->state = STATE_STARTING;
    metric_add(me->metrics, M_STARTS, 1);
    self_say(me, CTL_HELLO, (uint32_t)getpid());
    while (!me->leaving && me->house->keeper_open &&
           role_asks_keeper((enum role_kind)me->who.kind) && me->keeper_fd < 0) {
        struct pollfd p = { me->ctl, POLLIN, 0 };

        poll(&p, 1, 1000);
        while (self_next(me, &c, &fd))
            if (c.op == CTL_LEAVE)
                me->leaving = true;
    }
    return !me->leaving;
}

bool self_ready(struct self *me)
{
    unsigned missing = 0;

    if (!me->settings->single && me->settings->sandbox && failed(box_enter(me, &missing))) {
        LOG(LOG_ERROR, "role.sandbox", LOG_S("what", S("a half-given promise: the role ends")));
        return false;
    }
    me->info->missing = missing;
    me->info->since_ms = (uint64_t)clock_now().ms;
    __atomic_store_n(&me->info->state, STATE_READY, __ATOMIC_RELEASE);
    self_say(me, CTL_READY, missing);
    return !me->leaving;
}
