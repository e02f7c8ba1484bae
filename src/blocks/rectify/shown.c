/* Values of registers in the reader's words. */
#include "blocks/rectify/own.h"
#include "blocks/register/shown.h"
#include "os/zone.h"
#include "text/locale.h"
#include "text/name.h"

enum { NAMES_MOST = 40 };

str value_shown(struct web *w, const struct reg_field *f, val v)
{
    return register_value_shown(&(struct register_words){ .a = w->a,
                                                          .db = w->db,
                                                          .site = w->site,
                                                          .words = w->page.words,
                                                          .lang = w->lang },
                                f, v);
}

str fields_shown(struct web *w, str registry, str names)
{
    const struct registry *r = site_register(w->site, registry);
    str rest = names, name, all[NAMES_MOST];
    size_t n = 0;

    while (str_next(&rest, ' ', &name) && n < NAMES_MOST) {
        const struct reg_field *f = r && name.n ? register_field(r, name) : NULL;
        if (name.n)
            all[n++] = f ? site_text(w->site, f->label, w->lang) : name;
    }
    return str_join(w->a, all, n, S(", "));
}

str source_shown(struct web *w, str source)
{
    if (str_starts(source, S("merge-")))
        return word0(w->page.words, W_quality_source);
    return str_eq(source, S("seed")) ? word0(w->page.words, W_rectify_seed) : source;
}

str registry_shown(struct web *w, str registry)
{
    const struct registry *r = site_register(w->site, registry);

    return r ? site_text(w->site, r->title, w->lang) : registry;
}

str told_shown(struct web *w, str office, str partner)
{
    const struct partner *p = site_partner(w->site, partner);
    const struct office *o = site_office(w->site, office);

    return p   ? site_text(w->site, p->name, w->lang)
           : o ? site_text(w->site, o->name, w->lang)
               : office;
}

static const struct v_entry_change *changes(struct web *w, const struct history_sight *s,
                                            const struct record_step *step, size_t *n)
{
    struct v_entry_change *c = ARENA_ARRAY(w->a, struct v_entry_change, s->r->n_fields + 1);

    *n = 0;
    for (size_t i = 0; i < s->r->n_fields; i++) {
        const struct reg_field *f = &s->r->fields[i];
        if (!s->fields[i] || !val_has(step->now, f->name))
            continue;
        c[(*n)++] = (struct v_entry_change){ site_text(w->site, f->label, w->lang),
                                             value_shown(w, f, val_get(step->before, f->name)),
                                             value_shown(w, f, val_get(step->now, f->name)) };
    }
    return c;
}

err history_steps(struct web *w, const struct history_sight *s, const struct record_step *all,
                  size_t n, const struct v_entry_step **out, size_t *out_n, int64_t *hidden)
{
    struct v_entry_step *v = ARENA_ARRAY(w->a, struct v_entry_step, n + 1);

    *out_n = 0;
    *hidden = 0;
    for (size_t i = n; i-- > 0;) {
        const struct record_step *x = &all[i];
        struct v_entry_step step = { .at = x->at,
                                     .valid = x->valid,
                                     .source = source_shown(w, x->source),
                                     .ground = record_ground(x->ground, w->lang),
                                     .first = x->version == 1 };
        if (x->sealed && !s->unsealed) {
            *hidden += 1;
            continue;
        }
        /* what a sealed version said stands beside its successor, too */
        struct record_step open = *x;
        if (i > 0 && all[i - 1].sealed && !s->unsealed)
            open.before = val_null();
        step.changes = changes(w, s, &open, &step.changes_n);
        if (step.changes_n)
            v[(*out_n)++] = step;
    }
    *out = v;
    return OK;
}
