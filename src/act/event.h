/* act/event.h - events as rows: what the log's entries commit to, and how they are opened again. */
#ifndef ACT_EVENT_H
#define ACT_EVENT_H

#include "act/keys.h"

/* The clear part of an event; everything else is in its sealed body. */
struct event_facts {
    int64_t id, kind, subject, at;
    str authority, type, actor;
};

/* The record whose canonical form is hashed: a context of actor, at, authority, body, id, kind,
 * subject, type. */
val event_record(arena *a, const struct event_facts *f, val body);
/* The log's entry: SHA-256(salt || canonical form of the record), salt of 16 random bytes. */
sha256 event_entry(arena *a, str salt, const struct event_facts *f, val body);
/* Opens a sealed body; salt and body as they were committed.  ERR_CRYPTO where it was altered. */
MUST_USE err event_open(arena *a, const struct data_key *key, str sealed, str *salt, val *body);

#endif
