/* feel/parse_test.c - unary tests, the tests of "in", types, string escapes (DMN 1.5, 10.3.1.2
 * rules 6-17 and 51 ff.). */
#include "feel/compile.h"
#include "feel/ops.h"

static struct node *test_cmp(struct session *s, enum node_op op, int32_t slot, size_t at)
{
    lex_next(s);
    struct node *e = parse_additive(s);
    if (!e)
        return NULL;
    struct node *n = node_new(s, ev_test_cmp, N_TEST_CMP, at);
    n->op = (uint8_t)op;
    n->slot = slot;
    n->a = e;
    return n;
}

static struct node *test_value(struct session *s, const struct node *e, int32_t slot,
                               bool uses_input, size_t at)
{
    struct node *n = node_new(s, ev_test_expr, N_TEST_EXPR, at);
    n->a = e;
    n->slot = slot;
    n->op = uses_input;
    if (e->fn == ev_range && !uses_input && e->a->fn == ev_const && e->b->fn == ev_const &&
        small_pair(e->a->k, e->b->k))
        n->fn = ev_test_within;
    return n;
}

/* An operator with an end, or an expression. */
static struct node *positive_test(struct session *s, int32_t slot, bool loose)
{
    enum node_op op;
    size_t at = s->at;
    if (comparison_op(s, &op))
        return test_cmp(s, op, slot, at);
    bool used = s->input_used;
    s->input_used = false;
    struct node *e = loose ? parse_expr(s) : parse_additive(s);
    struct node *n = e ? test_value(s, e, slot, s->input_used, at) : NULL;
    s->input_used = s->input_used || used;
    return n;
}

/* The constants of tests that are plain values of one type, for ev_test_set. */
static bool constants(struct session *s, const struct kids *k, struct node *n)
{
    val *set = ARENA_ARRAY(s->a, val, k->n);
    for (size_t i = 0; i < k->n; i++) {
        const struct node *t = k->v[i];
        if (t->kind != N_TEST_EXPR || t->op || t->a->kind != N_CONST || t->a->fn != ev_const)
            return false;
        set[i] = t->a->k;
        if (set[i].tag != V_STRING && !val_is_number(set[i]) && set[i].tag != V_DATE)
            return false;
    }
    n->k = val_list(set, k->n);
    n->slot = k->v[0]->slot;
    return true;
}

static struct node *test_list(struct session *s, struct kids *k, size_t at)
{
    if (k->n == 1)
        return k->v[0];
    struct node *n = node_new(s, ev_test_list, N_TEST_LIST, at);
    n->kids = (const struct node *const *)k->v;
    n->n = n->n_kids = (uint32_t)k->n;
    if (constants(s, k, n))
        n->fn = ev_test_set;
    return n;
}

/* The tests behind those in k, up to stop or the end of the text. */
static struct node *more_tests(struct session *s, struct kids *k, int32_t slot, const char *stop)
{
    size_t at = s->at;
    while (k->n == 0 || lex_is(s, ",")) {
        if (k->n)
            lex_next(s);
        struct node *n = positive_test(s, slot, true);
        if (!n)
            return NULL;
        *vec_push(k, s->a) = n;
    }
    if (stop ? !lex_is(s, stop) : s->tok != TK_END) {
        session_fail(s, ERR_SYNTAX, s->at, "", "expected \",\" or the end of the tests");
        return NULL;
    }
    return test_list(s, k, at);
}

static struct node *tests_until(struct session *s, int32_t slot, const char *stop)
{
    struct kids k = { 0 };
    return more_tests(s, &k, slot, stop);
}

/* Back to where the session was; what was met meanwhile (globals, slots) stays numbered. */
static void rewind_to(struct session *s, const struct session *before)
{
    typeof(s->globals) globals = s->globals;
    *s = *before;
    s->globals = globals;
}

/* Behind "(" and an expression: the range or the operand that the parenthesis turns
 * out to begin. */
static struct node *operand(struct session *s, struct node *e, bool range, size_t at)
{
    if (range)
        e = range_rest(s, e, false, at);
    else
        lex_next(s);
    s->given = e;
    return e ? parse_additive(s) : NULL;
}

/* "in (" begins a list of tests, a range, or an operand in parentheses: one reading decides, so
 * that nesting costs no more than its length. */
static struct node *in_parenthesis(struct session *s, int32_t slot)
{
    struct kids k = { 0 };
    enum node_op op;
    size_t at = s->at;
    lex_next(s);
    if (!comparison_op(s, &op)) {
        size_t inner = s->at;
        struct node *e = parse_expr(s);
        if (!e)
            return NULL;
        if (lex_is(s, ")") || lex_is(s, "..")) {
            bool range = lex_is(s, "..");
            if (range)
                lex_next(s);
            e = operand(s, e, range, at);
            return e ? test_value(s, e, slot, false, at) : NULL;
        }
        *vec_push(&k, s->a) = test_value(s, e, slot, false, inner);
    }
    struct node *n = more_tests(s, &k, slot, ")");
    if (n)
        lex_next(s);
    return n;
}

struct node *parse_in_tests(struct session *s, int32_t slot)
{
    if (!lex_is(s, "("))
        return positive_test(s, slot, false);
    unsigned outer = s->range_end;
    s->range_end = 0;
    struct node *n = in_parenthesis(s, slot);
    s->range_end = outer;
    return n;
}

static struct node *whole_tests(struct session *s, int32_t slot)
{
    if (lex_is(s, "-")) {
        struct session look = *s;
        lex_next(&look);
        if (look.tok == TK_END) {
            lex_next(s);
            struct node *any = node_new(s, ev_test_any, N_TEST_ANY, s->at);
            return any;
        }
    }
    return tests_until(s, slot, NULL);
}

/* not(test, test) as the whole text; else null, and the session is as before. */
static struct node *negated_tests(struct session *s, int32_t slot)
{
    struct session before = *s;
    struct feel_error ignored;
    if (!lex_word(s, "not"))
        return NULL;
    s->where = &ignored;
    lex_next(s);
    struct node *inner = NULL;
    if (lex_is(s, "(")) {
        lex_next(s);
        inner = tests_until(s, slot, ")");
        if (inner)
            lex_next(s);
    }
    if (inner && s->tok == TK_END) {
        s->where = before.where;
        struct node *n = node_new(s, ev_test_not, N_OTHER, before.at);
        n->a = inner;
        return n;
    }
    rewind_to(s, &before);
    return NULL;
}

struct node *session_tests(struct session *s, str text)
{
    str outer_text = s->text;
    size_t outer_pos = s->pos;
    s->text = text;
    s->pos = 0;
    struct node *n = NULL;
    if (text.n > MIB) {
        session_fail(s, ERR_SIZE, 0, "", "the text is longer than 1 MiB");
    } else {
        lex_next(s);
        n = negated_tests(s, s->input);
        if (!n && !failed(s->e))
            n = whole_tests(s, s->input);
    }
    s->text = outer_text;
    s->pos = outer_pos;
    return failed(s->e) ? NULL : n;
}

struct node *session_expr(struct session *s, str text)
{
    str outer_text = s->text;
    size_t outer_pos = s->pos;
    s->text = text;
    s->pos = 0;
    struct node *n = NULL;
    if (text.n > MIB) {
        session_fail(s, ERR_SIZE, 0, "", "the text is longer than 1 MiB");
    } else {
        lex_next(s);
        n = parse_expr(s);
        if (n && s->tok != TK_END)
            session_fail(s, ERR_SYNTAX, s->at, "", "\"%.*s\" does not fit here",
                         (int)MIN(s->word.n, 40), s->word.p);
    }
    s->text = outer_text;
    s->pos = outer_pos;
    return failed(s->e) ? NULL : n;
}

/* ---- types ---- */

static struct feel_type *type_new(struct session *s, enum feel_kind kind)
{
    struct feel_type *t = ARENA_NEW(s->a, struct feel_type);
    t->kind = kind;
    return t;
}

static bool type_need(struct session *s, const char *op)
{
    if (!lex_is(s, op)) {
        session_fail(s, ERR_SYNTAX, s->at, "", "expected \"%s\" in the type", op);
        return false;
    }
    lex_next(s);
    return true;
}

static const struct feel_type *type_of_one(struct session *s, enum feel_kind kind)
{
    struct feel_type *t = type_new(s, kind);
    lex_next(s);
    if (!type_need(s, "<") || !(t->item = parse_type(s)) || !type_need(s, ">"))
        return NULL;
    return t;
}

static const struct feel_type *type_context(struct session *s)
{
    struct feel_type *t = type_new(s, T_CONTEXT);
    VEC(struct feel_field) f = { 0 };
    lex_next(s);
    if (!type_need(s, "<"))
        return NULL;
    do {
        if (f.n)
            lex_next(s);
        str name = lex_declared(s, ":,>", NULL);
        const struct feel_type *ft;
        if (!type_need(s, ":") || !(ft = parse_type(s)))
            return NULL;
        *vec_push(&f, s->a) = (struct feel_field){ name, ft };
    } while (lex_is(s, ","));
    t->fields = f.v;
    t->n = f.n;
    return type_need(s, ">") ? t : NULL;
}

static const struct feel_type *type_function(struct session *s)
{
    struct feel_type *t = type_new(s, T_FUNCTION);
    VEC(struct feel_field) f = { 0 };
    lex_next(s);
    if (!type_need(s, "<"))
        return NULL;
    while (!lex_is(s, ">")) {
        const struct feel_type *ft = parse_type(s);
        if (!ft)
            return NULL;
        *vec_push(&f, s->a) = (struct feel_field){ STR_NULL, ft };
        if (!lex_is(s, ">") && !type_need(s, ","))
            return NULL;
    }
    lex_next(s);
    t->fields = f.v;
    t->n = f.n;
    if (!type_need(s, "->") || !(t->item = parse_type(s)))
        return NULL;
    return t;
}

static const struct feel_type *named(const struct session *s, str name)
{
    for (size_t i = 0; s->outer && i < s->outer->n_types; i++)
        if (str_eq(s->outer->types[i]->name, name))
            return s->outer->types[i];
    return feel_type_named(name);
}

/* How long a name of a type may be: FEEL's longest is "years and months duration". */
static size_t longest_type(const struct session *s)
{
    size_t most = sizeof "years and months duration" - 1;
    for (size_t i = 0; s->outer && i < s->outer->n_types; i++)
        most = MAX(most, s->outer->types[i]->name.n);
    return most;
}

/* The longest text of words and points that names a type. */
static const struct feel_type *type_name(struct session *s)
{
    size_t start = s->at, most = longest_type(s);
    const struct feel_type *found = NULL;
    struct session behind = *s;
    while (s->tok == TK_NAME || lex_is(s, ".") || lex_is(s, "-") || lex_is(s, "/") ||
           s->tok == TK_NUMBER) {
        lex_next(s);
        str name = name_normal(s->a, str_of(s->text.p + start, s->prev_end - start));
        if (name.n > most)
            break;
        const struct feel_type *t = named(s, name);
        if (t) {
            found = t;
            behind = *s;
        }
    }
    if (!found) {
        session_fail(s, ERR_SYNTAX, start, "Declare the type, or use one of FEEL's.",
                     "this type is not known");
        return NULL;
    }
    *s = behind;
    return found;
}

const struct feel_type *parse_type(struct session *s)
{
    const struct feel_type *t = NULL;
    if (++s->depth > NODE_DEPTH)
        session_fail(s, ERR_DEPTH, s->at, "", "nested too deep");
    else if (s->tok != TK_NAME)
        session_fail(s, ERR_SYNTAX, s->at, "", "expected a type");
    else if (lex_word(s, "list") && s->text.p + s->pos < s->text.p + s->text.n)
        t = type_of_one(s, T_LIST);
    else if (lex_word(s, "range"))
        t = type_of_one(s, T_RANGE);
    else if (lex_word(s, "context") && str_starts(str_trim(str_from(s->text, s->pos)), S("<")))
        t = type_context(s);
    else if (lex_word(s, "function") && str_starts(str_trim(str_from(s->text, s->pos)), S("<")))
        t = type_function(s);
    else
        t = type_name(s);
    s->depth--;
    return t;
}

/* ---- strings ---- */

static bool hex(str t, size_t at, size_t digits, uint32_t *out)
{
    if (at + digits > t.n)
        return false;
    *out = 0;
    for (size_t i = at; i < at + digits; i++) {
        char c = t.p[i];
        int d = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (d < 0)
            return false;
        *out = *out * 16 + (uint32_t)d;
    }
    return true;
}

/* \uXXXX (surrogate pairs joined) and \UXXXXXX; *i behind the backslash. */
static bool unicode_escape(str t, size_t *i, uint32_t *cp)
{
    uint32_t low;
    size_t digits = t.p[*i] == 'u' ? 4 : 6;
    if (!hex(t, *i + 1, digits, cp))
        return false;
    *i += 1 + digits;
    if (*cp >= 0xD800 && *cp < 0xDC00 && *i + 1 < t.n && t.p[*i] == '\\' && t.p[*i + 1] == 'u' &&
        hex(t, *i + 2, 4, &low) && low >= 0xDC00 && low < 0xE000) {
        *cp = 0x10000 + ((*cp - 0xD800) << 10) + (low - 0xDC00);
        *i += 6;
    }
    return *cp <= 0x10FFFF && (*cp < 0xD800 || *cp > 0xDFFF);
}

static bool escape(buf *b, str t, size_t *i)
{
    static const char from[] = "\"\\'nrtbf/", to[] = "\"\\'\n\r\t\b\f/";
    char c = t.p[*i];
    const char *f = strchr(from, c);
    uint32_t cp;
    if (c && f) {
        buf_char(b, to[f - from]);
        ++*i;
        return true;
    }
    if (c != 'u' && c != 'U') { /* an unknown escape stands for itself */
        buf_char(b, '\\');
        return true;
    }
    if (!unicode_escape(t, i, &cp))
        return false;
    buf_utf8(b, cp);
    return true;
}

/* A quoted literal to its value (rule 35). */
bool string_value(arena *a, str quoted, val *out)
{
    if (quoted.n < 2)
        return false;
    str t = str_sub(quoted, 1, quoted.n - 2);
    buf b;
    buf_init(&b, a, t.n + 1);
    for (size_t i = 0; i < t.n;) {
        if (t.p[i] != '\\') {
            buf_char(&b, t.p[i++]);
        } else if (++i >= t.n || !escape(&b, t, &i)) {
            return false;
        }
    }
    *out = val_str(b.n ? buf_str(&b) : S(""));
    return true;
}
