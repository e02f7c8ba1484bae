/* XML that attacks the reader of models: each gets one finding that says why, and little memory. */
#include "dmn/dmn.h"
#include "tests/check.h"

#include <stdio.h>

#define HEAD                                                                                       \
    "<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' namespace='urn:t' "         \
    "name='t' id='d'>"
#define TAIL                                                                                       \
    "<decision id='a' name='A'><variable name='A'/><literalExpression><text>1</text>"              \
    "</literalExpression></decision></definitions>"

enum { MANY = 100000, MEGABYTES = 3 };

/* ---- texts that are too large to stand here ---- */

/* before, the middle n times, after. */
static str repeated(const char *before, const char *middle, size_t n, const char *after)
{
    buf b;

    buf_init(&b, test_arena(), strlen(before) + n * strlen(middle) + strlen(after));
    buf_add(&b, str_z(before));
    for (size_t i = 0; i < n; i++)
        buf_add(&b, str_z(middle));
    buf_add(&b, str_z(after));
    return buf_str(&b);
}

static str laughs(void)
{
    buf b;

    buf_init(&b, test_arena(), 4 * KIB);
    buf_add(&b, S("<!DOCTYPE definitions [<!ENTITY l0 'ha'>"));
    for (int i = 1; i <= 9; i++) {
        buf_fmt(&b, "<!ENTITY l%d '", i);
        for (int k = 0; k < 10; k++)
            buf_fmt(&b, "&l%d;", i - 1);
        buf_add(&b, S("'>"));
    }
    buf_add(&b, S("]>" HEAD "<description>&l9;</description>" TAIL));
    return buf_str(&b);
}

/* ASCII as UTF-16, with or without a byte order mark. */
static str utf16(const char *text, bool big, bool mark)
{
    buf b;

    buf_init(&b, test_arena(), 2 * strlen(text) + 2);
    if (mark)
        buf_add(&b, big ? S("\xfe\xff") : S("\xff\xfe"));
    for (; *text; text++) {
        buf_char(&b, big ? 0 : *text);
        buf_char(&b, big ? *text : 0);
    }
    return buf_str(&b);
}

static str attributes(void)
{
    buf b;

    buf_init(&b, test_arena(), 2 * MIB);
    buf_add(&b, S("<definitions"));
    for (int i = 0; i < MANY; i++)
        buf_fmt(&b, " a%d='x'", i);
    buf_add(&b, S(" xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/'/>"));
    return buf_str(&b);
}

/* ---- the attacks ---- */

static void refused(const char *name, str xml, const char *why, size_t memory)
{
    arena a;
    struct findings f = { .a = &a, .file = S("t.dmn") };
    struct dmn *m = NULL;

    arena_init(&a, 0);
    err e = dmn_parse(&a, xml, &f, &m);
    if (!failed(e) || m || f.v.n != 1 || f.errors != 1)
        test_fail(__FILE__, __LINE__, "%s: taken, or %zu findings", name, f.v.n);
    else if (!str_has(f.v.v[0].what, str_z(why)) || !f.v.v[0].repair.n)
        test_fail(__FILE__, __LINE__, "%s: \"%.*s\", expected \"%s\"", name, STR_ARG(f.v.v[0].what),
                  why);
    if (a.used > memory)
        test_fail(__FILE__, __LINE__, "%s: takes %zu bytes", name, a.used);
    arena_free(&a);
}

TEST(attacks_by_xml_are_refused_and_named)
{
    static const char document_type[] = "a document type (DOCTYPE) is not accepted",
                      zeros[] = "zero bytes, as UTF-16", other[] = "declares another encoding";
    static const char plain[] = "<?xml version='1.0'?>" HEAD TAIL,
                      declared[] = "<?xml version='1.0' encoding='UTF-16'?>" HEAD TAIL;
    const struct {
        const char *name;
        str xml;
        const char *why;
        size_t memory; /* at most; 0: a megabyte */
    } t[] = {
        { "billion laughs", laughs(), document_type },
        { "quadratic", repeated("<!DOCTYPE d [<!ENTITY a '", "a", MIB, "'>]><d>&a;&a;&a;</d>"),
          document_type },
        { "external entity",
          S("<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" HEAD "&x;" TAIL),
          document_type },
        { "external subset", S("<!DOCTYPE d SYSTEM 'http://127.0.0.1:9/d.dtd'>" HEAD TAIL),
          document_type },
        { "parameter entity",
          S("<!DOCTYPE d [<!ENTITY % p SYSTEM 'file:///dev/zero'>%p;]>" HEAD TAIL), document_type },
        { "undeclared entity", S(HEAD "<description>&x;</description>" TAIL), "'x' not defined" },
        { "nesting", repeated(HEAD, "<context>", MANY, ""), "nested too deeply" },
        { "nesting that closes", repeated(HEAD, "<a><a/>", MANY, "</a>"), "nested too deeply" },
        { "an attribute of megabytes", repeated("<definitions name='", "x", MEGABYTES * MIB, "'/>"),
          "an attribute is too long" },
        { "a text of megabytes",
          repeated(HEAD "<description>", "x", MEGABYTES * MIB, "</description>" TAIL),
          "a text is too long" },
        { "a name of megabytes", repeated("<", "x", MEGABYTES * MIB, "/>"), "too long" },
        { "many attributes", attributes(), "too many attributes" },
        { "elements without end", repeated(HEAD, "<a/>", 1100000, ""), "too many elements",
          20 * MIB },
        { "UTF-16, big", utf16(plain, true, true), zeros },
        { "UTF-16, little", utf16(plain, false, true), zeros },
        { "UTF-16, big, no mark", utf16(plain, true, false), zeros },
        { "UTF-16, little, no mark", utf16(plain, false, false), zeros },
        { "UTF-16, declared", utf16(declared, true, true), zeros },
        { "not UTF-8", S("<?xml version='1.0'?>" HEAD "<description>\xe9t\xe9</description>" TAIL),
          "not UTF-8" },
        { "overlong", S(HEAD "<description>\xc0\xbc</description>" TAIL), "not UTF-8" },
        { "surrogates", S(HEAD "<description>\xed\xa0\x80</description>" TAIL), "not UTF-8" },
        { "cut", S(HEAD "<description>\xe2\x82"), "not UTF-8" },
        { "ISO-8859-1, truly",
          S("<?xml version='1.0' encoding='ISO-8859-1'?>" HEAD
            "<description>\xe9t\xe9</description>" TAIL),
          "not UTF-8" },
        { "ISO-8859-1, falsely",
          S("<?xml version='1.0' encoding='ISO-8859-1'?>" HEAD
            "<description>\xc3\xa9t\xc3\xa9</description>" TAIL),
          other },
        { "UTF-16, falsely",
          S("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" HEAD
            "<description>\xc3\xa9</description>" TAIL),
          other },
        { "unknown encoding",
          S("<?xml version='1.0' encoding='KLINGON'?>" HEAD
            "<description>\xc3\xa9</description>" TAIL),
          other },
        { "a zero byte", str_of("<a>\0</a>", 8), zeros },
    };
    FOR_EACH(t, c)
        refused(c->name, c->xml, c->why, c->memory ? c->memory : MIB);
}

/* ASCII only: the bytes are the same in the encoding declared; UTF-7 is not read as such. */
TEST(encodings_that_change_nothing_are_taken)
{
    static const char *const t[] = {
        "<?xml version='1.0' encoding='utf-8'?>" HEAD
        "<description>\xc4\x91\xc6\xa1n</description>" TAIL,
        "\xef\xbb\xbf<?xml version='1.0' encoding=\"UTF-8\"?>" HEAD TAIL,
        "<?xml version='1.0' encoding='ISO-8859-1'?>" HEAD TAIL,
        "<?xml version='1.0' encoding='US-ASCII'?>" HEAD TAIL,
        "<?xml version='1.0' encoding='UTF-7'?>" HEAD "<description>+ADw-a+AD4-</description>" TAIL,
        HEAD TAIL,
    };
    FOR_EACH(t, xml) {
        struct findings f = { .a = test_arena() };
        struct dmn *m = NULL;
        struct feel_env env;
        val v = val_null();
        EXPECT_OK(dmn_parse(test_arena(), str_z(*xml), &f, &m));
        EXPECT_INT(f.v.n, 0);
        feel_env_init(&env, test_arena(), (instant){ 0 });
        EXPECT(m && !failed(dmn_decide(m, S("A"), val_null(), &env, &v, NULL)) &&
               val_equal(v, val_int(1)));
    }
}
