/* After the commit: the extract as a sealed PDF, and as an SD-JWT VC signed by the same key. */
#include "act/face.h"
#include "blocks/document/own.h"
#include "blocks/register/shown.h"
#include "os/clock.h"
#include "os/zone.h"
#include "seal/sdjwt.h"

struct extract_made {
    struct job_run *j;
    struct q_document d;
    const struct registry *r;
    const struct face *face;
    val data, holder;
    str code;
};

static str lead(const struct extract_made *m)
{
    const struct office *o = site_office(m->j->boot->site, m->d.authority);
    val_builder b = val_build(m->j->a);

    val_put(&b, S("register"), val_str(site_text(m->j->boot->site, m->r->title, m->d.lang)));
    val_put(&b, S("office"),
            val_str(o ? site_text(m->j->boot->site, o->name, m->d.lang) : m->d.authority));
    val_put(&b, S("day"), val_day(zone_day(m->j->boot->zone, (instant){ m->d.issued })));
    val_put(&b, S("until"), val_day((day){ (int32_t)m->d.until }));
    return word(m->j->a, m->face->words, W_document_extract_lead, val_done(&b));
}

static void lay(const struct extract_made *m, struct press_doc *doc)
{
    arena *a = m->j->a;
    const struct site *s = m->j->boot->site;
    struct document_fact *facts = ARENA_ARRAY(a, struct document_fact, m->r->n_fields + 1);
    struct register_words k = { a, m->j->db, s, m->face->words, m->d.lang };
    struct document_lay l = {
        .a = a,
        .site = s,
        .words = m->face->words,
        .lang = m->d.lang,
        .data = m->data,
        .office = site_office(s, m->d.authority),
        .now = m->j->now,
        .made = { m->d.issued },
        .issued = zone_day(m->j->boot->zone, (instant){ m->d.issued }),
        .title = document_called(s, &m->d, m->d.lang),
        .number = m->d.number,
        .address = document_address(a, m->j->boot, m->code),
    };
    size_t n = 0;

    for (size_t i = 0; i < m->r->n_fields; i++) {
        const struct reg_field *f = &m->r->fields[i];
        val v = val_get(m->data, f->name);
        if (!val_is_null(v))
            facts[n++] = (struct document_fact){ site_text(s, f->label, m->d.lang),
                                                 register_value_shown(&k, f, v) };
    }
    document_lay_facts(&l, lead(m), facts, n, doc);
}

/* The claims that everybody sees: SD-JWT VC, 3.2.2.2.  Its state is asked at the address that its
 * paper has, too. */
static val claims_of(const struct extract_made *m, int64_t now_s)
{
    arena *a = m->j->a;
    str site = public_address(m->j->boot);
    val_builder b = val_build(a);
    val address = val_with(a, val_null(), S("uri"),
                           val_str(document_address(a, m->j->boot, m->code)));

    val_put(&b, S("iss"), val_str(site));
    val_put(&b, S("iat"), val_int(now_s));
    val_put(&b, S("exp"),
            val_int(zone_day_start(m->j->boot->zone, (day){ (int32_t)m->d.until + 1 }).ms / 1000));
    val_put(&b, S("vct"),
            val_str(str_fmt(a, "%.*s/extracts/%.*s", STR_ARG(site), STR_ARG(m->r->id))));
    val_put(&b, S("status"), val_with(a, val_null(), S("document"), address));
    if (!val_is_null(m->holder))
        val_put(&b, S("cnf"), val_with(a, val_null(), S("jwk"), m->holder));
    return val_done(&b);
}

static err token_of(const struct extract_made *m, str *out)
{
    arena *a = m->j->a;
    size_t n = val_count(m->data);
    struct sdjwt_field *fields = ARENA_ARRAY(a, struct sdjwt_field, n + 1);
    struct sdjwt_draft draft;
    struct keeper_public site;
    struct jws_key key;
    str der;

    TRY(keeper_public(m->j->keeper, a, &site));
    TRY(sdjwt_key(a, site.seal_pem, &key));
    for (size_t i = 0; i < n; i++) {
        fields[i] = (struct sdjwt_field){ .name = m->data.c->e[i].key,
                                          .value = m->data.c->e[i].value };
        random_bytes(fields[i].salt, sizeof fields[i].salt);
    }
    val header = val_with(a, val_null(), S("typ"), VAL_S("dc+sd-jwt"));
    sdjwt_begin(a, val_with(a, header, S("kid"), val_str(key.kid)),
                claims_of(m, m->j->now.ms / 1000), fields, n, &draft);
    sha256 digest = sha256_of(draft.input);
    TRY(keeper_sign_digest(m->j->keeper, a, &digest, &der));
    return sdjwt_done(a, &draft, der, out);
}

static err opened(struct extract_made *m)
{
    val inner;

    TRY(key_open(m->j->a, &m->j->key, "document.data", m->d.data, &inner));
    m->data = val_get(inner, S("data"));
    m->holder = val_get(inner, S("holder"));
    m->code = val_get_text(inner, S("code"));
    return OK;
}

err job_extract(struct job_run *j)
{
    struct extract_made m = { .j = j };
    int64_t id = val_get_i64(j->payload, S("id"), 0);
    struct press_doc doc;
    sha256 pdf_name, token_name;
    str pdf, token;

    TRY(q_document(j->db, id, &m.d));
    if (!m.d.found || m.d.pdf.p)
        return OK;
    m.r = site_register(j->boot->site, m.d.registry);
    m.face = boot_face(j->boot, m.d.lang);
    if (!m.r)
        return REFUSED(ERR_MISSING);
    TRY(opened(&m));
    lay(&m, &doc);
    TRY(document_print(j, &doc, &pdf));
    TRY(token_of(&m, &token));
    TRY(file_put(j->a, j->boot->data, &j->key, pdf, &pdf_name));
    TRY(file_put(j->a, j->boot->data, &j->key, token, &token_name));
    sha256 print_hash = sha256_of(pdf);
    val_builder in = val_build(j->a);
    val_put(&in, S("id"), val_int(id));
    val_put(&in, S("pdf"), val_str(sha256_hex(j->a, &pdf_name)));
    val_put(&in, S("print"), val_str(sha256_hex(j->a, &print_hash)));
    val_put(&in, S("token"), val_str(sha256_hex(j->a, &token_name)));
    return job_act(j, "document.ready", val_done(&in), NULL, NULL);
}
