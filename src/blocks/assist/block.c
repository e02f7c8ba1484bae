/* The rows of this block. */
#include "act/job.h"
#include "blocks/assist/assist.h"
#include "blocks/assist/own.h"

static err job_paper_sweep(struct job_run *j)
{
    return job_act(j, "paper.sweep", val_null(), NULL, NULL);
}

/* clang-format off */
static const struct act_field none[] = { { 0 } };
static const struct act_field draft_fields[] = { { "draft", F_TEXT, 40, true }, { 0 } };
static const struct act_field begin_fields[] = {
    { "code", F_TEXT, 200, false }, { "service", F_TEXT, 100, false },
    { "number", F_TEXT, 40, false }, { "name", F_TEXT, 200, false },
    { "address", F_TEXT, 1000, false }, { "received", F_DATE, 0, false },
    { "reason", F_TEXT, 500, false }, { "way", F_TEXT, 20, false },
    { "document", F_TEXT, 40, false }, { "document_number", F_TEXT, 60, false }, { 0 },
};
static const struct act_field sign_fields[] = {
    { "draft", F_TEXT, 40, true }, { "signature", F_TEXT, 200, false },
    { "drawn", F_TEXT, 12000, false }, { 0 },
};
static const struct act_field initiative_fields[] = {
    { "service", F_TEXT, 100, false }, { "number", F_TEXT, 40, false },
    { "reason", F_TEXT, 500, false }, { 0 },
};
static const struct act_field scan_fields[] = {
    { "draft", F_TEXT, 40, true }, { "files", F_VAL, 64 * 1024, true }, { 0 },
};

static const struct act_row acts[] = {
    { .name = "paper.reference", .fn = act_reference, .class = WORKING, .who = WHO_OWNER,
      .owner = case_owner, .key = "draft", .fields = draft_fields },
    { .name = "paper.begin", .fn = act_paper_begin, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = begin_fields },
    { .name = "case.begin_own", .fn = act_initiative, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = initiative_fields },
    { .name = "paper.scan", .fn = act_paper_scan, .class = WORKING, .who = WHO_OWNER,
      .owner = case_owner, .needs = case_needs, .key = "draft", .fields = scan_fields },
    { .name = "counter.sign", .fn = act_counter_sign, .class = WORKING, .who = WHO_OWNER,
      .owner = case_owner, .needs = case_needs, .key = "draft", .fields = sign_fields },
    { .name = "paper.sweep", .fn = act_paper_sweep, .class = WORKING, .who = WHO_JOB,
      .fields = none },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/services/:id/form.pdf", .prepare = show_form_paper, .slow = true,
      .rate = RATE_SEARCH },
    { GET, "/drafts/:draft/form.pdf", .prepare = draft_paper, .act = "paper.reference",
      .finish = show_draft_paper, .slow = true, .rate = RATE_FORM },
    { GET, "/desk/paper", .prepare = show_key_in, .who = WHO_SIGNED_IN },
    { POST, "/desk/paper", .prepare = key_in, .act = "paper.begin", .finish = keyed_in,
      .again = key_in_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/apply", .prepare = show_apply, .who = WHO_SIGNED_IN },
    { POST, "/desk/apply", .prepare = apply_in, .act = "paper.begin", .finish = applied_in,
      .again = apply_in_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/apply/:number", .prepare = show_applied, .who = WHO_SIGNED_IN },
    { POST, "/desk/paper/:draft/sign", .prepare = sign_keyed, .act = "counter.sign",
      .finish = signed_keyed, .again = sign_keyed_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/begin", .prepare = show_initiative, .who = WHO_SIGNED_IN },
    { POST, "/desk/begin", .prepare = initiative_prepare, .act = "case.begin_own",
      .finish = to_initiative, .again = initiative_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/paper/:draft", .prepare = show_keyed, .who = WHO_SIGNED_IN },
    { POST, "/desk/paper/:draft/scan", .prepare = scan_prepare, .act = "paper.scan",
      .finish = scanned, .again = scan_again, .who = WHO_SIGNED_IN, .body_max = 12 * 1024 * 1024,
      .rate = RATE_UPLOAD },
    { 0 },
};

static const struct job_row jobs[] = {
    { .name = "printed drafts", .every_s = 3600, .fn = job_paper_sweep },
    { 0 },
};
/* clang-format on */

const struct block block_assist = {
    .name = "assist",
    .acts = acts,
    .routes = routes,
    .jobs = jobs,
};
