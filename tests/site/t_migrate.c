/* Declarations of registers from version to version: what an entry of an earlier one is. */
#include "site/reg_migrate.h"
#include "site_test.h"
#include "value/json.h"

#define PERSON "registers/person.yaml"
#define FIELDS                                                                                     \
    "fields:\n"                                                                                    \
    "  colour: { type: code, label: { en: C, vi: C }, sensitivity: personal, options: [red, "      \
    "blue] }\n"                                                                                    \
    "  size: { type: number, label: { en: S, vi: S }, sensitivity: personal, required: true }\n"   \
    "  made: { type: date, label: { en: M, vi: M }, sensitivity: personal }\n"
#define STEPS                                                                                      \
    "version: 3\n"                                                                                 \
    "migrate:\n"                                                                                   \
    "  - to: 2\n"                                                                                  \
    "    why: { en: Second, vi: Hai }\n"                                                           \
    "    steps:\n"                                                                                 \
    "      - { rename: hue, as: paint }\n"                                                         \
    "      - { drop: note }\n"                                                                     \
    "      - { give: size, value: \"if paint = \\\"red\\\" then 2 else 1\" }\n"                    \
    "  - to: 3\n"                                                                                  \
    "    why: { en: Third, vi: Ba }\n"                                                             \
    "    steps:\n"                                                                                 \
    "      - { rename: paint, as: colour }\n"                                                      \
    "      - { map: colour, values: { green: blue, none: \"\" } }\n"                               \
    "      - { convert: made, value: \"date(string(made) + \\\"-01-01\\\")\" }\n"                  \
    "access:\n"

static const struct registry *declared(const char *steps, struct findings *f)
{
    struct site_list l = site_template();

    site_edit(&l, PERSON, "fields:\n", FIELDS);
    site_edit(&l, PERSON, "access:\n", steps);
    struct site *s = site_of(&l, NULL, f);
    return s ? site_register(s, S("person")) : NULL;
}

static struct reg_entry entry(const char *fields, const char *since)
{
    struct reg_entry e = { val_null(), val_null(), val_null() };
    val days = val_null();

    EXPECT_OK(val_from_json(test_arena(), str_z(fields), NULL, &e.fields, NULL));
    EXPECT_OK(val_from_json(test_arena(), str_z(since), NULL, &days, NULL));
    for (uint32_t i = 0; days.tag == V_CONTEXT && i < days.c->n; i++) {
        int64_t n = 0;
        EXPECT(val_to_i64(days.c->e[i].value, &n));
        e.since = val_with(test_arena(), e.since, days.c->e[i].key, val_day((day){ n }));
    }
    return e;
}

TEST(an_entry_of_any_version_is_read_in_the_shape_of_the_last)
{
    static const struct {
        int64_t from;
        const char *fields, *since, *now, *lost;
    } t[] = {
        { 1, "{\"hue\":\"red\",\"note\":\"x\",\"made\":1999}", "{\"hue\":100,\"made\":50}",
          "{\"made\":\"1999-01-01\",\"size\":2,\"colour\":\"red\"}", "" },
        { 1, "{\"hue\":\"green\"}", "{\"hue\":100}", "{\"size\":1,\"colour\":\"blue\"}", "" },
        { 1, "{\"hue\":\"none\",\"size\":7}", "{\"hue\":100,\"size\":90}", "{\"size\":7}", "" },
        { 1, "{\"hue\":\"red\",\"made\":0}", "{\"hue\":100,\"made\":50}",
          "{\"size\":2,\"colour\":\"red\"}", "made" },
        { 2, "{\"paint\":\"green\",\"size\":7}", "{\"paint\":100,\"size\":90}",
          "{\"size\":7,\"colour\":\"blue\"}", "" },
        { 3, "{\"colour\":\"red\",\"size\":7,\"made\":\"2001-02-03\"}", "{}",
          "{\"colour\":\"red\",\"size\":7,\"made\":\"2001-02-03\"}", "" },
        { 9, "{\"size\":7}", "{}", "{\"size\":7}", "" },
    };
    struct findings f;
    const struct registry *r = declared(STEPS, &f);

    EXPECT(r && r->version == 3 && r->n_migrations == 2);
    if (!r)
        return;
    FOR_EACH(t, c) {
        struct reg_entry e = entry(c->fields, c->since);
        str lost;
        register_migrated(test_arena(), r, c->from, &e, &lost);
        EXPECT_STR(val_json_str(test_arena(), e.fields), str_z(c->now));
        EXPECT_STR(lost, str_z(c->lost));
    }
}

TEST(what_is_given_is_true_since_what_it_was_worked_out_from)
{
    struct findings f;
    const struct registry *r = declared(STEPS, &f);
    struct reg_entry e = entry("{\"hue\":\"red\",\"made\":1999}", "{\"hue\":100,\"made\":50}");
    str lost;

    if (!r)
        return;
    register_migrated(test_arena(), r, 1, &e, &lost);
    EXPECT_INT(val_get(e.since, S("size")).m, 100);
    EXPECT_INT(val_get(e.since, S("colour")).m, 100);
    EXPECT(!val_has(e.since, S("hue")));
    EXPECT_STR(val_get_text(e.source, S("size")), S("Second"));
}

/* Written in one version, rewritten in the next, and so on: the same as read from the first. */
TEST(going_through_every_version_and_at_once_come_to_the_same)
{
    static const char *const hues[] = { "red", "green", "blue", "none", "" };
    struct findings f;
    const struct registry *r = declared(STEPS, &f);

    if (!r)
        return;
    struct registry second = *r;
    second.n_migrations = 1;
    second.version = 2;
    for (size_t i = 0; i < 4 * LEN(hues); i++) {
        const char *hue = hues[i % LEN(hues)];
        str fields = str_fmt(test_arena(), "{%s%s%s\"note\":\"n\"%s%s}", *hue ? "\"hue\":\"" : "",
                             hue, *hue ? "\"," : "", i / LEN(hues) % 2 ? ",\"size\":3" : "",
                             i / LEN(hues) > 1 ? ",\"made\":1987" : "");
        struct reg_entry once = entry(str_zdup(test_arena(), fields), "{\"hue\":7,\"note\":3}"),
                         by = once;
        str lost;
        register_migrated(test_arena(), r, 1, &once, &lost);
        register_migrated(test_arena(), &second, 1, &by, &lost);
        register_migrated(test_arena(), r, 2, &by, &lost);
        EXPECT_STR(val_json_str(test_arena(), by.fields), val_json_str(test_arena(), once.fields));
        EXPECT(val_equal(by.since, once.since) && val_equal(by.source, once.source));
    }
}

TEST(entries_are_found_under_the_first_name_of_a_field)
{
    struct findings f;
    const struct registry *r = declared(STEPS, &f);

    if (!r)
        return;
    EXPECT_STR(register_field(r, S("colour"))->mark, S("hue"));
    EXPECT_STR(register_field(r, S("size"))->mark, S("size"));
}

TEST(steps_that_lead_nowhere_are_refused)
{
    static const struct {
        const char *from, *to, *what;
    } t[] = {
        { "rename: hue, as: paint", "rename: hue, as: pain", "there is no field \"pain\"" },
        { "give: size", "give: weight", "there is no field \"weight\"" },
        { "drop: note", "drop: size", "\"size\" is dropped, and there is such a field afterwards" },
        { "- to: 2", "- to: 3", "the steps lead to no version after the one before" },
        { "version: 3", "version: 2", "the steps lead to no version after the one before" },
        { "date(string(made)", "date(string(today())",
          "the value would be another one on another day" },
        { "drop: note", "forget: note", "the step does nothing, or several things" },
        { "if paint =", "if colour =", NULL },
    };
    struct findings f;

    EXPECT(declared(STEPS, &f) != NULL);
    for (size_t i = 0; i < f.v.n; i++)
        EXPECT(!str_eq(f.v.v[i].code, S("site.migrate")));
    FOR_EACH(t, c) {
        str steps = str_z(STEPS);
        size_t at = str_find(steps, str_z(c->from), 0);
        str edited = str_fmt(test_arena(), "%.*s%s%s", (int)at, steps.p, c->to,
                             steps.p + at + strlen(c->from));
        bool found = false;
        (void)declared(str_zdup(test_arena(), edited), &f);
        for (size_t i = 0; i < f.v.n; i++)
            found |= !c->what ? str_starts(f.v.v[i].what, S("the value is no expression"))
                              : str_eq(f.v.v[i].what, str_z(c->what));
        if (!found)
            test_fail(__FILE__, __LINE__, "%s: not told", c->to);
    }
}

TEST(what_would_not_stand_is_named)
{
    static const struct {
        const char *fields;
        enum reg_trouble trouble;
        const char *name;
    } t[] = {
        { "{\"size\":1}", TROUBLE_NONE, NULL },
        { "{\"size\":1,\"colour\":\"green\"}", TROUBLE_OPTION, "colour" },
        { "{\"size\":1,\"hue\":\"red\"}", TROUBLE_LEFT, "hue" },
        { "{\"colour\":\"red\"}", TROUBLE_NEEDED, "size" },
        { "{\"size\":\"big\"}", TROUBLE_TYPE, "size" },
    };
    struct findings f;
    const struct registry *r = declared(STEPS, &f);

    if (!r)
        return;
    struct registry only = *r;
    only.n_fields = 3; /* the template's own fields aside */
    only.n_constraints = 0;
    FOR_EACH(t, c) {
        struct reg_entry e = entry(c->fields, "{}");
        str name = S("");
        enum reg_trouble got =
            register_trouble(test_arena(), &only, e.fields, (day){ 20000 }, &name);
        EXPECT_INT(got, c->trouble);
        if (c->name)
            EXPECT_STR(name, str_z(c->name));
    }
}
