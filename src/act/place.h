/* act/place.h - where a reader is, in words of addresses: the language that the address names, and
 * the page that the links to other languages lead to. */
#ifndef ACT_PLACE_H
#define ACT_PLACE_H

#include "act/boot.h"
#include "http/request.h"

/* "/vi/services" is "/services" in Vietnamese.  The site's language that a path begins with, or
 * null; *rest: the path without it, *prefix what stood there ("/vi", or empty). */
const struct site_lang *place_lang(const struct site *s, str path, str *rest, str *prefix);

/* The page before the reader's eyes, as path and query without a language: of a GET what is asked
 * for; of a form that was sent the page that it stood on, by the Referer of the same host (a
 * refusal is shown in its place), else what can be read under its own address, else the beginning.
 * path: of the request, without a language. */
str place_of(arena *a, const struct boot *b, const struct request *r, str path);

#endif
