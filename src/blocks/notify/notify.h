/* blocks/notify/notify.h - messages: the inbox, mail, paper letters. */
#ifndef BLOCKS_NOTIFY_NOTIFY_H
#define BLOCKS_NOTIFY_NOTIFY_H

#include "act/act.h"
#include "act/job.h"
#include "act/web.h"

extern const struct block block_notify;

/* A message to an account: into its inbox (sealed under the account's key), and a mail that says
 * there is one and what it is about, without personal data beyond the name. Either engine words or
 * a letter of the service. */
struct notice {
    int64_t account;
    enum word_id word_subject, word_body; /* engine words with data as arguments ... */
    const struct service_letter
        *letter; /* ... or a service's letter in the account's language, data its values */
    val data;
    int64_t case_id;
    str case_number;
    str path;         /* where the message leads, "/cases/2026-000001"; may be empty */
    int64_t document; /* attached document, 0: none */
    bool no_mail;     /* into the inbox alone: who reads it has chosen so */
};
MUST_USE err notify_send(act *a, const struct notice *n);
/* Whether this act sent that account something about that case; to be asked once. */
bool notify_sent_now(act *a, int64_t account, int64_t case_id);

/* When an account was told of what happened in a case at that moment, and when it was read; both 0
 * where nothing was sent, read 0 where it was not read yet. */
MUST_USE err notify_told(struct db *db, int64_t account, int64_t case_id, instant at, instant *sent,
                         instant *read);

/* Whether the first letter to a person within so many milliseconds of a moment was queued, and when
 * it was printed; 0 where it lies in the spool still. */
MUST_USE err notify_posted(struct db *db, int64_t person, instant since, int64_t within,
                           bool *queued, instant *printed);

/* A mail alone, to an address that may have no account, in a language of the site; sealed under the
 * subject's key until it is sent.  The words get data and `address`, that of the site. */
struct mail_to {
    str email, lang;
};
MUST_USE err notify_mail(act *a, enum subject_kind kind, int64_t id, const struct mail_to *to,
                         enum word_id subject, enum word_id body, val data);

/* Who takes part in a case, for messages and documents: filled by the block that keeps cases. */
struct port_parties {
    /* The accounts that `to` means: "applicant", "all", or a party of the case's service; none
     * where nobody of them has an account.  REFUSED where the service has no such party. */
    err (*accounts)(act *a, int64_t case_id, str to, const int64_t **out, size_t *n);
};
/* What the input `to` of a task means, or where there is none its input `account`. */
MUST_USE err notify_addressees(act *a, const struct task_call *t, const int64_t **out, size_t *n);

/* A demonstration's mail page gets what would have left; elsewhere nothing happens. */
MUST_USE err notify_shown(struct job_run *j, const char *kind, str address, str subject, str body);

#endif
