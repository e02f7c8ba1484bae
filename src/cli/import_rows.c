#include "cli/import_rows.h"

#include "cli/json_array.h"
#include "codec/csv.h"
#include "os/file.h"

#include <stdio.h>

enum { PIECE = 64 * 1024, LINE_MOST = 1024 * 1024 };

struct reading {
    str name;
    FILE *in;
    arena *home; /* column names and arrays: longer than the lines */
    arena *rows; /* of lines, the callee's to reset */
    bool (*row)(void *ctx, const struct import_line *l);
    void *ctx;
    struct sha256_stream *hash;
    VEC(str) head;
    bool said; /* why it ended was told */
};

static bool give(struct reading *r, int line, val fields)
{
    struct import_line l = { line, fields };

    r->said = !r->row(r->ctx, &l);
    return !r->said;
}

static str piece(struct reading *r, char *p)
{
    size_t n = fread(p, 1, PIECE, r->in);

    if (r->hash)
        sha256_add(r->hash, p, n);
    return str_of(p, n);
}

/* ---- CSV ---- */

static err csv_row(void *ctx, const str *fields, size_t n, int line)
{
    struct reading *r = ctx;
    val_builder b = val_build(r->rows);

    if (!r->head.n) {
        for (size_t i = 0; i < n; i++)
            *vec_push(&r->head, r->home) = str_copy(r->home, str_trim(fields[i]));
        return OK;
    }
    for (size_t i = 0; i < n && i < r->head.n; i++)
        if (fields[i].n)
            val_put(&b, r->head.v[i], val_str(str_copy(r->rows, csv_unguard(fields[i]))));
    return give(r, line, val_done(&b)) ? OK : REFUSED(ERR_BUSY);
}

static bool csv_read(struct reading *r)
{
    struct csv c;
    arena own;
    err e = OK;
    char *p = arena_alloc(r->home, PIECE);

    arena_init(&own, 0);
    csv_start(&c, &own, ',', csv_row, r);
    for (str s = piece(r, p); s.n && !failed(e); s = failed(e) ? S("") : piece(r, p))
        e = csv_feed(&c, s);
    if (!failed(e))
        e = csv_end(&c);
    if (failed(e) && !r->said)
        fprintf(stderr, "%.*s:%d: this is no CSV (code %d)\n", STR_ARG(r->name), c.line, e.code);
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
            key = str_fmt(r->rows, "%.*s.%.*s", STR_ARG(prefix), STR_ARG(key));
        if (x.tag == V_CONTEXT) {
            val_put(b, key, val_str(val_json_str(r->rows, x))); /* for fields that are one cell */
            flat_put(r, b, key, x);
        } else if (x.tag == V_LIST) {
            val_put(b, key, val_str(list_text(r->rows, x)));
        } else if (!val_is_null(x)) {
            val_put(b, key, x.tag == V_STRING ? x : val_str(val_display(r->rows, x)));
        }
    }
}

static bool object_row(struct reading *r, int line, val v)
{
    val_builder b = val_build(r->rows);

    if (v.tag != V_CONTEXT) {
        fprintf(stderr, "%.*s:%d: a row is an object\n", STR_ARG(r->name), line);
        return false;
    }
    flat_put(r, &b, S(""), v);
    return give(r, line, val_done(&b));
}

/* A file of one object. */
static bool object_read(struct reading *r)
{
    str bytes;
    val v;

    if (failed(file_read(r->home, r->name, LINE_MOST, &bytes)) ||
        failed(val_from_json(r->home, bytes, NULL, &v, NULL))) {
        fprintf(stderr, "%.*s:1: this is no JSON\n", STR_ARG(r->name));
        return false;
    }
    return object_row(r, 1, v);
}

static bool array_object(void *ctx, str text, int number)
{
    struct reading *r = ctx;
    val v;

    if (!failed(val_from_json(r->rows, str_copy(r->rows, text), NULL, &v, NULL)))
        return object_row(r, number, v);
    fprintf(stderr, "%.*s: this is no JSON, in object %d\n", STR_ARG(r->name), number);
    return false;
}

/* An array, read from the beginning once more: in lines it was none. */
static bool array_read(struct reading *r, char *p, char *text)
{
    struct json_array x;

    r->hash = NULL; /* the bytes were added before */
    rewind(r->in);
    json_array_start(&x, text, LINE_MOST, array_object, r);
    for (str s = piece(r, p); s.n && json_array_feed(&x, s); s = piece(r, p))
        ;
    enum json_array_state end = json_array_end(&x);
    if (end == ARRAY_BROKEN)
        fprintf(stderr, "%.*s: this is no JSON, behind object %d\n", STR_ARG(r->name), x.number);
    return end == ARRAY_OTHER ? object_read(r) : end == ARRAY_ENDED;
}

/* One line of JSON lines.  *lines: whether the file has them; the first line says so. */
static bool line_read(struct reading *r, str line, int number, bool *lines)
{
    val v;

    if (!str_trim(line).n)
        return true;
    if (failed(val_from_json(r->rows, str_copy(r->rows, str_trim(line)), NULL, &v, NULL))) {
        if (*lines)
            fprintf(stderr, "%.*s:%d: this is no JSON\n", STR_ARG(r->name), number);
        return false;
    }
    if (!*lines && (v.tag != V_CONTEXT || (v.c->n == 1 && v.c->e[0].value.tag == V_LIST)))
        return false; /* an array, on one line */
    *lines = true;
    return object_row(r, number, v);
}

static bool json_read(struct reading *r)
{
    char *p = arena_alloc(r->home, PIECE), *line = arena_alloc(r->home, LINE_MOST);
    bool lines = false, fine = true, fits = true;
    size_t n = 0;
    int number = 1;

    for (str s = piece(r, p); s.n; s = piece(r, p))
        for (size_t i = 0; i < s.n && fine; i++) {
            if (s.p[i] == '\n') {
                fine = line_read(r, str_of(line, n), number++, &lines);
                n = 0;
            } else if (n < LINE_MOST) {
                line[n++] = s.p[i];
            } else {
                fine = fits = false;
            }
        }
    if (fine && n)
        fine = line_read(r, str_of(line, n), number, &lines);
    if (fine || lines || r->said) {
        if (!fits)
            fprintf(stderr, "%.*s:%d: the line is too long\n", STR_ARG(r->name), number);
        return fine;
    }
    return array_read(r, p, line);
}

bool import_rows_each(arena *home, str path, enum import_format format, arena *rows,
                      bool (*row)(void *ctx, const struct import_line *l), void *ctx, sha256 *hash)
{
    struct sha256_stream sum;
    struct reading r = { .name = path, .home = home, .rows = rows, .row = row, .ctx = ctx };

    r.in = fopen(str_zdup(home, path), "rb");
    if (!r.in) {
        fprintf(stderr, "stoa import: %.*s cannot be read\n", STR_ARG(path));
        return false;
    }
    r.hash = hash ? &sum : NULL;
    if (hash)
        sha256_begin(&sum);
    bool fine = format == IMPORT_CSV ? csv_read(&r) : json_read(&r);
    if (hash)
        *hash = sha256_end(&sum);
    fclose(r.in);
    return fine;
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
