/* Outside systems hear of corrections over their own interface: CloudEvents 1.0 in batches (JSON
 * Event Format, 4), the oldest first, again and again until they are noted. */
#include "blocks/rectify/own.h"
#include "value/json.h"

/* As many are noted at once as one answer gives: each is an event, and all are one act's. */
enum { FEED_MOST = 100 };

#define FEED "/partner/corrections"

static err problem(struct web *w, int status, str text)
{
    val v = val_with(w->a, val_null(), S("message"), val_str(text));

    TRY(web_json(w, status, val_json_str(w->a, v)));
    if (status == 401)
        reply_header(w->a, &w->reply, S("www-authenticate"),
                     S("Basic realm=\"Stoa\", charset=\"UTF-8\""));
    return OK;
}

static val words_of(arena *a, str words)
{
    val list = val_list(NULL, 0);
    str rest = words, one;

    while (str_next(&rest, ' ', &one))
        if (one.n)
            list = val_append(a, list, val_str(one));
    return list;
}

/* Which register and fields, and the cases with which the partner got to know the entry: never
 * whose it is, nor either value.  What it needs it asks for anew, with a case that says why. */
static val one_event(struct web *w, const struct q_notices_of_partner_row *r)
{
    val_builder b = val_build(w->a), d = val_build(w->a);

    val_put(&d, S("register"), val_str(r->registry));
    val_put(&d, S("fields"), words_of(w->a, r->fields));
    val_put(&d, S("cases"), words_of(w->a, r->cases));
    val_put(&b, S("specversion"), VAL_S("1.0"));
    val_put(&b, S("id"), val_str(str_fmt(w->a, "%lld", (long long)r->id)));
    val_put(&b, S("source"), VAL_S(FEED));
    val_put(&b, S("type"), VAL_S("stoa.value.corrected"));
    val_put(&b, S("subject"), val_str(r->registry));
    val_put(&b, S("time"), val_str(instant_str(w->a, (instant){ r->at })));
    val_put(&b, S("datacontenttype"), VAL_S("application/json"));
    val_put(&b, S("data"), val_done(&d));
    return val_done(&b);
}

/* Behind the cursor of the query, else behind what was noted last. */
err show_feed(struct web *w)
{
    str after = web_query(w, "after");
    struct q_feed_noted noted = { 0 };
    struct q_notices_of_partner all;
    int64_t from = 0;
    val list = val_list(NULL, 0);

    if (!w->who.partner.n)
        return problem(w, 401, word0(w->page.words, W_act_partner_needed));
    if (after.n && (failed(str_to_i64(after, &from)) || from < 0))
        return problem(w, 400, word0(w->page.words, W_rectify_feed_cursor));
    if (!after.n) {
        TRY(q_feed_noted(w->db, w->who.partner, &noted));
        from = noted.id;
    }
    TRY(q_notices_of_partner(w->db, w->who.partner, from, FEED_MOST, &all));
    for (size_t i = 0; i < all.n; i++)
        list = val_append(w->a, list, one_event(w, &all.v[i]));
    TRY(web_bytes(w, 200, S("application/cloudevents-batch+json"), val_json_str(w->a, list)));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

/* ---- taking note ---- */

err feed_prepare(struct web *w)
{
    int64_t cursor = 0;

    if (!w->who.partner.n)
        return problem(w, 401, word0(w->page.words, W_act_partner_needed));
    if (failed(str_to_i64(val_get_text(w->body, S("cursor")), &cursor)) || cursor <= 0)
        return problem(w, 400, word0(w->page.words, W_rectify_feed_cursor));
    w->in = val_with(w->a, val_null(), S("cursor"), val_int(cursor));
    return OK;
}

err feed_noted(struct web *w)
{
    TRY(web_bytes(w, 204, S(""), S("")));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

err feed_again(struct web *w)
{
    return problem(w, w->status == 422 ? 400 : w->status,
                   w->nrefusals ? web_refusal_text(w, &w->refusals[0]) : S(""));
}

static err noted_event(act *a, const struct q_notices_of_partner_row *r)
{
    struct data_key key;
    err e = key_get(a, SUBJECT_PERSON, r->record, &key);

    if (e.class == ERR_CLASS_REFUSED)
        return OK; /* the entry is past its time, and its memory with it */
    TRY(e);
    val_builder b = val_build(a->a);
    val_put(&b, S("notice"), val_int(r->id));
    val_put(&b, S("partner"), val_str(a->who.partner));
    struct event told = { .type = "rectify.noted",
                          .kind = SUBJECT_PERSON,
                          .subject = r->record,
                          .authority = r->office,
                          .body = val_done(&b) };
    return event_add(a, &told);
}

/* The cursor is the id of an event that this partner was given: those up to it are noted, the
 * oldest first and as many as one answer gives; what is left comes again. */
err act_feed_noted(act *a, val in, val *out)
{
    int64_t cursor = val_get_i64(in, S("cursor"), 0);
    struct q_feed_noted before;
    struct q_notices_of_partner all;
    struct q_notice last;

    *out = val_null();
    TRY(q_notice(a->db, cursor, &last));
    if (!last.found || !str_eq(last.partner, a->who.partner))
        return refuse_with(a, W_rectify_feed_cursor, NULL, val_null(), 400);
    TRY(q_feed_noted(a->db, a->who.partner, &before));
    TRY(q_notices_of_partner(a->db, a->who.partner, before.id, FEED_MOST, &all));
    for (size_t i = 0; i < all.n && all.v[i].id <= cursor; i++) {
        TRY(q_notice_noted(a->db, all.v[i].id, a->now.ms));
        TRY(noted_event(a, &all.v[i]));
    }
    return OK;
}
