/* Pairs are decided: one officer says that two entries are not one; two say that they are, and two
 * that they were not. */
#include "blocks/consent/consent.h"
#include "blocks/identity/identity.h"
#include "blocks/quality/own.h"

bool quality_may(const struct registry *r, const struct actor *who)
{
    for (size_t i = 0; i < who->nroles; i++)
        for (size_t k = 0; k < r->duplicates.n_roles; k++)
            if (str_eq(who->roles[i].role, r->duplicates.roles[k]) &&
                str_eq(who->roles[i].office, r->owner))
                return true;
    return false;
}

bool quality_looks(const struct site *s, const struct actor *who)
{
    for (size_t i = 0; i < s->n_registers; i++)
        if (quality_may(s->registers[i], who))
            return true;
    return false;
}

bool quality_reads(const struct registry *r, const struct actor *who, str field)
{
    for (size_t i = 0; i < who->nroles; i++)
        if (register_may(r, who->roles[i].role, S(""), r->duplicates.purpose, REG_READ, field))
            return true;
    return false;
}

bool quality_sees_protected(const struct registry *r, const struct actor *who)
{
    return !register_field(r, S("protected")) || quality_reads(r, who, S("protected"));
}

str quality_readable(arena *a, const struct registry *r, const struct actor *who)
{
    str *v = ARENA_ARRAY(a, str, r->n_fields + 1);
    size_t n = 0;

    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].sensitivity != SENS_SECRET && quality_reads(r, who, r->fields[i].name))
            v[n++] = r->fields[i].name;
    return str_join(a, v, n, S(" "));
}

/* The pair, where it is theirs to see: a protected one stands for others as if it were not there;
 * nobody decides about an entry of their own. */
static err pair_theirs(act *a, val in, struct q_pair *p, const struct registry **r)
{
    TRY(q_pair(a->db, val_get_i64(in, S("pair"), 0), p));
    *r = p->found ? site_register(a->site, p->registry) : NULL;
    if (!quality_looks(a->site, &a->who))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!*r || !quality_may(*r, &a->who) || (p->guarded && !quality_sees_protected(*r, &a->who)))
        return refuse_with(a, W_quality_pair_unknown, NULL, val_null(), 404);
    if (a->who.person && (a->who.person == p->low || a->who.person == p->high))
        return refuse_with(a, W_quality_own_entry, NULL, val_null(), 403);
    return OK;
}

static err look_at(act *a, const struct registry *r, int64_t person, int64_t *first)
{
    int64_t trace;
    struct trace seen = { .person = person,
                          .kind = "record",
                          .what = r->id,
                          .fields = quality_readable(a->a, r, &a->who),
                          .office = r->owner,
                          .purpose = r->duplicates.purpose,
                          .reason = S("duplicates"),
                          .look = *first };

    TRY(trace_add(a, &seen, &trace));
    *first = *first ? *first : trace;
    return OK;
}

err act_pair_open(act *a, val in, val *out)
{
    struct data_key subjects[2] = { { .kind = SUBJECT_PERSON }, { .kind = SUBJECT_PERSON } };
    const struct registry *r;
    struct q_pair p;
    int64_t first = 0;

    TRY(pair_theirs(a, in, &p, &r));
    TRY(look_at(a, r, p.low, &first));
    TRY(look_at(a, r, p.high, &first));
    subjects[0].id = p.low;
    subjects[1].id = p.high;
    *out = val_with(a->a, val_null(), S("pair"), val_int(p.id));
    *out = val_with(a->a, *out, S("ticket"), val_str(ticket_for(a, subjects, 2, first, "pair")));
    return OK;
}

/* ---- decisions ---- */

struct deciding {
    act *a;
    const struct registry *r;
    struct q_pair p;
    str decision, keep, picks, ground;
    struct data_key key; /* of the lower entry: the ground is sealed under it */
};

static err moved_on(act *a)
{
    return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
}

static bool in_state(const struct deciding *d, const char *words)
{
    str rest = str_z(words), one;

    while (str_next(&rest, ' ', &one))
        if (str_eq(one, d->p.state))
            return true;
    return false;
}

static err versions(struct deciding *d, int64_t *low, int64_t *high)
{
    struct record one = { 0 }, two = { 0 };

    TRY(record_opened(d->a, d->r, d->p.low, &one));
    TRY(record_opened(d->a, d->r, d->p.high, &two));
    *low = one.version;
    *high = two.version;
    return one.found && two.found ? OK : moved_on(d->a);
}

static err state_set(struct deciding *d, str state, bool asks)
{
    struct q_pair_state_in in = {
        .id = d->p.id,
        .state = state,
        .at = d->a->now.ms,
        .by_account = d->a->who.account,
        .keeps = d->p.keeps,
        .picks = asks ? d->picks : S(""),
        .said = asks ? key_seal(d->a->a, &d->key, "pair.said", val_str(d->ground)) : S("")
    };

    TRY(versions(d, &in.low_version, &in.high_version));
    return q_pair_state(d->a->db, &in);
}

/* Sides that the form may name: of a merge the two entries, of its undoing where a later change
 * goes. */
static err picks_fit(struct deciding *d, const char *sides)
{
    str rest = d->picks, one, name, side;

    while (str_next(&rest, ' ', &one)) {
        str known = str_z(sides), s;
        bool fits = false;
        if (!one.n)
            continue;
        if (!str_cut(one, ':', &name, &side) || !register_field(d->r, name) ||
            !quality_reads(d->r, &d->a->who, name))
            return refuse(d->a, W_quality_pick_wrong, NULL);
        while (str_next(&known, ' ', &s))
            fits |= str_eq(s, side);
        if (!fits)
            return refuse(d->a, W_quality_pick_wrong, NULL);
    }
    return OK;
}

static err decide_apart(struct deciding *d)
{
    if (!in_state(d, "open"))
        return moved_on(d->a);
    return state_set(d, S("apart"), true);
}

static err decide_merge(struct deciding *d)
{
    if (!in_state(d, "open apart"))
        return moved_on(d->a);
    if (!str_eq(d->keep, S("low")) && !str_eq(d->keep, S("high")))
        return refuse(d->a, W_quality_keep_needed, "keep");
    TRY(picks_fit(d, "low high"));
    d->p.keeps = str_eq(d->keep, S("low")) ? d->p.low : d->p.high;
    return state_set(d, S("asked"), true);
}

static err decide_undo(struct deciding *d)
{
    if (!in_state(d, "merged"))
        return moved_on(d->a);
    TRY(picks_fit(d, "here other"));
    return state_set(d, S("undo"), true);
}

static err decide_decline(struct deciding *d)
{
    if (!in_state(d, "asked undo"))
        return moved_on(d->a);
    return state_set(d, in_state(d, "asked") ? S("open") : S("merged"), false);
}

/* Nobody confirms what they asked for themselves, by whichever account. */
static err another_person(struct deciding *d)
{
    int64_t person = 0;

    TRY(identity_person(d->a->db, d->p.by_account, &person));
    if (d->p.by_account == d->a->who.account || (person && person == d->a->who.person))
        return refuse_with(d->a, W_quality_second_needed, NULL, val_null(), 403);
    return OK;
}

static err decide_confirm(struct deciding *d)
{
    int64_t low, high;
    val said;

    if (!in_state(d, "asked undo"))
        return moved_on(d->a);
    TRY(another_person(d));
    TRY(versions(d, &low, &high));
    if (low != d->p.low_version || high != d->p.high_version)
        return moved_on(d->a);
    TRY(key_open(d->a->a, &d->key, "pair.said", d->p.said, &said));
    bool undo = in_state(d, "undo");
    TRY(undo ? pair_undo(d->a, d->r, &d->p, val_text(said))
             : pair_merge(d->a, d->r, &d->p, val_text(said)));
    d->ground = val_text(said);
    return state_set(d, undo ? S("apart") : S("merged"), false);
}

static err decided_event(struct deciding *d)
{
    val_builder b = val_build(d->a->a);

    val_put(&b, S("pair"), val_int(d->p.id));
    val_put(&b, S("registry"), val_str(d->r->id));
    val_put(&b, S("low"), val_int(d->p.low));
    val_put(&b, S("high"), val_int(d->p.high));
    val_put(&b, S("decision"), val_str(d->decision));
    val_put(&b, S("was"), val_str(d->p.state));
    val_put(&b, S("picks"), val_str(d->picks));
    val_put(&b, S("ground"), val_str(d->ground));
    struct event e = { .type = "pair.decided",
                       .kind = SUBJECT_PERSON,
                       .subject = d->p.keeps ? d->p.keeps : d->p.low,
                       .authority = d->r->owner,
                       .body = val_done(&b) };
    return event_add(d->a, &e);
}

err act_pair_decide(act *a, val in, val *out)
{
    static const struct {
        const char *name;
        err (*fn)(struct deciding *);
        bool grounded;
    } t[] = { { "apart", decide_apart, true },
              { "merge", decide_merge, true },
              { "confirm", decide_confirm, false },
              { "decline", decide_decline, false },
              { "undo", decide_undo, true } };
    struct deciding d = { .a = a,
                          .decision = val_get_text(in, S("decision")),
                          .keep = val_get_text(in, S("keep")),
                          .picks = val_get_text(in, S("picks")),
                          .ground = str_trim(val_get_text(in, S("ground"))) };

    TRY(pair_theirs(a, in, &d.p, &d.r));
    *out = val_with(a->a, val_null(), S("pair"), val_int(d.p.id));
    TRY(key_get(a, SUBJECT_PERSON, d.p.low, &d.key));
    FOR_EACH(t, x) {
        if (!str_eq(d.decision, str_z(x->name)))
            continue;
        if (x->grounded && !d.ground.n)
            return refuse(a, W_quality_ground_needed, "ground");
        TRY(x->fn(&d));
        return decided_event(&d);
    }
    return refuse(a, W_quality_decision_needed, "decision");
}

/* ---- entries with a finding ---- */

err act_entries(act *a, val in, val *out)
{
    const struct registry *r = site_register(a->site, val_get_text(in, S("register")));
    struct data_key subjects[LIST_PAGE];
    struct q_findings_page rows;
    val ids = val_list(NULL, 0);
    int64_t first = 0;
    size_t n = 0;

    if (!r || !quality_may(r, &a->who))
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    struct q_findings_page_in ask = { .registry = r->id,
                                      .kind = val_get_text(in, S("kind")),
                                      .rule = val_get_text(in, S("rule")),
                                      .after = val_get_i64(in, S("after"), 0),
                                      .most = LIST_PAGE + 1 };
    TRY(q_findings_page(a->db, &ask, &rows));
    for (size_t i = 0; i < rows.n && i < LIST_PAGE; i++) {
        struct record rec = { 0 };
        TRY(record_opened(a, r, rows.v[i].id, &rec));
        if (!rec.found || (rec.secret_address && !quality_sees_protected(r, &a->who)))
            continue;
        TRY(look_at(a, r, rec.id, &first));
        subjects[n++] = (struct data_key){ .kind = SUBJECT_PERSON, .id = rec.id };
        ids = val_append(a->a, ids, val_int(rec.id));
    }
    *out = val_with(a->a, in, S("ids"), ids);
    *out =
        val_with(a->a, *out, S("last"), val_int(rows.n > LIST_PAGE ? rows.v[LIST_PAGE - 1].id : 0));
    if (n)
        *out = val_with(a->a, *out, S("ticket"),
                        val_str(ticket_for(a, subjects, n, first, "findings")));
    return OK;
}
