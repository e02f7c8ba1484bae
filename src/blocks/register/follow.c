/* What cases follow: kept as blind as the marks by which entries are found; changes are noted once
 * and given out in batches, after the act that made them. */
#include "blocks/register/follow.h"
#include "blocks/register/own.h"
#include "value/json.h"

enum { FOLLOW_MOST = 100 };

/* How the entry itself is followed. */
static str mark_of_id(arena *a, int64_t id)
{
    return str_fmt(a, "%lld", (long long)id);
}

static bool has_word(str words, str word)
{
    str rest = words, one;

    while (str_next(&rest, ' ', &one))
        if (str_eq(one, word))
            return true;
    return false;
}

/* ---- what has changed ---- */

/* The first change since all were told leaves work; those after it are found by that. */
static err note(act *a, str registry, str what, str mark, str names)
{
    bool waits;

    TRY(followers_wait(a->db, &waits));
    struct q_follow_changed_in in = {
        .registry = registry, .what = what, .mark = mark, .names = names, .at = a->now.ms
    };
    TRY(q_follow_changed(a->db, &in));
    return waits ? OK : outbox_add(a, FOLLOW_CHANGED, SUBJECT_NONE, 0, val_null(), a->now, NULL);
}

static err note_marks(act *a, const struct registry *r, int64_t id, str field, str names)
{
    struct q_follow_marks all;

    TRY(q_follow_marks(a->db, r->id, id, field, &all));
    for (size_t i = 0; i < all.n; i++)
        TRY(note(a, r->id, all.v[i].field, all.v[i].mark, names));
    return OK;
}

err follow_any(act *a, const struct registry *r, bool *is)
{
    struct q_follow_any any;

    TRY(q_follow_any(a->db, r->id, &any));
    *is = any.found;
    return OK;
}

err follow_changed(act *a, const struct registry *r, int64_t id, str names)
{
    struct q_follow_there there;
    str mark = mark_of_id(a->a, id);
    bool any;

    TRY(follow_any(a, r, &any));
    if (!any || !names.n)
        return OK;
    TRY(q_follow_there(a->db, r->id, S(""), mark, &there));
    if (there.found)
        TRY(note(a, r->id, S(""), mark, names));
    return note_marks(a, r, id, S(""), names);
}

err follow_left(act *a, const struct registry *r, int64_t id, str field)
{
    return note_marks(a, r, id, register_field(r, field)->mark, field);
}

err follow_drop(act *a, int64_t case_id)
{
    return q_follow_drop(a->db, case_id);
}

err follow_forget(act *a, const struct registry *r, int64_t id)
{
    return q_follow_forget(a->db, r->id, mark_of_id(a->a, id));
}

/* ---- whom it is told ---- */

/* From when on the first of these parameters has the value that it has today: a law may be
 * published for a day that has passed. */
static val law_since(act *a, val names)
{
    const struct law_value *used;
    day since = a->today;
    val v;

    for (size_t i = 0; i < val_count(names); i++)
        if (!failed(law_parameter(a->site, val_text(val_at(names, i)), a->today, &v, &used)) &&
            used->from.n < since.n)
            since = used->from;
    return val_day(since);
}

/* { register or law, names, since of a law }: which of what changed the case follows; null for none
 * of it. */
static val change_for(act *a, str registry, str changed, str followed)
{
    val names = val_list(NULL, 0);
    val_builder b = val_build(a->a);
    str rest = followed, one;

    while (str_next(&rest, ' ', &one))
        if (has_word(changed, one))
            names = val_append(a->a, names, val_str(one));
    if (!val_count(names))
        return val_null();
    val_put(&b, registry.n ? S("register") : S("law"),
            registry.n ? val_str(registry) : val_bool(true));
    val_put(&b, S("names"), names);
    if (!registry.n)
        val_put(&b, S("since"), law_since(a, names));
    return val_done(&b);
}

err followers_take(act *a, struct follower *out, size_t *n)
{
    struct q_follow_next c;
    struct q_followers all;

    *n = 0;
    for (;;) {
        TRY(q_follow_next(a->db, &c));
        if (!c.found)
            return OK;
        struct q_followers_in in = { .registry = c.registry,
                                     .what = c.what,
                                     .mark = c.mark,
                                     .after = c.told,
                                     .most = FOLLOWERS_MOST };
        TRY(q_followers(a->db, &in, &all));
        /* a case may follow by several steps: the last one of a full batch begins the next */
        int64_t last = all.n == FOLLOWERS_MOST ? all.v[all.n - 1].case_id : INT64_MAX;
        if (all.n && all.v[0].case_id == last)
            last++; /* it alone fills the batch */
        for (size_t i = 0; i < all.n && all.v[i].case_id < last; i++) {
            val change = change_for(a, c.registry, c.names, all.v[i].names);
            if (!val_is_null(change))
                out[(*n)++] = (struct follower){ all.v[i].case_id, change };
        }
        if (all.n < FOLLOWERS_MOST)
            TRY(q_follow_done(a->db, c.registry, c.what, c.mark));
        else
            TRY(q_follow_told(a->db, c.registry, c.what, c.mark, last - 1));
        if (*n)
            return OK;
    }
}

err followers_wait(struct db *db, bool *is)
{
    struct q_follow_next c;

    TRY(q_follow_next(db, &c));
    *is = c.found;
    return OK;
}

err follow_cases(struct db *db, arena *a, int64_t after, size_t most, int64_t **out, size_t *n)
{
    struct q_follow_cases all;

    TRY(q_follow_cases(db, after, (int64_t)most, &all));
    *out = ARENA_ARRAY(a, int64_t, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        (*out)[i] = all.v[i].case_id;
    *n = all.n;
    return OK;
}

/* ---- the law ---- */

static str value_known(const struct site *s, arena *a, str name, day on)
{
    val v = val_null();

    return failed(law_parameter(s, name, on, &v, NULL)) ? S("") : val_json_str(a, v);
}

err follow_law_moved(struct db *db, arena *a, const struct site *s, day on, bool *is)
{
    struct q_follow_laws all;

    *is = false;
    TRY(q_follow_laws(db, &all));
    for (size_t i = 0; i < all.n && !*is; i++)
        *is = !str_eq(all.v[i].value, value_known(s, a, all.v[i].name, on));
    return OK;
}

err follow_law_look(act *a)
{
    struct q_follow_laws all;

    TRY(q_follow_laws(a->db, &all));
    for (size_t i = 0; i < all.n; i++) {
        str now = value_known(a->site, a->a, all.v[i].name, a->today);
        if (str_eq(now, all.v[i].value))
            continue;
        TRY(q_follow_law_set(a->db, all.v[i].name, now));
        TRY(note(a, S(""), S(""), S(""), all.v[i].name));
    }
    return OK;
}

/* ---- the task types ---- */

static val listed(act *a, val given)
{
    if (given.tag == V_LIST || val_is_null(given))
        return given;
    return val_append(a->a, val_list(NULL, 0), given);
}

/* What is followed the service may read. */
static err names_of(act *a, struct task_call *t, const struct registry *r, str *out)
{
    val names = listed(a, val_get(t->in, S("names")));
    buf b;

    buf_init(&b, a->a, 200);
    for (size_t i = 0; i < val_count(names); i++) {
        str name = val_text(val_at(names, i));
        if (!register_field(r, name) && !register_relation(r, name))
            return refuse(a, W_register_unknown, "names");
        TRY(task_allowed(a, t, r, REG_READ, name));
        buf_fmt(&b, "%s%.*s", b.n ? " " : "", STR_ARG(name));
    }
    *out = buf_str(&b);
    return OK;
}

static err follow_one(act *a, const struct task_call *t, str registry, str what, str mark,
                      str names)
{
    struct q_follow_put_in in = { .registry = registry,
                                  .what = what,
                                  .mark = mark,
                                  .case_id = t->case_id,
                                  .element = str_z(t->element),
                                  .names = names };

    return q_follow_put(a->db, &in);
}

static err follow_values(act *a, struct task_call *t, const struct registry *r, str names)
{
    val values = listed(a, val_get(t->in, S("values")));
    const struct reg_field *f = register_field(r, val_get_text(t->in, S("field")));

    if (!val_count(values))
        return OK;
    if (!f)
        return refuse(a, W_register_unknown, "field");
    TRY(task_allowed(a, t, r, REG_READ, f->name));
    for (size_t i = 0; i < val_count(values); i++) {
        str mark;
        TRY(mark_of(a, r, f, val_at(values, i), &mark));
        TRY(follow_one(a, t, r->id, f->mark, mark, names));
    }
    return OK;
}

err task_follow(act *a, struct task_call *t)
{
    const struct registry *r;
    val ids = listed(a, val_get(t->in, S("ids")));
    str names = S("");

    *t->out = val_null();
    TRY(task_registry(a, t, &r));
    TRY(names_of(a, t, r, &names));
    if (val_count(ids) + val_count(val_get(t->in, S("values"))) > FOLLOW_MOST)
        return refuse(a, W_register_too_many, "ids");
    TRY(q_follow_drop_step(a->db, t->case_id, str_z(t->element)));
    for (size_t i = 0; i < val_count(ids); i++) {
        int64_t id = 0;
        if (val_to_i64(val_at(ids, i), &id) && id)
            TRY(follow_one(a, t, r->id, S(""), mark_of_id(a->a, id), names));
    }
    return follow_values(a, t, r, names);
}

/* A parameter that somebody follows already keeps the value at which it was looked at last. */
static err value_noted(act *a, const struct q_follow_laws *known, str name)
{
    for (size_t i = 0; i < known->n; i++)
        if (str_eq(known->v[i].name, name))
            return OK;
    return q_follow_law_put(a->db, name, value_known(a->site, a->a, name, a->today));
}

/* All that the model of the decision reads of the law, each with its value of today. */
err task_follow_law(act *a, struct task_call *t)
{
    const struct service *v = site_service(a->site, t->service);
    const struct service_decision *d =
        v ? service_decision(v, val_get_text(t->in, S("decision"))) : NULL;
    struct q_follow_laws known;

    *t->out = val_null();
    if (!d)
        return refuse(a, W_register_unknown, "decision");
    TRY(q_follow_laws(a->db, &known));
    for (size_t i = 0; i < d->n_law; i++)
        TRY(value_noted(a, &known, d->law[i]));
    str names = str_join(a->a, d->law, d->n_law, S(" "));
    TRY(q_follow_drop_step(a->db, t->case_id, str_z(t->element)));
    return names.n ? follow_one(a, t, S(""), S(""), S(""), names) : OK;
}

err task_unfollow(act *a, struct task_call *t)
{
    *t->out = val_null();
    return follow_drop(a, t->case_id);
}
