/* A case that an office begins of its own motion: which service, about whom, why.  The officer
 * fills the form in; the person concerned is told when it is sent, and sees it in their account. */
#include "act/one_form.h"
#include "blocks/assist/own.h"
#include "blocks/case/keyed.h"
#include "blocks/consent/consent.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "site/site.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static size_t services(struct web *w, struct field_option *out, str chosen)
{
    size_t n = 0;

    out[n++] = (struct field_option){ .value = S(""), .label = say(w, W_case_choose) };
    for (size_t i = 0; i < w->site->n_services; i++) {
        const struct service *v = w->site->services[i];
        if (v->broken || !keyed_may(v, &w->who, S(KEYED_OFFICE)))
            continue;
        out[n++] = (struct field_option){ .value = v->id,
                                          .label = site_text(w->site, v->title, w->lang),
                                          .chosen = str_eq(v->id, chosen) };
    }
    return n;
}

static err begin_page(struct web *w, int status)
{
    struct field_option *offered = ARENA_ARRAY(w->a, struct field_option, w->site->n_services + 1);
    str done = web_query(w, "done");

    if (!keyed_any(w->site, &w->who, S(KEYED_OFFICE)))
        return web_error(w, 403);
    struct field_view f[] = {
        { .kind = FIELD_SELECT,
          .name = S("service"),
          .label = say(w, W_assist_service),
          .options = offered,
          .options_n = services(w, offered, web_field(w, "service")) },
        { .kind = FIELD_TEXT,
          .name = S("number"),
          .label = say(w, W_identity_number),
          .hint = say(w, W_assist_begin_number),
          .inputmode = S("numeric"),
          .width = 20,
          .spellcheck_off = true },
        { .kind = FIELD_TEXTAREA,
          .name = S("reason"),
          .label = say(w, W_assist_begin_reason),
          .hint = say(w, W_assist_begin_reason_hint),
          .rows = 3 },
    };
    struct one_form form = { .title = say(w, W_case_begun_title),
                             .lead = done.n ? word(w->a, w->page.words, W_assist_begun,
                                                   val_with(w->a, val_null(), S("number"),
                                                            val_str(done)))
                                            : say(w, W_assist_begin_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_go_on),
                             .action = S("/desk/begin"),
                             .back = { S("/desk") } };
    w->page.nav_current = S("/desk");
    return web_one_form(w, &form, status);
}

err show_initiative(struct web *w)
{
    return begin_page(w, 200);
}

err initiative_again(struct web *w)
{
    return w->status == 422 ? begin_page(w, 422) : web_refused(w);
}

err initiative_prepare(struct web *w)
{
    static const char *const texts[] = { "service", "number", "reason" };
    val_builder b = val_build(w->a);

    FOR_EACH(texts, t)
        if (web_field(w, *t).n)
            val_put(&b, str_z(*t), val_str(web_field(w, *t)));
    w->in = val_done(&b);
    return OK;
}

err to_initiative(struct web *w)
{
    return web_redirect(w,
                        str_fmt(w->a, "/drafts/%.*s", STR_ARG(val_get_text(w->out, S("draft")))));
}

/* ---- the act ---- */

/* That the number is somebody's is a look at the register, of the case that begins with it. */
static err seen(act *a, const struct service *v, const struct q_case *c, int64_t person, str reason)
{
    const struct registry *r = site_people(a->site);
    struct trace t = { .person = person,
                       .kind = "record",
                       .what = r ? r->id : S(""),
                       .fields = r ? r->key : S(""),
                       .case_id = c->id,
                       .office = v->office,
                       .purpose = v->purpose,
                       .reason = reason };
    int64_t id;

    return trace_add(a, &t, &id);
}

err act_initiative(act *a, val in, val *out)
{
    const struct service *v = site_service(a->site, val_get_text(in, S("service")));
    str number = str_trim(val_get_text(in, S("number"))),
        reason = str_trim(val_get_text(in, S("reason")));
    val_builder none = val_build(a->a);
    struct keyed_new n = { .service = v,
                           .lang = a->lang,
                           .received = a->today,
                           .details = val_with(a->a, val_null(), S("reason"), val_str(reason)),
                           .answers = val_done(&none),
                           .way = S(KEYED_OFFICE) };
    struct q_case c;
    struct data_key key;

    /* nobody else learns whether there is such a number */
    if (!keyed_any(a->site, &a->who, S(KEYED_OFFICE)))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!v || v->broken || !v->process || !v->n_forms)
        return refuse(a, W_assist_service_needed, "service");
    if (!keyed_may(v, &a->who, S(KEYED_OFFICE)))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!reason.n)
        return refuse(a, W_assist_reason_needed, "reason");
    TRY(a->boot->ports.post->person(a, number, (day){ INT64_MIN }, &n.person));
    if (!n.person)
        return refuse(a, W_assist_number_unknown, "number");
    TRY(identity_account_of(a->db, n.person, &n.account));
    TRY(keyed_begin(a, &n, &c, &key));
    TRY(seen(a, v, &c, n.person, reason));
    *out = val_with(a->a, val_null(), S("draft"), val_str(c.draft));
    return OK;
}
