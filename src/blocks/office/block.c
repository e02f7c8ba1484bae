/* The rows of this block: pages over the acts of cases. */
#include "blocks/office/own.h"
#include "blocks/office/office.h"

static const struct route routes[] = {
    { GET, "/desk", .prepare = show_desk, .who = WHO_SIGNED_IN },
    { GET, "/desk/tasks/:task", .prepare = open_task, .act = "case.open", .finish = show_task, .who = WHO_SIGNED_IN },
    { GET, "/desk/tasks/:task/files/:file", .prepare = open_task, .act = "case.open", .finish = show_file, .who = WHO_SIGNED_IN },
    { POST, "/desk/tasks/:task/claim", .act = "case.claim", .finish = to_task, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/release", .act = "case.release", .finish = to_desk, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/hand-over", .prepare = hand_prepare, .act = "case.hand_over", .again = task_again, .finish = to_desk, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/ask", .prepare = ask_prepare, .act = "case.ask", .again = task_again, .finish = to_task, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/tasks/:task/complete", .prepare = complete_prepare, .act = "case.complete", .again = task_again, .finish = to_desk, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { POST, "/desk/cases/:number/retry", .prepare = retry_prepare, .act = "case.retry", .finish = to_desk, .who = WHO_SIGNED_IN, .rate = RATE_FORM },
    { 0 },
};

const struct block block_office = { .name = "office", .routes = routes };
