/* http/request.h - a request as the house sees it: parsed once in the front,
 * read-only afterwards. */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "value/val.h"

enum method { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, METHOD_OTHER };

/* Where the request came from, by Sec-Fetch-Site and Origin (http/origin.h decides with it). */
enum http_site { SITE_UNKNOWN, SITE_SAME_ORIGIN, SITE_SAME_SITE, SITE_CROSS, SITE_NONE };

struct http_pair {
    str name, value;
}; /* header names in lower case */

struct request {
    ulid id;
    enum method method; /* HEAD arrives as GET; see `head` */
    bool head;          /* the client wants no body: set for HEAD, method is then GET */
    bool secure; /* arrived by TLS, or so says a trusted proxy: cookies get Secure and the __Host-
                    prefix */
    bool again;  /* sent a second time after a worker died: acts must carry the same id */
    bool woken;  /* a parked request asked again */
    str path;    /* percent-decoded once, begins with '/', no "." or ".." segment, no NUL, UTF-8 */
    str query_text; /* as it came, without '?' */
    val query;      /* context of strings; a name given several times becomes a list of strings */
    str host;       /* lower case, with port where one was given */
    str peer;       /* the client's address as text */
    struct http_pair *headers; /* those the house reads (http_header_kept), in order of arrival */
    size_t header_count;
    struct http_pair *cookies;
    size_t cookie_count;
    str content_type;   /* media type in lower case without parameters */
    str content_params; /* after the first ';', trimmed: boundary=..., charset=... */
    str body;           /* the whole body, or STR_NULL where it was spooled */
    str body_file; /* path of the spool file (mode 0600), removed by the front after the reply */
    uint64_t body_size;
    enum http_site site;
    instant at;          /* the front's clock when the head was complete */
    int64_t deadline_ms; /* instant after which the front answers 503 itself */
};

/* The first header of that (lower case) name, or STR_NULL. */
str request_header(const struct request *r, str name);
str request_cookie(const struct request *r, str name);
/* First value of a query name; STR_NULL where there is none. */
str request_query(const struct request *r, str name);
/* True for header names (any case) that are kept in a request; all others are dropped
 * at the door. */
bool http_header_kept(str name);

/* By its token, which is case-sensitive (RFC 9110, 9.1); METHOD_OTHER for any other. */
enum method method_of(str token);
/* The token; "OTHER" for METHOD_OTHER. */
const char *method_name(enum method m);

/* What limits count by: an IPv4 address as it is, of an IPv6 address the first 64 bits, which one
 * customer has. */
str request_network(arena *a, str peer);

/* Fills path, query_text and query from a request target in origin form.
 * ERR_SYNTAX for bad percent escapes, NUL, bytes that are no UTF-8, or dot segments. */
MUST_USE err request_target(arena *a, str target, struct request *out);
/* name=value&name=value with percent escapes and '+' to a context as in `query`. ERR_SYNTAX,
 * ERR_SIZE (over 1000 names). */
MUST_USE err http_query_parse(arena *a, str text, val *out);
/* Adds a header: keeps it if wanted, fills host, cookies, content type and site facts.
 * ERR_SIZE past 64 kept headers or 64 cookies. */
MUST_USE err request_add_header(arena *a, struct request *r, str name, str value);

/* The frame form.  Unpacking borrows from bytes; hostile bytes give ERR_SYNTAX. */
void request_pack(buf *out, const struct request *r);
MUST_USE err request_unpack(arena *a, str bytes, struct request *out);

#endif
