#include "value/num.h"
#include "value/temporal.h"
#include "value/text_out.h"

/* None of eight bytes is a control character, a quotation mark or a backslash.  A byte of x is
 * below n where (x - n) & ~x has its high bit; a borrow may only report one too many. */
static bool plain_eight(const char *p)
{
    const uint64_t each = 0x0101010101010101u, high = 0x8080808080808080u;
    uint64_t w;

    memcpy(&w, p, 8);
    uint64_t quote = w ^ each * '"', slash = w ^ each * '\\';
    return !(((w - each * 0x20) & ~w) & high) && !(((quote - each) & ~quote) & high) &&
           !(((slash - each) & ~slash) & high);
}

static bool plain_text(str s)
{
    size_t i = 0;

    if (s.n >= 8) {
        for (; s.n - i >= 8; i += 8)
            if (!plain_eight(s.p + i))
                return false;
        return plain_eight(s.p + s.n - 8); /* the last eight once more */
    }
    for (; i < s.n; i++)
        if ((uint8_t)s.p[i] < 0x20 || s.p[i] == '"' || s.p[i] == '\\')
            return false;
    return true;
}

void text_quoted(buf *out, str s)
{
    static const char hex[] = "0123456789abcdef";
    static const char plain[] = "\b\t\n\f\r\"\\", letter[] = "btnfr\"\\";
    size_t from = 0;

    char *at = buf_space(out, s.n + 2);
    if (plain_text(s)) { /* most are */
        *at = '"';
        if (s.n)
            memcpy(at + 1, s.p, s.n);
        at[s.n + 1] = '"';
        buf_took(out, s.n + 2);
        return;
    }
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
