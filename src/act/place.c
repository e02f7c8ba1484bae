#include "act/place.h"

#include "act/index.h"

const struct site_lang *place_lang(const struct site *s, str path, str *rest, str *prefix)
{
    for (size_t i = 0; i < s->n_langs; i++) {
        str code = s->langs[i].code;
        size_t n = code.n + 1;
        if (path.n < n || path.p[0] != '/' || !str_eq(str_sub(path, 1, code.n), code))
            continue;
        if (path.n > n && path.p[n] != '/' && path.p[n] != '?')
            continue;
        *prefix = str_sub(path, 0, n);
        *rest = str_from(path, n);
        return &s->langs[i];
    }
    *prefix = S("");
    *rest = path;
    return NULL;
}

/* Path and query of the page that a form stood on; STR_NULL where the browser does not say, or says
 * another host. */
static str form_page(const struct request *r)
{
    str from = request_header(r, S("referer"));
    str scheme = r->secure ? S("https://") : S("http://");

    if (!r->host.n || from.n > 2048 || !str_starts(from, scheme))
        return STR_NULL;
    from = str_from(from, scheme.n);
    if (from.n <= r->host.n || !str_eq_nocase(str_sub(from, 0, r->host.n), r->host))
        return STR_NULL;
    from = str_from(from, r->host.n);
    return str_starts(from, S("/")) && !str_starts(from, S("//")) ? from : STR_NULL;
}

static bool readable(const struct boot *b, str path)
{
    struct route_match match;

    return route_find(&b->routes->table, GET, path, &match);
}

str place_of(arena *a, const struct boot *b, const struct request *r, str path)
{
    str rest, prefix;

    if (r->method == GET)
        return r->query_text.n ? str_fmt(a, "%.*s?%.*s", STR_ARG(path), STR_ARG(r->query_text))
                               : path;
    str from = form_page(r);
    if (from.p) {
        (void)place_lang(b->site, from, &rest, &prefix);
        if (!str_starts(rest, S("/")))
            rest = str_cat(a, S("/"), rest);
        if (readable(b, str_sub(rest, 0, str_find_char(rest, '?', 0))))
            return rest;
    }
    while (path.n > 1 && !readable(b, path)) /* of /cases/1/withdraw it is the case */
        path = str_sub(path, 0, str_rfind_char(path, '/'));
    return path.n > 1 ? path : S("/");
}
