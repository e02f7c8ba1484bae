/* Officers get roles and lose them, accounts are suspended: one administrator asks, another
 * confirms. */
#include "blocks/identity/rest.h"

/* With fewer there would be nobody to ask, or nobody to confirm. */
enum { ADMINISTRATORS_LEAST = 2 };

static int authority_of(const struct site *s, str id)
{
    for (size_t i = 0; i < s->n_authorities; i++)
        if (str_eq(s->authorities[i].id, id))
            return (int)i;
    return -1;
}

static bool over(const struct site *s, const struct office *top, const struct office *o)
{
    int above = authority_of(s, top->authority);

    for (int i = authority_of(s, o->authority); i >= 0; i = s->authorities[i].parent)
        if (i == above)
            return true;
    return false;
}

bool staff_administers(const struct site *s, const struct actor *who, str office)
{
    const struct office *o = site_office(s, office);

    for (size_t i = 0; o && i < who->nroles; i++) {
        const struct office_role *r = site_role(s, who->roles[i].role);
        const struct office *own = site_office(s, who->roles[i].office);
        if (r && r->administers && own && over(s, own, o))
            return true;
    }
    return false;
}

bool staff_anywhere(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; i < who->nroles; i++) {
        const struct office_role *r = site_role(s, who->roles[i].role);
        if (r && r->administers)
            return true;
    }
    return false;
}

err staff_owner(act *a, val in)
{
    (void)in;
    if (!staff_anywhere(a->site, &a->who))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    /* one person has one linked account: two that are linked are two people */
    return a->who.person ? OK : refuse_with(a, W_identity_staff_unlinked, NULL, val_null(), 403);
}

/* ---- asking ---- */

static bool role_there(const struct site *s, str role, str office)
{
    const struct office *o = site_office(s, office);

    for (size_t i = 0; o && i < o->n_roles; i++)
        if (str_eq(o->roles[i].id, role))
            return true;
    return false;
}

/* Whether all that the account does is within the actor's offices. */
static err all_own(act *a, int64_t account, bool *out)
{
    struct q_roles_ever all;

    TRY(q_roles_ever(a->db, account, &all));
    *out = all.n > 0;
    for (size_t i = 0; i < all.n; i++)
        *out &= staff_administers(a->site, &a->who, all.v[i].office);
    return OK;
}

static err may_ask(act *a, const struct q_account *acc, str what, str role, str office)
{
    bool mine = false;

    if (acc->id == a->who.account)
        return refuse_with(a, W_identity_staff_self, NULL, val_null(), 403);
    if (str_eq(what, S(STAFF_GIVE)) || str_eq(what, S(STAFF_END))) {
        if (!role_there(a->site, role, office))
            return refuse(a, W_identity_staff_role, "role");
        return staff_administers(a->site, &a->who, office)
                   ? OK
                   : refuse(a, W_identity_staff_office, "role");
    }
    if (!str_eq(what, S(STAFF_SUSPEND)) && !str_eq(what, S(STAFF_RESUME)))
        return refuse(a, W_identity_staff_what, "what");
    TRY(all_own(a, acc->id, &mine));
    return mine ? OK : refuse(a, W_identity_staff_foreign, "email");
}

static err asked_event(act *a, const char *type, int64_t account, const struct q_staff_change *c)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("what"), val_str(c->what));
    val_put(&b, S("role"), val_str(c->role));
    val_put(&b, S("given"), val_bool(str_eq(c->what, S(STAFF_GIVE))));
    val_put(&b, S("asked_by"), val_int(c->asked_by));
    val_put(&b, S("reason"), val_str(c->reason));
    struct event e = { .type = type,
                       .kind = SUBJECT_ACCOUNT,
                       .subject = account,
                       .authority = c->office,
                       .body = val_done(&b) };
    return event_add(a, &e);
}

err act_staff_ask(act *a, val in, val *out)
{
    struct q_account acc;
    struct contact who;
    str what = val_get_text(in, S("what")), reason = str_trim(val_get_text(in, S("reason")));
    str at = val_get_text(in, S("role")), role = S(""), office = S("");
    bool of_role = str_eq(what, S(STAFF_GIVE)) || str_eq(what, S(STAFF_END));

    TRY(account_by_mail(a, in, &acc));
    if (!acc.found || str_eq(acc.state, S("new")) || str_eq(acc.state, S("erased")))
        return refuse(a, W_identity_staff_unknown, "email");
    if (of_role && !str_cut(at, '@', &role, &office))
        return refuse(a, W_identity_staff_role, "role");
    if (!reason.n)
        return refuse(a, W_identity_staff_reason, "reason");
    TRY(may_ask(a, &acc, what, role, office));
    TRY(identity_contact(a, acc.id, &who));
    int64_t id = act_id(a);
    TRY(q_staff_change_add(
        a->db, &(struct q_staff_change_add_in){
                   .id = id,
                   .account = acc.id,
                   .what = what,
                   .role = role,
                   .office = office,
                   .named = str_fmt(a->a, "%.*s, %.*s", STR_ARG(who.name), STR_ARG(who.email)),
                   .reason = reason,
                   .by = a->who.account,
                   .at = a->now.ms }));
    *out = val_int(id);
    return asked_event(
        a, "staff.asked", acc.id,
        &(struct q_staff_change){
            .what = what, .role = role, .office = office, .asked_by = a->who.account });
}

/* ---- confirming ---- */

static bool is_among(const str *v, size_t n, str x)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(v[i], x))
            return true;
    return false;
}

/* How many administrate that office besides one account, and without the work of some offices. */
static err others(act *a, str office, int64_t but, const str *closed, size_t n_closed, int64_t *n)
{
    const struct site *s = a->site;
    VEC(int64_t) seen = { 0 };

    for (size_t i = 0; i < s->n_offices; i++)
        for (size_t k = 0; k < s->offices[i]->n_roles; k++) {
            struct role_at at = { s->offices[i]->roles[k].id, s->offices[i]->id };
            struct actor holder = { .roles = &at, .nroles = 1 };
            struct q_officers all;
            if (!staff_administers(s, &holder, office) ||
                is_among(closed, n_closed, s->offices[i]->id))
                continue;
            TRY(q_officers(a->db, at.role, at.office, &all));
            for (size_t o = 0; o < all.n; o++) {
                bool known = all.v[o].account == but;
                for (size_t m = 0; m < seen.n; m++)
                    known |= seen.v[m] == all.v[o].account;
                if (!known)
                    *vec_push(&seen, a->a) = all.v[o].account;
            }
        }
    *n = (int64_t)seen.n;
    return OK;
}

/* Those that are closed already, or agreed to be, do not count either, whenever that is. */
err staff_left_without(act *a, str office)
{
    struct q_rests_open all;
    int64_t n;

    TRY(q_rests_open(a->db, &all));
    str *closed = ARENA_ARRAY(a->a, str, all.n + 1);
    size_t n_closed = 0;
    closed[n_closed++] = office;
    for (size_t i = 0; i < all.n; i++)
        if (!str_eq(all.v[i].state, S("asked")))
            closed[n_closed++] = all.v[i].office;
    for (size_t i = 0; i < a->site->n_offices; i++) {
        if (!staff_administers(a->site, &a->who, a->site->offices[i]->id))
            continue;
        TRY(others(a, a->site->offices[i]->id, 0, closed, n_closed, &n));
        if (n < ADMINISTRATORS_LEAST)
            return refuse_with(a, W_identity_staff_last, NULL, val_null(), 409);
    }
    return OK;
}

/* Everybody who administrates anything: each once. */
err identity_administrators(act *a, const int64_t **out, size_t *n)
{
    const struct site *s = a->site;
    VEC(int64_t) seen = { 0 };

    for (size_t i = 0; i < s->n_offices; i++)
        for (size_t k = 0; k < s->offices[i]->n_roles; k++) {
            const struct office_role *r = site_role(s, s->offices[i]->roles[k].id);
            struct q_officers all;
            if (!r || !r->administers)
                continue;
            TRY(q_officers(a->db, r->id, s->offices[i]->id, &all));
            for (size_t o = 0; o < all.n; o++) {
                bool known = false;
                for (size_t m = 0; m < seen.n; m++)
                    known |= seen.v[m] == all.v[o].account;
                if (!known)
                    *vec_push(&seen, a->a) = all.v[o].account;
            }
        }
    *out = seen.v;
    *n = seen.n;
    return OK;
}

/* What is taken away may be what the account administrates with. */
static err enough_left(act *a, const struct q_staff_change *c)
{
    struct q_roles_ever held;
    int64_t n;

    if (str_eq(c->what, S(STAFF_GIVE)) || str_eq(c->what, S(STAFF_RESUME)))
        return OK;
    TRY(q_roles_ever(a->db, c->account, &held));
    for (size_t i = 0; i < held.n; i++) {
        const struct office_role *r = site_role(a->site, held.v[i].role);
        bool goes = str_eq(c->what, S(STAFF_SUSPEND)) ||
                    (str_eq(held.v[i].role, c->role) && str_eq(held.v[i].office, c->office));
        if (!goes || !r || !r->administers)
            continue;
        TRY(others(a, held.v[i].office, c->account, NULL, 0, &n));
        if (n < ADMINISTRATORS_LEAST)
            return refuse_with(a, W_identity_staff_last, NULL, val_null(), 409);
    }
    return OK;
}

static err change_done(act *a, const struct q_staff_change *c)
{
    struct contact who;
    int64_t n;

    if (str_eq(c->what, S(STAFF_GIVE))) {
        TRY(identity_contact(a, c->account, &who));
        TRY(q_role_add(a->db, c->account, c->role, c->office, a->now.ms));
        TRY(q_staff_shown(a->db, c->account, who.name));
    } else if (str_eq(c->what, S(STAFF_END))) {
        TRY(q_staff_role_drop(a->db, c->account, c->role, c->office, &n));
    } else {
        TRY(q_account_state(a->db, c->account,
                            str_eq(c->what, S(STAFF_SUSPEND)) ? S("suspended") : S("active"),
                            a->now.ms));
    }
    /* what a session was opened with is not what it may any more */
    TRY(q_sessions_end_all(a->db, c->account, &n));
    TRY(tokens_end(a, c->account));
    const char *type = str_eq(c->what, S(STAFF_SUSPEND))  ? "account.suspended"
                       : str_eq(c->what, S(STAFF_RESUME)) ? "account.resumed"
                                                          : "account.role_changed";
    return asked_event(a, type, c->account, c);
}

static err open_change(act *a, val in, struct q_staff_change *c, int64_t *id)
{
    bool mine = false;

    *id = val_get_i64(in, S("change"), 0);
    TRY(q_staff_change(a->db, *id, c));
    if (!c->found || !str_eq(c->state, S("open")))
        return refuse_with(a, W_identity_staff_gone, NULL, val_null(), 409);
    if (c->office.n)
        mine = staff_administers(a->site, &a->who, c->office);
    else
        TRY(all_own(a, c->account, &mine));
    return mine ? OK : refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

err act_staff_confirm(act *a, val in, val *out)
{
    struct q_staff_change c;
    int64_t id, n;

    TRY(open_change(a, in, &c, &id));
    if (c.asked_by == a->who.account || c.account == a->who.account)
        return refuse_with(a, W_identity_staff_second, NULL, val_null(), 403);
    TRY(enough_left(a, &c));
    TRY(q_staff_change_end(a->db, id, S("done"), a->who.account, a->now.ms, &n));
    *out = val_null();
    return change_done(a, &c);
}

/* By anyone who could confirm, or by who asked, who takes it back. */
err act_staff_refuse(act *a, val in, val *out)
{
    struct q_staff_change c;
    int64_t id, n;

    TRY(open_change(a, in, &c, &id));
    TRY(q_staff_change_end(a->db, id, S("refused"), a->who.account, a->now.ms, &n));
    *out = val_null();
    return asked_event(a, "staff.refused", c.account, &c);
}
