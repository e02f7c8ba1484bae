/* Tasks: who may work on one, and its row together with what the desk shows of it. */
#include "blocks/case/work.h"
#include "blocks/case/fill.h"
#include "blocks/case/keyed.h"
#include "blocks/case/programs.h"
#include "blocks/identity/identity.h"

/* ---- who may ---- */

static bool groups_fit(act *a, const struct q_task *t)
{
    str rest = str_trim(t->groups), name;

    while (str_next(&rest, ' ', &name)) {
        const struct office_group *g = site_group(a->site, name);
        for (size_t i = 0; g && i < g->n_roles; i++)
            for (size_t k = 0; k < a->who.nroles; k++)
                if (str_eq(a->who.roles[k].role, g->roles[i]) &&
                    (!a->who.roles[k].office.n || str_eq(a->who.roles[k].office, t->authority)))
                    return true;
    }
    return false;
}

static err same_person(act *a, int64_t account, int64_t person, int64_t other, bool *out)
{
    int64_t behind = 0;

    *out = other && other == account;
    if (!other || *out)
        return OK;
    TRY(identity_person(a->db, other, &behind));
    *out = behind && behind == person;
    return OK;
}

err work_same_person(act *a, int64_t account, int64_t other, bool *out)
{
    int64_t person = 0;

    TRY(identity_person(a->db, account, &person));
    return same_person(a, account, person, other, out);
}

/* Four eyes: neither who did the work before, nor who helped with it, nor who took the case past a
 * step of its process. */
static err is_hand_before(act *a, const struct q_task *t, bool *out)
{
    struct q_hands hands;
    struct q_incident_hands moved;

    TRY(same_person(a, a->who.account, a->who.person, t->not_by, out));
    TRY(q_hands(a->db, t->after_task, &hands));
    for (size_t i = 0; i < hands.n && !*out; i++)
        TRY(same_person(a, a->who.account, a->who.person, hands.v[i].account, out));
    TRY(q_incident_hands(a->db, t->case_id, &moved));
    for (size_t i = 0; i < moved.n && !*out; i++)
        TRY(same_person(a, a->who.account, a->who.person, moved.v[i].account, out));
    return OK;
}

/* Where the service asks for four eyes on what came by paper, who keyed it in decides nothing. */
static err keyed_here(act *a, const struct q_task *t, bool *out)
{
    struct q_case c;

    TRY(keyed_by(a, t->case_id, a->who.account, out));
    if (!*out)
        return OK;
    TRY(q_case(a->db, t->case_id, S(""), &c));
    const struct service *v = c.found ? case_service(a->boot, &c) : NULL;
    *out = v && v->paper.four_eyes && !str_eq(c.channel, S(CHANNEL_OFFICE));
    return OK;
}

bool programs_may(const struct site *s, const struct actor *who, str office)
{
    for (size_t i = 0; i < who->nroles; i++) {
        const struct office_role *r = site_role(s, who->roles[i].role);
        if (r && r->programs && str_eq(who->roles[i].office, office))
            return true;
    }
    return false;
}

/* A program does what its officer has taken, where the office lets it, and never as the second pair
 * of eyes: those are a person's (decision 041). */
static err program_may(act *a, const struct q_task *t)
{
    if (!a->who.token)
        return OK;
    if (!programs_may(a->site, &a->who, t->authority))
        return refuse_with(a, W_case_no_programs, NULL, val_null(), 403);
    if (t->not_by)
        return refuse_with(a, W_case_person_needed, NULL, val_null(), 403);
    return t->assignee == a->who.account
               ? OK
               : refuse_with(a, W_case_claim_first, NULL, val_null(), 409);
}

err work_may(act *a, const struct q_task *t)
{
    bool concerned = false, before = false;

    if (!groups_fit(a, t))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    TRY(program_may(a, t));
    /* who an officer is must be known, or neither kinship nor a second account would show */
    if (!a->who.person)
        return refuse_with(a, W_case_officer_unknown, NULL, val_null(), 403);
    TRY(case_concerns(a, t->case_id, a->who.person, &concerned));
    if (concerned)
        return refuse_with(a, W_case_own_family, NULL, val_null(), 403);
    if (t->not_by)
        TRY(is_hand_before(a, t, &before));
    if (!before)
        TRY(keyed_here(a, t, &before));
    return before ? refuse_with(a, W_case_second_person, NULL, val_null(), 403) : OK;
}

err work_could(act *a, const struct q_task *t, int64_t account, bool *out)
{
    act as = *a;

    as.who = (struct actor){ .account = account };
    TRY(identity_roles(a->db, a->a, account, &as.who.roles, &as.who.nroles));
    TRY(identity_person(a->db, account, &as.who.person));
    err e = work_may(&as, t);
    *out = !failed(e);
    if (e.class != ERR_CLASS_REFUSED)
        return e;
    (void)refusals_take(a);
    return OK;
}

err work_may_other(act *a, const struct q_task *t, int64_t account, const char *field)
{
    bool may = false;

    TRY(work_could(a, t, account, &may));
    return may ? OK : refuse_with(a, W_case_colleague_may_not, field, val_null(), 422);
}

err work_task(act *a, val in, struct q_task *t)
{
    TRY(q_task(a->db, val_get_i64(in, S("task"), 0), t));
    if (!t->found)
        return refuse_with(a, W_case_unknown_task, NULL, val_null(), 404);
    return work_may(a, t);
}

err work_own_task(act *a, val in, struct q_task *t, struct q_case *c, struct data_key *key)
{
    TRY(work_task(a, in, t));
    if (t->assignee != a->who.account)
        return refuse_with(a, W_case_claim_first, NULL, val_null(), 409);
    /* a task that is done keeps who did it */
    if (!str_eq(t->state, S("claimed")) && !str_eq(t->state, S("waiting")))
        return refuse_with(a, W_case_task_over, NULL, val_null(), 409);
    TRY(q_case(a->db, t->case_id, S(""), c));
    if (!c->found)
        return refuse_with(a, W_case_unknown, NULL, val_null(), 404);
    return key_get(a, SUBJECT_CASE, c->id, key);
}

static bool has_second_person(const struct service *v)
{
    const struct bpmn *m = v && v->process ? v->process->bpmn : NULL;

    for (uint32_t i = 0; m && i < m->nodes_n; i++)
        if (str_eq(val_get_text(m->nodes[i].properties, S("second-person")), S("true")))
            return true;
    return false;
}

err work_may_steer(act *a, const struct q_case *c, const struct service *to, int64_t account)
{
    struct q_tasks_of_case all;
    bool same = false;

    if (!has_second_person(case_service(a->boot, c)) && !has_second_person(to))
        return OK;
    TRY(q_tasks_of_case(a->db, c->id, &all));
    for (size_t i = 0; i < all.n && !same; i++)
        if (str_eq(all.v[i].state, S("done")))
            TRY(work_same_person(a, account, all.v[i].assignee, &same));
    return same ? refuse_with(a, W_case_second_person, NULL, val_null(), 403) : OK;
}

bool work_leads(const struct site *s, const struct actor *who, str office)
{
    for (size_t i = 0; i < who->nroles; i++) {
        const struct office_role *r = site_role(s, who->roles[i].role);
        if (r && r->leads && str_eq(who->roles[i].office, office))
            return true;
    }
    return false;
}

bool work_repairs(const struct site *s, const struct actor *who, str office)
{
    for (size_t i = 0; i < who->nroles; i++) {
        const struct office_role *r = site_role(s, who->roles[i].role);
        if (r && r->repairs && str_eq(who->roles[i].office, office))
            return true;
    }
    return false;
}

/* ---- rows ---- */

static void told(act *a, str authority)
{
    topic_publish(a, str_fmt(a->a, "desk/%.*s", STR_ARG(authority)));
}

static err desk_show(act *a, int64_t task, str authority, str groups, str state, int64_t due,
                     str service)
{
    str rest = str_trim(groups), name;

    if (task_whose(groups) == TASK_OF_APPLICANT)
        return OK; /* it stands on no desk */
    while (str_next(&rest, ' ', &name))
        if (name.n)
            TRY(q_desk_add(a->db, &(struct q_desk_add_in){ .authority = authority,
                                                           .grp = name,
                                                           .state = state,
                                                           .due = due,
                                                           .task = task,
                                                           .service = service }));
    return OK;
}

static bool shown(str state)
{
    return str_eq(state, S("open")) || str_eq(state, S("claimed")) || str_eq(state, S("waiting"));
}

err work_add(act *a, const struct q_case *c, const struct q_task_add_in *in)
{
    TRY(q_task_add(a->db, in));
    told(a, in->authority);
    return desk_show(a, in->id, in->authority, in->groups, in->state, in->due, c->service);
}

err work_set(act *a, const struct q_task *t, str state, int64_t assignee, int64_t delegated_by)
{
    int64_t n;

    told(a, t->authority);
    TRY(q_task_state(a->db,
                     &(struct q_task_state_in){ .id = t->id,
                                                .seq = t->seq,
                                                .state = state,
                                                .assignee = assignee,
                                                .changed = a->now.ms,
                                                .delegated_by = delegated_by },
                     &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    return shown(state) ? q_desk_move(a->db, t->id, state, t->due) : q_desk_drop(a->db, t->id);
}

err work_due(act *a, int64_t task, str state, int64_t due)
{
    TRY(q_task_due(a->db, task, state, due, a->now.ms));
    return q_desk_move(a->db, task, state, due);
}

static err regroup(act *a, const struct q_case *c, const struct q_task_again_in *x, int64_t due)
{
    TRY(q_task_again(a->db, x));
    TRY(q_desk_drop(a->db, x->id));
    told(a, x->authority);
    return desk_show(a, x->id, x->authority, x->groups, x->state, due, c->service);
}

err work_escalate(act *a, const struct q_case *c, const struct q_task *t, str groups)
{
    return regroup(a, c,
                   &(struct q_task_again_in){ .id = t->id,
                                              .authority = t->authority,
                                              .element = t->element,
                                              .form = t->form,
                                              .groups = groups,
                                              .state = t->state,
                                              .assignee = t->assignee,
                                              .delegated_by = t->delegated_by,
                                              .escalated = a->now.ms,
                                              .changed = a->now.ms },
                   t->due);
}

err work_again(act *a, const struct q_case *c, const struct q_task *t, str authority, str element,
               str groups, str form)
{
    bool others = t->escalated ? !str_starts(t->groups, groups) : !str_eq(t->groups, groups);

    if (!others && str_eq(t->form, form) && str_eq(t->element, element))
        return OK;
    return regroup(a, c,
                   &(struct q_task_again_in){
                       .id = t->id,
                       .authority = authority,
                       .element = element,
                       .form = form,
                       .groups = others ? groups : t->groups,
                       .state = others && str_eq(t->state, S("claimed")) ? S("open") : t->state,
                       .assignee = others ? 0 : t->assignee,
                       .delegated_by = others ? 0 : t->delegated_by,
                       .escalated = others ? 0 : t->escalated,
                       .changed = a->now.ms },
                   t->due);
}

err work_gone(act *a, const struct q_case *c, int64_t token)
{
    TRY(q_desk_gone(a->db, c->id, token));
    return q_task_gone(a->db, c->id, token, a->now.ms);
}

err work_over(act *a, const struct q_case *c)
{
    TRY(q_desk_gone(a->db, c->id, 0));
    return q_tasks_adhoc_gone(a->db, c->id, a->now.ms);
}
