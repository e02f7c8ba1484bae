/* stoa exchange: what another node needs to know of this one, and what is kept of messages between
 * nodes. */
#include "act/admin.h"
#include "blocks/exchange/node.h"
#include "cli/cli.h"
#include "cli/evidence.h"
#include "cli/federation.h"
#include "cli/own.h"
#include "cli/reconcile.h"
#include "codec/yaml.h"
#include "os/file.h"
#include "seal/ca.h"
#include "seal/x509.h"

#include <stdio.h>

enum { SHOWN = 1000, CERTS_MOST = 4, LIST_MOST = 256 * MIB };
#define DAY_MS ((int64_t)86400 * 1000)

struct asked {
    const str *args;
    size_t n;
    str until, trust, days, version; /* STR_NULL: not given */
    arena *a;
    const struct conf *conf;
    const struct boot *boot;
    void *own;
};

static int complain(const char *what)
{
    fprintf(stderr, "stoa exchange: %s\n", what);
    return 1;
}

static bool keys_there(const struct asked *q)
{
    return file_is_dir(str_fmt(q->a, "%s/keys", q->boot->data)) ||
           (!failed(dir_make(str_z(q->boot->data), 0700)) && !failed(admin_keys(q->boot)));
}

/* What the other side takes up (join).  Before the first start the keys are made. */
static int card(struct asked *q)
{
    str name = q->boot->site->exchange.node, url = conf_text(q->conf, "public-url");
    val_builder b = val_build(q->a);
    struct authority au;
    buf out;

    if (!name.n || !url.n)
        return complain("exchange.yaml has to name this node, and public-url has to be set");
    if (!keys_there(q) || failed(ca_read(q->a, q->boot->data, &au)) ||
        !authority_now(&au, CERT_SEAL))
        return complain("the keys cannot be made or read");
    val_put(&b, S("id"), val_str(name));
    val_put(&b, S("url"), val_str(url));
    val_put(&b, S("certificates"),
            val_append(q->a, val_list(NULL, 0), val_str(authority_now(&au, CERT_SEAL)->pem)));
    buf_init(&out, q->a, 4 * KIB);
    yaml_write(&out, val_done(&b));
    printf("%.*s", STR_ARG(buf_str(&out)));
    return 0;
}

/* The last day on which all of a card's certificates are valid; day 0 where one is none. */
static day card_lasts(struct asked *q, val certs)
{
    struct x509_facts facts;
    day last = { 0 };

    for (size_t i = 0; i < val_count(certs); i++) {
        if (failed(x509_facts(q->a, val_text(val_at(certs, i)), &facts)))
            return (day){ 0 };
        day to = { (int32_t)(facts.to.ms / DAY_MS) };
        if (!last.n || to.n < last.n)
            last = to;
    }
    return last;
}

/* The card's certificates, then those that were there before: while a seal is changed both count.
 */
static val certs_kept(struct asked *q, val card)
{
    const struct exchange_node *n =
        exchange_node(&q->boot->site->exchange, val_get_text(card, S("id")));
    val all = val_get(card, S("certificates"));

    for (size_t i = 0; i < n->n_certs && val_count(all) < CERTS_MOST; i++) {
        bool there = false;
        for (size_t k = 0; k < val_count(all); k++)
            there |= str_eq(str_trim(val_text(val_at(all, k))), str_trim(n->certs[i]));
        if (!there)
            all = val_append(q->a, all, val_str(n->certs[i]));
    }
    return all;
}

static int join_write(struct asked *q, val card, day until)
{
    str id = val_get_text(card, S("id")), site = conf_text(q->conf, "site");
    str folder = str_fmt(q->a, "%.*s/nodes", STR_ARG(site));
    str path = str_fmt(q->a, "%.*s/%.*s.yaml", STR_ARG(folder), STR_ARG(id));
    buf out;

    card = val_with(q->a, card, S("certificates"), certs_kept(q, card));
    buf_init(&out, q->a, 4 * KIB);
    buf_fmt(&out, "# The card of this node, as it was handed over (stoa exchange join).\n");
    yaml_write(&out, val_with(q->a, card, S("until"), val_str(day_str(q->a, until))));
    if (failed(dir_make(folder, 0755)) || failed(file_write(path, buf_str(&out), 0644)))
        return complain("the site's folder cannot be written");
    printf("%.*s: until %.*s\n", STR_ARG(path), STR_ARG(day_str(q->a, until)));
    return 0;
}

/* Another node's card becomes content of the site, to be published like all content. */
static int join(struct asked *q)
{
    val card;
    day until, last;
    str text;

    if (failed(file_read(q->a, q->args[1], 64 * KIB, &text)) ||
        failed(yaml_read(q->a, text, &card, NULL, NULL)) || card.tag != V_CONTEXT)
        return complain("the card cannot be read");
    if (!exchange_node(&q->boot->site->exchange, val_get_text(card, S("id"))))
        return complain("exchange.yaml names no node of the card's id: add it to nodes");
    last = card_lasts(q, val_get(card, S("certificates")));
    if (!last.n)
        return complain("the card has no certificate that can be read");
    until = last;
    if (q->until.p && failed(day_parse(q->until, &until)))
        return complain("--until takes a day, like 2027-12-31");
    return join_write(q, card, until.n < last.n ? until : last);
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
            printf("%lld  %.*s  %-8.*s  %.*s  %.*s  %.*s  %.*s\n", (long long)r->id,
                   STR_ARG(instant_str(a->a, (instant){ r->at })), STR_ARG(r->side),
                   STR_ARG(r->node), STR_ARG(r->service), STR_ARG(r->message), STR_ARG(r->mark));
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

/* ---- held against the other side ---- */

struct both {
    str node;
    VEC(struct kept_message) all;
};

static err ours(act *a, void *ctx)
{
    struct asked *q = ctx;
    struct both *b = q->own;
    struct q_evidence_list rows;
    int64_t after = 0;

    do {
        TRY(q_evidence_list(a->db, after, SHOWN, &rows));
        for (size_t i = 0; i < rows.n; i++) {
            const struct q_evidence_list_row *r = &rows.v[i];
            after = r->id;
            if (!str_eq(r->node, b->node))
                continue;
            str at = instant_str(q->a, (instant){ r->at });
            *vec_push(&b->all, q->a) =
                (struct kept_message){ .mark = str_copy(q->a, r->mark),
                                       .day = str_sub(at, 0, 10),
                                       .service = str_copy(q->a, r->service),
                                       .message = str_copy(q->a, r->message),
                                       .asked = str_eq(r->side, S(SIDE_ASKED)),
                                       .ours = true };
        }
    } while (rows.n == SHOWN);
    return OK;
}

static bool theirs(struct asked *q, struct both *b, str path)
{
    size_t n = 0, lines = 1;
    str text;

    if (failed(file_read(q->a, path, LIST_MOST, &text)))
        return false;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    struct kept_message *m = ARENA_ARRAY(q->a, struct kept_message, lines);
    if (!kept_read(text, q->boot->site->exchange.node, m, &n))
        return false;
    for (size_t i = 0; i < n; i++)
        *vec_push(&b->all, q->a) = m[i];
    return true;
}

/* 0: both keep the same; 1: one lacks something; 2: it could not be told. */
static int reconcile(struct asked *q)
{
    struct both b = { .node = q->args[1] };
    struct admin *m;
    buf out;

    if (!exchange_node(&q->boot->site->exchange, b.node) || !theirs(q, &b, q->args[2])) {
        fprintf(stderr, "stoa exchange: no such node, or the file is not its stoa exchange list\n");
        return 2;
    }
    if (failed(admin_open(q->boot, &m)))
        return 2;
    q->own = &b;
    err e = admin_run(m, ours, q);
    admin_close(m);
    if (failed(e))
        return 2;
    buf_init(&out, q->a, 4 * KIB);
    size_t lacks = kept_compare(q->a, b.all.v, b.all.n, &out);
    printf("%.*s%zu messages that one side lacks\n", STR_ARG(buf_str(&out)), lacks);
    return lacks > 0;
}

static int check(struct asked *q)
{
    str trust = S("");

    if (q->trust.p && failed(file_read(q->a, q->trust, 256 * KIB, &trust)))
        return complain("the certificates of --trust cannot be read");
    return evidence_check(q->a, q->boot, q->args[1], trust);
}

static int run(struct asked *q)
{
    if (q->n == 1 && str_eq(q->args[0], S("card")))
        return card(q);
    if (q->n == 1 && str_eq(q->args[0], S("list")))
        return list(q);
    if (q->n == 2 && str_eq(q->args[0], S("join")))
        return join(q);
    if (q->n == 3 && str_eq(q->args[0], S("reconcile")))
        return reconcile(q);
    if (q->n == 3 && str_eq(q->args[0], S("evidence")))
        return evidence_export(q->a, q->boot, q->args[1], q->args[2]);
    if (q->n == 2 && str_eq(q->args[0], S("check")))
        return check(q);
    if (q->n == 1 && str_eq(q->args[0], S("publish-config")))
        return federation_publish(q->a, q->boot, q->conf, q->days, q->version);
    fprintf(stderr, "stoa: stoa exchange card | join CARD [--until DAY] | list | "
                    "reconcile NODE FILE | evidence NUMBER FILE | check FILE [--trust PEM] | "
                    "publish-config [--days N] [--version N], with --data DIR --site DIR\n");
    return 2;
}

int cli_exchange(int argc, char **argv)
{
    struct own_option o[] = { { "until", .flag = false },
                              { "trust", .flag = false },
                              { "days", .flag = false },
                              { "version", .flag = false } };
    struct asked q = { 0 };
    struct conf *c;
    struct boot *b;
    arena a;
    int status = 2;

    arena_init(&a, 0);
    argc = own_options(argc, argv, o, LEN(o));
    if (argc > 0 && own_open(&a, argc, argv, &c, &b)) {
        q = (struct asked){ .a = &a, .conf = c, .boot = b, .until = o[0].value };
        q.trust = o[1].value;
        q.days = o[2].value;
        q.version = o[3].value;
        q.args = conf_args(c, &q.n);
        status = run(&q);
        boot_free(b);
    }
    arena_free(&a);
    return status;
}
