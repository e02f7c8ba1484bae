/* When a look at personal data falls out of an office's hours. */
#include "blocks/oversight/odd.h"
#include "tests/check.h"

static const struct calendar week = { .week = 0x1f };
/* Monday 08:00-12:00 and 13:00-16:00, Thursday until 18:00. */
static const struct office_hours hours[] = {
    { .day = 1, .span = { { 480, 720 }, { 780, 960 } }, .n = 2 },
    { .day = 4, .span = { { 540, 1080 } }, .n = 1 },
};

static int64_t local(int64_t year, unsigned month, unsigned dom, int minutes)
{
    return day_of(year, month, dom).n * 86400 + minutes * 60;
}

TEST(a_look_is_out_of_hours_by_calendar_and_week)
{
    static const struct {
        unsigned dom;
        int minutes;
        bool off;
    } t[] = {
        { 2, 9 * 60, false },       /* Monday morning */
        { 2, 12 * 60 + 30, false }, /* the office is closed to visitors, not empty */
        { 4, 15 * 60, false },      /* a day without hours is worked, too */
        { 2, 6 * 60, false },       /* two hours before the first door opens */
        { 2, 6 * 60 - 1, true },    { 2, 20 * 60, false }, { 2, 20 * 60 + 1, true }, { 2, 0, true },
        { 7, 10 * 60, true }, /* Saturday */
    };
    struct office o = { .hours = hours, .n_hours = LEN(hours) };

    FOR_EACH(t, c)
        EXPECT(odd_off(&o, &week, local(2026, 3, c->dom, c->minutes)) == c->off);
}

TEST(without_calendar_and_hours_nothing_is_out_of_them)
{
    static const struct office none;
    static const struct calendar holiday = { .week = 0 };

    EXPECT(!odd_off(&none, NULL, local(2026, 3, 7, 180)));
    EXPECT(odd_off(&none, &holiday, local(2026, 3, 2, 600)));
}
