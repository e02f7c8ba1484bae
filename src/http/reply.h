/* http/reply.h - an answer: made by a worker or the front, sent by the front. */
#ifndef HTTP_REPLY_H
#define HTTP_REPLY_H

#include "http/request.h"

enum reply_cache {
    CACHE_NEVER,      /* Cache-Control: no-store; anything of a person */
    CACHE_ANONYMOUS,  /* the same for everyone without a session: kept by the front until the
                         generation moves */
    CACHE_REVALIDATE, /* no-cache with an ETag */
    CACHE_FOREVER,    /* fingerprinted address: a year, immutable */
};

struct http_cookie {
    str name, value;
    int64_t max_age; /* seconds; 0: until the browser ends; below 0: delete */
    bool strict;     /* SameSite=Strict instead of Lax */
    bool script;     /* readable by scripts (no HttpOnly): language choice and the like only */
};

struct reply {
    int status;
    str content_type; /* with charset where it is text */
    str body;
    str file; /* instead of body: the front sends this file of DIR/public; other folders are closed
                 to it */
    uint64_t file_size;
    str location; /* for 3xx */
    str etag;     /* with quotes; empty: none */
    str language; /* Content-Language */
    str download; /* file name for Content-Disposition: attachment */
    str csp;      /* replaces the house's Content-Security-Policy where not empty */
    enum reply_cache cache;
    uint32_t generation; /* the content generation a CACHE_ANONYMOUS page was made from */
    bool vary_language, vary_accept;
    bool close;                /* close the connection afterwards */
    struct http_pair *headers; /* more headers: names and values without CR, LF, NUL (CHECK) */
    size_t header_count, header_room;
    struct http_cookie *cookies;
    size_t cookie_count, cookie_room;
};

/* Starts a reply; everything else is zero. */
struct reply reply_make(int status, str content_type, str body);
/* 303 See Other (RFC 9110, 15.4.4); location must be a path of this house or an address already
 * checked. */
struct reply reply_redirect(str location);
void reply_header(arena *a, struct reply *r, str name, str value);
void reply_cookie(arena *a, struct reply *r, struct http_cookie c);
const char *http_status_text(int status);

/* "name=value; Path=/; HttpOnly; SameSite=Lax", with the __Host- prefix and Secure when secure.
 * Names must be tokens and values cookie octets (RFC 6265, 4.1.1): CHECK. */
str cookie_format(arena *a, const struct http_cookie *c, bool secure);
/* The value of the cookie under either name: __Host-name first. */
str request_cookie_any(const struct request *r, str name);

/* A strong ETag of the bytes, with quotes. */
str etag_of(arena *a, str bytes);
/* True if the request's If-None-Match names this ETag (RFC 9110, 13.1.2: weak comparison): answer
 * 304. */
bool request_not_modified(const struct request *r, str etag);

/* True unless a header value could split the response. */
bool http_value_ok(str value);

/* The frame form; unpacking borrows from bytes, hostile bytes give ERR_SYNTAX. */
void reply_pack(buf *out, const struct reply *r);
/* As above. */
MUST_USE err reply_unpack(arena *a, str bytes, struct reply *out);

#endif
