/* text/safe.h - html and url: text that may stand in a page, by construction. */
#ifndef TEXT_SAFE_H
#define TEXT_SAFE_H

#include "base/base.h"

typedef struct html {
    str s;
} html; /* well-formed piece of HTML */
typedef struct url {
    str s;
} url; /* a whole URL, percent-encoded; not yet escaped for HTML */

#define HTML_EMPTY ((html){ S("") })

/* Text with & < > " ' escaped: safe in elements and in quoted attribute values.  NUL becomes
 * U+FFFD. */
html html_text(arena *a, str text);
void html_text_to(buf *out, str text);
/* Shorter, and safe in elements only: quotes stay. */
void html_content_to(buf *out, str text);
/* ' name="value"', with the blank in front; name is the program's own. */
html html_attr(arena *a, const char *name, str value);
html html_attr_url(arena *a, const char *name, url u);
html html_cat(arena *a, html x, html y);
html html_join(arena *a, const html *pieces, size_t n);
/* Marks text as HTML without a look: for generated code (views, letters) only. */
static inline html html_trusted(str s)
{
    return (html){ s };
}

/* A path of this site: "/cases" and pieces, each percent-encoded behind a slash; "", "." and ".."
 * (which a browser would walk) become "_".  base starts with '/' and is the program's own. */
url url_path(arena *a, str base, const str *pieces, size_t n);
/* The url with one more query parameter. */
url url_query(arena *a, url u, str name, str value);
/* The url with a fragment. */
url url_fragment(arena *a, url u, str id);
/* A link to outside, from content or people: http, https (with a host), mailto or tel only;
 * characters that a URL may not hold are percent-encoded.  False for anything else (javascript:,
 * data:, control characters, "//host", user@). */
bool url_outside(arena *a, str text, url *out);

#endif
