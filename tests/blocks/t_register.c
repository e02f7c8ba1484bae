/* Registers from the inside: what an entry must fulfil, and what it was on any day as known on any
 * day. */
#include "act/admin.h"
#include "blocks/blocks.h"
#include "blocks/register/asof.h"
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
    if (failed(dir_remove(str_z(dir))))
        test_fail(__FILE__, __LINE__, "%s stays", dir);
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

/* ---- both times ---- */

enum { CHANGES = 60, RECORDS = 25 };

/* What a plain replay knows: each change as it was recorded. */
struct said {
    instant at;
    day valid;
    val set;
};

static uint64_t chance(uint64_t *state, uint64_t n)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (*state >> 33) % n;
}

static val replayed(const struct said *said, size_t n, const struct as_of *t)
{
    val fields = val_null();

    for (size_t i = 0; i < n; i++) {
        if (said[i].at.ms > t->known.ms || said[i].valid.n > t->on.n)
            continue;
        for (size_t k = 0; k < val_count(said[i].set); k++) {
            const struct val_entry *e = &said[i].set.c->e[k];
            fields = val_is_null(e->value)
                         ? val_without(test_arena(),
                                       val_with(test_arena(), fields, e->key, e->value), e->key)
                         : val_with(test_arena(), fields, e->key, e->value);
        }
    }
    return fields;
}

struct sequence {
    uint64_t seed;
    int64_t id;
    struct said said[CHANGES];
    size_t n;
};

/* One act, at times with two changes: both are known from the same moment on. */
static err dog_changes(act *a, void *ctx)
{
    static const char *const names[] = { "name", "breed", "born", "tax", "holder" };
    struct sequence *q = ctx;
    size_t times = chance(&q->seed, 5) ? 1 : 2;

    for (; times && q->n < CHANGES; times--) {
        struct said *x = &q->said[q->n];
        val set = val_null();
        for (size_t i = 0; i < LEN(names); i++) {
            str text = str_fmt(test_arena(), "v%zu", q->n);
            val v = i == 1   ? VAL_S("rottweiler")
                    : i == 2 ? val_day((day){ (int64_t)q->n })
                    : i == 3 ? val_int((int64_t)q->n)
                             : val_str(text);
            if (q->n == 0 || chance(&q->seed, 3) == 0)
                set = val_with(test_arena(), set, str_z(names[i]),
                               q->n && i && i < 4 && chance(&q->seed, 4) == 0 ? val_null() : v);
        }
        if (val_is_null(set))
            set = val_with(test_arena(), set, S("tax"), val_int((int64_t)q->n));
        *x = (struct said){ a->now, { 20000 + (int64_t)chance(&q->seed, 40) }, set };
        if (q->n == 0) {
            x->set =
                val_with(test_arena(), x->set, S("chip"),
                         val_str(str_fmt(test_arena(), "chip-%llu", (unsigned long long)q->seed)));
            x->set = val_with(test_arena(), x->set, S("since"), val_day((day){ 20000 }));
            x->set = val_with(test_arena(), x->set, S("licence"), VAL_S("L"));
        }
        struct record_change c = { .r = site_register(a->site, S("dog")),
                                   .id = q->id,
                                   .set = x->set,
                                   .valid = x->valid,
                                   .source = S("test") };
        TRY(record_write(a, &c, &q->id, NULL));
        q->n++;
    }
    return OK;
}

struct asking {
    struct sequence *q;
    size_t wrong, asked;
};

static err ask_all(act *a, void *ctx)
{
    struct asking *k = ctx;
    const struct registry *r = site_register(a->site, S("dog"));
    struct data_key key;

    TRY(key_get(a, SUBJECT_PERSON, k->q->id, &key));
    for (int64_t on = 19998; on < 20042; on++)
        for (size_t i = 0; i <= k->q->n; i += 3) {
            struct as_of t = { { on }, { i < k->q->n ? k->q->said[i].at.ms : 0 } };
            struct record_state got;
            if (i == k->q->n - 1)
                t.known = a->now;
            TRY(record_as_of(a->a, a->db, r, k->q->id, &key, &t, &got));
            val want = replayed(k->q->said, k->q->n, &t);
            k->asked++;
            k->wrong +=
                got.found != !val_is_null(want) || (got.found && !val_equal(got.fields, want));
        }
    return OK;
}

TEST(any_day_as_known_on_any_day_is_what_a_replay_of_the_changes_says)
{
    struct admin *m = registers();
    size_t asked = 0;

    for (uint64_t i = 0; i < RECORDS; i++) {
        struct sequence q = { .seed = i * 7919 + 1 };
        for (int64_t minute = 1000; q.n < CHANGES; minute++) {
            clock_at((int64_t)i * 100 + minute);
            EXPECT_OK(admin_run(m, dog_changes, &q));
        }
        struct asking k = { .q = &q };
        EXPECT_OK(admin_run(m, ask_all, &k));
        EXPECT_INT(k.wrong, 0);
        asked += k.asked;
    }
    clock_hold((instant){ 0 });
    EXPECT(asked > 10000);
}

static err one_state(act *a, void *ctx)
{
    struct sequence *q = ctx;
    const struct registry *r = site_register(a->site, S("dog"));
    struct record_state s;
    struct data_key key;
    struct as_of t = { { 20041 }, a->now };

    TRY(key_get(a, SUBJECT_PERSON, q->id, &key));
    TRY(record_seal(a, r, q->id, S("test")));
    TRY(record_as_of(a->a, a->db, r, q->id, &key, &t, &s));
    EXPECT(s.found && !s.sealed);
    t.known = q->said[0].at;
    TRY(record_as_of(a->a, a->db, r, q->id, &key, &t, &s));
    EXPECT(s.found && s.sealed);
    t.on.n = 19999;
    TRY(record_as_of(a->a, a->db, r, q->id, &key, &t, &s));
    EXPECT(!s.found);
    TRY(record_erase(a, r, q->id));
    t.on.n = 20041;
    TRY(record_as_of(a->a, a->db, r, q->id, &key, &t, &s));
    EXPECT(!s.found);
    return OK;
}

TEST(a_state_says_that_it_stands_in_sealed_versions_and_nothing_of_what_was_erased)
{
    struct admin *m = registers();
    struct sequence q = { .seed = 4711 };

    for (int64_t minute = 9000; q.n < 10; minute++) {
        clock_at(minute);
        EXPECT_OK(admin_run(m, dog_changes, &q));
    }
    EXPECT_OK(admin_run(m, one_state, &q));
    clock_hold((instant){ 0 });
}
