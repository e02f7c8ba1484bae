#include "text/safe.h"

/* Runs of safe bytes are copied whole; stop says which bytes end a run. */
static void escaped(buf *out, str s, const char *stop)
{
    size_t from = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (__builtin_expect(!stop[c], 1))
            continue;
        buf_add(out, str_sub(s, from, i - from));
        from = i + 1;
        buf_add(out, c == '&'    ? S("&amp;")
                     : c == '<'  ? S("&lt;")
                     : c == '>'  ? S("&gt;")
                     : c == '"'  ? S("&#34;")
                     : c == '\'' ? S("&#39;")
                                 : S("\xef\xbf\xbd")); /* NUL cannot stand in a document */
    }
    buf_add(out, str_from(s, from));
}

static const char stop_content[256] = { [0] = 1, ['&'] = 1, ['<'] = 1, ['>'] = 1 };
static const char stop_all[256] = {
    [0] = 1, ['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1, ['\''] = 1
};

void html_content_to(buf *out, str text)
{
    escaped(out, text, stop_content);
}

void html_text_to(buf *out, str text)
{
    escaped(out, text, stop_all);
}

html html_text(arena *a, str text)
{
    buf b;

    buf_init(&b, a, text.n + 16);
    html_text_to(&b, text);
    return (html){ buf_str(&b) };
}

html html_attr(arena *a, const char *name, str value)
{
    buf b;

    buf_init(&b, a, value.n + 32);
    buf_char(&b, ' ');
    buf_add(&b, str_z(name));
    buf_add(&b, S("=\""));
    html_text_to(&b, value);
    buf_char(&b, '"');
    return (html){ buf_str(&b) };
}

html html_attr_url(arena *a, const char *name, url u)
{
    return html_attr(a, name, u.s);
}

html html_cat(arena *a, html x, html y)
{
    return (html){ str_cat(a, x.s, y.s) };
}

html html_join(arena *a, const html *pieces, size_t n)
{
    buf b;

    buf_init(&b, a, 256);
    for (size_t i = 0; i < n; i++)
        buf_add(&b, pieces[i].s);
    return (html){ buf_str(&b) };
}
