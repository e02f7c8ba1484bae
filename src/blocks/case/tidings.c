/* What officers are told of work that comes to them: by the inbox and by mail, as each has chosen.
 * Numbers and steps; who the case is about stays behind the traced look. */
#include "blocks/case/acts.h"
#include "blocks/case/work.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"

/* Where a group is larger, its board has to do. */
enum { GROUP_MOST = 50 };

static err how_of(act *a, int64_t account, str *out)
{
    struct q_tidings row;

    TRY(q_tidings(a->db, account, &row));
    *out = row.found ? row.how : S(TIDINGS_MAIL);
    return OK;
}

str step_said(act *a, const struct q_case *c, str element, str lang)
{
    const struct service *v = case_service(a->boot, c);
    const struct bpmn_node *n =
        v && v->process && v->process->bpmn ? bpmn_node(v->process->bpmn, element) : NULL;
    str own = n ? words_get(v->process->words, lang, element, S("name")) : STR_NULL;

    return own.n ? own : n && n->name.n ? n->name : element;
}

static err name_of(act *a, int64_t account, str *out)
{
    *out = STR_NULL;
    if (account)
        TRY(identity_officer(a->db, a->a, account, out));
    if (!out->p)
        *out = S("");
    return OK;
}

static err send(act *a, int64_t account, const struct tiding *x, val data, str path)
{
    str how;

    if (!account || account == a->who.account)
        return OK; /* nobody is told what they did themselves */
    TRY(how_of(a, account, &how));
    if (str_eq(how, S(TIDINGS_NONE)))
        return OK;
    return notify_send(a, &(struct notice){ .account = account,
                                            .word_subject = x->subject,
                                            .word_body = x->body,
                                            .data = data,
                                            .no_mail = str_eq(how, S(TIDINGS_INBOX)),
                                            .case_id = 0,
                                            .case_number = S(""),
                                            .path = path });
}

err tiding_send(act *a, const struct q_case *c, const struct q_task *t, int64_t account,
                const struct tiding *x)
{
    struct contact to;
    val_builder b = val_build(a->a);
    str by;

    TRY(identity_contact(a, account, &to));
    TRY(name_of(a, a->who.account, &by));
    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("task"), val_str(step_said(a, c, t->element, to.found ? to.lang : S(""))));
    val_put(&b, S("by"), val_str(by));
    return send(a, account, x, val_done(&b), str_fmt(a->a, "/desk/tasks/%lld", (long long)t->id));
}

err tiding_count(act *a, int64_t account, int64_t n, const struct tiding *x)
{
    val_builder b = val_build(a->a);
    str by;

    TRY(name_of(a, a->who.account, &by));
    val_put(&b, S("count"), val_int(n));
    val_put(&b, S("by"), val_str(by));
    return n ? send(a, account, x, val_done(&b), S("/desk?state=mine")) : OK;
}

err tiding_absence(act *a, int64_t substitute, int64_t account, day from, day to,
                   const struct tiding *x)
{
    val_builder b = val_build(a->a);
    str name;

    TRY(name_of(a, account, &name));
    val_put(&b, S("name"), val_str(name));
    val_put(&b, S("from"), val_day(from));
    val_put(&b, S("to"), val_day(to));
    return send(a, substitute, x, val_done(&b), S("/desk?state=mine"));
}

/* Only those who may work on it: neither family nor a first pair of eyes. */
err tiding_group(act *a, const struct q_case *c, const struct q_task *t, str group,
                 const struct tiding *x)
{
    const struct office_group *g = site_group(a->site, group);
    const struct officer *o;
    size_t n = 0;

    if (g)
        TRY(identity_officers(a->db, a->a, g, &o, &n));
    for (size_t i = 0; i < MIN(n, (size_t)GROUP_MOST); i++) {
        bool may = false;
        TRY(work_could(a, t, o[i].account, &may));
        if (may && o[i].account != t->assignee)
            TRY(tiding_send(a, c, t, o[i].account, x));
    }
    return OK;
}

/* ---- how one wants to be told ---- */

err act_tidings(act *a, val in, val *out)
{
    str how = val_get_text(in, S("how"));

    *out = val_null();
    if (!a->who.nroles)
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!str_eq(how, S(TIDINGS_MAIL)) && !str_eq(how, S(TIDINGS_INBOX)) &&
        !str_eq(how, S(TIDINGS_NONE)))
        return refuse(a, W_case_tidings_choose, "how");
    return q_tidings_put(a->db, a->who.account, how, a->now.ms);
}
