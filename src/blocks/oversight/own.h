/* blocks/oversight/own.h - for the files of this block only. */
#ifndef BLOCKS_OVERSIGHT_OWN_H
#define BLOCKS_OVERSIGHT_OWN_H

#include "blocks/oversight/oversight.h"
#include "views/oversight.h"

/* The last checkpoint with its signature verified; size 0 and an empty note where none is signed
 * yet. */
struct signed_log {
    struct checkpoint c;
    str note, vkey;
    int64_t at;
};
MUST_USE err signed_log_read(struct web *w, struct signed_log *out);

web_fn show_checkpoint, show_tile, show_vkey, show_proof;
web_fn show_log, check_receipt, show_status;

/* The block's part of `stoa verify`. */
struct verify;
err oversight_verify(struct verify *v);

#endif
