#include "base/map.h"
#include "base/vec.h"

enum { VEC_FIRST = 256 }; /* bytes that a list takes at first */

void *vec_grown(arena *a, void *v, size_t n, size_t *room, size_t item)
{
    size_t first = item < VEC_FIRST ? MIN(VEC_FIRST / item, (size_t)8) : 1;
    size_t more = *room ? *room * 2 : first;

    CHECK(more <= SIZE_MAX / item);
    if (arena_extend(a, v, *room * item, more * item)) {
        *room = more;
        return v;
    }
    void *p = arena_alloc(a, more * item);
    if (n)
        memcpy(p, v, n * item);
    *room = more;
    return p;
}

static size_t slot_of(const map *m, uint64_t hash, str key)
{
    size_t at = hash & m->mask;

    while (m->slots[at]) {
        const struct map_item *it = &m->items[m->slots[at] - 1];
        if (it->hash == hash && str_eq(it->key, key))
            break;
        at = (at + 1) & m->mask;
    }
    return at;
}

void *map_get(const map *m, str key)
{
    if (!m->n)
        return NULL;
    size_t at = slot_of(m, str_hash(key), key);
    return m->slots[at] ? m->items[m->slots[at] - 1].value : NULL;
}

static void widen(map *m, arena *a)
{
    size_t room = m->room ? m->room * 2 : 8;
    struct map_item *items = arena_alloc(a, room * sizeof *items);

    if (m->n)
        memcpy(items, m->items, m->n * sizeof *items);
    m->items = items;
    m->room = room;
    m->mask = room * 2 - 1;
    m->slots = arena_zalloc(a, room * 2 * sizeof *m->slots);
    for (size_t i = 0; i < m->n; i++)
        m->slots[slot_of(m, items[i].hash, items[i].key)] = (uint32_t)i + 1;
}

void map_put(map *m, arena *a, str key, void *value)
{
    uint64_t hash = str_hash(key);

    if (m->n == m->room)
        widen(m, a);
    size_t at = slot_of(m, hash, key);
    if (!m->slots[at]) {
        m->items[m->n] = (struct map_item){ key, NULL, hash };
        m->slots[at] = (uint32_t)++m->n;
    }
    m->items[m->slots[at] - 1].value = value;
}
