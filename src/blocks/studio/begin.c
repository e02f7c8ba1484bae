/* The act that begins a draft from files: an archive's, or those of a new service. */
#include "blocks/studio/archive.h"

#include "codec/base64.h"

bool service_id_fits(str id)
{
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        bool inner = i > 0 && c == '-';
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || inner))
            return false;
    }
    return id.n > 0 && id.n <= 80;
}

/* Of a published service it is that one's authority, whatever the call says. */
static str authority_of(act *a, val in)
{
    const struct service *v = site_service(a->site, val_get_text(in, S("service")));

    return v ? v->authority : val_get_text(in, S("authority"));
}

err may_begin(act *a, val in)
{
    str authority = authority_of(a, in);

    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    if (site_authority(a->site, authority) &&
        studio_may(a->site, &a->who, STUDIO_DESIGN, authority))
        return OK;
    return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

static err file_put_in(act *a, const struct q_draft *d, val one)
{
    str path = val_get_text(one, S("path")), bytes = val_get_text(one, S("text"));
    str coded = val_get_text(one, S("base64"));
    struct q_draft_file f;

    if (!path_fits(path))
        return refuse(a, W_studio_path_wrong, "file");
    if (coded.n && failed(base64_read(a->a, coded, BASE64, &bytes)))
        return refuse(a, W_studio_not_text, "file");
    if (!str_starts(path, S("tales/files/")) && !utf8_valid(bytes))
        return refuse(a, W_studio_not_text, "file");
    TRY(q_draft_file(a->db, d->id, path, &f));
    if (f.found)
        return refuse(a, W_studio_path_wrong, "file");
    if (bytes.n > FILE_BYTES)
        return refuse_with(a, W_studio_too_large, "file", val_null(), 413);
    struct q_draft_file_put_in row = { .draft = d->id,
                                       .path = path,
                                       .version = 1,
                                       .editor = a->who.account,
                                       .at = a->now.ms,
                                       .bytes = bytes.p ? bytes : S("") };
    return q_draft_file_put(a->db, &row);
}

static err files_put_in(act *a, const struct q_draft *d, val files)
{
    struct q_draft_file yaml;
    struct q_draft_sizes all;

    for (size_t i = 0; i < val_count(files); i++)
        TRY(file_put_in(a, d, val_at(files, i)));
    TRY(q_draft_file(a->db, d->id, S("service.yaml"), &yaml));
    if (!yaml.found)
        return refuse(a, W_studio_archive_no_service, "file");
    TRY(q_draft_sizes(a->db, d->id, S(""), &all));
    if (all.n > DRAFT_FILES || all.bytes > DRAFT_BYTES)
        return refuse_with(a, W_studio_too_large, "file", val_null(), 413);
    return OK;
}

/* What a person answered about a new service has become the draft. */
static err answers_end(act *a, int64_t seen)
{
    struct q_new now;
    buf b;

    if (!seen)
        return OK;
    TRY(q_new(a->db, a->who.account, &now));
    if (!now.found || now.version != seen)
        return refuse_with(a, W_studio_changed_meanwhile, NULL, val_null(), 409);
    buf_init(&b, a->a, 16);
    val_pack(&b, val_null());
    return q_new_put(a->db, a->who.account, seen + 1, a->now.ms, buf_str(&b));
}

err studio_begin(act *a, val in, val *out)
{
    str service = val_get_text(in, S("service")), title = str_trim(val_get_text(in, S("title")));
    val files = val_get(in, S("files"));
    struct site_source now;
    struct q_drafts_open open;
    struct data_key key;
    struct q_draft d = {
        .id = act_id(a), .service = service, .authority = authority_of(a, in), .version = 1
    };

    if (!title.n)
        return refuse(a, W_studio_title_missing, "title");
    if (!service_id_fits(service) || files.tag != V_LIST || val_count(files) > DRAFT_FILES)
        return refuse(a, W_studio_archive_no_service, "file");
    TRY(q_drafts_open(a->db, service, &open));
    if (open.n >= DRAFTS_OPEN)
        return refuse(a, W_studio_too_many, "title");
    TRY(versions_now(a->a, a->db, &now));
    struct site_source own = files_below(a->a, &now, service_folder(a->a, service));
    TRY(key_make(a, SUBJECT_SYSTEM, d.id, &key));
    struct q_draft_add_in row = { .id = d.id,
                                  .service = service,
                                  .authority = d.authority,
                                  .title = title,
                                  .base = versions_name(a->a, own.files, own.n),
                                  .author = a->who.account,
                                  .at = a->now.ms };
    TRY(q_draft_add(a->db, &row));
    TRY(q_editor_add(a->db, d.id, a->who.account));
    TRY(files_put_in(a, &d, files));
    TRY(answers_end(a, val_get_i64(in, S("answered"), 0)));
    TRY(opened_event(a, &d, &row, val_null()));
    *out = val_with(a->a, val_null(), S("draft"), val_int(d.id));
    return OK;
}
