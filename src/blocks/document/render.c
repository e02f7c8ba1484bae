/* After the commit: letter to press, press to seal, sealed PDF to the store. */
#include "act/face.h"
#include "blocks/document/own.h"
#include "conf/conf.h"
#include "os/zone.h"

str public_address(const struct boot *b)
{
    str u = b->conf ? conf_text(b->conf, "public-url") : STR_NULL;

    return u.n ? u : S("http://localhost:8080");
}

str document_address(arena *a, const struct boot *b, str code)
{
    return str_fmt(a, "%.*s/verify/%.*s", STR_ARG(public_address(b)), STR_ARG(code));
}

/* ---- the document ---- */

struct made {
    struct job_run *j;
    struct q_document d;
    const struct service *v;
    const struct face *face;
    val data, code;
};

static err compose(struct made *m, struct press_doc *doc)
{
    const struct site *s = m->j->boot->site;
    const struct service_letter *l = NULL;

    for (size_t i = 0; i < m->v->n_outputs; i++)
        if (str_eq(m->v->outputs[i].id, m->d.output))
            l = service_letter(m->v, m->v->outputs[i].letter, m->d.lang, m->v->first_lang);
    if (!l || !l->letter)
        return REFUSED(ERR_MISSING);
    struct document_lay lay = {
        .a = m->j->a,
        .site = s,
        .words = m->face->words,
        .lang = m->d.lang,
        .letter = l->letter,
        .data = m->data,
        .office = site_office(s, m->d.authority),
        .now = m->j->now,
        .made = { m->d.issued },
        .issued = zone_day(m->j->boot->zone, (instant){ m->d.issued }),
        .title = document_title(s, m->d.service, m->d.output, m->d.lang),
        .number = m->d.number,
        .address = document_address(m->j->a, m->j->boot, val_text(m->code)),
        .appeal = document_appeals(s, m->d.service, m->d.output),
    };
    return document_lay(&lay, doc);
}

err document_print(struct job_run *j, const struct press_doc *doc, str *pdf)
{
    arena *a = j->a;
    val_builder seal = val_build(a), ask = val_build(a);
    val answer;

    val_put(&seal, S("reason"), val_str(doc->title));
    val_put(&seal, S("location"), val_str(doc->authority));
    val_put(&seal, S("at"), val_str(instant_str(a, j->now)));
    val_put(&ask, S("do"), VAL_S("render"));
    val_put(&ask, S("doc"), press_doc_to_val(a, doc));
    val_put(&ask, S("seal"), val_done(&seal));
    TRY(job_press(j, val_done(&ask), S(""), &answer, pdf));
    return val_get_bool(answer, S("ok")) && pdf->n ? OK : FAULT(ERR_PEER);
}

err job_render(struct job_run *j)
{
    struct made m = { .j = j };
    struct press_doc doc;
    sha256 name;
    val inner;
    str pdf;
    int64_t id = val_get_i64(j->payload, S("id"), 0);

    TRY(q_document(j->db, id, &m.d));
    if (!m.d.found || m.d.pdf.p)
        return OK;
    m.v = site_service(j->boot->site, m.d.service);
    m.face = boot_face(j->boot, m.d.lang);
    if (!m.v)
        return REFUSED(ERR_MISSING);
    TRY(key_open(j->a, &j->key, "document.data", m.d.data, &inner));
    m.data = val_get(inner, S("data"));
    m.code = val_get(inner, S("code"));
    TRY(compose(&m, &doc));
    TRY(document_print(j, &doc, &pdf));
    TRY(file_put(j->a, j->boot->data, &j->key, pdf, &name));
    sha256 print_hash = sha256_of(pdf);
    val_builder in = val_build(j->a);
    val_put(&in, S("id"), val_int(id));
    val_put(&in, S("pdf"), val_str(sha256_hex(j->a, &name)));
    val_put(&in, S("print"), val_str(sha256_hex(j->a, &print_hash)));
    return job_act(j, "document.ready", val_done(&in), NULL, NULL);
}
