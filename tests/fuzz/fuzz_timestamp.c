/* The length of a request in two bytes, the request, and a response: a token is taken from it only
 * where it answers that request, and is then one that can be judged. */
#include "seal/timestamp.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    str all = str_of((const char *)data, n), token, signer;
    sha256 digest = sha256_of(S("what was there"));
    instant at;

    if (n < 2)
        return 0;
    size_t len = MIN((size_t)(data[0] << 8 | data[1]), n - 2);
    if (!failed(timestamp_response(a, str_from(all, 2 + len), str_sub(all, 2, 2 + len), &token)))
        CHECK(token.n > 0);
    else
        token = str_from(all, 2);
    CHECK(failed(timestamp_verify(a, token, S(""), &digest, &at, &signer))); /* nobody is trusted */
    return 0;
}
