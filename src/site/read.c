#include "site/read.h"

#include "value/temporal.h"

#include <stdarg.h>

bool doc_read(struct loader *l, struct yaml_doc *d, struct site_file file, struct doc_node *root)
{
    struct text_error where = { 0 };
    const struct words *words = d->words;
    *d = (struct yaml_doc){ .l = l, .file = file.path, .words = words };
    *root = (struct doc_node){ .d = d, .path = S(""), .words_path = S("") };
    l->f->file = file.path;
    if (failed(yaml_read(l->a, file.bytes, &root->v, &d->lines, &where))) {
        finding_add(l->f, FINDING_ERROR, where.line, STR_NULL, "yaml.syntax", S("correct the YAML"),
                    "no YAML: %s", where.what ? where.what : "malformed");
        return false;
    }
    if (root->v.tag != V_CONTEXT) {
        finding_add(l->f, FINDING_ERROR, 1, STR_NULL, "yaml.syntax", S("write key: value"),
                    "the file holds no keys");
        return false;
    }
    return true;
}

int doc_line(struct doc_node n)
{
    return n.path.n ? yaml_line(&n.d->lines, n.path) : 1;
}

static void note(struct doc_node n, enum finding_level level, const char *code, str repair,
                 const char *fmt, va_list ap)
{
    n.d->l->f->file = n.d->file;
    finding_addv(n.d->l->f, level, doc_line(n), n.words_path, code, repair, fmt, ap);
}

void doc_error(struct doc_node n, const char *code, str repair, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    note(n, FINDING_ERROR, code, repair, fmt, ap);
    va_end(ap);
}

void doc_warning(struct doc_node n, const char *code, str repair, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    note(n, FINDING_WARNING, code, repair, fmt, ap);
    va_end(ap);
}

static str join(arena *a, str x, str y)
{
    return x.n == 0 ? y : str_fmt(a, "%.*s.%.*s", STR_ARG(x), STR_ARG(y));
}

struct doc_node doc_get(struct doc_node n, str key)
{
    arena *a = n.d->l->a;
    return (struct doc_node){ n.d, val_get(n.v, key), join(a, n.path, key),
                              join(a, n.words_path, key) };
}

struct doc_node doc_at(struct doc_node n, size_t i)
{
    arena *a = n.d->l->a;
    if (n.v.tag == V_CONTEXT)
        return i < n.v.c->n ? doc_get(n, n.v.c->e[i].key)
                            : (struct doc_node){ n.d, val_null(), n.path, n.words_path };
    val v = val_at(n.v, i);
    str id = val_get_text(v, S("id")), number = str_fmt(a, "%zu", i);
    return (struct doc_node){ n.d, v, join(a, n.path, number),
                              join(a, n.words_path, id.n ? id : number) };
}

str doc_key(struct doc_node n, size_t i)
{
    return n.v.tag == V_CONTEXT && i < n.v.c->n ? n.v.c->e[i].key : STR_NULL;
}

static bool missing(struct doc_node n, struct doc_node child, const char *key, enum need need)
{
    if (doc_is(child))
        return false;
    if (need == NEEDED)
        doc_error(n, "site.missing", S("add it"), "\"%s\" is missing", key);
    return true;
}

/* A scalar as text: what looks like a number is meant as text where text is wanted. */
static str scalar(struct doc_node n)
{
    if (n.v.tag == V_STRING)
        return str_trim(val_text(n.v));
    if (val_is_number(n.v) || n.v.tag == V_BOOL)
        return val_display(n.d->l->a, n.v);
    doc_error(n, "site.type", S("write a text"), "\"%.*s\" is no text", STR_ARG(n.path));
    return S("");
}

str doc_str(struct doc_node n, const char *key, enum need need)
{
    struct doc_node c = doc_get(n, str_z(key));
    return missing(n, c, key, need) ? S("") : scalar(c);
}

bool id_fits(str id)
{
    if (id.n == 0 || id.n > 80)
        return false;
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        bool inner = i > 0 && (c == '-' || c == '_' || c == '.');
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || inner))
            return false;
    }
    return true;
}

str doc_id(struct doc_node n, const char *key)
{
    str id = doc_str(n, key, NEEDED);
    if (id.n && !id_fits(id))
        doc_error(doc_get(n, str_z(key)), "site.id", S("use lower-case letters, digits, hyphens"),
                  "\"%.*s\" cannot be an id", STR_ARG(id));
    return id;
}

/* Parts of a text: its own, then those of the words file. */
struct parts {
    VEC(struct text_part) v;
};

static void part_add(struct doc_node n, struct parts *p, str lang, str text)
{
    for (size_t i = 0; i < p->v.n; i++)
        if (str_eq(p->v.v[i].lang, lang))
            return;
    *vec_push(&p->v, n.d->l->a) = (struct text_part){ lang, text };
}

static const struct site_lang *lang_known(struct doc_node n, str code)
{
    const struct site *s = n.d->l->s;
    for (size_t i = 0; i < s->n_langs; i++)
        if (str_eq(s->langs[i].code, code))
            return &s->langs[i];
    return NULL;
}

struct text doc_as_text(struct doc_node n)
{
    const struct site *s = n.d->l->s;
    struct parts p = { 0 };
    for (size_t i = 0; n.v.tag == V_CONTEXT && i < n.v.c->n; i++) {
        struct doc_node part = doc_at(n, i);
        if (!lang_known(n, doc_key(n, i)))
            doc_error(part, "site.language", S("use a language of site.yaml"),
                      "\"%.*s\" is no language of this site", STR_ARG(doc_key(n, i)));
        str t = scalar(part);
        if (t.n)
            part_add(n, &p, doc_key(n, i), t);
    }
    if (n.v.tag != V_CONTEXT && doc_is(n) && s->n_langs) {
        str t = scalar(n);
        if (t.n)
            part_add(n, &p, s->langs[0].code, t);
    }
    for (size_t i = 0; n.d->words && i < s->n_langs; i++) {
        str w = words_get(n.d->words, s->langs[i].code, S(""), n.words_path);
        if (w.n)
            part_add(n, &p, s->langs[i].code, w);
    }
    return (struct text){ p.v.v, (uint32_t)p.v.n };
}

void text_check(struct loader *l, struct doc_node n, struct text t)
{
    for (size_t i = 0; i < l->s->n_langs; i++)
        if (text_in(t, l->s->langs[i].code).n == 0)
            words_missing(l, n.d->file, doc_line(n), n.words_path, l->s->langs[i].code,
                          "the text is missing in %.*s", STR_ARG(l->s->langs[i].name));
}

struct text doc_text(struct doc_node n, const char *key, enum need need)
{
    struct doc_node c = doc_get(n, str_z(key));
    if (missing(n, c, key, need))
        return (struct text){ 0 };
    struct text t = doc_as_text(c);
    text_check(n.d->l, c, t);
    return t;
}

const str *doc_strs(struct doc_node n, const char *key, enum need need, size_t *count)
{
    struct doc_node c = doc_get(n, str_z(key));
    arena *a = n.d->l->a;
    *count = 0;
    if (missing(n, c, key, need))
        return NULL;
    if (c.v.tag != V_LIST) {
        str *one = ARENA_NEW(a, str);
        *one = scalar(c);
        *count = one->n > 0;
        return one;
    }
    str *v = ARENA_ARRAY(a, str, c.v.n + 1);
    for (size_t i = 0; i < c.v.n; i++) {
        v[*count] = scalar(doc_at(c, i));
        *count += v[*count].n > 0;
    }
    return v;
}

int64_t doc_int(struct doc_node n, const char *key, int64_t otherwise)
{
    struct doc_node c = doc_get(n, str_z(key));
    int64_t i;
    if (!doc_is(c))
        return otherwise;
    if (val_to_i64(c.v, &i))
        return i;
    doc_error(c, "site.type", S("write a whole number"), "\"%s\" is no whole number", key);
    return otherwise;
}

bool doc_bool(struct doc_node n, const char *key, bool otherwise)
{
    struct doc_node c = doc_get(n, str_z(key));
    if (!doc_is(c))
        return otherwise;
    if (c.v.tag != V_BOOL)
        doc_error(c, "site.type", S("write true or false"), "\"%s\" is neither true nor false",
                  key);
    return val_is_true(c.v);
}

day doc_day(struct doc_node n, const char *key, int64_t otherwise)
{
    struct doc_node c = doc_get(n, str_z(key));
    day d = { otherwise };
    if (!doc_is(c))
        return d;
    if (c.v.tag != V_STRING || failed(day_parse(val_text(c.v), &d)))
        doc_error(c, "site.type", S("write it as 2026-03-02"), "\"%s\" is no day", key);
    return d;
}

bool duration_parse(str text, int64_t *months, int64_t *days)
{
    str years = str_trim(text), rest = years;
    int64_t m = 0, d = 0;
    if (!str_starts(rest, S("P")) || rest.n < 3)
        return false;
    rest = str_from(rest, 1);
    while (rest.n) {
        size_t i = 0;
        int64_t n;
        while (i < rest.n && rest.p[i] >= '0' && rest.p[i] <= '9')
            i++;
        if (i == 0 || i == rest.n || i > 6 || failed(str_to_i64(str_sub(rest, 0, i), &n)))
            return false;
        switch (rest.p[i]) {
        case 'Y':
            m += 12 * n;
            break;
        case 'M':
            m += n;
            break;
        case 'W':
            d += 7 * n;
            break;
        case 'D':
            d += n;
            break;
        default:
            return false;
        }
        rest = str_from(rest, i + 1);
    }
    *months = m;
    *days = d;
    return true;
}

bool doc_duration(struct doc_node n, const char *key, int64_t *months, int64_t *days)
{
    struct doc_node c = doc_get(n, str_z(key));
    if (!doc_is(c))
        return false;
    if (duration_parse(scalar(c), months, days))
        return true;
    doc_error(c, "site.type", S("write it as P30D, P6M or P10Y"), "\"%s\" is no duration", key);
    return false;
}

const char *address_key(struct loader *l, enum form_address part)
{
    return str_zdup(l->a, form_address_part(part));
}

bool word_among(str word, const char *words)
{
    str rest = str_z(words), one;
    while (str_next(&rest, ' ', &one))
        if (str_eq(one, word))
            return true;
    return false;
}

str doc_choice(struct doc_node n, const char *key, const char *words, str otherwise)
{
    str s = doc_str(n, key, OPTIONAL);
    if (s.n == 0)
        return otherwise;
    if (word_among(s, words))
        return s;
    doc_error(doc_get(n, str_z(key)), "site.choice", S("choose one of these"),
              "\"%.*s\" is not known here; one of: %s", STR_ARG(s), words);
    return otherwise;
}

struct doc_node doc_list(struct doc_node n, const char *key, enum need need)
{
    struct doc_node c = doc_get(n, str_z(key));
    if (!missing(n, c, key, need) && c.v.tag != V_LIST) {
        doc_error(c, "site.type", S("write a list"), "\"%s\" is no list", key);
        c.v = val_null();
    }
    return c;
}

struct doc_node doc_map(struct doc_node n, const char *key, enum need need)
{
    struct doc_node c = doc_get(n, str_z(key));
    if (!missing(n, c, key, need) && c.v.tag != V_CONTEXT) {
        doc_error(c, "site.type", S("write key: value"), "\"%s\" holds no keys", key);
        c.v = val_null();
    }
    return c;
}

void doc_keys(struct doc_node n, const char *words)
{
    for (size_t i = 0; n.v.tag == V_CONTEXT && i < n.v.c->n; i++)
        if (!word_among(doc_key(n, i), words))
            doc_error(doc_at(n, i), "site.key", S("remove it, or correct it"),
                      "unknown key \"%.*s\"; known here: %s", STR_ARG(doc_key(n, i)), words);
    if (doc_is(n) && n.v.tag != V_CONTEXT)
        doc_error(n, "site.type", S("write key: value"), "\"%.*s\" holds no keys", STR_ARG(n.path));
}
