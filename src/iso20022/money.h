/* iso20022/money.h - amounts as whole minor units of a currency, and references of creditors.
 * Never binary fractions. */
#ifndef ISO20022_MONEY_H
#define ISO20022_MONEY_H

#include "value/val.h"

/* The largest amount that is taken: 18 digits in all, as ISO 20022 has it, less room for sums. */
#define MONEY_MOST ((int64_t)1000000000000000)

/* A number as minor units (12.5 EUR: 1250).  False where it has more decimals than the currency
 * (ISO 4217), is over MONEY_MOST, or the currency is unknown. */
bool money_of(val amount, str currency, int64_t *minor);
/* "12.50", as banks write it: digits, a point, at most the currency's decimals; no sign. */
bool money_read(arena *a, str text, str currency, int64_t *minor);
/* The number with the currency's decimals: 1250 EUR is 12.50. */
val money_val(int64_t minor, str currency);
/* "12.50", for messages; negative ones with a sign. */
str money_text(arena *a, int64_t minor, str currency);

/* The text cut to so many bytes, at a whole character. */
str text_cut(str s, size_t most);

/* A creditor reference (ISO 11649): "RF", two check digits (ISO/IEC 7064, MOD 97-10), and the
 * number. */
str rf_make(arena *a, uint64_t number);
/* What somebody typed or a bank passed on, to the written form: blanks may lack or stand anywhere,
 * letters in either case.  False where it is none or the check digits are wrong. */
bool rf_read(arena *a, str typed, str *out);
/* The first reference that stands in a text among other words; false where there is none. */
bool rf_find(arena *a, str text, str *out);
/* In groups of four, as it is printed. */
str rf_shown(arena *a, str reference);

#endif
