/* models_load TEMPLATE FOLDER - a site with 200 decision models of 20 KB each is written to FOLDER,
 * then read and loaded, best of five. One JSON object. */
#include "os/file.h"
#include "site/site.h"
#include "tests/bench/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MODELS = 200, TIMES = 5, BYTES_LEAST = 20000 };

static void write_site(arena *a, const char *template, str folder)
{
    static const char service[] = "services/general-request";
    folder_files files = { 0 };

    CHECK(!failed(folder_read(a, str_z(template), &files)));
    for (size_t i = 0; i < files.n; i++) {
        str path = str_fmt(a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(files.v[i].path));
        CHECK(!failed(dir_make(str_sub(path, 0, str_rfind_char(path, '/')), 0755)));
        CHECK(!failed(file_write(path, files.v[i].bytes, 0644)));
    }
    for (int i = 0; i < MODELS; i++) {
        str xml = table_xml(a, 4, i);
        CHECK(xml.n >= BYTES_LEAST);
        CHECK(!failed(file_write(str_fmt(a, "%.*s/%s/model%03d.dmn", STR_ARG(folder), service, i),
                                 xml, 0644)));
    }
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double load(str folder, size_t *memory)
{
    arena a;
    folder_files files = { 0 };
    struct findings f = { .a = &a };
    struct site *s;
    double start = now();

    arena_init(&a, 0);
    CHECK(!failed(folder_read(&a, folder, &files)));
    struct site_file *list = ARENA_ARRAY(&a, struct site_file, files.n);
    for (size_t i = 0; i < files.n; i++)
        list[i] = (struct site_file){ files.v[i].path, files.v[i].bytes };
    CHECK(!failed(site_load(&a, list, files.n, &(struct site_world){ 0 }, &f, &s)));
    double spent = now() - start;
    CHECK(f.errors == 0 && s->n_services == 1 && s->services[0]->n_decisions == MODELS);
    *memory = a.used;
    arena_free(&a);
    return spent;
}

int main(int argc, char **argv)
{
    double best = 1e9;
    size_t memory = 0;
    arena a;

    if (argc != 3) {
        fputs("usage: models_load TEMPLATE FOLDER\n", stderr);
        return 2;
    }
    arena_init(&a, 0);
    write_site(&a, argv[1], str_z(argv[2]));
    for (int i = 0; i < TIMES; i++) {
        double spent = load(str_z(argv[2]), &memory);
        best = MIN(best, spent);
    }
    printf(
        "{\"name\":\"models-load\",\"value\":%.3f,\"unit\":\"s\",\"goal\":0.5,\"better\":\"less\","
        "\"against\":\"fixed limit; %d models, read from their folder; %zu MB in memory\"}\n",
        best, MODELS, memory >> 20);
    arena_free(&a);
    return 0;
}
