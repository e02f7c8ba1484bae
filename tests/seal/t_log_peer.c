/* The log as a folder of tiles, verified by tests/verify_log.py: an implementation in another
 * language. */
#include "tests/check.h"

#include "os/file.h"
#include "seal/note.h"
#include "seal/tlog.h"

#include <sodium.h>
#include <stdlib.h>

#define A test_arena()

static err to_disk(void *ctx, const struct tlog_tile *t)
{
    str path = str_fmt(A, "%s/%.*s", (const char *)ctx, STR_ARG(tlog_tile_path(A, t)));

    TRY(dir_make(str_sub(path, 0, str_rfind_char(path, '/')), 0700));
    return file_write(path, t->bytes, 0600);
}

static int run(const char *dir, str vkey, str more)
{
    str line = str_fmt(A, "python3 tests/verify_log.py %s --key '%.*s' %.*s >%s/out 2>&1", dir,
                       STR_ARG(vkey), STR_ARG(more), dir);

    return system(str_zdup(A, line));
}

struct peer {
    char dir[64];
    uint8_t pk[32], sk[64];
    struct tlog *log;
};

static void grow(struct peer *p, uint64_t to, const char *name)
{
    struct checkpoint cp = { .origin = S("demo.example/log") };
    str note;

    while (p->log->size < to) {
        sha256 e = sha256_of(str_fmt(A, "entry %llu", (unsigned long long)p->log->size));
        EXPECT_OK(tlog_append(p->log, &e));
    }
    EXPECT_OK(tlog_flush(p->log, to_disk, p->dir));
    cp.size = p->log->size;
    cp.root = tlog_root(p->log);
    note = note_sign(A, checkpoint_text(A, &cp), cp.origin, p->sk);
    EXPECT_OK(file_write(str_fmt(A, "%s/%s", p->dir, name), note, 0600));
}

TEST(log_is_verified_by_another_implementation)
{
    struct peer p = { "/tmp/stoa-log-XXXXXX" };
    sha256 entry = sha256_of(S("entry 299")), leaf = tlog_leaf(&entry);
    str vkey, tile, path, since;

    if (system("python3 -c '' 2>/dev/null") != 0) {
        test_skip("no python3");
        return;
    }
    CHECK(mkdtemp(p.dir));
    crypto_sign_keypair(p.pk, p.sk);
    vkey = note_vkey(A, S("demo.example/log"), p.pk);
    p.log = ARENA_NEW(A, struct tlog);
    tlog_init(p.log, to_disk, p.dir);
    grow(&p, 300, "old");
    grow(&p, 1100, "checkpoint");
    since = str_fmt(A, "--since %s/old --leaf %.*s", p.dir, STR_ARG(sha256_hex(A, &leaf)));
    EXPECT_INT(run(p.dir, vkey, since), 0);
    EXPECT_INT(run(p.dir, vkey, S("--tiles-only")), 0);
    EXPECT(run(p.dir, vkey, str_fmt(A, "--leaf %.*s", STR_ARG(sha256_hex(A, &entry)))) != 0);
    crypto_sign_keypair(p.pk, p.sk);
    EXPECT(run(p.dir, note_vkey(A, S("demo.example/log"), p.pk), S("")) != 0);
    path = str_fmt(A, "%s/tile/entries/001", p.dir);
    EXPECT_OK(file_read(A, path, 0, &tile));
    ((char *)tile.p)[100] ^= 1;
    EXPECT_OK(file_write(path, tile, 0600));
    EXPECT(run(p.dir, vkey, S("")) != 0);
    EXPECT_OK(dir_remove(str_z(p.dir)));
}
