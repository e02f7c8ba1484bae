#include "site_test.h"

TEST(easter_falls_as_the_church_says)
{
    static const struct {
        int64_t year;
        unsigned month, dom;
    } t[] = {
        { 1818, 3, 22 }, { 1943, 4, 25 }, { 2000, 4, 23 }, { 2024, 3, 31 },
        { 2025, 4, 20 }, { 2026, 4, 5 },  { 2038, 4, 25 }, { 2285, 3, 22 },
    };
    FOR_EACH(t, c)
        EXPECT(day_eq(easter_sunday(c->year), day_of(c->year, c->month, c->dom)));
}

static const struct holiday days[] = {
    { .kind = HOLIDAY_YEARLY, .month = 1, .dom = 1 },
    { .kind = HOLIDAY_EASTER, .offset = -2 },
    { .kind = HOLIDAY_EASTER, .offset = 1 },
    { .kind = HOLIDAY_ON, .on = { 20456 }, .works = true }, /* Saturday 2026-01-03 */
    { .kind = HOLIDAY_YEARLY, .month = 10, .dom = 26, .from = 2027 },
};
static const struct calendar calendar = { .week = 0x1f, .days = days, .n_days = LEN(days) };

TEST(working_days_skip_weekends_and_holidays)
{
    static const struct {
        const char *from;
        int64_t n;
        const char *want;
    } t[] = {
        { "2026-04-02", 1, "2026-04-07" }, /* over Good Friday and Easter Monday */
        { "2026-04-02", 0, "2026-04-02" },  { "2026-04-03", 0, "2026-04-07" },
        { "2026-04-07", -1, "2026-04-02" }, { "2026-03-02", 5, "2026-03-09" },
        { "2026-03-07", 1, "2026-03-09" },  { "2025-12-31", 1, "2026-01-02" },
        { "2026-10-23", 1, "2026-10-26" }, /* kept from 2027 on */
        { "2027-10-25", 1, "2027-10-27" },
    };
    FOR_EACH(t, c) {
        day from, want;
        EXPECT_OK(day_parse(str_z(c->from), &from));
        EXPECT_OK(day_parse(str_z(c->want), &want));
        EXPECT_STR(day_str(test_arena(), calendar_add_working_days(&calendar, from, c->n)),
                   str_z(c->want));
    }
    EXPECT(calendar_is_working(&calendar, (day){ 20456 }));
    EXPECT_INT(calendar_working_days_between(&calendar, day_of(2026, 4, 2), day_of(2026, 4, 10)),
               4);
    EXPECT_INT(calendar_working_days_between(&calendar, day_of(2026, 4, 10), day_of(2026, 4, 2)),
               -4);
    static const struct calendar never = { .week = 0 };
    EXPECT(day_eq(calendar_add_working_days(&never, day_of(2026, 1, 1), 3), day_of(2026, 1, 1)));
}

TEST(a_prepared_calendar_says_the_same)
{
    struct calendar prepared = calendar;
    size_t working = 0;

    calendar_prepare(test_arena(), &prepared);
    for (day d = day_of(2009, 12, 1); d.n < day_of(2050, 2, 1).n; d.n++) {
        EXPECT_INT(calendar_is_working(&prepared, d), calendar_is_working(&calendar, d));
        working += calendar_is_working(&prepared, d);
    }
    EXPECT(working > 10000);
    EXPECT(!calendar_is_working(&prepared, day_of(2010, 1, 1)) &&
           calendar_is_working(&prepared, day_of(2049, 12, 31)));
}

TEST(parameters_are_those_in_force_on_the_day)
{
    struct site_list l = site_template();
    struct findings f;
    const struct site *s = site_of(&l, NULL, &f);
    static const struct {
        int64_t year;
        int64_t want;
        int code;
    } t[] = {
        { 1999, 0, ERR_RANGE }, { 2000, 20, ERR_NONE }, { 2019, 20, ERR_NONE },
        { 2020, 10, ERR_NONE }, { 2100, 10, ERR_NONE },
    };
    FOR_EACH(t, c) {
        val v = val_null();
        const struct law_value *used = NULL;
        EXPECT_INT(law_parameter(s, S("answer_days"), day_of(c->year, 1, 1), &v, &used).code,
                   c->code);
        int64_t got = 0;
        if (c->code == ERR_NONE)
            EXPECT(val_to_i64(v, &got) && got == c->want && used->source.n > 0);
    }
    val v;
    EXPECT_INT(law_parameter(s, S("nothing"), day_of(2020, 1, 1), &v, NULL).code, ERR_MISSING);
    EXPECT_INT(
        val_get_i64(law_parameters(s, test_arena(), day_of(2019, 12, 31)), S("answer_days"), 0),
        20);
    EXPECT_INT(val_count(law_parameters(s, test_arena(), day_of(1990, 1, 1))), 0);
    /* the same as one by one, on the days about each change */
    static const day about[] = { { -1 }, { 0 }, { 1 } };
    for (size_t i = 0; i < s->n_params; i++)
        for (size_t k = 0; k < s->params[i]->n; k++)
            FOR_EACH(about, d) {
                day on = { s->params[i]->v[k].from.n + d->n };
                val all = law_parameters(s, test_arena(), on);
                uint32_t found = 0;
                for (size_t p = 0; p < s->n_params; p++) {
                    str name = s->params[p]->name;
                    bool is = law_parameter(s, name, on, &v, NULL).code == ERR_NONE;
                    EXPECT(is == val_has(all, name) && (!is || val_equal(val_get(all, name), v)));
                    found += is;
                }
                EXPECT_INT(val_count(all), found);
            }
    const struct law *law;
    EXPECT_STR(site_text(s,
                         law_clause(s, S("administration-act/1"), day_of(2026, 1, 1), &law)->title,
                         S("en")),
               S("Right to an answer"));
    EXPECT(law_clause(s, S("administration-act/2"), day_of(2026, 1, 1), NULL) == NULL);
}

TEST(registers_say_who_may)
{
    struct site_list l = site_template();
    struct findings f;
    const struct site *s = site_of(&l, NULL, &f);
    const struct registry *r = site_register(s, S("person"));
    static const struct {
        const char *role, *service, *purpose, *field;
        enum reg_right right;
        bool may;
    } t[] = {
        { "clerk", "", "general-administration", "birth_date", REG_READ, true },
        { "clerk", "", "general-administration", "birth_date", REG_WRITE, false },
        { "clerk", "", "other", "birth_date", REG_READ, false },
        { "boss", "", "general-administration", "birth_date", REG_READ, false },
        { "", "general-request", "general-administration", "name", REG_READ, true },
        { "", "general-request", "general-administration", "birth_date", REG_READ, false },
        { "clerk", "general-request", "general-administration", "birth_date", REG_READ,
          false }, /* through the service: its rights */
        { "", "", "general-administration", "name", REG_READ, false },
    };
    FOR_EACH(t, c)
        EXPECT(register_may(r, str_z(c->role), str_z(c->service), str_z(c->purpose), c->right,
                            str_z(c->field)) == c->may);
    EXPECT(register_field(r, S("name")) && !register_field(r, S("shoe")));
    EXPECT_STR(register_field(r, S("national_number"))->scheme->id, S("national-number"));
}

TEST(retention_ends_on_a_day)
{
    struct retention r = { .months = 12, .days = 1, .set = true };
    EXPECT(day_eq(retention_end_day(&r, day_of(2024, 2, 29)), day_of(2025, 3, 1)));
    r.forever = true;
    EXPECT_INT(retention_end_day(&r, day_of(2024, 2, 29)).n, INT64_MAX);
}
