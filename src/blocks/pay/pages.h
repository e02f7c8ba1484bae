/* blocks/pay/pages.h - what pages and papers show; for the files of this block only. */
#ifndef BLOCKS_PAY_PAGES_H
#define BLOCKS_PAY_PAGES_H

#include "blocks/pay/own.h"

/* An amount as the reader writes it. */
str claim_money(struct web *w, int64_t minor, str currency);
/* The title of a service's fee; its id where there is none. */
str what_shown(const struct site *s, str service, str what, str lang);
/* What people call the state of a claim (state alone is read), and the colour of its tag. */
enum word_id claim_word(const struct q_pay_claim *c, const char **colour);
/* The way by which money came in. */
enum word_id way_word(str way);
/* Facts of a claim as pages and papers show them. */
struct claim_facts {
    str title, amount, paid, rest, surplus, reference, office, reason;
    str holder, iban, bic, bank; /* where it is paid; empty: at the counter alone */
    bool open;
};
MUST_USE err claim_facts_of(struct web *w, const struct q_pay_claim *c, const struct data_key *key,
                            struct claim_facts *out);
/* A notice of what is to be paid, or a receipt, as PDF. */
MUST_USE err claim_paper(struct web *w, const struct q_pay_claim *c, const struct claim_facts *f,
                         bool receipt);

extern const struct port_claims claims_port;
web_fn show_claim, show_claim_notice, show_claim_receipt;
web_fn show_cash, show_cash_claim, cash_ask, cash_claim_again, to_cash_claim, refund_ask;
web_fn show_cash_notice, show_cash_receipt, item_look, item_show, assign_ask, item_again,
    to_assigned, to_cash;
web_fn back_ask, statement_ask, statement_again, statement_done;
web_fn show_payments, account_ask, account_again, to_payments;
web_fn count_ask, run_ask, run_again, run_look, run_send, show_order, order_ask, order_again;

#endif
