/* act/kept.h - what a worker keeps from one request to the next: made of published content alone (a
 * picture, a list), never of a person.  A fixed number of places; what comes later takes the place
 * of what was there. */
#ifndef ACT_KEPT_H
#define ACT_KEPT_H

#include "base/base.h"

struct kept;

/* An empty one, from the heap; owned by the worker. */
struct kept *kept_new(void);
void kept_free(struct kept *k); /* null: nothing */
/* True where bytes are kept under that key; *out is a copy in the arena.  k null:
 * nothing is kept. */
bool kept_get(const struct kept *k, arena *a, str key, str *out);
/* Keeps a copy; more than KEPT_BYTES are not kept.  The key holds all that the bytes were made
 * from, with the version of the content. */
void kept_put(struct kept *k, str key, str bytes);

#endif
