/* The journal against the log, and claims and items against the journal. */
#include "act/event.h"
#include "act/store.h"
#include "act/verify.h"
#include "blocks/pay/own.h"
#include "blocks/pay/run.h"

enum { ROWS = 500, JOURNAL = 2 };

struct checking {
    const struct data_key *key; /* of the journal; null: entries are not compared with the log */
    uint64_t entries, claims, items, runs;
};

static str id_text(arena *a, int64_t id)
{
    return str_fmt(a, "%lld", (long long)id);
}

/* ---- entries ---- */

/* The lines of an entry are those of its event, one for one. */
static bool told_so(const struct q_pay_lines *rows, const struct q_pay_entries_row *e, val body)
{
    val lines = val_get(body, S("lines"));
    bool same = val_get_i64(body, S("entry"), 0) == e->id &&
                val_get_i64(body, S("claim"), -1) == e->claim &&
                val_get_i64(body, S("item"), -1) == e->item &&
                str_eq(val_get_text(body, S("kind")), e->kind) && val_count(lines) == rows->n;

    for (size_t i = 0; same && i < rows->n; i++) {
        const struct q_pay_lines_row *r = &rows->v[i];
        val l = val_at(lines, i);
        same = str_eq(val_get_text(l, S("account")), r->account) &&
               val_get_i64(l, S("minor"), 0) == r->minor && r->claim == e->claim &&
               r->item == e->item && str_eq(r->authority, e->authority) &&
               str_eq(r->currency, val_get_text(body, S("currency")));
    }
    return same;
}

static err entry_check(struct verify *v, arena *a, const struct q_pay_entries_row *e,
                       const struct checking *c)
{
    struct q_pay_lines rows;
    struct q_events_after ev;
    int64_t sum = 0;
    str salt;
    val body;

    TRY(q_pay_lines(v->db, e->id, &rows));
    for (size_t i = 0; i < rows.n; i++)
        sum += rows.v[i].minor;
    if (sum || rows.n < 2)
        verify_wrong(v, "pay.entry", id_text(a, e->id), "the lines of the entry do not balance");
    if (!c->key)
        return OK;
    TRY(q_events_after(v->db, e->event - 1, 1, &ev));
    bool there = ev.n && ev.v[0].id == e->event && str_eq(ev.v[0].type, S("pay.booked")) &&
                 str_eq(ev.v[0].authority, e->authority) && ev.v[0].at == e->at &&
                 !failed(event_open(a, c->key, ev.v[0].body, &salt, &body));
    if (!there || !told_so(&rows, e, body))
        verify_wrong(v, "pay.entry", id_text(a, e->id), "the entry is not what its event says");
    return OK;
}

static err entries_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct checking *c = user;
    struct q_pay_entries rows;

    TRY(q_pay_entries(v->db, *after, ROWS, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        *after = rows.v[i].id;
        c->entries++;
        TRY(entry_check(v, a, &rows.v[i], c));
    }
    return OK;
}

/* ---- claims and items are what was booked for them ---- */

static err claims_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct checking *c = user;
    struct q_pay_claims_all rows;

    TRY(q_pay_claims_all(v->db, *after, ROWS, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        const struct q_pay_claims_all_row *r = &rows.v[i];
        struct q_pay_claim claim = {
            .asked = r->asked, .paid = r->paid, .returned = r->returned, .state = r->state
        };
        struct q_pay_of_claim sums;
        *after = r->id;
        c->claims++;
        TRY(q_pay_of_claim(v->db, r->id, &sums));
        if (sums.claims != claim_open(&claim) || sums.refunds != -claim_surplus(&claim))
            verify_wrong(v, "pay.claim", id_text(a, r->id),
                         "what is open of the claim is not what the journal says");
    }
    return OK;
}

static err items_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct checking *c = user;
    struct q_pay_items_all rows;

    TRY(q_pay_items_all(v->db, *after, ROWS, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        const struct q_pay_items_all_row *r = &rows.v[i];
        struct q_pay_of_item sum;
        *after = r->id;
        c->items++;
        bool waits = str_eq(r->state, S(ITEM_NEW)) || str_eq(r->state, S(ITEM_UNKNOWN));
        TRY(q_pay_of_item(v->db, r->id, &sum));
        if (sum.minor != (waits ? -r->minor : 0))
            verify_wrong(v, "pay.item", id_text(a, r->id),
                         "what is unidentified of the payment is not what the journal says");
    }
    return OK;
}

/* What a run says is what stands in its file. */
static err runs_batch(struct verify *v, arena *a, int64_t *after, size_t *n, void *user)
{
    struct checking *c = user;
    struct q_pay_runs_all rows;

    TRY(q_pay_runs_all(v->db, *after, ROWS, &rows));
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++) {
        const struct q_pay_runs_all_row *r = &rows.v[i];
        struct q_pay_run_sum sum;
        *after = r->id;
        if (r->keep <= 0)
            continue; /* older than its lines, or its file is not made any more */
        c->runs++;
        TRY(q_pay_run_sum(v->db, r->id, &sum));
        if (sum.n != r->orders || sum.minor != r->minor)
            verify_wrong(v, "pay.run", run_name(a, r->id),
                         "the orders of the run are not what its file says");
    }
    return OK;
}

/* What is ordered and not yet debited is the balance of its account. */
static err payable_check(struct verify *v)
{
    struct q_pay_orders_payable orders;
    struct q_pay_balances books;

    TRY(q_pay_orders_payable(v->db, &orders));
    TRY(q_pay_balances(v->db, &books));
    for (size_t i = 0; i < books.n; i++) {
        int64_t open = 0;
        if (!str_eq(books.v[i].account, S(BOOK_PAYABLE)))
            continue;
        for (size_t k = 0; k < orders.n; k++)
            if (str_eq(orders.v[k].authority, books.v[i].authority) &&
                str_eq(orders.v[k].currency, books.v[i].currency))
                open = orders.v[k].minor;
        if (books.v[i].minor != -open)
            verify_wrong(v, "pay.orders", books.v[i].authority,
                         "what is ordered is not what the journal says");
    }
    return OK;
}

/* Events that tell of entries which are not there: rows were taken out. */
static err entries_all(struct verify *v, const struct checking *c)
{
    struct q_pay_events_told told;

    TRY(q_pay_events_told(v->db, SUBJECT_SYSTEM, JOURNAL, &told));
    if ((uint64_t)told.n != c->entries)
        verify_wrong(v, "pay.journal", S("entries"),
                     "the log tells of %llu entries of the journal, and it has %llu",
                     (unsigned long long)told.n, (unsigned long long)c->entries);
    return OK;
}

err pay_verify(struct verify *v)
{
    struct checking c = { 0 };
    struct q_pay_lines_lost lost;
    struct data_key key;
    int64_t by;
    err e = verify_key(v, SUBJECT_SYSTEM, JOURNAL, &key, &by);

    if (e.class == ERR_CLASS_FAULT)
        return e;
    c.key = failed(e) ? NULL : &key;
    TRY(verify_walk(v, ROWS, entries_batch, &c));
    TRY(verify_walk(v, ROWS, claims_batch, &c));
    TRY(verify_walk(v, ROWS, items_batch, &c));
    TRY(verify_walk(v, ROWS, runs_batch, &c));
    TRY(entries_all(v, &c));
    TRY(payable_check(v));
    TRY(q_pay_lines_lost(v->db, &lost));
    if (lost.n)
        verify_wrong(v, "pay.entry", S("lines"), "lines of the journal belong to no entry");
    bytes_wipe(&key, sizeof key);
    verify_counted(v, "entries of the journal that balance", c.entries);
    verify_counted(v, "claims compared with the journal", c.claims);
    verify_counted(v, "payments compared with the journal", c.items);
    verify_counted(v, "files for the bank compared with their orders", c.runs);
    return OK;
}
