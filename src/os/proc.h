/* os/proc.h - processes: names, descriptors, users, limits. */
#ifndef OS_PROC_H
#define OS_PROC_H

#include "base/base.h"

/* What ps and top show: at most 15 bytes for the thread, and argv's space for the command line
 * where there is room. */
void proc_name(const char *name);
/* Once, early in main: remembers argv's space for proc_name and the path of the binary for
 * proc_exec_self. */
void proc_init(int argc, char **argv);
/* The signal this process gets when its parent ends; set it after proc_user (setuid clears it).
 * expected: the parent's id; ERR_PEER where it has gone already. */
MUST_USE err proc_parent_death(int signal, int expected);
/* Closes everything from fd `first` up. */
void proc_close_from(int first);
/* Moves a descriptor to a number at or above `least`, close-on-exec; the old one is closed. */
MUST_USE err proc_move_fd(int *fd, int least);
/* Replaces groups, gid and uid for good.  No effect and OK where not root.  ERR_MISSING: no such
 * user. */
MUST_USE err proc_user(unsigned uid, unsigned gid);
/* Uid and gid of a user name.  ERR_MISSING. */
MUST_USE err proc_user_find(str name, unsigned *uid, unsigned *gid);
/* Executes the binary this process was started from, with the arguments it was started with and one
 * more setting in the environment.  Returns only on failure. */
err proc_exec_self(const char *env_name, const char *env_value);
/* Children that lose their parent become ours. */
MUST_USE err proc_adopt_orphans(void);
unsigned proc_cpus(void);
/* Anonymous memory shared by all who inherit the descriptor; sealed against shrinking.  ERR_IO. */
MUST_USE err proc_shared_make(const char *name, size_t bytes, int *fd);
MUST_USE err proc_shared_map(int fd, size_t bytes, void **out);

#endif
