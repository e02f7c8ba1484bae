/* Acts that bring a draft into force: review, a second person's signature, publication. */
#include "blocks/case/case.h"
#include "blocks/identity/identity.h"
#include "blocks/studio/own.h"

/* Moves the draft where it is in that state and the version that was seen. */
static err move(act *a, const struct q_draft *d, const char *state, int64_t signer, int64_t due,
                str note)
{
    struct q_draft_state_in row = { .id = d->id,
                                    .version = d->version,
                                    .at = a->now.ms,
                                    .state = str_z(state),
                                    .signer = signer,
                                    .due = due,
                                    .note = note.p ? note : S("") };
    int64_t n;

    return q_draft_state(a->db, &row, &n);
}

static err seen(act *a, val in, struct q_draft *d, const char *state)
{
    TRY(draft_load(a, in, d));
    if (!str_eq(d->state, str_z(state)))
        return refuse_with(a, W_studio_moved, NULL, val_null(), 409);
    if (val_get_i64(in, S("seen"), 0) != d->version)
        return refuse_with(a, W_studio_changed_meanwhile, NULL, val_null(), 409);
    return OK;
}

static err answer(act *a, const struct q_draft *d, val *out)
{
    *out = val_with(a->a, val_null(), S("draft"), val_int(d->id));
    return OK;
}

/* The published files of the service are still those that the draft began from. */
static err base_stands(act *a, const struct q_draft *d, bool *yes)
{
    struct site_source now;

    TRY(versions_now(a->a, a->db, &now));
    struct site_source own = files_below(a->a, &now, service_folder(a->a, d->service));
    *yes = str_eq(versions_name(a->a, own.files, own.n), d->base);
    return OK;
}

err studio_submit(act *a, val in, val *out)
{
    struct q_draft d;
    bool stands;

    TRY(seen(a, in, &d, DRAFT_OPEN));
    TRY(base_stands(a, &d, &stands));
    if (!stands)
        return refuse_with(a, W_studio_base_moved, NULL, val_null(), 409);
    TRY(move(a, &d, DRAFT_REVIEW, 0, 0, STR_NULL));
    TRY(draft_event(a, &d, "studio.submitted", val_null()));
    return answer(a, &d, out);
}

err studio_back(act *a, val in, val *out)
{
    str note = str_trim(val_get_text(in, S("note")));
    struct q_draft d;

    TRY(draft_load(a, in, &d));
    if (!str_eq(d.state, S(DRAFT_REVIEW)) && !str_eq(d.state, S(DRAFT_SIGNED)))
        return refuse_with(a, W_studio_moved, NULL, val_null(), 409);
    if (!note.n)
        return refuse(a, W_studio_note_missing, "note");
    TRY(move(a, &d, DRAFT_OPEN, 0, 0, note));
    TRY(draft_event(a, &d, "studio.sent_back",
                    val_with(a->a, val_null(), S("note"), val_str(note))));
    return answer(a, &d, out);
}

/* Whoever is not known to be a person could be one who had a hand in it. */
static err second_person(act *a, const struct q_draft *d)
{
    struct q_editors all;

    if (!a->who.person)
        return refuse_with(a, W_case_officer_unknown, NULL, val_null(), 403);
    TRY(q_editors(a->db, d->id, &all));
    for (size_t i = 0; i < all.n; i++) {
        int64_t person = 0;
        TRY(identity_person(a->db, all.v[i].account, &person));
        if (all.v[i].account == a->who.account || person == a->who.person)
            return refuse_with(a, W_studio_own_draft, NULL, val_null(), 403);
    }
    return OK;
}

err studio_sign(act *a, val in, val *out)
{
    int64_t due = val_get_i64(in, S("due"), 0);
    struct q_draft d;
    bool stands;

    TRY(seen(a, in, &d, DRAFT_REVIEW));
    TRY(second_person(a, &d));
    TRY(base_stands(a, &d, &stands));
    if (!stands)
        return refuse_with(a, W_studio_base_moved, NULL, val_null(), 409);
    if (due && (due < a->now.ms || due > a->now.ms + (int64_t)366 * 86400000))
        return refuse(a, W_studio_due_wrong, "due");
    TRY(move(a, &d, DRAFT_SIGNED, a->who.account, due, STR_NULL));
    val job = val_with(a->a, val_null(), S("draft"), val_int(d.id));
    job = val_with(a->a, job, S("seen"), val_int(d.version + 1));
    TRY(draft_event(a, &d, "studio.signed", val_with(a->a, val_null(), S("due"), val_int(due))));
    TRY(outbox_add(a, "studio.publish", SUBJECT_SYSTEM, d.id, job, (instant){ due }, NULL));
    return answer(a, &d, out);
}

/* ---- by the jobs role, which has checked the whole site with the draft in it ---- */

static err came_to_nothing(act *a, const struct q_draft *d, str why)
{
    TRY(move(a, d, DRAFT_OPEN, 0, 0, why));
    return draft_event(a, d, "studio.not_published",
                       val_with(a->a, val_null(), S("why"), val_str(why)));
}

/* What was checked is what is put: `seen` is the version of the draft, `site` that of the content,
 * which the job read.  A draft that was sent back meanwhile stays as it is; where other content was
 * published meanwhile, the job checks again. */
err studio_put(act *a, val in, val *out)
{
    struct q_draft d;
    struct site_source now, own;
    bool stands;
    str version;
    int64_t dropped;

    *out = val_null();
    TRY(q_draft(a->db, val_get_i64(in, S("draft"), 0), &d));
    if (!d.found || !str_eq(d.state, S(DRAFT_SIGNED)) || d.version != val_get_i64(in, S("seen"), 0))
        return OK;
    TRY(base_stands(a, &d, &stands));
    if (!stands)
        return came_to_nothing(a, &d, S("studio.base_moved"));
    TRY(versions_now(a->a, a->db, &now));
    if (!str_eq(versions_name(a->a, now.files, now.n), val_get_text(in, S("site"))))
        return refuse_with(a, W_studio_moved, NULL, val_null(), 409);
    TRY(draft_source(a->a, a->db, &d, &own));
    TRY(versions_put(a, service_folder(a->a, d.service), own.files, own.n, &version));
    TRY(move(a, &d, DRAFT_PUBLISHED, d.signer, d.due, STR_NULL));
    TRY(q_plays_drop(a->db, d.id, &dropped));
    return draft_event(a, &d, "studio.published",
                       val_with(a->a, val_null(), S("site"), val_str(version)));
}

err studio_failed(act *a, val in, val *out)
{
    struct q_draft d;

    *out = val_null();
    TRY(q_draft(a->db, val_get_i64(in, S("draft"), 0), &d));
    if (!d.found || !str_eq(d.state, S(DRAFT_SIGNED)) || d.version != val_get_i64(in, S("seen"), 0))
        return OK;
    return came_to_nothing(a, &d, S("studio.has_errors"));
}

/* Checks and asks the writer once. */
static err publish_once(struct job_run *j, const struct q_draft *d)
{
    struct findings f = { .a = j->a };
    struct site_source now;
    struct site *site;

    TRY(versions_now(j->a, j->db, &now));
    err e = draft_site(j->a, j->boot, j->db, d, &f, &site);
    if (e.class == ERR_CLASS_FAULT)
        return e;
    bool sound = !failed(e) && !errors_below(&f, service_folder(j->a, d->service)) &&
                 site_service(site, d->service);
    val in = val_with(j->a, val_null(), S("draft"), val_int(d->id));
    in = val_with(j->a, in, S("seen"), val_int(d->version));
    if (sound)
        in = val_with(j->a, in, S("site"), val_str(versions_name(j->a, now.files, now.n)));
    return job_act(j, sound ? "studio.put" : "studio.failed", in, NULL, NULL);
}

err job_publish(struct job_run *j)
{
    struct q_draft d;

    TRY(q_draft(j->db, val_get_i64(j->payload, S("draft"), 0), &d));
    if (!d.found || !str_eq(d.state, S(DRAFT_SIGNED)) ||
        d.version != val_get_i64(j->payload, S("seen"), 0))
        return OK;
    err e = publish_once(j, &d);
    return e.class == ERR_CLASS_REFUSED ? FAULT(ERR_BUSY) : e;
}
