/* cli/own.h - what commands share: options of their own, a loaded site, a question to a running
 * server. */
#ifndef CLI_OWN_H
#define CLI_OWN_H

#include "act/boot.h"
#include "conf/conf.h"
#include "page/words.h"

#include <stdio.h>

/* An option that is no setting: --name VALUE, --name=VALUE; flag: --name alone. */
struct own_option {
    const char *name;
    bool flag;
    str value; /* STR_NULL: not given; a flag that is given is not null */
};
/* Takes them out of argv; the new argc, or -1 after a line on stderr where a value is missing. */
int own_options(int argc, char **argv, struct own_option *o, size_t n);

/* Settings, and the site that they name with its data directory; false after a line on stderr.  The
 * caller frees the boot. */
bool own_open(arena *a, int argc, char **argv, struct conf **conf, struct boot **out);

/* The server that works on a data directory: its process, or 0. */
int own_server(const char *data);

/* On a terminal: "label  [#####     ] 50 %", written again in place; done ends the line. */
void own_progress(const char *label, size_t now, size_t all, bool done);

/* The words of a language, or, where it is empty, of the one that the environment names (LC_ALL,
 * LC_MESSAGES, LANG); English where there are none. */
const struct wording *own_words(arena *a, str lang);

/* A line for a finding, and one for its repair: "site.yaml:3: error: ... [element]". */
void own_finding(FILE *to, arena *a, const struct wording *w, const struct finding *x);

/* Gives a typed value of the command line its type: true, false, null, a number, a date, JSON, else
 * text. */
val own_value(arena *a, str text);

#endif
