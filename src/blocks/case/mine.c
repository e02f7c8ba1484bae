/* The applicant's cases: the list, and one case with everything that is known about it. */
#include "blocks/case/appeal.h"
#include "blocks/case/claims.h"
#include "blocks/case/files.h"
#include "blocks/case/fill.h"
#include "blocks/case/keep.h"
#include "blocks/case/keyed.h"
#include "blocks/case/origin.h"
#include "blocks/case/others.h"
#include "blocks/case/pages.h"
#include "blocks/case/party.h"
#include "form/party.h"
#include "blocks/case/ruling.h"
#include "blocks/case/wrong.h"
#include "blocks/document/document.h"
#include "act/event.h"
#include "act/store.h"
#include "bpmn/diagram.h"
#include "bpmn/model.h"

static enum word_id state_word(str state, const char **colour)
{
    static const struct {
        const char *state;
        enum word_id word;
        const char *colour;
    } t[] = { { CASE_SUBMITTED, W_case_state_submitted, "blue" },
              { CASE_WAITING, W_case_state_waiting, "yellow" },
              { CASE_IN_FORCE, W_case_state_in_force, "green" },
              { CASE_DECIDED, W_case_state_decided, "green" },
              { CASE_WITHDRAWN, W_case_state_withdrawn, "grey" } };

    FOR_EACH(t, c)
        if (str_eq(state, str_z(c->state))) {
            *colour = c->colour;
            return c->word;
        }
    *colour = "grey";
    return W_case_state_submitted;
}

static str title_of(struct web *w, str service)
{
    const struct service *v = site_service(w->site, service);

    return v ? site_text(w->site, v->title, w->lang) : service;
}

static day local_day(struct web *w, int64_t ms)
{
    return zone_day(w->boot->zone, (instant){ ms });
}

static err todos_part(struct web *w, struct v_case_mine *v)
{
    const struct todo *all;
    size_t n;

    TRY(fill_todo(w, &all, &n));
    struct v_case_mine_todo *t = ARENA_ARRAY(w->a, struct v_case_mine_todo, n + 1);
    for (size_t i = 0; i < n; i++)
        t[i] = (struct v_case_mine_todo){ .name = all[i].name,
                                          .service = all[i].service,
                                          .number = all[i].number,
                                          .has_due = all[i].due != 0,
                                          .due = local_day(w, all[i].due),
                                          .href = web_url(w, "%.*s", STR_ARG(all[i].path)) };
    v->todos = t;
    v->todos_n = n;
    return OK;
}

/* A case that somebody began, or takes part in. */
static void mine_add(struct web *w, struct v_case_mine *v, const struct q_cases_joined_row *r,
                     struct v_case_mine_draft *drafts, struct v_case_mine_item *items)
{
    const char *colour;

    if (str_eq(r->state, S(CASE_DRAFT))) {
        drafts[v->drafts_n++] =
            (struct v_case_mine_draft){ .name = r->draft,
                                        .service = title_of(w, r->service),
                                        .changed = { r->changed },
                                        .href = web_url(w, "/drafts/%.*s", STR_ARG(r->draft)) };
        return;
    }
    enum word_id state = state_word(r->state, &colour);
    items[v->cases_n++] =
        (struct v_case_mine_item){ .number = r->number,
                                   .service = title_of(w, r->service),
                                   .state = state,
                                   .colour = str_z(colour),
                                   .submitted = { r->submitted },
                                   .has_expected = str_eq(r->state, S(CASE_SUBMITTED)),
                                   .expected = local_day(w, r->expected),
                                   .href = web_url(w, "/cases/%.*s", STR_ARG(r->number)) };
}

err show_mine(struct web *w)
{
    enum { MOST = 200 };
    struct q_cases_of_account all;
    struct q_cases_joined joins;
    struct v_case_mine v = { 0 };

    TRY(q_cases_of_account(w->db, w->who.account, MOST, &all));
    TRY(q_cases_joined(w->db, w->who.account, MOST, &joins));
    TRY(todos_part(w, &v));
    size_t n = all.n + joins.n + 1;
    struct v_case_mine_item *items = ARENA_ARRAY(w->a, struct v_case_mine_item, n);
    struct v_case_mine_draft *drafts = ARENA_ARRAY(w->a, struct v_case_mine_draft, n);
    for (size_t i = 0; i < all.n; i++) {
        const struct q_cases_of_account_row *r = &all.v[i];
        struct q_cases_joined_row own = { .draft = r->draft,
                                          .number = r->number,
                                          .service = r->service,
                                          .state = r->state,
                                          .changed = r->changed,
                                          .submitted = r->submitted,
                                          .expected = r->expected };
        mine_add(w, &v, &own, drafts, items);
    }
    for (size_t i = 0; i < joins.n; i++)
        mine_add(w, &v, &joins.v[i], drafts, items);
    v.cases = items;
    v.drafts = drafts;
    w->page.private = true;
    w->page.nav_current = S("/cases");
    return WEB_SHOW(w, case_mine, &v, 200);
}

/* ---- one case ---- */

struct showing {
    struct web *w;
    struct q_case c;
    struct data_key key;
    const struct service *s;
    str party;    /* whose eyes see it; empty: the applicant's */
    int64_t task; /* an office reads it as the file of an appeal; 0: who takes part does */
    val answers;
    struct v_case_page v;
};

static str step_label(void *user, str element)
{
    struct showing *x = user;
    const struct bpmn_node *n = x->s->process ? bpmn_node(x->s->process->bpmn, element) : NULL;
    str own =
        x->s->process ? words_get(x->s->process->words, x->w->lang, element, S("name")) : STR_NULL;

    return own.n ? own : n && n->name.n ? n->name : STR_NULL;
}

/* People follow what people do, and how it began and ended; what the machine did stands in the list
 * of all steps. */
static bool told_to_people(const struct outline_step *o, bool ended)
{
    bool person = str_eq(str_z(o->kind), S("user_task")),
         event = o->node->kind == BPMN_START || o->node->kind == BPMN_END;

    if (o->state == OUTLINE_PRESENT)
        return true;
    if (o->state == OUTLINE_DONE)
        return person || event;
    return person && !ended && o->state == OUTLINE_NEXT;
}

/* All that the picture shows: which model, in whose words, where its tokens stand. */
static str picture_key(struct showing *x, const struct bpmn *m, const struct bpmn_marks *marks)
{
    buf b;

    buf_init(&b, x->w->a, 512);
    buf_u64(&b, x->w->boot->site_generation);
    buf_lstr(&b, x->c.service);
    buf_lstr(&b, x->c.version);
    buf_lstr(&b, x->w->lang);
    buf_add(&b, str_of((const char *)marks->present, m->nodes_n * sizeof *marks->present));
    buf_add(&b, str_of((const char *)marks->visited, m->nodes_n * sizeof *marks->visited));
    buf_add(&b, str_of((const char *)marks->incident, m->nodes_n * sizeof *marks->incident));
    buf_add(&b, str_of((const char *)marks->taken, m->flows_n * sizeof *marks->taken));
    return buf_str(&b);
}

/* Drawn once for all cases that stand at the same place. */
static void picture(struct showing *x, const struct bpmn *m, const struct diagram_options *o)
{
    str key = picture_key(x, m, o->marks), drawn;
    buf svg;

    if (!kept_get(x->w->kept, x->w->a, key, &drawn)) {
        buf_init(&svg, x->w->a, 16 * KIB);
        if (failed(bpmn_svg(&svg, m, o)))
            return;
        drawn = buf_str(&svg);
        kept_put(x->w->kept, key, drawn);
    }
    x->v.picture = html_trusted(drawn);
}

static err process_part(struct showing *x)
{
    struct web *w = x->w;
    struct bpmn_marks marks;
    val instance;

    err e = process_state(w->a, w->db, w->boot, &x->c, &instance);
    if (failed(e))
        return e.class == ERR_CLASS_REFUSED ? OK : e;
    const struct bpmn *m = x->s->process->bpmn;
    TRY(bpmn_where(w->a, m, instance, &marks));
    memset(marks.incident, 0, m->nodes_n * sizeof *marks.incident); /* the desk's matter */
    struct diagram_options o = {
        .marks = &marks, .title = title_of(w, x->c.service), .label = step_label, .user = x
    };
    struct outline out = bpmn_outline(w->a, m, bpmn_main(m)->id, &o);
    struct v_case_page_step *steps = ARENA_ARRAY(w->a, struct v_case_page_step, out.n + 1);
    struct v_case_page_part *all = ARENA_ARRAY(w->a, struct v_case_page_part, out.n + 1);
    for (size_t i = 0; i < out.n; i++) {
        const struct outline_step *step = &out.v[i];
        bool now = step->state == OUTLINE_PRESENT, done = step->state == OUTLINE_DONE;
        if (now || done)
            all[x->v.parts_n++] =
                (struct v_case_page_part){ .name = step->name, .lane = step->lane };
        if (!told_to_people(step, marks.ended))
            continue;
        steps[x->v.steps_n++] = (struct v_case_page_step){ .name = step->name,
                                                           .lane = step->lane,
                                                           .now = now,
                                                           .current = now ? S("step") : S(""),
                                                           .done = done };
    }
    x->v.parts = all;
    x->v.steps = steps;
    picture(x, m, &o);
    return OK;
}

static err question_part(struct showing *x)
{
    struct q_questions all;
    val text;

    TRY(q_questions(x->w->db, x->c.id, &all));
    if (!all.n || all.v[all.n - 1].answered || !str_eq(x->c.state, S(CASE_WAITING)))
        return OK;
    TRY(key_open(x->w->a, &x->key, "question.text", all.v[all.n - 1].text, &text));
    x->v.question = val_text(text);
    x->v.has_question = true;
    x->v.answer_error = web_refusal_of(x->w, "answer");
    x->v.answer_text = x->w->refused ? web_field(x->w, "answer") : S("");
    return OK;
}

/* Tasks that are the applicant's. */
static err tasks_part(struct showing *x)
{
    struct q_tasks_of_case all;
    struct web *w = x->w;

    TRY(q_tasks_of_case(w->db, x->c.id, &all));
    struct v_case_page_todo *t = ARENA_ARRAY(w->a, struct v_case_page_todo, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        struct q_fill begun;
        if (task_whose(all.v[i].groups) != TASK_OF_APPLICANT || !str_eq(all.v[i].state, S("open")))
            continue;
        TRY(q_fill(w->db, all.v[i].id, &begun));
        str own = step_label(x, all.v[i].element);
        t[x->v.todos_n++] = (struct v_case_page_todo){ .name = own.n ? own : all.v[i].element,
                                                       .has_due = all.v[i].due != 0,
                                                       .due = local_day(w, all.v[i].due),
                                                       .begun = begun.found,
                                                       .href = web_url(w, "/cases/%.*s/tasks/%lld",
                                                                       STR_ARG(x->c.number),
                                                                       (long long)all.v[i].id) };
    }
    x->v.todos = t;
    x->v.sent = !x->v.todos_n && web_query(w, "sent").n > 0;
    return OK;
}

/* The forms of the process that the applicant has sent. */
static err sent_part(struct showing *x)
{
    const struct form_sent *all;
    struct web *w = x->w;
    size_t n;

    TRY(fill_forms_sent(w, &x->c, &x->key, x->s, &all, &n));
    struct v_case_page_form *f = ARENA_ARRAY(w->a, struct v_case_page_form, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct v_case_page_given *g = ARENA_ARRAY(w->a, struct v_case_page_given, all[i].n + 1);
        f[i] = (struct v_case_page_form){ .title = all[i].title, .at = all[i].at, .rows = g };
        for (size_t k = 0; k < all[i].n; k++)
            if (all[i].rows[k].display.n)
                g[f[i].rows_n++] = (struct v_case_page_given){
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

static err answers_part(struct showing *x)
{
    struct web *w = x->w;
    struct form_env env;
    struct form_row *rows;

    TRY(case_answers(w->a, &x->c, &x->key, &x->answers));
    case_page_env(&env, w, x->s, val_null(), val_null());
    size_t n = form_summary(x->s->forms[0].form, x->answers, &env, &rows);
    struct v_case_page_row *out = ARENA_ARRAY(w->a, struct v_case_page_row, n + 1);
    for (size_t i = 0; i < n; i++)
        if (rows[i].display.n && (!rows[i].reserved || str_eq(rows[i].party, x->party)))
            out[x->v.rows_n++] = (struct v_case_page_row){
                .label = party_label(w->a, w->site, x->s, rows[i].party, rows[i].label, w->lang),
                .value = rows[i].display,
                .drawn =
                    drawn_picture(&w->page, rows[i].drawn, val_get_text(rows[i].value, S("name")))
            };
    x->v.rows = out;
    return OK;
}

enum word_id case_event_word(str type)
{
    static const struct {
        const char *type;
        enum word_id word;
    } t[] = { { "case.submitted", W_case_event_submitted },
              { "case.asked", W_case_event_asked },
              { "case.answered", W_case_event_answered },
              { "case.form_asked", W_case_event_form_asked },
              { "case.form_sent", W_case_event_form_sent },
              { "case.form_gone", W_case_event_form_gone },
              { "case.withdrawn", W_case_event_withdrawn },
              { "case.decided", W_case_event_decided },
              { "case.ended", W_case_event_ended },
              { "case.task_done", W_case_event_task_done },
              { "case.appealed", W_case_event_appealed },
              { "case.appeal_over", W_case_event_appeal_over },
              { "case.suspended", W_case_event_suspended },
              { "case.resumed", W_case_event_resumed },
              { "case.reopened", W_case_event_reopened },
              { "case.joined", W_case_event_joined },
              { "case.helped", W_case_event_helped },
              { "case.help_ended", W_case_event_help_ended },
              { "case.party_gone", W_case_event_party_gone },
              { "case.signed", W_case_event_signed },
              { "case.unsigned", W_case_event_unsigned },
              { "case.signatures_fell", W_case_event_fell },
              { "case.outside_asked", W_case_event_outside_asked },
              { "case.outside_done", W_case_event_outside_done },
              { "case.exchange_asked", W_case_event_outside_asked },
              { "case.exchange_told", W_case_event_outside_done },
              { "case.outside_error", W_case_event_outside_done },
              { "case.fee_asked", W_case_event_fee_asked },
              { "case.fee_waived", W_case_event_fee_waived },
              { "case.fee_paid", W_case_event_fee_paid },
              { "case.fee_withdrawn", W_case_event_fee_withdrawn },
              { "case.fee_returned", W_case_event_fee_returned },
              { "case.correction_begun", W_case_event_correction_begun },
              { "case.correction_ended", W_case_event_correction_ended },
              { "case.account_changed", W_case_event_account_changed } };

    FOR_EACH(t, c)
        if (str_eq(type, str_z(c->type)))
            return c->word;
    return W_NONE;
}

/* What only the desk needs to see of a case's history besides. */
enum word_id case_desk_event_word(str type)
{
    static const struct {
        const char *type;
        enum word_id word;
    } t[] = { { "case.form_asked", W_case_event_applicant_asked },
              { "case.form_sent", W_case_event_applicant_sent },
              { "case.form_gone", W_case_event_applicant_free },
              { "case.handed_over", W_case_event_handed_over },
              { "case.delegated", W_case_event_delegated },
              { "case.resolved", W_case_event_resolved },
              { "case.escalated", W_case_event_escalated },
              { "case.noted", W_case_event_noted },
              { "case.held", W_case_event_held },
              { "case.freed", W_case_event_freed },
              { "case.task_asked", W_case_event_task_asked },
              { "case.incident", W_case_event_incident },
              { "case.incident_handled", W_case_event_incident_handled },
              { "case.migrated", W_case_event_migrated } };

    FOR_EACH(t, c)
        if (str_eq(type, str_z(c->type)))
            return c->word;
    return case_event_word(type);
}

/* A step that failed is ours to mend: said, without saying which and how. */
static err trouble_part(struct showing *x)
{
    struct q_incidents all;

    TRY(q_incidents(x->w->db, x->c.id, &all));
    for (size_t i = 0; i < all.n; i++)
        x->v.trouble |= str_eq(all.v[i].state, S("open"));
    return OK;
}

static err history_part(struct showing *x)
{
    const struct q_case_past *ev;

    TRY(case_past(x->w, x->c.id, &ev));
    struct v_case_page_entry *h = ARENA_ARRAY(x->w->a, struct v_case_page_entry, ev->n + 1);
    for (size_t i = 0; i < ev->n; i++) {
        enum word_id word = case_event_word(ev->v[i].type);
        if (word == W_NONE)
            continue;
        h[x->v.history_n++] = (struct v_case_page_entry){ .what = word, .at = { ev->v[i].at } };
        if (word == W_case_event_submitted)
            x->v.leaf = ev->v[i].leaf;
    }
    x->v.history = h;
    size_t n = x->v.history_n;
    if (x->v.has_expected && n && h[n - 1].what == W_case_event_outside_asked)
        x->v.next = word0(x->w->page.words, W_case_next_outside); /* nobody here works on it */
    return OK;
}

static err documents_part(struct showing *x)
{
    const struct document_facts *d;
    size_t n;
    struct web *w = x->w;

    TRY(documents_of_case(w->db, w->a, x->c.id, &d, &n));
    struct v_case_page_document *out = ARENA_ARRAY(w->a, struct v_case_page_document, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool valid = str_eq(d[i].state, S("valid"));
        if (!x->task && d[i].account != w->who.account)
            continue; /* a document for somebody else is not told of */
        str code;
        TRY(document_code(w->db, w->a, d[i].id, &x->key, &code));
        out[x->v.documents_n++] = (struct v_case_page_document){
            .title = document_title(w->site, d[i].service, d[i].kind, w->lang),
            .number = d[i].number,
            .by = d[i].replaced_by,
            .check = web_url(w, "/verify/%.*s", STR_ARG(code)),
            .ready = d[i].ready,
            .href = x->task ? web_url(w, "/desk/tasks/%lld/appealed/documents/%.*s",
                                      (long long)x->task, STR_ARG(d[i].number))
                            : web_url(w, "/documents/%.*s", STR_ARG(d[i].number)),
            .state = !d[i].ready                         ? W_case_document_making
                     : valid                             ? W_case_document_issued
                     : str_eq(d[i].state, S("replaced")) ? W_case_document_replaced
                                                         : W_case_document_revoked,
            .colour = !d[i].ready ? S("grey")
                      : valid     ? S("green")
                                  : S("red")
        };
    }
    x->v.documents = out;
    return OK;
}

static err corrections_part(struct showing *x)
{
    struct correction_row *c;
    size_t n;

    TRY(wrong_on_page(x->w, x->c.id, !x->task, &c, &n));
    struct v_case_page_fixed *v = ARENA_ARRAY(x->w->a, struct v_case_page_fixed, n + 1);
    for (size_t i = 0; i < n; i++)
        v[i] = (struct v_case_page_fixed){ c[i].text, c[i].state, c[i].colour, c[i].href };
    x->v.corrections = v;
    x->v.corrections_n = n;
    return OK;
}

static err claims_part(struct showing *x)
{
    const struct port_claims *port = x->w->boot->ports.claims;
    const struct case_claim *c;
    size_t n = 0;

    if (!port)
        return OK;
    TRY(port->of_case(x->w, x->c.id, x->c.number, &c, &n));
    struct v_case_page_claim *out = ARENA_ARRAY(x->w->a, struct v_case_page_claim, n + 1);
    for (size_t i = 0; i < n; i++)
        out[i] = (struct v_case_page_claim){ .title = c[i].title,
                                             .amount = c[i].amount,
                                             .state = c[i].state,
                                             .colour = str_z(c[i].colour),
                                             .has_due = c[i].open,
                                             .due = c[i].due,
                                             .href = c[i].href };
    for (size_t i = 0; i < n; i++)
        if (c[i].open) /* nobody works on it before that */
            x->v.next = word0(x->w->page.words, W_case_next_fee);
    x->v.claims = out;
    x->v.claims_n = n;
    return port->pays(x->w, x->c.id, x->c.number, &x->v.payments);
}

static err files_part(struct showing *x)
{
    struct web *w = x->w;
    struct q_case_files all;

    TRY(q_case_files(w->db, x->c.id, &all));
    struct v_case_page_file *f = ARENA_ARRAY(w->a, struct v_case_page_file, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        val facts;
        if (x->s && party_hidden(x->s->forms[0].form, all.v[i].field, x->party))
            continue;
        if (all.v[i].desk && !x->task)
            continue; /* the office's own */
        TRY(key_open(w->a, &x->key, "case_file.facts", all.v[i].facts, &facts));
        f[x->v.files_n++] = (struct v_case_page_file){
            .name = val_get_text(facts, S("name")),
            .detail = file_said(w, val_get_text(facts, S("type")), all.v[i].size, all.v[i].state,
                                all.v[i].note),
            .shown = !str_eq(all.v[i].state, S(FILE_REFUSED)),
            .href = x->task ? web_url(w, "/desk/tasks/%lld/appealed/files/%lld", (long long)x->task,
                                      (long long)all.v[i].id)
                            : web_url(w, "/cases/%.*s/files/%lld", STR_ARG(x->c.number),
                                      (long long)all.v[i].id)
        };
    }
    x->v.files = f;
    return OK;
}

/* What the rules made of an officer's work is a proposal, as a refusal that a second person has to
 * confirm: until the case is decided it is not told; in force, until it is decided anew.  Ids are
 * given in order. */
static err rulings_told(struct showing *x, struct q_rulings *all)
{
    const struct q_case_past *ev;
    size_t n = 0;

    if (x->c.decided && !case_runs(x->c.state))
        return OK;
    if (x->c.decided) {
        while (n < all->n && all->v[n].at <= x->c.decided)
            n++;
        all->n = n;
        return OK;
    }
    TRY(case_past(x->w, x->c.id, &ev));
    for (size_t i = 0; i < ev->n; i++) {
        if (!str_eq(ev->v[i].type, S("case.task_done")))
            continue;
        while (n < all->n && all->v[n].id < ev->v[i].id)
            n++;
        all->n = n;
        break;
    }
    return OK;
}

static err rulings_part(struct showing *x)
{
    struct web *w = x->w;
    struct course k;

    TRY(course_of(w, &x->c, &x->key, x->s, &k));
    struct q_rulings told = k.rulings, *all = &told;
    TRY(rulings_told(x, all));
    struct v_case_page_ruling *r = ARENA_ARRAY(w->a, struct v_case_page_ruling, all->n + 1);
    for (size_t i = 0; i < all->n; i++) {
        struct v_case_page_ruling *to = &r[x->v.rulings_n];
        val why;
        if (party_ruled(w->a, x->s, all->v[i].decision, x->party))
            continue;
        TRY(key_open(w->a, &x->key, "ruling.explanation", all->v[i].explanation, &why));
        *to = (struct v_case_page_ruling){ .title = step_label(x, all->v[i].element) };
        RULING_TELL(&k, &all->v[i], why, to);
        x->v.rulings_n++;
    }
    x->v.rulings = r;
    const struct service *now = site_service(w->site, x->c.service);
    if (now && !now->broken && now->n_decisions)
        x->v.rules = web_url(w, "/services/%.*s/rules", STR_ARG(now->id));
    return OK;
}

static void facts_part(struct showing *x)
{
    struct web *w = x->w;
    const struct q_case *c = &x->c;
    const struct office *o = site_office(w->site, c->authority);
    const char *colour;

    x->v.number = c->number;
    x->v.service = title_of(w, c->service);
    x->v.state = state_word(c->state, &colour);
    x->v.colour = str_z(colour);
    x->v.fresh = web_query(w, "new").n > 0;
    x->v.submitted = (instant){ c->submitted };
    x->v.paused = c->paused != 0;
    x->v.has_expected = case_runs(c->state) && !c->decided;
    x->v.expected = local_day(w, c->expected);
    x->v.may_withdraw = x->v.has_expected && !x->party.n;
    x->v.office = o ? site_text(w->site, o->name, w->lang) : S("");
    x->v.telephone = o ? o->telephone : S("");
    x->v.receipt = web_url(w, "/cases/%.*s/receipt", STR_ARG(c->number));
    bool waits = str_eq(c->state, S(CASE_WAITING)) && !x->party.n; /* for the applicant alone */
    enum word_id next = waits                                 ? W_case_next_waiting
                        : str_eq(c->state, S(CASE_IN_FORCE))  ? W_case_next_in_force
                        : str_eq(c->state, S(CASE_DECIDED))   ? W_case_next_decided
                        : str_eq(c->state, S(CASE_WITHDRAWN)) ? W_case_next_withdrawn
                                                              : W_case_next_submitted;
    x->v.next = word0(w->page.words, next);
    if (c->decided && !str_eq(c->state, S(CASE_WITHDRAWN)) && !x->party.n)
        x->v.rate = web_url(w, "/cases/%.*s/rating", STR_ARG(c->number));
    if (x->s && c->decided && !str_eq(c->state, S(CASE_WITHDRAWN)))
        x->v.appeal = site_text(w->site, x->s->appeal.how, w->lang);
}

/* Who took part, and when each signed. */
static err parties_part(struct showing *x)
{
    struct web *w = x->w;
    struct party_state *all;
    size_t n;

    if (!x->s->n_parties)
        return OK;
    TRY(party_states(w->db, w->a, w->site, &x->c, &x->key, x->s, w->lang, x->answers, NULL, &all,
                     &n));
    struct v_case_page_party *p = ARENA_ARRAY(w->a, struct v_case_page_party, n);
    for (size_t i = 0; i < n; i++) {
        bool mine = all[i].p && str_eq(all[i].id, x->party);
        x->v.may_unsign |= mine && all[i].valid && x->v.has_expected;
        if (all[i].name.n)
            p[x->v.parties_n++] = (struct v_case_page_party){
                .title = all[i].p ? all[i].title : word0(w->page.words, W_case_party_applicant),
                .name = all[i].name,
                .has_signed_at = all[i].valid,
                .signed_at = all[i].signed_at
            };
    }
    x->v.parties = p;
    return OK;
}

static str kept_day(const struct showing *x, const struct retention *r)
{
    struct web *w = x->w;
    int64_t until = x->c.expires ? x->c.expires : keep_until(w->boot, r, (instant){ x->c.changed });

    if (until < 0)
        return word0(w->page.words, W_case_kept_for_good);
    val day = val_with(w->a, val_null(), S("day"), val_day(local_day(w, until - 1)));
    return word(w->a, w->page.words,
                r->then == RETAIN_ERASE ? W_case_kept_until : W_case_kept_archive, day);
}

/* How long it is kept, once it has ended; before the job has set the day, as the service says it.
 * While it is held no day is named: it does not end then. */
static err kept_told(struct showing *x)
{
    const struct retention *r = x->s ? &x->s->case_retention : NULL;
    struct q_hold held;

    x->v.kept = S("");
    if (case_runs(x->c.state) || !r || !r->set)
        return OK;
    TRY(q_hold(x->w->db, x->c.id, &held));
    x->v.kept = held.found ? word0(x->w->page.words, W_case_kept_held) : kept_day(x, r);
    return OK;
}

/* All parts of the page but those that ask the applicant for something. */
/* Other agencies that it waits for: their delay is theirs, and everybody sees whose. */
static err others_part(struct showing *x)
{
    const struct port_others *port = x->w->boot->ports.others;
    const struct other_wait *all;
    size_t n;
    url href;

    if (!port)
        return OK;
    TRY(port->waits(x->w, x->c.id, &all, &n));
    struct v_case_page_other *v = ARENA_ARRAY(x->w->a, struct v_case_page_other, n + 1);
    for (size_t i = 0; i < n; i++) {
        str clause = all[i].ground.n ? ruling_clause(x->w, all[i].ground, &href) : STR_NULL;
        v[i] = (struct v_case_page_other){ .agency = all[i].agency,
                                           .since = all[i].since,
                                           .has_owed = all[i].owed.n != 0,
                                           .owed = all[i].owed,
                                           .over = all[i].over,
                                           .stands = all[i].stands,
                                           .ground = clause.p ? clause : all[i].ground };
    }
    x->v.others = v;
    x->v.others_n = n;
    return OK;
}

static err case_parts(struct showing *x)
{
    x->s = case_service(x->w->boot, &x->c);
    facts_part(x);
    TRY(kept_told(x));
    TRY(others_part(x));
    TRY(keyed_told(x->w, &x->c, x->v.office, &x->v.keyed));
    if (!x->v.keyed.n)
        TRY(help_told(x->w, &x->c, &x->key, &x->v.keyed));
    if (x->s) {
        TRY(process_part(x));
        TRY(answers_part(x));
        TRY(parties_part(x));
        TRY(sent_part(x));
        TRY(rulings_part(x));
    }
    TRY(history_part(x));
    TRY(documents_part(x));
    return files_part(x);
}

static err case_page(struct showing *x, int status)
{
    struct web *w = x->w;

    w->page.private = true;
    w->page.problem = w->refused;
    return WEB_SHOW(w, case_page, &x->v, status);
}

static err case_show(struct web *w, int status)
{
    struct showing *x = ARENA_NEW(w->a, struct showing);

    x->w = w;
    TRY(party_of_route(w, "number", &x->c, &x->key, &x->party));
    if (str_eq(x->c.state, S(CASE_DRAFT)))
        return web_redirect(w, str_fmt(w->a, "/drafts/%.*s", STR_ARG(x->c.draft)));
    TRY(case_parts(x));
    if (x->s)
        TRY(tasks_part(x));
    if (!x->party.n)
        TRY(corrections_part(x));
    if (!x->party.n)
        TRY(question_part(x));
    if (!x->party.n)
        TRY(appeal_on_page(w, &x->c, false, &x->v));
    TRY(trouble_part(x));
    TRY(claims_part(x));
    x->v.back = web_url(w, "/cases");
    w->page.nav_current = S("/cases");
    return case_page(x, status);
}

err case_file_show(struct web *w, const struct q_case *c, const struct data_key *key, int64_t task)
{
    struct showing *x = ARENA_NEW(w->a, struct showing);

    *x = (struct showing){ .w = w, .c = *c, .key = *key, .party = S(""), .task = task };
    TRY(case_parts(x));
    TRY(appeal_on_page(w, c, true, &x->v));
    x->v.desk = true;
    x->v.back = web_url(w, "/desk/tasks/%lld", (long long)task);
    x->v.may_withdraw = x->v.may_unsign = x->v.fresh = false;
    x->v.rate = (url){ 0 };
    x->v.appeal = S("");
    w->page.nav_current = S("/desk");
    return case_page(x, 200);
}

err show_case(struct web *w)
{
    return case_show(w, 200);
}

err case_again(struct web *w)
{
    return w->status == 422 ? case_show(w, 422) : web_refused(w);
}

err to_case(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/cases/%.*s", STR_ARG(web_param(w, "number"))));
}
