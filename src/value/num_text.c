#include "value/num.h"

enum { MOST_DIGITS = DEC_DIGITS + 1, EXP_CAP = 1000000 };

/* What a scan of decimal text found: leading digits, whether any other digit behind them is not
 * zero. */
struct scan {
    const char *p, *end;
    u128 coef;
    unsigned n; /* significant digits in coef, at most 35 */
    int64_t exp;
    size_t whole, fraction; /* digits before and after the point */
    bool neg, sticky, leading_zero;
};

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void digit(struct scan *s, char c, bool after_point)
{
    if (s->n < MOST_DIGITS) {
        s->coef = s->coef * 10 + (unsigned)(c - '0');
        s->n += s->coef != 0;
        s->exp -= after_point;
    } else {
        s->sticky |= c != '0';
        s->exp += !after_point;
    }
}

static bool scan_exponent(struct scan *s)
{
    bool neg = false;
    int64_t e = 0;

    if (s->p == s->end || (*s->p | 0x20) != 'e')
        return true;
    s->p++;
    if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
        neg = *s->p++ == '-';
    if (s->p == s->end || !is_digit(*s->p))
        return false;
    for (; s->p < s->end && is_digit(*s->p); s->p++)
        e = MIN(e * 10 + (*s->p - '0'), (int64_t)EXP_CAP);
    s->exp += neg ? -e : e;
    return true;
}

static bool scan_number(struct scan *s, enum num_syntax syntax)
{
    if (s->p < s->end && (*s->p == '-' || (*s->p == '+' && syntax == NUM_YAML)))
        s->neg = *s->p++ == '-';
    s->leading_zero = s->p < s->end && *s->p == '0';
    for (; s->p < s->end && is_digit(*s->p); s->p++, s->whole++)
        digit(s, *s->p, false);
    bool point = s->p < s->end && *s->p == '.';
    if (point)
        for (s->p++; s->p < s->end && is_digit(*s->p); s->p++, s->fraction++)
            digit(s, *s->p, true);
    if (s->whole + s->fraction == 0 || (point && !s->fraction && syntax != NUM_YAML) ||
        (syntax == NUM_JSON && (!s->whole || (s->leading_zero && s->whole > 1))))
        return false;
    return scan_exponent(s) && s->p == s->end;
}

/* 35 digits and what lies behind them to 34, half-even. */
static void to_34(struct scan *s)
{
    if (s->n < MOST_DIGITS)
        return;
    unsigned last = (unsigned)(s->coef % 10);
    s->coef /= 10;
    s->exp++;
    if (last > 5 || (last == 5 && (s->sticky || s->coef % 2)))
        s->coef++;
    u128 limit = 1;
    for (int i = 0; i < DEC_DIGITS; i++)
        limit *= 10;
    if (s->coef == limit) {
        s->coef /= 10;
        s->exp++;
    }
}

err num_parse(arena *a, str text, enum num_syntax syntax, val *out)
{
    struct scan s = { .p = text.p, .end = text.p + text.n };
    struct dec d;

    if (!text.n || !scan_number(&s, syntax))
        return REFUSED(ERR_SYNTAX);
    if (s.n <= 18 && s.exp >= NUM_EXP_MIN && s.exp <= NUM_EXP_MAX) {
        int64_t m = (int64_t)s.coef;
        *out = (val){ .tag = V_NUMBER, .exp = (int16_t)s.exp, .m = s.neg ? -m : m };
        return OK;
    }
    to_34(&s);
    int64_t exp = MAX((int64_t)-EXP_CAP, MIN((int64_t)EXP_CAP, s.exp));
    if (!dec_join_wide((struct dec_parts){ s.neg, (int)exp, s.coef }, &d))
        return REFUSED(ERR_RANGE);
    *out = num_of_dec(a, d);
    return OK;
}

err val_number(arena *a, str text, val *out)
{
    return num_parse(a, text, NUM_FEEL, out);
}

/* Digits of the coefficient, most significant first; returns how many. */
static unsigned digits(u128 coef, char out[40])
{
    char back[40];
    unsigned n = 0;

    do
        back[n++] = (char)('0' + (unsigned)(coef % 10));
    while (coef /= 10);
    for (unsigned i = 0; i < n; i++)
        out[i] = back[n - 1 - i];
    return n;
}

static void zeros(buf *out, int64_t n)
{
    if (n > 0) {
        memset(buf_space(out, (size_t)n), '0', (size_t)n);
        buf_took(out, (size_t)n);
    }
}

static void plain(buf *out, const char *d, int n, int exp)
{
    if (exp >= 0) {
        buf_add(out, str_of(d, (size_t)n));
        zeros(out, n == 1 && *d == '0' ? 0 : exp);
    } else if (-exp < n) {
        buf_add(out, str_of(d, (size_t)(n + exp)));
        buf_char(out, '.');
        buf_add(out, str_of(d + n + exp, (size_t)-exp));
    } else {
        buf_add(out, S("0."));
        zeros(out, -exp - n);
        buf_add(out, str_of(d, (size_t)n));
    }
}

static void scientific(buf *out, const char *d, int n, int exp)
{
    buf_char(out, d[0]);
    if (n > 1) {
        buf_char(out, '.');
        buf_add(out, str_of(d + 1, (size_t)n - 1));
    }
    exp += n - 1;
    buf_add(out, exp < 0 ? S("E-") : S("E+"));
    buf_i64(out, exp < 0 ? -exp : exp);
}

void num_print(buf *out, val x)
{
    char d[40];

    if (x.tag == V_NUMBER && x.exp == 0) {
        buf_i64(out, x.m);
        return;
    }
    struct dec_parts p = dec_split(num_dec(x));
    int n = (int)digits(p.coef, d);
    if (p.neg)
        buf_char(out, '-');
    if (p.coef == 0 && p.exp > 0)
        buf_char(out, '0');
    else if (n + p.exp > DEC_DIGITS || -p.exp > DEC_DIGITS + 6)
        scientific(out, d, n, p.exp);
    else
        plain(out, d, n, p.exp);
}

void num_print_normal(buf *out, val x)
{
    char d[40];
    struct dec_parts p = dec_split(num_dec(x));

    if (p.coef == 0) {
        buf_char(out, '0');
        return;
    }
    for (; p.exp < 0 && p.coef % 10 == 0; p.exp++)
        p.coef /= 10;
    if (p.neg)
        buf_char(out, '-');
    plain(out, d, (int)digits(p.coef, d), p.exp);
}
