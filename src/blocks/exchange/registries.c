/* What a partner's system does with registers: acts. */
#include "blocks/exchange/registries.h"

static err asked_of(act *a, val in, struct asked *x)
{
    *x = (struct asked){ .r = site_register(a->site, val_get_text(in, S("register"))),
                         .partner = a->who.partner,
                         .purpose = val_get_text(in, S("purpose")) };
    if (a->who.unused)
        TRY(q_partner_used(a->db, a->who.credential, a->today.n));
    return x->r ? OK : refuse_with(a, W_exchange_not_there, NULL, val_null(), 404);
}

static val told(act *a, const struct asked *x, const struct asked_page *p)
{
    struct data_key subjects[ASKED_MOST];
    val_builder b = val_build(a->a);
    val ids = val_list(NULL, 0);

    for (size_t i = 0; i < p->n; i++) {
        subjects[i] = (struct data_key){ .kind = SUBJECT_PERSON, .id = p->ids[i] };
        ids = val_append(a->a, ids, val_int(p->ids[i]));
    }
    val_put(&b, S("ids"), ids);
    val_put(&b, S("count"), val_int(p->count));
    if (p->n && register_subject(x->r) != SUBJECT_NONE)
        val_put(&b, S("ticket"), val_str(ticket_for(a, subjects, p->n, p->trace, "record")));
    return val_done(&b);
}

/* The one entry that the query means; none where there is none. */
static err the_one(act *a, const struct asked *x, val in, struct asked_page *page)
{
    val query = val_get(in, S("query"));

    if (!val_count(query))
        return refuse_with(a, W_register_asked_by, NULL, val_null(), 422);
    TRY(asked_find(a, x, query, 0, 1, page));
    return page->count > 1 ? refuse_with(a, W_exchange_several_records, NULL, val_null(), 409) : OK;
}

/* Of several that are alike none is told where one is asked for. */
err act_registry_find(act *a, val in, val *out)
{
    struct asked_page page;
    struct asked x;

    TRY(asked_of(a, in, &x));
    if (val_get_bool(in, S("one")))
        TRY(the_one(a, &x, in, &page));
    else
        TRY(asked_find(a, &x, val_get(in, S("query")), val_get_i64(in, S("skip"), 0),
                       val_get_i64(in, S("most"), 0), &page));
    *out = told(a, &x, &page);
    return OK;
}

/* All that the query means, or none of them. */
static err write_all(act *a, const struct asked *x, val in, struct asked_page *page)
{
    val query = val_get(in, S("query"));

    if (!val_count(query))
        return refuse_with(a, W_register_asked_by, NULL, val_null(), 422);
    TRY(asked_find(a, x, query, 0, ASKED_MOST, page));
    if (page->count > (int64_t)page->n)
        return refuse_with(a, W_register_asked_many, NULL, val_null(), 422);
    for (size_t i = 0; i < page->n; i++)
        TRY(asked_write(a, x, val_get(in, S("set")), &page->ids[i]));
    return OK;
}

err act_registry_write(act *a, val in, val *out)
{
    str how = val_get_text(in, S("how"));
    bool create = str_eq(how, S("create"));
    struct asked_page page = { 0 };
    struct asked x;
    int64_t id = 0;

    TRY(asked_of(a, in, &x));
    if (str_eq(how, S("entries"))) {
        TRY(write_all(a, &x, in, &page));
        *out = told(a, &x, &page);
        return OK;
    }
    if (!create)
        TRY(the_one(a, &x, in, &page));
    if (page.n || create || str_eq(how, S("either"))) {
        id = page.n ? page.ids[0] : 0;
        TRY(asked_write(a, &x, val_get(in, S("set")), &id));
        if (!page.n)
            TRY(asked_trace(a, &x, id, val_get(in, S("set")), &page.trace));
        page.ids[0] = id;
        page.n = 1;
    }
    *out = told(a, &x, &page);
    return OK;
}

err act_registry_end(act *a, val in, val *out)
{
    struct asked_page page;
    struct asked x;

    TRY(asked_of(a, in, &x));
    TRY(the_one(a, &x, in, &page));
    if (page.n)
        TRY(asked_end(a, &x, page.ids[0]));
    *out = told(a, &x, &page);
    return OK;
}
