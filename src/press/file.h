/* press/file.h - what a file is, told from its content; what may be taken from people. */
#ifndef PRESS_FILE_H
#define PRESS_FILE_H

#include "base/base.h"

enum file_type { FILE_UNKNOWN, FILE_PDF, FILE_JPEG, FILE_PNG };

struct file_facts {
    enum file_type type;
    const char
        *media; /* "application/pdf", "image/jpeg", "image/png", or "application/octet-stream" */
    const char *ext;        /* "pdf", "jpg", "png", or "" */
    uint32_t width, height; /* of images, in pixels */
    const char *why; /* word key of the refusal, or null: "file.empty", "file.type", "file.damaged",
                        "file.polyglot", "file.encrypted", "file.scripted", "file.embedded",
                        "file.too_many_pixels", "file.virus" */
};

enum { FILE_SIDE_MAX = 20000 };
#define FILE_PIXELS_MAX 100000000u

/* PDF, JPEG and PNG by content alone, never by name.  REFUSED(ERR_TYPE) with out->why set, where
 * the file is of another type, damaged, two types at once, encrypted, scripted (JavaScript, Launch
 * ...) or carries files. */
MUST_USE err filetype_check(arena *a, str bytes, struct file_facts *out);

#endif
