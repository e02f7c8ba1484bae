/* Writing records: checked, versioned, never overwritten; relations from both sides; numbers given
 * once. */
#include "blocks/register/figures.h"
#include "blocks/register/follow.h"
#include "blocks/register/merge.h"
#include "blocks/register/names.h"
#include "blocks/register/own.h"
#include "blocks/register/watch.h"
#include "site/reg_migrate.h"
#include "site/reg_value.h"

enum { NUMBER_TRIES = 1000, TAKEN_MOST = 20 };

static err wrong(act *a, enum word_id word, const struct reg_field *f)
{
    str label = site_text(a->site, f->label, a->lang);

    return refuse_with(a, word, str_zdup(a->a, f->name),
                       val_with(a->a, val_null(), S("field"), val_str(label.n ? label : f->name)),
                       422);
}

/* A reference or code names an entry in force of the other register. */
static err refers_fits(act *a, const struct reg_field *f, val v)
{
    bool there = true;
    struct q_mark_find hit;
    struct q_record row;
    str mark;

    if (!str_eq(f->type, S("reference")) && !str_eq(f->type, S("code")))
        return OK;
    const struct registry *to = f->refers.n ? site_register(a->site, f->refers) : NULL;
    const struct reg_field *key = to ? register_field(to, to->key) : NULL;
    if (!key)
        return OK;
    TRY(mark_of(a, to, key, v, &mark));
    TRY(q_mark_find(a->db, to->id, key->mark, mark, 1, &hit));
    there = hit.n > 0;
    if (there)
        TRY(q_record(a->db, hit.v[0].id, &row));
    there = there && row.found && (!row.state.n || row.stays);
    return there ? OK : wrong(a, W_register_refers, f);
}

static err one_value(act *a, const struct reg_field *f, val v, val *out)
{
    str number;

    if (!register_value_fits(f, v))
        return wrong(a, W_register_field_type, f);
    if (!register_option_fits(f, v))
        return wrong(a, W_register_field_option, f);
    *out = v;
    if (f->scheme && v.tag == V_STRING) {
        if (failed(scheme_read(a->a, f->scheme, val_text(v), &number)))
            return wrong(a, W_register_number_wrong, f);
        *out = val_str(number);
    }
    return refers_fits(a, f, *out);
}

err field_value(act *a, const struct registry *r, const struct reg_field *f, val v, val *out)
{
    (void)r;
    if (!f->list)
        return one_value(a, f, v, out);
    val list = v.tag == V_LIST ? v : val_append(a->a, val_list(NULL, 0), v);
    val *items = ARENA_ARRAY(a->a, val, list.n + 1);
    for (uint32_t i = 0; i < list.n; i++)
        TRY(one_value(a, f, list.l[i], &items[i]));
    *out = val_list(items, list.n);
    return OK;
}

err mark_of(act *a, const struct registry *r, const struct reg_field *f, val v, str *out)
{
    str text = mark_text(a->a, f, v);
    struct blind b;

    if (f->sensitivity < SENS_PERSONAL) {
        *out = text;
        return OK;
    }
    TRY(blind_of(a, str_zdup(a->a, register_blind_field(a->a, r, f->name)), text, &b));
    *out = str_copy(a->a, str_of((char *)b.b, sizeof b.b));
    return OK;
}

val card_of(arena *a, const struct registry *r, const struct body *b)
{
    val_builder c = val_build(a);

    if (val_is_true(val_get(b->fields, S("protected"))))
        return val_done(&c);
    for (size_t i = 0; i < r->n_display; i++) {
        const struct reg_field *f = register_field(r, r->display[i]);
        if (f && f->sensitivity < SENS_SECRET && !str_eq(f->type, S("address")) &&
            val_has(b->fields, f->name))
            val_put(&c, f->name, val_get(b->fields, f->name));
    }
    if (r->version > 1)
        val_put(&c, S("@declared"), val_int(r->version));
    return val_done(&c);
}

/* ---- one change ---- */

struct change {
    act *a;
    const struct record_change *c;
    const struct registry *r;
    struct data_key key;
    struct body before, now;
    int64_t id, version;
    bool fresh, sealed;
    bool followed; /* something of the register is */
    bool watched;  /* somebody outside hears of its changes */
};

static err load(struct change *x)
{
    struct q_record row;
    act *a = x->a;
    val_builder empty = val_build(a->a);

    x->sealed = register_subject(x->r) != SUBJECT_NONE;
    x->fresh = x->c->id == 0;
    if (x->fresh) {
        x->id = act_id(a);
        x->before =
            (struct body){ val_done(&empty), val_done(&empty), val_done(&empty), val_null() };
        return x->sealed ? key_make(a, SUBJECT_PERSON, x->id, &x->key) : OK;
    }
    x->id = x->c->id;
    TRY(record_now(a->db, &x->id));
    TRY(q_record(a->db, x->id, &row));
    if (!row.found || !str_eq(row.registry, x->r->id) || str_eq(row.state, S(RECORD_ERASED)))
        return refuse_with(a, W_register_record_unknown, NULL, val_null(), 404);
    if (str_eq(row.state, S(RECORD_ANNULLED)))
        return refuse_with(a, W_register_annulled, NULL, val_null(), 409);
    x->version = row.version;
    if (x->sealed)
        TRY(key_get(a, SUBJECT_PERSON, x->id, &x->key));
    return body_open(a->a, x->r, &x->key, row.body, &x->before);
}

static err taken(struct change *x, const struct reg_field *f, val v, bool *is)
{
    struct q_mark_find hit;
    str mark;

    TRY(mark_of(x->a, x->r, f, v, &mark));
    TRY(q_mark_find(x->a->db, x->r->id, f->mark, mark, TAKEN_MOST, &hit));
    *is = false;
    for (size_t i = 0; i < hit.n; i++) {
        int64_t now = hit.v[i].id;
        TRY(record_now(x->a->db, &now)); /* what was of the other one is of the one that stays */
        *is |= now != x->id;
    }
    return OK;
}

/* The key of a new record that came without one: the next number of its scheme that nobody has. */
static err draw_key(struct change *x, const struct reg_field *f, val *out)
{
    bool is = true;
    str number;

    for (int i = 0; i < NUMBER_TRIES && is; i++) {
        TRY(number_next(x->a, str_zdup(x->a->a, f->scheme->id), (unsigned)day_ymd(x->a->today).year,
                        &number));
        *out = val_str(number);
        TRY(taken(x, f, *out, &is));
    }
    return is ? FAULT(ERR_RANGE) : OK;
}

static void put(struct change *x, str name, val v)
{
    arena *m = x->a->a;

    x->now.fields =
        val_is_null(v) ? val_without(m, x->now.fields, name) : val_with(m, x->now.fields, name, v);
    x->now.since = val_with(m, x->now.since, name, val_day(x->c->valid));
    x->now.source = val_with(m, x->now.source, name, val_str(x->c->source));
}

static err set_fields(struct change *x)
{
    val set = x->c->set;

    x->now = x->before;
    x->now.ground = x->c->ground;
    for (uint32_t i = 0; set.tag == V_CONTEXT && i < set.c->n; i++) {
        const struct reg_field *f = register_field(x->r, set.c->e[i].key);
        val v = set.c->e[i].value;
        if (!f)
            return refuse_with(x->a, W_register_field_unknown, str_zdup(x->a->a, set.c->e[i].key),
                               val_with(x->a->a, val_null(), S("field"), val_str(set.c->e[i].key)),
                               422);
        if (!val_is_null(v))
            TRY(field_value(x->a, x->r, f, v, &v));
        if (x->fresh && val_is_null(v))
            continue;
        put(x, f->name, v);
    }
    return OK;
}

static err check_fields(struct change *x)
{
    for (size_t i = 0; i < x->r->n_fields; i++) {
        const struct reg_field *f = &x->r->fields[i];
        val v = val_get(x->now.fields, f->name);
        bool is = false;
        if (val_is_null(v) && f->scheme && str_eq(f->name, x->r->key)) {
            TRY(draw_key(x, f, &v));
            put(x, f->name, v);
        }
        if (val_is_null(v) && f->required)
            return wrong(x->a, W_register_field_needed, f);
        if ((f->unique || str_eq(f->name, x->r->key)) && !val_is_null(v)) {
            TRY(taken(x, f, v, &is));
            if (is)
                return wrong(x->a, W_register_field_taken, f);
        }
    }
    return OK;
}

enum { CONSTRAINT_STEPS = 200000 };

static err check_constraints(struct change *x)
{
    act *a = x->a;
    struct feel_env env;
    size_t broken;

    if (!x->r->n_constraints)
        return OK;
    feel_env_init(&env, a->a, a->now);
    env.steps = CONSTRAINT_STEPS;
    TRY(register_broken(x->r, &env, x->now.fields, a->today, &broken));
    if (broken == x->r->n_constraints)
        return OK;
    const struct reg_constraint *c = &x->r->constraints[broken];
    return refuse_with(
        a, W_register_constraint, str_zdup(a->a, c->field),
        val_with(a->a, val_null(), S("text"), val_str(site_text(a->site, c->told, a->lang))), 422);
}

static bool is_searched(const struct registry *r, const struct reg_field *f)
{
    if (f->unique || str_eq(f->name, r->key))
        return true;
    for (size_t i = 0; i < r->n_search; i++)
        if (str_eq(r->search[i], f->name))
            return true;
    return false;
}

err record_marks(act *a, const struct registry *r, int64_t id, val fields)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        val v = val_get(fields, f->name);
        str mark;
        TRY(q_marks_drop(a->db, r->id, f->mark, id));
        if (!is_searched(r, f) || val_is_null(v) || !mark_text(a->a, f, v).n)
            continue;
        TRY(mark_of(a, r, f, v, &mark));
        TRY(q_mark_put(a->db, r->id, f->mark, mark, id));
    }
    return address_marks(a, r, id, val_null(), fields);
}

static err put_marks(struct change *x)
{
    for (size_t i = 0; i < x->r->n_fields; i++) {
        const struct reg_field *f = &x->r->fields[i];
        val v = val_get(x->now.fields, f->name);
        str mark;
        if (!is_searched(x->r, f) ||
            (!x->fresh && val_equal(v, val_get(x->before.fields, f->name))))
            continue;
        if (!x->fresh && x->followed)
            TRY(follow_left(x->a, x->r, x->id, f->name));
        if (!x->fresh)
            TRY(q_marks_drop(x->a->db, x->r->id, f->mark, x->id));
        if (val_is_null(v) || !mark_text(x->a->a, f, v).n)
            continue;
        TRY(mark_of(x->a, x->r, f, v, &mark));
        TRY(q_mark_put(x->a->db, x->r->id, f->mark, mark, x->id));
    }
    TRY(names_follow(x->a, x->r, x->id, x->before.fields, x->now.fields));
    return address_marks(x->a, x->r, x->id, x->before.fields, x->now.fields);
}

static err store(struct change *x)
{
    act *a = x->a;
    str bytes = body_seal(a->a, x->r, &x->key, &x->now);
    struct q_version_top top = { 0 };
    int64_t n = 1;

    if (x->fresh)
        TRY(q_record_add(a->db, x->id, x->r->id, bytes, a->now.ms));
    else
        TRY(q_record_set(a->db, x->id, x->version, bytes, a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    if (!x->fresh)
        TRY(q_version_top(a->db, x->id, &top));
    struct q_record_version_add_in v = { .id = x->id,
                                         .version = x->version + 1,
                                         .valid = x->c->valid.n,
                                         .at = a->now.ms,
                                         .source = x->c->source,
                                         .body = bytes,
                                         .back = top.found && x->c->valid.n < top.valid };
    int64_t bits = 0;
    for (size_t i = 0; i < val_count(x->c->set); i++)
        bits |= field_bit(x->r, x->c->set.c->e[i].key);
    if (v.back)
        TRY(q_back_add(a->db, x->id, v.version, v.valid, bits));
    TRY(q_record_version_add(a->db, &v));
    TRY(figure_changed(a, x->r, x->fresh));
    TRY(follow_any(a, x->r, &x->followed));
    TRY(watch_any(a, x->r, &x->watched));
    TRY(record_due(a, x->r, x->id));
    return put_marks(x);
}

/* What really is otherwise than before: the same written again is no change. */
static err tell_others(struct change *x)
{
    const struct record_change *c = x->c;
    buf b;

    if (!x->followed && !x->watched)
        return OK;
    buf_init(&b, x->a->a, 200);
    for (uint32_t i = 0; c->set.tag == V_CONTEXT && i < c->set.c->n; i++) {
        str name = c->set.c->e[i].key;
        if (!val_equal(val_get(x->before.fields, name), val_get(x->now.fields, name)))
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", STR_ARG(name));
    }
    if (x->followed)
        TRY(follow_changed(x->a, x->r, x->id, buf_str(&b)));
    return x->watched && b.n
               ? watch_changed(x->a, x->r, x->id, val_is_null(c->ground) ? "written" : "corrected",
                               buf_str(&b))
               : OK;
}

/* Clear registers have no data key: their event is sealed under the system's. */
static err tell(struct change *x)
{
    act *a = x->a;
    val_builder b = val_build(a->a);

    val_put(&b, S("registry"), val_str(x->r->id));
    val_put(&b, S("record"), val_int(x->id));
    val_put(&b, S("set"), x->c->set);
    val_put(&b, S("valid"), val_day(x->c->valid));
    val_put(&b, S("source"), val_str(x->c->source));
    if (!val_is_null(x->c->ground))
        val_put(&b, S("ground"), x->c->ground);
    struct event e = { .type = "record.written",
                       .kind = SUBJECT_PERSON,
                       .subject = x->id,
                       .authority = x->c->authority.p ? x->c->authority : x->r->owner,
                       .body = val_done(&b) };
    return x->sealed ? event_add(a, &e) : OK;
}

/* Cards that others hold of this record follow its name. */
err record_cards(act *a, const struct registry *r, int64_t id, const struct body *b)
{
    struct q_relations_all all;

    TRY(q_relations_all(a->db, r->id, id, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct reg_relation *rel = register_relation(r, all.v[i].name);
        struct data_key other;
        if (!rel)
            continue;
        TRY(key_get(a, SUBJECT_PERSON, all.v[i].to_id, &other));
        struct q_relation_card_in in = {
            .registry = r->id,
            .from_id = all.v[i].to_id,
            .name = rel->symmetric ? rel->name : rel->inverse,
            .to_id = id,
            .card = key_seal(a->a, &other, "relation.card", card_of(a->a, r, b))
        };
        TRY(q_relation_card(a->db, &in));
    }
    return OK;
}

static err renew_cards(struct change *x)
{
    if (x->fresh || val_equal(card_of(x->a->a, x->r, &x->before), card_of(x->a->a, x->r, &x->now)))
        return OK;
    return record_cards(x->a, x->r, x->id, &x->now);
}

err record_write(act *a, const struct record_change *c, int64_t *id, val *fields)
{
    struct change x = { .a = a, .c = c, .r = c->r };

    TRY(load(&x));
    TRY(set_fields(&x));
    TRY(check_fields(&x));
    TRY(check_constraints(&x));
    TRY(store(&x));
    TRY(renew_cards(&x));
    *id = x.id;
    if (fields)
        *fields = x.now.fields;
    TRY(tell_others(&x));
    return tell(&x);
}

/* ---- relations ---- */

struct side {
    int64_t id;
    struct data_key key;
    struct body body;
};

static err side_open(act *a, const struct registry *r, int64_t id, struct side *s)
{
    struct q_record row;

    s->id = id;
    TRY(q_record(a->db, id, &row));
    if (!row.found || !str_eq(row.registry, r->id))
        return refuse_with(a, W_register_record_unknown, NULL, val_null(), 404);
    TRY(key_get(a, SUBJECT_PERSON, id, &s->key));
    return body_open(a->a, r, &s->key, row.body, &s->body);
}

static err relate_one(act *a, const struct registry *r, str name, const struct side *from,
                      const struct side *to, day valid, str source, int64_t *n)
{
    struct q_relation_put_in in = { .registry = r->id,
                                    .from_id = from->id,
                                    .name = name,
                                    .to_id = to->id,
                                    .valid = valid.n,
                                    .at = a->now.ms,
                                    .source = source,
                                    .card = key_seal(a->a, &from->key, "relation.card",
                                                     card_of(a->a, r, &to->body)) };

    return q_relation_put(a->db, &in, n);
}

err record_relate(act *a, const struct registry *r, str name, int64_t from, int64_t to, day valid,
                  str source)
{
    const struct reg_relation *rel = register_relation(r, name);
    struct side one, other;
    int64_t n, m = 0;

    if (!rel || register_subject(r) == SUBJECT_NONE)
        return refuse_with(a, W_register_relation_unknown, NULL, val_null(), 422);
    TRY(side_open(a, r, from, &one));
    TRY(side_open(a, r, to, &other));
    TRY(relate_one(a, r, rel->name, &one, &other, valid, source, &n));
    str back = rel->symmetric ? rel->name : rel->inverse;
    if (back.n)
        TRY(relate_one(a, r, back, &other, &one, valid, source, &m));
    if (!n)
        return OK;
    TRY(follow_changed(a, r, from, rel->name));
    TRY(follow_changed(a, r, to, back));
    TRY(watch_changed(a, r, from, "related", rel->name));
    if (back.n)
        TRY(watch_changed(a, r, to, "related", back));
    val_builder b = val_build(a->a);
    val_put(&b, S("registry"), val_str(r->id));
    val_put(&b, S("relation"), val_str(name));
    val_put(&b, S("from"), val_int(from));
    val_put(&b, S("to"), val_int(to));
    val_put(&b, S("source"), val_str(source));
    struct event e = { .type = "record.related",
                       .kind = SUBJECT_PERSON,
                       .subject = from,
                       .authority = r->owner,
                       .body = val_done(&b) };
    return event_add(a, &e);
}

/* ---- numbers ---- */

/* A scheme with a year counts; one without says nothing about when its number was given: the count
 * is spread over all serials by a step that has no common divisor with the capacity. */
static uint64_t serial_of(const struct number_scheme *s, uint64_t n)
{
    uint64_t capacity = scheme_capacity(s);

    if (str_has(s->pattern, S("Y")))
        return n;
    return (uint64_t)(((unsigned __int128)n * 6180339887u + 2718281829u) % capacity);
}

err number_next(act *a, const char *scheme, unsigned year, str *out)
{
    const struct number_scheme *s = site_scheme(a->site, str_z(scheme));
    struct q_sequence row;

    if (!s)
        return FAULT(ERR_MISSING);
    bool yearly = str_has(s->pattern, S("Y"));
    TRY(q_sequence(a->db, s->id, yearly ? year : 0, &row));
    err made = REFUSED(ERR_CONFLICT);
    int64_t n = row.found ? row.next : 1;
    /* own weights may have no sign for a serial: it is passed over */
    for (int i = 0; i < NUMBER_TRIES && made.code == ERR_CONFLICT; i++, n++) {
        if ((uint64_t)n >= scheme_capacity(s))
            return FAULT(ERR_RANGE);
        made = scheme_make(a->a, s, serial_of(s, (uint64_t)n), year, out);
    }
    TRY(made);
    return q_sequence_set(a->db, s->id, yearly ? year : 0, n);
}
