/* Accounts that a tale brings: with a record of their own where they are an officer's, whom the law
 * of the house must know before they decide about others. */
#include "cli/stage_account.h"

#include "blocks/identity/own.h"
#include "blocks/notify/notify.h"
#include "blocks/register/register.h"

/* Any value that the field takes. */
static val any_value(arena *a, const struct reg_field *f, str name)
{
    val_builder b = val_build(a);

    if (f->n_options)
        return val_str(f->options[0]);
    if (str_eq(f->type, S("name"))) {
        val_put(&b, S("given"), val_str(name));
        val_put(&b, S("family"), val_str(name));
        return val_done(&b);
    }
    if (str_eq(f->type, S("address"))) {
        val_put(&b, S("lines"), val_append(a, val_list(NULL, 0), val_str(name)));
        return val_done(&b);
    }
    if (str_eq(f->type, S("date")))
        return val_day((day){ 3652 }); /* 1980-01-01 */
    if (str_eq(f->type, S("number")))
        return val_int(1);
    return str_eq(f->type, S("boolean")) ? val_bool(false) : val_str(name);
}

/* What the register demands beside its own number. */
static val needed_fields(arena *a, const struct registry *r, str name)
{
    val set = val_null();

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        bool named = str_eq(f->type, S("name"));
        if ((!f->required && !named) || str_eq(f->name, r->key))
            continue;
        val v = any_value(a, f, name);
        if (f->list)
            v = val_append(a, val_list(NULL, 0), v);
        set = val_with(a, set, f->name, v);
    }
    return set;
}

err stage_account_add(act *a, void *ctx)
{
    val entry = *(const val *)ctx;
    const struct registry *r = site_people(a->site);
    int64_t id;
    val fields;

    if (!val_count(val_get(entry, S("roles"))) || val_has(entry, S("person")) || !r)
        return account_seed(a, entry);
    struct record_change c = { .r = r,
                               .set = needed_fields(a->a, r, val_get_text(entry, S("name"))),
                               .valid = a->today,
                               .source = S("tale"),
                               .authority = r->owner };
    TRY(record_write(a, &c, &id, &fields));
    return account_seed(a, val_with(a->a, entry, S("person"), val_get(fields, r->key)));
}
