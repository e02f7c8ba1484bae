/* The rows of this block. */
#include "blocks/document/own.h"

/* clang-format off */
static const struct act_field ready_fields[] = {
    { "id", F_INT, 0, true }, { "pdf", F_TEXT, 64, true }, { "print", F_TEXT, 64, true },
    { "token", F_TEXT, 64, false }, { 0 },
};
static const struct act_field extract_fields[] = {
    { "fields", F_TEXT, 1000, false }, { "child", F_INT }, { "entry", F_INT },
    { "holder", F_TEXT, 2000, false },
    { "language", F_TEXT, 20, false }, { 0 },
};
static const struct act_field counter_fields[] = {
    { "where", F_TEXT, 200, true }, { "key", F_TEXT, 200, true }, { "reason", F_TEXT, 500, false },
    { "fields", F_TEXT, 1000, false }, { "seen", F_TEXT, 10, false }, { 0 },
};
static const struct act_field number_fields[] = { { "number", F_TEXT, 100, true }, { 0 } };
static const struct act_field held_fields[] = { { "entry", F_INT }, { 0 } };
static const struct act_row acts[] = {
    { .name = "document.ready", .fn = act_ready, .class = LEGAL, .who = WHO_JOB, .key = "id",
      .fields = ready_fields },
    { .name = "extract.issue", .fn = act_extract_issue, .class = LEGAL, .who = WHO_SIGNED_IN,
      .level = LEVEL_LOW, .fields = extract_fields },
    { .name = "extract.counter", .fn = act_extract_counter, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = counter_fields },
    { .name = "extract.open", .fn = act_extract_open, .class = TRACE, .who = WHO_SIGNED_IN,
      .fields = number_fields },
    { .name = "extract.end", .fn = act_extract_end, .class = LEGAL, .who = WHO_SIGNED_IN,
      .level = LEVEL_LOW, .fields = number_fields },
    { .name = "extract.held", .fn = act_extract_held, .class = TRACE, .who = WHO_SIGNED_IN,
      .level = LEVEL_LOW, .fields = held_fields },
    { 0 },
};
static const struct route routes[] = {
    { GET, "/verify", .prepare = show_verify, .cached = true },
    { POST, "/verify", .prepare = check_upload, .body_max = 12 * 1024 * 1024, .rate = RATE_UPLOAD },
    { GET, "/verify/:code", .prepare = show_code },
    { GET, "/.well-known/jwt-vc-issuer", .prepare = show_issuer },
    { GET, "/account/entry/extracts", .prepare = show_extracts, .who = WHO_SIGNED_IN },
    { GET, "/account/entry/extracts/new", .prepare = show_extract_new, .who = WHO_SIGNED_IN },
    { POST, "/account/entry/extracts/new", .prepare = extract_in, .again = extract_again,
      .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/account/entry/extracts/:number/pdf", .prepare = extract_open_in,
      .act = "extract.open", .finish = send_extract, .who = WHO_SIGNED_IN },
    { GET, "/account/entry/extracts/:number/sd-jwt", .prepare = extract_open_in,
      .act = "extract.open", .finish = send_token, .who = WHO_SIGNED_IN },
    { POST, "/account/entry/extracts/:number/end", .prepare = extract_end_in,
      .act = "extract.end", .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/account/entry/held", .prepare = extract_held_in, .act = "extract.held",
      .finish = show_held, .who = WHO_SIGNED_IN },
    { GET, "/account/entry/held/:entry", .prepare = extract_held_in, .act = "extract.held",
      .finish = show_held_one, .who = WHO_SIGNED_IN },
    { POST, "/desk/extracts", .prepare = extract_counter_in, .act = "extract.counter",
      .finish = to_extract, .again = extract_counter_again, .who = WHO_SIGNED_IN,
      .rate = RATE_FORM },
    { GET, "/desk/extracts/:number", .prepare = show_extract_given, .who = WHO_SIGNED_IN },
    { GET, "/desk/extracts/:number/pdf", .prepare = extract_open_in, .act = "extract.open",
      .finish = send_extract, .who = WHO_SIGNED_IN },
    { GET, "/documents/:number", .prepare = show_document, .who = WHO_SIGNED_IN },
    { GET, "/documents/by-id/:id", .prepare = show_document_id, .who = WHO_SIGNED_IN },
    { 0 },
};
static const struct job_row jobs[] = {
    { .name = "document.render", .fn = job_render, .slow = true },
    { .name = "extract.render", .fn = job_extract, .slow = true },
    { 0 },
};
static const struct subscription events[] = {
    { "record.written", extract_corrected },
    { "record.annulled", extract_annulled },
    { 0 },
};
/* clang-format on */

const struct block block_document = {
    .name = "document",
    .acts = acts,
    .routes = routes,
    .tasks = document_tasks,
    .jobs = jobs,
    .events = events,
    .mine = documents_mine,
    .forget = documents_forget,
};
