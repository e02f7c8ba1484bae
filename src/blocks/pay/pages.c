/* What the applicant sees: a claim, how it is paid, what came in; the same on paper. */
#include "act/face.h"
#include "blocks/case/claims.h"
#include "blocks/pay/pages.h"
#include "views/pay.h"

str claim_money(struct web *w, int64_t minor, str currency)
{
    return locale_money(w->a, wording_locale(w->page.words), money_val(minor, currency), currency);
}

str what_shown(const struct site *s, str service, str what, str lang)
{
    const struct service *v = site_service(s, service);

    for (size_t i = 0; v && i < v->n_fees; i++)
        if (str_eq(v->fees[i].id, what))
            return site_text(s, v->fees[i].title, lang);
    return what;
}

enum word_id claim_word(const struct q_pay_claim *c, const char **colour)
{
    static const struct {
        const char *state;
        enum word_id word;
        const char *colour;
    } t[] = { { CLAIM_OPEN, W_pay_state_open, "yellow" },
              { CLAIM_PART, W_pay_state_part, "orange" },
              { CLAIM_PAID, W_pay_state_paid, "green" },
              { CLAIM_OVER, W_pay_state_over, "blue" },
              { CLAIM_WAIVED, W_pay_state_waived, "green" },
              { CLAIM_WITHDRAWN, W_pay_state_withdrawn, "grey" } };

    FOR_EACH(t, x)
        if (str_eq(c->state, str_z(x->state))) {
            *colour = x->colour;
            return x->word;
        }
    *colour = "grey";
    return W_pay_state_open;
}

/* A text, or one for each language. */
static str reason_of(struct web *w, val reason)
{
    if (reason.tag != V_CONTEXT)
        return val_text(reason).n ? val_text(reason) : S("");
    str own = val_get_text(reason, w->lang);
    return own.n ? own : val_get_text(reason, w->site->langs[0].code);
}

err claim_facts_of(struct web *w, const struct q_pay_claim *c, const struct data_key *key,
                   struct claim_facts *f)
{
    const struct office *o = site_office(w->site, c->office);
    const struct site_payments *p = site_payments(w->site, c->authority);
    val reason = val_null();

    if (key && c->reason.p)
        TRY(key_open(w->a, key, "pay.reason", c->reason, &reason));
    *f = (struct claim_facts){ .title = what_shown(w->site, c->service, c->what, w->lang),
                               .amount = claim_money(w, c->asked, c->currency),
                               .paid = c->paid ? claim_money(w, c->paid, c->currency) : S(""),
                               .rest = claim_money(w, claim_open(c), c->currency),
                               .surplus = claim_surplus(c) > 0
                                              ? claim_money(w, claim_surplus(c), c->currency)
                                              : S(""),
                               .reference = rf_shown(w->a, c->reference),
                               .office = o ? site_text(w->site, o->name, w->lang) : S(""),
                               .reason = reason_of(w, reason),
                               .open = claim_open(c) > 0 };
    if (!p)
        return OK;
    f->holder = p->holder;
    f->iban = rf_shown(w->a, p->iban);
    f->bic = p->bic;
    f->bank = p->bank;
    return OK;
}

/* ---- on the page of the case ---- */

static err of_case(struct web *w, int64_t case_id, str number, const struct case_claim **out,
                   size_t *n)
{
    struct q_pay_claims_of_case all;

    TRY(q_pay_claims_of_case(w->db, case_id, &all));
    struct case_claim *v = ARENA_ARRAY(w->a, struct case_claim, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_pay_claims_of_case_row *r = &all.v[i];
        struct q_pay_claim c = {
            .asked = r->asked, .paid = r->paid, .returned = r->returned, .state = r->state
        };
        v[i] = (struct case_claim){ .title = what_shown(w->site, r->service, r->what, w->lang),
                                    .amount = claim_money(w, r->asked, r->currency),
                                    .open = claim_open(&c) > 0,
                                    .due = { r->due },
                                    .href = web_url(w, "/cases/%.*s/fees/%lld", STR_ARG(number),
                                                    (long long)r->id) };
        v[i].state = claim_word(&c, &v[i].colour);
    }
    *out = v;
    *n = all.n;
    return OK;
}

static err pays(struct web *w, int64_t case_id, str number, url *out)
{
    struct q_pay_orders_of_case all;

    TRY(q_pay_orders_of_case(w->db, case_id, S(KIND_BENEFIT), &all));
    if (all.n)
        *out = web_url(w, "/cases/%.*s/payments", STR_ARG(number));
    return OK;
}

const struct port_claims claims_port = { .of_case = of_case, .pays = pays };

/* ---- its own page ---- */

/* The claim of the route, of a case that is the reader's own; 404 else. */
static err own_claim(struct web *w, struct q_pay_claim *c, struct data_key *key)
{
    struct q_case k;
    int64_t id = 0;

    TRY(case_of_route(w, "number", &k, key));
    if (failed(str_to_i64(web_param(w, "claim"), &id)))
        return REFUSED(ERR_MISSING);
    TRY(q_pay_claim(w->db, id, S(""), c));
    return c->found && c->case_id == k.id ? OK : REFUSED(ERR_MISSING);
}

enum word_id way_word(str way)
{
    return str_eq(way, S(PAY_CASH))   ? W_pay_way_cash
           : str_eq(way, S(PAY_CARD)) ? W_pay_way_card
                                      : W_pay_way_bank;
}

static err items_of(struct web *w, const struct q_pay_claim *c, struct v_fee *v)
{
    struct q_pay_items_of_claim all;

    TRY(q_pay_items_of_claim(w->db, c->id, &all));
    struct v_fee_item *rows = ARENA_ARRAY(w->a, struct v_fee_item, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = (struct v_fee_item){ .on = { all.v[i].day },
                                       .amount = claim_money(w, all.v[i].minor, all.v[i].currency),
                                       .way = way_word(all.v[i].way) };
    v->items = rows;
    v->items_n = all.n;
    return OK;
}

err show_claim(struct web *w)
{
    struct q_pay_claim c;
    struct data_key key;
    struct claim_facts f;
    struct v_fee v = { 0 };
    const char *colour;

    TRY(own_claim(w, &c, &key));
    TRY(claim_facts_of(w, &c, &key, &f));
    v = (struct v_fee){ .number = c.number,
                        .id = str_fmt(w->a, "%lld", (long long)c.id),
                        .title = f.title,
                        .state = claim_word(&c, &colour),
                        .amount = f.amount,
                        .paid = f.paid,
                        .rest = f.rest,
                        .surplus = f.surplus,
                        .reference = f.reference,
                        .holder = f.holder,
                        .iban = f.iban,
                        .bic = f.bic,
                        .bank = f.bank,
                        .office = f.office,
                        .reason = f.reason,
                        .open = f.open,
                        .has_due = f.open,
                        .due = { c.due },
                        .waived = str_eq(c.state, S(CLAIM_WAIVED)) };
    v.colour = str_z(colour);
    TRY(items_of(w, &c, &v));
    w->page.private = true;
    w->page.nav_current = S("/cases");
    return WEB_SHOW(w, fee, &v, 200);
}

static err own_paper(struct web *w, bool receipt)
{
    struct q_pay_claim c;
    struct data_key key;
    struct claim_facts f;

    TRY(own_claim(w, &c, &key));
    if (receipt ? !c.paid : !claim_open(&c))
        return REFUSED(ERR_MISSING);
    TRY(claim_facts_of(w, &c, &key, &f));
    return claim_paper(w, &c, &f, receipt);
}

err show_claim_notice(struct web *w)
{
    return own_paper(w, false);
}

err show_claim_receipt(struct web *w)
{
    return own_paper(w, true);
}
