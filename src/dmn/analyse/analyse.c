/* dmn/analyse/analyse.c - what is doubtful in decision tables: gaps, overlaps, rules that never
 * fire, inputs that nobody uses (DMN 1.5, 8.2.8 to 8.2.10: completeness and hit policies). */
#include "dmn/analyse/grid.h"

enum { GAPS_MOST = 4, FINDINGS_MOST = 10, NAMED_MOST = 6 };

struct report {
    struct grid g;
    struct findings *f;
    uint32_t *example;
    bool unfinished; /* a question was given up */
};

static str element_of(const struct xml_node *at)
{
    str id = STR_NULL;
    for (; at && !id.p; at = at->parent)
        id = xml_attr(at, S("id"));
    return id.p ? id : S("");
}

static str for_example(const struct report *p)
{
    str text = example_text(&p->g, p->example);
    return text.n ? str_fmt(p->g.a, ", for example with %.*s", STR_ARG(text)) : S("");
}

/* ---- combinations that no rule covers ---- */

/* A result without any rule that is no null. */
static bool complete_without_rules(const struct table *t)
{
    for (uint32_t i = 0; i < t->n_out; i++)
        if (t->out[i].otherwise)
            return true;
    return t->hit == HIT_COLLECT && (t->agg == AGG_NONE || t->agg == AGG_COUNT);
}

static void gap_report(struct report *p, str what)
{
    finding_add(p->f, FINDING_WARNING, p->g.t->xml->line, element_of(p->g.t->xml), "dmn.gap",
                S("Add a rule or a default output, or list the allowed values of the inputs."),
                "%.*s", STR_ARG(what));
}

static void gaps_report(struct report *p)
{
    struct region found[REGIONS_MOST];
    uint32_t n = gaps_find(&p->g, found);
    for (uint32_t i = 0; i < MIN(n, GAPS_MOST); i++) {
        str where = region_text(&p->g, &found[i]);
        region_example(&p->g, &found[i], p->example);
        gap_report(p, str_fmt(p->g.a, "no rule covers %.*s%.*s",
                              STR_ARG(where.n ? where : S("any of its inputs")),
                              STR_ARG(for_example(p))));
    }
    if (n > GAPS_MOST)
        gap_report(p, str_fmt(p->g.a, "no rule covers %s%u more combinations of inputs",
                              n == REGIONS_MOST ? "at least " : "", n - GAPS_MOST));
}

/* ---- rules that fire together ---- */

/* False too where an output is not known before it is evaluated. */
static bool outputs_differ(struct grid *g, const struct rule *x, const struct rule *y)
{
    for (uint32_t i = 0; i < g->t->n_out; i++) {
        val v, w;
        if (constant_value(g->r, x->outputs[i], &v) && constant_value(g->r, y->outputs[i], &w) &&
            !feel_same(g->r, v, w))
            return true;
    }
    return false;
}

static bool violates(struct report *p, uint32_t i, uint32_t k, uint32_t *example)
{
    const struct table *t = p->g.t;
    return rules_overlap(&p->g, i, k, example) &&
           (t->hit == HIT_UNIQUE || outputs_differ(&p->g, &t->rules[i], &t->rules[k]));
}

/* "rule 1", "rules 1, 2 and 4", "rules 1, 2, 3 and 9 more". */
static str rules_named(arena *a, const uint32_t *v, uint32_t n)
{
    buf b;
    uint32_t shown = n > NAMED_MOST ? NAMED_MOST : n;
    buf_init(&b, a, 60);
    buf_add(&b, n == 1 ? S("rule") : S("rules"));
    for (uint32_t i = 0; i < shown; i++)
        buf_fmt(&b, "%s%u", i == 0 ? " " : i + 1 == n ? " and " : ", ", v[i] + 1);
    if (n > shown)
        buf_fmt(&b, " and %u more", n - shown);
    return buf_str(&b);
}

static void overlap_report(struct report *p, uint32_t rule, const uint32_t *with, uint32_t n)
{
    const struct table *t = p->g.t;
    const struct rule *r = &t->rules[rule];
    bool unique = t->hit == HIT_UNIQUE;
    str also = n > 1 ? str_fmt(p->g.a, "; so it can with %.*s",
                               STR_ARG(rules_named(p->g.a, with + 1, n - 1)))
                     : S("");
    finding_add(p->f, FINDING_ERROR, r->line, element_of(r->xml), "dmn.overlap",
                unique ? S("Let the conditions exclude each other, or choose another hit policy.")
                       : S("Let the conditions exclude each other, or the outputs be the same."),
                "rule %u can fire together with rule %u%s, which the hit policy %s forbids"
                "%.*s%.*s",
                rule + 1, with[0] + 1, unique ? "" : " and gives another output", hit_name(t->hit),
                STR_ARG(for_example(p)), STR_ARG(also));
}

static void overlaps_report(struct report *p)
{
    uint32_t said = 0, *with = ARENA_ARRAY(p->g.a, uint32_t, p->g.t->n_rules + 1);
    uint32_t *example = ARENA_ARRAY(p->g.a, uint32_t, p->g.n + 1);
    for (uint32_t k = 1; k < p->g.t->n_rules && said < FINDINGS_MOST; k++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < k; i++) {
            if (!violates(p, i, k, example))
                continue;
            if (n == 0)
                memcpy(p->example, example, p->g.n * sizeof *example);
            with[n++] = i;
        }
        if (n && !p->g.tired) {
            overlap_report(p, k, with, n);
            said++;
        }
    }
}

/* ---- rules that never fire ---- */

/* The first input whose cell no value passes; n where there is none. */
static uint32_t impossible_at(const struct grid *g, uint32_t rule)
{
    uint32_t c = 0;
    while (c < g->n && bits_meet(g->axes[c].may + (size_t)rule * g->axes[c].words,
                                 g->axes[c].possible, g->axes[c].words))
        c++;
    return c;
}

/* The rank of each output that has an order; false where one is not known. */
static bool ranks_find(struct grid *g, uint32_t rule, uint32_t *ranks)
{
    for (uint32_t i = 0; i < g->t->n_out; i++) {
        val v;
        ranks[i] = 0;
        if (g->t->out[i].order.tag != V_LIST)
            continue;
        if (!constant_value(g->r, g->t->rules[rule].outputs[i], &v))
            return false;
        ranks[i] = output_rank(g->r, &g->t->out[i], v);
    }
    return true;
}

/* Would the other rule's result be taken before this one's? */
static bool goes_before(struct grid *g, uint32_t other, uint32_t rule)
{
    const struct table *t = g->t;
    uint32_t *x = ARENA_ARRAY(g->a, uint32_t, 2 * t->n_out + 1), *y = x + t->n_out;
    if (t->hit == HIT_FIRST)
        return other < rule;
    if (!ranks_find(g, other, x) || !ranks_find(g, rule, y))
        return false;
    for (uint32_t i = 0; i < t->n_out; i++)
        if (x[i] != y[i])
            return x[i] < y[i];
    return other < rule;
}

/* The rules without which it would not be masked. */
static uint32_t maskers_find(struct grid *g, uint32_t rule, bits by, uint32_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = g->t->n_rules; i-- > 0;) {
        if (!bit_has(by, i))
            continue;
        by[i >> 6] &= ~((uint64_t)1 << (i & 63));
        if (!rule_masked(g, rule, by))
            bit_add(by, i);
    }
    for (uint32_t i = 0; i < g->t->n_rules; i++)
        if (bit_has(by, i))
            out[n++] = i;
    return n;
}

static bool mask_report(struct report *p, uint32_t rule, bits by, uint32_t *maskers)
{
    struct grid *g = &p->g;
    const struct rule *r = &g->t->rules[rule];
    arena_mark before = arena_mark_get(g->a);
    for (uint32_t i = 0; i < g->t->n_rules; i++)
        if (i != rule && goes_before(g, i, rule))
            bit_add(by, i);
    arena_rewind(g->a, before);
    if (!rule_masked(g, rule, by))
        return false;
    uint32_t n = maskers_find(g, rule, by, maskers);
    finding_add(p->f, FINDING_ERROR, r->line, element_of(r->xml), "dmn.unreachable",
                S("Remove the rule, narrow those before it, or let it come first."),
                "rule %u never gives the result: wherever it fires, %.*s %s before it", rule + 1,
                STR_ARG(rules_named(g->a, maskers, n)), n == 1 ? "goes" : "go");
    return true;
}

static bool dead_report(struct report *p, uint32_t rule)
{
    const struct rule *r = &p->g.t->rules[rule];
    uint32_t c = impossible_at(&p->g, rule);
    if (c == p->g.n)
        return false;
    finding_add(p->f, FINDING_ERROR, r->line, element_of(r->xml), "dmn.unreachable",
                S("Correct the condition, or remove the rule."),
                "rule %u never fires: no value that \"%.*s\" can have passes %.*s", rule + 1,
                STR_ARG(p->g.axes[c].col->label),
                STR_ARG(str_sub(r->texts[c], 0, utf8_index(r->texts[c], 100))));
    return true;
}

static void unreachable_report(struct report *p)
{
    const struct table *t = p->g.t;
    bool masking = t->hit == HIT_FIRST || t->hit == HIT_PRIORITY;
    bits by = bits_new(p->g.a, p->g.words);
    uint32_t said = 0, *maskers = ARENA_ARRAY(p->g.a, uint32_t, t->n_rules + 1);
    for (uint32_t i = 0; i < t->n_rules && said < FINDINGS_MOST; i++) {
        memset(by, 0, p->g.words * sizeof *by);
        if (dead_report(p, i) || (masking && mask_report(p, i, by, maskers)))
            said++;
    }
}

/* ---- inputs that nobody uses ---- */

static void unused_columns_report(struct report *p)
{
    for (uint32_t c = 0; c < p->g.n; c++) {
        const struct column *col = p->g.axes[c].col;
        if (!p->g.axes[c].used)
            finding_add(p->f, FINDING_WARNING, col->xml->line, element_of(col->xml), "dmn.unused",
                        S("Remove the input, or test it in a rule."),
                        "no rule of the table tests the input \"%.*s\"", STR_ARG(col->label));
    }
}

static bool logic_reads(const struct element *e, const struct require *q)
{
    if (!e->logic || q->import.n)
        return true;
    for (uint32_t g = 0; g < e->logic->n_globals; g++)
        if (str_eq(e->logic->globals[g].name, q->el->name))
            return true;
    return false;
}

static void reads_mark(const struct element *e, bool *read)
{
    for (size_t i = 0; i < e->needs.n; i++)
        if (logic_reads(e, &e->needs.v[i]))
            read[e->needs.v[i].el->index] = true;
    for (size_t i = 0; i < e->inputs.n; i++)
        read[e->inputs.v[i]->index] = true;
}

static void unused_inputs_report(const struct dmn *m, arena *a, struct findings *f)
{
    bool *read = ARENA_ARRAY(a, bool, m->world->n_elements + 1);
    for (size_t i = 0; i < m->elements.n; i++)
        reads_mark(m->elements.v[i], read);
    for (size_t i = 0; i < m->elements.n; i++) {
        const struct element *in = m->elements.v[i];
        if (in->kind == EL_INPUT && !read[in->index])
            finding_add(f, FINDING_WARNING, in->xml->line, element_of(in->xml), "dmn.unused",
                        S("Remove the input data, or use it in a decision."),
                        "no decision uses the input data \"%.*s\"", STR_ARG(in->name));
    }
}

/* ---- the whole ---- */

static void question(struct report *p, void (*report)(struct report *p))
{
    grid_ask(&p->g);
    report(p);
    p->unfinished = p->unfinished || p->g.tired || p->g.r->stopped;
}

static void grid_report(struct report *p)
{
    const struct table *t = p->g.t;
    p->example = ARENA_ARRAY(p->g.a, uint32_t, p->g.n + 1);
    unused_columns_report(p);
    question(p, unreachable_report);
    if (t->hit == HIT_UNIQUE || t->hit == HIT_ANY)
        question(p, overlaps_report);
    if (!complete_without_rules(t))
        question(p, gaps_report);
}

/* Silence would read as if nothing were wrong. */
static void unfinished_report(struct report *p)
{
    finding_add(p->f, FINDING_WARNING, p->g.t->xml->line, element_of(p->g.t->xml), "dmn.large",
                S("Divide the table into decisions that one after another use."),
                "the table is too large to be analysed: not all gaps, overlaps and rules that "
                "never fire are told");
}

static void table_report(const struct dmn *m, const struct table *t, struct rt *r,
                         struct findings *f)
{
    struct report p = { .g = { .m = m, .t = t, .a = r->a, .r = r }, .f = f };
    if (t->n_rules == 0 || t->n_out == 0)
        return;
    if (grid_make(&p.g))
        grid_report(&p);
    else
        p.unfinished = true;
    if (p.unfinished)
        unfinished_report(&p);
}

void dmn_analyse(const struct dmn *m, arena *a, struct findings *f)
{
    unused_inputs_report(m, a, f);
    for (size_t i = 0; i < m->tables.n; i++) {
        struct feel_env env;
        struct rt r;
        feel_env_init(&env, a, (instant){ 0 });
        rt_begin(&r, &env);
        table_report(m, m->tables.v[i], &r, f);
    }
}
