/* act/versions.h - published content: what is in force stands in the database (design 5); cases
 * stay on the version they were submitted with. */
#ifndef ACT_VERSIONS_H
#define ACT_VERSIONS_H

#include "act/act.h"

/* The files of a site by which the house is to be served.
 *   dev, or nothing published yet: the folder's
 *   else: those of the published version; *proposed is true where the folder says something else
 * A request of `stoa publish` (DATA/publish: the version that was checked, and on the line below it
 * the published version that it may replace as a whole, if any) makes the folder the one in force.
 * What was published beside the folder since the folder was last taken (versions_put) stays where
 * the folder did not change it (act/merge.h); where both did, nothing of the folder is taken, with
 * lines on stderr.
 * ERR_CONFLICT where the folder changed after it was checked. */
struct site_source {
    const struct site_file *files;
    size_t n;
    const struct site_file *folder; /* the folder that was taken; null: none was */
    size_t n_folder;
    bool proposed;
};
MUST_USE err versions_choose(arena *a, const struct boot *b, const char *site_dir,
                             struct site_source *out);

/* For `stoa publish`, before it asks: says on stderr what the folder and the published version both
 * changed, and gives the number of such services. onto: the published version that the folder has
 * taken in already (empty: none). Nothing published yet: none. */
MUST_USE err versions_conflicts(arena *a, const struct boot *b, const struct site_source *folder,
                                str onto, size_t *n);

/* The version that these files are, without data/: what a request of `stoa publish` holds. */
str versions_name(arena *a, const struct site_file *files, size_t n);

/* In the preparing process: keeps what is served now as published, if it is not yet. */
MUST_USE err versions_keep(act *a, const struct boot *b);

/* What is in force by the database, as a whole and without data/: in an act or a worker, where
 * boot->files may be older by a moment.  REFUSED(ERR_MISSING) where nothing is published. */
MUST_USE err versions_now(arena *a, struct db *db, struct site_source *out);
/* The files of the site when that version of a service (struct service) was in force. */
MUST_USE err versions_then(arena *a, struct db *db, str service, str version,
                           struct site_source *out);
/* The versions of a service that were published, newest first, at most 50. */
struct version_row {
    str version;
    instant at;
};
MUST_USE err versions_history(arena *a, struct db *db, str service, const struct version_row **out,
                              size_t *n);
/* Publishes: these files (with their whole paths) take the place of all below the folder
 * ("services/x/"); the house loads itself anew after the commit. *version is the new one. */
MUST_USE err versions_put(act *a, str folder, const struct site_file *files, size_t n,
                          str *version);

/* Loads the older versions that running cases need, into b->older. */
MUST_USE err versions_load(struct boot *b);
/* Notes that a case runs on this version of a service. */
MUST_USE err version_pin(act *a, const struct service *v);
/* The service in that version: the present one where the version is its own or is not to be had. */
const struct service *boot_service(const struct boot *b, str id, str version);

#endif
