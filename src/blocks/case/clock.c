/* Clocks: working days of an office's calendar, which stand still while a question is with the
 * applicant. */
#include "blocks/case/work.h"
#include "os/zone.h"

enum { DAY_MS = 86400000 };

instant clock_end(act *a, str office, day from, int64_t days)
{
    const struct calendar *cal = site_calendar(a->site, office);
    day d = cal ? calendar_add_working_days(cal, from, days) : (day){ from.n + days };

    return (instant){ zone_day_start(a->boot->zone, (day){ d.n + 1 }).ms - 1 };
}

static int64_t working_days(act *a, str office, int64_t from, int64_t to)
{
    const struct calendar *cal = site_calendar(a->site, office);
    day f = act_day(a, (instant){ from }), t = act_day(a, (instant){ to });

    return cal ? calendar_working_days_between(cal, f, t) : t.n - f.n;
}

err clock_case(act *a, const struct q_case *c, str office, instant from, int64_t days, instant *out,
               bool *stands)
{
    struct q_questions all;
    int64_t waited = 0;

    *stands = false;
    TRY(q_questions(a->db, c->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (!all.v[i].answered)
            *stands = true;
        else if (all.v[i].answered > from.ms)
            waited += working_days(a, office, MAX(all.v[i].asked, from.ms), all.v[i].answered);
    }
    *out = clock_end(a, office, act_day(a, from), days + waited);
    return OK;
}

int64_t clock_days(instant from, instant to)
{
    int64_t days = (to.ms - from.ms + DAY_MS / 2) / DAY_MS;

    return MAX(days, 1);
}

/* What waited is taken up again; every day that was the case's own moves with it. */
static err tasks_on(act *a, const struct q_case *c, int64_t old_due, int64_t waited)
{
    struct q_tasks_of_case all;

    TRY(q_tasks_of_case(a->db, c->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_tasks_of_case_row *t = &all.v[i];
        bool waiting = str_eq(t->state, S("waiting"));
        bool open = str_eq(t->state, S("open")) || str_eq(t->state, S("claimed"));
        if (!waiting && (!open || t->due != old_due))
            continue;
        str state = !waiting ? t->state : t->assignee ? S("claimed") : S("open");
        int64_t due = t->due == old_due ? c->due : t->due;
        if (t->due != old_due && waited)
            due = clock_end(a, c->authority, act_day(a, (instant){ t->due }), waited).ms;
        TRY(work_due(a, t->id, state, due));
    }
    return OK;
}

err clock_on(act *a, struct q_case *c)
{
    int64_t waited = working_days(a, c->authority, c->paused, a->now.ms), old = c->due;
    day expected = act_day(a, (instant){ c->expected }), due = act_day(a, (instant){ c->due });

    c->expected = clock_end(a, c->authority, expected, waited).ms;
    c->due = clock_end(a, c->authority, due, waited).ms;
    TRY(q_case_clock(a->db, &(struct q_case_clock_in){ .id = c->id,
                                                       .state = S(CASE_SUBMITTED),
                                                       .paused = 0,
                                                       .expected = c->expected,
                                                       .due = c->due,
                                                       .changed = a->now.ms }));
    return tasks_on(a, c, old, waited);
}
