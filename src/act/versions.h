/* act/versions.h - published content: what is in force stands in the database (design 5); cases
 * stay on the version they were submitted with. */
#ifndef ACT_VERSIONS_H
#define ACT_VERSIONS_H

#include "act/act.h"

/* The files of a site by which the house is to be served.
 *   dev, or nothing published yet: the folder's
 *   else: those of the published version; *proposed is true where the folder says something else
 * A request of `stoa publish` (DATA/publish, whose content is the version that was checked) makes
 * the folder the one in force.
 * ERR_CONFLICT where the folder changed after it was checked. */
struct site_source {
    const struct site_file *files;
    size_t n;
    bool from_folder, proposed;
};
MUST_USE err versions_choose(arena *a, const struct boot *b, const char *site_dir,
                             struct site_source *out);

/* The version that these files are, without data/: what a request of `stoa publish` holds. */
str versions_name(arena *a, const struct site_file *files, size_t n);

/* In the preparing process: keeps what is served now as published, if it is not yet. */
MUST_USE err versions_keep(act *a, const struct boot *b);

/* Loads the older versions that running cases need, into b->older. */
MUST_USE err versions_load(struct boot *b);
/* Notes that a case runs on this version of a service. */
MUST_USE err version_pin(act *a, const struct service *v);
/* The service in that version: the present one where the version is its own or is not to be had. */
const struct service *boot_service(const struct boot *b, str id, str version);

#endif
