#include "text/locale.h"

#include "text/icu.h"
#include "value/num.h"

#include <unicode/ucal.h>
#include <unicode/ucol.h>
#include <unicode/ucurr.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/uldnames.h>
#include <unicode/ulistformatter.h>
#include <unicode/uloc.h>
#include <unicode/unum.h>
#include <unicode/unumberformatter.h>
#include <unicode/upluralrules.h>
#include <unicode/ureldatefmt.h>
#include <unicode/ustring.h>

enum { STYLES = DATE_MONTH + 1, PLURAL_DECIMALS = 5 };

struct locale {
    str tag, own_name;
    char id[ULOC_FULLNAME_CAPACITY];
    bool rtl;
    UNumberFormat *number, *percent, *money;
    UNumberFormatter *counted[PLURAL_DECIMALS]; /* with 0, 1, ... decimals */
    UFormattedNumber *count;
    UDateFormat *date[STYLES], *date_time[STYLES], *time;
    URelativeDateTimeFormatter *relative;
    UListFormatter *all, *any;
    UCollator *order;
    ULocaleDisplayNames *names;
    UPluralRules *cardinal, *ordinal;
    arena *scratch; /* of functions that return no text; empty between them */
};

#define CLOSE(handle, closer)                                                                      \
    if (handle)                                                                                    \
    closer(handle)

static void locale_close(void *p)
{
    struct locale *l = p;

    CLOSE(l->number, unum_close);
    CLOSE(l->percent, unum_close);
    CLOSE(l->money, unum_close);
    for (int i = 0; i < PLURAL_DECIMALS; i++)
        CLOSE(l->counted[i], unumf_close);
    CLOSE(l->count, unumf_closeResult);
    for (int i = 0; i < STYLES; i++) {
        CLOSE(l->date[i], udat_close);
        CLOSE(l->date_time[i], udat_close);
    }
    CLOSE(l->time, udat_close);
    CLOSE(l->relative, ureldatefmt_close);
    CLOSE(l->all, ulistfmt_close);
    CLOSE(l->any, ulistfmt_close);
    CLOSE(l->order, ucol_close);
    CLOSE(l->names, uldn_close);
    CLOSE(l->cardinal, uplrules_close);
    CLOSE(l->ordinal, uplrules_close);
    arena_free(l->scratch);
}

/* ---- opening ---- */

/* ICU has a fallback for every language: only one with data of its own counts. */
static bool has_data(const char *id)
{
    UErrorCode st = U_ZERO_ERROR;
    char language[ULOC_LANG_CAPACITY], other[ULOC_LANG_CAPACITY];

    uloc_getLanguage(id, language, sizeof language, &st);
    for (int32_t i = 0, n = uloc_countAvailable(); i < n && U_SUCCESS(st); i++) {
        uloc_getLanguage(uloc_getAvailable(i), other, sizeof other, &st);
        if (U_SUCCESS(st) && str_eq(str_z(language), str_z(other)))
            return true;
    }
    return false;
}

static err open_tag(arena *a, struct locale *l, str tag)
{
    UErrorCode st = U_ZERO_ERROR;
    int32_t parsed = 0;

    if (!tag.n || tag.n > 64)
        return REFUSED(ERR_SYNTAX);
    l->tag = str_copy(a, tag);
    uloc_forLanguageTag(str_zdup(a, tag), l->id, sizeof l->id, &parsed, &st);
    if (U_FAILURE(st) || (size_t)parsed != tag.n || st == U_STRING_NOT_TERMINATED_WARNING)
        return REFUSED(ERR_SYNTAX);
    if (!has_data(l->id))
        return REFUSED(ERR_RANGE);
    l->rtl = uloc_isRightToLeft(l->id);
    return OK;
}

static void open_numbers(struct locale *l, UErrorCode *st)
{
    static const UChar skeleton[] = u".0000";

    l->number = unum_open(UNUM_DECIMAL, NULL, 0, l->id, NULL, st);
    l->percent = unum_open(UNUM_PERCENT, NULL, 0, l->id, NULL, st);
    l->money = unum_open(UNUM_CURRENCY, NULL, 0, l->id, NULL, st);
    for (int i = 0; i < PLURAL_DECIMALS; i++)
        l->counted[i] = unumf_openForSkeletonAndLocale(skeleton, i + 1, l->id, st);
    l->count = unumf_openResult(st);
    l->cardinal = uplrules_open(l->id, st);
    l->ordinal = uplrules_openForType(l->id, UPLURAL_TYPE_ORDINAL, st);
}

/* In place of what ICU has, where those who write for a state write otherwise: "2 tháng 3 năm 2026"
 * (Decree 30/2020/ND-CP, appendix I), not "2 tháng 3, 2026". */
static int32_t official(const struct locale *l, UChar *pattern, int32_t n, int32_t room)
{
    static const struct {
        const char *lang;
        const UChar *is, *as;
    } rows[] = {
        { "vi", u"MMMM, y", u"MMMM 'năm' y" },
        { "vi", u"m d MMMM", u"m 'ngày' d MMMM" },
        { "vi", u"EEEE, d MMMM", u"EEEE, 'ngày' d MMMM" },
    };
    char lang[ULOC_LANG_CAPACITY];
    UErrorCode st = U_ZERO_ERROR;

    uloc_getLanguage(l->id, lang, sizeof lang, &st);
    FOR_EACH(rows, r) {
        int32_t is = u_strlen(r->is), as = u_strlen(r->as);
        UChar *at = strcmp(r->lang, lang) == 0 ? u_strFindFirst(pattern, n, r->is, is) : NULL;
        if (!at || n + as - is > room)
            continue;
        memmove(at + as, at + is, (size_t)(pattern + n - at - is) * sizeof *at);
        memcpy(at, r->as, (size_t)as * sizeof *at);
        n += as - is;
    }
    return n;
}

/* The language's own pattern for the fields of a skeleton, proleptic Gregorian where the calendar
 * is. */
static UDateFormat *open_date(struct locale *l, UDateTimePatternGenerator *g, const UChar *skeleton,
                              struct u16 zone, UErrorCode *st)
{
    UChar pattern[128];
    int32_t n = udatpg_getBestPattern(g, skeleton, -1, pattern, 128, st);
    if (U_FAILURE(*st))
        return NULL;
    n = official(l, pattern, n, 128);
    UDateFormat *f = udat_open(UDAT_PATTERN, UDAT_PATTERN, l->id, zone.p, zone.n, pattern, n, st);
    if (U_FAILURE(*st))
        return NULL;
    UErrorCode ignored = U_ZERO_ERROR; /* other calendars have no such change */
    UCalendar *c = ucal_clone(udat_getCalendar(f), &ignored);
    if (U_SUCCESS(ignored)) {
        ucal_setGregorianChange(c, -1e17, &ignored);
        udat_setCalendar(f, c);
        ucal_close(c);
    }
    return f;
}

static void open_dates(struct locale *l, struct u16 zone, UErrorCode *st)
{
    static const UChar *const dates[] = { u"yMMdd", u"yMMMMd", u"yMMMMEEEEd", u"yMMMM" };
    static const UChar *const times[] = { u"yMMddjm", u"yMMMMdjm", u"yMMMMEEEEdjm", u"yMMMMjm" };
    const struct u16 utc = { u"UTC", 3 };
    UDateTimePatternGenerator *g = udatpg_open(l->id, st);

    for (int i = 0; i < STYLES && U_SUCCESS(*st); i++) {
        l->date[i] = open_date(l, g, dates[i], utc, st);
        l->date_time[i] = open_date(l, g, times[i], zone, st);
    }
    if (U_SUCCESS(*st))
        l->time = open_date(l, g, u"jm", utc, st);
    CLOSE(g, udatpg_close);
}

static bool zone_known(struct u16 zone)
{
    UErrorCode st = U_ZERO_ERROR;
    UChar id[128];

    ucal_getCanonicalTimeZoneID(zone.p, zone.n, id, 128, NULL, &st);
    return U_SUCCESS(st);
}

err locale_open(arena *a, str tag, str zone, struct locale **out)
{
    UErrorCode st = U_ZERO_ERROR;
    struct locale *l = ARENA_NEW(a, struct locale);
    struct u16 z = u16_of(a, zone);

    TRY(open_tag(a, l, tag));
    if (!zone_known(z))
        return REFUSED(ERR_RANGE);
    l->scratch = ARENA_NEW(a, arena);
    arena_on_free(a, locale_close, l);
    open_numbers(l, &st);
    open_dates(l, z, &st);
    l->relative = ureldatefmt_open(l->id, NULL, UDAT_STYLE_LONG, UDISPCTX_CAPITALIZATION_NONE, &st);
    l->all = ulistfmt_openForType(l->id, ULISTFMT_TYPE_AND, ULISTFMT_WIDTH_WIDE, &st);
    l->any = ulistfmt_openForType(l->id, ULISTFMT_TYPE_OR, ULISTFMT_WIDTH_WIDE, &st);
    l->order = ucol_open(l->id, &st);
    l->names = uldn_open(l->id, ULDN_STANDARD_NAMES, &st);
    if (U_FAILURE(st))
        return REFUSED(ERR_RANGE);
    l->own_name = locale_name_of(a, l, l->tag);
    *out = l;
    return OK;
}

str locale_tag(const struct locale *l)
{
    return l->tag;
}

bool locale_rtl(const struct locale *l)
{
    return l->rtl;
}

str locale_name(arena *a, const struct locale *l)
{
    (void)a;
    return l->own_name;
}

str locale_name_of(arena *a, const struct locale *l, str other)
{
    UErrorCode status = U_ZERO_ERROR;
    char id[ULOC_FULLNAME_CAPACITY];

    uloc_forLanguageTag(str_zdup(a, other), id, sizeof id, NULL, &status);
    if (U_FAILURE(status) || !id[0])
        return other;
    str name = ICU_STR(a, 64, uldn_localeDisplayName(l->names, id, out, room, &st));
    return name.n ? name : other;
}

/* ---- numbers ---- */

/* Digits after the point, zeros at the end left out. */
static int decimals_needed(arena *a, val v)
{
    int exp = num_exponent(num_strip(a, v));

    return exp < 0 ? -exp : 0;
}

static str format_number(arena *a, UNumberFormat *f, val v, int decimals)
{
    buf digits;

    buf_init(&digits, a, 64);
    num_print_normal(&digits, v);
    unum_setAttribute(f, UNUM_MIN_FRACTION_DIGITS, decimals);
    unum_setAttribute(f, UNUM_MAX_FRACTION_DIGITS, decimals);
    return ICU_STR(a, 64, unum_formatDecimal(f, digits.p, (int32_t)digits.n, out, room, NULL, &st));
}

str locale_number(arena *a, const struct locale *l, val number)
{
    if (!val_is_number(number))
        return S("");
    int exp = num_exponent(number);
    return format_number(a, l->number, number, exp < 0 ? -exp : 0);
}

str locale_decimal(arena *a, const struct locale *l, val number, int decimals)
{
    val rounded = num_quantize(a, number, decimals, ROUND_HALF_EVEN);

    /* past 34 digits there are no decimals to round */
    return locale_number(a, l, val_is_null(rounded) ? number : rounded);
}

str locale_percent(arena *a, const struct locale *l, val number)
{
    if (!val_is_number(number))
        return S("");
    return format_number(a, l->percent, number, MAX(decimals_needed(a, number) - 2, 0));
}

static bool currency_code(str currency, UChar out[4])
{
    if (currency.n != 3)
        return false;
    for (int i = 0; i < 3; i++) {
        if (currency.p[i] < 'A' || currency.p[i] > 'Z')
            return false;
        out[i] = (UChar)currency.p[i];
    }
    out[3] = 0;
    return true;
}

int currency_decimals(str currency)
{
    UErrorCode st = U_ZERO_ERROR;
    UChar code[4];

    if (!currency_code(currency, code) || ucurr_getNumericCode(code) == 0)
        return -1;
    int32_t n = ucurr_getDefaultFractionDigits(code, &st);
    return U_SUCCESS(st) ? n : -1;
}

str locale_money(arena *a, const struct locale *l, val amount, str currency)
{
    UErrorCode st = U_ZERO_ERROR;
    UChar code[4];

    if (!val_is_number(amount) || !currency_code(currency, code))
        return S("");
    unum_setTextAttribute(l->money, UNUM_CURRENCY_CODE, code, 3, &st);
    return format_number(a, l->money, amount,
                         MAX(decimals_needed(a, amount), currency_decimals(currency)));
}

/* ---- dates ---- */

static str format_date(arena *a, const UDateFormat *f, UDate ms)
{
    return ICU_STR(a, 64, udat_format(f, ms, out, room, NULL, &st));
}

/* ICU's calendars end before FEEL's. */
static bool shown_by_icu(day d)
{
    return d.n > -100000000 && d.n < 100000000;
}

str locale_date(arena *a, const struct locale *l, day d, enum date_style style)
{
    if (!shown_by_icu(d))
        return day_str(a, d);
    return format_date(a, l->date[style], (UDate)d.n * 86400000.0);
}

str locale_date_time(arena *a, const struct locale *l, instant t, enum date_style style)
{
    if (!shown_by_icu(day_of_instant_utc(t)))
        return instant_str(a, t);
    return format_date(a, l->date_time[style], (UDate)t.ms);
}

str locale_time(arena *a, const struct locale *l, unsigned seconds)
{
    return format_date(a, l->time, (UDate)seconds * 1000.0);
}

str locale_relative(arena *a, const struct locale *l, int64_t n, enum relative_unit unit)
{
    static const URelativeDateTimeUnit units[] = {
        [RELATIVE_MINUTE] = UDAT_REL_UNIT_MINUTE, [RELATIVE_HOUR] = UDAT_REL_UNIT_HOUR,
        [RELATIVE_DAY] = UDAT_REL_UNIT_DAY,       [RELATIVE_WEEK] = UDAT_REL_UNIT_WEEK,
        [RELATIVE_MONTH] = UDAT_REL_UNIT_MONTH,   [RELATIVE_YEAR] = UDAT_REL_UNIT_YEAR,
    };

    return ICU_STR(a, 64, ureldatefmt_format(l->relative, (double)n, units[unit], out, room, &st));
}

str locale_relative_days(arena *a, const struct locale *l, int64_t days)
{
    return locale_relative(a, l, days, RELATIVE_DAY);
}

/* ---- words ---- */

static str joined(arena *a, const UListFormatter *f, const str *items, size_t n)
{
    const UChar **p = arena_alloc(a, n * sizeof *p + 1);
    int32_t *lengths = arena_alloc(a, n * sizeof *lengths + 1);

    for (size_t i = 0; i < n; i++) {
        struct u16 u = u16_of(a, items[i]);
        p[i] = u.p;
        lengths[i] = u.n;
    }
    return ICU_STR(a, 256, ulistfmt_format(f, p, lengths, (int32_t)n, out, room, &st));
}

str locale_and(arena *a, const struct locale *l, const str *items, size_t n)
{
    return joined(a, l->all, items, n);
}

str locale_or(arena *a, const struct locale *l, const str *items, size_t n)
{
    return joined(a, l->any, items, n);
}

int locale_compare(const struct locale *l, str x, str y)
{
    UErrorCode st = U_ZERO_ERROR;
    UCollationResult c =
        ucol_strcollUTF8(l->order, x.n ? x.p : "", (int32_t)x.n, y.n ? y.p : "", (int32_t)y.n, &st);

    return U_FAILURE(st) ? str_cmp(x, y) : c == UCOL_LESS ? -1 : c == UCOL_GREATER;
}

str locale_upper(arena *a, const struct locale *l, str s)
{
    struct u16 u = u16_of(a, s);

    return ICU_STR(a, u.n + 8, u_strToUpper(out, room, u.p, u.n, l->id, &st));
}

str locale_lower(arena *a, const struct locale *l, str s)
{
    struct u16 u = u16_of(a, s);

    return ICU_STR(a, u.n + 8, u_strToLower(out, room, u.p, u.n, l->id, &st));
}

/* ---- plurals ---- */

static enum plural plural_of_word(const UChar *p, int32_t n)
{
    static const UChar *const words[] = { u"zero", u"one", u"two", u"few", u"many" };

    for (unsigned i = 0; i < LEN(words); i++)
        if (u_strlen(words[i]) == n && u_strncmp(words[i], p, n) == 0)
            return (enum plural)i;
    return PLURAL_OTHER;
}

static enum plural select_plural(const struct locale *l, const UPluralRules *rules, val v)
{
    UErrorCode st = U_ZERO_ERROR;
    UChar word[16];

    if (!val_is_number(v))
        return PLURAL_OTHER;
    int exp = num_exponent(v), decimals = MIN(exp < 0 ? -exp : 0, PLURAL_DECIMALS - 1);
    buf digits;
    buf_init(&digits, l->scratch, 256);
    num_print_normal(&digits, v);
    unumf_formatDecimal(l->counted[decimals], digits.p, (int32_t)digits.n, l->count, &st);
    int32_t n = uplrules_selectFormatted(rules, l->count, word, 16, &st);
    arena_reset(l->scratch);
    return U_SUCCESS(st) ? plural_of_word(word, n) : PLURAL_OTHER;
}

enum plural locale_plural(const struct locale *l, val number)
{
    return select_plural(l, l->cardinal, number);
}

enum plural locale_ordinal(const struct locale *l, val number)
{
    return select_plural(l, l->ordinal, number);
}

unsigned plural_categories(arena *a, str tag, bool ordinal)
{
    UErrorCode st = U_ZERO_ERROR;
    UPluralRules *rules = NULL;
    char id[ULOC_FULLNAME_CAPACITY];
    unsigned set = 0;
    int32_t n;

    uloc_forLanguageTag(str_zdup(a, tag), id, sizeof id, NULL, &st);
    rules = uplrules_openForType(id, ordinal ? UPLURAL_TYPE_ORDINAL : UPLURAL_TYPE_CARDINAL, &st);
    UEnumeration *e = U_SUCCESS(st) ? uplrules_getKeywords(rules, &st) : NULL;
    for (const UChar *w; e && (w = uenum_unext(e, &n, &st));)
        set |= 1u << plural_of_word(w, n);
    CLOSE(e, uenum_close);
    CLOSE(rules, uplrules_close);
    return set;
}
