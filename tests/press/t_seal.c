/* The seal: made through the keeper, judged by ourselves and by pdfsig. */
#include "tests/check.h"

#include "os/file.h"
#include "seal/keeper.h"
#include "seal/x509.h"
#include "tests/press/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define A test_arena()

static instant now(void)
{
    return (instant){ 1772528400000 };
}

struct house {
    char dir[64];
    struct keeper_core *core;
    struct press *press;
    struct keeper_public pub;
};

static struct house house_open(void)
{
    struct house h = { "/tmp/stoa-press-XXXXXX" };
    struct keys_spec s = { S("demo.example/log"),
                           S("UT"),
                           S("Republic of Utopia"),
                           S("Utopia Document Seal"),
                           now(),
                           -1,
                           -1,
                           S("") };
    struct keeper *k;

    CHECK(mkdtemp(h.dir));
    CHECK(!failed(keys_create(h.dir, &s)) && !failed(keeper_open(h.dir, now, &h.core)));
    k = keeper_local(A, h.core, KEEPER_PRESS);
    CHECK(!failed(keeper_public(k, A, &h.pub)));
    h.press = press_open(A, k);
    return h;
}

static void house_close(struct house *h)
{
    keeper_close(h->core);
    EXPECT_OK(dir_remove(str_z(h->dir)));
}

static val render_job(const struct press_doc *d, bool seal)
{
    val_builder b = val_build(A), how = val_build(A);

    val_put(&b, S("do"), VAL_S("render"));
    val_put(&b, S("doc"), press_doc_to_val(A, d));
    val_put(&how, S("reason"), VAL_S("Issued by the civil registry"));
    val_put(&how, S("at"), VAL_S("2026-03-03T09:00:00Z"));
    if (seal)
        val_put(&b, S("seal"), val_done(&how));
    return val_done(&b);
}

static str ask(struct house *h, val job, str bytes, val *answer)
{
    str result = STR_NULL, out = STR_NULL;

    EXPECT_OK(press_do(h->press, A, press_job(A, job, bytes), &result));
    EXPECT_OK(press_result(A, result, answer, &out));
    return str_copy(A, out);
}

static str sealed(struct house *h)
{
    struct press_doc d = sample_certificate(A);
    val answer;

    return ask(h, render_job(&d, true), STR_NULL, &answer);
}

TEST(seal_is_genuine_and_says_what_it_covers)
{
    struct house h = house_open();
    struct x509_facts f;
    struct pdf_seal s;

    pdf_verify(A, sealed(&h), authority_trust(A, &h.pub.authority), &s);
    EXPECT_INT(s.verdict, PDF_GENUINE);
    EXPECT(s.whole);
    EXPECT_STR(s.number, S("BC-2026-000017"));
    EXPECT_STR(s.data_json, S("{\"number\":\"BC-2026-000017\",\"name\":\"Nguyễn Thị Ánh Tuyết\"}"));
    EXPECT(instant_eq(s.at, now()));
    EXPECT_OK(x509_facts(A, s.signer, &f));
    EXPECT(str_has(f.subject, S("Utopia Document Seal")));
    house_close(&h);
}

/* Bytes all over the file, and each of the first and last: never genuine. */
TEST(one_flipped_byte_is_found)
{
    struct house h = house_open();
    str pdf = sealed(&h);
    struct pdf_seal s;
    size_t altered = 0, tried = 0;

    for (size_t i = 0; i < pdf.n; i += i < 64 || i > pdf.n - 200 ? 1 : 211) {
        str bent = str_copy(A, pdf);
        ((char *)bent.p)[i] ^= 1;
        pdf_verify(A, bent, authority_trust(A, &h.pub.authority), &s);
        EXPECT(s.verdict != PDF_GENUINE);
        altered += s.verdict == PDF_ALTERED;
        tried++;
    }
    EXPECT(tried > 400 && altered > tried - 40);
    house_close(&h);
}

TEST(added_and_foreign_bytes_are_found)
{
    struct house h = house_open(), other = house_open();
    struct press_doc d = sample_letter(A);
    str pdf = sealed(&h), plain;
    struct pdf_seal s;
    val answer;

    pdf_verify(A, str_cat(A, pdf, S("\n")), authority_trust(A, &h.pub.authority), &s);
    EXPECT_INT(s.verdict, PDF_ALTERED);
    pdf_verify(A, str_sub(pdf, 0, pdf.n - 1), authority_trust(A, &h.pub.authority), &s);
    EXPECT_INT(s.verdict, PDF_ALTERED);
    pdf_verify(A, sealed(&other), authority_trust(A, &h.pub.authority), &s);
    EXPECT(s.verdict != PDF_GENUINE);
    plain = ask(&h, render_job(&d, false), STR_NULL, &answer);
    pdf_verify(A, plain, authority_trust(A, &h.pub.authority), &s);
    EXPECT_INT(s.verdict, PDF_FOREIGN);
    pdf_verify(A, S("GIF89a"), authority_trust(A, &h.pub.authority), &s);
    EXPECT_INT(s.verdict, PDF_NOT_PDF);
    pdf_verify(A, S(""), authority_trust(A, &h.pub.authority), &s);
    EXPECT_INT(s.verdict, PDF_NOT_PDF);
    pdf_verify(A, S("%PDF-1.7 /ByteRange [0 9 99999999999999999999 1]"),
               authority_trust(A, &h.pub.authority), &s);
    EXPECT_INT(s.verdict, PDF_FOREIGN);
    house_close(&h);
    house_close(&other);
}

static int sh(const char *fmt, const char *dir)
{
    return system(str_zdup(A, str_fmt(A, fmt, dir, dir, dir, dir, dir)));
}

TEST(pdfsig_calls_it_valid)
{
    struct house h = house_open();
    str pdf = sealed(&h), out, bent = str_copy(A, pdf);

    if (sh("command -v pdfsig >/dev/null 2>&1 && command -v certutil >/dev/null 2>&1", "") != 0) {
        test_skip("no pdfsig or certutil");
        house_close(&h);
        return;
    }
    EXPECT_OK(file_write(str_fmt(A, "%s/a.pdf", h.dir), pdf, 0600));
    ((char *)bent.p)[str_find(pdf, S("/Type /Page"), 0) + 1] = 'U';
    EXPECT_OK(file_write(str_fmt(A, "%s/b.pdf", h.dir), bent, 0600));
    EXPECT_OK(file_write(str_fmt(A, "%s/ca.pem", h.dir), h.pub.ca_pem, 0600));
    EXPECT_INT(sh("mkdir %s/nss && certutil -N -d %s/nss --empty-password && "
                  "certutil -A -d %s/nss -n ca -t CT,C,C -i %s/ca.pem",
                  h.dir),
               0);
    EXPECT_INT(sh("cd %s && pdfsig -nssdir %s/nss %s/a.pdf >%s/out 2>&1", h.dir), 0);
    EXPECT_OK(file_read(A, str_fmt(A, "%s/out", h.dir), 0, &out));
    EXPECT(str_has(out, S("Signature is Valid.")));
    EXPECT(str_has(out, S("Certificate is Trusted.")));
    EXPECT(str_has(out, S("Total document signed")));
    EXPECT(str_has(out, S("ETSI.CAdES.detached")));
    EXPECT(str_has(out, S("Utopia Document Seal")));
    (void)sh("cd %s && pdfsig -nssdir %s/nss %s/b.pdf >%s/out 2>&1", h.dir);
    EXPECT_OK(file_read(A, str_fmt(A, "%s/out", h.dir), 0, &out));
    EXPECT(!str_has(out, S("Signature is Valid.")));
    EXPECT_INT(sh("qpdf --check %s/a.pdf >/dev/null", h.dir), 0);
    EXPECT_INT(sh("qpdf --qdf --object-streams=disable %s/a.pdf - | python3 "
                  "tests/press/check_pdf.py | grep -qx fits",
                  h.dir),
               0);
    EXPECT_OK(file_write(str_fmt(A, "%s/seal.pem", h.dir), h.pub.seal_pem, 0600));
    EXPECT_OK(
        file_write(str_fmt(A, "%s/chain.pem", h.dir), authority_chain(A, &h.pub.authority), 0600));
    EXPECT_INT(sh("openssl verify -CAfile %s/ca.pem -untrusted %s/chain.pem %s/seal.pem >/dev/null",
                  h.dir),
               0);
    house_close(&h);
}

TEST(press_verifies_by_job)
{
    struct house h = house_open();
    val_builder b = val_build(A);
    str pdf = sealed(&h), result;
    val answer;

    val_put(&b, S("do"), VAL_S("verify"));
    ask(&h, val_done(&b), pdf, &answer);
    EXPECT_STR(val_get_text(answer, S("verdict")), S("genuine"));
    EXPECT_STR(val_get_text(answer, S("number")), S("BC-2026-000017"));
    EXPECT_STR(val_get_text(answer, S("sealed_at")), S("2026-03-03T09:00:00Z"));
    EXPECT_INT(press_do(h.press, A, S("nonsense"), &result).code, ERR_SYNTAX);
    EXPECT_INT(press_do(h.press, A, press_job(A, val_null(), STR_NULL), &result).code,
               ERR_UNSUPPORTED);
    EXPECT_INT(press_do(press_open(A, NULL), A, press_job(A, val_done(&b), pdf), &result).code,
               ERR_UNSUPPORTED);
    house_close(&h);
}
