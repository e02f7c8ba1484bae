/* role/peers.h - the links a role holds, and one epoll over them and the control socket. */
#ifndef ROLE_PEERS_H
#define ROLE_PEERS_H

#include "role/self.h"

enum { PEERS_MAX = 64 };

struct peer {
    struct who who;
    struct link link;
    bool used, retired, dirty;
    unsigned outstanding;
    uint32_t generation;
};

struct peers {
    int epoll;
    struct peer v[PEERS_MAX];
    size_t n; /* places ever used */
};

enum { PEERS_CTL = 0xffff0000u }; /* the epoll tag of the control socket; others are places */

/* An epoll over the control socket and what came by it already, no links yet. */
void peers_open(struct peers *p, const struct self *me);
/* Drops all links. */
void peers_close(struct peers *p);
/* A new link; what was there for the same place (kind and index) and an older incarnation stays
 * until it breaks. */
struct peer *peers_add(struct peers *p, struct who who, int fd);
struct peer *peers_find(struct peers *p, struct who who);
/* The newest usable link to a kind, or null. */
struct peer *peers_of(struct peers *p, enum role_kind kind);
void peers_drop(struct peers *p, struct peer *x);
/* Appends and marks for the flush at the end of the round. */
void peer_put(struct peer *x, uint16_t kind, uint16_t flags, uint32_t status, uint64_t id,
              uint64_t key, str body);
/* One send for each link with something to say; waits for room by epoll where it did not all go. */
void peers_flush(struct peers *p);
/* Sends everything, waiting up to ms: before leaving. */
void peers_drain(struct peers *p, int ms);

#endif
