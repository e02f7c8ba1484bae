/* What tales cannot say: acts with request ids of a test's choice, pages as data. */
#include "tests/blocks/house.h"

#include "cli/mo.h"
#include "os/log.h"

#include <fcntl.h>
#include <unistd.h>

#define SITE "sites/demo"
#define LENA "lena@example.org"

static val one_text(const char *name, const char *value)
{
    return val_with(test_arena(), val_null(), str_z(name), val_str(str_z(value)));
}

static val draft_in(const char *page)
{
    arena *a = test_arena();
    val answers = val_with(a, val_null(), S("applicant_role"), VAL_S("mother"));

    return val_with(a,
                    val_with(a, one_text("service", "birth-registration"), S("answers"), answers),
                    S("page"), val_str(str_z(page)));
}

TEST(an_id_acts_once_and_answers_the_same_again)
{
    struct house *h = house_open(SITE);

    if (!h)
        return;
    struct answer first = house_act(h, LENA, "case.start", "id-1", draft_in("p"));
    struct answer again = house_act(h, LENA, "case.start", "id-1", draft_in("p"));
    struct answer other = house_act(h, LENA, "case.start", "id-2", draft_in("p"));
    EXPECT_INT(first.kind, ANSWER_OK);
    EXPECT_STR(val_get_text(again.out, S("draft")), val_get_text(first.out, S("draft")));
    EXPECT(!str_eq(val_get_text(other.out, S("draft")), val_get_text(first.out, S("draft"))));
}

TEST(an_id_with_another_input_is_refused)
{
    struct house *h = house_open(SITE);

    if (!h)
        return;
    EXPECT_INT(house_act(h, LENA, "case.start", "id-1", draft_in("p")).kind, ANSWER_OK);
    struct answer other = house_act(h, LENA, "case.start", "id-1", draft_in("q"));
    EXPECT_INT(other.kind, ANSWER_REFUSED);
    EXPECT_INT(other.status, 409);
    /* somebody else's id of the same name is another one */
    EXPECT_INT(house_act(h, "minh@example.org", "case.start", "id-1", draft_in("q")).kind,
               ANSWER_OK);
}

TEST(fields_are_checked_before_the_act)
{
    static const struct {
        const char *name, *value;
    } t[] = { { "service", "" }, { "nothing", "x" }, { "page", "x" } };
    struct house *h = house_open(SITE);

    FOR_EACH(t, c)
        if (h)
            EXPECT_INT(house_act(h, LENA, "case.start", "", one_text(c->name, c->value)).status,
                       422);
}

TEST(after_a_fault_nothing_is_there_and_the_next_act_works)
{
    struct house *h = house_open(SITE);
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    EXPECT(h && house_get(h, LENA, "/account")->status == 200);
    log_to(nowhere);
    for (uint64_t n = 1; h && n < 30; n++) {
        stage_fault(house_stage(h), FAULT_WRITER, n);
        struct answer a =
            house_act(h, LENA, "case.start",
                      str_zdup(test_arena(), str_fmt(test_arena(), "f-%d", (int)n)), draft_in("p"));
        stage_fault(house_stage(h), FAULT_NONE, 0);
        EXPECT(a.kind == ANSWER_OK || (a.kind == ANSWER_FAULT && a.status >= 500 && a.incident.n));
        EXPECT(!stage_unsound(house_stage(h), test_arena()).n);
        EXPECT_INT(house_act(h, LENA, "case.start", "", draft_in("p")).kind, ANSWER_OK);
    }
    log_to(2);
    close(nowhere);
}

TEST(a_page_is_also_data)
{
    struct house *h = house_open(SITE);
    val v;

    if (!h)
        return;
    const struct reply *page = house_get(h, LENA, "/account");
    EXPECT_INT(page->status, 200);
    EXPECT(str_has(page->body, S("Lena Hofer")));
    EXPECT(str_starts(page->content_type, S("text/html")));
    EXPECT_INT(house_get(h, NULL, "/account")->status, 303);
    EXPECT(failed(val_from_json(test_arena(), page->body, NULL, &v, NULL)));
}

/* Two messages, "" and "Austria", as msgfmt would write them. */
static str catalogue(void)
{
    static const uint32_t head[] = { 0x950412de, 0, 2, 28, 44, 0, 60, 0, 60, 7, 61, 4, 69, 3, 74 };
    char *p = arena_zalloc(test_arena(), 80);

    memcpy(p, head, sizeof head);
    memcpy(p + 61, "Austria", 7);
    memcpy(p + 69, "head", 4);
    memcpy(p + 74, "\xc3\x81o", 3);
    return str_of(p, 78);
}

TEST(catalogues_of_gettext)
{
    struct mo m;
    str all = catalogue();

    EXPECT_OK(mo_open(all, &m));
    EXPECT_STR(mo_find(&m, S("Austria")), S("\xc3\x81o"));
    EXPECT(!mo_find(&m, S("Austri")).p);
    EXPECT(!mo_find(&m, S("Zambia")).p);
    for (size_t n = 0; n < all.n;
         n++) { /* cut anywhere: refused, or found without reading past the end */
        str cut = str_copy(test_arena(), str_sub(all, 0, n));
        if (!failed(mo_open(cut, &m)))
            (void)mo_find(&m, S("Austria"));
    }
}
