#include "codec/yaml.h"
#include "tests/check.h"

static str as_json(const char *yaml)
{
    val v;
    struct text_error where;
    err e = yaml_read(test_arena(), str_z(yaml), &v, NULL, &where);

    if (failed(e))
        return str_fmt(test_arena(), "error %d at %d:%d", e.code, where.line, where.column);
    return val_json_str(test_arena(), v);
}

TEST(yaml_scalars_by_the_core_schema)
{
    static const struct {
        const char *in, *out;
    } t[] = {
        { "[a, 1, 1.50, -3, 1e3, true, False, null, ~, '1', \"true\"]",
          "[\"a\",1,1.50,-3,1000,true,false,null,null,\"1\",\"true\"]" },
        { "[2026-03-02, yes, 10:30, 1.2.3, .5, 5.]",
          "[\"2026-03-02\",\"yes\",\"10:30\",\"1.2.3\",0.5,5]" },
        { "text: |\n  one\n  two\nfold: >\n  a\n  b\n",
          "{\"text\":\"one\\ntwo\\n\",\"fold\":\"a b\\n\"}" },
        { "a:\n  - b: 1\n    c: [x, {d: e}]\n  -\nf: !!str 12\n",
          "{\"a\":[{\"b\":1,\"c\":[\"x\",{\"d\":\"e\"}]},null],\"f\":\"12\"}" },
        { "", "null" },
        { "x: &a [1, 2]\ny: *a\n", "{\"x\":[1,2],\"y\":[1,2]}" },
        { "0.10: key\ntrue: key\n", "{\"0.10\":\"key\",\"true\":\"key\"}" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(as_json(c->in), str_z(c->out));
}

TEST(yaml_refusals_name_the_place)
{
    static const struct {
        const char *in;
        int code, line;
    } t[] = {
        { "a: 1\nb: 2\na: 3\n", ERR_CONFLICT, 3 },
        { "a: 1\nb: [1, 2\nc: 3\n", ERR_SYNTAX, 3 },
        { "a: !ruby/object 1\n", ERR_UNSUPPORTED, 1 },
        { "phone: 0123456\n", ERR_UNSUPPORTED, 1 },
        { "phone: +84123456\n", ERR_UNSUPPORTED, 1 },
        { "a: 0x1F\n", ERR_UNSUPPORTED, 1 },
        { "a: .inf\n", ERR_UNSUPPORTED, 1 },
        { "a: *missing\n", ERR_SYNTAX, 1 },
        { "a: &x [*x]\n", ERR_SYNTAX, 1 },
        { "a: 1\n---\nb: 2\n", ERR_UNSUPPORTED, 2 },
        { "<<: {a: 1}\n", ERR_UNSUPPORTED, 1 },
        { "? [a, b]\n: c\n", ERR_UNSUPPORTED, 1 },
    };
    FOR_EACH(t, c) {
        val v;
        struct text_error where = { 0 };
        err e = yaml_read(test_arena(), str_z(c->in), &v, NULL, &where);
        EXPECT_INT(e.code, c->code);
        EXPECT_INT(where.line, c->line);
        EXPECT(where.what && where.column > 0);
    }
}

TEST(yaml_bombs_are_refused)
{
    buf b;
    val v;

    buf_init(&b, test_arena(), 0);
    buf_add(&b, S("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"));
    for (int i = 1; i < 9; i++) {
        buf_fmt(&b, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++)
            buf_fmt(&b, "%s*a%d", k ? ", " : "", i - 1);
        buf_add(&b, S("]\n"));
    }
    EXPECT_INT(yaml_read(test_arena(), buf_str(&b), &v, NULL, NULL).code, ERR_SIZE);
    char deep[200];
    memset(deep, '[', sizeof deep);
    EXPECT_INT(yaml_read(test_arena(), str_of(deep, sizeof deep), &v, NULL, NULL).code, ERR_DEPTH);
}

TEST(yaml_lines_of_paths)
{
    struct yaml_lines lines;
    val v;

    EXPECT_OK(yaml_read(test_arena(),
                        S("title: A\nfees:\n  - amount: 10\n    text: b\n  - amount: 20\n\nlast:\n "
                          " deep:\n    er: 1\n"),
                        &v, &lines, NULL));
    EXPECT_INT(yaml_line(&lines, S("title")), 1);
    EXPECT_INT(yaml_line(&lines, S("fees")), 2);
    EXPECT_INT(yaml_line(&lines, S("fees.0.text")), 4);
    EXPECT_INT(yaml_line(&lines, S("fees.1.amount")), 5);
    EXPECT_INT(yaml_line(&lines, S("fees.1.nothing.here")), 5);
    EXPECT_INT(yaml_line(&lines, S("last.deep.er")), 9);
}

TEST(yaml_written_reads_back_equal)
{
    static const char *const docs[] = {
        "{\"a\":[1,2.50,{\"b\":null,\"c\":[]},[[1],[2,[3]]]],\"d\":{},\"true\":\"yes\",\"x y\":\"- "
        "no\",\"n\":\"12\",\"z\":\"\"}",
        "[\"a: b\",\"#c\",\"d #e\",\"line\\nend\",\"\\u0001\",\"\xc4\x91\",\"trailing "
        "\",\"2026-03-02\"]",
        "\"null\"",
        "-1.5",
    };
    FOR_EACH(docs, d) {
        val v, again;
        buf b;
        buf_init(&b, test_arena(), 0);
        EXPECT_OK(val_from_json(test_arena(), str_z(*d), NULL, &v, NULL));
        yaml_write(&b, v);
        struct text_error where = { 0 };
        if (failed(yaml_read(test_arena(), buf_str(&b), &again, NULL, &where)) ||
            !val_equal(v, again))
            test_fail(__FILE__, __LINE__, "line %d: %s\n%.*s", where.line, where.what,
                      STR_ARG(buf_str(&b)));
    }
}
