/* act/visit.h - a visit's own state; for the files of this room only. */
#ifndef ACT_VISIT_H
#define ACT_VISIT_H

#include "act/call.h"
#include "act/dispatch.h"
#include "act/index.h"
#include "act/web.h"

struct dispatch {
    const struct boot *boot;
    arena home;
    struct db *db;
    struct keeper *keeper;
    struct key_cache *own;
    struct kept *kept;
    key256 web_key; /* seals request ids of forms */
};

struct visit {
    arena a;
    struct dispatch *d;
    struct request req;
    struct web w;
    str call;
    bool touching;    /* the last use of session or token is being written first */
    bool again;       /* a second act, that shows a refusal, is under way */
    unsigned further; /* acts that went before the one under way */
    bool form_posted; /* act_id is a form's, not an interface's key */
    bool reading;     /* a read transaction is open */
    uint32_t exact;   /* methods of rows that say more of the path than this one (http/route.h) */
};

/* act/decode.c */
err visit_decode(struct visit *v);
/* The act's input from path and body, by its field table, where the route has no prepare. */
val visit_input(struct visit *v, const struct act_row *row);
/* A fresh sealed request id for the forms of this page; and the id in a posted one. */
str visit_form_id(struct visit *v);
bool visit_form_id_open(struct visit *v, str sealed, str *id);

#endif
