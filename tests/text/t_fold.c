#include "tests/check.h"
#include "text/fold.h"

TEST(fold_finds_what_is_written_with_marks)
{
    static const struct {
        const char *in, *out;
    } t[] = {
        { "\xc4\x90\xc6\xb0\xe1\xbb\x9d"
          "ng ph\xe1\xbb\x91",
          "duong pho" },
        { "Stra\xc3\x9f"
          "e",
          "strasse" },
        { "\xc3\x98re \xc5\x81\xc3\xb3"
          "d\xc5\xba \xc3\x86gir \xc5\x92uvre",
          "ore lodz aegir oeuvre" },
        { "\xc4\xb0stanbul", "istanbul" },
        { "\xef\xac\x81ne \xe2\x91\xa0", "fine 1" },
        { "\xce\x91\xce\xb8\xce\xae\xce\xbd\xce\xb1", "\xce\xb1\xce\xb8\xce\xb7\xce\xbd\xce\xb1" },
        { "\xed\x95\x9c\xea\xb5\xad", "\xed\x95\x9c\xea\xb5\xad" },
        { "PLAIN 12", "plain 12" },
        { "\xff", "" },
        { "", "" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(fold(test_arena(), str_z(c->in)), str_z(c->out));
    EXPECT_STR(fold(test_arena(), S("e\xcc\x81")), fold(test_arena(), S("\xc3\x89")));
}

TEST(fold_splits_words)
{
    struct fold_breaker *b;
    str *w;

    EXPECT_OK(fold_breaker_open(test_arena(), &b));
    EXPECT_INT(fold_words(test_arena(), b, S("birth certificate, (no. 12) don't"), &w), 5);
    EXPECT_STR(w[1], S("certificate"));
    EXPECT_STR(w[3], S("12"));
    EXPECT_STR(w[4], S("don't"));
    EXPECT_INT(fold_words(test_arena(), b, S(""), &w), 0);
    EXPECT_INT(fold_words(test_arena(), b, S(" ,.- "), &w), 0);
    /* Thai has no blanks between words */
    str thai = S("\xe0\xb8\x89\xe0\xb8\xb1\xe0\xb8\x99\xe0\xb9\x84\xe0\xb8\x9b\xe0\xb9\x82\xe0\xb8"
                 "\xa3\xe0\xb8\x87\xe0\xb9\x80\xe0\xb8\xa3\xe0\xb8\xb5\xe0\xb8\xa2\xe0\xb8\x99");
    EXPECT_INT(fold_words(test_arena(), b, thai, &w), 3);
}

TEST(fold_other_scripts_to_latin)
{
    struct fold_latin *f;

    EXPECT_OK(fold_latin_open(test_arena(), &f));
    EXPECT_STR(
        fold_to_latin(test_arena(), f, S("\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0")),
        S("moskva"));
    EXPECT_STR(fold_to_latin(test_arena(), f, S("\xe5\x8c\x97\xe4\xba\xac")), S("bei jing"));
    EXPECT_STR(fold_to_latin(test_arena(), f, S("Already")), S("already"));
}

TEST(fold_distance_counts_slips)
{
    static const struct {
        const char *x, *y;
        unsigned most, want;
    } t[] = {
        { "birth", "birth", 2, 0 },  { "birth", "brith", 2, 1 },
        { "birth", "bith", 2, 1 },   { "birth", "births", 2, 1 },
        { "birth", "berth", 2, 1 },  { "certificate", "sertifikate", 2, 2 },
        { "birth", "death", 2, 3 },  { "a", "abcdef", 2, 3 },
        { "", "ab", 3, 2 },          { "ca", "abc", 3, 3 },
        { "\xc4\x91i", "di", 2, 1 },
    };
    FOR_EACH(t, c) {
        EXPECT_INT(fold_distance(str_z(c->x), str_z(c->y), c->most), c->want);
        EXPECT_INT(fold_distance(str_z(c->y), str_z(c->x), c->most), c->want);
    }
    char x[100];
    memset(x, 'a', sizeof x);
    EXPECT_INT(fold_distance(str_of(x, 100), str_of(x, 99), 2), 3);
    EXPECT_INT(fold_distance(str_of(x, 100), str_of(x, 100), 2), 0);
}
