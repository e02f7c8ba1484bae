/* Orders that left: what the bank reports of them, and another account for those that came
 * back. */
#include "blocks/notify/notify.h"
#include "blocks/pay/plan.h"
#include "blocks/pay/run.h"
#include "form/typed.h"

/* ---- who ---- */

err cashier_order(act *a, val in)
{
    struct q_pay_order *o = ARENA_NEW(a->a, struct q_pay_order);

    TRY(cashier_any(a, in));
    TRY(q_pay_order(a->db, val_get_i64(in, S("order"), 0), o));
    if (!o->found || !cashier_for(a->site, &a->who, o->authority))
        return refuse_with(a, W_pay_no_item, NULL, val_null(), 404);
    if (o->case_id)
        TRY(cashier_not_own(a, o->case_id));
    a->owned = o;
    return OK;
}

/* ---- what the bank reports ---- */

static err order_book(act *a, const struct q_pay_order *o, const char *kind, int64_t payable)
{
    struct book_line lines[] = { { BOOK_PAYABLE, payable }, { BOOK_BANK, -payable } };

    return book(a, &(struct book_entry){ .kind = kind,
                                         .authority = o->authority,
                                         .currency = o->currency,
                                         .claim = o->claim,
                                         .item = o->item,
                                         .lines = lines,
                                         .n = LEN(lines) });
}

static err benefit_came_back(act *a, const struct q_case *k)
{
    return notify_send(
        a, &(struct notice){ .account = k->account,
                             .word_subject = W_pay_account_subject,
                             .word_body = W_pay_account_body,
                             .data = val_with(a->a, val_null(), S("number"), val_str(k->number)),
                             .case_id = k->id,
                             .case_number = k->number,
                             .path = str_fmt(a->a, "/cases/%.*s/payments", STR_ARG(k->number)) });
}

static err order_came_back(act *a, const struct q_pay_order *o)
{
    struct q_pay_claim c;
    struct q_case k;

    TRY(order_book(a, o, "came back", -o->minor));
    if (!o->case_id)
        return OK;
    TRY(q_case(a->db, o->case_id, S(""), &k));
    if (str_eq(k.state, S(CASE_ERASED)))
        return OK; /* nobody is known any more who could be told: the cashier sees it */
    if (!o->claim)
        return k.found ? benefit_came_back(a, &k) : OK;
    TRY(q_pay_claim(a->db, o->claim, S(""), &c));
    return c.found && k.found
               ? claim_tell(a, &c, &k,
                            &(struct claim_notice){ .subject = W_pay_back_again_subject,
                                                    .body = W_pay_back_again_body,
                                                    .amount = o->minor })
               : OK;
}

err order_reported(act *a, const struct site_payments *account, val line, bool *ours)
{
    str name = val_get_text(line, S("end_to_end"));
    bool credit = val_get_bool(line, S("credit"));
    struct q_pay_order o;
    int64_t id, n;

    *ours = false;
    if (!str_starts(name, S("P")) || failed(str_to_i64(str_from(name, 1), &id)))
        return OK;
    TRY(q_pay_order(a->db, id, &o));
    *ours = o.found && o.run && str_eq(o.authority, account->authority) &&
            o.minor == val_get_i64(line, S("minor"), 0) &&
            str_eq(o.currency, val_get_text(line, S("currency")));
    if (!*ours)
        return OK;
    TRY(q_pay_order_set(a->db, o.id, credit ? S(ORDER_DONE) : S(ORDER_SENT),
                        credit ? S(ORDER_RETURNED) : S(ORDER_DONE), a->now.ms, &n));
    if (!n)
        return OK; /* known from another report */
    TRY(plan_touched(a, o.plan));
    return credit ? order_came_back(a, &o) : order_book(a, &o, "debited", o.minor);
}

/* ---- to another account ---- */

/* Where the key of it was erased, a plan of its own begins: what it was for is not known any
 * more. */
static err payee_of(act *a, const struct q_pay_order *o, str iban, int64_t *plan,
                    struct data_key *key, val *payee)
{
    err e = key_get(a, (enum subject_kind)o->key_kind, o->key_id, key);

    *plan = o->plan;
    *payee = val_null();
    if (!failed(e) && o->plan > 0)
        return key_open(a->a, key, "pay.payee", o->payee, payee);
    if (e.class == ERR_CLASS_FAULT)
        return e;
    TRY(plan_make(a, &(struct plan_new){ o->authority, o->case_id, iban }, plan));
    return key_get(a, SUBJECT_ORG, *plan, key);
}

err act_redirect(act *a, val in, val *out)
{
    const struct q_pay_order *o = a->owned;
    str iban, name = str_trim(val_get_text(in, S("name")));
    struct data_key key;
    val payee;
    int64_t n, plan;

    *out = val_null();
    if (!typed_iban(a->a, val_get_text(in, S("iban")), &iban))
        return refuse(a, W_pay_iban_wrong, "iban");
    if (!name.n || name.n > PAYEE_MOST)
        return refuse(a, W_pay_name_wrong, "name");
    TRY(payee_of(a, o, iban, &plan, &key, &payee));
    payee = val_with(a->a, payee, S("name"), val_str(name));
    payee = val_with(a->a, payee, S("iban"), val_str(iban));
    TRY(q_pay_order_again(
        a->db,
        &(struct q_pay_order_again_in){ .id = o->id,
                                        .due = a->today.n,
                                        .changed = a->now.ms,
                                        .payee = key_seal(a->a, &key, "pay.payee", payee),
                                        .key_kind = SUBJECT_ORG,
                                        .plan = plan },
        &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(plan_show(a, plan, iban));
    struct event e = { .type = "pay.redirected",
                       .kind = SUBJECT_ORG,
                       .subject = plan,
                       .authority = o->authority,
                       .body = val_with(a->a, val_null(), S("order"), val_int(o->id)) };
    return event_add(a, &e);
}
