/* Orders of payments from before there were plans: the job gives each the plan that it would have
 * been made with. */
#include "tests/blocks/house.h"

#include "blocks/case/keep.h"
#include "os/clock.h"

#include <sqlite3.h>
#include <stdio.h>

#define SITE "sites/demo"
#define IBAN "DE89370400440532013000"
#define PAID "2024-05-02T08:00:00Z"

enum { DONE = 11, AHEAD = 12, LOST = 13, RUN = 21, LOST_RUN = 22 };

/* The first column of the first row: a number, or bytes where text is asked for. */
static int64_t ask(struct house *h, const char *sql, int64_t id, str blob, str *bytes)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    int64_t n = 0;

    CHECK(sqlite3_open(stage_boot(house_stage(h))->store, &db) == SQLITE_OK);
    sqlite3_busy_timeout(db, 2000);
    CHECK(sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK);
    sqlite3_bind_int64(s, 1, id);
    sqlite3_bind_blob(s, 2, blob.p, (int)blob.n, SQLITE_STATIC);
    if (sqlite3_step(s) == SQLITE_ROW) {
        n = sqlite3_column_int64(s, 0);
        if (bytes)
            *bytes = str_copy(test_arena(), str_of(sqlite3_column_blob(s, 0),
                                                   (size_t)sqlite3_column_bytes(s, 0)));
    }
    EXPECT_INT(sqlite3_finalize(s), SQLITE_OK);
    sqlite3_close(db);
    return n;
}

static int64_t told(struct house *h, const char *sql, int64_t id)
{
    return ask(h, sql, id, S(""), NULL);
}

static instant at(const char *text)
{
    instant t;

    CHECK(!failed(instant_parse(str_z(text), &t)));
    return t;
}

/* A case with a key, as of an applicant of a service that pays. */
static int64_t a_case(struct house *h)
{
    arena *a = test_arena();
    val_builder none = val_build(a);
    val in = val_with(a, val_null(), S("service"), VAL_S("housing-allowance"));

    in = val_with(a, in, S("answers"), val_done(&none));
    struct answer out = house_act(h, "lena@example.org", "case.start", "", in);
    EXPECT_INT(out.kind, ANSWER_OK);
    return told(h, "SELECT max(id) FROM cases WHERE id > ?1", 0);
}

static val payee(void)
{
    val v = val_with(test_arena(), val_null(), S("name"), VAL_S("Lena Hofer"));

    return val_with(test_arena(), v, S("iban"), VAL_S(IBAN));
}

/* Rows as they were written before: sealed under the case's key, no plan, runs without an end. */
static void as_before(struct house *h, int64_t id, int64_t case_id, const char *state, int64_t run,
                      str blob)
{
    char sql[700];
    instant paid = at(PAID);

    snprintf(sql, sizeof sql,
             "INSERT INTO pay_order (id, authority, office, case_id, number, claim, item, kind, "
             "currency, minor, due, state, run, created, changed, officer, key_kind, key_id, "
             "payee) VALUES (%lld, 'saren', 'social-office', ?1, '2024-000001', 0, 0, "
             "'benefit', 'EUR', 14000, 19845, '%s', %lld, %lld, %lld, 0, %d, ?1, ?2)",
             (long long)id, state, (long long)run, (long long)paid.ms, (long long)paid.ms,
             SUBJECT_CASE);
    (void)ask(h, sql, case_id, blob, NULL);
    if (!run)
        return;
    snprintf(sql, sizeof sql,
             "INSERT INTO pay_run (id, authority, currency, day, created, officer, orders, minor) "
             "VALUES (?1, 'saren', 'EUR', 19845, %lld, 0, 1, 14000)",
             (long long)paid.ms);
    (void)ask(h, sql, run, S(""), NULL);
}

static str opened(struct house *h, enum subject_kind kind, int64_t id, const char *ad, str sealed,
                  const char *field)
{
    struct data_key key;
    val v = val_null();

    EXPECT_OK(stage_key(house_stage(h), test_arena(), kind, id, &key));
    EXPECT_OK(key_open(test_arena(), &key, ad, sealed, &v));
    return field ? val_get_text(v, str_z(field)) : val_text(v);
}

TEST(orders_from_before_there_were_plans_get_the_plan_they_would_have_had)
{
    struct house *h = house_open(SITE);
    struct data_key key;
    str sealed;

    if (!h)
        return;
    int64_t case_id = a_case(h);
    EXPECT_OK(stage_key(house_stage(h), test_arena(), SUBJECT_CASE, case_id, &key));
    str before = key_seal(test_arena(), &key, "pay.payee", payee());
    as_before(h, DONE, case_id, "paid", RUN, before);
    as_before(h, AHEAD, case_id, "planned", 0, before);
    as_before(h, LOST, 999, "paid", LOST_RUN, before); /* whose key went with its case */
    stage_clock(house_stage(h), (instant){ stage_now(house_stage(h)).ms + 7200 * 1000 });
    stage_work(house_stage(h));

    EXPECT_INT(told(h, "SELECT count(*) FROM pay_order WHERE plan = 0 AND id > ?1", 0), 0);
    int64_t done = told(h, "SELECT plan FROM pay_order WHERE id = ?1", DONE);
    int64_t ahead = told(h, "SELECT plan FROM pay_order WHERE id = ?1", AHEAD);
    EXPECT(done > 0 && ahead > 0 && done != ahead);
    EXPECT_INT(told(h, "SELECT plan FROM pay_order WHERE id = ?1", LOST), -1);

    /* under a key of its own, which outlives the case; the person sees the last signs alone */
    EXPECT_INT(told(h, "SELECT key_kind FROM pay_order WHERE id = ?1", AHEAD), SUBJECT_ORG);
    EXPECT_INT(told(h, "SELECT key_id FROM pay_order WHERE id = ?1", AHEAD), ahead);
    (void)ask(h, "SELECT payee FROM pay_order WHERE id = ?1", AHEAD, S(""), &sealed);
    EXPECT(str_eq(opened(h, SUBJECT_ORG, ahead, "pay.payee", sealed, "iban"), S(IBAN)));
    (void)ask(h, "SELECT shown FROM pay_plan WHERE id = ?1", ahead, S(""), &sealed);
    EXPECT(str_ends(opened(h, SUBJECT_CASE, case_id, "pay.shown", sealed, NULL), S("3000")));

    /* what was sent can be written again, as long as its run is kept */
    (void)ask(h, "SELECT line FROM pay_sent WHERE run = ?1", RUN, S(""), &sealed);
    EXPECT(str_eq(opened(h, SUBJECT_ORG, RUN, "pay.line", sealed, "iban"), S(IBAN)));
    EXPECT_INT(told(h, "SELECT minor FROM pay_sent WHERE run = ?1", RUN), 14000);
    EXPECT_INT(told(h, "SELECT count(*) FROM pay_sent WHERE run = ?1", LOST_RUN), 0);

    /* what goes on has no end; what was done with is kept from its own day on, not from today */
    const struct service *s =
        site_service(stage_boot(house_stage(h))->site, S("housing-allowance"));
    EXPECT_INT(told(h, "SELECT keep FROM pay_plan WHERE id = ?1", ahead), 0);
    EXPECT_INT(told(h, "SELECT ended FROM pay_plan WHERE id = ?1", done), at(PAID).ms);
    EXPECT_INT(told(h, "SELECT keep FROM pay_plan WHERE id = ?1", done),
               keep_until(stage_boot(house_stage(h)), &s->case_retention, at(PAID)));
}
