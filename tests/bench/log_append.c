/* Leaves appended to the Merkle log a second, tiles handed out, against SHA-256 of as many bytes
 * alone. */
#include "os/clock.h"
#include "seal/tlog.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 7, LEAVES = 300000 };

static err take(void *ctx, const struct tlog_tile *t)
{
    *(size_t *)ctx += t->bytes.n;
    return OK;
}

static double rate_append(struct tlog *log)
{
    int64_t from = clock_mono_ns();
    size_t bytes = 0;
    sha256 e = { { 0 } };

    tlog_init(log, take, &bytes);
    for (uint32_t i = 0; i < LEAVES; i++) {
        memcpy(e.b, &i, sizeof i);
        if (failed(tlog_append(log, &e)))
            exit(1);
    }
    e = tlog_root(log);
    if (e.b[0] == 0 && bytes == 0)
        exit(1);
    return LEAVES * 1e9 / (double)(clock_mono_ns() - from);
}

/* The least that a tree costs: one hash of 33 bytes and one of 65 for each leaf. */
static double rate_hashes(void)
{
    int64_t from = clock_mono_ns();
    char b[65] = { 1 };

    for (uint32_t i = 0; i < LEAVES; i++) {
        sha256 h = sha256_of(str_of(b, 33));
        memcpy(b + 1, h.b, 32);
        h = sha256_of(str_of(b, 65));
        memcpy(b + 33, h.b, 32);
    }
    return LEAVES * 1e9 / (double)(clock_mono_ns() - from);
}

static int up(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

int main(void)
{
    static struct tlog log;
    double here[ROUNDS], there[ROUNDS];

    rate_append(&log);
    for (int i = 0; i < ROUNDS; i++) {
        here[i] = rate_append(&log);
        there[i] = rate_hashes();
    }
    qsort(here, ROUNDS, sizeof *here, up);
    qsort(there, ROUNDS, sizeof *there, up);
    printf("{\"name\":\"log-append\",\"value\":%.0f,\"unit\":\"leaves/"
           "s\",\"goal\":500000,\"better\":\"more\","
           "\"against\":\"the hashes alone: %.0f/s\"}\n",
           here[ROUNDS / 2], there[ROUNDS / 2]);
    return 0;
}
