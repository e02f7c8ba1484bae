#include "form/compile.h"
#include "form/typed.h"

#include "value/num.h"
#include "value/temporal.h"

static val limit_value(const struct part *p, const struct form_field *f, str name)
{
    val v = val_get(p->validate, name);
    if (v.tag != V_STRING || str_empty(str_trim(val_text(v))) ||
        str_starts(str_trim(val_text(v)), S("=")))
        return v.tag == V_STRING ? val_null() : v;
    str text = str_trim(val_text(v));
    val out = val_null();
    bool ok = f->kind == FORM_DATE || f->kind == FORM_DATETIME
                  ? !failed(temporal_date(text, &out))
                  : !failed(val_number(p->c->a, text, &out));
    if (!ok)
        part_error(p, "form.limit", S("write a value, or an expression as property"),
                   "\"%.*s\" of %.*s is no value", STR_ARG(text), STR_ARG(name));
    return out;
}

/* A limit that is an expression: "=..." in validate, or the property of that name. */
static const struct feel *limit_expr(const struct part *p, str name, val *plain)
{
    str own = part_property(p, name);
    if (val_get(p->validate, name).tag == V_STRING &&
        str_starts(str_trim(val_get_text(p->validate, name)), S("=")))
        own = val_get_text(p->validate, name);
    if (str_empty(own))
        return NULL;
    *plain = val_null();
    return part_feel(p, own, name);
}

/* A length: a whole number, or an expression that gives one. */
static const struct feel *length_rule(const struct part *p, str name, int64_t *out)
{
    val v = val_get(p->validate, name);
    *out = -1;
    if (v.tag == V_STRING && str_starts(str_trim(val_text(v)), S("=")))
        return part_feel(p, val_text(v), name);
    *out = part_integer(p, v, name, -1);
    return NULL;
}

static void rules_of_text(const struct part *p, struct form_field *f)
{
    str type = val_get_text(p->validate, S("validationType"));
    if (str_eq(type, S("email")) && f->kind == FORM_TEXT)
        f->kind = FORM_EMAIL;
    else if (str_eq(type, S("phone")) && f->kind == FORM_TEXT)
        f->kind = FORM_PHONE;
    else if (type.n && !str_eq(type, S("custom")) && !str_eq(type, S("email")) &&
             !str_eq(type, S("phone")))
        part_error(p, "form.unsupported", S("use email, phone or custom"),
                   "validation of type \"%.*s\" is not known", STR_ARG(type));
    f->rules.pattern = val_get_text(p->validate, S("pattern"));
    if (f->rules.pattern.n)
        f->rules.compiled = typed_pattern(p->c->a, f->rules.pattern);
    if (f->rules.pattern.n && !f->rules.compiled)
        part_error(p, "form.pattern", S("correct the regular expression"),
                   "the pattern \"%.*s\" is no regular expression", STR_ARG(f->rules.pattern));
    f->rules.min_length_expr = length_rule(p, S("minLength"), &f->rules.min_length);
    f->rules.max_length_expr = length_rule(p, S("maxLength"), &f->rules.max_length);
    if (f->rules.min_length > f->rules.max_length && f->rules.max_length >= 0)
        part_error(p, "form.limit", S("swap them"), "minLength is above maxLength");
}

static void rules_of_number(const struct part *p, struct form_field *f)
{
    f->rules.decimals =
        (int)part_integer(p, val_get(p->json, S("decimalDigits")), S("decimalDigits"), -1);
    if (f->rules.decimals < 0 && f->kind == FORM_MONEY)
        f->rules.decimals =
            (int)part_integer(p, val_get(p->props, S("decimals")), S("decimals"), 2);
    val step = val_get(p->json, S("increment"));
    if (step.tag == V_STRING && failed(val_number(p->c->a, val_text(step), &step)))
        part_error(p, "form.limit", S("write a number"), "increment is no number");
    if (val_is_number(step) && num_sign(step) > 0)
        f->rules.step = step;
}

static void rules_of_files(const struct part *p, struct form_field *f)
{
    val multiple = val_get(p->json, S("multiple"));
    if (multiple.tag == V_STRING && str_starts(str_trim(val_text(multiple)), S("=")))
        f->multiple_expr = part_feel(p, val_text(multiple), S("multiple"));
    f->multiple = val_is_true(multiple);
    f->accept = val_get_text(p->json, S("accept"));
    if (str_starts(str_trim(f->accept), S("="))) {
        f->accept_expr = part_feel(p, f->accept, S("accept"));
        f->accept = S("");
    }
    str own = part_property(p, S("accept")), size = part_property(p, S("size"));
    if (own.n)
        f->accept = own;
    int64_t n = 0, unit = 1;
    if (str_empty(size))
        return;
    if (str_ends(size, S("MB")) || str_ends(size, S("KB")))
        unit = str_ends(size, S("MB")) ? 1000000 : 1000;
    str digits = str_trim(unit > 1 ? str_sub(size, 0, size.n - 2) : size);
    if (failed(str_to_i64(digits, &n)) || n < 1 || n > 1000000)
        part_error(p, "form.size", S("write 10MB"), "\"%.*s\" is no size", STR_ARG(size));
    f->rules.file_max = n * unit;
}

static void rule_check(const struct part *p, struct form_field *f)
{
    str check = part_property(p, S("check"));
    f->check_text = part_property(p, S("check.text"));
    if (str_empty(f->check_text))
        f->check_text = val_get_text(p->validate, S("patternErrorMessage"));
    if (check.n)
        f->rules.check = part_feel(p, check, S("check"));
    if (check.n && str_empty(f->check_text))
        part_error(p, "form.check", S("say in the property check.text what is wrong"),
                   "the check does not say what it says to people");
}

void field_rules(const struct part *p, struct form_field *f)
{
    static const str known[] = { S_INIT("required"),
                                 S_INIT("minLength"),
                                 S_INIT("maxLength"),
                                 S_INIT("min"),
                                 S_INIT("max"),
                                 S_INIT("pattern"),
                                 S_INIT("validationType"),
                                 S_INIT("patternErrorMessage") };
    part_known(p, p->validate, known, LEN(known), "validation");
    f->rules.required = val_get_bool(p->validate, S("required"));
    str required = part_property(p, S("required"));
    if (str_eq(required, S("yes")) || str_eq(required, S("no")))
        f->rules.required = str_eq(required, S("yes"));
    else if (required.n)
        f->rules.required_expr = part_feel(p, required, S("required"));
    rules_of_text(p, f);
    if (f->kind == FORM_NUMBER || f->kind == FORM_MONEY || f->kind == FORM_DATE ||
        f->kind == FORM_DATETIME) {
        f->rules.min = limit_value(p, f, S("min"));
        f->rules.max = limit_value(p, f, S("max"));
        const struct feel *min = limit_expr(p, S("min"), &f->rules.min);
        if (min)
            f->rules.min_expr = min;
        f->rules.max_expr = limit_expr(p, S("max"), &f->rules.max);
    }
    if (f->kind == FORM_NUMBER || f->kind == FORM_MONEY)
        rules_of_number(p, f);
    if (f->kind == FORM_FILES)
        rules_of_files(p, f);
    if (f->kind == FORM_CHECKLIST || f->kind == FORM_TAGLIST || f->kind == FORM_FILES) {
        f->rules.items_min = part_integer(p, val_get(p->props, S("items.min")), S("items.min"), -1);
        f->rules.items_max = part_integer(p, val_get(p->props, S("items.max")), S("items.max"), -1);
    }
    rule_check(p, f);
}

static struct form_option option_of(const struct part *p, val v)
{
    struct form_option o = { .value = v };
    if (v.tag == V_CONTEXT) {
        o.value = val_get(v, S("value"));
        o.label = val_get_text(v, S("label"));
        o.hint = val_get_text(v, S("hint"));
    }
    o.id = val_display(p->c->a, o.value);
    if (str_empty(o.label))
        o.label = o.id;
    if (val_is_null(o.value) || val_count(o.value) > 0)
        part_error(p, "form.options", S("give each option a value"),
                   "an option has no plain value");
    return o;
}

static bool has_options(enum form_kind k)
{
    return k == FORM_RADIO || k == FORM_SELECT || k == FORM_CHECKLIST || k == FORM_TAGLIST;
}

void field_options(const struct part *p, struct form_field *f)
{
    if (!has_options(f->kind))
        return;
    val values = val_get(p->json, S("values"));
    str expr = val_get_text(p->json, S("valuesExpression")),
        key = val_get_text(p->json, S("valuesKey"));
    if (expr.n || key.n) {
        f->options_expr = part_feel(p, expr.n ? expr : key, S("options"));
        return;
    }
    if (values.tag != V_LIST || values.n == 0) {
        part_error(p, "form.options", S("list the options"), "there is nothing to choose from");
        return;
    }
    f->options = ARENA_ARRAY(p->c->a, struct form_option, values.n);
    for (size_t i = 0; i < values.n; i++) {
        f->options[f->n_options++] = option_of(p, val_at(values, i));
        for (size_t j = 0; j < i; j++)
            if (str_eq(f->options[j].id, f->options[i].id))
                part_error(p, "form.options", S("give each option a value of its own"),
                           "the option \"%.*s\" comes twice", STR_ARG(f->options[i].id));
    }
}

static const str own_properties[] = {
    S_INIT("page"),         S_INIT("page.title"), S_INIT("kind"),      S_INIT("scheme"),
    S_INIT("source"),       S_INIT("register"),   S_INIT("of"),        S_INIT("dispute"),
    S_INIT("purpose"),      S_INIT("basis"),      S_INIT("retention"), S_INIT("sensitivity"),
    S_INIT("autocomplete"), S_INIT("hint"),       S_INIT("width"),     S_INIT("evidence"),
    S_INIT("check"),        S_INIT("check.text"), S_INIT("required"),  S_INIT("min"),
    S_INIT("max"),          S_INIT("currency"),   S_INIT("decimals"),  S_INIT("summary"),
    S_INIT("items"),        S_INIT("items.min"),  S_INIT("items.max"), S_INIT("items.word"),
    S_INIT("accept"),       S_INIT("size"),       S_INIT("mark"),      S_INIT("calling_code"),
    S_INIT("reuse"),        S_INIT("addresses"),  S_INIT("party"),     S_INIT("private"),
};

/* What stands at the component, else at the form. */
static str inherited(const struct part *p, str name)
{
    str own = part_property(p, name);
    return own.n ? own : val_get_text(p->c->defaults, name);
}

static void binding_compile(const struct part *p, struct form_field *f)
{
    str reg = part_property(p, S("register")), dispute = part_property(p, S("dispute"));
    if (str_empty(reg))
        return;
    if (!str_cut(reg, '.', &f->binding.registry, &f->binding.field) || str_empty(f->binding.field))
        part_error(p, "form.binding", S("write register.field"),
                   "\"%.*s\" names no field of a register", STR_ARG(reg));
    f->binding.of = part_property(p, S("of"));
    if (str_empty(f->binding.of))
        part_error(p, "form.binding", S("say in the property \"of\" whose record it is: applicant"),
                   "the binding to \"%.*s\" does not say of whom", STR_ARG(reg));
    f->binding.locked = str_eq(dispute, S("no"));
}

/* The property reuse: P1Y, P6M, P30D. */
static int64_t reuse_days(const struct part *p)
{
    str text = part_property(p, S("reuse"));
    val v;
    if (str_empty(text))
        return 0;
    if (!failed(temporal_duration(text, &v)) && v.tag == V_MONTHS && v.m > 0)
        return v.m * 365 / 12;
    if (!failed(temporal_duration(text, &v)) && v.tag == V_DAYS && v.m > 0)
        return v.m / 86400;
    part_error(p, "form.reuse", S("write P1Y or P30D"), "\"%.*s\" is no duration", STR_ARG(text));
    return 0;
}

static bool calling_code_fits(str s)
{
    for (size_t i = 1; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n >= 2 && s.n <= 4 && s.p[0] == '+' && s.p[1] != '0';
}

void field_properties(const struct part *p, struct form_field *f)
{
    static const str levels[] = { S_INIT("public"), S_INIT("internal"), S_INIT("personal"),
                                  S_INIT("secret") };
    part_known(p, p->props, own_properties, LEN(own_properties), "property");
    f->purpose = inherited(p, S("purpose"));
    f->basis = inherited(p, S("basis"));
    f->retention = inherited(p, S("retention"));
    f->sensitivity = inherited(p, S("sensitivity"));
    if (str_empty(f->sensitivity))
        f->sensitivity = S("personal");
    bool known = false;
    FOR_EACH(levels, l)
        known |= str_eq(*l, f->sensitivity);
    if (!known)
        part_error(p, "form.sensitivity", S("public, internal, personal or secret"),
                   "sensitivity \"%.*s\" is not known", STR_ARG(f->sensitivity));
    f->autocomplete = part_property(p, S("autocomplete"));
    f->evidence = part_property(p, S("evidence"));
    f->reuse_days = reuse_days(p);
    if (f->reuse_days && (str_empty(f->evidence) || f->list >= 0))
        part_error(p, "form.reuse", S("name the evidence, at a question outside of sections"),
                   "only evidence can be used again");
    f->width = part_property(p, S("width"));
    f->currency = part_property(p, S("currency"));
    f->calling_code = part_property(p, S("calling_code"));
    if (f->calling_code.n && !calling_code_fits(f->calling_code))
        part_error(p, "form.calling_code", S("write +43"), "\"%.*s\" is no calling code",
                   STR_ARG(f->calling_code));
    f->summary_hidden = str_eq(part_property(p, S("summary")), S("no"));
    binding_compile(p, f);
}
