/* Looks in words, and the list that a person sees of them: filters, pages, nothing lost. */
#include "act/mine.h"
#include "blocks/case/helper.h"
#include "blocks/consent/consent.h"
#include "blocks/exchange/exchange.h"
#include "blocks/identity/identity.h"
#include "blocks/oversight/looks.h"
#include "os/zone.h"
#include "text/fold.h"

enum { BATCH = 500, WORDS_MOST = 200 };

/* ---- in words ---- */

str office_shown(struct web *w, str office)
{
    const struct office *o = site_office(w->site, office);

    return o ? site_text(w->site, o->name, w->lang) : office;
}

str office_stood_in(struct web *w, str office, str standin)
{
    if (!standin.n)
        return office_shown(w, office);
    val_builder b = val_build(w->a);
    val_put(&b, S("office"), val_str(office_shown(w, office)));
    val_put(&b, S("by"), val_str(office_shown(w, standin)));
    return word(w->a, w->page.words, W_oversight_look_standin, val_done(&b));
}

str purpose_shown(struct web *w, str purpose)
{
    const struct site_purpose *p = site_purpose(w->site, purpose);

    return p ? site_text(w->site, p->title, w->lang) : purpose;
}

enum word_id look_kind_word(str kind)
{
    return str_eq(kind, S("case"))       ? W_consent_kind_case
           : str_eq(kind, S("search"))   ? W_consent_kind_search
           : str_eq(kind, S("export"))   ? W_consent_kind_export
           : str_eq(kind, S("document")) ? W_consent_kind_document
           : str_eq(kind, S("question")) ? W_consent_kind_question
           : str_eq(kind, S("list"))     ? W_consent_kind_list
                                         : W_consent_kind_record;
}

str look_fields_shown(struct web *w, str what, str fields)
{
    const struct registry *r = site_register(w->site, what);
    str rest = fields, name;
    buf b;

    buf_init(&b, w->a, 200);
    while (str_next(&rest, ' ', &name)) {
        const struct reg_field *f = r ? register_field(r, name) : NULL;
        if (!name.n)
            continue;
        buf_add(&b, b.n ? S(", ") : S(""));
        buf_add(&b, f ? site_text(w->site, f->label, w->lang) : name);
    }
    return buf_str(&b);
}

err look_who(struct web *w, const struct looker *l, str *out)
{
    const struct partner *p = site_partner(w->site, l->partner);
    struct val_entry key = { S("token"), val_null() }, name = { S("name"), val_null() };

    *out = l->automatic   ? word0(w->page.words, W_oversight_looks_automatic)
           : p            ? site_text(w->site, p->name, w->lang)
           : l->partner.n ? l->partner
           : !l->reader   ? word0(w->page.words, W_oversight_looks_operator)
                          : STR_NULL;
    if (l->token && l->reader == w->who.account && w->who.account) {
        key.value = val_str(str_fmt(w->a, "%lld", (long long)l->token));
        *out = page_word_str(&w->page, W_consent_own_program, &key, 1);
    }
    if (out->p)
        return OK;
    bool helper = false;
    TRY(identity_officer(w->db, w->a, l->reader, out));
    if (!out->p)
        TRY(help_ever(w->db, l->reader, &helper));
    *out = out->p ? *out : helper ? word0(w->page.words, W_oversight_looks_helper) : S("");
    name.value = val_str(*out);
    if (l->token)
        *out = page_word_str(&w->page, W_consent_by_program, &name, 1);
    return OK;
}

err look_call(struct web *w, int64_t trace, str *who)
{
    struct exchange_said said;
    val_builder b = val_build(w->a);

    TRY(web_own_keys(w));
    TRY(exchange_said_of(w->a, w->db, trace, &w->person_key, &said));
    if (!said.found)
        return OK;
    val_put(&b, S("who"), val_str(*who));
    val_put(&b, S("consumer"), val_str(said.consumer));
    val_put(&b, S("user"), val_str(said.user));
    val_put(&b, S("issue"), val_str(said.issue));
    val_put(&b, S("party"), val_str(said.represented));
    val args = val_done(&b);
    const struct {
        bool said;
        enum word_id word;
    } parts[] = { { true, W_oversight_look_call },
                  { said.user.n > 0, W_oversight_look_call_user },
                  { said.issue.n > 0, W_oversight_look_call_issue },
                  { said.represented.n > 0, W_oversight_look_call_party },
                  { !said.told, W_oversight_look_call_nothing } };
    str all[LEN(parts)];
    size_t n = 0;
    FOR_EACH(parts, p)
        if (p->said)
            all[n++] = word(w->a, w->page.words, p->word, args);
    *who = str_join(w->a, all, n, S(", "));
    return OK;
}

int64_t look_paging(struct web *w, url base, int64_t n, struct v_pagination *pages)
{
    int64_t now = 1, last = (n + LOOKS_PAGE - 1) / LOOKS_PAGE;

    if (failed(str_to_i64(web_query(w, "page"), &now)) || now < 1)
        now = 1;
    now = MIN(now, MAX(last, 1));
    *pages = pagination(w->a, base, now, last);
    return now;
}

err look_path_id(struct web *w, const char *name, int64_t *id)
{
    return failed(str_to_i64(web_param(w, name), id)) ? REFUSED(ERR_MISSING) : OK;
}

/* ---- the person's list ---- */

struct listing {
    struct web *w;
    struct q_looks_in ask;
    str text; /* folded words to be found in what is shown; empty: all */
    struct {
        int64_t reader;
        str name;
    } names[64]; /* of officers met so far */
    size_t n_names;
    struct v_looks_row *rows;
    size_t room, n;       /* of the page */
    int64_t found, first; /* in all; the page begins behind so many */
};

/* Few officers look often: each is asked for once. */
static err name_of(struct listing *x, const struct q_looks_row *t, str *name)
{
    struct looker l = { t->reader, t->token, t->partner, t->automatic };
    bool officer = t->reader && !t->partner.n && !t->automatic && !t->token;

    for (size_t i = 0; officer && i < x->n_names; i++)
        if (x->names[i].reader == t->reader) {
            *name = x->names[i].name;
            return OK;
        }
    TRY(look_who(x->w, &l, name));
    if (t->partner.n || t->automatic)
        TRY(look_call(x->w, t->id, name));
    if (officer && x->n_names < LEN(x->names)) {
        x->names[x->n_names].reader = t->reader;
        x->names[x->n_names++].name = *name;
    }
    return OK;
}

static err row_of(struct listing *x, const struct q_looks_row *t, struct v_looks_row *r)
{
    struct web *w = x->w;

    *r = (struct v_looks_row){ .at = { t->at },
                               .office = office_stood_in(w, t->office, t->stand_in),
                               .purpose = purpose_shown(w, t->purpose),
                               .what = look_kind_word(t->kind),
                               .fields = look_fields_shown(w, t->what, t->fields),
                               .number = t->case_number,
                               .id = t->id,
                               .href = web_url(w, "/privacy/looks/%lld", (long long)t->id) };
    const struct registry *reg = site_register(w->site, t->what);
    r->reg = reg ? site_text(w->site, reg->title, w->lang) : S("");
    r->asked = t->question.p && str_eq(t->question, S("open"));
    r->answered = t->question.p && !r->asked;
    return name_of(x, t, &r->officer);
}

/* Each word of what was typed stands somewhere in the row. */
static bool fits(struct listing *x, const struct v_looks_row *r)
{
    str rest = x->text, one;
    buf b;

    if (!x->text.n)
        return true;
    buf_init(&b, x->w->a, 300);
    const str parts[] = { r->office,
                          r->officer,
                          r->purpose,
                          r->fields,
                          r->reg,
                          r->number,
                          word0(x->w->page.words, r->what) };
    FOR_EACH(parts, p) {
        buf_add(&b, *p);
        buf_char(&b, ' ');
    }
    str all = fold(x->w->a, buf_str(&b));
    while (str_next(&rest, ' ', &one))
        if (one.n && str_find(all, one, 0) == SIZE_MAX)
            return false;
    return true;
}

/* All rows that the filters let pass are counted; those of the page are kept. */
static err list_all(struct listing *x)
{
    x->found = 0;
    x->n = 0;
    x->ask.before_at = INT64_MAX;
    x->ask.before_id = INT64_MAX;
    x->ask.most = BATCH;
    for (;;) {
        struct q_looks all;
        TRY(q_looks(x->w->db, &x->ask, &all));
        for (size_t i = 0; i < all.n; i++) {
            struct v_looks_row r;
            TRY(row_of(x, &all.v[i], &r));
            if (!fits(x, &r))
                continue;
            if (x->found++ >= x->first && x->n < x->room)
                x->rows[x->n++] = r;
        }
        if (all.n < BATCH)
            return OK;
        x->ask.before_at = all.v[all.n - 1].at;
        x->ask.before_id = all.v[all.n - 1].id;
    }
}

/* A day of the query, 2026-03-02; `plus` days later, as its beginning.  What is no day is no limit.
 */
static int64_t limit_of(struct web *w, const char *name, int plus, int64_t otherwise, str *shown)
{
    day d;

    *shown = str_trim(web_query(w, name));
    if (!shown->n || failed(day_parse(*shown, &d)))
        return otherwise;
    return zone_day_start(w->boot->zone, (day){ d.n + plus }).ms;
}

static err choices_part(struct web *w, struct v_looks *v)
{
    struct q_look_offices offices;
    struct q_look_purposes purposes;
    size_t n = 0;

    TRY(q_look_offices(w->db, w->who.person, w->now.ms, &offices));
    TRY(q_look_purposes(w->db, w->who.person, w->now.ms, &purposes));
    struct v_looks_choice *o = ARENA_ARRAY(w->a, struct v_looks_choice, offices.n + 1),
                          *p = ARENA_ARRAY(w->a, struct v_looks_choice, purposes.n + 1);
    for (size_t i = 0; i < offices.n; i++)
        o[n++] = (struct v_looks_choice){ offices.v[i].office, office_shown(w, offices.v[i].office),
                                          str_eq(offices.v[i].office, web_query(w, "office")) };
    v->offices = o;
    v->offices_n = n;
    n = 0;
    for (size_t i = 0; i < purposes.n; i++)
        p[n++] =
            (struct v_looks_choice){ purposes.v[i].purpose, purpose_shown(w, purposes.v[i].purpose),
                                     str_eq(purposes.v[i].purpose, web_query(w, "purpose")) };
    v->purposes = p;
    v->purposes_n = n;
    return OK;
}

/* How many there are that the law lets be shown later, and on which day; nothing else of them. */
static err later_part(struct web *w, struct v_looks *v)
{
    struct q_looks_later all;

    TRY(q_looks_later(w->db, w->who.person, w->now.ms, &all));
    struct v_looks_later *l = ARENA_ARRAY(w->a, struct v_looks_later, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        l[i] = (struct v_looks_later){ all.v[i].n,
                                       zone_day(w->boot->zone, (instant){ all.v[i].visible }) };
    v->later = l;
    v->later_n = all.n;
    return OK;
}

static url filtered(struct web *w)
{
    static const char *const names[] = { "office", "purpose", "case", "from", "to", "words" };
    url u = web_url(w, "/privacy/looks");

    FOR_EACH(names, n)
        if (str_trim(web_query(w, *n)).n)
            u = url_query(w->a, u, str_z(*n), str_trim(web_query(w, *n)));
    return u;
}

static str or_empty(str s)
{
    return s.p ? s : S("");
}

static err linked_part(struct web *w, struct v_looks *v)
{
    struct listing *x = ARENA_NEW(w->a, struct listing);
    struct q_look_alert alert;
    int64_t page = 1;

    *x = (struct listing){ .w = w };
    x->room = LOOKS_PAGE;
    x->rows = ARENA_ARRAY(w->a, struct v_looks_row, LOOKS_PAGE);
    v->words = str_sub(str_trim(or_empty(web_query(w, "words"))), 0, WORDS_MOST);
    x->text = fold(w->a, v->words);
    v->number = str_trim(or_empty(web_query(w, "case")));
    x->ask = (struct q_looks_in){ .person = w->who.person,
                                  .account = w->who.account,
                                  .now = w->now.ms,
                                  .office = or_empty(web_query(w, "office")),
                                  .purpose = or_empty(web_query(w, "purpose")),
                                  .number = v->number,
                                  .from_at = limit_of(w, "from", 0, 0, &v->from),
                                  .to_at = limit_of(w, "to", 1, INT64_MAX, &v->to) };
    if (failed(str_to_i64(web_query(w, "page"), &page)) || page < 1 || page > INT32_MAX)
        page = 1;
    x->first = (page - 1) * LOOKS_PAGE;
    TRY(list_all(x));
    int64_t shown = look_paging(w, filtered(w), x->found, &v->pages);
    if (shown != page) { /* past the end: the last page */
        x->first = (shown - 1) * LOOKS_PAGE;
        TRY(list_all(x));
    }
    v->rows = x->rows;
    v->rows_n = x->n;
    v->count = x->found;
    v->paged = v->pages.pages_n > 0;
    v->filtered =
        x->ask.office.n || x->ask.purpose.n || v->number.n || v->words.n || v->from.n || v->to.n;
    TRY(q_look_alert(w->db, w->who.person, &alert));
    v->alert = alert.found;
    TRY(choices_part(w, v));
    return later_part(w, v);
}

err show_looks(struct web *w)
{
    struct v_looks v = { .linked = w->who.person != 0 };

    if (v.linked)
        TRY(linked_part(w, &v));
    w->page.private = true;
    return WEB_SHOW(w, looks, &v, 200);
}

err to_looks(struct web *w)
{
    return web_redirect(w, S("/privacy/looks"));
}

err alert_prepare(struct web *w)
{
    w->in = val_with(w->a, val_null(), S("on"), val_bool(str_eq(web_field(w, "on"), S("yes"))));
    return OK;
}

/* ---- a copy of one's own data ---- */

static err questions_mine(struct mine *m, const struct v_looks *v)
{
    struct web *w = m->w;
    val all = val_list(NULL, 0);

    for (size_t i = 0; i < v->rows_n; i++) {
        const struct v_look_said_item *said;
        struct q_look_question_of q;
        size_t n;
        if (!v->rows[i].asked && !v->rows[i].answered)
            continue;
        TRY(q_look_question_of(w->db, v->rows[i].id, &q));
        TRY(look_texts(w, q.id, &w->person_key, &said, &n));
        for (size_t k = 0; k < n; k++) {
            val_builder b = val_build(w->a);
            val_put(&b, S("look"), val_int(v->rows[i].id));
            val_put(&b, S("at"), val_str(instant_str(w->a, said[k].at)));
            val_put(&b, S("answer"), val_bool(said[k].officer));
            val_put(&b, S("office"), val_str(said[k].office));
            val_put(&b, S("text"), val_str(said[k].text));
            all = val_append(w->a, all, val_done(&b));
        }
    }
    if (all.n)
        mine_json(m, S("looks-questions.json"), all);
    return OK;
}

/* All that the page shows, whatever their number, and what was asked and answered. */
err looks_mine(struct mine *m)
{
    struct web *w = m->w;
    struct listing *x = ARENA_NEW(w->a, struct listing);
    struct v_looks v = { .linked = w->who.person != 0 };
    buf b;

    *x = (struct listing){ .w = w };
    x->ask = (struct q_looks_in){ .person = w->who.person,
                                  .account = w->who.account,
                                  .now = w->now.ms,
                                  .office = S(""),
                                  .purpose = S(""),
                                  .number = S(""),
                                  .to_at = INT64_MAX };
    if (v.linked)
        TRY(list_all(x));
    v.count = x->found;
    if (v.linked && m->whole) {
        x->room = (size_t)x->found;
        x->rows = ARENA_ARRAY(w->a, struct v_looks_row, x->room + 1);
        TRY(list_all(x));
        v.rows = x->rows;
        v.rows_n = x->n;
        TRY(later_part(w, &v));
        TRY(questions_mine(m, &v));
    }
    buf_init(&b, w->a, 1 * KIB);
    v_looks_json(&b, &v);
    if (m->whole)
        mine_file(m, S("looks.json"), buf_str(&b));
    mine_part(m, W_identity_mine_looks, v.count, W_identity_mine_looks_stay);
    return OK;
}
