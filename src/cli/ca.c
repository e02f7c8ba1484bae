/* stoa ca: the site's certificate authority from the command line, also while a server runs: its
 * keeper reads what changed before it signs again. */
#include "cli/cli.h"
#include "cli/own.h"
#include "os/clock.h"
#include "seal/ca.h"

#include <stdio.h>

struct asked {
    const str *args;
    size_t n;
    str reason;
    const char *data;
    arena *a;
};

static const char *day_text(struct asked *q, instant t)
{
    return str_zdup(q->a, str_sub(instant_str(q->a, t), 0, 10));
}

static void show_cert(struct asked *q, const struct authority *au, const struct authority_cert *c)
{
    const struct authority_revoked *r = authority_revoked(au, c->serial);
    bool now = authority_now(au, c->kind) == c;
    str kind = cert_kind_text(c->kind);

    printf("%-8.*s %.*s  %s to %s  %s", STR_ARG(kind), STR_ARG(c->serial), day_text(q, c->from),
           day_text(q, c->to),
           r     ? "revoked"
           : now ? "in use"
                 : "earlier");
    if (r)
        printf(" %s (%.*s)", day_text(q, r->at), STR_ARG(r->reason));
    if (c->crl.n)
        printf("  list of %s", day_text(q, c->crl_at));
    printf("\n");
}

static err show(struct asked *q)
{
    struct authority au;

    TRY(ca_read(q->a, q->data, &au));
    for (size_t i = 0; i < au.n; i++)
        show_cert(q, &au, &au.certs[i]);
    printf("log      %zu earlier keys%s\n", au.n_steps,
           au.log_next.n ? "; another takes over with the next checkpoint" : "");
    if (!au.url.n)
        printf("The site has no public-url: new certificates name no list of revoked ones.\n");
    return OK;
}

static err renew(struct asked *q)
{
    bool changed;

    TRY(ca_tend(q->data, clock_now(), &changed));
    printf(changed ? "What was due is renewed.\n" : "Nothing is due.\n");
    return OK;
}

static err rotate(struct asked *q)
{
    str name = q->args[1];

    if (str_eq(name, S("log"))) {
        TRY(ca_rotate_log(q->data));
        printf("The new key signs from the next checkpoint on, and the old one signs it.\n");
        return OK;
    }
    for (int k = 0; k < CERT_KINDS; k++)
        if (str_eq(name, cert_kind_text((enum cert_kind)k))) {
            TRY(ca_rotate(q->data, (enum cert_kind)k, clock_now()));
            return show(q);
        }
    return REFUSED(ERR_SYNTAX);
}

static err revoke_one(struct asked *q)
{
    str serial = str_lower(q->a, q->args[1]);

    TRY(ca_revoke(q->data, serial, q->reason.p ? q->reason : S("unspecified"), clock_now()));
    return show(q);
}

/* All lists anew, and their text as PEM. */
static err crl(struct asked *q)
{
    struct authority au;

    TRY(ca_crl(q->data, clock_now()));
    TRY(ca_read(q->a, q->data, &au));
    for (size_t i = 0; i < au.n; i++)
        printf("%.*s", STR_ARG(au.certs[i].crl));
    return OK;
}

static const struct {
    str name;
    size_t args;
    err (*fn)(struct asked *q);
} verbs[] = { { S_INIT("show"), 1, show },
              { S_INIT("renew"), 1, renew },
              { S_INIT("rotate"), 2, rotate },
              { S_INIT("revoke"), 2, revoke_one },
              { S_INIT("crl"), 1, crl } };

static const char *why(err e)
{
    switch (e.code) {
    case ERR_SYNTAX:
        return "rotate takes root, issuing, seal, stamp or log; --reason takes unspecified, "
               "key-compromise, ca-compromise, affiliation-changed, superseded or cessation";
    case ERR_MISSING:
        return "there is no such certificate, or no keys; stoa ca show lists serial numbers";
    case ERR_CONFLICT:
        return "it is revoked already";
    case ERR_UNSUPPORTED:
        return "the key of its issuer is not in the folder of keys (a root is revoked by nobody: "
               "stoa ca rotate root, and hand the new one out)";
    case ERR_BUSY:
        return "another process changes the keys just now; try again";
    default:
        return "the folder of keys cannot be read or written; run it as root or as the keys' owner";
    }
}

static int run(struct asked *q)
{
    str what = q->n ? q->args[0] : S("show");

    FOR_EACH(verbs, v) {
        if (!str_eq(v->name, what) || (q->n ? q->n : 1) != v->args)
            continue;
        err e = v->fn(q);
        if (failed(e))
            fprintf(stderr, "stoa ca: %s\n", why(e));
        return failed(e) ? 1 : 0;
    }
    fprintf(stderr, "stoa: stoa ca show | renew | rotate root|issuing|seal|stamp|log | "
                    "revoke SERIAL [--reason REASON] | crl, with --data DIR\n");
    return 2;
}

int cli_ca(int argc, char **argv)
{
    struct own_option o[] = { { "reason", .flag = false } };
    struct asked q = { 0 };
    struct conf *c;
    int status = 2;
    arena a;

    arena_init(&a, 0);
    argc = own_options(argc, argv, o, LEN(o));
    if (argc > 0 && cli_settings(&a, argc, argv, &c)) {
        q.a = &a;
        q.reason = o[0].value;
        q.args = conf_args(c, &q.n);
        q.data = str_zdup(&a, conf_text(c, "data"));
        status = run(&q);
    }
    arena_free(&a);
    return status;
}
