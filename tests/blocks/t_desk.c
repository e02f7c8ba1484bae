/* The desk's lists cost the same however much is open elsewhere: their plans name an index and sort
 * nothing, and the steps that SQLite takes do not grow. */
#include "tests/blocks/house.h"

#include "os/file.h"

#include <sqlite3.h>
#include <stdio.h>

#define SITE "sites/demo"

static const struct {
    const char *name, *index;
} lists[] = {
    { "q_desk", "sqlite_autoindex_desk_1|PRIMARY KEY" },
    { "q_desk_service", "desk_service" },
    { "q_desk_mine", "task_mine" },
    { "q_desk_lent", "task_delegated" },
    { "q_desk_count", "PRIMARY KEY" },
    { "q_desk_count_mine", "task_mine" },
    { "q_desk_incidents", "incident_open" },
    { "q_desk_incident_count", "incident_open" },
};

/* The statement of that name, as it stands in the block's file. */
static str statement(const char *name)
{
    arena *a = test_arena();
    str file, head = str_fmt(a, "-- %s :", name);

    EXPECT_OK(file_read(a, S("src/blocks/office/store.sql"), MIB, &file));
    size_t at = str_find(file, head, 0);
    EXPECT(at != SIZE_MAX);
    size_t select = at == SIZE_MAX ? SIZE_MAX : str_find(file, S("\nSELECT"), at);
    size_t end = select == SIZE_MAX ? SIZE_MAX : str_find(file, S(";"), select);
    return end == SIZE_MAX ? S("") : str_sub(file, select + 1, end - select - 1);
}

/* The house's tables without what is in them. */
static sqlite3 *tables(struct house *h)
{
    sqlite3 *file, *memory;
    sqlite3_backup *copy;

    CHECK(sqlite3_open_v2(stage_boot(house_stage(h))->store, &file, SQLITE_OPEN_READONLY, NULL) ==
          SQLITE_OK);
    CHECK(sqlite3_open(":memory:", &memory) == SQLITE_OK);
    copy = sqlite3_backup_init(memory, "main", file, "main");
    CHECK(copy && sqlite3_backup_step(copy, -1) == SQLITE_DONE);
    sqlite3_backup_finish(copy);
    sqlite3_close(file);
    return memory;
}

static str plan_of(sqlite3 *db, const char *name)
{
    arena *a = test_arena();
    sqlite3_stmt *s;
    buf b;

    buf_init(&b, a, 400);
    str sql = str_fmt(a, "EXPLAIN QUERY PLAN %.*s", STR_ARG(statement(name)));
    if (sqlite3_prepare_v2(db, sql.p, (int)sql.n, &s, NULL) != SQLITE_OK)
        return str_fmt(a, "%s", sqlite3_errmsg(db));
    while (sqlite3_step(s) == SQLITE_ROW)
        buf_fmt(&b, "%s; ", (const char *)sqlite3_column_text(s, 3));
    sqlite3_finalize(s);
    return buf_str(&b);
}

TEST(the_lists_of_the_desk_have_an_index_and_sort_nothing)
{
    struct house *h = house_open(SITE);

    if (!h)
        return;
    sqlite3 *db = tables(h);
    FOR_EACH(lists, l) {
        str plan = plan_of(db, l->name), one, rest = str_z(l->index);
        bool named = false, scans = str_has(plan, S("TEMP B-TREE"));
        while (str_next(&rest, '|', &one))
            named |= str_has(plan, one);
        /* a whole table is never walked; the counted rows of a subquery are its limit */
        for (size_t at = 0; (at = str_find(plan, S("SCAN "), at)) != SIZE_MAX; at++)
            scans |= !str_starts(str_from(plan, at), S("SCAN few")) &&
                     !str_starts(str_from(plan, at), S("SCAN (subquery"));
        if (!named || scans)
            test_fail(__FILE__, __LINE__, "%s: %.*s", l->name, STR_ARG(plan));
    }
    sqlite3_close(db);
}

/* from..to: open tasks of a group, due one after another; the last 500 are somebody's. */
static void fill(sqlite3 *db, int from, int to)
{
    char sql[4000];

    snprintf(sql, sizeof sql,
             "DELETE FROM desk; DELETE FROM task; DELETE FROM cases; DELETE FROM incident;"
             "WITH RECURSIVE n (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
             "INSERT INTO cases (id, draft, number, authority, service, version, state, lang, "
             "channel, answers, created, changed) SELECT i, 'd' || i, 'c' || i, 'o', 's', 'v', "
             "'submitted', 'en', 'online', x'', 1, 1 FROM n;"
             "INSERT INTO task (id, case_id, authority, token, element, form, groups, state, "
             "assignee, created, due, changed) SELECT id, id, 'o', 1, 'e', 'f', ' g ', "
             "CASE WHEN id > %d THEN 'claimed' ELSE 'open' END, "
             "CASE WHEN id > %d THEN 7 ELSE 0 END, 1, id, 1 FROM cases;"
             "INSERT INTO desk (authority, grp, state, due, task, service) "
             "SELECT authority, 'g', state, due, id, 's' FROM task;"
             "INSERT INTO incident (id, case_id, scope, token, element, code, text, at, state, "
             "authority, service) SELECT id, id, 0, 1, 'e', 'c', 't', 1, 'open', 'o', 's' FROM "
             "cases;",
             from, to, to - 500, to - 500);
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        test_fail(__FILE__, __LINE__, "%s", sqlite3_errmsg(db));
}

static void bind(sqlite3_stmt *s, const char *name)
{
    static const struct {
        const char *name, *values[8];
    } t[] = {
        { "q_desk", { "o", "g", "open", "#7", "#1", "#999999999", "#101" } },
        { "q_desk_service", { "o", "g", "open", "#7", "#1", "#999999999", "#101", "s" } },
        { "q_desk_mine", { "#7", "#999999999", "#101" } },
        { "q_desk_lent", { "#7", "#999999999", "#101" } },
        { "q_desk_count", { "o", "g", "open", "#999999999", "#100" } },
        { "q_desk_count_mine", { "#7", "#100" } },
        { "q_desk_incidents", { "o", "#1", "#0", "#101" } },
        { "q_desk_incident_count", { "o", "#100" } },
    };

    FOR_EACH(t, c)
        for (int i = 0; strcmp(c->name, name) == 0 && i < 8 && c->values[i]; i++) {
            int64_t n = 0;
            if (c->values[i][0] == '#' && !failed(str_to_i64(str_z(c->values[i] + 1), &n)))
                sqlite3_bind_int64(s, i + 1, n);
            else
                sqlite3_bind_text(s, i + 1, c->values[i], -1, SQLITE_STATIC);
        }
}

static int steps_of(sqlite3 *db, const char *name, int *rows)
{
    str sql = statement(name);
    sqlite3_stmt *s;
    int n = -1;

    *rows = 0;
    if (sqlite3_prepare_v2(db, sql.p, (int)sql.n, &s, NULL) == SQLITE_OK) {
        bind(s, name);
        while (sqlite3_step(s) == SQLITE_ROW)
            ++*rows;
        n = sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 0);
    }
    sqlite3_finalize(s);
    return n;
}

TEST(a_hundred_times_as_much_open_costs_the_desk_no_more)
{
    struct house *h = house_open(SITE);
    int few[LEN(lists)], rows;

    if (!h)
        return;
    sqlite3 *db = tables(h);
    fill(db, 1, 1000);
    for (size_t i = 0; i < LEN(lists); i++)
        few[i] = steps_of(db, lists[i].name, &rows);
    fill(db, 1, 100000);
    EXPECT_INT(sqlite3_exec(db, "ANALYZE", NULL, NULL, NULL), SQLITE_OK); /* as upkeep may */
    for (size_t i = 0; i < LEN(lists); i++) {
        int many = steps_of(db, lists[i].name, &rows);
        bool empty = !rows && strcmp(lists[i].name, "q_desk_lent") != 0;
        if (few[i] <= 0 || many > few[i] + few[i] / 4 || empty)
            test_fail(__FILE__, __LINE__, "%s: %d steps, then %d; %d rows", lists[i].name, few[i],
                      many, rows);
    }
    sqlite3_close(db);
}
