/* blocks/case/kept.h - the account at a bank that people let the house keep, and forms that offer
 * it; for the files of this block only. */
#ifndef BLOCKS_CASE_KEPT_H
#define BLOCKS_CASE_KEPT_H

#include "act/act.h"
#include "blocks/case/pages.h"

/* Rows of block.c: account.keep_iban takes "iban", account.forget_iban nothing. */
act_fn act_keep_iban, act_forget_iban;
web_fn show_bank, keep_iban_ask, keep_iban_again, to_bank;

/* Keeps it for who acts and tells them where it replaces another; REFUSED where it is none. */
MUST_USE err iban_keep(act *a, str iban);
/* The last four signs alone: whoever looks over a shoulder learns no account. */
str iban_masked(arena *a, str iban);

/* Whether the page asks its own applicant for an account; name is that of its input. */
bool kept_asked(struct ask *k, str *name);
/* Prints the choices below the page's questions: the kept account as a button, and whether to keep
 * what is typed.  Nothing where the page asks for none, or there is no account to keep it with. */
MUST_USE err kept_print(struct ask *k);
/* Puts the kept account into the body where it was chosen; *keep is what is to be kept, by the
 * tick, else empty. */
MUST_USE err kept_take(struct ask *k, val *body, str *keep);

#endif
