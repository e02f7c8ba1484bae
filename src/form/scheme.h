/* form/scheme.h - number schemes: what a national number, a case number or a certificate number
 * looks like. A scheme says nothing about its holder; its last sign may be a check digit. */
#ifndef FORM_SCHEME_H
#define FORM_SCHEME_H

#include "base/base.h"

enum scheme_check {
    SCHEME_NONE,
    SCHEME_LUHN,     /* ISO/IEC 7812-1, annex B */
    SCHEME_MOD11_10, /* ISO/IEC 7064, MOD 11,10: one digit, finds every single error */
    SCHEME_MOD97_10, /* ISO/IEC 7064, MOD 97-10: two digits */
    SCHEME_VERHOEFF, /* one digit; finds every single error and every transposition of neighbours */
};

struct number_scheme {
    str id;
    str pattern; /* D: a digit of the serial; C: a check digit; Y: a digit of the year; all else
                    stands for itself */
    enum scheme_check check;
    str example; /* may be empty */
};

/* A pattern that can be used: at least one D, as many C as the check needs, C behind all D and Y, Y
 * four times or not at all. */
bool scheme_valid(const struct number_scheme *s);
/* The name in site.yaml ("mod11-10"); false where unknown. */
bool scheme_check_named(str name, enum scheme_check *out);
/* How many numbers the serial's digits can tell apart: 10 to the number of D. */
uint64_t scheme_capacity(const struct number_scheme *s);
/* The number for a serial below the capacity.  ERR_RANGE. */
MUST_USE err scheme_make(arena *a, const struct number_scheme *s, uint64_t serial, unsigned year,
                         str *out);
/* What somebody typed to the written form: blanks and signs of the pattern may lack, letters in
 * either case. ERR_SYNTAX where it does not fit the pattern, ERR_RANGE where the check digit is
 * wrong. */
MUST_USE err scheme_read(arena *a, const struct number_scheme *s, str typed, str *out);

#endif
