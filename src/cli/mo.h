/* cli/mo.h - compiled message catalogues of gettext (GNU gettext manual, "The Format of GNU MO
 * Files"). */
#ifndef CLI_MO_H
#define CLI_MO_H

#include "base/base.h"

struct mo {
    str bytes;
    uint32_t n, originals, translations;
    bool swapped; /* written on a machine of the other byte order */
};
/* Borrows the bytes.  ERR_SYNTAX for what is no catalogue, or whose tables lie outside of it. */
MUST_USE err mo_open(str bytes, struct mo *out);
/* The translation of a message, borrowed; STR_NULL where there is none or it is empty. */
str mo_find(const struct mo *m, str message);

#endif
