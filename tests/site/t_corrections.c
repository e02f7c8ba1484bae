/* Where a register's wrong values are disputed, and who opens what was sealed. */
#include "site_test.h"

#define DISPUTE "dispute: { service: general-request, question: about, answers: { name: x }, "

static struct site *with(const char *more, struct findings *f)
{
    struct site_list l = site_template();

    site_edit(&l, "registers/person.yaml", "search:", more);
    return site_of(&l, NULL, f);
}

TEST(a_register_says_where_it_is_put_right_and_who_unseals)
{
    struct findings f;
    struct site *s = with(DISPUTE "values: { name: text }, why: text }\n"
                                  "sealed: { roles: [clerk], born: birth_date, own_from: P14Y }\n"
                                  "search:",
                          &f);

    findings_show(&f);
    const struct registry *r = site_register(s, S("person"));
    EXPECT_STR(r->dispute.service, S("general-request"));
    EXPECT_STR(r->dispute.question, S("about"));
    EXPECT_STR(r->dispute.why, S("text"));
    EXPECT_STR(val_get_text(r->dispute.values, S("name")), S("text"));
    EXPECT_STR(val_get_text(r->dispute.answers, S("name")), S("x"));
    EXPECT_INT((int64_t)r->sealed.n_roles, 1);
    EXPECT_STR(r->sealed.born, S("birth_date"));
    EXPECT_INT(r->sealed.own_months, 168);
}

TEST(a_register_says_what_goes_out_on_an_extract)
{
    struct findings f;
    struct site *s = with("extract: { title: { en: Extract }, fields: [name], "
                          "valid: P6M }\nsearch:",
                          &f);

    findings_show(&f);
    const struct registry *r = site_register(s, S("person"));
    EXPECT_STR(site_text(s, r->extract.title, S("en")), S("Extract"));
    EXPECT_INT(r->extract.months, 6);
    EXPECT(register_extracts(r, S("name")) && register_extracts(r, r->key));
    EXPECT(!register_extracts(r, S("birth_date")));
    EXPECT(!register_extracts(site_register(with("search:", &f), S("person")), r->key));
}

TEST(what_dispute_and_sealed_name_is_there)
{
    static const struct {
        const char *more, *code;
    } t[] = {
        { "dispute: { service: nowhere, question: about }\nsearch:", "site.unknown" },
        { "dispute: { service: general-request, question: nothing }\nsearch:", "site.unknown" },
        { "dispute: { service: general-request }\nsearch:", "site.missing" },
        { "extract: { title: { en: X }, fields: [nothing], valid: P6M }\nsearch:",
          "site.unknown" },
        { "extract: { fields: [name], valid: P6M }\nsearch:", "site.missing" },
        { "extract: { title: { en: X }, fields: [name], holder: [nothing] }\nsearch:",
          "site.unknown" },
        { "extract: { title: { en: X }, fields: [name], holder: [name] }\nsearch:",
          "site.extract" },
        { DISPUTE "values: { nothing: text } }\nsearch:", "site.unknown" },
        { DISPUTE "values: { name: nothing } }\nsearch:", "site.unknown" },
        { DISPUTE "why: nothing }\nsearch:", "site.unknown" },
        { DISPUTE "related: { relation: parent-of, question: nothing, born: birth_date, until: "
                  "P18Y } }\nsearch:",
          "site.unknown" },
        { "sealed: { roles: [nobody] }\nsearch:", "site.unknown" },
        { "sealed: { roles: [clerk], born: name, own_from: P14Y }\nsearch:", "site.sealed" },
        { "sealed: { roles: [clerk], born: birth_date, own_from: soon }\nsearch:", "site.type" },
        { "sealed: { roles: [clerk], who: me }\nsearch:", "site.key" },
    };
    FOR_EACH(t, c) {
        struct findings f;
        bool found = false;
        with(c->more, &f);
        for (size_t i = 0; i < f.v.n; i++)
            found |= str_eq(f.v.v[i].code, str_z(c->code));
        if (!found) {
            findings_show(&f);
            test_fail(__FILE__, __LINE__, "no %s for %s", c->code, c->more);
        }
    }
}
