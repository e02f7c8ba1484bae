/* The rows of this block. */
#include "act/job.h"
#include "act/verify.h"
#include "blocks/subscribe/own.h"
#include "conf/conf.h"

/* clang-format off */
#define SUBSCRIPTION { "subscription", F_TEXT, 100, true }
static const struct act_field none[] = { { 0 } };
static const struct act_field id_fields[] = { { "id", F_TEXT, 100, true }, { 0 } };
static const struct act_field take_fields[] = { SUBSCRIPTION, { 0 } };
static const struct act_field told_fields[] = {
    SUBSCRIPTION, { "message", F_INT, 0, true }, { "status", F_INT, 0, true },
    { "wait", F_INT, 0, false }, { "agreed", F_BOOL, 0, false }, { 0 },
};

static const struct act_row acts[] = {
    { .name = "subscribe.sync", .fn = act_sync, .class = WORKING, .who = WHO_JOB, .fields = none },
    { .name = "subscribe.spread", .fn = act_spread, .class = WORKING, .who = WHO_JOB,
      .budget_ms = 1000, .fields = none },
    { .name = "subscribe.take", .fn = act_take, .class = TRACE, .who = WHO_JOB,
      .key = "subscription", .fields = take_fields },
    { .name = "subscribe.told", .fn = act_told, .class = LEGAL, .who = WHO_JOB,
      .key = "subscription", .fields = told_fields },
    { .name = "subscribe.sweep", .fn = act_sub_sweep, .class = WORKING, .who = WHO_JOB,
      .fields = none },
    { .name = "subscribe.again", .fn = act_sub_again, .class = LEGAL, .who = WHO_OWNER,
      .owner = subscription_owner, .key = "id", .fields = id_fields },
    { .name = "subscribe.stop", .fn = act_sub_stop, .class = LEGAL, .who = WHO_OWNER,
      .owner = subscription_owner, .key = "id", .fields = id_fields },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/partner/subscriptions", .prepare = show_described, .partner = true,
      .rate = RATE_PARTNER },
    { GET, "/desk/subscriptions", .prepare = show_subscriptions, .who = WHO_SIGNED_IN },
    { POST, "/desk/subscriptions/:id/again", .act = "subscribe.again", .finish = to_subscriptions,
      .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/subscriptions/:id/stop", .act = "subscribe.stop", .finish = to_subscriptions,
      .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { 0 },
};

static const struct job_row jobs[] = {
    { .name = "changes told to subscribers", .every_s = 2, .fn = job_subscriptions },
    { .name = "messages past their time", .every_s = 86400, .fn = job_sub_sweep },
    { 0 },
};
/* clang-format on */

static const struct conf_row settings[] = {
    { "webhooks", CONF_BOOL, "off", 0, 0,
      "Tells partners of changes of registers at the addresses of their subscriptions; off, what "
      "those that agreed are to be told waits." },
    { "webhooks-patience", CONF_DURATION, "72h", 1000, (int64_t)30 * 86400 * 1000,
      "How long a message to a subscriber is tried before it is given up." },
    { "webhooks-pause", CONF_DURATION, "5s", 100, 3600 * 1000,
      "How long a subscriber's address that failed is left alone; after each further failure twice "
      "as long, up to an hour." },
    { "webhooks-ca", CONF_TEXT, "", 0, 1000,
      "The roots that subscribers' servers are known by, a PEM file in DATA/link; without one "
      "those of the machine." },
    { 0 },
};

const struct block block_subscribe = {
    .name = "subscribe",
    .acts = acts,
    .routes = routes,
    .jobs = jobs,
    .settings = settings,
    .verify = subscribe_verify,
};
