/* press/press.h - the press: documents to PDF, seals around them, checks of files that
 * people send. */
#ifndef PRESS_PRESS_H
#define PRESS_PRESS_H

#include "press/doc.h"
#include "press/file.h"
#include "press/qr.h"
#include "seal/cms.h"

/* A tagged PDF (one Document tag, language, XMP, sRGB output intent, attached data), unsealed.
 * REFUSED(ERR_SIZE) over 500 pages; REFUSED(ERR_TYPE) where a table has no cells or
 * a QR no data. */
MUST_USE err press_pdf(arena *a, const struct press_doc *d, str *pdf);

/* ---- the seal: PAdES B-B (ETSI EN 319 142-1) in one incremental update ---- */
struct press_seal {
    str pdf; /* with room for the signature */
    size_t gap,
        gap_n;      /* where the hexadecimal stands: offset of '<' and length with both brackets */
    str attributes; /* of the CMS */
    sha256 to_sign; /* for keeper_sign_digest */
};
struct press_seal_spec {
    str cert_pem, chain_pem, name, reason, location;
    instant at;
};
MUST_USE err press_seal_prepare(arena *a, str pdf, const struct press_seal_spec *spec,
                                struct press_seal *out);
MUST_USE err press_seal_finish(arena *a, const struct press_seal *s,
                               const struct press_seal_spec *spec, str signature, str *pdf);

/* ---- verification ---- */
enum pdf_verdict {
    PDF_GENUINE, /* sealed by this site, whole and unchanged */
    PDF_ALTERED, /* carries this site's seal, but bytes were changed or added */
    PDF_FOREIGN, /* no seal of this site */
    PDF_NOT_PDF,
};
struct pdf_seal {
    enum pdf_verdict verdict;
    str number;    /* the document's number, where the seal is genuine */
    str data_json; /* the attached data, where genuine and there */
    str signer;    /* certificate, PEM */
    instant at;    /* when it was sealed, as the seal says */
    bool whole;    /* the signature covers every byte */
};
/* trust_pem: the site's issuers, past and present (authority_trust), the root in use first; whether
 * the signer's certificate stood when it was sealed is authority_judge's to say.
 * Never refuses: what cannot be read is PDF_NOT_PDF or PDF_FOREIGN. */
void pdf_verify(arena *a, str pdf, str trust_pem, struct pdf_seal *out);

/* ---- the process: one question, one answer, nothing kept in between; no network, no database ----
 * A job and its result are each a value and bytes beside it:
 *   {"do": "render", "doc": {...}}                         -> {"ok": true} and the PDF
 *   {"do": "render", "doc": {...}, "seal": {"reason": .., "location": .., "at": instant as text}}
 *                                                          -> the same, sealed by the keeper
 *   {"do": "check"} and a file
 *       -> {"ok": true, "type", "ext", "width", "height"} or {"ok": false, "why": word key}
 *   {"do": "verify"} and a PDF
 *       -> {"ok": true, "verdict": "genuine" | "altered" | "foreign" | "not_pdf", "whole",
 *           "number", "data": JSON text, "signer": subject, "sealed_at": instant,
 *           "stands": whether its certificate stood when it was sealed} */
struct keeper;
struct press;
/* keeper null: seals and verification are refused (ERR_UNSUPPORTED).  The press lives
 * in the arena. */
struct press *press_open(arena *a, struct keeper *keeper);
/* ERR_SYNTAX, ERR_TYPE, ERR_SIZE: a job that is none; what press_pdf refuses; what the
 * keeper says. */
MUST_USE err press_do(struct press *p, arena *a, str job, str *result);
str press_job(arena *a, val question, str bytes);
MUST_USE err press_result(arena *a, str result, val *answer, str *bytes);

#endif
