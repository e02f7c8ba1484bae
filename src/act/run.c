/* One call in the writer: who, may, fields, seen before, the act, its answer. */
#include "act/writer_own.h"
#include "act/store.h"
#include "os/clock.h"
#include "os/log.h"
#include "os/zone.h"

static void answer_refused(act *a, struct answer *out)
{
    *out = (struct answer){ .kind = ANSWER_REFUSED,
                            .status = a->notes->status ? a->notes->status : 422,
                            .refusals = a->notes->refusals.v,
                            .n = a->notes->refusals.n };
}

static void answer_fault(act *a, err e, struct answer *out)
{
    char *number = arena_zalloc(a->a, INCIDENT_TEXT);

    log_incident(a->row ? a->row->name : "act.unknown", e, db_error(a->db), number);
    *out = (struct answer){ .kind = ANSWER_FAULT,
                            .status = fault_status(e),
                            .incident = str_z(number) };
}

/* What is kept of a call: its place and the key of its answer come from the id and the credential,
 * of which the table holds neither.  So nobody meets another's ids, and who has the table alone
 * reads no token out of it. */
struct kept_as {
    str place;
    key256 key;
    sha256 input;
};

static struct kept_as kept_as(act *a, const struct call *c)
{
    struct kept_as k;
    uint8_t place[32];
    buf b;

    buf_init(&b, a->a, 1 * KIB);
    buf_lstr(&b, a->request_id);
    buf_lstr(&b, c->creds.session);
    buf_lstr(&b, c->creds.partner);
    if (c->creds.token.n)
        buf_lstr(&b, c->creds.token);
    buf_u8(&b, a->creds.job);
    hkdf_sha256(buf_str(&b), S("stoa answered"), S("place"), place, sizeof place);
    hkdf_sha256(buf_str(&b), S("stoa answered"), S("key"), k.key.b, sizeof k.key.b);
    k.place = str_hex(a->a, place, sizeof place);
    b.n = 0;
    buf_lstr(&b, c->act);
    val_pack(&b, c->in);
    k.input = hmac_sha256(str_of((const char *)k.key.b, sizeof k.key.b), buf_str(&b));
    return k;
}

/* The first answer once more, or a refusal where the same id comes with another input. */
static err seen_before(act *a, const struct kept_as *k, bool *seen, struct answer *out)
{
    struct q_answered row;
    str answer;

    *seen = false;
    TRY(q_answered(a->db, k->place, &row));
    if (!row.found)
        return OK;
    *seen = true;
    if (!str_eq(row.input_hash, sha256_str(&k->input)))
        return refuse_with(a, W_act_sent_differently, NULL, val_null(), 409);
    TRY(aead_open(a->a, &k->key, S("answered.answer"), row.answer, &answer));
    return answer_unpack(a->a, answer, out);
}

static err remember(act *a, const struct kept_as *k, const struct answer *w)
{
    buf b;

    if (a->row->class == TELEMETRY)
        return OK;
    buf_init(&b, a->a, 512);
    answer_pack(&b, w);
    str sealed = aead_seal(a->a, &k->key, S("answered.answer"), buf_str(&b));
    return q_answered_add(a->db, k->place, sha256_str(&k->input), sealed, a->now.ms);
}

static err know(act *a)
{
    a->who.job = a->creds.job;
    if (a->creds.partner.n)
        return a->boot->ports.partner ? a->boot->ports.partner->resolve(
                                            a->db, a->a, a->creds.partner, a->today, &a->who)
                                      : OK;
    if (!a->boot->ports.identity || !(a->creds.session.n || a->creds.token.n))
        return OK;
    TRY(a->boot->ports.identity->resolve(a->db, a->a, &a->creds, a->now, &a->who));
    a->who.job = a->creds.job;
    return OK;
}

err run_remember(act *a, const struct writer_call *c, const struct answer *refused)
{
    struct call call;

    TRY(call_unpack(a->a, c->call, &call));
    struct kept_as kept = kept_as(a, &call);
    return remember(a, &kept, refused);
}

static err run_known(act *a, const struct call *c, struct answer *out)
{
    struct kept_as kept = kept_as(a, c);
    bool seen;
    val result = val_null();

    TRY(seen_before(a, &kept, &seen, out));
    if (seen)
        return OK;
    TRY(know(a));
    TRY(fields_check(a, c->in));
    TRY(policy_check(a, c->in));
    TRY(a->row->fn(a, c->in, &result));
    *out = (struct answer){ .kind = ANSWER_OK, .status = 200, .out = result };
    return remember(a, &kept, out);
}

/* Processor time, not the clock on the wall: a machine that is busy with others makes no act slow.
 * It is told, and the act is not stopped. */
static void budget_note(const act *a, int64_t began_ns)
{
    int64_t ms = (clock_cpu_ns() - began_ns) / 1000000;

    if (a->row && ms > (a->row->budget_ms ? a->row->budget_ms : ACT_BUDGET_MS))
        LOG(LOG_WARN, "act.slow", LOG_S("act", str_z(a->row->name)), LOG_N("ms", ms));
}

err run_act(struct writer *w, act *a, struct writer_call *c, struct answer *out)
{
    struct call call;
    int64_t began = clock_cpu_ns();
    err e = call_unpack(a->a, c->call, &call);

    if (!failed(e)) {
        a->creds = call.creds;
        a->creds.job = c->from_job;
        a->lang = call.lang;
        a->peer = call.peer;
        if (call.id.n)
            a->request_id = call.id;
        a->row = boot_act(w->boot, call.act);
        if (w->boot->fixed_clock)
            a->now = call.at;
        a->today = zone_day(w->boot->zone, a->now);
        e = a->row ? run_known(a, &call, out) : FAULT(ERR_MISSING);
    }
    budget_note(a, began);
    if (w->redo)
        return FAULT(ERR_BUSY); /* runs again with savepoints (part_undo): no answer yet */
    if (e.class == ERR_CLASS_REFUSED && !a->notes->refusals.n)
        e.class = ERR_CLASS_FAULT; /* a refusal that nobody put in words is a fault */
    if (e.class == ERR_CLASS_REFUSED)
        answer_refused(a, out);
    else if (failed(e))
        answer_fault(a, e, out);
    return e;
}
