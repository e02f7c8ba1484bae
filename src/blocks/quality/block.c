/* The rows of this block. */
#include "blocks/quality/own.h"
#include "blocks/quality/work.h"

/* clang-format off */
static const struct act_field pair_fields[] = { { "pair", F_INT, 0, true }, { 0 } };
static const struct act_field decide_fields[] = {
    { "pair", F_INT, 0, true }, { "decision", F_TEXT, 20, false }, { "keep", F_TEXT, 10, false },
    { "picks", F_TEXT, 8000, false }, { "ground", F_TEXT, GROUND_MOST, false }, { 0 },
};
static const struct act_field entries_fields[] = {
    { "register", F_TEXT, 100, true }, { "kind", F_TEXT, 20, true }, { "rule", F_TEXT, 100, true },
    { "after", F_INT, 0, false }, { 0 },
};
static const struct act_field none[] = { { 0 } };

static const struct act_row acts[] = {
    { .name = "quality.open", .fn = act_pair_open, .class = TRACE, .who = WHO_SIGNED_IN,
      .key = "pair", .fields = pair_fields },
    { .name = "quality.decide", .fn = act_pair_decide, .class = LEGAL, .who = WHO_SIGNED_IN,
      .key = "pair", .budget_ms = 1000, .fields = decide_fields },
    { .name = "quality.entries", .fn = act_entries, .class = TRACE, .who = WHO_SIGNED_IN,
      .fields = entries_fields },
    { .name = "quality.look", .fn = act_look_through, .class = WORKING, .who = WHO_JOB,
      .budget_ms = 2000, .fields = none },
    { .name = "quality.tell", .fn = act_tell, .class = WORKING, .who = WHO_JOB, .fields = none },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/desk/quality", .prepare = show_quality, .who = WHO_SIGNED_IN },
    { GET, "/desk/quality/pairs/:pair", .prepare = pair_prepare, .act = "quality.open",
      .finish = show_pair, .who = WHO_SIGNED_IN },
    { POST, "/desk/quality/pairs/:pair", .prepare = decide_prepare, .act = "quality.decide",
      .finish = to_pair, .again = decide_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/quality/entries", .prepare = entries_prepare, .act = "quality.entries",
      .finish = show_entries, .who = WHO_SIGNED_IN },
    { 0 },
};

static const struct job_row jobs[] = {
    { .name = "entries looked through", .every_s = 10, .fn = job_look_through },
    { .name = "quality of registers", .every_s = 3600, .fn = job_quality_told },
    { 0 },
};
/* clang-format on */

const struct block block_quality = {
    .name = "quality", .acts = acts, .routes = routes, .jobs = jobs
};
