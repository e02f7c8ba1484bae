/* A letter's text to its parts: front matter, tags around blocks, chunks of Markdown
 * between them. */
#include "letter/tree.h"

#include "codec/yaml.h"

static struct part *blocks(struct parser *p, int depth);

/* Asked in rising order. */
static int line_at(struct parser *p, size_t at)
{
    for (; p->counted < at; p->counted++)
        p->lines += p->text.p[p->counted] == '\n';
    return p->first_line + p->lines;
}

static void unclosed(struct parser *p, const struct tag *t)
{
    finding_add(p->f, FINDING_ERROR, t->line, S(""), "letter.tag",
                S("Close it, with the tag alone on its line."),
                "%.*s is not closed where it was opened.", (int)MIN(t->source.n, 80), t->source.p);
}

/* p->i stands behind the opening tag. */
static struct part *block_tag(struct parser *p, const struct tag *open, int depth)
{
    struct part *part = part_new(p, open->kind == TAG_IF ? PART_IF : PART_EACH, open->line);
    enum tag_kind close = open->kind == TAG_IF ? TAG_END_IF : TAG_END_EACH;

    part->expr = open->feel;
    part->as = open->as;
    part->first = blocks(p, depth + 1);
    if (p->i < p->tags.n && p->tags.v[p->i].kind == TAG_ELSE && part->kind == PART_IF) {
        p->at = p->tags.v[p->i++].line_to;
        part->otherwise = blocks(p, depth + 1);
    }
    if (p->i < p->tags.n && p->tags.v[p->i].kind == close)
        p->at = p->tags.v[p->i++].line_to;
    else
        unclosed(p, open);
    return part;
}

static struct part **chunk_add(struct parser *p, struct part **end, size_t to, size_t first_tag)
{
    if (to > p->at)
        *end = chunk_read(p, tags_mark(p, p->at, to, first_tag, p->i), line_at(p, p->at));
    while (*end)
        end = &(*end)->next;
    return end;
}

/* Blocks up to an else or end that stands alone on its line. */
static struct part *blocks(struct parser *p, int depth)
{
    struct part *first = NULL, **end = &first;
    size_t first_tag = p->i;

    while (p->i < p->tags.n) {
        const struct tag *t = &p->tags.v[p->i];
        bool closes = t->kind >= TAG_ELSE;
        if (!t->alone || depth > LETTER_DEPTH) {
            p->i++;
            continue;
        }
        end = chunk_add(p, end, t->line_from, first_tag);
        if (closes && depth)
            return first;
        p->at = t->line_to;
        p->i++;
        if (closes) {
            finding_add(p->f, FINDING_ERROR, t->line, S(""), "letter.tag",
                        S("Remove it, or open it before."), "%.*s closes nothing here.",
                        STR_ARG(t->source));
        } else {
            *end = block_tag(p, t, depth);
            end = &(*end)->next;
        }
        first_tag = p->i;
    }
    chunk_add(p, end, p->text.n, first_tag);
    p->at = p->text.n;
    return first;
}

/* ---- front matter ---- */

static void front_texts(struct parser *p, val v, int depth)
{
    if (v.tag == V_LIST)
        for (uint32_t i = 0; i < v.n; i++)
            front_texts(p, v.l[i], depth + 1);
    if (v.tag == V_CONTEXT)
        for (uint32_t i = 0; i < v.c->n; i++)
            front_texts(p, v.c->e[i].value, depth + 1);
    if (v.tag != V_STRING || !str_has(val_text(v), S("{{")))
        return;
    struct parser one = {
        .a = p->a, .f = p->f, .l = p->l, .scope = p->scope, .text = val_text(v), .first_line = 1
    };
    tags_read(&one);
    str marked = tags_mark(&one, 0, one.text.n, 0, one.tags.n);
    *vec_push(&p->l->texts, p->a) =
        (struct front_text){ val_text(v), marks_fold(&one, marks_split(&one, marked, 1)) };
}

/* Text between a first line "---" and the next such line. */
static void front_read(struct parser *p)
{
    struct text_error where = { 0 };
    str head, rest = p->text, line;
    size_t from;

    p->l->front = val_done(&(val_builder){ .a = p->a });
    if (!str_next(&rest, '\n', &line) || !str_eq(str_trim(line), S("---")))
        return;
    from = p->text.n - rest.n;
    do {
        head = str_sub(p->text, from, p->text.n - rest.n - from);
        p->first_line++;
        if (!str_next(&rest, '\n', &line)) {
            finding_add(p->f, FINDING_ERROR, 1, S(""), "letter.front",
                        S("Close it with a line of three hyphens."),
                        "The front matter is never closed.");
            return;
        }
    } while (!str_eq(str_trim(line), S("---")));
    p->first_line++;
    p->text = rest;
    val front;
    if (failed(yaml_read(p->a, head, &front, NULL, &where)) ||
        (front.tag != V_CONTEXT && !val_is_null(front)))
        finding_add(p->f, FINDING_ERROR, where.line + 1, S(""), "letter.front",
                    S("Write lines of key: value; quote a value that begins with a brace."),
                    "The front matter is no YAML: %s.",
                    where.what ? where.what : "not a list of keys");
    else if (front.tag == V_CONTEXT)
        p->l->front = front;
    front_texts(p, p->l->front, 0);
}

/* ---- names ---- */

static void names_of(struct parser *p, const struct feel *expr)
{
    size_t n = 0;
    const str *names = expr ? feel_names(expr, &n) : NULL;

    for (size_t i = 0; i < n; i++) {
        str head, tail;
        bool known = false;
        str_cut(names[i], '.', &head, &tail);
        for (size_t k = 0; k < p->l->names.n && !known; k++)
            known = str_eq(p->l->names.v[k], head);
        if (!known)
            *vec_push(&p->l->names, p->a) = head;
    }
}

static void names_collect(struct parser *p, const struct part *part)
{
    for (; part; part = part->next) {
        names_of(p, part->expr);
        names_collect(p, part->href);
        if (part->kind != PART_EACH)
            names_collect(p, part->first);
        names_collect(p, part->otherwise);
    }
}

err letter_parse_in(arena *a, str text, const struct feel_scope *names, struct findings *f,
                    struct letter **out)
{
    struct letter *l = ARENA_NEW(a, struct letter);
    struct parser p = { .a = a, .f = f, .l = l, .text = text, .first_line = 1, .scope = names };
    size_t before = f->errors;

    if (text.n > MIB)
        return REFUSED(ERR_SIZE);
    if (str_starts(text, S("\xEF\xBB\xBF")))
        p.text = str_from(text, 3);
    if (!utf8_valid(p.text)) {
        finding_add(f, FINDING_ERROR, 0, S(""), "letter.utf8", S("Save the file as UTF-8."),
                    "The text is no UTF-8.");
        return REFUSED(ERR_SYNTAX);
    }
    front_read(&p);
    tags_read(&p);
    l->root = blocks(&p, 0);
    names_collect(&p, l->root);
    for (size_t i = 0; i < l->texts.n; i++)
        names_collect(&p, l->texts.v[i].parts);
    *out = l;
    return f->errors > before ? REFUSED(ERR_REFUSED) : OK;
}

err letter_parse(arena *a, str text, struct findings *f, struct letter **out)
{
    return letter_parse_in(a, text, NULL, f, out);
}

val letter_names(arena *a, const struct letter *l)
{
    val *names = ARENA_ARRAY(a, val, l->names.n + 1);

    for (size_t i = 0; i < l->names.n; i++)
        names[i] = val_str(l->names.v[i]);
    return val_list(names, l->names.n);
}

val letter_front(const struct letter *l)
{
    return l->front;
}
