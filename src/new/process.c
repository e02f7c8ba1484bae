/* process.bpmn of a new service: a few nodes in a row, the refusal below, and where all is drawn.
 */
#include "new/write.h"

#include "codec/xml.h"

enum { FIRST_X = 160, ROW_Y = 140, LOW_Y = 280, GAP = 60, NODES_MOST = 12 };

enum shape { EVENT, TASK, GATEWAY };
struct node {
    const char *id, *element;
    enum word_id name;
    enum shape shape;
    bool low;         /* below the row */
    const char *more; /* attributes */
    str inside;       /* extension elements */
    int x, y;         /* of its middle's left; filled by place() */
};
struct flow {
    const char *id, *from, *to;
    enum word_id name; /* W_NONE: none */
    const char *when;  /* condition, or null */
};
struct picture {
    struct draft *d;
    struct node nodes[NODES_MOST];
    size_t n_nodes;
    struct flow flows[NODES_MOST + 2];
    size_t n_flows;
};

/* ---- what the process does ---- */

static struct node *node(struct picture *p, const char *element, const char *id, enum word_id name)
{
    struct node *x = &p->nodes[p->n_nodes++];

    CHECK(p->n_nodes <= NODES_MOST);
    *x = (struct node){ .id = id, .element = element, .name = name, .more = "", .inside = S("") };
    x->shape = str_ends(str_z(element), S("Event"))     ? EVENT
               : str_ends(str_z(element), S("Gateway")) ? GATEWAY
                                                        : TASK;
    return x;
}

static void flow(struct picture *p, const char *id, const char *from, const char *to,
                 enum word_id name, const char *when)
{
    CHECK(p->n_flows < LEN(p->flows));
    p->flows[p->n_flows++] = (struct flow){ id, from, to, name, when };
}

static str user_inside(const struct draft *d, const char *form, const char *group, bool second,
                       const char *mappings)
{
    str g = val_get_text(d->in, str_z(group));

    return str_fmt(d->a,
                   "        <zeebe:userTask />\n"
                   "        <zeebe:formDefinition formId=\"%s\" />\n"
                   "        <zeebe:assignmentDefinition candidateGroups=\"%.*s\" />\n%s"
                   "        <zeebe:ioMapping>\n%s        </zeebe:ioMapping>\n",
                   form, STR_ARG(g),
                   second ? "        <zeebe:properties>\n"
                            "          <zeebe:property name=\"second-person\" value=\"true\" />\n"
                            "        </zeebe:properties>\n"
                          : "",
                   mappings);
}

/* The answers that letters may show: all but files. */
static str letter_data(const struct draft *d, const char *more)
{
    val all = val_get(d->in, S("questions"));
    buf b;

    buf_init(&b, d->a, 256);
    buf_fmt(&b, "={case_number: case.number%s", more);
    for (size_t i = 0; i < val_count(all); i++) {
        str id = val_get_text(val_at(all, i), S("id"));
        if (!str_eq(val_get_text(val_at(all, i), S("kind")), S("file")))
            buf_fmt(&b, ", %.*s: %.*s", STR_ARG(id), STR_ARG(id));
    }
    buf_char(&b, '}');
    return buf_str(&b);
}

static str issue_inside(const struct draft *d)
{
    return str_fmt(d->a,
                   "        <zeebe:taskDefinition type=\"document.issue\" />\n"
                   "        <zeebe:ioMapping>\n"
                   "          <zeebe:input source='=\"document\"' target=\"output\" />\n"
                   "          <zeebe:input source=\"%.*s\" target=\"data\" />\n"
                   "          <zeebe:input source=\"=applicant_account\" target=\"account\" />\n"
                   "          <zeebe:output source=\"={id: id, number: number}\" "
                   "target=\"issued\" />\n"
                   "        </zeebe:ioMapping>\n",
                   STR_ARG(letter_data(d, ", today: today")));
}

static str tell_inside(const struct draft *d, const char *letter, const char *more, bool document)
{
    return str_fmt(d->a,
                   "        <zeebe:taskDefinition type=\"notify.send\" />\n"
                   "        <zeebe:ioMapping>\n"
                   "          <zeebe:input source='=\"%s\"' target=\"letter\" />\n"
                   "          <zeebe:input source=\"%.*s\" target=\"data\" />\n%s"
                   "          <zeebe:input source=\"=applicant_account\" target=\"account\" />\n"
                   "          <zeebe:output source='=\"%s\"' target=\"outcome\" />\n"
                   "        </zeebe:ioMapping>\n",
                   letter, STR_ARG(letter_data(d, more)),
                   document ? "          <zeebe:input source=\"=issued.id\" target=\"document\" "
                              "/>\n"
                            : "",
                   letter);
}

static const char examine_maps[] =
    "          <zeebe:input source=\"=null\" target=\"decision\" />\n"
    "          <zeebe:input source=\"=null\" target=\"reason\" />\n"
    "          <zeebe:output source=\"={decision: decision, reason: reason}\" target=\"review\" "
    "/>\n";
static const char confirm_maps[] =
    "          <zeebe:input source=\"=null\" target=\"confirmed\" />\n"
    "          <zeebe:output source=\"=confirmed\" target=\"second\" />\n";

static const char *decided_by_rules(struct picture *p)
{
    node(p, "businessRuleTask", "Task_rules", W_new_rules)->inside =
        S("        <zeebe:calledDecision decisionId=\"outcome\" resultVariable=\"outcome\" />\n");
    flow(p, "Flow_start", "Start", "Task_rules", W_NONE, NULL);
    return "Task_rules";
}

static const char *decided_by_people(struct picture *p)
{
    struct draft *d = p->d;

    node(p, "userTask", "Task_examine", W_new_examine)->inside =
        user_inside(d, "review", "group", false, examine_maps);
    flow(p, "Flow_start", "Start", "Task_examine", W_NONE, NULL);
    if (!draft_is(d, "decides", "two"))
        return "Task_examine";
    node(p, "userTask", "Task_confirm", W_new_confirm)->inside =
        user_inside(d, "confirm", "second_group", true, confirm_maps);
    node(p, "exclusiveGateway", "Gate_confirmed", W_new_gate_confirmed)->more =
        " default=\"Flow_back\"";
    flow(p, "Flow_confirm", "Task_examine", "Task_confirm", W_NONE, NULL);
    flow(p, "Flow_confirmed", "Task_confirm", "Gate_confirmed", W_NONE, NULL);
    flow(p, "Flow_back", "Gate_confirmed", "Task_examine", W_new_flow_no, NULL);
    return "Gate_confirmed";
}

static void outcomes(struct picture *p, const char *last, bool rules)
{
    struct draft *d = p->d;
    bool document = draft_is(d, "issues", "document");
    bool two = draft_is(d, "decides", "two");

    node(p, "exclusiveGateway", "Gate_outcome", W_new_gate_outcome)->more =
        " default=\"Flow_refused\"";
    flow(p, "Flow_decided", last, "Gate_outcome", two ? W_new_flow_yes : W_NONE,
         two ? "=second = \"yes\"" : NULL);
    if (document)
        node(p, "serviceTask", "Task_issue", W_new_issue)->inside = issue_inside(d);
    node(p, "serviceTask", "Task_tell_granted", W_new_tell_granted)->inside =
        tell_inside(d, "granted", document ? ", document_number: issued.number" : "", document);
    node(p, "endEvent", "End_granted", W_new_end_granted);
    struct node *refusal = node(p, "serviceTask", "Task_tell_refused", W_new_tell_refused);
    refusal->inside = tell_inside(d, "refused", rules ? "" : ", reason: review.reason", false);
    refusal->low = true;
    node(p, "endEvent", "End_refused", W_new_end_refused)->low = true;
    flow(p, "Flow_granted", "Gate_outcome", document ? "Task_issue" : "Task_tell_granted",
         W_new_flow_granted, rules ? "=outcome = \"granted\"" : "=review.decision = \"grant\"");
    if (document)
        flow(p, "Flow_issued", "Task_issue", "Task_tell_granted", W_NONE, NULL);
    flow(p, "Flow_told", "Task_tell_granted", "End_granted", W_NONE, NULL);
    flow(p, "Flow_refused", "Gate_outcome", "Task_tell_refused", W_new_flow_refused, NULL);
    flow(p, "Flow_told_refused", "Task_tell_refused", "End_refused", W_NONE, NULL);
}

/* ---- where it is drawn ---- */

static int width(const struct node *x)
{
    return x->shape == EVENT ? 36 : x->shape == TASK ? 100 : 50;
}

static int height(const struct node *x)
{
    return x->shape == EVENT ? 36 : x->shape == TASK ? 80 : 50;
}

static struct node *find(struct picture *p, const char *id)
{
    for (size_t i = 0; i < p->n_nodes; i++)
        if (str_eq(str_z(p->nodes[i].id), str_z(id)))
            return &p->nodes[i];
    CHECK(!"a flow of the picture leads nowhere");
    return NULL;
}

static void place(struct picture *p)
{
    int x = FIRST_X, low = 0;

    for (size_t i = 0; i < p->n_nodes; i++) {
        struct node *n = &p->nodes[i];
        n->x = n->low ? low : x;
        n->y = n->low ? LOW_Y : ROW_Y;
        (*(n->low ? &low : &x)) += width(n) + GAP;
        if (n->shape == GATEWAY)
            low = x;
    }
}

static void waypoint(buf *b, int x, int y)
{
    buf_fmt(b, "        <di:waypoint x=\"%d\" y=\"%d\" />\n", x, y);
}

static void draw_flow(struct picture *p, buf *b, const struct flow *f)
{
    const struct node *from = find(p, f->from), *to = find(p, f->to);
    int middle = from->x + width(from) / 2, over = ROW_Y - 80;

    buf_fmt(b, "      <bpmndi:BPMNEdge id=\"%s_di\" bpmnElement=\"%s\">\n", f->id, f->id);
    if (to->x < from->x) { /* back, over the row */
        waypoint(b, middle, from->y - height(from) / 2);
        waypoint(b, middle, over);
        waypoint(b, to->x + width(to) / 2, over);
        waypoint(b, to->x + width(to) / 2, to->y - height(to) / 2);
    } else if (to->y != from->y) { /* down, then on */
        waypoint(b, middle, from->y + height(from) / 2);
        waypoint(b, middle, to->y);
        waypoint(b, to->x, to->y);
    } else {
        waypoint(b, from->x + width(from), from->y);
        waypoint(b, to->x, to->y);
    }
    buf_add(b, S("      </bpmndi:BPMNEdge>\n"));
}

static void draw_nodes(struct picture *p, buf *b)
{
    for (size_t i = 0; i < p->n_nodes; i++) {
        const struct node *n = &p->nodes[i];
        buf_fmt(b,
                "      <bpmndi:BPMNShape id=\"%s_di\" bpmnElement=\"%s\"%s>\n"
                "        <dc:Bounds x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" />\n"
                "      </bpmndi:BPMNShape>\n",
                n->id, n->id, n->shape == GATEWAY ? " isMarkerVisible=\"true\"" : "", n->x,
                n->y - height(n) / 2, width(n), height(n));
    }
}

/* ---- text ---- */

static void name_put(struct picture *p, buf *b, const char *id, enum word_id name)
{
    if (!name)
        return;
    buf_add(b, S(" name=\""));
    xml_escape(b, draft_word(p->d, name, p->d->site->langs[0].code));
    buf_char(b, '"');
    draft_words_of(p->d, S("process.bpmn"), str_z(id), S("name"), name);
}

static void node_put(struct picture *p, buf *b, const struct node *n)
{
    buf_fmt(b, "    <bpmn:%s id=\"%s\"", n->element, n->id);
    name_put(p, b, n->id, n->name);
    buf_fmt(b, "%s>\n", n->more);
    if (n->inside.n)
        buf_fmt(b,
                "      <bpmn:extensionElements>\n%.*s"
                "      </bpmn:extensionElements>\n",
                STR_ARG(n->inside));
    for (size_t i = 0; i < p->n_flows; i++)
        if (str_eq(str_z(p->flows[i].to), str_z(n->id)))
            buf_fmt(b, "      <bpmn:incoming>%s</bpmn:incoming>\n", p->flows[i].id);
    for (size_t i = 0; i < p->n_flows; i++)
        if (str_eq(str_z(p->flows[i].from), str_z(n->id)))
            buf_fmt(b, "      <bpmn:outgoing>%s</bpmn:outgoing>\n", p->flows[i].id);
    buf_fmt(b, "    </bpmn:%s>\n", n->element);
}

static void flow_put(struct picture *p, buf *b, const struct flow *f)
{
    buf_fmt(b, "    <bpmn:sequenceFlow id=\"%s\"", f->id);
    name_put(p, b, f->id, f->name);
    buf_fmt(b, " sourceRef=\"%s\" targetRef=\"%s\"", f->from, f->to);
    if (!f->when) {
        buf_add(b, S(" />\n"));
        return;
    }
    buf_add(b, S(">\n      <bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\">"));
    xml_escape(b, str_z(f->when));
    buf_add(b, S("</bpmn:conditionExpression>\n    </bpmn:sequenceFlow>\n"));
}

static void head_put(struct picture *p, buf *b)
{
    buf_fmt(b,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" "
            "xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" "
            "xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" "
            "xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" "
            "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
            "xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" "
            "xmlns:modeler=\"http://camunda.org/schema/modeler/1.0\" id=\"Definitions_1\" "
            "targetNamespace=\"http://bpmn.io/schema/bpmn\" "
            "modeler:executionPlatform=\"Camunda Cloud\" "
            "modeler:executionPlatformVersion=\"8.6.0\">\n"
            "  <bpmn:process id=\"%.*s\" name=\"",
            STR_ARG(p->d->id));
    xml_escape(b, draft_first(p->d, val_get(p->d->in, S("title"))));
    buf_add(b, S("\" isExecutable=\"true\">\n"));
}

void write_process(struct draft *d)
{
    struct picture *p = ARENA_NEW(d->a, struct picture);
    bool rules = draft_is(d, "decides", "automatic");
    buf b;

    p->d = d;
    node(p, "startEvent", "Start", W_new_start);
    outcomes(p, rules ? decided_by_rules(p) : decided_by_people(p), rules);
    place(p);
    buf_init(&b, d->a, 16 * KIB);
    head_put(p, &b);
    for (size_t i = 0; i < p->n_nodes; i++)
        node_put(p, &b, &p->nodes[i]);
    for (size_t i = 0; i < p->n_flows; i++)
        flow_put(p, &b, &p->flows[i]);
    buf_fmt(&b,
            "  </bpmn:process>\n  <bpmndi:BPMNDiagram id=\"Diagram_1\">\n"
            "    <bpmndi:BPMNPlane id=\"Plane_1\" bpmnElement=\"%.*s\">\n",
            STR_ARG(d->id));
    draw_nodes(p, &b);
    for (size_t i = 0; i < p->n_flows; i++)
        draw_flow(p, &b, &p->flows[i]);
    buf_add(&b, S("    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n</bpmn:definitions>\n"));
    draft_add(d, S("process.bpmn"), buf_str(&b));
}
