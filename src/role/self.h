/* role/self.h - what every role process has: its name, its control socket to the supervisor, the
 * shared pages. */
#ifndef ROLE_SELF_H
#define ROLE_SELF_H

#include "role/frame.h"
#include "role/serve.h"
#include "role/shared.h"
#include "seal/keeper.h"

/* ---- control messages: one SEQPACKET datagram each, with descriptors where the operation says so
 * ---- */
enum ctl_op {
    /* from the supervisor */
    CTL_LINK = 1, /* fd: this end of a pair with the peer; arg: its generation */
    CTL_RETIRE,   /* send nothing new to this peer */
    CTL_LISTEN,   /* fd: a listening socket (front) */
    CTL_LEAVE,    /* finish and exit; front: arg 1: answer new requests 503 */
    CTL_SPAWN,    /* fd: the new role's control end (zygote) */
    CTL_GO,       /* all links are there */
    /* to the supervisor */
    CTL_HELLO, /* arg: pid */
    CTL_READY, /* arg: promises missing */
    CTL_LEFT,  /* nothing of value is left in me */
};

struct who {
    uint32_t kind, index;
    uint64_t incarnation;
};
struct ctl {
    uint32_t op, arg;
    struct who who;
    uint64_t generation;
};

static inline bool who_same(struct who a, struct who b)
{
    return a.kind == b.kind && a.index == b.index && a.incarnation == b.incarnation;
}

enum { LATER_MAX = 64 };

/* ---- this process (or thread) ---- */
struct self {
    struct who who;
    uint64_t generation; /* of the site and binary */
    int ctl;
    int supervisor; /* pid */
    struct shared *shared;
    int shared_fd;
    struct metric_row *metrics;
    struct role_info *info;
    const struct serve_settings *settings;
    const struct house *house;
    void *boot;
    struct keeper_line keeper; /* fd -1: no keeper in this house, or not yet */
    struct {
        int bell; /* an eventfd that can be read while there are any; -1 before self_begin */
        size_t n;
        struct {
            struct ctl c;
            int fd;
        } v[LATER_MAX];
    } later; /* control messages that came while the role waited for another keeper */
    bool leaving;
    arena a; /* as long as the process */
};

/* Does role and returns when it has nothing more to do; the process then exits with its result. */
typedef int role_main(struct self *me);
role_main front_run, worker_run, writer_run, jobs_run, keeper_run, service_run, zygote_run,
    prepare_run;
role_main *role_main_of(enum role_kind k);
/* Roles leave signals of the terminal and of service managers to the supervisor. */
void role_ignore_signals(void);
/* True for roles that hold a socket to the keeper. */
bool role_asks_keeper(enum role_kind k);

/* Says HELLO and, where the role talks with the keeper, waits for that link.  False: the supervisor
 * is gone. */
bool self_begin(struct self *me);
/* Sandbox, then READY. */
bool self_ready(struct self *me);
/* The next control message, without waiting; false where there is none.  Sets leaving where the
 * supervisor is gone. A new keeper link is put in place of the old one here and not reported. */
bool self_next(struct self *me, struct ctl *out, int *fd);
void self_say(struct self *me, enum ctl_op op, uint32_t arg);
/* The row of metrics and of state of a place; the same place keeps its row. */
unsigned self_row(struct shared *sh, enum role_kind kind, unsigned index);

#endif
