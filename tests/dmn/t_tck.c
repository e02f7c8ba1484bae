/* The Technology Compatibility Kit: every case given passes. */
#include "dmn/tck.h"
#include "tests/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { CASES_AT_LEAST = 2651 };

struct count {
    size_t passed, all;
};

static bool zone_at(void *ctx, str name, int64_t seconds, bool is_local, int32_t *offset)
{
    char path[200];
    (void)ctx;
    if (name.n > 100)
        return false;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%.*s", STR_ARG(name));
    if (access(path, R_OK) != 0)
        return false;
    setenv("TZ", path + strlen("/usr/share/zoneinfo/"), 1);
    tzset();
    time_t at = (time_t)seconds;
    struct tm tm;
    if (is_local) {
        gmtime_r(&at, &tm);
        tm.tm_isdst = -1;
        at = mktime(&tm);
        *offset = (int32_t)(seconds - (int64_t)at);
    } else {
        localtime_r(&at, &tm);
        *offset = (int32_t)tm.tm_gmtoff;
    }
    setenv("TZ", "UTC", 1);
    tzset();
    return true;
}

static void report(void *ctx, const struct tck_result *r)
{
    struct count *c = ctx;
    c->all++;
    c->passed += r->passed;
    if (!r->passed)
        fprintf(stderr, "%.*s %.*s: %.*s\n", STR_ARG(r->file), STR_ARG(r->id), STR_ARG(r->message));
}

static void run_folder(const char *path, struct count *c)
{
    arena a;
    VEC(struct tck_file) files = { 0 };
    DIR *d = opendir(path);
    arena_init(&a, 0);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        str name = str_copy(&a, str_z(e->d_name));
        if (str_ends(name, S(".dmn")) || str_ends(name, S(".xml")))
            *vec_push(&files, &a) =
                (struct tck_file){ name,
                                   test_file(str_zdup(&a, str_fmt(&a, "%s/%s", path, e->d_name))) };
    }
    if (d)
        closedir(d);
    struct tck_world w = { .now = { 1772442000000 }, .zone_offset = zone_at };
    tck_run(&a, files.v, files.n, &w, report, c);
    arena_free(&a);
}

TEST(compatibility_kit)
{
    static const char *const levels[] = { "compliance-level-2", "compliance-level-3" };
    struct count c = { 0 };
    FOR_EACH(levels, level) {
        const char *dir = str_zdup(
            test_arena(), str_fmt(test_arena(), "%s/dmn-tck/%s", test_conformance(), *level));
        DIR *d = opendir(dir);
        if (!d) {
            test_skip("the kit is not there");
            return;
        }
        for (struct dirent *e; (e = readdir(d)) != NULL;)
            if (e->d_name[0] != '.')
                run_folder(str_zdup(test_arena(), str_fmt(test_arena(), "%s/%s", dir, e->d_name)),
                           &c);
        closedir(d);
    }
    EXPECT_INT(c.passed, c.all);
    EXPECT(c.all >= CASES_AT_LEAST);
}
