/* Retention: a case that has ended is kept as long as its service says, then erased; a hold stops
 * that. */
#include "act/store.h"
#include "act/versions.h"
#include "blocks/case/helper.h"
#include "blocks/case/keep.h"
#include "blocks/case/news.h"
#include "blocks/case/party.h"
#include "blocks/case/store.h"
#include "os/zone.h"

enum { RETAIN_MOST = 100 };

int64_t keep_until(const struct boot *b, const struct retention *r, instant ended)
{
    if (!r->set || r->forever || r->then == RETAIN_KEEP)
        return -1;
    day last = day_add_months(zone_day(b->zone, ended), r->months);
    return zone_day_start(b->zone, (day){ last.n + r->days + 1 }).ms;
}

err case_erase(act *a, int64_t id)
{
    TRY(key_erase(a, SUBJECT_CASE, id));
    TRY(q_draft_tokens_drop(a->db, id));
    TRY(q_keyed_drop(a->db, id));
    TRY(q_parties_drop(a->db, id));
    TRY(party_drop(a, id));
    TRY(help_drop(a, id));
    TRY(q_case_files_drop(a->db, id));
    TRY(q_case_instances_drop(a->db, id));
    TRY(q_case_rulings_drop(a->db, id));
    TRY(q_case_questions_drop(a->db, id));
    TRY(q_case_incidents_drop(a->db, id));
    TRY(q_case_notes_drop(a->db, id));
    TRY(q_case_marks_drop(a->db, id));
    TRY(q_case_hands_drop(a->db, id));
    TRY(q_case_fills_drop(a->db, id));
    TRY(q_case_waits_drop(a->db, id));
    TRY(q_case_tasks_drop(a->db, id));
    TRY(news_over(a, id));
    TRY(q_appeal_drop(a->db, id));
    TRY(q_suspensions_drop(a->db, id));
    return q_case_erase(a->db, id, a->now.ms);
}

/* The case as it was submitted says how long: what is published later changes nothing for it. */
static const struct retention *retention_of(act *a, str service, str version)
{
    const struct service *v = boot_service(a->boot, service, version);

    return v ? &v->case_retention : NULL;
}

static err days_set(act *a, int64_t *n)
{
    struct q_cases_unkept all;

    TRY(q_cases_unkept(a->db, RETAIN_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct retention *r = retention_of(a, all.v[i].service, all.v[i].version);
        int64_t until = r ? keep_until(a->boot, r, (instant){ all.v[i].changed }) : -1;
        TRY(q_case_keep(a->db, all.v[i].id, until));
    }
    *n = (int64_t)all.n;
    return OK;
}

/* What is the archive's is not erased here: it is counted, and waits for who comes for it. */
static err over_end(act *a, int64_t *erased, int64_t *archive)
{
    struct q_cases_over all;

    TRY(q_cases_over(a->db, a->now.ms, RETAIN_MOST, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct retention *r = retention_of(a, all.v[i].service, all.v[i].version);
        if (r && r->then == RETAIN_ERASE) {
            TRY(case_erase(a, all.v[i].id));
            ++*erased;
        } else {
            TRY(q_case_keep(a->db, all.v[i].id, -1));
            ++*archive;
        }
    }
    return OK;
}

/* out: whether there may be more */
err act_retain(act *a, val in, val *out)
{
    int64_t set, erased = 0, archive = 0;

    (void)in;
    TRY(days_set(a, &set));
    TRY(over_end(a, &erased, &archive));
    if (erased)
        TRY(q_swept_add(a->db, a->today.n, S("cases"), erased));
    if (archive)
        TRY(q_swept_add(a->db, a->today.n, S("archive"), archive));
    *out = val_bool(set == RETAIN_MOST || erased + archive == RETAIN_MOST);
    return OK;
}

/* Files of the store went that no row speaks of: how many. */
err act_files_swept(act *a, val in, val *out)
{
    *out = val_null();
    return q_swept_add(a->db, a->today.n, S("files"), val_get_i64(in, S("n"), 0));
}

/* ---- holds ---- */

err act_hold(act *a, val in, val *out)
{
    struct q_case c;
    struct q_hold held;
    struct data_key key;
    str reason = str_trim(val_get_text(in, S("reason")));

    TRY(case_load(a, in, &c, &key));
    if (!reason.n)
        return refuse(a, W_case_hold_reason, "reason");
    TRY(q_hold(a->db, c.id, &held));
    if (held.found || str_eq(c.state, S(CASE_DRAFT)))
        return refuse_with(a, W_case_held_already, NULL, val_null(), 409);
    TRY(q_hold_add(a->db, c.id, a->who.account, a->now.ms,
                   key_seal(a->a, &key, "hold.reason", val_str(reason))));
    *out = val_null();
    return case_event(a, &c, "case.held", val_with(a->a, val_null(), S("reason"), val_str(reason)));
}

/* Who set it does not end it: what somebody wants erased is seen by two. */
err act_unhold(act *a, val in, val *out)
{
    struct q_case c;
    struct q_hold held;
    struct data_key key;

    TRY(case_load(a, in, &c, &key));
    TRY(q_hold(a->db, c.id, &held));
    if (!held.found)
        return refuse_with(a, W_case_not_held, NULL, val_null(), 409);
    if (held.by_account == a->who.account)
        return refuse_with(a, W_case_hold_second, NULL, val_null(), 403);
    TRY(q_hold_drop(a->db, c.id));
    *out = val_null();
    return case_event(a, &c, "case.freed", val_null());
}
