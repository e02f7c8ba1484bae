/* The error summary, and what a field is as data. */
#include "page/field.h"
#include "page/write.h"

void error_summary(struct page *p, const struct page_error_line *lines, size_t n)
{
    if (!n)
        return;
    PAGE_LIT(p, "<div class=\"govuk-error-summary\" data-module=\"govuk-error-summary\"><div "
                "role=\"alert\">"
                "<h2 class=\"govuk-error-summary__title\">");
    write_word(p, W_field_problem);
    PAGE_LIT(p, "</h2><div class=\"govuk-error-summary__body\"><ul class=\"govuk-list "
                "govuk-error-summary__list\">");
    for (size_t i = 0; i < n; i++) {
        PAGE_LIT(p, "<li>");
        if (lines[i].target.n) {
            PAGE_LIT(p, "<a href=\"#");
            page_attr(p, lines[i].target);
            PAGE_LIT(p, "\">");
        }
        page_text(p, lines[i].text);
        write_z(p, lines[i].target.n ? "</a></li>" : "</li>");
    }
    PAGE_LIT(p, "</ul></div></div></div>");
}

struct lines {
    VEC(struct page_error_line) v;
};

static void lines_collect(arena *a, const struct field_view *f, size_t n, struct lines *out)
{
    for (size_t i = 0; i < n; i++) {
        if (f[i].error.n)
            *vec_push(&out->v, a) = (struct page_error_line){ f[i].error, field_target(a, &f[i]) };
        for (size_t k = 0; k < f[i].options_n; k++)
            lines_collect(a, f[i].options[k].reveal, f[i].options[k].reveal_n, out);
        lines_collect(a, f[i].children, f[i].children_n, out);
    }
}

size_t field_errors(struct page *p, const struct field_view *f, size_t n)
{
    struct lines lines = { 0 };
    lines_collect(p->a, f, n, &lines);
    error_summary(p, lines.v.v, lines.v.n);
    return lines.v.n;
}

static const char *kind_name(enum field_kind k)
{
    static const char *const names[] = {
        "text",  "email",     "tel",    "number",     "password", "search",   "url",
        "time",  "textarea",  "radios", "checkboxes", "select",   "checkbox", "date",
        "file",  "hidden",    "note",   "shown",      "group",    "row",      "table",
        "image", "documents", "rule",   "space",      "reset",    "add"
    };
    return names[k];
}

static void key(buf *b, const char *name)
{
    buf_fmt(b, ",\"%s\":", name);
}

static void text_json(buf *b, const char *name, str s)
{
    if (!s.n)
        return;
    key(b, name);
    json_str(b, s);
}

static void fields_json(buf *b, const char *name, const struct field_view *f, size_t n)
{
    if (!n)
        return;
    key(b, name);
    buf_char(b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(b, ',');
        field_json(b, &f[i]);
    }
    buf_char(b, ']');
}

static void options_json(buf *b, const struct field_view *f)
{
    key(b, "options");
    buf_char(b, '[');
    for (size_t i = 0; i < f->options_n; i++) {
        const struct field_option *o = &f->options[i];
        buf_add(b, i ? S(",{\"value\":") : S("{\"value\":"));
        json_str(b, o->value);
        text_json(b, "label", o->label);
        text_json(b, "hint", o->hint);
        key(b, "chosen");
        json_bool(b, o->chosen);
        fields_json(b, "reveal", o->reveal, o->reveal_n);
        buf_char(b, '}');
    }
    buf_char(b, ']');
}

static void table_json(buf *b, const struct field_table *t)
{
    key(b, "rows");
    for (size_t r = 0; r < t->rows; r++) {
        buf_add(b, r ? S(",{") : S("[{"));
        for (size_t c = 0; c < t->columns; c++) {
            if (c)
                buf_char(b, ',');
            json_str(b, t->heads[c]);
            buf_char(b, ':');
            json_str(b, t->cells[r * t->columns + c]);
        }
        buf_char(b, '}');
    }
    buf_add(b, t->rows ? S("]") : S("[]"));
}

static void date_json(buf *b, const struct field_view *f)
{
    key(b, "value");
    buf_add(b, S("{\"day\":"));
    json_str(b, f->day);
    key(b, "month");
    json_str(b, f->month);
    key(b, "year");
    json_str(b, f->year);
    buf_char(b, '}');
}

void field_json(buf *b, const struct field_view *f)
{
    buf_fmt(b, "{\"kind\":\"%s\"", kind_name(f->kind));
    text_json(b, "name", f->name);
    text_json(b, "label", f->label);
    text_json(b, "hint", f->hint);
    text_json(b, "error", f->error);
    if (f->kind == FIELD_DATE)
        date_json(b, f);
    else if (f->kind != FIELD_PASSWORD)
        text_json(b, "value", f->value);
    if (f->optional) {
        key(b, "optional");
        json_bool(b, true);
    }
    if (f->options_n)
        options_json(b, f);
    text_json(b, "accept", f->accept);
    if (f->table)
        table_json(b, f->table);
    text_json(b, "found", f->found);
    text_json(b, "note", f->note.s);
    text_json(b, "source", f->source);
    if (f->has_source_day) {
        key(b, "source_day");
        json_day(b, f->source_day);
    }
    text_json(b, "dispute", f->dispute.s);
    fields_json(b, "children", f->children, f->children_n);
    buf_char(b, '}');
}
