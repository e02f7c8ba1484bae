#include "db/runs.h"

#include "base/base.h"

#include <sqlite3.h>
#include <stdlib.h>

enum { RUN = 128 * 1024 };

struct run_file {
    sqlite3_file base;
    sqlite3_int64 at; /* where in the file the run begins */
    int n;            /* its bytes */
    char *bytes;
    sqlite3_file *real; /* behind this struct */
};

static struct run_file *of(sqlite3_file *f)
{
    return (struct run_file *)f;
}

/* What could not be written is dropped: the transaction fails, and with it all that stood here. */
static int flush(struct run_file *f)
{
    int n = f->n;

    f->n = 0;
    return n ? f->real->pMethods->xWrite(f->real, f->bytes, n, f->at) : SQLITE_OK;
}

static int run_write(sqlite3_file *file, const void *p, int n, sqlite3_int64 at)
{
    struct run_file *f = of(file);
    int rc = SQLITE_OK;

    if (f->n && (at != f->at + f->n || f->n + n > RUN))
        rc = flush(f);
    if (rc != SQLITE_OK)
        return rc;
    if (n > RUN)
        return f->real->pMethods->xWrite(f->real, p, n, at);
    if (!f->n)
        f->at = at;
    memcpy(f->bytes + f->n, p, (size_t)n);
    f->n += n;
    return SQLITE_OK;
}

static int run_read(sqlite3_file *file, void *p, int n, sqlite3_int64 at)
{
    struct run_file *f = of(file);
    int rc = f->n && at < f->at + f->n && at + n > f->at ? flush(f) : SQLITE_OK;

    return rc == SQLITE_OK ? f->real->pMethods->xRead(f->real, p, n, at) : rc;
}

static int run_sync(sqlite3_file *file, int flags)
{
    struct run_file *f = of(file);
    int rc = flush(f);

    return rc == SQLITE_OK ? f->real->pMethods->xSync(f->real, flags) : rc;
}

static int run_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct run_file *f = of(file);
    int rc = flush(f);

    return rc == SQLITE_OK ? f->real->pMethods->xTruncate(f->real, size) : rc;
}

static int run_size(sqlite3_file *file, sqlite3_int64 *size)
{
    struct run_file *f = of(file);
    int rc = flush(f);

    return rc == SQLITE_OK ? f->real->pMethods->xFileSize(f->real, size) : rc;
}

static int run_close(sqlite3_file *file)
{
    struct run_file *f = of(file);
    int rc = flush(f), closed = f->real->pMethods->xClose(f->real);

    free(f->bytes);
    f->bytes = NULL;
    return rc == SQLITE_OK ? closed : rc;
}

static int run_lock(sqlite3_file *file, int level)
{
    return of(file)->real->pMethods->xLock(of(file)->real, level);
}

static int run_unlock(sqlite3_file *file, int level)
{
    return of(file)->real->pMethods->xUnlock(of(file)->real, level);
}

static int run_reserved(sqlite3_file *file, int *out)
{
    return of(file)->real->pMethods->xCheckReservedLock(of(file)->real, out);
}

static int run_control(sqlite3_file *file, int op, void *arg)
{
    return of(file)->real->pMethods->xFileControl(of(file)->real, op, arg);
}

static int run_sector(sqlite3_file *file)
{
    return of(file)->real->pMethods->xSectorSize(of(file)->real);
}

static int run_device(sqlite3_file *file)
{
    return of(file)->real->pMethods->xDeviceCharacteristics(of(file)->real);
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = run_close,
    .xRead = run_read,
    .xWrite = run_write,
    .xTruncate = run_truncate,
    .xSync = run_sync,
    .xFileSize = run_size,
    .xLock = run_lock,
    .xUnlock = run_unlock,
    .xCheckReservedLock = run_reserved,
    .xFileControl = run_control,
    .xSectorSize = run_sector,
    .xDeviceCharacteristics = run_device,
};

static sqlite3_vfs *system_vfs;

static int run_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *given)
{
    struct run_file *f = of(file);

    (void)vfs;
    if (!(flags & SQLITE_OPEN_WAL))
        return system_vfs->xOpen(system_vfs, name, file, flags, given);
    *f = (struct run_file){ .real = (sqlite3_file *)(f + 1), .bytes = malloc(RUN) };
    if (!f->bytes)
        return SQLITE_NOMEM;
    int rc = system_vfs->xOpen(system_vfs, name, f->real, flags, given);
    if (rc == SQLITE_OK) {
        f->base.pMethods = &methods;
    } else {
        free(f->bytes);
        f->bytes = NULL;
    }
    return rc;
}

const char *runs_vfs(void)
{
    static sqlite3_vfs runs;

    if (!system_vfs) {
        system_vfs = sqlite3_vfs_find(NULL);
        CHECK(system_vfs);
        runs = *system_vfs; /* but for opening, the system's own way */
        runs.zName = "stoa-runs";
        runs.szOsFile += (int)sizeof(struct run_file);
        runs.xOpen = run_open;
        runs.pNext = NULL;
        CHECK(sqlite3_vfs_register(&runs, 0) == SQLITE_OK);
    }
    return runs.zName;
}
