/* Extracts of registers: what a person chooses of an entry, on a sealed paper and as a token with a
 * disclosure for each value.  Given by the person's own act, or by an officer to the person. */
#include "blocks/consent/consent.h"
#include "blocks/document/own.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/register/change.h"
#include "blocks/register/holder.h"
#include "blocks/register/right.h"
#include "blocks/register/shown.h"
#include "seal/jws.h"

struct extract_new {
    const struct registry *r;
    int64_t record, account, given_by;
    val fields; /* what the entry says: of it goes out what `names` holds */
    str names;  /* with blanks between; the key goes out always */
    val holder; /* the holder's public key as a JWK; null: none */
    str lang;
};

static bool named(str names, str name)
{
    str one;

    while (str_next(&names, ' ', &one))
        if (str_eq(one, name))
            return true;
    return false;
}

/* What goes out: fields that the register gives, that were chosen, and that have a value. */
static val chosen(arena *a, const struct extract_new *x, str *names)
{
    val_builder b = val_build(a);
    buf list;

    buf_init(&list, a, 200);
    for (size_t i = 0; i < x->r->n_fields; i++) {
        str name = x->r->fields[i].name;
        val v = val_get(x->fields, name);
        if (!register_extracts(x->r, name) || val_is_null(v) ||
            !(register_extract_always(x->r, name) || named(x->names, name)))
            continue;
        val_put(&b, name, v);
        buf_fmt(&list, "%s%.*s", list.n ? " " : "", STR_ARG(name));
    }
    *names = buf_str(&list);
    return val_done(&b);
}

/* What somebody says is wrong is vouched for by nobody until it is settled. */
static err not_disputed(act *a, int64_t record, str names)
{
    const struct disputed *d;
    size_t n;

    TRY(record_disputed(a->db, a->a, record, &d, &n));
    for (size_t i = 0; i < n; i++)
        if (named(names, d[i].field))
            return refuse_with(a, W_document_extract_disputed, "fields", val_null(), 422);
    return OK;
}

static err tell_issued(act *a, const struct extract_new *x, str number, str names, day until)
{
    val_builder e = val_build(a->a);

    val_put(&e, S("number"), val_str(number));
    val_put(&e, S("registry"), val_str(x->r->id));
    val_put(&e, S("fields"), val_str(names));
    val_put(&e, S("until"), val_day(until));
    struct event ev = { .type = "extract.issued",
                        .kind = SUBJECT_PERSON,
                        .subject = x->record,
                        .authority = x->r->owner,
                        .body = val_done(&e) };
    return event_add(a, &ev);
}

static err extract_add(act *a, const struct extract_new *x, str *number)
{
    day until = { day_add_months(a->today, x->r->extract.months).n + (int32_t)x->r->extract.days };
    str code = document_new_code(a->a), names;
    val said = chosen(a->a, x, &names);
    val_builder b = val_build(a->a);
    sha256 hash = sha256_of(code);
    struct data_key key;
    int64_t id = act_id(a);

    TRY(not_disputed(a, x->record, names));
    TRY(key_get(a, SUBJECT_PERSON, x->record, &key));
    TRY(number_next(a, "document-number", (unsigned)day_ymd(a->today).year, number));
    val_put(&b, S("code"), val_str(code));
    val_put(&b, S("data"), said);
    val_put(&b, S("holder"), x->holder);
    struct q_document_add_in row = { .id = id,
                                     .number = *number,
                                     .service = S(""),
                                     .output = S(""),
                                     .account = x->account,
                                     .authority = x->r->owner,
                                     .lang = x->lang,
                                     .state = S("valid"),
                                     .issued = a->now.ms,
                                     .code = str_copy(a->a, sha256_str(&hash)),
                                     .data = key_seal(a->a, &key, "document.data", val_done(&b)),
                                     .record = x->record,
                                     .registry = x->r->id,
                                     .fields = names,
                                     .until = until.n,
                                     .given_by = x->given_by };
    TRY(q_document_add(a->db, &row));
    TRY(tell_issued(a, x, *number, names, until));
    val job = val_with(a->a, val_null(), S("id"), val_int(id));
    return outbox_add(a, "extract.render", SUBJECT_PERSON, x->record, job, (instant){ 0 }, NULL);
}

/* ---- the person's own act ---- */

/* A public key and nothing else: who gives the private part as well has lost it. */
static err holder_of(act *a, str text, val *out)
{
    struct jws_key k;

    *out = val_null();
    text = str_trim(text);
    if (!text.n)
        return OK;
    if (failed(val_from_json(a->a, text, NULL, out, NULL)) ||
        failed(jws_key_from_jwk(a->a, *out, &k)) || k.has_private)
        return refuse(a, W_document_extract_holder_wrong, "holder");
    *out = jws_key_public(a->a, &k);
    return OK;
}

static err trace_ward(act *a, const struct registry *r, int64_t child, str names)
{
    int64_t look;

    return trace_add(a,
                     &(struct trace){ .person = child,
                                      .kind = "record",
                                      .what = r->id,
                                      .fields = names,
                                      .case_number = S(""),
                                      .office = r->owner,
                                      .purpose = register_field(r, r->key)->purpose,
                                      .reason = S("") },
                     &look);
}

/* One's own entry, or that of a child whom one acts for. */
static err entry_of(act *a, const struct registry *r, int64_t child, struct record *rec)
{
    struct data_key key;

    if (child)
        return register_ward(a, r, a->who.person, child, rec);
    TRY(key_get(a, SUBJECT_PERSON, a->who.person, &key));
    return record_open(a->a, a->db, r, a->who.person, &key, rec);
}

err act_extract_issue(act *a, val in, val *out)
{
    struct extract_new x = { .account = a->who.account,
                             .names = val_get_text(in, S("fields")),
                             .lang = val_get_text(in, S("language")) };
    int64_t child = val_get_i64(in, S("child"), 0), entry = val_get_i64(in, S("entry"), 0);
    struct record rec = { 0 };
    str number;

    if (a->who.person)
        TRY(record_registry(a->db, a->site, entry ? entry : a->who.person, &x.r));
    if (x.r && entry)
        TRY(register_holding(a, x.r, a->who.person, entry, &rec));
    else if (x.r && x.r->extract.n_fields)
        TRY(entry_of(a, x.r, child, &rec));
    if (!rec.found)
        return refuse_with(a, W_document_extract_none, NULL, val_null(), 404);
    TRY(holder_of(a, val_get_text(in, S("holder")), &x.holder));
    if (child && !entry)
        TRY(trace_ward(a, x.r, child, x.names));
    x.record = rec.id;
    x.fields = rec.fields;
    if (!site_lang(a->site, x.lang))
        x.lang = a->lang;
    TRY(extract_add(a, &x, &number));
    *out = val_with(a->a, val_null(), S("number"), val_str(number));
    return OK;
}

/* ---- at the counter ---- */

static err counter_asked(act *a, val in, const struct registry **r, str *purpose)
{
    str registry;

    if (!str_cut(val_get_text(in, S("where")), ' ', &registry, purpose))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    *r = site_register(a->site, registry);
    if (!*r || !(*r)->extract.n_fields || (*r)->extract.n_holder ||
        !register_who_may(*r, &a->who, *purpose, REG_READ, (*r)->key))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    return OK;
}

/* The fields that were asked for, the register gives and the officer reads. */
static size_t right_fields(act *a, const struct registry *r, str purpose, str names, str *out)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_fields; i++) {
        str name = r->fields[i].name;
        if (register_extracts(r, name) && (str_eq(name, r->key) || named(names, name)) &&
            register_who_may(r, &a->who, purpose, REG_READ, name))
            out[n++] = name;
    }
    return n;
}

/* An officer gives it to the person who stands there: they read the entry for it, and the person
 * sees that they did. */
err act_extract_counter(act *a, val in, val *out)
{
    struct extract_new x = { .given_by = a->who.account, .lang = a->lang };
    str purpose, number;

    TRY(counter_asked(a, in, &x.r, &purpose));
    if (!val_get_text(in, S("seen")).n)
        return refuse(a, W_document_extract_seen_needed, "seen");
    str *fields = ARENA_ARRAY(a->a, str, x.r->n_fields + 1);
    struct register_right right = { .fields = fields,
                                    .purpose = purpose,
                                    .reason = val_get_text(in, S("reason")) };
    struct register_reader reader = { .office = x.r->owner, .right = &right };
    right.n_fields = right_fields(a, x.r, purpose, val_get_text(in, S("fields")), fields);
    x.names = str_join(a->a, fields, right.n_fields, S(" "));
    TRY(register_told(a, &reader, x.r, val_get_text(in, S("key")), &x.record, &x.fields));
    if (!x.record)
        return refuse_with(a, W_document_extract_none, NULL, val_null(), 404);
    TRY(identity_account_of(a->db, x.record, &x.account));
    TRY(extract_add(a, &x, &number));
    *out = val_with(a->a, val_null(), S("number"), val_str(number));
    return OK;
}

/* ---- opening ---- */

/* Its account at any time; the officer who gave it until the day is over, traced. */
err act_extract_open(act *a, val in, val *out)
{
    struct q_document_find hit;
    struct q_document d = { 0 };

    TRY(q_document_find(a->db, val_get_text(in, S("number")), &hit));
    if (hit.found)
        TRY(q_document(a->db, hit.id, &d));
    bool own = d.found && d.registry.n && d.account && d.account == a->who.account;
    bool giver = d.found && d.registry.n && d.given_by == a->who.account &&
                 act_day(a, (instant){ d.issued }).n == a->today.n;
    if (!own && !giver)
        return refuse_with(a, W_document_unknown, NULL, val_null(), 404);
    const struct registry *r = site_register(a->site, d.registry);
    if (!own && r)
        TRY(trace_ward(a, r, d.record, d.fields));
    struct data_key of = { .kind = SUBJECT_PERSON, .id = d.record };
    val_builder b = val_build(a->a);
    val_put(&b, S("id"), val_int(d.id));
    val_put(&b, S("ticket"), val_str(ticket_for(a, &of, 1, 0, "extract")));
    *out = val_done(&b);
    return OK;
}

/* Who has it may end it; that it was issued stays in the log. */
err act_extract_end(act *a, val in, val *out)
{
    struct q_document_find hit;
    struct q_document d = { 0 };

    (void)out;
    TRY(q_document_find(a->db, val_get_text(in, S("number")), &hit));
    if (hit.found)
        TRY(q_document(a->db, hit.id, &d));
    if (!d.found || !d.registry.n || !d.account || d.account != a->who.account)
        return refuse_with(a, W_document_unknown, NULL, val_null(), 404);
    return document_revoke(a, d.id, S("holder"), 0);
}

/* ---- the entries that one holds ---- */

static val holding_row(arena *a, const struct registry *r, int64_t id)
{
    val row = val_with(a, val_null(), S("registry"), val_str(r->id));

    return val_with(a, row, S("id"), val_int(id));
}

/* Every register's, or the one entry asked for: { rows, more, ticket }; the ticket opens them. */
err act_extract_held(act *a, val in, val *out)
{
    int64_t entry = val_get_i64(in, S("entry"), 0);
    struct data_key *keys = ARENA_ARRAY(a->a, struct data_key, HELD_MOST);
    val rows = val_list(NULL, 0);
    val_builder b = val_build(a->a);
    size_t n_keys = 0;
    bool some_more = false;

    for (size_t i = 0; i < a->site->n_registers; i++) {
        const struct registry *r = a->site->registers[i];
        const int64_t *ids = NULL;
        size_t n = 0;
        bool more = false;
        if (r->extract.n_holder)
            TRY(register_holdings(a, r, a->who.person, &ids, &n, &more));
        some_more |= more;
        for (size_t k = 0; k < n; k++) {
            if (entry && ids[k] != entry)
                continue;
            some_more |= n_keys == HELD_MOST;
            if (n_keys == HELD_MOST)
                break;
            keys[n_keys++] = (struct data_key){ .kind = SUBJECT_PERSON, .id = ids[k] };
            rows = val_append(a->a, rows, holding_row(a->a, r, ids[k]));
        }
    }
    if (entry && !n_keys)
        return refuse_with(a, W_document_extract_none, NULL, val_null(), 404);
    val_put(&b, S("rows"), rows);
    val_put(&b, S("more"), val_bool(some_more));
    if (n_keys)
        val_put(&b, S("ticket"), val_str(ticket_for(a, keys, n_keys, 0, "extract")));
    *out = val_done(&b);
    return OK;
}

/* ---- corrections ---- */

static err tell_ended(act *a, int64_t account, str number)
{
    if (!account)
        return OK;
    return notify_send(
        a, &(struct notice){ .account = account,
                             .word_subject = W_document_extract_ended_subject,
                             .word_body = W_document_extract_ended_body,
                             .data = val_with(a->a, val_null(), S("number"), val_str(number)),
                             .case_number = S(""),
                             .path = S("/account/entry/extracts") });
}

/* Whether the entry says something else now than the extract does. */
static err shows_other(act *a, int64_t record, str sealed, val set, bool *is)
{
    struct data_key key;
    val inner;

    *is = false;
    TRY(key_get(a, SUBJECT_PERSON, record, &key));
    TRY(key_open(a->a, &key, "document.data", sealed, &inner));
    val said = val_get(inner, S("data"));
    for (size_t i = 0; set.tag == V_CONTEXT && i < val_count(set); i++)
        *is |= val_has(said, set.c->e[i].key) &&
               !val_equal(val_get(said, set.c->e[i].key), set.c->e[i].value);
    return OK;
}

/* set null: all of them. */
static err end_all(act *a, int64_t record, val set, str reason)
{
    struct q_extracts_of_record all;

    TRY(q_extracts_of_record(a->db, record, &all));
    for (size_t i = 0; i < all.n; i++) {
        bool other = true;
        if (!val_is_null(set))
            TRY(shows_other(a, record, all.v[i].data, set, &other));
        if (!other)
            continue;
        TRY(document_revoke(a, all.v[i].id, reason, 0));
        TRY(tell_ended(a, all.v[i].account, all.v[i].number));
    }
    return OK;
}

err extract_corrected(act *a, const struct event *e)
{
    return end_all(a, e->subject, val_get(e->body, S("set")), S("corrected"));
}

err extract_annulled(act *a, const struct event *e)
{
    return end_all(a, e->subject, val_null(), S("annulled"));
}
