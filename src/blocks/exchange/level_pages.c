/* Agreements and their scores, for everybody: pages, a table, a description of the data; and for
 * the desk how its own stand this month. */
#include "act/face.h"
#include "blocks/catalog/linked.h"
#include "blocks/exchange/ask.h"
#include "blocks/exchange/level.h"
#include "codec/csv.h"
#include "page/words.h"
#include "text/locale.h"
#include "text/svg.h"
#include "views/exchange.h"

enum { WIDTH = 760, HEIGHT = 220, LEFT = 50, BOTTOM = 40, TOP = 16, LINES = 4, WHOLE = 10000 };

/* ---- as people read it ---- */

static str numbered(struct web *w, enum word_id id, int64_t n)
{
    return word(w->a, w->page.words, id, val_with(w->a, val_null(), S("n"), val_int(n)));
}

/* In the largest unit that divides it. */
static str time_shown(struct web *w, int64_t ms)
{
    static const struct {
        int64_t ms;
        enum word_id word;
    } units[] = { { 86400000, W_exchange_level_days },
                  { 3600000, W_exchange_level_hours_n },
                  { 60000, W_exchange_level_minutes },
                  { 1000, W_exchange_level_seconds } };

    FOR_EACH(units, u)
        if (ms % u->ms == 0)
            return numbered(w, u->word, ms / u->ms);
    val v = { .tag = V_NUMBER, .m = ms, .exp = -3 };
    return word(w->a, w->page.words, W_exchange_level_seconds,
                val_with(w->a, val_null(), S("n"), v));
}

static str percent_shown(struct web *w, int64_t hundredths)
{
    val v = { .tag = V_NUMBER, .m = hundredths, .exp = -4 };

    while (v.exp < -2 && v.m % 10 == 0) {
        v.m /= 10;
        v.exp++;
    }
    return hundredths < 0 ? S("") : locale_percent(w->a, wording_locale(w->page.words), v);
}

static str asked_shown(struct web *w, int64_t n)
{
    return n > 0 && n < LEVEL_FEW ? word0(w->page.words, W_exchange_calls_few)
                                  : locale_number(w->a, wording_locale(w->page.words), val_int(n));
}

static str month_shown(struct web *w, day month)
{
    return locale_date(w->a, wording_locale(w->page.words), month, DATE_MONTH);
}

static str consumer_shown(struct web *w, const struct exchange_level *v)
{
    const struct exchange_subsystem *c = exchange_subsystem(&w->site->exchange, v->consumer);

    return c ? site_text(w->site, c->of->name, w->lang)
             : word0(w->page.words, W_exchange_level_any);
}

/* By the service that it is about. */
static str title_shown(struct web *w, const struct exchange_level *v)
{
    size_t slash = str_rfind_char(v->service, '/');
    str code = str_from(v->service, slash + 1);
    const struct exchange_subsystem *s =
        exchange_subsystem(&w->site->exchange, str_sub(v->service, 0, slash));
    const struct exchange_service *here = s ? exchange_service(s, code) : NULL;
    const struct exchange_remote *there = s ? exchange_remote(s, code) : NULL;

    return here    ? site_text(w->site, here->title, w->lang)
           : there ? site_text(w->site, there->title, w->lang)
                   : v->id;
}

static struct standing standing_of(const struct q_scores_row *r)
{
    return (struct standing){ .in_time = r->in_time,
                              .late = r->late,
                              .failed = r->failed,
                              .open_late = r->open_late,
                              .served = r->served,
                              .down = r->down };
}

/* A share of few would tell how few. */
static str share_shown(struct web *w, const struct standing *s)
{
    return standing_asked(s) < LEVEL_FEW ? S("") : percent_shown(w, standing_share(s));
}

/* ---- all of them ---- */

static struct v_levels_row row_of(struct web *w, const struct exchange_level *v,
                                  const struct q_scores *last)
{
    struct standing s = last->n ? standing_of(&last->v[0]) : (struct standing){ 0 };

    return (struct v_levels_row){ .title = title_shown(w, v),
                                  .href = web_url(w, "/exchange/levels/%.*s", STR_ARG(v->id)),
                                  .provider = site_text(w->site, v->provider->name, w->lang),
                                  .consumer = consumer_shown(w, v),
                                  .within = time_shown(w, v->within_ms),
                                  .promised = percent_shown(w, v->share),
                                  .month =
                                      last->n ? month_shown(w, (day){ last->v[0].month }) : S(""),
                                  .asked = asked_shown(w, standing_asked(&s)),
                                  .share = share_shown(w, &s),
                                  .kept = !last->n          ? W_exchange_level_open
                                          : last->v[0].kept ? W_exchange_level_kept
                                                            : W_exchange_level_missed };
}

err show_levels(struct web *w)
{
    const struct exchange *x = &w->site->exchange;
    struct v_levels_row *rows = ARENA_ARRAY(w->a, struct v_levels_row, x->n_levels + 1);
    struct v_levels v = { .rows = rows, .rows_n = x->n_levels };

    if (!x->n_members)
        return web_error(w, 404);
    for (size_t i = 0; i < x->n_levels; i++) {
        struct q_scores last;
        TRY(q_scores(w->db, x->levels[i].id, 1, &last));
        rows[i] = row_of(w, &x->levels[i], &last);
    }
    return WEB_SHOW(w, levels, &v, 200);
}

/* ---- one ---- */

static void line_at(struct web *w, buf *b, int64_t hundredths)
{
    static const char *const line[] = { "x1", "x2", "y1", "y2" }, *const at[] = { "x", "y" };
    double y = HEIGHT - BOTTOM - (double)(HEIGHT - BOTTOM - TOP) * (double)hundredths / WHOLE;

    buf_add(b, S("<line class=\"stoa-chart__line\""));
    svg_attrs(b, 4, line, (const double[]){ LEFT, WIDTH, y, y });
    buf_add(b, S("/><text class=\"stoa-chart__number\""));
    svg_attrs(b, 2, at, (const double[]){ LEFT - 8, y + 4 });
    buf_add(b, S(">"));
    html_text_to(b, percent_shown(w, hundredths));
    buf_add(b, S("</text>"));
}

/* The newest month is the last bar.  A picture for the eye: the table beside it says the same. */
static html chart_of(struct web *w, const struct q_scores *all)
{
    double step = (double)(WIDTH - LEFT) / LEVEL_MONTHS;
    buf b;

    buf_init(&b, w->a, 8 * KIB);
    buf_fmt(&b, "<svg class=\"stoa-chart\" role=\"img\" viewBox=\"0 0 %d %d\" aria-label=\"", WIDTH,
            HEIGHT);
    html_text_to(&b, word0(w->page.words, W_exchange_level_chart));
    buf_add(&b, S("\">"));
    for (int i = 0; i <= LINES; i++)
        line_at(w, &b, WHOLE / LINES * i);
    for (size_t i = 0; i < all->n; i++) {
        const struct q_scores_row *r = &all->v[all->n - 1 - i];
        struct standing s = standing_of(r);
        struct ymd d = day_ymd((day){ r->month });
        double x = LEFT + step * (double)i;
        double h = (double)(HEIGHT - BOTTOM - TOP) * (double)standing_share(&s) / WHOLE;
        if (standing_asked(&s) >= LEVEL_FEW && h > 0)
            svg_rect(&b, "stoa-chart__first", x + step * 0.2, HEIGHT - BOTTOM - h, step * 0.6, h,
                     0);
        svg_text(&b, str_fmt(w->a, "%u/%02d", d.month, (int)(d.year % 100)), x + step / 2,
                 HEIGHT - BOTTOM + 18, step, "stoa-chart__month");
    }
    buf_add(&b, S("</svg>"));
    return html_trusted(buf_str(&b));
}

static str clock_shown(struct web *w, int minutes)
{
    return minutes == 24 * 60
               ? S("24:00")
               : locale_time(w->a, wording_locale(w->page.words), (unsigned)minutes * 60);
}

static str hours_shown(struct web *w, const struct exchange_level *v)
{
    val args = val_with(w->a, val_null(), S("from"), val_str(clock_shown(w, v->opens)));

    args = val_with(w->a, args, S("to"), val_str(clock_shown(w, v->closes)));
    return word(w->a, w->page.words,
                v->working_days ? W_exchange_level_hours_working : W_exchange_level_hours_all,
                args);
}

static void fact(struct v_facts_item *f, size_t *n, str name, str value)
{
    if (value.n)
        f[(*n)++] = (struct v_facts_item){ name, value };
}

static str promise_shown(struct web *w, const struct exchange_level *v)
{
    val args = val_with(w->a, val_null(), S("share"), val_str(percent_shown(w, v->share)));

    args = val_with(w->a, args, S("within"), val_str(time_shown(w, v->within_ms)));
    return word(w->a, w->page.words, W_exchange_level_promised, args);
}

static void facts_part(struct web *w, const struct exchange_level *v, struct v_level *out)
{
    struct v_facts_item *f = ARENA_ARRAY(w->a, struct v_facts_item, 6);
    const struct wording *words = w->page.words;
    size_t n = 0;

    fact(f, &n, word0(words, W_exchange_answered_by),
         site_text(w->site, v->provider->name, w->lang));
    fact(f, &n, word0(words, W_exchange_level_asker), consumer_shown(w, v));
    fact(f, &n, word0(words, W_exchange_level_promise), promise_shown(w, v));
    if (v->available) {
        fact(f, &n, word0(words, W_exchange_level_reachable),
             word(w->a, words, W_exchange_level_reachable_for,
                  val_with(w->a, val_null(), S("share"), val_str(percent_shown(w, v->available)))));
        fact(f, &n, word0(words, W_exchange_level_hours), hours_shown(w, v));
    }
    out->facts = f;
    out->facts_n = n;
}

static void months_part(struct web *w, const struct q_scores *all, struct v_level *out)
{
    struct v_level_month *m = ARENA_ARRAY(w->a, struct v_level_month, all->n + 1);

    for (size_t i = 0; i < all->n; i++) {
        struct standing s = standing_of(&all->v[i]);
        m[i] = (struct v_level_month){ .name = month_shown(w, (day){ all->v[i].month }),
                                       .asked = asked_shown(w, standing_asked(&s)),
                                       .share = share_shown(w, &s),
                                       .up = percent_shown(w, standing_available(&s)),
                                       .kept = all->v[i].kept ? W_exchange_level_kept
                                                              : W_exchange_level_missed };
    }
    out->months = m;
    out->months_n = all->n;
}

err show_level(struct web *w)
{
    const struct exchange_level *v = exchange_level_by_id(&w->site->exchange, web_param(w, "id"));
    struct v_level out = { 0 };
    struct q_scores all;

    if (!v)
        return REFUSED(ERR_MISSING);
    TRY(q_scores(w->db, v->id, LEVEL_MONTHS, &all));
    out.title = title_shown(w, v);
    out.provider = site_text(w->site, v->provider->name, w->lang);
    out.consumer = consumer_shown(w, v);
    out.contact = v->provider_mail;
    facts_part(w, v, &out);
    months_part(w, &all, &out);
    out.any = all.n > 0;
    if (out.any)
        out.chart = chart_of(w, &all);
    return WEB_SHOW(w, level, &out, 200);
}

/* ---- as data ---- */

/* Few, and what would tell them, are left empty. */
static void data_row(struct web *w, const struct exchange_level *v, const struct q_scores_row *r,
                     buf *b)
{
    struct standing s = standing_of(r);
    struct ymd d = day_ymd((day){ r->month });
    bool few = standing_asked(&s) > 0 && standing_asked(&s) < LEVEL_FEW;

    csv_write_field(b, v->id, ',');
    buf_char(b, ',');
    csv_write_field(b, v->service, ',');
    buf_char(b, ',');
    csv_write_field(b, v->consumer, ',');
    buf_fmt(b, ",%04d-%02u,%s,", (int)d.year, d.month, r->kept ? "kept" : "missed");
    if (few)
        buf_add(b, S(",,,"));
    else
        buf_add(b, str_fmt(w->a, "%lld,%lld,%lld,", (long long)standing_asked(&s),
                           (long long)s.in_time, (long long)(s.failed + s.open_late)));
    buf_add(b, str_fmt(w->a, "%lld,%lld,%lld,%lld,%lld\r\n", (long long)s.served, (long long)s.down,
                       (long long)r->share, (long long)r->within_ms, (long long)r->available));
}

err levels_csv(struct web *w)
{
    const struct exchange *x = &w->site->exchange;
    buf b;

    if (!x->n_members)
        return web_error(w, 404);
    buf_init(&b, w->a, 8 * KIB);
    buf_add(&b, S("agreement,service,consumer,month,score,asked,in_time,unanswered,service_seconds,"
                  "down_seconds,promised_hundredths_of_percent,within_ms,"
                  "promised_available_hundredths_of_percent\r\n"));
    for (size_t i = 0; i < x->n_levels; i++) {
        struct q_scores all;
        TRY(q_scores(w->db, x->levels[i].id, LEVEL_MONTHS, &all));
        for (size_t k = 0; k < all.n; k++)
            data_row(w, &x->levels[i], &all.v[k], &b);
    }
    TRY(web_bytes(w, 200, S("text/csv; charset=utf-8; header=present"), buf_str(&b)));
    w->reply.download = S("service-levels.csv");
    return OK;
}

static val in_each_language(struct web *w, enum word_id id)
{
    val_builder b = val_build(w->a);

    for (size_t i = 0; i < w->site->n_langs; i++)
        val_put(&b, w->site->langs[i].code,
                val_str(word0(boot_face(w->boot, w->site->langs[i].code)->words, id)));
    return val_done(&b);
}

static val distribution(struct web *w, const char *path, const char *type)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("@type"), VAL_S("dcat:Distribution"));
    val_put(&b, S("accessURL"), val_str(linked_here(w, path, S(""))));
    val_put(&b, S("mediaType"), val_str(str_z(type)));
    return val_done(&b);
}

/* DCAT-AP 3: the scores as a dataset with its table and its JSON. */
err levels_data(struct web *w)
{
    static const struct linked_term terms[] = {
        { "title", "http://purl.org/dc/terms/title", "@language" },
        { "description", "http://purl.org/dc/terms/description", "@language" },
        { "publisher", "http://purl.org/dc/terms/publisher", NULL },
        { "name", "http://purl.org/dc/terms/title", "@language" },
        { "frequency", "http://purl.org/dc/terms/accrualPeriodicity", "@id" },
        { "rights", "http://purl.org/dc/terms/accessRights", "@id" },
        { "distribution", "http://www.w3.org/ns/dcat#distribution", NULL },
        { "accessURL", "http://www.w3.org/ns/dcat#accessURL", "@id" },
        { "mediaType", "http://www.w3.org/ns/dcat#mediaType", NULL },
    };
    val_builder b = val_build(w->a), c = val_build(w->a);
    val files[] = { distribution(w, "/exchange/levels.csv", "text/csv"),
                    distribution(w, "/exchange/levels", "application/json") };

    if (!w->site->exchange.n_members)
        return web_error(w, 404);
    val_put(&c, S("dcat"), VAL_S("http://www.w3.org/ns/dcat#"));
    val_put(&c, S("m8g"), VAL_S("http://data.europa.eu/m8g/"));
    linked_terms(w, &c, terms, LEN(terms));
    val_put(&b, S("@context"), val_done(&c));
    val_put(&b, S("@id"), val_str(linked_here(w, "/exchange/levels", S(""))));
    val_put(&b, S("@type"), VAL_S("dcat:Dataset"));
    val_put(&b, S("title"), in_each_language(w, W_exchange_levels));
    val_put(&b, S("description"), in_each_language(w, W_exchange_levels_lead));
    val_put(&b, S("publisher"),
            w->site->n_authorities
                ? linked_node(w, S(""), "m8g:PublicOrganisation", w->site->authorities[0].name)
                : val_null());
    val_put(&b, S("frequency"),
            VAL_S("http://publications.europa.eu/resource/authority/frequency/MONTHLY"));
    val_put(&b, S("rights"),
            VAL_S("http://publications.europa.eu/resource/authority/access-right/PUBLIC"));
    val_put(&b, S("distribution"), val_list(files, LEN(files)));
    return linked_send(w, val_done(&b));
}

/* ---- the desk ---- */

static bool kept_by(struct web *w, str office)
{
    return office.n && work_repairs(w->site, &w->who, office);
}

static err desk_row(struct web *w, const struct exchange_level *v, struct v_asks_level *out)
{
    day month = month_first(w->today);
    struct standing s;

    TRY(level_standing(w->db, w->boot, v, month, day_add_months(month, 1), w->now, &s));
    *out = (struct v_asks_level){ .title = title_shown(w, v),
                                  .href = web_url(w, "/exchange/levels/%.*s", STR_ARG(v->id)),
                                  .provider = site_text(w->site, v->provider->name, w->lang),
                                  .consumer = consumer_shown(w, v),
                                  .promise = promise_shown(w, v),
                                  .asked = standing_asked(&s),
                                  .unanswered = s.open_late + s.failed,
                                  .share = percent_shown(w, standing_share(&s)),
                                  .up = percent_shown(w, standing_available(&s)),
                                  .kept = standing_kept(&s, v->share, v->available)
                                              ? W_exchange_level_kept
                                              : W_exchange_level_missed };
    return OK;
}

err levels_of_desk(struct web *w, struct v_asks *out)
{
    const struct exchange *x = &w->site->exchange;
    struct v_asks_level *rows = ARENA_ARRAY(w->a, struct v_asks_level, x->n_levels + 1);
    size_t n = 0;

    for (size_t i = 0; i < x->n_levels; i++) {
        const struct exchange_level *v = &x->levels[i];
        const struct exchange_subsystem *c = exchange_subsystem(x, v->consumer);
        if (kept_by(w, v->provider->office) || (c && kept_by(w, c->of->office)))
            TRY(desk_row(w, v, &rows[n++]));
    }
    out->levels = rows;
    out->levels_n = n;
    return OK;
}
