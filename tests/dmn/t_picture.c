/* The requirement graph as a picture: the file's layout where it shows everything, else one made.
 */
#include "codec/xml.h"
#include "dmn/diagram.h"
#include "tests/check.h"
#include "text/svg.h"

#define NS "https://www.omg.org/spec/DMN/20230324/MODEL/"
#define DI "https://www.omg.org/spec/DMN/20230324/DMNDI/"

/* %s: a diagram or nothing.  Level by level: a, b; sum, law; top; all. */
static const char model_text[] =
    "<definitions xmlns='" NS "' namespace='urn:m' name='m &lt;1&gt;'>"
    "<inputData id='a' name='a'><variable name='a'/></inputData>"
    "<inputData id='b' name='b &amp; c'><variable name='b'/></inputData>"
    "<inputData id='late' name='late'><variable name='late'/></inputData>"
    "<businessKnowledgeModel id='f' name='f'><variable name='f'/><encapsulatedLogic>"
    "<formalParameter name='n'/><literalExpression><text>n</text></literalExpression>"
    "</encapsulatedLogic></businessKnowledgeModel>"
    "<decision id='sum' name='sum'><variable name='sum'/>"
    "<informationRequirement id='r1'><requiredInput href='#a'/></informationRequirement>"
    "<informationRequirement id='r2'><requiredInput href='#b'/></informationRequirement>"
    "<knowledgeRequirement id='r3'><requiredKnowledge href='#f'/></knowledgeRequirement>"
    "<literalExpression><text>f(a) + b</text></literalExpression></decision>"
    "<decision id='top' name='top'><variable name='top'/>"
    "<informationRequirement id='r4'><requiredDecision href='#sum'/></informationRequirement>"
    "<informationRequirement id='r5'><requiredInput href='#late'/></informationRequirement>"
    "<informationRequirement id='r6'><requiredInput href='#a'/></informationRequirement>"
    "<literalExpression><text>sum + late + a</text></literalExpression></decision>"
    "<decisionService id='all' name='all'><variable name='all'/><outputDecision href='#top'/>"
    "<inputData href='#a'/></decisionService>%s</definitions>";

#define SHAPE(id, x, y)                                                                            \
    "<d:DMNShape dmnElementRef='" id "'><Bounds x='" x "' y='" y "' width='100' height='40'/>"     \
    "</d:DMNShape>"
#define EDGE(id, x)                                                                                \
    "<d:DMNEdge dmnElementRef='" id "'><waypoint x='" x "' y='0'/><waypoint x='5' "                \
    "y='6.5'/></d:DMNEdge>"
#define EDGES EDGE("r1", "1") EDGE("r2", "2") EDGE("r3", "3") EDGE("r4", "4") EDGE("r5", "5")
static const char diagram_text[] =
    "<d:DMNDI xmlns:d='" DI "'><d:DMNDiagram>" SHAPE("a", "0", "300") SHAPE("b", "200", "300")
        SHAPE("late", "400", "150.5") SHAPE("f", "600", "300") SHAPE("sum", "0", "150")
            SHAPE("top", "0", "0") SHAPE("all", "800", "0") EDGES "%s</d:DMNDiagram></d:DMNDI>";

static struct dmn *parse(str xml)
{
    struct findings f = { .a = test_arena() };
    struct dmn *m = NULL;

    EXPECT_OK(dmn_parse(test_arena(), xml, &f, &m));
    return m;
}

static str drawn(const char *diagram)
{
    struct dmn_picture o = { .title = S("What & why"),
                             .desc = S("the list says it"),
                             .id = S("g") };
    buf b;

    buf_init(&b, test_arena(), 4096);
    EXPECT_OK(dmn_svg(&b, test_arena(), parse(str_fmt(test_arena(), model_text, diagram)), &o));
    return buf_str(&b);
}

static const struct xml_node *tree(str svg)
{
    struct xml_node *root = NULL;

    EXPECT_OK(xml_read(test_arena(), svg, NULL, &root, NULL));
    return root;
}

/* The box of an element by what it is called. */
static const struct xml_node *box_named(const struct xml_node *svg, const char *name)
{
    for (const struct xml_node *g = svg ? svg->first : NULL; g; g = g->next)
        if (str_eq(xml_child_text(g, STR_NULL, S("title")), str_z(name)))
            return g->first->next;
    return NULL;
}

static double side(const struct xml_node *svg, const char *name, const char *attr)
{
    const struct xml_node *box = box_named(svg, name);

    EXPECT(box);
    return box ? svg_coordinate(xml_attr(box, str_z(attr))) : 0;
}

static size_t count(str text, str what)
{
    size_t n = 0;

    for (size_t at = 0; (at = str_find(text, what, at)) != SIZE_MAX; at += what.n)
        n++;
    return n;
}

TEST(a_model_without_layout_is_drawn_by_levels)
{
    static const struct {
        const char *low, *high;
    } t[] = {
        { "a", "sum" }, { "b & c", "sum" }, { "sum", "top" }, { "late", "top" }, { "top", "all" }
    };
    str svg = drawn("");
    const struct xml_node *root = tree(svg);

    FOR_EACH(t, c)
        EXPECT(side(root, c->low, "y") > side(root, c->high, "y"));
    EXPECT(side(root, "a", "y") == side(root, "b & c", "y"));
    EXPECT(side(root, "late", "y") == side(root, "sum", "y")); /* right below what needs it */
    EXPECT_INT(count(svg, S("<polyline")), 7); /* six requirements, one that gives */
    EXPECT_INT(count(svg, S("#g-open")), 1);
    EXPECT_INT(count(svg, S("dmn-dotted")), 1);
}

TEST(boxes_of_a_level_do_not_touch)
{
    static const char *const names[] = { "a", "b & c", "late", "sum", "top", "all" };
    const struct xml_node *root = tree(drawn(""));

    FOR_EACH(names, p)
        FOR_EACH(names, q)
            EXPECT(p == q || side(root, *p, "y") != side(root, *q, "y") ||
                   side(root, *p, "x") + side(root, *p, "width") < side(root, *q, "x") ||
                   side(root, *q, "x") + side(root, *q, "width") < side(root, *p, "x"));
}

TEST(the_layout_of_the_file_is_kept_where_it_shows_everything)
{
    str whole = str_fmt(test_arena(), diagram_text, EDGE("r6", "6")),
        partial = str_fmt(test_arena(), diagram_text, "");
    const struct xml_node *root = tree(drawn(str_zdup(test_arena(), whole)));

    EXPECT(side(root, "late", "x") == 400);
    EXPECT(side(root, "late", "y") == 150.5);
    EXPECT(str_has(drawn(str_zdup(test_arena(), whole)), S("points=\"6,0 5,6.5\"")));
    root = tree(drawn(str_zdup(test_arena(), partial))); /* a requirement without a line */
    EXPECT(side(root, "late", "x") != 400);
    EXPECT(side(root, "a", "y") > side(root, "sum", "y"));
}

TEST(a_picture_says_what_it_is)
{
    str svg = drawn("");
    const struct xml_node *root = tree(svg);

    EXPECT_STR(xml_attr(root, S("role")), S("img"));
    EXPECT_STR(xml_attr(root, S("aria-labelledby")), S("g-title"));
    EXPECT_STR(xml_child_text(root, STR_NULL, S("title")), S("What & why"));
    EXPECT_STR(xml_child_text(root, STR_NULL, S("desc")), S("the list says it"));
    EXPECT(!str_has(svg, S("style=")) && !str_has(svg, S("b & c")));
}

static str in_capitals(void *user, str id, str name)
{
    (void)user;
    return str_eq(id, S("sum")) ? S("A sum of everything that anybody could ever be asked for by "
                                    "the state in a year that is long, and then some more of it")
                                : name;
}

TEST(labels_are_the_readers_and_long_ones_are_cut)
{
    struct dmn_picture o = { .label = in_capitals };
    buf b;

    buf_init(&b, test_arena(), 4096);
    EXPECT_OK(dmn_svg(&b, test_arena(), parse(str_fmt(test_arena(), model_text, "")), &o));
    EXPECT(str_has(buf_str(&b), S("<title>A sum of everything")));
    EXPECT(str_has(buf_str(&b), S("…</tspan>")));
    EXPECT(str_has(buf_str(&b), S("m &lt;1&gt;"))); /* no title: the model's name */
}

TEST(what_cannot_be_drawn_is_refused_and_adds_nothing)
{
    static const char empty[] = "<definitions xmlns='" NS "' namespace='urn:e' name='e'/>",
                      circle[] =
                          "<definitions xmlns='" NS "' namespace='urn:c' name='c'>"
                          "<decision id='x' name='x'><variable name='x'/><informationRequirement>"
                          "<requiredDecision href='#y'/></informationRequirement>"
                          "<literalExpression><text>y</text></literalExpression></decision>"
                          "<decision id='y' name='y'><variable name='y'/><informationRequirement>"
                          "<requiredDecision href='#x'/></informationRequirement>"
                          "<literalExpression><text>x</text></literalExpression></decision>"
                          "</definitions>";
    struct dmn_picture o = { 0 };
    buf b, many;

    buf_init(&b, test_arena(), 64);
    EXPECT_INT(dmn_svg(&b, test_arena(), parse(str_z(empty)), &o).code, ERR_MISSING);
    EXPECT_INT(dmn_svg(&b, test_arena(), parse(str_z(circle)), &o).code, ERR_SYNTAX);
    buf_init(&many, test_arena(), 4096);
    buf_add(&many, S("<definitions xmlns='" NS "' namespace='urn:n' name='n'>"));
    for (int i = 0; i < 301; i++)
        buf_fmt(&many, "<inputData id='i%d' name='i%d'/>", i, i);
    buf_add(&many, S("</definitions>"));
    EXPECT_INT(dmn_svg(&b, test_arena(), parse(buf_str(&many)), &o).code, ERR_SIZE);
    EXPECT_INT(b.n, 0);
}
