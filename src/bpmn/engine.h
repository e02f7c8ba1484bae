/* bpmn/engine.h - inside of the engine: what its files do for each other.  Not for other rooms. */
#ifndef BPMN_ENGINE_H
#define BPMN_ENGINE_H

#include "bpmn/machine.h"
#include "bpmn/timer.h"

/* state.c */
void machine_init(struct machine *x, const struct bpmn *m, struct bpmn_env *env);
MUST_USE err state_load(struct machine *x, val instance);
val state_save(struct machine *x);
struct entry *state_find(const struct machine *x, uint32_t id);

/* vars.c: reading from a token (or, where it is null, a frame) outward */
MUST_USE err vars_eval(struct machine *x, const struct token *t, const struct frame *f, val extra,
                       const struct bpmn_value *v, val *out);
val vars_with(arena *a, val ctx, str name, val v);
val vars_visible(struct machine *x, const struct token *t, const struct frame *f, bool given);
void vars_set(struct machine *x, struct token *t, struct frame *f, str name, val v);
void vars_merge(struct machine *x, struct token *t, struct frame *f, val context);
MUST_USE err vars_inputs(struct machine *x, struct token *t);
MUST_USE err vars_outputs(struct machine *x, struct token *t, struct frame *f,
                          const struct bpmn_node *n, val data);
bool vars_instant(const struct machine *x, val v, instant *out);

/* token.c */
struct token *token_new(struct machine *x, struct frame *f, const struct bpmn_node *at);
struct frame *frame_new(struct machine *x, uint8_t kind, const struct bpmn_scope *scope,
                        struct token *host);
void token_go(struct machine *x, struct token *t, const struct bpmn_node *at);
void token_queue(struct machine *x, struct token *t);
void token_end(struct machine *x, struct token *t); /* at the end of its way; may complete scopes */
void token_cancel(struct machine *x, struct token *t); /* with all below; completes nothing */
void token_stop(struct machine *x, struct token *t);   /* its work and waits end, it stays */
void frame_cancel(struct machine *x, struct frame *f);
/* told: what BPMN_INCIDENT says of it in `data`. */
void incident(struct machine *x, struct token *t, enum token_phase phase, str code, str text,
              val told);
/* The same with a word that has no arguments, and a sentence. */
void incident_plain(struct machine *x, struct token *t, enum token_phase phase, const char *code,
                    const char *text, const char *key);
struct bpmn_effect *effect(struct machine *x, enum bpmn_effect_kind kind, uint32_t token,
                           const struct bpmn_node *at);
void trace(struct machine *x, enum bpmn_effect_kind kind, const struct token *t,
           const struct bpmn_node *at);

/* waits.c */
MUST_USE err wait_open(struct machine *x, const struct bpmn_node *at, struct frame *f,
                       struct token *host);
void wait_close(struct machine *x, struct wait *w, bool fired);
void waits_close(struct machine *x, struct wait **list);
void wait_again(struct machine *x, struct wait *w);
bool conditions_run(struct machine *x);

/* work.c */
void node_enter(struct machine *x, struct token *t);
void node_work(struct machine *x, struct token *t);
/* The task for a person: begun, or told again as another version of the model has it. */
void work_user(struct machine *x, struct token *t, enum bpmn_effect_kind kind);
void node_done(struct machine *x, struct token *t, val data);
void multi_item_done(struct machine *x, struct token *t);

/* flow.c */
void flow_leave(struct machine *x, struct token *t);
bool join_inclusive(struct machine *x);
void join_enter(struct machine *x, struct token *t);
void gateway_enter(struct machine *x, struct token *t);

/* scope.c */
void scope_begin(struct machine *x, struct frame *f);
void scope_begin_event(struct machine *x, struct frame *f, const struct bpmn_node *start,
                       val payload);
void frame_complete(struct machine *x, struct frame *f);
void wait_fired(struct machine *x, struct wait *w, val payload);
bool error_throw(struct machine *x, struct token *t, enum bpmn_trigger trigger, str code, val data);
void compensate(struct machine *x, struct token *t);
void compensation_record(struct machine *x, const struct token *t);
void compensation_done(struct machine *x, struct token *t);

/* step.c */
MUST_USE err machine_run(struct machine *x);
/* Runs until each token waits, and folds the state. */
MUST_USE err step_finish(struct machine *x, struct bpmn_step *out);

#endif
