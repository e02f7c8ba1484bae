#include "codec/yaml.h"

#include "value/num.h"

#include <yaml.h>

enum { YAML_BYTES = 16 * 1024 * 1024 };

struct anchor {
    val v;
    uint32_t nodes; /* in it, aliases counted as what they stand for */
};

struct reader {
    arena *a;
    yaml_parser_t parser;
    yaml_event_t event; /* the present one */
    bool has_event;
    struct yaml_lines *lines;
    struct text_error *where;
    map anchors;
    uint32_t nodes, aliased, depth;
};

static err fail(struct reader *r, enum err_code code, const char *what)
{
    yaml_mark_t m = r->event.start_mark;

    return text_refused(r->where, code, (int)m.line + 1, (int)m.column + 1, what);
}

static err next(struct reader *r)
{
    if (r->has_event)
        yaml_event_delete(&r->event);
    r->has_event = false;
    if (yaml_parser_parse(&r->parser, &r->event)) {
        r->has_event = true;
        return OK;
    }
    const yaml_parser_t *p = &r->parser;
    const char *what = p->problem ? p->problem : "not YAML";
    return text_refused(r->where, ERR_SYNTAX, (int)p->problem_mark.line + 1,
                        (int)p->problem_mark.column + 1, what);
}

static void note_line(struct reader *r, str path)
{
    if (r->lines)
        map_put(&r->lines->m, r->a, path, (void *)(intptr_t)(r->event.start_mark.line + 1));
}

static str path_of(struct reader *r, str path, str key)
{
    if (!r->lines)
        return path;
    return path.n ? str_fmt(r->a, "%.*s.%.*s", STR_ARG(path), STR_ARG(key)) : key;
}

static err read_node(struct reader *r, str path, val *out);

/* ---- scalars: YAML 1.2.2, 10.3 ---- */

static bool one_of(str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(s, str_z(*words)))
            return true;
    return false;
}

/* Digits that a number would lose: telephone numbers, postal codes. */
static bool loses_digits(str s)
{
    str t = s.n && (s.p[0] == '-' || s.p[0] == '+') ? str_from(s, 1) : s;

    return (s.n && s.p[0] == '+') || (t.n > 1 && t.p[0] == '0' && t.p[1] >= '0' && t.p[1] <= '9');
}

static err plain_scalar(struct reader *r, str s, val *out)
{
    static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
    static const char *const trues[] = { "true", "True", "TRUE", NULL };
    static const char *const falses[] = { "false", "False", "FALSE", NULL };
    static const char *const floats[] = { ".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
                                          "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
                                          ".NaN",  ".NAN",  NULL };
    str digits = str_from(s, 2);
    uint64_t ignored;

    if (one_of(s, nulls)) {
        *out = val_null();
    } else if (one_of(s, trues) || one_of(s, falses)) {
        *out = val_bool(s.p[0] == 't' || s.p[0] == 'T');
    } else if (one_of(s, floats)) {
        return fail(r, ERR_UNSUPPORTED,
                    "infinity and not-a-number are no numbers here: use quotes for the text");
    } else if ((str_starts(s, S("0x")) || str_starts(s, S("0o"))) && digits.n && digits.n < 19 &&
               (!failed(str_to_u64(digits, &ignored)) || s.p[1] == 'x')) {
        return fail(r, ERR_UNSUPPORTED,
                    "hexadecimal and octal numbers: write them in decimal, or in quotes");
    } else {
        err e = num_parse(r->a, s, NUM_YAML, out);
        if (e.code == ERR_RANGE)
            return fail(r, ERR_RANGE, "a number is too large");
        if (!failed(e) && loses_digits(s))
            return fail(r, ERR_UNSUPPORTED,
                        "a number with '+' or zeros in front would lose them: put it in quotes");
        if (failed(e))
            *out = val_str(str_copy(r->a, s));
    }
    return OK;
}

static err check_tag(struct reader *r, const yaml_char_t *tag, const char *core)
{
    str t = str_z((const char *)tag);

    if (!tag || str_eq(t, S("!")) || str_eq(t, str_z(core)))
        return OK;
    return fail(r, ERR_UNSUPPORTED, "tags other than !!str, !!seq and !!map are not supported");
}

static err read_scalar(struct reader *r, val *out)
{
    const yaml_event_t *e = &r->event;
    str s = str_of((const char *)e->data.scalar.value, e->data.scalar.length);

    TRY(check_tag(r, e->data.scalar.tag, YAML_STR_TAG));
    if (e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && !e->data.scalar.tag)
        return plain_scalar(r, s, out);
    *out = val_str(str_copy(r->a, s));
    return OK;
}

/* ---- containers ---- */

static err read_list(struct reader *r, str path, val *out)
{
    VEC(val) items = { 0 };

    TRY(check_tag(r, r->event.data.sequence_start.tag, YAML_SEQ_TAG));
    for (;;) {
        val v;
        TRY(next(r));
        if (r->event.type == YAML_SEQUENCE_END_EVENT)
            break;
        str at = r->lines ? str_fmt(r->a, "%zu", items.n) : path;
        TRY(read_node(r, path_of(r, path, at), &v));
        *vec_push(&items, r->a) = v;
    }
    *out = val_list(items.v, items.n);
    return OK;
}

static err read_key(struct reader *r, map *seen, str *key)
{
    if (r->event.type != YAML_SCALAR_EVENT)
        return fail(r, ERR_UNSUPPORTED, "a key must be a plain text");
    if (r->event.data.scalar.anchor)
        return fail(r, ERR_UNSUPPORTED, "anchors on keys are not supported");
    TRY(check_tag(r, r->event.data.scalar.tag, YAML_STR_TAG));
    *key = str_copy(r->a,
                    str_of((const char *)r->event.data.scalar.value, r->event.data.scalar.length));
    if (str_eq(*key, S("<<")) && r->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE)
        return fail(r, ERR_UNSUPPORTED, "merge keys (<<) are not supported");
    if (map_get(seen, *key))
        return fail(r, ERR_CONFLICT, "this key stands twice in one mapping");
    map_put(seen, r->a, *key, seen);
    return OK;
}

static err read_mapping(struct reader *r, str path, val *out)
{
    val_builder b = val_build(r->a);
    map seen = { 0 };

    TRY(check_tag(r, r->event.data.mapping_start.tag, YAML_MAP_TAG));
    for (;;) {
        str key;
        val v;
        TRY(next(r));
        if (r->event.type == YAML_MAPPING_END_EVENT)
            break;
        TRY(read_key(r, &seen, &key));
        str inner = path_of(r, path, key);
        int line = (int)r->event.start_mark.line + 1;
        TRY(next(r));
        TRY(read_node(r, inner, &v));
        if (r->lines) /* the key's line, not the value's */
            map_put(&r->lines->m, r->a, inner, (void *)(intptr_t)line);
        val_add(&b, key, v);
    }
    *out = val_done(&b);
    return OK;
}

/* ---- anchors and aliases ---- */

static err read_alias(struct reader *r, val *out)
{
    str name = str_z((const char *)r->event.data.alias.anchor);
    const struct anchor *a = map_get(&r->anchors, name);

    if (!a)
        return fail(r, ERR_SYNTAX, "an alias of an anchor that is not complete before it");
    r->nodes += a->nodes;
    r->aliased += a->nodes;
    if (r->aliased > YAML_ALIASED)
        return fail(r, ERR_SIZE, "aliases stand for too many nodes");
    *out = a->v;
    return OK;
}

static str anchor_of(struct reader *r)
{
    const yaml_char_t *a =
        r->event.type == YAML_SCALAR_EVENT           ? r->event.data.scalar.anchor
        : r->event.type == YAML_SEQUENCE_START_EVENT ? r->event.data.sequence_start.anchor
        : r->event.type == YAML_MAPPING_START_EVENT  ? r->event.data.mapping_start.anchor
                                                     : NULL;
    return a ? str_copy(r->a, str_z((const char *)a)) : STR_NULL;
}

static err read_content(struct reader *r, str path, val *out)
{
    switch (r->event.type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(r, out);
    case YAML_ALIAS_EVENT:
        return read_alias(r, out);
    case YAML_SEQUENCE_START_EVENT:
        return read_list(r, path, out);
    case YAML_MAPPING_START_EVENT:
        return read_mapping(r, path, out);
    default:
        return fail(r, ERR_SYNTAX, "a value is expected");
    }
}

/* The present event and what belongs to it. */
static err read_node(struct reader *r, str path, val *out)
{
    uint32_t before = r->nodes;
    str anchor = anchor_of(r);

    note_line(r, path);
    if (++r->nodes > YAML_NODES)
        return fail(r, ERR_SIZE, "too many nodes");
    if (++r->depth > YAML_DEPTH)
        return fail(r, ERR_DEPTH, "nested too deeply");
    TRY(read_content(r, path, out));
    r->depth--;
    if (anchor.p) {
        struct anchor *a = ARENA_NEW(r->a, struct anchor);
        *a = (struct anchor){ *out, r->nodes - before };
        map_put(&r->anchors, r->a, anchor, a);
    }
    return OK;
}

static err read_stream(struct reader *r, val *out)
{
    TRY(next(r)); /* start of the stream */
    TRY(next(r));
    if (r->event.type == YAML_STREAM_END_EVENT) {
        *out = val_null();
        return OK;
    }
    if (r->event.data.document_start.version_directive &&
        r->event.data.document_start.version_directive->major != 1)
        return fail(r, ERR_UNSUPPORTED, "YAML of another version");
    TRY(next(r));
    TRY(read_node(r, S(""), out));
    TRY(next(r)); /* end of the document */
    TRY(next(r));
    if (r->event.type != YAML_STREAM_END_EVENT)
        return fail(r, ERR_UNSUPPORTED, "a file holds one document");
    return OK;
}

err yaml_read(arena *a, str text, val *out, struct yaml_lines *lines, struct text_error *where)
{
    struct reader r = { .a = a, .lines = lines, .where = where };
    struct text_error inner = { 0 };
    val v;

    r.where = &inner;
    if (text.n > YAML_BYTES)
        return text_refused(where, ERR_SIZE, 0, 0, "the text is too long");
    if (!utf8_valid(text))
        return text_refused(where, ERR_SYNTAX, 0, 0, "the text is not UTF-8");
    if (!yaml_parser_initialize(&r.parser))
        return FAULT(ERR_BUDGET);
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)(text.n ? text.p : ""), text.n);
    if (lines)
        *lines = (struct yaml_lines){ 0 };
    err e = read_stream(&r, &v);
    if (r.has_event)
        yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    if (failed(e)) {
        if (where)
            *where = inner;
        return e;
    }
    *out = v;
    return OK;
}

int yaml_line(const struct yaml_lines *lines, str path)
{
    for (;;) {
        void *line = map_get(&lines->m, path);
        if (line)
            return (int)(intptr_t)line;
        if (!path.n)
            return 0;
        size_t dot = str_rfind_char(path, '.');
        path = dot == SIZE_MAX ? S("") : str_sub(path, 0, dot);
    }
}
