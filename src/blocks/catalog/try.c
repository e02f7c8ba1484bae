/* "Try it": one decision of a service with answers that somebody makes up; and the models as files.
 * Nothing is stored, nothing is decided. */
#include "blocks/case/case.h"
#include "blocks/case/origin.h"
#include "blocks/case/ruling.h"
#include "blocks/catalog/own.h"
#include "blocks/catalog/questions.h"
#include "os/zone.h"

/* What one visitor's question may take of a worker's time and memory, and what its answer may take
 * to be told. */
enum { TRY_STEPS = 300000, TRY_MEMORY = 8 * 1024 * 1024, TELL_MOST = 256 * 1024, TELL_DEPTH = 200 };

struct trying {
    struct web *w;
    struct questions q;
    struct feel_env env;
    struct v_try_page v;
};

static void env_init(struct trying *x)
{
    struct web *w = x->w;

    case_feel_env(&x->env, w->a, w->boot, w->now);
    x->env.steps = TRY_STEPS;
    x->env.memory = TRY_MEMORY;
}

/* With the name of its column, where it has one of its own. */
static str result_text(struct trying *x, val result)
{
    struct web *w = x->w;
    size_t n;
    const struct dmn_output *o = dmn_outputs(x->q.d->dmn, w->a, x->q.decision, &n);
    str text = ruling_result(w, x->q.s, x->q.decision, result);

    if (n != 1 || result.tag == V_CONTEXT || !o->label.n ||
        dmn_is_service(x->q.d->dmn, x->q.decision))
        return text;
    str label = ruling_word(w, x->q.d->words, o->id, S("label"), o->label);
    return str_fmt(w->a, "%.*s: %.*s", STR_ARG(label), STR_ARG(text));
}

/* Takes what it costs to tell the value from *left: a part that stands twice costs twice.  False
 * where there is too little. */
static bool tellable(val v, size_t *left, unsigned depth)
{
    size_t cost = 40 + (v.tag == V_STRING ? v.n : 0);

    if (cost > *left || depth > TELL_DEPTH)
        return false;
    *left -= cost;
    for (uint32_t i = 0; v.tag == V_LIST && i < v.n; i++)
        if (!tellable(v.l[i], left, depth + 1))
            return false;
    for (uint32_t i = 0; v.tag == V_CONTEXT && i < v.c->n; i++)
        if (!tellable(val_str(v.c->e[i].key), left, depth) ||
            !tellable(v.c->e[i].value, left, depth + 1))
            return false;
    return v.tag != V_RANGE ||
           (tellable(v.r->lo, left, depth + 1) && tellable(v.r->hi, left, depth + 1));
}

static void result_part(struct trying *x, val result, val why)
{
    struct web *w = x->w;

    x->v.value = result;
    x->v.explanation = why;
    x->v.steps_n = ruling_steps(w, x->q.s, why, &x->v.steps);
    x->v.inputs_n = origins_told(&(struct course){ .w = w, .s = x->q.s, .law = x->q.day }, NULL,
                                 why, &x->v.inputs);
    x->v.empty = val_is_null(result);
    if (x->v.empty)
        x->v.reason = ruling_why(w, result);
    else
        x->v.result = result_text(x, result);
}

static err evaluate(struct trying *x)
{
    val result, why;

    err e = questions_read(&x->q, &x->env);
    if (failed(e))
        return e;
    if (!x->q.asked || x->q.wrong)
        return OK;
    if (x->q.day.n != x->w->today.n)
        x->env.now = zone_day_start(x->w->boot->zone, x->q.day);
    TRY(dmn_decide(x->q.d->dmn, x->q.decision, x->q.inputs, &x->env, &result, &why));
    size_t left = TELL_MOST;
    if (!tellable(why, &left, 0))
        return FAULT(ERR_BUDGET);
    result_part(x, result, why);
    return OK;
}

/* The decision's id, and what the model says it is. */
static void facts_part(struct trying *x, str asked)
{
    struct web *w = x->w;
    val elements = val_get(dmn_describe(x->q.d->dmn, w->a), S("elements"));
    str title = asked, text = S("");

    for (size_t i = 0; i < val_count(elements); i++) {
        val e = elements.l[i];
        str id = val_get_text(e, S("id")), name = val_get_text(e, S("title"));
        str kind = val_get_text(e, S("kind"));
        if (!(str_eq(kind, S("decision")) || str_eq(kind, S("service"))) ||
            !(str_eq(id, asked) || str_eq(name, asked) ||
              str_eq(val_get_text(e, S("name")), asked)))
            continue;
        title = rule_title(w, x->q.s, x->q.d, id, name, false);
        text =
            ruling_word(w, x->q.d->words, id, S("description"), val_get_text(e, S("description")));
    }
    struct val_entry arg = { S("decision"), val_str(title) };
    x->v.title = page_word_str(&w->page, W_catalog_try_title, &arg, 1);
    x->v.text = text;
}

static err send(struct trying *x)
{
    struct web *w = x->w;
    int status = x->v.invalid ? 422 : 200;
    buf b;

    w->page.nav_current = S("/services");
    w->page.private = x->v.asked;
    w->page.problem = x->v.invalid;
    page_office_set(w, site_office(w->site, x->q.s->office));
    if (web_wants_json(w)) {
        buf_init(&b, w->a, 8 * KIB);
        v_try_page_json(&b, &x->v);
        return web_json(w, status, buf_str(&b));
    }
    v_try_page_html(&w->page, &x->v);
    return web_html(w, status);
}

static err show_try(struct web *w, const struct service *s, str decision)
{
    struct trying *x = ARENA_NEW(w->a, struct trying);
    str path[] = { s->id, S("rules"), decision };

    x->w = w;
    x->q = (struct questions){ .w = w, .s = s, .decision = decision };
    x->q.d = service_decision(s, decision);
    if (!x->q.d)
        return REFUSED(ERR_MISSING);
    env_init(x);
    err e = evaluate(x);
    if (failed(e) && !(e.class == ERR_CLASS_FAULT && e.code == ERR_BUDGET))
        return e;
    x->v.id = s->id;
    x->v.service = text_shown(w, s->title);
    x->v.decision = decision;
    x->v.action = url_path(w->a, S("/services"), path, LEN(path));
    x->v.rules = x->v.back = url_path(w->a, S("/services"), path, 2);
    x->v.asked = x->q.asked;
    x->v.invalid = x->q.wrong;
    x->v.stopped = failed(e);
    x->v.has_law = x->q.law;
    x->v.day = x->q.day;
    x->v.fields = x->q.fields;
    x->v.fields_n = x->q.n;
    facts_part(x, decision);
    return send(x);
}

/* No media type is registered for DMN: it is XML (RFC 7303), and a browser keeps it as a file. */
static err send_model(struct web *w, const struct service *s, str file)
{
    for (size_t i = 0; i < s->n_decisions; i++) {
        str name = str_cat(w->a, s->decisions[i].id, S(".dmn"));
        if (!str_eq(name, file))
            continue;
        TRY(web_bytes(w, 200, S("application/xml"), s->decisions[i].xml));
        w->reply.download = name;
        w->reply.cache = CACHE_REVALIDATE;
        w->reply.etag = etag_of(w->a, w->reply.body);
        return OK;
    }
    return REFUSED(ERR_MISSING);
}

err show_rule(struct web *w)
{
    const struct service *s = rules_service(w);
    str rule = web_param(w, "rule");

    if (!s)
        return REFUSED(ERR_MISSING);
    return str_ends(rule, S(".dmn")) ? send_model(w, s, rule) : show_try(w, s, rule);
}
