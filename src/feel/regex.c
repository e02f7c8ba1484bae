/* feel/regex.c - matches, replace, split: XPath regular expressions (XQuery and XPath
 * Functions 3.1, 5.6) translated to ICU's, with limits of time and stack so that no pattern can
 * hold up the evaluation. */
#include "feel/fns.h"

#include <unicode/uregex.h>
#include <unicode/ustring.h>

enum { PATTERN_MOST = 4000, TIME_LIMIT = 200, STACK_LIMIT = 4000000 };

struct pattern {
    uint32_t flags;
    bool literal, free_spacing, dot_all, multiline;
};

static bool flags_of(str s, struct pattern *p)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case 's':
            p->flags |= UREGEX_DOTALL;
            break;
        case 'm':
            p->flags |= UREGEX_MULTILINE;
            p->multiline = true;
            break;
        case 'i':
            p->flags |= UREGEX_CASE_INSENSITIVE;
            break;
        case 'x':
            p->free_spacing = true;
            break;
        case 'q':
            p->literal = true;
            break;
        default:
            return false;
        }
    }
    return true;
}

/* \i and \c of XML names; \p{IsBlock}. */
static size_t class_escape(buf *b, str s, size_t i, bool in_class)
{
    static const char i_set[] =
        "_:A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF";
    static const char c_more[] = "\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040";
    char c = s.p[i + 1];
    if (c == 'i' || c == 'c' || c == 'I' || c == 'C') {
        buf_add(b, c == 'I' || c == 'C' ? S("[^") : in_class ? S("[") : S("["));
        buf_add(b, str_z(i_set));
        if (c == 'c' || c == 'C')
            buf_add(b, str_z(c_more));
        buf_char(b, ']');
        return i + 2;
    }
    if ((c == 'p' || c == 'P') && str_starts(str_from(s, i + 2), S("{Is"))) {
        size_t end = str_find_char(s, '}', i);
        if (end == SIZE_MAX)
            return SIZE_MAX;
        buf_fmt(b, "\\%c{block=%.*s}", c, (int)(end - i - 5), s.p + i + 5);
        return end + 1;
    }
    if (!strchr("nrt\\|.?*+(){}-[]^$sSdDwWpP0123456789", c))
        return SIZE_MAX;
    buf_add(b, str_of(s.p + i, 2));
    return i + 2;
}

/* A bracketed class, with subtraction [a-z-[aeiou]] as ICU's [a-z--[aeiou]]. */
static size_t bracket(buf *b, str s, size_t i, unsigned depth)
{
    buf_char(b, '[');
    i++;
    if (i < s.n && s.p[i] == '^')
        buf_char(b, s.p[i++]);
    while (i < s.n && s.p[i] != ']') {
        if (s.p[i] == '\\' && i + 1 < s.n) {
            i = class_escape(b, s, i, true);
            if (i == SIZE_MAX)
                return i;
        } else if (s.p[i] == '-' && i + 1 < s.n && s.p[i + 1] == '[') {
            buf_add(b, S("--"));
            i = depth > 20 ? SIZE_MAX : bracket(b, s, i + 1, depth + 1);
            if (i == SIZE_MAX)
                return i;
        } else if (s.p[i] == '[' || s.p[i] == '&') {
            buf_char(b, '\\');
            buf_char(b, s.p[i++]);
        } else {
            buf_char(b, s.p[i++]);
        }
    }
    if (i >= s.n)
        return SIZE_MAX;
    buf_char(b, ']');
    return i + 1;
}

/* XPath's syntax to ICU's; false where XPath refuses it. */
static bool translate(buf *b, str s, const struct pattern *p)
{
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (p->literal) {
            if (strchr("\\|.?*+(){}[]^$-&#", c))
                buf_char(b, '\\');
            buf_char(b, c);
            i++;
        } else if (c == '\\') {
            if (i + 1 >= s.n || (i = class_escape(b, s, i, false)) == SIZE_MAX)
                return false;
        } else if (c == '[') {
            if ((i = bracket(b, s, i, 0)) == SIZE_MAX)
                return false;
        } else if (p->free_spacing && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
            i++;
        } else if (c == '$' && !p->multiline) {
            buf_add(b, S("\\z"));
            i++;
        } else if (c == '(' && i + 1 < s.n && s.p[i + 1] == '?' &&
                   !(i + 2 < s.n && s.p[i + 2] == ':')) {
            return false;
        } else {
            buf_char(b, c);
            i++;
        }
    }
    return true;
}

static bool to_utf16(struct rt *r, str s, UChar **out, int32_t *n)
{
    UErrorCode e = U_ZERO_ERROR;
    if (s.n > 64 * MIB || !rt_room(r, (s.n + 1) * sizeof(UChar)))
        return false;
    *out = arena_alloc(r->a, (s.n + 1) * sizeof(UChar));
    u_strFromUTF8(*out, (int32_t)s.n + 1, n, s.p ? s.p : "", (int32_t)s.n, &e);
    return U_SUCCESS(e);
}

static val from_utf16(struct rt *r, const UChar *s, int32_t n)
{
    UErrorCode e = U_ZERO_ERROR;
    size_t room = (size_t)n * 3 + 1;
    int32_t got = 0;
    if (!rt_room(r, room))
        return val_null();
    char *out = arena_alloc(r->a, room);
    u_strToUTF8(out, (int32_t)room, &got, s, n, &e);
    return U_FAILURE(e) ? null_arg("regular expression")
                        : val_str(got ? str_of(out, (size_t)got) : S(""));
}

/* The compiled pattern with its text set, or null. */
static URegularExpression *opened(struct rt *r, str text, str pattern, struct pattern *p,
                                  UErrorCode *e)
{
    UChar *u, *t;
    int32_t n, m;
    buf b;
    buf_init(&b, r->a, pattern.n * 2 + 16);
    if (pattern.n > PATTERN_MOST || !translate(&b, pattern, p) ||
        !to_utf16(r, buf_str(&b), &u, &n) || !to_utf16(r, text, &t, &m))
        return NULL;
    UParseError where;
    URegularExpression *x = uregex_open(u, n, p->flags, &where, e);
    if (U_FAILURE(*e))
        return NULL;
    uregex_setTimeLimit(x, TIME_LIMIT, e);
    uregex_setStackLimit(x, STACK_LIMIT, e);
    uregex_setText(x, t, m, e);
    return x;
}

static bool arguments(const val *args, uint32_t n, uint32_t flags_at, str *text, str *pattern,
                      struct pattern *p)
{
    val t = arg_scalar(args[0]), x = arg_scalar(args[1]);
    *text = val_text(t);
    *pattern = val_text(x);
    if (t.tag != V_STRING || x.tag != V_STRING)
        return false;
    if (n <= flags_at || args[flags_at].tag == V_NULL)
        return true;
    val f = arg_scalar(args[flags_at]);
    return f.tag == V_STRING && flags_of(val_text(f), p);
}

val fn_matches(struct rt *r, const val *args, uint32_t n)
{
    str text, pattern;
    struct pattern p = { 0 };
    UErrorCode e = U_ZERO_ERROR;
    if (!arguments(args, n, 2, &text, &pattern, &p) || !rt_step(r, NULL, 100))
        return null_arg("matches");
    URegularExpression *x = opened(r, text, pattern, &p, &e);
    if (!x)
        return null_arg("matches");
    UBool found = uregex_find(x, 0, &e);
    uregex_close(x);
    return U_FAILURE(e) ? null_arg("matches") : val_bool(found);
}

/* "$1" and "\$" as XPath has them; false for a lone "$" or "\". */
static bool replacement(buf *b, str s, const struct pattern *p)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (p->literal && (c == '$' || c == '\\')) {
            buf_char(b, '\\');
        } else if (c == '\\') {
            if (i + 1 >= s.n || (s.p[i + 1] != '$' && s.p[i + 1] != '\\'))
                return false;
            buf_char(b, c);
            c = s.p[++i];
        } else if (c == '$' && (i + 1 >= s.n || s.p[i + 1] < '0' || s.p[i + 1] > '9')) {
            return false;
        }
        buf_char(b, c);
    }
    return true;
}

static val replaced(struct rt *r, URegularExpression *x, str with, size_t text_n)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar *w;
    int32_t wn;
    if (uregex_find(x, 0, &e) && U_SUCCESS(e) && uregex_start(x, 0, &e) == uregex_end(x, 0, &e))
        return null_arg("replace");
    uregex_reset(x, 0, &e);
    if (!to_utf16(r, with, &w, &wn))
        return val_null();
    int32_t room = (int32_t)MIN(text_n * 2 + 64, (size_t)16 * MIB), got;
    for (;;) {
        if (!rt_room(r, (size_t)room * sizeof(UChar)))
            return val_null();
        UChar *out = arena_alloc(r->a, (size_t)room * sizeof(UChar));
        e = U_ZERO_ERROR;
        got = uregex_replaceAll(x, w, wn, out, room, &e);
        if (e != U_BUFFER_OVERFLOW_ERROR)
            return U_FAILURE(e) ? null_arg("replace") : from_utf16(r, out, got);
        if (got <= room || got > (int32_t)(256 * MIB))
            return null_arg("replace");
        room = got + 1;
    }
}

val fn_replace(struct rt *r, const val *args, uint32_t n)
{
    str text, pattern;
    struct pattern p = { 0 };
    UErrorCode e = U_ZERO_ERROR;
    val with = arg_scalar(args[2]);
    buf b;
    buf_init(&b, r->a, 32);
    if (with.tag != V_STRING || !arguments(args, n, 3, &text, &pattern, &p) ||
        !rt_step(r, NULL, 100) || !replacement(&b, val_text(with), &p))
        return null_arg("replace");
    URegularExpression *x = opened(r, text, pattern, &p, &e);
    if (!x)
        return null_arg("replace");
    val v = replaced(r, x, buf_str(&b), text.n);
    uregex_close(x);
    return v;
}

val fn_split(struct rt *r, const val *args, uint32_t n)
{
    str text, pattern;
    struct pattern p = { 0 };
    UErrorCode e = U_ZERO_ERROR;
    struct rt_list out = { 0 };
    if (!arguments(args, n, 2, &text, &pattern, &p) || !rt_step(r, NULL, 100))
        return null_arg("split");
    URegularExpression *x = opened(r, text, pattern, &p, &e);
    if (!x)
        return null_arg("split");
    int32_t m, at = 0;
    const UChar *t = uregex_getText(x, &m, &e);
    while (U_SUCCESS(e) && uregex_findNext(x, &e) && rt_step(r, NULL, 1)) {
        int32_t from = uregex_start(x, 0, &e), to = uregex_end(x, 0, &e);
        if (to == from) {
            e = U_ILLEGAL_ARGUMENT_ERROR;
            break;
        }
        rt_push(r, &out, from_utf16(r, t + at, from - at));
        at = to;
    }
    if (U_SUCCESS(e))
        rt_push(r, &out, from_utf16(r, t + at, m - at));
    uregex_close(x);
    return U_FAILURE(e) ? null_arg("split") : rt_done(&out);
}
