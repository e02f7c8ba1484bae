/* tests/bpmn/play.h - a process played by lines of text: what happens, and which effects must
 * follow. */
#ifndef TESTS_BPMN_PLAY_H
#define TESTS_BPMN_PLAY_H

#include "bpmn/run.h"
#include "tests/check.h"

struct play {
    const struct bpmn *m;
    struct bpmn_env env;
    struct bpmn_step step;
    val state;
    err e;
    VEC(struct open {
        uint32_t token;
        enum bpmn_effect_kind kind;
        const struct bpmn_node *at;
        val data;
    })
    open;
};

/* Elements of one executable process "p" (and definitions before it), as XML text. */
str play_xml(str definitions, str process);
/* Parses; findings of level error fail the test. */
const struct bpmn *play_model(str xml);
void play_start(struct play *p, const struct bpmn *m, const char *variables);
/* "done EL [json]", "error EL code [json]", "escalate EL code", "fail EL code", "timer EL",
 * "message NAME KEY [json]", "signal NAME [json]", "called EL [json]", "change json", "retry EL
 * [json]", "skip EL [json]", "move EL TO", "cancel", "wait ISO-duration"; EL#2 is the second open
 * token of an element. */
void play_do(struct play *p, const char *line);
void play_took(struct play *p, uint32_t token);
/* The effects of the last step without the trace, a blank between. */
str play_effects(const struct play *p);
/* start, then pairs of a line and the effects after it; the first pair's line is the start's
 * variables. */
struct scene {
    const char *line, *want;
};
void play_scenes(const char *file, int at, const struct bpmn *m, const struct scene *s, size_t n,
                 struct play *p);
#define PLAY(p, m, ...)                                                                            \
    play_scenes(__FILE__, __LINE__, m, (const struct scene[]){ __VA_ARGS__ },                      \
                sizeof((struct scene[]){ __VA_ARGS__ }) / sizeof(struct scene), p)
val json(const char *text);
str var(const struct play *p, const char *name);

#define START_TO(first)                                                                            \
    "<bpmn:startEvent id='s'/><bpmn:sequenceFlow id='fs' sourceRef='s' targetRef='" first "'/>"
#define FLOW(a, b) "<bpmn:sequenceFlow id='" a "_" b "' sourceRef='" a "' targetRef='" b "'/>"
#define FLOW_IF(a, b, when)                                                                        \
    "<bpmn:sequenceFlow id='" a "_" b "' sourceRef='" a "' targetRef='" b "'>"                     \
    "<bpmn:conditionExpression xsi:type='bpmn:tFormalExpression'>=" when                           \
    "</bpmn:conditionExpression></bpmn:sequenceFlow>"
#define USER(id) "<bpmn:userTask id='" id "'/>"
#define TASK(id) "<bpmn:task id='" id "'/>"
#define END(id) "<bpmn:endEvent id='" id "'/>"
#define SERVICE(id, type)                                                                          \
    "<bpmn:serviceTask id='" id "'><bpmn:extensionElements><zeebe:taskDefinition type='" type      \
    "'/></bpmn:extensionElements></bpmn:serviceTask>"
#define TIMER(value)                                                                               \
    "<bpmn:timerEventDefinition><bpmn:timeDuration>" value                                         \
    "</bpmn:timeDuration></bpmn:timerEventDefinition>"
#define ON(element, id, attrs, definition)                                                         \
    "<bpmn:" element " id='" id "' " attrs ">" definition "</bpmn:" element ">"
#define REF(kind, id) "<bpmn:" kind "EventDefinition " kind "Ref='" id "'/>"
#define IO(lines)                                                                                  \
    "<bpmn:extensionElements><zeebe:ioMapping>" lines "</zeebe:ioMapping></"                       \
    "bpmn:extensionElements>"
#define IN(source, target) "<zeebe:input source='=" source "' target='" target "'/>"
#define OUT(source, target) "<zeebe:output source='=" source "' target='" target "'/>"

#endif
