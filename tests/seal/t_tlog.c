#include "tests/check.h"

#include "os/clock.h"
#include "seal/note.h"
#include "seal/tlog.h"
#include "value/val.h"

#include <dirent.h>
#include <sodium.h>

#define A test_arena()

/* ---- published vectors ---- */

static sha256 hash_of(val b64)
{
    sha256 h = { 0 };
    str bytes = STR_NULL;

    if (b64.tag == V_STRING && !failed(b64_bytes(A, val_text(b64), &bytes)))
        memcpy(h.b, bytes.p, MIN(bytes.n, sizeof h.b));
    if (bytes.n > sizeof h.b) /* another length is another hash */
        h.b[0] ^= 0xff;
    return h;
}

static size_t proof_of(val list, sha256 *out)
{
    size_t n = val_count(list);

    CHECK(n <= 128);
    for (size_t i = 0; i < n; i++)
        out[i] = hash_of(val_at(list, i));
    return n;
}

static uint64_t number(val v, str key)
{
    uint64_t n = 0;

    (void)!failed(str_to_u64(val_display(A, val_get(v, key)), &n));
    return n;
}

/* A leaf hash of another length never becomes a sha256. */
static bool is_hash(val b64)
{
    str bytes;

    return b64.tag == V_STRING && !failed(b64_bytes(A, val_text(b64), &bytes)) &&
           bytes.n == sizeof(sha256);
}

static err judge(str path, val v)
{
    sha256 proof[128], x = hash_of(val_get(v, S("root1"))), y = hash_of(val_get(v, S("root2")));
    sha256 leaf = hash_of(val_get(v, S("leafHash"))), root = hash_of(val_get(v, S("root")));
    size_t n = proof_of(val_get(v, S("proof")), proof);
    uint64_t start = number(v, S("start")), end = number(v, S("end")),
             index = number(v, S("leafIdx"));

    if (str_has(path, S("inclusion/")) && !is_hash(val_get(v, S("leafHash"))))
        return REFUSED(ERR_SYNTAX);
    if (str_has(path, S("/subtreeinclusion/"))) {
        if (!tlog_subtree_valid(start, end) || index < start)
            return REFUSED(ERR_CRYPTO);
        return tlog_check_inclusion(index - start, end - start, &leaf, &root, proof, n);
    }
    if (str_has(path, S("/subtreeconsistency/")))
        return tlog_check_subtree(start, end, number(v, S("size")), &x, &y, proof, n);
    if (str_has(path, S("/inclusion/")))
        return tlog_check_inclusion(index, number(v, S("treeSize")), &leaf, &root, proof, n);
    return tlog_check_consistency(number(v, S("size1")), number(v, S("size2")), &x, &y, proof, n);
}

static size_t judge_folder(str path)
{
    DIR *d = opendir(str_zdup(A, path));
    size_t n = 0;

    for (struct dirent *e; d && (e = readdir(d));) {
        str name = str_z(e->d_name), inner = str_fmt(A, "%.*s/%s", STR_ARG(path), e->d_name);
        val v;
        if (e->d_name[0] == '.')
            continue;
        if (!str_ends(name, S(".json"))) {
            n += judge_folder(inner);
            continue;
        }
        if (failed(val_from_json(A, test_file(str_zdup(A, inner)), NULL, &v, NULL))) {
            test_fail(__FILE__, __LINE__, "%.*s cannot be read", STR_ARG(inner));
            continue;
        }
        if (failed(judge(inner, v)) != val_get_bool(v, S("wantErr")))
            test_fail(__FILE__, __LINE__, "%.*s: wrong judgement", STR_ARG(inner));
        n++;
    }
    if (d)
        closedir(d);
    return n;
}

TEST(merkle_published_proofs)
{
    size_t n = judge_folder(str_fmt(A, "%s/merkle/testdata", test_conformance()));

    if (n == 0)
        test_skip("no Merkle vectors");
    else
        EXPECT(n >= 518);
}

/* ---- against a naive tree ---- */

static sha256 naive_root(const sha256 *leaves, size_t n)
{
    size_t k = 1;
    sha256 l, r;

    if (n == 0)
        return sha256_of(S(""));
    if (n == 1)
        return leaves[0];
    while (k * 2 < n)
        k *= 2;
    l = naive_root(leaves, k);
    r = naive_root(leaves + k, n - k);
    return tlog_node(&l, &r);
}

struct shelf {
    map tiles;
    arena *a;
    size_t stored;
};

static err shelf_store(void *ctx, const struct tlog_tile *t)
{
    struct shelf *s = ctx;
    str *copy = ARENA_NEW(s->a, str);

    *copy = str_copy(s->a, t->bytes);
    map_put(&s->tiles, s->a, tlog_tile_path(s->a, t), copy);
    s->stored++;
    return OK;
}

static err shelf_fetch(void *ctx, int level, uint64_t index, unsigned width, str *bytes)
{
    struct shelf *s = ctx;
    struct tlog_tile t = { level, index, width, STR_NULL };
    str *got = map_get(&s->tiles, tlog_tile_path(s->a, &t));

    if (!got)
        return FAULT(ERR_MISSING);
    *bytes = *got;
    return OK;
}

static sha256 entry_number(uint64_t i)
{
    return sha256_of(str_of((const char *)&i, sizeof i));
}

enum { LEAVES = 70000 };

static void grow(struct tlog *log, struct shelf *s, sha256 *leaves, uint64_t to)
{
    while (log->size < to) {
        sha256 e = entry_number(log->size);
        leaves[log->size] = tlog_leaf(&e);
        EXPECT_OK(tlog_append(log, &e));
    }
    EXPECT_OK(tlog_flush(log, shelf_store, s));
}

static void prove_some(struct shelf *s, const sha256 *leaves, uint64_t size, const sha256 *root)
{
    for (int i = 0; i < 12; i++) {
        struct tlog_proof p;
        uint64_t at = random_u64() % size, old = at + 1;
        sha256 old_root = naive_root(leaves, old), wrong = leaves[at], got;
        wrong.b[3] ^= 1;
        EXPECT_OK(tlog_prove_inclusion(size, at, shelf_fetch, s, &p));
        EXPECT_OK(tlog_check_inclusion(at, size, &leaves[at], root, p.h, p.n));
        EXPECT(failed(tlog_check_inclusion(at, size, &wrong, root, p.h, p.n)));
        EXPECT_OK(tlog_prove_consistency(old, size, shelf_fetch, s, &p));
        EXPECT_OK(tlog_check_consistency(old, size, &old_root, root, p.h, p.n));
        if (old != size)
            EXPECT(failed(tlog_check_consistency(old, size, &wrong, root, p.h, p.n)));
        EXPECT_OK(tlog_root_at(size, shelf_fetch, s, &got));
        EXPECT(sha256_eq(&got, root));
    }
}

TEST(tlog_agrees_with_a_naive_tree)
{
    static const uint64_t sizes[] = { 1,   2,   3,    7,    8,     255,   256,   257,
                                      511, 513, 1000, 4096, 65535, 65536, 65537, LEAVES };
    struct tlog *log = ARENA_NEW(A, struct tlog), *again = ARENA_NEW(A, struct tlog);
    struct shelf s = { .a = A };
    sha256 *leaves = ARENA_ARRAY(A, sha256, LEAVES);

    tlog_init(log, shelf_store, &s);
    FOR_EACH(sizes, size) {
        sha256 want, got;
        grow(log, &s, leaves, *size);
        want = naive_root(leaves, *size);
        got = tlog_root(log);
        EXPECT(sha256_eq(&want, &got));
        prove_some(&s, leaves, *size, &want);
        tlog_init(again, shelf_store, &s);
        EXPECT_OK(tlog_load(again, *size, shelf_fetch, &s));
        got = tlog_root(again);
        EXPECT(sha256_eq(&want, &got));
        memcpy(log, again, sizeof *log); /* goes on from what was stored */
    }
    EXPECT_INT(tlog_prove_inclusion(5, 5, shelf_fetch, &s, &(struct tlog_proof){ 0 }).code,
               ERR_RANGE);
    EXPECT_INT(tlog_prove_consistency(6, 5, shelf_fetch, &s, &(struct tlog_proof){ 0 }).code,
               ERR_RANGE);
}

TEST(tlog_goes_back_to_a_mark)
{
    static const struct {
        uint64_t at, further;
    } t[] = {
        { 0, 3 }, { 1, 1 }, { 255, 1 }, { 255, 2 }, { 300, 700 }, { 65535, 3 }, { 65700, 4 }
    };
    struct shelf s = { .a = A };
    sha256 *leaves = ARENA_ARRAY(A, sha256, LEAVES), other = entry_number(LEAVES);

    FOR_EACH(t, c) {
        struct tlog *log = ARENA_NEW(A, struct tlog);
        tlog_init(log, shelf_store, &s);
        grow(log, &s, leaves, c->at);
        const struct tlog_mark *m = tlog_mark_get(A, log);
        for (uint64_t i = 0; i < c->further; i++)
            EXPECT_OK(tlog_append(log, &other));
        tlog_rewind(log, m);
        EXPECT(log->size == c->at);
        grow(log, &s, leaves, c->at + c->further);
        sha256 want = naive_root(leaves, c->at + c->further), got = tlog_root(log);
        EXPECT(sha256_eq(&want, &got));
        EXPECT_OK(tlog_load(log, c->at + c->further, shelf_fetch, &s));
        got = tlog_root(log);
        EXPECT(sha256_eq(&want, &got));
    }
}

TEST(tlog_load_refuses_changed_tiles)
{
    struct tlog *log = ARENA_NEW(A, struct tlog);
    struct shelf s = { .a = A };
    sha256 *leaves = ARENA_ARRAY(A, sha256, 300);
    str bytes;

    tlog_init(log, shelf_store, &s);
    grow(log, &s, leaves, 300);
    EXPECT_OK(shelf_fetch(&s, TLOG_ENTRIES, 1, 44, &bytes));
    ((char *)bytes.p)[40] ^= 1;
    EXPECT_INT(tlog_load(log, 300, shelf_fetch, &s).code, ERR_CRYPTO);
}

TEST(tlog_golden_roots)
{
    /* RFC 6962 trees over the eight entries that certificate-transparency's reference tests use */
    static const str entries[] = {
        S_INIT(""),
        S_INIT("\0"),
        S_INIT("\x10"),
        S_INIT("\x20\x21"),
        S_INIT("\x30\x31"),
        S_INIT("\x40\x41\x42\x43"),
        S_INIT("\x50\x51\x52\x53\x54\x55\x56\x57"),
        S_INIT("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f")
    };
    sha256 leaves[8], r;

    for (size_t i = 0; i < 8; i++)
        leaves[i] = tlog_leaf_of(entries[i]);
    r = naive_root(leaves, 8);
    EXPECT_STR(sha256_hex(A, &r),
               S("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"));
    r = tlog_empty_root();
    EXPECT_STR(sha256_hex(A, &r),
               S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

TEST(tlog_entry_is_salted)
{
    static const uint8_t salt[TLOG_SALT] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
    uint8_t other[TLOG_SALT] = { 1 };
    sha256 e = tlog_entry(salt, S("{\"a\":\"1\"}")), l = tlog_leaf(&e),
           f = tlog_entry(other, S("{\"a\":\"1\"}"));

    EXPECT_STR(sha256_hex(A, &e),
               S("f08faa079d9f7ba0cdc322355e51e4212fd3131f3b651a5219340b4cdee6a51b"));
    EXPECT_STR(sha256_hex(A, &l),
               S("90d0426169065574288ebe3408c8121308c6247c65cbaa0c4d3f4dd809ae73ab"));
    EXPECT(!sha256_eq(&e, &f));
}

TEST(tile_paths)
{
    static const struct {
        struct tlog_tile t;
        const char *path;
    } t[] = {
        { { 0, 0, 256 }, "tile/0/000" },
        { { 0, 1234067, 256 }, "tile/0/x001/x234/067" },
        { { 1, 5, 17 }, "tile/1/005.p/17" },
        { { TLOG_ENTRIES, 1000, 1 }, "tile/entries/x001/000.p/1" },
    };
    static const char *const bad[] = { "tile/8/000",       "tile/0/00",      "tile/0/x000/001",
                                       "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/",
                                       "tile/0/x001",      "tile/0/001/002", "tile/entries/0x1",
                                       "tile/0/000.p/01",  "tile//000",      "tile/0/",
                                       "tile/0/../000" };
    struct tlog_tile got;

    FOR_EACH(t, c) {
        EXPECT_STR(tlog_tile_path(A, &c->t), str_z(c->path));
        EXPECT_OK(tlog_tile_parse(str_z(c->path), &got));
        EXPECT(got.level == c->t.level && got.index == c->t.index && got.width == c->t.width);
    }
    FOR_EACH(bad, b)
        EXPECT(failed(tlog_tile_parse(str_z(*b), &got)));
}

/* ---- notes ---- */

TEST(note_is_signed_and_opened)
{
    uint8_t pk[32], sk[64];
    struct checkpoint cp = { S_INIT("demo.example/log"), 20852163, { { 7 } } }, got;
    str note, vkey, text, other, bent;

    crypto_sign_keypair(pk, sk);
    vkey = note_vkey(A, cp.origin, pk);
    note = note_sign(A, checkpoint_text(A, &cp), cp.origin, sk);
    EXPECT_OK(note_open(A, note, vkey, &text));
    EXPECT_OK(checkpoint_parse(A, text, &got));
    EXPECT_STR(got.origin, cp.origin);
    EXPECT_INT(got.size, 20852163);
    EXPECT(sha256_eq(&got.root, &cp.root));
    crypto_sign_keypair(pk, sk);
    other = note_vkey(A, cp.origin, pk);
    EXPECT_INT(note_open(A, note, other, &text).code, ERR_CRYPTO);
    bent = str_copy(A, note);
    ((char *)bent.p)[20] ^= 1;
    EXPECT(failed(note_open(A, bent, vkey, &text)));
    EXPECT(failed(note_open(A, S("x\n"), vkey, &text)));
}

TEST(note_of_the_specification)
{
    /* golang.org/x/mod/sumdb/note, whose key and note the C2SP text was made from */
    str vkey = S("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), text;
    str note =
        S("If you think cryptography is the answer to your problem,\n"
          "then you don't know what your problem is.\n\n"
          "\u2014 PeterNeumann "
          "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyB"
          "wJnAM=\n");

    EXPECT_OK(note_open(A, note, vkey, &text));
    EXPECT(str_ends(text, S("problem is.\n")));
}
