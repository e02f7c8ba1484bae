/* os/file.h - files: read whole, replaced atomically, spooled, listed. */
#ifndef OS_FILE_H
#define OS_FILE_H

#include "base/base.h"

/* Every outside call of this room passes here first.  os_fail_after(n) makes the nth call from now
 * on this thread fail with FAULT(ERR_IO), once; 0 turns it off.  For tests. */
void os_fail_after(unsigned n);
bool os_fault(void);

/* The whole file into the arena.  ERR_MISSING where there is none, ERR_SIZE past max (0: 1 GiB),
 * ERR_IO. */
MUST_USE err file_read(arena *a, str path, size_t max, str *out);
/* Temporary file, write, fsync, rename, fsync of the folder: readers see the old or the new bytes.
 * mode e.g. 0600. */
MUST_USE err file_write(str path, str bytes, unsigned mode);
bool file_exists(str path);
bool file_is_dir(str path);
/* Bytes that ordinary users may still write on the disk of that path; 0 where it cannot be told. */
uint64_t file_room(str path);
MUST_USE err file_size(str path, uint64_t *out);
MUST_USE err file_remove(str path);             /* ERR_MISSING where there is none */
MUST_USE err file_rename(str from, str to);     /* with fsync of the target's folder */
MUST_USE err dir_make(str path, unsigned mode); /* with parents; no error where it is there */
/* Removes a folder and all that is in it; follows no link. */
MUST_USE err dir_remove(str path);

struct dir_entry {
    str name;
    bool is_dir;
    uint64_t size;
    int64_t changed_ms;
};
typedef VEC(struct dir_entry) dir_list;
/* Names sorted by bytes, without "." and "..", without links that lead nowhere. */
MUST_USE err dir_read(arena *a, str path, dir_list *out);

/* A folder's files, recursively, sorted by path (relative, '/' between); hidden names (".x") are
 * skipped. ERR_SIZE past 64 MiB in all or 20,000 files; links out of the folder are refused
 * (ERR_DENIED). */
struct folder_file {
    str path, bytes;
};
typedef VEC(struct folder_file) folder_files;
MUST_USE err folder_read(arena *a, str root, folder_files *out);

/* A fresh file in the folder for a body that is too large for memory: mode 0640 for the
 * group of the roles (the folder keeps others out), name
 * unguessable. */
struct spool {
    int fd;
    str path;
    uint64_t size;
};
MUST_USE err spool_open(arena *a, str dir, struct spool *out);
MUST_USE err spool_add(struct spool *s, str bytes);
void spool_close(struct spool *s); /* keeps the file */
/* What was spooled becomes that file, whole: fsync, mode, rename, fsync of the folder. */
MUST_USE err spool_keep(struct spool *s, str to, unsigned mode);
void spool_drop(struct spool *s); /* closes and removes it */

#endif
