/* Pages of a task's form: the same pages as of an application, over the answers kept for the task.
 */
#include "blocks/case/origin.h"
#include "blocks/case/fill.h"
#include "blocks/case/files.h"
#include "blocks/case/pages.h"
#include "blocks/case/sight.h"
#include "act/event.h"
#include "act/store.h"
#include "act/versions.h"
#include "blocks/case/work.h"
#include "blocks/register/register.h"
#include "feel/feel.h"

enum { TODO_MOST = 100 };

/* ---- which task, for whom ---- */

static err task_of_route(struct web *w, struct q_task *t)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "task"), &id)))
        return REFUSED(ERR_MISSING);
    TRY(q_task(w->db, id, t));
    return t->found && t->token ? OK : REFUSED(ERR_MISSING);
}

/* The officer has the task, and looked at the case not long ago. */
static bool desk_looked(struct web *w, const struct q_task *t, const struct q_fill *row)
{
    return str_eq(t->state, S("claimed")) && t->assignee == w->who.account && row->found &&
           row->owner_key.p && row->account == w->who.account &&
           row->opened + FILL_OPEN_MS > w->now.ms;
}

err fill_open_in(struct web *w)
{
    struct q_task t;
    struct q_fill row;

    TRY(task_of_route(w, &t));
    TRY(q_fill(w->db, t.id, &row));
    w->in = val_with(w->a, val_null(), S("task"), val_int(t.id));
    if (desk_looked(w, &t, &row))
        w->act = NULL;
    return OK;
}

/* The applicant's: their case, whose task is theirs.  One that is over leads to the case. */
static err own_open(struct ask *k, struct fill *f)
{
    struct web *w = k->w;

    TRY(case_of_route(w, "number", &k->c, &k->key));
    if (f->t.case_id != k->c.id || task_whose(f->t.groups) != TASK_OF_APPLICANT ||
        k->c.account != w->who.account)
        return REFUSED(ERR_MISSING);
    f->back = str_fmt(w->a, "/cases/%.*s", STR_ARG(k->c.number));
    k->base = str_fmt(w->a, "%.*s/tasks/%lld", STR_ARG(f->back), (long long)f->t.id);
    w->page.nav_current = S("/cases");
    return str_eq(f->t.state, S("open")) ? OK : web_redirect(w, f->back);
}

/* An officer's, who has claimed the task and whose look at the case was traced not long ago. */
static err desk_open(struct ask *k, struct fill *f)
{
    struct web *w = k->w;

    if (task_whose(f->t.groups) != TASK_OF_OFFICE || f->t.assignee != w->who.account)
        return REFUSED(ERR_MISSING);
    TRY(q_case(w->db, f->t.case_id, S(""), &k->c));
    f->desk = true;
    f->back = str_fmt(w->a, "/desk/tasks/%lld", (long long)f->t.id);
    k->base = str_cat(w->a, f->back, S("/fill"));
    w->page.nav_current = S("/desk");
    if (!k->c.found || !desk_looked(w, &f->t, &f->row))
        return web_redirect(w, f->back);
    return case_key_sealed(w, f->row.owner_key, k->c.id, &k->key);
}

val fill_seeds(arena *a, const struct form *form, val sight, struct feel_env *feel)
{
    val_builder none = val_build(a);
    val out = val_done(&none);

    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];
        struct form_at at = { .page = f->page };
        const struct feel_type *type = form_answer_type(f);
        val v = val_path(sight, f->name);
        if (at.page < 0 || f->list >= 0 || !form_asks(f) || val_is_null(v) || f->kind == FORM_FILES)
            continue;
        if (type)
            v = feel_coerce(type, v, feel);
        if (!val_is_null(v))
            out = form_answer_put(a, form, (int)i, at, out, v);
    }
    return out;
}

/* What the form reads: the process's variables, and for the applicant what registers hold of them;
 * and its answers so far. */
static err contents(struct ask *k, const struct service_form *sf)
{
    struct web *w = k->w;
    struct fill *f = k->fill;
    val said, given, sight, held = val_null();

    TRY(case_answers(w->a, &k->c, &k->key, &said));
    TRY(case_task_given(w->a, w->db, w->boot, &k->c, &k->key, f->t.token, said, w->today, &given));
    TRY(process_sight(w->a, w->db, w->boot, &k->c, &k->key, f->t.token, &sight));
    if (!f->desk && w->who.person)
        TRY(register_held_web(w, k->service, sf, &held));
    case_page_env(&k->env, w, k->service, held, given);
    feel_env_init(&k->feel, w->a, w->now);
    k->env.feel = &k->feel;
    if (!f->row.found || !f->row.seq) {
        k->answers = fill_seeds(w->a, k->form, sight, &k->feel);
        return OK;
    }
    return key_open(w->a, &k->key, "fill.answers", f->row.answers, &k->answers);
}

static str name_of(struct ask *k, str element)
{
    const struct service_process *p = k->service->process;
    const struct bpmn_node *n = p && p->bpmn ? bpmn_node(p->bpmn, element) : NULL;
    str own = p ? words_get(p->words, k->w->lang, element, S("name")) : STR_NULL;

    return own.n ? own : n && n->name.n ? n->name : element;
}

err fill_form(struct web *w, struct ask *k)
{
    struct fill *f = ARENA_NEW(w->a, struct fill);

    *f = (struct fill){ 0 };
    k->fill = f;
    TRY(task_of_route(w, &f->t));
    TRY(q_fill(w->db, f->t.id, &f->row));
    TRY(web_param(w, "number").n ? own_open(k, f) : desk_open(k, f));
    if (w->reply.status)
        return OK;
    k->service = case_service(w->boot, &k->c);
    const struct service_form *sf = k->service ? service_form(k->service, f->t.form) : NULL;
    if (!sf || !sf->form)
        return REFUSED(ERR_MISSING);
    k->form = sf->form;
    f->title = name_of(k, f->t.element);
    return contents(k, sf);
}

void fill_save_in(struct ask *k, val answers, val files)
{
    struct web *w = k->w;
    val_builder b = val_build(w->a);

    val_put(&b, S("task"), val_int(k->fill->t.id));
    val_put(&b, S("answers"), answers);
    val_put(&b, S("page"), val_str(web_param(w, "at")));
    val_put(&b, S("seq"), val_int(k->fill->row.found ? k->fill->row.seq : 0));
    if (val_count(files))
        val_put(&b, S("files"), files);
    w->act = "case.fill";
    w->in = val_done(&b);
}

bool fill_paged(const struct form *form)
{
    for (size_t i = 0; i < form->n_fields; i++)
        if (form->fields[i].kind == FORM_FILES)
            return true;
    for (size_t i = 0; i < form->n_pages; i++)
        if (form->pages[i].list >= 0 && (!form->pages[i].together || form->pages[i].depth))
            return true;
    return false;
}

/* ---- the way in ---- */

/* To the first page, whatever the process knows already; later to where they were. */
static err to_next(struct web *w, const struct ask *k)
{
    bool begun = k->fill->row.found && k->fill->row.seq;
    struct form_at next = begun ? form_first_unanswered(k->form, k->answers, &k->env)
                                : form_next_page(k->form, k->answers, &k->env, FORM_AT_NONE);

    if (next.page < 0)
        return web_redirect(w, str_cat(w->a, k->base, S("/check")));
    return web_redirect(
        w, str_fmt(w->a, "%.*s/%.*s", STR_ARG(k->base), STR_ARG(form_at_str(w->a, k->form, next))));
}

err show_fill(struct web *w)
{
    struct ask k;

    TRY(ask_form(w, &k));
    return w->reply.status ? OK : to_next(w, &k);
}

/* An officer's look is traced now. */
err fill_opened(struct web *w)
{
    return show_fill(w);
}

/* ---- check, send ---- */

static void sections(struct ask *k, struct v_case_fill *v)
{
    struct web *w = k->w;
    struct form_row *rows;
    size_t n = form_summary(k->form, k->answers, &k->env, &rows), m = 0;
    struct v_case_fill_section *s = ARENA_ARRAY(w->a, struct v_case_fill_section, n + 1);
    struct v_case_fill_row *all = ARENA_ARRAY(w->a, struct v_case_fill_row, n + 1);

    for (size_t i = 0; i < n; i++) {
        const struct form_row *r = &rows[i];
        if (m == 0 || !str_eq(s[m - 1].title, r->section))
            s[m++] = (struct v_case_fill_section){ .title = r->section, .rows = &all[i] };
        all[i] = (struct v_case_fill_row){
            .label = r->label,
            .value = r->display,
            .drawn = drawn_picture(&w->page, r->drawn, val_get_text(r->value, S("name"))),
            .missing = r->missing && !r->display.n,
            .id = form_input_name(w->a, k->form, r->field, r->at),
            .change = web_url(w, "%.*s/%.*s?from=check", STR_ARG(k->base), STR_ARG(r->page))
        };
        s[m - 1].rows_n++;
    }
    v->sections = s;
    v->sections_n = m;
}

static void problems(struct web *w, struct v_case_fill *v)
{
    struct v_case_fill_problem *p = ARENA_ARRAY(w->a, struct v_case_fill_problem, w->nrefusals + 1);

    for (size_t i = 0; i < w->nrefusals; i++)
        p[i] = (struct v_case_fill_problem){ .text = web_refusal_text(w, &w->refusals[i]),
                                             .href = { str_fmt(w->a, "#row-%.*s",
                                                               STR_ARG(w->refusals[i].field)) } };
    v->problems = p;
    v->problems_n = w->nrefusals;
}

static err check_page(struct web *w, int status)
{
    struct ask k;
    struct v_case_fill v = { 0 };

    TRY(ask_form(w, &k));
    if (w->reply.status)
        return OK;
    struct form_at next = form_first_unanswered(k.form, k.answers, &k.env);
    struct form_at last = form_previous_page(k.form, k.answers, &k.env, FORM_AT_NONE);
    v.task = k.fill->title;
    v.service = site_text(w->site, k.service->title, w->lang);
    v.number = k.c.number;
    v.action = web_url(w, "%.*s/send", STR_ARG(k.base));
    v.seq = k.fill->row.found ? k.fill->row.seq : 0;
    v.desk = k.fill->desk;
    v.complete = next.page < 0;
    v.next = web_url(w, "%.*s/%.*s", STR_ARG(k.base),
                     STR_ARG(next.page < 0 ? S("check") : form_at_str(w->a, k.form, next)));
    v.back = last.page < 0 ? web_url(w, "%.*s", STR_ARG(k.fill->back))
                           : web_url(w, "%.*s/%.*s", STR_ARG(k.base),
                                     STR_ARG(form_at_str(w->a, k.form, last)));
    sections(&k, &v);
    problems(w, &v);
    w->page.out.n = 0;
    w->page.problem = v.problems_n > 0;
    w->page.private = true;
    return WEB_SHOW(w, case_fill, &v, status);
}

err show_fill_check(struct web *w)
{
    return check_page(w, 200);
}

/* What is sent is what the page showed: its number of savings goes with it. */
err fill_send(struct web *w)
{
    struct q_task t;
    val_builder b = val_build(w->a);
    int64_t seq = 0;

    TRY(task_of_route(w, &t));
    val_put(&b, S("task"), val_int(t.id));
    if (!failed(str_to_i64(web_field(w, "seq"), &seq)))
        val_put(&b, S("seq"), val_int(seq));
    w->in = val_done(&b);
    return OK;
}

err fill_sent(struct web *w)
{
    if (web_wants_json(w))
        return web_json(w, 200, val_json_str(w->a, w->out));
    return web_redirect(
        w, web_param(w, "number").n
               ? str_fmt(w->a, "/cases/%.*s?sent=1", STR_ARG(val_get_text(w->out, S("number"))))
               : S("/desk"));
}

err fill_send_again(struct web *w)
{
    return w->status == 422 ? check_page(w, 422) : web_refused(w);
}

/* ---- what was sent ---- */

/* One of them; false where the form is none of the service's any more. */
static bool sent_told(struct ask *k, val body, int64_t at, struct form_sent *out)
{
    const struct service_form *f = service_form(k->service, val_get_text(body, S("form")));
    struct form_row *rows;

    if (!f || !f->form)
        return false;
    size_t n = form_summary(f->form, val_get(body, S("answers")), &k->env, &rows);
    *out = (struct form_sent){
        .title = name_of(k, val_get_text(body, S("element"))), .at = { at }, .rows = rows, .n = n
    };
    return true;
}

err fill_forms_sent(struct web *w, const struct q_case *c, const struct data_key *key,
                    const struct service *s, const struct form_sent **out, size_t *n)
{
    struct ask *k = ARENA_NEW(w->a, struct ask);
    const struct q_case_past *ev;
    val said, given, body;
    str salt;

    *n = 0;
    *out = NULL;
    TRY(case_past(w, c->id, &ev));
    struct form_sent *v = ARENA_ARRAY(w->a, struct form_sent, ev->n + 1);
    *k = (struct ask){ .w = w, .service = s };
    for (size_t i = 0; i < ev->n; i++) {
        if (!str_eq(ev->v[i].type, S("case.form_sent")))
            continue;
        if (!k->env.a) {
            TRY(case_answers(w->a, c, key, &said));
            TRY(case_task_given(w->a, w->db, w->boot, c, key, 0, said, w->today, &given));
            case_page_env(&k->env, w, s, val_null(), given);
        }
        TRY(event_open(w->a, key, ev->v[i].body, &salt, &body));
        *n += sent_told(k, body, ev->v[i].at, &v[*n]);
    }
    *out = v;
    return OK;
}

/* ---- what waits for an applicant ---- */

err fill_todo(struct web *w, const struct todo **out, size_t *n)
{
    struct q_todo all;

    TRY(q_todo(w->db, w->who.account, TODO_MOST, &all));
    struct todo *v = ARENA_ARRAY(w->a, struct todo, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        struct ask k = { .w = w,
                         .service = boot_service(w->boot, all.v[i].service, all.v[i].version) };
        v[i] = (struct todo){ .name = k.service ? name_of(&k, all.v[i].element) : S(""),
                              .service =
                                  k.service ? site_text(w->site, k.service->title, w->lang) : S(""),
                              .number = all.v[i].number,
                              .due = all.v[i].due,
                              .path = str_fmt(w->a, "/cases/%.*s/tasks/%lld",
                                              STR_ARG(all.v[i].number), (long long)all.v[i].id) };
    }
    *out = v;
    *n = all.n;
    return OK;
}
