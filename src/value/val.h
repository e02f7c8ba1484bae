/* value/val.h - val: the one value type of the house; FEEL's value model in 16 bytes.
 * A val is immutable.  What it points at lives in an arena or in static memory, longer than the val. */
#ifndef VALUE_VAL_H
#define VALUE_VAL_H

#include "base/base.h"

enum val_tag {
    V_NULL,     /* n: why (enum null_reason); p: a const char * naming the place, or null */
    V_BOOL,     /* m: 0 or 1 */
    V_NUMBER,   /* small form: m * 10^exp, exp -64..64; a number, never a double */
    V_DECIMAL,  /* a number too large for the small form: d (16-byte aligned decimal128) */
    V_STRING,   /* s, n bytes of UTF-8; flag VF_ASCII when all bytes are below 0x80 */
    V_DATE,     /* m: days since 1970-01-01 */
    V_TIME,     /* boxed: struct val_time */
    V_DATETIME, /* boxed: struct val_datetime */
    V_DAYS,     /* days-time duration: m whole seconds, n nanoseconds (sign of both is m's; flag VF_NEG when m is 0) */
    V_MONTHS,   /* years-months duration: m months */
    V_LIST,     /* n items at l */
    V_CONTEXT,  /* c */
    V_RANGE,    /* boxed: struct val_range */
    V_FUNCTION, /* boxed: owned and understood by feel/ */
};

enum { VF_ASCII = 1, VF_NEG = 2 };

enum null_reason {
    NULL_PLAIN,      /* the value null itself */
    NULL_TYPE,       /* an operand or argument of a wrong type */
    NULL_NAME,       /* unknown name or key */
    NULL_INDEX,      /* outside of a list */
    NULL_DIVISION,   /* by zero */
    NULL_RANGE,      /* result cannot be represented */
    NULL_ARGUMENT,   /* an argument outside of its domain, or a wrong number of them */
    NULL_CONFORM,    /* does not conform to the declared type */
    NULL_MISSING,    /* input not given */
    NULL_CUSTOM,
};

struct dec;       /* value/dec.h */
struct val_ctx;
struct val_time;
struct val_datetime;
struct val_range;

typedef struct val {
    uint8_t tag, flag;
    int16_t exp;
    uint32_t n;
    union {
        int64_t m;
        const char *s;
        const struct dec *d;
        const struct val *l;
        const struct val_ctx *c;
        const struct val_time *t;
        const struct val_datetime *dt;
        const struct val_range *r;
        const void *p;
    };
} val;

_Static_assert(sizeof(val) == 16, "a val travels in two registers");

/* Keys in order of insertion; unique.  Key comparison is by pointer first, then by bytes. */
struct val_entry { str key; val value; };
struct val_ctx { uint32_t n; const struct val_entry *e; };

/* Time of day and its zone.  zone: empty for none, "Z", "+hh:mm[:ss]" or an IANA name; offset in seconds is valid
 * for "Z" and numeric offsets, and resolved by the caller's zone table for IANA names. */
struct val_time { uint32_t seconds, nanos; int32_t offset; str zone; bool has_offset; };
struct val_datetime { int64_t days; struct val_time t; };
/* Ends may be null for "unbounded". */
struct val_range { val lo, hi; bool lo_closed, hi_closed; };

/* ---- making ---- */
static inline val val_null(void) { return (val){ .tag = V_NULL }; }
static inline val val_null_because(enum null_reason why, const char *where)
{
    return (val){ .tag = V_NULL, .n = why, .p = where };
}
static inline val val_bool(bool b) { return (val){ .tag = V_BOOL, .m = b }; }
static inline val val_int(int64_t m) { return (val){ .tag = V_NUMBER, .m = m }; }
static inline val val_day(day d) { return (val){ .tag = V_DATE, .m = d.n }; }
val val_str(str s);                 /* borrowed; STR_NULL becomes null */
#define VAL_S(literal) val_str(S(literal))
val val_list(const val *items, size_t n);
val val_datetime_utc(arena *a, instant t);
/* Decimal text ("-12.50", "1E3"): exact or rounded half-even to 34 digits.  ERR_SYNTAX, ERR_RANGE. */
MUST_USE err val_number(arena *a, str text, val *out);

/* Building a context; later puts of the same key replace. */
typedef struct val_builder { arena *a; VEC(struct val_entry) e; } val_builder;
static inline val_builder val_build(arena *a) { return (val_builder){ .a = a }; }
void val_put(val_builder *b, str key, val v);
/* The same where the caller knows that the key is new: no search. */
static inline void val_add(val_builder *b, str key, val v)
{
    *vec_push(&b->e, b->a) = (struct val_entry){ key, v };
}
val val_done(val_builder *b);
/* False where a key was added twice: for readers of foreign text. */
bool val_keys_unique(arena *a, val ctx);
/* The context with one key set or replaced / removed: a copy of the top level. */
val val_with(arena *a, val ctx, str key, val v);
val val_without(arena *a, val ctx, str key);
/* A list with one more item. */
val val_append(arena *a, val list, val item);

/* ---- looking ---- */
static inline bool val_is_null(val v) { return v.tag == V_NULL; }
static inline bool val_is_true(val v) { return v.tag == V_BOOL && v.m; }
static inline bool val_is_number(val v) { return v.tag == V_NUMBER || v.tag == V_DECIMAL; }
val val_get(val ctx, str key);       /* null (NULL_NAME) where there is none, or ctx is no context */
bool val_has(val ctx, str key);
val val_path(val ctx, str dotted);   /* "child.name.given"; list indexes as digits from 0; "" is ctx */
val val_at(val list, size_t i);      /* null (NULL_INDEX) past the end */
static inline size_t val_count(val v) { return v.tag == V_LIST ? v.n : v.tag == V_CONTEXT ? v.c->n : 0; }
/* The text of a string; STR_NULL for anything else. */
str val_text(val v);
str val_get_text(val ctx, str key);
/* A whole number within int64; false for anything else. */
bool val_to_i64(val v, int64_t *out);
int64_t val_get_i64(val ctx, str key, int64_t otherwise);
bool val_get_bool(val ctx, str key);
const char *val_type_name(val v);    /* FEEL's name of the type: "string", "number", "days and time duration" */

/* ---- comparing and copying ---- */
/* Deep equality by value (1.0 equals 1; contexts regardless of order). */
bool val_equal(val x, val y);
/* Total order within a type for numbers, strings (by code point), dates, times, durations.
 * ERR_TYPE where the two cannot be compared. */
MUST_USE err val_compare(val x, val y, int *out);
/* Deep copy into another arena (functions are refused: ERR_TYPE). */
MUST_USE err val_copy(arena *a, val v, val *out);

/* ---- text ---- */
/* The value as people and FEEL's string() write it: 12.50 as 12.50, dates as ISO 8601. */
str val_display(arena *a, val v);
/* JSON as documents and interfaces speak it: numbers as JSON numbers with all digits, dates and durations as
 * ISO strings, ranges as FEEL text. */
void val_json(buf *out, val v);
str val_json_str(arena *a, val v);
/* Canonical form (design 6): RFC 8785 key order and escapes, each number as a JSON *string* in normal form
 * (no exponent, no trailing zeros after the point, no "-0").  What is hashed and signed. */
void val_canonical(buf *out, val v);

struct json_limits { uint32_t depth, bytes; bool duplicates; /* last one wins, else ERR_CONFLICT */ };
struct json_error { err e; size_t at; const char *what; };
/* JSON text (RFC 8259, UTF-8, no byte order mark) to val; strings are borrowed from text where they hold no escape.
 * limits null: depth 64, no size limit, duplicate keys refused.  where may be null. */
MUST_USE err val_from_json(arena *a, str text, const struct json_limits *limits, val *out,
                           struct json_error *where);

/* ---- packed form, for frames and rows of the database: exact round trip of every tag but functions ---- */
void val_pack(buf *out, val v);
/* Strings are borrowed from bytes.  Hostile input is safe: ERR_SYNTAX, ERR_DEPTH. */
MUST_USE err val_unpack(arena *a, str bytes, val *out);

#endif
