/* http/accept.h - content negotiation (RFC 9110, 12.5) and where a POST may come from. */
#ifndef HTTP_ACCEPT_H
#define HTTP_ACCEPT_H

#include "http/request.h"

/* Index of the best of n offered media types ("text/html", "application/json") for an Accept
 * header; 0 where the header is empty; -1 where none is acceptable.  Ties go to the
 * earlier offer. */
int accept_type(str accept, const str *offered, size_t n);
/* True where the client prefers JSON over HTML: only when it says so; browsers get HTML. */
bool accept_json(const struct request *r);
/* Index of the best of n offered language tags for an Accept-Language header (RFC 4647, lookup:
 * "vi-VN" falls back to "vi", and a range "en" takes "en-GB"); -1 where none fits. */
int accept_language(str accept, const str *offered, size_t n);
/* True where Accept-Encoding allows the coding with q above 0. */
bool accept_encoding(str accept, str coding);

/* True where a changing request may be believed to come from a page of this house: Sec-Fetch-Site
 * is same-origin, or the header is absent and Origin equals scheme and Host.  `none` (typed by the
 * user) does not count. */
bool request_same_origin(const struct request *r);

#endif
