/* seal/ticket.h - read tickets: the writer's word to the keeper that a worker may open the data of
 * these subjects (design, idea 6).  Only a committed trace act hands one out. */
#ifndef SEAL_TICKET_H
#define SEAL_TICKET_H

#include "seal/aead.h"
#include "seal/hash.h"

enum { TICKET_SUBJECTS = 256 };

/* A subject is "kind/id": "account/7", "draft/12"; 1 to 200 bytes. */
struct ticket {
    str reader;  /* who reads: a session's or an officer's id */
    str trace;   /* the trace act; for a standing ticket the act that signed in */
    str purpose; /* the lawful purpose's code */
    instant expiry;
    sha256 holder; /* all zero, or the SHA-256 of the session's token: see below */
    const str *subjects;
    size_t n; /* 1 .. TICKET_SUBJECTS */
};

/* Writer: URL-safe text with a MAC under the ticket key, which writer and keeper alone hold.
 * Subjects stand in it as 16 bytes of their hash, so a ticket tells nobody who is meant.
 *
 * A *standing ticket* (for a session's own person, account, draft) has `holder` set and lives as
 * long as the session. It may lie in the session's row: without the token itself, which only the
 * browser has, the keeper refuses it. */
str ticket_make(arena *a, const key256 *ticket_key, const struct ticket *t);

/* Keeper: the ticket's own words, subjects left out (out->n is their number).  proof: the session's
 * token for a standing ticket, else empty.  REFUSED(ERR_CRYPTO) forged, REFUSED(ERR_RANGE) expired,
 * REFUSED(ERR_DENIED) without its holder's token, REFUSED(ERR_SYNTAX). */
struct ticket_view {
    struct ticket t;
    str hashes;
};
MUST_USE err ticket_check(arena *a, const key256 *ticket_key, str text, str proof, instant now,
                          struct ticket_view *out);
bool ticket_names(const struct ticket_view *v, str subject);

#endif
