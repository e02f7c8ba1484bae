/* Settings as commands get them. */
#include "cli/cli.h"

#include "blocks/blocks.h"
#include "os/file.h"

#include <stdio.h>
#include <unistd.h>

enum { TABLES_MAX = 64 };

const struct conf_row *const *cli_setting_tables(arena *a)
{
    const struct conf_row **t = ARENA_ARRAY(a, const struct conf_row *, TABLES_MAX + 1);
    size_t n = 0;

    for (const struct block *const *b = blocks_all; *b && n < TABLES_MAX; b++)
        if ((*b)->settings)
            t[n++] = (*b)->settings;
    return t;
}

bool cli_settings(arena *a, int argc, char **argv, struct conf **out)
{
    struct conf_source src = { .args = (const char *const *)(argc > 0 ? argv + 1 : argv),
                               .env = (const char *const *)environ,
                               .file_name = S("stoa.conf") };
    str why;

    src.file_name = str_fmt(a, "%.*s/stoa.conf", STR_ARG(conf_peek(&src, "data")));
    if (failed(file_read(a, src.file_name, MIB, &src.file)))
        src.file = STR_NULL;
    if (!failed(conf_load(a, &src, cli_setting_tables(a), out, &why)))
        return true;
    fprintf(stderr, "stoa: %.*s\n", STR_ARG(why));
    return false;
}
