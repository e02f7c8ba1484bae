/* Looks in numbers, for everybody: by office, purpose and month, of nobody. */
#include "act/job.h"
#include "blocks/oversight/looks.h"
#include "codec/csv.h"
#include "os/zone.h"

enum { ROUND = 500, ROUNDS = 40, SETTLED_MS = 60000, FEW = 5, MONTHS = 12 };

/* ---- counting ---- */

struct tally {
    str office, purpose;
    int64_t month, n;
};
typedef VEC(struct tally) tallies;

static int64_t month_of(const struct zone *z, int64_t at)
{
    struct ymd d = day_ymd(zone_day(z, (instant){ at }));

    return d.year * 100 + d.month;
}

static void tally_add(struct job_run *j, tallies *t, const struct q_looks_uncounted_row *r)
{
    int64_t month = month_of(j->boot->zone, r->at);

    for (size_t i = 0; i < t->n; i++)
        if (t->v[i].month == month && str_eq(t->v[i].office, r->office) &&
            str_eq(t->v[i].purpose, r->purpose)) {
            t->v[i].n++;
            return;
        }
    *vec_push(t, j->a) = (struct tally){ r->office, r->purpose, month, 1 };
}

static val tallies_val(struct job_run *j, const tallies *t)
{
    val *rows = ARENA_ARRAY(j->a, val, t->n + 1);

    for (size_t i = 0; i < t->n; i++) {
        val_builder b = val_build(j->a);
        val_put(&b, S("office"), val_str(t->v[i].office));
        val_put(&b, S("purpose"), val_str(t->v[i].purpose));
        val_put(&b, S("month"), val_int(t->v[i].month));
        val_put(&b, S("n"), val_int(t->v[i].n));
        rows[i] = val_done(&b);
    }
    return val_list(rows, t->n);
}

/* In the order in which people may see them, so that a delayed look is counted on its day; what is
 * newer than SETTLED_MS may still be followed by an earlier one that is not committed yet. */
err job_look_count(struct job_run *j)
{
    struct q_look_counted at;
    struct q_looks_uncounted all;

    TRY(q_look_counted(j->db, &at));
    for (int i = 0; i < ROUNDS; i++) {
        tallies t = { 0 };
        val_builder b = val_build(j->a);
        TRY(q_looks_uncounted(j->db, at.visible, at.trace, j->now.ms - SETTLED_MS, ROUND, &all));
        if (!all.n)
            return OK;
        for (size_t k = 0; k < all.n; k++)
            tally_add(j, &t, &all.v[k]);
        val_put(&b, S("visible"), val_int(at.visible));
        val_put(&b, S("trace"), val_int(at.trace));
        at.visible = all.v[all.n - 1].visible;
        at.trace = all.v[all.n - 1].id;
        val_put(&b, S("to_visible"), val_int(at.visible));
        val_put(&b, S("to_trace"), val_int(at.trace));
        val_put(&b, S("rows"), tallies_val(j, &t));
        err e = job_act(j, "look.count", val_done(&b), NULL, NULL);
        if (e.class == ERR_CLASS_REFUSED)
            return OK; /* somebody else counted meanwhile: the next run goes on from there */
        TRY(e);
    }
    return OK;
}

/* Refused (409) where the count does not stand where it began: nothing is counted twice. */
err act_look_count(act *a, val in, val *out)
{
    val rows = val_get(in, S("rows"));
    int64_t n;

    TRY(q_look_counted_to(a->db, val_get_i64(in, S("visible"), 0), val_get_i64(in, S("trace"), 0),
                          val_get_i64(in, S("to_visible"), 0), val_get_i64(in, S("to_trace"), 0),
                          &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    for (uint32_t i = 0; rows.tag == V_LIST && i < rows.n; i++)
        TRY(q_look_total_add(
            a->db, val_get_text(rows.l[i], S("office")), val_get_text(rows.l[i], S("purpose")),
            val_get_i64(rows.l[i], S("month"), 0), val_get_i64(rows.l[i], S("n"), 0)));
    *out = val_null();
    return OK;
}

/* ---- for everybody ---- */

static int64_t months_ago(struct web *w, int64_t n)
{
    struct ymd d = day_ymd(day_add_months(w->today, -n));

    return d.year * 100 + d.month;
}

err show_totals(struct web *w)
{
    const struct locale *l = wording_locale(w->page.words);
    struct q_look_totals all;
    struct v_totals v = { .exchange = w->site->exchange.n_members > 0 };
    str office = web_query(w, "office");
    size_t n = 0;

    TRY(q_look_totals(w->db, site_office(w->site, office) ? office : S(""), months_ago(w, MONTHS),
                      &all));
    struct v_totals_row *r = ARENA_ARRAY(w->a, struct v_totals_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        r[i] = (struct v_totals_row){
            .month = locale_date(w->a, l,
                                 day_of(all.v[i].month / 100, (unsigned)(all.v[i].month % 100), 1),
                                 DATE_MONTH),
            .office = office_shown(w, all.v[i].office),
            .purpose = purpose_shown(w, all.v[i].purpose),
            .n = all.v[i].n >= FEW ? locale_number(w->a, l, val_int(all.v[i].n))
                                   : word(w->a, w->page.words, W_oversight_totals_few,
                                          val_with(w->a, val_null(), S("n"), val_int(FEW)))
        };
    v.rows = r;
    v.rows_n = all.n;
    struct v_totals_choice *c = ARENA_ARRAY(w->a, struct v_totals_choice, w->site->n_offices + 1);
    for (size_t i = 0; i < w->site->n_offices; i++)
        c[n++] = (struct v_totals_choice){ w->site->offices[i]->id,
                                           office_shown(w, w->site->offices[i]->id),
                                           str_eq(w->site->offices[i]->id, office) };
    v.offices = c;
    v.offices_n = n;
    return WEB_SHOW(w, totals, &v, 200);
}

/* All months.  A number that is few is left empty: the file says no more than the page. */
err totals_csv(struct web *w)
{
    struct q_look_totals all;
    buf b;

    buf_init(&b, w->a, 8 * KIB);
    buf_add(&b, S("office,purpose,month,looks\r\n"));
    TRY(q_look_totals(w->db, S(""), 0, &all));
    for (size_t i = 0; i < all.n; i++) {
        csv_write_field(&b, all.v[i].office, ',');
        buf_char(&b, ',');
        csv_write_field(&b, all.v[i].purpose, ',');
        buf_fmt(&b, ",%04d-%02d,", (int)(all.v[i].month / 100), (int)(all.v[i].month % 100));
        if (all.v[i].n >= FEW)
            buf_fmt(&b, "%lld", (long long)all.v[i].n);
        buf_add(&b, S("\r\n"));
    }
    TRY(web_bytes(w, 200, S("text/csv; charset=utf-8; header=present"), buf_str(&b)));
    w->reply.download = S("looks.csv");
    return OK;
}
