/* stoa export --register ID FILE: entries in batches.  A batch is traced and committed before it is
 * in the file; the row of the run says where the file ended before it, so that what was cut off is
 * written again and nothing is left out. */
#include "cli/export_register.h"
#include "act/admin.h"
#include "blocks/register/export.h"
#include "blocks/register/own.h"
#include "cli/own.h"
#include "os/file.h"
#include "seal/hash.h"
#include "value/json.h"

#include <stdio.h>
#include <unistd.h>

struct export
{
    arena *a;   /* of the command */
    arena text; /* of the batch in hand */
    struct admin *m;
    struct export_ask ask;
    str path, run;
    bool csv;
    sha256 hash; /* of what was asked for */
    FILE *out;
    int64_t after, bytes, rows, left_out, all;
    buf lines;
    struct export_part part;
};

/* ---- what was asked for ---- */

static bool field_add(struct export *x, const struct reg_field **fields, str name)
{
    const struct reg_field *f = register_field(x->ask.r, name);

    if (!f || f->sensitivity == SENS_SECRET) {
        fprintf(stderr, "stoa export: the register has no field \"%.*s\" that may be exported\n",
                STR_ARG(name));
        return false;
    }
    fields[x->ask.n++] = f;
    return true;
}

static bool fields_take(struct export *x, str list)
{
    const struct registry *r = x->ask.r;
    const struct reg_field **fields = ARENA_ARRAY(x->a, const struct reg_field *, r->n_fields + 1);
    str rest = list, name;

    while (str_next(&rest, ',', &name))
        if (x->ask.n == r->n_fields || !field_add(x, fields, str_trim(name)))
            return false;
    for (size_t i = 0; i < r->n_fields && !list.n; i++)
        if (r->fields[i].sensitivity != SENS_SECRET && !field_add(x, fields, r->fields[i].name))
            return false;
    x->ask.fields = fields;
    return true;
}

static bool asked(struct export *x, const struct boot *b, const struct export_options *o)
{
    bool json = str_eq(o->format, S("jsonl")) || (!o->format.p && str_ends(x->path, S(".jsonl")));

    x->csv = str_eq(o->format, S("csv")) || (!o->format.p && str_ends(x->path, S(".csv")));
    x->ask.r = site_register(b->site, o->registry);
    x->ask.reason = str_trim(o->reason);
    if (!x->ask.r)
        fprintf(stderr, "stoa export: the site has no register \"%.*s\"\n", STR_ARG(o->registry));
    else if (!x->csv && !json)
        fprintf(stderr, "stoa export: --format is csv or jsonl\n");
    else if (!x->ask.reason.n)
        fprintf(stderr, "stoa export: --reason TEXT says why; everybody concerned reads it\n");
    else if (fields_take(x, o->fields)) {
        x->ask.purpose = x->ask.n ? x->ask.fields[0]->purpose : S("");
        x->hash = sha256_of(
            str_fmt(x->a, "%d\n%.*s\n%.*s", x->csv, STR_ARG(o->fields), STR_ARG(x->ask.reason)));
        x->run = str_fmt(x->a, "%.*s/%.*s", STR_ARG(x->ask.r->id), STR_ARG(x->path));
        return true;
    }
    return false;
}

/* ---- a batch ---- */

static err note(struct export *x, act *a, int64_t ended)
{
    struct q_export_put_in in = { .name = x->run,
                                  .hash = sha256_str(&x->hash),
                                  .after = x->after,
                                  .bytes = x->bytes,
                                  .rows = x->rows,
                                  .left_out = x->left_out,
                                  .ended = ended };

    return q_export_put(a->db, &in);
}

static err batch(act *a, void *ctx)
{
    struct export *x = ctx;

    TRY(note(x, a, 0));
    TRY(register_export(a, &x->ask, x->after, &x->part));
    for (size_t i = 0; i < x->part.n; i++)
        if (x->csv) {
            export_row(a->a, &x->lines, &x->ask, x->part.rows[i]);
        } else {
            buf_add(&x->lines, val_json_str(a->a, x->part.rows[i]));
            buf_char(&x->lines, '\n');
        }
    return OK;
}

static err end(act *a, void *ctx)
{
    return note(ctx, a, a->now.ms);
}

static bool file_add(struct export *x, str bytes)
{
    x->bytes += (int64_t)bytes.n;
    return fwrite(bytes.p, 1, bytes.n, x->out) == bytes.n;
}

/* ---- the whole ---- */

static err resume(struct export *x)
{
    struct q_export run;
    struct q_figure all;
    struct db *db = admin_db(x->m);

    db_use_arena(db, x->a);
    TRY(q_figure(db, x->ask.r->id, &all));
    x->all = all.found ? all.entries : 0;
    TRY(q_export(db, x->run, &run));
    if (!run.found || run.ended || !str_eq(run.hash, sha256_str(&x->hash)) ||
        !file_exists(x->path)) {
        if (file_exists(x->path)) {
            fprintf(stderr, "stoa export: %.*s is there\n", STR_ARG(x->path));
            return REFUSED(ERR_CONFLICT);
        }
        return OK;
    }
    x->after = run.after;
    x->bytes = run.bytes;
    x->rows = run.rows;
    x->left_out = run.left_out;
    printf("taken up again behind row %lld\n", (long long)x->rows);
    return OK;
}

static err file_take(struct export *x)
{
    char *path = str_zdup(x->a, x->path);

    if (!file_exists(x->path))
        TRY(file_write(x->path, S(""), 0600));
    if (truncate(path, x->bytes) != 0)
        return FAULT(ERR_IO);
    x->out = fopen(path, "ab");
    return x->out ? OK : FAULT(ERR_IO);
}

static err write_all(struct export *x)
{
    do {
        arena_reset(&x->text);
        buf_init(&x->lines, &x->text, 64 * KIB);
        if (x->csv && x->bytes == 0)
            export_head(&x->lines, &x->ask);
        TRY(admin_run(x->m, batch, x));
        if (!file_add(x, buf_str(&x->lines)) || fflush(x->out) != 0)
            return FAULT(ERR_IO);
        x->after = x->part.last ? x->part.last : x->after;
        x->rows += (int64_t)x->part.n;
        x->left_out += (int64_t)x->part.left_out;
        own_progress("export", (size_t)(x->rows + x->left_out), (size_t)x->all, !x->part.last);
    } while (x->part.last);
    if (fsync(fileno(x->out)) != 0)
        return FAULT(ERR_IO);
    return admin_run(x->m, end, x);
}

static err run(struct export *x)
{
    TRY(resume(x));
    TRY(file_take(x));
    err e = write_all(x);
    if (fclose(x->out) != 0 && !failed(e))
        e = FAULT(ERR_IO);
    if (!failed(e))
        printf("%lld entries, %lld protected ones left out\n", (long long)x->rows,
               (long long)x->left_out);
    else
        fprintf(stderr,
                "stoa export: stopped behind row %lld (code %d); the same command goes on from "
                "there\n",
                (long long)x->rows, e.code);
    return e;
}

int export_register(arena *a, struct boot *b, const struct export_options *o, str file)
{
    struct export *x = ARENA_NEW(a, struct export);
    bool fresh;
    int status = 2;

    x->a = a;
    x->path = file;
    arena_init(&x->text, 0);
    if (asked(x, b, o)) {
        status = 1;
        if (!failed(admin_prepare(b, &fresh)) && !failed(admin_open(b, &x->m))) {
            status = failed(run(x)) ? 1 : 0;
            admin_close(x->m);
        }
    }
    arena_free(&x->text);
    return status;
}
