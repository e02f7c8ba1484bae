#include "form_test.h"

TEST(a_drawing_is_strokes_and_nothing_else)
{
    static const struct {
        const char *path;
        bool good;
    } t[] = {
        { "M0 0L600 200", true },
        { "M10 20L11 21L300 199M5 5L5 5", true },
        { "M10 20", false }, /* no stroke */
        { "L10 20", false },
        { "", false },
        { "M601 0L1 1", false },
        { "M0 201L1 1", false },
        { "M-1 0L1 1", false },
        { "M0 0L1", false },
        { "M0 0L1 1Z", false },
        { "M0 0C1 1 2 2 3 3", false },
        { "M0 0L1.5 1", false },
        { "M0000 0L1 1", false },
        { "M0 0L1 1\"/><script>", false },
        { "m0 0l1 1", false },
    };
    buf b;

    FOR_EACH(t, c)
        if (form_drawn(str_z(c->path)) != c->good)
            test_fail(__FILE__, __LINE__, "%s", c->path);
    buf_init(&b, test_arena(), 20000);
    buf_add(&b, S("M0 0"));
    while (b.n + 4 <= FORM_DRAWN_MOST)
        buf_add(&b, S("L1 1"));
    EXPECT(form_drawn(buf_str(&b)));
    buf_add(&b, S("L1 1"));
    EXPECT(!form_drawn(buf_str(&b)));
}

static const struct form *signed_form(void)
{
    return form_of(
        S("{\"type\":\"default\",\"schemaVersion\":17,\"id\":\"f\",\"components\":["
          "{\"type\":\"textfield\",\"id\":\"s\",\"key\":\"s\",\"label\":\"S\",\"validate\":{"
          "\"required\":true},\"properties\":{\"kind\":\"signature\"}}]}"));
}

static val posted(const char *text, str *error)
{
    const struct form *form = signed_form();
    struct form_env env = env_of();
    struct form_errors e = { 0 };
    val got;

    err r = form_read_page(form, at_of(form, "s"), json(text), json("{}"), &env, &got, &e);
    *error = failed(r) ? first_error(&e) : S("");
    return got;
}

TEST(a_drawing_stands_beside_the_typed_name)
{
    struct form_env env = env_of();
    struct form_errors e = { 0 };
    struct form_row *rows;
    val pruned;
    str wrong;

    val got = posted("{\"s\":\"Ana Petrov\",\"s-drawn\":\"M1 2L3 4\"}", &wrong);
    EXPECT_STR(wrong, S(""));
    EXPECT_STR(val_get_text(val_get(got, S("s")), S("drawn")), S("M1 2L3 4"));
    EXPECT(!failed(form_check(signed_form(), got, &env, &e, &pruned)));
    EXPECT_INT((int64_t)form_summary(signed_form(), got, &env, &rows), 1);
    EXPECT_STR(rows[0].drawn, S("M1 2L3 4"));
    EXPECT(!str_has(rows[0].display, S("M1")));
    /* the name alone signs; a drawing alone does not */
    got = posted("{\"s\":\"Ana\",\"s-drawn\":\"\"}", &wrong);
    EXPECT_STR(wrong, S(""));
    EXPECT(val_is_null(val_get(val_get(got, S("s")), S("drawn"))));
    (void)posted("{\"s\":\"\",\"s-drawn\":\"M1 2L3 4\"}", &wrong);
    EXPECT_STR(wrong, S("form.required_signature"));
    (void)posted("{\"s\":\"Ana\",\"s-drawn\":\"<svg>\"}", &wrong);
    EXPECT_STR(wrong, S("form.drawn"));
}

/* What a worker let pass does not count. */
TEST(a_forged_drawing_is_refused_at_submission)
{
    struct form_env env = env_of();
    struct form_errors e = { 0 };
    val pruned, signature = val_with(test_arena(), json("{\"name\":\"Ana\",\"drawn\":\"<b>\"}"),
                                     S("on"), val_day(env.today));
    val forged = val_with(test_arena(), json("{}"), S("s"), signature);

    EXPECT(failed(form_check(signed_form(), forged, &env, &e, &pruned)));
    EXPECT_STR(first_error(&e), S("form.drawn"));
}
