/* conf/number.h - the text of a setting as a number of its type; private to the room. */
#ifndef CONF_NUMBER_H
#define CONF_NUMBER_H

#include "conf/conf.h"

/* ERR_SYNTAX where the text is no value of the type, ERR_RANGE outside of the row's limits.  For
 * texts the number is the length. */
MUST_USE err conf_number(const struct conf_row *row, str text, int64_t *out);
/* A number written as a setting of the type would be. */
void conf_number_text(buf *out, enum conf_type type, int64_t v);
/* What would be right for the row: "a whole number from 1 to 64". */
void conf_right(buf *out, const struct conf_row *row);

#endif
