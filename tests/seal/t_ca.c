/* The site's certificate authority, judged by openssl. */
#include "tests/check.h"

#include "os/file.h"
#include "seal/ca.h"
#include "seal/cms.h"
#include "seal/keeper.h"
#include "seal/note.h"
#include "seal/x509.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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
};

static struct house house_open(void)
{
    struct house h = { "/tmp/stoa-ca-XXXXXX" };
    struct keys_spec s = { .origin = S("demo.example/log"),
                           .country = S("UT"),
                           .organisation = S("Republic of Utopia"),
                           .name = S("Utopia"),
                           .now = still(),
                           .uid = -1,
                           .gid = -1,
                           .url = S("http://127.0.0.1:8080") };

    CHECK(mkdtemp(h.dir));
    CHECK(!failed(keys_create(h.dir, &s)) && !failed(keeper_open(h.dir, still, &h.core)));
    h.jobs = keeper_local(A, h.core, KEEPER_JOBS);
    h.writer = keeper_local(A, h.core, KEEPER_WRITER);
    return h;
}

static void house_close(struct house *h)
{
    keeper_close(h->core);
    EXPECT_OK(dir_remove(str_z(h->dir)));
    now_ms = 1767225600000;
}

static struct keeper_public public_of(struct house *h)
{
    struct keeper_public pub = { 0 };

    EXPECT_OK(keeper_public(h->jobs, A, &pub));
    return pub;
}

static str serial_now(struct house *h, enum cert_kind kind)
{
    struct keeper_public pub = public_of(h);

    return str_copy(A, authority_now(&pub.authority, kind)->serial);
}

/* A seal over a content, as the press makes it. */
static str sealed(struct house *h, const sha256 *content)
{
    struct keeper_public pub = public_of(h);
    str attributes, sig, cms = STR_NULL;
    sha256 d;

    EXPECT_OK(cms_attributes(A, pub.seal_pem, content, &attributes));
    d = cms_digest(attributes);
    EXPECT_OK(keeper_sign_digest(h->jobs, A, &d, &sig));
    EXPECT_OK(
        cms_finish(A, pub.seal_pem, authority_chain(A, &pub.authority), attributes, sig, &cms));
    return cms;
}

static enum seal_standing standing(struct house *h, str cms, const sha256 *content, instant at)
{
    struct keeper_public pub = public_of(h);
    str signer = STR_NULL;

    EXPECT_OK(cms_verify(A, cms, authority_trust(A, &pub.authority), content, &signer));
    return authority_judge(&pub.authority, CERT_SEAL, signer, at);
}

/* ---- openssl's own view ---- */

static void pem_put(struct house *h, const char *name, str pem)
{
    EXPECT_OK(file_write(str_fmt(A, "%s/%s", h->dir, name), pem, 0600));
}

static void certs_put(struct house *h)
{
    struct keeper_public pub = public_of(h);
    str crls = S("");

    for (size_t i = 0; i < pub.authority.n; i++)
        crls = str_cat(A, crls, pub.authority.certs[i].crl);
    pem_put(h, "crls.pem", crls);
    pem_put(h, "ca.pem", pub.ca_pem);
    pem_put(h, "seal.pem", pub.seal_pem);
    pem_put(h, "chain.pem", authority_trust(A, &pub.authority));
}

/* The exit status of `openssl verify` of a certificate with the whole chain and its lists checked.
 */
static int openssl_verify(struct house *h, const char *name, int64_t at_ms)
{
    return system(str_zdup(
        A, str_fmt(A,
                   "cd %s && openssl verify -attime %lld -x509_strict -crl_check_all -CRLfile "
                   "crls.pem -CAfile ca.pem -untrusted chain.pem %s >out 2>&1",
                   h->dir, (long long)(at_ms / 1000), name)));
}

static bool openssl_here(void)
{
    if (system("command -v openssl >/dev/null 2>&1") == 0)
        return true;
    test_skip("no openssl");
    return false;
}

TEST(openssl_follows_the_chain_and_its_lists)
{
    struct house h = house_open();
    struct keeper_public pub = public_of(&h);
    str out;

    EXPECT_OK(x509_check(authority_now(&pub.authority, CERT_ISSUING)->pem, pub.ca_pem, still()));
    if (openssl_here()) {
        certs_put(&h);
        EXPECT_INT(openssl_verify(&h, "seal.pem", now_ms + DAY_MS), 0);
        EXPECT(openssl_verify(&h, "seal.pem", now_ms + 40 * DAY_MS) != 0); /* lists are stale */
        EXPECT_INT(system(str_zdup(A, str_fmt(A,
                                              "cd %s && openssl x509 -in seal.pem -noout -text "
                                              "-certopt ext_parse >out 2>&1",
                                              h.dir))),
                   0);
        EXPECT_OK(file_read(A, str_fmt(A, "%s/out", h.dir), 0, &out));
        EXPECT(str_has(out, str_fmt(A, "URI:http://127.0.0.1:8080/certificates/crl/%.*s.crl",
                                    STR_ARG(serial_now(&h, CERT_ISSUING)))));
    }
    house_close(&h);
}

TEST(changed_seal_leaves_older_seals_standing)
{
    struct house h = house_open();
    sha256 content = sha256_of(S("first")), second = sha256_of(S("second"));
    str before = sealed(&h, &content), serial = serial_now(&h, CERT_SEAL);
    instant then = still();

    now_ms += 30 * DAY_MS;
    EXPECT_OK(ca_rotate(h.dir, CERT_SEAL, still()));
    EXPECT(!str_eq(serial, serial_now(&h, CERT_SEAL)));
    str after = sealed(&h, &second);
    EXPECT_INT(standing(&h, before, &content, then), SEAL_STANDS);
    EXPECT_INT(standing(&h, after, &second, still()), SEAL_STANDS);
    EXPECT_INT(standing(&h, after, &second, then), SEAL_OUT_OF_TIME); /* before it began */
    EXPECT(!file_exists(str_fmt(A, "%s/keys/seal-%.*s.key.pem", h.dir, 16, serial.p)));
    house_close(&h);
}

TEST(changed_root_leaves_older_seals_standing)
{
    struct house h = house_open();
    sha256 content = sha256_of(S("first"));
    str before = sealed(&h, &content), root = serial_now(&h, CERT_ROOT);
    instant then = still();

    now_ms += DAY_MS;
    EXPECT_OK(ca_rotate(h.dir, CERT_ROOT, still()));
    EXPECT(!str_eq(root, serial_now(&h, CERT_ROOT)));
    EXPECT_INT(standing(&h, before, &content, then), SEAL_STANDS);
    EXPECT_INT(standing(&h, sealed(&h, &content), &content, still()), SEAL_STANDS);
    if (openssl_here()) {
        certs_put(&h);
        EXPECT_INT(openssl_verify(&h, "seal.pem", now_ms + DAY_MS), 0);
    }
    house_close(&h);
}

TEST(revoked_seal_is_on_the_list_and_replaced)
{
    struct house h = house_open();
    sha256 content = sha256_of(S("first"));
    str before = sealed(&h, &content), serial = serial_now(&h, CERT_SEAL);
    instant then = still();

    certs_put(&h);
    now_ms += 10 * DAY_MS;
    EXPECT_INT(ca_revoke(h.dir, serial, S("because"), still()).code, ERR_SYNTAX);
    EXPECT_INT(ca_revoke(h.dir, S("00"), S("superseded"), still()).code, ERR_MISSING);
    EXPECT_INT(ca_revoke(h.dir, serial_now(&h, CERT_ROOT), S("superseded"), still()).code,
               ERR_UNSUPPORTED);
    EXPECT_OK(ca_revoke(h.dir, serial, S("superseded"), still()));
    EXPECT_INT(ca_revoke(h.dir, serial, S("superseded"), still()).code, ERR_CONFLICT);
    EXPECT_INT(standing(&h, before, &content, then), SEAL_STANDS);
    EXPECT_INT(standing(&h, before, &content, still()), SEAL_REVOKED);
    EXPECT(!str_eq(serial, serial_now(&h, CERT_SEAL)));
    if (openssl_here()) {
        str old, out;
        EXPECT_OK(file_read(A, str_fmt(A, "%s/seal.pem", h.dir), 0, &old));
        old = str_copy(A, old);
        certs_put(&h);
        EXPECT_INT(openssl_verify(&h, "seal.pem", now_ms + DAY_MS), 0);
        pem_put(&h, "seal.pem", old);
        EXPECT(openssl_verify(&h, "seal.pem", now_ms + DAY_MS) != 0);
        EXPECT_OK(file_read(A, str_fmt(A, "%s/out", h.dir), 0, &out));
        EXPECT(str_has(out, S("certificate revoked")));
    }
    house_close(&h);
}

TEST(stolen_key_makes_its_seals_worthless_at_any_time)
{
    struct house h = house_open();
    sha256 content = sha256_of(S("first"));
    str before = sealed(&h, &content), issuing = serial_now(&h, CERT_ISSUING);
    instant then = still();

    now_ms += DAY_MS;
    EXPECT_OK(ca_revoke(h.dir, issuing, S("key-compromise"), still()));
    EXPECT_INT(standing(&h, before, &content, then), SEAL_COMPROMISED);
    EXPECT_INT(standing(&h, sealed(&h, &content), &content, still()), SEAL_STANDS);
    if (openssl_here()) {
        certs_put(&h);
        EXPECT_INT(openssl_verify(&h, "seal.pem", now_ms + DAY_MS), 0);
    }
    house_close(&h);
}

TEST(keeper_renews_what_is_due)
{
    struct house h = house_open();
    str seal = serial_now(&h, CERT_SEAL), issuing = serial_now(&h, CERT_ISSUING);
    bool changed;

    EXPECT_OK(keeper_tend(h.jobs, A, &changed));
    EXPECT(!changed);
    now_ms += 2 * DAY_MS; /* the lists are older than a day */
    EXPECT_OK(keeper_tend(h.jobs, A, &changed));
    EXPECT(changed);
    EXPECT_STR(serial_now(&h, CERT_SEAL), seal);
    now_ms += (5 * 365 - 60) * DAY_MS;
    EXPECT_OK(keeper_tend(h.jobs, A, &changed));
    EXPECT(!str_eq(serial_now(&h, CERT_SEAL), seal));
    EXPECT_STR(serial_now(&h, CERT_ISSUING), issuing);
    now_ms += 5 * 365 * DAY_MS - 200 * DAY_MS;
    EXPECT_OK(keeper_tend(h.jobs, A, &changed));
    EXPECT(!str_eq(serial_now(&h, CERT_ISSUING), issuing));
    now_ms += 9 * 366 * DAY_MS; /* nine months before the root's end: it is the operator's */
    str root = serial_now(&h, CERT_ROOT);
    EXPECT_OK(keeper_tend(h.jobs, A, &changed));
    EXPECT_STR(serial_now(&h, CERT_ROOT), root);
    EXPECT_INT(keeper_tend(h.writer, A, &changed).code, ERR_DENIED);
    house_close(&h);
}

TEST(root_key_kept_elsewhere_is_asked_for)
{
    struct house h = house_open();
    struct keeper_public pub = public_of(&h);
    str root = authority_now(&pub.authority, CERT_ROOT)->key;
    bool changed;

    EXPECT_OK(file_remove(str_fmt(A, "%s/keys/%.*s", h.dir, STR_ARG(root))));
    now_ms += 2 * DAY_MS;
    EXPECT_OK(keeper_tend(h.jobs, A, &changed));
    EXPECT_OK(ca_rotate(h.dir, CERT_SEAL, still()));
    EXPECT_INT(ca_rotate(h.dir, CERT_ISSUING, still()).code, ERR_UNSUPPORTED);
    house_close(&h);
}

/* A site from before there was an issuing certificate goes on as it is. */
TEST(folder_of_an_older_site_is_taken_over)
{
    struct house h = house_open();
    struct keys_spec s = { .name = S("Utopia"), .now = still(), .url = S("http://x.example") };
    struct x509_order o = { .subject = { S("UT"), S("Utopia"), S("Utopia CA") },
                            .from = still(),
                            .to = { now_ms + 3650 * DAY_MS } };
    sha256 content = sha256_of(S("first"));
    str key, pem;
    const char *names[] = { "authority.json", NULL };

    keeper_close(h.core);
    for (int i = 0; names[i]; i++)
        EXPECT_OK(file_remove(str_fmt(A, "%s/keys/%s", h.dir, names[i])));
    EXPECT_OK(x509_root_create(A, &o, &key, &pem));
    EXPECT_OK(file_write(str_fmt(A, "%s/keys/ca.key.pem", h.dir), key, 0600));
    EXPECT_OK(file_write(str_fmt(A, "%s/keys/ca.pem", h.dir), pem, 0600));
    o.ca_key_pem = key;
    o.ca_cert_pem = pem;
    o.subject.name = S("Utopia");
    EXPECT_OK(x509_seal_issue(A, &o, &key, &pem));
    EXPECT_OK(file_write(str_fmt(A, "%s/keys/seal.key.pem", h.dir), key, 0600));
    EXPECT_OK(file_write(str_fmt(A, "%s/keys/seal.pem", h.dir), pem, 0600));
    EXPECT_OK(keeper_open(h.dir, still, &h.core));
    h.jobs = keeper_local(A, h.core, KEEPER_JOBS);
    str before = sealed(&h, &content);
    EXPECT_OK(ca_prepare(h.dir, &s));
    EXPECT_INT(standing(&h, before, &content, still()), SEAL_STANDS);
    EXPECT_OK(ca_rotate(h.dir, CERT_ISSUING, still())); /* its root may issue to no CA */
    EXPECT_INT(standing(&h, before, &content, still()), SEAL_STANDS);
    EXPECT_INT(standing(&h, sealed(&h, &content), &content, still()), SEAL_STANDS);
    if (openssl_here()) {
        certs_put(&h);
        EXPECT_INT(openssl_verify(&h, "seal.pem", now_ms + DAY_MS), 0);
    }
    house_close(&h);
}

TEST(log_key_gives_its_place_to_another)
{
    struct house h = house_open();
    sha256 r1 = sha256_of(S("1")), r2 = sha256_of(S("2")), r3 = sha256_of(S("3"));
    struct keeper_public before = public_of(&h), now;
    str n1, n2, n3, text, forged;

    EXPECT_OK(keeper_sign_checkpoint(h.writer, A, 10, &r1, &n1));
    EXPECT_OK(ca_rotate_log(h.dir));
    EXPECT_STR(public_of(&h).log_vkey, before.log_vkey); /* until the next checkpoint */
    EXPECT_OK(keeper_sign_checkpoint(h.writer, A, 11, &r2, &n2));
    EXPECT_OK(keeper_sign_checkpoint(h.writer, A, 12, &r3, &n3));
    now = public_of(&h);
    EXPECT(!str_eq(now.log_vkey, before.log_vkey));
    EXPECT_INT(now.authority.n_steps, 1);
    EXPECT_OK(note_open(A, n2, before.log_vkey, &text)); /* both keys signed the one between */
    EXPECT_OK(note_open(A, n2, now.log_vkey, &text));
    EXPECT_INT(note_open(A, n3, before.log_vkey, &text).code, ERR_CRYPTO);
    EXPECT_OK(succession_check(A, now.authority.steps, 1, now.log_vkey));
    EXPECT_INT(succession_check(A, now.authority.steps, 1, before.log_vkey).code, ERR_CRYPTO);
    EXPECT_OK(succession_open(A, &now.authority, now.log_vkey, n1, &text));
    EXPECT_OK(succession_open(A, &now.authority, now.log_vkey, n3, &text));
    /* The size at which the old key ended cannot be told otherwise. */
    now.authority.steps[0].note = str_copy(A, now.authority.steps[0].note);
    forged = now.authority.steps[0].note;
    ((char *)forged.p)[str_find(forged, S("\n11\n"), 0) + 1] = '9';
    EXPECT_INT(succession_open(A, &now.authority, now.log_vkey, n1, &text).code, ERR_CRYPTO);
    house_close(&h);
}
