/* stoa pay: files from and for the bank. */
#include "blocks/pay/bank.h"
#include "cli/acting.h"
#include "cli/cli.h"
#include "cli/own.h"
#include "cli/pay_run.h"
#include "conf/conf.h"
#include "os/file.h"

#include <stdio.h>

enum { FILE_MOST = 32 * 1024 * 1024, PART = 200 /* lines of one act */ };

struct asked {
    val statement;
    struct statement_taken took;
};

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

/* Some lines of a report; *whole: it was taken in before. */
static err part(struct acting *h, struct asked *q, val report, size_t at, bool *last, bool *whole)
{
    val lines = val_get(report, S("lines")), in, out;
    size_t n = MIN((size_t)PART, val_count(lines) - at);
    arena a;

    arena_init(&a, 0);
    val *some = ARENA_ARRAY(&a, val, n + 1);
    for (size_t i = 0; i < n; i++)
        some[i] = val_at(lines, at + i);
    *last = at + n == val_count(lines);
    in = val_with(&a, val_null(), S("hash"), val_get(q->statement, S("hash")));
    in = val_with(&a, in, S("report"), val_with(&a, report, S("lines"), val_list(some, n)));
    in = val_with(&a, in, S("at"), val_int((int64_t)at));
    in = val_with(&a, in, S("last"), val_bool(*last));
    err e = acting_do(h, &a, "pay.statement_part", in, &out);
    if (!failed(e)) {
        statement_add(&q->took, out);
        *whole = val_get_bool(out, S("whole"));
    }
    arena_free(&a);
    return e;
}

static err report_in(struct acting *h, struct asked *q, val report, bool *whole)
{
    bool last = false;

    *whole = false;
    for (size_t at = 0; !last && !*whole; at += PART)
        TRY(part(h, q, report, at, &last, whole));
    return OK;
}

static int take_in(arena *a, const struct boot *b, struct asked *q)
{
    val reports = val_get(q->statement, S("reports"));
    struct acting *h = NULL;
    bool all = true, whole;
    err e = acting_open(a, b, &h);

    for (size_t i = 0; !failed(e) && i < val_count(reports); i++) {
        e = report_in(h, q, val_at(reports, i), &whole);
        all &= whole;
    }
    acting_close(h);
    if (!failed(e) && all)
        fprintf(stderr, "stoa: refused: pay.statement_known (file)\n");
    if (failed(e) || all)
        return 1;
    printf(
        "%lld payments taken in, %lld known already, %lld about transfers of ours, %lld booked "
        "without a fee, %lld left out; they are matched to their fees while the site is served\n",
        (long long)q->took.lines, (long long)q->took.known, (long long)q->took.orders,
        (long long)q->took.booked, (long long)q->took.left_out);
    if (q->took.gap)
        fprintf(stderr, "stoa pay: a statement does not begin with the balance with which the one "
                        "before it ended: one between them is missing\n");
    return 0;
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
        return understood(a, c, &q) ? take_in(a, b, &q) : 2;
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
