/* site/exchange.h - what agencies answer each other: members, their subsystems, the services of
 * each and who may call them for what (exchange.yaml), in the terms of X-Road. */
#ifndef SITE_EXCHANGE_H
#define SITE_EXCHANGE_H

#include "base/day.h"
#include "site/parts.h"

struct registry;
struct exchange_node;
struct exchange_subsystem;

/* That a subsystem may call a service, and what for. */
struct exchange_right {
    str consumer; /* "instance/class/member/subsystem" */
    str purpose;
    const str *basis; /* "law/clause": at least one */
    size_t n_basis;
    const str *fields; /* of the service's, those that it is told */
    size_t n_fields;
    bool automatic;  /* a machine may call: without it, each call names its user */
    day from, until; /* the days on which it holds; 0: without beginning, without end */
    int line;
};

/* A read of one entry of a register by its key. */
struct exchange_service {
    str code;
    struct text title;
    str registry;
    const str *fields; /* of the register: what may be asked for at all */
    size_t n_fields;
    const struct exchange_right *rights;
    size_t n_rights;
    const struct exchange_subsystem *of;
};

/* A service that a subsystem of another node offers: what it tells is decided there. */
struct exchange_remote {
    str code;
    struct text title;
    bool once; /* at most once: not put again where it is unknown whether it was answered */
};

/* Another installation of the exchange: where it is, and by which certificates its messages are
 * known (nodes/ID.yaml, or exchange.yaml).  Without certificates no agreement is joined yet. */
struct exchange_node {
    str id;
    struct text name;
    str url;          /* "https://host[:port]", without a path; "http://" on this machine alone */
    const str *certs; /* PEM; several while one takes another's place */
    size_t n_certs;
    day until; /* the last day of what was agreed: past it nothing is asked and nothing answered */
};

struct exchange_subsystem {
    str code, id; /* "instance/class/member/subsystem" */
    struct text name;
    str partner; /* whose credential it shows; empty: it is this government's own */
    const struct exchange_node *node;      /* where it is; null: here */
    const struct exchange_remote *remotes; /* what it offers there */
    size_t n_remotes;
    const str *asks; /* services of this government whose processes ask as it */
    size_t n_asks;
    const struct exchange_service *services;
    size_t n_services;
    const struct exchange_member *of;
};

struct exchange_member {
    str class, code, office; /* the office of this site that answers for it */
    struct text name;
    const struct exchange_subsystem *subsystems;
    size_t n_subsystems;
};

struct exchange {
    str instance; /* empty: the site exchanges nothing */
    str node;     /* by which other nodes know this one; empty: there are none */
    const struct exchange_node *nodes;
    size_t n_nodes;
    const struct exchange_member *members;
    size_t n_members;
};

/* By "instance/class/member/subsystem"; null: there is none. */
const struct exchange_subsystem *exchange_subsystem(const struct exchange *x, str id);
/* By the code, of that subsystem; null: it offers none. */
const struct exchange_service *exchange_service(const struct exchange_subsystem *s, str code);
/* By the code, of a subsystem on another node; null: it is not declared. */
const struct exchange_remote *exchange_remote(const struct exchange_subsystem *s, str code);
const struct exchange_node *exchange_node(const struct exchange *x, str id);
/* The right of a consumer on a day, for a purpose; an empty purpose: the only one that it has.
 * Null: none. */
const struct exchange_right *exchange_right(const struct exchange_service *s, str consumer,
                                            str purpose, day today);
/* The subsystem as which a service of this government asks; null: none does. */
const struct exchange_subsystem *exchange_asks(const struct exchange *x, str service);

/* Whether it may be a part of an identifier: letters, digits and '()+,-.=? of ASCII, 1 to 100 of
 * them (Message Protocol for REST 1.0.4, 4.8), and neither "." nor "..". */
bool exchange_code(str s);

#endif
