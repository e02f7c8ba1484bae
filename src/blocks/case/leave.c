/* A person's drafts and cases: told, copied, and left behind with the account. */
#include "blocks/case/origin.h"
#include "act/event.h"
#include "act/mine.h"
#include "act/store.h"
#include "blocks/case/helper.h"
#include "blocks/case/files.h"
#include "blocks/case/keep.h"
#include "blocks/case/party.h"
#include "blocks/case/store.h"
#include "blocks/document/document.h"

enum { CASES_MOST = 10000 };

static err file_copied(struct mine *m, const struct data_key *key, str folder,
                       const struct q_case_files_row *row)
{
    struct web *w = m->w;
    struct q_case_file f;
    sha256 hash;
    str path = str_fmt(w->a, "%.*s/file-%lld", STR_ARG(folder), (long long)row->id), bytes;

    TRY(q_case_file(w->db, row->id, &f));
    if (!f.found || f.desk || f.hash.n != sizeof hash.b || str_eq(f.state, S(FILE_REFUSED)) ||
        !mine_fits(m, path, (size_t)f.size))
        return OK;
    memcpy(hash.b, f.hash.p, sizeof hash.b);
    TRY(file_get(w->a, w->boot->data, key, &hash, &bytes));
    mine_file(m, path, bytes);
    return OK;
}

/* What they sent with forms of the process. */
static err forms_copied(struct web *w, int64_t id, const struct data_key *key, val_builder *b)
{
    const struct q_case_past *ev;
    val forms = val_list(NULL, 0), body;
    str salt;

    TRY(case_past(w, id, &ev));
    for (size_t i = 0; i < ev->n; i++) {
        if (!str_eq(ev->v[i].type, S("case.form_sent")))
            continue;
        TRY(event_open(w->a, key, ev->v[i].body, &salt, &body));
        val_builder f = val_build(w->a);
        val_put(&f, S("form"), val_get(body, S("form")));
        val_put(&f, S("sent"), val_datetime_utc(w->a, (instant){ ev->v[i].at }));
        val_put(&f, S("answers"), val_get(body, S("answers")));
        forms = val_append(w->a, forms, val_done(&f));
    }
    val_put(b, S("forms"), forms);
    return OK;
}

static err case_copied(struct mine *m, int64_t id)
{
    struct web *w = m->w;
    struct q_case c;
    struct q_case_files files;
    struct data_key key;
    val_builder b = val_build(w->a);
    val answers;
    str party;

    TRY(q_case(w->db, id, S(""), &c));
    err e = party_open(w, &c, &key, &party);
    if (failed(e))
        return e.class == ERR_CLASS_REFUSED ? OK : e; /* theirs, but never opened to them */
    TRY(case_answers(w->a, &c, &key, &answers));
    const struct service *v = case_service(w->boot, &c);
    const struct form *form = v && v->n_forms ? v->forms[0].form : NULL;
    if (form)
        answers = party_seen(w->a, form, party, answers);
    str folder = str_fmt(w->a, "%s/%.*s", c.number.p ? "cases" : "drafts", STR_ARG(case_name(&c)));
    val_put(&b, S("service"), val_str(c.service));
    val_put(&b, S("state"), val_str(c.state));
    val_put(&b, S("outcome"), val_str(c.outcome));
    val_put(&b, S("begun"), val_datetime_utc(w->a, (instant){ c.created }));
    if (c.submitted)
        val_put(&b, S("submitted"), val_datetime_utc(w->a, (instant){ c.submitted }));
    if (c.decided)
        val_put(&b, S("decided"), val_datetime_utc(w->a, (instant){ c.decided }));
    val_put(&b, S("answers"), answers);
    TRY(forms_copied(w, id, &key, &b));
    mine_json(m, str_cat(w->a, folder, S("/case.json")), val_done(&b));
    TRY(q_case_files(w->db, id, &files));
    for (size_t i = 0; i < files.n; i++)
        if (!form || !party_hidden(form, files.v[i].field, party))
            TRY(file_copied(m, &key, folder, &files.v[i]));
    return OK;
}

err cases_mine(struct mine *m)
{
    struct web *w = m->w;
    struct q_cases_of_account all;
    struct q_cases_joined joined;
    int64_t drafts = 0, sent = 0;

    TRY(q_cases_of_account(w->db, w->who.account, CASES_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        ++*(str_eq(all.v[i].state, S(CASE_DRAFT)) ? &drafts : &sent);
        if (m->whole)
            TRY(case_copied(m, all.v[i].id));
    }
    TRY(q_cases_joined(w->db, w->who.account, CASES_MOST, &joined));
    for (size_t i = 0; i < joined.n; i++) {
        ++*(str_eq(joined.v[i].state, S(CASE_DRAFT)) ? &drafts : &sent);
        if (m->whole)
            TRY(case_copied(m, joined.v[i].id));
    }
    mine_part(m, W_identity_mine_drafts, drafts, W_identity_mine_goes);
    mine_part(m, W_identity_mine_cases, sent, W_identity_mine_case_stays);
    return OK;
}

/* What runs needs somebody who can be asked: it is withdrawn, or waited for, first. */
err cases_forget(act *a, int64_t account)
{
    struct q_cases_of_account all;

    TRY(q_cases_of_account(a->db, account, CASES_MOST, &all));
    for (size_t i = 0; i < all.n; i++)
        if (case_runs(all.v[i].state))
            return refuse_with(a, W_case_forget_runs, NULL,
                               val_with(a->a, val_null(), S("number"), val_str(all.v[i].number)),
                               409);
    TRY(parties_forget(a, account));
    TRY(help_forget(a, account));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].state, S(CASE_DRAFT))) {
            struct q_case c;
            TRY(q_case(a->db, all.v[i].id, S(""), &c));
            TRY(party_dropped(a, &c));
            TRY(case_erase(a, c.id));
        }
    return q_cases_leave(a->db, account);
}
