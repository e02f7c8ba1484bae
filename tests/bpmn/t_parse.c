#include "tests/bpmn/play.h"

static str errors_of(str xml, struct bpmn **out)
{
    struct findings f = { .a = test_arena() };
    buf b;
    err e = bpmn_parse(test_arena(), xml, &f, out);

    buf_init(&b, test_arena(), 64);
    for (size_t i = 0; i < f.v.n; i++) {
        EXPECT(f.v.v[i].what.n > 0);
        if (f.v.v[i].level == FINDING_ERROR)
            EXPECT(f.v.v[i].repair.n > 0 || str_starts(f.v.v[i].code, S("bpmn.xml")) ||
                   str_eq(f.v.v[i].code, S("bpmn.feel")));
        buf_fmt(&b, "%s%s%.*s:%.*s", b.n ? " " : "", f.v.v[i].level == FINDING_WARNING ? "?" : "",
                STR_ARG(f.v.v[i].code), STR_ARG(f.v.v[i].element));
    }
    EXPECT(failed(e) == (f.errors > 0));
    return buf_str(&b);
}

#define A_TO_END FLOW("a", "e") END("e")
#define ZEEBE(x) "<bpmn:extensionElements>" x "</bpmn:extensionElements>"

TEST(what_cannot_be_executed_is_refused_by_name)
{
    static const struct {
        const char *process, *want;
    } t[] = {
        { START_TO("a") "<bpmn:serviceTask id='a'/>" A_TO_END, "bpmn.missing:a" },
        { START_TO("a") "<bpmn:businessRuleTask id='a'/>" A_TO_END,
          "bpmn.missing:a bpmn.missing:a" },
        { START_TO("a") "<bpmn:scriptTask id='a'/>" A_TO_END, "bpmn.missing:a bpmn.missing:a" },
        { START_TO("a") "<bpmn:callActivity id='a'/>" A_TO_END, "bpmn.missing:a" },
        { START_TO("a") "<bpmn:complexGateway id='a'/>" A_TO_END, "bpmn.unsupported:a" },
        { START_TO("a") "<bpmn:adHocSubProcess id='a'/>" A_TO_END, "bpmn.unsupported:a" },
        { START_TO("a") "<bpmn:userTask id='a'>" ZEEBE(
              "<zeebe:taskListeners><zeebe:taskListener/></"
              "zeebe:taskListeners>") "</"
                                      "bpmn:userTask>" A_TO_END,
          "bpmn.unsupported:a" },
        { START_TO("a") "<bpmn:userTask id='a'>" ZEEBE(
              "<zeebe:executionListeners/>") "</bpmn:userTask>" A_TO_END,
          "" },
        { START_TO("a") "<bpmn:userTask id='a'>" ZEEBE(
              "<zeebe:inventedThing/>") "</bpmn:userTask>" A_TO_END,
          "bpmn.unsupported:a" },
        { START_TO("a") "<bpmn:userTask id='a'>" ZEEBE(
              "<o:x xmlns:o='urn:other'/>") "</bpmn:userTask>" A_TO_END,
          "?bpmn.foreign:a" },
        { START_TO("a") "<bpmn:userTask id='a' o:y='1' xmlns:o='urn:other'/>" A_TO_END,
          "?bpmn.foreign:a" },
        { START_TO("a") "<bpmn:userTask id='a'>" ZEEBE(
              "<zeebe:ioMapping><zeebe:input source='=1 +' "
              "target='x'/></zeebe:ioMapping>") "</"
                                                "bpmn:"
                                                "userTask"
                                                ">" A_TO_END,
          "bpmn.feel:a" },
        { START_TO("a") "<bpmn:userTask id='a'>" ZEEBE(
              "<zeebe:ioMapping><zeebe:input source='=upper case(1)' "
              "target='x'/></zeebe:ioMapping>") "</bpmn:userTask>" A_TO_END,
          "bpmn.feel:a" },
        { START_TO("a") USER("a") FLOW("a", "nowhere"), "bpmn.reference:a_nowhere" },
        { START_TO("a") USER("a") USER("a") A_TO_END, "bpmn.duplicate:a ?bpmn.unreachable:a" },
        { START_TO("a") USER("a") A_TO_END FLOW("a", "e"), "bpmn.duplicate:a_e" },
        { START_TO("a") USER("a") A_TO_END USER("lost") FLOW("lost", "lost2") TASK("lost2"),
          "?bpmn.unreachable:lost ?bpmn.unreachable:lost2" },
        { START_TO("a") "<bpmn:exclusiveGateway id='a'/>" FLOW("a", "b") FLOW("a", "c") TASK("b")
              TASK("c"),
          "bpmn.condition:a_b bpmn.condition:a_c" },
        { START_TO("a") "<bpmn:parallelGateway id='a'/>" FLOW_IF("a", "b", "x") FLOW("a", "c")
              TASK("b") TASK("c"),
          "bpmn.condition:a_b" },
        { START_TO("a") "<bpmn:eventBasedGateway id='a'/>" FLOW("a", "b") USER("b"),
          "bpmn.race:b" },
        { START_TO("a") USER("a")
              A_TO_END ON("boundaryEvent", "b", "attachedToRef='a'", TIMER("tomorrow")),
          "bpmn.timer:b" },
        { START_TO("a") USER("a") A_TO_END ON("boundaryEvent", "b", "attachedToRef='a'", TIMER("")),
          "bpmn.timer:b" },
        { START_TO("a") USER("a")
              A_TO_END ON("boundaryEvent", "b", "attachedToRef='x'", TIMER("P1D")),
          "bpmn.reference:b ?bpmn.unreachable:b" },
        { START_TO("a")
              ON("intermediateThrowEvent", "a", "", "<bpmn:linkEventDefinition name='L'/>"),
          "bpmn.link:a" },
        { START_TO("a") ON("intermediateCatchEvent", "a", "", "<bpmn:messageEventDefinition/>")
              A_TO_END,
          "bpmn.missing:a" },
        { START_TO("a") ON("intermediateCatchEvent", "a", "", "") A_TO_END, "bpmn.unsupported:a" },
        { START_TO("a") ON("intermediateCatchEvent", "a", "",
                           TIMER("P1D") "<bpmn:signalEventDefinition/>") A_TO_END,
          "bpmn.unsupported:a" },
        { START_TO("a") "<bpmn:userTask "
                        "id='a'><bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>" A_TO_END,
          "bpmn.multi:a" },
        { START_TO("a") "<bpmn:userTask id='a'><bpmn:ioSpecification/></bpmn:userTask>" A_TO_END,
          "?bpmn.data:a" },
        { START_TO("a") "<bpmn:userTask id='a'><bpmn:humanPerformer/></bpmn:userTask>" A_TO_END,
          "bpmn.unsupported:a" },
        { START_TO("a") "<bpmn:subProcess id='a'>" ON("startEvent", "s2", "",
                                                      TIMER("P1D")) "</bpmn:subProcess>" A_TO_END,
          "bpmn.start:a" },
        { START_TO("a") USER("a") A_TO_END
          "<bpmn:subProcess id='v' triggeredByEvent='true'><bpmn:startEvent "
          "id='s2'/></bpmn:subProcess>",
          "bpmn.start:v" },
        { START_TO("a") "<bpmn:endEvent id='a'><bpmn:cancelEventDefinition/></bpmn:endEvent>",
          "bpmn.cancel:a" },
        { "", "bpmn.start:p" },
    };

    FOR_EACH(t, c) {
        struct bpmn *m;
        EXPECT_STR(errors_of(play_xml(S(""), str_z(c->process)), &m), str_z(c->want));
    }
}

TEST(text_that_is_no_model)
{
    struct bpmn *m;

    EXPECT_STR(errors_of(S("<bpmn:definitions"), &m), S("bpmn.xml:"));
    EXPECT_STR(errors_of(S("<a/>"), &m), S("bpmn.xml:"));
    EXPECT_STR(errors_of(S("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"), &m), S("bpmn.xml:"));
}

TEST(a_drawn_process_refuses_nothing_but_cannot_start)
{
    struct bpmn *m;
    struct play p = { .env = { .a = test_arena() } };

    EXPECT_STR(
        errors_of(S("<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'><process "
                    "id='p'><complexGateway id='x'/>"
                    "<serviceTask id='y'/></process></definitions>"),
                  &m),
        S(""));
    EXPECT_INT(bpmn_start(m, S("p"), val_null(), &p.env, &p.step).code, ERR_UNSUPPORTED);
    EXPECT_INT(bpmn_start(m, S("q"), val_null(), &p.env, &p.step).code, ERR_MISSING);
}

TEST(findings_name_the_line)
{
    struct findings f = { .a = test_arena() };
    struct bpmn *m;

    (void)failed(bpmn_parse(
        test_arena(), play_xml(S(""), S(START_TO("a") "\n\n<bpmn:serviceTask id='a'/>" A_TO_END)),
        &f, &m));
    EXPECT_INT(f.v.n, 1);
    EXPECT_INT(f.v.v[0].line, 3);
}

TEST(the_uses_of_a_model_are_listed)
{
    const struct bpmn *m = play_model(play_xml(
        S("<bpmn:signal id='S' name='stop'/>"),
        S("<bpmn:laneSet id='ls'><bpmn:lane id='l' "
          "name='Registry'><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></"
          "bpmn:laneSet>" START_TO("a") "<bpmn:userTask id='a' name='Check'>" ZEEBE(
              "<zeebe:userTask/><zeebe:formDefinition "
              "formId='check'/><zeebe:assignmentDefinition "
              "candidateGroups='registry, head'/>"
              "<zeebe:ioMapping><zeebe:input source='=1' "
              "target='x'/></zeebe:ioMapping>") "</bpmn:userTask>" FLOW("a", "b")
              SERVICE("b", "register.write") FLOW("b", "c") "<bpmn:businessRuleTask id='c'>" ZEEBE(
                  "<zeebe:calledDecision decisionId='fee' "
                  "resultVariable='fee'/>") "</bpmn:businessRuleTask>" FLOW("c", "d")
                  ON("intermediateCatchEvent", "d", "", REF("signal", "S")))));
    struct bpmn_uses u = bpmn_tasks(test_arena(), m);
    static const struct {
        enum bpmn_use_kind kind;
        const char *name;
    } want[] = {
        { BPMN_USES_USER_TASK, "Check" }, { BPMN_USES_FORM, "check" },
        { BPMN_USES_VARIABLE, "x" },      { BPMN_USES_TASK_TYPE, "register.write" },
        { BPMN_USES_DECISION, "fee" },    { BPMN_USES_VARIABLE, "fee" },
        { BPMN_USES_SIGNAL, "stop" },
    };

    EXPECT_INT(u.n, LEN(want));
    for (size_t i = 0; i < MIN(u.n, LEN(want)); i++) {
        EXPECT_INT(u.v[i].kind, want[i].kind);
        EXPECT_STR(u.v[i].name, str_z(want[i].name));
    }
    EXPECT_STR(val_json_str(test_arena(), u.v[0].groups), S("[\"registry\",\"head\"]"));
    EXPECT_STR(u.v[0].form, S("check"));
    EXPECT_STR(bpmn_node(m, S("a"))->lane, S("Registry"));
}
