/* Questions about looks at the desk of who answers them, and an officer's own looks. */
#include "blocks/oversight/looks.h"
#include "blocks/consent/consent.h"
#include "os/zone.h"
#include "page/field.h"

str looks_seat(struct web *w, bool heads)
{
    str wanted = web_query(w, "office"), first = S("");

    for (size_t i = 0; i < w->who.nroles; i++) {
        str o = w->who.roles[i].office;
        bool sits = looks_heads(w->site, &w->who, o) ||
                    (!heads && looks_watches(w->site, &w->who) &&
                     str_eq(o, w->site->looks.office)) ||
                    (!heads && looks_instead(w->site, &w->who) &&
                     str_eq(o, w->site->looks.instead));
        if (sits && str_eq(o, wanted))
            return o;
        first = sits && !first.n ? o : first;
    }
    return first;
}

err show_questions(struct web *w)
{
    struct v_questions v = { 0 };
    struct q_look_questions_count all;
    struct q_look_questions rows;
    str office = looks_seat(w, false);

    if (!office.n)
        return web_error(w, 403);
    int64_t heads = looks_heads(w->site, &w->who, office);
    int64_t above = looks_watches(w->site, &w->who) && str_eq(office, w->site->looks.office);
    int64_t instead = looks_instead(w->site, &w->who) && str_eq(office, w->site->looks.instead);
    struct q_look_questions_count_in count = { .office = office,
                                               .heads = heads,
                                               .all_offices = above,
                                               .reader = w->who.account,
                                               .instead = instead };
    TRY(q_look_questions_count(w->db, &count, &all));
    url base = url_query(w->a, web_url(w, "/desk/looks/questions"), S("office"), office);
    int64_t page = look_paging(w, base, all.n, &v.pages);
    struct q_look_questions_in ask = { .office = office,
                                       .heads = heads,
                                       .all_offices = above,
                                       .reader = w->who.account,
                                       .instead = instead,
                                       .most = LOOKS_PAGE,
                                       .skip = (page - 1) * LOOKS_PAGE };
    TRY(q_look_questions(w->db, &ask, &rows));
    struct v_questions_row *r = ARENA_ARRAY(w->a, struct v_questions_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        r[i] = (struct v_questions_row){
            .href = web_url(w, "/desk/looks/questions/%lld", (long long)rows.v[i].id),
            .at = { rows.v[i].at },
            .due = zone_day(w->boot->zone, (instant){ rows.v[i].due - 1 }),
            .office = office_shown(w, rows.v[i].office),
            .purpose = purpose_shown(w, rows.v[i].purpose),
            .number = rows.v[i].case_number,
            .open = str_eq(rows.v[i].state, S("open")),
            .moved = rows.v[i].level > 0
        };
        r[i].late = r[i].open && rows.v[i].due <= w->now.ms;
    }
    v.rows = r;
    v.rows_n = rows.n;
    v.count = all.n;
    v.office = office_shown(w, office);
    v.paged = v.pages.pages_n > 0;
    w->page.nav_current = S("/desk");
    w->page.private = true;
    return WEB_SHOW(w, questions, &v, 200);
}

/* ---- one question ---- */

static err question_named(struct web *w)
{
    int64_t id;

    TRY(look_path_id(w, "question", &id));
    w->act = "look.read";
    w->in = val_with(w->a, val_null(), S("question"), val_int(id));
    return OK;
}

err open_question(struct web *w)
{
    return question_named(w);
}

static err look_part(struct web *w, int64_t trace, struct v_question *v)
{
    struct q_look t;

    TRY(q_look(w->db, trace, &t));
    const struct registry *r = site_register(w->site, t.what);
    v->seen_at = (instant){ t.at };
    v->purpose = purpose_shown(w, t.purpose);
    v->what = look_kind_word(t.kind);
    v->reg = r ? site_text(w->site, r->title, w->lang) : S("");
    v->fields = look_fields_shown(w, t.what, t.fields);
    v->number = t.case_number;
    v->office = office_stood_in(w, t.office, t.stand_in);
    return look_who(w, &(struct looker){ t.reader, t.token, t.partner, t.automatic }, &v->officer);
}

static err question_page(struct web *w, int status)
{
    struct field_view *f = ARENA_ARRAY(w->a, struct field_view, 1);
    str typed = w->nrefusals ? web_field(w, "text") : STR_NULL;
    struct v_question v = { 0 };
    struct q_look_question q;

    TRY(q_look_question(w->db, val_get_i64(w->out, S("question"), 0), &q));
    if (!q.found)
        return REFUSED(ERR_MISSING);
    struct data_key want = { .kind = SUBJECT_PERSON, .id = q.person }, key;
    TRY(web_keys(w, val_get_text(w->out, S("ticket")), &want, 1, &key));
    TRY(look_part(w, q.trace, &v));
    TRY(look_texts(w, q.id, &key, &v.said, &v.said_n));
    v.id = q.id;
    v.open = str_eq(q.state, S("open"));
    v.due = zone_day(w->boot->zone, (instant){ q.due - 1 });
    *f = (struct field_view){ .kind = FIELD_TEXTAREA,
                              .name = S("text"),
                              .label = word0(w->page.words, W_oversight_answer_label),
                              .hint = word0(w->page.words, W_oversight_answer_hint),
                              .max_length = LOOK_TEXT_MOST,
                              .value = typed.p ? typed : S(""),
                              .error = web_refusal_of(w, "text") };
    v.answer = f;
    v.answer_n = 1;
    w->page.problem = w->nrefusals > 0;
    w->page.nav_current = S("/desk");
    w->page.private = true;
    return WEB_SHOW(w, question, &v, status);
}

err show_question(struct web *w)
{
    return question_page(w, 200);
}

static err question_refused(struct web *w)
{
    return question_page(w, 422);
}

err answer_prepare(struct web *w)
{
    str text = str_trim(web_field(w, "text"));

    TRY(question_named(w));
    w->act = "look.answer";
    w->in = val_with(w->a, w->in, S("text"), val_str(text.p ? text : S("")));
    return OK;
}

err answer_again(struct web *w)
{
    if (w->status != 422)
        return web_refused(w);
    w->then_fn = question_refused;
    return question_named(w);
}

err to_questions(struct web *w)
{
    return web_redirect(w, S("/desk/looks/questions"));
}

/* ---- an officer's own looks ---- */

err show_own_looks(struct web *w)
{
    struct v_own_looks v = { 0 };
    struct q_own_looks_count all;
    struct q_own_looks rows;

    if (!w->who.nroles)
        return web_error(w, 403);
    TRY(q_own_looks_count(w->db, w->who.account, 0, INT64_MAX, &all));
    int64_t page = look_paging(w, web_url(w, "/desk/looks/mine"), all.n, &v.pages);
    TRY(q_own_looks(w->db, w->who.account, LOOKS_PAGE, (page - 1) * LOOKS_PAGE, &rows));
    struct v_own_looks_row *r = ARENA_ARRAY(w->a, struct v_own_looks_row, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        const struct registry *reg = site_register(w->site, rows.v[i].what);
        r[i] = (struct v_own_looks_row){
            .at = { rows.v[i].at },
            .number = rows.v[i].case_number,
            .office = office_shown(w, rows.v[i].office),
            .purpose = purpose_shown(w, rows.v[i].purpose),
            .what = str_eq(rows.v[i].kind, S("case"))       ? W_oversight_own_case
                    : str_eq(rows.v[i].kind, S("document")) ? W_oversight_own_document
                    : str_eq(rows.v[i].kind, S("question")) ? W_oversight_own_question
                    : str_eq(rows.v[i].kind, S("search"))   ? W_oversight_own_search
                                                            : W_oversight_own_record,
            .reg = reg ? site_text(w->site, reg->title, w->lang) : S(""),
            .persons = rows.v[i].persons
        };
    }
    v.rows = r;
    v.rows_n = rows.n;
    v.count = all.n;
    v.paged = v.pages.pages_n > 0;
    v.heads = looks_seat(w, true).n > 0;
    v.answers = looks_seat(w, false).n > 0;
    w->page.nav_current = S("/desk");
    w->page.private = true;
    return WEB_SHOW(w, own_looks, &v, 200);
}
