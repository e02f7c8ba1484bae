/* base/arena.h - memory of one request, act or program: allocated in rows, freed at once. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_chunk;

typedef struct arena {
    char *at, *end;
    struct arena_chunk *chunk; /* newest */
    struct arena_cleanup *cleanups;
    size_t used; /* bytes in all chunks */
    size_t cap;  /* 0: none; past it arena_alloc ends the process, arena_try fails */
} arena;

typedef struct arena_mark {
    struct arena_chunk *chunk;
    char *at;
    size_t used;
} arena_mark;

/* cap in bytes, 0 for none.  No memory is taken before the first allocation. */
void arena_init(arena *a, size_t cap);
/* Frees everything and runs what was registered, newest first. */
void arena_free(arena *a);
/* As arena_free, but keeps the first chunk for the next request. */
void arena_reset(arena *a);
/* Nested scopes: everything allocated after the mark is gone after the rewind.  Cleanups stay. */
arena_mark arena_mark_get(arena *a);
void arena_rewind(arena *a, arena_mark m);

/* 16-byte aligned, not cleared; never null: past the cap the process ends (CHECK). */
void *arena_alloc(arena *a, size_t n) __attribute__((malloc, alloc_size(2), returns_nonnull));
void *arena_zalloc(arena *a, size_t n) __attribute__((malloc, alloc_size(2), returns_nonnull));
/* The same where a budget must fail softly: FAULT(ERR_BUDGET), *out untouched. */
MUST_USE err arena_try(arena *a, size_t n, void **out);
/* Makes a piece of `from` bytes, which arena_alloc gave, `to` bytes long (at least from) where it
 * stands; false where something was allocated behind it or no room is left there. */
bool arena_extend(arena *a, void *p, size_t from, size_t to);
/* Runs fn(p) when the arena is freed or reset: for handles of foreign libraries. */
void arena_on_free(arena *a, void (*fn)(void *), void *p);

#define ARENA_NEW(a, type) ((type *)arena_zalloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_zalloc((a), sizeof(type) * (size_t)(n)))

/* Text made in the arena.  str_copy of a null str is null; only str_zdup promises a
 * NUL at the end. */
str str_copy(arena *a, str s);
char *str_zdup(arena *a, str s); /* terminated by NUL, for foreign libraries */
str str_cat(arena *a, str x, str y);
str str_fmt(arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
str str_lower(arena *a, str s); /* ASCII */
str str_hex(arena *a, const void *p, size_t n);
/* Joins n pieces with sep. */
str str_join(arena *a, const str *pieces, size_t n, str sep);

#endif
