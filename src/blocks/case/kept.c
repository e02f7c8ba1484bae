/* The account at a bank that people let the house keep (kept.h). */
#include "blocks/case/kept.h"

#include "blocks/identity/identity.h"
#include "blocks/identity/kept.h"
#include "blocks/notify/notify.h"
#include "form/typed.h"

/* ---- keeping ---- */

str iban_masked(arena *a, str iban)
{
    size_t shown = MIN(iban.n, 4);

    return str_fmt(a, "%.*s \u2022\u2022\u2022\u2022 %.*s", (int)MIN(iban.n, 2), iban.p, (int)shown,
                   iban.p + iban.n - shown);
}

static err tell(act *a, str iban)
{
    return notify_send(a, &(struct notice){ .account = a->who.account,
                                            .word_subject = W_case_iban_subject,
                                            .word_body = W_case_iban_body,
                                            .data = val_with(a->a, val_null(), S("iban"),
                                                             val_str(iban_masked(a->a, iban))),
                                            .path = S("/account/bank") });
}

err iban_keep(act *a, str iban)
{
    bool changed, replaced;
    str clean;

    if (!typed_iban(a->a, iban, &clean))
        return refuse(a, W_form_iban, "iban");
    TRY(account_keep(a, KEPT_IBAN, clean, &changed, &replaced));
    return replaced ? tell(a, clean) : OK;
}

err act_keep_iban(act *a, val in, val *out)
{
    *out = val_null();
    return iban_keep(a, val_get_text(in, S("iban")));
}

err act_forget_iban(act *a, val in, val *out)
{
    int64_t n;

    (void)in;
    *out = val_null();
    return account_keep_end(a, KEPT_IBAN, &n);
}

/* ---- the page of the account ---- */

static err bank_page(struct web *w, int status)
{
    const struct account_kept *k;
    size_t n, rows_n = 0;
    struct v_bank v = { 0 };
    str typed = web_field(w, "iban");
    struct field_view f[] = { { .kind = FIELD_TEXT,
                                .name = S("iban"),
                                .label = word0(w->page.words, W_case_iban_other),
                                .value = typed.p ? typed : S(""),
                                .error = web_refusal_of(w, "iban"),
                                .width = 20,
                                .spellcheck_off = true } };

    TRY(account_kept_of(w, KEPT_IBAN, &k, &n));
    struct v_bank_row *rows = ARENA_ARRAY(w->a, struct v_bank_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (!k[i].ended)
            v.now = iban_masked(w->a, k[i].value);
        else
            rows[rows_n++] = (struct v_bank_row){ .iban = iban_masked(w->a, k[i].value),
                                                  .made = k[i].made,
                                                  .ended = { k[i].ended } };
    }
    if (!v.now.p)
        v.now = S("");
    v.rows = rows;
    v.rows_n = rows_n;
    v.fields = f;
    v.fields_n = LEN(f);
    w->page.private = true;
    w->page.problem = w->refused;
    return WEB_SHOW(w, bank, &v, status);
}

err show_bank(struct web *w)
{
    return bank_page(w, 200);
}

err keep_iban_ask(struct web *w)
{
    str typed = web_field(w, "iban");

    w->in = val_with(w->a, val_null(), S("iban"), val_str(typed.p ? typed : S("")));
    return OK;
}

err keep_iban_again(struct web *w)
{
    return w->status == 422 ? bank_page(w, 422) : web_refused(w);
}

err to_bank(struct web *w)
{
    return web_redirect(w, S("/account/bank"));
}

/* ---- in forms ---- */

bool kept_asked(struct ask *k, str *name)
{
    const struct form_page *page = &k->form->pages[k->at.page];

    if (!k->w->who.account || !k->c.found || k->fill || k->paper.found || k->party.n ||
        page->kind != FORM_PAGE_QUESTIONS)
        return false;
    for (size_t i = 0; i < page->n_fields; i++) {
        const struct form_field *f = &k->form->fields[page->fields[i]];
        if (f->kind != FORM_IBAN ||
            !form_field_visible(k->form, page->fields[i], k->at, k->answers, &k->env))
            continue;
        *name = form_input_name(k->w->a, k->form, page->fields[i], k->at);
        return true;
    }
    return false;
}

err kept_print(struct ask *k)
{
    struct page *p = &k->w->page;
    str name, iban;

    if (!kept_asked(k, &name))
        return OK;
    TRY(account_kept_now(k->w, KEPT_IBAN, &iban));
    v_keep_iban_part_html(
        p, &(struct v_keep_iban_part){ .name = name,
                                       .iban = iban.n ? iban_masked(k->w->a, iban) : S("") });
    return OK;
}

err kept_take(struct ask *k, val *body, str *keep)
{
    str name, iban;

    *keep = S("");
    if (!kept_asked(k, &name))
        return OK;
    if (str_eq(val_get_text(*body, S("_kept")), name)) {
        TRY(account_kept_now(k->w, KEPT_IBAN, &iban));
        *body = val_with(k->w->a, *body, name, val_str(iban));
    } else if (str_eq(val_get_text(*body, S("_keep")), S("yes"))) {
        *keep = val_get_text(*body, name);
    }
    return OK;
}
