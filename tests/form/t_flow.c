#include "form_test.h"

/* All visible pages from the first, as addresses with a blank between. */
static str way(const struct form *form, val answers, const struct form_env *env)
{
    buf b;
    buf_init(&b, test_arena(), 256);
    for (struct form_at at = form_next_page(form, answers, env, FORM_AT_NONE); at.page >= 0;
         at = form_next_page(form, answers, env, at)) {
        buf_add(&b, form_at_str(test_arena(), form, at));
        buf_char(&b, ' ');
    }
    return str_trim(buf_str(&b));
}

TEST(the_way_through_depends_on_the_answers)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    EXPECT_STR(way(form, val_null(), &env),
               S("parent_name parent_number born sex weight siblings phones notice declare"));
    val late = val_with(test_arena(), json("{}"), S("born"), val_day(day_of(2026, 1, 1)));
    EXPECT_STR(
        way(form, late, &env),
        S("parent_name parent_number born sex why_late weight siblings phones notice declare"));
    val two =
        json("{\"siblings\":[{\"name\":\"A\",\"home\":true},{\"name\":\"B\",\"home\":false}]}");
    EXPECT_STR(
        way(form, two, &env),
        S("parent_name parent_number born sex weight s_name.1 s_home.1 s_name.2 s_home.2 s_where.2 "
          "siblings phones notice declare"));
}

TEST(back_goes_the_same_way)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    val two =
        json("{\"siblings\":[{\"name\":\"A\",\"home\":true},{\"name\":\"B\",\"home\":false}]}");
    struct form_at at = form_previous_page(form, two, &env, at_of(form, "siblings"));
    EXPECT_STR(form_at_str(test_arena(), form, at), S("s_where.2"));
    at = form_previous_page(form, two, &env, at_of(form, "s_name.2"));
    EXPECT_STR(form_at_str(test_arena(), form, at), S("s_home.1"));
    EXPECT_INT(form_previous_page(form, two, &env, at_of(form, "parent_name")).page, -1);
}

TEST(addresses_of_positions_are_checked)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    static const struct {
        const char *text;
        int code;
    } t[] = {
        { "born", ERR_NONE },         { "s_name.2", ERR_NONE },   { "s_name", ERR_SYNTAX },
        { "born.1", ERR_SYNTAX },     { "s_name.0", ERR_SYNTAX }, { "s_name.x", ERR_SYNTAX },
        { "s_name.101", ERR_SYNTAX }, { "nothing", ERR_MISSING }, { "s_name.1.1.1.1", ERR_SYNTAX },
        { "", ERR_SYNTAX },
    };
    FOR_EACH(t, c) {
        struct form_at at;
        EXPECT_INT(form_at_parse(form, str_z(c->text), &at).code, c->code);
    }
}

TEST(the_first_unanswered_question_is_where_a_draft_resumes)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    arena *a = test_arena();
    static const struct {
        const char *answers;
        const char *want;
    } t[] = {
        { "{}", "parent_name" },
        { "{\"parent\":{\"name\":{\"full\":\"Suharto\"}}}", "parent_number" },
        { "{\"parent\":{\"name\":{\"full\":\"Suharto\"},\"number\":null}}", "born" },
        { "{\"parent\":{\"name\":{\"full\":\"Suharto\"},\"number\":null},\"sex\":\"x\",\"sex_"
          "other\":\"y\"}",
          "born" },
        { "{\"parent\":{\"name\":null,\"number\":null}}", "parent_name" },
    };
    FOR_EACH(t, c)
        EXPECT_STR(form_at_str(a, form, form_first_unanswered(form, json(c->answers), &env)),
                   str_z(c->want));
    val answers = json("{\"parent\":{\"name\":{\"full\":\"Suharto\"},\"number\":null},\"sex\":"
                       "\"f\",\"weight\":null,"
                       "\"siblings\":[{\"name\":\"A\",\"home\":false}],\"phones\":[]}");
    answers = val_with(a, answers, S("born"), val_day(day_of(2026, 3, 1)));
    EXPECT_STR(form_at_str(a, form, form_first_unanswered(form, answers, &env)), S("s_where.1"));
    size_t done, all;
    form_progress(form, answers, &env, &done, &all);
    EXPECT_INT(all, 12);
    EXPECT_INT(done, 8); /* all but s_where, phones, notice, declare */
}

TEST(what_a_register_holds_is_shown_not_asked)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    env.held = json("{\"parent.name\":{\"value\":{\"given\":\"Lan\",\"family\":\"Tran\"},"
                    "\"source\":\"person\",\"date\":\"2020-01-01\"},"
                    "\"parent.number\":{\"value\":\"00000000010\",\"source\":\"person\"}}");
    int name = 1, number = 2;
    val v;
    struct form_at at = at_of(form, "parent_name");
    EXPECT(form_field_state(form, name, at, json("{}"), &env, &v) == FORM_HELD);
    EXPECT_STR(val_get_text(v, S("given")), S("Lan"));
    EXPECT(form_field_state(form, number, at, json("{\"_disputed\":[\"parent.number\"]}"), &env,
                            &v) == FORM_LOCKED);
    EXPECT(form_field_state(form, name, at, json("{\"_disputed\":[\"parent.name\"]}"), &env, &v) ==
           FORM_ASKED);
    EXPECT_STR(form_at_str(test_arena(), form, form_first_unanswered(form, json("{}"), &env)),
               S("born"));
    /* Expressions and texts see it. */
    EXPECT_STR(form_say(form, 3, S("label"), at_of(form, "born"), json("{}"), &env),
               S("When was Lan's child born?"));
}

TEST(texts_inside_of_items_know_their_item)
{
    const struct form *form = form_of(test_file("tests/form/birth.json"));
    struct form_env env = env_of();
    val two = json("{\"siblings\":[{\"name\":\"A\"},{\"name\":\"Bích\"}]}");
    EXPECT_STR(form_page_title(form, at_of(form, "s_where.2"), two, &env),
               S("Where does Bích live?"));
    EXPECT_STR(form_page_title(form, at_of(form, "s_name.2"), two, &env), S("Name of child 2"));
    EXPECT_STR(form_input_name(test_arena(), form,
                               (int)(form_field(form, S("s_where")) - form->fields),
                               at_of(form, "s_where.2")),
               S("siblings.1.where"));
}

TEST(nested_sections_count_each_for_itself)
{
    const struct form *form = form_of(
        S("{\"type\":\"default\",\"components\":[{\"type\":\"dynamiclist\",\"id\":\"homes\","
          "\"path\":\"homes\",\"label\":\"Homes\",\"components\":["
          "{\"type\":\"textfield\",\"id\":\"street\",\"key\":\"street\",\"label\":\"Street\"},"
          "{\"type\":\"dynamiclist\",\"id\":\"rooms\",\"path\":\"rooms\",\"label\":\"Rooms\","
          "\"properties\":{\"items.min\":\"1\"},\"components\":["
          "{\"type\":\"number\",\"id\":\"area\",\"key\":\"area\",\"label\":\"Area of "
          "{{parent.street}}\"}]}]}]}"));
    struct form_env env = env_of();
    val answers = json("{\"homes\":[{\"street\":\"S\",\"rooms\":[{\"area\":1},{\"area\":2}]},{"
                       "\"street\":\"T\"}]}");
    EXPECT_STR(way(form, answers, &env),
               S("street.1 area.1.1 area.1.2 rooms.1 street.2 area.2.1 rooms.2 homes"));
    EXPECT_STR(form_page_title(form, at_of(form, "area.2.1"), answers, &env), S("Area of T"));
    val put = form_answer_put(test_arena(), form, 3, at_of(form, "area.1.2"), answers, val_int(7));
    EXPECT_INT(val_get_i64(val_path(put, S("homes.0.rooms.1")), S("area"), 0), 7);
    EXPECT_INT(val_get_i64(val_path(put, S("homes.0.rooms.0")), S("area"), 0), 1);
}

TEST(variables_fill_in_what_nobody_answered)
{
    const struct form *form = form_of(
        S("{\"type\":\"default\",\"components\":["
          "{\"type\":\"textfield\",\"id\":\"a\",\"key\":\"a\",\"label\":\"A\",\"disabled\":true},"
          "{\"type\":\"number\",\"id\":\"n\",\"key\":\"n\",\"label\":\"N\",\"defaultValue\":3}]}"));
    struct form_env env = env_of();
    struct form_errors e;
    val v, out;
    env.vars = json("{\"a\":\"known\",\"n\":\"not a number\"}");
    EXPECT(form_field_state(form, 0, at_of(form, "a"), json("{}"), &env, &v) == FORM_LOCKED);
    EXPECT_STR(val_text(v), S("known"));
    EXPECT(form_field_state(form, 1, at_of(form, "n"), json("{}"), &env, &v) == FORM_ASKED);
    EXPECT(val_equal(v, val_int(3)));
    EXPECT_OK(form_read_page(form, at_of(form, "a"), json("{\"a\":\"forged\"}"), json("{}"), &env,
                             &out, &e));
    EXPECT(!val_has(form_prune(form, out, &env), S("a")));
}
