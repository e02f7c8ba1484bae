/* blocks/identity/card.h - code cards: numbered one-time codes on paper, for who has neither mail
 * nor telephone.  For the files of this block, and for blocks that let a code say yes. */
#ifndef BLOCKS_IDENTITY_CARD_H
#define BLOCKS_IDENTITY_CARD_H

#include "blocks/identity/identity.h"

enum { CARD_CODES = 40, CARD_GUESSES = 10 };

/* Whether the account has a card, and how many of its codes are still good. */
MUST_USE err code_card_of(struct db *db, int64_t account, bool *has, int64_t *left);
/* Uses up one of the card's codes as it was typed.  REFUSED with the field's name where it is none
 * of them, was used, or too many were wrong lately (429); a wrong one is counted. */
MUST_USE err card_use(act *a, int64_t account, str typed, const char *field);
/* Whether this may be a code of the account's card: then card_use() is to be asked. */
MUST_USE err card_knows(act *a, int64_t account, str typed, bool *out);
/* An account ends. */
MUST_USE err card_forget(act *a, int64_t account);

/* An address, or the national number of who has none ("number:..."): what an account is found by.
 * Empty where it is neither. */
str login_normal(arena *a, str typed);

/* A card at the counter, and one by letter for oneself. */
act_fn act_card_counter, act_card_order;
/* Their pages. */
web_fn show_card_counter, card_counter, card_countered, card_counter_again, show_card, card_order,
    card_ordered, card_order_again;

#endif
