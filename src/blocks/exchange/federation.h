/* blocks/exchange/federation.h - the configuration of the federation that this node is governed in
 * (decision 086), and who another node is by it and by this site's own content. */
#ifndef BLOCKS_EXCHANGE_FEDERATION_H
#define BLOCKS_EXCHANGE_FEDERATION_H

#include "act/job.h"
#include "blocks/exchange/own.h"
#include "site/exchange.h"

/* What counts now. */
struct federation_now {
    bool governed;            /* the site's content names a governing node ... */
    bool joined;              /* ... and has its card */
    bool kept, in_force;      /* one was taken that the governing node signed; it has not ended */
    struct federation config; /* where kept */
    struct federation_withdrawn withdrawn; /* by the configuration, or where this node governs */
};

/* A configuration's signature held against the governing node's certificates in this site's
 * content, whose agreement has not ended; its kind, and that it is of this instance and by that
 * node.  REFUSED(ERR_CRYPTO,
 * ERR_SYNTAX). */
MUST_USE err federation_open(arena *a, const struct exchange *x, str jws, instant now,
                             struct federation *out);
/* What a configuration says, whoever signed it: for what this house signed or took before.
 * REFUSED(ERR_SYNTAX). */
MUST_USE err federation_said(arena *a, str jws, struct federation *out);
/* The newest one that was taken, judged again: where the governing node's certificate was taken out
 * of the content, it counts no longer. */
MUST_USE err federation_in_force(arena *a, struct db *db, const struct exchange *x, instant now,
                                 struct federation_now *out);

/* Another node as it is known now.  why: W_NONE where it is asked and answered, else what is said.
 */
struct met {
    struct exchange_node node; /* without the certificates that were withdrawn */
    enum word_id why;
};
/* The node by the content's card, or by the configuration's where there is none. */
struct met federation_meets(arena *a, const struct federation_now *f,
                            const struct exchange_node *node, day today);
/* The node of the subsystem `there`, for questions of a consumer to a service
 * ("subsystem/code"), of which one is here and one there. */
MUST_USE err federation_met(arena *a, struct db *db, const struct exchange *x, instant now,
                            day today, const struct exchange_subsystem *there, str consumer,
                            str service, struct met *out);

/* Every certificate by which the node was known here, PEM after PEM: the content's, and those of
 * each configuration that is kept, also where they were withdrawn since.  Empty: none. */
MUST_USE err federation_certs(arena *a, struct db *db, const struct exchange *x, str node,
                              instant now, str *pems);

/* How many nodes have 30 days or less, or nothing, left of their agreement or of the certificate
 * that lasts longest. */
MUST_USE err nodes_ending(arena *a, struct db *db, const struct exchange *x, instant now,
                          size_t *count);
/* Seconds until the configuration ends that is taken here, or handed out where this node governs; 0
 * where it has or there is none; -1 where nobody governs. */
MUST_USE err federation_left(arena *a, struct db *db, const struct exchange *x, instant now,
                             int64_t *seconds);

/* Asks for a newer one when it is time to. */
err job_config(struct job_run *j);
act_fn act_config;
/* GET FEDERATION_ADDRESS: what this node hands out where it governs. */
web_fn show_config;

/* stoa verify: what each row says is what was signed. */
MUST_USE err configs_verify(struct verify *v);

#endif
