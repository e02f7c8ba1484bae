/* From the library's view of a request to the house's: the door where everything malformed ends. */
#include "role/front.h"

#include "os/clock.h"
#include "os/log.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

void *front_target(void *cls, const char *uri, struct MHD_Connection *c)
{
    struct front *f = cls;
    struct slot *s = slot_take(f);

    if (!s)
        return NULL;
    s->mhd = c;
    s->target = str_copy(&s->a, str_z(uri));
    s->begun_ns = clock_mono_ns();
    return s;
}

struct head_check {
    struct front *f;
    struct slot *s;
    unsigned hosts, lengths, codings;
    str forwarded_for, forwarded_proto;
    uint64_t length;
    int status; /* 0: fine */
};

static bool header_value_ok(str v)
{
    for (size_t i = 0; i < v.n; i++)
        if ((unsigned char)v.p[i] < 0x20 && v.p[i] != '\t')
            return false;
    return true;
}

static enum MHD_Result one_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                  size_t name_n, const char *value, size_t value_n)
{
    struct head_check *h = cls;
    str n = { name, name_n }, v = { value ? value : "", value ? value_n : 0 };
    err e;

    (void)kind;
    if (n.n == 0 || n.p[n.n - 1] == ' ' || n.p[n.n - 1] == '\t' || !header_value_ok(v)) {
        h->status = 400;
        return MHD_NO;
    }
    if (str_eq_nocase(n, S("host")))
        h->hosts++;
    else if (str_eq_nocase(n, S("content-length"))) {
        h->lengths++;
        if (failed(str_to_u64(str_trim(v), &h->length)))
            h->status = 400;
    } else if (str_eq_nocase(n, S("transfer-encoding")))
        h->codings++;
    else if (str_eq_nocase(n, S("x-forwarded-for")))
        h->forwarded_for = v;
    else if (str_eq_nocase(n, S("x-forwarded-proto")))
        h->forwarded_proto = v;
    e = request_add_header(&h->s->a, &h->s->req, n, v);
    if (failed(e))
        h->status = 431;
    return h->status ? MHD_NO : MHD_YES;
}

static str peer_text(arena *a, struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *i =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char z[INET6_ADDRSTRLEN];

    if (!i || !i->client_addr)
        return S("unix");
    if (i->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)i->client_addr)->sin_addr, z,
                  sizeof(z));
    else if (i->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)i->client_addr)->sin6_addr,
                  z, sizeof(z));
    else
        return S("unix");
    return str_copy(a, str_z(z));
}

/* What a proxy on this machine says of its client: the last address it added itself. */
static void believe_proxy(struct head_check *h)
{
    struct request *r = &h->s->req;
    size_t comma = str_rfind_char(h->forwarded_for, ',');

    if (!h->f->me->settings->proxy_trusted || !address_is_loopback(r->peer)) {
        h->s->relayed = h->forwarded_for.n > 0;
        return;
    }
    if (h->forwarded_for.n)
        r->peer =
            str_copy(&h->s->a, str_trim(comma == SIZE_MAX ? h->forwarded_for
                                                          : str_from(h->forwarded_for, comma + 1)));
    r->secure = str_eq(h->forwarded_proto, S("https"));
}

static bool limited(struct front *f, struct slot *s, enum rate_class c)
{
    if (address_is_loopback(s->req.peer) && !f->me->settings->rate_loopback)
        return false;
    return !rates_take(&f->rates, request_network(&s->a, s->req.peer), c, clock_mono_ns());
}

/* Bytes of a body that are read at most: those above body_max only so that the refusal arrives. */
static uint64_t body_swallowed(const struct slot *s)
{
    return 2 * (uint64_t)s->body_max + MIB;
}

static void know_route(struct head_check *h)
{
    struct front *f = h->f;
    struct slot *s = h->s;
    struct house_facts facts = f->me->house->facts(f->me->boot, s->req.method, s->req.path);

    s->slow = facts.slow;
    s->partner = facts.partner;
    s->body_max = facts.known ? facts.body_max : BODY_IN_MEMORY;
    s->cacheable = facts.cached && s->req.method == GET && s->req.query_text.n == 0;
    if (limited(f, s, facts.rate)) {
        metric_add(f->me->metrics, M_LIMITED, 1);
        h->status = 429;
    } else if (h->length >= body_swallowed(s)) {
        h->status = 413;
    } else {
        /* Closing in the face of somebody who is still sending would lose the answer: what is a
         * little too large is read to its end and thrown away. */
        s->too_large = h->length > s->body_max;
    }
}

/* Everything about the head: 0, or the status of the refusal. */
static int head_check(struct front *f, struct slot *s, const char *method, const char *version)
{
    struct head_check h = { .f = f, .s = s };
    struct request *r = &s->req;

    r->id = ulid_new();
    r->at = clock_now();
    r->method = method_of(str_z(method));
    r->head = r->method == HEAD;
    if (r->head)
        r->method = GET;
    r->peer = peer_text(&s->a, s->mhd);
    MHD_get_connection_values_n(s->mhd, MHD_HEADER_KIND, one_header, &h);
    if (h.status)
        return h.status;
    if (h.lengths > 1 || h.codings > 1 || (h.lengths && h.codings))
        return 400;
    if (h.hosts > 1 || (h.hosts == 0 && strcmp(version, "HTTP/1.0") != 0))
        return 400;
    if (r->method == METHOD_OTHER)
        return 501;
    if (failed(request_target(&s->a, s->target, r)))
        return 400;
    believe_proxy(&h);
    if (f->refusing)
        return 503;
    know_route(&h);
    return h.status;
}

static bool body_add(struct front *f, struct slot *s, str bytes)
{
    s->req.body_size += bytes.n;
    if (s->req.body_size > s->body_max)
        s->too_large = true;
    if (s->too_large)
        return s->req.body_size < body_swallowed(s);
    if (!s->spooled && s->body.n + bytes.n > BODY_IN_MEMORY) {
        if (failed(spool_open(&s->a, str_fmt(&s->a, "%s/spool", f->me->settings->data), &s->spool)))
            return false;
        s->spooled = true;
        metric_add(f->me->metrics, M_SPOOLED, 1);
        if (failed(spool_add(&s->spool, buf_str(&s->body))))
            return false;
    }
    if (s->spooled)
        return !failed(spool_add(&s->spool, bytes));
    if (!s->body.a)
        buf_init(&s->body, &s->a, MAX(bytes.n, 4 * KIB));
    buf_add(&s->body, bytes);
    return true;
}

static void body_done(struct slot *s)
{
    if (s->spooled) {
        spool_close(&s->spool);
        s->req.body = STR_NULL;
        s->req.body_file = s->spool.path;
    } else {
        s->req.body = s->body.n ? buf_str(&s->body) : S("");
    }
}

static enum MHD_Result first_call(struct front *f, struct slot *s, const char *method,
                                  const char *version)
{
    int status;

    if (s->connection) {
        s->connection->busy = s->connection->served = true;
        s->connection->slot = s;
    }
    s->deadline_ns = s->begun_ns + (int64_t)f->request_ms * 1000000;
    status = head_check(f, s, method, version);
    s->req.deadline_ms = clock_now().ms + f->request_ms;
    if (!status) {
        s->state = SLOT_BODY;
        return MHD_YES;
    }
    /* A refusal in the first call also closes the connection: what follows cannot be trusted to be
     * a request. */
    if (status == 400 || status == 431)
        metric_add(f->me->metrics, M_REFUSED_HEAD, 1);
    front_error(f, s, status);
    return front_queue(f, s);
}

/* The whole request is there: answer from memory, or hand it to a worker and hold
 * the connection. */
static enum MHD_Result complete(struct front *f, struct slot *s)
{
    struct reply asset;

    body_done(s);
    s->deadline_ns = clock_mono_ns() + (int64_t)f->request_ms * 1000000;
    s->req.deadline_ms = clock_now().ms + f->request_ms;
    if (s->too_large) {
        front_error(f, s, 413);
    } else if (!front_own(f, s) && !front_from_cache(f, s)) {
        if (s->req.method == GET && f->me->house->asset &&
            f->me->house->asset(f->me->boot, &s->a, &s->req, &asset)) {
            metric_add(f->me->metrics, M_ASSETS, 1);
            s->lasting = true;
            front_reply(f, s, &asset);
        } else {
            front_dispatch(f, s);
        }
    }
    if (s->state == SLOT_ANSWERED)
        return front_queue(f, s);
    MHD_suspend_connection(s->mhd);
    s->suspended = true;
    return MHD_YES;
}

enum MHD_Result front_request(void *cls, struct MHD_Connection *c, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **con)
{
    struct front *f = cls;
    struct slot *s = *con;

    (void)url;
    (void)c;
    if (!s)
        return MHD_NO; /* no slot was free when the request line came */
    switch (s->state) {
    case SLOT_HEAD: {
        const union MHD_ConnectionInfo *i =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

        s->connection = i ? i->socket_context : NULL;
        return first_call(f, s, method, version);
    }
    case SLOT_BODY:
        if (*size == 0)
            return s->suspended ? MHD_YES : complete(f, s);
        /* A body may take its time as long as it comes at BODY_RATE or faster. */
        s->deadline_ns += (int64_t)(*size * 1000 / BODY_RATE) * 1000000;
        if (!body_add(f, s, (str){ data, *size }))
            return MHD_NO;
        *size = 0;
        return MHD_YES;
    case SLOT_ANSWERED:
        return front_queue(f, s);
    default:
        return MHD_YES;
    }
}

void front_completed(void *cls, struct MHD_Connection *c, void **con,
                     enum MHD_RequestTerminationCode why)
{
    struct front *f = cls;
    struct slot *s = *con;

    (void)c;
    (void)why;
    *con = NULL;
    if (!s)
        return;
    if (s->connection) {
        s->connection->busy = false;
        s->connection->slot = NULL;
        s->connection->since_ns = clock_mono_ns();
    }
    slot_free(f, s);
}
