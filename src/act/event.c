/* Events and outbox: what is written beside the state, in the same transaction (design 1.5). */
#include "act/writer_own.h"
#include "act/store.h"
#include "os/clock.h"
#include "os/zone.h"
#include "seal/tlog.h"

enum { SALT = TLOG_SALT };

static str event_actor(act *a)
{
    if (a->who.job)
        return S("job");
    if (a->who.partner.n)
        return str_fmt(a->a, "partner:%.*s", STR_ARG(a->who.partner));
    if (a->who.token)
        return str_fmt(a->a, "account:%lld token:%lld", (long long)a->who.account,
                       (long long)a->who.token);
    if (a->who.account)
        return str_fmt(a->a, "account:%lld", (long long)a->who.account);
    return a->creds.draft.n ? S("draft") : S("anonymous");
}

val event_record(arena *a, const struct event_facts *f, val body)
{
    val_builder b = val_build(a);

    val_put(&b, S("actor"), val_str(f->actor));
    val_put(&b, S("at"), val_int(f->at));
    val_put(&b, S("authority"), val_str(f->authority));
    val_put(&b, S("body"), body);
    val_put(&b, S("id"), val_int(f->id));
    val_put(&b, S("kind"), val_int(f->kind));
    val_put(&b, S("subject"), val_int(f->subject));
    val_put(&b, S("type"), val_str(f->type));
    return val_done(&b);
}

sha256 event_entry(arena *a, str salt, const struct event_facts *f, val body)
{
    buf b;

    CHECK(salt.n == SALT);
    buf_init(&b, a, 1 * KIB);
    val_canonical(&b, event_record(a, f, body));
    return tlog_entry((const uint8_t *)salt.p, buf_str(&b));
}

static bool wanted(const struct subscription *s, str type)
{
    str want = str_z(s->event);

    return str_ends(want, S("*")) ? str_starts(type, str_sub(want, 0, want.n - 1))
                                  : str_eq(want, type);
}

static const struct listeners *find_listeners(act *a, str type)
{
    struct listeners *l = ARENA_NEW(&a->w->home, struct listeners);

    for (const struct block *const *b = a->boot->blocks; *b; b++)
        for (const struct subscription *s = (*b)->events; s && s->event; s++)
            if (wanted(s, type)) {
                CHECK(l->n < LEN(l->of));
                l->of[l->n++] = s;
            }
    map_put(&a->w->listeners, &a->w->home, str_copy(&a->w->home, type), l);
    return l;
}

static err run_subscriptions(act *a, const struct event *e)
{
    str type = str_z(e->type);
    const struct listeners *l = map_get(&a->w->listeners, type);

    l = l ? l : find_listeners(a, type);
    for (size_t i = 0; i < l->n; i++)
        TRY(l->of[i]->fn(a, e));
    return OK;
}

err event_add(act *a, struct event *e)
{
    struct data_key key;
    char salt[SALT];
    buf plain;

    e->id = act_id(a);
    struct event_facts f = { e->id,        e->kind,        e->subject,    a->now.ms,
                             e->authority, str_z(e->type), event_actor(a) };
    random_bytes(salt, sizeof salt);
    sha256 entry = event_entry(a->a, str_of(salt, SALT), &f, e->body);
    buf_init(&plain, a->a, 512);
    buf_add(&plain, str_of(salt, SALT));
    val_pack(&plain, e->body);
    TRY(key_get(a, e->kind, e->subject, &key));
    struct q_event_add_in row = { .id = f.id,
                                  .kind = f.kind,
                                  .subject = f.subject,
                                  .authority = f.authority,
                                  .type = f.type,
                                  .at = f.at,
                                  .actor = f.actor,
                                  .body = key_seal_bytes(a->a, &key, "event", buf_str(&plain)) };
    TRY(log_append(a->w, &entry, &row.leaf));
    TRY(q_event_add(a->db, &row));
    return run_subscriptions(a, e);
}

err event_open(arena *a, const struct data_key *key, str sealed, str *salt, val *body)
{
    str plain;

    TRY(key_open_bytes(a, key, "event", sealed, &plain));
    if (plain.n < SALT)
        return FAULT(ERR_CRYPTO);
    *salt = str_sub(plain, 0, SALT);
    return val_unpack(a, str_from(plain, SALT), body);
}

err outbox_add(act *a, const char *kind, enum subject_kind sk, int64_t subject, val payload,
               instant due, int64_t *out)
{
    struct data_key key;
    buf b;
    str bytes;

    if (sk == SUBJECT_NONE) {
        buf_init(&b, a->a, 256);
        val_pack(&b, payload);
        bytes = buf_str(&b);
    } else {
        TRY(key_get(a, sk, subject, &key));
        bytes = key_seal(a->a, &key, "outbox", payload);
    }
    struct q_outbox_add_in row = { .id = act_id(a),
                                   .kind = str_z(kind),
                                   .subject_kind = sk,
                                   .subject = subject,
                                   .payload = bytes,
                                   .due = MAX(due.ms, a->now.ms) };
    if (out)
        *out = row.id;
    topic_publish(a, S("outbox"));
    return q_outbox_add(a->db, &row);
}

day act_day(const act *a, instant t)
{
    return zone_day(a->boot->zone, t);
}
