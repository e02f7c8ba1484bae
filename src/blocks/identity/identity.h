/* blocks/identity/identity.h - accounts, sessions, roles, and the link from an account to a
 * person's record. */
#ifndef BLOCKS_IDENTITY_IDENTITY_H
#define BLOCKS_IDENTITY_IDENTITY_H

#include "act/act.h"
#include "act/web.h"

extern const struct block block_identity;

/* How to reach an account: opened with the account's key, for messages. */
struct contact {
    int64_t account, person;
    str email, name, lang;
    bool found;
};
MUST_USE err identity_contact(act *a, int64_t account, struct contact *out);

/* The language in which a person is written to: of their account, else the other one given (what
 * they themselves filled in is in); and the same of who has an account of that address (normal). */
MUST_USE err identity_lang(act *a, int64_t person, str other, str *out);
MUST_USE err identity_lang_at(act *a, str email, str other, str *out);

/* Roles held today; none for an unknown account. */
MUST_USE err identity_roles(struct db *db, arena *a, int64_t account, const struct role_at **out,
                            size_t *n);
/* The linked person record, 0 where there is none. */
MUST_USE err identity_person(struct db *db, int64_t account, int64_t *person);
/* The account linked to a person record, 0 where there is none. */
MUST_USE err identity_account_of(struct db *db, int64_t person, int64_t *account);
/* An officer's name as colleagues and citizens may see it (kept in clear for accounts with roles),
 * else STR_NULL. */
MUST_USE err identity_officer(struct db *db, arena *a, int64_t account, str *name);
/* Officers who hold one of the roles of a group, for handing over: at most 200. */
struct officer {
    int64_t account;
    str name;
};
MUST_USE err identity_officers(struct db *db, arena *a, const struct office_group *g,
                               const struct officer **out, size_t *n);

/* That an office is closed for a while: now, else the next time that is agreed on.  standin: the
 * office that serves meanwhile, empty where none does; until: the last day, n 0: until it is
 * lifted. */
struct office_rest {
    bool found, now;
    str standin;
    day from, until;
};
MUST_USE err identity_rest(struct db *db, str office, struct office_rest *out);

/* Accounts with a role that administrates an office (`may: [administer]`), each once. */
MUST_USE err identity_administrators(act *a, const int64_t **out, size_t *n);

/* Links an account to a person record: by a letter's code (identity's own act), or here by an
 * officer who has established who they are.  Event account.linked.  REFUSED where either has
 * another link. */
MUST_USE err identity_link(act *a, int64_t account, int64_t person, const char *how);
/* The entry is nobody's any more: the account that was linked to it is not, its sessions and tokens
 * end.  *account: that account, or 0 where there is none.  Event account.unlinked. */
MUST_USE err identity_unlink(act *a, int64_t person, const char *how, int64_t *account);

/* "Mari@Example.ORG " to what is indexed: trimmed, small letters; empty where it is no address. */
str mail_normal(arena *a, str typed);

/* Counts one of `most` in a quarter of an hour for the account that acts, or for the client's
 * network where nobody is signed in; refuses (429) past it. */
MUST_USE err identity_limit(act *a, const char *what, int64_t most);

/* Of what can be guessed: refuses (429) past `most` refused tries of the acting account in a
 * quarter of an hour; that this one is refused counts, that it succeeds does not. */
MUST_USE err identity_guess(act *a, const char *what, int64_t most);
/* What waits for who is signed in, for the page of their account; a later block fills this port. */
struct todo {
    str name, service, number;
    int64_t due; /* ms; 0: no day */
    str path;
};
struct port_todo {
    err (*list)(struct web *w, const struct todo **out, size_t *n);
};

/* Paper letters with codes are written by a later block: it fills this port. */
struct port_post {
    /* To the registered address of a person: an engine word pair as subject and body with data, in
     * the language of their account, else in `lang`; queued in the print spool. */
    err (*letter)(act *a, int64_t person, str lang, enum word_id subject, enum word_id body,
                  val data);
    /* Mail to an address that has no inbox yet (confirmation codes), queued. */
    err (*mail)(act *a, int64_t account, str email, str lang, enum word_id subject,
                enum word_id body, val data);
    /* Finds the person record that somebody claims is theirs, by national number and birth date as
     * typed; 0 where none fits. The caller must not let the answer show in time or words. */
    err (*person)(act *a, str number, day born, int64_t *person);
};
/* Radios `lang` of the site's languages, each in its own words, one chosen. */
struct field_view identity_lang_field(struct web *w, str label, str hint, str chosen);
/* A date typed as NAME (ISO) or in three fields; null where it is none. */
val posted_date(struct web *w, const char *name);
/* Whether somebody may link accounts to people: a role that serves at the counter, or may write the
 * register of people. */
bool identity_links(const struct site *s, const struct actor *who);
/* Whether who is signed in may serve people at the counter (/desk/counter): who may link. */
bool identity_may_serve(const struct web *w);
/* Whether they may ask for and confirm who works where (/desk/officers). */
bool identity_may_administer(const struct web *w);

#endif
