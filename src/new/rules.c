/* rules.dmn of a new service that rules decide: one table, granted where all conditions hold. */
#include "new/write.h"

#include "codec/xml.h"
#include "feel/feel.h"

static const char *type_of(str kind)
{
    if (str_eq(kind, S("number")) || str_eq(kind, S("money")))
        return "number";
    if (str_eq(kind, S("date")))
        return "date";
    return str_eq(kind, S("tick")) ? "boolean" : "string";
}

/* What the table reads: the questions of its conditions, each once; today and law where tests name
 * them. */
struct reads {
    VEC(str) names;
    VEC(const char *) types;
};

static void reads_add(const struct draft *d, struct reads *r, str name, const char *type)
{
    for (size_t i = 0; i < r->names.n; i++)
        if (str_eq(r->names.v[i], name))
            return;
    *vec_push(&r->names, d->a) = name;
    *vec_push(&r->types, d->a) = type;
}

static void reads_of_test(const struct draft *d, struct reads *r, str test)
{
    struct feel *f;
    size_t n = 0;

    if (failed(feel_parse_unary(d->a, test, &test_scope, &f, NULL)))
        return;
    const str *names = feel_names(f, &n);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(names[i], S("today")))
            reads_add(d, r, S("today"), "date");
        if (str_starts(names[i], S("law.")))
            reads_add(d, r, S("law"), NULL);
    }
}

static struct reads reads_all(const struct draft *d, val conditions)
{
    struct reads r = { 0 };

    for (size_t i = 0; i < val_count(conditions); i++) {
        str id = val_get_text(val_at(conditions, i), S("question"));
        val question = ask_item(val_get(d->in, S("questions")), id);
        reads_add(d, &r, id, type_of(val_get_text(question, S("kind"))));
    }
    for (size_t i = 0; i < val_count(conditions); i++)
        reads_of_test(d, &r, val_get_text(val_at(conditions, i), S("test")));
    return r;
}

static void typed(buf *b, const char *type)
{
    if (type)
        buf_fmt(b, " typeRef=\"%s\"", type);
}

static void inputs_put(buf *b, const struct reads *r)
{
    for (size_t i = 0; i < r->names.n; i++) {
        buf_fmt(b,
                "  <inputData id=\"Input_%.*s\" name=\"%.*s\">\n"
                "    <variable id=\"Input_%.*s_var\" name=\"%.*s\"",
                STR_ARG(r->names.v[i]), STR_ARG(r->names.v[i]), STR_ARG(r->names.v[i]),
                STR_ARG(r->names.v[i]));
        typed(b, r->types.v[i]);
        buf_add(b, S(" />\n  </inputData>\n"));
    }
}

static void requirements_put(buf *b, const struct reads *r)
{
    for (size_t i = 0; i < r->names.n; i++)
        buf_fmt(b,
                "    <informationRequirement id=\"outcome_req%zu\">\n"
                "      <requiredInput href=\"#Input_%.*s\" />\n"
                "    </informationRequirement>\n",
                i, STR_ARG(r->names.v[i]));
}

static void columns_put(struct draft *d, buf *b, val conditions)
{
    for (size_t i = 0; i < val_count(conditions); i++) {
        str name = val_get_text(val_at(conditions, i), S("question"));
        str id = str_fmt(d->a, "outcome_in%zu", i);
        val question = ask_item(val_get(d->in, S("questions")), name);
        val label = val_get(question, S("label"));
        buf_fmt(b, "      <input id=\"%.*s\" label=\"", STR_ARG(id));
        xml_escape(b, draft_first(d, label));
        buf_fmt(b, "\">\n        <inputExpression id=\"outcome_in%zu_x\"", i);
        typed(b, type_of(val_get_text(question, S("kind"))));
        buf_fmt(b, ">\n          <text>%.*s</text>\n        </inputExpression>\n      </input>\n",
                STR_ARG(name));
        draft_words(d, S("rules.dmn"), id, S("label"), label);
    }
}

static void rule_put(buf *b, int number, val conditions, const char *outcome)
{
    buf_fmt(b, "      <rule id=\"outcome_rule%d\">\n", number);
    for (size_t i = 0; i < val_count(conditions); i++) {
        buf_fmt(b, "        <inputEntry id=\"outcome_r%di%zu\">\n          <text>", number, i);
        xml_escape(b, number == 1 ? val_get_text(val_at(conditions, i), S("test")) : S("-"));
        buf_add(b, S("</text>\n        </inputEntry>\n"));
    }
    buf_fmt(b,
            "        <outputEntry id=\"outcome_r%do0\">\n          <text>\"%s\"</text>\n"
            "        </outputEntry>\n",
            number, outcome);
    for (size_t i = 0; i < val_count(conditions); i++) {
        str clause = val_get_text(val_at(conditions, i), S("clause"));
        bool first = true; /* each clause once */
        for (size_t k = 0; k < i; k++)
            first &= !str_eq(val_get_text(val_at(conditions, k), S("clause")), clause);
        if (first)
            buf_fmt(b,
                    "        <annotationEntry>\n          <text>%.*s</text>\n"
                    "        </annotationEntry>\n",
                    STR_ARG(clause));
    }
    buf_add(b, S("      </rule>\n"));
}

static void annotations_put(buf *b, val conditions)
{
    size_t n = 0;

    for (size_t i = 0; i < val_count(conditions); i++) {
        bool first = true;
        for (size_t k = 0; k < i; k++)
            first &= !str_eq(val_get_text(val_at(conditions, k), S("clause")),
                             val_get_text(val_at(conditions, i), S("clause")));
        if (first && n++ == 0)
            buf_add(b, S("      <annotation name=\"clause\" />\n"));
        else if (first)
            buf_fmt(b, "      <annotation name=\"clause %zu\" />\n", n);
    }
}

static void head_put(struct draft *d, buf *b)
{
    buf_fmt(b,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" "
            "xmlns:dmndi=\"https://www.omg.org/spec/DMN/20191111/DMNDI/\" "
            "xmlns:dc=\"http://www.omg.org/spec/DMN/20180521/DC/\" "
            "xmlns:di=\"http://www.omg.org/spec/DMN/20180521/DI/\" id=\"rules\" name=\"%.*s\" "
            "namespace=\"http://camunda.org/schema/1.0/dmn\">\n",
            STR_ARG(d->id));
}

static void diagram_put(buf *b, const struct reads *r)
{
    buf_add(b, S("  <dmndi:DMNDI>\n    <dmndi:DMNDiagram id=\"DMNDiagram_1\">\n"
                 "      <dmndi:DMNShape id=\"outcome_shape\" dmnElementRef=\"outcome\">\n"
                 "        <dc:Bounds height=\"80\" width=\"180\" x=\"160\" y=\"80\" />\n"
                 "      </dmndi:DMNShape>\n"));
    for (size_t i = 0; i < r->names.n; i++)
        buf_fmt(
            b,
            "      <dmndi:DMNShape id=\"Input_%.*s_shape\" dmnElementRef=\"Input_%.*s\">\n"
            "        <dc:Bounds height=\"45\" width=\"125\" x=\"%zu\" y=\"240\" />\n"
            "      </dmndi:DMNShape>\n"
            "      <dmndi:DMNEdge id=\"outcome_req%zu_edge\" dmnElementRef=\"outcome_req%zu\">\n"
            "        <di:waypoint x=\"%zu\" y=\"240\" />\n"
            "        <di:waypoint x=\"250\" y=\"160\" />\n"
            "      </dmndi:DMNEdge>\n",
            STR_ARG(r->names.v[i]), STR_ARG(r->names.v[i]), 160 + i * 150, i, i, 222 + i * 150);
    buf_add(b, S("    </dmndi:DMNDiagram>\n  </dmndi:DMNDI>\n"));
}

void write_rules(struct draft *d)
{
    val conditions = val_get(d->in, S("conditions"));
    struct reads r = reads_all(d, conditions);
    str lang = d->site->langs[0].code, file = S("rules.dmn");
    buf b;

    buf_init(&b, d->a, 8 * KIB);
    head_put(d, &b);
    inputs_put(&b, &r);
    buf_add(&b, S("  <decision id=\"outcome\" name=\"outcome\">\n    <description>"));
    xml_escape(&b, draft_word(d, W_new_outcome_description, lang));
    buf_add(&b, S("</description>\n    <variable id=\"outcome_var\" name=\"outcome\" "
                  "typeRef=\"string\" />\n"));
    requirements_put(&b, &r);
    buf_add(&b, S("    <decisionTable id=\"outcome_table\" hitPolicy=\"FIRST\">\n"));
    columns_put(d, &b, conditions);
    buf_add(&b, S("      <output id=\"outcome_out\" label=\""));
    xml_escape(&b, draft_word(d, W_new_outcome, lang));
    buf_add(&b, S("\" name=\"outcome\" typeRef=\"string\" />\n"));
    annotations_put(&b, conditions);
    rule_put(&b, 1, conditions, "granted");
    rule_put(&b, 2, conditions, "refused");
    buf_add(&b, S("    </decisionTable>\n  </decision>\n"));
    diagram_put(&b, &r);
    buf_add(&b, S("</definitions>\n"));
    draft_add(d, file, buf_str(&b));
    draft_words_of(d, file, S("outcome"), S("name"), W_new_outcome);
    draft_words_of(d, file, S("outcome"), S("description"), W_new_outcome_description);
    draft_words_of(d, file, S("outcome_out"), S("label"), W_new_outcome);
}
