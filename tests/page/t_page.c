#include "tests/check.h"
#include "page/script_hash.h"
#include "page/theme.h"
#include "site.h"

#include <openssl/sha.h>

static str printed(void (*fn)(struct page *, str), const char *s)
{
    struct page *p = ARENA_NEW(test_arena(), struct page);
    page_make(p, test_arena(), "en");
    fn(p, str_z(s));
    return page_done(p);
}

TEST(page_text_escapes_by_place)
{
    static const struct {
        void (*fn)(struct page *, str);
        const char *in, *want;
    } t[] = {
        { page_text, "a <b> & \"c\" 'd'", "a &lt;b&gt; &amp; \"c\" 'd'" },
        { page_attr, "a <b> & \"c\" 'd'", "a &lt;b&gt; &amp; &#34;c&#34; &#39;d&#39;" },
        { page_text, "Nguyễn Thị Minh Khai", "Nguyễn Thị Minh Khai" },
        { page_text, "", "" },
        { page_segment, "a/b?c=d&e f", "a%2Fb%3Fc%3Dd%26e%20f" },
        { page_segment, "../x", "..%2Fx" },
        { page_segment, "đ", "%C4%91" },
        { page_segment, "2026-000001_a.b~c", "2026-000001_a.b~c" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(printed(c->fn, c->in), str_z(c->want));
}

TEST(page_text_replaces_nul)
{
    struct page p;
    page_make(&p, test_arena(), "en");
    page_text(&p, str_of("a\0b", 3));
    EXPECT_STR(page_done(&p), S("a\xef\xbf\xbd"
                                "b"));
}

TEST(page_href_adds_the_language_once)
{
    static const struct {
        const char *in, *want;
    } t[] = {
        { "/cases", "/vi/cases" },
        { "/vi/cases", "/vi/cases" },
        { "/vi", "/vi" },
        { "/villages", "/vi/villages" },
        { "/vi?a=1", "/vi?a=1" },
        { "/assets/x.css", "/assets/x.css" },
        { "https://example.org/?a&b", "https://example.org/?a&amp;b" },
        { "#top", "#top" },
        { "?page=2", "?page=2" },
    };
    FOR_EACH(t, c) {
        struct page p;
        page_make(&p, test_arena(), "vi");
        page_href(&p, (url){ str_z(c->in) });
        EXPECT_STR(page_done(&p), str_z(c->want));
    }
}

TEST(page_values_follow_the_language)
{
    static const struct {
        const char *lang, *day, *number;
    } t[] = {
        { "en", "2 March 2026", "1,234,567" },
        { "vi", "2 tháng 3 năm 2026", "1.234.567" },
    };
    FOR_EACH(t, c) {
        struct page p;
        page_make(&p, test_arena(), c->lang);
        EXPECT_STR(page_day_str(&p, day_of(2026, 3, 2)), str_z(c->day));
        page_int(&p, 1234567);
        EXPECT_STR(page_done(&p), str_z(c->number));
    }
}

TEST(page_csp_allows_the_inline_script_by_its_hash)
{
    static const char text[] = PAGE_SCRIPT;
    static const char abc[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint8_t h[33] = { 0 };
    char b64[45] = { 0 };
    SHA256((const uint8_t *)text, sizeof text - 1, h);
    for (unsigned i = 0, o = 0; i < 33; i += 3, o += 4) {
        unsigned v = (unsigned)h[i] << 16 | (unsigned)h[i + 1] << 8 | h[i + 2];
        for (unsigned k = 0; k < 4; k++)
            b64[o + k] = abc[v >> (18 - 6 * k) & 63];
    }
    b64[43] = '=';
    EXPECT(str_has(page_csp(false), str_fmt(test_arena(), "'sha256-%s'", b64)));
    EXPECT(str_has(page_csp(false), S("require-trusted-types-for 'script'")));
    EXPECT(!str_has(page_csp(true), S("trusted-types")));
    EXPECT(!str_has(page_csp(true), S("unsafe")));
}

TEST(layout_has_what_every_page_needs)
{
    struct page p;
    page_make(&p, test_arena(), "vi");
    p.path = S("/cases?state=open&x=<y>");
    p.person = S("Anna <Kask>");
    p.request_id = S("sealed\"id");
    p.nav_current = S("/cases");
    p.office = &office;
    p.problem = true;
    page_begin(&p, S("Đơn & hồ sơ"), PAGE_PLAIN);
    page_end(&p);
    static const char *const want[] = {
        "<html class=\"govuk-template\" lang=\"vi\" dir=\"ltr\">",
        "<title>Lỗi: Đơn &amp; hồ sơ – Aldermoor</title>",
        "href=\"#main\"",
        "id=\"main\"",
        "href=\"/en/cases?state=open&amp;x=&lt;y&gt;\"",
        "Anna &lt;Kask&gt;",
        "<span aria-current=\"true\" lang=\"vi\"",
        "name=\"_id\" value=\"sealed&#34;id\"",
        "href=\"/vi/accessibility\"",
        "href=\"/vi/privacy\"",
        "href=\"/vi/privacy/looks\"",
        "+999 20 555 0100",
        "href=\"/vi/cases\" aria-current=\"page\"",
        "action=\"/vi/sign-out\"",
    };
    FOR_EACH(want, w)
        if (!str_has(page_done(&p), str_z(*w)))
            test_fail(__FILE__, __LINE__, "the layout lacks %s", *w);
    EXPECT(!str_has(page_done(&p), S("style=")));
}

TEST(layout_turns_round_for_arabic)
{
    struct page p;
    page_make(&p, test_arena(), "ar");
    p.back = (url){ S("/cases") };
    page_begin(&p, S("x"), PAGE_PLAIN);
    page_end(&p);
    EXPECT(str_has(page_done(&p), S("lang=\"ar\" dir=\"rtl\"")));
    EXPECT(str_has(page_done(&p), asset_url("stoa.rtl.css")));
    EXPECT(str_has(page_done(&p), S("href=\"/ar/cases\">رجوع</a>")));
}

TEST(page_error_says_what_to_do)
{
    static const int statuses[] = { 400, 401, 403, 404, 405, 409, 413, 415, 429, 500, 503 };
    static const char *const langs[] = { "en", "vi" };
    FOR_EACH(langs, l)
        FOR_EACH(statuses, s) {
            struct page p;
            buf json;
            page_make(&p, test_arena(), *l);
            page_error(&p, *s, S("INC-7"));
            buf_init(&json, test_arena(), 256);
            page_error_json(&json, p.words, *s, S("INC-7"));
            str title = word0(p.words, word_find(str_fmt(test_arena(), "error.%d.title", *s)));
            EXPECT(title.n > 0 && str_has(page_done(&p), title));
            EXPECT(str_has(page_done(&p), S("INC-7")) &&
                   str_has(buf_str(&json), S("\"incident\":\"INC-7\"")));
            EXPECT(str_has(page_done(&p), S("noindex")));
            val v;
            EXPECT_OK(val_from_json(test_arena(), buf_str(&json), NULL, &v, NULL));
        }
}

/* The editors come to few people; each bundle still has a limit. */
TEST(assets_of_editors_stay_below_half_a_megabyte)
{
    static const char *const names[] = { "editor-bpmn.js", "editor-dmn.js", "editor-form.js" };
    for (size_t i = 0; i < LEN(names); i++) {
        const struct asset *a = asset_named(str_z(names[i]));
        EXPECT(a && a->gzip.n > 50 * KIB && a->gzip.n < 500 * KIB);
    }
}

TEST(assets_are_found_by_the_path_that_pages_print)
{
    EXPECT(assets_n >= 8);
    for (size_t i = 0; i < assets_n; i++) {
        const struct asset *a = &assets_table[i];
        EXPECT(asset_find(a->path) == a && asset_named(a->name) == a);
        EXPECT(a->plain.n > 0 && a->type.n > 0);
        EXPECT(a->brotli.n < a->plain.n && a->gzip.n < a->plain.n);
        EXPECT(i == 0 || str_cmp(assets_table[i - 1].name, a->name) < 0);
    }
    static const char *const none[] = {
        "",           "/assets/",        "/assets/stoa.css", "/assets/stoa.0000000000.css",
        "/assets/..", "/assets/a.b.c.d", "/stoa.css",        "/assets/."
    };
    FOR_EACH(none, p)
        EXPECT(asset_find(str_z(*p)) == NULL);
    EXPECT(str_has(asset_named(S("stoa.css"))->plain, asset_url("source-sans-3-latin.woff2")));
    EXPECT(!str_has(asset_named(S("stoa.css"))->plain, S("asset:")));
    EXPECT(!str_has(asset_named(S("stoa.css"))->plain, S("GDS Transport")));
    EXPECT(str_has(asset_named(S("stoa.rtl.css"))->plain, S("stoa-band")));
}

TEST(first_load_stays_small)
{
    static const char *const files[] = { "stoa.css", "stoa.js", "stoa.svg" };
    size_t sum = asset_named(S("source-sans-3-latin.woff2"))->plain.n;
    FOR_EACH(files, f)
        sum += asset_named(str_z(*f))->brotli.n;
    EXPECT(sum < 70 * KIB);
}

/* ---- themes ---- */

TEST(contrast_is_that_of_wcag)
{
    static const struct {
        const char *a, *b;
        double want;
    } t[] = {
        { "#000000", "#ffffff", 21.0 }, { "#ffffff", "#ffffff", 1.0 },
        { "#767676", "#ffffff", 4.54 }, { "#777777", "#fff", 4.48 },
        { "#f00", "#fff", 4.00 },
    };
    FOR_EACH(t, c) {
        struct rgb a, b;
        EXPECT_OK(rgb_parse(str_z(c->a), &a));
        EXPECT_OK(rgb_parse(str_z(c->b), &b));
        double got = contrast(a, b);
        EXPECT(got > c->want - 0.01 && got < c->want + 0.01);
    }
}

TEST(rgb_parse_refuses_what_is_no_colour)
{
    static const char *const bad[] = { "",       "#",        "red",     "0b4f6c",
                                       "#12345", "#1234567", "#12g456", "#12 456" };
    struct rgb c;
    FOR_EACH(bad, s)
        EXPECT(rgb_parse(str_z(*s), &c).code == ERR_SYNTAX);
}

TEST(theme_refuses_what_nobody_can_read)
{
    struct theme own = { 0 }, bad = { 0 };
    struct findings none = { .a = test_arena() }, some = { .a = test_arena() };
    theme_check(&own, &none);
    EXPECT_INT(none.errors, 0);
    EXPECT_STR(theme_css(test_arena(), &own), S(""));
    theme_set(&bad, THEME_LINK, false, (struct rgb){ 0xaa, 0xcc, 0xee });
    theme_check(&bad, &some);
    EXPECT_INT(some.errors, 2); /* on the page and on the hero */
    EXPECT_STR(some.v.v[0].element, S("link"));
    EXPECT(str_has(theme_css(test_arena(), &bad), S("--govuk-link-colour:#aaccee")));
}

TEST(theme_puts_readable_text_on_a_bright_band)
{
    struct theme t = { 0 };
    theme_set(&t, THEME_BAND, false, (struct rgb){ 0xff, 0xd5, 0x4a });
    theme_set(&t, THEME_BAND, true, (struct rgb){ 0x08, 0x38, 0x4d });
    str css = theme_css(test_arena(), &t);
    EXPECT(str_has(css, S("--stoa-band:#ffd54a;--stoa-band-text:#0b0c0c")));
    EXPECT(str_has(css, S("--stoa-band:#08384d;--stoa-band-text:#ffffff")));
}
