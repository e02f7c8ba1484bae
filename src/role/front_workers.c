/* Requests to the workers and their answers back; who waits, who is parked, who is late. */
#include "role/front.h"

#include "os/clock.h"
#include "os/log.h"

#include <sys/epoll.h>

enum { STRIKES_MOST = 4, HURRIED_MOST = 5 };

static uint64_t slot_id(const struct front *f, const struct slot *s)
{
    return (uint64_t)s->generation << 32 | (uint64_t)(s - f->slots);
}

static struct slot *slot_of(struct front *f, uint64_t id)
{
    uint32_t at = (uint32_t)id;
    struct slot *s = at < SLOTS_MAX ? &f->slots[at] : NULL;

    return s && s->state == SLOT_SENT && s->generation == id >> 32 ? s : NULL;
}

/* The usable worker with the fewest requests, or null where all are full or gone. */
static struct peer *worker_for(struct front *f, bool slow)
{
    enum role_kind kind = slow ? ROLE_SLOW : ROLE_WORKER;
    struct peer *best = NULL;

    for (size_t i = 0; i < f->peers.n; i++) {
        struct peer *x = &f->peers.v[i];

        if (x->used && !x->retired && !x->link.broken && x->who.kind == kind &&
            x->outstanding < f->worker_most && !who_same(x->who, f->reserved) &&
            (!best || x->outstanding < best->outstanding))
            best = x;
    }
    return best;
}

static void send_to(struct front *f, struct slot *s, struct peer *x)
{
    arena_mark m = arena_mark_get(&s->a);
    uint64_t key;
    buf b;

    memcpy(&key, s->req.id.b, sizeof(key));
    buf_init(&b, &s->a, s->req.body.n + 1024);
    request_pack(&b, &s->req);
    peer_put(x, FRAME_REQUEST, 0, 0, slot_id(f, s), key, buf_str(&b));
    arena_rewind(&s->a, m);
    s->worker = x->who;
    s->state = SLOT_SENT;
    x->outstanding++;
    f->sent++;
}

void front_dispatch(struct front *f, struct slot *s)
{
    struct slot_list *waiting = s->slow ? &f->waiting_slow : &f->waiting;
    struct peer *x = waiting->n ? NULL : worker_for(f, s->slow);

    if (x) {
        send_to(f, s, x);
    } else if (f->waiting.n + f->waiting_slow.n < f->queue_max) {
        s->state = SLOT_WAITING;
        slot_list_add(waiting, s);
    } else {
        metric_add(f->me->metrics, M_OVERLOADED, 1);
        front_error(f, s, 503);
    }
}

/* A request under which two workers died may be the cause, or have been unlucky.  It is tried
 * twice more, alone on a worker that gets nothing else meanwhile: others then cannot be drawn in.
 * One such death may still have come from outside; the fourth in all proves it. */
static void forward_suspects(struct front *f)
{
    struct slot *s = f->suspects.first;
    struct peer *x;

    if (!s || f->suspect_sent) {
        if (!s && !f->suspect_sent)
            f->reserved = (struct who){ 0 };
        return;
    }
    x = peers_find(&f->peers, f->reserved);
    if (!x || x->retired || x->link.broken || x->who.kind != (s->slow ? ROLE_SLOW : ROLE_WORKER)) {
        f->reserved = (struct who){ 0 };
        x = worker_for(f, s->slow);
        if (!x)
            return;
        f->reserved = x->who;
    }
    if (x->outstanding > 0)
        return;
    slot_list_remove(&f->suspects, s);
    s->state = SLOT_BODY;
    f->suspect_sent = true;
    send_to(f, s, x);
}

void front_forward(struct front *f)
{
    forward_suspects(f);
    struct slot_list *lists[] = { &f->waiting, &f->waiting_slow };

    for (int i = 0; i < 2; i++)
        while (lists[i]->first) {
            struct slot *s = lists[i]->first;
            struct peer *x = worker_for(f, i == 1);

            if (!x)
                break;
            slot_list_remove(lists[i], s);
            send_to(f, s, x);
        }
}

struct slot_list *front_list_of(struct front *f, struct slot *s)
{
    return s->strikes > 1 ? &f->suspects : s->slow ? &f->waiting_slow : &f->waiting;
}

void front_resume(struct front *f, struct slot *s)
{
    if (!s->suspended)
        return;
    if (s->watched && s->connection)
        epoll_ctl(f->peers.epoll, EPOLL_CTL_DEL, s->connection->fd, NULL);
    s->watched = false;
    s->suspended = false;
    MHD_resume_connection(s->mhd);
    f->resumed = true;
}

/* A slot is no longer with its worker. */
static void came_back(struct front *f, struct slot *s)
{
    struct peer *x = peers_find(&f->peers, s->worker);

    if (x && x->outstanding)
        x->outstanding--;
    if (s->strikes > 1)
        f->suspect_sent = false;
    f->sent--;
    s->state = SLOT_BODY;
}

/* ---- parked ---- */

static uint64_t topic_version(const struct front *f, str topic)
{
    uint64_t h = str_hash(topic);

    return f->topics[h % TOPICS].hash == h ? f->topics[h % TOPICS].version : 0;
}

/* Clients that leave are noticed while they are parked: their socket is watched for the hang-up. */
static void watch_client(struct front *f, struct slot *s)
{
    struct epoll_event ev = { .events = EPOLLRDHUP,
                              .data.u32 = FRONT_CLIENT | (uint32_t)(s - f->slots) };

    if (s->connection && epoll_ctl(f->peers.epoll, EPOLL_CTL_ADD, s->connection->fd, &ev) == 0)
        s->watched = true;
}

static void ask_again(struct front *f, struct slot *s)
{
    s->req.woken = true;
    s->deadline_ns = clock_mono_ns() + (int64_t)f->request_ms * 1000000;
    front_dispatch(f, s);
    if (s->state == SLOT_ANSWERED)
        front_resume(f, s);
}

void front_unpark(struct front *f, struct slot *s)
{
    slot_list_remove(&f->parked, s);
    s->state = SLOT_BODY;
    ask_again(f, s);
}

static void park(struct front *f, struct slot *s, str bytes)
{
    struct park p;
    int64_t ms;

    if (failed(park_unpack(bytes, &p))) {
        front_error(f, s, 500);
        front_resume(f, s);
        return;
    }
    ms = p.until.ms - clock_now().ms;
    if (ms <= 0 || f->leaving || topic_version(f, p.topic) > p.version) {
        /* asked again and to be held for a moment that has passed meanwhile, or while all leave: a
         * few times, not for ever */
        if (s->req.woken && (ms <= 0 || f->leaving) && ++s->hurried > HURRIED_MOST) {
            front_error(f, s, 503);
            front_resume(f, s);
        } else {
            ask_again(f, s);
        }
        return;
    }
    s->hurried = 0;
    s->topic = str_copy(&s->a, p.topic);
    s->topic_version = p.version;
    s->deadline_ns = clock_mono_ns() + MIN(ms, 120000) * 1000000;
    s->state = SLOT_PARKED;
    slot_list_add(&f->parked, s);
    if (!s->watched)
        watch_client(f, s);
}

void front_wake(struct front *f, str topic, uint64_t version)
{
    uint64_t h = str_hash(topic);

    f->topics[h % TOPICS].hash = h;
    f->topics[h % TOPICS].version = version;
    for (struct slot *s = f->parked.first, *next; s; s = next) {
        next = s->next;
        if (version > s->topic_version && str_eq(s->topic, topic))
            front_unpark(f, s);
    }
}

static void wake_all(struct front *f)
{
    for (struct slot *s = f->parked.first, *next; s; s = next) {
        next = s->next;
        front_unpark(f, s);
    }
}

/* ---- frames ---- */

static void reply_take(struct front *f, struct slot *s, const struct frame *fr)
{
    const struct peer *x = peers_find(&f->peers, s->worker);
    struct reply r;

    /* Workers of an older generation answer by older content. */
    s->cacheable &= x && x->generation == (uint32_t)f->me->generation;
    came_back(f, s);
    if (fr->status == ERR_BUSY) {
        front_error(f, s, 503);
    } else if (fr->status || failed(reply_unpack(&s->a, fr->body, &r))) {
        char incident[INCIDENT_TEXT];

        log_incident("reply.unreadable", FAULT((uint16_t)fr->status), S("a worker's reply"),
                     incident);
        front_error(f, s, 500);
    } else {
        front_reply(f, s, &r);
    }
    front_resume(f, s);
}

static void frame_take(struct front *f, const struct frame *fr)
{
    struct slot *s;

    if (fr->kind == FRAME_TOPIC) {
        rdr r = rdr_of(fr->body);
        uint64_t version = rdr_u64(&r);
        str topic = rdr_lstr(&r);

        if (r.ok)
            front_wake(f, topic, version);
        return;
    }
    s = slot_of(f, fr->id);
    if (!s)
        return;
    if (fr->kind == FRAME_REPLY) {
        reply_take(f, s, fr);
    } else if (fr->kind == FRAME_PARK) {
        came_back(f, s);
        s->strikes = 0; /* it came through */
        park(f, s, fr->body);
    }
}

static void worker_died_under(struct front *f, struct slot *s)
{
    char incident[INCIDENT_TEXT];

    came_back(f, s);
    s->req.again = true;
    metric_add(f->me->metrics, M_RETRIED, 1);
    if (++s->strikes == 1) {
        front_dispatch(f, s);
    } else if (s->strikes < STRIKES_MOST) {
        s->state = SLOT_WAITING;
        slot_list_add(&f->suspects, s);
    } else {
        log_incident("request.kills_workers", FAULT(ERR_PEER), ulid_str(&s->a, s->req.id),
                     incident);
        front_error(f, s, 500);
    }
    if (s->state == SLOT_ANSWERED)
        front_resume(f, s);
}

/* What a dead worker had is given to another; see forward_suspects for what dies again. */
void front_worker_gone(struct front *f, struct who who)
{
    for (uint32_t i = 0; i < SLOTS_MAX; i++)
        if (f->slots[i].state == SLOT_SENT && who_same(f->slots[i].worker, who))
            worker_died_under(f, &f->slots[i]);
}

/* A retired link with nothing under way is closed: then the worker knows that it may go. */
static void close_idle_retired(struct front *f, struct peer *x)
{
    if (x->used && x->retired && x->outstanding == 0)
        peers_drop(&f->peers, x);
}

void front_frames(struct front *f, struct peer *x)
{
    struct frame fr;
    bool writer = x->who.kind == ROLE_WRITER;

    link_read(&x->link);
    while (link_next(&x->link, &fr))
        frame_take(f, &fr);
    if (x->link.broken) {
        struct who who = x->who;

        peers_drop(&f->peers, x);
        front_worker_gone(f, who);
        if (writer)
            wake_all(f); /* what was published while no writer was linked would be missed */
    }
    for (size_t i = 0; i < f->peers.n; i++)
        close_idle_retired(f, &f->peers.v[i]);
}

/* ---- deadlines ---- */

static void late(struct front *f, struct slot *s)
{
    if (s->state == SLOT_SENT)
        came_back(f, s);
    else if (s->state == SLOT_WAITING)
        slot_list_remove(front_list_of(f, s), s);
    metric_add(f->me->metrics, M_DEADLINES, 1);
    s->state = SLOT_BODY;
    front_error(f, s, 503);
    front_resume(f, s);
}

void front_deadlines(struct front *f, int64_t now)
{
    for (uint32_t i = 0; i < SLOTS_MAX && f->live; i++) {
        struct slot *s = &f->slots[i];

        if (s->state == SLOT_FREE || !s->suspended)
            continue;
        if (s->state == SLOT_PARKED && (now > s->deadline_ns || f->leaving))
            front_unpark(f, s);
        else if ((s->state == SLOT_SENT || s->state == SLOT_WAITING) && now > s->deadline_ns)
            late(f, s);
    }
}
