/* Beside the process: notes, tasks asked of colleagues, many tasks at once. */
#include "blocks/office/own.h"
#include "blocks/identity/identity.h"

/* ---- on the page of a task ---- */

static err notes(struct web *w, const struct q_case *c, const struct data_key *key,
                 struct v_desk_task *v)
{
    struct q_notes all;

    TRY(q_notes(w->db, c->id, &all));
    struct v_desk_task_note *n = ARENA_ARRAY(w->a, struct v_desk_task_note, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        str name = STR_NULL;
        val text;
        TRY(key_open(w->a, key, "case_note.text", all.v[i].text, &text));
        TRY(identity_officer(w->db, w->a, all.v[i].by_account, &name));
        n[i] = (struct v_desk_task_note){ .text = val_text(text),
                                          .at = { all.v[i].at },
                                          .by = name.p ? name : S("") };
    }
    v->notes = n;
    v->notes_n = all.n;
    return OK;
}

/* Those that this task asked for, and where this is one of them, what it is about. */
static err asked(struct web *w, const struct q_task *t, const struct q_case *c,
                 const struct data_key *key, struct v_desk_task *v)
{
    struct q_tasks_of_case all;
    val title;

    v->title = S("");
    if (t->title.p) {
        TRY(key_open(w->a, key, "task.title", t->title, &title));
        v->title = val_text(title);
    }
    TRY(q_tasks_of_case(w->db, c->id, &all));
    struct v_desk_task_asked *out = ARENA_ARRAY(w->a, struct v_desk_task_asked, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].parent != t->id || !all.v[i].title.p)
            continue;
        TRY(key_open(w->a, key, "task.title", all.v[i].title, &title));
        bool done = str_eq(all.v[i].state, S("done"));
        out[v->asked_n++] =
            (struct v_desk_task_asked){ .title = val_text(title),
                                        .state = done ? W_office_asked_done : W_office_asked_open };
    }
    v->asked = out;
    return OK;
}

err beside_parts(struct web *w, const struct q_task *t, const struct q_case *c,
                 const struct data_key *key, struct v_desk_task *v)
{
    const struct office *o = site_office(w->site, t->authority);
    struct v_desk_task_group *g =
        ARENA_ARRAY(w->a, struct v_desk_task_group, (o ? o->n_groups : 0) + 1);

    TRY(notes(w, c, key, v));
    TRY(asked(w, t, c, key, v));
    for (size_t i = 0; o && i < o->n_groups; i++)
        g[v->groups_n++] =
            (struct v_desk_task_group){ o->groups[i].id,
                                        site_text(w->site, o->groups[i].name, w->lang) };
    v->groups = g;
    return OK;
}

static err task_field(struct web *w, val_builder *b)
{
    int64_t id = 0;

    *b = val_build(w->a);
    if (failed(str_to_i64(web_param(w, "task"), &id)))
        return REFUSED(ERR_MISSING);
    val_put(b, S("task"), val_int(id));
    return OK;
}

static void text_field(struct web *w, val_builder *b, const char *from, const char *to)
{
    str text = web_field(w, from);

    val_put(b, str_z(to), val_str(text.p ? text : S("")));
}

err note_prepare(struct web *w)
{
    val_builder b;

    TRY(task_field(w, &b));
    text_field(w, &b, "new_note", "text");
    w->in = val_done(&b);
    return OK;
}

err resolve_prepare(struct web *w)
{
    val_builder b;

    TRY(task_field(w, &b));
    text_field(w, &b, "resolved", "note");
    w->in = val_done(&b);
    return OK;
}

err colleague_prepare(struct web *w)
{
    val_builder b;
    int64_t days = 0;

    TRY(task_field(w, &b));
    text_field(w, &b, "title", "title");
    text_field(w, &b, "group", "group");
    if (!failed(str_to_i64(str_trim(web_field(w, "days").p ? web_field(w, "days") : S("")), &days)))
        val_put(&b, S("days"), val_int(days));
    w->in = val_done(&b);
    return OK;
}

/* ---- many at once ---- */

err bulk_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    val ticked = val_get(w->body, S("task")), tasks = val_list(NULL, 0);
    int64_t id = 0;
    size_t n = ticked.tag == V_LIST ? ticked.n : val_is_null(ticked) ? 0 : 1;

    for (size_t i = 0; i < n; i++)
        if (!failed(str_to_i64(val_text(ticked.tag == V_LIST ? ticked.l[i] : ticked), &id)))
            tasks = val_append(w->a, tasks, val_int(id));
    if (!tasks.n)
        return web_redirect(w, S("/desk"));
    val_put(&b, S("task"), tasks);
    text_field(w, &b, "do", "do");
    if (!failed(str_to_i64(web_field(w, "to").p ? web_field(w, "to") : S(""), &id)))
        val_put(&b, S("to"), val_int(id));
    w->in = val_done(&b);
    return OK;
}

err show_bulk(struct web *w)
{
    val report = val_get(w->out, S("report"));
    struct v_desk_bulk v = { 0 };
    struct v_desk_bulk_row *rows = ARENA_ARRAY(w->a, struct v_desk_bulk_row, report.n + 1);

    for (size_t i = 0; i < val_count(report); i++) {
        val r = val_at(report, i);
        str key = val_get_text(r, S("word"));
        enum word_id word = key.n ? word_find(key) : W_office_bulk_done;
        rows[i] =
            (struct v_desk_bulk_row){ .number = val_get_text(r, S("number")),
                                      .href = web_url(w, "/desk/tasks/%lld",
                                                      (long long)val_get_i64(r, S("task"), 0)),
                                      .result = word == W_NONE ? W_act_not_permitted : word,
                                      .done = !key.n };
        *(key.n ? &v.refused : &v.done) += 1;
    }
    v.rows = rows;
    v.rows_n = val_count(report);
    OFFICE_SEND(w, desk_bulk, &v, 200);
}
