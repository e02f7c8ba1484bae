/* Parties inside of other acts: saving beside others, sending, messages, what stays at the end. */
#include "blocks/case/acts.h"
#include "blocks/case/party_own.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "blocks/register/register.h"
#include "form/party.h"

err party_owner(act *a, val in)
{
    struct q_case c;
    struct q_join_of j;

    str draft = val_get_text(in, S("draft"));
    TRY(q_case(a->db, 0, draft.n ? draft : val_get_text(in, S("number")), &c));
    if (!c.found || !a->who.account || c.account == a->who.account)
        return case_owner(a, in);
    TRY(q_join_of(a->db, c.id, a->who.account, &j));
    if (!j.found)
        return case_owner(a, in);
    struct q_case *owned = ARENA_NEW(a->a, struct q_case);
    *owned = c;
    a->owned = owned;
    return OK;
}

err party_of_act(act *a, const struct q_case *c, str *party)
{
    struct q_join_of j;

    *party = S("");
    if (!a->who.account || c->account == a->who.account)
        return OK;
    TRY(q_join_of(a->db, c->id, a->who.account, &j));
    if (j.found)
        *party = j.party;
    return OK;
}

err party_name(act *a, int64_t account, str *out)
{
    struct contact c;

    TRY(identity_contact(a, account, &c));
    *out = c.found ? c.name : S("");
    return OK;
}

/* c null: to somebody who cannot open it any more. */
err party_tell(act *a, const struct q_case *c, const struct service *v, int64_t account,
               enum word_id subject, enum word_id body, str by)
{
    struct contact to;
    val_builder b = val_build(a->a);

    TRY(identity_contact(a, account, &to));
    if (!to.found)
        return OK;
    val_put(&b, S("by"), val_str(by));
    val_put(&b, S("service"), val_str(site_text(a->site, v->title, to.lang)));
    bool sent = c && c->number.n;
    return notify_send(
        a, &(struct notice){ .account = account,
                             .word_subject = subject,
                             .word_body = body,
                             .data = val_done(&b),
                             .case_id = c ? c->id : 0,
                             .case_number = sent ? c->number : S(""),
                             .path =
                                 !c     ? S("")
                                 : sent ? str_fmt(a->a, "/cases/%.*s", STR_ARG(c->number))
                                        : str_fmt(a->a, "/drafts/%.*s/check", STR_ARG(c->draft)) });
}

err party_shows(act *a, const struct service *v, str party, val *answers)
{
    const struct form *form = v->forms[0].form;
    val held = val_null(), all = val_get(*answers, S(PARTY_HELD));

    if (a->who.person)
        TRY(register_held(a, v, &v->forms[0], a->who.person, &held));
    held = form_party_held(a->a, form, party, false, held);
    *answers = val_with(a->a, *answers, S(PARTY_HELD), val_with(a->a, all, party_key(party), held));
    return OK;
}

err party_changed(act *a, const struct q_case *c, const struct service *v, val before, val after,
                  str party)
{
    struct q_signatures all;
    bool any = false;
    str by;

    if (str_eq(party_digest(a->a, v, before), party_digest(a->a, v, after)))
        return OK;
    TRY(q_signatures(a->db, c->id, &all));
    TRY(party_name(a, a->who.account, &by));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].fell)
            continue;
        any = true;
        if (all.v[i].account != a->who.account)
            TRY(party_tell(a, c, v, all.v[i].account, W_case_party_fell_subject,
                           W_case_party_fell_body, by));
    }
    if (!any)
        return OK;
    TRY(q_signatures_fall(a->db, c->id, a->now.ms, party));
    return case_event(a, c, "case.signatures_fell",
                      val_with(a->a, val_null(), S("party"), val_str(party_key(party))));
}

err party_store(act *a, const struct q_case *c, const struct data_key *key, const struct service *v,
                val before, val after, str party)
{
    int64_t n;

    if (val_equal(before, after))
        return OK;
    TRY(q_case_save(
        a->db,
        &(struct q_case_save_in){ .id = c->id,
                                  .seq = c->seq,
                                  .page = c->page,
                                  .version = v->version,
                                  .answers = key_seal(a->a, key, "cases.answers", after),
                                  .changed = a->now.ms },
        &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    return party_changed(a, c, v, before, after, party);
}

/* ---- saving ---- */

err party_start(act *a, const struct service *v, val *answers)
{
    *answers = form_party_part(a->a, v->forms[0].form, S(""), *answers);
    return a->who.account ? party_shows(a, v, S(""), answers) : OK;
}

static err own_files(act *a, const struct form *form, str party, val files)
{
    for (size_t i = 0; i < val_count(files); i++) {
        int field = form_field_of_input(form, val_get_text(val_at(files, i), S("field")));
        if (field >= 0 && !str_eq(form_party_of(form, field), party))
            return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    }
    return OK;
}

err party_save(act *a, const struct q_case *c, const struct data_key *key, const struct service *v,
               val in, val *answers)
{
    const struct form *form = v->forms[0].form;
    val before;
    str party;

    TRY(case_answers(a->a, c, key, &before));
    TRY(party_of_act(a, c, &party));
    if (!str_eq(party_own(a->a, form, party, before), val_get_text(in, S("own"))))
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(own_files(a, form, party, val_get(in, S("files"))));
    *answers = form_party_merge(a->a, form, party, before, *answers);
    /* who helps shows nothing: what registers hold of them is not the applicant's */
    if (c->account && (party.n || c->account == a->who.account))
        TRY(party_shows(a, v, party, answers));
    return party_changed(a, c, v, before, *answers, party);
}

/* ---- sending ---- */

static err nobody_missing(act *a, const struct party_state *all, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        val arg = val_with(a->a, val_null(), S("party"), val_str(all[i].title));
        if (all[i].asked && !all[i].account)
            return refuse_with(a, W_case_party_missing, "parties", arg, 422);
        if (all[i].wanted)
            return refuse_with(a, W_case_party_unsigned, "parties", arg, 422);
    }
    return OK;
}

/* Who joined before their account was linked to a person may be found to be the applicant. */
static err different_people(act *a, const struct party_state *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) {
            int64_t x = 0, y = 0;
            if (all[i].account && all[k].account) {
                TRY(identity_person(a->db, all[i].account, &x));
                TRY(identity_person(a->db, all[k].account, &y));
            }
            if (x && x == y)
                return refuse_with(a, W_case_party_same, "parties", val_null(), 422);
        }
    return OK;
}

err party_ready(act *a, const struct q_case *c, const struct data_key *key, const struct service *v,
                val *answers, bool *again)
{
    struct form_env env;
    struct party_state *all;
    struct q_signatures before, after;
    val old = *answers;
    size_t n, stood = 0, stand = 0;

    *again = false;
    TRY(q_signatures(a->db, c->id, &before));
    TRY(party_shows(a, v, S(""), answers));
    TRY(party_store(a, c, key, v, old, *answers, S("")));
    TRY(q_signatures(a->db, c->id, &after));
    for (size_t i = 0; i < before.n; i++)
        stood += before.v[i].fell == 0;
    for (size_t i = 0; i < after.n; i++)
        stand += after.v[i].fell == 0;
    *again = stand < stood;
    if (*again)
        return OK;
    case_form_env(&env, a->a, a->site, v, c->lang, a->today, party_held_stored(a->a, *answers),
                  val_null());
    TRY(party_states(a->db, a->a, a->site, c, key, v, a->lang, *answers, &env, &all, &n));
    TRY(nobody_missing(a, all, n));
    return different_people(a, all, n);
}

static val sent_party(act *a, const struct party_state *p, int64_t person)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("party"), val_str(party_key(p->id)));
    val_put(&b, S("account"), val_int(p->account));
    val_put(&b, S("person"), val_int(person));
    val_put(&b, S("signed"), val_bool(p->valid));
    return val_done(&b);
}

err party_sent(act *a, const struct q_case *c, const struct data_key *key, const struct service *v,
               val answers, val_builder *event)
{
    struct party_state *all;
    val list = val_list(NULL, 0);
    str digest = party_digest(a->a, v, answers), name;
    size_t n;

    TRY(q_signature_put(
        a->db, &(struct q_signature_put_in){
                   .case_id = c->id,
                   .party = S(""),
                   .account = c->account,
                   .at = a->now.ms,
                   .digest = key_seal(a->a, key, "case_signature.digest", val_str(digest)) }));
    TRY(q_invites_drop_all(a->db, c->id));
    TRY(party_states(a->db, a->a, a->site, c, key, v, a->lang, answers, NULL, &all, &n));
    TRY(party_name(a, c->account, &name));
    for (size_t i = 0; i < n; i++) {
        int64_t person = 0;
        if (!all[i].account)
            continue;
        TRY(identity_person(a->db, all[i].account, &person));
        if (i && person)
            TRY(q_party_add(a->db, c->id, person, all[i].id));
        if (i)
            TRY(party_tell(a, c, v, all[i].account, W_case_party_sent_subject,
                           W_case_party_sent_body, name));
        list = val_append(a->a, list, sent_party(a, &all[i], person));
    }
    val_put(event, S("parties"), list);
    val_put(event, S("digest"), val_str(digest));
    return OK;
}

err party_dropped(act *a, const struct q_case *c)
{
    const struct service *v = case_service(a->boot, c);
    struct q_joins joins;
    str by;

    if (!v || !v->n_parties)
        return OK;
    TRY(q_joins(a->db, c->id, &joins));
    for (size_t i = 0; i < joins.n; i++) {
        TRY(party_name(a, a->who.account, &by));
        TRY(party_tell(a, NULL, v, joins.v[i].account, W_case_party_removed_subject,
                       W_case_party_removed_body, by));
    }
    return OK;
}

err party_drop(act *a, int64_t case_id)
{
    TRY(q_joins_drop(a->db, case_id));
    TRY(q_invites_drop_all(a->db, case_id));
    return q_signatures_drop(a->db, case_id);
}

/* ---- what messages and documents are addressed to ---- */

static err accounts_of(act *a, int64_t case_id, str to, const int64_t **out, size_t *n)
{
    struct q_case c;
    struct q_joins joins;
    bool all = str_eq(to, S("all")), applicant = str_eq(to, S(PARTY_APPLICANT));

    TRY(q_case(a->db, case_id, S(""), &c));
    TRY(q_joins(a->db, case_id, &joins));
    int64_t *v = ARENA_ARRAY(a->a, int64_t, joins.n + 1);
    *n = 0;
    if ((all || applicant) && c.found && c.account)
        v[(*n)++] = c.account;
    for (size_t i = 0; i < joins.n; i++)
        if (all || str_eq(joins.v[i].party, to))
            v[(*n)++] = joins.v[i].account;
    *out = v;
    const struct service *s = c.found ? case_service(a->boot, &c) : NULL;
    if (all || applicant || (s && service_party(s, to)))
        return OK;
    return refuse_with(a, W_case_party_none, "to", val_null(), 422);
}

const struct port_parties party_port = { .accounts = accounts_of };
