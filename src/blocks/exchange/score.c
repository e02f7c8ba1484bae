/* The scores of months that are over: made once, kept, and told to both sides where a level was
 * missed. */
#include "act/face.h"
#include "act/job.h"
#include "blocks/exchange/level.h"
#include "blocks/notify/notify.h"
#include "os/zone.h"
#include "page/words.h"
#include "text/locale.h"

/* A month's score is final when each of its questions was answered or is over its time. */
static bool final_at(const struct boot *b, const struct exchange_level *v, day month, instant now)
{
    return now.ms >= zone_day_start(b->zone, day_add_months(month, 1)).ms + v->within_ms;
}

/* The first month of which anything is known; false: none is. */
static err first_month(struct db *db, const struct boot *b, const struct exchange_level *v,
                       day *out, bool *known)
{
    struct q_tally_first counted;
    struct q_ask_first waits;

    TRY(q_tally_first(db, v->id, &counted));
    TRY(q_ask_first(db, v->id, &waits));
    day first = { counted.day }, asked = zone_day(b->zone, (instant){ waits.at });
    *known = counted.day || waits.at;
    if (!counted.day || (waits.at && asked.n < first.n))
        first = asked;
    *out = month_first(first);
    return OK;
}

static err level_job(struct job_run *j, const struct exchange_level *v)
{
    struct q_scores last;
    day month;
    bool known;

    TRY(q_scores(j->db, v->id, 1, &last));
    TRY(first_month(j->db, j->boot, v, &month, &known));
    if (last.n)
        month = day_add_months((day){ last.v[0].month }, 1);
    while (known && final_at(j->boot, v, month, j->now) && (!v->until.n || month.n <= v->until.n)) {
        val in = val_with(j->a, val_null(), S("agreement"), val_str(v->id));
        in = val_with(j->a, in, S("month"), val_int(month.n));
        TRY(job_act(j, "exchange.score", in, NULL, NULL));
        month = day_add_months(month, 1);
    }
    return OK;
}

err job_levels(struct job_run *j)
{
    const struct exchange *x = &j->boot->site->exchange;

    for (size_t i = 0; i < x->n_levels; i++)
        TRY(level_job(j, &x->levels[i]));
    return OK;
}

/* ---- the act ---- */

static str office_mail(act *a, const struct exchange_member *m)
{
    const struct office *o = m ? site_office(a->site, m->office) : NULL;

    return o ? o->email : S("");
}

static str percent(arena *a, const struct locale *l, int64_t hundredths)
{
    val v = { .tag = V_NUMBER, .m = hundredths, .exp = -4 };

    return hundredths < 0 ? S("-") : locale_percent(a, l, v);
}

static val told(act *a, const struct face *f, const struct exchange_level *v, day month,
                const struct standing *s)
{
    const struct locale *l = wording_locale(f->words);
    val_builder b = val_build(a->a);

    val_put(&b, S("agreement"), val_str(v->id));
    val_put(&b, S("provider"), val_str(site_text(a->site, v->provider->name, f->lang)));
    val_put(&b, S("month"), val_str(locale_date(a->a, l, month, DATE_MONTH)));
    val_put(&b, S("share"), val_str(percent(a->a, l, standing_share(s))));
    val_put(&b, S("promised"), val_str(percent(a->a, l, v->share)));
    val_put(&b, S("up"), val_str(percent(a->a, l, standing_available(s))));
    val_put(&b, S("available"), val_str(v->available ? percent(a->a, l, v->available) : S("-")));
    return val_done(&b);
}

/* To the mailboxes of both sides, in the site's first language; once where they are the same. */
static err tell_both(act *a, const struct exchange_level *v, day month, const struct standing *s)
{
    const struct exchange_subsystem *c =
        v->consumer.n ? exchange_subsystem(&a->site->exchange, v->consumer) : NULL;
    const struct face *f = boot_face(a->boot, a->site->langs[0].code);
    str to[2] = { v->provider_mail.n ? v->provider_mail : office_mail(a, v->provider),
                  v->consumer_mail.n ? v->consumer_mail : office_mail(a, c ? c->of : NULL) };
    val data = told(a, f, v, month, s);

    for (size_t i = 0; i < LEN(to); i++)
        if (to[i].n && (i == 0 || !str_eq(to[0], to[1])))
            TRY(notify_mail(a, SUBJECT_NONE, 0, &(struct mail_to){ to[i], f->lang },
                            W_exchange_level_mail_subject, W_exchange_level_mail_body, data));
    return OK;
}

err act_level_score(act *a, val in, val *out)
{
    const struct exchange_level *v =
        exchange_level_by_id(&a->site->exchange, val_get_text(in, S("agreement")));
    day month = { val_get_i64(in, S("month"), 0) };
    struct standing s;
    int64_t n;

    *out = val_null();
    if (!v || month.n != month_first(month).n || !final_at(a->boot, v, month, a->now))
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    TRY(level_standing(a->db, a->boot, v, month, day_add_months(month, 1), a->now, &s));
    bool kept = standing_kept(&s, v->share, v->available);
    TRY(q_score_add(a->db,
                    &(struct q_score_add_in){ .agreement = v->id,
                                              .month = month.n,
                                              .side = level_side(&a->site->exchange, v),
                                              .in_time = s.in_time,
                                              .late = s.late,
                                              .failed = s.failed,
                                              .open_late = s.open_late,
                                              .served = s.served,
                                              .down = s.down,
                                              .within_ms = v->within_ms,
                                              .share = v->share,
                                              .available = v->available,
                                              .kept = kept,
                                              .at = a->now.ms },
                    &n));
    return n && !kept ? tell_both(a, v, month, &s) : OK;
}
