#include "page/paging.h"

static url page_url(arena *a, url base, int64_t n)
{
    return url_query(a, base, S("page"), str_fmt(a, "%lld", (long long)n));
}

struct v_pagination pagination(arena *a, url base, int64_t now, int64_t last)
{
    struct v_pagination out = { 0 };
    int64_t before = 0;
    if (last < 2)
        return out;
    now = MAX(1, MIN(now, last));
    struct v_pagination_page *pages = ARENA_ARRAY(a, struct v_pagination_page, 8);
    const int64_t offered[] = { 1, now - 1, now, now + 1, last };
    FOR_EACH(offered, n) {
        if (*n <= before || *n > last)
            continue;
        if (*n == before + 2) /* a gap of one page is that page */
            pages[out.pages_n++] =
                (struct v_pagination_page){ .n = *n - 1, .href = page_url(a, base, *n - 1) };
        else if (*n > before + 1)
            pages[out.pages_n++] = (struct v_pagination_page){ .n = 0 };
        pages[out.pages_n++] =
            (struct v_pagination_page){ *n, page_url(a, base, *n), *n == now ? S("page") : S("") };
        before = *n;
    }
    out.pages = pages;
    if (now > 1)
        out.previous = page_url(a, base, now - 1);
    if (now < last)
        out.next = page_url(a, base, now + 1);
    return out;
}
