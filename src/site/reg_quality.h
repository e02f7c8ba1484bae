/* site/reg_quality.h - what a register says of entries that may be one person's twice, and of what
 * is missing, contradictory or stale in it. */
#ifndef SITE_REG_QUALITY_H
#define SITE_REG_QUALITY_H

#include "feel/feel.h"
#include "site/office.h"

struct registry;

/* What two entries' values of a field add to their score (Fellegi and Sunter, 1969: logarithms of
 * how much likelier agreement is of one than of two; here whole numbers that the office sets). */
struct reg_weight {
    str field;
    int64_t same, alike, differs; /* alike: a name misspelt, a date with one slip; as `differs`
                                     where it is not said */
};
struct reg_duplicates {
    const str *roles; /* who decides, at the register's office */
    size_t n_roles;
    str purpose;       /* for which they look */
    int64_t threshold; /* the least score of a pair that is shown */
    const struct reg_weight *weights;
    size_t n; /* 0: entries are not compared */
};

/* A field that is expected although none is refused without it. */
struct reg_expected {
    str field;
    int64_t share; /* of 100 entries, those that should have it */
};
/* What must hold between an entry and each that it is related to (`other`). */
struct reg_between {
    str id, relation, field;
    const struct feel *holds;
    struct text told;
};
/* A value that should be confirmed every so often. */
struct reg_confirm {
    str field;
    int64_t months, days;
};
struct reg_quality {
    const struct reg_expected *expected;
    size_t n_expected;
    const struct reg_between *between;
    size_t n_between;
    const struct reg_confirm *confirm;
    size_t n_confirm;
};

#endif
