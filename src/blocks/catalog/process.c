/* How an application goes: the process of a service as a picture and in words. */
#include "blocks/catalog/own.h"
#include "bpmn/bpmn.h"
#include "bpmn/diagram.h"

struct telling {
    struct web *w;
    const struct service *s;
};

static str label_of(void *user, str element)
{
    struct telling *x = user;

    return words_get(x->s->process->words, x->w->lang, element, S("name"));
}

static enum word_id kind_word(str kind)
{
    static const struct {
        const char *kind;
        enum word_id word;
    } t[] = {
        { "user_task", W_catalog_kind_person },         { "manual_task", W_catalog_kind_person },
        { "business_rule_task", W_catalog_kind_rules }, { "timer_event", W_catalog_kind_time },
        { "start_event", W_catalog_kind_start },        { "end_event", W_catalog_kind_end },
        { "service_task", W_catalog_kind_machine },     { "script_task", W_catalog_kind_machine },
        { "send_task", W_catalog_kind_machine },        { "task", W_catalog_kind_machine }
    };

    FOR_EACH(t, c)
        if (str_eq(kind, str_z(c->kind)))
            return c->word;
    return str_ends(kind, S("_gateway"))                                 ? W_catalog_kind_question
           : str_has(kind, S("process")) || str_has(kind, S("activity")) ? W_catalog_kind_part
                                                                         : W_catalog_kind_event;
}

/* Work of a partner is not done by the house itself. */
static enum word_id step_kind(const struct telling *x, const struct outline_step *s)
{
    return site_outside(x->w->site, s->node->type.text) ? W_catalog_kind_partner
                                                        : kind_word(str_z(s->kind));
}

static void ways_of(struct telling *x, const struct outline *all, const struct outline_step *from,
                    struct v_process_page_step *to)
{
    struct v_process_page_way *ways =
        ARENA_ARRAY(x->w->a, struct v_process_page_way, from->next_n + 1);

    for (uint32_t i = 0; i < from->next_n; i++) {
        const struct outline_step *next = &all->v[from->next[i]];
        ways[i] = (struct v_process_page_way){ .name = next->name,
                                               .when = from->next_words[i],
                                               .href = { str_cat(x->w->a, S("#step-"),
                                                                 next->node->id) } };
    }
    to->next = ways;
    to->next_n = from->next_n;
}

static void steps_part(struct telling *x, const struct diagram_options *o, struct v_process_page *v)
{
    const struct bpmn *m = x->s->process->bpmn;
    const struct bpmn_scope *main = bpmn_main(m);

    if (!main)
        return;
    struct outline all = bpmn_outline(x->w->a, m, main->id, o);
    struct v_process_page_step *steps = ARENA_ARRAY(x->w->a, struct v_process_page_step, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        steps[i] = (struct v_process_page_step){ .id = all.v[i].node->id,
                                                 .name = all.v[i].name,
                                                 .kind = step_kind(x, &all.v[i]),
                                                 .lane = all.v[i].lane,
                                                 .depth = all.v[i].depth };
        ways_of(x, &all, &all.v[i], &steps[i]);
    }
    v->steps = steps;
    v->steps_n = all.n;
}

err show_process(struct web *w)
{
    const struct service *s = site_service(w->site, web_param(w, "id"));
    struct telling x = { w, s };
    struct v_process_page v = { 0 };
    buf svg;

    if (!s || s->broken || !s->process || !s->process->bpmn)
        return REFUSED(ERR_MISSING);
    v.service = text_shown(w, s->title);
    struct val_entry arg = { S("service"), val_str(v.service) };
    v.title = page_word_str(&w->page, W_catalog_process_title, &arg, 1);
    v.back = web_url(w, "/services/%.*s", STR_ARG(s->id));
    if (s->n_decisions)
        v.rules = web_url(w, "/services/%.*s/rules", STR_ARG(s->id));
    struct diagram_options o = { .title = v.title,
                                 .desc = word0(w->page.words, W_catalog_process_words),
                                 .label = label_of,
                                 .user = &x };
    steps_part(&x, &o, &v);
    buf_init(&svg, w->a, 16 * KIB);
    if (!failed(bpmn_svg(&svg, s->process->bpmn, &o)))
        v.picture = html_trusted(buf_str(&svg));
    w->page.nav_current = S("/services");
    page_office_set(w, site_office(w->site, s->office));
    return WEB_SHOW(w, process_page, &v, 200);
}
