/* blocks/studio/compare.h - what a service is made of, thing by thing, so that two versions can be
 * put side by side. */
#ifndef BLOCKS_STUDIO_COMPARE_H
#define BLOCKS_STUDIO_COMPARE_H

#include "blocks/studio/own.h"

/* A thing of a model that people know by itself. */
struct thing {
    enum thing_kind { THING_FIELD, THING_STEP, THING_FLOW, THING_RULE } kind;
    str file, key;  /* key: the same in another version of the service */
    str id;         /* of the element; of a question its name */
    str said, more; /* said: how it reads; more: what is compared beside it */
};
struct inventory {
    struct web *w;
    str folder;
    VEC(struct thing) v;
    map by_key;
};
void inventory_of(struct inventory *t, const struct service *v);

enum thing_change { THING_SAME, THING_ADDED, THING_REMOVED, THING_CHANGED };
/* What became of a thing of one version in the other; *there: its like, or null. */
enum thing_change thing_change(const struct thing *x, const struct inventory *other, bool before,
                               const struct thing **there);

/* sidebyside.c: the processes as two pictures, rules and questions as two columns. */
void sides_part(struct scene *s, const struct inventory *before, const struct inventory *after,
                struct v_studio_compare *v);

#endif
