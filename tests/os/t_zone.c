#include "os/zone.h"
#include "tests/check.h"

#include <stdlib.h>
#include <time.h>

static instant at(const char *text)
{
    instant t = { 0 };
    EXPECT_OK(instant_parse(str_z(text), &t));
    return t;
}

TEST(zone_offsets_around_changes)
{
    static const struct {
        const char *zone, *utc;
        int minutes;
        const char *abbr;
    } t[] = {
        { "Europe/Berlin", "2026-03-29T00:59:59Z", 60, "CET" },
        { "Europe/Berlin", "2026-03-29T01:00:00Z", 120, "CEST" },
        { "Europe/Berlin", "2026-10-25T00:59:59Z", 120, "CEST" },
        { "Europe/Berlin", "2026-10-25T01:00:00Z", 60, "CET" },
        { "Europe/Berlin", "2087-07-01T00:00:00Z", 120, "CEST" },
        { "Asia/Ho_Chi_Minh", "2026-03-02T00:00:00Z", 420, "+07" },
        { "America/New_York", "2050-01-15T00:00:00Z", -300, "EST" },
        { "Australia/Lord_Howe", "2026-01-01T00:00:00Z", 660, "+11" },
        { "Australia/Lord_Howe", "2026-07-01T00:00:00Z", 630, "+1030" },
        { "Asia/Kathmandu", "2026-07-01T00:00:00Z", 345, "+0545" },
        { "UTC", "2026-07-01T00:00:00Z", 0, "UTC" },
    };
    FOR_EACH(t, c) {
        struct zone z;
        str abbr;
        EXPECT_OK(zone_read(test_arena(), S(""), str_z(c->zone), &z));
        EXPECT_INT(zone_offset(&z, at(c->utc), &abbr, NULL) / 60, c->minutes);
        EXPECT_STR(abbr, str_z(c->abbr));
    }
}

/* The C library reads the same files its own way. */
TEST(zone_agrees_with_the_c_library)
{
    static const char *const zones[] = { "Europe/Berlin", "America/Sao_Paulo", "Africa/Casablanca",
                                         "Asia/Tehran",   "Pacific/Apia",      "Europe/Dublin",
                                         "America/Nuuk",  "Antarctica/Troll" };
    FOR_EACH(zones, n) {
        struct zone z;
        struct tm tm;
        EXPECT_OK(zone_read(test_arena(), S(""), str_z(*n), &z));
        setenv("TZ", *n, 1);
        tzset();
        for (int64_t s = -1500000000; s < 3500000000; s += 1234567) {
            time_t tt = s;
            localtime_r(&tt, &tm);
            if (zone_offset(&z, (instant){ s * 1000 }, NULL, NULL) != tm.tm_gmtoff) {
                EXPECT_INT(s, -1);
                break;
            }
        }
    }
    unsetenv("TZ");
}

TEST(zone_local_times_to_utc)
{
    struct zone z;
    EXPECT_OK(zone_read(test_arena(), S(""), S("Europe/Berlin"), &z));
    day spring = day_of(2026, 3, 29), autumn = day_of(2026, 10, 25);
    EXPECT(instant_eq(zone_to_utc(&z, spring.n * 86400 + 1800), at("2026-03-28T23:30:00Z")));
    /* 02:30 does not exist: as if the clocks had not been put forward */
    EXPECT(instant_eq(zone_to_utc(&z, spring.n * 86400 + 9000), at("2026-03-29T01:30:00Z")));
    /* 02:30 twice: the earlier */
    EXPECT(instant_eq(zone_to_utc(&z, autumn.n * 86400 + 9000), at("2026-10-25T00:30:00Z")));
    EXPECT(instant_eq(zone_to_utc(&z, autumn.n * 86400 + 3600 * 4), at("2026-10-25T03:00:00Z")));
    EXPECT_INT(zone_day(&z, at("2026-03-28T23:30:00Z")).n, spring.n);
    EXPECT_INT(zone_day(&z, at("1969-12-31T22:59:59Z")).n, -1);
    EXPECT(instant_eq(zone_day_start(&z, spring), at("2026-03-28T23:00:00Z")));
}

TEST(zone_day_without_midnight)
{
    struct zone z;
    EXPECT_OK(zone_read(test_arena(), S(""), S("America/Sao_Paulo"), &z));
    /* 2018-11-04: clocks went from 00:00 to 01:00 */
    EXPECT(instant_eq(zone_day_start(&z, day_of(2018, 11, 4)), at("2018-11-04T03:00:00Z")));
}

TEST(zone_refuses_what_is_no_zone)
{
    static const char *const bad[] = { "../passwd", "/etc/passwd",    "",
                                       "Europe",    "Europe/Nowhere", "Europe/Ber lin" };
    struct zone z;
    FOR_EACH(bad, b)
        EXPECT_INT(zone_read(test_arena(), S(""), str_z(*b), &z).code, ERR_MISSING);
    EXPECT_INT(zone_parse(test_arena(), S("x"), S("TZif2 and then nonsense"), &z).code, ERR_SYNTAX);
    str whole = test_file("/usr/share/zoneinfo/Europe/Berlin");
    for (size_t n = 0; n + 1 < whole.n; n += 7)
        EXPECT(failed(zone_parse(test_arena(), S("x"), str_sub(whole, 0, n), &z)) ||
               n > whole.n - 40);
}
