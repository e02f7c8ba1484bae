/* A service's folder as an archive: taken out, put into a draft, made a new draft. */
#include "blocks/studio/archive.h"

#include "codec/base64.h"
#include "codec/yaml.h"
#include "codec/zip.h"

static const struct zip_limits limits = {
    .files = 2 * DRAFT_FILES, .bytes = DRAFT_BYTES, .single = FILE_BYTES, .ratio = 100
};

/* ---- out ---- */

err studio_send_archive(struct web *w)
{
    struct scene s;
    str bytes;

    TRY(scene_open(w, &s));
    struct zip_file *v = ARENA_ARRAY(w->a, struct zip_file, s.files.n + 1);
    for (size_t i = 0; i < s.files.n; i++)
        v[i] = (struct zip_file){ str_fmt(w->a, "%.*s/%.*s", STR_ARG(s.id),
                                          STR_ARG(str_from(s.files.files[i].path, s.folder.n))),
                                  s.files.files[i].bytes };
    TRY(zip_write(w->a, v, s.files.n, &bytes));
    TRY(web_bytes(w, 200, S("application/zip"), bytes));
    w->reply.download = str_fmt(w->a, "%.*s.zip", STR_ARG(s.id));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

/* ---- in: in the worker, which has no network and writes nothing ---- */

static err said_no(struct web *w, enum word_id word, str what, int status)
{
    struct refusal *r = ARENA_NEW(w->a, struct refusal);

    *r = (struct refusal){ .word = word, .field = S("file") };
    if (what.p)
        r->args = val_with(w->a, val_null(), S("what"), val_str(what));
    w->refusals = r;
    w->nrefusals = 1;
    w->status = status;
    return REFUSED(ERR_DENIED);
}

/* What other systems leave in archives beside the files. */
static bool is_litter(str path)
{
    size_t slash = str_rfind_char(path, '/');
    str name = slash == SIZE_MAX ? path : str_from(path, slash + 1);

    return str_starts(path, S("__MACOSX/")) || (name.n && name.p[0] == '.') ||
           str_eq(name, S("Thumbs.db"));
}

/* The folder in the archive that holds service.yaml: "" or "x/"; the one nearest to its root. */
static bool top_of(const struct zip_file *v, size_t n, str *out)
{
    bool found = false;

    for (size_t i = 0; i < n; i++) {
        str path = v[i].path;
        if (is_litter(path) ||
            (!str_eq(path, S("service.yaml")) && !str_ends(path, S("/service.yaml"))))
            continue;
        str top = str_sub(path, 0, path.n - 12);
        if (!found || top.n < out->n)
            *out = top;
        found = true;
    }
    return found;
}

/* The service's files in an uploaded archive, by their paths in its folder; refusals are noted. */
err archive_read_posted(struct web *w, struct archive_files *out)
{
    const struct web_file *file = web_file(w, "file");
    const struct zip_file *v;
    size_t n;
    str top;

    *out = (struct archive_files){ 0 };
    if (!file || (!file->bytes.n && !file->too_large))
        return said_no(w, W_studio_archive_missing, STR_NULL, 422);
    err e = file->too_large ? REFUSED(ERR_SIZE) : zip_read(w->a, file->bytes, &limits, &v, &n);
    if (e.code == ERR_SIZE)
        return said_no(w, W_studio_too_large, STR_NULL, 413);
    if (e.class == ERR_CLASS_REFUSED)
        return said_no(w, W_studio_archive_wrong, STR_NULL, 422);
    TRY(e);
    if (!top_of(v, n, &top))
        return said_no(w, W_studio_archive_no_service, STR_NULL, 422);
    for (size_t i = 0; i < n; i++) {
        str path = v[i].path;
        if (is_litter(path))
            continue;
        str inside = str_from(path, top.n);
        if (!str_starts(path, top) || !path_fits(inside))
            return said_no(w, W_studio_archive_path, path, 422);
        if (!str_starts(inside, S("tales/files/")) && !utf8_valid(v[i].bytes))
            return said_no(w, W_studio_archive_path, path, 422);
        *vec_push(&out->v, w->a) = (struct site_file){ inside, v[i].bytes };
    }
    return out->v.n > DRAFT_FILES ? said_no(w, W_studio_too_large, STR_NULL, 413) : OK;
}

static bool holds(const struct archive_files *f, str path)
{
    for (size_t i = 0; i < f->v.n; i++)
        if (str_eq(f->v.v[i].path, path))
            return true;
    return false;
}

/* The archive takes the place of all files of the draft. */
err studio_prepare_import(struct web *w)
{
    struct archive_files in;
    struct scene s;
    struct change c = { .s = &s };

    TRY(scene_open(w, &s));
    err e = archive_read_posted(w, &in);
    if (e.class == ERR_CLASS_REFUSED)
        return studio_again_draft(w);
    TRY(e);
    for (size_t i = 0; i < in.v.n; i++)
        change_write(&c, in.v.v[i].path, in.v.v[i].bytes);
    for (size_t i = 0; i < s.files.n; i++) {
        str path = str_from(s.files.files[i].path, s.folder.n);
        if (!holds(&in, path))
            change_write(&c, path, STR_NULL);
    }
    if (!c.files.n)
        return web_redirect(w, s.base);
    change_input(&c, seen_field(w));
    return OK;
}

/* ---- a new draft ---- */

val files_packed(arena *a, const struct site_file *v, size_t n)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < n; i++) {
        val one = val_with(a, val_null(), S("path"), val_str(v[i].path));
        bool text = utf8_valid(v[i].bytes);
        str bytes = text ? v[i].bytes : base64_write(a, v[i].bytes, BASE64);
        one = val_with(a, one, text ? S("text") : S("base64"), val_str(bytes.p ? bytes : S("")));
        list = val_append(a, list, one);
    }
    return list;
}

/* The id that service.yaml says, and the authority of its office. */
static err named(struct web *w, const struct archive_files *in, str *id, str *authority)
{
    val doc = val_null();

    for (size_t i = 0; i < in->v.n; i++)
        if (str_eq(in->v.v[i].path, S("service.yaml")) &&
            failed(yaml_read(w->a, in->v.v[i].bytes, &doc, NULL, NULL)))
            return said_no(w, W_studio_archive_no_service, STR_NULL, 422);
    *id = val_get_text(doc, S("id"));
    *authority = val_get_text(doc, S("authority"));
    const struct office *o = site_office(w->site, val_get_text(doc, S("office")));
    if (!authority->n && o)
        *authority = o->authority;
    if (!service_id_fits(*id))
        return said_no(w, W_studio_archive_no_service, STR_NULL, 422);
    if (!site_authority(w->site, *authority))
        return said_no(w, W_studio_archive_no_office, STR_NULL, 422);
    return OK;
}

static err import_page(struct web *w, int status)
{
    struct v_studio_import v = { .error =
                                     w->nrefusals ? web_refusal_text(w, &w->refusals[0]) : STR_NULL,
                                 .typed = web_field(w, "title") };

    if (!studio_works(w->site, &w->who))
        return web_error(w, 403);
    return STUDIO_SEND(w, studio_import, &v, status);
}

err studio_show_import(struct web *w)
{
    return import_page(w, 200);
}

err studio_prepare_begin(struct web *w)
{
    struct archive_files in;
    str id, authority;

    err e = archive_read_posted(w, &in);
    if (!failed(e))
        e = named(w, &in, &id, &authority);
    if (e.class == ERR_CLASS_REFUSED)
        return import_page(w, w->status);
    TRY(e);
    w->in = val_with(w->a, val_null(), S("service"), val_str(id));
    w->in = val_with(w->a, w->in, S("authority"), val_str(authority));
    w->in = val_with(w->a, w->in, S("title"),
                     val_str(web_field(w, "title").p ? web_field(w, "title") : S("")));
    w->in = val_with(w->a, w->in, S("files"), files_packed(w->a, in.v.v, in.v.n));
    return OK;
}

err studio_again_begin(struct web *w)
{
    return w->status == 422 || w->status == 413 ? import_page(w, w->status) : web_refused(w);
}
