/* Claims: asked for by processes, paid, withdrawn; what is too much is given back. */
#include "act/face.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/pay/pages.h"

enum { DUE_DAYS = 14, DUE_MOST = 3650 };

int64_t claim_open(const struct q_pay_claim *c)
{
    bool asks = str_eq(c->state, S(CLAIM_OPEN)) || str_eq(c->state, S(CLAIM_PART));

    return asks ? c->asked - c->paid : 0;
}

int64_t claim_surplus(const struct q_pay_claim *c)
{
    int64_t due = str_eq(c->state, S(CLAIM_WITHDRAWN)) ? 0 : MIN(c->asked, c->paid);

    return c->paid - c->returned - due;
}

static err claim_set(act *a, struct q_pay_claim *c, const char *state)
{
    int64_t n;
    struct q_pay_claim_set_in in = { .id = c->id,
                                     .seq = c->seq,
                                     .paid = c->paid,
                                     .returned = c->returned,
                                     .state = str_z(state),
                                     .changed = a->now.ms };

    TRY(q_pay_claim_set(a->db, &in, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    c->state = in.state;
    c->seq++;
    return OK;
}

static err claim_book(act *a, const struct q_pay_claim *c, const char *kind, int64_t item,
                      const struct book_line *lines, size_t n)
{
    return book(a, &(struct book_entry){ .kind = kind,
                                         .authority = c->authority,
                                         .currency = c->currency,
                                         .claim = c->id,
                                         .item = item,
                                         .lines = lines,
                                         .n = n });
}

static val claim_facts(act *a, const struct q_pay_claim *c, int64_t minor)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("claim"), val_int(c->id));
    val_put(&b, S("reference"), val_str(c->reference));
    val_put(&b, S("what"), val_str(c->what));
    val_put(&b, S("amount"), money_val(minor, c->currency));
    val_put(&b, S("currency"), val_str(c->currency));
    val_put(&b, S("state"), val_str(c->state));
    return val_done(&b);
}

/* ---- telling ---- */

err claim_tell(act *a, const struct q_pay_claim *c, const struct q_case *k,
               const struct claim_notice *n)
{
    struct contact to = { 0 };
    val_builder b = val_build(a->a);

    if (!k->account)
        return OK;
    TRY(identity_contact(a, k->account, &to));
    if (!to.found)
        return OK;
    const struct face *f = boot_face(a->boot, to.lang);
    const struct locale *l = wording_locale(f->words);
    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("what"), val_str(what_shown(a->site, c->service, c->what, f->lang)));
    val_put(&b, S("amount"),
            val_str(locale_money(a->a, l, money_val(n->amount, c->currency), c->currency)));
    val_put(&b, S("rest"),
            val_str(locale_money(a->a, l, money_val(claim_open(c), c->currency), c->currency)));
    val_put(&b, S("more"),
            val_str(locale_money(a->a, l, money_val(claim_surplus(c), c->currency), c->currency)));
    val_put(&b, S("reference"), val_str(rf_shown(a->a, c->reference)));
    val_put(&b, S("day"), val_day((day){ c->due }));
    return notify_send(a,
                       &(struct notice){ .account = k->account,
                                         .word_subject = n->subject,
                                         .word_body = n->body,
                                         .data = val_done(&b),
                                         .case_id = c->case_id,
                                         .case_number = c->number,
                                         .path = str_fmt(a->a, "/cases/%.*s/fees/%lld",
                                                         STR_ARG(c->number), (long long)c->id) });
}

/* ---- paying ---- */

static const char *state_after(const struct q_pay_claim *c)
{
    if (str_eq(c->state, S(CLAIM_WITHDRAWN)))
        return CLAIM_WITHDRAWN;
    if (c->paid < c->asked)
        return CLAIM_PART;
    return claim_surplus(c) > 0 ? CLAIM_OVER : CLAIM_PAID;
}

static val paid_outputs(act *a, const struct q_pay_claim *c, const char *state)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("state"), val_str(str_z(state)));
    val_put(&b, S("reference"), val_str(c->reference));
    val_put(&b, S("amount"), money_val(c->asked, c->currency));
    val_put(&b, S("paid_on"), str_eq(str_z(state), S(CLAIM_PAID)) ? val_day(a->today) : val_null());
    return val_done(&b);
}

static struct claim_notice notice_of(const struct q_pay_claim *c, int64_t minor)
{
    bool part = str_eq(c->state, S(CLAIM_PART)), more = claim_surplus(c) > 0;

    return (struct claim_notice){
        .subject = part   ? W_pay_part_subject
                   : more ? W_pay_more_subject
                          : W_pay_paid_subject,
        .body = part   ? W_pay_part_body
                : more ? W_pay_more_body
                       : W_pay_paid_body,
        .amount = minor,
    };
}

err claim_pay(act *a, struct q_pay_claim *c, const char *from, int64_t minor, int64_t item)
{
    int64_t used = MIN(claim_open(c), minor);
    bool asked = claim_open(c) > 0;
    struct data_key key;
    struct q_case k;
    struct book_line lines[] = { { from, minor },
                                 { BOOK_CLAIMS, -used },
                                 { BOOK_REFUNDS, used - minor } };

    TRY(q_case(a->db, c->case_id, S(""), &k));
    if (!k.found)
        return REFUSED(ERR_MISSING);
    TRY(key_get(a, SUBJECT_CASE, k.id, &key));
    TRY(claim_book(a, c, "paid", item, lines, LEN(lines)));
    c->paid += minor;
    TRY(claim_set(a, c, state_after(c)));
    TRY(case_event(a, &k, "case.fee_paid", claim_facts(a, c, minor)));
    struct claim_notice n = notice_of(c, minor);
    TRY(claim_tell(a, c, &k, &n));
    if (!asked || claim_open(c))
        return OK;
    return process_event(a, &k, &key,
                         &(struct bpmn_event){ .kind = BPMN_TASK_DONE,
                                               .token = (uint32_t)c->token,
                                               .data = paid_outputs(a, c, CLAIM_PAID) });
}

err claim_return(act *a, struct q_pay_claim *c, const char *to, int64_t minor, const char *how)
{
    struct q_case k;
    struct book_line lines[] = { { BOOK_REFUNDS, minor }, { to, -minor } };

    if (minor <= 0 || minor > claim_surplus(c))
        return refuse_with(a, W_pay_nothing_to_return, NULL, val_null(), 409);
    TRY(q_case(a->db, c->case_id, S(""), &k));
    TRY(claim_book(a, c, "returned", 0, lines, LEN(lines)));
    c->returned += minor;
    TRY(claim_set(a, c, state_after(c)));
    val told = val_with(a->a, claim_facts(a, c, minor), S("how"), val_str(str_z(how)));
    TRY(case_event(a, &k, "case.fee_returned", told));
    return claim_tell(a, c, &k,
                      &(struct claim_notice){ .subject = W_pay_returned_subject,
                                              .body = W_pay_returned_body,
                                              .amount = minor });
}

err pay_receive(act *a, const struct pay_receipt *r, int64_t *item)
{
    struct q_pay_claim c;
    const char *from = str_eq(str_z(r->way), S(PAY_CASH))   ? BOOK_CASH
                       : str_eq(str_z(r->way), S(PAY_CARD)) ? BOOK_CARD
                                                            : BOOK_BANK;

    TRY(q_pay_claim(a->db, r->claim, S(""), &c));
    if (!c.found || r->minor <= 0)
        return REFUSED(ERR_MISSING);
    *item = act_id(a);
    TRY(q_pay_item_add(a->db, &(struct q_pay_item_add_in){ .id = *item,
                                                           .authority = c.authority,
                                                           .way = str_z(r->way),
                                                           .at = a->now.ms,
                                                           .day = r->on.n,
                                                           .officer = a->who.account,
                                                           .currency = c.currency,
                                                           .minor = r->minor,
                                                           .claim = c.id,
                                                           .state = S(ITEM_MATCHED),
                                                           .bank_id = STR_NULL,
                                                           .reference = c.reference,
                                                           .details = STR_NULL }));
    return claim_pay(a, &c, from, r->minor, *item);
}

/* ---- not asked for any more ---- */

static err claim_withdraw(act *a, int64_t id)
{
    struct q_pay_claim c;
    struct q_case k;

    TRY(q_pay_claim(a->db, id, S(""), &c));
    int64_t open = claim_open(&c);
    if (!c.found || !open)
        return OK;
    TRY(q_case(a->db, c.case_id, S(""), &k));
    struct book_line lines[] = { { BOOK_FEES, c.asked },
                                 { BOOK_CLAIMS, -open },
                                 { BOOK_REFUNDS, -c.paid } };
    TRY(claim_book(a, &c, "withdrawn", 0, lines, LEN(lines)));
    TRY(claim_set(a, &c, CLAIM_WITHDRAWN));
    TRY(case_event(a, &k, "case.fee_withdrawn", claim_facts(a, &c, open)));
    if (!c.paid)
        return OK;
    return claim_tell(a, &c, &k,
                      &(struct claim_notice){ .subject = W_pay_more_subject,
                                              .body = W_pay_more_body,
                                              .amount = c.paid });
}

static err ask_gone(act *a, int64_t case_id, uint32_t token)
{
    struct q_pay_claims_of_case all;

    TRY(q_pay_claims_of_case(a->db, case_id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].token == (int64_t)token)
            TRY(claim_withdraw(a, all.v[i].id));
    return OK;
}

err claims_withdrawn(act *a, const struct event *e)
{
    struct q_pay_claims_of_case all;

    TRY(q_pay_claims_of_case(a->db, e->subject, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(claim_withdraw(a, all.v[i].id));
    return OK;
}

/* ---- the task type ---- */

static bool has_fee(const struct service *v, str id)
{
    for (size_t i = 0; v && i < v->n_fees; i++)
        if (str_eq(v->fees[i].id, id))
            return true;
    return false;
}

/* What the process asks for, checked: refused here, the step fails and an officer sees why. */
static err asked_for(act *a, struct task_call *t, struct q_pay_claim *c, bool *waived)
{
    str currency = val_get_text(t->in, S("currency")), what = val_get_text(t->in, S("what"));
    int64_t days = val_get_i64(t->in, S("due_days"), DUE_DAYS);
    const struct office *o = site_office(a->site, t->authority);

    *waived = val_get_bool(t->in, S("waived"));
    c->currency = currency.n ? currency : a->site->currency;
    c->what = what;
    c->service = t->service;
    c->office = t->authority;
    c->authority = o ? o->authority : t->authority;
    if (!has_fee(site_service(a->site, t->service), what))
        return refuse(a, W_pay_unknown_fee, "what");
    if (!money_of(val_get(t->in, S("amount")), c->currency, &c->asked) || c->asked < 0)
        return refuse(a, W_pay_amount_wrong, "amount");
    if (days < 0 || days > DUE_MOST)
        return refuse(a, W_pay_days_wrong, "due_days");
    c->due = a->today.n + days;
    *waived |= c->asked == 0;
    return OK;
}

static err claim_add(act *a, struct task_call *t, struct q_pay_claim *c, const char *state)
{
    struct q_pay_ref_next next;
    struct data_key key;
    val reason = val_get(t->in, S("reason"));

    TRY(key_get(a, SUBJECT_CASE, t->case_id, &key));
    TRY(q_pay_ref_next(a->db, &next));
    c->id = act_id(a);
    c->reference = rf_make(a->a, (uint64_t)next.ref);
    c->case_id = t->case_id;
    c->number = t->case_number;
    c->token = t->token;
    c->state = str_z(state);
    struct q_pay_claim_add_in in = {
        .id = c->id,
        .ref = next.ref,
        .reference = c->reference,
        .case_id = c->case_id,
        .number = c->number,
        .token = c->token,
        .service = c->service,
        .element = str_z(t->element),
        .what = c->what,
        .office = c->office,
        .authority = c->authority,
        .currency = c->currency,
        .asked = c->asked,
        .state = c->state,
        .created = a->now.ms,
        .due = c->due,
        .reason = val_is_null(reason) ? STR_NULL : key_seal(a->a, &key, "pay.reason", reason),
    };
    return q_pay_claim_add(a->db, &in);
}

static err task_ask(act *a, struct task_call *t)
{
    struct q_pay_claim c = { .found = true };
    struct q_case k;
    bool waived;

    TRY(asked_for(a, t, &c, &waived));
    TRY(claim_add(a, t, &c, waived ? CLAIM_WAIVED : CLAIM_OPEN));
    TRY(q_case(a->db, t->case_id, S(""), &k));
    *t->out = paid_outputs(a, &c, CLAIM_WAIVED);
    if (waived)
        return case_event(a, &k, "case.fee_waived", claim_facts(a, &c, c.asked));
    struct book_line lines[] = { { BOOK_CLAIMS, c.asked }, { BOOK_FEES, -c.asked } };
    TRY(claim_book(a, &c, "asked", 0, lines, LEN(lines)));
    TRY(case_event(a, &k, "case.fee_asked", claim_facts(a, &c, c.asked)));
    t->waits = true;
    return claim_tell(a, &c, &k,
                      &(struct claim_notice){ .subject = W_pay_asked_subject,
                                              .body = W_pay_asked_body,
                                              .amount = c.asked });
}

/* clang-format off */
static const struct task_field ask_in[] = {
    { "amount", "number", true, "how much; 0 asks for nothing" },
    { "what", "string", true, "what for: a fee of the service (service.yaml, fees)" },
    { "currency", "string", false, "ISO 4217; the site's" },
    { "due_days", "number", false, "days until it is to be paid; 14" },
    { "waived", "boolean", false, "nothing is to be paid" },
    { "reason", "", false, "why it is waived: a text, or a context of language to text" }, { 0 },
};
static const struct task_field ask_out[] = {
    { "state", "string", true, "paid or waived" },
    { "reference", "string", true, "the reference to pay with (ISO 11649)" },
    { "amount", "number", true, "what was asked" },
    { "paid_on", "date", false, "the day on which the last of it came in" }, { 0 },
};

static const struct task_field order_in[] = {
    { "amount", "number", true, "how much, each time" },
    { "iban", "string", true, "to which account" },
    { "name", "string", true, "its holder, at most 70 bytes" },
    { "text", "string", false, "what the holder reads, at most 140 bytes" },
    { "currency", "string", false, "ISO 4217; the site's" },
    { "day", "date", false, "when; today" }, { "from", "date", false, "monthly, the first time" },
    { "to", "date", false, "monthly, no later than that" }, { 0 },
};
static const struct task_field order_out[] = {
    { "orders", "number", true, "how many transfers, also those whose day is far" },
    { "first", "date", true, "the day of the first" }, { "last", "date", true, "of the last" },
    { 0 },
};
static const struct task_field stop_in[] = { { 0 } };
static const struct task_field stop_out[] = {
    { "stopped", "number", true, "how many will not be made" }, { 0 },
};

static const struct task_field change_in[] = {
    { "amounts", "list", true,
      "a list of { from, amount }, the earliest first: what each payment on or after that day "
      "should be; 0: none" },
    { "to", "date", false, "no payment after that day; as ordered" },
    { "set_off", "number", false,
      "so much of what was paid too much is taken off each payment to come; nothing" },
    { 0 },
};
static const struct task_field change_out[] = {
    { "overpaid", "number", true, "paid too much until now" },
    { "owed", "number", true, "paid too little until now: it comes with the next payment" },
    { "set_off", "number", true, "of what was paid too much: taken off payments to come" },
    { "left", "number", true, "of it: what no payment to come is taken for" },
    { "next", "date", true, "the next payment, or null" },
    { "last", "date", true, "the last payment, or null" }, { 0 },
};

const struct task_type pay_tasks[] = {
    { .name = "pay.ask", .help = "Asks for a fee, and waits until it is paid", .in = ask_in,
      .out = ask_out,
      .may = "Every process, for its own case and fees of its own service; the account on which "
      "people pay stands in site.yaml (payments).", .fn = task_ask, .gone = ask_gone },
    { .name = "pay.order", .help = "Orders a transfer, or one for each month of a plan",
      .in = order_in, .out = order_out, .errors = "iban_wrong",
      .may = "Every process, for its own case, where the authority has an account (site.yaml, "
      "payments).", .fn = task_order },
    { .name = "pay.change",
      .help = "Puts the monthly payments of the case right: what they should be from which day on",
      .in = change_in, .out = change_out,
      .may = "Every process, for its own case. What is with the bank stays as it is.",
      .fn = task_change },
    { .name = "pay.stop", .help = "Takes back the transfers of the case that have not left",
      .in = stop_in, .out = stop_out, .may = "Every process, for its own case.", .fn = task_stop },
    { 0 },
};
/* clang-format on */
