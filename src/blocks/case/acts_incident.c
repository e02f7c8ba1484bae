/* Steps that failed: tried again, passed over, or the case taken to another step.  The site says
 * who may repair; each is an act with its event. */
#include "blocks/case/acts.h"
#include "blocks/case/work.h"

struct repair {
    struct q_case c;
    struct data_key key;
    struct q_incident_open row;
    const char *how;
    val reason, to;
};

/* The open incident that `in` names; where it is gone, a colleague was faster. */
static err repair_begin(act *a, val in, struct repair *r)
{
    TRY(case_load(a, in, &r->c, &r->key));
    TRY(q_incident_open(a->db, r->c.id, val_get_i64(in, S("token"), 0), &r->row));
    if (!r->row.found)
        return refuse_with(a, W_case_incident_over, NULL, val_null(), 409);
    return OK;
}

static err repair_traced(act *a, const struct repair *r)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("how"), val_str(str_z(r->how)));
    val_put(&b, S("element"), val_str(r->row.element));
    if (!val_is_null(r->to))
        val_put(&b, S("to"), r->to);
    if (!val_is_null(r->reason))
        val_put(&b, S("reason"), r->reason);
    TRY(q_incident_handled(a->db, r->row.id, str_z(r->how), a->who.account, a->now.ms));
    topic_publish(a, str_fmt(a->a, "desk/%.*s", STR_ARG(r->c.authority)));
    return case_event(a, &r->c, "case.incident_handled", val_done(&b));
}

static err repair_do(act *a, struct repair *r, const struct bpmn_event *ev, val *out)
{
    TRY(repair_traced(a, r));
    *out = val_with(a->a, val_null(), S("number"), val_str(r->c.number));
    err e = process_event(a, &r->c, &r->key, ev);
    if (e.class != ERR_CLASS_REFUSED)
        return e;
    enum word_id word = e.code == ERR_CONFLICT      ? W_case_incident_over
                        : e.code == ERR_UNSUPPORTED ? W_case_cannot_skip
                                                    : W_case_cannot_move;
    return refuse_with(a, word, NULL, val_null(), 409);
}

static err reason_of(act *a, val in, val *out)
{
    *out = val_get(in, S("reason"));
    return str_trim(val_text(*out)).n ? OK : refuse(a, W_case_reason_needed, "reason");
}

static uint32_t token_of(val in)
{
    return (uint32_t)val_get_i64(in, S("token"), 0);
}

err act_retry(act *a, val in, val *out)
{
    struct repair r = { .how = "retry" };

    TRY(repair_begin(a, in, &r));
    return repair_do(a, &r, &(struct bpmn_event){ .kind = BPMN_RETRY, .token = token_of(in) }, out);
}

err act_skip(act *a, val in, val *out)
{
    struct repair r = { .how = "skip" };

    TRY(repair_begin(a, in, &r));
    TRY(work_may_steer(a, &r.c, NULL, a->who.account));
    TRY(reason_of(a, in, &r.reason));
    return repair_do(a, &r, &(struct bpmn_event){ .kind = BPMN_SKIP, .token = token_of(in) }, out);
}

err act_move(act *a, val in, val *out)
{
    struct repair r = { .how = "move", .to = val_get(in, S("to")) };
    struct bpmn_event ev = { .kind = BPMN_MOVE, .token = token_of(in), .name = val_text(r.to) };

    TRY(repair_begin(a, in, &r));
    TRY(work_may_steer(a, &r.c, NULL, a->who.account));
    TRY(reason_of(a, in, &r.reason));
    return repair_do(a, &r, &ev, out);
}
