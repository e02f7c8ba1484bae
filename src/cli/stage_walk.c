#include "cli/stage_walk.h"

#include "act/store.h"
#include "act/versions.h"
#include "blocks/case/store.h"
#include "blocks/notify/store.h"
#include "bpmn/diagram.h"
#include "cli/stage_frame.h"
#include "os/file.h"

enum { EVENTS_MOST = 300, MESSAGES_MOST = 50, CASES_MOST = 20, WRONG_MOST = 600, LINES_MOST = 400 };

struct walk {
    struct play p;
    arena *a; /* of what is told */
    const struct service *v;
    int64_t seeded_event, seeded_shown;
};

static val list_of(arena *a, const val *v, size_t n)
{
    val *kept = ARENA_ARRAY(a, val, n + 1);

    for (size_t i = 0; i < n; i++)
        kept[i] = v[i];
    return val_list(kept, n);
}

static val kept(arena *a, str s)
{
    return val_str(s.n ? str_copy(a, s) : S(""));
}

/* ---- steps ---- */

static str heading(const struct play *p)
{
    str all = p->who->page.headings, one;

    return p->came.page && str_next(&all, '\n', &one) ? one : S("");
}

static val types_since(struct walk *w, int64_t before)
{
    struct q_events_after all;
    VEC(val) v = { 0 };

    if (failed(q_events_after(stage_db(w->p.stage, w->a), before, EVENTS_MOST, &all)))
        return val_list(NULL, 0);
    for (size_t i = 0; i < all.n; i++)
        *vec_push(&v, w->a) = kept(w->a, all.v[i].type);
    return list_of(w->a, v.v, v.n);
}

static val step_told(struct walk *w)
{
    val_builder b = val_build(w->a);

    val_put(&b, S("status"), val_int(w->p.came.reply.status));
    val_put(&b, S("heading"), kept(w->a, heading(&w->p)));
    val_put(&b, S("events"), types_since(w, w->p.came.event_before));
    return val_done(&b);
}

/* ---- what is there then ---- */

static str label_of(void *user, str element)
{
    struct walk *w = user;

    return words_get(w->v->process->words, w->p.who->lang, element, S("name"));
}

static str element_name(struct walk *w, const struct service *v, str id)
{
    const struct bpmn_node *n = v->process ? bpmn_node(v->process->bpmn, id) : NULL;
    str said = v->process ? words_get(v->process->words, w->p.who->lang, id, S("name")) : STR_NULL;

    return said.n ? said : n && n->name.n ? n->name : id;
}

static void process_told(struct walk *w, const struct service *v, str state, val_builder *b)
{
    struct diagram_options o = { .title = S("-"), .label = label_of, .user = w };
    struct bpmn_marks marks;
    VEC(val) here = { 0 };
    val instance;
    buf svg;

    if (!v->process || !v->process->bpmn || failed(val_unpack(w->a, state, &instance)) ||
        failed(bpmn_where(w->a, v->process->bpmn, instance, &marks)))
        return;
    for (uint32_t i = 0; i < v->process->bpmn->nodes_n; i++)
        if (marks.present[i] && !marks.ended)
            *vec_push(&here, w->a) = kept(w->a, element_name(w, v, v->process->bpmn->nodes[i].id));
    val_put(b, S("here"), list_of(w->a, here.v, here.n));
    o.marks = &marks;
    o.title = v->process->bpmn->name.n ? v->process->bpmn->name : v->id;
    buf_init(&svg, w->a, 16 * KIB);
    if (!failed(bpmn_svg(&svg, v->process->bpmn, &o)))
        val_put(b, S("picture"), val_str(buf_str(&svg)));
}

typedef VEC(val) vals;

static void fired(struct walk *w, val v, vals *out, int depth)
{
    if (depth > 20)
        return;
    for (uint32_t i = 0; v.tag == V_LIST && i < v.n; i++)
        fired(w, v.l[i], out, depth + 1);
    if (v.tag != V_CONTEXT)
        return;
    val rules = val_has(v, S("hit_policy")) ? val_get(v, S("rules")) : val_null();
    for (size_t i = 0; i < val_count(rules); i++)
        *vec_push(out, w->a) = val_int(val_get_i64(val_at(rules, i), S("index"), 0));
    for (uint32_t i = 0; i < v.c->n; i++)
        fired(w, v.c->e[i].value, out, depth + 1);
}

static void rulings_told(struct walk *w, int64_t id, vals *out)
{
    struct q_rulings all;
    struct data_key key;
    val why;

    if (failed(stage_key(w->p.stage, w->a, SUBJECT_CASE, id, &key)) ||
        failed(q_rulings(stage_db(w->p.stage, w->a), id, &all)))
        return;
    for (size_t i = 0; i < all.n; i++) {
        val_builder b = val_build(w->a);
        vals rules = { 0 };
        if (failed(key_open(w->a, &key, "ruling.explanation", all.v[i].explanation, &why)))
            continue;
        fired(w, why, &rules, 0);
        val_put(&b, S("decision"), val_str(all.v[i].decision));
        val_put(&b, S("step"), kept(w->a, element_name(w, w->v, all.v[i].element)));
        val_put(&b, S("result"), val_str(val_json_str(w->a, val_get(why, S("result")))));
        val_put(&b, S("rules"), val_list(rules.v, rules.n));
        *vec_push(out, w->a) = val_done(&b);
    }
}

static void tasks_told(struct walk *w, const struct service *v, const struct q_cases_after_row *c,
                       vals *out)
{
    struct q_tasks_of_case all;

    if (failed(q_tasks_of_case(stage_db(w->p.stage, w->a), c->id, &all)))
        return;
    for (size_t i = 0; i < all.n; i++) {
        val_builder b = val_build(w->a);
        if (str_eq(all.v[i].state, S("done")) || str_eq(all.v[i].state, S("gone")))
            continue;
        val_put(&b, S("name"), kept(w->a, element_name(w, v, all.v[i].element)));
        val_put(&b, S("number"), val_str(c->number));
        val_put(&b, S("groups"), val_str(str_trim(all.v[i].groups)));
        *vec_push(out, w->a) = val_done(&b);
    }
}

static void cases_told(struct walk *w, val_builder *b)
{
    struct db *db = stage_db(w->p.stage, w->a);
    struct q_cases_after all;
    struct q_instance in;
    vals cases = { 0 }, tasks = { 0 }, rulings = { 0 };

    if (failed(q_cases_after(db, 0, CASES_MOST, &all)))
        return;
    for (size_t i = 0; i < all.n; i++) {
        const struct q_cases_after_row *c = &all.v[i];
        const struct service *v = boot_service(stage_boot(w->p.stage), c->service, c->version);
        val_builder one = val_build(w->a);
        if (!v || !c->number.n)
            continue;
        val_put(&one, S("number"), val_str(c->number));
        val_put(&one, S("state"), val_str(c->state));
        if (!failed(q_instance(db, c->id, 0, &in)) && in.found)
            process_told(w, v, in.state, &one);
        *vec_push(&cases, w->a) = val_done(&one);
        tasks_told(w, v, c, &tasks);
        rulings_told(w, c->id, &rulings);
    }
    val_put(b, S("cases"), val_list(cases.v, cases.n));
    val_put(b, S("tasks"), val_list(tasks.v, tasks.n));
    val_put(b, S("rulings"), val_list(rulings.v, rulings.n));
}

static void messages_told(struct walk *w, val_builder *b)
{
    struct q_shown all;
    vals v = { 0 };

    if (failed(q_shown(stage_db(w->p.stage, w->a), MESSAGES_MOST, &all)))
        return;
    for (size_t i = all.n; i-- > 0;) {
        val_builder one = val_build(w->a);
        if (all.v[i].id <= w->seeded_shown)
            continue;
        val_put(&one, S("kind"), val_str(all.v[i].kind));
        val_put(&one, S("to"), val_str(all.v[i].address));
        val_put(&one, S("subject"), val_str(all.v[i].subject));
        val_put(&one, S("body"), val_str(all.v[i].body));
        *vec_push(&v, w->a) = val_done(&one);
    }
    val_put(b, S("messages"), val_list(v.v, v.n));
}

static void events_told(struct walk *w, val_builder *b)
{
    struct q_events_after all;
    vals v = { 0 };

    if (failed(q_events_after(stage_db(w->p.stage, w->a), w->seeded_event, EVENTS_MOST, &all)))
        return;
    for (size_t i = 0; i < all.n; i++) {
        val_builder one = val_build(w->a);
        val_put(&one, S("type"), val_str(all.v[i].type));
        val_put(&one, S("at"), val_int(all.v[i].at));
        *vec_push(&v, w->a) = val_done(&one);
    }
    val_put(b, S("events"), val_list(v.v, v.n));
}

/* ---- the page ---- */

static size_t files_beside(struct walk *w, str *out, size_t room)
{
    dir_list all = { 0 };
    size_t n = 0;
    str at = str_cat(w->a, w->p.folder, S("/files"));

    if (!file_is_dir(at) || failed(dir_read(w->a, at, &all)))
        return 0;
    for (size_t i = 0; i < all.n && n < room; i++)
        if (!all.v[i].is_dir)
            out[n++] = str_cat(w->a, S("files/"), all.v[i].name);
    return n;
}

static void page_told(struct walk *w, str html, val_builder *b)
{
    const struct tale_actor *who = w->p.who;
    str files[50];
    size_t n = files_beside(w, files, LEN(files));

    val_put(b, S("who"), kept(w->a, who->name));
    val_put(b, S("at"), kept(w->a, who->at));
    if (html.n)
        val_put(b, S("page"), val_str(frame_of(w->a, html, &who->page, files, n)));
}

static void time_told(struct walk *w, val_builder *b)
{
    struct q_outbox_next n;
    instant now = stage_now(w->p.stage);
    bool later = !failed(q_outbox_next(stage_db(w->p.stage, w->a), &n)) && n.found && n.due.has &&
                 n.due.v > now.ms;

    val_put(b, S("now"), val_int(now.ms));
    val_put(b, S("next"), val_int(later ? n.due.v : 0));
}

/* ---- the walk ---- */

static void seeded(struct walk *w)
{
    struct q_event_last e;
    struct q_shown s;

    if (!failed(q_event_last(stage_db(w->p.stage, w->a), &e)) && e.found && e.id.has)
        w->seeded_event = e.id.v;
    if (!failed(q_shown(stage_db(w->p.stage, w->a), 1, &s)) && s.n)
        w->seeded_shown = s.v[0].id;
}

/* The page that each browser shows: a line that changes the browser shows the other's. */
static str walked(struct walk *w, val lines, str file, vals *steps)
{
    map pages = { 0 };

    for (size_t i = 0; i < val_count(lines) && i < LINES_MOST; i++) {
        struct tale_line l = { (int)i + 1, file, val_text(val_at(lines, i)) };
        if (!play_line(&w->p, &l))
            break;
        if (str_starts(l.text, S("account ")))
            seeded(w); /* who walks is not part of the walk */
        if (w->p.came.page) {
            str *html = ARENA_NEW(w->a, str);
            *html = w->p.came.reply.body;
            map_put(&pages, w->a, w->p.who->name, html);
        }
        *vec_push(steps, w->a) = step_told(w);
    }
    str *now = map_get(&pages, w->p.who->name);
    return now ? *now : S("");
}

val stage_walk(arena *a, struct stage *s, str dir, str service, val lines)
{
    struct walk *w = ARENA_NEW(a, struct walk);
    str file = str_fmt(a, "services/%.*s/tales/walk.tale", STR_ARG(service));
    val_builder b = val_build(a);
    vals steps = { 0 };
    str html = S("");

    *w = (struct walk){ .p = { .stage = s, .root = dir },
                        .a = a,
                        .v = site_service(stage_boot(s)->site, service) };
    if (play_begin(&w->p, file, 0)) {
        seeded(w);
        html = walked(w, lines, file, &steps);
    }
    val_put(&b, S("steps"), val_list(steps.v, steps.n));
    val_put(&b, S("wrong"), kept(a, str_sub(w->p.wrong, 0, WRONG_MOST)));
    if (w->p.who) {
        page_told(w, html, &b);
        time_told(w, &b);
        cases_told(w, &b);
        messages_told(w, &b);
        events_told(w, &b);
    }
    return val_done(&b);
}
