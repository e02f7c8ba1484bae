#include "http/xroad.h"
#include "tests/check.h"

static struct request call_of(const char *target, const char *heads)
{
    struct request r = { .method = GET };
    str rest = str_z(heads), one, name, value;

    EXPECT_OK(request_target(test_arena(), str_z(target), &r));
    while (str_next(&rest, '\n', &one))
        if (str_cut(one, ':', &name, &value))
            EXPECT_OK(request_add_header(test_arena(), &r, name, value));
    return r;
}

#define PERSON "/r1/AV/GOV/registry/people/person"
#define CLIENT "X-Road-Client: AV/GOV/roads/cars\n"

TEST(xroad_addresses_and_headers_are_taken_or_refused)
{
    static const struct {
        const char *target, *heads;
        enum xroad_fault want;
        const char *client, *subsystem, *service, *path;
    } t[] = {
        { PERSON "/12/a", CLIENT, XROAD_FINE, "AV/GOV/roads/cars", "AV/GOV/registry/people",
          "person", "12/a" },
        { PERSON, CLIENT, XROAD_FINE, "AV/GOV/roads/cars", "AV/GOV/registry/people", "person", "" },
        { "/r1/AV/GOV/a%28b%29/p.1,2+3=4/x%3F-'y'", CLIENT, XROAD_FINE, "AV/GOV/roads/cars",
          "AV/GOV/a(b)/p.1,2+3=4", "x?-'y'", "" },
        /* the last of several clients counts (4.3) */
        { PERSON, "x-road-client: A/B/C/D\nX-ROAD-CLIENT: AV/GOV/roads/c%61rs", XROAD_FINE,
          "AV/GOV/roads/cars", "AV/GOV/registry/people", "person", "" },
        { PERSON, "", XROAD_NO_CLIENT, NULL, NULL, NULL, NULL },
        { PERSON, "X-Road-Client: AV/GOV/roads", XROAD_CLIENT, NULL, NULL, NULL, NULL },
        { PERSON, "X-Road-Client: AV/GOV/roads/cars/red", XROAD_CLIENT, NULL, NULL, NULL, NULL },
        { PERSON, "X-Road-Client: AV/GOV//cars", XROAD_CLIENT, NULL, NULL, NULL, NULL },
        { PERSON, "X-Road-Client: AV/GOV/ro_ads/cars", XROAD_CLIENT, NULL, NULL, NULL, NULL },
        { PERSON, "X-Road-Client: AV/GOV/roads/c%2Fs", XROAD_CLIENT, NULL, NULL, NULL, NULL },
        { PERSON, "X-Road-Client: AV/GOV/roads/c%", XROAD_CLIENT, NULL, NULL, NULL, NULL },
        { PERSON, CLIENT "X-Road-Represented-Party: COM/12/3", XROAD_HEADER, NULL, NULL, NULL,
          NULL },
        { PERSON, CLIENT "X-Road-Issue: a\tb", XROAD_HEADER, NULL, NULL, NULL, NULL },
        { "/r1/AV/GOV/registry/people", CLIENT, XROAD_ADDRESS, NULL, NULL, NULL, NULL },
        { "/r1/AV/GOV/registry//person", CLIENT, XROAD_ADDRESS, NULL, NULL, NULL, NULL },
        { "/r1/AV/GOV/regi_stry/people/person", CLIENT, XROAD_ADDRESS, NULL, NULL, NULL, NULL },
        { "/r2/AV/GOV/registry/people/person", CLIENT, XROAD_ADDRESS, NULL, NULL, NULL, NULL },
    };
    FOR_EACH(t, c) {
        struct request r = call_of(c->target, c->heads);
        struct xroad_call x;
        enum xroad_fault got = xroad_read(test_arena(), &r, &x);
        if (got != c->want)
            test_fail(__FILE__, __LINE__, "%s, %s: %d", c->target, c->heads, (int)got);
        if (got != XROAD_FINE || c->want != XROAD_FINE)
            continue;
        EXPECT_STR(x.client, str_z(c->client));
        EXPECT_STR(x.subsystem, str_z(c->subsystem));
        EXPECT_STR(x.service, str_z(c->service));
        EXPECT_STR(x.path, str_z(c->path));
    }
}

TEST(xroad_optional_headers)
{
    struct request r = call_of(PERSON "/1", CLIENT
                               "X-Road-Id: 7f\nX-Road-UserId: XA1\nX-Road-Issue: số 5\n"
                               "X-Road-Represented-Party: COM/12\nX-Road-Purpose: licensing\n");
    struct xroad_call x;

    EXPECT_INT(xroad_read(test_arena(), &r, &x), XROAD_FINE);
    EXPECT_STR(x.id, S("7f"));
    EXPECT_STR(x.user, S("XA1"));
    EXPECT_STR(x.issue, S("số 5"));
    EXPECT_STR(x.represented, S("COM/12"));
    EXPECT_STR(x.purpose, S("licensing"));
    char *much = arena_alloc(test_arena(), XROAD_HEADER_MAX + 30);
    memcpy(much, "X-Road-UserId: ", 15);
    memset(much + 15, 'x', XROAD_HEADER_MAX + 1);
    much[15 + XROAD_HEADER_MAX + 1] = 0;
    r = call_of(PERSON, much);
    EXPECT_INT(xroad_read(test_arena(), &r, &x), XROAD_HEADER);
}

/* The lines that the request hash is made of, written out. */
TEST(xroad_head_is_method_address_and_headers)
{
    struct request r = call_of(PERSON "/a%20b?x=%31&y", "Accept: application/json\nOrigin: null\n"
                                                        "Content-Type: text/plain; charset=utf-8\n"
                                                        "X-Road-Id: 7\n" CLIENT);

    EXPECT_STR(xroad_head(test_arena(), &r),
               S("GET\r\n" PERSON "/a%20b?x=%31&y\r\naccept:application/json\r\nx-road-id:7\r\n"
                 "x-road-client:AV/GOV/roads/cars\r\ncontent-type:text/plain\r\n"));
}
