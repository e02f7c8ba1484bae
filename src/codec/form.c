#include "codec/form.h"

#include "codec/percent.h"

enum { FIELDS = 1000 };

/* The values of one name, in order. */
struct field {
    VEC(val) values;
};

static err decode(arena *a, str raw, size_t most, str *out, struct text_error *where)
{
    if (failed(percent_read(a, raw, true, out)))
        return text_refused(where, ERR_SYNTAX, 0, 0,
                            "a percent sign without two hexadecimal digits");
    if (out->n > most)
        return text_refused(where, ERR_SIZE, 0, 0, "a name or value is too long");
    if (!utf8_valid(*out) || str_find_char(*out, 0, 0) != SIZE_MAX)
        return text_refused(where, ERR_SYNTAX, 0, 0, "a name or value is not text");
    return OK;
}

static err split(arena *a, str text, const struct form_limits *l, map *fields,
                 struct text_error *where)
{
    str piece;
    uint32_t n = 0, most = l->fields ? l->fields : FIELDS;
    size_t name_most = l->name ? l->name : 256, value_most = l->value ? l->value : 256 * KIB;

    while (str_next(&text, '&', &piece)) {
        str name, value;
        if (!piece.n)
            continue;
        if (n++ == most)
            return text_refused(where, ERR_SIZE, 0, 0, "too many fields");
        str_cut(piece, '=', &name, &value);
        TRY(decode(a, name, name_most, &name, where));
        TRY(decode(a, value.p ? value : S(""), value_most, &value, where));
        struct field *f = map_get(fields, name);
        if (!f) {
            f = ARENA_NEW(a, struct field);
            map_put(fields, a, name, f);
        }
        *vec_push(&f->values, a) = val_str(value);
    }
    return OK;
}

err form_read(arena *a, str text, const struct form_limits *limits, val *out,
              struct text_error *where)
{
    static const struct form_limits usual;
    const struct form_limits *l = limits ? limits : &usual;
    val_builder b = val_build(a);
    map fields = { 0 };

    if (text.n > (l->bytes ? l->bytes : MIB))
        return text_refused(where, ERR_SIZE, 0, 0, "the form is too long");
    TRY(split(a, text, l, &fields, where));
    for (size_t i = 0; i < fields.n; i++) {
        const struct field *f = fields.items[i].value;
        val_add(&b, fields.items[i].key,
                f->values.n == 1 ? f->values.v[0] : val_list(f->values.v, f->values.n));
    }
    *out = val_done(&b);
    return OK;
}

static void encode(buf *out, str s)
{
    str piece;
    bool first = true;

    while (str_next(&s, ' ', &piece)) {
        if (!first)
            buf_char(out, '+');
        first = false;
        percent_write(out, piece);
    }
}

static void write_pair(buf *out, str name, val v)
{
    CHECK(v.tag != V_CONTEXT && v.tag != V_LIST);
    if (out->n && out->p[out->n - 1] != '?')
        buf_char(out, '&');
    encode(out, name);
    buf_char(out, '=');
    if (!val_is_null(v))
        encode(out, val_display(out->a, v));
}

void form_write(buf *out, val ctx)
{
    CHECK(ctx.tag == V_CONTEXT);
    for (uint32_t i = 0; i < ctx.c->n; i++) {
        const struct val_entry *e = &ctx.c->e[i];
        if (e->value.tag != V_LIST)
            write_pair(out, e->key, e->value);
        else
            for (uint32_t k = 0; k < e->value.n; k++)
                write_pair(out, e->key, e->value.l[k]);
    }
}
