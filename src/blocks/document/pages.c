/* Anyone checks a document; its owner fetches it. */
#include "act/mine.h"
#include "blocks/document/own.h"
#include "os/zone.h"
#include "views/document.h"

static err verify_page(struct web *w, enum word_id problem, int status)
{
    struct v_verify v = { .error = problem == W_NONE ? S("") : word0(w->page.words, problem) };

    w->page.nav_current = S("/verify");
    w->page.problem = problem != W_NONE;
    if (web_wants_json(w)) {
        buf b;
        buf_init(&b, w->a, 256);
        v_verify_json(&b, &v);
        return web_json(w, status, buf_str(&b));
    }
    v_verify_html(&w->page, &v);
    return web_html(w, status);
}

err show_verify(struct web *w)
{
    return verify_page(w, W_NONE, 200);
}

static err verdict(struct web *w, const char *state, enum word_id title, enum word_id text,
                   const struct q_document *d)
{
    struct v_verdict v = { .state = str_z(state), .title = title, .text = text };

    if (d && d->found) {
        const struct office *o = site_office(w->site, d->authority);
        v.has_facts = true;
        v.number = d->number;
        v.kind = document_title(w->site, d->service, d->output, w->lang);
        v.office = o ? site_text(w->site, o->name, w->lang) : d->authority;
        v.telephone = o ? o->telephone : S("");
        v.has_issued = true;
        v.issued = zone_day(w->boot->zone, (instant){ d->issued });
    }
    w->page.nav_current = S("/verify");
    if (web_wants_json(w)) {
        buf b;
        buf_init(&b, w->a, 512);
        v_verdict_json(&b, &v);
        return web_json(w, 200, buf_str(&b));
    }
    v_verdict_html(&w->page, &v);
    return web_html(w, 200);
}

/* What the rows say of a document that is genuine. */
static err by_state(struct web *w, const struct q_document *d, bool sealed)
{
    if (str_eq(d->state, S("replaced")))
        return verdict(w, "replaced", W_document_replaced_title, W_document_replaced_text, d);
    if (str_eq(d->state, S("revoked")))
        return verdict(w, "revoked", W_document_revoked_title, W_document_revoked_text, d);
    return sealed ? verdict(w, "genuine", W_document_genuine_title, W_document_genuine_text, d)
                  : verdict(w, "known", W_document_known_title, W_document_known_text, d);
}

/* Byte for byte what was sealed here and noted in the log. */
static bool as_recorded(const struct q_document *d, str bytes)
{
    sha256 h = sha256_of(bytes);

    return d->print.p && str_eq(d->print, sha256_str(&h));
}

err check_upload(struct web *w)
{
    const struct web_file *f = web_file(w, "file");
    struct keeper_public site;
    struct pdf_seal seal = { 0 };
    struct q_document_find hit = { 0 };
    struct q_document d = { 0 };

    if (!f || !f->bytes.n)
        return verify_page(w, W_document_no_file, 422);
    TRY(keeper_public(w->keeper, w->a, &site));
    pdf_verify(w->a, f->bytes, authority_trust(w->a, &site.authority), &seal);
    if (seal.verdict == PDF_NOT_PDF)
        return verdict(w, "not-pdf", W_document_not_pdf_title, W_document_not_pdf_text, NULL);
    if (seal.verdict == PDF_FOREIGN)
        return verdict(w, "foreign", W_document_foreign_title, W_document_foreign_text, NULL);
    if (seal.verdict == PDF_ALTERED || !seal.whole)
        return verdict(w, "altered", W_document_altered_title, W_document_altered_text, NULL);
    TRY(q_document_find(w->db, seal.number, &hit));
    if (hit.found)
        TRY(q_document(w->db, hit.id, &d));
    if (!d.found)
        return verdict(w, "foreign", W_document_foreign_title, W_document_foreign_text, NULL);
    /* The record of what was issued says more than a certificate that ended or was revoked. */
    if (authority_judge(&site.authority, seal.signer, seal.at) != SEAL_STANDS &&
        !as_recorded(&d, f->bytes))
        return verdict(w, "altered", W_document_worthless_title, W_document_worthless_text, NULL);
    return by_state(w, &d, true);
}

err show_code(struct web *w)
{
    str code = web_param(w, "code");
    sha256 hash = sha256_of(code);
    struct q_document_code hit;
    struct q_document d;

    TRY(q_document_code(w->db, sha256_str(&hash), &hit));
    if (!hit.found)
        return verdict(w, "unknown", W_document_unknown_title, W_document_unknown_text, NULL);
    TRY(q_document(w->db, hit.id, &d));
    return by_state(w, &d, false);
}

/* ---- fetching ---- */

static err own_key(struct web *w, const struct q_document *d, struct data_key *key)
{
    str plain;

    if (!d->found || !d->account || d->account != w->who.account || !d->owner_key.p)
        return REFUSED(ERR_MISSING);
    TRY(web_own_keys(w));
    TRY(key_open_bytes(w->a, &w->account_key, "document.owner_key", d->owner_key, &plain));
    *key = (struct data_key){ .kind = SUBJECT_CASE, .id = d->case_id };
    memcpy(key->k.b, plain.p, MIN(plain.n, sizeof key->k.b));
    return OK;
}

static err own_pdf(struct web *w, const struct q_document *d, str *pdf)
{
    struct data_key key;
    sha256 name;

    TRY(own_key(w, d, &key));
    memcpy(name.b, d->pdf.p, MIN(d->pdf.n, sizeof name.b));
    return file_get(w->a, w->boot->data, &key, &name, pdf);
}

err documents_mine(struct mine *m)
{
    struct web *w = m->w;
    struct q_documents_of_account all;

    TRY(q_documents_of_account(w->db, w->who.account, 10000, &all));
    for (size_t i = 0; m->whole && i < all.n; i++) {
        struct q_document d;
        str pdf;
        TRY(q_document(w->db, all.v[i].id, &d));
        str path = str_fmt(w->a, "documents/%.*s.pdf", STR_ARG(d.number));
        if (!d.pdf.p || !mine_fits(m, path, 0))
            continue;
        TRY(own_pdf(w, &d, &pdf));
        mine_file(m, path, pdf);
    }
    mine_part(m, W_identity_mine_documents, (int64_t)all.n, W_identity_mine_case_stays);
    return OK;
}

err documents_forget(act *a, int64_t account)
{
    return q_documents_leave(a->db, account);
}

static err send_pdf(struct web *w, const struct q_document *d)
{
    struct data_key key;
    str pdf;

    TRY(own_key(w, d, &key));
    if (!d->pdf.p)
        return verdict(w, "making", W_document_not_ready_title, W_document_not_ready_text, d);
    TRY(own_pdf(w, d, &pdf));
    TRY(web_bytes(w, 200, S("application/pdf"), pdf));
    w->reply.download = str_fmt(w->a, "%.*s.pdf", STR_ARG(d->number));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

err show_document(struct web *w)
{
    struct q_document_find hit;
    struct q_document d = { 0 };

    TRY(q_document_find(w->db, web_param(w, "number"), &hit));
    if (hit.found)
        TRY(q_document(w->db, hit.id, &d));
    return send_pdf(w, &d);
}

err show_document_id(struct web *w)
{
    struct q_document d = { 0 };
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "id"), &id)))
        return REFUSED(ERR_MISSING);
    TRY(q_document(w->db, id, &d));
    return send_pdf(w, &d);
}
