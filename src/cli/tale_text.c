#include "cli/tale_text.h"

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* A quoted text from its opening quote at s[*i]; *i moves behind the closing one. */
static str quoted(arena *a, str s, size_t *i)
{
    buf b;

    buf_init(&b, a, 64);
    for (++*i; *i < s.n && s.p[*i] != '"'; ++*i) {
        char c = s.p[*i];
        if (c == '\\' && *i + 1 < s.n) {
            char x = s.p[++*i];
            c = x == 'n' ? '\n' : x == 't' ? '\t' : x;
        }
        buf_char(&b, c);
    }
    *i += *i < s.n;
    return str_of(b.p ? b.p : "", b.n);
}

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '[' || c == ']';
}

bool tale_word_next(arena *a, str *rest, struct tale_word *out)
{
    str s = *rest;
    size_t i = 0, from;

    while (i < s.n && blank(s.p[i]))
        i++;
    if (i == s.n)
        return false;
    *out = (struct tale_word){ .name = STR_NULL };
    from = i;
    while (i < s.n && in_name(s.p[i]))
        i++;
    if (i < s.n && s.p[i] == '=' && i > from) {
        out->name = str_sub(s, from, i - from);
        from = ++i;
    } else {
        i = from;
    }
    if (i < s.n && s.p[i] == '"') {
        out->value = quoted(a, s, &i);
        out->quoted = true;
    } else {
        while (i < s.n && !blank(s.p[i]))
            i++;
        out->value = str_sub(s, from, i - from);
    }
    *rest = str_from(s, i);
    return true;
}

/* ---- names ---- */

void tale_name_set(struct tale_names *n, str name, str value)
{
    str *v = ARENA_NEW(n->a, str);

    *v = str_copy(n->a, value);
    map_put(&n->m, n->a, str_copy(n->a, name), v);
}

/* "{name}" at s[i]: its name, and the index behind it; false for a brace of another kind. */
static bool braced(str s, size_t i, str *name, size_t *end)
{
    if (i >= s.n || s.p[i] != '{')
        return false;
    size_t close = str_find_char(s, '}', i);
    if (close == SIZE_MAX || close == i + 1)
        return false;
    *name = str_sub(s, i + 1, close - i - 1);
    *end = close + 1;
    for (size_t k = 0; k < name->n; k++) {
        char c = name->p[k];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '_' || c == '-' || (c == '!' && k + 1 == name->n)))
            return false;
    }
    return true;
}

bool tale_fill(struct tale_names *n, str text, str *out, str *missing)
{
    size_t end;
    str name;
    buf b;

    buf_init(&b, n->a, text.n + 32);
    for (size_t i = 0; i < text.n;) {
        if (!braced(text, i, &name, &end)) {
            buf_char(&b, text.p[i++]);
            continue;
        }
        str *v = map_get(&n->m, name);
        if (!v) {
            *missing = name;
            return false;
        }
        buf_add(&b, *v);
        i = end;
    }
    *out = str_of(b.p ? b.p : "", b.n);
    return true;
}

/* ---- patterns ---- */

enum { FOUND_MAX = 8 };
struct matching {
    struct tale_names *names;
    str text;
    struct {
        str name, value;
    } found[FOUND_MAX];
    size_t n;
    bool whole;
};

static bool taken(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~' || c == '%' || c == '@' || c == ':' ||
           (uint8_t)c >= 0x80;
}

static bool fits(struct matching *m, str pattern, size_t at);

static str *known(struct matching *m, str name)
{
    for (size_t i = 0; i < m->n; i++)
        if (str_eq(m->found[i].name, name))
            return &m->found[i].value;
    return map_get(&m->names->m, name);
}

/* The longest run that lets the rest fit; a dot or colon at its end belongs to the sentence. */
static bool fits_new(struct matching *m, str name, str rest, size_t at)
{
    size_t end = at;

    if (m->n == FOUND_MAX)
        return false;
    while (end < m->text.n && taken(m->text.p[end]))
        end++;
    size_t mine = m->n++;
    for (; end > at; end--) {
        char last = m->text.p[end - 1];
        if (last == '.' || last == ':')
            continue;
        m->found[mine].name = name;
        m->found[mine].value = str_sub(m->text, at, end - at);
        m->n = mine + 1;
        if (fits(m, rest, end))
            return true;
    }
    m->n = mine;
    return false;
}

static bool fits_any(struct matching *m, str rest, size_t at)
{
    for (; at <= m->text.n; at++)
        if (fits(m, rest, at))
            return true;
    return false;
}

static bool fits(struct matching *m, str pattern, size_t at)
{
    str name;
    size_t end;

    for (size_t i = 0; i < pattern.n;) {
        if (pattern.p[i] == '*')
            return fits_any(m, str_from(pattern, i + 1), at);
        if (braced(pattern, i, &name, &end)) {
            bool anew = name.p[name.n - 1] == '!';
            str *v = anew ? NULL : known(m, name);
            if (!v)
                return fits_new(m, anew ? str_sub(name, 0, name.n - 1) : name,
                                str_from(pattern, end), at);
            if (!str_starts(str_from(m->text, at), *v))
                return false;
            at += v->n;
            i = end;
            continue;
        }
        if (at >= m->text.n || m->text.p[at] != pattern.p[i])
            return false;
        at++;
        i++;
    }
    return !m->whole || at == m->text.n;
}

bool tale_match(struct tale_names *n, str pattern, str text, bool whole)
{
    struct matching m = { .names = n, .text = text, .whole = whole };
    bool ok = false;

    for (size_t at = 0; at <= text.n && !ok; at++) {
        m.n = 0;
        ok = fits(&m, pattern, at);
        if (whole)
            break;
    }
    for (size_t i = 0; ok && i < m.n; i++)
        tale_name_set(n, m.found[i].name, m.found[i].value);
    return ok;
}

bool tale_piece_next(str *rest, str *piece)
{
    bool quote = false;
    size_t i = 0;

    if (!str_trim(*rest).n)
        return false;
    for (; i < rest->n; i++) {
        if (rest->p[i] == '\\' && quote)
            i++;
        else if (rest->p[i] == '"')
            quote = !quote;
        else if (rest->p[i] == ',' && !quote)
            break;
    }
    *piece = str_trim(str_sub(*rest, 0, i));
    *rest = str_from(*rest, i + 1);
    return true;
}
