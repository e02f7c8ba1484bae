/* The low-level SHA-256 calls are deprecated in OpenSSL 3 in favour of EVP, which fetches and
 * allocates for each digest: four times slower for the 65-byte nodes of a Merkle tree. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "seal/hash.h"

#include <openssl/sha.h>
#include <sodium.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256_stream), "the stream's state has room");

__attribute__((constructor)) static void sodium_start(void)
{
    CHECK(sodium_init() >= 0);
}

static SHA256_CTX *inner(struct sha256_stream *s)
{
    return (SHA256_CTX *)s->state;
}

void sha256_begin(struct sha256_stream *s)
{
    SHA256_Init(inner(s));
}

void sha256_add(struct sha256_stream *s, const void *p, size_t n)
{
    if (n)
        SHA256_Update(inner(s), p, n);
}

sha256 sha256_end(struct sha256_stream *s)
{
    sha256 out;

    SHA256_Final(out.b, inner(s));
    return out;
}

sha256 sha256_of(str bytes)
{
    struct sha256_stream s;

    sha256_begin(&s);
    sha256_add(&s, bytes.p, bytes.n);
    return sha256_end(&s);
}

str sha512_of(arena *a, str bytes)
{
    unsigned char *out = arena_alloc(a, SHA512_DIGEST_LENGTH);

    SHA512((const unsigned char *)(bytes.p ? bytes.p : ""), bytes.n, out);
    return str_of((const char *)out, SHA512_DIGEST_LENGTH);
}

bool sha256_eq(const sha256 *a, const sha256 *b)
{
    return sodium_memcmp(a, b, sizeof *a) == 0;
}

str sha256_hex(arena *a, const sha256 *h)
{
    return str_hex(a, h->b, sizeof h->b);
}

sha256 hmac_sha256(str key, str message)
{
    uint8_t pad[64] = { 0 };
    struct sha256_stream s;
    sha256 h;

    if (key.n > sizeof pad) {
        h = sha256_of(key);
        memcpy(pad, h.b, sizeof h.b);
    } else if (key.n) {
        memcpy(pad, key.p, key.n);
    }
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] ^= 0x36;
    sha256_begin(&s);
    sha256_add(&s, pad, sizeof pad);
    sha256_add(&s, message.p, message.n);
    h = sha256_end(&s);
    for (size_t i = 0; i < sizeof pad; i++)
        pad[i] ^= 0x36 ^ 0x5c;
    sha256_begin(&s);
    sha256_add(&s, pad, sizeof pad);
    sha256_add(&s, h.b, sizeof h.b);
    h = sha256_end(&s);
    bytes_wipe(pad, sizeof pad);
    return h;
}

void hkdf_sha256(str secret, str salt, str info, void *out, size_t n)
{
    static const uint8_t zero[32];
    sha256 prk = hmac_sha256(salt.n ? salt : str_of((const char *)zero, sizeof zero), secret),
           t = { 0 };
    uint8_t block[32 + 512 + 1], *to = out;

    CHECK(n <= 255 * sizeof t && info.n <= 512);
    for (uint8_t i = 1; n > 0; i++) {
        size_t m = i == 1 ? 0 : sizeof t, take = MIN(n, sizeof t);
        memcpy(block, t.b, m);
        if (info.n)
            memcpy(block + m, info.p, info.n);
        block[m + info.n] = i;
        t = hmac_sha256(sha256_str(&prk), str_of((const char *)block, m + info.n + 1));
        memcpy(to, t.b, take);
        to += take;
        n -= take;
    }
    bytes_wipe(&prk, sizeof prk);
    bytes_wipe(&t, sizeof t);
    bytes_wipe(block, sizeof block);
}

bool bytes_equal(str a, str b)
{
    return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}

void bytes_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

static str encode(arena *a, str bytes, int variant)
{
    size_t room = sodium_base64_encoded_len(bytes.n, variant);
    char *p = arena_alloc(a, room);

    sodium_bin2base64(p, room, (const uint8_t *)bytes.p, bytes.n, variant);
    return str_of(p, room - 1);
}

static err decode(arena *a, str text, int variant, str *out)
{
    char *p = arena_alloc(a, text.n / 4 * 3 + 4);
    size_t n = 0;
    const char *end = text.p;

    if (text.n && (sodium_base642bin((uint8_t *)p, text.n / 4 * 3 + 4, text.p, text.n, NULL, &n,
                                     &end, variant) != 0 ||
                   end != text.p + text.n))
        return REFUSED(ERR_SYNTAX);
    *out = str_of(p, n);
    return OK;
}

str b64url_text(arena *a, str bytes)
{
    return encode(a, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

err b64url_bytes(arena *a, str text, str *out)
{
    return decode(a, text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, out);
}

str b64_text(arena *a, str bytes)
{
    return encode(a, bytes, sodium_base64_VARIANT_ORIGINAL);
}

err b64_bytes(arena *a, str text, str *out)
{
    return decode(a, text, sodium_base64_VARIANT_ORIGINAL, out);
}
