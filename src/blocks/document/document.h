/* blocks/document/document.h - documents that the state issues, seals and vouches for; and the
 * store of files. */
#ifndef BLOCKS_DOCUMENT_DOCUMENT_H
#define BLOCKS_DOCUMENT_DOCUMENT_H

#include "act/act.h"
#include "act/web.h"

extern const struct block block_document;

/* ---- files: sealed, content-addressed, in DATA/files ---- */

/* Seals bytes under the key and puts them in the store, fsynced, before the act that refers to
 * them; in workers and jobs. hash: SHA-256 of the plain bytes keyed by the data key, so that equal
 * files of different people differ. */
MUST_USE err file_put(arena *a, const char *data_dir, const struct data_key *key, str bytes,
                      sha256 *hash);
MUST_USE err file_get(arena *a, const char *data_dir, const struct data_key *key,
                      const sha256 *hash, str *bytes);

/* ---- documents ---- */

struct document_new {
    int64_t case_id; /* whose key seals it */
    str case_number;
    int64_t account; /* who may fetch it, 0: nobody yet */
    const struct service *service;
    const struct service_output *output; /* what is issued; its letter is the text */
    str lang;
    val data;       /* what the letter shows; also attached for machines */
    str authority;  /* office that seals it */
    str number;     /* STR_NULL: the next of scheme "document-number" */
    int64_t record; /* the entry of a register that it attests to, 0: none */
};
/* Records the document and queues its rendering; within seconds it exists as a sealed PDF.  Event
 * document.issued. */
MUST_USE err document_issue(act *a, const struct document_new *d, int64_t *id, str *number,
                            str *code);
/* A document that a newer one replaces, or that is no longer valid.  Events document.replaced,
 * document.revoked. */
MUST_USE err document_revoke(act *a, int64_t id, str reason, int64_t replaced_by);

/* Documents of a case for its page. */
struct document_facts {
    int64_t id, account;
    str number, service, kind, lang, state;
    instant issued, ended; /* ended: since when it is replaced or revoked; 0: it is valid */
    str replaced_by;       /* number of the document that took its place; empty: none, or it is
                              somebody else's */
    bool ready;
};
MUST_USE err documents_of_case(struct db *db, arena *a, int64_t case_id,
                               const struct document_facts **out, size_t *n);

/* The document whose QR code holds that text: of which case, and whether it tells a decision
 * against which one may appeal. */
struct document_coded {
    bool found, appeal;
    int64_t case_id;
};
MUST_USE err document_by_code(struct db *db, const struct site *s, str code,
                              struct document_coded *out);
/* In a worker: sends the PDF of a document of that case, whose key the caller has opened after the
 * look was traced.  REFUSED(ERR_MISSING). */
MUST_USE err document_send(struct web *w, int64_t case_id, const struct data_key *key, str number);
/* The code under which anybody checks it at /verify/CODE, for whom its case is open.
 * key: the case's. */
MUST_USE err document_code(struct db *db, arena *a, int64_t id, const struct data_key *key,
                           str *code);

/* What people call it: the title of the service's output. */
str document_title(const struct site *s, str service, str output, str lang);

#endif
