/* base/map.h - str to pointer, in an arena; open addressing; keeps the order of insertion in
 * `items`. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

struct map_item {
    str key;
    void *value;
    uint64_t hash;
};

typedef struct map {
    struct map_item *items; /* in order of insertion: walk 0 .. n-1 */
    uint32_t *slots;        /* index into items plus 1 */
    size_t n, room, mask;
} map;

/* The value, or null.  A zeroed map is an empty one. */
void *map_get(const map *m, str key);
/* Adds or replaces; the key is borrowed for the life of the map. */
void map_put(map *m, arena *a, str key, void *value);

#endif
