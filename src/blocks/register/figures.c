/* Size and freshness of registers: counted with each change, told rounded and by the day, so that
 * the pages of the catalogue may be kept in memory. */
#include "blocks/register/figures.h"
#include "blocks/register/own.h"
#include "os/zone.h"

int64_t figure_rounded(int64_t entries)
{
    int64_t unit = 10;

    if (entries < FIGURE_FEW)
        return 0;
    while (entries / unit >= 100)
        unit *= 10;
    return (entries + unit / 2) / unit * unit;
}

err figure_of(struct db *db, const struct registry *r, struct figure *out)
{
    struct q_figure row;

    TRY(q_figure(db, r->id, &row));
    *out = row.found ? (struct figure){ row.told, (day){ row.fresh } } : (struct figure){ 0 };
    return OK;
}

err figure_changed(act *a, const struct registry *r, int64_t n)
{
    return q_figure_add(a->db, r->id, n, a->now.ms);
}

/* What ought to be told of a row now; whether that is something else. */
static bool differs(const struct boot *b, const struct q_figures_row *row, int64_t *told,
                    int64_t *fresh)
{
    *told = figure_rounded(row->entries);
    *fresh = *told ? zone_day(b->zone, (instant){ row->changed }).n : 0;
    return *told != row->told || *fresh != row->fresh;
}

/* Pages that show a figure are made anew where one is another. */
err act_figures(act *a, val in, val *out)
{
    struct q_figures all;
    int64_t told, fresh;
    bool any = false;

    (void)in;
    *out = val_null();
    TRY(q_figures(a->db, &all));
    for (size_t i = 0; i < all.n; i++) {
        if (!differs(a->boot, &all.v[i], &told, &fresh))
            continue;
        TRY(q_figure_tell(a->db, all.v[i].registry, told, fresh));
        any = true;
    }
    if (any)
        topic_publish(a, S("pages"));
    return OK;
}

err job_figures(struct job_run *j)
{
    struct q_figures all;
    int64_t told, fresh;

    TRY(q_figures(j->db, &all));
    for (size_t i = 0; i < all.n; i++)
        if (differs(j->boot, &all.v[i], &told, &fresh))
            return job_act(j, "register.figures", val_null(), NULL, NULL);
    return OK;
}
