#include "cli/cli.h"

#include "blocks/blocks.h"
#include "cli/stage_role.h"
#include "os/log.h"
#include "role/bind.h"
#include "role/serve.h"

#include <stdio.h>

/* What whoever started the program wants to read first. */
static void said(void *ctx, const char *address, const char *missing)
{
    const struct conf *c = ctx;
    str site = conf_text(c, "site"), data = conf_text(c, "data");

    printf("Stoa serves %.*s on %s%s\n", STR_ARG(site),
           strncmp(address, "unix:", 5) == 0 ? "" : "http://", address);
    printf("  data: %.*s\n", STR_ARG(data));
    if (*missing)
        printf("  not given by this system: %s\n", missing);
    fflush(stdout);
}

static bool addresses(arena *a, const struct conf *c, struct serve_settings *s)
{
    str rest = conf_text(c, "listen"), piece;
    size_t n = 0;

    while (str_next(&rest, ',', &piece)) {
        if (n == LEN(s->listen) - 1) {
            fprintf(stderr, "stoa: at most %zu addresses can be listened on\n", LEN(s->listen) - 1);
            return false;
        }
        s->listen[n++] = str_zdup(a, str_trim(piece));
    }
    return n > 0;
}

static bool log_level(const struct conf *c)
{
    static const char *const names[] = { "debug", "info", "warn", "error" };
    str level = conf_text(c, "log-level");

    for (size_t i = 0; i < LEN(names); i++)
        if (str_eq(level, str_z(names[i]))) {
            log_threshold((enum log_level)i);
            return true;
        }
    fprintf(stderr, "stoa: log-level is debug, info, warn or error, not \"%.*s\"\n",
            STR_ARG(level));
    return false;
}

static struct serve_settings settings_of(arena *a, const struct conf *c)
{
    str users = conf_text(c, "users");

    return (struct serve_settings){
        .data = str_zdup(a, conf_text(c, "data")),
        .fronts = (unsigned)conf_int(c, "fronts"),
        .workers = (unsigned)conf_int(c, "workers"),
        .slow = (unsigned)conf_int(c, "slow-workers"),
        .single = conf_bool(c, "single"),
        .sandbox = conf_bool(c, "sandbox"),
        .rate_loopback = conf_bool(c, "rate-loopback"),
        .metrics_public = conf_bool(c, "metrics-public"),
        .proxy_trusted = conf_bool(c, "proxy-trusted"),
        .request_ms = (unsigned)conf_int(c, "request-time"),
        .queue_max = (unsigned)conf_int(c, "queue"),
        .connections = (unsigned)conf_int(c, "connections"),
        .batch_max = (unsigned)conf_int(c, "batch"),
        .users = users.p ? str_zdup(a, users) : NULL,
        .said = said,
        .said_ctx = (void *)(uintptr_t)c,
    };
}

int cli_serve(int argc, char **argv)
{
    struct serve_settings s;
    struct bind_settings b;
    struct house h;
    struct conf *c;
    arena a;
    int status = 1;
    size_t extra;

    arena_init(&a, 0);
    if (cli_settings(&a, argc, argv, &c) && log_level(c)) {
        const str *rest = conf_args(c, &extra);

        if (extra > 0) {
            fprintf(stderr, "stoa serve: \"%.*s\" is no setting; stoa help settings lists them\n",
                    STR_ARG(rest[0]));
        } else {
            s = settings_of(&a, c);
            b = (struct bind_settings){ c, blocks_all, str_zdup(&a, conf_text(c, "site")), s.data,
                                        conf_bool(c, "dev") };
            h = bind_house(&b);
            h.stage_open = stage_role_open;
            h.stage_do = stage_role_do;
            if (addresses(&a, c, &s))
                status = role_serve(&s, &h);
        }
    }
    arena_free(&a);
    return status;
}
