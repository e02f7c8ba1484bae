/* `version` and `migrate` of a register's file. */
#include "site/read_migrate.h"

struct reading {
    struct loader *l;
    struct registry *r;
    struct reg_field *fields; /* of the register, still to be changed */
    VEC(str) names;           /* of the fields before the step in hand */
};

static size_t place_of(const struct reading *x, str name)
{
    for (size_t i = 0; i < x->names.n; i++)
        if (str_eq(x->names.v[i], name))
            return i;
    return SIZE_MAX;
}

/* ---- one step ---- */

static const char *const kinds[] = { "rename", "give", "convert", "map", "drop" };

static void read_kind(struct doc_node c, struct reg_step *s)
{
    size_t n = 0;

    doc_keys(c, "rename give convert map drop as value values");
    for (size_t i = 0; i < LEN(kinds); i++)
        if (doc_is(doc_get(c, str_z(kinds[i])))) {
            s->kind = (enum reg_step_kind)i;
            s->field = doc_str(c, kinds[i], NEEDED);
            n++;
        }
    if (n != 1)
        doc_error(c, "site.migrate", S("rename, give, convert, map or drop, one of them"),
                  "the step does nothing, or several things");
    if (s->kind == STEP_RENAME)
        s->as = doc_str(c, "as", NEEDED);
}

static void read_map(struct loader *l, struct doc_node c, struct reg_step *s)
{
    struct doc_node map = doc_map(c, "values", NEEDED);
    str *from = ARENA_ARRAY(l->a, str, doc_count(map) + 1),
        *to = ARENA_ARRAY(l->a, str, doc_count(map) + 1);

    for (size_t i = 0; i < doc_count(map); i++) {
        val v = doc_at(map, i).v;
        from[i] = doc_key(map, i);
        to[i] = v.tag == V_STRING ? val_text(v) : S("");
    }
    s->from = from;
    s->to = to;
    s->n = doc_count(map);
}

static void read_value(struct reading *x, struct doc_node c, struct reg_step *s)
{
    struct loader *l = x->l;
    struct feel_name *names = ARENA_ARRAY(l->a, struct feel_name, x->names.n + 1);
    struct feel_scope scope = { .names = names, .n = x->names.n };
    struct feel *value = NULL;
    struct feel_error where;
    str text = doc_str(c, "value", NEEDED);

    for (size_t i = 0; i < x->names.n; i++)
        names[i].name = x->names.v[i];
    if (failed(feel_parse(l->a, text, &scope, &value, &where)))
        doc_error(c, "site.migrate", where.suggestion, "the value is no expression: %.*s",
                  STR_ARG(where.message));
    else if (str_find(text, S("today()"), 0) != SIZE_MAX ||
             str_find(text, S("now()"), 0) != SIZE_MAX)
        doc_error(c, "site.migrate", S("work it out from the entry alone"),
                  "the value would be another one on another day");
    else
        s->value = value;
}

/* ---- names, from today's declaration back ---- */

static void undo(struct reading *x, struct doc_node c, const struct reg_step *s)
{
    size_t at = place_of(x, s->kind == STEP_RENAME ? s->as : s->field);

    if (s->kind == STEP_DROP) {
        if (at != SIZE_MAX)
            doc_error(c, "site.migrate", S("rename the new one"),
                      "\"%.*s\" is dropped, and there is such a field afterwards",
                      STR_ARG(s->field));
        else
            *vec_push(&x->names, x->l->a) = s->field;
        return;
    }
    if (at == SIZE_MAX) {
        doc_error(c, "site.unknown", S("name a field as it is called after this step"),
                  "there is no field \"%.*s\"", STR_ARG(s->kind == STEP_RENAME ? s->as : s->field));
        return;
    }
    if (s->kind != STEP_RENAME)
        return;
    x->names.v[at] = s->field;
    for (size_t i = 0; i < x->r->n_fields; i++)
        if (str_eq(x->fields[i].mark, s->as))
            x->fields[i].mark = s->field;
}

static struct reg_step step_of(struct reading *x, struct doc_node c)
{
    struct reg_step s = { 0 };

    read_kind(c, &s);
    if (!s.field.n)
        return s;
    undo(x, c, &s);
    if (s.kind == STEP_MAP)
        read_map(x->l, c, &s);
    if (s.kind == STEP_GIVE || s.kind == STEP_CONVERT)
        read_value(x, c, &s);
    if (str_eq(s.field, x->r->key) && s.kind != STEP_RENAME)
        doc_error(c, "site.migrate", S("enter those entries anew"),
                  "the key of an entry cannot become another");
    return s;
}

static bool usable(const struct reg_step *s)
{
    bool works = s->kind == STEP_GIVE || s->kind == STEP_CONVERT;

    return s->field.n && (!works || s->value);
}

static void read_one(struct reading *x, struct doc_node c, struct reg_migration *m, int64_t below)
{
    struct doc_node list = doc_list(c, "steps", NEEDED);
    struct reg_step *v = ARENA_ARRAY(x->l->a, struct reg_step, doc_count(list) + 1);
    size_t n = doc_count(list), kept = 0;

    doc_keys(c, "to why steps");
    *m = (struct reg_migration){ .to = doc_int(c, "to", 0), .why = doc_text(c, "why", NEEDED) };
    text_check(x->l, doc_get(c, S("why")), m->why);
    if (m->to < 2 || m->to >= below)
        doc_error(c, "site.migrate", S("count from 2 up to version, each once"),
                  "the steps lead to no version after the one before");
    for (size_t i = n; i-- > 0;)
        v[i] = step_of(x, doc_at(list, i));
    for (size_t i = 0; i < n; i++)
        if (usable(&v[i]))
            v[kept++] = v[i];
    m->steps = v;
    m->n = kept;
}

void read_migrations(struct loader *l, struct registry *r, struct reg_field *fields,
                     struct doc_node root)
{
    struct doc_node list = doc_list(root, "migrate", OPTIONAL);
    size_t n = doc_count(list);
    struct reg_migration *v = ARENA_ARRAY(l->a, struct reg_migration, n + 1);
    struct reading x = { .l = l, .r = r, .fields = fields };

    r->version = doc_int(root, "version", 1);
    if (r->version < 1)
        doc_error(root, "site.migrate", S("a whole number from 1 on"),
                  "the declaration has no such version");
    for (size_t i = 0; i < r->n_fields; i++) {
        fields[i].mark = fields[i].name;
        *vec_push(&x.names, l->a) = fields[i].name;
    }
    int64_t below = r->version + 1;
    for (size_t i = n; i-- > 0;) {
        read_one(&x, doc_at(list, i), &v[i], below);
        below = v[i].to;
    }
    r->migrations = v;
    r->n_migrations = n;
}
