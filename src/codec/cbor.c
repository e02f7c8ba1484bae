#include "codec/cbor.h"

#include "codec/base64.h"
#include "value/num.h"

#include <stdlib.h>

enum { DEPTH = 64 };
enum { UINT = 0, NINT = 1, BYTES = 2, TEXT = 3, ARRAY = 4, MAP = 5, TAG = 6, SIMPLE = 7 };
enum { TAG_POSITIVE = 2, TAG_NEGATIVE = 3, TAG_DECIMAL = 4 };

/* ---- writing ---- */

static void head(buf *out, unsigned major, uint64_t n)
{
    unsigned width = n < 24 ? 0 : n <= 0xff ? 1 : n <= 0xffff ? 2 : n <= 0xffffffff ? 4 : 8;
    unsigned info = width == 0   ? (unsigned)n
                    : width == 1 ? 24
                    : width == 2 ? 25
                    : width == 4 ? 26
                                 : 27;

    buf_u8(out, (uint8_t)(major << 5 | info));
    while (width--)
        buf_u8(out, (uint8_t)(n >> 8 * width));
}

static void write_text(buf *out, str s)
{
    head(out, TEXT, s.n);
    buf_add(out, s);
}

/* Integers of any size: RFC 8949, 3.4.3.  A negative one is -1 - n. */
static void write_integer(buf *out, bool neg, u128 coef)
{
    u128 n = neg ? coef - 1 : coef;

    if (n <= UINT64_MAX) {
        head(out, neg ? NINT : UINT, (uint64_t)n);
        return;
    }
    unsigned width = 16;
    while (!(uint8_t)(n >> 8 * (width - 1)))
        width--;
    head(out, TAG, neg ? TAG_NEGATIVE : TAG_POSITIVE);
    head(out, BYTES, width);
    while (width--)
        buf_u8(out, (uint8_t)(n >> 8 * width));
}

static void write_number(buf *out, val v)
{
    struct dec_parts p = dec_split(num_dec(v));

    if (p.exp != 0) {
        head(out, TAG, TAG_DECIMAL);
        head(out, ARRAY, 2);
        write_integer(out, p.exp < 0, (u128)(p.exp < 0 ? -p.exp : p.exp));
    }
    write_integer(out, p.neg, p.coef);
}

/* The order of encoded keys (4.2.1): the head makes shorter ones sort first. */
static int by_encoding(const void *x, const void *y)
{
    str a = (*(const struct val_entry *const *)x)->key,
        b = (*(const struct val_entry *const *)y)->key;

    if (a.n != b.n)
        return a.n < b.n ? -1 : 1;
    return a.n ? memcmp(a.p, b.p, a.n) : 0;
}

static void write_map(buf *out, const struct val_ctx *c)
{
    const struct val_entry **sorted = arena_alloc(out->a, (c->n + 1) * sizeof *sorted);

    for (uint32_t i = 0; i < c->n; i++)
        sorted[i] = &c->e[i];
    qsort(sorted, c->n, sizeof *sorted, by_encoding);
    head(out, MAP, c->n);
    for (uint32_t i = 0; i < c->n; i++) {
        write_text(out, sorted[i]->key);
        cbor_write(out, sorted[i]->value);
    }
}

void cbor_write(buf *out, val v)
{
    switch ((enum val_tag)v.tag) {
    case V_BOOL:
        head(out, SIMPLE, v.m ? 21 : 20);
        break;
    case V_NUMBER:
    case V_DECIMAL:
        write_number(out, v);
        break;
    case V_LIST:
        head(out, ARRAY, v.n);
        for (uint32_t i = 0; i < v.n; i++)
            cbor_write(out, v.l[i]);
        break;
    case V_CONTEXT:
        write_map(out, v.c);
        break;
    case V_NULL:
    case V_FUNCTION:
        head(out, SIMPLE, 22);
        break;
    default:
        write_text(out, val_display(out->a, v));
    }
}

/* ---- reading ---- */

struct in {
    arena *a;
    rdr r;
    unsigned depth;
};

static err read_item(struct in *in, val *out);

/* The head of an item, in its shortest form only. */
static err read_head(struct in *in, unsigned *major, uint64_t *n)
{
    static const uint64_t least[] = { 24, 0x100, 0x10000, 0x100000000 };
    uint8_t first = rdr_u8(&in->r);
    unsigned info = first & 31;

    *major = first >> 5;
    *n = info;
    if (!in->r.ok)
        return REFUSED(ERR_SYNTAX);
    if (info >= 28)
        return REFUSED(info == 31 ? ERR_UNSUPPORTED : ERR_SYNTAX);
    if (*major == SIMPLE && info >= 24)
        return REFUSED(info <= 27 && info != 24 ? ERR_UNSUPPORTED : ERR_SYNTAX);
    if (info < 24)
        return OK;
    *n = 0;
    for (unsigned i = 0; i < 1u << (info - 24); i++)
        *n = *n << 8 | rdr_u8(&in->r);
    return in->r.ok && *n >= least[info - 24] ? OK : REFUSED(ERR_SYNTAX);
}

static err read_text(struct in *in, uint64_t n, str *out)
{
    *out = n <= UINT32_MAX ? rdr_bytes(&in->r, (size_t)n) : STR_NULL;
    return out->p && utf8_valid(*out) ? OK : REFUSED(ERR_SYNTAX);
}

static err number_of(struct in *in, bool neg, u128 n, int exp, val *out)
{
    struct dec d;
    u128 most = 1;

    for (int i = 0; i < DEC_DIGITS; i++)
        most *= 10;
    u128 coef = neg ? n + 1 : n;
    if (coef >= most || exp < DEC_EXP_MIN || exp > DEC_EXP_MAX ||
        !dec_join_wide((struct dec_parts){ neg, exp, coef }, &d))
        return REFUSED(ERR_RANGE);
    *out = num_of_dec(in->a, d);
    return OK;
}

/* An integer, plain or a bignum, as sign and magnitude less one where negative. */
static err read_integer(struct in *in, bool *neg, u128 *n)
{
    unsigned major;
    uint64_t small, tag;

    TRY(read_head(in, &major, &small));
    if (major == UINT || major == NINT) {
        *neg = major == NINT;
        *n = small;
        return OK;
    }
    tag = small;
    if (major != TAG || (tag != TAG_POSITIVE && tag != TAG_NEGATIVE))
        return REFUSED(ERR_SYNTAX);
    TRY(read_head(in, &major, &small));
    if (major != BYTES || small < 9)
        return REFUSED(ERR_SYNTAX);
    if (small > 15)
        return REFUSED(ERR_RANGE);
    *n = 0;
    for (uint64_t i = 0; i < small; i++) {
        uint8_t b = rdr_u8(&in->r);
        if (i == 0 && b == 0)
            return REFUSED(ERR_SYNTAX);
        *n = *n << 8 | b;
    }
    *neg = tag == TAG_NEGATIVE;
    return in->r.ok ? OK : REFUSED(ERR_SYNTAX);
}

static err read_decimal(struct in *in, val *out)
{
    unsigned major;
    uint64_t count;
    bool exp_neg, neg;
    u128 exp, n;

    TRY(read_head(in, &major, &count));
    if (major != ARRAY || count != 2)
        return REFUSED(ERR_SYNTAX);
    TRY(read_integer(in, &exp_neg, &exp));
    TRY(read_integer(in, &neg, &n));
    if (exp > 10000)
        return REFUSED(ERR_RANGE);
    if (!exp_neg && exp == 0)
        return REFUSED(ERR_SYNTAX); /* would be an integer */
    return number_of(in, neg, n, exp_neg ? -(int)exp - 1 : (int)exp, out);
}

static err read_array(struct in *in, uint64_t n, val *out)
{
    VEC(val) items = { 0 };

    for (uint64_t i = 0; i < n; i++) {
        val v;
        TRY(read_item(in, &v));
        *vec_push(&items, in->a) = v;
    }
    *out = val_list(items.v, items.n);
    return OK;
}

static err read_map(struct in *in, uint64_t n, val *out)
{
    val_builder b = val_build(in->a);
    struct val_entry before = { 0 };

    for (uint64_t i = 0; i < n; i++) {
        struct val_entry e;
        const struct val_entry *x = &before, *y = &e;
        unsigned major;
        uint64_t length;
        TRY(read_head(in, &major, &length));
        if (major != TEXT)
            return REFUSED(ERR_UNSUPPORTED);
        TRY(read_text(in, length, &e.key));
        if (i && by_encoding(&x, &y) >= 0)
            return REFUSED(ERR_SYNTAX); /* not in order, or twice */
        TRY(read_item(in, &e.value));
        val_add(&b, e.key, e.value);
        before = e;
    }
    *out = val_done(&b);
    return OK;
}

static err read_tag(struct in *in, uint64_t tag, const char *at, val *out)
{
    bool neg;
    u128 n;

    if (tag == TAG_DECIMAL)
        return read_decimal(in, out);
    if (tag != TAG_POSITIVE && tag != TAG_NEGATIVE)
        return REFUSED(ERR_UNSUPPORTED);
    in->r.p = at;
    TRY(read_integer(in, &neg, &n));
    return number_of(in, neg, n, 0, out);
}

static err read_content(struct in *in, val *out)
{
    const char *at = in->r.p;
    unsigned major;
    uint64_t n;
    str s;

    TRY(read_head(in, &major, &n));
    switch (major) {
    case UINT:
        return number_of(in, false, n, 0, out);
    case NINT:
        return number_of(in, true, n, 0, out);
    case BYTES:
        s = n <= UINT32_MAX ? rdr_bytes(&in->r, (size_t)n) : STR_NULL;
        if (!s.p)
            return REFUSED(ERR_SYNTAX);
        *out = val_str(base64_write(in->a, s, BASE64_URL));
        return OK;
    case TEXT:
        TRY(read_text(in, n, &s));
        *out = val_str(s);
        return OK;
    case ARRAY:
        return read_array(in, n, out);
    case MAP:
        return read_map(in, n, out);
    case TAG:
        return read_tag(in, n, at, out);
    default:
        if (n < 20 || n > 22)
            return REFUSED(ERR_UNSUPPORTED);
        *out = n == 22 ? val_null() : val_bool(n == 21);
        return OK;
    }
}

static err read_item(struct in *in, val *out)
{
    if (++in->depth > DEPTH)
        return REFUSED(ERR_DEPTH);
    TRY(read_content(in, out));
    in->depth--;
    return OK;
}

err cbor_read(arena *a, str bytes, val *out)
{
    struct in in = { .a = a, .r = rdr_of(bytes) };
    val v;

    TRY(read_item(&in, &v));
    if (in.r.p != in.r.end)
        return REFUSED(ERR_SYNTAX);
    *out = v;
    return OK;
}
