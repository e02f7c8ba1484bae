#include "site/reg_value.h"

#include "value/temporal.h"

enum { GEOMETRY_DEPTH = 8 };

/* ---- shapes ---- */

static bool within(val v, int64_t low, int64_t high)
{
    int x, y;

    return val_is_number(v) && !failed(val_compare(v, val_int(low), &x)) &&
           !failed(val_compare(v, val_int(high), &y)) && x >= 0 && y <= 0;
}

static bool place_fits(val v)
{
    return v.tag == V_CONTEXT && within(val_get(v, S("latitude")), -90, 90) &&
           within(val_get(v, S("longitude")), -180, 180) &&
           (!val_has(v, S("name")) || val_get(v, S("name")).tag == V_STRING);
}

static bool money_fits(val v)
{
    str c = val_get_text(v, S("currency"));

    if (v.tag != V_CONTEXT || !val_is_number(val_get(v, S("amount"))) || c.n != 3)
        return false;
    for (size_t i = 0; i < c.n; i++)
        if (c.p[i] < 'A' || c.p[i] > 'Z')
            return false;
    return true;
}

static bool file_fits(val v)
{
    str id = val_get_text(v, S("id"));

    if (v.tag != V_CONTEXT || id.n != 64 || val_get(v, S("name")).tag != V_STRING)
        return false;
    for (size_t i = 0; i < id.n; i++)
        if (!((id.p[i] >= '0' && id.p[i] <= '9') || (id.p[i] >= 'a' && id.p[i] <= 'f')))
            return false;
    return true;
}

static bool position_fits(val v)
{
    return v.tag == V_LIST && (val_count(v) == 2 || val_count(v) == 3) &&
           within(val_at(v, 0), -180, 180) && within(val_at(v, 1), -90, 90) &&
           (val_count(v) == 2 || val_is_number(val_at(v, 2)));
}

/* deep: lists between this value and its positions; least: positions of the innermost list; ring:
 * its last position is its first (RFC 7946, 3.1.6). */
static bool positions_fit(val v, int deep, size_t least, bool ring)
{
    if (deep == 0)
        return position_fits(v);
    if (v.tag != V_LIST || val_count(v) < (deep == 1 ? least : 1))
        return false;
    for (size_t i = 0; i < val_count(v); i++)
        if (!positions_fit(val_at(v, i), deep - 1, least, ring))
            return false;
    return deep > 1 || !ring || val_equal(val_at(v, 0), val_at(v, val_count(v) - 1));
}

static bool geometry_fits(val v, int depth)
{
    static const struct {
        const char *type;
        int deep;
        size_t least;
        bool ring;
    } t[] = {
        { "Point", 0, 0, false },      { "MultiPoint", 1, 1, false },
        { "LineString", 1, 2, false }, { "MultiLineString", 2, 2, false },
        { "Polygon", 2, 4, true },     { "MultiPolygon", 3, 4, true },
    };
    str type = val_get_text(v, S("type"));
    val parts = val_get(v, S("geometries"));

    if (v.tag != V_CONTEXT || depth == 0)
        return false;
    FOR_EACH(t, c)
        if (str_eq(type, str_z(c->type)))
            return positions_fit(val_get(v, S("coordinates")), c->deep, c->least, c->ring);
    if (!str_eq(type, S("GeometryCollection")) || parts.tag != V_LIST)
        return false;
    for (size_t i = 0; i < val_count(parts); i++)
        if (!geometry_fits(val_at(parts, i), depth - 1))
            return false;
    return true;
}

/* ---- types ---- */

enum shape { SHAPE_PLAIN, SHAPE_PARTS, SHAPE_WHOLE };

struct reg_type {
    const char *name;
    enum feel_kind kind;
    enum shape shape;
    const char *parts[5];
};
static const struct reg_type types[] = {
    { "string", T_STRING, SHAPE_PLAIN, { 0 } },
    { "number", T_NUMBER, SHAPE_PLAIN, { 0 } },
    { "boolean", T_BOOLEAN, SHAPE_PLAIN, { 0 } },
    { "date", T_DATE, SHAPE_PLAIN, { 0 } },
    { "time", T_TIME, SHAPE_PLAIN, { 0 } },
    { "date-time", T_DATETIME, SHAPE_PLAIN, { 0 } },
    { "duration", T_DURATION, SHAPE_PLAIN, { 0 } },
    { "reference", T_STRING, SHAPE_PLAIN, { 0 } },
    { "code", T_STRING, SHAPE_PLAIN, { 0 } },
    { "name", T_CONTEXT, SHAPE_PARTS, { "given", "family", "full", "order" } },
    { "address", T_CONTEXT, SHAPE_PARTS, { "lines", "place", "postcode", "country" } },
    { "place", T_CONTEXT, SHAPE_PARTS, { "latitude", "longitude", "name" } },
    { "money", T_CONTEXT, SHAPE_PARTS, { "amount", "currency" } },
    { "geometry", T_CONTEXT, SHAPE_WHOLE, { 0 } },
    { "file", T_CONTEXT, SHAPE_WHOLE, { 0 } },
    { "context", T_CONTEXT, SHAPE_WHOLE, { 0 } },
};

static const struct reg_type *type_of(const struct reg_field *f)
{
    FOR_EACH(types, t)
        if (str_eq(f->type, str_z(t->name)))
            return t;
    return &types[0];
}

static bool kind_fits(enum feel_kind kind, val v)
{
    enum feel_kind got = feel_kind_of(v);

    return got == kind || (kind == T_DURATION && (got == T_DAYS || got == T_MONTHS));
}

bool register_value_fits(const struct reg_field *f, val v)
{
    if (!kind_fits(type_of(f)->kind, v))
        return false;
    if (str_eq(f->type, S("place")))
        return place_fits(v);
    if (str_eq(f->type, S("money")))
        return money_fits(v);
    if (str_eq(f->type, S("file")))
        return file_fits(v);
    return !str_eq(f->type, S("geometry")) || geometry_fits(v, GEOMETRY_DEPTH);
}

bool register_type_plain(const struct reg_field *f)
{
    return type_of(f)->shape == SHAPE_PLAIN;
}

const struct feel_type *register_field_type(arena *a, const struct reg_field *f)
{
    const struct feel_type *one = feel_type_of_kind(type_of(f)->kind);

    if (!f->list)
        return one;
    struct feel_type *list = ARENA_NEW(a, struct feel_type);
    *list = (struct feel_type){ .kind = T_LIST, .name = S(""), .item = one };
    return list;
}

/* ---- cells ---- */

const char *register_value_part(const struct reg_field *f, size_t i)
{
    const struct reg_type *t = type_of(f);

    return t->shape == SHAPE_PARTS && i < LEN(t->parts) ? t->parts[i] : NULL;
}

static val items_of(arena *a, str text)
{
    val list = val_list(NULL, 0);
    str rest = text, one;

    while (str_next(&rest, '|', &one))
        if (str_trim(one).n)
            list = val_append(a, list, val_str(str_trim(one)));
    return list;
}

static val part_read(arena *a, const char *part, str text)
{
    static const char *const numbers[] = { "latitude", "longitude", "amount" };
    val v;

    FOR_EACH(numbers, n)
        if (strcmp(part, *n) == 0)
            return failed(val_number(a, text, &v)) ? val_null() : v;
    return strcmp(part, "lines") == 0 ? items_of(a, text) : val_str(text);
}

static val plain_read(arena *a, const struct reg_type *t, str text)
{
    val v = val_str(text);
    err e = OK;

    if (t->kind == T_DATE)
        e = temporal_date(text, &v);
    else if (t->kind == T_TIME)
        e = temporal_time(a, text, &v);
    else if (t->kind == T_DATETIME)
        e = temporal_date_time(a, text, &v);
    else if (t->kind == T_DURATION)
        e = temporal_duration(text, &v);
    else if (t->kind == T_NUMBER)
        e = val_number(a, text, &v);
    else if (t->kind == T_BOOLEAN)
        v = val_bool(str_eq(text, S("true")) || str_eq(text, S("1")) || str_eq(text, S("yes")));
    else if (t->kind == T_CONTEXT)
        e = val_from_json(a, text, NULL, &v, NULL);
    return failed(e) ? val_null() : v;
}

val register_value_read(arena *a, const struct reg_field *f, const char *part, str text)
{
    const struct reg_type *t = type_of(f);

    if (part)
        return part_read(a, part, text);
    if (!f->list)
        return plain_read(a, t, text);
    if (t->kind == T_CONTEXT)
        return plain_read(a, t, text);
    val list = val_list(NULL, 0), items = items_of(a, text);
    for (size_t i = 0; i < val_count(items); i++)
        list = val_append(a, list, plain_read(a, t, val_text(val_at(items, i))));
    return list;
}

str register_value_write(arena *a, const struct reg_field *f, val v)
{
    buf b;

    if (val_is_null(v))
        return S("");
    if (v.tag == V_CONTEXT || (f->list && type_of(f)->kind == T_CONTEXT))
        return val_json_str(a, v);
    if (v.tag != V_LIST)
        return v.tag == V_STRING ? val_text(v) : val_display(a, v);
    buf_init(&b, a, 64);
    for (size_t i = 0; i < val_count(v); i++)
        buf_fmt(&b, "%s%.*s", i ? "|" : "", STR_ARG(val_display(a, val_at(v, i))));
    return buf_str(&b);
}

/* ---- constraints ---- */

err register_broken(const struct registry *r, struct feel_env *env, val fields, day today,
                    size_t *out)
{
    val scope, is;

    *out = r->n_constraints;
    if (!r->n_constraints)
        return OK;
    scope = val_with(env->a, fields, S("today"), val_day(today));
    for (size_t i = 0; i < r->n_fields; i++)
        if (!val_has(scope, r->fields[i].name))
            scope = val_with(env->a, scope, r->fields[i].name, val_null());
    for (size_t i = 0; i < r->n_constraints; i++) {
        TRY(feel_eval(r->constraints[i].holds, env, scope, &is));
        if (is.tag == V_BOOL && !is.m) {
            *out = i;
            return OK;
        }
    }
    return OK;
}
