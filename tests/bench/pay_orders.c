/* A fresh installation with so many payments due, three of each plan while they last: the first is
 * ordered, the others are written by who gathers them:
 *
 *   pay_orders SITE DATA N      prints the authority that pays them
 */
#include "act/admin.h"
#include "blocks/blocks.h"
#include "blocks/pay/plan.h"

#include <stdio.h>

enum { BATCH = 500, OF_PLAN = 3 };

struct seeding {
    const struct site_payments *from;
    int64_t at, to;
};

static err some(act *a, void *ctx)
{
    struct seeding *s = ctx;
    struct book_line lines[] = { { BOOK_BENEFITS, 0 }, { BOOK_PAYABLE, 0 } };

    for (int i = 0; i < BATCH && s->at < s->to; i++) {
        int64_t n = MIN(OF_PLAN, s->to - s->at);
        struct order_new o = { .authority = s->from->authority,
                               .office = S(""),
                               .number = S(""),
                               .kind = KIND_BENEFIT,
                               .currency = a->site->currency,
                               .minor = 21000 + s->at % 1000,
                               .name = str_fmt(a->a, "Holder of account %lld", (long long)s->at),
                               .iban = S("DE89370400440532013000"),
                               .text = str_fmt(a->a, "Benefit %lld", (long long)s->at),
                               .due = day_add_months((day){ a->today.n - 3 }, 1 - n) };
        int64_t id;
        TRY(order_add(a, &o, &id));
        TRY(plan_ahead(a, &o, id, a->today));
        s->at += n;
        lines[0].minor += o.minor;
        lines[1].minor -= o.minor;
    }
    return book(a, &(struct book_entry){ .kind = "ordered",
                                         .authority = s->from->authority,
                                         .currency = a->site->currency,
                                         .lines = lines,
                                         .n = LEN(lines) });
}

int main(int argc, char **argv)
{
    struct findings found = { 0 };
    struct seeding s = { 0 };
    struct boot *boot;
    struct admin *m;
    bool fresh;

    if (argc != 4 || failed(boot_load(NULL, blocks_all, argv[1], argv[2], &found, &boot)) ||
        failed(admin_prepare(boot, &fresh)) || failed(admin_open(boot, &m))) {
        fprintf(stderr, "pay_orders SITE DATA N\n");
        return 2;
    }
    CHECK(boot->site->n_payments > 0);
    s.from = &boot->site->payments[0];
    CHECK(!failed(str_to_i64(str_z(argv[3]), &s.to)));
    while (s.at < s.to)
        if (failed(admin_run(m, some, &s)))
            return 1;
    admin_close(m);
    printf("%.*s\n", STR_ARG(s.from->authority));
    boot_free(boot);
    return 0;
}
