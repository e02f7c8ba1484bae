/* SD-JWT against the example of RFC 9901 (5.1; the issuer's key of A.5), and what 7.1 refuses. */
#include "tests/check.h"

#include "seal/hash.h"
#include "seal/sdjwt.h"

#define A test_arena()

#define JWT                                                                                        \
    "eyJhbGciOiAiRVMyNTYiLCAidHlwIjogImV4YW1wbGUrc2Qtand0In0."                                     \
    "eyJfc2QiOiBbIkNyUWU3UzVrcUJBSHQtbk1ZWGdjNmJkdDJTSDVhVFkxc1VfTS1QZ2tq"                         \
    "UEkiLCAiSnpZakg0c3ZsaUgwUjNQeUVNZmVadTZKdDY5dTVxZWhabzdGN0VQWWxTRSIs"                         \
    "ICJQb3JGYnBLdVZ1Nnh5bUphZ3ZrRnNGWEFiUm9jMkpHbEFVQTJCQTRvN2NJIiwgIlRH"                         \
    "ZjRvTGJnd2Q1SlFhSHlLVlFaVTlVZEdFMHc1cnREc3JaemZVYW9tTG8iLCAiWFFfM2tQ"                         \
    "S3QxWHlYN0tBTmtxVlI2eVoyVmE1TnJQSXZQWWJ5TXZSS0JNTSIsICJYekZyendzY002"                         \
    "R242Q0pEYzZ2Vks4QmtNbmZHOHZPU0tmcFBJWmRBZmRFIiwgImdiT3NJNEVkcTJ4Mkt3"                         \
    "LXc1d1BFemFrb2I5aFYxY1JEMEFUTjNvUUw5Sk0iLCAianN1OXlWdWx3UVFsaEZsTV8z"                         \
    "Smx6TWFTRnpnbGhRRzBEcGZheVF3TFVLNCJdLCAiaXNzIjogImh0dHBzOi8vaXNzdWVy"                         \
    "LmV4YW1wbGUuY29tIiwgImlhdCI6IDE2ODMwMDAwMDAsICJleHAiOiAxODgzMDAwMDAw"                         \
    "LCAic3ViIjogInVzZXJfNDIiLCAibmF0aW9uYWxpdGllcyI6IFt7Ii4uLiI6ICJwRm5k"                         \
    "amtaX1ZDem15VGE2VWpsWm8zZGgta284YUlLUWM5RGxHemhhVllvIn0sIHsiLi4uIjog"                         \
    "IjdDZjZKa1B1ZHJ5M2xjYndIZ2VaOGtoQXYxVTFPU2xlclAwVmtCSnJXWjAifV0sICJf"                         \
    "c2RfYWxnIjogInNoYS0yNTYiLCAiY25mIjogeyJqd2siOiB7Imt0eSI6ICJFQyIsICJj"                         \
    "cnYiOiAiUC0yNTYiLCAieCI6ICJUQ0FFUjE5WnZ1M09IRjRqNFc0dmZTVm9ISVAxSUxp"                         \
    "bERsczd2Q2VHZW1jIiwgInkiOiAiWnhqaVdXYlpNUUdIVldLVlE0aGJTSWlyc1ZmdWVj"                         \
    "Q0U2dDRqVDlGMkhaUSJ9fX0."                                                                     \
    "MczwjBFGtzf-6WMT-hIvYbkb11NrV1WMO-jTijpMPNbswNzZ87wY2uHz"                                     \
    "-CXo6R04b7jYrpj9mNRAvVssXou1iw"
#define GIVEN "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd~"
#define FAMILY "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd~"
#define ADDRESS                                                                                    \
    "WyJBSngtMDk1VlBycFR0TjRRTU9xUk9BIiwgImFkZHJlc3MiLCB7InN0cmVldF9hZGRyZXNzIjogIjEyMyBNYWlu"     \
    "IFN0IiwgImxvY2FsaXR5IjogIkFueXRvd24iLCAicmVnaW9uIjogIkFueXN0YXRlIiwgImNvdW50cnkiOiAiVVMifV0~"
#define US "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0~"
#define STRANGER "WyJkdW1teXNhbHQiLCAiZm9vIiwgImJhciJd~" /* ["dummysalt", "foo", "bar"] */

static struct jws_key issuer(void)
{
    struct jws_key k;
    val jwk;

    CHECK(!failed(val_from_json(A,
                                S("{\"kty\":\"EC\",\"crv\":\"P-256\","
                                  "\"x\":\"b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ\","
                                  "\"y\":\"Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8\"}"),
                                NULL, &jwk, NULL)));
    CHECK(!failed(jws_key_from_jwk(A, jwk, &k)));
    return k;
}

TEST(sdjwt_says_what_is_disclosed)
{
    struct jws_key k = issuer();
    struct sdjwt_read r;

    EXPECT(!failed(sdjwt_open(A, &k, S(JWT "~" FAMILY ADDRESS GIVEN US), &r)));
    EXPECT_STR(val_get_text(r.claims, S("iss")), S("https://issuer.example.com"));
    EXPECT_STR(val_get_text(r.claims, S("given_name")), S("John"));
    EXPECT_STR(val_get_text(r.claims, S("family_name")), S("Doe"));
    EXPECT_STR(val_get_text(val_get(r.claims, S("address")), S("locality")), S("Anytown"));
    EXPECT(val_count(val_get(r.claims, S("nationalities"))) == 1);
    EXPECT_STR(val_text(val_at(val_get(r.claims, S("nationalities")), 0)), S("US"));
    EXPECT(!val_has(r.claims, S("email")) && !val_has(r.claims, S("_sd")) &&
           !val_has(r.claims, S("_sd_alg")));
    EXPECT(r.withheld == 6 && !r.bound);
    EXPECT(!failed(sdjwt_open(A, &k, S(JWT "~"), &r)));
    EXPECT(r.withheld == 10 && val_count(val_get(r.claims, S("nationalities"))) == 0);
}

TEST(sdjwt_refuses)
{
    static const struct {
        const char *text;
        enum err_code want;
    } t[] = {
        { "", ERR_SYNTAX },
        { JWT, ERR_SYNTAX },                  /* a JWT, without what may be disclosed */
        { "not-a-jwt~", ERR_SYNTAX },
        { JWT "~" GIVEN GIVEN, ERR_SYNTAX },  /* one disclosure twice */
        { JWT "~" GIVEN STRANGER, ERR_SYNTAX }, /* nothing refers to it */
        { JWT "A~" GIVEN, ERR_SYNTAX },       /* a signature of another length */
        { JWT "~~" GIVEN, ERR_SYNTAX },
        { JWT "~" GIVEN "a.b.c", ERR_SYNTAX }, /* a binding that is none */
    };
    struct jws_key k = issuer(), other;
    struct sdjwt_read r;

    FOR_EACH(t, c) {
        err e = sdjwt_open(A, &k, str_z(c->text), &r);
        if (!failed(e) || !e.code)
            test_fail(__FILE__, __LINE__, "%s: taken", c->text);
    }
    CHECK(!failed(jws_key_new(A, JWS_ES256, &other)));
    EXPECT(sdjwt_open(A, &other, S(JWT "~" GIVEN), &r).code == ERR_CRYPTO);
}

static str made(const struct jws_key *k, val claims, const struct sdjwt_field *f, size_t n)
{
    struct sdjwt_draft d;
    str head, payload, jws, bytes;

    sdjwt_begin(A, val_with(A, val_null(), S("typ"), VAL_S("dc+sd-jwt")), claims, f, n, &d);
    CHECK(str_cut(d.input, '.', &head, &payload));
    CHECK(!failed(b64url_bytes(A, payload, &bytes)));
    CHECK(!failed(jws_sign(A, k, val_with(A, val_null(), S("typ"), VAL_S("dc+sd-jwt")), bytes,
                           &jws)));
    return str_cat(A, jws, d.tail);
}

TEST(sdjwt_made_is_read_and_bound)
{
    struct sdjwt_field f[] = {
        { .name = S_INIT("name"), .value = val_str(S("Lena Hofer")), .salt = { 1 } },
        { .name = S_INIT("born"), .value = val_str(S("1990-01-02")), .salt = { 2 } },
    };
    struct jws_key k, holder;
    struct sdjwt_read r;
    str kb;

    CHECK(!failed(jws_key_new(A, JWS_ES256, &k)) && !failed(jws_key_new(A, JWS_ES256, &holder)));
    val cnf = val_with(A, val_null(), S("jwk"), jws_key_public(A, &holder));
    str text = made(&k, val_with(A, val_null(), S("cnf"), cnf), f, LEN(f));
    EXPECT(!failed(sdjwt_open(A, &k, text, &r)));
    EXPECT_STR(val_get_text(r.claims, S("name")), S("Lena Hofer"));
    EXPECT(!r.bound && !r.withheld);
    sha256 h = sha256_of(text);
    val body = val_with(A, val_null(), S("sd_hash"), val_str(b64url_text(A, sha256_str(&h))));
    CHECK(!failed(jws_sign(A, &holder, val_with(A, val_null(), S("typ"), VAL_S("kb+jwt")),
                           val_json_str(A, body), &kb)));
    EXPECT(!failed(sdjwt_open(A, &k, str_cat(A, text, kb), &r)) && r.bound);
    CHECK(!failed(jws_sign(A, &k, val_with(A, val_null(), S("typ"), VAL_S("kb+jwt")),
                           val_json_str(A, body), &kb)));
    EXPECT(sdjwt_open(A, &k, str_cat(A, text, kb), &r).code == ERR_CRYPTO);
}
