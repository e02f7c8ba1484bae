/* feel/lex.c - words of FEEL (DMN 1.5, 10.3.1.2 and .4): names may hold blanks and operators, so
 * the scope decides. */
#include "feel/compile.h"

static uint32_t cp_at(str t, size_t pos, size_t *next)
{
    if (pos >= t.n)
        return *next = t.n, UINT32_MAX;
    unsigned char c = (unsigned char)t.p[pos];
    if (c < 0x80)
        return *next = pos + 1, c;
    *next = pos;
    return utf8_next(t, next);
}

/* Rule 28; wider above ASCII where the rule's ranges leave out marks that names of
 * languages need. */
bool name_start(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '?';
    return (c >= 0xC0 && c <= 0xD6) || (c >= 0xD8 && c <= 0xF6) || (c >= 0xF8 && c <= 0x2FF) ||
           (c >= 0x370 && c <= 0x37D) || (c >= 0x37F && c <= 0x1FFF) ||
           (c >= 0x200C && c <= 0x200D) || (c >= 0x2070 && c <= 0x218F) ||
           (c >= 0x2C00 && c <= 0x2FEF) || (c >= 0x3001 && c <= 0xD7FF) ||
           (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD) ||
           (c >= 0x10000 && c <= 0xEFFFF);
}

bool name_part(uint32_t c)
{
    return name_start(c) || (c >= '0' && c <= '9') || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
           (c >= 0x203F && c <= 0x2040);
}

static bool blank(uint32_t c)
{
    return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           c == 0x180E || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}

/* Behind blanks and comments; SIZE_MAX where a comment does not end. */
static size_t skip_blank(str t, size_t pos)
{
    for (;;) {
        size_t next;
        uint32_t c = cp_at(t, pos, &next);
        if (c != UINT32_MAX && blank(c)) {
            pos = next;
        } else if (c == '/' && pos + 1 < t.n && t.p[pos + 1] == '/') {
            while (pos < t.n && t.p[pos] != '\n' && t.p[pos] != '\r')
                pos++;
        } else if (c == '/' && pos + 1 < t.n && t.p[pos + 1] == '*') {
            size_t end = str_find(t, S("*/"), pos + 2);
            if (end == SIZE_MAX)
                return SIZE_MAX;
            pos = end + 2;
        } else {
            return pos;
        }
    }
}

static size_t word_end(str t, size_t pos)
{
    size_t next;
    uint32_t c = cp_at(t, pos, &next);
    if (c == UINT32_MAX || !name_start(c))
        return pos;
    do {
        pos = next;
        c = cp_at(t, pos, &next);
    } while (c != UINT32_MAX && name_part(c));
    return pos;
}

static size_t number_end(str t, size_t p)
{
    size_t digits = p;
    while (p < t.n && t.p[p] >= '0' && t.p[p] <= '9')
        p++;
    if (p + 1 < t.n && t.p[p] == '.' && t.p[p + 1] >= '0' && t.p[p + 1] <= '9') {
        p++;
        while (p < t.n && t.p[p] >= '0' && t.p[p] <= '9')
            p++;
    }
    if (p > digits && p < t.n && (t.p[p] == 'e' || t.p[p] == 'E')) {
        size_t q = p + 1;
        if (q < t.n && (t.p[q] == '+' || t.p[q] == '-'))
            q++;
        if (q < t.n && t.p[q] >= '0' && t.p[q] <= '9') {
            while (q < t.n && t.p[q] >= '0' && t.p[q] <= '9')
                q++;
            return q;
        }
    }
    return p;
}

static size_t string_end(str t, size_t p)
{
    for (p++; p < t.n; p++) {
        if (t.p[p] == '\\')
            p++;
        else if (t.p[p] == '"')
            return p + 1;
    }
    return SIZE_MAX;
}

static void token(struct session *s, enum tok kind, size_t end)
{
    s->tok = kind;
    s->word = str_of(s->text.p + s->at, end - s->at);
    s->pos = end;
}

static void bad(struct session *s, const char *what)
{
    token(s, TK_BAD, s->text.n);
    if (!failed(s->e))
        s->e = session_fail(s, ERR_SYNTAX, s->at, "", "%s", what);
}

void lex_next(struct session *s)
{
    static const char *const ops[] = {
        "**", "..", "<=", ">=", "!=", "->", "(", ")", "[", "]", "{",
        "}",  ",",  ".",  ":",  "+",  "-",  "*", "/", "<", ">", "="
    };
    s->prev_end = s->pos;
    size_t at = skip_blank(s->text, s->pos);
    s->at = MIN(at, s->text.n);
    if (at == SIZE_MAX) {
        bad(s, "a comment is not closed");
        return;
    }
    if (at >= s->text.n) {
        token(s, TK_END, at);
        return;
    }
    size_t next, end;
    uint32_t c = cp_at(s->text, at, &next);
    if ((c >= '0' && c <= '9') ||
        (c == '.' && next < s->text.n && s->text.p[next] >= '0' && s->text.p[next] <= '9')) {
        token(s, TK_NUMBER, number_end(s->text, at));
    } else if (c == '"' || (c == '@' && next < s->text.n && s->text.p[next] == '"')) {
        end = string_end(s->text, c == '@' ? next : at);
        if (end == SIZE_MAX)
            bad(s, "a string is not closed");
        else
            token(s, c == '@' ? TK_AT : TK_STRING, end);
    } else if (c != UINT32_MAX && name_start(c)) {
        token(s, TK_NAME, word_end(s->text, at));
    } else {
        FOR_EACH(ops, o) {
            size_t n = strlen(*o);
            if (at + n <= s->text.n && memcmp(s->text.p + at, *o, n) == 0) {
                token(s, TK_OP, at + n);
                return;
            }
        }
        bad(s, "this character does not belong here");
    }
}

bool lex_is(const struct session *s, const char *op)
{
    return s->tok == TK_OP && str_eq(s->word, str_z(op));
}

bool lex_word(const struct session *s, const char *word)
{
    return s->tok == TK_NAME && str_eq(s->word, str_z(word));
}

/* The end of a known name at pos, or 0: blanks match any run of blanks, the rest
 * letter by letter. */
static size_t match_name(str t, size_t pos, str name)
{
    size_t i = 0;
    uint32_t last = 0;
    while (i < name.n) {
        if (name.p[i] == ' ') {
            size_t p = pos, next;
            uint32_t c;
            while ((c = cp_at(t, p, &next)) != UINT32_MAX && blank(c))
                p = next;
            if (p == pos && name_part(last) && i + 1 < name.n) {
                size_t j = i + 1;
                uint32_t after = utf8_next(name, &j);
                if (name_part(after))
                    return 0;
            }
            pos = p;
            i++;
            continue;
        }
        size_t next;
        uint32_t c = cp_at(t, pos, &next);
        if (c == UINT32_MAX || next - pos > name.n - i ||
            memcmp(t.p + pos, name.p + i, next - pos) != 0)
            return 0;
        i += next - pos;
        pos = next;
        last = c;
    }
    size_t next;
    uint32_t c = cp_at(t, pos, &next);
    if (name_part(last) && c != UINT32_MAX && name_part(c))
        return 0;
    return pos;
}

static void longer(const struct session *s, str name, size_t *best, str *found)
{
    if (str_empty(name))
        return;
    size_t end = match_name(s->text, s->at, name);
    if (end > *best) {
        *best = end;
        *found = name;
    }
}

static void match_fields(const struct session *s, const struct feel_type *t, size_t *best,
                         str *found)
{
    while (t && (t->kind == T_LIST || t->kind == T_RANGE))
        t = t->item;
    if (t && t->kind == T_CONTEXT)
        for (size_t i = 0; i < t->n; i++)
            longer(s, t->fields[i].name, best, found);
}

static void match_scope(const struct session *s, size_t *best, str *found)
{
    for (const struct cscope *c = s->scope; c; c = c->up) {
        for (size_t i = 0; i < c->names.n; i++)
            longer(s, c->names.v[i].name, best, found);
        if (c->kind == SCOPE_FILTER)
            match_fields(s, c->item_type, best, found);
    }
    for (size_t i = 0; s->outer && i < s->outer->n; i++)
        longer(s, s->outer->names[i].name, best, found);
    const struct builtin *b;
    for (size_t i = 0; (b = builtin_at(i)) != NULL; i++)
        if (b->name[0] == s->text.p[s->at])
            longer(s, str_z(b->name), best, found);
}

static bool keyword(str w)
{
    static const char *const words[] = { "and",  "or",   "between", "in",        "instance",
                                         "then", "else", "return",  "satisfies", "if",
                                         "for",  "some", "every",   "external" };
    FOR_EACH(words, k)
        if (str_eq(w, str_z(*k)))
            return true;
    return false;
}

/* Words that follow without an operator belong to the name: nothing else could be meant. */
static size_t run_of_words(str t, size_t end)
{
    for (;;) {
        size_t p = skip_blank(t, end);
        if (p == SIZE_MAX || p == end)
            return end;
        size_t e = word_end(t, p);
        if (e == p || keyword(str_of(t.p + p, e - p)))
            return end;
        end = e;
    }
}

/* Terminated by NUL too, for the place in a null. */
str name_normal(arena *a, str t)
{
    buf b;
    buf_init(&b, a, t.n + 1);
    t = str_trim(t);
    bool gap = false;
    for (size_t i = 0; i < t.n;) {
        size_t next;
        uint32_t c = cp_at(t, i, &next);
        if (blank(c)) {
            gap = true;
        } else {
            if (gap && b.n)
                buf_char(&b, ' ');
            gap = false;
            buf_add(&b, str_of(t.p + i, next - i));
        }
        i = next;
    }
    buf_char(&b, 0);
    return str_of(b.p, b.n - 1);
}

str lex_name(struct session *s, const struct feel_type *fields_of)
{
    size_t best = 0, word = s->at + s->word.n;
    str found = STR_NULL;
    if (fields_of)
        match_fields(s, fields_of, &best, &found);
    else
        match_scope(s, &best, &found);
    if (!fields_of && best <= word && (best == 0 ? keyword(s->word) : str_eq(found, S("not")))) {
        if (best == 0)
            session_fail(s, ERR_SYNTAX, s->at, "", "\"%.*s\" does not fit here", STR_ARG(s->word));
        s->pos = word;
        lex_next(s);
        return best ? found : S("");
    }
    size_t end = run_of_words(s->text, MAX(best, word));
    if (best == 0 || end > best)
        found = name_normal(s->a, str_of(s->text.p + s->at, end - s->at));
    s->pos = end;
    lex_next(s);
    return found;
}

/* The current token starts the name. */
str lex_declared(struct session *s, const char *stops, const char *stop_word)
{
    size_t start = s->at, p = s->at;
    while (p < s->text.n && !strchr(stops, s->text.p[p])) {
        size_t next, e = word_end(s->text, p);
        if (stop_word && e > p && p > start &&
            str_eq(str_of(s->text.p + p, e - p), str_z(stop_word)))
            break;
        if (e > p) {
            p = e;
            while (cp_at(s->text, p, &next) != UINT32_MAX && name_part(cp_at(s->text, p, &next)))
                p = next;
            continue;
        }
        uint32_t c = cp_at(s->text, p, &next);
        if (!blank(c) && !name_part(c) && !(c < 0x80 && strchr("./-'+*", (int)c)))
            break;
        p = next;
    }
    str name = name_normal(s->a, str_of(s->text.p + start, p - start));
    s->pos = p;
    lex_next(s);
    return name;
}
