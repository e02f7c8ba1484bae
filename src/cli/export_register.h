/* cli/export_register.h - stoa export --register: entries of a register as a file. */
#ifndef CLI_EXPORT_REGISTER_H
#define CLI_EXPORT_REGISTER_H

#include "act/boot.h"

struct export_options {
    str registry, format, fields, reason; /* null: not given */
};
/* Writes (or goes on writing) the file; the command's exit status, with what is wrong on stderr. */
int export_register(arena *a, struct boot *b, const struct export_options *o, str file);

#endif
