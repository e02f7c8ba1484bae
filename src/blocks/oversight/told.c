/* Who wants to know of looks is told: once a day, and of those the law delays on their day. */
#include "act/job.h"
#include "blocks/consent/consent.h"
#include "blocks/identity/identity.h"
#include "blocks/oversight/looks.h"

/* One row of work for each look that may have to be told; whether it is told is decided when it is
 * due, by what the person wants then. */
static err to_be_told(act *a, const struct event *e)
{
    int64_t account = 0, trace = val_get_i64(e->body, S("trace"), 0);
    struct q_look_alert alert;
    struct q_look t;
    val_builder b = val_build(a->a);

    if (e->subject == a->who.person)
        return OK; /* the person's own doing */
    TRY(q_look_alert(a->db, e->subject, &alert));
    if (!alert.found &&
        trace_visible(a->boot, val_get_text(e->body, S("purpose")), a->now).ms <= a->now.ms)
        return OK;
    TRY(identity_account_of(a->db, e->subject, &account));
    if (!account || account == a->who.account)
        return OK; /* nobody to tell */
    TRY(q_look(a->db, trace, &t));
    val_put(&b, S("person"), val_int(e->subject));
    val_put(&b, S("trace"), val_int(trace));
    return outbox_add(a, "look.tell", SUBJECT_NONE, 0, val_done(&b), (instant){ t.visible }, NULL);
}

err look_seen(act *a, const struct event *e)
{
    if (e->kind == SUBJECT_PERSON)
        TRY(to_be_told(a, e));
    return odd_seen(a, e);
}

err look_left(act *a, const struct event *e)
{
    return e->subject == a->who.account ? q_look_alert_off(a->db, a->who.person) : OK;
}

err job_look_tell(struct job_run *j)
{
    return job_act(j, "look.tell", j->payload, NULL, NULL);
}

err act_look_tell(act *a, val in, val *out)
{
    int64_t person = val_get_i64(in, S("person"), 0), n;
    struct q_look_alert alert;
    struct q_look t;
    str lang;

    *out = val_null();
    TRY(q_look_alert(a->db, person, &alert));
    TRY(q_look(a->db, val_get_i64(in, S("trace"), 0), &t));
    if (!alert.found || !t.found || t.person != person || t.visible > a->now.ms)
        return OK;
    TRY(q_look_alert_told(a->db, person, a->today.n, &n));
    if (!n)
        return OK; /* told today already */
    TRY(identity_lang(a, person, a->lang, &lang));
    const struct office *o = site_office(a->site, t.office);
    const struct site_purpose *p = site_purpose(a->site, t.purpose);
    val_builder b = val_build(a->a);
    val_put(&b, S("office"), val_str(o ? site_text(a->site, o->name, lang) : t.office));
    val_put(&b, S("purpose"), val_str(p ? site_text(a->site, p->title, lang) : t.purpose));
    return looks_tell(a, person, W_oversight_seen_subject, W_oversight_seen_body, val_done(&b),
                      t.id);
}

err act_look_alert(act *a, val in, val *out)
{
    *out = val_null();
    if (!a->who.person)
        return refuse_with(a, W_oversight_look_unknown, NULL, val_null(), 404);
    return val_is_true(val_get(in, S("on"))) ? q_look_alert_on(a->db, a->who.person)
                                             : q_look_alert_off(a->db, a->who.person);
}
