#include "http/accept.h"

/* The weight of one element in thousandths (RFC 9110, 12.4.2): 1000 where none is given, 0 for
 * malformed ones. */
static int weight_of(str params)
{
    str piece, name, v;

    while (str_next(&params, ';', &piece)) {
        if (!str_cut(str_trim(piece), '=', &name, &v) || !str_eq_nocase(str_trim(name), S("q")))
            continue;
        v = str_trim(v);
        int whole = v.n && v.p[0] == '1'   ? 1000
                    : v.n && v.p[0] == '0' ? 0
                                           : -1,
            part = 0, unit = 100;

        if (whole < 0 || v.n > 5 || (v.n > 1 && v.p[1] != '.'))
            return 0;
        for (size_t i = 2; i < v.n; i++, unit /= 10) {
            if (v.p[i] < '0' || v.p[i] > '9')
                return 0;
            part += (v.p[i] - '0') * unit;
        }
        return MIN(whole + part, 1000);
    }
    return 1000;
}

/* 0 no match, 1 by any type, 2 by the main type, 3 exactly. */
static int type_fit(str range, str offered)
{
    size_t slash = str_find_char(offered, '/', 0);

    if (str_eq(range, S("*/*")) || str_eq(range, S("*")))
        return 1;
    if (str_eq_nocase(range, offered))
        return 3;
    if (slash != SIZE_MAX && str_ends(range, S("/*")) && range.n == slash + 2 &&
        str_eq_nocase(str_sub(range, 0, slash), str_sub(offered, 0, slash)))
        return 2;
    return 0;
}

/* The weight the most precise range gives to an offer. */
static int type_weight(str accept, str offered)
{
    int best_fit = 0, weight = 0;
    str piece, range, params;

    while (str_next(&accept, ',', &piece)) {
        str_cut(piece, ';', &range, &params);
        int fit = type_fit(str_trim(range), offered);

        if (fit > best_fit) {
            best_fit = fit;
            weight = weight_of(params);
        }
    }
    return weight;
}

int accept_type(str accept, const str *offered, size_t n)
{
    int best = -1, best_weight = 0;

    if (str_trim(accept).n == 0)
        return n ? 0 : -1;
    for (size_t i = 0; i < n; i++) {
        int w = type_weight(accept, offered[i]);

        if (w > best_weight) {
            best_weight = w;
            best = (int)i;
        }
    }
    return best;
}

bool accept_json(const struct request *r)
{
    str accept = request_header(r, S("accept"));
    static const str offers[] = { S_INIT("text/html"), S_INIT("application/json") };

    return accept_type(accept, offers, 2) == 1;
}

/* RFC 4647, 3.4: the range is shortened from its end until it equals an offer; then a shorter range
 * takes a longer tag. */
static int language_fit(str range, str offered)
{
    for (str r = range; r.n > 0;) {
        if (str_eq_nocase(r, offered))
            return 1000 - (int)(range.n - r.n);
        size_t dash = str_rfind_char(r, '-');
        r = dash == SIZE_MAX ? str_sub(r, 0, 0) : str_sub(r, 0, dash);
        if (r.n > 2 && r.p[r.n - 2] == '-')
            r = str_sub(r, 0, r.n - 2);
    }
    if (offered.n > range.n && offered.p[range.n] == '-' &&
        str_eq_nocase(str_sub(offered, 0, range.n), range))
        return 500;
    return 0;
}

int accept_language(str accept, const str *offered, size_t n)
{
    int best = -1;
    int64_t best_score = 0;
    str piece, range, params;
    int place = 0;

    while (str_next(&accept, ',', &piece) && place < 50) {
        str_cut(piece, ';', &range, &params);
        range = str_trim(range);
        place++;
        int w = weight_of(params);

        for (size_t i = 0; i < n && w > 0; i++) {
            int fit = str_eq(range, S("*")) ? 1 : language_fit(range, offered[i]);
            int64_t score = fit ? (int64_t)w * 1000000 + fit * 100 - place : 0;

            if (score > best_score) {
                best_score = score;
                best = (int)i;
            }
        }
    }
    return best;
}

bool accept_encoding(str accept, str coding)
{
    int weight = 0;
    bool named = false;
    str piece, name, params;

    while (str_next(&accept, ',', &piece)) {
        str_cut(piece, ';', &name, &params);
        name = str_trim(name);
        if (str_eq_nocase(name, coding)) {
            weight = weight_of(params);
            named = true;
        } else if (!named && str_eq(name, S("*"))) {
            weight = weight_of(params);
        }
    }
    return weight > 0;
}

bool request_same_origin(const struct request *r)
{
    str origin = request_header(r, S("origin"));
    str scheme = r->secure ? S("https://") : S("http://");

    if (r->site != SITE_UNKNOWN)
        return r->site == SITE_SAME_ORIGIN;
    return r->host.n > 0 && str_starts(origin, scheme) &&
           str_eq_nocase(str_from(origin, scheme.n), r->host);
}
