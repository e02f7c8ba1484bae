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
#include <sys/eventfd.h>
#include <unistd.h>

/* A keeper that was killed is back in a tenth of a second; one that cannot start is not waited for
 * longer than people wait for a page. */
enum { KEEPER_WAIT_MS = 3000 };

const char *role_kind_name(enum role_kind k)
{
    static const char *const names[ROLE_KINDS] = { "supervisor", "zygote", "front",  "worker",
                                                   "slow",       "writer", "keeper", "jobs",
                                                   "press",      "link",   "stage",  "prepare" };

    return k < ROLE_KINDS ? names[k] : "unknown";
}

role_main *role_main_of(enum role_kind k)
{
    static role_main *const mains[ROLE_KINDS] = {
        [ROLE_ZYGOTE] = zygote_run, [ROLE_FRONT] = front_run,     [ROLE_WORKER] = worker_run,
        [ROLE_SLOW] = worker_run,   [ROLE_WRITER] = writer_run,   [ROLE_KEEPER] = keeper_run,
        [ROLE_JOBS] = jobs_run,     [ROLE_PRESS] = service_run,   [ROLE_LINK] = service_run,
        [ROLE_STAGE] = service_run, [ROLE_PREPARE] = prepare_run,
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
    if (me->keeper.fd < 0) {
        me->keeper.fd = fd;
        return;
    }
    CHECK(dup3(fd, me->keeper.fd, O_CLOEXEC) >= 0);
    close(fd);
}

enum came { CAME_NOTHING, CAME_KEEPER, CAME_OTHER };

static enum came receive(struct self *me, struct ctl *out, int *fd)
{
    int fds[SOCK_FDS];
    size_t n = sizeof(*out), nfds = 0;
    err e = sock_recv_fds(me->ctl, out, &n, fds, &nfds);

    if (e.code == ERR_BUSY)
        return CAME_NOTHING;
    if (failed(e) || n != sizeof(*out)) {
        me->leaving = true;
        return CAME_NOTHING;
    }
    *fd = nfds > 0 ? fds[0] : -1;
    if (out->op != CTL_LINK || out->who.kind != ROLE_KEEPER)
        return CAME_OTHER;
    if (*fd >= 0)
        replace_keeper(me, *fd);
    return CAME_KEEPER;
}

static bool later_take(struct self *me, struct ctl *out, int *fd)
{
    if (me->later.n == 0)
        return false;
    *out = me->later.v[0].c;
    *fd = me->later.v[0].fd;
    memmove(me->later.v, me->later.v + 1, --me->later.n * sizeof(me->later.v[0]));
    if (me->later.n == 0) {
        uint64_t rung;
        CHECK(read(me->later.bell, &rung, sizeof(rung)) == sizeof(rung));
    }
    return true;
}

static void later_put(struct self *me, const struct ctl *c, int fd)
{
    const uint64_t once = 1;

    CHECK(write(me->later.bell, &once, sizeof(once)) == sizeof(once));
    me->later.v[me->later.n].c = *c;
    me->later.v[me->later.n++].fd = fd;
}

bool self_next(struct self *me, struct ctl *out, int *fd)
{
    enum came came;

    if (later_take(me, out, fd))
        return true;
    while ((came = receive(me, out, fd)) == CAME_KEEPER)
        ;
    return came == CAME_OTHER;
}

/* The keeper is gone: the supervisor starts another and sends the new link, perhaps after other
 * messages. */
static bool another_keeper(void *ctx)
{
    struct self *me = ctx;
    int64_t until = clock_mono_ns() + (int64_t)KEEPER_WAIT_MS * 1000000;
    struct ctl c;
    int fd;

    for (;;) {
        int64_t left = (until - clock_mono_ns()) / 1000000;
        struct pollfd p = { me->ctl, POLLIN, 0 };

        if (left <= 0 || me->leaving || me->later.n == LATER_MAX)
            return false;
        if (poll(&p, 1, (int)left) <= 0)
            continue;
        switch (receive(me, &c, &fd)) {
        case CAME_KEEPER:
            return true;
        case CAME_OTHER:
            later_put(me, &c, fd);
            break;
        case CAME_NOTHING:
            break;
        }
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
    me->keeper = (struct keeper_line){ .fd = -1, .again = another_keeper, .ctx = me };
    me->later.bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    CHECK(me->later.bell >= 0);
    me->metrics->pid = (uint32_t)getpid();
    me->info->pid = (uint32_t)getpid();
    me->info->incarnation = me->who.incarnation;
    me->info->state = STATE_STARTING;
    metric_add(me->metrics, M_STARTS, 1);
    self_say(me, CTL_HELLO, (uint32_t)getpid());
    while (!me->leaving && me->house->keeper_open &&
           role_asks_keeper((enum role_kind)me->who.kind) && me->keeper.fd < 0) {
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
