/* Entries in the shape of a later declaration: pure, so that reading an old one and rewriting it
 * come to the same. */
#include "site/reg_migrate.h"

#include "site/reg_value.h"

enum { STEPS = 200000 };

static void move(arena *a, val *in, str from, str to)
{
    if (!val_has(*in, from))
        return;
    *in = val_with(a, *in, to, val_get(*in, from));
    *in = val_without(a, *in, from);
}

static void put_away(arena *a, struct reg_entry *e, str field)
{
    e->fields = val_without(a, e->fields, field);
    e->since = val_without(a, e->since, field);
    e->source = val_without(a, e->source, field);
}

/* The field that a free variable of an expression begins with ("name" of "name.given"). */
static str field_read(str variable)
{
    size_t dot = str_find_char(variable, '.', 0);

    return dot == SIZE_MAX ? variable : str_sub(variable, 0, dot);
}

/* What an expression sees: every field, null where there is no value. */
static val seen(arena *a, const struct feel *f, val fields)
{
    size_t n;
    const str *names = feel_names(f, &n);

    for (size_t i = 0; i < n; i++)
        if (!val_has(fields, field_read(names[i])))
            fields = val_with(a, fields, field_read(names[i]), val_null());
    return fields;
}

static val value_of(arena *a, const struct reg_step *s, val fields)
{
    struct feel_env env;
    val v;

    feel_env_init(&env, a, (instant){ 0 });
    env.steps = STEPS;
    return failed(feel_eval(s->value, &env, seen(a, s->value, fields), &v)) ? val_null() : v;
}

/* What is worked out is true since all was that it was worked out from; of nothing: since anything
 * of the entry is. */
static val given_since(const struct reg_step *s, const struct reg_entry *e)
{
    size_t n;
    const str *names = feel_names(s->value, &n);
    val newest = val_null(), oldest = val_null();

    for (size_t i = 0; i < n; i++) {
        val d = val_get(e->since, field_read(names[i]));
        if (d.tag == V_DATE && (val_is_null(newest) || d.m > newest.m))
            newest = d;
    }
    for (uint32_t i = 0; e->since.tag == V_CONTEXT && i < e->since.c->n; i++) {
        val d = e->since.c->e[i].value;
        if (d.tag == V_DATE && (val_is_null(oldest) || d.m < oldest.m))
            oldest = d;
    }
    return val_is_null(newest) ? oldest : newest;
}

static void give(arena *a, const struct reg_migration *m, const struct reg_step *s,
                 struct reg_entry *e)
{
    if (!val_is_null(val_get(e->fields, s->field)))
        return;
    val v = value_of(a, s, e->fields);
    if (val_is_null(v))
        return;
    val since = given_since(s, e);
    e->fields = val_with(a, e->fields, s->field, v);
    e->since = val_with(a, e->since, s->field, since);
    e->source = val_with(a, e->source, s->field, val_str(m->why.n ? m->why.v[0].text : S("")));
}

static void convert(arena *a, const struct reg_step *s, struct reg_entry *e, str *lost)
{
    if (val_is_null(val_get(e->fields, s->field)))
        return;
    val v = value_of(a, s, e->fields);
    if (!val_is_null(v)) {
        e->fields = val_with(a, e->fields, s->field, v);
        return;
    }
    put_away(a, e, s->field);
    *lost = s->field;
}

static val mapped(const struct reg_step *s, val v)
{
    for (size_t i = 0; i < s->n; i++)
        if (v.tag == V_STRING && str_eq(val_text(v), s->from[i]))
            return s->to[i].n ? val_str(s->to[i]) : val_null();
    return v;
}

static void map_codes(arena *a, const struct reg_step *s, struct reg_entry *e)
{
    val v = val_get(e->fields, s->field), now = v;

    if (v.tag == V_LIST) {
        now = val_list(NULL, 0);
        for (uint32_t i = 0; i < v.n; i++)
            now = val_append(a, now, mapped(s, v.l[i]));
    } else {
        now = mapped(s, v);
    }
    if (val_is_null(now))
        put_away(a, e, s->field);
    else
        e->fields = val_with(a, e->fields, s->field, now);
}

static void step(arena *a, const struct reg_migration *m, const struct reg_step *s,
                 struct reg_entry *e, str *lost)
{
    switch (s->kind) {
    case STEP_RENAME:
        move(a, &e->fields, s->field, s->as);
        move(a, &e->since, s->field, s->as);
        move(a, &e->source, s->field, s->as);
        return;
    case STEP_GIVE:
        give(a, m, s, e);
        return;
    case STEP_CONVERT:
        convert(a, s, e, lost);
        return;
    case STEP_MAP:
        map_codes(a, s, e);
        return;
    case STEP_DROP:
        put_away(a, e, s->field);
        return;
    }
}

void register_migrated(arena *a, const struct registry *r, int64_t from, struct reg_entry *e,
                       str *lost)
{
    *lost = S("");
    for (size_t i = 0; i < r->n_migrations; i++)
        for (size_t k = 0; r->migrations[i].to > from && k < r->migrations[i].n; k++)
            step(a, &r->migrations[i], &r->migrations[i].steps[k], e, lost);
}

void register_part_migrated(arena *a, const struct registry *r, int64_t from, struct reg_entry *e)
{
    str lost;

    for (size_t i = 0; i < r->n_migrations; i++)
        for (size_t k = 0; r->migrations[i].to > from && k < r->migrations[i].n; k++)
            if (r->migrations[i].steps[k].kind != STEP_GIVE)
                step(a, &r->migrations[i], &r->migrations[i].steps[k], e, &lost);
}

/* ---- whether it stands ---- */

bool register_option_fits(const struct reg_field *f, val v)
{
    for (size_t i = 0; i < f->n_options; i++)
        if (str_eq(f->options[i], val_text(v)))
            return true;
    return f->n_options == 0;
}

static enum reg_trouble one_trouble(const struct reg_field *f, val v)
{
    if (!register_value_fits(f, v))
        return TROUBLE_TYPE;
    return register_option_fits(f, v) ? TROUBLE_NONE : TROUBLE_OPTION;
}

static enum reg_trouble value_trouble(const struct reg_field *f, val v)
{
    enum reg_trouble t = TROUBLE_NONE;

    if (val_is_null(v))
        return f->required ? TROUBLE_NEEDED : TROUBLE_NONE;
    if (!f->list)
        return one_trouble(f, v);
    if (v.tag != V_LIST)
        return TROUBLE_TYPE;
    for (size_t i = 0; i < val_count(v) && t == TROUBLE_NONE; i++)
        t = one_trouble(f, val_at(v, i));
    return t;
}

enum reg_trouble register_trouble(arena *a, const struct registry *r, val fields, day today,
                                  str *name)
{
    struct feel_env env;
    size_t broken;

    for (uint32_t i = 0; fields.tag == V_CONTEXT && i < fields.c->n; i++) {
        *name = fields.c->e[i].key;
        if (!register_field(r, *name))
            return TROUBLE_LEFT;
    }
    for (size_t i = 0; i < r->n_fields; i++) {
        enum reg_trouble t = value_trouble(&r->fields[i], val_get(fields, r->fields[i].name));
        *name = r->fields[i].name;
        if (t != TROUBLE_NONE)
            return t;
    }
    feel_env_init(&env, a, (instant){ 0 });
    env.steps = STEPS;
    if (failed(register_broken(r, &env, fields, today, &broken)) || broken == r->n_constraints)
        return TROUBLE_NONE;
    *name = r->constraints[broken].id;
    return TROUBLE_CONSTRAINT;
}

/* ---- declarations against each other ---- */

/* The name that a field of the old declaration has in the new one; STR_NULL where it is dropped. */
static str name_now(const struct registry *was, const struct registry *is, str name)
{
    for (size_t i = 0; i < is->n_migrations; i++)
        for (size_t k = 0; is->migrations[i].to > was->version && k < is->migrations[i].n; k++) {
            const struct reg_step *s = &is->migrations[i].steps[k];
            if (!str_eq(s->field, name))
                continue;
            if (s->kind == STEP_DROP)
                return STR_NULL;
            if (s->kind == STEP_RENAME)
                name = s->as;
        }
    return name;
}

static bool among(str name, const str *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], name))
            return true;
    return false;
}

static bool options_narrowed(const struct reg_field *was, const struct reg_field *is)
{
    for (size_t i = 0; i < was->n_options && is->n_options; i++)
        if (!among(was->options[i], is->options, is->n_options))
            return true;
    return !was->n_options && is->n_options;
}

static bool looked_for(const struct registry *r, const struct reg_field *f)
{
    return f->unique || str_eq(f->name, r->key) || among(f->name, r->search, r->n_search);
}

static str field_differs(const struct registry *was, const struct reg_field *f,
                         const struct registry *is, const struct reg_field *g)
{
    if (!str_eq(f->type, g->type) || f->list != g->list || !str_eq(f->refers, g->refers))
        return S("is of another type");
    if (options_narrowed(f, g))
        return S("takes fewer codes");
    if (g->required && !f->required)
        return S("is required now");
    if ((f->sensitivity >= SENS_PERSONAL) != (g->sensitivity >= SENS_PERSONAL))
        return S("is of another sensitivity");
    if (looked_for(is, g) && !looked_for(was, f))
        return S("is looked for now");
    return STR_NULL;
}

static str fresh_differs(const struct registry *was, const struct registry *is, str *name)
{
    for (size_t i = 0; i < is->n_fields; i++) {
        const struct reg_field *g = &is->fields[i];
        *name = g->name;
        if (!register_field(was, g->name) && g->required)
            return S("is new and required");
    }
    return STR_NULL;
}

/* What no trying of entries needs to show: values left without a field, another key. */
static str lost_names(const struct registry *was, const struct registry *is, str *name)
{
    for (size_t i = 0; i < was->n_fields; i++) {
        str now = name_now(was, is, was->fields[i].name);
        *name = was->fields[i].name;
        if (now.p && !register_field(is, now))
            return S("is gone");
    }
    *name = is->key;
    return str_eq(name_now(was, is, was->key), is->key) ? STR_NULL : S("is another key");
}

str register_differs(const struct registry *was, const struct registry *is, bool *steps, str *name)
{
    str why = lost_names(was, is, name);

    *steps = !why.p;
    for (size_t i = 0; i < was->n_fields && !why.p; i++) {
        str now = name_now(was, is, was->fields[i].name);
        *name = was->fields[i].name;
        if (now.p)
            why = field_differs(was, &was->fields[i], is, register_field(is, now));
    }
    return why.p ? why : fresh_differs(was, is, name);
}
