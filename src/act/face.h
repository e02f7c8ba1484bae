/* act/face.h - a site's face in each of its languages: what the layout of every page borrows. */
#ifndef ACT_FACE_H
#define ACT_FACE_H

#include "act/boot.h"
#include "page/page.h"

struct face {
    str lang;
    const struct wording *words;
    struct page_site site;
};

/* Fills b->faces; words that do not fit their keys are findings. */
void faces_make(struct boot *b, struct findings *f);
/* The face of a language; that of the site's first language where there is none. */
const struct face *boot_face(const struct boot *b, str lang);
/* What blocks offer to processes, as the check of a site reads it. */
struct site_world boot_world(arena *a, const struct block *const *blocks);

#endif
