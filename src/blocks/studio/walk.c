/* A walk through a draft as the lines of a tale. */
#include "blocks/studio/play.h"

struct walk_lines walk_read(arena *a, str text)
{
    struct walk_lines w = { .a = a };
    str line;

    while (str_next(&text, '\n', &line))
        if (line.n)
            *vec_push(&w.v, a) = line;
    return w;
}

str walk_text(const struct walk_lines *w)
{
    return w->v.n ? str_join(w->a, w->v.v, w->v.n, S("\n")) : S("");
}

bool walk_quoted(arena *a, str value, str *out)
{
    buf b;

    buf_init(&b, a, value.n + 8);
    buf_char(&b, '"');
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (c == '{' || c == '}')
            return false;
        if (c == '\r')
            continue;
        if (c == '"' || c == '\\')
            buf_char(&b, '\\');
        if (c == '\n' || c == '\t')
            buf_add(&b, c == '\n' ? S("\\n") : S("\\t"));
        else
            buf_char(&b, c);
    }
    buf_char(&b, '"');
    *out = buf_str(&b);
    return true;
}

size_t walk_head(const struct walk_lines *w)
{
    size_t n = 0;

    while (n < w->v.n && str_starts(w->v.v[n], S("account ")))
        n++;
    /* who applies, signed in, and the service's page */
    return MIN(n + 3, w->v.n);
}

static bool goes_along(str line)
{
    return str_starts(line, S("as ")) || str_starts(line, S("sign in "));
}

void walk_undo(struct walk_lines *w, size_t head)
{
    if (w->v.n > head)
        w->v.n--;
    while (w->v.n > head && goes_along(w->v.v[w->v.n - 1]))
        w->v.n--;
}

/* ---- as a tale ---- */

static bool in_number(str text, size_t at, val cases, size_t *end)
{
    for (size_t i = 0; i < val_count(cases); i++) {
        str number = val_get_text(val_at(cases, i), S("number"));
        if (number.n && str_starts(str_from(text, at), number)) {
            *end = at + number.n;
            return true;
        }
    }
    return false;
}

/* What a tale expects of a heading: numbers of cases may be others. */
static bool pattern(const struct walk_lines *w, str text, val cases, str *out)
{
    size_t end;
    buf b;

    buf_init(&b, w->a, text.n + 8);
    for (size_t i = 0; i < text.n;) {
        if (text.p[i] == '*')
            return false;
        if (in_number(text, i, cases, &end)) {
            buf_char(&b, '*');
            i = end;
        } else {
            buf_char(&b, text.p[i++]);
        }
    }
    return text.n && walk_quoted(w->a, buf_str(&b), out);
}

/* Sessions come and go with whoever walks: they are no part of what the service does. */
static bool told(str type)
{
    return !str_starts(type, S("account.")) && !str_starts(type, S("session.")) &&
           !str_starts(type, S("data."));
}

static void expected(const struct walk_lines *w, buf *b, val step, val cases)
{
    val events = val_get(step, S("events"));
    int64_t status = val_get_i64(step, S("status"), 0);
    const char *between = " -> ";
    str heading;

    if (status >= 400) {
        buf_fmt(b, "%s%lld", between, (long long)status);
        between = ", ";
    }
    if (pattern(w, val_get_text(step, S("heading")), cases, &heading)) {
        buf_fmt(b, "%sheading %.*s", between, STR_ARG(heading));
        between = ", ";
    }
    for (size_t i = 0; i < val_count(events); i++) {
        str type = val_text(val_at(events, i));
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again |= str_eq(val_text(val_at(events, k)), type);
        if (again || !told(type))
            continue;
        buf_fmt(b, "%sevent %.*s", between, STR_ARG(type));
        between = ", ";
    }
}

str walk_tale(const struct walk_lines *w, str title, val result)
{
    val steps = val_get(result, S("steps")), cases = val_get(result, S("cases"));
    size_t head = walk_head(w);
    buf b;

    buf_init(&b, w->a, 4 * KIB);
    buf_fmt(&b, "tale %.*s\n", STR_ARG(title));
    for (size_t i = 0; i < w->v.n && i < val_count(steps); i++) {
        buf_add(&b, w->v.v[i]);
        if (i >= head && !goes_along(w->v.v[i]))
            expected(w, &b, val_at(steps, i), cases);
        buf_char(&b, '\n');
    }
    return buf_str(&b);
}
