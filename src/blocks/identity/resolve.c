/* From a cookie or a program's token to an actor: in workers and in the writer, by the same rows.
 */
#include "blocks/identity/own.h"

static err name(arena *a, const struct creds *c, const struct actor *who, str *out)
{
    key256 by;

    *out = S("");
    if (!who->account || who->token)
        return OK;
    hkdf_sha256(c->session, S("stoa session"), S("name"), by.b, sizeof by.b);
    return aead_open(a, &by, S("session.name"), who->sealed_name, out);
}

static err resolve(struct db *db, arena *a, const struct creds *c, instant now, struct actor *out)
{
    struct q_session s;
    struct q_account acc;

    if (c->token.n)
        return token_resolve(db, a, c->token, now, out);
    if (!c->session.n || c->session.n > 200)
        return OK;
    sha256 hash = token_hash(c->session);
    TRY(q_session(db, sha256_str(&hash), &s));
    if (!s.found || s.ends <= now.ms || now.ms - s.seen > SESSION_IDLE_MS)
        return OK;
    TRY(q_account(db, s.account, &acc));
    if (!acc.found || !str_eq(acc.state, S("active")))
        return OK;
    *out = (struct actor){ .account = s.account,
                           .person = acc.person,
                           .session = s.id,
                           .level = (enum level)s.level,
                           .ticket = s.ticket,
                           .lang = acc.lang,
                           .reading = acc.reading,
                           .sealed_name = s.name,
                           .stale = now.ms - s.seen > SESSION_STALE_MS };
    return identity_roles(db, a, s.account, &out->roles, &out->nroles);
}

const struct port_identity identity_port = { .resolve = resolve, .name = name };
