/* What values the fields of registers take, and registers that contradict themselves. */
#include "site/reg_value.h"
#include "site_test.h"

static val json(const char *text)
{
    val v = val_null();

    EXPECT_OK(val_from_json(test_arena(), str_z(text), NULL, &v, NULL));
    return v;
}

TEST(values_have_the_shape_of_their_type)
{
    static const struct {
        const char *type, *cell;
        bool fits;
    } t[] = {
        { "date", "2026-02-28", true },
        { "date", "2026-02-30", false },
        { "time", "09:30:00", true },
        { "time", "25:00:00", false },
        { "date-time", "2026-03-02T09:00:00Z", true },
        { "date-time", "2026-03-02", false },
        { "duration", "P1Y2M", true },
        { "duration", "P1DT2H", true },
        { "duration", "two days", false },
        { "number", "12.50", true },
        { "number", "twelve", false },
        { "geometry", "{\"type\":\"Point\",\"coordinates\":[15.6,48.4]}", true },
        { "geometry", "{\"type\":\"Point\",\"coordinates\":[48.4,195.6]}", false },
        { "geometry", "{\"type\":\"Point\",\"coordinates\":[15.6]}", false },
        { "geometry", "{\"type\":\"LineString\",\"coordinates\":[[1,2]]}", false },
        { "geometry", "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}", true },
        { "geometry", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}", true },
        { "geometry", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}", false },
        { "geometry", "{\"type\":\"Circle\",\"coordinates\":[0,0]}", false },
        { "geometry",
          "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
          "\"coordinates\":[1,2]}]}",
          true },
        { "context", "{\"a\":1}", true },
        { "context", "[1]", false },
        { "file",
          "{\"id\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\","
          "\"name\":\"a.pdf\"}",
          true },
        { "file", "{\"id\":\"e3b0\",\"name\":\"a.pdf\"}", false },
    };
    FOR_EACH(t, c) {
        struct reg_field f = { .name = S("f"), .type = str_z(c->type) };
        val v = register_value_read(test_arena(), &f, NULL, str_z(c->cell));
        if (register_value_fits(&f, v) != c->fits)
            test_fail(__FILE__, __LINE__, "%s: %s", c->type, c->cell);
        if (c->fits)
            EXPECT(val_equal(register_value_read(test_arena(), &f, NULL,
                                                 register_value_write(test_arena(), &f, v)),
                             v));
    }
}

TEST(money_and_places_come_from_columns_of_their_parts)
{
    struct reg_field money = { .name = S("m"), .type = S("money") },
                     place = { .name = S("p"), .type = S("place") };
    val m = val_with(test_arena(), val_null(), S("amount"),
                     register_value_read(test_arena(), &money, "amount", S("12.50")));

    EXPECT_STR(str_z(register_value_part(&money, 1)), S("currency"));
    EXPECT(register_value_part(&money, 2) == NULL);
    EXPECT(!register_value_fits(&money, m));
    EXPECT(register_value_fits(&money, val_with(test_arena(), m, S("currency"), VAL_S("EUR"))));
    EXPECT(!register_value_fits(&money, val_with(test_arena(), m, S("currency"), VAL_S("euro"))));
    EXPECT(register_value_fits(&place, json("{\"latitude\":48.4,\"longitude\":-15.6}")));
    EXPECT(!register_value_fits(&place, json("{\"latitude\":98.4,\"longitude\":15.6}")));
}

#define PERSON "registers/person.yaml"
/* Added before the relations of the template's register, which ends with its access. */
static size_t contradictions(const char *path, const char *from, const char *to, str *what)
{
    struct site_list l = site_template();
    struct findings f;
    size_t n = 0;

    site_edit(&l, path, from, to);
    site_of(&l, NULL, &f);
    for (size_t i = 0; i < f.v.n; i++) {
        if (!str_eq(f.v.v[i].code, S("site.contradiction")) &&
            !str_eq(f.v.v[i].code, S("site.constraint")))
            continue;
        *what = f.v.v[i].what;
        n++;
    }
    return n;
}

TEST(a_register_that_contradicts_itself_is_refused)
{
    static const struct {
        const char *fields, *what;
    } t[] = {
        { "  x: { type: reference, label: { en: X, vi: X }, sensitivity: personal }\n",
          "a reference refers to no register" },
        { "  x: { type: code, label: { en: X, vi: X }, sensitivity: personal }\n",
          "a code has no list" },
        { "  x: { type: code, refers: person, label: { en: X, vi: X }, sensitivity: personal }\n",
          "a list of codes cannot be a register of people" },
        { "  x: { type: string, refers: person, label: { en: X, vi: X }, sensitivity: public }\n",
          "a field that names an entry about a person is not personal" },
        { "  x: { type: date, label: { en: X, vi: X }, sensitivity: personal, options: [a, b] }\n",
          "only a text or a code has options" },
        { "  x: { type: geometry, unique: true, label: { en: X, vi: X }, sensitivity: personal }\n",
          "such a value cannot be unique" },
        { "  x: { type: string, label: { en: X, vi: X }, sensitivity: personal, retention: { keep: "
          "forever, from: created, then: erase } }\n",
          "what is kept forever is erased afterwards" },
    };
    FOR_EACH(t, c) {
        str what = S("");
        str fields = str_fmt(test_arena(), "fields:\n%s", c->fields);
        EXPECT_INT(contradictions(PERSON, "fields:\n", str_zdup(test_arena(), fields), &what), 1);
        EXPECT_STR(what, str_z(c->what));
    }
}

TEST(a_constraint_is_an_expression_over_the_fields)
{
    static const struct {
        const char *holds;
        bool fine;
    } t[] = {
        { "birth_date <= today", true },
        { "birth_day <= today", false },
        { "birth_date <= 7", false },
        { "birth_date <=", false },
    };
    FOR_EACH(t, c) {
        str what = S("");
        str list =
            str_fmt(test_arena(),
                    "constraints:\n  - { id: born, field: birth_date, holds: \"%s\", told: { "
                    "en: No, vi: Không } }\naccess:\n",
                    c->holds);
        EXPECT_INT(contradictions(PERSON, "access:\n", str_zdup(test_arena(), list), &what),
                   !c->fine);
    }
}

TEST(of_what_is_not_known_a_constraint_says_nothing)
{
    struct site_list l = site_template();
    struct findings f;
    struct feel_env env;
    size_t broken;

    site_edit(&l, PERSON, "access:\n",
              "constraints:\n  - { id: born, field: birth_date, holds: \"birth_date <= today\", "
              "told: { en: No, vi: Không } }\naccess:\n");
    struct site *s = site_of(&l, NULL, &f);
    const struct registry *r = s ? site_register(s, S("person")) : NULL;
    EXPECT(r && r->n_constraints == 1);
    if (!r)
        return;
    feel_env_init(&env, test_arena(), (instant){ 0 });
    val born = val_with(test_arena(), val_null(), S("birth_date"), val_day((day){ 20000 }));
    EXPECT_OK(register_broken(r, &env, born, (day){ 20000 }, &broken));
    EXPECT_INT(broken, 1);
    EXPECT_OK(register_broken(r, &env, born, (day){ 19999 }, &broken));
    EXPECT_INT(broken, 0);
    EXPECT_OK(register_broken(r, &env, val_without(test_arena(), born, S("birth_date")),
                              (day){ 19999 }, &broken));
    EXPECT_INT(broken, 1);
}
