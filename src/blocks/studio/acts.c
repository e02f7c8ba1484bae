/* Acts on drafts: opened, changed, dropped. */
#include "blocks/studio/own.h"
#include "codec/base64.h"

err draft_load(act *a, val in, struct q_draft *d)
{
    TRY(q_draft(a->db, val_get_i64(in, S("draft"), 0), d));
    return d->found ? OK : refuse_with(a, W_studio_gone, NULL, val_null(), 404);
}

err draft_event(act *a, const struct q_draft *d, const char *type, val body)
{
    struct event e = {
        .type = type, .kind = SUBJECT_SYSTEM, .subject = d->id, .authority = d->authority
    };

    body = val_with(a->a, body, S("draft"), val_int(d->id));
    body = val_with(a->a, body, S("service"), val_str(d->service));
    e.body = val_with(a->a, body, S("version"), val_int(d->version));
    return event_add(a, &e);
}

static err put_draft(val *out, arena *a, int64_t id)
{
    *out = val_with(a, val_null(), S("draft"), val_int(id));
    return OK;
}

/* ---- opening ---- */

static err copy_files(act *a, int64_t draft, const struct site_source *own, str folder)
{
    for (size_t i = 0; i < own->n; i++) {
        struct q_draft_file_put_in row = { .draft = draft,
                                           .path = str_from(own->files[i].path, folder.n),
                                           .version = 1,
                                           .editor = 0,
                                           .at = a->now.ms,
                                           .bytes = own->files[i].bytes };
        TRY(q_draft_file_put(a->db, &row));
    }
    return OK;
}

/* What a draft begins with stands in its first event, so that all it became follows from events. */
err opened_event(act *a, const struct q_draft *d, const struct q_draft_add_in *row, val body)
{
    struct q_draft_files files;
    val list = val_list(NULL, 0);

    TRY(q_draft_files(a->db, d->id, &files));
    for (size_t i = 0; i < files.n; i++) {
        sha256 h = sha256_of(files.v[i].bytes);
        val one = val_with(a->a, val_null(), S("path"), val_str(files.v[i].path));
        list =
            val_append(a->a, list, val_with(a->a, one, S("sha256"), val_str(sha256_hex(a->a, &h))));
    }
    body = val_with(a->a, body, S("base"), val_str(row->base));
    body = val_with(a->a, body, S("title"), val_str(row->title));
    return draft_event(a, d, "studio.opened", val_with(a->a, body, S("files"), list));
}

err studio_open(act *a, val in, val *out)
{
    str service = val_get_text(in, S("service")), from = val_get_text(in, S("from"));
    str title = str_trim(val_get_text(in, S("title"))), folder = service_folder(a->a, service);
    const struct service *v = site_service(a->site, service);
    struct site_source now, then;
    struct q_drafts_open open;
    struct data_key key;

    if (!title.n)
        return refuse(a, W_studio_title_missing, "title");
    TRY(q_drafts_open(a->db, service, &open));
    if (open.n >= DRAFTS_OPEN)
        return refuse(a, W_studio_too_many, "title");
    TRY(versions_now(a->a, a->db, &now));
    then = now;
    err e = from.n ? versions_then(a->a, a->db, service, from, &then) : OK;
    if (e.class == ERR_CLASS_REFUSED)
        return refuse(a, W_studio_gone, "from");
    TRY(e);
    struct site_source own = files_below(a->a, &now, folder);
    struct site_source wanted = files_below(a->a, &then, folder);
    struct q_draft d = {
        .id = act_id(a), .service = service, .authority = v->authority, .version = 1
    };
    TRY(key_make(a, SUBJECT_SYSTEM, d.id, &key));
    struct q_draft_add_in row = { .id = d.id,
                                  .service = service,
                                  .authority = v->authority,
                                  .title = title,
                                  .base = versions_name(a->a, own.files, own.n),
                                  .author = a->who.account,
                                  .at = a->now.ms };
    TRY(q_draft_add(a->db, &row));
    TRY(q_editor_add(a->db, d.id, a->who.account));
    TRY(copy_files(a, d.id, &wanted, folder));
    val body = val_with(a->a, val_null(), S("from"), val_str(from.n ? from : v->version));
    TRY(opened_event(a, &d, &row, body));
    return put_draft(out, a->a, d.id);
}

/* ---- changing ---- */

/* The draft, open; the file as it is now is the one that the editor saw. */
static err change_begin(act *a, val in, struct q_draft *d, struct q_draft_file *f)
{
    str path = val_get_text(in, S("path"));

    TRY(draft_load(a, in, d));
    if (!str_eq(d->state, S(DRAFT_OPEN)))
        return refuse_with(a, W_studio_not_open, NULL, val_null(), 409);
    if (!path_fits(path))
        return refuse(a, W_studio_path_wrong, "path");
    TRY(q_draft_file(a->db, d->id, path, f));
    if (val_get_i64(in, S("seen"), 0) != (f->found ? f->version : 0))
        return refuse_with(a, W_studio_changed_meanwhile, "text", val_null(), 409);
    return OK;
}

static err change_end(act *a, const struct q_draft *d, const char *type, val in, str bytes)
{
    sha256 h = sha256_of(bytes);
    int64_t n;
    val body = val_with(a->a, val_null(), S("path"), val_get(in, S("path")));

    TRY(q_editor_add(a->db, d->id, a->who.account));
    TRY(q_draft_changed(a->db, d->id, d->version, a->now.ms, &n));
    if (bytes.p)
        body = val_with(a->a, body, S("sha256"), val_str(sha256_hex(a->a, &h)));
    return draft_event(a, d, type, body);
}

err studio_save(act *a, val in, val *out)
{
    str path = val_get_text(in, S("path")), bytes = val_get_text(in, S("text"));
    struct q_draft d;
    struct q_draft_file f;
    struct q_draft_sizes all;

    TRY(change_begin(a, in, &d, &f));
    if (val_get_text(in, S("base64")).n && failed(base64_read(a->a, bytes, BASE64, &bytes)))
        return refuse(a, W_studio_not_text, "text");
    if (!str_starts(path, S("tales/files/")) && !utf8_valid(bytes))
        return refuse(a, W_studio_not_text, "text");
    TRY(q_draft_sizes(a->db, d.id, path, &all));
    if (all.n >= DRAFT_FILES || bytes.n > FILE_BYTES || all.bytes + (int64_t)bytes.n > DRAFT_BYTES)
        return refuse_with(a, W_studio_too_large, "text", val_null(), 413);
    struct q_draft_file_put_in row = { .draft = d.id,
                                       .path = path,
                                       .version = d.version + 1,
                                       .editor = a->who.account,
                                       .at = a->now.ms,
                                       .bytes = bytes.p ? bytes : S("") };
    TRY(q_draft_file_put(a->db, &row));
    TRY(change_end(a, &d, "studio.changed", in, row.bytes));
    *out = val_with(a->a, val_with(a->a, val_null(), S("draft"), val_int(d.id)), S("path"),
                    val_str(path));
    return OK;
}

err studio_remove(act *a, val in, val *out)
{
    struct q_draft d;
    struct q_draft_file f;
    int64_t n;

    TRY(change_begin(a, in, &d, &f));
    if (!f.found || str_eq(val_get_text(in, S("path")), S("service.yaml")))
        return refuse(a, W_studio_stays, "path");
    TRY(q_draft_file_drop(a->db, d.id, val_get_text(in, S("path")), &n));
    TRY(change_end(a, &d, "studio.removed", in, STR_NULL));
    return put_draft(out, a->a, d.id);
}

/* What is in force now becomes what the draft is compared with: said by a person who has seen the
 * difference. */
err studio_rebase(act *a, val in, val *out)
{
    struct q_draft d;
    struct site_source now;
    int64_t n;

    TRY(draft_load(a, in, &d));
    if (!str_eq(d.state, S(DRAFT_OPEN)) || val_get_i64(in, S("seen"), 0) != d.version)
        return refuse_with(a, W_studio_not_open, NULL, val_null(), 409);
    TRY(versions_now(a->a, a->db, &now));
    struct site_source own = files_below(a->a, &now, service_folder(a->a, d.service));
    str base = versions_name(a->a, own.files, own.n);
    TRY(q_editor_add(a->db, d.id, a->who.account));
    TRY(q_draft_base(a->db, d.id, d.version, a->now.ms, base, &n));
    TRY(draft_event(a, &d, "studio.rebased", val_with(a->a, val_null(), S("base"), val_str(base))));
    return put_draft(out, a->a, d.id);
}

err studio_drop(act *a, val in, val *out)
{
    struct q_draft d;
    int64_t n;

    TRY(draft_load(a, in, &d));
    if (!str_eq(d.state, S(DRAFT_OPEN)))
        return refuse_with(a, W_studio_not_open, NULL, val_null(), 409);
    struct q_draft_state_in row = {
        .id = d.id, .version = d.version, .at = a->now.ms, .state = S(DRAFT_DROPPED), .note = S("")
    };
    TRY(q_draft_state(a->db, &row, &n));
    TRY(q_draft_files_drop(a->db, d.id, &n));
    TRY(q_plays_drop(a->db, d.id, &n));
    TRY(draft_event(a, &d, "studio.dropped", val_null()));
    return put_draft(out, a->a, d.id);
}
