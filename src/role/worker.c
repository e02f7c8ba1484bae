/* The worker: many requests in flight, one at a time on the processor. */
#include "role/peers.h"

#include "os/clock.h"
#include "os/log.h"

#include <stdlib.h>
#include <sys/epoll.h>

enum { VISITS_MAX = 4096, WAIT_MS = 1000 };

struct place {
    uint32_t generation;
    bool used, acting;
    struct who front;
    uint64_t front_id;
    void *visit;
    int64_t since_ns;
    ulid id;
};

struct worker {
    struct self *me;
    struct peers peers;
    void *work;
    struct place *places;
    uint32_t free[VISITS_MAX], free_n;
    size_t live, acting;
    int64_t idled_ns; /* when the house was last told that a second went by */
    arena a;          /* one frame */
    buf out;          /* one reply; its memory is kept */
    arena out_arena;
};

static uint64_t place_id(const struct worker *w, const struct place *p)
{
    return (uint64_t)p->generation << 32 | (uint64_t)(p - w->places);
}

static struct place *place_take(struct worker *w)
{
    struct place *p;

    if (w->free_n == 0)
        return NULL;
    p = &w->places[w->free[--w->free_n]];
    *p = (struct place){ .generation = p->generation + 1,
                         .used = true,
                         .since_ns = clock_mono_ns() };
    w->live++;
    return p;
}

static void place_free(struct worker *w, struct place *p)
{
    w->me->house->visit_free(p->visit);
    if (p->acting)
        w->acting--;
    p->used = p->acting = false;
    metric_time(w->me->metrics, M_VISIT_SECONDS, clock_mono_ns() - p->since_ns);
    w->free[w->free_n++] = (uint32_t)(p - w->places);
    w->live--;
}

static str packed(struct worker *w, void (*pack)(buf *, const void *), const void *what)
{
    arena_reset(&w->out_arena);
    buf_init(&w->out, &w->out_arena, 32 * KIB);
    pack(&w->out, what);
    return buf_str(&w->out);
}

static void pack_reply(buf *b, const void *r)
{
    reply_pack(b, r);
}
static void pack_park(buf *b, const void *p)
{
    park_pack(b, p);
}

static void answer(struct worker *w, struct place *p, uint16_t kind, str body)
{
    struct peer *front = peers_find(&w->peers, p->front);

    if (front && body.n <= FRAME_BODY_MAX)
        peer_put(front, kind, 0, 0, p->front_id, 0, body);
    else if (front)
        peer_put(front, kind, 0, ERR_SIZE, p->front_id, 0, STR_NULL);
    place_free(w, p);
}

static void act_send(struct worker *w, struct place *p, bool again)
{
    struct peer *writer = peers_of(&w->peers, ROLE_WRITER);
    str call;
    buf b;

    if (!writer)
        return; /* sent when the new writer's link comes */
    call = w->me->house->visit_call(p->visit);
    arena_reset(&w->out_arena);
    buf_init(&b, &w->out_arena, call.n + 64);
    buf_lstr(&b, ulid_str(&w->out_arena, p->id));
    buf_add(&b, call);
    peer_put(writer, FRAME_ACT, 0, 0, place_id(w, p), 0, buf_str(&b));
    if (again)
        metric_add(w->me->metrics, M_ACTS_RESENT, 1);
}

static void step(struct worker *w, struct place *p, enum house_step s)
{
    const struct house *h = w->me->house;

    if (p->acting)
        w->acting--;
    p->acting = s == STEP_ACT;
    if (p->acting)
        w->acting++;
    switch (s) {
    case STEP_REPLY:
        answer(w, p, FRAME_REPLY, packed(w, pack_reply, h->visit_reply(p->visit)));
        break;
    case STEP_PARK:
        answer(w, p, FRAME_PARK, packed(w, pack_park, h->visit_park(p->visit)));
        break;
    case STEP_ACT:
        act_send(w, p, false);
        break;
    }
}

static void request_take(struct worker *w, struct peer *front, const struct frame *f)
{
    struct place *p;
    struct request r;

    arena_reset(&w->a);
    if (failed(request_unpack(&w->a, f->body, &r)) || !(p = place_take(w))) {
        peer_put(front, FRAME_REPLY, 0, ERR_BUSY, f->id, 0, STR_NULL);
        return;
    }
    p->front = front->who;
    p->front_id = f->id;
    p->id = r.id;
    metric_add(w->me->metrics, M_VISITS, 1);
    p->visit = w->me->house->visit_new(w->work, &r, clock_now());
    step(w, p, w->me->house->visit_begin(p->visit));
}

static void answer_take(struct worker *w, const struct frame *f)
{
    uint32_t at = (uint32_t)f->id;
    struct place *p = at < VISITS_MAX ? &w->places[at] : NULL;

    if (p && p->used && p->acting && p->generation == f->id >> 32)
        step(w, p, w->me->house->visit_resume(p->visit, f->body, clock_now()));
}

static void writer_came(struct worker *w)
{
    for (size_t i = 0; i < VISITS_MAX && w->acting; i++)
        if (w->places[i].used && w->places[i].acting)
            act_send(w, &w->places[i], true);
}

static void peer_read(struct worker *w, struct peer *x)
{
    struct frame f;

    link_read(&x->link);
    while (link_next(&x->link, &f)) {
        if (f.kind == FRAME_REQUEST)
            request_take(w, x, &f);
        else if (f.kind == FRAME_ANSWER && x->who.kind == ROLE_WRITER)
            answer_take(w, &f);
    }
    if (x->link.broken)
        peers_drop(&w->peers, x);
}

static void control(struct worker *w)
{
    struct ctl c;
    int fd;

    while (self_next(w->me, &c, &fd)) {
        if (c.op == CTL_LINK && fd >= 0) {
            peers_add(&w->peers, c.who, fd);
            if (c.who.kind == ROLE_WRITER)
                writer_came(w);
        } else if (c.op == CTL_LEAVE) {
            w->me->leaving = true;
        }
    }
}

/* A worker that is to leave stays while a front may still have something for it. */
static bool fronts_left(const struct worker *w)
{
    for (size_t i = 0; i < w->peers.n; i++)
        if (w->peers.v[i].used && w->peers.v[i].who.kind == ROLE_FRONT)
            return true;
    return false;
}

static void second(struct worker *w)
{
    int64_t now = clock_mono_ns();

    if (!w->me->house->worker_idle || now - w->idled_ns < (int64_t)WAIT_MS * 1000000)
        return;
    w->idled_ns = now;
    w->me->house->worker_idle(w->work, clock_now());
}

static void round_trip(struct worker *w)
{
    struct epoll_event ev[64];
    int n = epoll_wait(w->peers.epoll, ev, 64, WAIT_MS);

    for (int i = 0; i < n; i++) {
        struct peer *x = &w->peers.v[ev[i].data.u32 == PEERS_CTL ? 0 : ev[i].data.u32];

        if (ev[i].data.u32 == PEERS_CTL) {
            control(w);
            continue;
        }
        if (ev[i].events & EPOLLOUT)
            x->dirty = true;
        if (x->used && (ev[i].events & ~(uint32_t)EPOLLOUT))
            peer_read(w, x);
    }
    peers_flush(&w->peers);
    second(w);
    metric_set(w->me->metrics, M_ACTS_OUT, (int64_t)w->acting);
}

static void places_make(struct worker *w)
{
    w->places = calloc(VISITS_MAX, sizeof(*w->places));
    CHECK(w->places);
    for (uint32_t i = 0; i < VISITS_MAX; i++)
        w->free[i] = VISITS_MAX - 1 - i;
    w->free_n = VISITS_MAX;
}

static void worker_end(struct worker *w)
{
    peers_drain(&w->peers, 2000);
    for (size_t i = 0; i < VISITS_MAX; i++)
        if (w->places[i].used)
            place_free(w, &w->places[i]);
    if (w->me->house->worker_close)
        w->me->house->worker_close(w->work);
    peers_close(&w->peers);
    arena_free(&w->a);
    arena_free(&w->out_arena);
    free(w->places);
    free(w);
}

int worker_run(struct self *me)
{
    struct worker *w;

    if (!self_begin(me))
        return 0;
    w = calloc(1, sizeof(*w));
    CHECK(w);
    w->me = me;
    places_make(w);
    arena_init(&w->a, 0);
    arena_init(&w->out_arena, 0);
    peers_open(&w->peers, me);
    if (failed(me->house->worker_open(me->boot, &me->keeper, &w->work)) || !self_ready(me)) {
        LOG(LOG_ERROR, "role.cannot_open", LOG_N("index", me->who.index));
        return 1;
    }
    while (!me->leaving || (w->live > 0 || fronts_left(w))) {
        round_trip(w);
        if (me->leaving && !fronts_left(w) && w->acting == 0)
            break;
    }
    worker_end(w);
    return 0;
}
