/* blocks/case/input.h - what a service task is given: headers and mappings as the inputs that its
 * type declares. */
#ifndef BLOCKS_CASE_INPUT_H
#define BLOCKS_CASE_INPUT_H

#include "act/task.h"
#include "feel/feel.h"
#include "site/parts.h"

/* The inputs: what the mappings made, and headers where an input of that name is not mapped; each
 * converted to its declared type as FEEL does.  False where one is of another type: *why is one
 * English sentence then, which names the input and no value. */
MUST_USE bool task_inputs(struct feel_env *env, const struct task_field *fields, val headers,
                          val data, val *out, str *why);
/* The same for a topic that a partner works on; nothing but the declared inputs is handed on, and
 * the required ones must be there. */
MUST_USE bool task_inputs_outside(struct feel_env *env, const struct site_task_type *t, val headers,
                                  val data, val *out, str *why);

#endif
