#include "feel/type.h"
#include "form/form.h"

#include <stdio.h>

const struct form_page *form_pages(const struct form *form, size_t *n)
{
    *n = form->n_pages;
    return form->pages;
}

const struct form_field *form_field(const struct form *form, str id_or_name)
{
    for (size_t i = 0; i < form->n_fields; i++)
        if (str_eq(form->fields[i].id, id_or_name))
            return &form->fields[i];
    for (size_t i = 0; i < form->n_fields; i++)
        if (form->fields[i].name.n && str_eq(form->fields[i].name, id_or_name))
            return &form->fields[i];
    return NULL;
}

str form_location_part(enum form_location part)
{
    static const str parts[] = { S_INIT("text"), S_INIT("latitude"), S_INIT("longitude") };
    return parts[part];
}

bool form_currencies(const struct form_field *f)
{
    return f->kind == FORM_MONEY && str_find_char(f->currency, ',', 0) != SIZE_MAX;
}

static enum feel_kind kind_of_options(const struct form_field *f)
{
    enum feel_kind all = T_ANY;
    for (size_t i = 0; !f->options_expr && i < f->n_options; i++) {
        val v = f->options[i].value;
        enum feel_kind one = v.tag == V_STRING ? T_STRING : val_is_number(v) ? T_NUMBER : T_ANY;
        if (one == T_ANY || (i && one != all))
            return T_ANY;
        all = one;
    }
    return all;
}

static enum feel_kind kind_of_answers(const struct form_field *f)
{
    switch (f->kind) {
    case FORM_TEXT:
    case FORM_TEXTAREA:
    case FORM_REFERENCE:
    case FORM_SCHEME:
    case FORM_EMAIL:
    case FORM_PHONE:
    case FORM_IBAN:
        return T_STRING;
    case FORM_MONEY:
        return form_currencies(f) ? T_CONTEXT : T_NUMBER;
    case FORM_NUMBER:
        return T_NUMBER;
    case FORM_CHECKBOX:
        return T_BOOLEAN;
    case FORM_DATE:
        return T_DATE;
    case FORM_TIME:
        return T_TIME;
    case FORM_DATETIME:
        return T_DATETIME;
    case FORM_NAME:
    case FORM_ADDRESS:
    case FORM_SIGNATURE:
    case FORM_LOCATION:
        return T_CONTEXT;
    case FORM_RADIO:
    case FORM_SELECT:
        return kind_of_options(f);
    default:
        return T_ANY;
    }
}

const struct feel_type *form_answer_type(const struct form_field *f)
{
    enum feel_kind kind = f->list < 0 ? kind_of_answers(f) : T_ANY;
    return kind == T_ANY ? NULL : feel_type_of_kind(kind);
}

bool form_asks(const struct form_field *f)
{
    return f->kind < FORM_EXPRESSION;
}

int form_bindings(const struct form *form, int i)
{
    for (i++; i < (int)form->n_fields; i++)
        if (form->fields[i].binding.registry.n)
            return i;
    return -1;
}

void form_link_schemes(struct form *form, const struct number_scheme *schemes, size_t n,
                       struct findings *f)
{
    for (size_t i = 0; i < form->n_fields; i++) {
        struct form_field *field = &form->fields[i];
        if (field->kind != FORM_SCHEME &&
            (field->kind != FORM_REFERENCE || str_empty(field->scheme_id)))
            continue;
        for (size_t k = 0; k < n; k++)
            if (str_eq(schemes[k].id, field->scheme_id))
                field->scheme = &schemes[k];
        if (!field->scheme)
            finding_add(f, FINDING_ERROR, field->line, field->id, "form.scheme",
                        S("add it to numbers in site.yaml"), "there is no number scheme \"%.*s\"",
                        STR_ARG(field->scheme_id));
    }
}

static str option_label(const struct form_field *f, str id)
{
    for (size_t i = 0; i < f->n_options; i++)
        if (str_eq(f->options[i].id, id))
            return f->options[i].label;
    return STR_NULL;
}

static str column_label(const struct form_field *f, str key)
{
    for (size_t i = 0; i < val_count(f->columns); i++)
        if (str_eq(val_get_text(val_at(f->columns, i), S("key")), key))
            return val_get_text(val_at(f->columns, i), S("label"));
    return STR_NULL;
}

/* The text as the model has it. */
static str model_text(const struct form_field *f, str property)
{
    if (str_eq(property, S("label")))
        return f->label;
    if (str_eq(property, S("description")))
        return f->description;
    if (str_eq(property, S("text")))
        return f->text;
    if (str_eq(property, S("unit")))
        return f->unit;
    if (f->kind == FORM_IMAGE && str_eq(property, S("source")))
        return f->source;
    if (str_eq(property, S("prefix")))
        return f->prefix;
    if (str_starts(property, S("options.")))
        return option_label(f, str_from(property, 8));
    if (str_starts(property, S("columns.")))
        return column_label(f, str_from(property, 8));
    if (str_eq(property, S("check.text")))
        return f->check_text;
    return val_get_text(f->properties, property);
}

str form_word(const struct form *form, const struct words *words, str element, str property,
              str lang)
{
    str other = words_get(words ? words : form->words, lang, element, property);
    if (other.n)
        return other;
    const struct form_field *f = form_field(form, element);
    str own = f ? model_text(f, property) : STR_NULL;
    return own.n ? own : STR_NULL;
}

/* A unit such as kg or m² is no word. */
static bool is_wordy(str text)
{
    size_t letters = 0;
    for (size_t i = 0; i < text.n; i++)
        letters += (text.p[i] >= 'a' && text.p[i] <= 'z') ||
                   (text.p[i] >= 'A' && text.p[i] <= 'Z') || (text.p[i] & 0x80);
    return letters > 2;
}

void form_texts(const struct form *form, void *self,
                void (*say)(void *self, int line, str element, str property, str text))
{
    static const str plain[] = { S_INIT("label"),      S_INIT("description"), S_INIT("text"),
                                 S_INIT("page.title"), S_INIT("hint"),        S_INIT("check.text"),
                                 S_INIT("items.word") };
    for (size_t i = 0; i < form->n_fields; i++) {
        const struct form_field *f = &form->fields[i];
        char property[160];
        FOR_EACH(plain, p) {
            str text = model_text(f, *p);
            if (text.n)
                say(self, f->line, f->id, *p, text);
        }
        if (is_wordy(f->unit))
            say(self, f->line, f->id, S("unit"), f->unit);
        if (is_wordy(f->prefix))
            say(self, f->line, f->id, S("prefix"), f->prefix);
        for (size_t k = 0; k < f->n_options; k++) {
            if (str_eq(f->options[k].label, f->options[k].id) && !is_wordy(f->options[k].label))
                continue;
            int n = snprintf(property, sizeof property, "options.%.*s", STR_ARG(f->options[k].id));
            say(self, f->line, f->id, str_of(property, MIN((size_t)n, sizeof property - 1)),
                f->options[k].label);
        }
        for (size_t k = 0; k < val_count(f->columns); k++) {
            val col = val_at(f->columns, k);
            int n = snprintf(property, sizeof property, "columns.%.*s",
                             STR_ARG(val_get_text(col, S("key"))));
            say(self, f->line, f->id, str_of(property, MIN((size_t)n, sizeof property - 1)),
                val_get_text(col, S("label")));
        }
    }
}
