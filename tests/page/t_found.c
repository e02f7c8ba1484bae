#include "page/found.h"
#include "tests/check.h"

static struct finding found(const char *repair, const char *fmt, ...) PRINTF_LIKE(2, 3);

static struct finding found(const char *repair, const char *fmt, ...)
{
    struct findings f = { .a = test_arena() };
    va_list ap;

    va_start(ap, fmt);
    finding_addv(&f, FINDING_ERROR, 3, S("x"), "site.unknown", str_z(repair), fmt, ap);
    va_end(ap);
    return f.v.v[0];
}

static const struct wording *speak(const char *lang)
{
    struct wordbook *book;

    wordbook_load(test_arena(), S("UTC"), NULL, &book);
    return wording_of(book, str_z(lang));
}

TEST(findings_are_said_in_the_reader_s_language)
{
    struct finding x = found("name a field of the register",
                             "the register \"%.*s\" has no field \"%s\"", 6, "dogsXX", "tail");

    EXPECT_STR(x.what, S("the register \"dogsXX\" has no field \"tail\""));
    EXPECT_STR(x.form, S("the register \"{a}\" has no field \"{b}\""));
    EXPECT_STR(found_what(test_arena(), speak("vi"), &x),
               S("sổ đăng ký \"dogsXX\" không có mục \"tail\""));
    EXPECT_STR(found_repair(test_arena(), speak("vi"), &x), S("hãy nêu một mục của sổ đăng ký"));
    EXPECT_STR(found_what(test_arena(), speak("en"), &x), x.what);
    EXPECT(found_said(speak("vi"), &x) && found_said(speak("en"), &x));
}

TEST(what_has_no_words_stays_english)
{
    struct finding x = found("", "%d %% of %zu, %lld, %c: %u", -3, (size_t)7, -8LL, 'k', 9u);

    EXPECT_STR(x.what, S("-3 % of 7, -8, k: 9"));
    EXPECT_STR(found_what(test_arena(), speak("vi"), &x), x.what);
    EXPECT(!found_said(speak("vi"), &x));
}

TEST(what_models_and_letters_do_wrong_is_said_too)
{
    struct finding process = found("Draw a start event.", "The process %s has no start.", "x"),
                   table = found("Add an output.", "the decision table has no output"),
                   letter = found("Close it with two braces.", "\"%s\" is no tag.", "x");

    EXPECT_STR(found_what(test_arena(), speak("vi"), &process),
               S("Quy trình x không có điểm bắt đầu."));
    EXPECT_STR(found_repair(test_arena(), speak("vi"), &process), S("Hãy vẽ một sự kiện bắt đầu."));
    EXPECT_STR(found_what(test_arena(), speak("vi"), &table),
               S("bảng quyết định không có kết quả"));
    EXPECT_STR(found_what(test_arena(), speak("vi"), &letter), S("\"x\" không phải thẻ."));
    EXPECT_STR(found_what(test_arena(), speak("en"), &letter), S("\"x\" is no tag."));
}

TEST(what_feel_says_inside_is_said_in_that_language)
{
    static const struct {
        const char *inside, *what;
    } t[] = {
        { "the name \"dgo\" is not known here", "Trong \"x\", ở đây không có tên \"dgo\"." },
        { "expected a key before \"}\"", "Trong \"x\", cần a key trước \"}\"." },
        { "number \"=\" string never holds",
          "Trong \"x\", number \"=\" string không bao giờ đúng." },
        { "argument 2 of \"substring\" is string, and must be number",
          "Trong \"x\", đối số 2 của \"substring\" là string, phải là number." },
        { "a house without words", "Trong \"x\", a house without words." },
    };
    FOR_EACH(t, c) {
        struct finding x = found("Compare values of one type.", "In \"%s\", %s.", "x", c->inside);
        EXPECT_STR(found_what(test_arena(), speak("vi"), &x), str_z(c->what));
        EXPECT_STR(found_repair(test_arena(), speak("vi"), &x),
                   S("Hãy so sánh các giá trị cùng kiểu."));
    }
}
