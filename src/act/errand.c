#include "act/errand.h"
#include "act/keys.h"
#include "act/writer.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/log.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { ASK_BYTES = 16 * MIB, WAIT_MS = 60000, LOOK_MS = 20 };

static str folder_of(arena *a, const char *data)
{
    return str_fmt(a, "%s/errands", data);
}

/* ---- the command ---- */

/* The group of the roles may read it; it stays the property of who asks, by which it is known.  It
 * gets its name only when that is so: a server that finds what it cannot read takes it for foreign,
 * and removes it. */
static err ask_put(arena *a, str path, str folder, str bytes)
{
    str made = str_z(str_zdup(a, str_fmt(a, "%.*s.made", STR_ARG(path))));
    struct stat st;

    TRY(file_write(made, bytes, 0600));
    if (stat(folder.p, &st) == 0 && lchown(made.p, (uid_t)-1, st.st_gid) == 0 &&
        chmod(made.p, 0640) == 0 && rename(made.p, path.p) == 0)
        return OK;
    unlink(made.p);
    return FAULT(ERR_IO);
}

static err answer_wait(arena *a, str told, struct answer *out)
{
    int64_t until = clock_mono_ns() + (int64_t)WAIT_MS * 1000000;
    struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
    str bytes;

    while (!file_exists(told)) {
        if (clock_mono_ns() > until)
            return FAULT(ERR_PEER);
        nanosleep(&pause, NULL);
    }
    TRY(file_read(a, told, ASK_BYTES, &bytes));
    return answer_unpack(a, bytes, out);
}

err errand_ask(arena *a, const char *data, const char *act, val in, struct answer *out)
{
    struct call c = { .act = str_z(act), .at = clock_now(), .in = in };
    str folder = str_z(str_zdup(a, folder_of(a, data))), id = ulid_str(a, ulid_new());
    str asked = str_z(str_zdup(a, str_fmt(a, "%.*s/%.*s.ask", STR_ARG(folder), STR_ARG(id))));
    str told = str_z(str_zdup(a, str_fmt(a, "%.*s/%.*s.told", STR_ARG(folder), STR_ARG(id))));
    buf b;

    buf_init(&b, a, 4 * KIB);
    call_pack(&b, &c);
    err e = ask_put(a, asked, folder, buf_str(&b));
    if (!failed(e))
        e = answer_wait(a, told, out);
    unlink(asked.p);
    unlink(told.p);
    return e;
}

/* ---- the server ---- */

/* Who started the server wrote the file of its process: the same one leaves errands. */
static bool from_owner(arena *a, const char *data, str path)
{
    struct stat own, asked;

    return stat(str_zdup(a, str_fmt(a, "%s/stoa.pid", data)), &own) == 0 &&
           lstat(str_zdup(a, path), &asked) == 0 && S_ISREG(asked.st_mode) &&
           asked.st_uid == own.st_uid;
}

static err errand_do(arena *a, const struct boot *b, const struct jobs_io *io, str path, str id)
{
    struct call asked;
    str bytes, answer;
    buf call;
    err why;

    TRY(file_read(a, path, ASK_BYTES, &bytes));
    TRY(call_unpack(a, bytes, &asked));
    const struct act_row *row = boot_act(b, asked.act);
    if (!row || row->who != WHO_JOB)
        return FAULT(ERR_DENIED);
    struct call c = { .act = asked.act, .at = clock_now(), .in = asked.in };
    buf_init(&call, a, bytes.n + 256);
    call_pack(&call, &c);
    str text = buf_str(&call);
    io->acts(io->ctx, a, &id, &text, 1, &answer, &why);
    TRY(why);
    return file_write(str_fmt(a, "%.*s.told", (int)(path.n - 4), path.p), answer, 0600);
}

void errands_run(const struct boot *b, const struct jobs_io *io, instant now)
{
    dir_list list;
    arena a;

    arena_init(&a, 256 * MIB);
    str folder = folder_of(&a, b->data ? b->data : "");
    if (file_is_dir(folder) && !failed(dir_read(&a, folder, &list)))
        for (size_t i = 0; i < list.n; i++) {
            str name = list.v[i].name,
                path = str_fmt(&a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
            bool ask = str_ends(name, S(".ask")) && name.n == ULID_TEXT + 4;
            bool old = list.v[i].changed_ms < now.ms - 2 * WAIT_MS;
            if (!ask && !old)
                continue; /* an answer that is still to be fetched, or a file half written */
            err e = ask && !old && from_owner(&a, b->data, path)
                        ? errand_do(&a, b, io, path, str_sub(name, 0, ULID_TEXT))
                        : FAULT(ERR_DENIED);
            if (failed(e))
                LOG(LOG_WARN, "errand.failed", LOG_N("code", e.code));
            if (e.code == ERR_PEER || e.code == ERR_BUDGET)
                continue; /* nobody answered: asked again under its id, while somebody waits */
            unlink(str_zdup(&a, path));
        }
    arena_free(&a);
}
