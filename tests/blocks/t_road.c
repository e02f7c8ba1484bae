/* What tales cannot say of calls between agencies: what is answered where the house itself fails.
 */
#include "tests/blocks/house.h"

#include "http/request.h"
#include "os/clock.h"

static struct reply called(struct house *h, const char *accept)
{
    static const struct http_pair shown[] = {
        { S_INIT("authorization"), S_INIT("Bearer motor-registry.every-wheel-is-written-down") },
        { S_INIT("x-road-client"), S_INIT("AV/GOV/motor-registry/vehicles") },
        { S_INIT("x-road-userid"), S_INIT("XA1") },
    };
    struct request r = {
        .id = ulid_new(), .method = GET, .peer = S("192.0.2.9"), .at = stage_now(house_stage(h))
    };
    struct reply got = { 0 };

    EXPECT_OK(request_target(test_arena(),
                             S("/r1/AV/GOV/civil-registry/population/person/200000000015"), &r));
    FOR_EACH(shown, s)
        EXPECT_OK(request_add_header(test_arena(), &r, s->name, s->value));
    EXPECT_OK(request_add_header(test_arena(), &r, S("accept"), str_z(accept)));
    stage_ask(house_stage(h), test_arena(), &r, &got);
    return got;
}

static str error_of(const struct reply *r)
{
    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq(r->headers[i].name, S("x-road-error")))
            return r->headers[i].value;
    return S("");
}

TEST(a_fault_is_answered_in_the_protocols_form)
{
    static const enum stage_fault where[] = { FAULT_WRITER, FAULT_WORKER };
    struct house *h = house_open("sites/demo");
    size_t struck = 0;

    if (!h)
        return;
    FOR_EACH(where, w)
        for (uint64_t n = 1; n <= 12; n++) {
            stage_fault(house_stage(h), *w, n);
            struct reply r = called(h, "text/html");
            bool hit = stage_struck(house_stage(h));
            stage_fault(house_stage(h), FAULT_NONE, 0);
            if (!hit || r.status < 500)
                continue;
            struck++;
            EXPECT_STR(error_of(&r), S("Server.ServerProxy.InternalError"));
            EXPECT(str_starts(r.content_type, S("application/json")));
            EXPECT(str_find(r.body, S("\"type\":\"Server.ServerProxy.InternalError\""), 0) !=
                   SIZE_MAX);
            EXPECT(str_find(r.body, S("Hofer"), 0) == SIZE_MAX);
        }
    EXPECT(struck >= 4);
    struct reply well = called(h, "application/json");
    EXPECT_INT(well.status, 200);
    EXPECT_INT(error_of(&well).n, 0);
}
