/* Pieces that several pages of the catalogue show. */
#include "blocks/catalog/own.h"
#include "blocks/identity/identity.h"
#include "letter/letter.h"

#include <stdlib.h>

str text_shown(const struct web *w, struct text t)
{
    return site_text(w->site, t, w->lang);
}

url reading_link(struct web *w)
{
    return url_query(w->a, (url){ S("/reading") }, S("to"), w->page.path);
}

html markdown_shown(struct web *w, str text, int offset)
{
    struct findings f = { .a = w->a };
    struct letter *l;
    struct letter_doc *d;
    struct feel_env env;

    if (!text.n || failed(letter_parse(w->a, text, &f, &l)))
        return HTML_EMPTY;
    feel_env_init(&env, w->a, w->now);
    if (failed(letter_render(w->a, l, val_null(), &env, NULL, &d, NULL)))
        return HTML_EMPTY;
    return letter_html(w->a, d, offset);
}

str money_shown(struct web *w, val amount, str currency)
{
    if (val_is_number(amount) && val_equal(amount, val_int(0)))
        return word0(w->page.words, W_catalog_free);
    return locale_money(w->a, wording_locale(w->page.words), amount,
                        currency.n ? currency : w->site->currency);
}

str duration_shown(struct web *w, int64_t months, int64_t days)
{
    struct val_entry n = { S("n"), val_int(months ? months : days) };

    if (!months && !days)
        return S("");
    return page_word_str(&w->page, months ? W_catalog_months : W_catalog_days, &n, 1);
}

/* ---- offices ---- */

static str clock_text(struct web *w, unsigned minutes)
{
    return locale_time(w->a, wording_locale(w->page.words), minutes * 60u);
}

static str spans_text(struct web *w, const struct office_hours *h)
{
    buf b;

    buf_init(&b, w->a, 64);
    for (unsigned i = 0; i < h->n; i++) {
        if (i)
            buf_add(&b, S(", "));
        buf_add(&b, clock_text(w, h->span[i].open));
        buf_add(&b, S("–"));
        buf_add(&b, clock_text(w, h->span[i].close));
    }
    return buf_str(&b);
}

static bool same_spans(const struct office_hours *x, const struct office_hours *y)
{
    if (x->n != y->n)
        return false;
    for (unsigned i = 0; i < x->n; i++)
        if (x->span[i].open != y->span[i].open || x->span[i].close != y->span[i].close)
            return false;
    return true;
}

static str day_name(struct web *w, unsigned weekday)
{
    static const enum word_id days[] = { W_catalog_day_1, W_catalog_day_2, W_catalog_day_3,
                                         W_catalog_day_4, W_catalog_day_5, W_catalog_day_6,
                                         W_catalog_day_7 };

    return word0(w->page.words, days[(weekday + 6) % 7]);
}

/* Days that follow each other with the same hours stand together. */
const struct v_facts_item *hours_shown(struct web *w, const struct office *o, size_t *n)
{
    struct v_facts_item *rows = ARENA_ARRAY(w->a, struct v_facts_item, o->n_hours + 1);

    *n = 0;
    for (size_t i = 0, last; i < o->n_hours; i = last + 1) {
        last = i;
        while (last + 1 < o->n_hours && o->hours[last + 1].day == o->hours[last].day + 1 &&
               same_spans(&o->hours[i], &o->hours[last + 1]))
            last++;
        str name = day_name(w, o->hours[i].day);
        if (last > i) {
            struct val_entry args[] = { { S("first"), val_str(name) },
                                        { S("last"), val_str(day_name(w, o->hours[last].day)) } };
            name = page_word_str(&w->page, W_catalog_days_between, args, 2);
        }
        rows[(*n)++] = (struct v_facts_item){ name, spans_text(w, &o->hours[i]) };
    }
    return rows;
}

str office_hours_line(struct web *w, const struct office *o)
{
    size_t n;
    const struct v_facts_item *rows = hours_shown(w, o, &n);
    buf b;

    buf_init(&b, w->a, 128);
    for (size_t i = 0; i < n; i++) {
        buf_add(&b, i ? S("; ") : S(""));
        buf_add(&b, rows[i].name);
        buf_char(&b, ' ');
        buf_add(&b, rows[i].value);
    }
    return buf_str(&b);
}

str office_address(arena *a, const struct office *o)
{
    buf b;

    buf_init(&b, a, 128);
    for (size_t i = 0; i < o->n_address; i++) {
        buf_add(&b, i ? S(", ") : S(""));
        buf_add(&b, o->address[i]);
    }
    if (o->place.n || o->postcode.n) {
        buf_add(&b, b.n ? S(", ") : S(""));
        buf_add(&b, o->postcode);
        buf_add(&b, o->postcode.n && o->place.n ? S(" ") : S(""));
        buf_add(&b, o->place);
    }
    return buf_str(&b);
}

err office_closed(struct web *w, str office, str *out)
{
    struct office_rest r;
    val_builder b = val_build(w->a);

    *out = S("");
    TRY(identity_rest(w->db, office, &r));
    if (!r.found)
        return OK;
    const struct office *by = site_office(w->site, r.standin);
    val_put(&b, S("from"), val_day(r.from));
    val_put(&b, S("until"), val_day(r.until));
    val_put(&b, S("by"), val_str(by ? text_shown(w, by->name) : S("")));
    val data = val_done(&b);
    str when = word(w->a, w->page.words,
                    r.until.n ? W_identity_rest_closed : W_identity_rest_closed_open, data);
    str who = word(w->a, w->page.words,
                   by ? W_identity_rest_meanwhile : W_identity_rest_waits, data);
    *out = str_fmt(w->a, "%.*s %.*s", STR_ARG(when), STR_ARG(who));
    return OK;
}

void page_office_set(struct web *w, const struct office *o)
{
    if (!o)
        return;
    struct page_office *p = ARENA_NEW(w->a, struct page_office);
    *p = (struct page_office){ .name = text_shown(w, o->name),
                               .telephone = o->telephone,
                               .hours = office_hours_line(w, o),
                               .href = web_url(w, "/offices/%.*s", STR_ARG(o->id)) };
    w->page.office = p;
}

void crumbs_set(struct web *w, const struct page_link *more, size_t n)
{
    struct page_link *all = ARENA_ARRAY(w->a, struct page_link, n + 1);

    all[0] = (struct page_link){ word0(w->page.words, W_page_home), { S("/") } };
    for (size_t i = 0; i < n; i++)
        all[i + 1] = more[i];
    w->page.crumbs = all;
    w->page.crumbs_n = n + 1;
}

/* ---- lists ---- */

bool service_listed(const struct service *v)
{
    return v->id.n && !v->hidden && !v->broken;
}

bool takes_topic(const struct web *w, const struct service *v, str topic)
{
    return site_in_topic(w->site, v, topic);
}

bool takes_office(const struct web *w, const struct service *v, str office)
{
    (void)w;
    return str_eq(v->office, office);
}

/* By the language's order of words; insertion, because the lists are short. */
static void sort_links(struct web *w, struct v_service_links_item *v, size_t n)
{
    const struct locale *l = wording_locale(w->page.words);

    for (size_t i = 1; i < n; i++) {
        struct v_service_links_item x = v[i];
        size_t k = i;
        for (; k > 0 && locale_compare(l, v[k - 1].title, x.title) > 0; k--)
            v[k] = v[k - 1];
        v[k] = x;
    }
}

const struct v_service_links_item *services_shown(struct web *w,
                                                  bool (*takes)(const struct web *w,
                                                                const struct service *v, str arg),
                                                  str arg, size_t *n)
{
    const struct site *s = w->site;
    struct v_service_links_item *items =
        ARENA_ARRAY(w->a, struct v_service_links_item, s->n_services + 1);

    *n = 0;
    for (size_t i = 0; i < s->n_services; i++) {
        const struct service *v = s->services[i];
        if (service_listed(v) && (!takes || takes(w, v, arg)))
            items[(*n)++] = (struct v_service_links_item){ .title = text_shown(w, v->title),
                                                           .text = text_shown(w, v->summary),
                                                           .href = web_url(w, "/services/%.*s",
                                                                           STR_ARG(v->id)) };
    }
    sort_links(w, items, *n);
    return items;
}

const struct v_cards_item *topics_shown(struct web *w, const struct site_topic *all, size_t count,
                                        const char *path, str parent, size_t *n)
{
    struct v_cards_item *items = ARENA_ARRAY(w->a, struct v_cards_item, count + 1);

    *n = 0;
    for (size_t i = 0; i < count; i++)
        if (str_eq(all[i].parent, parent))
            items[(*n)++] =
                (struct v_cards_item){ .title = text_shown(w, all[i].title),
                                       .text = text_shown(w, all[i].summary),
                                       .icon = all[i].icon,
                                       .href = web_url(w, "%s/%.*s", path, STR_ARG(all[i].id)) };
    return items;
}
