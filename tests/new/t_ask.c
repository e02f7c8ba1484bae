#include "new/ask.h"
#include "tests/check.h"
#include "value/json.h"

/* A site that speaks two languages and has nothing to choose. */
static const struct site_lang langs[] = {
    { .code = S_INIT("en"), .name = S_INIT("English"), .complete = true },
    { .code = S_INIT("vi"), .name = S_INIT("Tiếng Việt"), .complete = true },
};
static const struct site two = { .langs = langs, .n_langs = 2 };

/* Mistakes as lines "path[/part]: text". */
static void told(struct asking *q, str path, str part, str text)
{
    buf_fmt(q->own, "%.*s%s%.*s: %.*s\n", STR_ARG(path), part.n ? "/" : "", STR_ARG(part),
            STR_ARG(text));
}

static struct asking asking(buf *lines, const char *lang, const char *given)
{
    struct wordbook *book;
    struct asking q = { .a = test_arena(), .site = &two, .tell = told, .own = lines };

    wordbook_load(q.a, S("UTC"), NULL, &book);
    q.words = wording_of(book, str_z(lang));
    q.lang = str_z(lang);
    buf_init(lines, q.a, 64);
    EXPECT_OK(val_from_json(q.a, str_z(given), NULL, &q.given, NULL));
    return q;
}

static const struct ask *row(const struct ask *t, const char *key)
{
    while (!str_eq(str_z(t->key), str_z(key)))
        t++;
    return t;
}

TEST(answers_are_checked_and_get_their_type)
{
    static const struct {
        const char *key, *typed, *shown; /* shown null: refused */
    } t[] = {
        { "id", "boat-mooring", "boat-mooring" },
        { "id", "Boat", NULL },
        { "fee", "12.50", "12.50" },
        { "fee", "-1", NULL },
        { "fee", "no_such_parameter", NULL },
        { "expected", "5", "5" },
        { "expected", "0", NULL },
        { "expected", "soon", NULL },
        { "retention", "P10Y", "P10Y" },
        { "retention", "forever", "forever" },
        { "retention", "ten years", NULL },
        { "decides", "two", "two" },
        { "decides", "nobody", NULL },
        { "grant", "Yes", "true" },
        { "grant", "có", "true" },
        { "grant", "perhaps", NULL },
    };
    FOR_EACH(t, c) {
        buf lines;
        struct asking q = asking(&lines, "vi", "{}");
        val v = val_str(str_z(c->typed));
        str wrong = ask_problem(&q, row(new_service_asks, c->key), val_null(), &v);
        EXPECT(!wrong.p == (c->shown != NULL));
        if (c->shown)
            EXPECT_STR(v.tag == V_STRING ? val_text(v) : val_display(q.a, v), str_z(c->shown));
    }
}

TEST(ids_are_made_of_titles)
{
    static const struct {
        const char *title, *id; /* id null: none can be made */
    } t[] = {
        { "Rent a garden plot", "rent-a-garden-plot" },
        { "Đăng ký nuôi chó", "dang-ky-nuoi-cho" },
        { "7 days: all of them!", "days-all-of-them" },
        { "...", NULL },
    };
    FOR_EACH(t, c) {
        buf lines;
        struct asking q = asking(&lines, "en", "{}");
        val title = val_with(q.a, val_null(), S("en"), val_str(str_z(c->title)));
        val item = val_with(q.a, val_null(), S("title"), title);
        str id = ask_preset(&q, row(new_service_asks, "id"), item);
        EXPECT(c->id ? str_eq(id, str_z(c->id)) : !id.n);
    }
}

TEST(a_name_that_is_taken_gets_a_number)
{
    buf lines;
    struct asking q = asking(&lines, "en", "{}");
    const struct ask *questions = row(new_service_asks, "questions")->items;
    val today;

    EXPECT_OK(val_from_json(q.a, S("{\"label\": {\"en\": \"Today\"}}"), NULL, &today, NULL));
    EXPECT_STR(ask_preset(&q, row(questions, "id"), today), S("today_2"));
}

TEST(mistakes_are_told_in_the_language_of_who_asks)
{
    buf en, vi;
    struct asking q = asking(&en, "en", "{\"title\": \"Plots\", \"colour\": 1}");

    EXPECT(!ask_all(&q, new_service_asks));
    EXPECT(str_has(buf_str(&en), S("answers: nothing is called \"colour\" here\n")));
    EXPECT(str_has(buf_str(&en), S("title/vi: the text in \"vi\" is missing\n")));
    EXPECT(str_has(buf_str(&en), S("questions: name at least one\n")));
    q = asking(&vi, "vi", "{\"title\": \"Plots\", \"colour\": 1}");
    EXPECT(!ask_all(&q, new_service_asks));
    EXPECT(str_has(buf_str(&vi), S("title/vi: thiếu lời bằng \"vi\"\n")));
    EXPECT(str_has(buf_str(&vi), S("questions: hãy nêu ít nhất một\n")));
}

/* Pages show rows up to the next that begins one; each of them has words. */
TEST(every_row_has_its_words_in_both_languages)
{
    EXPECT(new_service_asks[0].page != W_NONE);
    for (const struct ask *t = new_service_asks; t->key; t++) {
        EXPECT(t->prompt != W_NONE && engine_word(S("vi"), t->prompt).n);
        EXPECT(!t->page || engine_word(S("vi"), t->page).n);
        for (const struct ask *x = t->items; x && x->key; x++)
            EXPECT(x->prompt != W_NONE && engine_word(S("vi"), x->prompt).n);
    }
}
