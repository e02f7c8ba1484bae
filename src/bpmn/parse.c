/* The structure of a BPMN file: processes, scopes, flow nodes, sequence flows, lanes. */
#include "bpmn/parse.h"
#include "letter/names.h"

/* In processes that are only drawn nothing is refused. */
void parse_refuse(struct reader *r, int line, str element, const char *code, str repair,
                  const char *fmt, ...)
{
    va_list ap;

    if (!r->strict)
        return;
    va_start(ap, fmt);
    finding_addv(r->f, FINDING_ERROR, line, element, code, repair, fmt, ap);
    va_end(ap);
}

void warn(struct reader *r, int line, str element, const char *code, str repair, const char *fmt,
          ...)
{
    va_list ap;

    va_start(ap, fmt);
    finding_addv(r->f, FINDING_WARNING, line, element, code, repair, fmt, ap);
    va_end(ap);
}

void value_read(struct reader *r, int line, str element, str text, struct bpmn_value *out)
{
    struct feel_error where = { 0 };
    struct feel *expr;

    *out = (struct bpmn_value){ .text = str_trim(text), .line = line };
    if (!str_starts(out->text, S("=")))
        return;
    struct feel_scope scope = names_plain(r->a, str_from(out->text, 1), &r->scope);
    if (failed(feel_parse(r->a, str_from(out->text, 1), &scope, &expr, &where))) {
        parse_refuse(r, line + MAX(where.line, 1) - 1, element, "bpmn.feel", where.suggestion,
                     "The expression \"%.*s\" is no FEEL: %.*s", (int)MIN(out->text.n, 120),
                     out->text.p, STR_ARG(where.message));
        return;
    }
    if (feel_mistyped(r->a, expr, &where))
        parse_refuse(r, line + MAX(where.line, 1) - 1, element, "bpmn.feel", where.suggestion,
                     "In \"%.*s\", %.*s.", (int)MIN(out->text.n, 120), out->text.p,
                     STR_ARG(where.message));
    out->expr = expr;
}

/* Elements of other vendors are kept out of the model: one warning a namespace. */
void foreign_seen(struct reader *r, const struct xml_node *x, str element)
{
    if (map_get(&r->foreign, x->ns))
        return;
    map_put(&r->foreign, r->a, x->ns, r);
    warn(r, x->line, element, "bpmn.foreign",
         S("Remove them, or say the same with zeebe: elements."),
         "Elements of the namespace %.*s (the first is %.*s) have no effect here.", STR_ARG(x->ns),
         STR_ARG(x->name));
}

/* camunda:assignee and the like. */
static void attrs_seen(struct reader *r, const struct xml_node *x, str element)
{
    for (size_t i = 0; i < x->n_attrs; i++) {
        const struct xml_attr *at = &x->attrs[i];
        if (!at->ns.n || str_eq(at->ns, NS_ZEEBE) || str_ends(at->ns, S("XMLSchema-instance")) ||
            map_get(&r->foreign, at->ns))
            continue;
        map_put(&r->foreign, r->a, at->ns, r);
        warn(r, x->line, element, "bpmn.foreign",
             S("Remove them, or say the same with zeebe: elements."),
             "Attributes of the namespace %.*s (the first is %.*s) have no effect here.",
             STR_ARG(at->ns), STR_ARG(at->name));
    }
}

uint32_t node_find(const struct reader *r, str id)
{
    const void *at = id.n ? map_get(&r->node_at, id) : NULL;

    return at ? (uint32_t)((uintptr_t)at - 1) : BPMN_NO;
}

static const struct {
    str name;
    enum bpmn_kind kind;
} kinds[] = {
    { S_INIT("startEvent"), BPMN_START },
    { S_INIT("endEvent"), BPMN_END },
    { S_INIT("intermediateCatchEvent"), BPMN_CATCH },
    { S_INIT("intermediateThrowEvent"), BPMN_THROW },
    { S_INIT("boundaryEvent"), BPMN_BOUNDARY },
    { S_INIT("task"), BPMN_TASK },
    { S_INIT("manualTask"), BPMN_MANUAL },
    { S_INIT("userTask"), BPMN_USER },
    { S_INIT("serviceTask"), BPMN_SERVICE },
    { S_INIT("sendTask"), BPMN_SEND },
    { S_INIT("receiveTask"), BPMN_RECEIVE },
    { S_INIT("scriptTask"), BPMN_SCRIPT },
    { S_INIT("businessRuleTask"), BPMN_RULE },
    { S_INIT("subProcess"), BPMN_SUBPROCESS },
    { S_INIT("transaction"), BPMN_SUBPROCESS },
    { S_INIT("callActivity"), BPMN_CALL_ACTIVITY },
    { S_INIT("exclusiveGateway"), BPMN_EXCLUSIVE },
    { S_INIT("parallelGateway"), BPMN_PARALLEL },
    { S_INIT("inclusiveGateway"), BPMN_INCLUSIVE },
    { S_INIT("eventBasedGateway"), BPMN_EVENT_GATEWAY },
    { S_INIT("complexGateway"), BPMN_OTHER },
    { S_INIT("adHocSubProcess"), BPMN_OTHER },
    { S_INIT("subChoreography"), BPMN_OTHER },
    { S_INIT("choreographyTask"), BPMN_OTHER },
    { S_INIT("callChoreography"), BPMN_OTHER },
};

static const str drawn[] = {
    /* documentation, not execution */
    S_INIT("documentation"),
    S_INIT("extensionElements"),
    S_INIT("incoming"),
    S_INIT("outgoing"),
    S_INIT("textAnnotation"),
    S_INIT("association"),
    S_INIT("group"),
    S_INIT("dataObject"),
    S_INIT("dataObjectReference"),
    S_INIT("dataStoreReference"),
    S_INIT("laneSet"),
    S_INIT("auditing"),
    S_INIT("monitoring"),
    S_INIT("supportedInterfaceRef"),
};
static const str data_flow[] = {
    /* drawn; variables go by zeebe:ioMapping */
    S_INIT("ioSpecification"),
    S_INIT("dataInputAssociation"),
    S_INIT("dataOutputAssociation"),
    S_INIT("property"),
    S_INIT("dataInput"),
    S_INIT("dataOutput"),
    S_INIT("inputSet"),
    S_INIT("outputSet"),
    S_INIT("ioBinding"),
};

static bool listed(const str *list, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], name))
            return true;
    return false;
}

static bool kind_of(str name, enum bpmn_kind *out)
{
    FOR_EACH(kinds, k)
        if (str_eq(k->name, name)) {
            *out = k->kind;
            return true;
        }
    return false;
}

static uint32_t scope_read(struct reader *r, const struct xml_node *x, uint32_t parent,
                           uint32_t owner);

/* What stands in a flow node besides its event definitions and extensions. */
static void node_children(struct reader *r, const struct xml_node *x, struct bpmn_node *n)
{
    for (const struct xml_node *c = x->first; c; c = c->next) {
        enum bpmn_kind kind;
        if (!str_eq(c->ns, NS_BPMN)) {
            foreign_seen(r, c, n->id);
        } else if (str_eq(c->name, S("multiInstanceLoopCharacteristics"))) {
            multi_read(r, c, n);
        } else if (str_eq(c->name, S("standardLoopCharacteristics"))) {
            loop_read(r, c, n);
        } else if (listed(data_flow, LEN(data_flow), c->name)) {
            if (r->strict)
                warn(r, c->line, n->id, "bpmn.data", S("Pass variables by zeebe:ioMapping."),
                     "%.*s is drawn, but moves no data.", STR_ARG(c->name));
        } else if (str_ends(c->name, S("EventDefinition")) || listed(drawn, LEN(drawn), c->name) ||
                   (n->kind == BPMN_SCRIPT && str_eq(c->name, S("script"))) ||
                   kind_of(c->name, &kind) || str_eq(c->name, S("sequenceFlow")) ||
                   str_eq(c->name, S("eventDefinitionRef"))) {
            continue; /* read elsewhere */
        } else {
            parse_refuse(r, c->line, n->id, "bpmn.unsupported",
                         str_ends(c->name, S("erformer")) || str_eq(c->name, S("potentialOwner"))
                             ? S("Name people by zeebe:assignmentDefinition.")
                             : S("Remove it."),
                         "%.*s in %.*s is not executed.", STR_ARG(c->name), STR_ARG(n->type_name));
        }
    }
}

static void node_other(struct reader *r, const struct xml_node *x, const struct bpmn_node *n)
{
    if (n->kind == BPMN_OTHER)
        parse_refuse(r, x->line, n->id, "bpmn.unsupported",
                     str_eq(x->name, S("complexGateway"))
                         ? S("Use an inclusive gateway or an event subprocess.")
                         : S("Use a subprocess."),
                     "%.*s is not executed.", STR_ARG(x->name));
    if (str_eq(xml_attr(x, S("startQuantity")), S("1")) || !xml_attr(x, S("startQuantity")).p)
        return;
    parse_refuse(r, x->line, n->id, "bpmn.unsupported", S("Use a parallel gateway."),
                 "startQuantity is not executed.");
}

static void node_read(struct reader *r, const struct xml_node *x, enum bpmn_kind kind,
                      uint32_t scope)
{
    struct bpmn_node n = {
        .index = (uint32_t)r->nodes.n,
        .kind = kind,
        .scope = scope,
        .line = x->line,
        .type_name = x->name,
        .id = xml_attr(x, S("id")),
        .name = xml_attr(x, S("name")),
        .body = BPMN_NO,
        .host = BPMN_NO,
        .handler = BPMN_NO,
        .link = BPMN_NO,
        .call_all_in = true,
        .call_all_out = true,
        .documentation = xml_child_text(x, NS_BPMN, S("documentation")),
        .for_compensation = str_eq(xml_attr(x, S("isForCompensation")), S("true")),
        .is_transaction = str_eq(x->name, S("transaction")),
    };

    if (!n.id.n)
        n.id = str_fmt(r->a, "element-%u", n.index);
    if (kind == BPMN_SUBPROCESS && str_eq(xml_attr(x, S("triggeredByEvent")), S("true")))
        n.kind = BPMN_EVENT_SUBPROCESS;
    if (map_get(&r->node_at, n.id))
        parse_refuse(r, x->line, n.id, "bpmn.duplicate", S("Give each element an id of its own."),
                     "The id %.*s is used twice.", STR_ARG(n.id));
    map_put(&r->node_at, r->a, n.id, (void *)(uintptr_t)(n.index + 1));
    n.name = n.name.p ? n.name : S("");
    n.documentation = n.documentation.p ? n.documentation : S("");
    attrs_seen(r, x, n.id);
    event_read(r, x, &n);
    zeebe_read(r, x, &n);
    node_children(r, x, &n);
    node_other(r, x, &n);
    *vec_push(&r->nodes, r->a) = n;
    *vec_push(&r->node_xml, r->a) = x;
    if (kind == BPMN_SUBPROCESS) {
        uint32_t body = scope_read(r, x, scope, n.index);
        r->nodes.v[n.index].body = body;
    }
}

static void flow_read(struct reader *r, const struct xml_node *x, uint32_t scope)
{
    const struct xml_node *when = xml_child(x, NS_BPMN, S("conditionExpression"));
    struct bpmn_flow flow = {
        .index = (uint32_t)r->flows.n,
        .id = xml_attr(x, S("id")),
        .name = xml_attr(x, S("name")),
        .line = x->line,
        .from = scope,
        .to = BPMN_NO,
    };

    flow.name = flow.name.p ? flow.name : S("");
    if (flow.id.n && (map_get(&r->flow_at, flow.id) || map_get(&r->node_at, flow.id)))
        parse_refuse(r, x->line, flow.id, "bpmn.duplicate",
                     S("Give each element an id of its own."), "The id %.*s is used twice.",
                     STR_ARG(flow.id));
    if (flow.id.n)
        map_put(&r->flow_at, r->a, flow.id, (void *)x);
    if (when) {
        value_read(r, when->line, flow.id, when->text, &flow.when);
        if (!flow.when.expr && !str_starts(flow.when.text, S("=")))
            parse_refuse(r, when->line, flow.id, "bpmn.condition",
                         S("Write the condition in FEEL, beginning with \"=\"."),
                         "The condition \"%.*s\" is no FEEL expression.",
                         (int)MIN(flow.when.text.n, 120), flow.when.text.p);
    }
    *vec_push(&r->flows, r->a) = flow;
    *vec_push(&r->flow_xml, r->a) = x;
}

static void lanes_read(struct reader *r, const struct xml_node *set)
{
    for (const struct xml_node *lane = set->first; lane; lane = lane->next) {
        if (!xml_is(lane, NS_BPMN, S("lane")))
            continue;
        for (const struct xml_node *ref = lane->first; ref; ref = ref->next) {
            if (xml_is(ref, NS_BPMN, S("flowNodeRef")))
                map_put(&r->lanes, r->a, str_trim(ref->text), (void *)lane);
            else if (xml_is(ref, NS_BPMN, S("childLaneSet")))
                lanes_read(r, ref); /* the inner lane is put later and stays */
        }
    }
}

static void scope_child(struct reader *r, const struct xml_node *c, uint32_t scope, str owner)
{
    enum bpmn_kind kind;

    if (!str_eq(c->ns, NS_BPMN))
        foreign_seen(r, c, owner);
    else if (kind_of(c->name, &kind))
        node_read(r, c, kind, scope);
    else if (str_eq(c->name, S("sequenceFlow")))
        flow_read(r, c, scope);
    else if (str_eq(c->name, S("laneSet")))
        lanes_read(r, c);
    else if (str_eq(c->name, S("association")))
        *vec_push(&r->associations, r->a) = c;
}

/* In a process; a subprocess' own properties were looked at with its node. */
static void process_child(struct reader *r, const struct xml_node *c, str id)
{
    enum bpmn_kind kind;

    if (!str_eq(c->ns, NS_BPMN) || kind_of(c->name, &kind) || str_eq(c->name, S("sequenceFlow")) ||
        listed(drawn, LEN(drawn), c->name))
        return;
    if (listed(data_flow, LEN(data_flow), c->name)) {
        if (r->strict)
            warn(r, c->line, id, "bpmn.data", S("Pass variables by zeebe:ioMapping."),
                 "%.*s is drawn, but holds no data.", STR_ARG(c->name));
        return;
    }
    parse_refuse(r, c->line, id, "bpmn.unsupported", S("Remove it."), "%.*s is not executed.",
                 STR_ARG(c->name));
}

static uint32_t scope_read(struct reader *r, const struct xml_node *x, uint32_t parent,
                           uint32_t owner)
{
    uint32_t index = (uint32_t)r->scopes.n;
    str id = xml_attr(x, S("id")), name = xml_attr(x, S("name"));

    *vec_push(&r->scopes, r->a) = (struct bpmn_scope){
        .index = index,
        .parent = parent,
        .owner = owner,
        .id = id,
        .name = name.p ? name : S(""),
        .executable = r->strict,
    };
    for (const struct xml_node *c = x->first; c; c = c->next)
        scope_child(r, c, index, id);
    return index;
}

static void process_extensions(struct reader *r, const struct xml_node *x, str id)
{
    const struct xml_node *ext = xml_child(x, NS_BPMN, S("extensionElements"));

    for (const struct xml_node *c = ext ? ext->first : NULL; c; c = c->next) {
        if (!str_eq(c->ns, NS_ZEEBE))
            foreign_seen(r, c, id);
        else if (!str_eq(c->name, S("versionTag")) && !str_eq(c->name, S("properties")))
            parse_refuse(r, c->line, id, "bpmn.unsupported",
                         S("Remove it; forms are files of the service."),
                         "zeebe:%.*s of a process is not executed.", STR_ARG(c->name));
    }
}

static void processes_read(struct reader *r)
{
    for (const struct xml_node *x = r->root->first; x; x = x->next) {
        if (!xml_is(x, NS_BPMN, S("process")))
            continue;
        str id = xml_attr(x, S("id"));
        r->strict = str_eq(xml_attr(x, S("isExecutable")), S("true"));
        for (const struct xml_node *c = x->first; c; c = c->next)
            process_child(r, c, id);
        process_extensions(r, x, id);
        scope_read(r, x, BPMN_NO, BPMN_NO);
    }
    r->strict = false;
}

static void ids_collect(struct reader *r)
{
    for (const struct xml_node *x = r->root; x; x = xml_walk(r->root, x)) {
        str id = str_eq(x->ns, NS_BPMN) ? xml_attr(x, S("id")) : STR_NULL;
        if (id.n)
            map_put(&r->ids, r->a, id, (void *)x);
    }
}

static void name_known(struct reader *r, str path)
{
    str name, rest;

    str_cut(str_trim(path), '.', &name, &rest);
    if (!name.n || map_get(&r->known, name))
        return;
    map_put(&r->known, r->a, name, r);
    *vec_push(&r->names, r->a) = (struct feel_name){ .name = name };
}

/* The variables that the model itself writes may have blanks in their names, or the name of a
 * built-in function. */
static void names_collect(struct reader *r, const struct feel_scope *outer)
{
    static const str attrs[] = {
        S_INIT("target"),
        S_INIT("resultVariable"),
        S_INIT("inputElement"),
        S_INIT("outputCollection"),
    };

    for (size_t i = 0; outer && i < outer->n; i++) {
        map_put(&r->known, r->a, outer->names[i].name, r);
        *vec_push(&r->names, r->a) = outer->names[i];
    }
    for (const struct xml_node *x = r->root; x; x = xml_walk(r->root, x))
        if (str_eq(x->ns, NS_ZEEBE))
            FOR_EACH(attrs, a)
                name_known(r, xml_attr(x, *a));
    r->scope = outer ? *outer : (struct feel_scope){ 0 };
    r->scope.names = r->names.v;
    r->scope.n = r->names.n;
    r->scope.open = true;
}

static void model_finish(struct reader *r)
{
    struct bpmn *m = r->m;

    m->id = xml_attr(r->root, S("id"));
    m->name = xml_attr(r->root, S("name"));
    m->nodes = r->nodes.v;
    m->nodes_n = (uint32_t)r->nodes.n;
    m->flows = r->flows.v;
    m->flows_n = (uint32_t)r->flows.n;
    m->scopes = r->scopes.v;
    m->scopes_n = (uint32_t)r->scopes.n;
    for (size_t i = 0; i < r->nodes.n; i++)
        map_put(&m->by_id, r->a, r->nodes.v[i].id, &r->nodes.v[i]);
    for (size_t i = 0; i < r->scopes.n; i++)
        if (r->scopes.v[i].owner == BPMN_NO)
            map_put(&m->by_process, r->a, r->scopes.v[i].id, &r->scopes.v[i]);
}

err bpmn_parse(arena *a, str xml, struct findings *f, struct bpmn **out)
{
    return bpmn_parse_in(a, xml, NULL, f, out);
}

err bpmn_parse_in(arena *a, str xml, const struct feel_scope *names, struct findings *f,
                  struct bpmn **out)
{
    struct reader r = { .a = a, .f = f };
    struct text_error where = { 0 };
    struct xml_node *root;
    size_t before = f->errors;
    err e = xml_read(a, xml, NULL, &root, &where);

    if (failed(e)) {
        finding_add(f, FINDING_ERROR, where.line, S(""), "bpmn.xml", S(""),
                    "This is no XML that can be read: %s.",
                    where.what ? where.what : "it is not well-formed");
        return e.class == ERR_CLASS_FAULT ? e : REFUSED(ERR_SYNTAX);
    }
    if (!xml_is(root, NS_BPMN, S("definitions"))) {
        finding_add(f, FINDING_ERROR, root->line, S(""), "bpmn.xml",
                    S("Save the model as BPMN 2.0."), "The root element is not bpmn:definitions.");
        return REFUSED(ERR_SYNTAX);
    }
    r.root = root;
    r.m = ARENA_NEW(a, struct bpmn);
    ids_collect(&r);
    names_collect(&r, names);
    named_read(&r);
    processes_read(&r);
    model_link(&r);
    model_finish(&r);
    model_check(&r);
    layout_read(&r);
    *out = r.m;
    return f->errors > before ? REFUSED(ERR_REFUSED) : OK;
}

const struct bpmn_node *bpmn_node(const struct bpmn *m, str id)
{
    return id.n ? map_get(&m->by_id, id) : NULL;
}

const struct bpmn_scope *bpmn_process(const struct bpmn *m, str id)
{
    return id.n ? map_get(&m->by_process, id) : NULL;
}

const struct bpmn_scope *bpmn_main(const struct bpmn *m)
{
    for (uint32_t i = 0; i < m->scopes_n; i++)
        if (m->scopes[i].owner == BPMN_NO && m->scopes[i].executable)
            return &m->scopes[i];
    return NULL;
}
