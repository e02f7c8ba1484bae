/* blocks/identity/card.h - code cards: numbered one-time codes on paper, for who has neither mail
 * nor telephone.  For the files of this block, and for blocks that let a code say yes. */
#ifndef BLOCKS_IDENTITY_CARD_H
#define BLOCKS_IDENTITY_CARD_H

#include "blocks/identity/identity.h"

enum { CARD_CODES = 40, CARD_GUESSES = 10, CARD_LOW = 5 };

/* Whether the account has a card, and how many of its codes are still good. */
MUST_USE err code_card_of(struct db *db, int64_t account, bool *has, int64_t *left);
/* The code that is asked for next, of the card in hand and of one under way by letter; 0: none is
 * left, none is under way. */
struct card_asked {
    int64_t n, next;
};
MUST_USE err card_asks(struct db *db, int64_t account, struct card_asked *out);
/* Uses up one of the card's codes as it was typed: one that was asked for, or any where `asked` is
 * null.  REFUSED with the field's name where it is not, was used, or too many were wrong lately
 * from this network (429); a wrong one is counted.  With the last few the next card goes out by
 * letter.
 */
MUST_USE err card_use(act *a, int64_t account, str typed, const struct card_asked *asked,
                      const char *field);
/* The next card by letter, at most three a week; the one in hand stays good until a code of the new
 * one was used. */
struct q_account;
MUST_USE err card_send(act *a, const struct q_account *acc);
/* The same, saying whether it went. */
MUST_USE err card_try(act *a, const struct q_account *acc, bool *sent);
/* None of its codes is good any more. */
MUST_USE err card_lose(act *a, int64_t account);
/* Whether this may be a code of the account's card: then card_use() is to be asked. */
MUST_USE err card_knows(act *a, int64_t account, str typed, bool *out);
/* An account ends. */
MUST_USE err card_forget(act *a, int64_t account);

/* An address, or the national number of who has none ("number:..."): what an account is found by.
 * Empty where it is neither. */
str login_normal(arena *a, str typed);

/* The second step at sign-in (step.c).  Whether it is asked of an account: its owner wants it, or
 * one of its roles needs it. */
MUST_USE err step_needed(act *a, const struct q_account *acc, bool *out);
/* What a session is worth: of an account without a link low; with one substantial, where the site
 * asks no second step for that or there was one. */
enum level step_level(const struct site *s, const struct q_account *acc, bool stepped);
act_fn act_step_up, act_step_set, act_step_card, act_card_lost;
web_fn show_step, step, step_done, step_again, show_step_card, step_card, step_carded,
    step_card_again, show_step_up, step_up_again, show_step_set, step_set, step_set_done,
    step_set_again, show_lost, lost_done, lost_again, own_password_prepare;

/* A card at the counter, and one by letter for oneself. */
act_fn act_card_counter, act_card_order;
/* Their pages. */
web_fn show_card_counter, card_counter, card_countered, card_counter_again, show_card, card_order,
    card_ordered, card_order_again;

#endif
