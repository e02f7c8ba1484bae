/* What feelin.mjs does as well: a rule, a table, the lending example.
 *   feel_peer cases FOLDER [MODEL]   FOLDER/{rule,table,lending}.json: the logic, 1,000 facts, what
 * was decided feel_peer time [MODEL]           nanoseconds of each, facts built anew each time; one
 * JSON object MODEL is the lending example; without it that one is left out. */
#include "tests/bench/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { CASES = 1000, TIMES = 3 };

struct logic {
    struct feel *eligible, *tax;
    struct dmn *table, *lending;
    str table_text, lending_text;
};

static const str strategy = S_INIT("Strategy"), routing = S_INIT("Routing");

static str file_text(arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    buf b;
    char part[4096];
    size_t n;

    if (!f) {
        perror(path);
        exit(1);
    }
    buf_init(&b, a, 256 * KIB);
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        buf_add(&b, str_of(part, n));
    fclose(f);
    return buf_str(&b);
}

static struct logic logic_read(arena *a, const char *model)
{
    struct findings f = { .a = a };
    struct logic l = { .table_text = table_xml(a, 1, 0) };

    CHECK(!failed(feel_parse(a, S(RULE_ELIGIBLE), NULL, &l.eligible, NULL)));
    CHECK(!failed(feel_parse(a, S(RULE_TAX), NULL, &l.tax, NULL)));
    CHECK(!failed(dmn_parse(a, l.table_text, &f, &l.table)));
    if (model) {
        l.lending_text = file_text(a, model);
        CHECK(!failed(dmn_parse(a, l.lending_text, &f, &l.lending)));
    }
    return l;
}

/* ---- one decision of each kind ---- */

/* Facts of all three kinds. */
struct given {
    struct facts facts;
    struct loan loan;
};

typedef void decide(arena *a, const struct logic *l, const struct given *g, val *facts, val *two);

static void decide_rule(arena *a, const struct logic *l, const struct given *g, val *facts,
                        val *two)
{
    struct feel_env env;

    *facts = facts_value(a, &g->facts);
    feel_env_init(&env, a, (instant){ 0 });
    CHECK(!failed(feel_eval(l->eligible, &env, *facts, &two[0])));
    CHECK(!failed(feel_eval(l->tax, &env, *facts, &two[1])));
}

static void decide_table(arena *a, const struct logic *l, const struct given *g, val *facts,
                         val *two)
{
    struct feel_env env;

    *facts = table_facts(a, &g->facts);
    feel_env_init(&env, a, (instant){ 0 });
    CHECK(!failed(dmn_decide(l->table, S("D"), *facts, &env, &two[0], NULL)));
    two[1] = val_null();
}

static void decide_lending(arena *a, const struct logic *l, const struct given *g, val *facts,
                           val *two)
{
    struct feel_env env;

    *facts = loan_value(a, &g->loan);
    feel_env_init(&env, a, (instant){ 0 });
    CHECK(!failed(dmn_decide(l->lending, strategy, *facts, &env, &two[0], NULL)));
    CHECK(!failed(dmn_decide(l->lending, routing, *facts, &env, &two[1], NULL)));
}

static const struct {
    const char *name;
    decide *run;
    int rounds; /* over all facts, in one measurement */
} kinds[] = { { "rule", decide_rule, 100 },
              { "table", decide_table, 100 },
              { "lending", decide_lending, 10 } };

static bool can(const struct logic *l, decide *run)
{
    return run != decide_lending || l->lending;
}

static void given_random(struct given *g)
{
    for (int i = 0; i < CASES; i++)
        g[i] = (struct given){ facts_random(), loan_random() };
}

/* ---- cases ---- */

static val logic_value(arena *a, const struct logic *l, const char *name)
{
    val_builder b = val_build(a);

    if (str_eq(str_z(name), S("rule"))) {
        val_put(&b, S("eligible"), val_str(S(RULE_ELIGIBLE)));
        val_put(&b, S("tax"), val_str(S(RULE_TAX)));
        return val_done(&b);
    }
    bool is_table = str_eq(str_z(name), S("table"));
    val *wanted = arena_alloc(a, 2 * sizeof *wanted);
    wanted[0] = is_table ? VAL_S("D") : val_str(strategy);
    wanted[1] = val_str(routing);
    val_put(&b, S("model"), val_str(is_table ? l->table_text : l->lending_text));
    val_put(&b, S("decisions"), val_list(wanted, is_table ? 1 : 2));
    return val_done(&b);
}

static void cases_write(arena *a, const struct logic *l, const struct given *g, const char *folder)
{
    FOR_EACH(kinds, k) {
        if (!can(l, k->run))
            continue;
        val *facts = arena_alloc(a, CASES * sizeof *facts),
            *got = arena_alloc(a, CASES * sizeof *got);
        for (int i = 0; i < CASES; i++) {
            val *two = arena_alloc(a, 2 * sizeof *two);
            k->run(a, l, &g[i], &facts[i], two);
            got[i] = val_list(two, k->run == decide_table ? 1 : 2);
        }
        val_builder b = val_build(a);
        val_put(&b, S("logic"), logic_value(a, l, k->name));
        val_put(&b, S("facts"), val_list(facts, CASES));
        val_put(&b, S("results"), val_list(got, CASES));
        const char *path = str_zdup(a, str_fmt(a, "%s/%s.json", folder, k->name));
        str text = val_json_str(a, val_done(&b));
        FILE *f = fopen(path, "wb");
        if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0) {
            perror(path);
            exit(1);
        }
    }
}

/* ---- times ---- */

static int64_t cpu_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static double best_time(arena *a, const struct logic *l, const struct given *g, decide *run,
                        int rounds)
{
    double best = 1e18;

    for (int t = 0; t < TIMES; t++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < CASES * rounds; i++) {
            val facts, two[2];
            arena_mark m = arena_mark_get(a);
            run(a, l, &g[i % CASES], &facts, two);
            arena_rewind(a, m);
        }
        best = MIN(best, (double)(cpu_ns() - start) / ((double)CASES * rounds));
    }
    return best;
}

static void times_print(arena *a, const struct logic *l, const struct given *g)
{
    char before = '{';

    FOR_EACH(kinds, k) {
        if (!can(l, k->run))
            continue;
        printf("%c\"%s\":%.1f", before, k->name, best_time(a, l, g, k->run, k->rounds));
        before = ',';
    }
    puts("}");
}

int main(int argc, char **argv)
{
    static struct given g[CASES];
    bool cases = argc >= 3 && strcmp(argv[1], "cases") == 0,
         time = argc >= 2 && strcmp(argv[1], "time") == 0;
    arena a;

    if (!cases && !time) {
        fputs("usage: feel_peer cases FOLDER [MODEL] | feel_peer time [MODEL]\n", stderr);
        return 2;
    }
    arena_init(&a, 0);
    int model = cases ? 3 : 2;
    struct logic l = logic_read(&a, argc > model ? argv[model] : NULL);
    given_random(g);
    if (cases)
        cases_write(&a, &l, g, argv[2]);
    else
        times_print(&a, &l, g);
    arena_free(&a);
    return 0;
}
