/* Pages of appeals: on the case's page, by the code of a letter, and the file that goes along. */
#include "blocks/case/origin.h"
#include "act/store.h"
#include "blocks/case/acts.h"
#include "blocks/case/appeal.h"
#include "blocks/case/files.h"
#include "blocks/case/pages.h"
#include "blocks/case/work.h"
#include "blocks/document/document.h"

/* ---- on the page of a case ---- */

static str within_said(struct web *w, const struct service *v)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("months"), val_int(v->appeal.months));
    val_put(&b, S("days"), val_int(v->appeal.days));
    return word(w->a, w->page.words, W_case_appeal_within, val_done(&b));
}

str appeal_said(struct web *w, const struct appeal_terms *t, const struct service *v)
{
    val_builder b = val_build(w->a);

    if (!t->until.n)
        return S("");
    if (!t->arrived)
        return within_said(w, v);
    val_put(&b, S("day"), val_day(t->until));
    val_put(&b, S("delivered"), val_day(t->delivered));
    return word(w->a, w->page.words, t->late ? W_case_appeal_late : W_case_appeal_until,
                val_done(&b));
}

/* The name that the process of the appeal gives to its result, in the site's words; else nothing
 * but that it has ended. */
str outcome_said(struct web *w, str outcome)
{
    str own = site_message(w->site, w->lang, str_fmt(w->a, "outcome.%.*s", STR_ARG(outcome)));

    return own.n                             ? own
           : str_eq(outcome, S("withdrawn")) ? word0(w->page.words, W_case_state_withdrawn)
                                             : S("");
}

static void lines(struct web *w, const struct q_appeals_of *all, bool desk, struct v_case_page *v,
                  bool *runs)
{
    struct v_case_page_objection *o = ARENA_ARRAY(w->a, struct v_case_page_objection, all->n + 1);

    for (size_t i = 0; i < all->n; i++) {
        const struct q_appeals_of_row *r = &all->v[i];
        bool over = str_eq(r->state, S(APPEAL_OVER)), mine = r->account == w->who.account;
        if (!r->number.n)
            continue; /* a draft is its owner's matter */
        *runs |= !over;
        v->held |= r->holds != 0;
        o[v->appeals_n++] =
            (struct v_case_page_objection){ .number = r->number,
                                            .made = { r->made },
                                            .state =
                                                over ? W_case_appeal_over : W_case_appeal_running,
                                            .outcome = over ? outcome_said(w, r->outcome) : S(""),
                                            .held = r->holds != 0 };
        if (mine && !desk)
            o[v->appeals_n - 1].href = web_url(w, "/cases/%.*s", STR_ARG(r->number));
    }
    v->appeals = o;
}

/* Of an appeal: what it is against.  Only its owner is led there. */
static err against(struct web *w, const struct q_case *c, bool desk, struct v_case_page *v)
{
    struct q_appeal row;
    struct q_case of;

    TRY(q_appeal(w->db, c->id, &row));
    if (!row.found)
        return OK;
    TRY(q_case(w->db, row.of_case, S(""), &of));
    if (!of.found || !of.number.n)
        return OK;
    const struct service *s = site_service(w->site, of.service);
    v->against = of.number;
    v->against_title = s ? site_text(w->site, s->title, w->lang) : of.service;
    if (!desk && of.account && of.account == w->who.account)
        v->against_href = web_url(w, "/cases/%.*s", STR_ARG(of.number));
    return OK;
}

/* "In force" would say too much of a case that was taken up again and is not decided anew yet. */
static err reopened(struct web *w, const struct q_case *c, struct v_case_page *v)
{
    const struct q_case_past *ev;
    bool again = false;

    if (!str_eq(c->state, S(CASE_IN_FORCE)))
        return OK;
    TRY(case_past(w, c->id, &ev));
    for (size_t i = 0; i < ev->n; i++)
        again = str_eq(ev->v[i].type, S("case.reopened")) ||
                (again && !str_eq(ev->v[i].type, S("case.decided")));
    if (!again)
        return OK;
    v->state = W_case_state_reopened;
    v->colour = S("blue");
    v->next = word0(w->page.words, W_case_next_reopened);
    return OK;
}

err appeal_on_page(struct web *w, const struct q_case *c, bool desk, struct v_case_page *v)
{
    const struct service *s = case_service(w->boot, c);
    struct q_appeals_of all;
    struct appeal_terms t;
    bool runs = false;

    TRY(against(w, c, desk, v));
    TRY(reopened(w, c, v));
    TRY(q_appeals_of(w->db, c->id, &all));
    lines(w, &all, desk, v, &runs);
    TRY(appeal_terms(w->db, w->boot, c, w->today, &t));
    if (!t.may || runs || desk)
        return OK;
    v->may_appeal = c->account == w->who.account;
    v->appeal_said = appeal_said(w, &t, s);
    return OK;
}

/* ---- by the code of a letter ---- */

/* A code, or the whole address that the QR code holds. */
static str code_typed(str typed)
{
    size_t slash = str_rfind_char(str_trim(typed), '/');

    return slash == SIZE_MAX ? str_trim(typed) : str_from(str_trim(typed), slash + 1);
}

static err code_page(struct web *w, str code, enum word_id problem, int status)
{
    struct v_appeal v = { .code = code,
                          .error = problem == W_NONE ? S("") : word0(w->page.words, problem) };
    struct document_coded d = { 0 };
    struct appeal_terms t = { 0 };
    struct q_case of;

    if (code.n)
        TRY(document_by_code(w->db, w->site, code, &d));
    if (d.appeal) {
        TRY(q_case(w->db, d.case_id, S(""), &of));
        TRY(appeal_terms(w->db, w->boot, &of, w->today, &t));
    }
    if (t.may) {
        const struct service *s = case_service(w->boot, &of);
        const struct office *o = site_office(w->site, of.authority);
        v.known = true;
        v.service = site_text(w->site, s->title, w->lang);
        v.number = of.number;
        v.office = o ? site_text(w->site, o->name, w->lang) : of.authority;
        v.has_decided = true;
        v.decided = t.decided;
        v.said = appeal_said(w, &t, s);
        v.action = web_url(w, "/appeal/%.*s", STR_ARG(code));
    } else if (code.n && problem == W_NONE) {
        v.error = word0(w->page.words, W_case_appeal_code_wrong);
        status = web_param(w, "code").p ? 404 : 422;
    }
    w->page.private = true;
    w->page.problem = v.error.n > 0;
    return WEB_SHOW(w, appeal, &v, status);
}

err show_appeal(struct web *w)
{
    return code_page(w, web_param(w, "code").p ? web_param(w, "code") : S(""), W_NONE, 200);
}

err appeal_look(struct web *w)
{
    str code = code_typed(web_field(w, "code").p ? web_field(w, "code") : S(""));

    if (!code.n)
        return code_page(w, code, W_case_appeal_code_wrong, 422);
    return code_page(w, code, W_NONE, 200);
}

err appeal_code_prepare(struct web *w)
{
    w->in = val_with(w->a, val_null(), S("code"), val_str(web_param(w, "code")));
    return OK;
}

err appeal_code_again(struct web *w)
{
    return w->status == 404 ? code_page(w, web_param(w, "code"), W_NONE, 404) : web_refused(w);
}

err appeal_begun(struct web *w)
{
    str draft = val_get_text(w->out, S("draft"));

    if (val_get_text(w->out, S("token")).n)
        draft_token_keep(w, draft);
    return web_redirect(w, str_fmt(w->a, "/drafts/%.*s", STR_ARG(draft)));
}

/* ---- the file that goes along ---- */

/* While the appeal runs, for who works on a task of it: traced for everybody whom the first case is
 * about, for the purpose of the appeal. */
err act_appealed_open(act *a, val in, val *out)
{
    struct q_appeal row;
    struct q_task t;
    struct q_case c, of;
    str ticket;

    TRY(work_task(a, in, &t));
    TRY(q_appeal(a->db, t.case_id, &row));
    TRY(q_case(a->db, t.case_id, S(""), &c));
    if (!row.found || !str_eq(row.state, S(APPEAL_RUNNING)) || !case_runs(c.state))
        return refuse_with(a, W_case_appeal_no_file, NULL, val_null(), 403);
    if (!str_eq(t.state, S("open")) && !str_eq(t.state, S("claimed")) &&
        !str_eq(t.state, S("waiting")))
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    TRY(q_case(a->db, row.of_case, S(""), &of));
    if (!of.found || str_eq(of.state, S(CASE_ERASED)))
        return refuse_with(a, W_case_appeal_no_file, NULL, val_null(), 403);
    bool concerned = false;
    TRY(case_concerns(a, of.id, a->who.person, &concerned));
    if (concerned)
        return refuse_with(a, W_case_own_family, NULL, val_null(), 403);
    const struct service *v = case_service(a->boot, &c);
    TRY(case_looked_for(a, &of, t.authority, v ? v->purpose : S(""), &ticket));
    val_builder b = val_build(a->a);
    val_put(&b, S("task"), val_int(t.id));
    val_put(&b, S("case"), val_int(of.id));
    val_put(&b, S("ticket"), val_str(ticket));
    *out = val_done(&b);
    return OK;
}

err open_appealed(struct web *w)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "task"), &id)))
        return REFUSED(ERR_MISSING);
    w->in = val_with(w->a, val_null(), S("task"), val_int(id));
    return OK;
}

static err opened(struct web *w, struct q_case *of, struct data_key *key)
{
    struct data_key want = { .kind = SUBJECT_CASE, .id = val_get_i64(w->out, S("case"), 0) };

    TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, key));
    TRY(q_case(w->db, want.id, S(""), of));
    return of->found ? OK : REFUSED(ERR_MISSING);
}

err show_appealed(struct web *w)
{
    struct data_key key;
    struct q_case of;

    TRY(opened(w, &of, &key));
    return case_file_show(w, &of, &key, val_get_i64(w->out, S("task"), 0));
}

err show_appealed_file(struct web *w)
{
    struct data_key key;
    struct q_case of;
    struct q_case_file f;
    int64_t id = 0;
    sha256 hash;
    val facts;
    str bytes;

    TRY(opened(w, &of, &key));
    if (failed(str_to_i64(web_param(w, "file"), &id)))
        return REFUSED(ERR_MISSING);
    TRY(q_case_file(w->db, id, &f));
    if (!f.found || f.case_id != of.id || !str_eq(f.state, S(FILE_CHECKED)) ||
        f.hash.n != sizeof hash.b)
        return REFUSED(ERR_MISSING);
    memcpy(hash.b, f.hash.p, sizeof hash.b);
    TRY(case_file_facts(w->a, &f, &key, &facts));
    TRY(file_get(w->a, w->boot->data, &key, &hash, &bytes));
    TRY(web_bytes(w, 200, val_get_text(facts, S("type")), bytes));
    w->reply.download = val_get_text(facts, S("name"));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

err show_appealed_document(struct web *w)
{
    struct data_key key;
    struct q_case of;

    TRY(opened(w, &of, &key));
    return document_send(w, of.id, &key, web_param(w, "number"));
}
