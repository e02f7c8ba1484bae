/* The jobs role: does what is due, and talks with writer, press and links: acts several at a
 * time, so that they share a commit, anything else one question at a time. */
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
    struct question *asked; /* those under way */
    size_t n_asked;
    arena *answer_arena;
};

struct question {
    uint64_t id;
    str body;
    struct who to; /* where sent */
    bool sent, over;
    err why; /* where over without an answer */
    str answer;
};

static void frame_take(struct jobs_role *j, const struct frame *f)
{
    if (f->kind == FRAME_TOPIC) {
        rdr r = rdr_of(f->body);

        rdr_u64(&r);
        j->woken |= str_eq(rdr_lstr(&r), j->me->house->wake);
        return;
    }
    for (size_t i = 0; i < j->n_asked; i++) {
        struct question *q = &j->asked[i];

        if (q->id != f->id || q->over)
            continue;
        q->over = true;
        q->why = f->status ? FAULT((uint16_t)f->status) : OK;
        q->answer = str_copy(j->answer_arena, f->body);
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

struct way {
    enum role_kind kind;
    uint32_t index;
    uint16_t frame;
    bool again; /* put again where the other side is replaced meanwhile: acts, which happen once by
                   their id */
};

static void put(struct jobs_role *j, const struct way *w, struct question *q)
{
    struct peer *x = q->sent ? peers_find(&j->peers, q->to) : peer_for(j, w->kind, w->index);

    if (q->sent && !x && !w->again) {
        q->over = true;
        q->why = FAULT(ERR_PEER);
        return;
    }
    if (q->sent && !x)
        x = peer_for(j, w->kind, w->index);
    if (x && (!q->sent || !who_same(q->to, x->who))) {
        peer_put(x, w->frame, 0, 0, q->id, 0, q->body);
        q->to = x->who;
        q->sent = true;
    }
}

static size_t open_ones(struct jobs_role *j, const struct way *w)
{
    size_t n = 0;

    for (size_t i = 0; i < j->n_asked; i++) {
        if (!j->asked[i].over)
            put(j, w, &j->asked[i]);
        n += !j->asked[i].over;
    }
    return n;
}

/* Asks all of them and waits for what becomes of each. */
static void ask_all(struct jobs_role *j, arena *a, const struct way *w, struct question *v,
                    size_t n)
{
    int64_t until = clock_mono_ns() + (int64_t)ASK_MS * 1000000;

    j->asked = v;
    j->n_asked = n;
    j->answer_arena = a;
    for (size_t i = 0; i < n; i++) {
        v[i].id = random_u64() | 1;
        v[i].why = FAULT(ERR_BUDGET);
    }
    while (clock_mono_ns() < until && open_ones(j, w)) {
        if (j->me->leaving && !v[0].sent)
            break;
        listen_for(j, ROUND_MS);
    }
    j->n_asked = 0;
}

static err ask(struct jobs_role *j, arena *a, struct way w, str body, str *out)
{
    struct question q = { .body = body };

    ask_all(j, a, &w, &q, 1);
    TRY(q.why);
    *out = q.answer;
    return OK;
}

static void ask_acts(void *ctx, arena *a, const str *ids, const str *calls, size_t n, str *answers,
                     err *why)
{
    const struct way w = { ROLE_WRITER, 0, FRAME_ACT, true };
    struct question *v = ARENA_ARRAY(a, struct question, n);
    buf b;

    for (size_t i = 0; i < n; i++) {
        buf_init(&b, a, ids[i].n + calls[i].n + 8);
        buf_lstr(&b, ids[i]);
        buf_add(&b, calls[i]);
        v[i].body = buf_str(&b);
    }
    ask_all(ctx, a, &w, v, n);
    for (size_t i = 0; i < n; i++) {
        answers[i] = v[i].answer;
        why[i] = v[i].why;
    }
}

static err ask_press(void *ctx, arena *a, str job, str *result)
{
    return ask(ctx, a, (struct way){ ROLE_PRESS, 0, FRAME_ASK, false }, job, result);
}

static err ask_link(void *ctx, arena *a, str kind, str message, str *result)
{
    struct jobs_role *j = ctx;
    const char *const *kinds = j->me->house->link_kinds;

    for (uint32_t i = 0; kinds && kinds[i]; i++)
        if (str_eq(kind, str_z(kinds[i])))
            return ask(j, a, (struct way){ ROLE_LINK, i, FRAME_ASK, false }, message, result);
    return FAULT(ERR_MISSING);
}

static err ask_stage(void *ctx, arena *a, str question, str *answer)
{
    return ask(ctx, a, (struct way){ ROLE_STAGE, 0, FRAME_ASK, false }, question, answer);
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
    struct house_nodes nodes;

    if (!j->me->house->nodes_look || now.ms < j->counted_ms + 60 * 1000)
        return;
    j->counted_ms = now.ms;
    j->me->house->nodes_look(j->work, now, &nodes);
    metric_set(j->me->metrics, M_NODES_ENDING, (int64_t)nodes.ending);
    metric_set(j->me->metrics, M_CONFIG_LEFT, nodes.config_left);
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
    io = (struct house_io){ j, ask_acts, ask_press, ask_link, ask_stage };
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
