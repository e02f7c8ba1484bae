/* os/zone.h - IANA time zones: TZif files (RFC 8536, versions 2 and 3) read into a table; the
 * conversions are pure. */
#ifndef OS_ZONE_H
#define OS_ZONE_H

#include "base/base.h"

struct zone_rule {
    int64_t from;
    int32_t offset;
    bool dst;
    uint8_t abbr;
}; /* from: seconds since 1970 UTC */
struct zone_when {
    uint8_t kind;
    int16_t day, week, month;
    int32_t second;
}; /* POSIX TZ: Jn, n, Mm.w.d */

struct zone {
    str name;
    size_t n;
    const struct zone_rule *rules; /* rules[0].from is INT64_MIN */
    str abbrs;                     /* NUL-separated */
    bool tail; /* behind the last rule these two alternate (or only std, where dst_save is 0) */
    int32_t std_offset, dst_offset;
    bool has_dst;
    str std_abbr, dst_abbr;
    struct zone_when dst_from, dst_to;
};

/* Reads DIR/NAME (dir empty: /usr/share/zoneinfo).  ERR_MISSING for unknown names and names that
 * are no zone's
 * ("..", absolute), ERR_SYNTAX for damaged files. */
MUST_USE err zone_read(arena *a, str dir, str name, struct zone *out);
/* From the bytes of a TZif file; borrows nothing. */
MUST_USE err zone_parse(arena *a, str name, str bytes, struct zone *out);

/* Seconds east of UTC at a moment; abbr and dst may be null. */
int32_t zone_offset(const struct zone *z, instant at, str *abbr, bool *dst);
/* The moment of a local time, given as seconds since 1970-01-01T00:00 of the local calendar.  In a
 * gap: the time as if the clocks had not yet been put forward; in an overlap: the earlier of the
 * two. */
instant zone_to_utc(const struct zone *z, int64_t local_seconds);
/* Local seconds since 1970-01-01T00:00 of the local calendar. */
int64_t zone_to_local(const struct zone *z, instant at);
day zone_day(const struct zone *z, instant at);
/* The moment a local day begins (not always midnight). */
instant zone_day_start(const struct zone *z, day d);

#endif
