/* A form's field as the page's field: one mapping for every kind (form/form.h to page/field.h). */
#include "blocks/case/pages.h"
#include "blocks/register/register.h"
#include "text/name.h"

struct making {
    struct ask *k;
    const struct form_field *f;
    int index;
    struct form_at at;
    struct field_view v;
    val value; /* the answer there is */
    str name;
};

static str words_of(struct making *m, const char *property)
{
    str s = form_say(m->k->form, m->index, str_z(property), m->at, m->k->answers, &m->k->env);

    return s.p ? s : S("");
}

static str shown(struct making *m)
{
    return form_display(m->k->form, m->index, m->at, m->value, m->k->answers, &m->k->env);
}

/* What the input holds: what was typed a moment ago, else the answer. */
static str content(struct making *m, const char *part)
{
    str name = part[0] ? str_fmt(m->k->w->a, "%.*s-%s", STR_ARG(m->name), part) : m->name;
    val typed = val_get(m->k->typed, name);

    if (typed.tag == V_STRING)
        return val_text(typed);
    if (m->k->typed.tag == V_CONTEXT && val_has(m->k->typed, m->name))
        return S("");
    if (val_is_null(m->value))
        return S("");
    if (part[0] && val_is_null(val_get(m->value, str_z(part))))
        return S("");
    if (part[0])
        return val_display(m->k->w->a, val_get(m->value, str_z(part)));
    return m->value.tag == V_STRING ? val_text(m->value) : shown(m);
}

/* The key that was typed a moment ago, else the answer's. */
static str chosen_key(struct making *m)
{
    val typed = val_get(m->k->typed, m->name);

    return typed.tag == V_STRING ? val_text(typed) : val_text(m->value);
}

static bool is_chosen(struct making *m, val option)
{
    val typed = val_get(m->k->typed, m->name);
    str id = val_display(m->k->w->a, option);

    if (typed.tag == V_STRING)
        return str_eq(val_text(typed), id);
    for (uint32_t i = 0; typed.tag == V_LIST && i < typed.n; i++)
        if (str_eq(val_text(typed.l[i]), id))
            return true;
    if (typed.tag == V_LIST)
        return false;
    for (uint32_t i = 0; m->value.tag == V_LIST && i < m->value.n; i++)
        if (val_equal(m->value.l[i], option))
            return true;
    return val_equal(m->value, option);
}

static void options(struct making *m, enum field_kind kind)
{
    const struct form_option *o;
    size_t n = form_options(m->k->form, m->index, m->at, m->k->answers, &m->k->env, &o);
    struct field_option *v = ARENA_ARRAY(m->k->w->a, struct field_option, n + 2);
    size_t first = kind == FIELD_SELECT; /* nothing is chosen for people */

    v[0] =
        (struct field_option){ .value = S(""), .label = word0(m->k->w->page.words, W_case_choose) };
    for (size_t i = 0; i < n; i++)
        v[first + i] = (struct field_option){ .value = val_display(m->k->w->a, o[i].value),
                                              .label = o[i].label,
                                              .hint = o[i].hint,
                                              .chosen = is_chosen(m, o[i].value) };
    m->v.kind = kind;
    m->v.options = v;
    m->v.options_n = first + n;
}

static void one_box(struct making *m)
{
    struct field_option *v = ARENA_NEW(m->k->w->a, struct field_option);

    *v = (struct field_option){ .value = S("yes"),
                                .label = m->v.label,
                                .chosen = val_is_true(m->value) };
    m->v.kind = FIELD_CHECKBOX;
    m->v.options = v;
    m->v.options_n = 1;
}

/* Which part of a date is wrong, where the form says it. */
static unsigned wrong_part(struct making *m)
{
    static const struct {
        str name;
        unsigned bit;
    } parts[] = { { S_INIT("day"), FIELD_DAY },
                  { S_INIT("month"), FIELD_MONTH },
                  { S_INIT("year"), FIELD_YEAR } };

    for (size_t i = 0; i < m->k->errors.v.n; i++)
        FOR_EACH(parts, p)
            if (str_eq(m->k->errors.v.v[i].field, m->name) &&
                str_eq(m->k->errors.v.v[i].part, p->name))
                return p->bit;
    return 0;
}

static void date(struct making *m)
{
    m->v.kind = FIELD_DATE;
    m->v.error_parts = wrong_part(m);
    if (m->value.tag == V_DATE &&
        !val_has(m->k->typed, str_fmt(m->k->w->a, "%.*s-day", STR_ARG(m->name)))) {
        struct ymd d = day_ymd((day){ m->value.m });
        m->v.day = str_fmt(m->k->w->a, "%u", d.day);
        m->v.month = str_fmt(m->k->w->a, "%u", d.month);
        m->v.year = str_fmt(m->k->w->a, "%lld", (long long)d.year);
        return;
    }
    m->v.day = content(m, "day");
    m->v.month = content(m, "month");
    m->v.year = content(m, "year");
}

static struct field_view part(struct making *m, const char *name, enum word_id label,
                              const char *autocomplete)
{
    struct web *w = m->k->w;

    return (struct field_view){ .kind = FIELD_TEXT,
                                .name = str_fmt(w->a, "%.*s-%s", STR_ARG(m->name), name),
                                .label = word0(w->page.words, label),
                                .value = content(m, name),
                                .autocomplete = str_z(autocomplete),
                                .error = ask_error(m->k, m->f, m->at, name),
                                .spellcheck_off = true };
}

/* The day and the time of a moment, under one legend. */
static void date_and_time(struct making *m)
{
    struct field_view *v = ARENA_ARRAY(m->k->w->a, struct field_view, 2), whole = m->v;
    str time = str_cat(m->k->w->a, m->name, S("-time"));
    val typed = val_get(m->k->typed, time);

    v[1] = part(m, "time", W_case_time, "");
    v[1].width = 5;
    if (typed.tag != V_STRING && m->value.tag == V_DATETIME) {
        v[1].value = locale_time(m->k->w->a, m->k->env.locale, m->value.dt->t.seconds);
        m->value = val_day((day){ m->value.dt->days });
    }
    date(m);
    v[0] = m->v;
    v[0].label = word0(m->k->w->page.words, W_case_date);
    v[0].hint = v[0].error = S("");
    v[0].optional = false;
    v[0].id = str_cat(m->k->w->a, m->name, S("-date"));
    m->v = whole;
    m->v.kind = FIELD_GROUP;
    m->v.children = v;
    m->v.children_n = 2;
}

/* A place in words, and its coordinates where somebody knows them or a script fills them in. */
static void location_parts(struct making *m)
{
    struct field_view *v = ARENA_ARRAY(m->k->w->a, struct field_view, 3);

    v[0] = part(m, "text", W_case_location_text, "");
    v[0].kind = FIELD_TEXTAREA;
    v[0].rows = 3;
    v[1] = part(m, "latitude", W_case_latitude, "");
    v[2] = part(m, "longitude", W_case_longitude, "");
    for (int i = 1; i < 3; i++) {
        v[i].width = 10;
        v[i].inputmode = S("decimal");
        v[i].optional = true;
    }
    m->v.kind = FIELD_GROUP;
    m->v.children = v;
    m->v.children_n = 3;
    m->v.asks_place = true;
}

/* An amount and its currency, where the model leaves a choice. */
static void money_parts(struct making *m)
{
    arena *a = m->k->w->a;
    struct field_view *v = ARENA_ARRAY(a, struct field_view, 2);
    struct field_option *o = ARENA_ARRAY(a, struct field_option, m->f->currency.n + 1);
    val amount = val_get(m->value, S("amount"));
    str rest = m->f->currency, one, said;

    v[1] = part(m, "currency", W_case_currency, "");
    said = v[1].value;
    v[1].kind = FIELD_SELECT;
    while (str_next(&rest, ',', &one)) {
        one = str_trim(one);
        o[v[1].options_n++] =
            (struct field_option){ .value = one, .label = one, .chosen = str_eq(one, said) };
    }
    v[1].options = o;
    m->value = amount;
    v[0] = (struct field_view){ .kind = FIELD_TEXT,
                                .name = m->name,
                                .label = word0(m->k->w->page.words, W_case_amount),
                                .value = val_is_null(amount) ? content(m, "")
                                         : m->k->typed.tag == V_CONTEXT
                                             ? content(m, "")
                                             : locale_number(a, m->k->env.locale, amount),
                                .inputmode = S("decimal"),
                                .width = 10 };
    m->v.id = str_cat(a, m->name, S("-money"));
    m->v.kind = FIELD_GROUP;
    m->v.children = v;
    m->v.children_n = 2;
}

/* The line that is signed: a full name, typed. */
static void signature(struct making *m)
{
    val typed = val_get(m->k->typed, m->name);
    val drawn = val_get(m->k->typed, str_cat(m->k->w->a, m->name, S("-drawn")));

    m->v.kind = FIELD_TEXT;
    m->v.value = typed.tag == V_STRING ? val_text(typed) : val_get_text(m->value, S("name"));
    m->v.autocomplete = S("name");
    m->v.spellcheck_off = true;
    m->v.draws = true;
    m->v.drawn = drawn.tag == V_STRING ? val_text(drawn) : val_get_text(m->value, S("drawn"));
    if (!m->v.hint.n)
        m->v.hint = word0(m->k->w->page.words, W_case_signature_hint);
}

/* A name is given and family name in any script; either may be all there is.  They are asked in the
 * order of the page's language. */
static void name_parts(struct making *m)
{
    struct field_view *v = ARENA_ARRAY(m->k->w->a, struct field_view, 2);
    bool own = str_eq(m->f->autocomplete, S("name"));

    size_t family = name_family_first(wording_locale(m->k->w->page.words)) ? 0 : 1;
    v[1 - family] = part(m, "given", W_case_given_name, own ? "given-name" : "");
    v[family] = part(m, "family", W_case_family_name, own ? "family-name" : "");
    m->v.kind = FIELD_GROUP;
    m->v.children = v;
    m->v.children_n = 2;
}

/* A choice among what a register lists; false where it holds too much for a list. */
static bool listed(struct making *m, str source, struct field_view *out, str value)
{
    const struct web *w = m->k->w;
    const struct register_option *o;
    size_t n =
        register_options(w->db, w->a, w->site, source, wording_locale(w->page.words), w->lang, &o);
    struct field_option *v = ARENA_ARRAY(w->a, struct field_option, n + 1);

    if (!n)
        return false;
    v[0] = (struct field_option){ .value = S(""), .label = word0(w->page.words, W_case_choose) };
    for (size_t i = 0; i < n; i++)
        v[i + 1] = (struct field_option){ .value = o[i].value,
                                          .label = o[i].label,
                                          .chosen = str_eq(o[i].value, value) };
    out->kind = FIELD_SELECT;
    out->options = v;
    out->options_n = n + 1;
    return true;
}

/* An address as it is written: the lines, and where. */
static void address_written(struct making *m, struct field_view *v)
{
    val lines = val_get(m->value, S("lines"));
    buf b;

    v[0] = part(m, "lines", W_case_address_lines, "street-address");
    v[0].kind = FIELD_TEXTAREA;
    v[0].rows = 3;
    if (lines.tag == V_LIST && !val_has(m->k->typed, v[0].name)) {
        buf_init(&b, m->k->w->a, 100);
        for (uint32_t i = 0; i < lines.n; i++)
            buf_fmt(&b, "%s%.*s", i ? "\n" : "", STR_ARG(val_text(lines.l[i])));
        v[0].value = buf_str(&b);
    }
    v[1] = part(m, "postcode", W_case_postcode, "postal-code");
    v[1].width = 10;
    v[2] = part(m, "place", W_case_place, "address-level2");
    v[3] = part(m, "country", W_case_country, "country-name");
    if (m->f->source.n)
        listed(m, m->f->source, &v[3], v[3].value);
}

/* The answer on one line. */
static str shown_line(struct making *m)
{
    str rest = shown(m), line;
    buf b;

    buf_init(&b, m->k->w->a, rest.n + 16);
    while (str_next(&rest, '\n', &line))
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", STR_ARG(line));
    return buf_str(&b);
}

/* What the register has for the words typed; none while nothing is looked for.  The entry that was
 * chosen before stands alone then. */
static size_t address_entries(struct making *m, str text, const struct register_option **out,
                              bool *more)
{
    const struct web *w = m->k->w;
    str key = val_get_text(m->value, form_address_part(ADDRESS_KEY));
    struct register_option *one;
    size_t n = 0;

    *more = false;
    if (text.n)
        m->k->fault =
            register_addresses(w->db, w->a, w->site, m->f->addresses, text, out, &n, more);
    if (text.n || !key.n)
        return failed(m->k->fault) ? 0 : n;
    one = ARENA_NEW(w->a, struct register_option);
    *one = (struct register_option){ key, shown_line(m) };
    *out = one;
    return 1;
}

/* "12 addresses found", or what to do where there is none or too many. */
static str address_said(struct making *m, str text, size_t n, bool more)
{
    const struct web *w = m->k->w;
    val args = val_with(w->a, val_null(), S("count"), val_int((int64_t)n));
    enum word_id id = !text.n ? W_NONE
                      : !n    ? W_case_address_none
                      : more  ? W_case_address_more
                              : W_case_address_count;

    return id == W_NONE
               ? S("")
               : word(w->a, w->page.words, id, val_with(w->a, args, S("text"), val_str(text)));
}

/* The choice: what was found, and "not in the list", which asks for the address as it is written.
 */
static struct field_view address_choice(struct making *m, str text)
{
    const struct web *w = m->k->w;
    const struct register_option *e;
    bool more, typed;
    size_t n = address_entries(m, text, &e, &more);
    struct field_option *o = ARENA_ARRAY(w->a, struct field_option, n + 1);
    struct field_view v = part(m, "key", W_case_address_found, ""),
                      *written = ARENA_ARRAY(w->a, struct field_view, 4);

    address_written(m, written);
    typed = str_eq(v.value, S(FORM_ADDRESS_TYPED)) ||
            (!n && m->value.tag == V_CONTEXT && !val_has(m->value, form_address_part(ADDRESS_KEY)));
    for (size_t i = 0; i < 4; i++)
        typed |= written[i].error.n > 0;
    for (size_t i = 0; i < n; i++)
        o[i] = (struct field_option){ .value = e[i].value,
                                      .label = e[i].label,
                                      .chosen = !typed && str_eq(e[i].value, v.value) };
    o[n] = (struct field_option){ .value = S(FORM_ADDRESS_TYPED),
                                  .label = word0(w->page.words, W_case_address_typed),
                                  .chosen = typed,
                                  .or_before = n > 0,
                                  .reveal = written,
                                  .reveal_n = 4 };
    v.kind = n ? FIELD_RADIOS : FIELD_CHECKBOX;
    v.label = n ? v.label : S("");
    v.hint = address_said(m, text, n, more);
    v.says = v.hint.n > 0;
    v.options = o;
    v.options_n = n + 1;
    v.part = v.name;
    return v;
}

/* An address that is found in a register: words, what was found for them, the choice. */
static void address_found(struct making *m)
{
    const struct web *w = m->k->w;
    struct field_view *v = ARENA_ARRAY(w->a, struct field_view, 3);
    str found;

    v[0] = part(m, "find", W_case_address_find, "off");
    v[0].kind = FIELD_SEARCH;
    v[0].hint = word0(w->page.words, W_case_address_find_hint);
    v[0].find = word0(w->page.words, W_case_address_find_button);
    v[0].part = v[0].name;
    v[0].error = v[0].error.n ? v[0].error : m->v.error;
    m->v.error = S("");
    found = v[0].value;
    v[1] = part(m, "found", W_case_address_found, "");
    v[1].kind = FIELD_HIDDEN;
    v[1].value = found;
    v[1].part = v[1].name;
    v[2] = address_choice(m, found);
    m->v.kind = FIELD_GROUP;
    m->v.children = v;
    m->v.children_n = 3;
}

static void address_parts(struct making *m)
{
    enum { PARTS = 4 };
    struct field_view *v = ARENA_ARRAY(m->k->w->a, struct field_view, PARTS);

    if (m->f->addresses.n && !m->k->typed_only) {
        address_found(m);
        return;
    }
    address_written(m, v);
    m->v.kind = FIELD_GROUP;
    m->v.children = v;
    m->v.children_n = PARTS;
}

static void files(struct making *m)
{
    size_t n = val_count(m->value);
    struct field_file *v = ARENA_ARRAY(m->k->w->a, struct field_file, n + 1);

    for (size_t i = 0; i < n; i++) {
        val f = val_at(m->value, i);
        const struct q_case_files_row *kept = ask_kept(m->k, val_get_text(f, S("id")));
        v[i] = (struct field_file){
            .name = val_get_text(f, S("name")),
            .detail = file_said(m->k->w, val_get_text(f, S("type")), val_get_i64(f, S("size"), 0),
                                kept ? kept->state : S(""), kept ? kept->note : S("")),
            .href = ask_kept_url(m->k, kept),
            .remove_value = str_fmt(m->k->w->a, "%.*s.%zu", STR_ARG(m->name), i)
        };
    }
    str accept = form_accept(m->k->form, m->index, m->at, m->k->answers, &m->k->env);
    m->v.kind = FIELD_FILE;
    m->v.accept = accept.n ? accept : S(".pdf,.jpg,.jpeg,.png");
    m->v.multiple = form_multiple(m->k->form, m->index, m->at, m->k->answers, &m->k->env);
    m->v.files = v;
    m->v.files_n = n;
}

static void plain(struct making *m, enum field_kind kind, const char *inputmode)
{
    m->v.kind = kind;
    m->v.value = content(m, "");
    m->v.inputmode = str_z(inputmode);
}

/* A choice, or the number typed: then the page says whose it is, where everybody may know. */
static void reference(struct making *m)
{
    str key = val_text(m->value), label;

    if (!m->f->scheme && listed(m, m->f->source, &m->v, chosen_key(m)))
        return;
    plain(m, FIELD_TEXT, "");
    m->v.spellcheck_off = true;
    if (m->value.tag == V_STRING && !m->v.error.n &&
        m->k->env.label(m->k->env.self, m->f->source, key, m->k->w->lang, m->k->w->a, &label) &&
        !str_eq(label, key))
        m->v.found = label;
}

static void by_kind(struct making *m)
{
    switch (m->f->kind) {
    case FORM_TEXTAREA:
        plain(m, FIELD_TEXTAREA, "");
        m->v.max_length = m->f->rules.max_length > 0 ? (unsigned)m->f->rules.max_length : 0;
        return;
    case FORM_NUMBER:
        plain(m, FIELD_TEXT, "decimal");
        m->v.suffix = words_of(m, "unit");
        m->v.prefix = words_of(m, "prefix");
        return;
    case FORM_TEXT:
        plain(m, FIELD_TEXT, "");
        m->v.suffix = words_of(m, "unit");
        m->v.prefix = words_of(m, "prefix");
        return;
    case FORM_SIGNATURE:
        signature(m);
        return;
    case FORM_LOCATION:
        location_parts(m);
        return;
    case FORM_MONEY:
        if (form_currencies(m->f)) {
            money_parts(m);
            return;
        }
        plain(m, FIELD_TEXT, "decimal");
        m->v.prefix = m->f->currency;
        return;
    case FORM_SCHEME:
        plain(m, FIELD_TEXT, "numeric");
        return;
    case FORM_EMAIL:
        plain(m, FIELD_EMAIL, "");
        return;
    case FORM_PHONE:
        plain(m, FIELD_TEL, "");
        return;
    case FORM_TIME:
        plain(m, FIELD_TEXT, "");
        m->v.width = 5;
        return;
    case FORM_DATE:
        date(m);
        return;
    case FORM_DATETIME:
        date_and_time(m);
        return;
    case FORM_CHECKBOX:
        one_box(m);
        return;
    case FORM_RADIO:
        options(m, FIELD_RADIOS);
        return;
    case FORM_SELECT:
        options(m, FIELD_SELECT);
        return;
    case FORM_REFERENCE:
        reference(m);
        return;
    case FORM_CHECKLIST:
    case FORM_TAGLIST:
        options(m, FIELD_CHECKBOXES);
        return;
    case FORM_FILES:
        files(m);
        return;
    case FORM_NAME:
        name_parts(m);
        return;
    case FORM_ADDRESS:
        address_parts(m);
        return;
    default:
        plain(m, FIELD_TEXT, "");
    }
}

static void known(struct making *m)
{
    val held = val_get(m->k->env.held, m->f->name);
    val date = val_get(held, S("date"));

    m->v.kind = FIELD_SHOWN;
    m->v.value = shown(m);
    m->v.source = val_get_text(held, S("source"));
    m->v.has_source_day = date.tag == V_DATE;
    m->v.source_day = (day){ date.m };
}

static unsigned width_of(str w)
{
    int64_t n = 0;

    return failed(str_to_i64(w, &n)) || n < 0 || n > 30 ? 0 : (unsigned)n;
}

bool ask_field(struct ask *k, int index, struct form_at at, struct field_view *out)
{
    struct making m = { .k = k, .f = &k->form->fields[index], .index = index, .at = at };
    enum form_state state = form_field_state(k->form, index, at, k->answers, &k->env, &m.value);

    if (state == FORM_HIDDEN)
        return false;
    m.name = form_input_name(k->w->a, k->form, index, at);
    m.v = (struct field_view){ .name = m.name,
                               .label = words_of(&m, "label"),
                               .hint = words_of(&m, "description"),
                               .optional = !m.f->rules.required && !m.f->rules.required_expr &&
                                           form_asks(m.f),
                               .error = ask_error(k, m.f, at, ""),
                               .autocomplete = m.f->autocomplete,
                               .width = width_of(m.f->width) };
    m.v.share = m.f->row_width;
    if (!form_asks(m.f)) {
        bool any = ask_shown(k, index, at, m.value, &m.v);
        *out = m.v;
        return any;
    }
    if (state == FORM_HELD || state == FORM_LOCKED)
        known(&m);
    else
        by_kind(&m);
    if (state == FORM_HELD)
        m.v.dispute =
            (url){ str_fmt(k->w->a, "%.*s?dispute=%.*s", STR_ARG(k->action), STR_ARG(m.name)) };
    *out = m.v;
    return true;
}
