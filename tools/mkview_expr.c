/* tools/mkview_expr.c - values, conditions and words inside of holes. */
#include "mkview.h"

str c_of_word(str key)
{
    char *p = str_zdup(&mem, key);
    for (char *c = p; *c; c++)
        if (*c == '.' || *c == '-')
            *c = '_';
    return str_z(p);
}

static bool expr_builtin(str name, struct expr *out)
{
    static const struct {
        const char *name, *c;
    } t[] = {
        { "@lang", "p->lang" },       { "@person", "p->person" },   { "@path", "p->path" },
        { "@site", "p->site->name" }, { "@csrf", "p->request_id" },
    };
    FOR_EACH(t, b)
        if (str_eq(name, str_z(b->name))) {
            *out = (struct expr){ .c = str_z(b->c), .t = { .kind = K_STR } };
            return true;
        }
    if (str_eq(name, S("@dir"))) {
        *out =
            (struct expr){ .c = S("(p->rtl ? S(\"rtl\") : S(\"ltr\"))"), .t = { .kind = K_STR } };
        return true;
    }
    if (str_eq(name, S("@light"))) {
        *out = (struct expr){ .c = S("((p->modes & READ_LIGHT) != 0)"), .t = { .kind = K_BOOL } };
        return true;
    }
    for (size_t i = at.stack.n; i-- > 0;) {
        const struct frame *f = &at.stack.v[i];
        if (f->what != F_EACH || f->else_seen)
            continue;
        if (str_eq(name, S("@n")))
            *out = (struct expr){ .c = FMT("((int64_t)%.*s + 1)", STR_ARG(f->index)),
                                  .t = { .kind = K_INT } };
        else if (str_eq(name, S("@first")))
            *out = (struct expr){ .c = FMT("(%.*s == 0)", STR_ARG(f->index)),
                                  .t = { .kind = K_BOOL } };
        else if (str_eq(name, S("@last")))
            *out =
                (struct expr){ .c = FMT("(%.*s + 1 == %.*s)", STR_ARG(f->index), STR_ARG(f->count)),
                               .t = { .kind = K_BOOL } };
        else
            return false;
        return true;
    }
    return false;
}

static struct expr field_expr(str owner, const struct field *f)
{
    return (struct expr){ .c = FMT("%.*s%.*s", STR_ARG(owner), STR_ARG(f->name)),
                          .t = f->t,
                          .count = FMT("%.*s%.*s_n", STR_ARG(owner), STR_ARG(f->name)) };
}

/* The value named by a dotted path; complains and returns false where there is none. */
bool expr_path(str path, struct expr *out)
{
    if (path.n && path.p[0] == '@') {
        if (expr_builtin(path, out))
            return true;
        WRONG("%.*s is unknown here", STR_ARG(path));
        return false;
    }
    str name, rest = path;
    str_next(&rest, '.', &name);
    bool found = false;
    for (size_t i = at.stack.n; i-- > 0 && !found;)
        if (at.stack.v[i].what == F_EACH && !at.stack.v[i].else_seen &&
            str_eq(at.stack.v[i].var, name)) {
            *out = (struct expr){ .c = at.stack.v[i].c, .t = at.stack.v[i].item };
            found = true;
        }
    const struct field *f = found ? NULL : field_find(&at.v->rec, name);
    if (f)
        *out = field_expr(S("v->"), f);
    if (!found && !f) {
        WRONG("%.*s is no field of the view %.*s", STR_ARG(name), STR_ARG(at.v->name));
        return false;
    }
    while (str_next(&rest, '.', &name)) {
        f = out->t.kind == K_RECORD && !out->t.list ? field_find(out->t.rec, name) : NULL;
        if (!f) {
            WRONG("%.*s: there is no field %.*s", STR_ARG(path), STR_ARG(name));
            return false;
        }
        *out = field_expr(FMT("%.*s.", STR_ARG(out->c)), f);
    }
    return true;
}

/* has_NAME beside an optional field: the last part of the path changed. */
str expr_has(str c)
{
    size_t dot = str_rfind_char(c, '.'), arrow = str_rfind_char(c, '>');
    size_t cut = dot != SIZE_MAX && (arrow == SIZE_MAX || dot > arrow) ? dot + 1 : arrow + 1;
    return FMT("%.*shas_%.*s", STR_ARG(str_sub(c, 0, cut)), STR_ARG(str_from(c, cut)));
}

str expr_truth(const struct expr *e)
{
    if (e->t.list)
        return FMT("%.*s > 0", STR_ARG(e->count));
    if (type_has(&e->t))
        return expr_has(e->c);
    switch (e->t.kind) {
    case K_BOOL:
        return e->c;
    case K_STR:
        return FMT("%.*s.n > 0", STR_ARG(e->c));
    case K_URL:
    case K_HTML:
        return FMT("%.*s.s.n > 0", STR_ARG(e->c));
    case K_INT:
    case K_WORD:
        return FMT("%.*s != 0", STR_ARG(e->c));
    case K_VAL:
    case K_NUM:
        return FMT("!val_is_null(%.*s)", STR_ARG(e->c));
    case K_FIELD:
        return FMT("%.*s.name.n > 0", STR_ARG(e->c));
    default:
        break;
    }
    WRONG("%.*s is always there: declare it with '?' to ask", STR_ARG(e->c));
    return S("true");
}

/* Cuts the next word off; a quoted piece or one in parentheses stays whole. */
str token(str *rest)
{
    *rest = str_trim(*rest);
    size_t i = 0;
    int depth = 0;
    bool quoted = false;
    for (; i < rest->n; i++) {
        char c = rest->p[i];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && c == '(')
            depth++;
        else if (!quoted && c == ')')
            depth--;
        else if (!quoted && depth == 0 && isspace((unsigned char)c))
            break;
    }
    str t = str_sub(*rest, 0, i);
    *rest = str_trim(str_from(*rest, i));
    return t;
}

bool quoted(str t)
{
    return t.n >= 2 && t.p[0] == '"' && t.p[t.n - 1] == '"';
}

str c_literal(str t)
{
    buf b;
    buf_init(&b, &mem, 32);
    buf_add(&b, S("S(\""));
    tool_c_text(&b, str_sub(t, 1, t.n - 2));
    buf_add(&b, S("\")"));
    return buf_str(&b);
}

static str condition_term(str *rest)
{
    str t = token(rest);
    bool negated = str_eq(t, S("not"));
    struct expr e;
    if (!expr_path(negated ? token(rest) : t, &e))
        return S("true");
    str look = *rest;
    if (!str_eq(token(&look), S("is"))) {
        str truth = expr_truth(&e);
        return FMT("%s(%.*s)", negated ? "!" : "", STR_ARG(truth));
    }
    str lit_ = token(&look);
    if (str_eq(lit_, S("not"))) {
        negated = !negated;
        lit_ = token(&look);
    }
    *rest = look;
    if (!quoted(lit_) || e.t.kind != K_STR)
        WRONG("\"is\" compares a str with a \"literal\"");
    return FMT("%sstr_eq(%.*s, %.*s)", negated ? "!" : "", STR_ARG(e.c), STR_ARG(c_literal(lit_)));
}

str condition(str s)
{
    str c = condition_term(&s), joined = STR_NULL;
    while (s.n) {
        str op = token(&s);
        bool and = str_eq(op, S("and"));
        if ((!and&&!str_eq(op, S("or"))) || (joined.n && !str_eq(joined, op))) {
            WRONG("join conditions by \"and\" or by \"or\", not both; found \"%.*s\"", STR_ARG(op));
            break;
        }
        joined = op;
        str term = condition_term(&s);
        c = FMT("%.*s %s %.*s", STR_ARG(c), and? "&&" : "||", STR_ARG(term));
    }
    return c;
}

/* ---- words and their arguments ---- */

/* An argument of a word: C that makes a val, checked against the declared type. */
static str word_value(str src, str type, str key)
{
    int64_t n;
    bool any = str_eq(type, S("any")), text = any || str_eq(type, S("text")),
         number = any || str_eq(type, S("number"));
    if (quoted(src) && text)
        return FMT("val_str(%.*s)", STR_ARG(c_literal(src)));
    if (str_starts(src, S("t:")) && text) {
        str inner = word_str(str_from(src, 2));
        return FMT("val_str(%.*s)", STR_ARG(inner));
    }
    if (!failed(str_to_i64(src, &n)) && number)
        return FMT("val_int(%lld)", (long long)n);
    struct expr e = { 0 };
    if (quoted(src) || !expr_path(src, &e))
        return S("val_null()");
    if (e.t.list)
        e.t.kind = K_RECORD;
    if (e.t.kind == K_STR && text)
        return FMT("val_str(%.*s)", STR_ARG(e.c));
    if (e.t.kind == K_WORD && text)
        return FMT("val_str(page_word_str(p, %.*s, NULL, 0))", STR_ARG(e.c));
    if (e.t.kind == K_INT && number)
        return FMT("val_int(%.*s)", STR_ARG(e.c));
    if ((e.t.kind == K_NUM && number) || e.t.kind == K_VAL)
        return e.c;
    if (e.t.kind == K_DAY && (any || str_eq(type, S("date"))))
        return FMT("val_day(%.*s)", STR_ARG(e.c));
    if (e.t.kind == K_INSTANT && (any || str_eq(type, S("datetime"))))
        return FMT("page_instant_val(p, %.*s)", STR_ARG(e.c));
    WRONG("the word %.*s wants a %.*s, not %.*s", STR_ARG(key), STR_ARG(type), STR_ARG(src));
    return S("val_null()");
}

/* "case.title number=x" to "W_case_title, (struct val_entry[]){ ... }, 1". */
str word_call(str s)
{
    str key = token(&s);
    const struct word *w = map_get(&words, key);
    if (!w) {
        WRONG("the word %.*s is in no words.yaml", STR_ARG(key));
        return S("W_NONE, NULL, 0");
    }
    buf b;
    buf_init(&b, &mem, 128);
    size_t given = 0;
    while (s.n) {
        str name, value, type = STR_NULL;
        if (!str_cut(token(&s), '=', &name, &value))
            WRONG("write arguments of a word as name=value");
        for (size_t i = 0; i < w->args.n; i++)
            if (str_eq(w->args.v[i].value, name))
                type = w->types.v[i];
        if (!type.p) {
            WRONG("the word %.*s has no argument %.*s", STR_ARG(key), STR_ARG(name));
        } else {
            str c = word_value(value, type, key);
            buf_fmt(&b, " { S(\"%.*s\"), %.*s },", STR_ARG(name), STR_ARG(c));
        }
        given++;
    }
    if (given != w->args.n)
        WRONG("the word %.*s wants %zu arguments, not %zu", STR_ARG(key), w->args.n, given);
    str id = c_of_word(key);
    return given ? FMT("W_%.*s, (struct val_entry[]){%.*s }, %zu", STR_ARG(id),
                       STR_ARG(buf_str(&b)), given)
                 : FMT("W_%.*s, NULL, 0", STR_ARG(id));
}

str word_str(str s)
{
    str call = word_call(s);
    return FMT("page_word_str(p, %.*s)", STR_ARG(call));
}
