#include "tests/check.h"
#include "text/name.h"
#include "value/val.h"

static val name(const char *given, const char *family, const char *order)
{
    val_builder b = val_build(test_arena());

    if (*given)
        val_put(&b, S("given"), val_str(str_z(given)));
    if (*family)
        val_put(&b, S("family"), val_str(str_z(family)));
    if (order)
        val_put(&b, S("order"), val_str(str_z(order)));
    return val_done(&b);
}

TEST(names_are_shown_as_their_bearers_write_them)
{
    static const struct {
        const char *given, *family, *order, *shown;
    } t[] = {
        { "Lena", "Hofer", NULL, "Lena Hofer" },
        { "Văn Đức", "Phạm", "family-first", "Phạm Văn Đức" },
        { "Văn Đức", "Phạm", NULL, "Văn Đức Phạm" },
        { "雅婷", "王", NULL, "王雅婷" },
        { "雅婷", "王", "family-first", "王雅婷" },
        { "지우", "김", NULL, "김 지우" },
        { "지우", "Kim", NULL, "지우 Kim" },
        { "さくら", "山田", NULL, "山田さくら" },
        { "فاطمة", "حسن", NULL, "فاطمة حسن" },
        { "Sukarno", "", NULL, "Sukarno" },
        { "", "Sukarno", "family-first", "Sukarno" },
        { "", "", NULL, "" },
    };

    FOR_EACH(t, c)
        EXPECT_STR(name_shown(test_arena(), name(c->given, c->family, c->order)), str_z(c->shown));
    val_builder b = val_build(test_arena());
    val_put(&b, S("full"), VAL_S("Madonna"));
    EXPECT_STR(name_shown(test_arena(), val_done(&b)), S("Madonna"));
}

TEST(names_are_the_same_whatever_their_order)
{
    EXPECT(name_same(name("Lan", "Trần", NULL), name("Lan", "Trần", "family-first")));
    EXPECT(!name_same(name("Lan", "Trần", NULL), name("Trần", "Lan", NULL)));
    EXPECT(name_is(name("Lan", "", NULL)) && !name_is(val_str(S("Lan"))) && !name_is(val_null()));
}

TEST(family_names_come_first_where_the_language_says_so)
{
    static const struct {
        const char *tag;
        bool first;
    } t[] = { { "vi", true },     { "hu-HU", true }, { "zh-Hant-TW", true },
              { "en-GB", false }, { "fr", false },   { "vai", false } };

    FOR_EACH(t, c) {
        struct locale *l = NULL;
        EXPECT_OK(locale_open(test_arena(), str_z(c->tag), S("UTC"), &l));
        EXPECT_INT(name_family_first(l), c->first);
    }
}
