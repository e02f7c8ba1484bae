/* act/merge.h - a site's folder and what was published beside it, made one: service by service, by
 * what each changed since the folder was last taken. */
#ifndef ACT_MERGE_H
#define ACT_MERGE_H

#include "act/versions.h"

/* Set a, base (the folder as it was last taken), kept (in force) and folder.
 *   files      what both make together: a service's files are the folder's, or those in force where
 *              only they changed; all other files are the folder's; sorted by path
 *   conflicts  services that both changed, and not to the same: their folder ("services/x/") and
 *              the paths that differ, a blank before each.  files then hold the one in force */
struct merge_conflict {
    str folder, files;
};
struct merge {
    arena *a;
    struct site_source base, kept, folder;
    VEC(struct site_file) files;
    VEC(struct merge_conflict) conflicts;
};
void merge_run(struct merge *m);

/* By path, as a version's name needs them. */
void files_sort(struct site_file *files, size_t n);
/* "services/x/" of a path in a service's folder, else empty. */
str files_folder(str path);
/* Whether the files below a folder are the same, names and bytes. */
bool files_same(const struct site_source *x, const struct site_source *y, str folder);
const struct site_file *files_find(const struct site_source *s, str path);

#endif
