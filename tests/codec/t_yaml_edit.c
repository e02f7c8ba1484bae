#include "codec/yaml_edit.h"
#include "tests/check.h"

/* "a/b/0": the path; "": nothing. */
static size_t path_of(const char *text, str *out)
{
    str rest = str_z(text), part;
    size_t n = 0;

    while (str_next(&rest, '/', &part))
        out[n++] = part;
    return n;
}

static str edited(const char *text, const char *path, const char *value, const char *after)
{
    str parts[8], out;
    val v = val_null();

    if (value)
        EXPECT_OK(val_from_json(test_arena(), str_z(value), NULL, &v, NULL));
    err e = yaml_set(test_arena(), str_z(text), parts, path_of(path, parts), v, str_z(after), &out);
    return failed(e) ? str_fmt(test_arena(), "error %d", e.code) : out;
}

#define SERVICE                                                                                    \
    "# what people read first\n"                                                                   \
    "id: dog\n"                                                                                    \
    "title: Register a dog   # short\n"                                                            \
    "description: |\n  First line.\n\n  Second line.\n\n"                                          \
    "keywords:\n  en: [dog, # not puppy\n       pet]\n"                                            \
    "fees:\n"                                                                                      \
    "  # by the year\n"                                                                            \
    "  - { id: year, title: A year, amount: 40 }  # since 2020\n"                                  \
    "  - id: late\n    title: \"Too late\"\n    amount: 10\n"                                      \
    "unknown_key: [1,   2]\n"

TEST(a_value_is_changed_where_it_stands)
{
    static const struct {
        const char *path, *value, *old, *now; /* the stretch that differs */
    } t[] = {
        { "title", "\"A dog\"", "title: Register a dog   #", "title: A dog   #" },
        { "title", "\"A: dog\"", "title: Register a dog   #", "title: \"A: dog\"   #" },
        { "title", "\"Đăng ký chó\"", "title: Register a dog   #", "title: Đăng ký chó   #" },
        { "title", "\"12\"", "title: Register a dog   #", "title: \"12\"   #" },
        { "title", "\"two\\nlines\\n\"", "title: Register a dog   # short\n",
          "title: \"two\\nlines\\n\"   # short\n" },
        { "description", "\"One line.\"", "description: |\n  First line.\n\n  Second line.\n",
          "description: One line.\n" },
        { "description", "\"a\\n\\nb\"", "description: |\n  First line.\n\n  Second line.\n",
          "description: |-\n  a\n\n  b\n" },
        { "fees/0/amount", "45.50", "amount: 40 }", "amount: 45.50 }" },
        { "fees/0/title", "\"A year, whole\"", "title: A year,", "title: \"A year, whole\"," },
        { "fees/0/amount", NULL, ", amount: 40 }", " }" },
        { "fees/0/id", NULL, "{ id: year, title", "{ title" },
        { "fees/0/channel", "\"online\"", "amount: 40 }", "amount: 40, channel: online }" },
        { "fees/1/title", "\"Late\"", "title: \"Too late\"", "title: Late" },
        { "fees/1/amount", NULL, "    amount: 10\n", "" },
        { "fees/1/channel", "\"paper\"", "    amount: 10\n",
          "    amount: 10\n    channel: paper\n" },
        { "fees/0", NULL, "  - { id: year, title: A year, amount: 40 }  # since 2020\n", "" },
        { "fees/-", "{\"id\":\"extra\",\"amount\":1}", "    amount: 10\n",
          "    amount: 10\n  - { id: extra, amount: 1 }\n" },
        { "keywords/en", "[\"dog\"]", "[dog, # not puppy\n       pet]", "[dog]" },
        { "keywords/vi", "[\"chó\"]", "       pet]\n", "       pet]\n  vi: [chó]\n" },
        { "office", "\"x\"", "unknown_key: [1,   2]\n", "unknown_key: [1,   2]\noffice: x\n" },
        { "retention/case", "\"P1Y\"", "unknown_key: [1,   2]\n",
          "unknown_key: [1,   2]\nretention:\n  case: P1Y\n" },
        { "keywords", NULL, "keywords:\n  en: [dog, # not puppy\n       pet]\n", "" },
        { "keywords/en", NULL, "keywords:\n  en: [dog, # not puppy\n       pet]\n", "" },
    };
    FOR_EACH(t, c) {
        str all = S(SERVICE), got = edited(SERVICE, c->path, c->value, "");
        size_t at = str_find(all, str_z(c->old), 0);
        EXPECT(at != SIZE_MAX);
        str want = str_fmt(test_arena(), "%.*s%s%.*s", STR_ARG(str_sub(all, 0, at)), c->now,
                           STR_ARG(str_from(all, at + strlen(c->old))));
        EXPECT_STR(got, want);
    }
}

TEST(a_new_key_stands_where_it_belongs_and_small_texts_grow)
{
    static const struct {
        const char *text, *path, *value, *after, *want;
    } t[] = {
        { "a: 1\nb: 2 # two\nc: 3\n", "x", "\"y\"", "b", "a: 1\nb: 2 # two\nx: y\nc: 3\n" },
        { "a: 1", "x", "\"y\"", "", "a: 1\nx: y\n" },
        { "", "a/b.c/d", "\"e\"", "", "a:\n  b.c:\n    d: e\n" },
        { "# nothing yet\n", "a/b", "\"e\"", "", "# nothing yet\na:\n  b: e\n" },
        { "{}\n", "a", "\"e\"", "", "{ a: e }\n" },
        { "a:\nb: 1\n", "a/x", "\"e\"", "", "a:\n  x: e\nb: 1\n" },
        { "a: {}\n", "a/x", "\"e\"", "", "a: { x: e }\n" },
        { "a: []\n", "a/-", "\"e\"", "", "a: [ e ]\n" },
        { "a: [x]\n", "a/0", "\"e\"", "", "a: [e]\n" },
        { "a:\n- x\n- y\n", "a/-", "\"z\"", "", "a:\n- x\n- y\n- z\n" },
        { "a:\n- x\n- y\n", "a/1", NULL, "", "a:\n- x\n" },
        { "a: '1'\n", "a", "1", "", "a: 1\n" },
        { "a: >\n  folded\n  text\n\n# end\n", "a", "\"b\"", "", "a: b\n\n# end\n" },
        { "a: x\n", "a", "\"x\"", "", "a: x\n" },
        { "a: x\n", "b", NULL, "", "a: x\n" },
        { "\"q k\": 1\nz: 2\n", "q k", "2", "", "\"q k\": 2\nz: 2\n" },
        { "a: x\r\nb: y\r\n", "a", "\"z\"", "", "a: z\r\nb: y\r\n" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(edited(c->text, c->path, c->value, c->after), str_z(c->want));
}

TEST(what_cannot_be_changed_in_place_is_refused_and_never_guessed)
{
    static const struct {
        const char *text, *path, *value;
        int code;
    } t[] = {
        { "a: &x [1, 2]\nb: *x\n", "b/0", "3", ERR_UNSUPPORTED },
        { "a: text\n", "a/b", "1", ERR_UNSUPPORTED },
        { "a: [1]\n", "a/7", "1", ERR_UNSUPPORTED },
        { "a: [1\n", "a", "1", ERR_SYNTAX },
        { "a: 1\na: 2\n", "a", "1", ERR_CONFLICT },
        { "- id: x\n  title: y\n", "0/id", NULL, ERR_UNSUPPORTED },
    };
    FOR_EACH(t, c)
        EXPECT_STR(edited(c->text, c->path, c->value, ""),
                   str_fmt(test_arena(), "error %d", c->code));
}
