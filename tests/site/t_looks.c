/* Lawful delay of a purpose, and who answers questions about looks. */
#include "site_test.h"

#define LOOKS "looks: { office: town-hall, role: clerk, "

static struct site *with(const char *purpose, const char *more, struct findings *f)
{
    struct site_list l = site_template();

    if (purpose)
        site_edit(&l, "site.yaml", "basis: [administration-act/1]", purpose);
    site_edit(&l, "site.yaml", "purposes:", more);
    return site_of(&l, NULL, f);
}

TEST(a_purpose_says_its_delay)
{
    struct findings f;
    struct site *s = with("basis: [administration-act/1], delay: P1Y6M10D",
                          LOOKS "answer_days: 5, many: 7 }\npurposes:", &f);

    findings_show(&f);
    EXPECT_INT(s->purposes[0].delay_months, 18);
    EXPECT_INT(s->purposes[0].delay_days, 10);
    EXPECT_INT(s->looks.answer_days, 5);
    EXPECT_INT(s->looks.many, 7);
    EXPECT_STR(s->looks.office, S("town-hall"));
    s = with(NULL, "purposes:", &f);
    EXPECT_INT(s->purposes[0].delay_months + s->purposes[0].delay_days, 0);
    EXPECT_INT(s->looks.answer_days, 10);
    EXPECT(!s->looks.office.n);
}

TEST(delays_and_answerers_are_checked)
{
    static const struct {
        const char *purpose, *more, *code;
    } t[] = {
        { "basis: [administration-act/1], delay: P11Y", "purposes:", "site.range" },
        { "basis: [administration-act/1], delay: soon", "purposes:", "site.type" },
        { "delay: P1Y", "purposes:", "site.missing" },
        { NULL, "looks: { office: nowhere, role: clerk }\npurposes:", "site.unknown" },
        { NULL, "looks: { office: town-hall, role: nobody }\npurposes:", "site.unknown" },
        { NULL, LOOKS "instead: { office: nowhere, role: clerk } }\npurposes:", "site.unknown" },
        { NULL, LOOKS "instead: { office: town-hall, role: nobody } }\npurposes:", "site.unknown" },
        { NULL, "retention: { letters: P0D }\npurposes:", "site.range" },
        { NULL, "retention: { plays: soon }\npurposes:", "site.type" },
        { NULL, LOOKS "purpose: none }\npurposes:", "site.unknown" },
        { NULL, LOOKS "answer_days: 0 }\npurposes:", "site.range" },
        { NULL, LOOKS "many: 0 }\npurposes:", "site.range" },
    };
    FOR_EACH(t, c) {
        struct findings f;
        bool found = false;
        with(c->purpose, c->more, &f);
        for (size_t i = 0; i < f.v.n; i++)
            found |= str_eq(f.v.v[i].code, str_z(c->code));
        if (!found) {
            findings_show(&f);
            test_fail(__FILE__, __LINE__, "no %s", c->code);
        }
    }
}
