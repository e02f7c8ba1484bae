/* conf/conf.c - four sources laid over each other, each value checked against its row. */
#include "conf/conf.h"

#include "conf/number.h"

#include <ctype.h>

enum source { FROM_PRESET, FROM_FILE, FROM_ENV, FROM_ARGS };

struct setting {
    const struct conf_row *row;
    enum source source;
    str text; /* STR_NULL: not set */
    int64_t number;
};

struct conf {
    arena *a;
    VEC(struct setting) settings;
    VEC(str) args;
    str *why;
};

static struct setting *find(const struct conf *c, str name)
{
    for (size_t i = 0; i < c->settings.n; i++)
        if (str_eq(str_z(c->settings.v[i].row->name), name))
            return &c->settings.v[i];
    return NULL;
}

static void add_table(struct conf *c, const struct conf_row *rows)
{
    for (; rows && rows->name; rows++) {
        CHECK(!find(c, str_z(rows->name)));
        *vec_push(&c->settings, c->a) = (struct setting){ .row = rows };
    }
}

static struct conf *conf_of(arena *a, const struct conf_row *const *more)
{
    struct conf *c = ARENA_NEW(a, struct conf);

    c->a = a;
    add_table(c, conf_rows);
    for (; more && *more; more++)
        add_table(c, *more);
    return c;
}

/* ---- one value ---- */

static err put(struct conf *c, struct setting *s, enum source source, str text, str place)
{
    err e = conf_number(s->row, text, &s->number);
    buf b;

    if (!failed(e)) {
        s->text = text;
        s->source = source;
        return OK;
    }
    buf_init(&b, c->a, 200);
    buf_fmt(&b, "%.*s: ", STR_ARG(place));
    if (s->row->type == CONF_SECRET)
        buf_fmt(&b, "the value of %s does not fit", s->row->name);
    else
        buf_fmt(&b, "%s cannot be \"%.*s\"", s->row->name, STR_ARG(text));
    buf_add(&b, S("; write "));
    conf_right(&b, s->row);
    *c->why = buf_str(&b);
    return e;
}

static err unknown(struct conf *c, str place, str name)
{
    *c->why = str_fmt(c->a, "%.*s: there is no setting \"%.*s\"; `stoa help settings` lists all",
                      STR_ARG(place), STR_ARG(name));
    return REFUSED(ERR_MISSING);
}

static err complain(struct conf *c, str place, const char *what)
{
    *c->why = str_fmt(c->a, "%.*s: %s", STR_ARG(place), what);
    return REFUSED(ERR_SYNTAX);
}

/* ---- the sources ---- */

static err presets(struct conf *c)
{
    for (size_t i = 0; i < c->settings.n; i++) {
        struct setting *s = &c->settings.v[i];

        if (s->row->preset)
            TRY(put(c, s, FROM_PRESET, str_z(s->row->preset), S("default")));
    }
    return OK;
}

static err file_line(struct conf *c, str line, str place)
{
    str name, value;
    struct setting *s;

    if (!str_cut(line, '=', &name, &value))
        return complain(c, place, "write name = value");
    name = str_trim(name);
    value = str_trim(value);
    if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
        value = str_sub(value, 1, value.n - 2);
    s = find(c, name);
    return s ? put(c, s, FROM_FILE, value, place) : unknown(c, place, name);
}

static err file_read_all(struct conf *c, const struct conf_source *src)
{
    str rest = src->file, line;

    for (int n = 1; str_next(&rest, '\n', &line); n++) {
        line = str_trim(line);
        if (line.n && line.p[0] != '#')
            TRY(file_line(c, line, str_fmt(c->a, "%.*s:%d", STR_ARG(src->file_name), n)));
    }
    return OK;
}

/* True for STOA_ and the setting's name in capitals. */
static bool is_env_name(str env, str name)
{
    if (env.n != name.n + 5 || !str_starts(env, S("STOA_")))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if (env.p[i + 5] != (name.p[i] == '-' ? '_' : toupper((unsigned char)name.p[i])))
            return false;
    return true;
}

static str env_value(const struct conf_source *src, str name)
{
    str key, value;

    for (const char *const *e = src->env; e && *e; e++)
        if (str_cut(str_z(*e), '=', &key, &value) && is_env_name(key, name))
            return value;
    return STR_NULL;
}

static err env_read_all(struct conf *c, const struct conf_source *src)
{
    for (size_t i = 0; i < c->settings.n; i++) {
        struct setting *s = &c->settings.v[i];
        str value = env_value(src, str_z(s->row->name));

        if (value.p)
            TRY(put(c, s, FROM_ENV, value, S("environment")));
    }
    return OK;
}

/* One option of the command line: its name without dashes, its value (STR_NULL: none), how many
 * words it took. */
static err option_read(struct conf *c, str word, str next, int *taken)
{
    str name, value;
    bool joined = str_cut(str_from(word, 2), '=', &name, &value);
    struct setting *s = find(c, name);
    str place = str_fmt(c->a, "--%.*s", STR_ARG(name));

    *taken = 1;
    if (!s && !joined && str_starts(name, S("no-"))) {
        s = find(c, str_from(name, 3));
        if (s && s->row->type == CONF_BOOL)
            return put(c, s, FROM_ARGS, S("off"), place);
        s = NULL;
    }
    if (!s)
        return unknown(c, S("command line"), name);
    if (s->row->type == CONF_SECRET)
        return complain(c, place,
                        "others can read the command line; set it in stoa.conf or the environment");
    if (joined)
        return put(c, s, FROM_ARGS, value, place);
    if (s->row->type == CONF_BOOL)
        return put(c, s, FROM_ARGS, S("on"), place);
    if (!next.p)
        return complain(c, place, "a value is missing");
    *taken = 2;
    return put(c, s, FROM_ARGS, next, place);
}

static err args_read_all(struct conf *c, const struct conf_source *src)
{
    const char *const *arg = src->args;
    bool options = true;

    while (arg && *arg) {
        str word = str_z(*arg);
        int taken = 1;

        if (options && str_eq(word, S("--")))
            options = false;
        else if (options && str_starts(word, S("--")))
            TRY(option_read(c, word, str_z(arg[1]), &taken));
        else
            *vec_push(&c->args, c->a) = word;
        arg += taken;
    }
    return OK;
}

err conf_load(arena *a, const struct conf_source *src, const struct conf_row *const *more,
              struct conf **out, str *why)
{
    struct conf *c = conf_of(a, more);

    c->why = why;
    TRY(presets(c));
    TRY(file_read_all(c, src));
    TRY(env_read_all(c, src));
    TRY(args_read_all(c, src));
    *out = c;
    return OK;
}

str conf_peek(const struct conf_source *src, const char *name)
{
    str found = env_value(src, str_z(name)), head, tail;

    for (const char *const *arg = src->args; arg && *arg && !str_eq(str_z(*arg), S("--")); arg++) {
        bool joined = str_cut(str_z(*arg), '=', &head, &tail);

        if (str_starts(head, S("--")) && str_eq(str_from(head, 2), str_z(name)))
            found = joined ? tail : str_z(arg[1]);
    }
    for (const struct conf_row *row = conf_rows; !found.p && row->name; row++)
        if (str_eq(str_z(row->name), str_z(name)))
            found = str_z(row->preset);
    return found;
}

/* ---- reading ---- */

static const struct setting *setting(const struct conf *c, const char *name)
{
    const struct setting *s = find(c, str_z(name));

    CHECK(s != NULL);
    return s;
}

int64_t conf_int(const struct conf *c, const char *name)
{
    const struct setting *s = setting(c, name);

    CHECK(s->row->type == CONF_INT || s->row->type == CONF_BYTES || s->row->type == CONF_DURATION);
    return s->number;
}

bool conf_bool(const struct conf *c, const char *name)
{
    const struct setting *s = setting(c, name);

    CHECK(s->row->type == CONF_BOOL);
    return s->number != 0;
}

str conf_text(const struct conf *c, const char *name)
{
    const struct setting *s = setting(c, name);

    CHECK(s->row->type == CONF_TEXT || s->row->type == CONF_PATH || s->row->type == CONF_SECRET);
    return s->text;
}

bool conf_is_set(const struct conf *c, const char *name)
{
    return setting(c, name)->source != FROM_PRESET;
}

const str *conf_args(const struct conf *c, size_t *n)
{
    *n = c->args.n;
    return c->args.v;
}

/* ---- showing ---- */

void conf_help(buf *out, const struct conf_row *const *more)
{
    arena scratch = { 0 };
    const struct conf *c = conf_of(&scratch, more);

    for (size_t i = 0; i < c->settings.n; i++) {
        const struct conf_row *row = c->settings.v[i].row;

        buf_fmt(out, "%s\n    %s\n    ", row->name, row->help);
        conf_right(out, row);
        if (row->preset)
            buf_fmt(out, "; default %s", row->preset);
        buf_add(out, S("\n\n"));
    }
    arena_free(&scratch);
}

void conf_show(buf *out, const struct conf *c)
{
    static const char *const sources[] = { "default", "stoa.conf", "environment", "command line" };

    for (size_t i = 0; i < c->settings.n; i++) {
        const struct setting *s = &c->settings.v[i];
        str text = s->row->type == CONF_SECRET && s->text.p ? S("(set)") : s->text;

        buf_fmt(out, "%s = %.*s  # %s\n", s->row->name, STR_ARG(text),
                s->text.p ? sources[s->source] : "not set");
    }
}
