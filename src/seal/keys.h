/* seal/keys.h - DIR/keys: what only the keeper may read; made once, at a site's first start. */
#ifndef SEAL_KEYS_H
#define SEAL_KEYS_H

#include "seal/aead.h"
#include "seal/hash.h"

struct keys_spec {
    str origin; /* the log's name in checkpoints, e.g. "demo.example/log"; no blanks, no '+' */
    str country, organisation, name; /* of the site's CA and seal certificate */
    instant now;
    int64_t uid, gid; /* the keeper's own; -1: leave */
    str url;          /* where lists of revoked certificates are found: the site's public address */
};

/* Makes DIR/keys whole or not at all (written beside, fsynced, renamed).  OK where it is there
 * already. FAULT(ERR_IO). */
MUST_USE err keys_create(const char *dir, const struct keys_spec *spec);

/* The keys that are shared: the ticket key with the writer, the web key with the workers (sealed
 * form tokens, one-time codes).  Roles get them by keeper_handed; reading the files is for who may
 * open DIR/keys.  FAULT(ERR_IO) where files lack or have another length. */
struct keys_handed {
    key256 ticket, web;
};
MUST_USE err keys_handed(const char *dir, struct keys_handed *out);

/* The secret part, in locked guarded memory; keeper and tests only.  FAULT(ERR_IO, ERR_CRYPTO). */
struct keys;
MUST_USE err keys_open(const char *dir, struct keys **out);
void keys_close(struct keys *k);

#endif
