/* Traces: written before anything is shown, read by the person concerned. */
#include "act/mine.h"
#include "blocks/consent/consent.h"
#include "blocks/consent/store.h"
#include "blocks/identity/identity.h"
#include "views/consent.h"

static val trace_body(act *a, const struct trace *t, int64_t id)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("trace"), val_int(id));
    val_put(&b, S("reader"), val_int(a->who.account));
    if (a->who.partner.n)
        val_put(&b, S("partner"), val_str(a->who.partner));
    val_put(&b, S("what"), val_str(t->what));
    val_put(&b, S("case"), val_str(t->case_number));
    val_put(&b, S("purpose"), val_str(t->purpose));
    val_put(&b, S("reason"), val_str(t->reason));
    return val_done(&b);
}

static err trace_event(act *a, const struct trace *t, enum subject_kind kind, int64_t subject,
                       int64_t id)
{
    struct event e = { .type = "data.seen",
                       .kind = kind,
                       .subject = subject,
                       .authority = t->office,
                       .body = trace_body(a, t, id) };

    return event_add(a, &e);
}

static str or_empty(str s)
{
    return s.p ? s : S("");
}

err trace_add(act *a, const struct trace *t, int64_t *id)
{
    *id = act_id(a);
    struct q_trace_add_in row = { .id = *id,
                                  .person = t->person,
                                  .reader = a->who.account,
                                  .kind = str_z(t->kind),
                                  .what = or_empty(t->what),
                                  .case_id = t->case_id,
                                  .case_number = or_empty(t->case_number),
                                  .office = or_empty(t->office),
                                  .purpose = or_empty(t->purpose),
                                  .at = a->now.ms,
                                  .visible = a->now.ms,
                                  .partner = or_empty(a->who.partner) };
    TRY(q_trace_add(a->db, &row));
    return trace_event(a, t, SUBJECT_PERSON, t->person, *id);
}

err trace_case(act *a, const struct trace *t, int64_t *id)
{
    *id = act_id(a);
    return trace_event(a, t, SUBJECT_CASE, t->case_id, *id);
}

static enum word_id kind_word(str kind)
{
    return str_eq(kind, S("case"))       ? W_consent_kind_case
           : str_eq(kind, S("search"))   ? W_consent_kind_search
           : str_eq(kind, S("document")) ? W_consent_kind_document
                                         : W_consent_kind_record;
}

/* An officer's name, or that of the outside system. */
static err who_looked(struct web *w, const struct q_traces_of_row *t, str *name)
{
    const struct partner *p = site_partner(w->site, t->partner);

    if (!t->partner.n)
        return identity_officer(w->db, w->a, t->reader, name);
    *name = p ? site_text(w->site, p->name, w->lang) : t->partner;
    return OK;
}

static err looks_rows(struct web *w, struct v_looks *v)
{
    struct q_traces_of all;

    TRY(q_traces_of(w->db, w->who.person, w->now.ms, 200, &all));
    struct v_looks_row *r = ARENA_ARRAY(w->a, struct v_looks_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const struct office *o = site_office(w->site, all.v[i].office);
        const struct site_purpose *p = site_purpose(w->site, all.v[i].purpose);
        str officer;
        TRY(who_looked(w, &all.v[i], &officer));
        r[i] = (struct v_looks_row){
            .at = { all.v[i].at },
            .office = o ? site_text(w->site, o->name, w->lang) : all.v[i].office,
            .officer = officer,
            .purpose = p ? site_text(w->site, p->title, w->lang) : all.v[i].purpose,
            .what = kind_word(all.v[i].kind),
            .number = all.v[i].case_number,
            .id = all.v[i].id,
            .asked = all.v[i].asked != 0
        };
    }
    v->rows = r;
    v->rows_n = all.n;
    return OK;
}

static err show_looks(struct web *w)
{
    struct v_looks v = { .linked = w->who.person != 0 };

    if (v.linked)
        TRY(looks_rows(w, &v));
    w->page.private = true;
    if (web_wants_json(w)) {
        buf b;
        buf_init(&b, w->a, 1 * KIB);
        v_looks_json(&b, &v);
        return web_json(w, 200, buf_str(&b));
    }
    v_looks_html(&w->page, &v);
    return web_html(w, 200);
}

/* The question goes into the log; the privacy officer's desk shows what was asked. */
static err act_ask(act *a, val in, val *out)
{
    int64_t n, id = val_get_i64(in, S("id"), 0);

    if (!a->who.person)
        return refuse_with(a, W_consent_unknown, NULL, val_null(), 404);
    TRY(q_trace_ask(a->db, id, a->who.person, a->now.ms, &n));
    if (!n)
        return refuse_with(a, W_consent_unknown, NULL, val_null(), 404);
    struct event e = { .type = "data.questioned",
                       .kind = SUBJECT_PERSON,
                       .subject = a->who.person,
                       .authority = S(""),
                       .body = val_with(a->a, val_null(), S("trace"), val_int(id)) };
    *out = val_null();
    return event_add(a, &e);
}

static err looks_mine(struct mine *m)
{
    struct web *w = m->w;
    struct v_looks v = { .linked = w->who.person != 0 };
    buf b;

    if (v.linked)
        TRY(looks_rows(w, &v));
    buf_init(&b, w->a, 1 * KIB);
    v_looks_json(&b, &v);
    if (m->whole)
        mine_file(m, S("looks.json"), buf_str(&b));
    mine_part(m, W_identity_mine_looks, (int64_t)v.rows_n, W_identity_mine_looks_stay);
    return OK;
}

static err asked(struct web *w)
{
    return web_redirect(w, S("/privacy/looks"));
}

/* clang-format off */
static const struct act_field ask_fields[] = { { "id", F_INT, 0, true }, { 0 } };
static const struct act_row acts[] = {
    { .name = "trace.ask", .fn = act_ask, .class = LEGAL, .who = WHO_SIGNED_IN,
      .fields = ask_fields },
    { 0 },
};
static const struct route routes[] = {
    { GET, "/privacy/looks", .prepare = show_looks, .who = WHO_SIGNED_IN },
    { POST, "/privacy/looks/:id/ask", .act = "trace.ask", .finish = asked },
    { 0 },
};
/* clang-format on */

const struct block block_consent = {
    .name = "consent", .acts = acts, .routes = routes, .mine = looks_mine
};
