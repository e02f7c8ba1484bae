/* Any bytes are a letter or refused; what is filled in holds no markup but ours, in HTML and in
 * plain text. */
#include "letter/letter.h"
#include "tests/fuzz/fuzz.h"

/* Every "<" begins one of the tags that the room writes. */
static void html_check(str s)
{
    static const str tags[] = {
        S_INIT("p>"),          S_INIT("h"),         S_INIT("ul>"),  S_INIT("ol"),
        S_INIT("li>"),         S_INIT("a href=\""), S_INIT("a>"),   S_INIT("em>"),
        S_INIT("strong>"),     S_INIT("code>"),     S_INIT("pre>"), S_INIT("br>"),
        S_INIT("blockquote>"), S_INIT("t"),
    };

    for (size_t at = 0; (at = str_find_char(s, '<', at)) != SIZE_MAX; at++) {
        str rest = str_from(s, at + 1 + (str_sub(s, at + 1, 1).n && s.p[at + 1] == '/'));
        bool known = false;
        FOR_EACH(tags, t)
            known |= str_starts(rest, *t);
        CHECK(known);
    }
    CHECK(!str_has(s, S("href=\"javascript")) && !str_has(s, S("href=\"data")) &&
          !str_has(s, S("href=\"//")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char json[] = "{\"a\":1,\"b\":\"<b>*x*</b> [l](javascript:x)\\n| y "
                               "|\",\"c\":[{\"name\":\"N\"},{\"name\":null}],\"d\":{\"e\":\"f\"},"
                               "\"u\":\"javascript:alert(1)\"}";
    arena *a = fuzz_arena();
    struct findings f = { .a = a };
    struct letter *l = NULL;
    struct letter_doc *d;
    struct feel_env env;
    val facts;

    err e = letter_parse(a, str_of((const char *)data, n), &f, &l);
    if (failed(e) || !l) {
        CHECK(f.errors > 0 || e.code == ERR_SIZE);
        return 0;
    }
    CHECK(!failed(val_from_json(a, str_z(json), NULL, &facts, NULL)));
    feel_env_init(&env, a, (instant){ 1772442000000 });
    env.steps = 20000;
    env.memory = 16 * MIB;
    env.stack = 256 * KIB;
    letter_names(a, l);
    if (failed(letter_render(a, l, facts, &env, NULL, &d, NULL)))
        return 0;
    html_check(letter_html(a, d, 1).s);
    html_check(letter_html_inline(a, d).s);
    CHECK(utf8_valid(letter_text(a, d, 40)));
    return 0;
}
