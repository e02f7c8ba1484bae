/* Jobs of the press: a value and bytes in, a value and bytes out. */
#include "press/press.h"

#include "os/log.h"
#include "seal/keeper.h"
#include "seal/x509.h"

enum { JOB_MAX = 48 * 1024 * 1024 };

struct press {
    struct keeper *keeper;
};

struct press *press_open(arena *a, struct keeper *keeper)
{
    struct press *p = ARENA_NEW(a, struct press);

    p->keeper = keeper;
    return p;
}

/* lstr of the packed value, then the bytes to the end. */
str press_job(arena *a, val question, str bytes)
{
    buf packed, b;

    buf_init(&packed, a, 1024);
    val_pack(&packed, question);
    buf_init(&b, a, packed.n + bytes.n + 4);
    buf_lstr(&b, buf_str(&packed));
    buf_add(&b, bytes);
    return buf_str(&b);
}

err press_result(arena *a, str result, val *answer, str *bytes)
{
    rdr r = rdr_of(result);
    str packed = rdr_lstr(&r);

    if (!r.ok || !packed.p)
        return FAULT(ERR_SYNTAX);
    TRY(val_unpack(a, packed, answer));
    *bytes = str_of(r.p, (size_t)(r.end - r.p));
    return OK;
}

static val_builder ok(arena *a, bool yes)
{
    val_builder b = val_build(a);

    val_put(&b, S("ok"), val_bool(yes));
    return b;
}

/* ---- render ---- */

static err seal_document(struct press *p, arena *a, str pdf, val how, const struct press_doc *d,
                         str *out)
{
    struct press_seal_spec spec = { .name = d->office,
                                    .reason = val_get_text(how, S("reason")),
                                    .location = val_get_text(how, S("location")),
                                    .at = d->made };
    struct keeper_public pub;
    struct press_seal s;
    str signature;

    if (!p->keeper)
        return REFUSED(ERR_UNSUPPORTED);
    if (val_has(how, S("at")))
        TRY(instant_parse(val_get_text(how, S("at")), &spec.at));
    err e = OK;
    for (int i = 0; i < 2; i++) {
        TRY(keeper_public(p->keeper, a, &pub));
        const struct authority_cert *c = authority_now(&pub.authority, CERT_SEAL);
        spec.cert_pem = c->pem;
        spec.chain_pem = authority_chain(a, &pub.authority);
        /* What was decided before this certificate began is sealed by it now. */
        spec.at = spec.at.ms < c->from.ms ? c->from : spec.at;
        TRY(press_seal_prepare(a, pdf, &spec, &s));
        TRY(keeper_sign_digest(p->keeper, a, &s.to_sign, &signature));
        e = press_seal_finish(a, &s, &spec, signature, out);
        if (e.code != ERR_CRYPTO) /* else the key was changed between the two questions */
            break;
    }
    return e;
}

static err do_render(struct press *p, arena *a, val job, str *result)
{
    val how = val_get(job, S("seal"));
    struct press_doc d;
    val_builder b = ok(a, true);
    str pdf;

    TRY(press_doc_from_val(a, val_get(job, S("doc")), &d));
    TRY(press_pdf(a, &d, &pdf));
    if (!val_is_null(how))
        TRY(seal_document(p, a, pdf, how, &d, &pdf));
    *result = press_job(a, val_done(&b), pdf);
    return OK;
}

/* ---- check, verify ---- */

static err do_check(arena *a, str file, str *result)
{
    struct file_facts f;
    bool good = !failed(filetype_check(a, file, &f));
    val_builder b = ok(a, good);

    val_put(&b, S("type"), val_str(str_z(f.media)));
    val_put(&b, S("ext"), val_str(str_z(f.ext)));
    if (f.width) {
        val_put(&b, S("width"), val_int(f.width));
        val_put(&b, S("height"), val_int(f.height));
    }
    if (!good)
        val_put(&b, S("why"), val_str(str_z(f.why)));
    *result = press_job(a, val_done(&b), STR_NULL);
    return OK;
}

static err do_verify(struct press *p, arena *a, str pdf, str *result)
{
    static const char *const verdicts[] = { [PDF_GENUINE] = "genuine",
                                            [PDF_ALTERED] = "altered",
                                            [PDF_FOREIGN] = "foreign",
                                            [PDF_NOT_PDF] = "not_pdf" };
    struct keeper_public pub;
    struct x509_facts facts;
    struct pdf_seal s;
    val_builder b = ok(a, true);

    if (!p->keeper)
        return REFUSED(ERR_UNSUPPORTED);
    TRY(keeper_public(p->keeper, a, &pub));
    pdf_verify(a, pdf, authority_trust(a, &pub.authority), &s);
    val_put(&b, S("verdict"), val_str(str_z(verdicts[s.verdict])));
    val_put(&b, S("whole"), val_bool(s.whole));
    if (s.verdict == PDF_GENUINE) {
        val_put(&b, S("number"), val_str(s.number));
        val_put(&b, S("data"), val_str(s.data_json));
        val_put(&b, S("sealed_at"), val_str(instant_str(a, s.at)));
        bool stands = authority_judge(&pub.authority, CERT_SEAL, s.signer, s.at) == SEAL_STANDS;
        val_put(&b, S("stands"), val_bool(stands));
        if (!failed(x509_facts(a, s.signer, &facts)))
            val_put(&b, S("signer"), val_str(facts.subject));
    }
    *result = press_job(a, val_done(&b), STR_NULL);
    return OK;
}

err press_do(struct press *p, arena *a, str job, str *result)
{
    val v;
    str bytes, what;

    if (job.n > JOB_MAX)
        return REFUSED(ERR_SIZE);
    if (failed(press_result(a, job, &v, &bytes)))
        return REFUSED(ERR_SYNTAX);
    what = val_get_text(v, S("do"));
    if (str_eq(what, S("render")))
        return do_render(p, a, v, result);
    if (str_eq(what, S("check")))
        return do_check(a, bytes, result);
    if (str_eq(what, S("verify")))
        return do_verify(p, a, bytes, result);
    return REFUSED(ERR_UNSUPPORTED);
}
