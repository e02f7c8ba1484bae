#include "form/scheme.h"

static size_t count_of(str pattern, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < pattern.n; i++)
        n += pattern.p[i] == c;
    return n;
}

static size_t check_digits(enum scheme_check c)
{
    return c == SCHEME_NONE ? 0 : c == SCHEME_MOD97_10 ? 2 : 1;
}

bool scheme_valid(const struct number_scheme *s)
{
    size_t d = count_of(s->pattern, 'D'), y = count_of(s->pattern, 'Y');
    if (d < 1 || d > 18 || (y != 0 && y != 4) ||
        count_of(s->pattern, 'C') != check_digits(s->check))
        return false;
    size_t c = str_find_char(s->pattern, 'C', 0);
    if (c == SIZE_MAX)
        return true;
    size_t last_d = str_rfind_char(s->pattern, 'D'), last_y = str_rfind_char(s->pattern, 'Y');
    return c > last_d && (last_y == SIZE_MAX || c > last_y);
}

bool scheme_check_named(str name, enum scheme_check *out)
{
    static const struct {
        str name;
        enum scheme_check c;
    } t[] = {
        { S_INIT("none"), SCHEME_NONE },         { S_INIT("luhn"), SCHEME_LUHN },
        { S_INIT("mod11-10"), SCHEME_MOD11_10 }, { S_INIT("mod97-10"), SCHEME_MOD97_10 },
        { S_INIT("verhoeff"), SCHEME_VERHOEFF },
    };
    FOR_EACH(t, c)
        if (str_eq(c->name, name)) {
            *out = c->c;
            return true;
        }
    return false;
}

uint64_t scheme_capacity(const struct number_scheme *s)
{
    uint64_t n = 1;
    for (size_t d = count_of(s->pattern, 'D'); d > 0; d--)
        n *= 10;
    return n;
}

static unsigned luhn(const char *d, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned v = (unsigned)(d[n - 1 - i] - '0');
        if (i % 2 == 0)
            v = v * 2 > 9 ? v * 2 - 9 : v * 2;
        sum += v;
    }
    return (10 - sum % 10) % 10;
}

static unsigned mod11_10(const char *d, size_t n)
{
    unsigned p = 10;
    for (size_t i = 0; i < n; i++) {
        unsigned s = (p + (unsigned)(d[i] - '0')) % 10;
        p = (s == 0 ? 10 : s) * 2 % 11;
    }
    return (11 - p) % 10;
}

static unsigned mod97_10(const char *d, size_t n)
{
    unsigned p = 0;
    for (size_t i = 0; i < n; i++)
        p = (p * 10 + (unsigned)(d[i] - '0')) % 97;
    return 98 - p * 100 % 97;
}

/* Multiplication in the dihedral group of order 10. */
static unsigned dihedral(unsigned x, unsigned y)
{
    if (x < 5)
        return y < 5 ? (x + y) % 5 : 5 + (x + y - 5) % 5;
    return y < 5 ? 5 + (x - y) % 5 : (x - y + 5) % 5;
}

static unsigned verhoeff(const char *d, size_t n)
{
    static const uint8_t permute[8][10] = {
        { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 },
        { 5, 8, 0, 3, 7, 9, 6, 1, 4, 2 }, { 8, 9, 1, 6, 0, 4, 3, 5, 2, 7 },
        { 9, 4, 5, 3, 1, 2, 6, 8, 7, 0 }, { 4, 2, 8, 6, 5, 7, 3, 9, 0, 1 },
        { 2, 7, 9, 3, 8, 0, 6, 4, 1, 5 }, { 7, 0, 4, 6, 9, 1, 3, 2, 5, 8 },
    };
    static const uint8_t inverse[10] = { 0, 4, 3, 2, 1, 5, 6, 7, 8, 9 };
    unsigned c = 0;
    for (size_t i = 0; i < n; i++)
        c = dihedral(c, permute[(i + 1) % 8][d[n - 1 - i] - '0']);
    return inverse[c];
}

static unsigned check_of(enum scheme_check c, const char *digits, size_t n)
{
    switch (c) {
    case SCHEME_LUHN:
        return luhn(digits, n);
    case SCHEME_MOD11_10:
        return mod11_10(digits, n);
    case SCHEME_MOD97_10:
        return mod97_10(digits, n);
    case SCHEME_VERHOEFF:
        return verhoeff(digits, n);
    case SCHEME_NONE:
        break;
    }
    return 0;
}

err scheme_make(arena *a, const struct number_scheme *s, uint64_t serial, unsigned year, str *out)
{
    if (!scheme_valid(s) || serial >= scheme_capacity(s) || year > 9999)
        return REFUSED(ERR_RANGE);
    char *text = arena_alloc(a, s->pattern.n), digits[64];
    size_t y = 4, n = 0;
    uint64_t divide = scheme_capacity(s);
    static const unsigned year_part[] = { 1, 10, 100, 1000 };
    unsigned check = 0, place = 0;
    for (size_t i = 0; i < s->pattern.n; i++) {
        char c = s->pattern.p[i];
        if (c == 'D') {
            divide /= 10;
            c = (char)('0' + serial / divide % 10);
        } else if (c == 'Y') {
            c = (char)('0' + year / year_part[--y] % 10);
        } else if (c == 'C') {
            if (place++ == 0)
                check = check_of(s->check, digits, n);
            text[i] =
                (char)('0' + (s->check == SCHEME_MOD97_10 && place == 1 ? check / 10 : check % 10));
            continue;
        } else {
            text[i] = c;
            continue;
        }
        text[i] = c;
        if (n < sizeof digits)
            digits[n++] = c;
    }
    *out = str_of(text, s->pattern.n);
    return OK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}
static bool is_alnum(char c)
{
    return is_digit(c) || (upper(c) >= 'A' && upper(c) <= 'Z');
}

/* Blanks, hyphens and the pattern's own punctuation may be left out or put in. */
static void skip_loose(str typed, size_t *i)
{
    while (*i < typed.n && !is_alnum(typed.p[*i]) && (unsigned char)typed.p[*i] < 0x80)
        ++*i;
}

err scheme_read(arena *a, const struct number_scheme *s, str typed, str *out)
{
    if (!scheme_valid(s) || typed.n > 200)
        return REFUSED(ERR_SYNTAX);
    char *text = arena_alloc(a, s->pattern.n), digits[64];
    size_t at = 0, n = 0;
    unsigned given = 0;
    for (size_t i = 0; i < s->pattern.n; i++) {
        char want = s->pattern.p[i];
        bool digit = want == 'D' || want == 'C' || want == 'Y';
        if (!digit && !is_alnum(want)) {
            text[i] = want;
            continue;
        }
        skip_loose(typed, &at);
        if (at == typed.n || (digit ? !is_digit(typed.p[at]) : upper(typed.p[at]) != upper(want)))
            return REFUSED(ERR_SYNTAX);
        text[i] = digit ? typed.p[at] : want;
        if (want == 'C')
            given = given * 10 + (unsigned)(typed.p[at] - '0');
        else if (digit && n < sizeof digits)
            digits[n++] = typed.p[at];
        at++;
    }
    skip_loose(typed, &at);
    if (at < typed.n)
        return REFUSED(ERR_SYNTAX);
    if (s->check != SCHEME_NONE && given != check_of(s->check, digits, n))
        return REFUSED(ERR_RANGE);
    *out = str_of(text, s->pattern.n);
    return OK;
}
