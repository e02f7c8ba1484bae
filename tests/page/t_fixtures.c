/* Our components against the rendered examples that come with govuk-frontend: the same elements,
 * classes, ids and texts. An example that uses something we do not offer (free classes, attributes,
 * HTML) is passed over. */
#include "tests/check.h"
#include "site.h"
#include "views/page.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- HTML in one form: attributes sorted, entities decoded, blanks between elements gone ---- */

static void text_put(buf *b, str s)
{
    static const struct {
        const char *name, *text;
    } t[] = {
        { "&#39;", "'" }, { "&#34;", "\"" }, { "&quot;", "\"" },
        { "&lt;", "<" },  { "&gt;", ">" },   { "&amp;", "&" },
    };
    bool blank = false;
    for (size_t i = 0; i < s.n; i++) {
        if (isspace((unsigned char)s.p[i])) {
            blank = true;
            continue;
        }
        if (blank && b->n && b->p[b->n - 1] != '>')
            buf_char(b, ' ');
        blank = false;
        bool entity = false;
        FOR_EACH(t, e)
            if (str_starts(str_from(s, i), str_z(e->name))) {
                buf_add(b, str_z(e->text));
                i += strlen(e->name) - 1;
                entity = true;
                break;
            }
        if (!entity)
            buf_char(b, s.p[i]);
    }
}

static int attr_cmp(const void *x, const void *y)
{
    return str_cmp(*(const str *)x, *(const str *)y);
}

/* The order of classes means nothing. */
static str classes_sorted(str attr)
{
    str rest = str_sub(attr, 7, attr.n - 8), one, all[16];
    size_t n = 0;
    while (n < LEN(all) && str_next(&rest, ' ', &one))
        if (one.n)
            all[n++] = one;
    qsort(all, n, sizeof *all, attr_cmp);
    return str_fmt(test_arena(), "class=\"%.*s\"", STR_ARG(str_join(test_arena(), all, n, S(" "))));
}

static bool names_apart; /* of inputs: not compared */

static void tag_put(buf *b, str s)
{
    str attrs[32];
    size_t n = 0, i = 0;
    while (i < s.n && !isspace((unsigned char)s.p[i]))
        i++;
    buf_add(b, S("<"));
    buf_add(b, str_sub(s, 0, i));
    while (i < s.n && n < LEN(attrs)) {
        while (i < s.n && isspace((unsigned char)s.p[i]))
            i++;
        size_t from = i;
        bool quoted = false;
        for (; i < s.n && (quoted || !isspace((unsigned char)s.p[i])); i++)
            quoted ^= s.p[i] == '"';
        str a = str_sub(s, from, i - from);
        if (a.n && !str_eq(a, S("role=\"group\"")) && !str_starts(a, S("xmlns=")) &&
            !str_starts(a, S("data-i18n")) && !(names_apart && str_starts(a, S("name="))))
            attrs[n++] = a;
    }
    qsort(attrs, n, sizeof *attrs, attr_cmp);
    for (size_t k = 0; k < n; k++) {
        buf_char(b, ' ');
        text_put(b, str_starts(attrs[k], S("class=\"")) ? classes_sorted(attrs[k]) : attrs[k]);
    }
    buf_char(b, '>');
}

static str normal(str html)
{
    buf b;
    buf_init(&b, test_arena(), html.n + 16);
    for (size_t i = 0; i < html.n;) {
        size_t end;
        if (html.p[i] == '<') {
            end = str_find_char(html, '>', i);
            while (b.n && b.p[b.n - 1] == ' ')
                b.n--;
            tag_put(&b, str_sub(html, i + 1, end - i - 1));
            i = end + 1;
        } else {
            end = MIN(str_find_char(html, '<', i), html.n);
            text_put(&b, str_trim(str_sub(html, i, end - i)));
            i = end;
        }
    }
    return buf_str(&b);
}

/* Blanks beside tags do not matter here. */
static str tight(str s)
{
    buf b;
    buf_init(&b, test_arena(), s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ' || (i && s.p[i - 1] != '>' && i + 1 < s.n && s.p[i + 1] != '<'))
            buf_char(&b, s.p[i]);
    return buf_str(&b);
}

/* ---- options to our structs; false where an option is none of ours ---- */

static bool keys_known(val options, const char *known)
{
    for (size_t i = 0; options.tag == V_CONTEXT && i < options.c->n; i++) {
        bool ok = false;
        for (str rest = str_z(known), w; str_next(&rest, ' ', &w);)
            ok |= str_eq(w, options.c->e[i].key);
        if (!ok)
            return false;
    }
    return true;
}

static bool text_of(val v, str *out)
{
    if (val_is_null(v))
        return true;
    if (!keys_known(v, "text") || val_get(v, S("text")).tag != V_STRING)
        return false;
    *out = val_get_text(v, S("text"));
    return true;
}

static bool label_of(val v, struct field_view *f)
{
    str classes = val_get_text(v, S("classes"));
    if (val_is_null(v) || !keys_known(v, "text classes isPageHeading"))
        return false;
    f->label = val_get_text(v, S("text"));
    f->heading = val_get_bool(v, S("isPageHeading"));
    f->label_size = str_ends(classes, S("--s"))   ? LABEL_S
                    : str_ends(classes, S("--m")) ? LABEL_M
                    : str_ends(classes, S("--l")) ? LABEL_L
                                                  : LABEL_PLAIN;
    return (f->label_size || !classes.n) && !(f->heading && !f->label_size);
}

static bool common_of(val o, struct field_view *f)
{
    f->id = val_get_text(o, S("id"));
    f->name = val_get_text(o, S("name"));
    f->value = val_has(o, S("value")) ? val_display(test_arena(), val_get(o, S("value"))) : S("");
    f->autocomplete = val_get_text(o, S("autocomplete"));
    f->inputmode = val_get_text(o, S("inputmode"));
    f->disabled = val_get_bool(o, S("disabled"));
    f->spellcheck_off = val_has(o, S("spellcheck")) && !val_get_bool(o, S("spellcheck"));
    if (val_get_bool(o, S("spellcheck")))
        return false;
    return text_of(val_get(o, S("hint")), &f->hint) &&
           text_of(val_get(o, S("errorMessage")), &f->error);
}

static bool options_of(val o, struct field_view *f)
{
    val items = val_get(o, S("items"));
    struct field_option *out = ARENA_ARRAY(test_arena(), struct field_option, val_count(items) + 1);
    for (size_t i = 0; i < val_count(items); i++) {
        val item = val_at(items, i);
        struct field_option *to = &out[f->options_n];
        if (val_has(item, S("divider"))) {
            to->or_before = true;
            if (!str_eq(val_get_text(item, S("divider")), S("or")))
                return false;
            continue;
        }
        if (item.tag != V_CONTEXT ||
            !keys_known(item, "value text checked selected hint behaviour"))
            return false;
        to->value = val_display(test_arena(), val_get(item, S("value")));
        to->label = val_get_text(item, S("text"));
        to->chosen = val_get_bool(item, S("checked")) || val_get_bool(item, S("selected"));
        to->exclusive = str_eq(val_get_text(item, S("behaviour")), S("exclusive"));
        if (!val_has(item, S("value")) || !text_of(val_get(item, S("hint")), &to->hint))
            return false;
        f->options_n++;
    }
    f->options = out;
    return true;
}

static bool input_of(val o, struct page *p)
{
    struct field_view f = { .kind = FIELD_TEXT };
    str classes = val_get_text(o, S("classes")), type = val_get_text(o, S("type"));
    int64_t width = 0;
    if (!keys_known(o, "id name value label hint errorMessage prefix suffix classes inputmode "
                       "autocomplete disabled spellcheck") ||
        !common_of(o, &f) || !label_of(val_get(o, S("label")), &f) || type.n ||
        !text_of(val_get(o, S("prefix")), &f.prefix) ||
        !text_of(val_get(o, S("suffix")), &f.suffix))
        return false;
    if (classes.n && (!str_starts(classes, S("govuk-input--width-")) ||
                      failed(str_to_i64(str_from(classes, 19), &width))))
        return false;
    f.width = (unsigned)width;
    field_render(p, &f);
    return true;
}

static bool textarea_of(val o, struct page *p)
{
    struct field_view f = { .kind = FIELD_TEXTAREA,
                            .rows = (unsigned)val_get_i64(o, S("rows"), 0) };
    if (!keys_known(
            o, "id name value label hint errorMessage rows autocomplete disabled spellcheck") ||
        !common_of(o, &f) || !label_of(val_get(o, S("label")), &f))
        return false;
    field_render(p, &f);
    return true;
}

static bool count_of(val o, struct page *p)
{
    struct field_view f = { .kind = FIELD_TEXTAREA,
                            .max_length = (unsigned)val_get_i64(o, S("maxlength"), 0) };
    if (!keys_known(o, "id name value label hint maxlength") || !common_of(o, &f) ||
        !label_of(val_get(o, S("label")), &f) || !f.max_length || f.hint.n)
        return false;
    field_render(p, &f);
    return true;
}

static bool password_of(val o, struct page *p)
{
    struct field_view f = { .kind = FIELD_PASSWORD };
    if (!keys_known(o, "id name label hint errorMessage autocomplete") || !common_of(o, &f) ||
        !label_of(val_get(o, S("label")), &f))
        return false;
    field_render(p, &f);
    return true;
}

static bool file_of(val o, struct page *p)
{
    struct field_view f = { .kind = FIELD_FILE, .multiple = val_get_bool(o, S("multiple")) };
    if (!keys_known(o, "id name label hint errorMessage disabled multiple") || !common_of(o, &f) ||
        !label_of(val_get(o, S("label")), &f))
        return false;
    field_render(p, &f);
    return true;
}

static bool select_of(val o, struct page *p)
{
    struct field_view f = { .kind = FIELD_SELECT };
    if (!keys_known(o, "id name label hint errorMessage items disabled") || !common_of(o, &f) ||
        !label_of(val_get(o, S("label")), &f) || !options_of(o, &f))
        return false;
    field_render(p, &f);
    return true;
}

static bool choice_of(val o, struct page *p, enum field_kind kind, str inline_class,
                      str small_class)
{
    struct field_view f = { .kind = kind };
    str classes = val_get_text(o, S("classes"));
    if (!keys_known(o, "idPrefix name fieldset hint errorMessage items classes") ||
        !common_of(o, &f) || !keys_known(val_get(o, S("fieldset")), "legend") ||
        !label_of(val_path(o, S("fieldset.legend")), &f) || !options_of(o, &f))
        return false;
    f.id = val_get_text(o, S("idPrefix"));
    f.inline_options = str_eq(classes, inline_class);
    f.small_options = str_eq(classes, small_class);
    if (classes.n && !f.inline_options && !f.small_options)
        return false;
    field_render(p, &f);
    return true;
}

static bool radios_of(val o, struct page *p)
{
    return choice_of(o, p, FIELD_RADIOS, S("govuk-radios--inline"), S("govuk-radios--small"));
}

static bool checkboxes_of(val o, struct page *p)
{
    return choice_of(o, p, FIELD_CHECKBOXES, S("-"), S("govuk-checkboxes--small"));
}

/* Which parts of a date are marked, from day, month, year or from items in that order; false where
 * the example changes more than that. */
static bool date_errors_of(val o, unsigned *marked)
{
    static const struct {
        str name;
        unsigned bit;
    } parts[] = { { S_INIT("day"), FIELD_DAY },
                  { S_INIT("month"), FIELD_MONTH },
                  { S_INIT("year"), FIELD_YEAR } };
    val items = val_get(o, S("items"));
    unsigned spared = 0;
    *marked = 0;
    if (!val_is_null(items) && val_count(items) != LEN(parts))
        return false;
    for (size_t i = 0; i < LEN(parts); i++) {
        val part = val_is_null(items) ? val_get(o, parts[i].name) : val_at(items, i);
        str classes = val_get_text(part, S("classes"));
        if (val_is_null(part))
            continue;
        if (!keys_known(part, "name classes error") || part.tag != V_CONTEXT ||
            (val_has(part, S("name")) && !str_eq(val_get_text(part, S("name")), parts[i].name)) ||
            (!val_is_null(items) &&
             !str_starts(classes, i == 2 ? S("govuk-input--width-4") : S("govuk-input--width-2"))))
            return false;
        if (val_get_bool(part, S("error")) ||
            str_find(classes, S("govuk-input--error"), 0) != SIZE_MAX)
            *marked |= parts[i].bit;
        else if (val_has(part, S("error")))
            spared |= parts[i].bit;
    }
    if (!*marked && spared)
        *marked = (FIELD_DAY | FIELD_MONTH | FIELD_YEAR) & ~spared;
    return true;
}

static str date_value(val values, str prefix, const char *part)
{
    val v = val_get(values, prefix.n ? str_fmt(test_arena(), "%.*s-%s", STR_ARG(prefix), part)
                                     : str_z(part));
    return val_is_null(v) ? S("") : val_display(test_arena(), v);
}

/* Without a prefix the examples call the inputs day, month and year; ours always have one. */
static bool date_of(val o, struct page *p)
{
    struct field_view f = { .kind = FIELD_DATE };
    val values = val_get(o, S("values"));
    str prefix = val_get_text(o, S("namePrefix"));
    if (!keys_known(o, "id namePrefix fieldset hint errorMessage values day month year items") ||
        !common_of(o, &f) || !keys_known(val_get(o, S("fieldset")), "legend") ||
        !label_of(val_path(o, S("fieldset.legend")), &f) || !date_errors_of(o, &f.error_parts) ||
        (f.error_parts && !f.error.n))
        return false;
    f.name = prefix.n ? prefix : f.id;
    f.day = date_value(values, prefix, "day");
    f.month = date_value(values, prefix, "month");
    f.year = date_value(values, prefix, "year");
    names_apart = true;
    field_render(p, &f);
    return true;
}

static bool summary_of(val o, struct page *p)
{
    val list = val_get(o, S("errorList"));
    struct page_error_line lines[8] = { 0 };
    str title = val_get_text(o, S("titleText"));
    if (!keys_known(o, "titleText errorList") ||
        (title.n && !str_eq(title, S("There is a problem"))) || val_count(list) > LEN(lines) ||
        !val_count(list))
        return false;
    for (size_t i = 0; i < val_count(list); i++) {
        str href = val_get_text(val_at(list, i), S("href"));
        if (!keys_known(val_at(list, i), "text href"))
            return false;
        lines[i] =
            (struct page_error_line){ val_get_text(val_at(list, i), S("text")), str_from(href, 1) };
    }
    error_summary(p, lines, val_count(list));
    return true;
}

static bool tag_of(val o, struct page *p)
{
    str classes = val_get_text(o, S("classes"));
    if (!keys_known(o, "text classes") || (classes.n && !str_starts(classes, S("govuk-tag--"))))
        return false;
    v_tag_html(
        p, &(struct v_tag){ .text = val_get_text(o, S("text")), .colour = str_from(classes, 11) });
    return true;
}

static bool warning_of(val o, struct page *p)
{
    if (!keys_known(o, "text iconFallbackText") ||
        !str_eq(val_get_text(o, S("iconFallbackText")), S("Warning")))
        return false;
    v_warning_html(p, &(struct v_warning){ val_get_text(o, S("text")) });
    return true;
}

static bool inset_of(val o, struct page *p)
{
    if (!keys_known(o, "text"))
        return false;
    v_inset_html(p, &(struct v_inset){ val_get_text(o, S("text")) });
    return true;
}

static bool details_of(val o, struct page *p)
{
    if (!keys_known(o, "summaryText text"))
        return false;
    v_details_html(p, &(struct v_details){ .summary = val_get_text(o, S("summaryText")),
                                           .text = val_get_text(o, S("text")) });
    return true;
}

static bool panel_of(val o, struct page *p)
{
    if (!keys_known(o, "titleText text"))
        return false;
    v_panel_html(p, &(struct v_panel){ .title = val_get_text(o, S("titleText")),
                                       .text = val_get_text(o, S("text")) });
    return true;
}

static bool banner_of(val o, struct page *p)
{
    str type = val_get_text(o, S("type"));
    if (!keys_known(o, "text type titleText titleId") || (type.n && !str_eq(type, S("success"))) ||
        !val_has(o, S("text")))
        return false;
    str id = val_get_text(o, S("titleId")), title = val_get_text(o, S("titleText"));
    v_notification_html(
        p, &(struct v_notification){ .id = id.n ? id : S("govuk-notification-banner-title"),
                                     .title = title.n  ? title
                                              : type.n ? S("Success")
                                                       : S("Important"),
                                     .text = val_get_text(o, S("text")),
                                     .success = type.n > 0 });
    return true;
}

static bool tasks_of(val o, struct page *p)
{
    val items = val_get(o, S("items"));
    struct v_task_list_item *v =
        ARENA_ARRAY(test_arena(), struct v_task_list_item, val_count(items) + 1);
    if (!keys_known(o, "items"))
        return false;
    for (size_t i = 0; i < val_count(items); i++) {
        val item = val_at(items, i), tag = val_path(item, S("status.tag"));
        str classes = val_get_text(tag, S("classes"));
        if (item.tag != V_CONTEXT || !keys_known(item, "title href status hint") ||
            !keys_known(val_get(item, S("title")), "text") ||
            !keys_known(val_get(item, S("status")), "text tag") ||
            !keys_known(tag, "text classes") || !text_of(val_get(item, S("hint")), &v[i].hint) ||
            (!val_is_null(tag) && !str_starts(classes, S("govuk-tag--"))))
            return false;
        v[i].name = val_path(item, S("title.text")).tag == V_STRING
                        ? val_text(val_path(item, S("title.text")))
                        : S("");
        v[i].href = (url){ val_get_text(item, S("href")) };
        v[i].state = val_is_null(tag) ? val_text(val_path(item, S("status.text")))
                                      : val_get_text(tag, S("text"));
        v[i].colour = str_from(classes, 11);
    }
    v_task_list_html(p, &(struct v_task_list){ .items = v, .items_n = val_count(items) });
    return true;
}

static struct {
    size_t compared, all;
} seen;

static void component(const char *name, bool (*render)(val, struct page *), size_t least)
{
    str path = str_fmt(test_arena(),
                       "node_modules/govuk-frontend/dist/govuk/components/%s/fixtures.json", name);
    str text = test_file(str_zdup(test_arena(), path));
    val all;
    size_t compared = 0;
    if (!text.p) {
        test_skip("the npm package govuk-frontend is not installed");
        return;
    }
    EXPECT_OK(val_from_json(test_arena(), text,
                            &(struct json_limits){ .depth = 64, .duplicates = true }, &all, NULL));
    val list = val_get(all, S("fixtures"));
    for (size_t i = 0; i < val_count(list); i++) {
        val f = val_at(list, i);
        struct page p;
        page_make(&p, test_arena(), "en");
        p.prefix = S("");
        names_apart = false;
        if (!render(val_get(f, S("options")), &p))
            continue;
        compared++;
        str want = tight(normal(val_get_text(f, S("html")))), got = tight(normal(page_done(&p)));
        if (!str_eq(got, want))
            test_fail(__FILE__, __LINE__, "%s, %.*s:\n  have %.*s\n  want %.*s", name,
                      STR_ARG(val_get_text(f, S("name"))), STR_ARG(got), STR_ARG(want));
    }
    printf("  %-20s %3zu of %3zu examples are rendered the same\n", name, compared,
           val_count(list));
    seen.compared += compared;
    seen.all += val_count(list);
    if (compared < least)
        test_fail(__FILE__, __LINE__,
                  "%s: only %zu examples could be compared, at least %zu should", name, compared,
                  least);
}

TEST(fixtures_input)
{
    component("input", input_of, 15);
}
TEST(fixtures_textarea)
{
    component("textarea", textarea_of, 7);
}
TEST(fixtures_character_count)
{
    component("character-count", count_of, 2);
}
TEST(fixtures_password)
{
    component("password-input", password_of, 3);
}
TEST(fixtures_file_upload)
{
    component("file-upload", file_of, 5);
}
TEST(fixtures_select)
{
    component("select", select_of, 4);
}
TEST(fixtures_radios)
{
    component("radios", radios_of, 6);
}
TEST(fixtures_checkboxes)
{
    component("checkboxes", checkboxes_of, 3);
}
TEST(fixtures_date)
{
    component("date-input", date_of, 10);
}
TEST(fixtures_error_summary)
{
    component("error-summary", summary_of, 3);
}
TEST(fixtures_tag)
{
    component("tag", tag_of, 9);
}
TEST(fixtures_warning)
{
    component("warning-text", warning_of, 2);
}
TEST(fixtures_inset)
{
    component("inset-text", inset_of, 1);
}
TEST(fixtures_details)
{
    component("details", details_of, 2);
}
TEST(fixtures_panel)
{
    component("panel", panel_of, 2);
}
TEST(fixtures_notification)
{
    component("notification-banner", banner_of, 4);
}
TEST(fixtures_task_list)
{
    component("task-list", tasks_of, 2);
}
/* After all others. */
TEST(fixtures_together)
{
    printf(
        "  %-20s %3zu of %3zu examples are rendered the same; the rest uses what is not offered\n",
        "all", seen.compared, seen.all);
    if (seen.all)
        EXPECT(seen.compared >= 135);
}
