#include "base/utf8.h"
#include "value/num.h"

val val_str(str s)
{
    if (!s.p)
        return val_null();
    CHECK(s.n <= UINT32_MAX);
    return (
        val){ .tag = V_STRING, .flag = utf8_ascii(s) ? VF_ASCII : 0, .n = (uint32_t)s.n, .s = s.p };
}

val val_list(const val *items, size_t n)
{
    CHECK(n <= UINT32_MAX);
    return (val){ .tag = V_LIST, .n = (uint32_t)n, .l = items };
}

static inline bool key_is(const struct val_entry *e, str key)
{
    return e->key.n == key.n &&
           (e->key.p == key.p || !key.n || memcmp(e->key.p, key.p, key.n) == 0);
}

static const struct val_entry *entry(val ctx, str key)
{
    if (ctx.tag != V_CONTEXT || ctx.c->n == 0)
        return NULL;
    for (const struct val_entry *e = ctx.c->e, *end = e + ctx.c->n; e < end; e++)
        if (key_is(e, key))
            return e;
    return NULL;
}

void val_put(val_builder *b, str key, val v)
{
    for (size_t i = 0; i < b->e.n; i++)
        if (key_is(&b->e.v[i], key)) {
            b->e.v[i].value = v;
            return;
        }
    *vec_push(&b->e, b->a) = (struct val_entry){ key, v };
}

void val_put_all(val_builder *b, val ctx)
{
    bool first = b->e.n == 0; /* a context's own keys are different ones */

    for (uint32_t i = 0; ctx.tag == V_CONTEXT && i < ctx.c->n; i++)
        if (first)
            *vec_push(&b->e, b->a) = ctx.c->e[i];
        else
            val_put(b, ctx.c->e[i].key, ctx.c->e[i].value);
}

val val_done(val_builder *b)
{
    struct val_ctx *c = arena_alloc(b->a, sizeof *c);

    CHECK(b->e.n <= UINT32_MAX);
    *c = (struct val_ctx){ (uint32_t)b->e.n, b->e.v };
    return (val){ .tag = V_CONTEXT, .c = c };
}

static val ctx_of(arena *a, struct val_entry *e, size_t n)
{
    struct val_ctx *c = arena_alloc(a, sizeof *c);

    *c = (struct val_ctx){ (uint32_t)n, e };
    return (val){ .tag = V_CONTEXT, .c = c };
}

val val_with(arena *a, val ctx, str key, val v)
{
    size_t n = ctx.tag == V_CONTEXT ? ctx.c->n : 0, at = n;
    const struct val_entry *old = entry(ctx, key);
    struct val_entry *e = arena_alloc(a, (n + 1) * sizeof *e);

    if (n)
        memcpy(e, ctx.c->e, n * sizeof *e);
    if (old)
        at = (size_t)(old - ctx.c->e);
    e[at] = (struct val_entry){ old ? old->key : key, v };
    return ctx_of(a, e, old ? n : n + 1);
}

val val_without(arena *a, val ctx, str key)
{
    const struct val_entry *old = entry(ctx, key);

    if (!old)
        return ctx;
    size_t n = ctx.c->n, at = (size_t)(old - ctx.c->e);
    struct val_entry *e = arena_alloc(a, n * sizeof *e);
    memcpy(e, ctx.c->e, at * sizeof *e);
    memcpy(e + at, ctx.c->e + at + 1, (n - at - 1) * sizeof *e);
    return ctx_of(a, e, n - 1);
}

val val_append(arena *a, val list, val item)
{
    size_t n = list.tag == V_LIST ? list.n : 0;
    val *l = arena_alloc(a, (n + 1) * sizeof *l);

    if (n)
        memcpy(l, list.l, n * sizeof *l);
    l[n] = item;
    return val_list(l, n + 1);
}

val val_get(val ctx, str key)
{
    const struct val_entry *e = entry(ctx, key);

    return e ? e->value : val_null_because(NULL_NAME, NULL);
}

bool val_has(val ctx, str key)
{
    return entry(ctx, key) != NULL;
}

val val_at(val list, size_t i)
{
    return list.tag == V_LIST && i < list.n ? list.l[i] : val_null_because(NULL_INDEX, NULL);
}

val val_path(val v, str dotted)
{
    str piece;

    if (!dotted.n)
        return v;
    if (v.tag == V_CONTEXT && !memchr(dotted.p, '.', dotted.n))
        return val_get(v, dotted);
    while (str_next(&dotted, '.', &piece)) {
        uint64_t i;
        if (v.tag == V_LIST)
            v = failed(str_to_u64(piece, &i)) ? val_null_because(NULL_NAME, NULL) : val_at(v, i);
        else
            v = val_get(v, piece);
    }
    return v;
}

str val_text(val v)
{
    return v.tag == V_STRING ? str_of(v.s, v.n) : STR_NULL;
}

str val_get_text(val ctx, str key)
{
    return val_text(val_get(ctx, key));
}

int64_t val_get_i64(val ctx, str key, int64_t otherwise)
{
    int64_t n;

    return val_to_i64(val_get(ctx, key), &n) ? n : otherwise;
}

bool val_get_bool(val ctx, str key)
{
    return val_is_true(val_get(ctx, key));
}

const char *val_type_name(val v)
{
    static const char *const names[] = {
        [V_NULL] = "null",
        [V_BOOL] = "boolean",
        [V_NUMBER] = "number",
        [V_DECIMAL] = "number",
        [V_STRING] = "string",
        [V_DATE] = "date",
        [V_TIME] = "time",
        [V_DATETIME] = "date and time",
        [V_DAYS] = "days and time duration",
        [V_MONTHS] = "years and months duration",
        [V_LIST] = "list",
        [V_CONTEXT] = "context",
        [V_RANGE] = "range",
        [V_FUNCTION] = "function",
    };

    return v.tag < LEN(names) ? names[v.tag] : "unknown";
}

/* ---- deep copy ---- */

static err copy_ctx(arena *a, val v, val *out)
{
    struct val_entry *e = arena_alloc(a, v.c->n * sizeof *e + 1);

    for (uint32_t i = 0; i < v.c->n; i++) {
        e[i].key = str_copy(a, v.c->e[i].key);
        TRY(val_copy(a, v.c->e[i].value, &e[i].value));
    }
    *out = ctx_of(a, e, v.c->n);
    return OK;
}

static err copy_list(arena *a, val v, val *out)
{
    val *l = arena_alloc(a, v.n * sizeof *l + 1);

    for (uint32_t i = 0; i < v.n; i++)
        TRY(val_copy(a, v.l[i], &l[i]));
    *out = val_list(l, v.n);
    return OK;
}

static err copy_range(arena *a, val v, val *out)
{
    struct val_range *r = arena_alloc(a, sizeof *r);

    *r = *v.r;
    TRY(val_copy(a, v.r->lo, &r->lo));
    TRY(val_copy(a, v.r->hi, &r->hi));
    v.r = r;
    *out = v;
    return OK;
}

static struct val_time time_copy(arena *a, struct val_time t)
{
    t.zone = str_copy(a, t.zone);
    return t;
}

err val_copy(arena *a, val v, val *out)
{
    switch ((enum val_tag)v.tag) {
    case V_LIST:
        return copy_list(a, v, out);
    case V_CONTEXT:
        return copy_ctx(a, v, out);
    case V_RANGE:
        return copy_range(a, v, out);
    case V_FUNCTION:
        return REFUSED(ERR_TYPE);
    case V_NULL:
        if (v.p)
            v.p = str_zdup(a, str_z(v.p));
        break;
    case V_STRING:
        v.s = str_copy(a, val_text(v)).p;
        break;
    case V_DECIMAL:
        v = num_of_dec(a, *v.d);
        break;
    case V_TIME: {
        struct val_time *t = ARENA_NEW(a, struct val_time);
        *t = time_copy(a, *v.t);
        v.t = t;
        break;
    }
    case V_DATETIME: {
        struct val_datetime *dt = ARENA_NEW(a, struct val_datetime);
        *dt = (struct val_datetime){ v.dt->days, time_copy(a, v.dt->t) };
        v.dt = dt;
        break;
    }
    case V_BOOL:
    case V_NUMBER:
    case V_DATE:
    case V_DAYS:
    case V_MONTHS:
        break;
    }
    *out = v;
    return OK;
}
