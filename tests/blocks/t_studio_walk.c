#include "blocks/studio/play.h"
#include "tests/check.h"

TEST(a_value_is_written_as_a_tale_reads_it)
{
    static const struct {
        const char *value, *want;
    } t[] = {
        { "plain", "\"plain\"" },
        { "", "\"\"" },
        { "say \"no\" \\ # , ->", "\"say \\\"no\\\" \\\\ # , ->\"" },
        { "one\r\ntwo\tthree", "\"one\\ntwo\\tthree\"" },
        { "a {name}", NULL },
    };
    arena a;
    str got;

    arena_init(&a, 0);
    FOR_EACH(t, c) {
        bool said = walk_quoted(&a, str_z(c->value), &got);
        EXPECT(said == (c->want != NULL));
        if (said && c->want)
            EXPECT_STR(got, str_z(c->want));
    }
    arena_free(&a);
}

#define HEAD                                                                                       \
    "account o-1@walk.invalid \"O 1\" o@x\nas applicant in en at 2026-03-03\nsign in a@b.c\nget "  \
    "/services/s"

TEST(the_last_step_is_taken_back_with_what_goes_along)
{
    static const struct {
        const char *text, *want;
    } t[] = {
        { HEAD, HEAD }, /* what the walk begins with stays */
        { HEAD "\nanswer \"x\"", HEAD },
        { HEAD "\nanswer \"x\"\nwait 1 days", HEAD "\nanswer \"x\"" },
        { HEAD "\nas o-1 in en\nsign in o-1@walk.invalid\nget /desk", HEAD },
    };
    arena a;

    arena_init(&a, 0);
    FOR_EACH(t, c) {
        struct walk_lines w = walk_read(&a, str_z(c->text));
        walk_undo(&w, walk_head(&w));
        EXPECT_STR(walk_text(&w), str_z(c->want));
    }
    arena_free(&a);
}

static val step(arena *a, int status, const char *heading, const char *event)
{
    val e = val_str(str_z(event)), v = val_with(a, val_null(), S("status"), val_int(status));

    v = val_with(a, v, S("heading"), val_str(str_z(heading)));
    return val_with(a, v, S("events"), event ? val_append(a, val_list(NULL, 0), e) : val_null());
}

TEST(a_walk_becomes_a_tale_that_expects_what_came)
{
    arena a;

    arena_init(&a, 0);
    struct walk_lines w =
        walk_read(&a, S(HEAD "\nanswer \"On\" x=\"1\"\nanswer \"Send\"\nas o-1 in en\nsign in "
                             "o-1@walk.invalid\nget /desk\nwait 2 days"));
    val steps = val_list(NULL, 0),
        number = val_with(&a, val_null(), S("number"), VAL_S("2026-000007"));
    for (int i = 0; i < 4; i++)
        steps = val_append(&a, steps, step(&a, 200, "At the door", "session.begun"));
    steps = val_append(&a, steps, step(&a, 422, "Is it {so}?", NULL));
    steps = val_append(&a, steps, step(&a, 200, "Case 2026-000007", "case.submitted"));
    steps = val_append(&a, steps, step(&a, 200, "", NULL));
    steps = val_append(&a, steps, step(&a, 303, "", "session.begun"));
    steps = val_append(&a, steps, step(&a, 200, "Desk", "data.seen"));
    steps = val_append(&a, steps, step(&a, 0, "", "case.decided"));
    val result = val_with(&a, val_null(), S("steps"), steps);
    result = val_with(&a, result, S("cases"), val_append(&a, val_list(NULL, 0), number));
    EXPECT_STR(
        walk_tale(&w, S("It goes"), result),
        S("tale It goes\n" HEAD
          "\nanswer \"On\" x=\"1\" -> 422\nanswer \"Send\" -> heading \"Case *\", "
          "event case.submitted\nas o-1 in en\nsign in o-1@walk.invalid\nget /desk -> heading "
          "\"Desk\"\nwait 2 days -> event case.decided\n"));
    arena_free(&a);
}
