/* Components that ask nothing: what they show is checked and compiled. */
#include "form/compile.h"

#include "letter/letter.h"

enum { PICTURE_MAX = 400 * 1024 };

static void markup_note(void *self, const char *repair, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void markup_note(void *self, const char *repair, const char *fmt, ...)
{
    const struct part *p = self;
    va_list ap;

    va_start(ap, fmt);
    finding_addv(p->c->f, FINDING_ERROR, p->line, p->id, "form.html", str_z(repair), fmt, ap);
    va_end(ap);
}

/* What the text's own check says, at the component. */
static void text_note(const struct part *p, const struct finding *x)
{
    struct findings *f = p->c->f;
    struct finding at = *x;

    at.file = f->file;
    at.line = p->line;
    at.element = p->id;
    at.code = S("form.text");
    if (!at.repair.n)
        at.repair = S("correct the text");
    *vec_push(&f->v, f->a) = at;
    f->errors++;
}

/* The text is Markdown with {{ }}: what a letter would refuse is refused here. */
static void content_compile(const struct part *p, struct form_field *f)
{
    struct findings inner = { .a = p->c->a };
    struct letter *letter;
    f->markup = str_eq(p->type, S("html"));
    if (f->markup)
        f->text = val_get_text(p->json, S("content"));
    if (str_empty(f->text))
        part_warning(p, "form.text", S("write something or remove it"), "the text is empty");
    if (str_starts(f->text, S("="))) {
        part_templates(p, f->text, S("text"));
        return;
    }
    struct part at = *p;
    str text = f->markup ? markup_letter(p->c->a, f->text, &at, markup_note) : f->text;
    if (!failed(letter_parse(p->c->a, text, &inner, &letter)))
        return;
    for (size_t i = 0; i < inner.v.n; i++)
        if (inner.v.v[i].level == FINDING_ERROR)
            text_note(p, &inner.v.v[i]);
}

static void table_compile(const struct part *p, struct form_field *f)
{
    val columns = val_get(p->json, S("columns"));
    str expr = val_get_text(p->json, S("columnsExpression"));
    f->compute = part_feel(p, val_get_text(p->json, S("dataSource")), S("dataSource"));
    if (expr.n)
        f->columns_expr = part_feel(p, expr, S("columnsExpression"));
    else if (columns.tag != V_LIST || columns.n == 0)
        part_error(p, "form.columns", S("list the columns, or write columnsExpression"),
                   "a table has no columns");
    else
        f->columns = columns;
    for (size_t i = 0; i < val_count(f->columns); i++)
        if (str_empty(val_get_text(val_at(columns, i), S("key"))) ||
            str_empty(val_get_text(val_at(columns, i), S("label"))))
            part_error(p, "form.columns", S("give each column key and label"),
                       "column %zu has no key or no label", i + 1);
    if (str_empty(f->label))
        part_error(p, "form.label", S("write a label: the table's caption"),
                   "the table has no label");
}

/* A picture is part of the model: a page that fetched it elsewhere would tell others who reads it.
 */
static void image_compile(const struct part *p, struct form_field *f)
{
    f->source = val_get_text(p->json, S("source"));
    f->text = val_get_text(p->json, S("alt"));
    part_templates(p, f->source, S("source"));
    part_templates(p, f->text, S("alt"));
    bool computed = str_starts(f->source, S("=")) || str_find(f->source, S("{{"), 0) != SIZE_MAX;
    if (!computed && !form_picture(f->source))
        part_error(p, "form.image",
                   S("write the picture itself: data:image/png;base64,... (png, jpeg, gif, webp)"),
                   "the source of the image is no picture");
    if (f->source.n > PICTURE_MAX)
        part_error(p, "form.image", S("make it smaller: 300 KB at most"),
                   "the picture is too large");
    if (str_empty(f->text))
        part_error(p, "form.alt", S("write in alt what the picture shows"),
                   "the image says nothing to those who cannot see it");
}

static void documents_compile(const struct part *p, struct form_field *f)
{
    f->compute = part_feel(p, val_get_text(p->json, S("dataSource")), S("dataSource"));
    if (str_empty(f->label))
        f->label = val_get_text(p->json, S("title"));
    if (str_empty(f->label))
        part_error(p, "form.label", S("write a label"), "the document preview has no label");
}

/* Every page has its own button that goes on: one that submits is left out. */
static bool button_compile(const struct part *p, struct form_field *f)
{
    str action = val_get_text(p->json, S("action"));
    f->source = action;
    if (str_empty(action) || str_eq(action, S("submit")))
        return false;
    if (!str_eq(action, S("reset")))
        part_error(p, "form.unsupported", S("use the action submit or reset"),
                   "a button of action \"%.*s\" is not supported", STR_ARG(action));
    if (str_empty(f->label))
        part_error(p, "form.label", S("write a label"), "the button has no label");
    return true;
}

bool form_picture(str source)
{
    static const str kinds[] = { S_INIT("data:image/png;base64,"),
                                 S_INIT("data:image/jpeg;base64,"),
                                 S_INIT("data:image/gif;base64,"),
                                 S_INIT("data:image/webp;base64,") };
    str data = STR_NULL;
    FOR_EACH(kinds, k)
        if (str_starts(source, *k))
            data = str_from(source, k->n);
    for (size_t i = 0; i < data.n; i++) {
        char c = data.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '+' || c == '/' || (c == '=' && i + 2 >= data.n)))
            return false;
    }
    return data.n >= 16;
}

bool shown_compile(const struct part *p, struct form_field *f)
{
    switch (f->kind) {
    case FORM_CONTENT:
        content_compile(p, f);
        return true;
    case FORM_EXPRESSION:
        f->compute = part_feel(p, val_get_text(p->json, S("expression")), S("expression"));
        return true;
    case FORM_TABLE:
        table_compile(p, f);
        return true;
    case FORM_IMAGE:
        image_compile(p, f);
        return true;
    case FORM_DOCUMENTS:
        documents_compile(p, f);
        return true;
    case FORM_BUTTON:
        return button_compile(p, f);
    default:
        return true;
    }
}
