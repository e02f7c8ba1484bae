#include "blocks/studio/archive.h"
#include "blocks/studio/change.h"
#include "codec/yaml.h"
#include "tests/check.h"

TEST(placeholders_are_the_same_in_both_texts_or_one_is_named)
{
    static const struct {
        const char *x, *y, *odd;
    } t[] = {
        { "Hello {name}", "Xin chào {name}", "" },
        { "{{ a.b }} and {{c}}", "{{c}}, {{ a.b }}", "" },
        { "{{a}} {{a}}", "{{ a }}", "" },
        { "{name}", "tên", "{name}" },
        { "plain", "{x}", "{x}" },
        { "{{ a }}", "{a}", "{{ a }}" },
        { "{ not, a name }", "nothing", "" },
        { "{{#if a}}x{{/if}}", "x", "{{ #if a }}" },
        { "no end {{ a", "no end", "" },
    };
    FOR_EACH(t, c) {
        str odd = placeholder_odd(test_arena(), str_z(c->x), str_z(c->y));
        EXPECT_STR(odd.p ? odd : S(""), str_z(c->odd));
    }
}

TEST(a_place_of_service_yaml_names_items_by_their_id)
{
    static const struct {
        const char *dotted, *want;
    } t[] = {
        { "title", "title" },
        { "fees.late.amount", "fees/1/amount" },
        { "fees.v.1.amount", "fees/2/amount" },
        { "deadlines.limit_from", "deadlines/limit_from" },
        { "fees.none.amount", "" },
        { "", "" },
    };
    val doc;

    EXPECT_OK(yaml_read(test_arena(), S("fees: [{ id: year }, { id: late }, { id: v.1 }]\n"), &doc,
                        NULL, NULL));
    FOR_EACH(t, c) {
        str path[8];
        buf b;
        size_t n = yaml_place(test_arena(), doc, str_z(c->dotted), path, LEN(path));
        buf_init(&b, test_arena(), 64);
        for (size_t i = 0; i < n; i++)
            buf_fmt(&b, "%s%.*s", i ? "/" : "", STR_ARG(path[i]));
        EXPECT_STR(b.n ? buf_str(&b) : S(""), str_z(c->want));
    }
}

TEST(the_id_of_a_new_service_is_plain)
{
    static const struct {
        const char *id;
        bool fits;
    } t[] = { { "dog-licence", true }, { "a1", true },   { "", false },   { "-a", false },
              { "A", false },          { "a/b", false }, { "..", false }, { "a b", false },
              { "a_b", false },        { "chó", false } };
    FOR_EACH(t, c)
        EXPECT(service_id_fits(str_z(c->id)) == c->fits);
}
