/* What rows refer to is there: other rows, and the files of the store, byte for byte. */
#include "act/verify.h"
#include "blocks/document/document.h"
#include "blocks/oversight/own.h"
#include "blocks/oversight/store.h"
#include "os/file.h"
#include "press/press.h"

enum { BATCH = 500 };

struct files_check {
    struct verify *v;
    uint64_t whole, present, erased, sealed, stolen;
    str trust;
};

static err orphans_check(struct verify *v)
{
    struct q_verify_orphans rows;

    TRY(q_verify_orphans(v->db, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.v[i].n)
            verify_wrong(v, "rows.orphan", S(""), "%lld %.*s", (long long)rows.v[i].n,
                         STR_ARG(rows.v[i].what));
    verify_counted(v, "kinds of reference followed", rows.n);
    return OK;
}

static bool lies_there(struct verify *v, const sha256 *hash)
{
    arena *a = db_arena(v->db);
    str hex = sha256_hex(a, hash);

    return file_exists(str_fmt(a, "%s/files/%.*s/%.*s", v->data, 2, hex.p, STR_ARG(hex)));
}

/* The seal of a document, and whether its certificate and those above it stood when it was made.
 * That it was sealed under a key that was stolen later is no error: the log says that it is ours.
 */
static void seal_check(struct files_check *c, str id, str pdf)
{
    struct verify *v = c->v;
    struct pdf_seal s;

    pdf_verify(db_arena(v->db), pdf, c->trust, &s);
    enum seal_standing stands = s.verdict == PDF_GENUINE && s.whole
                                    ? authority_judge(&v->authority, CERT_SEAL, s.signer, s.at)
                                    : SEAL_OUT_OF_TIME;
    if (stands == SEAL_STANDS)
        c->sealed++;
    else if (stands == SEAL_COMPROMISED)
        c->stolen++;
    else
        verify_wrong(v, "document.seal", id,
                     "the seal is not this site's, or its certificate did not count when it was "
                     "made");
}

/* One file of a case, or of an entry: present, and where the key can be had, equal to its keyed
 * hash.  print: the plain hash of a sealed document, or empty. */
static err stored_check(struct files_check *c, const char *kind, str id,
                        const struct data_key *of, str hash, str print)
{
    struct verify *v = c->v;
    arena *a = db_arena(v->db);
    struct data_key key;
    int64_t by;
    sha256 name;
    str bytes;

    if (hash.n != sizeof name.b) {
        verify_wrong(v, "file.name", id, "the %s has no hash of 32 bytes", kind);
        return OK;
    }
    memcpy(name.b, hash.p, sizeof name.b);
    err e = verify_key(v, of->kind, of->id, &key, &by);
    if (e.class == ERR_CLASS_FAULT && e.code != ERR_CRYPTO)
        return e;
    if (failed(e) && by) {
        c->erased++;
        return OK;
    }
    if (!lies_there(v, &name)) {
        verify_wrong(v, "file.missing", id, "the %s is not in the store of files", kind);
        return OK;
    }
    c->present++;
    if (failed(e))
        return OK;
    bool opened = !failed(file_get(a, v->data, &key, &name, &bytes));
    sha256 again = opened ? hmac_sha256(str_of((const char *)key.k.b, sizeof key.k.b), bytes)
                          : (sha256){ { 0 } };
    sha256 plain = opened ? sha256_of(bytes) : (sha256){ { 0 } };
    bytes_wipe(&key, sizeof key);
    if (!opened || !sha256_eq(&again, &name) || (print.n && !str_eq(print, sha256_str(&plain))))
        verify_wrong(v, "file.changed", id, "the %s is not what its row names", kind);
    else {
        c->whole++;
        if (print.n && c->trust.n)
            seal_check(c, id, bytes);
    }
    return OK;
}

static err files_batch(struct files_check *c, int64_t *after, size_t *n)
{
    struct q_verify_files rows;

    TRY(q_verify_files(c->v->db, *after, BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].id;
        struct data_key of = { .kind = SUBJECT_CASE, .id = rows.v[i].case_id };
        TRY(stored_check(c, "file", str_fmt(c->v->a, "%lld", (long long)*after), &of,
                         rows.v[i].hash, S("")));
    }
    *n = rows.n;
    return OK;
}

static err documents_batch(struct files_check *c, int64_t *after, size_t *n)
{
    struct q_verify_documents rows;

    TRY(q_verify_documents(c->v->db, *after, BATCH, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].id;
        struct data_key of = { .kind = SUBJECT_CASE, .id = rows.v[i].case_id };
        if (!of.id) /* an extract of an entry */
            of = (struct data_key){ .kind = SUBJECT_PERSON, .id = rows.v[i].record };
        if (rows.v[i].pdf.p)
            TRY(stored_check(c, "document", rows.v[i].number, &of, rows.v[i].pdf, rows.v[i].print));
        if (rows.v[i].token.p)
            TRY(stored_check(c, "token", rows.v[i].number, &of, rows.v[i].token, S("")));
    }
    *n = rows.n;
    return OK;
}

static err batches(struct files_check *c,
                   err (*one)(struct files_check *c, int64_t *after, size_t *n))
{
    arena *before = db_arena(c->v->db);
    int64_t after = 0;
    size_t n = 0;
    arena a;
    err e;

    arena_init(&a, 0);
    do {
        arena_reset(&a);
        db_use_arena(c->v->db, &a);
        e = one(c, &after, &n);
    } while (!failed(e) && n == BATCH);
    db_use_arena(c->v->db, before);
    arena_free(&a);
    return e;
}

err oversight_verify(struct verify *v)
{
    struct files_check c = { .v = v, .trust = authority_trust(v->a, &v->authority) };

    TRY(orphans_check(v));
    TRY(batches(&c, files_batch));
    TRY(batches(&c, documents_batch));
    verify_counted(v, "files and documents in the store", c.present);
    verify_counted(v, "files and documents equal to their hashes", c.whole);
    verify_counted(v, "files and documents whose key was erased", c.erased);
    verify_counted(v, "seals whose certificates stood when they were made", c.sealed);
    verify_counted(v, "seals by a key that was stolen later", c.stolen);
    if (c.whole < c.present && !v->keeper)
        verify_unchecked(v, "the contents of %llu files, because the keys cannot be read",
                         (unsigned long long)c.present);
    return OK;
}
