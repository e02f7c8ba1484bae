/* seal/asice.h - files and a time stamp over their digests as an ASiC-E container with a time
 * assertion (ETSI EN 319 162-1, 4.4): a ZIP with META-INF/ASiCManifest.xml, and over that file a
 * token of RFC 3161.  Without the optional file "mimetype": the name ends in .asice. */
#ifndef SEAL_ASICE_H
#define SEAL_ASICE_H

#include "codec/zip.h"

#define ASICE_MANIFEST "META-INF/ASiCManifest.xml"
#define ASICE_TOKEN "META-INF/timestamp.tst"

struct asice_file {
    str path, mime, bytes; /* path as of struct zip_file, outside of META-INF */
};

/* The manifest that names each file with its SHA-256; what is to be stamped. */
str asice_manifest(arena *a, const struct asice_file *files, size_t n);
/* FAULT where the library of ZIP fails. */
MUST_USE err asice_write(arena *a, const struct asice_file *files, size_t n, str manifest,
                         str token, str *out);

struct asice {
    str manifest, token;
    const struct asice_file *files; /* without META-INF */
    size_t n;
};
/* What is in a container: each file is named once, with its digest, and none is there beside them;
 * the token is not looked at (seal/timestamp.h).  REFUSED(ERR_SYNTAX) no such container, or one of
 * another kind; REFUSED(ERR_SIZE) more than 64 files or 16 MiB; REFUSED(ERR_CRYPTO) a file that is
 * not as the manifest says, is missing, or is not named. */
MUST_USE err asice_read(arena *a, str bytes, struct asice *out);

/* The file of that path; STR_NULL. */
str asice_get(const struct asice *c, str path);

#endif
