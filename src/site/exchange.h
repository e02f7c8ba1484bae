/* site/exchange.h - what agencies answer each other: members, their subsystems, the services of
 * each and who may call them for what (exchange.yaml), in the terms of X-Road. */
#ifndef SITE_EXCHANGE_H
#define SITE_EXCHANGE_H

#include "base/day.h"
#include "site/federation.h"

struct registry;
struct exchange_node;
struct exchange_subsystem;

/* What was agreed about one right, or one service on another node: how soon it is answered, how
 * much of the time it can be asked, and who is written to where that was missed. */
struct exchange_level {
    str id;
    str service;           /* "instance/class/member/subsystem/code" */
    str consumer, purpose; /* of the right; empty: whoever of this government asks, whatever for */
    const struct exchange_member *provider;
    int64_t within_ms, share; /* so many hundredths of a percent are answered within that time */
    int64_t available;        /* hundredths of a percent of the service hours; 0: not agreed */
    uint16_t opens, closes;   /* service hours: minutes of the local day, closes excluded */
    bool working_days;        /* of the provider's office alone; else every day */
    day from, until;          /* 0: without beginning, without end */
    str provider_mail, consumer_mail; /* empty: the office's */
    int line;
};

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
    str about; /* register of this site that has the same people under the same keys; or empty */
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
    const struct exchange_level *levels; /* in the order of the file */
    size_t n_levels;
    struct exchange_federation federation;
};

/* An address that messages may go to: encrypted, or of this machine; without a path. */
bool exchange_url(str u);
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

/* What was agreed about a service for that consumer and purpose, and is in force on that day.  An
 * empty purpose is any.  Null: nothing. */
const struct exchange_level *exchange_level(const struct exchange *x, str service, str consumer,
                                            str purpose, day today);
const struct exchange_level *exchange_level_by_id(const struct exchange *x, str id);

/* Whether it may be a part of an identifier: letters, digits and '()+,-.=? of ASCII, 1 to 100 of
 * them (Message Protocol for REST 1.0.4, 4.8), and neither "." nor "..". */
bool exchange_code(str s);

#endif
