/* What an outside system takes note of at one go: as many corrections as one answer gives, no more;
 * a cursor further on goes on where the last one stopped. */
#include "tests/blocks/house.h"

#include "os/clock.h"

#include <sqlite3.h>

#define SITE "sites/demo"
#define SECRET "state-archive.the-archive-keeps-everything"

enum { GIVEN = 130, AT_ONCE = 100, FIRST = 1001 };

static int64_t number(struct house *h, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *s;

    CHECK(sqlite3_open(stage_boot(house_stage(h))->store, &db) == SQLITE_OK);
    sqlite3_busy_timeout(db, 2000);
    CHECK(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK);
    int64_t n = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    EXPECT_INT(sqlite3_finalize(s), SQLITE_OK);
    sqlite3_close(db);
    return n;
}

static enum answer_kind note(struct house *h, int64_t cursor)
{
    arena *a = test_arena();
    struct answer out;
    struct call c = { .act = S("rectify.noted"),
                      .at = stage_now(house_stage(h)),
                      .lang = S("en"),
                      .creds = { .partner = S(SECRET) },
                      .in = val_with(a, val_null(), S("cursor"), val_int(cursor)) };

    stage_call(house_stage(h), a, ulid_str(a, ulid_new()), &c, false, &out);
    return out.kind;
}

TEST(a_hundred_corrections_are_noted_at_one_go_and_the_rest_at_the_next)
{
    static const char noted[] = "SELECT count(*) FROM rectify_notice WHERE noted > 0";
    static const char events[] = "SELECT count(*) FROM event WHERE type = 'rectify.noted'";
    struct house *h = house_open(SITE);

    if (!h)
        return;
    (void)number(h, "INSERT INTO rectify_notice (id, office, partner, record, registry, fields, "
                    "cases, case_id, case_number, at, state) "
                    "SELECT 1000 + row_number() OVER (ORDER BY id), 'audit-office', "
                    "'state-archive', id, 'person', 'name', '', 0, '2026-000001', 0, 'open' "
                    "FROM record WHERE registry = 'person' ORDER BY id LIMIT 130");
    EXPECT_INT(number(h, "SELECT count(*) FROM rectify_notice"), GIVEN);

    EXPECT_INT(note(h, FIRST + GIVEN), ANSWER_REFUSED); /* no cursor that was given */
    EXPECT_INT(number(h, noted), 0);
    EXPECT_INT(note(h, FIRST + GIVEN - 1), ANSWER_OK);
    EXPECT_INT(number(h, noted), AT_ONCE);
    EXPECT_INT(number(h, events), AT_ONCE);
    EXPECT_INT(number(h, "SELECT max(id) FROM rectify_notice WHERE noted > 0"),
               FIRST + AT_ONCE - 1);
    EXPECT_INT(note(h, FIRST + GIVEN - 1), ANSWER_OK);
    EXPECT_INT(number(h, noted), GIVEN);
    EXPECT_INT(number(h, events), GIVEN);
    EXPECT_INT(note(h, FIRST + GIVEN - 1), ANSWER_OK); /* nothing is left: nothing is told twice */
    EXPECT_INT(number(h, events), GIVEN);
}
