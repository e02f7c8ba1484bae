/* base/vec.h - typed arrays that grow in an arena.
 *   VEC(struct row) rows = { 0 };
 *   *vec_push(&rows, a) = (struct row){ ... };
 *   for (size_t i = 0; i < rows.n; i++) use(&rows.v[i]); */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#define VEC(type)                                                                                  \
    struct {                                                                                       \
        type *v;                                                                                   \
        size_t n, room;                                                                            \
    }

/* For vec_push: the array with at least twice the room; the old one stays in the arena. */
void *vec_grown(arena *a, void *v, size_t n, size_t *room, size_t item);

/* A pointer to the new last element, not cleared; valid until the next push. */
#define vec_push(vec, a)                                                                           \
    ((vec)->v = (vec)->n == (vec)->room                                                            \
                    ? vec_grown((a), (vec)->v, (vec)->n, &(vec)->room, sizeof *(vec)->v)           \
                    : (vec)->v,                                                                    \
     &(vec)->v[(vec)->n++])

#endif
