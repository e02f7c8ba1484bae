/* value/json.h - a val as text and bytes: JSON, canonical form, packed form.  Part of value/val.h,
 * which includes it. */
#ifndef VALUE_JSON_H
#define VALUE_JSON_H

#include "value/val.h"

/* The value as people and FEEL's string() write it: 12.50 as 12.50, dates as ISO 8601. */
str val_display(arena *a, val v);
/* JSON as documents and interfaces speak it: numbers as JSON numbers with all digits, dates and
 * durations as ISO strings, ranges as FEEL text. */
void val_json(buf *out, val v);
/* The same as text of its own. */
str val_json_str(arena *a, val v);
/* Canonical form (design 6): RFC 8785 key order and escapes, each number as a JSON *string* in
 * normal form (no exponent, no trailing zeros after the point, no "-0").  What is hashed and
 * signed. */
void val_canonical(buf *out, val v);

struct json_limits {
    uint32_t depth, bytes;
    bool duplicates; /* last one wins, else ERR_CONFLICT */
};
struct json_error {
    err e;
    size_t at;
    const char *what;
};

/* JSON text (RFC 8259, UTF-8, no byte order mark) to val; strings are borrowed from text where they
 * hold no escape.  limits null: depth 64, no size limit, duplicate keys refused; depth is 1,000 at
 * most.  where may be null.  ERR_SYNTAX, ERR_DEPTH, ERR_SIZE, ERR_CONFLICT; ERR_RANGE for numbers
 * of a size below 1E-400 or from 1E+401. */
MUST_USE err val_from_json(arena *a, str text, const struct json_limits *limits, val *out,
                           struct json_error *where);

/* Packed form, for frames and rows of the database: exact round trip of every tag but functions,
 * which become null (NULL_TYPE). */
void val_pack(buf *out, val v);
/* Strings are borrowed from bytes.  Hostile input is safe: ERR_SYNTAX, ERR_DEPTH. */
MUST_USE err val_unpack(arena *a, str bytes, val *out);

#endif
