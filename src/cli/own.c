#include "cli/own.h"

#include "blocks/blocks.h"
#include "cli/cli.h"
#include "db/db.h"
#include "os/file.h"
#include "page/found.h"
#include "value/temporal.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct own_option *option_of(str arg, struct own_option *o, size_t n, str *value)
{
    str name;

    if (!str_starts(arg, S("--")))
        return NULL;
    bool whole = !str_cut(str_from(arg, 2), '=', &name, value);
    if (whole)
        *value = STR_NULL;
    for (size_t i = 0; i < n; i++)
        if (str_eq(str_z(o[i].name), name))
            return &o[i];
    return NULL;
}

int own_options(int argc, char **argv, struct own_option *o, size_t n)
{
    int kept = argc ? 1 : 0;

    for (int i = 1; i < argc; i++) {
        str value;
        struct own_option *x = option_of(str_z(argv[i]), o, n, &value);
        if (!x) {
            argv[kept++] = argv[i];
            continue;
        }
        if (x->flag)
            value = S("yes");
        else if (!value.p && i + 1 < argc)
            value = str_z(argv[++i]);
        if (!value.p) {
            fprintf(stderr, "stoa: --%s needs a value\n", x->name);
            return -1;
        }
        x->value = value;
    }
    argv[kept] = NULL;
    return kept;
}

bool own_open(arena *a, int argc, char **argv, struct conf **conf, struct boot **out)
{
    struct findings f = { .a = a };

    if (!cli_settings(a, argc, argv, conf))
        return false;
    db_init();
    return !failed(boot_load(*conf, blocks_all, str_zdup(a, conf_text(*conf, "site")),
                             str_zdup(a, conf_text(*conf, "data")), &f, out));
}

int own_server(const char *data)
{
    int64_t pid = 0;
    arena a;
    str text;

    arena_init(&a, 0);
    if (failed(file_read(&a, str_fmt(&a, "%s/stoa.pid", data), 64, &text)) ||
        failed(str_to_i64(str_trim(text), &pid)) || pid <= 1 || kill((pid_t)pid, 0) != 0)
        pid = 0;
    arena_free(&a);
    return (int)pid;
}

void own_progress(const char *label, size_t now, size_t all, bool done)
{
    enum { WIDTH = 40 };
    size_t part = all ? now * WIDTH / all : WIDTH;

    if (!isatty(STDERR_FILENO))
        return;
    fprintf(stderr, "\r%s [%.*s%*s] %3zu %%%s", label, (int)part,
            "########################################", (int)(WIDTH - part), "",
            all ? now * 100 / all : 100, done ? "\n" : "");
    fflush(stderr);
}

val own_value(arena *a, str text)
{
    static const struct json_limits limits = { .depth = 32, .bytes = 1024 * 1024 };
    val v;

    if (!failed(temporal_date(text, &v)) || !failed(val_from_json(a, text, &limits, &v, NULL)))
        return v;
    return val_str(text);
}

const struct wording *own_words(arena *a, str lang)
{
    static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    struct wordbook *book;
    buf tag;

    for (size_t i = 0; i < LEN(names) && !lang.n; i++)
        lang = getenv(names[i]) ? str_z(getenv(names[i])) : S("");
    buf_init(&tag, a, lang.n + 1);
    for (size_t i = 0; i < lang.n && lang.p[i] != '.' && lang.p[i] != '@'; i++)
        buf_char(&tag, lang.p[i] == '_' ? '-' : lang.p[i]);
    wordbook_load(a, S("UTC"), NULL, &book);
    return wording_of(book, buf_str(&tag));
}

void own_finding(FILE *to, arena *a, const struct wording *w, const struct finding *x)
{
    str level = word0(w, x->level == FINDING_ERROR ? W_check_error : W_check_warning);

    fprintf(to, "%.*s:%d: %.*s: %.*s", STR_ARG(x->file), x->line, STR_ARG(level),
            STR_ARG(found_what(a, w, x)));
    if (x->element.n)
        fprintf(to, " [%.*s]", STR_ARG(x->element));
    if (x->repair.n)
        fprintf(to, "\n    %.*s: %.*s", STR_ARG(word0(w, W_check_repair)),
                STR_ARG(found_repair(a, w, x)));
    fputc('\n', to);
}
