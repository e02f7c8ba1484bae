/* tools/mksql.h - what mksql knows of statements, migrations and rooms; shared by its two files. */
#ifndef TOOLS_MKSQL_H
#define TOOLS_MKSQL_H

#include "base/base.h"

enum card { CARD_ONE, CARD_MANY, CARD_EACH, CARD_EXEC, CARD_EXECROWS };

struct field {
    str name;
    char type; /* i int, t text, b blob, o bool; capital: may be null */
};

typedef VEC(struct field) fields;

struct query {
    str name, doc, text; /* text: as written, from text_line on */
    enum card card;
    fields in, out;
    int line, text_line;
    const char *file;
};

struct step { /* a migration */
    const char *file;
    str name, sql;
    int number;
};

struct room {
    const char *dir, *file; /* file: of store.sql; null where there is none */
    str label;              /* dir without src/ */
    VEC(struct step) steps;
    VEC(struct query) queries;
};

extern arena memory;

/* file:line: message; the program will end with status 1. */
void complain(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* dir/name, terminated. */
char *path_of(const char *dir, const char *name);
/* Leaves the file alone where it already says this, so that nothing is compiled in vain. */
void file_save(const char *path, str text);

/* The statement for one store: picked, translated, without comments and the last semicolon. */
str text_sqlite(const struct query *q);
str text_postgres(const struct query *q);

/* GEN/<label>/store.h and .c of one room; GEN/db/migrations.c of all. */
void store_write(const char *gen, const struct room *r);
void migrations_write(const char *gen, const struct room *rooms, size_t n);

#endif
