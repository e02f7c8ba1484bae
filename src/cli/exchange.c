/* stoa exchange: what another node needs to know of this one, and what is kept of messages between
 * nodes. */
#include "act/admin.h"
#include "blocks/exchange/node.h"
#include "cli/cli.h"
#include "cli/own.h"
#include "codec/yaml.h"
#include "seal/ca.h"

#include <stdio.h>

enum { SHOWN = 1000 };

struct asked {
    const str *args;
    size_t n;
    arena *a;
    const struct conf *conf;
    const struct boot *boot;
};

/* What the other side writes into its exchange.yaml, below nodes. */
static int card(struct asked *q)
{
    str name = q->boot->site->exchange.node, url = conf_text(q->conf, "public-url");
    val_builder b = val_build(q->a);
    struct authority au;
    buf out;

    if (failed(ca_read(q->a, str_zdup(q->a, conf_text(q->conf, "data")), &au)) ||
        !authority_now(&au, CERT_SEAL)) {
        fprintf(stderr, "stoa exchange: there are no keys yet, or they cannot be read\n");
        return 1;
    }
    val_put(&b, S("id"), val_str(name.n ? name : S("")));
    val_put(&b, S("url"), val_str(url.p ? url : S("")));
    val_put(&b, S("certificates"),
            val_append(q->a, val_list(NULL, 0), val_str(authority_now(&au, CERT_SEAL)->pem)));
    buf_init(&out, q->a, 4 * KIB);
    yaml_write(&out, val_append(q->a, val_list(NULL, 0), val_done(&b)));
    printf("%.*s", STR_ARG(buf_str(&out)));
    return 0;
}

static err list_all(act *a, void *ctx)
{
    struct q_evidence_list all;
    int64_t after = 0;

    (void)ctx;
    do {
        TRY(q_evidence_list(a->db, after, SHOWN, &all));
        for (size_t i = 0; i < all.n; i++) {
            const struct q_evidence_list_row *r = &all.v[i];
            printf("%lld  %.*s  %-8.*s  %.*s  %.*s  %.*s\n", (long long)r->id,
                   STR_ARG(instant_str(a->a, (instant){ r->at })), STR_ARG(r->side),
                   STR_ARG(r->node), STR_ARG(r->service), STR_ARG(r->message));
            after = r->id;
        }
    } while (all.n == SHOWN);
    return OK;
}

static int list(struct asked *q)
{
    struct admin *m;

    if (failed(admin_open(q->boot, &m)))
        return 1;
    err e = admin_run(m, list_all, q);
    admin_close(m);
    return failed(e) ? 1 : 0;
}

static int run(struct asked *q)
{
    if (q->n == 1 && str_eq(q->args[0], S("card")))
        return card(q);
    if (q->n == 1 && str_eq(q->args[0], S("list")))
        return list(q);
    fprintf(stderr, "stoa: stoa exchange card | list, with --data DIR --site DIR\n");
    return 2;
}

int cli_exchange(int argc, char **argv)
{
    struct asked q = { 0 };
    struct conf *c;
    struct boot *b;
    arena a;
    int status = 2;

    arena_init(&a, 0);
    if (own_open(&a, argc, argv, &c, &b)) {
        q = (struct asked){ .a = &a, .conf = c, .boot = b };
        q.args = conf_args(c, &q.n);
        status = run(&q);
        boot_free(b);
    }
    arena_free(&a);
    return status;
}
