#include "text/safe.h"

void html_text_to(buf *out, str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.n; i++) {
        const char *e;
        switch (text.p[i]) {
        case '&':
            e = "&amp;";
            break;
        case '<':
            e = "&lt;";
            break;
        case '>':
            e = "&gt;";
            break;
        case '"':
            e = "&quot;";
            break;
        case '\'':
            e = "&#39;";
            break;
        default:
            continue;
        }
        buf_add(out, str_of(text.p + from, i - from));
        buf_add(out, str_z(e));
        from = i + 1;
    }
    buf_add(out, str_from(text, from));
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
