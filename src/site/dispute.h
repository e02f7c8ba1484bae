/* site/dispute.h - where people say that a register's value is wrong (registers/ID.yaml). */
#ifndef SITE_DISPUTE_H
#define SITE_DISPUTE_H

#include "value/val.h"

/* Related records until they are of age, which they may dispute, too. */
struct reg_ward {
    str relation; /* of the person to them; empty: none are */
    str question; /* of the form, that takes their key */
    str born;     /* the field with the date of birth */
    int64_t until_months;
    val answers; /* what else is known then, over those below */
};
struct reg_dispute {
    str service, question; /* the question of its form that takes the field's name */
    val answers;           /* what else is known then, a context; null: nothing */
    val values;            /* field to the question that takes the right value; null: none */
    str why;               /* the question that takes the reason; empty: none */
    struct reg_ward ward;
};

#endif
