/* blocks/studio/archive.h - services as archives, and drafts that begin from files. */
#ifndef BLOCKS_STUDIO_ARCHIVE_H
#define BLOCKS_STUDIO_ARCHIVE_H

#include "blocks/studio/change.h"

struct archive_files {
    VEC(struct site_file) v; /* paths in the service's folder */
};
/* The service in the posted field `file`.  REFUSED with w->refusals and w->status filled where it
 * is no archive of one, or more than a draft may hold. */
MUST_USE err archive_read_posted(struct web *w, struct archive_files *out);
/* As studio.begin takes them: path, and text or base64. */
val files_packed(arena *a, const struct site_file *v, size_t n);
/* Small letters, digits and hyphens, at most 80. */
bool service_id_fits(str id);

/* Begins a draft from files: of a service that is published, or of a new one. */
act_fn studio_begin;
owner_fn may_begin;

web_fn studio_send_archive, studio_prepare_import, studio_show_import, studio_prepare_begin,
    studio_again_begin;

#endif
