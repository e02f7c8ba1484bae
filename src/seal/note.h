/* seal/note.h - signed notes and checkpoints (C2SP signed-note, tlog-checkpoint), Ed25519. */
#ifndef SEAL_NOTE_H
#define SEAL_NOTE_H

#include "seal/hash.h"

struct checkpoint {
    str origin;
    uint64_t size;
    sha256 root;
};

/* "origin\nsize\nbase64 root\n" */
str checkpoint_text(arena *a, const struct checkpoint *c);
/* ERR_SYNTAX.  Extension lines are accepted and ignored. */
MUST_USE err checkpoint_parse(arena *a, str text, struct checkpoint *out);

/* The verification key as text: name+hash+base64(0x01 || public key). */
str note_vkey(arena *a, str name, const uint8_t public_key[32]);
/* text ends with a newline and holds no empty-line separator; secret: libsodium's 64 bytes. */
str note_sign(arena *a, str text, str name, const uint8_t secret[64]);
/* The note with one signature more, of the same text. */
str note_sign_also(arena *a, str note, str name, const uint8_t secret[64]);
/* The signed text where one of the note's signatures is by vkey.  REFUSED(ERR_SYNTAX,
 * ERR_CRYPTO). */
MUST_USE err note_open(arena *a, str note, str vkey, str *text);

#endif
