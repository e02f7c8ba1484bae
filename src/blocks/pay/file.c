/* The file of a run: made of its lines whenever it is asked for, always the same bytes. */
#include "blocks/pay/pages.h"
#include "blocks/pay/run.h"
#include "iso20022/pain.h"

enum { LINES = 200, PIECE = 64 * KIB };

str run_name(arena *a, int64_t id)
{
    return str_fmt(a, "R%lld", (long long)id);
}

/* scratch holds one batch of lines; text the piece of the file that they make. */
struct filing {
    struct pain_writer pain;
    const struct data_key *key;
    const struct run_out *out;
    arena scratch, text;
    buf piece;
};

static err piece_put(struct filing *f)
{
    bool taken = f->out->put(f->out->ctx, buf_str(&f->piece));

    f->piece.n = 0;
    return taken ? OK : FAULT(ERR_IO);
}

static err lines_put(struct filing *f, const struct q_pay_run_lines *rows, int64_t *after)
{
    for (size_t i = 0; i < rows->n; i++) {
        const struct q_pay_run_lines_row *r = &rows->v[i];
        val payee;
        TRY(key_open(&f->scratch, f->key, "pay.line", r->line, &payee));
        str id = str_fmt(&f->scratch, "P%lld", (long long)r->order_id);
        pain_add(&f->pain, &f->scratch,
                 &(struct pain_transfer){ .id = id,
                                          .minor = r->minor,
                                          .name = val_get_text(payee, S("name")),
                                          .iban = val_get_text(payee, S("iban")),
                                          .text = val_get_text(payee, S("text")) });
        *after = r->order_id;
        if (f->piece.n >= PIECE)
            TRY(piece_put(f));
    }
    return OK;
}

static err file_of(struct filing *f, struct db *db, int64_t run)
{
    struct q_pay_run_lines rows = { .n = LINES };
    int64_t after = 0;

    while (rows.n == LINES) {
        arena_reset(&f->scratch);
        TRY(q_pay_run_lines(db, run, after, LINES, &rows));
        TRY(lines_put(f, &rows, &after));
    }
    if (!pain_end(&f->pain))
        return FAULT(ERR_CONFLICT);
    return piece_put(f);
}

err run_file(arena *a, struct db *db, const struct site *s, const struct q_pay_run *r,
             const struct data_key *key, const struct run_out *out)
{
    const struct site_payments *from = site_payments(s, r->authority);
    struct filing f = { .key = key, .out = out };
    arena *before = db_arena(db);

    if (!from)
        return FAULT(ERR_MISSING);
    struct pain_head head = { .id = run_name(a, r->id),
                              .made = { r->created },
                              .count = (uint64_t)r->orders,
                              .sum = r->minor,
                              .currency = r->currency,
                              .holder = from->holder,
                              .iban = from->iban,
                              .bic = from->bic,
                              .on = { r->day } };
    arena_init(&f.scratch, 0);
    arena_init(&f.text, 0);
    buf_init(&f.piece, &f.text, 2 * PIECE);
    pain_begin(&f.pain, &f.piece, &head);
    db_use_arena(db, &f.scratch);
    err e = file_of(&f, db, r->id);
    db_use_arena(db, before);
    arena_free(&f.scratch);
    arena_free(&f.text);
    return e;
}

/* ---- fetched by a cashier ---- */

static bool to_buf(void *ctx, str piece)
{
    buf_add(ctx, piece);
    return true;
}

err run_send(struct web *w)
{
    struct q_pay_run r;
    struct data_key want = { .kind = SUBJECT_ORG }, key;
    buf out;

    TRY(q_pay_run(w->db, val_get_i64(w->out, S("run"), 0), &r));
    if (!r.found)
        return REFUSED(ERR_MISSING);
    want.id = r.id;
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, &key));
    buf_init(&out, w->a, 64 * KIB);
    TRY(run_file(w->a, w->db, w->site, &r, &key, &(struct run_out){ to_buf, &out }));
    TRY(web_bytes(w, 200, S("application/xml"), buf_str(&out)));
    w->reply.download = str_cat(w->a, run_name(w->a, r.id), S(".xml"));
    w->reply.cache = CACHE_NEVER;
    return OK;
}
