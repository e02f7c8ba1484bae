/* Calls are kept for as long as the looks that they were: then neither the row nor what the caller
 * said of itself is left.  Questions that are over go with them. */
#include "act/job.h"
#include "blocks/exchange/forward.h"
#include "os/zone.h"

enum { SWEEP_MOST = 200, SWEEPS_MOST = 20 };

err job_calls_sweep(struct job_run *j)
{
    val more = val_bool(j->boot->site->looks.keeps);

    for (int i = 0; i < SWEEPS_MOST && val_is_true(more); i++)
        TRY(job_act(j, "exchange.sweep", val_null(), &more, NULL));
    return OK;
}

/* out: whether there may be more */
err act_calls_sweep(act *a, val in, val *out)
{
    const struct site_looks *x = &a->site->looks;
    struct q_calls_old old;
    size_t gone;
    int64_t asks = 0, kept = 0, stamps = 0, configs = 0;

    (void)in;
    *out = val_bool(false);
    if (!x->keeps)
        return OK;
    day before = day_add_months(a->today, -x->keep_months);
    before.n -= x->keep_days;
    TRY(q_calls_old(a->db, before.n, SWEEP_MOST, &old));
    for (size_t i = 0; i < old.n; i++) {
        TRY(q_call_looks_drop(a->db, old.v[i].id));
        TRY(q_call_drop(a->db, old.v[i].id));
    }
    TRY(q_asks_sweep(a->db, zone_day_start(a->boot->zone, before).ms, SWEEP_MOST, &asks));
    TRY(q_evidence_sweep(a->db, before.n, SWEEP_MOST, &kept));
    TRY(q_stamps_sweep(a->db, zone_day_start(a->boot->zone, before).ms, &stamps));
    TRY(q_configs_sweep(a->db, zone_day_start(a->boot->zone, before).ms, &configs));
    TRY(forwards_sweep(a, before, SWEEP_MOST, &gone));
    *out = val_bool(gone >= SWEEP_MOST || old.n >= SWEEP_MOST || kept >= SWEEP_MOST ||
                    asks >= SWEEP_MOST);
    return OK;
}
