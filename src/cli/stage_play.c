#include "cli/stage_play.h"

#include "act/versions.h"
#include "cli/stage_walk.h"
#include "codec/base64.h"
#include "os/clock.h"
#include "os/file.h"

enum { WRONG_MOST = 4000 };

/* ---- the site ---- */

static bool file_given(arena *a, val given, struct site_file *out)
{
    str text = val_get_text(given, S("base64"));

    out->path = val_get_text(given, S("path"));
    out->bytes = val_get_text(given, S("text"));
    return !text.n || !failed(base64_read(a, text, BASE64, &out->bytes));
}

/* What tales send lies beside them. */
static err beside_put(arena *a, str dir, const struct site_file *f)
{
    str to = str_fmt(a, "%.*s/%.*s", STR_ARG(dir), STR_ARG(f->path));

    TRY(dir_make(str_sub(to, 0, str_rfind_char(to, '/')), 0700));
    return file_write(to, f->bytes, 0600);
}

static err files_of(arena *a, const struct boot *b, str dir, val play, struct site_source *out)
{
    str folder = str_fmt(a, "services/%.*s/", STR_ARG(val_get_text(play, S("service"))));
    str tales = str_cat(a, folder, S("tales/"));
    val given = val_get(play, S("files"));
    VEC(struct site_file) v = { 0 };

    for (size_t i = 0; i < b->n_files; i++)
        if (!str_starts(b->files[i].path, folder))
            *vec_push(&v, a) = b->files[i];
    for (size_t i = 0; i < val_count(given); i++) {
        struct site_file f;
        if (!file_given(a, val_at(given, i), &f) || !str_starts(f.path, folder))
            return FAULT(ERR_SYNTAX);
        *vec_push(&v, a) = f;
        if (str_starts(f.path, tales))
            TRY(beside_put(a, dir, &f));
    }
    *out = (struct site_source){ .files = v.v, .n = v.n };
    return OK;
}

/* ---- tales ---- */

static val tale_result(arena *a, const struct play *p, const struct tale *t, bool good, int64_t ns)
{
    val_builder b = val_build(a);
    const char *state = p->skipped ? "skipped" : good ? "passed" : "failed";

    val_put(&b, S("title"), val_str(t->title));
    val_put(&b, S("file"), val_str(t->file));
    val_put(&b, S("line"), val_int(good ? t->first : p->line));
    val_put(&b, S("state"), val_str(str_z(state)));
    val_put(&b, S("wrong"), val_str(str_copy(a, str_sub(p->wrong, 0, WRONG_MOST))));
    val_put(&b, S("ms"), val_int(ns / 1000000));
    return val_done(&b);
}

static bool tales_read(arena *a, const struct site_source *files, str folder, struct tale_set *out)
{
    str tales = str_cat(a, folder, S("tales/"));
    bool good = true;

    for (size_t i = 0; i < files->n && good; i++) {
        const struct site_file *f = &files->files[i];
        if (str_starts(f->path, tales) && str_ends(f->path, S(".tale")))
            good = tale_set_text(out, f->path, f->bytes);
    }
    return good && tale_set_expand(out);
}

static val tales_played(arena *a, struct stage *s, const struct site_source *files, str dir,
                        str service)
{
    struct tale_set set = { .a = a };
    struct coverage *c = coverage_new(a);
    VEC(val) results = { 0 };
    val_builder b = val_build(a);

    if (!tales_read(a, files, str_fmt(a, "services/%.*s/", STR_ARG(service)), &set)) {
        val_put(&b, S("wrong"), val_str(set.wrong));
        return val_done(&b);
    }
    for (size_t i = 0; i < set.v.n; i++) {
        struct play p = { .stage = s, .root = dir, .coverage = c };
        int64_t began = clock_mono_ns();
        if (set.v.v[i].steps)
            continue;
        bool good = play_tale(&p, &set.v.v[i]);
        *vec_push(&results, a) = tale_result(a, &p, &set.v.v[i], good, clock_mono_ns() - began);
        coverage_tale(c, s);
        arena_free(&p.a);
    }
    val_put(&b, S("tales"), val_list(results.v, results.n));
    val_put(&b, S("coverage"), coverage_of(c, a, service));
    return val_done(&b);
}

/* ---- the whole ---- */

static val not_played(arena *a, const struct findings *f)
{
    str why = S("the site cannot be loaded with the draft");

    for (size_t i = 0; i < f->v.n; i++)
        if (f->v.v[i].level == FINDING_ERROR)
            why = str_fmt(a, "%.*s:%d: %.*s", STR_ARG(f->v.v[i].file), f->v.v[i].line,
                          STR_ARG(f->v.v[i].what));
    return val_with(a, val_null(), S("wrong"), val_str(why));
}

val stage_play(arena *a, const struct boot *boot, str dir, val play)
{
    struct stage_plan plan = { .room = str_zdup(a, dir) };
    struct findings f = { .a = a };
    str service = val_get_text(play, S("service"));
    struct site_source files;
    struct stage *s;
    val out;

    CHECK(!failed(instant_parse(S("2026-01-02T08:00:00Z"), &plan.seeded)));
    if (failed(files_of(a, boot, dir, play, &files)))
        return not_played(a, &f);
    plan.files = files.files;
    plan.n_files = files.n;
    if (failed(stage_open(&plan, &f, &s)))
        return not_played(a, &f);
    out = !site_service(stage_boot(s)->site, service) ? not_played(a, &f)
          : str_eq(val_get_text(play, S("kind")), S("walk"))
              ? stage_walk(a, s, dir, service, val_get(play, S("lines")))
              : tales_played(a, s, &files, dir, service);
    stage_close(s);
    return out;
}
