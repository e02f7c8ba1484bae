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
    SCHEME_MOD11_2,  /* ISO/IEC 7064, MOD 11-2: one sign, 0 to 9 or X */
    SCHEME_MOD37_36, /* ISO/IEC 7064, MOD 37,36: one letter or digit, over letters and digits */
    SCHEME_WEIGHTS,  /* a weighted sum that the scheme says itself */
};

/* Each digit times its weight, summed; the remainder by the modulus, or what lacks to it, chooses
 * the check sign.  A remainder without a sign: there is no such number. */
struct scheme_weights {
    const uint16_t *w; /* from the left, one for each D and Y */
    size_t n;
    unsigned modulus;
    bool remainder; /* the remainder itself chooses; else the modulus less the remainder */
    str signs;      /* of 0, 1, 2 ...: digits and capitals */
};

struct number_scheme {
    str id;
    str pattern; /* D: a digit of the serial; #: a letter or digit of it; C: a check sign; Y: a
                    digit of the year; all else stands for itself */
    enum scheme_check check;
    str example;               /* may be empty */
    struct scheme_weights own; /* SCHEME_WEIGHTS */
};

/* A pattern that can be used: at least one D or #, # only with MOD 37,36 or without a check, as
 * many C as the check needs, C behind all others, Y four times or not at all; own weights as many
 * as D and Y, with a modulus of 2 to 36 and no more signs than that. */
bool scheme_valid(const struct number_scheme *s);
/* The name in site.yaml ("mod11-10"); false where unknown. */
bool scheme_check_named(str name, enum scheme_check *out);
/* How many numbers the serial can tell apart: 10 to the number of D, times 36 to that of #. */
uint64_t scheme_capacity(const struct number_scheme *s);
/* The number for a serial below the capacity.  ERR_RANGE; ERR_CONFLICT where the scheme's own
 * weights have no sign for it. */
MUST_USE err scheme_make(arena *a, const struct number_scheme *s, uint64_t serial, unsigned year,
                         str *out);
/* What somebody typed to the written form: blanks and signs of the pattern may lack, letters in
 * either case. ERR_SYNTAX where it does not fit the pattern, ERR_RANGE where the check digit is
 * wrong. */
MUST_USE err scheme_read(arena *a, const struct number_scheme *s, str typed, str *out);

#endif
