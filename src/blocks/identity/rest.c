/* Offices are closed for a while: one administrator asks, another confirms; when the day comes,
 * what their officers may do rests, and those of the office that stands in may it. */
#include "blocks/identity/rest.h"
#include "act/job.h"
#include "os/zone.h"

enum { RESTS_YEARS = 2 };

/* ---- who does whose work ---- */

static bool in_group(const struct site *s, const struct office_role *r)
{
    const struct office *o = site_office(s, r->office);

    for (size_t i = 0; o && i < o->n_groups; i++)
        for (size_t k = 0; k < o->groups[i].n_roles; k++)
            if (str_eq(o->groups[i].roles[k], r->id))
                return true;
    return false;
}

bool rest_role_fits(const struct site *s, const struct office_role *by,
                    const struct office_role *closed)
{
    if (by->administers || closed->administers || !in_group(s, by) ||
        (!in_group(s, closed) && !closed->cash))
        return false;
    return (by->leads || !closed->leads) && (by->repairs || !closed->repairs) &&
           (by->serves || !closed->serves) && (by->cash || !closed->cash);
}

/* Whether anybody of the office that stands in does a group's work. */
static err group_served(act *a, const struct office *by, const struct office_group *g, bool *out)
{
    *out = false;
    for (size_t i = 0; i < g->n_roles && !*out; i++) {
        const struct office_role *closed = site_role(a->site, g->roles[i]);
        for (size_t k = 0; closed && k < by->n_roles && !*out; k++) {
            struct q_officers all;
            if (!rest_role_fits(a->site, &by->roles[k], closed))
                continue;
            TRY(q_officers(a->db, by->roles[k].id, by->id, &all));
            *out = all.n > 0;
        }
    }
    return OK;
}

static err all_served(act *a, const struct office *by, const struct office *closed)
{
    for (size_t i = 0; i < closed->n_groups; i++) {
        bool served = false;
        TRY(group_served(a, by, &closed->groups[i], &served));
        if (!served)
            return refuse_with(a, W_identity_rest_unserved, "standin",
                               val_with(a->a, val_null(), S("group"),
                                        val_str(site_text(a->site, closed->groups[i].name,
                                                          a->lang))),
                               0);
    }
    return OK;
}

static err stand_in(act *a, const struct office *by, const struct office *closed)
{
    for (size_t i = 0; i < by->n_roles; i++)
        for (size_t k = 0; k < closed->n_roles; k++)
            if (rest_role_fits(a->site, &by->roles[i], &closed->roles[k]))
                TRY(q_stand_add(a->db, by->id, by->roles[i].id, closed->id,
                                closed->roles[k].id));
    return OK;
}

/* ---- asking ---- */

static bool overlaps(const struct q_rests_open_row *r, int64_t from, int64_t until)
{
    return (!until || r->from_day <= until) && (!r->until_day || r->until_day >= from);
}

/* At that time neither office is closed already, nor stands in for another or has one that does:
 * work never goes two steps on. */
static err time_free(act *a, str office, str standin, int64_t from, int64_t until, int64_t but)
{
    struct q_rests_open all;

    TRY(q_rests_open(a->db, &all));
    for (size_t i = 0; i < all.n; i++) {
        const struct q_rests_open_row *r = &all.v[i];
        if (r->id == but || !overlaps(r, from, until))
            continue;
        if (str_eq(r->office, office) || str_eq(r->standin, office) ||
            (standin.n && str_eq(r->office, standin)))
            return refuse_with(a, W_identity_rest_taken, "office", val_null(), 409);
    }
    return OK;
}

static err may_rest(act *a, str office, str standin, int64_t from, int64_t until, int64_t but)
{
    const struct office *o = site_office(a->site, office), *by = site_office(a->site, standin);

    if (!o || !staff_administers(a->site, &a->who, office))
        return refuse(a, W_identity_rest_office, "office");
    if (standin.n && (!by || by == o || !str_eq(by->authority, o->authority)))
        return refuse(a, W_identity_rest_standin, "standin");
    TRY(time_free(a, office, standin, from, until, but));
    if (by)
        TRY(all_served(a, by, o));
    return staff_left_without(a, office);
}

static err rest_event(act *a, const char *type, const struct q_rest *r)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("change"), val_int(r->id));
    val_put(&b, S("standin"), val_str(r->standin));
    val_put(&b, S("from"), val_day((day){ r->from_day }));
    val_put(&b, S("until"), r->until_day ? val_day((day){ r->until_day }) : val_null());
    val_put(&b, S("reason"), val_str(r->reason));
    val_put(&b, S("asked_by"), val_int(r->asked_by));
    val_put(&b, S("account"), val_int(a->who.account));
    struct event e = { .type = type,
                       .kind = SUBJECT_ORG,
                       .subject = r->id,
                       .authority = r->office,
                       .body = val_done(&b) };
    return event_add(a, &e);
}

static err days_of(act *a, val in, int64_t *from, int64_t *until)
{
    val f = val_get(in, S("from")), u = val_get(in, S("until"));
    int64_t last = day_add_months(a->today, RESTS_YEARS * 12).n;

    *from = f.tag == V_DATE ? f.m : 0;
    *until = u.tag == V_DATE ? u.m : 0;
    if (f.tag != V_DATE || *from < a->today.n || *from > last)
        return refuse(a, W_identity_rest_from_wrong, "from");
    bool half = val_get(in, S("until_wrong")).tag == V_BOOL;
    if (half || (*until && (*until < *from || *until > last)))
        return refuse(a, W_identity_rest_until_wrong, "until");
    return OK;
}

err act_rest_ask(act *a, val in, val *out)
{
    struct q_rest r = { .id = act_id(a),
                        .office = val_get_text(in, S("office")),
                        .standin = val_get_text(in, S("standin")),
                        .reason = str_trim(val_get_text(in, S("reason"))),
                        .asked_by = a->who.account };
    struct data_key key;

    TRY(days_of(a, in, &r.from_day, &r.until_day));
    if (!r.reason.n)
        return refuse(a, W_identity_staff_reason, "reason");
    TRY(may_rest(a, r.office, r.standin, r.from_day, r.until_day, 0));
    TRY(q_rest_add(a->db, &(struct q_rest_add_in){ .id = r.id,
                                                   .office = r.office,
                                                   .standin = r.standin,
                                                   .from_day = r.from_day,
                                                   .until_day = r.until_day,
                                                   .reason = r.reason,
                                                   .by = a->who.account,
                                                   .at = a->now.ms }));
    TRY(key_make(a, SUBJECT_ORG, r.id, &key)); /* not an account's, which may be erased */
    *out = val_int(r.id);
    return rest_event(a, "office.asked", &r);
}

/* ---- beginning and ending ---- */

static err set_state(act *a, const struct q_rest *r, const char *state)
{
    int64_t n;

    TRY(q_rest_state(a->db, r->id, r->state, str_z(state), a->who.account, &n));
    if (!n)
        return refuse_with(a, W_identity_staff_gone, NULL, val_null(), 409);
    topic_publish(a, S("pages")); /* its pages say so */
    return OK;
}

static err begin(act *a, const struct q_rest *r)
{
    const struct office *o = site_office(a->site, r->office),
                        *by = site_office(a->site, r->standin);

    TRY(set_state(a, r, REST_ON));
    if (o && by)
        TRY(stand_in(a, by, o));
    return rest_event(a, "office.closed", r);
}

static err end(act *a, const struct q_rest *r)
{
    bool began = str_eq(r->state, S(REST_ON));

    TRY(set_state(a, r, REST_OVER));
    TRY(q_stand_drop(a->db, r->office));
    return rest_event(a, began ? "office.opened" : "office.lifted", r);
}

static err open_rest(act *a, val in, struct q_rest *r)
{
    TRY(q_rest(a->db, val_get_i64(in, S("change"), 0), r));
    if (!r->found || str_eq(r->state, S(REST_OVER)) || str_eq(r->state, S(REST_REFUSED)))
        return refuse_with(a, W_identity_staff_gone, NULL, val_null(), 409);
    return staff_administers(a->site, &a->who, r->office)
               ? OK
               : refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
}

static err confirm_lift(act *a, const struct q_rest *r)
{
    if (!r->lift_by)
        return refuse_with(a, W_identity_staff_gone, NULL, val_null(), 409);
    if (r->lift_by == a->who.account)
        return refuse_with(a, W_identity_staff_second, NULL, val_null(), 403);
    return end(a, r);
}

err act_rest_confirm(act *a, val in, val *out)
{
    struct q_rest r;

    *out = val_null();
    TRY(open_rest(a, in, &r));
    if (!str_eq(r.state, S(REST_ASKED)))
        return confirm_lift(a, &r);
    if (r.asked_by == a->who.account)
        return refuse_with(a, W_identity_staff_second, NULL, val_null(), 403);
    if (r.until_day && r.until_day < a->today.n)
        return refuse_with(a, W_identity_rest_past, NULL, val_null(), 409);
    TRY(may_rest(a, r.office, r.standin, r.from_day, r.until_day, r.id));
    if (r.from_day <= a->today.n)
        return begin(a, &r);
    TRY(set_state(a, &r, REST_DUE));
    return rest_event(a, "office.agreed", &r);
}

/* Of what is asked for; or of a wish to lift. */
err act_rest_refuse(act *a, val in, val *out)
{
    struct q_rest r;

    *out = val_null();
    TRY(open_rest(a, in, &r));
    if (!str_eq(r.state, S(REST_ASKED)) && !r.lift_by)
        return refuse_with(a, W_identity_staff_gone, NULL, val_null(), 409);
    if (!str_eq(r.state, S(REST_ASKED)))
        TRY(q_rest_lift(a->db, r.id, 0));
    else
        TRY(set_state(a, &r, REST_REFUSED));
    return rest_event(a, "office.refused", &r);
}

err act_rest_lift(act *a, val in, val *out)
{
    struct q_rest r;

    *out = val_null();
    TRY(open_rest(a, in, &r));
    if (str_eq(r.state, S(REST_ASKED)) || r.lift_by)
        return refuse_with(a, W_identity_staff_gone, NULL, val_null(), 409);
    TRY(q_rest_lift(a->db, r.id, a->who.account));
    return rest_event(a, "office.lift_asked", &r);
}

static bool row_is_due(const struct q_rests_open_row *r, int64_t today)
{
    if (str_eq(r->state, S(REST_ASKED)))
        return false;
    return (r->until_day && r->until_day < today) ||
           (str_eq(r->state, S(REST_DUE)) && r->from_day <= today);
}

err act_rest_tend(act *a, val in, val *out)
{
    struct q_rests_open all;

    (void)in;
    *out = val_null();
    TRY(q_rests_open(a->db, &all));
    for (size_t i = 0; i < all.n; i++) {
        struct q_rest r;
        if (!row_is_due(&all.v[i], a->today.n))
            continue;
        TRY(q_rest(a->db, all.v[i].id, &r));
        if (r.until_day && r.until_day < a->today.n)
            TRY(end(a, &r));
        else
            TRY(begin(a, &r));
    }
    return OK;
}

err job_rest(struct job_run *j)
{
    struct q_rests_open all;
    int64_t today = zone_day(j->boot->zone, j->now).n;
    bool due = false;

    TRY(q_rests_open(j->db, &all));
    for (size_t i = 0; i < all.n; i++)
        due |= row_is_due(&all.v[i], today);
    return due ? job_act(j, "office.tend", val_null(), NULL, NULL) : OK;
}

/* ---- what others ask ---- */

err identity_rest(struct db *db, str office, struct office_rest *out)
{
    struct q_rest_of r;

    TRY(q_rest_of(db, office, &r));
    *out = (struct office_rest){ .found = r.found };
    if (r.found)
        *out = (struct office_rest){ .found = true,
                                     .now = str_eq(r.state, S(REST_ON)),
                                     .standin = r.standin,
                                     .from = { r.from_day },
                                     .until = { r.until_day } };
    return OK;
}
