/* The first content of registers: tables of data/ that the register's file names under `seed`. */
#include "blocks/register/own.h"
#include "codec/csv.h"
#include "site/reg_value.h"
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

static val parts_of(arena *a, const struct import_row *row, val columns, const struct reg_field *f)
{
    val_builder b = val_build(a);
    const char *part;

    for (size_t i = 0; (part = register_value_part(f, i)) != NULL; i++) {
        str text = cell(row, columns, str_fmt(a, "%.*s.%s", STR_ARG(f->name), part));
        if (text.n)
            val_put(&b, str_z(part), register_value_read(a, f, part, text));
    }
    return b.e.n ? val_done(&b) : val_null();
}

err import_fields(act *a, const struct registry *r, const struct import_row *row, val *set)
{
    val columns = val_get(r->seed, S("columns"));
    val_builder b = val_build(a->a);

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        val v = val_null();
        str text = cell(row, columns, f->name);
        if (register_value_part(f, 0))
            v = parts_of(a->a, row, columns, f);
        else if (text.n)
            v = register_value_read(a->a, f, NULL, text);
        if (text.n && val_is_null(v))
            return refuse_with(a, W_register_field_type, str_zdup(a->a, f->name),
                               val_with(a->a, val_null(), S("field"), val_str(f->name)), 422);
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
    TRY(q_mark_find(t->a->db, t->r->id, key->mark, mark, 1, &from));
    TRY(mark_of(t->a, t->r, key, val_str(cell(row, val_null(), S("to"))), &mark));
    TRY(q_mark_find(t->a->db, t->r->id, key->mark, mark, 1, &to));
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

/* Whether all registers whose entries it names by a reference or a code are filled. */
static bool may_seed(const struct site *s, const struct registry *r, const bool *done)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct reg_field *f = &r->fields[i];
        bool named = str_eq(f->type, S("reference")) || str_eq(f->type, S("code"));
        for (size_t k = 0; named && k < s->n_registers; k++)
            if (!done[k] && s->registers[k] != r && str_eq(s->registers[k]->id, f->refers))
                return false;
    }
    return true;
}

static err seed_one(act *a, const struct registry *r)
{
    str file = val_get_text(r->seed, S("file")), relations = val_get_text(r->seed, S("relations"));

    if (file.n)
        TRY(load_table(a, r, file, false));
    return relations.n ? load_table(a, r, relations, true) : OK;
}

/* Those that name entries of others after these; where they go in a circle, in the site's order. */
err register_seed(act *a)
{
    const struct site *s = a->site;
    bool *done = ARENA_ARRAY(a->a, bool, s->n_registers + 1), any = true;

    memset(done, 0, s->n_registers);
    for (size_t left = s->n_registers; left;) {
        bool circle = !any;
        any = false;
        for (size_t i = 0; i < s->n_registers; i++) {
            if (done[i] || (!circle && !may_seed(s, s->registers[i], done)))
                continue;
            TRY(seed_one(a, s->registers[i]));
            done[i] = any = true;
            left--;
        }
    }
    return q_due_clear(a->db); /* the first round looks at them all */
}
