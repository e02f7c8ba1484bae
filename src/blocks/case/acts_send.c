/* A whole application in one act, as a program sends it: begun, answered and submitted, or nothing
 * of it.  The acts are those of the pages. */
#include "blocks/case/acts.h"
#include "blocks/identity/identity.h"

enum { UPLOADS_AT_ONCE = 60 };

err case_sender(act *a, val in)
{
    if (!a->who.token)
        return refuse_with(a, W_act_token_needed, NULL, val_null(), 401);
    return val_get_text(in, S("draft")).n ? case_owner(a, in) : OK;
}

/* Begun with these answers; or a draft that was begun for its documents' sake gets them. */
static err answered(act *a, val in, str *draft)
{
    val_builder b = val_build(a->a);
    struct q_case c;
    val out;

    *draft = val_get_text(in, S("draft"));
    if (!draft->n) {
        val_put(&b, S("service"), val_get(in, S("service")));
        val_put(&b, S("answers"), val_get(in, S("answers")));
        TRY(act_start(a, val_done(&b), &out));
        *draft = val_get_text(out, S("draft"));
        return OK;
    }
    TRY(case_find(a->db, *draft, &c));
    val_put(&b, S("draft"), val_str(*draft));
    val_put(&b, S("answers"), val_get(in, S("answers")));
    val_put(&b, S("files"), val_get(in, S("files")));
    val_put(&b, S("page"), VAL_S(""));
    val_put(&b, S("seq"), val_int(c.seq));
    return act_save(a, val_done(&b), &out);
}

/* A program has nothing of a draft that was refused: it sends all once more. */
static err drop(act *a, val draft)
{
    struct q_case c;
    val none;

    err e = case_find(a->db, val_text(draft), &c);
    if (failed(e) || !str_eq(c.state, S(CASE_DRAFT)))
        return e.class == ERR_CLASS_FAULT ? e : OK;
    return act_drop(a, val_with(a->a, val_null(), S("draft"), draft), &none);
}

err act_send(act *a, val in, val *out)
{
    val_builder b = val_build(a->a);
    str draft;

    if (val_get_text(in, S("draft")).n)
        keep(a, drop, val_get(in, S("draft")));
    TRY(answered(a, in, &draft));
    val_put(&b, S("draft"), val_str(draft));
    val_put(&b, S("declared"), val_bool(true)); /* who made the token declared it for what comes */
    return act_submit(a, val_done(&b), out);
}

/* Counted before the bytes are kept: they lie sealed for their owner, and go after a day where no
 * application names them. */
err act_upload(act *a, val in, val *out)
{
    (void)in;
    *out = val_null();
    if (!a->who.token)
        return refuse_with(a, W_act_token_needed, NULL, val_null(), 401);
    return identity_limit(a, "program upload", UPLOADS_AT_ONCE);
}
