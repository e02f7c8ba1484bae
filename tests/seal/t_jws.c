#include "tests/check.h"

#include "seal/hash.h"
#include "seal/jws.h"

#include <string.h>

#define A test_arena()

static val from_json(str text)
{
    val v;

    CHECK(!failed(val_from_json(A, text, NULL, &v, NULL)));
    return v;
}

/* Groups whose key is on the allow-list are judged by the vector's result; all others must be
 * refused as a key. */
static void group(val g, size_t *judged, size_t *refused)
{
    val tests = val_get(g, S("tests")), jwk = val_get(g, S("public"));
    struct jws_key k;
    bool ours = !val_is_null(jwk) && !failed(jws_key_from_jwk(A, jwk, &k));

    for (size_t i = 0; i < val_count(tests); i++) {
        val t = val_at(tests, i);
        bool want = str_eq(val_get_text(t, S("result")), S("valid")) && ours;
        str payload = STR_NULL;
        bool got = ours && !failed(jws_verify(A, &k, val_get_text(t, S("jws")), &payload, NULL));
        if (got != want)
            test_fail(__FILE__, __LINE__, "case %lld: %s", (long long)val_get_i64(t, S("tcId"), 0),
                      got ? "accepted" : "refused");
        *(ours ? judged : refused) += 1;
    }
}

TEST(jws_wycheproof)
{
    str text = test_file(
        str_zdup(A, str_fmt(A, "%s/wycheproof/json_web_signature_test.json", test_conformance())));
    size_t judged = 0, refused = 0;
    val groups;

    if (!text.p) {
        test_skip("no Wycheproof vectors");
        return;
    }
    groups = val_get(from_json(text), S("testGroups"));
    for (size_t i = 0; i < val_count(groups); i++)
        group(val_at(groups, i), &judged, &refused);
    EXPECT_INT(judged + refused, 401);
    EXPECT_INT(judged, 39);
}

TEST(jws_rfc8037_example)
{
    struct jws_key k;
    str jws, payload;

    EXPECT_OK(
        jws_key_from_jwk(A,
                         from_json(S("{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                                     "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
                                     "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}")),
                         &k));
    EXPECT_OK(jws_sign(A, &k, val_null(), S("Example of Ed25519 signing"), &jws));
    EXPECT_STR(jws, S("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                      "hgyY0il_MGCjP0JzlnLWG1PPOt7-"
                      "09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"));
    EXPECT_OK(jws_verify(A, &k, jws, &payload, NULL));
    EXPECT_STR(payload, S("Example of Ed25519 signing"));
    EXPECT_STR(val_get_text(jws_key_public(A, &k), S("kid")),
               S("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
}

TEST(jws_round_trip_and_header)
{
    for (enum jws_alg alg = JWS_ES256; alg <= JWS_EDDSA; alg++) {
        struct jws_key k, other, seen;
        str jws, payload;
        val header;
        EXPECT_OK(jws_key_new(A, alg, &k));
        EXPECT_OK(jws_key_new(A, alg, &other));
        EXPECT_OK(
            jws_sign(A, &k, from_json(S("{\"typ\":\"JWT\",\"alg\":\"none\"}")), S("{}"), &jws));
        EXPECT_OK(jws_key_from_jwk(A, jws_key_public(A, &k), &seen));
        EXPECT(!seen.has_private);
        EXPECT_OK(jws_verify(A, &seen, jws, &payload, &header));
        EXPECT_STR(val_get_text(header, S("typ")), S("JWT"));
        EXPECT_INT(jws_verify(A, &other, jws, &payload, NULL).code, ERR_CRYPTO);
        EXPECT(failed(jws_sign(A, &seen, val_null(), S("x"), &jws)));
    }
}

TEST(jws_refuses_points_beside_the_curve_and_critical_headers)
{
    struct jws_key k;
    str out;

    EXPECT_INT(
        jws_key_from_jwk(A,
                         from_json(S("{\"kty\":\"EC\",\"crv\":\"P-256\","
                                     "\"x\":\"04N0xi21hshyvBp7I167sbE_bXqyqkAPfefdklMO7wY\","
                                     "\"y\":\"UI8exy-C06a7DUnjIdENkxeFtHM4-l_41LqEw9nVgm0\"}")),
                         &k)
            .code,
        ERR_SYNTAX);
    EXPECT_OK(jws_key_new(A, JWS_EDDSA, &k));
    EXPECT_OK(jws_sign(A, &k, from_json(S("{\"crit\":[\"b64\"]}")), S("x"), &out));
    EXPECT_INT(jws_verify(A, &k, out, &out, NULL).code, ERR_UNSUPPORTED);
}
