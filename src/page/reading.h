/* page/reading.h - how a reader wants to read: chosen by themselves, kept in a cookie and with
 * their account, obeyed by every page. */
#ifndef PAGE_READING_H
#define PAGE_READING_H

#include "base/base.h"

enum read_mode {
    READ_LARGE = 1, /* larger letters */
    READ_PLAIN = 2, /* the text in plain language, where the content gives one */
    READ_LIGHT = 4, /* no fonts, no scripts, no pictures: a page under 50 KB with all it loads */
};
enum { READ_ALL = READ_LARGE | READ_PLAIN | READ_LIGHT };

#define READING_COOKIE "stoa-reading"

/* "large.light" and the like; what is not known here is left out, so any text is a choice. */
unsigned reading_parse(str text);
/* The same choice always as the same text; empty for none. */
str reading_text(unsigned modes);

#endif
