/* lint - the rules of the house that a compiler does not know, by looking at text alone.
 *
 *   lint [ROOT]     prints file:line: message; exit status 1 where there is an error.
 * tools/README.md lists the rules. */
#include "base/base.h"

#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    COLUMNS_MOST = 100,
    FILE_MOST = 900,
    HEADER_MOST = 150,
    FUNCTION_MOST = 100,
    FUNCTION_LONG = 60,
};

struct file {
    const char *path;
    str text;
    char *code; /* text with blanks for comments and '_' inside of literals; same
                   length, same lines */
    char *flat; /* code without preprocessor lines */
    str room, block;
    int room_at, block_at; /* place in the order; -1 outside */
    bool pure, header, is_test;
};

struct order {
    VEC(str) names;
    VEC(bool) pure;
};

struct site_name {
    str name;
    bool service;
};

static arena memory;
static struct order rooms, blocks;
static VEC(struct site_name) site_names;
static int errors, warnings;

static void report_at(const char *path, int line, const char *kind, const char *fmt, va_list ap)
{
    printf("%s:%d: %s", path, line, kind);
    vprintf(fmt, ap);
    putchar('\n');
}

PRINTF_LIKE(3, 4) static void complain(const char *path, int line, const char *fmt, ...)
{
    va_list ap;

    errors++;
    va_start(ap, fmt);
    report_at(path, line, "", fmt, ap);
    va_end(ap);
}

PRINTF_LIKE(3, 4) static void warn(const char *path, int line, const char *fmt, ...)
{
    va_list ap;

    warnings++;
    va_start(ap, fmt);
    report_at(path, line, "warning: ", fmt, ap);
    va_end(ap);
}

/* ---- files ---- */

static str file_load(const char *path)
{
    FILE *f = fopen(path, "rb");
    buf b;

    if (!f)
        return STR_NULL;
    buf_init(&b, &memory, 32 * KIB);
    for (size_t got; (got = fread(buf_space(&b, 32 * KIB), 1, 32 * KIB, f)) > 0;)
        buf_took(&b, got);
    fclose(f);
    return buf_str(&b);
}

static char *joined(const char *dir, const char *name)
{
    return str_zdup(&memory, str_fmt(&memory, "%s/%s", dir, name));
}

static bool is_dir(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int visible(const struct dirent *d)
{
    return d->d_name[0] != '.' && strcmp(d->d_name, "node_modules") != 0;
}

/* Calls fn for every entry of a folder, sorted. */
static void each_entry(const char *dir, void (*fn)(const char *dir, const char *name))
{
    struct dirent **list = NULL;
    int n = scandir(dir, &list, visible, alphasort);

    for (int i = 0; i < n; i++)
        fn(dir, str_zdup(&memory, str_z(list[i]->d_name)));
    for (int i = 0; i < n; i++)
        free(list[i]);
    free(list);
}

static int line_of(const struct file *f, size_t at)
{
    int line = 1;

    for (size_t i = 0; i < at; i++)
        line += f->text.p[i] == '\n';
    return line;
}

/* ---- text without comments and literals ---- */

/* The end of the comment or literal that begins at i, or i. */
static size_t skipped(str s, size_t i)
{
    char c = s.p[i], next = i + 1 < s.n ? s.p[i + 1] : 0;
    size_t end;

    if (c == '/' && next == '*') {
        end = str_find(s, S("*/"), i + 2);
        return end == SIZE_MAX ? s.n : end + 2;
    }
    if (c == '/' && next == '/') {
        end = str_find_char(s, '\n', i);
        return end == SIZE_MAX ? s.n : end;
    }
    if (c != '"' && c != '\'')
        return i;
    for (i++; i < s.n && s.p[i] != c && s.p[i] != '\n'; i++)
        i += s.p[i] == '\\';
    return MIN(i + 1, s.n);
}

static char *code_of(str s)
{
    char *code = str_zdup(&memory, s);

    for (size_t i = 0; i < s.n; i++) {
        size_t end = skipped(s, i);
        bool literal = s.p[i] == '"' || s.p[i] == '\'';

        for (size_t k = i; k < end; k++)
            if (code[k] != '\n' && !(literal && (k == i || k == end - 1)))
                code[k] = literal ? '_' : ' ';
        i = MAX(end, i + 1) - 1;
    }
    return code;
}

static char *flat_of(const char *code, size_t n)
{
    char *flat = str_zdup(&memory, str_of(code, n));
    bool directive = false, fresh = true;

    for (size_t i = 0; i < n; i++) {
        if (flat[i] == '\n') {
            directive = directive && i && code[i - 1] == '\\';
            fresh = true;
            continue;
        }
        directive = directive || (fresh && flat[i] == '#');
        fresh = fresh && isspace((unsigned char)flat[i]);
        if (directive)
            flat[i] = ' ';
    }
    return flat;
}

/* ---- words ---- */

static bool word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The next word at or after *i: its text; *i behind it.  False at the end. */
static bool next_word(const char *s, size_t *i, str *word)
{
    size_t from = *i;

    while (s[from] && !word_char(s[from]))
        from++;
    *i = from;
    while (word_char(s[*i]))
        (*i)++;
    *word = str_of(s + from, *i - from);
    return word->n > 0;
}

static bool in_list(str word, const char *const *list)
{
    for (; *list; list++)
        if (str_eq(word, str_z(*list)))
            return true;
    return false;
}

static bool has_word(str s, const char *word)
{
    const char *z = str_zdup(&memory, s);
    str w;

    for (size_t i = 0; next_word(z, &i, &w);)
        if (str_eq(w, str_z(word)))
            return true;
    return false;
}

/* ---- banned words ---- */

static const char *const banned_calls[] = {
    "strcpy",    "stpcpy", "strcat",  "strncat",    "sprintf", "vsprintf",  "strtok",
    "strtok_r",  "atoi",   "atol",    "atoll",      "atof",    "sscanf",    "fscanf",
    "scanf",     "gets",   "longjmp", "siglongjmp", "setjmp",  "sigsetjmp", "alloca",
    "rand",      "srand",  "random",  "srandom",    "drand48", "tmpnam",    "mktemp",
    "localtime", "gmtime", "ctime",   "asctime",    NULL,
};
static const char *const banned_words[] = { "_Decimal128", "_Decimal64", "_Decimal32", "libdfp",
                                            NULL };

/* A pure room: the same input, the same output. */
static const char *const impure_calls[] = {
    "time",   "clock",   "clock_gettime", "gettimeofday", "localtime_r", "gmtime_r",
    "mktime", "timegm",  "strftime",      "nanosleep",    "sleep",       "usleep",
    "getenv", "setenv",  "secure_getenv", "getpid",       "getuid",      "getrandom",
    "fopen",  "fdopen",  "freopen",       "fread",        "fwrite",      "fprintf",
    "printf", "vprintf", "vfprintf",      "puts",         "fputs",       "putchar",
    "perror", "getline", "open",          "openat",       "close",       "read",
    "write",  "pread",   "pwrite",        "lseek",        "stat",        "fstat",
    "lstat",  "unlink",  "rename",        "mkdir",        "opendir",     "readdir",
    "socket", "connect", "bind",          "listen",       "accept",      "send",
    "recv",   "poll",    "epoll_wait",    "fork",         "execve",      "execl",
    "system", "popen",   "kill",          "signal",       "sigaction",   "pthread_create",
    "exit",   "_exit",   "abort",         "mmap",         "setlocale",   "ioctl",
    "dlopen", NULL,
};
static const char *const impure_headers[] = {
    "unistd.h",  "fcntl.h", "time.h",    "pthread.h",  "signal.h", "poll.h",
    "dirent.h",  "netdb.h", "sqlite3.h", "libpq-fe.h", "syslog.h", "threads.h",
    "termios.h", "dlfcn.h", "spawn.h",   "setjmp.h",   "locale.h", NULL,
};
static const char *const impure_folders[] = { "sys/",   "arpa/", "netinet/", "curl/",
                                              "linux/", "net/",  NULL };

/* How a bug ends the process: the one place of a pure room that may. */
static bool is_end_of_all(const struct file *f, str word)
{
    return str_eq(str_z(f->path), S("src/base/arena.c")) &&
           (str_eq(word, S("abort")) || str_eq(word, S("fprintf")));
}

/* A function of the file itself that shares its name with a system call: it stands at the start of
 * a line. */
static bool is_own(const struct file *f, str word)
{
    str rest = str_z(f->flat), line, call = str_fmt(&memory, "%.*s(", STR_ARG(word));

    while (str_next(&rest, '\n', &line)) {
        size_t at = str_find(line, call, 0);

        if (at != SIZE_MAX && at > 0 && !isspace((unsigned char)line.p[0]) &&
            !word_char(line.p[at - 1]))
            return true;
    }
    return false;
}

/* 1.5DL and its kind: a literal of a type that not every compiler has. */
static bool decimal_literal(str w)
{
    char a = w.n > 2 ? w.p[w.n - 2] : 0, b = w.n > 2 ? w.p[w.n - 1] : 0;

    return isdigit((unsigned char)w.p[0]) && !str_starts(w, S("0x")) && (a == 'D' || a == 'd') &&
           strchr("LlDdFf", b);
}

static void words_check(const struct file *f)
{
    str w;

    for (size_t i = 0; next_word(f->code, &i, &w);) {
        size_t at = (size_t)(w.p - f->code), after = i;
        bool member = at && (f->code[at - 1] == '.' ||
                             (at > 1 && f->code[at - 2] == '-' && f->code[at - 1] == '>'));

        while (f->code[after] == ' ')
            after++;
        if (in_list(w, banned_words) || decimal_literal(w))
            complain(f->path, line_of(f, at), "%.*s: decimals go through value/dec.h", STR_ARG(w));
        else if (f->code[after] != '(' || member)
            continue;
        else if (in_list(w, banned_calls))
            complain(f->path, line_of(f, at), "%.*s is banned", STR_ARG(w));
        else if (f->pure && in_list(w, impure_calls) && !is_end_of_all(f, w) && !is_own(f, w))
            complain(f->path, line_of(f, at), "%.*s: the room %.*s is pure", STR_ARG(w),
                     STR_ARG(f->room));
    }
}

static void unfinished_check(const struct file *f)
{
    static const char *const words[] = { "TODO", "FIXME", "XXX", "HACK", NULL };
    const char *text = str_zdup(&memory, f->text);
    str w;

    for (size_t i = 0; next_word(text, &i, &w);)
        if (in_list(w, words) && f->code[w.p - text] == ' ')
            complain(f->path, line_of(f, (size_t)(w.p - text)),
                     "%.*s: do it, refuse it, or leave it out", STR_ARG(w));
}

/* ---- includes ---- */

static int place(const struct order *o, str name)
{
    for (size_t i = 0; i < o->names.n; i++)
        if (str_eq(o->names.v[i], name))
            return (int)i;
    return -1;
}

static void own_include_check(const struct file *f, str name, int line)
{
    str room, rest, block;
    int at;

    str_cut(name, '/', &room, &rest);
    at = place(&rooms, room);
    if (f->room_at < 0)
        return;
    if (at < 0) {
        if (access(joined("src", str_zdup(&memory, name)), R_OK) == 0) /* others are generated */
            complain(f->path, line, "\"%.*s\": no room of src/ROOMS", STR_ARG(name));
        return;
    }
    if (at > f->room_at)
        complain(f->path, line, "\"%.*s\": the room %.*s comes after %.*s in src/ROOMS",
                 STR_ARG(name), STR_ARG(room), STR_ARG(f->room));
    if (!str_eq(room, S("blocks")) || f->block_at < 0 || !str_cut(rest, '/', &block, &rest))
        return;
    if (place(&blocks, block) > f->block_at)
        complain(f->path, line, "\"%.*s\": the block %.*s comes after %.*s in src/BLOCKS",
                 STR_ARG(name), STR_ARG(block), STR_ARG(f->block));
}

static void system_include_check(const struct file *f, str name, int line)
{
    bool bad = in_list(name, impure_headers);

    for (const char *const *p = impure_folders; *p; p++)
        bad = bad || str_starts(name, str_z(*p));
    if (f->pure && bad)
        complain(f->path, line, "<%.*s>: the room %.*s is pure", STR_ARG(name), STR_ARG(f->room));
}

static void include_check(const struct file *f, str line, int n)
{
    str rest = str_trim(str_from(line, 1));
    size_t end;

    if (!str_starts(line, S("#")) || !str_starts(rest, S("include")))
        return;
    rest = str_trim(str_from(rest, 7));
    end = rest.n ? str_find_char(rest, rest.p[0] == '<' ? '>' : '"', 1) : SIZE_MAX;
    if (end == SIZE_MAX)
        return;
    if (rest.p[0] == '<')
        system_include_check(f, str_sub(rest, 1, end - 1), n);
    else
        own_include_check(f, str_sub(rest, 1, end - 1), n);
}

/* ---- lines ---- */

static void lines_check(const struct file *f)
{
    str rest = f->text, line;
    int n = 0, most = f->header ? HEADER_MOST : FILE_MOST;

    while (str_next(&rest, '\n', &line) && (rest.p || line.n)) {
        n++;
        if (utf8_count(line) > COLUMNS_MOST)
            complain(f->path, n, "%zu columns; at most %d", utf8_count(line), COLUMNS_MOST);
        include_check(f, line, n);
    }
    if (n > most)
        complain(f->path, n, "%d lines; a %s has at most %d", n, f->header ? "header" : "file",
                 most);
}

/* ---- what stands at file scope ---- */

static bool is_function(str head)
{
    size_t paren = str_find_char(head, '(', 0), equals = str_find_char(head, '=', 0);

    return paren != SIZE_MAX && (equals == SIZE_MAX || paren < equals);
}

static bool is_type(str head)
{
    static const char *const words[] = { "typedef", "extern", "_Static_assert", NULL };
    str rest = str_trim(head), w;
    size_t i = 0, count = 0;
    const char *z = str_zdup(&memory, rest);

    if (!next_word(z, &i, &w) || in_list(w, words))
        return true;
    if (!str_eq(w, S("struct")) && !str_eq(w, S("union")) && !str_eq(w, S("enum")))
        return false;
    while (next_word(z, &i, &w))
        count++;
    return count <= 1;
}

/* A variable's head (up to '=' or ';') that can be written: no const after the last star, or none
 * at all. */
static bool is_writable(str head)
{
    size_t star = str_rfind_char(head, '*');

    return !has_word(star == SIZE_MAX ? head : str_from(head, star), "const");
}

static void variable_check(const struct file *f, size_t at, str text)
{
    str head, init;

    str_cut(text, '=', &head, &init);
    head = str_trim(head);
    if (!f->pure || head.n == 0 || is_function(text) || is_type(head) || !is_writable(head) ||
        (f->header && !str_starts(head, S("static "))) || str_has(head, S("_fn ")))
        return; /* "x_fn name;" declares a function by its type */
    complain(f->path, line_of(f, at), "\"%.*s\" can be written; a pure room has no state",
             (int)MIN(head.n, (size_t)60), head.p);
}

/* static in a function's body is a global of another name. */
static void hidden_globals_check(const struct file *f, size_t from, size_t to)
{
    str body = str_of(f->flat + from, to - from);

    for (size_t at = 0; f->pure && (at = str_find(body, S("static "), at)) != SIZE_MAX; at++)
        if (!word_char(body.p[at - 1])) {
            size_t end = str_find_char(body, ';', at), brace = str_find_char(body, '{', at);

            variable_check(f, from + at, str_sub(body, at, MIN(end, brace) - at));
        }
}

static int lines_between(const struct file *f, size_t from, size_t to)
{
    int n = 1;

    for (size_t i = from; i < to; i++)
        n += f->text.p[i] == '\n';
    return n;
}

/* One switch over a closed enum may be as long as it has cases. */
static bool is_switch(const struct file *f, size_t from, size_t to, int lines)
{
    str w, body = str_of(f->flat + from, to - from);
    const char *z = str_zdup(&memory, body);
    int cases = 0;

    for (size_t i = 0; next_word(z, &i, &w);)
        cases += str_eq(w, S("case"));
    return cases * 4 >= lines;
}

static void function_check(const struct file *f, str head, size_t from, size_t to)
{
    int lines = lines_between(f, from, to), line = line_of(f, from);
    size_t paren = str_find_char(head, '(', 0);
    str before = str_trim(str_sub(head, 0, paren));
    size_t start = before.n;

    while (start && word_char(before.p[start - 1]))
        start--;
    hidden_globals_check(f, from, to);
    if (lines <= FUNCTION_LONG || is_switch(f, from, to, lines))
        return;
    if (lines > FUNCTION_MOST)
        complain(f->path, line, "%.*s has %d lines; at most %d", STR_ARG(str_from(before, start)),
                 lines, FUNCTION_MOST);
    else
        warn(f->path, line, "%.*s has %d lines", STR_ARG(str_from(before, start)), lines);
}

static size_t block_end(const char *s, size_t i)
{
    int depth = 0;

    for (; s[i]; i++) {
        depth += (s[i] == '{') - (s[i] == '}');
        if (depth == 0)
            return i;
    }
    return i;
}

/* Walks the file scope: each function, each variable. */
static void scope_check(const struct file *f)
{
    size_t from = 0;

    for (size_t i = 0; f->flat[i]; i++) {
        str head = str_of(f->flat + from, i - from);

        if (f->flat[i] == '{') {
            size_t end = block_end(f->flat, i);

            if (is_function(head))
                function_check(f, head, i, end);
            else if (str_has(head, S("=")))
                variable_check(f, i, head);
            if (!f->flat[end])
                return;
            i = end;
            if (is_function(head))
                from = i + 1;
        } else if (f->flat[i] == ';') {
            if (!str_has(head, S("{")))
                variable_check(f, i, head);
            from = i + 1;
        }
    }
}

/* ---- headers ---- */

static bool is_comment_line(str line)
{
    line = str_trim(line);
    return str_starts(line, S("/*")) || str_starts(line, S("*")) || str_ends(line, S("*/"));
}

/* A type, or a function whose body is its contract. */
static bool is_plain(str line)
{
    return str_starts(str_trim(line), S("typedef")) || str_starts(line, S("_Static_assert")) ||
           str_has(line, S("static inline")) || str_starts(line, S(" ")) ||
           str_starts(line, S("{")) || str_starts(line, S("}"));
}

/* A declaration is documented by a comment above it (or above its group, which ends at an empty
 * line), at its end, or right below its first line. */
static void contracts_check(const struct file *f)
{
    str rest = f->text, line;
    const char *flat = f->flat;
    bool documented = false;
    int depth = 0, n = 0, declared_at = 0;

    while (str_next(&rest, '\n', &line)) {
        str own = str_of(flat, line.n);

        n++;
        flat += line.n + (rest.p != NULL);
        if (str_trim(line).n == 0)
            documented = false;
        documented = documented || is_comment_line(line);
        if (depth == 0 && !declared_at && is_function(own) && !is_plain(own))
            declared_at = n;
        for (size_t i = 0; i < own.n; i++)
            depth += (own.p[i] == '{') - (own.p[i] == '}');
        if (!declared_at || depth || !(str_has(own, S(";")) || str_has(own, S("}"))))
            continue;
        if (!documented)
            complain(f->path, declared_at, "a declaration without a comment: say what it promises");
        declared_at = 0;
    }
}

/* ---- acts ---- */

static void act_row_check(const struct file *f, size_t from, size_t to)
{
    static const char *const need[] = { ".who", ".class" };
    str row = str_of(f->code + from, to - from);

    if (!str_has(row, S("\"")))
        return; /* the row that ends the table */
    FOR_EACH(need, w)
        if (!str_has(row, str_z(*w)))
            complain(f->path, line_of(f, from), "an act without %s", *w);
    if (has_word(row, "WHO_UNSET"))
        complain(f->path, line_of(f, from), "an act that leaves open who may");
    if (has_word(row, "WHO_OWNER") && !str_has(row, S(".owner")))
        complain(f->path, line_of(f, from), "WHO_OWNER without .owner");
    if (has_word(row, "WHO_ROLE") && !str_has(row, S(".roles")))
        complain(f->path, line_of(f, from), "WHO_ROLE without .roles");
}

/* Each initializer of a struct act_row, alone or in a table. */
static void acts_check(const struct file *f)
{
    str code = str_of(f->code, f->text.n);

    for (size_t at = 0; (at = str_find(code, S("struct act_row "), at)) != SIZE_MAX; at++) {
        size_t open = str_find_char(code, '{', at), stop = str_find_char(code, ';', at), end;
        str head = str_sub(code, at, open - at);

        if (open == SIZE_MAX || stop < open || !str_has(head, S("=")))
            continue;
        end = block_end(f->code, open);
        if (!str_has(head, S("[")))
            act_row_check(f, open, end);
        for (size_t i = open + 1; i < end && str_has(head, S("[")); i++)
            if (f->code[i] == '{') {
                size_t last = block_end(f->code, i);

                act_row_check(f, i, last);
                i = last;
            }
    }
}

/* ---- names of sites ---- */

static void name_add(str name, bool service)
{
    for (size_t i = 0; i < site_names.n; i++)
        if (str_eq(site_names.v[i].name, name) && site_names.v[i].service == service)
            return;
    *vec_push(&site_names, &memory) = (struct site_name){ name, service };
}

static void service_add(const char *dir, const char *name)
{
    if (is_dir(joined(dir, name)))
        name_add(str_z(name), true);
}

static void register_add(const char *dir, const char *name)
{
    str n = str_z(name);

    (void)dir;
    if (str_ends(n, S(".yaml")))
        name_add(str_sub(n, 0, n.n - 5), false);
}

static void site_add(const char *dir, const char *name)
{
    const char *site = joined(dir, name);

    each_entry(joined(site, "services"), service_add);
    each_entry(joined(site, "registers"), register_add);
}

/* A register's name is also an ordinary word ("person/12" is a subject, "place" a part of an
 * address). In C it names the register where a register is looked up or compared in
 * the same line. */
static bool names_register(const struct file *f, size_t at, char after)
{
    size_t from = at, to;

    if (!f->code || after == '.')
        return true;
    if (after != '"')
        return false;
    while (from && f->text.p[from - 1] != '\n')
        from--;
    to = str_find_char(f->text, '\n', at);
    str line = str_of(f->code + from, MIN(to, f->text.n) - from);
    return str_has(line, S("regist")) || str_has(line, S("->id,")) || str_has(line, S(".id,"));
}

/* A service's name nowhere; a register's name in no string alone, or before a point or slash. */
static void names_check(const struct file *f)
{
    for (size_t k = 0; k < site_names.n; k++) {
        str name = site_names.v[k].name;

        for (size_t at = 0; (at = str_find(f->text, name, at)) != SIZE_MAX; at++) {
            char before = at ? f->text.p[at - 1] : 0;
            char after = at + name.n < f->text.n ? f->text.p[at + name.n] : 0;
            bool whole = !word_char(before) && !word_char(after) && before != '-' && after != '-';

            if (whole && (site_names.v[k].service ||
                          (before == '"' && strchr("\"./", after) && names_register(f, at, after))))
                complain(f->path, line_of(f, at),
                         "\"%.*s\" is a name of a site; the engine knows none", STR_ARG(name));
        }
    }
}

/* ---- a file, a folder ---- */

static void place_file(struct file *f)
{
    str rest = str_z(f->path), top, tail;

    f->room_at = f->block_at = -1;
    f->is_test = str_starts(rest, S("tests/"));
    if (!str_starts(rest, S("src/")))
        return;
    str_cut(str_from(rest, 4), '/', &f->room, &tail);
    f->room_at = place(&rooms, f->room);
    f->pure = f->room_at >= 0 && rooms.pure.v[f->room_at];
    if (str_eq(f->room, S("blocks")) && str_cut(tail, '/', &top, &tail)) {
        f->block = top;
        f->block_at = place(&blocks, top);
        if (f->block_at < 0)
            complain(f->path, 1, "the block %.*s is not in src/BLOCKS", STR_ARG(top));
    }
    if (f->room_at < 0)
        complain(f->path, 1, "the room %.*s is not in src/ROOMS", STR_ARG(f->room));
}

static void file_check(const char *path)
{
    struct file f = { .path = path, .text = file_load(path) };

    if (!f.text.p)
        return;
    f.header = str_ends(str_z(path), S(".h"));
    f.code = code_of(f.text);
    f.flat = flat_of(f.code, f.text.n);
    place_file(&f);
    lines_check(&f);
    words_check(&f);
    unfinished_check(&f);
    scope_check(&f);
    if (f.room_at < 0)
        return;
    names_check(&f);
    acts_check(&f);
    if (f.header)
        contracts_check(&f);
}

static void tree_entry(const char *dir, const char *name)
{
    const char *path = joined(dir, name);

    if (is_dir(path))
        each_entry(path, tree_entry);
    else if (str_ends(str_z(name), S(".c")) || str_ends(str_z(name), S(".h")))
        file_check(path);
}

/* Other text of a room: statements, views, words. */
static void text_entry(const char *dir, const char *name)
{
    const char *path = joined(dir, name);
    str n = str_z(name);

    if (is_dir(path)) {
        each_entry(path, text_entry);
    } else if (!str_ends(n, S(".c")) && !str_ends(n, S(".h")) && !str_ends(n, S(".md"))) {
        struct file f = { .path = path, .text = file_load(path) };
        names_check(&f);
    }
}

static bool has_code;

static void code_entry(const char *dir, const char *name)
{
    (void)dir;
    has_code = has_code || str_ends(str_z(name), S(".c"));
}

static void readme_check(const char *dir)
{
    has_code = false;
    each_entry(dir, code_entry);
    if (has_code && access(joined(dir, "README.md"), R_OK) != 0)
        complain(joined(dir, "README.md"), 1, "a room has a README.md");
}

/* ---- the program ---- */

static void order_load(struct order *o, const char *path)
{
    str rest = file_load(path), line, name, word;

    if (!rest.p)
        complain(path, 1, "cannot be read");
    while (str_next(&rest, '\n', &line)) {
        str_cut(str_trim(line), ' ', &name, &word);
        if (name.n == 0)
            continue;
        *vec_push(&o->names, &memory) = name;
        *vec_push(&o->pure, &memory) = str_eq(str_trim(word), S("pure"));
    }
}

int main(int argc, char **argv)
{
    if (argc > 1 && chdir(argv[1]) != 0) {
        perror(argv[1]);
        return 2;
    }
    order_load(&rooms, "src/ROOMS");
    order_load(&blocks, "src/BLOCKS");
    each_entry("sites", site_add);
    each_entry("src", tree_entry);
    each_entry("src", text_entry);
    each_entry("tools", tree_entry);
    each_entry("tests", tree_entry);
    for (size_t i = 0; i < rooms.names.n; i++)
        readme_check(joined("src", str_zdup(&memory, rooms.names.v[i])));
    for (size_t i = 0; i < blocks.names.n; i++)
        readme_check(joined("src/blocks", str_zdup(&memory, blocks.names.v[i])));
    readme_check("tools");
    printf("lint: %d errors, %d long functions\n", errors, warnings);
    arena_free(&memory);
    return errors != 0;
}
