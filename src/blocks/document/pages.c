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
    return WEB_SHOW(w, verify, &v, status);
}

err show_verify(struct web *w)
{
    return verify_page(w, W_NONE, 200);
}

bool document_appeals(const struct site *s, str service, str output)
{
    const struct service *v = site_service(s, service);

    for (size_t i = 0; v && i < v->n_outputs; i++)
        if (str_eq(v->outputs[i].id, output))
            return v->outputs[i].appeal && v->appeal.service.n;
    return false;
}

/* Since when it is over, and what kind of document took its place; never which number that has, nor
 * whose it is. */
static err ending(struct web *w, const struct q_document *d, struct v_verdict *v)
{
    struct q_document by = { 0 };
    struct q_documents_replaced before;

    if (d->ended) {
        v->has_ended = true;
        v->ended = zone_day(w->boot->zone, (instant){ d->ended });
    }
    if (d->replaced_by)
        TRY(q_document(w->db, d->replaced_by, &by));
    v->by_kind = by.found ? document_title(w->site, by.service, by.output, w->lang) : S("");
    TRY(q_documents_replaced(w->db, d->id, &before));
    v->replaces = (int64_t)before.n;
    return OK;
}

str document_called(const struct site *s, const struct q_document *d, str lang)
{
    const struct registry *r = d->registry.n ? site_register(s, d->registry) : NULL;

    return r ? site_text(s, r->extract.title, lang)
             : document_title(s, d->service, d->output, lang);
}

err document_verdict(struct web *w, struct v_verdict *v, const struct q_document *d)
{
    str code = web_param(w, "code");

    if (d && d->found && code.n && document_appeals(w->site, d->service, d->output))
        v->appeal = web_url(w, "/appeal/%.*s", STR_ARG(code));

    if (d && d->found) {
        const struct office *o = site_office(w->site, d->authority);
        v->has_facts = true;
        v->number = d->number;
        v->kind = document_called(w->site, d, w->lang);
        v->office = o ? site_text(w->site, o->name, w->lang) : d->authority;
        v->telephone = o ? o->telephone : S("");
        v->has_issued = true;
        v->issued = zone_day(w->boot->zone, (instant){ d->issued });
        v->has_until = d->until > 0;
        v->until = (day){ (int32_t)d->until };
        TRY(ending(w, d, v));
    }
    w->page.nav_current = S("/verify");
    return WEB_SHOW(w, verdict, v, 200);
}

static err verdict(struct web *w, const char *state, enum word_id title, enum word_id text,
                   const struct q_document *d)
{
    struct v_verdict v = { .state = str_z(state), .title = title, .text = text };

    return document_verdict(w, &v, d);
}

err document_judged(struct web *w, struct v_verdict *v, const struct q_document *d, bool sealed)
{
    static const struct {
        const char *state;
        enum word_id title, text;
    } all[] = {
        { "replaced", W_document_replaced_title, W_document_replaced_text },
        { "revoked", W_document_revoked_title, W_document_revoked_text },
        { "expired", W_document_expired_title, W_document_expired_text },
        { "genuine", W_document_genuine_title, W_document_genuine_text },
        { "known", W_document_known_title, W_document_known_text },
    };
    bool over = d->until && d->until < w->today.n;
    size_t i = str_eq(d->state, S("replaced")) ? 0
               : str_eq(d->state, S("revoked")) ? 1
               : over                           ? 2
               : sealed                         ? 3
                                                : 4;

    v->state = str_z(all[i].state);
    v->title = all[i].title;
    v->text = all[i].text;
    return document_verdict(w, v, d);
}

/* What the rows say of a document that is genuine. */
static err by_state(struct web *w, const struct q_document *d, bool sealed)
{
    struct v_verdict v = { 0 };

    return document_judged(w, &v, d, sealed);
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

    if (web_field(w, "token").n)
        return check_token(w, web_field(w, "token"));
    if (f && str_starts(f->bytes, S("eyJ")))
        return check_token(w, f->bytes);
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
    if (authority_judge(&site.authority, CERT_SEAL, seal.signer, seal.at) != SEAL_STANDS &&
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

err document_by_code(struct db *db, const struct site *s, str code, struct document_coded *out)
{
    sha256 hash = sha256_of(code);
    struct q_document_code hit;
    struct q_document d;

    *out = (struct document_coded){ 0 };
    TRY(q_document_code(db, sha256_str(&hash), &hit));
    if (!hit.found)
        return OK;
    TRY(q_document(db, hit.id, &d));
    *out = (struct document_coded){ .found = d.found,
                                    .case_id = d.case_id,
                                    .appeal = document_appeals(s, d.service, d.output) };
    return OK;
}

/* ---- fetching ---- */

/* An extract of one's own entry is sealed under the entry's key; of a child's, each opening is an
 * act. */
static err own_key(struct web *w, const struct q_document *d, struct data_key *key)
{
    bool entry = d->registry.n > 0;
    str plain;

    if (!d->found || !d->account || d->account != w->who.account ||
        (entry ? d->record != w->who.person : !d->owner_key.p))
        return REFUSED(ERR_MISSING);
    TRY(web_own_keys(w));
    if (entry) {
        *key = w->person_key;
        return OK;
    }
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

err document_send(struct web *w, int64_t case_id, const struct data_key *key, str number)
{
    struct q_document_find hit;
    struct q_document d = { 0 };
    sha256 name;
    str pdf;

    TRY(q_document_find(w->db, number, &hit));
    if (hit.found)
        TRY(q_document(w->db, hit.id, &d));
    if (!d.found || d.case_id != case_id || !d.pdf.p)
        return REFUSED(ERR_MISSING);
    memcpy(name.b, d.pdf.p, MIN(d.pdf.n, sizeof name.b));
    TRY(file_get(w->a, w->boot->data, key, &name, &pdf));
    TRY(web_bytes(w, 200, S("application/pdf"), pdf));
    w->reply.download = str_fmt(w->a, "%.*s.pdf", STR_ARG(d.number));
    w->reply.cache = CACHE_NEVER;
    return OK;
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
        if (!d.pdf.p || (d.registry.n && d.record != w->who.person) || !mine_fits(m, path, 0))
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
