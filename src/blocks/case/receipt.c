/* What somebody gets back of their own: files they handed in, and what proves that they did. */
#include "blocks/case/origin.h"
#include "act/event.h"
#include "act/store.h"
#include "blocks/case/files.h"
#include "blocks/case/pages.h"
#include "blocks/case/party.h"
#include "blocks/document/document.h"

/* A file to who handed it in: with the case, or with the draft that it was put into. */
static err own_file(struct web *w, const char *param)
{
    struct q_case c;
    struct data_key key;
    struct q_case_file f;
    int64_t id = 0;
    sha256 hash;
    val facts;
    str bytes, party;

    TRY(party_of_route(w, param, &c, &key, &party));
    if (failed(str_to_i64(web_param(w, "file"), &id)))
        return REFUSED(ERR_MISSING);
    TRY(q_case_file(w->db, id, &f));
    if (!f.found || f.case_id != c.id || f.desk || f.hash.n != sizeof hash.b ||
        str_eq(f.state, S(FILE_REFUSED)))
        return REFUSED(ERR_MISSING);
    const struct service *v = case_service(w->boot, &c);
    if (v && v->n_forms && party_hidden(v->forms[0].form, f.field, party))
        return REFUSED(ERR_MISSING);
    memcpy(hash.b, f.hash.p, sizeof hash.b);
    TRY(case_file_facts(w->a, &f, &key, &facts));
    TRY(file_get(w->a, w->boot->data, &key, &hash, &bytes));
    TRY(web_bytes(w, 200, val_get_text(facts, S("type")), bytes));
    w->reply.download = val_get_text(facts, S("name"));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

err show_own_file(struct web *w)
{
    return own_file(w, "number");
}

err show_draft_file(struct web *w)
{
    return own_file(w, "draft");
}

/* What proves the submission: the event as it was hashed, its salt, and where it
 * stands in the log. */
err show_receipt(struct web *w)
{
    struct q_case c;
    struct data_key key;
    const struct q_case_past *ev;
    val body;
    str salt, party;

    TRY(party_of_route(w, "number", &c, &key, &party));
    const struct service *v = case_service(w->boot, &c);
    /* the event says all that was sent, and salt and entry what it may be: where something is kept
     * from who asks, the receipt names the entry alone */
    bool whole = !v || !v->n_forms || party_sees_all(v->forms[0].form, party);
    TRY(case_past(w, c.id, &ev));
    for (size_t i = 0; i < ev->n; i++) {
        const struct q_case_past_row *r = &ev->v[i];
        if (!str_eq(r->type, S("case.submitted")))
            continue;
        TRY(event_open(w->a, &key, r->body, &salt, &body));
        struct event_facts f = {
            r->id, SUBJECT_CASE, c.id, r->at, r->authority, r->type, r->actor
        };
        val_builder b = val_build(w->a);
        val_put(&b, S("log"), val_str(S("/log/checkpoint")));
        val_put(&b, S("leaf"), val_int(r->leaf));
        if (whole)
            val_put(&b, S("salt"), val_str(str_hex(w->a, salt.p, salt.n)));
        sha256 entry = event_entry(w->a, salt, &f, body);
        val_put(&b, S("entry"), val_str(sha256_hex(w->a, &entry)));
        if (whole)
            val_put(&b, S("event"), event_record(w->a, &f, body));
        TRY(web_json(w, 200, val_json_str(w->a, val_done(&b))));
        w->reply.download = str_fmt(w->a, "receipt-%.*s.json", STR_ARG(c.number));
        return OK;
    }
    return REFUSED(ERR_MISSING);
}
