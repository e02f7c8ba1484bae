/* The rows of this block. */
#include "blocks/document/own.h"

/* clang-format off */
static const struct act_field ready_fields[] = {
    { "id", F_INT, 0, true }, { "pdf", F_TEXT, 64, true }, { "print", F_TEXT, 64, true }, { 0 },
};
static const struct act_row acts[] = {
    { .name = "document.ready", .fn = act_ready, .class = LEGAL, .who = WHO_JOB, .key = "id",
      .fields = ready_fields },
    { 0 },
};
static const struct route routes[] = {
    { GET, "/verify", .prepare = show_verify, .cached = true },
    { POST, "/verify", .prepare = check_upload, .body_max = 12 * 1024 * 1024, .rate = RATE_UPLOAD },
    { GET, "/verify/:code", .prepare = show_code },
    { GET, "/documents/:number", .prepare = show_document, .who = WHO_SIGNED_IN },
    { GET, "/documents/by-id/:id", .prepare = show_document_id, .who = WHO_SIGNED_IN },
    { 0 },
};
static const struct job_row jobs[] = {
    { .name = "document.render", .fn = job_render, .slow = true },
    { 0 },
};
/* clang-format on */

const struct block block_document = {
    .name = "document",
    .acts = acts,
    .routes = routes,
    .tasks = document_tasks,
    .jobs = jobs,
    .mine = documents_mine,
    .forget = documents_forget,
};
