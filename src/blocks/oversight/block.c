/* The public log, receipts, the state of the installation, and who looked at whose data. */
#include "act/job.h"
#include "blocks/oversight/authority.h"
#include "blocks/oversight/looks.h"
#include "blocks/oversight/own.h"

/* clang-format off */
#define TEXT { "text", F_TEXT, 16000, true }
static const struct act_field ask_fields[] = { { "trace", F_INT, 0, true }, TEXT, { 0 } };
static const struct act_field question_fields[] = { { "question", F_INT, 0, true }, { 0 } };
static const struct act_field answer_fields[] = { { "question", F_INT, 0, true }, TEXT, { 0 } };
static const struct act_field alert_fields[] = { { "on", F_BOOL, 0, true }, { 0 } };
static const struct act_field tell_fields[] = {
    { "person", F_INT, 0, true }, { "trace", F_INT, 0, true }, { 0 },
};
static const struct act_field odd_fields[] = { { "look", F_INT, 0, true }, { 0 } };
static const struct act_field note_fields[] = { { "look", F_INT, 0, true }, TEXT, { 0 } };
static const struct act_field count_fields[] = {
    { "visible", F_INT, 0, true }, { "trace", F_INT, 0, true }, { "to_visible", F_INT, 0, true },
    { "to_trace", F_INT, 0, true }, { "rows", F_VAL, 512 * 1024, true }, { 0 },
};

static const struct act_field entries_fields[] = {
    { "register", F_TEXT, 100, true }, { "ids", F_VAL, 10000, true }, { 0 },
};
static const struct act_field no_fields[] = { { 0 } };
static const struct act_field authority_fields[] = {
    { "seen", F_VAL, 512 * 1024, true }, { "worry", F_VAL, 4096, false }, { 0 },
};

static const struct act_row acts[] = {
    { .name = "look.ask", .fn = act_look_ask, .class = LEGAL, .who = WHO_SIGNED_IN, .key = "trace",
      .fields = ask_fields },
    { .name = "look.again", .fn = act_look_again, .class = LEGAL, .who = WHO_SIGNED_IN,
      .key = "trace", .fields = ask_fields },
    { .name = "look.alert", .fn = act_look_alert, .class = WORKING, .who = WHO_SIGNED_IN,
      .fields = alert_fields },
    { .name = "look.tell", .fn = act_look_tell, .class = WORKING, .who = WHO_JOB, .key = "person",
      .fields = tell_fields },
    { .name = "look.overdue", .fn = act_look_overdue, .class = LEGAL, .who = WHO_JOB,
      .key = "question", .fields = question_fields },
    { .name = "look.read", .fn = act_look_read, .class = TRACE, .who = WHO_SIGNED_IN,
      .owner = question_owner, .key = "question", .fields = question_fields },
    { .name = "look.answer", .fn = act_look_answer, .class = LEGAL, .who = WHO_SIGNED_IN,
      .owner = question_owner, .key = "question", .fields = answer_fields },
    { .name = "look.odd", .fn = act_odd_open, .class = TRACE, .who = WHO_SIGNED_IN,
      .owner = odd_owner, .key = "look", .fields = odd_fields },
    { .name = "look.note", .fn = act_odd_note, .class = LEGAL, .who = WHO_SIGNED_IN,
      .owner = odd_owner, .key = "look", .fields = note_fields },
    { .name = "look.count", .fn = act_look_count, .class = WORKING, .who = WHO_JOB,
      .budget_ms = 2000, .fields = count_fields },
    { .name = "look.sweep", .fn = act_look_sweep, .class = WORKING, .who = WHO_JOB,
      .budget_ms = 2000, .fields = no_fields },
    { .name = "entries.sweep", .fn = act_entries_sweep, .class = WORKING, .who = WHO_JOB,
      .budget_ms = 2000, .fields = entries_fields },
    { .name = "authority.seen", .fn = act_authority_seen, .class = LEGAL, .who = WHO_JOB,
      .fields = authority_fields },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/log", .prepare = show_log },
    { POST, "/log/check", .prepare = check_receipt, .body_max = 1024 * 1024, .rate = RATE_FORM },
    { GET, "/log/checkpoint", .prepare = show_checkpoint },
    { GET, "/log/tile/*rest", .prepare = show_tile },
    { GET, "/log/vkey", .prepare = show_vkey },
    { GET, "/log/proof", .prepare = show_proof },
    { GET, "/certificates/ca.pem", .prepare = show_ca },
    { GET, "/certificates/seal.pem", .prepare = show_seal },
    { GET, "/certificates/issuing.pem", .prepare = show_issuing },
    { GET, "/certificates/all.pem", .prepare = show_trust },
    { GET, "/certificates/crl/:file", .prepare = show_crl },
    { GET, "/certificates", .prepare = show_certificates },
    { GET, "/log/keys", .prepare = show_log_keys },
    { GET, "/status", .prepare = show_status, .who = WHO_SIGNED_IN },
    { GET, "/looks", .prepare = show_totals },
    { GET, "/looks.csv", .prepare = totals_csv },
    { GET, "/privacy/looks", .prepare = show_looks, .who = WHO_SIGNED_IN },
    { POST, "/privacy/looks/alert", .prepare = alert_prepare, .act = "look.alert",
      .finish = to_looks, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/privacy/looks/:id", .prepare = show_look, .who = WHO_SIGNED_IN },
    { POST, "/privacy/looks/:id/ask", .prepare = ask_look, .act = "look.ask", .finish = asked_look,
      .again = ask_look_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/looks/mine", .prepare = show_own_looks, .who = WHO_SIGNED_IN },
    { GET, "/desk/looks/odd", .prepare = show_odds, .who = WHO_SIGNED_IN },
    { GET, "/desk/looks/odd/:look", .prepare = open_odd, .act = "look.odd", .finish = show_odd,
      .who = WHO_SIGNED_IN },
    { POST, "/desk/looks/odd/:look/note", .prepare = note_odd_prepare, .act = "look.note",
      .finish = to_odds, .again = note_odd_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/looks/questions", .prepare = show_questions, .who = WHO_SIGNED_IN },
    { GET, "/desk/looks/questions/:question", .prepare = open_question, .act = "look.read",
      .finish = show_question, .who = WHO_SIGNED_IN },
    { POST, "/desk/looks/questions/:question/answer", .prepare = answer_prepare,
      .act = "look.answer", .finish = to_questions, .again = answer_again, .who = WHO_SIGNED_IN,
      .rate = RATE_FORM },
    { 0 },
};

static const struct subscription events[] = {
    { "data.seen", look_seen },
    { "account.erased", look_left },
    { 0 },
};

static const struct job_row jobs[] = {
    { .name = "look.tell", .fn = job_look_tell },
    { .name = "look.overdue", .fn = job_look_overdue },
    { .name = "certificates", .every_s = 21600, .fn = job_authority },
    { .name = "looks past their time", .every_s = 3600, .fn = job_look_sweep },
    { .name = "entries past their time", .every_s = 86400, .fn = job_entries_sweep },
    { .name = "looks in numbers", .every_s = 900, .fn = job_look_count },
    { 0 },
};
/* clang-format on */

const struct block block_oversight = { .name = "oversight",
                                       .acts = acts,
                                       .routes = routes,
                                       .events = events,
                                       .jobs = jobs,
                                       .mine = looks_mine,
                                       .verify = oversight_verify };
