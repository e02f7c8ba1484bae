/* seal/ca.h - the site's certificate authority: its keys and certificates in DIR/keys made,
 * renewed, changed and revoked.  For who may open DIR/keys: the keeper, and `stoa ca` in another
 * process at the same time; the folder is locked while either works. */
#ifndef SEAL_CA_H
#define SEAL_CA_H

#include "seal/authority.h"

struct keys_spec; /* seal/keys.h */

/* Root, issuing certificate and seal into a folder that has none, with first lists of revoked
 * certificates; folder: where the files go, DIR/keys or its draft. */
MUST_USE err ca_make(str folder, const struct keys_spec *spec);
/* At each start: what a site from before `authority.json` has is taken into it, and the names and
 * the address in certificates to come are those of the site now. */
MUST_USE err ca_prepare(const char *dir, const struct keys_spec *spec);
/* The authority as it is; also of a folder from before authority.json. */
MUST_USE err ca_read(arena *a, const char *dir, struct authority *out);

/* What is due: lists of revoked certificates older than a day made anew, a seal in its last 90 days
 * and an issuing certificate in its last year replaced.  changed: whether anything was.
 * REFUSED(ERR_BUSY) where another process holds the folder, FAULT(ERR_IO, ERR_CRYPTO). */
MUST_USE err ca_tend(const char *dir, instant now, bool *changed);
/* A new key and certificate in the place of the one in use, and of all below it; what the old ones
 * sealed keeps verifying. */
MUST_USE err ca_rotate(const char *dir, enum cert_kind kind, instant now);
/* A new key for the log, which the old one signs at the next checkpoint. */
MUST_USE err ca_rotate_log(const char *dir);
/* Never to be trusted again, with a reason of x509_reason; one in use is replaced first.
 * REFUSED(ERR_MISSING) no such certificate; (ERR_CONFLICT) revoked before; (ERR_UNSUPPORTED) a
 * root, which no list can revoke, or an issuer whose key is gone; (ERR_SYNTAX) no such reason. */
MUST_USE err ca_revoke(const char *dir, str serial, str reason, instant now);
/* All lists of revoked certificates anew. */
MUST_USE err ca_crl(const char *dir, instant now);

/* For the keeper: the new log key's place taken.  step: the old key and its note. */
MUST_USE err ca_log_taken(const char *dir, const struct authority_step *step);

#endif
