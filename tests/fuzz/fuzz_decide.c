/* Values of every kind as the facts of expressions and models that are fixed: each built-in
 * function, each operator, the demo's rules and, where CONFORMANCE_DIR names it, the compatibility
 * kit's lending example.  An evaluation ends within its budget, twice with the same bytes, with and
 * without an explanation; what comes out can be packed, printed and read back. */
#include "dmn/dmn.h"
#include "feel/compile.h"
#include "tests/fuzz/fuzz.h"
#include "value/temporal.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEPTH_MOST = 900, ITEMS_MOST = 40 };

static const char *const texts[] = {
    "a + b",
    "a - b",
    "a * b",
    "a / b",
    "a ** b",
    "-a",
    "a < b",
    "a <= b",
    "a = b",
    "a != b",
    "a and b or c",
    "not(a)",
    "a between b and c",
    "a in b",
    "a in (b, c, [b..c], < d)",
    "if a then b else c",
    "a[b]",
    "a[item > b]",
    "a[item.name = b].name",
    "a.name",
    "a.year + a.hour + a.days + a.months",
    "for i in a, j in b return i + j",
    "for i in a..b return i * 2",
    "for i in a return count(partial) + i",
    "some x in a satisfies x = b",
    "every x in a satisfies x > b",
    "{ p: a, q: p + b, r: [p, q] }.r",
    "[a..b]",
    "(function(x, y) x + y)(a, b)",
    "sort(a, function(x, y) x < y)",
    "a instance of number",
    "a instance of list<string>",
    "a instance of context<name: string>",
    "a instance of function<number> -> number",
    "string join(for i in a return string(i), b)",
    "number(string(a)) = a",
    "date(string(a)) = a",
    "(function(n) n(n))(function(n) if a then n(n) else b)",
    "a(b, c)",
    "(for i in 1..200000 return [partial[-1], a])[-1]",
    "(for i in 1..40 return { x: partial[-1], y: partial[-1], z: a })[-1]",
    "(for i in a return [partial[-1], i]) = (for i in b return [partial[-1], i])",
};

/* What all inputs share; made once. */
struct fixed {
    arena a;
    VEC(struct feel *) programs;
    VEC(struct dmn *) models;
};

/* A table of each hit policy over two inputs. */
static const char *const tables[] = { "UNIQUE",
                                      "FIRST",
                                      "ANY",
                                      "PRIORITY",
                                      "RULE ORDER",
                                      "OUTPUT ORDER",
                                      "COLLECT",
                                      "COLLECT' aggregation='SUM",
                                      "COLLECT' aggregation='MIN",
                                      "COLLECT' aggregation='MAX",
                                      "COLLECT' aggregation='COUNT" };

#define LENDING "0087-chapter-11-example/0087-chapter-11-example.dmn"
#define NEEDS                                                                                      \
    "<informationRequirement><requiredInput href='#a'/></informationRequirement>"                  \
    "<informationRequirement><requiredInput href='#b'/></informationRequirement>"
#define RULE(x, y, out)                                                                            \
    "<rule><inputEntry><text>" x "</text></inputEntry><inputEntry><text>" y                        \
    "</text></inputEntry><outputEntry><text>" out "</text></outputEntry></rule>"

static str tables_xml(arena *a)
{
    buf b;

    buf_init(&b, a, 32 * KIB);
    buf_add(&b, S("<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' "
                  "namespace='urn:f' name='f'><inputData id='a' name='a'><variable name='a' "
                  "typeRef='number'/></inputData><inputData id='b' name='b'><variable name='b'/>"
                  "</inputData>"));
    for (size_t i = 0; i < LEN(tables); i++)
        buf_fmt(&b,
                "<decision id='d%zu' name='d%zu'><variable name='d%zu'/>" NEEDS
                "<decisionTable hitPolicy='%s'><input><inputExpression><text>a</text>"
                "</inputExpression></input><input><inputExpression><text>b</text>"
                "</inputExpression></input><output><outputValues><text>1, 2, 3, a</text>"
                "</outputValues></output>" RULE("[0..10]", "-", "1")
                    RULE("&gt; 5", "\"x\", date(\"2026-01-01\"), a", "2")
                        RULE("-", "not(null, a)", "3") RULE("null", "? = a", "a")
                            RULE("-", "[a..100)", "b") "</decisionTable></decision>",
                i, i, i, tables[i]);
    buf_add(&b, S("</definitions>"));
    return buf_str(&b);
}

static void add_model(struct fixed *f, str xml)
{
    struct findings found = { .a = &f->a };
    struct dmn *m;

    CHECK(!failed(dmn_parse(&f->a, xml, &found, &m)) && !found.errors);
    *vec_push(&f->models, &f->a) = m;
}

static bool add_file(struct fixed *f, const char *path)
{
    enum { MOST = 1 << 20 };
    FILE *in = fopen(path, "rb");

    if (!in)
        return false;
    char *text = arena_alloc(&f->a, MOST);
    size_t n = fread(text, 1, MOST, in);
    fclose(in);
    add_model(f, str_of(text, n));
    return true;
}

static void add_program(struct fixed *f, str text)
{
    static const struct feel_name names[] = {
        { S_INIT("a"), NULL }, { S_INIT("b"), NULL }, { S_INIT("c"), NULL }, { S_INIT("d"), NULL }
    };
    struct feel_scope scope = { .names = names, .n = LEN(names) };

    CHECK(!failed(
        feel_parse(&f->a, str_copy(&f->a, text), &scope, vec_push(&f->programs, &f->a), NULL)));
}

/* Each built-in function with as few and as many as four arguments. */
static void add_builtins(struct fixed *f)
{
    static const char *const arguments[] = { "", "a", "a, b", "a, b, c", "a, b, c, d" };
    const struct builtin *b;

    for (size_t i = 0; (b = builtin_at(i)) != NULL; i++)
        for (int n = b->min; n <= 4 && (b->max < 0 || n <= b->max); n++)
            add_program(f, str_fmt(&f->a, "%s(%s)", b->name, arguments[n]));
}

static const struct fixed *fixed(void)
{
    static struct fixed f;

    if (f.programs.n)
        return &f;
    arena_init(&f.a, 0);
    FOR_EACH(texts, t)
        add_program(&f, str_z(*t));
    add_builtins(&f);
    add_model(&f, tables_xml(&f.a));
    CHECK(add_file(&f, "sites/demo/services/birth-registration/rules.dmn"));
    const char *kit = getenv("CONFORMANCE_DIR");
    if (!add_file(&f, str_zdup(&f.a, str_fmt(&f.a, "%s/dmn-tck/compliance-level-3/%s",
                                             kit ? kit : "../shared/conformance", LENDING))))
        *vec_push(&f.models, &f.a) = NULL;
    return &f;
}

/* ---- values from bytes ---- */

struct bytes {
    arena *a;
    const uint8_t *p, *end;
};

static uint8_t byte(struct bytes *b)
{
    return b->p < b->end ? *b->p++ : 0;
}

static int64_t integer(struct bytes *b)
{
    uint64_t x = 0;

    for (unsigned n = byte(b) % 9; n > 0; n--)
        x = x << 8 | byte(b);
    return (int64_t)x;
}

static str slice(struct bytes *b)
{
    size_t n = byte(b);
    n = MIN(n, (size_t)(b->end - b->p));
    str s = str_of((const char *)b->p, n);

    b->p += n;
    return s;
}

/* As hostile a value as the packed form lets in. */
static val unpacked(struct bytes *b)
{
    val v;

    return failed(val_unpack(b->a, slice(b), &v)) ? val_null_because(byte(b) % 10, NULL) : v;
}

/* Up to 34 digits and an exponent of four. */
static val huge(struct bytes *b)
{
    val v;
    str text = str_fmt(b->a, "%lld%016llu.%lluE%d", (long long)integer(b),
                       (unsigned long long)integer(b) % 10000000000000000u,
                       (unsigned long long)integer(b), (int)(integer(b) % 7000));

    return failed(val_number(b->a, text, &v)) ? val_null_because(NULL_RANGE, NULL) : v;
}

static val temporal(struct bytes *b)
{
    static const char *const known[] = { "2024-02-29",
                                         "-999999999-01-01",
                                         "999999999-12-31",
                                         "23:59:60",
                                         "00:00:00.000000001-14:00",
                                         "24:00:00",
                                         "2026-03-29T02:30:00@Europe/Berlin",
                                         "999999999-12-31T23:59:59Z",
                                         "P1Y13M",
                                         "-P2147483648M",
                                         "P106751991167DT7H12M55.999999999S",
                                         "-PT0.000000001S" };
    val v;
    str text = byte(b) % 2 ? slice(b) : str_z(known[byte(b) % LEN(known)]);

    return utf8_valid(text) && !failed(temporal_any(b->a, text, &v)) ? v : val_str(S(""));
}

static val value(struct bytes *b, unsigned depth);

static val list(struct bytes *b, unsigned depth)
{
    size_t n = byte(b) % ITEMS_MOST;
    val *items = arena_alloc(b->a, (n + 1) * sizeof *items);

    for (size_t i = 0; i < n; i++)
        items[i] = value(b, depth + 1);
    return val_list(items, n);
}

/* A value in so many lists or contexts. */
static val deep(struct bytes *b, unsigned depth)
{
    unsigned n = (unsigned)integer(b) % (DEPTH_MOST - depth);
    bool in_lists = byte(b) % 2;
    val v = value(b, DEPTH_MOST);

    while (n-- > 0) {
        val *item = ARENA_NEW(b->a, val);
        val_builder c = val_build(b->a);
        *item = v;
        val_put(&c, S("name"), v);
        v = in_lists ? val_list(item, 1) : val_done(&c);
    }
    return v;
}

static val context(struct bytes *b, unsigned depth)
{
    static const char *const keys[] = { "name", "x", "y", "year", "start", "a b", "" };
    val_builder c = val_build(b->a);

    for (unsigned n = byte(b) % 8; n > 0; n--)
        val_put(&c, str_z(keys[byte(b) % LEN(keys)]), value(b, depth + 1));
    return val_done(&c);
}

static val range(struct bytes *b, unsigned depth)
{
    struct val_range *r = ARENA_NEW(b->a, struct val_range);

    *r = (struct val_range){ value(b, depth + 1), value(b, depth + 1), byte(b) % 2, byte(b) % 2 };
    return (val){ .tag = V_RANGE, .r = r };
}

static val value(struct bytes *b, unsigned depth)
{
    str s;

    switch (byte(b) % (depth < DEPTH_MOST ? 14 : 9)) {
    case 0:
        return val_null_because(byte(b) % 10, NULL);
    case 1:
        return val_bool(byte(b) % 2);
    case 2:
        return val_int((int8_t)byte(b));
    case 3:
        return val_int(integer(b));
    case 4:
        return huge(b);
    case 5:
        s = slice(b);
        return utf8_valid(s) ? val_str(s) : VAL_S("x");
    case 6:
    case 7:
        return temporal(b);
    case 8:
        return unpacked(b);
    case 9:
        return list(b, depth);
    case 10:
        return context(b, depth);
    case 11:
        return deep(b, depth);
    case 12:
        return range(b, DEPTH_MOST - 1);
    default:
        return builtin_value(b->a, builtin_at(byte(b) % 80));
    }
}

/* Mostly what the type asks for. */
static val typed(struct bytes *b, const struct feel_type *t, unsigned depth)
{
    if (!t || depth > 8 || byte(b) % 8 == 0)
        return value(b, 0);
    str s;
    switch (t->kind) {
    case T_NUMBER:
        return byte(b) % 4 ? val_int(integer(b)) : huge(b);
    case T_STRING:
        s = slice(b);
        return utf8_valid(s) ? val_str(s) : VAL_S("M");
    case T_BOOLEAN:
        return val_bool(byte(b) % 2);
    case T_CONTEXT: {
        val_builder c = val_build(b->a);
        for (size_t i = 0; i < t->n; i++)
            val_put(&c, t->fields[i].name, typed(b, t->fields[i].type, depth + 1));
        return val_done(&c);
    }
    case T_LIST: {
        size_t n = byte(b) % 8;
        val *items = arena_alloc(b->a, (n + 1) * sizeof *items);
        for (size_t i = 0; i < n; i++)
            items[i] = typed(b, t->item, depth + 1);
        return val_list(items, n);
    }
    default:
        return temporal(b);
    }
}

/* ---- evaluations ---- */

static void env_init(struct feel_env *env, arena *a)
{
    feel_env_init(env, a, (instant){ 1772442000000 });
    env->steps = 20000;
    env->memory = 64 * MIB;
    env->stack = 512 * KIB;
}

static str packed(arena *a, val v)
{
    buf b;

    buf_init(&b, a, 0);
    val_pack(&b, v);
    return buf_str(&b);
}

static void look_at(arena *a, val v)
{
    val again;

    CHECK(!failed(val_unpack(a, packed(a, v), &again)));
    CHECK(str_eq(packed(a, again), packed(a, v)));
    feel_literal(a, v);
    feel_why_null(a, v);
    val_json_str(a, v);
    val_display(a, v);
}

static void evaluate(struct bytes *b, const struct feel *f)
{
    static const char *const names[] = { "a", "b", "c", "d" };
    val_builder facts = val_build(b->a);
    struct feel_env env;
    val one, two;

    FOR_EACH(names, n)
        val_put(&facts, str_z(*n), value(b, 0));
    val given = val_done(&facts);
    env_init(&env, b->a);
    err e = feel_eval(f, &env, given, &one);
    CHECK(!failed(e) || (e.code == ERR_BUDGET && env.stopped.n));
    if (failed(e))
        return;
    env_init(&env, b->a);
    CHECK(!failed(feel_eval(f, &env, given, &two)));
    CHECK(str_eq(packed(b->a, one), packed(b->a, two)));
    look_at(b->a, one);
}

static void decide(struct bytes *b, const struct dmn *m)
{
    size_t n, inputs;
    const str *names = dmn_decisions(m, &n);
    str name = names[byte(b) % n];
    const struct dmn_input *in = dmn_inputs(m, b->a, name, &inputs);
    val_builder facts = val_build(b->a);
    struct feel_env env;
    val one, two, why;

    for (size_t i = 0; i < inputs; i++)
        val_put(&facts, in[i].name,
                in[i].n_allowed && byte(b) % 4 ? val_str(in[i].allowed[byte(b) % in[i].n_allowed])
                                               : typed(b, in[i].type, 0));
    val given = val_done(&facts);
    env_init(&env, b->a);
    err e = dmn_decide(m, name, given, &env, &one, NULL);
    CHECK(!failed(e) || e.code == ERR_BUDGET);
    env_init(&env, b->a);
    env.memory *= 2; /* for the explanation */
    err f = dmn_decide(m, name, given, &env, &two, &why);
    CHECK(!failed(f) || f.code == ERR_BUDGET);
    if (failed(e) || failed(f))
        return;
    CHECK(str_eq(packed(b->a, one), packed(b->a, two)));
    look_at(b->a, one);
    look_at(b->a, why);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const struct fixed *f = fixed();
    struct bytes b = { fuzz_arena(), data, data + n };
    unsigned which = byte(&b), at = byte(&b);

    const struct dmn *m = f->models.v[at % f->models.n];
    if (which % 3 < 2)
        evaluate(&b, f->programs.v[at % f->programs.n]);
    else if (m)
        decide(&b, m);
    return 0;
}
