/* dmn/explain.c - what was decided and why, as a value that people can read later. */
#include "dmn/table.h"

static val notes_of(arena *a, const struct table *t, const struct rule *rule)
{
    val_builder b = val_build(a);
    for (uint32_t i = 0; i < t->n_notes; i++)
        if (rule->notes[i].n)
            val_put(&b, t->note_names[i], val_str(rule->notes[i]));
    return val_done(&b);
}

static val conditions_of(arena *a, const struct table *t, const struct rule *rule)
{
    val_builder b = val_build(a);
    for (uint32_t i = 0; i < t->n_in; i++)
        if (rule->cells[i].kind != CELL_ANY && rule->texts[i].n)
            val_put(&b, t->in[i].label, val_str(rule->texts[i]));
    return val_done(&b);
}

static val rule_explained(arena *a, const struct table *t, uint32_t index)
{
    const struct rule *rule = &t->rules[index];
    val_builder b = val_build(a);
    val_put(&b, S("index"), val_int((int64_t)index + 1));
    val_put(&b, S("id"), val_str(rule->id));
    val_put(&b, S("conditions"), conditions_of(a, t, rule));
    val_put(&b, S("annotations"), notes_of(a, t, rule));
    return val_done(&b);
}

/* Called by the table while its frame still holds the inputs. */
void explain_table(struct rt *r, const struct table *t, const uint32_t *fired, uint32_t n,
                   bool defaulted, val result)
{
    struct record *rec = r->trace;
    arena *a = rec->a;
    if (!rt_room(r, 256 + n * 512))
        return;
    val_builder b = val_build(a), inputs = val_build(a);
    val *rules = rt_vals(r, n);
    if (!rules)
        return;
    for (uint32_t i = 0; i < t->n_in; i++)
        val_put(&inputs, t->in[i].label, r->f[t->in[i].slot]);
    for (uint32_t i = 0; i < n; i++)
        rules[i] = rule_explained(a, t, fired[i]);
    val_put(&b, S("table"), val_str(t->id));
    val_put(&b, S("hit_policy"), val_str(str_z(hit_name(t->hit))));
    if (t->agg != AGG_NONE)
        val_put(&b, S("aggregation"), val_str(str_z(aggregate_name(t->agg))));
    val_put(&b, S("inputs"), val_done(&inputs));
    val_put(&b, S("rules"), val_list(rules, n));
    val_put(&b, S("default"), val_bool(defaulted));
    val_put(&b, S("output"), result);
    *vec_push(&rec->tables, a) = val_done(&b);
}

/* Names whose value is missing or was refused at the border, and why. */
static val problems_of(arena *a, val used)
{
    val_builder b = val_build(a);
    for (uint32_t i = 0; i < used.c->n; i++) {
        val v = used.c->e[i].value;
        if (v.tag == V_NULL && v.n != NULL_PLAIN)
            val_put(&b, used.c->e[i].key, val_str(feel_why_null(a, v)));
    }
    return val_done(&b);
}

val explain_decision(struct run *run, const struct element *e, const struct record *rec, val result)
{
    struct record *r = (struct record *)rec;
    val_builder b = val_build(run->r->a);
    val_put(&b, S("decision"), val_str(e->name));
    val_put(&b, S("id"), val_str(e->id));
    val_put(&b, S("model"), val_str(e->home->name));
    val_put(&b, S("result"), result);
    if (result.tag == V_NULL && result.n)
        val_put(&b, S("reason"), val_str(feel_why_null(run->r->a, result)));
    if (e->logic->text.n)
        val_put(&b, S("expression"), val_str(e->logic->text));
    val used = val_done(&r->used);
    val_put(&b, S("values"), used);
    val_put(&b, S("problems"), problems_of(run->r->a, used));
    if (rec->tables.n == 1)
        val_put(&b, S("hit_policy"), val_get(rec->tables.v[0], S("hit_policy")));
    val_put(&b, S("tables"), val_list(rec->tables.v, rec->tables.n));
    val_put(&b, S("requires"), val_list(rec->needs.v, rec->needs.n));
    return val_done(&b);
}
