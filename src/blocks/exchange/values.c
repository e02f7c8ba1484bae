/* Values as Camunda 7's REST interface writes them, and back. */
#include "blocks/exchange/own.h"
#include "value/json.h"
#include "value/temporal.h"

#include <stdint.h>

str text_at(val context, const char *name)
{
    str s = val_get_text(context, str_z(name));

    return s.p ? s : S("");
}

str camunda_time(arena *a, instant t)
{
    str iso = instant_str(a, (instant){ t.ms - t.ms % 1000 });

    return str_fmt(a, "%.*s.%03d+0000", STR_ARG(str_sub(iso, 0, iso.n - 1)), (int)(t.ms % 1000));
}

static const char *number_type(val v)
{
    int64_t n;

    if (!val_to_i64(v, &n))
        return "Double";
    return n >= INT32_MIN && n <= INT32_MAX ? "Integer" : "Long";
}

static val offset_time(arena *a, val v)
{
    int64_t s = val_datetime_seconds(v.dt);

    return val_str(camunda_time(a, (instant){ s * 1000 + v.dt->t.nanos / 1000000 }));
}

/* Days, times and durations have no type there and are texts; what has parts is JSON. */
static const char *typed(arena *a, val v, val *value)
{
    *value = v;
    switch (v.tag) {
    case V_NULL:
        return "Null";
    case V_BOOL:
        return "Boolean";
    case V_NUMBER:
    case V_DECIMAL:
        return number_type(v);
    case V_STRING:
        return "String";
    case V_LIST:
    case V_CONTEXT:
        *value = val_str(val_json_str(a, v));
        return "Json";
    case V_DATETIME:
        if (v.dt->t.has_offset) {
            *value = offset_time(a, v);
            return "Date";
        }
        break;
    default:
        break;
    }
    *value = val_str(val_display(a, v));
    return "String";
}

val typed_values(arena *a, val context)
{
    val_builder all = val_build(a), none = val_build(a);
    val info = val_done(&none);

    for (uint32_t i = 0; context.tag == V_CONTEXT && i < context.c->n; i++) {
        val_builder b = val_build(a);
        val value;
        const char *type = typed(a, context.c->e[i].value, &value);
        val_put(&b, S("type"), val_str(str_z(type)));
        val_put(&b, S("value"), value);
        val_put(&b, S("valueInfo"), info);
        val_put(&all, context.c->e[i].key, val_done(&b));
    }
    return val_done(&all);
}

/* ---- and back ---- */

static bool is_number(val v)
{
    return v.tag == V_NUMBER || v.tag == V_DECIMAL;
}

static bool whole(val v)
{
    int64_t n;

    return is_number(v) && val_to_i64(v, &n);
}

/* "2026-03-02T09:00:00.000+0000" to what FEEL reads. */
static bool date_of(arena *a, str text, val *out)
{
    size_t n = text.n;
    instant t;

    if (n > 5 && (text.p[n - 5] == '+' || text.p[n - 5] == '-'))
        text = str_fmt(a, "%.*s:%.*s", STR_ARG(str_sub(text, 0, n - 2)),
                       STR_ARG(str_from(text, n - 2)));
    if (failed(instant_parse(text, &t)))
        return false;
    *out = val_datetime_utc(a, t);
    return true;
}

static bool json_of(arena *a, val v, val *out)
{
    struct json_limits limits = { .depth = 16, .bytes = VALUES_MAX };

    if (v.tag != V_STRING) {
        *out = v;
        return true;
    }
    return !failed(val_from_json(a, val_text(v), &limits, out, NULL));
}

static bool plain(arena *a, val typed_one, val *out)
{
    val v = val_get(typed_one, S("value"));
    str type = val_get_text(typed_one, S("type"));
    str format = val_get_text(val_get(typed_one, S("valueInfo")), S("serializationDataFormat"));

    *out = v;
    if (typed_one.tag != V_CONTEXT)
        return false;
    if (!type.n)
        return true; /* the value's own JSON type */
    if (str_eq_nocase(type, S("null")) || val_is_null(v)) {
        *out = val_null();
        return val_is_null(v);
    }
    if (str_eq_nocase(type, S("string")))
        return v.tag == V_STRING;
    if (str_eq_nocase(type, S("boolean")))
        return v.tag == V_BOOL;
    if (str_eq_nocase(type, S("integer")) || str_eq_nocase(type, S("short")) ||
        str_eq_nocase(type, S("long")))
        return whole(v);
    if (str_eq_nocase(type, S("double")) || str_eq_nocase(type, S("number")))
        return is_number(v);
    if (str_eq_nocase(type, S("date")))
        return v.tag == V_STRING && date_of(a, val_text(v), out);
    if (str_eq_nocase(type, S("json")) ||
        (str_eq_nocase(type, S("object")) && str_eq(format, S("application/json"))))
        return json_of(a, v, out);
    return false;
}

bool plain_values(arena *a, val typed, val *out, str *wrong)
{
    val_builder b = val_build(a);

    *wrong = S("");
    if (!val_is_null(typed) && typed.tag != V_CONTEXT) {
        *wrong = S("variables");
        return false;
    }
    for (uint32_t i = 0; typed.tag == V_CONTEXT && i < typed.c->n; i++) {
        val v;
        if (!plain(a, typed.c->e[i].value, &v)) {
            *wrong = typed.c->e[i].key;
            return false;
        }
        val_add(&b, typed.c->e[i].key, v); /* a context's keys are different ones */
    }
    *out = val_done(&b);
    return true;
}
