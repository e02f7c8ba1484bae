#include "act/call.h"

void call_pack(buf *out, const struct call *c)
{
    buf_lstr(out, c->act);
    buf_lstr(out, c->id);
    buf_lstr(out, c->creds.session);
    buf_lstr(out, c->creds.draft);
    buf_lstr(out, c->creds.partner);
    buf_lstr(out, c->creds.token);
    buf_lstr(out, c->lang);
    buf_lstr(out, c->peer);
    buf_u64(out, (uint64_t)c->at.ms);
    val_pack(out, c->in);
}

err call_unpack(arena *a, str bytes, struct call *out)
{
    rdr r = rdr_of(bytes);
    struct call c = { .act = rdr_lstr(&r) };

    c.id = rdr_lstr(&r);
    c.creds.session = rdr_lstr(&r);
    c.creds.draft = rdr_lstr(&r);
    c.creds.partner = rdr_lstr(&r);
    c.creds.token = rdr_lstr(&r);
    c.lang = rdr_lstr(&r);
    c.peer = rdr_lstr(&r);
    c.at = (instant){ (int64_t)rdr_u64(&r) };
    if (!r.ok)
        return FAULT(ERR_SYNTAX);
    TRY(val_unpack(a, str_of(r.p, (size_t)(r.end - r.p)), &c.in));
    *out = c;
    return OK;
}

void answer_pack(buf *out, const struct answer *w)
{
    buf_u8(out, (uint8_t)w->kind);
    buf_u32(out, (uint32_t)w->status);
    buf_lstr(out, w->incident);
    buf_u32(out, (uint32_t)w->n);
    for (size_t i = 0; i < w->n; i++) {
        buf one;
        buf_init(&one, out->a, 64);
        val_pack(&one, w->refusals[i].args);
        buf_u32(out, w->refusals[i].word);
        buf_lstr(out, w->refusals[i].field);
        buf_lstr(out, buf_str(&one));
    }
    val_pack(out, w->out);
}

err answer_unpack(arena *a, str bytes, struct answer *out)
{
    rdr r = rdr_of(bytes);
    struct answer w = { .kind = (enum answer_kind)rdr_u8(&r),
                        .status = (int)rdr_u32(&r),
                        .incident = rdr_lstr(&r),
                        .n = rdr_u32(&r) };

    if (!r.ok || w.n > 1000)
        return FAULT(ERR_SYNTAX);
    struct answer_refusal *all = ARENA_ARRAY(a, struct answer_refusal, w.n + 1);
    for (size_t i = 0; i < w.n; i++) {
        all[i].word = rdr_u32(&r);
        all[i].field = rdr_lstr(&r);
        str args = rdr_lstr(&r);
        if (!r.ok)
            return FAULT(ERR_SYNTAX);
        TRY(val_unpack(a, args, &all[i].args));
    }
    w.refusals = all;
    TRY(val_unpack(a, str_of(r.p, (size_t)(r.end - r.p)), &w.out));
    *out = w;
    return OK;
}

int fault_status(err e)
{
    return e.code == ERR_BUSY || e.code == ERR_PEER ? 503 : 500;
}
