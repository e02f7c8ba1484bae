#include "blocks/register/export.h"
#include "blocks/consent/consent.h"
#include "blocks/register/own.h"
#include "codec/csv.h"
#include "site/reg_value.h"

static str names_of(arena *a, const struct export_ask *x)
{
    buf b;

    buf_init(&b, a, 200);
    for (size_t i = 0; i < x->n; i++)
        buf_fmt(&b, "%s%.*s", i ? " " : "", STR_ARG(x->fields[i]->name));
    return buf_str(&b);
}

/* One of the rows as the one statement for one entry gives it. */
static struct q_record row_of(const struct registry *r, const struct q_records_page_row *p)
{
    return (struct q_record){ .found = true,
                              .registry = r->id,
                              .version = p->version,
                              .body = p->body,
                              .created = p->created,
                              .changed = p->changed,
                              .state = p->state,
                              .sealed = p->sealed };
}

static val chosen(act *a, const struct export_ask *x, val fields)
{
    val_builder b = val_build(a->a);

    for (size_t i = 0; i < x->n; i++)
        if (val_has(fields, x->fields[i]->name))
            val_put(&b, x->fields[i]->name, val_get(fields, x->fields[i]->name));
    return val_done(&b);
}

/* The entry, open; not found where its key is gone: it was erased. */
static err open_one(act *a, const struct registry *r, const struct q_records_page_row *p,
                    struct record *rec)
{
    struct q_record row = row_of(r, p);
    struct data_key key = { 0 };

    *rec = (struct record){ 0 };
    if (register_subject(r) != SUBJECT_NONE) {
        err e = key_get(a, SUBJECT_PERSON, p->id, &key);
        if (e.class == ERR_CLASS_REFUSED)
            return OK;
        TRY(e);
    }
    err e = record_of(a->a, r, p->id, &row, &key, rec);
    bytes_wipe(&key, sizeof key);
    return e;
}

static void warm(act *a, const struct registry *r, const struct q_records_page *page)
{
    int64_t *ids = ARENA_ARRAY(a->a, int64_t, page->n + 1);

    for (size_t i = 0; i < page->n; i++)
        ids[i] = page->v[i].id;
    if (register_subject(r) != SUBJECT_NONE)
        keys_warm(a, SUBJECT_PERSON, ids, page->n);
}

/* Whom the entry refers to finds the export, too. */
static err trace_concerned(act *a, const struct export_ask *x, struct trace seen, val fields)
{
    int64_t ids[CONCERNED_MOST], trace;
    size_t n;

    TRY(register_concerned(a, x->r, fields, ids, &n));
    for (size_t i = 0; i < n; i++) {
        seen.person = ids[i];
        if (act_first(a, str_fmt(a->a, "export %lld", (long long)ids[i])))
            TRY(trace_add(a, &seen, &trace));
    }
    return OK;
}

err register_export(act *a, const struct export_ask *x, int64_t after, struct export_part *out)
{
    struct trace seen = { .kind = "export",
                          .what = x->r->id,
                          .fields = names_of(a->a, x),
                          .office = x->r->owner,
                          .purpose = x->purpose,
                          .reason = x->reason };
    struct q_records_page page;
    struct record rec;
    int64_t trace;

    TRY(q_records_page(a->db, x->r->id, after, EXPORT_BATCH, &page));
    val *rows = ARENA_ARRAY(a->a, val, page.n + 1);
    *out = (struct export_part){ .rows = rows, .last = page.n ? page.v[page.n - 1].id : 0 };
    warm(a, x->r, &page);
    for (size_t i = 0; i < page.n; i++) {
        TRY(open_one(a, x->r, &page.v[i], &rec));
        out->left_out += rec.secret_address;
        if (!rec.found || rec.secret_address)
            continue;
        if (register_subject(x->r) != SUBJECT_NONE) {
            seen.person = page.v[i].id;
            TRY(trace_add(a, &seen, &trace));
            seen.look = seen.look ? seen.look : trace;
            TRY(trace_concerned(a, x, seen, rec.fields));
        }
        rows[out->n++] = chosen(a, x, rec.fields);
    }
    return OK;
}

/* ---- as text ---- */

static void cell(buf *b, bool *first, str text)
{
    if (!*first)
        buf_char(b, ',');
    *first = false;
    csv_write_field(b, text, ',');
}

void export_head(buf *b, const struct export_ask *x)
{
    bool first = true;
    const char *part;

    for (size_t i = 0; i < x->n; i++) {
        const struct reg_field *f = x->fields[i];
        if (!register_value_part(f, 0))
            cell(b, &first, f->name);
        for (size_t k = 0; (part = register_value_part(f, k)) != NULL; k++) {
            if (!first)
                buf_char(b, ',');
            first = false;
            buf_fmt(b, "%.*s.%s", STR_ARG(f->name), part);
        }
    }
    buf_add(b, S("\r\n"));
}

/* Numbers are no formulas, also where they are below zero. */
static str guarded(arena *a, val v, str text)
{
    return v.tag == V_NUMBER ? text : csv_guard(a, text);
}

void export_row(arena *a, buf *b, const struct export_ask *x, val row)
{
    bool first = true;
    const char *part;

    for (size_t i = 0; i < x->n; i++) {
        const struct reg_field *f = x->fields[i];
        val v = val_get(row, f->name);
        if (!register_value_part(f, 0))
            cell(b, &first, guarded(a, v, register_value_write(a, f, v)));
        for (size_t k = 0; (part = register_value_part(f, k)) != NULL; k++) {
            val p = val_get(v, str_z(part));
            cell(b, &first, guarded(a, p, register_value_write(a, f, p)));
        }
    }
    buf_add(b, S("\r\n"));
}
