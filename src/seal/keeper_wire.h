/* seal/keeper_wire.h - frames between the keeper and its clients.
 *   request: u32 length of what follows, u32 number, u8 operation, body
 *   answer:  u32 length of what follows, u32 the request's number, u8 class, u8 code of the err,
 *            body on OK
 * The number lets a client tell an answer that came too late from the one it waits for.
 * Bodies are written with buf_* and read with rdr_*, see keeper_core.c. */
#ifndef SEAL_KEEPER_WIRE_H
#define SEAL_KEEPER_WIRE_H

#include "seal/keeper.h"

enum {
    KEEPER_HEAD = 8, /* length and number */
    KEEPER_FRAME_MAX = 128 * 1024,
    KEEPER_LIST_MAX = 256,
    WRAPPED = AEAD_EXTRA + 32
};

#endif
