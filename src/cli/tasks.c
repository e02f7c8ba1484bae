/* stoa help tasks: what processes may ask for, of the engine's blocks and of a site's partners. */
#include "act/boot.h"
#include "blocks/blocks.h"
#include "cli/cli.h"
#include "cli/own.h"
#include "value/json.h"

#include <stdio.h>

/* ---- as values ---- */

static val field_val(arena *a, str name, str type, bool required, const char *help)
{
    val_builder b = val_build(a);

    val_put(&b, S("name"), val_str(name));
    val_put(&b, S("type"), val_str(type.n ? type : S("any")));
    val_put(&b, S("required"), val_bool(required));
    if (help)
        val_put(&b, S("help"), val_str(str_z(help)));
    return val_done(&b);
}

static val fields_val(arena *a, const struct task_field *f)
{
    val list = val_list(NULL, 0);

    for (; f && f->name; f++)
        list =
            val_append(a, list, field_val(a, str_z(f->name), str_z(f->type), f->required, f->help));
    return list;
}

static val params_val(arena *a, const struct site_param *p, size_t n)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < n; i++)
        list = val_append(a, list, field_val(a, p[i].name, p[i].type, p[i].required, NULL));
    return list;
}

static val errors_val(arena *a, const struct site_task_type *t)
{
    val list = val_list(NULL, 0);

    for (size_t i = 0; i < t->n_errors; i++)
        list = val_append(a, list, val_str(t->errors[i]));
    return list;
}

static val type_val(arena *a, const struct task_type *t)
{
    val_builder b = val_build(a);
    val errors = val_list(NULL, 0);
    str rest = str_z(t->errors ? t->errors : ""), one;

    while (str_next(&rest, ' ', &one))
        if (one.n)
            errors = val_append(a, errors, val_str(one));
    val_put(&b, S("name"), val_str(str_z(t->name)));
    val_put(&b, S("help"), val_str(str_z(t->help)));
    val_put(&b, S("in"), fields_val(a, t->in));
    val_put(&b, S("out"), fields_val(a, t->out));
    val_put(&b, S("errors"), errors);
    val_put(&b, S("permission"), val_str(str_z(t->may)));
    return val_done(&b);
}

static val topic_val(arena *a, const struct site *s, const struct partner_topic *t)
{
    val_builder b = val_build(a);

    val_put(&b, S("name"), val_str(t->type.name));
    val_put(&b, S("help"), val_str(site_text(s, t->title, S(""))));
    val_put(&b, S("in"), params_val(a, t->type.in, t->type.n_in));
    val_put(&b, S("out"), params_val(a, t->type.out, t->type.n_out));
    val_put(&b, S("errors"), errors_val(a, &t->type));
    val_put(&b, S("partner"), val_str(t->of->id));
    val_put(&b, S("permission"),
            val_str(str_fmt(a,
                            "Every process; the partner sees the inputs%s%.*s, "
                            "and each fetch is traced.",
                            t->purpose.n ? " for the purpose " : "", STR_ARG(t->purpose))));
    return val_done(&b);
}

static val all_types(arena *a, const struct site *s)
{
    val list = val_list(NULL, 0);

    for (const struct block *const *b = blocks_all; *b; b++)
        for (const struct task_type *t = (*b)->tasks; t && t->name; t++)
            list = val_append(a, list, type_val(a, t));
    for (size_t i = 0; s && i < s->n_partners; i++)
        for (size_t k = 0; k < s->partners[i]->n_topics; k++)
            list = val_append(a, list, topic_val(a, s, &s->partners[i]->topics[k]));
    return list;
}

/* ---- as text ---- */

static void say_fields(const char *title, val fields)
{
    for (size_t i = 0; i < val_count(fields); i++) {
        val f = val_at(fields, i);
        printf("    %-7s %-16.*s %-10.*s %s%.*s\n", title, STR_ARG(val_get_text(f, S("name"))),
               STR_ARG(val_get_text(f, S("type"))),
               val_get_bool(f, S("required")) ? "" : "optional; ",
               STR_ARG(val_get_text(f, S("help"))));
    }
}

static void say(val t)
{
    val errors = val_get(t, S("errors"));

    printf("%.*s\n    %.*s\n", STR_ARG(val_get_text(t, S("name"))),
           STR_ARG(val_get_text(t, S("help"))));
    say_fields("input", val_get(t, S("in")));
    say_fields("output", val_get(t, S("out")));
    for (size_t i = 0; i < val_count(errors); i++)
        printf("    error   %.*s\n", STR_ARG(val_text(val_at(errors, i))));
    if (val_has(t, S("partner")))
        printf("    partner %.*s\n", STR_ARG(val_get_text(t, S("partner"))));
    printf("    may     %.*s\n", STR_ARG(val_get_text(t, S("permission"))));
}

int cli_help_tasks(int argc, char **argv)
{
    struct own_option o[] = { { "json", true }, { "site" } };
    struct findings f = { 0 };
    struct boot *b = NULL;
    arena a;
    int status = 0;

    arena_init(&a, 0);
    f.a = &a;
    argc = own_options(argc, argv, o, LEN(o));
    if (argc != 1) {
        fprintf(stderr, "stoa: stoa help tasks [--json] [--site DIR]\n");
        status = 2;
    } else if (o[1].value.p && failed(boot_load(NULL, blocks_all, o[1].value.p, "", &f, &b))) {
        status = 1;
    } else {
        val all = all_types(&a, b ? b->site : NULL);
        str text = o[0].value.p ? val_json_str(&a, all) : S("");
        if (text.n)
            printf("%.*s\n", STR_ARG(text));
        for (size_t i = 0; !text.n && i < val_count(all); i++)
            say(val_at(all, i));
    }
    if (b)
        boot_free(b);
    arena_free(&a);
    return status;
}
