/* blocks/register/right.h - reading one entry by a right that stands elsewhere than in a register's
 * `access`: what another agency is told. */
#ifndef BLOCKS_REGISTER_RIGHT_H
#define BLOCKS_REGISTER_RIGHT_H

#include "blocks/register/register.h"

enum { RIGHT_LOOKS_MAX = 16 };
struct register_right {
    const str *fields;
    size_t n_fields;
    str purpose;
    bool automatic; /* nobody in person asks */
    bool protected; /* protected entries, too */
    str reason;     /* what was said for it; may be empty */
    /* The people whom the reading was traced for, and the trace of each. */
    size_t n_looks;
    struct {
        int64_t person, trace;
    } looks[RIGHT_LOOKS_MAX];
};

/* The entry with that key and what k->right lets be told of it, traced for each person it is about;
 * id 0 and null fields where there is none, or none that may be shown: erased, annulled, or
 * protected, which is traced all the same, without fields.
 */
MUST_USE err register_told(act *a, const struct register_reader *k, const struct registry *r,
                           str key, int64_t *id, val *fields);
bool register_right_has(const struct register_right *x, str field);
/* Whether one of somebody's roles may do so with a field or relation for that purpose. */
bool register_who_may(const struct registry *r, const struct actor *who, str purpose,
                      enum reg_right right, str name);

#endif
