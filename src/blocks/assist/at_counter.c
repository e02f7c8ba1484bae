/* The counter: an officer fills in an application together with who stands there, who then signs.
 */
#include "act/one_form.h"
#include "blocks/assist/own.h"
#include "blocks/case/acts.h"
#include "blocks/case/keyed.h"
#include "blocks/identity/identity.h"
#include "os/zone.h"
#include "views/assist.h"

static const struct {
    const char *kind;
    enum word_id word;
} shown[] = {
    { "identity_card", W_assist_shown_identity_card },
    { "passport", W_assist_shown_passport },
    { "residence_permit", W_assist_shown_residence_permit },
    { "driving_licence", W_assist_shown_driving_licence },
    { "none", W_assist_shown_none },
};

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

bool document_kind(str kind)
{
    FOR_EACH(shown, s)
        if (str_eq(kind, str_z(s->kind)))
            return true;
    return false;
}

static str kind_shown(struct web *w, str kind)
{
    FOR_EACH(shown, s)
        if (str_eq(kind, str_z(s->kind)))
            return say(w, s->word);
    return kind;
}

/* ---- who stands there ---- */

static struct field_view text_field(struct web *w, const char *name, enum word_id label,
                                    enum word_id hint)
{
    return (struct field_view){ .kind = FIELD_TEXT,
                                .name = str_z(name),
                                .label = say(w, label),
                                .hint = hint == W_NONE ? S("") : say(w, hint),
                                .autocomplete = S("off"),
                                .spellcheck_off = true,
                                .optional = true };
}

static err apply_page(struct web *w, int status)
{
    struct field_option *offered = ARENA_ARRAY(w->a, struct field_option, w->site->n_services + 1);
    struct field_option *kinds = ARENA_ARRAY(w->a, struct field_option, LEN(shown));
    struct page_link *links = ARENA_ARRAY(w->a, struct page_link, KEYED_OPEN_MOST + 1);
    size_t n_links = 0;

    if (!keyed_any(w->site, &w->who, S(KEYED_COUNTER)))
        return web_error(w, 403);
    TRY(keyed_unfinished(w, S(KEYED_COUNTER), links, &n_links));
    for (size_t i = 0; i < LEN(shown); i++)
        kinds[i] = (struct field_option){ .value = str_z(shown[i].kind),
                                          .label = say(w, shown[i].word),
                                          .chosen = str_eq(web_field(w, "document"),
                                                           str_z(shown[i].kind)) };
    struct field_view f[] = {
        { .kind = FIELD_SELECT,
          .name = S("service"),
          .label = say(w, W_assist_service),
          .options = offered,
          .options_n = keyed_services(w, S(KEYED_COUNTER), offered, web_field(w, "service")) },
        { .kind = FIELD_RADIOS,
          .name = S("document"),
          .label = say(w, W_assist_shown),
          .hint = say(w, W_assist_shown_hint),
          .options = kinds,
          .options_n = LEN(shown) },
        text_field(w, "document_number", W_assist_shown_number, W_assist_shown_number_hint),
        text_field(w, "number", W_identity_number, W_assist_number_hint),
        text_field(w, "name", W_assist_applicant, W_assist_applicant_hint),
    };
    struct one_form form = { .title = say(w, W_case_counter_title),
                             .lead = say(w, W_assist_apply_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_go_on),
                             .action = S("/desk/apply"),
                             .back = { S("/desk") },
                             .links = links,
                             .n_links = n_links };
    w->page.nav_current = S("/desk");
    return web_one_form(w, &form, status);
}

err show_apply(struct web *w)
{
    return apply_page(w, 200);
}

err apply_in(struct web *w)
{
    static const char *const texts[] = { "service", "number", "name", "document",
                                         "document_number" };
    val_builder b = val_build(w->a);

    FOR_EACH(texts, t)
        if (web_field(w, *t).n)
            val_put(&b, str_z(*t), val_str(web_field(w, *t)));
    val_put(&b, S("way"), val_str(S(KEYED_COUNTER)));
    w->in = val_done(&b);
    return OK;
}

err applied_in(struct web *w)
{
    return web_redirect(
        w, str_fmt(w->a, "/desk/paper/%.*s", STR_ARG(val_get_text(w->out, S("draft")))));
}

err apply_in_again(struct web *w)
{
    return w->status == 422 ? apply_page(w, 422) : web_refused(w);
}

/* ---- the signature ---- */

err counter_part(struct web *w, const struct service *s, const struct q_case *c,
                 const struct data_key *key, const struct q_keyed *k, struct v_paper_case *v)
{
    struct field_view *f = ARENA_NEW(w->a, struct field_view);
    val details, signature;
    str number;

    v->title = W_assist_case_title;
    v->counter = str_eq(k->way, S(KEYED_COUNTER));
    if (!v->counter || !s)
        return OK;
    v->title = W_assist_counter_title;
    TRY(key_open(w->a, key, "keyed.details", k->details, &details));
    number = val_get_text(details, S("document_number"));
    v->shown = kind_shown(w, val_get_text(details, S("document")));
    if (number.n)
        v->shown = str_fmt(w->a, "%.*s %.*s", STR_ARG(v->shown), STR_ARG(number));
    TRY(keyed_signature(w->a, s, c, key, k, &signature, &v->stands));
    v->has_signed_at = k->signed_at != 0;
    v->signed_at = (instant){ k->signed_at };
    v->signer = val_get_text(signature, S("name"));
    v->drawn = drawn_picture(&w->page, val_get_text(signature, S("drawn")), v->signer);
    *f = (struct field_view){ .kind = FIELD_TEXT,
                              .name = S("signature"),
                              .label = say(w, W_assist_sign_name),
                              .value =
                                  web_field(w, "signature").n ? web_field(w, "signature") : v->name,
                              .drawn = web_field(w, "signature-drawn"),
                              .draws = true,
                              .error = web_refusal_of(w, "signature"),
                              .autocomplete = S("off"),
                              .spellcheck_off = true };
    v->fields = f;
    v->fields_n = 1;
    return OK;
}

err sign_keyed(struct web *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("draft"), val_str(web_param(w, "draft")));
    if (web_field(w, "signature").n)
        val_put(&b, S("signature"), val_str(web_field(w, "signature")));
    if (web_field(w, "signature-drawn").n)
        val_put(&b, S("drawn"), val_str(web_field(w, "signature-drawn")));
    w->in = val_done(&b);
    return OK;
}

err signed_keyed(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/drafts/%.*s/check", STR_ARG(web_param(w, "draft"))));
}

/* What is missing in the answers is told where they are. */
err sign_keyed_again(struct web *w)
{
    if (w->status != 422)
        return web_refused(w);
    if (!web_refusal_of(w, "signature").p)
        return signed_keyed(w);
    return keyed_case_page(w, 422);
}

err act_counter_sign(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    struct q_keyed k;

    *out = val_null();
    TRY(case_load(a, in, &c, &key));
    TRY(q_keyed(a->db, c.id, &k));
    const struct service *v = case_service(a->boot, &c);
    if (!k.found || !v)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    if (!str_eq(c.state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_not_draft, NULL, val_null(), 409);
    return keyed_sign(a, v, &c, &key, &k, val_get_text(in, S("signature")),
                      val_get_text(in, S("drawn")));
}

/* ---- the receipt that is printed and handed over ---- */

/* For the officer who filled it in and for colleagues who do the same there, also later, and
 * without anything of the person: the case is not theirs. */
err show_applied(struct web *w)
{
    struct q_case c;
    struct q_keyed k;
    struct v_applied v = { 0 };
    str officer;

    TRY(case_find(w->db, web_param(w, "number"), &c));
    TRY(q_keyed(w->db, c.id, &k));
    const struct service *s = c.found ? case_service(w->boot, &c) : NULL;
    if (!k.found || !str_eq(k.way, S(KEYED_COUNTER)) || !c.number.n ||
        !(k.officer == w->who.account || (s && keyed_may(s, &w->who, S(KEYED_COUNTER)))))
        return REFUSED(ERR_MISSING);
    TRY(identity_officer(w->db, w->a, k.officer, &officer));
    const struct office *o = site_office(w->site, k.office);
    v.number = c.number;
    v.service = s ? site_text(w->site, s->title, w->lang) : c.service;
    v.officer = officer.p ? officer : S("");
    v.office = o ? site_text(w->site, o->name, w->lang) : k.office;
    v.received = (day){ k.received };
    v.expected = zone_day(w->boot->zone, (instant){ c.expected });
    return WEB_SEND(w, "/desk", applied, &v, 200);
}
