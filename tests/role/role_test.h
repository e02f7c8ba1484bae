/* tests/role/role_test.h - a small house for the roles, a server of it in its own process, a
 * client. */
#ifndef TESTS_ROLE_TEST_H
#define TESTS_ROLE_TEST_H

#include "role/serve.h"
#include "tests/check.h"

/* The house of these tests: t_house.c says what its addresses do. */
extern const struct house test_house;

struct server {
    int pid;
    int port;
    char dir[64];
};
/* Starts this program again as a server with a data directory of its own; flags: "single", "norate"
 * ... blank-separated. */
bool server_start(struct server *s, const char *flags);
/* SIGTERM, waits; true where it ended with status 0. */
bool server_stop(struct server *s);
/* Process id of a role as the server's status page says; 0: none. */
int server_role(const struct server *s, const char *role, unsigned index);

/* One request on a connection of its own; the whole response as text. */
str http_ask(const struct server *s, const char *request);
str http_get(const struct server *s, const char *path);
str http_post(const struct server *s, const char *path, const char *body);
int http_status(str response);
str http_body(str response);
/* A connection kept open. */
int http_open(const struct server *s);
bool http_send(int fd, str bytes);
/* Reads until n complete responses came, or ms passed, or the other side closed; returns how many
 * came. */
int http_read(int fd, int n, int ms, str *all);

void pause_ms(int ms);

#endif
