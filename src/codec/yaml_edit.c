/* Values changed where they stand.  libyaml says from where to where each node goes; whatever is
 * written is read again and compared with what it should mean, so that a style that was guessed
 * wrong costs a second try or a refusal, never a file. */
#include "codec/yaml_edit.h"

#include <yaml.h>

struct edit {
    arena *a;
    str text;
    yaml_document_t doc;
    const uint32_t *at; /* byte of each character: libyaml counts characters */
    size_t chars;
    const str *path;
    size_t n;
    bool quoted; /* texts are quoted even where they could stand plain */
};

/* A stretch of the text that is replaced. */
struct cut {
    size_t from, to;
    str by;
};

/* ---- what it should mean ---- */

static bool wanted(arena *a, val in, const str *path, size_t n, val v, val *out)
{
    uint64_t i = 0;
    val inner = val_null();

    if (!n) {
        *out = v;
        return true;
    }
    if (in.tag == V_LIST) {
        bool more = str_eq(path[0], S("-"));
        if (!more && (failed(str_to_u64(path[0], &i)) || i >= val_count(in)))
            return false;
        if (!wanted(a, more ? val_null() : val_at(in, i), path + 1, n - 1, v, &inner))
            return false;
        val list = val_list(NULL, 0);
        for (size_t k = 0; k < val_count(in); k++)
            if (more || k != i)
                list = val_append(a, list, val_at(in, k));
            else if (!val_is_null(inner))
                list = val_append(a, list, inner);
        *out = more ? val_append(a, list, inner) : list;
    } else if (in.tag == V_CONTEXT || val_is_null(in)) {
        if (!wanted(a, val_get(in, path[0]), path + 1, n - 1, v, &inner))
            return false;
        *out = val_is_null(inner) ? (val_is_null(in) ? in : val_without(a, in, path[0]))
                                  : val_with(a, in, path[0], inner);
    } else {
        return false;
    }
    if (val_is_null(v) && !val_count(*out)) /* an emptied one goes with its entry */
        *out = val_null();
    return true;
}

/* ---- places ---- */

static size_t byte_of(const struct edit *e, yaml_mark_t m)
{
    return e->at[MIN(m.index, e->chars)];
}

static yaml_node_t *node(struct edit *e, int id)
{
    return yaml_document_get_node(&e->doc, id);
}

/* Block collections and literals end, for libyaml, where the next thing begins. */
static size_t end_of(struct edit *e, yaml_node_t *x)
{
    bool block_map =
        x->type == YAML_MAPPING_NODE && x->data.mapping.style != YAML_FLOW_MAPPING_STYLE;
    bool block_list =
        x->type == YAML_SEQUENCE_NODE && x->data.sequence.style != YAML_FLOW_SEQUENCE_STYLE;
    size_t end = byte_of(e, x->end_mark), from = byte_of(e, x->start_mark);

    if (block_map && x->data.mapping.pairs.top > x->data.mapping.pairs.start)
        return end_of(e, node(e, x->data.mapping.pairs.top[-1].value));
    if (block_list && x->data.sequence.items.top > x->data.sequence.items.start)
        return end_of(e, node(e, x->data.sequence.items.top[-1]));
    while (end > from && strchr(" \t\r\n", e->text.p[end - 1]))
        end--;
    return end;
}

/* Behind the line of that place, its line end included. */
static size_t line_end(const struct edit *e, size_t at)
{
    size_t end = str_find_char(e->text, '\n', at);

    return end == SIZE_MAX ? e->text.n : end + 1;
}

static size_t line_start(const struct edit *e, size_t at)
{
    while (at && e->text.p[at - 1] != '\n')
        at--;
    return at;
}

static bool is_flow(const yaml_node_t *x)
{
    return x->type == YAML_MAPPING_NODE    ? x->data.mapping.style == YAML_FLOW_MAPPING_STYLE
           : x->type == YAML_SEQUENCE_NODE ? x->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE
                                           : false;
}

/* ---- how values are written ---- */

/* Could stand without quotes; whether it means the same is seen when it is read. */
static bool plain_shape(str s, bool flow)
{
    if (!s.n || strchr("-?:,[]{}#&*!|>'\"%@` \t", s.p[0]) || strchr(": \t", s.p[s.n - 1]))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || (flow && strchr(",[]{}:", s.p[i])))
            return false;
    return !str_has(s, S(": ")) && !str_has(s, S(" #"));
}

static bool literal_shape(str s)
{
    if (!str_has(s, S("\n")) || s.p[0] == '\n' || s.p[0] == ' ' || s.p[0] == '\t')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n')
            return false;
    return true;
}

static void write_flow(const struct edit *e, buf *b, val v, bool inside)
{
    str s = v.tag == V_STRING ? val_text(v) : STR_NULL;

    if (v.tag == V_LIST || v.tag == V_CONTEXT) {
        bool list = v.tag == V_LIST;
        buf_add(b, list ? S("[") : v.c->n ? S("{ ") : S("{"));
        for (size_t i = 0; i < val_count(v); i++) {
            buf_add(b, i ? S(", ") : S(""));
            if (!list) {
                write_flow(e, b, val_str(v.c->e[i].key), true);
                buf_add(b, S(": "));
            }
            write_flow(e, b, list ? val_at(v, i) : v.c->e[i].value, true);
        }
        buf_add(b, list ? S("]") : v.c->n ? S(" }") : S("}"));
    } else if (s.p && !e->quoted && plain_shape(s, inside)) {
        buf_add(b, s);
    } else {
        buf line;
        buf_init(&line, e->a, 64);
        yaml_write(&line, v);
        buf_add(b, str_trim(buf_str(&line)));
    }
}

static void indent(buf *b, size_t n)
{
    while (n--)
        buf_char(b, ' ');
}

static void write_literal(buf *b, str s, size_t column)
{
    size_t n = s.n;
    str line;

    while (n && s.p[n - 1] == '\n')
        n--;
    buf_add(b, n == s.n ? S(" |-") : n + 1 == s.n ? S(" |") : S(" |+"));
    for (str rest = s; str_next(&rest, '\n', &line);) {
        if (!line.n && !rest.n)
            break;
        buf_char(b, '\n');
        if (line.n)
            indent(b, column);
        buf_add(b, line);
    }
}

/* Behind "key:" or "-", without the line's end; what is on lines of its own stands at column. */
static void write_block(const struct edit *e, buf *b, val v, size_t column)
{
    if (v.tag == V_CONTEXT && v.c->n) {
        for (uint32_t i = 0; i < v.c->n; i++) {
            buf_char(b, '\n');
            indent(b, column);
            write_flow(e, b, val_str(v.c->e[i].key), false);
            buf_char(b, ':');
            write_block(e, b, v.c->e[i].value, column + 2);
        }
    } else if (v.tag == V_LIST && val_count(v) &&
               (val_at(v, 0).tag == V_CONTEXT || val_at(v, 0).tag == V_LIST)) {
        for (size_t i = 0; i < val_count(v); i++) {
            buf_char(b, '\n');
            indent(b, column);
            buf_add(b, S("- "));
            write_flow(e, b, val_at(v, i), false);
        }
    } else if (v.tag == V_STRING && !e->quoted && literal_shape(val_text(v))) {
        write_literal(b, val_text(v), column);
    } else {
        buf_char(b, ' ');
        write_flow(e, b, v, false);
    }
}

/* What is missing on the way, round the value. */
static val wrapped(const struct edit *e, size_t from, val v)
{
    for (size_t i = e->n; i > from; i--) {
        bool more = str_eq(e->path[i - 1], S("-"));
        v = more ? val_list(memcpy(ARENA_NEW(e->a, val), &v, sizeof v), 1)
                 : val_with(e->a, val_null(), e->path[i - 1], v);
    }
    return v;
}

/* ---- the four changes ---- */

static str written(const struct edit *e, val v, size_t column, bool flow)
{
    buf b;

    buf_init(&b, e->a, 256);
    if (flow) {
        buf_char(&b, ' ');
        write_flow(e, &b, v, true);
    } else {
        write_block(e, &b, v, column);
    }
    return buf_str(&b);
}

/* The value x of a key (or of an item: key null) becomes v. */
static bool replace(struct edit *e, yaml_node_t *key, yaml_node_t *x, val v, bool flow,
                    struct cut *c)
{
    yaml_node_t *head = key ? key : x;
    size_t from = byte_of(e, x->start_mark), column = head->start_mark.column;

    if (key) {
        from = str_find_char(e->text, ':', byte_of(e, key->end_mark));
        if (from == SIZE_MAX)
            return false;
        from++;
        column += 2;
    }
    *c = (struct cut){ from, MAX(end_of(e, x), from), written(e, v, column, flow) };
    if (!key)
        c->by = str_from(c->by, 1);
    return true;
}

/* One more entry of a mapping, behind the pair of that number, or item of a list. */
static void append(struct edit *e, yaml_node_t *in, yaml_node_t *first, yaml_node_t *last, str key,
                   val v, struct cut *c)
{
    bool flow = is_flow(in);
    buf b;

    buf_init(&b, e->a, 256);
    size_t end = last ? end_of(e, last) : byte_of(e, in->start_mark) + 1;
    size_t column = first ? first->start_mark.column : 0;
    if (flow) {
        buf_add(&b, last ? S(", ") : S(" "));
        if (key.p) {
            write_flow(e, &b, val_str(key), true);
            buf_char(&b, ':');
        }
        str value = written(e, v, 0, true);
        buf_add(&b, key.p ? value : str_from(value, 1));
        buf_add(&b, last ? S("") : S(" "));
        *c = (struct cut){ end, end, buf_str(&b) };
        return;
    }
    size_t at = line_end(e, end);
    buf_add(&b, at && e->text.p[at - 1] != '\n' ? S("\n") : S(""));
    if (key.p) {
        indent(&b, column);
        write_flow(e, &b, val_str(key), false);
        buf_char(&b, ':');
        write_block(e, &b, v, column + 2);
    } else { /* the dash stands two before what it holds */
        indent(&b, column >= 2 ? column - 2 : 0);
        buf_add(&b, S("- "));
        write_flow(e, &b, v, false);
    }
    buf_char(&b, '\n');
    *c = (struct cut){ at, at, buf_str(&b) };
}

/* Takes an entry away: its lines, or what is between two commas. */
static void drop(struct edit *e, yaml_node_t *in, yaml_node_t *head, yaml_node_t *x, bool is_first,
                 struct cut *c)
{
    size_t from = byte_of(e, head->start_mark), to = end_of(e, x);

    if (!is_flow(in)) {
        *c = (struct cut){ line_start(e, from), line_end(e, to), S("") };
        return;
    }
    if (is_first) {
        while (to < e->text.n && strchr(" \t\r\n", e->text.p[to]))
            to++;
        to += to < e->text.n && e->text.p[to] == ',';
        while (to < e->text.n && e->text.p[to] == ' ')
            to++;
    } else {
        while (from && e->text.p[from - 1] != ',')
            from--;
        from--;
    }
    *c = (struct cut){ from, to, S("") };
}

/* ---- finding the place ---- */

static yaml_node_pair_t *pair_of(struct edit *e, yaml_node_t *in, str key)
{
    for (yaml_node_pair_t *p = in->data.mapping.pairs.start; p < in->data.mapping.pairs.top; p++) {
        yaml_node_t *k = node(e, p->key);
        if (k->type == YAML_SCALAR_NODE &&
            str_eq(str_of((const char *)k->data.scalar.value, k->data.scalar.length), key))
            return p;
    }
    return NULL;
}

static bool add_key(struct edit *e, yaml_node_t *in, size_t i, val v, str after, struct cut *c)
{
    yaml_node_pair_t *p = i + 1 == e->n && after.n ? pair_of(e, in, after) : NULL;
    bool any = in->data.mapping.pairs.top > in->data.mapping.pairs.start;

    if (!p && any)
        p = in->data.mapping.pairs.top - 1;
    if (!any && !is_flow(in))
        return false;
    append(e, in, any ? node(e, in->data.mapping.pairs.start->key) : NULL,
           p ? node(e, p->value) : NULL, e->path[i], wrapped(e, i + 1, v), c);
    return true;
}

static bool add_item(struct edit *e, yaml_node_t *in, size_t i, val v, struct cut *c)
{
    bool any = in->data.sequence.items.top > in->data.sequence.items.start;

    if (!any && !is_flow(in))
        return false;
    append(e, in, any ? node(e, in->data.sequence.items.start[0]) : NULL,
           any ? node(e, in->data.sequence.items.top[-1]) : NULL, STR_NULL, wrapped(e, i + 1, v),
           c);
    return true;
}

/* One step: the key node and value node of path[i] below in; false: it is not there. */
static bool step(struct edit *e, yaml_node_t *in, str part, yaml_node_t **key, yaml_node_t **x,
                 bool *is_first)
{
    uint64_t i = 0;
    *key = NULL;
    if (in->type == YAML_MAPPING_NODE) {
        yaml_node_pair_t *p = pair_of(e, in, part);
        if (!p)
            return false;
        *key = node(e, p->key);
        *x = node(e, p->value);
        *is_first = p == in->data.mapping.pairs.start;
        return true;
    }
    if (in->type != YAML_SEQUENCE_NODE || failed(str_to_u64(part, &i)) ||
        i >= (uint64_t)(in->data.sequence.items.top - in->data.sequence.items.start))
        return false;
    *x = node(e, in->data.sequence.items.start[i]);
    *is_first = i == 0;
    return true;
}

static bool is_empty_scalar(const yaml_node_t *x)
{
    return x->type == YAML_SCALAR_NODE && !x->data.scalar.length &&
           x->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static bool set_at(struct edit *e, val v, str after, struct cut *c)
{
    yaml_node_t *in = yaml_document_get_root_node(&e->doc), *key, *x;
    bool is_first, flow = false;

    if (!in || is_empty_scalar(in)) { /* nothing but comments, perhaps */
        str by = written(e, wrapped(e, 0, v), 0, false);
        *c = (struct cut){ e->text.n, e->text.n, str_cat(e->a, str_from(by, 1), S("\n")) };
        return true;
    }
    for (size_t i = 0; i < e->n; i++) {
        flow |= is_flow(in);
        if (!step(e, in, e->path[i], &key, &x, &is_first))
            return in->type == YAML_MAPPING_NODE    ? add_key(e, in, i, v, after, c)
                   : in->type == YAML_SEQUENCE_NODE ? add_item(e, in, i, v, c)
                                                    : false;
        if (i + 1 == e->n || is_empty_scalar(x))
            return replace(e, key, x, wrapped(e, i + 1, v), flow, c);
        in = x;
    }
    return false;
}

static bool drop_at(struct edit *e, struct cut *c)
{
    yaml_node_t *in = yaml_document_get_root_node(&e->doc), *key, *x;
    bool is_first = false;

    for (size_t i = 0; in && i < e->n; i++) {
        if (!step(e, in, e->path[i], &key, &x, &is_first))
            return false;
        if (i + 1 == e->n) {
            drop(e, in, key ? key : x, x, is_first, c);
            return true;
        }
        in = x;
    }
    return false;
}

/* ---- */

static const uint32_t *char_places(arena *a, str text, size_t *n)
{
    uint32_t *at = ARENA_ARRAY(a, uint32_t, text.n + 1);

    *n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (((uint8_t)text.p[i] & 0xc0) != 0x80)
            at[(*n)++] = (uint32_t)i;
    at[*n] = (uint32_t)text.n;
    return at;
}

static bool try_once(struct edit *e, val v, str after, val want, str *out)
{
    yaml_parser_t parser;
    struct cut c = { 0 };
    val got;
    buf b;

    if (!yaml_parser_initialize(&parser))
        return false;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)(e->text.n ? e->text.p : ""),
                                 e->text.n);
    bool ok = yaml_parser_load(&parser, &e->doc);
    yaml_parser_delete(&parser);
    if (!ok)
        return false;
    ok = val_is_null(v) ? drop_at(e, &c) : set_at(e, v, after, &c);
    yaml_document_delete(&e->doc);
    if (!ok)
        return false;
    buf_init(&b, e->a, e->text.n + c.by.n + 1);
    buf_add(&b, str_sub(e->text, 0, c.from));
    buf_add(&b, c.by);
    buf_add(&b, str_from(e->text, c.to));
    *out = buf_str(&b);
    return !failed(yaml_read(e->a, *out, &got, NULL, NULL)) && val_equal(got, want);
}

/* The path up to the outermost mapping or list that would become empty. */
static size_t kept_part(val root, const str *path, size_t n)
{
    size_t cut = n;
    val in = root;

    for (size_t i = 0; i + 1 < n; i++) {
        uint64_t k = 0;
        in = in.tag == V_LIST && !failed(str_to_u64(path[i], &k)) ? val_at(in, k)
                                                                  : val_get(in, path[i]);
        cut = val_count(in) > 1 ? n : MIN(cut, i + 1);
    }
    return cut;
}

err yaml_set(arena *a, str text, const str *path, size_t n, val v, str after, str *out)
{
    struct edit e = { .a = a, .text = text, .path = path, .n = n };
    val was, want;
    str made;

    TRY(yaml_read(a, text, &was, NULL, NULL));
    if (!n || !wanted(a, was, path, n, v, &want))
        return REFUSED(ERR_UNSUPPORTED);
    if (val_equal(was, want) || (val_is_null(v) && val_is_null(was))) {
        *out = text;
        return OK;
    }
    if (val_is_null(v))
        e.n = kept_part(was, path, n);
    e.at = char_places(a, text, &e.chars);
    for (int i = 0; i < 2; i++) {
        e.quoted = i > 0;
        if (try_once(&e, v, after, want, &made)) {
            *out = made;
            return OK;
        }
    }
    return REFUSED(ERR_UNSUPPORTED);
}
