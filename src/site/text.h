/* site/text.h - text in several languages. */
#ifndef SITE_TEXT_H
#define SITE_TEXT_H

#include "base/base.h"

struct text_part {
    str lang, text;
};
/* Few languages, so a plain list; n 0: nobody wrote any. */
struct text {
    const struct text_part *v;
    uint32_t n;
};

/* In that language; STR_NULL where there is none. */
str text_in(struct text t, str lang);
static inline bool text_empty(struct text t)
{
    return t.n == 0;
}

#endif
