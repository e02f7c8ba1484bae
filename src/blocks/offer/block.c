/* Offers. */
#include "blocks/offer/own.h"

/* clang-format off */
static const struct act_field weigh_fields[] = {
    { "case", F_INT, 0, true }, { "number", F_TEXT, 40, false }, { "service", F_TEXT, 100, true },
    { "persons", F_VAL, 4096, true }, { "facts", F_VAL, 64 * 1024, false },
    { "about", F_VAL, 1000, false },
    { "relations", F_VAL, 4096, false }, { "lists", F_VAL, 8192, false },
    { "answers", F_VAL, 64 * 1024, false }, { "decision", F_TEXT, 100, false },
    { "lang", F_TEXT, 20, false }, { 0 },
};
static const struct act_field remind_fields[] = {
    { "offer", F_INT, 0, true }, { "lang", F_TEXT, 20, false }, { 0 },
};
static const struct act_field offer_fields[] = { { "offer", F_INT, 0, true }, { 0 } };

static const struct act_row acts[] = {
    { .name = "offer.weigh", .fn = act_weigh, .class = LEGAL, .who = WHO_JOB, .key = "case",
      .budget_ms = 1000, .fields = weigh_fields },
    { .name = "offer.remind", .fn = act_remind, .class = WORKING, .who = WHO_JOB, .key = "offer",
      .fields = remind_fields },
    { .name = "offer.take", .fn = act_offer_take, .class = LEGAL, .who = WHO_OWNER,
      .owner = offer_owner, .level = LEVEL_LOW, .key = "offer", .fields = offer_fields },
    { .name = "offer.decline", .fn = act_offer_decline, .class = LEGAL, .who = WHO_OWNER,
      .owner = offer_owner, .level = LEVEL_LOW, .key = "offer", .fields = offer_fields },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/offers", .prepare = show_offers, .who = WHO_SIGNED_IN },
    { GET, "/offers/:id", .prepare = show_offer, .who = WHO_SIGNED_IN },
    { POST, "/offers/:id/take", .prepare = offer_prepare, .act = "offer.take", .finish = to_draft,
      .rate = RATE_FORM },
    { POST, "/offers/:id/decline", .prepare = offer_prepare, .act = "offer.decline",
      .finish = to_offer, .rate = RATE_FORM },
    { 0 },
};

static const struct job_row jobs[] = {
    { .name = "offer.weigh", .fn = job_weigh },
    { .name = "offer.remind", .fn = job_remind },
    { 0 },
};
/* clang-format on */

const struct block block_offer = { .name = "offer",
                                   .acts = acts,
                                   .routes = routes,
                                   .tasks = offer_tasks,
                                   .jobs = jobs,
                                   .mine = offers_mine };
