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

/* ---- what a case says that fails ---- */

struct seen {
    size_t n;
    struct tck_result r[4];
};

static void note(void *ctx, const struct tck_result *r)
{
    struct seen *s = ctx;
    if (s->n < LEN(s->r))
        s->r[s->n] = *r;
    s->n++;
}

#define CASE(id, name, value)                                                                      \
    "<testCase id='" id "'><resultNode name='" name "' type='decision'><expected><value "          \
    "xsi:type='xsd:decimal'>" value "</value></expected></resultNode></testCase>"

TEST(cases_that_call_java_say_so)
{
    static const char model[] =
        "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:j' "
        "name='j'>\n<businessKnowledgeModel id='f' name='f'><variable name='f'/>"
        "<encapsulatedLogic kind='Java'><formalParameter name='x'/><context/></encapsulatedLogic>"
        "</businessKnowledgeModel><decision id='a' name='A'><variable name='A'/>"
        "<knowledgeRequirement><requiredKnowledge href='#f'/></knowledgeRequirement>"
        "<literalExpression><text>f(1)</text></literalExpression></decision>"
        "<decision id='b' name='B'><variable name='B'/><literalExpression><text>1 + 1</text>"
        "</literalExpression></decision></definitions>";
    static const char cases[] =
        "<testCases xmlns='http://www.omg.org/spec/DMN/20160719/testcase' "
        "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xmlns:xsd='urn:x'>"
        "<modelName>j.dmn</modelName>" CASE("001", "A", "1") CASE("002", "B", "2")
            CASE("003", "A", "") "</testCases>";
    const struct tck_file files[] = { { S("j.dmn"), str_z(model) },
                                      { S("j-01.xml"), str_z(cases) } };
    struct tck_world w = { .now = { 1772442000000 } };
    struct seen s = { 0 };
    tck_run(test_arena(), files, LEN(files), &w, note, &s);
    EXPECT_INT(s.n, 3);
    EXPECT(!s.r[0].passed &&
           str_starts(s.r[0].message,
                      S("line 2: functions of kind Java are not executed; A: got null")));
    EXPECT(s.r[1].passed && s.r[1].message.n == 0);
    EXPECT(!s.r[2].passed);
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
