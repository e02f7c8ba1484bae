/* An entry as it was on a day, as known on another, for its person and for officers. */
#include "blocks/rectify/own.h"
#include "os/zone.h"

void state_ask(struct web *w, url action, struct state_asked *out, struct v_state_form *form)
{
    str on = web_query(w, "on"), known = web_query(w, "known");

    *out = (struct state_asked){ 0 };
    *form = (struct v_state_form){ .action = action };
    form->on = on.p ? on : day_str(w->a, w->today);
    form->known = known.p ? known : day_str(w->a, w->today);
    if (!on.n && !known.n)
        return;
    if (failed(day_parse(on, &out->t.on)) || failed(day_parse(known, &out->known))) {
        form->wrong = true;
        return;
    }
    out->any = true;
    out->t.known.ms = zone_day_start(w->boot->zone, (day){ out->known.n + 1 }).ms - 1;
}

err state_shown(struct web *w, const struct history_sight *s, int64_t id,
                const struct data_key *key, const struct state_asked *q, struct v_state_shown *out)
{
    struct v_state_shown_row *rows =
        ARENA_ARRAY(w->a, struct v_state_shown_row, s->r->n_fields + 1);
    struct record_state at;
    val args = val_null();

    if (!q->any)
        return OK;
    args = val_with(w->a, args, S("on"), val_day(q->t.on));
    args = val_with(w->a, args, S("known"), val_day(q->known));
    out->told = word(w->a, w->page.words, W_rectify_state_told, args);
    TRY(record_as_of(w->a, w->db, s->r, id, key, &q->t, &at));
    out->hidden = at.sealed && !s->unsealed;
    for (size_t i = 0; i < s->r->n_fields && !out->hidden; i++) {
        const struct reg_field *f = &s->r->fields[i];
        val since = val_get(at.since, f->name);
        if (!s->fields[i] || !val_has(at.fields, f->name))
            continue;
        rows[out->rows_n++] =
            (struct v_state_shown_row){ .label = site_text(w->site, f->label, w->lang),
                                        .value = value_shown(w, f, val_get(at.fields, f->name)),
                                        .has_since = since.tag == V_DATE,
                                        .since = { since.tag == V_DATE ? since.m : 0 },
                                        .source =
                                            source_shown(w, val_get_text(at.source, f->name)) };
    }
    out->rows = rows;
    return OK;
}
