/* Rules: an eligibility test and a six-bracket tax, a table of 20 rows and 6 inputs; facts built
 * anew each time. One JSON object a line. */
#include "tests/bench/rules.h"
#include "value/num.h"

#include <stdio.h>
#include <time.h>

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void row(const char *name, double value, const char *unit, double goal, const char *better,
                const char *against)
{
    printf("{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\",\"goal\":%g,\"better\":\"%s\","
           "\"against\":\"%s\"}\n",
           name, value, unit, goal, better, against);
}

/* ---- eligibility and tax ---- */

/* The same by hand over the same decimal library. */
static val by_hand(arena *a, const struct facts *f, bool *is_eligible)
{
    static const struct {
        int64_t from, base;
        int32_t rate;
    } b[] = {
        { 160000, 49000, 45 }, { 80000, 17000, 40 }, { 40000, 5000, 30 },
        { 20000, 1000, 20 },   { 10000, 0, 10 },
    };
    str r = str_copy(a, str_z(f->region));
    *is_eligible = f->age >= 18 && f->income <= 60000 && (f->children > 0 || f->disabled) &&
                   (str_eq(r, S("north")) || str_eq(r, S("south")) || str_eq(r, S("east")));
    val income = val_int(f->income);
    FOR_EACH(b, k)
        if (num_cmp(income, val_int(k->from)) > 0)
            return num_add(a, val_int(k->base),
                           num_mul(a, num_sub(a, income, val_int(k->from)),
                                   (val){ .tag = V_NUMBER, .m = k->rate, .exp = -2 }));
    return val_int(0);
}

enum { FACTS = 512, ROUNDS = 400 };

static double time_rules(arena *a, const struct facts *f, const struct feel *e,
                         const struct feel *t, int64_t *sum)
{
    double best = 1e18;
    struct feel_env env;
    for (int k = 0; k < 5; k++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < FACTS * ROUNDS; i++) {
            val v, w;
            arena_mark m = arena_mark_get(a);
            feel_env_init(&env, a, (instant){ 0 });
            val c = facts_value(a, &f[i % FACTS]);
            if (failed(feel_eval(e, &env, c, &v)) || failed(feel_eval(t, &env, c, &w)))
                return 0;
            *sum += val_is_true(v) + num_sign(w);
            arena_rewind(a, m);
        }
        best = MIN(best, (double)(cpu_ns() - start) / (FACTS * ROUNDS));
    }
    return best;
}

static double time_hand(arena *a, const struct facts *f, int64_t *sum)
{
    double best = 1e18;
    for (int k = 0; k < 5; k++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < FACTS * ROUNDS; i++) {
            bool e;
            arena_mark m = arena_mark_get(a);
            val w = by_hand(a, &f[i % FACTS], &e);
            *sum += e + num_sign(w);
            arena_rewind(a, m);
        }
        best = MIN(best, (double)(cpu_ns() - start) / (FACTS * ROUNDS));
    }
    return best;
}

static void bench_rules(arena *a)
{
    struct facts f[FACTS];
    struct feel *e, *t;
    int64_t sum = 0, hand_sum = 0;
    for (int i = 0; i < FACTS; i++)
        f[i] = facts_random();
    CHECK(!failed(feel_parse(a, S(RULE_ELIGIBLE), NULL, &e, NULL)) &&
          !failed(feel_parse(a, S(RULE_TAX), NULL, &t, NULL)));
    double hand = time_hand(a, f, &hand_sum), ours = time_rules(a, f, e, t, &sum);
    CHECK(sum == hand_sum);
    row("rule-tax-ns", ours, "ns per evaluation", 250, "less", "fixed limit");
    row("rule-tax", hand / ours, "ratio", 0.2, "more",
        "the same by hand in C over the same decimals");
    int64_t start = cpu_ns();
    for (int i = 0; i < 2000; i++) {
        arena_mark m = arena_mark_get(a);
        CHECK(!failed(feel_parse(a, S(RULE_TAX), NULL, &t, NULL)));
        arena_rewind(a, m);
    }
    row("rule-parse-us", (double)(cpu_ns() - start) / 2000 / 1000, "us per parse of the tax", 30,
        "less", "fixed limit");
}

/* ---- the table ---- */

static void bench_table(arena *a)
{
    struct findings found = { .a = a };
    struct facts f[FACTS];
    struct dmn *m;
    struct feel_env env;
    double best = 1e18;
    size_t most = 0;
    for (int i = 0; i < FACTS; i++)
        f[i] = facts_random();
    CHECK(!failed(dmn_parse(a, table_xml(a, 1, 0), &found, &m)) && found.v.n == 0);
    for (int k = 0; k < 5; k++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < 100000; i++) {
            val v;
            arena_mark mark = arena_mark_get(a);
            char *before = a->at;
            feel_env_init(&env, a, (instant){ 0 });
            CHECK(!failed(dmn_decide(m, S("D"), table_facts(a, &f[i % FACTS]), &env, &v, NULL)) &&
                  val_is_number(v));
            if (a->at > before)
                most = MAX(most, (size_t)(a->at - before));
            arena_rewind(a, mark);
        }
        best = MIN(best, (double)(cpu_ns() - start) / 100000);
    }
    row("table-20x6-ns", best, "ns per decision", 500, "less", "fixed limit");
    row("table-memory", (double)most / 1024, "KB", 4, "less", "fixed limit");
}

int main(void)
{
    arena a;
    arena_init(&a, 0);
    bench_rules(&a);
    bench_table(&a);
    arena_free(&a);
    return 0;
}
