#include "text/sound.h"
#include "tests/check.h"

static str words(const char *name)
{
    struct fold_latin *latin;
    str w[NAME_WORDS];

    EXPECT_OK(fold_latin_open(test_arena(), &latin));
    size_t n = name_words(test_arena(), latin, str_z(name), w, NAME_WORDS);
    return str_join(test_arena(), w, n, S(" "));
}

TEST(names_of_any_script_are_words_of_latin_letters)
{
    static const struct {
        const char *name, *words;
    } t[] = {
        { "Nguyễn Thị Đặng", "nguyen thi dang" },
        { "Jean-Luc O'Neill", "jean luc oneill" },
        { "Götz Jonas", "gotz jonas" },
        { "Владимир", "vladimir" },
        { "सुनीता गुप्ता", "sunita gupta" },
        { "王", "wang" },
        { "Anna anna ANNA", "anna" },
        { "", "" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(words(c->name), str_z(c->words));
}

TEST(words_that_sound_alike_have_one_code)
{
    static const struct {
        const char *x, *y;
        bool same;
    } t[] = {
        { "nguyen", "nguien", true },   { "nguyen", "ngyuen", true },
        { "schmidt", "schmitt", true }, { "meier", "mayer", true },
        { "philip", "filip", true },    { "katherine", "catarina", true },
        { "hofer", "hoffer", true },    { "hofer", "hover", true },
        { "tran", "lam", false },       { "le", "ly", true },
        { "le", "lo", false },          { "anna", "hanna", false },
        { "brandt", "brant", true },    { "lindner", "lintner", true },
        { "sofia", "sophie", true },    { "yilmaz", "ilmas", true },
    };
    FOR_EACH(t, c) {
        str x = name_sound(test_arena(), str_z(c->x)), y = name_sound(test_arena(), str_z(c->y));
        if (str_eq(x, y) != c->same)
            test_fail(__FILE__, __LINE__, "%s is %.*s, %s is %.*s", c->x, STR_ARG(x), c->y,
                      STR_ARG(y));
    }
}
