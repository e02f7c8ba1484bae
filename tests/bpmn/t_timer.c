#include "bpmn/timer.h"
#include "tests/bpmn/play.h"

static instant at(const char *s)
{
    instant t = { 0 };

    EXPECT_OK(instant_parse(str_z(s), &t));
    return t;
}

TEST(durations_are_iso_8601)
{
    static const struct {
        const char *text;
        int64_t months, ms;
    } t[] = {
        { "P1Y2M", 14, 0 },          { "P2W", 0, 14LL * 86400000 },  { "PT1H30M", 0, 5400000 },
        { "P1DT0.5S", 0, 86400500 }, { "PT36H", 0, 36LL * 3600000 }, { "P1M", 1, 0 },
        { "PT1M", 0, 60000 },
    };
    static const char *const wrong[] = {
        "",    "P",    "PT",    "1D",     "P1",   "P1DT", "PD",
        "P1H", "PT1D", "P1M1Y", "PT1.5H", "P-1D", "P1D ", "PT1S1S"
    };
    struct timer_span s;

    FOR_EACH(t, c) {
        EXPECT_OK(timer_span_parse(str_z(c->text), &s));
        EXPECT_INT(s.months, c->months);
        EXPECT_INT(s.ms, c->ms);
    }
    FOR_EACH(wrong, w)
        EXPECT(failed(timer_span_parse(str_z(*w), &s)));
}

TEST(cycles_count_their_repetitions)
{
    static const struct {
        const char *text, *fires[3];
    } t[] = {
        { "R2/PT1H", { "2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z", NULL } },
        { "R/P1M", { "2026-04-02T09:00:00Z", "2026-05-02T09:00:00Z", "2026-06-02T09:00:00Z" } },
        { "R2/2026-03-05T08:00:00Z/P1D", { "2026-03-05T08:00:00Z", "2026-03-06T08:00:00Z", NULL } },
    };

    FOR_EACH(t, c) {
        str rest = str_z(c->text);
        instant now = at("2026-03-02T09:00:00Z"), got;
        for (int i = 0; i < 3; i++) {
            struct timer_cycle cycle;
            bool fires = rest.n && !failed(timer_cycle_parse(rest, &cycle)) &&
                         !failed(timer_first(&cycle, now, &got));
            EXPECT(fires == (c->fires[i] != NULL));
            if (!fires || !c->fires[i])
                break;
            EXPECT_STR(instant_str(test_arena(), got), str_z(c->fires[i]));
            rest = timer_cycle_rest(test_arena(), &cycle);
            now = got;
        }
    }
}

TEST(month_ends_are_clamped_and_years_bounded)
{
    instant got;

    EXPECT_OK(timer_add(at("2027-01-31T12:00:00Z"), (struct timer_span){ .months = 1 }, &got));
    EXPECT_STR(instant_str(test_arena(), got), S("2027-02-28T12:00:00Z"));
    EXPECT(failed(
        timer_add(at("9999-12-31T00:00:00Z"), (struct timer_span){ .ms = 2LL * 86400000 }, &got)));
}

TEST(timer_events_fire_when_their_definition_says)
{
    static const struct {
        const char *kind, *text, *want;
        bool spans; /* counted from the moment that it was set */
    } t[] = {
        { "timeDate", "2026-04-01T00:00:00+02:00", "2026-03-31T22:00:00Z", false },
        { "timeDate", "=date(\"2026-04-01\")", "2026-04-01T00:00:00Z", false },
        { "timeDate", "=now() + duration(\"PT2H\")", NULL, false },
        { "timeDuration", "P1M", "2026-04-02T09:00:00Z", true },
        { "timeDuration", "=duration(\"P3DT1H\")", "2026-03-05T10:00:00Z", true },
        { "timeDuration", "=wait", "2026-03-02T09:05:00Z", true },
    };

    FOR_EACH(t, c) {
        struct play p;
        play_start(&p,
                   play_model(play_xml(
                       S(""), str_fmt(test_arena(),
                                      START_TO("a") "<bpmn:intermediateCatchEvent "
                                                    "id='a'><bpmn:timerEventDefinition><bpmn:%s>%s<"
                                                    "/bpmn:%s></bpmn:timerEventDefinition>"
                                                    "</bpmn:intermediateCatchEvent>",
                                      c->kind, c->text, c->kind))),
                   "{\"wait\":\"PT5M\"}");
        EXPECT_STR(play_effects(&p), S("timer:a"));
        for (size_t i = 0; i < p.step.effects_n; i++)
            if (p.step.effects[i].kind == BPMN_TIMER_SET) {
                const struct bpmn_effect *e = &p.step.effects[i];
                if (c->want)
                    EXPECT_STR(instant_str(test_arena(), e->at_time), str_z(c->want));
                EXPECT(e->spans == c->spans && e->since.ms == (c->spans ? p.env.now.ms : 0));
            }
    }
}

/* Whoever counts other days than the calendar's needs to know what the next round counts from. */
TEST(the_next_round_of_a_cycle_counts_from_the_last)
{
    const struct bpmn *m = play_model(play_xml(
        S(""), S(START_TO("a") USER("a") FLOW("a", "e") END("e")
                     ON("boundaryEvent", "late", "attachedToRef='a' cancelActivity='false'",
                        "<bpmn:timerEventDefinition><bpmn:timeCycle>R3/P2D</bpmn:timeCycle></"
                        "bpmn:timerEventDefinition>") FLOW("late", "r") USER("r") FLOW("r", "f")
                         END("f"))));
    struct play p;
    size_t found = 0;

    play_start(&p, m, "");
    play_do(&p, "wait P5D");
    play_do(&p, "timer late");
    for (size_t i = 0; i < p.step.effects_n; i++)
        if (p.step.effects[i].kind == BPMN_TIMER_SET) {
            found++;
            EXPECT(p.step.effects[i].spans);
            EXPECT_STR(instant_str(test_arena(), p.step.effects[i].since),
                       S("2026-03-04T09:00:00Z"));
            EXPECT_STR(instant_str(test_arena(), p.step.effects[i].at_time),
                       S("2026-03-06T09:00:00Z"));
        }
    EXPECT_INT(found, 1);
}
