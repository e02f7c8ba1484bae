/* The state of an entry on some day as known on some day, of one with 1,000 versions against one
 * with one:
 *
 *   as_of SITE DATA      DATA is a fresh folder
 *
 * One change in ten corrects an earlier day.  Half of the questions are as known now.  Each read
 * opens the entry's key as a page does. */
#include "act/admin.h"
#include "blocks/blocks.h"
#include "blocks/register/asof.h"
#include "os/clock.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 11, VERSIONS = 1000, QUESTIONS = 4000, FIRST_DAY = 18000 };

struct plan {
    const struct registry *r;
    int64_t many, one;
    instant begun;
    struct keeper *keeper;
    int made;
    uint64_t seed;
};

static uint64_t chance(struct plan *p, uint64_t n)
{
    p->seed = p->seed * 6364136223846793005u + 1442695040888963407u;
    return (p->seed >> 33) % n;
}

static err enter(act *a, struct plan *p, int64_t *id, const char *chip)
{
    val v = val_with(a->a, val_null(), S("chip"), val_str(str_z(chip)));
    struct record_change c = { .r = p->r, .valid = { FIRST_DAY }, .source = S("bench") };

    v = val_with(a->a, v, S("name"), VAL_S("Rex"));
    v = val_with(a->a, v, S("holder"), VAL_S("1"));
    v = val_with(a->a, v, S("since"), val_day((day){ FIRST_DAY }));
    c.set = val_with(a->a, v, S("licence"), VAL_S("L"));
    return record_write(a, &c, id, NULL);
}

static err both_enter(act *a, void *ctx)
{
    struct plan *p = ctx;

    p->r = site_register(a->site, S("dog"));
    p->begun = a->now;
    TRY(enter(a, p, &p->one, "one"));
    return enter(a, p, &p->many, "many");
}

static err change(act *a, void *ctx)
{
    struct plan *p = ctx;

    for (int i = 0; i < 50 && p->made < VERSIONS; i++, p->made++) {
        int64_t day_of = p->made % 10 ? p->made : (int64_t)chance(p, (uint64_t)p->made + 1);
        struct record_change c = { .r = p->r,
                                   .id = p->many,
                                   .set = val_with(
                                       a->a, val_null(), p->made % 2 ? S("tax") : S("name"),
                                       p->made % 2 ? val_int(p->made)
                                                   : val_str(str_fmt(a->a, "Rex %d", p->made))),
                                   .valid = { FIRST_DAY + day_of },
                                   .source = S("bench") };
        int64_t id = p->many;
        TRY(record_write(a, &c, &id, NULL));
    }
    return OK;
}

/* The entry's key as a reader gets it: its row, unwrapped by the keeper. */
static err key_fetch(act *a, struct plan *p, int64_t id, struct data_key *key)
{
    struct wrapped_key *w;

    *key = (struct data_key){ .kind = SUBJECT_PERSON, .id = id };
    TRY(keys_wrapped(a->a, a->db, key, 1, &w));
    return keeper_unwrap_for_writing(p->keeper, w, 1, &key->k);
}

static err ask(act *a, struct plan *p, int64_t id, double *seconds)
{
    struct data_key key;

    int64_t from = clock_mono_ns();
    for (int i = 0; i < QUESTIONS; i++) {
        arena_mark mark = arena_mark_get(a->a);
        struct as_of t = { { FIRST_DAY + (int64_t)chance(p, VERSIONS) }, a->now };
        struct record_state s;
        if (i % 2)
            t.known.ms = p->begun.ms + (int64_t)chance(p, (uint64_t)(a->now.ms - p->begun.ms) + 1);
        TRY(key_fetch(a, p, id, &key));
        TRY(record_as_of(a->a, a->db, p->r, id, &key, &t, &s));
        if (!s.found)
            return FAULT(ERR_MISSING);
        arena_rewind(a->a, mark);
    }
    *seconds = (double)(clock_mono_ns() - from) / 1e9 / QUESTIONS;
    return OK;
}

struct round {
    struct plan *p;
    double one, many;
};

static err both_ask(act *a, void *ctx)
{
    struct round *r = ctx;

    TRY(ask(a, r->p, r->p->one, &r->one));
    return ask(a, r->p, r->p->many, &r->many);
}

static int up(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    struct findings found = { 0 };
    double ratio[ROUNDS], one[ROUNDS];
    struct plan p = { .seed = 11 };
    struct boot *boot;
    struct admin *m;
    bool fresh;

    if (argc != 3 || failed(boot_load(NULL, blocks_all, argv[1], argv[2], &found, &boot)) ||
        failed(admin_prepare(boot, &fresh)) || failed(admin_open(boot, &m)) ||
        failed(admin_run(m, both_enter, &p))) {
        fprintf(stderr, "as_of SITE DATA\n");
        return 2;
    }
    p.keeper = admin_keeper(m);
    while (p.made < VERSIONS - 1)
        if (failed(admin_run(m, change, &p)))
            return 1;
    for (int i = 0; i < ROUNDS; i++) {
        struct round r = { .p = &p };
        if (failed(admin_run(m, both_ask, &r)))
            return 1;
        ratio[i] = r.many / r.one;
        one[i] = r.one;
    }
    admin_close(m);
    qsort(ratio, ROUNDS, sizeof *ratio, up);
    qsort(one, ROUNDS, sizeof *one, up);
    printf(
        "{\"name\":\"as-of-growth\",\"value\":%.2f,\"unit\":\"times\",\"goal\":2,\"better\":"
        "\"less\",\"against\":\"one version: %.1f us; %d versions, one in ten a correction of an "
        "earlier day\"}\n",
        ratio[ROUNDS / 2], one[ROUNDS / 2] * 1e6, VERSIONS);
    boot_free(boot);
    return 0;
}
