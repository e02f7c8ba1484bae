#include "base/finding.h"

#include "base/buf.h"
#include "base/err.h"

enum { WHAT_MOST = 1000 };

/* One directive, from behind its '%', with its argument as text; the place behind it. */
static const char *directive(const char *p, va_list *ap, buf *out)
{
    int length = -1;
    bool wide = false, size = false;

    if (p[0] == '.' && p[1] == '*') {
        length = va_arg(*ap, int);
        p += 2;
    } else if (p[0] == '.') {
        length = p[1] - '0';
        p += 2;
    }
    for (; *p == 'l' || *p == 'z'; p++) {
        wide |= *p == 'l';
        size |= *p == 'z';
    }
    if (*p == 's') {
        const char *s = va_arg(*ap, const char *);
        buf_add(out, length >= 0 ? str_of(s, (size_t)length) : str_z(s));
    } else if (*p == 'c') {
        buf_char(out, (char)va_arg(*ap, int));
    } else if (*p == 'f') {
        buf_fmt(out, "%.*f", length, va_arg(*ap, double));
    } else if (*p == 'd' && !size) {
        buf_i64(out, wide ? va_arg(*ap, long long) : va_arg(*ap, int));
    } else {
        CHECK(*p == 'u');
        buf_i64(out, size   ? (int64_t)va_arg(*ap, size_t)
                     : wide ? (int64_t)va_arg(*ap, unsigned long long)
                            : (int64_t)va_arg(*ap, unsigned));
    }
    return p + 1;
}

/* The sentence, and the same with names in place of its arguments. */
static void said(arena *a, struct finding *x, const char *fmt, va_list *ap)
{
    buf what, form;

    buf_init(&what, a, 128);
    buf_init(&form, a, 128);
    while (*fmt) {
        if (fmt[0] != '%' || fmt[1] == '%') {
            buf_char(&what, *fmt);
            buf_char(&form, *fmt);
            fmt += fmt[0] == '%' ? 2 : 1;
            continue;
        }
        buf one;
        CHECK(x->n_args < FINDING_ARGS);
        buf_init(&one, a, 32);
        fmt = directive(fmt + 1, ap, &one);
        buf_add(&what, buf_str(&one));
        buf_fmt(&form, "{%c}", (char)('a' + x->n_args));
        x->args[x->n_args++] = buf_str(&one);
    }
    x->what = str_sub(buf_str(&what), 0, MIN(what.n, (size_t)WHAT_MOST));
    x->form = buf_str(&form);
}

void finding_addv(struct findings *f, enum finding_level level, int line, str element,
                  const char *code, str repair, const char *fmt, va_list ap)
{
    struct finding x = { .level = level,
                         .file = f->file,
                         .line = line,
                         .element = str_copy(f->a, element),
                         .code = str_z(code),
                         .repair = str_copy(f->a, repair) };
    va_list mine;

    va_copy(mine, ap);
    said(f->a, &x, fmt, &mine);
    va_end(mine);
    *vec_push(&f->v, f->a) = x;
    f->errors += level == FINDING_ERROR;
}

void finding_add(struct findings *f, enum finding_level level, int line, str element,
                 const char *code, str repair, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    finding_addv(f, level, line, element, code, repair, fmt, ap);
    va_end(ap);
}
