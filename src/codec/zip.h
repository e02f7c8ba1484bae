/* codec/zip.h - a folder of files as a ZIP archive (APPNOTE 6.3), and back.  Reading trusts
 * nothing: neither sizes nor names that the archive states. */
#ifndef CODEC_ZIP_H
#define CODEC_ZIP_H

#include "codec/codec.h"

struct zip_file {
    str path, bytes; /* path: parts with '/' between, never "..", never absolute */
};

struct zip_limits {
    size_t files;  /* entries, folders counted */
    size_t bytes;  /* of all files, as they come out */
    size_t single; /* of one file */
    size_t ratio;  /* what comes out, to what went in */
};

enum { ZIP_PATH = 200 };

/* Files in the archive's order; folders are passed over.
 * ERR_SYNTAX  no ZIP archive, damaged, or encrypted
 * ERR_SIZE    more than the limits
 * ERR_UNSUPPORTED  an entry that is no plain file (links, devices), or whose name leads elsewhere:
 *             absolute, "..", a backslash, more than ZIP_PATH bytes, not plain ASCII
 * ERR_CONFLICT  a name twice */
MUST_USE err zip_read(arena *a, str bytes, const struct zip_limits *limits,
                      const struct zip_file **out, size_t *n);

/* The same files give the same bytes, whatever the day: nothing is compressed, dates are those of
 * 1980, order is by path.  FAULT where the library fails. */
MUST_USE err zip_write(arena *a, const struct zip_file *files, size_t n, str *out);

#endif
