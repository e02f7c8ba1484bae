/* Acts of keying in: a draft for somebody else, and the scans of their paper. */
#include "act/face.h"
#include "blocks/assist/own.h"
#include "blocks/assist/store.h"
#include "blocks/case/acts.h"
#include "blocks/case/files.h"
#include "blocks/case/keyed.h"
#include "blocks/consent/consent.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/register/change.h"
#include "blocks/register/register.h"
#include "seal/token.h"
#include "text/name.h"

enum { RECEIVED_MOST_DAYS = 366, SCANS_MOST = 20 };

struct beginning {
    act *a;
    val in;
    struct keyed_new n;
    struct q_case before; /* the draft that the paper was printed from; found where there is one */
    str name, reference;
    str seen; /* the register's field that was opened; empty: none */
};

bool code_parse(str text, struct paper_name *out)
{
    str rest = str_trim(text), word;

    *out = (struct paper_name){ 0 };
    if (!str_starts(rest, S("stoa-form:"))) {
        out->reference = rest;
        return rest.n > 0;
    }
    rest = str_from(rest, 10);
    str *parts[] = { &out->service, &out->version, &out->lang, &out->reference };
    for (size_t i = 0; i < LEN(parts) && str_next(&rest, ':', &word); i++)
        *parts[i] = word;
    return out->service.n > 0;
}

/* The draft behind a reference; nothing where it is mistyped, unknown, or sent or gone already. */
static err draft_behind(struct beginning *b)
{
    act *a = b->a;
    struct q_printed_by_mark row;
    struct blind mark;
    code c;

    if (!b->reference.n)
        return OK;
    if (failed(code_read(b->reference, &c)))
        return refuse(a, W_assist_code_wrong, "code");
    TRY(blind_of(a, "paper.reference", code_text(a->a, c), &mark));
    TRY(q_printed_by_mark(a->db, str_of((char *)mark.b, sizeof mark.b), &row));
    if (!row.found)
        return refuse(a, W_assist_code_wrong, "code");
    TRY(q_case(a->db, row.case_id, S(""), &b->before));
    if (!b->before.found || !str_eq(b->before.state, S(CASE_DRAFT)))
        return refuse(a, W_assist_code_over, "code");
    return OK;
}

static err service_of(struct beginning *b)
{
    act *a = b->a;
    struct paper_name p = { 0 };

    /* nobody else learns whether there is such a reference */
    b->n.way =
        str_eq(val_get_text(b->in, S("way")), S(KEYED_COUNTER)) ? S(KEYED_COUNTER) : S(KEYED_PAPER);
    if (!keyed_any(a->site, &a->who, b->n.way))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    str code = val_get_text(b->in, S("code")), id = val_get_text(b->in, S("service"));

    if (code.n && !code_parse(code, &p))
        return refuse(a, W_assist_code_wrong, "code");
    b->reference = p.reference;
    TRY(draft_behind(b));
    id = b->before.found ? b->before.service : p.service.n ? p.service : id;
    b->n.service = site_service(a->site, id);
    if (!b->n.service || b->n.service->broken || !b->n.service->process || !b->n.service->n_forms)
        return refuse(a, W_assist_service_needed, "service");
    if (!keyed_may(b->n.service, &a->who, b->n.way))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    b->n.lang = a->lang;
    for (size_t i = 0; i < a->site->n_langs; i++)
        if (str_eq(a->site->langs[i].code, p.lang))
            b->n.lang = p.lang;
    return OK;
}

/* The name in the register, for comparing with the paper, where the officer may read it. */
static err name_in_register(struct beginning *b)
{
    act *a = b->a;
    const struct registry *r = site_people(a->site);
    const struct reg_field *f = NULL;
    struct data_key key;
    struct record rec;
    bool may = false;

    for (size_t i = 0; r && i < r->n_fields && !f; i++)
        if (str_eq(r->fields[i].type, S("name")))
            f = &r->fields[i];
    for (size_t i = 0; f && i < a->who.nroles; i++)
        may |=
            register_may(r, a->who.roles[i].role, S(""), b->n.service->purpose, REG_READ, f->name);
    if (!may)
        return OK;
    b->seen = f->name;
    TRY(key_get(a, SUBJECT_PERSON, b->n.person, &key));
    TRY(record_open(a->a, a->db, r, b->n.person, &key, &rec));
    b->name = name_is(val_get(rec.fields, f->name)) ? name_shown(a->a, val_get(rec.fields, f->name))
                                                    : S("");
    return OK;
}

static err applicant(struct beginning *b)
{
    act *a = b->a;
    str number = str_trim(val_get_text(b->in, S("number")));

    b->name = str_trim(val_get_text(b->in, S("name")));
    b->n.person = b->before.person;
    b->n.account = b->before.account;
    if (number.n) {
        int64_t person = 0;
        TRY(a->boot->ports.post->person(a, number, (day){ INT64_MIN }, &person));
        if (!person)
            return refuse(a, W_assist_number_unknown, "number");
        if (b->n.person && b->n.person != person)
            return refuse(a, W_assist_other_person, "number");
        b->n.person = person;
    }
    if (b->n.person && !b->n.account)
        TRY(identity_account_of(a->db, b->n.person, &b->n.account));
    if (b->n.person)
        TRY(name_in_register(b));
    return b->n.person || b->n.account || b->name.n ? OK : refuse(a, W_assist_who_needed, "name");
}

/* At the counter the day is this one, and who stands there is known by what they showed, or by the
 * number that they say. */
static err at_counter(struct beginning *b)
{
    act *a = b->a;
    str kind = val_get_text(b->in, S("document")),
        number = str_trim(val_get_text(b->in, S("document_number")));

    b->n.received = a->today;
    if (!document_kind(kind))
        return refuse(a, W_assist_shown_needed, "document");
    if (str_eq(kind, S("none")))
        return str_trim(val_get_text(b->in, S("number"))).n
                   ? OK
                   : refuse(a, W_identity_number_needed, "number");
    return number.n ? OK : refuse(a, W_assist_shown_number_needed, "document_number");
}

static err dates(struct beginning *b)
{
    act *a = b->a;
    val received = val_get(b->in, S("received"));

    if (received.tag != V_DATE)
        return refuse(a, W_assist_received_needed, "received");
    b->n.received = (day){ received.m };
    if (b->n.received.n > a->today.n || b->n.received.n < a->today.n - RECEIVED_MOST_DAYS)
        return refuse(a, W_assist_received_wrong, "received");
    if (!str_trim(val_get_text(b->in, S("reason"))).n)
        return refuse(a, W_assist_reason_needed, "reason");
    return OK;
}

/* What was typed before it was printed; files lie sealed under the other draft's key. */
static err known_answers(struct beginning *b)
{
    act *a = b->a;
    val_builder none = val_build(a->a);
    struct data_key key;
    val answers;

    b->n.answers = val_done(&none);
    if (!b->before.found)
        return OK;
    const struct form *form = b->n.service->forms[0].form;
    TRY(key_get(a, SUBJECT_CASE, b->before.id, &key));
    TRY(case_answers(a->a, &b->before, &key, &answers));
    answers = val_without(a->a, answers, S("_disputed"));
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];
        if (f->kind != FORM_FILES)
            continue;
        int top = (int)i;
        while (form->fields[top].list >= 0)
            top = form->fields[top].list; /* a section with files is keyed in anew */
        answers = form_answer_put(a->a, form, top, FORM_AT_NONE, answers, val_null());
    }
    b->n.answers = answers;
    return OK;
}

/* Whether what the registers hold of who stands there may be shown to the officer: a document was
 * shown, the person is known by number, and the entry is not protected. */
static err may_fill(struct beginning *b, bool *may)
{
    act *a = b->a;
    const struct registry *r;
    struct data_key key;
    struct record rec;

    *may = false;
    if (!str_eq(b->n.way, S(KEYED_COUNTER)) || !b->n.person || b->before.found ||
        str_eq(val_get_text(b->in, S("document")), S("none")))
        return OK;
    TRY(record_registry(a->db, a->site, b->n.person, &r));
    if (!r)
        return OK;
    TRY(key_get(a, SUBJECT_PERSON, b->n.person, &key));
    TRY(record_open(a->a, a->db, r, b->n.person, &key, &rec));
    *may = rec.found && !rec.secret_address;
    return OK;
}

/* What the service itself would fill in for them, as answers that both read through; of nobody who
 * is related to them. */
static err fill_in(struct beginning *b)
{
    act *a = b->a;
    const struct form *form = b->n.service->forms[0].form;
    val held;
    bool may;

    TRY(may_fill(b, &may));
    if (!may)
        return OK;
    TRY(register_held(a, b->n.service, &b->n.service->forms[0], b->n.person, &held));
    for (int i = form_bindings(form, -1); i >= 0; i = form_bindings(form, i)) {
        const struct form_field *f = &form->fields[i];
        val one = val_get(held, f->name);
        bool own = !f->binding.of.n || str_eq(f->binding.of, S("applicant"));
        if (!own || val_is_null(one))
            continue;
        b->n.answers = form_answer_put(a->a, form, i, FORM_AT_NONE, b->n.answers,
                                       val_get(one, S("value")));
        if (!str_eq(b->seen, f->binding.field))
            b->seen = str_fmt(a->a, "%.*s%s%.*s", STR_ARG(b->seen), b->seen.n ? " " : "",
                              STR_ARG(f->binding.field));
    }
    return OK;
}

static err seen(struct beginning *b, const struct q_case *c)
{
    act *a = b->a;
    const struct registry *r = site_people(a->site);
    struct trace t = { .person = b->n.person,
                       .kind = "record",
                       .what = r ? r->id : S(""),
                       .fields = b->seen,
                       .case_id = c->id,
                       .office = b->n.service->office,
                       .purpose = b->n.service->purpose,
                       .reason =
                           str_eq(b->n.way, S(KEYED_COUNTER))
                               ? word0(boot_face(a->boot, a->lang)->words, W_case_counter_title)
                               : str_trim(val_get_text(b->in, S("reason"))) };
    int64_t id;

    if (b->n.person)
        return trace_add(a, &t, &id);
    if (!b->before.found)
        return OK;
    t.case_id = b->before.id;
    return trace_case(a, &t, &id);
}

err act_paper_begin(act *a, val in, val *out)
{
    struct beginning b = { .a = a, .in = in };
    struct q_case c;
    struct data_key key;
    val_builder d = val_build(a->a);

    TRY(service_of(&b));
    TRY(str_eq(b.n.way, S(KEYED_COUNTER)) ? at_counter(&b) : dates(&b));
    TRY(applicant(&b));
    TRY(known_answers(&b));
    TRY(fill_in(&b));
    val_put(&d, S("name"), val_str(b.name.n ? b.name : S("")));
    val_put(&d, S("address"), val_str(val_get_text(in, S("address"))));
    val_put(&d, S("reason"), val_str(str_trim(val_get_text(in, S("reason")))));
    if (str_eq(b.n.way, S(KEYED_COUNTER))) {
        val_put(&d, S("document"), val_get(in, S("document")));
        val_put(&d, S("document_number"),
                val_str(str_trim(val_get_text(in, S("document_number")))));
    }
    b.n.details = val_done(&d);
    TRY(keyed_begin(a, &b.n, &c, &key));
    TRY(seen(&b, &c));
    *out = val_with(a->a, val_null(), S("draft"), val_str(c.draft));
    return OK;
}

/* References of drafts that were sent, or are gone. */
err act_paper_sweep(act *a, val in, val *out)
{
    (void)in;
    *out = val_null();
    return q_printed_sweep(a->db);
}

err act_paper_scan(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    struct q_keyed k;
    struct q_case_files all;
    val files = val_get(in, S("files")), named = val_list(NULL, 0);

    TRY(case_load(a, in, &c, &key));
    TRY(q_keyed(a->db, c.id, &k));
    if (!k.found)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    if (!str_eq(c.state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_not_draft, NULL, val_null(), 409);
    TRY(q_case_files(a->db, c.id, &all));
    if (all.n + val_count(files) > SCANS_MOST)
        return refuse(a, W_file_too_many, "scan");
    for (size_t i = 0; i < val_count(files); i++)
        named = val_append(a->a, named,
                           val_with(a->a, val_at(files, i), S("field"), val_str(S(KEYED_SCAN))));
    *out = val_null();
    return files_add(a, &(struct files_of){ .case_id = c.id }, &key, named);
}
