/* blocks/case/origin.h - where what a decision read came from, and since when, told to people in
 * their language. */
#ifndef BLOCKS_CASE_ORIGIN_H
#define BLOCKS_CASE_ORIGIN_H

#include "blocks/case/case.h"
#include "views/page.h"

/* The event's member that says which answers of a submission a register held: a context of field
 * name to { register, since }, without those that the person disputed.  An empty context where
 * nothing is to be said.
 *   held     as form_env.held has it
 *   answers  as they are submitted */
val origin_held(arena *a, const struct form *form, val held, val answers);

/* How a case went, as far as it tells where values came from. */
struct course {
    struct web *w;
    const struct q_case *c; /* null: there is no case, only the law is told of */
    const struct service *s;
    day law;           /* the day whose law was read, where there is no case */
    val answers, held; /* as they were submitted */
    struct q_tasks_of_case tasks;
    struct q_rulings rulings;
    struct bpmn_marks marks; /* visited is null where nothing is known */
    struct form_env env;
};
/* Reads what the case's events, tasks and rulings say.  FAULT where they cannot be opened. */
MUST_USE err course_of(struct web *w, const struct q_case *c, const struct data_key *key,
                       const struct service *s, struct course *out);

/* The inputs of a ruling (one of k->rulings; null where there is no case), each once, with its
 * value and where that came from: an answer and its day, a register and since when it stands there,
 * a parameter of the law with its source and the day since which it is in force, an officer's
 * answer, an earlier ruling, a step of the process.
 *   why  the explanation of dmn/
 * Allocated in k->w->a. */
size_t origins_told(const struct course *k, const struct q_rulings_row *ruling, val why,
                    const struct v_explanation_input **out);

/* One ruling told whole: title, result, steps, inputs.  A macro, because each page has a struct of
 * its own. */
#define RULING_TELL(k, row, why, out)                                                              \
    ({                                                                                             \
        (out)->result =                                                                            \
            ruling_result((k)->w, (k)->s, (row)->decision, val_get((why), S("result")));           \
        (out)->steps_n = ruling_steps((k)->w, (k)->s, (why), &(out)->steps);                       \
        (out)->inputs_n = origins_told((k), (row), (why), &(out)->inputs);                         \
    })

/* What happened in a case, without who looked at it; read once for a page that several ask. */
struct q_case_past;
MUST_USE err case_past(struct web *w, int64_t case_id, const struct q_case_past **out);

#endif
