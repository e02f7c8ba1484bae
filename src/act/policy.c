/* Who may: decided inside the transaction, from the raw credential (design 1.4). */
#include "act/writer_own.h"

static err need_sign_in(act *a)
{
    return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
}

static err not_permitted(act *a)
{
    return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

static err who_may(act *a, val in)
{
    const struct act_row *r = a->row;

    switch (r->who) {
    case WHO_ANYONE:
        return OK;
    case WHO_SIGNED_IN:
        if (!a->who.account)
            return need_sign_in(a);
        return r->owner ? r->owner(a, in) : OK;
    case WHO_OWNER:
        return r->owner(a, in);
    case WHO_ROLE:
        if (!a->who.account)
            return need_sign_in(a);
        if (!actor_has_any(&a->who, r->roles, NULL))
            return not_permitted(a);
        return r->owner ? r->owner(a, in) : OK;
    case WHO_JOB:
        return a->who.job ? OK : not_permitted(a);
    case WHO_PARTNER:
        if (!a->who.partner.n)
            return refuse_with(a, W_act_partner_needed, NULL, val_null(), 401);
        return r->owner ? r->owner(a, in) : OK;
    case WHO_UNSET:
        break;
    }
    return not_permitted(a);
}

/* Who shows a token is its program, whatever else the call carries; what the row does not name for
 * programs stays its person's. */
static err scope_fits(act *a)
{
    if (!a->creds.token.n)
        return OK;
    if (!a->who.token)
        return refuse_with(a, W_act_token_needed, NULL, val_null(), 401);
    return actor_scope(&a->who, a->row->scope)
               ? OK
               : refuse_with(a, W_act_token_scope, NULL, val_null(), 403);
}

err policy_check(act *a, val in)
{
    TRY(scope_fits(a));
    TRY(who_may(a, in));
    if (a->row->level > LEVEL_NONE && a->who.level < a->row->level && !a->who.job)
        return a->who.account ? refuse_with(a, W_act_level_needed, NULL, val_null(), 403)
                              : need_sign_in(a);
    return OK;
}

static bool field_fits(const struct act_field *f, val v, size_t *size)
{
    int64_t n;
    buf b;
    arena tmp;

    *size = 0;
    switch (f->type) {
    case F_TEXT:
        *size = v.n;
        return v.tag == V_STRING;
    case F_BYTES:
        *size = v.n;
        return v.tag == V_STRING;
    case F_INT:
        return val_to_i64(v, &n);
    case F_BOOL:
        return v.tag == V_BOOL;
    case F_DATE:
        return v.tag == V_DATE;
    case F_VAL:
        arena_init(&tmp, 0);
        buf_init(&b, &tmp, 4 * KIB);
        val_pack(&b, v);
        *size = b.n;
        arena_free(&tmp);
        return true;
    }
    return false;
}

static val field_args(act *a, const struct act_field *f)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("field"), val_str(str_z(f->name)));
    return val_done(&b);
}

static err field_check(act *a, const struct act_field *f, val in)
{
    val v = val_get(in, str_z(f->name));
    size_t size;

    if (val_is_null(v))
        return f->required ? refuse_with(a, W_act_field_missing, f->name, field_args(a, f), 422)
                           : OK;
    if (!field_fits(f, v, &size))
        return refuse_with(a, W_act_field_wrong, f->name, field_args(a, f), 422);
    if (size > (f->max ? f->max : 1000))
        return refuse_with(a, W_act_field_long, f->name, field_args(a, f), 422);
    return OK;
}

static bool field_known(const struct act_field *fields, str name)
{
    for (const struct act_field *f = fields; f->name; f++)
        if (str_eq(str_z(f->name), name))
            return true;
    return false;
}

err fields_check(act *a, val in)
{
    if (in.tag != V_CONTEXT && !(in.tag == V_NULL && !a->row->fields->name))
        return refuse_with(a, W_act_field_missing, NULL, val_null(), 422);
    for (const struct act_field *f = a->row->fields; f->name; f++)
        TRY(field_check(a, f, in));
    for (uint32_t i = 0; in.tag == V_CONTEXT && i < in.c->n; i++)
        if (!field_known(a->row->fields, in.c->e[i].key))
            return refuse_with(a, W_act_field_wrong, NULL,
                               val_with(a->a, val_null(), S("field"), val_str(in.c->e[i].key)),
                               422);
    return OK;
}
