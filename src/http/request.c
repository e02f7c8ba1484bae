#include "http/request.h"

str request_header(const struct request *r, str name)
{
    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq(r->headers[i].name, name))
            return r->headers[i].value;
    return STR_NULL;
}

str request_cookie(const struct request *r, str name)
{
    for (size_t i = 0; i < r->cookie_count; i++)
        if (str_eq(r->cookies[i].name, name))
            return r->cookies[i].value;
    return STR_NULL;
}

str request_query(const struct request *r, str name)
{
    val v = val_get(r->query, name);

    return val_text(v.tag == V_LIST ? val_at(v, 0) : v);
}

static const char *const kept[] = {
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-encoding",
    "cookie",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "last-event-id",
    "origin",
    "prefer",
    "range",
    "referer",
    "sec-fetch-dest",
    "sec-fetch-mode",
    "sec-fetch-site",
    "traceparent",
    "user-agent",
    "x-requested-with",
    "x-road-client",
    "x-road-id",
    "x-road-issue",
    "x-road-purpose",
    "stoa-signature",
    "stoa-salt",
    "x-road-service",
    "x-road-userid",
    "x-road-represented-party",
    "x-road-request-id",
};

bool http_header_kept(str name)
{
    FOR_EACH(kept, k)
        if (str_eq_nocase(name, str_z(*k)))
            return true;
    return false;
}

static const char *const methods[] = { "GET",   "HEAD",   "POST",    "PUT",
                                       "PATCH", "DELETE", "OPTIONS", "OTHER" };

enum method method_of(str token)
{
    for (int m = GET; m < METHOD_OTHER; m++)
        if (str_eq(token, str_z(methods[m])))
            return (enum method)m;
    return METHOD_OTHER;
}

const char *method_name(enum method m)
{
    return m <= METHOD_OTHER ? methods[m] : "OTHER";
}

str request_network(arena *a, str peer)
{
    str groups[8] = { 0 }, left = peer, right = STR_NULL, one;
    size_t n = 0, gap = 8;

    if (str_find_char(peer, ':', 0) == SIZE_MAX)
        return peer;
    if (str_find_char(peer, '.', 0) != SIZE_MAX)
        return str_from(peer, str_rfind_char(peer, ':') + 1); /* IPv4 in IPv6: RFC 4291, 2.5.5.2 */
    for (size_t i = 0; i + 1 < peer.n && gap == 8; i++)
        if (peer.p[i] == ':' && peer.p[i + 1] == ':') {
            left = str_sub(peer, 0, i);
            right = str_from(peer, i + 2);
            gap = 0;
        }
    while (n < 8 && str_next(&left, ':', &one))
        groups[n++] = one;
    gap = n;
    n = 8;
    while (n > gap && right.n) {
        size_t colon = str_rfind_char(right, ':');
        groups[--n] = colon == SIZE_MAX ? right : str_from(right, colon + 1);
        right = colon == SIZE_MAX ? STR_NULL : str_sub(right, 0, colon);
    }
    for (size_t i = 0; i < 4; i++)
        groups[i] = groups[i].n ? groups[i] : S("0");
    return str_fmt(a, "%.*s:%.*s:%.*s:%.*s", STR_ARG(groups[0]), STR_ARG(groups[1]),
                   STR_ARG(groups[2]), STR_ARG(groups[3]));
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Percent escapes to bytes; well-formed UTF-8 without NUL is what may come out. */
static err percent_decode(arena *a, str in, bool plus, str *out)
{
    char *p;
    size_t n = 0;

    if (!memchr(in.p ? in.p : "", '%', in.n) && !(plus && in.n && memchr(in.p, '+', in.n))) {
        *out = in;
    } else {
        p = arena_alloc(a, in.n);
        for (size_t i = 0; i < in.n; i++) {
            if (in.p[i] != '%') {
                p[n++] = plus && in.p[i] == '+' ? ' ' : in.p[i];
                continue;
            }
            int hi = i + 2 < in.n ? hex_digit(in.p[i + 1]) : -1,
                lo = i + 2 < in.n ? hex_digit(in.p[i + 2]) : -1;
            if (hi < 0 || lo < 0)
                return REFUSED(ERR_SYNTAX);
            p[n++] = (char)(hi << 4 | lo);
            i += 2;
        }
        *out = (str){ p, n };
    }
    return !utf8_valid(*out) || (out->n && memchr(out->p, 0, out->n)) ? REFUSED(ERR_SYNTAX) : OK;
}

static bool has_dot_segment(str path)
{
    str rest = path, piece;

    while (str_next(&rest, '/', &piece))
        if (str_eq(piece, S(".")) || str_eq(piece, S("..")))
            return true;
    return false;
}

enum { QUERY_NAMES = 1000 };

err http_query_parse(arena *a, str text, val *out)
{
    val_builder b = val_build(a);
    str rest = text, piece, name, value;
    map seen = { 0 };
    size_t names = 0;

    while (str_next(&rest, '&', &piece)) {
        val *have;

        if (piece.n == 0)
            continue;
        if (++names > QUERY_NAMES)
            return REFUSED(ERR_SIZE);
        str_cut(piece, '=', &name, &value);
        TRY(percent_decode(a, name, true, &name));
        TRY(percent_decode(a, value, true, &value));
        have = map_get(&seen, name);
        if (!have) {
            have = ARENA_NEW(a, val);
            *have = val_str(value.p ? value : S(""));
            map_put(&seen, a, name, have);
        } else {
            *have = have->tag == V_LIST
                        ? val_append(a, *have, val_str(value))
                        : val_append(a, val_append(a, val_list(NULL, 0), *have), val_str(value));
        }
    }
    for (size_t i = 0; i < seen.n; i++)
        val_put(&b, seen.items[i].key, *(val *)seen.items[i].value);
    *out = val_done(&b);
    return OK;
}

err request_target(arena *a, str target, struct request *out)
{
    str path, query;

    str_cut(target, '?', &path, &query);
    if (path.n == 0 || path.p[0] != '/')
        return REFUSED(ERR_SYNTAX);
    TRY(percent_decode(a, path, false, &path));
    if (has_dot_segment(path))
        return REFUSED(ERR_SYNTAX);
    TRY(http_query_parse(a, query, &out->query));
    out->path = path;
    out->query_text = query.p ? query : S("");
    return OK;
}

enum { HEADERS_MAX = 64, COOKIES_MAX = 64 };

static err add_cookies(arena *a, struct request *r, str value)
{
    str rest = value, piece, name, v;

    if (!r->cookies)
        r->cookies = ARENA_ARRAY(a, struct http_pair, COOKIES_MAX);
    while (str_next(&rest, ';', &piece)) {
        if (!str_cut(str_trim(piece), '=', &name, &v))
            continue;
        if (r->cookie_count == COOKIES_MAX)
            return REFUSED(ERR_SIZE);
        v = str_trim(v);
        if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
            v = str_sub(v, 1, v.n - 2);
        r->cookies[r->cookie_count++] =
            (struct http_pair){ str_copy(a, str_trim(name)), str_copy(a, v) };
    }
    return OK;
}

static enum http_site site_of(str value)
{
    return str_eq(value, S("same-origin")) ? SITE_SAME_ORIGIN
           : str_eq(value, S("same-site")) ? SITE_SAME_SITE
           : str_eq(value, S("none"))      ? SITE_NONE
                                           : SITE_CROSS;
}

err request_add_header(arena *a, struct request *r, str name, str value)
{
    if (str_eq_nocase(name, S("host"))) {
        r->host = str_lower(a, str_trim(value));
        return OK;
    }
    if (str_eq_nocase(name, S("content-type"))) {
        str type, params;

        str_cut(value, ';', &type, &params);
        r->content_type = str_lower(a, str_trim(type));
        r->content_params = str_copy(a, params.p ? str_trim(params) : S(""));
        return OK;
    }
    if (str_eq_nocase(name, S("cookie")))
        return add_cookies(a, r, value);
    if (!http_header_kept(name))
        return OK;
    if (str_eq_nocase(name, S("sec-fetch-site")))
        r->site = site_of(str_trim(value));
    if (!r->headers)
        r->headers = ARENA_ARRAY(a, struct http_pair, HEADERS_MAX);
    if (r->header_count == HEADERS_MAX)
        return REFUSED(ERR_SIZE);
    r->headers[r->header_count++] =
        (struct http_pair){ str_lower(a, name), str_copy(a, str_trim(value)) };
    return OK;
}
