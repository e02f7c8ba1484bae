/* Two versions of a service side by side: the processes as pictures, rules and questions in two
 * columns. */
#include "blocks/studio/compare.h"
#include "bpmn/diagram.h"

struct side {
    struct scene *s;
    const struct service *v;
    const struct inventory *other;
    const struct inventory *own;
    bool before;
};

static const struct thing *thing_of(const struct side *x, enum thing_kind kind, str id)
{
    return map_get(&x->own->by_key, str_fmt(x->s->w->a, "%d %.*s %.*s", (int)kind,
                                            STR_ARG(x->v->process->file), STR_ARG(id)));
}

static enum thing_change change_of(const struct side *x, enum thing_kind kind, str id)
{
    const struct thing *t = thing_of(x, kind, id), *there;

    return t ? thing_change(t, x->other, x->before, &there) : THING_SAME;
}

static str label_of(void *user, str element)
{
    const struct side *x = user;

    return words_get(x->v->process->words, x->s->w->lang, element, S("name"));
}

static str badge_of(void *user, str element)
{
    static const enum word_id words[] = { W_NONE, W_studio_added, W_studio_removed,
                                          W_studio_altered };
    const struct side *x = user;
    enum thing_change c = change_of(x, THING_STEP, element);

    return c == THING_SAME ? STR_NULL : word0(x->s->w->page.words, words[c]);
}

/* What is new is drawn as passed, what is another as present, what is gone as an incident; each
 * says so in words, too. */
static html picture(struct side *x, enum word_id title)
{
    const struct bpmn *m = x->v && x->v->process ? x->v->process->bpmn : NULL;
    struct web *w = x->s->w;
    buf svg;

    if (!m)
        return html_trusted(S(""));
    struct bpmn_marks marks = { .present = ARENA_ARRAY(w->a, bool, m->nodes_n + 1),
                                .visited = ARENA_ARRAY(w->a, bool, m->nodes_n + 1),
                                .incident = ARENA_ARRAY(w->a, bool, m->nodes_n + 1),
                                .taken = ARENA_ARRAY(w->a, bool, m->flows_n + 1) };
    for (uint32_t i = 0; i < m->nodes_n; i++) {
        enum thing_change c = change_of(x, THING_STEP, m->nodes[i].id);
        marks.visited[i] = c == THING_ADDED;
        marks.present[i] = c == THING_CHANGED;
        marks.incident[i] = c == THING_REMOVED;
    }
    for (uint32_t i = 0; i < m->flows_n; i++)
        marks.taken[i] = change_of(x, THING_FLOW, m->flows[i].id) != THING_SAME;
    struct diagram_options o = { .marks = &marks,
                                 .title = word0(w->page.words, title),
                                 .id = x->before ? S("before") : S("after"),
                                 .label = label_of,
                                 .badge = badge_of,
                                 .user = x };
    buf_init(&svg, w->a, 16 * KIB);
    return html_trusted(failed(bpmn_svg(&svg, m, &o)) ? S("") : buf_str(&svg));
}

/* ---- rows ---- */

static bool shown(const struct thing *x, str file)
{
    return (x->kind == THING_RULE || x->kind == THING_FIELD) && str_eq(x->file, file);
}

static struct v_studio_compare_row row_of(enum thing_change c, const struct thing *before,
                                          const struct thing *after)
{
    static const enum word_id words[] = { W_studio_line_same, W_studio_added, W_studio_removed,
                                          W_studio_altered };
    static const str colours[] = { S_INIT("grey"), S_INIT("green"), S_INIT("red"),
                                   S_INIT("yellow") };

    return (struct v_studio_compare_row){ .before = before ? before->said : STR_NULL,
                                          .after = after ? after->said : STR_NULL,
                                          .state = words[c],
                                          .colour = colours[c] };
}

/* In the draft's order; what is gone stands at the end. */
static bool file_rows(struct scene *s, str file, const struct inventory *before,
                      const struct inventory *after, struct v_studio_compare_side *out)
{
    VEC(struct v_studio_compare_row) rows = { 0 };
    const struct thing *there;
    bool differs = false;

    for (size_t i = 0; i < after->v.n; i++) {
        const struct thing *x = &after->v.v[i];
        if (!shown(x, file))
            continue;
        enum thing_change c = thing_change(x, before, false, &there);
        differs |= c != THING_SAME;
        *vec_push(&rows, s->w->a) = row_of(c, there, x);
    }
    for (size_t i = 0; i < before->v.n; i++) {
        const struct thing *x = &before->v.v[i];
        if (!shown(x, file) || thing_change(x, after, true, &there) != THING_REMOVED)
            continue;
        differs = true;
        *vec_push(&rows, s->w->a) = row_of(THING_REMOVED, x, NULL);
    }
    *out = (struct v_studio_compare_side){ .file = file, .rows = rows.v, .rows_n = rows.n };
    return differs;
}

static void side_add(struct scene *s, map *seen, str file, const struct inventory *before,
                     const struct inventory *after, struct v_studio_compare_side *all, size_t *n)
{
    if (map_get(seen, file))
        return;
    map_put(seen, s->w->a, file, s);
    *n += file_rows(s, file, before, after, &all[*n]);
}

void sides_part(struct scene *s, const struct inventory *before, const struct inventory *after,
                struct v_studio_compare *v)
{
    struct side old = { s, site_service(s->w->boot->site, s->id), after, before, true };
    struct side new = { s, s->v, before, after, false };
    struct v_studio_compare_side *all =
        ARENA_ARRAY(s->w->a, struct v_studio_compare_side, before->v.n + after->v.n + 1);
    bool process = false;
    map seen = { 0 };

    for (size_t i = 0; i < v->changes_n; i++)
        process |= str_ends(v->changes[i].file, S(".bpmn"));
    if (process) {
        v->before = picture(&old, W_studio_side_before);
        v->after = picture(&new, W_studio_side_after);
    }
    for (size_t i = 0; i < after->v.n; i++)
        if (shown(&after->v.v[i], after->v.v[i].file))
            side_add(s, &seen, after->v.v[i].file, before, after, all, &v->sides_n);
    for (size_t i = 0; i < before->v.n; i++)
        if (shown(&before->v.v[i], before->v.v[i].file))
            side_add(s, &seen, before->v.v[i].file, before, after, all, &v->sides_n);
    v->sides = all;
}
