/* Entries follow their register's declaration: read in its shape from the moment it is in force
 * (body_open), and brought to it some hundred at a time. */
#include "blocks/register/declared.h"

#include "blocks/register/merge.h"
#include "blocks/register/own.h"
#include "os/log.h"
#include "seal/hash.h"

#include <stdlib.h>

enum { PIECE = 200, PIECES = 20, DECLARATIONS = 43 /* of the house's own subjects */ };

/* ---- bringing them up ---- */

static err told(act *a, const struct registry *r, const struct q_declared *run, int64_t first)
{
    struct data_key key;
    err e = key_get(a, SUBJECT_SYSTEM, DECLARATIONS, &key);
    val_builder b = val_build(a->a);

    if (e.class == ERR_CLASS_REFUSED && e.code == ERR_MISSING)
        e = key_make(a, SUBJECT_SYSTEM, DECLARATIONS, &key);
    TRY(e);
    val_put(&b, S("register"), val_str(r->id));
    val_put(&b, S("version"), val_int(r->version));
    val_put(&b, S("after"), val_int(first));
    val_put(&b, S("to"), val_int(run->after));
    val_put(&b, S("changed"), val_int(run->changed));
    val_put(&b, S("troubled"), val_int(run->troubled));
    struct event ev = { .type = "register.declared",
                        .kind = SUBJECT_SYSTEM,
                        .subject = DECLARATIONS,
                        .authority = r->owner,
                        .body = val_done(&b) };
    return event_add(a, &ev);
}

/* What is noted by the name of a field follows its new name. */
static err renamed(act *a, const struct registry *r, int64_t from)
{
    for (size_t i = 0; i < r->n_migrations; i++)
        for (size_t k = 0; r->migrations[i].to > from && k < r->migrations[i].n; k++) {
            const struct reg_step *s = &r->migrations[i].steps[k];
            if (s->kind != STEP_RENAME)
                continue;
            TRY(q_follow_renamed(a->db, r->id, s->field, s->as));
            TRY(q_disputes_renamed(a->db, r->id, s->field, s->as));
            TRY(q_news_renamed(a->db, r->id, s->field, s->as));
        }
    return OK;
}

static err bring(act *a, const struct registry *r, const struct q_records_of_row *row,
                 struct q_declared *run)
{
    struct data_key key = { 0 };
    struct body b;
    str name;

    if (register_subject(r) != SUBJECT_NONE) {
        err e = key_get(a, SUBJECT_PERSON, row->id, &key);
        if (e.class == ERR_CLASS_REFUSED)
            return OK; /* erased meanwhile */
        TRY(e);
    }
    TRY(body_open(a->a, r, &key, row->body, &b));
    run->entries++;
    run->troubled +=
        b.lost.n || register_trouble(a->a, r, b.fields, a->today, &name) != TROUBLE_NONE;
    if (b.declared < r->version) {
        run->changed++;
        TRY(q_record_rewrite(a->db, row->id, body_seal(a->a, r, &key, &b)));
        if (register_subject(r) != SUBJECT_NONE)
            TRY(record_cards(a, r, row->id, &b));
        TRY(record_due(a, r, row->id));
    }
    bytes_wipe(&key, sizeof key);
    return record_marks(a, r, row->id, b.fields);
}

static err save(act *a, const struct registry *r, const struct q_declared *run)
{
    struct q_declared_put_in in = { .registry = r->id,
                                    .version = r->version,
                                    .after = run->after,
                                    .entries = run->entries,
                                    .changed = run->changed,
                                    .troubled = run->troubled,
                                    .ended = run->ended };

    return q_declared_put(a->db, &in);
}

static err piece(act *a, const struct registry *r, struct q_declared *run)
{
    struct q_records_of rows;
    int64_t first = run->after;

    TRY(q_records_of(a->db, r->id, run->after, PIECE, &rows));
    int64_t *ids = ARENA_ARRAY(a->a, int64_t, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        ids[i] = rows.v[i].id;
    if (register_subject(r) != SUBJECT_NONE)
        keys_warm(a, SUBJECT_PERSON, ids, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        TRY(bring(a, r, &rows.v[i], run));
        run->after = rows.v[i].id;
    }
    run->ended = rows.n < PIECE;
    if (run->ended)
        LOG(LOG_INFO, "register.declared", LOG_S("register", r->id), LOG_N("version", r->version),
            LOG_N("changed", run->changed), LOG_N("troubled", run->troubled));
    TRY(save(a, r, run));
    return rows.n ? told(a, r, run, first) : OK;
}

/* The register whose entries are behind, and how far they are; null: none. */
static err behind(struct db *db, const struct site *s, const struct registry **out,
                  struct q_declared *run)
{
    *out = NULL;
    for (size_t i = 0; i < s->n_registers; i++) {
        const struct registry *r = s->registers[i];
        TRY(q_declared(db, r->id, run));
        int64_t stands = run->found ? run->version : 1;
        if (r->version < stands || (r->version == stands && (!run->found || run->ended)))
            continue;
        if (r->version > stands)
            *run = (struct q_declared){ .found = true, .version = stands };
        *out = r;
        return OK;
    }
    return OK;
}

err act_declared(act *a, val in, val *out)
{
    const struct registry *r;
    struct q_declared run;

    (void)in;
    TRY(behind(a->db, a->site, &r, &run));
    *out = val_with(a->a, val_null(), S("more"), val_bool(r));
    if (!r)
        return OK;
    if (run.version < r->version)
        TRY(renamed(a, r, run.version));
    return piece(a, r, &run);
}

err job_declared(struct job_run *j)
{
    const struct registry *r;
    struct q_declared run;
    val out = val_null();

    TRY(behind(j->db, j->boot->site, &r, &run));
    for (int i = 0; r && i < PIECES; i++) {
        TRY(job_act(j, "register.declared", val_null(), &out, NULL));
        if (!val_get_bool(out, S("more")))
            return OK;
    }
    return OK;
}

/* ---- trying ---- */

struct once { /* a field that has to be unique from now on */
    const struct reg_field *f;
    VEC(uint64_t) seen;
};

struct trying {
    struct verify *v;
    const struct registry *r;
    day today;
    struct once *once;
    size_t n_once;
    arena batch;
    struct declared_try *out;
};

static bool unique_now(const struct registry *r, const struct reg_field *f)
{
    return f->unique || str_eq(f->name, r->key);
}

static void once_begin(struct trying *t, const struct registry *was)
{
    t->once = ARENA_ARRAY(t->v->a, struct once, t->r->n_fields + 1);
    for (size_t i = 0; i < t->r->n_fields; i++) {
        const struct reg_field *f = &t->r->fields[i],
                               *g = was ? register_field(was, f->name) : NULL;
        bool worked = false; /* at by a step that is new */
        for (size_t m = 0; was && m < t->r->n_migrations; m++)
            for (size_t k = 0; t->r->migrations[m].to > was->version && k < t->r->migrations[m].n;
                 k++)
                worked |= str_eq(t->r->migrations[m].steps[k].field, f->name);
        if (unique_now(t->r, f) && (worked || !g || !unique_now(was, g)))
            t->once[t->n_once++].f = f;
    }
}

static void found(struct trying *t, enum reg_trouble trouble, str name, int64_t id, int64_t n)
{
    t->out->refused += n;
    t->out->breaking += trouble == TROUBLE_CONSTRAINT ? n : 0;
    for (size_t i = 0; i < t->out->found.n; i++) {
        struct declared_found *x = &t->out->found.v[i];
        if (x->trouble == trouble && str_eq(x->name, name)) {
            x->entries += n;
            return;
        }
    }
    *vec_push(&t->out->found, t->v->a) =
        (struct declared_found){ trouble, str_copy(t->v->a, name), n, id };
}

static void once_add(struct trying *t, val fields)
{
    for (size_t i = 0; i < t->n_once; i++) {
        val v = val_get(fields, t->once[i].f->name);
        str text = mark_text(&t->batch, t->once[i].f, v);
        uint64_t h;
        if (val_is_null(v) || !text.n)
            continue;
        sha256 s = sha256_of(text);
        memcpy(&h, &s, sizeof h);
        *vec_push(&t->once[i].seen, t->v->a) = h;
    }
}

static err try_one(struct trying *t, const struct q_records_of_row *row)
{
    struct data_key key = { 0 };
    int64_t erased;
    struct body b;
    str name = S("");

    if (register_subject(t->r) != SUBJECT_NONE) {
        err e = verify_key(t->v, SUBJECT_PERSON, row->id, &key, &erased);
        if (failed(e) && erased)
            return OK;
        if (failed(e)) {
            t->out->unread++;
            return e.class == ERR_CLASS_REFUSED ? OK : e;
        }
    }
    err e = body_open(&t->batch, t->r, &key, row->body, &b);
    bytes_wipe(&key, sizeof key);
    if (failed(e)) {
        t->out->unread++;
        return OK;
    }
    t->out->entries++;
    t->out->changed += b.declared < t->r->version;
    enum reg_trouble trouble = register_trouble(&t->batch, t->r, b.fields, t->today, &name);
    if (b.lost.n)
        found(t, TROUBLE_LOST, b.lost, row->id, 1);
    else if (trouble != TROUBLE_NONE)
        found(t, trouble, name, row->id, 1);
    once_add(t, b.fields);
    return OK;
}

static int by_number(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

    return a < b ? -1 : a > b;
}

static void once_end(struct trying *t)
{
    for (size_t i = 0; i < t->n_once; i++) {
        struct once *o = &t->once[i];
        int64_t twice = 0;
        if (o->seen.n)
            qsort(o->seen.v, o->seen.n, sizeof *o->seen.v, by_number);
        for (size_t k = 1; k < o->seen.n; k++)
            twice += o->seen.v[k] == o->seen.v[k - 1];
        if (twice)
            found(t, TROUBLE_NONE, o->f->name, 0, twice);
    }
}

static err try_all(struct trying *t, void (*progress)(int64_t entries))
{
    struct q_records_of rows;
    int64_t after = 0;

    do {
        db_use_arena(t->v->db, &t->batch);
        TRY(q_records_of(t->v->db, t->r->id, after, PIECE, &rows));
        for (size_t i = 0; i < rows.n; i++)
            TRY(try_one(t, &rows.v[i]));
        after = rows.n ? rows.v[rows.n - 1].id : after;
        size_t n = rows.n;
        arena_reset(&t->batch);
        if (progress)
            progress(t->out->entries);
        if (n < PIECE)
            return OK;
    } while (true);
}

err declared_try(struct verify *v, const struct registry *was, const struct registry *r, day today,
                 void (*progress)(int64_t entries), struct declared_try *out)
{
    struct trying t = { .v = v, .r = r, .today = today, .out = out };

    *out = (struct declared_try){ 0 };
    arena_init(&t.batch, 0);
    once_begin(&t, was);
    err e = try_all(&t, progress);
    if (!failed(e))
        once_end(&t);
    db_use_arena(v->db, v->a);
    arena_free(&t.batch);
    return e;
}
