/* --single: every role a thread, over the same sockets. */
#include "role/super.h"

#include "os/log.h"
#include "os/proc.h"
#include "os/sock.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *thread_run(void *p)
{
    struct self *me = p;
    char name[16];

    snprintf(name, sizeof(name), "stoa-%s", role_kind_name((enum role_kind)me->who.kind));
    proc_name(name);
    log_role(role_kind_name((enum role_kind)me->who.kind), me->who.index);
    role_main_of((enum role_kind)me->who.kind)(me);
    if (me->keeper.fd >= 0)
        close(me->keeper.fd);
    if (me->later.bell >= 0)
        close(me->later.bell);
    close(me->ctl);
    arena_free(&me->a);
    free(me);
    return NULL;
}

bool single_spawn(struct super *s, struct child *c, int role_end)
{
    struct self *me = calloc(1, sizeof(*me));
    unsigned row = self_row(s->shared, (enum role_kind)c->who.kind, c->who.index);
    pthread_t t;

    CHECK(me);
    *me = (struct self){ .who = c->who,
                         .generation = c->generation,
                         .ctl = role_end,
                         .shared = s->shared,
                         .shared_fd = s->shared_fd,
                         .metrics = &s->shared->metrics[row],
                         .info = &s->shared->info[row],
                         .settings = s->settings,
                         .house = s->house,
                         .boot = s->boot,
                         .keeper = { .fd = -1 },
                         .later = { .bell = -1 } };
    arena_init(&me->a, 0);
    if (pthread_create(&t, NULL, thread_run, me) != 0) {
        close(role_end);
        free(me);
        return false;
    }
    pthread_detach(t);
    return true;
}
