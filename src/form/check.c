/* The rules that an answer keeps. */
#include "form/typed.h"
#include "form/view.h"

#include "value/num.h"

/* A question as the name of its answer: "Who are you?: ..." is no sentence. */
static str named(str label)
{
    return str_ends(label, S("?")) ? str_trim(str_sub(label, 0, label.n - 1)) : label;
}

struct form_error error_of(struct view *v, int field, struct form_at at, const char *key)
{
    struct form_error e = { .field = form_input_name(v->a, v->form, field, at),
                            .part = S(""),
                            .key = str_z(key),
                            .text = S(""),
                            .at = at };
    val_builder b = val_build(v->a);
    val_put(&b, S("label"), val_str(named(view_say(v, field, S("label"), at))));
    e.args = val_done(&b);
    return e;
}

void error_arg(struct view *v, struct form_error *e, str name, val value)
{
    e->args = val_with(v->a, e->args, name, value);
}

bool value_empty(const struct form_field *f, val value)
{
    if (val_is_null(value) || (value.tag == V_STRING && value.n == 0))
        return true;
    if (f->kind == FORM_CHECKBOX)
        return !val_is_true(value);
    return (value.tag == V_LIST || value.tag == V_CONTEXT) && val_count(value) == 0;
}

static bool broken(struct view *v, int field, struct form_at at, struct form_error *e,
                   const char *key, const char *arg, val value)
{
    *e = error_of(v, field, at, key);
    if (arg)
        error_arg(v, e, str_z(arg), value);
    return false;
}

bool value_type_fits(const struct form_field *f, val value)
{
    switch (f->kind) {
    case FORM_MONEY:
        if (form_currencies(f))
            return val_is_number(val_get(value, S("amount")));
        return val_is_number(value);
    case FORM_NUMBER:
        return val_is_number(value);
    case FORM_DATE:
        return value.tag == V_DATE;
    case FORM_TIME:
        return value.tag == V_TIME;
    case FORM_DATETIME:
        return value.tag == V_DATETIME;
    case FORM_CHECKBOX:
        return value.tag == V_BOOL;
    case FORM_CHECKLIST:
    case FORM_TAGLIST:
    case FORM_FILES:
    case FORM_LIST:
        return value.tag == V_LIST;
    case FORM_NAME:
    case FORM_ADDRESS:
    case FORM_SIGNATURE:
    case FORM_LOCATION:
        return value.tag == V_CONTEXT;
    case FORM_RADIO:
    case FORM_SELECT:
        return value.tag != V_LIST && value.tag != V_CONTEXT;
    default:
        return value.tag == V_STRING;
    }
}

static int64_t length_of(struct view *v, const struct form_field *f, struct form_at at,
                         const struct feel *expr, int64_t plain)
{
    int64_t n;
    return expr && val_to_i64(view_eval(v, expr, view_scope(v, f->list, at)), &n) ? n : plain;
}

static bool text_fits(struct view *v, int field, struct form_at at, str s, struct form_error *e)
{
    const struct form_field *f = &v->form->fields[field];
    const struct form_rules *r = &f->rules;
    int64_t n = (int64_t)utf8_count(s);
    int64_t most = r->max_length >= 0         ? r->max_length
                   : f->kind == FORM_TEXTAREA ? 10000
                                              : 500,
            least = length_of(v, f, at, r->min_length_expr, r->min_length);
    most = length_of(v, f, at, r->max_length_expr, most);
    if (n > most)
        return broken(v, field, at, e, "form.too_long", "max", val_int(most));
    if (n < least)
        return broken(v, field, at, e, "form.too_short", "min", val_int(least));
    if (r->pattern.n && !typed_matches(v->a, r->compiled, s)) {
        bool no = broken(v, field, at, e, "form.pattern", NULL, val_null());
        e->text = view_say(v, field, S("check.text"), at);
        return no;
    }
    return true;
}

static val limit_of(struct view *v, const struct form_field *f, struct form_at at, val plain,
                    const struct feel *expr)
{
    return expr ? view_eval(v, expr, view_scope(v, f->list, at)) : plain;
}

static bool limits_fit(struct view *v, int field, struct form_at at, val value,
                       struct form_error *e)
{
    const struct form_field *f = &v->form->fields[field];
    val min = limit_of(v, f, at, f->rules.min, f->rules.min_expr),
        max = limit_of(v, f, at, f->rules.max, f->rules.max_expr);
    bool date = value.tag == V_DATE || value.tag == V_DATETIME;
    val compared = value;
    int order;
    if (value.tag == V_DATETIME)
        compared = val_day((day){ value.dt->days });
    if (!val_is_null(min) && !failed(val_compare(compared, min, &order)) && order < 0)
        return broken(v, field, at, e, date ? "form.date_min" : "form.min", "min", min);
    if (!val_is_null(max) && !failed(val_compare(compared, max, &order)) && order > 0)
        return broken(v, field, at, e, date ? "form.date_max" : "form.max", "max", max);
    return true;
}

static bool number_fits(struct view *v, int field, struct form_at at, val value,
                        struct form_error *e)
{
    const struct form_rules *r = &v->form->fields[field].rules;
    int exp = num_exponent(num_strip(v->a, value));
    if (r->decimals == 0 && exp < 0)
        return broken(v, field, at, e, "form.whole_number", NULL, val_null());
    if (r->decimals > 0 && -exp > r->decimals)
        return broken(v, field, at, e, "form.decimals", "max", val_int(r->decimals));
    if (!val_is_null(r->step) && num_sign(num_modulo(v->a, value, r->step)) != 0)
        return broken(v, field, at, e, "form.step", "step", r->step);
    return limits_fit(v, field, at, value, e);
}

static bool is_option(struct view *v, int field, struct form_at at, val value)
{
    const struct form_option *o;
    size_t n = view_values(v, field, at, &o);
    for (size_t i = 0; i < n; i++)
        if (val_equal(o[i].value, value))
            return true;
    return false;
}

static bool items_fit(struct view *v, int field, struct form_at at, val value, struct form_error *e)
{
    const struct form_rules *r = &v->form->fields[field].rules;
    int64_t n = (int64_t)val_count(value);
    if (r->items_min >= 0 && n < r->items_min)
        return broken(v, field, at, e, "form.items_min", "min", val_int(r->items_min));
    if (r->items_max >= 0 && n > r->items_max)
        return broken(v, field, at, e, "form.items_max", "max", val_int(r->items_max));
    return true;
}

/* accept: "pdf,jpeg", ".pdf, image/png", "image/ *" against name and media type. */
static bool accepted(str accept, str name, str type)
{
    str piece;
    if (str_trim(accept).n == 0)
        return true;
    while (str_next(&accept, ',', &piece)) {
        str want = str_trim(piece);
        if (str_starts(want, S(".")))
            want = str_from(want, 1);
        if (want.n == 0)
            continue;
        size_t slash = str_find_char(want, '/', 0), dot = str_rfind_char(name, '.');
        if (slash != SIZE_MAX) {
            bool any = str_ends(want, S("/*"));
            if (any ? str_starts(type, str_sub(want, 0, slash + 1)) : str_eq_nocase(type, want))
                return true;
            continue;
        }
        str sub = str_from(type, str_find_char(type, '/', 0) == SIZE_MAX
                                     ? type.n
                                     : str_find_char(type, '/', 0) + 1);
        bool jpeg = str_eq_nocase(want, S("jpg")) && str_eq_nocase(sub, S("jpeg"));
        if (str_eq_nocase(sub, want) || jpeg ||
            (type.n == 0 && dot != SIZE_MAX && str_eq_nocase(str_from(name, dot + 1), want)))
            return true;
    }
    return false;
}

static bool files_fit(struct view *v, int field, struct form_at at, val value, struct form_error *e)
{
    const struct form_field *f = &v->form->fields[field];
    str accept = view_accept(v, field, at);
    for (size_t i = 0; i < val_count(value); i++) {
        val file = val_at(value, i);
        bool fits = accepted(accept, val_get_text(file, S("name")), val_get_text(file, S("type")));
        bool small = f->rules.file_max < 0 || val_get_i64(file, S("size"), 0) <= f->rules.file_max;
        if (fits && small)
            continue;
        (void)broken(v, field, at, e, fits ? "form.file_size" : "form.file_type",
                     fits ? "max" : "accept",
                     fits ? val_int(f->rules.file_max / 1000000) : val_str(accept));
        error_arg(v, e, S("name"), val_get(file, S("name")));
        return false;
    }
    if (!view_multiple(v, field, at) && val_count(value) > 1)
        return broken(v, field, at, e, "form.items_max", "max", val_int(1));
    return items_fit(v, field, at, value, e);
}

static bool parts_fit(struct view *v, int field, struct form_at at, val value, struct form_error *e)
{
    for (size_t i = 0; i < value.c->n; i++) {
        val part = value.c->e[i].value;
        for (size_t k = 0; part.tag == V_LIST && k < part.n; k++)
            if (!text_fits(v, field, at, val_text(val_at(part, k)), e))
                return false;
        if (part.tag == V_STRING && !text_fits(v, field, at, val_text(part), e)) {
            e->part = value.c->e[i].key;
            return false;
        }
    }
    return true;
}

/* What says that it is an entry of a register has to be one, and say what the register says. */
static bool address_fits(struct view *v, int field, struct form_at at, val value,
                         struct form_error *e)
{
    const struct form_field *f = &v->form->fields[field];
    str key = val_get_text(value, form_address_part(ADDRESS_KEY));
    val entry;
    if (f->addresses.n && key.n && v->env->address) {
        if (!v->env->address(v->env->self, f->addresses, key, v->a, &entry))
            return broken(v, field, at, e, "form.address_unlisted", NULL, val_null());
        if (!form_address_same(entry, value))
            return broken(v, field, at, e, "form.address_changed", NULL, val_null());
    }
    return parts_fit(v, field, at, value, e);
}

static bool signature_fits(struct view *v, int field, struct form_at at, val value,
                           struct form_error *e)
{
    val drawn = val_get(value, S("drawn"));

    if (!val_is_null(drawn) && (drawn.tag != V_STRING || !form_drawn(val_text(drawn))))
        return broken(v, field, at, e, "form.drawn", NULL, val_null());
    return text_fits(v, field, at, val_get_text(value, S("name")), e);
}

static bool reference_fits(struct view *v, int field, struct form_at at, val value,
                           struct form_error *e)
{
    const struct form_field *f = &v->form->fields[field];
    str label;
    if (v->env->label &&
        !v->env->label(v->env->self, f->source, val_text(value), v->env->lang, v->a, &label))
        return broken(v, field, at, e, "form.unlisted", NULL, val_null());
    return true;
}

static bool kind_fits(struct view *v, int field, struct form_at at, val value, struct form_error *e)
{
    switch (v->form->fields[field].kind) {
    case FORM_MONEY:
        if (form_currencies(&v->form->fields[field]))
            value = val_get(value, S("amount"));
        return number_fits(v, field, at, value, e);
    case FORM_NUMBER:
        return number_fits(v, field, at, value, e);
    case FORM_DATE:
    case FORM_DATETIME:
        return limits_fit(v, field, at, value, e);
    case FORM_RADIO:
    case FORM_SELECT:
        return is_option(v, field, at, value) ||
               broken(v, field, at, e, "form.option", NULL, val_null());
    case FORM_CHECKLIST:
    case FORM_TAGLIST:
        for (size_t i = 0; i < val_count(value); i++)
            if (!is_option(v, field, at, val_at(value, i)))
                return broken(v, field, at, e, "form.option", NULL, val_null());
        return items_fit(v, field, at, value, e);
    case FORM_FILES:
        return files_fit(v, field, at, value, e);
    case FORM_LIST:
        return items_fit(v, field, at, value, e);
    case FORM_ADDRESS:
        return address_fits(v, field, at, value, e);
    case FORM_NAME:
    case FORM_LOCATION:
        return parts_fit(v, field, at, value, e);
    case FORM_SIGNATURE:
        return signature_fits(v, field, at, value, e);
    case FORM_REFERENCE:
        return reference_fits(v, field, at, value, e);
    case FORM_TIME:
    case FORM_CHECKBOX:
        return true;
    default:
        return text_fits(v, field, at, val_text(value), e);
    }
}

bool value_fits(struct view *v, int field, struct form_at at, val value, struct form_error *e)
{
    const struct form_field *f = &v->form->fields[field];
    if (!value_type_fits(f, value))
        return broken(v, field, at, e, "form.type", NULL, val_null());
    if (!kind_fits(v, field, at, value, e))
        return false;
    if (f->rules.check && !val_is_true(view_eval(v, f->rules.check, view_scope(v, f->list, at)))) {
        bool no = broken(v, field, at, e, "form.check", NULL, val_null());
        e->text = view_say(v, field, S("check.text"), at);
        return no;
    }
    return true;
}
