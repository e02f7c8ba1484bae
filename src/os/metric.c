#include "os/metric.h"

#include <stdio.h>

static const int64_t bounds_ns[METRIC_BUCKETS - 1] = {
    100000,   200000,    500000,    1000000,   2000000,    5000000,    10000000,    20000000,
    50000000, 100000000, 200000000, 500000000, 1000000000, 2500000000, 10000000000,
};

void metric_add(struct metric_row *row, unsigned metric, uint64_t n)
{
    CHECK(metric < METRIC_MAX);
    __atomic_fetch_add(&row->cell[metric].value, n, __ATOMIC_RELAXED);
}

void metric_set(struct metric_row *row, unsigned metric, int64_t v)
{
    CHECK(metric < METRIC_MAX);
    __atomic_store_n(&row->cell[metric].value, (uint64_t)v, __ATOMIC_RELAXED);
}

void metric_time(struct metric_row *row, unsigned metric, int64_t ns)
{
    struct metric_cell *c = &row->cell[metric];
    int b = 0;

    CHECK(metric < METRIC_MAX);
    while (b < METRIC_BUCKETS - 1 && ns > bounds_ns[b])
        b++;
    __atomic_fetch_add(&c->bucket[b], 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&c->sum_ns, (uint64_t)MAX(ns, 0), __ATOMIC_RELAXED);
    __atomic_fetch_add(&c->value, 1, __ATOMIC_RELAXED);
}

static void render_labels(buf *out, const struct metric_def *d, const struct metric_row *r,
                          const char *le)
{
    buf_fmt(out, "{role=\"%s\",index=\"%u\"", r->role, r->index);
    if (d->label)
        buf_fmt(out, ",%s", d->label);
    if (le)
        buf_fmt(out, ",le=\"%s\"", le);
    buf_char(out, '}');
}

static void render_histogram(buf *out, const struct metric_def *d, const struct metric_row *r,
                             const struct metric_cell *c)
{
    uint64_t sum = 0;
    char le[32];

    for (int b = 0; b < METRIC_BUCKETS; b++) {
        sum += __atomic_load_n(&c->bucket[b], __ATOMIC_RELAXED);
        if (b < METRIC_BUCKETS - 1)
            snprintf(le, sizeof(le), "%g", (double)bounds_ns[b] / 1e9);
        buf_fmt(out, "stoa_%s_bucket", d->name);
        render_labels(out, d, r, b < METRIC_BUCKETS - 1 ? le : "+Inf");
        buf_fmt(out, " %llu\n", (unsigned long long)sum);
    }
    buf_fmt(out, "stoa_%s_sum", d->name);
    render_labels(out, d, r, NULL);
    buf_fmt(out, " %.9g\nstoa_%s_count", (double)c->sum_ns / 1e9, d->name);
    render_labels(out, d, r, NULL);
    buf_fmt(out, " %llu\n", (unsigned long long)sum);
}

static void render_cell(buf *out, const struct metric_def *d, const struct metric_row *r,
                        const struct metric_cell *c)
{
    uint64_t v = __atomic_load_n(&c->value, __ATOMIC_RELAXED);

    if (v == 0 && d->kind != METRIC_GAUGE)
        return;
    if (d->kind == METRIC_HISTOGRAM) {
        render_histogram(out, d, r, c);
        return;
    }
    buf_fmt(out, "stoa_%s%s", d->name, d->kind == METRIC_COUNTER ? "_total" : "");
    render_labels(out, d, r, NULL);
    buf_fmt(out, " %lld\n", (long long)v);
}

static void render_head(buf *out, const struct metric_def *d)
{
    static const char *const kinds[] = { "counter", "gauge", "histogram" };

    buf_fmt(out, "# TYPE stoa_%s %s\n# HELP stoa_%s %s\n", d->name, kinds[d->kind], d->name,
            d->help);
}

void metric_render(buf *out, const struct metric_def *defs, size_t n, const struct metric_row *rows,
                   size_t row_count)
{
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || strcmp(defs[i].name, defs[i - 1].name) != 0)
            render_head(out, &defs[i]);
        for (size_t r = 0; r < row_count; r++)
            if (__atomic_load_n(&rows[r].used, __ATOMIC_ACQUIRE))
                render_cell(out, &defs[i], &rows[r], &rows[r].cell[i]);
    }
    buf_add(out, S("# EOF\n"));
}
