/* tools/tool.h - what the programs that run at build time share: files in, files
 * out, complaints. */
#ifndef TOOL_H
#define TOOL_H

#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* Prints "file:line: error: what" and counts it (one count for all files of a program); line 0 is
 * left out. */
__attribute__((weak)) int tool_errors;
UNUSED static void tool_error(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
UNUSED static void tool_error(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    tool_errors++;
    if (line)
        fprintf(stderr, "%s:%d: error: ", file, line);
    else
        fprintf(stderr, "%s: error: ", file);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
}

/* The whole file; ends the program where it cannot be read. */
UNUSED static str tool_read(arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        tool_error(path, 0, "cannot be read");
        exit(2);
    }
    char *p = arena_alloc(a, (size_t)st.st_size + 1);
    size_t n = fread(p, 1, (size_t)st.st_size, f);
    p[n] = 0;
    fclose(f);
    return str_of(p, n);
}

/* Writes only where the content is another one, so that what depends on it is not built again. */
UNUSED static void tool_write(arena *a, const char *path, str s)
{
    struct stat st;
    if (stat(path, &st) == 0 && (size_t)st.st_size == s.n && str_eq(tool_read(a, path), s))
        return;
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0) {
        tool_error(path, 0, "cannot be written");
        exit(2);
    }
}

/* s as the inside of a C string literal. */
UNUSED static void tool_c_text(buf *b, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            buf_fmt(b, "\\%c", c);
        else if (c == '\n')
            buf_add(b, S("\\n"));
        else if (c < 0x20)
            buf_fmt(b, "\\%03o", c);
        else
            buf_char(b, (char)c);
    }
}

#endif
