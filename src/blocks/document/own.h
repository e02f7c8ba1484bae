/* blocks/document/own.h - for the files of this block only. */
#ifndef BLOCKS_DOCUMENT_OWN_H
#define BLOCKS_DOCUMENT_OWN_H

#include "act/job.h"
#include "blocks/document/document.h"
#include "blocks/document/lay.h"
#include "blocks/document/store.h"

/* The rows of block.c. */
err job_render(struct job_run *j);
act_fn act_ready;
web_fn show_verify, check_upload, show_code, show_document, show_document_id;
extern const struct task_type document_tasks[];
struct mine;
MUST_USE err documents_mine(struct mine *m);
MUST_USE err documents_forget(act *a, int64_t account);

/* 16 random bytes for a QR code; the row keeps their hash, the sealed data keep them for the
 * press. */
str document_new_code(arena *a);
/* Where a code leads: /verify/CODE at the site's public address; and that address. */
str document_address(arena *a, const struct boot *b, str code);
str public_address(const struct boot *b);
/* The document made by the press and sealed, now.  FAULT(ERR_PEER). */
MUST_USE err document_print(struct job_run *j, const struct press_doc *doc, str *pdf);
/* What people call it, also where it is an extract of a register. */
str document_called(const struct site *s, const struct q_document *d, str lang);
struct v_verdict;
/* The page of a verdict, with the facts of a document; d may be null. */
MUST_USE err document_verdict(struct web *w, struct v_verdict *v, const struct q_document *d);
/* The same by what the row says of one that is genuine; sealed: its content was checked, too. */
MUST_USE err document_judged(struct web *w, struct v_verdict *v, const struct q_document *d,
                             bool sealed);

/* ---- extracts of registers ---- */

/* The rows of block.c. */
err job_extract(struct job_run *j);
/* Entries on one page, at most; a ticket opens 256 keys. */
enum { HELD_MOST = 100 };
act_fn act_extract_issue, act_extract_counter, act_extract_open, act_extract_end, act_extract_held;
web_fn show_extracts, show_extract_new, extract_in, extract_again, extract_open_in, send_extract,
    send_token, extract_counter_in, to_extract, extract_counter_again, show_extract_given,
    show_issuer, extract_end_in, extract_held_in, show_held, show_held_one;
/* Ends the valid extracts of an entry that show another value than was written; ends all of one
 * that was annulled.  Whoever has one is told. */
MUST_USE err extract_corrected(act *a, const struct event *e);
MUST_USE err extract_annulled(act *a, const struct event *e);
/* An SD-JWT that somebody shows is judged; nothing of it is kept. */
MUST_USE err check_token(struct web *w, str text);
/* The public keys of the certificates that seal, as a JWK set. */
MUST_USE err seal_keys(arena *a, const struct authority *au, val *out);

/* Whether an output of a service tells a decision against which one may appeal. */
bool document_appeals(const struct site *s, str service, str output);

#endif
