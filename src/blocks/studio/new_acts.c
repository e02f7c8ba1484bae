/* What a person has answered about a new service is kept from page to page. */
#include "blocks/studio/new.h"

err may_answer(act *a, val in)
{
    (void)in;
    if (!a->who.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    for (size_t i = 0; i < a->site->n_authorities; i++)
        if (studio_may(a->site, &a->who, STUDIO_DESIGN, a->site->authorities[i].id))
            return OK;
    return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

err studio_answer(act *a, val in, val *out)
{
    struct q_new now;
    buf b;

    TRY(q_new(a->db, a->who.account, &now));
    if (val_get_i64(in, S("seen"), 0) != (now.found ? now.version : 0))
        return refuse_with(a, W_studio_changed_meanwhile, NULL, val_null(), 409);
    buf_init(&b, a->a, 4 * KIB);
    val_pack(&b, val_get(in, S("answers")));
    *out = val_null();
    return q_new_put(a->db, a->who.account, (now.found ? now.version : 0) + 1, a->now.ms,
                     buf_str(&b));
}
