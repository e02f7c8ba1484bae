/* stoa check SITE: the findings of a site; stoa check --tales SITE: its tales are played. */
#include "cli/cli.h"

#include "act/face.h"
#include "blocks/blocks.h"
#include "cli/own.h"
#include "cli/tale.h"
#include "os/file.h"
#include "os/log.h"

#include <stdio.h>
#include <stdlib.h>

struct asked {
    bool tales;
    str lang; /* of findings; empty: as the environment says */
    struct tales_plan plan;
};

static bool number_of(str text, uint64_t *out)
{
    return !failed(str_to_u64(text, out));
}

static bool option(struct asked *q, str arg)
{
    str name, value = S("");
    uint64_t n = 0;

    (void)str_cut(arg, '=', &name, &value);
    if (str_eq(name, S("--tales")))
        q->tales = true;
    else if (str_eq(name, S("--lang")) && value.n)
        q->lang = value;
    else if (str_eq(name, S("--verbose")))
        q->plan.verbose = true;
    else if (str_eq(name, S("--coverage")))
        q->plan.coverage = true;
    else if (str_eq(name, S("--only")) && value.n)
        q->plan.only = value.p;
    else if (str_eq(name, S("--faults")) && number_of(value, &n) && n > 0)
        q->plan.faults = (unsigned)n;
    else if (str_eq(name, S("--seed")) && number_of(value, &n))
        q->plan.seed = n;
    else
        return false;
    return true;
}

static bool asked_read(int argc, char **argv, struct asked *q, str *paths)
{
    q->plan.paths = paths;
    for (int i = 1; i < argc; i++) {
        str arg = str_z(argv[i]);
        if (str_starts(arg, S("--"))) {
            if (!option(q, arg))
                return false;
        } else if (!q->plan.site) {
            q->plan.site = argv[i];
        } else {
            paths[q->plan.n++] = arg;
        }
    }
    return q->plan.site != NULL &&
           (q->tales || (!q->plan.n && !q->plan.faults && !q->plan.only && !q->plan.coverage));
}

/* Plain language is a gift, not a duty: what has none yet is told, and is no finding. */
static void plain_told(arena *a, const struct site *s, const struct wording *words)
{
    val_builder b = val_build(a);
    buf names;
    int64_t n = 0;

    buf_init(&names, a, 256);
    for (size_t i = 0; i < s->n_services; i++) {
        const struct service *v = s->services[i];
        if (v->hidden || site_text(s, v->plain.description, s->langs[0].code).n)
            continue;
        buf_fmt(&names, "%s%.*s", n++ ? ", " : "", STR_ARG(v->id));
    }
    for (size_t i = 0; i < s->n_pages; i++) {
        str plain = str_cat(a, s->pages[i].id, S(SITE_PLAIN));
        if (str_eq(s->pages[i].lang, s->langs[0].code) &&
            !str_ends(s->pages[i].id, S(SITE_PLAIN)) && !site_page(s, plain, s->langs[0].code))
            buf_fmt(&names, "%s%.*s", n++ ? ", " : "", STR_ARG(s->pages[i].id));
    }
    if (!n)
        return;
    val_put(&b, S("n"), val_int(n));
    val_put(&b, S("names"), val_str(buf_str(&names)));
    printf("%.*s\n", STR_ARG(word(a, words, W_check_plain, val_done(&b))));
}

static int findings_of(const char *site, str lang)
{
    struct findings f = { 0 };
    struct boot *b;
    arena a;
    int64_t errors = 0;

    arena_init(&a, 0);
    f.a = &a;
    if (failed(boot_load(NULL, blocks_all, site, "", &f, &b))) {
        arena_free(&a);
        return 1;
    }
    const struct wording *words = own_words(&a, lang);
    for (size_t i = 0; i < f.v.n; i++) {
        own_finding(stdout, &a, words, &f.v.v[i]);
        errors += f.v.v[i].level == FINDING_ERROR;
    }
    val_builder sum = val_build(&a);
    val_put(&sum, S("services"), val_int((int64_t)b->site->n_services));
    val_put(&sum, S("errors"), val_int(errors));
    val_put(&sum, S("warnings"), val_int((int64_t)f.v.n - errors));
    printf("%.*s\n", STR_ARG(word(&a, words, W_check_sum, val_done(&sum))));
    plain_told(&a, b->site, words);
    boot_free(b);
    arena_free(&a);
    return errors ? 1 : 0;
}

int cli_check(int argc, char **argv)
{
    struct asked q = { .plan.database = getenv("STOA_PG") };
    arena a;

    arena_init(&a, 0);
    if (!asked_read(argc, argv, &q, ARENA_ARRAY(&a, str, (size_t)argc + 1))) {
        fprintf(stderr, "stoa: stoa check SITE [--lang=LANG], or stoa check --tales SITE [FILE...] "
                        "[--only=TITLE] [--verbose] [--coverage] "
                        "[--faults=N] [--seed=N]\n");
        arena_free(&a);
        return 2;
    }
    if (q.tales)
        log_threshold(LOG_ERROR);
    int status = q.tales ? tales_play(&q.plan) : findings_of(q.plan.site, q.lang);
    arena_free(&a);
    return status;
}
