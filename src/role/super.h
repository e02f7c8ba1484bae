/* role/super.h - the supervisor's own notes: which roles there are and which there should be. */
#ifndef ROLE_SUPER_H
#define ROLE_SUPER_H

#include "role/self.h"

enum { CHILDREN_MAX = 96, SEATS_MAX = 48, LISTEN_MAX = 8 };

enum child_state { CHILD_NONE, CHILD_SPAWNED, CHILD_SAID_HELLO, CHILD_READY, CHILD_LEAVING };

struct child {
    struct who who;
    uint64_t generation;
    int ctl, pid;
    enum child_state state;
    bool keeper_given; /* has a link to the keeper that is ready now */
    int64_t since_ns;
};

/* A place that must be filled. */
struct seat {
    enum role_kind kind;
    unsigned index;
    unsigned fails;
    int64_t not_before_ns;
};

struct super {
    const struct serve_settings *settings;
    const struct house *house;
    arena a;
    struct shared *shared;
    int shared_fd, signal_fd;
    uint64_t generation, wanted_generation, incarnations;
    uint64_t content_taken; /* shared->wanted_content when the newest zygote was started */
    int64_t zygote_not_before_ns, prepare_not_before_ns;
    bool prepared, stopping, announced, served; /* served: was ready once */
    int64_t stop_ns;
    unsigned stage;           /* of the shutdown */
    int status;               /* to exit with */
    struct child zygote;      /* of the generation */
    struct child next_zygote; /* loading, during a reload */
    struct child child[CHILDREN_MAX];
    struct seat seat[SEATS_MAX];
    size_t seats;
    int listen[LISTEN_MAX];
    str listen_name[LISTEN_MAX];
    size_t listens;
    void *boot; /* --single only */
};

/* role/children.c */
struct child *child_start(struct super *s, enum role_kind kind, unsigned index);
struct child *zygote_start(struct super *s, struct child *at, uint64_t generation);
void child_tell(struct child *c, enum ctl_op op, uint32_t arg, struct who about, int fd);
void child_linked(struct super *s, struct child *c);
int child_reap(const struct child *c); /* its wait status; waits a moment */
void child_gone(struct super *s, struct child *c);
void child_leave(struct super *s, struct child *c, uint32_t arg);
bool kind_alive(const struct super *s, enum role_kind kind);

/* role/supervisor.c */
bool shared_make(struct super *s);

/* role/resume.c: over the exec of a new binary */
bool resume_save(struct super *s, char *env, size_t room);
bool resume_load(struct super *s, const char *env);
extern const char RESUME_ENV[];

/* role/single.c */
bool single_spawn(struct super *s, struct child *c, int role_end);

#endif
