/* Pages of code cards: the officer's at the counter, and one's own. */
#include "act/one_form.h"
#include "blocks/identity/card.h"
#include "blocks/identity/own.h"
#include "views/identity.h"

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

/* ---- at the counter ---- */

static err card_page(struct web *w, int status)
{
    struct field_option how[] = { { .value = S("print"),
                                    .label = say(w, W_identity_card_print),
                                    .chosen = !str_eq(web_field(w, "how"), S("letter")) },
                                  { .value = S("letter"),
                                    .label = say(w, W_identity_card_by_letter),
                                    .chosen = str_eq(web_field(w, "how"), S("letter")) } };
    struct field_view f[] = {
        { .kind = FIELD_TEXT,
          .name = S("number"),
          .label = say(w, W_identity_number),
          .inputmode = S("numeric"),
          .width = 20,
          .spellcheck_off = true },
        { .kind = FIELD_DATE, .name = S("born"), .label = say(w, W_identity_born) },
        { .kind = FIELD_TEXT,
          .name = S("name"),
          .label = say(w, W_identity_card_name),
          .hint = say(w, W_identity_card_name_hint),
          .autocomplete = S("off"),
          .optional = true },
        { .kind = FIELD_RADIOS,
          .name = S("how"),
          .label = say(w, W_identity_card_how),
          .options = how,
          .options_n = LEN(how) },
    };
    struct one_form form = { .title = say(w, W_identity_card_counter),
                             .lead = say(w, W_identity_card_counter_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_identity_card_make),
                             .action = S("/desk/card"),
                             .back = { S("/desk/counter") } };

    if (!identity_may_serve(w))
        return web_error(w, 403);
    w->page.nav_current = S("/desk");
    return web_one_form(w, &form, status);
}

err show_card_counter(struct web *w)
{
    return card_page(w, 200);
}

err card_counter(struct web *w)
{
    val_builder b = val_build(w->a);
    val born = posted_date(w, "born");

    val_put(&b, S("number"), val_str(web_field(w, "number").p ? web_field(w, "number") : S("")));
    if (!val_is_null(born))
        val_put(&b, S("born"), born);
    if (web_field(w, "name").n)
        val_put(&b, S("name"), val_str(web_field(w, "name")));
    val_put(&b, S("letter"), val_bool(str_eq(web_field(w, "how"), S("letter"))));
    w->in = val_done(&b);
    return OK;
}

/* Shown once, to be printed and handed over. */
err card_countered(struct web *w)
{
    val codes = val_get(w->out, S("codes"));
    str *texts = ARENA_ARRAY(w->a, str, CARD_CODES);
    struct v_code_card v = { .login = val_get_text(w->out, S("login")),
                             .fresh = val_get_bool(w->out, S("made")),
                             .codes = texts };

    for (size_t i = 0; i < val_count(codes) && i < CARD_CODES; i++)
        texts[v.codes_n++] = val_text(val_at(codes, i));
    return WEB_SEND(w, "/desk", code_card, &v, 200);
}

err card_counter_again(struct web *w)
{
    return w->status == 422 ? card_page(w, 422) : web_refused(w);
}

/* ---- one's own ---- */

static err own_page(struct web *w, int status, enum word_id lead)
{
    struct q_account acc;
    bool has;
    int64_t left;

    TRY(code_card_of(w->db, w->who.account, &has, &left));
    struct val_entry n = { S("n"), val_int(left) };
    if (lead == W_NONE)
        lead = has ? W_identity_card_left : W_identity_card_lead;
    TRY(q_account(w->db, w->who.account, &acc));
    struct page_link links[] = {
        { say(w, acc.second_step ? W_identity_step_off : W_identity_step_on),
          { S("/account/card/step") } },
        { say(w, W_identity_lost_title), { S("/account/card/lost") } },
    };
    struct one_form form = { .title = say(w, W_identity_card),
                             .links = links,
                             .n_links = has ? LEN(links) : 0,
                             .lead = page_word_str(&w->page, lead, &n,
                                                   lead == W_identity_card_left ? 1 : 0),
                             .button = say(w, W_identity_card_order),
                             .action = S("/account/card"),
                             .back = { S("/account") } };

    w->page.private = true;
    return web_one_form(w, &form, status);
}

err show_card(struct web *w)
{
    return own_page(w, 200, W_NONE);
}

err card_order(struct web *w)
{
    w->in = val_null();
    return OK;
}

err card_ordered(struct web *w)
{
    return own_page(w, 200, W_identity_card_sent);
}

err card_order_again(struct web *w)
{
    return w->status == 422 ? own_page(w, 422, W_NONE) : web_refused(w);
}
