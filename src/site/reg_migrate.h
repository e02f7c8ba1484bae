/* site/reg_migrate.h - how entries follow a register's declaration from version to version. */
#ifndef SITE_REG_MIGRATE_H
#define SITE_REG_MIGRATE_H

#include "feel/feel.h"
#include "site/register.h"

enum reg_step_kind { STEP_RENAME, STEP_GIVE, STEP_CONVERT, STEP_MAP, STEP_DROP };
struct reg_step {
    enum reg_step_kind kind;
    str field;
    str as;                   /* rename: its new name */
    const struct feel *value; /* give (where it has none), convert (where it has one) */
    const str *from, *to;     /* map: codes, each to another; empty: to nothing */
    size_t n;
};
/* The steps from the version before to this one. */
struct reg_migration {
    int64_t to;
    struct text why; /* what the change rests on; the source of what is given */
    const struct reg_step *steps;
    size_t n;
};

/* What is held of an entry: fields, since when each is true, and on what it rests. */
struct reg_entry {
    val fields, since, source;
};

/* An entry that was written under version `from` of the declaration, in the shape of today's: the
 * same every time, whatever the clock says.  What a conversion makes nothing of is gone from it;
 * *lost is its field then, and empty else.  from at or above r->version: as it is. */
void register_migrated(arena *a, const struct registry *r, int64_t from, struct reg_entry *e,
                       str *lost);

/* The same for a few of its fields: nothing is given to them. */
void register_part_migrated(arena *a, const struct registry *r, int64_t from, struct reg_entry *e);

/* Why an entry does not stand under the declaration. */
enum reg_trouble {
    TROUBLE_NONE,
    TROUBLE_LOST,       /* a conversion made nothing of a value */
    TROUBLE_LEFT,       /* a value under a name that is no field */
    TROUBLE_NEEDED,     /* a required field has no value */
    TROUBLE_TYPE,       /* a value is none of the field's type */
    TROUBLE_OPTION,     /* nor among its codes */
    TROUBLE_CONSTRAINT, /* a constraint is broken; *name is its id */
};
/* The first trouble of an entry in today's shape, and the field's name.  References and what has to
 * be unique are not looked at: that takes the other entries. */
enum reg_trouble register_trouble(arena *a, const struct registry *r, val fields, day today,
                                  str *name);
/* One value against a field's own list of codes. */
bool register_option_fits(const struct reg_field *f, val v);

/* How two declarations of one register differ: what entries of the old one may not fit.  A text in
 * English, or STR_NULL; the field in *name.  *steps is false where no steps of the new one could
 * mend it. */
str register_differs(const struct registry *was, const struct registry *is, bool *steps, str *name);

#endif
