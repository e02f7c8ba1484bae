/* Secret fields: who may read one asks, a second person who may allows it, and then it is opened
 * once.  The person of the entry sees each of these looks. */
#include "blocks/case/work.h"
#include "blocks/consent/consent.h"
#include "blocks/rectify/entry.h"
#include "blocks/register/right.h"

enum { HOUR_MS = 3600000, OPEN_HOURS = 24, ENDED_DAYS = 30 };

bool secret_may(const struct site *s, const struct actor *who, str registry, str field)
{
    const struct registry *r = site_register(s, registry);
    const struct reg_field *f = r ? register_field(r, field) : NULL;

    for (size_t p = 0; f && f->sensitivity == SENS_SECRET && p < s->n_purposes; p++)
        if (register_who_may(r, who, s->purposes[p].id, REG_READ, field))
            return true;
    return false;
}

static err look(act *a, const struct q_secret *x, str fields, str reason, int64_t *trace)
{
    const struct registry *r = site_register(a->site, x->registry);
    struct trace seen = { .person = x->record,
                          .kind = "record",
                          .what = x->registry,
                          .fields = fields,
                          .office = r ? r->owner : S(""),
                          .purpose = x->purpose,
                          .reason = reason };

    return trace_add(a, &seen, trace);
}

static err told_of(act *a, const struct q_secret *x, val *told)
{
    struct data_key key;

    TRY(key_get(a, SUBJECT_PERSON, x->record, &key));
    err e = key_open(a->a, &key, SECRET_TOLD, x->told, told);
    bytes_wipe(&key, sizeof key);
    return e;
}

static err event(act *a, const struct q_secret *x, const char *type)
{
    const struct registry *r = site_register(a->site, x->registry);
    val_builder b = val_build(a->a);

    val_put(&b, S("look"), val_int(x->id));
    val_put(&b, S("register"), val_str(x->registry));
    val_put(&b, S("field"), val_str(x->field));
    val_put(&b, S("by"), val_int(a->who.account));
    struct event e = { .type = type,
                       .kind = SUBJECT_PERSON,
                       .subject = x->record,
                       .authority = r ? r->owner : S(""),
                       .body = val_done(&b) };
    return event_add(a, &e);
}

/* ---- asking ---- */

static err known(act *a, val in, const struct registry **r, const struct reg_field **f,
                 str *purpose)
{
    str registry;

    *r = NULL;
    if (str_cut(val_get_text(in, S("where")), ' ', &registry, purpose))
        *r = site_register(a->site, registry);
    *f = *r ? register_field(*r, val_get_text(in, S("field"))) : NULL;
    if (!*f || (*f)->sensitivity != SENS_SECRET || !entry_may_look(*r, &a->who, *purpose) ||
        !register_who_may(*r, &a->who, *purpose, REG_READ, (*f)->name))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    return str_trim(val_get_text(in, S("reason"))).n
               ? OK
               : refuse(a, W_register_search_reason_needed, "reason");
}

err act_secret_ask(act *a, val in, val *out)
{
    const struct registry *r;
    const struct reg_field *f;
    struct q_secret_there there;
    struct data_key key;
    str purpose, reason = str_trim(val_get_text(in, S("reason")));
    int64_t id;
    val fields;

    *out = val_null();
    TRY(known(a, in, &r, &f, &purpose));
    TRY(q_secret_sweep(a->db, a->now.ms - (int64_t)OPEN_HOURS * HOUR_MS,
                       a->now.ms - (int64_t)ENDED_DAYS * 24 * HOUR_MS));
    struct register_right right = {
        .purpose = purpose, .reason = reason, .protected = true, .fields = &r->key, .n_fields = 1
    };
    struct register_reader reader = { .office = r->owner, .right = &right };
    TRY(register_told(a, &reader, r, str_trim(val_get_text(in, S("key"))), &id, &fields));
    if (!id)
        return refuse_with(a, W_rectify_look_none, NULL, val_null(), 404);
    TRY(q_secret_there(a->db, id, f->name, a->who.account, &there));
    if (there.found)
        return OK; /* twice is once */
    TRY(key_get(a, SUBJECT_PERSON, id, &key));
    val told = val_with(a->a, val_null(), S("reason"), val_str(reason));
    told = val_with(a->a, told, S("key"), val_get(fields, r->key));
    struct q_secret x = { .id = act_id(a), .registry = r->id, .record = id, .field = f->name,
                          .purpose = purpose };
    struct q_secret_add_in row = { .id = x.id,
                                   .registry = x.registry,
                                   .record = x.record,
                                   .field = x.field,
                                   .purpose = x.purpose,
                                   .asker = a->who.account,
                                   .at = a->now.ms,
                                   .told = key_seal(a->a, &key, SECRET_TOLD, told) };
    bytes_wipe(&key, sizeof key);
    TRY(q_secret_add(a->db, &row));
    TRY(event(a, &x, "record.secret_asked"));
    return OK;
}

/* ---- the second person ---- */

/* The row, for who may read that field; state: in which it has to be. */
static err row_of(act *a, val in, const char *state, struct q_secret *x)
{
    TRY(q_secret(a->db, val_get_i64(in, S("look"), 0), x));
    if (!x->found || !secret_may(a->site, &a->who, x->registry, x->field))
        return refuse_with(a, W_rectify_look_none, NULL, val_null(), 404);
    bool old = x->changed < a->now.ms - (int64_t)OPEN_HOURS * HOUR_MS;
    if (old || !str_eq(x->state, str_z(state)))
        return refuse_with(a, W_rectify_secret_over, NULL, val_null(), 409);
    return OK;
}

static err moved(act *a, const struct q_secret *x, str state, int64_t second)
{
    struct q_secret_set_in to = {
        .id = x->id, .was = x->state, .state = state, .second = second, .at = a->now.ms
    };
    int64_t n;

    TRY(q_secret_set(a->db, &to, &n));
    return n ? OK : refuse_with(a, W_rectify_secret_over, NULL, val_null(), 409);
}

/* What is asked, for the second person: whose entry, and why. */
err act_secret_see(act *a, val in, val *out)
{
    struct q_secret x;
    val_builder b = val_build(a->a);
    int64_t trace;
    val told;

    TRY(row_of(a, in, "asked", &x));
    TRY(told_of(a, &x, &told));
    const struct registry *r = site_register(a->site, x.registry);
    TRY(look(a, &x, r ? r->key : S(""), val_get_text(told, S("reason")), &trace));
    val_put_all(&b, told);
    val_put(&b, S("look"), val_int(x.id));
    val_put(&b, S("register"), val_str(x.registry));
    val_put(&b, S("field"), val_str(x.field));
    val_put(&b, S("purpose"), val_str(x.purpose));
    val_put(&b, S("asker"), val_int(x.asker));
    val_put(&b, S("asked"), val_int(x.asked));
    *out = val_done(&b);
    return OK;
}

err act_secret_decide(act *a, val in, val *out)
{
    bool allow = str_eq(val_get_text(in, S("answer")), S("allow")), same;
    struct q_secret x;

    *out = val_null();
    TRY(row_of(a, in, "asked", &x));
    TRY(work_same_person(a, a->who.account, x.asker, &same));
    if (same)
        return refuse_with(a, W_rectify_secret_same, NULL, val_null(), 403);
    TRY(moved(a, &x, allow ? S("allowed") : S("refused"), a->who.account));
    return event(a, &x, allow ? "record.secret_allowed" : "record.secret_refused");
}

/* ---- opening ---- */

/* Once, by who asked. */
err act_secret_open(act *a, val in, val *out)
{
    struct q_secret x;
    struct data_key key;
    val_builder b = val_build(a->a);
    int64_t trace;
    val told, value;

    TRY(row_of(a, in, "allowed", &x));
    if (x.asker != a->who.account)
        return refuse_with(a, W_rectify_look_none, NULL, val_null(), 404);
    const struct registry *r = site_register(a->site, x.registry);
    CHECK(r);
    TRY(told_of(a, &x, &told));
    TRY(look(a, &x, x.field, val_get_text(told, S("reason")), &trace));
    TRY(key_get(a, SUBJECT_PERSON, x.record, &key));
    err e = record_secret(a->a, a->db, r, x.record, &key, x.field, &value);
    bytes_wipe(&key, sizeof key);
    TRY(e);
    TRY(moved(a, &x, S("opened"), x.second));
    TRY(event(a, &x, "record.secret_opened"));
    val_put_all(&b, told);
    val_put(&b, S("register"), val_str(x.registry));
    val_put(&b, S("field"), val_str(x.field));
    val_put(&b, S("value"), value);
    *out = val_done(&b);
    return OK;
}
