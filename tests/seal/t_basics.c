#include "tests/check.h"

#include "os/clock.h"
#include "seal/password.h"
#include "seal/token.h"

#include <sodium.h>

#define A test_arena()
#define HEX(text) hex_bytes(S(text))

static str hex_bytes(str text)
{
    uint8_t *p = arena_alloc(A, text.n / 2 + 1);

    CHECK(!failed(str_to_bytes_hex(text, p, text.n / 2)));
    return str_of((const char *)p, text.n / 2);
}

TEST(sha256_of_known_texts)
{
    static const struct {
        str text;
        const char *hex;
    } t[] = {
        { S_INIT(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
        { S_INIT("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    };
    FOR_EACH(t, c) {
        sha256 h = sha256_of(c->text);
        EXPECT_STR(sha256_hex(A, &h), str_z(c->hex));
    }
}

TEST(sha256_in_pieces_is_the_same)
{
    str text = str_fmt(A, "%0300d", 7);
    struct sha256_stream s;
    sha256 whole = sha256_of(text), pieces;

    sha256_begin(&s);
    for (size_t i = 0; i < text.n; i += 7)
        sha256_add(&s, text.p + i, MIN((size_t)7, text.n - i));
    pieces = sha256_end(&s);
    EXPECT(sha256_eq(&whole, &pieces));
}

TEST(hmac_and_hkdf_keep_their_rfcs)
{
    char out[42];
    sha256 h = hmac_sha256(S("Jefe"), S("what do ya want for nothing?")); /* RFC 4231, case 2 */

    EXPECT_STR(sha256_hex(A, &h),
               S("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
    h = hmac_sha256(str_of(memset(arena_alloc(A, 131), 0xaa, 131), 131),
                    S("Test Using Larger Than Block-Size Key - Hash Key First")); /* case 6 */
    EXPECT_STR(sha256_hex(A, &h),
               S("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"));
    hkdf_sha256(HEX("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
                HEX("000102030405060708090a0b0c"), HEX("f0f1f2f3f4f5f6f7f8f9"), out,
                sizeof out); /* RFC 5869, A.1 */
    EXPECT_STR(
        str_hex(A, out, sizeof out),
        S("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
}

TEST(base64_has_one_spelling)
{
    str out;

    EXPECT_STR(b64url_text(A, S("\xff\xfe")), S("__4"));
    EXPECT_OK(b64url_bytes(A, S("__4"), &out));
    EXPECT_STR(out, S("\xff\xfe"));
    EXPECT(failed(b64url_bytes(A, S("__4="), &out)));
    EXPECT(failed(b64url_bytes(A, S("//4"), &out)));
    EXPECT(failed(b64url_bytes(A, S("__4 "), &out)));
    EXPECT_OK(b64_bytes(A, S("//4="), &out));
    EXPECT_OK(b64url_bytes(A, S(""), &out));
    EXPECT_INT(out.n, 0);
}

/* The cost is part of what is kept: with another one nobody could sign in. */
TEST(password_costs_19_mib_and_2_passes)
{
    static const uint8_t salt[16] = { 7 };
    uint8_t got[32], wanted[32];
    str text = S("correct horse"), long_one = str_fmt(A, "%01025d", 1);

    EXPECT_OK(password_derive(text, salt, got));
    EXPECT_INT(crypto_pwhash(wanted, sizeof wanted, text.p, text.n, salt, 2, 19 << 20,
                             crypto_pwhash_ALG_ARGON2ID13),
               0);
    EXPECT(memcmp(got, wanted, sizeof got) == 0);
    EXPECT_OK(password_derive(S("correct horsf"), salt, wanted));
    EXPECT(memcmp(got, wanted, sizeof got) != 0);
    EXPECT_INT(password_derive(long_one, salt, got).code, ERR_SIZE);
}

TEST(tokens_are_known_by_their_hash)
{
    str x = token_random(A), y = token_random(A);
    sha256 h = token_hash(x);

    EXPECT_INT(x.n, 43);
    EXPECT(!str_eq(x, y));
    EXPECT(token_matches(x, sha256_str(&h)));
    EXPECT(!token_matches(y, sha256_str(&h)));
    EXPECT(!token_matches(x, STR_NULL));
}

TEST(sealed_token_opens_for_its_purpose_in_its_time)
{
    key256 k = key_new(), other = key_new();
    instant until = { 1000 };
    str t = token_seal(A, &k, S("form"), until, S("request 7")), out = STR_NULL, bent;

    EXPECT_OK(token_open(A, &k, S("form"), t, (instant){ 999 }, &out));
    EXPECT_STR(out, S("request 7"));
    EXPECT_INT(token_open(A, &k, S("form"), t, until, &out).code, ERR_RANGE);
    EXPECT_INT(token_open(A, &k, S("mail"), t, (instant){ 1 }, &out).code, ERR_CRYPTO);
    EXPECT_INT(token_open(A, &other, S("form"), t, (instant){ 1 }, &out).code, ERR_CRYPTO);
    EXPECT_INT(token_open(A, &k, S("form"), S("not a token!"), (instant){ 1 }, &out).code,
               ERR_CRYPTO);
    for (size_t i = 0; i < t.n; i++) {
        bent = str_copy(A, t);
        ((char *)bent.p)[i] = bent.p[i] == 'A' ? 'B' : 'A';
        EXPECT(failed(token_open(A, &k, S("form"), bent, (instant){ 1 }, &out)));
    }
}

TEST(code_survives_how_people_type)
{
    for (int i = 0; i < 200; i++) {
        code c = code_new(), got;
        str text = code_text(A, c), low = str_lower(A, text);
        EXPECT_INT(text.n, 9);
        EXPECT_OK(code_read(str_cat(A, S(" "), low), &got));
        EXPECT(memcmp(&c, &got, sizeof c) == 0);
    }
}

TEST(code_check_finds_slips)
{
    static const char alphabet[] = "23456789ACDEFGHJKMNPQRTUVWXYZ";
    code c = code_new(), got;

    for (size_t i = 0; i < 8; i++)
        for (const char *p = alphabet; *p; p++) {
            code x = c;
            x.c[i] = *p;
            if (*p != c.c[i])
                EXPECT_INT(code_read(code_text(A, x), &got).code, ERR_SYNTAX);
        }
    for (size_t i = 0; i + 1 < 8; i++) {
        code x = c;
        x.c[i] = c.c[i + 1];
        x.c[i + 1] = c.c[i];
        if (x.c[i] != c.c[i])
            EXPECT_INT(code_read(code_text(A, x), &got).code, ERR_SYNTAX);
    }
    EXPECT(failed(code_read(S("ABCD-EFG"), &got)));
    EXPECT(failed(code_read(S(""), &got)));
    EXPECT(failed(code_read(S("0000-0000"), &got)));
}

TEST(code_hash_depends_on_subject_and_key)
{
    key256 k = key_new(), other = key_new();
    code c = code_new();
    sha256 h = code_hash(&k, S("account/1"), c), same = code_hash(&k, S("account/1"), c);
    sha256 elsewhere = code_hash(&k, S("account/2"), c),
           stranger = code_hash(&other, S("account/1"), c);

    EXPECT(sha256_eq(&h, &same));
    EXPECT(!sha256_eq(&h, &elsewhere));
    EXPECT(!sha256_eq(&h, &stranger));
}

TEST(seal_no_password_is_an_empty_one)
{
    uint8_t salt[16] = { 1 }, none[32], empty[32];

    EXPECT_OK(password_derive(STR_NULL, salt, none));
    EXPECT_OK(password_derive(S(""), salt, empty));
    EXPECT(memcmp(none, empty, sizeof none) == 0);
}

TEST(sealed_value_opens_where_it_stands)
{
    key256 k = key_new(), other = key_new();
    val_builder b = val_build(A);
    str sealed, bent;
    val v, got;

    val_put(&b, S("name"), VAL_S("Nguyễn Thị Ánh"));
    val_put(&b, S("age"), val_int(33));
    v = val_done(&b);
    sealed = seal_value(A, &k, S("person/1/name"), v);
    EXPECT_OK(open_value(A, &k, S("person/1/name"), sealed, &got));
    EXPECT(val_equal(v, got));
    EXPECT_INT(open_value(A, &k, S("person/2/name"), sealed, &got).code, ERR_CRYPTO);
    EXPECT_INT(open_value(A, &other, S("person/1/name"), sealed, &got).code, ERR_CRYPTO);
    EXPECT_INT(open_value(A, &k, S("person/1/name"), S(""), &got).code, ERR_CRYPTO);
    for (size_t i = 0; i < sealed.n; i++) {
        bent = str_copy(A, sealed);
        ((char *)bent.p)[i] ^= 1;
        EXPECT(failed(open_value(A, &k, S("person/1/name"), bent, &got)));
    }
    EXPECT(!str_has(sealed, S("Nguyễn")));
}
