#include "seal/keys_secret.h"

#include "os/clock.h"
#include "os/file.h"
#include "seal/note.h"
#include "seal/x509.h"

#include <sodium.h>
#include <unistd.h>

enum { CA_YEARS = 20, SEAL_YEARS = 10 };

/* The raw keys, 32 bytes each, by the name of their file. */
static const struct {
    const char *name;
    size_t at;
} raw[] = {
    { "kek.key", offsetof(struct keys, kek) },
    { "ticket.key", offsetof(struct keys, ticket) },
    { "web.key", offsetof(struct keys, web) },
    { "index.key", offsetof(struct keys, index) },
};

static str path_in(arena *a, str folder, const char *name)
{
    return str_fmt(a, "%.*s/%s", STR_ARG(folder), name);
}

static err put(arena *a, str folder, const char *name, str bytes, const struct keys_spec *spec)
{
    str path = path_in(a, folder, name);

    TRY(file_write(path, bytes, 0600));
    if (spec->uid >= 0 && chown(str_zdup(a, path), (uid_t)spec->uid, (gid_t)spec->gid) != 0)
        return FAULT(ERR_IO);
    return OK;
}

static instant years_after(instant t, int years)
{
    int64_t day_ms = 86400000;
    day d = day_add_months((day){ t.ms / day_ms }, 12 * years);

    return (instant){ d.n * day_ms + t.ms % day_ms };
}

static err put_certificates(arena *a, str folder, const struct keys_spec *spec)
{
    struct x509_subject ca = { spec->country, spec->organisation,
                               str_cat(a, spec->name, S(" CA")) };
    struct x509_subject own = { spec->country, spec->organisation, spec->name };
    str ca_key, ca_pem, key, pem;

    TRY(x509_ca_create(a, &ca, spec->now, years_after(spec->now, CA_YEARS), &ca_key, &ca_pem));
    TRY(x509_seal_issue(a, ca_key, ca_pem, &own, spec->now, years_after(spec->now, SEAL_YEARS),
                        &key, &pem));
    TRY(put(a, folder, "ca.key.pem", ca_key, spec));
    TRY(put(a, folder, "ca.pem", ca_pem, spec));
    TRY(put(a, folder, "seal.key.pem", key, spec));
    return put(a, folder, "seal.pem", pem, spec);
}

static err put_all(arena *a, str folder, const struct keys_spec *spec)
{
    uint8_t seed[32];
    err e;

    FOR_EACH(raw, r) {
        key256 k = key_new();
        e = put(a, folder, r->name, str_of((const char *)k.b, sizeof k.b), spec);
        bytes_wipe(&k, sizeof k);
        TRY(e);
    }
    random_bytes(seed, sizeof seed);
    e = put(a, folder, "log.key", str_of((const char *)seed, sizeof seed), spec);
    bytes_wipe(seed, sizeof seed);
    TRY(e);
    TRY(put(a, folder, "log.origin", spec->origin, spec));
    TRY(put_certificates(a, folder, spec));
    if (spec->uid >= 0 && chown(str_zdup(a, folder), (uid_t)spec->uid, (gid_t)spec->gid) != 0)
        return FAULT(ERR_IO);
    return OK;
}

static bool origin_fits(str origin)
{
    return origin.n > 0 && origin.n <= 200 && str_find_char(origin, ' ', 0) == SIZE_MAX &&
           str_find_char(origin, '+', 0) == SIZE_MAX && str_find_char(origin, '\n', 0) == SIZE_MAX;
}

err keys_create(const char *dir, const struct keys_spec *spec)
{
    arena a;
    str folder, draft;
    err e;

    arena_init(&a, 0);
    folder = str_fmt(&a, "%s/keys", dir);
    draft = str_fmt(&a, "%s/keys.new", dir);
    if (file_is_dir(folder)) {
        arena_free(&a);
        return OK;
    }
    CHECK(origin_fits(spec->origin));
    e = file_is_dir(draft) ? dir_remove(draft) : OK; /* a first start that was cut short */
    e = failed(e) ? e : dir_make(draft, 0700);
    e = failed(e) ? e : put_all(&a, draft, spec);
    e = failed(e) ? e : file_rename(draft, folder);
    arena_free(&a);
    return e;
}

static err read_raw(arena *a, str folder, const char *name, uint8_t out[static 32])
{
    str bytes;

    TRY(file_read(a, path_in(a, folder, name), 4 * KIB, &bytes));
    if (bytes.n != 32)
        return FAULT(ERR_IO);
    memcpy(out, bytes.p, 32);
    bytes_wipe((void *)bytes.p, bytes.n);
    return OK;
}

err keys_handed(const char *dir, struct keys_handed *out)
{
    arena a;
    str folder;
    err e;

    arena_init(&a, 0);
    folder = str_fmt(&a, "%s/keys", dir);
    e = read_raw(&a, folder, "ticket.key", out->ticket.b);
    e = failed(e) ? e : read_raw(&a, folder, "web.key", out->web.b);
    arena_free(&a);
    return e;
}

static err read_text(arena *a, str folder, const char *name, char *out, size_t room)
{
    str bytes;

    TRY(file_read(a, path_in(a, folder, name), room - 1, &bytes));
    memcpy(out, bytes.p, bytes.n);
    out[bytes.n] = '\0';
    return OK;
}

static err read_signing(arena *a, str folder, struct keys *k)
{
    uint8_t seed[32];
    str pem;

    TRY(read_raw(a, folder, "log.key", seed));
    crypto_sign_seed_keypair(k->log_public, k->log_secret, seed);
    bytes_wipe(seed, sizeof seed);
    TRY(read_text(a, folder, "log.origin", k->origin, sizeof k->origin));
    TRY(read_text(a, folder, "ca.pem", k->ca_pem, sizeof k->ca_pem));
    TRY(read_text(a, folder, "seal.pem", k->seal_pem, sizeof k->seal_pem));
    TRY(file_read(a, path_in(a, folder, "seal.key.pem"), 16 * KIB, &pem));
    k->seal = pki_key(pem);
    bytes_wipe((void *)pem.p, pem.n);
    return k->seal ? OK : FAULT(ERR_CRYPTO);
}

static err read_all(arena *a, str folder, struct keys *k)
{
    FOR_EACH(raw, r)
        TRY(read_raw(a, folder, r->name, (uint8_t *)k + r->at));
    return read_signing(a, folder, k);
}

err keys_open(const char *dir, struct keys **out)
{
    struct keys *k = sodium_malloc(sizeof *k);
    arena a;
    err e;

    if (!k)
        return FAULT(ERR_BUDGET);
    k->seal = NULL;
    arena_init(&a, 0);
    e = read_all(&a, str_fmt(&a, "%s/keys", dir), k);
    arena_free(&a);
    if (failed(e))
        keys_close(k);
    else
        *out = k;
    return e;
}

void keys_close(struct keys *k)
{
    if (!k)
        return;
    EVP_PKEY_free(k->seal);
    sodium_free(k);
}
