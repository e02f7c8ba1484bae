/* A draft's files: shown, changed in a text area, uploaded, removed. */
#include "blocks/studio/change.h"
#include "codec/base64.h"
#include "page/found.h"

static bool is_text(str path, str bytes)
{
    return !str_starts(path, S("tales/files/")) && utf8_valid(bytes);
}

struct v_studio_findings_item finding_shown(struct scene *s, const struct finding *f)
{
    struct web *w = s->w;
    str path = str_from(f->file, s->folder.n);
    url picture = f->element.n ? editor_url(s, path) : (url){ STR_NULL };

    return (struct v_studio_findings_item){
        .error = f->level == FINDING_ERROR,
        .where = str_fmt(w->a, "%.*s:%d", STR_ARG(path), f->line),
        .what = found_what(w->a, w->page.words, f),
        .repair = f->repair.n ? found_repair(w->a, w->page.words, f) : STR_NULL,
        .lang = found_said(w->page.words, f) ? w->lang : S("en"),
        .element = f->element.n ? f->element : STR_NULL,
        .show = picture.s.n ? url_fragment(w->a, picture, f->element) : picture
    };
}

size_t file_findings(struct scene *s, str path, const struct v_studio_findings_item **out)
{
    const struct finding **f;
    size_t n = findings_below(&s->f, s->folder, &f, s->w->a), k = 0;
    struct v_studio_findings_item *items =
        ARENA_ARRAY(s->w->a, struct v_studio_findings_item, n + 1);

    for (size_t i = 0; i < n; i++)
        if (str_eq(str_from(f[i]->file, s->folder.n), path)) {
            items[k] = finding_shown(s, f[i]);
            items[k++].where = str_fmt(s->w->a, "%d", f[i]->line);
        }
    *out = items;
    return k;
}

/* typed: what somebody wrote that was not saved; null: nothing. */
static err file_page(struct web *w, str path, const str *typed, int status)
{
    struct scene s;
    struct q_draft_file f;
    struct v_studio_file v = { 0 };

    TRY(scene_open(w, &s));
    TRY(q_draft_file(w->db, s.d.id, path, &f));
    if (!f.found && !typed)
        return REFUSED(ERR_MISSING);
    v.draft = s.d.id;
    v.title = s.d.title;
    v.back = web_url(w, "%.*s", STR_ARG(s.base));
    v.path = path;
    v.text = typed || is_text(path, f.bytes);
    v.content = typed ? *typed : v.text ? f.bytes : STR_NULL;
    v.size = str_fmt(w->a, "%zu", f.found ? f.bytes.n : 0);
    v.seen = f.found ? f.version : 0;
    v.editable = str_eq(s.d.state, S(DRAFT_OPEN)) &&
                 studio_may(w->site, &w->who, STUDIO_DESIGN, s.authority);
    v.not_editable = !v.editable;
    v.removable = v.editable && f.found && !typed && !str_eq(path, S("service.yaml"));
    if (typed && w->nrefusals) {
        v.error = web_refusal_text(w, &w->refusals[0]);
        if (w->status == 409 && f.found && is_text(path, f.bytes)) {
            v.theirs = f.bytes;
            v.by = account_name(w, f.editor);
        }
    }
    v.picture = typed ? (url){ STR_NULL } : editor_url(&s, path);
    v.findings_n = file_findings(&s, path, &v.findings);
    return STUDIO_SEND(w, studio_file, &v, status);
}

err studio_show_file(struct web *w)
{
    return file_page(w, web_query(w, "path"), NULL, 200);
}

static void input(struct web *w, int64_t id, str path, str text, int64_t seen)
{
    w->in = val_with(w->a, val_null(), S("draft"), val_int(id));
    w->in = val_with(w->a, w->in, S("path"), val_str(path.p ? path : S("")));
    if (!utf8_valid(text)) { /* strings of calls are text */
        w->in = val_with(w->a, w->in, S("base64"), VAL_S("yes"));
        text = base64_write(w->a, text, BASE64);
    }
    w->in = val_with(w->a, w->in, S("text"), val_str(text.p ? text : S("")));
    w->in = val_with(w->a, w->in, S("seen"), val_int(seen));
}

err studio_prepare_save(struct web *w)
{
    int64_t id = 0, seen = 0;

    if (failed(str_to_i64(web_param(w, "draft"), &id)))
        return REFUSED(ERR_MISSING);
    (void)!failed(str_to_i64(web_field(w, "seen"), &seen));
    input(w, id, web_field(w, "path"), lines_of(w->a, web_field(w, "text")), seen);
    return OK;
}

err studio_again_save(struct web *w)
{
    str typed = lines_of(w->a, web_field(w, "text"));

    if (w->status != 422 && w->status != 409 && w->status != 413)
        return web_refused(w);
    return file_page(w, web_field(w, "path").p ? web_field(w, "path") : S(""), &typed, w->status);
}

err studio_to_file(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/studio/drafts/%lld/file?path=%.*s",
                                   (long long)val_get_i64(w->out, S("draft"), 0),
                                   STR_ARG(val_get_text(w->out, S("path")))));
}

/* A file takes the place of the one of its name as it is now: who uploads has made it outside. */
err studio_prepare_upload(struct web *w)
{
    const struct web_file *file = web_file(w, "file");
    str path = str_trim(web_field(w, "path").p ? web_field(w, "path") : S(""));
    struct q_draft_file now;
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "draft"), &id)))
        return REFUSED(ERR_MISSING);
    if (file && (file->too_large || file->bytes.n > FILE_BYTES)) {
        static const struct refusal large = { .word = W_studio_too_large };
        w->refusals = &large;
        w->nrefusals = 1;
        w->status = 413;
        return studio_again_draft(w);
    }
    path = path.n ? path : file ? file->name : S("");
    TRY(q_draft_file(w->db, id, path, &now));
    str bytes = file && file->name.n ? file->bytes : S("");
    if (file && !str_starts(path, S("tales/files/")) && utf8_valid(bytes))
        bytes = lines_of(w->a, bytes);
    input(w, id, path, bytes, now.found ? now.version : 0);
    return OK;
}

err studio_again_upload(struct web *w)
{
    return studio_again_draft(w);
}

err studio_prepare_remove(struct web *w)
{
    int64_t id = 0, seen = 0;

    if (failed(str_to_i64(web_param(w, "draft"), &id)))
        return REFUSED(ERR_MISSING);
    (void)!failed(str_to_i64(web_field(w, "seen"), &seen));
    w->in = val_with(w->a, val_null(), S("draft"), val_int(id));
    w->in = val_with(w->a, w->in, S("path"),
                     val_str(web_field(w, "path").p ? web_field(w, "path") : S("")));
    w->in = val_with(w->a, w->in, S("seen"), val_int(seen));
    return OK;
}
