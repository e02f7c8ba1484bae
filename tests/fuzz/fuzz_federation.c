/* Any text is a configuration whose parts are of their form, or is refused as a whole; what was
 * taken is the same when it is written and read again. */
#include "site/exchange.h"
#include "tests/fuzz/fuzz.h"

static void node_check(const struct federation *f, const struct exchange_node *n)
{
    CHECK(exchange_code(n->id) && exchange_url(n->url));
    CHECK(n->n_certs > 0 && n->n_certs <= FEDERATION_CERTS);
    CHECK(federation_node(f, n->id) == n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    struct federation f, again;

    if (failed(federation_read(a, str_of((const char *)data, n), &f)))
        return 0;
    CHECK(f.version > 0 && f.until.ms > f.made.ms);
    for (size_t i = 0; i < f.n_nodes; i++)
        node_check(&f, &f.nodes[i]);
    for (size_t i = 0; i < f.n_places; i++)
        CHECK(federation_id(f.places[i].subsystem, 4));
    for (size_t i = 0; i < f.withdrawn.n_certs; i++)
        CHECK(federation_drops_cert(&f.withdrawn, f.withdrawn.certs[i]));
    if (!f.n_nodes)
        return 0;
    struct exchange x = { .instance = f.instance,
                          .node = f.governor,
                          .nodes = f.nodes + 1,
                          .n_nodes = f.n_nodes - 1,
                          .federation = { .withdrawn = f.withdrawn } };
    str text = federation_text(a, &x, &f.nodes[0], f.version, f.made, f.until);
    if (text.n > FEDERATION_MAX)
        return 0;
    CHECK(!failed(federation_read(a, text, &again)));
    CHECK(again.version == f.version && again.n_nodes == f.n_nodes &&
          again.until.ms == f.until.ms && again.withdrawn.n_rights == f.withdrawn.n_rights);
    return 0;
}
