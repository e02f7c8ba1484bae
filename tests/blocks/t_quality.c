/* How alike two entries are, field by field, and what the sum says. */
#include "blocks/quality/own.h"
#include "blocks/register/names.h"
#include "tests/check.h"

static struct boot boot;

static act *an_act(void)
{
    act *a = ARENA_NEW(test_arena(), act);
    struct fold_latin *latin;

    CHECK(!failed(fold_latin_open(test_arena(), &latin)));
    boot = (struct boot){ 0 };
    map_put(&boot.made, test_arena(), S("register.latin"), latin);
    *a = (struct act){ .a = test_arena(), .boot = &boot };
    return a;
}

static val name_of(const char *given, const char *family)
{
    val v = val_with(test_arena(), val_null(), S("given"), val_str(str_z(given)));

    return val_with(test_arena(), v, S("family"), val_str(str_z(family)));
}

TEST(names_nearly_the_same_are_told_from_others)
{
    static const struct {
        const char *given, *family, *other_given, *other_family;
        enum how how;
    } t[] = {
        { "Lena", "Hofer", "Lena", "Hofer", HOW_SAME },
        { "Lena", "Hofer", "Hofer", "Lena", HOW_SAME }, /* the order is no part of it */
        { "Lena", "Hofer", "Lenna", "Hofer", HOW_ALIKE },
        { "Lena", "Hofer", "Lena", "Hoffer", HOW_ALIKE },
        { "Anna", "Hofer", "Konrad", "Hofer", HOW_DIFFERS }, /* twins share the family's */
        { "Lena", "Hofer", "Jonas", "Weiss", HOW_DIFFERS },
    };
    act *a = an_act();
    struct reg_field f = { .name = S_INIT("name"), .type = S_INIT("name") };

    FOR_EACH(t, c) {
        val x = name_of(c->given, c->family), y = name_of(c->other_given, c->other_family);
        if (values_alike(a, NULL, &f, x, y) != c->how)
            test_fail(__FILE__, __LINE__, "%s %s, %s %s", c->given, c->family, c->other_given,
                      c->other_family);
    }
}

TEST(dates_with_one_slip_are_alike)
{
    static const struct {
        unsigned year, month, dom;
        enum how how;
    } t[] = {
        { 1994, 5, 7, HOW_SAME },    { 1994, 7, 5, HOW_ALIKE }, { 1995, 5, 7, HOW_ALIKE },
        { 1994, 5, 17, HOW_ALIKE },  { 1949, 5, 7, HOW_ALIKE }, { 1994, 12, 29, HOW_DIFFERS },
        { 1985, 6, 7, HOW_DIFFERS },
    };
    act *a = an_act();
    struct reg_field f = { .name = S("born"), .type = S("date") };

    FOR_EACH(t, c)
        EXPECT(values_alike(a, NULL, &f, val_day(day_of(1994, 5, 7)),
                            val_day(day_of(c->year, c->month, c->dom))) == c->how);
}

TEST(texts_have_slips_and_codes_have_none)
{
    static const str codes[] = { S_INIT("female"), S_INIT("females") };
    struct reg_field text = { .name = S("place"), .type = S("string") };
    struct reg_field code = { .name = S("sex"), .options = codes, .n_options = 2 };
    act *a = an_act();

    EXPECT(values_alike(a, NULL, &text, VAL_S("Lindau"), VAL_S("LINDAU")) == HOW_SAME);
    EXPECT(values_alike(a, NULL, &text, VAL_S("Lindau"), VAL_S("Lindua")) == HOW_ALIKE);
    EXPECT(values_alike(a, NULL, &text, VAL_S("Ulm"), VAL_S("Elm")) == HOW_DIFFERS);
    EXPECT(values_alike(a, NULL, &code, VAL_S("female"), VAL_S("females")) == HOW_DIFFERS);
    EXPECT(values_alike(a, NULL, &text, VAL_S("Lindau"), val_null()) == HOW_UNKNOWN);
}

TEST(the_sum_is_of_what_is_known_of_both)
{
    static const struct reg_weight w[] = { { S_INIT("place"), 2, 1, -1 },
                                           { S_INIT("sex"), 1, -4, -4 },
                                           { S_INIT("land"), 5, 5, -5 } };
    static const struct reg_field fields[] = {
        { .name = S_INIT("place"), .type = S_INIT("string") },
        { .name = S_INIT("sex"), .type = S_INIT("string") },
        { .name = S_INIT("land"), .type = S_INIT("string") }
    };
    struct registry r = { .fields = fields,
                          .n_fields = LEN(fields),
                          .duplicates = { .weights = w, .n = LEN(w), .threshold = 1 } };
    act *a = an_act();
    val x = val_with(a->a, val_null(), S("place"), VAL_S("Lindau"));
    val y = val_with(a->a, val_null(), S("place"), VAL_S("Lindua"));
    struct score s;

    x = val_with(a->a, x, S("sex"), VAL_S("male"));
    y = val_with(a->a, y, S("sex"), VAL_S("female"));
    x = val_with(a->a, x, S("land"), VAL_S("XA"));
    EXPECT(!failed(entries_score(a, &r, x, y, &s)));
    EXPECT(s.sum == -3);
    EXPECT(str_eq(s.reasons, S("place:alike:1 sex:differs:-4")));
}

TEST(a_pick_is_of_its_own_field)
{
    EXPECT(str_eq(pick_of(S("name:low birth_date:high"), S("birth_date")), S("high")));
    EXPECT(str_eq(pick_of(S("name:low birth_date:high"), S("date")), S("")));
    EXPECT(str_eq(pick_of(S(""), S("name")), S("")));
}
