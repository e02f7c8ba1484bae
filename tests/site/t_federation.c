/* The federation's configuration: what is read, what is refused as a whole, and what exchange.yaml
 * may say of it. */
#include "tests/site/site_test.h"

#define A test_arena()
#define NODE_OF(id, url)                                                                           \
    "{\"id\":\"" id "\",\"url\":\"" url                                                            \
    "\",\"until\":\"2027-01-01\",\"certificates\":[\"-----BEGIN CERTIFICATE-----x\"]}"
#define PRINT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct parts {
    const char *version, *until, *nodes, *members, *withdrawn;
};
static const struct parts good = {
    .version = "3",
    .until = "2026-04-01T00:00:00Z",
    .nodes = NODE_OF("state", "https://state.example") "," NODE_OF("city", "https://city.example"),
    .members = "{\"class\":\"GOV\",\"code\":\"a\",\"subsystems\":[{\"code\":\"s\",\"node\":"
               "\"city\",\"services\":[]}]}",
    .withdrawn = "{\"certificates\":[\"" PRINT "\"],\"members\":[\"AV/GOV/b\"],\"rights\":[{"
                 "\"consumer\":\"AV/GOV/a/s\",\"service\":\"AV/GOV/c/d/e\"}]}",
};

static str text_of(struct parts p)
{
    return str_fmt(A,
                   "{\"instance\":\"AV\",\"governor\":\"state\",\"version\":%s,"
                   "\"made\":\"2026-03-01T00:00:00Z\",\"until\":\"%s\",\"nodes\":[%s],"
                   "\"members\":[%s],\"withdrawn\":%s,\"later\":[1]}",
                   p.version, p.until, p.nodes, p.members, p.withdrawn);
}

TEST(a_configuration_is_read)
{
    struct federation f;

    EXPECT_OK(federation_read(A, text_of(good), &f));
    EXPECT_INT(f.version, 3);
    EXPECT_INT(f.n_nodes, 2);
    EXPECT_STR(federation_node(&f, S("city"))->url, S("https://city.example"));
    EXPECT(!federation_node(&f, S("town")));
    EXPECT_STR(federation_place_of(&f, S("AV/GOV/a/s")), S("city"));
    EXPECT(!federation_place_of(&f, S("AV/GOV/a/t")).p);
    EXPECT(federation_drops_cert(&f.withdrawn, S(PRINT)));
    EXPECT(!federation_drops_cert(&f.withdrawn, S("00")));
    EXPECT(federation_drops_member(&f.withdrawn, S("AV/GOV/b/any")));
    EXPECT(!federation_drops_member(&f.withdrawn, S("AV/GOV/bb/any")));
    EXPECT(!federation_drops_member(&f.withdrawn, S("")));
    EXPECT(federation_drops_right(&f.withdrawn, S("AV/GOV/a/s"), S("AV/GOV/c/d/e")));
    EXPECT(!federation_drops_right(&f.withdrawn, S("AV/GOV/a/s"), S("AV/GOV/c/d/f")));
}

TEST(what_is_not_of_its_form_counts_as_nothing)
{
    struct federation f;

#define BUT(member, text)                                                                          \
    ({                                                                                             \
        struct parts p_ = good;                                                                    \
        p_.member = text;                                                                          \
        text_of(p_);                                                                               \
    })
    const str bad[] = {
        S(""),
        S("[]"),
        S("{}"),
        BUT(version, "0"),
        BUT(version, "\"3\""),
        BUT(version, "1.5"),
        BUT(until, "2026-02-01T00:00:00Z"),
        BUT(until, "soon"),
        BUT(nodes, NODE_OF("state", "http://state.example")),
        BUT(nodes, NODE_OF("st ate", "https://state.example")),
        BUT(nodes, NODE_OF("a", "https://a.example") "," NODE_OF("a", "https://b.example")),
        BUT(nodes, "{\"id\":\"a\",\"url\":\"https://a.example\",\"until\":\"2027-01-01\","
                   "\"certificates\":[]}"),
        BUT(nodes, "1"),
        BUT(members, "{\"class\":\"GOV\",\"code\":\"a\"}"),
        BUT(members, "{\"class\":\"G/V\",\"code\":\"a\",\"subsystems\":[{\"code\":\"s\",\"node\":"
                     "\"city\"}]}"),
        BUT(withdrawn, "{}"),
        BUT(withdrawn, "{\"certificates\":[\"AB\"],\"members\":[],\"rights\":[]}"),
        BUT(withdrawn, "{\"certificates\":[],\"members\":[\"AV/GOV\"],\"rights\":[]}"),
        BUT(withdrawn, "{\"certificates\":[],\"members\":[],\"rights\":[{}]}"),
    };
    FOR_EACH(bad, b)
        EXPECT_INT(federation_read(A, *b, &f).code, ERR_SYNTAX);
}

#define YAML(more)                                                                                 \
    "instance: AV\nnode: here\nnodes:\n  - { id: there, name: There }\n" more                      \
    "members:\n  - { class: GOV, code: hall, name: Hall, office: town-hall,\n"                     \
    "      subsystems: [ { code: people, name: People }, { code: cars, name: Cars, node: there } " \
    "] }\n"

static struct site *loaded(const char *yaml, const char *file, struct findings *f)
{
    struct site_list l = site_template();

    site_add(&l, "exchange.yaml", yaml);
    if (file)
        site_add(&l, FEDERATION_FILE, file);
    return site_of(&l, NULL, f);
}

TEST(what_a_site_says_of_its_federation)
{
    static const struct {
        const char *yaml, *file, *code;
    } t[] = {
        { YAML("federation: { governs: true }\n"), "a.b.c\n", NULL },
        { YAML("federation: { governor: there }\n"), NULL, NULL },
        { YAML("federation: { governs: true, withdrawn: { certificates: [" PRINT
               "], members: [AV/GOV/hall], rights: [ { consumer: AV/GOV/hall/cars, service: "
               "AV/GOV/hall/people/person } ] } }\n"),
          NULL, NULL },
        { YAML("federation: { governor: nowhere }\n"), NULL, "site.unknown" },
        { YAML("federation: { governs: false }\n"), NULL, "site.exchange" },
        { YAML("federation: { governs: true, governor: there }\n"), NULL, "site.exchange" },
        { YAML("federation: { governor: there }\n"), "a.b.c", "site.exchange" },
        { YAML(""), "a.b.c", "site.exchange" },
        { YAML("federation: { governor: there, withdrawn: { members: [AV/GOV/hall] } }\n"), NULL,
          "site.exchange" },
        { YAML("federation: { governs: true, withdrawn: { certificates: [AB] } }\n"), NULL,
          "site.exchange" },
        { YAML("federation: { governs: true, withdrawn: { members: [AV/GOV] } }\n"), NULL,
          "site.exchange" },
        { YAML("federation: { governs: true, withdrawn: { rights: [ { consumer: AV/GOV/hall/cars, "
               "service: AV/GOV/hall } ] } }\n"),
          NULL, "site.exchange" },
    };

    FOR_EACH(t, c) {
        struct findings f;
        bool there = false;
        (void)loaded(c->yaml, c->file, &f);
        for (size_t i = 0; i < f.v.n; i++)
            there |= c->code && str_eq(f.v.v[i].code, str_z(c->code));
        if (c->code ? !there : f.errors != 0)
            test_fail(__FILE__, __LINE__, "%s is not found in %s", c->code ? c->code : "nothing",
                      c->yaml);
    }
}

TEST(what_is_written_is_read_again)
{
    struct findings f;
    struct site *s = loaded(YAML("federation: { governs: true, withdrawn: { members: [AV/GOV/x] } "
                                 "}\n"),
                            "a.b.c\n", &f);
    str pem = S("-----BEGIN CERTIFICATE-----\nx\n");
    struct exchange_node own = { .id = S("here"),
                                 .url = S("https://here.example"),
                                 .certs = &pem,
                                 .n_certs = 1,
                                 .until = day_of(2027, 1, 1) };
    instant made = { 1767225600000 }, until = { 1769817600000 };
    struct federation got;

    EXPECT_STR(s->exchange.federation.published, S("a.b.c"));
    EXPECT_OK(federation_read(A, federation_text(A, &s->exchange, &own, 7, made, until), &got));
    EXPECT_INT(got.version, 7);
    EXPECT(got.made.ms == made.ms && got.until.ms == until.ms);
    EXPECT_INT(got.n_nodes, 1); /* the other has no card */
    EXPECT_STR(got.nodes[0].certs[0], pem);
    EXPECT_STR(federation_place_of(&got, S("AV/GOV/hall/people")), S("here"));
    EXPECT_STR(federation_place_of(&got, S("AV/GOV/hall/cars")), S("there"));
    EXPECT(federation_drops_member(&got.withdrawn, S("AV/GOV/x/y")));
}
