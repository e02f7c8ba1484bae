#include "page/assets.h"

const struct asset *asset_named(str name)
{
    size_t lo = 0, hi = assets_n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(assets_table[mid].name, name);
        if (c == 0)
            return &assets_table[mid];
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

/* "/assets/stoa.0a1b2c3d4e.css" is "stoa.css" with its fingerprint before the last dot. */
const struct asset *asset_find(str path)
{
    char name[128];
    str s = str_starts(path, S("/assets/")) ? str_from(path, 8) : S("");
    size_t dot = str_rfind_char(s, '.');
    size_t before =
        dot == SIZE_MAX || dot == 0 ? SIZE_MAX : str_rfind_char(str_sub(s, 0, dot), '.');
    if (before == SIZE_MAX || s.n > sizeof name)
        return NULL;
    memcpy(name, s.p, before);
    memcpy(name + before, s.p + dot, s.n - dot);
    const struct asset *a = asset_named(str_of(name, before + s.n - dot));
    return a && str_eq(a->path, path) ? a : NULL;
}

str asset_url(const char *name)
{
    const struct asset *a = asset_named(str_z(name));
    CHECK(a);
    return a->path;
}
