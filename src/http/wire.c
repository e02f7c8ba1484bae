#include "http/http.h"

/* The frame forms of request, reply and park: fixed order, little-endian, strings with a length in
 * front. */

static void pack_pairs(buf *b, const struct http_pair *p, size_t n)
{
    buf_u32(b, (uint32_t)n);
    for (size_t i = 0; i < n; i++) {
        buf_lstr(b, p[i].name);
        buf_lstr(b, p[i].value);
    }
}

static void read_pairs(rdr *r, arena *a, struct http_pair **out, size_t *n)
{
    uint32_t k = rdr_u32(r);

    *out = NULL;
    *n = 0;
    if (!r->ok || k > 256) {
        r->ok = false;
        return;
    }
    if (k == 0)
        return;
    *out = ARENA_ARRAY(a, struct http_pair, k);
    for (uint32_t i = 0; i < k && r->ok; i++) {
        (*out)[i].name = rdr_lstr(r);
        (*out)[i].value = rdr_lstr(r);
    }
    *n = k;
}

enum { RF_HEAD = 1, RF_SECURE = 2, RF_AGAIN = 4, RF_WOKEN = 8 };

void request_pack(buf *b, const struct request *r)
{
    for (int i = 0; i < 16; i++)
        buf_u8(b, r->id.b[i]);
    buf_u8(b, (uint8_t)r->method);
    buf_u8(b, (uint8_t)((r->head ? RF_HEAD : 0) | (r->secure ? RF_SECURE : 0) |
                        (r->again ? RF_AGAIN : 0) | (r->woken ? RF_WOKEN : 0)));
    buf_u8(b, (uint8_t)r->site);
    buf_u64(b, r->body_size);
    buf_u64(b, (uint64_t)r->at.ms);
    buf_u64(b, (uint64_t)r->deadline_ms);
    buf_lstr(b, r->path);
    buf_lstr(b, r->query_text);
    buf_lstr(b, r->host);
    buf_lstr(b, r->peer);
    buf_lstr(b, r->content_type);
    buf_lstr(b, r->content_params);
    buf_lstr(b, r->body);
    buf_lstr(b, r->body_file);
    pack_pairs(b, r->headers, r->header_count);
    pack_pairs(b, r->cookies, r->cookie_count);
}

err request_unpack(arena *a, str bytes, struct request *out)
{
    rdr r = rdr_of(bytes);
    struct request q = { 0 };
    str id = rdr_bytes(&r, 16);
    uint8_t flags;

    if (id.n == 16)
        memcpy(q.id.b, id.p, 16);
    q.method = (enum method)rdr_u8(&r);
    flags = rdr_u8(&r);
    q.head = flags & RF_HEAD;
    q.secure = flags & RF_SECURE;
    q.again = flags & RF_AGAIN;
    q.woken = flags & RF_WOKEN;
    q.site = (enum http_site)rdr_u8(&r);
    q.body_size = rdr_u64(&r);
    q.at.ms = (int64_t)rdr_u64(&r);
    q.deadline_ms = (int64_t)rdr_u64(&r);
    q.path = rdr_lstr(&r);
    q.query_text = rdr_lstr(&r);
    q.host = rdr_lstr(&r);
    q.peer = rdr_lstr(&r);
    q.content_type = rdr_lstr(&r);
    q.content_params = rdr_lstr(&r);
    q.body = rdr_lstr(&r);
    q.body_file = rdr_lstr(&r);
    read_pairs(&r, a, &q.headers, &q.header_count);
    read_pairs(&r, a, &q.cookies, &q.cookie_count);
    if (!r.ok || r.p != r.end || q.method > METHOD_OTHER || q.site > SITE_NONE)
        return FAULT(ERR_SYNTAX);
    TRY(http_query_parse(a, q.query_text, &q.query));
    *out = q;
    return OK;
}

void reply_pack(buf *b, const struct reply *r)
{
    buf_u32(b, (uint32_t)r->status);
    buf_u8(b, (uint8_t)r->cache);
    buf_u8(b,
           (uint8_t)((r->vary_language ? 1 : 0) | (r->vary_accept ? 2 : 0) | (r->close ? 4 : 0)));
    buf_u32(b, r->generation);
    buf_u64(b, r->file_size);
    buf_lstr(b, r->content_type);
    buf_lstr(b, r->file);
    buf_lstr(b, r->location);
    buf_lstr(b, r->etag);
    buf_lstr(b, r->language);
    buf_lstr(b, r->download);
    buf_lstr(b, r->csp);
    pack_pairs(b, r->headers, r->header_count);
    buf_u32(b, (uint32_t)r->cookie_count);
    for (size_t i = 0; i < r->cookie_count; i++) {
        const struct http_cookie *c = &r->cookies[i];

        buf_lstr(b, c->name);
        buf_lstr(b, c->value);
        buf_u64(b, (uint64_t)c->max_age);
        buf_u8(b, (uint8_t)((c->strict ? 1 : 0) | (c->script ? 2 : 0)));
    }
    buf_lstr(b, r->body);
}

static void read_cookies(rdr *r, arena *a, struct reply *q)
{
    uint32_t k = rdr_u32(r);

    if (!r->ok || k > 64) {
        r->ok = false;
        return;
    }
    q->cookies = ARENA_ARRAY(a, struct http_cookie, k + 1);
    q->cookie_count = q->cookie_room = k;
    for (uint32_t i = 0; i < k && r->ok; i++) {
        struct http_cookie *c = &q->cookies[i];
        uint8_t flags;

        c->name = rdr_lstr(r);
        c->value = rdr_lstr(r);
        c->max_age = (int64_t)rdr_u64(r);
        flags = rdr_u8(r);
        c->strict = flags & 1;
        c->script = flags & 2;
    }
}

err reply_unpack(arena *a, str bytes, struct reply *out)
{
    rdr r = rdr_of(bytes);
    struct reply q = { 0 };
    uint8_t flags;

    q.status = (int)rdr_u32(&r);
    q.cache = (enum reply_cache)rdr_u8(&r);
    flags = rdr_u8(&r);
    q.vary_language = flags & 1;
    q.vary_accept = flags & 2;
    q.close = flags & 4;
    q.generation = rdr_u32(&r);
    q.file_size = rdr_u64(&r);
    q.content_type = rdr_lstr(&r);
    q.file = rdr_lstr(&r);
    q.location = rdr_lstr(&r);
    q.etag = rdr_lstr(&r);
    q.language = rdr_lstr(&r);
    q.download = rdr_lstr(&r);
    q.csp = rdr_lstr(&r);
    read_pairs(&r, a, &q.headers, &q.header_count);
    q.header_room = q.header_count;
    read_cookies(&r, a, &q);
    q.body = rdr_lstr(&r);
    if (!r.ok || r.p != r.end || q.status < 100 || q.status > 599 || q.cache > CACHE_FOREVER)
        return FAULT(ERR_SYNTAX);
    *out = q;
    return OK;
}

void park_pack(buf *b, const struct park *p)
{
    buf_u64(b, p->version);
    buf_u64(b, (uint64_t)p->until.ms);
    buf_lstr(b, p->topic);
}

err park_unpack(str bytes, struct park *out)
{
    rdr r = rdr_of(bytes);
    struct park p;

    p.version = rdr_u64(&r);
    p.until.ms = (int64_t)rdr_u64(&r);
    p.topic = rdr_lstr(&r);
    if (!r.ok || r.p != r.end || p.topic.n == 0 || p.topic.n > 200)
        return FAULT(ERR_SYNTAX);
    *out = p;
    return OK;
}
