/* feel/fn_context.c - context functions (DMN 1.5, 10.3.4.8). */
#include "feel/fns.h"

val fn_get_value(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    val c = arg_scalar(args[0]), key = arg_scalar(args[1]);
    if (c.tag != V_CONTEXT)
        return null_type("get value");
    if (key.tag == V_LIST) {
        for (uint32_t i = 0; i < key.n; i++) {
            if (key.l[i].tag != V_STRING || c.tag != V_CONTEXT)
                return null_type("get value");
            c = val_get(c, val_text(key.l[i]));
        }
        return key.n ? c : null_arg("get value");
    }
    (void)r;
    return key.tag == V_STRING ? val_get(c, val_text(key)) : null_type("get value");
}

val fn_get_entries(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    val c = arg_scalar(args[0]);
    if (c.tag != V_CONTEXT)
        return null_type("get entries");
    val *out = rt_vals(r, c.c->n);
    if (!out || !rt_step(r, NULL, c.c->n))
        return val_null();
    for (uint32_t i = 0; i < c.c->n; i++) {
        val_builder b = val_build(r->a);
        val_put(&b, S("key"), val_str(c.c->e[i].key));
        val_put(&b, S("value"), c.c->e[i].value);
        out[i] = val_done(&b);
    }
    return val_list(out, c.c->n);
}

val fn_context(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    const val *items;
    uint32_t count;
    if (!arg_items(args, &items, &count))
        return null_type("context");
    val_builder b = val_build(r->a);
    for (uint32_t i = 0; i < count; i++) {
        val key = val_get(items[i], S("key"));
        if (items[i].tag != V_CONTEXT || key.tag != V_STRING || !val_has(items[i], S("value")) ||
            !rt_step(r, NULL, i + 1))
            return null_type("context");
        for (size_t k = 0; k < b.e.n; k++)
            if (str_eq(b.e.v[k].key, val_text(key)))
                return null_arg("context");
        val_put(&b, val_text(key), val_get(items[i], S("value")));
    }
    return val_done(&b);
}

static val put_path(struct rt *r, val c, const val *keys, uint32_t n, val v)
{
    if (keys[0].tag != V_STRING || (c.tag != V_CONTEXT && c.tag != V_NULL) || !rt_step(r, NULL, 1))
        return null_type("context put");
    val_builder empty = val_build(r->a);
    if (c.tag == V_NULL)
        return null_type("context put");
    str key = val_text(keys[0]);
    if (n == 1)
        return val_with(r->a, c, key, v);
    val inner = val_has(c, key) ? val_get(c, key) : val_done(&empty);
    val put = put_path(r, inner, keys + 1, n - 1, v);
    return put.tag == V_CONTEXT ? val_with(r->a, c, key, put) : put;
}

val fn_context_put(struct rt *r, const val *args, uint32_t n)
{
    (void)n;
    val c = arg_scalar(args[0]);
    if (c.tag != V_CONTEXT)
        return null_type("context put");
    if (args[1].tag == V_LIST)
        return args[1].n && args[1].n < NODE_DEPTH ? put_path(r, c, args[1].l, args[1].n, args[2])
                                                   : null_arg("context put");
    return put_path(r, c, &args[1], 1, args[2]);
}

val fn_context_put_key(struct rt *r, const val *args, uint32_t n)
{
    return args[1].tag == V_LIST ? null_type("context put") : fn_context_put(r, args, n);
}

val fn_context_merge(struct rt *r, const val *args, uint32_t n)
{
    const val *items;
    uint32_t count;
    if (!args_items(args, n, &items, &count))
        return null_type("context merge");
    val_builder b = val_build(r->a);
    for (uint32_t i = 0; i < count; i++) {
        if (items[i].tag != V_CONTEXT ||
            !rt_step(r, NULL, (int64_t)items[i].c->n * (1 + (int64_t)b.e.n)))
            return null_type("context merge");
        for (uint32_t k = 0; k < items[i].c->n; k++)
            val_put(&b, items[i].c->e[k].key, items[i].c->e[k].value);
    }
    return val_done(&b);
}
