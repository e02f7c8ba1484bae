/* feel/fn_camunda.c - functions beyond DMN that Camunda 8's FEEL has and models
 * drawn for it use. */
#include "feel/fns.h"

/* False for names and keys that are not there; a null that was given is defined. */
val fn_is_defined(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    val v = args[0];
    return val_bool(v.tag != V_NULL || (v.n != NULL_NAME && v.n != NULL_MISSING));
}

val fn_get_or_else(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    return args[0].tag == V_NULL ? args[1] : args[0];
}

val fn_trim(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    val v = arg_scalar(args[0]);
    if (v.tag != V_STRING)
        return null_type("trim");
    str s = str_trim(val_text(v));
    return val_str(s.n ? s : S(""));
}

val fn_is_blank(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    val v = arg_scalar(args[0]);
    return v.tag == V_STRING ? val_bool(str_trim(val_text(v)).n == 0) : null_type("is blank");
}

val fn_is_empty(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    return args[0].tag == V_LIST ? val_bool(args[0].n == 0) : null_type("is empty");
}

val fn_last_day_of_month(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    val v = arg_scalar(args[0]);
    if (v.tag != V_DATE && v.tag != V_DATETIME)
        return null_type("last day of month");
    struct ymd d = day_ymd((day){ v.tag == V_DATE ? v.m : v.dt->days });
    return (val){ .tag = V_DATE, .m = day_of(d.year, d.month, days_in_month(d.year, d.month)).n };
}

/* Each value that occurs more than once, once. */
val fn_duplicate_values(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count;
    struct rt_list out = { 0 };
    if (!arg_items(args, &items, &count) || !rt_step(r, NULL, (int64_t)count * count / 2))
        return null_type("duplicate values");
    for (uint32_t i = 0; i < count; i++) {
        bool again = false, listed = false;
        for (uint32_t k = i + 1; k < count && !again; k++)
            again = feel_same(r, items[i], items[k]);
        for (size_t k = 0; k < out.n && !listed; k++)
            listed = feel_same(r, out.v[k], items[i]);
        if (again && !listed)
            rt_push(r, &out, items[i]);
    }
    return rt_done(&out);
}

/* Lists of at most so many items, in order. */
val fn_partition(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count;
    int64_t size;
    struct rt_list out = { 0 };
    if (!arg_items(args, &items, &count) || !arg_whole(args[1], &size) || size < 1)
        return null_type("partition");
    for (uint32_t i = 0; i < count && rt_step(r, NULL, 1); i += (uint32_t)MIN(size, count - i))
        rt_push(r, &out, arg_part(r, args, items + i, (size_t)MIN(size, count - i)));
    return rt_done(&out);
}
