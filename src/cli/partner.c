/* stoa partner: credentials of outside systems from the command line, while no server runs. */
#include "act/admin.h"
#include "blocks/exchange/own.h"
#include "cli/cli.h"
#include "cli/own.h"

#include <stdio.h>

struct asked {
    const str *args;
    size_t n;
    err (*fn)(act *a, void *ctx);
    str made; /* shown after the commit: a credential that is not stored is worth nothing */
};

static err say(str what)
{
    fprintf(stderr, "stoa partner: %.*s\n", STR_ARG(what));
    return FAULT(ERR_REFUSED);
}

static void list_one(act *a, const struct q_partners_all_row *r)
{
    printf("%-24.*s %lld  made %.*s", STR_ARG(r->partner), (long long)r->id,
           STR_ARG(instant_str(a->a, (instant){ r->created })));
    if (r->until)
        printf("  until %.*s", STR_ARG(day_str(a->a, (day){ (int32_t)r->until })));
    if (r->used)
        printf("  used %.*s", STR_ARG(day_str(a->a, (day){ (int32_t)r->used })));
    if (r->ended)
        printf("  ended %.*s", STR_ARG(instant_str(a->a, (instant){ r->ended })));
    printf("\n");
}

static err list(act *a, void *ctx)
{
    struct q_partners_all all;

    (void)ctx;
    TRY(q_partners_all(a->db, &all));
    for (size_t i = 0; i < all.n; i++)
        list_one(a, &all.v[i]);
    return OK;
}

static err add(act *a, void *ctx)
{
    struct asked *q = ctx;
    int64_t id;

    if (!site_partner(a->site, q->args[1]))
        return say(S("the site declares no such partner (partners/ID.yaml)"));
    return partner_credential_make(a, q->args[1], &q->made, &id);
}

static err end(act *a, void *ctx)
{
    struct asked *q = ctx;
    int64_t id;

    if (failed(str_to_i64(q->args[2], &id)))
        return say(S("a credential's id is a number; stoa partner list shows it"));
    err e = partner_credential_end(a, q->args[1], id);
    return e.code == ERR_MISSING ? say(S("the partner has no such credential in use")) : e;
}

static bool understood(struct asked *q)
{
    str what = q->n ? q->args[0] : S("");

    if (str_eq(what, S("list")) && q->n == 1)
        q->fn = list;
    else if (str_eq(what, S("add")) && q->n == 2)
        q->fn = add;
    else if (str_eq(what, S("end")) && q->n == 3)
        q->fn = end;
    else
        fprintf(stderr, "stoa: stoa partner list | add PARTNER | end PARTNER CREDENTIAL, with "
                        "--data DIR --site DIR\n");
    return q->fn != NULL;
}

static int run(const struct boot *b, struct asked *q)
{
    struct admin *m;

    if (failed(admin_open(b, &m)))
        return 1;
    err e = admin_run(m, q->fn, q);
    if (!failed(e) && q->made.n)
        printf("%.*s\n", STR_ARG(q->made));
    admin_close(m);
    return failed(e) ? 1 : 0;
}

int cli_partner(int argc, char **argv)
{
    struct asked q = { 0 };
    struct conf *c;
    struct boot *b;
    arena a;
    int status = 2;

    arena_init(&a, 0);
    if (own_open(&a, argc, argv, &c, &b)) {
        q.args = conf_args(c, &q.n);
        if (understood(&q))
            status = run(b, &q);
        boot_free(b);
    }
    arena_free(&a);
    return status;
}
