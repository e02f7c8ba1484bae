/* What the applicant says is wrong in a register. */
#include "blocks/case/acts.h"
#include "act/web.h"
#include "blocks/case/appeal.h"
#include "blocks/case/wrong.h"
#include "blocks/register/change.h"

size_t wrong_offered(const struct site *s, const struct form *form, val answers,
                     const struct form_env *env, const struct form_difference **out)
{
    struct form_difference *d;
    size_t n = form_compare(form, answers, env, &d), m = 0;

    for (size_t i = 0; i < n; i++) {
        const struct form_binding *b = &form->fields[d[i].field].binding;
        const struct registry *r = site_register(s, b->registry);
        bool own = !b->of.n || str_eq(b->of, S("applicant"));
        if (own && r && record_disputable(s, r, b->field))
            d[m++] = d[i];
    }
    *out = d;
    return m;
}

val wrong_said(arena *a, const struct form *form, const struct form_difference *d, size_t n,
               str why)
{
    val all = val_list(NULL, 0);

    for (size_t i = 0; i < n; i++) {
        const struct form_binding *f = &form->fields[d[i].field].binding;
        val_builder b = val_build(a);
        val_put(&b, S("register"), val_str(f->registry));
        val_put(&b, S("field"), val_str(f->field));
        val_put(&b, S("value"), d[i].typed);
        val_put(&b, S("why"), val_str(why));
        all = val_append(a, all, val_done(&b));
    }
    return all;
}

err case_send_known(act *a, str service, val answers, val said, val *out)
{
    val_builder b = val_build(a->a);
    val begun;

    TRY(case_begin(a, service, val_with(a->a, answers, S(SAID_IN), said), &begun));
    val_put(&b, S("draft"), val_get(begun, S("draft")));
    val_put(&b, S("declared"), val_bool(true)); /* the declaration stands for both */
    val_put(&b, S(SAID_IN), said);
    return act_submit(a, val_done(&b), out);
}

/* ---- pages ---- */

static str office_of(const struct web *w, const struct case_correction *c)
{
    const struct registry *r = site_register(w->site, c->registry);
    const struct office *o = r ? site_office(w->site, r->owner) : NULL;

    return o ? site_text(w->site, o->name, w->lang) : c->registry;
}

static str told(struct web *w, const struct case_correction *c)
{
    const struct registry *r = site_register(w->site, c->registry);
    const struct reg_field *f = r ? register_field(r, c->field) : NULL;
    val_builder b = val_build(w->a);

    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("office"), val_str(office_of(w, c)));
    val_put(&b, S("label"), val_str(f ? site_text(w->site, f->label, w->lang) : c->field));
    return word(w->a, w->page.words,
                !c->registry.n ? W_case_correction_of
                : c->draft.n   ? W_case_correction_draft
                               : W_case_correction_with,
                val_done(&b));
}

err wrong_on_page(struct web *w, int64_t case_id, bool own, struct correction_row **out, size_t *n)
{
    const struct port_corrections *port = w->boot->ports.corrections;
    const struct case_correction *c;

    *n = 0;
    if (!port)
        return OK;
    TRY(port->of_case(w->db, w->a, case_id, &c, n));
    struct correction_row *v = ARENA_ARRAY(w->a, struct correction_row, *n + 1);
    for (size_t i = 0; i < *n; i++) {
        bool here = !c[i].registry.n;
        v[i] = (struct correction_row){ .text = told(w, &c[i]),
                                        .state = here || c[i].draft.n ? S("")
                                                 : c[i].over
                                                     ? outcome_said(w, c[i].outcome)
                                                     : word0(w->page.words, W_case_correction_open),
                                        .colour = c[i].over ? S("green") : S("yellow") };
        if (own)
            v[i].href = c[i].draft.n ? web_url(w, "/drafts/%.*s", STR_ARG(c[i].draft))
                                     : web_url(w, "/cases/%.*s", STR_ARG(c[i].number));
    }
    *out = v;
    return OK;
}
