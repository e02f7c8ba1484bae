/* Where the inputs of a ruling came from.  The process model says which answers, variables and
 * steps feed an input; the events of the case say which answers a register held; tasks and rulings
 * say when something was entered or decided. */
#include "blocks/case/origin.h"

#include "act/event.h"
#include "act/store.h"
#include "blocks/case/ruling.h"
#include "dmn/dmn.h"
#include "os/zone.h"

enum { ORIGINS_MOST = 8, FOLLOW_MOST = 16, REQUIRED_MOST = 1000 };

/* ---- what a submission keeps ---- */

static bool disputed(val answers, str name)
{
    val d = val_get(answers, S("_disputed"));

    for (size_t i = 0; i < val_count(d); i++)
        if (str_eq(val_text(val_at(d, i)), name))
            return true;
    return false;
}

val origin_held(arena *a, const struct form *form, val held, val answers)
{
    val_builder out = val_build(a);

    for (uint32_t i = 0; held.tag == V_CONTEXT && i < held.c->n; i++) {
        str name = held.c->e[i].key;
        val one = held.c->e[i].value;
        const struct form_field *f = form_field(form, name);
        if (!f || disputed(answers, name) ||
            !val_equal(val_path(answers, name), val_get(one, S("value"))))
            continue;
        val_builder b = val_build(a);
        val_put(&b, S("register"), val_str(f->binding.registry));
        val_put(&b, S("since"), val_get(one, S("date")));
        val_put(&out, name, val_done(&b));
    }
    return val_done(&out);
}

/* ---- how the case went ---- */

static err held_read(struct course *k, const struct data_key *key)
{
    const struct q_case_past *ev;
    str salt;
    val body;

    TRY(case_past(k->w, k->c->id, &ev));
    for (size_t i = 0; i < ev->n; i++) {
        if (!str_eq(ev->v[i].type, S("case.submitted")))
            continue;
        TRY(event_open(k->w->a, key, ev->v[i].body, &salt, &body));
        k->held = val_get(body, S("held"));
    }
    return OK;
}

err course_of(struct web *w, const struct q_case *c, const struct data_key *key,
              const struct service *s, struct course *out)
{
    val instance;

    *out = (struct course){ .w = w, .c = c, .s = s, .held = val_null() };
    TRY(q_rulings(w->db, c->id, &out->rulings));
    if (!out->rulings.n)
        return OK;
    TRY(q_tasks_of_case(w->db, c->id, &out->tasks));
    TRY(case_answers(w->a, c, key, &out->answers));
    TRY(held_read(out, key));
    case_page_env(&out->env, w, s, val_null(), val_null());
    err e = process_state(w->a, w->db, w->boot, c, &instance);
    if (failed(e))
        return e.class == ERR_CLASS_REFUSED ? OK : e;
    return bpmn_where(w->a, s->process->bpmn, instance, &out->marks);
}

/* ---- one input ---- */

/* What is found out about one input of one ruling. */
struct trail {
    const struct course *k;
    const struct q_rulings_row *ruling;
    const struct bpmn *m; /* null: no process */
    val value;
    const struct form_field *of; /* the question that gave the value itself; null */
    const struct form *form;     /* whose question that is */
    const struct words *words;   /* of the model whose column gave the value itself */
    str column;                  /* its id; empty: none */
    VEC(struct v_explanation_origin) v;
};

struct named {
    const char *name;
    val value;
};

static str say(const struct course *k, enum word_id id, const struct named *args)
{
    val_builder b = val_build(k->w->a);

    for (; args->name; args++)
        val_put(&b, str_z(args->name), args->value);
    return word(k->w->a, k->w->page.words, id, val_done(&b));
}
#define SAY(k, id, ...) say((k), (id), (const struct named[]){ __VA_ARGS__, { 0 } })

static day local_day(const struct course *k, int64_t ms)
{
    return zone_day(k->w->boot->zone, (instant){ ms });
}

/* "entry.birth_place" is "Entry: birth place"; own: what the model calls the first part. */
static str path_name(struct web *w, str path, str own)
{
    str head = path, rest = S("");
    bool parts = str_cut(path, '.', &head, &rest);
    str name = own.n ? own : ruling_name(w, NULL, S(""), head);

    if (!parts)
        return name;
    char *p = str_zdup(w->a, rest);
    for (size_t i = 0; i < rest.n; i++)
        if (p[i] == '_' || p[i] == '.')
            p[i] = ' ';
    return str_fmt(w->a, "%.*s: %s", STR_ARG(name), p);
}

static struct v_explanation_origin *origin_add(struct trail *t, str name, const char *kind)
{
    struct v_explanation_origin *o = vec_push(&t->v, t->k->w->a);

    *o = (struct v_explanation_origin){ .name = name,
                                        .title = path_name(t->k->w, name, STR_NULL),
                                        .kind = str_z(kind) };
    return o;
}

static void since_set(struct v_explanation_origin *o, day d)
{
    o->has_since = true;
    o->since = d;
}

static str question(const struct course *k, const struct form *form, const struct form_field *f)
{
    str label = form_word(form, NULL, f->id, S("label"), k->w->lang);
    bool computed = str_starts(label, S("=")) || str_has(label, S("{{"));

    return label.n && !computed ? label : ruling_name(k->w, NULL, S(""), f->name);
}

/* ---- answers ---- */

static const struct form_field *question_named(const struct form *form, str path)
{
    size_t end = path.n;

    while (end > 0) {
        const struct form_field *f = form_field(form, str_sub(path, 0, end));
        if (f && f->key.n)
            return f;
        size_t dot = str_rfind_char(str_sub(path, 0, end), '.');
        end = dot == SIZE_MAX ? 0 : dot;
    }
    return NULL;
}

static bool was_held(struct trail *t, struct v_explanation_origin *o, str field)
{
    const struct course *k = t->k;
    val held = val_get(k->held, field), since = val_get(held, S("since"));
    const struct registry *r = site_register(k->w->site, val_get_text(held, S("register")));
    day d;

    if (held.tag != V_CONTEXT)
        return false;
    o->kind = S("register");
    o->source = r ? site_text(k->w->site, r->title, k->w->lang) : val_get_text(held, S("register"));
    if (since.tag == V_STRING && !failed(day_parse(val_text(since), &d)))
        since = val_day(d);
    if (since.tag != V_DATE) {
        o->text = SAY(k, W_case_from_register, { "register", val_str(o->source) });
        return true;
    }
    since_set(o, (day){ since.m });
    o->text =
        SAY(k, W_case_from_register_since, { "register", val_str(o->source) }, { "day", since });
    return true;
}

static bool answered(struct trail *t, str path)
{
    const struct course *k = t->k;
    const struct form *form = k->s->n_forms ? k->s->forms[0].form : NULL;
    const struct form_field *f = form ? question_named(form, path) : NULL;

    if (!f)
        return false;
    bool computed = f->kind == FORM_EXPRESSION;
    struct v_explanation_origin *o = origin_add(t, path, computed ? "computed" : "answer");
    o->title = question(k, form, f);
    if (str_eq(f->name, path)) {
        t->of = f;
        t->form = form;
    }
    if (was_held(t, o, f->name))
        return true;
    since_set(o, local_day(k, k->c->submitted));
    o->text = SAY(k,
                  computed                ? W_case_from_computed
                  : val_is_null(t->value) ? W_case_from_unanswered
                                          : W_case_from_answer,
                  { "day", val_day(o->since) });
    return true;
}

/* ---- what a step brought ---- */

static bool is_target(const struct bpmn_mapping *m, uint32_t n, str name)
{
    str head, rest;

    for (uint32_t i = 0; i < n; i++) {
        if (!str_cut(m[i].target, '.', &head, &rest))
            head = m[i].target;
        if (str_eq(head, name))
            return true;
    }
    return false;
}

static const struct form *form_of(const struct course *k, const struct bpmn_node *n)
{
    str id = n->form.text.n ? n->form.text : n->form_key.text;
    const struct service_form *f = id.n ? service_form(k->s, id) : NULL;

    return f ? f->form : NULL;
}

/* Does the node set the variable, as far as its model says? */
static bool brings(const struct course *k, const struct bpmn_node *n, str name)
{
    if (n->multi && str_eq(n->multi->output, name))
        return true;
    if (n->outputs_n)
        return is_target(n->outputs, n->outputs_n, name);
    if (n->result.n)
        return str_eq(n->result, name);
    if (n->kind == BPMN_USER) {
        const struct form *form = form_of(k, n);
        return form && form_field(form, name);
    }
    const struct task_type *type = n->type.text.n ? boot_task(k->w->boot, n->type.text) : NULL;
    for (const struct task_field *f = type ? type->out : NULL; f && f->name; f++)
        if (str_eq(name, str_z(f->name)))
            return true;
    return false;
}

/* When the step was last done before the ruling; -1 where nobody noted it. */
static int64_t done_at(const struct trail *t, const struct bpmn_node *n)
{
    const struct course *k = t->k;
    int64_t latest = -1;

    for (size_t i = 0; i < k->tasks.n; i++)
        if (str_eq(k->tasks.v[i].element, n->id) && str_eq(k->tasks.v[i].state, S("done")) &&
            k->tasks.v[i].changed <= t->ruling->at)
            latest = MAX(latest, k->tasks.v[i].changed);
    for (size_t i = 0; i < k->rulings.n; i++)
        if (str_eq(k->rulings.v[i].element, n->id) && k->rulings.v[i].id < t->ruling->id)
            latest = MAX(latest, k->rulings.v[i].at);
    return latest;
}

static bool noted(const struct bpmn_node *n)
{
    return n->kind == BPMN_USER || n->decision.expr || n->decision.text.n;
}

/* The step that set the variable last, as far as is known; null. */
static const struct bpmn_node *bringer(const struct trail *t, str name, int64_t *at)
{
    const struct bpmn_node *found = NULL;

    *at = -1;
    for (uint32_t i = 0; i < t->m->nodes_n; i++) {
        const struct bpmn_node *n = &t->m->nodes[i];
        bool been = !t->k->marks.visited || t->k->marks.visited[i] || t->k->marks.present[i];
        int64_t when;
        if (!been || !brings(t->k, n, name))
            continue;
        when = done_at(t, n);
        if ((noted(n) && when < 0) || (found && when < *at))
            continue;
        found = n;
        *at = when;
    }
    return found;
}

static str step_name(const struct course *k, const struct bpmn_node *n)
{
    str own = words_get(k->s->process->words, k->w->lang, n->id, S("name"));

    return own.n ? own : n->name.n ? n->name : n->id;
}

/* A member of what an officer's form brought has a question of its own. */
static void entered(struct trail *t, struct v_explanation_origin *o, const struct bpmn_node *n,
                    str path)
{
    const struct form *form = form_of(t->k, n);
    size_t dot = str_rfind_char(path, '.');
    str last = dot == SIZE_MAX ? path : str_from(path, dot + 1);
    const struct form_field *f = form ? form_field(form, last) : NULL;

    if (!f)
        return;
    o->title = question(t->k, form, f);
    t->of = f;
    t->form = form;
}

/* So has a column of what rules decided. */
static void decided(struct trail *t, struct v_explanation_origin *o, const struct bpmn_node *n,
                    str path)
{
    struct web *w = t->k->w;
    str decision = n->decision.text;
    const struct service_decision *d = service_decision(t->k->s, decision);
    size_t count = 0, dot = str_rfind_char(path, '.');
    const struct dmn_output *c = d ? dmn_outputs(d->dmn, w->a, decision, &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        bool one = dot == SIZE_MAX ? count == 1 : str_eq(c[i].name, str_from(path, dot + 1));
        if (!one || !c[i].label.n)
            continue;
        o->title = ruling_word(w, d->words, c[i].id, S("label"), c[i].label);
        t->words = d->words;
        t->column = c[i].id;
    }
}

static bool brought(struct trail *t, str path, str head)
{
    const struct course *k = t->k;
    int64_t at;
    const struct bpmn_node *n = t->m ? bringer(t, head, &at) : NULL;

    if (!n)
        return false;
    bool person = n->kind == BPMN_USER, rules = !person && noted(n);
    struct v_explanation_origin *o = origin_add(t, path,
                                                person  ? "officer"
                                                : rules ? "decision"
                                                        : "step");
    o->source = step_name(k, n);
    if (person)
        entered(t, o, n, path);
    else if (rules)
        decided(t, o, n, path);
    if (at >= 0)
        since_set(o, local_day(k, at));
    o->text = SAY(k,
                  person  ? W_case_from_officer
                  : rules ? W_case_from_decision
                          : W_case_from_step,
                  { "step", val_str(o->source) }, { "day", val_day(o->since) });
    return true;
}

/* ---- the law, and what the house knows itself ---- */

static bool lawful(struct trail *t, str path)
{
    const struct course *k = t->k;
    struct web *w = k->w;
    str name = str_starts(path, S("law.")) ? str_from(path, 4) : S("");
    const struct law_param *p = ruling_parameter(w->site, name);
    const struct law_value *used = NULL;
    val v;

    if (!p || failed(law_parameter(w->site, name, t->ruling ? local_day(k, t->ruling->at) : k->law,
                                   &v, &used)))
        return false;
    struct v_explanation_origin *o = origin_add(t, path, "law");
    o->title = site_text(w->site, p->title, w->lang);
    str clause = ruling_clause(w, used->source, &o->href);
    o->source = clause.n ? clause : used->source;
    if (used->from.n == INT64_MIN) {
        o->text = o->source.n ? o->source : word0(w->page.words, W_case_from_law);
        return true;
    }
    since_set(o, used->from);
    o->text = o->source.n ? SAY(k, W_case_from_clause_since, { "clause", val_str(o->source) },
                                { "day", val_day(o->since) })
                          : SAY(k, W_case_from_law_since, { "day", val_day(o->since) });
    return true;
}

static bool known(struct trail *t, str path, str head)
{
    static const struct {
        const char *name, *kind;
        enum word_id word;
    } all[] = { { "today", "today", W_case_from_today },
                { "case", "case", W_case_from_case },
                { "applicant_account", "case", W_case_from_case },
                { "applicant_person", "case", W_case_from_case } };

    FOR_EACH(all, n)
        if (str_eq(head, str_z(n->name))) {
            origin_add(t, path, n->kind)->text = word0(t->k->w->page.words, n->word);
            return true;
        }
    return false;
}

/* ---- from a name to its origins ---- */

static void follow(struct trail *t, const struct bpmn_node *at, uint32_t before, str path,
                   unsigned depth);

/* What an input mapping reads; nothing read is a constant of the process. */
static void mapped(struct trail *t, const struct bpmn_node *at, uint32_t i, str path,
                   unsigned depth)
{
    const struct bpmn_value *source = &at->inputs[i].source;
    size_t n = 0;
    const str *names = source->expr ? feel_names(source->expr, &n) : NULL;

    for (size_t k = 0; k < n; k++)
        follow(t, at, i, names[k], depth + 1);
    if (!n)
        origin_add(t, path, "process")->text = word0(t->k->w->page.words, W_case_from_process);
}

/* Names are seen as the engine sees them: mappings above this one, variables, answers. */
static void follow(struct trail *t, const struct bpmn_node *at, uint32_t before, str path,
                   unsigned depth)
{
    str head, rest;

    if (t->v.n == ORIGINS_MOST || depth == FOLLOW_MOST)
        return;
    if (!str_cut(path, '.', &head, &rest))
        head = path;
    for (uint32_t i = before; at && i-- > 0;)
        if (is_target(&at->inputs[i], 1, head)) {
            mapped(t, at, i, path, depth);
            return;
        }
    if (brought(t, path, head) || known(t, path, head) || lawful(t, path) || answered(t, path))
        return;
    origin_add(t, path, "process")->text = word0(t->k->w->page.words, W_case_from_process);
}

/* ---- the inputs of a ruling ---- */

struct inputs {
    const struct course *k;
    const struct q_rulings_row *ruling;
    VEC(struct v_explanation_input) v;
};

static str value_text(const struct inputs *x, const struct trail *t,
                      const struct service_decision *d, str id, val v)
{
    const struct course *k = x->k;

    if (t->of && k->c && !val_is_null(v) && t->of->list < 0)
        return str_trim(form_display(t->form, (int)(t->of - t->form->fields), FORM_AT_NONE, v,
                                     k->answers, &k->env));
    if (t->column.n)
        return ruling_value(k->w, t->words, t->column, v);
    return ruling_value(k->w, d ? d->words : NULL, id, v);
}

static str input_id(const struct inputs *x, const struct service_decision *d, str decision,
                    str name)
{
    size_t n = 0;
    const struct dmn_input *in = d ? dmn_inputs(d->dmn, x->k->w->a, decision, &n) : NULL;

    for (size_t i = 0; i < n; i++)
        if (str_eq(in[i].name, name))
            return in[i].id;
    return S("");
}

/* A null that says more than that nothing was given. */
static bool null_said(val v)
{
    return v.tag == V_NULL && v.n != NULL_PLAIN && v.n != NULL_NAME && v.n != NULL_MISSING;
}

/* What the value itself was asked as, or is called in a table or the law; else its name. */
static str title_of(const struct trail *t, str path, str own)
{
    bool told = t->v.n == 1 && (t->of || t->column.n || str_eq(t->v.v[0].kind, S("law")));

    return told ? t->v.v[0].title : path_name(t->k->w, path, own);
}

static void input_add(struct inputs *x, const struct service_decision *d, str decision, str path,
                      val v)
{
    const struct course *k = x->k;
    struct trail t = { .k = k, .ruling = x->ruling, .value = v };
    const struct bpmn_node *at = NULL;

    for (size_t i = 0; i < x->v.n; i++)
        if (str_eq(x->v.v[i].name, path))
            return;
    if (k->c && k->s->process) {
        t.m = k->s->process->bpmn;
        at = bpmn_node(t.m, x->ruling->element);
    }
    if (k->c)
        follow(&t, at, at ? at->inputs_n : 0, path, 0);
    else if (!lawful(&t, path))
        return;
    struct v_explanation_input *in = vec_push(&x->v, k->w->a);
    str head = path, rest;
    bool member = str_cut(path, '.', &head, &rest);
    str id = input_id(x, d, decision, head), own = STR_NULL;
    if (id.n && d)
        own = ruling_word(k->w, d->words, id, S("name"), STR_NULL);
    *in = (struct v_explanation_input){ .name = path,
                                        .title = own.n && !member ? own : title_of(&t, path, own),
                                        .value = value_text(x, &t, d, id, v),
                                        .reason = null_said(v) ? ruling_why(k->w, v) : S(""),
                                        .known = !val_is_null(v),
                                        .origins = t.v.v,
                                        .origins_n = t.v.n,
                                        .several = t.v.n > 1 };
}

/* A context is told by those of its members that the decision reads, where the model says which. */
static bool members_add(struct inputs *x, const struct service_decision *d, str decision, str name,
                        val v)
{
    struct web *w = x->k->w;
    size_t n = 0;
    const struct dmn_path *p = d && v.tag == V_CONTEXT ? dmn_paths(d->dmn, w->a, name, &n) : NULL;
    bool any = false;

    for (size_t i = 0; i < n; i++) {
        bool here = str_eq(p[i].id, decision) || !dmn_has_decision(d->dmn, p[i].id);
        if (!here || !val_has(v, p[i].name))
            continue;
        any = true;
        input_add(x, d, decision, str_fmt(w->a, "%.*s.%.*s", STR_ARG(name), STR_ARG(p[i].name)),
                  val_get(v, p[i].name));
    }
    return any;
}

static bool is_required(val why, str name)
{
    val needs = val_get(why, S("requires"));

    for (size_t i = 0; i < val_count(needs); i++)
        if (str_eq(val_get_text(needs.l[i], S("decision")), name))
            return true;
    return false;
}

static void inputs_of(struct inputs *x, val why, unsigned depth)
{
    val needs = val_get(why, S("requires")), used = val_get(why, S("values"));
    str id = val_get_text(why, S("id")), name = val_get_text(why, S("decision"));
    const struct service_decision *d = x->k->s ? service_decision(x->k->s, id.n ? id : name) : NULL;

    for (size_t i = 0; depth < REQUIRED_MOST && i < val_count(needs); i++)
        inputs_of(x, needs.l[i], depth + 1);
    bool service = d && dmn_is_service(d->dmn, id); /* its decisions tell what they read */
    for (uint32_t i = 0; !service && used.tag == V_CONTEXT && i < used.c->n; i++) {
        const struct val_entry *e = &used.c->e[i];
        bool whole = !str_eq(e->key, S("law")) && !str_eq(e->key, S("case"));
        if (!is_required(why, e->key) && !members_add(x, d, id, e->key, e->value) && whole)
            input_add(x, d, id, e->key, e->value);
    }
}

size_t origins_told(const struct course *k, const struct q_rulings_row *ruling, val why,
                    const struct v_explanation_input **out)
{
    struct inputs x = { .k = k, .ruling = ruling };

    if (why.tag == V_CONTEXT)
        inputs_of(&x, why, 0);
    *out = x.v.v;
    return x.v.n;
}
