/* The rows of this block. */
#include "act/job.h"
#include "act/verify.h"
#include "blocks/case/claims.h"
#include "blocks/pay/pages.h"
#include "blocks/pay/plan.h"
#include "blocks/pay/run.h"

static void fill(struct ports *p)
{
    p->claims = &claims_port;
}

/* clang-format off */
#define CLAIM { "claim", F_INT, 0, true }, { "seen", F_INT, 0, true }
/* clang-format off */
#define ITEM { "item", F_INT, 0, true }

static const struct act_field cash_fields[] = {
    CLAIM, { "amount", F_VAL, 100, false }, { "how", F_TEXT, 10, false }, { 0 },
};
static const struct act_field refund_fields[] = {
    CLAIM, { "how", F_TEXT, 10, false }, { "name", F_TEXT, 300, false },
    { "iban", F_TEXT, 100, false }, { 0 },
};
static const struct act_field statement_fields[] = {
    { "hash", F_TEXT, 64, true }, { "reports", F_VAL, 4 * 1024 * 1024, true }, { 0 },
};
static const struct act_field part_fields[] = {
    { "hash", F_TEXT, 64, true }, { "report", F_VAL, 4 * 1024 * 1024, true },
    { "at", F_INT, 0, true }, { "last", F_BOOL, 0, false }, { 0 },
};
static const struct act_field count_fields[] = {
    { "authority", F_TEXT, 100, true }, { "book", F_TEXT, 10, false },
    { "counted", F_VAL, 100, false }, { "reason", F_TEXT, 500, false }, { 0 },
};
static const struct act_field item_fields[] = { ITEM, { 0 } };
static const struct act_field run_fields[] = { { "authority", F_TEXT, 100, true }, { 0 } };
static const struct act_field gather_fields[] = {
    { "authority", F_TEXT, 100, true }, { "day", F_DATE, 0, true }, { "chain", F_BOOL, 0, false },
    { 0 },
};
static const struct act_field run_file_fields[] = {
    { "run", F_INT, 0, true }, { "done", F_BOOL, 0, false }, { 0 },
};
static const struct act_field none[] = { { 0 } };
static const struct act_field run_look_fields[] = { { "run", F_INT, 0, true }, { 0 } };
static const struct act_field redirect_fields[] = {
    { "order", F_INT, 0, true }, { "name", F_TEXT, 300, false }, { "iban", F_TEXT, 100, false },
    { 0 },
};
static const struct act_field account_fields[] = {
    { "number", F_TEXT, 40, true }, { "name", F_TEXT, 300, false }, { "iban", F_TEXT, 100, false },
    { 0 },
};
static const struct act_field assign_fields[] = { ITEM, { "reference", F_TEXT, 60, false }, { 0 } };

static const struct act_row acts[] = {
    { .name = "pay.cash", .fn = act_cash, .class = LEGAL, .who = WHO_OWNER, .owner = cashier_claim,
      .key = "claim", .fields = cash_fields },
    { .name = "pay.refund", .fn = act_refund, .class = LEGAL, .who = WHO_OWNER,
      .owner = cashier_claim, .key = "claim", .fields = refund_fields },
    { .name = "pay.statement", .fn = act_statement, .class = LEGAL, .who = WHO_OWNER,
      .owner = cashier_any, .key = "hash", .budget_ms = 5000, .fields = statement_fields },
    { .name = "pay.statement_part", .fn = act_statement_part, .class = LEGAL, .who = WHO_JOB,
      .key = "hash", .budget_ms = 1000, .fields = part_fields },
    { .name = "pay.count", .fn = act_till_count, .class = LEGAL, .who = WHO_OWNER,
      .owner = cashier_any, .key = "authority", .fields = count_fields },
    { .name = "pay.match", .fn = act_match, .class = LEGAL, .who = WHO_JOB, .key = "item",
      .fields = item_fields },
    { .name = "pay.assign", .fn = act_assign, .class = LEGAL, .who = WHO_OWNER,
      .owner = cashier_item, .key = "item", .fields = assign_fields },
    { .name = "pay.back", .fn = act_give_back, .class = LEGAL, .who = WHO_OWNER,
      .owner = cashier_item, .key = "item", .fields = item_fields },
    { .name = "pay.look", .fn = act_look, .class = TRACE, .who = WHO_OWNER, .owner = cashier_item,
      .purpose = "pay", .key = "item", .fields = item_fields },
    { .name = "pay.run", .fn = act_run, .class = LEGAL, .who = WHO_OWNER, .owner = cashier_any,
      .key = "authority", .budget_ms = 1000, .fields = run_fields },
    { .name = "pay.run_look", .fn = act_run_look, .class = TRACE, .who = WHO_OWNER,
      .owner = cashier_run, .purpose = "pay", .key = "run", .budget_ms = 1000,
      .fields = run_look_fields },
    { .name = "pay.release", .fn = act_run_release, .class = LEGAL, .who = WHO_OWNER,
      .owner = cashier_run, .key = "run", .fields = run_look_fields },
    { .name = "pay.gather", .fn = act_gather, .class = LEGAL, .who = WHO_JOB, .key = "authority",
      .budget_ms = 1000, .fields = gather_fields },
    { .name = "pay.payday", .fn = act_payday, .class = LEGAL, .who = WHO_JOB, .key = "authority",
      .fields = run_fields },
    { .name = "pay.run_file", .fn = act_run_file, .class = TRACE, .who = WHO_JOB, .purpose = "pay",
      .key = "run", .fields = run_file_fields },
    { .name = "pay.retain", .fn = act_pay_retain, .class = WORKING, .who = WHO_JOB,
      .budget_ms = 1000, .fields = none },
    { .name = "pay.near", .fn = act_pay_near, .class = LEGAL, .who = WHO_JOB, .key = "authority",
      .budget_ms = 1000, .fields = run_fields },
    { .name = "pay.adopt", .fn = act_pay_adopt, .class = WORKING, .who = WHO_JOB, .budget_ms = 1000,
      .fields = none },
    { .name = "pay.redirect", .fn = act_redirect, .class = LEGAL, .who = WHO_OWNER,
      .owner = cashier_order, .key = "order", .fields = redirect_fields },
    { .name = "pay.account", .fn = act_account, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_owner, .needs = case_needs, .level = LEVEL_LOW, .key = "number",
      .fields = account_fields },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/cases/:number/fees/:claim", .prepare = show_claim, .who = WHO_SIGNED_IN },
    { GET, "/cases/:number/fees/:claim/notice.pdf", .prepare = show_claim_notice,
      .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_SEARCH },
    { GET, "/cases/:number/fees/:claim/receipt.pdf", .prepare = show_claim_receipt,
      .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_SEARCH },
    { GET, "/cases/:number/payments", .prepare = show_payments, .who = WHO_SIGNED_IN },
    { POST, "/cases/:number/payments", .prepare = account_ask, .act = "pay.account",
      .finish = to_payments, .again = account_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/cash", .prepare = show_cash, .who = WHO_SIGNED_IN },
    { POST, "/desk/cash/statement", .prepare = statement_ask, .act = "pay.statement",
      .finish = statement_done, .again = statement_again, .who = WHO_SIGNED_IN,
      .body_max = 8 * 1024 * 1024, .rate = RATE_UPLOAD },
    { GET, "/desk/cash/claims/:claim", .prepare = show_cash_claim, .who = WHO_SIGNED_IN },
    { GET, "/desk/cash/claims/:claim/notice.pdf", .prepare = show_cash_notice, .who = WHO_SIGNED_IN,
      .slow = true, .rate = RATE_SEARCH },
    { GET, "/desk/cash/claims/:claim/receipt.pdf", .prepare = show_cash_receipt,
      .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_SEARCH },
    { POST, "/desk/cash/claims/:claim/paid", .prepare = cash_ask, .act = "pay.cash",
      .finish = to_cash_claim, .again = cash_claim_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/cash/claims/:claim/refund", .prepare = refund_ask, .act = "pay.refund",
      .finish = to_cash_claim, .again = cash_claim_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/cash/items/:item", .prepare = item_look, .act = "pay.look", .finish = item_show,
      .who = WHO_SIGNED_IN },
    { POST, "/desk/cash/items/:item/assign", .prepare = assign_ask, .act = "pay.assign",
      .finish = to_assigned, .again = item_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/cash/items/:item/back", .prepare = back_ask, .act = "pay.back",
      .finish = to_cash, .again = item_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/cash/count", .prepare = count_ask, .act = "pay.count", .finish = to_cash,
      .again = run_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/cash/runs", .prepare = run_ask, .act = "pay.run", .finish = to_cash,
      .again = run_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/cash/runs/:run", .prepare = run_look, .act = "pay.run_look", .finish = run_send,
      .who = WHO_SIGNED_IN, .rate = RATE_SEARCH },
    { POST, "/desk/cash/runs/:run/release", .prepare = run_look, .act = "pay.release",
      .finish = to_cash, .again = run_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/cash/orders/:order", .prepare = show_order, .who = WHO_SIGNED_IN },
    { POST, "/desk/cash/orders/:order", .prepare = order_ask, .act = "pay.redirect",
      .finish = to_cash, .again = order_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { 0 },
};

static const struct subscription events[] = {
    { "case.withdrawn", claims_withdrawn },
    { "case.resumed", claims_resumed },
    { 0 },
};

static const struct job_row jobs[] = {
    { .name = "pay.match", .fn = job_match },
    { .name = "pay.gather", .fn = job_gather },
    { .name = "payments that come near", .every_s = 3600, .fn = job_near },
    { .name = "days of payment", .every_s = 900, .fn = job_payday },
    { .name = "plans and runs past their time", .every_s = 3600, .fn = job_pay_retain },
    { 0 },
};
/* clang-format on */

const struct block block_pay = {
    .name = "pay",
    .acts = acts,
    .routes = routes,
    .tasks = pay_tasks,
    .events = events,
    .jobs = jobs,
    .fill = fill,
    .verify = pay_verify,
    .mine = pay_mine,
};
