#include "base/finding.h"

#include <stdarg.h>
#include <stdio.h>

void finding_add(struct findings *f, enum finding_level level, int line, str element,
                 const char *code, str repair, const char *fmt, ...)
{
    char text[1000];
    va_list ap;

    va_start(ap, fmt);
    int n = vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    str what = str_of(text, MIN((size_t)MAX(n, 0), sizeof text - 1));
    *vec_push(&f->v, f->a) = (struct finding){ level,
                                               f->file,
                                               line,
                                               str_copy(f->a, element),
                                               str_z(code),
                                               str_copy(f->a, what),
                                               str_copy(f->a, repair) };
    f->errors += level == FINDING_ERROR;
}
