#include "cli/tale.h"

#include "cli/tale_play.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum {
    STEPS_DEEP = 8,
    FAULT_CALLS = 200
}; /* no request makes more calls to its database that change what follows */

typedef VEC(struct tale) tales;

struct result {
    size_t passed, failed, skipped, faults;
};

/* ---- reading ---- */

static bool reads_wrong(str file, int line, const char *what)
{
    fprintf(stderr, "%.*s:%d: %s\n", STR_ARG(file), line, what);
    return false;
}

/* Without a comment: '#' at the beginning or behind a blank, outside of quotes. */
static str uncommented(str s)
{
    bool quote = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' && quote)
            i++;
        else if (s.p[i] == '"')
            quote = !quote;
        else if (!quote && s.p[i] == '#' && (i == 0 || s.p[i - 1] == ' '))
            return str_sub(s, 0, i);
    }
    return s;
}

static bool line_read(arena *a, str file, int number, str raw, tales *out)
{
    bool more = raw.n && (raw.p[0] == ' ' || raw.p[0] == '\t');
    str line = str_trim(uncommented(raw));
    struct tale *t = out->n ? &out->v[out->n - 1] : NULL;

    if (!line.n)
        return true;
    t = t && str_eq(t->file, file) ? t : NULL;
    bool steps = str_starts(line, S("steps "));
    if ((steps || str_starts(line, S("tale "))) && !more) {
        *vec_push(out, a) = (struct tale){ .title = str_trim(str_from(line, steps ? 6 : 5)),
                                           .file = file,
                                           .first = number,
                                           .steps = steps };
        return true;
    }
    if (!t)
        return reads_wrong(file, number, "a tale begins with a line \"tale TITLE\"");
    if (more && !t->lines.n)
        return reads_wrong(file, number, "there is no line that this one could go on with");
    if (more) {
        struct tale_line *l = &t->lines.v[t->lines.n - 1];
        l->text = str_fmt(a, "%.*s %.*s", STR_ARG(l->text), STR_ARG(line));
    } else {
        *vec_push(&t->lines, a) = (struct tale_line){ number, file, line };
    }
    return true;
}

static bool file_tales(arena *a, str path, tales *out)
{
    str text, line;
    int number = 0;

    if (failed(file_read(a, path, 4 * MIB, &text)))
        return reads_wrong(path, 0, "cannot be read");
    while (str_next(&text, '\n', &line))
        if (!line_read(a, path, ++number, line, out))
            return false;
    return true;
}

/* All tale files below a folder; with inside set only those in folders named "tales". */
static bool folder_tales(arena *a, str path, bool any, tales *out)
{
    dir_list all = { 0 };

    if (failed(dir_read(a, path, &all)))
        return reads_wrong(path, 0, "is no folder");
    for (size_t i = 0; i < all.n; i++) {
        str name = all.v[i].name, full = str_fmt(a, "%.*s/%.*s", STR_ARG(path), STR_ARG(name));
        if (name.p[0] == '.')
            continue;
        if (all.v[i].is_dir ? !folder_tales(a, full, any || str_eq(name, S("tales")), out)
                            : any && str_ends(name, S(".tale")) && !file_tales(a, full, out))
            return false;
    }
    return true;
}

static str folder_of(str path)
{
    size_t slash = str_rfind_char(path, '/');

    return slash == SIZE_MAX ? S(".") : str_sub(path, 0, slash);
}

/* A single file may use the steps of its folder. */
static bool named_tales(arena *a, str path, tales *out)
{
    str steps = str_cat(a, folder_of(path), S("/steps.tale"));

    if (!str_eq(steps, path) && file_exists(steps) && !file_tales(a, steps, out))
        return false;
    return file_tales(a, path, out);
}

/* Steps of that name, of the same file rather than of its folder rather than of any. */
static const struct tale *steps_find(const tales *all, str file, str name)
{
    const struct tale *best = NULL;
    int score = -1;

    for (size_t i = 0; i < all->n; i++) {
        const struct tale *t = &all->v[i];
        int s = str_eq(t->file, file) ? 2 : str_eq(folder_of(t->file), folder_of(file)) ? 1 : 0;
        if (!t->steps || !str_eq(t->title, name) || s <= score)
            continue;
        best = t;
        score = s;
    }
    return best;
}

/* The lines of a tale with those of its steps in place of "do NAME". */
static bool steps_put(arena *a, const tales *all, const struct tale *from, struct tale *to,
                      int depth)
{
    for (size_t i = 0; i < from->lines.n; i++) {
        const struct tale_line *l = &from->lines.v[i];
        if (!str_starts(l->text, S("do "))) {
            *vec_push(&to->lines, a) = *l;
            continue;
        }
        const struct tale *steps = steps_find(all, l->file, str_trim(str_from(l->text, 3)));
        if (!steps || depth >= STEPS_DEEP)
            return reads_wrong(l->file, l->line, "there are no steps of that name");
        if (!steps_put(a, all, steps, to, depth + 1))
            return false;
    }
    return true;
}

static bool steps_expand(arena *a, tales *all)
{
    for (size_t i = 0; i < all->n; i++) {
        struct tale whole = all->v[i];
        if (whole.steps)
            continue;
        whole.lines.v = NULL;
        whole.lines.n = whole.lines.room = 0;
        if (!steps_put(a, all, &all->v[i], &whole, 0))
            return false;
        all->v[i] = whole;
    }
    return true;
}

static bool tales_read(arena *a, const struct tales_plan *plan, tales *out)
{
    bool good = plan->n || folder_tales(a, str_z(plan->site), false, out);

    for (size_t i = 0; i < plan->n && good; i++)
        good = file_is_dir(plan->paths[i]) ? folder_tales(a, plan->paths[i], true, out)
                                           : named_tales(a, plan->paths[i], out);
    return good && steps_expand(a, out);
}

/* ---- playing ---- */

static void told(const struct tales_plan *plan, const struct tale *t, const struct play *p,
                 bool good, int64_t began)
{
    if (!good)
        printf("%.*s\n    in the tale \"%.*s\"%s\n", STR_ARG(p->wrong), STR_ARG(t->title),
               p->fault == FAULT_WRITER   ? ", with a failing call of the writer"
               : p->fault == FAULT_WORKER ? ", with a failing call of a worker"
               : p->fault == FAULT_FILES  ? ", with a failing call for files"
                                          : "");
    else if (plan->verbose && p->fault == FAULT_NONE)
        printf("%s %.*s (%lld ms)\n", p->skipped ? "skipped" : "passed", STR_ARG(t->title),
               (long long)((clock_mono_ns() - began) / 1000000));
    fflush(stdout);
}

static bool play_once(struct stage *s, const struct tales_plan *plan, const struct tale *t,
                      enum stage_fault kind, uint64_t n, struct result *r)
{
    struct play p = { .stage = s, .fault = kind, .fault_n = n };
    int64_t began = clock_mono_ns();
    bool good = play_tale(&p, t), struck = p.faulted > 0, skipped = p.skipped;

    told(plan, t, &p, good, began);
    if (kind == FAULT_NONE) {
        r->passed += good && !skipped;
        r->skipped += skipped;
    } else {
        r->faults += p.faulted;
    }
    r->failed += !good;
    arena_free(&p.a);
    return good && !skipped && (kind == FAULT_NONE || struck || n < 8);
}

/* The tale again, with the nth call of every request failing; no call that comes later is reached
 * by any request. */
static void play_faults(struct stage *s, const struct tales_plan *plan, const struct tale *t,
                        struct result *r)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    static const enum stage_fault kinds[] = { FAULT_WRITER, FAULT_WORKER, FAULT_FILES };

    if (nowhere >= 0)
        log_to(nowhere); /* each failure is an incident of its own */
    FOR_EACH(kinds, k)
        for (uint64_t n = 1; n <= FAULT_CALLS; n++) {
            uint64_t mark =
                str_hash(t->title) ^ ((uint64_t)*k << 32) ^ (n * 0x9e3779b97f4a7c15u) ^ plan->seed;
            if ((mark * 0xff51afd7ed558ccdu >> 33) % plan->faults != 0)
                continue;
            if (!play_once(s, plan, t, *k, n, r))
                break;
        }
    log_to(2);
    if (nowhere >= 0)
        close(nowhere);
}

static bool wanted(const struct tales_plan *plan, const struct tale *t)
{
    return !t->steps && (!plan->only || str_has(t->title, str_z(plan->only)));
}

static void findings_say(const struct findings *f)
{
    for (size_t i = 0; i < f->v.n; i++)
        if (f->v.v[i].level == FINDING_ERROR)
            fprintf(stderr, "%.*s:%d: %.*s\n", STR_ARG(f->v.v[i].file), f->v.v[i].line,
                    STR_ARG(f->v.v[i].what));
}

static int play_all(const struct tales_plan *plan, const tales *all, struct stage *s)
{
    struct result r = { 0 };

    for (size_t i = 0; i < all->n; i++)
        if (wanted(plan, &all->v[i]) && play_once(s, plan, &all->v[i], FAULT_NONE, 0, &r) &&
            plan->faults)
            play_faults(s, plan, &all->v[i], &r);
    if (plan->faults)
        printf("%zu requests met a failing call\n", r.faults);
    printf("%zu passed, %zu failed, %zu skipped\n", r.passed, r.failed, r.skipped);
    return r.failed ? 1 : 0;
}

int tales_play(const struct tales_plan *plan)
{
    struct stage_plan sp = { .site = plan->site, .database = plan->database };
    struct findings f = { 0 };
    struct stage *s;
    tales all = { 0 };
    arena a;
    int status = 2;

    arena_init(&a, 0);
    f.a = &a;
    CHECK(!failed(instant_parse(S("2026-01-02T08:00:00Z"), &sp.seeded)));
    if (tales_read(&a, plan, &all) && !failed(stage_open(&sp, &f, &s))) {
        findings_say(&f);
        status = play_all(plan, &all, s);
        stage_close(s);
    }
    arena_free(&a);
    return status;
}
