/* The cashier's pages: what is to be paid at the counter, what the bank reports, what waits to be
 * given back. */
#include "blocks/pay/bank.h"
#include "blocks/pay/pages.h"
#include "blocks/pay/run.h"
#include "form/typed.h"
#include "views/pay.h"

enum { LIST_MOST = 100 };

/* The refusals of a post, each leading to its field: a problem list of any of the views. */
#define PROBLEMS(w, v, view)                                                                       \
    do {                                                                                           \
        struct v_##view##_problem *p_ =                                                            \
            ARENA_ARRAY((w)->a, struct v_##view##_problem, (w)->nrefusals + 1);                    \
        for (size_t i_ = 0; i_ < (w)->nrefusals; i_++) {                                           \
            p_[i_].text = web_refusal_text((w), &(w)->refusals[i_]);                               \
            p_[i_].href = (url){ str_fmt((w)->a, "#%.*s", STR_ARG((w)->refusals[i_].field)) };     \
        }                                                                                          \
        (v)->problems = p_;                                                                        \
        (v)->problems_n = (w)->nrefusals;                                                          \
        (w)->page.problem = (w)->nrefusals > 0;                                                    \
    } while (0)

static str number_text(struct web *w, int64_t n)
{
    return str_fmt(w->a, "%lld", (long long)n);
}

static err int_param(struct web *w, const char *name, int64_t *out)
{
    return failed(str_to_i64(web_param(w, name), out)) ? REFUSED(ERR_MISSING) : OK;
}

static str field_text(struct web *w, const char *name)
{
    str s = web_field(w, name);

    return s.p ? s : S("");
}

/* ---- the first page ---- */

static err unknown_part(struct web *w, str authority, struct v_cash *v)
{
    struct q_pay_items_unknown all;

    TRY(q_pay_items_unknown(w->db, authority, LIST_MOST, &all));
    struct v_cash_unknown *rows = ARENA_ARRAY(w->a, struct v_cash_unknown, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        rows[i] =
            (struct v_cash_unknown){ .id = all.v[i].id,
                                     .on = { all.v[i].day },
                                     .amount = claim_money(w, all.v[i].minor, all.v[i].currency),
                                     .reference = rf_shown(w->a, all.v[i].reference),
                                     .href = web_url(w, "/desk/cash/items/%lld",
                                                     (long long)all.v[i].id) };
    v->unknown = rows;
    v->unknown_n = all.n;
    return OK;
}

static err over_part(struct web *w, str authority, struct v_cash *v)
{
    struct q_pay_claims_over all;

    TRY(q_pay_claims_over(w->db, authority, LIST_MOST, &all));
    struct v_cash_over *rows = ARENA_ARRAY(w->a, struct v_cash_over, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_pay_claims_over_row *r = &all.v[i];
        struct q_pay_claim c = {
            .asked = r->asked, .paid = r->paid, .returned = r->returned, .state = r->state
        };
        rows[i] =
            (struct v_cash_over){ .number = r->number,
                                  .reference = rf_shown(w->a, r->reference),
                                  .amount = claim_money(w, claim_surplus(&c), r->currency),
                                  .href = web_url(w, "/desk/cash/claims/%lld", (long long)r->id) };
    }
    v->over = rows;
    v->over_n = all.n;
    return OK;
}

static enum word_id order_word(str state)
{
    return str_eq(state, S(ORDER_RETURNED))  ? W_pay_order_returned
           : str_eq(state, S(ORDER_PLANNED)) ? W_pay_order_planned
                                             : W_pay_order_sent;
}

static err orders_part(struct web *w, str authority, struct v_cash *v)
{
    struct q_pay_orders_open all;

    TRY(q_pay_orders_open(w->db, authority, LIST_MOST, &all));
    struct v_cash_order *rows = ARENA_ARRAY(w->a, struct v_cash_order, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        bool back = str_eq(all.v[i].state, S(ORDER_RETURNED));
        rows[i] =
            (struct v_cash_order){ .number = all.v[i].number,
                                   .amount = claim_money(w, all.v[i].minor, all.v[i].currency),
                                   .due = { all.v[i].due },
                                   .state = order_word(all.v[i].state) };
        if (back)
            rows[i].href = web_url(w, "/desk/cash/orders/%lld", (long long)all.v[i].id);
        v->may_run |= !back && all.v[i].due <= w->today.n;
    }
    v->orders = rows;
    v->orders_n = all.n;
    v->authority = authority;
    return OK;
}

static enum word_id run_word(const struct q_pay_runs_row *r)
{
    return str_eq(r->state, S(RUN_GATHERING)) ? W_pay_run_gathering
           : str_eq(r->state, S(RUN_WAITING)) ? W_pay_run_waiting
           : r->orders > RUN_WEB_MOST         ? W_pay_run_large
           : r->fetched                       ? W_pay_run_fetched
                                              : W_pay_run_ready;
}

static struct v_cash_run run_row(struct web *w, const struct q_pay_runs_row *r)
{
    struct v_cash_run v = { .name = run_name(w->a, r->id),
                            .id = r->id,
                            .on = { r->day },
                            .count = r->orders,
                            .amount = claim_money(w, r->minor, r->currency),
                            .state = run_word(r),
                            .fetched = r->fetched > 0 };

    if (str_eq(r->state, S(RUN_WAITING)) && r->officer != w->who.account)
        v.release = web_url(w, "/desk/cash/runs/%lld/release", (long long)r->id);
    if (str_eq(r->state, S(RUN_RELEASED)) && r->orders <= RUN_WEB_MOST)
        v.href = web_url(w, "/desk/cash/runs/%lld", (long long)r->id);
    return v;
}

static err runs_part(struct web *w, str authority, struct v_cash *v)
{
    struct q_pay_runs all;

    TRY(q_pay_runs(w->db, authority, LIST_MOST, &all));
    struct v_cash_run *rows = ARENA_ARRAY(w->a, struct v_cash_run, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = run_row(w, &all.v[i]);
    v->runs = rows;
    v->runs_n = all.n;
    return OK;
}

static err statements_part(struct web *w, str authority, struct v_cash *v)
{
    struct q_pay_statements all;

    TRY(q_pay_statements(w->db, authority, LIST_MOST, &all));
    struct v_cash_statement *rows = ARENA_ARRAY(w->a, struct v_cash_statement, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = (struct v_cash_statement){ .name = all.v[i].name,
                                             .at = { all.v[i].at },
                                             .lines = all.v[i].lines,
                                             .left_out = all.v[i].left_out,
                                             .unknown = all.v[i].unknown,
                                             .gap = all.v[i].opened.has && all.v[i].before.has &&
                                                    all.v[i].opened.v != all.v[i].before.v };
    v->statements = rows;
    v->statements_n = all.n;
    return OK;
}

static enum word_id book_word(str account)
{
    static const struct {
        const char *account;
        enum word_id word;
    } t[] = {
        { BOOK_CLAIMS, W_pay_book_claims },
        { BOOK_BANK, W_pay_book_bank },
        { BOOK_CASH, W_pay_book_cash },
        { BOOK_CARD, W_pay_book_card },
        { BOOK_FEES, W_pay_book_fees },
        { BOOK_REFUNDS, W_pay_book_refunds },
        { BOOK_PAYABLE, W_pay_book_payable },
        { BOOK_UNIDENTIFIED, W_pay_book_unidentified },
        { BOOK_BENEFITS, W_pay_book_benefits },
        { BOOK_CHARGES, W_pay_book_charges },
        { BOOK_TAKEN_BACK, W_pay_book_taken_back },
        { BOOK_DIFFERENCES, W_pay_book_differences },
    };

    FOR_EACH(t, x)
        if (str_eq(account, str_z(x->account)))
            return x->word;
    return W_pay_book_claims;
}

static err books_part(struct web *w, str authority, struct v_cash *v)
{
    struct q_pay_balances all;

    TRY(q_pay_balances(w->db, &all));
    struct v_cash_book *rows = ARENA_ARRAY(w->a, struct v_cash_book, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].authority, authority))
            rows[v->books_n++] =
                (struct v_cash_book){ .account = book_word(all.v[i].account),
                                      .amount = claim_money(w, all.v[i].minor, all.v[i].currency) };
    v->books = rows;
    return OK;
}

/* The authorities for which the reader takes money, once each. */
static bool first_of(struct web *w, size_t i)
{
    const struct site_authority *a = &w->site->authorities[i];

    return cashier_for(w->site, &w->who, a->id);
}

/* What was typed to find: a reference, or the number of a case with one claim or more. */
static err found_by(struct web *w, str typed, struct v_cash *v, bool *gone)
{
    struct q_pay_claim c;
    struct q_pay_claims_of_number all;
    str reference;

    v->find = typed;
    if (rf_read(w->a, typed, &reference)) {
        TRY(q_pay_claim(w->db, 0, reference, &c));
        if (c.found && cashier_for(w->site, &w->who, c.authority)) {
            *gone = true;
            return web_redirect(w, str_fmt(w->a, "/desk/cash/claims/%lld", (long long)c.id));
        }
    }
    TRY(q_pay_claims_of_number(w->db, str_trim(typed), &all));
    for (size_t i = all.n; i-- > 0;) /* the newest */
        if (cashier_for(w->site, &w->who, all.v[i].authority)) {
            *gone = true;
            return web_redirect(w, str_fmt(w->a, "/desk/cash/claims/%lld", (long long)all.v[i].id));
        }
    v->find_error = word0(w->page.words, W_pay_not_found);
    return OK;
}

static err cash_page(struct web *w, str took, int status)
{
    struct v_cash v = { .took = took };
    bool gone = false;

    if (!pay_cashier(w->site, &w->who))
        return web_error(w, 403);
    if (web_query(w, "find").n)
        TRY(found_by(w, web_query(w, "find"), &v, &gone));
    if (gone)
        return OK;
    for (size_t i = 0; i < w->site->n_authorities; i++) {
        if (!first_of(w, i))
            continue;
        str authority = w->site->authorities[i].id;
        TRY(unknown_part(w, authority, &v));
        TRY(over_part(w, authority, &v));
        TRY(orders_part(w, authority, &v));
        TRY(runs_part(w, authority, &v));
        TRY(statements_part(w, authority, &v));
        TRY(books_part(w, authority, &v));
        break;
    }
    PROBLEMS(w, &v, cash);
    return WEB_SEND(w, "/desk", cash, &v, status);
}

err show_cash(struct web *w)
{
    return cash_page(w, S(""), 200);
}

err to_cash(struct web *w)
{
    return web_redirect(w, S("/desk/cash"));
}

/* ---- a file of the bank ---- */

err statement_ask(struct web *w)
{
    const struct web_file *f = web_file(w, "file");
    static const struct refusal none[] = { { .word = W_pay_no_statement,
                                             .field = S_INIT("file") } };

    if (f && f->bytes.n && !f->too_large && statement_read(w->a, f->bytes, &w->in))
        return OK;
    w->act = NULL;
    w->refused = true;
    w->refusals = none;
    w->nrefusals = LEN(none);
    return cash_page(w, S(""), 422);
}

err statement_again(struct web *w)
{
    return w->status == 422 || w->status == 409 ? cash_page(w, S(""), w->status) : web_refused(w);
}

err statement_done(struct web *w)
{
    if (w->reply.status)
        return OK; /* refused before the act: the page is made */
    return cash_page(w, word(w->a, w->page.words, W_pay_took, w->out), 200);
}

/* ---- one claim ---- */

static err claim_of_route(struct web *w, struct q_pay_claim *c)
{
    int64_t id;

    if (!pay_cashier(w->site, &w->who))
        return web_error(w, 403);
    TRY(int_param(w, "claim", &id));
    TRY(q_pay_claim(w->db, id, S(""), c));
    return c->found && cashier_for(w->site, &w->who, c->authority) ? OK : REFUSED(ERR_MISSING);
}

static err claim_page(struct web *w, int status)
{
    struct q_pay_claim c = { 0 };
    struct claim_facts f;
    const char *colour;

    TRY(claim_of_route(w, &c));
    if (w->reply.status)
        return OK;
    TRY(claim_facts_of(w, &c, NULL, &f));
    const struct service *s = site_service(w->site, c.service);
    struct v_cash_claim v = { .id = number_text(w, c.id),
                              .number = c.number,
                              .seen = c.seq,
                              .title = f.title,
                              .service = s ? site_text(w->site, s->title, w->lang) : c.service,
                              .state = claim_word(&c, &colour),
                              .amount = f.amount,
                              .paid = f.paid,
                              .rest = f.rest,
                              .rest_plain = locale_number(w->a, wording_locale(w->page.words),
                                                          money_val(claim_open(&c), c.currency)),
                              .reference = f.reference,
                              .open = f.open,
                              .has_due = f.open,
                              .due = { c.due },
                              .surplus = f.surplus,
                              .receipt = c.paid > 0,
                              .name = field_text(w, "name"),
                              .iban = field_text(w, "iban") };

    v.colour = str_z(colour);
    PROBLEMS(w, &v, cash_claim);
    return WEB_SEND(w, "/desk", cash_claim, &v, status);
}

err show_cash_claim(struct web *w)
{
    return claim_page(w, 200);
}

err cash_claim_again(struct web *w)
{
    return w->status == 422 || w->status == 409 ? claim_page(w, w->status) : web_refused(w);
}

err to_cash_claim(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/desk/cash/claims/%.*s", STR_ARG(web_param(w, "claim"))));
}

static err claim_in(struct web *w, val_builder *b)
{
    int64_t id, seen;

    TRY(int_param(w, "claim", &id));
    if (failed(str_to_i64(web_field(w, "seen"), &seen)))
        seen = -1;
    val_put(b, S("claim"), val_int(id));
    val_put(b, S("seen"), val_int(seen));
    return OK;
}

err cash_ask(struct web *w)
{
    val_builder b = val_build(w->a);
    val amount;

    TRY(claim_in(w, &b));
    if (typed_number(w->a, wording_locale(w->page.words), field_text(w, "amount"), &amount))
        val_put(&b, S("amount"), amount);
    val_put(&b, S("how"), val_str(field_text(w, "how")));
    w->in = val_done(&b);
    return OK;
}

err refund_ask(struct web *w)
{
    val_builder b = val_build(w->a);

    TRY(claim_in(w, &b));
    val_put(&b, S("how"), val_str(field_text(w, "back")));
    val_put(&b, S("name"), val_str(field_text(w, "name")));
    val_put(&b, S("iban"), val_str(field_text(w, "iban")));
    w->in = val_done(&b);
    return OK;
}

static err claim_print(struct web *w, bool receipt)
{
    struct q_pay_claim c = { 0 };
    struct claim_facts f;

    TRY(claim_of_route(w, &c));
    if (w->reply.status)
        return OK;
    if (receipt ? !c.paid : !claim_open(&c))
        return REFUSED(ERR_MISSING);
    TRY(claim_facts_of(w, &c, NULL, &f));
    return claim_paper(w, &c, &f, receipt);
}

err show_cash_notice(struct web *w)
{
    return claim_print(w, false);
}

err show_cash_receipt(struct web *w)
{
    return claim_print(w, true);
}

/* ---- one payment that nobody knows ---- */

err item_look(struct web *w)
{
    int64_t id;

    TRY(int_param(w, "item", &id));
    w->act = "pay.look";
    w->in = val_with(w->a, val_null(), S("item"), val_int(id));
    return OK;
}

static err item_page(struct web *w, int status)
{
    struct data_key want = { .kind = SUBJECT_ORG, .id = val_get_i64(w->out, S("statement"), 0) },
                    key;
    struct q_pay_item i;
    int64_t id;
    val line;

    TRY(int_param(w, "item", &id));
    TRY(q_pay_item(w->db, id, &i));
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, &key));
    TRY(key_open(w->a, &key, "pay.item", i.details, &line));
    struct v_cash_item v = { .id = number_text(w, i.id),
                             .on = { i.day },
                             .amount = claim_money(w, i.minor, i.currency),
                             .reference = rf_shown(w->a, i.reference),
                             .payer = val_get_text(line, S("name")),
                             .iban = val_get_text(line, S("iban")),
                             .text = val_get_text(line, S("text")),
                             .unknown = str_eq(i.state, S(ITEM_UNKNOWN)),
                             .typed = field_text(w, "reference"),
                             .may_return = val_get_text(line, S("iban")).n > 0 };
    PROBLEMS(w, &v, cash_item);
    return WEB_SEND(w, "/desk", cash_item, &v, status);
}

err item_show(struct web *w)
{
    return item_page(w, 200);
}

static err item_refused(struct web *w)
{
    return item_page(w, 422);
}

/* Looking at it once more is traced as every look. */
err item_again(struct web *w)
{
    if (w->status != 422)
        return web_refused(w);
    w->then_fn = item_refused;
    return item_look(w);
}

err assign_ask(struct web *w)
{
    int64_t id;

    TRY(int_param(w, "item", &id));
    w->in = val_with(w->a, val_null(), S("item"), val_int(id));
    w->in = val_with(w->a, w->in, S("reference"), val_str(field_text(w, "reference")));
    return OK;
}

err back_ask(struct web *w)
{
    int64_t id;

    TRY(int_param(w, "item", &id));
    w->in = val_with(w->a, val_null(), S("item"), val_int(id));
    return OK;
}

err to_assigned(struct web *w)
{
    return web_redirect(
        w, str_fmt(w->a, "/desk/cash/claims/%lld", (long long)val_get_i64(w->out, S("claim"), 0)));
}

/* ---- orders ---- */

err run_ask(struct web *w)
{
    w->in = val_with(w->a, val_null(), S("authority"), val_str(field_text(w, "authority")));
    return OK;
}

err run_again(struct web *w)
{
    return w->status == 422 ? cash_page(w, S(""), 422) : web_refused(w);
}

err run_look(struct web *w)
{
    int64_t id;

    TRY(int_param(w, "run", &id));
    w->in = val_with(w->a, val_null(), S("run"), val_int(id));
    return OK;
}

static err order_page(struct web *w, int status)
{
    struct q_pay_order o;
    int64_t id;

    TRY(int_param(w, "order", &id));
    TRY(q_pay_order(w->db, id, &o));
    if (!pay_cashier(w->site, &w->who))
        return web_error(w, 403);
    if (!o.found || !cashier_for(w->site, &w->who, o.authority))
        return REFUSED(ERR_MISSING);
    struct v_returned v = { .id = number_text(w, o.id),
                            .number = o.number,
                            .amount = claim_money(w, o.minor, o.currency),
                            .state = order_word(o.state),
                            .returned = str_eq(o.state, S(ORDER_RETURNED)),
                            .name = field_text(w, "name"),
                            .iban = field_text(w, "iban") };
    PROBLEMS(w, &v, returned);
    return WEB_SEND(w, "/desk", returned, &v, status);
}

err show_order(struct web *w)
{
    return order_page(w, 200);
}

err order_again(struct web *w)
{
    return w->status == 422 ? order_page(w, 422) : web_refused(w);
}

err order_ask(struct web *w)
{
    int64_t id;

    TRY(int_param(w, "order", &id));
    w->in = val_with(w->a, val_null(), S("order"), val_int(id));
    w->in = val_with(w->a, w->in, S("name"), val_str(field_text(w, "name")));
    w->in = val_with(w->a, w->in, S("iban"), val_str(field_text(w, "iban")));
    return OK;
}
