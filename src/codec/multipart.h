/* codec/multipart.h - multipart/form-data (RFC 7578), read in chunks: a large file never stands in
 * memory. Memory: the boundary and one part's headers. */
#ifndef CODEC_MULTIPART_H
#define CODEC_MULTIPART_H

#include "codec/codec.h"

struct multipart_part {
    str name;     /* of the field */
    str filename; /* as sent, for show only; STR_NULL for a field that is no file */
    str type;     /* Content-Type as sent, lower case, without parameters; STR_NULL where
                     there is none */
};

/* Called in order start, data (any number of times, never empty), end.  A failure ends the reading
 * and is passed up. */
struct multipart_calls {
    err (*start)(void *ctx, const struct multipart_part *part);
    err (*data)(void *ctx, str bytes);
    err (*end)(void *ctx);
};

struct multipart_limits {
    uint32_t parts;      /* 0: 200 */
    size_t header_bytes; /* of one part; 0: 4 KiB */
    size_t part_bytes;   /* 0: 64 MiB */
    size_t bytes;        /* of the whole; 0: 256 MiB */
};

struct multipart {
    struct multipart_calls calls;
    void *ctx;
    struct multipart_limits limits;
    /* the reader's own: */
    arena *a;
    int state;
    str delimiter;  /* CR LF "--" boundary */
    size_t matched; /* bytes of it seen so far */
    buf head;       /* headers of the present part */
    uint32_t parts;
    size_t part_bytes, bytes;
    struct text_error bad;
};

/* content_type: the request's header with its boundary parameter.  ERR_SYNTAX where it is none. */
MUST_USE err multipart_start(struct multipart *m, arena *a, str content_type,
                             const struct multipart_calls *calls, void *ctx);
/* ERR_SYNTAX, ERR_SIZE; m->bad.what says why. */
MUST_USE err multipart_feed(struct multipart *m, str chunk);
/* ERR_SYNTAX where the closing boundary did not come. */
MUST_USE err multipart_end(struct multipart *m);

#endif
