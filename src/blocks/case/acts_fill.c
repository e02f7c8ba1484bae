/* The form of a task: opened, saved, sent.  Who may is decided by whose task it is; sending is what
 * completes the task. */
#include "blocks/case/appeal.h"
#include "blocks/case/acts.h"
#include "blocks/case/files.h"
#include "blocks/case/fill.h"
#include "blocks/case/process.h"
#include "blocks/case/sight.h"
#include "blocks/case/work.h"
#include "blocks/register/register.h"
#include "site/site.h"

/* A task whose form is given, by who gives it. */
struct giving {
    act *a;
    struct q_task t;
    struct q_case c;
    struct data_key key;
    bool desk;
    const struct service *v;
    const struct service_form *f; /* null: nothing is asked */
};

/* The applicant's own task; of others nobody is told that it is there. */
static err applicants(struct giving *g)
{
    act *a = g->a;

    TRY(q_case(a->db, g->t.case_id, S(""), &g->c));
    if (!g->c.found || !g->c.account || g->c.account != a->who.account)
        return refuse_with(a, W_case_unknown_task, NULL, val_null(), 404);
    if (a->who.level < LEVEL_LOW)
        return refuse_with(a, W_act_level_needed, NULL, val_null(), 403);
    if (!str_eq(g->t.state, S("open")) || !case_runs(g->c.state))
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    return key_get(a, SUBJECT_CASE, g->c.id, &g->key);
}

static err giver(act *a, val in, struct giving *g)
{
    *g = (struct giving){ .a = a };
    TRY(q_task(a->db, val_get_i64(in, S("task"), 0), &g->t));
    if (!g->t.found)
        return refuse_with(a, W_case_unknown_task, NULL, val_null(), 404);
    g->desk = task_whose(g->t.groups) == TASK_OF_OFFICE;
    if (!g->desk) {
        TRY(applicants(g));
    } else {
        TRY(work_own_task(a, in, &g->t, &g->c, &g->key));
        if (!str_eq(g->t.state, S("claimed")))
            return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
        if (g->t.delegated_by)
            return refuse_with(a, W_case_resolve_first, NULL, val_null(), 409);
    }
    g->v = case_service(a->boot, &g->c);
    g->f = g->v && g->t.token ? service_form(g->v, g->t.form) : NULL;
    return OK;
}

/* ---- opened, saved ---- */

/* From here on the officer's account opens the case's key, for as long as FILL_OPEN_MS. */
static err row_open(act *a, const struct q_task *t, const struct data_key *key)
{
    struct q_fill row;
    str sealed;
    val_builder none = val_build(a->a);

    TRY(case_owner_key(a, key, a->who.account, &sealed));
    TRY(q_fill(a->db, t->id, &row));
    if (row.found)
        return q_fill_opened(a->db, t->id, a->who.account, a->now.ms, sealed);
    return q_fill_add(a->db, &(struct q_fill_add_in){
                                 .task = t->id,
                                 .case_id = t->case_id,
                                 .account = a->who.account,
                                 .page = S(""),
                                 .answers = key_seal(a->a, key, "fill.answers", val_done(&none)),
                                 .opened = a->now.ms,
                                 .owner_key = sealed,
                                 .changed = a->now.ms });
}

err fill_looked(act *a, const struct q_task *t, const struct q_case *c)
{
    const struct service *v = case_service(a->boot, c);
    const struct service_form *f = v && t->token ? service_form(v, t->form) : NULL;
    struct data_key key;

    if (!f || !fill_paged(f->form) || t->assignee != a->who.account || t->delegated_by ||
        !str_eq(t->state, S("claimed")))
        return OK;
    TRY(key_get(a, SUBJECT_CASE, c->id, &key));
    return row_open(a, t, &key);
}

/* One look, traced, for all pages of the form. */
err act_fill_open(act *a, val in, val *out)
{
    struct giving g;
    str ticket;

    TRY(giver(a, in, &g));
    if (!g.desk || !g.f)
        return refuse_with(a, W_case_unknown_task, NULL, val_null(), 404);
    TRY(case_looked(a, &g.c, g.t.authority, &ticket));
    *out = val_with(a->a, val_null(), S("task"), val_int(g.t.id));
    return row_open(a, &g.t, &g.key);
}

static bool is_open(const act *a, const struct giving *g, const struct q_fill *row)
{
    return !g->desk ||
           (row->found && row->account == a->who.account && row->opened + FILL_OPEN_MS > a->now.ms);
}

err act_fill(act *a, val in, val *out)
{
    struct giving g;
    struct q_fill row;
    int64_t n = 1, seq = val_get_i64(in, S("seq"), -1);
    str page = val_get_text(in, S("page")), answers;

    TRY(giver(a, in, &g));
    if (!g.f)
        return refuse_with(a, W_case_unknown_task, NULL, val_null(), 404);
    TRY(q_fill(a->db, g.t.id, &row));
    /* a program's look is traced in the same request, and it reads nothing of what is kept */
    if (!a->who.token && !is_open(a, &g, &row))
        return refuse_with(a, W_case_fill_look_again, NULL, val_null(), 409);
    if (seq != (row.found ? row.seq : 0))
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    answers = key_seal(a->a, &g.key, "fill.answers", val_get(in, S("answers")));
    if (row.found)
        TRY(q_fill_save(a->db,
                        &(struct q_fill_save_in){ .task = g.t.id,
                                                  .seq = seq,
                                                  .page = page,
                                                  .answers = answers,
                                                  .changed = a->now.ms },
                        &n));
    else
        TRY(q_fill_add(a->db, &(struct q_fill_add_in){ .task = g.t.id,
                                                       .case_id = g.c.id,
                                                       .account = a->who.account,
                                                       .seq = 1,
                                                       .page = page,
                                                       .answers = answers,
                                                       .owner_key = STR_NULL,
                                                       .changed = a->now.ms }));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    *out = val_with(a->a, val_null(), S("task"), val_int(g.t.id));
    return files_add(a, &(struct files_of){ .case_id = g.c.id, .task = g.t.id, .desk = g.desk },
                     &g.key, val_get(in, S("files")));
}

/* ---- sent ---- */

/* What was filled in on pages of the form; the page that sends it says which state of it it showed.
 */
static err kept_answers(struct giving *g, val in, val *answers)
{
    act *a = g->a;
    struct q_fill row;

    *answers = val_get(in, S("answers"));
    TRY(q_fill(a->db, g->t.id, &row));
    if (!val_is_null(*answers))
        return OK;
    val_builder none = val_build(a->a);
    *answers = val_done(&none);
    if (!row.found)
        return OK;
    if (val_get_i64(in, S("seq"), row.seq) != row.seq)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    return key_open(a->a, &g->key, "fill.answers", row.answers, answers);
}

/* The form once more, whole, with what the process knows: what a worker let pass does not count. */
static err checked(struct giving *g, val *answers)
{
    act *a = g->a;
    struct form_errors errors = { 0 };
    struct form_env env;
    val said, given, held = val_null();

    TRY(case_answers(a->a, &g->c, &g->key, &said));
    TRY(case_task_given(a->a, a->db, a->boot, &g->c, &g->key, g->t.token, said, a->today, &given));
    if (!g->desk && a->who.person)
        TRY(register_held(a, g->v, g->f, a->who.person, &held));
    case_form_env(&env, a->a, a->site, g->v, a->lang.n ? a->lang : g->c.lang, a->today, held,
                  given);
    err e = case_form_check(a, g->f->form, *answers, &env, &errors, answers);
    return e.class == ERR_CLASS_REFUSED ? case_refuse_errors(a, &errors) : e;
}

/* Files that the answers name become the case's; what was given and taken away again goes. */
static err files_sent(struct giving *g, val answers)
{
    act *a = g->a;
    struct q_fill_files rows;

    TRY(q_fill_files(a->db, g->c.id, g->t.id, &rows));
    struct q_case_files own = { .v = ARENA_ARRAY(a->a, struct q_case_files_row, rows.n + 1),
                                .n = rows.n };
    bool *used = ARENA_ARRAY(a->a, bool, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        own.v[i] = (struct q_case_files_row){ .id = rows.v[i].id,
                                              .hash = rows.v[i].hash,
                                              .state = rows.v[i].state };
        used[i] = false;
    }
    TRY(files_check(a, g->f->form, answers, &own, used));
    for (size_t i = 0; i < rows.n; i++)
        if (used[i])
            TRY(q_fill_file_sent(a->db, rows.v[i].id));
    return OK;
}

static err sent_event(struct giving *g, val answers)
{
    val_builder b = val_build(g->a->a);

    val_put(&b, S("element"), val_str(g->t.element));
    if (!g->desk)
        val_put(&b, S("form"), val_str(g->t.form));
    val_put(&b, S("answers"), answers);
    return case_event(g->a, &g->c, g->desk ? "case.task_done" : "case.form_sent", val_done(&b));
}

/* The form is checked as the application is; its answers go to the process as the task's outputs.
 */
err act_complete(act *a, val in, val *out)
{
    struct giving g;
    bool held;
    val answers;

    TRY(giver(a, in, &g));
    TRY(appeal_holds(a->db, g.c.id, &held));
    if (held)
        return refuse_with(a, W_case_appeal_holds, NULL, val_null(), 409);
    *out = val_with(a->a, val_null(), S("task"), val_int(g.t.id));
    if (!g.t.token)
        return adhoc_done(a, &g.c, &g.key, &g.t,
                          val_get_text(val_get(in, S("answers")), S("note")));
    if (!g.f && g.t.form.n)
        return refuse_with(a, W_case_no_service, NULL, val_null(), 404);
    val_builder nothing = val_build(a->a);
    answers = val_done(&nothing); /* where nothing is asked, nothing is taken */
    if (g.f) {
        TRY(kept_answers(&g, in, &answers));
        TRY(checked(&g, &answers));
        TRY(files_sent(&g, answers));
    }
    TRY(work_set(a, &g.t, S("done"), a->who.account, 0));
    TRY(sent_event(&g, answers));
    TRY(fill_done(a, &g.c, &g.t));
    struct bpmn_event done = { .kind = BPMN_USER_DONE,
                               .token = (uint32_t)g.t.token,
                               .data = answers };
    err e = process_event(a, &g.c, &g.key, &done);
    if (e.class == ERR_CLASS_REFUSED && e.code == ERR_CONFLICT)
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    *out = val_with(a->a, *out, S("number"), val_str(g.c.number));
    return e;
}
