#include "seal/note.h"

#include <sodium.h>

enum { ED25519 = 1, ID = 4 };

str checkpoint_text(arena *a, const struct checkpoint *c)
{
    str root = b64_text(a, sha256_str(&c->root));

    return str_fmt(a, "%.*s\n%llu\n%.*s\n", STR_ARG(c->origin), (unsigned long long)c->size,
                   STR_ARG(root));
}

err checkpoint_parse(arena *a, str text, struct checkpoint *out)
{
    str origin, size, root, rest = text, bytes;
    uint64_t n;

    if (!str_cut(rest, '\n', &origin, &rest) || !str_cut(rest, '\n', &size, &rest) ||
        !str_cut(rest, '\n', &root, &rest) || origin.n == 0)
        return REFUSED(ERR_SYNTAX);
    if (failed(str_to_u64(size, &n)) || size.p[0] == '+' || (size.n > 1 && size.p[0] == '0'))
        return REFUSED(ERR_SYNTAX);
    TRY(b64_bytes(a, root, &bytes));
    if (bytes.n != sizeof out->root)
        return REFUSED(ERR_SYNTAX);
    out->origin = origin;
    out->size = n;
    memcpy(&out->root, bytes.p, bytes.n);
    return OK;
}

/* C2SP signed-note: the first four bytes of SHA-256(name, newline, type, key). */
static void key_id(str name, const uint8_t public_key[32], uint8_t id[static ID])
{
    struct sha256_stream s;
    sha256 h;

    sha256_begin(&s);
    sha256_add(&s, name.p, name.n);
    sha256_add(&s, "\n\1", 2);
    sha256_add(&s, public_key, 32);
    h = sha256_end(&s);
    memcpy(id, h.b, ID);
}

str note_vkey(arena *a, str name, const uint8_t public_key[32])
{
    uint8_t id[ID], typed[33] = { ED25519 };
    str hex, key;

    key_id(name, public_key, id);
    memcpy(typed + 1, public_key, 32);
    hex = str_hex(a, id, ID);
    key = b64_text(a, str_of((const char *)typed, sizeof typed));
    return str_fmt(a, "%.*s+%.*s+%.*s", STR_ARG(name), STR_ARG(hex), STR_ARG(key));
}

str note_sign_also(arena *a, str note, str name, const uint8_t secret[64])
{
    size_t gap = str_find(note, S("\n\n"), 0);
    uint8_t signed_[ID + crypto_sign_BYTES];
    str b64;

    CHECK(gap != SIZE_MAX);
    key_id(name, secret + 32, signed_);
    crypto_sign_detached(signed_ + ID, NULL, (const uint8_t *)note.p, gap + 1, secret);
    b64 = b64_text(a, str_of((const char *)signed_, sizeof signed_));
    return str_fmt(a, "%.*s\u2014 %.*s %.*s\n", STR_ARG(note), STR_ARG(name), STR_ARG(b64));
}

str note_sign(arena *a, str text, str name, const uint8_t secret[64])
{
    CHECK(str_ends(text, S("\n")) && !str_has(text, S("\n\n")));
    return note_sign_also(a, str_cat(a, text, S("\n")), name, secret);
}

struct vkey {
    str name;
    uint8_t id[ID], key[32];
};

static err vkey_parse(arena *a, str text, struct vkey *out)
{
    str hash, rest, key;
    uint8_t id[ID];

    if (!str_cut(text, '+', &out->name, &rest) || !str_cut(rest, '+', &hash, &rest))
        return REFUSED(ERR_SYNTAX);
    TRY(b64_bytes(a, rest, &key));
    if (failed(str_to_bytes_hex(hash, out->id, ID)) || key.n != 33 || key.p[0] != ED25519)
        return REFUSED(ERR_SYNTAX);
    memcpy(out->key, key.p + 1, 32);
    key_id(out->name, out->key, id);
    return memcmp(id, out->id, ID) == 0 ? OK : REFUSED(ERR_SYNTAX);
}

/* One line "— name base64": does it hold, is it ours? */
static bool signature_fits(arena *a, str line, const struct vkey *k, str text)
{
    static const str dash = S_INIT("\u2014 ");
    str name, b64, sig;

    if (!str_starts(line, dash) || !str_cut(str_from(line, dash.n), ' ', &name, &b64) ||
        !str_eq(name, k->name))
        return false;
    if (failed(b64_bytes(a, b64, &sig)) || sig.n != ID + crypto_sign_BYTES ||
        memcmp(sig.p, k->id, ID) != 0)
        return false;
    return crypto_sign_verify_detached((const uint8_t *)sig.p + ID, (const uint8_t *)text.p, text.n,
                                       k->key) == 0;
}

err note_open(arena *a, str note, str vkey, str *text)
{
    struct vkey k;
    size_t gap = SIZE_MAX;
    str rest, line, body;

    TRY(vkey_parse(a, vkey, &k));
    for (size_t at = 0; (at = str_find(note, S("\n\n"), at)) != SIZE_MAX; at++)
        gap = at;
    if (gap == SIZE_MAX || !str_ends(note, S("\n")))
        return REFUSED(ERR_SYNTAX);
    body = str_sub(note, 0, gap + 1);
    rest = str_from(note, gap + 2);
    while (str_next(&rest, '\n', &line))
        if (signature_fits(a, line, &k, body)) {
            *text = body;
            return OK;
        }
    return REFUSED(ERR_CRYPTO);
}
