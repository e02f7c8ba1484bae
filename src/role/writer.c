/* The writer: takes what waits, runs it as one batch, answers all. */
#include "role/peers.h"

#include "os/clock.h"
#include "os/log.h"

#include <stdlib.h>
#include <sys/epoll.h>

enum { BATCH_MAX = 256, WAITING_MAX = 4096, BULK_START = 16, BULK_SLICE_MS = 20 };

struct waiting {
    struct waiting *next;
    struct who from;
    uint64_t frame_id, hash;
    struct house_call call;
    char bytes[];
};

struct queue {
    struct waiting *first, **last;
    size_t n;
};

struct writer_role {
    struct self *me;
    struct peers peers;
    void *work;
    struct queue now, bulk;
    size_t batch_max, bulk_batch;
    int64_t tick_at; /* monotonic ns */
    arena a;         /* answers of one batch */
    struct house_call calls[BATCH_MAX];
    uint64_t hashes[BATCH_MAX];
    struct waiting *taken[BATCH_MAX];
};

static void queue_add(struct queue *q, struct waiting *x)
{
    if (!q->last || !q->first)
        q->last = &q->first;
    x->next = NULL;
    *q->last = x;
    q->last = &x->next;
    q->n++;
}

static struct waiting *queue_take(struct queue *q)
{
    struct waiting *x = q->first;

    if (x) {
        q->first = x->next;
        q->n--;
    }
    return x;
}

static void call_take(struct writer_role *w, struct peer *from, const struct frame *f)
{
    struct waiting *x = malloc(sizeof(*x) + f->body.n);
    rdr r;

    CHECK(x);
    if (f->body.n)
        memcpy(x->bytes, f->body.p, f->body.n);
    r = rdr_of((str){ x->bytes, f->body.n });
    x->call = (struct house_call){ .id = rdr_lstr(&r),
                                   .job = from->who.kind == ROLE_JOBS,
                                   .bulk = f->flags & FRAME_BULK };
    if (!r.ok || x->call.id.n == 0) {
        from->link.broken = true; /* a worker that speaks nonsense is not trusted further */
        free(x);
        return;
    }
    x->call.call = (str){ r.p, (size_t)(r.end - r.p) };
    x->from = from->who;
    x->frame_id = f->id;
    x->hash =
        w->me->house->call_hash ? w->me->house->call_hash(x->call.call) : str_hash(x->call.call);
    x->call.poisoned = poison_is_banned(&w->me->shared->poison, x->call.id, x->hash);
    queue_add(x->call.bulk ? &w->bulk : &w->now, x);
}

/* ---- hooks ---- */

static void act_starting(void *ctx, str id, uint64_t hash)
{
    struct writer_role *w = ctx;

    poison_mark(&w->me->shared->poison, id, hash);
}

static void topic_published(void *ctx, str topic, uint64_t version)
{
    struct writer_role *w = ctx;
    arena a;
    buf b;

    arena_init(&a, 0);
    buf_init(&b, &a, topic.n + 16);
    buf_u64(&b, version);
    buf_lstr(&b, topic);
    for (size_t i = 0; i < w->peers.n; i++) {
        struct peer *x = &w->peers.v[i];

        if (x->used && (x->who.kind == ROLE_FRONT || x->who.kind == ROLE_JOBS))
            peer_put(x, FRAME_TOPIC, 0, 0, 0, 0, buf_str(&b));
    }
    arena_free(&a);
    metric_add(w->me->metrics, M_TOPICS, 1);
}

static void content_published(void *ctx)
{
    struct writer_role *w = ctx;

    __atomic_add_fetch(&w->me->shared->content_generation, 1, __ATOMIC_RELEASE);
    __atomic_add_fetch(&w->me->shared->wanted_content, 1, __ATOMIC_RELEASE);
}

static void pages_outdated(void *ctx)
{
    struct writer_role *w = ctx;

    __atomic_add_fetch(&w->me->shared->content_generation, 1, __ATOMIC_RELEASE);
}

/* ---- a batch ---- */

static size_t gather(struct writer_role *w)
{
    struct queue *q = w->now.n ? &w->now : &w->bulk;
    size_t most = q == &w->now ? w->batch_max : w->bulk_batch, n = 0;

    if (w->me->shared->poison.alone > 0)
        most = 1;
    for (; n < most && q->n; n++) {
        w->taken[n] = queue_take(q);
        w->calls[n] = w->taken[n]->call;
        w->hashes[n] = w->taken[n]->hash;
    }
    return n;
}

/* Bulk batches grow and shrink so that one takes about a slice. */
static void bulk_tune(struct writer_role *w, int64_t ns)
{
    if (ns > (int64_t)BULK_SLICE_MS * 1000000)
        w->bulk_batch = MAX(w->bulk_batch / 2, 1);
    else if (ns < (int64_t)BULK_SLICE_MS * 500000)
        w->bulk_batch = MIN(w->bulk_batch * 2, w->batch_max);
}

static void batch_run(struct writer_role *w)
{
    struct poison_page *poison = &w->me->shared->poison;
    int64_t began = clock_mono_ns(), took;
    size_t n = gather(w);
    bool bulk = w->calls[0].bulk;

    poison_begin(poison, w->calls, w->hashes, n);
    w->me->house->batch(w->work, &w->a, w->calls, n, clock_now());
    poison_end(poison);
    took = clock_mono_ns() - began;
    if (bulk)
        bulk_tune(w, took);
    metric_add(w->me->metrics, M_ACTS, n);
    metric_add(w->me->metrics, M_COMMITS, 1);
    metric_time(w->me->metrics, M_COMMIT_SECONDS, took);
    for (size_t i = 0; i < n; i++) {
        struct peer *to = peers_find(&w->peers, w->taken[i]->from);

        if (to)
            peer_put(to, FRAME_ANSWER, 0, 0, w->taken[i]->frame_id, 0, w->calls[i].answer);
        free(w->taken[i]);
    }
    arena_reset(&w->a);
}

/* ---- the loop ---- */

static void control(struct writer_role *w)
{
    struct ctl c;
    int fd;

    while (self_next(w->me, &c, &fd)) {
        if (c.op == CTL_LINK && fd >= 0)
            peers_add(&w->peers, c.who, fd);
        else if (c.op == CTL_LEAVE)
            w->me->leaving = true;
    }
}

static void peer_read(struct writer_role *w, struct peer *x)
{
    struct frame f;

    if (w->now.n + w->bulk.n >= WAITING_MAX)
        return; /* a batch follows at once; what waits in the socket waits on */
    link_read(&x->link);
    while (link_next(&x->link, &f))
        if (f.kind == FRAME_ACT)
            call_take(w, x, &f);
    if (x->link.broken)
        peers_drop(&w->peers, x);
}

static void round_trip(struct writer_role *w)
{
    struct epoll_event ev[64];
    int64_t until = (w->tick_at - clock_mono_ns()) / 1000000;
    bool busy = w->now.n + w->bulk.n > 0;
    int n = epoll_wait(w->peers.epoll, ev, 64, busy ? 0 : (int)MAX(MIN(until + 1, 1000), 0));

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
    if (w->now.n + w->bulk.n > 0 && !w->me->leaving)
        batch_run(w);
    metric_set(w->me->metrics, M_ACTS_WAITING, (int64_t)(w->now.n + w->bulk.n));
    if (clock_mono_ns() >= w->tick_at) {
        int64_t ms = w->me->house->writer_tick(w->work, clock_now());

        w->tick_at = clock_mono_ns() + MAX(MIN(ms, 1000), 1) * 1000000;
        metric_add(w->me->metrics, M_TICKS, 1);
    }
    peers_flush(&w->peers);
}

static void predecessor(struct writer_role *w)
{
    struct poison_act who;

    if (poison_inherit(&w->me->shared->poison, &who)) {
        metric_add(w->me->metrics, M_POISONED, 1);
        LOG(LOG_ERROR, "act.poisoned", LOG_S("request", str_z(who.id)),
            LOG_N("input_hash", (int64_t)who.hash));
    } else if (w->me->shared->poison.alone) {
        LOG(LOG_WARN, "writer.one_by_one", LOG_N("acts", w->me->shared->poison.alone));
    }
}

static void writer_end(struct writer_role *w)
{
    /* What still waits was not answered: its askers send it to the next writer. */
    peers_drain(&w->peers, 2000);
    if (w->me->house->writer_close)
        w->me->house->writer_close(w->work);
    for (struct waiting *x; (x = queue_take(w->now.n ? &w->now : &w->bulk)) != NULL;)
        free(x);
    peers_close(&w->peers);
    arena_free(&w->a);
    free(w);
}

int writer_run(struct self *me)
{
    struct writer_role *w;
    struct house_hooks hooks;

    if (!self_begin(me))
        return 0;
    w = calloc(1, sizeof(*w));
    CHECK(w);
    w->me = me;
    w->batch_max = me->settings->batch_max ? MIN(me->settings->batch_max, BATCH_MAX) : BATCH_MAX;
    w->bulk_batch = MIN(BULK_START, w->batch_max);
    arena_init(&w->a, 0);
    peers_open(&w->peers, me);
    hooks = (struct house_hooks){ w, act_starting, topic_published, content_published,
                                  pages_outdated };
    predecessor(w);
    if (failed(me->house->writer_open(me->boot, &me->keeper, &hooks, &w->work)) ||
        !self_ready(me)) {
        LOG(LOG_ERROR, "role.cannot_open", LOG_N("index", me->who.index));
        return 1;
    }
    w->tick_at = clock_mono_ns();
    while (!me->leaving)
        round_trip(w);
    writer_end(w);
    return 0;
}
