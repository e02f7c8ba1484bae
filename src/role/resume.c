/* What a new binary must know of the old one's children: written to memory that survives exec. */
#include "role/super.h"

#include "os/log.h"
#include "os/proc.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char RESUME_ENV[] = "STOA_RESUME";

enum { RESUME_VERSION = 1 };

struct resume {
    uint64_t version, size, layout;
    uint64_t generation, incarnations;
    int32_t shared_fd, zygote_pid;
    uint32_t listens;
    int32_t listen[LISTEN_MAX];
    char listen_name[LISTEN_MAX][128];
    struct {
        struct who who;
        uint64_t generation;
        int32_t ctl, pid;
        uint32_t state;
    } child[CHILDREN_MAX];
};

static void keep_open(int fd, bool on)
{
    CHECK(fcntl(fd, F_SETFD, on ? 0 : FD_CLOEXEC) == 0);
}

bool resume_save(struct super *s, char *env, size_t room)
{
    struct resume *r;
    int fd;

    if (failed(proc_shared_make("stoa-resume", sizeof(*r), &fd)) ||
        failed(proc_shared_map(fd, sizeof(*r), (void **)&r)))
        return false;
    *r = (struct resume){ .version = RESUME_VERSION,
                          .size = sizeof(*r),
                          .layout = s->shared->layout,
                          .generation = s->generation,
                          .incarnations = s->incarnations,
                          .shared_fd = s->shared_fd,
                          .zygote_pid = s->zygote.state != CHILD_NONE ? s->zygote.pid : 0,
                          .listens = (uint32_t)s->listens };
    for (size_t i = 0; i < s->listens; i++) {
        r->listen[i] = s->listen[i];
        snprintf(r->listen_name[i], sizeof(r->listen_name[i]), "%.*s", STR_ARG(s->listen_name[i]));
        keep_open(s->listen[i], true);
    }
    for (size_t i = 0; i < CHILDREN_MAX; i++) {
        const struct child *c = &s->child[i];

        r->child[i].state = c->state;
        if (c->state == CHILD_NONE)
            continue;
        r->child[i].who = c->who;
        r->child[i].generation = c->generation;
        r->child[i].ctl = c->ctl;
        r->child[i].pid = c->pid;
        keep_open(c->ctl, true);
    }
    keep_open(s->shared_fd, true);
    keep_open(fd, true);
    snprintf(env, room, "%d", fd);
    return true;
}

static void take_children(struct super *s, const struct resume *r, bool same)
{
    for (size_t i = 0; i < CHILDREN_MAX; i++) {
        if (r->child[i].state == CHILD_NONE)
            continue;
        keep_open(r->child[i].ctl, false);
        s->child[i] = (struct child){ .who = r->child[i].who,
                                      .generation = r->child[i].generation,
                                      .ctl = r->child[i].ctl,
                                      .pid = r->child[i].pid,
                                      .state = (enum child_state)r->child[i].state,
                                      .keeper_given = true };
        if (same)
            continue;
        /* Another layout of messages or pages: the old roles cannot be spoken to. */
        if (r->child[i].pid > 0)
            kill(r->child[i].pid, SIGKILL);
        s->child[i].state = CHILD_LEAVING;
    }
}

bool resume_load(struct super *s, const char *env)
{
    struct resume *r;
    int64_t fd;
    bool same;

    if (failed(str_to_i64(str_z(env), &fd)) ||
        failed(proc_shared_map((int)fd, sizeof(*r), (void **)&r)))
        return false;
    if (r->version != RESUME_VERSION || r->size != sizeof(*r))
        return false;
    s->listens = MIN(r->listens, LISTEN_MAX);
    for (size_t i = 0; i < s->listens; i++) {
        s->listen[i] = r->listen[i];
        s->listen_name[i] = str_copy(&s->a, str_z(r->listen_name[i]));
        keep_open(s->listen[i], false);
    }
    same = r->layout == (sizeof(struct shared) << 8 | SHARED_LAYOUT);
    s->generation = r->generation;
    s->wanted_generation = r->generation + 1;
    s->incarnations = r->incarnations;
    take_children(s, r, same);
    close((int)fd);
    if (!same) {
        close(r->shared_fd);
        return shared_make(s);
    }
    s->shared_fd = r->shared_fd;
    keep_open(s->shared_fd, false);
    if (failed(proc_shared_map(s->shared_fd, sizeof(struct shared), (void **)&s->shared)))
        return false;
    LOG(LOG_INFO, "serve.resumed", LOG_N("generation", (int64_t)s->generation),
        LOG_N("same_layout", same));
    return true;
}
