#include "tests/check.h"

TEST(str_numbers)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t want;
    } t[] = {
        { "0", true, 0 },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775807", true, INT64_MAX },
        { "9223372036854775808", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "+1", false, 0 },
        { "1 ", false, 0 },
    };
    FOR_EACH(t, c) {
        int64_t got = 0;
        EXPECT(failed(str_to_i64(str_z(c->text), &got)) != c->ok);
        EXPECT_INT(got, c->want);
    }
}

TEST(utf8_refuses_what_the_standard_refuses)
{
    static const struct {
        const char *text;
        bool valid;
    } t[] = {
        { "plain", true },         { "Đặng \xF0\x9F\x90\x8E", true }, { "\xC0\x80", false },
        { "\xED\xA0\x80", false }, { "\xF4\x90\x80\x80", false },     { "\xE2\x82", false },
        { "12345678\x80", false }, { "\xEF\xBF\xBF", true },
    };
    FOR_EACH(t, c)
        EXPECT(utf8_valid(str_z(c->text)) == c->valid);
    EXPECT_INT(utf8_count(str_z("Đặng")), 4);
}

TEST(utf8_is_cut_between_letters)
{
    static const struct {
        const char *text;
        size_t most;
        const char *want;
    } t[] = {
        { "abc", 2, "ab" }, { "abc", 3, "abc" }, { "abc", 9, "abc" },
        { "aé", 2, "a" },   { "aé", 3, "aé" },   { "\xF0\x9F\x90\x8E", 3, "" },
        { "", 5, "" },      { "Đặng", 5, "Đặ" }, { "Đặng", 4, "Đ" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(utf8_first(str_z(c->text), c->most), str_z(c->want));
}

TEST(day_round_trips_over_leap_years)
{
    for (int64_t n = -800000; n < 800000; n += 97) {
        struct ymd c = day_ymd((day){ n });
        EXPECT_INT(day_of(c.year, c.month, c.day).n, n);
    }
    day d;
    EXPECT_OK(day_parse(S("2024-02-29"), &d));
    EXPECT_STR(day_str(test_arena(), d), S("2024-02-29"));
    EXPECT_INT(day_weekday(d), 4);
    EXPECT_STR(day_str(test_arena(), day_add_months(d, 12)), S("2025-02-28"));
    EXPECT(failed(day_parse(S("2023-02-29"), &d)));
    EXPECT(failed(day_parse(S("0000-01-01"), &d)));
}

TEST(instant_reads_offsets)
{
    static const struct {
        const char *text, *want;
    } t[] = {
        { "2026-03-02T09:00Z", "2026-03-02T09:00:00Z" },
        { "2026-03-02T09:00:01.5+01:00", "2026-03-02T08:00:01.500Z" },
        { "1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z" },
        { "2026-03-02T24:00Z", NULL },
        { "2026-03-02T09:00", NULL },
        { "2026-03-02T09:00:60Z", NULL },
    };
    FOR_EACH(t, c) {
        instant got = { 0 };
        err e = instant_parse(str_z(c->text), &got);
        EXPECT(failed(e) == !c->want);
        if (c->want)
            EXPECT_STR(instant_str(test_arena(), got), str_z(c->want));
    }
}

TEST(map_keeps_order_and_grows)
{
    map m = { 0 };
    static int value[500];

    for (int i = 0; i < 500; i++)
        map_put(&m, test_arena(), str_fmt(test_arena(), "key%d", i), &value[i]);
    map_put(&m, test_arena(), S("key7"), &value[0]);
    EXPECT_INT(m.n, 500);
    EXPECT(map_get(&m, S("key499")) == &value[499]);
    EXPECT(map_get(&m, S("key7")) == &value[0]);
    EXPECT(map_get(&m, S("other")) == NULL);
    EXPECT_STR(m.items[3].key, S("key3"));
}

static void count(void *p)
{
    ++*(int *)p;
}

TEST(arena_caps_rewinds_and_cleans)
{
    arena a;
    void *p = NULL;
    int cleaned = 0;

    arena_init(&a, 100 * KIB);
    arena_mark m = arena_mark_get(&a);
    EXPECT_OK(arena_try(&a, 90 * KIB, &p));
    EXPECT(failed(arena_try(&a, 20 * KIB, &p)));
    arena_rewind(&a, m);
    EXPECT_OK(arena_try(&a, 90 * KIB, &p));
    arena_reset(&a);
    arena_on_free(&a, count, &cleaned);
    arena_free(&a);
    EXPECT_INT(cleaned, 1);
}

/* Whatever is asked for: within the cap, aligned, not shared, and refused once the cap is met. */
TEST(arena_extends_the_last_piece_alone)
{
    arena a;

    arena_init(&a, 1000);
    char *p = arena_alloc(&a, 20);
    EXPECT(arena_extend(&a, p, 20, 100));
    EXPECT_INT(a.used, 112);
    char *q = arena_alloc(&a, 16);
    EXPECT(q == p + 112);
    EXPECT(!arena_extend(&a, p, 100, 120)); /* another stands behind it */
    EXPECT(arena_extend(&a, q, 16, 800));
    EXPECT(!arena_extend(&a, q, 800, 2000)); /* past the cap */
    EXPECT(!arena_extend(&a, NULL, 0, 8));
    arena_free(&a);
}

TEST(arena_keeps_its_cap)
{
    static const size_t caps[] = { 0, 1, 16, 100, 4096, 20000, 300000 };
    uint32_t state = 1;

    FOR_EACH(caps, cap) {
        arena a;
        arena_init(&a, *cap);
        for (int round = 0; round < 3; round++) {
            char *last = NULL;
            arena_mark m = arena_mark_get(&a);
            for (int i = 0; i < 400; i++) {
                state = state * 1664525 + 1013904223;
                size_t n = state >> 16 & ((1u << (state >> 28)) - 1), full = (n + 15) & ~(size_t)15;
                size_t before = a.used;
                void *p = NULL;
                bool fits = !*cap || full <= *cap - before;
                EXPECT_INT(failed(arena_try(&a, n, &p)), !fits);
                EXPECT_INT(a.used, before + (fits ? full : 0));
                EXPECT_INT((uintptr_t)p % 16, 0);
                EXPECT(!fits || (p && (p != last || !n)));
                if (fits)
                    memset(p, i, n);
                last = fits && n ? p : last;
            }
            if (round == 1)
                arena_rewind(&a, m);
            else
                arena_reset(&a);
        }
        arena_free(&a);
    }
}

TEST(text_is_ascii_or_not_wherever_the_byte_stands)
{
    char text[40];
    for (size_t n = 0; n <= sizeof text; n++) {
        memset(text, 'x', sizeof text);
        EXPECT(utf8_ascii(str_of(text, n)) && utf8_valid(str_of(text, n)));
        for (size_t at = 0; at < n; at++) {
            text[at] = (char)0x80;
            EXPECT(!utf8_ascii(str_of(text, n)) && !utf8_valid(str_of(text, n)));
            text[at] = 'x';
        }
    }
}
