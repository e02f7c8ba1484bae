#include "cli/tale.h"

#include "blocks/studio/reach.h"
#include "cli/tale_play.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum {
    FAULT_CALLS = 200
}; /* no request makes more calls to its database that change what follows */

struct result {
    size_t passed, failed, skipped, faults;
    struct coverage *coverage; /* null: nobody asks */
};

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
    struct play p = { .stage = s, .fault = kind, .fault_n = n, .coverage = r->coverage };
    int64_t began = clock_mono_ns();
    bool good = play_tale(&p, t), struck = p.faulted > 0, skipped = p.skipped;

    told(plan, t, &p, good, began);
    if (r->coverage && kind == FAULT_NONE)
        coverage_tale(r->coverage, s);
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

static const char *const reach_names[REACH_KINDS] = { "element", "flow", "row", "question",
                                                      "letter" };

static void never_say(const struct reach_row *x)
{
    printf("    never: %s %.*s%s%.*s", reach_names[x->kind], STR_ARG(x->id), x->id.n ? ", " : "",
           STR_ARG(x->name));
    if (x->kind == REACH_RULE || x->kind == REACH_QUESTION)
        printf(" (%.*s)", STR_ARG(x->of));
    printf("\n");
}

/* Of each service that a tale has touched. */
static void coverage_say(const struct coverage *c, const struct site *s)
{
    arena a;

    arena_init(&a, 0);
    for (size_t i = 0; i < s->n_services; i++) {
        const struct service *v = s->services[i];
        struct reach r = reach_of(&a, v, coverage_of(c, &a, v->id), v->first_lang);
        size_t any = 0;
        for (int k = 0; k < REACH_KINDS; k++)
            any += r.reached[k];
        if (!any)
            continue;
        printf("%.*s:", STR_ARG(v->id));
        for (int k = 0; k < REACH_KINDS; k++)
            if (r.all[k])
                printf(" %zu of %zu %ss;", r.reached[k], r.all[k], reach_names[k]);
        printf("\n");
        for (size_t k = 0; k < r.n; k++)
            if (!r.v[k].n && !r.v[k].unknown)
                never_say(&r.v[k]);
    }
    arena_free(&a);
}

static int play_all(const struct tales_plan *plan, const struct tale_set *all, struct stage *s)
{
    arena mem;
    struct result r = { 0 };

    arena_init(&mem, 0);
    r.coverage = plan->coverage ? coverage_new(&mem) : NULL;
    for (size_t i = 0; i < all->v.n; i++)
        if (wanted(plan, &all->v.v[i]) && play_once(s, plan, &all->v.v[i], FAULT_NONE, 0, &r) &&
            plan->faults)
            play_faults(s, plan, &all->v.v[i], &r);
    if (plan->faults)
        printf("%zu requests met a failing call\n", r.faults);
    if (r.coverage)
        coverage_say(r.coverage, stage_boot(s)->site);
    arena_free(&mem);
    printf("%zu passed, %zu failed, %zu skipped\n", r.passed, r.failed, r.skipped);
    return r.failed ? 1 : 0;
}

static bool tales_read(const struct tales_plan *plan, struct tale_set *out)
{
    bool good = plan->n || tale_set_folder(out, str_z(plan->site));

    for (size_t i = 0; i < plan->n && good; i++)
        good = tale_set_path(out, plan->paths[i]);
    good = good && tale_set_expand(out);
    if (!good)
        fprintf(stderr, "%.*s\n", STR_ARG(out->wrong));
    return good;
}

int tales_play(const struct tales_plan *plan)
{
    struct stage_plan sp = { .site = plan->site, .database = plan->database };
    struct findings f = { 0 };
    struct stage *s;
    struct tale_set all = { 0 };
    arena a;
    int status = 2;

    arena_init(&a, 0);
    f.a = all.a = &a;
    CHECK(!failed(instant_parse(S("2026-01-02T08:00:00Z"), &sp.seeded)));
    if (tales_read(plan, &all) && !failed(stage_open(&sp, &f, &s))) {
        findings_say(&f);
        status = play_all(plan, &all, s);
        stage_close(s);
    }
    arena_free(&a);
    return status;
}
