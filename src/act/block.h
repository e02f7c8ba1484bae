/* act/block.h - what a building block of government hands to the house: rows, in one
 * struct block. */
#ifndef ACT_BLOCK_H
#define ACT_BLOCK_H

#include "act/actor.h"
#include "act/task.h"
#include "http/http.h"
#include "value/val.h"

struct act;
struct web;
struct boot;
struct db;
struct migration;
struct conf_row;
struct job_run;
struct verify;
struct mine;

/* ---- acts ---- */

enum act_class { CLASS_NONE, LEGAL, TRACE, WORKING, TELEMETRY };

/* One field of an act's input: checked before the act runs; anything not listed is refused. */
enum field_type { F_TEXT, F_INT, F_BOOL, F_DATE, F_VAL, F_BYTES };
struct act_field {
    const char *name;
    enum field_type type;
    uint32_t max; /* bytes of text, or of the packed value; 0: 1,000 */
    bool required;
};

typedef err act_fn(struct act *a, val in, val *out);
/* Ownership: OK when the actor may; refuse(a, ...) when not. */
typedef err owner_fn(struct act *a, val in);
/* Whose data keys the act will most likely need: up to NEEDS_MOST, so that a whole batch asks the
 * keeper once.  Decides nothing, refuses nothing; what it leaves out the act gets by itself. */
enum { NEEDS_MOST = 16 };
struct data_key;
typedef size_t needs_fn(struct act *a, val in, struct data_key *subjects);

enum who {
    WHO_UNSET,
    WHO_ANYONE,    /* no credential needed */
    WHO_SIGNED_IN, /* any account with a session */
    WHO_OWNER,     /* .owner decides: draft token or account */
    WHO_ROLE,      /* one of .roles, in the authority that .owner may narrow further */
    WHO_JOB,       /* the jobs role only */
    WHO_PARTNER,
};

enum { ACT_BUDGET_MS = 200 };

struct act_row {
    const char *name; /* "case.submit" */
    act_fn *fn;
    enum act_class class;
    enum who who;
    owner_fn *owner;
    needs_fn *needs;     /* null: none known before */
    const char *roles;   /* "registrar senior-registrar": any of them */
    enum level level;    /* least assurance level of the session */
    const char *scope;   /* tokens with it may call the act; null: none may */
    const char *purpose; /* recorded with traces */
    const char *key;     /* the input field whose hash routes it (PostgreSQL) */
    bool dual;           /* a second person must confirm: the fn is called with the confirmation */
    uint32_t budget_ms;  /* of the processor, 0: ACT_BUDGET_MS; over it is logged (act.slow) */
    const struct act_field *fields; /* ends with a null name */
};

/* ---- routes ---- */

/* A straight half of a request; see act/web.h. */
typedef err web_fn(struct web *w);

struct route {
    enum method method;
    const char *pattern; /* "/cases/:number/withdraw" */
    web_fn *prepare;     /* GET: may be the whole; POST: fills w->in */
    web_fn *finish;      /* after the act; null: 303 to w->then, or `again` with the refusals */
    web_fn *again;       /* shows the form once more when the act was refused */
    web_fn *fault;       /* tells w->status and w->incident in the interface's own shape */
    const char *act;     /* its name; null: nothing is changed */
    enum who who; /* narrows: WHO_SIGNED_IN sends to sign-in and back; WHO_ROLE answers 403 */
    const char *roles;
    uint32_t body_max; /* bytes; 0: 64 KiB */
    bool slow;         /* runs in the slow pool (password hashing, exports) */
    bool cached;       /* anonymous copies may be kept until something is published */
    bool partner;      /* interface: no origin check, no cookies; its own credential */
    const char
        *scope; /* interface: a person's token instead of cookies opens it, with that scope */
    enum rate_class rate;
};

/* ---- events between blocks ---- */

struct event;
struct subscription {
    const char *event;                               /* "case.decided", or "case.*" */
    err (*fn)(struct act *a, const struct event *e); /* runs in the same act */
};

/* ---- work outside of requests ---- */

struct job_row {
    const char *name; /* outbox kind it works on, e.g. "document.render"; or null with every_s */
    uint32_t every_s; /* or: run at this period, seconds */
    err (*fn)(struct job_run *run);
    uint32_t tries, most; /* 0: 12 with growing pauses; 0: one row at a time (job_run.next) */
    bool slow;      /* waits for the press, a link or the stage: after what does not */
};

/* ---- ports: declared by an earlier block, filled by exactly one later one, checked at start */

struct ports {
    const struct port_identity *identity;
    const struct port_post *post;
    const struct port_inbox *inbox;
    const struct port_todo *todo;
    const struct port_outside *outside;
    const struct port_others *others;
    const struct port_partner *partner;
    const struct port_claims *claims;
    const struct port_parties *parties;
    const struct port_corrections *corrections;
};

struct block {
    const char *name;
    const struct act_row *acts;        /* ends with a null name */
    const struct route *routes;        /* ends with a null pattern */
    const struct task_type *tasks;     /* ends with a null name */
    const struct subscription *events; /* ends with a null event */
    const struct job_row *jobs;        /* ends with a null fn */
    const struct conf_row *settings;
    const struct migration *migrations;
    void (*fill)(struct ports *p); /* sets the ports it fills */
    err (*boot)(struct boot *b); /* what it makes once from the site, for all roles: into b->made */
    err (*seed)(
        struct act *a); /* loads its share of the site's data into a fresh database (act/admin.h) */
    err (*seed_late)(struct act *a); /* the same, after all blocks have seeded */
    err (*verify)(struct verify *v); /* its part of `stoa verify` (act/verify.h) */
    err (*mine)(struct mine *m);     /* what it holds of who is signed in (act/mine.h) */
    /* An account is erased: takes away what is the account's alone; refuses where that cannot be
     * yet.  Runs before the account itself goes, in its act. */
    err (*forget)(struct act *a, int64_t account);
};

#endif
