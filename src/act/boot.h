/* act/boot.h - what is loaded once, before the roles fork, and shared by all of them read-only. */
#ifndef ACT_BOOT_H
#define ACT_BOOT_H

#include "act/block.h"
#include "site/site.h"

struct conf;
struct words;
struct zone;
struct act_index;
struct route_index;

struct boot {
    arena a;
    const struct conf *conf;
    const char *data;  /* the data directory */
    const char *store; /* "DIR/stoa.db" or a PostgreSQL connection string */
    const struct site *site;
    const struct site_file *files; /* what the site was loaded from */
    size_t n_files;
    const struct site_file *folder; /* the folder that was taken in, as it is; null: none was */
    size_t n_folder;
    const struct older *older; /* versions that running cases need (act/versions.h) */
    size_t n_older;
    uint64_t site_generation;          /* changes with each load; keys caches of pages */
    const struct block *const *blocks; /* in the order of design 3; ends with null */
    struct act_index *acts;
    struct route_index *routes;
    const struct zone *zone;  /* the site's time zone */
    const struct face *faces; /* one a language of the site (act/face.h) */
    size_t n_faces;
    str theme_css; /* the site's colours; empty: the engine's own */
    struct ports ports;
    map made;         /* what blocks made at boot (struct block's boot), by a name of theirs */
    bool dev;         /* show what only a demo may show */
    bool fixed_clock; /* tales: acts take the time of the call */
};

/* Loads and checks the site folder, indexes acts, routes, task types and ports of the blocks.
 *   blocks   ends with null; each block comes after those it calls
 *   findings gets what the check of the site says; errors do not stop the boot unless the core is
 *   broken
 * FAULT with a line on stderr where two rows have one name, a port is filled never or twice, or
 * site.yaml cannot be read. */
MUST_USE err boot_load(const struct conf *conf, const struct block *const *blocks,
                       const char *site_dir, const char *data_dir, struct findings *findings,
                       struct boot **out);
/* The same with files in the place of a folder; they live as long as the boot.  What the database
 * of data_dir may have published does not count. */
MUST_USE err boot_load_files(const struct conf *conf, const struct block *const *blocks,
                             const struct site_file *files, size_t n, const char *data_dir,
                             struct findings *findings, struct boot **out);
void boot_free(struct boot *b);

/* Brings the database up to date: migrations of the act room and of all blocks.  Run by one process
 * before the others start. */
MUST_USE err boot_migrate(const struct boot *b);

/* The act row or task type of that name, or null. */
const struct act_row *boot_act(const struct boot *b, str name);
const struct task_type *boot_task(const struct boot *b, str name);

#endif
