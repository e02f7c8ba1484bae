#!/usr/bin/env python3
"""Independent verifier of the public log (C2SP tlog-tiles, signed-note, RFC 6962), in Python's standard library alone.

  verify_log.py SOURCE --key VKEY [--leaf HEX ...] [--since OLD_CHECKPOINT_FILE] [--tiles-only]

SOURCE is the log's address (http://host/log) or a folder that holds `checkpoint` and `tile/...`.
It checks the checkpoint's signature, recomputes the root from the entries (or, with --tiles-only, from the hash tiles),
compares every hash tile on the way, proves that each given leaf hash is included, and that the checkpoint given by
--since is of the same log's past.  Where the log's key was changed since VKEY, it follows the notes at SOURCE/keys.  Exit 0 and one line of JSON where all holds; 1 and a sentence where not.
"""
import argparse
import base64
import hashlib
import json
import os
import sys
import urllib.request


class Wrong(Exception):
    pass


# ---- Ed25519 verification (RFC 8032, 5.1.7) ----
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def _recover_x(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P:
        return None
    return P - x if (x & 1) != sign else x


def _point(data):
    y = int.from_bytes(data, "little")
    x = _recover_x(y & ((1 << 255) - 1), y >> 255)
    y &= (1 << 255) - 1
    return None if x is None else (x, y, 1, x * y % P)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _mul(s, p):
    q = (0, 1, 1, 0)
    while s:
        if s & 1:
            q = _add(q, p)
        p = _add(p, p)
        s >>= 1
    return q


_BY = 4 * pow(5, P - 2, P) % P
BASE = (_recover_x(_BY, 0), _BY, 1, _recover_x(_BY, 0) * _BY % P)


def ed25519_verify(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = _point(public), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    p, q = _mul(s, BASE), _add(r, _mul(h, a))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


# ---- notes and checkpoints ----
def open_note(note, vkey):
    """The text that the key vouches for."""
    name, key_hash, key = vkey.strip().split("+", 2)
    raw = base64.b64decode(key, validate=True)
    if raw[0] != 1 or len(raw) != 33:
        raise Wrong("the key is not Ed25519")
    ident = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if ident.hex() != key_hash:
        raise Wrong("the key's own checksum is wrong")
    text, gap, signatures = note.rpartition("\n\n")
    if not gap:
        raise Wrong("the checkpoint has no signature")
    text += "\n"
    for line in signatures.splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[0] == "\u2014" and parts[1] == name:
            sig = base64.b64decode(parts[2], validate=True)
            if sig[:4] == ident and ed25519_verify(raw[1:], text.encode(), sig[4:]):
                return text
    raise Wrong("no signature of this key fits the checkpoint")


def parse_checkpoint(text):
    lines = text.split("\n")
    root = base64.b64decode(lines[2], validate=True)
    if len(root) != 32 or str(int(lines[1])) != lines[1]:
        raise Wrong("the checkpoint is malformed")
    return lines[0], int(lines[1]), root


# ---- tiles ----
class Source:
    def __init__(self, where):
        self.where = where.rstrip("/")
        self.cache = {}

    def get(self, path):
        if path not in self.cache:
            if self.where.startswith(("http://", "https://")):
                with urllib.request.urlopen(self.where + "/" + path, timeout=20) as answer:
                    self.cache[path] = answer.read()
            else:
                with open(os.path.join(self.where, *path.split("/")), "rb") as f:
                    self.cache[path] = f.read()
        return self.cache[path]

    def tile(self, level, index, width):
        groups = ["%03d" % (index % 1000)]
        while index >= 1000:
            index //= 1000
            groups.insert(0, "x%03d" % (index % 1000))
        path = "tile/%s/%s" % (level, "/".join(groups))
        return self.get(path if width == 256 else path + ".p/%d" % width)

    def hashes(self, level, index, width):
        data = self.tile(level, index, width)
        if len(data) != 32 * width:
            raise Wrong("tile %d/%d has %d bytes instead of %d" % (level, index, len(data), 32 * width))
        return [data[i:i + 32] for i in range(0, len(data), 32)]

    def entries(self, index, width):
        data, out = self.tile("entries", index, width), []
        while data:
            n = int.from_bytes(data[:2], "big")
            if len(data) < 2 + n:
                raise Wrong("entries %d end in the middle" % index)
            out.append(data[2:2 + n])
            data = data[2 + n:]
        if len(out) != width:
            raise Wrong("entries %d hold %d instead of %d" % (index, len(out), width))
        return out


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def widths(size, level):
    """(index, width) of the tiles that a log of this size has on a level."""
    n = size >> (8 * level)
    for index in range((n + 255) // 256):
        yield index, min(256, n - 256 * index)


def tree_hash(leaves):
    n = len(leaves)
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return leaves[0]
    k = 1 << ((n - 1).bit_length() - 1)
    return node_hash(tree_hash(leaves[:k]), tree_hash(leaves[k:]))


def read_leaves(source, size, tiles_only):
    leaves = []
    for index, width in widths(size, 0):
        tile = source.hashes(0, index, width)
        if not tiles_only and [leaf_hash(e) for e in source.entries(index, width)] != tile:
            raise Wrong("entries %d do not have the hashes of their tile" % index)
        leaves += tile
    level, below = 1, leaves
    while size >> (8 * level):
        above = [tree_hash(below[i:i + 256]) for i in range(0, len(below) // 256 * 256, 256)]
        for index, width in widths(size, level):
            if source.hashes(level, index, width) != above[256 * index:256 * index + width]:
                raise Wrong("tile %d/%d does not follow from the tiles below" % (level, index))
        level, below = level + 1, above
    return leaves


# ---- proofs (RFC 9162, 2.1.3 and 2.1.4), made and verified ----
def inclusion_path(m, leaves):
    n = len(leaves)
    if n == 1:
        return []
    k = 1 << ((n - 1).bit_length() - 1)
    if m < k:
        return inclusion_path(m, leaves[:k]) + [tree_hash(leaves[k:])]
    return inclusion_path(m - k, leaves[k:]) + [tree_hash(leaves[:k])]


def verify_inclusion(index, size, leaf, root, proof):
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def consistency_path(m, leaves, whole=True):
    n = len(leaves)
    if m == n:
        return [] if whole else [tree_hash(leaves)]
    k = 1 << ((n - 1).bit_length() - 1)
    if m <= k:
        return consistency_path(m, leaves[:k], whole) + [tree_hash(leaves[k:])]
    return consistency_path(m - k, leaves[k:], False) + [tree_hash(leaves[:k])]


def verify_consistency(old, new, old_root, new_root, proof):
    if old == new:
        return not proof and old_root == new_root
    if old & (old - 1) == 0:
        proof = [old_root] + proof
    if not proof:
        return False
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for p in proof[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(p, fr), node_hash(p, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


# ---- a key that gave its place to another ----
def next_key(note, vkey):
    """The key that this one named as its successor, and the size of the log at which it did."""
    lines = open_note(note, vkey).split("\n")
    if lines[0] != vkey.split("+")[0] or lines[1] != "succession":
        raise Wrong("the note of the log's earlier key is no succession")
    return lines[4], int(lines[2])


def key_of(source, note, vkey):
    """The key that signed the note: the one known, or one that it leads to."""
    try:
        open_note(note, vkey)
        return vkey, 0
    except Wrong:
        steps = json.loads(source.get("keys"))["before"]
    begun, least = False, 0
    for step in steps:
        begun = begun or step["vkey"] == vkey
        if begun:
            if step["vkey"] != vkey:
                raise Wrong("the log's earlier keys do not follow from each other")
            vkey, least = next_key(step["note"], vkey)
    return vkey, least


def check(args):
    source = Source(args.source)
    note = source.get("checkpoint").decode()
    key, least = key_of(source, note, args.key)
    origin, size, root = parse_checkpoint(open_note(note, key))
    if size < least:
        raise Wrong("the checkpoint is of before its key was named")
    leaves = read_leaves(source, size, args.tiles_only)
    if tree_hash(leaves) != root:
        raise Wrong("the root of the leaves is not the checkpoint's")
    found = []
    for text in args.leaf:
        leaf = bytes.fromhex(text)
        if leaf not in leaves:
            raise Wrong("leaf %s is not in the log" % text)
        index = leaves.index(leaf)
        if not verify_inclusion(index, size, leaf, root, inclusion_path(index, leaves)):
            raise Wrong("the inclusion of leaf %s cannot be proven" % text)
        found.append(index)
    old_size = None
    if args.since:
        with open(args.since, encoding="utf-8") as f:
            old_origin, old_size, old_root = parse_checkpoint(open_note(f.read(), args.key))
        if old_origin != origin or old_size > size or old_size == 0:
            raise Wrong("the earlier checkpoint is not of this log's past")
        if not verify_consistency(old_size, size, old_root, root, consistency_path(old_size, leaves)):
            raise Wrong("the log was rewritten since the earlier checkpoint")
    return {"origin": origin, "size": size, "root": root.hex(), "leaves": found, "consistent_since": old_size}


def main():
    p = argparse.ArgumentParser(description="Verifies a public log.")
    p.add_argument("source")
    p.add_argument("--key", required=True, help="the log's verification key, name+hash+base64")
    p.add_argument("--leaf", action="append", default=[], help="leaf hash in hex, RFC 6962")
    p.add_argument("--since", help="file with an earlier checkpoint")
    p.add_argument("--tiles-only", action="store_true", help="do not fetch the entries")
    args = p.parse_args()
    try:
        print(json.dumps(check(args)))
        return 0
    except (Wrong, ValueError, IndexError, OSError) as e:
        print("not verified: %s" % e)
        return 1


if __name__ == "__main__":
    sys.exit(main())
