/* site/law.h - law as content: clauses cited, and parameters (rates, limits) with the days on which
 * they are in force. */
#ifndef SITE_LAW_H
#define SITE_LAW_H

#include "site/text.h"
#include "value/val.h"

struct law_clause {
    str id;
    struct text title, text;
    str url;
    day from, to;
    int line;
}; /* days inclusive; open ends INT64_MIN, INT64_MAX */
struct law_value {
    day from, to;
    val value;
    str source;
};
struct law_param {
    str name;
    struct text title;
    str unit;
    const struct law_value *v;
    size_t n;
    int line;
};
struct law {
    str id, file, url;
    struct text title, abbreviation;
    const struct law_clause *clauses;
    size_t n_clauses;
    const struct law_param *params;
    size_t n_params;
};
/* From that day until the next period begins. */
struct law_period {
    day from;
    val parameters;
};

struct site;
/* The value in force on that day; ERR_MISSING where there is no such parameter, ERR_RANGE where
 * none is in force.  used may be null. */
MUST_USE err law_parameter(const struct site *s, str name, day on, val *out,
                           const struct law_value **used);
/* All parameters in force that day as a context by name: what expressions see as `law`.  In the
 * arena, or the site's own. */
val law_parameters(const struct site *s, arena *a, day on);
/* "civil-status-act/9": the clause in force, else the newest; null.  of may be null. */
const struct law_clause *law_clause(const struct site *s, str reference, day on,
                                    const struct law **of);

#endif
