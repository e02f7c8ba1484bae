/* Models as pictures: the page round the editors, which are scripts; what they save goes the way of
 * the text area. */
#include "blocks/studio/own.h"
#include "page/script_hash.h"

enum kind { KIND_NONE, KIND_BPMN, KIND_DMN, KIND_FORM };

static enum kind kind_of(str path)
{
    bool form = str_eq(path, S("form.json")) ||
                (str_starts(path, S("forms/")) && str_ends(path, S(".json")));

    return str_ends(path, S(".bpmn"))  ? KIND_BPMN
           : str_ends(path, S(".dmn")) ? KIND_DMN
           : form                      ? KIND_FORM
                                       : KIND_NONE;
}

static bool may_edit(struct scene *s)
{
    return str_eq(s->d.state, S(DRAFT_OPEN)) &&
           studio_may(s->w->site, &s->w->who, STUDIO_DESIGN, s->authority);
}

/* Forms have no viewer: the editor's own engine would show them otherwise than the house does. */
url editor_url(struct scene *s, str path)
{
    enum kind kind = kind_of(path);

    if (!s->d.found || kind == KIND_NONE || (kind == KIND_FORM && !may_edit(s)))
        return (url){ STR_NULL };
    return url_query(s->w->a, web_url(s->w, "%.*s/editor", STR_ARG(s->base)), S("path"), path);
}

/* The page that shows the same without scripts, where the file can be read. */
static void shown_part(struct scene *s, enum kind kind, str path, struct v_studio_editor *v)
{
    str form = str_eq(path, S("form.json")) ? S("form") : STR_NULL;

    if (!s->v)
        return;
    if (kind == KIND_BPMN && s->v->process && s->v->process->bpmn) {
        v->shown = web_url(s->w, "%.*s/process", STR_ARG(s->base));
        v->shown_as = W_studio_part_process;
    } else if (kind == KIND_DMN && s->v->n_decisions) {
        v->shown = web_url(s->w, "%.*s/rules", STR_ARG(s->base));
        v->shown_as = W_studio_part_rules;
    } else if (kind == KIND_FORM) {
        if (!form.n) /* "forms/review.json" */
            form = str_sub(path, 6, path.n - 11);
        v->shown = web_url(s->w, "%.*s/form/%.*s", STR_ARG(s->base), STR_ARG(form));
        v->shown_as = W_studio_picture_preview;
    }
}

err studio_show_editor(struct web *w)
{
    static const char *const scripts[] = {
        [KIND_BPMN] = "editor-bpmn.js", [KIND_DMN] = "editor-dmn.js", [KIND_FORM] = "editor-form.js"
    };
    static const char *const styles[] = { [KIND_BPMN] = "editor-bpmn.css",
                                          [KIND_DMN] = "editor-dmn.css",
                                          [KIND_FORM] = "editor-form.css" };
    struct v_studio_editor v = { 0 };
    struct q_draft_file f;
    struct scene s;
    str path = web_query(w, "path");
    enum kind kind = kind_of(path);

    TRY(scene_open(w, &s));
    TRY(q_draft_file(w->db, s.d.id, path, &f));
    if (!f.found || !editor_url(&s, path).s.n || !utf8_valid(f.bytes))
        return REFUSED(ERR_MISSING);
    v.draft = s.d.id;
    v.title = s.d.title;
    v.path = path;
    v.back = url_query(w->a, web_url(w, "%.*s/file", STR_ARG(s.base)), S("path"), path);
    v.editable = may_edit(&s);
    v.seen = str_fmt(w->a, "%lld", (long long)f.version);
    v.script = asset_url(scripts[kind]);
    v.style = asset_url(styles[kind]);
    v.panel = v.editable && kind != KIND_DMN; /* tables say everything in their cells */
    v.text = f.bytes;
    v.findings_n = file_findings(&s, path, &v.findings);
    shown_part(&s, kind, path, &v);
    TRY(STUDIO_SEND(w, studio_editor, &v, 200));
    w->reply.csp = S(PAGE_CSP_EDITOR);
    return OK;
}
