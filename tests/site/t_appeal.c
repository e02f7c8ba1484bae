#include "site_test.h"

#define SERVICE "services/general-request/service.yaml"
#define CLAUSE "clause: administration-act/1 }"

static size_t found(const char *to, const char *code)
{
    struct site_list l = site_template();
    struct findings f;
    size_t n = 0;

    site_edit(&l, SERVICE, CLAUSE, to);
    (void)site_of(&l, NULL, &f);
    for (size_t i = 0; i < f.v.n; i++)
        n += str_eq(f.v.v[i].code, str_z(code)) && f.v.v[i].level == FINDING_ERROR &&
             str_eq(f.v.v[i].element, S("appeal")) && f.v.v[i].repair.n > 0;
    return n;
}

/* Who decided never hears the appeal, and what is named must be there. */
TEST(an_appeal_is_heard_by_another_office)
{
    EXPECT_INT((int)found(CLAUSE, "site.appeal"), 0);
    EXPECT_INT(
        (int)found("clause: administration-act/1, service: general-request }", "site.appeal"), 1);
    EXPECT_INT((int)found("clause: administration-act/1, service: nowhere }", "site.unknown"), 1);
    EXPECT_INT((int)found("clause: administration-act/1, suspends: maybe }", "site.unknown"), 1);
    EXPECT_INT((int)found("clause: administration-act/1, suspends: yes }", "site.unknown"), 0);
}

TEST(what_an_appeal_does_is_read)
{
    struct site_list l = site_template();
    struct findings f;

    site_edit(&l, SERVICE, CLAUSE,
              "clause: administration-act/1, suspends: yes, holds: payments }");
    const struct service *v = site_service(site_of(&l, NULL, &f), S("general-request"));
    EXPECT(v && str_eq(v->appeal.suspends, S("yes")) && v->appeal.holds_payments);
    l = site_template();
    v = site_service(site_of(&l, NULL, &f), S("general-request"));
    EXPECT(v && str_eq(v->appeal.suspends, S("no")) && !v->appeal.holds_payments);
}

/* When something counts as delivered is law: a parameter with its days in force. */
TEST(delivery_names_parameters_of_the_law)
{
    struct site_list l = site_template();
    struct findings f;
    bool said = false;

    site_edit(&l, "site.yaml", "purposes:", "delivery: { inbox: nothing_such }\npurposes:");
    (void)site_of(&l, NULL, &f);
    for (size_t i = 0; i < f.v.n; i++)
        said |= str_eq(f.v.v[i].element, S("delivery")) && str_eq(f.v.v[i].code, S("site.unknown"));
    EXPECT(said);
}
