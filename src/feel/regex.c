/* feel/regex.c - matches, replace, split: XPath regular expressions (XQuery and XPath
 * Functions 3.1, 5.6) translated to ICU's, with limits of time and stack so that no pattern can
 * hold up the evaluation. */
#include "feel/fns.h"

#include <unicode/uregex.h>
#include <unicode/ustring.h>

enum { PATTERN_MOST = 4000, TIME_LIMIT = 200, STACK_LIMIT = 4000000 };

struct pattern {
    uint32_t flags;
    bool literal, free_spacing, multiline;
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

/* \i and \c of XML names, \p{IsBlock}; digits are back-references, which no bracket may hold.  The
 * place behind the escape, or SIZE_MAX where XPath refuses it. */
static size_t escape(buf *b, str s, size_t i, bool in_class)
{
    static const char i_set[] =
        "_:A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF";
    static const char c_more[] = "\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040";
    char c = i + 1 < s.n ? s.p[i + 1] : 0;
    if (c == 'i' || c == 'c' || c == 'I' || c == 'C') {
        buf_fmt(b, "[%s%s%s]", c < 'a' ? "^" : "", i_set, c == 'c' || c == 'C' ? c_more : "");
        return i + 2;
    }
    if ((c == 'p' || c == 'P') && str_starts(str_from(s, i + 2), S("{Is"))) {
        size_t end = str_find_char(s, '}', i);
        if (end == SIZE_MAX)
            return SIZE_MAX;
        buf_fmt(b, "\\%c{block=%.*s}", c, (int)(end - i - 5), s.p + i + 5);
        return end + 1;
    }
    if (!c ||
        !strchr(in_class ? "nrt\\|.?*+(){}-[]^$sSdDwWpP" : "nrt\\|.?*+(){}-[]^$sSdDwWpP123456789",
                c))
        return SIZE_MAX;
    buf_add(b, str_of(s.p + i, 2));
    return i + 2;
}

/* A bracketed class, with subtraction [a-z-[aeiou]] as ICU's [a-z--[aeiou]]. */
static size_t bracket(buf *b, str s, size_t i, unsigned depth)
{
    size_t start = ++i;
    buf_char(b, '[');
    if (i < s.n && s.p[i] == '^') {
        buf_char(b, s.p[i++]);
        start++;
    }
    while (i < s.n && s.p[i] != ']') {
        if (s.p[i] == '\\') {
            if ((i = escape(b, s, i, true)) == SIZE_MAX)
                return i;
        } else if (s.p[i] == '-' && i > start && i + 1 < s.n && s.p[i + 1] == '[') {
            buf_add(b, S("--"));
            i = depth > 20 ? SIZE_MAX : bracket(b, s, i + 1, depth + 1);
            return i != SIZE_MAX && i < s.n && s.p[i] == ']' ? (buf_char(b, ']'), i + 1) : SIZE_MAX;
        } else if (s.p[i] == '[') {
            return SIZE_MAX;
        } else {
            if (s.p[i] == '&' || s.p[i] == ' ' ||
                (s.p[i] == '-' && (i == start || (i + 1 < s.n && s.p[i + 1] == ']'))))
                buf_char(b, '\\');
            buf_char(b, s.p[i++]);
        }
    }
    if (i >= s.n || i == start)
        return SIZE_MAX;
    buf_char(b, ']');
    return i + 1;
}

/* With the flag x: blanks outside of brackets do not count, not even inside of \p{ }. */
static str unspaced(arena *a, str s)
{
    buf b;
    unsigned depth = 0;
    buf_init(&b, a, s.n + 1);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\\' && i + 1 < s.n) {
            buf_char(&b, c);
            c = s.p[++i];
        } else if (c == '[') {
            depth++;
        } else if (c == ']' && depth) {
            depth--;
        } else if (!depth && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
            continue;
        }
        buf_char(&b, c);
    }
    return buf_str(&b);
}

static void literal(buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (strchr("\\|.?*+(){}[]^$-&#", s.p[i]) && s.p[i])
            buf_char(b, '\\');
        buf_char(b, s.p[i]);
    }
}

/* XPath's syntax to ICU's; false where XPath refuses it. */
static bool translate(buf *b, str s, const struct pattern *p)
{
    for (size_t i = 0; i < s.n;) {
        char c = s.p[i];
        if (c == '\\') {
            i = escape(b, s, i, false);
        } else if (c == '[') {
            i = bracket(b, s, i, 0);
        } else if (c == '(' && i + 1 < s.n && s.p[i + 1] == '?' &&
                   !(i + 2 < s.n && s.p[i + 2] == ':')) {
            return false;
        } else {
            if (c == '$' && !p->multiline)
                buf_add(b, S("\\z"));
            else if (c == '.' && !(p->flags & UREGEX_DOTALL))
                buf_add(b, S("[^\\n\\r]"));
            else if (c == '#')
                buf_add(b, S("\\#"));
            else
                buf_char(b, c);
            i++;
        }
        if (i == SIZE_MAX)
            return false;
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
    if (pattern.n > PATTERN_MOST || !rt_step(r, NULL, 200 + (int64_t)(text.n + pattern.n) / 8))
        return NULL;
    if (p->literal)
        literal(&b, pattern);
    else if (!translate(&b, p->free_spacing ? unspaced(r->a, pattern) : pattern, p))
        return NULL;
    if (!to_utf16(r, buf_str(&b), &u, &n) || !to_utf16(r, text, &t, &m))
        return NULL;
    UParseError where;
    URegularExpression *x = uregex_open(u, n, p->flags | UREGEX_UNIX_LINES, &where, e);
    if (U_FAILURE(*e))
        return NULL;
    uregex_setTimeLimit(x, TIME_LIMIT, e);
    uregex_setStackLimit(x, STACK_LIMIT, e);
    uregex_setText(x, t, m, e);
    return x;
}

/* A pattern that needs too long uses the budget up: another like it would follow. */
static val gave_up(struct rt *r, UErrorCode e, const char *name)
{
    if (e == U_REGEX_TIME_OUT || e == U_REGEX_STACK_OVERFLOW)
        rt_stop(r, NULL, "the time of a regular expression");
    return null_arg(name);
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
    if (!arguments(args, n, 2, &text, &pattern, &p))
        return null_arg("matches");
    URegularExpression *x = opened(r, text, pattern, &p, &e);
    if (!x)
        return null_arg("matches");
    UBool found = uregex_find(x, 0, &e);
    uregex_close(x);
    return U_FAILURE(e) ? gave_up(r, e, "matches") : val_bool(found);
}

/* A replacement's text is right: "\" stands before "$" or "\" only, "$" before a digit. */
static bool replacement_good(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char next = i + 1 < s.n ? s.p[i + 1] : 0;
        if (s.p[i] == '\\' && next != '$' && next != '\\')
            return false;
        if (s.p[i] == '$' && (next < '0' || next > '9'))
            return false;
        i += s.p[i] == '\\';
    }
    return true;
}

/* The part of the text that a group matched; empty where it took no part. */
static void add_group(struct rt *r, buf *out, URegularExpression *x, const UChar *text,
                      int32_t group)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t from = uregex_start(x, group, &e), to = uregex_end(x, group, &e);
    if (U_SUCCESS(e) && from >= 0)
        buf_add(out, val_text(from_utf16(r, text + from, to - from)));
}

/* "$12" is group 12 where there are so many, else group 1 and the digit 2. */
static void add_replacement(struct rt *r, buf *out, URegularExpression *x, const UChar *text,
                            str with)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t groups = uregex_groupCount(x, &e);
    for (size_t i = 0; i < with.n; i++) {
        if (with.p[i] == '\\') {
            buf_char(out, with.p[++i]);
        } else if (with.p[i] == '$') {
            int32_t n = with.p[++i] - '0';
            while (i + 1 < with.n && with.p[i + 1] >= '0' && with.p[i + 1] <= '9' &&
                   n * 10 + (with.p[i + 1] - '0') <= groups)
                n = n * 10 + (with.p[++i] - '0');
            if (n <= groups)
                add_group(r, out, x, text, n);
        } else {
            buf_char(out, with.p[i]);
        }
    }
}

/* Patterns that match the empty string can neither replace nor split. */
static bool matches_nothing(URegularExpression *x, UErrorCode *e)
{
    int32_t n;
    const UChar *text = uregex_getText(x, &n, e);
    static const UChar empty[] = { 0 };
    uregex_setText(x, empty, 0, e);
    bool found = uregex_matches(x, 0, e);
    uregex_setText(x, text, n, e);
    return found;
}

static val replaced(struct rt *r, URegularExpression *x, str with, bool is_literal)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t n, at = 0;
    const UChar *t = uregex_getText(x, &n, &e);
    buf out;
    buf_init(&out, r->a, (size_t)n + 16);
    if (matches_nothing(x, &e))
        return null_arg("replace");
    while (U_SUCCESS(e) && uregex_findNext(x, &e) && rt_step(r, NULL, 1) && rt_room(r, with.n)) {
        int32_t from = uregex_start(x, 0, &e);
        buf_add(&out, val_text(from_utf16(r, t + at, from - at)));
        if (is_literal)
            buf_add(&out, with);
        else
            add_replacement(r, &out, x, t, with);
        at = uregex_end(x, 0, &e);
    }
    if (U_FAILURE(e) || r->stopped)
        return gave_up(r, e, "replace");
    buf_add(&out, val_text(from_utf16(r, t + at, n - at)));
    return val_str(out.n ? buf_str(&out) : S(""));
}

val fn_replace(struct rt *r, const val *args, uint32_t n)
{
    str text, pattern;
    struct pattern p = { 0 };
    UErrorCode e = U_ZERO_ERROR;
    val with = arg_scalar(args[2]);
    if (with.tag != V_STRING || !arguments(args, n, 3, &text, &pattern, &p) ||
        (!p.literal && !replacement_good(val_text(with))))
        return null_arg("replace");
    URegularExpression *x = opened(r, text, pattern, &p, &e);
    if (!x)
        return null_arg("replace");
    val v = replaced(r, x, val_text(with), p.literal);
    uregex_close(x);
    return v;
}

val fn_split(struct rt *r, const val *args, uint32_t n)
{
    str text, pattern;
    struct pattern p = { 0 };
    UErrorCode e = U_ZERO_ERROR;
    struct rt_list out = { 0 };
    if (!arguments(args, n, 2, &text, &pattern, &p))
        return null_arg("split");
    URegularExpression *x = opened(r, text, pattern, &p, &e);
    if (!x)
        return null_arg("split");
    int32_t m, at = 0;
    const UChar *t = uregex_getText(x, &m, &e);
    if (matches_nothing(x, &e))
        e = U_ILLEGAL_ARGUMENT_ERROR;
    while (U_SUCCESS(e) && uregex_findNext(x, &e) && rt_step(r, NULL, 1)) {
        int32_t from = uregex_start(x, 0, &e);
        rt_push(r, &out, from_utf16(r, t + at, from - at));
        at = uregex_end(x, 0, &e);
    }
    if (U_SUCCESS(e))
        rt_push(r, &out, from_utf16(r, t + at, m - at));
    uregex_close(x);
    return U_FAILURE(e) ? gave_up(r, e, "split") : rt_done(&out);
}
