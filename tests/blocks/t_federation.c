/* Who another node is: by the content's card, by the configuration, and without what was withdrawn.
 */
#include "tests/check.h"

#include "blocks/exchange/federation.h"
#include "seal/x509.h"

#define A test_arena()

/* A certificate, and its SHA-256. */
struct known {
    str pem, print;
};

static struct known certificate(void)
{
    struct x509_order o = { .subject = { .name = S("Node") },
                            .from = { 1767225600000 },
                            .to = { 1798761600000 } };
    struct x509_facts facts;
    struct known k;
    str key;

    EXPECT_OK(x509_root_create(A, &o, &key, &k.pem));
    EXPECT_OK(x509_facts(A, k.pem, &facts));
    k.print = facts.fingerprint;
    return k;
}

static struct exchange_node node_with(const str *certs, size_t n, const char *url)
{
    return (struct exchange_node){ .id = S("there"),
                                   .url = str_z(url),
                                   .certs = certs,
                                   .n_certs = n,
                                   .until = day_of(2026, 6, 30) };
}

TEST(a_node_is_known_by_its_own_card_then_by_the_configuration)
{
    struct known own = certificate(), told = certificate();
    str both[] = { own.pem, told.pem };
    struct exchange_node bare = node_with(NULL, 0, ""),
                         card = node_with(both, 1, "https://own.example"),
                         two = node_with(both, 2, "https://own.example"),
                         configured = node_with(both + 1, 1, "https://told.example");
    day in = day_of(2026, 3, 2), late = day_of(2026, 7, 1);
    enum { FREE, UNJOINED, OVER, IN_FORCE };
    const struct {
        const struct exchange_node *node;
        int how;
        str dropped;
        day on;
        enum word_id why;
        const char *url;
        size_t certs;
    } t[] = {
        /* nobody governs */
        { &card, FREE, S(""), in, W_NONE, "https://own.example", 1 },
        { &card, FREE, S(""), late, W_exchange_node_over, "https://own.example", 1 },
        { &bare, FREE, S(""), in, W_exchange_node_unjoined, "", 0 },
        { &card, FREE, own.print, in, W_exchange_node_withdrawn, "https://own.example", 0 },
        /* somebody governs: whose card is not there, whose configuration has ended, is in force */
        { &bare, UNJOINED, S(""), in, W_exchange_node_unjoined, "", 0 },
        { &card, UNJOINED, S(""), in, W_exchange_node_config, "https://own.example", 1 },
        { &bare, OVER, S(""), in, W_exchange_node_config, "", 0 },
        { &card, OVER, S(""), in, W_exchange_node_config, "https://own.example", 1 },
        { &card, OVER, own.print, in, W_exchange_node_config, "https://own.example", 0 },
        { &bare, IN_FORCE, S(""), in, W_NONE, "https://told.example", 1 },
        { &bare, IN_FORCE, S(""), late, W_exchange_node_over, "https://told.example", 1 },
        { &bare, IN_FORCE, told.print, in, W_exchange_node_withdrawn, "https://told.example", 0 },
        { &card, IN_FORCE, S(""), in, W_NONE, "https://own.example", 1 },
        { &card, IN_FORCE, told.print, in, W_NONE, "https://own.example", 1 },
        { &card, IN_FORCE, own.print, in, W_exchange_node_withdrawn, "https://own.example", 0 },
        { &two, IN_FORCE, own.print, in, W_NONE, "https://own.example", 1 },
    };

    FOR_EACH(t, c) {
        struct federation_now f = { .governed = c->how != FREE,
                                    .joined = c->how >= OVER,
                                    .kept = c->how >= OVER,
                                    .in_force = c->how == IN_FORCE,
                                    .config = { .nodes = &configured, .n_nodes = 1 } };
        f.withdrawn.certs = &c->dropped;
        f.withdrawn.n_certs = c->dropped.n > 0;
        struct met m = federation_meets(A, &f, c->node, c->on);
        if (m.why != c->why || !str_eq(m.node.url, str_z(c->url)) || m.node.n_certs != c->certs)
            test_fail(__FILE__, __LINE__, "row %zu: word %d, %.*s, %zu certificates",
                      (size_t)(c - t), (int)m.why, STR_ARG(m.node.url), m.node.n_certs);
    }
}
