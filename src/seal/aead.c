#include "seal/aead.h"

#include "os/clock.h"
#include "seal/hash.h"

#include <sodium.h>

enum {
    VERSION = 1,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

_Static_assert(AEAD_EXTRA == 1 + NONCE + TAG, "what the header promises");

key256 key_new(void)
{
    key256 k;

    random_bytes(&k, sizeof k);
    return k;
}

key256 key_derive(const key256 *from, str use)
{
    key256 k;

    hkdf_sha256(str_of((const char *)from->b, sizeof from->b), STR_NULL, use, &k, sizeof k);
    return k;
}

str aead_seal(arena *a, const key256 *key, str ad, str plain)
{
    size_t n = plain.n + AEAD_EXTRA;
    uint8_t *p = arena_alloc(a, n);

    p[0] = VERSION;
    random_bytes(p + 1, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(p + 1 + NONCE, NULL, (const uint8_t *)plain.p,
                                               plain.n, (const uint8_t *)ad.p, ad.n, NULL, p + 1,
                                               key->b);
    return str_of((const char *)p, n);
}

err aead_open(arena *a, const key256 *key, str ad, str sealed, str *plain)
{
    const uint8_t *p = (const uint8_t *)sealed.p;
    uint8_t *to;

    if (sealed.n < AEAD_EXTRA || p[0] != VERSION)
        return FAULT(ERR_CRYPTO);
    to = arena_alloc(a, sealed.n - AEAD_EXTRA + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(to, NULL, NULL, p + 1 + NONCE,
                                                   sealed.n - 1 - NONCE, (const uint8_t *)ad.p,
                                                   ad.n, p + 1, key->b) != 0)
        return FAULT(ERR_CRYPTO);
    *plain = str_of((const char *)to, sealed.n - AEAD_EXTRA);
    return OK;
}

str seal_value(arena *a, const key256 *key, str ad, val v)
{
    buf b;
    str sealed;

    buf_init(&b, a, 256);
    val_pack(&b, v);
    sealed = aead_seal(a, key, ad, buf_str(&b));
    bytes_wipe(b.p, b.n);
    return sealed;
}

err open_value(arena *a, const key256 *key, str ad, str sealed, val *out)
{
    str plain;

    TRY(aead_open(a, key, ad, sealed, &plain));
    return failed(val_unpack(a, plain, out)) ? FAULT(ERR_CRYPTO) : OK;
}
