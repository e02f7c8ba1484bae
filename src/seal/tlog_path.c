/* Names of tiles (C2SP tlog-tiles): tile/<L>/<N>[.p/<W>], N in groups of three digits, all but the
 * last with an x. */
#include "seal/tlog.h"

static str index_path(arena *a, uint64_t n)
{
    str tail = str_fmt(a, "%03u", (unsigned)(n % 1000));

    for (n /= 1000; n > 0; n /= 1000)
        tail = str_fmt(a, "x%03u/%.*s", (unsigned)(n % 1000), STR_ARG(tail));
    return tail;
}

str tlog_tile_path(arena *a, const struct tlog_tile *t)
{
    str level = t->level == TLOG_ENTRIES ? S("entries") : str_fmt(a, "%d", t->level);
    str index = index_path(a, t->index);

    if (t->width == TLOG_TILE)
        return str_fmt(a, "tile/%.*s/%.*s", STR_ARG(level), STR_ARG(index));
    return str_fmt(a, "tile/%.*s/%.*s.p/%u", STR_ARG(level), STR_ARG(index), t->width);
}

static bool all_digits(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

static err level_parse(str piece, int *level)
{
    if (str_eq(piece, S("entries"))) {
        *level = TLOG_ENTRIES;
        return OK;
    }
    if (piece.n != 1 || piece.p[0] < '0' || piece.p[0] >= '0' + TLOG_LEVELS)
        return REFUSED(ERR_SYNTAX);
    *level = piece.p[0] - '0';
    return OK;
}

static err index_parse(str path, uint64_t *out)
{
    uint64_t n = 0, group;
    str piece, rest = path;
    bool last = false, first = true;

    if (path.n > 40)
        return REFUSED(ERR_SYNTAX);
    while (str_next(&rest, '/', &piece)) {
        bool more = str_starts(piece, S("x"));
        str digits = more ? str_from(piece, 1) : piece;
        if (last || digits.n != 3 || !all_digits(digits) || failed(str_to_u64(digits, &group)))
            return REFUSED(ERR_SYNTAX);
        if (first && more && group == 0)
            return REFUSED(ERR_SYNTAX); /* one name per tile */
        if (n > (UINT64_MAX - group) / 1000)
            return REFUSED(ERR_SYNTAX);
        n = n * 1000 + group;
        last = !more;
        first = false;
    }
    *out = n;
    return last ? OK : REFUSED(ERR_SYNTAX);
}

err tlog_tile_parse(str path, struct tlog_tile *out)
{
    struct tlog_tile t = { .width = TLOG_TILE };
    str rest, piece, width;
    size_t partial;
    uint64_t w;

    if (!str_starts(path, S("tile/")) || !str_cut(str_from(path, 5), '/', &piece, &rest))
        return REFUSED(ERR_SYNTAX);
    TRY(level_parse(piece, &t.level));
    partial = str_find(rest, S(".p/"), 0);
    if (partial != SIZE_MAX) {
        width = str_from(rest, partial + 3);
        if (!all_digits(width) || width.p[0] == '0' || failed(str_to_u64(width, &w)) ||
            w >= TLOG_TILE)
            return REFUSED(ERR_SYNTAX);
        t.width = (unsigned)w;
        rest = str_sub(rest, 0, partial);
    }
    TRY(index_parse(rest, &t.index));
    *out = t;
    return OK;
}
