#include "cli/import_rows.h"

#include "codec/csv.h"

#include <stdio.h>

struct reading {
    arena *a;
    struct import_rows *out;
    VEC(str) head;
};

/* ---- CSV ---- */

static err csv_row(void *ctx, const str *fields, size_t n, int line)
{
    struct reading *r = ctx;
    val_builder b = val_build(r->a);

    if (!r->head.n) {
        for (size_t i = 0; i < n; i++)
            *vec_push(&r->head, r->a) = str_copy(r->a, str_trim(fields[i]));
        return OK;
    }
    for (size_t i = 0; i < n && i < r->head.n; i++)
        if (fields[i].n)
            val_put(&b, r->head.v[i], val_str(str_copy(r->a, fields[i])));
    *vec_push(&r->out->v, r->a) = (struct import_line){ line, val_done(&b) };
    return OK;
}

static bool csv_read(struct reading *r, str name, str bytes)
{
    struct csv c;
    arena own;

    arena_init(&own, 0);
    csv_start(&c, &own, ',', csv_row, r);
    err e = csv_feed(&c, bytes);
    if (!failed(e))
        e = csv_end(&c);
    if (failed(e))
        fprintf(stderr, "%.*s:%d: this is no CSV (code %d)\n", STR_ARG(name), c.line, e.code);
    arena_free(&own);
    return !failed(e);
}

/* ---- JSON ---- */

static str list_text(arena *a, val list)
{
    buf b;

    buf_init(&b, a, 64);
    for (size_t i = 0; i < val_count(list); i++)
        buf_fmt(&b, "%s%.*s", i ? "|" : "", STR_ARG(val_display(a, val_at(list, i))));
    return str_of(b.p ? b.p : "", b.n);
}

static void flat_put(struct reading *r, val_builder *b, str prefix, val v)
{
    for (uint32_t i = 0; v.tag == V_CONTEXT && i < v.c->n; i++) {
        str key = v.c->e[i].key;
        val x = v.c->e[i].value;
        if (prefix.n)
            key = str_fmt(r->a, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(key));
        if (x.tag == V_CONTEXT)
            flat_put(r, b, key, x);
        else if (x.tag == V_LIST)
            val_put(b, key, val_str(list_text(r->a, x)));
        else if (!val_is_null(x))
            val_put(b, key, x.tag == V_STRING ? x : val_str(val_display(r->a, x)));
    }
}

static bool object_row(struct reading *r, str name, int line, val v)
{
    val_builder b = val_build(r->a);

    if (v.tag != V_CONTEXT) {
        fprintf(stderr, "%.*s:%d: a row is an object\n", STR_ARG(name), line);
        return false;
    }
    flat_put(r, &b, S(""), v);
    *vec_push(&r->out->v, r->a) = (struct import_line){ line, val_done(&b) };
    return true;
}

/* An array, or an object that holds one under its only key, as Debian's iso-codes do. */
static bool array_read(struct reading *r, str name, val v)
{
    if (v.tag == V_CONTEXT && v.c->n == 1)
        v = v.c->e[0].value;
    if (v.tag != V_LIST)
        return object_row(r, name, 1, v);
    for (size_t i = 0; i < val_count(v); i++)
        if (!object_row(r, name, (int)i + 1, val_at(v, i)))
            return false;
    return true;
}

static bool lines_read(struct reading *r, str name, str bytes)
{
    str line;
    int number = 0;
    val v;

    while (str_next(&bytes, '\n', &line)) {
        number++;
        if (!str_trim(line).n)
            continue;
        if (failed(val_from_json(r->a, str_trim(line), NULL, &v, NULL))) {
            fprintf(stderr, "%.*s:%d: this is no JSON\n", STR_ARG(name), number);
            return false;
        }
        if (!object_row(r, name, number, v))
            return false;
    }
    return true;
}

static bool json_read(struct reading *r, str name, str bytes)
{
    val v;

    if (!failed(val_from_json(r->a, bytes, NULL, &v, NULL)))
        return array_read(r, name, v);
    return lines_read(r, name, bytes);
}

bool import_rows_read(arena *a, str name, str bytes, enum import_format format,
                      struct import_rows *out)
{
    struct reading r = { .a = a, .out = out };

    *out = (struct import_rows){ 0 };
    return format == IMPORT_CSV ? csv_read(&r, name, bytes) : json_read(&r, name, bytes);
}

/* ---- cells ---- */

static str joined(arena *a, val fields, str columns)
{
    str rest = columns, one;
    buf b;

    if (str_find_char(columns, '+', 0) == SIZE_MAX)
        return val_get_text(fields, columns);
    buf_init(&b, a, 64);
    while (str_next(&rest, '+', &one))
        buf_fmt(&b, "%s%.*s", b.n ? "-" : "", STR_ARG(val_get_text(fields, one)));
    return buf_str(&b);
}

void import_row_cells(arena *a, const struct import_line *l, const struct import_words *w,
                      size_t nw, const struct import_column *c, size_t nc, const str **head,
                      const str **cells, size_t *n)
{
    size_t own = l->fields.tag == V_CONTEXT ? l->fields.c->n : 0, at = 0;
    str *h = ARENA_ARRAY(a, str, own + nw + nc + 1), *v = ARENA_ARRAY(a, str, own + nw + nc + 1);
    val all = l->fields;

    for (size_t i = 0; i < nw; i++) {
        str t = mo_find(&w[i].mo, val_get_text(all, w[i].column));
        if (t.n)
            all =
                val_with(a, all, str_fmt(a, "%.*s.%.*s", STR_ARG(w[i].column), STR_ARG(w[i].lang)),
                         val_str(t));
    }
    for (size_t i = 0; i < nc; i++) { /* before the columns: the first of a name counts */
        h[at] = c[i].field;
        v[at++] = joined(a, all, c[i].from);
    }
    for (uint32_t i = 0; i < own; i++) {
        h[at] = l->fields.c->e[i].key;
        v[at++] = val_text(l->fields.c->e[i].value);
    }
    *head = h;
    *cells = v;
    *n = at;
}
