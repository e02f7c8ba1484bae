/* The second step at sign-in: a code of the card after the password. */
#include "blocks/identity/card.h"
#include "blocks/identity/own.h"

err step_needed(act *a, const struct q_account *acc, bool *out)
{
    const struct role_at *roles;
    size_t n;

    TRY(identity_roles(a->db, a->a, acc->id, &roles, &n));
    *out = acc->second_step != 0;
    for (size_t i = 0; i < n; i++) {
        const struct office_role *r = site_role(a->site, roles[i].role);
        *out |= r && r->second_step;
    }
    return OK;
}

enum level step_level(const struct site *s, const struct q_account *acc, bool stepped)
{
    return acc->person && (stepped || !s->substantial_by_card) ? LEVEL_SUBSTANTIAL : LEVEL_LOW;
}

/* From a session of a password to one of password and code; the browser's token changes. */
err act_step_up(act *a, val in, val *out)
{
    struct card_asked asked;
    struct q_account acc;

    TRY(q_account(a->db, a->who.account, &acc));
    TRY(card_asks(a->db, acc.id, &asked));
    TRY(card_use(a, acc.id, val_get_text(in, S("code")), &asked, "code"));
    return sign_in_done(a, &acc, true, out);
}

static err set_told(act *a, int64_t account, bool on)
{
    struct contact c;
    struct event e = { .type = on ? "account.second_step_on" : "account.second_step_off",
                       .kind = SUBJECT_ACCOUNT,
                       .subject = account,
                       .authority = S(""),
                       .body = val_null() };

    TRY(event_add(a, &e));
    TRY(identity_contact(a, account, &c));
    return a->boot->ports.post->mail(a, account, c.email, c.lang, W_identity_step_subject,
                                     on ? W_identity_step_on_body : W_identity_step_off_body,
                                     val_null());
}

/* Switching it on shows that the card is in hand, switching it off too: who found an open browser
 * can do neither.  Every other session ends. */
err act_step_set(act *a, val in, val *out)
{
    bool on = val_get_bool(in, S("on"));
    struct card_asked asked;
    struct q_account acc;
    int64_t n;

    TRY(own_password(a, in, &acc));
    TRY(card_asks(a->db, acc.id, &asked));
    TRY(card_use(a, acc.id, val_get_text(in, S("code")), &asked, "code"));
    TRY(q_account_second_step(a->db, acc.id, on ? a->now.ms : 0));
    TRY(q_sessions_end_all(a->db, acc.id, &n));
    TRY(set_told(a, acc.id, on));
    return sign_in_done(a, &acc, true, out);
}

/* The card was lost: none of its codes is good from now on, and the next one goes out by letter
 * where three have not gone out already.  out: sent. */
err act_card_lost(act *a, val in, val *out)
{
    struct q_account acc;
    bool sent;
    struct event e = { .type = "account.card_lost", .kind = SUBJECT_ACCOUNT, .authority = S("") };

    TRY(own_password(a, in, &acc));
    e.subject = acc.id;
    e.body = val_null();
    TRY(card_lose(a, acc.id));
    TRY(event_add(a, &e));
    TRY(card_try(a, &acc, &sent));
    *out = val_with(a->a, val_null(), S("sent"), val_bool(sent));
    return OK;
}
