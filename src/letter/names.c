#include "letter/names.h"

static const str builtins[] = {
    S_INIT("number"), S_INIT("date"),  S_INIT("time"),  S_INIT("duration"), S_INIT("count"),
    S_INIT("string"), S_INIT("sum"),   S_INIT("min"),   S_INIT("max"),      S_INIT("mean"),
    S_INIT("median"), S_INIT("mode"),  S_INIT("all"),   S_INIT("any"),      S_INIT("product"),
    S_INIT("now"),    S_INIT("today"), S_INIT("range"), S_INIT("context"),  S_INIT("reverse"),
};

static bool word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Behind the string that begins at s[i]. */
static size_t string_end(str s, size_t i)
{
    for (i++; i < s.n && s.p[i] != '"'; i++)
        i += s.p[i] == '\\';
    return i + 1;
}

/* Stands there as a name: not called, no key, no type, no step of a path. */
static bool stands_alone(str expr, size_t from, size_t to)
{
    str before = str_trim(str_sub(expr, 0, from)), after = str_trim(str_from(expr, to));
    bool part = to < expr.n && expr.p[to] == ' ' && after.n && word_char(after.p[0]) &&
                !str_starts(after, S("and ")) && !str_starts(after, S("or ")) &&
                !str_starts(after, S("in ")) && !str_starts(after, S("then ")) &&
                !str_starts(after, S("else ")) && !str_starts(after, S("return ")) &&
                !str_starts(after, S("satisfies ")) && !str_starts(after, S("between ")) &&
                !str_starts(after, S("instance "));

    return !part && !str_starts(after, S("(")) && !str_starts(after, S(":")) &&
           !str_ends(before, S(".")) && !str_ends(before, S("of")) && !str_ends(before, S(":")) &&
           !str_ends(before, S("@"));
}

static bool used_as_name(str expr, str name)
{
    bool found = false;

    for (size_t i = 0; i < expr.n;) {
        size_t from = i;
        if (expr.p[i] == '"') {
            i = string_end(expr, i);
            continue;
        }
        while (i < expr.n && word_char(expr.p[i]))
            i++;
        if (i == from) {
            i++;
            continue;
        }
        if (!str_eq(str_sub(expr, from, i - from), name))
            continue;
        if (str_starts(str_trim(str_from(expr, i)), S("(")))
            return false; /* called somewhere: the function is meant */
        found |= stands_alone(expr, from, i);
    }
    return found;
}

struct feel_scope names_plain(arena *a, str expr, const struct feel_scope *outer)
{
    struct feel_scope s = outer ? *outer : (struct feel_scope){ .open = true };
    struct feel_name *names = NULL;
    size_t n = s.n;

    FOR_EACH(builtins, b) {
        if (!s.open || !str_has(expr, *b) || !used_as_name(expr, *b))
            continue;
        if (!names) {
            names = ARENA_ARRAY(a, struct feel_name, s.n + LEN(builtins));
            for (size_t i = 0; i < s.n; i++)
                names[i] = s.names[i];
        }
        names[n++] = (struct feel_name){ .name = *b };
    }
    if (names) {
        s.names = names;
        s.n = n;
    }
    return s;
}
