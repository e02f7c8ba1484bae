#include "cli/stage_frame.h"
#include "tests/check.h"

static str framed(arena *a, const char *html)
{
    static const str files[] = { S_INIT("files/a.pdf") };
    struct tale_page page;

    tale_page_read(a, str_z(html), &page);
    return frame_of(a, str_z(html), &page, files, 1);
}

TEST(a_page_is_framed_so_that_it_can_only_be_walked)
{
    static const struct {
        const char *html, *want;
    } t[] = {
        /* only the main part; the main heading is none here */
        { "<h1>no</h1><main><h1 class=\"x\">Hi</h1></main><p>no</p>", "<h2 class=\"x\">Hi</h2>" },
        /* what runs or loads is gone */
        { "<main><script>alert(1)</script><style>p{}</style><p onclick=\"x()\" "
          "style=\"y\">t</p></main>",
          "<p>t</p>" },
        { "<main><img src=\"//evil/x.png\" alt=\"a\"><img src=\"/assets/x.svg\" alt=\"b\"></main>",
          "<img alt=\"a\"><img src=\"/assets/x.svg\" alt=\"b\">" },
        { "<main><iframe src=\"/x\"></iframe><div data-live=\"/drafts/1\" "
          "data-label=\"L\">t</div></main>",
          "<div data-label=\"L\">t</div>" },
        { "<main>a<!-- b --><!doctype x>c</main>", "ac" },
        /* links: into the page, on in the house, elsewhere */
        { "<main><a href=\"#x\" id=\"y\">in</a></main>", "<a href=\"#x\" id=\"y\">in</a>" },
        { "<a href=\"/before\">b</a><main><a href=\"/cases/1\">See &amp; go</a></main>",
          "<button type=\"submit\" form=\"walk-link\" name=\"walk_link\" value=\"See &amp; go\" "
          "class=\"stoa-walk__link\">See &amp; go</button>" },
        { "<main><a href=\"https://elsewhere\">e</a><a href=\"javascript:x\">j</a></main>",
          "<span>e</span><span>j</span>" },
        /* a form: no address, no hidden fields, its controls renamed, its button a step */
        { "<main><form action=\"/x\" method=\"get\" class=\"c\"><input type=\"hidden\" "
          "name=\"_id\" value=\"1\">"
          "<input name=\"n\" id=\"n\" value=\"&quot;\"><input type=\"checkbox\" name=\"k\" "
          "value=\"y\" checked>"
          "<button name=\"b\" formaction=\"/z\">Go <b>on</b></button></form></main>",
          "<form method=\"post\" novalidate class=\"c\">" FRAME_FORM
          "<input type=\"hidden\" name=\"walk_ticked\" value=\"k \">"
          "<input name=\"f.n\" id=\"n\" value=\"&quot;\">"
          "<input name=\"f.k\" type=\"checkbox\" value=\"y\" checked>"
          "<button name=\"walk_button\" value=\"Go on\">Go <b>on</b></button></form>" },
        { "<main><form><input type=\"file\" name=\"p\" id=\"i\"></form></main>",
          "<form method=\"post\" novalidate>" FRAME_FORM
          "<input type=\"hidden\" name=\"walk_ticked\" value=\"\">"
          "<select class=\"govuk-select\" name=\"f.p\" id=\"i\"><option value=\"\">-</option>"
          "<option value=\"@files/a.pdf\">files/a.pdf</option></select></form>" },
        /* a button that belongs to no form does nothing */
        { "<main><button name=\"x\">y</button></main>", "<button type=\"button\">y</button>" },
        /* broken off anywhere, nothing is read past its end */
        { "<main><p class=\"", "<p class=\"\">" },
        { "<main><form", "<form method=\"post\" novalidate>" FRAME_FORM
                         "<input type=\"hidden\" name=\"walk_ticked\" value=\"\">" },
        { "<main><!--", "" },
    };
    arena a;

    arena_init(&a, 0);
    FOR_EACH(t, c)
        EXPECT_STR(framed(&a, c->html), str_z(c->want));
    arena_free(&a);
}
