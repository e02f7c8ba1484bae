/* stoa new: a small service made from questions, which passes the check and plays its own tale. */
#include "cli/cli.h"

#include "act/face.h"
#include "blocks/blocks.h"
#include "cli/own.h"
#include "cli/terminal.h"
#include "codec/yaml.h"
#include "new/write.h"
#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct work {
    arena a;
    str site_dir;
    str answers; /* file; STR_NULL: none */
    str lang;    /* --lang; empty: as the environment says */
    bool asks;   /* --ask: as on a terminal */
    folder_files files;
    struct site_world world;
    struct asking q;
    struct terminal terminal;
    struct draft d;
    grants grants;
    bool granted;
};

static bool fails(const char *what, str which)
{
    fprintf(stderr, "stoa new: %.*s: %s\n", STR_ARG(which), what);
    return false;
}

/* ---- what was asked for ---- */

/* --title.en=TEXT sets a text of one language, --questions='[{...}]' a list in YAML. */
static bool option_put(struct work *w, str name, str text)
{
    struct text_error where = { 0 };
    str key, lang;
    bool part = str_cut(name, '.', &key, &lang);
    val v = val_str(text);

    if ((str_starts(text, S("[")) || str_starts(text, S("{"))) &&
        failed(yaml_read(&w->a, text, &v, NULL, &where)))
        return fails("this is no YAML", name);
    if (part)
        v = val_with(&w->a, val_get(w->q.given, key), lang, v);
    w->q.given = val_with(&w->a, w->q.given, key, v);
    return true;
}

static bool answers_read(struct work *w)
{
    struct text_error where = { 0 };
    str text;
    val v;

    if (failed(file_read(&w->a, w->answers, MIB, &text)))
        return fails("cannot be read", w->answers);
    if (failed(yaml_read(&w->a, text, &v, NULL, &where)) || v.tag != V_CONTEXT) {
        fprintf(stderr, "stoa new: %.*s:%d: this is no YAML of names and values%s%s\n",
                STR_ARG(w->answers), where.line, where.what ? ": " : "",
                where.what ? where.what : "");
        return false;
    }
    w->q.given = v;
    return true;
}

static bool usage(void)
{
    fprintf(stderr,
            "stoa: stoa new service [SITE] [--answers FILE] [--ask] [--lang LANG] "
            "[--NAME=VALUE] [--NAME.LANG=TEXT]; docs/service-designer.md names the questions\n");
    return false;
}

/* Values of options count before those of the file, so the file is read first. */
static bool understood(struct work *w, int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        str arg = str_z(argv[i]), name, value = STR_NULL;
        if (!str_starts(arg, S("--"))) {
            if (w->site_dir.p)
                return usage();
            w->site_dir = arg;
            continue;
        }
        bool whole = !str_cut(str_from(arg, 2), '=', &name, &value);
        if (str_eq(name, S("ask")) && whole)
            w->asks = true;
        else if (str_eq(name, S("answers")))
            w->answers = whole && i + 1 < argc ? str_z(argv[++i]) : value;
        else if (str_eq(name, S("lang")))
            w->lang = whole && i + 1 < argc ? str_z(argv[++i]) : value;
        else if (whole)
            return usage();
    }
    if (w->answers.p && !answers_read(w))
        return false;
    for (int i = 2; i < argc; i++) {
        str arg = str_z(argv[i]), name, value;
        if (str_starts(arg, S("--")) && str_cut(str_from(arg, 2), '=', &name, &value) &&
            !str_eq(name, S("answers")) && !str_eq(name, S("lang")) && !option_put(w, name, value))
            return false;
    }
    if (!w->site_dir.p)
        w->site_dir = S("sites/demo");
    return true;
}

/* ---- the site, as it is and as it will be ---- */

/* What the check says of what is new: the service's folder and the registers that were changed. */
static size_t findings_say(const struct work *w, const struct findings *f)
{
    size_t n = 0;

    for (size_t i = 0; i < f->v.n; i++) {
        const struct finding *x = &f->v.v[i];
        bool ours = str_starts(x->file, str_cat(f->a, w->d.folder, S("/")));
        for (size_t k = 0; k < w->grants.n; k++)
            ours |= str_eq(x->file, w->grants.v[k].file);
        if (!ours)
            continue;
        n++;
        own_finding(stderr, f->a, w->q.words, x);
    }
    return n;
}

static int by_path(const void *x, const void *y)
{
    return str_cmp(((const struct site_file *)x)->path, ((const struct site_file *)y)->path);
}

/* The site's files with the new ones, and with the registers' new lines. */
static struct site_file *files_after(struct work *w, size_t *n)
{
    struct site_file *v = ARENA_ARRAY(&w->a, struct site_file, w->files.n + w->d.files.n + 1);

    *n = 0;
    for (size_t i = 0; i < w->files.n; i++) {
        v[*n] = (struct site_file){ w->files.v[i].path, w->files.v[i].bytes };
        for (size_t k = 0; k < w->grants.n; k++)
            if (w->grants.v[k].now.p && str_eq(w->grants.v[k].file, v[*n].path))
                v[*n].bytes = w->grants.v[k].now;
        (*n)++;
    }
    for (size_t i = 0; i < w->d.files.n; i++)
        v[(*n)++] = (struct site_file){ str_fmt(&w->a, "%.*s/%.*s", STR_ARG(w->d.folder),
                                                STR_ARG(w->d.files.v[i].path)),
                                        w->d.files.v[i].bytes };
    qsort(v, *n, sizeof *v, by_path);
    return v;
}

/* A register that has no place for the line cannot be checked with it. */
static bool all_placed(const struct work *w)
{
    for (size_t i = 0; i < w->grants.n; i++)
        if (!w->grants.v[i].now.p)
            return false;
    return true;
}

static bool passes(struct work *w)
{
    struct findings f = { .a = &w->a };
    struct site *after;
    size_t n;
    const struct site_file *files = files_after(w, &n);

    if (failed(site_load(&w->a, files, n, &w->world, &f, &after)))
        return fails("the site cannot be loaded with the new service", w->d.id);
    if (!all_placed(w) || !findings_say(w, &f))
        return true;
    return fails(str_zdup(&w->a, ask_word(&w->q, W_new_check_says)), w->d.id);
}

static bool site_open(struct work *w)
{
    struct findings f = { .a = &w->a };
    struct site *s;

    if (!file_is_dir(w->site_dir) || failed(folder_read(&w->a, w->site_dir, &w->files)))
        return fails("the folder of the site cannot be read", w->site_dir);
    struct site_file *v = ARENA_ARRAY(&w->a, struct site_file, w->files.n + 1);
    for (size_t i = 0; i < w->files.n; i++)
        v[i] = (struct site_file){ w->files.v[i].path, w->files.v[i].bytes };
    w->world = boot_world(&w->a, blocks_all);
    if (failed(site_load(&w->a, v, w->files.n, &w->world, &f, &s)))
        return fails("this is no site; stoa check says what is wrong", w->site_dir);
    w->q.site = s;
    grants none = { 0 };
    w->grants = none;
    return true;
}

/* ---- writing: beside, then renamed ---- */

static str at(struct work *w, str folder, str path)
{
    return str_fmt(&w->a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(path));
}

static bool folder_write(struct work *w, str folder)
{
    for (size_t i = 0; i < w->d.files.n; i++) {
        str path = at(w, folder, w->d.files.v[i].path);
        size_t slash = str_rfind_char(path, '/');
        if (failed(dir_make(str_sub(path, 0, slash), 0755)) ||
            failed(file_write(path, w->d.files.v[i].bytes, 0644)))
            return fails("cannot be written", path);
    }
    return true;
}

static bool registers_write(struct work *w, bool now)
{
    for (size_t i = 0; i < w->grants.n; i++) {
        const struct grant *g = &w->grants.v[i];
        if (g->now.p &&
            failed(file_write(at(w, w->site_dir, g->file), now ? g->now : g->was, 0644)))
            return fails("cannot be written", g->file);
    }
    return true;
}

/* The folder comes into being whole; what was changed before is put back where that fails. */
static bool write_down(struct work *w)
{
    str folder = at(w, w->site_dir, w->d.folder);
    str beside = str_fmt(&w->a, "%.*s/services/.new-%.*s-%d", STR_ARG(w->site_dir),
                         STR_ARG(w->d.id), (int)getpid());
    bool done = false;

    if (file_exists(folder) || file_is_dir(folder))
        return fails("there is something of that name; nothing is overwritten", folder);
    if (folder_write(w, beside)) {
        done = !w->granted || registers_write(w, true);
        if (done && failed(file_rename(beside, folder)))
            done = fails("cannot be made", folder);
        if (!done && w->granted)
            (void)registers_write(w, false);
    }
    if (!done && file_is_dir(beside) && failed(dir_remove(beside)))
        (void)fails("is left over; remove it", beside);
    return done;
}

static void tell(struct work *w)
{
    for (size_t i = 0; i < w->grants.n; i++) {
        const struct grant *g = &w->grants.v[i];
        bool added = w->granted && g->now.p;
        printf("%s %.*s/%.*s, under access:\n  %.*s\n", added ? "added to" : "to be added to",
               STR_ARG(w->site_dir), STR_ARG(g->file), STR_ARG(g->line));
    }
    printf("%.*s/%.*s: %zu files; next: stoa check %.*s, and stoa check --tales %.*s "
           "%.*s/%.*s\n",
           STR_ARG(w->site_dir), STR_ARG(w->d.folder), w->d.files.n, STR_ARG(w->site_dir),
           STR_ARG(w->site_dir), STR_ARG(w->site_dir), STR_ARG(w->d.folder));
}

/* ---- the whole ---- */

/* What was typed stays in a file until the service is there: the one that is gone on with, or a
 * new one. */
static void keep_open(struct work *w)
{
    bool again = w->answers.p && val_has(w->q.given, S("unfinished"));

    if (!w->q.asker)
        return;
    w->terminal.kept = again ? str_zdup(&w->a, w->answers) : "new-service.answers.yaml";
    if (!again && file_exists(str_z(w->terminal.kept)))
        w->terminal.kept =
            str_zdup(&w->a, str_fmt(&w->a, "new-service.%d.answers.yaml", (int)getpid()));
}

static void note(const struct work *w, str text)
{
    (void)w;
    fprintf(stderr, "stoa new: %.*s\n", STR_ARG(text));
}

static void note_kept(struct work *w)
{
    if (w->terminal.kept)
        note(w, ask_word1(&w->q, W_new_kept, S("file"), str_z(w->terminal.kept)));
}

static bool ask(struct work *w)
{
    w->q.a = &w->a;
    w->q.words = own_words(&w->a, w->lang);
    w->q.lang = wording_lang(w->q.words);
    w->q.asker = w->asks || isatty(STDIN_FILENO) ? &terminal_asker : NULL;
    w->q.tell = terminal_tell;
    w->q.own = &w->terminal;
    w->q.reached = !w->answers.p;
    keep_open(w);
    if (ask_all(&w->q, new_service_asks))
        return true;
    if (w->terminal.ended) {
        fputc('\n', stderr);
        note(w, ask_word(&w->q, W_new_input_ended));
    }
    if (w->q.asker)
        note_kept(w);
    else
        note(w, ask_word(&w->q, W_new_nothing_written));
    return false;
}

static bool make(struct work *w)
{
    struct site_file *v = ARENA_ARRAY(&w->a, struct site_file, w->files.n + 1);

    for (size_t i = 0; i < w->files.n; i++)
        v[i] = (struct site_file){ w->files.v[i].path, w->files.v[i].bytes };
    w->d = (struct draft){ .a = &w->a, .site = w->q.site, .in = w->q.all };
    w->d.id = val_get_text(w->d.in, S("id"));
    w->d.folder = str_fmt(&w->a, "services/%.*s", STR_ARG(w->d.id));
    write_all(&w->d);
    grants_of(&w->d, v, w->files.n, &w->grants);
    w->granted = val_get_bool(w->d.in, S("grant"));
    if (!passes(w) || !write_down(w)) {
        note_kept(w);
        return false;
    }
    tell(w);
    str kept = w->terminal.kept ? str_z(w->terminal.kept) : STR_NULL;
    if (kept.p && file_exists(kept) && failed(file_remove(kept)))
        (void)fails("is left over; remove it", kept);
    return true;
}

int cli_new(int argc, char **argv)
{
    struct work *w;
    int status = 2;

    if (argc < 2 || !str_eq(str_z(argv[1]), S("service"))) {
        (void)usage();
        return 2;
    }
    w = calloc(1, sizeof *w);
    CHECK(w);
    arena_init(&w->a, 0);
    w->q.a = &w->a;
    if (understood(w, argc, argv))
        status = site_open(w) && ask(w) && make(w) ? 0 : 1;
    arena_free(&w->a);
    free(w);
    return status;
}
