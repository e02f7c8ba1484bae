/* A target, then headers a line each.  What is taken is of its form, and reads the same when it is
 * written again from what was read. */
#include "http/xroad.h"
#include "site/exchange.h"
#include "tests/fuzz/fuzz.h"

static bool identifier_ok(str id)
{
    str rest = id, part;
    size_t n = 0;

    for (; str_next(&rest, '/', &part); n++)
        if (!exchange_code(part))
            return false;
    return n == 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    str rest = str_of((const char *)data, n), target, one, name, value;
    struct request r = { .method = GET }, again;
    struct xroad_call c, d;

    if (!str_next(&rest, '\n', &target) || failed(request_target(a, target, &r)))
        return 0;
    while (str_next(&rest, '\n', &one))
        if (str_cut(one, ':', &name, &value) && failed(request_add_header(a, &r, name, value)))
            return 0;
    str head = xroad_head(a, &r);
    CHECK(str_starts(head, S("GET\r\n")) && str_ends(head, S("\r\n")));
    if (xroad_read(a, &r, &c) != XROAD_FINE)
        return 0;
    CHECK(identifier_ok(c.client) && identifier_ok(c.subsystem) && exchange_code(c.service));
    CHECK(c.user.n <= XROAD_HEADER_MAX && utf8_valid(c.user) && utf8_valid(c.path));
    /* the address of the head, read once more, is the same call */
    str address;
    (void)str_next(&head, '\n', &address);
    CHECK(str_next(&head, '\r', &address));
    again = r;
    CHECK(!failed(request_target(a, address, &again)));
    CHECK(xroad_read(a, &again, &d) == XROAD_FINE && str_eq(c.path, d.path) &&
          str_eq(c.subsystem, d.subsystem) && str_eq(c.service, d.service));
    return 0;
}
