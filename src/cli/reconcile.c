/* What two nodes keep of their messages, compared by each message's own id. */
#include "cli/reconcile.h"

#include <stdlib.h>

enum { FIELDS = 7 }; /* id, moment, side, node, service, message, mark */

static size_t fields_of(str line, str *out)
{
    size_t n = 0, i = 0;

    while (i < line.n) {
        size_t from = i;
        while (i < line.n && line.p[i] != ' ')
            i++;
        if (i > from && n < FIELDS + 1)
            out[n < FIELDS ? n : FIELDS - 1] = str_sub(line, from, i - from);
        n += i > from;
        i++;
    }
    return n;
}

bool kept_read(str text, str here, struct kept_message *out, size_t *n)
{
    str line, rest = text, f[FIELDS];

    while (rest.n) {
        (void)str_cut(rest, '\n', &line, &rest);
        if (!line.n)
            continue;
        if (fields_of(line, f) != FIELDS || f[1].n < 10 ||
            (!str_eq(f[2], S("asked")) && !str_eq(f[2], S("answered"))))
            return false;
        if (str_eq(f[3], here))
            out[(*n)++] = (struct kept_message){ .mark = f[6],
                                                 .day = str_sub(f[1], 0, 10),
                                                 .service = f[4],
                                                 .message = f[5],
                                                 .asked = str_eq(f[2], S("answered")) };
    }
    return true;
}

/* Both sides of a message beside each other, this one first. */
static int by_mark(const void *x, const void *y)
{
    const struct kept_message *a = x, *b = y;
    int c = str_cmp(a->mark, b->mark);

    if (!c)
        c = (int)b->asked - (int)a->asked;
    return c ? c : (int)b->ours - (int)a->ours;
}

struct pair {
    const struct kept_message *m;
    bool ours, theirs;
};

static int by_group(const struct pair *a, const struct pair *b)
{
    int c = str_cmp(a->m->day, b->m->day);

    if (!c)
        c = (int)b->m->asked - (int)a->m->asked;
    return c ? c : str_cmp(a->m->service, b->m->service);
}

static int by_day(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    int c = by_group(a, b);

    return c ? c : str_cmp(a->m->mark, b->m->mark);
}

static size_t pairs_of(struct kept_message *all, size_t n, struct pair *out)
{
    size_t pairs = 0;

    if (n)
        qsort(all, n, sizeof *all, by_mark);
    for (size_t i = 0; i < n; i++) {
        const struct kept_message *last = pairs ? out[pairs - 1].m : NULL;
        if (!last || !str_eq(last->mark, all[i].mark) || last->asked != all[i].asked)
            out[pairs++] = (struct pair){ .m = &all[i] };
        out[pairs - 1].ours |= all[i].ours;
        out[pairs - 1].theirs |= !all[i].ours;
    }
    if (pairs)
        qsort(out, pairs, sizeof *out, by_day);
    return pairs;
}

static void group_write(const struct pair *p, size_t n, buf *out)
{
    const char *side = p[0].m->asked ? "asked" : "answered";
    size_t ours = 0, theirs = 0;

    for (size_t i = 0; i < n; i++) {
        ours += p[i].ours;
        theirs += p[i].theirs;
    }
    buf_fmt(out, "%.*s  %-8s  %.*s  here %zu  there %zu\n", STR_ARG(p[0].m->day), side,
            STR_ARG(p[0].m->service), ours, theirs);
    for (size_t i = 0; i < n; i++)
        if (p[i].ours != p[i].theirs)
            buf_fmt(out, "  %s lacks  %.*s  %.*s\n", p[i].ours ? "there" : "here",
                    STR_ARG(p[i].m->message), STR_ARG(p[i].m->mark));
}

size_t kept_compare(arena *a, struct kept_message *all, size_t n, buf *out)
{
    struct pair *p = ARENA_ARRAY(a, struct pair, n + 1);
    size_t pairs = pairs_of(all, n, p), lacks = 0;

    for (size_t from = 0, to; from < pairs; from = to) {
        for (to = from + 1; to < pairs && !by_group(&p[from], &p[to]);)
            to++;
        group_write(&p[from], to - from, out);
    }
    for (size_t i = 0; i < pairs; i++)
        lacks += p[i].ours != p[i].theirs;
    return lacks;
}
