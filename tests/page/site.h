/* tests/page/site.h - a government made up for the tests of this room. */
#ifndef TESTS_PAGE_SITE_H
#define TESTS_PAGE_SITE_H

#include "page/field.h"
#include "page/page.h"

static const struct page_language languages[] = {
    { S_INIT("en"), S_INIT("English"), false, S_INIT("/en") },
    { S_INIT("vi"), S_INIT("Tiếng Việt"), false, S_INIT("/vi") },
    { S_INIT("ar"), S_INIT("العربية"), true, S_INIT("/ar") },
};

static const struct page_link nav[] = {
    { S_INIT("Services"), { S_INIT("/services") } },
    { S_INIT("Your cases"), { S_INIT("/cases") } },
    { S_INIT("Check a document"), { S_INIT("/verify") } },
};

static const struct page_site site_en = {
    .name = S_INIT("Aldermoor"),
    .strapline = S_INIT("Public services of the republic"),
    .demo = true,
    .languages = languages,
    .languages_n = LEN(languages),
    .nav = nav,
    .nav_n = LEN(nav),
};

static const struct page_office office = {
    S_INIT("Civil Registry of Brackwater"),
    S_INIT("+999 20 555 0100"),
    S_INIT("Monday to Friday, 9 am to 4 pm"),
    { S_INIT("/offices/civil-registry") },
};

/* A page in a language; the wordbook is loaded anew into the arena. */
static inline void page_make(struct page *p, arena *a, const char *lang)
{
    struct wordbook *b;
    wordbook_load(a, S("Europe/Tallinn"), NULL, &b);
    val_builder ar = val_build(a);
    val_put(&ar, S("page.back"), VAL_S("رجوع"));
    val_put(&ar, S("page.skip"), VAL_S("انتقل إلى المحتوى"));
    wordbook_add(b, S("ar"), val_done(&ar), NULL);
    page_init(p, a, &site_en, wording_of(b, str_z(lang)));
}

#endif
