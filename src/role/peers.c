#include "role/peers.h"

#include "os/clock.h"

#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

void peers_open(struct peers *p, const struct self *me)
{
    struct epoll_event ev = { .events = EPOLLIN, .data.u32 = PEERS_CTL };

    *p = (struct peers){ .epoll = epoll_create1(EPOLL_CLOEXEC) };
    CHECK(p->epoll >= 0);
    CHECK(epoll_ctl(p->epoll, EPOLL_CTL_ADD, me->ctl, &ev) == 0);
    CHECK(epoll_ctl(p->epoll, EPOLL_CTL_ADD, me->later.bell, &ev) == 0);
}

void peers_close(struct peers *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].used)
            peers_drop(p, &p->v[i]);
    close(p->epoll);
}

struct peer *peers_add(struct peers *p, struct who who, int fd)
{
    struct epoll_event ev = { .events = EPOLLIN };
    size_t i = 0;

    while (i < p->n && p->v[i].used)
        i++;
    if (i == PEERS_MAX) {
        close(fd);
        return NULL;
    }
    p->n = MAX(p->n, i + 1);
    p->v[i] = (struct peer){ .who = who, .used = true };
    link_open(&p->v[i].link, fd);
    ev.data.u32 = (uint32_t)i;
    CHECK(epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &ev) == 0);
    return &p->v[i];
}

struct peer *peers_find(struct peers *p, struct who who)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].used && who_same(p->v[i].who, who))
            return &p->v[i];
    return NULL;
}

struct peer *peers_of(struct peers *p, enum role_kind kind)
{
    struct peer *best = NULL;

    for (size_t i = 0; i < p->n; i++) {
        struct peer *x = &p->v[i];

        if (x->used && !x->link.broken && x->who.kind == kind &&
            (!best || x->who.incarnation > best->who.incarnation))
            best = x;
    }
    return best;
}

void peers_drop(struct peers *p, struct peer *x)
{
    epoll_ctl(p->epoll, EPOLL_CTL_DEL, x->link.fd, NULL);
    link_close(&x->link);
    x->used = false;
}

void peer_put(struct peer *x, uint16_t kind, uint16_t flags, uint32_t status, uint64_t id,
              uint64_t key, str body)
{
    link_put(&x->link, kind, flags, status, id, key, body);
    x->dirty = true;
}

static void watch(struct peers *p, struct peer *x)
{
    struct epoll_event ev = { .events = EPOLLIN | (link_waiting(&x->link) ? EPOLLOUT : 0u),
                              .data.u32 = (uint32_t)(x - p->v) };

    epoll_ctl(p->epoll, EPOLL_CTL_MOD, x->link.fd, &ev);
}

void peers_flush(struct peers *p)
{
    for (size_t i = 0; i < p->n; i++) {
        struct peer *x = &p->v[i];
        bool was;

        if (!x->used || !x->dirty || x->link.broken)
            continue;
        was = x->link.out_from > 0;
        link_flush(&x->link);
        if (link_waiting(&x->link) || was)
            watch(p, x);
        x->dirty = link_waiting(&x->link);
    }
}

void peers_drain(struct peers *p, int ms)
{
    int64_t until = clock_mono_ns() + (int64_t)ms * 1000000;

    for (size_t i = 0; i < p->n; i++) {
        struct link *l = &p->v[i].link;

        while (p->v[i].used && link_flush(l) && link_waiting(l) && clock_mono_ns() < until) {
            struct pollfd f = { l->fd, POLLOUT, 0 };
            poll(&f, 1, 10);
        }
    }
}
