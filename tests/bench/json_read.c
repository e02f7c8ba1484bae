/* json-read: JSON text of about 1 KB to val, against jansson, interleaved in one process.
 * Prints one line of JSON.  CPU time of the thread; the median of rounds. */
#include "value/val.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 41, DOCS = 2000 };

/* An application as it is sent: texts, numbers, dates, a list of contexts, letters past ASCII. */
static const char doc[] =
    "{\"service\":\"birth-registration\",\"number\":\"2026-000417\",\"submitted\":\"2026-03-02T09:"
    "14:05.123Z\",\"language\":\"vi\","
    "\"child\":{\"given\":[\"Minh\",\"Anh\"],\"family\":\"Nguy\xe1\xbb\x85n\",\"born\":\"2026-02-"
    "27\",\"time\":\"04:35:00\",\"weight\":3.250,"
    "\"length\":51,\"place\":{\"name\":\"City "
    "Hospital\",\"code\":\"H-012\",\"lat\":21.0285,\"lon\":105.8542},\"twin\":false},"
    "\"parents\":[{\"role\":\"mother\",\"id\":\"100200300-4\",\"given\":\"Lan\",\"family\":"
    "\"Tr\xe1\xba\xa7n\",\"born\":\"1994-11-03\",\"share\":0.5,"
    "\"address\":{\"street\":\"12 Long "
    "Street\",\"city\":\"Harbour\",\"post\":\"10112\"},\"married\":true},"
    "{\"role\":\"father\",\"id\":null,\"given\":\"Duc\",\"family\":\"Nguy\xe1\xbb\x85n\",\"born\":"
    "\"1991-06-21\",\"share\":0.5,"
    "\"address\":{\"street\":\"12 Long "
    "Street\",\"city\":\"Harbour\",\"post\":\"10112\"},\"married\":true}],"
    "\"files\":[{\"name\":\"notice.pdf\",\"type\":\"application/pdf\",\"bytes\":184223,\"sha256\":"
    "\"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"}],"
    "\"fee\":{\"amount\":12.50,\"currency\":\"EUR\",\"paid\":true},\"note\":\"Please call before "
    "noon, or write to the address of the mother.\\nThank you \\\"very\\\" much.\"}";

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double rate_here(arena *a)
{
    double from = now();

    for (int i = 0; i < DOCS; i++) {
        val v;
        arena_reset(a);
        if (failed(val_from_json(a, str_of(doc, sizeof doc - 1), NULL, &v, NULL)) ||
            val_count(v) != 9)
            exit(1);
    }
    return DOCS / (now() - from);
}

static double rate_jansson(void)
{
    double from = now();

    for (int i = 0; i < DOCS; i++) {
        json_t *j = json_loadb(doc, sizeof doc - 1, JSON_REJECT_DUPLICATES, NULL);
        if (!j || json_object_size(j) != 9)
            exit(1);
        json_decref(j);
    }
    return DOCS / (now() - from);
}

static int up(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;

    return (a > b) - (a < b);
}

int main(void)
{
    static double ratio[ROUNDS], here[ROUNDS], there[ROUNDS];
    arena a;

    arena_init(&a, 0);
    rate_here(&a);
    rate_jansson();
    for (int i = 0; i < ROUNDS; i++) {
        here[i] = rate_here(&a);
        there[i] = rate_jansson();
        ratio[i] = here[i] / there[i];
    }
    qsort(ratio, ROUNDS, sizeof *ratio, up);
    qsort(here, ROUNDS, sizeof *here, up);
    qsort(there, ROUNDS, sizeof *there, up);
    printf("{\"name\":\"json-read\",\"value\":%.2f,\"unit\":\"x\",\"goal\":10,\"better\":\"more\","
           "\"against\":\"jansson: %.0f docs/s, "
           "here: %.0f docs/s (%zu bytes)\"}\n",
           ratio[ROUNDS / 2], there[ROUNDS / 2], here[ROUNDS / 2], sizeof doc - 1);
    arena_free(&a);
    return 0;
}
