/* Rules: an eligibility test and a six-bracket tax, a table of 20 rows and 6 inputs; facts built
 * anew each time. One JSON object a line. */
#include "base/base.h"
#include "dmn/dmn.h"
#include "feel/feel.h"
#include "value/num.h"

#include <stdio.h>
#include <time.h>

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static uint64_t state = 42;

static uint32_t next(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static void row(const char *name, double value, const char *unit, double goal, const char *better,
                const char *against)
{
    printf("{\"name\":\"%s\",\"value\":%.3f,\"unit\":\"%s\",\"goal\":%g,\"better\":\"%s\","
           "\"against\":\"%s\"}\n",
           name, value, unit, goal, better, against);
}

/* ---- eligibility and tax ---- */

#define ELIGIBLE                                                                                   \
    "age >= 18 and income <= 60000 and (children > 0 or disabled) and region in (\"north\", "      \
    "\"south\", \"east\")"
#define TAX                                                                                        \
    "if income <= 10000 then 0 else if income <= 20000 then (income - 10000) * 0.1 "               \
    "else if income <= 40000 then 1000 + (income - 20000) * 0.2 else if income <= 80000 then "     \
    "5000 + (income - 40000) * 0.3 "                                                               \
    "else if income <= 160000 then 17000 + (income - 80000) * 0.4 else 49000 + (income - 160000) " \
    "* 0.45"

struct facts {
    int64_t age, income, children;
    bool disabled;
    const char *region;
};

static struct facts facts_random(void)
{
    static const char *const regions[] = { "north", "south", "east", "west" };
    return (struct facts){ next(80), 1000 + next(200000), next(4), next(2), regions[next(4)] };
}

static val facts_value(arena *a, const struct facts *f)
{
    struct val_entry *e = arena_alloc(a, 5 * sizeof *e);
    struct val_ctx *c = arena_alloc(a, sizeof *c);
    e[0] = (struct val_entry){ S("age"), val_int(f->age) };
    e[1] = (struct val_entry){ S("income"), val_int(f->income) };
    e[2] = (struct val_entry){ S("children"), val_int(f->children) };
    e[3] = (struct val_entry){ S("disabled"), val_bool(f->disabled) };
    e[4] = (struct val_entry){ S("region"), val_str(str_copy(a, str_z(f->region))) };
    *c = (struct val_ctx){ 5, e };
    return (val){ .tag = V_CONTEXT, .c = c };
}

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
    CHECK(!failed(feel_parse(a, S(ELIGIBLE), NULL, &e, NULL)) &&
          !failed(feel_parse(a, S(TAX), NULL, &t, NULL)));
    double hand = time_hand(a, f, &hand_sum), ours = time_rules(a, f, e, t, &sum);
    CHECK(sum == hand_sum);
    row("rule-tax-ns", ours, "ns per evaluation", 250, "less", "fixed limit");
    row("rule-tax", hand / ours, "ratio", 0.2, "more",
        "the same by hand in C over the same decimals");
    int64_t start = cpu_ns();
    for (int i = 0; i < 2000; i++) {
        arena_mark m = arena_mark_get(a);
        CHECK(!failed(feel_parse(a, S(TAX), NULL, &t, NULL)));
        arena_rewind(a, m);
    }
    row("rule-parse-us", (double)(cpu_ns() - start) / 2000 / 1000, "us per parse of the tax", 30,
        "less", "fixed limit");
}

/* ---- the table ---- */

static str table_xml(arena *a)
{
    buf b;
    buf_init(&b, a, 64 * KIB);
    static const char *const names[] = {
        "age", "income", "children", "disabled", "region", "years"
    };
    static const char *const types[] = {
        "number", "number", "number", "boolean", "string", "number"
    };
    static const char *const regions[] = { "\"north\"", "\"south\",\"east\"", "not(\"west\")",
                                           "-" };
    buf_add(&b, S("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "
                  "namespace='urn:b' name='b'>"));
    for (size_t i = 0; i < LEN(names); i++)
        buf_fmt(&b, "<inputData id='i%zu' name='%s'><variable name='%s' typeRef='%s'/></inputData>",
                i, names[i], names[i], types[i]);
    buf_add(&b, S("<decision id='d' name='D'><variable name='D' typeRef='number'/>"));
    for (size_t i = 0; i < LEN(names); i++)
        buf_fmt(&b,
                "<informationRequirement><requiredInput href='#i%zu'/></informationRequirement>",
                i);
    buf_add(&b, S("<decisionTable hitPolicy='FIRST'>"));
    for (size_t i = 0; i < LEN(names); i++)
        buf_fmt(&b,
                "<input><inputExpression typeRef='%s'><text>%s</text></inputExpression></input>",
                types[i], names[i]);
    buf_add(&b, S("<output typeRef='number'/>"));
    for (int r = 0; r < 20; r++) {
        bool last = r == 19;
        buf_add(&b, S("<rule>"));
        buf_fmt(&b,
                last ? "<inputEntry><text>-</text></inputEntry>"
                     : "<inputEntry><text>[%d..%d)</text></inputEntry>",
                r * 4, r * 4 + 30);
        buf_fmt(&b,
                last ? "<inputEntry><text>-</text></inputEntry>"
                     : "<inputEntry><text>&lt; %d</text></inputEntry>",
                5000 + r * 5000);
        buf_fmt(&b,
                last || r % 3 ? "<inputEntry><text>-</text></inputEntry>"
                              : "<inputEntry><text>&gt;= %d</text></inputEntry>",
                r % 4);
        buf_fmt(&b, "<inputEntry><text>%s</text></inputEntry>",
                last || r % 2 ? "-"
                : r % 4       ? "true"
                              : "false");
        buf_fmt(&b, "<inputEntry><text>%s</text></inputEntry>", last ? "-" : regions[r % 4]);
        buf_fmt(&b,
                last || r % 5 ? "<inputEntry><text>-</text></inputEntry>"
                              : "<inputEntry><text>[%d..%d]</text></inputEntry>",
                r, r + 20);
        buf_fmt(&b, "<outputEntry><text>%d</text></outputEntry></rule>", r * 100);
    }
    buf_add(&b, S("</decisionTable></decision></definitions>"));
    return buf_str(&b);
}

static val table_facts(arena *a)
{
    struct facts f = facts_random();
    val c = facts_value(a, &f);
    struct val_entry *e = arena_alloc(a, 6 * sizeof *e);
    struct val_ctx *x = arena_alloc(a, sizeof *x);
    memcpy(e, c.c->e, 5 * sizeof *e);
    e[5] = (struct val_entry){ S("years"), val_int(next(40)) };
    *x = (struct val_ctx){ 6, e };
    return (val){ .tag = V_CONTEXT, .c = x };
}

static void bench_table(arena *a)
{
    struct findings found = { .a = a };
    struct dmn *m;
    struct feel_env env;
    double best = 1e18;
    size_t most = 0;
    CHECK(!failed(dmn_parse(a, table_xml(a), &found, &m)) && found.v.n == 0);
    for (int k = 0; k < 5; k++) {
        int64_t start = cpu_ns();
        for (int i = 0; i < 100000; i++) {
            val v;
            arena_mark mark = arena_mark_get(a);
            char *before = a->at;
            feel_env_init(&env, a, (instant){ 0 });
            CHECK(!failed(dmn_decide(m, S("D"), table_facts(a), &env, &v, NULL)) &&
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
