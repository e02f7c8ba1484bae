#include "text/message_tree.h"

#include "value/num.h"

struct parser {
    arena *a;
    str text;
    size_t at;
    str lang;
    unsigned depth;
    VEC(struct message_arg) args;
    struct text_error *where;
};

static err fail(struct parser *p, enum err_code code, const char *what)
{
    int line = 1, column = 1;

    for (size_t i = 0; i < p->at && i < p->text.n; i++) {
        uint8_t c = (uint8_t)p->text.p[i];
        if (c == '\n') {
            line++;
            column = 1;
        } else {
            column += (c & 0xc0) != 0x80;
        }
    }
    return text_refused(p->where, code, line, column, what);
}

static char peek(const struct parser *p)
{
    return p->at < p->text.n ? p->text.p[p->at] : 0;
}

static void blanks(struct parser *p)
{
    while (p->at < p->text.n && strchr(" \t\r\n", p->text.p[p->at]) && p->text.p[p->at])
        p->at++;
}

static bool eat(struct parser *p, char c)
{
    blanks(p);
    if (peek(p) != c)
        return false;
    p->at++;
    return true;
}

static bool name_char(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' ||
           c == '.' || c == '-' || (uint8_t)c >= 0x80;
}

static str word(struct parser *p)
{
    blanks(p);
    size_t from = p->at;
    while (p->at < p->text.n && name_char(p->text.p[p->at]))
        p->at++;
    str w = str_sub(p->text, from, p->at - from);
    blanks(p);
    return w;
}

static err parse_body(struct parser *p, bool in_plural, bool inner, struct body *out);

/* ---- arguments ---- */

static void note_arg(struct parser *p, str name, enum message_kind kind)
{
    for (size_t i = 0; i < p->args.n; i++)
        if (str_eq(p->args.v[i].name, name)) {
            if (p->args.v[i].kind == MESSAGE_TEXT)
                p->args.v[i].kind = kind;
            return;
        }
    *vec_push(&p->args, p->a) = (struct message_arg){ name, kind };
}

struct type {
    const char *name;
    enum message_kind kind;
};

static const struct type types[] = {
    { "number", MESSAGE_NUMBER },
    { "money", MESSAGE_MONEY },
    { "date", MESSAGE_DATE },
    { "time", MESSAGE_TIME },
    { "datetime", MESSAGE_DATETIME },
    { "plural", MESSAGE_PLURAL },
    { "selectordinal", MESSAGE_ORDINAL },
    { "select", MESSAGE_SELECT },
};

static bool style_of(str s, enum message_kind kind, enum arg_style *out)
{
    static const struct {
        const char *name;
        enum arg_style style;
    } names[] = {
        { "integer", STYLE_INTEGER }, { "percent", STYLE_PERCENT }, { "short", STYLE_SHORT },
        { "long", STYLE_LONG },       { "full", STYLE_FULL },       { "month", STYLE_MONTH },
    };

    FOR_EACH(names, n)
        if (str_eq(s, str_z(n->name))) {
            *out = n->style;
            bool number = n->style == STYLE_INTEGER || n->style == STYLE_PERCENT;
            return kind == MESSAGE_NUMBER ? number
                   : kind == MESSAGE_TIME
                       ? n->style == STYLE_SHORT
                       : !number && !(n->style == STYLE_MONTH && kind == MESSAGE_DATETIME);
        }
    return false;
}

static err parse_style(struct parser *p, struct part *part)
{
    str s = word(p);

    if (part->type == MESSAGE_MONEY) {
        part->currency = s;
        if (s.n != 3 || currency_decimals(s) < 0)
            return fail(p, ERR_UNSUPPORTED,
                        "a currency of ISO 4217 is expected, e.g. {fee, money, EUR}");
    } else if (!style_of(s, part->type, &part->style)) {
        return fail(p, ERR_UNSUPPORTED, "this style is not supported for this type");
    }
    return eat(p, '}') ? OK : fail(p, ERR_SYNTAX, "'}' is expected");
}

static bool category_of(str s, enum plural *out)
{
    static const char *const names[] = { "zero", "one", "two", "few", "many", "other" };

    for (unsigned i = 0; i < LEN(names); i++)
        if (str_eq(s, str_z(names[i]))) {
            *out = (enum plural)i;
            return true;
        }
    return false;
}

/* "=N" or a category that the language has. */
static err plural_selector(struct parser *p, enum message_kind kind, struct branch *b)
{
    if (eat(p, '=')) {
        b->exact = true;
        if (failed(val_number(p->a, word(p), &b->value)))
            return fail(p, ERR_SYNTAX, "a number is expected behind '='");
        return OK;
    }
    if (!category_of(word(p), &b->category))
        return fail(p, ERR_SYNTAX, "zero, one, two, few, many, other or =N is expected");
    if (p->lang.p && b->category != PLURAL_OTHER &&
        !(plural_categories(p->a, p->lang, kind == MESSAGE_ORDINAL) & 1u << b->category))
        return fail(p, ERR_SYNTAX, "the language has no such plural category");
    return OK;
}

static bool same_branch(const struct branch *x, const struct branch *y)
{
    if (x->word.p || y->word.p)
        return str_eq(x->word, y->word);
    return x->exact == y->exact &&
           (x->exact ? num_cmp(x->value, y->value) == 0 : x->category == y->category);
}

static bool is_other(const struct branch *b)
{
    return b->word.p ? str_eq(b->word, S("other")) : !b->exact && b->category == PLURAL_OTHER;
}

static err parse_offset(struct parser *p, struct part *part)
{
    part->offset = val_int(0);
    blanks(p);
    if (part->type != MESSAGE_PLURAL || !str_starts(str_from(p->text, p->at), S("offset:")))
        return OK;
    p->at += 7;
    if (failed(val_number(p->a, word(p), &part->offset)))
        return fail(p, ERR_SYNTAX, "a number is expected behind 'offset:'");
    return OK;
}

static err parse_branches(struct parser *p, struct part *part)
{
    VEC(struct branch) v = { 0 };
    bool other = false;

    TRY(parse_offset(p, part));
    while (!eat(p, '}')) {
        struct branch b = { 0 };
        if (part->type == MESSAGE_SELECT) {
            b.word = word(p);
            if (!b.word.n)
                return fail(p, ERR_SYNTAX, "a word is expected in front of a branch");
        } else {
            TRY(plural_selector(p, part->type, &b));
        }
        for (size_t i = 0; i < v.n; i++)
            if (same_branch(&v.v[i], &b))
                return fail(p, ERR_SYNTAX, "a branch stands twice");
        if (!eat(p, '{'))
            return fail(p, ERR_SYNTAX, "'{' is expected behind a branch's word");
        TRY(parse_body(p, part->type != MESSAGE_SELECT, true, &b.body));
        other |= is_other(&b);
        *vec_push(&v, p->a) = b;
    }
    if (!other)
        return fail(p, ERR_SYNTAX, "the branch 'other' is missing");
    part->branches = v.v;
    part->n_branches = v.n;
    return OK;
}

/* Behind "{". */
static err parse_arg(struct parser *p, struct part *part)
{
    *part = (struct part){ .kind = PART_ARG, .text = word(p) };
    if (!part->text.n)
        return fail(p, ERR_SYNTAX, "the name of an argument is expected");
    if (eat(p, '}')) {
        note_arg(p, part->text, MESSAGE_TEXT);
        return OK;
    }
    if (!eat(p, ','))
        return fail(p, ERR_SYNTAX, "',' or '}' is expected behind an argument's name");
    str name = word(p);
    const struct type *type = NULL;
    FOR_EACH(types, t)
        if (str_eq(name, str_z(t->name)))
            type = t;
    if (!type)
        return fail(p, ERR_UNSUPPORTED, "this type of argument is not supported");
    part->type = type->kind;
    note_arg(p, part->text, type->kind);
    if (eat(p, ','))
        return type->kind >= MESSAGE_PLURAL ? parse_branches(p, part) : parse_style(p, part);
    if (type->kind >= MESSAGE_PLURAL || type->kind == MESSAGE_MONEY)
        return fail(p, ERR_SYNTAX, "',' and branches, or a currency, are expected");
    return eat(p, '}') ? OK : fail(p, ERR_SYNTAX, "'}' is expected");
}

/* ---- text ---- */

/* At an apostrophe: one, or a quotation up to the next single one. */
static void apostrophe(struct parser *p, bool in_plural, buf *literal)
{
    p->at++;
    char c = peek(p);
    if (c == '\'') {
        p->at++;
        buf_char(literal, '\'');
        return;
    }
    if (c != '{' && c != '}' && !(c == '#' && in_plural)) {
        buf_char(literal, '\'');
        return;
    }
    for (; p->at < p->text.n; p->at++) {
        if (p->text.p[p->at] == '\'') {
            p->at++;
            if (peek(p) != '\'')
                return;
        }
        buf_char(literal, p->text.p[p->at]);
    }
}

static void flush(struct parser *p, buf *literal, struct body *out)
{
    if (literal->n)
        *vec_push(out, p->a) =
            (struct part){ .kind = PART_LITERAL, .text = str_copy(p->a, buf_str(literal)) };
    literal->n = 0;
}

static err parse_body(struct parser *p, bool in_plural, bool inner, struct body *out)
{
    buf literal;

    if (++p->depth > MESSAGE_DEPTH)
        return fail(p, ERR_DEPTH, "nested too deeply");
    buf_init(&literal, p->a, 64);
    while (p->at < p->text.n && !(inner && peek(p) == '}')) {
        char c = peek(p);
        if (c == '}')
            return fail(p, ERR_SYNTAX, "a '}' without '{': quote it as '}'");
        if (c == '\'') {
            apostrophe(p, in_plural, &literal);
        } else if (c == '{') {
            struct part part;
            p->at++;
            flush(p, &literal, out);
            TRY(parse_arg(p, &part));
            *vec_push(out, p->a) = part;
        } else {
            p->at++;
            if (c == '#' && in_plural) {
                flush(p, &literal, out);
                *vec_push(out, p->a) = (struct part){ .kind = PART_HASH };
            } else {
                buf_char(&literal, c);
            }
        }
    }
    if (inner && p->at++ >= p->text.n)
        return fail(p, ERR_SYNTAX, "a '}' is missing at the end");
    flush(p, &literal, out);
    p->depth--;
    return OK;
}

err message_parse(arena *a, str lang, str text, struct message **out, struct text_error *where)
{
    struct parser p = { .a = a, .text = text, .lang = lang, .where = where };
    struct message *m = ARENA_NEW(a, struct message);

    if (text.n > MESSAGE_BYTES)
        return fail(&p, ERR_SIZE, "the message is too long");
    if (!utf8_valid(text))
        return fail(&p, ERR_SYNTAX, "the message is not UTF-8");
    TRY(parse_body(&p, false, false, &m->body));
    m->args = p.args.v;
    m->n_args = p.args.n;
    *out = m;
    return OK;
}

size_t message_args(const struct message *m, const struct message_arg **out)
{
    *out = m->args;
    return m->n_args;
}
