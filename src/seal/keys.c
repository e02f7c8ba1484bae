#include "seal/keys_secret.h"

#include "os/clock.h"
#include "os/file.h"
#include "seal/ca.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

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

static err put(arena *a, str folder, const char *name, str bytes)
{
    return file_write(path_in(a, folder, name), bytes, 0600);
}

static err own(arena *a, str path, const struct keys_spec *spec)
{
    return chown(str_zdup(a, path), (uid_t)spec->uid, (gid_t)spec->gid) == 0 ? OK : FAULT(ERR_IO);
}

static err own_all(arena *a, str folder, const struct keys_spec *spec)
{
    dir_list names = { 0 };

    TRY(dir_read(a, folder, &names));
    for (size_t i = 0; i < names.n; i++)
        TRY(own(a, str_fmt(a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names.v[i].name)), spec));
    return own(a, folder, spec);
}

static err put_all(arena *a, str folder, const struct keys_spec *spec)
{
    uint8_t seed[32];
    err e;

    FOR_EACH(raw, r) {
        key256 k = key_new();
        e = put(a, folder, r->name, str_of((const char *)k.b, sizeof k.b));
        bytes_wipe(&k, sizeof k);
        TRY(e);
    }
    random_bytes(seed, sizeof seed);
    e = put(a, folder, "log.key", str_of((const char *)seed, sizeof seed));
    bytes_wipe(seed, sizeof seed);
    TRY(e);
    TRY(put(a, folder, "log.origin", spec->origin));
    TRY(ca_make(folder, spec));
    return spec->uid >= 0 ? own_all(a, folder, spec) : OK;
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

static err read_seed(arena *a, str folder, str name, uint8_t public_key[static 32],
                     uint8_t secret[static 64])
{
    uint8_t seed[32];

    TRY(read_raw(a, folder, str_zdup(a, name), seed));
    crypto_sign_seed_keypair(public_key, secret, seed);
    bytes_wipe(seed, sizeof seed);
    return OK;
}

static err read_key(arena *a, str folder, const struct authority_cert *of, EVP_PKEY **key)
{
    str pem;

    TRY(file_read(a, path_in(a, folder, str_zdup(a, of->key)), 16 * KIB, &pem));
    EVP_PKEY_free(*key);
    *key = pki_key(pem);
    bytes_wipe((void *)pem.p, pem.n);
    return *key ? OK : FAULT(ERR_CRYPTO);
}

static err read_seal(arena *a, str folder, struct keys *k)
{
    const struct authority_cert *seal = authority_now(&k->au, CERT_SEAL),
                                *tsa = authority_now(&k->au, CERT_STAMP);

    if (!seal || !authority_now(&k->au, CERT_ROOT))
        return FAULT(ERR_CRYPTO);
    TRY(read_key(a, folder, seal, &k->seal));
    return tsa ? read_key(a, folder, tsa, &k->tsa) : OK;
}

/* Everything that `stoa ca` may change while the keeper runs. */
static err read_signing(arena *a, str folder, struct keys *k)
{
    arena_reset(&k->a);
    TRY(ca_read(&k->a, k->dir, &k->au));
    k->has_next = k->au.log_next.n > 0;
    if (k->has_next)
        TRY(read_seed(a, folder, k->au.log_next, k->next_public, k->next_secret));
    TRY(read_seed(a, folder, k->au.log_key, k->log_public, k->log_secret));
    TRY(read_text(a, folder, "log.origin", k->origin, sizeof k->origin));
    return read_seal(a, folder, k);
}

static struct stamp stamp_of(arena *a, str folder)
{
    struct stat st;

    if (stat(str_zdup(a, path_in(a, folder, "authority.json")), &st) != 0)
        return (struct stamp){ 0 };
    return (struct stamp){ st.st_ino, st.st_mtim.tv_sec, st.st_mtim.tv_nsec, st.st_size };
}

err keys_refresh(struct keys *k)
{
    arena a;
    err e = OK;

    arena_init(&a, 0);
    str folder = str_fmt(&a, "%s/keys", k->dir);
    struct stamp now = stamp_of(&a, folder);
    if (memcmp(&now, &k->stamp, sizeof now) != 0) {
        e = read_signing(&a, folder, k);
        k->stamp = failed(e) ? (struct stamp){ 0 } : now; /* what was cut short is read again */
    }
    arena_free(&a);
    return e;
}

static err read_all(arena *a, str folder, struct keys *k)
{
    FOR_EACH(raw, r)
        TRY(read_raw(a, folder, r->name, (uint8_t *)k + r->at));
    k->stamp = stamp_of(a, folder);
    return read_signing(a, folder, k);
}

err keys_open(const char *dir, struct keys **out)
{
    struct keys *k = sodium_malloc(sizeof *k);
    arena a;
    err e;

    if (!k)
        return FAULT(ERR_BUDGET);
    k->seal = k->tsa = NULL;
    arena_init(&k->a, 0);
    arena_init(&a, 0);
    CHECK(strlen(dir) < sizeof k->dir);
    strncpy(k->dir, dir, sizeof k->dir);
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
    EVP_PKEY_free(k->tsa);
    arena_free(&k->a);
    sodium_free(k);
}
