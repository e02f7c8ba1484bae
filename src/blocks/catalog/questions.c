/* What a decision needs to be told: its inputs as questions, and the answers of a query. */
#include "blocks/catalog/questions.h"
#include "blocks/case/ruling.h"
#include "blocks/catalog/own.h"
#include "form/typed.h"
#include "text/locale.h"

enum { VALUE_MOST = 2000, RADIOS_MOST = 7, MEMBERS_MOST = 20 };

/* How an input is asked. */
enum way { ASK_TEXT, ASK_NUMBER, ASK_DATE, ASK_YES_NO, ASK_CHOICE, ASK_MOMENT, ASK_VALUE };

struct choice {
    str id, label;
    val value;
};

struct question {
    struct questions *q;
    struct web *w;
    str name;
    const struct feel_type *type; /* null: any */
    enum way way;
    const struct form_field *form; /* the service's own question for it; null */
    struct choice *choices;
    size_t n_choices;
    struct field_view *v;
    val value;
};

/* ---- how it is asked ---- */

static bool way_of_form(enum form_kind kind, enum way *out)
{
    switch (kind) {
    case FORM_TEXT:
    case FORM_TEXTAREA:
    case FORM_REFERENCE:
    case FORM_SCHEME:
    case FORM_EMAIL:
    case FORM_PHONE:
    case FORM_IBAN:
        *out = ASK_TEXT;
        return true;
    case FORM_NUMBER:
    case FORM_MONEY:
        *out = ASK_NUMBER;
        return true;
    case FORM_DATE:
        *out = ASK_DATE;
        return true;
    case FORM_CHECKBOX:
        *out = ASK_YES_NO;
        return true;
    case FORM_RADIO:
    case FORM_SELECT:
        *out = ASK_CHOICE;
        return true;
    default:
        return false;
    }
}

static enum way way_of_type(const struct feel_type *t)
{
    switch (t->kind) {
    case T_STRING:
        return ASK_TEXT;
    case T_NUMBER:
        return ASK_NUMBER;
    case T_DATE:
        return ASK_DATE;
    case T_BOOLEAN:
        return ASK_YES_NO;
    case T_TIME:
    case T_DATETIME:
    case T_DAYS:
    case T_MONTHS:
    case T_DURATION:
        return ASK_MOMENT;
    default:
        return ASK_VALUE;
    }
}

static void choose_form(struct question *k)
{
    const struct service_form *f = &k->q->s->forms[0];

    k->choices = ARENA_ARRAY(k->w->a, struct choice, k->form->n_options + 1);
    for (size_t i = 0; i < k->form->n_options; i++) {
        const struct form_option *o = &k->form->options[i];
        str property = str_fmt(k->w->a, "options.%.*s", STR_ARG(o->id));
        str own = form_word(f->form, NULL, k->form->id, property, k->w->lang);
        k->choices[k->n_choices++] = (struct choice){ o->id, own.n ? own : o->label, o->value };
    }
}

/* The values that the type allows, where all can be offered. */
static bool choose_allowed(struct question *k, const struct dmn_input *in)
{
    k->choices = ARENA_ARRAY(k->w->a, struct choice, in->n_allowed + 1);
    for (size_t i = 0; i < in->n_allowed; i++) {
        struct choice *c = &k->choices[k->n_choices++];
        *c = (struct choice){ .id = in->allowed[i], .value = val_str(in->allowed[i]) };
        if (k->way == ASK_NUMBER && failed(val_number(k->w->a, c->id, &c->value)))
            return false;
        c->label = ruling_value(k->w, k->q->d->words, in->id, c->value);
    }
    return in->n_allowed > 0;
}

static void find_way(struct question *k, const struct dmn_input *in)
{
    const struct service *s = k->q->s;
    enum way by_form;

    k->form = s->n_forms && s->forms[0].form ? form_field(s->forms[0].form, in->name) : NULL;
    k->way = in->type ? way_of_type(in->type) : ASK_VALUE;
    if ((k->way == ASK_TEXT || k->way == ASK_NUMBER) && choose_allowed(k, in)) {
        k->way = ASK_CHOICE;
        return;
    }
    k->n_choices = 0;
    if (!k->form || !way_of_form(k->form->kind, &by_form) || (in->type && k->way != ASK_TEXT))
        return;
    if (by_form == ASK_CHOICE && k->form->n_options && !k->form->options_expr) {
        k->way = ASK_CHOICE;
        choose_form(k);
    } else if (!in->type && by_form != ASK_CHOICE) {
        k->way = by_form;
    }
}

/* ---- what was answered ---- */

static str typed(struct question *k, const char *part)
{
    str name = *part ? str_fmt(k->w->a, "%.*s-%s", STR_ARG(k->name), part) : k->name;
    val v = val_get(k->w->req->query, name);
    str out;

    if (v.tag == V_LIST)
        v = val_at(v, v.n - 1);
    return v.tag == V_STRING && typed_clean(k->w->a, val_text(v), true, &out) ? out : S("");
}

static void wrong(struct question *k, enum word_id word, const struct val_entry *more, unsigned n)
{
    struct val_entry args[4] = { { S("label"), val_str(k->v->label) } };

    for (unsigned i = 0; i < n; i++)
        args[i + 1] = more[i];
    k->v->error = page_word_str(&k->w->page, word, args, n + 1);
    k->q->wrong = true;
}

static void read_number(struct question *k)
{
    k->v->value = typed(k, "");
    if (k->v->value.n &&
        !typed_number(k->w->a, wording_locale(k->w->page.words), k->v->value, &k->value))
        wrong(k, W_form_number, NULL, 0);
}

static void read_date(struct question *k)
{
    str whole = typed(k, "");
    const char *part;
    day d;

    k->v->day = typed(k, "day");
    k->v->month = typed(k, "month");
    k->v->year = typed(k, "year");
    if (whole.n && !failed(day_parse(whole, &d))) {
        struct ymd y = day_ymd(d);
        k->v->day = str_fmt(k->w->a, "%u", y.day);
        k->v->month = str_fmt(k->w->a, "%u", y.month);
        k->v->year = str_fmt(k->w->a, "%lld", (long long)y.year);
        k->value = val_day(d);
    } else if (whole.n) {
        wrong(k, W_form_date_unreal, NULL, 0);
    } else if (k->v->day.n + k->v->month.n + k->v->year.n == 0) {
        return;
    } else if (!k->v->day.n || !k->v->month.n || !k->v->year.n) {
        wrong(k, W_form_date_part, NULL, 0);
    } else if (!typed_date(k->w->a, k->v->day, k->v->month, k->v->year, &k->value, &part)) {
        wrong(k, W_form_date_unreal, NULL, 0);
    }
}

static void read_choice(struct question *k)
{
    str id = typed(k, "");

    k->v->value = id;
    for (size_t i = 0; i < k->n_choices; i++)
        if (str_eq(k->choices[i].id, id)) {
            k->value = k->choices[i].value;
            return;
        }
    if (id.n)
        wrong(k, W_form_option, NULL, 0);
}

/* Line and column (from 1) of a byte. */
static void place_of(str text, size_t at, int *line, int *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < at && i < text.n; i++) {
        *column = text.p[i] == '\n' ? 1 : *column + ((text.p[i] & 0xc0) != 0x80);
        *line += text.p[i] == '\n';
    }
}

static void unreadable(struct question *k, int line, int column)
{
    struct val_entry at[] = { { S("line"), val_int(line) }, { S("column"), val_int(column) } };

    wrong(k, W_catalog_try_value_wrong, at, LEN(at));
}

/* A time, a moment or a duration as FEEL writes it behind "@". */
static err read_moment(struct question *k, struct feel_env *env)
{
    struct feel_scope none = { 0 };
    struct feel *f;

    k->v->value = typed(k, "");
    if (!k->v->value.n)
        return OK;
    str text = str_fmt(k->w->a, "@%.*s", STR_ARG(feel_literal(k->w->a, val_str(k->v->value))));
    if (!failed(feel_parse(k->w->a, text, &none, &f, NULL)))
        TRY(feel_eval(f, env, val_null(), &k->value));
    if (val_is_null(k->value))
        wrong(k, W_form_type, NULL, 0);
    return OK;
}

/* JSON; else an expression of FEEL that uses no names. */
static err read_value(struct question *k, struct feel_env *env)
{
    struct val_entry most = { S("max"), val_int(VALUE_MOST) };
    struct feel_scope none = { 0 };
    struct feel_error where = { 0 };
    struct feel *f;

    k->v->value = typed(k, "");
    if (!k->v->value.n)
        return OK;
    if (k->v->value.n > VALUE_MOST) {
        wrong(k, W_catalog_try_value_long, &most, 1);
        return OK;
    }
    if (!failed(val_from_json(k->w->a, k->v->value, NULL, &k->value, NULL)))
        return OK;
    k->value = val_null();
    if (failed(feel_parse(k->w->a, k->v->value, &none, &f, &where))) {
        place_of(k->v->value, where.at, &where.line, &where.column);
        unreadable(k, where.line, where.column);
        return OK;
    }
    TRY(feel_eval(f, env, val_null(), &k->value));
    if (k->value.tag == V_FUNCTION || (val_is_null(k->value) && k->value.n != NULL_PLAIN)) {
        wrong(k, W_catalog_try_value_null, NULL, 0);
        k->value = val_null();
    }
    return OK;
}

static err read_answer(struct question *k, struct feel_env *env)
{
    switch (k->way) {
    case ASK_NUMBER:
        read_number(k);
        return OK;
    case ASK_DATE:
        read_date(k);
        return OK;
    case ASK_YES_NO:
    case ASK_CHOICE:
        read_choice(k);
        return OK;
    case ASK_MOMENT:
        return read_moment(k, env);
    case ASK_VALUE:
        return read_value(k, env);
    case ASK_TEXT:
        k->v->value = typed(k, "");
        k->value = k->v->value.n ? val_str(k->v->value) : val_null();
        return OK;
    }
    return OK;
}

/* What does not conform to the input's type would be null to the decision. */
static void check_type(struct question *k, struct feel_env *env)
{
    if (k->v->error.n || val_is_null(k->value) || !k->type ||
        !val_is_null(feel_coerce(k->type, k->value, env)))
        return;
    wrong(k, k->way == ASK_VALUE || k->way == ASK_MOMENT ? W_form_type : W_form_check, NULL, 0);
}

/* ---- how it is shown ---- */

static void show_choice(struct question *k)
{
    struct field_option *o = ARENA_ARRAY(k->w->a, struct field_option, k->n_choices + 1);

    for (size_t i = 0; i < k->n_choices; i++)
        o[i] = (struct field_option){ .value = k->choices[i].id,
                                      .label = k->choices[i].label,
                                      .chosen = str_eq(k->v->value, k->choices[i].id) };
    o[k->n_choices] =
        (struct field_option){ .value = S(""),
                               .label = word0(k->w->page.words, W_catalog_try_no_answer),
                               .chosen = !k->v->value.n };
    k->v->kind = k->n_choices > RADIOS_MOST ? FIELD_SELECT : FIELD_RADIOS;
    k->v->inline_options = k->way == ASK_YES_NO;
    k->v->small_options = true;
    k->v->options = o;
    k->v->options_n = k->n_choices + 1;
}

/* The members of an input that the model reads ("entry.names" of entry): {names: ...}. */
static str members(struct question *k)
{
    str seen[MEMBERS_MOST];
    size_t n = 0, n_paths;
    const struct dmn_path *p = dmn_paths(k->q->d->dmn, k->w->a, k->name, &n_paths);

    for (size_t i = 0; i < n_paths && n < MEMBERS_MOST; i++) {
        bool known = false;
        for (size_t j = 0; j < n && !known; j++)
            known = str_eq(seen[j], p[i].name);
        if (!known)
            seen[n++] = p[i].name;
    }
    return n ? str_fmt(k->w->a, "{%.*s: …}", STR_ARG(str_join(k->w->a, seen, n, S(": …, "))))
             : S("");
}

static void show_value(struct question *k)
{
    str of = members(k);
    struct val_entry arg = { S("members"), val_str(of) };

    k->v->kind = FIELD_TEXTAREA;
    k->v->rows = 2;
    k->v->spellcheck_off = true;
    k->v->hint = of.n ? page_word_str(&k->w->page, W_catalog_try_members_hint, &arg, 1)
                      : word0(k->w->page.words, W_catalog_try_value_hint);
}

static void show_moment(struct question *k)
{
    str example = k->type->kind == T_TIME       ? S("14:05:00")
                  : k->type->kind == T_DATETIME ? S("2026-02-20T14:05:00")
                  : k->type->kind == T_MONTHS   ? S("P1Y6M")
                                                : S("P10DT12H");
    struct val_entry arg = { S("example"), val_str(example) };

    k->v->kind = FIELD_TEXT;
    k->v->width = 20;
    k->v->hint = page_word_str(&k->w->page, W_catalog_try_moment_hint, &arg, 1);
}

static void show_answer(struct question *k)
{
    switch (k->way) {
    case ASK_YES_NO:
    case ASK_CHOICE:
        show_choice(k);
        break;
    case ASK_DATE:
        k->v->kind = FIELD_DATE;
        break;
    case ASK_NUMBER:
        k->v->kind = FIELD_TEXT;
        k->v->inputmode = S("decimal");
        k->v->width = 10;
        break;
    case ASK_MOMENT:
        show_moment(k);
        break;
    case ASK_VALUE:
        show_value(k);
        break;
    case ASK_TEXT:
        k->v->kind = FIELD_TEXT;
        break;
    }
    k->v->label_size = LABEL_S;
    k->v->autocomplete = S("off");
}

/* ---- all of them ---- */

static struct question question_of(struct questions *q, str name)
{
    struct question k = { .q = q, .w = q->w, .name = name, .v = &q->fields[q->n++] };

    *k.v = (struct field_view){ .name = name };
    return k;
}

static void yes_no(struct question *k)
{
    k->choices = ARENA_ARRAY(k->w->a, struct choice, 2);
    k->choices[0] =
        (struct choice){ S("true"), word0(k->w->page.words, W_page_yes), val_bool(true) };
    k->choices[1] =
        (struct choice){ S("false"), word0(k->w->page.words, W_page_no), val_bool(false) };
    k->n_choices = 2;
}

/* The day stands for two names: `today`, and the law as it was then. */
static void ask_day(struct questions *q, val_builder *b, bool today)
{
    struct question k = question_of(q, S("today"));

    k.way = ASK_DATE;
    k.v->label = word0(q->w->page.words, W_catalog_try_day);
    k.v->hint = word0(q->w->page.words, W_catalog_try_day_hint);
    read_date(&k);
    if (k.value.tag == V_DATE) {
        q->day = (day){ k.value.m };
    } else if (!k.v->error.n) {
        struct ymd y = day_ymd(q->day);
        k.v->day = str_fmt(q->w->a, "%u", y.day);
        k.v->month = str_fmt(q->w->a, "%u", y.month);
        k.v->year = str_fmt(q->w->a, "%lld", (long long)y.year);
    }
    show_answer(&k);
    if (today)
        val_put(b, S("today"), val_day(q->day));
    if (q->law)
        val_put(b, S("law"), law_parameters(q->w->site, q->w->a, q->day));
}

static err ask_input(struct questions *q, const struct dmn_input *in, val_builder *b,
                     struct feel_env *env)
{
    struct question k = question_of(q, in->name);

    k.type = in->type;
    find_way(&k, in);
    if (k.way == ASK_YES_NO)
        yes_no(&k);
    k.v->label = rule_title(q->w, q->s, q->d, in->id, in->name, true);
    err e = read_answer(&k, env);
    check_type(&k, env);
    show_answer(&k);
    val_put(b, in->name, k.value);
    return e;
}

static bool is_named(const struct dmn_input *in, const char *name)
{
    return str_eq(in->name, str_z(name));
}

/* By its own name, or a date in three parts. */
static bool in_query(val query, arena *a, str name)
{
    static const char *const parts[] = { "", "-day", "-month", "-year" };

    FOR_EACH(parts, p)
        if (val_has(query, str_cat(a, name, str_z(*p))))
            return true;
    return false;
}

static bool was_asked(struct questions *q)
{
    for (size_t i = 0; i < q->n; i++)
        if (in_query(q->w->req->query, q->w->a, q->fields[i].name))
            return true;
    return !q->n || web_query(q->w, "try").n > 0;
}

/* What the answers took so far is taken from the memory that the next one may use: FEEL counts from
 * where it begins. */
static void memory_spend(const struct questions *q, struct feel_env *env, size_t *used)
{
    size_t now = q->w->a->used, most = env->memory;

    env->memory = most > now - *used ? most - (now - *used) : 1;
    *used = now;
}

err questions_read(struct questions *q, struct feel_env *env)
{
    size_t n;
    const struct dmn_input *in = dmn_inputs(q->d->dmn, q->w->a, q->decision, &n);
    val_builder b = val_build(q->w->a);
    bool today = false;
    err e = OK;
    size_t used = q->w->a->used;

    q->fields = ARENA_ARRAY(q->w->a, struct field_view, n + 1);
    q->day = q->w->today;
    for (size_t i = 0; i < n; i++) {
        bool is_law = is_named(&in[i], "law"), is_today = is_named(&in[i], "today");
        q->law |= is_law;
        today |= is_today;
        err one = is_law || is_today ? OK : ask_input(q, &in[i], &b, env);
        e = failed(one) ? one : e;
        memory_spend(q, env, &used);
    }
    if (today || q->law)
        ask_day(q, &b, today);
    q->inputs = val_done(&b);
    q->asked = was_asked(q);
    return e;
}
