/* A new service from questions, page after page; what was answered is kept until it is a draft. */
#include "blocks/studio/new.h"

#include "new/write.h"

/* ---- the walk ---- */

/* A field's name: "x.options.2.label" in "vi" stands in the field "options.vi". */
static void tell_field(struct asking *q, str path, str part, str text)
{
    struct new_walk *k = q->own;
    str name = str_starts(path, S("x.")) ? str_from(path, 2) : path, first, rest;
    bool nested =
        str_cut(name, '.', &first, &rest) && rest.n && rest.p[0] >= '0' && rest.p[0] <= '9';
    str *said = ARENA_NEW(q->a, str);

    *said = text;
    if (nested)
        name = first;
    if (!part.n)
        map_put(&k->wrong, q->a, name, said);
    part = part.n ? part : q->site->langs[0].code;
    map_put(&k->wrong, q->a, str_fmt(q->a, "%.*s.%.*s", STR_ARG(name), STR_ARG(part)), said);
}

static void tell_problem(struct asking *q, str path, str part, str text)
{
    struct new_walk *k = q->own;

    (void)part;
    *vec_push(&k->problems, q->a) = (struct new_problem){ path, text };
}

static bool office_ok(const struct asking *q, const struct office *o)
{
    const struct new_walk *k = q->own;

    return studio_may(q->site, &k->w->who, STUDIO_DESIGN, o->authority);
}

static bool applies(const struct new_walk *k, const struct ask *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].inside || !rows[i].when || rows[i].when(&k->q, k->q.all))
            return true;
    return false;
}

static void pages_of(struct new_walk *k)
{
    k->pages.n = 0;
    for (const struct ask *t = new_service_asks; t->key;) {
        struct new_page p = { .rows = t, .id = str_z(t->key), .title = t->page };
        do
            p.n += !t++->files;
        while (t->key && !t->page);
        p.applies = applies(k, p.rows, p.n);
        *vec_push(&k->pages, k->q.a) = p;
    }
}

err new_open(struct web *w, struct new_walk *k)
{
    struct q_new row;
    val kept = val_null();

    *k = (struct new_walk){ .w = w };
    if (!studio_works(w->site, &w->who))
        return REFUSED(ERR_MISSING);
    k->q = (struct asking){ .a = w->a,
                            .site = w->site,
                            .words = w->page.words,
                            .lang = w->lang,
                            .tell = tell_field,
                            .office_ok = office_ok,
                            .own = k };
    TRY(q_new(w->db, w->who.account, &row));
    if (row.found && failed(val_unpack(w->a, row.answers, &kept)))
        kept = val_null();
    k->version = row.found ? row.version : 0;
    k->q.all = val_get(kept, S("answers"));
    k->seen = val_get(kept, S("seen"));
    pages_of(k);
    return OK;
}

const struct new_page *new_page_of(const struct new_walk *k, str id)
{
    for (size_t i = 0; i < k->pages.n; i++)
        if (str_eq(k->pages.v[i].id, id))
            return &k->pages.v[i];
    return NULL;
}

bool new_check(struct new_walk *k)
{
    val answers = k->q.all;

    k->problems.n = 0;
    k->q.given = answers;
    k->q.wrong = 0;
    k->q.tell = tell_problem;
    bool whole = ask_all(&k->q, new_service_asks);
    k->q.tell = tell_field;
    k->q.all = whole ? k->q.all : answers;
    return whole;
}

bool new_wrong(const struct new_walk *k, const struct new_page *p)
{
    str first, rest;

    for (size_t i = 0; i < k->problems.n; i++) {
        (void)str_cut(k->problems.v[i].path, '.', &first, &rest);
        for (size_t n = 0; n < p->n; n++)
            if (str_eq(first, str_z(p->rows[n].key)))
                return true;
    }
    return false;
}

/* Answers to what is not asked any more are dropped. */
static void prune(struct new_walk *k)
{
    for (const struct ask *t = new_service_asks; t->key; t++)
        if (t->when && !t->when(&k->q, k->q.all))
            k->q.all = val_without(k->q.a, k->q.all, str_z(t->key));
}

void new_keep(struct new_walk *k, int64_t seen)
{
    arena *a = k->q.a;
    val kept = val_null();

    prune(k);
    kept = val_with(a, val_null(), S("answers"), k->q.all);
    kept = val_with(a, kept, S("seen"), k->seen);
    k->w->in = val_with(a, val_null(), S("seen"), val_int(seen));
    k->w->in = val_with(a, k->w->in, S("answers"), kept);
}

/* The first page behind `from` that was not gone through, or is wrong; null: there is none. */
static const struct new_page *page_after(const struct new_walk *k, str from)
{
    size_t at = 0;

    for (size_t i = 0; i < k->pages.n; i++)
        at = str_eq(k->pages.v[i].id, from) ? i + 1 : at;
    for (size_t i = 0; i < k->pages.n; i++) {
        const struct new_page *p = &k->pages.v[(at + i) % k->pages.n];
        if (p->applies && (!val_has(k->seen, p->id) || new_wrong(k, p)))
            return p;
    }
    return NULL;
}

/* ---- the summary ---- */

static void rows_part(struct new_walk *k, const struct new_page *p, struct v_studio_new_page *out)
{
    struct v_studio_new_row *v = ARENA_ARRAY(k->q.a, struct v_studio_new_row, p->n);

    for (size_t i = 0; i < p->n; i++) {
        str said = new_shown(k, &p->rows[i], k->q.all);
        if (said.n)
            v[out->rows_n++] =
                (struct v_studio_new_row){ ask_word(&k->q, p->rows[i].prompt), said };
    }
    out->rows = v;
}

static void pages_part(struct new_walk *k, struct v_studio_new *v)
{
    struct v_studio_new_page *out = ARENA_ARRAY(k->q.a, struct v_studio_new_page, k->pages.n);

    for (size_t i = 0; i < k->pages.n; i++) {
        const struct new_page *p = &k->pages.v[i];
        bool seen = val_has(k->seen, p->id), wrong = seen && new_wrong(k, p);
        if (!p->applies)
            continue;
        struct v_studio_new_page *x = &out[v->pages_n++];
        *x = (struct v_studio_new_page){
            .title = p->title,
            .href = web_url(k->w, "/studio/new/%.*s", STR_ARG(p->id)),
            .state = wrong  ? W_studio_new_wrong
                     : seen ? W_studio_new_answered
                            : W_studio_new_open,
            .colour = wrong  ? S("red")
                      : seen ? S("green")
                             : S("grey"),
        };
        if (seen)
            rows_part(k, p, x);
    }
    v->pages = out;
}

/* What is wrong with pages that were gone through: what was not asked yet is not wrong. */
static void problems_part(struct new_walk *k, struct v_studio_new *v)
{
    struct v_studio_new_problem *out =
        ARENA_ARRAY(k->q.a, struct v_studio_new_problem, k->problems.n + 1);

    for (size_t i = 0; i < k->problems.n; i++) {
        str first, rest;
        (void)str_cut(k->problems.v[i].path, '.', &first, &rest);
        for (size_t n = 0; n < k->pages.n; n++) {
            const struct new_page *p = &k->pages.v[n];
            bool here = false;
            for (size_t r = 0; r < p->n; r++)
                here |= str_eq(first, str_z(p->rows[r].key));
            if (here && val_has(k->seen, p->id))
                out[v->problems_n++] =
                    (struct v_studio_new_problem){ k->problems.v[i].path, k->problems.v[i].text };
        }
    }
    v->problems = out;
}

static struct draft draft_of(struct new_walk *k)
{
    struct draft d = { .a = k->q.a, .site = k->q.site, .in = k->q.all };

    d.id = val_get_text(d.in, S("id"));
    d.folder = str_fmt(d.a, "services/%.*s", STR_ARG(d.id));
    return d;
}

/* Drafts change services only: what registers need is told. */
static void grants_part(struct new_walk *k, struct v_studio_new *v)
{
    struct draft d = draft_of(k);
    grants g = { 0 };

    grants_of(&d, NULL, 0, &g);
    struct v_studio_new_grant *out = ARENA_ARRAY(k->q.a, struct v_studio_new_grant, g.n + 1);
    for (size_t i = 0; i < g.n; i++)
        out[v->grants_n++] = (struct v_studio_new_grant){ g.v[i].file, g.v[i].line };
    v->grants = out;
}

static err summary_page(struct web *w, int status)
{
    struct v_studio_new v = { 0 };
    struct new_walk k;

    TRY(new_open(w, &k));
    v.whole = new_check(&k);
    v.seen = k.version;
    v.begun = val_count(k.seen) > 0;
    if (w->nrefusals)
        v.problem = web_refusal_text(w, &w->refusals[0]);
    pages_part(&k, &v);
    problems_part(&k, &v);
    const struct new_page *next = page_after(&k, S(""));
    if (next)
        v.next = web_url(w, "/studio/new/%.*s", STR_ARG(next->id));
    if (v.whole)
        grants_part(&k, &v);
    return STUDIO_SEND(w, studio_new, &v, status);
}

err studio_show_new(struct web *w)
{
    return summary_page(w, 200);
}

err studio_again_new(struct web *w)
{
    return w->status == 422 || w->status == 409 || w->status == 413 ? summary_page(w, w->status)
                                                                    : web_refused(w);
}

/* The draft from the answers, or all of them forgotten. */
err studio_prepare_new(struct web *w)
{
    struct new_walk k;

    TRY(new_open(w, &k));
    if (str_eq(web_field(w, "do"), S("again"))) {
        k.q.all = k.seen = val_null();
        new_keep(&k, seen_field(w));
        w->act = "studio.answer";
        w->then_fn = studio_to_new;
        return OK;
    }
    if (!new_check(&k))
        return summary_page(w, 422);
    struct draft d = draft_of(&k);
    write_all(&d);
    struct site_file *v = ARENA_ARRAY(w->a, struct site_file, d.files.n + 1);
    for (size_t i = 0; i < d.files.n; i++)
        v[i] = (struct site_file){ d.files.v[i].path, d.files.v[i].bytes };
    const struct office *o = site_office(w->site, val_get_text(d.in, S("office")));
    w->in = val_with(w->a, val_null(), S("service"), val_str(d.id));
    w->in = val_with(w->a, w->in, S("authority"), val_str(o->authority));
    w->in = val_with(w->a, w->in, S("title"),
                     val_str(str_sub(new_shown(&k, new_service_asks, d.in), 0, TITLE_BYTES)));
    w->in = val_with(w->a, w->in, S("files"), files_packed(w->a, v, d.files.n));
    w->in = val_with(w->a, w->in, S("answered"), val_int(seen_field(w)));
    return OK;
}

err studio_to_new(struct web *w)
{
    return web_redirect(w, S("/studio/new"));
}

/* ---- a page of questions ---- */

/* A page asks its rows, lists its items, or asks one item. */
static const struct ask *list_of(const struct new_page *p)
{
    return p->rows[0].kind == ASK_ITEMS ? &p->rows[0] : NULL;
}

static size_t count(const struct ask *rows)
{
    size_t n = 0;

    while (rows[n].key)
        n++;
    return n;
}

/* Which item the path names, from 1; one more than there are: a new one.  0: the page itself, -1:
 * there is none of that number. */
static int64_t item_named(struct new_walk *k, const struct new_page *p)
{
    str named = web_param(k->w, "item");
    int64_t n = 0, have;

    if (!named.n)
        return 0;
    if (!list_of(p) || failed(str_to_i64(named, &n)))
        return -1;
    have = (int64_t)val_count(val_get(k->q.all, p->id));
    return n >= 1 && n <= have + 1 && n <= ASK_ITEMS_MOST ? n : -1;
}

static err page_open(struct web *w, struct new_walk *k, const struct new_page **p, int64_t *item)
{
    TRY(new_open(w, k));
    *p = new_page_of(k, web_param(w, "page"));
    if (!*p || !(*p)->applies)
        return REFUSED(ERR_MISSING);
    *item = item_named(k, *p);
    return *item < 0 ? REFUSED(ERR_MISSING) : OK;
}

static val without_at(arena *a, val list, size_t at)
{
    val out = val_list(NULL, 0);

    for (size_t i = 0; i < val_count(list); i++)
        if (i != at)
            out = val_append(a, out, val_at(list, i));
    return out;
}

static val with_at(arena *a, val list, size_t at, val v)
{
    val out = val_list(NULL, 0);

    for (size_t i = 0; i < val_count(list); i++)
        out = val_append(a, out, i == at ? v : val_at(list, i));
    return at < val_count(list) ? out : val_append(a, out, v);
}

static void items_part(struct new_walk *k, const struct new_page *p, struct v_studio_new_ask *v)
{
    const struct ask *t = list_of(p);
    val list = val_get(k->q.all, p->id);
    size_t n = val_count(list);
    struct v_studio_new_ask_item *out = ARENA_ARRAY(k->q.a, struct v_studio_new_ask_item, n + 1);

    for (size_t i = 0; i < n; i++)
        out[i] = (struct v_studio_new_ask_item){ .title = new_shown(k, t->items, val_at(list, i)),
                                                 .n = (int64_t)i + 1,
                                                 .href = web_url(k->w, "/studio/new/%.*s/%zu",
                                                                 STR_ARG(p->id), i + 1) };
    v->items = out;
    v->items_n = n;
    v->list = true;
    v->add = web_url(k->w, "/studio/new/%.*s/%zu", STR_ARG(p->id), n + 1);
    v->what = ask_word(&k->q, t->prompt);
}

static err page_show(struct new_walk *k, const struct new_page *p, int64_t item, bool posted,
                     int status)
{
    struct web *w = k->w;
    struct v_studio_new_ask v = { .title = ask_word(&k->q, p->title),
                                  .seen = posted && status == 422 ? seen_field(w) : k->version,
                                  .back = web_url(w, "/studio/new") };
    struct new_fields f = { 0 };
    const struct ask *t = list_of(p);

    v.action = item ? web_url(w, "/studio/new/%.*s/%lld", STR_ARG(p->id), (long long)item)
                    : web_url(w, "/studio/new/%.*s", STR_ARG(p->id));
    if (w->nrefusals)
        v.problem = web_refusal_text(w, &w->refusals[0]);
    if (t && !item) {
        const str *said = map_get(&k->wrong, p->id);
        items_part(k, p, &v);
        v.problem = said ? *said : v.problem;
    } else if (t) {
        v.back = web_url(w, "/studio/new/%.*s", STR_ARG(p->id));
        v.title = ask_word(&k->q, t->prompt);
        new_fields(k, t->items, count(t->items), S(""),
                   val_at(val_get(k->q.all, p->id), (size_t)item - 1), posted, &f);
    } else {
        new_fields(k, p->rows, p->n, S(""), k->q.all, posted, &f);
    }
    v.fields = f.v.v;
    v.fields_n = f.v.n;
    return STUDIO_SEND(w, studio_new_ask, &v, status);
}

err studio_show_new_page(struct web *w)
{
    const struct new_page *p;
    struct new_walk k;
    int64_t item;

    TRY(page_open(w, &k, &p, &item));
    return page_show(&k, p, item, false, 200);
}

err studio_again_new_page(struct web *w)
{
    const struct new_page *p;
    struct new_walk k;
    int64_t item;

    if (w->status != 422 && w->status != 409 && w->status != 413)
        return web_refused(w);
    TRY(page_open(w, &k, &p, &item));
    return page_show(&k, p, item, true, w->status);
}

/* The list without the item that is to go, or gone through as it is. */
static void list_read(struct new_walk *k, const struct new_page *p)
{
    val list = val_get(k->q.all, p->id);
    int64_t gone = 0;

    if (!failed(str_to_i64(web_field(k->w, "remove"), &gone)) && gone >= 1)
        list = without_at(k->q.a, list, (size_t)gone - 1);
    else if (!val_count(list) && !p->rows[0].optional)
        tell_field(&k->q, p->id, S(""), ask_word(&k->q, W_new_name_one));
    else
        k->seen = val_with(k->q.a, k->seen, p->id, val_bool(true));
    k->q.all = val_with(k->q.a, k->q.all, p->id, list);
}

/* Its neighbours are what its name must differ from. */
static void item_read(struct new_walk *k, const struct new_page *p, size_t at)
{
    const struct ask *t = list_of(p);
    val list = val_get(k->q.all, p->id), all = k->q.all;

    k->q.all = val_with(k->q.a, all, p->id, without_at(k->q.a, list, at));
    val one = new_read(k, t->items, count(t->items), S("x"), val_at(list, at));
    k->q.all = val_with(k->q.a, all, p->id, with_at(k->q.a, list, at, one));
}

err studio_prepare_new_page(struct web *w)
{
    const struct new_page *p;
    struct new_walk k;
    int64_t item;

    TRY(page_open(w, &k, &p, &item));
    val before = k.q.all;
    if (item) {
        item_read(&k, p, (size_t)item - 1);
    } else if (list_of(p)) {
        list_read(&k, p);
    } else {
        k.q.all = new_read(&k, p->rows, p->n, S(""), k.q.all);
        k.seen = val_with(w->a, k.seen, p->id, val_bool(true));
    }
    if (k.wrong.n) {
        k.q.all = before;
        return page_show(&k, p, item, true, 422);
    }
    new_keep(&k, seen_field(w));
    return OK;
}

/* After an item, its list; after a page, the next one that is open. */
err studio_to_new_page(struct web *w)
{
    const struct new_page *p;
    struct new_walk k;
    bool stays = web_param(w, "item").n || web_field(w, "remove").n;

    if (stays)
        return web_redirect(w, str_fmt(w->a, "/studio/new/%.*s", STR_ARG(web_param(w, "page"))));
    TRY(new_open(w, &k));
    (void)new_check(&k);
    p = page_after(&k, web_param(w, "page"));
    return web_redirect(w,
                        p ? str_fmt(w->a, "/studio/new/%.*s", STR_ARG(p->id)) : S("/studio/new"));
}
