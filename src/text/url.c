#include "text/safe.h"

#include "codec/percent.h"

url url_path(arena *a, str base, const str *pieces, size_t n)
{
    buf b;

    CHECK(str_starts(base, S("/")) && !str_starts(base, S("//")));
    buf_init(&b, a, base.n + 32 * n + 1);
    buf_add(&b, base);
    for (size_t i = 0; i < n; i++) {
        if (b.p[b.n - 1] != '/')
            buf_char(&b, '/');
        /* a browser takes "." and ".." out of a path, encoded or not */
        bool walks = !pieces[i].n || str_eq(pieces[i], S(".")) || str_eq(pieces[i], S(".."));
        percent_write(&b, walks ? S("_") : pieces[i]);
    }
    return (url){ buf_str(&b) };
}

url url_query(arena *a, url u, str name, str value)
{
    buf b;
    str head, fragment;
    bool has_fragment = str_cut(u.s, '#', &head, &fragment);

    buf_init(&b, a, u.s.n + name.n + 3 * value.n + 4);
    buf_add(&b, head);
    buf_char(&b, str_find_char(head, '?', 0) == SIZE_MAX ? '?' : '&');
    percent_write(&b, name);
    buf_char(&b, '=');
    percent_write(&b, value);
    if (has_fragment) {
        buf_char(&b, '#');
        buf_add(&b, fragment);
    }
    return (url){ buf_str(&b) };
}

url url_fragment(arena *a, url u, str id)
{
    buf b;
    str head, old;

    str_cut(u.s, '#', &head, &old);
    buf_init(&b, a, head.n + 3 * id.n + 1);
    buf_add(&b, head);
    buf_char(&b, '#');
    percent_write(&b, id);
    return (url){ buf_str(&b) };
}

/* ---- links to outside ---- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_alnum(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool url_char(char c)
{
    return is_alnum(c) || (c && strchr("-._~:/?#[]@!$&'()*+,;=", c));
}

/* What a URL may not hold (RFC 3986, 2) encoded; what is encoded stays. */
static void encode_rest(buf *out, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool encoded = s.p[i] == '%' && s.n - i > 2 && is_hex(s.p[i + 1]) && is_hex(s.p[i + 2]);
        if (encoded || url_char(s.p[i]))
            buf_char(out, s.p[i]);
        else
            percent_write(out, str_sub(s, i, 1));
    }
}

/* A host and port without user: letters, digits, '-', '.', other scripts, or [IPv6]. */
static bool host_ok(str h)
{
    str name = h, port;
    size_t colon = str_rfind_char(h, ':');

    if (str_starts(h, S("["))) {
        size_t close = str_find_char(h, ']', 0);
        if (close == SIZE_MAX || close < 3)
            return false;
        for (size_t i = 1; i < close; i++)
            if (!is_hex(h.p[i]) && h.p[i] != ':' && h.p[i] != '.')
                return false;
        name = S("ip");
        port = str_from(h, close + 1);
    } else {
        name = str_sub(h, 0, colon);
        port = colon == SIZE_MAX ? S("") : str_from(h, colon);
    }
    for (size_t i = 0; i < name.n; i++)
        if (!is_alnum(name.p[i]) && name.p[i] != '-' && name.p[i] != '.' &&
            !((uint8_t)name.p[i] & 0x80))
            return false;
    uint64_t n;
    return name.n && name.p[0] != '.' &&
           (!port.n ||
            (port.p[0] == ':' && !failed(str_to_u64(str_from(port, 1), &n)) && n <= 65535));
}

static bool web_ok(str rest)
{
    size_t n = 0;

    if (!str_starts(rest, S("//")))
        return false;
    rest = str_from(rest, 2);
    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
        n++;
    return host_ok(str_sub(rest, 0, n));
}

static bool phone_ok(str s)
{
    size_t digits = 0;

    for (size_t i = 0; i < s.n; i++) {
        digits += s.p[i] >= '0' && s.p[i] <= '9';
        if (!is_alnum(s.p[i]) && !(s.p[i] && strchr("+-.()*#;=", s.p[i])))
            return false;
    }
    return digits > 0;
}

bool url_outside(arena *a, str text, url *out)
{
    static const struct {
        const char *scheme;
        int kind;
    } schemes[] = {
        { "http", 0 },
        { "https", 0 },
        { "mailto", 1 },
        { "tel", 2 },
    };
    str scheme, rest;
    buf b;

    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++)
        if ((uint8_t)text.p[i] < 0x20 || text.p[i] == 0x7f)
            return false;
    if (!utf8_valid(text) || !str_cut(text, ':', &scheme, &rest))
        return false;
    FOR_EACH(schemes, s) {
        if (!str_eq_nocase(scheme, str_z(s->scheme)))
            continue;
        size_t at = str_find_char(rest, '@', 0);
        if (!(s->kind == 0   ? web_ok(rest)
              : s->kind == 1 ? at != SIZE_MAX && at > 0
                             : phone_ok(rest)))
            return false;
        buf_init(&b, a, text.n + 16);
        buf_add(&b, str_z(s->scheme));
        buf_char(&b, ':');
        encode_rest(&b, rest);
        *out = (url){ buf_str(&b) };
        return true;
    }
    return false;
}
