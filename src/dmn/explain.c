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

/* ---- what it failed by ---- */

enum {
    NEAR_RULES = 3,
    NEAR_TABLES = 64,
    ASIDE_STEPS = 100 * 1000,
    ASIDE_MEMORY = 256 * KIB,
    TEXT_MOST = 16 * KIB,
    DEPTH_MOST = 1000, /* of requirements, as they are read */
};

/* What an explanation evaluates beside the decision has a small budget of its own: it takes no
 * steps from the decision, little memory, and does not end it. */
struct aside {
    struct rt kept;
    arena_mark mark;
    str stopped;
};

static struct aside aside_begin(struct rt *r)
{
    struct aside s = { *r, arena_mark_get(r->a), r->env->stopped };
    r->trace = NULL;
    r->steps = MIN(r->steps, ASIDE_STEPS);
    r->used_max = MIN(r->used_max, r->a->used + ASIDE_MEMORY);
    return s;
}

/* False: it was too much, and what it allocated is gone. */
static bool aside_end(struct rt *r, const struct aside *s)
{
    bool whole = !r->stopped;
    *r = s->kept;
    if (!whole) {
        r->env->stopped = s->stopped;
        arena_rewind(r->a, s->mark);
    }
    return whole;
}

static bool fails(struct rt *r, const struct table *t, const struct rule *rule, uint32_t i)
{
    return !cell_passes(r, &rule->cells[i], r->f[t->in[i].slot]);
}

/* Conditions that the inputs do not meet, counted up to most + 1. */
static uint32_t failures(struct rt *r, const struct table *t, const struct rule *rule,
                         uint32_t most)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->n_in && n <= most; i++)
        n += fails(r, t, rule, i);
    return n;
}

/* The first rules that failed by the fewest conditions; returns how many. */
static uint32_t nearest(struct rt *r, const struct table *t, uint32_t *at)
{
    uint32_t fewest = t->n_in, n = 0;
    for (uint32_t i = 0; i < t->n_rules && rt_step(r, NULL, 1 + (int64_t)t->n_in); i++) {
        uint32_t failed = failures(r, t, &t->rules[i], fewest);
        if (failed == 0 || failed > fewest)
            continue;
        if (failed < fewest)
            n = 0;
        fewest = failed;
        if (n < NEAR_RULES)
            at[n++] = i;
    }
    return n;
}

static val failed_conditions(struct rt *r, const struct table *t, const struct rule *rule)
{
    VEC(val) failed = { 0 };
    for (uint32_t i = 0; i < t->n_in; i++) {
        if (!fails(r, t, rule, i))
            continue;
        val_builder b = val_build(r->a);
        val_put(&b, S("input"), val_str(t->in[i].label));
        val_put(&b, S("condition"), val_str(rule->texts[i]));
        val_put(&b, S("value"), r->f[t->in[i].slot]);
        *vec_push(&failed, r->a) = val_done(&b);
    }
    return val_list(failed.v, failed.n);
}

static val near_rule(struct rt *r, const struct table *t, uint32_t index)
{
    const struct rule *rule = &t->rules[index];
    val_builder b = val_build(r->a);
    val_put(&b, S("index"), val_int((int64_t)index + 1));
    val_put(&b, S("id"), val_str(rule->id));
    val_put(&b, S("failed"), failed_conditions(r, t, rule));
    val_put(&b, S("annotations"), notes_of(r->a, t, rule));
    return val_done(&b);
}

/* Empty where every rule fired, and where it would take too long to tell. */
static val near_rules(struct rt *r, const struct table *t)
{
    uint32_t at[NEAR_RULES];
    struct aside s = aside_begin(r);
    uint32_t n = nearest(r, t, at);
    arena_rewind(r->a, s.mark);
    if (!rt_room(r, NEAR_RULES * (256 + (size_t)t->n_in * 512)))
        n = 0;
    val *rules = ARENA_ARRAY(r->a, val, NEAR_RULES);
    for (uint32_t i = 0; i < n; i++)
        rules[i] = near_rule(r, t, at[i]);
    return aside_end(r, &s) ? val_list(rules, n) : val_list(NULL, 0);
}

/* ---- conjunctions ---- */

struct conjunction {
    struct rt *r;
    const struct feel *f;
    val *globals;
    struct record *rec;
};

static val value_at(const struct conjunction *c, const struct node *n)
{
    struct feel part = *c->f;
    part.root = n;
    return feel_run(&part, c->r, c->globals);
}

/* "income", "law.limit"; null for anything else. */
static str name_of(arena *a, const struct node *n)
{
    if (n->kind == N_GLOBAL)
        return n->name;
    if (n->kind != N_PATH)
        return STR_NULL;
    str base = name_of(a, n->a);
    return base.p ? str_fmt(a, "%.*s.%.*s", STR_ARG(base), STR_ARG(n->name)) : STR_NULL;
}

static void values_used(const struct conjunction *c, const struct node *n, val_builder *out)
{
    const struct node *kids[] = { n->a, n->b, n->c };
    str name = name_of(c->r->a, n);
    val v = name.p ? value_at(c, n) : val_null();
    if (name.p && v.tag != V_FUNCTION)
        val_put(out, name, v);
    if (name.p || n->kind == N_ITEM_NAME)
        return;
    FOR_EACH(kids, k)
        if (*k)
            values_used(c, *k, out);
    for (uint32_t i = 0; n->kids && i < n->n_kids; i++)
        if (n->kids[i])
            values_used(c, n->kids[i], out);
}

/* A comment, or a range like "]1..5]" that opens with what closes. */
static bool unclear(str t, size_t i)
{
    if (t.p[i] == '/')
        return i + 1 < t.n && (t.p[i + 1] == '/' || t.p[i + 1] == '*');
    if (t.p[i] != ']')
        return false;
    str before = str_trim(str_sub(t, 0, i));
    return str_ends(before, S("in")) || str_ends(before, S("("));
}

/* How deep in brackets the text ends; -1 where it cannot be told. */
static int depth_of(str t)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (quoted)
            continue;
        else if (unclear(t, i))
            return -1;
        else if (c == '(' || c == '[' || c == '{')
            depth++;
        else if (c == ')' || c == ']' || c == '}')
            depth--;
    }
    return depth;
}

static void condition_failed(struct conjunction *c, const struct node *n, str text)
{
    val v = value_at(c, n);
    if (v.tag != V_BOOL || v.m)
        return;
    val_builder b = val_build(c->r->a), values = val_build(c->r->a);
    values_used(c, n, &values);
    val_put(&b, S("condition"), val_str(text));
    val_put(&b, S("values"), val_done(&values));
    *vec_push(&c->rec->failed, c->rec->a) = val_done(&b);
}

/* n stands between lo and hi of the program's text. */
static void conjuncts(struct conjunction *c, const struct node *n, size_t lo, size_t hi)
{
    str text = str_trim(str_sub(c->f->text, lo, hi - lo));
    while (n->fn == ev_and && n->at > lo && n->at < hi) {
        int depth = depth_of(str_sub(c->f->text, lo, n->at - lo));
        if (depth == 0) {
            conjuncts(c, n->a, lo, n->at);
            conjuncts(c, n->b, n->at + 3, hi);
            return;
        }
        if (depth < 0 || text.n < 2 || !str_starts(text, S("(")) || !str_ends(text, S(")")))
            break;
        lo = (size_t)(text.p - c->f->text.p) + 1;
        hi = lo + text.n - 2;
        text = str_trim(str_sub(c->f->text, lo, hi - lo));
    }
    condition_failed(c, n, text);
}

void explain_conjunction(struct rt *r, const struct feel *f, val *globals, val result,
                         struct record *rec)
{
    const struct node *root = f->root;
    struct conjunction c = { r, f, globals, rec };
    while (root->fn == ev_coerce)
        root = root->a;
    bool joined = f->text.n && (root->fn == ev_and || root->kind == N_COMPARE ||
                                root->fn == ev_between || root->fn == ev_in);
    if (!joined || f->text.n > TEXT_MOST || result.tag != V_BOOL || result.m || r->stopped)
        return;
    struct aside s = aside_begin(r);
    if (rt_room(r, 4096 + f->text.n * 16))
        conjuncts(&c, root, 0, f->text.n);
    if (!aside_end(r, &s))
        rec->failed = (typeof(rec->failed)){ 0 };
}

/* ---- the whole ---- */

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
    val near = rec->tables.n < NEAR_TABLES ? near_rules(r, t) : val_list(NULL, 0);
    if (near.n)
        val_put(&b, S("nearest"), near);
    *vec_push(&rec->tables, a) = val_done(&b);
}

/* What a logic has read of a value: of a context only the members that it reads. */
static val part_read(arena *a, val v, const struct reads *reads)
{
    val_builder b = val_build(a);

    if (v.tag != V_CONTEXT || !reads->n)
        return v;
    for (uint32_t i = 0; i < reads->n; i++)
        if (val_has(v, reads->members[i]))
            val_add(&b, reads->members[i], val_get(v, reads->members[i]));
    return val_done(&b);
}

val explain_values(arena *a, const struct element *e, const val *globals)
{
    val_builder b = val_build(a);

    for (uint32_t i = 0; i < e->logic->n_globals; i++)
        if (globals[i].tag != V_FUNCTION)
            val_add(&b, e->logic->globals[i].name, part_read(a, globals[i], &e->reads[i]));
    return val_done(&b);
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

static void reason_put(arena *a, val_builder *b, val result)
{
    str about, key = feel_null_key(result, &about);
    val_put(b, S("reason"), val_str(feel_why_null(a, result)));
    val_put(b, S("reason_key"), val_str(key));
    if (about.n)
        val_put(b, S("reason_about"), val_str(about));
}

val explain_decision(struct run *run, const struct element *e, const struct record *rec, val used,
                     val result)
{
    val_builder b = val_build(run->r->a);
    val_put(&b, S("decision"), val_str(e->name));
    val_put(&b, S("id"), val_str(e->id));
    val_put(&b, S("model"), val_str(e->home->name));
    val_put(&b, S("result"), result);
    if (result.tag == V_NULL && result.n)
        reason_put(run->r->a, &b, result);
    if (e->logic && e->logic->text.n)
        val_put(&b, S("expression"), val_str(e->logic->text));
    val_put(&b, S("values"), used);
    if (rec->failed.n)
        val_put(&b, S("failed"), val_list(rec->failed.v, rec->failed.n));
    val_put(&b, S("problems"), problems_of(run->r->a, used));
    if (rec->tables.n == 1)
        val_put(&b, S("hit_policy"), val_get(rec->tables.v[0], S("hit_policy")));
    val_put(&b, S("tables"), val_list(rec->tables.v, rec->tables.n));
    val_put(&b, S("requires"), val_list(rec->needs.v, rec->needs.n));
    return val_done(&b);
}

/* ---- what it was decided with ---- */

static bool decided_there(val why, str name)
{
    val needs = val_get(why, S("requires"));

    for (size_t i = 0; i < val_count(needs); i++)
        if (str_eq(val_get_text(needs.l[i], S("decision")), name))
            return true;
    return false;
}

/* Of a context, decisions have read different members: together they are what was read. */
static val joined(arena *a, val had, val more)
{
    if (had.tag != V_CONTEXT || more.tag != V_CONTEXT)
        return more;
    for (uint32_t i = 0; i < more.c->n; i++)
        had = val_with(a, had, more.c->e[i].key, more.c->e[i].value);
    return had;
}

static val inputs_read(arena *a, val why, val out, unsigned depth)
{
    val needs = val_get(why, S("requires")), used = val_get(why, S("values"));

    for (size_t i = 0; depth < DEPTH_MOST && i < val_count(needs); i++)
        out = inputs_read(a, needs.l[i], out, depth + 1);
    for (uint32_t i = 0; used.tag == V_CONTEXT && i < used.c->n; i++) {
        const struct val_entry *e = &used.c->e[i];
        if (!decided_there(why, e->key))
            out = val_with(a, out, e->key, joined(a, val_get(out, e->key), e->value));
    }
    return out;
}

val dmn_inputs_read(arena *a, val explanation)
{
    val_builder none = val_build(a);

    return inputs_read(a, explanation, val_done(&none), 0);
}
