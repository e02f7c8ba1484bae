/* What lies in the till, or what terminals took, counted against the journal: the two agree
 * afterwards, and the difference stands in a book of its own with its reason. */
#include "blocks/pay/pages.h"
#include "form/typed.h"

static err balance_of(act *a, str authority, str account, str currency, int64_t *minor)
{
    struct q_pay_balances all;

    *minor = 0;
    TRY(q_pay_balances(a->db, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].authority, authority) && str_eq(all.v[i].account, account) &&
            str_eq(all.v[i].currency, currency))
            *minor = all.v[i].minor;
    return OK;
}

static err counted_event(act *a, str authority, val in, int64_t was, int64_t is)
{
    struct event e = { .type = "pay.counted",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = a->who.account,
                       .authority = authority };
    val_builder b = val_build(a->a);

    val_put(&b, S("book"), val_get(in, S("book")));
    val_put(&b, S("booked"), money_val(was, a->site->currency));
    val_put(&b, S("counted"), money_val(is, a->site->currency));
    val_put(&b, S("reason"), val_str(str_trim(val_get_text(in, S("reason")))));
    e.body = val_done(&b);
    return event_add(a, &e);
}

err act_till_count(act *a, val in, val *out)
{
    str authority = val_get_text(in, S("authority")), on = val_get_text(in, S("book"));
    bool card = str_eq(on, S(BOOK_CARD));
    int64_t was, is, more;

    *out = val_null();
    if (!cashier_for(a->site, &a->who, authority))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!card && !str_eq(on, S(BOOK_CASH)))
        return refuse(a, W_pay_count_what, "book");
    if (!money_of(val_get(in, S("counted")), a->site->currency, &is) || is < 0)
        return refuse(a, W_pay_amount_wrong, "counted");
    TRY(balance_of(a, authority, on, a->site->currency, &was));
    more = is - was;
    if (more && !str_trim(val_get_text(in, S("reason"))).n)
        return refuse_with(
            a, W_pay_count_reason, "reason",
            val_with(a->a, val_null(), S("booked"), money_val(was, a->site->currency)), 422);
    struct book_line lines[] = { { card ? BOOK_CARD : BOOK_CASH, more },
                                 { BOOK_DIFFERENCES, -more } };
    TRY(book(a, &(struct book_entry){ .kind = "counted",
                                      .authority = authority,
                                      .currency = a->site->currency,
                                      .lines = lines,
                                      .n = LEN(lines) }));
    return counted_event(a, authority, in, was, is);
}

static str typed(struct web *w, const char *name)
{
    return web_field(w, name).p ? web_field(w, name) : S("");
}

err count_ask(struct web *w)
{
    val_builder b = val_build(w->a);
    val counted;

    val_put(&b, S("authority"), val_str(typed(w, "authority")));
    val_put(&b, S("book"), val_str(typed(w, "book")));
    if (typed_number(w->a, wording_locale(w->page.words), typed(w, "counted"), &counted))
        val_put(&b, S("counted"), counted);
    val_put(&b, S("reason"), val_str(typed(w, "reason")));
    w->in = val_done(&b);
    return OK;
}
