/* Data keys in the writer: its own cache, the keeper behind it. */
#include "act/writer_own.h"
#include "act/store.h"

enum { TICKET_MS = 60000 };

str subject_name(arena *a, enum subject_kind kind, int64_t id)
{
    static const char *const names[] = { "none", "person", "account", "case", "org", "system" };

    CHECK((unsigned)kind < LEN(names));
    return str_fmt(a, "%s/%lld", names[kind], (long long)id);
}

static struct data_key *place(struct writer *w, enum subject_kind kind, int64_t id)
{
    uint64_t h = ((uint64_t)id * 8 + (unsigned)kind) * 0x9e3779b97f4a7c15u;

    return &w->keys[h >> 52];
}

void keys_forget(struct writer *w)
{
    bytes_wipe(w->keys, sizeof w->keys);
}

err key_make(act *a, enum subject_kind kind, int64_t id, struct data_key *out)
{
    struct data_key k = { .kind = kind, .id = id };
    str wrapped;

    TRY(keeper_new_key(a->w->keeper, a->a, subject_name(a->a, kind, id), &k.k, &wrapped));
    TRY(q_key_add(a->db, kind, id, wrapped, a->now.ms));
    *place(a->w, kind, id) = k;
    *out = k;
    return OK;
}

err key_get(act *a, enum subject_kind kind, int64_t id, struct data_key *out)
{
    struct data_key *kept = place(a->w, kind, id);
    struct q_key row;

    if (kept->id == id && kept->kind == kind) {
        *out = *kept;
        return OK;
    }
    TRY(q_key(a->db, kind, id, &row));
    if (!row.found || !row.wrapped.p)
        return REFUSED(ERR_MISSING);
    struct wrapped_key one = { subject_name(a->a, kind, id), row.wrapped };
    struct data_key k = { .kind = kind, .id = id };
    TRY(keeper_unwrap_for_writing(a->w->keeper, &one, 1, &k.k));
    *kept = k;
    *out = k;
    return OK;
}

err key_erase(act *a, enum subject_kind kind, int64_t id)
{
    int64_t n;

    bytes_wipe(place(a->w, kind, id), sizeof(struct data_key));
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

str ticket_for(act *a, const struct data_key *subjects, size_t n, int64_t trace, const char *purpose)
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

str ticket_standing(act *a, str token, instant until, const struct data_key *subjects, size_t n)
{
    struct ticket t = {
        .reader = S("session"), .trace = a->request_id, .purpose = S("own"), .expiry = until,
        .holder = token_hash(token), .subjects = subject_names(a->a, subjects, n), .n = n,
    };
    return ticket_make(a->a, &a->w->ticket_key, &t);
}

err blind_of(act *a, const char *field, str normalised, struct blind *out)
{
    struct blind_item item = { str_z(field), normalised };

    return keeper_blind_index(a->w->keeper, &item, 1, out);
}

/* ---- in a worker ---- */

err keys_standing(arena *a, struct db *db, struct keeper *k, str ticket, str token,
                  const struct data_key *subjects, size_t n, struct data_key *out)
{
    struct wrapped_key *list = ARENA_ARRAY(a, struct wrapped_key, n);
    key256 *keys = ARENA_ARRAY(a, key256, n);

    CHECK(n <= TICKET_SUBJECTS);
    for (size_t i = 0; i < n; i++) {
        struct q_key row;
        TRY(q_key(db, subjects[i].kind, subjects[i].id, &row));
        if (!row.found || !row.wrapped.p)
            return REFUSED(ERR_MISSING);
        list[i] = (struct wrapped_key){ subject_name(a, subjects[i].kind, subjects[i].id), row.wrapped };
    }
    TRY(keeper_unwrap(k, ticket, token, list, n, keys));
    for (size_t i = 0; i < n; i++)
        out[i] = (struct data_key){ subjects[i].kind, subjects[i].id, keys[i] };
    return OK;
}
