/* blocks/identity/own.h - for the files of this block only. */
#ifndef BLOCKS_IDENTITY_OWN_H
#define BLOCKS_IDENTITY_OWN_H

#include "blocks/identity/identity.h"
#include "blocks/identity/store.h"
#include "seal/token.h"

enum {
    SESSION_IDLE_MS = 30 * 60 * 1000,
    SESSION_MOST_MS = 12 * 3600 * 1000,
    SESSION_STALE_MS = 5 * 60 * 1000,
    HOUR_MS = 3600 * 1000,
    ATTEMPTS_MS = HOUR_MS / 4,
    CODE_TRIES = 6,
    PASSWORD_LEAST = 10,
    PASSWORD_MOST = 200,
    TOKEN_MOST_MONTHS = 12,
    TOKEN_TASKS_MONTHS = 3, /* of a token that does an officer's tasks */
    TOKENS_LIVING = 10,
    TOKENS_SHOWN = 50,
    TOKEN_STALE_MS = 12 * 3600 * 1000,
    TOKEN_TICKET_MS = 36 * 3600 * 1000,
};
#define LETTER_MS ((int64_t)30 * 86400 * 1000)
/* A letter on its way is not overtaken by the next: so long the first one's code stays. */
#define LETTER_AGAIN_MS ((int64_t)7 * 86400 * 1000)

/* The keyed fingerprint of such an address, by which its account is found. */
MUST_USE err mail_blind(act *a, str normal, struct blind *out);

/* Counts a failure against a mark ("sign-in", address or account); refuses where there were too
 * many lately. */
MUST_USE err attempts_check(act *a, const char *what, str who, int64_t most);
void attempt_failed(act *a, const char *what, str who);       /* after the refusal's rollback */
MUST_USE err attempt_note(act *a, const char *what, str who); /* in an act that succeeds */

/* Takes one of `most` within the window (milliseconds, at most a week); *given is false where none
 * is left. */
MUST_USE err quota_take(act *a, const char *what, str who, int64_t most, int64_t window,
                        bool *given);

/* The keyed fingerprint under which a code of an account and purpose is kept. */
MUST_USE err code_mac(act *a, int64_t account, const char *purpose, code c, str *out);
/* A letter with such a code went out within LETTER_AGAIN_MS and can still be used. */
MUST_USE err code_fresh(act *a, int64_t account, const char *purpose, int64_t person, bool *out);
/* A new code for an account and purpose; the old one ends. */
MUST_USE err code_make(act *a, int64_t account, const char *purpose, int64_t person, int64_t ms,
                       str *text);
/* Checks and uses up a code; refuses with the field's name. *person: what it was made for. */
MUST_USE err code_use(act *a, int64_t account, const char *purpose, str typed, const char *field,
                      int64_t *person);

struct account_new {
    str email, name, lang, salt, proof, state, shown_as;
    str login; /* what it is found by where there is no email (card.h); else empty */
    int64_t person;
};
/* email: normal; salt 16 bytes; proof: SHA-256 of what Argon2id made, as hexadecimal text.  Event
 * account.created. */
MUST_USE err account_add(act *a, const struct account_new *n, int64_t *id);

/* The session's standing ticket: ends with the session, or a little after it would end unused. */
str session_ticket(act *a, str token, int64_t account, int64_t person, int64_t ends);
/* Opens a session: its token goes to the browser and is kept as a hash. */
MUST_USE err session_open(act *a, const struct q_account *acc, enum level level, str *token);

/* A new session in place of the browser's: out.token.  stepped: a code of the card, or of a letter,
 * was given as well as a password. */
MUST_USE err sign_in_done(act *a, const struct q_account *acc, bool stepped, val *out);
/* Password of an account as it was derived, against the row; wrong ones stop guessing by the
 * account that is signed in. */
MUST_USE err own_password(act *a, val in, struct q_account *acc);

/* Where a page of signing in leads afterwards; the browser's answer there, with its session. */
str sign_in_to(struct web *w);
MUST_USE err signed_in_to(struct web *w, str to);
/* To the page of the second step: address and derived password go along sealed, for ten minutes. */
MUST_USE err step_next(struct web *w, str to);

/* In a slow worker: what Argon2id makes of a password as it was typed, as hexadecimal text. */
MUST_USE err identity_proof(struct web *w, str password, str salt, str *hex);

/* The rows of block.c. */
act_fn act_create, act_confirm, act_sign_in, act_sign_out, act_touch, act_sign_out_all,
    act_password, act_link_letter, act_link_code, act_recover, act_recover_finish, act_link_counter,
    act_sweep, act_lang, act_erase;
web_fn show_sign_in, sign_in, signed_in, sign_in_again, sign_out, show_sign_up, sign_up, signed_up,
    sign_up_again, show_confirm, confirm, confirmed, confirm_again, show_account, show_link,
    link_letter, link_sent, link_again, show_link_code, link_coded, link_code_again, show_recover,
    recover, recover_sent, recover_again, show_finish, finish, finished, finish_again,
    show_password, password, password_done, password_again, show_own_data, send_own_data,
    show_erase, erase_prepare, erased, erase_again, show_erased, show_language, language_prepare,
    language_again, language_done;
/* Keeps with the account how its owner wants to read (reading.c). */
act_fn act_reading;
/* The page of the choice, and what follows a choice. */
web_fn show_reading, choose_reading, chose_reading;
/* `to` where it is a path of this house ("//other" would leave it), else `other`. */
str path_inside(str to, str other);

struct mine;
/* What accounts, sessions and tokens are of a person: for the copy of their data. */
MUST_USE err identity_mine(struct mine *m);

/* ---- tokens for programs (tokens.c, token_pages.c) ---- */

/* Who shows a token: its person, with what the token may; roles only where it does tasks. */
MUST_USE err token_resolve(struct db *db, arena *a, str token, instant now, struct actor *out);
/* Whether one of the roles lets programs do tasks: `may: [programs]` of the office. */
bool token_tasks_offered(const struct site *s, const struct actor *who);
/* All tokens of an account end: its password changed, or it is somebody else's record now. */
MUST_USE err tokens_end(act *a, int64_t account);
/* Those there are, for the copy of what is held of a person: `keys`. */
MUST_USE err tokens_mine(struct web *w, val_builder *b);
act_fn act_token_make, act_token_end, act_token_touch;
web_fn show_tokens, token_ask, token_made, token_again, to_tokens;

extern const struct port_identity identity_port;

/* The account whose address `in` names; not found where there is none.  Refuses what
 * is no address. */
MUST_USE err account_by_mail(act *a, val in, struct q_account *acc);
/* Who stands at the counter: the account of the address (acc->found) and the person of number and
 * day of birth (0: none).  Refuses officers who would help themselves. */
MUST_USE err counter_subject(act *a, val in, struct q_account *acc, int64_t *person);

/* The counter: pages for officers who may write a register of persons, and the act behind them. */
act_fn act_recover_counter;
web_fn show_counter, counter, countered, counter_again;

/* The accounts of the site's data/accounts.yaml, after every register has its records; and one
 * account as an entry of that file describes it: email, name, password, lang, person, roles. */
err identity_seed(act *a);
MUST_USE err account_seed(act *a, val v);

#endif
