#include "cli/tale_read.h"
#include "tests/check.h"

/* "title: line|line" of each tale, or what is wrong. */
static str read(arena *a, const char *text)
{
    struct tale_set s = { .a = a };
    buf b;

    buf_init(&b, a, 200);
    if (!tale_set_text(&s, S("x/tales/a.tale"), str_z(text)) || !tale_set_expand(&s))
        return s.wrong;
    for (size_t i = 0; i < s.v.n; i++) {
        if (s.v.v[i].steps)
            continue;
        buf_fmt(&b, "%.*s:", STR_ARG(s.v.v[i].title));
        for (size_t k = 0; k < s.v.v[i].lines.n; k++)
            buf_fmt(&b, "%s%.*s", k ? "|" : "", STR_ARG(s.v.v[i].lines.v[k].text));
        buf_char(&b, ';');
    }
    return buf_str(&b);
}

TEST(tales_are_read_with_their_steps_put_in)
{
    static const struct {
        const char *text, *want;
    } t[] = {
        { "tale A\nget /x -> words \"#\" # why\n  , event y\n",
          "A:get /x -> words \"#\" , event y;" },
        { "steps s\nget /1\ntale A\ndo s\nget /2\n", "A:get /1|get /2;" },
        { "steps s\ndo t\nsteps t\nget /1\ntale A\ndo s\ndo s\n", "A:get /1|get /1;" },
        { "get /x\n", "x/tales/a.tale:1: a tale begins with a line \"tale TITLE\"" },
        { "tale A\n go on\n", "x/tales/a.tale:2: there is no line that this one could go on with" },
        { "tale A\ndo nothing\n", "x/tales/a.tale:2: there are no steps of that name" },
        /* steps that name themselves end */
        { "steps s\ndo s\ntale A\ndo s\n", "x/tales/a.tale:2: there are no steps of that name" },
    };
    arena a;

    arena_init(&a, 0);
    FOR_EACH(t, c)
        EXPECT_STR(read(&a, c->text), str_z(c->want));
    arena_free(&a);
}
