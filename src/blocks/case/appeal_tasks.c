/* What appeals offer to processes: to bind, to hold, to tell; and the code of a letter. */
#include "blocks/case/appeal.h"
#include "blocks/document/document.h"

static err running(act *a, struct task_call *t, struct q_case *of)
{
    struct q_appeal row;

    TRY(q_appeal(a->db, t->case_id, &row));
    if (!row.found || !str_eq(row.state, S(APPEAL_RUNNING)))
        return refuse(a, W_case_appeal_unbound, NULL);
    TRY(q_case(a->db, row.of_case, S(""), of));
    return of->found && !str_eq(of->state, S(CASE_ERASED)) ? OK
                                                           : refuse(a, W_case_appeal_unbound, NULL);
}

/* "appeal.tell": what was decided reaches the case that the appeal is against, in this act.  What
 * held it ends before, or it could not go on. */
err task_tell(act *a, struct task_call *t)
{
    bool heard = false;
    struct data_key key;
    struct q_case of;

    TRY(running(a, t, &of));
    TRY(appeal_hold_set(a, t->case_id, false));
    TRY(key_get(a, SUBJECT_CASE, of.id, &key));
    TRY(process_tell(a, &of, &key, val_get_text(t->in, S("message")), val_get(t->in, S("data")),
                     &heard));
    *t->out = val_with(a->a, val_null(), S("heard"), val_bool(heard));
    return OK;
}

/* "appeal.suspend": the rule of the service has said one thing, who hears the appeal another. */
err task_suspend(act *a, struct task_call *t)
{
    struct q_case of;

    *t->out = val_null();
    TRY(running(a, t, &of));
    return appeal_hold_set(a, t->case_id, val_is_true(val_get(t->in, S("suspends"))));
}

static err by_code(act *a, str code, struct q_case *of)
{
    struct document_coded d;

    *of = (struct q_case){ 0 };
    TRY(document_by_code(a->db, a->site, code, &d));
    return d.found && d.appeal ? q_case(a->db, d.case_id, S(""), of) : OK;
}

/* "appeal.bind": of an appeal on paper the letter's number and code are typed. */
err task_bind(act *a, struct task_call *t)
{
    struct q_case of, c;
    struct q_appeal row;
    struct appeal_terms terms;
    val facts;

    *t->out = val_null();
    TRY(q_appeal(a->db, t->case_id, &row));
    TRY(by_code(a, str_trim(val_get_text(t->in, S("code"))), &of));
    if (of.found)
        TRY(appeal_terms(a->db, a->boot, &of, a->today, &terms));
    if (row.found || !of.found || !terms.may || of.id == t->case_id) {
        t->bpmn_error = S("unknown");
        return refuse(a, W_case_appeal_code_wrong, "code");
    }
    TRY(q_case(a->db, t->case_id, S(""), &c));
    TRY(appeal_bind(a, &c, &of, c.account && c.account == of.account));
    TRY(appeal_facts(a->db, a->a, a->boot, c.id, t->lang, a->today, &facts));
    TRY(appeal_sent(a, &c, val_with(a->a, val_null(), S(APPEALED), facts)));
    TRY(appeal_facts(a->db, a->a, a->boot, c.id, t->lang, a->today, &facts));
    *t->out = val_with(a->a, val_null(), S(APPEALED), facts);
    return OK;
}

/* Whoever holds the letter: the code in it is the credential, and who they are is asked before they
 * send. */
err act_appeal_code(act *a, val in, val *out)
{
    struct q_case of;

    TRY(by_code(a, val_get_text(in, S("code")), &of));
    if (!of.found)
        return refuse_with(a, W_case_appeal_code_wrong, NULL, val_null(), 404);
    return appeal_begin(a, &of, of.account && of.account == a->who.account, out);
}
