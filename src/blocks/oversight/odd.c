/* Looks that stand out: noted when they happen, shown to the head of the office, looked into. */
#include "blocks/oversight/looks.h"
#include "blocks/oversight/odd.h"
#include "os/zone.h"
#include "page/field.h"

enum { DAY_MINUTES = 1440, DAY_SECONDS = 86400 };

bool odd_off(const struct office *o, const struct calendar *c, int64_t local)
{
    int64_t days = local / DAY_SECONDS, at = local % DAY_SECONDS / 60;
    int64_t open = DAY_MINUTES, close = 0;

    if (c && !calendar_is_working(c, (day){ days }))
        return true;
    for (size_t i = 0; i < o->n_hours; i++)
        for (unsigned k = 0; k < o->hours[i].n; k++) {
            open = MIN(open, (int64_t)o->hours[i].span[k].open);
            close = MAX(close, (int64_t)o->hours[i].span[k].close);
        }
    return open < close && (at < open - ODD_MARGIN || at > close + ODD_MARGIN);
}

/* ---- when it happens ---- */

static err reasons_of(act *a, const struct event *e, bool first, int64_t *out)
{
    str kind = val_get_text(e->body, S("kind")), number = val_get_text(e->body, S("case"));
    const struct office *o = site_office(a->site, e->authority);
    struct q_own_looks_count today;
    bool family = false;

    *out = 0;
    if (e->kind == SUBJECT_PERSON)
        TRY(looks_family(a, e->subject, &family));
    if (e->kind == SUBJECT_PERSON && e->subject == a->who.person)
        *out |= ODD_OWN;
    if (family)
        *out |= ODD_FAMILY;
    if (!first)
        return OK; /* the rest is of the opening, not of each person */
    if (!number.n && (str_eq(kind, S("record")) || str_eq(kind, S("search"))))
        *out |= ODD_NO_CASE;
    if (o && odd_off(o, site_calendar(a->site, o->id), zone_to_local(a->boot->zone, a->now)))
        *out |= ODD_OFF;
    TRY(q_own_looks_count(a->db, a->who.account, zone_day_start(a->boot->zone, a->today).ms,
                          a->site->looks.many + 2, &today));
    if (today.n == a->site->looks.many + 1) /* once a day */
        *out |= ODD_MANY;
    return OK;
}

/* The same officer at the same case for the same reasons stands there once a day, until it was
 * looked into; of family each look does. */
static err listed_already(act *a, const struct event *e, int64_t reasons, bool *out)
{
    struct q_odd_same same;

    *out = false;
    if (!reasons || reasons & (ODD_OWN | ODD_FAMILY))
        return OK;
    struct q_odd_same_in in = { .office = e->authority.p ? e->authority : S(""),
                                .from_at = zone_day_start(a->boot->zone, a->today).ms,
                                .reader = a->who.account,
                                .case_id = val_get_i64(e->body, S("case_id"), 0),
                                .reasons = reasons };
    TRY(q_odd_same(a->db, &in, &same));
    *out = in.case_id && same.n > 0;
    return OK;
}

err odd_seen(act *a, const struct event *e)
{
    int64_t trace = val_get_i64(e->body, S("trace"), 0), look = val_get_i64(e->body, S("look"), 0);
    int64_t reasons;
    bool listed;

    if (!a->who.account || !a->who.nroles || val_is_true(val_get(e->body, S("automatic"))))
        return OK; /* partners and steps of processes are no officers */
    if (a->who.token && e->kind == SUBJECT_PERSON && e->subject == a->who.person)
        return OK; /* their own program at what is their own */
    TRY(reasons_of(a, e, trace == look, &reasons));
    TRY(listed_already(a, e, reasons, &listed));
    if (!reasons || listed)
        return OK;
    struct q_odd_add_in row = { .look = look,
                                .office = e->authority.p ? e->authority : S(""),
                                .at = a->now.ms,
                                .reader = a->who.account,
                                .case_id = val_get_i64(e->body, S("case_id"), 0),
                                .case_number = val_get_text(e->body, S("case")),
                                .purpose = val_get_text(e->body, S("purpose")),
                                .reasons = reasons };
    row.case_number = row.case_number.p ? row.case_number : S("");
    row.purpose = row.purpose.p ? row.purpose : S("");
    return q_odd_add(a->db, &row);
}

/* ---- looking into one ---- */

/* The head of the office, but for their own looks. */
err odd_owner(act *a, val in)
{
    struct q_odd q;

    TRY(q_odd(a->db, val_get_i64(in, S("look"), 0), &q));
    if (!a->who.nroles)
        return refuse_with(a, W_act_not_permitted, NULL, val_null(), 403);
    if (!q.found || !looks_heads(a->site, &a->who, q.office))
        return refuse_with(a, W_oversight_look_unknown, NULL, val_null(), 404);
    if (q.reader == a->who.account)
        return refuse_with(a, W_oversight_look_four_eyes, NULL, val_null(), 403);
    return OK;
}

static err odd_event(act *a, const char *type, const struct q_odd *q, str text)
{
    val_builder b = val_build(a->a);

    val_put(&b, S("look"), val_int(q->look));
    val_put(&b, S("by"), val_int(a->who.account));
    if (text.n)
        val_put(&b, S("text"), val_str(text));
    struct event e = { .type = type,
                       .kind = SUBJECT_ACCOUNT,
                       .subject = q->reader,
                       .authority = q->office,
                       .body = val_done(&b) };
    return event_add(a, &e);
}

/* A note about an officer is of that officer: reading it is on record, too. */
err act_odd_open(act *a, val in, val *out)
{
    struct q_odd q;
    struct data_key subject = { .kind = SUBJECT_ACCOUNT };
    val_builder b = val_build(a->a);

    TRY(q_odd(a->db, val_get_i64(in, S("look"), 0), &q));
    val_put(&b, S("look"), val_int(q.look));
    if (q.noted) {
        TRY(odd_event(a, "look.note_read", &q, S("")));
        subject.id = q.reader;
        val_put(&b, S("ticket"), val_str(ticket_for(a, &subject, 1, q.look, "look")));
    }
    *out = val_done(&b);
    return OK;
}

err act_odd_note(act *a, val in, val *out)
{
    str text = str_trim(val_get_text(in, S("text")));
    struct data_key key;
    struct q_odd q;
    int64_t n;

    TRY(q_odd(a->db, val_get_i64(in, S("look"), 0), &q));
    if (!text.n)
        return refuse(a, W_oversight_odd_text_needed, "text");
    TRY(key_get(a, SUBJECT_ACCOUNT, q.reader, &key));
    TRY(q_odd_note(a->db, q.look, a->now.ms, a->who.account,
                   key_seal(a->a, &key, "look.note", val_str(text)), &n));
    if (!n)
        return refuse_with(a, W_act_changed_meanwhile, NULL, val_null(), 409);
    *out = val_null();
    return odd_event(a, "look.looked_into", &q, text);
}

/* ---- pages ---- */

static const str *reasons_shown(struct web *w, int64_t bits, size_t *n)
{
    static const struct {
        enum odd bit;
        enum word_id word;
    } t[] = { { ODD_OWN, W_oversight_odd_own },
              { ODD_FAMILY, W_oversight_odd_family },
              { ODD_NO_CASE, W_oversight_odd_no_case },
              { ODD_OFF, W_oversight_odd_off },
              { ODD_MANY, W_oversight_odd_many } };
    str *v = ARENA_ARRAY(w->a, str, LEN(t));
    val most = val_with(w->a, val_null(), S("n"), val_int(w->site->looks.many));

    *n = 0;
    FOR_EACH(t, x)
        if (bits & x->bit)
            v[(*n)++] = word(w->a, w->page.words, x->word, x->bit == ODD_MANY ? most : val_null());
    return v;
}

err show_odds(struct web *w)
{
    struct v_odds v = { 0 };
    struct q_odds_count all;
    struct q_odds rows;
    str office = looks_seat(w, true);

    if (!office.n)
        return web_error(w, 403);
    TRY(q_odds_count(w->db, office, &all));
    url base = url_query(w->a, web_url(w, "/desk/looks/odd"), S("office"), office);
    int64_t page = look_paging(w, base, all.n, &v.pages);
    TRY(q_odds(w->db, office, LOOKS_PAGE, (page - 1) * LOOKS_PAGE, &rows));
    struct v_odds_row *r = ARENA_ARRAY(w->a, struct v_odds_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        r[i] = (struct v_odds_row){ .at = { rows.v[i].at },
                                    .number = rows.v[i].case_number,
                                    .purpose = purpose_shown(w, rows.v[i].purpose),
                                    .noted = rows.v[i].noted != 0,
                                    .own = rows.v[i].reader == w->who.account,
                                    .href = web_url(w, "/desk/looks/odd/%lld",
                                                    (long long)rows.v[i].look) };
        r[i].reasons = reasons_shown(w, rows.v[i].reasons, &r[i].reasons_n);
        TRY(look_who(w, &(struct looker){ .reader = rows.v[i].reader, .partner = S("") },
                     &r[i].officer));
    }
    v.rows = r;
    v.rows_n = rows.n;
    v.count = all.n;
    v.office = office_shown(w, office);
    v.paged = v.pages.pages_n > 0;
    w->page.nav_current = S("/desk");
    w->page.private = true;
    return WEB_SHOW(w, odds, &v, 200);
}

static err look_named(struct web *w)
{
    int64_t id;

    TRY(look_path_id(w, "look", &id));
    w->act = "look.odd";
    w->in = val_with(w->a, val_null(), S("look"), val_int(id));
    return OK;
}

err open_odd(struct web *w)
{
    return look_named(w);
}

static err note_part(struct web *w, const struct q_odd *q, struct v_odd *v)
{
    struct data_key want = { .kind = SUBJECT_ACCOUNT, .id = q->reader }, key;
    val text;

    v->noted = true;
    v->noted_at = (instant){ q->noted };
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, &key));
    TRY(key_open(w->a, &key, "look.note", q->note, &text));
    v->note = val_text(text);
    return look_who(w, &(struct looker){ .reader = q->noted_by, .partner = S("") }, &v->noted_by);
}

static err odd_page(struct web *w, int status)
{
    struct field_view *f = ARENA_ARRAY(w->a, struct field_view, 1);
    str typed = w->nrefusals ? web_field(w, "text") : STR_NULL;
    struct v_odd v = { 0 };
    struct q_odd q;

    TRY(q_odd(w->db, val_get_i64(w->out, S("look"), 0), &q));
    if (!q.found)
        return REFUSED(ERR_MISSING);
    v.id = q.look;
    v.at = (instant){ q.at };
    v.number = q.case_number;
    v.purpose = purpose_shown(w, q.purpose);
    v.reasons = reasons_shown(w, q.reasons, &v.reasons_n);
    TRY(look_who(w, &(struct looker){ .reader = q.reader, .partner = S("") }, &v.officer));
    if (q.noted)
        TRY(note_part(w, &q, &v));
    *f = (struct field_view){ .kind = FIELD_TEXTAREA,
                              .name = S("text"),
                              .label = word0(w->page.words, W_oversight_odd_label),
                              .hint = word0(w->page.words, W_oversight_odd_hint),
                              .max_length = LOOK_TEXT_MOST,
                              .value = typed.p ? typed : S(""),
                              .error = web_refusal_of(w, "text") };
    v.fields = f;
    v.fields_n = 1;
    w->page.problem = w->nrefusals > 0;
    w->page.nav_current = S("/desk");
    w->page.private = true;
    return WEB_SHOW(w, odd, &v, status);
}

err show_odd(struct web *w)
{
    return odd_page(w, 200);
}

static err odd_refused(struct web *w)
{
    return odd_page(w, 422);
}

err note_odd_prepare(struct web *w)
{
    str text = str_trim(web_field(w, "text"));

    TRY(look_named(w));
    w->act = "look.note";
    w->in = val_with(w->a, w->in, S("text"), val_str(text.p ? text : S("")));
    return OK;
}

err note_odd_again(struct web *w)
{
    if (w->status != 422)
        return web_refused(w);
    w->then_fn = odd_refused;
    return look_named(w);
}

err to_odds(struct web *w)
{
    return web_redirect(w, S("/desk/looks/odd"));
}
