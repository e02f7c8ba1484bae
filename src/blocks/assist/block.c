/* The rows of this block. */
#include "blocks/assist/assist.h"
#include "blocks/assist/own.h"

/* clang-format off */
static const struct act_field draft_fields[] = { { "draft", F_TEXT, 40, true }, { 0 } };

static const struct act_row acts[] = {
    { .name = "paper.reference", .fn = act_reference, .class = WORKING, .who = WHO_OWNER,
      .owner = case_owner, .key = "draft", .fields = draft_fields },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/services/:id/form.pdf", .prepare = show_form_paper, .slow = true, .rate = RATE_SEARCH },
    { GET, "/drafts/:draft/form.pdf", .prepare = draft_paper, .act = "paper.reference",
      .finish = show_draft_paper, .slow = true, .rate = RATE_FORM },
    { 0 },
};
/* clang-format on */

const struct block block_assist = {
    .name = "assist",
    .acts = acts,
    .routes = routes,
};
