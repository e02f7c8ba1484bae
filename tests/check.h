/* tests/check.h - the unit tests' harness: TEST registers itself, EXPECT counts and goes on. */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include "base/base.h"

struct test_case {
    const char *name, *file;
    void (*fn)(void);
    struct test_case *next;
};

void test_register(struct test_case *t);
void test_fail(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
void test_skip(const char *why);    /* this case counts as skipped; return after it */
arena *test_arena(void);            /* reset before each case */
str test_file(const char *path);    /* whole file in test_arena; STR_NULL where it is absent */
const char *test_conformance(void); /* CONFORMANCE_DIR or ../shared/conformance */

#define TEST(id)                                                                                   \
    static void test_##id(void);                                                                   \
    static struct test_case case_##id = { #id, __FILE__, test_##id, NULL };                        \
    __attribute__((constructor)) static void add_##id(void)                                        \
    {                                                                                              \
        test_register(&case_##id);                                                                 \
    }                                                                                              \
    static void test_##id(void)

#define EXPECT(cond)                                                                               \
    do {                                                                                           \
        if (!(cond))                                                                               \
            test_fail(__FILE__, __LINE__, "%s", #cond);                                            \
    } while (0)
#define EXPECT_STR(got, want)                                                                      \
    do {                                                                                           \
        str got_ = (got), want_ = (want);                                                          \
        if (!str_eq(got_, want_))                                                                  \
            test_fail(__FILE__, __LINE__, "%s is \"%.*s\", expected \"%.*s\"", #got,               \
                      STR_ARG(got_), STR_ARG(want_));                                              \
    } while (0)
#define EXPECT_INT(got, want)                                                                      \
    do {                                                                                           \
        long long got_ = (long long)(got), want_ = (long long)(want);                              \
        if (got_ != want_)                                                                         \
            test_fail(__FILE__, __LINE__, "%s is %lld, expected %lld", #got, got_, want_);         \
    } while (0)
#define EXPECT_OK(expr)                                                                            \
    do {                                                                                           \
        err e_ = (expr);                                                                           \
        if (failed(e_))                                                                            \
            test_fail(__FILE__, __LINE__, "%s: error %d", #expr, e_.code);                         \
    } while (0)

#endif
