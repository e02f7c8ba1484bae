#include "form/compile.h"

#include "value/temporal.h"

static const struct {
    str type;
    enum form_kind kind;
} kinds[] = {
    { S_INIT("textfield"), FORM_TEXT },    { S_INIT("textarea"), FORM_TEXTAREA },
    { S_INIT("number"), FORM_NUMBER },     { S_INIT("datetime"), FORM_DATE },
    { S_INIT("checkbox"), FORM_CHECKBOX }, { S_INIT("radio"), FORM_RADIO },
    { S_INIT("select"), FORM_SELECT },     { S_INIT("checklist"), FORM_CHECKLIST },
    { S_INIT("taglist"), FORM_TAGLIST },   { S_INIT("filepicker"), FORM_FILES },
    { S_INIT("group"), FORM_GROUP },       { S_INIT("dynamiclist"), FORM_LIST },
    { S_INIT("text"), FORM_CONTENT },      { S_INIT("separator"), FORM_SEPARATOR },
    { S_INIT("spacer"), FORM_SPACER },     { S_INIT("expression"), FORM_EXPRESSION },
    { S_INIT("table"), FORM_TABLE },       { S_INIT("html"), FORM_CONTENT },
    { S_INIT("image"), FORM_IMAGE },       { S_INIT("documentPreview"), FORM_DOCUMENTS },
    { S_INIT("button"), FORM_BUTTON },
};

static const str known_keys[] = {
    S_INIT("type"),
    S_INIT("id"),
    S_INIT("key"),
    S_INIT("path"),
    S_INIT("label"),
    S_INIT("description"),
    S_INIT("components"),
    S_INIT("properties"),
    S_INIT("validate"),
    S_INIT("conditional"),
    S_INIT("layout"),
    S_INIT("disabled"),
    S_INIT("readonly"),
    S_INIT("defaultValue"),
    S_INIT("values"),
    S_INIT("valuesKey"),
    S_INIT("valuesExpression"),
    S_INIT("searchable"),
    S_INIT("appearance"),
    S_INIT("decimalDigits"),
    S_INIT("increment"),
    S_INIT("serializeToString"),
    S_INIT("subtype"),
    S_INIT("dateLabel"),
    S_INIT("timeLabel"),
    S_INIT("timeInterval"),
    S_INIT("use24h"),
    S_INIT("disallowPassedDates"),
    S_INIT("timeSerializingFormat"),
    S_INIT("accept"),
    S_INIT("multiple"),
    S_INIT("text"),
    S_INIT("height"),
    S_INIT("expression"),
    S_INIT("computeOn"),
    S_INIT("isRepeating"),
    S_INIT("allowAddRemove"),
    S_INIT("defaultRepetitions"),
    S_INIT("showOutline"),
    S_INIT("nonCollapsedItems"),
    S_INIT("disableCollapse"),
    S_INIT("verticalAlignment"),
    S_INIT("dataSource"),
    S_INIT("columns"),
    S_INIT("columnsExpression"),
    S_INIT("rowCount"),
    S_INIT("action"),
    S_INIT("strict"),
    S_INIT("content"),
    S_INIT("source"),
    S_INIT("alt"),
    S_INIT("title"),
    S_INIT("maxHeight"),
};

static bool kind_of_type(const struct part *p, enum form_kind *out)
{
    FOR_EACH(kinds, k)
        if (str_eq(k->type, p->type)) {
            *out = k->kind;
            return true;
        }
    if (str_eq(p->type, S("iframe")))
        part_error(p, "form.unsupported", S("write a text component with a link to that page"),
                   "a page inside of the page (\"iframe\") is not allowed");
    else
        part_error(p, "form.unsupported", S("use another component"),
                   "components of type \"%.*s\" are not supported", STR_ARG(p->type));
    return false;
}

static void kind_set(const struct part *p, struct form_field *f, enum form_kind kind, str name)
{
    bool fits = f->kind == FORM_TEXT || (f->kind == FORM_SELECT && kind == FORM_REFERENCE) ||
                (f->kind == FORM_NUMBER && kind == FORM_MONEY);
    if (!fits)
        part_error(p, "form.kind", S("use a textfield"), "kind \"%.*s\" does not fit a \"%.*s\"",
                   STR_ARG(name), STR_ARG(p->type));
    f->kind = kind;
    f->source = part_property(p, S("source"));
    f->scheme_id = part_property(p, S("scheme"));
    f->addresses = part_property(p, S("addresses"));
    if (f->addresses.n && kind != FORM_ADDRESS)
        part_error(p, "form.kind", S("remove it, or ask for an address"),
                   "addresses are found for questions of kind \"address\" only");
    if (kind == FORM_SCHEME && str_empty(f->scheme_id))
        f->scheme_id = S("national-number");
    if (kind == FORM_REFERENCE && str_empty(f->source))
        f->source = name;
}

/* properties.kind: one of ours, else the register whose records are chosen from. */
static void kind_refine(const struct part *p, struct form_field *f)
{
    static const struct {
        str name;
        enum form_kind kind;
    } own[] = {
        { S_INIT("name"), FORM_NAME },
        { S_INIT("national-number"), FORM_SCHEME },
        { S_INIT("number-scheme"), FORM_SCHEME },
        { S_INIT("address"), FORM_ADDRESS },
        { S_INIT("email"), FORM_EMAIL },
        { S_INIT("phone"), FORM_PHONE },
        { S_INIT("iban"), FORM_IBAN },
        { S_INIT("money"), FORM_MONEY },
        { S_INIT("signature"), FORM_SIGNATURE },
        { S_INIT("location"), FORM_LOCATION },
    };
    str kind = part_property(p, S("kind"));
    if (str_empty(kind))
        return;
    FOR_EACH(own, o)
        if (str_eq(o->name, kind)) {
            kind_set(p, f, o->kind, kind);
            return;
        }
    kind_set(p, f, FORM_REFERENCE, kind);
}

static void kind_of_datetime(const struct part *p, struct form_field *f)
{
    str sub = val_get_text(p->json, S("subtype"));
    if (str_eq(sub, S("time")))
        f->kind = FORM_TIME;
    else if (str_eq(sub, S("datetime")))
        f->kind = FORM_DATETIME;
    else if (sub.n && !str_eq(sub, S("date")))
        part_error(p, "form.unsupported", S("use date, time or datetime"),
                   "subtype \"%.*s\" is not known", STR_ARG(sub));
    if (str_empty(f->label))
        f->label = val_get_text(p->json, f->kind == FORM_TIME ? S("timeLabel") : S("dateLabel"));
    if (val_get_bool(p->json, S("disallowPassedDates")))
        f->rules.min_expr = part_feel(p, S("today"), S("disallowPassedDates"));
    int64_t interval = part_integer(p, val_get(p->json, S("timeInterval")), S("timeInterval"), 0);
    if (interval < 0 || interval > 1440)
        part_error(p, "form.number", S("write minutes"), "timeInterval is no number of minutes");
    str zone = val_get_text(p->json, S("timeSerializingFormat"));
    if (zone.n && !str_eq(zone, S("no_timezone")))
        part_warning(p, "form.time_zone", S("choose \"no timezone\""),
                     "times are kept as the local time of the site");
}

static void condition_compile(const struct part *p, struct form_field *f)
{
    val cond = val_get(p->json, S("conditional"));
    static const str known[] = { S_INIT("hide") };
    part_known(p, cond, known, LEN(known), "condition");
    val hide = val_get(cond, S("hide"));
    if (hide.tag == V_STRING && str_starts(str_trim(val_text(hide)), S("=")))
        f->hide = part_feel(p, val_text(hide), S("hide"));
    else if (!val_is_null(hide) && !(hide.tag == V_STRING && str_empty(str_trim(val_text(hide)))))
        part_error(p, "form.condition", S("begin the expression with ="),
                   "the condition is no FEEL expression");
}

static bool is_expression(val v)
{
    return v.tag == V_STRING && str_starts(str_trim(val_text(v)), S("="));
}

/* Disabled: shown, no part of the answers.  Readonly: shown, and its value is an answer. */
static void readonly_compile(const struct part *p, struct form_field *f)
{
    val readonly = val_get(p->json, S("readonly"));
    if (is_expression(readonly))
        f->readonly_expr = part_feel(p, val_text(readonly), S("readonly"));
    f->readonly = val_is_true(readonly);
    f->disabled = val_get_bool(p->json, S("disabled"));
}

/* Rows of 16 parts, as the layout of form-js has them. */
static void layout_compile(const struct part *p, struct form_field *f)
{
    val layout = val_get(p->json, S("layout"));
    static const str known[] = { S_INIT("row"), S_INIT("columns") };
    part_known(p, layout, known, LEN(known), "layout");
    int64_t wide = part_integer(p, val_get(layout, S("columns")), S("columns"), 0);
    f->row = val_get_text(layout, S("row"));
    if (wide < 0 || wide > 16)
        part_error(p, "form.layout", S("write 2 to 16, or leave it out"),
                   "%lld columns do not fit a row of 16", (long long)wide);
    f->row_width = (uint8_t)(wide & 31);
}

void part_templates(const struct part *p, str text, str what)
{
    if (str_starts(text, S("="))) {
        (void)part_feel(p, text, what);
        return;
    }
    for (size_t i = str_find(text, S("{{"), 0); i != SIZE_MAX; i = str_find(text, S("{{"), i + 2)) {
        size_t end = str_find(text, S("}}"), i);
        if (end == SIZE_MAX) {
            part_error(p, "form.template", S("close it with two braces"),
                       "%.*s: what is in double braces is never closed", STR_ARG(what));
            return;
        }
        str inner = str_trim(str_sub(text, i + 2, end - i - 2));
        if (inner.n && inner.p[0] != '#' && inner.p[0] != '/' && !str_eq(inner, S("else")))
            (void)part_feel(p, inner, what);
    }
}

static void texts_compile(const struct part *p, struct form_field *f)
{
    val app = val_get(p->json, S("appearance"));
    static const str known[] = { S_INIT("prefixAdorner"), S_INIT("suffixAdorner") };
    part_known(p, app, known, LEN(known), "appearance");
    f->label = val_get_text(p->json, S("label"));
    f->description = val_get_text(p->json, S("description"));
    f->text = val_get_text(p->json, S("text"));
    f->unit = val_get_text(app, S("suffixAdorner"));
    f->prefix = val_get_text(app, S("prefixAdorner"));
}

static void default_compile(const struct part *p, struct form_field *f)
{
    val v = val_get(p->json, S("defaultValue"));
    if (v.tag == V_STRING && str_starts(val_text(v), S("="))) {
        f->compute = part_feel(p, val_text(v), S("defaultValue"));
        return;
    }
    if (f->kind == FORM_DATE && v.tag == V_STRING && failed(temporal_date(val_text(v), &v)))
        part_error(p, "form.default", S("write 2026-03-02"), "the default value is no date");
    f->initial = v;
}

static void list_compile(const struct part *p, struct form_field *f)
{
    str items = part_property(p, S("items"));
    if (items.n && !str_eq(items, S("together")) && !str_eq(items, S("pages")))
        part_error(p, "form.items", S("write pages or together"), "items \"%.*s\" is not known",
                   STR_ARG(items));
    f->rules.items_min = part_integer(p, val_get(p->props, S("items.min")), S("items.min"),
                                      f->rules.required ? 1 : -1);
    f->rules.items_max = part_integer(p, val_get(p->props, S("items.max")), S("items.max"), -1);
    f->repetitions =
        part_integer(p, val_get(p->json, S("defaultRepetitions")), S("defaultRepetitions"), 0);
    f->fixed = val_has(p->json, S("allowAddRemove")) && !val_get_bool(p->json, S("allowAddRemove"));
    if (f->fixed && f->rules.items_min < 0)
        f->rules.items_min = f->repetitions > 0 ? f->repetitions : 1;
    if (f->fixed && f->rules.items_max < 0)
        f->rules.items_max = f->rules.items_min;
    if (f->repetitions < 0 || f->repetitions > 100)
        part_error(p, "form.items", S("at most 100"), "a section holds at most 100 items");
    if (f->rules.items_min > 100 || f->rules.items_max > 100)
        part_error(p, "form.items", S("at most 100"), "a section holds at most 100 items");
}

bool field_compile(const struct part *p, struct form_field *f)
{
    if (!kind_of_type(p, &f->kind))
        return false;
    part_known(p, p->json, known_keys, LEN(known_keys), "the component's");
    f->properties = p->props;
    f->rules = (struct form_rules){ .min_length = -1,
                                    .max_length = -1,
                                    .decimals = -1,
                                    .items_min = -1,
                                    .items_max = -1,
                                    .file_max = -1 };
    texts_compile(p, f);
    condition_compile(p, f);
    readonly_compile(p, f);
    layout_compile(p, f);
    if (str_eq(p->type, S("datetime")))
        kind_of_datetime(p, f);
    kind_refine(p, f);
    if (form_asks(f)) {
        default_compile(p, f);
        field_options(p, f);
    }
    field_rules(p, f);
    field_properties(p, f);
    if (f->kind == FORM_LIST)
        list_compile(p, f);
    if (!shown_compile(p, f))
        return false;
    part_templates(p, f->label, S("label"));
    part_templates(p, f->description, S("description"));
    part_templates(p, f->unit, S("suffixAdorner"));
    part_templates(p, f->prefix, S("prefixAdorner"));
    if (form_asks(f) && str_empty(f->label))
        part_error(p, "form.label", S("write the question"), "the question has no label");
    return true;
}
