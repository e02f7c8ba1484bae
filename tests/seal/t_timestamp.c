/* Time stamps of the site's own authority, judged by openssl's `ts`. */
#include "tests/check.h"

#include "os/file.h"
#include "seal/ca.h"
#include "seal/keeper.h"
#include "seal/timestamp.h"

#include <stdio.h>
#include <stdlib.h>

#define A test_arena()
#define DAY_MS INT64_C(86400000)

static int64_t now_ms = 1767225600000; /* 2026-01-01 */

static instant still(void)
{
    return (instant){ now_ms };
}

struct house {
    char dir[64];
    struct keeper_core *core;
    struct keeper *jobs, *writer;
    struct keeper_public pub;
};

static struct house house_open(void)
{
    struct house h = { .dir = "/tmp/stoa-ts-XXXXXX" };
    struct keys_spec s = { .origin = S("demo.example/log"),
                           .organisation = S("Republic of Utopia"),
                           .name = S("Utopia"),
                           .now = still(),
                           .uid = -1,
                           .gid = -1 };

    CHECK(mkdtemp(h.dir));
    CHECK(!failed(keys_create(h.dir, &s)) && !failed(keeper_open(h.dir, still, &h.core)));
    h.jobs = keeper_local(A, h.core, KEEPER_JOBS);
    h.writer = keeper_local(A, h.core, KEEPER_WRITER);
    EXPECT_OK(keeper_public(h.jobs, A, &h.pub));
    return h;
}

static void house_close(struct house *h)
{
    keeper_close(h->core);
    EXPECT_OK(dir_remove(str_z(h->dir)));
    now_ms = 1767225600000;
}

static str stamped(struct house *h, const sha256 *digest)
{
    str token = STR_NULL;

    EXPECT_OK(keeper_stamp(h->jobs, A, digest, &token));
    return token;
}

static err looked_at(struct house *h, str token, const sha256 *digest, instant *at, str *signer)
{
    *at = (instant){ 0 };
    *signer = S("");
    return timestamp_verify(A, token, authority_trust(A, &h->pub.authority), digest, at, signer);
}

TEST(a_stamp_says_what_was_there_and_when)
{
    struct house h = house_open(), other = house_open();
    sha256 digest = sha256_of(S("what was there")), another = sha256_of(S("what was not"));
    str token, signer;
    instant at;

    now_ms += 3 * DAY_MS + 17500;
    token = stamped(&h, &digest);
    EXPECT_OK(looked_at(&h, token, &digest, &at, &signer));
    EXPECT_INT(at.ms, now_ms - 500); /* to the second */
    EXPECT(str_eq(signer, authority_now(&h.pub.authority, CERT_STAMP)->pem));
    EXPECT_INT(authority_judge(&h.pub.authority, CERT_STAMP, signer, at), SEAL_STANDS);
    EXPECT_INT(looked_at(&h, token, &another, &at, &signer).code, ERR_CRYPTO);
    EXPECT_INT(looked_at(&other, token, &digest, &at, &signer).code, ERR_CRYPTO);
    EXPECT_INT(looked_at(&h, S("no token"), &digest, &at, &signer).code, ERR_SYNTAX);
    EXPECT_INT(looked_at(&h, str_cat(A, token, S(" ")), &digest, &at, &signer).code, ERR_SYNTAX);
    EXPECT(!str_eq(token, stamped(&h, &digest))); /* each has a number of its own */
    EXPECT_INT(keeper_stamp(h.writer, A, &digest, &token).code, ERR_DENIED);
    house_close(&h);
    house_close(&other);
}

TEST(a_stamp_that_was_altered_is_none)
{
    struct house h = house_open();
    sha256 digest = sha256_of(S("what was there"));
    str token = stamped(&h, &digest), signer;
    size_t signed_bytes = str_find(token, sha256_str(&digest), 0);
    instant at;

    CHECK(signed_bytes != SIZE_MAX);
    for (size_t i = 0; i < 90; i++) { /* TSTInfo: digest, number, time, accuracy */
        char *copy = (char *)str_copy(A, token).p;
        copy[signed_bytes + i] ^= 1;
        EXPECT(failed(looked_at(&h, str_of(copy, token.n), &digest, &at, &signer)));
    }
    house_close(&h);
}

TEST(stamps_outlive_the_certificate_that_made_them)
{
    struct house h = house_open();
    sha256 digest = sha256_of(S("what was there"));
    str before = stamped(&h, &digest), signer;
    bool changed;
    instant at;

    now_ms += (5 * 366 - 80) * DAY_MS; /* in its last 90 days it is renewed */
    EXPECT_OK(keeper_tend(h.jobs, A, &changed));
    EXPECT(changed);
    EXPECT_OK(keeper_public(h.jobs, A, &h.pub));
    EXPECT_OK(looked_at(&h, before, &digest, &at, &signer));
    EXPECT_INT(authority_judge(&h.pub.authority, CERT_STAMP, signer, at), SEAL_STANDS);
    str after = stamped(&h, &digest), second;
    EXPECT_OK(looked_at(&h, after, &digest, &at, &second));
    EXPECT(!str_eq(signer, second));
    house_close(&h);
}

/* openssl as another authority, in the folder: a root, its time stamp certificate, `conf`. */
static bool authority_made(struct house *h)
{
    char command[1600];

    snprintf(command, sizeof command,
             "cd %s && k='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes' && { "
             "openssl req -x509 $k -keyout rk -out root.pem -days 30 -subj /CN=Root &&"
             "openssl req $k -keyout key -out csr -subj /CN=Others &&"
             "printf 'extendedKeyUsage=critical,timeStamping\n' >ext &&"
             "openssl x509 -req -in csr -CA root.pem -CAkey rk -days 20 -extfile ext -out pem &&"
             "printf '[tsa]\ndefault_tsa=t\n[t]\nserial=%s/n\nsigner_cert=%s/pem\n"
             "signer_key=%s/key\nsigner_digest=sha256\ndefault_policy=1.2.3.4\n"
             "other_policies=1.2.3.5\ndigests=sha256\n' >conf; } >out 2>&1",
             h->dir, h->dir, h->dir, h->dir);
    return system(command) == 0;
}

/* What it answers to that request. */
static str answered(struct house *h, str request)
{
    char command[300];
    str out = S("");

    snprintf(command, sizeof command,
             "cd %s && openssl ts -reply -config conf -queryfile tsq -out tsr >out 2>&1", h->dir);
    EXPECT_OK(file_write(str_fmt(A, "%s/tsq", h->dir), request, 0600));
    EXPECT(system(command) == 0);
    EXPECT_OK(file_read(A, str_fmt(A, "%s/tsr", h->dir), 64 * KIB, &out));
    return out;
}

TEST(another_authority_is_asked_and_its_answer_judged)
{
    struct house h = house_open();
    sha256 digest = sha256_of(S("what was there")), another = sha256_of(S("what was not"));
    str request, again, other, refused, policy, token, root, signer;
    instant at;

    if (system("command -v openssl >/dev/null 2>&1") != 0 || !authority_made(&h)) {
        test_skip("no openssl");
        house_close(&h);
        return;
    }
    EXPECT_OK(file_read(A, str_fmt(A, "%s/root.pem", h.dir), 64 * KIB, &root));
    EXPECT_OK(timestamp_request(A, &digest, S("1.2.3.5"), &request));
    EXPECT_OK(timestamp_request(A, &digest, S("1.2.3.5"), &again)); /* with another nonce */
    EXPECT_OK(timestamp_request(A, &another, S("1.2.3.5"), &other));
    EXPECT_OK(timestamp_request(A, &digest, S("1.2.3.4"), &policy));
    EXPECT_OK(timestamp_request(A, &digest, S("1.2.9"), &refused));
    EXPECT_INT(timestamp_request(A, &digest, S("no policy"), &token).code, ERR_SYNTAX);
    str good = answered(&h, request);
    EXPECT_INT(timestamp_response(A, good, again, &token).code, ERR_CRYPTO);
    EXPECT_INT(timestamp_response(A, good, other, &token).code, ERR_CRYPTO);
    EXPECT_INT(timestamp_response(A, good, policy, &token).code, ERR_CRYPTO);
    EXPECT_INT(timestamp_response(A, answered(&h, refused), refused, &token).code, ERR_DENIED);
    EXPECT_INT(timestamp_response(A, str_cat(A, good, S("x")), request, &token).code, ERR_SYNTAX);
    EXPECT_INT(timestamp_response(A, S(""), request, &token).code, ERR_SYNTAX);
    EXPECT_OK(timestamp_response(A, good, request, &token));
    EXPECT_OK(timestamp_verify(A, token, root, &digest, &at, &signer));
    EXPECT_INT(timestamp_verify(A, token, root, &another, &at, &signer).code, ERR_CRYPTO);
    EXPECT_INT(looked_at(&h, token, &digest, &at, &signer).code, ERR_CRYPTO); /* not the house's */
    house_close(&h);
}

TEST(openssl_takes_the_stamp)
{
    struct house h = house_open();
    sha256 digest = sha256_of(S("what was there"));
    char command[600];

    if (system("command -v openssl >/dev/null 2>&1") != 0) {
        test_skip("no openssl");
    } else {
        EXPECT_OK(file_write(str_fmt(A, "%s/token", h.dir), stamped(&h, &digest), 0600));
        EXPECT_OK(file_write(str_fmt(A, "%s/ca.pem", h.dir), h.pub.ca_pem, 0600));
        for (int wrong = 0; wrong < 2; wrong++) {
            snprintf(command, sizeof command,
                     "cd %s && printf '%s' >data && openssl ts -verify -attime %lld -data data -in "
                     "token -token_in -CAfile ca.pem >out 2>&1",
                     h.dir, wrong ? "something else" : "what was there",
                     (long long)(now_ms / 1000));
            EXPECT((system(command) == 0) == !wrong);
        }
    }
    house_close(&h);
}
