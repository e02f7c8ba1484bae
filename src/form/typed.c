#include "form/typed.h"
#include "form/form.h"

#include "value/num.h"
#include "value/temporal.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uregex.h>
#include <unicode/ustring.h>

enum { TEXT_MAX = 64 * 1024, PATTERN_STEPS = 200 };

struct wide {
    UChar *p;
    int32_t n;
};

static bool to_wide(arena *a, str text, struct wide *out)
{
    UErrorCode e = U_ZERO_ERROR;
    if (text.n > TEXT_MAX)
        return false;
    out->p = arena_alloc(a, (text.n + 1) * sizeof(UChar));
    u_strFromUTF8(out->p, (int32_t)text.n + 1, &out->n, text.p ? text.p : "", (int32_t)text.n, &e);
    return U_SUCCESS(e);
}

static bool from_wide(arena *a, struct wide w, str *out)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t n = 0, room = w.n * 3 + 1;
    char *p = arena_alloc(a, (size_t)room);
    u_strToUTF8(p, room, &n, w.p, w.n, &e);
    *out = str_of(p, (size_t)n);
    return U_SUCCESS(e);
}

static bool is_ascii(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] & 0x80)
            return false;
    return true;
}

static bool normalize(arena *a, str text, str *out)
{
    UErrorCode e = U_ZERO_ERROR;
    struct wide in, nfc;
    *out = text;
    if (is_ascii(text))
        return true;
    const UNormalizer2 *n = unorm2_getNFCInstance(&e);
    if (U_FAILURE(e) || !to_wide(a, text, &in))
        return false;
    int32_t room = in.n * 3 + 1;
    nfc.p = arena_alloc(a, (size_t)room * sizeof(UChar));
    nfc.n = unorm2_normalize(n, in.p, in.n, nfc.p, room, &e);
    return U_SUCCESS(e) && from_wide(a, nfc, out);
}

static str trim_blanks(str s)
{
    size_t i = 0, from = 0;
    for (; i < s.n; from = i) {
        uint32_t cp = utf8_next(s, &i);
        if (!u_isUWhiteSpace((UChar32)cp) && cp != 0xfeff && cp != 0x200b)
            break;
    }
    size_t end = from;
    for (i = from; i < s.n;) {
        uint32_t cp = utf8_next(s, &i);
        if (!u_isUWhiteSpace((UChar32)cp) && cp != 0xfeff && cp != 0x200b)
            end = i;
    }
    return str_sub(s, from, end - from);
}

bool typed_clean(arena *a, str text, bool lines, str *out)
{
    str s;
    if (!utf8_valid(text) || !normalize(a, text, &s))
        return false;
    s = trim_blanks(s);
    buf b;
    buf_init(&b, a, s.n + 1);
    for (size_t i = 0; i < s.n;) {
        size_t from = i;
        uint32_t cp = utf8_next(s, &i);
        if (cp == '\r') {
            if (i >= s.n || s.p[i] != '\n')
                buf_char(&b, '\n');
            continue;
        }
        if (cp == '\t')
            cp = ' ';
        else if ((cp < 0x20 && cp != '\n') || cp == 0x7f || (cp >= 0x80 && cp < 0xa0))
            return false;
        if (cp == '\n' && !lines)
            return false;
        if (cp == ' ')
            buf_char(&b, ' ');
        else
            buf_add(&b, str_sub(s, from, i - from));
    }
    *out = buf_str(&b);
    return true;
}

str typed_ascii_digits(arena *a, str text)
{
    if (is_ascii(text))
        return text;
    buf b;
    buf_init(&b, a, text.n);
    for (size_t i = 0; i < text.n;) {
        size_t from = i;
        uint32_t cp = utf8_next(text, &i);
        int32_t d = cp == UINT32_MAX ? -1 : u_charDigitValue((UChar32)cp);
        if (d >= 0 && cp >= 0x80)
            buf_char(&b, (char)('0' + d));
        else
            buf_add(&b, str_sub(text, from, i - from));
    }
    return buf_str(&b);
}

/* The locale's decimal sign, seen in a number it writes. */
static char decimal_sign(arena *a, const struct locale *l)
{
    val half = val_int(15);
    half.exp = -1;
    str s = l ? locale_number(a, l, half) : S("1.5");
    return str_find_char(s, ',', 0) != SIZE_MAX ? ',' : '.';
}

/* Without blanks of any width and apostrophes between digits; a minus of typography as '-'. */
static str number_bare(arena *a, str text)
{
    buf b;
    buf_init(&b, a, text.n);
    str t = typed_ascii_digits(a, text);
    for (size_t i = 0; i < t.n;) {
        size_t from = i;
        uint32_t cp = utf8_next(t, &i);
        if (cp == '\'' || cp == 0x2019 || (cp != UINT32_MAX && u_isUWhiteSpace((UChar32)cp)))
            continue;
        if (cp == 0x2212)
            buf_char(&b, '-');
        else if (cp == 0x66b)
            buf_char(&b, '.');
        else
            buf_add(&b, str_sub(t, from, i - from));
    }
    return buf_str(&b);
}

static size_t signs_in(str s, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == c;
    return n;
}

/* Groups of three digits from the right, up to the decimal sign. */
static bool groups_fit(str s, char group, char decimal)
{
    size_t end = str_find_char(s, decimal, 0), run = 0;
    bool grouped = false;
    for (size_t i = MIN(end, s.n); i-- > 0;) {
        if (s.p[i] == group) {
            if (run != 3)
                return false;
            grouped = true;
            run = 0;
        } else if (s.p[i] >= '0' && s.p[i] <= '9') {
            run++;
        }
    }
    return !grouped || (run >= 1 && run <= 3);
}

bool typed_number(arena *a, const struct locale *l, str text, val *out)
{
    char decimal = decimal_sign(a, l), group = decimal == ',' ? '.' : ',';
    str s = number_bare(a, text);
    if (s.n > 60 || signs_in(s, decimal) > 1)
        return false;
    size_t groups = l ? signs_in(s, group) : 0;
    if (!l && signs_in(s, group))
        return false;
    if (groups == 1 && signs_in(s, decimal) == 0 && !groups_fit(s, group, decimal))
        decimal = group; /* 12.5 typed where 12,5 is usual */
    else if (groups && (!groups_fit(s, group, decimal) ||
                        (str_find_char(s, decimal, 0) < str_rfind_char(s, group))))
        return false;
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == decimal)
            p[n++] = '.';
        else if ((c >= '0' && c <= '9') || (c == '-' && i == 0))
            p[n++] = c;
        else if (c != group && !(c == '+' && i == 0))
            return false;
    }
    if (n && p[n - 1] == '.')
        return false;
    return n > 0 && !failed(num_parse(a, str_of(p, n), NUM_FEEL, out));
}

static bool small_number(arena *a, str text, int64_t *out)
{
    str s = str_trim(typed_ascii_digits(a, text));
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0 && s.n <= 4 && !failed(str_to_i64(s, out));
}

bool typed_date(arena *a, str day, str month, str year, val *out, const char **part)
{
    int64_t d, m, y;
    *part = "";
    if (!small_number(a, day, &d) || d < 1 || d > 31)
        *part = "day";
    else if (!small_number(a, month, &m) || m < 1 || m > 12)
        *part = "month";
    else if (!small_number(a, year, &y) || y < 1000)
        *part = "year";
    if (**part || !ymd_valid(y, (unsigned)m, (unsigned)d))
        return false;
    *out = val_date(y, (unsigned)m, (unsigned)d);
    return true;
}

/* "9:30 pm" without its pm: 12 hours more, or -1 where it says am, or 0. */
static int half_of_day(str *s)
{
    static const struct {
        str end;
        int half;
    } t[] = {
        { S_INIT("am"), -1 }, { S_INIT("a.m."), -1 }, { S_INIT("pm"), 12 }, { S_INIT("p.m."), 12 }
    };
    FOR_EACH(t, e)
        if (s->n > e->end.n && str_eq_nocase(str_from(*s, s->n - e->end.n), e->end)) {
            *s = str_trim(str_sub(*s, 0, s->n - e->end.n));
            return e->half;
        }
    return 0;
}

bool typed_time(arena *a, str text, struct val_time *out)
{
    str s = str_trim(typed_ascii_digits(a, text)), h, m;
    int64_t hour, minute;
    int half = half_of_day(&s);
    bool cut = str_cut(s, ':', &h, &m) || str_cut(s, '.', &h, &m);
    if (!cut) {
        if (s.n < 3 || s.n > 4)
            return false;
        h = str_sub(s, 0, s.n - 2);
        m = str_from(s, s.n - 2);
    }
    if (!small_number(a, h, &hour) || !small_number(a, str_sub(m, 0, 2), &minute) || m.n < 2)
        return false;
    if (m.n > 2 && !str_eq(str_from(m, 2), S(":00")))
        return false;
    if (half && (hour < 1 || hour > 12))
        return false;
    if (half)
        hour = hour % 12 + (half > 0 ? 12 : 0);
    if (hour > 23 || minute > 59)
        return false;
    *out = (struct val_time){ .seconds = (uint32_t)(hour * 3600 + minute * 60), .zone = S("") };
    return true;
}

bool typed_email(str text)
{
    size_t at = str_rfind_char(text, '@');
    if (at == SIZE_MAX || at == 0 || at > 64 || text.n > 254)
        return false;
    str local = str_sub(text, 0, at), domain = str_from(text, at + 1), label;
    if (str_find(local, S(".."), 0) != SIZE_MAX || local.p[0] == '.' || local.p[local.n - 1] == '.')
        return false;
    for (size_t i = 0; i < local.n; i++)
        if ((unsigned char)local.p[i] <= ' ' || strchr("()<>[]:;@\\,\"", local.p[i]))
            return false;
    if (str_find_char(domain, '.', 0) == SIZE_MAX || domain.p[domain.n - 1] == '.')
        return false;
    while (str_next(&domain, '.', &label)) {
        if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
            return false;
        for (size_t i = 0; i < label.n; i++) {
            unsigned char c = (unsigned char)label.p[i];
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c >= 0x80))
                return false;
        }
    }
    return true;
}

/* Digits, with a plus where it begins with one; false where something else is in it. */
static bool phone_bare(arena *a, str text, str *out)
{
    str s = typed_ascii_digits(a, text);
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if ((c >= '0' && c <= '9') || (c == '+' && n == 0))
            p[n++] = c;
        else if (!strchr(" -./()", c))
            return false;
    }
    *out = str_of(p, n);
    return true;
}

bool typed_phone(arena *a, str text, str calling_code, str *out)
{
    str s;
    /* +43 (0) 1: the nought in brackets is for callers inside of the country */
    size_t own = str_find(text, S("(0)"), 0);
    if (str_starts(str_trim(text), S("+")) && own != SIZE_MAX)
        text = str_fmt(a, "%.*s %.*s", STR_ARG(str_sub(text, 0, own)),
                       STR_ARG(str_from(text, own + 3)));
    if (!phone_bare(a, text, &s))
        return false;
    if (str_starts(s, S("00")))
        s = str_fmt(a, "+%.*s", STR_ARG(str_from(s, 2)));
    else if (calling_code.n && s.n && s.p[0] != '+')
        s = str_fmt(a, "%.*s%.*s", STR_ARG(calling_code),
                    STR_ARG(s.p[0] == '0' ? str_from(s, 1) : s));
    bool whole = str_starts(s, S("+"));
    if (whole && (s.n < 2 || s.p[1] == '0'))
        return false;
    *out = s;
    return s.n >= (whole ? 6 : 3) && s.n - whole <= 15;
}

/* Lengths in the IBAN registry (SWIFT, for ISO 13616-2); 0: not in it. */
static size_t iban_length(str country)
{
    static const char lengths[] =
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29"
        "ES24FI18FK18FO18FR27GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20"
        "LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29"
        "PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28TL23TN24TR26UA29VA22VG24XK20"
        "YE30";
    for (size_t i = 0; i + 3 < sizeof lengths; i += 4)
        if (lengths[i] == country.p[0] && lengths[i + 1] == country.p[1])
            return (size_t)(lengths[i + 2] - '0') * 10 + (size_t)(lengths[i + 3] - '0');
    return 0;
}

bool typed_iban(arena *a, str text, str *out)
{
    char *p = arena_alloc(a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == ' ' || c == '-')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')))
            return false;
        p[n++] = c;
    }
    if (n < 15 || n > 34 || p[0] < 'A' || p[1] < 'A' || p[2] > '9' || p[3] > '9')
        return false;
    size_t fixed = iban_length(str_of(p, 2));
    if (fixed && n != fixed)
        return false;
    unsigned rest = 0;
    for (size_t i = 0; i < n; i++) {
        char c = p[(i + 4) % n];
        rest = c >= 'A' ? (rest * 100 + (unsigned)(c - 'A') + 10) % 97
                        : (rest * 10 + (unsigned)(c - '0')) % 97;
    }
    *out = str_of(p, n);
    return rest == 1;
}

static void pattern_close(void *re)
{
    uregex_close(re);
}

const struct URegularExpression *typed_pattern(arena *a, str pattern)
{
    UErrorCode e = U_ZERO_ERROR;
    struct wide p;

    if (!to_wide(a, pattern, &p))
        return NULL;
    URegularExpression *re = uregex_open(p.p, p.n, 0, NULL, &e);
    uregex_setTimeLimit(re, PATTERN_STEPS, &e);
    uregex_setStackLimit(re, 1000000, &e);
    if (U_FAILURE(e)) {
        uregex_close(re);
        return NULL;
    }
    arena_on_free(a, pattern_close, re);
    return re;
}

bool typed_matches(arena *a, const struct URegularExpression *pattern, str text)
{
    UErrorCode e = U_ZERO_ERROR;
    struct wide t;

    if (!pattern || !to_wide(a, text, &t))
        return false;
    URegularExpression *re = uregex_clone(pattern, &e); /* shares what was compiled */
    uregex_setTimeLimit(re, PATTERN_STEPS, &e);
    uregex_setStackLimit(re, 1000000, &e);
    uregex_setText(re, t.p, t.n, &e);
    bool ok = uregex_find(re, 0, &e) && U_SUCCESS(e);
    uregex_close(re);
    return ok;
}

/* One number of a path with the blank before it where there is one; false where it is none or past
 * the field. */
static bool drawn_number(str *rest, unsigned most)
{
    unsigned n = 0, digits = 0;

    if (rest->n && rest->p[0] == ' ')
        *rest = str_from(*rest, 1);
    for (; digits < 3 && rest->n && rest->p[0] >= '0' && rest->p[0] <= '9'; digits++) {
        n = n * 10 + (unsigned)(rest->p[0] - '0');
        *rest = str_from(*rest, 1);
    }
    return digits > 0 && n <= most;
}

bool form_drawn(str path)
{
    bool line = false;

    if (path.n > FORM_DRAWN_MOST || !path.n || path.p[0] != 'M')
        return false;
    while (path.n) {
        if (path.p[0] != 'M' && path.p[0] != 'L')
            return false;
        line |= path.p[0] == 'L';
        path = str_from(path, 1);
        if (!drawn_number(&path, FORM_DRAWN_WIDE) || !path.n || path.p[0] != ' ' ||
            !drawn_number(&path, FORM_DRAWN_HIGH))
            return false;
    }
    return line;
}
