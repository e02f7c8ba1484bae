/* The rows of this block. */
#include "blocks/studio/archive.h"
#include "blocks/studio/letters.h"
#include "blocks/studio/new.h"
#include "blocks/studio/play.h"
#include "blocks/studio/settings.h"

/* clang-format off */
static const struct act_field open_fields[] = {
    { "service", F_TEXT, 100, true }, { "title", F_TEXT, TITLE_BYTES, false },
    { "from", F_TEXT, 64, false }, { 0 },
};
static const struct act_field save_fields[] = {
    { "draft", F_INT, 0, true }, { "path", F_TEXT, 120, true }, { "seen", F_INT, 0, true },
    { "text", F_TEXT, FILE_BYTES * 4 / 3 + 4, true }, { "base64", F_TEXT, 0, false }, { 0 },
};
static const struct act_field remove_fields[] = {
    { "draft", F_INT, 0, true }, { "path", F_TEXT, 120, true }, { "seen", F_INT, 0, true }, { 0 },
};
static const struct act_field begin_fields[] = {
    { "service", F_TEXT, 100, true }, { "authority", F_TEXT, 100, false },
    { "title", F_TEXT, TITLE_BYTES, false }, { "files", F_VAL, DRAFT_BYTES * 3 / 2, true },
    { "answered", F_INT, 0, false }, { 0 },
};
static const struct act_field answer_fields[] = {
    { "seen", F_INT, 0, true }, { "answers", F_VAL, NEW_ANSWERS, true }, { 0 },
};
static const struct act_field change_fields[] = {
    { "draft", F_INT, 0, true }, { "seen", F_INT, 0, true },
    { "files", F_VAL, DRAFT_BYTES * 3 / 2, true }, { 0 },
};
static const struct act_field seen_fields[] = {
    { "draft", F_INT, 0, true }, { "seen", F_INT, 0, true }, { 0 },
};
static const struct act_field no_fields[] = { { 0 } };
static const struct act_field draft_fields[] = { { "draft", F_INT, 0, true }, { 0 } };
static const struct act_field back_fields[] = {
    { "draft", F_INT, 0, true }, { "note", F_TEXT, 2000, false }, { 0 },
};
static const struct act_field sign_fields[] = {
    { "draft", F_INT, 0, true }, { "seen", F_INT, 0, true }, { "due", F_INT, 0, false }, { 0 },
};
static const struct act_field put_fields[] = {
    { "draft", F_INT, 0, true }, { "seen", F_INT, 0, true }, { "site", F_TEXT, 64, true }, { 0 },
};

static const struct act_field play_fields[] = {
    { "draft", F_INT, 0, true }, { "kind", F_TEXT, 10, true }, { "seen", F_INT, 0, true },
    { "lines", F_TEXT, PLAY_LINES, false }, { 0 },
};
static const struct act_field played_fields[] = {
    { "draft", F_INT, 0, true }, { "account", F_INT, 0, true }, { "seq", F_INT, 0, true },
    { "state", F_TEXT, 10, true }, { "result", F_VAL, PLAY_RESULT, true }, { 0 },
};
static const struct act_field later_fields[] = {
    { "draft", F_INT, 0, true }, { "account", F_INT, 0, true }, { "seq", F_INT, 0, true },
    { "begun", F_BOOL, 0, true }, { 0 },
};

static const struct act_row acts[] = {
    { .name = "studio.open", .fn = studio_open, .class = LEGAL, .who = WHO_OWNER, .owner = may_open,
      .key = "service", .budget_ms = 2000, .fields = open_fields },
    { .name = "studio.begin", .fn = studio_begin, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_begin, .key = "service", .budget_ms = 2000, .fields = begin_fields },
    { .name = "studio.answer", .fn = studio_answer, .class = WORKING, .who = WHO_OWNER,
      .owner = may_answer, .fields = answer_fields },
    { .name = "studio.save", .fn = studio_save, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_design, .key = "draft", .fields = save_fields },
    { .name = "studio.change", .fn = studio_change, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_design, .key = "draft", .budget_ms = 2000, .fields = change_fields },
    { .name = "studio.remove", .fn = studio_remove, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_design, .key = "draft", .fields = remove_fields },
    { .name = "studio.rebase", .fn = studio_rebase, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_design, .key = "draft", .budget_ms = 2000, .fields = seen_fields },
    { .name = "studio.drop", .fn = studio_drop, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_design, .key = "draft", .fields = draft_fields },
    { .name = "studio.submit", .fn = studio_submit, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_design, .key = "draft", .budget_ms = 2000, .fields = seen_fields },
    { .name = "studio.back", .fn = studio_back, .class = LEGAL, .who = WHO_OWNER,
      .owner = may_send_back, .key = "draft", .fields = back_fields },
    { .name = "studio.sign", .fn = studio_sign, .class = LEGAL, .who = WHO_OWNER, .owner = may_sign,
      .key = "draft", .budget_ms = 2000, .fields = sign_fields },
    { .name = "studio.put", .fn = studio_put, .class = LEGAL, .who = WHO_JOB, .key = "draft",
      .budget_ms = 10000, .fields = put_fields },
    { .name = "studio.failed", .fn = studio_failed, .class = LEGAL, .who = WHO_JOB, .key = "draft",
      .fields = seen_fields },
    { .name = "studio.play", .fn = studio_play, .class = WORKING, .who = WHO_OWNER,
      .owner = may_send_back, .key = "draft", .fields = play_fields },
    { .name = "studio.played", .fn = studio_played, .class = WORKING, .who = WHO_JOB,
      .key = "draft", .budget_ms = 1000, .fields = played_fields },
    { .name = "studio.play_later", .fn = studio_play_later, .class = WORKING, .who = WHO_JOB,
      .key = "draft", .fields = later_fields },
    { .name = "studio.plays_sweep", .fn = act_plays_sweep, .class = WORKING, .who = WHO_JOB,
      .fields = no_fields },
    { 0 },
};

static const struct route routes[] = {
    { GET, "/studio", .prepare = studio_show_index, .who = WHO_SIGNED_IN },
    { GET, "/studio/services/:service", .prepare = studio_show_service, .who = WHO_SIGNED_IN },
    { POST, "/studio/services/:service", .act = "studio.open", .again = studio_again_open,
      .finish = studio_to_draft, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/studio/import", .prepare = studio_show_import, .who = WHO_SIGNED_IN },
    { POST, "/studio/import", .prepare = studio_prepare_begin, .act = "studio.begin",
      .again = studio_again_begin, .finish = studio_to_draft, .who = WHO_SIGNED_IN, .slow = true,
      .body_max = 6 * 1024 * 1024, .rate = RATE_FORM },
    { GET, "/studio/new", .prepare = studio_show_new, .who = WHO_SIGNED_IN },
    { POST, "/studio/new", .prepare = studio_prepare_new, .act = "studio.begin",
      .again = studio_again_new, .finish = studio_to_draft, .who = WHO_SIGNED_IN, .slow = true,
      .rate = RATE_FORM },
    { GET, "/studio/new/:page", .prepare = studio_show_new_page, .who = WHO_SIGNED_IN },
    { POST, "/studio/new/:page", .prepare = studio_prepare_new_page, .act = "studio.answer",
      .again = studio_again_new_page, .finish = studio_to_new_page, .who = WHO_SIGNED_IN,
      .rate = RATE_FORM },
    { GET, "/studio/new/:page/:item", .prepare = studio_show_new_page, .who = WHO_SIGNED_IN },
    { POST, "/studio/new/:page/:item", .prepare = studio_prepare_new_page, .act = "studio.answer",
      .again = studio_again_new_page, .finish = studio_to_new_page, .who = WHO_SIGNED_IN,
      .rate = RATE_FORM },
    { GET, "/studio/services/:service/archive", .prepare = studio_send_archive,
      .who = WHO_SIGNED_IN, .slow = true },
    { GET, "/studio/services/:service/process", .prepare = studio_show_process_part,
      .who = WHO_SIGNED_IN },
    { GET, "/studio/services/:service/rules", .prepare = studio_show_rules_part,
      .who = WHO_SIGNED_IN },
    { GET, "/studio/services/:service/form/:form", .prepare = studio_show_form_part,
      .who = WHO_SIGNED_IN },
    { GET, "/studio/services/:service/letters", .prepare = studio_show_letters_part,
      .who = WHO_SIGNED_IN },
    { GET, "/studio/services/:service/letter/:letter/pdf/:lang", .prepare = studio_send_specimen,
      .who = WHO_SIGNED_IN, .slow = true },
    { GET, "/studio/drafts/:draft/letter/:letter/pdf/:lang", .prepare = studio_send_specimen,
      .who = WHO_SIGNED_IN, .slow = true },
    { GET, "/studio/services/:service/words", .prepare = studio_show_texts, .who = WHO_SIGNED_IN },
    /* What shows a draft loads the site with it: the slow pool. */
    { GET, "/studio/drafts/:draft", .prepare = studio_show_draft, .who = WHO_SIGNED_IN,
      .slow = true },
    { GET, "/studio/drafts/:draft/process", .prepare = studio_show_process_part,
      .who = WHO_SIGNED_IN, .slow = true },
    { GET, "/studio/drafts/:draft/rules", .prepare = studio_show_rules_part, .who = WHO_SIGNED_IN,
      .slow = true },
    { GET, "/studio/drafts/:draft/form/:form", .prepare = studio_show_form_part,
      .who = WHO_SIGNED_IN, .slow = true },
    { GET, "/studio/drafts/:draft/letters", .prepare = studio_show_letters_part,
      .who = WHO_SIGNED_IN, .slow = true },
    { GET, "/studio/drafts/:draft/words", .prepare = studio_show_texts, .who = WHO_SIGNED_IN,
      .slow = true },
    { POST, "/studio/drafts/:draft/words", .prepare = studio_prepare_texts, .act = "studio.change",
      .again = studio_again_texts, .finish = studio_to_texts, .who = WHO_SIGNED_IN, .slow = true,
      .body_max = 2 * 1024 * 1024, .rate = RATE_FORM },
    { GET, "/studio/drafts/:draft/settings", .prepare = studio_show_settings, .who = WHO_SIGNED_IN,
      .slow = true },
    { POST, "/studio/drafts/:draft/settings", .prepare = studio_prepare_settings,
      .act = "studio.change", .again = studio_again_settings, .finish = studio_to_settings,
      .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_FORM },
    { GET, "/studio/drafts/:draft/letter/:letter", .prepare = studio_show_letter,
      .who = WHO_SIGNED_IN, .slow = true },
    { POST, "/studio/drafts/:draft/letter/:letter", .prepare = studio_prepare_letter,
      .act = "studio.change", .again = studio_again_letter, .finish = studio_to_letter,
      .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_FORM },
    { GET, "/studio/drafts/:draft/archive", .prepare = studio_send_archive, .who = WHO_SIGNED_IN,
      .slow = true },
    { POST, "/studio/drafts/:draft/import", .prepare = studio_prepare_import,
      .act = "studio.change", .again = studio_again_draft, .finish = studio_to_draft,
      .who = WHO_SIGNED_IN, .slow = true, .body_max = 6 * 1024 * 1024, .rate = RATE_FORM },
    { GET, "/studio/drafts/:draft/compare", .prepare = studio_show_compare, .who = WHO_SIGNED_IN,
      .slow = true },
    { GET, "/studio/drafts/:draft/file", .prepare = studio_show_file, .who = WHO_SIGNED_IN,
      .slow = true },
    { GET, "/studio/drafts/:draft/tales", .prepare = studio_show_tales, .who = WHO_SIGNED_IN,
      .slow = true },
    { POST, "/studio/drafts/:draft/tales", .prepare = studio_prepare_tales, .act = "studio.play",
      .again = studio_again_tales, .finish = studio_to_tales, .who = WHO_SIGNED_IN, .slow = true,
      .rate = RATE_FORM },
    { GET, "/studio/drafts/:draft/try", .prepare = studio_show_try, .who = WHO_SIGNED_IN,
      .slow = true },
    { POST, "/studio/drafts/:draft/try", .prepare = studio_prepare_try, .act = "studio.play",
      .again = studio_again_try, .finish = studio_to_try, .who = WHO_SIGNED_IN, .slow = true,
      .body_max = 256 * 1024, .rate = RATE_FORM },
    { POST, "/studio/drafts/:draft/try/keep", .prepare = studio_prepare_keep, .act = "studio.save",
      .again = studio_again_keep, .finish = studio_to_file, .who = WHO_SIGNED_IN, .slow = true,
      .rate = RATE_FORM },
    { GET, "/studio/drafts/:draft/editor", .prepare = studio_show_editor, .who = WHO_SIGNED_IN,
      .slow = true },
    { POST, "/studio/drafts/:draft/save", .prepare = studio_prepare_save, .act = "studio.save",
      .again = studio_again_save, .finish = studio_to_file, .who = WHO_SIGNED_IN, .slow = true,
      .body_max = 2 * 1024 * 1024, .rate = RATE_FORM },
    { POST, "/studio/drafts/:draft/upload", .prepare = studio_prepare_upload, .act = "studio.save",
      .again = studio_again_upload, .finish = studio_to_draft, .who = WHO_SIGNED_IN, .slow = true,
      .body_max = 4 * 1024 * 1024, .rate = RATE_FORM },
    { POST, "/studio/drafts/:draft/remove", .prepare = studio_prepare_remove,
      .act = "studio.remove", .again = studio_again_draft, .finish = studio_to_draft,
      .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_FORM },
    { POST, "/studio/drafts/:draft/rebase", .act = "studio.rebase", .again = studio_again_draft,
      .finish = studio_to_draft, .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_FORM },
    { POST, "/studio/drafts/:draft/drop", .act = "studio.drop", .again = studio_again_draft,
      .finish = studio_to_index, .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_FORM },
    { POST, "/studio/drafts/:draft/submit", .prepare = studio_prepare_submit,
      .act = "studio.submit", .again = studio_again_draft, .finish = studio_to_draft,
      .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_FORM },
    { POST, "/studio/drafts/:draft/back", .act = "studio.back", .again = studio_again_draft,
      .finish = studio_to_draft, .who = WHO_SIGNED_IN, .slow = true, .rate = RATE_FORM },
    { POST, "/studio/drafts/:draft/sign", .prepare = studio_prepare_sign, .act = "studio.sign",
      .again = studio_again_draft, .finish = studio_to_draft, .who = WHO_SIGNED_IN, .slow = true,
      .rate = RATE_FORM },
    { 0 },
};
static const struct job_row jobs[] = {
    { .name = "studio.publish", .fn = job_publish },
    { .name = "studio.play", .fn = job_play, .slow = true },
    { .name = "plays past their time", .every_s = 3600, .fn = job_plays_sweep },
    { 0 },
};
/* clang-format on */

const struct block block_studio = {
    .name = "studio", .acts = acts, .routes = routes, .jobs = jobs, .verify = studio_verify
};
