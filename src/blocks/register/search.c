/* Officers look for entries by a name: candidates are opened in the act, who is told is traced. */
#include "act/job.h"
#include "act/one_form.h"
#include "blocks/consent/consent.h"
#include "blocks/identity/identity.h"
#include "blocks/register/declared.h"
#include "blocks/register/change.h"
#include "blocks/register/figures.h"
#include "blocks/register/names.h"
#include "blocks/register/right.h"
#include "text/name.h"
#include "views/register.h"

#include <stdlib.h>

enum { CHOICES_MOST = 40, LETTERS_LEAST = 2 };

/* Whether one of somebody's roles reads name and second criterion for that purpose. */
static bool may_look(const struct registry *r, const struct actor *who, str purpose)
{
    for (size_t i = 0; i < who->nroles && r->names.field.n; i++)
        if (register_may(r, who->roles[i].role, S(""), purpose, REG_READ, r->names.field) &&
            register_may(r, who->roles[i].role, S(""), purpose, REG_READ, r->names.second))
            return true;
    return false;
}

bool register_looks_up(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; i < s->n_registers; i++)
        for (size_t p = 0; p < s->n_purposes; p++)
            if (may_look(s->registers[i], who, s->purposes[p].id))
                return true;
    return false;
}

/* ---- the act ---- */

struct likely {
    int64_t id;
    unsigned fit;
};

static int likely_order(const void *x, const void *y)
{
    const struct likely *p = x, *q = y;

    if (p->fit != q->fit)
        return p->fit < q->fit ? -1 : 1;
    return p->id < q->id ? -1 : p->id > q->id;
}

struct search {
    act *a;
    const struct registry *r;
    str name, purpose;
    val second;
    struct likely found[NAME_CANDIDATES];
    size_t n;
};

static err weigh(struct search *s, int64_t id, const struct data_key *key)
{
    struct record rec;

    TRY(record_open(s->a->a, s->a->db, s->r, id, key, &rec));
    if (!rec.found || rec.annulled || rec.stays || rec.secret_address)
        return OK;
    bool sure =
        !val_is_null(s->second) && val_equal(val_get(rec.fields, s->r->names.second), s->second);
    unsigned fit = name_fit(s->a->a, names_latin(s->a->boot), s->name,
                            val_get(rec.fields, s->r->names.field), sure);
    if (fit != NAME_UNFIT)
        s->found[s->n++] = (struct likely){ id, fit };
    return OK;
}

/* Candidates are opened here, by one call of the keeper: nobody sees those that do not fit. */
static err weigh_all(struct search *s)
{
    int64_t ids[NAME_CANDIDATES];
    struct data_key key;
    bool needs;
    size_t n;

    TRY(names_candidates(s->a, s->r, s->name, s->second, ids, &n, &needs));
    if (needs)
        return refuse(s->a, W_register_search_common, "born");
    keys_warm(s->a, SUBJECT_PERSON, ids, n);
    for (size_t i = 0; i < n; i++) {
        err e = key_get(s->a, SUBJECT_PERSON, ids[i], &key);
        if (e.class == ERR_CLASS_REFUSED)
            continue; /* erased */
        TRY(e);
        TRY(weigh(s, ids[i], &key));
    }
    bytes_wipe(&key, sizeof key);
    qsort(s->found, s->n, sizeof *s->found, likely_order);
    return OK;
}

static err told(struct search *s, str reason, size_t n, int64_t *first)
{
    struct trace seen = { .kind = "search",
                          .what = s->r->id,
                          .office = s->r->owner,
                          .purpose = s->purpose,
                          .reason = reason };
    int64_t trace;

    seen.fields =
        str_fmt(s->a->a, "%.*s %.*s", STR_ARG(s->r->names.field), STR_ARG(s->r->names.second));
    if (register_who_may(s->r, &s->a->who, s->purpose, REG_READ, s->r->key))
        seen.fields = str_fmt(s->a->a, "%.*s %.*s", STR_ARG(seen.fields), STR_ARG(s->r->key));
    for (size_t i = 0; i < n; i++) {
        seen.person = s->found[i].id;
        TRY(trace_add(s->a, &seen, &trace));
        seen.look = seen.look ? seen.look : trace;
        *first = *first ? *first : trace;
    }
    return OK;
}

static err asked(act *a, val in, struct search *s)
{
    str registry, purpose;

    if (!register_looks_up(a->site, &a->who))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!str_cut(val_get_text(in, S("where")), ' ', &registry, &purpose))
        return refuse(a, W_register_search_where, "where");
    *s = (struct search){ .a = a, .r = site_register(a->site, registry), .purpose = purpose };
    if (!s->r || !may_look(s->r, &a->who, purpose))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    s->name = str_trim(val_get_text(in, S("name")));
    s->second = val_get(in, S("born"));
    if (s->name.n < LETTERS_LEAST)
        return refuse(a, W_register_search_short, "name");
    return str_trim(val_get_text(in, S("reason"))).n
               ? OK
               : refuse(a, W_register_search_reason_needed, "reason");
}

static err act_search(act *a, val in, val *out)
{
    struct search s;
    val_builder b = val_build(a->a);
    val ids = val_list(NULL, 0);
    int64_t first = 0;

    TRY(asked(a, in, &s));
    TRY(weigh_all(&s));
    size_t n = MIN(s.n, (size_t)NAME_SHOWN);
    struct data_key *subjects = ARENA_ARRAY(a->a, struct data_key, n + 1);
    TRY(told(&s, str_trim(val_get_text(in, S("reason"))), n, &first));
    for (size_t i = 0; i < n; i++) {
        subjects[i] = (struct data_key){ .kind = SUBJECT_PERSON, .id = s.found[i].id };
        ids = val_append(a->a, ids, val_int(s.found[i].id));
    }
    val_put(&b, S("register"), val_str(s.r->id));
    val_put(&b, S("purpose"), val_str(s.purpose));
    val_put(&b, S("ids"), ids);
    val_put(&b, S("more"), val_bool(s.n > n));
    if (n)
        val_put(&b, S("ticket"), val_str(ticket_for(a, subjects, n, first, "search")));
    *out = val_done(&b);
    return OK;
}

static err act_names(act *a, val in, val *out)
{
    bool more;

    (void)in;
    TRY(names_catch_up(a, &more));
    *out = val_with(a->a, val_null(), S("more"), val_bool(more));
    return OK;
}

static err job_names(struct job_run *j)
{
    return job_act(j, "register.names", val_null(), NULL, NULL);
}

/* ---- the pages ---- */

static str say(struct web *w, enum word_id id)
{
    return word0(w->page.words, id);
}

/* Registers and purposes for which the officer may look, one choice each. */
static size_t choices(struct web *w, struct field_option *out)
{
    str chosen = web_field(w, "where");
    size_t n = 0;

    for (size_t i = 0; i < w->site->n_registers; i++)
        for (size_t p = 0; p < w->site->n_purposes && n < CHOICES_MOST; p++) {
            const struct registry *r = w->site->registers[i];
            const struct site_purpose *x = &w->site->purposes[p];
            val_builder b = val_build(w->a);
            if (!may_look(r, &w->who, x->id))
                continue;
            val_put(&b, S("register"), val_str(site_text(w->site, r->title, w->lang)));
            val_put(&b, S("purpose"), val_str(site_text(w->site, x->title, w->lang)));
            str value = str_fmt(w->a, "%.*s %.*s", STR_ARG(r->id), STR_ARG(x->id));
            out[n++] = (struct field_option){ .value = value,
                                              .label = word(w->a, w->page.words,
                                                            W_register_search_choice, val_done(&b)),
                                              .chosen = str_eq(value, chosen) };
        }
    return n;
}

static err search_page(struct web *w, int status)
{
    struct field_option offered[CHOICES_MOST];
    size_t n = choices(w, offered);
    struct field_view f[] = {
        { .kind = FIELD_SELECT,
          .name = S("where"),
          .label = say(w, W_register_search_where_label),
          .options = offered,
          .options_n = n },
        { .kind = FIELD_TEXT,
          .name = S("name"),
          .label = say(w, W_register_search_name),
          .hint = say(w, W_register_search_name_hint),
          .autocomplete = S("off"),
          .spellcheck_off = true },
        { .kind = FIELD_DATE,
          .name = S("born"),
          .label = say(w, W_register_search_born),
          .hint = say(w, W_register_search_born_hint),
          .optional = true },
        { .kind = FIELD_TEXT,
          .name = S("reason"),
          .label = say(w, W_register_search_reason),
          .hint = say(w, W_register_search_reason_hint) },
    };
    struct one_form form = { .title = say(w, W_register_search_title),
                             .lead = say(w, W_register_search_lead),
                             .fields = f,
                             .n = LEN(f),
                             .button = say(w, W_register_search_button),
                             .action = S("/desk/people"),
                             .back = { S("/desk") } };

    if (!n)
        return web_error(w, 403);
    w->page.nav_current = S("/desk");
    return web_one_form(w, &form, status);
}

static err show_search(struct web *w)
{
    return search_page(w, 200);
}

static err search_in(struct web *w)
{
    static const char *const texts[] = { "where", "name", "reason" };
    val_builder b = val_build(w->a);
    val born = posted_date(w, "born");

    FOR_EACH(texts, t)
        if (web_field(w, *t).n)
            val_put(&b, str_z(*t), val_str(web_field(w, *t)));
    if (!val_is_null(born))
        val_put(&b, S("born"), born);
    w->in = val_done(&b);
    return OK;
}

static err one_found(struct web *w, const struct registry *r, const struct data_key *key,
                     struct v_found_people_row *row)
{
    str purpose = val_get_text(w->out, S("purpose"));
    struct record rec;

    TRY(record_open(w->a, w->db, r, key->id, key, &rec));
    val born = val_get(rec.fields, r->names.second);
    row->name = name_shown(w->a, val_get(rec.fields, r->names.field));
    row->has_born = born.tag == V_DATE;
    row->born = (day){ born.tag == V_DATE ? born.m : 0 };
    if (register_who_may(r, &w->who, purpose, REG_READ, r->key))
        row->number = val_get_text(rec.fields, r->key);
    return OK;
}

static err searched(struct web *w)
{
    const struct registry *r = site_register(w->site, val_get_text(w->out, S("register")));
    val ids = val_get(w->out, S("ids"));
    size_t n = val_count(ids);
    struct v_found_people v = { .more = val_get_bool(w->out, S("more")) };
    struct data_key want[NAME_SHOWN], keys[NAME_SHOWN];
    struct v_found_people_row *rows = ARENA_ARRAY(w->a, struct v_found_people_row, n + 1);

    if (!r || n > NAME_SHOWN)
        return REFUSED(ERR_MISSING);
    for (size_t i = 0; i < n; i++) {
        want[i] = (struct data_key){ .kind = SUBJECT_PERSON };
        (void)val_to_i64(val_at(ids, i), &want[i].id);
        rows[i] = (struct v_found_people_row){ 0 };
    }
    if (n)
        TRY(web_keys(w, val_get_text(w->out, S("ticket")), want, n, keys));
    for (size_t i = 0; i < n; i++)
        TRY(one_found(w, r, &keys[i], &rows[i]));
    v.reg = site_text(w->site, r->title, w->lang);
    v.where = web_field(w, "where");
    v.reason = web_field(w, "reason");
    v.rows = rows;
    v.rows_n = n;
    return WEB_SEND(w, "/desk", found_people, &v, 200);
}

static err search_again(struct web *w)
{
    return w->status == 422 ? search_page(w, 422) : web_refused(w);
}

/* clang-format off */
static const struct act_field search_fields[] = {
    { "where", F_TEXT, 200, false }, { "name", F_TEXT, 200, false }, { "born", F_DATE, 0, false },
    { "reason", F_TEXT, 500, false }, { 0 },
};
static const struct act_field none[] = { { 0 } };

const struct act_row register_acts[] = {
    { .name = "register.search", .fn = act_search, .class = TRACE, .who = WHO_SIGNED_IN,
      .fields = search_fields },
    { .name = "register.names", .fn = act_names, .class = WORKING, .who = WHO_JOB,
      .budget_ms = 2000, .fields = none },
    { .name = "register.figures", .fn = act_figures, .class = WORKING, .who = WHO_JOB,
      .fields = none },
    { .name = "register.declared", .fn = act_declared, .class = LEGAL, .who = WHO_JOB,
      .budget_ms = 2000, .fields = none },
    { 0 },
};

const struct route register_routes[] = {
    { GET, "/desk/people", .prepare = show_search, .who = WHO_SIGNED_IN },
    { POST, "/desk/people", .prepare = search_in, .act = "register.search", .finish = searched,
      .again = search_again, .who = WHO_SIGNED_IN, .rate = RATE_SEARCH },
    { 0 },
};

const struct job_row register_jobs[] = {
    { .name = "names of entries", .every_s = 10, .fn = job_names },
    { .name = "figures of registers", .every_s = 3600, .fn = job_figures },
    { .name = "declarations of registers", .every_s = 5, .fn = job_declared },
    { 0 },
};
/* clang-format on */
