/* feel/type.h - FEEL types (DMN 1.5, 10.3.2.9): conformance and conversion at borders. */
#ifndef FEEL_TYPE_H
#define FEEL_TYPE_H

#include "value/val.h"

struct feel;
struct feel_env;

enum feel_kind {
    T_ANY,
    T_NULL,
    T_NUMBER,
    T_STRING,
    T_BOOLEAN,
    T_DATE,
    T_TIME,
    T_DATETIME,
    T_DAYS,
    T_MONTHS,
    T_LIST,
    T_CONTEXT,
    T_RANGE,
    T_FUNCTION,
    T_DURATION, /* either kind of duration */
};

struct feel_field {
    str name;
    const struct feel_type *type; /* null: any */
};

struct feel_type {
    enum feel_kind kind;
    str name; /* of an item definition; empty for built-in and anonymous types */
    const struct feel_type
        *item; /* of lists and ranges: elements; of functions: result; null: any */
    size_t n;
    struct feel_field *fields;    /* of contexts: components; of functions: parameters */
    const struct feel *allowed;   /* unary tests that each value must pass; null: none */
    const struct feel_type *also; /* a type whose constraints hold too; null: none */
    bool allowed_on_list; /* the tests hold for the list as a whole (typeConstraint), not for its
                             items */
};

/* The kind of a value. */
static inline enum feel_kind feel_kind_of(val v)
{
    static const uint8_t k[] = {
        [V_NULL] = T_NULL,      [V_BOOL] = T_BOOLEAN,      [V_NUMBER] = T_NUMBER,
        [V_DECIMAL] = T_NUMBER, [V_STRING] = T_STRING,     [V_DATE] = T_DATE,
        [V_TIME] = T_TIME,      [V_DATETIME] = T_DATETIME, [V_DAYS] = T_DAYS,
        [V_MONTHS] = T_MONTHS,  [V_LIST] = T_LIST,         [V_CONTEXT] = T_CONTEXT,
        [V_RANGE] = T_RANGE,    [V_FUNCTION] = T_FUNCTION,
    };
    return k[v.tag];
}

/* The built-in type of that name ("number", "days and time duration", "dateTime" of older versions
 * ...), or null. */
const struct feel_type *feel_type_named(str name);
const struct feel_type *feel_type_of_kind(enum feel_kind k);
/* "list<number>", or the name of a named type. */
str feel_type_text(arena *a, const struct feel_type *t);

/* Is the value of this type?  null conforms to every type but, as "instance of" asks, strict
 * refuses it. Allowed values are tested where env is given. */
bool feel_conforms(const struct feel_type *t, val v, bool strict, struct feel_env *env);
/* The value as a border hands it on (10.3.2.9.4): singleton lists, dates and contexts converted;
 * null (NULL_CONFORM) where it does not conform. */
val feel_coerce(const struct feel_type *t, val v, struct feel_env *env);
/* Does every value of x conform to y? */
bool feel_type_fits(const struct feel_type *x, const struct feel_type *y);

#endif
