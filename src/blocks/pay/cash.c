/* The cashier: money at the counter, money given back. */
#include "blocks/pay/own.h"
#include "blocks/pay/plan.h"
#include "form/typed.h"

enum { TEXT_MOST = 140 }; /* bytes, as pain.001 takes them everywhere */

/* ---- who ---- */

bool cashier_for(const struct site *s, const struct actor *who, str authority)
{
    for (size_t i = 0; i < who->nroles; i++) {
        const struct office_role *r = site_role(s, who->roles[i].role);
        const struct office *o = site_office(s, who->roles[i].office);
        if (r && r->cash && o && str_eq(o->authority, authority))
            return true;
    }
    return false;
}

bool pay_cashier(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; i < who->nroles; i++) {
        const struct office *o = site_office(s, who->roles[i].office);
        if (o && cashier_for(s, who, o->authority))
            return true;
    }
    return false;
}

static err may(act *a, str authority)
{
    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    return a->who.person && cashier_for(a->site, &a->who, authority)
               ? OK
               : refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

err cashier_any(act *a, val in)
{
    (void)in;
    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    return a->who.person && pay_cashier(a->site, &a->who)
               ? OK
               : refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

err cashier_not_own(act *a, int64_t case_id)
{
    bool concerned = false;

    TRY(case_concerns(a, case_id, a->who.person, &concerned));
    return concerned ? refuse_with(a, W_case_own_family, NULL, val_null(), 403) : OK;
}

/* What is another authority's is no more there than what never was. */
err cashier_claim(act *a, val in)
{
    struct q_pay_claim *c = ARENA_NEW(a->a, struct q_pay_claim);

    TRY(cashier_any(a, in));
    TRY(q_pay_claim(a->db, val_get_i64(in, S("claim"), 0), S(""), c));
    if (!c->found || failed(may(a, c->authority)))
        return refuse_with(a, W_pay_no_claim, NULL, val_null(), 404);
    TRY(cashier_not_own(a, c->case_id));
    a->owned = c;
    return OK;
}

err cashier_item(act *a, val in)
{
    struct q_pay_item *i = ARENA_NEW(a->a, struct q_pay_item);

    TRY(cashier_any(a, in));
    TRY(q_pay_item(a->db, val_get_i64(in, S("item"), 0), i));
    if (!i->found || failed(may(a, i->authority)) || !i->statement)
        return refuse_with(a, W_pay_no_item, NULL, val_null(), 404);
    a->owned = i;
    return OK;
}

/* ---- at the counter ---- */

/* Nothing else has happened to the claim since its page was made. */
static err as_seen(act *a, val in, const struct q_pay_claim *c)
{
    return val_get_i64(in, S("seen"), -1) == c->seq
               ? OK
               : refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
}

err act_cash(act *a, val in, val *out)
{
    const struct q_pay_claim *c = a->owned;
    str how = val_get_text(in, S("how"));
    bool card = str_eq(how, S(PAY_CARD));
    struct pay_receipt r = { .claim = c->id, .way = card ? PAY_CARD : PAY_CASH, .on = a->today };
    int64_t item;

    TRY(as_seen(a, in, c));
    if (!card && !str_eq(how, S(PAY_CASH)))
        return refuse(a, W_pay_how_missing, "how");
    if (!claim_open(c))
        return refuse_with(a, W_pay_nothing_open, NULL, val_null(), 409);
    if (!money_of(val_get(in, S("amount")), c->currency, &r.minor) || r.minor <= 0)
        return refuse(a, W_pay_amount_wrong, "amount");
    if (r.minor > claim_open(c)) /* change is given at the counter, not booked */
        return refuse(a, W_pay_amount_more, "amount");
    TRY(pay_receive(a, &r, &item));
    *out = val_with(a->a, val_null(), S("item"), val_int(item));
    return OK;
}

/* ---- giving back ---- */

err order_add(act *a, struct order_new *o, int64_t *id)
{
    struct data_key key;
    str iban, name = str_trim(o->name);
    val_builder b = val_build(a->a);

    if (!typed_iban(a->a, o->iban, &iban))
        return refuse(a, W_pay_iban_wrong, "iban");
    if (!name.n || name.n > PAYEE_MOST)
        return refuse(a, W_pay_name_wrong, "name");
    val_put(&b, S("name"), val_str(name));
    val_put(&b, S("iban"), val_str(iban));
    val_put(&b, S("text"), val_str(text_cut(o->text, TEXT_MOST)));
    if (!o->plan)
        TRY(plan_make(a, &(struct plan_new){ o->authority, o->case_id, iban }, &o->plan));
    TRY(key_get(a, SUBJECT_ORG, o->plan, &key));
    *id = act_id(a);
    return q_pay_order_add(a->db, &(struct q_pay_order_add_in){
                                      .id = *id,
                                      .authority = o->authority,
                                      .office = o->office,
                                      .case_id = o->case_id,
                                      .number = o->number,
                                      .claim = o->claim,
                                      .item = o->item,
                                      .kind = str_z(o->kind),
                                      .currency = o->currency,
                                      .minor = o->minor,
                                      .due = o->due.n,
                                      .state = S(ORDER_PLANNED),
                                      .created = a->now.ms,
                                      .officer = a->who.account,
                                      .key_kind = SUBJECT_ORG,
                                      .plan = o->plan,
                                      .payee = key_seal(a->a, &key, "pay.payee", val_done(&b)) });
}

err act_refund(act *a, val in, val *out)
{
    struct q_pay_claim c = *(const struct q_pay_claim *)a->owned;
    str how = val_get_text(in, S("how"));
    int64_t surplus = claim_surplus(&c), id;

    *out = val_null();
    TRY(as_seen(a, in, &c));
    if (surplus <= 0)
        return refuse_with(a, W_pay_nothing_to_return, NULL, val_null(), 409);
    if (str_eq(how, S(PAY_CASH)))
        return claim_return(a, &c, BOOK_CASH, surplus, PAY_CASH);
    if (!str_eq(how, S(PAY_BANK)))
        return refuse(a, W_pay_how_missing, "how");
    struct order_new o = { .authority = c.authority,
                           .office = c.office,
                           .number = c.number,
                           .case_id = c.case_id,
                           .claim = c.id,
                           .kind = "refund",
                           .currency = c.currency,
                           .minor = surplus,
                           .name = val_get_text(in, S("name")),
                           .iban = val_get_text(in, S("iban")),
                           .text =
                               str_fmt(a->a, "%.*s %.*s", STR_ARG(c.number), STR_ARG(c.reference)),
                           .due = a->today };
    TRY(order_add(a, &o, &id));
    return claim_return(a, &c, BOOK_PAYABLE, surplus, PAY_BANK);
}

/* What nobody knows goes back to where it came from: name and account are those that the bank
 * reported, nobody types them. */
err act_give_back(act *a, val in, val *out)
{
    const struct q_pay_item *i = a->owned;
    struct book_line lines[] = { { BOOK_UNIDENTIFIED, i->minor }, { BOOK_PAYABLE, -i->minor } };
    struct data_key key;
    int64_t id, n;
    val line;

    (void)in;
    *out = val_null();
    TRY(q_pay_item_set(a->db, i->id, S(ITEM_UNKNOWN), S(ITEM_RETURNED), 0, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(key_get(a, SUBJECT_ORG, i->statement, &key));
    TRY(key_open(a->a, &key, "pay.item", i->details, &line));
    struct order_new o = { .authority = i->authority,
                           .office = S(""),
                           .number = S(""),
                           .item = i->id,
                           .kind = "back",
                           .currency = i->currency,
                           .minor = i->minor,
                           .name = text_cut(val_get_text(line, S("name")), PAYEE_MOST),
                           .iban = val_get_text(line, S("iban")),
                           .text = val_get_text(line, S("text")),
                           .due = a->today };
    TRY(order_add(a, &o, &id));
    return book(a, &(struct book_entry){ .kind = "back",
                                         .authority = i->authority,
                                         .currency = i->currency,
                                         .item = i->id,
                                         .lines = lines,
                                         .n = LEN(lines) });
}
