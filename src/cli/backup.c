/* stoa backup, stoa restore: an installation copied while it runs, and set up again
 * from the copy. */
#include "act/admin.h"
#include "cli/cli.h"
#include "cli/own.h"
#include "cli/stage_data.h"
#include "db/db.h"
#include "os/file.h"

#include <stdio.h>
#include <unistd.h>

static int fails(const char *command, str what)
{
    fprintf(stderr, "stoa %s: %.*s\n", command, STR_ARG(what));
    return 1;
}

static bool is_empty(arena *a, str path)
{
    dir_list all = { 0 };

    return !file_exists(path) || (!failed(dir_read(a, path, &all)) && all.n == 0);
}

static str in(arena *a, str folder, const char *name)
{
    return str_fmt(a, "%.*s/%s", STR_ARG(folder), name);
}

static bool part_copy(arena *a, str from, str to, const char *name)
{
    str source = in(a, from, name);

    return !file_is_dir(source) || !failed(tree_copy(source, in(a, to, name)));
}

static bool file_copy(arena *a, str from, str to, const char *name)
{
    str bytes;
    err e = file_read(a, in(a, from, name), 0, &bytes);

    return e.code == ERR_MISSING ||
           (!failed(e) && !failed(file_write(in(a, to, name), bytes, 0600)));
}

/* The database first: files are written before the rows that name them, so the copy has all it
 * needs. */
static err database_copy(arena *a, str data, str to)
{
    struct db *db;
    str why;

    TRY(db_open_read(a, in(a, data, "stoa.db"), &db, &why));
    db_use_arena(db, a);
    err e = db_copy_to(db, in(a, to, "stoa.db"));
    db_close(db);
    return e;
}

static int backup(arena *a, const struct conf *c, str to, bool keys)
{
    str data = conf_text(c, "data");
    bool postgres = conf_text(c, "database").n > 0;

    db_init();
    if (!postgres && !file_exists(in(a, data, "stoa.db")))
        return fails("backup", str_fmt(a, "%.*s holds no database", STR_ARG(data)));
    if (!is_empty(a, to))
        return fails("backup", str_fmt(a, "%.*s is there and not empty", STR_ARG(to)));
    if (failed(dir_make(to, 0700)))
        return fails("backup", str_fmt(a, "%.*s cannot be made", STR_ARG(to)));
    if (!postgres && failed(database_copy(a, data, to)))
        return fails("backup", S("the database cannot be copied"));
    if (!part_copy(a, data, to, "files") || !file_copy(a, data, to, "stoa.conf") ||
        (keys && !part_copy(a, data, to, "keys")))
        return fails("backup", S("the files cannot be copied"));
    sync();
    printf("%s%s%s are in %.*s\n", postgres ? "" : "database, ", "files", keys ? " and keys" : "",
           STR_ARG(to));
    if (postgres)
        printf("the database is in PostgreSQL: copy it with pg_dump, before the files\n");
    printf(keys ? "The copy holds the keys: who has it can read everything and sign as this site.  "
                  "Keep it locked away.\n"
                : "The keys are not in it: without DATA/keys nothing sealed can be read.  Keep a "
                  "copy of them elsewhere "
                  "(--keys puts them in).\n");
    return 0;
}

int cli_backup(int argc, char **argv)
{
    struct own_option o[] = { { "keys", .flag = true } };
    struct conf *c;
    arena a;
    size_t n;
    int status = 2;

    arena_init(&a, 0);
    argc = own_options(argc, argv, o, LEN(o));
    if (argc >= 0 && cli_settings(&a, argc, argv, &c)) {
        const str *args = conf_args(c, &n);
        if (n == 1)
            status = backup(&a, c, args[0], o[0].value.p != NULL);
        else
            fprintf(stderr, "stoa: stoa backup DIR [--keys] [--data DIR]\n");
    }
    arena_free(&a);
    return status;
}

static int restore(arena *a, str from, str data)
{
    char verify[] = "verify", option[] = "--data";
    char *args[] = { verify, option, str_zdup(a, data), NULL };

    if (!file_exists(in(a, from, "stoa.db")))
        return fails("restore", str_fmt(a, "%.*s holds no backup with a database", STR_ARG(from)));
    if (!is_empty(a, data))
        return fails("restore",
                     str_fmt(a, "%.*s is there and not empty; nothing was changed", STR_ARG(data)));
    if (failed(tree_copy(from, data)))
        return fails("restore", str_fmt(a, "%.*s cannot be filled", STR_ARG(data)));
    if (!file_is_dir(in(a, data, "keys")))
        printf("The backup holds no keys: put them into %.*s/keys before you serve it; sealed "
               "content is not checked now.\n",
               STR_ARG(data));
    return cli_verify(3, args);
}

int cli_restore(int argc, char **argv)
{
    struct conf *c;
    arena a;
    size_t n;
    int status = 2;

    arena_init(&a, 0);
    if (cli_settings(&a, argc, argv, &c)) {
        const str *args = conf_args(c, &n);
        if (n == 1)
            status = restore(&a, args[0], conf_text(c, "data"));
        else
            fprintf(stderr, "stoa: stoa restore BACKUP --data DIR\n");
    }
    arena_free(&a);
    return status;
}

/* ---- migrate ---- */

static int migrate(const struct boot *b)
{
    int lock = admin_lock(b->data);

    if (lock < 0)
        return fails("migrate", S("another process works on this data directory; stop it first"));
    err e = boot_migrate(b);
    close(lock);
    if (!failed(e))
        printf("the database is up to date\n");
    return failed(e) ? 1 : 0;
}

int cli_migrate(int argc, char **argv)
{
    struct conf *c;
    struct boot *b;
    arena a;
    size_t n;
    int status = 2;

    arena_init(&a, 0);
    if (own_open(&a, argc, argv, &c, &b)) {
        (void)conf_args(c, &n);
        if (n)
            fprintf(stderr, "stoa: stoa migrate [--data DIR] [--site DIR]\n");
        else if (!file_is_dir(str_z(b->data)))
            status = fails("migrate", str_fmt(&a, "%s is no data directory", b->data));
        else
            status = migrate(b);
        boot_free(b);
    }
    arena_free(&a);
    return status;
}
