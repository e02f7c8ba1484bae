/* feel/literal.c - values as FEEL text, and the words for a null. */
#include "feel/feel.h"
#include "value/num.h"
#include "value/temporal.h"

static void quote(buf *b, str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            buf_char(b, '\\');
        if (c < 0x20)
            buf_fmt(b, c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : "\\u%04x", c);
        else
            buf_char(b, (char)c);
    }
    buf_char(b, '"');
}

static void literal(buf *b, val v);

static void list(buf *b, val v)
{
    buf_char(b, '[');
    for (uint32_t i = 0; i < v.n; i++) {
        if (i)
            buf_add(b, S(", "));
        literal(b, v.l[i]);
    }
    buf_char(b, ']');
}

static void context(buf *b, val v)
{
    buf_char(b, '{');
    for (uint32_t i = 0; i < v.c->n; i++) {
        if (i)
            buf_add(b, S(", "));
        quote(b, v.c->e[i].key);
        buf_add(b, S(": "));
        literal(b, v.c->e[i].value);
    }
    buf_char(b, '}');
}

static void range(buf *b, const struct val_range *g)
{
    if (g->lo.tag == V_NULL || g->hi.tag == V_NULL) {
        bool up = g->hi.tag == V_NULL;
        buf_add(b, up ? (g->lo_closed ? S("(>=") : S("(>")) : (g->hi_closed ? S("(<=") : S("(<")));
        literal(b, up ? g->lo : g->hi);
        buf_char(b, ')');
        return;
    }
    buf_char(b, g->lo_closed ? '[' : '(');
    literal(b, g->lo);
    buf_add(b, S(".."));
    literal(b, g->hi);
    buf_char(b, g->hi_closed ? ']' : ')');
}

static void literal(buf *b, val v)
{
    switch (v.tag) {
    case V_NULL:
        buf_add(b, S("null"));
        break;
    case V_BOOL:
        buf_add(b, v.m ? S("true") : S("false"));
        break;
    case V_NUMBER:
    case V_DECIMAL:
        num_print(b, v);
        break;
    case V_STRING:
        quote(b, val_text(v));
        break;
    case V_LIST:
        list(b, v);
        break;
    case V_CONTEXT:
        context(b, v);
        break;
    case V_RANGE:
        range(b, v.r);
        break;
    case V_FUNCTION:
        buf_add(b, S("function"));
        break;
    default:
        buf_add(b, S("@\""));
        temporal_print(b, v);
        buf_char(b, '"');
    }
}

str feel_literal(arena *a, val v)
{
    buf b;
    buf_init(&b, a, 32);
    literal(&b, v);
    return buf_str(&b);
}

struct reason {
    const char *key, *text;
};

static const struct reason reasons[] = {
    [NULL_PLAIN] = { "feel.null_plain", "the value is null" },
    [NULL_TYPE] = { "feel.null_type", "a value has the wrong type" },
    [NULL_NAME] = { "feel.null_name", "there is no such name" },
    [NULL_INDEX] = { "feel.null_index", "the index is outside of the list" },
    [NULL_DIVISION] = { "feel.null_division", "division by zero" },
    [NULL_RANGE] = { "feel.null_range", "the result is too large" },
    [NULL_ARGUMENT] = { "feel.null_argument", "an argument is wrong" },
    [NULL_CONFORM] = { "feel.null_conform", "the value does not conform to its type" },
    [NULL_MISSING] = { "feel.null_missing", "a value is not given" },
    [NULL_CUSTOM] = { "feel.null_custom", "" },
    [NULL_INVALID] = { "feel.null_invalid",
                       "an expression is missing, not valid or in another language" },
    [NULL_LOGIC] = { "feel.null_logic", "nothing says how this is decided" },
    [NULL_FOREIGN] = { "feel.null_foreign", "a function cannot be executed" },
    [NULL_CYCLE] = { "feel.null_cycle", "a decision requires itself" },
    [NULL_MANY_RULES] = { "feel.null_many_rules",
                          "more than one rule fires in a table with the hit policy UNIQUE" },
    [NULL_UNLIKE] = { "feel.null_unlike",
                      "rules with different outputs fire in a table with the hit policy ANY" },
    [NULL_NO_RULE] = { "feel.null_no_rule", "no rule of the table fires" },
    [NULL_NOT_ALLOWED] = { "feel.null_not_allowed",
                           "an input of the table: its value is not among the allowed ones" },
};

str feel_null_key(val v, str *about)
{
    bool null = v.tag == V_NULL && v.n < NULL_REASONS;

    *about = v.tag == V_NULL && v.p ? str_z(v.p) : S("");
    return null ? str_z(reasons[v.n].key) : S("");
}

str feel_why_null(arena *a, val v)
{
    if (v.tag != V_NULL)
        return S("");
    const char *w = v.n < NULL_REASONS ? reasons[v.n].text : "", *place = v.p ? v.p : "";
    return str_fmt(a, "%s%s%s", w, *w && *place ? ": " : "", place);
}
