/* Several records by the value of a field, and how many there are of it. */
#include "blocks/register/own.h"
#include "blocks/register/right.h"

enum { VALUES_MOST = 50 };

/* One value, or a list of them, without repetitions and nulls. */
static err values_of(act *a, val given, val *list)
{
    *list = val_list(NULL, 0);
    if (given.tag != V_LIST)
        given = val_append(a->a, val_list(NULL, 0), given);
    if (val_count(given) > VALUES_MOST)
        return refuse(a, W_register_too_many, "values");
    for (size_t i = 0; i < val_count(given); i++) {
        val v = val_at(given, i);
        bool known = val_is_null(v);
        for (size_t k = 0; !known && k < val_count(*list); k++)
            known = val_equal(val_at(*list, k), v);
        if (!known)
            *list = val_append(a->a, *list, v);
    }
    return OK;
}

static err field_of(act *a, const struct register_reader *k, const struct registry *r, str field,
                    const struct reg_field **f)
{
    *f = register_field(r, field.n ? field : r->key);
    if (!*f)
        return refuse(a, W_register_unknown, "field");
    if (k->service &&
        register_may(r, S(""), k->service->id, k->service->purpose, REG_READ, (*f)->name))
        return OK;
    return k->right && register_right_has(k->right, (*f)->name)
               ? OK
               : refuse_with(a, W_register_not_allowed, NULL, val_null(), 403);
}

static err one_listed(act *a, const struct register_reader *k, const struct registry *r, int64_t id,
                      val *list)
{
    val_builder b = val_build(a->a);
    val fields, since;

    TRY(register_seen_since(a, k, r, id, &fields, &since));
    if (val_is_null(fields))
        return OK;
    val_put(&b, S("id"), val_int(id));
    val_put(&b, S("fields"), fields);
    val_put(&b, S("since"), since);
    *list = val_append(a->a, *list, val_done(&b));
    return OK;
}

err register_list(act *a, const struct register_reader *k, const struct registry *r, str field,
                  val values, size_t most, val *list, bool *more)
{
    const struct reg_field *f;
    val each;

    *list = val_list(NULL, 0);
    *more = false;
    if (most > REGISTER_LIST_MAX)
        most = REGISTER_LIST_MAX;
    TRY(field_of(a, k, r, field, &f));
    TRY(values_of(a, values, &each));
    for (size_t i = 0; i < val_count(each); i++) {
        size_t left = most - val_count(*list);
        struct q_mark_find hit;
        str mark;
        TRY(mark_of(a, r, f, val_at(each, i), &mark));
        TRY(q_mark_find(a->db, r->id, f->mark, mark, (int64_t)left + 1, &hit));
        *more = *more || hit.n > left;
        for (size_t n = 0; n < hit.n && n < left; n++)
            TRY(one_listed(a, k, r, hit.v[n].id, list));
    }
    return OK;
}

err register_count(act *a, const struct register_reader *k, const struct registry *r, str field,
                   val values, int64_t before, int64_t *count)
{
    const struct reg_field *f;
    val each;

    *count = 0;
    TRY(field_of(a, k, r, field, &f));
    TRY(values_of(a, values, &each));
    for (size_t i = 0; i < val_count(each); i++) {
        struct q_mark_count n;
        str mark;
        TRY(mark_of(a, r, f, val_at(each, i), &mark));
        TRY(q_mark_count(a->db, r->id, f->mark, mark, before ? before : INT64_MAX, &n));
        *count += n.n;
    }
    return OK;
}
