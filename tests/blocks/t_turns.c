/* Whose turn it is in the jobs role: what people wait for comes before what runs at a period. */
#include "tests/blocks/house.h"

#include "act/writer.h"
#include "os/clock.h"

#include <sqlite3.h>

#define SITE "sites/demo"

enum { ROUNDS = 300, DUE = 20 };

struct heard {
    str acts[ROUNDS];
    size_t n;
    size_t together; /* the most acts that came at once */
};

/* A writer that says yes to everything and keeps what it was asked. */
static void hear(void *ctx, arena *a, const str *ids, const str *calls, size_t n, str *answers,
                 err *why)
{
    struct answer yes = { .kind = ANSWER_OK, .status = 200 };
    struct heard *h = ctx;
    struct call c;
    buf b;

    (void)ids;
    h->together = MAX(h->together, n);
    for (size_t i = 0; i < n; i++) {
        EXPECT_OK(call_unpack(a, calls[i], &c));
        if (h->n < ROUNDS)
            h->acts[h->n++] = str_copy(test_arena(), c.act);
        buf_init(&b, a, 100);
        answer_pack(&b, &yes);
        answers[i] = buf_str(&b);
        why[i] = OK;
    }
}

/* A mail server that takes everything; that it was asked is kept among the acts. */
static err post(void *ctx, arena *a, str kind, str message, str *result)
{
    struct heard *h = ctx;
    buf b;

    (void)message;
    if (h->n < ROUNDS)
        h->acts[h->n++] = str_copy(test_arena(), kind);
    buf_init(&b, a, 64);
    val_pack(&b, val_with(a, val_null(), S("ok"), val_bool(true)));
    *result = buf_str(&b);
    return OK;
}

/* A row that is due, as an act would have left it. */
static void due(struct house *h, int id, const char *kind)
{
    sqlite3 *db;
    sqlite3_stmt *s;
    buf b;

    buf_init(&b, test_arena(), 100);
    val_pack(&b, val_with(test_arena(), val_null(), S("offer"), val_int(1)));
    CHECK(sqlite3_open(stage_boot(house_stage(h))->store, &db) == SQLITE_OK);
    CHECK(sqlite3_prepare_v2(db,
                             "INSERT INTO outbox (id, kind, subject_kind, subject, payload, due) "
                             "VALUES (?1, ?3, 0, 0, ?2, ?1)",
                             -1, &s, NULL) == SQLITE_OK);
    sqlite3_bind_int(s, 1, id);
    sqlite3_bind_blob(s, 2, buf_str(&b).p, (int)buf_str(&b).n, SQLITE_STATIC);
    sqlite3_bind_text(s, 3, kind, -1, SQLITE_STATIC);
    CHECK(sqlite3_step(s) == SQLITE_DONE);
    sqlite3_finalize(s);
    sqlite3_close(db);
}

static bool of_outbox(str act)
{
    return str_eq(act, S("offer.remind")) || str_starts(act, S("outbox.")) ||
           str_eq(act, S("smtp")) || str_eq(act, S("notify.shown"));
}

static size_t last_of(const struct heard *h, const char *act)
{
    for (size_t i = h->n; i > 0; i--)
        if (str_eq(h->acts[i - 1], str_z(act)))
            return i;
    return 0;
}

TEST(what_waits_in_the_outbox_comes_before_what_runs_at_a_period)
{
    struct house *h = house_open(SITE);
    struct heard *heard = ARENA_NEW(test_arena(), struct heard);
    struct jobs_io io = { .ctx = heard, .acts = hear, .link = post };
    struct keeper_core *core;
    struct jobs *jobs;
    instant now;

    if (!h)
        return;
    CHECK(!failed(instant_parse(S("2036-03-02T08:00:00Z"), &now))); /* everything is due */
    due(h, 1, "mail.send");
    for (int i = 2; i <= DUE; i++)
        due(h, i, "offer.remind");
    EXPECT_OK(keeper_open(stage_boot(house_stage(h))->data, clock_now, &core));
    EXPECT_OK(jobs_open_with(stage_boot(house_stage(h)), core, &io, &jobs));

    /* the first act is not a period's; one turn of the periods is one of them */
    EXPECT_INT(jobs_tick(jobs, now), 0);
    EXPECT(heard->n >= 2 && str_eq(heard->acts[0], S("offer.remind")));
    /* the mail, due before all, waits for what asks nobody outside */
    EXPECT(last_of(heard, "smtp") > last_of(heard, "offer.remind"));
    size_t outbox = 0;
    while (outbox < heard->n && of_outbox(heard->acts[outbox]))
        outbox++;
    for (size_t i = outbox; i < heard->n; i++)
        EXPECT(!of_outbox(heard->acts[i]));

    /* the periods come too, though the outbox is never empty here: nobody takes its rows away */
    size_t others = 0;
    heard->n = 0;
    for (int i = 0; i < 40; i++) {
        heard->n = 0;
        EXPECT_INT(jobs_tick(jobs, now), 0);
        for (size_t k = 0; k < heard->n; k++)
            others += !of_outbox(heard->acts[k]);
    }
    EXPECT(others > 0);
    jobs_close(jobs);
    keeper_close(core);
}

/* Questions to other agencies share their commits: as many acts at once as their kind takes, the
 * rest in the next piece of the same turn; each row is ended. */
TEST(rows_of_a_kind_that_takes_several_are_done_together)
{
    struct house *h = house_open(SITE);
    struct heard *heard = ARENA_NEW(test_arena(), struct heard);
    struct jobs_io io = { .ctx = heard, .acts = hear, .link = post };
    size_t asked = 0, ended = 0;
    struct keeper_core *core;
    struct jobs *jobs;
    instant now;

    if (!h)
        return;
    CHECK(!failed(instant_parse(S("2036-03-02T08:00:00Z"), &now)));
    for (int i = 1; i <= 20; i++)
        due(h, i, "exchange.ask");
    EXPECT_OK(keeper_open(stage_boot(house_stage(h))->data, clock_now, &core));
    EXPECT_OK(jobs_open_with(stage_boot(house_stage(h)), core, &io, &jobs));
    EXPECT_INT(jobs_tick(jobs, now), 0);
    EXPECT_INT(heard->together, 16);
    for (size_t i = 0; i < heard->n; i++) {
        asked += str_eq(heard->acts[i], S("exchange.deliver"));
        ended += str_eq(heard->acts[i], S("outbox.end"));
    }
    EXPECT_INT(asked, 20);
    EXPECT_INT(ended, 20);
    jobs_close(jobs);
    keeper_close(core);
}
