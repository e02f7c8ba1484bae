/* blocks/exchange/stamps.h - time stamps over messages between nodes (decision 082): some messages
 * a token, by a tree of hashes. */
#ifndef BLOCKS_EXCHANGE_STAMPS_H
#define BLOCKS_EXCHANGE_STAMPS_H

#include "act/act.h"
#include "act/job.h"
#include "act/verify.h"
#include "seal/tlog.h"

/* The leaf of a message: SHA-256(0x00 || asked || "\n" || answered), both as they were signed. */
sha256 stamp_leaf(arena *a, str asked, str answered);

/* Every ten seconds: the messages that have no stamp are put into a tree, its root is stamped: by
 * the authority of the settings (tsa.h), or by the site's own. */
err job_stamp(struct job_run *j);
act_fn act_stamp;

/* stoa verify: each message lies in the tree of its stamp, each stamp is over the root by the
 * site's own authority, or by the other that it names. */
struct stamps_seen {
    uint64_t messages;
    uint64_t unjudged; /* of another authority, whose certificate is not at hand */
    int64_t good;      /* the stamp that was looked at last, and was good */
};
verify_batch stamps_batch;

#endif
