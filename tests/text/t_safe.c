#include "tests/check.h"
#include "text/safe.h"

TEST(html_is_escaped)
{
    EXPECT_STR(html_text(test_arena(), S("<a href='x'>\"&\"")).s,
               S("&lt;a href=&#39;x&#39;&gt;&#34;&amp;&#34;"));
    EXPECT_STR(html_attr(test_arena(), "title", S("\"><script>")).s,
               S(" title=\"&#34;&gt;&lt;script&gt;\""));
    EXPECT_STR(html_cat(test_arena(), html_text(test_arena(), S("<")), html_trusted(S("<b>"))).s,
               S("&lt;<b>"));
}

TEST(url_paths_are_encoded)
{
    str pieces[] = { S("a/b?c"), S("\xc4\x91"), S("..") };
    url u = url_path(test_arena(), S("/cases"), pieces, 3);

    EXPECT_STR(u.s, S("/cases/a%2Fb%3Fc/%C4%91/_"));
    u = url_query(test_arena(), url_query(test_arena(), u, S("q"), S("a b&")), S("p"), S("2"));
    EXPECT(str_ends(u.s, S("/_?q=a%20b%26&p=2")));
    u = url_query(test_arena(), url_fragment(test_arena(), u, S("x y")), S("z"), S(""));
    EXPECT(str_ends(u.s, S("&p=2&z=#x%20y")));
}

TEST(url_outside_takes_four_schemes_only)
{
    static const struct {
        const char *in, *out;
    } t[] = {
        { "https://example.org/a b?q=\"x\"&y=%41%zz#f",
          "https://example.org/a%20b?q=%22x%22&y=%41%25zz#f" },
        { " HTTP://Example.org:8080 ", "http://Example.org:8080" },
        { "https://[2001:db8::1]:443/", "https://[2001:db8::1]:443/" },
        { "https://vi\xe1\xbb\x87t.vn/", "https://vi%E1%BB%87t.vn/" },
        { "mailto:office@example.org", "mailto:office@example.org" },
        { "tel:+84-24-123", "tel:+84-24-123" },
        { "javascript:alert(1)", NULL },
        { "JAVASCRIPT:alert(1)", NULL },
        { "java\tscript:alert(1)", NULL },
        { "data:text/html,x", NULL },
        { "//example.org", NULL },
        { "/path", NULL },
        { "https:example.org", NULL },
        { "https://", NULL },
        { "https://user:pw@example.org/", NULL },
        { "https://example.org\\@evil.org/", NULL },
        { "https://example.org:99999/", NULL },
        { "https://example.org/\n", "https://example.org/" },
        { "https://example.org/a\nb", NULL },
        { "mailto:nobody", NULL },
        { "tel:", NULL },
        { "", NULL },
    };
    FOR_EACH(t, c) {
        url u;
        bool ok = url_outside(test_arena(), str_z(c->in), &u);
        EXPECT_STR(ok ? u.s : S("refused"), c->out ? str_z(c->out) : S("refused"));
    }
}
