/* One task: the application beside what the registers say.  The look is traced before anything is
 * shown. */
#include "blocks/case/wrong.h"
#include "blocks/case/appeal.h"
#include "blocks/case/files.h"
#include "blocks/case/fill.h"
#include "blocks/case/helper.h"
#include "blocks/case/keyed.h"
#include "act/store.h"
#include "blocks/case/origin.h"
#include "blocks/case/party.h"
#include "blocks/case/ruling.h"
#include "blocks/consent/consent.h"
#include "blocks/exchange/exchange.h"
#include "blocks/identity/identity.h"
#include "blocks/office/own.h"
#include "blocks/register/change.h"
#include "form/party.h"
#include "text/name.h"

struct desk_task {
    struct web *w;
    struct q_task t;
    struct q_case c;
    struct data_key key;
    const struct service *s;
    str ticket;
    val answers;
    struct v_desk_task v;
};

err open_task(struct web *w)
{
    int64_t id = 0;

    if (failed(str_to_i64(web_param(w, "task"), &id)))
        return REFUSED(ERR_MISSING);
    w->act = "case.open";
    w->in = val_with(w->a, val_null(), S("task"), val_int(id));
    return OK;
}

static err load(struct desk_task *x)
{
    struct web *w = x->w;
    int64_t id = val_get_i64(w->out, S("task"), 0);

    TRY(q_task(w->db, id, &x->t));
    TRY(q_case(w->db, x->t.case_id, S(""), &x->c));
    if (!x->t.found || !x->c.found)
        return REFUSED(ERR_MISSING);
    x->ticket = val_get_text(w->out, S("ticket"));
    struct data_key want = { .kind = SUBJECT_CASE, .id = x->c.id };
    TRY(web_keys(w, x->ticket, &want, 1, &x->key));
    x->s = case_service(w->boot, &x->c);
    if (!x->s)
        return REFUSED(ERR_MISSING);
    return case_answers(w->a, &x->c, &x->key, &x->answers);
}

static void set_env(struct desk_task *x, struct form_env *env, val held, val vars)
{
    case_page_env(env, x->w, x->s, held, vars);
}

/* ---- the application ---- */

static err application(struct desk_task *x)
{
    struct form_env env;
    struct form_row *rows;

    set_env(x, &env, val_null(), val_null());
    val open = val_get(x->answers, S(KEYED_OPEN));
    size_t n = form_summary(x->s->forms[0].form, x->answers, &env, &rows);
    struct v_desk_task_row *out = ARENA_ARRAY(x->w->a, struct v_desk_task_row, n + 1);
    for (size_t i = 0; i < n; i++)
        if (rows[i].display.n || (rows[i].missing && val_count(open)))
            out[x->v.rows_n++] = (struct v_desk_task_row){
                .label = party_label(x->w->a, x->w->site, x->s, rows[i].party, rows[i].label,
                                     x->w->lang),
                .value = rows[i].display.n ? rows[i].display
                                           : word0(x->w->page.words, W_case_keyed_open),
                .drawn = drawn_picture(&x->w->page, rows[i].drawn,
                                       val_get_text(rows[i].value, S("name"))),
                .held = rows[i].held,
                .disputed = rows[i].disputed
            };
    x->v.rows = out;
    return OK;
}

/* The forms of the process that the applicant has sent. */
static err sent(struct desk_task *x)
{
    const struct form_sent *all;
    struct web *w = x->w;
    size_t n;

    TRY(fill_forms_sent(w, &x->c, &x->key, x->s, &all, &n));
    struct v_desk_task_form *f = ARENA_ARRAY(w->a, struct v_desk_task_form, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct v_desk_task_given *g = ARENA_ARRAY(w->a, struct v_desk_task_given, all[i].n + 1);
        f[i] = (struct v_desk_task_form){ .title = all[i].title, .at = all[i].at, .rows = g };
        for (size_t k = 0; k < all[i].n; k++)
            if (all[i].rows[k].display.n)
                g[f[i].rows_n++] = (struct v_desk_task_given){
                    .label = all[i].rows[k].label,
                    .value = all[i].rows[k].display,
                    .drawn = drawn_picture(&w->page, all[i].rows[k].drawn,
                                           val_get_text(all[i].rows[k].value, S("name")))
                };
    }
    x->v.forms = f;
    x->v.forms_n = n;
    return OK;
}

/* The record of a party, opened by the ticket; nothing where the key was erased. */
static err record_of(struct desk_task *x, const struct registry *r, int64_t person,
                     struct record *rec)
{
    struct data_key want = { .kind = SUBJECT_PERSON, .id = person }, key;

    *rec = (struct record){ 0 };
    err e = web_keys(x->w, x->ticket, &want, 1, &key);
    if (e.class == ERR_CLASS_REFUSED)
        return OK;
    TRY(e);
    return record_open(x->w->a, x->w->db, r, person, &key, rec);
}

static bool officer_may_read(struct desk_task *x, const struct registry *r, str field)
{
    for (size_t i = 0; i < x->w->who.nroles; i++)
        if (register_may(r, x->w->who.roles[i].role, S(""), x->s->purpose, REG_READ, field))
            return true;
    return false;
}

static str compared(val given, val held)
{
    if (val_is_null(held))
        return S("missing");
    return val_equal(given, held) || (name_is(given) && name_same(given, held)) ? S("same")
                                                                                : S("differs");
}

/* In the part of somebody who takes part, "applicant" is they themselves. */
static str whose(const struct form *form, int field)
{
    str of = form->fields[field].binding.of, party = form_party_of(form, field);

    return party.n && str_eq(of, S("applicant")) ? party : of;
}

/* The case in which a value of a record is disputed; empty where it is not. */
static err disputed_in(struct desk_task *x, int64_t person, str field, str *number)
{
    const struct disputed *d;
    size_t n;

    *number = S("");
    TRY(record_disputed(x->w->db, x->w->a, person, &d, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eq(d[i].field, field))
            *number = d[i].case_number;
    return OK;
}

static err compare_party(struct desk_task *x, str part, int64_t person, struct v_compare_row *out,
                         size_t *n)
{
    const struct form *form = x->s->forms[0].form;
    struct form_env env;
    struct record rec = { 0 };
    const struct registry *opened = NULL;

    set_env(x, &env, val_null(), val_null());
    for (int i = form_bindings(form, -1); i >= 0; i = form_bindings(form, i)) {
        const struct form_field *f = &form->fields[i];
        const struct registry *r = site_register(x->w->site, f->binding.registry);
        struct form_at at = FORM_AT_NONE;
        if (!r || !str_eq(whose(form, i), part) || !officer_may_read(x, r, f->binding.field))
            continue;
        if (opened != r)
            TRY(record_of(x, r, person, &rec));
        opened = r;
        at.page = f->page;
        val given = form_answer(form, i, at, x->answers),
            held = val_get(rec.fields, f->binding.field);
        str label = form_word(form, NULL, f->id, S("label"), x->w->lang);
        str g = val_is_null(given) ? S("") : form_display(form, i, at, given, x->answers, &env);
        str h = val_is_null(held) ? S("") : form_display(form, i, at, held, x->answers, &env);
        str disputed;
        TRY(disputed_in(x, person, f->binding.field, &disputed));
        out[(*n)++] = (struct v_compare_row){ .name = label,
                                              .given = g,
                                              .held = h,
                                              .result = compared(given, held),
                                              .disputed = disputed };
    }
    return OK;
}

static err comparison(struct desk_task *x)
{
    struct q_parties parties;

    TRY(q_parties(x->w->db, x->c.id, &parties));
    for (size_t i = 0; i < parties.n && !x->v.versions; i++) {
        const struct registry *r;
        TRY(record_registry(x->w->db, x->w->site, parties.v[i].person, &r));
        for (size_t k = 0; r && k < r->n_fields; k++)
            x->v.versions |= r->fields[k].sensitivity != SENS_SECRET &&
                             officer_may_read(x, r, r->fields[k].name);
    }
    size_t room = x->s->forms[0].form->n_fields * (parties.n + 1), n = 0;
    struct v_compare_row *rows = ARENA_ARRAY(x->w->a, struct v_compare_row, room + 1);
    for (size_t i = 0; i < parties.n; i++)
        TRY(compare_party(x, parties.v[i].part, parties.v[i].person, rows, &n));
    x->v.compare = rows;
    x->v.compare_n = n;
    return OK;
}

/* Who filled in and signed, and when. */
static err parties(struct desk_task *x)
{
    struct web *w = x->w;
    struct party_state *all;
    size_t n;

    if (!x->s->n_parties)
        return OK;
    TRY(party_states(w->db, w->a, w->site, &x->c, &x->key, x->s, w->lang, x->answers, NULL, &all,
                     &n));
    struct v_desk_task_party *p = ARENA_ARRAY(w->a, struct v_desk_task_party, n);
    for (size_t i = 0; i < n; i++)
        if (all[i].name.n)
            p[x->v.parties_n++] = (struct v_desk_task_party){
                .title = all[i].p ? all[i].title : word0(w->page.words, W_case_party_applicant),
                .name = all[i].name,
                .has_joined = all[i].joined.ms != 0,
                .joined = all[i].joined,
                .has_signed_at = all[i].valid,
                .signed_at = all[i].signed_at
            };
    x->v.parties = p;
    return OK;
}

static void problems(struct desk_task *x)
{
    struct web *w = x->w;
    struct v_desk_task_problem *p = ARENA_ARRAY(w->a, struct v_desk_task_problem, w->nrefusals + 1);

    for (size_t i = 0; i < w->nrefusals; i++)
        p[i] = (struct v_desk_task_problem){ .text = web_refusal_text(w, &w->refusals[i]),
                                             .href = { str_fmt(w->a, "#%.*s",
                                                               STR_ARG(w->refusals[i].field.n
                                                                           ? w->refusals[i].field
                                                                           : S("decide"))) } };
    x->v.problems = p;
    x->v.problems_n = w->nrefusals;
    x->v.ask_error = web_refusal_of(w, "text");
    x->v.ask_text = w->refused ? web_field(w, "text") : S("");
}

/* ---- what happened so far ---- */

static err questions(struct desk_task *x)
{
    struct q_questions all;
    val v;

    TRY(q_questions(x->w->db, x->c.id, &all));
    struct v_desk_task_question *q = ARENA_ARRAY(x->w->a, struct v_desk_task_question, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        TRY(key_open(x->w->a, &x->key, "question.text", all.v[i].text, &v));
        q[i] = (struct v_desk_task_question){ .text = val_text(v),
                                              .asked = { all.v[i].asked },
                                              .answered = all.v[i].answered != 0 };
        if (!all.v[i].answer.p)
            continue;
        TRY(key_open(x->w->a, &x->key, "question.answer", all.v[i].answer, &v));
        q[i].answer = val_text(v);
    }
    x->v.questions = q;
    x->v.questions_n = all.n;
    return OK;
}

static err rulings(struct desk_task *x)
{
    struct course k;
    arena *a = x->w->a;

    TRY(course_of(x->w, &x->c, &x->key, x->s, &k));
    const struct q_rulings *all = &k.rulings;
    struct v_desk_task_ruling *r = ARENA_ARRAY(a, struct v_desk_task_ruling, all->n + 1);
    for (size_t i = 0; i < all->n; i++) {
        val why;
        TRY(key_open(a, &x->key, "ruling.explanation", all->v[i].explanation, &why));
        r[i].title = task_name(x->w, x->s, all->v[i].element);
        RULING_TELL(&k, &all->v[i], why, &r[i]);
    }
    x->v.rulings = r;
    x->v.rulings_n = all->n;
    return OK;
}

static err files(struct desk_task *x)
{
    struct q_case_files all;
    struct web *w = x->w;

    TRY(q_case_files(w->db, x->c.id, &all));
    struct v_desk_task_file *f = ARENA_ARRAY(w->a, struct v_desk_task_file, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        val facts;
        TRY(key_open(w->a, &x->key, "case_file.facts", all.v[i].facts, &facts));
        str state = all.v[i].state, note = all.v[i].note;
        bool checked = str_eq(state, S(FILE_CHECKED)), refused = str_eq(state, S(FILE_REFUSED));
        f[i] = (struct v_desk_task_file){
            .name = val_get_text(facts, S("name")),
            .detail = file_detail(w, val_get_text(facts, S("type")), all.v[i].size),
            .state = checked && note.n                ? W_office_file_state_unscanned
                     : checked                        ? W_office_file_state_checked
                     : refused                        ? W_office_file_state_refused
                     : str_eq(state, S(FILE_WAITING)) ? W_office_file_state_waiting
                                                      : W_office_file_state_sniffed,
            .found = refused ? note : S(""),
            .safe = checked,
            .href = web_url(w, "/desk/tasks/%lld/files/%lld", (long long)x->t.id,
                            (long long)all.v[i].id)
        };
    }
    x->v.files = f;
    x->v.files_n = all.n;
    return OK;
}

static err history(struct desk_task *x)
{
    const struct q_case_past *ev;
    struct web *w = x->w;

    TRY(case_past(w, x->c.id, &ev));
    struct v_desk_task_entry *h = ARENA_ARRAY(w->a, struct v_desk_task_entry, ev->n + 1);
    for (size_t i = 0; i < ev->n; i++) {
        enum word_id word = case_desk_event_word(ev->v[i].type);
        if (word != W_NONE)
            h[x->v.history_n++] = (struct v_desk_task_entry){ .what = word0(w->page.words, word),
                                                              .at = { ev->v[i].at } };
    }
    x->v.history = h;
    return OK;
}

static err said_part(struct desk_task *x)
{
    const struct outside_said *said;
    struct web *w = x->w;
    size_t n = 0;

    TRY(outside_said_of(w->a, w->db, x->c.id, &x->key, &said, &n));
    struct v_desk_task_said_by *rows = ARENA_ARRAY(w->a, struct v_desk_task_said_by, n + 1);
    for (size_t i = 0; i < n; i++)
        SAID_TELL(w, x->s, said[i], &rows[i]);
    x->v.said = rows;
    x->v.said_n = n;
    return OK;
}

static err hints_and_incidents(struct desk_task *x)
{
    struct q_marked m;
    struct q_incidents inc;
    arena *a = x->w->a;

    TRY(q_marked(x->w->db, x->c.id, &m));
    struct v_desk_task_hint *h = ARENA_ARRAY(a, struct v_desk_task_hint, m.n + 1);
    for (size_t i = 0; i < m.n; i++)
        h[i].number = m.v[i].number.p ? m.v[i].number : S("");
    x->v.hints = h;
    x->v.hints_n = m.n;
    TRY(q_incidents(x->w->db, x->c.id, &inc));
    struct v_desk_task_incident *v = ARENA_ARRAY(a, struct v_desk_task_incident, inc.n + 1);
    for (size_t i = 0; i < inc.n; i++)
        if (str_eq(inc.v[i].state, S("open")))
            v[x->v.incidents_n++] =
                (struct v_desk_task_incident){ .element = task_name(x->w, x->s, inc.v[i].element),
                                               .text = incident_said(x->w, x->s, inc.v[i].told,
                                                                     inc.v[i].text) };
    x->v.incidents = v;
    return said_part(x);
}

static err colleagues(struct desk_task *x)
{
    str rest = str_trim(x->t.groups), name;
    VEC(struct v_desk_task_colleague) v = { 0 };

    while (str_next(&rest, ' ', &name)) {
        const struct office_group *g = site_group(x->w->site, name);
        const struct officer *o;
        size_t n = 0;
        if (g)
            TRY(identity_officers(x->w->db, x->w->a, g, &o, &n));
        for (size_t i = 0; i < n; i++)
            if (o[i].account != x->w->who.account)
                *vec_push(&v, x->w->a) = (struct v_desk_task_colleague){ o[i].account, o[i].name };
    }
    x->v.colleagues = v.v;
    x->v.colleagues_n = v.n;
    return OK;
}

static err facts(struct desk_task *x)
{
    struct web *w = x->w;
    const struct zone *z = w->boot->zone;

    x->v.id = x->t.id;
    x->v.number = x->c.number;
    x->v.task = task_name(w, x->s, x->t.element);
    x->v.service = site_text(w->site, x->s->title, w->lang);
    x->v.submitted = (instant){ x->c.submitted };
    x->v.expected = zone_day(z, (instant){ x->c.expected });
    x->v.due = zone_day(z, (instant){ x->t.due });
    enum word_id channel =
        word_find(str_fmt(x->w->a, "catalog.channel_%.*s", STR_ARG(x->c.channel)));
    x->v.channel = channel == W_NONE ? x->c.channel : word0(x->w->page.words, channel);
    TRY(keyed_told(w, &x->c, x->v.service, &x->v.keyed));
    if (!x->v.keyed.n)
        TRY(help_told(w, &x->c, &x->key, &x->v.keyed));
    x->v.waiting = str_eq(x->t.state, S("waiting"));
    x->v.mine = x->t.assignee == w->who.account;
    x->v.open = str_eq(x->t.state, S("open"));
    x->v.may_ask = x->v.mine && !x->v.waiting && x->c.account && x->t.token;
    x->v.adhoc = !x->t.token;
    x->v.helping = x->t.delegated_by != 0;
    x->v.state = x->v.waiting ? W_office_state_waiting
                 : x->v.mine  ? W_office_state_mine
                 : x->v.open  ? W_office_state_open
                              : W_office_state_claimed;
    x->v.colour = x->v.waiting ? S("yellow")
                  : x->v.mine  ? S("blue")
                  : x->v.open  ? S("green")
                               : S("grey");
    str other = STR_NULL;
    if (x->t.assignee && !x->v.mine) {
        struct q_substitute_is row;
        TRY(identity_officer(w->db, w->a, x->t.assignee, &other));
        TRY(q_substitute_is(w->db, w->who.account, x->t.assignee, x->t.authority, w->today.n,
                            &row));
        x->v.may_take = row.found && !str_eq(x->t.state, S("done"));
    }
    x->v.other = other.p ? other : S("");
    return OK;
}

/* Of an appeal: what it is against, and the way to that file. */
static err appealed(struct desk_task *x)
{
    struct web *w = x->w;
    val f;

    TRY(appeal_facts(w->db, w->a, w->boot, x->c.id, w->lang, w->today, &f));
    if (val_is_null(f))
        return OK;
    x->v.appealed = val_get_text(f, S("number"));
    x->v.appealed_title = val_get_text(f, S("title"));
    x->v.appealed_office = val_get_text(f, S("office_name"));
    x->v.appealed_href = web_url(w, "/desk/tasks/%lld/appealed", (long long)x->t.id);
    x->v.appealed_late = val_is_true(val_get(f, S("late")));
    x->v.appealed_held = val_is_true(val_get(f, S("held")));
    x->v.appealed_own = val_is_true(val_get(f, S("own")));
    val until = val_get(f, S("until"));
    x->v.has_appealed_until = until.tag == V_DATE;
    x->v.appealed_until = (day){ until.tag == V_DATE ? until.m : 0 };
    return OK;
}

/* Values of a register that the applicant said in this case are wrong, or where this was said. */
static err corrections(struct desk_task *x)
{
    struct correction_row *c;
    size_t n;

    TRY(wrong_on_page(x->w, x->c.id, false, &c, &n));
    struct v_desk_task_fixed *v = ARENA_ARRAY(x->w->a, struct v_desk_task_fixed, n + 1);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct v_desk_task_fixed){ c[i].text, c[i].state, c[i].colour };
    x->v.corrections = v;
    x->v.corrections_n = n;
    return OK;
}

static err task_show(struct web *w, int status)
{
    struct desk_task *x = ARENA_NEW(w->a, struct desk_task);

    x->w = w;
    TRY(load(x));
    TRY(facts(x));
    TRY(appealed(x));
    TRY(corrections(x));
    TRY(appeal_holds(w->db, x->c.id, &x->v.suspended));
    TRY(application(x));
    TRY(parties(x));
    TRY(sent(x));
    TRY(comparison(x));
    TRY(questions(x));
    TRY(rulings(x));
    TRY(files(x));
    TRY(history(x));
    TRY(hints_and_incidents(x));
    TRY(beside_parts(w, &x->t, &x->c, &x->key, &x->v));
    if (x->v.mine) {
        TRY(own_form(w, &(struct own_case){ &x->t, &x->c, &x->key, x->s, x->answers }, &x->v));
        TRY(colleagues(x));
    }
    problems(x);
    w->page.out.n = 0;
    w->page.private = true;
    w->page.problem = w->refused;
    return WEB_SHOW(w, desk_task, &x->v, status);
}

err show_task(struct web *w)
{
    return task_show(w, 200);
}

/* ---- what officers send ---- */

static err task_in(struct web *w, val_builder *b)
{
    int64_t id = 0;

    *b = val_build(w->a);
    if (failed(str_to_i64(web_param(w, "task"), &id)))
        return REFUSED(ERR_MISSING);
    val_put(b, S("task"), val_int(id));
    return OK;
}

err ask_prepare(struct web *w)
{
    val_builder b;

    TRY(task_in(w, &b));
    val_put(&b, S("text"), val_str(web_field(w, "text").p ? web_field(w, "text") : S("")));
    w->in = val_done(&b);
    return OK;
}

err hand_prepare(struct web *w)
{
    val_builder b;
    int64_t to = 0;

    TRY(task_in(w, &b));
    if (failed(str_to_i64(web_field(w, "to"), &to)))
        to = 0; /* the act says that nobody was chosen */
    val_put(&b, S("to"), val_int(to));
    if (web_field(w, "note").n)
        val_put(&b, S("note"), val_str(web_field(w, "note")));
    w->in = val_done(&b);
    return OK;
}

/* What was refused, on the page of the task: opening it once more is traced as every look. */
err task_again(struct web *w)
{
    if (w->status != 422)
        return web_refused(w);
    w->then_fn = show_task_refused;
    return open_task(w);
}

err show_task_refused(struct web *w)
{
    return task_show(w, 422);
}

err to_task(struct web *w)
{
    return web_redirect(
        w, str_fmt(w->a, "/desk/tasks/%lld", (long long)val_get_i64(w->out, S("task"), 0)));
}

err to_desk(struct web *w)
{
    return web_redirect(w, S("/desk"));
}

/* ---- files ---- */

err show_file(struct web *w)
{
    struct desk_task *x = ARENA_NEW(w->a, struct desk_task);
    struct q_case_file f;
    int64_t id = 0;
    sha256 hash;
    val facts;
    str bytes;

    x->w = w;
    TRY(load(x));
    if (failed(str_to_i64(web_param(w, "file"), &id)))
        return REFUSED(ERR_MISSING);
    TRY(q_case_file(w->db, id, &f));
    if (!f.found || f.case_id != x->c.id || !str_eq(f.state, S(FILE_CHECKED)) ||
        f.hash.n != sizeof hash.b)
        return REFUSED(ERR_MISSING);
    memcpy(hash.b, f.hash.p, sizeof hash.b);
    TRY(case_file_facts(w->a, &f, &x->key, &facts));
    TRY(file_get(w->a, w->boot->data, &x->key, &hash, &bytes));
    TRY(web_bytes(w, 200, val_get_text(facts, S("type")), bytes));
    w->reply.download = val_get_text(facts, S("name"));
    w->reply.cache = CACHE_NEVER;
    return OK;
}
