/* At the counter: an officer has seen two documents, and links an account to its person or hands
 * over the second code of a recovery. */
#include "act/one_form.h"
#include "blocks/identity/own.h"

enum { CODE_DAY_MS = 86400000 };

bool identity_links(const struct site *s, const struct actor *who)
{
    const struct registry *r = site_people(s);

    for (size_t i = 0; i < who->nroles; i++) {
        const struct office_role *x = site_role(s, who->roles[i].role);
        if (x && x->serves)
            return true;
    }
    for (size_t i = 0; r && i < r->n_access; i++)
        if (r->access[i].n_write && r->access[i].role.n && actor_has_role(who, r->access[i].role))
            return true;
    return false;
}

bool identity_may_serve(const struct web *w)
{
    return identity_links(w->site, &w->who);
}

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

static err counter_page(struct web *w, int status)
{
    struct field_option what[] = { { .value = S("link"), .label = say(w, W_identity_counter_link) },
                                   { .value = S("code"),
                                     .label = say(w, W_identity_counter_code),
                                     .hint = say(w, W_identity_counter_code_hint) } };
    struct field_view f[] = {
        { .kind = FIELD_RADIOS,
          .name = S("what"),
          .label = say(w, W_identity_counter_what),
          .options = what,
          .options_n = LEN(what) },
        { .kind = FIELD_EMAIL,
          .name = S("email"),
          .label = say(w, W_identity_email),
          .autocomplete = S("off") },
        { .kind = FIELD_TEXT,
          .name = S("number"),
          .label = say(w, W_identity_number),
          .inputmode = S("numeric"),
          .width = 20,
          .spellcheck_off = true },
        { .kind = FIELD_DATE, .name = S("born"), .label = say(w, W_identity_born) }
    };
    struct one_form form = { .title = say(w, W_identity_counter_title),
                             .lead = say(w, W_identity_counter_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_go_on),
                             .action = S("/desk/counter"),
                             .back = { S("/desk") },
                             .links = (struct page_link[]){ { say(w, W_identity_card_counter),
                                                              { S("/desk/card") } } },
                             .n_links = 1 };

    if (!identity_may_serve(w))
        return web_error(w, 403);
    str chosen = web_field(w, "what");
    for (size_t i = 0; i < LEN(what); i++)
        what[i].chosen = str_eq(what[i].value, chosen);
    return web_one_form(w, &form, status);
}

err show_counter(struct web *w)
{
    return counter_page(w, 200);
}

err counter(struct web *w)
{
    val_builder b = val_build(w->a);
    val born = posted_date(w, "born");

    w->act = str_eq(web_field(w, "what"), S("code")) ? "account.recover_counter"
                                                     : "account.link_counter";
    val_put(&b, S("email"), val_str(web_field(w, "email").p ? web_field(w, "email") : S("")));
    val_put(&b, S("number"),
            val_str(web_field(w, "number").p ? str_trim(web_field(w, "number")) : S("")));
    if (!val_is_null(born))
        val_put(&b, S("born"), born);
    w->in = val_done(&b);
    return OK;
}

/* What was done, and the code where there is one: shown once, to be handed over. */
err countered(struct web *w)
{
    str code = val_get_text(w->out, S("code"));
    val args = val_with(w->a, val_null(), S("code"), val_str(code));
    struct one_form form = {
        .title = say(w, code.n ? W_identity_counter_code_done : W_identity_counter_linked),
        .lead = code.n ? word(w->a, w->page.words, W_identity_counter_code_text, args)
                       : say(w, W_identity_counter_linked_text),
        .back = { S("/desk/counter") }
    };

    if (web_wants_json(w))
        return web_json(w, 200, val_json_str(w->a, w->out));
    return web_one_form(w, &form, 200);
}

err counter_again(struct web *w)
{
    return w->status == 422 ? counter_page(w, 422) : web_refused(w);
}

/* The code takes the place of the letter; the code of the mail is still needed. */
err act_recover_counter(act *a, val in, val *out)
{
    struct q_account acc;
    int64_t person;
    str code;

    TRY(counter_subject(a, in, &acc, &person));
    if (!acc.found || !person || acc.person != person)
        return refuse(a, W_identity_counter_no_fit, "number");
    TRY(code_make(a, acc.id, "recover-letter", person, CODE_DAY_MS, &code));
    *out = val_with(a->a, val_null(), S("code"), val_str(code));
    struct event e = { .type = "account.recovery_helped",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = acc.id,
                       .authority = S(""),
                       .body = val_with(a->a, val_null(), S("officer"), val_int(a->who.account)) };
    return event_add(a, &e);
}
