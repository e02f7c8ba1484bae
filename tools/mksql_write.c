/* mksql_write - typed C functions for statements, and the migrations as data. */
#include "tools/mksql.h"

#include <ctype.h>
#include <openssl/sha.h>
#include <stdio.h>

static void literal(buf *b, str text, const char *indent)
{
    str rest = text, line;

    while (str_next(&rest, '\n', &line)) {
        buf_fmt(b, "\n%s\"", indent);
        for (size_t i = 0; i < line.n; i++) {
            if (line.p[i] == '"' || line.p[i] == '\\')
                buf_char(b, '\\');
            if (line.p[i] == '\t')
                buf_char(b, ' ');
            else if (line.p[i] != '\r')
                buf_char(b, line.p[i]);
        }
        buf_add(b, rest.p ? S("\\n\"") : S("\""));
    }
}

static const char *c_type(char letter)
{
    switch (letter) {
    case 'i':
        return "int64_t ";
    case 'I':
        return "struct opt_int ";
    case 'o':
        return "bool ";
    default:
        return "str ";
    }
}

static void members(buf *b, const fields *f, const char *indent)
{
    for (size_t i = 0; i < f->n; i++)
        buf_fmt(b, "%s%s%.*s;\n", indent, c_type(f->v[i].type), STR_ARG(f->v[i].name));
}

static bool takes_struct(const struct query *q)
{
    return q->in.n > 4;
}

static void signature(buf *b, const struct query *q)
{
    buf_fmt(b, "err %.*s(struct db *db", STR_ARG(q->name));
    if (takes_struct(q))
        buf_fmt(b, ", const struct %.*s_in *in", STR_ARG(q->name));
    else
        for (size_t i = 0; i < q->in.n; i++)
            buf_fmt(b, ", %s%.*s", c_type(q->in.v[i].type), STR_ARG(q->in.v[i].name));
    if (q->card == CARD_ONE || q->card == CARD_MANY)
        buf_fmt(b, ", struct %.*s *out", STR_ARG(q->name));
    else if (q->card == CARD_EACH)
        buf_fmt(b, ",\n    err (*fn)(void *arg, const struct %.*s_row *row), void *arg",
                STR_ARG(q->name));
    else if (q->card == CARD_EXECROWS)
        buf_add(b, S(", int64_t *affected"));
    buf_char(b, ')');
}

static void header_query(buf *b, const struct query *q)
{
    str name = q->name;

    if (takes_struct(q)) {
        buf_fmt(b, "struct %.*s_in {\n", STR_ARG(name));
        members(b, &q->in, "    ");
        buf_add(b, S("};\n"));
    }
    if (q->card == CARD_ONE)
        buf_fmt(b, "struct %.*s {\n    bool found;\n", STR_ARG(name));
    else if (q->card == CARD_MANY || q->card == CARD_EACH)
        buf_fmt(b, "struct %.*s_row {\n", STR_ARG(name));
    if (q->out.n) {
        members(b, &q->out, "    ");
        buf_add(b, S("};\n"));
    }
    if (q->card == CARD_MANY)
        buf_fmt(b, "struct %.*s {\n    struct %.*s_row *v;\n    size_t n;\n};\n", STR_ARG(name),
                STR_ARG(name));
    if (q->doc.n)
        buf_fmt(b, "/* %.*s */\n", STR_ARG(q->doc));
    if (q->card == CARD_EACH)
        buf_add(b, S("/* What is allocated in db_arena(db) during fn is gone after it. */\n"));
    buf_add(b, S("MUST_USE "));
    signature(b, q);
    buf_add(b, S(";\n\n"));
}

static void letters(buf *b, const char *member, const fields *f)
{
    buf_fmt(b, "    .%s = \"", member);
    for (size_t i = 0; i < f->n; i++)
        buf_char(b, f->v[i].type);
    buf_add(b, S("\",\n"));
}

static void source_statement(buf *b, const struct query *q)
{
    buf_fmt(b, "static const struct db_stmt s_%.*s = {\n    .name = \"%.*s\",\n", STR_ARG(q->name),
            STR_ARG(q->name));
    letters(b, "in", &q->in);
    letters(b, "out", &q->out);
    buf_add(b, S("    .sqlite ="));
    literal(b, text_sqlite(q), "        ");
    buf_add(b, S(",\n    .postgres ="));
    literal(b, text_postgres(q), "        ");
    buf_add(b, S(",\n};\n\n"));
}

static void source_inputs(buf *b, const struct query *q)
{
    static const char *const makers[] = {
        ['i'] = "db_int",  ['I'] = "db_opt",  ['o'] = "db_int", ['t'] = "db_text",
        ['T'] = "db_text", ['b'] = "db_blob", ['B'] = "db_blob"
    };

    if (q->in.n == 0)
        return;
    buf_add(b, S("    const struct db_value in_[] = {\n"));
    for (size_t i = 0; i < q->in.n; i++)
        buf_fmt(b, "        %s(%s%.*s),\n", makers[(unsigned char)q->in.v[i].type],
                takes_struct(q) ? "in->" : "", STR_ARG(q->in.v[i].name));
    buf_add(b, S("    };\n"));
}

static void source_fields(buf *b, const struct query *q, const char *indent)
{
    for (size_t i = 0; i < q->out.n; i++) {
        const struct field *f = &q->out.v[i];

        buf_fmt(b, "%s.%.*s = ", indent, STR_ARG(f->name));
        if (f->type == 'i')
            buf_fmt(b, "row_[%zu].i", i);
        else if (f->type == 'o')
            buf_fmt(b, "row_[%zu].i != 0", i);
        else
            buf_fmt(b, f->type == 'I' ? "db_opt_of(&row_[%zu])" : "db_str(&row_[%zu])", i);
        buf_add(b, S(",\n"));
    }
}

static void source_one(buf *b, const struct query *q, const char *in)
{
    buf_fmt(b, "    struct db_value row_[%zu];\n    bool found_ = false;\n\n", q->out.n);
    buf_fmt(b, "    TRY(db_one(db, &s_%.*s, %s, row_, &found_));\n", STR_ARG(q->name), in);
    buf_fmt(b,
            "    if (!found_) {\n        *out = (struct %.*s){ .found = false };\n        return "
            "OK;\n    }\n",
            STR_ARG(q->name));
    buf_fmt(b, "    *out = (struct %.*s){\n        .found = true,\n", STR_ARG(q->name));
    source_fields(b, q, "        ");
    buf_add(b, S("    };\n    return OK;\n"));
}

static void source_rows(buf *b, const struct query *q, const char *in)
{
    bool each = q->card == CARD_EACH;

    buf_fmt(b,
            "    struct db_value row_[%zu];\n    struct db_rows rows_;\n    bool got_ = false;\n",
            q->out.n);
    if (!each)
        buf_fmt(b, "    VEC(struct %.*s_row) v_ = { 0 };\n", STR_ARG(q->name));
    buf_fmt(b, "    err e_;\n\n    TRY(db_rows_open(db, &s_%.*s, %s, &rows_));\n", STR_ARG(q->name),
            in);
    if (each)
        buf_add(b, S("    arena_mark mark_ = arena_mark_get(db_arena(db));\n\n"));
    buf_add(b, S("    while (!failed(e_ = db_rows_next(&rows_, row_, &got_)) && got_)"));
    if (each)
        buf_fmt(b, " {\n        const struct %.*s_row r_ = {\n", STR_ARG(q->name));
    else
        buf_fmt(b, "\n        *vec_push(&v_, db_arena(db)) = (struct %.*s_row){\n",
                STR_ARG(q->name));
    source_fields(b, q, "            ");
    buf_add(b, S("        };\n"));
    if (each)
        buf_add(b, S("        if (failed(e_ = fn(arg, &r_)))\n            break;\n"
                     "        arena_rewind(db_arena(db), mark_);\n    }\n"));
    buf_add(b, S("    db_rows_close(&rows_);\n"));
    if (!each)
        buf_fmt(b, "    if (!failed(e_))\n        *out = (struct %.*s){ v_.v, v_.n };\n",
                STR_ARG(q->name));
    buf_add(b, S("    return e_;\n"));
}

static void source_query(buf *b, const struct query *q)
{
    const char *in = q->in.n ? "in_" : "NULL";

    source_statement(b, q);
    signature(b, q);
    buf_add(b, S("\n{\n"));
    source_inputs(b, q);
    if (q->card == CARD_ONE)
        source_one(b, q, in);
    else if (q->out.n)
        source_rows(b, q, in);
    else
        buf_fmt(b, "\n    return db_exec(db, &s_%.*s, %s, %s);\n", STR_ARG(q->name), in,
                q->card == CARD_EXECROWS ? "affected" : "NULL");
    buf_add(b, S("}\n\n"));
}

void store_write(const char *gen, const struct room *r)
{
    char *guard = str_zdup(&memory, str_fmt(&memory, "GEN_%.*s_STORE_H", STR_ARG(r->label)));
    const char *base = path_of(gen, str_zdup(&memory, r->label));
    buf h, c;

    for (char *p = guard; *p; p++)
        *p = isalnum((unsigned char)*p) ? (char)toupper((unsigned char)*p) : '_';
    buf_init(&h, &memory, 16 * KIB);
    buf_init(&c, &memory, 32 * KIB);
    buf_fmt(&h, "/* Made by mksql from %s. */\n#ifndef %s\n#define %s\n\n#include \"db/db.h\"\n\n",
            r->file, guard, guard);
    buf_fmt(&c,
            "/* Made by mksql from %s. */\n#include \"%.*s/store.h\"\n#include \"db/stmt.h\"\n\n",
            r->file, STR_ARG(r->label));
    for (size_t i = 0; i < r->queries.n; i++) {
        header_query(&h, &r->queries.v[i]);
        source_query(&c, &r->queries.v[i]);
    }
    buf_add(&h, S("#endif\n"));
    file_save(path_of(base, "store.h"), buf_str(&h));
    file_save(path_of(base, "store.c"), buf_str(&c));
}

void migrations_write(const char *gen, const struct room *rooms, size_t n)
{
    buf b;
    size_t count = 0;

    buf_init(&b, &memory, 64 * KIB);
    buf_add(&b,
            S("/* Made by mksql from the migrations of all rooms. */\n#include \"db/migrate.h\"\n\n"
              "const struct migration migrations_all[] = {\n"));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < rooms[i].steps.n; k++, count++) {
            const struct step *s = &rooms[i].steps.v[k];
            unsigned char md[SHA256_DIGEST_LENGTH];

            SHA256((const unsigned char *)s->sql.p, s->sql.n, md);
            buf_fmt(&b, "    { \"%.*s\", %d, \"%.*s\",\n      \"%.*s\",", STR_ARG(rooms[i].label),
                    s->number, STR_ARG(s->name), STR_ARG(str_hex(&memory, md, sizeof md)));
            literal(&b, s->sql, "      ");
            buf_add(&b, S(" },\n"));
        }
    buf_add(&b, S("    { 0 },\n};\n"));
    buf_fmt(&b, "const size_t migrations_count = %zu;\n", count);
    file_save(path_of(gen, "db/migrations.c"), buf_str(&b));
}
