/* {{ tags }}: found in the text, hidden from Markdown behind marks, found again in its tree. */
#include "letter/names.h"
#include "letter/tree.h"

/* A mark is U+E000, the number of the tag, U+E001. */
#define MARK_OPEN S("\xEE\x80\x80")
#define MARK_CLOSE S("\xEE\x80\x81")

/* The end of an expression: "}}" outside of strings and of braces of its own. */
static size_t tag_end(str s, size_t at)
{
    int depth = 0;

    for (; at < s.n; at++) {
        char c = s.p[at];
        if (c == '"') {
            for (at++; at < s.n && s.p[at] != '"'; at++)
                at += s.p[at] == '\\';
        } else if (c == '{') {
            depth++;
        } else if (c == '}' && depth) {
            depth--;
        } else if (c == '}' && at + 1 < s.n && s.p[at + 1] == '}') {
            return at;
        }
    }
    return SIZE_MAX;
}

static void expr_read(struct parser *p, struct tag *t)
{
    struct feel_error where = { 0 };
    struct feel *expr;
    struct feel_scope scope = names_plain(p->a, t->expr, p->scope);
    err e = feel_parse(p->a, t->expr, &scope, &expr, &where);

    if (failed(e))
        finding_add(p->f, FINDING_ERROR, t->line, S(""), "letter.feel", where.suggestion,
                    "\"%.*s\" is no FEEL expression: %.*s", (int)MIN(t->expr.n, 120), t->expr.p,
                    STR_ARG(where.message));
    else
        t->feel = expr;
    if (!failed(e) && feel_mistyped(p->a, expr, &where))
        finding_add(p->f, FINDING_ERROR, t->line, S(""), "letter.feel", where.suggestion,
                    "In \"%.*s\", %.*s.", (int)MIN(t->expr.n, 120), t->expr.p,
                    STR_ARG(where.message));
}

/* "children as child" */
static void each_name(struct tag *t)
{
    size_t at = SIZE_MAX;

    for (size_t i = str_find(t->expr, S(" as "), 0); i != SIZE_MAX;
         i = str_find(t->expr, S(" as "), i + 1))
        at = i;
    if (at == SIZE_MAX)
        return;
    t->as = str_trim(str_from(t->expr, at + 4));
    t->expr = str_trim(str_sub(t->expr, 0, at));
}

static void tag_read(struct parser *p, struct tag *t, str inside)
{
    static const struct {
        str word;
        enum tag_kind kind;
        bool expr;
    } words[] = {
        { S_INIT("#if "), TAG_IF, true },         { S_INIT("#each "), TAG_EACH, true },
        { S_INIT("else"), TAG_ELSE, false },      { S_INIT("/if"), TAG_END_IF, false },
        { S_INIT("/each"), TAG_END_EACH, false },
    };

    inside = str_trim(inside);
    t->expr = inside;
    FOR_EACH(words, w)
        if (w->expr ? str_starts(inside, w->word) : str_eq(inside, w->word)) {
            t->kind = w->kind;
            t->expr = str_trim(str_from(inside, w->word.n));
        }
    if (t->kind == TAG_EACH)
        each_name(t);
    if (t->kind == TAG_VALUE &&
        (str_starts(inside, S("#")) || str_starts(inside, S("/")) || str_empty(inside)))
        finding_add(p->f, FINDING_ERROR, t->line, S(""), "letter.tag",
                    S("Write #if, else, /if, #each or /each, or an expression."),
                    "\"%.*s\" is no tag.", (int)MIN(inside.n, 60), inside.p);
    else if (t->kind <= TAG_EACH)
        expr_read(p, t);
}

static void tag_line(struct parser *p, struct tag *t)
{
    size_t from = t->from, to = str_find_char(p->text, '\n', t->to);

    while (from && p->text.p[from - 1] != '\n')
        from--;
    t->line_from = from;
    t->line_to = to == SIZE_MAX ? p->text.n : to + 1;
    t->alone = t->kind != TAG_VALUE &&
               str_empty(str_trim(str_sub(p->text, from, t->from - from))) &&
               str_empty(str_trim(str_sub(p->text, t->to, t->line_to - t->to)));
    if (t->alone && from != t->from)
        finding_add(
            p->f, FINDING_ERROR, t->line, S(""), "letter.indent",
            S("Begin the tag at the start of its line."),
            "A tag around blocks is indented; it cannot stand inside of a list item or quote.");
}

void tags_read(struct parser *p)
{
    size_t seen = 0, at = 0;
    int line = p->first_line;

    if (str_has(p->text, MARK_OPEN) || str_has(p->text, MARK_CLOSE))
        finding_add(p->f, FINDING_ERROR, line, S(""), "letter.character", S("Remove it."),
                    "The private characters U+E000 and U+E001 cannot be used in a letter.");
    while ((at = str_find(p->text, S("{{"), at)) != SIZE_MAX) {
        if (at && p->text.p[at - 1] == '\\') {
            at += 2;
            continue;
        }
        for (; seen < at; seen++)
            line += p->text.p[seen] == '\n';
        size_t end = tag_end(p->text, at + 2);
        if (end == SIZE_MAX) {
            finding_add(p->f, FINDING_ERROR, line, S(""), "letter.tag",
                        S("Close it with two braces."), "A tag is never closed.");
            return;
        }
        struct tag t = {
            .from = at, .to = end + 2, .line = line, .source = str_sub(p->text, at, end + 2 - at)
        };
        tag_read(p, &t, str_sub(p->text, at + 2, end - at - 2));
        tag_line(p, &t);
        *vec_push(&p->tags, p->a) = t;
        at = end + 2;
    }
}

str tags_mark(struct parser *p, size_t from, size_t to, size_t first, size_t last)
{
    buf b;

    buf_init(&b, p->a, to - from + 16);
    for (size_t i = first; i < last; i++) {
        const struct tag *t = &p->tags.v[i];
        buf_add(&b, str_sub(p->text, from, t->from - from));
        buf_add(&b, MARK_OPEN);
        buf_i64(&b, (int64_t)i);
        buf_add(&b, MARK_CLOSE);
        from = t->to;
    }
    buf_add(&b, str_sub(p->text, from, to - from));
    return buf_str(&b);
}

/* The next mark in s: text before it and its tag; null at the end (before: all). */
static const struct tag *mark_next(struct parser *p, str *s, str *before)
{
    size_t open = str_find(*s, MARK_OPEN, 0), close = SIZE_MAX;
    int64_t n;

    if (open != SIZE_MAX)
        close = str_find(*s, MARK_CLOSE, open);
    if (close == SIZE_MAX || failed(str_to_i64(str_sub(*s, open + 3, close - open - 3), &n)) ||
        n < 0 || (size_t)n >= p->tags.n) {
        *before = *s;
        *s = S("");
        return NULL;
    }
    *before = str_sub(*s, 0, open);
    *s = str_from(*s, close + 3);
    return &p->tags.v[n];
}

str marks_undo(struct parser *p, str text)
{
    buf b;
    str before;

    buf_init(&b, p->a, text.n + 16);
    for (const struct tag *t; (t = mark_next(p, &text, &before));) {
        buf_add(&b, before);
        buf_add(&b, t->source);
    }
    buf_add(&b, before);
    return buf_str(&b);
}

static struct part *tag_part(struct parser *p, const struct tag *t)
{
    static const int kinds[] = {
        [TAG_VALUE] = PART_VALUE, [TAG_IF] = PART_IF,      [TAG_EACH] = PART_EACH,
        [TAG_ELSE] = PART_ELSE,   [TAG_END_IF] = PART_END, [TAG_END_EACH] = PART_END,
    };
    struct part *part = part_new(p, kinds[t->kind], t->line);

    part->expr = t->feel;
    part->as = t->as;
    part->opens_each = t->kind == TAG_END_EACH;
    return part;
}

struct part *marks_split(struct parser *p, str text, int line)
{
    struct part *first = NULL, **end = &first;
    str before;
    const struct tag *t;

    do {
        t = mark_next(p, &text, &before);
        if (before.n) {
            *end = part_new(p, LETTER_TEXT, line);
            (*end)->n.text = str_copy(p->a, before);
            end = &(*end)->next;
        }
        if (t) {
            *end = tag_part(p, t);
            end = &(*end)->next;
        }
    } while (t);
    return first;
}

/* Takes parts from *in up to an else or end, which stays in *in. */
static struct part *fold_some(struct parser *p, struct part **in, int depth)
{
    struct part *first = NULL, **end = &first;

    while (*in && (*in)->kind != PART_ELSE && (*in)->kind != PART_END) {
        struct part *part = *in;
        *in = part->next;
        part->next = NULL;
        *end = part;
        end = &part->next;
        if ((part->kind != PART_IF && part->kind != PART_EACH) || depth > LETTER_DEPTH)
            continue;
        part->first = fold_some(p, in, depth + 1);
        if (*in && (*in)->kind == PART_ELSE && part->kind == PART_IF) {
            *in = (*in)->next;
            part->otherwise = fold_some(p, in, depth + 1);
        }
        if (*in && (*in)->kind == PART_END && (*in)->opens_each == (part->kind == PART_EACH))
            *in = (*in)->next;
        else
            finding_add(p->f, FINDING_ERROR, part->line, S(""), "letter.tag",
                        S("Close it in the same paragraph, or put each tag alone on its line."),
                        "\"%s\" is not closed where it was opened.",
                        part->kind == PART_IF ? "if" : "each");
    }
    return first;
}

struct part *marks_fold(struct parser *p, struct part *flat)
{
    struct part *first = fold_some(p, &flat, 0);

    while (flat) { /* an else or end that nothing opened */
        finding_add(p->f, FINDING_ERROR, flat->line, S(""), "letter.tag",
                    S("Remove it, or open it in the same paragraph."),
                    "\"%s\" closes nothing here.",
                    flat->kind == PART_ELSE ? "else"
                    : flat->opens_each      ? "/each"
                                            : "/if");
        flat = flat->next;
        struct part **end = &first;
        while (*end)
            end = &(*end)->next;
        *end = fold_some(p, &flat, 0);
    }
    return first;
}
