#include "codec/gzip.h"

#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16 }; /* zlib's way of asking for a gzip head */

str gzip_write(arena *a, str bytes)
{
    z_stream z = { .next_in = (Bytef *)(uintptr_t)bytes.p, .avail_in = (uInt)bytes.n };

    CHECK(bytes.n < UINT32_MAX / 2);
    CHECK(deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) ==
          Z_OK);
    size_t most = deflateBound(&z, (uLong)bytes.n);
    char *p = arena_alloc(a, most);
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)most;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    size_t n = z.total_out;
    deflateEnd(&z);
    return str_of(p, n);
}
