#include "tests/check.h"
#include "page/words.h"

static struct wordbook *book(struct findings *f)
{
    struct wordbook *b;
    wordbook_load(test_arena(), S("UTC"), f, &b);
    return b;
}

TEST(words_load_without_a_finding)
{
    struct findings f = { .a = test_arena() };
    book(&f);
    for (size_t i = 0; i < f.v.n; i++)
        test_fail(__FILE__, __LINE__, "%.*s", STR_ARG(f.v.v[i].what));
}

TEST(vietnamese_is_complete)
{
    const struct wording *vi = wording_of(book(NULL), S("vi"));
    EXPECT_STR(wording_lang(vi), S("vi"));
    for (unsigned i = 1; i < W_COUNT; i++) {
        bool there = false;
        for (size_t l = 0; l < word_langs_n; l++)
            for (size_t k = 0; str_eq(word_langs[l].lang, S("vi")) && k < word_langs[l].n; k++)
                there |= str_eq(word_langs[l].texts[k].key, word_defs[i].key);
        if (!there)
            test_fail(__FILE__, __LINE__, "Vietnamese lacks %.*s", STR_ARG(word_defs[i].key));
    }
    EXPECT_INT(wording_own(vi), W_COUNT - 1);
}

TEST(words_are_found_by_key)
{
    for (unsigned i = 1; i < W_COUNT; i++)
        EXPECT(word_find(word_defs[i].key) == (enum word_id)i);
    EXPECT(word_find(S("no.such.word")) == W_NONE && word_find(S("")) == W_NONE);
    EXPECT_STR(word_key(W_page_skip), S("page.skip"));
}

TEST(word_takes_arguments_and_plurals)
{
    static const struct {
        const char *lang;
        int64_t n;
        const char *want;
    } t[] = {
        { "en", 0, "Messages" },
        { "en", 1, "Messages, 1 unread" },
        { "en", 1200, "Messages, 1,200 unread" },
        { "vi", 1, "Thông báo, 1 chưa đọc" },
    };
    struct wordbook *b = book(NULL);
    FOR_EACH(t, c) {
        val_builder args = val_build(test_arena());
        val_put(&args, S("count"), val_int(c->n));
        EXPECT_STR(
            word(test_arena(), wording_of(b, str_z(c->lang)), W_page_messages, val_done(&args)),
            str_z(c->want));
    }
}

TEST(word_with_quoted_braces_is_plain)
{
    EXPECT_STR(word0(wording_of(book(NULL), S("en")), W_field_count_under),
               S("You have %{count} characters remaining"));
}

TEST(language_falls_back)
{
    struct wordbook *b = book(NULL);
    EXPECT_STR(wording_lang(wording_of(b, S("vi-VN"))), S("vi"));
    EXPECT_STR(wording_lang(wording_of(b, S("xx"))), S("en"));
    val_builder t = val_build(test_arena());
    val_put(&t, S("page.back"), VAL_S("Voltar"));
    struct findings f = { .a = test_arena() };
    wordbook_add(b, S("pt-BR"), val_done(&t), &f);
    const struct wording *pt = wording_of(b, S("pt-BR"));
    EXPECT_STR(word0(pt, W_page_back), S("Voltar"));
    EXPECT_STR(word0(pt, W_page_menu), S("Menu"));
    EXPECT_INT(wording_own(pt), 1);
    EXPECT_INT(f.v.n, 0);
}

TEST(words_of_a_site_are_checked_against_the_key)
{
    struct wordbook *b = book(NULL);
    struct findings f = { .a = test_arena() };
    val_builder t = val_build(test_arena());
    val_put(&t, S("page.signed_in_as"), VAL_S("Olá {nome}")); /* the argument is called name */
    val_put(&t, S("page.messages"), VAL_S("{count, plural, one {x}}")); /* no other */
    val_put(&t, S("page.unheard_of"), VAL_S("x"));
    wordbook_add(b, S("pt"), val_done(&t), &f);
    EXPECT_INT(f.v.n, 3);
    EXPECT_INT(f.errors, 2);
    EXPECT_INT(wording_own(wording_of(b, S("pt"))), 0);
}

TEST(site_words_lie_over_the_engine)
{
    struct wordbook *b = book(NULL);
    val_builder child = val_build(test_arena()), t = val_build(test_arena()),
                args = val_build(test_arena());
    val_put(&child, S("welcome"), VAL_S("Welcome, {name}"));
    val_put(&t, S("home"), val_done(&child));
    val_put(&args, S("name"), VAL_S("Kai"));
    wordbook_add_site(b, S("en"), val_done(&t), NULL);
    const struct wording *vi = wording_of(b, S("vi"));
    EXPECT_STR(site_word(test_arena(), vi, S("home.welcome"), val_done(&args)), S("Welcome, Kai"));
    EXPECT_STR(site_word(test_arena(), vi, S("page.back"), val_null()), S("Quay lại"));
    EXPECT(site_word(test_arena(), vi, S("nothing.such"), val_null()).p == NULL);
}

TEST(instant_has_the_date_of_the_zone)
{
    struct wordbook *b;
    wordbook_load(test_arena(), S("Asia/Ho_Chi_Minh"), NULL, &b);
    val v = wording_instant(test_arena(), wording_of(b, S("vi")),
                            (instant){ day_of(2026, 3, 1).n * 86400000 + 20 * 3600000 });
    EXPECT_INT(v.dt->days, day_of(2026, 3, 2).n); /* 03:00 on the second */
    EXPECT_STR(val_display(test_arena(), v), S("2026-03-02T03:00:00+07:00"));
}
