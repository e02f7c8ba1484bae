/* What the keeper does for each operation.  It sees no socket; keeper.c brings requests. */
#include "seal/timestamp.h"
#include "seal/keeper_wire.h"

#include "os/log.h"
#include "seal/ca.h"
#include "seal/jws.h"
#include "seal/keys_secret.h"
#include "seal/note.h"

#include <stdlib.h>

enum { BLIND_PER_SECOND = 200, BLIND_BURST = 2000 };

struct keeper_core {
    struct keys *keys;
    keeper_clock *clock;
    uint64_t signed_size; /* the largest checkpoint signed since the start */
    sha256 signed_root;
    int64_t blind_left_ms, blind_at_ms; /* the workers' budget: 5 ms each */
};

bool keeper_may(enum keeper_role role, enum keeper_op op)
{
    enum {
        W = 1 << KEEPER_WORKER,
        R = 1 << KEEPER_WRITER,
        J = 1 << KEEPER_JOBS,
        P = 1 << KEEPER_PRESS,
        O = 1 << KEEPER_OPERATOR
    };
    static const uint8_t allowed[KEEPER_OPS] = {
        [KEEPER_PUBLIC] = W | R | J | P | O,
        [KEEPER_WRAP] = R,
        [KEEPER_UNWRAP] = W | J,
        [KEEPER_UNWRAP_WRITING] = R,
        [KEEPER_SIGN_CHECKPOINT] = R,
        [KEEPER_SIGN_DIGEST] = J | P,
        [KEEPER_STAMP] = J,
        [KEEPER_BLIND_INDEX] = W | R,
        [KEEPER_HANDED] = W | R,
        [KEEPER_BLIND_KEY] = R,
        [KEEPER_TEND] = J,
        [KEEPER_SIGN_MESSAGE] = W | R | J | O,
    };

    return role < KEEPER_ROLES && op < KEEPER_OPS && (allowed[op] & (1u << role));
}

err keeper_open(const char *dir, keeper_clock *clock, struct keeper_core **out)
{
    struct keeper_core *c = calloc(1, sizeof *c);
    err e;

    CHECK(c);
    c->clock = clock;
    c->blind_left_ms = 1000 * BLIND_BURST / BLIND_PER_SECOND;
    c->blind_at_ms = clock().ms;
    e = keys_open(dir, &c->keys);
    if (failed(e))
        free(c);
    else
        *out = c;
    return e;
}

void keeper_close(struct keeper_core *c)
{
    if (!c)
        return;
    keys_close(c->keys);
    free(c);
}

/* ---- operations: body in, body out ---- */

/* A change on the disk that cannot be read leaves the keys of before in use. */
static void refresh(struct keeper_core *c)
{
    err e = keys_refresh(c->keys);

    if (failed(e))
        LOG(LOG_ERROR, "keeper.authority_not_read", LOG_N("code", e.code));
}

static err do_public(struct keeper_core *c, arena *a, buf *out)
{
    refresh(c);
    buf_lstr(out, str_z(c->keys->origin));
    buf_lstr(out, note_vkey(a, str_z(c->keys->origin), c->keys->log_public));
    buf_lstr(out, authority_text(a, &c->keys->au));
    return OK;
}

static err do_tend(struct keeper_core *c, buf *out)
{
    bool changed;

    TRY(ca_tend(c->keys->dir, c->clock(), &changed));
    buf_u8(out, changed);
    return OK;
}

static str wrap_place(arena *a, str subject)
{
    return str_cat(a, S("data key of "), subject);
}

/* u32 n, then subject and key each; answered by the wrapped keys in that order. */
static err do_wrap(struct keeper_core *c, arena *a, rdr *r, buf *out)
{
    uint32_t n = rdr_u32(r);

    if (!r->ok || n > KEEPER_LIST_MAX)
        return REFUSED(ERR_SYNTAX);
    for (uint32_t i = 0; i < n; i++) {
        str subject = rdr_lstr(r), key = rdr_bytes(r, sizeof(key256));
        if (!r->ok || subject.n == 0 || subject.n > 200)
            return REFUSED(ERR_SYNTAX);
        buf_lstr(out, aead_seal(a, &c->keys->kek, wrap_place(a, subject), key));
    }
    return OK;
}

/* u32 n, then subject and wrapped key each; ticket null for the writer. */
static err unwrap_list(struct keeper_core *c, arena *a, rdr *r, const struct ticket_view *ticket,
                       buf *out)
{
    uint32_t n = rdr_u32(r);

    if (!r->ok || n > KEEPER_LIST_MAX)
        return REFUSED(ERR_SYNTAX);
    for (uint32_t i = 0; i < n; i++) {
        str subject = rdr_lstr(r), wrapped = rdr_lstr(r), key;
        if (!r->ok)
            return REFUSED(ERR_SYNTAX);
        if (ticket && !ticket_names(ticket, subject))
            return REFUSED(ERR_DENIED);
        TRY(aead_open(a, &c->keys->kek, wrap_place(a, subject), wrapped, &key));
        if (key.n != sizeof(key256))
            return FAULT(ERR_CRYPTO);
        buf_add(out, key);
    }
    return OK;
}

static err do_unwrap(struct keeper_core *c, arena *a, rdr *r, buf *out)
{
    str text = rdr_lstr(r), proof = rdr_lstr(r);
    struct ticket_view ticket;

    if (!r->ok)
        return REFUSED(ERR_SYNTAX);
    TRY(ticket_check(a, &c->keys->ticket, text, proof, c->clock(), &ticket));
    return unwrap_list(c, a, r, &ticket, out);
}

/* The old key signs the new one's name, and this checkpoint together with it: who knows either can
 * check it. */
static err log_key_change(struct keeper_core *c, arena *a, const struct checkpoint *cp, str *note)
{
    struct keys *k = c->keys;
    str root = b64_text(a, sha256_str(&cp->root));
    str next = note_vkey(a, cp->origin, k->next_public);
    str text = succession_text(a, cp->origin, cp->size, root, next);
    struct authority_step step = { note_vkey(a, cp->origin, k->log_public),
                                   note_sign(a, text, cp->origin, k->log_secret) };

    TRY(ca_log_taken(k->dir, &step));
    *note = note_sign(a, checkpoint_text(a, cp), cp->origin, k->log_secret);
    *note = note_sign_also(a, *note, cp->origin, k->next_secret);
    return OK;
}

static err do_sign_checkpoint(struct keeper_core *c, arena *a, rdr *r, buf *out)
{
    struct checkpoint cp = { .origin = str_z(c->keys->origin), .size = rdr_u64(r) };
    str root = rdr_bytes(r, sizeof cp.root);

    if (!r->ok)
        return REFUSED(ERR_SYNTAX);
    memcpy(&cp.root, root.p, sizeof cp.root);
    if (cp.size < c->signed_size ||
        (cp.size == c->signed_size && cp.size > 0 && !sha256_eq(&cp.root, &c->signed_root)))
        return REFUSED(ERR_CONFLICT);
    refresh(c);
    str note = S("");
    if (c->keys->has_next)
        TRY(log_key_change(c, a, &cp, &note));
    else
        note = note_sign(a, checkpoint_text(a, &cp), cp.origin, c->keys->log_secret);
    c->signed_size = cp.size;
    c->signed_root = cp.root;
    buf_lstr(out, note);
    return OK;
}

/* The seal's signature over a SHA-256, in DER. */
static err seal_sign(struct keeper_core *c, arena *a, str digest, str *der)
{
    refresh(c);
    PKI_AUTO(EVP_PKEY_CTX) ctx = EVP_PKEY_CTX_new(c->keys->seal, NULL);
    uint8_t sig[128];
    size_t n = sizeof sig;

    if (!ctx || EVP_PKEY_sign_init(ctx) != 1 ||
        EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) != 1 ||
        EVP_PKEY_sign(ctx, sig, &n, (const uint8_t *)digest.p, digest.n) != 1)
        return FAULT(ERR_CRYPTO);
    *der = str_copy(a, str_of((const char *)sig, n));
    return OK;
}

static err do_stamp(struct keeper_core *c, arena *a, rdr *r, buf *out)
{
    str bytes = rdr_bytes(r, sizeof(sha256)), token;
    sha256 digest;

    if (!r->ok)
        return REFUSED(ERR_SYNTAX);
    memcpy(&digest, bytes.p, sizeof digest);
    refresh(c);
    TRY(timestamp_make(a, c->keys->tsa, &c->keys->au, &digest, c->clock(), &token));
    buf_lstr(out, token);
    return OK;
}

static err do_sign_digest(struct keeper_core *c, arena *a, rdr *r, buf *out)
{
    str digest = rdr_bytes(r, sizeof(sha256)), der;

    if (!r->ok)
        return REFUSED(ERR_SYNTAX);
    TRY(seal_sign(c, a, digest, &der));
    buf_lstr(out, der);
    return OK;
}

static const char *message_kind(enum keeper_role role)
{
    return role == KEEPER_JOBS       ? MESSAGE_ASK
           : role == KEEPER_WRITER   ? MESSAGE_ANSWER
           : role == KEEPER_OPERATOR ? MESSAGE_CONFIG
                                     : MESSAGE_REFUSAL;
}

static err do_sign_message(struct keeper_core *c, enum keeper_role role, arena *a, rdr *r, buf *out)
{
    str payload = rdr_lstr(r), input, der, raw;
    const char *kind = message_kind(role);
    size_t most = role == KEEPER_OPERATOR ? KEEPER_CONFIG_MAX : KEEPER_MESSAGE_MAX;

    if (!r->ok || payload.n > most)
        return REFUSED(ERR_SYNTAX);
    input =
        jws_input(a, JWS_ES256, val_with(a, val_null(), S("typ"), val_str(str_z(kind))), payload);
    sha256 digest = sha256_of(input);
    TRY(seal_sign(c, a, sha256_str(&digest), &der));
    TRY(jws_raw(a, der, &raw));
    buf_lstr(out, str_fmt(a, "%.*s.%.*s", STR_ARG(input), STR_ARG(b64url_text(a, raw))));
    return OK;
}

/* A leaky bucket over all workers, in milliseconds so that no fraction is lost. */
static bool blind_budget(struct keeper_core *c, uint32_t n)
{
    int64_t now = c->clock().ms, full = 1000 * BLIND_BURST / BLIND_PER_SECOND;

    c->blind_left_ms = MIN(full, c->blind_left_ms + MAX(now - c->blind_at_ms, 0));
    c->blind_at_ms = now;
    if (c->blind_left_ms < (int64_t)n * 1000 / BLIND_PER_SECOND)
        return false;
    c->blind_left_ms -= (int64_t)n * 1000 / BLIND_PER_SECOND;
    return true;
}

/* A key for each field. */
static key256 blind_key(const struct keeper_core *c, str field)
{
    sha256 h = hmac_sha256(str_of((const char *)c->keys->index.b, 32), field);
    key256 k;

    memcpy(k.b, h.b, sizeof k.b);
    bytes_wipe(&h, sizeof h);
    return k;
}

static err do_blind_key(struct keeper_core *c, rdr *r, buf *out)
{
    str field = rdr_lstr(r);
    key256 k;

    if (!r->ok || field.n == 0 || field.n > 200)
        return REFUSED(ERR_SYNTAX);
    k = blind_key(c, field);
    buf_add(out, str_of((const char *)k.b, sizeof k.b));
    bytes_wipe(&k, sizeof k);
    return OK;
}

static err do_blind_index(struct keeper_core *c, enum keeper_role role, rdr *r, buf *out)
{
    uint32_t n = rdr_u32(r);

    if (!r->ok || n > KEEPER_LIST_MAX)
        return REFUSED(ERR_SYNTAX);
    if (role == KEEPER_WORKER && !blind_budget(c, n))
        return REFUSED(ERR_BUSY);
    for (uint32_t i = 0; i < n; i++) {
        str field = rdr_lstr(r), text = rdr_lstr(r);
        if (!r->ok)
            return REFUSED(ERR_SYNTAX);
        key256 own = blind_key(c, field);
        struct blind b = blind_by(&own, text);
        buf_add(out, str_of((const char *)b.b, sizeof b.b));
        bytes_wipe(&own, sizeof own);
    }
    return OK;
}

static err do_handed(struct keeper_core *c, enum keeper_role role, buf *out)
{
    static const key256 none;
    const key256 *ticket = role == KEEPER_WRITER ? &c->keys->ticket : &none;

    buf_add(out, str_of((const char *)ticket->b, sizeof ticket->b));
    buf_add(out, str_of((const char *)c->keys->web.b, sizeof c->keys->web.b));
    return OK;
}

static err operate(struct keeper_core *c, enum keeper_role role, enum keeper_op op, arena *a,
                   rdr *r, buf *out)
{
    switch (op) {
    case KEEPER_PUBLIC:
        return do_public(c, a, out);
    case KEEPER_WRAP:
        return do_wrap(c, a, r, out);
    case KEEPER_UNWRAP:
        return do_unwrap(c, a, r, out);
    case KEEPER_UNWRAP_WRITING:
        return unwrap_list(c, a, r, NULL, out);
    case KEEPER_SIGN_CHECKPOINT:
        return do_sign_checkpoint(c, a, r, out);
    case KEEPER_SIGN_DIGEST:
        return do_sign_digest(c, a, r, out);
    case KEEPER_BLIND_INDEX:
        return do_blind_index(c, role, r, out);
    case KEEPER_HANDED:
        return do_handed(c, role, out);
    case KEEPER_BLIND_KEY:
        return do_blind_key(c, r, out);
    case KEEPER_TEND:
        return do_tend(c, out);
    case KEEPER_SIGN_MESSAGE:
        return do_sign_message(c, role, a, r, out);
    case KEEPER_STAMP:
        return do_stamp(c, a, r, out);
    case KEEPER_OPS:
        break;
    }
    return REFUSED(ERR_DENIED);
}

void keeper_answer(struct keeper_core *c, enum keeper_role role, arena *a, str request, buf *out)
{
    size_t at = out->n;
    rdr r = rdr_of(request);
    unsigned op = rdr_u8(&r);
    err e = REFUSED(ERR_DENIED);

    buf_u8(out, 0);
    buf_u8(out, 0);
    if (r.ok && keeper_may(role, op))
        e = operate(c, role, op, a, &r, out);
    if (!failed(e))
        return;
    bytes_wipe(out->p + at, out->n - at);
    out->n = at;
    buf_u8(out, (uint8_t)e.class);
    buf_u8(out, (uint8_t)e.code);
}
