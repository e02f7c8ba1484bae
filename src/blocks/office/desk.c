/* The officer's desk: tasks of own groups by risk of being late; numbers and ages, not people. */
#include "blocks/office/own.h"
#include "blocks/office/rulings.h"
#include "blocks/identity/identity.h"
#include "os/zone.h"

enum { LIST_MOST = 100, SOON_MS = 2 * 86400000 };

static bool in_own_group(struct web *w, str groups, str office)
{
    str rest = str_trim(groups), name;

    while (str_next(&rest, ' ', &name)) {
        const struct office_group *g = site_group(w->site, name);
        for (size_t i = 0; g && i < g->n_roles; i++)
            for (size_t k = 0; k < w->who.nroles; k++)
                if (str_eq(w->who.roles[k].role, g->roles[i]) &&
                    str_eq(w->who.roles[k].office, office))
                    return true;
    }
    return false;
}

str task_name(struct web *w, const struct service *v, str element)
{
    const struct bpmn_node *n = v && v->process ? bpmn_node(v->process->bpmn, element) : NULL;
    str own =
        v && v->process ? words_get(v->process->words, w->lang, element, S("name")) : STR_NULL;

    return own.n ? own : n ? n->name : element;
}

static str service_title(struct web *w, str id)
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

static struct v_desk_row row_of(struct web *w, const struct q_desk_row *t)
{
    const struct service *v = site_service(w->site, t->service);
    bool mine = t->assignee == w->who.account, waiting = str_eq(t->state, S("waiting"));
    struct v_desk_row r = { .href = web_url(w, "/desk/tasks/%lld", (long long)t->id),
                            .task = task_name(w, v, t->element),
                            .number = t->number.p ? t->number : S(""),
                            .service = service_title(w, t->service),
                            .submitted = { t->created },
                            .due = zone_day(w->boot->zone, (instant){ t->due }),
                            .state = waiting       ? W_office_state_waiting
                                     : mine        ? W_office_state_mine
                                     : t->assignee ? W_office_state_claimed
                                                   : W_office_state_open,
                            .colour = waiting       ? S("yellow")
                                      : mine        ? S("blue")
                                      : t->assignee ? S("grey")
                                                    : S("green") };

    urgency(w, t, &r);
    return r;
}

static bool office_seen(struct web *w, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(w->who.roles[k].office, w->who.roles[i].office))
            return true;
    return false;
}

static err collect(struct web *w, struct v_desk *v)
{
    str state = web_query(w, "state"), service = web_query(w, "service");
    bool mine = str_eq(state, S("mine"));
    VEC(struct v_desk_row) rows = { 0 };

    for (size_t i = 0; i < w->who.nroles; i++) {
        struct q_desk all;
        if (office_seen(w, i))
            continue;
        struct q_desk_in in = { .account = w->who.account,
                                .person = w->who.person,
                                .office = w->who.roles[i].office,
                                .state = mine || !state.n ? S("") : state,
                                .mine = mine,
                                .service = service.p ? service : S(""),
                                .before = v->late ? w->now.ms : 0,
                                .most = LIST_MOST };
        TRY(q_desk(w->db, &in, &all));
        for (size_t k = 0; k < all.n; k++)
            if (in_own_group(w, all.v[k].groups, w->who.roles[i].office))
                *vec_push(&rows, w->a) = row_of(w, &all.v[k]);
    }
    v->rows = rows.v;
    v->rows_n = rows.n;
    v->count = (int64_t)rows.n;
    return OK;
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

    TRY(q_desk_of_case(w->db, str_trim(number), &hit));
    for (size_t i = 0; i < hit.n; i++)
        for (size_t k = 0; k < w->who.nroles; k++)
            if (str_eq(w->who.roles[k].office, hit.v[i].authority)) {
                *gone = true;
                return web_redirect(w, str_fmt(w->a, "/desk/tasks/%lld", (long long)hit.v[i].id));
            }
    v->found_error = word0(w->page.words, W_office_not_found);
    return OK;
}

err show_desk(struct web *w)
{
    struct v_desk v = { .late = web_query(w, "late").n > 0, .counter = identity_may_serve(w) };
    bool gone = false;

    if (!w->who.nroles)
        return web_error(w, 403);
    if (web_query(w, "number").n) {
        TRY(by_number(w, web_query(w, "number"), &v, &gone));
        if (gone)
            return OK;
    }
    TRY(collect(w, &v));
    filters(w, &v);
    if (rulings_may(w))
        v.rulings = web_url(w, "/desk/rulings");
    w->page.private = true;
    w->page.nav_current = S("/desk");
    if (web_wants_json(w)) {
        buf b;
        buf_init(&b, w->a, 4 * KIB);
        v_desk_json(&b, &v);
        return web_json(w, 200, buf_str(&b));
    }
    v_desk_html(&w->page, &v);
    return web_html(w, 200);
}
