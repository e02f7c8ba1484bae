/* Steps that failed: tried again, with other values if need be, passed over, or the case taken to
 * another step.  The site says who may repair; each is an act with its event. */
#include "blocks/case/acts.h"
#include "blocks/case/sight.h"
#include "blocks/case/work.h"

struct repair {
    struct q_case c;
    struct data_key key;
    struct q_incident_open row;
    const char *how;
    val reason, to, inputs;
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
    val_put(&b, S("incident"), val_int(r->row.id));
    val_put(&b, S("element"), val_str(r->row.element));
    if (!val_is_null(r->to))
        val_put(&b, S("to"), r->to);
    if (!val_is_null(r->inputs))
        val_put(&b, S("inputs"), r->inputs);
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

/* ---- another value for the second try ---- */

/* Looking at what a failed step was given: traced as every look at a case. */
err act_inputs(act *a, val in, val *out)
{
    struct repair r = { 0 };
    str ticket;

    TRY(repair_begin(a, in, &r));
    TRY(case_looked(a, &r.c, r.c.authority, &ticket));
    val_builder b = val_build(a->a);
    val_put(&b, S("number"), val_str(r.c.number));
    val_put(&b, S("token"), val_int(token_of(in)));
    val_put(&b, S("ticket"), val_str(ticket));
    *out = val_done(&b);
    return OK;
}

/* What the task declares of that input; null for other steps and names. */
static const struct feel_type *declared(act *a, const struct q_case *c, str element, str name)
{
    const struct service *v = case_service(a->boot, c);
    const struct bpmn_node *n =
        v && v->process && v->process->bpmn ? bpmn_node(v->process->bpmn, element) : NULL;
    const struct task_type *t = n && !n->type.expr ? boot_task(a->boot, n->type.text) : NULL;

    for (const struct task_field *f = t ? t->in : NULL; f && f->name; f++)
        if (str_eq(str_z(f->name), name))
            return site_param_type(str_z(f->type));
    return NULL;
}

static bool same_kind(val was, val now)
{
    return was.tag == now.tag || (val_is_number(was) && val_is_number(now));
}

/* Each is one that the step was given, of the kind that it was, or as the task declares it.  out:
 * those that are others now; *change: what they were and are, for the event. */
static err corrected(act *a, const struct repair *r, val was, val said, val *out, val *change)
{
    struct feel_env env;
    val_builder b = val_build(a->a), told = val_build(a->a);

    case_feel_env(&env, a->a, a->boot, a->now);
    for (uint32_t i = 0; said.tag == V_CONTEXT && i < said.c->n; i++) {
        str name = said.c->e[i].key;
        val old = val_get(was, name), v = said.c->e[i].value;
        const struct feel_type *type = declared(a, &r->c, r->row.element, name);
        if (!val_has(was, name))
            return refuse(a, W_case_input_unknown, "inputs");
        if (val_equal(old, v))
            continue;
        if (type && !val_is_null(v)) {
            v = feel_coerce(type, v, &env);
            if (val_is_null(v))
                return refuse(a, W_case_input_kind, "inputs");
        } else if (!val_is_null(v) && !val_is_null(old) && !same_kind(old, v)) {
            return refuse(a, W_case_input_kind, "inputs");
        }
        val_put(&b, name, v);
        val one = val_with(a->a, val_with(a->a, val_null(), S("was"), old), S("is"), v);
        val_put(&told, name, one);
    }
    *out = val_done(&b);
    *change = val_done(&told);
    return val_count(*out) || (out->tag == V_CONTEXT && out->c->n)
               ? OK
               : refuse(a, W_case_input_same, "inputs");
}

/* Where the process wants four eyes, who worked on the case corrects nothing in it, and who
 * corrected is no second person later. */
err act_correct(act *a, val in, val *out)
{
    struct repair r = { .how = "correct" };
    struct bpmn_event ev = { .kind = BPMN_RETRY, .token = token_of(in) };
    val was;

    TRY(repair_begin(a, in, &r));
    TRY(work_may_steer(a, &r.c, NULL, a->who.account));
    TRY(reason_of(a, in, &r.reason));
    err e = process_inputs(a->a, a->db, a->boot, &r.c, &r.key, ev.token, &was);
    if (e.class == ERR_CLASS_REFUSED)
        return refuse_with(a, W_case_incident_over, NULL, val_null(), 409);
    TRY(e);
    TRY(corrected(a, &r, was, val_get(in, S("inputs")), &ev.data, &r.inputs));
    return repair_do(a, &r, &ev, out);
}
