#include "site_test.h"

#define SERVICE "services/general-request/service.yaml"

static size_t warnings(struct site_list *l, const char *what)
{
    struct findings f;
    size_t n = 0;

    (void)site_of(l, NULL, &f);
    for (size_t i = 0; i < f.v.n; i++)
        n += str_eq(f.v.v[i].code, S("site.plain")) && str_eq(f.v.v[i].what, str_z(what));
    return n;
}

TEST(who_writes_a_part_plainly_is_told_what_lacks)
{
    struct site_list none = site_template(), one = site_template(), all = site_template();

    EXPECT_INT((int)warnings(&none, "there is no \"description\" in plain language"), 0);
    site_edit(&one, SERVICE, "\nsummary:", "\nplain: { summary: Ask us., who: You. }\nsummary:");
    EXPECT_INT((int)warnings(&one, "there is no \"description\" in plain language"), 1);
    EXPECT_INT((int)warnings(&one, "there is no \"next_steps\" in plain language"), 1);
    EXPECT_INT((int)warnings(&one, "there is no \"who\" in plain language"), 0);
    site_edit(&all, SERVICE, "\nsummary:",
              "\nplain: { summary: A, description: B, who: C, next_steps: D }\nsummary:");
    EXPECT_INT((int)warnings(&all, "there is no \"description\" in plain language"), 0);
}

TEST(a_plain_page_belongs_to_a_page)
{
    struct site_list l = site_template();

    site_add(&l, "pages/about.plain.en.md", "---\ntitle: A\nsummary: B\n---\nC\n");
    site_add(&l, "pages/help.plain.en.md", "---\ntitle: A\nsummary: B\n---\nC\n");
    EXPECT_INT((int)warnings(&l, "there is no page \"help\" whose plain version this is"), 1);
    EXPECT_INT((int)warnings(&l, "there is no page \"about\" whose plain version this is"), 0);
}
