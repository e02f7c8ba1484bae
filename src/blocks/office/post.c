/* The post of an office: letters that wait for the printer, by number and age; each look at one is
 * traced. */
#include "act/job.h"
#include "act/store.h"
#include "blocks/consent/consent.h"
#include "blocks/notify/notify.h"
#include "blocks/office/own.h"
#include "blocks/office/post.h"
#include "os/zone.h"

enum { POST_MOST = 200 };

static bool works_in(const struct actor *who, str office)
{
    for (size_t i = 0; i < who->nroles; i++)
        if (str_eq(who->roles[i].office, office))
            return true;
    return false;
}

/* The purpose for which one of the officer's roles may read addresses; null where none does. */
static str purpose_of(const act *a, str office)
{
    const struct registry *r = site_people(a->site);

    for (size_t i = 0; r && i < r->n_access; i++)
        for (size_t k = 0; k < a->who.nroles; k++)
            for (size_t f = 0; f < r->n_fields; f++)
                if (str_eq(r->access[i].role, a->who.roles[k].role) &&
                    str_eq(a->who.roles[k].office, office) &&
                    str_eq(r->fields[f].type, S("address")) &&
                    register_may(r, r->access[i].role, S(""), r->access[i].purpose, REG_READ,
                                 r->fields[f].name))
                    return r->access[i].purpose;
    return STR_NULL;
}

err act_post_made(act *a, val in, val *out)
{
    uint8_t *name = arena_alloc(a->a, 32);

    *out = val_null();
    TRY(str_to_bytes_hex(val_get_text(in, S("file")), name, 32));
    return q_post_made(a->db, val_get_i64(in, S("id"), 0), str_of((char *)name, 32));
}

static err letter_of(act *a, val in, struct q_post_letter *l, str *purpose)
{
    TRY(q_post_letter(a->db, val_get_i64(in, S("id"), 0), l));
    if (!l->found || !works_in(&a->who, l->office) || l->printed || !l->file.p)
        return refuse_with(a, W_office_post_gone, NULL, val_null(), 404);
    *purpose = purpose_of(a, l->office);
    if (!purpose->p)
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    return OK;
}

err act_post_fetch(act *a, val in, val *out)
{
    struct q_post_letter l;
    val_builder b = val_build(a->a);
    int64_t trace;
    str purpose;

    TRY(letter_of(a, in, &l, &purpose));
    struct trace seen = { .person = l.person,
                          .kind = "document",
                          .what = S("letter"),
                          .office = l.office,
                          .purpose = purpose };
    TRY(trace_add(a, &seen, &trace));
    struct data_key subject = { .kind = SUBJECT_PERSON, .id = l.person };
    val_put(&b, S("id"), val_int(val_get_i64(in, S("id"), 0)));
    val_put(&b, S("person"), val_int(l.person));
    val_put(&b, S("file"), val_str(str_hex(a->a, (const uint8_t *)l.file.p, l.file.n)));
    val_put(&b, S("ticket"), val_str(ticket_for(a, &subject, 1, trace, "post")));
    *out = val_done(&b);
    return OK;
}

err act_post_printed(act *a, val in, val *out)
{
    struct q_post_letter l;
    int64_t n;
    str purpose;

    *out = val_null();
    TRY(letter_of(a, in, &l, &purpose));
    return q_post_printed(a->db, val_get_i64(in, S("id"), 0), a->now.ms, &n);
}

/* ---- past their time ---- */

enum { SWEEP_MOST = 500, SWEEPS_MOST = 20 };

err job_post_sweep(struct job_run *j)
{
    val more = val_bool(j->boot->site->retention.letters.set);

    for (int i = 0; i < SWEEPS_MOST && val_is_true(more); i++)
        TRY(job_act(j, "post.sweep", val_null(), &more, NULL));
    return OK;
}

/* out: whether there may be more */
err act_post_sweep(act *a, val in, val *out)
{
    int64_t n = 0;
    day before;

    (void)in;
    *out = val_bool(false);
    if (!site_keep_until(&a->site->retention.letters, a->today, &before))
        return OK;
    TRY(q_post_sweep(a->db, zone_day_start(a->boot->zone, before).ms, SWEEP_MOST, &n));
    if (n)
        TRY(q_swept_add(a->db, a->today.n, S("letters"), n));
    *out = val_bool(n >= SWEEP_MOST);
    return OK;
}

/* ---- pages ---- */

static err collect(struct web *w, struct v_post *v)
{
    VEC(struct v_post_letter) rows = { 0 };

    for (size_t i = 0; i < w->who.nroles; i++) {
        struct q_post_waiting all;
        bool seen = false;
        for (size_t k = 0; k < i; k++)
            seen |= str_eq(w->who.roles[k].office, w->who.roles[i].office);
        if (seen)
            continue;
        TRY(q_post_waiting(w->db, w->who.roles[i].office, POST_MOST, &all));
        for (size_t k = 0; k < all.n; k++)
            *vec_push(&rows, w->a) =
                (struct v_post_letter){ .id = all.v[k].id,
                                        .number = str_fmt(w->a, "%lld", (long long)all.v[k].id),
                                        .at = { all.v[k].at },
                                        .href =
                                            web_url(w, "/desk/post/%lld", (long long)all.v[k].id) };
    }
    v->letters = rows.v;
    v->letters_n = rows.n;
    v->count = (int64_t)rows.n;
    return OK;
}

err show_post(struct web *w)
{
    struct v_post v = { 0 };

    if (!w->who.nroles)
        return web_error(w, 403);
    TRY(collect(w, &v));
    w->page.private = true;
    w->page.nav_current = S("/desk");
    return WEB_SHOW(w, post, &v, 200);
}

static err with_id(struct web *w)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "id"), &id)))
        return REFUSED(ERR_MISSING);
    w->in = val_with(w->a, val_null(), S("id"), val_int(id));
    return OK;
}

err fetch_letter(struct web *w)
{
    return with_id(w);
}

err send_letter(struct web *w)
{
    struct data_key want = { .kind = SUBJECT_PERSON, .id = val_get_i64(w->out, S("person"), 0) },
                    key;
    sha256 name;
    str pdf;

    TRY(str_to_bytes_hex(val_get_text(w->out, S("file")), name.b, sizeof name.b));
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, &key));
    TRY(file_get(w->a, w->boot->data, &key, &name, &pdf));
    TRY(web_bytes(w, 200, S("application/pdf"), pdf));
    w->reply.download =
        str_fmt(w->a, "letter-%lld.pdf", (long long)val_get_i64(w->out, S("id"), 0));
    w->reply.cache = CACHE_NEVER;
    return OK;
}

err printed_prepare(struct web *w)
{
    return with_id(w);
}

err to_post(struct web *w)
{
    return web_redirect(w, S("/desk/post"));
}
