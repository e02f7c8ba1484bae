/* role/serve.h - running the roles: the supervisor's settings and its one call. */
#ifndef ROLE_SERVE_H
#define ROLE_SERVE_H

#include "role/house.h"

struct serve_settings {
    const char *listen[8];          /* addresses as in os/sock.h; ends with null */
    const char *data;               /* the data directory: made where it is missing */
    unsigned fronts, workers, slow; /* 0: 1; as many as processors, at least 2; 1 */
    bool single;                    /* all roles as threads of this process */
    bool sandbox;                   /* false only for debugging */
    bool rate_loopback;             /* rate buckets count this machine's own addresses too */
    bool metrics_public;            /* /metrics for everyone instead of loopback only */
    bool proxy_trusted;             /* X-Forwarded-For and -Proto of loopback and Unix-socket peers
                                       are believed */
    unsigned request_ms;            /* the front's own deadline for a request; 0: 30,000 */
    unsigned queue_max;             /* requests waiting in the front before 503; 0: 4,096 */
    unsigned worker_most;           /* requests given to one worker at a time; 0: 512 */
    unsigned connections;           /* per front; 0: 4,000 */
    unsigned batch_max;             /* acts in one commit; 0: 256 */
    const char
        *users; /* started as root: prefix of user names, one for each role; null: uids by number */
    void (*said)(void *ctx, const char *address,
                 const char *promises_missing); /* called once everything is ready */
    void *said_ctx;
};

/* Runs until SIGTERM or SIGINT; SIGHUP loads the site again, SIGUSR2 replaces the binary.  Returns
 * the exit status. */
int role_serve(const struct serve_settings *s, const struct house *h);

#endif
