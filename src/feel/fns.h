/* feel/fns.h - the built-in functions (DMN 1.5, 10.3.4); n is within what the table allows. */
#ifndef FEEL_FNS_H
#define FEEL_FNS_H

#include "feel/ops.h"

typedef val builtin_fn(struct rt *r, const val *args, uint32_t n);

builtin_fn fn_number, fn_string, fn_not, fn_substring, fn_string_length, fn_upper, fn_lower,
    fn_before_text, fn_after_text, fn_contains, fn_starts_with, fn_ends_with, fn_string_join,
    fn_matches, fn_replace, fn_split;
builtin_fn fn_list_contains, fn_count, fn_min, fn_max, fn_sum, fn_mean, fn_all, fn_any, fn_sublist,
    fn_append, fn_concatenate, fn_insert_before, fn_remove, fn_list_replace, fn_reverse,
    fn_index_of, fn_union, fn_distinct, fn_flatten, fn_product, fn_median, fn_stddev, fn_mode,
    fn_sort;
builtin_fn fn_decimal, fn_floor, fn_ceiling, fn_round_up, fn_round_down, fn_round_half_up,
    fn_round_half_down, fn_abs, fn_modulo, fn_sqrt, fn_log, fn_exp, fn_odd, fn_even;
builtin_fn fn_date, fn_time, fn_date_and_time, fn_duration, fn_months_between, fn_is,
    fn_day_of_year, fn_day_of_week, fn_month_of_year, fn_week_of_year, fn_now, fn_today;
builtin_fn fn_range, fn_before, fn_after, fn_meets, fn_met_by, fn_overlaps, fn_overlaps_before,
    fn_overlaps_after, fn_finishes, fn_finished_by, fn_includes, fn_during, fn_starts,
    fn_started_by, fn_coincides;
builtin_fn fn_get_value, fn_get_entries, fn_context, fn_context_put, fn_context_put_key,
    fn_context_merge;

/* Not of DMN: fn_camunda.c. */
builtin_fn fn_is_defined, fn_get_or_else, fn_trim, fn_is_blank, fn_is_empty, fn_last_day_of_month,
    fn_duplicate_values, fn_partition;

/* An argument as its parameter wants it: a list of one stands for its item. */
static inline val arg_scalar(val v)
{
    return v.tag == V_LIST && v.n == 1 ? v.l[0] : v;
}
/* The items of a list; a single value is a list of one.  False for null. */
bool arg_items(const val *v, const val **items, uint32_t *n);
/* So many of the items that arg_items gave, as a list: one that is kept where the argument was a
 * single value of the caller's. */
val arg_part(struct rt *r, const val *arg, const val *items, size_t n);
/* The items of "f(list)" and of "f(a, b, c)". */
bool args_items(const val *args, uint32_t n, const val **items, uint32_t *count);
bool arg_whole(val v, int64_t *out);

#endif
