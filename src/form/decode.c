/* What a page posted to a value, kind by kind. */
#include "form/typed.h"
#include "form/view.h"

#include "text/name.h"
#include "value/temporal.h"

struct reading {
    struct view *v;
    int field;
    struct form_at at;
    val submitted;
    str name;
    const struct form_field *f;
    struct form_error *e;
    bool failed;
};

static void fail(struct reading *r, const char *key, str part)
{
    if (r->failed)
        return;
    r->failed = true;
    *r->e = error_of(r->v, r->field, r->at, key);
    r->e->part = part;
}

/* The text of an input, cleaned; of several of one name the last, as a hidden one before a tick box
 * has it. */
static str input(struct reading *r, str part, bool lines)
{
    str name = part.n ? str_fmt(r->v->a, "%.*s-%.*s", STR_ARG(r->name), STR_ARG(part)) : r->name;
    val v = val_get(r->submitted, name);
    if (v.tag == V_LIST)
        v = val_at(v, v.n - 1);
    if (val_is_null(v))
        return S("");
    str out = S("");
    if (v.tag != V_STRING || !typed_clean(r->v->a, val_text(v), lines, &out))
        fail(r, "form.characters", part);
    return out;
}

bool submitted_has(val submitted, str name)
{
    for (size_t i = 0; submitted.tag == V_CONTEXT && i < submitted.c->n; i++) {
        str key = submitted.c->e[i].key;
        if (str_starts(key, name) && (key.n == name.n || key.p[name.n] == '-') &&
            !str_eq(str_from(key, name.n), S("-dispute")))
            return true;
    }
    return false;
}

static val text_or_null(str s)
{
    return s.n ? val_str(s) : val_null();
}

/* An amount and which of the currencies that the model names. */
static val with_currency(struct reading *r, val amount)
{
    str said = input(r, S("currency"), false), rest = r->f->currency, one;
    while (str_next(&rest, ',', &one))
        if (str_eq_nocase(str_trim(one), said)) {
            val_builder b = val_build(r->v->a);
            val_put(&b, S("amount"), amount);
            val_put(&b, S("currency"), val_str(str_trim(one)));
            return val_done(&b);
        }
    fail(r, "form.currency", S("currency"));
    error_arg(r->v, r->e, S("currencies"), val_str(r->f->currency));
    return val_null();
}

static val read_number(struct reading *r)
{
    str s = input(r, S(""), false);
    val out;
    const struct locale *l = r->v->plain ? NULL : r->v->env->locale;
    if (s.n == 0)
        return val_null();
    if (typed_number(r->v->a, l, s, &out) && form_currencies(r->f))
        return with_currency(r, out);
    if (r->f->kind == FORM_MONEY && r->f->currency.n && str_ends(s, r->f->currency))
        s = str_trim(str_sub(s, 0, s.n - r->f->currency.n));
    if (typed_number(r->v->a, l, s, &out))
        return out;
    fail(r, "form.number", S(""));
    return val_null();
}

static val read_date(struct reading *r)
{
    str whole = input(r, S(""), false);
    str d = input(r, S("day"), false), m = input(r, S("month"), false),
        y = input(r, S("year"), false);
    const char *part;
    val out;
    if (whole.n) {
        if (!failed(temporal_date(typed_ascii_digits(r->v->a, whole), &out)))
            return out;
        fail(r, "form.date_unreal", S(""));
        return val_null();
    }
    if (d.n + m.n + y.n == 0)
        return val_null();
    if (d.n == 0 || m.n == 0 || y.n == 0)
        fail(r, "form.date_part", d.n == 0 ? S("day") : m.n == 0 ? S("month") : S("year"));
    else if (typed_date(r->v->a, d, m, y, &out, &part))
        return out;
    else
        fail(r, "form.date_unreal", str_z(part));
    return val_null();
}

static val read_time(struct reading *r)
{
    str s = input(r, S(""), false);
    struct val_time t;
    if (s.n == 0)
        return val_null();
    if (typed_time(r->v->a, s, &t))
        return val_of_time(r->v->a, t);
    fail(r, "form.time", S(""));
    return val_null();
}

static val read_datetime(struct reading *r)
{
    str time = input(r, S("time"), false), whole = input(r, S(""), false);
    struct val_time t;
    val out, date;
    if (whole.n) {
        if (!failed(temporal_date_time(r->v->a, whole, &out)))
            return out;
        fail(r, "form.date_unreal", S(""));
        return val_null();
    }
    date = read_date(r);
    if (r->failed || (val_is_null(date) && time.n == 0))
        return val_null();
    if (val_is_null(date))
        fail(r, "form.date_part", S("day"));
    else if (!typed_time(r->v->a, time, &t))
        fail(r, "form.time", S("time"));
    else
        return val_of_datetime(r->v->a, date.m, t);
    return val_null();
}

/* The value of the option with that id. */
static val option_value(struct reading *r, str id)
{
    const struct form_option *o;
    size_t n = view_values(r->v, r->field, r->at, &o);
    for (size_t i = 0; i < n; i++)
        if (str_eq(o[i].id, id))
            return o[i].value;
    fail(r, "form.option", S(""));
    return val_null();
}

static val read_options(struct reading *r)
{
    val in = val_get(r->submitted, r->name);
    VEC(val) out = { 0 };
    size_t n = in.tag == V_LIST ? in.n : 1;
    for (size_t i = 0; i < n && i < 1000; i++) {
        val one = in.tag == V_LIST ? val_at(in, i) : in;
        if (one.tag != V_STRING || str_empty(val_text(one)))
            continue;
        val v = option_value(r, val_text(one));
        bool twice = false;
        for (size_t k = 0; k < out.n; k++)
            twice |= val_equal(out.v[k], v);
        if (!twice)
            *vec_push(&out, r->v->a) = v;
    }
    return out.n ? val_list(out.v, out.n) : val_null();
}

static val read_name(struct reading *r)
{
    str full = input(r, S("full"), false), given = input(r, S("given"), false),
        family = input(r, S("family"), false);
    if (full.n + given.n + family.n == 0)
        return val_null();
    if (full.n == 0 && (given.n == 0 || family.n == 0))
        fail(r, "form.name_parts", given.n == 0 ? S("given") : S("family"));
    val_builder b = val_build(r->v->a);
    if (full.n && given.n + family.n == 0) {
        val_put(&b, S("full"), val_str(full));
        return val_done(&b);
    }
    val_put(&b, S("given"), val_str(given));
    val_put(&b, S("family"), val_str(family));
    if (r->v->env->locale && name_family_first(r->v->env->locale))
        val_put(&b, S("order"), VAL_S("family-first"));
    return val_done(&b);
}

/* The lines of a textarea, or of two inputs. */
static val address_lines(struct reading *r)
{
    arena *a = r->v->a;
    str rest = input(r, S("lines"), true), one = input(r, S("line1"), false),
        two = input(r, S("line2"), false), line;
    VEC(val) v = { 0 };
    if (one.n)
        *vec_push(&v, a) = val_str(one);
    if (two.n)
        *vec_push(&v, a) = val_str(two);
    while (v.n < 6 && str_next(&rest, '\n', &line))
        if (str_trim(line).n)
            *vec_push(&v, a) = val_str(str_trim(line));
    return val_list(v.v, v.n);
}

/* An entry of the register, with what it says on this day. */
static val address_entry(struct reading *r, str key)
{
    const struct form_env *env = r->v->env;
    val out;
    if (!env->address || !env->address(env->self, r->f->addresses, key, r->v->a, &out)) {
        fail(r, "form.address_unlisted", S(""));
        return val_null();
    }
    return val_with(r->v->a, out, form_address_part(ADDRESS_AS_OF), val_day(env->today));
}

static val read_address(struct reading *r)
{
    val_builder b = val_build(r->v->a);
    str sought, key = r->f->addresses.n ? input(r, form_address_part(ADDRESS_KEY), false) : S("");
    if (r->f->addresses.n && form_address_sought(r->v->a, r->submitted, r->name, &sought))
        return val_null();
    if (key.n && !str_eq(key, S(FORM_ADDRESS_TYPED)))
        return address_entry(r, key);
    val lines = address_lines(r);
    size_t filled = val_count(lines);
    val_put(&b, form_address_part(ADDRESS_LINES), lines);
    for (int i = ADDRESS_PLACE; i <= ADDRESS_COUNTRY; i++) {
        str part = input(r, form_address_part(i), false);
        filled += part.n > 0;
        if (part.n)
            val_put(&b, form_address_part(i), val_str(part));
    }
    if (filled == 0 && !key.n)
        return val_null();
    val address = val_done(&b);
    if (val_count(lines) == 0)
        fail(r, "form.address_parts",
             val_has(r->submitted, str_fmt(r->v->a, "%.*s-line1", STR_ARG(r->name)))
                 ? S("line1")
                 : form_address_part(ADDRESS_LINES));
    else if (!val_has(address, form_address_part(ADDRESS_PLACE)))
        fail(r, "form.address_parts", form_address_part(ADDRESS_PLACE));
    return address;
}

static val read_scheme(struct reading *r)
{
    str s = typed_ascii_digits(r->v->a, input(r, S(""), false)), out;
    if (s.n == 0)
        return val_null();
    err e = r->f->scheme ? scheme_read(r->v->a, r->f->scheme, s, &out) : OK;
    if (!r->f->scheme)
        return val_str(s);
    if (!failed(e))
        return val_str(out);
    fail(r, e.code == ERR_RANGE ? "form.scheme_check" : "form.scheme", S(""));
    error_arg(r->v, r->e, S("example"), val_str(r->f->scheme->example));
    return val_null();
}

/* Texts of a shape of their own. */
static val read_shaped(struct reading *r)
{
    str s = input(r, S(""), false), out = s;
    if (s.n == 0)
        return val_null();
    if (r->f->kind == FORM_EMAIL && !typed_email(s))
        fail(r, "form.email", S(""));
    if (r->f->kind == FORM_PHONE && !typed_phone(r->v->a, s, r->f->calling_code, &out))
        fail(r, "form.phone", S(""));
    if (r->f->kind == FORM_IBAN && !typed_iban(r->v->a, s, &out))
        fail(r, "form.iban", S(""));
    return val_str(out);
}

/* Who signs, and the day: the line on paper, typed; and what was drawn beside it, if anything. */
static val read_signature(struct reading *r)
{
    str name = input(r, S(""), false), drawn = input(r, S("drawn"), false);
    if (name.n == 0)
        return val_null();
    val_builder b = val_build(r->v->a);
    val_put(&b, S("name"), val_str(name));
    val_put(&b, S("on"), val_day(r->v->env->today));
    if (drawn.n && !form_drawn(drawn))
        fail(r, "form.drawn", S(""));
    if (drawn.n)
        val_put(&b, S("drawn"), val_str(drawn));
    return val_done(&b);
}

/* Decimal degrees (WGS 84); a comma or a sign of the reader's language is understood. */
static val read_degrees(struct reading *r, enum form_location part, int64_t most)
{
    str s = input(r, form_location_part(part), false);
    const struct locale *l = r->v->plain ? NULL : r->v->env->locale;
    val out, limit = val_int(most);
    int order;
    if (s.n == 0)
        return val_null();
    if (str_ends(s, S("\xc2\xb0")))
        s = str_trim(str_sub(s, 0, s.n - 2));
    bool ok = typed_number(r->v->a, NULL, s, &out) || typed_number(r->v->a, l, s, &out);
    if (ok && !failed(val_compare(out, limit, &order)) && order <= 0 &&
        !failed(val_compare(out, val_int(-most), &order)) && order >= 0)
        return out;
    fail(r, "form.degrees", form_location_part(part));
    error_arg(r->v, r->e, S("max"), limit);
    return val_null();
}

static val read_location(struct reading *r)
{
    str text = input(r, form_location_part(LOCATION_TEXT), true);
    val north = read_degrees(r, LOCATION_LATITUDE, 90),
        east = read_degrees(r, LOCATION_LONGITUDE, 180);
    if (r->failed || (text.n == 0 && val_is_null(north) && val_is_null(east)))
        return val_null();
    if (val_is_null(north) != val_is_null(east)) {
        fail(r, "form.location_parts",
             form_location_part(val_is_null(north) ? LOCATION_LATITUDE : LOCATION_LONGITUDE));
        return val_null();
    }
    val_builder b = val_build(r->v->a);
    if (text.n)
        val_put(&b, form_location_part(LOCATION_TEXT), val_str(text));
    if (!val_is_null(north)) {
        val_put(&b, form_location_part(LOCATION_LATITUDE), north);
        val_put(&b, form_location_part(LOCATION_LONGITUDE), east);
    }
    return val_done(&b);
}

/* Files arrive as what the caller stored: contexts with an id. */
static val read_files(struct reading *r)
{
    val in = val_get(r->submitted, r->name);
    if (in.tag == V_CONTEXT)
        in = val_append(r->v->a, val_list(NULL, 0), in);
    for (size_t i = 0; i < val_count(in); i++)
        if (str_empty(val_get_text(val_at(in, i), S("id"))))
            fail(r, "form.file", S(""));
    return in.tag == V_LIST && in.n > 0 ? in : val_null();
}

static val read_kind(struct reading *r)
{
    switch (r->f->kind) {
    case FORM_TEXT:
        return text_or_null(input(r, S(""), false));
    case FORM_TEXTAREA:
        return text_or_null(input(r, S(""), true));
    case FORM_REFERENCE:
        return r->f->scheme ? read_scheme(r) : text_or_null(input(r, S(""), false));
    case FORM_SIGNATURE:
        return read_signature(r);
    case FORM_LOCATION:
        return read_location(r);
    case FORM_NUMBER:
    case FORM_MONEY:
        return read_number(r);
    case FORM_DATE:
        return read_date(r);
    case FORM_TIME:
        return read_time(r);
    case FORM_DATETIME:
        return read_datetime(r);
    case FORM_CHECKBOX: {
        str s = input(r, S(""), false);
        return val_bool(s.n > 0 && !str_eq(s, S("false")) && !str_eq(s, S("0")));
    }
    case FORM_RADIO:
    case FORM_SELECT: {
        str s = input(r, S(""), false);
        return s.n ? option_value(r, s) : val_null();
    }
    case FORM_CHECKLIST:
    case FORM_TAGLIST:
        return read_options(r);
    case FORM_FILES:
        return read_files(r);
    case FORM_NAME:
        return read_name(r);
    case FORM_ADDRESS:
        return read_address(r);
    case FORM_SCHEME:
        return read_scheme(r);
    case FORM_EMAIL:
    case FORM_PHONE:
    case FORM_IBAN:
        return read_shaped(r);
    case FORM_EXPRESSION:
    case FORM_GROUP:
    case FORM_LIST:
    case FORM_CONTENT:
    case FORM_SEPARATOR:
    case FORM_SPACER:
    case FORM_TABLE:
    case FORM_IMAGE:
    case FORM_DOCUMENTS:
    case FORM_BUTTON:
        break;
    }
    return val_null();
}

bool value_decode(struct view *v, int field, struct form_at at, val submitted, str name, val *out,
                  struct form_error *e)
{
    struct reading r = { .v = v,
                         .field = field,
                         .at = at,
                         .submitted = submitted,
                         .name = name,
                         .f = &v->form->fields[field],
                         .e = e };
    *out = read_kind(&r);
    return !r.failed;
}

static bool is_compound(const struct form_field *f)
{
    return f->kind == FORM_NAME || f->kind == FORM_ADDRESS || f->kind == FORM_LOCATION;
}

/* A JSON value as a page would have posted it. */
static val as_posted(struct view *v, const struct form_field *f, val json, str name)
{
    val_builder b = val_build(v->a);
    if (f->kind == FORM_FILES || f->kind == FORM_CHECKLIST || f->kind == FORM_TAGLIST) {
        VEC(val) items = { 0 };
        for (size_t i = 0; json.tag == V_LIST && i < json.n; i++)
            *vec_push(&items, v->a) = f->kind == FORM_FILES
                                          ? val_at(json, i)
                                          : val_str(val_display(v->a, val_at(json, i)));
        val_put(&b, name, val_list(items.v, items.n));
        return val_done(&b);
    }
    if (f->kind == FORM_SIGNATURE && json.tag == V_CONTEXT) {
        if (val_has(json, S("drawn")))
            val_put(&b, str_fmt(v->a, "%.*s-drawn", STR_ARG(name)), val_get(json, S("drawn")));
        json = val_get(json, S("name"));
    }
    if (form_currencies(f) && json.tag == V_CONTEXT) {
        val_put(&b, str_fmt(v->a, "%.*s-currency", STR_ARG(name)),
                val_str(val_display(v->a, val_get(json, S("currency")))));
        json = val_get(json, S("amount"));
    }
    if (is_compound(f) && json.tag == V_CONTEXT) {
        for (size_t i = 0; i < json.c->n; i++) {
            val part = json.c->e[i].value;
            buf text;
            buf_init(&text, v->a, 64);
            for (size_t k = 0; part.tag == V_LIST && k < part.n; k++) {
                buf_add(&text, val_text(val_at(part, k)));
                buf_char(&text, '\n');
            }
            val_put(&b, str_fmt(v->a, "%.*s-%.*s", STR_ARG(name), STR_ARG(json.c->e[i].key)),
                    part.tag == V_LIST    ? val_str(buf_str(&text))
                    : val_is_number(part) ? val_str(val_display(v->a, part))
                                          : part);
        }
        return val_done(&b);
    }
    if (json.tag == V_STRING || json.tag == V_LIST || json.tag == V_CONTEXT)
        val_put(&b, name, json);
    else if (!val_is_null(json))
        val_put(&b, name, val_str(val_display(v->a, json)));
    return val_done(&b);
}

/* Whether the JSON type is the one the kind is written as. */
static bool json_type_fits(const struct form_field *f, val json)
{
    switch (f->kind) {
    case FORM_CHECKBOX:
        return json.tag == V_BOOL;
    case FORM_MONEY:
        if (form_currencies(f))
            return json.tag == V_CONTEXT;
        return val_is_number(json) || json.tag == V_STRING;
    case FORM_NUMBER:
        return val_is_number(json) || json.tag == V_STRING;
    case FORM_SIGNATURE:
        return json.tag == V_CONTEXT || json.tag == V_STRING;
    case FORM_FILES:
    case FORM_CHECKLIST:
    case FORM_TAGLIST:
        return json.tag == V_LIST;
    case FORM_NAME:
    case FORM_ADDRESS:
    case FORM_LOCATION:
        return json.tag == V_CONTEXT;
    default:
        return json.tag != V_LIST && json.tag != V_CONTEXT;
    }
}

bool value_import(struct view *v, int field, struct form_at at, val json, val *out,
                  struct form_error *e)
{
    const struct form_field *f = &v->form->fields[field];
    *out = val_null();
    if (val_is_null(json))
        return true;
    if (!json_type_fits(f, json)) {
        *e = error_of(v, field, at, "form.type");
        return false;
    }
    v->plain = true;
    bool ok = value_decode(v, field, at, as_posted(v, f, json, f->name), f->name, out, e);
    v->plain = false;
    return ok;
}
