#include "bpmn/diagram.h"
#include "codec/xml.h"
#include "tests/bpmn/play.h"

#define BOUNDS(id, x, y, w, h)                                                                     \
    "<di:BPMNShape bpmnElement='" id "'><dc:Bounds x='" x "' y='" y "' width='" w "' height='" h   \
    "'/></di:BPMNShape>"
#define EDGE(id)                                                                                   \
    "<di:BPMNEdge bpmnElement='" id                                                                \
    "'><dd:waypoint x='36' y='18'/><dd:waypoint x='80.5' y='18'/></di:BPMNEdge>"

/* clang-format off */
static const char process[] =
    "<bpmn:laneSet id='ls'><bpmn:lane id='l1' name='Registry'>"
    "<bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
    START_TO("a")
    "<bpmn:userTask id='a' name='Check &amp; decide'/>"
    FLOW("a", "g")
    "<bpmn:exclusiveGateway id='g' default='g_e'/>"
    FLOW("g", "e")
    "<bpmn:sequenceFlow id='more' name='question' sourceRef='g' targetRef='b'>"
    "<bpmn:conditionExpression>=ask</bpmn:conditionExpression></bpmn:sequenceFlow>"
    USER("b") FLOW("b", "a") END("e");

static const char layout[] =
    BOUNDS("pool", "-40", "-60", "400", "200") BOUNDS("l1", "-10", "-60", "370", "200")
    BOUNDS("s", "0", "0", "36", "36") BOUNDS("a", "80.5", "-22", "100", "80")
    BOUNDS("g", "200", "0", "50", "50") BOUNDS("b", "80", "70", "100", "60")
    BOUNDS("e", "300", "0", "36", "36") EDGE("fs") EDGE("a_g") EDGE("g_e") EDGE("more");
/* clang-format on */

static const struct bpmn *drawn(void)
{
    return play_model(str_fmt(
        test_arena(),
        "<bpmn:definitions xmlns:bpmn='http://www.omg.org/spec/BPMN/20100524/MODEL' "
        "xmlns:di='http://www.omg.org/spec/BPMN/20100524/DI' "
        "xmlns:dc='http://www.omg.org/spec/DD/20100524/DC' "
        "xmlns:dd='http://www.omg.org/spec/DD/20100524/DI'><bpmn:collaboration id='co'>"
        "<bpmn:participant id='pool' name='City &lt;Hall&gt;' processRef='p'/></bpmn:collaboration>"
        "<bpmn:process id='p' isExecutable='true'>%s</bpmn:process><di:BPMNDiagram>"
        "<di:BPMNPlane bpmnElement='co'>%s</di:BPMNPlane></di:BPMNDiagram></bpmn:definitions>",
        process, layout));
}

static str label(void *user, str id)
{
    (void)user;
    return str_eq(id, S("b")) ? S("Trả lời câu hỏi") : STR_NULL;
}

static size_t count(str s, str part)
{
    size_t n = 0;

    for (size_t at = 0; (at = str_find(s, part, at)) != SIZE_MAX; at += part.n)
        n++;
    return n;
}

TEST(the_picture_is_safe_and_says_where_the_case_is)
{
    struct play p;
    struct bpmn_marks marks;
    buf b;
    struct xml_node *root;

    PLAY(&p, drawn(), { "", "user:a" });
    EXPECT_OK(bpmn_where(test_arena(), p.m, p.state, &marks));
    buf_init(&b, test_arena(), 8 * KIB);
    EXPECT_OK(bpmn_svg(&b, p.m,
                       &(struct diagram_options){ .marks = &marks,
                                                  .title = S("Birth <x>"),
                                                  .desc = S("In words"),
                                                  .label = label,
                                                  .links = true }));
    str svg = buf_str(&b);
    EXPECT_OK(xml_read(test_arena(), svg, NULL, &root, NULL));
    EXPECT(!str_has(svg, S("style=")) && !str_has(svg, S("<script")) && !str_has(svg, S(" on")));
    EXPECT(str_has(svg, S("role=\"img\"")) && str_has(svg, S("Birth &lt;x&gt;</title>")) &&
           str_has(svg, S("In words</desc>")));
    EXPECT(str_has(svg, S("City &lt;Hall&gt;")) && str_has(svg, S("Check &amp;")) &&
           str_has(svg, S("Registry")));
    EXPECT(str_has(svg, S("Trả lời")));
    EXPECT_INT(count(svg, S("is-present")), 1);
    EXPECT_INT(count(svg, S("is-visited")), 3); /* start, flow, task */
    EXPECT_INT(count(svg, S("class=\"bpmn-flow")), 4);
    EXPECT(str_has(svg, S("href=\"#bpmn-a\"")));
}

static str two_now(void *user, str element)
{
    (void)user;
    return str_eq(element, S("a")) ? S("2 now") : STR_NULL;
}

/* The count of a step stands below it, and elsewhere where an arrow would go through it. */
TEST(the_count_of_a_step_is_clear_of_arrows)
{
    static const struct {
        const char *b, *points; /* the next task, and the way to it */
        bool below;
    } t[] = {
        { "x='300' y='100' width='100' height='80'",
          "<di:waypoint x='200' y='140'/><di:waypoint x='300' y='140'/>", true },
        { "x='100' y='300' width='100' height='80'",
          "<di:waypoint x='150' y='180'/><di:waypoint x='150' y='300'/>", false },
        { "x='300' y='300' width='100' height='80'",
          "<di:waypoint x='110' y='180'/><di:waypoint x='340' y='300'/>", false },
    };

    FOR_EACH(t, c) {
        str xml = play_xml(S(""), S(START_TO("a") USER("a") FLOW("a", "b") USER("b")));
        str plane =
            str_fmt(test_arena(),
                    "<bpmndi:BPMNDiagram xmlns:bpmndi='http://www.omg.org/spec/BPMN/20100524/DI' "
                    "xmlns:dc='http://www.omg.org/spec/DD/20100524/DC' "
                    "xmlns:di='http://www.omg.org/spec/DD/20100524/DI' id='D'><bpmndi:BPMNPlane "
                    "id='P' bpmnElement='p'>"
                    "<bpmndi:BPMNShape id='a_di' bpmnElement='a'><dc:Bounds x='100' y='100' "
                    "width='100' height='80'/></bpmndi:BPMNShape>"
                    "<bpmndi:BPMNShape id='b_di' bpmnElement='b'><dc:Bounds %s/>"
                    "</bpmndi:BPMNShape><bpmndi:BPMNEdge id='e_di' bpmnElement='a_b'>%s"
                    "</bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
                    "</bpmn:definitions>",
                    c->b, c->points);
        size_t end = str_find(xml, S("</bpmn:definitions>"), 0);
        buf b;
        buf_init(&b, test_arena(), 8 * KIB);
        EXPECT_OK(bpmn_svg(&b, play_model(str_cat(test_arena(), str_sub(xml, 0, end), plane)),
                           &(struct diagram_options){ .badge = two_now }));
        size_t at = str_find(buf_str(&b), S("bpmn-badge"), 0);
        EXPECT(at != SIZE_MAX);
        str tag = str_sub(buf_str(&b), at, 70);
        EXPECT((str_has(tag, S("x=\"150\"")) && str_has(tag, S("y=\"198\""))) == c->below);
    }
}

TEST(a_model_without_layout_has_no_picture)
{
    buf b;

    buf_init(&b, test_arena(), 64);
    EXPECT_INT(bpmn_svg(&b, play_model(play_xml(S(""), S(START_TO("a") USER("a")))),
                        &(struct diagram_options){ 0 })
                   .code,
               ERR_MISSING);
    EXPECT_INT(b.n, 0);
}

TEST(the_outline_says_what_is_done_present_and_next)
{
    struct play p;
    struct bpmn_marks marks;

    PLAY(&p, drawn(), { "{\"ask\":true}", "user:a" }, { "done a", "user:b" });
    EXPECT_OK(bpmn_where(test_arena(), p.m, p.state, &marks));
    struct outline o = bpmn_outline(test_arena(), p.m, S("p"),
                                    &(struct diagram_options){ .marks = &marks, .label = label });
    static const struct {
        const char *id, *name, *kind;
        enum outline_state state;
        uint32_t next;
    } want[] = {
        { "s", "start event", "start_event", OUTLINE_DONE, 1 },
        { "a", "Check & decide", "user_task", OUTLINE_DONE, 2 },
        { "e", "end event", "end_event", OUTLINE_OPEN, 0 },
        { "b", "Trả lời câu hỏi", "user_task", OUTLINE_PRESENT, 1 },
    };
    EXPECT_INT(o.n, LEN(want));
    for (size_t i = 0; i < MIN(o.n, LEN(want)); i++) {
        EXPECT_STR(o.v[i].node->id, str_z(want[i].id));
        EXPECT_STR(o.v[i].name, str_z(want[i].name));
        EXPECT_STR(str_z(o.v[i].kind), str_z(want[i].kind));
        EXPECT_INT(o.v[i].state, want[i].state);
        EXPECT_INT(o.v[i].next_n, want[i].next);
    }
    EXPECT_STR(o.v[1].lane, S("Registry"));
    EXPECT_STR(o.v[1].next_words[1], S("question"));
}
