/* What time and the press do with cases: timers, files looked at again, drafts that end. */
#include "blocks/case/files.h"
#include "blocks/case/jobs.h"
#include "blocks/case/case.h"
#include "blocks/case/store.h"
#include "conf/conf.h"
#include "blocks/document/document.h"
#include "os/file.h"

enum { MIGRATE_MOST = 1000, RETAIN_ROUNDS = 100 };

err job_timer(struct job_run *j)
{
    return job_act(j, "case.timer", j->payload, NULL, NULL);
}

err job_escalate(struct job_run *j)
{
    return job_act(j, "case.escalate", j->payload, NULL, NULL);
}

static val next_of(struct job_run *j, int64_t id)
{
    val_builder b = val_build(j->a);

    val_put(&b, S("case"), val_int(id));
    val_put(&b, S("by"), val_get(j->payload, S("by")));
    val_put(&b, S("version"), val_get(j->payload, S("version")));
    if (val_get_text(j->payload, S("pairs")).n)
        val_put(&b, S("pairs"), val_get(j->payload, S("pairs")));
    return val_done(&b);
}

/* Case after case, an act each; what does not fit stays on its version.  Interrupted, the same work
 * begins anew and finds those that are left; after MIGRATE_MOST the rest is work of its own. */
err job_migrate(struct job_run *j)
{
    struct q_cases_on_version rows;

    TRY(q_cases_on_version(j->db, val_get_text(j->payload, S("service")),
                           val_get_text(j->payload, S("from")),
                           val_get_i64(j->payload, S("after"), 0), MIGRATE_MOST, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        err e = job_act(j, "case.migrate_next", next_of(j, rows.v[i].id), NULL, NULL);
        if (e.class == ERR_CLASS_FAULT)
            return e;
    }
    if (rows.n < MIGRATE_MOST)
        return OK;
    val rest = val_with(j->a, j->payload, S("after"), val_int(rows.v[rows.n - 1].id));
    return job_act(j, "case.migrate_rest", rest, NULL, NULL);
}

err job_expire(struct job_run *j)
{
    return job_act(j, "case.expire", val_with(j->a, val_null(), S("most"), val_int(100)), NULL,
                   NULL);
}

err job_retain(struct job_run *j)
{
    val more = val_bool(true);

    for (int i = 0; i < RETAIN_ROUNDS && val_is_true(more); i++)
        TRY(job_act(j, "case.retain", val_null(), &more, NULL));
    return OK;
}

static err tell_file(struct job_run *j, const char *state, str note)
{
    val in = val_with(j->a, val_null(), S("file"), val_get(j->payload, S("file")));

    in = val_with(j->a, in, S("state"), val_str(str_z(state)));
    if (note.n)
        in = val_with(j->a, in, S("note"), val_str(note));
    return job_act(j, "case.file_checked", in, NULL, NULL);
}

/* The virus scanner, where the installation has one.  Where it cannot be reached the file waits,
 * and the work is done again later; only where the operator wants it so does it pass unscanned. */
static err scan_file(struct job_run *j, str bytes)
{
    const struct conf *c = j->boot->conf;
    val told;

    if (!c || !conf_text(c, "clamd").n)
        return tell_file(j, FILE_CHECKED, S(""));
    err e = job_link_bytes(j, "clamd", bytes, &told);
    if (failed(e) && str_eq(conf_text(c, "clamd-silent"), S("pass")))
        return tell_file(j, FILE_CHECKED, S("unscanned"));
    if (failed(e)) {
        if (j->tries == 0)
            TRY(tell_file(j, FILE_WAITING, S("")));
        return e;
    }
    if (!val_get_bool(told, S("clean")))
        return tell_file(j, FILE_REFUSED, val_get_text(told, S("found")));
    return tell_file(j, FILE_CHECKED, S(""));
}

/* The press, which has no network and no database, reads the whole file; nobody but its owner sees
 * it before. */
err job_check_file(struct job_run *j)
{
    sha256 hash;
    str bytes, none;
    val ask = val_with(j->a, val_null(), S("do"), VAL_S("check")), told;

    TRY(str_to_bytes_hex(val_get_text(j->payload, S("hash")), hash.b, sizeof hash.b));
    TRY(file_get(j->a, j->boot->data, &j->key, &hash, &bytes));
    TRY(job_press(j, ask, bytes, &told, &none));
    if (!val_get_bool(told, S("ok")))
        return tell_file(j, FILE_REFUSED, S(""));
    return scan_file(j, bytes);
}

/* ---- the file store: what no row speaks of goes after a day ---- */

enum { SWEEP_AFTER_MS = 86400000 };

static err sweep_one(struct job_run *j, str path, const struct dir_entry *f, int64_t *gone)
{
    struct q_file_used used;
    sha256 hash;

    if (f->is_dir || j->now.ms - f->changed_ms < SWEEP_AFTER_MS ||
        failed(str_to_bytes_hex(f->name, hash.b, sizeof hash.b)))
        return OK;
    TRY(q_file_used(j->db, sha256_str(&hash), &used));
    if (used.found)
        return OK;
    ++*gone;
    return file_remove(str_fmt(j->a, "%.*s/%.*s", STR_ARG(path), STR_ARG(f->name)));
}

err job_sweep_files(struct job_run *j)
{
    dir_list top = { 0 };
    str root = str_fmt(j->a, "%s/files", j->boot->data);
    int64_t gone = 0;

    if (failed(dir_read(j->a, root, &top)))
        return OK; /* no file was ever handed in */
    for (size_t i = 0; i < top.n; i++) {
        dir_list files = { 0 };
        str path = str_fmt(j->a, "%.*s/%.*s", STR_ARG(root), STR_ARG(top.v[i].name));
        if (!top.v[i].is_dir)
            continue;
        TRY(dir_read(j->a, path, &files));
        for (size_t k = 0; k < files.n; k++)
            TRY(sweep_one(j, path, &files.v[k], &gone));
    }
    return gone ? job_act(j, "case.files_swept", val_with(j->a, val_null(), S("n"), val_int(gone)),
                          NULL, NULL)
                : OK;
}
