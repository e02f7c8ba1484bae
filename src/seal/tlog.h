/* seal/tlog.h - the Merkle log: RFC 6962 hashing, stored as C2SP tlog-tiles, proofs after RFC
 * 9162, 2.1.3 and 2.1.4. No storage here: tiles go out and come in by callbacks. */
#ifndef SEAL_TLOG_H
#define SEAL_TLOG_H

#include "seal/hash.h"

enum { TLOG_TILE = 256, TLOG_LEVELS = 8, TLOG_ENTRIES = -1, TLOG_SALT = 16, TLOG_PROOF = 64 };

/* The entry of a leaf: SHA-256(salt || canonical form).  Its hash in the tree: SHA-256(0x00 ||
 * entry). */
sha256 tlog_entry(const uint8_t salt[TLOG_SALT], str canonical);
sha256 tlog_leaf(const sha256 *entry);
sha256 tlog_node(const sha256 *left, const sha256 *right);
sha256 tlog_leaf_of(str entry); /* entries of any length, as other logs have them */
sha256 tlog_empty_root(void);

/* One tile: level 0..7 hashes, or TLOG_ENTRIES for a bundle of entries (u16 big-endian length and
 * bytes each). */
struct tlog_tile {
    int level;
    uint64_t index;
    unsigned width; /* 1..256; below 256 the tile is partial */
    str bytes;
};
/* "tile/0/x001/234", "tile/entries/000.p/12"; and back (ERR_SYNTAX). */
str tlog_tile_path(arena *a, const struct tlog_tile *t);
MUST_USE err tlog_tile_parse(str path, struct tlog_tile *out);

/* ---- appending: about 72 KB of state, the right edge of the tree ---- */
typedef err tlog_store(void *ctx,
                       const struct tlog_tile *t); /* bytes are borrowed during the call */
typedef err tlog_fetch(void *ctx, int level, uint64_t index, unsigned width, str *bytes);
struct tlog {
    uint64_t size;
    tlog_store *store;
    void *ctx;
    sha256 tiles[TLOG_LEVELS][TLOG_TILE];
    uint8_t entries[TLOG_TILE * 34];
};
void tlog_init(struct tlog *t, tlog_store *store, void *ctx);
/* The state of a log of this size from its stored tiles (partial ones where partial).  What fetch
 * says; FAULT(ERR_CRYPTO) where a tile is short or an entry does not fit its hash. */
MUST_USE err tlog_load(struct tlog *t, uint64_t size, tlog_fetch *fetch, void *fetch_ctx);
/* Full tiles are stored as they fill: what store says.  The leaf's index is t->size before. */
MUST_USE err tlog_append(struct tlog *t, const sha256 *entry);
/* The log as it is now, to go back to: what of the edge is in use, some kilobytes in the arena. */
struct tlog_mark;
const struct tlog_mark *tlog_mark_get(arena *a, const struct tlog *t);
void tlog_rewind(struct tlog *t, const struct tlog_mark *m);
/* Stores the partial tiles that a checkpoint of the present size needs. */
MUST_USE err tlog_flush(const struct tlog *t, tlog_store *store, void *ctx);
sha256 tlog_root(const struct tlog *t);

/* ---- proofs ---- */
struct tlog_proof {
    sha256 h[TLOG_PROOF];
    size_t n;
};
/* From stored tiles of a log of this size; fetch is asked for exactly the tiles that exist at this
 * size. ERR_RANGE where index or sizes do not exist. */
MUST_USE err tlog_prove_inclusion(uint64_t size, uint64_t index, tlog_fetch *fetch, void *ctx,
                                  struct tlog_proof *out);
MUST_USE err tlog_prove_consistency(uint64_t old_size, uint64_t new_size, tlog_fetch *fetch,
                                    void *ctx, struct tlog_proof *out);
MUST_USE err tlog_root_at(uint64_t size, tlog_fetch *fetch, void *ctx, sha256 *out);

/* REFUSED(ERR_CRYPTO) where the proof does not show it. */
MUST_USE err tlog_check_inclusion(uint64_t index, uint64_t size, const sha256 *leaf,
                                  const sha256 *root, const sha256 *proof, size_t n);
MUST_USE err tlog_check_consistency(uint64_t old_size, uint64_t new_size, const sha256 *old_root,
                                    const sha256 *new_root, const sha256 *proof, size_t n);
/* The same for the subtree of leaves start..end-1 (a valid one: start is a multiple of the power of
 * two at or above end - start) against the tree of that size;
 * draft-ietf-plants-merkle-tree-certs, 4.4. */
MUST_USE err tlog_check_subtree(uint64_t start, uint64_t end, uint64_t size,
                                const sha256 *subtree_root, const sha256 *root, const sha256 *proof,
                                size_t n);
bool tlog_subtree_valid(uint64_t start, uint64_t end);

/* Of a few leaf hashes that are all there (some hundred: a path costs as many hashes as there are
 * leaves): the root, and the proof of inclusion of one, which tlog_check_inclusion takes.  Gives
 * how many hashes it has.  Borrows leaves. */
sha256 tlog_tree_root(const sha256 *leaves, size_t n);
size_t tlog_tree_path(const sha256 *leaves, size_t n, size_t index, sha256 out[TLOG_PROOF]);

#endif
