/* Decision tables are analysed: gaps, overlaps, rules that never fire, inputs that nobody uses.
 * Each example that a finding gives is decided. */
#include "tests/dmn/analyse_test.h"

/* ---- tables from one line each ---- */

str test_quoted(str s)
{
    char *p = str_zdup(test_arena(), s);
    for (size_t i = 0; i < s.n; i++)
        p[i] = p[i] == '\'' ? '"' : p[i];
    return str_of(p, s.n);
}

static void add_text(buf *b, const char *element, str text)
{
    buf_fmt(b, "<%s><text>", element);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '<' || text.p[i] == '>')
            buf_add(b, text.p[i] == '<' ? S("&lt;") : S("&gt;"));
        else
            buf_char(b, text.p[i]);
    buf_fmt(b, "</text></%s>", element);
}

static struct test_input input_read(str s)
{
    struct test_input in = { 0 };
    str rest = str_trim(s), type;
    str_cut(rest, ':', &in.name, &type);
    str_cut(type, '^', &rest, &in.values);
    str_cut(rest, '~', &in.type, &in.allowed);
    return in;
}

size_t test_inputs(const char *spec, struct test_input *out)
{
    str rest = test_quoted(str_z(spec)), one;
    size_t n = 0;
    while (str_next(&rest, ';', &one))
        out[n++] = input_read(one);
    return n;
}

static void add_inputs(buf *b, const struct test_input *in, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        str name = in[i].name;
        if (in[i].allowed.n) {
            buf_fmt(b, "<itemDefinition name='t_%.*s'><typeRef>%.*s</typeRef>", STR_ARG(name),
                    STR_ARG(in[i].type));
            add_text(b, "allowedValues", in[i].allowed);
            buf_fmt(b, "</itemDefinition>");
        }
        buf_fmt(b, "<inputData id='i_%.*s' name='%.*s'><variable name='%.*s'", STR_ARG(name),
                STR_ARG(name), STR_ARG(name));
        if (in[i].type.n)
            buf_fmt(b, " typeRef='%s%.*s'", in[i].allowed.n ? "t_" : "",
                    STR_ARG(in[i].allowed.n ? name : in[i].type));
        buf_fmt(b, "/></inputData>");
    }
}

static void add_columns(buf *b, const struct test_input *in, size_t n, bool typed)
{
    for (size_t i = 0; i < n; i++) {
        buf_fmt(b, "<input><inputExpression");
        if (typed && in[i].type.n)
            buf_fmt(b, " typeRef='%.*s'", STR_ARG(in[i].type));
        buf_fmt(b, "><text>%.*s</text></inputExpression>", STR_ARG(in[i].name));
        if (in[i].values.n)
            add_text(b, "inputValues", in[i].values);
        buf_fmt(b, "</input>");
    }
}

static void add_rules(buf *b, const char *rules, size_t n_in)
{
    str rest = test_quoted(str_z(rules)), rule, cell;
    while (str_next(&rest, '/', &rule)) {
        buf_fmt(b, "<rule>");
        for (size_t i = 0; str_next(&rule, '|', &cell); i++)
            add_text(b, i < n_in ? "inputEntry" : "outputEntry", str_trim(cell));
        buf_fmt(b, "</rule>");
    }
}

static void add_needs(buf *b, const struct test_input *in, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_fmt(b,
                "<informationRequirement><requiredInput href='#i_%.*s'/>"
                "</informationRequirement>",
                STR_ARG(in[i].name));
}

/* "name:type = expression", which reads all inputs. */
static void add_before(buf *b, const char *before, const struct test_input *in, size_t n)
{
    str variable, text, name, type;
    str_cut(test_quoted(str_z(before)), '=', &variable, &text);
    str_cut(str_trim(variable), ':', &name, &type);
    buf_fmt(b, "<decision id='before' name='%.*s'><variable name='%.*s' typeRef='%.*s'/>",
            STR_ARG(name), STR_ARG(name), STR_ARG(type));
    add_needs(b, in, n);
    add_text(b, "literalExpression", text);
    buf_fmt(b, "</decision>");
}

static void add_table(buf *b, const struct test_table *t, const struct test_input *in, size_t n)
{
    str policy, rest, order = STR_NULL, otherwise = STR_NULL, sum = S(" SUM"), count = S(" COUNT");
    str_cut(str_z(t->hit), '!', &rest, &order);
    str_cut(rest, '=', &policy, &otherwise);
    bool sums = str_ends(policy, sum), counts = str_ends(policy, count);
    str name = str_sub(policy, 0, policy.n - (sums ? sum.n : counts ? count.n : 0));
    const char *aggregation = sums ? " aggregation='SUM'" : counts ? " aggregation='COUNT'" : "";
    buf_fmt(b, "<decisionTable id='t1' hitPolicy='%.*s'%s>", STR_ARG(name), aggregation);
    add_columns(b, in, n, t->columns != NULL);
    buf_fmt(b, "<output>");
    if (order.n)
        add_text(b, "outputValues", test_quoted(order));
    if (otherwise.n)
        add_text(b, "defaultOutputEntry", test_quoted(otherwise));
    buf_fmt(b, "</output>");
    add_rules(b, t->rules, n);
    buf_fmt(b, "</decisionTable>");
}

str test_model_of(const struct test_table *t)
{
    struct test_input in[INPUTS_MOST], columns[INPUTS_MOST];
    size_t n = test_inputs(t->inputs, in), n_columns;
    buf b;
    buf_init(&b, test_arena(), 4000);
    buf_fmt(&b, "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "
                "namespace='urn:t' name='t' id='d'>");
    add_inputs(&b, in, n);
    if (t->before && t->before[0] == '<')
        buf_add(&b, test_quoted(str_z(t->before)));
    else if (t->before)
        add_before(&b, t->before, in, n);
    n_columns = test_inputs(t->columns ? t->columns : t->inputs, columns);
    buf_fmt(&b, "<decision id='d1' name='D'><variable name='D'/>");
    if (t->before)
        buf_fmt(&b, "<informationRequirement><requiredDecision href='#before'/>"
                    "</informationRequirement>");
    add_needs(&b, in, n);
    add_table(&b, t, columns, n_columns);
    buf_fmt(&b, "</decision></definitions>");
    return buf_str(&b);
}

str test_model(const char *hit, const char *inputs, const char *rules)
{
    return test_model_of(&(struct test_table){ .hit = hit, .inputs = inputs, .rules = rules });
}

struct dmn *test_parsed(str xml)
{
    struct dmn *m = NULL;
    struct findings f = { .a = test_arena() };
    EXPECT_OK(dmn_parse(test_arena(), xml, &f, &m));
    for (size_t i = 0; i < f.v.n; i++)
        if (!str_eq(f.v.v[i].code, S("dmn.type"))) /* some tables are wrong on purpose */
            test_fail(__FILE__, __LINE__, "%.*s", STR_ARG(f.v.v[i].what));
    return m;
}

struct findings test_analysed(const struct dmn *m)
{
    arena scratch;
    struct findings f = { .a = test_arena() };
    arena_init(&scratch, 0);
    dmn_analyse(m, &scratch, &f);
    arena_free(&scratch);
    return f;
}

/* ---- deciding ---- */

struct test_fired test_fire(const struct dmn *m, val inputs)
{
    struct feel_env env;
    struct test_fired out = { 0, UINT32_MAX };
    val v, why = val_null();
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(dmn_decide(m, S("D"), inputs, &env, &v, &why));
    val rules = val_get(val_at(val_get(why, S("tables")), 0), S("rules"));
    for (size_t i = 0; i < val_count(rules); i++) {
        uint32_t rule = (uint32_t)val_get_i64(val_at(rules, i), S("index"), 0) - 1;
        out.rules |= (uint64_t)1 << rule;
        out.first = i ? out.first : rule;
    }
    return out;
}

val test_literal(str text)
{
    struct feel *f;
    struct feel_env env;
    val v = val_null();
    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(feel_parse(test_arena(), text, NULL, &f, NULL));
    EXPECT_OK(feel_eval(f, &env, val_null(), &v));
    return v;
}

/* "..., for example with a = 1, b = "x"": the inputs. */
static val example_of(str what)
{
    static const str mark = S_INIT(", for example with ");
    size_t at = str_find(what, mark, 0);
    val_builder b = val_build(test_arena());
    if (at == SIZE_MAX)
        return val_done(&b);
    str rest = str_from(what, at + mark.n), one, name, value;
    size_t end = str_find(rest, S("; so it can"), 0);
    rest = end == SIZE_MAX ? rest : str_sub(rest, 0, end);
    while (str_next(&rest, ',', &one)) {
        str_cut(one, '=', &name, &value);
        val_put(&b, str_trim(name), test_literal(str_trim(value)));
    }
    return val_done(&b);
}

uint32_t test_number(str what, str word)
{
    size_t at = str_find(what, word, 0);
    uint32_t n = 0;
    if (at == SIZE_MAX)
        return UINT32_MAX;
    for (at += word.n; at < what.n && what.p[at] >= '0' && what.p[at] <= '9'; at++)
        n = 10 * n + (uint32_t)(what.p[at] - '0');
    return n - 1;
}

/* What a finding says of its example is what happens. */
static bool proved(const struct dmn *m, const struct finding *f)
{
    struct test_fired got = test_fire(m, example_of(f->what));
    if (str_eq(f->code, S("dmn.gap")))
        return str_has(f->what, S("more combinations")) || got.rules == 0;
    if (!str_eq(f->code, S("dmn.overlap")))
        return true;
    uint64_t both = (uint64_t)1 << test_number(f->what, S("rule ")) |
                    (uint64_t)1 << test_number(f->what, S("with rule "));
    return (got.rules & both) == both;
}

void test_prove(const struct dmn *m, const struct findings *f, const char *of)
{
    for (size_t i = 0; i < f->v.n; i++)
        if (!proved(m, &f->v.v[i]))
            test_fail(__FILE__, __LINE__, "%s: not so: %.*s", of, STR_ARG(f->v.v[i].what));
}

/* ---- small tables ---- */

str test_said(const struct findings *f)
{
    buf b;
    buf_init(&b, test_arena(), 400);
    for (size_t i = 0; i < f->v.n; i++) {
        if (i)
            buf_char(&b, '\n');
        buf_add(&b, str_from(f->v.v[i].code, 4));
        buf_add(&b, S(" "));
        buf_add(&b, f->v.v[i].what);
    }
    return buf_str(&b);
}

struct small {
    const char *hit, *inputs, *rules, *want;
};

static void check_small(const struct small *t, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct dmn *m = test_parsed(test_model(t[i].hit, t[i].inputs, t[i].rules));
        struct findings f = test_analysed(m);
        str got = test_said(&f), want = test_quoted(str_z(t[i].want));
        if (!str_eq(got, want))
            test_fail(__FILE__, __LINE__, "%s [%s] %s:\n  says     %.*s\n  expected %.*s", t[i].hit,
                      t[i].inputs, t[i].rules, STR_ARG(got), STR_ARG(want));
        test_prove(m, &f, t[i].rules);
    }
}

#define CHECK_SMALL(t) check_small((t), LEN(t))

TEST(gaps_of_numbers)
{
    static const struct small t[] = {
        { "UNIQUE", "a:number", "< 10 | 1 / >= 10 | 2", "" },
        { "UNIQUE", "a:number", "< 10 | 1 / > 10 | 2",
          "gap no rule covers a: 10, for example with a = 10" },
        { "UNIQUE", "a:number", "<= 10 | 1 / > 10.01 | 2",
          "gap no rule covers a: (10..10.01], for example with a = 10.005" },
        { "UNIQUE", "a:number", "[0..10] | 1 / [11..20] | 2",
          "gap no rule covers a: < 0, (10..11), > 20, for example with a = -1" },
        { "UNIQUE", "a:number", "(0..10) | 1 / <= 0 | 2 / > 10 | 3",
          "gap no rule covers a: 10, for example with a = 10" },
        { "UNIQUE", "a:number", "]0..10[ | 1 / <= 0 | 2 / >= 10 | 3", "" },
        { "UNIQUE", "a:number", "1, 2, 3 | 1 / not(1, 2, 3) | 2", "" },
        { "UNIQUE", "a:number", "< 1, > 5 | 1 / [1..3] | 2",
          "gap no rule covers a: (3..5], for example with a = 4" },
        { "UNIQUE", "a:number", "not(< 3) | 1",
          "gap no rule covers a: < 3, for example with a = 0" },
        { "UNIQUE", "a:number", "? > 2 and ? < 5 | 1 / ? <= 2 or ? >= 5 | 2", "" },
        { "UNIQUE", "a:number", "not(? > 2) | 1 / 5 < ? | 2",
          "gap no rule covers a: (2..5], for example with a = 3" },
        { "UNIQUE", "a:number", "? between 1 and 3 | 1 / < 1 | 2 / > 3 | 3", "" },
        { "UNIQUE", "a:number", "[1, 2] | 1 / not(1) | 2",
          "overlap rule 2 can fire together with rule 1, which the hit policy UNIQUE forbids, for "
          "example with a = 2" },
        { "UNIQUE", "a:number", "< -1 + 2 | 1 / > 1 | 2",
          "gap no rule covers a: 1, for example with a = 1" },
        { "UNIQUE", "a:number", "< 1e30 | 1 / > 1e30 | 2",
          "gap no rule covers a: 1000000000000000000000000000000, for example with a = "
          "1000000000000000000000000000000" },
        { "UNIQUE", "a:integer", "[0..10] | 1 / [11..20] | 2",
          "gap no rule covers a: < 0, > 20, for example with a = -1" },
        { "UNIQUE=3", "a:number", "< 10 | 1 / > 10 | 2", "" },
        { "FIRST", "a:number", "< 10 | 1 / - | 2", "" },
        { "COLLECT", "a:number", "> 10 | 1", "" },
        { "COLLECT COUNT", "a:number", "> 10 | 1", "" },
        { "COLLECT SUM", "a:number", "> 10 | 1",
          "gap no rule covers a: <= 10, for example with a = 0" },
        { "RULE ORDER", "a:number", "> 10 | 1",
          "gap no rule covers a: <= 10, for example with a = 0" },
        { "OUTPUT ORDER", "a:number", "> 10 | 1",
          "gap no rule covers a: <= 10, for example with a = 0" },
        { "UNIQUE", "a:number~>= 0", "[0..10] | 1 / > 10 | 2", "" },
        { "UNIQUE", "a:number~[0..100]", "< 50 | 1 / (50..100] | 2",
          "gap no rule covers a: 50, for example with a = 50" },
        { "UNIQUE", "a:number^[0..100]", "< 50 | 1 / [50..99] | 2",
          "gap no rule covers a: (99..100], for example with a = 99.5" },
        { "UNIQUE", "a:number~1, 2, 3", "1 | 1 / 2 | 2",
          "gap no rule covers a: 3, for example with a = 3" },
    };
    CHECK_SMALL(t);
}

TEST(gaps_of_texts_and_booleans)
{
    static const struct small t[] = {
        { "UNIQUE", "a:string", "'x' | 1 / 'y' | 2",
          "gap no rule covers a: not('x', 'y'), for example with a = 'other'" },
        { "UNIQUE", "a:string", "'x' | 1 / not('x') | 2", "" },
        { "UNIQUE", "a:string", "'other' | 1",
          "gap no rule covers a: not('other'), for example with a = 'other 2'" },
        { "UNIQUE", "a:string~'x','y'", "'x' | 1 / 'y' | 2", "" },
        { "UNIQUE", "a:string~'x','y','z'", "'x', 'y' | 1",
          "gap no rule covers a: 'z', for example with a = 'z'" },
        { "UNIQUE", "a:string^'x','y','z'", "not('x') | 1",
          "gap no rule covers a: 'x', for example with a = 'x'" },
        { "UNIQUE", "a:string~string length(?) < 9", "'x' | 1",
          "gap no rule covers a: not('x'), for example with a = 'other'" },
        { "UNIQUE", "a:string~string length(?) < 3", "'x' | 1", "" },
        { "UNIQUE", "a:string~not('x')", "'y' | 1",
          "gap no rule covers a: not('y'), for example with a = 'other'" },
        { "UNIQUE", "a:boolean", "true | 1",
          "gap no rule covers a: false, for example with a = false" },
        { "UNIQUE", "a:boolean", "true | 1 / false | 2", "" },
        { "UNIQUE", "a:boolean", "not(true) | 1 / true | 2", "" },
        { "UNIQUE", "a:number; b:string~'n','s'", "> 5 | 'n' | 1 / <= 5 | - | 2",
          "gap no rule covers a: > 5; b: 's', for example with a = 6, b = 's'" },
        { "UNIQUE", "a:boolean; b:boolean; c:boolean",
          "true | true | - | 1 / false | - | true | 2 / - | false | false | 3",
          "gap no rule covers a: true; b: false; c: true, for example with a = true, b = false, "
          "c = true\ngap no rule covers a: false; b: true; c: false, for example with a = false, "
          "b = true, c = false" },
        { "UNIQUE", "a:number; b:string~'n','s'",
          "< 5 | 'n' | 1 / >= 5 | 'n' | 2 / < 3 | 's' | 3 / > 3 | 's' | 4",
          "gap no rule covers a: 3; b: 's', for example with a = 3, b = 's'" },
        { "UNIQUE", "a:string", "null | 1 / 'x' | 2",
          "gap no rule covers a: not('x'), for example with a = 'other'" },
        { "UNIQUE", "a:boolean", "true | 1 / false | 2 / null | 3", "" },
        { "UNIQUE", "a:boolean; b:boolean", "true | - | 1 / false | - | 2 / null | true | 3",
          "gap no rule covers a: null; b: false, for example with a = null, b = false" },
        { "UNIQUE", "a:", "< 5 | 1 / > 5 | 2", "gap no rule covers a: 5, for example with a = 5" },
        { "UNIQUE", "a:", "< 5 | 1 / 'x' | 2", "" },
    };
    CHECK_SMALL(t);
}

TEST(gaps_that_overlap)
{
    static const struct small t[] = {
        { "FIRST", "a:number; b:boolean; c:number",
          "< 5 | true | < 5 | 1 / >= 5 | false | < 5 | 2 / - | - | < 3 | 3",
          "gap no rule covers c: >= 5, for example with a = 0, b = true, c = 5\n"
          "gap no rule covers a: < 5; b: false; c: >= 3, for example with a = 0, b = false, c = 3\n"
          "gap no rule covers a: >= 5; b: true; c: >= 3, for example with a = 5, b = true, c = 3" },
        { "FIRST", "a:number; b:number", "< 5 | < 5 | 1",
          "gap no rule covers b: >= 5, for example with a = 0, b = 5\n"
          "gap no rule covers a: >= 5, for example with a = 5, b = 0" },
        { "FIRST", "a:number~1, 2, 3, 4, 5, 6; b:number~1, 2, 3, 4, 5, 6",
          "1 | 1 | 1 / 2 | 2 | 1 / 3 | 3 | 1 / 4 | 4 | 1 / 5 | 5 | 1 / 6 | 6 | 1",
          "gap no rule covers a: 1; b: 2, 3, 4, 5, 6, for example with a = 1, b = 2\n"
          "gap no rule covers a: 2; b: 1, 3, 4, 5, 6, for example with a = 2, b = 1\n"
          "gap no rule covers a: 3; b: 1, 2, 4, 5, 6, for example with a = 3, b = 1\n"
          "gap no rule covers a: 4; b: 1, 2, 3, 5, 6, for example with a = 4, b = 1\n"
          "gap no rule covers 2 more combinations of inputs" },
    };
    CHECK_SMALL(t);
}

TEST(gaps_of_temporal_values)
{
    static const struct small t[] = {
        { "UNIQUE", "a:date", "< date('2026-01-01') | 1 / > date('2026-01-01') | 2",
          "gap no rule covers a: @'2026-01-01', for example with a = @'2026-01-01'" },
        { "UNIQUE", "a:date", "<= @'2026-01-01' | 1 / >= @'2026-01-02' | 2", "" },
        { "UNIQUE", "a:date", "<= @'2026-01-01' | 1 / >= @'2026-01-04' | 2",
          "gap no rule covers a: (@'2026-01-01'..@'2026-01-04'), for example with a = "
          "@'2026-01-02'" },
        { "UNIQUE", "a:date", "[@'2026-01-01'..@'2026-12-31'] | 1 / < @'2026-01-01' | 2",
          "gap no rule covers a: > @'2026-12-31', for example with a = @'2027-01-01'" },
        { "UNIQUE", "a:date and time",
          "< @'2026-01-01T00:00:00Z' | 1 / > @'2026-01-01T00:00:00Z' | 2",
          "gap no rule covers a: @'2026-01-01T00:00:00Z', for example with a = "
          "@'2026-01-01T00:00:00Z'" },
        { "UNIQUE", "a:date and time",
          "< date and time('2026-01-01T10:00:00') | 1 / >= @'2026-01-01T12:00:00' | 2",
          "gap no rule covers a: [@'2026-01-01T10:00:00'..@'2026-01-01T12:00:00'), for example "
          "with a = @'2026-01-01T10:00:00'" },
        { "UNIQUE", "a:days and time duration", "<= duration('P30D') | 1 / > duration('P31D') | 2",
          "gap no rule covers a: (@'P30D'..@'P31D'], for example with a = @'P30DT1H'" },
        { "UNIQUE", "a:date", "<= @'2026-01-01' | 1 / > @'2026-01-02' | 2",
          "gap no rule covers a: @'2026-01-02', for example with a = @'2026-01-02'" },
        { "UNIQUE", "a:years and months duration", "< @'P18Y' | 1 / >= @'P18Y' | 2", "" },
        { "UNIQUE", "a:years and months duration", "< @'P18Y' | 1 / > @'P18Y1M' | 2",
          "gap no rule covers a: [@'P18Y'..@'P18Y1M'], for example with a = @'P18Y'" },
        { "UNIQUE", "a:days and time duration", "< -@'P1D' | 1 / >= -@'P1D' | 2", "" },
    };
    CHECK_SMALL(t);
}

TEST(overlaps_that_a_hit_policy_forbids)
{
    static const struct small t[] = {
        { "UNIQUE", "a:number", "<= 10 | 1 / >= 10 | 2",
          "overlap rule 2 can fire together with rule 1, which the hit policy UNIQUE forbids, for "
          "example with a = 10" },
        { "UNIQUE", "a:number", "<= 10 | 1 / >= 10 | 1",
          "overlap rule 2 can fire together with rule 1, which the hit policy UNIQUE forbids, for "
          "example with a = 10" },
        { "UNIQUE", "a:number; b:boolean", "<= 10 | true | 1 / >= 10 | true | 2 / - | false | 3",
          "overlap rule 2 can fire together with rule 1, which the hit policy UNIQUE forbids, for "
          "example with a = 10, b = true" },
        { "UNIQUE", "a:number; b:boolean", "<= 10 | true | 1 / > 10 | - | 2 / <= 10 | false | 3",
          "" },
        { "UNIQUE", "a:number~[0..9]", "< 5 | 1 / 5 | 2 / > 5 | 3 / - | 4",
          "overlap rule 4 can fire together with rule 1, which the hit policy UNIQUE forbids, for "
          "example with a = 0; so it can with rules 2 and 3" },
        { "UNIQUE", "a:string", "'x', 'y' | 1 / 'y', 'z' | 2 / not('x','y','z') | 3",
          "overlap rule 2 can fire together with rule 1, which the hit policy UNIQUE forbids, for "
          "example with a = 'y'" },
        { "UNIQUE", "a:string~'x','y'", "not('x') | 1 / not('y') | 2", "" },
        { "UNIQUE", "a:string~'x','y'", "not('x') | 1 / not('y') | 2 / null | 3",
          "overlap rule 2 can fire together with rule 1, which the hit policy UNIQUE forbids, for "
          "example with a = null\noverlap rule 3 can fire together with rule 1, which the hit "
          "policy UNIQUE forbids, for example with a = null; so it can with rule 2" },
        { "UNIQUE", "a:date", "<= @'2026-01-01' | 1 / >= @'2026-01-01' | 2",
          "overlap rule 2 can fire together with rule 1, which the hit policy UNIQUE forbids, for "
          "example with a = @'2026-01-01'" },
        { "UNIQUE", "a:number", "< 10.00 | 1 / >= 10 | 2", "" },
        { "ANY", "a:number", "<= 10 | 1 / >= 10 | 2",
          "overlap rule 2 can fire together with rule 1 and gives another output, which the hit "
          "policy ANY forbids, for example with a = 10" },
        { "ANY", "a:number", "<= 10 | 1 / >= 10 | 1.0", "" },
        { "ANY", "a:number", "<= 10 | a / >= 10 | 2", "" },
        { "FIRST", "a:number", "<= 10 | 1 / >= 10 | 2", "" },
        { "PRIORITY!1, 2", "a:number", "<= 10 | 1 / >= 10 | 2", "" },
        { "COLLECT", "a:number", "<= 10 | 1 / >= 10 | 2", "" },
        { "RULE ORDER", "a:number", "<= 10 | 1 / >= 10 | 2", "" },
        { "OUTPUT ORDER", "a:number", "<= 10 | 1 / >= 10 | 2", "" },
    };
    CHECK_SMALL(t);
}

TEST(rules_that_never_fire)
{
    static const struct small t[] = {
        { "COLLECT", "a:number", "[10..5] | 1",
          "unreachable rule 1 never fires: no value that 'a' can have passes [10..5]" },
        { "COLLECT", "a:number", "(5..5) | 1",
          "unreachable rule 1 never fires: no value that 'a' can have passes (5..5)" },
        { "COLLECT", "a:number", "'x' | 1",
          "unreachable rule 1 never fires: no value that 'a' can have passes 'x'" },
        { "COLLECT", "a:number~[0..150]", "> 200 | 1",
          "unreachable rule 1 never fires: no value that 'a' can have passes > 200" },
        { "COLLECT", "a:string~'x','y'", "'z' | 1",
          "unreachable rule 1 never fires: no value that 'a' can have passes 'z'" },
        { "COLLECT", "a:string^'x','y'", "'z' | 1",
          "unreachable rule 1 never fires: no value that 'a' can have passes 'z'" },
        { "COLLECT", "a:date", "(@'2026-01-01'..@'2026-01-02') | 1",
          "unreachable rule 1 never fires: no value that 'a' can have passes "
          "(@'2026-01-01'..@'2026-01-02')" },
        { "COLLECT", "a:number", "? > 5 and ? < 3 | 1",
          "unreachable rule 1 never fires: no value that 'a' can have passes ? > 5 and ? < 3" },
        { "COLLECT", "a:", "[10..5] | 1",
          "unreachable rule 1 never fires: no value that 'a' can have passes [10..5]" },
        { "FIRST", "a:number", "- | 1 / > 5 | 2",
          "unreachable rule 2 never gives the result: wherever it fires, rule 1 goes before it" },
        { "FIRST", "a:number", "< 5 | 1 / >= 5 | 2 / [4..6] | 3 / - | 4",
          "unreachable rule 3 never gives the result: wherever it fires, rules 1 and 2 go before "
          "it" },
        { "FIRST", "a:boolean", "true | 1 / false | 2 / - | 3", "" },
        { "FIRST", "a:boolean", "true | 1 / false | 2 / null | 3 / - | 4",
          "unreachable rule 4 never gives the result: wherever it fires, rules 1, 2 and 3 go "
          "before it" },
        { "FIRST", "a:", "< 5 | 1 / >= 5 | 2 / null | 3 / - | 4", "" },
        { "FIRST", "a:number; b:boolean",
          "< 5 | true | 1 / - | true | 2 / > 7 | true | 3 / - | - | 4",
          "unreachable rule 3 never gives the result: wherever it fires, rule 2 goes before it" },
        { "PRIORITY!2, 1", "a:number", "> 5 | 1 / - | 2",
          "unreachable rule 1 never gives the result: wherever it fires, rule 2 goes before it" },
        { "PRIORITY!1, 2", "a:number", "> 5 | 1 / - | 2", "" },
        { "UNIQUE", "a:number", "- | 1 / > 5 | 2",
          "overlap rule 2 can fire together with rule 1, which the hit policy UNIQUE forbids, for "
          "example with a = 6" },
        { "COLLECT", "a:number", "- | 1 / > 5 | 2", "" },
    };
    CHECK_SMALL(t);
}

/* What is not understood neither proves nor disproves. */
TEST(cells_that_are_not_understood)
{
    static const struct small t[] = {
        { "UNIQUE", "a:number; b:number", "< b | 1 | 1 / >= 5 | not(1) | 2",
          "gap no rule covers a: < 5; b: < 1, > 1, for example with a = 0, b = 0" },
        { "UNIQUE", "a:number", "< abs(-5) | 1 / > 5 | 2", "" },
        { "UNIQUE", "a:number", "? * 2 > 5 | 1 / > 5 | 2", "" },
        { "FIRST", "a:number", "< abs(-5) | 1 / - | 2 / > 5 | 3",
          "unreachable rule 3 never gives the result: wherever it fires, rule 2 goes before it" },
        { "FIRST", "a:number", "? > abs(5) | 1 / > 5 | 2 / <= 5 | 3", "" },
        { "UNIQUE", "a:string", "starts with(?, 'x') | 1 / 'y' | 2", "" },
        { "UNIQUE", "a:string", "['a'..'f'] | 1 / 'b' | 2", "" },
        { "UNIQUE", "a:string~'x','y'; b:boolean", "matches(?, 'x') | true | 1 / - | true | 2",
          "gap no rule covers b: false, for example with a = 'x', b = false" },
        { "COLLECT", "a:string~string length(?) < 3", "not('x', null) | 1", "" },
        { "UNIQUE", "a:time", "< @'10:00:00' | 1 / > @'09:00:00' | 2", "" },
        { "UNIQUE", "a:", "1 | 1 / 'x' | 2 / 1 | 3", "" },
    };
    CHECK_SMALL(t);
}
