/* Entries of registers past their time, where the key of one is gone. */
#include "tests/blocks/house.h"

#include "os/clock.h"
#include "site/site.h"

#include <sqlite3.h>

#define SITE "sites/demo"

static int64_t number(struct house *h, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *s;

    CHECK(sqlite3_open(stage_boot(house_stage(h))->store, &db) == SQLITE_OK);
    sqlite3_busy_timeout(db, 2000);
    CHECK(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK);
    int rc = sqlite3_step(s);
    EXPECT(rc == SQLITE_ROW || rc == SQLITE_DONE);
    int64_t n = rc == SQLITE_ROW ? sqlite3_column_int64(s, 0) : 0;
    sqlite3_finalize(s);
    sqlite3_close(db);
    return n;
}

/* The sweep of all incomes, as the jobs role asks for it. */
static void swept(struct house *h)
{
    arena *a = test_arena();
    val ids = val_list(NULL, 0);
    int64_t first = number(h, "SELECT min(id) FROM record WHERE registry = 'income'");
    struct answer out;

    for (int64_t id = first; id;) {
        ids = val_append(a, ids, val_int(id));
        id = number(h, str_zdup(a, str_fmt(a,
                                           "SELECT min(id) FROM record WHERE registry = 'income' "
                                           "AND id > %lld",
                                           (long long)id)));
    }
    val in = val_with(a, val_null(), S("register"), VAL_S("income"));
    struct call c = { .act = S("entries.sweep"),
                      .at = stage_now(house_stage(h)),
                      .in = val_with(a, in, S("ids"), ids) };
    stage_call(house_stage(h), a, ulid_str(a, ulid_new()), &c, true, &out);
    EXPECT_INT(out.kind, ANSWER_OK);
}

TEST(an_entry_whose_key_is_gone_does_not_stop_the_others)
{
    static const char left[] =
        "SELECT count(*) FROM record WHERE registry = 'income' AND state <> 'erased'";
    static const char lost[] = "UPDATE data_key SET wrapped = NULL WHERE kind = 1 AND subject = "
                               "(SELECT min(id) FROM record WHERE registry = 'income')";
    struct house *h = house_open(SITE);

    if (!h)
        return;
    struct registry *r =
        (struct registry *)(uintptr_t)site_register(stage_boot(house_stage(h))->site, S("income"));
    struct retention was = r->retention;
    int64_t all = number(h, left);
    EXPECT(all > 1);
    (void)number(h, lost);

    r->retention.months = r->retention.days = 0;
    r->retention.from = S("year"); /* of no entry a day: all stay, and one cannot be asked */
    swept(h);
    EXPECT_INT(number(h, left), all);
    EXPECT_INT(number(h, "SELECT n FROM swept WHERE what = 'unread'"), 1);

    r->retention.from = S("changed"); /* needs no look inside: all go, that one too */
    swept(h);
    EXPECT_INT(number(h, left), 0);
    EXPECT_INT(number(h, "SELECT n FROM swept WHERE what = 'entries'"), all);
    r->retention = was;
}

TEST(what_retention_erased_is_no_finding_and_what_is_damaged_is)
{
    struct house *h = house_open(SITE);

    if (!h)
        return;
    struct registry *r =
        (struct registry *)(uintptr_t)site_register(stage_boot(house_stage(h))->site, S("income"));
    struct retention was = r->retention;

    r->retention.months = r->retention.days = 0;
    r->retention.from = S("changed");
    swept(h);
    r->retention = was;
    stage_work(house_stage(h));
    EXPECT(!stage_unverified(house_stage(h), test_arena()).n);
    (void)number(h, "UPDATE event SET at = at + 1 WHERE id = (SELECT max(id) FROM event)");
    EXPECT(stage_unverified(house_stage(h), test_arena()).n);
}
