/* Bodies to values: once, with limits; what does not decode ends here with a 400 (design 6). */
#include "act/visit.h"
#include "codec/form.h"
#include "codec/multipart.h"
#include "os/clock.h"
#include "os/file.h"

enum { FORM_ID_DAYS = 6, FILE_MAX = 11 * 1024 * 1024, BODY_MAX = 64 * 1024 * 1024 };

str visit_form_id(struct visit *v)
{
    instant until = { v->w.now.ms + FORM_ID_DAYS * (int64_t)86400000 };

    return token_seal(&v->a, &v->d->web_key, S("form"), until, ulid_str(&v->a, ulid_new()));
}

bool visit_form_id_open(struct visit *v, str sealed, str *id)
{
    return !failed(token_open(&v->a, &v->d->web_key, S("form"), sealed, v->w.now, id));
}

/* The body's bytes, from the spool file where the front put it there. */
static err body_bytes(struct visit *v, str *out)
{
    if (!v->req.body_file.n) {
        *out = v->req.body;
        return OK;
    }
    str spool = str_fmt(&v->a, "%s/spool/", v->d->boot->data);
    if (!str_starts(v->req.body_file, spool) ||
        str_find_char(v->req.body_file, '/', spool.n) != SIZE_MAX)
        return FAULT(ERR_DENIED); /* a front that was taken over names what it likes */
    return file_read(&v->a, v->req.body_file, BODY_MAX, out);
}

struct parts {
    struct visit *v;
    val_builder fields;
    VEC(struct web_file) files;
    struct web_file *file;
    buf data;
    str name;
};

static err part_start(void *ctx, const struct multipart_part *p)
{
    struct parts *c = ctx;

    buf_init(&c->data, &c->v->a, 256);
    c->name = str_copy(&c->v->a, p->name);
    c->file = NULL;
    if (p->filename.p) {
        c->file = vec_push(&c->files, &c->v->a);
        *c->file = (struct web_file){ .field = c->name, .name = str_copy(&c->v->a, p->filename) };
    }
    return OK;
}

static err part_data(void *ctx, str bytes)
{
    struct parts *c = ctx;

    if (c->file && c->data.n + bytes.n > FILE_MAX) {
        c->file->too_large = true;
        return OK;
    }
    buf_add(&c->data, bytes);
    return OK;
}

/* A name that comes again makes a list of its values, as codec/form.h does it. */
static void field_put(struct parts *c, val v)
{
    arena *a = &c->v->a;

    for (size_t i = 0; i < c->fields.e.n; i++) {
        val had = c->fields.e.v[i].value;
        if (!str_eq(c->fields.e.v[i].key, c->name))
            continue;
        if (had.tag != V_LIST)
            had = val_append(a, val_list(NULL, 0), had);
        v = val_append(a, had, v);
    }
    val_put(&c->fields, c->name, v);
}

static err part_end(void *ctx)
{
    struct parts *c = ctx;

    if (c->file) {
        c->file->bytes = buf_str(&c->data);
        if (!c->file->name.n && !c->file->bytes.n)
            c->files.n--; /* a file input that was left empty */
        return OK;
    }
    if (!utf8_valid(buf_str(&c->data)))
        return REFUSED(ERR_SYNTAX);
    field_put(c, val_str(buf_str(&c->data)));
    return OK;
}

static err decode_multipart(struct visit *v, str bytes)
{
    struct parts c = { .v = v, .fields = val_build(&v->a) };
    struct multipart_calls calls = { part_start, part_data, part_end };
    struct multipart m;
    str type =
        str_fmt(&v->a, "%.*s; %.*s", STR_ARG(v->req.content_type), STR_ARG(v->req.content_params));

    TRY(multipart_start(&m, &v->a, type, &calls, &c));
    TRY(multipart_feed(&m, bytes));
    TRY(multipart_end(&m));
    v->w.body = val_done(&c.fields);
    v->w.files = c.files.v;
    v->w.nfiles = c.files.n;
    return OK;
}

static err decode_body(struct visit *v)
{
    str type = v->req.content_type, bytes;

    TRY(body_bytes(v, &bytes));
    if (str_eq(type, S("multipart/form-data")))
        return decode_multipart(v, bytes);
    if (str_eq(type, S("application/json"))) {
        struct json_limits limits = { .depth = 32, .bytes = 1024 * 1024 };
        return val_from_json(&v->a, bytes, &limits, &v->w.body, NULL);
    }
    if (str_eq(type, S("application/x-www-form-urlencoded")) || !bytes.n)
        return form_read(&v->a, bytes, NULL, &v->w.body, NULL);
    return REFUSED(ERR_TYPE);
}

err visit_decode(struct visit *v)
{
    struct web *w = &v->w;

    if (v->req.method == GET)
        return OK;
    err e = decode_body(v);
    if (e.class == ERR_CLASS_REFUSED)
        return web_error(w, e.code == ERR_SIZE ? 413 : e.code == ERR_TYPE ? 415 : 400);
    TRY(e);
    str sealed = val_get_text(w->body, S("_id"));
    if (sealed.n && !visit_form_id_open(v, sealed, &w->act_id))
        w->act_id = STR_NULL;
    v->form_posted = w->act_id.n > 0;
    str key = request_header(&v->req, S("idempotency-key"));
    bool known = w->creds.session.n || w->creds.draft.n || w->creds.partner.n || w->creds.token.n;
    if (key.n && key.n <= 100 &&
        known) { /* without a credential two strangers could choose the same */
        w->act_id = key;
        v->form_posted = false;
    }
    return OK;
}

static val typed(struct visit *v, const struct act_field *f, str text)
{
    int64_t n;
    day d;

    (void)v;
    if (f->type == F_INT && !failed(str_to_i64(text, &n)))
        return val_int(n);
    if (f->type == F_BOOL)
        return val_bool(text.n && !str_eq(text, S("0")) && !str_eq(text, S("no")));
    if (f->type == F_DATE && !failed(day_parse(text, &d)))
        return val_day(d);
    return val_str(text);
}

val visit_input(struct visit *v, const struct act_row *row)
{
    val_builder b = val_build(&v->a);

    for (const struct act_field *f = row->fields; f->name; f++) {
        str param = route_param(&v->w.params, str_z(f->name));
        val given = val_get(v->w.body, str_z(f->name));
        if (param.p)
            val_put(&b, str_z(f->name), typed(v, f, param));
        else if (given.tag == V_STRING && (given.n || f->type == F_TEXT))
            val_put(&b, str_z(f->name), typed(v, f, val_text(given)));
        else if (!val_is_null(given))
            val_put(&b, str_z(f->name), given);
    }
    return val_done(&b);
}
