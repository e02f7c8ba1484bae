/* What the tests of sites share: a folder of the tree, or a site put together from texts. */
#ifndef TESTS_SITE_TEST_H
#define TESTS_SITE_TEST_H

#include "site/site.h"
#include "tests/check.h"

#include <stdio.h>

struct site_list {
    VEC(struct site_file) v;
};

/* Replaces the first `from` in the file of that path; the test fails where there is none. */
static inline void site_edit(struct site_list *l, const char *path, const char *from,
                             const char *to)
{
    for (size_t i = 0; i < l->v.n; i++) {
        str b = l->v.v[i].bytes;
        size_t at = str_find(b, str_z(from), 0);
        if (!str_eq(l->v.v[i].path, str_z(path)) || at == SIZE_MAX)
            continue;
        l->v.v[i].bytes = str_fmt(test_arena(), "%.*s%s%.*s", STR_ARG(str_sub(b, 0, at)), to,
                                  STR_ARG(str_from(b, at + strlen(from))));
        return;
    }
    test_fail(__FILE__, __LINE__, "%s has no \"%s\"", path, from);
}

static inline void site_add(struct site_list *l, const char *path, const char *bytes)
{
    *vec_push(&l->v, test_arena()) = (struct site_file){ str_copy(test_arena(), str_z(path)),
                                                         str_copy(test_arena(), str_z(bytes)) };
}

static inline void site_drop(struct site_list *l, const char *path)
{
    for (size_t i = 0; i < l->v.n; i++)
        if (str_eq(l->v.v[i].path, str_z(path)))
            l->v.v[i--] = l->v.v[--l->v.n];
}

static const char *const template_files[] = {
    "README.md",
    "site.yaml",
    "calendars/national.yaml",
    "offices/town-hall.yaml",
    "registers/person.yaml",
    "law/administration-act.yaml",
    "pages/about.en.md",
    "services/general-request/service.yaml",
    "services/general-request/form.json",
    "services/general-request/forms/answer.json",
    "services/general-request/process.bpmn",
};

static inline struct site_list site_template(void)
{
    struct site_list l = { 0 };
    FOR_EACH(template_files, f) {
        str bytes =
            test_file(str_zdup(test_arena(), str_fmt(test_arena(), "sites/template/%s", *f)));
        CHECK(bytes.p);
        *vec_push(&l.v, test_arena()) = (struct site_file){ str_z(*f), bytes };
    }
    return l;
}

static inline struct site *site_of(const struct site_list *l, const struct site_world *w,
                                   struct findings *f)
{
    struct site *s = NULL;
    *f = (struct findings){ .a = test_arena() };
    if (failed(site_load(test_arena(), l->v.v, l->v.n, w, f, &s)))
        return NULL;
    return s;
}

static inline void findings_show(const struct findings *f)
{
    for (size_t i = 0; i < f->v.n; i++)
        test_fail(__FILE__, __LINE__, "%.*s:%d %.*s %.*s: %.*s", STR_ARG(f->v.v[i].file),
                  f->v.v[i].line, STR_ARG(f->v.v[i].code), STR_ARG(f->v.v[i].element),
                  STR_ARG(f->v.v[i].what));
}

#endif
