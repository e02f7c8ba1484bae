/* The measures as everybody sees them: all services, one service, and as CSV. */
#include "blocks/insight/own.h"
#include "codec/csv.h"
#include "os/zone.h"

static str days_shown(struct web *w, int64_t days)
{
    return days < 0 ? S("")
                    : word(w->a, w->page.words, W_insight_days,
                           val_with(w->a, val_null(), S("n"), val_int(days)));
}

static bool measured(const struct service *v)
{
    return !v->hidden && !v->broken && v->process;
}

err show_all(struct web *w)
{
    struct v_measures v = { 0 };
    struct v_measures_row *rows = ARENA_ARRAY(w->a, struct v_measures_row, w->site->n_services + 1);

    for (size_t i = 0; i < w->site->n_services; i++) {
        const struct service *s = w->site->services[i];
        struct measures *m = ARENA_NEW(w->a, struct measures);
        if (!measured(s))
            continue;
        TRY(measures_of(w, s->id, m));
        rows[v.rows_n++] =
            (struct v_measures_row){ .title = site_text(w->site, s->title, w->lang),
                                     .href = web_url(w, "/services/%.*s/measures", STR_ARG(s->id)),
                                     .received = count_shown(w, m->received),
                                     .decided = count_shown(w, m->decided),
                                     .median = days_shown(w, m->median),
                                     .slow = days_shown(w, m->slow),
                                     .alone = share_shown(w, m->alone, m->decided),
                                     .satisfied = share_shown(w, m->satisfied, m->ratings) };
    }
    v.rows = rows;
    v.from = measures_from(w->today);
    return WEB_SHOW(w, measures, &v, 200);
}

/* ---- one service ---- */

static const struct service *service_asked(struct web *w)
{
    const struct service *s = site_service(w->site, web_param(w, "id"));

    return s && measured(s) ? s : NULL;
}

static void fact(struct v_facts_item *f, size_t *n, str name, str value)
{
    if (value.n)
        f[(*n)++] = (struct v_facts_item){ name, value };
}

static void facts_part(struct web *w, const struct service *s, const struct measures *m,
                       struct v_measure *v)
{
    struct v_facts_item *f = ARENA_ARRAY(w->a, struct v_facts_item, 9);
    size_t n = 0;

    fact(f, &n, word0(w->page.words, W_insight_received), count_shown(w, m->received));
    fact(f, &n, word0(w->page.words, W_insight_decided), count_shown(w, m->decided));
    fact(f, &n, word0(w->page.words, W_insight_withdrawn), count_shown(w, m->withdrawn));
    fact(f, &n, word0(w->page.words, W_insight_median), days_shown(w, m->median));
    fact(f, &n, word0(w->page.words, W_insight_slow), days_shown(w, m->slow));
    if (s->expected_days >= 0)
        fact(f, &n, word0(w->page.words, W_insight_promised),
             word(w->a, w->page.words, W_insight_working_days,
                  val_with(w->a, val_null(), S("n"), val_int(s->expected_days))));
    fact(f, &n, word0(w->page.words, W_insight_alone), share_shown(w, m->alone, m->decided));
    fact(f, &n, word0(w->page.words, W_insight_satisfied),
         share_shown(w, m->satisfied, m->ratings));
    v->facts = f;
    v->facts_n = n;
}

static void months_part(struct web *w, const struct measures *m, struct v_measure *v)
{
    struct v_measure_month *r = ARENA_ARRAY(w->a, struct v_measure_month, MONTHS + 1);

    for (int i = 0; i <= MONTHS; i++)
        r[i] = (struct v_measure_month){ .name = locale_date(w->a, wording_locale(w->page.words),
                                                             m->months[i].first, DATE_MONTH),
                                         .received = count_shown(w, m->months[i].received),
                                         .decided = count_shown(w, m->months[i].decided),
                                         .withdrawn = count_shown(w, m->months[i].withdrawn) };
    v->months = r;
    v->months_n = MONTHS + 1;
}

/* How few ended so is not said, nor is what may be worked out from the others. */
static void outcomes_part(struct web *w, const struct service *s, const struct measures *m,
                          struct v_measure *v)
{
    struct v_measure_outcome *r = ARENA_ARRAY(w->a, struct v_measure_outcome, m->outcomes.n + 1);

    for (size_t i = 0; i < m->outcomes.n; i++)
        r[i] = (struct v_measure_outcome){ .name = outcome_shown(w, s, m->outcomes.v[i].outcome),
                                           .n = count_shown(w, m->outcomes.v[i].n),
                                           .share =
                                               m->outcomes.v[i].n >= FEW
                                                   ? share_shown(w, m->outcomes.v[i].n, m->decided)
                                                   : S("") };
    v->outcomes = r;
    v->outcomes_n = m->outcomes.n;
}

/* The same of appeals against what it decided: by what the service that hears them says. */
static err appeals_part(struct web *w, const struct service *s, struct v_measure *v)
{
    const struct service *heard_by = site_service(w->site, s->appeal.service);
    instant since = zone_day_start(w->boot->zone, measures_from(w->today));
    struct q_measure_appeals all;
    int64_t ended = 0;

    TRY(q_measure_appeals(w->db, s->id, since.ms, &all));
    for (size_t i = 0; i < all.n; i++)
        ended += all.v[i].n;
    struct v_measure_appeal *r = ARENA_ARRAY(w->a, struct v_measure_appeal, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        r[i] = (struct v_measure_appeal){ .name = outcome_shown(w, heard_by, all.v[i].outcome),
                                          .n = count_shown(w, all.v[i].n),
                                          .share = all.v[i].n >= FEW
                                                       ? share_shown(w, all.v[i].n, ended)
                                                       : S("") };
    v->appeals = r;
    v->appeals_n = all.n;
    return OK;
}

err show_one(struct web *w)
{
    const struct service *s = service_asked(w);
    struct measures *m = ARENA_NEW(w->a, struct measures);
    struct v_measure v = { 0 };

    if (!s)
        return REFUSED(ERR_MISSING);
    TRY(measures_of(w, s->id, m));
    v.service = site_text(w->site, s->title, w->lang);
    v.id = s->id;
    v.back = web_url(w, "/services/%.*s", STR_ARG(s->id));
    v.any = m->received + m->decided > 0;
    facts_part(w, s, m, &v);
    months_part(w, m, &v);
    outcomes_part(w, s, m, &v);
    TRY(appeals_part(w, s, &v));
    if (v.any)
        v.chart = measures_chart(w, m, word0(w->page.words, W_insight_chart));
    return WEB_SHOW(w, measure, &v, 200);
}

/* ---- CSV ---- */

/* A count that is few is left empty: the file says no more than the page. */
static void count_field(struct web *w, buf *b, int64_t n)
{
    buf_char(b, ',');
    if (n <= 0 || n >= FEW)
        buf_add(b, str_fmt(w->a, "%lld", (long long)MAX(n, 0)));
}

static err rows_of(struct web *w, const struct service *s, buf *b)
{
    struct measures *m = ARENA_NEW(w->a, struct measures);

    TRY(measures_of(w, s->id, m));
    for (int i = 0; i <= MONTHS; i++) {
        struct ymd d = day_ymd(m->months[i].first);
        csv_write_field(b, s->id, ',');
        buf_fmt(b, ",%04d-%02u", (int)d.year, d.month);
        count_field(w, b, m->months[i].received);
        count_field(w, b, m->months[i].decided);
        count_field(w, b, m->months[i].withdrawn);
        buf_add(b, S("\r\n"));
    }
    return OK;
}

static err csv_send(struct web *w, const struct service *one)
{
    buf b;

    buf_init(&b, w->a, 8 * KIB);
    buf_add(&b, S("service,month,received,decided,withdrawn\r\n"));
    for (size_t i = 0; i < w->site->n_services; i++)
        if (one ? w->site->services[i] == one : measured(w->site->services[i]))
            TRY(rows_of(w, w->site->services[i], &b));
    TRY(web_bytes(w, 200, S("text/csv; charset=utf-8; header=present"), buf_str(&b)));
    w->reply.download = str_fmt(w->a, "%.*s.csv", STR_ARG(one ? one->id : S("measures")));
    return OK;
}

err all_csv(struct web *w)
{
    return csv_send(w, NULL);
}

err one_csv(struct web *w)
{
    const struct service *s = service_asked(w);

    return s ? csv_send(w, s) : REFUSED(ERR_MISSING);
}
