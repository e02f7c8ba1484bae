/* Clocks: working days of an office's calendar, or any time, that stand still while the applicant
 * is waited for (a question is with them, or a task is theirs) and while an appeal holds the case.
 */
#include "blocks/case/fill.h"
#include "blocks/case/others.h"
#include "blocks/case/work.h"
#include "os/zone.h"

#include <stdlib.h>

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

/* ---- when the case waited for the applicant ---- */

struct pause {
    int64_t from, to;
};

struct pauses {
    struct pause *v;
    size_t n;
    bool stands; /* one has no end yet */
    bool asked;  /* it is a question */
    bool held;   /* an appeal alone has it stand: nobody waits for the applicant */
};

static int by_from(const void *x, const void *y)
{
    const struct pause *a = x, *b = y;

    return a->from < b->from ? -1 : a->from > b->from;
}

/* What lies in one another counts once. */
static void merge(struct pauses *p)
{
    size_t n = 0;

    if (p->n)
        qsort(p->v, p->n, sizeof *p->v, by_from);
    for (size_t i = 0; i < p->n; i++)
        if (n && p->v[i].from <= p->v[n - 1].to)
            p->v[n - 1].to = MAX(p->v[n - 1].to, p->v[i].to);
        else
            p->v[n++] = p->v[i];
    p->n = n;
}

static void pause_add(act *a, struct pauses *p, int64_t since, int64_t ended, int64_t from)
{
    int64_t to = ended ? ended : a->now.ms;

    p->stands |= !ended;
    if (to > from)
        p->v[p->n++] = (struct pause){ MAX(since, from), to };
}

/* Since an instant; the one that is open lasts until now. */
static err pauses_of(act *a, const struct q_case *c, int64_t from, struct pauses *out)
{
    struct q_questions all;
    struct q_suspensions held;
    struct q_waits waits;

    TRY(q_questions(a->db, c->id, &all));
    TRY(q_waits(a->db, c->id, &waits));
    TRY(q_suspensions(a->db, c->id, &held));
    *out = (struct pauses){ .v = ARENA_ARRAY(a->a, struct pause, all.n + waits.n + held.n + 1) };
    for (size_t i = 0; i < all.n; i++) {
        out->asked |= !all.v[i].answered;
        pause_add(a, out, all.v[i].asked, all.v[i].answered, from);
    }
    for (size_t i = 0; i < waits.n; i++)
        pause_add(a, out, waits.v[i].since, waits.v[i].ended, from);
    bool waited = out->stands;
    for (size_t i = 0; i < held.n; i++)
        pause_add(a, out, held.v[i].since, held.v[i].ended, from);
    out->held = out->stands && !waited;
    merge(out);
    return OK;
}

static int64_t days_waited(act *a, str office, const struct pauses *p)
{
    int64_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        n += working_days(a, office, p->v[i].from, p->v[i].to);
    return n;
}

static int64_t ms_waited(const struct pauses *p)
{
    int64_t n = 0;

    for (size_t i = 0; i < p->n; i++)
        n += p->v[i].to - p->v[i].from;
    return n;
}

err clock_case(act *a, const struct q_case *c, str office, instant from, int64_t days, instant *out,
               bool *stands)
{
    struct pauses p;

    TRY(pauses_of(a, c, from.ms, &p));
    *stands = p.stands;
    *out = clock_end(a, office, act_day(a, from), days + days_waited(a, office, &p));
    return OK;
}

instant clock_date(act *a, str office, instant at, int64_t days)
{
    const struct calendar *cal = site_calendar(a->site, office);
    day d = act_day(a, at);
    int64_t in_day = at.ms - zone_day_start(a->boot->zone, d).ms;

    if (cal && !calendar_is_working(cal, d))
        d = calendar_add_working_days(cal, d, 1);
    d = cal ? calendar_add_working_days(cal, d, days) : (day){ d.n + days };
    return (instant){ zone_day_start(a->boot->zone, d).ms + in_day };
}

enum clock_kind clock_of(const struct bpmn_node *n)
{
    str clock = n ? val_get_text(n->properties, S("clock")) : S("");

    return str_eq(clock, S("working-days")) ? CLOCK_WORKING_DAYS
           : str_eq(clock, S("stops"))      ? CLOCK_STOPS
                                            : CLOCK_RUNS;
}

err clock_timer(act *a, const struct q_case *c, val timer, instant *out, bool *stands)
{
    instant from = { val_get_i64(timer, S("from"), 0) }, at = { val_get_i64(timer, S("at"), 0) };
    bool own = val_is_true(val_get(timer, S("own"))),
         days = !val_is_null(val_get(timer, S("days")));
    struct pauses p;

    *stands = false;
    if (own)
        *out = days ? clock_end(a, c->authority, act_day(a, from), val_get_i64(timer, S("days"), 0))
                    : at;
    if (own)
        return OK;
    if (days)
        return clock_case(a, c, c->authority, from, val_get_i64(timer, S("days"), 0), out, stands);
    TRY(pauses_of(a, c, from.ms, &p));
    *stands = p.stands;
    if (val_is_true(val_get(timer, S("office_days"))))
        *out = clock_date(a, c->authority, at, days_waited(a, c->authority, &p));
    else
        *out = (instant){ at.ms + ms_waited(&p) };
    return OK;
}

int64_t clock_days(instant from, instant to)
{
    int64_t days = (to.ms - from.ms + DAY_MS / 2) / DAY_MS;

    return MAX(days, 1);
}

/* A task's own day moves by what was waited for since it came: of the task that asked in any case,
 * of others where their element says that its clock stops. */
static int64_t own_due(act *a, const struct q_case *c, const struct q_tasks_of_case_row *t)
{
    const struct service *v = case_service(a->boot, c);
    const struct bpmn_node *n =
        v && v->process && v->process->bpmn ? bpmn_node(v->process->bpmn, t->element) : NULL;
    int64_t from = MAX(c->paused, t->created);
    enum clock_kind clock = clock_of(n);

    if (clock == CLOCK_STOPS)
        return t->due + a->now.ms - from;
    if (clock == CLOCK_RUNS && !str_eq(t->state, S("waiting")))
        return t->due;
    int64_t waited = working_days(a, c->authority, from, a->now.ms);
    return waited ? clock_end(a, c->authority, act_day(a, (instant){ t->due }), waited).ms : t->due;
}

/* What waited is taken up again; every day that was the case's own moves with it. */
static err tasks_on(act *a, const struct q_case *c, int64_t old_due, bool asked)
{
    struct q_tasks_of_case all;

    TRY(q_tasks_of_case(a->db, c->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_tasks_of_case_row *t = &all.v[i];
        bool waiting = str_eq(t->state, S("waiting"));
        if (task_whose(t->groups) == TASK_OF_APPLICANT)
            continue; /* their day is not the office's */
        if (!waiting && !str_eq(t->state, S("open")) && !str_eq(t->state, S("claimed")))
            continue;
        str state = !waiting || asked ? t->state : t->assignee ? S("claimed") : S("open");
        int64_t due = t->due == old_due ? c->due : own_due(a, c, t);
        if (waiting || due != t->due)
            TRY(work_due(a, t->id, state, due));
    }
    return OK;
}

err clock_on(act *a, struct q_case *c)
{
    int64_t waited = working_days(a, c->authority, c->paused, a->now.ms), old = c->due;
    day expected = act_day(a, (instant){ c->expected }), due = act_day(a, (instant){ c->due });
    struct q_case before = *c;
    struct pauses p;

    TRY(pauses_of(a, c, a->now.ms, &p));
    c->expected = clock_end(a, c->authority, expected, waited).ms;
    c->due = clock_end(a, c->authority, due, waited).ms;
    bool waits = p.stands && !p.held;
    c->state = waits ? S(CASE_WAITING) : c->decided ? S(CASE_IN_FORCE) : S(CASE_SUBMITTED);
    c->paused = waits ? a->now.ms : 0;
    TRY(q_case_clock(a->db, &(struct q_case_clock_in){ .id = c->id,
                                                       .state = c->state,
                                                       .paused = c->paused,
                                                       .expected = c->expected,
                                                       .due = c->due,
                                                       .changed = a->now.ms }));
    before.due = c->due;
    return tasks_on(a, &before, old, p.asked);
}

/* ---- another agency is waited for ---- */

static err tasks_move(act *a, const struct q_case *c, int64_t old_due)
{
    struct q_tasks_of_case all;

    TRY(q_tasks_of_case(a->db, c->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_tasks_of_case_row *t = &all.v[i];
        bool open = str_eq(t->state, S("open")) || str_eq(t->state, S("claimed")) ||
                    str_eq(t->state, S("waiting"));
        if (open && t->due == old_due && task_whose(t->groups) != TASK_OF_APPLICANT)
            TRY(work_due(a, t->id, t->state, c->due));
    }
    return OK;
}

err clock_stood(act *a, struct q_case *c, instant from)
{
    int64_t old = c->due;
    struct pauses p;

    if (!case_runs(c->state) || c->decided)
        return OK;
    TRY(pauses_of(a, c, from.ms, &p));
    int64_t days =
        working_days(a, c->authority, from.ms, a->now.ms) - days_waited(a, c->authority, &p);
    if (days <= 0)
        return OK;
    c->expected = clock_end(a, c->authority, act_day(a, (instant){ c->expected }), days).ms;
    c->due = clock_end(a, c->authority, act_day(a, (instant){ c->due }), days).ms;
    TRY(q_case_clock(a->db, &(struct q_case_clock_in){ .id = c->id,
                                                       .state = c->state,
                                                       .paused = c->paused,
                                                       .expected = c->expected,
                                                       .due = c->due,
                                                       .changed = a->now.ms }));
    return tasks_move(a, c, old);
}
