/* Subscriptions in partners' files: what is taken, and the contradictions that are refused. */
#include "tests/site/site_test.h"

#define HEAD "id: roads\nname: Roads\noffice: town-hall\ntopics: []\nsubscriptions:\n"
#define ONE(url, fields, more)                                                                     \
    "  - id: moved\n    title: Who moved\n    register: person\n"                                  \
    "    purpose: general-administration\n    basis: [administration-act/1]\n"                     \
    "    events: [written, merged]\n    fields: " fields "\n    url: " url "\n" more
#define GOOD "https://roads.example.org/in"
#define RIGHT(more)                                                                                \
    "instance: TT\nmembers:\n"                                                                     \
    "  - { class: GOV, code: roads, name: Roads, office: town-hall,\n"                             \
    "      subsystems: [ { code: cars, name: Cars, partner: roads } ] }\n"                         \
    "  - class: GOV\n    code: hall\n    name: Town hall\n    office: town-hall\n"                 \
    "    subsystems:\n      - code: people\n        name: People\n"                                \
    "        services:\n          - code: person\n            title: A person\n"                   \
    "            register: person\n            fields: [name, national_number]\n"                  \
    "            rights:\n"                                                                        \
    "              - { consumer: TT/GOV/roads/cars, purpose: general-administration,\n"            \
    "                  basis: [administration-act/1]" more " }\n"
#define MACHINE ", automatic: true, from: 2026-01-01, until: 2026-12-31"

static struct site *loaded(const char *partner, const char *exchange, struct findings *f)
{
    struct site_list l = site_template();

    site_add(&l, "partners/roads.yaml", partner);
    site_add(&l, "exchange.yaml", exchange);
    return site_of(&l, NULL, f);
}

TEST(a_subscription_is_read_and_holds_for_as_long_as_the_right)
{
    struct findings f;
    struct site *s =
        loaded(HEAD ONE(GOOD, "[name]", "    tells: [national_number]\n"), RIGHT(MACHINE), &f);
    const struct site_subscription *x = site_subscription(s, S("moved"));
    day in = day_of(2026, 3, 2), late = day_of(2027, 1, 1), early = day_of(2025, 12, 31);

    EXPECT_INT(f.errors, 0);
    if (!x) {
        test_fail(__FILE__, __LINE__, "there is no subscription");
        return;
    }
    EXPECT(x->n_kinds == 2 && x->n_fields == 1 && x->n_tells == 1 && str_eq(x->of->id, S("roads")));
    EXPECT(subscription_may(s, x, S("name"), in) &&
           subscription_may(s, x, S("name"), late) == false);
    EXPECT(!subscription_may(s, x, S("name"), early) && !subscription_may(s, x, S("nothing"), in));
    EXPECT(subscription_may(s, x, S("name"), (day){ 0 }));
    EXPECT(!site_subscription(s, S("nothing")));
}

TEST(what_no_right_covers_and_what_is_not_there_is_refused)
{
    static const struct {
        const char *partner, *exchange;
        int errors;
    } t[] = {
        { HEAD ONE(GOOD, "[name]", ""), RIGHT(MACHINE), 0 },
        { HEAD ONE(GOOD, "[name]", ""), RIGHT(""), 1 }, /* a right for people who ask */
        { HEAD ONE(GOOD, "[birth_date]", ""), RIGHT(MACHINE), 1 },
        { HEAD ONE(GOOD, "[nothing]", ""), RIGHT(MACHINE), 1 },
        { HEAD ONE(GOOD, "[name]", "    tells: [birth_date]\n"), RIGHT(MACHINE), 1 },
        { HEAD ONE("http://roads.example.org/in", "[name]", ""), RIGHT(MACHINE), 1 },
        { HEAD ONE(GOOD, "[name]", "") ONE(GOOD, "[name]", ""), RIGHT(MACHINE), 1 },
    };
    FOR_EACH(t, c) {
        struct findings f;
        (void)loaded(c->partner, c->exchange, &f);
        EXPECT_INT(f.errors, c->errors);
    }
}

TEST(addresses_of_subscribers)
{
    static const struct {
        const char *url;
        bool good;
    } t[] = {
        { "https://a.example.org", true },
        { "https://a.example.org:8443/in?x=1", true },
        { "http://127.0.0.1:9000/in", true },
        { "http://[::1]:9000/in", true },
        { "http://a.example.org/in", false },
        { "http://127.0.0.1.example.org/in", false },
        { "https://", false },
        { "https:///in", false },
        { "https://user@a.example.org/in", false },
        { "https://a.example.org/in#x", false },
        { "https://a.example.org/in\nx: y", false },
        { "https://a.example.org\\@b.example.org", false },
        { "https://b\303\274cher.example.org", false },
        { "file:///etc/passwd", false },
    };
    FOR_EACH(t, c)
        EXPECT(subscription_url(str_z(c->url)) == c->good);
}
