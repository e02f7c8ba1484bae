#include "tests/check.h"
#include "value/num.h"

#include <dirent.h>

static str round_trip(const char *json)
{
    val v;

    if (failed(val_from_json(test_arena(), str_z(json), NULL, &v, NULL)))
        return S("refused");
    return val_json_str(test_arena(), v);
}

TEST(json_values_are_read_and_written)
{
    static const struct {
        const char *in, *out;
    } t[] = {
        { " { \"a\" : [ 1 , 2.50 , -0.0 , true , false , null ] , \"b\" : { } } ",
          "{\"a\":[1,2.50,0.0,true,false,null],\"b\":{}}" },
        { "\"\\u00e9\\ud83d\\udc0e\\n\\u0001\\/\"", "\"\xc3\xa9\xf0\x9f\x90\x8e\\n\\u0001/\"" },
        { "123456789012345678901234567890", "123456789012345678901234567890" },
        { "0.1e1", "1" },
        { "[1E400, 1e-3, 9223372036854775807, 9223372036854775808]",
          "[1E+400,0.001,9223372036854775807,9223372036854775808]" },
        { "[]", "[]" },
        { "\"a long string without escapes, of more than sixteen bytes\"",
          "\"a long string without escapes, of more than sixteen bytes\"" },
        { "01", "refused" },
        { "[1,]", "refused" },
        { "{\"a\":1,\"a\":2}", "refused" },
        { "\"\\ud800\"", "refused" },
        { "1e7000", "refused" },
        { "[9e400, 1e-400, 0e-9999]", "[9E+400,1E-400,0E-6176]" },
        { "1e401", "refused" },
        { "1e-401", "refused" },
        { "\"\xff\"", "refused" },
        { "\xef\xbb\xbf{}", "refused" },
        { "", "refused" },
        { "true false", "refused" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(round_trip(c->in), str_z(c->out));
}

/* Whatever stands where in a text of any length: written as it must be, and read back. */
TEST(json_texts_are_quoted_wherever_a_mark_stands)
{
    static const struct {
        char c;
        const char *out;
    } marks[] = { { '"', "\\\"" },   { '\\', "\\\\" }, { '\n', "\\n" }, { 1, "\\u0001" },
                  { 31, "\\u001f" }, { ' ', " " },     { '!', "!" },    { '#', "#" },
                  { '[', "[" },      { ']', "]" },     { 127, "\x7f" } };
    arena *a = test_arena();
    for (size_t n = 1; n <= 40; n++)
        for (size_t at = 0; at < n; at++)
            FOR_EACH(marks, m) {
                char text[40];
                memset(text, 'x', n);
                text[at] = m->c;
                buf got, want;
                buf_init(&got, a, 0);
                buf_init(&want, a, 0);
                val_json(&got, val_str(str_of(text, n)));
                buf_fmt(&want, "\"%.*s%s%.*s\"", (int)at, text, m->out, (int)(n - at - 1),
                        text + at + 1);
                EXPECT_STR(buf_str(&got), buf_str(&want));
            }
}

TEST(json_errors_name_their_place)
{
    struct json_error where;
    val v;

    EXPECT(failed(val_from_json(test_arena(), S("{\"a\": [1, 2, x]}"), NULL, &v, &where)));
    EXPECT_INT(where.at, 13);
    EXPECT(where.what != NULL);
    EXPECT_INT(where.e.code, ERR_SYNTAX);
}

TEST(json_limits_hold)
{
    val v;
    struct json_error where;
    char deep[2 * 65 + 1];

    memset(deep, '[', 65);
    memset(deep + 65, ']', 65);
    EXPECT_INT(val_from_json(test_arena(), str_of(deep, 130), NULL, &v, &where).code, ERR_DEPTH);
    EXPECT_OK(val_from_json(test_arena(), str_of(deep + 1, 128), NULL, &v, &where));
    struct json_limits few = { .depth = 2, .bytes = 10 };
    EXPECT_INT(val_from_json(test_arena(), S("[[[1]]]"), &few, &v, NULL).code, ERR_DEPTH);
    EXPECT_INT(val_from_json(test_arena(), S("[1,2,3,4,5]"), &few, &v, NULL).code, ERR_SIZE);
}

TEST(json_duplicate_keys)
{
    struct json_limits last = { .duplicates = true };
    val v;
    buf b;

    EXPECT_INT(val_from_json(test_arena(), S("{\"a\":1,\"b\":2,\"a\":3}"), NULL, &v, NULL).code,
               ERR_CONFLICT);
    EXPECT_OK(val_from_json(test_arena(), S("{\"a\":1,\"b\":2,\"a\":3}"), &last, &v, NULL));
    EXPECT_STR(val_json_str(test_arena(), v), S("{\"a\":3,\"b\":2}"));
    /* many keys go another way */
    buf_init(&b, test_arena(), 0);
    for (int i = 0; i < 500; i++)
        buf_fmt(&b, "%s\"k%d\":%d", i ? "," : "{", i, i);
    str most = str_cat(test_arena(), buf_str(&b), S("}"));
    EXPECT_OK(val_from_json(test_arena(), most, NULL, &v, NULL));
    EXPECT_INT(val_count(v), 500);
    EXPECT_INT(val_get_i64(v, S("k499"), -1), 499);
    buf_add(&b, S(",\"k7\":-7}"));
    EXPECT_INT(val_from_json(test_arena(), buf_str(&b), NULL, &v, NULL).code, ERR_CONFLICT);
    EXPECT_OK(val_from_json(test_arena(), buf_str(&b), &last, &v, NULL));
    EXPECT_INT(val_count(v), 500);
    EXPECT_INT(val_get_i64(v, S("k7"), 0), -7);
}

/* The name of a case says what must happen to it: y_ accepted, n_ refused, i_ either. */
static void suite_case(const char *dir, const char *name)
{
    val v;
    str text = test_file(str_zdup(test_arena(), str_fmt(test_arena(), "%s/%s", dir, name)));
    struct json_limits lenient = { .duplicates =
                                       true }; /* the grammar allows what the house refuses */
    err e = val_from_json(test_arena(), text, strstr(name, "duplicated_key") ? &lenient : NULL, &v,
                          NULL);

    if (name[0] == 'y' && failed(e))
        test_fail(__FILE__, __LINE__, "%s: refused with %d", name, e.code);
    if (name[0] == 'n' && !failed(e))
        test_fail(__FILE__, __LINE__, "%s: accepted", name);
    if (failed(e))
        return;
    val again;
    str out = val_json_str(test_arena(), v);
    if (failed(val_from_json(test_arena(), out, NULL, &again, NULL)) || !val_equal(v, again))
        test_fail(__FILE__, __LINE__, "%s: written as %.*s", name, STR_ARG(out));
}

TEST(json_suite_complete)
{
    const char *root = test_conformance();
    char *dir =
        root ? str_zdup(test_arena(), str_fmt(test_arena(), "%s/json/test_parsing", root)) : NULL;
    DIR *d = dir ? opendir(dir) : NULL;
    int n = 0;

    if (!d) {
        test_skip("the suite is not there");
        return;
    }
    for (struct dirent *e; (e = readdir(d));)
        if (str_ends(str_z(e->d_name), S(".json"))) {
            suite_case(dir, e->d_name);
            n++;
        }
    closedir(d);
    EXPECT(n >= 300);
}
