/* The search page. */
#include "blocks/catalog/index.h"
#include "blocks/catalog/own.h"
#include "page/paging.h"

enum { PAGE_HITS = 20 };

err catalog_boot(struct boot *b)
{
    struct index *x;

    TRY(index_make(&b->a, b->site, &x));
    map_put(&b->made, &b->a, S("catalog"), x);
    return OK;
}

static const struct v_run_bit *bits_of(struct web *w, const struct index_found *f, str text,
                                       size_t *n)
{
    const struct index_piece *p;

    *n = index_mark(w->a, f, text, &p);
    struct v_run_bit *bits = ARENA_ARRAY(w->a, struct v_run_bit, *n + 1);
    for (size_t i = 0; i < *n; i++)
        bits[i] = (struct v_run_bit){ p[i].text, p[i].hit };
    return bits;
}

static void hit_show(struct web *w, const struct index_found *f, const struct site_entry *e,
                     struct v_search_page_hit *h)
{
    bool service = str_eq(e->kind, S("service")), office = str_eq(e->kind, S("office"));

    *h = (struct v_search_page_hit){ .kind = service  ? W_catalog_kind_service
                                             : office ? W_catalog_kind_office
                                                      : W_catalog_kind_page,
                                     .title = e->title,
                                     .href = web_url(w, "/%s/%.*s",
                                                     service  ? "services"
                                                     : office ? "offices"
                                                              : "pages",
                                                     STR_ARG(e->id)) };
    if (!str_eq(e->lang, w->lang))
        h->lang = e->lang;
    h->title_bits = bits_of(w, f, e->title, &h->title_bits_n);
    h->summary_bits = bits_of(w, f, e->summary, &h->summary_bits_n);
}

static void results_part(struct web *w, const struct index_found *f, struct v_search_page *v)
{
    int64_t now = 1, last = (int64_t)(f->n + PAGE_HITS - 1) / PAGE_HITS;

    if (failed(str_to_i64(web_query(w, "page"), &now)) || now < 1)
        now = 1;
    now = MIN(now, MAX(last, 1));
    size_t from = (size_t)(now - 1) * PAGE_HITS;
    size_t n = MIN(f->n - from, (size_t)PAGE_HITS);
    struct v_search_page_hit *hits = ARENA_ARRAY(w->a, struct v_search_page_hit, n + 1);
    for (size_t i = 0; i < n; i++)
        hit_show(w, f, f->hits[from + i], &hits[i]);
    v->hits = hits;
    v->hits_n = n;
    v->count = (int64_t)f->n;
    v->paged = last > 1;
    v->pages = pagination(w->a, url_query(w->a, v->search, S("q"), v->q), now, last);
}

err show_search(struct web *w)
{
    const struct index *x = map_get(&w->boot->made, S("catalog"));
    struct v_search_page v = { .search = { S("/search") }, .q = str_trim(web_query(w, "q")) };
    struct index_found f = { 0 };

    CHECK(x);
    v.title = word0(w->page.words, W_catalog_search_title);
    v.asked = v.q.n > 0;
    if (v.asked) {
        struct val_entry arg = { S("q"), val_str(v.q) };
        v.title = page_word_str(&w->page, W_catalog_search_title_for, &arg, 1);
        TRY(index_search(w->a, x, w->lang, v.q, &f));
        v.corrected = f.corrected;
        v.suggestion = f.suggestion;
        v.suggestion_href = url_query(w->a, v.search, S("q"), f.suggestion);
        results_part(w, &f, &v);
    }
    if (!v.hits_n)
        v.life = topics_shown(w, w->site->life_events, w->site->n_life_events, "/life-events",
                              S(""), &v.life_n);
    w->page.private = true;
    return WEB_SHOW(w, search_page, &v, 200);
}
