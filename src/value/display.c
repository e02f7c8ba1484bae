#include "value/num.h"
#include "value/temporal.h"

static void display(buf *out, val v, bool inner);

/* A FEEL string literal (DMN 1.5, 10.3.1.2). */
static void quoted(buf *out, str s)
{
    buf_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            buf_char(out, '\\');
        buf_char(out, s.p[i]);
    }
    buf_char(out, '"');
}

/* A key that is a plain FEEL name stands as it is. */
static bool plain_name(str key)
{
    for (size_t i = 0; i < key.n; i++) {
        uint8_t c = (uint8_t)key.p[i];
        bool letter = (c | 0x20) >= 'a' ? (c | 0x20) <= 'z' || c >= 0x80 : c == '_';
        if (!letter && c != '_' && (i == 0 || !((c >= '0' && c <= '9') || c == ' ')))
            return false;
    }
    return key.n > 0;
}

static void context(buf *out, const struct val_ctx *c)
{
    buf_char(out, '{');
    for (uint32_t i = 0; i < c->n; i++) {
        if (i)
            buf_add(out, S(", "));
        if (plain_name(c->e[i].key))
            buf_add(out, c->e[i].key);
        else
            quoted(out, c->e[i].key);
        buf_add(out, S(": "));
        display(out, c->e[i].value, true);
    }
    buf_char(out, '}');
}

/* An end of a range: literals as FEEL reads them again. */
static void end_point(buf *out, val v)
{
    if (v.tag >= V_DATE && v.tag <= V_MONTHS) {
        buf_add(out, S("@\""));
        temporal_print(out, v);
        buf_char(out, '"');
    } else {
        display(out, v, true);
    }
}

static void range(buf *out, const struct val_range *r)
{
    if (val_is_null(r->lo) && !val_is_null(r->hi)) {
        buf_add(out, r->hi_closed ? S("(<=") : S("(<"));
        end_point(out, r->hi);
        buf_char(out, ')');
        return;
    }
    if (val_is_null(r->hi) && !val_is_null(r->lo)) {
        buf_add(out, r->lo_closed ? S("(>=") : S("(>"));
        end_point(out, r->lo);
        buf_char(out, ')');
        return;
    }
    buf_char(out, r->lo_closed ? '[' : '(');
    end_point(out, r->lo);
    buf_add(out, S(".."));
    end_point(out, r->hi);
    buf_char(out, r->hi_closed ? ']' : ')');
}

static void list(buf *out, val v)
{
    buf_char(out, '[');
    for (uint32_t i = 0; i < v.n; i++) {
        if (i)
            buf_add(out, S(", "));
        display(out, v.l[i], true);
    }
    buf_char(out, ']');
}

static void display(buf *out, val v, bool inner)
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
        if (inner)
            quoted(out, val_text(v));
        else
            buf_add(out, val_text(v));
        break;
    case V_DATE:
    case V_TIME:
    case V_DATETIME:
    case V_DAYS:
    case V_MONTHS:
        temporal_print(out, v);
        break;
    case V_LIST:
        list(out, v);
        break;
    case V_CONTEXT:
        context(out, v.c);
        break;
    case V_RANGE:
        range(out, v.r);
        break;
    case V_FUNCTION:
        buf_add(out, S("function"));
        break;
    }
}

str val_display(arena *a, val v)
{
    buf b;

    if (v.tag == V_STRING)
        return val_text(v);
    buf_init(&b, a, 64);
    display(&b, v, false);
    return buf_str(&b);
}
