/* site/reg_value.h - what values the fields of a register take, and what must hold between them. */
#ifndef SITE_REG_VALUE_H
#define SITE_REG_VALUE_H

#include "feel/feel.h"
#include "site/register.h"

/* What must hold in every entry: FEEL over its fields and `today`, told with a field. */
struct reg_constraint {
    str id;
    str field; /* beside which it is told */
    const struct feel *holds;
    struct text told;
    int line;
};

/* Types that registers/ID.yaml may name. */
#define REG_TYPES                                                                                  \
    "string number boolean date time date-time duration name address place geometry money "        \
    "reference code context file"

/* Whether a value, one item of a list, has the type and shape of the field:
 *   date-time   with or without zone;  duration  of days and time or of years and months
 *   place       latitude and longitude in degrees (WGS 84), a name where it has one
 *   geometry    GeoJSON (RFC 7946, 3.1), rings closed, positions on the earth
 *   money       amount and currency (three capitals, ISO 4217)
 *   file        id (the SHA-256 of its content) and name, as answers have it
 * Null fits nothing. */
bool register_value_fits(const struct reg_field *f, val v);
/* One part of a table's cells, or none: "given" of a name, "amount" of money ... in the order in
 * which columns are written; null past the last. */
const char *register_value_part(const struct reg_field *f, size_t i);
/* The value of a cell, or of a part of one: "true" of a boolean, ISO 8601, GeoJSON, items of a list
 * behind '|'; null where the text is none of the type. */
val register_value_read(arena *a, const struct reg_field *f, const char *part, str text);
/* The cell that register_value_read gives back. */
str register_value_write(arena *a, const struct reg_field *f, val v);
/* Whether a value can be found by equality and be a key. */
bool register_type_plain(const struct reg_field *f);
/* As FEEL sees it; lists where the field is one. */
const struct feel_type *register_field_type(arena *a, const struct reg_field *f);

/* The first constraint that an entry's fields break, by index; n_constraints where none is.  As in
 * SQL, only `false` breaks one: of what is not known nothing is said.  env as for feel_eval; FAULT
 * where its budget ends. */
MUST_USE err register_broken(const struct registry *r, struct feel_env *env, val fields, day today,
                             size_t *out);

#endif
