/* act/actor.h - who acts: the raw credential that a call carries, and what the writer
 * makes of it. */
#ifndef ACT_ACTOR_H
#define ACT_ACTOR_H

#include "value/val.h"

/* eIDAS levels of assurance. */
enum level { LEVEL_NONE, LEVEL_LOW, LEVEL_SUBSTANTIAL, LEVEL_HIGH };

/* As it came from the browser or partner: raw tokens, never trusted before they are looked up. */
struct creds {
    str session; /* cookie */
    str draft;   /* cookie: one or more draft tokens "number.token number.token" */
    str partner; /* "id.secret" of an outside system */
    str token;   /* that a person made for a program; then neither session nor draft is sent */
    bool job;    /* the call came over the jobs role's own socket */
};

struct role_at {
    str role, office;
    str home; /* the office that stands in for it with this; empty: the office's own */
};

struct actor {
    int64_t account; /* 0: nobody signed in */
    int64_t person;  /* 0: account not linked to a person record */
    int64_t session;
    enum level level;
    const struct role_at *roles;
    size_t nroles;
    str partner; /* id of the outside system that asks; then nothing else but the next two is set */
    int64_t credential; /* the one that it showed */
    bool unused;        /* for the first time on this day */
    int64_t token;      /* a program acts for the account by this token, else 0 */
    str scopes;         /* what it may, blank-separated: SCOPE_... */
    bool job;
    bool stale;      /* the last use of session or token should be written anew */
    str lang;        /* preferred, may be empty */
    str reading;     /* how they want pages (page/reading.h); empty: not said */
    str sealed_name; /* what the account calls itself; name() of the port opens it */
    str ticket;      /* the standing ticket of session or token (seal/ticket.h) */
};

/* What a person may let a program do.  Acts and routes name one of them, or none: then no token
 * opens them. */
#define SCOPE_READ "read"     /* look at one's own cases */
#define SCOPE_SUBMIT "submit" /* apply, with documents */
#define SCOPE_TASKS "tasks"   /* do an officer's tasks that they have in hand */
#define SCOPE_ANY "*"         /* of an act's or route's row: whatever the token may */
/* Whether a token may what a row asks for; null: nothing is. */
bool actor_scope(const struct actor *who, const char *scope);

/* In whatever office. */
bool actor_has_role(const struct actor *who, str role);
/* Has one of the blank-separated roles; *office gets the office of the first that fits. */
bool actor_has_any(const struct actor *who, const char *roles, str *office);

struct db;
/* Filled by the identity block.  A database fault is passed up: it must never read as "nobody". */
struct port_identity {
    err (*resolve)(struct db *db, arena *a, const struct creds *c, instant now, struct actor *out);
    /* For the page's corner; never logged.  Empty where nobody is signed in. */
    err (*name)(arena *a, const struct creds *c, const struct actor *who, str *out);
};

/* Filled by the block that keeps partners: who holds that credential.  out->partner stays empty
 * where nobody does. */
struct port_partner {
    err (*resolve)(struct db *db, arena *a, str credential, day today, struct actor *out);
};

/* Filled by the block that keeps messages: how many an account has not opened, for the corner of
 * every page. */
struct port_inbox {
    err (*unread)(struct db *db, int64_t account, int64_t *n);
};

#endif
