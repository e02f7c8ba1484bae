/* The rows of this block. */
#include "act/verify.h"
#include "conf/conf.h"
#include "blocks/exchange/forward.h"
#include "blocks/exchange/ask.h"
#include "blocks/exchange/delay.h"
#include "blocks/exchange/federation.h"
#include "blocks/exchange/govstack.h"
#include "blocks/exchange/level.h"
#include "blocks/exchange/node.h"
#include "blocks/exchange/registries.h"
#include "blocks/exchange/stamps.h"
#include "blocks/exchange/tsa.h"

static void fill(struct ports *p)
{
    p->outside = &outside_port;
    p->partner = &partner_port;
    p->others = &delay_port;
}

/* clang-format off */
#define ID { "id", F_INT, 0, true }
#define WORKER { "worker", F_TEXT, WORKER_MAX, true }
#define VALUES { "values", F_VAL, VALUES_MAX, false }

static const struct act_field fetch_fields[] = {
    WORKER, { "max", F_INT, 0, true }, { "topics", F_VAL, 32 * 1024, true },
    { "by_priority", F_BOOL, 0, true }, { "newest", F_BOOL, 0, true }, { 0 },
};
static const struct act_field complete_fields[] = { ID, WORKER, VALUES, { 0 } };
static const struct act_field error_fields[] = {
    ID, WORKER, { "code", F_TEXT, 200, true }, { "message", F_TEXT, MESSAGE_MAX, false }, VALUES,
    { 0 },
};
static const struct act_field failure_fields[] = {
    ID, WORKER, { "message", F_TEXT, MESSAGE_MAX, false }, { "details", F_TEXT, 16000, false },
    { "retries", F_INT, 0, true }, { "pause", F_INT, 0, true }, { 0 },
};
static const struct act_field lock_fields[] = { ID, WORKER, { "ms", F_INT, 0, true }, { 0 } };
static const struct act_field id_fields[] = { ID, { 0 } };
#define PARTNER { "partner", F_TEXT, 100, true }
static const struct act_field make_fields[] = {
    PARTNER, { "months", F_INT, 0, true }, { "hash", F_TEXT, 64, true }, { 0 },
};
static const struct act_field end_fields[] = { PARTNER, ID, { 0 } };
/* clang-format on */
#define ASKED                                                                                      \
    { "register", F_TEXT, 100, true }, { "purpose", F_TEXT, 100, true },                           \
    {                                                                                              \
        "query", F_VAL, 32 * 1024, false                                                           \
    }
/* clang-format off */
static const struct act_field find_fields[] = {
    ASKED, { "one", F_BOOL, 0, false }, { "skip", F_INT, 0, false }, { "most", F_INT, 0, false },
    { 0 },
};
static const struct act_field write_fields[] = {
    ASKED, { "how", F_TEXT, 20, true }, { "set", F_VAL, 64 * 1024, false }, { 0 },
};
static const struct act_field ended_fields[] = { ASKED, { 0 } };
static const struct act_field look_fields[] = { { "number", F_TEXT, 40, false }, { 0 } };
/* clang-format on */
#define HEADER(name)                                                                               \
    {                                                                                              \
        name, F_TEXT, XROAD_HEADER_MAX, false                                                      \
    }
#define CALL                                                                                       \
    { "client", F_TEXT, 500, true }, { "subsystem", F_TEXT, 500, true },                           \
        { "service", F_TEXT, 200, true }, { "path", F_TEXT, 500, false }, HEADER("message"),       \
        HEADER("user"), HEADER("issue"), HEADER("represented"), HEADER("purpose")
/* clang-format off */
static const struct act_field call_fields[] = { CALL, { 0 } };
static const struct act_field node_fields[] = {
    CALL, { "signature", F_TEXT, 12 * 1024, true }, { "salt", F_TEXT, 200, true },
    { "head", F_TEXT, 4096, true }, { 0 },
};
/* clang-format on */
#define HEARD                                                                                      \
    { "salt", F_TEXT, 200, true }, { "head", F_TEXT, 4096, true },                                 \
        { "payload", F_VAL, 8 * 1024, true }, { "asked", F_TEXT, 12 * 1024, true },                \
        { "left", F_BOOL, 0, false }, { "status", F_INT, 0, false },                               \
        { "signature", F_TEXT, 12 * 1024, false }, { "body", F_TEXT, NODE_BODY_MAX, false },       \
        { "outbox", F_INT, 0, false }
/* clang-format off */
static const struct act_field heard_fields[] = {
    { "ask", F_INT, 0, true }, { "turn", F_INT, 0, true }, HEARD, { 0 },
};
static const struct act_field forward_fields[] = {
    CALL, HEADER("request"), { "fresh", F_BOOL, 0, false }, { 0 },
};
static const struct act_field forward_deliver_fields[] = { { "forward", F_INT, 0, true }, { 0 } };
static const struct act_field forward_heard_fields[] = {
    { "forward", F_INT, 0, true }, HEARD, { 0 },
};
static const struct act_field stamp_fields[] = {
    { "last", F_INT, 0, true }, { "size", F_INT, 0, true }, { "token", F_TEXT, 24 * 1024, true },
    { "outside", F_BOOL, 0, false }, { 0 },
};
static const struct act_field tsa_fields[] = { { "failed", F_BOOL, 0, true }, { 0 } };
static const struct act_field config_fields[] = {
    { "status", F_INT, 0, true }, { "etag", F_TEXT, 200, false },
    { "text", F_TEXT, NODE_BODY_MAX, false }, { 0 },
};
static const struct act_field score_fields[] = {
    { "agreement", F_TEXT, 100, true }, { "month", F_INT, 0, true }, { 0 },
};
static const struct act_field nothing_fields[] = { { 0 } };
static const struct act_field deliver_fields[] = {
    { "ask", F_INT, 0, true }, { "turn", F_INT, 0, true }, { 0 },
};

static const struct act_row acts[] = {
    { .name = "outside.fetch", .fn = outside_fetch, .class = TRACE, .who = WHO_PARTNER,
      .purpose = "case", .key = "worker", .fields = fetch_fields },
    { .name = "outside.complete", .fn = outside_complete, .class = LEGAL, .who = WHO_PARTNER,
      .owner = outside_owner, .key = "id", .fields = complete_fields },
    { .name = "outside.failure", .fn = outside_failure, .class = LEGAL, .who = WHO_PARTNER,
      .owner = outside_owner, .key = "id", .fields = failure_fields },
    { .name = "outside.error", .fn = outside_error, .class = LEGAL, .who = WHO_PARTNER,
      .owner = outside_owner, .key = "id", .fields = error_fields },
    { .name = "outside.extend", .fn = outside_extend, .class = WORKING, .who = WHO_PARTNER,
      .owner = outside_owner, .key = "id", .fields = lock_fields },
    { .name = "outside.lock", .fn = outside_lock, .class = WORKING, .who = WHO_PARTNER,
      .owner = outside_owner, .key = "id", .fields = lock_fields },
    { .name = "outside.unlock", .fn = outside_unlock, .class = WORKING, .who = WHO_PARTNER,
      .owner = outside_owner, .key = "id", .fields = id_fields },
    { .name = "partner.make", .fn = act_partner_make, .class = LEGAL, .who = WHO_OWNER,
      .owner = partner_keeper, .key = "partner", .fields = make_fields },
    { .name = "partner.end", .fn = act_partner_end, .class = LEGAL, .who = WHO_OWNER,
      .owner = partner_keeper, .key = "partner", .fields = end_fields },
    { .name = "registry.find", .fn = act_registry_find, .class = TRACE, .who = WHO_PARTNER,
      .fields = find_fields },
    { .name = "registry.write", .fn = act_registry_write, .class = LEGAL, .who = WHO_PARTNER,
      .fields = write_fields },
    { .name = "registry.end", .fn = act_registry_end, .class = LEGAL, .who = WHO_PARTNER,
      .fields = ended_fields },
    { .name = "program.look", .fn = act_program_look, .class = TRACE, .who = WHO_SIGNED_IN,
      .scope = SCOPE_READ, .key = "number", .fields = look_fields },
    { .name = "exchange.call", .fn = act_road_call, .class = TRACE, .who = WHO_PARTNER,
      .key = "client", .fields = call_fields },
    { .name = "exchange.node_call", .fn = act_node_call, .class = TRACE, .who = WHO_OWNER,
      .owner = node_owner, .key = "client", .fields = node_fields },
    { .name = "exchange.forward", .fn = act_forward, .class = TRACE, .who = WHO_PARTNER,
      .key = "client", .fields = forward_fields },
    { .name = "exchange.forward_deliver", .fn = act_forward_deliver, .class = WORKING,
      .who = WHO_JOB, .key = "forward", .fields = forward_deliver_fields },
    { .name = "exchange.forward_heard", .fn = act_forward_heard, .class = LEGAL, .who = WHO_JOB,
      .key = "forward", .fields = forward_heard_fields },
    { .name = "exchange.forwards_empty", .fn = act_forwards_empty, .class = WORKING,
      .who = WHO_JOB, .fields = nothing_fields },
    { .name = "exchange.heard", .fn = act_node_heard, .class = LEGAL, .who = WHO_JOB, .key = "ask",
      .fields = heard_fields },
    { .name = "exchange.deliver", .fn = act_ask_deliver, .class = LEGAL, .who = WHO_JOB,
      .key = "ask", .fields = deliver_fields },
    { .name = "exchange.sweep", .fn = act_calls_sweep, .class = WORKING, .who = WHO_JOB,
      .fields = nothing_fields },
    { .name = "exchange.stamp", .fn = act_stamp, .class = WORKING, .who = WHO_JOB,
      .fields = stamp_fields },
    { .name = "exchange.tsa", .fn = act_tsa, .class = WORKING, .who = WHO_JOB,
      .fields = tsa_fields },
    { .name = "exchange.config", .fn = act_config, .class = WORKING, .who = WHO_JOB,
      .fields = config_fields },
    { .name = "exchange.again", .fn = act_ask_again, .class = WORKING, .who = WHO_OWNER,
      .owner = ask_owner, .key = "id", .fields = id_fields },
    { .name = "exchange.score", .fn = act_level_score, .class = WORKING, .who = WHO_JOB,
      .fields = score_fields },
    { 0 },
};
static const struct job_row jobs[] = {
    { .name = "scores of agreements", .every_s = 3600, .fn = job_levels },
    { .name = "exchange.forward", .fn = job_forward, .slow = true, .most = NODE_ASKS_MOST },
    { .name = "answers of other nodes", .every_s = 60, .fn = job_forwards_empty },
    { .name = "exchange.ask", .fn = job_ask, .slow = true, .most = NODE_ASKS_MOST },
    { .name = "messages without a time stamp", .every_s = 10, .fn = job_stamp },
    { .name = "the federation's configuration", .every_s = 1, .fn = job_config },
    { .name = "calls past their time", .every_s = 86400, .fn = job_calls_sweep },
    { 0 },
};
/* clang-format on */

static const struct conf_row exchange_settings[] = {
    { "exchange-nodes", CONF_BOOL, "off", 0, 0,
      "Asks the nodes that exchange.yaml names; off, what is asked of them waits." },
    { "exchange-rest", CONF_DURATION, "60s", 1000, 24 * 3600 * 1000,
      "How long a node that failed three times in a row is left alone." },
    { "exchange-config-every", CONF_DURATION, "600s", 1000, 24 * 3600 * 1000,
      "How often the governing node is asked for a newer configuration of the federation." },
    { "exchange-cert", CONF_TEXT, "", 0, 1000,
      "The certificate shown to other nodes' servers: a PEM file in DATA/link." },
    { "exchange-key", CONF_TEXT, "", 0, 1000, "Its key: a PEM file in DATA/link." },
    { "exchange-ca", CONF_TEXT, "", 0, 1000,
      "The roots that other nodes' servers are known by, a PEM file in DATA/link; without one "
      "those of the machine." },
    { "exchange-tsa-url", CONF_TEXT, "", 0, 1000,
      "Another authority (RFC 3161) that stamps messages between nodes; the site's own where it "
      "does not answer.  Asked over the same link: exchange-nodes has to be on." },
    { "exchange-tsa-cert", CONF_TEXT, "", 0, 1000,
      "The certificates that its stamps are believed by, a PEM file in DATA/link." },
    { "exchange-tsa-policy", CONF_TEXT, "", 0, 200,
      "The policy that its stamps are to have, like 1.2.3; empty: whichever it uses." },
    { 0 },
};

#define WORKFLOW "/govstack/workflow"
#define REGISTRATION "/govstack/registration"
#define ENGINE "/engine-rest/external-task"
#define REGISTRIES "/govstack/registries"
#define DATA REGISTRIES "/data/:registry/:version"
#define RECORD(method, path, handler)                                                              \
    {                                                                                              \
        method, DATA path, .prepare = handler, .again = registries_again, .partner = true,         \
                           .rate = RATE_PARTNER                                                    \
    }
#define ONE(verb, handler, name)                                                                   \
    {                                                                                              \
        POST, ENGINE "/:id/" verb, .prepare = handler, .act = name, .finish = api_finish_nothing,  \
                                   .again = api_camunda_again, .body_max = 256 * 1024,             \
                                   .partner = true, .rate = RATE_PARTNER                           \
    }
#define READ(path, handler)                                                                        \
    {                                                                                              \
        GET, path, .prepare = handler, .partner = true, .rate = RATE_PARTNER                       \
    }

/* Services are reads: another method is answered in the protocol's form, too. */
#define OTHER(method)                                                                              \
    {                                                                                              \
        method, "/r1/*address", .prepare = road_other, .partner = true, .rate = RATE_PARTNER       \
    }

#define OWN(method, path, handler, needs)                                                          \
    {                                                                                              \
        method, path, .prepare = handler, .again = gov_again, .scope = needs, .rate = RATE_FORM    \
    }

/* clang-format off */
static const struct route routes[] = {
    { POST, ENGINE "/fetchAndLock", .prepare = api_fetch, .act = "outside.fetch",
      .finish = api_fetched, .again = api_camunda_again, .partner = true, .rate = RATE_PARTNER },
    ONE("complete", api_complete, "outside.complete"),
    ONE("failure", api_failure, "outside.failure"),
    ONE("bpmnError", api_bpmn_error, "outside.error"),
    ONE("extendLock", api_extend, "outside.extend"),
    ONE("lock", api_lock, "outside.lock"),
    ONE("unlock", api_unlock, "outside.unlock"),
    READ(ENGINE, api_show_tasks),
    READ(ENGINE "/count", api_count_tasks),
    READ(ENGINE "/:id", api_show_one),
    { GET, "/r1/*address", .prepare = road_call, .act = "exchange.call", .finish = road_called,
      .again = road_again, .fault = road_fault, .partner = true, .rate = RATE_PARTNER },
    OTHER(POST),
    OTHER(PUT),
    OTHER(PATCH),
    OTHER(DELETE),
    { GET, "/exchange", .prepare = show_exchanged },
    { GET, FEDERATION_ADDRESS, .prepare = show_config },
    { GET, "/exchange/levels", .prepare = show_levels },
    { GET, "/exchange/levels.csv", .prepare = levels_csv },
    { GET, "/exchange/levels.jsonld", .prepare = levels_data },
    { GET, "/exchange/levels/:id", .prepare = show_level },
    { GET, "/listClients", .prepare = road_clients },
    { GET, "/desk/partners", .prepare = show_partners, .who = WHO_SIGNED_IN },
    { GET, "/desk/partners/:partner", .prepare = show_partner, .who = WHO_SIGNED_IN },
    { POST, "/desk/partners/:partner/make", .prepare = partner_make_ask, .act = "partner.make",
      .finish = partner_made, .again = partner_make_again, .who = WHO_SIGNED_IN,
      .rate = RATE_FORM },
    { POST, "/desk/partners/:partner/:id/end", .act = "partner.end", .finish = to_partner,
      .again = partner_make_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/exchange", .prepare = show_asks, .who = WHO_SIGNED_IN },
    { POST, "/desk/exchange/:id/again", .act = "exchange.again", .finish = to_asks,
      .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, WORKFLOW "/processes", .prepare = govstack_processes },
    { GET, WORKFLOW "/processes/:id", .prepare = govstack_process },
    OWN(GET, WORKFLOW "/instances", govstack_instances, SCOPE_READ),
    OWN(GET, WORKFLOW "/instances/", govstack_instances, SCOPE_READ),
    /* as it is described */
    OWN(GET, WORKFLOW "/instances/:id", govstack_instance, SCOPE_READ),
    { POST, WORKFLOW "/instances/:id/stop", .prepare = govstack_stop, .act = "case.withdraw",
      .finish = govstack_stopped, .again = gov_again, .scope = SCOPE_SUBMIT, .rate = RATE_FORM },
    { POST, WORKFLOW "/processes/:id/start", .prepare = govstack_start, .again = gov_again,
      .body_max = 512 * 1024, .scope = SCOPE_SUBMIT, .rate = RATE_FORM },
    OWN(POST, WORKFLOW "/processes", govstack_design, SCOPE_SUBMIT),
    OWN(PUT, WORKFLOW "/processes/:id", govstack_design, SCOPE_SUBMIT),
    OWN(DELETE, WORKFLOW "/processes/:id", govstack_design, SCOPE_SUBMIT),
    { GET, REGISTRATION "/services", .prepare = govstack_services },
    { GET, REGISTRATION "/services/:id", .prepare = govstack_service },
    { GET, REGISTRATION "/services/:id/eForms", .prepare = govstack_forms },
    { GET, REGISTRATION "/eForms/:id", .prepare = govstack_form },
    OWN(GET, REGISTRATION "/applications", govstack_applications, SCOPE_READ),
    OWN(GET, REGISTRATION "/applications/:id", govstack_application, SCOPE_READ),
    { PUT, REGISTRATION "/applications/:id", .prepare = govstack_update, .again = gov_again,
      .body_max = 256 * 1024, .scope = SCOPE_TASKS, .rate = RATE_FORM },
    { POST, REGISTRATION "/services/:id/applications", .prepare = govstack_submit,
      .again = gov_again, .body_max = 512 * 1024, .scope = SCOPE_SUBMIT, .rate = RATE_FORM },
    { POST, REGISTRATION "/documents", .prepare = govstack_upload, .act = "case.upload",
      .finish = govstack_uploaded, .again = gov_again, .body_max = 16 * 1024 * 1024,
      .scope = SCOPE_SUBMIT, .rate = RATE_UPLOAD },
    OWN(GET, REGISTRATION "/documents/:id", govstack_document, SCOPE_SUBMIT),
    OWN(GET, REGISTRATION "/tasks", govstack_tasks, SCOPE_TASKS),
    OWN(GET, REGISTRATION "/tasks/:id", govstack_task, SCOPE_TASKS),
    OWN(POST, REGISTRATION "/tasks/:id/complete", govstack_complete, SCOPE_TASKS),
    { GET, REGISTRIES "/databases", .prepare = registries_databases },
    { GET, REGISTRIES "/database/:id", .prepare = registries_database },
    OWN(DELETE, REGISTRIES "/database/:id", registries_design, SCOPE_SUBMIT),
    OWN(POST, REGISTRIES "/database/modify", registries_design, SCOPE_SUBMIT),
    OWN(GET, REGISTRIES "/data/myPersonalDataUsage", registries_usage, SCOPE_READ),
    RECORD(GET, "", registries_list),
    RECORD(POST, "/create", registries_create),
    RECORD(POST, "/exists", registries_exists),
    RECORD(POST, "/read", registries_read),
    RECORD(PUT, "/update", registries_update),
    RECORD(PUT, "/updateEntries", registries_update_entries),
    RECORD(POST, "/updateOrCreate", registries_update_or_create),
    RECORD(DELETE, "/:id/delete", registries_delete),
    RECORD(GET, "/:id/readValue/:field", registries_value),
    { 0 },
};
/* clang-format on */

const struct block block_exchange = {
    .name = "exchange",
    .acts = acts,
    .routes = routes,
    .tasks = exchange_tasks,
    .jobs = jobs,
    .settings = exchange_settings,
    .fill = fill,
    .boot = tsa_boot,
    .seed_late = exchange_seed,
    .verify = exchange_verify,
};
