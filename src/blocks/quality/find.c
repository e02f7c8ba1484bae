/* Pieces of work in the background: what was written since, then a round through each register. */
#include "act/job.h"
#include "blocks/quality/own.h"
#include "blocks/quality/work.h"
#include "site/reg_value.h"

enum { DUE_PIECE = 10, ROUND_PIECE = 5, COMPARED_MOST = 60, AGAIN_DAYS = 30, DAY_MS = 86400000 };

static bool declares(const struct registry *r)
{
    const struct reg_quality *q = &r->quality;

    return r->duplicates.n || q->n_expected || q->n_between || q->n_confirm;
}

static bool is_protected(val fields)
{
    return val_is_true(val_get(fields, S("protected")));
}

/* ---- pairs ---- */

/* What was decided stays decided until the data say something else. */
static err pair_note(act *a, const struct registry *r, int64_t x, int64_t y, const struct score *s,
                     bool guarded)
{
    int64_t low = MIN(x, y), high = MAX(x, y);
    struct q_pair_of had;

    TRY(q_pair_of(a->db, low, high, &had));
    bool enough = s->sum >= r->duplicates.threshold;
    if (!had.found) {
        struct q_pair_add_in in = { .id = act_id(a),
                                    .registry = r->id,
                                    .low = low,
                                    .high = high,
                                    .score = s->sum,
                                    .reasons = s->reasons,
                                    .guarded = guarded,
                                    .at = a->now.ms };
        return enough ? q_pair_add(a->db, &in) : OK;
    }
    bool open = str_eq(had.state, S("open")), apart = str_eq(had.state, S("apart"));
    bool same = str_eq(had.reasons, s->reasons) && had.guarded == guarded;
    if (same || !(open || apart))
        return OK;
    if (!enough && open)
        return q_pair_drop(a->db, had.id);
    struct q_pair_score_in in = { .id = had.id,
                                  .score = s->sum,
                                  .reasons = s->reasons,
                                  .guarded = guarded,
                                  .state = enough ? S("open") : S("apart"),
                                  .at = a->now.ms };
    return q_pair_score(a->db, &in);
}

static err compare(act *a, const struct registry *r, int64_t id, val fields, int64_t other)
{
    struct score s;
    val theirs = val_null();

    err e = record_whole(a, r, other, &theirs);
    if (e.class == ERR_CLASS_REFUSED || (e.class == ERR_CLASS_OK && val_is_null(theirs)))
        return OK; /* erased meanwhile, or not in force */
    TRY(e);
    TRY(entries_score(a, r, fields, theirs, &s));
    return pair_note(a, r, id, other, &s, is_protected(fields) || is_protected(theirs));
}

static err pairs_look(act *a, const struct registry *r, int64_t id, val fields, bool all)
{
    int64_t ids[COMPARED_MOST];
    struct q_pairs_with had;
    size_t n, m = 0;

    TRY(register_alike(a, r, id, fields, ids, &n, COMPARED_MOST));
    TRY(q_pairs_with(a->db, id, &had));
    for (size_t i = 0; i < n; i++) /* a round meets each two once, from the later entry */
        if (all || ids[i] < id)
            ids[m++] = ids[i];
    for (size_t i = 0; all && i < had.n && m < COMPARED_MOST; i++) {
        int64_t other = had.v[i].low == id ? had.v[i].high : had.v[i].low;
        bool there = false;
        for (size_t k = 0; k < m; k++)
            there |= ids[k] == other;
        if (!there)
            ids[m++] = other;
    }
    keys_warm(a, SUBJECT_PERSON, ids, m);
    for (size_t i = 0; i < m; i++)
        TRY(compare(a, r, id, fields, ids[i]));
    return OK;
}

err entry_look(act *a, const struct registry *r, int64_t id, bool all)
{
    val fields;

    err e = record_whole(a, r, id, &fields);
    if (e.class == ERR_CLASS_REFUSED)
        return OK; /* erased meanwhile */
    TRY(e);
    TRY(findings_look(a, r, id, fields));
    return !val_is_null(fields) && r->duplicates.n ? pairs_look(a, r, id, fields, all) : OK;
}

/* ---- the pieces ---- */

/* A declaration that changed begins a new round. */
static str declared(arena *a, const struct registry *r)
{
    buf b;

    buf_init(&b, a, 400);
    buf_fmt(&b, "%lld", (long long)r->duplicates.threshold);
    for (size_t i = 0; i < r->duplicates.n; i++)
        buf_fmt(&b, " %.*s %lld %lld %lld", STR_ARG(r->duplicates.weights[i].field),
                (long long)r->duplicates.weights[i].same, (long long)r->duplicates.weights[i].alike,
                (long long)r->duplicates.weights[i].differs);
    for (size_t i = 0; i < r->n_constraints; i++)
        buf_fmt(&b, " !%.*s", STR_ARG(r->constraints[i].id));
    for (size_t i = 0; i < r->quality.n_expected; i++)
        buf_fmt(&b, " +%.*s", STR_ARG(r->quality.expected[i].field));
    for (size_t i = 0; i < r->quality.n_between; i++)
        buf_fmt(&b, " /%.*s", STR_ARG(r->quality.between[i].id));
    for (size_t i = 0; i < r->quality.n_confirm; i++)
        buf_fmt(&b, " @%.*s %lld %lld", STR_ARG(r->quality.confirm[i].field),
                (long long)r->quality.confirm[i].months, (long long)r->quality.confirm[i].days);
    return buf_str(&b);
}

static bool round_due(const struct q_quality_run *run, str what, instant now)
{
    return !run->found || !run->ended || !str_eq(run->declared, what) ||
           now.ms - run->ended > (int64_t)AGAIN_DAYS * DAY_MS;
}

static err round_piece(act *a, const struct registry *r, struct q_quality_run *run, str what)
{
    struct q_quality_round rows;
    bool fresh = !run->found || run->ended || !str_eq(run->declared, what);
    int64_t before = fresh ? INT64_MAX : run->before, looked = fresh ? 0 : run->looked;

    TRY(q_quality_round(a->db, r->id, before, ROUND_PIECE, &rows));
    int64_t *ids = ARENA_ARRAY(a->a, int64_t, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        ids[i] = rows.v[i].id;
    if (register_sealed(r))
        keys_warm(a, SUBJECT_PERSON, ids, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        TRY(entry_look(a, r, ids[i], false));
        before = ids[i];
    }
    struct q_quality_run_put_in in = { .registry = r->id,
                                       .before = before,
                                       .declared = what,
                                       .looked = looked + (int64_t)rows.n,
                                       .ended = rows.n < ROUND_PIECE ? a->now.ms : 0 };
    return q_quality_run_put(a->db, &in);
}

static err due_piece(act *a, size_t *n)
{
    struct q_quality_due due;

    TRY(q_quality_due(a->db, DUE_PIECE, &due));
    for (size_t i = 0; i < due.n; i++) {
        const struct registry *r = site_register(a->site, due.v[i].registry);
        if (r && declares(r))
            TRY(entry_look(a, r, due.v[i].id, true));
        TRY(q_quality_done(a->db, due.v[i].id));
    }
    *n = due.n;
    return OK;
}

err act_look_through(act *a, val in, val *out)
{
    struct q_quality_run run;
    size_t n;

    (void)in;
    *out = val_null();
    TRY(due_piece(a, &n));
    for (size_t i = 0; i < a->site->n_registers && !n; i++) {
        const struct registry *r = a->site->registers[i];
        if (!declares(r))
            continue;
        str what = declared(a->a, r);
        TRY(q_quality_run(a->db, r->id, &run));
        if (round_due(&run, what, a->now))
            return round_piece(a, r, &run, what);
    }
    return OK;
}

/* Nothing is written where nothing is to be looked at. */
err job_look_through(struct job_run *j)
{
    struct q_quality_due due;
    struct q_quality_run run;

    TRY(q_quality_due(j->db, 1, &due));
    bool any = due.n > 0;
    for (size_t i = 0; i < j->boot->site->n_registers && !any; i++) {
        const struct registry *r = j->boot->site->registers[i];
        if (!declares(r))
            continue;
        TRY(q_quality_run(j->db, r->id, &run));
        any = round_due(&run, declared(j->a, r), j->now);
    }
    return any ? job_act(j, "quality.look", val_null(), NULL, NULL) : OK;
}
