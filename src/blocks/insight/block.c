/* What services do, in numbers. */
#include "act/job.h"
#include "blocks/insight/own.h"

/* clang-format off */
static const struct act_field count_fields[] = {
    { "from", F_INT, 0, true }, { "to", F_INT, 0, true }, { "rows", F_VAL, 512 * 1024, true },
    { 0 },
};
static const struct act_field rate_fields[] = {
    { "number", F_TEXT, 40, true }, { "score", F_INT, 0, true }, { 0 },
};

static const struct act_row acts[] = {
    { .name = "insight.count", .fn = act_count, .class = WORKING, .who = WHO_JOB, .budget_ms = 2000,
      .fields = count_fields },
    { .name = "insight.rate", .fn = act_rate, .class = WORKING, .who = WHO_OWNER,
      .owner = rate_owner, .key = "number", .fields = rate_fields },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/measures", .prepare = show_all },
    { GET, "/measures.csv", .prepare = all_csv },
    { GET, "/services/:id/measures", .prepare = show_one },
    { GET, "/services/:id/measures.csv", .prepare = one_csv },
    { GET, "/cases/:number/rating", .prepare = show_rating, .who = WHO_SIGNED_IN },
    { POST, "/cases/:number/rating", .prepare = rate_prepare, .act = "insight.rate",
      .finish = rated_page, .again = rate_again, .rate = RATE_FORM },
    { GET, "/desk/measures/:service", .prepare = show_office_measures, .who = WHO_SIGNED_IN },
    { 0 },
};

static const struct job_row jobs[] = {
    { .name = "measures of services", .every_s = 900, .fn = job_count },
    { 0 },
};
/* clang-format on */

const struct block block_insight = {
    .name = "insight", .acts = acts, .routes = routes, .jobs = jobs
};
