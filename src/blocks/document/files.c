/* The store of files: sealed, named by a keyed hash of their content, on disk before any row speaks
 * of them. */
#include "blocks/document/document.h"
#include "os/file.h"

#define ROOM_KEPT ((uint64_t)256 * 1024 * 1024)

static str path_of(arena *a, const char *dir, const sha256 *hash)
{
    str hex = sha256_hex(a, hash);

    return str_fmt(a, "%s/files/%.*s/%.*s", dir, 2, hex.p, STR_ARG(hex));
}

err file_put(arena *a, const char *dir, const struct data_key *key, str bytes, sha256 *hash)
{
    *hash = hmac_sha256(str_of((const char *)key->k.b, sizeof key->k.b), bytes);
    str path = path_of(a, dir, hash);

    if (file_exists(path))
        return OK;
    /* the last of the disk is for the database: what is handed in waits for room */
    if (file_room(str_z(dir)) < bytes.n + ROOM_KEPT)
        return FAULT(ERR_BUSY);
    TRY(dir_make(str_sub(path, 0, str_rfind_char(path, '/')), 0700));
    return file_write(path, key_seal_bytes(a, key, "file", bytes), 0600);
}

err file_get(arena *a, const char *dir, const struct data_key *key, const sha256 *hash, str *bytes)
{
    str sealed;

    TRY(file_read(a, path_of(a, dir, hash), 0, &sealed));
    return key_open_bytes(a, key, "file", sealed, bytes);
}
