#include "http/reply.h"

struct reply reply_make(int status, str content_type, str body)
{
    return (struct reply){ .status = status, .content_type = content_type, .body = body };
}

struct reply reply_redirect(str location)
{
    CHECK(http_value_ok(location));
    return (struct reply){ .status = 303,
                           .location = location,
                           .content_type = S("text/plain; charset=utf-8"),
                           .body = S("") };
}

bool http_value_ok(str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == '\r' || value.p[i] == '\n' || value.p[i] == 0)
            return false;
    return true;
}

static bool is_token(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c <= ' ' || c >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", c))
            return false;
    }
    return s.n > 0;
}

static bool is_cookie_value(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\')
            return false;
    }
    return true;
}

void reply_header(arena *a, struct reply *r, str name, str value)
{
    CHECK(is_token(name) && http_value_ok(value));
    if (r->header_count == r->header_room)
        r->headers =
            vec_grown(a, r->headers, r->header_count, &r->header_room, sizeof(*r->headers));
    r->headers[r->header_count++] = (struct http_pair){ str_copy(a, name), str_copy(a, value) };
}

void reply_cookie(arena *a, struct reply *r, struct http_cookie c)
{
    CHECK(is_token(c.name) && is_cookie_value(c.value));
    if (r->cookie_count == r->cookie_room)
        r->cookies =
            vec_grown(a, r->cookies, r->cookie_count, &r->cookie_room, sizeof(*r->cookies));
    c.name = str_copy(a, c.name);
    c.value = str_copy(a, c.value);
    r->cookies[r->cookie_count++] = c;
}

str cookie_format(arena *a, const struct http_cookie *c, bool secure)
{
    buf b;

    CHECK(is_token(c->name) && is_cookie_value(c->value));
    buf_init(&b, a, 128);
    buf_fmt(&b, "%s%.*s=%.*s; Path=/", secure ? "__Host-" : "", STR_ARG(c->name),
            STR_ARG(c->value));
    if (c->max_age != 0)
        buf_fmt(&b, "; Max-Age=%lld", (long long)MAX(c->max_age, 0));
    if (secure)
        buf_add(&b, S("; Secure"));
    if (!c->script)
        buf_add(&b, S("; HttpOnly"));
    buf_add(&b, c->strict ? S("; SameSite=Strict") : S("; SameSite=Lax"));
    return buf_str(&b);
}

str request_cookie_any(const struct request *r, str name)
{
    for (size_t i = 0; i < r->cookie_count; i++) {
        str n = r->cookies[i].name;

        if (str_starts(n, S("__Host-")) && str_eq(str_from(n, 7), name))
            return r->cookies[i].value;
    }
    return r->secure ? STR_NULL : request_cookie(r, name);
}

str etag_of(arena *a, str bytes)
{
    uint64_t lo = str_hash(bytes), hi = 1469598103934665603ULL;

    for (size_t i = 0; i < bytes.n; i++)
        hi = (hi ^ (unsigned char)bytes.p[i]) * 1099511628211ULL;
    return str_fmt(a, "\"%016llx%016llx\"", (unsigned long long)lo, (unsigned long long)hi);
}

bool request_not_modified(const struct request *r, str etag)
{
    str rest = request_header(r, S("if-none-match")), piece;

    if (rest.n == 0 || etag.n == 0)
        return false;
    if (str_eq(rest, S("*")))
        return true;
    if (str_starts(etag, S("W/")))
        etag = str_from(etag, 2);
    while (str_next(&rest, ',', &piece)) {
        piece = str_trim(piece);
        if (str_starts(piece, S("W/")))
            piece = str_from(piece, 2);
        if (str_eq(piece, etag))
            return true;
    }
    return false;
}

const char *http_status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } t[] = {
        { 200, "OK" },
        { 201, "Created" },
        { 202, "Accepted" },
        { 204, "No Content" },
        { 206, "Partial Content" },
        { 301, "Moved Permanently" },
        { 302, "Found" },
        { 303, "See Other" },
        { 304, "Not Modified" },
        { 307, "Temporary Redirect" },
        { 308, "Permanent Redirect" },
        { 400, "Bad Request" },
        { 401, "Unauthorized" },
        { 403, "Forbidden" },
        { 404, "Not Found" },
        { 405, "Method Not Allowed" },
        { 406, "Not Acceptable" },
        { 408, "Request Timeout" },
        { 409, "Conflict" },
        { 410, "Gone" },
        { 412, "Precondition Failed" },
        { 413, "Content Too Large" },
        { 415, "Unsupported Media Type" },
        { 422, "Unprocessable Content" },
        { 429, "Too Many Requests" },
        { 431, "Request Header Fields Too Large" },
        { 500, "Internal Server Error" },
        { 501, "Not Implemented" },
        { 503, "Service Unavailable" },
        { 504, "Gateway Timeout" },
    };

    FOR_EACH(t, c)
        if (c->status == status)
            return c->text;
    return "Unknown";
}
