/* Tokens and frames: made, ended, cancelled; each change of state leaves its effect. */
#include "bpmn/engine.h"

struct bpmn_effect *effect(struct machine *x, enum bpmn_effect_kind kind, uint32_t token,
                           const struct bpmn_node *at)
{
    struct bpmn_effect *e = vec_push(&x->effects, x->a);

    *e = (struct bpmn_effect){ .kind = kind, .token = token, .at = at };
    return e;
}

void trace(struct machine *x, enum bpmn_effect_kind kind, const struct token *t,
           const struct bpmn_node *at)
{
    if (kind == BPMN_ENTERED)
        x->seen[at->index / 8] |= (uint8_t)(1u << at->index % 8);
    effect(x, kind, t->id, at);
}

struct token *token_new(struct machine *x, struct frame *f, const struct bpmn_node *at)
{
    struct token *t = ARENA_NEW(x->a, struct token);

    t->id = x->next_id++;
    t->at = at;
    t->in = f;
    *(f->last ? &f->last->next : &f->first) = t;
    f->last = t;
    f->live++;
    return t;
}

struct frame *frame_new(struct machine *x, uint8_t kind, const struct bpmn_scope *scope,
                        struct token *host)
{
    struct frame *f = ARENA_NEW(x->a, struct frame);

    f->id = x->next_id++;
    f->kind = kind;
    f->scope = scope;
    f->host = host;
    if (host) {
        f->at = host->at;
        host->body = f;
        host->state = TOKEN_SCOPE;
    }
    *(x->last_frame ? &x->last_frame->next : &x->frames) = f;
    x->last_frame = f;
    return f;
}

/* The token stands at another element, under a new id: what is said about its work before does not
 * fit any more. */
void token_go(struct machine *x, struct token *t, const struct bpmn_node *at)
{
    t->id = x->next_id++;
    t->at = at;
    t->vars = val_null();
    t->loops = 0;
}

void token_queue(struct machine *x, struct token *t)
{
    t->state = TOKEN_READY;
    t->phase = PHASE_ENTER;
    *vec_push(&x->queue, x->a) = t;
}

/* The work outside or below ends unfinished. */
static void work_stop(struct machine *x, struct token *t)
{
    static const uint8_t gone[TOKEN_STATES] = {
        [TOKEN_TASK] = BPMN_TASK_GONE,         [TOKEN_DECISION] = BPMN_TASK_GONE,
        [TOKEN_USER] = BPMN_TASK_USER_GONE,    [TOKEN_CALL] = BPMN_CALL_GONE,
        [TOKEN_INCIDENT] = BPMN_INCIDENT_GONE,
    };

    if (gone[t->state])
        effect(x, gone[t->state], t->id, t->at);
    if (t->state == TOKEN_JOIN)
        t->in->joined[t->at->index]--;
    if (t->body)
        frame_cancel(x, t->body);
    t->body = NULL;
    t->result = val_null();
    t->code = t->text = STR_NULL;
}

void token_stop(struct machine *x, struct token *t)
{
    waits_close(x, &t->waits);
    work_stop(x, t);
}

void token_cancel(struct machine *x, struct token *t)
{
    if (t->gone)
        return;
    token_stop(x, t);
    t->gone = true;
    t->in->live--;
}

void frame_cancel(struct machine *x, struct frame *f)
{
    if (f->gone)
        return;
    f->gone = true;
    waits_close(x, &f->waits);
    for (struct token *t = f->first; t; t = t->next)
        token_cancel(x, t);
}

void token_end(struct machine *x, struct token *t)
{
    struct frame *f = t->in;

    if (t->gone)
        return;
    token_cancel(x, t);
    if (t->caller)
        compensation_done(x, t);
    if (!f->live && !f->gone)
        frame_complete(x, f);
}

void incident_plain(struct machine *x, struct token *t, enum token_phase phase, const char *code,
                    const char *text, const char *key)
{
    incident(x, t, phase, str_z(code), str_z(text),
             vars_with(x->a, val_null(), S("key"), val_str(str_z(key))));
}

void incident(struct machine *x, struct token *t, enum token_phase phase, str code, str text,
              val told)
{
    t->state = TOKEN_INCIDENT;
    t->phase = (uint8_t)phase;
    t->code = str_copy(x->a, code);
    t->text = str_copy(x->a, text);
    struct bpmn_effect *e = effect(x, BPMN_INCIDENT, t->id, t->at);
    e->name = t->code;
    e->text = t->text;
    e->data = told;
}
