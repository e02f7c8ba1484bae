/* The officer's desk: tasks of own groups by risk of being late; numbers and ages, not people. */
#include "blocks/case/fill.h"
#include "blocks/case/keyed.h"
#include "blocks/office/own.h"
#include "blocks/register/change.h"
#include "blocks/exchange/exchange.h"
#include "blocks/subscribe/subscribe.h"
#include "blocks/office/rulings.h"
#include "blocks/pay/pay.h"
#include "blocks/quality/quality.h"
#include "blocks/identity/identity.h"
#include "blocks/rectify/rectify.h"
#include "os/zone.h"

#include <stdlib.h>

enum { LIST_MOST = 100, SOON_MS = 2 * 86400000 };

/* A group whose tasks the officer may see, in the office where they hold one of its roles. */
struct seen_group {
    const struct office_group *g;
    str office;
};
typedef VEC(struct seen_group) seen_groups;

static bool has_group(const seen_groups *v, const struct office_group *g, str office)
{
    for (size_t i = 0; i < v->n; i++)
        if (v->v[i].g == g && str_eq(v->v[i].office, office))
            return true;
    return false;
}

static void office_groups(struct web *w, const struct office *o, const struct role_at *r,
                          seen_groups *out)
{
    for (size_t i = 0; i < o->n_groups; i++)
        for (size_t k = 0; k < o->groups[i].n_roles; k++)
            if (str_eq(o->groups[i].roles[k], r->role) && !has_group(out, &o->groups[i], r->office))
                *vec_push(out, w->a) = (struct seen_group){ &o->groups[i], r->office };
}

static seen_groups own_groups(struct web *w)
{
    seen_groups v = { 0 };

    for (size_t i = 0; i < w->who.nroles; i++)
        for (size_t k = 0; k < w->site->n_offices; k++)
            office_groups(w, w->site->offices[k], &w->who.roles[i], &v);
    return v;
}

static bool in_own_group(struct web *w, str groups, str office)
{
    seen_groups own = own_groups(w);
    str rest = str_trim(groups), name;

    while (str_next(&rest, ' ', &name))
        for (size_t i = 0; i < own.n; i++)
            if (str_eq(own.v[i].g->id, name) && str_eq(own.v[i].office, office))
                return true;
    return false;
}

str task_name(struct web *w, const struct service *v, str element)
{
    const struct bpmn_node *n = v && v->process ? bpmn_node(v->process->bpmn, element) : NULL;
    str own =
        v && v->process ? words_get(v->process->words, w->lang, element, S("name")) : STR_NULL;

    if (!element.n)
        return word0(w->page.words, W_office_adhoc);
    return own.n ? own : n ? n->name : element;
}

str service_title(struct web *w, str id)
{
    const struct service *v = site_service(w->site, id);

    return v ? site_text(w->site, v->title, w->lang) : id;
}

static void urgency(struct web *w, const struct q_desk_row *t, struct v_desk_row *r)
{
    bool late = t->due < w->now.ms && !t->paused, soon = t->due - w->now.ms < SOON_MS && !t->paused;

    r->has_urgency = late || soon;
    r->urgency = late ? W_office_late : W_office_soon;
    r->urgency_colour = late ? S("red") : S("orange");
}

static enum word_id state_of(struct web *w, const struct q_desk_row *t, str *colour)
{
    bool mine = t->assignee == w->who.account;

    *colour = S("grey");
    if (str_eq(t->state, S("waiting"))) {
        *colour = S("yellow");
        return W_office_state_waiting;
    }
    if (t->delegated_by == w->who.account)
        return W_office_state_lent;
    if (mine)
        *colour = S("blue");
    else if (!t->assignee)
        *colour = S("green");
    return mine          ? t->delegated_by ? W_office_state_helping : W_office_state_mine
           : t->assignee ? W_office_state_claimed
                         : W_office_state_open;
}

static struct v_desk_row row_of(struct web *w, const struct q_desk_row *t)
{
    const struct service *v = site_service(w->site, t->service);
    struct v_desk_row r = { .id = t->id,
                            .href = web_url(w, "/desk/tasks/%lld", (long long)t->id),
                            .task = task_name(w, v, t->element),
                            .number = t->number.p ? t->number : S(""),
                            .service = service_title(w, t->service),
                            .submitted = { t->created },
                            .due = zone_day(w->boot->zone, (instant){ t->due }),
                            .escalated = t->escalated != 0 };

    r.state = state_of(w, t, &r.colour);
    urgency(w, t, &r);
    return r;
}

/* ---- the list: the groups' own orders merged, each task once ---- */

typedef VEC(struct q_desk_row) desk_rows;

static int by_due(const void *x, const void *y)
{
    const struct q_desk_row *a = x, *b = y;

    if (a->due != b->due)
        return a->due < b->due ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static void rows_add(struct web *w, desk_rows *out, const struct q_desk_row *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *vec_push(out, w->a) = v[i];
}

static size_t rows_once(desk_rows *r)
{
    size_t n = 0;

    if (r->n)
        qsort(r->v, r->n, sizeof *r->v, by_due);
    for (size_t i = 0; i < r->n; i++)
        if (!n || r->v[n - 1].id != r->v[i].id)
            r->v[n++] = r->v[i];
    return n;
}

static err group_rows(struct web *w, const struct seen_group *g, str state, str service,
                      int64_t before, desk_rows *out)
{
    struct q_desk all;
    struct q_desk_service of_service;

    if (service.n) {
        TRY(q_desk_service(w->db,
                           &(struct q_desk_service_in){ .office = g->office,
                                                        .grp = g->g->id,
                                                        .state = state,
                                                        .account = w->who.account,
                                                        .person = w->who.person,
                                                        .before = before,
                                                        .most = LIST_MOST + 1,
                                                        .service = service },
                           &of_service));
        rows_add(w, out, (const struct q_desk_row *)of_service.v, of_service.n);
        return OK;
    }
    TRY(q_desk(w->db,
               &(struct q_desk_in){ .office = g->office,
                                    .grp = g->g->id,
                                    .state = state,
                                    .account = w->who.account,
                                    .person = w->who.person,
                                    .before = before,
                                    .most = LIST_MOST + 1 },
               &all));
    rows_add(w, out, all.v, all.n);
    return OK;
}

/* One's own, what colleagues prepare for one, and what those have whose substitute one is. */
static err own_rows(struct web *w, str service, int64_t before, desk_rows *out)
{
    struct q_desk_mine mine;
    struct q_desk_lent lent;
    struct q_substitutes_for away;
    desk_rows all = { 0 };

    TRY(q_desk_mine(w->db, w->who.account, before, LIST_MOST + 1, &mine));
    rows_add(w, &all, (const struct q_desk_row *)mine.v, mine.n);
    TRY(q_desk_lent(w->db, w->who.account, before, LIST_MOST + 1, &lent));
    rows_add(w, &all, (const struct q_desk_row *)lent.v, lent.n);
    TRY(q_substitutes_for(w->db, w->who.account, w->today.n, &away));
    for (size_t i = 0; i < away.n; i++) {
        TRY(q_desk_mine(w->db, away.v[i].account, before, LIST_MOST + 1, &mine));
        for (size_t k = 0; k < mine.n; k++)
            if (str_eq(mine.v[k].authority, away.v[i].office) &&
                in_own_group(w, mine.v[k].groups, mine.v[k].authority))
                rows_add(w, &all, (const struct q_desk_row *)&mine.v[k], 1);
    }
    for (size_t i = 0; i < all.n; i++)
        if (!service.n || str_eq(all.v[i].service, service))
            *vec_push(out, w->a) = all.v[i];
    return OK;
}

static err wanted_rows(struct web *w, bool late, desk_rows *out)
{
    static const char *const states[] = { "open", "claimed", "waiting" };
    str state = web_query(w, "state"), service = web_query(w, "service");
    int64_t before = late ? w->now.ms : INT64_MAX;
    seen_groups own = own_groups(w);

    if (!service.p)
        service = S("");
    if (str_eq(state, S("mine")))
        return own_rows(w, service, before, out);
    for (size_t i = 0; i < own.n; i++)
        FOR_EACH(states, s)
            if (!state.n || str_eq(state, str_z(*s)))
                TRY(group_rows(w, &own.v[i], str_z(*s), service, before, out));
    return OK;
}

static err collect(struct web *w, struct v_desk *v)
{
    desk_rows all = { 0 };

    TRY(wanted_rows(w, v->late, &all));
    size_t n = rows_once(&all), shown = MIN(n, (size_t)LIST_MOST);
    struct v_desk_row *rows = ARENA_ARRAY(w->a, struct v_desk_row, shown + 1);
    for (size_t i = 0; i < shown; i++)
        rows[i] = row_of(w, &all.v[i]);
    v->rows = rows;
    v->rows_n = shown;
    v->count = (int64_t)shown;
    v->more = n > shown;
    return OK;
}

/* Colleagues to whom something of one's groups may go. */
err desk_colleagues(struct web *w, const struct v_desk_person **out, size_t *n)
{
    seen_groups own = own_groups(w);
    VEC(struct v_desk_person) v = { 0 };

    for (size_t i = 0; i < own.n; i++) {
        const struct officer *o;
        size_t count = 0;
        TRY(identity_officers(w->db, w->a, own.v[i].g, &o, &count));
        for (size_t k = 0; k < count; k++) {
            bool known = o[k].account == w->who.account;
            for (size_t m = 0; m < v.n && !known; m++)
                known = v.v[m].id == o[k].account;
            if (!known)
                *vec_push(&v, w->a) = (struct v_desk_person){ o[k].account, o[k].name };
        }
    }
    *out = v.v;
    *n = v.n;
    return OK;
}

/* ---- the board of the team ---- */

enum { COUNT_MOST = 1000 };

static err count_of(struct web *w, const struct seen_group *g, const char *state, int64_t before,
                    int64_t *out)
{
    struct q_desk_count c;

    TRY(q_desk_count(w->db,
                     &(struct q_desk_count_in){ .office = g->office,
                                                .grp = g->g->id,
                                                .state = str_z(state),
                                                .before = before,
                                                .most = COUNT_MOST },
                     &c));
    *out = c.n;
    return OK;
}

static err board_group(struct web *w, const struct seen_group *g, struct v_desk_team_group *out)
{
    int64_t late[2];

    out->name = site_text(w->site, g->g->name, w->lang);
    TRY(count_of(w, g, "open", INT64_MAX, &out->open));
    TRY(count_of(w, g, "claimed", INT64_MAX, &out->claimed));
    TRY(count_of(w, g, "waiting", INT64_MAX, &out->waiting));
    TRY(count_of(w, g, "open", w->now.ms, &late[0]));
    TRY(count_of(w, g, "claimed", w->now.ms, &late[1]));
    out->late = late[0] + late[1];
    return OK;
}

/* How much each has in hand is for who leads the office, not for colleagues. */
static err board_people(struct web *w, const seen_groups *own, struct v_desk_team *v)
{
    VEC(struct v_desk_team_person) people = { 0 };

    for (size_t i = 0; i < own->n; i++) {
        const struct officer *o;
        size_t n = 0;
        if (!work_leads(w->site, &w->who, own->v[i].office))
            continue;
        TRY(identity_officers(w->db, w->a, own->v[i].g, &o, &n));
        for (size_t k = 0; k < n; k++) {
            struct q_desk_count_mine c;
            bool known = false;
            for (size_t m = 0; m < people.n; m++)
                known |= people.v[m].id == o[k].account;
            if (known)
                continue;
            TRY(q_desk_count_mine(w->db, o[k].account, COUNT_MOST, &c));
            *vec_push(&people, w->a) = (struct v_desk_team_person){ o[k].account, o[k].name, c.n };
        }
    }
    v->people = people.v;
    v->people_n = people.n;
    return OK;
}

err show_team(struct web *w)
{
    struct v_desk_team v = { 0 };
    seen_groups own = own_groups(w);
    struct v_desk_team_group *g = ARENA_ARRAY(w->a, struct v_desk_team_group, own.n + 1);

    if (!w->who.nroles)
        return web_error(w, 403);
    for (size_t i = 0; i < own.n; i++)
        TRY(board_group(w, &own.v[i], &g[i]));
    v.groups = g;
    v.groups_n = own.n;
    TRY(board_people(w, &own, &v));
    OFFICE_SEND(w, desk_team, &v, 200);
}

static void filters(struct web *w, struct v_desk *v)
{
    static const struct {
        const char *value;
        enum word_id word;
    } states[] = { { "", W_office_filter_all },
                   { "open", W_office_filter_open },
                   { "mine", W_office_filter_mine },
                   { "waiting", W_office_filter_waiting } };
    struct v_desk_choice *c = ARENA_ARRAY(w->a, struct v_desk_choice, LEN(states));
    struct v_desk_service *s = ARENA_ARRAY(w->a, struct v_desk_service, w->site->n_services + 1);

    FOR_EACH(states, x)
        c[v->states_n++] = (struct v_desk_choice){ str_z(x->value), x->word,
                                                   str_eq(web_query(w, "state"), str_z(x->value)) };
    s[v->services_n++] =
        (struct v_desk_service){ S(""), word0(w->page.words, W_office_filter_all), false };
    for (size_t i = 0; i < w->site->n_services; i++)
        if (w->site->services[i]->process)
            s[v->services_n++] = (struct v_desk_service){
                w->site->services[i]->id, service_title(w, w->site->services[i]->id),
                str_eq(web_query(w, "service"), w->site->services[i]->id)
            };
    v->states = c;
    v->services = s;
}

static err by_number(struct web *w, str number, struct v_desk *v, bool *gone)
{
    struct q_desk_of_case hit;
    bool theirs = false;

    TRY(q_desk_of_case(w->db, str_trim(number), &hit));
    for (size_t i = 0; i < hit.n; i++)
        theirs |= task_whose(hit.v[i].groups) == TASK_OF_APPLICANT &&
                  works_at(&w->who, hit.v[i].authority);
    for (size_t i = 0; i < hit.n; i++)
        for (size_t k = 0; k < w->who.nroles; k++)
            if (task_whose(hit.v[i].groups) == TASK_OF_OFFICE &&
                str_eq(w->who.roles[k].office, hit.v[i].authority)) {
                *gone = true;
                return web_redirect(w, str_fmt(w->a, "/desk/tasks/%lld", (long long)hit.v[i].id));
            }
    if (theirs) { /* it waits for the applicant, and says so there */
        *gone = true;
        return web_redirect(w, str_fmt(w->a, "/desk/cases/%.*s", STR_ARG(str_trim(number))));
    }
    v->found_error = word0(w->page.words, W_office_not_found);
    return OK;
}

err show_desk(struct web *w)
{
    struct v_desk v = { .late = web_query(w, "late").n > 0,
                        .counter = identity_may_serve(w),
                        .staff = identity_may_administer(w),
                        .paper = keyed_any(w->site, &w->who, S(KEYED_PAPER)),
                        .apply = keyed_any(w->site, &w->who, S(KEYED_COUNTER)),
                        .begins = keyed_any(w->site, &w->who, S(KEYED_OFFICE)) };
    const struct v_desk_person *people;
    bool gone = false;

    if (!w->who.nroles)
        return web_error(w, 403);
    if (web_query(w, "number").n) {
        TRY(by_number(w, web_query(w, "number"), &v, &gone));
        if (gone)
            return OK;
    }
    TRY(collect(w, &v));
    TRY(desk_colleagues(w, &people, &v.people_n));
    v.people = people;
    TRY(incidents_count(w, &v.incidents));
    filters(w, &v);
    if (partner_pages(w))
        v.partners = web_url(w, "/desk/partners");
    if (exchange_pages(w))
        v.exchange = web_url(w, "/desk/exchange");
    if (subscribe_pages(w))
        v.subscriptions = web_url(w, "/desk/subscriptions");
    if (pay_cashier(w->site, &w->who))
        v.cash = web_url(w, "/desk/cash");
    if (rulings_may(w))
        v.rulings = web_url(w, "/desk/rulings");
    if (register_looks_up(w->site, &w->who))
        v.by_name = web_url(w, "/desk/people");
    if (entries_any(w->site, &w->who))
        v.entries = web_url(w, "/desk/entries");
    if (quality_looks(w->site, &w->who))
        v.quality = web_url(w, "/desk/quality");
    OFFICE_SEND(w, desk, &v, 200);
}
