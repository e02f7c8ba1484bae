#include "cli/acting.h"

#include "act/admin.h"
#include "act/errand.h"
#include "cli/own.h"

#include <stdio.h>

struct acting {
    const struct boot *boot;
    struct admin *admin; /* null: a server runs */
};

err acting_open(arena *a, const struct boot *b, struct acting **out)
{
    struct acting *h = ARENA_NEW(a, struct acting);

    h->boot = b;
    if (!own_server(b->data))
        TRY(admin_open(b, &h->admin));
    *out = h;
    return OK;
}

void acting_close(struct acting *h)
{
    if (h && h->admin)
        admin_close(h->admin);
}

bool acting_served(const struct acting *h)
{
    return !h->admin;
}

/* ---- by the server ---- */

static err by_server(struct acting *h, arena *a, const char *act, val in, val *out)
{
    struct answer w;
    err e = errand_ask(a, h->boot->data, act, in, &w);

    if (failed(e)) {
        fprintf(stderr, "stoa: the server does not answer\n");
        return e;
    }
    for (size_t i = 0; i < w.n; i++) {
        str word = word_key((enum word_id)w.refusals[i].word);
        fprintf(stderr, "stoa: refused: %.*s (%.*s)\n", STR_ARG(word),
                STR_ARG(w.refusals[i].field));
    }
    if (w.kind == ANSWER_FAULT)
        fprintf(stderr, "stoa: the server failed, incident %.*s\n", STR_ARG(w.incident));
    *out = w.out;
    return w.kind == ANSWER_OK        ? OK
           : w.kind == ANSWER_REFUSED ? REFUSED(ERR_REFUSED)
                                      : FAULT(ERR_PEER);
}

/* ---- here ---- */

struct one_act {
    const struct act_row *row;
    val in;
    buf out;
};

static err here(act *a, void *ctx)
{
    struct one_act *x = ctx;
    val out = val_null();

    a->row = x->row;
    TRY(x->row->fn(a, x->in, &out));
    val_pack(&x->out, out);
    return OK;
}

err acting_do(struct acting *h, arena *a, const char *act, val in, val *out)
{
    struct one_act x = { .row = boot_act(h->boot, str_z(act)), .in = in };

    CHECK(x.row && x.row->who == WHO_JOB);
    if (!h->admin)
        return by_server(h, a, act, in, out);
    buf_init(&x.out, a, 256);
    TRY(admin_run(h->admin, here, &x));
    return val_unpack(a, buf_str(&x.out), out);
}
