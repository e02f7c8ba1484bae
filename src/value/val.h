/* value/val.h - val: the one value type of the house; FEEL's value model in 16 bytes.
 * A val is immutable.  What it points at lives in an arena or in static memory, longer than the
 * val. */
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
    V_DAYS, /* days-time duration: m whole seconds, n nanoseconds (sign of both is m's; flag VF_NEG
               when m is 0) */
    V_MONTHS,   /* years-months duration: m months */
    V_LIST,     /* n items at l */
    V_CONTEXT,  /* c */
    V_RANGE,    /* boxed: struct val_range */
    V_FUNCTION, /* boxed: owned and understood by feel/ */
};

enum { VF_ASCII = 1, VF_NEG = 2 };

enum null_reason {
    NULL_PLAIN,       /* the value null itself */
    NULL_TYPE,        /* an operand or argument of a wrong type */
    NULL_NAME,        /* unknown name or key */
    NULL_INDEX,       /* outside of a list */
    NULL_DIVISION,    /* by zero */
    NULL_RANGE,       /* result cannot be represented */
    NULL_ARGUMENT,    /* an argument outside of its domain, or a wrong number of them */
    NULL_CONFORM,     /* does not conform to the declared type */
    NULL_MISSING,     /* input not given */
    NULL_CUSTOM,      /* said by its text alone */
    NULL_INVALID,     /* an expression that is missing or not valid */
    NULL_LOGIC,       /* a decision or function without logic */
    NULL_FOREIGN,     /* a function that cannot be executed here */
    NULL_CYCLE,       /* a decision that requires itself */
    NULL_MANY_RULES,  /* several rules where one may fire */
    NULL_UNLIKE,      /* several rules that give different results where they must agree */
    NULL_NO_RULE,     /* no rule fires */
    NULL_NOT_ALLOWED, /* an input that is not among the allowed values */
    NULL_REASONS,     /* how many there are; stored values carry the numbers: add before this */
};

struct dec; /* value/dec.h */
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
struct val_entry {
    str key;
    val value;
};
struct val_ctx {
    uint32_t n;
    const struct val_entry *e;
};

/* Time of day and its zone.  zone: empty for none, "Z", "+hh:mm[:ss]" or an IANA name; offset in
 * seconds is valid for "Z" and numeric offsets, and resolved by the caller's zone table for IANA
 * names. */
struct val_time {
    uint32_t seconds, nanos;
    int32_t offset;
    str zone;
    bool has_offset;
};
struct val_datetime {
    int64_t days;
    struct val_time t;
};
/* Ends may be null for "unbounded". */
struct val_range {
    val lo, hi;
    bool lo_closed, hi_closed;
};

/* ---- making ---- */
static inline val val_null(void)
{
    return (val){ .tag = V_NULL };
}
static inline val val_null_because(enum null_reason why, const char *where)
{
    return (val){ .tag = V_NULL, .n = why, .p = where };
}
static inline val val_bool(bool b)
{
    return (val){ .tag = V_BOOL, .m = b };
}
static inline val val_int(int64_t m)
{
    return (val){ .tag = V_NUMBER, .m = m };
}
static inline val val_day(day d)
{
    return (val){ .tag = V_DATE, .m = d.n };
}
/* Borrowed; STR_NULL becomes null. */
val val_str(str s);
#define VAL_S(literal) val_str(S(literal))
/* Borrowed. */
val val_list(const val *items, size_t n);
/* A date-time of zone "Z". */
val val_datetime_utc(arena *a, instant t);
/* Decimal text ("-12.50", "1E3"), rounded half-even to 34 digits.  ERR_SYNTAX, ERR_RANGE. */
MUST_USE err val_number(arena *a, str text, val *out);

/* ---- comparing and copying ---- */
/* Deep equality by value (1.0 equals 1; contexts regardless of order). */
bool val_equal(val x, val y);
/* Total order within a type for numbers, strings (by code point), dates, times, durations.
 * ERR_TYPE where the two cannot be compared. */
MUST_USE err val_compare(val x, val y, int *out);
/* Deep copy into another arena (functions are refused: ERR_TYPE). */
MUST_USE err val_copy(arena *a, val v, val *out);

#include "value/ctx.h"
#include "value/json.h"

#endif
