/* Running cases on older versions of their service: how many, whether they would fit the newest,
 * and taking them there. */
#include "blocks/office/own.h"

enum { SHORT = 8 };

typedef VEC(struct v_desk_versions_row) version_rows;

static err service_rows(struct web *w, const struct service *s, version_rows *out)
{
    struct q_cases_versions all;

    TRY(q_cases_versions(w->db, s->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        bool newest = str_eq(all.v[i].version, s->version);
        *vec_push(out, w->a) =
            (struct v_desk_versions_row){ .service = s->id,
                                          .title = site_text(w->site, s->title, w->lang),
                                          .from = all.v[i].version,
                                          .name = str_sub(all.v[i].version, 0, SHORT),
                                          .version = s->version,
                                          .n = all.v[i].n,
                                          .newest = newest,
                                          .may = !newest &&
                                                 work_repairs(w->site, &w->who, s->office) };
    }
    return OK;
}

err show_versions(struct web *w)
{
    struct v_desk_versions v = { 0 };
    version_rows rows = { 0 };

    if (!w->who.nroles)
        return web_error(w, 403);
    for (size_t i = 0; i < w->site->n_services; i++) {
        const struct service *s = w->site->services[i];
        if (s->process && !s->broken && works_at(&w->who, s->office))
            TRY(service_rows(w, s, &rows));
    }
    v.rows = rows.v;
    v.rows_n = rows.n;
    OFFICE_SEND(w, desk_versions, &v, 200);
}

static void text_field(struct web *w, val_builder *b, const char *name)
{
    str text = web_field(w, name);

    if (text.p && text.n)
        val_put(b, str_z(name), val_str(str_trim(text)));
}

err try_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    str after = web_field(w, "after");
    int64_t id = 0;

    val_put(&b, S("service"), val_str(web_param(w, "service")));
    text_field(w, &b, "from");
    text_field(w, &b, "version");
    text_field(w, &b, "pairs");
    if (after.p && !failed(str_to_i64(after, &id)))
        val_put(&b, S("after"), val_int(id));
    w->in = val_done(&b);
    return OK;
}

err all_prepare(struct web *w)
{
    return try_prepare(w);
}

static enum word_id kind_word(str kind)
{
    static const struct {
        const char *kind;
        enum word_id word;
    } t[] = { { "stands", W_office_fit_stands },  { "opened", W_office_fit_opened },
              { "closed", W_office_fit_closed },  { "answer", W_office_fit_answer },
              { "gone", W_office_fit_gone },      { "kind", W_office_fit_kind },
              { "scope", W_office_fit_scope },    { "repeat", W_office_fit_repeat },
              { "join", W_office_fit_join },      { "work", W_office_fit_work },
              { "undo", W_office_fit_undo },      { "event", W_office_fit_event },
              { "process", W_office_fit_process } };

    FOR_EACH(t, c)
        if (str_eq(kind, str_z(c->kind)))
            return c->word;
    return W_office_fit_process;
}

static bool hinders(str kind)
{
    return !str_eq(kind, S("stands")) && !str_eq(kind, S("opened")) && !str_eq(kind, S("closed"));
}

static void result(struct web *w, const struct service *s, struct v_desk_try *v)
{
    val rows = val_get(w->out, S("rows"));
    struct v_desk_try_row *out = ARENA_ARRAY(w->a, struct v_desk_try_row, val_count(rows) + 1);

    for (size_t i = 0; i < val_count(rows); i++) {
        val r = val_at(rows, i);
        str kind = val_get_text(r, S("kind")), element = val_get_text(r, S("element"));
        out[i] =
            (struct v_desk_try_row){ .step = str_eq(kind, S("answer")) ? element
                                                                       : task_name(w, s, element),
                                     .id = element,
                                     .what = kind_word(kind),
                                     .n = val_get_i64(r, S("n"), 0),
                                     .hinders = hinders(kind) };
    }
    v->rows = out;
    v->rows_n = val_count(rows);
    v->fits = val_get_i64(w->out, S("fits"), 0);
    v->stays = val_get_i64(w->out, S("stays"), 0);
}

err show_try(struct web *w)
{
    const struct service *s = site_service(w->site, web_param(w, "service"));
    struct v_desk_try v = { .service = web_param(w, "service"),
                            .title = s ? site_text(w->site, s->title, w->lang) : S(""),
                            .from = web_field(w, "from"),
                            .version = web_field(w, "version"),
                            .pairs = web_field(w, "pairs").p ? web_field(w, "pairs") : S(""),
                            .next = val_get_i64(w->out, S("next"), 0),
                            .number = S("") };

    result(w, s, &v);
    v.more = v.next != 0;
    OFFICE_SEND(w, desk_try, &v, 200);
}

err to_versions(struct web *w)
{
    return web_redirect(w, S("/desk/versions"));
}

/* ---- one case ---- */

err migrate_prepare(struct web *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("number"), val_str(web_param(w, "number")));
    text_field(w, &b, "version");
    text_field(w, &b, "pairs");
    val_put(&b, S("dry"), val_bool(!str_eq(web_field(w, "do"), S("migrate"))));
    w->in = val_done(&b);
    return OK;
}

err show_migrate(struct web *w)
{
    str number = val_get_text(w->out, S("number"));
    struct q_case c;

    if (str_eq(web_field(w, "do"), S("migrate")))
        return to_flow(w);
    TRY(case_find(w->db, number, &c));
    const struct service *s = site_service(w->site, c.service);
    struct v_desk_try v = { .service = c.service,
                            .title = s ? site_text(w->site, s->title, w->lang) : S(""),
                            .from = c.version,
                            .version = web_field(w, "version"),
                            .pairs = web_field(w, "pairs").p ? web_field(w, "pairs") : S(""),
                            .number = number };

    result(w, s, &v);
    OFFICE_SEND(w, desk_try, &v, 200);
}
