#include "tests/bpmn/play.h"

#define MODEL(process) play_model(play_xml(S(""), S(process)))

TEST(user_task_waits_and_ends)
{
    struct play p;

    PLAY(&p, MODEL(START_TO("a") USER("a") FLOW("a", "e") END("e")), { "{\"x\":1}", "user:a" },
         { "done a {\"y\":2}", "end:e" }, { "done a", "conflict" });
    EXPECT_STR(var(&p, "y"), S("2"));
    EXPECT(p.step.ended);
}

TEST(exclusive_takes_the_first_true_flow_or_the_default)
{
    static const struct {
        const char *vars, *want;
    } t[] = {
        { "{\"x\":1}", "user:a" },
        { "{\"x\":5}", "user:b" },
        { "{\"x\":-5}", "user:c" },
    };

    FOR_EACH(t, c) {
        struct play p;
        PLAY(&p,
             MODEL(START_TO("g") "<bpmn:exclusiveGateway id='g' default='g_c'/>" FLOW_IF("g", "a",
                                                                                         "x = 1")
                       FLOW_IF("g", "b", "x > 0") FLOW("g", "c") USER("a") USER("b") USER("c")),
             { c->vars, c->want });
    }
}

TEST(priority_of_a_user_task_is_told_with_it)
{
    static const struct {
        const char *priority, *vars;
        int64_t want;
    } t[] = {
        { "80", "{}", 80 },
        { "0", "{}", 0 },
        { "=x * 10", "{\"x\":3}", 30 },
        { "= if x > 2 then 90 else 10", "{\"x\":1}", 10 },
        { "=y", "{}", 50 }, /* as Zeebe has it where none is said */
    };

    FOR_EACH(t, c) {
        struct play p;
        str task = str_fmt(test_arena(),
                           "<bpmn:userTask id='a'><bpmn:extensionElements><zeebe:userTask/>"
                           "<zeebe:priorityDefinition priority='%s'/></bpmn:extensionElements>"
                           "</bpmn:userTask>",
                           c->priority);
        str process = str_fmt(test_arena(), "%s%.*s", START_TO("a"), STR_ARG(task));
        struct scene s[] = { { c->vars, "user:a" } };
        play_scenes(__FILE__, __LINE__, play_model(play_xml(S(""), process)), s, 1, &p);
        EXPECT_INT(p.step.effects[p.step.effects_n - 1].number, c->want);
    }
}

TEST(no_open_flow_is_an_incident_until_corrected)
{
    struct play p;

    PLAY(&p,
         MODEL(START_TO("g") "<bpmn:exclusiveGateway id='g'/>" FLOW_IF("g", "a", "x = 1")
                   FLOW_IF("g", "b", "x = 2") USER("a") USER("b")),
         { "{\"x\":3}", "incident:g/no_flow" }, { "retry g", "-incident:g incident:g/no_flow" },
         { "retry g {\"x\":2}", "-incident:g user:b" });
}

TEST(parallel_joins_once)
{
    struct play p;

    PLAY(&p,
         MODEL(START_TO("f") "<bpmn:parallelGateway id='f'/>" FLOW("f", "a") FLOW("f", "b")
                   USER("a") USER("b") FLOW("a", "j")
                       FLOW("b", "j") "<bpmn:parallelGateway id='j'/>" FLOW("j", "c") USER("c")),
         { "", "user:a user:b" }, { "done b", "" }, { "done a", "user:c" }, { "done c", "end" });
}

TEST(inclusive_joins_what_was_split)
{
    static const struct {
        const char *vars;
        struct scene s[4];
    } t[] = {
        { "{\"x\":1}", { { "", "user:a" }, { "done a", "user:z" } } },
        { "{\"x\":2}", { { "", "user:a user:b" }, { "done a", "" }, { "done b", "user:z" } } },
        { "{\"x\":0}", { { "", "user:c" }, { "done c", "user:z" } } },
    };

    FOR_EACH(t, c) {
        struct play p;
        struct scene s[4] = { { c->vars, c->s[0].want }, c->s[1], c->s[2] };
        play_scenes(__FILE__, __LINE__,
                    MODEL(START_TO("g") "<bpmn:inclusiveGateway id='g' default='g_c'/>" FLOW_IF(
                        "g", "a", "x > 0") FLOW_IF("g", "b", "x > 1") FLOW("g", "c") USER("a")
                              USER("b") USER("c") FLOW("a", "j") FLOW("b", "j")
                                  FLOW("c", "j") "<bpmn:inclusiveGateway id='j'/>" FLOW("j", "z")
                                      USER("z")),
                    s, c->s[2].line ? 3 : 2, &p);
    }
}

TEST(inclusive_join_knows_of_tokens_that_loop_back)
{
    struct play p;

    /* b may go back to a's side by the exclusive gateway x: the join waits for it */
    PLAY(&p,
         MODEL(START_TO("f") "<bpmn:parallelGateway id='f'/>" FLOW("f", "a") FLOW("f", "m") USER(
             "a") FLOW("a", "j") "<bpmn:exclusiveGateway id='m'/>" FLOW("m", "b") USER("b")
                   FLOW("b", "x") "<bpmn:exclusiveGateway id='x' default='x_j'/>" FLOW_IF("x", "m",
                                                                                          "again")
                       FLOW("x", "j") "<bpmn:inclusiveGateway id='j'/>" FLOW("j", "z") USER("z")),
         { "", "user:a user:b" }, { "done a", "" }, { "done b {\"again\":true}", "user:b" },
         { "done b {\"again\":false}", "user:z" }, { "done z", "end" });
}

TEST(service_task_gets_mapped_inputs_and_maps_outputs)
{
    struct play p;

    PLAY(&p,
         MODEL(START_TO(
             "a") "<bpmn:serviceTask id='a'><bpmn:extensionElements><zeebe:taskDefinition "
                  "type='register.write' retries='5'/>"
                  "<zeebe:taskHeaders><zeebe:header key='register' "
                  "value='person'/></zeebe:taskHeaders>"
                  "<zeebe:ioMapping>" IN("child.name", "record.name") IN("1 + 1", "record.count")
                      OUT("nr", "national_number") "</zeebe:ioMapping></bpmn:extensionElements></"
                                                   "bpmn:serviceTask>" FLOW("a", "e") END("e")),
         { "{\"child\":{\"name\":\"An\"}}", "service:a" });
    EXPECT_STR(p.step.effects[p.step.effects_n - 1].name, S("register.write"));
    EXPECT_STR(val_json_str(test_arena(), p.step.effects[p.step.effects_n - 1].data),
               S("{\"record\":{\"name\":\"An\",\"count\":2}}"));
    EXPECT_STR(val_get_text(p.step.effects[p.step.effects_n - 1].headers, S("register")),
               S("person"));
    EXPECT_INT(p.step.effects[p.step.effects_n - 1].number, 5);
    play_do(&p, "done a {\"nr\":\"N1\",\"other\":1}");
    EXPECT_STR(var(&p, "national_number"), S("\"N1\""));
    EXPECT_STR(var(&p, "other"), S("null"));
    EXPECT_STR(var(&p, "record"), S("null"));
}

/* A name in a filter may be the item's own field or a variable: the filter has to find both. */
TEST(filters_see_variables)
{
    struct play p;

    PLAY(&p,
         MODEL(START_TO("a") "<bpmn:serviceTask id='a'><bpmn:extensionElements>"
                             "<zeebe:taskDefinition type='register.write'/><zeebe:ioMapping>" IN(
                                 "rows[item.n = wanted and limit &gt; 1][1].b",
                                 "found") "</zeebe:ioMapping></bpmn:extensionElements>"
                                          "</bpmn:serviceTask>" FLOW("a", "e") END("e")),
         { "{\"rows\":[{\"n\":1,\"b\":\"x\"},{\"n\":2,\"b\":\"y\",\"limit\":9}],\"wanted\":2,"
           "\"limit\":0}",
           "service:a" });
    EXPECT_STR(val_json_str(test_arena(), p.step.effects[p.step.effects_n - 1].data),
               S("{\"found\":\"y\"}"));
}

TEST(errors_find_the_nearest_boundary)
{
    struct play p;
    const struct bpmn *m = play_model(play_xml(
        S("<bpmn:error id='E1' errorCode='refused'/>"),
        S(START_TO("sub") "<bpmn:subProcess id='sub'><bpmn:startEvent id='s2'/>" FLOW("s2", "a")
              SERVICE("a", "t") FLOW("a", "e2") END("e2") "</bpmn:subProcess>" FLOW("sub", "e")
                  END("e") ON("boundaryEvent", "b", "attachedToRef='sub'", REF("error", "E1"))
                      FLOW("b", "u") USER("u"))));

    PLAY(&p, m, { "", "service:a" }, { "error a refused {\"why\":1}", "-task:a user:u" },
         { "done u", "end" });
    EXPECT_STR(var(&p, "why"), S("1"));
    PLAY(&p, m, { "", "service:a" }, { "error a other", "incident:a/error" },
         { "retry a", "-incident:a service:a" }, { "done a", "end:e" });
}

TEST(failed_task_is_an_incident_with_retry_skip_and_move)
{
    struct play p;
    const struct bpmn *m =
        MODEL(START_TO("a") SERVICE("a", "t") FLOW("a", "b") USER("b") FLOW("b", "e") END("e"));

    PLAY(&p, m, { "", "service:a" }, { "fail a peer", "incident:a/peer" },
         { "retry a", "-incident:a service:a" }, { "fail a peer", "incident:a/peer" },
         { "skip a {\"x\":1}", "-incident:a user:b" }, { "done b", "end:e" });
    EXPECT_STR(var(&p, "x"), S("1"));
    PLAY(&p, m, { "", "service:a" }, { "done a", "user:b" }, { "move b a", "-user:b service:a" },
         { "cancel", "-task:a cancelled" });
    EXPECT(p.step.ended);
}

TEST(boundary_timer_and_message)
{
    struct play p;
    const struct bpmn *m = play_model(play_xml(
        S("<bpmn:message id='M' name='withdraw'><bpmn:extensionElements><zeebe:subscription "
          "correlationKey='=nr'/>"
          "</bpmn:extensionElements></bpmn:message>"),
        S(START_TO("a") USER("a") FLOW("a", "e") END("e")
              ON("boundaryEvent", "late", "attachedToRef='a' cancelActivity='false'",
                 "<bpmn:timerEventDefinition><bpmn:timeCycle>R2/PT1H</bpmn:timeCycle></"
                 "bpmn:timerEventDefinition>") FLOW("late", "r") SERVICE("r", "remind")
                  ON("boundaryEvent", "w", "attachedToRef='a'", REF("message", "M")) FLOW("w", "we")
                      END("we"))));

    PLAY(&p, m, { "{\"nr\":7}", "timer:late message:w/withdraw/7 user:a" },
         { "timer late", "timer:late service:r" }, { "timer late", "service:r" },
         { "timer late", "conflict" }, { "message withdraw 8", "conflict" },
         { "message withdraw 7", "-message:w -user:a" }, { "done r", "" }, { "done r", "end:we" });
    PLAY(&p, m, { "{\"nr\":7}", NULL }, { "done a", "-timer:late -message:w end:e" });
}

TEST(event_gateway_takes_one)
{
    struct play p;
    const struct bpmn *m = play_model(play_xml(
        S("<bpmn:message id='M' name='answer'><bpmn:extensionElements><zeebe:subscription "
          "correlationKey='k'/>"
          "</bpmn:extensionElements></bpmn:message><bpmn:signal id='S' name='stop'/>"),
        S(START_TO("g") "<bpmn:eventBasedGateway id='g'/>" FLOW("g", "m") FLOW("g", "t")
              FLOW("g", "x") ON("intermediateCatchEvent", "m", "", REF("message", "M"))
                  ON("intermediateCatchEvent", "t", "", TIMER("P3D"))
                      ON("intermediateCatchEvent", "x", "", REF("signal", "S")) FLOW("m", "a")
                          FLOW("t", "b") FLOW("x", "c") USER("a") USER("b") USER("c"))));

    PLAY(&p, m, { "", "message:m/answer/k timer:t signal:x" },
         { "message answer k {\"text\":\"yes\"}", "-message:m -timer:t -signal:x user:a" });
    EXPECT_STR(var(&p, "text"), S("\"yes\""));
    PLAY(&p, m, { "", NULL }, { "timer t", "-message:m -signal:x user:b" });
    PLAY(&p, m, { "", NULL }, { "signal stop", "-signal:x -message:m -timer:t user:c" },
         { "signal stop", "" });
}

#define MULTI(attrs, z, extra)                                                                     \
    "<bpmn:multiInstanceLoopCharacteristics " attrs                                                \
    "><bpmn:extensionElements><zeebe:loopCharacteristics " z "/></bpmn:extensionElements>" extra   \
    "</bpmn:multiInstanceLoopCharacteristics>"

TEST(multi_instance_parallel_collects_in_order)
{
    struct play p;
    const struct bpmn *m = MODEL(START_TO("a") "<bpmn:userTask id='a'>" MULTI(
        "",
        "inputCollection='=list' inputElement='it' outputCollection='out' outputElement='=answer'",
        "") "</bpmn:userTask>" FLOW("a", "e") END("e"));

    PLAY(&p, m, { "{\"list\":[10,20,30]}", "user:a user:a user:a" },
         { "done a#2 {\"answer\":2}", "" }, { "done a#2 {\"answer\":3}", "" },
         { "done a#1 {\"answer\":1}", "end:e" });
    EXPECT_STR(var(&p, "out"), S("[1,2,3]"));
    EXPECT_STR(var(&p, "answer"), S("null"));
    PLAY(&p, m, { "{\"list\":[]}", "end:e" });
    EXPECT_STR(var(&p, "out"), S("[]"));
    PLAY(&p, m, { "{\"list\":7}", "incident:a/value" },
         { "retry a {\"list\":[1]}", "-incident:a user:a" }, { "done a", "end:e" });
}

TEST(multi_instance_sequential_stops_when_enough)
{
    struct play p;
    const struct bpmn *m = MODEL(START_TO("sub") "<bpmn:subProcess id='sub'>" MULTI(
        "isSequential='true'", "inputCollection='=[1,2,3,4]' inputElement='it'",
        "<bpmn:completionCondition>=numberOfCompletedInstances = "
        "2</bpmn:completionCondition>") "<bpmn:startEvent id='s2'/>" FLOW("s2", "a")
                                     USER("a") "</bpmn:subProcess>" FLOW("sub", "e") END("e"));

    PLAY(&p, m, { "", "user:a" }, { "done a", "user:a" }, { "done a", "end:e" });
}

TEST(event_subprocess_interrupts_its_scope)
{
    struct play p;
    const struct bpmn *m = play_model(play_xml(
        S("<bpmn:signal id='S' name='stop'/><bpmn:escalation id='X' escalationCode='late'/>"),
        S(START_TO("a") USER("a") FLOW("a", "x")
              ON("intermediateThrowEvent", "x", "", REF("escalation", "X")) FLOW("x", "b")
                  USER("b") "<bpmn:subProcess id='es' triggeredByEvent='true'>" ON(
                      "startEvent", "on", "", REF("signal", "S")) FLOW("on", "c")
                      USER("c") "</bpmn:subProcess>"
                                "<bpmn:subProcess id='es2' triggeredByEvent='true'>" ON(
                                    "startEvent", "on2", "isInterrupting='false'",
                                    REF("escalation", "X")) FLOW("on2", "d")
                                    USER("d") "</bpmn:subProcess>")));

    PLAY(&p, m, { "", "signal:on user:a" }, { "done a", "user:d user:b" },
         { "signal stop", "-signal:on -user:b -user:d user:c" }, { "done c", "end" });
}

TEST(terminate_and_uncaught_escalation)
{
    struct play p;
    const struct bpmn *m = play_model(play_xml(
        S("<bpmn:escalation id='X' escalationCode='late'/>"),
        S(START_TO("f") "<bpmn:parallelGateway id='f'/>" FLOW("f", "a") FLOW("f", "b") USER(
            "a") USER("b") FLOW("a", "x") ON("intermediateThrowEvent", "x", "",
                                             REF("escalation", "X"))
              FLOW("x",
                   "t") "<bpmn:endEvent id='t'><bpmn:terminateEventDefinition/></bpmn:endEvent>")));

    PLAY(&p, m, { "", "user:a user:b" }, { "done a", "escalation:x/late -user:b end:t" });
}

TEST(script_rule_call_and_link)
{
    struct play p;
    const struct bpmn *m = MODEL(START_TO(
        "sc") "<bpmn:scriptTask id='sc'><bpmn:extensionElements><zeebe:script expression='=n * 2' "
              "resultVariable='twice'/>"
              "</bpmn:extensionElements></bpmn:scriptTask>" FLOW(
                  "sc",
                  "l1") "<bpmn:intermediateThrowEvent id='l1'><bpmn:linkEventDefinition "
                        "name='L'/></bpmn:intermediateThrowEvent>"
                        "<bpmn:intermediateCatchEvent id='l2'><bpmn:linkEventDefinition "
                        "name='L'/></bpmn:intermediateCatchEvent>" FLOW(
                            "l2",
                            "r") "<bpmn:businessRuleTask "
                                 "id='r'><bpmn:extensionElements><zeebe:calledDecision "
                                 "decisionId='fee' resultVariable='fee'/>"
                                 "</bpmn:extensionElements></bpmn:businessRuleTask>" FLOW(
                                     "r",
                                     "c") "<bpmn:callActivity "
                                          "id='c'><bpmn:extensionElements><zeebe:calledElement "
                                          "processId='other'/></bpmn:extensionElements>"
                                          "</bpmn:callActivity>");

    PLAY(&p, m, { "{\"n\":21}", "decision:r" }, { "done r {\"amount\":12.50}", "call:c" },
         { "called c {\"z\":1}", "end" });
    EXPECT_STR(var(&p, "twice"), S("42"));
    EXPECT_STR(var(&p, "fee"), S("{\"amount\":12.50}"));
    EXPECT_STR(var(&p, "z"), S("1"));
}

TEST(conditional_events_follow_the_variables)
{
    struct play p;
    const struct bpmn *m = MODEL(START_TO("a") USER("a") FLOW("a", "e") END("e") ON(
        "boundaryEvent", "c", "attachedToRef='a' cancelActivity='false'",
        "<bpmn:conditionalEventDefinition><bpmn:condition>=x &gt; "
        "10</bpmn:condition></bpmn:conditionalEventDefinition>") FLOW("c", "b") USER("b"));

    PLAY(&p, m, { "{\"x\":1}", "user:a" }, { "change {\"x\":11}", "user:b" },
         { "change {\"x\":12}", "" }, { "change {\"x\":1}", "" },
         { "change {\"x\":11}", "user:b" });
}

TEST(compensation_calls_the_handlers_of_what_was_done)
{
    struct play p;
    const struct bpmn *m =
        MODEL(START_TO("a") SERVICE("a", "book") FLOW("a", "b") SERVICE("b", "pay") FLOW(
            "b", "x") "<bpmn:boundaryEvent id='ca' "
                      "attachedToRef='a'><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>"
                      "<bpmn:boundaryEvent id='cb' "
                      "attachedToRef='b'><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>"
                      "<bpmn:serviceTask id='ua' "
                      "isForCompensation='true'><bpmn:extensionElements><zeebe:taskDefinition "
                      "type='unbook'/>"
                      "</bpmn:extensionElements></bpmn:serviceTask><bpmn:serviceTask id='ub' "
                      "isForCompensation='true'>"
                      "<bpmn:extensionElements><zeebe:taskDefinition "
                      "type='refund'/></bpmn:extensionElements></bpmn:serviceTask>"
                      "<bpmn:association id='x1' sourceRef='ca' targetRef='ua'/><bpmn:association "
                      "id='x2' sourceRef='cb' targetRef='ub'/>"
                      "<bpmn:endEvent id='x'><bpmn:compensateEventDefinition/></bpmn:endEvent>");

    PLAY(&p, m, { "", "service:a" }, { "done a", "service:b" },
         { "done b", "service:ub service:ua" }, { "done ub", "" }, { "done ua", "end:x" });
}

TEST(loops_that_never_wait_run_out_of_budget)
{
    struct play p;

    play_start(&p,
               MODEL(START_TO("g") "<bpmn:exclusiveGateway id='g'/>" FLOW("g", "a") TASK("a")
                         FLOW("a", "g")),
               "");
    EXPECT_INT(p.e.code, ERR_BUDGET);
}

TEST(standard_loop_repeats_its_task)
{
    struct play p;

    PLAY(&p,
         MODEL(START_TO("a") "<bpmn:userTask id='a'><bpmn:standardLoopCharacteristics "
                             "loopMaximum='3'><bpmn:loopCondition>"
                             "=more</bpmn:loopCondition></bpmn:standardLoopCharacteristics></"
                             "bpmn:userTask>" FLOW("a", "e") END("e")),
         { "", "user:a" }, { "done a {\"more\":true}", "user:a" },
         { "done a {\"more\":false}", "end:e" });
}

TEST(an_event_starts_a_process_with_its_payload)
{
    struct play p = { .env = { .a = test_arena() } };

    p.m = play_model(play_xml(
        S("<bpmn:message id='M' name='application'/>"),
        S("<bpmn:startEvent id='m'>" IO(OUT(
            "who.name", "name")) "<bpmn:messageEventDefinition "
                                 "messageRef='M'/></bpmn:startEvent>" FLOW("m", "a") USER("a"))));
    EXPECT_INT(bpmn_start(p.m, S("p"), val_null(), &p.env, &p.step).code, ERR_UNSUPPORTED);
    EXPECT_INT(bpmn_start_event(p.m, S("a"), val_null(), val_null(), &p.env, &p.step).code,
               ERR_MISSING);
    EXPECT_OK(bpmn_start_event(p.m, S("m"), json("{\"x\":1}"), json("{\"who\":{\"name\":\"An\"}}"),
                               &p.env, &p.step));
    EXPECT_STR(play_effects(&p), S("user:a"));
    EXPECT_STR(var(&p, "name"), S("\"An\""));
    EXPECT_STR(var(&p, "x"), S("1"));
    EXPECT_STR(var(&p, "who"), S("null"));
}

TEST(a_cancelled_transaction_compensates_and_leaves_by_its_cancel_event)
{
    struct play p;
    const struct bpmn *m =
        MODEL(START_TO(
            "t") "<bpmn:transaction id='t'>"
                 "<bpmn:startEvent id='s2'/>" FLOW("s2", "a") SERVICE("a", "book") FLOW("a", "b")
                     USER("b") FLOW(
                         "b",
                         "x") "<bpmn:endEvent id='x'><bpmn:cancelEventDefinition/></bpmn:endEvent>"
                              "<bpmn:boundaryEvent id='ca' attachedToRef='a'>"
                              "<bpmn:compensateEventDefinition/></bpmn:boundaryEvent>"
                              "<bpmn:task id='undo' isForCompensation='true'/>"
                              "<bpmn:association id='as' sourceRef='ca' targetRef='undo'/>"
                              "</bpmn:transaction>"
                              "<bpmn:boundaryEvent id='cx' attachedToRef='t'>"
                              "<bpmn:cancelEventDefinition/></bpmn:boundaryEvent>" FLOW("cx", "z")
                                  USER("z") FLOW("t", "e") END("e"));

    PLAY(&p, m, { "", "service:a" }, { "done a", "user:b" }, { "done b", "user:z" },
         { "done z", "end" });
}

TEST(what_ends_with_its_scope_is_called_back)
{
    struct play p;
    const struct bpmn *m = play_model(play_xml(
        S("<bpmn:signal id='S' name='stop'/>"),
        S(START_TO("sub") "<bpmn:subProcess id='sub'><bpmn:startEvent id='s2'/>" FLOW(
            "s2", "f") "<bpmn:parallelGateway id='f'/>" FLOW("f", "a") FLOW("f", "b") FLOW("f", "c")
              USER("a") SERVICE(
                  "b", "t") "<bpmn:callActivity "
                            "id='c'><bpmn:extensionElements><zeebe:calledElement processId='q'/>"
                            "</bpmn:extensionElements></bpmn:callActivity></bpmn:subProcess>" ON(
                                "boundaryEvent", "bs", "attachedToRef='sub'", REF("signal", "S"))
                                FLOW("bs", "z") USER("z"))));

    PLAY(&p, m, { "", "signal:bs user:a service:b call:c" }, { "fail b peer", "incident:b/peer" },
         { "signal stop", "-signal:bs -user:a -incident:b -call:c user:z" },
         { "done c", "conflict" });
}

TEST(a_late_answer_finds_nothing)
{
    struct play p;
    struct bpmn_event late = { .kind = BPMN_USER_DONE };

    PLAY(&p, MODEL(START_TO("a") USER("a") FLOW("a", "b") USER("b") FLOW("b", "a")),
         { "", "user:a" });
    late.token = p.open.v[0].token;
    play_do(&p, "done a");
    EXPECT_STR(play_effects(&p), S("user:b"));
    EXPECT_INT(bpmn_continue(p.m, p.state, &late, &p.env, &p.step).code, ERR_CONFLICT);
}

TEST(what_is_given_is_read_but_never_stored)
{
    struct play p = { 0 };

    p.m = MODEL(START_TO(
        "a") "<bpmn:serviceTask id='a'><bpmn:extensionElements>"
             "<zeebe:taskDefinition type='=kind'/></bpmn:extensionElements></bpmn:serviceTask>");
    p.env = (struct bpmn_env){ .a = test_arena(), .given = json("{\"kind\":\"k\",\"secret\":1}") };
    EXPECT_OK(bpmn_start(p.m, S("p"), val_null(), &p.env, &p.step));
    EXPECT_STR(p.step.effects[p.step.effects_n - 1].name, S("k"));
    EXPECT(!str_has(val_json_str(test_arena(), p.step.instance), S("secret")));
    EXPECT(!str_has(val_json_str(test_arena(), p.step.effects[p.step.effects_n - 1].data),
                    S("secret")));
}

TEST(a_variable_may_be_called_number)
{
    struct play p;

    PLAY(&p,
         MODEL(START_TO("g") "<bpmn:exclusiveGateway id='g' default='g_b'/>" FLOW_IF(
             "g", "a", "number = 7") FLOW("g", "b") USER("a") USER("b")),
         { "{\"number\":7}", "user:a" });
}
