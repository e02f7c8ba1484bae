#include "value/keys.h"
#include "value/num.h"
#include "value/temporal.h"

/* One byte: tag in the low five bits, flags above; then what the tag needs.  Counts and integers
 * are variable length (seven bits a byte, low first), signed ones zigzag. */
enum { TAG_BITS = 5, DEPTH_MOST = 1000 };

static void put_u(buf *out, uint64_t u)
{
    char *p = buf_space(out, 10);
    size_t n = 0;

    if (u < 0x80) {
        *p = (char)u;
        buf_took(out, 1);
        return;
    }

    for (; u >= 0x80; u >>= 7)
        p[n++] = (char)(u | 0x80);
    p[n++] = (char)u;
    buf_took(out, n);
}

static void put_i(buf *out, int64_t i)
{
    put_u(out, (uint64_t)i << 1 ^ (uint64_t)(i >> 63));
}

static void put_str(buf *out, str s)
{
    char *p = buf_space(out, s.n + 10);

    if (s.n < 0x80) {
        *p = (char)s.n;
        if (s.n)
            memcpy(p + 1, s.p, s.n);
        buf_took(out, s.n + 1);
        return;
    }
    put_u(out, s.n);
    buf_add(out, s);
}

static void put_time(buf *out, const struct val_time *t)
{
    buf_u8(out, t->has_offset);
    put_u(out, t->seconds);
    put_u(out, t->nanos);
    put_i(out, t->offset);
    put_str(out, t->zone);
}

void val_pack(buf *out, val v)
{
    if (v.tag == V_FUNCTION)
        v = val_null_because(NULL_TYPE, NULL);
    buf_u8(out, (uint8_t)(v.tag | v.flag << TAG_BITS));
    switch ((enum val_tag)v.tag) {
    case V_NULL:
        put_u(out, v.n);
        put_str(out, str_z(v.p));
        break;
    case V_NUMBER:
        buf_u8(out, (uint8_t)v.exp);
        put_i(out, v.m);
        break;
    case V_DECIMAL:
        buf_u64(out, v.d->w[0]);
        buf_u64(out, v.d->w[1]);
        break;
    case V_STRING:
        put_str(out, val_text(v));
        break;
    case V_BOOL:
        buf_u8(out, v.m != 0);
        break;
    case V_DATE:
    case V_MONTHS:
        put_i(out, v.m);
        break;
    case V_DAYS:
        put_i(out, v.m);
        put_u(out, v.n);
        break;
    case V_TIME:
        put_time(out, v.t);
        break;
    case V_DATETIME:
        put_i(out, v.dt->days);
        put_time(out, &v.dt->t);
        break;
    case V_LIST:
        put_u(out, v.n);
        for (uint32_t i = 0; i < v.n; i++)
            val_pack(out, v.l[i]);
        break;
    case V_CONTEXT:
        put_u(out, v.c->n);
        for (uint32_t i = 0; i < v.c->n; i++) {
            put_str(out, v.c->e[i].key);
            val_pack(out, v.c->e[i].value);
        }
        break;
    case V_RANGE:
        buf_u8(out, (uint8_t)(v.r->lo_closed | v.r->hi_closed << 1));
        val_pack(out, v.r->lo);
        val_pack(out, v.r->hi);
        break;
    case V_FUNCTION:
        break;
    }
}

/* ---- reading ---- */

struct in {
    arena *a;
    rdr r;
    unsigned depth;
};

static err unpack(struct in *in, val *out);

static uint64_t get_u(struct in *in)
{
    uint64_t u = 0;

    for (unsigned shift = 0; shift < 64; shift += 7) {
        uint8_t b = rdr_u8(&in->r);
        if (shift == 63 && b > 1)
            break;
        u |= (uint64_t)(b & 0x7f) << shift;
        if (b < 0x80)
            return u;
    }
    in->r.ok = false;
    return 0;
}

static int64_t get_i(struct in *in)
{
    uint64_t u = get_u(in);

    return (int64_t)(u >> 1 ^ (0 - (u & 1)));
}

static str get_str(struct in *in)
{
    uint64_t n = get_u(in);
    str s = n <= UINT32_MAX ? rdr_bytes(&in->r, (size_t)n) : STR_NULL;

    if (!s.p || !utf8_valid(s)) {
        in->r.ok = false;
        return S("");
    }
    return s;
}

/* A count of things of at least one byte each. */
static uint32_t get_count(struct in *in)
{
    uint64_t n = get_u(in);

    if (n > (uint64_t)(in->r.end - in->r.p) || n > UINT32_MAX) {
        in->r.ok = false;
        return 0;
    }
    return (uint32_t)n;
}

/* Lists and contexts grow as their items come: a count alone takes no memory. */
static err get_list(struct in *in, val *out)
{
    uint32_t n = get_count(in);
    VEC(val) l = { 0 };

    for (uint32_t i = 0; i < n; i++) {
        val v;
        TRY(unpack(in, &v));
        *vec_push(&l, in->a) = v;
    }
    *out = val_list(l.v, n);
    return OK;
}

static err get_ctx(struct in *in, val *out)
{
    uint32_t n = get_count(in);
    val_builder b = val_build(in->a);

    for (uint32_t i = 0; i < n; i++) {
        struct val_entry e;
        e.key = get_str(in);
        TRY(unpack(in, &e.value));
        *vec_push(&b.e, in->a) = e;
    }
    if (!keys_unique(in->a, b.e.v, n))
        return REFUSED(ERR_SYNTAX);
    *out = val_done(&b);
    return OK;
}

static err get_range(struct in *in, val *out)
{
    struct val_range *r = ARENA_NEW(in->a, struct val_range);
    uint8_t closed = rdr_u8(&in->r);

    if (closed > 3)
        return REFUSED(ERR_SYNTAX);
    r->lo_closed = closed & 1;
    r->hi_closed = closed >> 1;
    TRY(unpack(in, &r->lo));
    TRY(unpack(in, &r->hi));
    *out = (val){ .tag = V_RANGE, .r = r };
    return OK;
}

static bool get_time(struct in *in, struct val_time *t)
{
    uint8_t has = rdr_u8(&in->r);
    uint64_t seconds = get_u(in), nanos = get_u(in);
    int64_t offset = get_i(in);

    *t = (struct val_time){ (uint32_t)seconds, (uint32_t)nanos, (int32_t)offset, get_str(in), has };
    return in->r.ok && has <= 1 && seconds < 86400 && nanos < 1000000000 && offset >= -18 * 3600 &&
           offset <= 18 * 3600;
}

static bool day_ok(int64_t days)
{
    return days >= day_of(-YEAR_MOST, 1, 1).n && days <= day_of(YEAR_MOST, 12, 31).n + 1;
}

static err get_moment(struct in *in, enum val_tag tag, val *out)
{
    struct val_time t;
    int64_t days = tag == V_DATETIME ? get_i(in) : 0;

    if (!get_time(in, &t) || !day_ok(days))
        return REFUSED(ERR_SYNTAX);
    *out = tag == V_TIME ? val_of_time(in->a, t) : val_of_datetime(in->a, days, t);
    return OK;
}

static err get_decimal(struct in *in, val *out)
{
    struct dec d;

    d.w[0] = rdr_u64(&in->r);
    d.w[1] = rdr_u64(&in->r);
    if (!in->r.ok || !dec_is_good(d))
        return REFUSED(ERR_SYNTAX);
    *out = num_of_dec(in->a, d);
    return OK;
}

static err get_number(struct in *in, val *out)
{
    int8_t exp = (int8_t)rdr_u8(&in->r);

    *out = (val){ .tag = V_NUMBER, .exp = exp, .m = get_i(in) };
    return in->r.ok && exp >= NUM_EXP_MIN && exp <= NUM_EXP_MAX ? OK : REFUSED(ERR_SYNTAX);
}

static err get_days(struct in *in, bool neg, val *out)
{
    int64_t s = get_i(in);
    uint64_t n = get_u(in);

    if (!in->r.ok || n >= 1000000000 || (neg && (s != 0 || n == 0)))
        return REFUSED(ERR_SYNTAX);
    *out = val_days(s, neg || s < 0 ? -(int64_t)n : (int64_t)n);
    return OK;
}

static err get_null(struct in *in, val *out)
{
    uint64_t why = get_u(in);
    str where = get_str(in);

    if (!in->r.ok || why >= NULL_REASONS)
        return REFUSED(ERR_SYNTAX);
    *out = val_null_because((enum null_reason)why, where.n ? str_zdup(in->a, where) : NULL);
    return OK;
}

static err unpack_tag(struct in *in, uint8_t head, val *out)
{
    switch ((enum val_tag)(head & ((1 << TAG_BITS) - 1))) {
    case V_NULL:
        return get_null(in, out);
    case V_BOOL:
        *out = val_bool(rdr_u8(&in->r) == 1);
        break;
    case V_NUMBER:
        return get_number(in, out);
    case V_DECIMAL:
        return get_decimal(in, out);
    case V_STRING:
        *out = val_str(get_str(in));
        break;
    case V_DATE:
        *out = val_day((day){ get_i(in) });
        return day_ok(out->m) ? OK : REFUSED(ERR_SYNTAX);
    case V_MONTHS:
        *out = val_months(get_i(in));
        break;
    case V_DAYS:
        return get_days(in, head >> TAG_BITS & VF_NEG, out);
    case V_TIME:
        return get_moment(in, V_TIME, out);
    case V_DATETIME:
        return get_moment(in, V_DATETIME, out);
    case V_LIST:
        return get_list(in, out);
    case V_CONTEXT:
        return get_ctx(in, out);
    case V_RANGE:
        return get_range(in, out);
    case V_FUNCTION:
        break;
    default:
        return REFUSED(ERR_SYNTAX);
    }
    return OK;
}

static err unpack(struct in *in, val *out)
{
    uint8_t head = rdr_u8(&in->r);

    if (!in->r.ok || (head & ((1 << TAG_BITS) - 1)) >= V_FUNCTION)
        return REFUSED(ERR_SYNTAX);
    if (++in->depth > DEPTH_MOST)
        return REFUSED(ERR_DEPTH);
    err e = unpack_tag(in, head, out);
    in->depth--;
    return failed(e) ? e : in->r.ok ? OK : REFUSED(ERR_SYNTAX);
}

err val_unpack(arena *a, str bytes, val *out)
{
    struct in in = { .a = a, .r = rdr_of(bytes) };
    val v;

    TRY(unpack(&in, &v));
    if (in.r.p != in.r.end)
        return REFUSED(ERR_SYNTAX);
    *out = v;
    return OK;
}
