/* cli/json_array.h - the objects of a JSON array (RFC 8259), one at a time, from pieces of any
 * size: an array by itself, or as the only value of an object.  Memory: one object. */
#ifndef CLI_JSON_ARRAY_H
#define CLI_JSON_ARRAY_H

#include "base/base.h"

enum json_array_state {
    ARRAY_BEFORE,  /* no bracket yet */
    ARRAY_OPENED,  /* behind the bracket */
    ARRAY_INSIDE,  /* of an object */
    ARRAY_BETWEEN, /* behind an object */
    ARRAY_WANTS,   /* behind a comma */
    ARRAY_ENDED,   /* behind the array: it was read */
    ARRAY_OTHER,   /* something else than an array of objects, of which nothing was given */
    ARRAY_BROKEN,  /* no JSON, or an object too long */
    ARRAY_STOPPED, /* object() said so */
};

struct json_array {
    /* The text of one object, borrowed until it returns; its own JSON is not checked.  False ends
     * the reading. */
    bool (*object)(void *ctx, str text, int number);
    void *ctx;
    char *text; /* most bytes: of the object in hand, or of what stands before the array */
    size_t n, most;
    int depth, number;
    enum json_array_state state;
    bool keyed, quoted, escaped;
};

/* text has room for `most` bytes and outlives the reading. */
void json_array_start(struct json_array *x, char *text, size_t most,
                      bool (*object)(void *ctx, str text, int number), void *ctx);
/* False where it is no use to go on. */
bool json_array_feed(struct json_array *x, str piece);
/* ARRAY_ENDED, ARRAY_OTHER, ARRAY_BROKEN or ARRAY_STOPPED. */
enum json_array_state json_array_end(struct json_array *x);

#endif
