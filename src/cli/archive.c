/* stoa archive: cases past their time that are the archive's are packed, and erased when the
 * archive has said that it holds them; while no server runs. */
#include "act/admin.h"
#include "blocks/case/archive.h"
#include "cli/cli.h"
#include "cli/own.h"
#include "os/file.h"

#include <stdio.h>

enum { RECEIPT_MOST = 16 * 1024 * 1024, NUMBER_MOST = 100 };

struct asked {
    struct admin *m;
    arena *a; /* outlives the acts */
    str where, reference;
    /* of the act in hand */
    int64_t after;
    const struct archive_case *cases;
    str number;
    sha256 digest;
    size_t n, done, left;
};

/* Of one act's arena into the command's. */
static err list_act(act *a, void *ctx)
{
    struct asked *q = ctx;
    const struct archive_case *found;

    TRY(archive_waiting(a, q->after, &found, &q->n, &q->after));
    struct archive_case *kept = ARENA_ARRAY(q->a, struct archive_case, q->n + 1);
    for (size_t i = 0; i < q->n; i++) {
        kept[i] = found[i];
        kept[i].number = str_copy(q->a, found[i].number);
        kept[i].service = str_copy(q->a, found[i].service);
    }
    q->cases = kept;
    return OK;
}

static err each(struct asked *q, err (*one)(struct asked *q, const struct archive_case *c))
{
    do {
        TRY(admin_run(q->m, list_act, q));
        for (size_t i = 0; i < q->n; i++)
            TRY(one(q, &q->cases[i]));
    } while (q->after);
    return OK;
}

static err list_one(struct asked *q, const struct archive_case *c)
{
    printf("%-20.*s %-28.*s ended %.*s%s%s\n", STR_ARG(c->number), STR_ARG(c->service),
           STR_ARG(str_sub(instant_str(q->a, c->ended), 0, 10)), c->packed ? "  packed" : "",
           c->held ? "  held by law" : "");
    q->done++;
    return OK;
}

/* ---- packing ---- */

static err write_all(struct asked *q, const struct zip_file *files, size_t n)
{
    str folder = str_fmt(q->a, "%.*s/%.*s", STR_ARG(q->where), STR_ARG(q->number));

    if (file_is_dir(folder))
        TRY(dir_remove(folder)); /* a package made before and not confirmed */
    for (size_t i = 0; i < n; i++) {
        str path = str_fmt(q->a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(files[i].path));
        size_t cut = path.n;
        while (cut && path.p[cut - 1] != '/')
            cut--;
        TRY(dir_make(str_sub(path, 0, cut - 1), 0700));
        TRY(file_write(path, files[i].bytes, 0600));
    }
    return OK;
}

/* On the disk before the act is committed: a digest without its package is never kept. */
static err pack_act(act *a, void *ctx)
{
    struct asked *q = ctx;
    const struct zip_file *files;
    size_t n;

    TRY(archive_pack(a, q->number, &files, &n));
    return write_all(q, files, n);
}

static err pack_one(struct asked *q, const struct archive_case *c)
{
    if (c->held) {
        q->left++;
        return OK;
    }
    q->number = c->number;
    TRY(admin_run(q->m, pack_act, q));
    q->done++;
    return OK;
}

/* ---- the archive's receipt ---- */

static err receive_act(act *a, void *ctx)
{
    struct asked *q = ctx;

    return archive_received(a, q->number, &q->digest, q->reference);
}

/* "DIGEST  PATH/NUMBER/tagmanifest-sha256.txt", as sha256sum writes it. */
static bool line_read(struct asked *q, str line)
{
    str hex, path, name = S("/tagmanifest-sha256.txt");

    if (!str_cut(str_trim(line), ' ', &hex, &path) ||
        failed(str_to_bytes_hex(hex, q->digest.b, sizeof q->digest.b)))
        return false;
    path = str_trim(path);
    if (str_starts(path, S("*")))
        path = str_from(path, 1);
    if (!str_ends(path, name))
        return false;
    path = str_sub(path, 0, path.n - name.n);
    for (size_t at; (at = str_find_char(path, '/', 0)) != SIZE_MAX;)
        path = str_from(path, at + 1);
    q->number = path;
    return path.n > 0 && path.n <= NUMBER_MOST;
}

static const char *why_not(err e)
{
    return e.code == ERR_MISSING    ? "is no case that waits for the archive"
           : e.code == ERR_DENIED   ? "is held by law, and stays"
           : e.code == ERR_CONFLICT ? "was not packed as the archive says, and stays"
                                    : "could not be taken off";
}

static err receive(struct asked *q)
{
    str text, line;

    TRY(file_read(q->a, q->where, RECEIPT_MOST, &text));
    while (str_next(&text, '\n', &line)) {
        if (!str_trim(line).n)
            continue;
        if (!line_read(q, line)) {
            fprintf(stderr, "stoa archive: no line of sha256sum: %.*s\n", STR_ARG(line));
            q->left++;
            continue;
        }
        err e = admin_run(q->m, receive_act, q);
        if (failed(e))
            fprintf(stderr, "stoa archive: %.*s %s\n", STR_ARG(q->number), why_not(e));
        *(failed(e) ? &q->left : &q->done) += 1;
    }
    return OK;
}

static int run(const struct boot *b, struct asked *q, str what)
{
    err e;

    if (failed(admin_open(b, &q->m)))
        return 1;
    if (str_eq(what, S("list"))) {
        e = each(q, list_one);
        printf("%zu cases wait for the archive\n", q->done);
    } else if (str_eq(what, S("pack"))) {
        e = each(q, pack_one);
        printf("%zu cases packed, %zu held by law\n", q->done, q->left);
        q->left = 0;
    } else {
        e = receive(q);
        printf("%zu cases handed over and erased here, %zu not\n", q->done, q->left);
    }
    admin_close(q->m);
    if (failed(e))
        fprintf(stderr, "stoa archive: failed with code %d\n", e.code);
    return failed(e) || q->left ? 1 : 0;
}

static bool understood(struct asked *q, const str *args, size_t n)
{
    bool list = n == 1 && str_eq(args[0], S("list"));
    bool two = n == 2 && (str_eq(args[0], S("pack")) || str_eq(args[0], S("receipt")));

    if (list || two) {
        q->where = two ? args[1] : S("");
        return true;
    }
    fprintf(stderr, "stoa: stoa archive list | pack DIR | receipt FILE [--reference TEXT], with "
                    "--data DIR --site DIR\n");
    return false;
}

int cli_archive(int argc, char **argv)
{
    struct own_option o[] = { { "reference", .flag = false } };
    struct asked q = { 0 };
    struct conf *c;
    struct boot *b;
    size_t n;
    int status = 2;
    arena a;

    arena_init(&a, 0);
    argc = own_options(argc, argv, o, LEN(o));
    if (argc > 0 && own_open(&a, argc, argv, &c, &b)) {
        const str *args = conf_args(c, &n);
        q.a = &a;
        q.reference = o[0].value.p ? o[0].value : S("");
        if (understood(&q, args, n))
            status = run(b, &q, args[0]);
        boot_free(b);
    }
    arena_free(&a);
    return status;
}
