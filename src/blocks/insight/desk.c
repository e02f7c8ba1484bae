/* What the office sees of its service besides: where drafts were left, what waits, what will be
 * late. */
#include "blocks/case/case.h"
#include "blocks/case/pages.h"
#include "blocks/insight/own.h"
#include "feel/feel.h"
#include "form/flow.h"
#include "form/model.h"
#include "os/zone.h"

enum { DUE_MOST = 100000, PACE_DAYS = 28, HOUR_MS = 3600000, DAY_MS = 86400000 };

static bool of_office(const struct actor *who, str office)
{
    for (size_t i = 0; i < who->nroles; i++)
        if (str_eq(who->roles[i].office, office))
            return true;
    return false;
}

/* ---- where drafts were left ---- */

static str page_shown(struct web *w, const struct service *s, str page)
{
    const struct form *form = s->forms[0].form;
    val_builder none = val_build(w->a);
    struct form_env env;
    struct feel_env feel;
    struct form_at at;
    str title;

    if (!page.n || failed(form_at_parse(form, page, &at)))
        return page;
    case_page_env(&env, w, s, val_null(), val_null());
    feel_env_init(&feel, w->a, w->now);
    env.feel = &feel;
    title = form_page_title(form, at, val_done(&none), &env);
    return title.n ? title : form->pages[at.page].title;
}

static err left_part(struct web *w, const struct service *s, struct v_desk_measures *v)
{
    struct q_drafts_left all;

    if (!s->n_forms)
        return OK;
    TRY(q_drafts_left(w->db, s->id, w->now.ms - HOUR_MS, &all));
    struct v_desk_measures_left *r = ARENA_ARRAY(w->a, struct v_desk_measures_left, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        r[i] = (struct v_desk_measures_left){ page_shown(w, s, all.v[i].page), all.v[i].n };
    v->left = r;
    v->left_n = all.n;
    return OK;
}

/* ---- what waits, and what will be late ---- */

/* Decisions a day over the last four weeks, times PACE_DAYS. */
static err pace_of(struct web *w, str service, int64_t *out)
{
    struct q_measures days;

    *out = 0;
    TRY(q_measures(w->db, service, w->today.n - PACE_DAYS + 1, &days));
    for (size_t i = 0; i < days.n; i++)
        *out += days.v[i].decided;
    return OK;
}

/* Cases are taken in the order of their days: at the present pace the kth is decided on its day, or
 * later. */
static err forecast(struct web *w, const struct service *s, struct v_desk_measures *v)
{
    struct q_backlog_due due;
    int64_t pace;

    TRY(pace_of(w, s->id, &pace));
    v->has_pace = pace > 0;
    v->pace = pace;
    if (!pace)
        return OK;
    TRY(q_backlog_due(w->db, s->id, DUE_MOST, &due));
    for (size_t k = 0; k < due.n; k++) {
        int64_t day = ((int64_t)k * PACE_DAYS + pace - 1) / pace;
        if (due.v[k].due < w->now.ms + day * DAY_MS)
            v->will_be_late++;
    }
    v->clear_days = (v->open * PACE_DAYS + pace - 1) / pace;
    return OK;
}

err show_office_measures(struct web *w)
{
    const struct service *s = site_service(w->site, web_param(w, "service"));
    struct v_desk_measures v = { 0 };
    struct q_backlog now;

    if (!s || !s->process || !of_office(&w->who, s->office))
        return REFUSED(ERR_MISSING);
    v.service = site_text(w->site, s->title, w->lang);
    v.open_page = web_url(w, "/services/%.*s/measures", STR_ARG(s->id));
    v.steps = web_url(w, "/desk/figures/%.*s", STR_ARG(s->id));
    TRY(q_backlog(w->db, s->id, w->now.ms, &now));
    v.open = now.n;
    v.late = now.late;
    v.waiting = now.waiting;
    v.has_oldest = now.oldest.has;
    v.oldest = zone_day(w->boot->zone, (instant){ now.oldest.v });
    TRY(left_part(w, s, &v));
    TRY(forecast(w, s, &v));
    w->page.private = true;
    w->page.nav_current = S("/desk");
    return WEB_SHOW(w, desk_measures, &v, 200);
}
