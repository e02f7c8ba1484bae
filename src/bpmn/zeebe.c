/* Camunda 8's extension elements of a flow node. */
#include "bpmn/parse.h"

static str attr(const struct xml_node *x, str name)
{
    str v = xml_attr(x, name);

    return v.p ? v : S("");
}

static void value_attr(struct reader *r, const struct xml_node *x, const struct bpmn_node *n,
                       str name, struct bpmn_value *out)
{
    str v = xml_attr(x, name);

    if (v.n)
        value_read(r, x->line, n->id, v, out);
}

/* Versions are pinned by the case, as "deployment" says; a version tag is something else. */
static void binding_check(struct reader *r, const struct xml_node *x, const struct bpmn_node *n)
{
    if (str_eq(xml_attr(x, S("bindingType")), S("versionTag")))
        parse_refuse(r, x->line, n->id, "bpmn.unsupported", S("Use the binding \"deployment\"."),
                     "Binding %.*s by version tag is not executed.", STR_ARG(x->name));
}

static void task_definition(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    value_attr(r, x, n, S("type"), &n->type);
    value_attr(r, x, n, S("retries"), &n->retries);
}

static bool target_valid(str target)
{
    return target.n && target.p[0] != '.' && target.p[target.n - 1] != '.' &&
           str_find(target, S(".."), 0) == SIZE_MAX && str_find_char(target, '=', 0) == SIZE_MAX;
}

static void io_mapping(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    size_t count = 0;

    for (const struct xml_node *c = x->first; c; c = c->next)
        count++;
    struct bpmn_mapping *in = ARENA_ARRAY(r->a, struct bpmn_mapping, count + 1);
    struct bpmn_mapping *out = ARENA_ARRAY(r->a, struct bpmn_mapping, count + 1);
    for (const struct xml_node *c = x->first; c; c = c->next) {
        bool input = xml_is(c, NS_ZEEBE, S("input"));
        if (!input && !xml_is(c, NS_ZEEBE, S("output"))) {
            foreign_seen(r, c, n->id);
            continue;
        }
        struct bpmn_mapping *m = input ? &in[n->inputs_n++] : &out[n->outputs_n++];
        m->target = str_trim(attr(c, S("target")));
        value_attr(r, c, n, S("source"), &m->source);
        if (!target_valid(m->target))
            parse_refuse(r, c->line, n->id, "bpmn.mapping", S("Name a variable as the target."),
                         "A mapping of %.*s has the target \"%.*s\".", STR_ARG(n->id),
                         STR_ARG(m->target));
    }
    n->inputs = in;
    n->outputs = out;
}

static val pairs(struct reader *r, const struct xml_node *x, str element, str key, str value)
{
    val_builder b = val_build(r->a);

    for (const struct xml_node *c = x->first; c; c = c->next)
        if (xml_is(c, NS_ZEEBE, element) && xml_attr(c, key).n)
            val_put(&b, xml_attr(c, key), val_str(attr(c, value)));
    return val_done(&b);
}

static void task_headers(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    n->headers = pairs(r, x, S("header"), S("key"), S("value"));
}

static void properties(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    n->properties = pairs(r, x, S("property"), S("name"), S("value"));
}

static void called_decision(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    value_attr(r, x, n, S("decisionId"), &n->decision);
    n->result = attr(x, S("resultVariable"));
    binding_check(r, x, n);
}

static void called_element(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    value_attr(r, x, n, S("processId"), &n->called);
    n->call_all_in = !str_eq(xml_attr(x, S("propagateAllParentVariables")), S("false"));
    n->call_all_out = !str_eq(xml_attr(x, S("propagateAllChildVariables")), S("false"));
    binding_check(r, x, n);
}

static void form_definition(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    value_attr(r, x, n, S("formId"), &n->form);
    value_attr(r, x, n, S("formKey"), &n->form_key);
    value_attr(r, x, n, S("externalReference"), &n->form_key);
    binding_check(r, x, n);
    if (str_starts(n->form_key.text, S("camunda-forms:bpmn:")))
        parse_refuse(r, x->line, n->id, "bpmn.unsupported",
                     S("Save the form as a file of the service and name its formId."),
                     "A form inside of the process is not executed.");
}

static void assignment(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    value_attr(r, x, n, S("assignee"), &n->assignee);
    value_attr(r, x, n, S("candidateGroups"), &n->groups);
    value_attr(r, x, n, S("candidateUsers"), &n->users);
}

static void schedule(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    value_attr(r, x, n, S("dueDate"), &n->due);
    value_attr(r, x, n, S("followUpDate"), &n->follow_up);
}

static void priority(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    value_attr(r, x, n, S("priority"), &n->priority);
}

static void script(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    value_attr(r, x, n, S("expression"), &n->script);
    n->result = attr(x, S("resultVariable"));
}

static void nothing(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    (void)r, (void)x, (void)n; /* zeebe:userTask only says how Camunda stores the task */
}

static const struct {
    str name;
    void (*read)(struct reader *r, const struct xml_node *x, struct bpmn_node *n);
} elements[] = {
    { S_INIT("taskDefinition"), task_definition },
    { S_INIT("ioMapping"), io_mapping },
    { S_INIT("taskHeaders"), task_headers },
    { S_INIT("properties"), properties },
    { S_INIT("calledDecision"), called_decision },
    { S_INIT("calledElement"), called_element },
    { S_INIT("formDefinition"), form_definition },
    { S_INIT("assignmentDefinition"), assignment },
    { S_INIT("taskSchedule"), schedule },
    { S_INIT("priorityDefinition"), priority },
    { S_INIT("script"), script },
    { S_INIT("userTask"), nothing },
};

static void element_read(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    FOR_EACH(elements, e)
        if (str_eq(e->name, x->name)) {
            e->read(r, x, n);
            return;
        }
    bool listeners = str_ends(x->name, S("Listeners"));
    if (listeners && !x->first)
        return;
    parse_refuse(r, x->line, n->id, "bpmn.unsupported",
                 listeners ? S("Draw a service task in its place.") : S("Remove it."),
                 "zeebe:%.*s is not executed.", STR_ARG(x->name));
}

void zeebe_read(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    const struct xml_node *ext = xml_child(x, NS_BPMN, S("extensionElements"));

    n->headers = n->properties = val_done(&(val_builder){ .a = r->a });
    for (const struct xml_node *c = ext ? ext->first : NULL; c; c = c->next) {
        if (str_eq(c->ns, NS_ZEEBE))
            element_read(r, c, n);
        else
            foreign_seen(r, c, n->id);
    }
}

/* bpmn:multiInstanceLoopCharacteristics with zeebe:loopCharacteristics in it. */
void multi_read(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    struct bpmn_multi *m = ARENA_NEW(r->a, struct bpmn_multi);
    const struct xml_node *ext = xml_child(x, NS_BPMN, S("extensionElements"));
    const struct xml_node *z = ext ? xml_child(ext, NS_ZEEBE, S("loopCharacteristics")) : NULL;
    const struct xml_node *until = xml_child(x, NS_BPMN, S("completionCondition"));

    n->multi = m;
    m->sequential = str_eq(xml_attr(x, S("isSequential")), S("true"));
    if (until)
        value_read(r, until->line, n->id, until->text, &m->until);
    if (until && !m->until.expr && !str_starts(m->until.text, S("=")))
        parse_refuse(r, until->line, n->id, "bpmn.condition",
                     S("Write the condition in FEEL, beginning with \"=\"."),
                     "The completion condition of %.*s is no FEEL expression.", STR_ARG(n->id));
    if (!z || !xml_attr(z, S("inputCollection")).n) {
        parse_refuse(r, x->line, n->id, "bpmn.multi",
                     S("Give an input collection; for a number n write =for i in 1..n return i."),
                     "The multi-instance of %.*s has no input collection.", STR_ARG(n->id));
        return;
    }
    value_attr(r, z, n, S("inputCollection"), &m->collection);
    value_attr(r, z, n, S("outputElement"), &m->output_element);
    m->item = attr(z, S("inputElement"));
    m->output = attr(z, S("outputCollection"));
}

void loop_read(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    struct bpmn_loop *loop = ARENA_NEW(r->a, struct bpmn_loop);
    const struct xml_node *while_ = xml_child(x, NS_BPMN, S("loopCondition"));
    str most = xml_attr(x, S("loopMaximum"));

    n->loop = loop;
    loop->before = str_eq(xml_attr(x, S("testBefore")), S("true"));
    if (most.n && (failed(str_to_i64(most, &loop->most)) || loop->most < 1))
        parse_refuse(r, x->line, n->id, "bpmn.loop", S("Give a whole number from 1."),
                     "loopMaximum is no number.");
    if (while_)
        value_read(r, while_->line, n->id, while_->text, &loop->while_);
    if (!loop->while_.expr && !loop->most)
        parse_refuse(r, x->line, n->id, "bpmn.loop",
                     S("Give a loop condition in FEEL, beginning with \"=\", or a maximum."),
                     "The loop of %.*s never says when it ends.", STR_ARG(n->id));
}
