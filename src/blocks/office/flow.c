/* A case as its process: where it stands, which steps failed, and what may be done about them; the
 * office's figures drawn into the same picture.  Numbers and steps, nothing of a person. */
#include "blocks/case/fill.h"
#include "blocks/office/own.h"
#include "blocks/identity/identity.h"
#include "bpmn/diagram.h"
#include "os/zone.h"

enum { LIST_MOST = 100, COUNT_MOST = 1000, DAY_MS = 86400000 };

static bool repairs_somewhere(struct web *w)
{
    for (size_t i = 0; i < w->who.nroles; i++)
        if (work_repairs(w->site, &w->who, w->who.roles[i].office))
            return true;
    return false;
}

static bool first_of_office(struct web *w, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(w->who.roles[k].office, w->who.roles[i].office))
            return false;
    return true;
}

err incidents_count(struct web *w, int64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < w->who.nroles; i++) {
        struct q_desk_incident_count c;
        if (!first_of_office(w, i))
            continue;
        TRY(q_desk_incident_count(w->db, w->who.roles[i].office, COUNT_MOST, &c));
        *out += c.n;
    }
    return OK;
}

err show_incidents(struct web *w)
{
    VEC(struct v_desk_incidents_row) rows = { 0 };
    struct v_desk_incidents v = { .repairs = repairs_somewhere(w) };

    if (!w->who.nroles)
        return web_error(w, 403);
    TRY(incidents_count(w, &v.count));
    for (size_t i = 0; i < w->who.nroles; i++) {
        struct q_desk_incidents all;
        if (!first_of_office(w, i))
            continue;
        TRY(q_desk_incidents(w->db, w->who.roles[i].office, w->who.person, 0, LIST_MOST, &all));
        for (size_t k = 0; k < all.n; k++) {
            str number = all.v[k].number.p ? all.v[k].number : S("");
            *vec_push(&rows, w->a) = (struct v_desk_incidents_row){
                .number = number,
                .service = service_title(w, all.v[k].service),
                .step = task_name(w, site_service(w->site, all.v[k].service), all.v[k].element),
                .at = { all.v[k].at },
                .href = web_url(w, "/desk/cases/%.*s", STR_ARG(number))
            };
        }
    }
    v.rows = rows.v;
    v.rows_n = rows.n;
    OFFICE_SEND(w, desk_incidents, &v, 200);
}

/* Arguments as the reader knows them: elements by their names, reasons by their sentences. */
static val said_args(struct web *w, const struct service *s, val told)
{
    val_builder b = val_build(w->a);

    for (uint32_t i = 0; told.tag == V_CONTEXT && i < told.c->n; i++) {
        str name = told.c->e[i].key, text = val_text(told.c->e[i].value);
        enum word_id why = str_eq(name, S("why")) ? word_find(text) : W_NONE;
        if (str_eq(name, S("at")))
            text = task_name(w, s, text);
        str about = val_get_text(told, S("about"));
        if (why != W_NONE)
            text = word0(w->page.words, why);
        if (why != W_NONE && about.n) {
            struct val_entry args[] = { { S("reason"), val_str(text) },
                                        { S("what"), val_str(about) } };
            text = page_word_str(&w->page, W_feel_null_about, args, LEN(args));
        }
        val_put(&b, name, val_str(text));
    }
    return val_done(&b);
}

str incident_said(struct web *w, const struct service *s, str told, str text)
{
    val v;

    if (!told.n || failed(val_from_json(w->a, told, NULL, &v, NULL)))
        return text;
    enum word_id id = word_find(val_get_text(v, S("key")));
    return id == W_NONE ? text : word(w->a, w->page.words, id, said_args(w, s, v));
}

/* ---- one case ---- */

struct flow {
    struct web *w;
    struct q_case c;
    const struct service *s;
    const struct figure *figures;
    size_t figures_n;
    struct v_desk_case v;
};

/* The picture's own names stand where nothing is said: flows and lanes have none, or their own. */
static str label_of(void *user, str element)
{
    struct flow *x = user;
    const struct bpmn_node *n = bpmn_node(x->s->process->bpmn, element);
    str own = words_get(x->s->process->words, x->w->lang, element, S("name"));

    return own.n ? own : n && n->name.n ? n->name : STR_NULL;
}

static const struct figure *figure_of(const struct flow *x, str element)
{
    for (size_t i = 0; i < x->figures_n; i++)
        if (str_eq(x->figures[i].element, element))
            return &x->figures[i];
    return NULL;
}

static str figure_text(struct web *w, const struct figure *f, enum word_id word_key)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("here"), val_int(f->here));
    val_put(&b, S("days"), val_int(f->median));
    return word(w->a, w->page.words, word_key, val_done(&b));
}

static str badge_of(void *user, str element)
{
    struct flow *x = user;
    const struct figure *f = figure_of(x, element);

    return f && (f->here || f->done) ? figure_text(x->w, f, W_office_figure_badge) : STR_NULL;
}

/* The case, for somebody with a role in its office whom it does not concern. */
static err flow_open(struct web *w, struct flow *x)
{
    bool concerned = false;

    x->w = w;
    TRY(case_find(w->db, web_param(w, "number"), &x->c));
    if (!x->c.number.p || str_eq(x->c.state, S(CASE_ERASED)) ||
        !works_at(&w->who, x->c.authority) || !w->who.person)
        return REFUSED(ERR_MISSING);
    TRY(case_concerns_in(w->db, w->site, x->c.id, w->who.person, &concerned));
    if (concerned)
        return REFUSED(ERR_MISSING);
    x->s = case_service(w->boot, &x->c);
    return x->s && x->s->process ? OK : REFUSED(ERR_MISSING);
}

static err incidents_part(struct flow *x)
{
    struct q_incidents all;
    struct web *w = x->w;

    TRY(q_incidents(w->db, x->c.id, &all));
    struct v_desk_case_incident *v = ARENA_ARRAY(w->a, struct v_desk_case_incident, all.n + 1);
    struct v_desk_case_handled *h = ARENA_ARRAY(w->a, struct v_desk_case_handled, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        str step = task_name(w, x->s, all.v[i].element);
        if (str_eq(all.v[i].state, S("open")))
            v[x->v.incidents_n++] = (struct v_desk_case_incident){
                .token = all.v[i].token,
                .step = step,
                .code = all.v[i].code,
                .text = incident_said(w, x->s, all.v[i].told, all.v[i].text),
                .inputs = web_url(w, "/desk/cases/%.*s/inputs/%lld", STR_ARG(x->c.number),
                                  (long long)all.v[i].token),
                .at = { all.v[i].at }
            };
        else if (all.v[i].handled.n)
            h[x->v.handled_n++] = (struct v_desk_case_handled){
                .step = step,
                .at = { all.v[i].handled_at },
                .how = str_eq(all.v[i].handled, S("skip"))      ? W_office_handled_skip
                       : str_eq(all.v[i].handled, S("move"))    ? W_office_handled_move
                       : str_eq(all.v[i].handled, S("correct")) ? W_office_handled_correct
                                                                : W_office_handled_retry
            };
    }
    x->v.incidents = v;
    x->v.handled = h;
    return OK;
}

/* Tasks that are the applicant's: they stand on no desk. */
static err waits_part(struct flow *x)
{
    struct q_tasks_of_case all;
    struct web *w = x->w;

    TRY(q_tasks_of_case(w->db, x->c.id, &all));
    struct v_desk_case_wait *v = ARENA_ARRAY(w->a, struct v_desk_case_wait, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        if (task_whose(all.v[i].groups) == TASK_OF_APPLICANT && str_eq(all.v[i].state, S("open")))
            v[x->v.waits_n++] =
                (struct v_desk_case_wait){ .step = task_name(w, x->s, all.v[i].element),
                                           .since = { all.v[i].created },
                                           .has_due = all.v[i].due != 0,
                                           .due =
                                               zone_day(w->boot->zone, (instant){ all.v[i].due }) };
    x->v.waits = v;
    return OK;
}

/* Where a case may be taken: what people and the machine do, not what holds it together. */
static bool may_go(const struct bpmn_node *n)
{
    return (n->kind >= BPMN_TASK && n->kind <= BPMN_CALL_ACTIVITY && !n->for_compensation &&
            n->kind != BPMN_EVENT_SUBPROCESS) ||
           n->kind == BPMN_END;
}

static void places(struct flow *x, const struct bpmn *m)
{
    struct v_desk_case_place *p = ARENA_ARRAY(x->w->a, struct v_desk_case_place, m->nodes_n + 1);

    for (uint32_t i = 0; i < m->nodes_n; i++)
        if (may_go(&m->nodes[i]))
            p[x->v.places_n++] =
                (struct v_desk_case_place){ m->nodes[i].id, task_name(x->w, x->s, m->nodes[i].id) };
    x->v.places = p;
}

static err picture_part(struct flow *x)
{
    struct web *w = x->w;
    const struct bpmn *m = x->s->process->bpmn;
    struct bpmn_marks marks;
    val instance;
    buf svg;

    TRY(process_state(w->a, w->db, w->boot, &x->c, &instance));
    TRY(bpmn_where(w->a, m, instance, &marks));
    struct diagram_options o = { .marks = &marks,
                                 .title = site_text(w->site, x->s->title, w->lang),
                                 .label = label_of,
                                 .user = x };
    struct outline out = bpmn_outline(w->a, m, bpmn_main(m)->id, &o);
    struct v_desk_case_step *steps = ARENA_ARRAY(w->a, struct v_desk_case_step, out.n + 1);
    for (size_t i = 0; i < out.n; i++)
        if (out.v[i].state == OUTLINE_PRESENT || out.v[i].state == OUTLINE_DONE)
            steps[x->v.steps_n++] =
                (struct v_desk_case_step){ .name = out.v[i].name,
                                           .lane = out.v[i].lane,
                                           .now = out.v[i].state == OUTLINE_PRESENT,
                                           .failed = out.v[i].incident };
    x->v.steps = steps;
    places(x, m);
    buf_init(&svg, w->a, 16 * KIB);
    if (!failed(bpmn_svg(&svg, m, &o)))
        x->v.picture = html_trusted(buf_str(&svg));
    return OK;
}

/* Until when it is kept, and who holds it; why they do is sealed, and stands in its history. */
static err kept_part(struct flow *x)
{
    struct web *w = x->w;
    struct q_hold held;

    x->v.kept_for_good = x->c.expires < 0;
    x->v.has_kept = x->c.expires > 0;
    x->v.kept = zone_day(w->boot->zone, (instant){ x->c.expires - 1 });
    TRY(q_hold(w->db, x->c.id, &held));
    if (!held.found)
        return OK;
    x->v.held = true;
    x->v.held_at = (instant){ held.at };
    x->v.held_mine = held.by_account == w->who.account;
    return identity_officer(w->db, w->a, held.by_account, &x->v.held_by);
}

static void problems(struct flow *x)
{
    struct web *w = x->w;
    struct v_desk_case_problem *p = ARENA_ARRAY(w->a, struct v_desk_case_problem, w->nrefusals + 1);

    for (size_t i = 0; i < w->nrefusals; i++)
        p[i].text = web_refusal_text(w, &w->refusals[i]);
    x->v.problems = p;
    x->v.problems_n = w->nrefusals;
}

static err flow_page(struct web *w, int status)
{
    struct flow *x = ARENA_NEW(w->a, struct flow);
    const struct service *newest;

    TRY(flow_open(w, x));
    newest = site_service(w->site, x->c.service);
    x->v.number = x->c.number;
    x->v.service = site_text(w->site, x->s->title, w->lang);
    x->v.repairs = work_repairs(w->site, &w->who, x->c.authority);
    bool running = case_runs(x->c.state);
    x->v.older = running && x->v.repairs && newest && !newest->broken && newest->process &&
                 !str_eq(newest->version, x->c.version);
    x->v.version = newest ? newest->version : S("");
    x->v.figures = web_url(w, "/desk/figures/%.*s", STR_ARG(x->c.service));
    TRY(waits_part(x));
    TRY(incidents_part(x));
    TRY(picture_part(x));
    TRY(kept_part(x));
    x->v.hold_error = web_refusal_of(w, "reason");
    problems(x);
    w->page.problem = w->refused;
    OFFICE_SEND(w, desk_case, &x->v, status);
}

err show_flow(struct web *w)
{
    return flow_page(w, 200);
}

err flow_again(struct web *w)
{
    return w->status == 422 || w->status == 409 ? flow_page(w, w->status) : web_refused(w);
}

err to_flow(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/desk/cases/%.*s", STR_ARG(web_param(w, "number"))));
}

err repair_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    str token = web_field(w, "token"), reason = web_field(w, "reason");
    int64_t id = 0;

    if (!token.p || failed(str_to_i64(token, &id)))
        return REFUSED(ERR_MISSING);
    val_put(&b, S("number"), val_str(web_param(w, "number")));
    val_put(&b, S("token"), val_int(id));
    if (reason.p)
        val_put(&b, S("reason"), val_str(reason));
    w->in = val_done(&b);
    return OK;
}

err hold_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    str reason = web_field(w, "reason");

    val_put(&b, S("number"), val_str(web_param(w, "number")));
    val_put(&b, S("reason"), val_str(reason.p ? reason : S("")));
    w->in = val_done(&b);
    return OK;
}

err move_prepare(struct web *w)
{
    str to = web_field(w, "to");

    TRY(repair_prepare(w));
    w->in = val_with(w->a, w->in, S("to"), val_str(to.p ? to : S("")));
    return OK;
}

/* ---- figures ---- */

static struct figure *figure_at(struct figure *v, size_t *n, str element)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq(v[i].element, element))
            return &v[i];
    v[*n] = (struct figure){ .element = element };
    return &v[(*n)++];
}

/* The day by which half of those that passed had done so. */
static void medians(const struct q_step_pasts *past, struct figure *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t sum = 0;
        bool found = false;
        for (size_t k = 0; k < past->n && !found; k++) {
            if (!str_eq(past->v[k].element, v[i].element))
                continue;
            sum += past->v[k].n;
            found = 2 * sum >= v[i].done;
            if (found)
                v[i].median = past->v[k].days;
        }
    }
}

err figures_of(struct web *w, str service, const struct figure **out, size_t *n)
{
    struct q_step_counts here;
    struct q_step_pasts past;
    struct q_step_oldest oldest;

    *n = 0;
    TRY(q_step_counts(w->db, service, &here));
    TRY(q_step_pasts(w->db, service, &past));
    struct figure *v = ARENA_ARRAY(w->a, struct figure, here.n + past.n + 1);
    for (size_t i = 0; i < here.n; i++)
        figure_at(v, n, here.v[i].element)->here = here.v[i].here;
    for (size_t i = 0; i < past.n; i++)
        figure_at(v, n, past.v[i].element)->done += past.v[i].n;
    medians(&past, v, *n);
    TRY(q_step_oldest(w->db, service, &oldest));
    for (size_t i = 0; i < *n; i++)
        for (size_t k = 0; k < oldest.n; k++)
            if (str_eq(oldest.v[k].element, v[i].element))
                v[i].oldest_days = (w->now.ms - oldest.v[k].since) / DAY_MS;
    *out = v;
    return OK;
}

err show_figures(struct web *w)
{
    struct flow *x = ARENA_NEW(w->a, struct flow);
    struct v_desk_figures v = { 0 };
    buf svg;

    x->w = w;
    x->s = site_service(w->site, web_param(w, "service"));
    if (!x->s || !x->s->process || !works_at(&w->who, x->s->office))
        return REFUSED(ERR_MISSING);
    const struct bpmn *m = x->s->process->bpmn;
    TRY(figures_of(w, x->s->id, &x->figures, &x->figures_n));
    struct diagram_options o = { .title = site_text(w->site, x->s->title, w->lang),
                                 .label = label_of,
                                 .badge = badge_of,
                                 .user = x };
    struct outline out = bpmn_outline(w->a, m, bpmn_main(m)->id, &o);
    struct v_desk_figures_row *rows = ARENA_ARRAY(w->a, struct v_desk_figures_row, out.n + 1);
    for (size_t i = 0; i < out.n; i++) {
        const struct figure *f = figure_of(x, out.v[i].node->id);
        if (f)
            rows[v.rows_n++] = (struct v_desk_figures_row){ .step = out.v[i].name,
                                                            .here = f->here,
                                                            .done = f->done,
                                                            .median = f->median,
                                                            .oldest = f->oldest_days,
                                                            .has_done = f->done > 0,
                                                            .has_here = f->here > 0 };
    }
    v.rows = rows;
    v.id = x->s->id;
    v.service = o.title;
    buf_init(&svg, w->a, 16 * KIB);
    if (!failed(bpmn_svg(&svg, m, &o)))
        v.picture = html_trusted(buf_str(&svg));
    OFFICE_SEND(w, desk_figures, &v, 200);
}
