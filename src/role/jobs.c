/* The jobs role: does what is due, and talks with writer, press and links one
 * question at a time. */
#include "role/peers.h"

#include "os/clock.h"
#include "os/log.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>

enum { ASK_MS = 60000, ROUND_MS = 100, KIND_MAX = 64 };

struct jobs_role {
    int64_t counted_ms; /* when other nodes were looked through */
    struct self *me;
    struct peers peers;
    void *work;
    bool woken;
    uint64_t asked; /* id of the question under way; 0: none */
    bool answered;
    uint32_t status;
    arena *answer_arena;
    str answer;
};

static void frame_take(struct jobs_role *j, const struct frame *f)
{
    if (f->kind == FRAME_TOPIC) {
        rdr r = rdr_of(f->body);

        rdr_u64(&r);
        j->woken |= str_eq(rdr_lstr(&r), j->me->house->wake);
    } else if (j->asked && f->id == j->asked) {
        j->answered = true;
        j->status = f->status;
        j->answer = str_copy(j->answer_arena, f->body);
    }
}

static void control(struct jobs_role *j)
{
    struct ctl c;
    int fd;

    while (self_next(j->me, &c, &fd)) {
        if (c.op == CTL_LINK && fd >= 0)
            peers_add(&j->peers, c.who, fd);
        else if (c.op == CTL_LEAVE)
            j->me->leaving = true;
    }
}

static void listen_for(struct jobs_role *j, int ms)
{
    struct epoll_event ev[16];
    struct frame f;
    int n;

    peers_flush(&j->peers);
    n = epoll_wait(j->peers.epoll, ev, 16, ms);
    for (int i = 0; i < n; i++) {
        if (ev[i].data.u32 == PEERS_CTL) {
            control(j);
            continue;
        }
        struct peer *x = &j->peers.v[ev[i].data.u32];
        if (ev[i].events & EPOLLOUT)
            x->dirty = true;
        if (!x->used || !(ev[i].events & ~(uint32_t)EPOLLOUT))
            continue;
        link_read(&x->link);
        while (link_next(&x->link, &f))
            frame_take(j, &f);
        if (x->link.broken)
            peers_drop(&j->peers, x);
    }
}

static struct peer *peer_for(struct jobs_role *j, enum role_kind kind, uint32_t index)
{
    if (kind != ROLE_LINK)
        return peers_of(&j->peers, kind);
    for (size_t i = 0; i < j->peers.n; i++) {
        struct peer *x = &j->peers.v[i];

        if (x->used && !x->link.broken && x->who.kind == kind && x->who.index == index)
            return x;
    }
    return NULL;
}

/* Asks, and asks again where the other side is replaced meanwhile (again: acts only, which happen
 * once by their id). */
static err ask(struct jobs_role *j, arena *a, enum role_kind kind, uint32_t index, uint16_t frame,
               str body, bool again, str *out)
{
    int64_t until = clock_mono_ns() + (int64_t)ASK_MS * 1000000;
    struct who to = { 0 };
    bool sent = false;
    err e = FAULT(ERR_BUDGET);

    j->asked = random_u64() | 1;
    j->answered = false;
    j->answer_arena = a;
    while (clock_mono_ns() < until) {
        struct peer *x = sent ? peers_find(&j->peers, to) : peer_for(j, kind, index);

        if (sent && !x && !again) {
            e = FAULT(ERR_PEER);
            break;
        }
        if (sent && !x)
            x = peer_for(j, kind, index);
        if (x && (!sent || !who_same(to, x->who))) {
            peer_put(x, frame, 0, 0, j->asked, 0, body);
            to = x->who;
            sent = true;
        }
        listen_for(j, ROUND_MS);
        if (j->answered) {
            *out = j->answer;
            e = j->status ? FAULT((uint16_t)j->status) : OK;
            break;
        }
        if (j->me->leaving && !sent) {
            e = FAULT(ERR_PEER);
            break;
        }
    }
    j->asked = 0;
    return e;
}

static err ask_act(void *ctx, arena *a, str id, str call, str *answer)
{
    buf b;

    buf_init(&b, a, id.n + call.n + 8);
    buf_lstr(&b, id);
    buf_add(&b, call);
    return ask(ctx, a, ROLE_WRITER, 0, FRAME_ACT, buf_str(&b), true, answer);
}

static err ask_press(void *ctx, arena *a, str job, str *result)
{
    return ask(ctx, a, ROLE_PRESS, 0, FRAME_ASK, job, false, result);
}

static err ask_link(void *ctx, arena *a, str kind, str message, str *result)
{
    struct jobs_role *j = ctx;
    const char *const *kinds = j->me->house->link_kinds;

    for (uint32_t i = 0; kinds && kinds[i]; i++)
        if (str_eq(kind, str_z(kinds[i])))
            return ask(j, a, ROLE_LINK, i, FRAME_ASK, message, false, result);
    return FAULT(ERR_MISSING);
}

static err ask_stage(void *ctx, arena *a, str question, str *answer)
{
    return ask(ctx, a, ROLE_STAGE, 0, FRAME_ASK, question, false, answer);
}

static void idle(struct jobs_role *j, int64_t ms)
{
    int64_t until = clock_mono_ns() + ms * 1000000, left;

    j->woken = j->woken && ms > 0;
    while (!j->woken && !j->me->leaving && (left = (until - clock_mono_ns()) / 1000000) > 0)
        listen_for(j, (int)MIN(left, 1000));
    j->woken = false;
}

/* Once a minute: certificates are read for it. */
static void nodes_counted(struct jobs_role *j)
{
    instant now = clock_now();

    if (!j->me->house->nodes_ending || now.ms < j->counted_ms + 60 * 1000)
        return;
    j->counted_ms = now.ms;
    metric_set(j->me->metrics, M_NODES_ENDING,
               (int64_t)j->me->house->nodes_ending(j->me->boot, now));
}

int jobs_run(struct self *me)
{
    struct jobs_role *j;
    struct house_io io;

    if (!self_begin(me))
        return 0;
    j = calloc(1, sizeof(*j));
    CHECK(j);
    j->me = me;
    io = (struct house_io){ j, ask_act, ask_press, ask_link, ask_stage };
    peers_open(&j->peers, me);
    if (failed(me->house->jobs_open(me->boot, &me->keeper, &io, &j->work)) || !self_ready(me)) {
        LOG(LOG_ERROR, "role.cannot_open", LOG_N("index", me->who.index));
        return 1;
    }
    while (!me->leaving) {
        listen_for(j, 0);
        if (!peers_of(&j->peers, ROLE_WRITER)) {
            listen_for(j, ROUND_MS);
            continue;
        }
        idle(j, MIN(me->house->jobs_tick(j->work, clock_now()), 1000));
        metric_add(me->metrics, M_TICKS, 1);
        nodes_counted(j);
    }
    if (me->house->jobs_close)
        me->house->jobs_close(j->work);
    peers_close(&j->peers);
    free(j);
    return 0;
}
