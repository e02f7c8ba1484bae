#include "blocks/studio/diff.h"

enum { DIFF_MOST = 1500, AROUND = 2 };

struct lines {
    VEC(str) v;
};

static struct lines lines_of(arena *a, str text)
{
    struct lines l = { 0 };
    str line, rest;

    while (text.n) {
        bool more = str_cut(text, '\n', &line, &rest);
        *vec_push(&l.v, a) = more ? line : text;
        text = more ? rest : S("");
    }
    return l;
}

struct diff {
    arena *a;
    const str *x, *y; /* what differs: without what both begin and end with */
    size_t nx, ny;
    uint16_t *best; /* length of the longest common part from (i, j) on */
    VEC(struct diff_line) out;
};

static uint16_t *cell(const struct diff *d, size_t i, size_t j)
{
    return &d->best[i * (d->ny + 1) + j];
}

static void common_parts(struct diff *d)
{
    d->best = ARENA_ARRAY(d->a, uint16_t, (d->nx + 1) * (d->ny + 1));
    for (size_t i = d->nx; i-- > 0;)
        for (size_t j = d->ny; j-- > 0;)
            *cell(d, i, j) = str_eq(d->x[i], d->y[j]) ? (uint16_t)(*cell(d, i + 1, j + 1) + 1)
                                                      : MAX(*cell(d, i + 1, j), *cell(d, i, j + 1));
}

static void line_add(struct diff *d, char mark, str text)
{
    *vec_push(&d->out, d->a) = (struct diff_line){ mark, text };
}

static void walk(struct diff *d)
{
    size_t i = 0, j = 0;

    while (i < d->nx || j < d->ny) {
        if (i < d->nx && j < d->ny && str_eq(d->x[i], d->y[j])) {
            line_add(d, '=', d->x[i]);
            i++, j++;
        } else if (i < d->nx && (j == d->ny || *cell(d, i + 1, j) >= *cell(d, i, j + 1))) {
            line_add(d, '-', d->x[i++]);
        } else {
            line_add(d, '+', d->y[j++]);
        }
    }
}

static bool near_change(const struct diff *d, size_t at)
{
    size_t from = at > AROUND ? at - AROUND : 0, to = MIN(at + AROUND + 1, d->out.n);

    for (size_t i = from; i < to; i++)
        if (d->out.v[i].mark != '=')
            return true;
    return false;
}

/* Only what is near a change is shown. */
static size_t shorten(struct diff *d, const struct diff_line **out)
{
    struct diff_line *v = ARENA_ARRAY(d->a, struct diff_line, d->out.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < d->out.n; i++) {
        if (near_change(d, i))
            v[n++] = d->out.v[i];
        else if (n && v[n - 1].mark != '~' && i + 1 < d->out.n)
            v[n++] = (struct diff_line){ '~', S("") };
    }
    if (n && v[n - 1].mark == '~')
        n--;
    *out = v;
    return n;
}

bool diff_lines(arena *a, str before, str after, const struct diff_line **out, size_t *n)
{
    struct lines x = lines_of(a, before), y = lines_of(a, after);
    size_t head = 0, tail = 0;

    *n = 0;
    while (head < x.v.n && head < y.v.n && str_eq(x.v.v[head], y.v.v[head]))
        head++;
    while (tail < x.v.n - head && tail < y.v.n - head &&
           str_eq(x.v.v[x.v.n - 1 - tail], y.v.v[y.v.n - 1 - tail]))
        tail++;
    struct diff d = { .a = a,
                      .x = x.v.v + head,
                      .y = y.v.v + head,
                      .nx = x.v.n - head - tail,
                      .ny = y.v.n - head - tail };
    if (d.nx > DIFF_MOST || d.ny > DIFF_MOST)
        return false;
    if (!d.nx && !d.ny)
        return true;
    common_parts(&d);
    for (size_t i = head > AROUND ? head - AROUND : 0; i < head; i++)
        line_add(&d, '=', x.v.v[i]);
    walk(&d);
    for (size_t i = x.v.n - tail; i < x.v.n && i < x.v.n - tail + AROUND; i++)
        line_add(&d, '=', x.v.v[i]);
    *n = shorten(&d, out);
    return true;
}
