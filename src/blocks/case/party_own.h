/* blocks/case/party_own.h - between the files about parties; nobody else includes it. */
#ifndef BLOCKS_CASE_PARTY_OWN_H
#define BLOCKS_CASE_PARTY_OWN_H

#include "blocks/case/party.h"

/* The key of a draft's answers under which lies what registers hold of each party's part, as they
 * have shown it: a context of party to form_env.held. */
#define PARTY_HELD "_held"

/* "applicant" or the party's name. */
str party_key(str party);
/* What is signed: all answers with what registers hold, and the version of the service that asked
 * them; hexadecimal. */
str party_digest(arena *a, const struct service *v, val answers);

/* A message to one who takes part; by: who did it. */
MUST_USE err party_tell(act *a, const struct q_case *c, const struct service *v, int64_t account,
                        enum word_id subject, enum word_id body, str by);
/* What the account that acts is called. */
MUST_USE err party_name(act *a, int64_t account, str *out);
/* What registers hold of who acts, as of now, put into the answers. */
MUST_USE err party_shows(act *a, const struct service *v, str party, val *answers);
/* Signatures on other answers than these are none any more; their signers are told. */
MUST_USE err party_changed(act *a, const struct q_case *c, const struct service *v, val before,
                           val after, str party);
/* The draft's answers, changed by who takes part. */
MUST_USE err party_store(act *a, const struct q_case *c, const struct data_key *key,
                         const struct service *v, val before, val after, str party);

#endif
