/* stoa import REGISTER FILE: records from published data; batches that are whole, resumed where
 * they stopped. */
#include "act/admin.h"
#include "blocks/register/own.h"
#include "cli/cli.h"
#include "cli/import_rows.h"
#include "cli/own.h"
#include "codec/csv.h"
#include "os/clock.h"
#include "os/file.h"

#include <stdio.h>

enum { BATCH = 500, WORDS_MAX = 32, COLUMNS_MAX = 64 };

struct import {
    arena *a;
    struct boot *boot;
    const struct registry *r;
    struct admin *m;
    str run;     /* name in import_run */
    sha256 hash; /* of the file and of how it is read */
    str source, report;
    str path;
    enum import_format format;
    arena lines; /* of the present batch */
    struct import_line batch[BATCH];
    size_t n, read; /* lines of the batch; rows of the file so far */
    size_t rows;    /* of the whole file */
    str before;     /* of the report: what former batches refused */
    err failed;
    struct import_words words[WORDS_MAX];
    size_t n_words;
    struct import_column columns[COLUMNS_MAX];
    size_t n_columns;
    size_t at; /* rows done */
    int64_t refused;
    buf refusals; /* lines of the report, of the present batch */
};

/* ---- one batch ---- */

static err record_there(act *a, const struct registry *r, val set, int64_t *id)
{
    const struct reg_field *key = register_field(r, r->key);
    struct q_mark_find hit;
    str mark;

    *id = 0;
    if (!key || val_is_null(val_get(set, key->name)))
        return OK;
    TRY(mark_of(a, r, key, val_get(set, key->name), &mark));
    TRY(q_mark_find(a->db, r->id, key->mark, mark, 1, &hit));
    *id = hit.n ? hit.v[0].id : 0;
    return OK;
}

static err row_write(struct import *im, act *a, const struct import_line *l)
{
    struct import_row row;
    int64_t id;
    val set;

    import_row_cells(a->a, l, im->words, im->n_words, im->columns, im->n_columns, &row.head,
                     &row.cells, &row.n);
    TRY(import_fields(a, im->r, &row, &set));
    TRY(record_there(a, im->r, set, &id));
    struct record_change c = { .r = im->r,
                               .id = id,
                               .set = set,
                               .source = im->source,
                               .valid = a->today,
                               .authority = im->r->owner };
    return record_write(a, &c, &id, NULL);
}

static void row_refused(struct import *im, act *a, const struct import_line *l)
{
    str field = refusal_field(a), word = refusals_take(a);

    buf_fmt(&im->refusals, "%d,", l->line);
    csv_write_field(&im->refusals, field, ',');
    buf_char(&im->refusals, ',');
    csv_write_field(&im->refusals, word, ',');
    buf_add(&im->refusals, S("\r\n"));
    im->refused++;
}

/* A refused row is undone alone; a fault undoes the batch. */
static err batch(act *a, void *ctx)
{
    struct import *im = ctx;
    size_t end = im->at + im->n;

    for (size_t i = 0; i < im->n; i++) {
        struct part *part;
        TRY(part_begin(a, &part));
        err e = row_write(im, a, &im->batch[i]);
        if (e.class == ERR_CLASS_FAULT)
            return e;
        if (failed(e)) {
            TRY(part_undo(a, part));
            row_refused(im, a, &im->batch[i]);
        } else {
            TRY(part_keep(a, part));
        }
    }
    return q_import_put(a->db,
                        &(struct q_import_put_in){ .name = im->run,
                                                   .hash = sha256_str(&im->hash),
                                                   .rows = (int64_t)end,
                                                   .refused = im->refused,
                                                   .ended = end == im->rows ? a->now.ms : 0 });
}

/* ---- the report of refused rows ---- */

/* The first n lines behind the head: those of batches that were committed. */
static str report_kept(arena *a, str path, int64_t n)
{
    str text, rest, line;

    if (n == 0 || failed(file_read(a, path, 0, &text)))
        return S("line,field,reason\r\n");
    rest = text;
    for (int64_t i = 0; i <= n && str_next(&rest, '\n', &line); i++)
        ;
    return str_sub(text, 0, text.n - rest.n);
}

static err report_put(struct import *im, str before)
{
    return file_write(im->report, str_cat(im->a, before, buf_str(&im->refusals)), 0600);
}

/* ---- the whole ---- */

static err resume(struct import *im, bool *done)
{
    struct q_import row;

    db_use_arena(admin_db(im->m), im->a);
    TRY(q_import(admin_db(im->m), im->run, &row));
    *done = row.found && row.ended && str_eq(row.hash, sha256_str(&im->hash));
    if (!row.found || row.ended || !str_eq(row.hash, sha256_str(&im->hash)))
        return OK;
    im->at = (size_t)row.rows;
    im->refused = row.refused;
    printf("taken up again behind row %zu\n", im->at);
    return OK;
}

/* What was gathered is written as a whole, and told. */
static bool flush(struct import *im)
{
    int64_t refused = im->refused;
    size_t written = im->refusals.n;

    im->failed = admin_run(im->m, batch, im);
    if (failed(im->failed)) {
        im->refused = refused;
        im->refusals.n = written;
        return false;
    }
    im->at += im->n;
    im->n = 0;
    arena_reset(&im->lines);
    if (im->refused != refused)
        im->failed = report_put(im, im->before);
    own_progress("import", im->at, im->rows, im->at == im->rows);
    return !failed(im->failed);
}

/* Rows of batches that were committed before are passed over. */
static bool on_line(void *ctx, const struct import_line *l)
{
    struct import *im = ctx;

    if (im->read++ < im->at) {
        if (im->n == 0)
            arena_reset(&im->lines);
        return true;
    }
    im->batch[im->n++] = *l;
    return im->n < BATCH || flush(im);
}

static err run(struct import *im)
{
    bool done;

    TRY(resume(im, &done));
    if (done) {
        printf("%.*s was imported before; nothing to do\n", STR_ARG(im->run));
        return OK;
    }
    im->before = report_kept(im->a, im->report, im->refused);
    buf_init(&im->refusals, im->a, 4 * KIB);
    arena_reset(&im->lines);
    if (!import_rows_each(im->a, im->path, im->format, &im->lines, on_line, im, NULL))
        return failed(im->failed) ? im->failed : FAULT(ERR_IO);
    if ((im->n || !im->rows) && !flush(im))
        return im->failed;
    TRY(report_put(im, im->before));
    printf("%zu rows: %lld records written, %lld refused\n", im->rows,
           (long long)im->at - im->refused, (long long)im->refused);
    if (im->refused)
        printf("refused rows, with line and reason: %.*s\n", STR_ARG(im->report));
    return OK;
}

/* ---- what was asked for ---- */

static bool columns_read(struct import *im, str list)
{
    str one, field, from;

    while (str_next(&list, ',', &one)) {
        if (!str_cut(one, '=', &field, &from) || im->n_columns == COLUMNS_MAX) {
            fprintf(stderr, "stoa import: --columns is FIELD=COLUMN,...; \"%.*s\" is none\n",
                    STR_ARG(one));
            return false;
        }
        str seeded = val_get_text(val_get(im->r->seed, S("columns")), field);
        im->columns[im->n_columns++] = (struct import_column){ seeded.n ? seeded : field, from };
    }
    return true;
}

/* COLUMN=DOMAIN: catalogues of gettext for the site's languages; a language without one has no such
 * column. */
static bool words_read(struct import *im, str list, str folder)
{
    str one, column, domain, bytes;

    while (str_next(&list, ',', &one)) {
        if (!str_cut(one, '=', &column, &domain)) {
            fprintf(stderr, "stoa import: --translate is COLUMN=DOMAIN,...; \"%.*s\" is none\n",
                    STR_ARG(one));
            return false;
        }
        for (size_t i = 0; i < im->boot->site->n_langs && im->n_words < WORDS_MAX; i++) {
            struct import_words *w = &im->words[im->n_words];
            *w = (struct import_words){ .column = column, .lang = im->boot->site->langs[i].code };
            str path = str_fmt(im->a, "%.*s/%.*s/LC_MESSAGES/%.*s.mo", STR_ARG(folder),
                               STR_ARG(w->lang), STR_ARG(domain));
            if (failed(file_read(im->a, path, 64 * MIB, &bytes)))
                continue;
            if (failed(mo_open(bytes, &w->mo))) {
                fprintf(stderr, "stoa import: %.*s is no catalogue of gettext\n", STR_ARG(path));
                return false;
            }
            im->n_words++;
        }
    }
    return true;
}

enum { O_FORMAT, O_COLUMNS, O_TRANSLATE, O_LOCALES, O_SOURCE, O_REPORT, O_COUNT };

static str base_name(str path)
{
    size_t slash = str_rfind_char(path, '/');

    return slash == SIZE_MAX ? path : str_from(path, slash + 1);
}

static bool count_line(void *ctx, const struct import_line *l)
{
    struct import *im = ctx;

    (void)l;
    im->rows++;
    arena_reset(&im->lines);
    return true;
}

/* The file is read once to see that all of it can be read: a broken one writes nothing. */
static bool file_take(struct import *im, str path, const struct own_option *o)
{
    str format = o[O_FORMAT].value;
    bool csv = format.p ? str_eq(format, S("csv")) : str_ends(path, S(".csv"));
    sha256 bytes;

    if (format.p && !csv && !str_eq(format, S("json"))) {
        fprintf(stderr, "stoa import: --format is csv or json\n");
        return false;
    }
    im->path = path;
    im->format = csv ? IMPORT_CSV : IMPORT_JSON;
    if (!import_rows_each(im->a, path, im->format, &im->lines, count_line, im, &bytes))
        return false;
    im->hash =
        sha256_of(str_fmt(im->a, "%.*s\n%.*s\n%.*s", STR_ARG(o[O_COLUMNS].value),
                          STR_ARG(o[O_TRANSLATE].value), STR_ARG(sha256_hex(im->a, &bytes))));
    im->run = str_fmt(im->a, "%.*s/%.*s", STR_ARG(im->r->id), STR_ARG(base_name(path)));
    im->source = o[O_SOURCE].value.p ? o[O_SOURCE].value : base_name(path);
    im->report = o[O_REPORT].value.p
                     ? o[O_REPORT].value
                     : str_fmt(im->a, "%s/import/%.*s-%.*s.refused.csv", im->boot->data,
                               STR_ARG(im->r->id), STR_ARG(base_name(path)));
    return true;
}

static bool report_place(struct import *im)
{
    size_t slash = str_rfind_char(im->report, '/');

    if (slash == SIZE_MAX || slash == 0 || !failed(dir_make(str_sub(im->report, 0, slash), 0700)))
        return true;
    fprintf(stderr, "stoa import: %.*s cannot be written\n", STR_ARG(im->report));
    return false;
}

static const struct registry *registry_of(const struct site *s, str id)
{
    for (size_t i = 0; i < s->n_registers; i++)
        if (str_eq(s->registers[i]->id, id))
            return s->registers[i];
    fprintf(stderr, "stoa import: the site has no register \"%.*s\"; it has", STR_ARG(id));
    for (size_t i = 0; i < s->n_registers; i++)
        fprintf(stderr, " %.*s", STR_ARG(s->registers[i]->id));
    fprintf(stderr, "\n");
    return NULL;
}

static int import_into(struct import *im, const str *args, const struct own_option *o)
{
    bool fresh;

    im->r = registry_of(im->boot->site, args[0]);
    str locales = o[O_LOCALES].value.p ? o[O_LOCALES].value : S("/usr/share/locale");
    if (!im->r || !columns_read(im, o[O_COLUMNS].value) ||
        !words_read(im, o[O_TRANSLATE].value, locales) || !file_take(im, args[1], o) ||
        !report_place(im))
        return 1;
    if (failed(admin_prepare(im->boot, &fresh)) || failed(admin_open(im->boot, &im->m)))
        return 1;
    err e = run(im);
    admin_close(im->m);
    if (failed(e))
        fprintf(
            stderr,
            "stoa import: stopped behind row %zu (code %d); the same command goes on from there\n",
            im->at, e.code);
    return failed(e) ? 1 : 0;
}

int cli_import(int argc, char **argv)
{
    struct own_option o[O_COUNT] = { { "format" },  { "columns" }, { "translate" },
                                     { "locales" }, { "source" },  { "report" } };
    struct import *im;
    struct conf *conf;
    arena a;
    size_t n;
    int status = 2;

    arena_init(&a, 0);
    im = ARENA_NEW(&a, struct import);
    im->a = &a;
    arena_init(&im->lines, 0);
    argc = own_options(argc, argv, o, LEN(o));
    if (argc >= 0 && own_open(&a, argc, argv, &conf, &im->boot)) {
        const str *args = conf_args(conf, &n);
        if (n == 2)
            status = import_into(im, args, o);
        else
            fprintf(stderr, "stoa: stoa import REGISTER FILE [--format csv|json] [--columns "
                            "FIELD=COLUMN+COLUMN,...] "
                            "[--translate COLUMN=DOMAIN] [--source TEXT] [--report FILE] [--data "
                            "DIR] [--site DIR]\n");
        boot_free(im->boot);
    }
    arena_free(&im->lines);
    arena_free(&a);
    return status;
}
