/* stoa decide: a decision made from the command line, with its explanation.  stoa help tasks: what
 * processes may call. */
#include "blocks/blocks.h"
#include "cli/cli.h"
#include "cli/own.h"
#include "dmn/dmn.h"
#include "os/clock.h"
#include "os/file.h"

#include <stdio.h>

static void say_findings(const char *file, const struct findings *f)
{
    for (size_t i = 0; i < f->v.n; i++)
        fprintf(stderr, "%s:%d: %.*s %.*s\n", file, f->v.v[i].line, STR_ARG(f->v.v[i].what),
                STR_ARG(f->v.v[i].repair));
}

static bool inputs_read(arena *a, int argc, char **argv, val *out)
{
    val_builder b = val_build(a);
    str name, text;

    for (int i = 0; i < argc; i++) {
        if (!str_cut(str_z(argv[i]), '=', &name, &text)) {
            fprintf(stderr, "stoa decide: \"%s\" is no NAME=VALUE\n", argv[i]);
            return false;
        }
        val_put(&b, name, own_value(a, text));
    }
    *out = val_done(&b);
    return true;
}

static void say_decisions(const struct dmn *m)
{
    size_t n;
    const str *names = dmn_decisions(m, &n);

    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "  %.*s\n", STR_ARG(names[i]));
}

static int decide(arena *a, const char *file, const char *decision, val inputs)
{
    struct findings f = { .a = a };
    struct feel_env env;
    struct dmn *m;
    str xml;
    val result, why;

    if (failed(file_read(a, str_z(file), 16 * MIB, &xml))) {
        fprintf(stderr, "stoa decide: %s cannot be read\n", file);
        return 1;
    }
    err e = dmn_parse(a, xml, &f, &m);
    say_findings(file, &f);
    if (failed(e))
        return 1;
    if (!dmn_has_decision(m, str_z(decision))) {
        fprintf(stderr, "stoa decide: the model has no decision \"%s\"; it has\n", decision);
        say_decisions(m);
        return 1;
    }
    feel_env_init(&env, a, clock_now());
    e = dmn_decide(m, str_z(decision), inputs, &env, &result, &why);
    if (failed(e)) {
        fprintf(stderr, "stoa decide: the decision ended without a result (code %d)\n", e.code);
        return 1;
    }
    printf("%.*s\n", STR_ARG(val_json_str(a, result)));
    printf("%.*s\n", STR_ARG(val_json_str(a, why)));
    return 0;
}

int cli_decide(int argc, char **argv)
{
    arena a;
    val inputs;
    int status = 2;

    if (argc < 3) {
        fprintf(stderr, "stoa: stoa decide MODEL.dmn DECISION [NAME=VALUE...]; a value is JSON, a "
                        "date or text\n");
        return 2;
    }
    arena_init(&a, 0);
    if (inputs_read(&a, argc - 3, argv + 3, &inputs))
        status = decide(&a, argv[1], argv[2], inputs);
    arena_free(&a);
    return status;
}

/* ---- help tasks ---- */

static void say_fields(const char *title, const struct task_field *f)
{
    for (; f && f->name; f++)
        printf("    %-7s %-16s %-10s %s%s\n", title, f->name, f->type,
               f->required ? "" : "optional; ", f->help ? f->help : "");
}

void cli_help_tasks(void)
{
    for (const struct block *const *b = blocks_all; *b; b++)
        for (const struct task_type *t = (*b)->tasks; t && t->name; t++) {
            printf("%s\n    %s\n", t->name, t->help);
            say_fields("input", t->in);
            say_fields("output", t->out);
            if (t->errors && *t->errors)
                printf("    errors  %s\n", t->errors);
        }
}
