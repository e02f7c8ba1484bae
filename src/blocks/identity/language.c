/* In which language letters and messages reach somebody: that of their account, which they choose
 * themselves, whatever language they happen to read pages in. */
#include "act/one_form.h"
#include "blocks/identity/own.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

/* ---- of whom ---- */

err identity_lang(act *a, int64_t person, str other, str *out)
{
    struct q_account row = { 0 };
    int64_t account = 0;

    if (person)
        TRY(identity_account_of(a->db, person, &account));
    if (account)
        TRY(q_account(a->db, account, &row));
    *out = row.found && row.lang.n ? row.lang : other;
    return OK;
}

err identity_lang_at(act *a, str email, str other, str *out)
{
    struct q_account_by_mail row;
    struct blind mark;

    TRY(mail_blind(a, email, &mark));
    TRY(q_account_by_mail(a->db, str_of((const char *)mark.b, sizeof mark.b), &row));
    *out = row.found && row.lang.n && !str_eq(row.state, S("new")) ? row.lang : other;
    return OK;
}

struct field_view identity_lang_field(struct web *w, str label, str hint, str chosen)
{
    struct field_option *o = ARENA_ARRAY(w->a, struct field_option, w->site->n_langs);

    for (size_t i = 0; i < w->site->n_langs; i++)
        o[i] = (struct field_option){ .value = w->site->langs[i].code,
                                      .label = w->site->langs[i].name,
                                      .chosen = str_eq(w->site->langs[i].code, chosen) };
    return (struct field_view){ .kind = FIELD_RADIOS,
                                .name = S("lang"),
                                .label = label,
                                .hint = hint,
                                .options = o,
                                .options_n = w->site->n_langs };
}

/* ---- one's own ---- */

err act_lang(act *a, val in, val *out)
{
    str lang = val_get_text(in, S("lang"));

    *out = val_null();
    return site_lang(a->site, lang) ? q_account_lang(a->db, a->who.account, lang)
                                    : refuse(a, W_identity_language_needed, "lang");
}

static err language_page(struct web *w, int status)
{
    struct q_account acc;

    TRY(q_account(w->db, w->who.account, &acc));
    struct field_view f = identity_lang_field(w, say(w, W_identity_language_which),
                                              say(w, W_identity_language_hint), acc.lang);
    struct one_form form = { .title = say(w, W_identity_language),
                             .lead = say(w, W_identity_language_lead),
                             .fields = &f,
                             .n = 1,
                             .button = say(w, W_identity_language_save),
                             .action = S("/account/language"),
                             .back = { S("/account") } };
    w->page.private = true;
    return web_one_form(w, &form, status);
}

err show_language(struct web *w)
{
    return language_page(w, 200);
}

err language_prepare(struct web *w)
{
    str lang = web_field(w, "lang");

    w->in = val_with(w->a, val_null(), S("lang"), val_str(lang.p ? lang : S("")));
    return OK;
}

err language_again(struct web *w)
{
    return w->status == 422 ? language_page(w, 422) : web_refused(w);
}

err language_done(struct web *w)
{
    return web_redirect(w, S("/account"));
}
