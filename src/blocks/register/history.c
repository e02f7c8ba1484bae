/* Versions of an entry: what changed with each, and how long a value stood. */
#include "blocks/register/change.h"
#include "blocks/register/own.h"

err record_registry(struct db *db, const struct site *s, int64_t id, const struct registry **out)
{
    struct q_record row;

    TRY(q_record(db, id, &row));
    *out = row.found ? site_register(s, row.registry) : NULL;
    return OK;
}

err record_secret(arena *a, struct db *db, const struct registry *r, int64_t id,
                  const struct data_key *key, str field, val *out)
{
    struct q_record row;
    struct body b;

    *out = val_null();
    TRY(q_record(db, id, &row));
    if (!row.found || !str_eq(row.registry, r->id) || str_eq(row.state, S(RECORD_ERASED)))
        return OK;
    TRY(body_open(a, r, key, row.body, &b));
    *out = val_get(b.fields, field);
    return OK;
}

static void compare(arena *a, const struct registry *r, const struct body *was,
                    const struct body *is, struct record_step *step)
{
    val_builder before = val_build(a), now = val_build(a);

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        val old = val_get(was->fields, f->name), new = val_get(is->fields, f->name);
        if (f->sensitivity == SENS_SECRET || val_equal(old, new))
            continue;
        val_put(&before, f->name, old);
        val_put(&now, f->name, new);
    }
    step->before = val_done(&before);
    step->now = val_done(&now);
}

err record_history(arena *a, struct db *db, const struct registry *r, int64_t id,
                   const struct data_key *key, const struct record_step **out, size_t *n)
{
    struct q_record row;
    struct q_record_versions all;
    struct body was = { val_null(), val_null(), val_null(), val_null() }, is;

    TRY(q_record(db, id, &row));
    if (!row.found || !str_eq(row.registry, r->id) || str_eq(row.state, S(RECORD_ERASED)))
        return REFUSED(ERR_MISSING);
    TRY(q_record_versions(db, id, &all));
    struct record_step *v = ARENA_ARRAY(a, struct record_step, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        TRY(body_open(a, r, key, all.v[i].body, &is));
        v[i] = (struct record_step){ .version = all.v[i].version,
                                     .valid = { all.v[i].valid },
                                     .at = { all.v[i].at },
                                     .source = all.v[i].source,
                                     .ground = is.ground,
                                     .sealed = all.v[i].version < row.sealed };
        compare(a, r, &was, &is, &v[i]);
        was = is;
    }
    *out = v;
    *n = all.n;
    return OK;
}

bool record_former(const struct record_step *steps, size_t n, str field, instant *from,
                   instant *until)
{
    bool found = false;

    for (size_t i = n; i-- > 0;) {
        if (!val_has(steps[i].now, field))
            continue;
        if (found) {
            *from = steps[i].at;
            return true;
        }
        *until = steps[i].at;
        found = true;
        /* what was no value before is told to nobody: there was nothing to read */
        if (val_is_null(val_get(steps[i].before, field)))
            return false;
    }
    return false;
}

str record_ground(val ground, str lang)
{
    if (ground.tag == V_STRING)
        return val_text(ground);
    if (ground.tag != V_CONTEXT || !ground.c->n)
        return S("");
    val own = val_get(ground, lang);
    return val_text(own.tag == V_STRING ? own : ground.c->e[0].value);
}

bool register_unseals(const struct registry *r, const struct actor *who)
{
    for (size_t i = 0; i < who->nroles; i++)
        for (size_t k = 0; k < r->sealed.n_roles; k++)
            if (str_eq(who->roles[i].role, r->sealed.roles[k]))
                return true;
    return false;
}

bool register_unseals_own(const struct registry *r, val fields, day today)
{
    val born = val_get(fields, r->sealed.born);

    if (!r->sealed.born.n)
        return true;
    return born.tag == V_DATE && day_add_months((day){ born.m }, r->sealed.own_months).n <= today.n;
}
