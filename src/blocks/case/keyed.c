/* Paper applications: begun by an officer, sent in the applicant's name. */
#include "blocks/case/keyed.h"

#include "blocks/case/acts.h"
#include "blocks/case/work.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"

enum { KEYED_DAYS = 30, DAY_MS = 86400000 };

bool keyed_may(const struct service *v, const struct actor *who)
{
    for (size_t i = 0; v->paper.role.n && i < who->nroles; i++)
        if (str_eq(who->roles[i].role, v->paper.role) && str_eq(who->roles[i].office, v->office))
            return true;
    return false;
}

bool keyed_any(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; i < s->n_services; i++)
        if (keyed_may(s->services[i], who))
            return true;
    return false;
}

/* Nobody keys in for themselves or their family: they apply like everybody else. */
static err strangers(act *a, int64_t case_id)
{
    bool concerned = false;

    if (!a->who.person)
        return refuse_with(a, W_case_officer_unknown, NULL, val_null(), 403);
    TRY(case_concerns(a, case_id, a->who.person, &concerned));
    return concerned ? refuse_with(a, W_case_own_family, NULL, val_null(), 403) : OK;
}

err keyed_begin(act *a, const struct keyed_new *n, struct q_case *out, struct data_key *key)
{
    const struct service *v = n->service;
    struct q_case_add_in row;

    TRY(draft_row(a, v, n->answers, key, &row));
    int64_t id = row.id;
    row.lang = n->lang;
    row.channel = S("paper");
    row.account = a->who.account;
    row.expires = a->now.ms + KEYED_DAYS * (int64_t)DAY_MS;
    TRY(case_owner_key(a, key, a->who.account, &row.owner_key));
    TRY(q_case_add(a->db, &row));
    if (n->person)
        TRY(q_party_add(a->db, id, n->person, S("applicant")));
    TRY(q_keyed_add(a->db, &(struct q_keyed_add_in){
                               .case_id = id,
                               .officer = a->who.account,
                               .office = v->office,
                               .person = n->person,
                               .account = n->account,
                               .received = n->received.n,
                               .details = key_seal(a->a, key, "keyed.details", n->details) }));
    TRY(strangers(a, id));
    return case_find(a->db, row.draft, out);
}

static err scanned(act *a, int64_t case_id)
{
    struct q_case_files all;

    TRY(q_case_files(a->db, case_id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.v[i].field, S(KEYED_SCAN)) && !str_eq(all.v[i].state, S("refused")))
            return OK;
    return refuse(a, W_case_keyed_scan, "scan");
}

err keyed_check(act *a, const struct service *v, const struct q_case *c, const struct q_keyed *k)
{
    if (k->officer != a->who.account || !keyed_may(v, &a->who))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    TRY(strangers(a, c->id));
    return scanned(a, c->id);
}

err keyed_give(act *a, const struct data_key *key, struct q_case *c, const struct q_keyed *k)
{
    str sealed = STR_NULL;
    int64_t n;

    if (k->account)
        TRY(case_owner_key(a, key, k->account, &sealed));
    TRY(q_case_give(a->db, c->id, k->account, sealed, &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    c->account = k->account;
    c->person = k->person;
    return OK;
}

err keyed_receipt(act *a, const struct q_case *c, const struct service *v, const struct q_keyed *k)
{
    val_builder b = val_build(a->a);
    str lang;

    TRY(case_reader(a, c, &lang));
    val_put(&b, S("number"), val_str(c->number));
    val_put(&b, S("service"), val_str(site_text(a->site, v->title, lang)));
    val_put(&b, S("received"), val_day((day){ k->received }));
    val_put(&b, S("expected"), val_day(act_day(a, (instant){ c->expected })));
    if (!c->account)
        return c->person && a->boot->ports.post
                   ? a->boot->ports.post->letter(a, c->person, lang, W_case_received_subject,
                                                 W_case_keyed_body, val_done(&b))
                   : OK;
    return notify_send(
        a, &(struct notice){ .account = c->account,
                             .word_subject = W_case_received_subject,
                             .word_body = W_case_keyed_body,
                             .data = val_done(&b),
                             .case_id = c->id,
                             .case_number = c->number,
                             .path = str_fmt(a->a, "/cases/%.*s", STR_ARG(c->number)) });
}

err keyed_by(act *a, int64_t case_id, int64_t account, bool *out)
{
    struct q_keyed k;

    *out = false;
    TRY(q_keyed(a->db, case_id, &k));
    return k.found ? work_same_person(a, account, k.officer, out) : OK;
}

err keyed_told(struct web *w, int64_t case_id, str office, str *out)
{
    struct q_keyed k;
    val_builder b = val_build(w->a);
    str officer;

    *out = S("");
    TRY(q_keyed(w->db, case_id, &k));
    if (!k.found)
        return OK;
    TRY(identity_officer(w->db, w->a, k.officer, &officer));
    val_put(&b, S("officer"), val_str(officer.p ? officer : office));
    val_put(&b, S("day"), val_day((day){ k.received }));
    *out = word(w->a, w->page.words, W_case_keyed_by_on, val_done(&b));
    return OK;
}
