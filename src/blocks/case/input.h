/* blocks/case/input.h - what a service task is given: headers and mappings as the inputs that its
 * type declares. */
#ifndef BLOCKS_CASE_INPUT_H
#define BLOCKS_CASE_INPUT_H

#include "act/task.h"
#include "feel/feel.h"
#include "site/parts.h"

/* Which input is wrong: one English sentence for tools, and { key, name, type } for people.  It
 * names the input and no value. */
struct input_wrong {
    str text;
    val told;
};

/* The inputs: what the mappings made, and headers where an input of that name is not mapped; each
 * converted to its declared type as FEEL does.  False where one is of another type: *wrong
 * says which. */
MUST_USE bool task_inputs(struct feel_env *env, const struct task_field *fields, val headers,
                          val data, val *out, struct input_wrong *wrong);
/* The same for a topic that a partner works on; nothing but the declared inputs is handed on, and
 * the required ones must be there. */
MUST_USE bool task_inputs_outside(struct feel_env *env, const struct site_task_type *t, val headers,
                                  val data, val *out, struct input_wrong *wrong);

#endif
