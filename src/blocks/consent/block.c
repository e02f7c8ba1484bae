/* Traces: written before anything is shown.  Who may see them when is read elsewhere (oversight).
 */
#include "blocks/consent/consent.h"
#include "blocks/consent/store.h"
#include "os/zone.h"
#include "site/site.h"

instant trace_visible(const struct boot *b, str purpose, instant at)
{
    const struct site_purpose *p = site_purpose(b->site, purpose);

    if (!p || (!p->delay_months && !p->delay_days))
        return at;
    day d = day_add_months(zone_day(b->zone, at), p->delay_months);
    instant shown = zone_day_start(b->zone, (day){ d.n + p->delay_days });
    return shown.ms > at.ms ? shown : at;
}

/* From where the actor works for an office: itself (empty), or the one that stands in for it. */
static str standing_in(const struct actor *who, str office)
{
    str home = S("");

    for (size_t i = 0; i < who->nroles; i++) {
        if (!str_eq(who->roles[i].office, office))
            continue;
        if (!who->roles[i].home.n)
            return S("");
        home = who->roles[i].home;
    }
    return home;
}

static val trace_body(act *a, const struct trace *t, int64_t id, int64_t look)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("trace"), val_int(id));
    val_put(&b, S("look"), val_int(look));
    val_put(&b, S("kind"), val_str(str_z(t->kind)));
    val_put(&b, S("reader"), val_int(a->who.account));
    if (a->who.partner.n)
        val_put(&b, S("partner"), val_str(a->who.partner));
    if (a->who.token)
        val_put(&b, S("token"), val_int(a->who.token));
    str home = t->automatic ? S("") : standing_in(&a->who, t->office);
    if (home.n)
        val_put(&b, S("stand_in"), val_str(home));
    if (t->automatic)
        val_put(&b, S("automatic"), val_bool(true));
    val_put(&b, S("what"), val_str(t->what));
    if (t->fields.n)
        val_put(&b, S("fields"), val_str(t->fields));
    val_put(&b, S("case"), val_str(t->case_number));
    if (t->case_id)
        val_put(&b, S("case_id"), val_int(t->case_id));
    val_put(&b, S("purpose"), val_str(t->purpose));
    val_put(&b, S("reason"), val_str(t->reason));
    return val_done(&b);
}

static str or_empty(str s)
{
    return s.p ? s : S("");
}

/* subject: whose memory the event is; the row is the person's, 0 where there is none. */
static err trace_write(act *a, const struct trace *t, int64_t person, struct data_key subject,
                       int64_t *id)
{
    *id = act_id(a);
    int64_t look = t->look ? t->look : *id;
    struct q_trace_add_in row = { .id = *id,
                                  .person = person,
                                  .reader = a->who.account,
                                  .kind = str_z(t->kind),
                                  .what = or_empty(t->what),
                                  .case_id = t->case_id,
                                  .case_number = or_empty(t->case_number),
                                  .office = or_empty(t->office),
                                  .purpose = or_empty(t->purpose),
                                  .at = a->now.ms,
                                  .visible = trace_visible(a->boot, t->purpose, a->now).ms,
                                  .partner = or_empty(a->who.partner),
                                  .fields = or_empty(t->fields),
                                  .look = look,
                                  .automatic = t->automatic,
                                  .token = a->who.token,
                                  .stand_in =
                                      t->automatic ? S("") : standing_in(&a->who, t->office) };
    TRY(q_trace_add(a->db, &row));
    struct event e = { .type = "data.seen",
                       .kind = subject.kind,
                       .subject = subject.id,
                       .authority = or_empty(t->office),
                       .body = trace_body(a, t, *id, look) };
    return event_add(a, &e);
}

err trace_add(act *a, const struct trace *t, int64_t *id)
{
    struct data_key of = { .kind = SUBJECT_PERSON, .id = t->person };

    return trace_write(a, t, t->person, of, id);
}

err trace_case(act *a, const struct trace *t, int64_t *id)
{
    struct data_key of = { .kind = SUBJECT_CASE, .id = t->case_id };

    return trace_write(a, t, 0, of, id);
}

err trace_own(act *a, const struct trace *t, int64_t *id)
{
    struct data_key person = { .kind = SUBJECT_PERSON, .id = a->who.person };
    struct data_key account = { .kind = SUBJECT_ACCOUNT, .id = a->who.account };

    return trace_write(a, t, a->who.person, person.id ? person : account, id);
}

err trace_own_since(struct db *db, int64_t token, int64_t case_id, instant since, bool *out)
{
    struct q_trace_of_token row;

    TRY(q_trace_of_token(db, token, case_id, since.ms, &row));
    *out = row.n > 0;
    return OK;
}

err traces_between(struct db *db, arena *a, int64_t person, instant from, instant until,
                   size_t most, const struct looked **out, size_t *n)
{
    struct q_traces_between all;

    TRY(q_traces_between(db, person, from.ms, until.ms, (int64_t)most, &all));
    struct looked *v = ARENA_ARRAY(a, struct looked, all.n + 1);
    *n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (!all.v[i].token)
            v[(*n)++] = (struct looked){ .kind = all.v[i].kind,
                                         .what = all.v[i].what,
                                         .fields = all.v[i].fields,
                                         .case_number = all.v[i].case_number,
                                         .office = all.v[i].office,
                                         .partner = all.v[i].partner,
                                         .case_id = all.v[i].case_id,
                                         .at = { all.v[i].at } };
    *out = v;
    return OK;
}

err traces_shown(struct db *db, arena *a, int64_t person, str what, instant now, size_t most,
                 const struct looked **out, size_t *n)
{
    struct q_traces_shown all;

    TRY(q_traces_shown(db, person, what, now.ms, (int64_t)most, &all));
    struct looked *v = ARENA_ARRAY(a, struct looked, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        v[i] = (struct looked){ .id = all.v[i].id,
                                .what = what,
                                .office = all.v[i].office,
                                .partner = all.v[i].partner,
                                .at = { all.v[i].at } };
    *out = v;
    *n = all.n;
    return OK;
}

const struct block block_consent = { .name = "consent" };
