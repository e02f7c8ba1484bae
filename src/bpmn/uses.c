/* What a model asks of the site: for the check that all of it is there. */
#include "bpmn/bpmn.h"

struct list {
    arena *a;
    VEC(struct bpmn_use) v;
};

static struct bpmn_use *use(struct list *l, enum bpmn_use_kind kind, const struct bpmn_node *n,
                            const struct bpmn_value *name)
{
    struct bpmn_use *u = vec_push(&l->v, l->a);

    *u = (struct bpmn_use){ .kind = kind, .at = n, .computed = name->expr != NULL, .form = S("") };
    u->name = name->expr ? S("") : name->text;
    val constant;
    if (name->expr && feel_constant(name->expr, &constant) && constant.tag == V_STRING) {
        u->name = val_text(constant);
        u->computed = false;
    }
    return u;
}

static bool given(const struct bpmn_value *v)
{
    return v->expr || v->text.n;
}

static val input_names(arena *a, const struct bpmn_node *n)
{
    val *names = ARENA_ARRAY(a, val, n->inputs_n + 1);

    for (uint32_t i = 0; i < n->inputs_n; i++)
        names[i] = val_str(n->inputs[i].target);
    return val_list(names, n->inputs_n);
}

static val group_names(arena *a, const struct bpmn_value *v)
{
    val constant, list = val_list(NULL, 0);
    str rest = v->text, piece;

    if (v->expr) {
        if (!feel_constant(v->expr, &constant))
            return list;
        if (constant.tag == V_LIST)
            return constant;
        rest = val_text(constant);
    }
    while (str_next(&rest, ',', &piece))
        if ((piece = str_trim(piece)).n)
            list = val_append(a, list, val_str(piece));
    return list;
}

static void variable(struct list *l, const struct bpmn_node *n, str name)
{
    if (name.n)
        use(l, BPMN_USES_VARIABLE, n, &(struct bpmn_value){ .text = name });
}

static void variables(struct list *l, const struct bpmn_node *n)
{
    variable(l, n, n->result);
    for (uint32_t i = 0; i < n->outputs_n; i++)
        variable(l, n, n->outputs[i].target);
    for (uint32_t i = 0; i < n->inputs_n; i++)
        variable(l, n, n->inputs[i].target);
    if (n->multi) {
        variable(l, n, n->multi->item);
        variable(l, n, n->multi->output);
    }
}

static void user_task(struct list *l, const struct bpmn_node *n)
{
    const struct bpmn_value *form = given(&n->form) ? &n->form : &n->form_key;
    struct bpmn_use *u = use(l, BPMN_USES_USER_TASK, n, &(struct bpmn_value){ .text = n->name });

    u->groups = group_names(l->a, &n->groups);
    u->form = form->expr ? S("") : form->text;
    u->inputs = input_names(l->a, n);
    u->headers = n->headers;
    if (given(form))
        use(l, BPMN_USES_FORM, n, form);
}

static void event(struct list *l, const struct bpmn_node *n)
{
    bool in = n->kind == BPMN_START || n->kind == BPMN_CATCH || n->kind == BPMN_BOUNDARY ||
              n->kind == BPMN_RECEIVE;

    if (n->trigger == BPMN_ON_MESSAGE && n->named)
        use(l, BPMN_USES_MESSAGE, n, &n->named->value)->in = in;
    else if (n->trigger == BPMN_ON_SIGNAL && n->named)
        use(l, BPMN_USES_SIGNAL, n, &n->named->value)->in = in;
    else if (n->trigger == BPMN_ON_TIMER)
        use(l, BPMN_USES_TIMER, n, &(struct bpmn_value){ .text = n->timer.text })->in = true;
}

static void node(struct list *l, const struct bpmn_node *n)
{
    if (given(&n->type)) {
        struct bpmn_use *u = use(l, BPMN_USES_TASK_TYPE, n, &n->type);
        u->headers = n->headers;
        u->inputs = input_names(l->a, n);
    }
    if (given(&n->decision))
        use(l, BPMN_USES_DECISION, n, &n->decision);
    if (given(&n->called))
        use(l, BPMN_USES_PROCESS, n, &n->called);
    if (n->kind == BPMN_USER)
        user_task(l, n);
    event(l, n);
    variables(l, n);
}

struct bpmn_uses bpmn_tasks(arena *a, const struct bpmn *m)
{
    struct list l = { .a = a };

    for (uint32_t i = 0; i < m->nodes_n; i++)
        if (m->scopes[m->nodes[i].scope].executable)
            node(&l, &m->nodes[i]);
    return (struct bpmn_uses){ l.v.v, l.v.n };
}
