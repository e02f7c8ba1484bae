/* Registers from the inside: what an entry must fulfil, and what it was on any day as known on any
 * day. */
#include "act/admin.h"
#include "blocks/blocks.h"
#include "blocks/register/change.h"
#include "os/clock.h"
#include "os/file.h"
#include "tests/check.h"

#include <stdlib.h>

#define SITE "sites/demo"

/* Some minute of 2026. */
static void clock_at(int64_t minute)
{
    clock_hold((instant){ 1772438400000 + minute * 60000 });
}

static char dir[] = "/tmp/stoa-register-XXXXXX";

static void leave(void)
{
    (void)dir_remove(str_z(dir));
}

/* The demo with its seed in a folder of its own; opened once for all tests. */
static struct admin *registers(void)
{
    static struct admin *m;
    static struct findings found;
    static struct boot *boot;
    static arena own;
    bool fresh;

    if (m)
        return m;
    arena_init(&own, 0);
    found.a = &own;
    atexit(leave);
    clock_at(0);
    CHECK(mkdtemp(dir));
    CHECK(!failed(boot_load(NULL, blocks_all, SITE, dir, &found, &boot)));
    CHECK(!failed(admin_prepare(boot, &fresh)) && !failed(admin_open(boot, &m)));
    return m;
}

/* One change of an entry, and how it ended. */
struct change_one {
    const char *registry;
    int64_t id;
    val set;
    day valid;
    str field, word; /* of the refusal */
    bool refused;
};

static err change_run(act *a, void *ctx)
{
    struct change_one *c = ctx;
    struct part *part;
    struct record_change x = { .r = site_register(a->site, str_z(c->registry)),
                               .id = c->id,
                               .set = c->set,
                               .valid = c->valid,
                               .source = S("test") };

    TRY(part_begin(a, &part));
    err e = record_write(a, &x, &c->id, NULL);
    c->refused = e.class == ERR_CLASS_REFUSED;
    if (!c->refused)
        return failed(e) ? e : part_keep(a, part);
    c->field = str_copy(test_arena(), refusal_field(a));
    c->word = str_copy(test_arena(), refusals_take(a));
    return part_undo(a, part);
}

static void change(struct change_one *c)
{
    static int64_t minute;
    struct admin *m = registers();

    clock_at(++minute);
    EXPECT_OK(admin_run(m, change_run, c));
    clock_hold((instant){ 0 });
}

static val json(const char *text)
{
    val v = val_null();

    EXPECT_OK(val_from_json(test_arena(), str_z(text), NULL, &v, NULL));
    return v;
}

static val parcel(const char *more)
{
    val v = json("{\"country\":\"XA\",\"use\":\"farm\","
                 "\"outline\":{\"type\":\"Point\",\"coordinates\":[15.6,48.4]}}"),
        x = json(more);

    for (size_t i = 0; i < val_count(x); i++)
        v = val_with(test_arena(), v, x.c->e[i].key, x.c->e[i].value);
    return v;
}

TEST(an_entry_is_refused_with_the_field_that_is_wrong)
{
    static const struct {
        const char *more, *field, *word;
    } t[] = {
        { "{}", NULL, NULL },
        { "{\"parcel\":\"p 001013 4\"}", NULL, NULL },
        { "{\"parcel\":\"P-001013-4\"}", "parcel", "register.field_taken" },
        { "{\"parcel\":\"P-001013-5\"}", "parcel", "register.number_wrong" },
        { "{\"use\":\"lake\"}", "use", "register.field_option" },
        { "{\"country\":\"QQ\"}", "country", "register.refers" },
        { "{\"owner\":\"000000000000\"}", "owner", "register.refers" },
        { "{\"outline\":{\"type\":\"Point\",\"coordinates\":[15.6,148.4]}}", "outline",
          "register.field_type" },
        { "{\"value\":{\"amount\":0,\"currency\":\"EUR\"}}", "value", "register.constraint" },
        { "{\"value\":{\"amount\":7,\"currency\":\"Euro\"}}", "value", "register.field_type" },
        { "{\"value\":{\"amount\":7,\"currency\":\"EUR\"}}", NULL, NULL },
    };
    FOR_EACH(t, c) {
        struct change_one x = { "land-parcel", .set = parcel(c->more), .valid = { 20500 } };
        change(&x);
        if (x.refused != (c->field != NULL))
            test_fail(__FILE__, __LINE__, "%s: %.*s %.*s", c->more, STR_ARG(x.field),
                      STR_ARG(x.word));
        if (c->field && x.refused) {
            EXPECT_STR(x.field, str_z(c->field));
            EXPECT_STR(x.word, str_z(c->word));
        }
    }
}

TEST(a_constraint_holds_over_what_was_there_and_what_is_changed)
{
    struct change_one x = { "land-parcel", .set = parcel("{}"), .valid = { 20500 } };

    change(&x);
    EXPECT(!x.refused);
    x.set = val_with(test_arena(), val_null(), S("bought"), val_day((day){ 20000 }));
    change(&x);
    EXPECT(x.refused); /* the entry has no owner */
    EXPECT_STR(x.field, S("bought"));
}
