/* Decision models and what they decided, told to people. */
#include "blocks/case/ruling.h"

#include "blocks/case/told.h"
#include "dmn/dmn.h"
#include "text/locale.h"
#include "text/name.h"

enum { DEPTH_MOST = 1000, CELL_VALUES_MOST = 100, VALUES_DEEP = 4 }; /* dmn/ nests no deeper */

static str value_at(struct web *w, const struct words *words, str column, val v, unsigned depth);

#define NAME_SIGNS "_ abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* ---- words ---- */

str ruling_word(const struct web *w, const struct words *words, str element, str property,
                str otherwise)
{
    str own = element.n ? words_get(words, w->lang, element, property) : STR_NULL;

    return own.n ? own : otherwise;
}

/* Names of models as people write them; a text with any other sign than those of a name, such as an
 * address, stays as it is. */
static str spaced(arena *a, str name)
{
    char *p = str_zdup(a, name);

    for (size_t i = 0; i < name.n; i++)
        if ((uint8_t)p[i] < 0x80 && !strchr(NAME_SIGNS, p[i]))
            return name;
    for (size_t i = 0; i < name.n; i++)
        if (p[i] == '_')
            p[i] = ' ';
    return str_of(p, name.n);
}

/* With a capital letter, as titles have it. */
static str capital(const struct web *w, str s)
{
    size_t n = 1;

    while (n < s.n && (s.p[n] & 0xc0) == 0x80)
        n++;
    str first = locale_upper(w->a, wording_locale(w->page.words), str_sub(s, 0, n));
    return str_cat(w->a, first, str_from(s, n));
}

str ruling_name(const struct web *w, const struct words *words, str element, str name)
{
    str own = ruling_word(w, words, element, S("name"), STR_NULL);

    return own.n ? own : capital(w, spaced(w->a, name));
}

str ruling_clause(struct web *w, str text, url *href)
{
    const struct law *law = NULL;
    const struct law_clause *c = law_clause(w->site, text, w->today, &law);
    str id, number;

    *href = (url){ S("") };
    if (!c || !str_cut(text, '/', &id, &number))
        return STR_NULL;
    if (!url_outside(w->a, c->url.n ? c->url : law->url, href))
        *href = (url){ S("") };
    struct val_entry args[] = { { S("law"), val_str(site_text(w->site, law->title, w->lang)) },
                                { S("number"), val_str(number) } };
    return page_word_str(&w->page, W_part_clause, args, LEN(args));
}

str ruling_note(struct web *w, const struct words *words, str rule, str name, str text, url *href)
{
    str clause = ruling_clause(w, text, href);
    str property = str_fmt(w->a, "annotations.%.*s", STR_ARG(name));

    return clause.n ? clause : ruling_word(w, words, rule, property, text);
}

/* ---- values and cells ---- */

const struct law_param *ruling_parameter(const struct site *s, str name)
{
    for (size_t i = 0; i < s->n_laws; i++)
        for (size_t k = 0; k < s->laws[i]->n_params; k++)
            if (str_eq(s->laws[i]->params[k].name, name))
                return &s->laws[i]->params[k];
    return NULL;
}

/* What a value of an expression is called: a parameter of the law by its title, what a register
 * keeps by the field's label, else its name as people write it. */
static str value_name(const struct web *w, str path)
{
    const struct law_param *p =
        ruling_parameter(w->site, str_starts(path, S("law.")) ? str_from(path, 4) : S(""));

    if (p)
        return site_text(w->site, p->title, w->lang);
    if (str_eq(path, S("today")))
        return capital(w, word0(w->page.words, W_case_from_today));
    for (size_t i = 0; i < w->site->n_registers; i++) {
        const struct reg_field *f = register_field(w->site->registers[i], path);
        if (f)
            return site_text(w->site, f->label, w->lang);
    }
    return capital(w, spaced(w->a, path));
}

/* A record, an address or another group of values: each by its name where it is shown by itself,
 * the values alone inside of another. */
static str context_value(struct web *w, const struct words *words, val v, unsigned depth)
{
    val fields = val_get(v, S("fields")); /* of a record as expressions read it */
    buf b;

    if (name_is(v))
        return name_shown(w->a, v);
    if (fields.tag == V_CONTEXT)
        v = fields;
    buf_init(&b, w->a, 100);
    for (uint32_t i = 0; i < v.c->n; i++) {
        const struct val_entry *e = &v.c->e[i];
        if (val_is_null(e->value))
            continue;
        str text = value_at(w, words, S(""), e->value, depth + 1);
        if (depth)
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(text));
        else
            buf_fmt(&b, "%s%.*s: %.*s", b.n ? "; " : "", STR_ARG(value_name(w, e->key)),
                    STR_ARG(text));
    }
    return b.n ? buf_str(&b) : S("–");
}

static str text_value(struct web *w, const struct words *words, str column, str text)
{
    url href;
    str property = str_fmt(w->a, "values.%.*s", STR_ARG(text));
    str own = ruling_word(w, words, column, property, STR_NULL);
    str clause = own.n ? own : ruling_clause(w, text, &href);

    return clause.n ? clause : spaced(w->a, text);
}

static str list_value(struct web *w, const struct words *words, str column, val list,
                      unsigned depth)
{
    str *texts = ARENA_ARRAY(w->a, str, list.n + 1);

    for (uint32_t i = 0; i < list.n; i++)
        texts[i] = list.l[i].tag == V_LIST ? val_display(w->a, list.l[i])
                                           : value_at(w, words, column, list.l[i], depth);
    return locale_and(w->a, wording_locale(w->page.words), texts, list.n);
}

static str value_at(struct web *w, const struct words *words, str column, val v, unsigned depth)
{
    switch (v.tag) {
    case V_BOOL:
        return word0(w->page.words, v.m ? W_page_yes : W_page_no);
    case V_STRING:
        return text_value(w, words, column, val_text(v));
    case V_NUMBER:
    case V_DECIMAL:
        return locale_number(w->a, wording_locale(w->page.words), v);
    case V_DATE:
        return page_day_str(&w->page, (day){ v.m });
    case V_NULL:
        return S("–");
    case V_LIST:
        return v.n ? list_value(w, words, column, v, depth) : S("–");
    case V_CONTEXT:
        return depth < VALUES_DEEP ? context_value(w, words, v, depth) : val_display(w->a, v);
    default:
        return val_display(w->a, v);
    }
}

str ruling_value(struct web *w, const struct words *words, str column, val v)
{
    return value_at(w, words, column, v, 0);
}

/* A value as it is written; what fails to have one is no value. */
static bool plain_constant(arena *a, str text, val *out)
{
    struct feel_scope none = { 0 };
    struct feel *f;

    if (failed(feel_parse(a, text, &none, &f, NULL)) || !feel_constant(f, out))
        return false;
    return out->tag == V_STRING || out->tag == V_BOOL || out->tag == V_DATE ||
           val_is_number(*out) || (val_is_null(*out) && out->n == NULL_PLAIN);
}

str ruling_cell(struct web *w, const struct words *words, str column, str text, bool *feel)
{
    str *shown = ARENA_ARRAY(w->a, str, CELL_VALUES_MOST);
    size_t n = 0;

    text = str_trim(text);
    *feel = false;
    if (str_eq(text, S("-")) || !text.n)
        return S("");
    for (size_t at = 0; at < text.n;) {
        val v;
        size_t end = told_piece_end(text, at);
        str piece = str_trim(str_sub(text, at, end - at));
        *feel = n == CELL_VALUES_MOST || !plain_constant(w->a, piece, &v);
        if (*feel)
            return text;
        shown[n++] = ruling_value(w, words, column, v);
        at = end + 1;
    }
    return locale_or(w->a, wording_locale(w->page.words), shown, n);
}

str ruling_why(struct web *w, val v)
{
    str about, key = feel_null_key(v, &about);
    enum word_id id = key.n ? word_find(key) : W_NONE;

    if (id == W_NONE)
        return S("");
    str reason = word0(w->page.words, id);
    if (!about.n)
        return reason;
    struct val_entry args[] = { { S("reason"), val_str(reason) }, { S("what"), val_str(about) } };
    return page_word_str(&w->page, W_feel_null_about, args, LEN(args));
}

static const struct dmn_output *column_of(const struct dmn_output *o, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(o[i].name, name))
            return &o[i];
    return n == 1 ? o : NULL;
}

/* Of a decision service with several outputs: each decision by its name. */
static str service_result(struct web *w, const struct service *s, const struct service_decision *d,
                          str service, val result)
{
    size_t n;
    const struct dmn_output *o = dmn_outputs(d->dmn, w->a, service, &n);
    buf b;

    if (n == 1)
        return ruling_result(w, s, o->name, result);
    buf_init(&b, w->a, 100);
    for (size_t i = 0; i < n; i++) {
        str name = ruling_name(w, d->words, o[i].id, o[i].name);
        str v = ruling_result(w, s, o[i].name, val_get(result, o[i].name));
        buf_fmt(&b, "%s%.*s: %.*s", i ? "; " : "", STR_ARG(name), STR_ARG(v));
    }
    return b.n ? buf_str(&b) : S("");
}

str ruling_result(struct web *w, const struct service *s, str decision, val result)
{
    const struct service_decision *d = s ? service_decision(s, decision) : NULL;
    if (d && dmn_is_service(d->dmn, decision))
        return service_result(w, s, d, decision, result);
    size_t n = 0;
    const struct dmn_output *o = d ? dmn_outputs(d->dmn, w->a, decision, &n) : NULL;
    const struct words *words = d ? d->words : NULL;
    buf b;

    if (result.tag != V_CONTEXT)
        return ruling_value(w, words, n == 1 ? o->id : S(""), result);
    buf_init(&b, w->a, 100);
    for (uint32_t i = 0; i < result.c->n; i++) {
        str key = result.c->e[i].key;
        const struct dmn_output *c = column_of(o, n, key);
        str label = c ? ruling_word(w, words, c->id, S("label"), c->label.n ? c->label : key)
                      : ruling_name(w, words, key, key);
        str v = ruling_value(w, words, c ? c->id : S(""), result.c->e[i].value);
        buf_fmt(&b, "%s%.*s: %.*s", i ? "; " : "", STR_ARG(label), STR_ARG(v));
    }
    return buf_str(&b);
}

/* ---- explanations ---- */

struct reasons {
    struct web *w;
    const struct service *s;
    VEC(struct v_explanation_step) steps;
};

/* One decision of an explanation, with its model's words and the columns of one of its tables. */
struct reason {
    struct web *w;
    const struct service_decision *d;
    const struct words *words;
    const struct dmn_output *columns;
    size_t n_columns;
};

/* "Late: No; Other parent: married": tests where tests, else the values themselves. */
static str pairs(struct reason *r, val context, bool tests)
{
    buf b;

    buf_init(&b, r->w->a, 100);
    for (uint32_t i = 0; context.tag == V_CONTEXT && i < context.c->n; i++) {
        const struct val_entry *e = &context.c->e[i];
        const struct dmn_output *c = told_column(r->columns, r->n_columns, e->key);
        str id = c ? c->id : S("");
        bool feel = false;
        str text = tests ? ruling_cell(r->w, r->words, id, val_text(e->value), &feel)
                         : ruling_value(r->w, r->words, id, e->value);
        if (tests && feel)
            text = told_test(r->w, r->words, id, text);
        if (text.n)
            buf_fmt(&b, "%s%.*s: %.*s", b.n ? "; " : "",
                    STR_ARG(ruling_word(r->w, r->words, id, S("label"), e->key)), STR_ARG(text));
    }
    return buf_str(&b);
}

static void notes_of(struct reason *r, val rule, struct v_explanation_rule *out)
{
    struct web *w = r->w;
    val notes = val_get(rule, S("annotations"));
    size_t n = val_count(notes);
    struct v_explanation_note *v = ARENA_ARRAY(w->a, struct v_explanation_note, n + 1);

    for (size_t i = 0; i < n; i++) {
        const struct val_entry *e = &notes.c->e[i];
        v[i].text = ruling_note(w, r->words, val_get_text(rule, S("id")), e->key,
                                val_text(e->value), &v[i].href);
    }
    out->notes = v;
    out->notes_n = n;
}

/* What an input or another decision is called that an expression reads by this name. */
static str input_name(struct reason *r, str name)
{
    size_t n = 0;
    const struct dmn_input *in = r->d ? dmn_inputs(r->d->dmn, r->w->a, S(""), &n) : NULL;

    for (size_t i = 0; i < n; i++)
        if (str_eq(in[i].name, name))
            return ruling_name(r->w, r->words, in[i].id, name);
    return value_name(r->w, name);
}

/* Members of a context that an expression reads: law.days is "Days to answer: 30". */
static void members(struct reason *r, buf *b, str expression, const struct val_entry *of)
{
    for (uint32_t i = 0; i < of->value.c->n; i++) {
        const struct val_entry *e = &of->value.c->e[i];
        str path = str_fmt(r->w->a, "%.*s.%.*s", STR_ARG(of->key), STR_ARG(e->key));
        if (str_has(expression, path))
            buf_fmt(b, "%s%.*s: %.*s", b->n ? "; " : "", STR_ARG(value_name(r->w, path)),
                    STR_ARG(ruling_value(r->w, r->words, S(""), e->value)));
    }
}

static str values_used(struct reason *r, val why)
{
    val used = val_get(why, S("values"));
    buf b;

    buf_init(&b, r->w->a, 100);
    for (uint32_t i = 0; used.tag == V_CONTEXT && i < used.c->n; i++) {
        const struct val_entry *e = &used.c->e[i];
        if (e->value.tag == V_CONTEXT)
            members(r, &b, val_get_text(why, S("expression")), e);
        else if (e->value.tag != V_FUNCTION)
            buf_fmt(&b, "%s%.*s: %.*s", b.n ? "; " : "", STR_ARG(input_name(r, e->key)),
                    STR_ARG(ruling_value(r->w, r->words, S(""), e->value)));
    }
    return buf_str(&b);
}

static size_t rules_in(val tables)
{
    size_t n = 0;

    for (size_t t = 0; t < val_count(tables); t++)
        n += val_count(val_get(tables.l[t], S("rules")));
    return n;
}

static void tables_of(struct reason *r, val why, struct v_explanation_step *step)
{
    val tables = val_get(why, S("tables"));
    struct v_explanation_rule *v =
        ARENA_ARRAY(r->w->a, struct v_explanation_rule, rules_in(tables) + 1);

    for (size_t t = 0; t < val_count(tables); t++) {
        val table = tables.l[t], rules = val_get(table, S("rules"));
        if (r->d)
            r->columns =
                dmn_conditions(r->d->dmn, r->w->a, val_get_text(table, S("table")), &r->n_columns);
        if (t == 0)
            step->values = pairs(r, val_get(table, S("inputs")), false);
        for (size_t i = 0; i < val_count(rules); i++) {
            struct v_explanation_rule *one = &v[step->rules_n++];
            one->n = val_get_i64(rules.l[i], S("index"), 0);
            one->when = pairs(r, val_get(rules.l[i], S("conditions")), true);
            notes_of(r, rules.l[i], one);
        }
    }
    step->rules = v;
    step->none = val_count(tables) && !step->rules_n;
}

static void step_add(struct reasons *x, val why, unsigned depth)
{
    val needed = val_get(why, S("requires"));
    str id = val_get_text(why, S("id")), name = val_get_text(why, S("decision"));
    struct reason r = { .w = x->w };

    for (size_t i = 0; depth < DEPTH_MOST && i < val_count(needed); i++)
        step_add(x, needed.l[i], depth + 1);
    struct v_explanation_step *step = vec_push(&x->steps, x->w->a);
    *step = (struct v_explanation_step){ 0 };
    r.d = x->s ? service_decision(x->s, id.n ? id : name) : NULL;
    r.words = r.d ? r.d->words : NULL;
    step->title = ruling_name(x->w, r.words, id, name);
    step->result = ruling_result(x->w, x->s, id.n ? id : name, val_get(why, S("result")));
    if (val_is_null(val_get(why, S("result"))) && val_get(why, S("result")).n != NULL_PLAIN)
        step->reason = ruling_why(x->w, val_get(why, S("result")));
    tables_of(&r, why, step);
    step->near_n = told_near(x->w, r.d, why, &step->near);
    if (step->rules_n)
        return;
    step->expression = val_get_text(why, S("expression"));
    if (!step->values.n)
        step->values = values_used(&r, why);
}

size_t ruling_steps(struct web *w, const struct service *s, val explanation,
                    const struct v_explanation_step **out)
{
    struct reasons x = { .w = w, .s = s };

    if (explanation.tag == V_CONTEXT)
        step_add(&x, explanation, 0);
    for (size_t i = 0; i + 1 < x.steps.n - i; i++) { /* what was decided, then what it rests on */
        struct v_explanation_step first = x.steps.v[i];
        x.steps.v[i] = x.steps.v[x.steps.n - 1 - i];
        x.steps.v[x.steps.n - 1 - i] = first;
    }
    *out = x.steps.v;
    return x.steps.n;
}
