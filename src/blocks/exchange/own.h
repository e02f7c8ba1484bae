/* blocks/exchange/own.h - for the files of this block only. */
#ifndef BLOCKS_EXCHANGE_OWN_H
#define BLOCKS_EXCHANGE_OWN_H

#include "blocks/exchange/exchange.h"
#include "blocks/exchange/store.h"

enum {
    TASKS_MOST = 50,    /* handed out by one fetch */
    TOPICS_MOST = 50,   /* asked for by one fetch */
    WORKER_MAX = 200,   /* bytes of a worker's name */
    VALUES_MAX = 65536, /* bytes of what a worker brings back, packed */
    MESSAGE_MAX = 4000,
    CREDENTIALS_SHOWN = 50, /* of a partner, on its page */
    CREDENTIALS_LIVING = 5, /* that a page makes: one in use, and those that take its place */
    TERM_MOST_MONTHS = 24,
};
#define LOCK_MOST_MS ((int64_t)30 * 86400 * 1000)
#define PARK_MOST_MS ((int64_t)30 * 60 * 1000) /* as Camunda 7 limits asyncResponseTimeout */

/* States of a row. */
#define OUTSIDE_OPEN "open"
#define OUTSIDE_DONE "done"     /* completed, or ended by a BPMN error */
#define OUTSIDE_FAILED "failed" /* no tries left: an incident of the case */
#define OUTSIDE_GONE "gone"     /* the process waits for it no longer */

/* The topic of parked requests of a partner. */
str outside_wake(arena *a, str partner);

extern const struct port_outside outside_port;
extern const struct port_partner partner_port;

/* The topic of a row where it is the partner's, else null. */
const struct partner_topic *topic_of(const struct site *s, str topic, str partner);

/* The text under that name; empty, never null, where there is none. */
str text_at(val context, const char *name);

/* Camunda's typed values, {"name": {"type", "value", "valueInfo"}}. */
val typed_values(arena *a, val context);
/* Back to plain ones.  False where a type is unknown or does not fit its value: *wrong is its
 * name. */
MUST_USE bool plain_values(arena *a, val typed, val *out, str *wrong);
/* "2026-03-02T09:00:00.000+0000" */
str camunda_time(arena *a, instant t);

act_fn outside_fetch, outside_complete, outside_failure, outside_error, outside_extend,
    outside_lock, outside_unlock;
/* Owner policy: the task that `id` names is the partner's and open; kept in a->owned. */
owner_fn outside_owner;

web_fn api_fetch, api_fetched, api_finish_nothing, api_camunda_again, api_complete, api_failure,
    api_bpmn_error, api_extend, api_lock, api_unlock, api_show_tasks, api_count_tasks, api_show_one;

/* GovStack's interfaces (govstack.c). */
web_fn govstack_processes, govstack_process, govstack_services, govstack_service, govstack_forms,
    govstack_form, govstack_instances, govstack_instance, govstack_stop, govstack_stopped,
    govstack_applications, govstack_application;

/* Partners' credentials by officers (keys.c): who repairs in the office that answers for one. */
bool partner_kept_by(const struct site *s, const struct actor *who, const struct partner *p);
owner_fn partner_keeper;
act_fn act_partner_make, act_partner_end;
web_fn show_partners, show_partner, partner_make_ask, partner_made, partner_make_again, to_partner;

/* Each piece of work is as its case's events say. */
err exchange_verify(struct verify *v);
/* The credentials of a demo's data/partners.yaml. */
err exchange_seed(act *a);

#endif
