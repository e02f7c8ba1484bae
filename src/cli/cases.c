#include "cli/decide.h"

#include "os/clock.h"
#include "value/temporal.h"

#include <unistd.h>

enum { CHUNK = 64 * KIB, LINE_MOST = 16 * MIB, TOLD_EVERY = 1000 };

bool cases_open(struct cases *c, const char *file)
{
    bool standard = strcmp(file, "-") == 0;

    *c = (struct cases){ .file = standard ? "stdin" : file, .now = clock_now() };
    c->in = standard ? stdin : fopen(file, "rb");
    if (!c->in) {
        fprintf(stderr, "stoa decide: %s cannot be read\n", file);
        return false;
    }
    c->whole =
        !standard && !str_ends(str_z(file), S(".jsonl")) && !str_ends(str_z(file), S(".ndjson"));
    arena_init(&c->a, 0);
    arena_init(&c->work, 0);
    return true;
}

static void progress(const struct cases *c, bool done)
{
    if (isatty(STDERR_FILENO) && (done || c->line % TOLD_EVERY == 0))
        fprintf(stderr, "\r%zu lines, %zu wrong%s", c->line, c->wrong, done ? "\n" : "");
}

bool cases_close(struct cases *c)
{
    progress(c, true);
    if (c->in != stdin)
        fclose(c->in);
    arena_free(&c->a);
    arena_free(&c->work);
    return !c->wrong && !c->broken;
}

/* ---- lines ---- */

static void broken(struct cases *c, const char *what)
{
    fprintf(stderr, "%s:%zu: %s\n", c->file, c->line + 1, what);
    c->broken = true;
    c->at = c->n;
}

/* What is handed out makes room first; the memory is as large as the longest line asks for. */
static void make_room(struct cases *c)
{
    c->n -= c->at;
    if (c->n)
        memmove(c->p, c->p + c->at, c->n);
    c->at = 0;
    if (c->room - c->n >= CHUNK)
        return;
    char *more = arena_alloc(&c->a, 2 * c->room + CHUNK);
    if (c->n)
        memcpy(more, c->p, c->n);
    c->p = more;
    c->room = 2 * c->room + CHUNK;
}

/* False at the end of the file. */
static bool read_more(struct cases *c)
{
    if (c->n - c->at > LINE_MOST) {
        broken(c, "the line is longer than 16 MiB");
        return false;
    }
    make_room(c);
    size_t got = fread(c->p + c->n, 1, CHUNK, c->in);
    c->n += got;
    if (got == 0 && ferror(c->in))
        broken(c, "cannot be read");
    return got > 0;
}

static bool line_next(struct cases *c, str *out)
{
    size_t seen = 0;

    while (!c->broken) {
        str rest = str_of(c->p + c->at, c->n - c->at);
        size_t end = c->whole ? SIZE_MAX : str_find_char(rest, '\n', seen);
        if (end == SIZE_MAX) {
            seen = rest.n;
            if (read_more(c))
                continue;
            if (c->broken || c->at == c->n)
                return false;
            end = c->n - c->at;
        }
        *out = str_of(c->p + c->at, end);
        c->at += MIN(end + 1, c->n - c->at);
        c->line++;
        return true;
    }
    return false;
}

bool cases_next(struct cases *c, val *out)
{
    static const struct json_limits limits = { .depth = 64, .bytes = LINE_MOST };
    struct json_error where = { 0 };
    str text;

    while (line_next(c, &text)) {
        progress(c, false);
        arena_reset(&c->work);
        text = str_trim(text);
        if (!text.n && !c->whole)
            continue;
        if (failed(val_from_json(&c->work, text, &limits, out, &where))) {
            fprintf(stderr, "%s:%zu: this is no JSON: %s\n", c->file, c->line,
                    where.what ? where.what : "too large");
        } else if (out->tag != V_CONTEXT) {
            fprintf(stderr, "%s:%zu: a case is an object of inputs\n", c->file, c->line);
        } else {
            c->first = c->first ? c->first : c->line;
            return true;
        }
        c->wrong++;
    }
    if (c->whole && !c->line && !c->broken)
        broken(c, "the file is empty");
    return false;
}

/* ---- deciding ---- */

static val typed(arena *a, const struct feel_type *t, val v);

static val typed_list(arena *a, const struct feel_type *item, val v)
{
    val *l = ARENA_ARRAY(a, val, v.n + 1);

    for (uint32_t i = 0; i < v.n; i++)
        l[i] = typed(a, item, v.l[i]);
    return val_list(l, v.n);
}

static val typed_fields(arena *a, const struct feel_type *t, val v)
{
    val_builder b = val_build(a);

    for (uint32_t i = 0; i < v.c->n; i++) {
        struct val_entry e = v.c->e[i];
        for (size_t k = 0; k < t->n; k++)
            if (str_eq(t->fields[k].name, e.key))
                e.value = typed(a, t->fields[k].type, e.value);
        val_add(&b, e.key, e.value);
    }
    return val_done(&b);
}

/* JSON has no dates, times and durations: a text is taken for one where the type asks for it. */
static val typed(arena *a, const struct feel_type *t, val v)
{
    str text = val_text(v);
    val out;
    err e = REFUSED(ERR_TYPE);

    if (t && t->kind == T_LIST && v.tag == V_LIST)
        return typed_list(a, t->item, v);
    if (t && t->kind == T_CONTEXT && v.tag == V_CONTEXT)
        return typed_fields(a, t, v);
    if (!t || v.tag != V_STRING)
        return v;
    if (t->kind == T_DATE)
        e = temporal_date(text, &out);
    else if (t->kind == T_TIME)
        e = temporal_time(a, text, &out);
    else if (t->kind == T_DATETIME)
        e = temporal_date_time(a, text, &out);
    else if (t->kind == T_DAYS || t->kind == T_MONTHS || t->kind == T_DURATION)
        e = temporal_duration(text, &out);
    return failed(e) ? v : out;
}

val cases_typed(arena *a, const struct decision *d, val given)
{
    return typed(a, &d->inputs, given);
}

/* Cases may say more than is asked; but a name that is misspelt is an input that is missing. */
static void strangers_tell(const struct cases *c, const struct decision *d, val given)
{
    for (uint32_t i = 0; i < given.c->n; i++)
        if (!decision_reads(d, given.c->e[i].key))
            fprintf(stderr, "%s:%zu: %.*s of %s reads no \"%.*s\"\n", c->file, c->line,
                    STR_ARG(d->name), d->file, STR_ARG(given.c->e[i].key));
}

bool cases_decide(struct cases *c, const struct decision *d, val given, val *result, val *why)
{
    struct feel_env env;

    if (c->line == c->first)
        strangers_tell(c, d, given);
    feel_env_init(&env, &c->work, c->now);
    err e = dmn_decide(d->model, d->name, cases_typed(&c->work, d, given), &env, result, why);
    if (!failed(e))
        return true;
    fprintf(stderr, "%s:%zu: %s gives no result: %.*s\n", c->file, c->line, d->file,
            STR_ARG(env.stopped.n ? env.stopped : S("the decision failed")));
    c->wrong++;
    return false;
}
