/* stoa decide: decisions made from the command line, one with its explanation or a file of cases.
 */
#include "blocks/blocks.h"
#include "cli/cli.h"
#include "cli/decide.h"
#include "cli/own.h"
#include "os/clock.h"
#include "os/file.h"

static void say_findings(const char *file, const struct findings *f)
{
    for (size_t i = 0; i < f->v.n; i++)
        fprintf(stderr, "%s:%d: %s: %.*s\n    repair: %.*s\n", file, f->v.v[i].line,
                f->v.v[i].level == FINDING_ERROR ? "error" : "warning", STR_ARG(f->v.v[i].what),
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

static void say_names(const str *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "  %.*s\n", STR_ARG(names[i]));
}

/* ---- a model's decision ---- */

static void inputs_find(arena *a, struct decision *d)
{
    const struct dmn_input *in = dmn_inputs(d->model, a, d->name, &d->inputs.n);

    d->inputs.kind = T_CONTEXT;
    d->inputs.fields = ARENA_ARRAY(a, struct feel_field, d->inputs.n + 1);
    for (size_t i = 0; i < d->inputs.n; i++)
        d->inputs.fields[i] = (struct feel_field){ .name = in[i].name, .type = in[i].type };
}

bool decision_reads(const struct decision *d, str name)
{
    for (size_t i = 0; i < d->inputs.n; i++)
        if (str_eq(d->inputs.fields[i].name, name))
            return true;
    return dmn_has_decision(d->model, name);
}

static bool decision_choose(arena *a, struct decision *d, str name)
{
    size_t n_all, n_tops, n_services;
    const str *all = dmn_decisions(d->model, &n_all), *tops = dmn_tops(d->model, a, &n_tops),
              *services = dmn_services(d->model, a, &n_services);

    if (name.n && !dmn_has_decision(d->model, name)) {
        fprintf(stderr, "stoa decide: %s has no decision \"%.*s\"; it has\n", d->file,
                STR_ARG(name));
        say_names(all, n_all);
        say_names(services, n_services);
        return false;
    }
    if (!name.n && n_tops != 1) {
        fprintf(stderr, "stoa decide: name one of the decisions of %s with --decision:\n", d->file);
        say_names(n_tops ? tops : all, n_tops ? n_tops : n_all);
        return false;
    }
    d->name = name.n ? name : tops[0];
    inputs_find(a, d);
    return true;
}

bool decision_open(arena *a, const char *file, str name, struct decision *out)
{
    struct findings f = { .a = a };
    struct dmn *m;
    str xml;

    if (failed(file_read(a, str_z(file), 16 * MIB, &xml))) {
        fprintf(stderr, "stoa decide: %s cannot be read\n", file);
        return false;
    }
    err e = dmn_parse(a, xml, &f, &m);
    say_findings(file, &f);
    *out = (struct decision){ .file = file, .model = failed(e) ? NULL : m };
    return out->model && decision_choose(a, out, name);
}

/* ---- one decision ---- */

static bool inputs_known(const struct decision *d, val inputs)
{
    for (uint32_t i = 0; i < inputs.c->n; i++) {
        if (decision_reads(d, inputs.c->e[i].key))
            continue;
        fprintf(stderr, "stoa decide: %.*s reads no \"%.*s\"; it reads\n", STR_ARG(d->name),
                STR_ARG(inputs.c->e[i].key));
        for (size_t k = 0; k < d->inputs.n; k++)
            say_names(&d->inputs.fields[k].name, 1);
        return false;
    }
    return true;
}

static int decide(arena *a, const struct decision *d, val inputs)
{
    struct feel_env env;
    val result, why;

    if (!inputs_known(d, inputs))
        return 1;
    feel_env_init(&env, a, clock_now());
    if (failed(dmn_decide(d->model, d->name, cases_typed(a, d, inputs), &env, &result, &why))) {
        fprintf(stderr, "stoa decide: %.*s gives no result: %.*s\n", STR_ARG(d->name),
                STR_ARG(env.stopped));
        return 1;
    }
    printf("%.*s\n", STR_ARG(val_json_str(a, result)));
    printf("%.*s\n", STR_ARG(val_json_str(a, why)));
    return 0;
}

static int decide_one(arena *a, int argc, char **argv)
{
    struct decision d;
    val inputs;

    if (!inputs_read(a, argc - 3, argv + 3, &inputs))
        return 2;
    return decision_open(a, argv[1], str_z(argv[2]), &d) ? decide(a, &d, inputs) : 1;
}

/* ---- many ---- */

static void say_result(struct cases *c, val result, const val *why)
{
    buf b;

    buf_init(&b, &c->work, 1024);
    buf_fmt(&b, "{\"line\":%zu,\"result\":", c->line);
    val_json(&b, result);
    if (why) {
        buf_add(&b, S(",\"explanation\":"));
        val_json(&b, *why);
    }
    buf_add(&b, S("}\n"));
    fwrite(b.p, 1, b.n, stdout);
}

static int decide_all(const struct decision *d, const char *file, bool explain)
{
    struct cases c;
    val given, result, why;

    if (!cases_open(&c, file))
        return 1;
    while (!ferror(stdout) && cases_next(&c, &given))
        if (cases_decide(&c, d, given, &result, explain ? &why : NULL))
            say_result(&c, result, explain ? &why : NULL);
    bool good = cases_close(&c), written = fflush(stdout) == 0 && !ferror(stdout);
    if (!written)
        fprintf(stderr, "stoa decide: the results cannot be written\n");
    return good && written ? 0 : 1;
}

/* ---- what was asked for ---- */

enum { O_INPUT, O_DECISION, O_EXPLAIN, O_REPLAY, O_AGAINST, O_GAIN, O_JSON, O_COUNT };

static int usage(void)
{
    fprintf(stderr, "stoa: stoa decide MODEL.dmn DECISION [NAME=VALUE...]; a value is JSON, a "
                    "date or text\n"
                    "      stoa decide MODEL.dmn --input FILE [--decision NAME] [--explain]\n"
                    "      stoa decide MODEL.dmn --replay FILE [--against DRAFT.dmn] "
                    "[--decision NAME] [--gain FIELD] [--json]\n");
    return 2;
}

/* Options that do not belong to what is asked for. */
static bool misplaced(const struct own_option *o)
{
    bool input = o[O_INPUT].value.p, replay = o[O_REPLAY].value.p;

    return input == replay || (o[O_EXPLAIN].value.p && !input) ||
           ((o[O_AGAINST].value.p || o[O_GAIN].value.p || o[O_JSON].value.p) && !replay);
}

static int decide_file(arena *a, const char *model, const struct own_option *o)
{
    struct decision d, draft = { 0 };
    str name = o[O_DECISION].value, against = o[O_AGAINST].value;

    if (!decision_open(a, model, name, &d))
        return 1;
    if (o[O_INPUT].value.p)
        return decide_all(&d, str_zdup(a, o[O_INPUT].value), o[O_EXPLAIN].value.p);
    if (against.p && !decision_open(a, str_zdup(a, against), d.name, &draft))
        return 1;
    return replay_run(&d, &draft, str_zdup(a, o[O_REPLAY].value),
                      o[O_GAIN].value.p ? o[O_GAIN].value : S(""), o[O_JSON].value.p);
}

int cli_decide(int argc, char **argv)
{
    struct own_option o[O_COUNT] = {
        { "input" },   { "decision" }, { "explain", .flag = true }, { "replay" },
        { "against" }, { "gain" },     { "json", .flag = true }
    };
    bool options = false;
    arena a;
    int status;

    arena_init(&a, 0);
    argc = own_options(argc, argv, o, LEN(o));
    for (size_t i = 0; i < LEN(o); i++)
        options = options || o[i].value.p;
    if (argc < 2 || (options ? argc != 2 || misplaced(o) : argc < 3))
        status = usage();
    else
        status = options ? decide_file(&a, argv[1], o) : decide_one(&a, argc, argv);
    arena_free(&a);
    return status;
}
