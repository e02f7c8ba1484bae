#include "page/field_parts.h"
#include "page/write.h"

void field_files(struct page *p, const struct field_view *f)
{
    if (!f->files_n)
        return;
    PAGE_LIT(p, "<div class=\"stoa-files\"><p class=\"govuk-body govuk-!-font-weight-bold\">");
    write_word(p, W_field_uploaded);
    PAGE_LIT(p, "</p><ul class=\"govuk-list\">");
    for (size_t i = 0; i < f->files_n; i++) {
        const struct field_file *x = &f->files[i];
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
        if (x->remove_value.n) {
            PAGE_LIT(p, "<button class=\"stoa-button-link\" type=\"submit\" name=\"remove\"");
            write_attr(p, "value", x->remove_value);
            PAGE_LIT(p, ">");
            write_word(p, W_field_remove);
            PAGE_LIT(p, "<span class=\"govuk-visually-hidden\"> ");
            page_text(p, x->name);
            PAGE_LIT(p, "</span></button>");
        }
        PAGE_LIT(p, "</li>");
    }
    PAGE_LIT(p, "</ul></div>");
}

void field_shown(struct page *p, const struct field_view *f)
{
    PAGE_LIT(p, "<div class=\"stoa-known\"><dl class=\"stoa-known__list\"><dt "
                "class=\"stoa-known__label\">");
    page_text(p, f->label);
    PAGE_LIT(p, "</dt><dd class=\"stoa-known__value\"><bdi>");
    page_text(p, f->value);
    PAGE_LIT(p, "</bdi></dd></dl><p class=\"stoa-known__source\">");
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
