/* Tales read from text: titles, lines, steps put in where they are named. */
#include "cli/tale_read.h"

#include "os/file.h"

enum { STEPS_DEEP = 8 };

static bool reads_wrong(struct tale_set *s, str file, int line, const char *what)
{
    if (!s->wrong.n)
        s->wrong = str_fmt(s->a, "%.*s:%d: %s", STR_ARG(file), line, what);
    return false;
}

/* Without a comment: '#' at the beginning or behind a blank, outside of quotes. */
static str uncommented(str s)
{
    bool quote = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' && quote)
            i++;
        else if (s.p[i] == '"')
            quote = !quote;
        else if (!quote && s.p[i] == '#' && (i == 0 || s.p[i - 1] == ' '))
            return str_sub(s, 0, i);
    }
    return s;
}

static bool line_read(struct tale_set *s, str file, int number, str raw)
{
    bool more = raw.n && (raw.p[0] == ' ' || raw.p[0] == '\t');
    str line = str_trim(uncommented(raw));
    struct tale *t = s->v.n ? &s->v.v[s->v.n - 1] : NULL;

    if (!line.n)
        return true;
    t = t && str_eq(t->file, file) ? t : NULL;
    bool steps = str_starts(line, S("steps "));
    if ((steps || str_starts(line, S("tale "))) && !more) {
        *vec_push(&s->v, s->a) = (struct tale){ .title = str_trim(str_from(line, steps ? 6 : 5)),
                                                .file = file,
                                                .first = number,
                                                .steps = steps };
        return true;
    }
    if (!t)
        return reads_wrong(s, file, number, "a tale begins with a line \"tale TITLE\"");
    if (more && !t->lines.n)
        return reads_wrong(s, file, number, "there is no line that this one could go on with");
    if (more) {
        struct tale_line *l = &t->lines.v[t->lines.n - 1];
        l->text = str_fmt(s->a, "%.*s %.*s", STR_ARG(l->text), STR_ARG(line));
    } else {
        *vec_push(&t->lines, s->a) = (struct tale_line){ number, file, line };
    }
    return true;
}

bool tale_set_text(struct tale_set *s, str path, str text)
{
    str line;
    int number = 0;

    while (str_next(&text, '\n', &line))
        if (!line_read(s, path, ++number, line))
            return false;
    return true;
}

static bool file_tales(struct tale_set *s, str path)
{
    str text;

    return failed(file_read(s->a, path, 4 * MIB, &text)) ? reads_wrong(s, path, 0, "cannot be read")
                                                         : tale_set_text(s, path, text);
}

/* All tale files below a folder; with inside set only those in folders named "tales". */
static bool folder_tales(struct tale_set *s, str path, bool any)
{
    dir_list all = { 0 };

    if (failed(dir_read(s->a, path, &all)))
        return reads_wrong(s, path, 0, "is no folder");
    for (size_t i = 0; i < all.n; i++) {
        str name = all.v[i].name, full = str_fmt(s->a, "%.*s/%.*s", STR_ARG(path), STR_ARG(name));
        if (name.p[0] == '.')
            continue;
        if (all.v[i].is_dir ? !folder_tales(s, full, any || str_eq(name, S("tales")))
                            : any && str_ends(name, S(".tale")) && !file_tales(s, full))
            return false;
    }
    return true;
}

static str folder_of(str path)
{
    size_t slash = str_rfind_char(path, '/');

    return slash == SIZE_MAX ? S(".") : str_sub(path, 0, slash);
}

/* A single file may use the steps of its folder. */
static bool named_tales(struct tale_set *s, str path)
{
    str steps = str_cat(s->a, folder_of(path), S("/steps.tale"));

    if (!str_eq(steps, path) && file_exists(steps) && !file_tales(s, steps))
        return false;
    return file_tales(s, path);
}

/* Steps of that name, of the same file rather than of its folder rather than of any. */
static const struct tale *steps_find(const struct tale_set *all, str file, str name)
{
    const struct tale *best = NULL;
    int score = -1;

    for (size_t i = 0; i < all->v.n; i++) {
        const struct tale *t = &all->v.v[i];
        int near = str_eq(t->file, file) ? 2 : str_eq(folder_of(t->file), folder_of(file)) ? 1 : 0;
        if (!t->steps || !str_eq(t->title, name) || near <= score)
            continue;
        best = t;
        score = near;
    }
    return best;
}

/* The lines of a tale with those of its steps in place of "do NAME". */
static bool steps_put(struct tale_set *s, const struct tale *from, struct tale *to, int depth)
{
    for (size_t i = 0; i < from->lines.n; i++) {
        const struct tale_line *l = &from->lines.v[i];
        if (!str_starts(l->text, S("do "))) {
            *vec_push(&to->lines, s->a) = *l;
            continue;
        }
        const struct tale *steps = steps_find(s, l->file, str_trim(str_from(l->text, 3)));
        if (!steps || depth >= STEPS_DEEP)
            return reads_wrong(s, l->file, l->line, "there are no steps of that name");
        if (!steps_put(s, steps, to, depth + 1))
            return false;
    }
    return true;
}

bool tale_set_expand(struct tale_set *s)
{
    for (size_t i = 0; i < s->v.n; i++) {
        struct tale whole = s->v.v[i];
        if (whole.steps)
            continue;
        whole.lines.v = NULL;
        whole.lines.n = whole.lines.room = 0;
        if (!steps_put(s, &s->v.v[i], &whole, 0))
            return false;
        s->v.v[i] = whole;
    }
    return true;
}

bool tale_set_folder(struct tale_set *s, str path)
{
    return folder_tales(s, path, false);
}

bool tale_set_path(struct tale_set *s, str path)
{
    return file_is_dir(path) ? folder_tales(s, path, true) : named_tales(s, path);
}
