/* cli/cli.h - the commands of the program: one function each, listed in main.c. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "conf/conf.h"

struct command {
    const char *name;
    const char *use;  /* arguments, as help shows them */
    const char *help; /* one line */
    int (*run)(int argc,
               char **argv); /* argv[0] is the command's name; the program's exit status */
};

extern const struct command cli_commands[]; /* ends with a null name */

/* Settings from defaults, DATA/stoa.conf, the environment and the command line; argv as a command
 * gets it. False after one line on stderr that says what is wrong. */
bool cli_settings(arena *a, int argc, char **argv, struct conf **out);
/* The tables of settings of all blocks; ends with null. */
const struct conf_row *const *cli_setting_tables(arena *a);

/* The commands of cli_commands. */
int cli_serve(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_export(int argc, char **argv);
int cli_publish(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_partner(int argc, char **argv);
int cli_exchange(int argc, char **argv);
int cli_pay(int argc, char **argv);
int cli_archive(int argc, char **argv);
int cli_ca(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_migrate(int argc, char **argv);
int cli_decide(int argc, char **argv);
int cli_new(int argc, char **argv);
/* stoa help tasks [--json] [--site DIR]: the task types of all blocks, and the topics of the site's
 * partners, with inputs, outputs, errors and what must allow them. */
int cli_help_tasks(int argc, char **argv);
/* 0 where everything fits, 1 where something is wrong or the store cannot be read. */
int cli_verify(int argc, char **argv);
/* Lists commands, one command, or all settings. */
int cli_help(int argc, char **argv);

#endif
