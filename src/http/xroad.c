#include "http/xroad.h"
#include "codec/percent.h"
#include "site/exchange.h"

/* instance/class/member/subsystem, each part percent-encoded for itself (4.2). */
static bool identifier(arena *a, str text, str *out)
{
    str rest = text, part, plain;
    size_t n = 0;
    buf b;

    buf_init(&b, a, text.n + 1);
    while (str_next(&rest, '/', &part)) {
        if (failed(percent_read(a, part, false, &plain)) || !exchange_code(plain))
            return false;
        if (n++)
            buf_char(&b, '/');
        buf_add(&b, plain);
    }
    *out = buf_str(&b);
    return n == 4;
}

static bool address(arena *a, str path, struct xroad_call *out)
{
    str rest = path, part, four[4];

    if (!str_starts(path, S("/r1/")))
        return false;
    rest = str_from(path, 4);
    for (size_t i = 0; i < LEN(four); i++)
        if (!str_next(&rest, '/', &four[i]) || !exchange_code(four[i]))
            return false;
    if (!str_next(&rest, '/', &part) || !exchange_code(part))
        return false;
    out->subsystem = str_fmt(a, "%.*s/%.*s/%.*s/%.*s", STR_ARG(four[0]), STR_ARG(four[1]),
                             STR_ARG(four[2]), STR_ARG(four[3]));
    out->service = part;
    out->path = rest.p ? rest : S("");
    return true;
}

/* Text of one line; false where it is no value that the house would write into a log or a page. */
static bool plain(str value)
{
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] < ' ' || value.p[i] == 127)
            return false;
    return value.n <= XROAD_HEADER_MAX && utf8_valid(value);
}

/* [class/]code (4.3). */
static bool party(arena *a, str value, str *out)
{
    str rest = value, part, code;
    size_t n = 0;
    buf b;

    buf_init(&b, a, value.n + 1);
    while (str_next(&rest, '/', &part)) {
        if (failed(percent_read(a, part, false, &code)) || !exchange_code(code))
            return false;
        if (n++)
            buf_char(&b, '/');
        buf_add(&b, code);
    }
    *out = buf_str(&b);
    return n == 1 || n == 2;
}

static enum xroad_fault header(arena *a, const struct http_pair *h, struct xroad_call *out)
{
    str *const to = str_eq(h->name, S("x-road-id"))        ? &out->id
                    : str_eq(h->name, S("x-road-userid"))  ? &out->user
                    : str_eq(h->name, S("x-road-issue"))   ? &out->issue
                    : str_eq(h->name, S("x-road-purpose")) ? &out->purpose
                                                           : NULL;

    if (str_eq(h->name, S("x-road-client")))
        return identifier(a, str_trim(h->value), &out->client) ? XROAD_FINE : XROAD_CLIENT;
    if (str_eq(h->name, S("x-road-represented-party")) && str_trim(h->value).n)
        return party(a, str_trim(h->value), &out->represented) ? XROAD_FINE : XROAD_HEADER;
    if (to && !plain(h->value))
        return XROAD_HEADER;
    if (to)
        *to = str_trim(h->value);
    return XROAD_FINE;
}

enum xroad_fault xroad_read(arena *a, const struct request *r, struct xroad_call *out)
{
    *out = (struct xroad_call){
        .user = S(""), .issue = S(""), .represented = S(""), .purpose = S("")
    };
    if (!address(a, r->path, out))
        return XROAD_ADDRESS;
    for (size_t i = 0; i < r->header_count; i++) {
        enum xroad_fault f = header(a, &r->headers[i], out);
        if (f != XROAD_FINE)
            return f;
    }
    return out->client.n ? XROAD_FINE : XROAD_NO_CLIENT;
}

/* pchar and '/' as they are (RFC 3986, 3.3), all else encoded. */
static void address_write(buf *out, str path)
{
    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];
        if (c && strchr("/!$&'()*+,;=:@", c))
            buf_char(out, c);
        else
            percent_write(out, str_of(&path.p[i], 1));
    }
}

str xroad_head(arena *a, const struct request *r)
{
    buf b;

    buf_init(&b, a, 512);
    buf_add(&b, str_z(method_name(r->method)));
    buf_add(&b, S("\r\n"));
    address_write(&b, r->path);
    if (r->query_text.n) {
        buf_char(&b, '?');
        buf_add(&b, r->query_text);
    }
    buf_add(&b, S("\r\n"));
    for (size_t i = 0; i < r->header_count; i++) {
        const struct http_pair *h = &r->headers[i];
        if (!str_starts(h->name, S("x-road-")) && !str_eq(h->name, S("accept")))
            continue;
        buf_add(&b, h->name);
        buf_char(&b, ':');
        buf_add(&b, h->value);
        buf_add(&b, S("\r\n"));
    }
    if (r->content_type.n) {
        buf_add(&b, S("content-type:"));
        buf_add(&b, r->content_type);
        buf_add(&b, S("\r\n"));
    }
    return buf_str(&b);
}

str xroad_head_of(arena *a, str address, const struct http_pair *headers, size_t n)
{
    buf b;

    buf_init(&b, a, 512);
    buf_add(&b, S("GET\r\n"));
    buf_add(&b, address);
    buf_add(&b, S("\r\n"));
    for (size_t i = 0; i < n; i++) {
        buf_add(&b, headers[i].name);
        buf_char(&b, ':');
        buf_add(&b, headers[i].value);
        buf_add(&b, S("\r\n"));
    }
    return buf_str(&b);
}

str xroad_address(arena *a, str path)
{
    buf b;

    buf_init(&b, a, path.n + 16);
    address_write(&b, path);
    return buf_str(&b);
}
