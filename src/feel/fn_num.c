/* feel/fn_num.c - numeric functions (DMN 1.5, 10.3.4.5). */
#include "feel/fns.h"

bool arg_whole(val v, int64_t *out)
{
    return val_to_i64(arg_scalar(v), out);
}

static val rounded(struct rt *r, const val *args, uint32_t n, enum dec_round mode, const char *name)
{
    int64_t scale = 0;
    val x = arg_scalar(args[0]);
    if (!val_is_number(x))
        return null_type(name);
    if (n > 1) {
        val s = arg_scalar(args[1]);
        if (!val_is_number(s))
            return null_type(name);
        if (!val_to_i64(num_round(r->a, s, 0, ROUND_DOWN), &scale))
            return null_arg(name);
    }
    return num_round(r->a, x, scale, mode);
}

#define ROUNDING(fn, mode, name)                                                                   \
    val fn(struct rt *r, const val *args, uint32_t n)                                              \
    {                                                                                              \
        return rounded(r, args, n, mode, name);                                                    \
    }
ROUNDING(fn_decimal, ROUND_HALF_EVEN, "decimal")
ROUNDING(fn_floor, ROUND_FLOOR, "floor")
ROUNDING(fn_ceiling, ROUND_CEILING, "ceiling")
ROUNDING(fn_round_up, ROUND_UP, "round up")
ROUNDING(fn_round_down, ROUND_DOWN, "round down")
ROUNDING(fn_round_half_up, ROUND_HALF_UP, "round half up")
ROUNDING(fn_round_half_down, ROUND_HALF_DOWN, "round half down")

val fn_abs(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    val x = arg_scalar(args[0]);
    if (val_is_number(x))
        return num_abs(r->a, x);
    if (x.tag == V_MONTHS)
        return val_months(x.m < 0 ? -x.m : x.m);
    if (x.tag != V_DAYS)
        return null_type("abs");
    __int128 ns = nanos_of(x);
    return days_of_nanos(ns < 0 ? -ns : ns);
}

val fn_modulo(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    return num_modulo(r->a, arg_scalar(args[0]), arg_scalar(args[1]));
}

val fn_sqrt(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    return num_sqrt(r->a, arg_scalar(args[0]));
}

val fn_log(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    return num_ln(r->a, arg_scalar(args[0]));
}

val fn_exp(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    return num_exp(r->a, arg_scalar(args[0]));
}

static val parity(struct rt *r, val x, int want, const char *name)
{
    if (!val_is_number(x))
        return null_type(name);
    if (!num_is_whole(x))
        return val_bool(false);
    return val_bool(num_cmp(num_modulo(r->a, x, val_int(2)), val_int(want)) == 0);
}

val fn_odd(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    return parity(r, arg_scalar(args[0]), 1, "odd");
}

val fn_even(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    return parity(r, arg_scalar(args[0]), 0, "even");
}

val fn_not(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    val x = arg_scalar(args[0]);
    return x.tag == V_BOOL ? val_bool(!x.m) : null_type("not");
}

/* ---- number() ---- */

static bool separator(val v, const char *allowed, str *out)
{
    *out = STR_NULL;
    if (v.tag == V_NULL)
        return true;
    if (v.tag != V_STRING || v.n != 1 || !strchr(allowed, v.s[0]))
        return false;
    *out = val_text(v);
    return true;
}

val fn_number(struct rt *r, const val *args, uint32_t n)
{
    val from = arg_scalar(args[0]), out;
    str group, point;
    if (n == 1 && val_is_number(from))
        return from;
    if (from.tag != V_STRING)
        return null_type("number");
    if (!separator(n > 1 ? args[1] : val_null(), " ,.", &group) ||
        !separator(n > 2 ? args[2] : val_null(), ".,", &point) ||
        (group.p && point.p && group.p[0] == point.p[0]) ||
        (group.p && !point.p && group.p[0] == '.'))
        return null_arg("number");
    buf b;
    buf_init(&b, r->a, from.n + 1);
    str t = val_text(from);
    for (size_t i = 0; i < t.n; i++) {
        if (group.p && t.p[i] == group.p[0])
            continue;
        buf_char(&b, point.p && t.p[i] == point.p[0] ? '.'
                     : t.p[i] == '.' && point.p      ? '?'
                                                     : t.p[i]);
    }
    return failed(num_parse(r->a, buf_str(&b), NUM_FEEL, &out)) ? null_arg("number") : out;
}
