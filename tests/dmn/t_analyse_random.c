/* Analysis of random tables against their decisions at every point of a grid. */
#include "tests/dmn/analyse_test.h"

struct luck {
    uint64_t state;
};

static uint32_t below(struct luck *l, uint32_t n)
{
    l->state = l->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(l->state >> 33) % n;
}

enum { KINDS = 4, INPUTS = 3, RULES = 8, VALUES_MOST = 24 };

static const char *const kind_inputs[KINDS][3] = {
    { "number", "number~[0..6]", "number^>= 1" },
    { "string", "string~'x','y','z'", "string^'x','y'" },
    { "boolean", "boolean", "boolean" },
    { "date", "date~>= @'2026-01-02'", "date" },
};

/* %d: a constant of the kind. */
static const char *const cells[KINDS][14] = {
    { "-", "-", "< %d", ">= %d", "[%d..%d]", "(%d..%d)", "%d", "%d, %d", "not(%d)", "not(< %d)",
      "< %d, > %d", "? > %d and ? < %d", "2.5", "null" },
    { "-", "-", "'%c'", "'%c'", "'%c', '%c'", "not('%c')", "not('%c', '%c')", "['%c', '%c']",
      "? = '%c'", "'%c'", "'%c'", "not(null)", "null", "? != '%c' and ? != '%c'" },
    { "-", "-", "true", "false", "true", "false", "not(true)", "? = false", "true, false",
      "not(null)", "null", "not(false)", "-", "true" },
    { "-", "-", "< date('2026-01-0%d')", ">= @'2026-01-0%d'", "[@'2026-01-0%d'..@'2026-01-0%d']",
      "(@'2026-01-0%d'..@'2026-01-0%d')", "@'2026-01-0%d'", "not(@'2026-01-0%d')",
      "<= @'2026-01-0%d'", "> @'2026-01-0%d'", "@'2026-01-0%d', @'2026-01-0%d'",
      "not(>= date('2026-01-0%d'))", "null", "-" },
};

static const char *const points[KINDS][VALUES_MOST] = {
    { "-1", "0", "0.5", "1", "1.5", "2", "2.25", "2.5", "2.75", "3", "3.5", "4", "4.5", "5", "5.5",
      "6", "6.5", "null" },
    { "\"x\"", "\"y\"", "\"z\"", "\"w\"", "null" },
    { "true", "false", "null" },
    { "@\"2025-12-31\"", "@\"2026-01-01\"", "@\"2026-01-02\"", "@\"2026-01-03\"", "@\"2026-01-04\"",
      "@\"2026-01-05\"", "@\"2026-01-06\"", "@\"2026-01-07\"", "@\"2026-01-08\"", "null" },
};

struct random_table {
    const char *hit;
    uint32_t n_in, n_rules, kind[INPUTS];
    bool null[INPUTS]; /* some cell of the input names null */
    str inputs, rules, xml;
};

static void add_cell(buf *b, struct luck *l, const char *pattern, uint32_t kind)
{
    for (const char *p = pattern; *p; p++) {
        bool number = p[0] == '%' && p[1] == 'd', letter = p[0] == '%' && p[1] == 'c';
        if (number)
            buf_fmt(b, "%u", below(l, 6) + (kind == 3));
        else if (letter)
            buf_char(b, (char)('x' + below(l, 3)));
        else
            buf_char(b, *p);
        p += number || letter;
    }
}

static struct random_table table_random(struct luck *l)
{
    static const char *const hits[] = { "UNIQUE", "ANY", "FIRST", "PRIORITY!3, 2, 1",
                                        "COLLECT SUM" };
    struct random_table t = { .hit = hits[below(l, LEN(hits))],
                              .n_in = 1 + below(l, INPUTS),
                              .n_rules = 1 + below(l, RULES) };
    buf in, rules;
    buf_init(&in, test_arena(), 100);
    buf_init(&rules, test_arena(), 400);
    for (uint32_t i = 0; i < t.n_in; i++) {
        t.kind[i] = below(l, KINDS);
        buf_fmt(&in, "%s%c:%s", i ? ";" : "", 'a' + (int)i, kind_inputs[t.kind[i]][below(l, 3)]);
    }
    for (uint32_t r = 0; r < t.n_rules; r++) {
        buf_fmt(&rules, "%s", r ? " / " : "");
        for (uint32_t i = 0; i < t.n_in; i++) {
            const char *pattern = cells[t.kind[i]][below(l, 14)];
            t.null[i] = t.null[i] || strstr(pattern, "null");
            add_cell(&rules, l, pattern, t.kind[i]);
            buf_fmt(&rules, " | ");
        }
        buf_fmt(&rules, "%u", 1 + below(l, 3));
    }
    t.inputs = buf_str(&in);
    t.rules = buf_str(&rules);
    t.xml = test_model(t.hit, str_zdup(test_arena(), t.inputs), str_zdup(test_arena(), t.rules));
    return t;
}

/* One value of an input: does it reach the rules, and does it count for gaps and overlaps? */
struct point {
    val v;
    bool reaches, counts;
};

static bool tests_pass(str tests, val v)
{
    struct feel *f;
    struct feel_env env;
    val good = val_null();
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_parse_unary(test_arena(), tests, NULL, &f, NULL));
    EXPECT_OK(feel_test(f, &env, v, val_null(), &good));
    return val_is_true(good);
}

static uint32_t points_of(const struct random_table *t, uint32_t i, struct point *out)
{
    struct test_input in[INPUTS_MOST];
    uint32_t n = 0;
    test_inputs(str_zdup(test_arena(), t->inputs), in);
    for (; n < VALUES_MOST && points[t->kind[i]][n]; n++) {
        val v = test_literal(str_z(points[t->kind[i]][n]));
        bool null = v.tag == V_NULL;
        out[n] = (struct point){ .v = v, .reaches = true, .counts = !null || t->null[i] };
        if (!null && in[i].values.n)
            out[n].reaches = tests_pass(in[i].values, v);
        if (!null && in[i].allowed.n)
            out[n].reaches = tests_pass(in[i].allowed, v);
    }
    return n;
}

/* What happens at all points. */
struct seen {
    bool gap, reached[RULES], overlap[RULES]; /* overlap: with a rule before it */
};

static char output_of(const struct random_table *t, uint32_t rule)
{
    str rest = t->rules, one = STR_NULL;
    for (uint32_t i = 0; i <= rule; i++)
        str_next(&rest, '/', &one);
    one = str_trim(one);
    return one.p[one.n - 1];
}

static void point_seen(const struct random_table *t, const struct test_fired *got, bool counts,
                       struct seen *s)
{
    bool single = t->hit[0] == 'F' || t->hit[0] == 'P';
    if (got->rules && single)
        s->reached[got->first] = true;
    s->gap = s->gap || (counts && got->rules == 0);
    for (uint32_t k = 0; k < t->n_rules; k++) {
        bool fires = got->rules >> k & 1;
        s->reached[k] = s->reached[k] || (fires && !single);
        for (uint32_t i = 0; i < k && counts && fires; i++)
            if (got->rules >> i & 1 && (t->hit[0] == 'U' || output_of(t, i) != output_of(t, k)))
                s->overlap[k] = true;
    }
}

/* Every combination of points that reaches the rules. */
static struct seen everything(const struct random_table *t, const struct dmn *m)
{
    static const str names[] = { S_INIT("a"), S_INIT("b"), S_INIT("c") };
    struct point p[INPUTS][VALUES_MOST];
    uint32_t n[INPUTS] = { 1, 1, 1 }, total = 1;
    struct seen s = { 0 };
    for (uint32_t i = 0; i < t->n_in; i++)
        total *= n[i] = points_of(t, i, p[i]);
    for (uint32_t at = 0; at < total; at++) {
        arena_mark before = arena_mark_get(test_arena());
        val_builder b = val_build(test_arena());
        bool reaches = true, counts = true;
        uint32_t rest = at;
        for (uint32_t i = 0; i < t->n_in; rest /= n[i++]) {
            const struct point *x = &p[i][rest % n[i]];
            reaches = reaches && x->reaches;
            counts = counts && x->counts;
            val_put(&b, names[i], x->v);
        }
        struct test_fired got = { 0 };
        if (reaches)
            got = test_fire(m, val_done(&b));
        if (reaches)
            point_seen(t, &got, counts, &s);
        arena_rewind(test_arena(), before);
    }
    return s;
}

static bool finding_of(const struct findings *f, const char *code, uint32_t rule)
{
    for (size_t i = 0; i < f->v.n; i++)
        if (str_eq(f->v.v[i].code, str_z(code)) &&
            (rule == UINT32_MAX || test_number(f->v.v[i].what, S("rule ")) == rule))
            return true;
    return false;
}

static void compare(const struct random_table *t, const struct findings *f, const struct seen *s)
{
    bool forbids = t->hit[0] == 'U' || t->hit[0] == 'A', good = true;
    good = finding_of(f, "dmn.gap", UINT32_MAX) == s->gap;
    for (uint32_t k = 0; k < t->n_rules; k++) {
        good = good && finding_of(f, "dmn.unreachable", k) == !s->reached[k];
        good = good && finding_of(f, "dmn.overlap", k) == (forbids && s->overlap[k]);
    }
    if (!good)
        test_fail(__FILE__, __LINE__, "%s [%.*s] %.*s: gap %d; says %.*s", t->hit,
                  STR_ARG(t->inputs), STR_ARG(t->rules), s->gap, STR_ARG(test_said(f)));
}

/* The analysis says what the decisions at all points of a grid say, no more and no less. */
TEST(random_tables_are_analysed_as_they_decide)
{
    struct luck l = { 20260302 };
    for (int i = 0; i < 300; i++) {
        arena_mark before = arena_mark_get(test_arena());
        struct random_table t = table_random(&l);
        struct dmn *m = test_parsed(t.xml);
        struct findings f = test_analysed(m);
        struct seen s = everything(&t, m);
        test_prove(m, &f, str_zdup(test_arena(), t.rules));
        compare(&t, &f, &s);
        arena_rewind(test_arena(), before);
    }
}
