/* Registers from the inside: what an entry must fulfil, and what it was on any day as known on any
 * day. */
#include "act/admin.h"
#include "blocks/blocks.h"
#include "blocks/register/asof.h"
#include "blocks/register/change.h"
#include "blocks/consent/consent.h"
#include "blocks/register/export.h"
#include "blocks/register/figures.h"
#include "blocks/register/follow.h"
#include "blocks/register/names.h"
#include "blocks/register/store.h"
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

static struct admin *admin;

/* Keys lie in memory that no search for leaks reads: the keeper is closed by hand. */
static void leave(void)
{
    admin_close(admin);
    CHECK(!failed(dir_remove(str_z(dir))));
}

TEST(sizes_of_registers_are_told_without_telling_of_one)
{
    static const struct {
        int64_t entries, told;
    } t[] = { { -1, 0 },           { 0, 0 },      { 9, 0 },      { 10, 10 },
              { 14, 10 },          { 15, 20 },    { 99, 100 },   { 104, 100 },
              { 249, 250 },        { 995, 1000 }, { 999, 1000 }, { 12345, 12000 },
              { 2000000, 2000000 } };

    FOR_EACH(t, c)
        EXPECT_INT(figure_rounded(c->entries), c->told);
}

/* The demo with its seed in a folder of its own; opened once for all tests. */
static struct admin *registers(void)
{
    static struct findings found;
    static struct boot *boot;
    static arena own;
    bool fresh;

    if (admin)
        return admin;
    arena_init(&own, 0);
    found.a = &own;
    atexit(leave);
    clock_at(0);
    CHECK(mkdtemp(dir));
    CHECK(!failed(boot_load(NULL, blocks_all, SITE, dir, &found, &boot)));
    CHECK(!failed(admin_prepare(boot, &fresh)) && !failed(admin_open(boot, &admin)));
    return admin;
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

/* ---- names ---- */

enum { MANY = NAME_COMMON + 200, RENAMED = 400 };

struct crowd {
    int64_t ids[MANY];
    size_t n;
};

static val person(arena *a, const char *given, const char *family, int64_t born)
{
    val name = val_with(a, val_null(), S("given"), val_str(str_z(given)));
    val v =
        val_with(a, val_null(), S("name"), val_with(a, name, S("family"), val_str(str_z(family))));

    return val_with(a, v, S("birth_date"), val_day((day){ born }));
}

static err person_write(act *a, int64_t *id, val set)
{
    struct record_change c = { .r = site_register(a->site, S("person")),
                               .id = *id,
                               .set = set,
                               .valid = { 19000 },
                               .source = S("test") };

    return record_write(a, &c, id, NULL);
}

static err crowd_enter(act *a, void *ctx)
{
    struct crowd *c = ctx;

    for (; c->n < MANY; c->n++)
        TRY(person_write(a, &c->ids[c->n],
                         person(a->a, "Ottokar", "Zwettler", 1000 + (int64_t)c->n)));
    return OK;
}

/* From the middle, so that lists are split; back again is taken out of them. */
static err crowd_rename(act *a, void *ctx)
{
    struct crowd *c = ctx;

    for (size_t i = 0; i < RENAMED; i++) {
        size_t at = (i * 797) % MANY;
        TRY(person_write(a, &c->ids[at], person(a->a, "Wilburga", "Quendler", 1000 + (int64_t)at)));
    }
    return OK;
}

struct looking_for {
    const char *name;
    int64_t born, want; /* want 0: nobody; -1: any */
    size_t n;
    bool needs, found;
};

static err look(act *a, void *ctx)
{
    struct looking_for *k = ctx;
    int64_t ids[NAME_CANDIDATES];
    val born = k->born ? val_day((day){ k->born }) : val_null();

    TRY(names_candidates(a, site_register(a->site, S("person")), str_z(k->name), born, ids, &k->n,
                         &k->needs));
    for (size_t i = 0; i < k->n; i++)
        k->found |= ids[i] == k->want;
    return OK;
}

static void looked(struct looking_for k, size_t least, size_t most, bool needs, bool found)
{
    EXPECT_OK(admin_run(registers(), look, &k));
    if (k.n < least || k.n > most || k.needs != needs || k.found != found)
        test_fail(__FILE__, __LINE__, "%s %lld: %zu, needs %d, found %d", k.name, (long long)k.born,
                  k.n, k.needs, k.found);
}

static err one_erased(act *a, void *ctx)
{
    int64_t *id = ctx;

    return record_erase(a, site_register(a->site, S("person")), *id);
}

TEST(a_name_that_many_have_needs_more_and_lists_follow_names)
{
    struct admin *m = registers();
    struct crowd *c = ARENA_NEW(test_arena(), struct crowd);

    *c = (struct crowd){ 0 };
    clock_at(20000);
    EXPECT_OK(admin_run(m, crowd_enter, c));
    looked((struct looking_for){ "Zwettler Otokar" }, 0, 0, true, false);
    looked((struct looking_for){ "Svettler", 1777, c->ids[777] }, 1, 5, false, true);
    looked((struct looking_for){ "Quendler" }, 0, 0, false, false);
    clock_at(20001);
    EXPECT_OK(admin_run(m, crowd_rename, c));
    /* 400 are known by the new name: at most 200 are candidates; the old name is rare enough now */
    looked((struct looking_for){ "Quentler" }, NAME_CANDIDATES, NAME_CANDIDATES, false, false);
    looked((struct looking_for){ "Quendler", 1000, c->ids[0] }, 1, 5, false, true);
    looked((struct looking_for){ "Zwettler", 1000, c->ids[0] }, 0, 0, false, false);
    looked((struct looking_for){ "Zwettler" }, NAME_CANDIDATES, NAME_CANDIDATES, false, false);
    clock_at(20002);
    EXPECT_OK(admin_run(m, one_erased, &c->ids[0]));
    looked((struct looking_for){ "Quendler", 1000, c->ids[0] }, 0, 0, false, false);
    clock_hold((instant){ 0 });
}

static err lists_dropped(act *a, void *ctx)
{
    bool more = true;

    (void)ctx;
    TRY(q_name_run_put(a->db, S("person"), S("another"), 0, 1));
    for (int i = 0; more && i < 100; i++)
        TRY(names_catch_up(a, &more));
    return more ? FAULT(ERR_BUSY) : OK;
}

TEST(entries_from_before_are_taken_into_the_lists)
{
    clock_at(21000);
    EXPECT_OK(admin_run(registers(), lists_dropped, NULL));
    looked((struct looking_for){ "sunita gupta" }, 1, NAME_CANDIDATES, false, false);
    clock_hold((instant){ 0 });
}

TEST(names_fit_by_words_letters_and_sound)
{
    static const struct {
        const char *typed, *given, *family;
        bool sure, fits;
    } t[] = {
        { "Lena Hofer", "Lena", "Hofer", false, true },
        { "hofer, lena", "Lena", "Hofer", false, true },
        { "Hoffer", "Lena", "Hofer", false, true },
        { "Lena Huber", "Lena", "Hofer", false, false },
        { "Lena Huber", "Lena", "Hofer", true, true },
        { "Nguyen Van An", "Văn An", "Nguyễn", false, true },
        { "Sunita Gupta", "सुनीता", "गुप्ता", false, true },
        { "Brandt", "Lena", "Hofer", true, false },
    };
    struct fold_latin *latin;

    EXPECT_OK(fold_latin_open(test_arena(), &latin));
    FOR_EACH(t, c) {
        val name = val_get(person(test_arena(), c->given, c->family, 0), S("name"));
        if ((name_fit(test_arena(), latin, str_z(c->typed), name, c->sure) != NAME_UNFIT) !=
            c->fits)
            test_fail(__FILE__, __LINE__, "%s, %s %s", c->typed, c->given, c->family);
    }
}

/* ---- exports ---- */

struct exported {
    size_t rows, left_out, looks, fields;
    bool named, why;
};

/* A batch of names, and what its first person then finds among the looks. */
static err export_some(act *a, void *ctx)
{
    const struct registry *r = site_register(a->site, S("person"));
    const struct reg_field *fields[] = { register_field(r, S("name")) };
    struct export_ask ask = {
        .r = r, .fields = fields, .n = 1, .purpose = S("supervision"), .reason = S("why")
    };
    struct exported *x = ctx;
    struct export_part part;
    const struct looked *looks;
    struct q_records_page page;

    TRY(q_records_page(a->db, r->id, 0, 1, &page));
    TRY(register_export(a, &ask, 0, &part));
    TRY(traces_between(a->db, a->a, page.v[0].id, (instant){ 0 }, (instant){ INT64_MAX }, 10,
                       &looks, &x->looks));
    x->rows = part.n;
    x->left_out = part.left_out;
    x->fields = part.rows[0].c->n;
    x->named = val_has(part.rows[0], S("name"));
    x->why = x->looks && str_eq(looks[0].kind, S("export")) && str_eq(looks[0].fields, S("name"));
    return OK;
}

TEST(each_person_finds_an_export_among_the_looks)
{
    struct exported x = { 0 };

    EXPECT_OK(admin_run(registers(), export_some, &x));
    EXPECT_INT(x.rows + x.left_out, EXPORT_BATCH);
    EXPECT(x.left_out > 0 && x.looks == 1 && x.why);
    EXPECT(x.fields == 1 && x.named);
}

/* ---- who follows an entry ---- */

enum { STEPS = FOLLOWERS_MOST + 50 };

static err follow_put(act *a, int64_t case_id, int step)
{
    struct q_follow_put_in in = { .registry = S("person"),
                                  .what = S(""),
                                  .mark = S("7"),
                                  .case_id = case_id,
                                  .element = str_fmt(a->a, "step_%d", step),
                                  .names = S("name") };

    return q_follow_put(a->db, &in);
}

/* Whom a change is given to, in batches, until all was given out; at most `most` batches. */
static err follow_all(act *a, void *ctx)
{
    struct q_follow_changed_in in = { .registry = S("person"),
                                      .what = S(""),
                                      .mark = S("7"),
                                      .names = S("name"),
                                      .at = a->now.ms };
    struct follower f[FOLLOWERS_MOST];
    int *told = ctx, batches = 0;
    bool waits = true;
    size_t n;

    TRY(follow_put(a, 11, 0));
    for (int i = 0; i < STEPS; i++)
        TRY(follow_put(a, 12, i));
    TRY(follow_put(a, 13, 0));
    TRY(q_follow_changed(a->db, &in));
    while (waits && batches++ < 10) {
        TRY(followers_take(a, f, &n));
        for (size_t i = 0; i < n; i++)
            told[f[i].case_id - 11]++;
        TRY(followers_wait(a->db, &waits));
    }
    for (int64_t id = 11; id <= 13; id++)
        TRY(follow_drop(a, id));
    return waits ? FAULT(ERR_BUDGET) : OK;
}

TEST(a_case_that_follows_by_more_steps_than_a_batch_has_ends_it)
{
    int told[3] = { 0 };

    EXPECT_OK(admin_run(registers(), follow_all, told));
    EXPECT(told[0] == 1 && told[1] > 0 && told[2] == 1);
}
