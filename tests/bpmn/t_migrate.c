/* Instances that change the version of their model: what maps, what does not and why, which events
 * are waited for afterwards. */
#include "bpmn/migrate.h"
#include "tests/bpmn/play.h"

static const struct bpmn *model(const char *process)
{
    return play_model(play_xml(S("<bpmn:message id='M' name='m'/>"), str_z(process)));
}

/* Migrates what is played to `to`; the stops as "kind element", blanks between. */
static str migrate(struct play *p, const struct bpmn *to, const struct bpmn_pair *pairs, size_t n,
                   struct bpmn_migration *out)
{
    buf b;

    buf_init(&b, test_arena(), 100);
    p->e = bpmn_migrate(p->m, to, p->state, pairs, n, &p->env, out);
    if (failed(p->e))
        return S("failed");
    for (size_t i = 0; i < out->stops_n; i++)
        buf_fmt(&b, "%s%s %.*s", i ? ", " : "", bpmn_stop_names[out->stops[i].kind],
                STR_ARG(out->stops[i].element));
    if (!out->stops_n) {
        p->step = out->step;
        p->m = to;
        play_took(p, 0);
    }
    return buf_str(&b);
}

#define TIMED(host, at, extra)                                                                     \
    ON("boundaryEvent", at, "attachedToRef='" host "' " extra, TIMER("PT1H"))                      \
    END(at "_e") FLOW(at, at "_e")

TEST(what_does_not_map_says_why)
{
    static const struct {
        const char *from, *to, *want;
    } t[] = {
        { START_TO("a") USER("a") FLOW("a", "e") END("e"),
          START_TO("b") USER("b") FLOW("b", "e") END("e"), "gone a" },
        { START_TO("a") USER("a") FLOW("a", "e") END("e"),
          START_TO("a") SERVICE("a", "x") FLOW("a", "e") END("e"), "kind a" },
        { START_TO("a") USER("a") FLOW("a", "e") END("e"),
          START_TO("u") "<bpmn:subProcess id='u'>"
                        "<bpmn:startEvent id='v'/>" FLOW("v", "a") USER("a") FLOW("a", "x")
                            END("x") "</bpmn:subProcess>" FLOW("u", "e") END("e"),
          "scope a" },
        { START_TO("a") SERVICE("a", "x") FLOW("a", "e") END("e"),
          START_TO("a") SERVICE("a", "y") FLOW("a", "e") END("e"), "work a" },
        { START_TO("a") USER("a") FLOW("a", "e") END("e"),
          START_TO("a") "<bpmn:userTask id='a'><bpmn:standardLoopCharacteristics loopMaximum='2'/>"
                        "</bpmn:userTask>" FLOW("a", "e") END("e"),
          "repeat a" },
        { START_TO("a") USER("a") FLOW("a", "e") END("e"),
          START_TO("a") USER("a") FLOW("a", "b") TASK("b") FLOW("b", "e") END("e"), "" },
    };

    FOR_EACH(t, c) {
        struct play p;
        struct bpmn_migration out;
        play_start(&p, model(c->from), "{}");
        val before = p.state;
        EXPECT_STR(migrate(&p, model(c->to), NULL, 0, &out), str_z(c->want));
        if (c->want[0])
            EXPECT(val_equal(before, p.state) && !out.step.effects_n);
    }
}

TEST(a_pair_names_the_element_that_took_its_place)
{
    const struct bpmn *to = model(START_TO("b") USER("b") FLOW("b", "e") END("e"));
    const struct bpmn_pair pair = { S_INIT("a"), S_INIT("b") },
                           wrong = { S_INIT("a"), S_INIT("c") };
    struct bpmn_migration out;
    struct play p;

    play_start(&p, model(START_TO("a") USER("a") FLOW("a", "e") END("e")), "{}");
    EXPECT_INT((migrate(&p, to, &wrong, 1, &out), p.e.code), ERR_MISSING);
    EXPECT_STR(migrate(&p, to, &pair, 1, &out), S(""));
    EXPECT_INT(out.moved_n, 1);
    EXPECT_STR(out.moved[0].to->id, S("b"));
    EXPECT_INT(out.moved[0].token, p.open.v[0].token);
    EXPECT_STR(play_effects(&p), S("again:b"));
    EXPECT_OK((p.e = bpmn_continue(
                   p.m, p.state,
                   &(struct bpmn_event){ .kind = BPMN_USER_DONE, .token = p.open.v[0].token },
                   &p.env, &p.step)));
    EXPECT(p.step.ended);
}

TEST(events_that_only_one_version_has_begin_and_end)
{
    const struct bpmn *plain = model(START_TO("a") USER("a") FLOW("a", "e") END("e"));
    const struct bpmn *timed =
        model(START_TO("a") USER("a") FLOW("a", "e") END("e") TIMED("a", "t", ""));
    struct bpmn_migration out;
    struct play p;

    play_start(&p, plain, "{}");
    EXPECT_STR(migrate(&p, timed, NULL, 0, &out), S(""));
    EXPECT_STR(play_effects(&p), S("timer:t again:a"));
    EXPECT(out.waits_n == 1 && out.waits[0].opened);
    EXPECT_STR(migrate(&p, plain, NULL, 0, &out), S(""));
    EXPECT_STR(play_effects(&p), S("-timer:t again:a"));
    EXPECT(out.waits_n == 1 && !out.waits[0].opened);
}

/* An event that has happened once already does not begin again. */
TEST(an_event_that_has_happened_stays_so)
{
    const struct bpmn *m = model(START_TO("a") USER("a") FLOW("a", "e") END("e")
                                     TIMED("a", "t", "cancelActivity='false'"));
    const struct bpmn *next = model(START_TO("a") USER("a") FLOW("a", "b") TASK("b") FLOW("b", "e")
                                        END("e") TIMED("a", "t", "cancelActivity='false'"));
    struct bpmn_migration out;
    struct play p;

    play_start(&p, m, "{}");
    play_do(&p, "timer t");
    EXPECT_STR(migrate(&p, next, NULL, 0, &out), S(""));
    EXPECT_STR(play_effects(&p), S("again:a"));
    EXPECT_INT(out.waits_n, 0);
}

TEST(who_waits_at_a_join_waits_on)
{
    const struct bpmn *from = model(
        START_TO("g") "<bpmn:parallelGateway id='g'/><bpmn:parallelGateway id='j'/>" FLOW("g", "a")
            FLOW("g", "b") USER("a") USER("b") FLOW("a", "j") FLOW("b", "j") FLOW("j", "e")
                END("e"));
    const struct bpmn *to = model(
        START_TO("g") "<bpmn:parallelGateway id='g'/><bpmn:parallelGateway id='j'/>" FLOW("g", "b")
            FLOW("g", "a") USER("b") USER("a") FLOW("b", "j") FLOW("a", "j") FLOW("j", "e")
                END("e"));
    const struct bpmn *less =
        model(START_TO("a") USER("a") USER("b") "<bpmn:parallelGateway id='j'/>" FLOW("a", "b")
                  FLOW("b", "j") FLOW("j", "e") END("e"));
    struct bpmn_migration out;
    struct play p;

    play_start(&p, from, "{}");
    play_do(&p, "done a");
    EXPECT_STR(migrate(&p, less, NULL, 0, &out), S("join j"));
    EXPECT_STR(migrate(&p, to, NULL, 0, &out), S(""));
    EXPECT(!p.step.ended);
    play_do(&p, "done b");
    EXPECT(p.step.ended);
}

TEST(an_ended_instance_and_a_foreign_state_are_refused)
{
    const struct bpmn *m = model(START_TO("e") END("e"));
    struct bpmn_migration out;
    struct play p;

    play_start(&p, m, "{}");
    EXPECT_INT(bpmn_migrate(m, m, p.state, NULL, 0, &p.env, &out).code, ERR_CONFLICT);
    EXPECT_INT(bpmn_migrate(m, m, val_null(), NULL, 0, &p.env, &out).code, ERR_SYNTAX);
}
