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

static bool weights_valid(const struct number_scheme *s, size_t digits)
{
    const struct scheme_weights *o = &s->own;

    if (s->check != SCHEME_WEIGHTS)
        return true;
    for (size_t i = 0; i < o->signs.n; i++)
        if (!(o->signs.p[i] >= '0' && o->signs.p[i] <= '9') &&
            !(o->signs.p[i] >= 'A' && o->signs.p[i] <= 'Z'))
            return false;
    return o->n == digits && o->modulus >= 2 && o->modulus <= 36 && o->signs.n >= 1 &&
           o->signs.n <= o->modulus;
}

bool scheme_valid(const struct number_scheme *s)
{
    size_t d = count_of(s->pattern, 'D'), y = count_of(s->pattern, 'Y'),
           h = count_of(s->pattern, '#');
    if (d + h < 1 || d + 2 * h > 18 || (y != 0 && y != 4) ||
        count_of(s->pattern, 'C') != check_digits(s->check) || !weights_valid(s, d + y))
        return false;
    if (h && s->check != SCHEME_NONE && s->check != SCHEME_MOD37_36)
        return false;
    size_t c = str_find_char(s->pattern, 'C', 0);
    for (size_t i = c; c != SIZE_MAX && i < s->pattern.n; i++)
        if (s->pattern.p[i] == 'D' || s->pattern.p[i] == 'Y' || s->pattern.p[i] == '#')
            return false;
    return true;
}

bool scheme_check_named(str name, enum scheme_check *out)
{
    static const struct {
        str name;
        enum scheme_check c;
    } t[] = {
        { S_INIT("none"), SCHEME_NONE },         { S_INIT("luhn"), SCHEME_LUHN },
        { S_INIT("mod11-10"), SCHEME_MOD11_10 }, { S_INIT("mod97-10"), SCHEME_MOD97_10 },
        { S_INIT("verhoeff"), SCHEME_VERHOEFF }, { S_INIT("mod11-2"), SCHEME_MOD11_2 },
        { S_INIT("mod37-36"), SCHEME_MOD37_36 }, { S_INIT("weights"), SCHEME_WEIGHTS },
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
    for (size_t h = count_of(s->pattern, '#'); h > 0; h--)
        n *= 36;
    return n;
}

static unsigned luhn(const uint8_t *d, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned v = d[n - 1 - i];
        if (i % 2 == 0)
            v = v * 2 > 9 ? v * 2 - 9 : v * 2;
        sum += v;
    }
    return (10 - sum % 10) % 10;
}

static unsigned mod11_10(const uint8_t *d, size_t n)
{
    unsigned p = 10;
    for (size_t i = 0; i < n; i++) {
        unsigned s = (p + d[i]) % 10;
        p = (s == 0 ? 10 : s) * 2 % 11;
    }
    return (11 - p) % 10;
}

static unsigned mod97_10(const uint8_t *d, size_t n)
{
    unsigned p = 0;
    for (size_t i = 0; i < n; i++)
        p = (p * 10 + d[i]) % 97;
    return 98 - p * 100 % 97;
}

/* Multiplication in the dihedral group of order 10. */
static unsigned dihedral(unsigned x, unsigned y)
{
    if (x < 5)
        return y < 5 ? (x + y) % 5 : 5 + (x + y - 5) % 5;
    return y < 5 ? 5 + (x - y) % 5 : (x - y + 5) % 5;
}

static unsigned verhoeff(const uint8_t *d, size_t n)
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
        c = dihedral(c, permute[(i + 1) % 8][d[n - 1 - i]]);
    return inverse[c];
}

static unsigned mod11_2(const uint8_t *d, size_t n)
{
    unsigned p = 0;
    for (size_t i = 0; i < n; i++)
        p = (p + d[i]) * 2 % 11;
    return (12 - p) % 11;
}

static unsigned mod37_36(const uint8_t *d, size_t n)
{
    unsigned p = 36;
    for (size_t i = 0; i < n; i++) {
        unsigned s = (p + d[i]) % 36;
        p = (s == 0 ? 36 : s) * 2 % 37;
    }
    return (37 - p) % 36;
}

static unsigned weighted(const struct scheme_weights *o, const uint8_t *d, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n && i < o->n; i++)
        sum += d[i] * o->w[i];
    return o->remainder ? sum % o->modulus : (o->modulus - sum % o->modulus) % o->modulus;
}

static unsigned check_of(const struct number_scheme *s, const uint8_t *digits, size_t n)
{
    switch (s->check) {
    case SCHEME_LUHN:
        return luhn(digits, n);
    case SCHEME_MOD11_10:
        return mod11_10(digits, n);
    case SCHEME_MOD97_10:
        return mod97_10(digits, n);
    case SCHEME_VERHOEFF:
        return verhoeff(digits, n);
    case SCHEME_MOD11_2:
        return mod11_2(digits, n);
    case SCHEME_MOD37_36:
        return mod37_36(digits, n);
    case SCHEME_WEIGHTS:
        return weighted(&s->own, digits, n);
    case SCHEME_NONE:
        break;
    }
    return 0;
}

enum { DIGITS_MOST = 64 };

static const char all_signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* The check signs of these digits, as they are written; false where there is none. */
static bool check_signs(const struct number_scheme *s, const uint8_t *digits, size_t n, char *out)
{
    unsigned c = check_of(s, digits, n);

    if (s->check == SCHEME_MOD97_10) {
        out[0] = (char)('0' + c / 10);
        out[1] = (char)('0' + c % 10);
        return true;
    }
    if (s->check == SCHEME_WEIGHTS && c >= s->own.signs.n)
        return false;
    out[0] = s->check == SCHEME_WEIGHTS              ? s->own.signs.p[c]
             : s->check == SCHEME_MOD11_2 && c == 10 ? 'X'
                                                     : all_signs[c];
    return true;
}

err scheme_make(arena *a, const struct number_scheme *s, uint64_t serial, unsigned year, str *out)
{
    static const unsigned year_part[] = { 1, 10, 100, 1000 };
    if (!scheme_valid(s) || serial >= scheme_capacity(s) || year > 9999)
        return REFUSED(ERR_RANGE);
    char *text = arena_alloc(a, s->pattern.n), check[2];
    uint8_t digits[DIGITS_MOST];
    size_t y = 4, n = 0, place = 0;
    uint64_t divide = scheme_capacity(s);
    for (size_t i = 0; i < s->pattern.n; i++) {
        char c = s->pattern.p[i];
        if (c == 'C') {
            if (place == 0 && !check_signs(s, digits, n, check))
                return REFUSED(ERR_CONFLICT);
            text[i] = check[place++];
            continue;
        }
        text[i] = c;
        if (c != 'D' && c != 'Y' && c != '#')
            continue;
        unsigned base = c == '#' ? 36 : 10, v;
        if (c == 'Y') {
            v = year / year_part[--y] % 10;
        } else {
            divide /= base;
            v = (unsigned)(serial / divide % base);
        }
        text[i] = all_signs[v];
        if (n < DIGITS_MOST)
            digits[n++] = (uint8_t)v;
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

static uint8_t value_of(char c)
{
    return (uint8_t)(is_digit(c) ? c - '0' : upper(c) - 'A' + 10);
}

/* Whether what was typed can stand where the pattern has `want`. */
static bool sign_fits(const struct number_scheme *s, char want, char typed)
{
    if (want == 'D' || want == 'Y' ||
        (want == 'C' && s->check != SCHEME_MOD11_2 && s->check != SCHEME_MOD37_36 &&
         s->check != SCHEME_WEIGHTS))
        return is_digit(typed);
    return want == 'C' || want == '#' ? is_alnum(typed) : upper(typed) == upper(want);
}

err scheme_read(arena *a, const struct number_scheme *s, str typed, str *out)
{
    if (!scheme_valid(s) || typed.n > 200)
        return REFUSED(ERR_SYNTAX);
    char *text = arena_alloc(a, s->pattern.n), given[2], check[2];
    uint8_t digits[DIGITS_MOST];
    size_t at = 0, n = 0, places = 0;
    for (size_t i = 0; i < s->pattern.n; i++) {
        char want = s->pattern.p[i];
        text[i] = want;
        if (want != '#' && !is_alnum(want))
            continue;
        skip_loose(typed, &at);
        if (at == typed.n || !sign_fits(s, want, typed.p[at]))
            return REFUSED(ERR_SYNTAX);
        char c = upper(typed.p[at++]);
        if (want == 'C')
            given[places++] = text[i] = c;
        else if (want == 'D' || want == 'Y' || want == '#')
            text[i] = c;
        if ((want == 'D' || want == 'Y' || want == '#') && n < DIGITS_MOST)
            digits[n++] = value_of(c);
    }
    skip_loose(typed, &at);
    if (at < typed.n)
        return REFUSED(ERR_SYNTAX);
    if (places && (!check_signs(s, digits, n, check) || memcmp(given, check, places) != 0))
        return REFUSED(ERR_RANGE);
    *out = str_of(text, s->pattern.n);
    return OK;
}
