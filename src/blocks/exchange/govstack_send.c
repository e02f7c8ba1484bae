/* Applying over GovStack's registration interface with a person's token: documents first, then the
 * whole application at once.  What is asked and checked is the service's form, as on the pages. */
#include "act/one_form.h"
#include "blocks/document/document.h"
#include "blocks/exchange/govstack.h"
#include "blocks/register/register.h"
#include "codec/base64.h"
#include "press/file.h"
#include "value/json.h"

enum { FILE_MOST = 10 * 1024 * 1024, FILES_MOST = 20, UPLOAD_SECONDS = 23 * 3600, DEEP = 16 };
#define DOCUMENTS "/govstack/registration/documents/"

/* ---- a document ---- */

/* What was uploaded and no application names yet: its bytes lie sealed under the account's key, and
 * all that is known of it stands in its address, sealed too. */
struct upload {
    str url;
    sha256 hash;
    val facts; /* id, name, type, size */
};

struct received {
    str name, bytes;
    struct file_facts facts;
};

/* A part with a file's name, or text in base64, as the description has it. */
static err received_of(struct web *w, struct received *r, enum word_id *wrong)
{
    const struct web_file *f = web_file(w, "file");
    val text = val_get(w->body, S("file"));

    *wrong = W_NONE;
    if (text.tag == V_LIST && val_count(text) == 1)
        text = val_at(text, 0);
    if (w->nfiles + (text.tag == V_LIST ? val_count(text) : !val_is_null(text)) != 1 ||
        (w->nfiles && !f)) {
        *wrong = W_exchange_one_file;
        return OK;
    }
    if (f && f->too_large) {
        *wrong = W_file_too_large;
        return OK;
    }
    *r = (struct received){ .name = f ? f->name : S("document"), .bytes = f ? f->bytes : S("") };
    if (!f && failed(base64_read(w->a, str_trim(val_text(text)), BASE64, &r->bytes)))
        *wrong = W_exchange_no_base64;
    else if (r->bytes.n > FILE_MOST)
        *wrong = W_file_too_large;
    else {
        err e = filetype_check(w->a, r->bytes, &r->facts);
        if (e.class == ERR_CLASS_FAULT)
            return e;
        if (failed(e))
            *wrong = r->facts.why ? word_find(str_z(r->facts.why)) : W_file_type;
    }
    return OK;
}

err govstack_upload(struct web *w)
{
    struct received *r = ARENA_NEW(w->a, struct received);
    enum word_id wrong;

    if (!w->who.token)
        return gov_failure_word(w, 401, W_act_token_needed);
    TRY(received_of(w, r, &wrong));
    if (wrong != W_NONE)
        return gov_failure_word(w, 400, wrong);
    if (!utf8_valid(r->name))
        r->name = S("document");
    w->own = r;
    w->in = val_null();
    return OK;
}

/* Counted by the act; only then it is kept. */
err govstack_uploaded(struct web *w)
{
    const struct received *r = w->own;
    val_builder b = val_build(w->a), f = val_build(w->a);
    sha256 hash;
    buf packed;

    TRY(web_own_keys(w));
    TRY(file_put(w->a, w->boot->data, &w->account_key, r->bytes, &hash));
    val_put(&f, S("id"), val_str(sha256_hex(w->a, &hash)));
    val_put(&f, S("name"), val_str(utf8_first(r->name, 200)));
    val_put(&f, S("type"), val_str(str_z(r->facts.media)));
    val_put(&f, S("size"), val_int((int64_t)r->bytes.n));
    val_put(&f, S("account"), val_int(w->who.account));
    buf_init(&packed, w->a, 300);
    val_pack(&packed, val_done(&f));
    str sealed = web_seal(w, "upload", UPLOAD_SECONDS, buf_str(&packed));
    val_put(&b, S("code"), val_int(200));
    val_put(&b, S("type"), val_str(str_z(r->facts.media)));
    val_put(&b, S("message"), val_str(utf8_first(r->name, 200)));
    val_put(&b, S("url"), val_str(str_cat(w->a, S(DOCUMENTS), sealed)));
    return gov_send(w, val_done(&b));
}

/* False where the address is none of this account's, or older than a day. */
static bool upload_open(struct web *w, str sealed, struct upload *out)
{
    str packed;
    val v;

    if (failed(web_unseal(w, "upload", sealed, &packed)) || failed(val_unpack(w->a, packed, &v)) ||
        val_get_i64(v, S("account"), 0) != w->who.account ||
        failed(str_to_bytes_hex(val_get_text(v, S("id")), out->hash.b, sizeof out->hash.b)))
        return false;
    val_builder b = val_build(w->a);
    val_put(&b, S("id"), val_get(v, S("id")));
    val_put(&b, S("name"), val_get(v, S("name")));
    val_put(&b, S("type"), val_get(v, S("type")));
    val_put(&b, S("size"), val_get(v, S("size")));
    out->facts = val_done(&b);
    return true;
}

err govstack_document(struct web *w)
{
    struct upload u;
    str bytes;

    if (!w->who.token || !upload_open(w, web_param(w, "id"), &u))
        return gov_missing(w);
    TRY(web_own_keys(w));
    TRY(file_get(w->a, w->boot->data, &w->account_key, &u.hash, &bytes));
    TRY(web_bytes(w, 200, val_get_text(u.facts, S("type")), bytes));
    w->reply.download = val_get_text(u.facts, S("name"));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

/* ---- an application ---- */

struct sending {
    struct web *w;
    const struct service *v;
    val data; /* answers by name, documents by their addresses */
    VEC(struct upload) uploads;
    val rows; /* files as the act gets them; null while they are only looked at */
    bool wrong, many;
    web_fn *told; /* what the caller gets once it is sent */
};

/* The address's last part, where it is one of an upload. */
static str sealed_of(str text)
{
    size_t at = str_find(text, S(DOCUMENTS), 0);

    return at == SIZE_MAX ? S("") : str_from(text, at + sizeof DOCUMENTS - 1);
}

static const struct upload *upload_of(struct sending *s, str url)
{
    struct upload one = { .url = url };

    for (size_t i = 0; i < s->uploads.n; i++)
        if (str_eq(s->uploads.v[i].url, url))
            return &s->uploads.v[i];
    if (!upload_open(s->w, sealed_of(url), &one)) {
        s->wrong = true;
        return NULL;
    }
    if (s->uploads.n == FILES_MOST) {
        s->many = true;
        return NULL;
    }
    *vec_push(&s->uploads, s->w->a) = one;
    return &s->uploads.v[s->uploads.n - 1];
}

static val filled(struct sending *s, val v, str path, int depth);

static str path_of(arena *a, str path, str key)
{
    return path.n ? str_fmt(a, "%.*s.%.*s", STR_ARG(path), STR_ARG(key)) : key;
}

static val document_of(struct sending *s, str url, str path)
{
    const struct upload *u = upload_of(s, url);

    if (!u)
        return val_null();
    if (!val_is_null(s->rows))
        s->rows =
            val_append(s->w->a, s->rows, val_with(s->w->a, u->facts, S("field"), val_str(path)));
    return u->facts;
}

static bool is_document(val v)
{
    return v.tag == V_STRING && sealed_of(val_text(v)).n;
}

static val list_filled(struct sending *s, val list, str path, int depth)
{
    val *items = ARENA_ARRAY(s->w->a, val, val_count(list) + 1);

    for (size_t i = 0; i < val_count(list); i++) {
        val one = val_at(list, i);
        items[i] = is_document(one)
                       ? document_of(s, val_text(one), path)
                       : filled(s, one, path_of(s->w->a, path, str_fmt(s->w->a, "%zu", i)), depth);
    }
    return val_list(items, val_count(list));
}

/* The answers with documents in the place of their addresses: a list, even of one. */
static val filled(struct sending *s, val v, str path, int depth)
{
    arena *a = s->w->a;

    if (is_document(v))
        return list_filled(s, val_append(a, val_list(NULL, 0), v), path, depth + 1);
    if (depth > DEEP)
        return v;
    if (v.tag == V_LIST)
        return list_filled(s, v, path, depth + 1);
    if (v.tag != V_CONTEXT)
        return v;
    val_builder b = val_build(a);
    for (uint32_t i = 0; i < v.c->n; i++)
        val_add(&b, v.c->e[i].key,
                filled(s, v.c->e[i].value, path_of(a, path, v.c->e[i].key), depth + 1));
    return val_done(&b);
}

/* Typed answers, checked as a whole; *done is false where the answer of the interface is made. */
static err answers_of(struct sending *s, val *answers, bool *done)
{
    struct web *w = s->w;
    const struct form *form = s->v->forms[0].form;
    struct form_errors errors = { 0 };
    struct form_env env;
    struct feel_env feel;
    val held = val_null(), data = filled(s, s->data, S(""), 0);

    *done = false;
    if (s->wrong || s->many)
        return gov_failure_word(w, 422, s->many ? W_file_too_many : W_exchange_no_document);
    if (w->who.person)
        TRY(register_held_web(w, s->v, &s->v->forms[0], &held));
    case_page_env(&env, w, s->v, held, val_null());
    feel_env_init(&feel, w->a, w->now);
    env.feel = &feel;
    err e = form_read_all(form, data, &env, answers, &errors);
    if (errors.v.n)
        return gov_failure_form(w, &errors);
    TRY(e);
    *done = true;
    return OK;
}

/* Documents that no question names would be lost. */
static bool documents_named(struct sending *s, val urls)
{
    for (size_t i = 0; i < val_count(urls); i++) {
        bool named = false;
        for (size_t k = 0; k < s->uploads.n; k++)
            named |= str_eq(s->uploads.v[k].url, val_text(val_at(urls, i)));
        if (!named)
            return false;
    }
    return true;
}

static err sent(struct web *w)
{
    struct q_case c;
    struct data_key key;
    val v;

    TRY(case_find(w->db, val_get_text(w->out, S("number")), &c));
    TRY(case_own_key(w, &c, &key));
    err e = gov_application(w, &c, &key, &v);
    bytes_wipe(&key, sizeof key);
    TRY(e);
    return gov_send(w, v);
}

/* There is a draft now, whose key seals its documents once more. */
static err with_documents(struct web *w)
{
    struct sending *s = w->own;
    val_builder b = val_build(w->a);
    struct q_case c;
    struct data_key key;
    val answers;
    bool done;

    TRY(case_find(w->db, val_get_text(w->out, S("draft")), &c));
    TRY(case_own_key(w, &c, &key));
    for (size_t i = 0; i < s->uploads.n; i++) {
        struct upload *u = &s->uploads.v[i];
        sha256 own;
        str bytes;
        TRY(file_get(w->a, w->boot->data, &w->account_key, &u->hash, &bytes));
        TRY(file_put(w->a, w->boot->data, &key, bytes, &own));
        u->facts = val_with(w->a, u->facts, S("id"), val_str(sha256_hex(w->a, &own)));
    }
    bytes_wipe(&key, sizeof key);
    s->rows = val_list(NULL, 0);
    TRY(answers_of(s, &answers, &done));
    if (!done)
        return OK;
    val_put(&b, S("draft"), val_get(w->out, S("draft")));
    val_put(&b, S("answers"), answers);
    val_put(&b, S("files"), s->rows);
    w->act = "case.send";
    w->in = val_done(&b);
    w->then_fn = s->told;
    return OK;
}

static void name_act(struct sending *s, val answers)
{
    struct web *w = s->w;
    val_builder b = val_build(w->a), none = val_build(w->a);

    val_put(&b, S("service"), val_str(s->v->id));
    val_put(&b, S("answers"), s->uploads.n ? val_done(&none) : answers);
    w->in = val_done(&b);
    w->act = s->uploads.n ? "case.start" : "case.send";
    w->then_fn = s->uploads.n ? with_documents : s->told;
}

/* What the envelope says of applicant and form, where it says it, is true. */
static bool envelope_fits(struct sending *s, enum word_id *wrong)
{
    struct web *w = s->w;
    val form = val_get(w->body, S("formData"));
    str applicant = text_at(w->body, "applicantId"), id = text_at(form, "eFormId");

    *wrong = W_NONE;
    if (w->body.tag != V_CONTEXT || !gov_answers(w->a, val_get(form, S("data")), &s->data))
        *wrong = W_exchange_no_form_data;
    else if (!str_eq_nocase(applicant, gov_applicant(w)) && !str_eq(applicant, S("me")))
        *wrong = W_exchange_other_applicant;
    else if (id.n && !str_eq_nocase(id, gov_uuid(w, "form", s->v->id)))
        *wrong = W_exchange_other_form;
    return *wrong == W_NONE;
}

err govstack_submit(struct web *w)
{
    struct sending *s = ARENA_NEW(w->a, struct sending);
    enum word_id wrong;
    val answers;
    bool done;

    w->own = s;
    if (!w->who.token)
        return gov_failure_word(w, 401, W_act_token_needed);
    *s = (struct sending){ .w = w,
                           .v = gov_service(w, "service", web_param(w, "id")),
                           .told = sent };
    s->rows = val_null();
    if (!s->v)
        return gov_missing(w);
    if (!envelope_fits(s, &wrong))
        return gov_failure_word(w, 422, wrong);
    TRY(answers_of(s, &answers, &done));
    if (!done)
        return OK;
    if (!documents_named(s, val_get(w->body, S("documentUrls"))))
        return gov_failure_word(w, 422, W_exchange_document_unnamed);
    name_act(s, answers);
    return OK;
}

/* ---- the workflow interface: an instance begins with an application ---- */

static err started(struct web *w)
{
    return gov_instance_sent(w, val_get_text(w->out, S("number")));
}

/* [{ code, value }], as the description has it, or objects of names and values, as its example. */
static bool instance_values(struct web *w, val list, val *out)
{
    val_builder b = val_build(w->a);

    if (!val_is_null(list) && list.tag != V_LIST)
        return false;
    for (uint32_t i = 0; i < val_count(list); i++) {
        val one = val_at(list, i);
        str code = text_at(one, "code");
        if (one.tag != V_CONTEXT)
            return false;
        if (code.n && val_has(one, S("value")))
            val_put(&b, code, val_get(one, S("value")));
        else
            val_put_all(&b, one);
    }
    *out = val_done(&b);
    return true;
}

err govstack_start(struct web *w)
{
    struct sending *s = ARENA_NEW(w->a, struct sending);
    str by = text_at(w->body, "processStartedBy");
    val answers;
    bool done;

    w->own = s;
    if (!w->who.token)
        return gov_failure_word(w, 401, W_act_token_needed);
    *s = (struct sending){ .w = w, .v = gov_process(w, web_param(w, "id")), .told = started };
    s->rows = val_null();
    if (!s->v)
        return gov_missing(w);
    if (!str_eq_nocase(by, gov_applicant(w)) && !str_eq(by, S("me")))
        return gov_failure_word(w, 422, W_exchange_other_applicant);
    if (!instance_values(w, val_get(w->body, S("InstanceValues")), &s->data))
        return gov_failure_word(w, 422, W_exchange_no_form_data);
    TRY(answers_of(s, &answers, &done));
    if (done)
        name_act(s, answers);
    return OK;
}
