/* conf/conf.h - the table of settings: every switch of the program has a row with type, default,
 * range and help.  Later sources win: default, stoa.conf (`name = value`), environment (STOA_NAME),
 * command line
 * (--name=value, --name value; --name and --no-name for a bool).  The caller reads the file. */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "base/base.h"

enum conf_type {
    CONF_INT,
    CONF_BOOL, /* on, off, yes, no, true, false, 1, 0 */
    CONF_TEXT,
    CONF_BYTES,    /* 16, 64K, 10M, 2G: powers of 1024 */
    CONF_DURATION, /* 250ms, 30s, 5m, 2h, 7d; a bare 0; read in milliseconds */
    CONF_PATH,
    CONF_SECRET, /* text that is never shown and not taken from the command line, which others can
                    read */
};

/* Names are lower-case words joined by '-': "session-idle" is STOA_SESSION_IDLE. */
struct conf_row {
    const char *name;
    enum conf_type type;
    const char *preset; /* the default, as one would write it; null: none, the text is STR_NULL */
    int64_t min,
        max; /* of a number, in its unit (bytes, ms); of a text, its length; both 0: free */
    const char *help; /* one sentence */
};

/* The engine's own rows.  Tables of rows end with a null name; lists of tables end with null. */
extern const struct conf_row conf_rows[];

struct conf_source {
    const char *const *args; /* what follows the command's name, ended by null; may be null */
    const char *const *env;  /* "NAME=value", ended by null; may be null */
    str file;                /* text of stoa.conf; STR_NULL where there is none */
    str file_name;           /* for messages */
};

/* Read with the functions below; lives in the arena it was loaded into. */
struct conf;

/* Loads the engine's rows and those of the tables in more (may be null: the blocks' settings).  On
 * failure ERR_SYNTAX, ERR_RANGE or ERR_MISSING (an unknown name), and *why says which setting, from
 * which source, and what would be right.  Texts are borrowed from the sources. */
MUST_USE err conf_load(arena *a, const struct conf_source *src, const struct conf_row *const *more,
                       struct conf **out, str *why);
/* One of the engine's settings by command line, environment or default alone, unchecked: to find
 * the data folder, and in it the file. */
str conf_peek(const struct conf_source *src, const char *name);

/* A setting by name; an unknown name or another type is a bug (CHECK). */
int64_t conf_int(const struct conf *c, const char *name); /* also bytes, and durations in ms */
bool conf_bool(const struct conf *c, const char *name);
str conf_text(const struct conf *c, const char *name); /* also path and secret; STR_NULL: not set */
/* True where any source but the default set it. */
bool conf_is_set(const struct conf *c, const char *name);
/* What is not an option on the command line, in order. */
const str *conf_args(const struct conf *c, size_t *n);

/* Every row with type, default, range and help: `stoa help settings`. */
void conf_help(buf *out, const struct conf_row *const *more);
/* The values in force and where each comes from; secrets as "(set)". */
void conf_show(buf *out, const struct conf *c);

#endif
