#include "http/http.h"
#include "tests/check.h"

static struct route_table table(void)
{
    static const struct {
        enum method m;
        const char *p;
    } rows[] = {
        { GET, "/" },
        { GET, "/services" },
        { GET, "/services/:id" },
        { GET, "/services/:id/apply/:page" },
        { POST, "/services/:id/apply/:page" },
        { GET, "/services/new" },
        { GET, "/log/tile/*rest" },
        { GET, "/:lang/news" },
        { PUT, "/services/:id" },
        { GET, "/services/new/:x" },
    };
    struct route_table t;
    route_table_init(&t, test_arena());
    for (uint32_t i = 0; i < LEN(rows); i++)
        EXPECT_OK(route_add(&t, rows[i].m, str_z(rows[i].p), i));
    return t;
}

TEST(route_matches)
{
    static const struct {
        enum method m;
        const char *path;
        int row;
        const char *params, *allow;
    } t[] = {
        { GET, "/", 0, "", "" },
        { HEAD, "/", 0, "", "" },
        { GET, "/services", 1, "", "" },
        { GET, "/services/birth", 2, "id=birth", "" },
        { GET, "/services/new", 5, "", "" },
        { GET, "/services/birth/apply/2", 3, "id=birth page=2", "" },
        { POST, "/services/birth/apply/2", 4, "id=birth page=2", "" },
        { GET, "/log/tile/0/x001/067", 6, "rest=0/x001/067", "" },
        { GET, "/vi/news", 7, "lang=vi", "" },
        { GET, "/services/new/apply/1", 3, "id=new page=1",
          "" }, /* the literal way ends: the other one fits */
        { POST, "/services/birth", -1, "", "GET, HEAD, PUT" },
        { GET, "/nothing", -1, "", "" },
        { GET, "/services/", -1, "", "" },
        { GET, "/services/birth/", -1, "", "" },
        { GET, "/log/tile/", -1, "", "" },
        { METHOD_OTHER, "/", -1, "", "GET, HEAD" },
    };
    struct route_table table_ = table();
    FOR_EACH(t, c) {
        struct route_match m;
        buf b;
        bool found = route_find(&table_, c->m, str_z(c->path), &m);
        buf_init(&b, test_arena(), 64);
        for (size_t i = 0; i < m.params.n; i++)
            buf_fmt(&b, "%s%.*s=%.*s", i ? " " : "", STR_ARG(m.params.v[i].name),
                    STR_ARG(m.params.v[i].value));
        if (found != (c->row >= 0) || (found && (int)m.row != c->row))
            test_fail(__FILE__, __LINE__, "%s: row %d", c->path, (int)m.row);
        if (found)
            EXPECT_STR(buf_str(&b), str_z(c->params));
        if (!found)
            EXPECT_STR(route_allow(test_arena(), m.allow), str_z(c->allow));
    }
}

TEST(route_refuses_bad_rows)
{
    struct route_table t = table();
    EXPECT_INT(route_add(&t, GET, S("/services/:other"), 9).code, ERR_CONFLICT);
    EXPECT_INT(route_add(&t, GET, S("services"), 9).code, ERR_SYNTAX);
    EXPECT_INT(route_add(&t, GET, S("/a/*rest/b"), 9).code, ERR_SYNTAX);
    EXPECT_INT(route_add(&t, GET, S("/a/:"), 9).code, ERR_SYNTAX);
    EXPECT_INT(route_add(&t, GET, S("/:a/:b/:c/:d/:e/:f/:g/:h/:i"), 9).code, ERR_SYNTAX);
}

TEST(accept_types)
{
    static const str offers[] = { S_INIT("text/html"), S_INIT("application/json") };
    static const struct {
        const char *accept;
        int want;
    } t[] = {
        { "", 0 },
        { "*/*", 0 },
        { "application/json", 1 },
        { "text/html,application/json", 0 },
        { "application/json, text/html;q=0.9", 1 },
        { "text/*;q=0.2, application/json;q=0.1", 0 },
        { "text/html;q=0, */*", 1 },
        { "image/png", -1 },
        { "application/json;q=0", -1 },
        { "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", 0 },
        { "TEXT/HTML", 0 },
        { "application/json;q=0.5;x=y, text/html;q=0.4", 1 },
        { "application/json;q=2", -1 },
    };
    FOR_EACH(t, c)
        EXPECT_INT(accept_type(str_z(c->accept), offers, 2), c->want);
}

TEST(accept_languages)
{
    static const str offers[] = { S_INIT("en"), S_INIT("vi"), S_INIT("pt-BR") };
    static const struct {
        const char *accept;
        int want;
    } t[] = {
        { "", -1 },
        { "vi", 1 },
        { "vi-VN,vi;q=0.9,en;q=0.8", 1 },
        { "de,vi;q=0.5,en;q=0.4", 1 },
        { "de", -1 },
        { "en;q=0.1,vi;q=0.2", 1 },
        { "*", 0 },
        { "pt", 2 },
        { "pt-PT", -1 },
        { "de,*;q=0.1", 0 },
        { "EN-gb", 0 },
        { "vi;q=0", -1 },
        { "en-a-x", 0 },
    };
    FOR_EACH(t, c)
        EXPECT_INT(accept_language(str_z(c->accept), offers, 3), c->want);
}

TEST(accept_encodings)
{
    EXPECT(accept_encoding(S("gzip, deflate, br"), S("br")));
    EXPECT(!accept_encoding(S("gzip, br;q=0"), S("br")));
    EXPECT(accept_encoding(S("*"), S("br")));
    EXPECT(!accept_encoding(S("br;q=0, *"), S("br")));
    EXPECT(!accept_encoding(S(""), S("br")));
}
