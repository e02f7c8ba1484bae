/* os/metric.h - counters, gauges and histograms in shared memory, one row a role; rendered as
 * OpenMetrics. */
#ifndef OS_METRIC_H
#define OS_METRIC_H

#include "base/base.h"

enum metric_kind { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM };

/* A table of these, the same in every process, says what the numbers of a row mean. */
struct metric_def {
    const char *name; /* without _total; snake case, unit last: "requests", "act_seconds" */
    enum metric_kind kind;
    const char *help;
    const char *label; /* "class=\"2xx\"" or null; rows with the same name stand together */
};

enum { METRIC_MAX = 160, METRIC_BUCKETS = 16, METRIC_ROWS = 64 };

/* Histograms count nanoseconds in buckets 0.1 ms, 0.2 ms, 0.5 ms ... 10 s; the last is +Inf. */
struct metric_cell {
    uint64_t value, sum_ns, bucket[METRIC_BUCKETS];
};
struct metric_row {
    char role[16];
    uint32_t index, pid;
    uint64_t used;
    struct metric_cell cell[METRIC_MAX];
};

/* Bytes for rows of a table. */
static inline size_t metric_bytes(void)
{
    return sizeof(struct metric_row) * METRIC_ROWS;
}

/* A role writes its own row; these cost one relaxed atomic operation. */
void metric_add(struct metric_row *row, unsigned metric, uint64_t n);
void metric_set(struct metric_row *row, unsigned metric, int64_t v);
void metric_time(struct metric_row *row, unsigned metric, int64_t ns);

/* OpenMetrics 1.0 text of all used rows, counters with _total, ended by "# EOF". */
void metric_render(buf *out, const struct metric_def *defs, size_t n, const struct metric_row *rows,
                   size_t row_count);

#endif
