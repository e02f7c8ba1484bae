/* The rows of this block: pages over the acts of cases. */
#include "blocks/office/own.h"
#include "blocks/office/office.h"
#include "blocks/office/post.h"
#include "blocks/office/rulings.h"

/* clang-format off */
static const struct route routes[] = {
    { GET, "/desk", .prepare = show_desk, .who = WHO_SIGNED_IN },
    { GET, "/desk/tasks/:task", .prepare = open_task, .act = "case.open", .finish = show_task,
      .who = WHO_SIGNED_IN },
    { GET, "/desk/tasks/:task/files/:file", .prepare = open_task, .act = "case.open",
      .finish = show_file, .who = WHO_SIGNED_IN },
    { POST, "/desk/tasks/:task/claim", .act = "case.claim", .finish = to_task, .who = WHO_SIGNED_IN,
      .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/release", .act = "case.release", .finish = to_desk,
      .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/hand-over", .prepare = hand_prepare, .act = "case.hand_over",
      .again = task_again, .finish = to_desk, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/ask", .prepare = ask_prepare, .act = "case.ask", .again = task_again,
      .finish = to_task, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/complete", .prepare = complete_prepare, .act = "case.complete",
      .again = task_again, .finish = to_desk, .body_max = 1024 * 1024, .who = WHO_SIGNED_IN,
      .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/shown", .prepare = show_own_parts, .body_max = 1024 * 1024,
      .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/delegate", .prepare = hand_prepare, .act = "case.delegate",
      .again = task_again, .finish = to_desk, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/resolve", .prepare = resolve_prepare, .act = "case.resolve",
      .again = task_again, .finish = to_desk, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/note", .prepare = note_prepare, .act = "case.note",
      .again = task_again, .finish = to_task, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/colleague", .prepare = colleague_prepare,
      .act = "case.ask_colleague", .again = task_again, .finish = to_task, .who = WHO_SIGNED_IN,
      .rate = RATE_FORM },
    { POST, "/desk/bulk", .prepare = bulk_prepare, .act = "case.bulk", .finish = show_bulk,
      .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/team", .prepare = show_team, .who = WHO_SIGNED_IN },
    { GET, "/desk/absence", .prepare = show_absence, .who = WHO_SIGNED_IN },
    { POST, "/desk/absence", .prepare = absence_prepare, .act = "case.absent",
      .again = absence_again, .finish = to_absence, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/absence/:absence/end", .prepare = present_prepare, .act = "case.present",
      .finish = to_absence, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/messages", .prepare = show_tidings, .who = WHO_SIGNED_IN },
    { POST, "/desk/messages", .prepare = tidings_prepare, .act = "case.tidings",
      .again = tidings_again, .finish = to_desk, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/incidents", .prepare = show_incidents, .who = WHO_SIGNED_IN },
    { GET, "/desk/cases/:number", .prepare = show_flow, .who = WHO_SIGNED_IN },
    { GET, "/desk/cases/:number/inputs/:token", .prepare = inputs_open, .act = "case.inputs",
      .finish = show_inputs, .again = flow_again, .who = WHO_SIGNED_IN },
    { POST, "/desk/cases/:number/inputs/:token", .prepare = correct_prepare, .act = "case.correct",
      .finish = to_flow, .again = correct_again, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/cases/:number/retry", .prepare = repair_prepare, .act = "case.retry",
      .again = flow_again, .finish = to_flow, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/cases/:number/skip", .prepare = repair_prepare, .act = "case.skip",
      .again = flow_again, .finish = to_flow, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/cases/:number/move", .prepare = move_prepare, .act = "case.move",
      .again = flow_again, .finish = to_flow, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/cases/:number/hold", .prepare = hold_prepare, .act = "case.hold",
      .finish = to_flow, .again = flow_again, .rate = RATE_FORM },
    { POST, "/desk/cases/:number/unhold", .act = "case.unhold", .finish = to_flow,
      .again = flow_again, .rate = RATE_FORM },
    { POST, "/desk/cases/:number/migrate", .prepare = migrate_prepare, .act = "case.migrate",
      .finish = show_migrate, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/figures/:service", .prepare = show_figures, .who = WHO_SIGNED_IN, .slow = true },
    { GET, "/desk/versions", .prepare = show_versions, .who = WHO_SIGNED_IN },
    { POST, "/desk/versions/:service/try", .prepare = try_prepare, .act = "case.migrate_try",
      .finish = show_try, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/versions/:service/all", .prepare = all_prepare, .act = "case.migrate_all",
      .finish = to_versions, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { GET, "/desk/rulings", .prepare = show_rulings, .who = WHO_SIGNED_IN },
    { POST, "/desk/rulings", .prepare = rulings_prepare, .act = "office.rulings",
      .finish = send_rulings, .again = rulings_again, .who = WHO_SIGNED_IN, .slow = true,
      .rate = RATE_FORM },
    { GET, "/desk/post", .prepare = show_post, .who = WHO_SIGNED_IN },
    { GET, "/desk/post/:id", .prepare = fetch_letter, .act = "post.fetch", .finish = send_letter,
      .who = WHO_SIGNED_IN },
    { POST, "/desk/post/:id/printed", .prepare = printed_prepare, .act = "post.printed",
      .finish = to_post, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { 0 },
};

static const struct act_field made_fields[] = {
    { "id", F_INT, 0, true }, { "file", F_TEXT, 64, true }, { 0 },
};
static const struct act_field no_fields[] = { { 0 } };
static const struct act_field post_fields[] = { { "id", F_INT, 0, true }, { 0 } };
static const struct act_field rulings_fields[] = {
    { "service", F_TEXT, 120, true }, { "decision", F_TEXT, 200, true },
    { "reason", F_TEXT, 1000, true }, { "rulings", F_VAL, 8 * 1024, true }, { 0 },
};
static const struct act_row acts[] = {
    { .name = "office.rulings", .fn = act_rulings, .class = TRACE, .who = WHO_OWNER,
      .owner = rulings_owner, .key = "service", .budget_ms = 1000, .fields = rulings_fields },
    { .name = "post.made", .fn = act_post_made, .class = WORKING, .who = WHO_JOB, .key = "id",
      .fields = made_fields },
    { .name = "post.fetch", .fn = act_post_fetch, .class = TRACE, .who = WHO_SIGNED_IN, .key = "id",
      .fields = post_fields },
    { .name = "post.sweep", .fn = act_post_sweep, .class = WORKING, .who = WHO_JOB,
      .fields = no_fields },
    { .name = "post.printed", .fn = act_post_printed, .class = WORKING, .who = WHO_SIGNED_IN,
      .key = "id", .fields = post_fields },
    { 0 },
};
static const struct job_row jobs[] = {
    { .name = "paper.print", .fn = job_paper, .slow = true },
    { .name = "letters past their time", .every_s = 3600, .fn = job_post_sweep },
    { 0 },
};
/* clang-format on */

const struct block block_office = {
    .name = "office", .acts = acts, .routes = routes, .jobs = jobs
};
