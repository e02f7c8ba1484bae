/* What a register declares of pairs of entries that may be one, and of the quality of its data. */
#include "site/read.h"
#include "site/read_quality.h"
#include "site/reg_value.h"

enum { WEIGHT_MOST = 100, SHARE_WHOLE = 100 };

static bool known(struct registry *r, struct doc_node c, str name)
{
    if (register_field(r, name))
        return true;
    doc_error(c, "site.unknown", S("name a field of this register"), "there is no field \"%.*s\"",
              STR_ARG(name));
    return false;
}

static bool found_by(const struct registry *r, str name)
{
    bool is = str_eq(name, r->names.field);

    for (size_t i = 0; i < r->n_search; i++)
        is |= str_eq(r->search[i], name);
    return is && !str_eq(name, r->key);
}

static struct reg_weight read_weight(struct doc_node c, str field)
{
    struct reg_weight w = { .field = field };

    doc_keys(c, "same alike differs");
    w.same = doc_int(c, "same", 0);
    w.differs = doc_int(c, "differs", 0);
    w.alike = doc_int(c, "alike", w.differs);
    if (w.same <= 0 || w.same > WEIGHT_MOST || w.differs > 0 || w.differs < -WEIGHT_MOST ||
        w.alike > w.same || w.alike < w.differs)
        doc_error(c, "site.duplicates",
                  S("same above 0, differs of 0 or below, alike between them, none past 100"),
                  "the weights of \"%.*s\" say nothing", STR_ARG(field));
    return w;
}

/* Candidates come from what entries are found by: without a weight for one of these nothing would
 * ever be compared. */
void read_duplicates(struct loader *l, struct registry *r, struct doc_node root)
{
    struct doc_node c = doc_map(root, "duplicates", OPTIONAL);
    struct reg_duplicates *d = &r->duplicates;
    bool any = false;

    if (!doc_is(c))
        return;
    doc_keys(c, "roles purpose threshold weights");
    d->roles = doc_strs(c, "roles", NEEDED, &d->n_roles);
    d->purpose = doc_str(c, "purpose", NEEDED);
    d->threshold = doc_int(c, "threshold", 0);
    struct doc_node map = doc_map(c, "weights", NEEDED);
    struct reg_weight *v = ARENA_ARRAY(l->a, struct reg_weight, doc_count(map) + 1);
    for (size_t i = 0; i < doc_count(map); i++) {
        if (!known(r, map, doc_key(map, i)))
            continue;
        v[d->n++] = read_weight(doc_at(map, i), doc_key(map, i));
        any |= found_by(r, doc_key(map, i));
    }
    d->weights = v;
    if (!register_sealed(r))
        doc_error(c, "site.duplicates", S("remove it"),
                  "only entries under a key of their own can be merged");
    if (d->threshold <= 0)
        doc_error(c, "site.duplicates", S("a whole number above 0"),
                  "the threshold would show every pair");
    if (!any)
        doc_error(c, "site.duplicates", S("weigh the name, or a field of search"),
                  "no weighed field leads from an entry to others");
}

/* ---- quality ---- */

static void read_expected(struct loader *l, struct registry *r, struct doc_node root)
{
    struct doc_node map = doc_map(root, "expected", OPTIONAL);
    struct reg_expected *v = ARENA_ARRAY(l->a, struct reg_expected, doc_count(map) + 1);

    for (size_t i = 0; i < doc_count(map); i++) {
        str field = doc_key(map, i);
        int64_t share = doc_int(map, str_zdup(l->a, field), 0);
        if (!known(r, map, field))
            continue;
        if (share < 1 || share > SHARE_WHOLE)
            doc_error(map, "site.quality", S("of 100 entries, how many should have it: 1 to 100"),
                      "\"%.*s\" has no share", STR_ARG(field));
        v[r->quality.n_expected++] = (struct reg_expected){ field, share };
    }
    r->quality.expected = v;
}

static const struct feel *between_holds(struct loader *l, struct registry *r, struct doc_node c)
{
    struct feel_name *names = ARENA_ARRAY(l->a, struct feel_name, r->n_fields + 2);
    struct feel_scope scope = { .names = names, .n = r->n_fields + 2 };
    struct feel_error where;
    struct feel *holds = NULL;

    for (size_t i = 0; i < r->n_fields; i++)
        names[i] =
            (struct feel_name){ r->fields[i].name, register_field_type(l->a, &r->fields[i]) };
    names[r->n_fields] = (struct feel_name){ S("today"), feel_type_of_kind(T_DATE) };
    names[r->n_fields + 1] = (struct feel_name){ S("other"), feel_type_of_kind(T_ANY) };
    if (failed(feel_parse(l->a, doc_str(c, "holds", NEEDED), &scope, &holds, &where)) ||
        feel_mistyped(l->a, holds, &where)) {
        doc_error(c, "site.constraint", where.suggestion, "the constraint is no expression: %.*s",
                  STR_ARG(where.message));
        return NULL;
    }
    return holds;
}

static void read_between(struct loader *l, struct registry *r, struct doc_node root)
{
    struct doc_node list = doc_list(root, "between", OPTIONAL);
    struct reg_between *v = ARENA_ARRAY(l->a, struct reg_between, doc_count(list) + 1);

    for (size_t i = 0; i < doc_count(list); i++) {
        struct doc_node c = doc_at(list, i);
        doc_keys(c, "id relation field holds told");
        struct reg_between b = { .id = doc_id(c, "id"),
                                 .relation = doc_str(c, "relation", NEEDED),
                                 .field = doc_str(c, "field", NEEDED),
                                 .told = doc_text(c, "told", NEEDED) };
        const struct reg_relation *rel = register_relation(r, b.relation);
        text_check(l, doc_get(c, S("told")), b.told);
        if (!rel || !str_eq(rel->to, r->id))
            doc_error(c, "site.unknown", S("name a relation of this register to itself"),
                      "\"%.*s\" leads to no entry of this register", STR_ARG(b.relation));
        b.holds = between_holds(l, r, c);
        if (known(r, c, b.field) && b.holds)
            v[r->quality.n_between++] = b;
    }
    r->quality.between = v;
}

void read_quality(struct loader *l, struct registry *r, struct doc_node root)
{
    struct doc_node c = doc_map(root, "quality", OPTIONAL), map;

    if (!doc_is(c))
        return;
    doc_keys(c, "expected between confirm");
    read_expected(l, r, c);
    read_between(l, r, c);
    map = doc_map(c, "confirm", OPTIONAL);
    struct reg_confirm *v = ARENA_ARRAY(l->a, struct reg_confirm, doc_count(map) + 1);
    for (size_t i = 0; i < doc_count(map); i++) {
        struct reg_confirm k = { .field = doc_key(map, i) };
        (void)doc_duration(map, str_zdup(l->a, k.field), &k.months, &k.days);
        if (known(r, map, k.field))
            v[r->quality.n_confirm++] = k;
    }
    r->quality.confirm = v;
}
