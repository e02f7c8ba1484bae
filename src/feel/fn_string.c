/* feel/fn_string.c - string functions (DMN 1.5, 10.3.4.3); positions count code points. */
#include "feel/fns.h"

#include <unicode/ucasemap.h>

static bool text_arg(val v, str *out)
{
    v = arg_scalar(v);
    *out = val_text(v);
    return v.tag == V_STRING;
}

static bool two_texts(const val *args, str *x, str *y)
{
    return text_arg(args[0], x) && text_arg(args[1], y);
}

static val text(str s)
{
    return val_str(s.n ? s : S(""));
}

val fn_substring(struct rt *r, const val *args, uint32_t n)
{
    str s;
    int64_t start, length = INT64_MAX;
    if (!text_arg(args[0], &s) || !val_is_number(arg_scalar(args[1])))
        return null_type("substring");
    if (!val_to_i64(num_round(r->a, arg_scalar(args[1]), 0, ROUND_DOWN), &start) || start == 0)
        return null_arg("substring");
    if (n > 2 && args[2].tag != V_NULL) {
        if (!val_is_number(arg_scalar(args[2])))
            return null_type("substring");
        if (!val_to_i64(num_round(r->a, arg_scalar(args[2]), 0, ROUND_DOWN), &length) || length < 1)
            return null_arg("substring");
    }
    int64_t count = (int64_t)utf8_count(s);
    if (start < 0)
        start += count + 1;
    if (start < 1 || start > count)
        return null_arg("substring");
    size_t from = utf8_index(s, (size_t)start - 1);
    str rest = str_from(s, from);
    return text(length >= count ? rest : str_sub(rest, 0, utf8_index(rest, (size_t)length)));
}

val fn_string_length(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    str s;
    return text_arg(args[0], &s) ? val_int((int64_t)utf8_count(s)) : null_type("string length");
}

typedef int32_t case_fn(const UCaseMap *, char *, int32_t, const char *, int32_t, UErrorCode *);

static val cased(struct rt *r, val v, case_fn *fn, const char *name)
{
    str s;
    if (!text_arg(v, &s))
        return null_type(name);
    UErrorCode e = U_ZERO_ERROR;
    UCaseMap *m = ucasemap_open("", 0, &e);
    size_t room = s.n * 3 + 16;
    if (U_FAILURE(e) || room > INT32_MAX || !rt_room(r, room))
        return ucasemap_close(m), null_arg(name);
    char *out = arena_alloc(r->a, room);
    int32_t got = fn(m, out, (int32_t)room, s.p, (int32_t)s.n, &e);
    ucasemap_close(m);
    return U_FAILURE(e) ? null_arg(name) : text(str_of(out, (size_t)got));
}

val fn_upper(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    return cased(r, args[0], ucasemap_utf8ToUpper, "upper case");
}

val fn_lower(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    return cased(r, args[0], ucasemap_utf8ToLower, "lower case");
}

val fn_before_text(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    str s, m;
    if (!two_texts(args, &s, &m))
        return null_type("substring before");
    size_t at = m.n ? str_find(s, m, 0) : 0;
    return text(at == SIZE_MAX ? S("") : str_sub(s, 0, at));
}

val fn_after_text(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    str s, m;
    if (!two_texts(args, &s, &m))
        return null_type("substring after");
    size_t at = m.n ? str_find(s, m, 0) : 0;
    return text(at == SIZE_MAX ? S("") : str_from(s, at + m.n));
}

val fn_contains(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    str s, m;
    return two_texts(args, &s, &m) ? val_bool(m.n == 0 || str_has(s, m)) : null_type("contains");
}

val fn_starts_with(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    str s, m;
    return two_texts(args, &s, &m) ? val_bool(str_starts(s, m)) : null_type("starts with");
}

val fn_ends_with(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    (void)r;
    str s, m;
    return two_texts(args, &s, &m) ? val_bool(str_ends(s, m)) : null_type("ends with");
}

val fn_string_join(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count;
    str sep = S("");
    if (!arg_items(args, &items, &count))
        return null_type("string join");
    if (n > 1 && args[1].tag != V_NULL && !text_arg(args[1], &sep))
        return null_type("string join");
    buf b;
    buf_init(&b, r->a, 64);
    bool first = true;
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].tag == V_NULL)
            continue;
        if (items[i].tag != V_STRING || !rt_step(r, NULL, 1) ||
            !rt_room(r, (size_t)items[i].n + sep.n))
            return null_type("string join");
        if (!first)
            buf_add(&b, sep);
        first = false;
        buf_add(&b, val_text(items[i]));
    }
    return text(buf_str(&b));
}

val fn_string(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    val v = args[0];
    if (v.tag == V_NULL)
        return null_type("string");
    if (v.tag == V_STRING)
        return v;
    return rt_fits(r, v) ? text(val_display(r->a, v)) : val_null();
}
