/* What compiled views write: HTML by place, and the same as JSON. */
#include "tests/check.h"
#include "page/paging.h"
#include "site.h"
#include "views/page.h"

static const struct v_summary_list_row rows[] = {
    { S_INIT("<Name>"), S_INIT("O'Brien & \"Sons\""), .change = { S_INIT("/c?a=1&b=\"2\"") } },
    { S_INIT("Note"), .body = { S_INIT("<em>safe</em>") } },
};

TEST(view_escapes_every_hole)
{
    struct page p;
    page_make(&p, test_arena(), "vi");
    v_summary_list_html(
        &p, &(struct v_summary_list){ .changeable = true, .rows = rows, .rows_n = LEN(rows) });
    static const char *const want[] = {
        "<dt class=\"govuk-summary-list__key\">&lt;Name&gt;</dt>",
        "O'Brien &amp; \"Sons\"",
        "href=\"/vi/c?a=1&amp;b=&#34;2&#34;\"",
        "<em>safe</em>",
        "Thay đổi",
        "govuk-summary-list__row--no-actions",
    };
    FOR_EACH(want, w)
        if (!str_has(page_done(&p), str_z(*w)))
            test_fail(__FILE__, __LINE__, "the view lacks %s", *w);
}

TEST(view_is_also_json)
{
    buf b;
    val v;
    buf_init(&b, test_arena(), 256);
    v_summary_list_json(&b, &(struct v_summary_list){ .rows = rows, .rows_n = LEN(rows) });
    EXPECT_OK(val_from_json(test_arena(), buf_str(&b), NULL, &v, NULL));
    EXPECT_STR(val_text(val_path(v, S("rows.0.value"))), S("O'Brien & \"Sons\""));
    EXPECT(val_is_null(val_path(v, S("rows.1.value"))) &&
           val_has(val_path(v, S("rows.1")), S("value")));
    EXPECT_INT(val_get_bool(v, S("changeable")), false);
}

TEST(field_is_also_json)
{
    static const struct field_option o[] = {
        { .value = S_INIT("y"), .label = S_INIT("Yes"), .chosen = true }
    };
    static const struct field_view kids[] = {
        { .kind = FIELD_RADIOS, .name = S_INIT("r"), .options = o, .options_n = 1 }
    };
    struct field_view f = { .kind = FIELD_GROUP,
                            .name = S("g"),
                            .label = S("a \"b\""),
                            .error = S("no"),
                            .children = kids,
                            .children_n = 1 };
    struct field_view password = { .kind = FIELD_PASSWORD, .name = S("p"), .value = S("secret") };
    buf b;
    val v;
    buf_init(&b, test_arena(), 256);
    field_json(&b, &f);
    EXPECT_OK(val_from_json(test_arena(), buf_str(&b), NULL, &v, NULL));
    EXPECT_STR(val_text(val_path(v, S("children.0.options.0.value"))), S("y"));
    EXPECT_STR(val_get_text(v, S("label")), S("a \"b\""));
    b.n = 0;
    field_json(&b, &password);
    EXPECT(!str_has(buf_str(&b), S("secret")));
}

TEST(password_is_never_printed_back)
{
    struct page p;
    page_make(&p, test_arena(), "en");
    field_render(&p, &(struct field_view){ .kind = FIELD_PASSWORD,
                                           .name = S("p"),
                                           .label = S("Password"),
                                           .value = S("secret") });
    EXPECT(!str_has(page_done(&p), S("secret")));
}

TEST(field_ids_are_made_from_names)
{
    struct field_view f = { .kind = FIELD_TEXT, .name = S("children[2].given name") };
    EXPECT_STR(field_target(test_arena(), &f), S("children-2--given-name"));
    f = (struct field_view){
        .kind = FIELD_DATE, .name = S("born"), .error = S("x"), .error_parts = FIELD_YEAR
    };
    EXPECT_STR(field_target(test_arena(), &f), S("born-year"));
    f.error_parts = 0;
    EXPECT_STR(field_target(test_arena(), &f), S("born-day"));
}

TEST(error_summary_links_to_every_control)
{
    static const struct field_view inner[] = {
        { .kind = FIELD_TEL, .name = S_INIT("tel"), .error = S_INIT("Enter a number") }
    };
    static const struct field_option o[] = { { .value = S_INIT("t"),
                                               .label = S_INIT("By telephone"),
                                               .chosen = true,
                                               .reveal = inner,
                                               .reveal_n = 1 } };
    static const struct field_view f[] = {
        { .kind = FIELD_RADIOS, .name = S_INIT("how"), .options = o, .options_n = 1 },
        { .kind = FIELD_DATE,
          .name = S_INIT("born"),
          .error = S_INIT("Enter a <date>"),
          .error_parts = FIELD_MONTH },
    };
    struct page p;
    page_make(&p, test_arena(), "en");
    EXPECT_INT(field_errors(&p, f, 2), 2);
    EXPECT(str_has(page_done(&p), S("<a href=\"#tel\">Enter a number</a>")));
    EXPECT(str_has(page_done(&p), S("<a href=\"#born-month\">Enter a &lt;date&gt;</a>")));
    p.out.n = 0;
    EXPECT_INT(field_errors(&p, inner, 0), 0);
    EXPECT_INT(p.out.n, 0);
}

TEST(field_text_cannot_leave_its_place)
{
    static const enum field_kind kinds[] = { FIELD_TEXT,   FIELD_TEXTAREA, FIELD_SHOWN,
                                             FIELD_HIDDEN, FIELD_DATE,     FIELD_FILE };
    static const char evil[] = "\"><script>alert(1)</script>";
    FOR_EACH(kinds, k) {
        struct page p;
        struct field_file file = { str_z(evil), str_z(evil), { str_z(evil) }, str_z(evil) };
        page_make(&p, test_arena(), "en");
        field_render(&p, &(struct field_view){ .kind = *k,
                                               .name = str_z(evil),
                                               .label = str_z(evil),
                                               .hint = str_z(evil),
                                               .error = str_z(evil),
                                               .value = str_z(evil),
                                               .day = str_z(evil),
                                               .source = str_z(evil),
                                               .prefix = str_z(evil),
                                               .autocomplete = str_z(evil),
                                               .files = &file,
                                               .files_n = 1,
                                               .dispute = { str_z(evil) } });
        EXPECT(!str_has(page_done(&p), S("<script")));
        EXPECT(!str_has(page_done(&p), S("\"\">")));
    }
}

TEST(pagination_offers_neighbours_and_ends)
{
    static const struct {
        int64_t now, last;
        const char *want;
    } t[] = {
        { 1, 1, "" },       { 1, 2, "[1]2" },      { 2, 3, "1[2]3" },
        { 1, 9, "[1]2.9" }, { 5, 9, "1.4[5]6.9" }, { 4, 9, "123[4]5.9" },
        { 9, 9, "1.8[9]" }, { 99, 3, "12[3]" },    { -1, 2, "[1]2" },
    };
    FOR_EACH(t, c) {
        struct v_pagination g = pagination(test_arena(), (url){ S("/desk?q=a") }, c->now, c->last);
        buf b;
        buf_init(&b, test_arena(), 64);
        for (size_t i = 0; i < g.pages_n; i++)
            if (!g.pages[i].n)
                buf_char(&b, '.');
            else
                buf_fmt(&b, g.pages[i].current.n ? "[%lld]" : "%lld", (long long)g.pages[i].n);
        EXPECT_STR(buf_str(&b), str_z(c->want));
        EXPECT(!g.next.s.n || str_starts(g.next.s, S("/desk?q=a&page=")));
    }
}
