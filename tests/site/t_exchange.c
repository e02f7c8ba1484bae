/* exchange.yaml: what is taken, and the contradictions that are refused. */
#include "tests/site/site_test.h"

static const char *const partner = "id: roads\nname: Roads\noffice: town-hall\ntopics: []\n";

#define MEMBERS                                                                                    \
    "instance: TT\nmembers:\n"                                                                     \
    "  - { class: GOV, code: roads, name: Roads, office: town-hall,\n"                             \
    "      subsystems: [ { code: cars, name: Cars, partner: roads } ] }\n"                         \
    "  - class: GOV\n    code: hall\n    name: Town hall\n    office: town-hall\n"                 \
    "    subsystems:\n      - code: people\n        name: People\n"
#define SERVICE                                                                                    \
    "        services:\n          - code: person\n            title: A person\n"                   \
    "            register: person\n            fields: [name, national_number]\n"                  \
    "            rights:\n"
#define RIGHT(more)                                                                                \
    "              - { consumer: TT/GOV/roads/cars, purpose: general-administration,\n"            \
    "                  basis: [administration-act/1]" more " }\n"

#define NODES(url, until)                                                                          \
    "instance: TT\nnode: here\nnodes:\n  - id: there\n    name: There\n    url: " url "\n" until   \
    "    certificates: [\"-----BEGIN CERTIFICATE-----\"]\n"
#define UNTIL "    until: 2027-01-01\n"
#define REMOTE(node, more)                                                                         \
    "members:\n  - { class: GOV, code: roads, name: Roads, office: town-hall,\n"                   \
    "      subsystems: [ { code: cars, name: Cars, node: " node ", services: [\n"                  \
    "        { code: car, title: A car" more " } ] } ] }\n"

#define AGREED(share, within, more)                                                                \
    ", agreement: { id: a, answered: " share ", within: " within more " }"

static struct site *loaded(const char *yaml, struct findings *f)
{
    struct site_list l = site_template();

    site_add(&l, "partners/roads.yaml", partner);
    site_add(&l, "exchange.yaml", yaml);
    return site_of(&l, NULL, f);
}

TEST(an_exchange_is_read_and_its_rights_are_found)
{
    struct findings f;
    struct site *s = loaded(MEMBERS SERVICE RIGHT(", fields: [name], from: 2026-01-01, until: "
                                                  "2026-12-31"),
                            &f);
    const struct exchange_subsystem *of = exchange_subsystem(&s->exchange, S("TT/GOV/hall/people"));
    const struct exchange_service *v = of ? exchange_service(of, S("person")) : NULL;
    day in = day_of(2026, 3, 2), late = day_of(2027, 1, 1), early = day_of(2025, 12, 31);
    str cars = S("TT/GOV/roads/cars");

    EXPECT_INT(f.errors, 0);
    if (!v) {
        test_fail(__FILE__, __LINE__, "there is no service");
        return;
    }
    const struct exchange_right *r = exchange_right(v, cars, S(""), in);
    EXPECT(r && r->n_fields == 1 && str_eq(r->fields[0], S("name")) && !r->automatic);
    EXPECT(r && exchange_right(v, cars, S("general-administration"), in) == r);
    EXPECT(!exchange_right(v, cars, S("other"), in));
    EXPECT(!exchange_right(v, S("TT/GOV/hall/people"), S(""), in));
    EXPECT(!exchange_right(v, cars, S(""), late) && !exchange_right(v, cars, S(""), early));
    EXPECT(!exchange_subsystem(&s->exchange, S("TT/GOV/hall/nothing")));
}

TEST(what_is_on_another_node_is_found)
{
    struct findings f;
    struct site *s = loaded(
        NODES("https://there.example", UNTIL) REMOTE("there", ", delivery: at-most-once"), &f);
    const struct exchange_subsystem *of = exchange_subsystem(&s->exchange, S("TT/GOV/roads/cars"));
    const struct exchange_remote *r = of ? exchange_remote(of, S("car")) : NULL;

    EXPECT_INT(f.errors, 0);
    EXPECT(of && of->node && str_eq(of->node->url, S("https://there.example")));
    EXPECT(r && r->once && !exchange_remote(of, S("cart")));
    EXPECT(of && !exchange_service(of, S("car")));
}

TEST(a_service_level_is_found_by_what_it_is_about_and_when)
{
    struct findings f;
    struct site *s = loaded(MEMBERS SERVICE RIGHT(", from: 2026-01-01, until: 2026-12-31" AGREED(
                                "99.5", "PT1.5S", ", hours: '08:00-18:00'")),
                            &f);
    const struct exchange *x = &s->exchange;
    str service = S("TT/GOV/hall/people/person"), cars = S("TT/GOV/roads/cars");
    day in = day_of(2026, 3, 2), late = day_of(2027, 1, 1);
    const struct exchange_level *v = exchange_level(x, service, cars, S(""), in);

    EXPECT_INT(f.errors, 0);
    EXPECT(v && v->share == 9950 && v->within_ms == 1500 && v->available == 0);
    EXPECT(v && v->opens == 480 && v->closes == 1080 && !v->working_days);
    EXPECT(v && v == exchange_level(x, service, cars, S("general-administration"), in));
    EXPECT(v && v == exchange_level_by_id(x, S("a")));
    EXPECT(!exchange_level(x, service, cars, S("other"), in));
    EXPECT(!exchange_level(x, service, S("TT/GOV/hall/people"), S(""), in));
    EXPECT(!exchange_level(x, service, cars, S(""), late));
}

TEST(contradictions_of_an_exchange_are_found)
{
    static const struct {
        const char *yaml, *code;
    } t[] = {
        { MEMBERS SERVICE RIGHT(""), NULL },
        { NODES("https://there.example:8443", UNTIL) REMOTE("there", ""), NULL },
        { NODES("http://127.0.0.1:8081", UNTIL) REMOTE("there", ""), NULL },
        { NODES("http://there.example", UNTIL) REMOTE("there", ""), "site.exchange" },
        { NODES("https://there.example/r1", UNTIL) REMOTE("there", ""), "site.exchange" },
        { NODES("https://user@there.example", UNTIL) REMOTE("there", ""), "site.exchange" },
        { NODES("https://there.example", "") REMOTE("there", ""), "site.exchange" },
        { NODES("https://there.example", UNTIL) REMOTE("nowhere", ""), "site.unknown" },
        { NODES("https://there.example", UNTIL) REMOTE("there", ", delivery: maybe"),
          "site.choice" },
        { "instance: T_T\nmembers: []\n", "site.exchange" },
        { MEMBERS SERVICE RIGHT(", fields: [birth_place]"), "site.exchange" },
        { MEMBERS SERVICE RIGHT(", from: 2026-02-01, until: 2026-01-01"), "site.exchange" },
        { MEMBERS SERVICE RIGHT("") RIGHT(""), "site.twice" },
        { MEMBERS SERVICE "              - { consumer: TT/GOV/roads/cars, basis: "
                          "[administration-act/1] }\n",
          "site.missing" },
        { MEMBERS SERVICE "              - { consumer: TT/GOV/roads/cars, purpose: "
                          "general-administration }\n",
          "site.missing" },
        { MEMBERS SERVICE "              - { consumer: TT/GOV/roads/cars, purpose: "
                          "general-administration, basis: [x/1] }\n",
          "site.unknown" },
        { MEMBERS SERVICE "              - { consumer: TT/GOV/roads/bikes, purpose: "
                          "general-administration, basis: [administration-act/1] }\n",
          "site.unknown" },
        /* nobody can call as a subsystem that has neither partner nor services */
        { MEMBERS SERVICE "              - { consumer: TT/GOV/hall/people, purpose: "
                          "general-administration, basis: [administration-act/1] }\n",
          "site.exchange" },
        { MEMBERS "        asks: [general-request]\n" SERVICE RIGHT(""), NULL },
        { MEMBERS "        asks: [nothing]\n" SERVICE RIGHT(""), "site.unknown" },
        { MEMBERS "        asks: [general-request]\n      - { code: b, name: B, asks: "
                  "[general-request] }\n",
          "site.exchange" },
        { MEMBERS "        partner: nobody\n", "site.unknown" },
        { MEMBERS "        partner: roads\n" SERVICE RIGHT(""), "site.exchange" },
        { MEMBERS "      - { code: people, name: Again }\n", "site.twice" },
        { MEMBERS "        services: [ { code: listMethods, title: T, register: person, fields: "
                  "[name] } ]\n",
          "site.exchange" },
        { MEMBERS "        services: [ { code: a, title: T, register: nothing, fields: [name] } "
                  "]\n",
          "site.unknown" },
        { MEMBERS "        services: [ { code: a, title: T, register: person, fields: [nothing] } "
                  "]\n",
          "site.unknown" },
        { MEMBERS "        key: secret\n", "site.key" },
        { MEMBERS SERVICE RIGHT(AGREED("95", "PT2S", ", hours: '08:00-18:00', days: working")),
          NULL },
        /* who asks from outside alone knows when there was no answer */
        { MEMBERS SERVICE RIGHT(AGREED("95", "PT2S", ", available: 99.95")), "site.exchange" },
        { MEMBERS SERVICE RIGHT(AGREED("0", "PT2S", "")), "site.exchange" },
        { MEMBERS SERVICE RIGHT(AGREED("100.5", "PT2S", "")), "site.exchange" },
        { MEMBERS SERVICE RIGHT(AGREED("99.999", "PT2S", "")), "site.exchange" },
        { MEMBERS SERVICE RIGHT(AGREED("95", "soon", "")), "site.exchange" },
        { MEMBERS SERVICE RIGHT(AGREED("95", "P1Y", "")), "site.exchange" },
        { MEMBERS SERVICE RIGHT(AGREED("95", "-PT2S", "")), "site.exchange" },
        { MEMBERS SERVICE RIGHT(AGREED("95", "PT2S", ", hours: '18:00-08:00'")), "site.exchange" },
        { MEMBERS SERVICE RIGHT(AGREED("95", "PT2S", ", hours: '8-18'")), "site.exchange" },
        { MEMBERS SERVICE RIGHT(AGREED("95", "PT2S", ", contact: { provider: nobody }")),
          "site.exchange" },
        { MEMBERS SERVICE RIGHT(", until: 2026-06-30" AGREED("95", "PT2S", ", until: 2026-12-31")),
          "site.exchange" },
        { MEMBERS SERVICE RIGHT(", agreement: { id: a, within: PT2S }"), "site.missing" },
        { NODES("https://there.example", UNTIL)
              REMOTE("there", AGREED("95", "P3D", ", available: 99.95, until: 2026-12-31")),
          NULL },
    };
    FOR_EACH(t, c) {
        struct findings f;
        bool there = false;
        (void)loaded(c->yaml, &f);
        for (size_t i = 0; i < f.v.n; i++)
            there |= c->code && str_eq(f.v.v[i].code, str_z(c->code)) &&
                     str_eq(f.v.v[i].file, S("exchange.yaml")) && f.v.v[i].line > 0 &&
                     f.v.v[i].repair.n;
        if (c->code ? !there : f.errors != 0)
            test_fail(__FILE__, __LINE__, "%s is not found in %s; first: %.*s",
                      c->code ? c->code : "nothing", c->yaml,
                      STR_ARG(f.v.n ? f.v.v[0].what : S("nothing")));
    }
}

TEST(a_node_has_its_card_in_a_file_of_its_own)
{
#define CARD(id)                                                                                   \
    "id: " id "\nurl: https://there.example\nuntil: 2027-01-01\ncertificates: [\"-----BEGIN "      \
              "CERTIFICATE-----\"]\n"
#define BARE "instance: TT\nnode: here\nnodes:\n  - { id: there, name: There }\n"
    static const struct {
        const char *yaml, *card, *code;
        bool joined;
    } t[] = {
        { BARE REMOTE("there", ""), NULL, NULL, false },
        { BARE REMOTE("there", ""), CARD("there"), NULL, true },
        { BARE REMOTE("there", ""), CARD("elsewhere"), "site.exchange", true },
        { NODES("https://there.example", UNTIL) REMOTE("there", ""), CARD("there"), "site.twice",
          true },
    };

    FOR_EACH(t, c) {
        struct site_list l = site_template();
        struct findings f;
        site_add(&l, "exchange.yaml", c->yaml);
        if (c->card)
            site_add(&l, "nodes/there.yaml", c->card);
        struct site *s = site_of(&l, NULL, &f);
        const struct exchange_node *n = exchange_node(&s->exchange, S("there"));
        EXPECT(n && (n->n_certs > 0) == c->joined);
        EXPECT(c->code ? f.errors == 1 && str_eq(f.v.v[0].code, str_z(c->code)) : f.errors == 0);
    }
}
