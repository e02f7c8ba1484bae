/* What two nodes keep of their messages, held against each other. */
#include "tests/check.h"

#include "cli/reconcile.h"

static const char *const there =
    "7  2026-03-02T08:00:01.000Z  answered  here  S/one  ask-1-0  mark-a\n"
    "8  2026-03-03T00:00:01.000Z  answered  here  S/one  ask-2-0  mark-b\n"
    "9  2026-03-03T08:00:00.000Z  answered  here  S/one  ask-3-0  mark-c\n"
    "10  2026-03-03T08:00:00.000Z  answered  another  S/one  ask-3-0  mark-d\n"
    "11  2026-03-03T09:00:00.000Z  asked     here  S/two  ask-9-0  mark-a\n";

TEST(what_one_side_lacks_is_named_and_days_are_those_of_this_side)
{
    arena *a = test_arena();
    struct kept_message all[8] = {
        { S("mark-b"), S("2026-03-02"), S("S/one"), S("ask-2-0"), true, true },
        { S("mark-a"), S("2026-03-02"), S("S/one"), S("ask-1-0"), true, true },
    };
    size_t n = 0;
    buf out;

    buf_init(&out, a, 1024);
    EXPECT(kept_read(str_z(there), S("here"), all + 2, &n));
    EXPECT_INT(n, 4);
    EXPECT_INT(kept_compare(a, all, 2 + n, &out), 2);
    EXPECT_STR(buf_str(&out), S("2026-03-02  asked     S/one  here 2  there 2\n"
                                "2026-03-03  asked     S/one  here 0  there 1\n"
                                "  here lacks  ask-3-0  mark-c\n"
                                "2026-03-03  answered  S/two  here 0  there 1\n"
                                "  here lacks  ask-9-0  mark-a\n"));
}

TEST(a_file_of_another_form_is_refused)
{
    static const char *const t[] = { "hello\n", "1  2026-03-02  asked  here  S/one  ask\n",
                                     "1  2026-03-02  maybe  here  S/one  ask  mark\n",
                                     "1  2026-03-02  asked  here  S/one  ask  mark more\n" };
    FOR_EACH(t, c) {
        struct kept_message m[2];
        size_t n = 0;
        EXPECT(!kept_read(str_z(*c), S("here"), m, &n));
    }
}
