#include "tests/check.h"

#include "seal/key_cache.h"
#include "seal/keeper_wire.h"

#include <string.h>

static const instant noon = { 1772000000000 };

static instant later(int64_t ms)
{
    return (instant){ noon.ms + ms };
}

static str wrapped(char fill)
{
    char *p = arena_alloc(test_arena(), WRAPPED);

    memset(p, fill, WRAPPED);
    return str_of(p, WRAPPED);
}

TEST(key_cache_gives_a_key_to_its_holder_for_its_time)
{
    struct key_cache *c = key_cache_new(16, 1000);
    sha256 mine = key_holder(S("ticket"), S("token"));
    key256 in = { { 1, 2, 3 } }, out = { { 0 } };

    EXPECT(!key_cache_get(c, &mine, wrapped('a'), noon, &out));
    key_cache_put(c, &mine, wrapped('a'), &in, noon);
    EXPECT(key_cache_get(c, &mine, wrapped('a'), later(999), &out));
    EXPECT(memcmp(&in, &out, sizeof in) == 0);
    EXPECT(!key_cache_get(c, &mine, wrapped('a'), later(1000), &out));
    EXPECT(!key_cache_get(c, &mine, wrapped('a'), later(-1), &out)); /* the clock was set back */
    key_cache_free(c);
}

TEST(key_cache_gives_nothing_to_others)
{
    struct key_cache *c = key_cache_new(1, 1000); /* all keys meet in one place */
    sha256 mine = key_holder(S("ticket"), S("token")), other = key_holder(S("ticket"), S("tokem")),
           shifted = key_holder(S("tickett"), S("oken"));
    key256 in = { { 1, 2, 3 } }, out;

    key_cache_put(c, &mine, wrapped('a'), &in, noon);
    EXPECT(!key_cache_get(c, &other, wrapped('a'), noon, &out));
    EXPECT(!key_cache_get(c, &shifted, wrapped('a'), noon, &out));
    EXPECT(!key_cache_get(c, &mine, wrapped('b'), noon, &out)); /* erased, or wrapped anew */
    EXPECT(!key_cache_get(c, &mine, STR_NULL, noon, &out));
    key_cache_put(c, &mine, S("short"), &in, noon);
    EXPECT(!key_cache_get(c, &mine, S("short"), noon, &out));
    key_cache_put(c, &other, wrapped('b'), &in, noon);
    EXPECT(!key_cache_get(c, &mine, wrapped('a'), noon, &out));
    key_cache_free(c);
}

TEST(key_cache_forgets_what_is_over)
{
    struct key_cache *c = key_cache_new(16, 1000);
    sha256 mine = key_holder(S("ticket"), S("token"));
    key256 in = { { 1, 2, 3 } }, out;

    key_cache_put(c, &mine, wrapped('a'), &in, noon);
    key_cache_sweep(c, later(999));
    EXPECT(key_cache_get(c, &mine, wrapped('a'), noon, &out));
    key_cache_sweep(c, later(1000));
    EXPECT(!key_cache_get(c, &mine, wrapped('a'), noon, &out));
    key_cache_free(c);
}
