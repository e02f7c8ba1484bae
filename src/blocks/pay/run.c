/* Orders on their way to the bank: taken into a run in one act, whose file is the same whenever it
 * is made; what the bank reports of them. */
#include "blocks/notify/notify.h"
#include "blocks/pay/pages.h"
#include "form/typed.h"
#include "iso20022/pain.h"

static str order_name(arena *a, int64_t id)
{
    return str_fmt(a, "P%lld", (long long)id);
}

/* ---- who ---- */

err cashier_run(act *a, val in)
{
    struct q_pay_run *r = ARENA_NEW(a->a, struct q_pay_run);

    TRY(cashier_any(a, in));
    TRY(q_pay_run(a->db, val_get_i64(in, S("run"), 0), r));
    if (!r->found || !cashier_for(a->site, &a->who, r->authority))
        return refuse_with(a, W_pay_no_item, NULL, val_null(), 404);
    a->owned = r;
    return OK;
}

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

/* ---- a run ---- */

static err take_all(act *a, const struct q_pay_orders_due *due, int64_t run, int64_t *sum)
{
    *sum = 0;
    for (size_t i = 0; i < due->n; i++) {
        int64_t n;
        TRY(q_pay_order_sent(a->db, due->v[i].id, run, a->now.ms, &n));
        if (!n)
            return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
        *sum += due->v[i].minor;
    }
    return OK;
}

/* The orders are of the run from this act on: nothing can put them into another file. */
err act_run(act *a, val in, val *out)
{
    str authority = val_get_text(in, S("authority"));
    struct q_pay_orders_due due;
    int64_t id = act_id(a), sum;

    if (!cashier_for(a->site, &a->who, authority) || !site_payments(a->site, authority))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    TRY(q_pay_orders_due(a->db, authority, a->today.n, RUN_MOST, &due));
    if (!due.n)
        return refuse_with(a, W_pay_run_none, NULL, val_null(), 422);
    TRY(take_all(a, &due, id, &sum));
    *out = val_with(a->a, val_null(), S("run"), val_int(id));
    struct q_pay_run_add_in row = { .id = id,
                                    .authority = authority,
                                    .currency = due.v[0].currency,
                                    .day = a->today.n,
                                    .created = a->now.ms,
                                    .officer = a->who.account,
                                    .orders = (int64_t)due.n,
                                    .minor = sum };
    return q_pay_run_add(a->db, &row);
}

/* Fetching the file shows whom it pays: noted for each case, and the keys of these alone are given
 * out. */
err act_run_look(act *a, val in, val *out)
{
    const struct q_pay_run *r = a->owned;
    struct q_pay_run_orders all;
    struct data_key *subjects;
    size_t n = 0;
    int64_t last = 0;
    val_builder b = val_build(a->a);

    (void)in;
    TRY(q_pay_run_orders(a->db, r->id, 0, RUN_MOST, &all));
    subjects = ARENA_ARRAY(a->a, struct data_key, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        struct data_key k = { .kind = (enum subject_kind)all.v[i].key_kind, .id = all.v[i].key_id };
        bool had = false;
        for (size_t m = 0; m < n; m++)
            had |= subjects[m].kind == k.kind && subjects[m].id == k.id;
        if (had)
            continue;
        struct event seen = { .type = "pay.looked",
                              .kind = k.kind,
                              .subject = k.id,
                              .authority = r->authority,
                              .body = val_with(a->a, val_null(), S("run"), val_int(r->id)) };
        TRY(event_add(a, &seen));
        last = seen.id;
        subjects[n++] = k;
    }
    val_put(&b, S("run"), val_int(r->id));
    val_put(&b, S("ticket"), val_str(ticket_for(a, subjects, n, last, "pay")));
    *out = val_done(&b);
    return OK;
}

/* The key of each order, asked of the keeper at once. */
static err run_keys(struct web *w, const struct q_pay_run_orders *all, struct data_key **out)
{
    struct data_key *want = ARENA_ARRAY(w->a, struct data_key, all->n + 1);

    *out = ARENA_ARRAY(w->a, struct data_key, all->n + 1);
    for (size_t i = 0; i < all->n; i++)
        want[i] = (struct data_key){ .kind = (enum subject_kind)all->v[i].key_kind,
                                     .id = all->v[i].key_id };
    return web_keys(w, val_get_text(w->out, S("ticket")), want, all->n, *out);
}

err run_send(struct web *w)
{
    struct q_pay_run r;
    struct q_pay_run_orders all;
    struct data_key *keys;
    struct pain_writer p;
    buf out;

    TRY(q_pay_run(w->db, val_get_i64(w->out, S("run"), 0), &r));
    const struct site_payments *from = site_payments(w->site, r.authority);
    if (!r.found || !from)
        return REFUSED(ERR_MISSING);
    TRY(q_pay_run_orders(w->db, r.id, 0, RUN_MOST, &all));
    TRY(run_keys(w, &all, &keys));
    struct pain_head head = { .id = str_fmt(w->a, "R%lld", (long long)r.id),
                              .made = { r.created },
                              .count = (uint64_t)r.orders,
                              .sum = r.minor,
                              .currency = r.currency,
                              .holder = from->holder,
                              .iban = from->iban,
                              .bic = from->bic,
                              .on = { r.day } };
    buf_init(&out, w->a, 16 * KIB);
    pain_begin(&p, &out, &head);
    for (size_t i = 0; i < all.n; i++) {
        val payee;
        TRY(key_open(w->a, &keys[i], "pay.payee", all.v[i].payee, &payee));
        pain_add(&p, &(struct pain_transfer){ .id = order_name(w->a, all.v[i].id),
                                              .minor = all.v[i].minor,
                                              .name = val_get_text(payee, S("name")),
                                              .iban = val_get_text(payee, S("iban")),
                                              .text = val_get_text(payee, S("text")) });
    }
    if (!pain_end(&p))
        return FAULT(ERR_CONFLICT);
    TRY(web_bytes(w, 200, S("application/xml"), buf_str(&out)));
    w->reply.download = str_fmt(w->a, "R%lld.xml", (long long)r.id);
    w->reply.cache = CACHE_NEVER;
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
    return credit ? order_came_back(a, &o) : order_book(a, &o, "debited", o.minor);
}

/* ---- to another account ---- */

err act_redirect(act *a, val in, val *out)
{
    const struct q_pay_order *o = a->owned;
    str iban, name = str_trim(val_get_text(in, S("name")));
    struct data_key key;
    val payee;
    int64_t n;

    *out = val_null();
    if (!typed_iban(a->a, val_get_text(in, S("iban")), &iban))
        return refuse(a, W_pay_iban_wrong, "iban");
    if (!name.n || name.n > PAYEE_MOST)
        return refuse(a, W_pay_name_wrong, "name");
    TRY(key_get(a, (enum subject_kind)o->key_kind, o->key_id, &key));
    TRY(key_open(a->a, &key, "pay.payee", o->payee, &payee));
    payee = val_with(a->a, payee, S("name"), val_str(name));
    payee = val_with(a->a, payee, S("iban"), val_str(iban));
    TRY(q_pay_order_again(a->db, o->id, a->today.n, a->now.ms,
                          key_seal(a->a, &key, "pay.payee", payee), &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    struct event e = { .type = "pay.redirected",
                       .kind = (enum subject_kind)o->key_kind,
                       .subject = o->key_id,
                       .authority = o->authority,
                       .body = val_with(a->a, val_null(), S("order"), val_int(o->id)) };
    return event_add(a, &e);
}
