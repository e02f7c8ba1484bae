#include "http/http.h"
#include "tests/check.h"

static struct request target(const char *text, err *e)
{
    struct request r = { 0 };
    *e = request_target(test_arena(), str_z(text), &r);
    return r;
}

TEST(request_targets)
{
    static const struct {
        const char *target, *path;
        bool ok;
    } t[] = {
        { "/", "/", true },
        { "/a/b", "/a/b", true },
        { "/a%20b", "/a b", true },
        { "/%C4%91", "/đ", true },
        { "/a+b", "/a+b", true },
        { "/a?x=1", "/a", true },
        { "", NULL, false },
        { "a", NULL, false },
        { "*", NULL, false },
        { "/..", NULL, false },
        { "/a/./b", NULL, false },
        { "/%2e%2E/x", NULL, false },
        { "/%", NULL, false },
        { "/%4", NULL, false },
        { "/%00", NULL, false },
        { "/%ff", NULL, false },
        { "/a..b/...", "/a..b/...", true },
    };
    FOR_EACH(t, c) {
        err e;
        struct request r = target(c->target, &e);
        EXPECT(failed(e) == !c->ok);
        if (c->ok)
            EXPECT_STR(r.path, str_z(c->path));
    }
}

TEST(request_queries)
{
    err e;
    struct request r = target("/s?q=b%C3%A9b%C3%A9+x&n=1&n=2&n=3&empty=&bare&&=v", &e);
    EXPECT_OK(e);
    EXPECT_STR(request_query(&r, S("q")), S("bébé x"));
    EXPECT_STR(request_query(&r, S("n")), S("1"));
    EXPECT_INT(val_count(val_get(r.query, S("n"))), 3);
    EXPECT_STR(val_text(val_at(val_get(r.query, S("n")), 2)), S("3"));
    EXPECT_STR(request_query(&r, S("empty")), S(""));
    EXPECT_STR(request_query(&r, S("bare")), S(""));
    EXPECT(request_query(&r, S("none")).p == NULL);
    buf b;
    val v;
    buf_init(&b, test_arena(), 1024);
    for (int i = 0; i < 1001; i++)
        buf_fmt(&b, "a%d=1&", i);
    EXPECT_INT(http_query_parse(test_arena(), buf_str(&b), &v).code, ERR_SIZE);
}

TEST(request_headers_and_cookies)
{
    struct request r = { 0 };
    EXPECT_OK(request_add_header(test_arena(), &r, S("HOST"), S(" Example.ORG:8080 ")));
    EXPECT_OK(request_add_header(test_arena(), &r, S("Content-Type"),
                                 S("Multipart/Form-Data; boundary=Xy")));
    EXPECT_OK(request_add_header(test_arena(), &r, S("Cookie"),
                                 S("a=1; __Host-session=\"xyz\"; session=old; broken")));
    EXPECT_OK(request_add_header(test_arena(), &r, S("X-Secret-Unknown"), S("dropped")));
    EXPECT_OK(request_add_header(test_arena(), &r, S("Accept-Language"), S("vi")));
    EXPECT_STR(r.host, S("example.org:8080"));
    EXPECT_STR(r.content_type, S("multipart/form-data"));
    EXPECT_STR(r.content_params, S("boundary=Xy"));
    EXPECT_STR(request_cookie(&r, S("a")), S("1"));
    EXPECT_STR(request_cookie_any(&r, S("session")), S("xyz"));
    EXPECT_INT(r.cookie_count, 3);
    EXPECT(request_header(&r, S("x-secret-unknown")).p == NULL);
    EXPECT_STR(request_header(&r, S("accept-language")), S("vi"));
    /* over TLS a cookie without the prefix is somebody else's */
    struct request s = { .secure = true };
    EXPECT_OK(request_add_header(test_arena(), &s, S("Cookie"), S("session=planted")));
    EXPECT(request_cookie_any(&s, S("session")).p == NULL);
    err e = OK;
    for (int i = 0; i < 70 && !failed(e); i++)
        e = request_add_header(test_arena(), &r, S("Accept"), S("x"));
    EXPECT_INT(e.code, ERR_SIZE);
}

TEST(request_survives_its_frame)
{
    struct request r = { .method = POST,
                         .body = S("body"),
                         .body_size = 4,
                         .site = SITE_SAME_ORIGIN,
                         .again = true,
                         .at = { 123456789 },
                         .peer = S("::1") },
                   back;
    buf b;
    memset(r.id.b, 7, 16);
    EXPECT_OK(request_target(test_arena(), S("/x/y?q=1&q=2"), &r));
    EXPECT_OK(request_add_header(test_arena(), &r, S("Host"), S("h")));
    EXPECT_OK(request_add_header(test_arena(), &r, S("Accept"), S("text/html")));
    EXPECT_OK(request_add_header(test_arena(), &r, S("Cookie"), S("a=b; c=d")));
    buf_init(&b, test_arena(), 64);
    request_pack(&b, &r);
    EXPECT_OK(request_unpack(test_arena(), buf_str(&b), &back));
    EXPECT(ulid_eq(back.id, r.id) && back.method == POST && back.again && !back.head &&
           back.at.ms == 123456789);
    EXPECT_STR(back.path, S("/x/y"));
    EXPECT_INT(val_count(val_get(back.query, S("q"))), 2);
    EXPECT_STR(back.body, S("body"));
    EXPECT(back.body_file.p == NULL);
    EXPECT_STR(request_cookie(&back, S("c")), S("d"));
    EXPECT_STR(request_header(&back, S("accept")), S("text/html"));
    for (size_t n = 0; n < b.n; n++)
        EXPECT(failed(request_unpack(test_arena(), str_sub(buf_str(&b), 0, n), &back)));
}

TEST(reply_survives_its_frame)
{
    struct reply r = reply_make(422, S("text/html; charset=utf-8"), S("<p>")), back;
    buf b;
    reply_header(test_arena(), &r, S("X-One"), S("1"));
    reply_cookie(test_arena(), &r, (struct http_cookie){ S("s"), S("v"), -1, true, false });
    r.cache = CACHE_ANONYMOUS;
    r.vary_language = true;
    buf_init(&b, test_arena(), 64);
    reply_pack(&b, &r);
    EXPECT_OK(reply_unpack(test_arena(), buf_str(&b), &back));
    EXPECT_INT(back.status, 422);
    EXPECT_STR(back.body, S("<p>"));
    EXPECT(back.vary_language && !back.vary_accept && back.cache == CACHE_ANONYMOUS);
    EXPECT_STR(cookie_format(test_arena(), &back.cookies[0], true),
               S("__Host-s=v; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"));
    for (size_t n = 0; n < b.n; n++)
        EXPECT(failed(reply_unpack(test_arena(), str_sub(buf_str(&b), 0, n), &back)));
}

TEST(reply_etags)
{
    struct request r = { 0 };
    str tag = etag_of(test_arena(), S("abc"));
    EXPECT(!str_eq(tag, etag_of(test_arena(), S("abd"))));
    EXPECT_OK(request_add_header(test_arena(), &r, S("If-None-Match"),
                                 str_fmt(test_arena(), "\"x\", W/%.*s", STR_ARG(tag))));
    EXPECT(request_not_modified(&r, tag));
    EXPECT(!request_not_modified(&r, S("\"other\"")));
    EXPECT(!request_not_modified(&(struct request){ 0 }, tag));
}

TEST(request_networks_are_what_one_customer_has)
{
    static const struct {
        const char *peer, *want;
    } t[] = {
        { "192.0.2.7", "192.0.2.7" },
        { "::ffff:192.0.2.7", "192.0.2.7" },
        { "2001:db8:1:2:3:4:5:6", "2001:db8:1:2" },
        { "2001:db8:1:2::6", "2001:db8:1:2" },
        { "2001:db8::1", "2001:db8:0:0" },
        { "2001:db8::ffff:1", "2001:db8:0:0" },
        { "2001:db8::2:3:4:5:6", "2001:db8:0:2" },
        { "::1", "0:0:0:0" },
        { "unix", "unix" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(request_network(test_arena(), str_z(c->peer)), str_z(c->want));
}
