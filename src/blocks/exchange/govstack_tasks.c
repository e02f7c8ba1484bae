/* An officer's own tasks over GovStack's registration interface, with a token that may do them:
 * where the office lets programs, and only what the officer has taken at the desk (decision 041).
 */
#include "act/versions.h"
#include "blocks/case/programs.h"
#include "blocks/case/sight.h"
#include "blocks/exchange/govstack.h"

enum { TASKS_LISTED = 500 };

static str id_text(struct web *w, int64_t id)
{
    return str_fmt(w->a, "%lld", (long long)id);
}

/* The name of a step as its process has it. */
static str step_name(struct web *w, str service, str version, str element)
{
    const struct service *v = boot_service(w->boot, service, version);
    const struct bpmn_node *n = v && v->process ? bpmn_node(v->process->bpmn, element) : NULL;
    str own =
        v && v->process ? words_get(v->process->words, w->lang, element, S("name")) : STR_NULL;

    return own.n ? own : n ? n->name : element;
}

/* Numbers, services and times; nothing of a person. */
static val row_val(struct web *w, const struct q_tasks_in_hand_row *t)
{
    val_builder b = val_build(w->a);
    str name = step_name(w, t->service, t->version, t->element);

    val_put(&b, S("taskId"), val_str(id_text(w, t->id)));
    val_put(&b, S("name"), val_str(name));
    val_put(&b, S("assigneeId"), val_str(gov_applicant(w)));
    val_put(&b, S("created"), val_str(instant_str(w->a, (instant){ t->created })));
    gov_put_service(w, &b, t->service);
    val_put(&b, S("fileId"), val_str(t->number));
    if (t->form.n)
        val_put(
            &b, S("eFormId"),
            val_str(gov_uuid(w, "task form",
                             str_fmt(w->a, "%.*s/%.*s", STR_ARG(t->service), STR_ARG(t->form)))));
    val_put(&b, S("status"), gov_status(w, t->state, S("")));
    return val_done(&b);
}

err govstack_tasks(struct web *w)
{
    struct q_tasks_in_hand all;
    str file = web_query(w, "fileId");
    val list = val_list(NULL, 0);

    if (!w->who.token)
        return gov_failure_word(w, 401, W_act_token_needed);
    TRY(q_tasks_in_hand(w->db, w->who.account, TASKS_LISTED, &all));
    for (size_t i = 0; i < all.n; i++)
        if ((!file.n || str_eq(file, all.v[i].number)) &&
            programs_may(w->site, &w->who, all.v[i].authority))
            list = val_append(w->a, list, row_val(w, &all.v[i]));
    return gov_send(w, list);
}

/* ---- one task: its opening is traced as at the desk ---- */

struct taken {
    struct q_task t;
    struct q_case c;
    struct data_key key;
    const struct service *v;
    const struct service_form *form;
    val answers; /* the applicant's */
};

static err open_with(struct web *w, web_fn *then)
{
    int64_t id;

    w->act = NULL;
    if (!w->who.token)
        return gov_failure_word(w, 401, W_act_token_needed);
    if (failed(str_to_i64(web_param(w, "id"), &id)))
        return gov_failure_word(w, 404, W_exchange_not_there);
    w->act = "case.open";
    w->in = val_with(w->a, val_null(), S("task"), val_int(id));
    w->then_fn = then;
    return OK;
}

static err taken_open(struct web *w, struct taken *x)
{
    TRY(q_task(w->db, val_get_i64(w->out, S("task"), 0), &x->t));
    TRY(q_case(w->db, x->t.case_id, S(""), &x->c));
    struct data_key want = { .kind = SUBJECT_CASE, .id = x->c.id };
    x->v = x->c.found ? case_service(w->boot, &x->c) : NULL;
    if (!x->t.found || !x->v || !x->t.token)
        return REFUSED(ERR_MISSING);
    x->form = service_form(x->v, x->t.form);
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, &x->key));
    return case_answers(w->a, &x->c, &x->key, &x->answers);
}

static err show_task(struct web *w)
{
    struct taken x = { 0 };
    val_builder b = val_build(w->a);

    err e = taken_open(w, &x);
    bytes_wipe(&x.key, sizeof x.key);
    if (e.class == ERR_CLASS_REFUSED)
        return gov_failure_word(w, 404, W_exchange_not_there);
    TRY(e);
    val_put(&b, S("taskId"), val_str(id_text(w, x.t.id)));
    val_put(&b, S("taskName"), val_str(step_name(w, x.c.service, x.c.version, x.t.element)));
    val_put(&b, S("assigneeId"), val_str(gov_applicant(w)));
    val_put(&b, S("created"), val_str(instant_str(w->a, (instant){ x.t.created })));
    val_put(&b, S("fileId"), val_str(x.c.number));
    gov_put_service(w, &b, x.c.service);
    if (x.form)
        val_put(
            &b, S("eFormId"),
            val_str(gov_uuid(w, "task form",
                             str_fmt(w->a, "%.*s/%.*s", STR_ARG(x.c.service), STR_ARG(x.t.form)))));
    val_put(&b, S("status"), gov_status(w, x.c.state, x.c.outcome));
    val_put(&b, S("data"), gov_data(w->a, x.answers));
    return gov_send(w, val_done(&b));
}

err govstack_task(struct web *w)
{
    return open_with(w, show_task);
}

/* ---- completing ---- */

static err done_task(struct web *w)
{
    struct q_task t;
    struct q_case c;
    val_builder b = val_build(w->a);

    TRY(q_task(w->db, val_get_i64(w->out, S("task"), 0), &t));
    TRY(q_case(w->db, t.case_id, S(""), &c));
    val_put(&b, S("taskId"), val_str(id_text(w, t.id)));
    val_put(&b, S("fileId"), val_str(c.number));
    val_put(&b, S("serviceId"), val_str(gov_uuid(w, "service", c.service)));
    val_put(&b, S("status"), gov_status(w, c.state, c.outcome));
    return gov_send(w, val_done(&b));
}

/* The task's form, read with what it sees of the case; the act checks once more. */
static err form_taken(struct web *w, const struct taken *x, val data, val *answers,
                      struct form_errors *errors)
{
    struct form_env env;
    struct feel_env feel;
    val given;

    TRY(case_task_given(w->a, w->db, w->boot, &x->c, &x->key, x->t.token, x->answers, w->today,
                        &given));
    case_page_env(&env, w, x->v, val_null(), given);
    feel_env_init(&feel, w->a, w->now);
    env.feel = &feel;
    return form_read_all(x->form->form, data, &env, answers, errors);
}

static err complete_task(struct web *w)
{
    struct form_errors errors = { 0 };
    struct taken x = { 0 };
    val_builder none = val_build(w->a), b = val_build(w->a);
    val data = val_null(), answers = val_done(&none);

    struct q_fill kept = { 0 };

    err e = taken_open(w, &x);
    if (!failed(e))
        e = q_fill(w->db, x.t.id, &kept);
    /* what was put into the application before is sent as it is */
    bool before = kept.found && kept.account == w->who.account && !val_has(w->body, S("data"));
    if (!failed(e) && x.form && !before) {
        (void)gov_answers(w->a, val_get(w->body, S("data")), &data);
        e = form_taken(w, &x, data, &answers, &errors);
    }
    bytes_wipe(&x.key, sizeof x.key);
    if (errors.v.n)
        return gov_failure_form(w, &errors);
    if (e.class == ERR_CLASS_REFUSED)
        return gov_failure_word(w, 404, W_exchange_not_there);
    TRY(e);
    val_put(&b, S("task"), val_int(x.t.id));
    if (!before)
        val_put(&b, S("answers"), answers);
    w->act = "case.complete";
    w->in = val_done(&b);
    w->then_fn = done_task;
    return OK;
}

err govstack_complete(struct web *w)
{
    val data;

    if (w->body.tag != V_CONTEXT || !gov_answers(w->a, val_get(w->body, S("data")), &data))
        return gov_failure_word(w, 422, W_exchange_no_form_data);
    return open_with(w, complete_task);
}

/* ---- what the officer found, put into the application before the task is completed ---- */

static err updated(struct web *w)
{
    return gov_send(w, *(val *)w->own);
}

static err update_task(struct web *w)
{
    struct form_errors errors = { 0 };
    struct taken x = { 0 };
    struct q_fill kept;
    val_builder b = val_build(w->a);
    val data = val_null(), answers = val_null(), *file = ARENA_NEW(w->a, val);

    err e = taken_open(w, &x);
    (void)gov_answers(w->a, val_get(val_get(w->body, S("formData")), S("data")), &data);
    if (!failed(e) && x.form)
        e = form_taken(w, &x, data, &answers, &errors);
    if (!failed(e))
        e = gov_application(w, &x.c, &x.key, file);
    bytes_wipe(&x.key, sizeof x.key);
    if (errors.v.n)
        return gov_failure_form(w, &errors);
    if (e.class == ERR_CLASS_REFUSED || (!failed(e) && !x.form))
        return gov_failure_word(w, 404, W_exchange_not_there);
    TRY(e);
    TRY(q_fill(w->db, x.t.id, &kept));
    val_put(&b, S("task"), val_int(x.t.id));
    val_put(&b, S("answers"), answers);
    val_put(&b, S("page"), VAL_S(""));
    val_put(&b, S("seq"), val_int(kept.found ? kept.seq : 0));
    w->own = file;
    w->act = "case.fill";
    w->in = val_done(&b);
    w->then_fn = updated;
    return OK;
}

/* The one task of that application which the officer has in hand. */
err govstack_update(struct web *w)
{
    struct q_tasks_in_hand all;
    int64_t id = 0, n = 0;
    val data;

    if (!w->who.token)
        return gov_failure_word(w, 401, W_act_token_needed);
    if (w->body.tag != V_CONTEXT ||
        !gov_answers(w->a, val_get(val_get(w->body, S("formData")), S("data")), &data))
        return gov_failure_word(w, 422, W_exchange_no_form_data);
    TRY(q_tasks_in_hand(w->db, w->who.account, TASKS_LISTED, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(web_param(w, "id"), all.v[i].number) &&
            programs_may(w->site, &w->who, all.v[i].authority)) {
            id = all.v[i].id;
            n++;
        }
    if (n != 1)
        return n ? gov_failure_word(w, 409, W_exchange_several_tasks)
                 : gov_failure_word(w, 404, W_exchange_not_there);
    w->act = "case.open";
    w->in = val_with(w->a, val_null(), S("task"), val_int(id));
    w->then_fn = update_task;
    return OK;
}
