/* The desk and the figures are projections: compared with the tasks and tokens that they are made
 * from. */
#include "act/verify.h"
#include "blocks/case/fill.h"
#include "blocks/case/work.h"

enum { TASKS = 500 };

static err one_count(struct verify *v, const char *code, const char *what, int64_t n)
{
    if (n)
        verify_wrong(v, code, S(""), "%lld %s", (long long)n, what);
    return OK;
}

/* How many different groups a task names. */
static int64_t groups_n(arena *a, str groups)
{
    VEC(str) seen = { 0 };
    str rest = task_whose(groups) == TASK_OF_OFFICE ? str_trim(groups) : S(""), name;

    while (str_next(&rest, ' ', &name)) {
        bool known = !name.n;
        for (size_t i = 0; i < seen.n; i++)
            known |= str_eq(seen.v[i], name);
        if (!known)
            *vec_push(&seen, a) = name;
    }
    return (int64_t)seen.n;
}

static err tasks_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct q_desk_tasks_after rows;
    uint64_t *all = user;

    TRY(q_desk_tasks_after(v->db, *after, TASKS, &rows));
    *n = rows.n;
    *all += rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].id;
        if (rows.v[i].n != groups_n(a, rows.v[i].groups))
            verify_wrong(v, "task.desk", str_fmt(v->a, "%lld", (long long)*after),
                         "the desk does not show this task to each of its groups once");
    }
    return OK;
}

err work_verify(struct verify *v)
{
    struct q_desk_wrong desk;
    struct q_step_counts_wrong counts;
    struct q_steps_uncounted uncounted;
    struct q_fills_wrong fills;
    struct q_waits_wrong waits;
    uint64_t tasks = 0;

    TRY(q_desk_wrong(v->db, &desk));
    TRY(one_count(v, "desk.row", "rows of the desk are not what their task says", desk.n));
    TRY(verify_walk(v, TASKS, tasks_batch, &tasks));
    TRY(q_step_counts_wrong(v->db, &counts));
    TRY(q_steps_uncounted(v->db, &uncounted));
    TRY(one_count(v, "step.count", "counts of cases at a step are not those of its rows",
                  counts.n + uncounted.n));
    TRY(q_fills_wrong(v->db, &fills));
    TRY(one_count(v, "fill.task", "forms are filled in for no open task", fills.n));
    TRY(q_waits_wrong(v->db, &waits));
    TRY(one_count(v, "case.wait", "waits for applicants are not those of their tasks", waits.n));
    verify_counted(v, "open tasks compared with the desk", tasks);
    return OK;
}

static size_t tokens_waiting(val instance, const struct q_steps_now *rows, size_t *found)
{
    val scopes = val_get(instance, S("scopes"));
    size_t n = 0;

    *found = 0;
    for (size_t i = 0; i < val_count(scopes); i++) {
        val tokens = val_get(val_at(scopes, i), S("tokens"));
        for (size_t k = 0; k < val_count(tokens); k++) {
            val t = val_at(tokens, k);
            if (str_eq(val_get_text(t, S("st")), S("scope")))
                continue;
            n++;
            for (size_t r = 0; r < rows->n; r++)
                *found += rows->v[r].token == val_get_i64(t, S("id"), 0) &&
                          str_eq(rows->v[r].element, val_get_text(t, S("at")));
        }
    }
    return n;
}

/* How many tokens wait for an officer, and whether one of that number does so at that element. */
static size_t tokens_of_users(val instance, int64_t id, str element, bool *there)
{
    val scopes = val_get(instance, S("scopes"));
    size_t n = 0;

    *there = false;
    for (size_t i = 0; i < val_count(scopes); i++) {
        val tokens = val_get(val_at(scopes, i), S("tokens"));
        for (size_t k = 0; k < val_count(tokens); k++) {
            val t = val_at(tokens, k);
            bool user = str_eq(val_get_text(t, S("st")), S("user"));
            n += user;
            *there |= user && val_get_i64(t, S("id"), 0) == id &&
                      str_eq(val_get_text(t, S("at")), element);
        }
    }
    return n;
}

/* Each open task of the process stands for one token that waits for it, and each such token has
 * one. */
static err tasks_match(struct verify *v, int64_t case_id, val instance)
{
    struct q_tasks_of_case all;
    size_t open = 0, waiting;
    bool there, good = true;

    TRY(q_tasks_of_case(v->db, case_id, &all));
    for (size_t i = 0; i < all.n; i++) {
        str state = all.v[i].state;
        if (!all.v[i].token || str_eq(state, S("done")) || str_eq(state, S("gone")))
            continue;
        open++;
        (void)tokens_of_users(instance, all.v[i].token, all.v[i].element, &there);
        good &= there;
    }
    waiting = tokens_of_users(instance, 0, S(""), &there);
    if (!good || open != waiting)
        verify_wrong(v, "task.token", str_fmt(v->a, "%lld", (long long)case_id),
                     "the open tasks of the case are not what its tokens wait for");
    return OK;
}

/* A case that has not moved since steps are counted has no rows yet. */
err work_verify_case(struct verify *v, int64_t case_id, bool running)
{
    struct q_instance row;
    struct q_steps_now rows;
    size_t n = 0, found = 0;
    val instance;

    TRY(q_instance(v->db, case_id, 0, &row));
    instance = val_null();
    if (row.found && running)
        TRY(val_unpack(db_arena(v->db), row.state, &instance));
    TRY(tasks_match(v, case_id, instance));
    TRY(q_steps_now(v->db, case_id, &rows));
    if (!rows.n)
        return OK;
    n = tokens_waiting(instance, &rows, &found);
    if (n != rows.n || found != n)
        verify_wrong(v, "step.row", str_fmt(v->a, "%lld", (long long)case_id),
                     "where the case is counted to stand is not where its tokens are");
    return OK;
}
