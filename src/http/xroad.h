/* http/xroad.h - the X-Road Message Protocol for REST 1.0.4: addresses and headers of a call.
 * Pure: bytes from outside to a value, or to what is wrong with them. */
#ifndef HTTP_XROAD_H
#define HTTP_XROAD_H

#include "http/request.h"

enum { XROAD_HEADER_MAX = 250 }; /* bytes of a header's value that the house takes */

/* What a request says.  Identifiers are decoded, joined by '/'. */
struct xroad_call {
    str client;    /* "instance/class/member/subsystem" */
    str subsystem; /* that offers the service, in the same form */
    str service;   /* its code */
    str path;      /* what follows the service in the address, without the first '/' */
    str id;        /* X-Road-Id; STR_NULL: the caller gave none */
    str user, issue, represented, purpose; /* empty where not given */
};

enum xroad_fault {
    XROAD_FINE,
    XROAD_ADDRESS,   /* no /r1/instance/class/member/subsystem/service (4.1) */
    XROAD_NO_CLIENT, /* X-Road-Client is mandatory (4.3) */
    XROAD_CLIENT,    /* it is not instance/class/member/subsystem */
    XROAD_HEADER,    /* another header is too long, not UTF-8, or not of its form */
};

/* Reads a request whose path begins with "/r1/".  Of several X-Road-Client the last counts (4.3).
 * A client or provider without subsystem is not taken: rights are given to subsystems.  Strings are
 * borrowed from the request or live in the arena. */
enum xroad_fault xroad_read(arena *a, const struct request *r, struct xroad_call *out);

/* What X-Road-Request-Hash is made of (4.3, "headers"): the method, the address with its query, and
 * each header of the protocol, Accept and Content-Type, as they came but for their names, which are
 * in lower case; a line each, ended by CR LF, a header as name:value.  The address is
 * percent-encoded anew where it has to be (RFC 3986, 3.3). */
str xroad_head(arena *a, const struct request *r);

/* A decoded path as it stands in an address: pchar and '/' as they are, all else encoded. */
str xroad_address(arena *a, str path);

/* The same of a GET that is yet to be sent.  The address is encoded already; n headers, names in
 * lower case, in the order in which they will be sent. */
str xroad_head_of(arena *a, str address, const struct http_pair *headers, size_t n);

#endif
