/* The rows of this block. */
#include "blocks/case/wrong.h"
#include "blocks/rectify/own.h"

/* clang-format off */
static const struct act_field field_fields[] = {
    { "field", F_TEXT, 100, true }, { "child", F_INT }, { 0 },
};
static const struct act_field task_fields[] = { { "task", F_INT, 0, true }, { 0 } };
static const struct act_field notice_fields[] = {
    { "notice", F_INT, 0, true }, { "effect", F_TEXT, 20, true }, { 0 },
};

static const struct act_field entry_fields[] = {
    { "where", F_TEXT, 200, false }, { "key", F_TEXT, 200, false }, { "on", F_DATE, 0, false },
    { "known", F_DATE, 0, false }, { "reason", F_TEXT, 500, false }, { 0 },
};
static const struct act_field secret_fields[] = {
    { "where", F_TEXT, 200, true }, { "key", F_TEXT, 200, true }, { "field", F_TEXT, 100, true },
    { "reason", F_TEXT, 500, false }, { 0 },
};
static const struct act_field look_fields[] = {
    { "look", F_INT, 0, true }, { "answer", F_TEXT, 20, false }, { 0 },
};
static const struct act_field feed_fields[] = { { "cursor", F_INT, 0, true }, { 0 } };

static const struct act_row acts[] = {
    { .name = "rectify.dispute", .fn = act_dispute_begin, .class = WORKING, .who = WHO_SIGNED_IN,
      .level = LEVEL_LOW, .fields = field_fields },
    { .name = "rectify.history", .fn = act_history, .class = TRACE, .who = WHO_SIGNED_IN,
      .key = "task", .fields = task_fields },
    { .name = "rectify.entry", .fn = act_entry, .class = TRACE, .who = WHO_SIGNED_IN,
      .fields = entry_fields },
    { .name = "secret.ask", .fn = act_secret_ask, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = secret_fields },
    { .name = "secret.see", .fn = act_secret_see, .class = TRACE, .who = WHO_SIGNED_IN,
      .key = "look", .fields = look_fields },
    { .name = "secret.decide", .fn = act_secret_decide, .class = LEGAL, .who = WHO_SIGNED_IN,
      .key = "look", .fields = look_fields },
    { .name = "secret.open", .fn = act_secret_open, .class = LEGAL, .who = WHO_SIGNED_IN,
      .key = "look", .fields = look_fields },
    { .name = "rectify.done", .fn = act_notice_done, .class = LEGAL, .who = WHO_OWNER,
      .owner = notice_owner, .key = "notice", .fields = notice_fields },
    { .name = "rectify.noted", .fn = act_feed_noted, .class = LEGAL, .who = WHO_PARTNER,
      .key = "cursor", .budget_ms = 1000, .fields = feed_fields },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/account/entry", .prepare = show_own_entry, .who = WHO_SIGNED_IN },
    { GET, "/account/entry/history", .prepare = show_own_history, .who = WHO_SIGNED_IN },
    { POST, "/account/entry/dispute", .prepare = dispute_prepare, .act = "rectify.dispute",
      .finish = to_dispute, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/tasks/:task/history", .prepare = open_history, .act = "rectify.history",
      .finish = show_history, .who = WHO_SIGNED_IN },
    { GET, "/desk/entries", .prepare = show_entry_form, .who = WHO_SIGNED_IN },
    { POST, "/desk/entries", .prepare = entry_in, .act = "rectify.entry", .finish = show_looked_up,
      .again = entry_again, .who = WHO_SIGNED_IN, .rate = RATE_SEARCH },
    { GET, "/desk/entries/secret", .prepare = show_secrets, .who = WHO_SIGNED_IN },
    { POST, "/desk/entries/secret", .prepare = secret_in, .act = "secret.ask",
      .finish = to_secrets, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/entries/secret/:look", .prepare = secret_in, .act = "secret.see",
      .finish = show_secret, .who = WHO_SIGNED_IN },
    { POST, "/desk/entries/secret/:look/answer", .prepare = secret_in, .act = "secret.decide",
      .finish = to_secrets, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/entries/secret/:look/open", .prepare = secret_in, .act = "secret.open",
      .finish = show_secret_value, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/partner/corrections", .prepare = show_feed, .partner = true, .rate = RATE_PARTNER },
    { POST, "/partner/corrections/noted", .prepare = feed_prepare, .act = "rectify.noted",
      .finish = feed_noted, .again = feed_again, .partner = true, .rate = RATE_PARTNER },
    { GET, "/desk/corrections", .prepare = show_notices, .who = WHO_SIGNED_IN },
    { POST, "/desk/corrections/:notice/done", .prepare = notice_prepare, .act = "rectify.done",
      .finish = to_notices, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { 0 },
};

static const struct subscription events[] = {
    { "record.annulled", entry_over },
    { "record.superseded", entry_merged },
    { "record.restored", entry_merged },
    { "case.submitted", case_sent },
    { "case.withdrawn", case_over },
    { "case.decided", case_over },
    { 0 },
};
/* clang-format on */

static void fill(struct ports *p)
{
    p->corrections = &corrections_port;
}

const struct block block_rectify = { .name = "rectify",
                                     .fill = fill,
                                     .acts = acts,
                                     .routes = routes,
                                     .tasks = rectify_tasks,
                                     .events = events };
