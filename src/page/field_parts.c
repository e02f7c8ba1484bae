#include "page/field_parts.h"
#include "page/write.h"

void field_remove_button(struct page *p, str value, str what)
{
    PAGE_LIT(p, "<button class=\"stoa-button-link\" type=\"submit\" name=\"_remove\"");
    write_attr(p, "value", value);
    PAGE_LIT(p, ">");
    write_word(p, W_field_remove);
    PAGE_LIT(p, "<span class=\"govuk-visually-hidden\"> ");
    page_text(p, what);
    PAGE_LIT(p, "</span></button>");
}

static void file_item(struct page *p, const struct field_file *x)
{
    PAGE_LIT(p, "<li class=\"stoa-files__item\"><span>");
    page_icon(p, S("document"));
    if (x->href.s.n) {
        PAGE_LIT(p, "<a class=\"govuk-link\"");
        write_href(p, x->href);
        PAGE_LIT(p, ">");
    }
    PAGE_LIT(p, "<bdi>");
    page_text(p, x->name);
    PAGE_LIT(p, "</bdi>");
    write_z(p, x->href.s.n ? "</a>" : "");
    PAGE_LIT(p, " <span class=\"stoa-note\">");
    page_text(p, x->detail);
    PAGE_LIT(p, "</span></span>");
    if (x->remove_value.n)
        field_remove_button(p, x->remove_value, x->name);
    PAGE_LIT(p, "</li>");
}

static void file_list(struct page *p, const struct field_view *f)
{
    PAGE_LIT(p, "<ul class=\"govuk-list\">");
    for (size_t i = 0; i < f->files_n; i++)
        file_item(p, &f->files[i]);
    PAGE_LIT(p, "</ul></div>");
}

void field_files(struct page *p, const struct field_view *f)
{
    if (!f->files_n)
        return;
    PAGE_LIT(p, "<div class=\"stoa-files\"><p class=\"govuk-body govuk-!-font-weight-bold\">");
    write_word(p, W_field_uploaded);
    PAGE_LIT(p, "</p>");
    file_list(p, f);
}

void field_remove(struct page *p, const struct field_view *f)
{
    if (!f->remove.n)
        return;
    PAGE_LIT(p, "<p class=\"govuk-body\">");
    field_remove_button(p, f->remove, f->label);
    PAGE_LIT(p, "</p>");
}

void field_found(struct page *p, const struct field_view *f, str id)
{
    if (!f->found.n)
        return;
    PAGE_LIT(p, "<output class=\"stoa-found\"");
    write_attr(p, "for", id);
    PAGE_LIT(p, ">");
    page_icon(p, S("check"));
    PAGE_LIT(p, "<bdi>");
    page_text(p, f->found);
    PAGE_LIT(p, "</bdi></output>");
}

static void row_more(struct page *p, const struct field_view *f)
{
    PAGE_LIT(p, "<div class=\"stoa-row\"");
    write_flag(p, "data-parts", f->part.n > 0);
    PAGE_LIT(p, ">");
    for (size_t i = 0; i < f->children_n; i++) {
        PAGE_LIT(p, "<div class=\"stoa-row__cell");
        if (f->children[i].share)
            buf_fmt(&p->out, " stoa-row__cell--%u", f->children[i].share);
        PAGE_LIT(p, "\"");
        write_attr(p, "data-part", f->children[i].part);
        PAGE_LIT(p, ">");
        field_render(p, &f->children[i]);
        PAGE_LIT(p, "</div>");
    }
    PAGE_LIT(p, "</div>");
}

void fields_render(struct page *p, const struct field_view *f, size_t n)
{
    bool parts = n && f[0].part.n;
    if (parts)
        PAGE_LIT(p, "<div data-parts>");
    for (size_t i = 0; i < n; i++) {
        if (parts) {
            PAGE_LIT(p, "<div");
            write_attr(p, "data-part", f[i].part);
            PAGE_LIT(p, ">");
        }
        field_render(p, &f[i]);
        if (parts)
            PAGE_LIT(p, "</div>");
    }
    if (parts)
        PAGE_LIT(p, "</div>");
}

static void table_more(struct page *p, const struct field_view *f)
{
    const struct field_table *t = f->table;
    PAGE_LIT(p, "<table class=\"govuk-table stoa-stack\"><caption class=\"govuk-table__caption "
                "govuk-table__caption--s\">");
    page_text(p, f->label);
    PAGE_LIT(p, "</caption><thead class=\"govuk-table__head\"><tr class=\"govuk-table__row\">");
    for (size_t c = 0; c < t->columns; c++) {
        PAGE_LIT(p, "<th scope=\"col\" class=\"govuk-table__header\">");
        page_text(p, t->heads[c]);
        PAGE_LIT(p, "</th>");
    }
    PAGE_LIT(p, "</tr></thead><tbody class=\"govuk-table__body\">");
    for (size_t r = 0; r < t->rows; r++) {
        PAGE_LIT(p, "<tr class=\"govuk-table__row\">");
        for (size_t c = 0; c < t->columns; c++) {
            PAGE_LIT(p, "<td class=\"govuk-table__cell\"");
            write_attr(p, "data-label", t->heads[c]);
            PAGE_LIT(p, ">");
            page_text(p, t->cells[r * t->columns + c]);
            PAGE_LIT(p, "</td>");
        }
        PAGE_LIT(p, "</tr>");
    }
    PAGE_LIT(p, "</tbody></table>");
    if (t->rows == 0) {
        PAGE_LIT(p, "<p class=\"govuk-hint\">");
        write_word(p, W_field_table_empty);
        PAGE_LIT(p, "</p>");
    }
}

static void papers_more(struct page *p, const struct field_view *f)
{
    PAGE_LIT(p, "<div class=\"stoa-files\"><p class=\"govuk-body govuk-!-font-weight-bold\">");
    page_text(p, f->label);
    PAGE_LIT(p, "</p>");
    if (f->files_n) {
        file_list(p, f);
        return;
    }
    PAGE_LIT(p, "<p class=\"govuk-hint\">");
    write_word(p, W_field_table_empty);
    PAGE_LIT(p, "</p></div>");
}

void field_more(struct page *p, const struct field_view *f)
{
    switch (f->kind) {
    case FIELD_ROW:
        row_more(p, f);
        return;
    case FIELD_TABLE:
        table_more(p, f);
        return;
    case FIELD_PAPERS:
        papers_more(p, f);
        return;
    case FIELD_IMAGE:
        if (p->modes & READ_LIGHT) { /* what it shows is told, and it is there for who asks */
            PAGE_LIT(p, "<p class=\"govuk-body\"><a class=\"govuk-link\"");
            write_attr(p, "href", f->value);
            PAGE_LIT(p, ">");
            page_text(p, f->label);
            PAGE_LIT(p, "</a></p>");
            return;
        }
        PAGE_LIT(p, "<figure class=\"stoa-figure\"><img class=\"stoa-picture\"");
        write_attr(p, "src", f->value);
        PAGE_LIT(p, " alt=\"");
        page_attr(p, f->label);
        PAGE_LIT(p, "\"></figure>");
        return;
    case FIELD_RULE:
        PAGE_LIT(p, "<hr class=\"govuk-section-break govuk-section-break--m "
                    "govuk-section-break--visible\">");
        return;
    case FIELD_SPACE:
        PAGE_LIT(p, "<div class=\"stoa-space\"></div>");
        return;
    case FIELD_RESET:
        PAGE_LIT(p, "<p><button type=\"reset\" class=\"govuk-button govuk-button--secondary\">");
        page_text(p, f->label);
        PAGE_LIT(p, "</button></p>");
        return;
    case FIELD_ADD:
        PAGE_LIT(p, "<p><button class=\"govuk-button govuk-button--secondary\" name=\"_add\"");
        write_attr(p, "value", f->value);
        PAGE_LIT(p, ">");
        page_text(p, f->label);
        PAGE_LIT(p, "</button></p>");
        return;
    default:
        return;
    }
}

void field_shown(struct page *p, const struct field_view *f)
{
    PAGE_LIT(p, "<div class=\"stoa-known\"><dl class=\"stoa-known__list\"><dt "
                "class=\"stoa-known__label\">");
    page_text(p, f->label);
    PAGE_LIT(p, "</dt><dd class=\"stoa-known__value\"><bdi>");
    page_text(p, f->value);
    PAGE_LIT(p, "</bdi></dd></dl>");
    if (!f->source.n && !f->dispute.s.n) { /* the form's own value */
        PAGE_LIT(p, "</div>");
        return;
    }
    PAGE_LIT(p, "<p class=\"stoa-known__source\">");
    page_icon(p, S("register"));
    if (f->has_source_day)
        page_word(p, W_field_known_from_day,
                  (struct val_entry[]){ { S("register"), val_str(f->source) },
                                        { S("day"), val_day(f->source_day) } },
                  2);
    else if (f->source.n)
        page_word(p, W_field_known_from,
                  (struct val_entry[]){ { S("register"), val_str(f->source) } }, 1);
    if (f->dispute.s.n) {
        PAGE_LIT(p, " <a class=\"govuk-link\"");
        write_href(p, f->dispute);
        PAGE_LIT(p, ">");
        write_word(p, W_field_dispute);
        PAGE_LIT(p, "<span class=\"govuk-visually-hidden\">: ");
        page_text(p, f->label);
        PAGE_LIT(p, "</span></a>");
    }
    PAGE_LIT(p, "</p></div>");
}

void field_note(struct page *p, const struct field_view *f)
{
    PAGE_LIT(p, "<div class=\"stoa-prose\">");
    page_raw(p, f->note);
    PAGE_LIT(p, "</div>");
}

void field_hidden(struct page *p, const struct field_view *f)
{
    PAGE_LIT(p, "<input type=\"hidden\"");
    write_attr(p, "name", f->name);
    PAGE_LIT(p, " value=\"");
    page_attr(p, f->value);
    PAGE_LIT(p, "\">");
}

html drawn_picture(struct page *p, str path, str name)
{
    val words = val_with(p->a, val_null(), S("name"), val_str(name));
    buf b;

    if (!path.n)
        return HTML_EMPTY;
    buf_init(&b, p->a, path.n + 200);
    buf_add(&b, S("<svg class=\"stoa-drawn\" viewBox=\"0 0 600 200\" role=\"img\""));
    buf_add(&b, html_attr(p->a, "aria-label", word(p->a, p->words, W_field_drawn, words)).s);
    buf_add(&b, S("><path"));
    buf_add(&b, html_attr(p->a, "d", path).s);
    buf_add(&b, S("/></svg>"));
    return html_trusted(buf_str(&b));
}

void field_drawn(struct page *p, const struct field_view *f)
{
    PAGE_LIT(p, "<div");
    write_attr(p, "data-sign", word0(p->words, W_field_sign_draw));
    write_attr(p, "data-clear", word0(p->words, W_field_sign_clear));
    PAGE_LIT(p, "><input type=\"hidden\"");
    write_attr(p, "name", str_cat(p->a, f->name, S("-drawn")));
    write_attr(p, "value", f->drawn);
    PAGE_LIT(p, ">");
    buf_add(&p->out, drawn_picture(p, f->drawn, f->value).s);
    PAGE_LIT(p, "</div>");
}
