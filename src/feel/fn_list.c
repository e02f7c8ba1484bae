/* feel/fn_list.c - list functions (DMN 1.5, 10.3.4.4). */
#include "feel/fns.h"

#include <stdlib.h>

bool arg_items(const val *v, const val **items, uint32_t *n)
{
    if (v->tag == V_NULL)
        return false;
    *items = v->tag == V_LIST ? v->l : v;
    *n = v->tag == V_LIST ? v->n : 1;
    return true;
}

val arg_part(struct rt *r, const val *arg, const val *items, size_t n)
{
    if (arg->tag == V_LIST)
        return val_list(items, n);
    val *v = rt_vals(r, n);
    if (!v)
        return val_null();
    memcpy(v, items, n * sizeof *v);
    return val_list(v, n);
}

bool args_items(const val *args, uint32_t n, const val **items, uint32_t *count)
{
    if (n == 1)
        return arg_items(args, items, count);
    *items = args;
    *count = n;
    return true;
}

val fn_list_contains(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count;
    if (!arg_items(args, &items, &count) || !rt_step(r, NULL, count))
        return null_type("list contains");
    for (uint32_t i = 0; i < count; i++)
        if (feel_same(r, items[i], args[1]))
            return val_bool(true);
    return val_bool(false);
}

val fn_count(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    const val *items;
    uint32_t count;
    return arg_items(args, &items, &count) ? val_int(count) : null_type("count");
}

static val extreme(struct rt *r, const val *args, uint32_t n, int want, const char *name)
{
    const val *items;
    uint32_t count;
    int order;
    if (!args_items(args, n, &items, &count) || count == 0 || !rt_step(r, NULL, count))
        return null_type(name);
    val best = items[0];
    if (!feel_order(r, best, best, &order))
        return null_type(name);
    for (uint32_t i = 1; i < count; i++) {
        if (!feel_order(r, items[i], best, &order))
            return null_type(name);
        if (order == want)
            best = items[i];
    }
    return best;
}

val fn_min(struct rt *r, const val *args, uint32_t n)
{
    return extreme(r, args, n, -1, "min");
}

val fn_max(struct rt *r, const val *args, uint32_t n)
{
    return extreme(r, args, n, 1, "max");
}

static bool numbers(struct rt *r, const val *args, uint32_t n, const val **items, uint32_t *count)
{
    if (!args_items(args, n, items, count) || *count == 0 || !rt_step(r, NULL, *count))
        return false;
    for (uint32_t i = 0; i < *count; i++)
        if (!val_is_number((*items)[i]))
            return false;
    return true;
}

static val sum_of(struct rt *r, const val *items, uint32_t n)
{
    val s = items[0];
    for (uint32_t i = 1; i < n && val_is_number(s); i++)
        s = num_add(r->a, s, items[i]);
    return s;
}

val fn_sum(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count;
    return numbers(r, args, n, &items, &count) ? sum_of(r, items, count) : null_type("sum");
}

val fn_product(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count;
    if (!numbers(r, args, n, &items, &count))
        return null_type("product");
    val p = items[0];
    for (uint32_t i = 1; i < count && val_is_number(p); i++)
        p = num_mul(r->a, p, items[i]);
    return p;
}

val fn_mean(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count;
    if (!numbers(r, args, n, &items, &count))
        return null_type("mean");
    return num_div(r->a, sum_of(r, items, count), val_int(count));
}

static int by_number(const void *x, const void *y)
{
    return num_cmp(*(const val *)x, *(const val *)y);
}

static val *sorted_numbers(struct rt *r, const val *items, uint32_t n)
{
    val *v = rt_vals(r, n);
    if (!v || !rt_step(r, NULL, 10 * (int64_t)n))
        return NULL;
    memcpy(v, items, n * sizeof(val));
    qsort(v, n, sizeof(val), by_number);
    return v;
}

val fn_median(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count;
    val *v;
    if (!numbers(r, args, n, &items, &count) || !(v = sorted_numbers(r, items, count)))
        return null_type("median");
    if (count % 2)
        return v[count / 2];
    return num_div(r->a, num_add(r->a, v[count / 2 - 1], v[count / 2]), val_int(2));
}

/* Of the sample: divided by n - 1. */
val fn_stddev(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count;
    if (!numbers(r, args, n, &items, &count) || count < 2)
        return null_type("stddev");
    val mean = num_div(r->a, sum_of(r, items, count), val_int(count)), sum = val_int(0);
    for (uint32_t i = 0; i < count; i++) {
        val d = num_sub(r->a, items[i], mean);
        sum = num_add(r->a, sum, num_mul(r->a, d, d));
    }
    return num_sqrt(r->a, num_div(r->a, sum, val_int(count - 1)));
}

val fn_mode(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count, best = 0;
    if (args_items(args, n, &items, &count) && count == 0)
        return val_list(NULL, 0);
    val *v;
    if (!numbers(r, args, n, &items, &count) || !(v = sorted_numbers(r, items, count)))
        return null_type("mode");
    struct rt_list out = { 0 };
    for (uint32_t i = 0, j; i < count; i = j) {
        for (j = i + 1; j < count && num_cmp(v[i], v[j]) == 0;)
            j++;
        if (j - i > best) {
            best = j - i;
            out.n = 0;
        }
        if (j - i == best)
            rt_push(r, &out, v[i]);
    }
    return rt_done(&out);
}

/* all: false wins, then null; any: true wins, then null. */
static val fold(struct rt *r, const val *args, uint32_t n, bool wins, const char *name)
{
    const val *items;
    uint32_t count;
    if (!args_items(args, n, &items, &count) || !rt_step(r, NULL, count))
        return null_type(name);
    val out = val_bool(!wins);
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].tag != V_BOOL)
            out = null_type(name);
        else if ((bool)items[i].m == wins)
            return items[i];
    }
    return out;
}

val fn_all(struct rt *r, const val *args, uint32_t n)
{
    return fold(r, args, n, false, "all");
}

val fn_any(struct rt *r, const val *args, uint32_t n)
{
    return fold(r, args, n, true, "any");
}

/* 1-based, from the end where negative, cut to a whole number; false outside of 1 .. n. */
static bool position(struct rt *r, val v, uint32_t n, uint32_t *out)
{
    int64_t p;
    if (!val_to_i64(num_round(r->a, arg_scalar(v), 0, ROUND_DOWN), &p))
        return false;
    if (p < 0)
        p += (int64_t)n + 1;
    if (p < 1 || p > n)
        return false;
    *out = (uint32_t)p - 1;
    return true;
}

val fn_sublist(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count, at;
    int64_t length;
    if (!arg_items(args, &items, &count))
        return null_type("sublist");
    if (!position(r, args[1], count, &at))
        return null_arg("sublist");
    length = count - at;
    if (n > 2 && args[2].tag != V_NULL &&
        (!arg_whole(args[2], &length) || length < 1 || length > count - at))
        return null_arg("sublist");
    return arg_part(r, args, items + at, (size_t)length);
}

val fn_append(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count = 0;
    if (!arg_items(args, &items, &count))
        return null_type("append");
    val *v = rt_vals(r, (size_t)count + n - 1);
    if (!v || !rt_step(r, NULL, count))
        return val_null();
    if (count)
        memcpy(v, items, count * sizeof(val));
    memcpy(v + count, args + 1, (n - 1) * sizeof(val));
    return val_list(v, (size_t)count + n - 1);
}

val fn_concatenate(struct rt *r, const val *args, uint32_t n)
{
    struct rt_list out = { 0 };
    for (uint32_t i = 0; i < n; i++) {
        const val *items;
        uint32_t count;
        if (!arg_items(&args[i], &items, &count) || !rt_step(r, NULL, count))
            return null_type("concatenate");
        for (uint32_t k = 0; k < count; k++)
            rt_push(r, &out, items[k]);
    }
    return rt_done(&out);
}

/* The list with put items in the place of cut items at. */
static val spliced(struct rt *r, const val *items, uint32_t count, uint32_t at, uint32_t cut,
                   const val *put, uint32_t n)
{
    val *v = rt_vals(r, (size_t)count - cut + n);
    if (!v || !rt_step(r, NULL, count))
        return val_null();
    if (at)
        memcpy(v, items, at * sizeof(val));
    if (n)
        memcpy(v + at, put, n * sizeof(val));
    if (count - at - cut)
        memcpy(v + at + n, items + at + cut, (count - at - cut) * sizeof(val));
    return val_list(v, (size_t)count - cut + n);
}

val fn_insert_before(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count, at;
    int64_t p;
    if (!arg_items(args, &items, &count))
        return null_type("insert before");
    if (arg_whole(args[1], &p) && p == (int64_t)count + 1)
        return spliced(r, items, count, count, 0, &args[2], 1);
    return position(r, args[1], count, &at) ? spliced(r, items, count, at, 0, &args[2], 1)
                                            : null_arg("insert before");
}

val fn_remove(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count, at;
    if (!arg_items(args, &items, &count))
        return null_type("remove");
    return position(r, args[1], count, &at) ? spliced(r, items, count, at, 1, NULL, 0)
                                            : null_arg("remove");
}

static val replace_where(struct rt *r, const val *items, uint32_t count, const val *args)
{
    val *v = rt_vals(r, count);
    if (!v)
        return val_null();
    for (uint32_t i = 0; i < count; i++) {
        val pair[] = { items[i], args[2] };
        val hit = feel_apply(r, args[1], pair, 2, NULL);
        if (hit.tag != V_BOOL)
            return null_type("list replace");
        v[i] = hit.m ? args[2] : items[i];
    }
    return val_list(v, count);
}

val fn_list_replace(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count, at;
    if (!arg_items(args, &items, &count))
        return null_type("list replace");
    if (args[1].tag == V_FUNCTION)
        return replace_where(r, items, count, args);
    return position(r, args[1], count, &at) ? spliced(r, items, count, at, 1, &args[2], 1)
                                            : null_arg("list replace");
}

val fn_reverse(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count;
    if (!arg_items(args, &items, &count))
        return null_type("reverse");
    val *v = rt_vals(r, count);
    if (!v || !rt_step(r, NULL, count))
        return val_null();
    for (uint32_t i = 0; i < count; i++)
        v[i] = items[count - 1 - i];
    return val_list(v, count);
}

val fn_index_of(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count;
    struct rt_list out = { 0 };
    if (!arg_items(args, &items, &count) || !rt_step(r, NULL, count))
        return null_type("index of");
    for (uint32_t i = 0; i < count; i++)
        if (feel_same(r, items[i], args[1]))
            rt_push(r, &out, val_int(i + 1));
    return rt_done(&out);
}

static bool add_new(struct rt *r, struct rt_list *out, val v)
{
    if (!rt_step(r, NULL, 1 + (int64_t)out->n / 4))
        return false;
    for (size_t i = 0; i < out->n; i++)
        if (feel_same(r, out->v[i], v))
            return true;
    rt_push(r, out, v);
    return true;
}

val fn_distinct(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count;
    struct rt_list out = { 0 };
    if (!arg_items(args, &items, &count))
        return null_type("distinct values");
    for (uint32_t i = 0; i < count && add_new(r, &out, items[i]); i++)
        ;
    return rt_done(&out);
}

val fn_union(struct rt *r, const val *args, uint32_t n)
{
    val all = fn_concatenate(r, args, n);
    return all.tag == V_LIST ? fn_distinct(r, &all, 1) : null_type("union");
}

static void flatten(struct rt *r, struct rt_list *out, val v, unsigned depth)
{
    for (uint32_t i = 0; i < v.n && rt_step(r, NULL, 1); i++) {
        if (v.l[i].tag == V_LIST && depth < 1000)
            flatten(r, out, v.l[i], depth + 1);
        else
            rt_push(r, out, v.l[i]);
    }
}

val fn_flatten(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count;
    struct rt_list out = { 0 };
    if (!arg_items(args, &items, &count))
        return null_type("flatten");
    flatten(r, &out, val_list(items, count), 0);
    return rt_done(&out);
}

/* ---- sort: stable, by merging ---- */

struct sorting {
    struct rt *r;
    val fn; /* null: natural order */
    bool bad;
};

static bool precedes(struct sorting *s, val x, val y)
{
    int order;
    if (s->fn.tag == V_NULL) {
        s->bad = s->bad || !feel_order(s->r, x, y, &order);
        return !s->bad && order < 0;
    }
    val pair[] = { x, y };
    val v = feel_apply(s->r, s->fn, pair, 2, NULL);
    if (v.tag != V_BOOL)
        s->bad = true;
    return val_is_true(v);
}

static void merge_sort(struct sorting *s, val *v, val *spare, uint32_t n)
{
    if (n < 2 || s->bad || !rt_step(s->r, NULL, n))
        return;
    uint32_t half = n / 2, i = 0, j = half, k = 0;
    merge_sort(s, v, spare, half);
    merge_sort(s, v + half, spare + half, n - half);
    while (i < half && j < n)
        spare[k++] = precedes(s, v[j], v[i]) ? v[j++] : v[i++];
    while (i < half)
        spare[k++] = v[i++];
    while (j < n)
        spare[k++] = v[j++];
    memcpy(v, spare, n * sizeof(val));
}

val fn_sort(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count;
    struct sorting s = { .r = r, .fn = n > 1 ? args[1] : val_null() };
    if (!arg_items(args, &items, &count) || (n > 1 && s.fn.tag != V_FUNCTION))
        return null_type("sort");
    val *v = rt_vals(r, count), *spare = rt_vals(r, count);
    if (!v || !spare)
        return val_null();
    if (count)
        memcpy(v, items, count * sizeof(val));
    merge_sort(&s, v, spare, count);
    return s.bad ? null_type("sort") : val_list(v, count);
}
