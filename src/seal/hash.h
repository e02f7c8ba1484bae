/* seal/hash.h - SHA-256 and SHA-512 (FIPS 180-4), HMAC (RFC 2104), HKDF (RFC 5869), and bytes
 * compared in constant time. */
#ifndef SEAL_HASH_H
#define SEAL_HASH_H

#include "base/base.h"

typedef struct sha256 {
    uint8_t b[32];
} sha256;

/* Streaming: on the stack, nothing to free. */
struct sha256_stream {
    uint64_t state[16];
};

/* In one go, and in pieces: begin, add as often as needed, end. */
sha256 sha256_of(str bytes);
void sha256_begin(struct sha256_stream *s);
void sha256_add(struct sha256_stream *s, const void *p, size_t n);
sha256 sha256_end(struct sha256_stream *s);

static inline str sha256_str(const sha256 *h)
{
    return (str){ (const char *)h->b, sizeof h->b };
}
/* SHA-512 (FIPS 180-4), 64 bytes, in the arena. */
str sha512_of(arena *a, str bytes);
bool sha256_eq(const sha256 *a, const sha256 *b); /* constant time */
str sha256_hex(arena *a, const sha256 *h);

/* A key longer than 64 bytes counts as its hash. */
sha256 hmac_sha256(str key, str message);
/* n bytes, at most 8160 (255 blocks), from secret key material; info tells one use from another. */
void hkdf_sha256(str secret, str salt, str info, void *out, size_t n);

/* Equal lengths and bytes, in time that depends on the length alone. */
bool bytes_equal(str a, str b);
/* Overwrites a secret so that the compiler cannot drop it. */
void bytes_wipe(void *p, size_t n);

/* Without padding, URL-safe alphabet (RFC 4648, 5); text_of never fails, bytes_of: ERR_SYNTAX. */
str b64url_text(arena *a, str bytes);
MUST_USE err b64url_bytes(arena *a, str text, str *out);
/* With padding, ordinary alphabet (RFC 4648, 4). */
str b64_text(arena *a, str bytes);
MUST_USE err b64_bytes(arena *a, str text, str *out);

#endif
