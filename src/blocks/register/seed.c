/* The first content of registers: tables of data/ that the register's file names under `seed`. */
#include "blocks/register/own.h"
#include "codec/csv.h"
#include "value/temporal.h"

static const struct site_file *data_file(const struct site *s, str name)
{
    for (size_t i = 0; i < s->n_data; i++) {
        size_t slash = str_rfind_char(s->data[i].path, '/');
        if (str_eq(s->data[i].path, name) ||
            str_eq(str_from(s->data[i].path, slash == SIZE_MAX ? 0 : slash + 1), name))
            return &s->data[i];
    }
    return NULL;
}

static str cell(const struct import_row *row, val columns, str field)
{
    str want = val_get_text(columns, field);

    for (size_t i = 0; i < row->n; i++)
        if (str_eq(row->head[i], want.n ? want : field))
            return str_trim(row->cells[i]);
    return S("");
}

static val list_of(arena *a, str text)
{
    val list = val_list(NULL, 0);
    str rest = text, one;

    while (str_next(&rest, '|', &one))
        if (str_trim(one).n)
            list = val_append(a, list, val_str(str_trim(one)));
    return list;
}

static val parts_of(arena *a, const struct import_row *row, val columns, const struct reg_field *f)
{
    static const char *const of_name[] = { "given", "family", "full", "order" };
    static const char *const of_address[] = { "lines", "place", "postcode", "country" };
    bool name = str_eq(f->type, S("name"));
    const char *const *parts = name ? of_name : of_address;
    val_builder b = val_build(a);

    for (size_t i = 0; i < (name ? LEN(of_name) : LEN(of_address)); i++) {
        str text = cell(row, columns, str_fmt(a, "%.*s.%s", STR_ARG(f->name), parts[i]));
        if (text.n)
            val_put(&b, str_z(parts[i]),
                    str_eq(str_z(parts[i]), S("lines")) ? list_of(a, text) : val_str(text));
    }
    return b.e.n ? val_done(&b) : val_null();
}

static err value_of(act *a, const struct reg_field *f, str text, val *out)
{
    *out = val_str(text);
    if (str_eq(f->type, S("date")) && failed(temporal_date(text, out)))
        *out = val_null();
    else if (str_eq(f->type, S("boolean")))
        *out = val_bool(str_eq(text, S("true")) || str_eq(text, S("1")) || str_eq(text, S("yes")));
    else if (str_eq(f->type, S("number")) && failed(val_number(a->a, text, out)))
        *out = val_null();
    else if (f->list)
        *out = list_of(a->a, text);
    return OK;
}

err import_fields(act *a, const struct registry *r, const struct import_row *row, val *set)
{
    val columns = val_get(r->seed, S("columns"));
    val_builder b = val_build(a->a);

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        bool parted = str_eq(f->type, S("name")) || str_eq(f->type, S("address"));
        val v = val_null();
        str text = cell(row, columns, f->name);
        if (parted)
            v = parts_of(a->a, row, columns, f);
        else if (text.n)
            TRY(value_of(a, f, text, &v));
        if (!val_is_null(v))
            val_put(&b, f->name, v);
    }
    *set = val_done(&b);
    return OK;
}

/* ---- walking a table ---- */

struct table {
    act *a;
    const struct registry *r;
    str source;
    bool relations;
    str head[64];
    size_t n_head;
    int64_t rows;
};

static err relation_row(struct table *t, const struct import_row *row)
{
    const struct reg_field *key = register_field(t->r, t->r->key);
    struct q_mark_find from, to;
    str mark;
    val since;

    TRY(mark_of(t->a, t->r, key, val_str(cell(row, val_null(), S("from"))), &mark));
    TRY(q_mark_find(t->a->db, t->r->id, key->name, mark, 1, &from));
    TRY(mark_of(t->a, t->r, key, val_str(cell(row, val_null(), S("to"))), &mark));
    TRY(q_mark_find(t->a->db, t->r->id, key->name, mark, 1, &to));
    if (!from.n || !to.n)
        return refuse_with(t->a, W_register_record_unknown, NULL, val_null(), 404);
    if (failed(temporal_date(cell(row, val_null(), S("since")), &since)))
        since = val_day(t->a->today);
    return record_relate(t->a, t->r, cell(row, val_null(), S("relation")), from.v[0].id, to.v[0].id,
                         (day){ since.m }, t->source);
}

static err record_row(struct table *t, const struct import_row *row)
{
    val set, born;
    int64_t id;

    TRY(import_fields(t->a, t->r, row, &set));
    born = val_get(set, S("birth_date"));
    struct record_change c = { .r = t->r,
                               .set = set,
                               .source = t->source,
                               .valid = born.tag == V_DATE ? (day){ born.m } : t->a->today };
    return record_write(t->a, &c, &id, NULL);
}

static err on_row(void *ctx, const str *cells, size_t n, int line)
{
    struct table *t = ctx;

    (void)line;
    if (!t->n_head) {
        t->n_head = MIN(n, LEN(t->head));
        for (size_t i = 0; i < t->n_head; i++)
            t->head[i] = str_copy(t->a->a, str_trim(cells[i]));
        return OK;
    }
    struct import_row row = { t->head, cells, MIN(n, t->n_head) };
    t->rows++;
    arena_mark mark = arena_mark_get(t->a->a);
    err e = t->relations ? relation_row(t, &row) : record_row(t, &row);
    if (!failed(e))
        arena_rewind(t->a->a, mark);
    return e;
}

static err load_table(act *a, const struct registry *r, str file, bool relations)
{
    const struct site_file *f = data_file(a->site, file);
    str source = val_get_text(r->seed, S("source"));
    struct table t = {
        .a = a, .r = r, .source = source.n ? source : S("seed"), .relations = relations
    };

    if (!f)
        return refuse_with(a, W_register_unknown, str_zdup(a->a, file), val_null(), 404);
    struct csv reader;
    arena rows; /* the reader's own: what a row of ours took is taken back after it */
    arena_init(&rows, 0);
    csv_start(&reader, &rows, ',', on_row, &t);
    err e = csv_feed(&reader, f->bytes);
    if (!failed(e))
        e = csv_end(&reader);
    arena_free(&rows);
    return e;
}

err register_seed(act *a)
{
    for (size_t i = 0; i < a->site->n_registers; i++) {
        const struct registry *r = a->site->registers[i];
        str file = val_get_text(r->seed, S("file")),
            relations = val_get_text(r->seed, S("relations"));
        if (file.n)
            TRY(load_table(a, r, file, false));
        if (relations.n)
            TRY(load_table(a, r, relations, true));
    }
    return OK;
}
