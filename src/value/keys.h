/* value/keys.h - uniqueness of a context's keys; private to value/.  Hostile keys cost n log n at
 * most. */
#ifndef VALUE_KEYS_H
#define VALUE_KEYS_H

#include "value/val.h"

/* True where no key occurs twice. */
bool keys_unique(arena *a, const struct val_entry *e, size_t n);
/* Of equal keys the first keeps its place and takes the value of the last; returns how many entries
 * are left. */
size_t keys_merge(arena *a, struct val_entry *e, size_t n);

#endif
