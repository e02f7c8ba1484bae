/* text/locale.h - a language and region: numbers, money, dates, plurals, order of words.
 * Opened once per process and language: everything of ICU that may be used is loaded then, so that
 * it works when the sandbox has closed.  A locale belongs to one thread. */
#ifndef TEXT_LOCALE_H
#define TEXT_LOCALE_H

#include "value/val.h"

struct locale;

/* tag: BCP 47 ("en", "vi", "pt-BR"); zone: IANA name in which instants are shown.  Freed with the
 * arena. ERR_SYNTAX for a tag of a wrong form, ERR_RANGE for a language without data or an unknown
 * zone. */
MUST_USE err locale_open(arena *a, str tag, str zone, struct locale **out);

/* As it was opened with. */
str locale_tag(const struct locale *l);
/* Written from right to left. */
bool locale_rtl(const struct locale *l);
/* The language's own name ("Tiếng Việt"), and the name of another language in this one; the tag
 * where unknown. */
str locale_name(arena *a, const struct locale *l);
str locale_name_of(arena *a, const struct locale *l, str other_tag);

/* A number with the language's separators, all its digits (12.50 stays 12.50), exact.  Empty for no
 * number. */
str locale_number(arena *a, const struct locale *l, val number);
/* Rounded half-even to so many decimals. */
str locale_decimal(arena *a, const struct locale *l, val number, int decimals);
/* 0.125 is "12.5%". */
str locale_percent(arena *a, const struct locale *l, val number);
/* An amount of a currency (ISO 4217), with as many decimals as it has; more digits are shown, never
 * cut. */
str locale_money(arena *a, const struct locale *l, val amount, str currency);
/* Decimals of a currency's minor unit: 2 for EUR, 0 for VND; -1 where unknown. */
int currency_decimals(str currency);

enum date_style {
    DATE_SHORT,   /* 02/03/2026 in the language's order */
    DATE_LONG,    /* 2 March 2026 */
    DATE_WEEKDAY, /* Monday, 2 March 2026 */
    DATE_MONTH,   /* March 2026 */
};

/* A day of the calendar that is usual in the language's region. */
str locale_date(arena *a, const struct locale *l, day d, enum date_style style);
/* Date and time of day of an instant in the locale's zone. */
str locale_date_time(arena *a, const struct locale *l, instant t, enum date_style style);
/* seconds since midnight, without seconds in the text. */
str locale_time(arena *a, const struct locale *l, unsigned seconds);

enum relative_unit {
    RELATIVE_MINUTE,
    RELATIVE_HOUR,
    RELATIVE_DAY,
    RELATIVE_WEEK,
    RELATIVE_MONTH,
    RELATIVE_YEAR,
};

/* "in 3 days", "yesterday" where the language has a word. */
str locale_relative_days(arena *a, const struct locale *l, int64_t days);
/* The same in another unit; negative is past. */
str locale_relative(arena *a, const struct locale *l, int64_t n, enum relative_unit unit);

/* "a, b and c". */
str locale_and(arena *a, const struct locale *l, const str *items, size_t n);
/* "a, b or c". */
str locale_or(arena *a, const struct locale *l, const str *items, size_t n);
/* Order of words for people: <0, 0, >0.  Not stable over versions of ICU: never stored. */
int locale_compare(const struct locale *l, str x, str y);
/* Upper and lower case by the language's rules (Turkish i). */
str locale_upper(arena *a, const struct locale *l, str s);
/* As locale_upper. */
str locale_lower(arena *a, const struct locale *l, str s);

enum plural { PLURAL_ZERO, PLURAL_ONE, PLURAL_TWO, PLURAL_FEW, PLURAL_MANY, PLURAL_OTHER };

/* The language's category of a number as written: 1 and 1.0 differ in English. */
enum plural locale_plural(const struct locale *l, val number);
/* The category of an ordinal: 1st, 2nd. */
enum plural locale_ordinal(const struct locale *l, val number);
/* The categories that a language has, as bits 1 << PLURAL_X; 0 for a malformed tag. */
unsigned plural_categories(arena *a, str tag, bool ordinal);

#endif
