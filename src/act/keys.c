/* Data keys in the writer: its own cache, the keeper behind it. */
#include "act/writer_own.h"
#include "act/store.h"

#include <stdlib.h>

enum { TICKET_MS = 60000, FETCH_MOST = 256 };

str subject_name(arena *a, enum subject_kind kind, int64_t id)
{
    static const char *const names[] = { "none", "person", "account", "case", "org", "system" };

    CHECK((unsigned)kind < LEN(names));
    return str_fmt(a, "%s/%lld", names[kind], (long long)id);
}

/* The cache is sets of KEY_WAYS, in each the one used last first: a batch asks for hundreds of keys
 * at once, and none of them may put out another before it was used. */
static struct data_key *set_of(struct writer *w, enum subject_kind kind, int64_t id)
{
    uint64_t h = (uint64_t)id * 8 + (unsigned)kind;

    h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9u; /* ids are steps of several stairs: mix well */
    h = (h ^ (h >> 27)) * 0x94d049bb133111ebu;
    return w->keys[(h ^ (h >> 31)) % KEY_SETS];
}

static void put_first(struct data_key *set, size_t from, const struct data_key *k)
{
    struct data_key first = *k;

    memmove(set + 1, set, from * sizeof *set);
    set[0] = first;
    bytes_wipe(&first, sizeof first);
}

/* Null where the cache has not got it. */
static const struct data_key *kept_key(struct writer *w, enum subject_kind kind, int64_t id)
{
    struct data_key *set = set_of(w, kind, id);

    for (size_t i = 0; i < KEY_WAYS; i++)
        if (set[i].id == id && set[i].kind == kind) {
            if (i)
                put_first(set, i, &set[i]);
            return set;
        }
    return NULL;
}

static void keep_key(struct writer *w, const struct data_key *k)
{
    put_first(set_of(w, k->kind, k->id), KEY_WAYS - 1, k);
}

static void drop_key(struct writer *w, enum subject_kind kind, int64_t id)
{
    struct data_key *set = set_of(w, kind, id);

    for (size_t i = 0; i < KEY_WAYS; i++)
        if (set[i].id == id && set[i].kind == kind)
            bytes_wipe(&set[i], sizeof set[i]);
}

void keys_forget(struct writer *w)
{
    bytes_wipe(w->keys, sizeof w->keys);
}

void keys_rewind(struct writer *w, size_t n)
{
    if (n >= w->fresh.n)
        return;
    bytes_wipe(w->fresh.v + n, (w->fresh.n - n) * sizeof *w->fresh.v);
    w->fresh.n = n;
}

static struct fresh_key *fresh_key(struct writer *w, enum subject_kind kind, int64_t id)
{
    for (size_t i = w->fresh.n; i-- > 0;)
        if (w->fresh.v[i].key.id == id && w->fresh.v[i].key.kind == kind)
            return &w->fresh.v[i];
    return NULL;
}

/* Grows by a new piece, so that no keys are left in what realloc gives back. */
static void fresh_add(struct writer *w, const struct data_key *k, instant at)
{
    struct fresh_keys *f = &w->fresh;

    if (f->n == f->cap) {
        size_t cap = MAX(2 * f->cap, (size_t)FETCH_MOST);
        struct fresh_key *v = malloc(cap * sizeof *v);
        CHECK(v);
        if (f->n)
            memcpy(v, f->v, f->n * sizeof *v);
        bytes_wipe(f->v, f->n * sizeof *v);
        free(f->v);
        *f = (struct fresh_keys){ v, f->n, cap };
    }
    f->v[f->n++] = (struct fresh_key){ *k, at.ms };
}

static err settle_some(struct writer *w, arena *a, const struct fresh_key *v, size_t n)
{
    struct plain_key list[FETCH_MOST];
    str wrapped[FETCH_MOST];

    for (size_t i = 0; i < n; i++)
        list[i] = (struct plain_key){ subject_name(a, v[i].key.kind, v[i].key.id), v[i].key.k };
    err e = keeper_wrap(w->keeper, a, list, n, wrapped);
    bytes_wipe(list, sizeof list);
    for (size_t i = 0; i < n && !failed(e); i++)
        e = q_key_add(w->db, v[i].key.kind, v[i].key.id, wrapped[i], v[i].at);
    return e;
}

err keys_settle(struct writer *w, arena *a)
{
    for (size_t i = 0; i < w->fresh.n; i += FETCH_MOST)
        TRY(settle_some(w, a, w->fresh.v + i, MIN(w->fresh.n - i, (size_t)FETCH_MOST)));
    keys_rewind(w, 0);
    return OK;
}

err key_make(act *a, enum subject_kind kind, int64_t id, struct data_key *out)
{
    struct data_key k = { .kind = kind, .id = id, .k = key_new() };
    struct q_key row;

    TRY(q_key(a->db, kind, id, &row));
    if (row.found || fresh_key(a->w, kind, id))
        return FAULT(ERR_CONFLICT);
    fresh_add(a->w, &k, a->now);
    keep_key(a->w, &k);
    *out = k;
    return OK;
}

err key_get(act *a, enum subject_kind kind, int64_t id, struct data_key *out)
{
    const struct data_key *kept = kept_key(a->w, kind, id);
    struct q_key row;

    if (kept) {
        *out = *kept;
        return OK;
    }
    TRY(q_key(a->db, kind, id, &row));
    struct fresh_key *fresh = row.found ? NULL : fresh_key(a->w, kind, id);
    struct data_key k = { .kind = kind, .id = id };
    if (fresh) {
        k = fresh->key;
    } else {
        if (!row.found || !row.wrapped.p)
            return REFUSED(ERR_MISSING);
        struct wrapped_key one = { subject_name(a->a, kind, id), row.wrapped };
        TRY(keeper_unwrap_for_writing(a->w->keeper, &one, 1, &k.k));
    }
    keep_key(a->w, &k);
    *out = k;
    return OK;
}

struct fetching {
    struct wrapped_key list[FETCH_MOST];
    struct data_key subjects[FETCH_MOST];
    size_t n;
};

static void fetch_want(struct writer *w, arena *a, struct fetching *f, const struct data_key *k)
{
    struct q_key row;

    if (!k->id || f->n == FETCH_MOST || kept_key(w, k->kind, k->id))
        return;
    for (size_t i = 0; i < f->n; i++)
        if (f->subjects[i].id == k->id && f->subjects[i].kind == k->kind)
            return;
    if (failed(q_key(w->db, k->kind, k->id, &row)) || !row.found || !row.wrapped.p)
        return;
    f->list[f->n] = (struct wrapped_key){ subject_name(a, k->kind, k->id), row.wrapped };
    f->subjects[f->n++] = *k;
}

static void fetch_all(struct writer *w, struct fetching *f)
{
    key256 keys[FETCH_MOST];

    if (f->n && !failed(keeper_unwrap_for_writing(w->keeper, f->list, f->n, keys)))
        for (size_t i = 0; i < f->n; i++)
            keep_key(w, &(struct data_key){ f->subjects[i].kind, f->subjects[i].id, keys[i] });
    bytes_wipe(keys, sizeof keys);
    f->n = 0;
}

void keys_fetch(struct writer *w, arena *a, arena *scratch, const struct writer_call *c, size_t n)
{
    struct fetching *f = ARENA_NEW(a, struct fetching);
    struct data_key want[NEEDS_MOST];
    struct call call;

    for (size_t i = 0; i < n && n > 1; i++) {
        arena_reset(scratch);
        db_use_arena(w->db, scratch);
        const struct act_row *row = c[i].poisoned || failed(call_unpack(scratch, c[i].call, &call))
                                        ? NULL
                                        : boot_act(w->boot, call.act);
        if (!row || !row->needs)
            continue;
        act probe = {
            .db = w->db, .a = scratch, .boot = w->boot, .site = w->boot->site, .row = row, .w = w
        };
        size_t k = row->needs(&probe, call.in, want);
        db_use_arena(w->db, a);
        if (f->n + k > FETCH_MOST)
            fetch_all(w, f);
        while (k-- > 0)
            fetch_want(w, a, f, &want[k]);
    }
    fetch_all(w, f);
}

void keys_warm(act *a, enum subject_kind kind, const int64_t *ids, size_t n)
{
    struct fetching *f = ARENA_NEW(a->a, struct fetching);

    for (size_t i = 0; i < n; i++)
        fetch_want(a->w, a->a, f, &(struct data_key){ .kind = kind, .id = ids[i] });
    fetch_all(a->w, f);
}

err key_erase(act *a, enum subject_kind kind, int64_t id)
{
    int64_t n;

    struct fresh_key *fresh = fresh_key(a->w, kind, id);

    drop_key(a->w, kind, id);
    if (fresh) { /* made in this batch: it needs its row first */
        TRY(settle_some(a->w, a->a, fresh, 1));
        *fresh = a->w->fresh.v[--a->w->fresh.n];
    }
    TRY(q_key_erase(a->db, kind, id, act_id(a), &n));
    return n ? OK : REFUSED(ERR_MISSING);
}

str key_seal(arena *a, const struct data_key *k, const char *ad, val v)
{
    return seal_value(a, &k->k, str_z(ad), v);
}

err key_open(arena *a, const struct data_key *k, const char *ad, str sealed, val *out)
{
    return open_value(a, &k->k, str_z(ad), sealed, out);
}

str key_seal_bytes(arena *a, const struct data_key *k, const char *ad, str plain)
{
    return aead_seal(a, &k->k, str_z(ad), plain);
}

err key_open_bytes(arena *a, const struct data_key *k, const char *ad, str sealed, str *out)
{
    return aead_open(a, &k->k, str_z(ad), sealed, out);
}

static str *subject_names(arena *a, const struct data_key *s, size_t n)
{
    str *names = ARENA_ARRAY(a, str, n);

    for (size_t i = 0; i < n; i++)
        names[i] = subject_name(a, s[i].kind, s[i].id);
    return names;
}

str ticket_for(act *a, const struct data_key *subjects, size_t n, int64_t trace,
               const char *purpose)
{
    struct ticket t = {
        .reader = str_fmt(a->a, "account/%lld", (long long)a->who.account),
        .trace = str_fmt(a->a, "%lld", (long long)trace),
        .purpose = str_z(purpose),
        .expiry = { a->now.ms + TICKET_MS },
        .subjects = subject_names(a->a, subjects, n),
        .n = n,
    };
    return ticket_make(a->a, &a->w->ticket_key, &t);
}

str ticket_standing(act *a, const sha256 *holder, instant until, const struct data_key *subjects,
                    size_t n)
{
    struct ticket t = {
        .reader = S("session"),
        .trace = a->request_id,
        .purpose = S("own"),
        .expiry = until,
        .holder = *holder,
        .subjects = subject_names(a->a, subjects, n),
        .n = n,
    };
    return ticket_make(a->a, &a->w->ticket_key, &t);
}

/* The key of a field's blind index: asked for once, kept as long as the writer.  Past the cap the
 * keeper is asked each time. */
static err blind_key_of(struct writer *w, str field, key256 *out)
{
    for (size_t i = 0; i < w->n_blinds; i++)
        if (str_eq(str_z(w->blinds[i].field), field)) {
            *out = w->blinds[i].key;
            return OK;
        }
    TRY(keeper_blind_key(w->keeper, field, out));
    if (w->n_blinds == BLIND_KEYS || field.n >= FIELD_NAME)
        return OK;
    memcpy(w->blinds[w->n_blinds].field, field.p, field.n);
    w->blinds[w->n_blinds].field[field.n] = 0;
    w->blinds[w->n_blinds++].key = *out;
    return OK;
}

err blind_of(act *a, const char *field, str normalised, struct blind *out)
{
    key256 key;

    TRY(blind_key_of(a->w, str_z(field), &key));
    *out = blind_by(&key, normalised);
    bytes_wipe(&key, sizeof key);
    return OK;
}

/* ---- in a worker ---- */

err keys_wrapped(arena *a, struct db *db, const struct data_key *subjects, size_t n,
                 struct wrapped_key **out)
{
    struct wrapped_key *list = ARENA_ARRAY(a, struct wrapped_key, n);

    for (size_t i = 0; i < n; i++) {
        struct q_key row;
        TRY(q_key(db, subjects[i].kind, subjects[i].id, &row));
        if (!row.found || !row.wrapped.p)
            return REFUSED(ERR_MISSING);
        list[i] =
            (struct wrapped_key){ subject_name(a, subjects[i].kind, subjects[i].id), row.wrapped };
    }
    *out = list;
    return OK;
}

err keys_by_ticket(arena *a, struct db *db, struct keeper *k, str ticket,
                   const struct data_key *subjects, size_t n, struct data_key *out)
{
    struct wrapped_key *list;
    key256 *keys = ARENA_ARRAY(a, key256, n);

    CHECK(n <= TICKET_SUBJECTS);
    TRY(keys_wrapped(a, db, subjects, n, &list));
    TRY(keeper_unwrap(k, ticket, S(""), list, n, keys));
    for (size_t i = 0; i < n; i++)
        out[i] = (struct data_key){ subjects[i].kind, subjects[i].id, keys[i] };
    return OK;
}

err key_sign_answer(act *a, str payload, str *jws)
{
    return keeper_sign_message(a->w->keeper, a->a, payload, jws);
}

err key_public(act *a, struct keeper_public *out)
{
    return keeper_public(a->w->keeper, a->a, out);
}
