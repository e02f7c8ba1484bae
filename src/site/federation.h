/* site/federation.h - what nodes of one exchange have in common: the configuration that a governing
 * node signs, and what a site's exchange.yaml says of it (decision 086). */
#ifndef SITE_FEDERATION_H
#define SITE_FEDERATION_H

#include "site/parts.h"

struct exchange;
struct exchange_node;

#define FEDERATION_FILE "federation.jws"                   /* in the governing node's site */
#define FEDERATION_ADDRESS "/.well-known/stoa-exchange"    /* where it hands it out */
enum { FEDERATION_MAX = 64 * 1024, FEDERATION_CERTS = 8 }; /* bytes; certificates of a node */

struct federation_right {
    str consumer, service; /* "instance/class/member/subsystem", and the same with "/code" */
};

/* What counts no longer, whatever a node's own content says. */
struct federation_withdrawn {
    const str *certs; /* SHA-256 of the DER, 64 hexadecimal digits in lower case */
    size_t n_certs;
    const str *members; /* "instance/class/member" */
    size_t n_members;
    const struct federation_right *rights;
    size_t n_rights;
};

/* A site's own words: it governs, or it is governed, or neither. */
struct exchange_federation {
    bool governs;
    const struct exchange_node *governor; /* whose configuration counts here; null: nobody's */
    str published;                        /* what it hands out: a compact JWS; empty: nothing */
    struct federation_withdrawn withdrawn;
};

/* Which node a subsystem is on. */
struct federation_place {
    str subsystem, node;
};

/* A configuration as it was signed. */
struct federation {
    str instance, governor;
    int64_t version; /* from 1 on; a newer one has a larger number */
    instant made, until;
    const struct exchange_node *nodes; /* without names */
    size_t n_nodes;
    const struct federation_place *places;
    size_t n_places;
    struct federation_withdrawn withdrawn;
};

/* The signed JSON; what it does not know it passes over.  REFUSED(ERR_SYNTAX) where something is
 * missing or not of its form: then nothing of it counts. */
MUST_USE err federation_read(arena *a, str json, struct federation *out);

/* The JSON of what a governing site's content says.
 *   own    this node itself, with address and certificates; other nodes without a card are left out
 * With each service stand the rights that the content declares: for people to read, because a right
 * counts where the provider's own content gives it. */
str federation_text(arena *a, const struct exchange *x, const struct exchange_node *own,
                    int64_t version, instant made, instant until);

/* By its id; null: the configuration does not know it. */
const struct exchange_node *federation_node(const struct federation *f, str id);
/* The node of a subsystem; STR_NULL where it is not said. */
str federation_place_of(const struct federation *f, str subsystem);

/* Whether a certificate (its SHA-256) was withdrawn. */
bool federation_drops_cert(const struct federation_withdrawn *w, str fingerprint);
/* Of a subsystem's member. */
bool federation_drops_member(const struct federation_withdrawn *w, str subsystem);
/* Of a consumer to call a service. */
bool federation_drops_right(const struct federation_withdrawn *w, str consumer, str service);

/* "instance/class/member" of a member, and so many parts of an identifier, each an exchange_code.
 */
bool federation_id(str id, size_t parts);
/* 64 hexadecimal digits in lower case. */
bool federation_fingerprint(str hex);

#endif
