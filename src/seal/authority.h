/* seal/authority.h - what is known of the site's certificate authority: every certificate that it
 * made, which are in use, which were revoked, and the keys that signed the log before.  Public;
 * keys are named by their files, which only the keeper opens. */
#ifndef SEAL_AUTHORITY_H
#define SEAL_AUTHORITY_H

#include "base/base.h"

enum cert_kind { CERT_ROOT, CERT_ISSUING, CERT_SEAL, CERT_STAMP, CERT_KINDS };

struct authority_cert {
    enum cert_kind kind;
    str serial, by; /* hexadecimal; by: the issuer's serial, its own for a root */
    str pem;
    str key;        /* its key's file in DIR/keys; empty where the key was destroyed */
    str crl;        /* of a root or issuing certificate: PEM; empty before the first */
    instant crl_at; /* when that list was made */
    instant from, to;
};
struct authority_revoked {
    str serial, reason; /* a word of x509_reason */
    instant at;
};
/* A key that signed the log before, and the note by which it names the one after it. */
struct authority_step {
    str vkey, note;
};
struct authority {
    str url; /* of the site, in certificates to come; empty: they name no list */
    str country, organisation, name;
    struct authority_cert *certs; /* newest first: the first of a kind is in use */
    size_t n;
    struct authority_revoked *revoked;
    size_t n_revoked;
    struct authority_step *steps; /* oldest first */
    size_t n_steps;
    int64_t crl_number;
    str log_key, log_next; /* files; next: takes over with the next checkpoint, or empty */
};

/* The text of DIR/keys/authority.json.  ERR_SYNTAX. */
MUST_USE err authority_parse(arena *a, str text, struct authority *out);
str authority_text(arena *a, const struct authority *au);

/* In use, or null: sites from before there was an issuing certificate have none until the
 * root is changed. */
const struct authority_cert *authority_now(const struct authority *au, enum cert_kind kind);
const struct authority_cert *authority_cert(const struct authority *au, str serial);
const struct authority_revoked *authority_revoked(const struct authority *au, str serial);
str cert_kind_text(enum cert_kind k); /* "root", "issuing", "seal", "stamp" */
/* PEM after PEM: the seal's issuers up to the root; every root and issuing certificate there ever
 * was, the root in use first. */
str authority_chain(arena *a, const struct authority *au);
str authority_trust(arena *a, const struct authority *au);

/* Whether a seal, or a time stamp, made at that moment by that certificate (PEM) of that kind
 * counts: each certificate up to the root was valid then, and none was revoked before; one whose
 * key was stolen counts at no time, for who has the key writes any time into a seal. */
enum seal_standing { SEAL_STANDS, SEAL_OUT_OF_TIME, SEAL_REVOKED, SEAL_COMPROMISED };
enum seal_standing authority_judge(const struct authority *au, enum cert_kind kind, str signer_pem,
                                   instant at);

/* ---- keys of the log ---- */

/* The note by which a log's key gives its place to another: from tree size `size` on.
 *   origin, "succession", size, root in base64, the new key as note_vkey writes it */
str succession_text(arena *a, str origin, uint64_t size, str root_b64, str vkey);
/* Each step is signed by its own key and names the next one's, the last names vkey.
 * REFUSED(ERR_CRYPTO). */
MUST_USE err succession_check(arena *a, const struct authority_step *steps, size_t n, str vkey);
/* note_open by the key in use, or by an earlier one where the note's size is not past that key's
 * end.  REFUSED(ERR_SYNTAX, ERR_CRYPTO). */
MUST_USE err succession_open(arena *a, const struct authority *au, str vkey, str note, str *text);

#endif
