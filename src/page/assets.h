/* page/assets.h - embedded files: styles, scripts, fonts, icons; made by tools/mkassets.c. */
#ifndef PAGE_ASSETS_H
#define PAGE_ASSETS_H

#include "base/str.h"

struct asset {
    str name;  /* as the source calls it: "stoa.css" */
    str path;  /* with fingerprint, as the browser asks for it: "/assets/stoa.0a1b2c3d4e.css" */
    str type;  /* media type */
    str etag;  /* quoted */
    str plain; /* the bytes; brotli and gzip are empty where they would not be smaller */
    str brotli, gzip;
};

/* By the path of a request; null where there is none.  Answer with
 * `Cache-Control: public, max-age=31536000, immutable`: the name changes with the content. */
const struct asset *asset_find(str path);
/* By the name of the source; null where there is none. */
const struct asset *asset_named(str name);
/* The address of a named asset.  A name that does not exist is a bug (CHECK). */
str asset_url(const char *name);

/* gen/assets_table.c, sorted by name */
extern const struct asset assets_table[];
extern const size_t assets_n;

/* Inline icons by name, sorted; one of assets/icons each. */
struct icon {
    str name, svg;
};
extern const struct icon icons_table[];
extern const size_t icons_n;

#endif
