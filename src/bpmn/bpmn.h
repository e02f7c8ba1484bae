/* bpmn/bpmn.h - BPMN 2.0 files made into compiled models, and what a model asks of its
 * surroundings. The engine is bpmn/run.h, the picture and the words of a model bpmn/diagram.h. */
#ifndef BPMN_BPMN_H
#define BPMN_BPMN_H

#include "bpmn/model.h"

/* Reads a file as Camunda Modeler writes it (Camunda 8) and compiles it.  What cannot be executed
 * is refused as a finding with line, element and repair; elements of other vendors give one warning
 * a namespace.  In processes that are not executable (drawn only) nothing is refused but broken
 * references. out   written also where there are findings, as long as the XML can be read: a
 * picture can still be drawn ERR_SYNTAX where it is no XML or no BPMN (a finding says why),
 * ERR_REFUSED where there are findings of level error. */
MUST_USE err bpmn_parse(arena *a, str xml, struct findings *f, struct bpmn **out);

/* The same where names are known that expressions may read (the case's answers): needed for names
 * with blanks in them.  Other names stay possible.  A built-in function's name that is not called
 * ("number") is a name in any case. */
MUST_USE err bpmn_parse_in(arena *a, str xml, const struct feel_scope *names, struct findings *f,
                           struct bpmn **out);

/* Null where there is none. */
const struct bpmn_node *bpmn_node(const struct bpmn *m, str id);
const struct bpmn_scope *bpmn_process(const struct bpmn *m, str id);
/* The first executable process; null where all are only drawn. */
const struct bpmn_scope *bpmn_main(const struct bpmn *m);

/* What a model needs from the site, for its check.  One list of each; the same thing used twice is
 * listed twice, with the element that uses it. */
enum bpmn_use_kind {
    BPMN_USES_TASK_TYPE, /* name: type; headers; inputs: names of the mapped inputs */
    BPMN_USES_DECISION,  /* name: decision id */
    BPMN_USES_FORM,      /* name: form id */
    BPMN_USES_USER_TASK, /* name: the element's name; groups: candidate groups where they are
                            constant */
    BPMN_USES_PROCESS,   /* name: called process id */
    BPMN_USES_MESSAGE,   /* name; in: caught here, else thrown */
    BPMN_USES_SIGNAL,
    BPMN_USES_TIMER,    /* name: its definition as written */
    BPMN_USES_VARIABLE, /* name: a variable that the model itself writes (mapping, script, decision,
                           collection) */
};
struct bpmn_use {
    enum bpmn_use_kind kind;
    const struct bpmn_node *at;
    str name; /* empty where computed: then `computed` */
    bool computed, in;
    val headers; /* context of strings */
    val inputs;  /* list of target names */
    val groups;  /* list of strings */
    str form;    /* user task: form id, or empty */
};
struct bpmn_uses {
    const struct bpmn_use *v;
    size_t n;
};
struct bpmn_uses bpmn_tasks(arena *a, const struct bpmn *m);

#endif
