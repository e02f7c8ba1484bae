/* bpmn/part.h - what elements of a model are made of: values, mappings, events, repetition. */
#ifndef BPMN_PART_H
#define BPMN_PART_H

#include "feel/feel.h"

/* A text or, where it began with "=", a FEEL expression. */
struct bpmn_value {
    str text;
    const struct feel *expr; /* null: the text itself */
    int line;
};

/* zeebe:input, zeebe:output: source to a variable; target may be a path "a.b". */
struct bpmn_mapping {
    str target;
    struct bpmn_value source;
};

/* message, signal, error, escalation: name is what is matched (the code for error and
 * escalation). */
struct bpmn_named {
    str id, name;
    struct bpmn_value value; /* the same, where it is an expression */
    struct bpmn_value key;   /* message: correlation key */
};

enum bpmn_timer_kind { BPMN_TIME_NONE, BPMN_TIME_DATE, BPMN_TIME_DURATION, BPMN_TIME_CYCLE };

struct bpmn_multi {
    bool sequential;
    struct bpmn_value collection, output_element, until; /* until: completion condition */
    str item, output;                                    /* names of variables; may be empty */
};

/* bpmn:standardLoopCharacteristics */
struct bpmn_loop {
    bool before;
    int64_t most;
    struct bpmn_value while_;
};

#endif
