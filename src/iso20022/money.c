#include "iso20022/money.h"
#include "text/locale.h"

enum { RF_MOST = 25, RF_LEAST = 5 };

static bool scaled(int64_t m, int by, int64_t *out)
{
    for (; by > 0; by--)
        if (__builtin_mul_overflow(m, 10, &m))
            return false;
    for (; by < 0; by++) {
        if (m % 10)
            return false;
        m /= 10;
    }
    *out = m;
    return m <= MONEY_MOST && m >= -MONEY_MOST;
}

bool money_of(val amount, str currency, int64_t *minor)
{
    int decimals = currency.n == 3 ? currency_decimals(currency) : -1;

    return amount.tag == V_NUMBER && decimals >= 0 &&
           scaled(amount.m, amount.m ? amount.exp + decimals : 0, minor);
}

bool money_read(arena *a, str text, str currency, int64_t *minor)
{
    size_t points = 0;
    val v;

    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++) {
        bool point = text.p[i] == '.' && i > 0 && i + 1 < text.n;
        if (!point && (text.p[i] < '0' || text.p[i] > '9'))
            return false;
        points += point;
    }
    return text.n > 0 && text.n <= 19 && points <= 1 && !failed(val_number(a, text, &v)) &&
           money_of(v, currency, minor);
}

val money_val(int64_t minor, str currency)
{
    int decimals = currency_decimals(currency);

    return (val){ .tag = V_NUMBER, .m = minor, .exp = (int16_t)(decimals > 0 ? -decimals : 0) };
}

str money_text(arena *a, int64_t minor, str currency)
{
    return val_display(a, money_val(minor, currency));
}

str text_cut(str s, size_t most)
{
    size_t n = MIN(s.n, most);

    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
        n--;
    return str_sub(s, 0, n);
}

/* ---- creditor references ---- */

/* The remainder of ISO/IEC 7064, MOD 97-10, of text whose first four signs count last. */
static unsigned rest97(str s)
{
    unsigned rest = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[(i + 4) % s.n];
        rest = c >= 'A' ? (rest * 100 + (unsigned)(c - 'A') + 10) % 97
                        : (rest * 10 + (unsigned)(c - '0')) % 97;
    }
    return rest;
}

str rf_make(arena *a, uint64_t number)
{
    str bare = str_fmt(a, "RF00%llu", (unsigned long long)number);

    return str_fmt(a, "RF%02u%llu", 98 - rest97(bare), (unsigned long long)number);
}

bool rf_read(arena *a, str typed, str *out)
{
    char *p = arena_alloc(a, RF_MOST + 1);
    size_t n = 0;

    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c == ' ')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) || n == RF_MOST)
            return false;
        p[n++] = c;
    }
    *out = str_of(p, n);
    return n >= RF_LEAST && p[0] == 'R' && p[1] == 'F' && p[2] >= '0' && p[2] <= '9' &&
           p[3] >= '0' && p[3] <= '9' && rest97(*out) == 1;
}

static bool is_sign(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The longest one that begins here: blanks inside are a printer's. */
static bool rf_at(arena *a, str text, size_t from, str *out)
{
    bool found = false;

    for (size_t to = from; to <= text.n && to - from <= RF_MOST * 2; to++) {
        bool end = to == text.n || !is_sign(text.p[to]);
        str one;
        if (end && rf_read(a, str_sub(text, from, to - from), &one)) {
            *out = one;
            found = true;
        }
        if (to < text.n && end && text.p[to] != ' ')
            break;
    }
    return found;
}

bool rf_find(arena *a, str text, str *out)
{
    for (size_t i = 0; i + RF_LEAST <= text.n; i++) {
        bool begins = (text.p[i] == 'R' || text.p[i] == 'r') && (i == 0 || !is_sign(text.p[i - 1]));
        if (begins && rf_at(a, text, i, out))
            return true;
    }
    return false;
}

str rf_shown(arena *a, str reference)
{
    buf b;

    buf_init(&b, a, reference.n + 8);
    for (size_t i = 0; i < reference.n; i++) {
        if (i && i % 4 == 0)
            buf_char(&b, ' ');
        buf_char(&b, reference.p[i]);
    }
    return buf_str(&b);
}
