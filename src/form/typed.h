/* form/typed.h - text as people type it, cleaned and read: for this room, and for pages that ask
 * outside of a form. */
#ifndef FORM_TYPED_H
#define FORM_TYPED_H

#include "text/locale.h"
#include "value/val.h"

/* NFC, line ends as \n, blanks of any kind at the ends gone.  False for control characters (line
 * ends only where lines). */
bool typed_clean(arena *a, str text, bool lines, str *out);
/* Decimal digits of any script as ASCII; all else as it is. */
str typed_ascii_digits(arena *a, str text);
/* A number with the separators of the locale (null: '.'); false where it is none. */
bool typed_number(arena *a, const struct locale *l, str text, val *out);
/* A day from day, month and year; part: "day", "month", "year" or empty for all, where it fails. */
bool typed_date(arena *a, str day, str month, str year, val *out, const char **part);
/* 9:30, 09.30, 0930, 21:05. */
bool typed_time(arena *a, str text, struct val_time *out);
bool typed_email(str text); /* RFC 5321 shape, UTF-8 allowed (RFC 6531) */
/* "+" and digits (ITU-T E.164: 15 at most, none is 0 first).  calling_code ("+43") is put before a
 * number that is written without one, its leading 0 dropped; where it is empty, such a number stays
 * as digits alone. */
bool typed_phone(arena *a, str text, str calling_code, str *out);
/* ISO 13616-1: without blanks; the length of its country where that is registered, and the check
 * digits (ISO/IEC 7064, mod 97-10). */
bool typed_iban(arena *a, str text, str *out);
/* Whether an ICU regular expression occurs in the text (as form-js tests: anchor it with ^ and $);
 * a pattern that is none or takes too long occurs nowhere. */
struct URegularExpression;
bool typed_matches(arena *a, const struct URegularExpression *pattern, str text);
/* A pattern compiled, which goes with the arena; null where it is no regular expression. */
const struct URegularExpression *typed_pattern(arena *a, str pattern);

#endif
