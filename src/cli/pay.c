/* stoa pay: files from and for the bank. */
#include "act/admin.h"
#include "blocks/pay/bank.h"
#include "cli/cli.h"
#include "cli/own.h"
#include "cli/pay_run.h"
#include "conf/conf.h"
#include "os/file.h"

#include <stdio.h>

enum { FILE_MOST = 32 * 1024 * 1024 };

struct asked {
    val statement;
    struct statement_taken took;
};

static err take(act *a, void *ctx)
{
    struct asked *q = ctx;

    return statement_take(a, q->statement, &q->took);
}

static bool understood(arena *a, struct conf *c, struct asked *q)
{
    size_t n;
    const str *args = conf_args(c, &n);
    str bytes;

    if (failed(file_read(a, args[1], FILE_MOST, &bytes))) {
        fprintf(stderr, "stoa pay: %.*s cannot be read\n", STR_ARG(args[1]));
        return false;
    }
    if (!statement_read(a, bytes, &q->statement)) {
        fprintf(stderr,
                "stoa pay: %.*s is no camt.053 or camt.054 file, or its sums do not add up\n",
                STR_ARG(args[1]));
        return false;
    }
    return true;
}

static int take_in(const struct boot *b, struct asked *q)
{
    struct admin *m;

    if (failed(admin_open(b, &m)))
        return 1;
    err e = admin_run(m, take, q);
    if (!failed(e))
        printf("%lld payments taken in, %lld known already, %lld about transfers of ours, %lld "
               "left out; they are matched to their fees while the site is served\n",
               (long long)q->took.lines, (long long)q->took.known, (long long)q->took.orders,
               (long long)q->took.left_out);
    admin_close(m);
    return failed(e) ? 1 : 0;
}

static int usage(void)
{
    fprintf(stderr,
            "stoa: stoa pay statement FILE | run [--authority ID] [--day DAY] [--out FILE] | "
            "file RUN --out FILE, with --data DIR --site DIR\n");
    return 2;
}

static int pay_command(arena *a, struct conf *c, const struct boot *b, const struct own_option *o)
{
    struct asked q = { .statement = val_null() };
    struct pay_asked run = { .authority = o[0].value, .day = o[1].value, .out = o[2].value };
    size_t n;
    const str *args = conf_args(c, &n);

    if (n == 2 && str_eq(args[0], S("statement")))
        return understood(a, c, &q) ? take_in(b, &q) : 2;
    if (n == 2 && str_eq(args[0], S("file")))
        run.file = args[1];
    else if (n != 1 || !str_eq(args[0], S("run")))
        return usage();
    return pay_run(a, b, &run);
}

int cli_pay(int argc, char **argv)
{
    struct own_option o[] = { { .name = "authority" }, { .name = "day" }, { .name = "out" } };
    struct conf *c;
    struct boot *b;
    arena a;
    int status = 2;

    arena_init(&a, 0);
    argc = own_options(argc, argv, o, LEN(o));
    if (argc >= 0 && own_open(&a, argc, argv, &c, &b)) {
        status = pay_command(&a, c, b, o);
        boot_free(b);
    }
    arena_free(&a);
    return status;
}
