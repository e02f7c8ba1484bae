#include "value/keys.h"
#include "value/num.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { DEPTH_USUAL = 64, DEPTH_MOST = 1000, FIRST_SLOTS = 128, EXP_MOST = 400 };

/* Keys and values of open containers wait here until their container closes: a key and its value
 * are an entry. */
union slot {
    val v;
    str key;
};

_Static_assert(sizeof(union slot) * 2 == sizeof(struct val_entry), "two slots are an entry");

struct reader {
    arena *a;
    const char *end;
    union slot *slots;
    size_t n, room;
    uint32_t depth, most;
    bool duplicates;
    struct json_error bad;
    const char *start;
};

static const struct val_ctx empty_ctx;

static __attribute__((noinline, cold)) const char *fail(struct reader *r, const char *p,
                                                        enum err_code code, const char *what)
{
    r->bad = (struct json_error){ REFUSED(code), (size_t)(p - r->start), what };
    return NULL;
}

static const char *read_value(struct reader *r, const char *p, val *out);

static inline const char *skip(const char *p, const char *end)
{
    while (p < end && (uint8_t)*p <= ' ' && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
        p++;
    return p;
}

static __attribute__((noinline)) void grow(struct reader *r)
{
    union slot *s = arena_alloc(r->a, 2 * r->room * sizeof *s);

    memcpy(s, r->slots, r->n * sizeof *s);
    r->slots = s;
    r->room *= 2;
}

static inline union slot *push(struct reader *r, size_t n)
{
    if (__builtin_expect(r->room - r->n < n, 0))
        grow(r);
    r->n += n;
    return r->slots + r->n - n;
}

/* ---- strings ---- */

/* From p to the first quote, backslash or control character; *high collects bytes past 0x7f. */
static inline const char *plain_run(const char *p, const char *end, unsigned *high)
{
#ifdef __SSE2__
    const __m128i quote = _mm_set1_epi8('"'), slash = _mm_set1_epi8('\\'),
                  ctl = _mm_set1_epi8(0x1f);
    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)p);
        __m128i stop =
            _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, slash)),
                         _mm_cmpeq_epi8(_mm_min_epu8(v, ctl), v));
        unsigned mask = (unsigned)_mm_movemask_epi8(stop), top = (unsigned)_mm_movemask_epi8(v);
        if (mask) {
            unsigned at = (unsigned)__builtin_ctz(mask);
            *high |= top & ((1u << at) - 1);
            return p + at;
        }
        *high |= top;
    }
#endif
    for (; p < end && *p != '"' && *p != '\\' && (uint8_t)*p >= 0x20; p++)
        *high |= (uint8_t)*p & 0x80;
    return p;
}

static const char *hex4(const char *p, const char *end, uint32_t *out)
{
    *out = 0;
    if (end - p < 4)
        return NULL;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        unsigned d = c >= '0' && c <= '9'                     ? (unsigned)(c - '0')
                     : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (unsigned)((c | 0x20) - 'a') + 10
                                                              : 16;
        if (d > 15)
            return NULL;
        *out = *out << 4 | d;
    }
    return p + 4;
}

/* Behind "\u": the code point, of two escapes where the first is a high surrogate. */
static const char *unicode_escape(struct reader *r, const char *p, uint32_t *cp)
{
    uint32_t low;
    const char *at = p;

    p = hex4(p, r->end, cp);
    if (p && *cp >= 0xd800 && *cp <= 0xdbff) {
        if (r->end - p < 6 || p[0] != '\\' || p[1] != 'u' || !(p = hex4(p + 2, r->end, &low)) ||
            low < 0xdc00 || low > 0xdfff)
            p = NULL;
        else
            *cp = 0x10000 + ((*cp - 0xd800) << 10) + (low - 0xdc00);
    } else if (p && *cp >= 0xdc00 && *cp <= 0xdfff) {
        p = NULL;
    }
    return p ? p : fail(r, at, ERR_SYNTAX, "bad \\u escape in a string");
}

static const char *escape(struct reader *r, const char *p, buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    uint32_t cp;

    if (p == r->end)
        return fail(r, p, ERR_SYNTAX, "a string does not end");
    if (*p == 'u') {
        p = unicode_escape(r, p + 1, &cp);
        if (p)
            buf_utf8(out, cp);
        return p;
    }
    const char *at = *p ? strchr(from, *p) : NULL;
    if (!at)
        return fail(r, p, ERR_SYNTAX, "unknown escape in a string");
    buf_char(out, to[at - from]);
    return p + 1;
}

/* A string with escapes: from its opening quote; run is the first backslash. */
static __attribute__((noinline)) const char *escaped(struct reader *r, const char *p,
                                                     const char *run, str *out, unsigned *high)
{
    buf b;
    unsigned any = *high;

    buf_init(&b, r->a, (size_t)(run - p) + 48);
    for (;;) {
        buf_add(&b, str_of(p, (size_t)(run - p)));
        if (run == r->end)
            return fail(r, run, ERR_SYNTAX, "a string does not end");
        if ((uint8_t)*run < 0x20)
            return fail(r, run, ERR_SYNTAX, "control character in a string");
        if (*run == '"')
            break;
        p = escape(r, run + 1, &b);
        if (!p)
            return NULL;
        run = plain_run(p, r->end, &any);
    }
    *out = buf_str(&b);
    if (any && !utf8_valid(*out))
        return fail(r, p, ERR_SYNTAX, "a string is not UTF-8");
    for (size_t i = 0; i < b.n; i++)
        *high |= (uint8_t)b.p[i] & 0x80;
    return run + 1;
}

/* p behind the opening quote. */
static inline const char *read_string(struct reader *r, const char *p, str *out, unsigned *high)
{
    const char *run = plain_run(p, r->end, high);

    if (__builtin_expect(run == r->end || *run != '"', 0))
        return escaped(r, p, run, out, high);
    *out = str_of(p, (size_t)(run - p));
    if (__builtin_expect(*high, 0) && !utf8_valid(*out))
        return fail(r, p, ERR_SYNTAX, "a string is not UTF-8");
    return run + 1;
}

/* ---- numbers ---- */

/* A few bytes like 1E6000 would stand for thousands of digits in canonical form. */
static bool modest(val v)
{
    struct dec_parts p = dec_split(num_dec(v));
    int exp = p.exp;

    for (u128 c = p.coef; c >= 10; c /= 10)
        exp++;
    return p.coef == 0 || (exp <= EXP_MOST && exp >= -EXP_MOST);
}

static __attribute__((noinline)) const char *slow_number(struct reader *r, const char *p, val *out)
{
    const char *from = p;

    while (p < r->end &&
           ((*p >= '0' && *p <= '9') || *p == '.' || *p == '-' || *p == '+' || (*p | 0x20) == 'e'))
        p++;
    err e = num_parse(r->a, str_of(from, (size_t)(p - from)), NUM_JSON, out);
    if (!failed(e) && !modest(*out))
        e = REFUSED(ERR_RANGE);
    if (failed(e))
        return fail(r, from, e.code,
                    e.code == ERR_RANGE ? "a number is too large or too small"
                                        : "not a JSON number");
    return p;
}

static inline const char *read_number(struct reader *r, const char *from, val *out)
{
    const char *p = from + (*from == '-'), *end = r->end, *first = p, *point = NULL;
    uint64_t m = 0;

    while (p < end && (uint8_t)(*p - '0') < 10)
        m = m * 10 + (uint8_t)(*p++ - '0');
    if (p == first || (*first == '0' && p - first > 1))
        return fail(r, from, ERR_SYNTAX, "not a JSON value");
    if (p < end && *p == '.') {
        point = ++p;
        while (p < end && (uint8_t)(*p - '0') < 10)
            m = m * 10 + (uint8_t)(*p++ - '0');
        if (p == point)
            return fail(r, p, ERR_SYNTAX, "digits are missing behind the point");
    }
    if (__builtin_expect(p - first > 18 || (p < end && (*p | 0x20) == 'e'), 0))
        return slow_number(r, from, out);
    *out = (val){ .tag = V_NUMBER,
                  .exp = (int16_t)(point ? point - p : 0),
                  .m = first > from ? -(int64_t)m : (int64_t)m };
    return p;
}

/* ---- containers ---- */

static inline const char *close_object(struct reader *r, const char *p, size_t from, val *out)
{
    size_t n = (r->n - from) / 2;
    const struct val_entry *waiting = (const void *)(r->slots + from);

    if (!r->duplicates && !keys_unique(r->a, waiting, n))
        return fail(r, p, ERR_CONFLICT, "a key occurs twice in an object");
    struct val_ctx *c = arena_alloc(r->a, sizeof *c + n * sizeof *waiting);
    struct val_entry *e = (struct val_entry *)(c + 1);
    memcpy(e, waiting, n * sizeof *e);
    if (r->duplicates)
        n = keys_merge(r->a, e, n);
    *c = (struct val_ctx){ (uint32_t)n, e };
    r->n = from;
    *out = (val){ .tag = V_CONTEXT, .c = c };
    return p;
}

static const char *read_object(struct reader *r, const char *p, val *out)
{
    size_t from = r->n;

    p = skip(p, r->end);
    if (p < r->end && *p == '}') {
        *out = (val){ .tag = V_CONTEXT, .c = &empty_ctx };
        return p + 1;
    }
    for (;; p = skip(p + 1, r->end)) {
        union slot *s = push(r, 2);
        unsigned high = 0;
        val v;
        if (p == r->end || *p != '"')
            return fail(r, p, ERR_SYNTAX, "a key in quotes is expected");
        p = read_string(r, p + 1, &s->key, &high);
        if (!p)
            return NULL;
        p = skip(p, r->end);
        if (p == r->end || *p != ':')
            return fail(r, p, ERR_SYNTAX, "':' is expected behind a key");
        size_t at = r->n - 1;
        p = read_value(r, p + 1, &v);
        if (!p)
            return NULL;
        r->slots[at].v = v;
        p = skip(p, r->end);
        if (p < r->end && *p == '}')
            return close_object(r, p + 1, from, out);
        if (p == r->end || *p != ',')
            return fail(r, p, ERR_SYNTAX, "',' or '}' is expected");
    }
}

static const char *read_list(struct reader *r, const char *p, val *out)
{
    size_t from = r->n;

    p = skip(p, r->end);
    if (p < r->end && *p == ']') {
        *out = (val){ .tag = V_LIST };
        return p + 1;
    }
    for (;; p++) {
        val v;
        p = read_value(r, p, &v);
        if (!p)
            return NULL;
        push(r, 1)->v = v;
        p = skip(p, r->end);
        if (p < r->end && *p == ']')
            break;
        if (p == r->end || *p != ',')
            return fail(r, p, ERR_SYNTAX, "',' or ']' is expected");
    }
    size_t n = r->n - from;
    val *l = arena_alloc(r->a, n * sizeof *l);
    memcpy(l, r->slots + from, n * sizeof *l);
    r->n = from;
    *out = (val){ .tag = V_LIST, .n = (uint32_t)n, .l = l };
    return p + 1;
}

static inline const char *literal(struct reader *r, const char *p, str word, val v, val *out)
{
    if ((size_t)(r->end - p) < word.n || memcmp(p, word.p, word.n) != 0)
        return fail(r, p, ERR_SYNTAX, "not a JSON value");
    *out = v;
    return p + word.n;
}

static const char *read_value(struct reader *r, const char *p, val *out)
{
    str s;
    unsigned high = 0;

    p = skip(p, r->end);
    if (p == r->end)
        return fail(r, p, ERR_SYNTAX, "the text ends where a value is expected");
    switch (*p) {
    case '"':
        p = read_string(r, p + 1, &s, &high);
        if (p)
            *out =
                (val){ .tag = V_STRING, .flag = high ? 0 : VF_ASCII, .n = (uint32_t)s.n, .s = s.p };
        return p;
    case '{':
    case '[':
        if (r->depth == r->most)
            return fail(r, p, ERR_DEPTH, "nested too deeply");
        r->depth++;
        p = *p == '{' ? read_object(r, p + 1, out) : read_list(r, p + 1, out);
        r->depth--;
        return p;
    case 't':
        return literal(r, p, S("true"), val_bool(true), out);
    case 'f':
        return literal(r, p, S("false"), val_bool(false), out);
    case 'n':
        return literal(r, p, S("null"), val_null(), out);
    default:
        return read_number(r, p, out);
    }
}

err val_from_json(arena *a, str text, const struct json_limits *limits, val *out,
                  struct json_error *where)
{
    union slot first[FIRST_SLOTS];
    struct reader r = { .a = a,
                        .end = text.p + text.n,
                        .slots = first,
                        .room = FIRST_SLOTS,
                        .most = DEPTH_USUAL,
                        .start = text.p };
    val v;
    const char *p = text.p;

    if (limits) {
        r.most = MIN(limits->depth ? limits->depth : (uint32_t)DEPTH_USUAL, (uint32_t)DEPTH_MOST);
        r.duplicates = limits->duplicates;
    }
    if (text.n > UINT32_MAX || (limits && limits->bytes && text.n > limits->bytes))
        p = fail(&r, p, ERR_SIZE, "the text is too long");
    else if (!p)
        p = fail(&r, p, ERR_SYNTAX, "the text ends where a value is expected");
    else
        p = read_value(&r, p, &v);
    if (p) {
        p = skip(p, r.end);
        if (p == r.end) {
            *out = v;
            return OK;
        }
        fail(&r, p, ERR_SYNTAX, "text behind the value");
    }
    if (where)
        *where = r.bad;
    return r.bad.e;
}
