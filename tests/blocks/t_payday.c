/* The day on which an authority's payments go by themselves. */
#include "blocks/pay/run.h"
#include "tests/check.h"

TEST(payments_go_on_the_last_working_day_up_to_theirs)
{
    static const struct calendar week = { .week = 0x1f };
    static const struct {
        int64_t payday;
        bool works; /* keeps to working days */
        day today, want;
    } t[] = {
        { 25, false, { 20514 }, { 20509 } }, /* 2 March 2026: 25 February */
        { 25, false, { 20537 }, { 20537 } }, /* on the day itself */
        { 25, false, { 20536 }, { 20509 } }, /* the day before it is the month before's */
        { 31, false, { 20514 }, { 20512 } }, /* 28 February */
        { 1, true, { 20514 }, { 20511 } },   /* 1 March is a Sunday: Friday, 27 February */
        { 1, true, { 20511 }, { 20511 } },   /* reached in the month before already */
        { 1, true, { 20510 }, { 20483 } },   /* 1 February is a Sunday too: 30 January */
    };
    day got;

    EXPECT_INT(day_of(2026, 3, 2).n, 20514);
    FOR_EACH(t, c)
        EXPECT(payday_last(c->works ? &week : NULL, c->payday, c->today, &got) &&
               got.n == c->want.n);
    EXPECT(!payday_last(NULL, 0, (day){ 20514 }, &got));
}
