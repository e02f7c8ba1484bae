#include "value/num.h"
#include "value/temporal.h"
#include "value/text_out.h"

void text_quoted(buf *out, str s)
{
    static const char hex[] = "0123456789abcdef";
    static const char plain[] = "\b\t\n\f\r\"\\", letter[] = "btnfr\"\\";
    size_t from = 0;

    (void)buf_space(out, s.n + 2); /* at once, where nothing needs a backslash */
    buf_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(out, str_of(s.p + from, i - from));
        from = i + 1;
        const char *brief = memchr(plain, c, sizeof plain - 1);
        if (brief)
            buf_add(out, str_of((char[]){ '\\', letter[brief - plain] }, 2));
        else
            buf_add(out, str_of((char[]){ '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] }, 6));
    }
    buf_add(out, str_of(s.p + from, s.n - from));
    buf_char(out, '"');
}

static void json_context(buf *out, const struct val_ctx *c)
{
    buf_char(out, '{');
    for (uint32_t i = 0; i < c->n; i++) {
        if (i)
            buf_char(out, ',');
        text_quoted(out, c->e[i].key);
        buf_char(out, ':');
        val_json(out, c->e[i].value);
    }
    buf_char(out, '}');
}

static void json_list(buf *out, val v)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < v.n; i++) {
        if (i)
            buf_char(out, ',');
        val_json(out, v.l[i]);
    }
    buf_char(out, ']');
}

void val_json(buf *out, val v)
{
    switch ((enum val_tag)v.tag) {
    case V_NULL:
        buf_add(out, S("null"));
        break;
    case V_BOOL:
        buf_add(out, v.m ? S("true") : S("false"));
        break;
    case V_NUMBER:
    case V_DECIMAL:
        num_print(out, v);
        break;
    case V_STRING:
        text_quoted(out, val_text(v));
        break;
    case V_LIST:
        json_list(out, v);
        break;
    case V_CONTEXT:
        json_context(out, v.c);
        break;
    case V_DATE:
    case V_TIME:
    case V_DATETIME:
    case V_DAYS:
    case V_MONTHS:
        buf_char(out, '"');
        temporal_print(out, v);
        buf_char(out, '"');
        break;
    case V_RANGE:
    case V_FUNCTION:
        text_quoted(out, val_display(out->a, v));
        break;
    }
}

str val_json_str(arena *a, val v)
{
    buf b;

    buf_init(&b, a, 256);
    val_json(&b, v);
    return buf_str(&b);
}
