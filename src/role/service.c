/* Press, link and stage: one question, one answer, nothing kept in between. */
#include "role/peers.h"

#include "os/clock.h"
#include "os/log.h"

#include <stdlib.h>
#include <sys/epoll.h>

struct service {
    struct self *me;
    struct peers peers;
    void *work;
    enum role_kind kind;
    arena a;
};

static void ask_take(struct service *s, struct peer *from, const struct frame *f)
{
    const struct house *h = s->me->house;
    int64_t began = clock_mono_ns();
    str result = STR_NULL;
    err e;

    arena_reset(&s->a);
    e = s->kind == ROLE_PRESS   ? h->press_do(s->work, &s->a, f->body, &result)
        : s->kind == ROLE_STAGE ? h->stage_do(s->work, &s->a, f->body, &result)
                                : h->link_do(s->work, &s->a, f->body, &result);
    if (!failed(e) && result.n > FRAME_BODY_MAX)
        e = FAULT(ERR_SIZE);
    peer_put(from, FRAME_TOLD, 0, failed(e) ? e.code : 0, f->id, 0, failed(e) ? STR_NULL : result);
    metric_add(s->me->metrics, M_ASKS, 1);
    metric_time(s->me->metrics, M_ASK_SECONDS, clock_mono_ns() - began);
}

static void control(struct service *s)
{
    struct ctl c;
    int fd;

    while (self_next(s->me, &c, &fd)) {
        if (c.op == CTL_LINK && fd >= 0)
            peers_add(&s->peers, c.who, fd);
        else if (c.op == CTL_LEAVE)
            s->me->leaving = true;
    }
}

static void round_trip(struct service *s)
{
    struct epoll_event ev[16];
    struct frame f;
    int n = epoll_wait(s->peers.epoll, ev, 16, 1000);

    for (int i = 0; i < n; i++) {
        if (ev[i].data.u32 == PEERS_CTL) {
            control(s);
            continue;
        }
        struct peer *x = &s->peers.v[ev[i].data.u32];
        if (ev[i].events & EPOLLOUT)
            x->dirty = true;
        if (!x->used || !(ev[i].events & ~(uint32_t)EPOLLOUT))
            continue;
        link_read(&x->link);
        while (link_next(&x->link, &f))
            if (f.kind == FRAME_ASK)
                ask_take(s, x, &f);
        if (x->link.broken)
            peers_drop(&s->peers, x);
    }
    peers_flush(&s->peers);
}

static err work_open(struct service *s)
{
    struct self *me = s->me;
    const struct house *h = me->house;

    if (s->kind == ROLE_PRESS)
        return h->press_open(me->boot, &me->keeper, &s->work);
    if (s->kind == ROLE_LINK)
        return h->link_open(me->boot, h->link_kinds[me->who.index], &s->work);
    str dir = str_fmt(&me->a, "%s/stage", me->settings->data);
    return h->stage_open(me->boot, str_zdup(&me->a, dir), &s->work);
}

int service_run(struct self *me)
{
    struct service *s;
    err e;

    if (!self_begin(me))
        return 0;
    s = calloc(1, sizeof(*s));
    CHECK(s);
    s->me = me;
    s->kind = (enum role_kind)me->who.kind;
    arena_init(&s->a, 0);
    peers_open(&s->peers, me);
    e = work_open(s);
    if (failed(e) || !self_ready(me)) {
        LOG(LOG_ERROR, "role.cannot_open", LOG_N("index", me->who.index));
        return 1;
    }
    while (!me->leaving)
        round_trip(s);
    peers_drain(&s->peers, 2000);
    peers_close(&s->peers);
    arena_free(&s->a);
    free(s);
    return 0;
}
