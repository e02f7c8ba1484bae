/* Search as people type: marks, capitals, beginnings, misspellings, the other language. */
#include "blocks/catalog/index.h"
#include "site/site.h"
#include "tests/check.h"

#define TEXT(en, vi)                                                                               \
    {                                                                                              \
        (const struct text_part[]){ { S_INIT("en"), S_INIT(en) }, { S_INIT("vi"), S_INIT(vi) } },  \
            2                                                                                      \
    }

static const struct service_keywords birth_words[] = {
    { S_INIT("en"), (const str[]){ S_INIT("baby"), S_INIT("newborn"), S_INIT("babby") }, 3 },
    { S_INIT("vi"), (const str[]){ S_INIT("em bé"), S_INIT("khai sanh") }, 2 },
};
static struct service birth = {
    .id = S_INIT("birth"),
    .title = TEXT("Register a birth", "Đăng ký khai sinh"),
    .summary = TEXT("Register your child and get the birth certificate.",
                    "Đăng ký khai sinh cho con và nhận giấy khai sinh."),
    .keywords = birth_words,
    .n_keywords = 2,
};
static struct service moving = {
    .id = S_INIT("moving"),
    .title = TEXT("Tell us your new address", "Báo địa chỉ mới"),
    .summary =
        TEXT("After moving home, register where you live.", "Sau khi chuyển nhà, đăng ký nơi ở."),
};
static struct service hidden = {
    .id = S_INIT("hidden"),
    .hidden = true,
    .title = TEXT("Secret birth", "Bí mật"),
    .summary = TEXT("Never listed", "Không"),
};
static struct service *const services[] = { &birth, &moving, &hidden };
static const struct site_lang langs[] = { { S_INIT("en"), S_INIT("English"), true, false },
                                          { S_INIT("vi"), S_INIT("Tiếng Việt"), true, false } };
static const struct site_page pages[] = {
    { .id = S_INIT("help"),
      .lang = S_INIT("en"),
      .title = S_INIT("Help"),
      .summary = S_INIT("Who helps you <by> telephone"),
      .body = S_INIT("Somebody helps you register a birth.") },
};

static struct index *catalogue(void)
{
    struct site *s = ARENA_NEW(test_arena(), struct site);
    struct index *x = NULL;

    s->langs = langs;
    s->n_langs = LEN(langs);
    s->services = services;
    s->n_services = LEN(services);
    s->pages = pages;
    s->n_pages = LEN(pages);
    EXPECT_OK(index_make(test_arena(), s, &x));
    return x;
}

static struct index_found look_for(const struct index *x, const char *lang, const char *q)
{
    struct index_found f;

    EXPECT_OK(index_search(test_arena(), x, str_z(lang), str_z(q), &f));
    return f;
}

TEST(people_find_as_they_type)
{
    static const struct {
        const char *lang, *q, *first; /* id of the best hit, null for none */
        const char *corrected, *suggestion;
    } t[] = {
        { "en", "birth", "birth", "", "" },
        { "en", "BIRTH certificate", "birth", "", "" },
        { "en", "regis", "birth", "", "" },
        { "en", "baby", "birth", "", "" },
        { "en", "babby", "birth", "", "" },
        { "en", "brth certifcate", "birth", "birth certificate", "" },
        { "en", "adress", "moving", "address", "" },
        { "en", "where do I register my baby please", "birth", "", "" },
        { "en", "zzzz", NULL, "", "" },
        { "en", "", NULL, "", "" },
        { "en", "\"'*()^ OR NOT", NULL, "", "" },
        { "en", "birth\" OR \"x", "birth", "", "" },
        { "en", "telephone", "help", "", "" },
        { "vi", "giấy khai sinh", "birth", "", "" },
        { "vi", "giay khai sinh", "birth", "", "" },
        { "vi", "dang ky", "birth", "", "" },
        { "vi", "Địa Chỉ", "moving", "", "" },
        { "en", "khai sinh", "birth", "", "" },
        { "vi", "newborn", "birth", "", "" },
        { "en", "secret", NULL, "", "" },
    };
    const struct index *x = catalogue();

    FOR_EACH(t, c) {
        struct index_found f = look_for(x, c->lang, c->q);
        if ((c->first == NULL) != (f.n == 0) ||
            (c->first && !str_eq(f.hits[0]->id, str_z(c->first))))
            test_fail(__FILE__, __LINE__, "\"%s\": %zu hits, first %.*s, expected %s", c->q, f.n,
                      STR_ARG(f.n ? f.hits[0]->id : S("none")), c->first ? c->first : "none");
        EXPECT_STR(f.corrected, str_z(c->corrected));
        EXPECT_STR(f.suggestion, str_z(c->suggestion));
    }
}

TEST(titles_come_before_bodies_and_each_thing_once)
{
    struct index_found f = look_for(catalogue(), "en", "register birth");

    EXPECT_INT(f.n, 2);
    EXPECT_STR(f.hits[0]->id, S("birth"));
    EXPECT_STR(f.hits[1]->id, S("help"));
    EXPECT_STR(f.hits[0]->lang, S("en"));
}

TEST(the_other_language_is_shown_only_where_there_is_no_own)
{
    const struct index *x = catalogue();
    struct index_found f = look_for(x, "en", "khai sinh");

    EXPECT_INT(f.n, 1);
    EXPECT_STR(f.hits[0]->title, S("Register a birth"));
    f = look_for(x, "vi", "telephone");
    EXPECT_INT(f.n, 1);
    EXPECT_STR(f.hits[0]->lang, S("en"));
}

TEST(long_and_broken_queries_do_no_harm)
{
    const struct index *x = catalogue();
    char long_one[5000];

    memset(long_one, 'a', sizeof long_one);
    long_one[sizeof long_one - 1] = 0;
    EXPECT_INT(look_for(x, "en", long_one).n, 0);
    for (size_t i = 1; i < sizeof long_one - 1; i += 2)
        long_one[i] = ' ';
    (void)look_for(x, "en", long_one);
    EXPECT_INT(look_for(x, "en", "\xc4\x91").n, 0);
    EXPECT_INT(look_for(x, "en", "\xff\xfe birth").n, 0);
}

TEST(marks_are_where_the_words_are)
{
    struct index_found f = look_for(catalogue(), "vi", "dang ky");
    const struct index_piece *p;
    size_t n = index_mark(test_arena(), &f, S("Đăng ký <khai> sinh"), &p);

    EXPECT_INT(n, 4);
    if (n != 4)
        return;
    EXPECT(p[0].hit && p[2].hit && !p[1].hit && !p[3].hit);
    EXPECT_STR(p[0].text, S("Đăng"));
    EXPECT_STR(p[1].text, S(" "));
    EXPECT_STR(p[2].text, S("ký"));
    EXPECT_STR(p[3].text, S(" <khai> sinh"));
}
