/* A case that an appeal had stand still: its fees are due so many days later. */
#include "act/event.h"
#include "blocks/case/case.h"
#include "blocks/pay/own.h"
#include "blocks/pay/store.h"

/* The last time that it stood, from the first appeal that held it then. */
err claims_resumed(act *a, const struct event *e)
{
    struct q_suspensions all;
    int64_t since = a->now.ms;

    TRY(q_suspensions(a->db, e->subject, &all));
    for (size_t i = all.n; i-- > 0;)
        if (all.v[i].ended >= since)
            since = MIN(since, all.v[i].since);
    int64_t days = act_day(a, a->now).n - act_day(a, (instant){ since }).n;
    return days > 0 ? q_pay_claims_later(a->db, e->subject, days, a->now.ms) : OK;
}
