/* blocks/offer/own.h - for the files of this block only. */
#ifndef BLOCKS_OFFER_OWN_H
#define BLOCKS_OFFER_OWN_H

#include "act/job.h"
#include "blocks/offer/offer.h"
#include "blocks/offer/store.h"
#include "site/site.h"
#include "views/offer.h"

/* Nobody has answered yet, or the application was begun, or the person said no for now. */
#define OFFER_OPEN "open"
#define OFFER_TAKEN "taken"
#define OFFER_DECLINED "declined"

/* The place under which what is told of an offer is sealed: { explanation, answers, result }. */
#define OFFER_TOLD "offer.told"

extern const struct task_type offer_tasks[];

/* The rows of block.c. */
act_fn act_weigh, act_remind, act_offer_take, act_offer_decline;
owner_fn offer_owner;

/* Outbox kinds offer.weigh and offer.remind. */
MUST_USE err job_weigh(struct job_run *j);
/* Once, two weeks later. */
MUST_USE err job_remind(struct job_run *j);

web_fn show_offers, show_offer, offer_prepare, to_draft, to_offer, offer_again;

struct mine;
/* What was offered to who is signed in (act/mine.h). */
MUST_USE err offers_mine(struct mine *m);

#endif
