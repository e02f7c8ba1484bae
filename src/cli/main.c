#include "cli/cli.h"

#include "blocks/blocks.h"
#include "db/db.h"
#include "cli/tck.h"
#include "os/file.h"
#include "os/proc.h"

#include <stdio.h>
#include <unistd.h>

const struct command cli_commands[] = {
    { "serve", "[--site DIR] [--data DIR] [--listen HOST:PORT]", "Serves a site.", cli_serve },
    { "verify", "[--data DIR]",
      "Checks log, events, cases and files against each other; also while it serves.", cli_verify },
    { "check",
      "SITE [--lang=LANG] | --tales SITE [FILE...] [--only=TITLE] [--verbose] [--coverage] "
      "[--faults=N] "
      "[--seed=N]",
      "Checks a site; with --tales plays its tales.", cli_check },
    { "import",
      "REGISTER FILE [--format csv|json] [--columns FIELD=COLUMN+COLUMN,...] [--translate "
      "COLUMN=DOMAIN] [--data DIR]",
      "Loads records into a register from CSV or JSON.", cli_import },
    { "export",
      "DIR [--data DIR] | --register REGISTER FILE --reason TEXT [--format csv|jsonl] [--fields "
      "FIELD,...]",
      "Writes what is served back as a folder, or the entries of a register as a file.",
      cli_export },
    { "publish", "[--site DIR] [--data DIR] [--onto VERSION] [--accept NUMBER] [--try]",
      "Checks the site's folder and has it served.", cli_publish },
    { "user",
      "list | add EMAIL NAME [--lang LANG] [--person NUMBER] | role EMAIL add|remove ROLE OFFICE",
      "Accounts and their roles, while no server runs.", cli_user },
    { "partner", "list | add PARTNER | end PARTNER CREDENTIAL",
      "Credentials of partners, while no server runs.", cli_partner },
    { "exchange",
      "card | join CARD [--until DAY] | list | reconcile NODE FILE | evidence NUMBER FILE | "
      "check FILE [--trust PEM] | publish-config [--days N] [--version N]",
      "What another node needs to know of this one, and its card taken up here; while no server "
      "runs, what is kept of messages between them, and what one side lacks of it; what the node "
      "that governs a federation signs for all.",
      cli_exchange },
    { "archive", "list | pack DIR | receipt FILE [--reference TEXT]",
      "Cases past their time handed over to the archive, while no server runs.", cli_archive },
    { "ca", "show | renew | rotate root|issuing|seal|log | revoke SERIAL [--reason REASON] | crl",
      "The site's certificates: shown, renewed, changed, revoked; also while it serves.", cli_ca },
    { "pay", "statement FILE | run [--authority ID] [--day DAY] [--out FILE] | file RUN --out FILE",
      "Takes in a bank's statement (camt.053, camt.054); writes what is due for the bank "
      "(pain.001).",
      cli_pay },
    { "backup", "DIR [--keys] [--data DIR]", "Copies an installation, also while it serves.",
      cli_backup },
    { "restore", "BACKUP --data DIR", "Sets an installation up from a backup, and verifies it.",
      cli_restore },
    { "migrate", "[--data DIR]", "Brings a database up to date.", cli_migrate },
    { "decide",
      "MODEL.dmn DECISION [NAME=VALUE...] | MODEL.dmn --input FILE [--decision NAME] [--explain] | "
      "MODEL.dmn --replay FILE [--against DRAFT.dmn] [--decision NAME] [--gain FIELD] [--json]",
      "Makes decisions: one and why, a file of cases, or a draft of the rules against them.",
      cli_decide },
    { "new", "service [SITE] [--answers FILE] [--ask] [--lang LANG] [--NAME=VALUE...]",
      "Makes a small service from questions.", cli_new },
    { "tck", "DIR [--csv FILE] [--verbose]", "Runs the DMN compatibility kit.", cli_tck },
    { "help", "[settings | tasks [--json] [--site DIR] | COMMAND]",
      "Says what the commands and settings are.", cli_help },
    { 0 },
};

static const struct command *command_find(str name)
{
    for (const struct command *c = cli_commands; c->name; c++)
        if (str_eq(str_z(c->name), name))
            return c;
    return NULL;
}

static void list_commands(FILE *f)
{
    fprintf(f, "stoa COMMAND [arguments]\n\n");
    for (const struct command *c = cli_commands; c->name; c++)
        fprintf(f, "  %-9s %s\n", c->name, c->help);
    fprintf(f, "\nstoa help COMMAND says more; stoa help settings lists every setting.\n");
}

int cli_help(int argc, char **argv)
{
    str what = argc > 1 ? str_z(argv[1]) : S("");
    const struct command *c = command_find(what);
    arena a;
    buf b;

    if (c) {
        printf("stoa %s %s\n  %s\n", c->name, c->use, c->help);
    } else if (str_eq(what, S("settings"))) {
        arena_init(&a, 0);
        buf_init(&b, &a, 16 * KIB);
        conf_help(&b, cli_setting_tables(&a));
        fwrite(b.p, 1, b.n, stdout);
        arena_free(&a);
    } else if (str_eq(what, S("tasks"))) {
        return cli_help_tasks(argc - 1, argv + 1);
    } else if (what.n) {
        fprintf(stderr, "stoa: there is no command \"%.*s\"\n", STR_ARG(what));
        return 2;
    } else {
        list_commands(stdout);
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct command *c;
    str name = argc > 1 ? str_z(argv[1]) : S("help");

    proc_init(argc, argv);
    db_init();
    if (str_eq(name, S("--help")) || str_eq(name, S("-h")))
        name = S("help");
    c = command_find(name);
    if (!c) {
        fprintf(stderr, "stoa: there is no command \"%.*s\"\n\n", STR_ARG(name));
        list_commands(stderr);
        return 2;
    }
    return c->run(argc > 1 ? argc - 1 : 0, argv + 1);
}
