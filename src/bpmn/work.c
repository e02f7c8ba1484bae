/* What an element does when a token enters it, and when its work is done. */
#include "bpmn/engine.h"

static bool inner(const struct token *t)
{
    return t->in->kind == FRAME_MULTI;
}

/* The text of a value that must be one: empty text counts as missing. */
static bool text_of(struct machine *x, const struct token *t, const struct bpmn_value *v, str *out)
{
    val got;

    if (failed(vars_eval(x, t, NULL, val_null(), v, &got)))
        return false;
    *out = got.tag == V_STRING || val_is_null(got) ? val_text(got) : val_display(x->a, got);
    return out->n > 0;
}

static void faulty(struct machine *x, struct token *t, enum token_phase phase, const char *what,
                   const char *key)
{
    incident_plain(
        x, t, phase, "value",
        str_zdup(x->a, str_fmt(x->a, "%s of %.*s gives nothing usable.", what, STR_ARG(t->at->id))),
        key);
}

/* With input mappings the outside sees these alone; without, all variables of the
 * process in sight. */
static val work_inputs(struct machine *x, const struct token *t)
{
    if (t->at->inputs_n)
        return t->vars.tag == V_CONTEXT ? t->vars : val_null();
    return vars_visible(x, t, NULL, false);
}

static void work_service(struct machine *x, struct token *t)
{
    str type, retries;
    int64_t tries = 3;

    if (!text_of(x, t, &t->at->type, &type)) {
        faulty(x, t, PHASE_WORK, "The task type", "bpmn.nothing_type");
        return;
    }
    if (text_of(x, t, &t->at->retries, &retries) && failed(str_to_i64(retries, &tries)))
        tries = 3;
    t->state = TOKEN_TASK;
    struct bpmn_effect *e = effect(x, BPMN_TASK_SERVICE, t->id, t->at);
    e->name = type;
    e->headers = t->at->headers;
    e->data = work_inputs(x, t);
    e->number = tries;
}

static void work_rule(struct machine *x, struct token *t)
{
    str decision;

    if (t->at->type.expr || t->at->type.text.n) {
        work_service(x, t);
        return;
    }
    if (!text_of(x, t, &t->at->decision, &decision)) {
        faulty(x, t, PHASE_WORK, "The called decision", "bpmn.nothing_decision");
        return;
    }
    t->state = TOKEN_DECISION;
    struct bpmn_effect *e = effect(x, BPMN_TASK_DECISION, t->id, t->at);
    e->name = decision;
    e->text = t->at->result;
    e->headers = t->at->headers;
    e->data = vars_visible(x, t, NULL, true);
}

/* "a, b" or a list, as a list of strings. */
static val names_list(struct machine *x, const struct token *t, const struct bpmn_value *v)
{
    val got, items = val_null();
    str rest, piece;

    if (failed(vars_eval(x, t, NULL, val_null(), v, &got)))
        return val_null();
    if (got.tag != V_STRING)
        return got.tag == V_LIST ? got : val_null();
    rest = val_text(got);
    while (str_next(&rest, ',', &piece))
        if ((piece = str_trim(piece)).n)
            items = val_is_null(items) ? val_append(x->a, val_list(NULL, 0), val_str(piece))
                                       : val_append(x->a, items, val_str(piece));
    return items;
}

/* spans: it was a duration, counted from now. */
static bool instant_of(struct machine *x, const struct token *t, const struct bpmn_value *v,
                       instant *out, bool *spans)
{
    val got;
    struct timer_span span;

    *spans = false;
    if (failed(vars_eval(x, t, NULL, val_null(), v, &got)) || val_is_null(got))
        return false;
    if (vars_instant(x, got, out))
        return true;
    *spans = !failed(timer_span_of(got, &span)) && !failed(timer_add(x->env->now, span, out));
    return *spans;
}

void work_user(struct machine *x, struct token *t, enum bpmn_effect_kind kind)
{
    const struct bpmn_node *n = t->at;
    struct bpmn_effect e = { .kind = kind, .token = t->id, .at = n, .name = n->name };
    bool spans;
    str priority;

    if (!text_of(x, t, &n->form, &e.form))
        text_of(x, t, &n->form_key, &e.form);
    text_of(x, t, &n->assignee, &e.assignee);
    e.groups = names_list(x, t, &n->groups);
    e.users = names_list(x, t, &n->users);
    e.has_due = instant_of(x, t, &n->due, &e.due, &e.spans);
    e.has_follow_up = instant_of(x, t, &n->follow_up, &e.follow_up, &spans);
    e.number = 50;
    if (text_of(x, t, &n->priority, &priority) && failed(str_to_i64(priority, &e.number)))
        e.number = 50;
    e.headers = n->headers;
    e.data = work_inputs(x, t);
    t->state = TOKEN_USER;
    *effect(x, kind, t->id, n) = e;
}

static void work_script(struct machine *x, struct token *t)
{
    val v;

    if (failed(vars_eval(x, t, NULL, val_null(), &t->at->script, &v)))
        incident_plain(x, t, PHASE_WORK, "feel", "The script used up its budget.",
                       "bpmn.budget_script");
    else
        node_done(x, t, v);
}

static void work_call(struct machine *x, struct token *t)
{
    str id;

    if (!text_of(x, t, &t->at->called, &id)) {
        faulty(x, t, PHASE_WORK, "The called process", "bpmn.nothing_process");
        return;
    }
    t->state = TOKEN_CALL;
    struct bpmn_effect *e = effect(x, BPMN_CALL, t->id, t->at);
    e->name = id;
    e->data = t->at->call_all_in         ? vars_visible(x, t, NULL, false)
              : t->vars.tag == V_CONTEXT ? t->vars
                                         : val_null();
}

static void work_receive(struct machine *x, struct token *t)
{
    t->state = TOKEN_WAIT;
    if (failed(wait_open(x, t->at, NULL, t)))
        faulty(x, t, PHASE_WORK, "The event definition", "bpmn.nothing_event");
}

static void throw_message(struct machine *x, struct token *t)
{
    const struct bpmn_named *named = t->at->named;
    str name, key = S("");

    if (t->at->type.expr || t->at->type.text.n) {
        work_service(x, t);
        return;
    }
    if (!text_of(x, t, &named->value, &name)) {
        faulty(x, t, PHASE_WORK, "The message name", "bpmn.nothing_message");
        return;
    }
    text_of(x, t, &named->key, &key);
    struct bpmn_effect *e = effect(x, BPMN_MESSAGE_THROW, t->id, t->at);
    e->name = name;
    e->key = key;
    e->data = t->vars.tag == V_CONTEXT ? t->vars : val_null();
    node_done(x, t, val_null());
}

static void throw_signal(struct machine *x, struct token *t)
{
    str name;

    if (!text_of(x, t, &t->at->named->value, &name)) {
        faulty(x, t, PHASE_WORK, "The signal name", "bpmn.nothing_signal");
        return;
    }
    struct bpmn_effect *e = effect(x, BPMN_SIGNAL_THROW, t->id, t->at);
    e->name = name;
    e->data = t->vars.tag == V_CONTEXT ? t->vars : val_null();
    node_done(x, t, val_null());
}

static void throw_error(struct machine *x, struct token *t)
{
    str code = S("");

    if (t->at->named)
        text_of(x, t, &t->at->named->value, &code);
    if (t->at->trigger == BPMN_ON_ERROR) {
        if (!error_throw(x, t, BPMN_ON_ERROR, code, t->vars))
            incident(x, t, PHASE_WORK, S("error"),
                     str_fmt(x->a, "Nothing around %.*s catches the error \"%.*s\".",
                             STR_ARG(t->at->id), STR_ARG(code)),
                     vars_with(x->a,
                               vars_with(x->a, val_null(), S("key"), VAL_S("bpmn.not_caught")),
                               S("code"), val_str(code)));
        return;
    }
    if (!error_throw(x, t, BPMN_ON_ESCALATION, code, t->vars))
        effect(x, BPMN_ESCALATION, t->id, t->at)->name = code;
    if (!t->gone)
        node_done(x, t, val_null());
}

static void terminate(struct machine *x, struct token *t)
{
    struct frame *f = t->in;

    for (struct token *u = f->first; u; u = u->next)
        if (u != t)
            token_cancel(x, u);
    node_done(x, t, val_null());
}

static void work_throw(struct machine *x, struct token *t)
{
    switch (t->at->trigger) {
    case BPMN_ON_MESSAGE:
        throw_message(x, t);
        break;
    case BPMN_ON_SIGNAL:
        throw_signal(x, t);
        break;
    case BPMN_ON_ERROR:
    case BPMN_ON_ESCALATION:
        throw_error(x, t);
        break;
    case BPMN_ON_TERMINATE:
        terminate(x, t);
        break;
    case BPMN_ON_COMPENSATION:
    case BPMN_ON_CANCEL:
        compensate(x, t);
        break;
    case BPMN_ON_LINK:
        trace(x, BPMN_LEFT, t, t->at);
        token_go(x, t, &x->m->nodes[t->at->link]);
        token_queue(x, t);
        break;
    default:
        node_done(x, t, val_null());
        break;
    }
}

/* The work itself; inputs are mapped and boundary events wait. */
void node_work(struct machine *x, struct token *t)
{
    t->phase = PHASE_WORK;
    switch (t->at->kind) {
    case BPMN_SERVICE:
        work_service(x, t);
        break;
    case BPMN_RULE:
        work_rule(x, t);
        break;
    case BPMN_USER:
        work_user(x, t, BPMN_TASK_USER);
        break;
    case BPMN_SCRIPT:
        work_script(x, t);
        break;
    case BPMN_CALL_ACTIVITY:
        work_call(x, t);
        break;
    case BPMN_SEND:
        throw_message(x, t);
        break;
    case BPMN_RECEIVE:
        work_receive(x, t);
        break;
    case BPMN_CATCH:
        if (t->at->trigger == BPMN_ON_NONE || t->at->trigger == BPMN_ON_LINK)
            node_done(x, t, val_null());
        else
            work_receive(x, t);
        break;
    case BPMN_THROW:
    case BPMN_END:
        work_throw(x, t);
        break;
    case BPMN_SUBPROCESS:
        scope_begin(x, frame_new(x, FRAME_SUB, &x->m->scopes[t->at->body], t));
        break;
    default:
        node_done(x, t, val_null());
        break;
    }
}

static err boundaries_open(struct machine *x, struct token *t)
{
    for (uint32_t i = 0; i < t->at->boundaries_n; i++)
        TRY(wait_open(x, &x->m->nodes[t->at->boundaries[i]], NULL, t));
    return OK;
}

static bool list_of(struct machine *x, const struct token *t, val *out)
{
    return !failed(vars_eval(x, t, NULL, val_null(), &t->at->multi->collection, out)) &&
           out->tag == V_LIST;
}

static void multi_item(struct machine *x, struct frame *f)
{
    const struct bpmn_multi *multi = f->at->multi;
    struct token *t = token_new(x, f, f->at);
    const struct feel *output = multi->output_element.expr;
    val_builder b = val_build(x->a);
    str head, tail;
    size_t n = 0;
    const str *names = output ? feel_names(output, &n) : NULL;

    t->loops = ++f->begun;
    if (n == 1) { /* what the work brings back under this name stays with the item */
        str_cut(names[0], '.', &head, &tail);
        val_put(&b, head, val_null());
    }
    val_put(&b, S("loopCounter"), val_int(t->loops));
    if (multi->item.n)
        val_put(&b, multi->item, val_at(f->items, t->loops - 1));
    t->vars = val_done(&b);
    token_queue(x, t);
}

static void multi_begin(struct machine *x, struct token *t)
{
    val items;

    if (!list_of(x, t, &items)) {
        faulty(x, t, PHASE_WORK, "The input collection", "bpmn.nothing_collection");
        return;
    }
    struct frame *f = frame_new(x, FRAME_MULTI, &x->m->scopes[t->at->scope], t);
    f->items = items;
    if (!items.n)
        frame_complete(x, f);
    else
        for (uint32_t n = t->at->multi->sequential ? 1 : items.n; n; n--)
            multi_item(x, f);
}

static bool multi_enough(struct machine *x, struct token *t)
{
    struct frame *f = t->in;
    val_builder b = val_build(x->a);
    val v;

    if (!f->at->multi->until.expr)
        return false;
    val_put(&b, S("numberOfInstances"), val_int(f->items.n));
    val_put(&b, S("numberOfActiveInstances"), val_int(f->live - 1));
    val_put(&b, S("numberOfCompletedInstances"), val_int(f->ended));
    val_put(&b, S("numberOfTerminatedInstances"), val_int(0));
    return !failed(vars_eval(x, t, NULL, val_done(&b), &f->at->multi->until, &v)) && val_is_true(v);
}

void multi_item_done(struct machine *x, struct token *t)
{
    struct frame *f = t->in;
    val v = val_null();

    if (f->at->multi->output.n) {
        if (failed(vars_eval(x, t, NULL, val_null(), &f->at->multi->output_element, &v)))
            v = val_null();
        vec_push(&f->results, x->a);
        f->results.v[f->results.n - 1].i = t->loops - 1;
        f->results.v[f->results.n - 1].v = v;
    }
    f->ended++;
    if (multi_enough(x, t)) {
        for (struct token *u = f->first; u; u = u->next)
            if (u != t)
                token_cancel(x, u);
    } else if (f->at->multi->sequential && f->begun < f->items.n) {
        multi_item(x, f);
    }
    token_end(x, t);
}

/* bpmn:standardLoopCharacteristics: goes on while its condition is true, at most
 * loopMaximum times. */
static bool loop_again(struct machine *x, struct token *t)
{
    const struct bpmn_loop *loop = t->at->loop;
    val_builder b = val_build(x->a);
    val v;

    if (loop->most > 0 && t->loops >= loop->most)
        return false;
    if (!loop->while_.expr)
        return loop->most > 0;
    val_put(&b, S("loopCounter"), val_int(t->loops));
    return !failed(vars_eval(x, t, NULL, val_done(&b), &loop->while_, &v)) && val_is_true(v);
}

static void activity_enter(struct machine *x, struct token *t)
{
    const struct bpmn_node *n = t->at;
    bool outer = n->multi && !inner(t);

    if (!outer && failed(vars_inputs(x, t))) {
        incident_plain(x, t, PHASE_ENTER, "feel", "An input mapping used up its budget.",
                       "bpmn.budget_input");
        return;
    }
    if (!inner(t) && failed(boundaries_open(x, t))) {
        waits_close(x, &t->waits);
        faulty(x, t, PHASE_ENTER, "A boundary event", "bpmn.nothing_event");
        return;
    }
    if (outer) {
        multi_begin(x, t);
        return;
    }
    if (n->loop && n->loop->before && !loop_again(x, t)) {
        waits_close(x, &t->waits);
        flow_leave(x, t);
        return;
    }
    node_work(x, t);
}

void node_enter(struct machine *x, struct token *t)
{
    if (t->phase == PHASE_WORK) { /* the next round of a loop */
        node_work(x, t);
        return;
    }
    if (!inner(t) && !t->code.p)
        trace(x, BPMN_ENTERED, t, t->at);
    t->code = t->text = STR_NULL;
    if (t->at->kind >= BPMN_EXCLUSIVE && t->at->kind <= BPMN_EVENT_GATEWAY)
        gateway_enter(x, t);
    else
        activity_enter(x, t);
}

/* The work is done and brought back data (a decision or script: its result). */
void node_done(struct machine *x, struct token *t, val data)
{
    const struct bpmn_node *n = t->at;
    val named = data;

    if (n->result.n &&
        (n->kind == BPMN_SCRIPT || (n->kind == BPMN_RULE && !n->type.text.n && !n->type.expr)))
        named = vars_with(x->a, val_null(), n->result, data);
    if (n->kind == BPMN_CALL_ACTIVITY && !n->call_all_out && !n->outputs_n)
        named = val_null();
    if (failed(vars_outputs(x, t, t->in, n, named))) {
        incident_plain(x, t, PHASE_LEAVE, "feel", "An output mapping used up its budget.",
                       "bpmn.budget_output");
        t->result = data;
        return;
    }
    t->result = val_null();
    if (n->loop && (t->loops++, loop_again(x, t))) {
        t->vars = val_null();
        t->id = x->next_id++;
        if (failed(vars_inputs(x, t)))
            incident_plain(x, t, PHASE_ENTER, "feel", "An input mapping used up its budget.",
                           "bpmn.budget_input");
        else
            token_queue(x, t); /* through the queue: rounds count for the budget */
        t->phase = PHASE_WORK;
        return;
    }
    if (inner(t)) {
        multi_item_done(x, t);
        return;
    }
    compensation_record(x, t);
    waits_close(x, &t->waits);
    flow_leave(x, t);
}
