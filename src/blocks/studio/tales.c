/* The tales of a draft, as they were played last, and what they reached. */
#include "blocks/studio/play.h"
#include "blocks/studio/reach.h"
#include "bpmn/diagram.h"

struct reached {
    struct scene *s;
    struct reach r;
};

/* ---- tales ---- */

static url line_url(struct scene *s, str file)
{
    return str_starts(file, s->folder) ? web_url(s->w, "%.*s/file?path=%.*s", STR_ARG(s->base),
                                                 STR_ARG(str_from(file, s->folder.n)))
                                       : (url){ S("") };
}

static void tales_part(struct scene *s, val result, struct v_studio_tales *v)
{
    val all = val_get(result, S("tales"));
    struct v_studio_tales_tale *t =
        ARENA_ARRAY(s->w->a, struct v_studio_tales_tale, val_count(all) + 1);

    for (size_t i = 0; i < val_count(all); i++) {
        val x = val_at(all, i);
        str state = val_get_text(x, S("state")), file = val_get_text(x, S("file"));
        bool passed = str_eq(state, S("passed")), failed_ = str_eq(state, S("failed"));
        str wrong = val_get_text(x, S("wrong"));
        t[i] = (struct v_studio_tales_tale){
            .title = val_get_text(x, S("title")),
            .state = passed    ? W_studio_tale_passed
                     : failed_ ? W_studio_tale_failed
                               : W_studio_tale_skipped,
            .colour = passed    ? S("green")
                      : failed_ ? S("red")
                                : S("grey"),
            .where =
                str_fmt(s->w->a, "%.*s:%lld",
                        STR_ARG(str_starts(file, s->folder) ? str_from(file, s->folder.n) : file),
                        (long long)val_get_i64(x, S("line"), 0)),
            .href = line_url(s, file),
            .wrong = wrong.n ? wrong : STR_NULL,
            .ms = val_get_i64(x, S("ms"), 0)
        };
        v->passed += passed;
        v->failed += failed_;
    }
    v->tales = t;
    v->tales_n = val_count(all);
}

/* ---- what they reached ---- */

static str label_of(void *user, str element)
{
    struct scene *s = ((struct reached *)user)->s;

    return words_get(s->v->process->words, s->w->lang, element, S("name"));
}

static str badge_of(void *user, str element)
{
    const struct reached *x = user;

    for (size_t i = 0; i < x->r.n; i++)
        if (x->r.v[i].kind == REACH_ELEMENT && str_eq(x->r.v[i].id, element))
            return x->r.v[i].n
                       ? page_word_str(&x->s->w->page, W_studio_times,
                                       &(struct val_entry){ S("n"), val_int(x->r.v[i].n) }, 1)
                       : word0(x->s->w->page.words, W_studio_never);
    return STR_NULL;
}

static html picture(struct reached *x)
{
    const struct bpmn *m = x->s->v->process ? x->s->v->process->bpmn : NULL;
    struct web *w = x->s->w;
    buf svg;

    if (!m)
        return html_trusted(S(""));
    struct bpmn_marks marks = { .present = ARENA_ARRAY(w->a, bool, m->nodes_n + 1),
                                .visited = ARENA_ARRAY(w->a, bool, m->nodes_n + 1),
                                .incident = ARENA_ARRAY(w->a, bool, m->nodes_n + 1),
                                .taken = ARENA_ARRAY(w->a, bool, m->flows_n + 1) };
    for (size_t i = 0; i < x->r.n; i++) {
        const struct reach_row *row = &x->r.v[i];
        if (row->kind == REACH_ELEMENT)
            marks.visited[row->index] = row->n > 0;
        else if (row->kind == REACH_FLOW)
            marks.taken[row->index] = row->n > 0;
    }
    struct diagram_options o = { .marks = &marks,
                                 .title = word0(w->page.words, W_studio_reached),
                                 .label = label_of,
                                 .badge = badge_of,
                                 .user = x };
    buf_init(&svg, w->a, 16 * KIB);
    return html_trusted(failed(bpmn_svg(&svg, m, &o)) ? S("") : buf_str(&svg));
}

static enum word_id kind_word(enum reach_kind kind)
{
    static const enum word_id words[REACH_KINDS] = { W_studio_reach_elements, W_studio_reach_flows,
                                                     W_studio_reach_rules, W_studio_reach_questions,
                                                     W_studio_reach_letters };

    return words[kind];
}

static void rows_part(struct reached *x, enum reach_kind kind, struct v_studio_tales_kind *out)
{
    struct web *w = x->s->w;
    struct v_studio_tales_row *rows = ARENA_ARRAY(w->a, struct v_studio_tales_row, x->r.n + 1);

    *out = (struct v_studio_tales_kind){ .name = kind_word(kind),
                                         .reached = (int64_t)x->r.reached[kind],
                                         .all = (int64_t)x->r.all[kind],
                                         .rows = rows };
    for (size_t i = 0; i < x->r.n; i++) {
        const struct reach_row *r = &x->r.v[i];
        if (r->kind != kind)
            continue;
        rows[out->rows_n++] = (struct v_studio_tales_row){
            .name = kind == REACH_RULE
                        ? str_fmt(w->a, "%.*s %u: %.*s", STR_ARG(r->of), r->index, STR_ARG(r->name))
                        : r->name,
            .n = r->n,
            .never = !r->n && !r->unknown,
            .unknown = r->unknown
        };
    }
}

static void reach_part(struct scene *s, val result, struct v_studio_tales *v)
{
    struct reached x = { .s = s };
    struct v_studio_tales_kind *kinds =
        ARENA_ARRAY(s->w->a, struct v_studio_tales_kind, REACH_KINDS);

    if (!s->v || !val_has(result, S("coverage")))
        return;
    x.r = reach_of(s->w->a, s->v, val_get(result, S("coverage")), s->w->lang);
    v->picture = picture(&x);
    for (int k = 0; k < REACH_KINDS; k++)
        if (x.r.all[k])
            rows_part(&x, (enum reach_kind)k, &kinds[v->kinds_n++]);
    v->kinds = kinds;
}

/* ---- the page ---- */

static err tales_page(struct web *w, int status)
{
    struct scene s;
    struct played p;
    struct v_studio_tales v = { 0 };
    bool parked;

    TRY(scene_open(w, &s));
    TRY(played_read(&s, 0, &p, &parked));
    if (parked)
        return OK;
    v.title = word0(w->page.words, W_studio_tales);
    v.draft = s.d.title;
    v.back = web_url(w, "%.*s", STR_ARG(s.base));
    v.seen = p.row.found ? p.row.seq : 0;
    v.errors = (int64_t)errors_below(&s.f, s.folder);
    v.waiting = p.waiting;
    v.may = !v.errors && !p.waiting && !str_eq(s.d.state, S(DRAFT_DROPPED)) &&
            !str_eq(s.d.state, S(DRAFT_PUBLISHED));
    v.played = p.row.found && !p.waiting && !p.broken;
    v.stale = v.played && p.stale;
    v.at = (instant){ p.row.at };
    v.problem = w->nrefusals ? web_refusal_text(w, &w->refusals[0]) : played_why(w, &p);
    str wrong = val_get_text(p.result, S("wrong"));
    v.wrong = wrong.n ? wrong : STR_NULL;
    if (v.played) {
        tales_part(&s, p.result, &v);
        if (!v.stale)
            reach_part(&s, p.result, &v);
    }
    TRY(STUDIO_SEND(w, studio_tales, &v, status));
    if (p.waiting)
        reply_header(w->a, &w->reply, S("Refresh"), S("3"));
    return OK;
}

err studio_show_tales(struct web *w)
{
    return tales_page(w, 200);
}

err studio_again_tales(struct web *w)
{
    return tales_page(w, w->status);
}

err studio_prepare_tales(struct web *w)
{
    int64_t id = 0, seen = 0;

    if (failed(str_to_i64(web_param(w, "draft"), &id)))
        return REFUSED(ERR_MISSING);
    (void)!failed(str_to_i64(web_field(w, "seen"), &seen));
    w->in = val_with(w->a, val_null(), S("draft"), val_int(id));
    w->in = val_with(w->a, w->in, S("kind"), VAL_S("tales"));
    w->in = val_with(w->a, w->in, S("seen"), val_int(seen));
    return OK;
}

err studio_to_tales(struct web *w)
{
    return web_redirect(w, str_fmt(w->a, "/studio/drafts/%lld/tales",
                                   (long long)val_get_i64(w->out, S("draft"), 0)));
}
