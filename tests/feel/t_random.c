/* Properties over random texts and values: the parser answers every text, and constants survive
 * being written. */
#include "feel/feel.h"
#include "tests/check.h"
#include "value/temporal.h"

static uint64_t state;

static uint32_t next(uint32_t below)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % below;
}

static const char *const words[] = {
    "1",
    "2.5",
    "\"a\"",
    "x",
    "y z",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ".",
    "..",
    "+",
    "-",
    "*",
    "/",
    "**",
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "and",
    "or",
    "not",
    "if",
    "then",
    "else",
    "for",
    "in",
    "return",
    "some",
    "every",
    "satisfies",
    "between",
    "instance of",
    "function",
    "list<",
    ">",
    "@\"2026-01-01\"",
    "@\"P1D\"",
    "null",
    "true",
    "item",
    "?",
    "sum(",
    "date(",
    "substring(",
    "string:",
    "//c\n",
    "/*",
    "*/",
    "\"",
    "\\",
    "é",
    "\xF0\x9F\x90\x8E",
    "external",
    "sort(",
    "context put(",
    "partial",
};

TEST(random_texts_parse_or_are_refused)
{
    state = 7;
    for (int round = 0; round < 20000; round++) {
        arena a;
        buf b;
        struct feel *f;
        struct feel_env env;
        struct feel_error where = { 0 };
        val v;
        arena_init(&a, 64 * MIB);
        buf_init(&b, &a, 64);
        for (uint32_t n = 1 + next(14); n; n--) {
            buf_add(&b, str_z(words[next(LEN(words))]));
            if (next(3))
                buf_char(&b, ' ');
        }
        bool unary = next(3) == 0;
        err e = unary ? feel_parse_unary(&a, buf_str(&b), NULL, &f, &where)
                      : feel_parse(&a, buf_str(&b), NULL, &f, &where);
        if (failed(e)) {
            EXPECT(where.message.n > 0);
        } else {
            feel_env_init(&env, &a, (instant){ 0 });
            env.steps = 10000;
            env.memory = 16 * MIB;
            e = feel_eval(f, &env, val_null(), &v);
            EXPECT(!failed(e) || e.code == ERR_BUDGET);
        }
        arena_free(&a);
    }
}

static val random_value(arena *a, int depth)
{
    static const char *const strings[] = {
        "", "a", "quote \" and \\ back", "line\nend", "\xC3\xA4\xF0\x9F\x90\x8E", "tab\t"
    };
    switch (next(depth ? 9 : 7)) {
    case 0:
        return val_null();
    case 1:
        return val_bool(next(2));
    case 2:
        return (val){ .tag = V_NUMBER,
                      .m = (int64_t)next(1000000) - 500000,
                      .exp = (int16_t)((int)next(8) - 6) };
    case 3:
        return val_str(str_z(strings[next(LEN(strings))]));
    case 4:
        return (val){ .tag = V_DATE, .m = (int64_t)next(2000000) - 1000000 };
    case 5:
        return val_days((int64_t)next(1000000), next(2) ? next(1000000000) : 0);
    case 6:
        return val_months((int64_t)next(2000) - 1000);
    case 7: {
        val items[3];
        size_t n = next(4);
        for (size_t i = 0; i < n; i++)
            items[i] = random_value(a, depth - 1);
        val *kept = arena_alloc(a, sizeof items);
        memcpy(kept, items, sizeof items);
        return val_list(kept, n);
    }
    default: {
        val_builder b = val_build(a);
        for (uint32_t n = next(4); n; n--)
            val_put(&b, str_fmt(a, "k %u\"", next(10)), random_value(a, depth - 1));
        return val_done(&b);
    }
    }
}

TEST(constants_round_trip)
{
    state = 11;
    for (int round = 0; round < 5000; round++) {
        arena a;
        struct feel *f;
        struct feel_env env;
        val back;
        arena_init(&a, 0);
        val v = random_value(&a, 3);
        str text = feel_literal(&a, v);
        feel_env_init(&env, &a, (instant){ 0 });
        err e = feel_parse(&a, text, NULL, &f, NULL);
        if (failed(e) || failed(feel_eval(f, &env, val_null(), &back)) || !val_equal(v, back))
            test_fail(__FILE__, __LINE__, "%.*s does not come back", STR_ARG(text));
        arena_free(&a);
    }
}
