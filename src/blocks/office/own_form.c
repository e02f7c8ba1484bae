/* The form of a task on its page: all its questions at once, begun with what the process knows,
 * asked and checked with what the applicant said, and followed while it is filled in.  What one
 * page cannot ask (files, sections within sections) has pages of its own (blocks/case/fill.h). */
#include "act/one_form.h"
#include "blocks/case/fill.h"
#include "blocks/case/sight.h"
#include "blocks/office/own.h"
#include "feel/feel.h"

enum { PAGE_SECONDS = 12 * 3600 };

/* The parts of the page: questions, or a section all of whose items are asked here. */
static bool asked_here(const struct form_page *page)
{
    return page->kind == FORM_PAGE_QUESTIONS ? page->list < 0 : page->together && !page->depth;
}

/* ---- what the form may read, kept in the page ---- */

/* The worker that reads what was typed has no key of the case: what conditions read goes with the
 * page, sealed for this task and officer, and comes back with the answers. */
static str given_seal(struct web *w, const struct q_task *t, val given)
{
    val_builder b = val_build(w->a);
    buf packed;

    val_put(&b, S("task"), val_int(t->id));
    val_put(&b, S("account"), val_int(w->who.account));
    val_put(&b, S("given"), given);
    buf_init(&packed, w->a, 4 * KIB);
    val_pack(&packed, val_done(&b));
    return web_seal(w, "desk-task", PAGE_SECONDS, buf_str(&packed));
}

/* Null where the form came without it: the act checks with it in any case. */
static err given_open(struct web *w, const struct q_task *t, val *out)
{
    str sealed = web_field(w, "_given"), packed;
    val v;

    *out = val_null();
    if (!sealed.n)
        return OK;
    TRY(web_unseal(w, "desk-task", sealed, &packed));
    TRY(val_unpack(w->a, packed, &v));
    if (val_get_i64(v, S("task"), 0) != t->id || val_get_i64(v, S("account"), 0) != w->who.account)
        return REFUSED(ERR_DENIED);
    *out = val_get(v, S("given"));
    return OK;
}

/* ---- the page ---- */

static void errors_of_refusals(struct web *w, struct field_view *f, size_t n, buf *shown)
{
    for (size_t i = 0; i < n; i++) {
        str error = f[i].name.n ? web_refusal_of(w, str_zdup(w->a, f[i].name)) : S("");
        if (error.n)
            f[i].error = error;
        if (f[i].name.n)
            buf_fmt(shown, "%s%.*s", shown->n ? "," : "", STR_ARG(f[i].name));
        errors_of_refusals(w, (struct field_view *)f[i].children, f[i].children_n, shown);
    }
}

typedef VEC(struct field_view) views;

/* "Add another". */
static void add_of(struct ask *k, views *out)
{
    const struct form_page *page = &k->form->pages[k->at.page];
    const struct form_field *f = page->list >= 0 ? &k->form->fields[page->list] : NULL;
    arena *a = k->w->a;

    if (page->kind != FORM_PAGE_ITEMS || !f || f->fixed)
        return;
    size_t n = form_items(k->form, page->list, k->at, k->answers, &k->env);
    if (f->rules.items_max >= 0 && n >= (size_t)f->rules.items_max)
        return;
    str one = form_say(k->form, page->list, S("items.word"), k->at, k->answers, &k->env);
    if (!one.n)
        one = form_page_title(k->form, k->at, k->answers, &k->env);
    str name = form_input_name(a, k->form, page->list, k->at);
    *vec_push(out, a) =
        (struct field_view){ .kind = FIELD_ADD,
                             .value = name,
                             .part = str_cat(a, name, S("-add")),
                             .label = word(a, k->w->page.words, W_office_add_item,
                                           val_with(a, val_null(), S("what"), val_str(one))) };
}

/* All that the page asks now; with it goes which questions those are. */
static void fields_of(struct ask *k, views *out)
{
    struct web *w = k->w;
    buf shown;

    buf_init(&shown, w->a, 200);
    for (size_t i = 0; i < k->form->n_pages; i++) {
        struct field_view *fields;
        k->at = (struct form_at){ .page = (int)i };
        if (!asked_here(&k->form->pages[i]) ||
            !form_page_visible(k->form, k->at, k->answers, &k->env))
            continue;
        size_t n = ask_parts(k, &fields);
        errors_of_refusals(w, fields, n, &shown);
        for (size_t m = 0; m < n; m++)
            *vec_push(out, w->a) = fields[m];
        add_of(k, out);
    }
    *vec_push(out, w->a) = (struct field_view){
        .kind = FIELD_HIDDEN, .name = S("_shown"), .part = S("_shown"), .value = buf_str(&shown)
    };
}

/* Printed beside the page that is being made, and taken from there. */
static html printed(struct web *w, const views *v)
{
    struct page *p = &w->page;
    size_t before = p->out.n;

    fields_render(p, v->v, v->n);
    str all = str_copy(w->a, str_from(buf_str(&p->out), before));
    p->out.n = before;
    return html_trusted(all);
}

static struct ask *asking(struct web *w, const struct service *s, const struct form *form,
                          val given)
{
    struct ask *k = ARENA_NEW(w->a, struct ask);

    *k = (struct ask){
        .w = w, .service = s, .form = form, .typed = w->body, .typed_only = true, .lives = true
    };
    case_page_env(&k->env, w, s, val_null(), given);
    feel_env_init(&k->feel, w->a, w->now);
    k->env.feel = &k->feel;
    return k;
}

/* Asked on pages of its own: begun already, or not yet. */
static err pages_part(struct web *w, const struct own_case *x, struct v_desk_task *v)
{
    struct q_fill row;

    TRY(q_fill(w->db, x->t->id, &row));
    v->pages = web_url(w, "/desk/tasks/%lld/fill", (long long)x->t->id);
    v->begun = row.found && row.seq > 0;
    return OK;
}

err own_form(struct web *w, const struct own_case *x, struct v_desk_task *v)
{
    const struct service_form *f = service_form(x->s, x->t->form);
    val given, sight;
    views fields = { 0 };

    v->has_form = f != NULL;
    if (!f)
        return OK;
    if (fill_paged(f->form))
        return pages_part(w, x, v);
    TRY(process_sight(w->a, w->db, w->boot, x->c, x->key, x->t->token, &sight));
    TRY(case_task_given(w->a, w->db, w->boot, x->c, x->key, x->t->token, x->answers, w->today,
                        &given));
    struct ask *k = asking(w, x->s, f->form, given);
    k->answers = w->own ? *(val *)w->own : fill_seeds(w->a, f->form, sight, &k->feel);
    fields_of(k, &fields);
    TRY(k->fault);
    v->fields = fields.v;
    v->fields_n = fields.n;
    v->asks = printed(w, &fields);
    v->given = given_seal(w, x->t, given);
    return OK;
}

/* ---- what officers send ---- */

static bool was_shown(str shown, str name)
{
    str one;

    while (str_next(&shown, ',', &one))
        if (str_eq(one, name))
            return true;
    return false;
}

/* An answer may bring further questions: they are asked before anything is decided. */
static bool asks_more(struct web *w, const struct form *form, val answers,
                      const struct form_env *env)
{
    str shown = web_field(w, "_shown");
    val v;

    for (size_t i = 0; shown.p && i < form->n_fields; i++) {
        struct form_at at = { .page = form->fields[i].page };
        if (at.page < 0 || form->fields[i].list >= 0 || !form_asks(&form->fields[i]) ||
            form_field_state(form, (int)i, at, answers, env, &v) != FORM_ASKED)
            continue;
        if (!was_shown(shown, form_input_name(w->a, form, (int)i, at)))
            return true;
    }
    return false;
}

/* What was typed and cannot be taken stands on the page as a refusal; nothing reaches the act. */
static void note_wrong(struct web *w, const struct form_errors *found)
{
    struct refusal *all = ARENA_ARRAY(w->a, struct refusal, w->nrefusals + found->v.n + 1);

    for (size_t i = 0; i < w->nrefusals; i++)
        all[i] = w->refusals[i];
    for (size_t i = 0; i < found->v.n; i++) {
        const struct form_error *x = &found->v.v[i];
        enum word_id word = x->text.n ? W_case_said : word_find(x->key);
        all[w->nrefusals++] = (struct refusal){
            .word = word == W_NONE ? W_case_answer_wrong : word,
            .args = x->text.n ? val_with(w->a, val_null(), S("text"), val_str(x->text)) : x->args,
            .field = x->field
        };
    }
    w->refusals = all;
}

struct reading {
    struct web *w;
    const struct form *form;
    struct form_env env;
    struct feel_env feel;
    val answers;
    bool stay; /* an item was added or taken away */
};

/* Page after page, each with what those before it said. */
static err pages_read(struct reading *r)
{
    struct web *w = r->w;

    for (size_t i = 0; i < r->form->n_pages; i++) {
        struct form_at at = { .page = (int)i };
        struct form_errors found = { 0 };
        val fresh;
        if (!asked_here(&r->form->pages[i]) || !form_page_visible(r->form, at, r->answers, &r->env))
            continue;
        err e = form_read_page(r->form, at, w->body, r->answers, &r->env, &fresh, &found);
        if (e.class == ERR_CLASS_FAULT)
            return e;
        r->answers = fresh;
        r->stay |= found.stay;
        note_wrong(w, &found);
    }
    return OK;
}

/* The page of the task once more, with what was typed: opening it is traced as every look. */
static err page_again(struct web *w, val answers, int status)
{
    val *kept = ARENA_NEW(w->a, val);

    *kept = answers;
    w->own = kept;
    if (status == 422) {
        w->refused = true;
        w->status = 422;
    }
    w->then_fn = status == 422 ? show_task_refused : show_task;
    return open_task(w);
}

static err form_taken(struct web *w, const struct q_task *t, const struct service *v,
                      const struct service_form *f, val *out)
{
    struct reading *r = ARENA_NEW(w->a, struct reading);
    val_builder none = val_build(w->a);
    val given;

    *r = (struct reading){ .w = w, .form = f->form, .answers = val_done(&none) };
    *out = val_null();
    err e = given_open(w, t, &given);
    if (e.class == ERR_CLASS_FAULT)
        return e;
    if (failed(e)) {
        struct refusal *old = ARENA_NEW(w->a, struct refusal);
        *old = (struct refusal){ .word = W_office_page_old, .field = S("") };
        w->refusals = old;
        w->nrefusals = 1;
        return page_again(w, r->answers, 422);
    }
    case_form_env(&r->env, w->a, w->site, v, w->lang, w->today, val_null(), given);
    feel_env_init(&r->feel, w->a, w->now);
    r->env.feel = &r->feel;
    r->env.locale = wording_locale(w->page.words);
    TRY(pages_read(r));
    bool more = r->stay || asks_more(w, f->form, r->answers, &r->env);
    if (w->nrefusals && !more)
        return page_again(w, r->answers, 422);
    w->nrefusals = 0;
    if (more)
        return page_again(w, r->answers, 200);
    *out = r->answers;
    return OK;
}

/* The task of the route with its case. */
static err task_and_case(struct web *w, struct q_task *t, struct q_case *c)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "task"), &id)))
        return REFUSED(ERR_MISSING);
    TRY(q_task(w->db, id, t));
    if (!t->found)
        return REFUSED(ERR_MISSING);
    TRY(q_case(w->db, t->case_id, S(""), c));
    return c->found ? OK : REFUSED(ERR_MISSING);
}

/* The page while it is filled in: its parts as they are with what was typed so far.  It opens
 * nothing of the case: what conditions read came with the page. */
err show_own_parts(struct web *w)
{
    struct q_task t;
    struct q_case c;
    val_builder none = val_build(w->a);
    views fields = { 0 };
    val given;

    TRY(task_and_case(w, &t, &c));
    const struct service *v = case_service(w->boot, &c);
    const struct service_form *f = v && t.token ? service_form(v, t.form) : NULL;
    TRY(given_open(w, &t, &given));
    if (!f || fill_paged(f->form) || val_is_null(given) || t.assignee != w->who.account)
        return REFUSED(ERR_MISSING);
    struct ask *k = asking(w, v, f->form, given);
    k->answers = val_done(&none);
    for (size_t i = 0; i < f->form->n_pages; i++) {
        struct form_at at = { .page = (int)i };
        struct form_errors found = { 0 };
        val fresh;
        if (!asked_here(&f->form->pages[i]) || !form_page_visible(f->form, at, k->answers, &k->env))
            continue;
        err e = form_read_part(f->form, at, w->body, k->answers, &k->env, &fresh, &found);
        if (e.class == ERR_CLASS_FAULT)
            return e;
        k->answers = fresh;
        for (size_t n = 0; n < found.v.n; n++)
            *vec_push(&k->errors.v, w->a) = found.v.v[n];
    }
    fields_of(k, &fields);
    TRY(k->fault);
    w->page.out.n = 0;
    fields_render(&w->page, fields.v, fields.n);
    return web_html(w, 200);
}

err complete_prepare(struct web *w)
{
    struct q_task t;
    struct q_case c;
    val answers;

    TRY(task_and_case(w, &t, &c));
    const struct service *v = case_service(w->boot, &c);
    const struct service_form *f = v && t.token ? service_form(v, t.form) : NULL;
    val_builder none = val_build(w->a), b = val_build(w->a);
    val_put(&b, S("task"), val_int(t.id));
    if (f && fill_paged(f->form)) { /* what its pages have kept is sent */
        w->in = val_done(&b);
        return OK;
    }
    if (!t.token) {
        str note = web_field(w, "found");
        answers = val_with(w->a, val_null(), S("note"), val_str(note.p ? note : S("")));
    } else if (f) {
        TRY(form_taken(w, &t, v, f, &answers));
        if (val_is_null(answers))
            return OK; /* the page is shown again */
    } else {
        answers = val_done(&none);
    }
    val *kept = ARENA_NEW(w->a, val);
    *kept = answers;
    w->own = kept;
    val_put(&b, S("answers"), answers);
    w->in = val_done(&b);
    return OK;
}
