/* From the house's reply to the library's response; the memory of anonymous pages. */
#include "role/front.h"

#include "codec/percent.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/sandbox.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char CSP[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'";

static const char CSP_DOWNLOAD[] = "default-src 'none'; frame-ancestors 'none'; sandbox";

static void add(struct MHD_Response *m, const char *name, str value)
{
    char z[4096];

    if (value.n >= sizeof(z) || !http_value_ok(value))
        return;
    memcpy(z, value.p, value.n);
    z[value.n] = 0;
    MHD_add_response_header(m, name, z);
}

static void security_headers(struct MHD_Response *m, const struct slot *s, const struct reply *r)
{
    /* what people handed in runs nothing, wherever a browser may show it */
    add(m, "Content-Security-Policy",
        r->download.n ? str_z(CSP_DOWNLOAD)
        : r->csp.n    ? r->csp
                      : str_z(CSP));
    MHD_add_response_header(m, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(m, "Referrer-Policy", "same-origin");
    MHD_add_response_header(m, "Cross-Origin-Opener-Policy", "same-origin");
    MHD_add_response_header(m, "Cross-Origin-Resource-Policy", "same-origin");
    MHD_add_response_header(m, "Permissions-Policy",
                            "camera=(), geolocation=(self), microphone=()");
    if (s->req.secure)
        MHD_add_response_header(m, "Strict-Transport-Security",
                                "max-age=63072000; includeSubDomains");
}

static void cache_headers(struct MHD_Response *m, const struct reply *r)
{
    switch (r->cache) {
    case CACHE_NEVER:
        MHD_add_response_header(m, "Cache-Control", "no-store");
        break;
    case CACHE_ANONYMOUS:
    case CACHE_REVALIDATE:
        MHD_add_response_header(m, "Cache-Control", "no-cache");
        break;
    case CACHE_FOREVER:
        MHD_add_response_header(m, "Cache-Control", "public, max-age=31536000, immutable");
        break;
    }
    if (r->vary_language && r->vary_accept)
        MHD_add_response_header(m, "Vary", "Accept, Accept-Language, Cookie");
    else if (r->vary_language)
        MHD_add_response_header(m, "Vary", "Accept-Language, Cookie");
    else if (r->vary_accept)
        MHD_add_response_header(m, "Vary", "Accept, Cookie");
}

/* The name was chosen outside: it may not end the header or the quotes, nor be so odd that no
 * header is sent and the file is shown in place.  RFC 6266, 4.3; RFC 8187, 3.2. */
static str disposition(arena *a, str name)
{
    buf b;

    name = str_sub(name, 0, MIN(name.n, (size_t)200));
    buf_init(&b, a, 1 * KIB);
    buf_add(&b, S("attachment; filename=\""));
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c && strchr(".-_ ", c));
        buf_char(&b, plain ? c : '_');
    }
    buf_add(&b, S("\"; filename*=UTF-8''"));
    percent_write(&b, name);
    return buf_str(&b);
}

static void all_headers(struct MHD_Response *m, struct slot *s, const struct reply *r)
{
    char z[128];

    if (r->content_type.n)
        add(m, "Content-Type", r->content_type);
    if (r->location.n)
        add(m, "Location", r->location);
    if (r->etag.n)
        add(m, "ETag", r->etag);
    if (r->language.n)
        add(m, "Content-Language", r->language);
    if (r->download.n)
        add(m, "Content-Disposition", disposition(&s->a, r->download));
    for (size_t i = 0; i < r->header_count; i++) {
        snprintf(z, sizeof(z), "%.*s", STR_ARG(r->headers[i].name));
        add(m, z, r->headers[i].value);
    }
    for (size_t i = 0; i < r->cookie_count; i++)
        add(m, "Set-Cookie", cookie_format(&s->a, &r->cookies[i], s->req.secure));
    cache_headers(m, r);
    security_headers(m, s, r);
}

/* Only what workers put there for everybody: a worker that was taken over names what it likes. */
static struct MHD_Response *file_response(struct front *f, const struct reply *r, uint64_t *size)
{
    char below[4096];
    struct MHD_Response *m;
    char z[4096];
    struct stat st;
    int fd;

    snprintf(below, sizeof(below), "%s/public/", f->me->settings->data);
    if (r->file.n >= sizeof(z) || !str_starts(r->file, str_z(below)) || str_has(r->file, S("/../")))
        return NULL;
    memcpy(z, r->file.p, r->file.n);
    z[r->file.n] = 0;
    fd = open(z, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
        !(m = MHD_create_response_from_fd64((uint64_t)st.st_size, fd))) {
        close(fd);
        return NULL;
    }
    *size = (uint64_t)st.st_size;
    return m;
}

/* Static bytes of the binary are borrowed for as long as the process lives; all
 * others are copied. */
static struct MHD_Response *body_response(const struct reply *r, bool lasting)
{
    return MHD_create_response_from_buffer(
        r->body.n, (void *)(uintptr_t)(r->body.p ? r->body.p : ""),
        lasting ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_COPY);
}

/* ---- anonymous pages ---- */

/* Which form of a page the client prefers: a page kept as one is not the answer to another. */
static int kind_wanted(const struct request *r)
{
    static const str offers[] = { S_INIT("text/html"), S_INIT("application/json"),
                                  S_INIT("application/ld+json") };

    return accept_type(request_header(r, S("accept")), offers, LEN(offers));
}

static str cache_key(struct front *f, struct slot *s)
{
    const struct house *h = f->me->house;
    str language = h->language ? h->language(f->me->boot, &s->req)
                               : request_header(&s->req, S("accept-language"));

    unsigned variant = h->variant ? h->variant(f->me->boot, &s->req) : 0;

    return str_fmt(&s->a, "%.*s\n%.*s\n%d%d%u", STR_ARG(s->req.path),
                   STR_ARG(str_sub(language, 0, 64)), kind_wanted(&s->req), s->req.secure, variant);
}

static bool is_personal(struct front *f, const struct request *r)
{
    if (f->me->house->personal)
        return f->me->house->personal(f->me->boot, r);
    return r->cookie_count > 0 || request_header(r, S("authorization")).n > 0;
}

void front_cache_drop(struct front *f)
{
    for (size_t i = 0; i < CACHE_PAGES; i++)
        if (f->pages[i].response)
            MHD_destroy_response(f->pages[i].response);
    memset(f->pages, 0, sizeof(*f->pages) * CACHE_PAGES);
    f->page_count = f->page_bytes = 0;
    arena_reset(&f->cache_arena);
    f->cache_generation = __atomic_load_n(&f->me->shared->content_generation, __ATOMIC_ACQUIRE);
}

static struct page *page_find(struct front *f, str key, uint64_t hash)
{
    for (size_t i = 0; i < 8; i++) {
        struct page *p = &f->pages[(hash + i) & (CACHE_PAGES - 1)];

        if (p->response && p->hash == hash && str_eq(p->key, key))
            return p;
    }
    return NULL;
}

/* The page gets a response object of its own: the one that is sent belongs to its slot. */
static void page_put(struct front *f, struct slot *s, const struct reply *r)
{
    str key = cache_key(f, s);
    uint64_t hash = str_hash(key);
    struct MHD_Response *m;

    /* dropping takes note of the present generation: a page that was asked for before is older */
    if (f->page_bytes + r->body.n > CACHE_BYTES || f->page_count >= CACHE_PAGES / 2)
        front_cache_drop(f);
    if (s->cache_generation != f->cache_generation || r->body.n > CACHE_BYTES / 16 ||
        page_find(f, key, hash))
        return;
    for (size_t i = 0; i < 8; i++) {
        struct page *p = &f->pages[(hash + i) & (CACHE_PAGES - 1)];

        if (p->response)
            continue;
        m = body_response(r, false);
        CHECK(m);
        all_headers(m, s, r);
        *p = (struct page){ .key = str_copy(&f->cache_arena, key),
                            .hash = hash,
                            .response = m,
                            .bytes = r->body.n,
                            .status = r->status,
                            .etag = str_copy(&f->cache_arena, r->etag) };
        f->page_count++;
        f->page_bytes += r->body.n;
        return;
    }
}

static void not_modified(struct front *f, struct slot *s, str etag)
{
    struct reply r = reply_make(304, STR_NULL, STR_NULL);

    r.etag = etag;
    r.cache = CACHE_REVALIDATE;
    front_reply(f, s, &r);
}

bool front_from_cache(struct front *f, struct slot *s)
{
    struct page *p;
    str key;

    if (!s->cacheable || f->leaving)
        return false;
    if (__atomic_load_n(&f->me->shared->content_generation, __ATOMIC_ACQUIRE) !=
        f->cache_generation)
        front_cache_drop(f);
    s->cache_generation = f->cache_generation;
    if (is_personal(f, &s->req)) {
        s->cacheable = false;
        return false;
    }
    key = cache_key(f, s);
    p = page_find(f, key, str_hash(key));
    if (!p)
        return false;
    metric_add(f->me->metrics, M_CACHED, 1);
    if (request_not_modified(&s->req, p->etag)) {
        not_modified(f, s, p->etag);
        return true;
    }
    s->status = p->status;
    s->response = NULL;
    s->state = SLOT_ANSWERED;
    s->page = p->response;
    return true;
}

/* ---- replies ---- */

static void answered(struct front *f, struct slot *s, int status, struct MHD_Response *m)
{
    if (f->leaving)
        MHD_add_response_header(m, "Connection", "close");
    s->response = m;
    s->status = status;
    s->state = SLOT_ANSWERED;
}

void front_reply(struct front *f, struct slot *s, const struct reply *r)
{
    struct MHD_Response *m;
    uint64_t size = r->body.n;

    if (r->status == 200 && r->etag.n && s->req.method == GET &&
        request_not_modified(&s->req, r->etag)) {
        not_modified(f, s, r->etag);
        return;
    }
    m = r->file.n ? file_response(f, r, &size) : body_response(r, s->lasting);
    if (!m) {
        if (r->file.n) {
            front_error(f, s, 404);
            return;
        }
        CHECK(m);
    }
    all_headers(m, s, r);
    if (r->close)
        MHD_add_response_header(m, "Connection", "close");
    if (r->cache == CACHE_ANONYMOUS && r->status == 200 && s->cacheable && !r->file.n &&
        r->cookie_count == 0 && !f->leaving)
        page_put(f, s, r);
    answered(f, s, r->status, m);
}

void front_error(struct front *f, struct slot *s, int status)
{
    struct reply r = reply_make(status, S("text/plain; charset=utf-8"), STR_NULL);

    if (f->me->house->error_page)
        f->me->house->error_page(f->me->boot, &s->a, &s->req, status, &r);
    else
        r.body = str_fmt(&s->a, "%d %s\n", status, http_status_text(status));
    r.status = status;
    r.cache = CACHE_NEVER;
    if (status == 503 || status == 429)
        reply_header(&s->a, &r, S("Retry-After"), status == 429 ? S("10") : S("2"));
    front_reply(f, s, &r);
}

static void count(struct front *f, const struct slot *s)
{
    static const enum metric_id classes[] = { M_REQUESTS_2XX, M_REQUESTS_3XX, M_REQUESTS_4XX,
                                              M_REQUESTS_5XX };
    int c = s->status / 100 - 2;

    if (c >= 0 && c < 4)
        metric_add(f->me->metrics, classes[c], 1);
    metric_time(f->me->metrics, M_REQUEST_SECONDS, clock_mono_ns() - s->begun_ns);
}

enum MHD_Result front_queue(struct front *f, struct slot *s)
{
    struct MHD_Response *m = s->page ? s->page : s->response;
    enum MHD_Result done = MHD_queue_response(s->mhd, (unsigned)s->status, m);

    count(f, s);
    if (s->response)
        MHD_destroy_response(s->response);
    s->response = s->page = NULL;
    s->state = SLOT_DONE;
    return done;
}

/* ---- the front's own addresses ---- */

static void status_json(struct front *f, buf *b)
{
    static const char *const states[] = { "none", "starting", "ready", "leaving", "gone" };
    struct shared *sh = f->me->shared;

    buf_fmt(b, "{\"started_ms\":%llu,\"content_generation\":%llu,\"poisoned\":%u,\"roles\":[",
            (unsigned long long)sh->started_ms, (unsigned long long)sh->content_generation,
            sh->poison.banned_count);
    for (size_t i = 0, n = 0; i < METRIC_ROWS; i++) {
        struct role_info *r = &sh->info[i];

        if (r->state == STATE_NONE)
            continue;
        buf_fmt(b,
                "%s{\"role\":\"%s\",\"index\":%u,\"state\":\"%s\",\"pid\":%u,\"since_ms\":%llu,"
                "\"missing\":\"%.*s\"}",
                n++ ? "," : "", role_kind_name((enum role_kind)r->kind), r->index,
                states[MIN(r->state, LEN(states) - 1)], r->pid, (unsigned long long)r->since_ms,
                STR_ARG(sandbox_names(b->a, r->missing)));
    }
    buf_add(b, S("]}\n"));
}

bool front_own(struct front *f, struct slot *s)
{
    bool near =
        f->me->settings->metrics_public || (address_is_loopback(s->req.peer) && !s->relayed);
    struct reply r = reply_make(200, S("application/json"), STR_NULL);
    buf b;

    if (s->req.method != GET)
        return false;
    if (str_eq(s->req.path, S("/healthz"))) {
        bool up = peers_of(&f->peers, ROLE_WORKER) && peers_of(&f->peers, ROLE_WRITER);

        r = reply_make(up ? 200 : 503, S("text/plain; charset=utf-8"),
                       up ? S("ok\n") : S("starting\n"));
        front_reply(f, s, &r);
        return true;
    }
    if (!near || (!str_eq(s->req.path, S("/metrics")) && !str_eq(s->req.path, S("/status.json"))))
        return false;
    buf_init(&b, &s->a, 32 * KIB);
    if (str_eq(s->req.path, S("/metrics"))) {
        metric_render(&b, shared_metrics, M_COUNT, f->me->shared->metrics, METRIC_ROWS);
        r.content_type = S("application/openmetrics-text; version=1.0.0; charset=utf-8");
    } else {
        status_json(f, &b);
    }
    r.body = buf_str(&b);
    front_reply(f, s, &r);
    return true;
}
