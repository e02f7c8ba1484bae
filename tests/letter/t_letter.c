#include "letter/letter.h"
#include "tests/check.h"

static val data_of(const char *json)
{
    val v = val_null();

    EXPECT_OK(val_from_json(test_arena(), str_z(json), NULL, &v, NULL));
    return v;
}

static struct letter *parsed(const char *text)
{
    struct findings f = { .a = test_arena() };
    struct letter *l = NULL;
    err e = letter_parse(test_arena(), str_z(text), &f, &l);

    for (size_t i = 0; i < f.v.n; i++)
        test_fail("letter", f.v.v[i].line, "%.*s", STR_ARG(f.v.v[i].what));
    return failed(e) ? NULL : l;
}

static uint32_t faults;

static struct letter_doc *rendered(const char *text, const char *json)
{
    struct feel_env env;
    struct letter_doc *d = NULL;
    struct letter *l = parsed(text);

    feel_env_init(&env, test_arena(), (instant){ 0 });
    if (l)
        EXPECT_OK(letter_render(test_arena(), l, data_of(json), &env, NULL, &d, &faults));
    return d;
}

static str html_of(const char *text, const char *json)
{
    struct letter_doc *d = rendered(text, json);
    return d ? letter_html(test_arena(), d, 0).s : STR_NULL;
}

TEST(markdown_and_values)
{
    static const struct {
        const char *text, *json, *want;
    } t[] = {
        { "Dear {{ name }},\n\nyou are **{{ age }}**.", "{\"name\":\"Ann <b>*x*</b>\",\"age\":30}",
          "<p>Dear Ann &lt;b&gt;*x*&lt;/b&gt;,</p>\n<p>you are <strong>30</strong>.</p>\n" },
        { "# {{ a.b }}", "{\"a\":{\"b\":\"T\"}}", "<h1>T</h1>\n" },
        { "x {{#if fee > 0}}pay {{ fee }}{{else}}free{{/if}}.", "{\"fee\":12.50}",
          "<p>x pay 12.50.</p>\n" },
        { "x {{#if fee > 0}}pay {{ fee }}{{else}}free{{/if}}.", "{\"fee\":0}", "<p>x free.</p>\n" },
        { "{{#if x}}\n- one\n{{else}}\n> no\n{{/if}}\n", "{\"x\":[1]}",
          "<ul>\n<li>one</li>\n</ul>\n" },
        { "{{#if x}}\n- one\n{{else}}\nno\n{{/if}}\n", "{\"x\":\"\"}", "<p>no</p>\n" },
        { "{{#each kids as k}}\n- {{ name }} {{ k.name }} {{ index }}\n{{/each}}\n",
          "{\"kids\":[{\"name\":\"A\"},{\"name\":\"B\"}]}",
          "<ul>\n<li>A A 1</li>\n<li>B B 2</li>\n</ul>\n" },
        { "| N | Born |\n|---|--:|\n{{#each kids}}\n| {{ name }} | {{ item.y }} |\n{{/each}}\n| "
          "all | 3 | 4 |\n",
          "{\"kids\":[{\"name\":\"A|B\",\"y\":1}]}",
          "<table>\n<thead>\n<tr><th scope=\"col\">N</th><th scope=\"col\" "
          "class=\"end\">Born</th></tr>\n</thead>\n<tbody>\n"
          "<tr><td>A|B</td><td class=\"end\">1</td></tr>\n<tr><td>all</td><td "
          "class=\"end\">3</td></tr>\n</tbody>\n</table>\n" },
        { "{{#each kid as k}}{{ k.name }}{{/each}}", "{\"kid\":{\"name\":\"An\"}}", "<p>An</p>\n" },
        { "{{#each kids}}{{#if index > 1}}, {{/if}}{{ item }}{{/each}}", "{\"kids\":[\"a\",\"b\"]}",
          "<p>a, b</p>\n" },
        { "[pay](https://x.org/{{ n }}?a=1) [no]({{ bad }})",
          "{\"n\":\"a/b c\",\"bad\":\"javascript:alert(1)\"}",
          "<p><a href=\"https://x.org/a%2Fb%20c?a=1\">pay</a> no</p>\n" },
        { "[case](/cases/{{ n }})", "{\"n\":\"2026-1\"}",
          "<p><a href=\"/cases/2026-1\">case</a></p>\n" },
        { "{{ address }}", "{\"address\":\"A\\nB\"}", "<p>A<br>B</p>\n" },
        { "`{{ x }}` \\{{ y }}", "{}", "<p><code>{{ x }}</code> {{ y }}</p>\n" },
        { "a\n\n---\n\n3. x\n4. y\n", "{}",
          "<p>a</p>\n<hr>\n<ol start=\"3\">\n<li>x</li>\n<li>y</li>\n</ol>\n" },
        { "{{ if a then \"}}\" else {b: {c: 1}}.b.c }}", "{\"a\":false}", "<p>1</p>\n" },
        { "text\n\n{{ nothing }}\n", "{}", "<p>text</p>\n" },
    };

    FOR_EACH(t, c)
        EXPECT_STR(html_of(c->text, c->json), str_z(c->want));
}

TEST(front_matter_is_filled_in)
{
    struct letter_doc *d = rendered(
        "---\nsubject: Your application {{ nr }}\nkind: letter\npage: {size: A4}\n---\nHello",
        "{\"nr\":7}");

    EXPECT_STR(d->subject, S("Your application 7"));
    EXPECT_STR(val_text(val_path(d->front, S("page.size"))), S("A4"));
    EXPECT_STR(letter_html(test_arena(), d, 0).s, S("<p>Hello</p>\n"));
}

TEST(faults_are_counted)
{
    rendered("{{ a }} {{ b }} {{ c }}", "{\"b\":null,\"c\":1}");
    EXPECT_INT(faults, 2);
}

TEST(names_for_checks)
{
    val names = letter_names(
        test_arena(),
        parsed("{{ a.b }} {{#if c > d}}x{{/if}} {{#each list}}{{ inner }}{{/each}} {{ a.z }}"));

    EXPECT_STR(val_json_str(test_arena(), names), S("[\"a\",\"c\",\"d\",\"list\"]"));
}

TEST(what_is_wrong_is_found_with_its_line)
{
    static const struct {
        const char *text;
        int line;
        const char *code;
    } t[] = {
        { "a\n\n{{ 1 + }}", 3, "letter.feel" },
        { "a\n\n{{ 1 + \"x\" }}", 3, "letter.feel" },
        { "a\n\n<b>x</b>", 3, "letter.unsupported" },
        { "x\n\n![p](https://x.org/a.png)", 3, "letter.unsupported" },
        { "{{#if a}}\nx\n", 1, "letter.tag" },
        { "x\n{{/if}}\n", 2, "letter.tag" },
        { "x {{#if a}} y\n\nz {{/if}}", 1, "letter.tag" },
        { "{{#unless a}}", 1, "letter.tag" },
        { "x {{ a", 1, "letter.tag" },
        { "- a\n  {{#if a}}\n  - b\n  {{/if}}\n", 2, "letter.indent" },
        { "[x](javascript:alert)", 1, "letter.link" },
        { "---\nsubject: x\n", 1, "letter.front" },
        { "---\nsubject: [x\n---\ny", 3, "letter.front" },
    };

    FOR_EACH(t, c) {
        struct findings f = { .a = test_arena() };
        struct letter *l;
        EXPECT_INT(letter_parse(test_arena(), str_z(c->text), &f, &l).code, ERR_REFUSED);
        EXPECT(f.v.n > 0);
        if (!f.v.n)
            continue;
        EXPECT_STR(f.v.v[0].code, str_z(c->code));
        EXPECT_INT(f.v.v[0].line, c->line);
    }
}

static str show(void *user, arena *a, val v)
{
    (void)user;
    if (v.tag != V_DATE)
        return STR_NULL;
    struct ymd d = day_ymd((day){ v.m });
    return str_fmt(a, "%u.%u.%d", d.day, d.month, (int)d.year);
}

TEST(values_are_shown_by_the_hook)
{
    struct feel_env env;
    struct letter_doc *d;
    struct letter_show how = { .value = show };

    feel_env_init(&env, test_arena(), (instant){ 0 });
    EXPECT_OK(letter_render(test_arena(), parsed("{{ date(born) }} {{ n }}"),
                            data_of("{\"born\":\"2026-03-02\",\"n\":1}"), &env, &how, &d, NULL));
    EXPECT_STR(letter_html(test_arena(), d, 0).s, S("<p>2.3.2026 1</p>\n"));
    EXPECT_STR(letter_html_inline(test_arena(), d).s, S("2.3.2026 1"));
}

TEST(plain_text_is_folded)
{
    struct letter_doc *d = rendered("# Title\n\nOne two three four five six seven eight nine "
                                    "ten.\n\n- first item that is long enough to fold\n"
                                    "- [site](https://x.org/)\n\n1. a\n\n   b\n\n> quoted\n\n| A | "
                                    "B |\n|---|--:|\n| x | 10 |\n| yy | 5 |\n",
                                    "{}");

    EXPECT_STR(letter_text(test_arena(), d, 30),
               S("Title\n=====\n\nOne two three four five six\nseven eight nine ten.\n\n- first "
                 "item that is long\n  enough to fold\n"
                 "- site <https://x.org/>\n\n1. a\n\n   b\n\n> quoted\n\nA    B\n------\nx   "
                 "10\nyy   5\n"));
}

TEST(headings_move_down_for_the_page_around)
{
    struct letter_doc *d = rendered("# A\n\n###### B", "{}");

    EXPECT_STR(letter_html(test_arena(), d, 1).s, S("<h2>A</h2>\n<h6>B</h6>\n"));
}

TEST(a_function_that_is_not_called_is_a_name_of_the_data)
{
    static const struct {
        const char *text, *want;
    } t[] = {
        { "{{ number }}", "<p>N1</p>\n" },
        { "{{ number + \"x\" }}", "<p>N1x</p>\n" },
        { "{{#if number = \"N1\"}}y{{/if}}", "<p>y</p>\n" },
        { "{{ number(\"12\", null, null) + 1 }}", "<p>13</p>\n" },
        { "{{ if 1 instance of number then \"y\" else number }}", "<p>y</p>\n" },
        { "{{ {number: 3}.number }}", "<p>3</p>\n" },
        { "{{ string(count) }} {{ count(date) }}", "<p>5 2</p>\n" },
    };

    FOR_EACH(t, c)
        EXPECT_STR(html_of(c->text, "{\"number\":\"N1\",\"count\":5,\"date\":[1,2]}"),
                   str_z(c->want));
}
