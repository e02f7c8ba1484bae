#include "seal/ticket.h"

#include <stdlib.h>

enum { VERSION = 1, SUBJECT = 16, MAC = 32 };

static sha256 subject_hash(str subject)
{
    return sha256_of(subject);
}

static sha256 ticket_mac(const key256 *key, str body)
{
    return hmac_sha256(str_of((const char *)key->b, sizeof key->b), body);
}

static int by_bytes(const void *x, const void *y)
{
    return memcmp(x, y, SUBJECT);
}

/* version, expiry, holder, reader, trace, purpose, u32 number and hashes in ascending order, MAC */
str ticket_make(arena *a, const key256 *ticket_key, const struct ticket *t)
{
    uint8_t(*hashes)[SUBJECT] = arena_alloc(a, SUBJECT * TICKET_SUBJECTS);
    sha256 mac;
    buf b;

    CHECK(t->n >= 1 && t->n <= TICKET_SUBJECTS);
    for (size_t i = 0; i < t->n; i++) {
        sha256 h = subject_hash(t->subjects[i]);
        memcpy(hashes[i], h.b, SUBJECT);
    }
    qsort(hashes, t->n, SUBJECT, by_bytes);
    buf_init(&b, a, 256 + t->n * SUBJECT);
    buf_u8(&b, VERSION);
    buf_u64(&b, (uint64_t)t->expiry.ms);
    buf_add(&b, sha256_str(&t->holder));
    buf_lstr(&b, t->reader);
    buf_lstr(&b, t->trace);
    buf_lstr(&b, t->purpose);
    buf_u32(&b, (uint32_t)t->n);
    buf_add(&b, str_of((const char *)hashes, t->n * SUBJECT));
    mac = ticket_mac(ticket_key, buf_str(&b));
    buf_add(&b, sha256_str(&mac));
    return b64url_text(a, buf_str(&b));
}

static err ticket_read(str body, struct ticket_view *out)
{
    rdr r = rdr_of(body);
    str holder;

    if (rdr_u8(&r) != VERSION)
        return REFUSED(ERR_SYNTAX);
    out->t.expiry.ms = (int64_t)rdr_u64(&r);
    holder = rdr_bytes(&r, sizeof out->t.holder);
    out->t.reader = rdr_lstr(&r);
    out->t.trace = rdr_lstr(&r);
    out->t.purpose = rdr_lstr(&r);
    out->t.n = rdr_u32(&r);
    if (!r.ok || out->t.n > TICKET_SUBJECTS)
        return REFUSED(ERR_SYNTAX);
    out->hashes = rdr_bytes(&r, out->t.n * SUBJECT);
    if (!r.ok || r.p != r.end)
        return REFUSED(ERR_SYNTAX);
    memcpy(&out->t.holder, holder.p, holder.n);
    return OK;
}

static err ticket_holder(const struct ticket *t, str proof)
{
    static const sha256 nobody;
    sha256 h = sha256_of(proof);

    if (sha256_eq(&t->holder, &nobody) || sha256_eq(&t->holder, &h))
        return OK;
    return REFUSED(ERR_DENIED);
}

err ticket_check(arena *a, const key256 *ticket_key, str text, str proof, instant now,
                 struct ticket_view *out)
{
    struct ticket_view v = { 0 };
    sha256 mac;
    str bytes;

    TRY(b64url_bytes(a, text, &bytes));
    if (bytes.n < MAC)
        return REFUSED(ERR_SYNTAX);
    mac = ticket_mac(ticket_key, str_sub(bytes, 0, bytes.n - MAC));
    if (!bytes_equal(sha256_str(&mac), str_from(bytes, bytes.n - MAC)))
        return REFUSED(ERR_CRYPTO);
    TRY(ticket_read(str_sub(bytes, 0, bytes.n - MAC), &v));
    if (now.ms >= v.t.expiry.ms)
        return REFUSED(ERR_RANGE);
    TRY(ticket_holder(&v.t, proof));
    *out = v;
    return OK;
}

bool ticket_names(const struct ticket_view *v, str subject)
{
    sha256 h = subject_hash(subject);

    return v->t.n && bsearch(h.b, v->hashes.p, v->t.n, SUBJECT, by_bytes) != NULL;
}
