/* blocks/identity/kept.h - what an account keeps to be offered again, with its history: where money
 * goes.  Sealed under the account's key, and gone with the account. */
#ifndef BLOCKS_IDENTITY_KEPT_H
#define BLOCKS_IDENTITY_KEPT_H

#include "act/act.h"
#include "act/web.h"

#define KEPT_IBAN "iban" /* an account at a bank, as typed_iban writes it */

enum { KEPT_MOST = 50 };

/* Keeps a value for who acts, instead of an earlier one; *changed is false where it is kept
 * already, *replaced is true where another was kept before.  Event account.kept. */
MUST_USE err account_keep(act *a, const char *kind, str value, bool *changed, bool *replaced);
/* Ends what is kept; *n is 0 where nothing was.  Event account.kept_ended. */
MUST_USE err account_keep_end(act *a, const char *kind, int64_t *n);

struct account_kept {
    str value;
    instant made;
    int64_t ended; /* 0: it is the one that is offered */
};
/* What the reader's account keeps and has kept, the newest first; opens the own keys.  None for
 * who is not signed in. */
MUST_USE err account_kept_of(struct web *w, const char *kind, const struct account_kept **out,
                             size_t *n);
/* The one that is offered; empty where there is none. */
MUST_USE err account_kept_now(struct web *w, const char *kind, str *out);
/* All of it for a person's copy, as the member "kept". */
MUST_USE err account_kept_mine(struct web *w, val_builder *b);

#endif
