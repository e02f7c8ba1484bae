/* Inviting, joining, leaving and signing: what changes who takes part in a draft. */
#include "blocks/case/acts.h"
#include "blocks/case/code.h"
#include "blocks/case/party_own.h"
#include "blocks/identity/identity.h"
#include "blocks/notify/notify.h"
#include "form/party.h"

/* Invitations of a party at a time, of an account in a quarter of an hour, wrong codes of an
 * account in that time. */
enum {
    INVITES_MOST = 5,
    INVITES_AT_ONCE_MAX = 20,
    GUESSES_MOST = 10,
    INVITE_DAYS = 14,
    CODE_LETTERS = 12, /* 59 bits: enough beside the limit on wrong ones */
    DAY_MS = 86400000
};

static val party_arg(act *a, const struct service *v, str party)
{
    return val_with(a->a, val_null(), S("party"), val_str(party_title(a->site, v, party, a->lang)));
}

/* A draft of a service with parties, and the party that `in` names. */
static err draft_of(act *a, val in, struct q_case *c, struct data_key *key,
                    const struct service **v)
{
    struct q_keyed paper;

    TRY(case_load(a, in, c, key));
    *v = case_service(a->boot, c);
    if (!str_eq(c->state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_not_draft, NULL, val_null(), 409);
    TRY(q_keyed(a->db, c->id, &paper));
    if (!*v || !(*v)->n_forms || !(*v)->n_parties || paper.found)
        return refuse_with(a, W_case_party_none, NULL, val_null(), 404);
    return OK;
}

/* ---- inviting ---- */

static err invite_room(act *a, const struct q_case *c, const struct service *v, str party)
{
    struct q_joins joins;
    struct q_invites open;

    TRY(q_joins(a->db, c->id, &joins));
    for (size_t i = 0; i < joins.n; i++)
        if (str_eq(joins.v[i].party, party))
            return refuse_with(a, W_case_party_taken, NULL, party_arg(a, v, party), 409);
    TRY(q_invites(a->db, c->id, party, a->now.ms, &open));
    if (open.n >= INVITES_MOST)
        return refuse_with(a, W_case_party_invites, "email", val_null(), 429);
    return identity_limit(a, "invite", INVITES_AT_ONCE_MAX);
}

/* In the language of who has an account of that address, else the one chosen for them: not that of
 * who invites. */
static err invite_mail(act *a, const struct q_case *c, const struct service *v, str party,
                       const struct mail_to *chosen, str code, int64_t ends)
{
    struct mail_to to = *chosen;
    val_builder b = val_build(a->a);
    str by;

    TRY(identity_lang_at(a, to.email, to.lang, &to.lang));
    TRY(party_name(a, c->account, &by));
    val_put(&b, S("by"), val_str(by));
    val_put(&b, S("party"), val_str(party_title(a->site, v, party, to.lang)));
    val_put(&b, S("service"), val_str(site_text(a->site, v->title, to.lang)));
    val_put(&b, S("path"), val_str(str_fmt(a->a, "/join?code=%.*s", STR_ARG(code))));
    val_put(&b, S("until"), val_day(act_day(a, (instant){ ends })));
    return notify_mail(a, SUBJECT_CASE, c->id, &to, W_case_party_mail_subject,
                       W_case_party_mail_body, val_done(&b));
}

/* A link goes by mail and is shown to nobody else; a code is shown once, to who invites. */
err act_invite(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    const struct service *v;
    str party = val_get_text(in, S("party")), typed = str_trim(val_get_text(in, S("email")));
    str email = mail_normal(a->a, typed), code = spoken_code(a, CODE_LETTERS), mark;
    str lang = val_get_text(in, S("lang"));
    int64_t ends = a->now.ms + INVITE_DAYS * (int64_t)DAY_MS;
    val_builder o = val_build(a->a), e = val_build(a->a);

    TRY(draft_of(a, in, &c, &key, &v));
    if (!c.account)
        return refuse_with(a, W_act_sign_in_needed, NULL, val_null(), 401);
    if (!service_party(v, party))
        return refuse_with(a, W_case_party_none, NULL, val_null(), 404);
    if (typed.n && !email.n)
        return refuse(a, W_case_later_email, "email");
    if (lang.n && !site_lang(a->site, lang))
        return refuse(a, W_identity_language_needed, "lang");
    TRY(invite_room(a, &c, v, party));
    ends = c.expires && c.expires < ends ? c.expires : ends;
    TRY(spoken_mark(a, "case.invite", code, &mark));
    TRY(q_invite_add(a->db, &(struct q_invite_add_in){ .hash = mark,
                                                       .case_id = c.id,
                                                       .party = party,
                                                       .mailed = email.n > 0,
                                                       .made = a->now.ms,
                                                       .ends = ends }));
    if (email.n)
        TRY(invite_mail(a, &c, v, party, &(struct mail_to){ email, lang.n ? lang : a->lang }, code,
                        ends));
    val_put(&e, S("party"), val_str(party));
    val_put(&e, S("mailed"), val_bool(email.n > 0));
    TRY(case_event(a, &c, "case.invited", val_done(&e)));
    val_put(&o, S("until"), val_day(act_day(a, (instant){ ends })));
    val_put(&o, S("email"), val_str(email));
    if (!email.n)
        val_put(&o, S("code"), val_str(code));
    *out = val_done(&o);
    return OK;
}

err act_take_back(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    const struct service *v;
    str party = val_get_text(in, S("party"));
    int64_t n;

    *out = val_null();
    TRY(draft_of(a, in, &c, &key, &v));
    TRY(q_invites_drop(a->db, c.id, party, &n));
    return n ? case_event(a, &c, "case.invitation_ended",
                          val_with(a->a, val_null(), S("party"), val_str(party)))
             : OK;
}

/* ---- joining ---- */

struct invitation {
    struct q_invite row;
    struct q_case c;
    const struct service *v;
    str mark;
};

/* What a code stands for.  A code that is wrong, used, taken back or ended is the same: none. */
static err invitation_find(act *a, val in, struct invitation *i)
{
    TRY(identity_guess(a, "invitation", GUESSES_MOST));
    TRY(spoken_mark(a, "case.invite", val_get_text(in, S("code")), &i->mark));
    TRY(q_invite(a->db, i->mark, a->now.ms, &i->row));
    if (i->row.found)
        TRY(q_case(a->db, i->row.case_id, S(""), &i->c));
    i->v = i->row.found && i->c.found ? case_service(a->boot, &i->c) : NULL;
    if (!i->v || !str_eq(i->c.state, S(CASE_DRAFT)) || !service_party(i->v, i->row.party))
        return refuse_with(a, W_case_party_code, "code", val_null(), 404);
    return OK;
}

/* Nobody is two parties: neither an account nor the person it is linked to. */
static err is_another(act *a, const struct invitation *i)
{
    struct q_joins joins;
    int64_t owner, person;
    bool same = i->c.account == a->who.account;

    TRY(identity_person(a->db, i->c.account, &owner));
    same |= owner && owner == a->who.person;
    TRY(q_joins(a->db, i->c.id, &joins));
    for (size_t k = 0; k < joins.n; k++) {
        TRY(identity_person(a->db, joins.v[k].account, &person));
        same |= joins.v[k].account == a->who.account || (person && person == a->who.person);
    }
    if (same)
        return refuse_with(a, W_case_party_same, NULL, val_null(), 409);
    for (size_t k = 0; k < joins.n; k++)
        if (str_eq(joins.v[k].party, i->row.party))
            return refuse_with(a, W_case_party_taken, NULL, party_arg(a, i->v, i->row.party), 409);
    return OK;
}

/* What it is about and by whom, and no answer of anybody. */
err act_invitation(act *a, val in, val *out)
{
    struct invitation i = { 0 };
    val_builder b = val_build(a->a);
    str by;

    TRY(invitation_find(a, in, &i));
    TRY(is_another(a, &i));
    TRY(party_name(a, i.c.account, &by));
    val_put(&b, S("by"), val_str(by));
    val_put(&b, S("service"), val_str(site_text(a->site, i.v->title, a->lang)));
    val_put(&b, S("party"), val_str(party_title(a->site, i.v, i.row.party, a->lang)));
    val_put(&b, S("until"), val_day(act_day(a, (instant){ i.row.ends })));
    *out = val_done(&b);
    return OK;
}

static err join_add(act *a, const struct invitation *i, const struct data_key *key, str name)
{
    val_builder d = val_build(a->a);
    str sealed, owner;

    TRY(case_owner_key(a, key, a->who.account, &sealed));
    TRY(party_name(a, i->c.account, &owner));
    val_put(&d, S("name"), val_str(name));
    val_put(&d, S("applicant"), val_str(owner));
    return q_join_add(a->db, &(struct q_join_add_in){
                                 .case_id = i->c.id,
                                 .party = i->row.party,
                                 .account = a->who.account,
                                 .person = a->who.person,
                                 .owner_key = sealed,
                                 .details = key_seal(a->a, key, "case_join.details", val_done(&d)),
                                 .joined = a->now.ms });
}

err act_join(act *a, val in, val *out)
{
    struct invitation i = { 0 };
    struct data_key key;
    val_builder e = val_build(a->a);
    str name;
    int64_t n;

    TRY(invitation_find(a, in, &i));
    TRY(is_another(a, &i));
    TRY(case_level(a, i.v));
    TRY(key_get(a, SUBJECT_CASE, i.c.id, &key));
    TRY(party_name(a, a->who.account, &name));
    TRY(join_add(a, &i, &key, name));
    TRY(q_invites_drop(a->db, i.c.id, i.row.party, &n));
    val_put(&e, S("party"), val_str(i.row.party));
    val_put(&e, S("account"), val_int(a->who.account));
    val_put(&e, S("person"), val_int(a->who.person));
    TRY(case_event(a, &i.c, "case.joined", val_done(&e)));
    TRY(party_tell(a, &i.c, i.v, i.c.account, W_case_party_joined_subject, W_case_party_joined_body,
                   name));
    *out = val_with(a->a, val_null(), S("draft"), val_str(i.c.draft));
    return OK;
}

err act_decline(act *a, val in, val *out)
{
    struct invitation i = { 0 };
    str name;

    *out = val_null();
    TRY(invitation_find(a, in, &i));
    TRY(is_another(a, &i));
    TRY(party_name(a, a->who.account, &name));
    TRY(q_invite_drop(a->db, i.mark));
    TRY(case_event(a, &i.c, "case.declined",
                   val_with(a->a, val_null(), S("party"), val_str(i.row.party))));
    return party_tell(a, &i.c, i.v, i.c.account, W_case_party_declined_subject,
                      W_case_party_declined_body, name);
}

/* ---- leaving, and being removed ---- */

static err files_go(act *a, const struct q_case *c, const struct form *form, str party)
{
    struct q_case_files all;

    TRY(q_case_files(a->db, c->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        int field = form_field_of_input(form, all.v[i].field);
        if (field >= 0 && str_eq(form_party_of(form, field), party))
            TRY(q_case_file_drop(a->db, all.v[i].id));
    }
    return OK;
}

/* The answers without those of a party that is gone. */
static err answers_go(act *a, const struct q_case *c, const struct data_key *key,
                      const struct service *v, str party)
{
    const struct form *form = v->forms[0].form;
    val before;

    TRY(case_answers(a->a, c, key, &before));
    val after = form_party_merge(a->a, form, party, before, val_null());
    val held = val_get(after, S(PARTY_HELD));
    if (val_has(held, party))
        after = val_with(a->a, after, S(PARTY_HELD), val_without(a->a, held, party));
    TRY(q_signature_drop(a->db, c->id, party));
    TRY(files_go(a, c, form, party));
    return party_store(a, c, key, v, before, after, party);
}

static const struct q_joins_row *join_of(const struct q_joins *all, str party)
{
    for (size_t i = 0; i < all->n; i++)
        if (str_eq(all->v[i].party, party))
            return &all->v[i];
    return NULL;
}

/* Recorded, and told to the other side. */
static err party_ended(act *a, const struct q_case *c, const struct service *v, str party,
                       int64_t account, bool left)
{
    val_builder e = val_build(a->a);
    str name;

    val_put(&e, S("party"), val_str(party));
    val_put(&e, S("account"), val_int(account));
    TRY(case_event(a, c, "case.party_gone", val_done(&e)));
    TRY(party_name(a, left ? account : c->account, &name));
    return left ? party_tell(a, c, v, c->account, W_case_party_left_subject, W_case_party_left_body,
                             name)
                : party_tell(a, NULL, v, account, W_case_party_removed_subject,
                             W_case_party_removed_body, name);
}

/* The owner removes a party, or it leaves: its answers go with it. */
err act_part(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    const struct service *v;
    struct q_joins joins;
    str party = val_get_text(in, S("party")), mine;
    int64_t n;

    TRY(draft_of(a, in, &c, &key, &v));
    TRY(party_of_act(a, &c, &mine));
    if (mine.n && !str_eq(mine, party))
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    TRY(q_joins(a->db, c.id, &joins));
    const struct q_joins_row *j = join_of(&joins, party);
    if (!j)
        return refuse_with(a, W_case_party_none, NULL, val_null(), 404);
    TRY(answers_go(a, &c, &key, v, party));
    TRY(q_join_drop(a->db, c.id, party, &n));
    TRY(party_ended(a, &c, v, party, j->account, mine.n > 0));
    val_builder o = val_build(a->a);
    val_put(&o, S("draft"), val_str(c.draft));
    val_put(&o, S("left"), val_bool(mine.n > 0));
    *out = val_done(&o);
    return OK;
}

/* The account ends: what it takes part in and runs is waited for, a draft loses its part. */
err parties_forget(act *a, int64_t account)
{
    enum { CASES_MOST = 10000 };
    struct q_cases_joined all;
    int64_t n;

    TRY(q_cases_joined(a->db, account, CASES_MOST, &all));
    for (size_t i = 0; i < all.n; i++)
        if (case_runs(all.v[i].state))
            return refuse_with(a, W_case_forget_runs, NULL,
                               val_with(a->a, val_null(), S("number"), val_str(all.v[i].number)),
                               409);
    for (size_t i = 0; i < all.n; i++) {
        struct q_case c;
        struct q_join_of j;
        struct data_key key;
        if (!str_eq(all.v[i].state, S(CASE_DRAFT)))
            continue;
        TRY(q_case(a->db, all.v[i].id, S(""), &c));
        TRY(q_join_of(a->db, c.id, account, &j));
        const struct service *v = case_service(a->boot, &c);
        if (!j.found || !v || !v->n_forms)
            continue;
        TRY(key_get(a, SUBJECT_CASE, c.id, &key));
        TRY(answers_go(a, &c, &key, v, j.party));
        TRY(q_join_drop(a->db, c.id, j.party, &n));
        TRY(party_ended(a, &c, v, j.party, account, true));
    }
    return q_joins_leave(a->db, account);
}

/* ---- signing ---- */

static err sign(act *a, const struct q_case *c, const struct data_key *key, const struct service *v,
                str party, val answers)
{
    str digest = party_digest(a->a, v, answers), name;
    val_builder e = val_build(a->a);

    TRY(q_signature_put(
        a->db, &(struct q_signature_put_in){
                   .case_id = c->id,
                   .party = party,
                   .account = a->who.account,
                   .at = a->now.ms,
                   .digest = key_seal(a->a, key, "case_signature.digest", val_str(digest)) }));
    val_put(&e, S("party"), val_str(party));
    val_put(&e, S("digest"), val_str(digest));
    TRY(case_event(a, c, "case.signed", val_done(&e)));
    TRY(party_name(a, a->who.account, &name));
    return party_tell(a, c, v, c->account, W_case_party_signed_subject, W_case_party_signed_body,
                      name);
}

/* A party signs the whole as it stands; the applicant signs by sending. */
err act_sign(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    const struct service *v;
    struct party_state *all;
    val before, after, held, pruned;
    str party;
    size_t n;

    TRY(draft_of(a, in, &c, &key, &v));
    TRY(party_of_act(a, &c, &party));
    const struct service_party *p = service_party(v, party);
    if (!p || !str_eq(party, val_get_text(in, S("party"))))
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    TRY(case_level(a, v));
    if (!val_get_bool(in, S("declared")))
        return refuse(a, W_case_declare, "declared");
    TRY(case_answers(a->a, &c, &key, &before));
    after = before;
    TRY(party_shows(a, v, party, &after));
    TRY(case_check_answers(a, &c, v, NULL, after, &held, &pruned));
    TRY(party_store(a, &c, &key, v, before, after, party));
    TRY(party_states(a->db, a->a, a->site, &c, &key, v, a->lang, after, NULL, &all, &n));
    *out = val_with(a->a, val_null(), S("draft"), val_str(c.draft));
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i].id, party) && all[i].valid)
            return OK; /* signed already: once is enough */
    return sign(a, &c, &key, v, party, after);
}

/* Until it is decided a party takes back what they signed.  The case goes on without it: whether it
 * may is the process's to say ("case.signed"). */
err act_unsign(act *a, val in, val *out)
{
    struct q_case c;
    struct data_key key;
    str party, name;
    int64_t n;

    TRY(case_load(a, in, &c, &key));
    const struct service *v = case_service(a->boot, &c);
    TRY(party_of_act(a, &c, &party));
    if (!v || !party.n)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    if (c.decided || str_eq(c.state, S(CASE_IN_FORCE)) || !case_runs(c.state))
        return refuse_with(a, W_case_too_late, NULL, val_null(), 409);
    TRY(q_signature_fall(a->db, c.id, party, a->now.ms, &n));
    *out = val_with(a->a, val_null(), S("number"), val_str(c.number));
    if (!n)
        return OK; /* taken back already: once is enough */
    TRY(case_event(a, &c, "case.unsigned",
                   val_with(a->a, val_null(), S("party"), val_str(party))));
    TRY(party_name(a, a->who.account, &name));
    return party_tell(a, &c, v, c.account, W_case_party_unsigned_subject,
                      W_case_party_unsigned_body, name);
}
