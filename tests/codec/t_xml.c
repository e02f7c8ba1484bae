#include "codec/xml.h"
#include "tests/check.h"

static const char model[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<d:definitions xmlns:d=\"urn:dmn\" xmlns=\"urn:other\" xmlns:z=\"urn:z\" name=\"a &amp; b\">\n"
    "  <!-- skipped -->\n"
    "  <d:decision id=\"one\" z:id=\"two\">\n"
    "    <d:text>if x &lt; 1 <![CDATA[then \"<y>\"]]></d:text>\n"
    "  </d:decision>\n"
    "  <plain/>\n"
    "  <d:decision id=\"three\">mixed <b>bold</b> tail</d:decision>\n"
    "</d:definitions>\n";

TEST(xml_tree_has_names_text_and_lines)
{
    struct xml_node *root;

    EXPECT_OK(xml_read(test_arena(), str_z(model), NULL, &root, NULL));
    EXPECT(xml_is(root, S("urn:dmn"), S("definitions")));
    EXPECT_STR(xml_attr(root, S("name")), S("a & b"));
    struct xml_node *d = xml_child(root, S("urn:dmn"), S("decision"));
    EXPECT_INT(d->line, 4);
    EXPECT_STR(xml_attr(d, S("id")), S("one"));
    EXPECT_STR(xml_attr_ns(d, S("urn:z"), S("id")), S("two"));
    EXPECT(xml_attr(d, S("name")).p == NULL);
    EXPECT_STR(d->text, S(""));
    EXPECT_STR(xml_child_text(d, STR_NULL, S("text")), S("if x < 1 then \"<y>\""));
    struct xml_node *second = xml_next(d);
    EXPECT_STR(xml_attr(second, S("id")), S("three"));
    EXPECT_STR(second->text, S("mixed  tail"));
    EXPECT(xml_next(second) == NULL);
    EXPECT(xml_is(xml_child(root, STR_NULL, S("plain")), S("urn:other"), S("plain")));
    EXPECT(second->parent == root);
    int n = 0;
    for (struct xml_node *w = root; w; w = xml_walk(root, w))
        n++;
    EXPECT_INT(n, 6);
}

TEST(xml_hostile_is_refused)
{
    static const struct {
        const char *in;
        int code;
    } t[] = {
        { "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", ERR_UNSUPPORTED },
        { "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", ERR_UNSUPPORTED },
        { "<a>&unknown;</a>", ERR_SYNTAX },
        { "<a><b></a></b>", ERR_SYNTAX },
        { "<a/><b/>", ERR_SYNTAX },
        { "<p:a/>", ERR_SYNTAX },
        { "<a x=\"1\" x=\"2\"/>", ERR_SYNTAX },
        { "<a>\xff</a>", ERR_SYNTAX },
        { "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xc3\xa9</a>", ERR_SYNTAX },
        { "\xff\xfe<", ERR_SYNTAX },
        { "", ERR_SYNTAX },
        { "text", ERR_SYNTAX },
        { "<a", ERR_SYNTAX },
    };
    FOR_EACH(t, c) {
        struct xml_node *root = NULL;
        struct text_error where = { 0 };
        EXPECT_INT(xml_read(test_arena(), str_z(c->in), NULL, &root, &where).code, c->code);
        EXPECT(root == NULL);
        EXPECT(where.what != NULL);
    }
    struct xml_node *root;
    struct text_error where = { 0 };
    EXPECT(failed(xml_read(test_arena(), S("<a>\n<b>\n</c></a>"), NULL, &root, &where)));
    EXPECT_INT(where.line, 3);
}

TEST(xml_limits_hold)
{
    struct xml_limits few = { .bytes = 200, .depth = 3, .nodes = 5, .attrs = 2, .value = 8 };
    static const struct {
        const char *in;
        int code;
    } t[] = {
        { "<a><b><c/></b></a>", ERR_NONE },          { "<a><b><c><d/></c></b></a>", ERR_DEPTH },
        { "<a><b/><b/><b/><b/><b/></a>", ERR_SIZE }, { "<a x='1' y='2' z='3'/>", ERR_SIZE },
        { "<a x='123456789'/>", ERR_SIZE },          { "<a>123456789</a>", ERR_SIZE },
    };
    FOR_EACH(t, c) {
        struct xml_node *root;
        EXPECT_INT(xml_read(test_arena(), str_z(c->in), &few, &root, NULL).code, c->code);
    }
}

TEST(xml_five_megabytes)
{
    buf b;
    struct xml_node *root;

    buf_init(&b, test_arena(), 6 * MIB);
    buf_add(&b, S("<list>"));
    while (b.n < 5 * MIB)
        buf_fmt(&b, "\n  <item id=\"i%zu\"><name>Name of a thing</name><value>12.50</value></item>",
                b.n);
    buf_add(&b, S("</list>"));
    size_t before = test_arena()->used;
    EXPECT_OK(xml_read(test_arena(), buf_str(&b), NULL, &root, NULL));
    EXPECT(test_arena()->used - before < 10 * b.n);
    EXPECT_STR(xml_child_text(root->first, STR_NULL, S("value")), S("12.50"));
}

TEST(xml_written_reads_back)
{
    struct xml_writer w;
    struct xml_node *root;
    buf b;
    str hard = S("<a & \"b\" 'c'>\t\n\r\x01 \xc4\x91");

    buf_init(&b, test_arena(), 0);
    xml_write_start(&w, &b);
    xml_open(&w, S("feed"));
    xml_put_attr(&w, S("title"), hard);
    xml_put_element(&w, S("entry"), hard);
    xml_put_element(&w, S("empty"), S(""));
    xml_close(&w);
    EXPECT_OK(xml_read(test_arena(), buf_str(&b), NULL, &root, NULL));
    str want = S("<a & \"b\" 'c'>\t\n\r\xef\xbf\xbd \xc4\x91");
    EXPECT_STR(xml_attr(root, S("title")), want);
    EXPECT_STR(root->first->text, want);
    EXPECT(str_has(buf_str(&b), S("<empty/>")));
}
