/* act/keys.h - data keys by subject: made, kept wrapped in rows, opened by the keeper, erased by an
 * act. */
#ifndef ACT_KEYS_H
#define ACT_KEYS_H

#include "seal/keeper.h"
#include "db/db.h"
#include "seal/token.h"
#include "value/val.h"

enum subject_kind {
    SUBJECT_NONE,
    SUBJECT_PERSON,
    SUBJECT_ACCOUNT,
    SUBJECT_CASE,
    SUBJECT_ORG,
    SUBJECT_SYSTEM
};

struct act;
struct web;
struct data_key {
    enum subject_kind kind;
    int64_t id;
    key256 k;
};

/* In an act.  Makes the subject's data key and stores it wrapped; ERR_CONFLICT where it has one. */
MUST_USE err key_make(struct act *a, enum subject_kind kind, int64_t id, struct data_key *out);
/* The subject's data key, from the writer's cache or through the keeper; REFUSED(ERR_MISSING) where
 * it was erased. */
MUST_USE err key_get(struct act *a, enum subject_kind kind, int64_t id, struct data_key *out);
/* Has the keys of several subjects at hand, so that key_get need not ask for each by itself: one
 * call to the keeper for up to 256.  Decides nothing, refuses nothing. */
void keys_warm(struct act *a, enum subject_kind kind, const int64_t *ids, size_t n);
/* Destroys the wrapped key: what was sealed under it cannot be read again (design 6). */
MUST_USE err key_erase(struct act *a, enum subject_kind kind, int64_t id);

/* "person/12": how keeper and tickets name a subject. */
str subject_name(arena *a, enum subject_kind kind, int64_t id);

/* Seals a value under a key; ad names the place ("case.answers"), so that a sealed value cannot be
 * moved elsewhere. */
str key_seal(arena *a, const struct data_key *k, const char *ad, val v);
MUST_USE err key_open(arena *a, const struct data_key *k, const char *ad, str sealed, val *out);
str key_seal_bytes(arena *a, const struct data_key *k, const char *ad, str plain);
MUST_USE err key_open_bytes(arena *a, const struct data_key *k, const char *ad, str sealed,
                            str *out);

/* In a worker: the keys of up to 256 subjects named by a ticket that a committed trace act returned
 * (act/web.h has w->out). */
MUST_USE err web_keys(struct web *w, str ticket, const struct data_key *subjects, size_t n,
                      struct data_key *out);
/* In an act: a ticket for these subjects, valid for 60 seconds; give it back in the
 * act's output. */
str ticket_for(struct act *a, const struct data_key *subjects, size_t n, int64_t trace,
               const char *purpose);
/* A standing ticket of a session, or of a program's token, for its own person and account: useless
 * without the token whose hash (token_hash) is `holder` (seal/ticket.h). */
str ticket_standing(struct act *a, const sha256 *holder, instant until,
                    const struct data_key *subjects, size_t n);
/* The wrapped keys as they lie in the database; REFUSED(ERR_MISSING) where one was erased. */
MUST_USE err keys_wrapped(arena *a, struct db *db, const struct data_key *subjects, size_t n,
                          struct wrapped_key **out);
/* In a worker or job: keys against a ticket of an act. */
MUST_USE err keys_by_ticket(arena *a, struct db *db, struct keeper *k, str ticket,
                            const struct data_key *subjects, size_t n, struct data_key *out);

/* In an act: an answer to another node of the exchange, signed (seal/keeper.h). */
MUST_USE err key_sign_answer(struct act *a, str payload, str *jws);
/* The site's certificates, as keeper_public tells them. */
MUST_USE err key_public(struct act *a, struct keeper_public *out);

/* Keyed blind index of a normalised text, 16 bytes, for equality search over sealed fields. */
MUST_USE err blind_of(struct act *a, const char *field, str normalised, struct blind *out);
MUST_USE err web_blind(struct web *w, const char *field, str normalised, struct blind *out);

#endif
