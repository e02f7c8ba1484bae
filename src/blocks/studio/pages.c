/* The list of services, a service with its versions and drafts, a draft with its check. */
#include "blocks/identity/identity.h"
#include "blocks/studio/own.h"
#include "bpmn/bpmn.h"
#include "os/zone.h"

enum { DRAFTS_SHOWN = 50, DRAFTS_UNDER_WAY = 500 };

/* ---- what is shown of drafts ---- */

static enum word_id state_word(str state)
{
    return str_eq(state, S(DRAFT_OPEN))        ? W_studio_state_open
           : str_eq(state, S(DRAFT_REVIEW))    ? W_studio_state_review
           : str_eq(state, S(DRAFT_SIGNED))    ? W_studio_state_signed
           : str_eq(state, S(DRAFT_PUBLISHED)) ? W_studio_state_published
                                               : W_studio_state_dropped;
}

static str state_colour(str state)
{
    return str_eq(state, S(DRAFT_OPEN))        ? S("blue")
           : str_eq(state, S(DRAFT_REVIEW))    ? S("yellow")
           : str_eq(state, S(DRAFT_SIGNED))    ? S("purple")
           : str_eq(state, S(DRAFT_PUBLISHED)) ? S("green")
                                               : S("grey");
}

static bool is_under_way(str state)
{
    return !str_eq(state, S(DRAFT_PUBLISHED)) && !str_eq(state, S(DRAFT_DROPPED));
}

static struct v_studio_index_draft draft_shown(struct web *w, int64_t id, str title, str state,
                                               int64_t author, int64_t changed)
{
    return (struct v_studio_index_draft){ .title = title,
                                          .href = at_url(w, "/studio/drafts", id, ""),
                                          .state = state_word(state),
                                          .colour = state_colour(state),
                                          .by = account_name(w, author),
                                          .changed = { changed } };
}

static err drafts_of(struct web *w, str service, bool all, const struct v_studio_index_draft **out,
                     size_t *n)
{
    struct q_drafts rows;

    TRY(q_drafts(w->db, service, DRAFTS_SHOWN, &rows));
    struct v_studio_index_draft *v = ARENA_ARRAY(w->a, struct v_studio_index_draft, rows.n + 1);
    *n = 0;
    for (size_t i = 0; i < rows.n; i++)
        if (all || is_under_way(rows.v[i].state))
            v[(*n)++] = draft_shown(w, rows.v[i].id, rows.v[i].title, rows.v[i].state,
                                    rows.v[i].author, rows.v[i].changed);
    *out = v;
    return OK;
}

/* Drafts of services that were never published. */
static err new_drafts(struct web *w, struct v_studio_index *v)
{
    struct q_drafts_under_way rows;

    TRY(q_drafts_under_way(w->db, DRAFTS_UNDER_WAY, &rows));
    struct v_studio_index_draft *out = ARENA_ARRAY(w->a, struct v_studio_index_draft, rows.n + 1);
    for (size_t i = 0; i < rows.n && v->new_drafts_n < DRAFTS_SHOWN; i++)
        if (!site_service(w->site, rows.v[i].service) &&
            studio_sees(w->site, &w->who, rows.v[i].authority))
            out[v->new_drafts_n++] = draft_shown(w, rows.v[i].id, rows.v[i].title, rows.v[i].state,
                                                 rows.v[i].author, rows.v[i].changed);
    v->new_drafts = out;
    return OK;
}

static str authority_name(struct web *w, str id)
{
    const struct site_authority *a = site_authority(w->site, id);

    return a ? site_text(w->site, a->name, w->lang) : STR_NULL;
}

static str version_short(str version)
{
    return str_sub(version, 0, MIN(version.n, 12));
}

static str size_shown(struct web *w, size_t bytes)
{
    struct val_entry arg = { S("kb"), val_int((int64_t)(bytes + 1023) / 1024) };

    return page_word_str(&w->page, W_studio_size_of, &arg, 1);
}

err studio_show_index(struct web *w)
{
    struct v_studio_index v = { 0 };
    struct v_studio_index_service *s =
        ARENA_ARRAY(w->a, struct v_studio_index_service, w->site->n_services + 1);

    if (!studio_works(w->site, &w->who))
        return web_error(w, 403);
    for (size_t i = 0; i < w->site->n_services; i++) {
        const struct service *x = w->site->services[i];
        if (!studio_sees(w->site, &w->who, x->authority))
            continue;
        struct v_studio_index_service *row = &s[v.services_n++];
        *row = (struct v_studio_index_service){ .id = x->id,
                                                .title = studio_title(w, x),
                                                .href = web_url(w, "/studio/services/%.*s",
                                                                STR_ARG(x->id)),
                                                .authority = authority_name(w, x->authority),
                                                .version = version_short(x->version) };
        TRY(drafts_of(w, x->id, false, &row->drafts, &row->drafts_n));
    }
    v.services = s;
    TRY(new_drafts(w, &v));
    return STUDIO_SEND(w, studio_index, &v, 200);
}

/* ---- the parts of a service ---- */

/* What a form is for: the applicant's, or the step of the process that fills it in. */
str studio_form_title(struct scene *s, const struct service_form *f)
{
    struct web *w = s->w;
    const struct service_process *p = s->v->process;
    struct val_entry arg = { S("name"), val_str(f->id) };

    if (str_eq(f->id, S("form")))
        return word0(w->page.words, W_studio_part_applicant);
    for (uint32_t i = 0; p && p->bpmn && i < p->bpmn->nodes_n; i++) {
        const struct bpmn_node *n = &p->bpmn->nodes[i];
        str said = words_get(p->words, w->lang, n->id, S("name"));
        if (n->name.n && (str_eq(n->form.text, f->id) || str_eq(n->form_key.text, f->id)))
            return said.n ? said : n->name;
    }
    return page_word_str(&w->page, W_studio_part_form, &arg, 1);
}

static struct v_studio_parts parts_of(struct scene *s)
{
    struct web *w = s->w;
    struct v_studio_parts p = { 0 };
    const struct service *v = s->v;

    if (!v)
        return p;
    if (s->d.found)
        p.settings = web_url(w, "%.*s/settings", STR_ARG(s->base));
    if (v->process && v->process->bpmn)
        p.process = web_url(w, "%.*s/process", STR_ARG(s->base));
    if (v->n_decisions)
        p.rules = web_url(w, "%.*s/rules", STR_ARG(s->base));
    if (v->n_letters)
        p.letters = web_url(w, "%.*s/letters", STR_ARG(s->base));
    p.words = web_url(w, "%.*s/words", STR_ARG(s->base));
    struct v_studio_parts_form *f = ARENA_ARRAY(w->a, struct v_studio_parts_form, v->n_forms + 1);
    for (size_t i = 0; i < v->n_forms; i++)
        if (v->forms[i].form)
            f[p.forms_n++] =
                (struct v_studio_parts_form){ studio_form_title(s, &v->forms[i]),
                                              web_url(w, "%.*s/form/%.*s", STR_ARG(s->base),
                                                      STR_ARG(v->forms[i].id)) };
    p.forms = f;
    return p;
}

/* ---- a service ---- */

static err versions_part(struct web *w, const struct service *x, struct v_studio_service *v)
{
    const struct version_row *rows;
    size_t n;

    TRY(versions_history(w->a, w->db, x->id, &rows, &n));
    struct v_studio_service_version *out =
        ARENA_ARRAY(w->a, struct v_studio_service_version, n + 1);
    /* The one in force first: it is what a new draft begins from unless another is chosen. */
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < n; i++)
            if (str_eq(rows[i].version, x->version) == (pass == 0))
                out[v->versions_n++] = (struct v_studio_service_version){
                    .version = rows[i].version, .at = rows[i].at, .now = pass == 0
                };
    v->versions = out;
    return OK;
}

static err service_page(struct web *w, int status)
{
    struct scene s;
    struct v_studio_service v = { 0 };

    TRY(scene_open(w, &s));
    v.id = s.id;
    v.title = s.title;
    v.authority = authority_name(w, s.authority);
    v.version = version_short(s.v->version);
    v.public = web_url(w, "/services/%.*s", STR_ARG(s.id));
    v.may = studio_may(w->site, &w->who, STUDIO_DESIGN, s.authority);
    v.open = web_url(w, "/studio/services/%.*s", STR_ARG(s.id));
    if (w->nrefusals)
        v.error = web_refusal_text(w, &w->refusals[0]);
    v.typed = w->nrefusals ? web_field(w, "title") : STR_NULL;
    v.parts = parts_of(&s);
    TRY(drafts_of(w, s.id, true, &v.drafts, &v.drafts_n));
    TRY(versions_part(w, s.v, &v));
    struct v_studio_service_file *f =
        ARENA_ARRAY(w->a, struct v_studio_service_file, s.files.n + 1);
    for (size_t i = 0; i < s.files.n; i++)
        f[v.files_n++] =
            (struct v_studio_service_file){ str_from(s.files.files[i].path, s.folder.n),
                                            size_shown(w, s.files.files[i].bytes.n) };
    v.files = f;
    return STUDIO_SEND(w, studio_service, &v, status);
}

err studio_show_service(struct web *w)
{
    return service_page(w, 200);
}

err studio_again_open(struct web *w)
{
    return w->status == 422 ? service_page(w, 422) : web_refused(w);
}

/* ---- a draft ---- */

static url file_url(struct scene *s, str file)
{
    struct web *w = s->w;
    str inside = str_from(file, s->folder.n);

    for (size_t i = 0; i < s->files.n; i++)
        if (str_eq(s->files.files[i].path, file))
            return web_url(w, "%.*s/file?path=%.*s", STR_ARG(s->base), STR_ARG(inside));
    return (url){ S("") };
}

static void findings_part(struct scene *s, struct v_studio_draft *v)
{
    const struct finding **f;
    size_t n = findings_below(&s->f, s->folder, &f, s->w->a);
    struct v_studio_findings_item *items =
        ARENA_ARRAY(s->w->a, struct v_studio_findings_item, n + 1);

    for (size_t i = 0; i < n; i++) {
        items[i] = finding_shown(s, f[i]);
        items[i].href = file_url(s, f[i]->file);
        v->errors += items[i].error;
    }
    v->findings = (struct v_studio_findings){ .none = !n, .items = items, .items_n = n };
}

static str folder_of(str path)
{
    size_t slash = str_rfind_char(path, '/');

    return slash == SIZE_MAX ? S("") : str_sub(path, 0, slash);
}

/* Changed files first; the others are folded by folder, the service's own files before those. */
static void folders_part(struct web *w, struct v_studio_draft *v, struct v_studio_draft_file *f,
                         size_t n)
{
    VEC(struct v_studio_draft_folder) out = { 0 };

    for (int deep = 0; deep < 2; deep++)
        for (size_t i = 0; i < n; i++) {
            str name = folder_of(f[i].path);
            struct v_studio_draft_folder *g = NULL;
            if ((name.n > 0) != deep)
                continue;
            for (size_t k = 0; k < out.n && !g; k++)
                g = str_eq(out.v[k].name, name) ? &out.v[k] : NULL;
            if (!g) {
                g = vec_push(&out, w->a);
                *g = (struct v_studio_draft_folder){ .name = name };
                g->files = ARENA_ARRAY(w->a, struct v_studio_draft_file, n);
            }
            ((struct v_studio_draft_file *)g->files)[g->files_n++] = f[i];
            g->n++;
        }
    v->folders = out.v;
    v->folders_n = out.n;
}

static err files_part(struct scene *s, struct v_studio_draft *v)
{
    struct web *w = s->w;
    struct q_draft_files all;
    size_t n = 0;

    TRY(q_draft_files(w->db, s->d.id, &all));
    struct v_studio_draft_file *changed = ARENA_ARRAY(w->a, struct v_studio_draft_file, all.n + 1);
    struct v_studio_draft_file *rest = ARENA_ARRAY(w->a, struct v_studio_draft_file, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        struct v_studio_draft_file f = { .path = all.v[i].path,
                                         .href =
                                             file_url(s, str_cat(w->a, s->folder, all.v[i].path)),
                                         .size = size_shown(w, all.v[i].bytes.n),
                                         .by = account_name(w, all.v[i].editor),
                                         .at = { all.v[i].at } };
        if (all.v[i].editor)
            changed[v->changed_n++] = f;
        else
            rest[n++] = f;
    }
    v->changed = changed;
    folders_part(w, v, rest, n);
    return OK;
}

static err rights_part(struct scene *s, struct v_studio_draft *v)
{
    struct web *w = s->w;
    struct site_source now;
    struct q_editor hand;
    bool open = str_eq(s->d.state, S(DRAFT_OPEN)), review = str_eq(s->d.state, S(DRAFT_REVIEW));
    bool signed_ = str_eq(s->d.state, S(DRAFT_SIGNED));
    bool designs = studio_may(w->site, &w->who, STUDIO_DESIGN, s->authority);
    bool signs = studio_may(w->site, &w->who, STUDIO_SIGN, s->authority);

    TRY(versions_now(w->a, w->db, &now));
    struct site_source own = files_below(w->a, &now, s->folder);
    TRY(q_editor(w->db, s->d.id, w->who.account, &hand));
    v->moved =
        is_under_way(s->d.state) && !str_eq(versions_name(w->a, own.files, own.n), s->d.base);
    v->editable = v->may_submit = open && designs;
    v->own = review && signs && hand.found;
    v->may_sign = review && signs && !hand.found;
    v->may_back = (review || signed_) && (designs || signs);
    return OK;
}

static str note_shown(struct web *w, str note)
{
    enum word_id id = str_starts(note, S("studio.")) ? word_find(note) : W_NONE;

    return id != W_NONE ? word0(w->page.words, id) : note.n ? note : STR_NULL;
}

static void refusals_part(struct web *w, struct v_studio_draft *v)
{
    if (!w->nrefusals)
        return;
    v->back_error = web_refusal_of(w, "note");
    v->due_error = web_refusal_of(w, "due");
    if (!v->back_error.n && !v->due_error.n)
        v->problem = web_refusal_text(w, &w->refusals[0]);
}

static err draft_page(struct web *w, int status)
{
    struct scene s;
    struct v_studio_draft v = { 0 };

    TRY(scene_open(w, &s));
    v.id = s.d.id;
    v.title = s.d.title;
    v.service = s.title;
    v.service_href = site_service(w->site, s.id)
                         ? web_url(w, "/studio/services/%.*s", STR_ARG(s.id))
                         : web_url(w, "/studio");
    v.version = s.d.version;
    v.state = state_word(s.d.state);
    v.colour = state_colour(s.d.state);
    v.author = account_name(w, s.d.author);
    v.signer = account_name(w, s.d.signer);
    v.note = note_shown(w, s.d.note);
    v.has_due = s.d.due > 0;
    v.due = (instant){ s.d.due };
    v.compare = web_url(w, "%.*s/compare", STR_ARG(s.base));
    v.tales = web_url(w, "%.*s/tales", STR_ARG(s.base));
    v.try = web_url(w, "%.*s/try", STR_ARG(s.base));
    v.parts = parts_of(&s);
    refusals_part(w, &v);
    TRY(rights_part(&s, &v));
    if (!str_eq(s.d.state, S(DRAFT_DROPPED)))
        findings_part(&s, &v);
    TRY(files_part(&s, &v));
    return STUDIO_SEND(w, studio_draft, &v, status);
}

err studio_show_draft(struct web *w)
{
    return draft_page(w, 200);
}

err studio_again_draft(struct web *w)
{
    return w->status == 422 || w->status == 409 || w->status == 413 ? draft_page(w, w->status)
                                                                    : web_refused(w);
}

err studio_to_draft(struct web *w)
{
    return web_redirect(
        w, str_fmt(w->a, "/studio/drafts/%lld", (long long)val_get_i64(w->out, S("draft"), 0)));
}

err studio_to_index(struct web *w)
{
    return web_redirect(w, S("/studio"));
}

/* ---- what is sent for review, and signed ---- */

/* The check stands before the review, so that nobody is asked to read what cannot be published;
 * what decides is the check before publication. */
err studio_prepare_submit(struct web *w)
{
    struct scene s;
    int64_t seen = 0;

    TRY(scene_open(w, &s));
    if (errors_below(&s.f, s.folder))
        return draft_page(w, 422);
    (void)!failed(str_to_i64(web_field(w, "seen"), &seen));
    w->in = val_with(w->a, val_null(), S("draft"), val_int(s.d.id));
    w->in = val_with(w->a, w->in, S("seen"), val_int(seen));
    return OK;
}

/* "2026-03-27" or "2026-03-27 08:00" on the site's clocks; 0 where there is nothing, -1 where it is
 * neither. */
static int64_t due_read(struct web *w, str text)
{
    str date, time = S("");
    int64_t hours = 0, minutes = 0;
    str h, m;
    day d;

    if (!text.n)
        return 0;
    if (!str_cut(text, ' ', &date, &time) && !str_cut(text, 'T', &date, &time))
        date = text;
    if (failed(day_parse(date, &d)))
        return -1;
    time = str_trim(time);
    if (time.n &&
        (!str_cut(time, ':', &h, &m) || failed(str_to_i64(h, &hours)) ||
         failed(str_to_i64(m, &minutes)) || hours < 0 || hours > 23 || minutes < 0 || minutes > 59))
        return -1;
    return zone_to_utc(w->boot->zone, d.n * 86400 + hours * 3600 + minutes * 60).ms;
}

err studio_prepare_sign(struct web *w)
{
    int64_t id = 0, seen = 0;

    if (failed(str_to_i64(web_param(w, "draft"), &id)))
        return REFUSED(ERR_MISSING);
    (void)!failed(str_to_i64(web_field(w, "seen"), &seen));
    w->in = val_with(w->a, val_null(), S("draft"), val_int(id));
    w->in = val_with(w->a, w->in, S("seen"), val_int(seen));
    w->in = val_with(
        w->a, w->in, S("due"),
        val_int(due_read(w, str_trim(web_field(w, "due").p ? web_field(w, "due") : S("")))));
    return OK;
}
