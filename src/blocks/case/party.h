/* blocks/case/party.h - applications that several people fill in and sign.  A party is one who
 * takes part beside the applicant, by the name that the service declares; the applicant's is empty.
 */
#ifndef BLOCKS_CASE_PARTY_H
#define BLOCKS_CASE_PARTY_H

#include "blocks/case/case.h"

#define PARTY_APPLICANT "applicant"

/* ---- in workers ---- */

/* The case of the route's parameter with its key, for who takes part in it; *party is whose eyes
 * see it.  404 for everybody else. */
MUST_USE err party_of_route(struct web *w, const char *param, struct q_case *c,
                            struct data_key *key, str *party);
/* The same for a case that was found: REFUSED(ERR_DENIED) for who takes no part in it. */
MUST_USE err party_open(struct web *w, const struct q_case *c, struct data_key *key, str *party);
/* The answers as a copy for one who takes part: without what others keep to themselves. */
val party_seen(arena *a, const struct form *form, str party, val answers);
/* What registers hold, as form_env.held has it: of who is signed in what their own part asks, of
 * others what they have shown; all of their own where the service has no parties. */
MUST_USE err party_held(struct web *w, const struct service *v, str party, val answers, val *out);
/* A fingerprint of one party's answers: says to the act from which ones a page went out. */
str party_own(arena *a, const struct form *form, str party, val answers);
/* Whether nothing of the form is kept from that party. */
bool party_sees_all(const struct form *form, str party);
/* Whether a file that was handed in under that name of an input is kept from that party. */
bool party_hidden(const struct form *form, str input, str party);

/* Whether a decision reads what is kept from that party: then its explanation is, too. */
bool party_ruled(arena *a, const struct service *v, str decision, str party);

/* How far one who takes part is. */
struct party_state {
    const struct service_party *p; /* null: the applicant */
    str id, title, name;           /* name: of their account, empty before they joined */
    int64_t account;               /* 0: nobody has joined */
    instant joined, signed_at, fell;
    str by;      /* whose change took the signature away: a party's id */
    bool asked;  /* the form asks them something with the answers there are */
    bool valid;  /* their signature is on the answers as they are */
    bool wanted; /* their signature is needed, and not there */
};
/* The applicant first, then the service's parties in their order.  key: the case's; answers as they
 * are stored; env may be null: then everybody is asked. */
MUST_USE err party_states(struct db *db, arena *a, const struct site *s, const struct q_case *c,
                          const struct data_key *key, const struct service *v, str lang,
                          val answers, const struct form_env *env, struct party_state **out,
                          size_t *n);
/* The label of an answer where all are shown together: "Name (Partner)", the applicant's own as it
 * is. */
str party_label(arena *a, const struct site *s, const struct service *v, str party, str label,
                str lang);
/* "Partner" in a language; the word for the applicant is the caller's. */
str party_title(const struct site *s, const struct service *v, str party, str lang);

/* ---- in acts ---- */

/* Owner policy of a draft, or of a case by its number: whoever takes part in it. */
err party_owner(act *a, val in);
MUST_USE err party_of_act(act *a, const struct q_case *c, str *party);
/* What a draft begins with: of the answers that came the applicant's own. */
MUST_USE err party_start(act *a, const struct service *v, val *answers);
/* What case.save is to store: what stands there, with the saver's own answers in it.  REFUSED (409)
 * where those were changed since the page went out.  Takes away signatures on other answers. */
MUST_USE err party_save(act *a, const struct q_case *c, const struct data_key *key,
                        const struct service *v, val in, val *answers);
/* The part of case.submit before the answers are checked: refuses while somebody's part or
 * signature is missing.  *again where what registers hold of the applicant has changed since others
 * signed: the draft is stored so, they are told, and nothing is sent. */
MUST_USE err party_ready(act *a, const struct q_case *c, const struct data_key *key,
                         const struct service *v, val *answers, bool *again);

/* The part after it: who took part is a party of the case, in the event's body and told. */
MUST_USE err party_sent(act *a, const struct q_case *c, const struct data_key *key,
                        const struct service *v, val answers, val_builder *event);
/* What held is for a form in an act: of the answers' own store. */
val party_held_stored(arena *a, val answers);
/* An account ends: REFUSED while it takes part in what runs; it leaves drafts. */
MUST_USE err parties_forget(act *a, int64_t account);
/* The owner throws the draft away: who takes part is told. */
MUST_USE err party_dropped(act *a, const struct q_case *c);
/* At the end of a draft: nothing of it stays. */
MUST_USE err party_drop(act *a, int64_t case_id);

act_fn act_invite, act_take_back, act_invitation, act_join, act_decline, act_part, act_sign,
    act_unsign;

/* What notify.send and document.issue are addressed to. */
extern const struct port_parties party_port;

/* Rows of `stoa verify`: who takes part and signed, against the events. */
struct verify;
MUST_USE err party_verify(struct verify *v, arena *a, int64_t case_id, const struct data_key *key,
                          bool erased);

/* ---- pages ---- */

struct ask;
struct v_case_check;
/* The parties' share of the page that shows all answers. */
MUST_USE err party_check(struct ask *k, struct v_case_check *v);
/* Says on a page of the form that it is private. */
void party_told(struct ask *k);
web_fn show_invite, invite_prepare, invite_made, invite_again, show_part, part_prepare, part_done,
    show_take_back, sign_prepare, show_join, join_prepare, show_invitation, join_again, join_done,
    show_decline, decline_done;

#endif
