/* value/ctx.h - contexts and lists: building and looking.  Part of value/val.h, which
 * includes it. */
#ifndef VALUE_CTX_H
#define VALUE_CTX_H

#include "value/val.h"

/* Building a context. */
typedef struct val_builder {
    arena *a;
    VEC(struct val_entry) e;
} val_builder;

static inline val_builder val_build(arena *a)
{
    return (val_builder){ .a = a };
}

/* Adds an entry; a later put of the same key replaces.  Searches: for many keys use val_add. */
void val_put(val_builder *b, str key, val v);
void val_put_all(val_builder *b, val ctx); /* every entry of a context; of anything else none */
/* The same where the caller knows that the key is new: no search. */
static inline void val_add(val_builder *b, str key, val v)
{
    *vec_push(&b->e, b->a) = (struct val_entry){ key, v };
}
/* The context; the builder is used up. */
val val_done(val_builder *b);
/* False where a key was added twice: for readers of foreign text. */
bool val_keys_unique(arena *a, val ctx);
/* The context with one key set or replaced: a copy of the top level.  Null counts as empty. */
val val_with(arena *a, val ctx, str key, val v);
/* The context without a key: a copy of the top level. */
val val_without(arena *a, val ctx, str key);
/* A list with one more item. */
val val_append(arena *a, val list, val item);

static inline bool val_is_null(val v)
{
    return v.tag == V_NULL;
}
static inline bool val_is_true(val v)
{
    return v.tag == V_BOOL && v.m;
}
static inline bool val_is_number(val v)
{
    return v.tag == V_NUMBER || v.tag == V_DECIMAL;
}

/* Null (NULL_NAME) where there is no such key, or ctx is no context. */
val val_get(val ctx, str key);
/* True also where the value is null. */
bool val_has(val ctx, str key);
/* "child.name.given"; list indexes as digits from 0; "" is ctx itself. */
val val_path(val ctx, str dotted);
/* Null (NULL_INDEX) past the end. */
val val_at(val list, size_t i);
/* Items of a list, entries of a context, 0 for anything else. */
static inline size_t val_count(val v)
{
    return v.tag == V_LIST ? v.n : v.tag == V_CONTEXT ? v.c->n : 0;
}
/* The text of a string; STR_NULL for anything else. */
str val_text(val v);
/* The text of the string at a key; STR_NULL for anything else. */
str val_get_text(val ctx, str key);
/* A whole number within int64; false for anything else. */
bool val_to_i64(val v, int64_t *out);
/* The whole number at a key, or otherwise. */
int64_t val_get_i64(val ctx, str key, int64_t otherwise);
/* The value at a key is true. */
bool val_get_bool(val ctx, str key);
/* FEEL's name of the type: "string", "number", "days and time duration". */
const char *val_type_name(val v);

#endif
