/* What the tests of forms share. */
#ifndef TESTS_FORM_TEST_H
#define TESTS_FORM_TEST_H

#include "form/answer.h"
#include "tests/check.h"

static const struct number_scheme test_schemes[] = {
    { S_INIT("national-number"), S_INIT("DDDDDDDDDDC"), SCHEME_MOD11_10, S_INIT("00000000010") },
};

static inline struct form *form_of(str json)
{
    struct findings f = { .a = test_arena() };
    struct form *form = NULL;
    if (failed(form_parse(test_arena(), json, &f, &form)))
        for (size_t i = 0; i < f.v.n; i++)
            test_fail(__FILE__, __LINE__, "line %d: %.*s", f.v.v[i].line, STR_ARG(f.v.v[i].what));
    if (form)
        form_link_schemes(form, test_schemes, LEN(test_schemes), &f);
    CHECK(form);
    return form;
}

static inline val json(const char *text)
{
    val v = val_null();
    struct json_error e = { 0 };
    if (failed(val_from_json(test_arena(), str_z(text), NULL, &v, &e)))
        test_fail(__FILE__, __LINE__, "%s: %s", text, e.what);
    return v;
}

static inline struct form_env env_of(void)
{
    return (struct form_env){ .a = test_arena(),
                              .lang = S("en"),
                              .today = day_of(2026, 3, 2),
                              .vars = val_null(),
                              .held = val_null() };
}

static inline struct form_at at_of(const struct form *form, const char *address)
{
    struct form_at at = FORM_AT_NONE;
    if (failed(form_at_parse(form, str_z(address), &at)))
        test_fail(__FILE__, __LINE__, "no page %s", address);
    return at;
}

/* The key of the first error, or empty. */
static inline str first_error(const struct form_errors *e)
{
    return e->v.n ? e->v.v[0].key : S("");
}

#endif
