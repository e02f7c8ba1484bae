/* A misspelt name looked for in a register of people, as the search does it in its act before
 * anybody is told: candidates, their keys and entries opened, weighed.
 *
 *   names SITE DATA NAMES      NAMES has a name a line; prints the 99th percentile in microseconds
 */
#include "act/admin.h"
#include "blocks/blocks.h"
#include "blocks/register/names.h"
#include "os/clock.h"
#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAMES_MOST = 500 };

struct run {
    str names;
    double us[NAMES_MOST];
    size_t n, found;
};

/* A vowel changed, a letter doubled, the last word first. */
static str misspelt(arena *a, str name)
{
    size_t blank = str_rfind_char(name, ' ');
    char *p = arena_alloc(a, name.n + 2);
    size_t n = 0, from = blank == SIZE_MAX ? 0 : blank + 1;

    for (size_t i = from; i < name.n; i++) {
        p[n++] = name.p[i] == 'e' ? 'i' : name.p[i];
        if (i == name.n - 2)
            p[n++] = name.p[i];
    }
    return str_fmt(a, "%.*s %.*s", (int)n, p, (int)(blank == SIZE_MAX ? 0 : blank), name.p);
}

static err look(act *a, const struct registry *r, str name, size_t *found)
{
    int64_t ids[NAME_CANDIDATES];
    struct data_key key;
    struct record rec;
    size_t n;
    bool needs;

    TRY(names_candidates(a, r, name, val_null(), ids, &n, &needs));
    keys_warm(a, SUBJECT_PERSON, ids, n);
    for (size_t i = 0; i < n; i++) {
        TRY(key_get(a, SUBJECT_PERSON, ids[i], &key));
        TRY(record_open(a->a, a->db, r, ids[i], &key, &rec));
        *found += name_fit(a->a, names_latin(a->boot), name, val_get(rec.fields, r->names.field),
                           false) != NAME_UNFIT;
    }
    return OK;
}

static err look_all(act *a, void *ctx)
{
    struct run *k = ctx;
    const struct registry *r = site_register(a->site, S("person"));
    str rest = k->names, name;

    while (str_next(&rest, '\n', &name) && k->n < NAMES_MOST) {
        arena_mark mark = arena_mark_get(a->a);
        if (!name.n)
            continue;
        str typed = misspelt(a->a, name);
        int64_t from = clock_mono_ns();
        TRY(look(a, r, typed, &k->found));
        k->us[k->n++] = (double)(clock_mono_ns() - from) / 1e3;
        arena_rewind(a->a, mark);
    }
    return OK;
}

static int up(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    struct findings found = { 0 };
    struct run k = { 0 };
    struct boot *boot;
    struct admin *m;
    arena own;

    arena_init(&own, 0);
    if (argc != 4 || failed(file_read(&own, str_z(argv[3]), 0, &k.names)) ||
        failed(boot_load(NULL, blocks_all, argv[1], argv[2], &found, &boot)) ||
        failed(admin_open(boot, &m)) || failed(admin_run(m, look_all, &k)) || !k.n) {
        fprintf(stderr, "names SITE DATA NAMES\n");
        return 2;
    }
    admin_close(m);
    qsort(k.us, k.n, sizeof *k.us, up);
    printf("{\"p99\":%.1f,\"median\":%.1f,\"names\":%zu,\"found\":%zu}\n", k.us[k.n * 99 / 100],
           k.us[k.n / 2], k.n, k.found);
    boot_free(boot);
    return 0;
}
