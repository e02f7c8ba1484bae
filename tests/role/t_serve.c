#include "tests/role/role_test.h"

TEST(role_serves_a_page_and_stops)
{
    struct server s;
    EXPECT(server_start(&s, "x"));
    str r = http_get(&s, "/page");
    EXPECT_INT(http_status(r), 200);
    EXPECT_INT(http_body(r).n, 10240);
    EXPECT_INT(http_status(http_get(&s, "/page")), 200);
    EXPECT_STR(http_body(http_post(&s, "/act", "one")), S("1 one"));
    EXPECT(server_stop(&s));
}
