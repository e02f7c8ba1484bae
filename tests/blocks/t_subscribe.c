/* Where messages to subscribers may go, and how long an address is left alone. */
#include "tests/blocks/house.h"

#include "blocks/subscribe/own.h"
#include "blocks/subscribe/webhook.h"

#include <arpa/inet.h>

static bool allowed(const char *address, bool local)
{
    struct sockaddr_in v4 = { .sin_family = AF_INET };
    struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

    if (inet_pton(AF_INET, address, &v4.sin_addr) == 1)
        return webhook_allowed((const struct sockaddr *)&v4, local);
    EXPECT_INT(inet_pton(AF_INET6, address, &v6.sin6_addr), 1);
    return webhook_allowed((const struct sockaddr *)&v6, local);
}

TEST(messages_go_to_public_addresses_only)
{
    static const struct {
        const char *address;
        bool good, local; /* local: with --dev */
    } t[] = {
        { "8.8.8.8", true, true },
        { "172.15.255.255", true, true },
        { "172.32.0.1", true, true },
        { "100.63.255.255", true, true },
        { "100.128.0.1", true, true },
        { "2a00:1450:4001::1", true, true },
        { "2606:4700::1111", true, true },
        { "127.0.0.1", false, true },
        { "127.9.9.9", false, true },
        { "::1", false, true },
        { "0.0.0.0", false, false },
        { "10.1.2.3", false, false },
        { "100.64.0.1", false, false },
        { "169.254.169.254", false, false },
        { "172.16.0.1", false, false },
        { "172.31.255.255", false, false },
        { "192.0.2.1", false, false },
        { "192.168.1.1", false, false },
        { "198.19.255.255", false, false },
        { "224.0.0.1", false, false },
        { "255.255.255.255", false, false },
        { "::", false, false },
        { "::ffff:127.0.0.1", false, false },
        { "::ffff:10.0.0.1", false, false },
        { "::ffff:8.8.8.8", true, true },
        { "::7f00:1", false, false },
        { "64:ff9b::a00:1", false, false },
        { "fe80::1", false, false },
        { "fc00::1", false, false },
        { "fd12::1", false, false },
        { "ff02::1", false, false },
        { "2001::1", false, false },
        { "2001:db8::1", false, false },
        { "2002:7f00:1::", false, false },
    };
    FOR_EACH(t, c) {
        if (allowed(c->address, false) != c->good || allowed(c->address, true) != c->local)
            test_fail(__FILE__, __LINE__, c->address);
    }
    EXPECT(!webhook_allowed(&(struct sockaddr){ .sa_family = AF_UNIX }, true));
}

TEST(pauses_grow_to_an_hour_and_what_is_asked_for_is_kept)
{
    static const struct {
        int64_t failures, wait, ms;
    } t[] = {
        { 0, 0, 5000 },    { 1, 0, 10000 },    { 3, 0, 40000 },
        { 9, 0, 2560000 }, { 10, 0, 3600000 }, { 1000000, 0, 3600000 },
        { 0, 60, 60000 },  { 3, 10, 40000 },   { 0, 86400, 86400000 },
    };
    struct boot b = { 0 };

    FOR_EACH(t, c)
        EXPECT_INT(subscribe_pause(&b, c->failures, c->wait), c->ms);
}
