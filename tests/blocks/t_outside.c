/* What tales cannot say of outside work: requests that wait, values back and forth, many at once.
 */
#include "tests/blocks/house.h"

#include "act/block.h"
#include "blocks/blocks.h"
#include "blocks/exchange/own.h"
#include "os/clock.h"
#include "value/json.h"

TEST(values_go_out_in_camundas_shapes_and_come_back)
{
    static const struct {
        const char *feel_json, *want;
    } t[] = {
        { "null", "{\"type\":\"Null\",\"value\":null,\"valueInfo\":{}}" },
        { "true", "{\"type\":\"Boolean\",\"value\":true,\"valueInfo\":{}}" },
        { "-2147483648", "{\"type\":\"Integer\",\"value\":-2147483648,\"valueInfo\":{}}" },
        { "2147483648", "{\"type\":\"Long\",\"value\":2147483648,\"valueInfo\":{}}" },
        { "0.5", "{\"type\":\"Double\",\"value\":0.5,\"valueInfo\":{}}" },
        { "\"Đặng\"", "{\"type\":\"String\",\"value\":\"Đặng\",\"valueInfo\":{}}" },
        { "[1,{\"a\":null}]",
          "{\"type\":\"Json\",\"value\":\"[1,{\\\"a\\\":null}]\",\"valueInfo\":{}}" },
    };
    FOR_EACH(t, c) {
        arena *a = test_arena();
        val v, back;
        str wrong;
        EXPECT_OK(val_from_json(a, str_z(c->feel_json), NULL, &v, NULL));
        val typed = typed_values(a, val_with(a, val_null(), S("x"), v));
        EXPECT_STR(val_json_str(a, val_get(typed, S("x"))), str_z(c->want));
        EXPECT(plain_values(a, typed, &back, &wrong));
        EXPECT_STR(val_json_str(a, val_get(back, S("x"))), val_json_str(a, v));
    }
}

TEST(days_and_times_go_out_as_texts_and_points_of_time_as_dates)
{
    arena *a = test_arena();
    val when = val_datetime_utc(a, (instant){ 1772442000123 });
    val typed =
        typed_values(a, val_with(a, val_with(a, val_null(), S("day"), val_day(day_of(2026, 3, 2))),
                                 S("at"), when));
    EXPECT_STR(val_json_str(a, val_get(typed, S("day"))),
               S("{\"type\":\"String\",\"value\":\"2026-03-02\",\"valueInfo\":{}}"));
    EXPECT_STR(
        val_json_str(a, val_get(typed, S("at"))),
        S("{\"type\":\"Date\",\"value\":\"2026-03-02T09:00:00.123+0000\",\"valueInfo\":{}}"));
}

TEST(values_of_wrong_types_are_refused)
{
    static const struct {
        const char *typed;
        const char *want; /* the value read; null: refused */
    } t[] = {
        { "{\"value\":12}", "12" },
        { "{\"type\":\"integer\",\"value\":12}", "12" },
        { "{\"type\":\"Integer\",\"value\":1.5}", NULL },
        { "{\"type\":\"Long\",\"value\":\"1\"}", NULL },
        { "{\"type\":\"String\",\"value\":1}", NULL },
        { "{\"type\":\"boolean\",\"value\":\"true\"}", NULL },
        { "{\"type\":\"null\",\"value\":null}", "null" },
        { "{\"type\":\"String\",\"value\":null}", "null" },
        { "{\"type\":\"json\",\"value\":\"{\\\"a\\\":[1]}\"}", "{\"a\":[1]}" },
        { "{\"type\":\"json\",\"value\":\"{\"}", NULL },
        { "{\"type\":\"Object\",\"value\":\"[1]\",\"valueInfo\":{\"serializationDataFormat\":"
          "\"application/json\"}}",
          "[1]" },
        { "{\"type\":\"Object\",\"value\":\"rO0AB\",\"valueInfo\":{\"serializationDataFormat\":"
          "\"application/x-java-serialized-object\"}}",
          NULL },
        { "{\"type\":\"File\",\"value\":\"AA==\"}", NULL },
        { "{\"type\":\"Date\",\"value\":\"2026-03-02T09:00:00.000+0100\"}",
          "\"2026-03-02T08:00:00Z\"" },
        { "{\"type\":\"Date\",\"value\":\"2026-13-02T09:00:00.000+0100\"}", NULL },
        { "12", NULL },
    };
    FOR_EACH(t, c) {
        arena *a = test_arena();
        val v, out;
        str wrong;
        EXPECT_OK(val_from_json(a, str_z(c->typed), NULL, &v, NULL));
        bool good = plain_values(a, val_with(a, val_null(), S("x"), v), &out, &wrong);
        if (good != (c->want != NULL))
            test_fail(__FILE__, __LINE__, "%s", c->typed);
        else if (!good)
            EXPECT_STR(wrong, S("x"));
        else
            EXPECT_STR(val_json_str(a, val_get(out, S("x"))), str_z(c->want));
    }
}

TEST(times_are_written_as_camunda_does)
{
    static const struct {
        int64_t ms;
        const char *want;
    } t[] = { { 0, "1970-01-01T00:00:00.000+0000" },
              { 1772442000123, "2026-03-02T09:00:00.123+0000" } };
    FOR_EACH(t, c)
        EXPECT_STR(camunda_time(test_arena(), (instant){ c->ms }), str_z(c->want));
}

/* Every type says what it takes, gives and needs, in types that FEEL knows. */
TEST(task_types_are_told_in_full)
{
    for (const struct block *const *b = blocks_all; *b; b++)
        for (const struct task_type *t = (*b)->tasks; t && t->name; t++) {
            if (!t->help || !t->may || !t->in || !t->out || !t->fn || !strchr(t->name, '.'))
                test_fail(__FILE__, __LINE__, "%s is not told in full", t->name);
            const struct task_field *both[] = { t->in, t->out };
            FOR_EACH(both, f)
                for (const struct task_field *p = *f; p && p->name; p++)
                    if (!p->help || (*p->type && !site_param_type(str_z(p->type))))
                        test_fail(__FILE__, __LINE__, "%s: %s", t->name, p->name);
        }
}

/* ---- requests that wait ---- */

#define TOPICS "\"topics\":[{\"topicName\":\"archive.search\",\"lockDuration\":60000}]"

static struct reply fetch_at(struct house *h, const char *body, instant at, bool woken)
{
    struct request r = {
        .id = ulid_new(), .method = POST, .peer = S("192.0.2.9"), .at = at, .woken = woken
    };
    struct reply got;

    EXPECT_OK(request_target(test_arena(), S("/engine-rest/external-task/fetchAndLock"), &r));
    EXPECT_OK(request_add_header(test_arena(), &r, S("authorization"),
                                 S("Bearer state-archive.the-archive-keeps-everything")));
    r.content_type = S("application/json");
    r.content_params = S("");
    r.body = str_z(body);
    r.body_size = r.body.n;
    stage_ask(house_stage(h), test_arena(), &r, &got);
    return got;
}

TEST(a_request_for_work_waits_as_long_as_it_says)
{
    struct house *h = house_open("sites/demo");
    const char *body =
        "{\"workerId\":\"w\",\"maxTasks\":1,\"asyncResponseTimeout\":10000," TOPICS "}";

    if (!h)
        return;
    instant now = stage_now(house_stage(h)), later = { now.ms - 10000 };
    EXPECT_INT(fetch_at(h, body, now, false).status, 0); /* parked */
    EXPECT_INT(fetch_at(h, body, now, true).status, 0);  /* woken for nothing */
    struct reply r = fetch_at(h, body, later, true);
    EXPECT_INT(r.status, 200);
    EXPECT_STR(r.body, S("[]"));
    r = fetch_at(h, "{\"workerId\":\"w\",\"maxTasks\":1," TOPICS "}", now, false);
    EXPECT_INT(r.status, 200); /* who does not want to wait does not */
    EXPECT_STR(r.body, S("[]"));
}
