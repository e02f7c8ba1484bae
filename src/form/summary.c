/* Answers shown again: the summary, and typed answers beside what registers hold. */
#include "form/view.h"

#include "text/name.h"
#include "value/temporal.h"

static str option_label(struct view *v, int field, struct form_at at, val value)
{
    const struct form_option *o;
    size_t n = view_values(v, field, at, &o);
    for (size_t i = 0; i < n; i++)
        if (val_equal(o[i].value, value))
            return view_option_label(v, field, &o[i]);
    return val_display(v->a, value);
}

static str joined(struct view *v, const str *lines, size_t n)
{
    return str_join(v->a, lines, n, S("\n"));
}

static str list_display(struct view *v, int field, struct form_at at, val value)
{
    const struct form_field *f = &v->form->fields[field];
    VEC(str) lines = { 0 };
    for (size_t i = 0; i < val_count(value); i++) {
        val one = val_at(value, i);
        *vec_push(&lines, v->a) =
            f->kind == FORM_FILES ? val_get_text(one, S("name")) : option_label(v, field, at, one);
    }
    return joined(v, lines.v, lines.n);
}

static str address_display(struct view *v, const struct form_field *f, val value)
{
    VEC(str) lines = { 0 };
    val l = val_get(value, form_address_part(ADDRESS_LINES));
    for (size_t i = 0; i < val_count(l); i++)
        *vec_push(&lines, v->a) = val_text(val_at(l, i));
    str town = val_get_text(value, form_address_part(ADDRESS_PLACE)), label,
        code = val_get_text(value, form_address_part(ADDRESS_POSTCODE)),
        land = val_get_text(value, form_address_part(ADDRESS_COUNTRY));
    if (town.n + code.n)
        *vec_push(&lines, v->a) =
            str_trim(str_fmt(v->a, "%.*s %.*s", STR_ARG(code), STR_ARG(town)));
    if (land.n && f->source.n && v->env->label &&
        v->env->label(v->env->self, f->source, land, v->env->lang, v->a, &label))
        land = label;
    if (land.n)
        *vec_push(&lines, v->a) = land;
    return joined(v, lines.v, lines.n);
}

static str reference_display(struct view *v, const struct form_field *f, val value)
{
    str label;
    if (v->env->label &&
        v->env->label(v->env->self, f->source, val_text(value), v->env->lang, v->a, &label))
        return !f->scheme_id.n || str_eq(label, val_text(value))
                   ? label
                   : str_fmt(v->a, "%.*s (%.*s)", STR_ARG(label), STR_ARG(val_text(value)));
    return val_text(value);
}

static str datetime_display(struct view *v, val value)
{
    const struct locale *l = v->env->locale;
    str date = locale_date(v->a, l, (day){ value.dt->days }, DATE_LONG),
        time = locale_time(v->a, l, value.dt->t.seconds);
    return str_fmt(v->a, "%.*s %.*s", STR_ARG(date), STR_ARG(time));
}

str view_display(struct view *v, val value)
{
    const struct locale *l = v->env->locale;
    if (value.tag == V_BOOL) {
        str word = value.m ? v->env->yes : v->env->no;
        return word.n ? word : value.m ? S("yes") : S("no");
    }
    if (l && val_is_number(value))
        return locale_number(v->a, l, value);
    if (l && value.tag == V_DATE)
        return locale_date(v->a, l, (day){ value.m }, DATE_LONG);
    if (l && value.tag == V_TIME)
        return locale_time(v->a, l, value.t->seconds);
    if (l && value.tag == V_DATETIME)
        return datetime_display(v, value);
    return value.tag == V_STRING ? val_text(value) : val_display(v->a, value);
}

static str number_display(struct view *v, int field, struct form_at at, val value)
{
    const struct form_field *f = &v->form->fields[field];
    if (f->kind == FORM_MONEY && f->currency.n && v->env->locale)
        return locale_money(v->a, v->env->locale, value, f->currency);
    str s = view_display(v, value), unit = view_say(v, field, S("unit"), at),
        before = view_say(v, field, S("prefix"), at);
    if (before.n)
        s = str_fmt(v->a, "%.*s %.*s", STR_ARG(before), STR_ARG(s));
    return unit.n ? str_fmt(v->a, "%.*s %.*s", STR_ARG(s), STR_ARG(unit)) : s;
}

static str location_display(struct view *v, val value)
{
    val north = val_get(value, form_location_part(LOCATION_LATITUDE)),
        east = val_get(value, form_location_part(LOCATION_LONGITUDE));
    str lines[2] = { val_get_text(value, form_location_part(LOCATION_TEXT)) };
    size_t n = lines[0].n > 0;
    if (!val_is_null(north))
        lines[n++] = str_fmt(v->a, "%.*s, %.*s", STR_ARG(val_display(v->a, north)),
                             STR_ARG(val_display(v->a, east)));
    return joined(v, lines, n);
}

static str signature_display(struct view *v, val value)
{
    return str_fmt(v->a, "%.*s, %.*s", STR_ARG(val_get_text(value, S("name"))),
                   STR_ARG(view_display(v, val_get(value, S("on")))));
}

/* In groups of four, as it is written on paper (ISO 13616-1). */
static str iban_display(arena *a, str s)
{
    buf b;
    buf_init(&b, a, s.n + 10);
    for (size_t i = 0; i < s.n; i++) {
        if (i && i % 4 == 0)
            buf_char(&b, ' ');
        buf_char(&b, s.p[i]);
    }
    return buf_str(&b);
}

static str money_display(struct view *v, val value)
{
    val amount = val_get(value, S("amount"));
    str currency = val_get_text(value, S("currency"));
    if (v->env->locale && val_is_number(amount))
        return locale_money(v->a, v->env->locale, amount, currency);
    return str_fmt(v->a, "%.*s %.*s", STR_ARG(val_display(v->a, amount)), STR_ARG(currency));
}

static str display(struct view *v, int field, struct form_at at, val value)
{
    const struct form_field *f = &v->form->fields[field];
    if (val_is_null(value))
        return S("");
    if (val_is_number(value) && (f->kind == FORM_NUMBER || f->kind == FORM_MONEY))
        return number_display(v, field, at, value);
    if (f->kind == FORM_RADIO || f->kind == FORM_SELECT)
        return option_label(v, field, at, value);
    if (value.tag == V_LIST && f->kind != FORM_LIST)
        return list_display(v, field, at, value);
    if (f->kind == FORM_NAME && value.tag == V_CONTEXT)
        return name_shown(v->a, value);
    if (f->kind == FORM_ADDRESS && value.tag == V_CONTEXT)
        return address_display(v, f, value);
    if (f->kind == FORM_SIGNATURE && value.tag == V_CONTEXT)
        return signature_display(v, value);
    if (f->kind == FORM_LOCATION && value.tag == V_CONTEXT)
        return location_display(v, value);
    if (f->kind == FORM_MONEY && value.tag == V_CONTEXT)
        return money_display(v, value);
    if (f->kind == FORM_IBAN && value.tag == V_STRING)
        return iban_display(v->a, val_text(value));
    if (f->kind == FORM_REFERENCE && value.tag == V_STRING)
        return reference_display(v, f, value);
    return view_display(v, value);
}

str form_display(const struct form *form, int field, struct form_at at, val value, val answers,
                 const struct form_env *env)
{
    struct view v = view_of(form, answers, env);
    return display(&v, field, at, value);
}

/* "Child 2" inside of sections, else the title of a page of several questions. */
static str section_title(struct view *v, const struct form_page *p, struct form_at at)
{
    if (p->list >= 0 && p->kind == FORM_PAGE_QUESTIONS) {
        str word = view_say(v, p->list, S("items.word"), at);
        if (str_empty(word))
            word = view_say(v, p->list, S("label"), at);
        return str_fmt(v->a, "%.*s %u", STR_ARG(word), at.item[list_depth(v->form, p->list)] + 1u);
    }
    size_t asked = 0;
    for (size_t i = 0; i < p->n_fields; i++)
        asked += form_asks(&v->form->fields[p->fields[i]]);
    if (asked < 2 || p->titled_by < 0)
        return S("");
    return view_say(v, p->titled_by, p->title_own ? S("page.title") : S("label"), at);
}

struct rows {
    struct view *v;
    VEC(struct form_row) out;
};

static void row_add(struct rows *r, int field, struct form_at at, str section, bool *first)
{
    struct view *v = r->v;
    const struct form_field *f = &v->form->fields[field];
    val value, held = val_get(v->env->held, f->name);
    enum form_state state = view_state(v, field, at, &value);
    if (state == FORM_HIDDEN || f->summary_hidden || !(form_asks(f) || f->kind == FORM_EXPRESSION))
        return;
    if (state == FORM_ASKED)
        value = form_answer(v->form, field, at, v->answers);
    bool from_register = f->binding.registry.n && state != FORM_ASKED;
    const struct form_page *page = &v->form->pages[at.page];
    *vec_push(&r->out, v->a) = (struct form_row){
        .field = field,
        .at = at,
        .page = form_at_str(v->a, v->form, at),
        .party = page->party,
        .reserved = page->reserved,
        .section = section,
        .label = view_say(v, field, S("label"), at),
        .value = value,
        .display = display(v, field, at, value),
        .drawn = f->kind == FORM_SIGNATURE ? val_get_text(value, S("drawn")) : S(""),
        .held = from_register,
        .disputed = f->binding.registry.n && state == FORM_ASKED && val_has(v->env->held, f->name),
        .missing = state == FORM_ASKED && value_empty(f, value) && view_required(v, field, at),
        .first_of_page = *first,
        .source = from_register ? val_get_text(held, S("source")) : S(""),
        .date = from_register ? val_get(held, S("date")) : val_null()
    };
    *first = false;
}

static void items_row(struct rows *r, const struct form_page *p, struct form_at at)
{
    struct view *v = r->v;
    val items = form_answer(v->form, p->list, at, v->answers);
    const struct form_field *f = &v->form->fields[p->list];
    bool missing = value_empty(f, items) && f->rules.items_min > 0;
    *vec_push(&r->out, v->a) =
        (struct form_row){ .field = p->list,
                           .at = at,
                           .page = form_at_str(v->a, v->form, at),
                           .party = p->party,
                           .reserved = p->reserved,
                           .section = S(""),
                           .label = view_say(v, p->list, S("label"), at),
                           .value = items,
                           .missing = missing,
                           .first_of_page = true,
                           .display = view_display(v, val_int((int64_t)val_count(items))),
                           .source = S(""),
                           .date = val_null() };
    for (size_t i = 0; p->together && i < val_count(items) && i < FORM_ITEMS_MAX; i++) {
        at.item[p->depth] = (uint16_t)i;
        str word = view_say(v, p->list, S("items.word"), at);
        str title = str_fmt(v->a, "%.*s %zu",
                            STR_ARG(word.n ? word : view_say(v, p->list, S("label"), at)), i + 1);
        bool first = true;
        for (size_t k = 0; k < p->n_fields; k++)
            row_add(r, p->fields[k], at, title, &first);
    }
}

size_t form_summary(const struct form *form, val answers, const struct form_env *env,
                    struct form_row **out)
{
    struct view v = view_of(form, answers, env);
    struct rows r = { .v = &v };
    struct positions all = view_positions(&v);
    for (size_t i = 0; i < all.n; i++) {
        const struct form_page *p = &form->pages[all.v[i].page];
        if (!view_page_visible(&v, all.v[i]))
            continue;
        if (p->kind == FORM_PAGE_ITEMS) {
            items_row(&r, p, all.v[i]);
            continue;
        }
        bool first = true;
        str section = section_title(&v, p, all.v[i]);
        for (size_t k = 0; k < p->n_fields; k++)
            row_add(&r, p->fields[k], all.v[i], section, &first);
    }
    *out = r.out.v;
    return r.out.n;
}

size_t form_compare(const struct form *form, val answers, const struct form_env *env,
                    struct form_difference **out)
{
    struct view v = view_of(form, answers, env);
    VEC(struct form_difference) d = { 0 };
    for (int i = form_bindings(form, -1); i >= 0; i = form_bindings(form, i)) {
        const struct form_field *f = &form->fields[i];
        val held = val_get(env->held, f->name), typed = form_answer(form, i, FORM_AT_NONE, answers);
        val value = val_get(held, S("value"));
        if (val_is_null(value) || val_is_null(typed) || val_equal(typed, value) ||
            (f->kind == FORM_NAME && name_same(typed, value)) ||
            (f->kind == FORM_ADDRESS && form_address_same(typed, value)))
            continue;
        struct form_at at = FORM_AT_NONE;
        at.page = f->page;
        *vec_push(&d, env->a) = (struct form_difference){ .field = i,
                                                          .at = at,
                                                          .label = view_say(&v, i, S("label"), at),
                                                          .typed = typed,
                                                          .held = value,
                                                          .source = val_get_text(held, S("source")),
                                                          .date = val_get(held, S("date")) };
    }
    *out = d.v;
    return d.n;
}
