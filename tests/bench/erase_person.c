/* An account with many events and messages erased, against one with few, each in a transaction of
 * its own that is durable:
 *
 *   erase_person SITE DATA      DATA is a fresh folder
 */
#include "act/admin.h"
#include "act/mine.h"
#include "blocks/blocks.h"
#include "blocks/identity/own.h"
#include "blocks/notify/notify.h"
#include "os/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 15, FEW = 10, MANY = 1000 };
#define PROOF "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct plan {
    int events;
    int64_t account;
    int n; /* names the address */
};

/* Half of the events are what an account does, half come with a message in its inbox. */
static err account_with(act *a, void *ctx)
{
    struct plan *p = ctx;
    sha256 proof = sha256_of(S(PROOF));
    struct account_new n = { .email = str_fmt(a->a, "erase%d@example.org", p->n),
                             .name = S("Bench"),
                             .lang = S("en"),
                             .salt = S("0123456789abcdef"),
                             .proof = str_copy(a->a, sha256_str(&proof)),
                             .state = S("active"),
                             .shown_as = S("") };

    TRY(account_add(a, &n, &p->account));
    for (int i = 1; i < p->events; i++) {
        struct event e = { .type = "account.language",
                           .kind = SUBJECT_ACCOUNT,
                           .subject = p->account,
                           .authority = S(""),
                           .body = val_with(a->a, val_null(), S("n"), val_int(i)) };
        TRY(event_add(a, &e));
        if (i % 2)
            TRY(notify_send(a, &(struct notice){ .account = p->account,
                                                 .word_subject = W_identity_erased_title,
                                                 .word_body = W_identity_erased_text,
                                                 .path = S("/account"),
                                                 .no_mail = true,
                                                 .data = val_null() }));
    }
    return OK;
}

static err erase(act *a, void *ctx)
{
    const struct plan *p = ctx;
    val out;

    a->who = (struct actor){ .account = p->account };
    return act_erase(a, val_with(a->a, val_null(), S("old_proof"), VAL_S(PROOF)), &out);
}

static double seconds(struct admin *m, int events, int n)
{
    struct plan p = { .events = events, .n = n };

    if (failed(admin_run(m, account_with, &p)))
        exit(1);
    int64_t from = clock_mono_ns();
    if (failed(admin_run(m, erase, &p)))
        exit(1);
    return (double)(clock_mono_ns() - from) / 1e9;
}

static int up(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    struct findings found = { 0 };
    double few[ROUNDS], many[ROUNDS];
    struct boot *boot;
    struct admin *m;
    bool fresh;

    if (argc != 3 || failed(boot_load(NULL, blocks_all, argv[1], argv[2], &found, &boot)) ||
        failed(admin_prepare(boot, &fresh)) || failed(admin_open(boot, &m))) {
        fprintf(stderr, "erase_person SITE DATA\n");
        return 2;
    }
    for (int i = 0; i < ROUNDS; i++) {
        few[i] = seconds(m, FEW, 2 * i);
        many[i] = seconds(m, MANY, 2 * i + 1);
    }
    admin_close(m);
    qsort(few, ROUNDS, sizeof *few, up);
    qsort(many, ROUNDS, sizeof *many, up);
    printf("{\"name\":\"erase-person\",\"value\":%.2f,\"unit\":\"times\",\"goal\":3,\"better\":"
           "\"less\","
           "\"against\":\"one with %d events: %.2f ms\"}\n",
           many[ROUNDS / 2] / few[ROUNDS / 2], FEW, few[ROUNDS / 2] * 1e3);
    boot_free(boot);
    return 0;
}
