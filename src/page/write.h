/* page/write.h - small writers for the files of this room that print HTML by hand. */
#ifndef PAGE_WRITE_H
#define PAGE_WRITE_H

#include "page/page.h"

/* ' name="value"', escaped; nothing where the value is empty. */
static inline void write_attr(struct page *p, const char *name, str value)
{
    if (!value.n)
        return;
    buf_char(&p->out, ' ');
    buf_add(&p->out, str_z(name));
    PAGE_LIT(p, "=\"");
    page_attr(p, value);
    buf_char(&p->out, '"');
}

static inline void write_z(struct page *p, const char *s)
{
    buf_add(&p->out, str_z(s));
}

/* ' name', where it holds. */
static inline void write_flag(struct page *p, const char *name, bool on)
{
    if (on) {
        buf_char(&p->out, ' ');
        buf_add(&p->out, str_z(name));
    }
}

static inline void write_word(struct page *p, enum word_id id)
{
    page_text(p, word0(p->words, id));
}

/* ' href="..."' with the language prefix. */
static inline void write_href(struct page *p, url u)
{
    PAGE_LIT(p, " href=\"");
    page_href(p, u);
    buf_char(&p->out, '"');
}

#endif
