/* What of service levels no tale can say: spans, shares, and where a level is missed by little. */
#include "tests/check.h"

#include "blocks/exchange/level.h"

TEST(a_time_falls_in_the_least_span_that_holds_it)
{
    static const struct {
        int64_t ms;
        int64_t most;
    } t[] = {
        { 0, 100 },
        { 100, 100 },
        { 101, 250 },
        { 2000, 2000 },
        { 2001, 5000 },
        { (int64_t)3 * 86400 * 1000, (int64_t)3 * 86400 * 1000 },
        { (int64_t)31 * 86400 * 1000, -1 },
    };
    FOR_EACH(t, c)
        EXPECT_INT(level_slot_ms(level_slot(c->ms)), c->most);
}

TEST(a_level_that_is_missed_by_little_is_missed)
{
    static const struct {
        struct standing s;
        int64_t share, available;
        bool kept;
        int64_t answered, up;
    } t[] = {
        { { 0 }, 9500, 9950, true, -1, -1 },
        { { .in_time = 95, .late = 5 }, 9500, 0, true, 9500, -1 },
        { { .in_time = 9499, .late = 501 }, 9500, 0, false, 9499, -1 },
        { { .in_time = 94999, .late = 5001 }, 9500, 0, false, 9499, -1 },
        { { .in_time = 19, .failed = 1 }, 9500, 0, true, 9500, -1 },
        { { .in_time = 19, .open_late = 1, .failed = 1 }, 9500, 0, false, 9047, -1 },
        { { .served = 1000, .down = 5 }, 9500, 9950, true, -1, 9950 },
        { { .served = 1000, .down = 6 }, 9500, 9950, false, -1, 9940 },
        { { .served = 1000, .down = 6 }, 9500, 0, true, -1, 9940 },
    };
    FOR_EACH(t, c) {
        EXPECT_INT(standing_share(&c->s), c->answered);
        EXPECT_INT(standing_available(&c->s), c->up);
        EXPECT(standing_kept(&c->s, c->share, c->available) == c->kept);
    }
}
