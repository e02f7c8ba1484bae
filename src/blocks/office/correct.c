/* A failed step's inputs with other values for the second try, and what was said of the failure:
 * opened by a look that is traced, as the task's page is. */
#include "act/store.h"
#include "blocks/case/ruling.h"
#include "blocks/case/sight.h"
#include "blocks/exchange/exchange.h"
#include "blocks/office/own.h"
#include "feel/feel.h"
#include "form/typed.h"

enum { INPUTS_MOST = 60, VALUE_MOST = 20000 };

/* How a value is typed in: one word in the form's hidden list. */
static const char *kind_of(val v)
{
    if (val_is_number(v))
        return "number";
    return v.tag == V_STRING ? "text"
           : v.tag == V_BOOL ? "yes_no"
           : v.tag == V_DATE ? "date"
                             : "value";
}

/* ---- what is asked ---- */

struct inputs {
    struct web *w;
    struct q_case c;
    struct data_key key;
    const struct service *s;
    str ticket;
    uint32_t token;
    struct v_desk_inputs v;
};

static err inputs_load(struct inputs *x)
{
    struct web *w = x->w;
    struct data_key want = { .kind = SUBJECT_CASE };

    TRY(case_find(w->db, val_get_text(w->out, S("number")), &x->c));
    x->token = (uint32_t)val_get_i64(w->out, S("token"), 0);
    x->ticket = val_get_text(w->out, S("ticket"));
    want.id = x->c.id;
    TRY(web_keys(w, x->ticket, &want, 1, &x->key));
    x->s = case_service(w->boot, &x->c);
    return x->s ? OK : REFUSED(ERR_MISSING);
}

static str number_text(struct web *w, val v)
{
    return locale_number(w->a, wording_locale(w->page.words), v);
}

static void yes_no(struct inputs *x, struct field_view *f, str chosen)
{
    struct field_option *o = ARENA_ARRAY(x->w->a, struct field_option, 2);

    o[0] = (struct field_option){ .value = S("yes"),
                                  .label = word0(x->w->page.words, W_page_yes),
                                  .chosen = str_eq(chosen, S("yes")) };
    o[1] = (struct field_option){ .value = S("no"),
                                  .label = word0(x->w->page.words, W_page_no),
                                  .chosen = str_eq(chosen, S("no")) };
    f->kind = FIELD_RADIOS;
    f->inline_options = true;
    f->options = o;
    f->options_n = 2;
}

static void shown_as(struct inputs *x, struct field_view *f, val v, str kind)
{
    struct web *w = x->w;
    str typed = w->refused ? web_field(w, str_zdup(w->a, f->name)) : STR_NULL;

    f->kind = FIELD_TEXT;
    if (str_eq(kind, S("number"))) {
        f->value = typed.p ? typed : number_text(w, v);
        f->inputmode = S("decimal");
        f->width = 20;
    } else if (str_eq(kind, S("text"))) {
        f->value = typed.p ? typed : val_text(v);
        if (val_text(v).n > 60)
            f->kind = FIELD_TEXTAREA;
    } else if (str_eq(kind, S("yes_no"))) {
        yes_no(x, f, typed.p ? typed : val_is_true(v) ? S("yes") : S("no"));
    } else if (str_eq(kind, S("date"))) {
        f->value = typed.p ? typed : val_display(w->a, v);
        f->hint = word0(w->page.words, W_office_inputs_date);
        f->width = 10;
    } else {
        f->kind = FIELD_TEXTAREA;
        f->value = typed.p ? typed : val_is_null(v) ? S("") : feel_literal(w->a, v);
        f->hint = word0(w->page.words, W_office_inputs_value);
        f->spellcheck_off = true;
    }
}

static err inputs_fields(struct inputs *x)
{
    struct web *w = x->w;
    buf list;
    val given;

    err e = process_inputs(w->a, w->db, w->boot, &x->c, &x->key, x->token, &given);
    if (e.class == ERR_CLASS_REFUSED)
        return OK; /* a colleague was faster */
    TRY(e);
    size_t n = given.tag == V_CONTEXT ? MIN(given.c->n, (uint32_t)INPUTS_MOST) : 0;
    struct field_view *f = ARENA_ARRAY(w->a, struct field_view, n + 1);
    buf_init(&list, w->a, 200);
    for (size_t i = 0; i < n; i++) {
        str name = given.c->e[i].key, kind = str_z(kind_of(given.c->e[i].value));
        f[i] = (struct field_view){ .name = str_fmt(w->a, "v%zu", i),
                                    .label = ruling_name(w, NULL, S(""), name) };
        f[i].error = web_refusal_of(w, str_zdup(w->a, f[i].name));
        shown_as(x, &f[i], given.c->e[i].value, kind);
        buf_fmt(&list, "%.*s %.*s\n", STR_ARG(kind), STR_ARG(name));
    }
    x->v.fields = f;
    x->v.fields_n = n;
    x->v.names = buf_str(&list);
    return OK;
}

/* ---- what failed ---- */

static err inputs_incident(struct inputs *x)
{
    struct q_incidents all;

    TRY(q_incidents(x->w->db, x->c.id, &all));
    for (size_t i = 0; i < all.n; i++)
        if (all.v[i].token == x->token && str_eq(all.v[i].state, S("open"))) {
            x->v.step = task_name(x->w, x->s, all.v[i].element);
            x->v.what = incident_said(x->w, x->s, all.v[i].told, all.v[i].text);
        }
    return OK;
}

static err inputs_said(struct inputs *x)
{
    const struct outside_said *said;
    struct web *w = x->w;
    size_t n = 0;

    TRY(outside_said_of(w->a, w->db, x->c.id, &x->key, &said, &n));
    struct v_desk_inputs_said_by *rows = ARENA_ARRAY(w->a, struct v_desk_inputs_said_by, n + 1);
    for (size_t i = 0; i < n; i++)
        SAID_TELL(w, x->s, said[i], &rows[i]);
    x->v.said = rows;
    x->v.said_n = n;
    return OK;
}

static err inputs_page(struct web *w, int status)
{
    struct inputs *x = ARENA_NEW(w->a, struct inputs);

    x->w = w;
    TRY(inputs_load(x));
    TRY(inputs_incident(x));
    TRY(inputs_fields(x));
    TRY(inputs_said(x));
    struct v_desk_inputs_problem *p =
        ARENA_ARRAY(w->a, struct v_desk_inputs_problem, w->nrefusals + 1);
    for (size_t i = 0; i < w->nrefusals; i++)
        p[i].text = web_refusal_text(w, &w->refusals[i]);
    x->v.problems = p;
    x->v.problems_n = w->nrefusals;
    x->v.number = x->c.number;
    x->v.token = x->token;
    x->v.reason_error = web_refusal_of(w, "reason");
    x->v.reason = w->refused && web_field(w, "reason").p ? web_field(w, "reason") : S("");
    x->v.back = web_url(w, "/desk/cases/%.*s", STR_ARG(x->c.number));
    w->page.out.n = 0;
    w->page.problem = w->refused;
    OFFICE_SEND(w, desk_inputs, &x->v, status);
}

err show_inputs(struct web *w)
{
    return inputs_page(w, 200);
}

static err inputs_refused(struct web *w)
{
    return inputs_page(w, 422);
}

static err inputs_in(struct web *w, val *out)
{
    int64_t token = 0;
    val_builder b = val_build(w->a);

    if (failed(str_to_i64(web_param(w, "token"), &token)))
        return REFUSED(ERR_MISSING);
    val_put(&b, S("number"), val_str(web_param(w, "number")));
    val_put(&b, S("token"), val_int(token));
    *out = val_done(&b);
    return OK;
}

err inputs_open(struct web *w)
{
    w->act = "case.inputs";
    return inputs_in(w, &w->in);
}

/* ---- what was typed ---- */

/* JSON, or FEEL that reads no names. */
static bool value_typed(struct web *w, str text, val *out)
{
    struct feel_scope none = { 0 };
    struct feel_env env;
    struct feel *f;

    if (!failed(val_from_json(w->a, text, NULL, out, NULL)))
        return true;
    feel_env_init(&env, w->a, w->now);
    env.steps = 10000;
    return !failed(feel_parse(w->a, text, &none, &f, NULL)) &&
           !failed(feel_eval(f, &env, val_null(), out)) && !val_is_null(*out) &&
           out->tag != V_FUNCTION;
}

static bool typed_as(struct web *w, str kind, str text, val *out)
{
    day d;

    *out = val_null();
    if (text.n > VALUE_MOST)
        return false;
    if (str_eq(kind, S("text"))) {
        *out = val_str(text);
        return true;
    }
    text = str_trim(text);
    if (!text.n)
        return true;
    if (str_eq(kind, S("number")))
        return typed_number(w->a, wording_locale(w->page.words), text, out);
    if (str_eq(kind, S("yes_no"))) {
        *out = val_bool(str_eq(text, S("yes")));
        return true;
    }
    if (!str_eq(kind, S("date")))
        return value_typed(w, text, out);
    if (failed(day_parse(text, &d)))
        return false;
    *out = val_day(d);
    return true;
}

static enum word_id wrong_word(str kind)
{
    return str_eq(kind, S("number")) ? W_office_inputs_no_number
           : str_eq(kind, S("date")) ? W_office_inputs_no_date
                                     : W_office_inputs_no_value;
}

/* The list of names came with the page and is not trusted: the act takes those alone that the step
 * was given, of the kind that they were. */
err correct_prepare(struct web *w)
{
    val_builder b = val_build(w->a);
    str rest = web_field(w, "_names"), line, kind, name, reason = web_field(w, "reason");
    struct refusal *wrong = ARENA_ARRAY(w->a, struct refusal, INPUTS_MOST);
    val in;

    TRY(inputs_in(w, &in));
    for (size_t i = 0; rest.p && i < INPUTS_MOST && str_next(&rest, '\n', &line); i++) {
        str field = str_fmt(w->a, "v%zu", i), text = web_field(w, str_zdup(w->a, field));
        val v;
        if (!text.p || !str_cut(str_trim(line), ' ', &kind, &name))
            continue;
        if (typed_as(w, kind, text, &v))
            val_put(&b, name, v);
        else
            wrong[w->nrefusals++] = (struct refusal){ .word = wrong_word(kind), .field = field };
    }
    if (w->nrefusals) {
        w->refusals = wrong;
        w->refused = true;
        w->status = 422;
        w->then_fn = inputs_refused;
        return inputs_open(w);
    }
    in = val_with(w->a, in, S("inputs"), val_done(&b));
    w->in = val_with(w->a, in, S("reason"), val_str(reason.p ? reason : S("")));
    return OK;
}

err correct_again(struct web *w)
{
    if (w->status != 422)
        return flow_again(w);
    w->then_fn = inputs_refused;
    return inputs_open(w);
}
