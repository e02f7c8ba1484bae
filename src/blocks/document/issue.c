/* Issuing, replacing, revoking: rows and events; the rendering follows after the commit. */
#include "blocks/document/own.h"
#include "blocks/notify/notify.h"
#include "blocks/register/register.h"
#include "os/clock.h"

static err owner_key(act *a, int64_t account, const struct data_key *key, str *sealed)
{
    struct data_key own;

    *sealed = STR_NULL;
    if (!account)
        return OK;
    TRY(key_get(a, SUBJECT_ACCOUNT, account, &own));
    *sealed = key_seal_bytes(a->a, &own, "document.owner_key",
                             str_of((const char *)key->k.b, sizeof key->k.b));
    return OK;
}

str document_new_code(arena *a)
{
    uint8_t raw[16];

    random_bytes(raw, sizeof raw);
    return b64url_text(a, str_of((char *)raw, sizeof raw));
}

err document_issue(act *a, const struct document_new *d, int64_t *id, str *number, str *code_out)
{
    struct data_key key;
    str sealed, code = document_new_code(a->a);
    sha256 hash = sha256_of(code);
    val_builder b = val_build(a->a);

    TRY(key_get(a, SUBJECT_CASE, d->case_id, &key));
    TRY(owner_key(a, d->account, &key, &sealed));
    *code_out = code;
    *number = d->number;
    if (!number->p)
        TRY(number_next(a, "document-number", (unsigned)day_ymd(a->today).year, number));
    *id = act_id(a);
    val_put(&b, S("code"), val_str(code));
    val_put(&b, S("case"), val_str(d->case_number));
    val_put(&b, S("data"), d->data);
    struct q_document_add_in row = { .id = *id,
                                     .number = *number,
                                     .service = d->service->id,
                                     .output = d->output->id,
                                     .case_id = d->case_id,
                                     .account = d->account,
                                     .owner_key = sealed,
                                     .authority = d->authority,
                                     .lang = d->lang,
                                     .state = S("valid"),
                                     .issued = a->now.ms,
                                     .code = str_copy(a->a, sha256_str(&hash)),
                                     .data = key_seal(a->a, &key, "document.data", val_done(&b)),
                                     .record = d->record,
                                     .registry = S(""),
                                     .fields = S("") };
    TRY(q_document_add(a->db, &row));
    val_builder e = val_build(a->a);
    val_put(&e, S("number"), val_str(*number));
    val_put(&e, S("output"), val_str(d->output->id));
    val_put(&e, S("data"), d->data);
    struct event ev = { .type = "document.issued",
                        .kind = SUBJECT_CASE,
                        .subject = d->case_id,
                        .authority = d->authority,
                        .body = val_done(&e) };
    TRY(event_add(a, &ev));
    val job = val_with(a->a, val_null(), S("id"), val_int(*id));
    return outbox_add(a, "document.render", SUBJECT_CASE, d->case_id, job, (instant){ 0 }, NULL);
}

err document_revoke(act *a, int64_t id, str reason, int64_t replaced_by)
{
    struct q_document d;
    int64_t n;

    TRY(q_document(a->db, id, &d));
    if (!d.found)
        return refuse_with(a, W_document_unknown, NULL, val_null(), 404);
    struct q_document_end_in end = { .id = id,
                                     .state = replaced_by ? S("replaced") : S("revoked"),
                                     .replaced_by = replaced_by,
                                     .reason = reason,
                                     .ended = a->now.ms };
    TRY(q_document_end(a->db, &end, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    val_builder b = val_build(a->a);
    val_put(&b, S("number"), val_str(d.number));
    val_put(&b, S("reason"), val_str(reason));
    struct event ev = { .type = replaced_by ? "document.replaced" : "document.revoked",
                        .kind = d.case_id ? SUBJECT_CASE : SUBJECT_PERSON,
                        .subject = d.case_id ? d.case_id : d.record,
                        .authority = d.authority,
                        .body = val_done(&b) };
    return event_add(a, &ev);
}

err act_ready(act *a, val in, val *out)
{
    uint8_t *all = arena_alloc(a->a, 96);
    str token = val_get_text(in, S("token"));
    struct q_document d;
    int64_t n, id = val_get_i64(in, S("id"), 0);

    TRY(str_to_bytes_hex(val_get_text(in, S("pdf")), all, 32));
    TRY(str_to_bytes_hex(val_get_text(in, S("print")), all + 32, 32));
    if (token.n)
        TRY(str_to_bytes_hex(token, all + 64, 32));
    TRY(q_document(a->db, id, &d));
    TRY(q_document_ready(a->db, id, str_of((char *)all, 32), str_of((char *)all + 32, 32),
                         token.n ? str_of((char *)all + 64, 32) : STR_NULL, &n));
    *out = val_null();
    if (!n)
        return OK;
    if (d.case_id)
        topic_publish(a, str_fmt(a->a, "case/%lld", (long long)d.case_id));
    struct event ev = { .type = "document.sealed",
                        .kind = d.case_id ? SUBJECT_CASE : SUBJECT_PERSON,
                        .subject = d.case_id ? d.case_id : d.record,
                        .authority = d.authority,
                        .body = val_with(a->a,
                                         val_with(a->a, val_null(), S("number"), val_str(d.number)),
                                         S("sha256"), val_get(in, S("print"))) };
    return event_add(a, &ev);
}

static const struct service_output *output_of(const struct service *v, str id)
{
    for (size_t i = 0; v && i < v->n_outputs; i++)
        if (str_eq(v->outputs[i].id, id))
            return &v->outputs[i];
    return NULL;
}

err documents_of_case(struct db *db, arena *a, int64_t case_id, const struct document_facts **out,
                      size_t *n)
{
    struct q_documents_of_case all;

    TRY(q_documents_of_case(db, case_id, &all));
    struct document_facts *d = ARENA_ARRAY(a, struct document_facts, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        struct q_document by = { 0 };
        if (all.v[i].replaced_by)
            TRY(q_document(db, all.v[i].replaced_by, &by));
        d[i] = (struct document_facts){ .id = all.v[i].id,
                                        .account = all.v[i].account,
                                        .number = all.v[i].number,
                                        .kind = all.v[i].output,
                                        .service = all.v[i].service,
                                        .lang = all.v[i].lang,
                                        .state = all.v[i].state,
                                        .issued = { all.v[i].issued },
                                        .ended = { all.v[i].ended },
                                        .replaced_by = by.found && by.account == all.v[i].account
                                                           ? by.number
                                                           : S(""),
                                        .ready = all.v[i].pdf.p != NULL };
    }
    *out = d;
    *n = all.n;
    return OK;
}

err document_code(struct db *db, arena *a, int64_t id, const struct data_key *key, str *code)
{
    struct q_document d;
    val inner;

    TRY(q_document(db, id, &d));
    if (!d.found)
        return REFUSED(ERR_MISSING);
    TRY(key_open(a, key, "document.data", d.data, &inner));
    *code = val_get_text(inner, S("code"));
    return OK;
}

str document_title(const struct site *s, str service, str output, str lang)
{
    const struct service_output *o = output_of(site_service(s, service), output);

    return o ? site_text(s, o->title, lang) : output;
}

/* ---- task types ---- */

/* One for each whom it is addressed to: a document is opened by one account's key. */
static err issue_to(act *a, const struct task_call *t, int64_t account, val *out)
{
    const struct service *v = site_service(a->site, t->service);
    const struct service_output *o = output_of(v, val_get_text(t->in, S("output")));
    str lang = val_get_text(t->in, S("language")), number, code;
    val_builder b = val_build(a->a);
    int64_t id;

    if (!o)
        return refuse(a, W_document_unknown, "output");
    if (!site_lang(a->site, lang))
        lang = t->lang;
    struct document_new d = { .case_id = t->case_id,
                              .case_number = t->case_number,
                              .service = v,
                              .output = o,
                              .account = account,
                              .lang = lang,
                              .data = val_get(t->in, S("data")),
                              .authority = t->authority,
                              .number = val_get_text(t->in, S("number")),
                              .record = val_get_i64(t->in, S("record"), 0) };
    TRY(document_issue(a, &d, &id, &number, &code));
    val_put(&b, S("id"), val_int(id));
    val_put(&b, S("number"), val_str(number));
    val_put(&b, S("code"), val_str(code));
    *out = val_done(&b);
    return OK;
}

static err task_issue(act *a, struct task_call *t)
{
    const int64_t *to;
    val all = val_list(NULL, 0), one;
    size_t n;

    TRY(notify_addressees(a, t, &to, &n));
    if (n > 1 && val_get_text(t->in, S("number")).n)
        return refuse(a, W_document_unknown, "number");
    for (size_t i = 0; i < n || !i; i++) {
        TRY(issue_to(a, t, n ? to[i] : 0, &one));
        all = val_append(a->a, all, one);
    }
    *t->out = val_with(a->a, val_at(all, 0), S("documents"), all);
    return OK;
}

static err task_revoke(act *a, struct task_call *t)
{
    struct q_document_find hit;

    *t->out = val_null();
    TRY(q_document_find(a->db, val_get_text(t->in, S("number")), &hit));
    if (!hit.found) {
        t->bpmn_error = S("document_unknown");
        return refuse_with(a, W_document_unknown, NULL, val_null(), 404);
    }
    return document_revoke(a, hit.id, val_get_text(t->in, S("reason")),
                           val_get_i64(t->in, S("replaced_by"), 0));
}

/* ---- documents of an entry ---- */

static err task_lookup(act *a, struct task_call *t)
{
    struct q_document_find hit;
    struct q_document d = { 0 };
    str number = str_trim(val_get_text(t->in, S("number")));
    val_builder b = val_build(a->a);

    if (number.n) {
        TRY(q_document_find(a->db, number, &hit));
        if (hit.found)
            TRY(q_document(a->db, hit.id, &d));
    }
    val_put(&b, S("found"), val_bool(d.found));
    val_put(&b, S("id"), d.found ? val_int(d.id) : val_null());
    val_put(&b, S("number"), d.found ? val_str(d.number) : val_null());
    val_put(&b, S("state"), d.found ? val_str(d.state) : val_null());
    val_put(&b, S("output"), d.found ? val_str(d.output) : val_null());
    val_put(&b, S("record"), d.found && d.record ? val_int(d.record) : val_null());
    val_put(&b, S("account"), d.found && d.account ? val_int(d.account) : val_null());
    *t->out = val_done(&b);
    return OK;
}

/* The documents that an entry speaks through are over together with what they say. */
/* Whether the new document takes the place of one of that service; null of services: of any. */
static bool takes_place(val services, str service)
{
    for (size_t i = 0; i < val_count(services); i++)
        if (str_eq(val_text(val_at(services, i)), service))
            return true;
    return val_is_null(services);
}

static err task_recall(act *a, struct task_call *t)
{
    int64_t record = val_get_i64(t->in, S("record"), 0),
            by = val_get_i64(t->in, S("replaced_by"), 0);
    struct q_documents_of_record all = { 0 };
    val list = val_list(NULL, 0);

    if (record)
        TRY(q_documents_of_record(a->db, record, &all));
    for (size_t i = 0; i < all.n; i++) {
        val_builder b = val_build(a->a);
        if (all.v[i].id == by)
            continue;
        bool taken = by && takes_place(val_get(t->in, S("replaces")), all.v[i].service);
        TRY(document_revoke(a, all.v[i].id, val_get_text(t->in, S("reason")), taken ? by : 0));
        val_put(&b, S("replaced"), val_bool(taken));
        val_put(&b, S("id"), val_int(all.v[i].id));
        val_put(&b, S("number"), val_str(all.v[i].number));
        val_put(&b, S("account"), all.v[i].account ? val_int(all.v[i].account) : val_null());
        val_put(&b, S("title"),
                val_str(document_title(a->site, all.v[i].service, all.v[i].output, all.v[i].lang)));
        list = val_append(a->a, list, val_done(&b));
    }
    *t->out = val_with(a->a, val_null(), S("documents"), list);
    return OK;
}

/* clang-format off */
static const struct task_field none[] = { { 0 } };
static const struct task_field issue_in[] = {
    { "output", "string", true, "output of the service: its letter is the text" },
    { "data", "context", true, "what the letter shows" },
    { "language", "string", false, "of the document; the case's" },
    { "to", "string", false,
      "who may fetch it: applicant, a party of the service, or all: each gets one" },
    { "account", "number", false, "who may fetch it, where `to` is not given" },
    { "number", "string", false, "its number; the next of scheme document-number" },
    { "record", "number", false,
      "the entry of a register that it attests to: corrections of the entry reach it" },
    { 0 },
};
static const struct task_field issue_out[] = {
    { "id", "number", true, "the document" }, { "number", "string", true, "its number" },
    { "code", "string", true,
      "what its QR code holds: who has it can check the document, and appeal where it tells a "
      "decision" },
    { "documents", "list", false, "id and number of each, where several were issued" }, { 0 },
};
static const struct task_field revoke_in[] = {
    { "number", "string", true, "the document's number" }, { "reason", "string", true, "why" },
    { "replaced_by", "number", false, "document that takes its place" }, { 0 },
};
static const struct task_field find_in[] = {
    { "number", "string", false, "the document's number; null finds nothing" }, { 0 },
};
static const struct task_field find_out[] = {
    { "found", "boolean", true, "there is one of that number" },
    { "id", "number", true, "the document, or null" },
    { "number", "string", true, "its number, or null" },
    { "state", "string", true, "valid, replaced or revoked" },
    { "output", "string", true, "output of the service that issued it" },
    { "record", "number", true, "the entry that it attests to, or null" },
    { "account", "number", true, "who may fetch it, or null" }, { 0 },
};
static const struct task_field recall_in[] = {
    { "record", "number", false, "the entry; null recalls nothing" },
    { "reason", "string", true, "why" },
    { "replaced_by", "number", false,
      "document that takes their place; without it they are revoked" },
    { "replaces", "list", false,
      "services whose documents it takes the place of, others are revoked; null: of all" },
    { 0 },
};
static const struct task_field recall_out[] = {
    { "documents", "list", true, 
      "a list of { id, number, title, account, replaced } of those that ended" },
    { 0 },
};

const struct task_type document_tasks[] = {
    { .name = "document.issue", .help = "Issues a document: numbered, sealed, checkable",
      .in = issue_in, .out = issue_out,
      .may = "Every process, for outputs of its own service (service.yaml, outputs).",
      .fn = task_issue },
    { .name = "document.revoke", .help = "Revokes or replaces a document", .in = revoke_in,
      .out = none, .may = "Every process, by the document's number.", .errors = "document_unknown",
      .fn = task_revoke },
    { .name = "document.find", .help = "Finds a document by its number", .in = find_in,
      .out = find_out,
      .may = "Every process, by the document's number; nothing of what the document says is given.",
      .fn = task_lookup },
    { .name = "document.recall",
      .help = "Revokes or replaces all valid documents that attest to an entry of a register",
      .in = recall_in, .out = recall_out, .may = "Every process, by the entry.",
      .fn = task_recall },
    { 0 },
};
/* clang-format on */
