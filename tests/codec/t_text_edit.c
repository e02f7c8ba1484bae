#include "codec/text_edit.h"
#include "codec/xml.h"
#include "tests/check.h"

TEST(a_text_of_json_is_changed_and_nothing_else)
{
    static const char json[] =
        "{\"a\" : [ {\"b\": \"x\\\"]\",\n \"c\": {\"d\":\"old\"} },\t\"last\" ],"
        " \"n\": 1.50 }\n";
    static const struct {
        const char *path[5], *text, *old, *now;
    } t[] = {
        { { "a", "0", "c", "d" }, "new", "\"old\"", "\"new\"" },
        { { "a", "1" }, "l\n\"", "\"last\"", "\"l\\n\\\"\"" },
        { { "a", "0", "b" }, "é", "\"x\\\"]\"", "\"é\"" },
        { { "n" }, "1", NULL, NULL },
        { { "a", "2" }, "1", NULL, NULL },
        { { "a", "x" }, "1", NULL, NULL },
        { { "z" }, "1", NULL, NULL },
    };
    FOR_EACH(t, c) {
        str path[5], out = STR_NULL;
        size_t n = 0;
        while (c->path[n]) {
            path[n] = str_z(c->path[n]);
            n++;
        }
        err e = json_set_text(test_arena(), str_z(json), path, n, str_z(c->text), &out);
        if (!c->old) {
            EXPECT_INT(e.code, ERR_MISSING);
            continue;
        }
        EXPECT_OK(e);
        size_t at = str_find(str_z(json), str_z(c->old), 0);
        EXPECT_STR(out, str_fmt(test_arena(), "%.*s%s%.*s", STR_ARG(str_sub(str_z(json), 0, at)),
                                c->now, STR_ARG(str_from(str_z(json), at + strlen(c->old)))));
    }
    str out, path = S("a");
    EXPECT_INT(json_set_text(test_arena(), S("{\"a\":"), &path, 1, S("x"), &out).code, ERR_SYNTAX);
}

TEST(an_attribute_of_xml_is_changed_and_nothing_else)
{
    static const char xml[] =
        "<?xml version=\"1.0\"?>\n<!-- <t id=\"b\" name=\"no\"/> -->\n<d:t xmlns:d='u' >"
        "<d:s id=\"a\"\n  name='old > one' other=\"1\"><![CDATA[<t id=\"b\" name=\"no\"/>]]></d:s>"
        "<d:s name=\"two\" id='b'/><d:s id=\"c\"/></d:t>\n";
    static const struct {
        const char *id, *value, *old, *now;
    } t[] = {
        { "a", "it's <new>", "old > one", "it&apos;s &lt;new&gt;" },
        { "b", "a\nb", "two", "a&#10;b" },
        { "c", "x", NULL, NULL },
        { "d", "x", NULL, NULL },
    };
    FOR_EACH(t, c) {
        str out = STR_NULL;
        struct xml_node *root;
        err e =
            xml_set_attr(test_arena(), str_z(xml), str_z(c->id), S("name"), str_z(c->value), &out);
        if (!c->old) {
            EXPECT_INT(e.code, ERR_MISSING);
            continue;
        }
        EXPECT_OK(e);
        size_t at = str_find(str_z(xml), str_z(c->old), 0);
        EXPECT_STR(out, str_fmt(test_arena(), "%.*s%s%.*s", STR_ARG(str_sub(str_z(xml), 0, at)),
                                c->now, STR_ARG(str_from(str_z(xml), at + strlen(c->old)))));
        EXPECT_OK(xml_read(test_arena(), out, NULL, &root, NULL));
        for (struct xml_node *x = root; x; x = xml_walk(root, x))
            if (str_eq(xml_attr(x, S("id")), str_z(c->id)))
                EXPECT_STR(xml_attr(x, S("name")), str_z(c->value));
    }
}
