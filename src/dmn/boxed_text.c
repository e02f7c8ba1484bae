/* dmn/boxed_text.c - boxed expressions as FEEL text, for people who read a model. */
#include "dmn/boxed.h"

struct writing {
    const struct dmn *m;
    buf b;
    struct boxed_tables *tables;
};

static void write_any(struct writing *w, const struct xml_node *n);

static void write_child(struct writing *w, const struct xml_node *parent)
{
    const struct xml_node *n = first_expression(w->m, parent);

    if (n)
        write_any(w, n);
    else
        buf_add(&w->b, S("null"));
}

static void write_part(struct writing *w, const char *before, const struct xml_node *n,
                       const char *part)
{
    buf_add(&w->b, str_z(before));
    write_child(w, child(w->m, n, part));
}

/* A table is no text: its name stands for it. */
static void write_table(struct writing *w, const struct xml_node *n)
{
    str id = xml_attr(n, S("id"));

    *vec_push(&w->tables->v, w->b.a) = n;
    if (id.n)
        buf_add(&w->b, id);
    else
        buf_fmt(&w->b, "table %zu", w->tables->v.n);
}

/* A result in the last cell is the context's value. */
static void write_context(struct writing *w, const struct xml_node *n)
{
    bool result = false;

    buf_char(&w->b, '{');
    for (const struct xml_node *e = child(w->m, n, "contextEntry"); e; e = xml_next(e)) {
        const struct xml_node *v = child(w->m, e, "variable");
        str key = v ? xml_attr(v, S("name")) : S("result");
        result |= !v;
        buf_fmt(&w->b, "%s%.*s: ", e == child(w->m, n, "contextEntry") ? "" : ", ", STR_ARG(key));
        write_child(w, e);
    }
    buf_add(&w->b, result ? S("}.result") : S("}"));
}

static void write_list(struct writing *w, const struct xml_node *n)
{
    bool first = true;

    buf_char(&w->b, '[');
    for (const struct xml_node *c = n->first; c; c = c->next) {
        if (!is_expression(w->m, c))
            continue;
        buf_add(&w->b, first ? S("") : S(", "));
        write_any(w, c);
        first = false;
    }
    buf_char(&w->b, ']');
}

static void write_row(struct writing *w, const struct xml_node *relation,
                      const struct xml_node *row)
{
    const struct xml_node *column = child(w->m, relation, "column");
    bool first = true;

    buf_char(&w->b, '{');
    for (const struct xml_node *c = row->first; c && column; c = c->next) {
        if (!is_expression(w->m, c))
            continue;
        buf_fmt(&w->b, "%s%.*s: ", first ? "" : ", ", STR_ARG(xml_attr(column, S("name"))));
        write_any(w, c);
        column = xml_next(column);
        first = false;
    }
    buf_char(&w->b, '}');
}

static void write_relation(struct writing *w, const struct xml_node *n)
{
    buf_char(&w->b, '[');
    for (const struct xml_node *r = child(w->m, n, "row"); r; r = xml_next(r)) {
        buf_add(&w->b, r == child(w->m, n, "row") ? S("") : S(", "));
        write_row(w, n, r);
    }
    buf_char(&w->b, ']');
}

static void write_invocation(struct writing *w, const struct xml_node *n)
{
    write_child(w, n);
    buf_char(&w->b, '(');
    for (const struct xml_node *c = child(w->m, n, "binding"); c; c = xml_next(c)) {
        const struct xml_node *p = child(w->m, c, "parameter");
        buf_fmt(&w->b, "%s%.*s: ", c == child(w->m, n, "binding") ? "" : ", ",
                STR_ARG(p ? xml_attr(p, S("name")) : S("")));
        write_child(w, c);
    }
    buf_char(&w->b, ')');
}

static void write_function(struct writing *w, const struct xml_node *n)
{
    const struct xml_node *first = child(w->m, n, "formalParameter");

    buf_add(&w->b, S("function("));
    for (const struct xml_node *p = first; p; p = xml_next(p))
        buf_fmt(&w->b, "%s%.*s", p == first ? "" : ", ", STR_ARG(xml_attr(p, S("name"))));
    buf_add(&w->b, S(") "));
    write_child(w, n);
}

static void write_loop(struct writing *w, const struct xml_node *n, const char *part)
{
    buf_fmt(&w->b, "%.*s %.*s", STR_ARG(n->name), STR_ARG(xml_attr(n, S("iteratorVariable"))));
    write_part(w, " in ", n, "in");
    write_part(w, str_eq(str_z(part), S("return")) ? " return " : " satisfies ", n, part);
}

static void write_condition(struct writing *w, const struct xml_node *n)
{
    write_part(w, "if ", n, "if");
    write_part(w, " then ", n, "then");
    write_part(w, " else ", n, "else");
}

static void write_any(struct writing *w, const struct xml_node *n)
{
    if (is_dmn(w->m, n, "decisionTable"))
        write_table(w, n);
    else if (is_dmn(w->m, n, "context"))
        write_context(w, n);
    else if (is_dmn(w->m, n, "list"))
        write_list(w, n);
    else if (is_dmn(w->m, n, "relation"))
        write_relation(w, n);
    else if (is_dmn(w->m, n, "invocation"))
        write_invocation(w, n);
    else if (is_dmn(w->m, n, "functionDefinition"))
        write_function(w, n);
    else if (is_dmn(w->m, n, "conditional"))
        write_condition(w, n);
    else if (is_dmn(w->m, n, "for"))
        write_loop(w, n, "return");
    else if (is_dmn(w->m, n, "some") || is_dmn(w->m, n, "every"))
        write_loop(w, n, "satisfies");
    else if (is_dmn(w->m, n, "filter")) {
        write_part(w, "(", n, "in");
        write_part(w, ")[", n, "match");
        buf_char(&w->b, ']');
    } else {
        buf_add(&w->b, str_trim(xml_child_text(n, w->m->root->ns, S("text"))));
    }
}

str boxed_as_text(const struct dmn *m, arena *a, const struct xml_node *n,
                  struct boxed_tables *tables)
{
    struct writing w = { .m = m, .tables = tables };

    buf_init(&w.b, a, 128);
    write_any(&w, n);
    return buf_str(&w.b);
}
