/* The rows of this block. */
#include "blocks/case/acts.h"
#include "blocks/case/appeal.h"
#include "blocks/case/fill.h"
#include "blocks/case/jobs.h"
#include "blocks/case/keep.h"
#include "blocks/case/helper.h"
#include "blocks/case/kept.h"
#include "blocks/case/news.h"
#include "blocks/case/party.h"
#include "blocks/case/pages.h"
#include "blocks/register/follow.h"
#include "conf/conf.h"

enum { ANSWERS_MAX = 256 * 1024 };

/* clang-format off */
#define DRAFT { "draft", F_TEXT, 40, true }
#define NUMBER { "number", F_TEXT, 40, true }
#define TASK { "task", F_INT, 0, true }

static const struct act_field start_fields[] = {
    { "service", F_TEXT, 100, true }, { "answers", F_VAL, ANSWERS_MAX, true },
    { "page", F_TEXT, 200, false }, { "channel", F_TEXT, 20, false },
    { "files", F_VAL, 64 * 1024, false }, { 0 },
};
static const struct act_field save_fields[] = {
    DRAFT, { "answers", F_VAL, ANSWERS_MAX, true }, { "page", F_TEXT, 200, true },
    { "seq", F_INT, 0, true }, { "files", F_VAL, 64 * 1024, false }, { "own", F_TEXT, 64, false },
    { "keep", F_TEXT, 100, false }, { 0 },
};
static const struct act_field none_fields[] = { { 0 } };
static const struct act_field iban_fields[] = { { "iban", F_TEXT, 100, false }, { 0 } };
#define PARTY { "party", F_TEXT, 100, true }
static const struct act_field party_fields[] = { DRAFT, PARTY, { 0 } };
static const struct act_field help_fields[] = { DRAFT, { "hours", F_INT, 0, true }, { 0 } };
static const struct act_field invite_fields[] = {
    DRAFT, PARTY, { "email", F_TEXT, 300, false }, { "lang", F_TEXT, 20, false }, { 0 },
};
static const struct act_field sign_fields[] = {
    DRAFT, PARTY, { "declared", F_BOOL, 0, true }, { 0 },
};
static const struct act_field code_fields[] = { { "code", F_TEXT, 100, true }, { 0 } };
static const struct act_field draft_fields[] = { DRAFT, { 0 } };
static const struct act_field appeal_code_fields[] = { { "code", F_TEXT, 100, false }, { 0 } };
static const struct act_field link_fields[] = { DRAFT, { "email", F_TEXT, 300, true }, { 0 } };
static const struct act_field return_fields[] = { DRAFT, { "key", F_TEXT, 100, true }, { 0 } };
static const struct act_field number_fields[] = { NUMBER, { 0 } };
static const struct act_field task_fields[] = { TASK, { 0 } };
static const struct act_field submit_fields[] = {
    DRAFT, { "declared", F_BOOL, 0, true }, { "correct", F_BOOL },
    { "correct_why", F_TEXT, 2000 }, { 0 },
};
static const struct act_field send_fields[] = {
    { "service", F_TEXT, 100, false }, { "draft", F_TEXT, 40, false },
    { "answers", F_VAL, ANSWERS_MAX, true }, { "files", F_VAL, 64 * 1024, false }, { 0 },
};
static const struct act_field upload_fields[] = { { 0 } };
static const struct act_field answer_fields[] = {
    NUMBER, { "answer", F_TEXT, 10000, true }, { 0 },
};
static const struct act_field hand_fields[] = {
    TASK, { "to", F_INT, 0, true }, { "note", F_TEXT, 2000, false }, { 0 },
};
static const struct act_field ask_fields[] = { TASK, { "text", F_TEXT, 5000, true }, { 0 } };
static const struct act_field complete_fields[] = {
    TASK, { "answers", F_VAL, 64 * 1024, false }, { "seq", F_INT, 0, false }, { 0 },
};
static const struct act_field fill_fields[] = {
    TASK, { "answers", F_VAL, ANSWERS_MAX, true }, { "page", F_TEXT, 200, true },
    { "seq", F_INT, 0, true }, { "files", F_VAL, 64 * 1024, false }, { 0 },
};
#define TOKEN { "token", F_INT, 0, true }
#define REASON { "reason", F_TEXT, 2000, true }
#define VERSION { "version", F_TEXT, 40, true }
#define PAIRS { "pairs", F_TEXT, 4000, false }

static const struct act_field resolve_fields[] = { TASK, { "note", F_TEXT, 5000, true }, { 0 } };
static const struct act_field note_fields[] = { TASK, { "text", F_TEXT, 5000, true }, { 0 } };
static const struct act_field adhoc_fields[] = {
    TASK, { "title", F_TEXT, 500, true }, { "group", F_TEXT, 100, true },
    { "days", F_INT, 0, false }, { 0 },
};
static const struct act_field bulk_fields[] = {
    { "task", F_VAL, 4000, true }, { "do", F_TEXT, 20, true }, { "to", F_INT, 0, false },
    { "note", F_TEXT, 2000, false }, { 0 },
};
static const struct act_field absent_fields[] = {
    { "account", F_INT, 0, false }, { "substitute", F_INT, 0, true },
    { "office", F_TEXT, 100, true }, { "from", F_DATE, 0, true }, { "to", F_DATE, 0, true }, { 0 },
};
static const struct act_field tidings_fields[] = { { "how", F_TEXT, 10, true }, { 0 } };
static const struct act_field present_fields[] = { { "absence", F_INT, 0, true }, { 0 } };
static const struct act_field retry_fields[] = { NUMBER, TOKEN, { 0 } };
static const struct act_field correct_fields[] = {
    NUMBER, TOKEN, { "inputs", F_VAL, 64 * 1024, true }, REASON, { 0 },
};
static const struct act_field skip_fields[] = { NUMBER, TOKEN, REASON, { 0 } };
static const struct act_field move_fields[] = {
    NUMBER, TOKEN, { "to", F_TEXT, 200, true }, REASON, { 0 },
};
static const struct act_field migrate_fields[] = {
    NUMBER, VERSION, PAIRS, { "dry", F_BOOL, 0, false }, { 0 },
};
static const struct act_field migrate_all_fields[] = {
    { "service", F_TEXT, 100, true }, { "from", F_TEXT, 40, true }, VERSION, PAIRS,
    { "after", F_INT, 0, false }, { "by", F_INT, 0, false }, { 0 },
};
static const struct act_field migrate_next_fields[] = {
    { "case", F_INT, 0, true }, { "by", F_INT, 0, true }, VERSION, PAIRS, { 0 },
};
static const struct act_field timer_fields[] = {
    { "case", F_INT, 0, true }, { "token", F_INT, 0, true }, { "from", F_INT, 0, false },
    { "days", F_INT, 0, false }, { "at", F_INT, 0, false }, { "office_days", F_BOOL, 0, false },
    { "own", F_BOOL, 0, false }, { 0 },
};
static const struct act_field news_fields[] = { { "case", F_INT, 0, true }, { 0 } };
static const struct act_field expire_fields[] = { { "most", F_INT, 0, false }, { 0 } };
static const struct act_field retain_fields[] = { { 0 } };
static const struct act_field swept_fields[] = { { "n", F_INT, 0, true }, { 0 } };
static const struct act_field hold_fields[] = {
    { "number", F_TEXT, 40, true }, { "reason", F_TEXT, 1000, true }, { 0 },
};
static const struct act_field checked_fields[] = {
    { "file", F_INT, 0, true }, { "state", F_TEXT, 20, true }, { "note", F_TEXT, 120, false },
    { 0 },
};
/* clang-format on */

/* Who may work on a task is decided by the groups of its row and the roles of the office
 * (acts_task.c). */
/* clang-format off */
static const struct act_row acts[] = {
    { .name = "case.start", .fn = act_start, .class = WORKING, .who = WHO_ANYONE,
      .scope = SCOPE_SUBMIT, .fields = start_fields },
    { .name = "case.save", .fn = act_save, .class = WORKING, .who = WHO_OWNER, .owner = save_owner,
      .needs = case_needs, .key = "draft", .fields = save_fields },
    { .name = "account.keep_iban", .fn = act_keep_iban, .class = LEGAL, .who = WHO_SIGNED_IN,
      .level = LEVEL_LOW, .fields = iban_fields },
    { .name = "account.forget_iban", .fn = act_forget_iban, .class = LEGAL, .who = WHO_SIGNED_IN,
      .level = LEVEL_LOW, .fields = none_fields },
    { .name = "case.adopt", .fn = act_adopt, .class = WORKING, .who = WHO_OWNER,
      .owner = case_adopter, .key = "draft", .fields = draft_fields },
    { .name = "case.drop", .fn = act_drop, .class = WORKING, .who = WHO_OWNER, .owner = case_owner,
      .key = "draft", .fields = draft_fields },
    { .name = "case.link", .fn = act_link, .class = WORKING, .who = WHO_OWNER, .owner = case_owner,
      .key = "draft", .fields = link_fields },
    { .name = "case.return", .fn = act_return, .class = WORKING, .who = WHO_ANYONE, .key = "draft",
      .fields = return_fields },
    { .name = "case.invite", .fn = act_invite, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_owner, .level = LEVEL_LOW, .key = "draft", .fields = invite_fields },
    { .name = "case.take_back", .fn = act_take_back, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_owner, .level = LEVEL_LOW, .key = "draft", .fields = party_fields },
    { .name = "case.invitation", .fn = act_invitation, .class = WORKING, .who = WHO_SIGNED_IN,
      .fields = code_fields },
    { .name = "case.join", .fn = act_join, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = code_fields },
    { .name = "case.decline", .fn = act_decline, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = code_fields },
    { .name = "case.help_offer", .fn = act_help_offer, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_owner, .level = LEVEL_LOW, .key = "draft", .fields = help_fields },
    { .name = "case.help_take", .fn = act_help_take, .class = LEGAL, .who = WHO_SIGNED_IN,
      .level = LEVEL_LOW, .fields = code_fields },
    { .name = "case.help_end", .fn = act_help_end, .class = LEGAL, .who = WHO_OWNER,
      .owner = help_owner, .key = "draft", .fields = draft_fields },
    { .name = "case.part", .fn = act_part, .class = LEGAL, .who = WHO_OWNER, .owner = party_owner,
      .level = LEVEL_LOW, .key = "draft", .fields = party_fields },
    { .name = "case.sign", .fn = act_sign, .class = LEGAL, .who = WHO_OWNER, .owner = party_owner,
      .needs = case_needs, .level = LEVEL_LOW, .key = "draft", .fields = sign_fields },
    { .name = "case.unsign", .fn = act_unsign, .class = LEGAL, .who = WHO_OWNER,
      .owner = party_owner, .needs = case_needs, .level = LEVEL_LOW, .key = "number",
      .fields = number_fields },
    { .name = "case.submit", .fn = act_submit, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_owner, .needs = case_needs, .key = "draft", .fields = submit_fields },
    { .name = "case.send", .fn = act_send, .class = LEGAL, .who = WHO_OWNER, .owner = case_sender,
      .needs = case_needs, .scope = SCOPE_SUBMIT, .key = "draft", .fields = send_fields },
    { .name = "case.upload", .fn = act_upload, .class = WORKING, .who = WHO_SIGNED_IN,
      .scope = SCOPE_SUBMIT, .fields = upload_fields },
    { .name = "case.withdraw", .fn = act_withdraw, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_owner, .needs = case_needs, .level = LEVEL_LOW, .scope = SCOPE_SUBMIT,
      .key = "number", .fields = number_fields },
    { .name = "case.appeal", .fn = act_appeal, .class = WORKING, .who = WHO_OWNER,
      .owner = case_owner, .needs = case_needs, .level = LEVEL_LOW, .key = "number",
      .fields = number_fields },
    { .name = "case.appeal_code", .fn = act_appeal_code, .class = WORKING, .who = WHO_ANYONE,
      .fields = appeal_code_fields },
    { .name = "case.appealed_open", .fn = act_appealed_open, .class = TRACE, .who = WHO_SIGNED_IN,
      .purpose = "case", .key = "task", .fields = task_fields },
    { .name = "case.answer", .fn = act_answer, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_owner, .needs = case_needs, .level = LEVEL_LOW, .key = "number",
      .fields = answer_fields },
    { .name = "case.claim", .fn = act_claim, .class = WORKING, .who = WHO_SIGNED_IN, .key = "task",
      .fields = task_fields },
    { .name = "case.release", .fn = act_release, .class = WORKING, .who = WHO_SIGNED_IN,
      .key = "task", .fields = task_fields },
    { .name = "case.hand_over", .fn = act_hand_over, .class = LEGAL, .who = WHO_SIGNED_IN,
      .key = "task", .fields = hand_fields },
    { .name = "case.ask", .fn = act_ask, .class = LEGAL, .who = WHO_SIGNED_IN, .key = "task",
      .fields = ask_fields },
    { .name = "case.complete", .fn = act_complete, .class = LEGAL, .who = WHO_SIGNED_IN,
      .scope = SCOPE_TASKS, .key = "task", .fields = complete_fields },
    { .name = "case.fill", .fn = act_fill, .class = WORKING, .who = WHO_SIGNED_IN,
      .scope = SCOPE_TASKS, .key = "task", .fields = fill_fields },
    { .name = "case.fill_open", .fn = act_fill_open, .class = TRACE, .who = WHO_SIGNED_IN,
      .purpose = "case", .key = "task", .fields = task_fields },
    { .name = "case.open", .fn = act_open, .class = TRACE, .who = WHO_SIGNED_IN,
      .scope = SCOPE_TASKS, .purpose = "case", .key = "task", .fields = task_fields },
    { .name = "case.delegate", .fn = act_delegate, .class = LEGAL, .who = WHO_SIGNED_IN,
      .key = "task", .fields = hand_fields },
    { .name = "case.resolve", .fn = act_resolve, .class = LEGAL, .who = WHO_SIGNED_IN,
      .key = "task", .fields = resolve_fields },
    { .name = "case.note", .fn = act_note, .class = LEGAL, .who = WHO_SIGNED_IN, .key = "task",
      .fields = note_fields },
    { .name = "case.ask_colleague", .fn = act_adhoc, .class = LEGAL, .who = WHO_SIGNED_IN,
      .key = "task", .fields = adhoc_fields },
    { .name = "case.bulk", .fn = act_bulk, .class = LEGAL, .who = WHO_OWNER, .owner = case_bulker,
      .budget_ms = 2000, .fields = bulk_fields },
    { .name = "case.absent", .fn = act_absent, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = absent_fields },
    { .name = "case.present", .fn = act_present, .class = LEGAL, .who = WHO_SIGNED_IN,
      .key = "absence", .fields = present_fields },
    { .name = "case.tidings", .fn = act_tidings, .class = WORKING, .who = WHO_SIGNED_IN,
      .fields = tidings_fields },
    { .name = "case.escalate", .fn = act_escalate, .class = LEGAL, .who = WHO_JOB, .key = "task",
      .fields = task_fields },
    { .name = "case.retry", .fn = act_retry, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_repairer, .key = "number", .fields = retry_fields },
    { .name = "case.inputs", .fn = act_inputs, .class = TRACE, .who = WHO_OWNER,
      .owner = case_repairer, .purpose = "case", .key = "number", .fields = retry_fields },
    { .name = "case.correct", .fn = act_correct, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_repairer, .key = "number", .fields = correct_fields },
    { .name = "case.skip", .fn = act_skip, .class = LEGAL, .who = WHO_OWNER, .owner = case_repairer,
      .key = "number", .fields = skip_fields },
    { .name = "case.move", .fn = act_move, .class = LEGAL, .who = WHO_OWNER, .owner = case_repairer,
      .key = "number", .fields = move_fields },
    { .name = "case.migrate", .fn = act_migrate, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_repairer, .key = "number", .fields = migrate_fields },
    { .name = "case.migrate_try", .fn = act_migrate_try, .class = WORKING, .who = WHO_OWNER,
      .owner = case_migrator, .key = "service", .budget_ms = 5000, .fields = migrate_all_fields },
    { .name = "case.migrate_all", .fn = act_migrate_all, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_migrator, .key = "service", .fields = migrate_all_fields },
    { .name = "case.migrate_next", .fn = act_migrate_next, .class = LEGAL, .who = WHO_JOB,
      .key = "case", .fields = migrate_next_fields },
    { .name = "case.migrate_rest", .fn = act_migrate_rest, .class = LEGAL, .who = WHO_JOB,
      .key = "service", .fields = migrate_all_fields },
    { .name = "case.timer", .fn = act_timer, .class = LEGAL, .who = WHO_JOB, .key = "case",
      .fields = timer_fields },
    { .name = "case.news_spread", .fn = act_news_spread, .class = WORKING, .who = WHO_JOB,
      .budget_ms = 1000, .fields = none_fields },
    { .name = "case.news_law", .fn = act_news_law, .class = WORKING, .who = WHO_JOB,
      .fields = none_fields },
    { .name = "case.news", .fn = act_news, .class = LEGAL, .who = WHO_JOB, .key = "case",
      .budget_ms = 1000, .fields = news_fields },
    { .name = "case.expire", .fn = act_expire, .class = WORKING, .who = WHO_JOB,
      .fields = expire_fields },
    { .name = "case.retain", .fn = act_retain, .class = LEGAL, .who = WHO_JOB, .budget_ms = 2000,
      .fields = retain_fields },
    { .name = "case.files_swept", .fn = act_files_swept, .class = WORKING, .who = WHO_JOB,
      .fields = swept_fields },
    { .name = "case.hold", .fn = act_hold, .class = LEGAL, .who = WHO_OWNER, .owner = case_repairer,
      .key = "number", .fields = hold_fields },
    { .name = "case.unhold", .fn = act_unhold, .class = LEGAL, .who = WHO_OWNER,
      .owner = case_repairer, .key = "number", .fields = number_fields },
    { .name = "case.file_checked", .fn = act_file_checked, .class = WORKING, .who = WHO_JOB,
      .fields = checked_fields },
    { 0 },
};
/* clang-format on */

#define ASKS(first, then)                                                                          \
    .prepare = first, .act = "case.fill", .finish = then, .again = ask_again, .who = WHO_SIGNED_IN
/* clang-format off */
static const struct route routes[] = {
    { GET, "/apply/:service", .prepare = show_entry },
    { POST, "/apply/:service", .prepare = begin_ask, .act = "case.start", .finish = begun_ask,
      .rate = RATE_FORM },
    { GET, "/apply/:service/:at", .prepare = show_ask },
    { POST, "/apply/:service/:at", .prepare = save_ask, .act = "case.start", .finish = saved_ask,
      .again = ask_again, .body_max = 12 * 1024 * 1024, .rate = RATE_FORM },
    { POST, "/apply/:service/:at/shown", .prepare = part_ask, .body_max = 256 * 1024,
      .rate = RATE_FORM },
    { GET, "/drafts/:draft", .prepare = show_resume },
    { GET, "/drafts/:draft/check", .prepare = show_check },
    { POST, "/drafts/:draft/submit", .prepare = submit_prepare, .act = "case.submit",
      .finish = submitted, .again = submit_again, .rate = RATE_FORM },
    { POST, "/drafts/:draft/drop", .prepare = drop_prepare, .act = "case.drop", .rate = RATE_FORM },
    { POST, "/drafts/:draft/adopt", .prepare = adopt_prepare, .act = "case.adopt",
      .finish = adopted, .rate = RATE_FORM },
    { GET, "/drafts/:draft/send-link", .prepare = show_later },
    { POST, "/drafts/:draft/send-link", .prepare = later_prepare, .act = "case.link",
      .finish = later_sent, .again = later_again, .rate = RATE_SIGN_IN },
    { GET, "/drafts/:draft/come-back", .prepare = show_return },
    { POST, "/drafts/:draft/come-back", .prepare = return_prepare, .act = "case.return",
      .finish = returned, .again = return_again, .rate = RATE_SIGN_IN },
    { GET, "/drafts/:draft/parties/:party", .prepare = show_invite, .who = WHO_SIGNED_IN },
    { POST, "/drafts/:draft/parties/:party", .prepare = invite_prepare, .act = "case.invite",
      .finish = invite_made, .again = invite_again, .rate = RATE_SIGN_IN },
    { GET, "/drafts/:draft/parties/:party/end", .prepare = show_part, .who = WHO_SIGNED_IN },
    { POST, "/drafts/:draft/parties/:party/end", .prepare = part_prepare, .act = "case.part",
      .finish = part_done, .rate = RATE_FORM },
    { GET, "/drafts/:draft/parties/:party/take-back", .prepare = show_take_back,
      .who = WHO_SIGNED_IN },
    { POST, "/drafts/:draft/parties/:party/take-back", .prepare = part_prepare,
      .act = "case.take_back", .finish = part_done, .rate = RATE_FORM },
    { POST, "/drafts/:draft/parties/:party/sign", .prepare = sign_prepare, .act = "case.sign",
      .finish = part_done, .again = submit_again, .rate = RATE_FORM },
    { GET, "/drafts/:draft/help", .prepare = show_help, .who = WHO_SIGNED_IN },
    { POST, "/drafts/:draft/help", .prepare = help_prepare, .act = "case.help_offer",
      .finish = help_offered, .again = help_again, .rate = RATE_SIGN_IN },
    { POST, "/drafts/:draft/help/end", .prepare = help_end_prepare, .act = "case.help_end",
      .finish = help_ended, .rate = RATE_FORM },
    { GET, "/help", .prepare = show_helper, .who = WHO_SIGNED_IN },
    { POST, "/help", .prepare = helper_prepare, .act = "case.help_take", .finish = helper_taken,
      .again = helper_again, .who = WHO_SIGNED_IN, .rate = RATE_SIGN_IN },
    { GET, "/join", .prepare = show_join, .who = WHO_SIGNED_IN },
    { POST, "/join", .prepare = join_prepare, .act = "case.invitation", .finish = show_invitation,
      .again = join_again, .who = WHO_SIGNED_IN, .rate = RATE_SIGN_IN },
    { POST, "/join/accept", .prepare = join_prepare, .act = "case.join", .finish = join_done,
      .again = join_again, .who = WHO_SIGNED_IN, .rate = RATE_SIGN_IN },
    { GET, "/join/decline", .prepare = show_decline, .who = WHO_SIGNED_IN },
    { POST, "/join/decline", .prepare = join_prepare, .act = "case.decline", .finish = decline_done,
      .again = join_again, .who = WHO_SIGNED_IN, .rate = RATE_SIGN_IN },
    { GET, "/drafts/:draft/:at", .prepare = show_ask },
    { POST, "/drafts/:draft/:at", .prepare = save_ask, .act = "case.save", .finish = saved_ask,
      .again = ask_again, .body_max = 12 * 1024 * 1024, .rate = RATE_UPLOAD },
    { POST, "/drafts/:draft/:at/shown", .prepare = part_ask, .act = "case.save",
      .finish = parted_ask, .again = ask_again, .body_max = 256 * 1024, .rate = RATE_FORM },
    { POST, "/drafts/:draft/:at/files", .prepare = files_ask, .act = "case.save",
      .finish = parted_ask, .again = ask_again, .body_max = 12 * 1024 * 1024, .rate = RATE_UPLOAD },
    { GET, "/account/bank", .prepare = show_bank, .who = WHO_SIGNED_IN },
    { POST, "/account/bank", .prepare = keep_iban_ask, .act = "account.keep_iban",
      .finish = to_bank, .again = keep_iban_again, .rate = RATE_FORM },
    { POST, "/account/bank/forget", .act = "account.forget_iban", .finish = to_bank,
      .rate = RATE_FORM },
    { GET, "/cases", .prepare = show_mine, .who = WHO_SIGNED_IN },
    { GET, "/cases/:number", .prepare = show_case, .who = WHO_SIGNED_IN },
    { GET, "/cases/:number/tasks/:task", .prepare = show_fill, .who = WHO_SIGNED_IN },
    { GET, "/cases/:number/tasks/:task/check", .prepare = show_fill_check, .who = WHO_SIGNED_IN },
    { POST, "/cases/:number/tasks/:task/send", .prepare = fill_send, .act = "case.complete",
      .finish = fill_sent, .again = fill_send_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/cases/:number/tasks/:task/:at", .prepare = show_ask, .who = WHO_SIGNED_IN },
    { POST, "/cases/:number/tasks/:task/:at", ASKS(save_ask, saved_ask),
      .body_max = 12 * 1024 * 1024, .rate = RATE_UPLOAD },
    { POST, "/cases/:number/tasks/:task/:at/shown", ASKS(part_ask, parted_ask),
      .body_max = 256 * 1024, .rate = RATE_FORM },
    { POST, "/cases/:number/tasks/:task/:at/files", ASKS(files_ask, parted_ask),
      .body_max = 12 * 1024 * 1024, .rate = RATE_UPLOAD },
    { GET, "/desk/tasks/:task/fill", .prepare = fill_open_in, .act = "case.fill_open",
      .finish = fill_opened, .who = WHO_SIGNED_IN },
    { GET, "/desk/tasks/:task/fill/check", .prepare = show_fill_check, .who = WHO_SIGNED_IN },
    { POST, "/desk/tasks/:task/fill/send", .prepare = fill_send, .act = "case.complete",
      .finish = fill_sent, .again = fill_send_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/tasks/:task/fill/:at", .prepare = show_ask, .who = WHO_SIGNED_IN },
    { POST, "/desk/tasks/:task/fill/:at", ASKS(save_ask, saved_ask), .body_max = 12 * 1024 * 1024,
      .rate = RATE_UPLOAD },
    { POST, "/desk/tasks/:task/fill/:at/shown", ASKS(part_ask, parted_ask), .body_max = 256 * 1024,
      .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/fill/:at/files", ASKS(files_ask, parted_ask),
      .body_max = 12 * 1024 * 1024, .rate = RATE_UPLOAD },
    { GET, "/cases/:number/receipt", .prepare = show_receipt, .who = WHO_SIGNED_IN },
    { GET, "/cases/:number/files/:file", .prepare = show_own_file, .who = WHO_SIGNED_IN },
    { GET, "/drafts/:draft/files/:file", .prepare = show_draft_file },
    { POST, "/cases/:number/appeal", .act = "case.appeal", .finish = appeal_begun,
      .again = case_again, .rate = RATE_FORM },
    { GET, "/appeal", .prepare = show_appeal },
    { POST, "/appeal", .prepare = appeal_look, .rate = RATE_SIGN_IN },
    { GET, "/appeal/:code", .prepare = show_appeal, .rate = RATE_SIGN_IN },
    { POST, "/appeal/:code", .prepare = appeal_code_prepare, .act = "case.appeal_code",
      .finish = appeal_begun, .again = appeal_code_again, .rate = RATE_FORM },
    { GET, "/desk/tasks/:task/appealed", .prepare = open_appealed, .act = "case.appealed_open",
      .finish = show_appealed, .who = WHO_SIGNED_IN },
    { GET, "/desk/tasks/:task/appealed/files/:file", .prepare = open_appealed,
      .act = "case.appealed_open", .finish = show_appealed_file, .who = WHO_SIGNED_IN },
    { GET, "/desk/tasks/:task/appealed/documents/:number", .prepare = open_appealed,
      .act = "case.appealed_open", .finish = show_appealed_document, .who = WHO_SIGNED_IN },
    { POST, "/cases/:number/withdraw", .act = "case.withdraw", .finish = to_case,
      .again = case_again, .rate = RATE_FORM },
    { POST, "/cases/:number/unsign", .act = "case.unsign", .finish = to_case, .again = case_again,
      .rate = RATE_FORM },
    { POST, "/cases/:number/answer", .act = "case.answer", .finish = to_case, .again = case_again,
      .rate = RATE_FORM },
    { 0 },
};

static const struct job_row jobs[] = {
    { .name = "case.timer", .fn = job_timer },
    { .name = FOLLOW_CHANGED, .fn = job_news },
    { .name = "changes of entries and of the law", .every_s = 300, .fn = job_news },
    { .name = "case.escalate", .fn = job_escalate },
    { .name = "case.migrate", .fn = job_migrate },
    /* as long as a scanner may be silent: with an hour between, some weeks */
    { .name = "case.check_file", .fn = job_check_file, .tries = 1000 },
    { .name = "case drafts", .every_s = 3600, .fn = job_expire },
    { .name = "cases past their retention", .every_s = 3600, .fn = job_retain },
    { .name = "files nobody needs", .every_s = 3600, .fn = job_sweep_files },
    { 0 },
};

static const struct subscription events[] = {
    { "account.signed_in", drafts_adopt },
    { "account.role_changed", staff_changed },
    { "account.suspended", staff_changed },
    { "office.closed", office_changed },
    { "office.opened", office_changed },
    { 0 },
};
/* clang-format on */
static const struct conf_row case_settings[] = {
    { "clamd", CONF_TEXT, NULL, 0, 500,
      "The virus scanner that looks at files people hand in: unix:/run/clamav/clamd.ctl or "
      "ADDRESS:PORT; without one no file is scanned." },
    { "clamd-silent", CONF_TEXT, "wait", 4, 4,
      "While that scanner does not answer: wait, files stay unread until it does; or pass, they "
      "are marked as not scanned and may be read." },
    { 0 },
};
/* clang-format on */

static const struct port_todo todo_port = { .list = fill_todo };

static void fill_ports(struct ports *p)
{
    p->parties = &party_port;
    p->todo = &todo_port;
}

const struct block block_case = {
    .name = "case",
    .fill = fill_ports,
    .acts = acts,
    .routes = routes,
    .tasks = case_tasks,
    .events = events,
    .jobs = jobs,
    .settings = case_settings,
    .verify = case_verify,
    .mine = cases_mine,
    .forget = cases_forget,
};
