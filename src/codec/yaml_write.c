#include "codec/yaml.h"

#include "value/num.h"

static void write_node(buf *out, val v, int indent, bool after_dash);

static void blanks(buf *out, int n)
{
    memset(buf_space(out, (size_t)n), ' ', (size_t)n);
    buf_took(out, (size_t)n);
}

/* Stands without quotes: letters first, then letters, digits, blanks inside and a few signs, and no
 * word with a meaning. */
static bool plain_ok(str s)
{
    static const char *const words[] = {
        "true", "false", "null", "yes", "no", "on", "off", "y", "n"
    };

    FOR_EACH(words, w)
        if (str_eq_nocase(s, str_z(*w)))
            return false;
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        bool letter = ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
        bool inner =
            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '/' || (c == ' ' && i + 1 < s.n);
        if (!letter && (i == 0 || !inner))
            return false;
    }
    return s.n > 0;
}

/* What JSON leaves as it is and YAML does not read unescaped (YAML 1.2, 5.1; 1.1 breaks lines at
 * U+2028 and U+2029). */
static bool needs_escape(uint32_t cp)
{
    return (cp >= 0x7f && cp <= 0x9f) || cp == 0x2028 || cp == 0x2029 || cp == 0xfeff ||
           cp == 0xfffe || cp == 0xffff;
}

static void write_text(buf *out, str s)
{
    size_t from = out->n;
    bool any = false;

    if (plain_ok(s)) {
        buf_add(out, s);
        return;
    }
    val_json(out, val_str(s)); /* a JSON string is a double-quoted scalar */
    str json = str_of(out->p + from, out->n - from);
    for (size_t i = 0; i < json.n && !any;)
        any = needs_escape(utf8_next(json, &i));
    if (!any)
        return;
    json = str_copy(out->a, json);
    out->n = from;
    for (size_t i = 0; i < json.n;) {
        size_t at = i;
        uint32_t cp = utf8_next(json, &i);
        if (needs_escape(cp))
            buf_fmt(out, "\\u%04x", (unsigned)cp);
        else
            buf_add(out, str_sub(json, at, i - at));
    }
}

static void write_context(buf *out, const struct val_ctx *c, int indent, bool after_dash)
{
    for (uint32_t i = 0; i < c->n; i++) {
        if (i || !after_dash)
            blanks(out, indent);
        write_text(out, c->e[i].key);
        buf_char(out, ':');
        write_node(out, c->e[i].value, indent + 2, false);
    }
}

static void write_list(buf *out, val v, int indent, bool after_dash)
{
    for (uint32_t i = 0; i < v.n; i++) {
        if (i || !after_dash)
            blanks(out, indent);
        buf_char(out, '-');
        write_node(out, v.l[i], indent + 2, true);
    }
}

/* Behind "key:" or "-": the value and its line end. */
static void write_node(buf *out, val v, int indent, bool after_dash)
{
    if (val_count(v)) {
        buf_char(out, after_dash ? ' ' : '\n');
        if (v.tag == V_LIST)
            write_list(out, v, indent, after_dash);
        else
            write_context(out, v.c, indent, after_dash);
        return;
    }
    buf_char(out, ' ');
    if (v.tag == V_STRING)
        write_text(out, val_text(v));
    else
        val_json(out, v);
    buf_char(out, '\n');
}

void yaml_write(buf *out, val v)
{
    if (v.tag == V_CONTEXT && v.c->n)
        write_context(out, v.c, 0, false);
    else if (v.tag == V_LIST && v.n)
        write_list(out, v, 0, false);
    else {
        if (v.tag == V_STRING)
            write_text(out, val_text(v));
        else
            val_json(out, v);
        buf_char(out, '\n');
    }
}
