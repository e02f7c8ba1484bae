/* Jobs of the press: a value and bytes in, a value and bytes out. */
#include "press/press.h"

#include "os/log.h"
#include "seal/keeper.h"
#include "seal/x509.h"

#include <errno.h>
#include <sys/socket.h>

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
    TRY(keeper_public(p->keeper, a, &pub));
    spec.cert_pem = pub.seal_pem;
    spec.ca_pem = pub.ca_pem;
    TRY(press_seal_prepare(a, pdf, &spec, &s));
    TRY(keeper_sign_digest(p->keeper, a, &s.to_sign, &signature));
    return press_seal_finish(a, &s, &spec, signature, out);
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
    pdf_verify(a, pdf, pub.ca_pem, &s);
    val_put(&b, S("verdict"), val_str(str_z(verdicts[s.verdict])));
    val_put(&b, S("whole"), val_bool(s.whole));
    if (s.verdict == PDF_GENUINE) {
        val_put(&b, S("number"), val_str(s.number));
        val_put(&b, S("data"), val_str(s.data_json));
        val_put(&b, S("sealed_at"), val_str(instant_str(a, s.at)));
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

/* ---- the process ---- */

static bool move(int fd, char *p, size_t n, bool out)
{
    while (n) {
        ssize_t k = out ? send(fd, p, n, MSG_NOSIGNAL) : recv(fd, p, n, 0);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

static str job_answer(struct press *p, arena *a, str job)
{
    str result;
    err e = press_do(p, a, job, &result);

    if (failed(e)) {
        val_builder b = ok(a, false);
        LOG(LOG_WARN, "press.refused", LOG_N("code", e.code));
        val_put(&b, S("code"), val_int(e.code));
        result = press_job(a, val_done(&b), STR_NULL);
    }
    return result;
}

int press_main(int fd, int keeper_fd)
{
    arena own, a;
    struct press *p;
    char head[4];

    arena_init(&own, 0);
    arena_init(&a, 0);
    p = press_open(&own, keeper_fd >= 0 ? keeper_connect(&own, keeper_fd) : NULL);
    while (move(fd, head, sizeof head, false)) {
        rdr r = rdr_of(str_of(head, sizeof head));
        uint32_t n = rdr_u32(&r);
        char *job;
        buf b;
        if (n > JOB_MAX)
            break;
        job = arena_alloc(&a, n + 1);
        if (!move(fd, job, n, false))
            break;
        buf_init(&b, &a, 64 * KIB);
        buf_lstr(&b, job_answer(p, &a, str_of(job, n)));
        if (!move(fd, b.p, b.n, true))
            break;
        arena_reset(&a);
    }
    arena_free(&a);
    arena_free(&own);
    return 0;
}
