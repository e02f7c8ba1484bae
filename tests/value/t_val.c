#include "tests/check.h"
#include "value/num.h"
#include "value/temporal.h"

static val from_json(const char *s)
{
    val v = val_null();

    EXPECT_OK(val_from_json(test_arena(), str_z(s), NULL, &v, NULL));
    return v;
}

static val temporal(const char *s)
{
    val v;

    return failed(temporal_any(test_arena(), str_z(s), &v)) ? val_null_because(NULL_ARGUMENT, NULL)
                                                            : v;
}

TEST(val_contexts)
{
    val_builder b = val_build(test_arena());

    val_put(&b, S("a"), val_int(1));
    val_put(&b, S("b"), VAL_S("x"));
    val_put(&b, S("a"), val_int(2));
    val v = val_done(&b);
    EXPECT_STR(val_json_str(test_arena(), v), S("{\"a\":2,\"b\":\"x\"}"));
    val w = val_with(test_arena(), v, S("c"), val_bool(true));
    EXPECT_STR(val_json_str(test_arena(), val_without(test_arena(), w, S("a"))),
               S("{\"b\":\"x\",\"c\":true}"));
    EXPECT_STR(val_json_str(test_arena(), val_with(test_arena(), v, S("a"), val_null())),
               S("{\"a\":null,\"b\":\"x\"}"));
    EXPECT_INT(val_count(v), 2);
    EXPECT(!val_has(v, S("c")) && val_has(w, S("c")));
    EXPECT_INT(val_get(v, S("zz")).n, NULL_NAME);
    EXPECT_INT(val_get(val_int(1), S("zz")).n, NULL_NAME);
    EXPECT(val_is_null(val_str(STR_NULL)));
    EXPECT(val_keys_unique(test_arena(), v));
    val_add(&b, S("b"), val_null());
    EXPECT(!val_keys_unique(test_arena(), val_done(&b)));
}

TEST(val_paths)
{
    val v = from_json("{\"child\":{\"names\":[{\"given\":\"Mai\"},{\"given\":\"An\"}]}}");

    EXPECT_STR(val_text(val_path(v, S("child.names.1.given"))), S("An"));
    EXPECT_INT(val_path(v, S("child.names.2")).n, NULL_INDEX);
    EXPECT_INT(val_path(v, S("child.names.x")).n, NULL_NAME);
    EXPECT_INT(val_path(v, S("child.nothing.more")).n, NULL_NAME);
    EXPECT(val_equal(val_path(v, S("")), v));
    val two = val_append(test_arena(), val_append(test_arena(), val_list(NULL, 0), val_int(1)),
                         val_int(2));
    EXPECT_STR(val_json_str(test_arena(), two), S("[1,2]"));
}

TEST(val_equality_by_value)
{
    static const struct {
        const char *x, *y;
        bool equal;
    } t[] = {
        { "1.0", "1", true },
        { "{\"a\":1,\"b\":[2]}", "{\"b\":[2.0],\"a\":1}", true },
        { "{\"a\":1}", "{\"a\":1,\"b\":null}", false },
        { "{\"a\":null}", "{\"b\":null}", false },
        { "[1,2]", "[2,1]", false },
        { "\"1\"", "1", false },
        { "null", "false", false },
        { "1E+100", "10E+99", true },
    };
    FOR_EACH(t, c)
        EXPECT_INT(val_equal(from_json(c->x), from_json(c->y)), c->equal);
}

TEST(val_order)
{
    static const struct {
        const char *x, *y;
        int code, want;
    } t[] = {
        { "2026-03-02", "2026-03-03", 0, -1 },
        { "10:00:00+02:00", "09:00:00+01:00", 0, 0 },
        { "10:00:00", "10:00:00.5", 0, -1 },
        { "10:00:00", "10:00:00Z", ERR_TYPE, 0 },
        { "2026-03-02T00:30:00+02:00", "2026-03-01T23:00:00Z", 0, -1 },
        { "P1D", "PT24H", 0, 0 },
        { "-PT0.5S", "PT0S", 0, -1 },
        { "P1Y", "P13M", 0, -1 },
        { "P1Y", "P365D", ERR_TYPE, 0 },
        { "2026-03-02", "2026-03-02T00:00:00", ERR_TYPE, 0 },
    };
    FOR_EACH(t, c) {
        int got = 0;
        EXPECT_INT(val_compare(temporal(c->x), temporal(c->y), &got).code, c->code);
        EXPECT_INT(got, c->want);
        EXPECT_INT(val_equal(temporal(c->x), temporal(c->y)), c->code == 0 && c->want == 0);
    }
    int got;
    EXPECT(!failed(val_compare(VAL_S("a"), VAL_S("\xc4\x91"), &got)) && got < 0);
    EXPECT(failed(val_compare(val_bool(true), val_bool(false), &got)));
    EXPECT(failed(val_compare(val_int(1), VAL_S("1"), &got)));
}

TEST(temporal_text_round_trips)
{
    static const char *const same[] = {
        "2026-03-02",
        "-2021-01-01",
        "12021-12-31",
        "999999999-12-31",
        "-999999999-01-01",
        "0001-01-01",
        "2024-02-29",
        "09:00:00",
        "09:00:00.5",
        "23:59:59.987654321Z",
        "10:00:00+02:45:55",
        "10:00:00-18:00",
        "10:00:00@Europe/Paris",
        "2026-03-02T09:00:00",
        "2026-03-02T09:00:00Z",
        "2026-03-02T09:00:00@Etc/GMT+5",
        "-2021-01-01T00:00:00.000000001+01:00",
        "P1D",
        "-P1DT2H3M4.5S",
        "PT0S",
        "PT0.000000001S",
        "-PT0.5S",
        "P1Y2M",
        "-P4Y9M",
        "P0M",
        "PT36H",
    };
    static const struct {
        const char *in, *out;
    } normal[] = {
        { "10:00:00+00:00", "10:00:00Z" },
        { "2026-12-31T24:00:00Z", "2027-01-01T00:00:00Z" },
        { "P13M", "P1Y1M" },
        { "PT36H", "P1DT12H" },
        { "PT90M", "PT1H30M" },
        { "-PT0S", "PT0S" },
        { "P1DT0.50S", "P1DT0.5S" },
        { "P0Y", "P0M" },
        { "PT60S", "PT1M" },
    };
    FOR_EACH(same, s)
        if (!str_eq(str_z(*s), S("PT36H")))
            EXPECT_STR(val_display(test_arena(), temporal(*s)), str_z(*s));
    FOR_EACH(normal, n)
        EXPECT_STR(val_display(test_arena(), temporal(n->in)), str_z(n->out));
}

TEST(temporal_refusals)
{
    static const char *const bad[] = {
        "2026-3-2",
        "2026-02-30",
        "2023-02-29",
        "2026-13-01",
        "+2026-01-01",
        "02026-01-01",
        "1234567890-01-01",
        "226-01-01",
        "2026-01-01 ",
        "2026-01-01Z",
        "-0000-01-01",
        "24:00:00",
        "10:60:00",
        "10:00:60",
        "10:00",
        "1:00:00",
        "10:00:00+19:00",
        "10:00:00+18:01",
        "10:00:00.",
        "10:00:00.1234567891",
        "10:00:00Z@Europe/Paris",
        "10:00:00@",
        "10:00:00@1x",
        "10:00:00z",
        "10:00:00+2:00",
        "2026-01-01T24:00:01",
        "2026-01-01T",
        "2026-01-01t10:00:00",
        "P",
        "PT",
        "P1DT",
        "P1Y1D",
        "P1M1Y",
        "P1.5D",
        "PT1.S",
        "PT.5S",
        "P-1D",
        "--P1D",
        "1D",
        "PT1H1H",
        "P99999999999999999999Y",
        "P9999999999999999D",
        "",
    };
    FOR_EACH(bad, b)
        if (!val_is_null(temporal(*b)))
            test_fail(__FILE__, __LINE__, "%s is taken for %.*s", *b,
                      STR_ARG(val_display(test_arena(), temporal(*b))));
}

TEST(temporal_instants)
{
    instant t;

    EXPECT_OK(val_to_instant(temporal("2026-03-02T10:00:00.123+02:00"), &t));
    EXPECT_STR(instant_str(test_arena(), t), S("2026-03-02T08:00:00.123Z"));
    EXPECT_STR(val_display(test_arena(), val_datetime_utc(test_arena(), t)),
               S("2026-03-02T08:00:00.123Z"));
    EXPECT_INT(val_to_instant(temporal("2026-03-02T10:00:00"), &t).code, ERR_TYPE);
    EXPECT_INT(val_to_instant(temporal("2026-03-02T10:00:00@Europe/Paris"), &t).code, ERR_TYPE);
    EXPECT_OK(val_to_instant(temporal("1969-12-31"), &t));
    EXPECT_INT(t.ms, -86400000);
}

TEST(val_shown_as_feel_does)
{
    struct val_range r = { val_int(1), val_null(), true, false },
                     d = { temporal("2026-01-01"), temporal("2026-12-31"), false, true };

    EXPECT_STR(val_display(test_arena(), VAL_S("plain \"text\"")), S("plain \"text\""));
    EXPECT_STR(val_display(test_arena(), from_json("[1,\"a\\\"b\",null,{\"x y\":1.50,\"1z\":[]}]")),
               S("[1, \"a\\\"b\", null, {x y: 1.50, \"1z\": []}]"));
    EXPECT_STR(val_display(test_arena(), (val){ .tag = V_RANGE, .r = &r }), S("(>=1)"));
    EXPECT_STR(val_display(test_arena(), (val){ .tag = V_RANGE, .r = &d }),
               S("(@\"2026-01-01\"..@\"2026-12-31\"]"));
    EXPECT_STR(str_z(val_type_name(temporal("P1D"))), S("days and time duration"));
}

/* ---- packed form ---- */

static str packed(val v)
{
    buf b;

    buf_init(&b, test_arena(), 0);
    val_pack(&b, v);
    return buf_str(&b);
}

static val everything(void)
{
    struct val_range *r = ARENA_NEW(test_arena(), struct val_range);
    val_builder b = val_build(test_arena());

    *r = (struct val_range){ temporal("2026-01-01"), val_null(), true, false };
    val_put(
        &b, S("json"),
        from_json("[null,true,false,0,-1.50,1E+100,9223372036854775807,\"\xc4\x91\",\"\",[],{}]"));
    val_put(&b, S("why"), val_null_because(NULL_DIVISION, "rate"));
    val_put(&b, S("last"), val_null_because(NULL_REASONS - 1, NULL));
    val_put(&b, S("range"), (val){ .tag = V_RANGE, .r = r });
    static const char *const moments[] = {
        "-2021-01-01", "10:00:00.5@Europe/Paris", "2026-03-02T09:00:00-05:30", "-PT0.5S", "P9999Y",
        "-P1DT0.1S"
    };
    FOR_EACH(moments, m)
        val_put(&b, str_z(*m), temporal(*m));
    return val_done(&b);
}

TEST(val_pack_round_trips)
{
    val v = everything(), again, copy;
    str bytes = packed(v);

    EXPECT_OK(val_unpack(test_arena(), bytes, &again));
    EXPECT(val_equal(v, again));
    EXPECT_STR(packed(again), bytes);
    EXPECT_STR(str_z(val_get(again, S("why")).p), S("rate"));
    EXPECT_INT(val_get(again, S("why")).n, NULL_DIVISION);
    EXPECT_INT(val_get(again, S("last")).n, NULL_REASONS - 1);
    EXPECT_OK(val_copy(test_arena(), v, &copy));
    EXPECT_STR(packed(copy), bytes);
    EXPECT_INT(val_copy(test_arena(), (val){ .tag = V_FUNCTION }, &copy).code, ERR_TYPE);
    EXPECT_OK(val_unpack(test_arena(), packed((val){ .tag = V_FUNCTION }), &again));
    EXPECT(val_is_null(again) && again.n == NULL_TYPE);
}

TEST(val_unpack_survives_damage)
{
    str bytes = packed(everything());
    val v;
    unsigned x = 1;

    for (size_t n = 0; n < bytes.n; n++)
        EXPECT(failed(val_unpack(test_arena(), str_sub(bytes, 0, n), &v)));
    for (int i = 0; i < 20000; i++) {
        arena_mark m = arena_mark_get(test_arena());
        char *damaged = str_zdup(test_arena(), bytes);
        for (int k = 0; k < 3; k++) {
            x = x * 1103515245 + 12345;
            damaged[(x >> 8) % bytes.n] = (char)(x >> 24);
        }
        if (!failed(val_unpack(test_arena(), str_of(damaged, bytes.n), &v)))
            val_json_str(test_arena(), v);
        arena_rewind(test_arena(), m);
    }
    char deep[3000];
    memset(deep, 0x0a, sizeof deep); /* a list of ten, of lists of ten ... */
    EXPECT_INT(val_unpack(test_arena(), str_of(deep, sizeof deep), &v).code, ERR_DEPTH);
}

/* ---- canonical form: vectors for every implementation ---- */

TEST(val_canonical_vectors)
{
    str text = test_file("tests/value/canonical.json");
    val all;

    EXPECT_OK(val_from_json(test_arena(), text, NULL, &all, NULL));
    EXPECT(val_count(all) >= 15);
    for (size_t i = 0; i < val_count(all); i++) {
        val v, c = val_at(all, i);
        buf b;
        EXPECT_OK(val_from_json(test_arena(), val_get_text(c, S("json")), NULL, &v, NULL));
        buf_init(&b, test_arena(), 0);
        val_canonical(&b, v);
        EXPECT_STR(buf_str(&b), val_get_text(c, S("canonical")));
    }
    buf b;
    buf_init(&b, test_arena(), 0);
    val_canonical(&b, everything());
    EXPECT(str_has(buf_str(&b), S("\"range\":\"(>=@\\\"2026-01-01\\\")\"")));
}
