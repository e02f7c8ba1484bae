/* A site of files parted by form feeds: a path, a line's end, the content; behind the last one,
 * cells.  What is taken without an error has what the rest of the program relies on, and what a
 * register's field reads from a cell it takes, writes and reads back. */
#include "site/reg_value.h"
#include "site/site.h"
#include "tests/fuzz/fuzz.h"

enum { FILES = 12, STEPS = 20000, MEMORY = 1 << 20 };

static void cells(arena *a, const struct registry *r, str rest)
{
    val_builder entry = val_build(a);
    str cell;

    for (size_t i = 0; i < r->n_fields && str_next(&rest, '\n', &cell); i++) {
        const struct reg_field *f = &r->fields[i];
        val v = register_value_read(a, f, NULL, cell);

        (void)register_field_type(a, f);
        if (val_is_null(v) || !register_value_fits(f, v))
            continue;
        val again = register_value_read(a, f, NULL, register_value_write(a, f, v));
        CHECK(val_equal(again, v));
        val_put(&entry, f->name, v);
    }
    struct feel_env env;
    size_t broken;
    feel_env_init(&env, a, (instant){ 0 });
    env.steps = STEPS;
    env.memory = MEMORY;
    err e = register_broken(r, &env, val_done(&entry), (day){ 20000 }, &broken);
    CHECK(failed(e) || broken <= r->n_constraints);
}

/* Of a site without errors. */
static void relied_on(arena *a, const struct site *s, str rest)
{
    for (size_t i = 0; i < s->n_registers; i++) {
        const struct registry *r = s->registers[i];

        CHECK(register_field(r, r->key) && site_office(s, r->owner));
        CHECK(site_register(s, r->id) == r);
        for (size_t k = 0; k < r->n_fields; k++)
            CHECK(r->fields[k].purpose.n && r->fields[k].n_basis && r->fields[k].retention.set);
        for (size_t k = 0; k < r->n_relations; k++)
            CHECK(site_register(s, r->relations[k].to));
        for (size_t k = 0; k < r->n_search; k++)
            CHECK(register_field(r, r->search[k]));
        cells(a, r, rest);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    arena *a = fuzz_arena();
    str rest = str_of((const char *)data, n), one;
    struct site_file files[FILES];
    struct findings f = { .a = a };
    struct site *s;
    size_t n_files = 0;

    while (n_files < FILES && str_find(rest, S("\f"), 0) != SIZE_MAX) {
        struct site_file *x = &files[n_files];
        (void)str_next(&rest, '\f', &one);
        if (str_cut(one, '\n', &x->path, &x->bytes) && x->path.n)
            n_files++;
    }
    if (failed(site_load(a, files, n_files, NULL, &f, &s))) {
        CHECK(f.errors > 0);
        return 0;
    }
    if (f.errors == 0)
        relied_on(a, s, rest);
    return 0;
}
