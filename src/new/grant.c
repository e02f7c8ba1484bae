/* The lines that let a new service read what its questions show from registers. */
#include "new/write.h"

/* Fields of that register that questions show, once each, as a YAML list; STR_NULL: none. */
static str fields_read(const struct draft *d, const struct registry *r)
{
    val all = val_get(d->in, S("questions")), seen = val_null();
    buf b;

    buf_init(&b, d->a, 128);
    for (size_t i = 0; i < val_count(all); i++) {
        str id, field;
        (void)str_cut(val_get_text(val_at(all, i), S("register")), '.', &id, &field);
        if (!str_eq(id, r->id) || val_has(seen, field))
            continue;
        seen = val_with(d->a, seen, field, val_bool(true));
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(field));
    }
    return b.n ? buf_str(&b) : STR_NULL;
}

static size_t indent_of(str line)
{
    size_t n = 0;

    while (n < line.n && line.p[n] == ' ')
        n++;
    return n;
}

/* Where line `number` (from 1) begins; text.n past the end. */
static size_t line_at(str text, int number)
{
    size_t at = 0;

    for (int i = 1; i < number && at < text.n; i++)
        at = MIN(str_find_char(text, '\n', at), text.n - 1) + 1;
    return at;
}

/* Behind the list's item that stands on a line of its own at `at`; SIZE_MAX: it is none. */
static size_t item_end(str text, size_t at, size_t *indent)
{
    size_t end = MIN(str_find_char(text, '\n', at), text.n);
    str line = str_sub(text, at, end - at);

    *indent = indent_of(line);
    if (!str_starts(str_from(line, *indent), S("- ")))
        return SIZE_MAX;
    for (at = end; at < text.n; at = end) {
        end = MIN(str_find_char(text, '\n', at + 1), text.n);
        line = str_sub(text, at + 1, end - at - 1);
        if (indent_of(line) <= *indent || indent_of(line) == line.n)
            break;
    }
    return at;
}

static str with_line(arena *a, const struct registry *r, str text, str added)
{
    int last = 0;
    size_t indent, end;

    for (size_t i = 0; i < r->n_access; i++)
        last = MAX(last, r->access[i].line);
    if (!last || (end = item_end(text, line_at(text, last), &indent)) == SIZE_MAX)
        return STR_NULL;
    return str_fmt(a, "%.*s\n%*s%.*s%.*s", STR_ARG(str_sub(text, 0, end)), (int)indent, "",
                   STR_ARG(added), STR_ARG(str_from(text, end)));
}

void grants_of(const struct draft *d, const struct site_file *files, size_t n, grants *out)
{
    for (size_t i = 0; i < d->site->n_registers; i++) {
        const struct registry *r = d->site->registers[i];
        str fields = fields_read(d, r);
        if (!fields.p)
            continue;
        struct grant g = { .registry = r, .file = r->file };
        g.line = str_fmt(d->a, "- { service: %.*s, purpose: %.*s, read: [%.*s] }", STR_ARG(d->id),
                         STR_ARG(val_get_text(d->in, S("purpose"))), STR_ARG(fields));
        for (size_t k = 0; k < n; k++)
            if (str_eq(files[k].path, r->file)) {
                g.was = files[k].bytes;
                g.now = with_line(d->a, r, g.was, g.line);
            }
        *vec_push(out, d->a) = g;
    }
}
