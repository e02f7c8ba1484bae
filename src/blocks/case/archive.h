/* blocks/case/archive.h - cases whose service ends with `then: archive` are handed over: a package
 * each (BagIt, RFC 8493), what the archive says it has, and only then the erasure here. */
#ifndef BLOCKS_CASE_ARCHIVE_H
#define BLOCKS_CASE_ARCHIVE_H

#include "blocks/case/case.h"
#include "codec/zip.h"

/* A case that is the archive's: its time here is over. */
struct archive_case {
    int64_t id;
    str number, service;
    instant ended;
    bool held, packed;
};
/* Those behind the id `after`, at most a hundred rows looked at; *next is where to go on, 0 at the
 * end. */
MUST_USE err archive_waiting(act *a, int64_t after, const struct archive_case **out, size_t *n,
                             int64_t *next);

/* The whole package of a case as files below its own folder, made in an act of the house: a trace
 * of the case and of each person it is about, and the event case.packed with the package's digest
 * (SHA-256 of its tagmanifest).
 * REFUSED(ERR_MISSING) no such case, or it is not the archive's yet; (ERR_DENIED) held by law. */
MUST_USE err archive_pack(act *a, str number, const struct zip_file **files, size_t *n);

/* What the archive says it took over, and erases here: the digest has to be that of the package
 * made last.  Events case.archived, once under the case and once under the house's own key, where
 * it stays readable.
 * REFUSED(ERR_MISSING, ERR_DENIED) as above; (ERR_CONFLICT) another digest, or none was made. */
MUST_USE err archive_received(act *a, str number, const sha256 *digest, str reference);

#endif
