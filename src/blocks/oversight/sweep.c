/* Looks are kept for as long as the site says; the sealed events behind them go with the keys of
 * those whom they are about. */
#include "act/job.h"
#include "act/store.h"
#include "blocks/oversight/looks.h"
#include "os/zone.h"

enum { SWEEP_MOST = 500, SWEEPS_MOST = 20 };

err job_look_sweep(struct job_run *j)
{
    val more = val_bool(j->boot->site->looks.keeps);

    for (int i = 0; i < SWEEPS_MOST && val_is_true(more); i++)
        TRY(job_act(j, "look.sweep", val_null(), &more, NULL));
    return OK;
}

/* From the day on which people could see them.  Those that somebody asked about or that stood out
 * stay, with what was said of them; so do those that the numbers have not counted yet.
 * out: whether there may be more */
err act_look_sweep(act *a, val in, val *out)
{
    const struct site_looks *x = &a->site->looks;
    struct q_look_counted counted;
    int64_t n = 0;

    (void)in;
    *out = val_bool(false);
    if (!x->keeps)
        return OK;
    day last = day_add_months(a->today, -x->keep_months);
    instant before = zone_day_start(a->boot->zone, (day){ last.n - x->keep_days });
    TRY(q_look_counted(a->db, &counted));
    TRY(q_looks_sweep(a->db, before.ms, counted.visible, counted.trace, SWEEP_MOST, &n));
    if (n)
        TRY(q_swept_add(a->db, a->today.n, S("looks"), n));
    *out = val_bool(n >= SWEEP_MOST);
    return OK;
}
