/* Any text is parsed or refused with a place; what parses is evaluated within its budget; constants
 * come back. */
#include "tests/fuzz/fuzz.h"
#include "feel/feel.h"

static val facts(arena *a)
{
    static const val numbers[] = { { .tag = V_NUMBER, .m = 3 },
                                   { .tag = V_NUMBER, .m = 1 },
                                   { .tag = V_NUMBER, .m = 25, .exp = -1 } };
    val_builder b = val_build(a), p = val_build(a);
    val_put(&p, S("name"), VAL_S("Ann"));
    val_put(&p, S("date of birth"), (val){ .tag = V_DATE, .m = 7000 });
    val_put(&b, S("x"), val_int(7));
    val_put(&b, S("y z"), VAL_S("text"));
    val_put(&b, S("person"), val_done(&p));
    val_put(&b, S("list"), val_list(numbers, 3));
    return val_done(&b);
}

static void run(arena *a, const struct feel *f, val input, val context)
{
    struct feel_env env;
    val v, again;
    struct feel *back;

    feel_env_init(&env, a, (instant){ 1772442000000 });
    env.steps = 20000;
    env.memory = 64 * MIB;
    env.stack = 256 * KIB;
    err e = feel_test(f, &env, input, context, &v);
    if (failed(e)) {
        CHECK(e.code == ERR_BUDGET && env.stopped.n);
        return;
    }
    feel_why_null(a, v);
    if (!feel_constant(f, &again))
        return;
    str text = feel_literal(a, again);
    if (again.tag == V_STRING || val_is_number(again) || again.tag == V_DATE || again.tag == V_BOOL)
        CHECK(!failed(feel_parse(a, text, NULL, &back, NULL)) &&
              !failed(feel_eval(back, &env, val_null(), &v)) && val_equal(v, again));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct feel_name names[] = { { S_INIT("x"), NULL },
                                              { S_INIT("y z"), NULL },
                                              { S_INIT("person"), NULL },
                                              { S_INIT("list"), NULL },
                                              { S_INIT("x-y"), NULL } };
    arena *a = fuzz_arena();
    struct feel_scope closed = { .names = names, .n = LEN(names) };
    struct feel_error where = { 0 };
    struct feel *f;
    str text = { (const char *)data, n };
    size_t count;

    if (!utf8_valid(text))
        return 0;
    val context = facts(a);
    if (failed(feel_parse(a, text, NULL, &f, &where)))
        CHECK(where.message.n && where.at <= n && where.line > 0);
    else {
        feel_names(f, &count);
        run(a, f, val_null(), context);
    }
    if (!failed(feel_parse(a, text, &closed, &f, NULL)))
        run(a, f, val_null(), context);
    if (!failed(feel_parse_unary(a, text, NULL, &f, NULL)))
        run(a, f, val_int(7), context);
    return 0;
}
