/* Several files of a draft changed in one act: each must still be the one that was seen. */
#include "blocks/studio/change.h"
#include "codec/base64.h"
#include "seal/hash.h"

/* ---- what a page gathers ---- */

str change_read(const struct change *c, str path)
{
    for (size_t i = 0; i < c->files.n; i++)
        if (str_eq(c->files.v[i].path, path))
            return c->files.v[i].bytes;
    for (size_t i = 0; i < c->s->files.n; i++)
        if (str_eq(str_from(c->s->files.files[i].path, c->s->folder.n), path))
            return c->s->files.files[i].bytes;
    return STR_NULL;
}

void change_write(struct change *c, str path, str bytes)
{
    arena *a = c->s->w->a;
    str now = change_read(c, path);

    if (now.p && bytes.p && str_eq(now, bytes))
        return;
    for (size_t i = 0; i < c->files.n; i++)
        if (str_eq(c->files.v[i].path, path)) {
            c->files.v[i].bytes = bytes;
            return;
        }
    *vec_push(&c->files, a) = (struct change_file){ path, bytes, now.p != NULL };
}

void change_input(struct change *c, int64_t seen)
{
    struct web *w = c->s->w;
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < c->files.n; i++) {
        const struct change_file *f = &c->files.v[i];
        val one = val_with(w->a, val_null(), S("path"), val_str(f->path));
        one = val_with(w->a, one, S("was"), val_bool(f->was));
        if (f->bytes.p && !utf8_valid(f->bytes)) /* strings of calls are text */
            one = val_with(w->a, one, S("base64"), val_str(base64_write(w->a, f->bytes, BASE64)));
        else if (f->bytes.p)
            one = val_with(w->a, one, S("text"), val_str(f->bytes));
        list = val_append(w->a, list, one);
    }
    w->in = val_with(w->a, val_null(), S("draft"), val_int(c->s->d.id));
    w->in = val_with(w->a, w->in, S("seen"), val_int(seen));
    w->in = val_with(w->a, w->in, S("files"), list);
}

err change_check(const struct change *c, struct findings *f, struct site **site)
{
    struct web *w = c->s->w;
    struct site_source own = c->s->files;
    VEC(struct site_file) v = { 0 };

    for (size_t i = 0; i < own.n; i++) {
        str path = str_from(own.files[i].path, c->s->folder.n);
        str bytes = change_read(c, path);
        if (bytes.p)
            *vec_push(&v, w->a) = (struct site_file){ own.files[i].path, bytes };
    }
    for (size_t i = 0; i < c->files.n; i++)
        if (!c->files.v[i].was && c->files.v[i].bytes.p)
            *vec_push(&v, w->a) =
                (struct site_file){ str_cat(w->a, c->s->folder, c->files.v[i].path),
                                    c->files.v[i].bytes };
    own = (struct site_source){ .files = v.v, .n = v.n };
    return draft_site_of(w->a, w->boot, w->db, &c->s->d, &own, f, site);
}

/* ---- what pages share ---- */

bool scene_editable(const struct scene *s)
{
    return s->d.found && str_eq(s->d.state, S(DRAFT_OPEN)) &&
           studio_may(s->w->site, &s->w->who, STUDIO_DESIGN, s->authority);
}

str lines_of(arena *a, str text)
{
    buf b;

    buf_init(&b, a, text.n + 1);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n')
            buf_add(&b, str_sub(text, i, 1));
    return buf_str(&b);
}

int64_t seen_field(struct web *w)
{
    int64_t seen = 0;

    (void)!failed(str_to_i64(web_field(w, "seen"), &seen));
    return seen;
}

/* ---- the act ---- */

static err meanwhile(act *a)
{
    return refuse_with(a, W_studio_changed_meanwhile, NULL, val_null(), 409);
}

static err file_bytes(act *a, val one, str path, str *out)
{
    str coded = val_get_text(one, S("base64"));

    *out = val_get_text(one, S("text"));
    if (coded.n && failed(base64_read(a->a, coded, BASE64, out)))
        return refuse(a, W_studio_not_text, NULL);
    if (!str_starts(path, S("tales/files/")) && !utf8_valid(*out))
        return refuse(a, W_studio_not_text, NULL);
    if (out->n > FILE_BYTES)
        return refuse_with(a, W_studio_too_large, NULL, val_null(), 413);
    if (!out->p)
        *out = S("");
    return OK;
}

/* Writes or removes one file; said: what the event keeps of it. */
static err file_change(act *a, const struct q_draft *d, val one, int64_t seen, val *said)
{
    str path = val_get_text(one, S("path")), bytes;
    bool was = val_is_true(val_get(one, S("was")));
    bool goes = val_is_null(val_get(one, S("text"))) && val_is_null(val_get(one, S("base64")));
    struct q_draft_file f;
    int64_t n;

    *said = val_with(a->a, val_null(), S("path"), val_str(path));
    if (!path_fits(path))
        return refuse(a, W_studio_path_wrong, NULL);
    TRY(q_draft_file(a->db, d->id, path, &f));
    if (f.found != was || (f.found && f.version > seen))
        return meanwhile(a);
    if (goes && str_eq(path, S("service.yaml")))
        return refuse(a, W_studio_stays, NULL);
    if (goes)
        return q_draft_file_drop(a->db, d->id, path, &n);
    TRY(file_bytes(a, one, path, &bytes));
    struct q_draft_file_put_in row = { .draft = d->id,
                                       .path = path,
                                       .version = d->version + 1,
                                       .editor = a->who.account,
                                       .at = a->now.ms,
                                       .bytes = bytes };
    sha256 h = sha256_of(bytes);
    *said = val_with(a->a, *said, S("sha256"), val_str(sha256_hex(a->a, &h)));
    return q_draft_file_put(a->db, &row);
}

static err sizes_check(act *a, const struct q_draft *d)
{
    struct q_draft_sizes all;

    TRY(q_draft_sizes(a->db, d->id, S(""), &all));
    if (all.n > DRAFT_FILES || all.bytes > DRAFT_BYTES)
        return refuse_with(a, W_studio_too_large, NULL, val_null(), 413);
    return OK;
}

err studio_change(act *a, val in, val *out)
{
    val files = val_get(in, S("files")), list = val_list(NULL, 0), said;
    int64_t seen = val_get_i64(in, S("seen"), 0), n;
    struct q_draft d;

    TRY(draft_load(a, in, &d));
    if (!str_eq(d.state, S(DRAFT_OPEN)))
        return refuse_with(a, W_studio_not_open, NULL, val_null(), 409);
    if (files.tag != V_LIST || !val_count(files) || val_count(files) > DRAFT_FILES || seen < 1 ||
        seen > d.version)
        return meanwhile(a);
    for (size_t i = 0; i < val_count(files); i++) {
        TRY(file_change(a, &d, val_at(files, i), seen, &said));
        list = val_append(a->a, list, said);
    }
    TRY(sizes_check(a, &d));
    TRY(q_editor_add(a->db, d.id, a->who.account));
    TRY(q_draft_changed(a->db, d.id, d.version, a->now.ms, &n));
    TRY(draft_event(a, &d, "studio.changed", val_with(a->a, val_null(), S("files"), list)));
    *out = val_with(a->a, val_null(), S("draft"), val_int(d.id));
    return OK;
}
