/* feel/scope.c - names to slots: locals of frames, captures of closures, items of filters, globals,
 * built-ins. */
#include "feel/compile.h"
#include "feel/infer.h"
#include "feel/ops.h"

#include <stdarg.h>
#include <stdio.h>

void session_begin(struct session *s, arena *a, const struct feel_scope *outer,
                   struct feel_error *where)
{
    *s = (struct session){ .a = a, .outer = outer, .where = where, .e = OK, .input = -1 };
    s->frame = ARENA_NEW(a, struct frame);
}

void feel_place(struct feel_error *w, str text, size_t at)
{
    w->at = MIN(at, text.n);
    w->line = w->column = 1;
    for (size_t i = 0; i < w->at; i++) {
        if (text.p[i] == '\n') {
            w->line++;
            w->column = 1;
        } else if (((unsigned char)text.p[i] & 0xC0) != 0x80) {
            w->column++;
        }
    }
}

err session_fail(struct session *s, enum err_code code, size_t at, const char *suggestion,
                 const char *fmt, ...)
{
    if (failed(s->e))
        return s->e;
    s->e = REFUSED(code);
    if (s->where) {
        char line[300];
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(line, sizeof line, fmt, ap);
        va_end(ap);
        feel_place(s->where, s->text, at);
        s->where->message = str_copy(s->a, str_z(line));
        s->where->suggestion = str_copy(s->a, str_z(suggestion));
    }
    return s->e;
}

void scope_push(struct session *s, enum scope_kind kind)
{
    struct cscope *c = ARENA_NEW(s->a, struct cscope);
    c->up = s->scope;
    c->kind = kind;
    c->frame = s->frame;
    c->item = -1;
    s->scope = c;
}

void scope_pop(struct session *s)
{
    s->scope = s->scope->up;
}

int32_t scope_slot(struct session *s)
{
    return s->frame->n_slots++;
}

int32_t scope_declare(struct session *s, str name, const struct feel_type *type)
{
    int32_t slot = scope_slot(s);
    *vec_push(&s->scope->names, s->a) = (struct local){ name, slot, type };
    return slot;
}

void function_begin(struct session *s, struct feel_field *params, uint32_t n)
{
    struct frame *f = ARENA_NEW(s->a, struct frame);
    f->up = s->frame;
    f->own = s->fn_name;
    s->fn_name = STR_NULL;
    s->frame = f;
    scope_push(s, SCOPE_FUNCTION);
    for (uint32_t i = 0; i < n; i++)
        scope_declare(s, params[i].name, params[i].type);
}

struct node *function_end(struct session *s, const struct node *body, struct feel_field *params,
                          uint32_t n, const struct feel_type *result, unsigned weight_before)
{
    struct frame *f = s->frame;
    scope_pop(s);
    s->frame = f->up;
    struct fn_plan *p = ARENA_NEW(s->a, struct fn_plan);
    *p = (struct fn_plan){ .name = f->own,
                           .n = n,
                           .n_slots = (uint32_t)f->n_slots,
                           .params = params,
                           .n_caps = (uint32_t)f->caps.n,
                           .result = result,
                           .body = body,
                           .from = f->from.v,
                           .weight = s->weight - weight_before };
    struct node *nd = node_new(s, ev_function, N_FUNCTION, body ? body->at : 0);
    /* Captured slots are numbered as they are met; the run-time wants to know where each goes. */
    int32_t *to = ARENA_ARRAY(s->a, int32_t, MAX(f->caps.n, 1));
    for (size_t i = 0; i < f->caps.n; i++)
        to[i] = f->caps.v[i].slot;
    nd->x = p;
    nd->c = body;
    p->to = to;
    return nd;
}

/* The slot in frame of a local that lives in an outer one: captured frame by frame. */
static int32_t capture(struct session *s, struct frame *frame, struct frame *home,
                       const struct local *l)
{
    if (frame == home)
        return l->slot;
    int32_t from = capture(s, frame->up, home, l);
    for (size_t i = 0; i < frame->caps.n; i++)
        if (frame->from.v[i] == from)
            return frame->caps.v[i].slot;
    int32_t slot = frame->n_slots++;
    *vec_push(&frame->caps, s->a) = (struct local){ l->name, slot, l->type };
    *vec_push(&frame->from, s->a) = from;
    return slot;
}

/* A function literal in the entry of its own name may call itself: its slot in its own frame. */
static int32_t own_slot(struct session *s, struct frame *f)
{
    for (size_t i = 0; i < f->caps.n; i++)
        if (f->from.v[i] == -1)
            return f->caps.v[i].slot;
    int32_t slot = f->n_slots++;
    *vec_push(&f->caps, s->a) = (struct local){ f->own, slot, NULL };
    *vec_push(&f->from, s->a) = -1;
    return slot;
}

static struct node *global(struct session *s, str name, int32_t outer, const struct feel_type *type,
                           size_t at)
{
    size_t i = 0;
    while (i < s->globals.n && !str_eq(s->globals.v[i].name, name))
        i++;
    if (i == s->globals.n)
        *vec_push(&s->globals, s->a) =
            (struct global_name){ str_of(str_zdup(s->a, name), name.n), outer };
    struct node *n = node_new(s, ev_global, N_GLOBAL, at);
    n->slot = (int32_t)i;
    n->name = s->globals.v[i].name;
    n->type = type;
    return n;
}

static const char *nearest(struct session *s, str name)
{
    str best = STR_NULL;
    for (size_t i = 0; s->outer && i < s->outer->n; i++) {
        str o = s->outer->names[i].name;
        if (str_eq_nocase(o, name) || (name.n > 2 && (str_has(o, name) || str_has(name, o))))
            best = o;
        size_t same = 0, least = MIN(o.n, name.n);
        while (same < least && o.p[same] == name.p[same])
            same++;
        if (!best.p && same >= 3 && same + 2 >= least)
            best = o;
    }
    if (!best.p)
        return "Check the spelling, or declare the name.";
    return str_zdup(s->a, str_fmt(s->a, "Did you mean \"%.*s\"?", STR_ARG(best)));
}

static struct node *outer_name(struct session *s, str name, size_t at, bool in_filter)
{
    for (size_t i = 0; s->outer && i < s->outer->n; i++)
        if (str_eq(s->outer->names[i].name, name))
            return global(s, name, (int32_t)i, s->outer->names[i].type, at);
    const struct builtin *b = builtin_named(name);
    if (b)
        return node_const(s, builtin_value(s->a, b), at);
    if (!s->outer || s->outer->open)
        return global(s, name, -1, NULL, at);
    if (in_filter)
        return node_const(s, val_null_because(NULL_NAME, str_zdup(s->a, name)), at);
    session_fail(s, ERR_SYNTAX, at, nearest(s, name), "the name \"%.*s\" is not known here",
                 STR_ARG(name));
    return NULL;
}

static struct node *resolve(struct session *s, struct cscope *c, str name, size_t at,
                            bool in_filter)
{
    for (; c; c = c->up) {
        for (size_t i = c->names.n; i-- > 0;) {
            if (!str_eq(c->names.v[i].name, name))
                continue;
            struct node *n = node_new(s, ev_local, N_LOCAL, at);
            n->slot = capture(s, s->frame, c->frame, &c->names.v[i]);
            n->name = c->names.v[i].name;
            n->type = c->names.v[i].type;
            if (n->slot == s->input)
                s->input_used = true;
            return n;
        }
        if (c->kind == SCOPE_FILTER) {
            struct local item = { S("item"), c->item, NULL };
            int32_t slot = capture(s, s->frame, c->frame, &item);
            struct node *n = node_new(s, ev_item_name, N_ITEM_NAME, at);
            n->slot = slot;
            n->name = str_copy(s->a, name);
            n->a = resolve(s, c->up, name, at, true);
            if (str_eq(name, S("item")))
                n->fn = ev_item;
            return n->a || n->fn == ev_item ? n : NULL;
        }
        if (c->kind == SCOPE_FUNCTION && !str_empty(name) && str_eq(c->frame->own, name)) {
            struct local own = { c->frame->own, own_slot(s, c->frame), NULL };
            struct node *n = node_new(s, ev_local, N_LOCAL, at);
            n->slot = capture(s, s->frame, c->frame, &own);
            n->name = own.name;
            return n;
        }
    }
    return outer_name(s, name, at, in_filter);
}

struct node *name_node(struct session *s, str name, size_t at)
{
    return resolve(s, s->scope, name, at, false);
}
