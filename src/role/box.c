#include "role/box.h"

#include "os/proc.h"
#include "role/owner.h"

#include <signal.h>

/* Below the data directory (%D) or anywhere; what a house adds stands in house.paths. */
static const struct house_path front_paths[] = { { "%D/spool", true },
                                                 { "%D/public", false },
                                                 { NULL } };
/* Never the folder as a whole: the keeper's keys lie in it.  Readers of the database need the
 * writer's files beside it; the writer is ready before they start, so these are there. */
#define READS_DATABASE                                                                             \
    { "%D/stoa.db", false }, { "%D/stoa.db-wal", false },                                          \
    {                                                                                              \
        "%D/stoa.db-shm", false                                                                    \
    }
static const struct house_path worker_paths[] = {
    READS_DATABASE,          { "%D/files", true },
    { "%D/public", true },   { "%D/spool", false },
    { "/usr/share", false }, { "/etc/localtime", false },
    { "/usr/lib", false },   { NULL }
};
/* Slow workers also draw forms for paper: fonts. */
static const struct house_path slow_paths[] = { READS_DATABASE,
                                                { "%D/files", true },
                                                { "%D/public", true },
                                                { "%D/spool", false },
                                                { "/usr/share", false },
                                                { "/etc/localtime", false },
                                                { "/usr/lib", false },
                                                { "/etc/fonts", false },
                                                { "/var/cache/fontconfig", false },
                                                { NULL } };
static const struct house_path writer_paths[] = { { "%D", true },
                                                  { "/usr/share", false },
                                                  { "/etc/localtime", false },
                                                  { "/usr/lib", false },
                                                  { NULL } };
static const struct house_path jobs_paths[] = { READS_DATABASE,
                                                { "%D/files", true },
                                                { "%D/errands", true },
                                                { "/usr/share", false },
                                                { "/etc/localtime", false },
                                                { "/usr/lib", false },
                                                { NULL } };
static const struct house_path keeper_paths[] = { { "%D/keys", true }, { NULL } };
static const struct house_path press_paths[] = { { "/usr", false },
                                                 { "/etc/fonts", false },
                                                 { "/var/cache/fontconfig", false },
                                                 { "/etc/magic", false },
                                                 { NULL } };
static const struct house_path link_paths[] = { { "%D/link", true },
                                                { "/etc/resolv.conf", false },
                                                { "/etc/hosts", false },
                                                { "/etc/nsswitch.conf", false },
                                                { "/etc/host.conf", false },
                                                { "/etc/gai.conf", false },
                                                { "/etc/services", false },
                                                { "/etc/ssl", false },
                                                { "/usr", false },
                                                { "/run/systemd/resolve", false },
                                                { NULL } };

/* A house of its own for each play, in children: what they may read beside it is what any house
 * reads. */
static const struct house_path stage_paths[] = { { "%D/stage", true },
                                                 { "/usr", false },
                                                 { "/etc/localtime", false },
                                                 { "/etc/fonts", false },
                                                 { "/var/cache/fontconfig", false },
                                                 { "/etc/magic", false },
                                                 { NULL } };

struct role_box {
    const struct house_path *paths;
    bool network, accepts, children, undumpable;
    uint64_t memory_max;
    unsigned fds_max;
};

static const struct role_box boxes[ROLE_KINDS] = {
    [ROLE_FRONT] = { front_paths, .accepts = true, .undumpable = true, .memory_max = 2048 * MIB,
                     .fds_max = 65536 },
    [ROLE_WORKER] = { worker_paths, .memory_max = 2048 * MIB },
    [ROLE_SLOW] = { slow_paths, .memory_max = 2048 * MIB },
    [ROLE_WRITER] = { writer_paths, .memory_max = 4096 * MIB },
    [ROLE_JOBS] = { jobs_paths, .memory_max = 2048 * MIB },
    [ROLE_KEEPER] = { keeper_paths, .undumpable = true, .memory_max = 512 * MIB },
    [ROLE_PRESS] = { press_paths, .memory_max = 2048 * MIB },
    [ROLE_LINK] = { link_paths, .network = true, .memory_max = 1024 * MIB },
    [ROLE_STAGE] = { stage_paths, .children = true, .memory_max = 1024 * MIB },
};

static void add_paths(struct self *me, struct sandbox_path *out, size_t room, size_t *n,
                      const struct house_path *p)
{
    for (; p && p->path && *n < room; p++) {
        str s = str_z(p->path);

        if (str_starts(s, S("%D")))
            s = str_cat(&me->a, str_z(me->settings->data), str_from(s, 2));
        out[(*n)++] = (struct sandbox_path){ s, p->write };
    }
}

/* The sanitizers' shadow counts as memory: builds with them go without that limit. */
#ifdef __SANITIZE_ADDRESS__
enum { MEMORY_LIMITED = 0 };
#else
enum { MEMORY_LIMITED = 1 };
#endif

err box_enter(struct self *me, unsigned *missing)
{
    const struct role_box *b = &boxes[me->who.kind];
    struct sandbox_path paths[64];
    size_t n = 0;

    add_paths(me, paths, LEN(paths), &n, b->paths);
    add_paths(me, paths, LEN(paths), &n, me->house->paths[me->who.kind]);
    struct sandbox box = { .paths = paths,
                           .path_count = n,
                           .network = b->network,
                           .accepts = b->accepts,
                           .children = b->children,
                           .undumpable = b->undumpable,
                           .memory_max = b->memory_max * MEMORY_LIMITED,
                           .fds_max = b->fds_max };
    if (owner_possible(me->settings))
        TRY(owner_of(me->settings, (enum role_kind)me->who.kind, &box.uid, &box.gid));
    TRY(sandbox_enter(&box, missing));
    /* Changing the user cleared it. */
    return proc_parent_death(SIGKILL, me->supervisor);
}
