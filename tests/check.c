#include "tests/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static struct test_case *cases, **last = &cases;
static int failures_now, skipped_now;
static arena memory;

void test_register(struct test_case *t)
{
    *last = t;
    last = &t->next;
}

void test_fail(const char *file, int line, const char *fmt, ...)
{
    va_list ap;

    failures_now++;
    printf("%s:%d: ", file, line);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    putchar('\n');
}

void test_skip(const char *why)
{
    skipped_now = 1;
    printf("skipped: %s\n", why);
}

arena *test_arena(void)
{
    return &memory;
}

str test_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    buf b;

    if (!f)
        return STR_NULL;
    buf_init(&b, &memory, 64 * KIB);
    for (size_t got; (got = fread(buf_space(&b, 64 * KIB), 1, 64 * KIB, f)) > 0;)
        buf_took(&b, got);
    fclose(f);
    return buf_str(&b);
}

const char *test_conformance(void)
{
    const char *dir = getenv("CONFORMANCE_DIR");

    return dir ? dir : "../shared/conformance";
}

/* Runs all cases, or those whose name contains argv[1]; the last line is "N passed, N failed, N
 * skipped". */
int main(int argc, char **argv)
{
    int passed = 0, bad = 0, skipped = 0;

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (struct test_case *t = cases; t; t = t->next) {
        if (argc > 1 && !strstr(t->name, argv[1]))
            continue;
        failures_now = skipped_now = 0;
        arena_reset(&memory);
        t->fn();
        if (failures_now)
            printf("FAILED %s (%s)\n", t->name, t->file);
        if (failures_now)
            bad++;
        else if (skipped_now)
            skipped++;
        else
            passed++;
    }
    arena_free(&memory);
    printf("%d passed, %d failed, %d skipped\n", passed, bad, skipped);
    return bad > 0;
}
