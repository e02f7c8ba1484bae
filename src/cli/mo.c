#include "cli/mo.h"

enum { MAGIC = (int)0x950412de, HEAD = 28 };

static uint32_t word_at(const struct mo *m, uint64_t at)
{
    uint32_t v;

    memcpy(&v, m->bytes.p + at, sizeof v);
    return m->swapped ? __builtin_bswap32(v) : v;
}

err mo_open(str bytes, struct mo *out)
{
    struct mo m = { .bytes = bytes };

    if (bytes.n < HEAD)
        return REFUSED(ERR_SYNTAX);
    uint32_t magic = word_at(&m, 0);
    m.swapped = magic == __builtin_bswap32((uint32_t)MAGIC);
    if (magic != (uint32_t)MAGIC && !m.swapped)
        return REFUSED(ERR_SYNTAX);
    m.n = word_at(&m, 8);
    m.originals = word_at(&m, 12);
    m.translations = word_at(&m, 16);
    if (m.originals + (uint64_t)m.n * 8 > bytes.n || m.translations + (uint64_t)m.n * 8 > bytes.n)
        return REFUSED(ERR_SYNTAX);
    *out = m;
    return OK;
}

static str text_at(const struct mo *m, uint32_t table, uint32_t i)
{
    uint32_t n = word_at(m, table + (uint64_t)i * 8), at = word_at(m, table + (uint64_t)i * 8 + 4);

    return (uint64_t)at + n <= m->bytes.n ? str_of(m->bytes.p + at, n) : STR_NULL;
}

/* The table is sorted by bytes. */
str mo_find(const struct mo *m, str message)
{
    uint32_t lo = 0, hi = m->n;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        int order = str_cmp(text_at(m, m->originals, mid), message);
        if (order == 0) {
            str t = text_at(m, m->translations, mid);
            return t.n ? t : STR_NULL;
        }
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return STR_NULL;
}
